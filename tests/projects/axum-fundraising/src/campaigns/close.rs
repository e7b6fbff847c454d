use sqlx::sqlite::SqlitePool;

use super::list::get_campaign;
use super::{CampaignError, Status};
use crate::accounts::Account;

/// Closes a campaign; only its organiser may.
pub async fn close_campaign(
    pool: &SqlitePool,
    organiser: &Account,
    id: i64,
) -> Result<(), CampaignError> {
    let campaign = get_campaign(pool, id).await?;
    if campaign.organiser_id != organiser.id {
        return Err(CampaignError::NotYours);
    }
    if campaign.status == Status::Closed {
        return Err(CampaignError::Closed);
    }
    sqlx::query("UPDATE campaigns SET status = 'closed' WHERE id = ?")
        .bind(id)
        .execute(pool)
        .await?;
    Ok(())
}

/// Takes a campaign off the site, with everything pledged to it.
pub async fn remove_campaign(pool: &SqlitePool, id: i64) -> Result<(), CampaignError> {
    let mut transaction = pool.begin().await?;
    sqlx::query("DELETE FROM pledges WHERE campaign_id = ?")
        .bind(id)
        .execute(&mut *transaction)
        .await?;
    let removed = sqlx::query("DELETE FROM campaigns WHERE id = ?")
        .bind(id)
        .execute(&mut *transaction)
        .await?;
    if removed.rows_affected() == 0 {
        return Err(CampaignError::NotFound(id));
    }
    transaction.commit().await?;
    Ok(())
}
