use axum::extract::State;
use axum::http::StatusCode;
use sqlx::sqlite::SqlitePool;

pub async fn health(State(pool): State<SqlitePool>) -> StatusCode {
    match sqlx::query("SELECT 1").execute(&pool).await {
        Ok(_) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

pub async fn metrics() -> &'static str {
    "fundraising_up 1\n"
}
