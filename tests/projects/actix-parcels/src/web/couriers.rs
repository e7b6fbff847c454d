use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, Json, Path, ServiceConfig};
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};

use super::auth::require_dispatcher;
use super::errors::ApiError;
use super::parcels::ParcelResponse;
use crate::application::hire_courier::HireCourier;
use crate::ports::ParcelRepository;

#[derive(Debug, Deserialize)]
pub struct HireRequest {
    pub name: String,
}

#[derive(Debug, Serialize)]
pub struct CourierResponse {
    pub id: i32,
    pub name: String,
}

pub fn configure(config: &mut ServiceConfig) {
    let couriers = web::scope("/couriers")
        .wrap(from_fn(require_dispatcher))
        .service(web::resource("").route(web::post().to(hire)))
        .service(
            web::resource("/{id}/parcels")
                .name("carried")
                .route(web::get().to(carried)),
        );
    config.service(couriers);
}

async fn hire(
    hire: Data<HireCourier>,
    body: Json<HireRequest>,
) -> Result<HttpResponse, ApiError> {
    let courier = hire.execute(&body.name).await?;
    Ok(HttpResponse::Created().json(CourierResponse {
        id: courier.id,
        name: courier.name,
    }))
}

async fn carried(
    parcels: Data<dyn ParcelRepository>,
    id: Path<i32>,
) -> Result<Json<Vec<ParcelResponse>>, ApiError> {
    let carried = parcels.list_for_courier(*id).await?;
    Ok(Json(carried.into_iter().map(ParcelResponse::from).collect()))
}
