use std::sync::Arc;

use crate::domain::errors::ParcelError;
use crate::domain::parcel::Parcel;
use crate::domain::tracking_code::TrackingCode;
use crate::domain::weight::Weight;
use crate::ports::ParcelRepository;

pub struct NewParcel {
    pub code: String,
    pub recipient: String,
    pub weight_grams: i32,
}

/// Takes a parcel into the books.
pub struct RegisterParcel {
    parcels: Arc<dyn ParcelRepository>,
}

impl RegisterParcel {
    pub fn new(parcels: Arc<dyn ParcelRepository>) -> Self {
        Self { parcels }
    }

    pub async fn execute(&self, new: NewParcel) -> Result<Parcel, ParcelError> {
        let code = TrackingCode::parse(&new.code)?;
        let weight = Weight::grams(new.weight_grams)?;
        if self.parcels.find(&code).await?.is_some() {
            return Err(ParcelError::CodeTaken(code.to_string()));
        }
        let parcel = Parcel::new(code, new.recipient, weight);
        self.parcels.save(&parcel).await?;
        Ok(parcel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::application::fakes::InMemoryParcels;

    fn new_parcel(code: &str) -> NewParcel {
        NewParcel {
            code: code.to_owned(),
            recipient: "Ada".to_owned(),
            weight_grams: 500,
        }
    }

    #[actix_web::test]
    async fn saves_the_parcel() {
        let parcels = Arc::new(InMemoryParcels::default());
        let register = RegisterParcel::new(parcels.clone());

        let parcel = register.execute(new_parcel("abcd1234")).await.unwrap();

        assert_eq!(parcel.code.as_str(), "ABCD1234");
        assert!(parcels.find(&parcel.code).await.unwrap().is_some());
    }

    #[actix_web::test]
    async fn rejects_a_taken_code() {
        let register = RegisterParcel::new(Arc::new(InMemoryParcels::default()));
        register.execute(new_parcel("abcd1234")).await.unwrap();

        let again = register.execute(new_parcel("abcd1234")).await;

        assert_eq!(again, Err(ParcelError::CodeTaken("ABCD1234".to_owned())));
    }

    #[actix_web::test]
    async fn rejects_what_is_no_code() {
        let register = RegisterParcel::new(Arc::new(InMemoryParcels::default()));

        let refused = register.execute(new_parcel("?")).await;

        assert_eq!(refused, Err(ParcelError::InvalidCode("?".to_owned())));
    }
}
