pub mod diesel_couriers;
pub mod diesel_parcels;
pub mod models;
pub mod pool;
pub mod redis_notifier;
pub mod schema;
