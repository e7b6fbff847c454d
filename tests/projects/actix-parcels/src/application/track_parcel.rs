use crate::domain::errors::ParcelError;
use crate::domain::parcel::Parcel;
use crate::domain::tracking_code::TrackingCode;
use crate::ports::ParcelRepository;

/// Tells where a parcel is.
pub struct TrackParcel<R: ParcelRepository> {
    parcels: R,
}

impl<R: ParcelRepository> TrackParcel<R> {
    pub fn new(parcels: R) -> Self {
        Self { parcels }
    }

    pub async fn execute(&self, code: &str) -> Result<Parcel, ParcelError> {
        let code = TrackingCode::parse(code)?;
        let found = self.parcels.find(&code).await?;
        found.ok_or_else(|| ParcelError::NotFound(code.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::application::fakes::InMemoryParcels;

    #[actix_web::test]
    async fn an_unknown_parcel_is_not_found() {
        let track = TrackParcel::new(InMemoryParcels::default());

        let missing = track.execute("abcd1234").await;

        assert_eq!(missing, Err(ParcelError::NotFound("ABCD1234".to_owned())));
    }
}
