use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use serde_json::json;
use thiserror::Error;

use crate::domain::errors::ParcelError;

#[derive(Debug, Error)]
pub enum ApiError {
    #[error("a key for dispatchers is needed")]
    Unauthenticated,
    #[error(transparent)]
    Parcel(#[from] ParcelError),
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        match self {
            ApiError::Unauthenticated => StatusCode::UNAUTHORIZED,
            ApiError::Parcel(error) => match error {
                ParcelError::InvalidCode(_) | ParcelError::InvalidWeight(_) => {
                    StatusCode::UNPROCESSABLE_ENTITY
                }
                ParcelError::NotFound(_) | ParcelError::NoCourier(_) => StatusCode::NOT_FOUND,
                ParcelError::CodeTaken(_)
                | ParcelError::NotAssigned
                | ParcelError::AlreadyDelivered => StatusCode::CONFLICT,
                ParcelError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            },
        }
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::build(self.status_code()).json(json!({ "error": self.to_string() }))
    }
}
