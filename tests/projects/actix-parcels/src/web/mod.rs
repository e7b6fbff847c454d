//! The HTTP interface.

pub mod auth;
pub mod callbacks;
pub mod couriers;
pub mod errors;
pub mod health;
pub mod parcels;

use std::sync::Arc;

use actix_web::web::{self, Data, ServiceConfig};

use crate::adapters::diesel_couriers::DieselCourierRepository;
use crate::adapters::diesel_parcels::DieselParcelRepository;
use crate::adapters::pool;
use crate::adapters::redis_notifier::RedisNotifier;
use crate::application::deliver_parcel::DeliverParcel;
use crate::application::hire_courier::HireCourier;
use crate::application::register_parcel::RegisterParcel;
use crate::application::track_parcel::TrackParcel;
use crate::domain::errors::ParcelError;
use crate::ports::{CourierRepository, ParcelRepository};
use crate::settings::Settings;

/// The use cases with their adapters.
#[derive(Clone)]
pub struct Services {
    pub parcels: Arc<dyn ParcelRepository>,
    pub couriers: Arc<dyn CourierRepository>,
    pub register: Data<RegisterParcel>,
    pub track: Data<TrackParcel<DieselParcelRepository>>,
    pub deliver: Data<DeliverParcel>,
    pub hire: Data<HireCourier>,
}

impl Services {
    pub fn connect(settings: &Settings) -> Result<Self, ParcelError> {
        let pool = pool::connect(&settings.database_url)?;
        let redis = redis::Client::open(settings.redis_url.as_str())
            .map_err(|error| ParcelError::Unavailable(error.to_string()))?;
        let stored = DieselParcelRepository::new(pool.clone());
        let parcels: Arc<dyn ParcelRepository> = Arc::new(stored.clone());
        let couriers: Arc<dyn CourierRepository> = Arc::new(DieselCourierRepository::new(pool));
        Ok(Self {
            register: Data::new(RegisterParcel::new(parcels.clone())),
            track: Data::new(TrackParcel::new(stored)),
            deliver: Data::new(DeliverParcel::new(
                parcels.clone(),
                Arc::new(RedisNotifier::new(redis)),
            )),
            hire: Data::new(HireCourier::new(couriers.clone())),
            parcels,
            couriers,
        })
    }
}

pub fn configure(config: &mut ServiceConfig, services: Services, settings: &Settings) {
    config
        .app_data(Data::new(settings.clone()))
        .app_data(Data::from(services.parcels))
        .app_data(Data::from(services.couriers))
        .app_data(services.register)
        .app_data(services.track)
        .app_data(services.deliver)
        .app_data(services.hire)
        .service(health::health)
        .service(
            web::scope("/api/v1")
                .configure(parcels::configure)
                .configure(couriers::configure)
                .service(callbacks::carrier_notice),
        )
        // Partners follow parcels under a path that is agreed with them.
        .service(web::scope(&settings.partner_path).service(parcels::track));
}
