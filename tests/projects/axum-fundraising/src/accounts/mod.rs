pub mod register;
pub mod routes;

use serde::Serialize;
use sqlx::FromRow;
use thiserror::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub enum Role {
    Backer,
    Staff,
}

/// A row of `accounts`.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct Account {
    pub id: i64,
    pub email: String,
    pub display_name: String,
    pub role: Role,
    #[serde(skip)]
    pub token: String,
}

#[derive(Debug, Error)]
pub enum AccountError {
    #[error("an account with {0} exists")]
    EmailTaken(String),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}
