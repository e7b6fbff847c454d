//! A folder of the workspace with its project, or the place of documents outside of all folders.
//! Never reads a source file from disk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use ide::{Overrides, Project, SourceFile};
use rustc_hash::FxHashMap;
use tower_lsp::ls_types::Uri;

use super::disk::{self, Content, Loaded, Surveyed, Updates};
use super::watch::{Scope, Watch};

pub struct Folder {
    /// Nothing for documents outside of all folders.
    pub root: Option<PathBuf>,
    pub project: Project,
    /// The addresses of open documents by their paths.
    pub addresses: Arc<FxHashMap<Arc<str>, Uri>>,
    /// The configuration files and manifests on disk.
    manifests: BTreeSet<String>,
    /// It is being read; what happens meanwhile is done again afterwards.
    missed: Option<Missed>,
    pub survey: Survey,
    /// Where the client does not tell of changes; away while it looks.
    pub watch: Option<Watch>,
    /// What the watch has to learn when it is back.
    surveyed: Option<Surveyed>,
    /// When it was begun to read the folder.
    since: SystemTime,
}

/// Whether somebody looks for files that have come or gone.
#[derive(Clone, Copy, Default, PartialEq)]
pub enum Survey {
    #[default]
    Idle,
    Running,
    /// It has to be done once more.
    Outdated,
}

#[derive(Default)]
struct Missed {
    closed: Vec<Arc<str>>,
    updates: Vec<Updates>,
    /// The folders whose configuration was read ahead of everything else.
    configured: BTreeSet<String>,
}

impl Folder {
    pub fn new(root: Option<PathBuf>, overrides: Overrides) -> Self {
        Self {
            root,
            project: Project::new(overrides),
            addresses: Arc::default(),
            manifests: BTreeSet::new(),
            missed: None,
            survey: Survey::Idle,
            watch: None,
            surveyed: None,
            since: SystemTime::UNIX_EPOCH,
        }
    }

    /// The path of a file in the project of this folder, parts separated by `/`.
    pub fn relative(&self, path: &Path) -> Option<String> {
        let inside = match &self.root {
            Some(root) => path.strip_prefix(root).ok()?,
            None => path,
        };
        let parts = inside
            .components()
            .filter(|part| !matches!(part, Component::RootDir));
        let parts: Option<Vec<&str>> = parts.map(|part| part.as_os_str().to_str()).collect();
        parts
            .filter(|parts| !parts.is_empty())
            .map(|parts| parts.join("/"))
    }

    /// Notes that the folder is being read, starting from its project as it is now.
    pub fn begin_loading(&mut self) {
        self.missed = Some(Missed::default());
        self.watch = None;
        self.since = SystemTime::now();
    }

    /// Begins to look for changes oneself, once the folder was read.
    fn begin_watching(&mut self, folders: Vec<String>) {
        let root = self.root.clone();
        self.watch = root.map(|root| Watch::new(root, self.since, folders));
    }

    /// Sends the watch away to look, with what there is to look at.
    pub fn send_watch(&mut self) -> Option<(PathBuf, Watch, Scope)> {
        let watch = self.watch.take()?;
        Some((self.root.clone()?, watch, self.scope()))
    }

    /// Takes the watch back; says whether the whole folder has to be looked at now.
    pub fn take_back(&mut self, mut watch: Watch, has_new: bool) -> bool {
        if self.is_loading() || self.watch.is_some() {
            // It was read anew meanwhile, and there is or will be another watch.
            return false;
        }
        if let Some(survey) = self.surveyed.take() {
            watch.surveyed(survey.folders, survey.took);
        }
        let surveys = watch.wants_survey(has_new);
        self.watch = Some(watch);
        surveys
    }

    fn scope(&self) -> Scope {
        Scope {
            project: self.project.clone(),
            manifests: self
                .manifests
                .iter()
                .map(|path| path.as_str().into())
                .collect(),
            open: self.addresses.keys().cloned().collect(),
        }
    }

    pub fn is_loading(&self) -> bool {
        self.missed.is_some()
    }

    /// Reads the configuration around a file ahead of everything else, while the folder is being read:
    /// the first findings must not be other ones than those that follow.
    pub fn configure(&mut self, path: &str) {
        let (Some(root), Some(missed)) = (&self.root, &mut self.missed) else {
            return;
        };
        let ends = path.match_indices('/').map(|(at, _)| at);
        let around = std::iter::once("").chain(ends.filter_map(|at| path.get(..at)));
        for folder in around {
            if missed.configured.insert(folder.to_owned()) {
                for (path, text) in disk::manifests_in(root, folder) {
                    if !self.addresses.contains_key(path.as_str()) {
                        self.project.set_manifest(&path, Some(text));
                    }
                }
            }
        }
    }

    /// Takes over what was read. The open documents have to be handed in again.
    /// With `watches`, changes on disk are looked for from now on.
    pub fn finish_loading(&mut self, loaded: Loaded, watches: bool) {
        let missed = self.missed.take().unwrap_or_default();
        if watches {
            self.begin_watching(loaded.folders);
        }
        self.project = loaded.project;
        self.manifests = loaded.manifests;
        for path in missed
            .closed
            .iter()
            .filter(|path| !self.addresses.contains_key(*path))
        {
            self.project.close(path);
        }
        for updates in missed.updates {
            self.update(updates);
        }
    }

    /// Takes a document out of the project: what is on disk counts again.
    pub fn close(&mut self, path: &Arc<str>) {
        Arc::make_mut(&mut self.addresses).remove(path);
        self.project.close(path);
        if let Some(missed) = &mut self.missed {
            missed.closed.push(path.clone());
        }
    }

    /// Takes over files that were read again.
    pub fn update(&mut self, updates: Updates) {
        if let Some(missed) = &mut self.missed {
            missed.updates.push(updates.clone());
        }
        self.surveyed = updates.survey.or(self.surveyed.take());
        let mut sources: Vec<(String, SourceFile)> = Vec::new();
        for (path, content) in updates.files {
            match content {
                Content::Source(source) => sources.push((path, source)),
                Content::Manifest(text) => {
                    // The text of an open file is the truth.
                    if !self.addresses.contains_key(path.as_str()) {
                        self.project.set_manifest(&path, Some(text));
                    }
                    self.manifests.insert(path);
                }
                Content::Nothing => self.remove(&path),
            }
        }
        if !sources.is_empty() {
            self.project.load(sources, Vec::new());
        }
    }

    fn remove(&mut self, path: &str) {
        if self.manifests.remove(path) && !self.addresses.contains_key(path) {
            self.project.set_manifest(path, None);
        }
        self.project.remove(path);
    }

    /// Whether a file of this path was there when the folder was last looked at.
    pub fn knows(&self, path: &str) -> bool {
        self.manifests.contains(path) || self.project.contains(path)
    }

    /// The paths of all files that were there when the folder was last looked at.
    pub fn known(&self) -> BTreeSet<String> {
        let sources = self
            .project
            .paths()
            .into_iter()
            .map(|path| path.to_string());
        sources.chain(self.manifests.iter().cloned()).collect()
    }
}

/// The innermost folder that holds `path`: its number and the path in it.
pub fn place(folders: &BTreeMap<u32, Folder>, path: &Path) -> Option<(u32, String)> {
    let holding = folders.iter().filter_map(|(number, folder)| {
        let depth = folder
            .root
            .as_ref()
            .map_or(0, |root| root.components().count());
        Some((depth, *number, folder.relative(path)?))
    });
    let (_, number, relative) = holding.max_by_key(|(depth, _, _)| *depth)?;
    Some((number, relative))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_folder_holds_a_file() {
        let roots = [None, Some("/w"), Some("/w/inner"), Some("/other")];
        let folders: BTreeMap<u32, Folder> = (0..)
            .zip(roots.map(|root| Folder::new(root.map(PathBuf::from), Overrides::default())))
            .collect();
        for (path, expected) in [
            ("/w/a.py", Some((1, "a.py"))),
            ("/w/inner/b/c.py", Some((2, "b/c.py"))),
            ("/w2/a.py", Some((0, "w2/a.py"))),
            ("/w", Some((0, "w"))),
            ("/", None),
        ] {
            let found = place(&folders, Path::new(path));
            let expected = expected.map(|(number, path)| (number, path.to_owned()));
            assert_eq!(found, expected, "{path}");
        }
    }
}
