use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::{delete, get, on, post, MethodFilter};
use axum::{Json, Router};
use serde::Deserialize;
use sqlx::sqlite::SqlitePool;

use super::close::{close_campaign, remove_campaign};
use super::list::{get_campaign, list_campaigns};
use super::open::open_campaign;
use super::{Campaign, Status};
use crate::auth::CurrentAccount;
use crate::error::AppError;
use crate::money::Money;
use crate::state::AppState;

#[derive(Debug, Deserialize)]
pub struct NewCampaign {
    pub title: String,
    pub goal_cents: i64,
}

#[derive(Debug, Deserialize)]
pub struct Page {
    pub limit: Option<i64>,
}

pub fn router() -> Router<AppState> {
    let one = on(MethodFilter::GET, show);
    Router::new()
        .route("/", get(list).post(open))
        .route("/{id}", one)
        .route("/{id}/close", post(close))
}

pub fn staff() -> Router<AppState> {
    Router::new().route("/campaigns/{id}", delete(remove))
}

async fn list(
    State(pool): State<SqlitePool>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<Campaign>>, AppError> {
    let limit = page.limit.unwrap_or(20);
    Ok(Json(list_campaigns(&pool, Status::Open, limit).await?))
}

async fn open(
    State(pool): State<SqlitePool>,
    CurrentAccount(organiser): CurrentAccount,
    Json(body): Json<NewCampaign>,
) -> Result<(StatusCode, Json<Campaign>), AppError> {
    let goal = Money::cents(body.goal_cents)?;
    let campaign = open_campaign(&pool, &organiser, &body.title, goal).await?;
    Ok((StatusCode::CREATED, Json(campaign)))
}

async fn show(
    State(pool): State<SqlitePool>,
    Path(id): Path<i64>,
) -> Result<Json<Campaign>, AppError> {
    Ok(Json(get_campaign(&pool, id).await?))
}

async fn close(
    State(pool): State<SqlitePool>,
    CurrentAccount(organiser): CurrentAccount,
    Path(id): Path<i64>,
) -> Result<StatusCode, AppError> {
    close_campaign(&pool, &organiser, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(pool): State<SqlitePool>,
    Path(id): Path<i64>,
) -> Result<StatusCode, AppError> {
    remove_campaign(&pool, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
