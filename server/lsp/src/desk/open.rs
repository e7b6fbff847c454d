//! An open document with its analysis.
//! Never fails: what the analysis cannot cope with is kept as text alone.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ide::{OpenFile, Project, SourceFile, is_manifest};
use syntax::document::{Document as Analysed, Edit};
use syntax::language::Language;
use syntax::text::Encoding;
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, TextDocumentItem};

use super::view::Slot;
use crate::documents::Document;

pub struct Open {
    pub document: Document,
    kind: Kind,
    /// The number of its folder.
    pub folder: u32,
    /// In the folder.
    pub path: Arc<str>,
    /// The project does not know it as it is now.
    pub is_behind: bool,
    pub slot: Slot,
    pub superseded: Arc<AtomicBool>,
    /// The version and the fingerprint of the findings that were pushed last.
    pub pushed: Option<(i32, u64)>,
}

enum Kind {
    Source(Language, Option<Box<Source>>),
    Manifest,
    Other,
}

struct Source {
    analysed: Analysed,
    /// What `analysed` has not seen yet.
    waiting: Vec<Edit>,
}

impl Open {
    pub fn new(item: TextDocumentItem, folder: u32, path: Arc<str>) -> Self {
        let document = Document::from(item);
        let language = Language::from_id(&document.language).or_else(|| Language::of_path(&path));
        let kind = match language {
            Some(language) => Kind::Source(language, None),
            None if is_manifest(&path) => Kind::Manifest,
            None => Kind::Other,
        };
        Self {
            document,
            kind,
            folder,
            path,
            is_behind: true,
            slot: Slot::default(),
            superseded: Arc::default(),
            pushed: None,
        }
    }

    /// Applies a notification of changes to the text; the analysis follows when it is needed.
    pub fn change(
        &mut self,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) {
        self.supersede();
        self.superseded = Arc::default();
        self.slot = Slot::default();
        self.is_behind = true;
        let edits = self.document.change(version, changes, encoding);
        if let Kind::Source(_, source) = &mut self.kind {
            match (edits, source.as_mut()) {
                (Some(edits), Some(source)) => source.waiting.extend(edits),
                (Some(_), None) => {}
                (None, _) => *source = None,
            }
        }
    }

    /// Tells those who work with the document as it is that it has changed.
    pub fn supersede(&self) {
        self.superseded.store(true, Ordering::Relaxed);
    }

    /// Gives the document to its project as it is now.
    pub fn hand_in(&mut self, project: &mut Project) {
        self.is_behind = false;
        let handed_in = catch_unwind(AssertUnwindSafe(|| self.analyse_into(project)));
        if handed_in.is_err() {
            tracing::error!(
                "a document cannot be analysed; it is left alone until it is opened again"
            );
            self.kind = Kind::Other;
            // What is left of it in the project is of no use, and taking it out may fail as well.
            let _ = catch_unwind(AssertUnwindSafe(|| project.close(&self.path)));
        }
    }

    fn analyse_into(&mut self, project: &mut Project) {
        match &mut self.kind {
            Kind::Source(language, source) => {
                let source = source.get_or_insert_with(|| {
                    Box::new(Source {
                        analysed: Analysed::new(*language, self.document.text.clone()),
                        waiting: Vec::new(),
                    })
                });
                source.analysed.edit(&std::mem::take(&mut source.waiting));
                let handed_in = SourceFile {
                    text: Some(source.analysed.text().clone()),
                    facts: source.analysed.facts().clone(),
                    is_lossy: false,
                };
                let open = OpenFile {
                    version: self.document.version,
                    is_suspect: self.document.is_suspect,
                };
                project.set_open(&self.path, handed_in, open);
            }
            Kind::Manifest => {
                project.set_manifest(&self.path, Some(self.document.text.to_string()))
            }
            Kind::Other => {}
        }
    }
}
