//! The methods of the protocol, each handed on to the code for it.
//! Never awaits before a document change is left at the desk.

use std::path::PathBuf;
use std::sync::OnceLock;

use serde_json::Value;
use tokio::runtime::Handle;
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::request::{RegisterCapability, WorkspaceConfiguration};
use tower_lsp::ls_types::{
    CodeAction, CodeActionParams, CodeActionResponse, ConfigurationItem, ConfigurationParams,
    DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWatchedFilesRegistrationOptions, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    DocumentDiagnosticParams, DocumentDiagnosticReportResult, ExecuteCommandParams,
    FileSystemWatcher, GlobPattern, GotoDefinitionParams, GotoDefinitionResponse, Hover,
    HoverParams, InitializeParams, InitializeResult, InitializedParams, Location, ReferenceParams,
    Registration, RegistrationParams, ServerInfo, WorkspaceFolder, WorkspaceFoldersChangeEvent,
    WorkspaceSymbolParams, WorkspaceSymbolResponse,
};

use crate::capabilities::Capabilities;
use crate::client::Client;
use crate::desk::{Desk, Job, Setup};
use crate::pages::{self, Pages};
use crate::requests::{
    code_action, code_action_resolve, diagnostic, execute_command, hover, navigate, symbol,
};
use crate::session::Session;
use crate::settings::Settings;
use crate::uris;

/// The section of an editor's settings that is ours.
const SECTION: &str = "backendMaster";

pub struct Server {
    client: Client,
    /// The folder for what may be made again.
    cache: Option<PathBuf>,
    running: OnceLock<Running>,
}

struct Running {
    capabilities: Capabilities,
    session: Session,
}

impl Server {
    pub fn new(client: Client, cache: Option<PathBuf>) -> Self {
        Self {
            client,
            cache,
            running: OnceLock::new(),
        }
    }

    /// The session; there is one from `initialize` on, and nothing else comes before.
    fn session(&self) -> Result<&Session> {
        let running = self.running.get();
        running
            .map(|running| &running.session)
            .ok_or_else(Error::internal_error)
    }

    /// The pages of the rules as files, for a client that shows links and has no pages of its own.
    fn pages(&self, capabilities: Capabilities, settings: &Settings) -> Option<Pages> {
        let are_wanted = capabilities.shows_code_links && settings.rule_pages.is_none();
        let cache = self.cache.as_deref().filter(|_| are_wanted)?;
        Some(Pages::new(cache))
    }

    fn post(&self, job: Job) {
        if let Some(running) = self.running.get() {
            running.session.desk.post(job);
        }
    }
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let capabilities = Capabilities::new(&params.capabilities);
        let settings = Settings::of_start(params.initialization_options.as_ref());
        let laid_out = self.pages(capabilities, &settings);
        let desk = Desk::start(Setup {
            capabilities,
            client: self.client.clone(),
            runtime: Handle::current(),
            overrides: settings.overrides(),
            is_trusted: settings.is_trusted,
            rule_pages: match &laid_out {
                Some(pages) => pages.addresses(),
                None => settings.rule_pages.as_deref().map(pages::addresses),
            },
        });
        let desk = desk.map_err(|error| {
            tracing::error!("the session cannot start: {error}");
            Error::internal_error()
        })?;
        desk.post(Job::Folders(WorkspaceFoldersChangeEvent {
            added: folders(params),
            removed: Vec::new(),
        }));
        if let Some(pages) = laid_out {
            let desk = desk.clone();
            // Beside the handler, for no finding waits for a disk.
            tokio::task::spawn_blocking(move || {
                if !pages.lay_out() {
                    desk.post(Job::NoRulePages);
                }
            });
        }
        let session = Session {
            client: self.client.clone(),
            desk,
        };
        // The transport lets one successful `initialize` through.
        let _ = self.running.set(Running {
            capabilities,
            session,
        });
        Ok(InitializeResult {
            capabilities: capabilities.offered(execute_command::commands()),
            server_info: Some(ServerInfo {
                name: "backend-master".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            offset_encoding: None,
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        let Some(running) = self.running.get() else {
            return;
        };
        let registrations = registrations(running.capabilities);
        if !registrations.is_empty() {
            let client = self.client.clone();
            // Beside the handler, for the client may take its time or never answer.
            tokio::spawn(async move {
                client
                    .request::<RegisterCapability>(RegistrationParams { registrations })
                    .await;
            });
        }
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.post(Job::Open(params.text_document));
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.post(Job::Change(params));
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.post(Job::Close(params.text_document.uri));
    }

    async fn did_save(&self, _: DidSaveTextDocumentParams) {
        self.post(Job::Saved);
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        self.post(Job::Watched(params.changes));
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        self.post(Job::Folders(params.event));
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        let Some(running) = self.running.get() else {
            return;
        };
        let desk = running.session.desk.clone();
        if !running.capabilities.asks_for_configuration {
            apply(&desk, params.settings.get(SECTION));
            return;
        }
        let client = self.client.clone();
        tokio::spawn(async move {
            let item = ConfigurationItem {
                scope_uri: None,
                section: Some(SECTION.to_owned()),
            };
            let items = ConfigurationParams { items: vec![item] };
            if let Some(values) = client.request::<WorkspaceConfiguration>(items).await {
                apply(&desk, values.first());
            }
        });
    }

    async fn diagnostic(
        &self,
        params: DocumentDiagnosticParams,
    ) -> Result<DocumentDiagnosticReportResult> {
        diagnostic::diagnostic(self.session()?, params).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        code_action::code_action(self.session()?, params).await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        code_action_resolve::code_action_resolve(self.session()?, action).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        hover::hover(self.session()?, params).await
    }

    async fn goto_definition(
        &self,
        params: GotoDefinitionParams,
    ) -> Result<Option<GotoDefinitionResponse>> {
        navigate::definition(self.session()?, params).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        navigate::references(self.session()?, params).await
    }

    async fn symbol(
        &self,
        params: WorkspaceSymbolParams,
    ) -> Result<Option<WorkspaceSymbolResponse>> {
        let running = self.running.get().ok_or_else(Error::internal_error)?;
        symbol::symbol(&running.session, params, running.capabilities.encoding).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        execute_command::execute_command(self.session()?, params).await
    }
}

/// The folders of the workspace, or the one root of older clients.
#[expect(
    deprecated,
    reason = "clients without workspace folders name a root only"
)]
fn folders(params: InitializeParams) -> Vec<WorkspaceFolder> {
    if let Some(folders) = params
        .workspace_folders
        .filter(|folders| !folders.is_empty())
    {
        return folders;
    }
    let root = params
        .root_uri
        .or_else(|| uris::uri_of(params.root_path?.as_ref()));
    let folder = |uri| WorkspaceFolder {
        uri,
        name: String::new(),
    };
    root.map(folder).into_iter().collect()
}

fn apply(desk: &Desk, values: Option<&Value>) {
    if let Some(settings) = values.and_then(Settings::of_editor) {
        desk.post(Job::Override(settings.overrides()));
    }
}

fn registrations(capabilities: Capabilities) -> Vec<Registration> {
    let mut registrations = Vec::new();
    if capabilities.watches_files {
        let globs = [
            "**/*.{py,pyi,js,mjs,cjs,jsx,ts,mts,cts,tsx,go,rs}",
            "**/*.{toml,cfg,ini,txt,mod,prisma}",
            "**/{Pipfile,package.json,tsconfig*.json,jsconfig*.json}",
        ];
        let watchers = globs.map(|glob| FileSystemWatcher {
            glob_pattern: GlobPattern::String(glob.to_owned()),
            kind: None,
        });
        let options = DidChangeWatchedFilesRegistrationOptions {
            watchers: watchers.to_vec(),
        };
        registrations.push(Registration {
            id: "files".to_owned(),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: serde_json::to_value(options).ok(),
        });
    }
    if capabilities.notifies_of_configuration {
        registrations.push(Registration {
            id: "configuration".to_owned(),
            method: "workspace/didChangeConfiguration".to_owned(),
            register_options: Some(serde_json::json!({"section": SECTION})),
        });
    }
    registrations
}
