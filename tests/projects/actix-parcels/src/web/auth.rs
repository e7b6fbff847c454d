use std::future::{ready, Ready};

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, FromRequest, HttpRequest};

use super::errors::ApiError;
use crate::settings::Settings;

/// Somebody who may dispatch parcels.
pub struct Dispatcher;

impl FromRequest for Dispatcher {
    type Error = ApiError;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(dispatcher(request))
    }
}

fn dispatcher(request: &HttpRequest) -> Result<Dispatcher, ApiError> {
    let key = request
        .headers()
        .get("x-dispatcher-key")
        .and_then(|value| value.to_str().ok())
        .ok_or(ApiError::Unauthenticated)?;
    let expected = request
        .app_data::<Data<Settings>>()
        .map(|settings| settings.dispatcher_key.as_str());
    if expected != Some(key) || key.is_empty() {
        return Err(ApiError::Unauthenticated);
    }
    Ok(Dispatcher)
}

/// Lets only dispatchers pass.
pub async fn require_dispatcher(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    dispatcher(request.request())?;
    next.call(request).await
}
