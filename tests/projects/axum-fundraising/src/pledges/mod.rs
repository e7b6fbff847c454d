pub mod make;
pub mod routes;
pub mod settle;

use serde::Serialize;
use sqlx::FromRow;
use thiserror::Error;

/// A row of `pledges`.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct Pledge {
    pub id: i64,
    pub campaign_id: i64,
    pub backer_id: i64,
    pub amount_cents: i64,
    pub paid: bool,
}

#[derive(Debug, Error)]
pub enum PledgeError {
    #[error("there is no campaign {0}")]
    NoCampaign(i64),
    #[error("there is no pledge {0}")]
    NotFound(i64),
    #[error("the campaign takes no pledges any more")]
    Closed,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}
