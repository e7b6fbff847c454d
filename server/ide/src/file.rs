//! One source file and what is known of it alone; it never looks at another one.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use model::{FileId, FileRole};
use rules::carried::ProjectResults;
use rules::check::ItemResults;
use rules::config::{Config, Settings};
use rules::project::ProjectFacts;
use syntax::file::FileFacts;
use syntax::text::Text;

/// A source file as it is handed in.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// None where it is not at hand; findings and edits need it.
    pub text: Option<Text>,
    /// Without bodies for closed files: what needs them reads the text again.
    pub facts: Arc<FileFacts>,
    /// The text is not byte for byte what is on disk, so no edits are offered.
    pub is_lossy: bool,
}

/// What a client has open, beside its text and facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenFile {
    /// The version the client knows it by.
    pub version: i32,
    /// Its text may differ from the client's, so no edits are offered.
    pub is_suspect: bool,
}

/// A file of a project.
#[derive(Debug)]
pub(crate) struct File {
    pub id: FileId,
    pub path: Arc<str>,
    pub role: FileRole,
    pub source: SourceFile,
    pub open: Option<OpenFile>,
    /// Made when it is first asked for, and again after a change of the configuration.
    pub around: OnceLock<Around>,
    /// Results of the per-item rules, handed on from version to version. They only save work.
    results: Mutex<Option<Arc<ItemResults>>>,
    /// Findings that needed the project, likewise.
    project_results: Mutex<Option<Arc<ProjectResults>>>,
}

/// What the folders above a file say about it.
#[derive(Clone, Debug)]
pub(crate) struct Around {
    pub config: Arc<Config>,
    pub settings: Arc<Settings>,
    pub project: Arc<ProjectFacts>,
}

impl File {
    pub fn new(id: FileId, path: Arc<str>, source: SourceFile, open: Option<OpenFile>) -> Self {
        let head = source
            .text
            .as_ref()
            .map(|text| text.slice(syntax::span::Span::new(0, HEAD)))
            .unwrap_or_default();
        let role = FileRole::of(&path, &head);
        Self {
            id,
            path,
            role,
            source,
            open,
            around: OnceLock::new(),
            results: Mutex::new(None),
            project_results: Mutex::new(None),
        }
    }

    /// Takes over what was computed for an earlier version.
    pub fn after(self, earlier: &Self) -> Self {
        self.remember(earlier.results());
        self.keep_project(earlier.project_results());
        if let Some(around) = earlier.around.get() {
            // Nobody else has seen this file yet, so it is still empty.
            let _ = self.around.set(around.clone());
        }
        self
    }

    /// The same file after the configuration changed.
    pub fn with_new_surroundings(&self) -> Self {
        let file = Self::new(
            self.id,
            Arc::clone(&self.path),
            self.source.clone(),
            self.open,
        );
        file.remember(self.results());
        file
    }

    /// Whether edits may be offered.
    pub fn may_be_edited(&self) -> bool {
        !self.source.is_lossy && !self.open.as_ref().is_some_and(|open| open.is_suspect)
    }

    pub fn results(&self) -> Option<Arc<ItemResults>> {
        self.results
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub fn project_results(&self) -> Option<Arc<ProjectResults>> {
        self.project_results
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub fn remember_project(&self, results: ProjectResults) {
        self.keep_project(Some(Arc::new(results)));
    }

    fn keep_project(&self, results: Option<Arc<ProjectResults>>) {
        *self
            .project_results
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = results;
    }

    pub fn remember(&self, results: Option<Arc<ItemResults>>) {
        *self.results.lock().unwrap_or_else(PoisonError::into_inner) = results;
    }
}

/// The bytes of a file that tell whether it is generated.
const HEAD: u32 = 1024;
