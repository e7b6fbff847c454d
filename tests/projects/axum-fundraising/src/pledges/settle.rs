use sqlx::sqlite::SqlitePool;

use super::PledgeError;

/// Notes that the money of a pledge has arrived.
pub async fn settle_pledge(pool: &SqlitePool, id: i64) -> Result<(), PledgeError> {
    let settled = sqlx::query("UPDATE pledges SET paid = TRUE WHERE id = ?")
        .bind(id)
        .execute(pool)
        .await?;
    if settled.rows_affected() == 0 {
        return Err(PledgeError::NotFound(id));
    }
    Ok(())
}
