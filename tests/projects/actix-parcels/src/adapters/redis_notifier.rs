use async_trait::async_trait;
use redis::AsyncCommands;

use crate::domain::errors::ParcelError;
use crate::domain::parcel::Parcel;
use crate::ports::Notifier;

/// Publishes what happens for whoever sends the messages.
pub struct RedisNotifier {
    client: redis::Client,
}

impl RedisNotifier {
    pub fn new(client: redis::Client) -> Self {
        Self { client }
    }
}

#[async_trait]
impl Notifier for RedisNotifier {
    async fn delivered(&self, parcel: &Parcel) -> Result<(), ParcelError> {
        let unavailable = |error: redis::RedisError| ParcelError::Unavailable(error.to_string());
        let mut connection = self
            .client
            .get_multiplexed_async_connection()
            .await
            .map_err(unavailable)?;
        let _receivers: i64 = connection
            .publish("parcels.delivered", parcel.code.as_str())
            .await
            .map_err(unavailable)?;
        Ok(())
    }
}
