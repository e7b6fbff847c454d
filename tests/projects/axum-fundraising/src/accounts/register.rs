use sqlx::sqlite::SqlitePool;

use super::{Account, AccountError};

/// Opens an account for somebody whose address is not in use.
pub async fn register_account(
    pool: &SqlitePool,
    email: &str,
    display_name: &str,
    token: &str,
) -> Result<Account, AccountError> {
    let taken: Option<i64> = sqlx::query_scalar("SELECT id FROM accounts WHERE email = ?")
        .bind(email)
        .fetch_optional(pool)
        .await?;
    if taken.is_some() {
        return Err(AccountError::EmailTaken(email.to_owned()));
    }
    let account = sqlx::query_as::<_, Account>(
        "INSERT INTO accounts (email, display_name, token) VALUES (?, ?, ?) RETURNING *",
    )
    .bind(email)
    .bind(display_name)
    .bind(token)
    .fetch_one(pool)
    .await?;
    Ok(account)
}
