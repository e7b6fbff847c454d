use async_trait::async_trait;
use diesel::prelude::*;

use super::models::{CourierRow, NewCourierRow};
use super::pool::{query, SqlitePool};
use super::schema::couriers;
use crate::domain::courier::Courier;
use crate::domain::errors::ParcelError;
use crate::ports::CourierRepository;

/// Couriers in the database.
pub struct DieselCourierRepository {
    pool: SqlitePool,
}

impl DieselCourierRepository {
    pub fn new(pool: SqlitePool) -> Self {
        Self { pool }
    }
}

#[async_trait]
impl CourierRepository for DieselCourierRepository {
    async fn find(&self, id: i32) -> Result<Option<Courier>, ParcelError> {
        let row = query(&self.pool, move |connection| {
            couriers::table
                .find(id)
                .select(CourierRow::as_select())
                .first(connection)
                .optional()
        })
        .await?;
        Ok(row.map(courier_of))
    }

    async fn add(&self, name: &str) -> Result<Courier, ParcelError> {
        let name = name.to_owned();
        let row = query(&self.pool, move |connection| {
            let new = NewCourierRow {
                name: &name,
                active: true,
            };
            diesel::insert_into(couriers::table)
                .values(&new)
                .returning(CourierRow::as_returning())
                .get_result(connection)
        })
        .await?;
        Ok(courier_of(row))
    }
}

fn courier_of(row: CourierRow) -> Courier {
    Courier {
        id: row.id,
        name: row.name,
        active: row.active,
    }
}
