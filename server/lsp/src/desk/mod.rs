//! The one place that owns documents and projects and applies what happens to them, in order.
//! Never makes a caller wait: a job is left here, and a view is given back when its turn comes.

mod disk;
mod folder;
mod keeper;
mod open;
mod view;
mod watch;

use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use ide::{Overrides, Project};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tower_lsp::ls_types::{
    DidChangeTextDocumentParams, FileEvent, TextDocumentItem, Uri, WorkspaceFoldersChangeEvent,
};

use workspace::Changes;

use crate::capabilities::Capabilities;
use crate::client::Client;
use crate::pages::Addresses;
use disk::{Loaded, Updates};
use keeper::Keeper;
use view::Slot;
use watch::Watch;

pub use view::{Report, View};

/// The way to the desk; clones lead to the same one.
#[derive(Clone)]
pub struct Desk {
    jobs: Sender<Job>,
}

/// Something that happened, or that somebody wants.
pub enum Job {
    Open(TextDocumentItem),
    Change(DidChangeTextDocumentParams),
    Close(Uri),
    Saved,
    Watched(Vec<FileEvent>),
    Folders(WorkspaceFoldersChangeEvent),
    Override(Overrides),
    /// There are no pages of rules to be found where they were meant to be.
    NoRulePages,
    /// A view of a document as it is after all jobs before.
    View(Uri, oneshot::Sender<Result<Option<View>, Superseded>>),
    /// The folders of the workspace that are read, with their projects.
    Projects(oneshot::Sender<Vec<(PathBuf, Project)>>),
    /// The document that was opened or changed last.
    Latest(oneshot::Sender<Option<Uri>>),
    /// A folder was read from disk.
    Loaded(Loaded),
    /// Some files of a folder were read from disk again.
    Updated(Updates),
    /// A folder was looked at for changes.
    Looked {
        root: PathBuf,
        watch: Watch,
        changes: Changes,
    },
    /// The findings to be pushed for a document.
    Checked {
        uri: Uri,
        slot: Slot,
        report: Report,
    },
}

/// A later change of the document is known already, so an answer would be stale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Superseded;

/// What a desk works with.
pub struct Setup {
    pub capabilities: Capabilities,
    pub client: Client,
    pub runtime: Handle,
    pub overrides: Overrides,
    /// The user trusts the workspace.
    pub is_trusted: bool,
    pub rule_pages: Option<Addresses>,
}

impl Desk {
    /// Starts the desk in a thread of its own; it ends when the last way to it is gone.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start(setup: Setup) -> std::io::Result<Self> {
        let (jobs, waiting) = channel();
        let desk = Self { jobs };
        let keeper = Keeper::new(setup, desk.clone());
        thread::Builder::new()
            .name("desk".into())
            .stack_size(crate::STACK_SIZE)
            .spawn(move || keeper.run(&waiting))?;
        Ok(desk)
    }

    /// Leaves a job.
    pub fn post(&self, job: Job) {
        // The desk outlives every session but for a failure that was logged.
        let _ = self.jobs.send(job);
    }

    /// Asks for a view; the job is left at the first poll.
    ///
    /// # Errors
    /// [`Superseded`] when the document has changed again meanwhile.
    pub async fn view(&self, uri: &Uri) -> Result<Option<View>, Superseded> {
        let (sender, view) = oneshot::channel();
        self.post(Job::View(uri.clone(), sender));
        view.await.unwrap_or(Ok(None))
    }

    /// The folders of the workspace with their projects as they are after all jobs before.
    pub async fn projects(&self) -> Vec<(PathBuf, Project)> {
        let (sender, projects) = oneshot::channel();
        self.post(Job::Projects(sender));
        projects.await.unwrap_or_default()
    }

    /// The document that was opened or changed last, if it is still open.
    pub async fn latest(&self) -> Option<Uri> {
        let (sender, uri) = oneshot::channel();
        self.post(Job::Latest(sender));
        uri.await.ok().flatten()
    }
}
