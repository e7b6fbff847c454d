//! Notices what changes on disk where the client cannot tell: a look at a little of a folder now and then.
//! Never takes more than a small share of a core, and never more than one look at a time.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use ide::Project;
use workspace::{Changes, Sweep};

/// How long nothing must have happened before something is looked at.
pub const IDLE: Duration = Duration::from_secs(1);
/// How long one look may take.
const LOOK: Duration = Duration::from_millis(5);
/// A look at a whole folder is paid for by a rest this many times as long.
const REST: u32 = 200;

/// The looks at one folder.
pub struct Watch {
    sweep: Sweep,
    /// The folders that were gone through last, until the sweep knows them.
    folders: Option<Vec<String>>,
    /// The revision of the project that what comes first was chosen for.
    revision: Option<u64>,
    /// Something has come, and the whole folder has to be looked at.
    has_new: bool,
    rests_until: Instant,
}

/// What is needed to choose what to look at.
pub struct Scope {
    pub project: Project,
    pub manifests: Vec<Arc<str>>,
    /// The paths of the open documents.
    pub open: Vec<Arc<str>>,
}

impl Watch {
    /// Watches a folder that was read after `since`.
    pub fn new(root: PathBuf, since: SystemTime, folders: Vec<String>) -> Self {
        Self {
            sweep: Sweep::new(root, since),
            folders: Some(folders),
            revision: None,
            has_new: false,
            rests_until: Instant::now(),
        }
    }

    /// All files of the folder were looked for; `folders` are there now.
    pub fn surveyed(&mut self, folders: Vec<String>, took: Duration) {
        self.folders = Some(folders);
        self.rests_until = Instant::now() + took.saturating_mul(REST);
    }

    /// Whether the whole folder has to be looked at now: something has come, now or while it rested.
    pub fn wants_survey(&mut self, has_new: bool) -> bool {
        self.has_new |= has_new;
        let wants = self.has_new && Instant::now() >= self.rests_until;
        self.has_new &= !wants;
        wants
    }

    /// Takes one look.
    pub fn look(&mut self, scope: &Scope) -> Changes {
        let started = Instant::now();
        let revision = Some(scope.project.index().revision());
        let folders = self.folders.take();
        if folders.is_some() || self.revision != revision {
            if let Some(folders) = folders {
                let mut files = scope.project.paths();
                files.extend(scope.manifests.iter().cloned());
                self.sweep
                    .aim(files, folders.into_iter().map(Arc::from).collect());
            }
            self.revision = revision;
            self.sweep.prefer(&first(scope));
        }
        self.sweep
            .look(&ide::is_taken_in, &|| started.elapsed() > LOOK)
    }
}

/// What tells most about the open documents: the project's own artefacts, and what the documents import.
fn first(scope: &Scope) -> Vec<Arc<str>> {
    let imported = scope
        .open
        .iter()
        .flat_map(|path| scope.project.imports(path));
    let mut first: Vec<Arc<str>> = scope.manifests.iter().cloned().chain(imported).collect();
    first.sort();
    first.dedup();
    first
}
