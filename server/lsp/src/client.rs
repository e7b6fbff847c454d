//! Speaks to the client: notifications, and requests with a time limit.
//! Never waits for the output, and never depends on an answer.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::oneshot;
use tower_lsp::ls_types::notification::Notification;
use tower_lsp::ls_types::request::Request;

use crate::transport::Output;

const ANSWER_LIMIT: Duration = Duration::from_secs(5);

/// The client's end of the session; clones share it.
#[derive(Clone)]
pub struct Client {
    output: Output,
    waiting: Arc<Mutex<Waiting>>,
    next_id: Arc<AtomicI64>,
}

type Waiting = FxHashMap<i64, oneshot::Sender<Option<Value>>>;

impl Client {
    pub fn new(output: Output) -> Self {
        Self {
            output,
            waiting: Arc::default(),
            next_id: Arc::default(),
        }
    }

    /// Sends a notification.
    pub fn notify<N: Notification>(&self, params: N::Params) {
        self.output.send(&Call {
            jsonrpc: "2.0",
            id: None,
            method: N::METHOD,
            params: Some(params),
        });
    }

    /// Sends a request and gives the result.
    /// `None` when the client refuses, answers with something else, or stays silent for 5 seconds.
    pub async fn request<R: Request>(&self, params: R::Params) -> Option<R::Result> {
        let params = serde_json::to_value(params).ok()?;
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let (sender, answer) = oneshot::channel();
        self.waiting().insert(id, sender);
        self.output.send(&Call {
            jsonrpc: "2.0",
            id: Some(id),
            method: R::METHOD,
            params: Some(params).filter(|params| !params.is_null()),
        });
        let answered = tokio::time::timeout(ANSWER_LIMIT, answer).await;
        self.waiting().remove(&id);
        let Ok(Ok(Some(result))) = answered else {
            tracing::warn!("the client gave no answer to {}", R::METHOD);
            return None;
        };
        serde_json::from_value(result).ok()
    }

    /// Hands an answer to whoever waits for it.
    pub fn answered(&self, id: i64, result: Option<Value>) {
        if let Some(sender) = self.waiting().remove(&id) {
            // Nobody listens any more when the time limit has just passed.
            let _ = sender.send(result);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Serialize)]
struct Call<P> {
    jsonrpc: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    method: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<P>,
}
