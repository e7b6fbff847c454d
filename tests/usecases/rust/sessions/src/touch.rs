use chrono::Duration;

use crate::session::{Clock, SessionError, SessionStore};

/// Makes sessions last longer while they are used.
pub struct Touch<S> {
    store: S,
    clock: Box<dyn Clock>,
    minutes: i64,
}

impl<S: SessionStore> Touch<S> {
    pub fn new(store: S, clock: Box<dyn Clock>, minutes: i64) -> Self {
        Self {
            store,
            clock,
            minutes,
        }
    }

    pub fn touch(&mut self, token: &str) -> Result<i64, SessionError> {
        let mut session = self.store.by_token(token).ok_or(SessionError::Unknown)?;
        if session.revoked {
            return Err(SessionError::Revoked);
        }
        let now = self.clock.now();
        if session.expires_at <= now {
            return Err(SessionError::Expired(session.expires_at));
        }
        session.expires_at = now + Duration::minutes(self.minutes);
        let user_id = session.user_id;
        self.store.put(session);
        Ok(user_id)
    }
}
