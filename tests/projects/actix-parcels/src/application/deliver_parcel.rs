use std::sync::Arc;

use crate::domain::errors::ParcelError;
use crate::domain::tracking_code::TrackingCode;
use crate::ports::{Notifier, ParcelRepository};

/// Notes that a parcel has arrived, and tells its recipient.
pub struct DeliverParcel {
    parcels: Arc<dyn ParcelRepository>,
    notifier: Arc<dyn Notifier>,
}

impl DeliverParcel {
    pub fn new(parcels: Arc<dyn ParcelRepository>, notifier: Arc<dyn Notifier>) -> Self {
        Self { parcels, notifier }
    }

    pub async fn execute(&self, code: &str) -> Result<(), ParcelError> {
        let code = TrackingCode::parse(code)?;
        let Some(mut parcel) = self.parcels.find(&code).await? else {
            return Err(ParcelError::NotFound(code.to_string()));
        };
        parcel.deliver()?;
        self.parcels.save(&parcel).await?;
        self.notifier.delivered(&parcel).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::application::fakes::{parcel, InMemoryParcels, Silent};

    #[actix_web::test]
    async fn only_assigned_parcels_are_delivered() {
        let parcels = Arc::new(InMemoryParcels::with(parcel("ABCD1234")));
        let deliver = DeliverParcel::new(parcels, Arc::new(Silent));

        let refused = deliver.execute("ABCD1234").await;

        assert_eq!(refused, Err(ParcelError::NotAssigned));
    }
}
