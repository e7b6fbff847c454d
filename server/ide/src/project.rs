//! One project: its files and what they mean together. A clone is a snapshot and costs little.
//!
//! It reads nothing: its owner hands in texts and facts, and takes findings and edits out.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use model::{
    Change as IndexChange, FileId, Index, ManifestText, Manifests, Place, Recogniser, Things,
};
use rules::config::{ConfigProblem, Configs, Overrides, Settings};
use rules::context::FileCtx;
use rules::project::ProjectFacts;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use syntax::language::Language;
use syntax::text::Text;

use crate::change::Change;
use crate::file::{Around, File, OpenFile, SourceFile};
use crate::hover::{Hover, hover};

type Files = FxHashMap<Arc<str>, Arc<File>>;

/// A project: a folder with everything in it that is understood. Paths are relative to it, with `/`.
#[derive(Clone, Debug, Default)]
pub struct Project {
    overrides: Arc<Overrides>,
    /// Texts of manifests and configuration by path.
    manifests: Arc<BTreeMap<String, String>>,
    configs: Arc<Configs>,
    /// What the manifests mean.
    surroundings: Arc<Manifests>,
    /// The texts of manifests that something of the model stands in.
    schemas: Arc<BTreeMap<SmolStr, Text>>,
    /// Files as they are on disk.
    disk: Arc<Files>,
    /// Files that are open; they stand before those on disk.
    open: Arc<Files>,
    ids: Arc<FxHashMap<Arc<str>, FileId>>,
    index: Arc<Index>,
    things: Arc<OnceLock<Arc<Things>>>,
    /// Shared by all snapshots; it only saves work.
    recogniser: Arc<Recogniser>,
}

/// A problem of a configuration file.
#[derive(Clone, Debug)]
pub struct ConfigFinding {
    /// The configuration file.
    pub path: String,
    pub text: Text,
    pub problem: ConfigProblem,
}

/// Whether the file at `path` says something about a project and is no source.
#[must_use]
pub fn is_manifest(path: &str) -> bool {
    let says_something =
        Manifests::is_manifest(path) || rules::config::FILE_NAMES.contains(&name_of(path));
    says_something && Language::of_path(path).is_none()
}

/// Whether a project takes in the file at `path`: source that is not hidden, or a manifest.
#[must_use]
pub fn is_taken_in(path: &str) -> bool {
    let is_hidden = name_of(path).starts_with('.');
    is_manifest(path) || (!is_hidden && Language::of_path(path).is_some())
}

impl Project {
    /// A project without files. `overrides` win over every configuration file in it.
    #[must_use]
    pub fn new(overrides: Overrides) -> Self {
        Self {
            overrides: Arc::new(overrides),
            ..Self::default()
        }
    }

    /// Hands in many files at once, as they are on disk. Open files stay as they are.
    pub fn load(&mut self, sources: Vec<(String, SourceFile)>, manifests: Vec<(String, String)>) {
        let known = Arc::make_mut(&mut self.manifests);
        known.extend(manifests);
        // Some sources say something about the project, too: `setup.py`.
        let telling = sources
            .iter()
            .filter(|(path, _)| Manifests::is_manifest(path));
        known.extend(
            telling.filter_map(|(path, source)| {
                Some((path.clone(), source.text.as_ref()?.to_string()))
            }),
        );
        self.surroundings_changed();
        let disk = Arc::make_mut(&mut self.disk);
        let ids = Arc::make_mut(&mut self.ids);
        let mut changes = Vec::with_capacity(sources.len());
        for (path, source) in sources {
            let path: Arc<str> = path.into();
            let file = Arc::new(File::new(
                id_of(ids, &path),
                Arc::clone(&path),
                source,
                None,
            ));
            if !self.open.contains_key(&path) {
                changes.push(set(&file));
            }
            disk.insert(path, file);
        }
        self.reindex(changes);
    }

    /// Hands in a file as it is on disk, new or changed.
    pub fn set_source(&mut self, path: &str, source: SourceFile) {
        self.load(vec![(path.to_owned(), source)], Vec::new());
    }

    /// Hands in a manifest or configuration file, new or changed; without a text it is gone.
    pub fn set_manifest(&mut self, path: &str, text: Option<String>) {
        let manifests = Arc::make_mut(&mut self.manifests);
        match text {
            Some(text) => drop(manifests.insert(path.to_owned(), text)),
            None => drop(manifests.remove(path)),
        }
        self.surroundings_changed();
    }

    /// Tells that a file is no longer on disk.
    pub fn remove(&mut self, path: &str) {
        if Arc::make_mut(&mut self.disk).remove(path).is_some() && !self.open.contains_key(path) {
            let removed = self.ids.get(path).map(|id| IndexChange::Remove(*id));
            self.reindex(removed.into_iter().collect());
        }
    }

    /// Opens a document or gives an open one its next version.
    pub fn set_open(&mut self, path: &str, source: SourceFile, open: OpenFile) {
        let key: Arc<str> = path.into();
        let id = match self.ids.get(path) {
            Some(id) => *id,
            None => id_of(Arc::make_mut(&mut self.ids), &key),
        };
        let mut file = File::new(id, Arc::clone(&key), source, Some(open));
        if let Some(earlier) = self.open.get(&key) {
            file = file.after(earlier);
        }
        let file = Arc::new(file);
        let change = set(&file);
        Arc::make_mut(&mut self.open).insert(key, file);
        self.reindex(vec![change]);
    }

    /// Closes a document: what is on disk counts again.
    pub fn close(&mut self, path: &str) {
        if Arc::make_mut(&mut self.open).remove(path).is_none() {
            return;
        }
        let change = match (self.disk.get(path), self.ids.get(path)) {
            (Some(file), _) => Some(set(file)),
            (None, Some(id)) => Some(IndexChange::Remove(*id)),
            (None, None) => None,
        };
        self.reindex(change.into_iter().collect());
    }

    /// Takes a change into the project as if it had been written to disk.
    pub fn apply(&mut self, change: &Change) {
        for (path, text) in change.edited.iter().chain(&change.created) {
            if is_manifest(path) {
                self.set_manifest(path, Some(text.clone()));
            } else if let Some(language) = Language::of_path(path) {
                let facts = Arc::new(syntax::extract(language, text));
                let source = SourceFile {
                    text: Some(Text::from(text.as_str())),
                    facts,
                    is_lossy: false,
                };
                self.set_source(path, source);
            }
        }
    }

    /// The paths of all source files, in order.
    #[must_use]
    pub fn paths(&self) -> Vec<Arc<str>> {
        let only_open = self
            .open
            .keys()
            .filter(|path| !self.disk.contains_key(*path));
        let mut paths: Vec<Arc<str>> = self.disk.keys().chain(only_open).cloned().collect();
        paths.sort();
        paths
    }

    /// The paths of the source files of the project that the one at `path` imports.
    #[must_use]
    pub fn imports(&self, path: &str) -> Vec<Arc<str>> {
        let Some(file) = self.file(path) else {
            return Vec::new();
        };
        let imported = self.index.imports_of(file.id).into_iter();
        imported
            .filter_map(|id| self.path_of(id).map(Arc::from))
            .collect()
    }

    /// Whether the project has a source file at `path`.
    #[must_use]
    pub fn contains(&self, path: &str) -> bool {
        self.file(path).is_some()
    }

    /// Whether the configuration leaves the file out.
    #[must_use]
    pub fn is_excluded(&self, path: &str) -> bool {
        self.configs.is_excluded(path)
    }

    /// The text of a source file or manifest, where it is at hand.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<String> {
        match self.file(path) {
            Some(file) => file.source.text.as_ref().map(Text::to_string),
            None => self.manifests.get(path).cloned(),
        }
    }

    /// The text, as it is kept, of a file that something of the model stands in.
    #[must_use]
    pub fn text_of(&self, path: &str) -> Option<&Text> {
        match self.file(path) {
            Some(file) => file.source.text.as_ref(),
            None => self.schemas.get(path),
        }
    }

    /// The path of a file of the index.
    #[must_use]
    pub fn path_of(&self, id: FileId) -> Option<&str> {
        self.index.path_of(id).map(SmolStr::as_str)
    }

    /// The path of a place's file, and its line counted from 1.
    #[must_use]
    pub fn locate(&self, place: Place) -> (SmolStr, u32) {
        let path = self.path_of(place.file).unwrap_or_default();
        let text = self.text_of(path);
        let line = text.map_or(0, |text| text.line_of(place.span.start));
        (SmolStr::new(path), line.saturating_add(1))
    }

    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Everything recognised in the project; computed once a snapshot.
    #[must_use]
    pub fn things(&self) -> &Arc<Things> {
        self.things
            .get_or_init(|| self.recogniser.recognise(&self.index))
    }

    /// What is wrong with the configuration files.
    #[must_use]
    pub fn config_problems(&self) -> Vec<ConfigFinding> {
        let text = |path: &String| Text::from(self.manifests.get(path).map_or("", String::as_str));
        let problems = self.configs.problems.iter().flat_map(|(path, problems)| {
            problems.iter().map(move |problem| ConfigFinding {
                path: path.clone(),
                text: text(path),
                problem: problem.clone(),
            })
        });
        problems.collect()
    }

    /// What to tell about the thing at a byte of a file. `stop` is as for [`Project::check`].
    #[must_use]
    pub fn hover(&self, path: &str, offset: u32, stop: &dyn Fn() -> bool) -> Option<Hover> {
        let file = self.file(path)?;
        let checked = self.check(path, stop)?;
        hover(self.things(), file.id, offset, &checked.findings)
    }

    pub(crate) fn file(&self, path: &str) -> Option<&Arc<File>> {
        self.open.get(path).or_else(|| self.disk.get(path))
    }

    pub(crate) fn configs(&self) -> &Configs {
        &self.configs
    }

    /// The names of the linters that any manifest configures or runs, in order.
    pub(crate) fn linters(&self) -> Vec<SmolStr> {
        let folders = self.surroundings.folders();
        let linters = folders.flat_map(|(_, folder)| &folder.linters);
        let mut names: Vec<SmolStr> = linters.map(|linter| linter.name.clone()).collect();
        names.sort();
        names.dedup();
        names
    }

    pub(crate) fn manifests(&self) -> &BTreeMap<String, String> {
        &self.manifests
    }

    /// What rules are shown of a file; none where its text or environment is missing.
    pub(crate) fn with_ctx<T>(
        &self,
        file: &File,
        look: impl FnOnce(&FileCtx<'_>) -> T,
    ) -> Option<T> {
        let text = file.source.text.as_ref()?.to_string();
        let around = self.around(file);
        let kept = self.index.env(file.id)?;
        let read_again = (!file.source.facts.has_bodies()).then(|| {
            let facts = Arc::new(syntax::extract(file.source.facts.language, &text));
            kept.updated(facts)
        });
        let env = read_again.as_ref().unwrap_or(kept);
        Some(look(&FileCtx {
            path: &file.path,
            text: &text,
            facts: env.facts(),
            env,
            role: file.role,
            settings: &around.settings,
            project: &around.project,
        }))
    }

    pub(crate) fn around<'f>(&self, file: &'f File) -> &'f Around {
        file.around.get_or_init(|| {
            let project = ProjectFacts::of(&self.surroundings, &file.path);
            let (config, relative) = match self.configs.nearest(&file.path) {
                Some((config, relative)) => (config.clone(), relative),
                None => (rules::config::Config::default(), &*file.path),
            };
            let settings = Settings::of(&config, relative, &project, &self.overrides);
            Around {
                config: Arc::new(config),
                settings: Arc::new(settings),
                project: Arc::new(project),
            }
        })
    }

    fn reindex(&mut self, changes: Vec<IndexChange>) {
        self.index = Arc::new(self.index.apply(changes));
        self.things = Arc::default();
    }

    fn surroundings_changed(&mut self) {
        self.configs = Arc::new(Configs::new(&self.manifests, Some(&self.configs)));
        let texts: Vec<_> = self
            .manifests
            .iter()
            .map(|(path, text)| ManifestText { path, text })
            .collect();
        self.surroundings = Arc::new(Manifests::read(&texts));
        let ids = Arc::make_mut(&mut self.ids);
        let (mut kept, mut schemas) = (BTreeMap::new(), Vec::new());
        for schema in self.surroundings.schemas() {
            let text = self.manifests.get(schema.path.as_str());
            kept.extend(text.map(|text| (schema.path.clone(), Text::from(text.as_str()))));
            schemas.push((id_of(ids, &Arc::from(schema.path.as_str())), schema.clone()));
        }
        self.schemas = Arc::new(kept);
        self.reindex(vec![
            IndexChange::Layout(self.surroundings.layout()),
            IndexChange::Schemas(schemas),
        ]);
        for files in [&mut self.disk, &mut self.open] {
            let renewed = files
                .iter()
                .map(|(path, file)| (Arc::clone(path), Arc::new(file.with_new_surroundings())));
            *files = Arc::new(renewed.collect());
        }
    }
}

pub(crate) fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn set(file: &File) -> IndexChange {
    IndexChange::Set {
        file: file.id,
        path: SmolStr::new(&*file.path),
        role: file.role,
        facts: Arc::clone(&file.source.facts),
    }
}

fn id_of(ids: &mut FxHashMap<Arc<str>, FileId>, path: &Arc<str>) -> FileId {
    // There are never more files than fit in 32 bits: a walk ends long before.
    let next = FileId(u32::try_from(ids.len()).unwrap_or(u32::MAX));
    *ids.entry(Arc::clone(path)).or_insert(next)
}
