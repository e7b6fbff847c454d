use actix_web::web;
use diesel::r2d2::{ConnectionManager, Pool, PooledConnection};
use diesel::sqlite::SqliteConnection;

use crate::domain::errors::ParcelError;

pub type SqlitePool = Pool<ConnectionManager<SqliteConnection>>;
pub type Connection = PooledConnection<ConnectionManager<SqliteConnection>>;

pub fn connect(database_url: &str) -> Result<SqlitePool, ParcelError> {
    Pool::builder()
        .max_size(4)
        .build(ConnectionManager::new(database_url))
        .map_err(|error| ParcelError::Unavailable(error.to_string()))
}

/// Runs a query where it may block.
pub async fn query<T, F>(pool: &SqlitePool, run: F) -> Result<T, ParcelError>
where
    T: Send + 'static,
    F: FnOnce(&mut Connection) -> diesel::QueryResult<T> + Send + 'static,
{
    let pool = pool.clone();
    let answer = web::block(move || {
        let mut connection = pool
            .get()
            .map_err(|error| ParcelError::Unavailable(error.to_string()))?;
        run(&mut connection).map_err(|error| ParcelError::Unavailable(error.to_string()))
    });
    answer
        .await
        .map_err(|error| ParcelError::Unavailable(error.to_string()))?
}
