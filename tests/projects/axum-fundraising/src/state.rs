use std::sync::Arc;

use axum::extract::FromRef;
use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};

use crate::settings::Settings;

/// What every handler can ask for.
#[derive(Clone)]
pub struct AppState {
    pub pool: SqlitePool,
    pub settings: Arc<Settings>,
}

impl AppState {
    pub async fn connect(settings: Settings) -> Result<Self, sqlx::Error> {
        let pool = SqlitePoolOptions::new()
            .max_connections(5)
            .connect(&settings.database_url)
            .await?;
        sqlx::migrate!().run(&pool).await?;
        Ok(Self {
            pool,
            settings: Arc::new(settings),
        })
    }
}

impl FromRef<AppState> for SqlitePool {
    fn from_ref(state: &AppState) -> Self {
        state.pool.clone()
    }
}
