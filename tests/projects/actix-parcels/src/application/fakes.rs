//! Ports in memory, for the tests of the use cases.

use std::sync::Mutex;

use async_trait::async_trait;

use crate::domain::courier::Courier;
use crate::domain::errors::ParcelError;
use crate::domain::parcel::Parcel;
use crate::domain::tracking_code::TrackingCode;
use crate::domain::weight::Weight;
use crate::ports::{CourierRepository, Notifier, ParcelRepository};

pub fn parcel(code: &str) -> Parcel {
    let code = TrackingCode::parse(code).unwrap();
    Parcel::new(code, "Ada".to_owned(), Weight::grams(500).unwrap())
}

#[derive(Default)]
pub struct InMemoryParcels {
    parcels: Mutex<Vec<Parcel>>,
}

impl InMemoryParcels {
    pub fn with(parcel: Parcel) -> Self {
        Self {
            parcels: Mutex::new(vec![parcel]),
        }
    }
}

#[async_trait]
impl ParcelRepository for InMemoryParcels {
    async fn find(&self, code: &TrackingCode) -> Result<Option<Parcel>, ParcelError> {
        let parcels = self.parcels.lock().unwrap();
        Ok(parcels.iter().find(|parcel| parcel.code == *code).cloned())
    }

    async fn list_for_courier(&self, courier: i32) -> Result<Vec<Parcel>, ParcelError> {
        let parcels = self.parcels.lock().unwrap();
        let carried = parcels.iter().filter(|parcel| parcel.courier == Some(courier));
        Ok(carried.cloned().collect())
    }

    async fn save(&self, parcel: &Parcel) -> Result<(), ParcelError> {
        let mut parcels = self.parcels.lock().unwrap();
        parcels.retain(|other| other.code != parcel.code);
        parcels.push(parcel.clone());
        Ok(())
    }
}

#[derive(Default)]
pub struct InMemoryCouriers {
    couriers: Mutex<Vec<Courier>>,
}

#[async_trait]
impl CourierRepository for InMemoryCouriers {
    async fn find(&self, id: i32) -> Result<Option<Courier>, ParcelError> {
        let couriers = self.couriers.lock().unwrap();
        Ok(couriers.iter().find(|courier| courier.id == id).cloned())
    }

    async fn add(&self, name: &str) -> Result<Courier, ParcelError> {
        let mut couriers = self.couriers.lock().unwrap();
        let courier = Courier {
            id: couriers.len() as i32 + 1,
            name: name.to_owned(),
            active: true,
        };
        couriers.push(courier.clone());
        Ok(courier)
    }
}

pub struct Silent;

#[async_trait]
impl Notifier for Silent {
    async fn delivered(&self, _parcel: &Parcel) -> Result<(), ParcelError> {
        Ok(())
    }
}
