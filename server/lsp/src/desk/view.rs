//! What a request sees: one document and its project at one moment.
//! Never changes, and shares everything with the desk, so it costs little.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ide::{Depth, Place, Project};
use rustc_hash::FxHashMap;
use tower_lsp::ls_types::{Diagnostic, Location, Uri};

use crate::capabilities::Capabilities;
use crate::documents::Document;
use crate::pages::Addresses;
use crate::to_proto;
use crate::uris;

/// How long one check may take before its findings are cut short.
const CHECK_LIMIT: Duration = Duration::from_secs(2);

/// A document and its project.
#[derive(Clone)]
pub struct View {
    pub capabilities: Capabilities,
    /// Files may be created at the user's word.
    pub may_create: bool,
    pub document: Document,
    /// Of the document, in the project.
    pub path: Arc<str>,
    pub project: Project,
    /// Where the project lies; nothing for documents outside of all folders.
    pub root: Option<PathBuf>,
    /// The addresses of the open documents of the project by their paths, as the client writes them.
    pub addresses: Arc<FxHashMap<Arc<str>, Uri>>,
    pub(super) rule_pages: Option<Addresses>,
    /// How much of a check there is time for.
    pub depth: Depth,
    /// Where it is noted how long recognising the project took, in microseconds.
    pub(super) pace: Arc<AtomicU64>,
    pub(super) slot: Slot,
    pub(super) superseded: Arc<AtomicBool>,
}

/// The findings of a document at one version.
#[derive(Clone, Debug)]
pub struct Report {
    pub version: i32,
    /// Equal for equal findings.
    pub id: u64,
    pub diagnostics: Arc<Vec<Diagnostic>>,
}

/// Where the report of one state of a document is kept; clones share it.
#[derive(Clone, Default)]
pub struct Slot(Arc<Mutex<Option<Report>>>);

impl Slot {
    /// Whether it is the same slot, and not only one of equal content.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl View {
    /// The findings; computed once for each state of the project, then kept.
    ///
    /// Nothing when `stop` said so or a later change made it pointless.
    pub fn report(&self, stop: &AtomicBool) -> Option<Report> {
        let mut kept = self.slot.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_none() {
            self.keep_pace();
            let diagnostics = to_proto::diagnostics(self, &self.limit(stop));
            if stop.load(Ordering::Relaxed) || self.is_superseded() {
                return None;
            }
            *kept = Some(Report {
                version: self.document.version,
                id: to_proto::fingerprint(&diagnostics),
                diagnostics: Arc::new(diagnostics),
            });
        }
        kept.clone()
    }

    fn keep_pace(&self) {
        if self.depth == Depth::Whole {
            let started = Instant::now();
            let _ = self.project.things();
            let spent = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
            self.pace.store(spent, Ordering::Relaxed);
        }
    }

    /// Tells when work on the view has to end: because `stop` says so, the document has changed,
    /// or it takes too long.
    pub fn limit<'a>(&'a self, stop: &'a AtomicBool) -> impl Fn() -> bool + 'a {
        let started = Instant::now();
        move || {
            stop.load(Ordering::Relaxed) || self.is_superseded() || started.elapsed() > CHECK_LIMIT
        }
    }

    /// Whether the document has changed since.
    pub fn is_superseded(&self) -> bool {
        self.superseded.load(Ordering::Relaxed)
    }

    /// The address of the page of a rule, where the client shows such.
    pub fn rule_page(&self, code: &str) -> Option<Uri> {
        let pages = self.rule_pages.as_ref()?;
        if !self.capabilities.shows_code_links {
            return None;
        }
        pages.get(code).cloned()
    }

    /// Where something of the project stands; nothing where its text is not at hand.
    pub fn location(&self, place: Place) -> Option<Location> {
        let path = self.project.path_of(place.file)?;
        let text = self.project.text_of(path)?;
        Some(Location {
            uri: self.address(path)?,
            range: to_proto::range(text, place.span, self.capabilities.encoding),
        })
    }

    /// The address of a file of the project.
    pub fn address(&self, path: &str) -> Option<Uri> {
        match self.addresses.get(path) {
            Some(uri) => Some(uri.clone()),
            None => uris::uri_of(&self.root.as_ref()?.join(path)),
        }
    }
}
