use async_trait::async_trait;
use diesel::prelude::*;

use super::models::ParcelRow;
use super::pool::{query, SqlitePool};
use super::schema::parcels;
use crate::domain::errors::ParcelError;
use crate::domain::parcel::{Parcel, ParcelStatus};
use crate::domain::tracking_code::TrackingCode;
use crate::domain::weight::Weight;
use crate::ports::ParcelRepository;

/// Parcels in the database.
#[derive(Clone)]
pub struct DieselParcelRepository {
    pool: SqlitePool,
}

impl DieselParcelRepository {
    pub fn new(pool: SqlitePool) -> Self {
        Self { pool }
    }
}

#[async_trait]
impl ParcelRepository for DieselParcelRepository {
    async fn find(&self, code: &TrackingCode) -> Result<Option<Parcel>, ParcelError> {
        let code = code.to_string();
        let row = query(&self.pool, move |connection| {
            parcels::table
                .find(code)
                .select(ParcelRow::as_select())
                .first(connection)
                .optional()
        })
        .await?;
        row.map(parcel_of).transpose()
    }

    async fn list_for_courier(&self, courier: i32) -> Result<Vec<Parcel>, ParcelError> {
        let rows = query(&self.pool, move |connection| {
            parcels::table
                .filter(parcels::courier_id.eq(courier))
                .select(ParcelRow::as_select())
                .limit(100)
                .load(connection)
        })
        .await?;
        rows.into_iter().map(parcel_of).collect()
    }

    async fn save(&self, parcel: &Parcel) -> Result<(), ParcelError> {
        let row = row_of(parcel);
        query(&self.pool, move |connection| {
            diesel::replace_into(parcels::table)
                .values(&row)
                .execute(connection)
        })
        .await?;
        Ok(())
    }
}

fn parcel_of(row: ParcelRow) -> Result<Parcel, ParcelError> {
    let status = match row.status.as_str() {
        "registered" => ParcelStatus::Registered,
        "delivered" => ParcelStatus::Delivered,
        _ => ParcelStatus::OnTheWay,
    };
    Ok(Parcel {
        code: TrackingCode::parse(&row.code)?,
        recipient: row.recipient,
        weight: Weight::grams(row.weight_grams)?,
        status,
        courier: row.courier_id,
    })
}

fn row_of(parcel: &Parcel) -> ParcelRow {
    let status = match parcel.status {
        ParcelStatus::Registered => "registered",
        ParcelStatus::OnTheWay => "on-the-way",
        ParcelStatus::Delivered => "delivered",
    };
    ParcelRow {
        code: parcel.code.to_string(),
        recipient: parcel.recipient.clone(),
        weight_grams: parcel.weight.as_grams(),
        status: status.to_owned(),
        courier_id: parcel.courier,
    }
}
