use std::sync::Arc;

use crate::domain::courier::Courier;
use crate::domain::errors::ParcelError;
use crate::ports::CourierRepository;

/// Takes a courier on.
pub struct HireCourier {
    couriers: Arc<dyn CourierRepository>,
}

impl HireCourier {
    pub fn new(couriers: Arc<dyn CourierRepository>) -> Self {
        Self { couriers }
    }

    pub async fn execute(&self, name: &str) -> Result<Courier, ParcelError> {
        self.couriers.add(name).await
    }
}
