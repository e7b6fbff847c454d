use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use sessions::session::{Clock, Session, SessionError, SessionStore};
use sessions::touch::Touch;

struct FakeSessionStore {
    by_token: fn(&str) -> Option<Session>,
    put: fn(Session),
    put_calls: Arc<Mutex<Vec<Session>>>,
}

impl SessionStore for FakeSessionStore {
    fn by_token(&self, token: &str) -> Option<Session> {
        (self.by_token)(token)
    }

    fn put(&mut self, session: Session) {
        self.put_calls.lock().unwrap().push(session.clone());
        (self.put)(session);
    }
}

fn store() -> FakeSessionStore {
    FakeSessionStore {
        by_token: |token| {
            assert_eq!(token, "token");
            Some(session())
        },
        put: |_| (),
        put_calls: Arc::default(),
    }
}

struct FakeClock {
    now: fn() -> DateTime<Utc>,
}

impl Clock for FakeClock {
    fn now(&self) -> DateTime<Utc> {
        (self.now)()
    }
}

fn clock() -> FakeClock {
    FakeClock {
        now: || "2024-01-15T12:00:00Z".parse::<DateTime<Utc>>().unwrap(),
    }
}

fn session() -> Session {
    Session {
        token: "token".to_string(),
        user_id: 2,
        expires_at: "2024-01-15T12:00:01Z".parse::<DateTime<Utc>>().unwrap(),
        revoked: false,
    }
}

#[test]
fn touch_returns_2() {
    let store = store();
    let put_calls = store.put_calls.clone();
    let clock = clock();
    let mut service = Touch::new(store, Box::new(clock), 1);

    let result = service.touch("token");

    assert_eq!(result, Ok(2));
    let expected = [Session {
        expires_at: "2024-01-15T12:01:00Z".parse::<DateTime<Utc>>().unwrap(),
        ..session()
    }];
    assert_eq!(*put_calls.lock().unwrap(), expected);
}

#[test]
fn touch_returns_unknown() {
    let store = FakeSessionStore {
        by_token: |token| {
            assert_eq!(token, "token");
            None
        },
        ..store()
    };
    let put_calls = store.put_calls.clone();
    let clock = clock();
    let mut service = Touch::new(store, Box::new(clock), 1);

    let result = service.touch("token");

    assert_eq!(result, Err(SessionError::Unknown));
    assert!(put_calls.lock().unwrap().is_empty());
}

#[test]
fn touch_returns_revoked() {
    let store = FakeSessionStore {
        by_token: |token| {
            assert_eq!(token, "token");
            Some(Session {
                revoked: true,
                ..session()
            })
        },
        ..store()
    };
    let put_calls = store.put_calls.clone();
    let clock = clock();
    let mut service = Touch::new(store, Box::new(clock), 1);

    let result = service.touch("token");

    assert_eq!(result, Err(SessionError::Revoked));
    assert!(put_calls.lock().unwrap().is_empty());
}

#[test]
fn touch_returns_expired() {
    let store = FakeSessionStore {
        by_token: |token| {
            assert_eq!(token, "token");
            Some(Session {
                expires_at: "2024-01-15T12:00:00Z".parse::<DateTime<Utc>>().unwrap(),
                ..session()
            })
        },
        ..store()
    };
    let put_calls = store.put_calls.clone();
    let clock = clock();
    let mut service = Touch::new(store, Box::new(clock), 1);

    let result = service.touch("token");

    let expected = Err(SessionError::Expired(
        "2024-01-15T12:00:00Z".parse::<DateTime<Utc>>().unwrap(),
    ));
    assert_eq!(result, expected);
    assert!(put_calls.lock().unwrap().is_empty());
}
