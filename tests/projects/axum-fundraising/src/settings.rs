use std::env;

/// What the environment decides.
#[derive(Clone, Debug)]
pub struct Settings {
    pub address: String,
    pub database_url: String,
    pub metrics: bool,
    pub notice_path: String,
}

impl Settings {
    pub fn from_env() -> Self {
        Self {
            address: env::var("ADDRESS").unwrap_or_else(|_| "127.0.0.1:8080".to_owned()),
            database_url: env::var("DATABASE_URL")
                .unwrap_or_else(|_| "sqlite:fundraising.db?mode=rwc".to_owned()),
            metrics: env::var("METRICS").is_ok(),
            notice_path: env::var("NOTICE_PATH").unwrap_or_else(|_| "/notices".to_owned()),
        }
    }
}
