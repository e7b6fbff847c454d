//! Who is asking: an extractor for handlers and a layer for routes.

use axum::extract::{FromRef, FromRequestParts, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use sqlx::sqlite::SqlitePool;

use crate::accounts::{Account, Role};
use crate::error::AppError;

/// The account whose token came with the request.
pub struct CurrentAccount(pub Account);

impl<S> FromRequestParts<S> for CurrentAccount
where
    SqlitePool: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let token = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or(AppError::Unauthenticated)?;
        let pool = SqlitePool::from_ref(state);
        let account = sqlx::query_as::<_, Account>("SELECT * FROM accounts WHERE token = ?")
            .bind(token)
            .fetch_optional(&pool)
            .await?;
        account.map(Self).ok_or(AppError::Unauthenticated)
    }
}

/// Lets only staff pass.
pub async fn require_staff(
    State(_pool): State<SqlitePool>,
    CurrentAccount(account): CurrentAccount,
    request: Request,
    next: Next,
) -> Result<Response, AppError> {
    if account.role != Role::Staff {
        return Err(AppError::Forbidden);
    }
    Ok(next.run(request).await)
}
