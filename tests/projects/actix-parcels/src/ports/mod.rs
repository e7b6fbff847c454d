//! What the use cases need from outside.

use async_trait::async_trait;

use crate::domain::courier::Courier;
use crate::domain::errors::ParcelError;
use crate::domain::parcel::Parcel;
use crate::domain::tracking_code::TrackingCode;

#[async_trait]
pub trait ParcelRepository: Send + Sync {
    async fn find(&self, code: &TrackingCode) -> Result<Option<Parcel>, ParcelError>;
    async fn list_for_courier(&self, courier: i32) -> Result<Vec<Parcel>, ParcelError>;
    async fn save(&self, parcel: &Parcel) -> Result<(), ParcelError>;
}

#[async_trait]
pub trait CourierRepository: Send + Sync {
    async fn find(&self, id: i32) -> Result<Option<Courier>, ParcelError>;
    async fn add(&self, name: &str) -> Result<Courier, ParcelError>;
}

/// Tells recipients what happens to their parcels.
#[async_trait]
pub trait Notifier: Send + Sync {
    async fn delivered(&self, parcel: &Parcel) -> Result<(), ParcelError>;
}
