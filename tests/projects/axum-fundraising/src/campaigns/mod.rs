pub mod close;
pub mod list;
pub mod open;
pub mod routes;

use serde::Serialize;
use sqlx::FromRow;
use thiserror::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub enum Status {
    Open,
    Closed,
}

/// A row of `campaigns`.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct Campaign {
    pub id: i64,
    pub organiser_id: i64,
    pub title: String,
    pub goal_cents: i64,
    pub status: Status,
}

#[derive(Debug, Error)]
pub enum CampaignError {
    #[error("there is no campaign {0}")]
    NotFound(i64),
    #[error("the campaign is closed")]
    Closed,
    #[error("only the organiser may do this")]
    NotYours,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}
