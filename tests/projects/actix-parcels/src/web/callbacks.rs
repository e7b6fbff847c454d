use actix_web::web::{Data, Json};
use actix_web::{route, HttpResponse};
use serde::Deserialize;

use super::errors::ApiError;
use crate::application::deliver_parcel::DeliverParcel;

#[derive(Debug, Deserialize)]
pub struct CarrierNotice {
    pub code: String,
}

#[route("/callbacks/carrier", method = "POST", method = "PUT")]
pub async fn carrier_notice(
    deliver: Data<DeliverParcel>,
    notice: Json<CarrierNotice>,
) -> Result<HttpResponse, ApiError> {
    deliver.execute(&notice.code).await?;
    Ok(HttpResponse::Accepted().finish())
}
