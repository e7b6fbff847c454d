use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{routing, Json, Router};
use serde::Deserialize;
use sqlx::sqlite::SqlitePool;

use super::make::make_pledge;
use super::Pledge;
use crate::auth::CurrentAccount;
use crate::error::AppError;
use crate::money::Money;
use crate::state::AppState;

#[derive(Debug, Deserialize)]
pub struct NewPledge {
    pub amount_cents: i64,
}

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/campaigns/{campaign_id}/pledges", routing::post(make))
        .route(
            "/pledges/currencies",
            routing::get(|| async { Json(["EUR"]) }),
        )
}

async fn make(
    State(pool): State<SqlitePool>,
    CurrentAccount(backer): CurrentAccount,
    Path(campaign_id): Path<i64>,
    Json(body): Json<NewPledge>,
) -> Result<(StatusCode, Json<Pledge>), AppError> {
    let amount = Money::cents(body.amount_cents)?;
    let pledge = make_pledge(&pool, &backer, campaign_id, amount).await?;
    Ok((StatusCode::CREATED, Json(pledge)))
}
