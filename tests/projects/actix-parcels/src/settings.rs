use std::env;

/// What the environment decides.
#[derive(Clone, Debug)]
pub struct Settings {
    pub address: String,
    pub database_url: String,
    pub redis_url: String,
    pub dispatcher_key: String,
    pub partner_path: String,
}

impl Settings {
    pub fn from_env() -> Self {
        let read = |name: &str, default: &str| env::var(name).unwrap_or_else(|_| default.to_owned());
        Self {
            address: read("ADDRESS", "127.0.0.1:8080"),
            database_url: read("DATABASE_URL", "parcels.db"),
            redis_url: read("REDIS_URL", "redis://127.0.0.1/"),
            dispatcher_key: read("DISPATCHER_KEY", ""),
            partner_path: read("PARTNER_PATH", "/partners"),
        }
    }
}
