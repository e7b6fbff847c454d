//! What all requests share: the client, the desk and the way to work beside the reading of messages.
//! Never holds a document itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::Uri;

use crate::client::Client;
use crate::desk::{Desk, Superseded, View};

#[derive(Clone)]
pub struct Session {
    pub client: Client,
    pub desk: Desk,
}

impl Session {
    /// A view of a document as it is now, which is when this is polled for the first time.
    ///
    /// # Errors
    /// "Content modified" when the document has changed again meanwhile.
    pub async fn view(&self, uri: &Uri) -> Result<Option<View>> {
        let view = self.desk.view(uri).await;
        view.map_err(|Superseded| Error::content_modified())
    }

    /// Does work that may take longer than a millisecond.
    /// The flag it is given tells that nobody wants the result any more.
    ///
    /// # Errors
    /// "Internal error" when the work panics.
    pub async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&AtomicBool) -> T + Send + 'static,
    ) -> Result<T> {
        let stop = Arc::new(AtomicBool::new(false));
        // A cancelled request drops its handler, and with it this guard.
        let _guard = StopOnDrop(stop.clone());
        let work = tokio::task::spawn_blocking(move || work(&stop));
        work.await.map_err(|_| Error::internal_error())
    }
}

/// The answer to a pull of findings that are outdated already; the client may ask again.
pub fn try_again() -> Error {
    Error {
        code: ErrorCode::ServerError(-32802),
        message: "The document has changed".into(),
        data: Some(serde_json::json!({"retriggerRequest": true})),
    }
}

struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
