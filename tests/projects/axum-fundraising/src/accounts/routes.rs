use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use sqlx::sqlite::SqlitePool;

use super::register::register_account;
use super::Account;
use crate::auth::CurrentAccount;
use crate::error::AppError;
use crate::state::AppState;

#[derive(Debug, Deserialize)]
pub struct Registration {
    pub email: String,
    pub display_name: String,
    pub token: String,
}

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/", post(register))
        .route("/me", get(me))
}

/// Routes for the people who run the site.
pub fn staff() -> Router<AppState> {
    Router::new().route("/accounts", get(list_accounts))
}

async fn register(
    State(pool): State<SqlitePool>,
    Json(body): Json<Registration>,
) -> Result<(StatusCode, Json<Account>), AppError> {
    let account = register_account(&pool, &body.email, &body.display_name, &body.token).await?;
    Ok((StatusCode::CREATED, Json(account)))
}

async fn me(CurrentAccount(account): CurrentAccount) -> Json<Account> {
    Json(account)
}

async fn list_accounts(State(pool): State<SqlitePool>) -> Result<Json<Vec<Account>>, AppError> {
    let accounts = sqlx::query_as::<_, Account>("SELECT * FROM accounts ORDER BY id LIMIT 100")
        .fetch_all(&pool)
        .await?;
    Ok(Json(accounts))
}
