use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use sqlx::sqlite::SqlitePool;

use crate::error::AppError;
use crate::pledges;
use crate::state::AppState;

#[derive(Debug, Deserialize)]
pub struct PaymentNotice {
    pub pledge_id: i64,
}

pub fn router() -> Router<AppState> {
    Router::new().route("/payments", post(payment_notice))
}

async fn payment_notice(
    State(pool): State<SqlitePool>,
    Json(notice): Json<PaymentNotice>,
) -> Result<StatusCode, AppError> {
    pledges::settle::settle_pledge(&pool, notice.pledge_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
