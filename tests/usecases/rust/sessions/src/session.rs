use chrono::{DateTime, Utc};
use thiserror::Error;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub token: String,
    pub user_id: i64,
    pub expires_at: DateTime<Utc>,
    pub revoked: bool,
}

#[derive(Debug, Error, PartialEq, Eq)]
pub enum SessionError {
    #[error("no such session")]
    Unknown,
    #[error("the session was ended")]
    Revoked,
    #[error("the session is over since {0}")]
    Expired(DateTime<Utc>),
}

pub trait Clock {
    fn now(&self) -> DateTime<Utc>;
}

pub trait SessionStore {
    fn by_token(&self, token: &str) -> Option<Session>;
    fn put(&mut self, session: Session);
}
