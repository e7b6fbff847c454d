//! The work of the desk, one job after the other.
//! Never lets a failure in one document touch another one.

mod errands;

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use ide::Depth;
use rustc_hash::FxHashMap;
use tower_lsp::ls_types::notification::PublishDiagnostics;
use tower_lsp::ls_types::request::WorkspaceDiagnosticRefresh;
use tower_lsp::ls_types::{
    Diagnostic, DidChangeTextDocumentParams, PublishDiagnosticsParams, TextDocumentItem, Uri,
    WorkspaceFoldersChangeEvent,
};

use super::folder::{Folder, place};
use super::open::Open;
use super::view::{Report, Slot, View};
use super::watch;
use super::{Desk, Job, Setup, Superseded};
use crate::to_proto;
use crate::uris;

/// How long nothing must have happened before the findings of other documents are renewed.
const PAUSE: Duration = Duration::from_millis(200);
/// Recognising a project that takes longer, in microseconds, waits for a pause in typing.
const SLOW: u64 = 1_000;
/// The number of the folder for documents outside of all others.
const OUTSIDE: u32 = 0;

pub struct Keeper {
    setup: Setup,
    desk: Desk,
    documents: FxHashMap<Uri, Open>,
    folders: BTreeMap<u32, Folder>,
    next_folder: u32,
    latest: Option<Uri>,
    /// The folder that was looked at for changes last.
    last_looked: u32,
    /// More than the changed document may have new findings.
    needs_refresh: bool,
    /// Nothing has changed since the last pause, so there is time for whole checks.
    is_settled: bool,
    /// How long it took last to recognise a whole project, in microseconds.
    pace: Arc<AtomicU64>,
    is_refreshing: Arc<AtomicBool>,
    /// Configuration files that are not open, with the fingerprints of the problems that were pushed.
    faulty: FxHashMap<Uri, u64>,
}

impl Keeper {
    pub fn new(setup: Setup, desk: Desk) -> Self {
        let outside = Folder::new(None, setup.overrides.clone());
        Self {
            setup,
            desk,
            documents: FxHashMap::default(),
            folders: BTreeMap::from([(OUTSIDE, outside)]),
            next_folder: OUTSIDE + 1,
            latest: None,
            last_looked: OUTSIDE,
            needs_refresh: false,
            is_settled: true,
            pace: Arc::default(),
            is_refreshing: Arc::default(),
            faulty: FxHashMap::default(),
        }
    }

    /// Does jobs until nobody can leave one any more.
    pub fn run(mut self, jobs: &Receiver<Job>) {
        let mut waiting = VecDeque::new();
        loop {
            if waiting.is_empty() {
                match self.next(jobs) {
                    Ok(job) => waiting.push_back(job),
                    Err(RecvTimeoutError::Timeout) if self.needs_refresh => self.refresh(),
                    Err(RecvTimeoutError::Timeout) => self.look(),
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
            waiting.extend(jobs.try_iter());
            let Some(job) = waiting.pop_front() else {
                continue;
            };
            // What one job breaks must not keep the others from being done.
            let work = AssertUnwindSafe(|| {
                self.work(job, &waiting);
                if waiting.is_empty() {
                    self.catch_up();
                }
            });
            if catch_unwind(work).is_err() {
                tracing::error!("a job of the desk failed");
            }
        }
    }

    fn next(&self, jobs: &Receiver<Job>) -> Result<Job, RecvTimeoutError> {
        if self.needs_refresh {
            return jobs.recv_timeout(PAUSE);
        }
        // Without something to watch nobody wakes up for nothing.
        match self.folders.values().any(|folder| folder.watch.is_some()) {
            true => jobs.recv_timeout(watch::IDLE),
            false => jobs.recv().map_err(RecvTimeoutError::from),
        }
    }

    fn work(&mut self, job: Job, waiting: &VecDeque<Job>) {
        match job {
            Job::Open(item) => self.open(item),
            Job::Change(params) => self.change(params),
            Job::Close(uri) => self.close(&uri),
            Job::Saved => self.saved(),
            Job::Watched(events) => self.watched(events),
            Job::Folders(event) => self.folders_changed(event),
            Job::Override(overrides) => {
                self.setup.overrides = overrides;
                self.start_anew();
            }
            Job::NoRulePages => {
                self.setup.rule_pages = None;
                let numbers: Vec<u32> = self.folders.keys().copied().collect();
                for number in numbers {
                    self.renew_reports(number);
                }
                self.needs_refresh |= !self.documents.is_empty();
            }
            Job::View(uri, reply) => {
                // Nobody may wait for the answer any more, which is fine.
                let _ = reply.send(match waiting.iter().any(|job| changes(job, &uri)) {
                    true => Err(Superseded),
                    false => Ok(self.view(&uri)),
                });
            }
            Job::Projects(reply) => {
                let folders = self.folders.values();
                let projects = folders
                    .filter_map(|folder| Some((folder.root.clone()?, folder.project.clone())));
                let _ = reply.send(projects.collect());
            }
            Job::Latest(reply) => {
                let latest = self.latest.clone();
                let _ = reply.send(latest.filter(|uri| self.documents.contains_key(uri)));
            }
            Job::Loaded(loaded) => {
                let Some(number) = self.folder_at(&loaded.root) else {
                    return;
                };
                let watches = !self.setup.capabilities.watches_files;
                self.in_folder(number, |folder| folder.finish_loading(loaded, watches));
                self.hand_in_again(number);
                self.survey_if_outdated(number);
            }
            Job::Updated(updates) => {
                let Some(number) = self.folder_at(&updates.root) else {
                    return;
                };
                let is_survey = updates.survey.is_some();
                self.in_folder(number, |folder| folder.update(updates));
                if is_survey {
                    self.survey_if_outdated(number);
                }
            }
            Job::Looked {
                root,
                watch,
                changes,
            } => self.looked(&root, watch, changes),
            Job::Checked { uri, slot, report } => self.push(&uri, &slot, &report),
        }
    }

    // Documents.

    fn open(&mut self, item: TextDocumentItem) {
        let uri = item.uri.clone();
        if self.documents.contains_key(&uri) {
            tracing::warn!("an open document was opened again");
            self.leave(&uri);
        }
        let (folder, path) = self.place(&item.uri, &item.language_id);
        let open = Open::new(item, folder, path);
        self.enter(&open);
        if self.faulty.remove(&uri).is_some() {
            // From now on its problems belong to the document.
            self.publish(&uri, None, Vec::new());
        }
        self.documents.insert(uri.clone(), open);
        self.latest = Some(uri);
    }

    fn change(&mut self, params: DidChangeTextDocumentParams) {
        let uri = params.text_document.uri;
        let Some(open) = self.documents.get_mut(&uri) else {
            tracing::warn!("a document was changed that is not open");
            return;
        };
        let version = params.text_document.version;
        open.change(
            version,
            params.content_changes,
            self.setup.capabilities.encoding,
        );
        self.latest = Some(uri);
    }

    fn close(&mut self, uri: &Uri) {
        let Some(open) = self.documents.get(uri) else {
            tracing::warn!("a document was closed that is not open");
            return;
        };
        let (folder, path) = (open.folder, open.path.clone());
        let was_pushed = open.pushed.is_some();
        self.leave(uri);
        if was_pushed {
            self.publish(uri, None, Vec::new());
        }
        self.reread(folder, vec![path.to_string()]);
    }

    /// Puts the address of a document into its folder.
    fn enter(&mut self, open: &Open) {
        if let Some(folder) = self.folders.get_mut(&open.folder) {
            folder.configure(&open.path);
            let addresses = Arc::make_mut(&mut folder.addresses);
            addresses.insert(open.path.clone(), open.document.uri.clone());
        }
    }

    /// Takes a document out of its folder and forgets it.
    fn leave(&mut self, uri: &Uri) {
        if let Some(open) = self.documents.remove(uri) {
            open.supersede();
            self.in_folder(open.folder, |folder| folder.close(&open.path));
        }
    }

    /// The folder of a document and its path there.
    fn place(&self, uri: &Uri, language: &str) -> (u32, Arc<str>) {
        let placed = uris::path_of(uri).and_then(|path| place(&self.folders, &path));
        match placed {
            Some((folder, path)) => (folder, path.into()),
            // What has no file needs a name that tells its language.
            None => {
                let ending = if language == "python" { ".py" } else { "" };
                (OUTSIDE, format!("{}{ending}", uri.as_str()).into())
            }
        }
    }

    /// Lets the projects know the changes of all documents.
    fn catch_up(&mut self) {
        let behind = self.documents.iter().filter(|(_, open)| open.is_behind);
        let behind: Vec<Uri> = behind.map(|(uri, _)| uri.clone()).collect();
        for uri in &behind {
            let Some(open) = self.documents.get_mut(uri) else {
                continue;
            };
            let Some(folder) = self.folders.get_mut(&open.folder) else {
                continue;
            };
            open.hand_in(&mut folder.project);
            let number = open.folder;
            self.renew_reports(number);
        }
        if !behind.is_empty() {
            self.is_settled = false;
            self.needs_refresh |= self.is_slow();
        }
        if self.setup.capabilities.pulls_diagnostics {
            return;
        }
        self.needs_refresh |= !behind.is_empty() && self.documents.len() > 1;
        for uri in &behind {
            self.check(uri);
        }
    }

    fn view(&mut self, uri: &Uri) -> Option<View> {
        self.catch_up();
        let open = self.documents.get(uri)?;
        let folder = self.folders.get(&open.folder)?;
        Some(View {
            capabilities: self.setup.capabilities,
            may_create: self.setup.is_trusted && self.setup.capabilities.creates_files,
            document: open.document.clone(),
            path: open.path.clone(),
            project: folder.project.clone(),
            root: folder.root.clone(),
            addresses: folder.addresses.clone(),
            rule_pages: self.setup.rule_pages.clone(),
            depth: match self.is_settled || !self.is_slow() {
                true => Depth::Whole,
                false => Depth::Quick,
            },
            pace: self.pace.clone(),
            slot: open.slot.clone(),
            superseded: open.superseded.clone(),
        })
    }

    // Findings.

    /// Whether what needs the whole project takes longer than typing can wait.
    fn is_slow(&self) -> bool {
        self.pace.load(Ordering::Relaxed) > SLOW
    }

    /// Whatever was found in the folder may be different now.
    fn renew_reports(&mut self, number: u32) {
        for open in self
            .documents
            .values_mut()
            .filter(|open| open.folder == number)
        {
            open.slot = Slot::default();
        }
    }

    fn check(&mut self, uri: &Uri) {
        let Some(view) = self.view(uri) else {
            return;
        };
        let (uri, desk) = (uri.clone(), self.desk.clone());
        self.setup.runtime.spawn_blocking(move || {
            let never = AtomicBool::new(false);
            if let Some(report) = view.report(&never) {
                let slot = view.slot.clone();
                desk.post(Job::Checked { uri, slot, report });
            }
        });
    }

    fn push(&mut self, uri: &Uri, slot: &Slot, report: &Report) {
        let Some(open) = self.documents.get_mut(uri) else {
            return;
        };
        let pushed = Some((report.version, report.id));
        // Of two checks that run at once the older one may end last.
        if !open.slot.is(slot) || open.document.version != report.version || open.pushed == pushed {
            return;
        }
        open.pushed = pushed;
        self.publish(uri, Some(report.version), report.diagnostics.to_vec());
    }

    fn publish(&self, uri: &Uri, version: Option<i32>, diagnostics: Vec<Diagnostic>) {
        let params = PublishDiagnosticsParams::new(uri.clone(), diagnostics, version);
        self.setup.client.notify::<PublishDiagnostics>(params);
    }

    /// Renews the findings of all documents, by a push or by asking for a pull.
    fn refresh(&mut self) {
        self.needs_refresh = false;
        if !self.is_settled {
            self.is_settled = true;
            self.documents
                .values_mut()
                .for_each(|open| open.slot = Slot::default());
        }
        if !self.setup.capabilities.pulls_diagnostics {
            let uris: Vec<Uri> = self.documents.keys().cloned().collect();
            uris.iter().for_each(|uri| self.check(uri));
            return;
        }
        if self.is_refreshing.swap(true, Ordering::AcqRel) {
            // The client has not answered the last time; it is asked again later.
            self.needs_refresh = true;
            return;
        }
        let (client, is_refreshing) = (self.setup.client.clone(), self.is_refreshing.clone());
        self.setup.runtime.spawn(async move {
            client.request::<WorkspaceDiagnosticRefresh>(()).await;
            is_refreshing.store(false, Ordering::Release);
        });
    }

    /// Pushes the problems of configuration files that are not open.
    fn publish_configuration_problems(&mut self) {
        let mut found: FxHashMap<Uri, Vec<Diagnostic>> = FxHashMap::default();
        for folder in self.folders.values() {
            for problem in folder.project.config_problems() {
                let path = folder.root.as_ref().map(|root| root.join(&problem.path));
                let Some(uri) = path.and_then(|path| uris::uri_of(&path)) else {
                    continue;
                };
                if !folder.addresses.contains_key(problem.path.as_str()) {
                    let diagnostic = to_proto::configuration(&problem, self.setup.capabilities);
                    found.entry(uri).or_default().push(diagnostic);
                }
            }
        }
        let mended = self.faulty.keys().filter(|uri| !found.contains_key(*uri));
        mended.for_each(|uri| self.publish(uri, None, Vec::new()));
        let mut faulty = FxHashMap::default();
        for (uri, diagnostics) in found {
            let fingerprint = to_proto::fingerprint(&diagnostics);
            if self.faulty.get(&uri) != Some(&fingerprint) {
                self.publish(&uri, None, diagnostics);
            }
            faulty.insert(uri, fingerprint);
        }
        self.faulty = faulty;
    }

    // Folders.

    fn folders_changed(&mut self, event: WorkspaceFoldersChangeEvent) {
        for removed in event.removed {
            let root = uris::path_of(&removed.uri);
            if let Some(number) = root.and_then(|root| self.folder_at(&root)) {
                self.folders.remove(&number);
            }
        }
        for added in event.added {
            match uris::path_of(&added.uri) {
                Some(root) if self.folder_at(&root).is_none() => self.add_folder(root),
                _ => tracing::debug!("a folder is known already, or is no folder of this machine"),
            }
        }
        self.place_again();
        self.publish_configuration_problems();
    }

    fn add_folder(&mut self, root: PathBuf) {
        let number = self.next_folder;
        self.next_folder += 1;
        let folder = Folder::new(Some(root), self.setup.overrides.clone());
        self.folders.insert(number, folder);
        self.load(number);
    }

    /// Moves each document to the folder that holds it now.
    fn place_again(&mut self) {
        let uris: Vec<Uri> = self.documents.keys().cloned().collect();
        for uri in uris {
            let Some(mut open) = self.documents.remove(&uri) else {
                continue;
            };
            let placed = self.place(&uri, &open.document.language);
            if placed != (open.folder, open.path.clone()) {
                self.in_folder(open.folder, |folder| folder.close(&open.path));
                (open.folder, open.path) = placed;
                self.enter(&open);
                open.is_behind = true;
            }
            self.documents.insert(uri, open);
        }
    }

    /// Reads all folders again, with other settings.
    fn start_anew(&mut self) {
        let numbers: Vec<u32> = self.folders.keys().copied().collect();
        for number in numbers {
            let Some(folder) = self.folders.get_mut(&number) else {
                continue;
            };
            let addresses = folder.addresses.clone();
            *folder = Folder::new(folder.root.take(), self.setup.overrides.clone());
            folder.addresses = addresses;
            self.load(number);
            self.hand_in_again(number);
        }
    }

    fn folder_at(&self, root: &Path) -> Option<u32> {
        let at = |folder: &Folder| folder.root.as_deref() == Some(root);
        let mut numbers = self.folders.iter().filter(|(_, folder)| at(folder));
        numbers.next().map(|(number, _)| *number)
    }

    /// Changes a folder's project beyond the document that is being typed in.
    fn in_folder(&mut self, number: u32, change: impl FnOnce(&mut Folder)) {
        let Some(folder) = self.folders.get_mut(&number) else {
            return;
        };
        change(folder);
        self.renew_reports(number);
        self.publish_configuration_problems();
        self.needs_refresh = !self.documents.is_empty();
    }

    fn hand_in_again(&mut self, number: u32) {
        let Some(folder) = self.folders.get_mut(&number) else {
            return;
        };
        let documents = self.documents.values_mut();
        for open in documents.filter(|open| open.folder == number) {
            folder.configure(&open.path);
            open.is_behind = true;
        }
    }
}

fn changes(job: &Job, uri: &Uri) -> bool {
    matches!(job, Job::Change(change) if change.text_document.uri == *uri)
}
