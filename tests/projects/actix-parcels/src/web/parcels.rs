use actix_web::web::{self, Data, Json, Path, ServiceConfig};
use actix_web::{get, post, HttpResponse};
use serde::{Deserialize, Serialize};

use super::auth::Dispatcher;
use super::errors::ApiError;
use crate::adapters::diesel_parcels::DieselParcelRepository;
use crate::application::assign_courier::assign_courier;
use crate::application::register_parcel::{NewParcel, RegisterParcel};
use crate::application::track_parcel::TrackParcel;
use crate::domain::parcel::Parcel;
use crate::ports::{CourierRepository, ParcelRepository};

#[derive(Debug, Deserialize)]
pub struct RegisterRequest {
    pub code: String,
    pub recipient: String,
    pub weight_grams: i32,
}

#[derive(Debug, Deserialize)]
pub struct AssignRequest {
    pub courier: i32,
}

#[derive(Debug, Serialize)]
pub struct ParcelResponse {
    pub code: String,
    pub recipient: String,
    pub delivered: bool,
}

impl From<Parcel> for ParcelResponse {
    fn from(parcel: Parcel) -> Self {
        Self {
            delivered: parcel.status == crate::domain::parcel::ParcelStatus::Delivered,
            code: parcel.code.to_string(),
            recipient: parcel.recipient,
        }
    }
}

pub fn configure(config: &mut ServiceConfig) {
    config.service(
        web::scope("/parcels")
            .service(register)
            .service(track)
            .route("/{code}/courier", web::put().to(assign)),
    );
}

#[post("")]
pub async fn register(
    _dispatcher: Dispatcher,
    register: Data<RegisterParcel>,
    body: Json<RegisterRequest>,
) -> Result<HttpResponse, ApiError> {
    let body = body.into_inner();
    let new = NewParcel {
        code: body.code,
        recipient: body.recipient,
        weight_grams: body.weight_grams,
    };
    let parcel = register.execute(new).await?;
    Ok(HttpResponse::Created().json(ParcelResponse::from(parcel)))
}

#[get("/{code}")]
pub async fn track(
    track: Data<TrackParcel<DieselParcelRepository>>,
    code: Path<String>,
) -> Result<Json<ParcelResponse>, ApiError> {
    let parcel = track.execute(&code).await?;
    Ok(Json(parcel.into()))
}

async fn assign(
    _dispatcher: Dispatcher,
    parcels: Data<dyn ParcelRepository>,
    couriers: Data<dyn CourierRepository>,
    code: Path<String>,
    body: Json<AssignRequest>,
) -> Result<Json<ParcelResponse>, ApiError> {
    let parcel = assign_courier(
        parcels.get_ref(),
        couriers.get_ref(),
        &code,
        body.courier,
    )
    .await?;
    Ok(Json(parcel.into()))
}
