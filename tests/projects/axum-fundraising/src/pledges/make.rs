use sqlx::sqlite::SqlitePool;

use super::{Pledge, PledgeError};
use crate::accounts::Account;
use crate::campaigns::Status;
use crate::money::Money;

/// Pledges an amount to an open campaign.
pub async fn make_pledge(
    pool: &SqlitePool,
    backer: &Account,
    campaign_id: i64,
    amount: Money,
) -> Result<Pledge, PledgeError> {
    let status: Option<Status> = sqlx::query_scalar("SELECT status FROM campaigns WHERE id = ?")
        .bind(campaign_id)
        .fetch_optional(pool)
        .await?;
    match status {
        None => return Err(PledgeError::NoCampaign(campaign_id)),
        Some(Status::Closed) => return Err(PledgeError::Closed),
        Some(Status::Open) => {}
    }
    let pledge = sqlx::query_as::<_, Pledge>(
        "INSERT INTO pledges (campaign_id, backer_id, amount_cents) VALUES (?, ?, ?) RETURNING *",
    )
    .bind(campaign_id)
    .bind(backer.id)
    .bind(amount.as_cents())
    .fetch_one(pool)
    .await?;
    Ok(pledge)
}
