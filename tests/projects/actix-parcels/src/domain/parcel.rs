use super::errors::ParcelError;
use super::tracking_code::TrackingCode;
use super::weight::Weight;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParcelStatus {
    Registered,
    OnTheWay,
    Delivered,
}

/// A parcel on its way to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    pub code: TrackingCode,
    pub recipient: String,
    pub weight: Weight,
    pub status: ParcelStatus,
    pub courier: Option<i32>,
}

impl Parcel {
    pub fn new(code: TrackingCode, recipient: String, weight: Weight) -> Self {
        Self {
            code,
            recipient,
            weight,
            status: ParcelStatus::Registered,
            courier: None,
        }
    }

    pub fn assign(&mut self, courier: i32) -> Result<(), ParcelError> {
        if self.status == ParcelStatus::Delivered {
            return Err(ParcelError::AlreadyDelivered);
        }
        self.courier = Some(courier);
        self.status = ParcelStatus::OnTheWay;
        Ok(())
    }

    pub fn deliver(&mut self) -> Result<(), ParcelError> {
        match self.status {
            ParcelStatus::Registered => Err(ParcelError::NotAssigned),
            ParcelStatus::Delivered => Err(ParcelError::AlreadyDelivered),
            ParcelStatus::OnTheWay => {
                self.status = ParcelStatus::Delivered;
                Ok(())
            }
        }
    }
}
