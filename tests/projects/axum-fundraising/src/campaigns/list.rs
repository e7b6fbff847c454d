use sqlx::sqlite::SqlitePool;

use super::{Campaign, CampaignError, Status};

/// The newest campaigns with a status.
pub async fn list_campaigns(
    pool: &SqlitePool,
    status: Status,
    limit: i64,
) -> Result<Vec<Campaign>, CampaignError> {
    let campaigns = sqlx::query_as::<_, Campaign>(
        "SELECT * FROM campaigns WHERE status = ? ORDER BY id DESC LIMIT ?",
    )
    .bind(status)
    .bind(limit.clamp(1, 100))
    .fetch_all(pool)
    .await?;
    Ok(campaigns)
}

pub async fn get_campaign(pool: &SqlitePool, id: i64) -> Result<Campaign, CampaignError> {
    sqlx::query_as::<_, Campaign>("SELECT * FROM campaigns WHERE id = ?")
        .bind(id)
        .fetch_optional(pool)
        .await?
        .ok_or(CampaignError::NotFound(id))
}
