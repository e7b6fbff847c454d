use sqlx::sqlite::SqlitePool;

use super::{Campaign, CampaignError};
use crate::accounts::Account;
use crate::money::Money;

/// Opens a campaign for its organiser.
pub async fn open_campaign(
    pool: &SqlitePool,
    organiser: &Account,
    title: &str,
    goal: Money,
) -> Result<Campaign, CampaignError> {
    let campaign = sqlx::query_as::<_, Campaign>(
        "INSERT INTO campaigns (organiser_id, title, goal_cents) VALUES (?, ?, ?) RETURNING *",
    )
    .bind(organiser.id)
    .bind(title)
    .bind(goal.as_cents())
    .fetch_one(pool)
    .await?;
    Ok(campaign)
}
