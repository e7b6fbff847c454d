use diesel::prelude::*;

use super::schema::{couriers, parcels};

#[derive(Queryable, Selectable)]
#[diesel(table_name = couriers)]
pub struct CourierRow {
    pub id: i32,
    pub name: String,
    pub active: bool,
}

#[derive(Insertable)]
#[diesel(table_name = couriers)]
pub struct NewCourierRow<'a> {
    pub name: &'a str,
    pub active: bool,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = parcels)]
pub struct ParcelRow {
    pub code: String,
    pub recipient: String,
    pub weight_grams: i32,
    pub status: String,
    pub courier_id: Option<i32>,
}
