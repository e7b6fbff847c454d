use std::sync::Arc;

use fundraising::accounts::register::register_account;
use fundraising::accounts::Account;
use fundraising::settings::Settings;
use fundraising::state::AppState;
use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};

/// A database of its own in memory.
pub async fn pool() -> SqlitePool {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect("sqlite::memory:")
        .await
        .unwrap();
    sqlx::migrate!().run(&pool).await.unwrap();
    pool
}

#[allow(dead_code)]
pub fn state(pool: SqlitePool) -> AppState {
    AppState {
        pool,
        settings: Arc::new(Settings {
            address: String::new(),
            database_url: String::new(),
            metrics: false,
            notice_path: "/notices".to_owned(),
        }),
    }
}

pub async fn account(pool: &SqlitePool, name: &str) -> Account {
    let email = format!("{name}@example.org");
    register_account(pool, &email, name, name).await.unwrap()
}
