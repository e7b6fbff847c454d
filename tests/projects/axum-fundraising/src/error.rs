use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::Json;
use serde_json::json;
use thiserror::Error;

use crate::accounts::AccountError;
use crate::campaigns::CampaignError;
use crate::money::InvalidAmount;
use crate::pledges::PledgeError;

/// What a handler can fail with.
#[derive(Debug, Error)]
pub enum AppError {
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Campaign(#[from] CampaignError),
    #[error(transparent)]
    Pledge(#[from] PledgeError),
    #[error(transparent)]
    Amount(#[from] InvalidAmount),
    #[error("sign in first")]
    Unauthenticated,
    #[error("this is for staff")]
    Forbidden,
    #[error("the database does not answer")]
    Database(#[from] sqlx::Error),
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let status = match &self {
            AppError::Account(AccountError::EmailTaken(_)) => StatusCode::CONFLICT,
            AppError::Campaign(CampaignError::NotFound(_))
            | AppError::Pledge(PledgeError::NoCampaign(_) | PledgeError::NotFound(_)) => {
                StatusCode::NOT_FOUND
            }
            AppError::Campaign(CampaignError::NotYours) => StatusCode::FORBIDDEN,
            AppError::Campaign(CampaignError::Closed) | AppError::Pledge(PledgeError::Closed) => {
                StatusCode::CONFLICT
            }
            AppError::Amount(_) => StatusCode::UNPROCESSABLE_ENTITY,
            AppError::Unauthenticated => StatusCode::UNAUTHORIZED,
            AppError::Forbidden => StatusCode::FORBIDDEN,
            AppError::Account(AccountError::Database(_))
            | AppError::Campaign(CampaignError::Database(_))
            | AppError::Pledge(PledgeError::Database(_))
            | AppError::Database(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, Json(json!({ "error": self.to_string() }))).into_response()
    }
}

pub async fn no_such_route() -> StatusCode {
    StatusCode::NOT_FOUND
}
