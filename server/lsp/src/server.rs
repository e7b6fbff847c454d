//! The methods of the protocol, each handed on to the code for it.
//! Never awaits before a document change is applied or the state for an answer is taken.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    InitializeParams, InitializeResult, ServerInfo,
};

use crate::capabilities::Capabilities;
use crate::client::Client;
use crate::documents::Documents;

pub struct Server {
    client: Client,
    capabilities: OnceLock<Capabilities>,
    documents: Mutex<Documents>,
}

impl Server {
    pub fn new(client: Client) -> Self {
        Self {
            client,
            capabilities: OnceLock::new(),
            documents: Mutex::default(),
        }
    }

    fn capabilities(&self) -> Capabilities {
        self.capabilities.get().copied().unwrap_or_default()
    }

    fn documents(&self) -> MutexGuard<'_, Documents> {
        self.documents
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let capabilities = Capabilities::new(&params.capabilities);
        // The transport lets one `initialize` through.
        let _ = self.capabilities.set(capabilities);
        Ok(InitializeResult {
            capabilities: capabilities.offered(Vec::new()),
            server_info: Some(ServerInfo {
                name: "backend-master".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            offset_encoding: None,
        })
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.documents().open(params.text_document);
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.documents()
            .change(params, self.capabilities().encoding);
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.documents().close(&params.text_document.uri);
    }
}
