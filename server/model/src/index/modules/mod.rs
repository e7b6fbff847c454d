//! Which file a module name means: where packages begin, what their folders and manifests say, and where a file of a
//! workspace may import from. It never looks at names inside modules.

mod go;
mod node;
mod python;
mod rust;

use std::sync::Arc;

use syntax::facts::Name;
use syntax::language::{Ecosystem, Language};

use super::shards::Shards;
use crate::env::Module;
use crate::place::FileId;
use crate::project::{Alias, Package};

/// Where packages begin, as far as manifests tell. Folders are relative to the workspace, with `/` between,
/// `""` for the workspace itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Folders with a manifest of Python, and folders that manifests name as roots of packages.
    pub roots: Vec<Name>,
    /// The packages that manifests declare, in order of their folders.
    pub packages: Vec<Package>,
    pub aliases: Vec<Alias>,
    /// Commands by which programs are started, each with the folder that it runs in.
    pub commands: Vec<(Name, Name)>,
}

/// What a module name leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    File(FileId),
    /// A file, and names inside it that the path goes on with.
    Inside(FileId, Name),
    /// A package without an initial file; in Go a package.
    Folder(Name),
    External,
    /// The package is the project's, the module in it does not exist.
    Missing,
    /// Several packages of the workspace fit.
    Ambiguous,
}

/// All paths of the workspace and the roots of its packages.
#[derive(Clone, Debug, Default)]
pub(super) struct Modules {
    files: Files,
    python: Arc<python::Roots>,
    layout: Arc<Layout>,
    crates: Arc<rust::Packages>,
}

/// The paths of a workspace.
#[derive(Clone, Debug, Default)]
struct Files {
    paths: Shards<Name, FileId>,
    /// For each folder the number of files below it.
    folders: Shards<Name, u32>,
    /// For each folder that is a package as a whole the files directly in it.
    packages: Shards<Name, Arc<Vec<FileId>>>,
}

impl Files {
    fn file(&self, path: &str) -> Option<FileId> {
        self.paths.get(path).copied()
    }

    /// Whether a file lies below the folder.
    fn has_folder(&self, folder: &str) -> bool {
        folder.is_empty() || self.folders.get(folder).is_some()
    }

    fn paths(&self) -> impl Iterator<Item = &Name> {
        self.paths.iter().map(|(path, _)| path)
    }

    fn add(&mut self, path: &Name, file: FileId) -> bool {
        if self.file(path).is_some() {
            return false;
        }
        self.paths.insert(path.clone(), file);
        for folder in folders_of(path) {
            let count = self.folders.get(folder).map_or(0, |count| *count);
            self.folders.insert(Name::new(folder), count + 1);
        }
        if path.ends_with(".go") {
            let mut own = self.packages.get(parent(path)).cloned().unwrap_or_default();
            Arc::make_mut(&mut own).push(file);
            self.packages.insert(Name::new(parent(path)), own);
        }
        true
    }

    fn remove(&mut self, path: &str) -> bool {
        let Some(file) = self.paths.remove(path) else {
            return false;
        };
        if let Some(mut own) = self.packages.get(parent(path)).cloned() {
            Arc::make_mut(&mut own).retain(|known| *known != file);
            self.packages.insert(Name::new(parent(path)), own);
        }
        for folder in folders_of(path) {
            let count = self.folders.get(folder).map_or(0, |count| *count);
            match count.saturating_sub(1) {
                0 => drop(self.folders.remove(folder)),
                left => self.folders.insert(Name::new(folder), left),
            }
        }
        true
    }
}

impl Modules {
    pub fn file(&self, path: &str) -> Option<FileId> {
        self.files.file(path)
    }

    /// Adds and removes files; gives whether the roots of packages changed, so that the modules of other
    /// files may be others.
    pub fn apply(
        &mut self,
        added: &[(Name, FileId)],
        removed: &[Name],
        layout: Option<Layout>,
    ) -> bool {
        // The workspace itself is a root, also before any manifest was read.
        let mut recompute = layout.is_some() || self.python.is_empty();
        if let Some(layout) = layout {
            self.crates = Arc::new(rust::Packages::new(&layout));
            self.layout = Arc::new(layout);
        }
        for path in removed {
            recompute |= self.files.remove(path) && python::tells_roots(path);
        }
        for (path, file) in added {
            recompute |= self.files.add(path, *file) && python::tells_roots(path);
        }
        if recompute {
            self.python = Arc::new(python::Roots::new(&self.files, &self.layout));
            return true;
        }
        python::add_tops(&mut self.python, added);
        false
    }

    /// The module a file is.
    pub fn module_of(&self, path: &str) -> Option<Module> {
        match Language::of_path(path)?.ecosystem() {
            Ecosystem::Python => self.python.module_of(&self.files, path),
            Ecosystem::Node => Some(node::module_of(path)),
            Ecosystem::Go => Some(self.go().module_of(path)),
            Ecosystem::Rust => Some(self.rust().module_of(path)),
        }
    }

    /// What a module named in the file at `from` means.
    pub fn find(&self, language: Language, from: &str, module: &str) -> Found {
        match language.ecosystem() {
            Ecosystem::Python => self.python.find(&self.files, language, from, module),
            Ecosystem::Node => node::Node::new(&self.files, &self.layout).find(from, module),
            Ecosystem::Go => self.go().find(module),
            Ecosystem::Rust => self.rust().find(from, module),
        }
    }

    /// Commands by which programs are started, each with the folder that it runs in.
    pub fn commands(&self) -> &[(Name, Name)] {
        &self.layout.commands
    }

    /// The source that a command in `folder` means by a path, which may be that of a compiled file.
    pub fn started(&self, folder: &str, path: &str) -> Option<FileId> {
        node::Node::new(&self.files, &self.layout).started(folder, path)
    }

    fn go(&self) -> go::Go<'_> {
        go::Go::new(&self.files, &self.layout)
    }

    fn rust(&self) -> rust::Crates<'_> {
        rust::Crates::new(&self.files, &self.crates)
    }

    /// The module `name` directly inside the package whose initial file is at `path`.
    pub fn inside(&self, path: &str, name: &str) -> Option<Found> {
        match Language::of_path(path)?.ecosystem() {
            Ecosystem::Python => python::inside(&self.files, path, name),
            _ => None,
        }
    }

    /// The module `name` directly inside a folder.
    pub fn in_folder(&self, folder: &str, name: &str) -> Option<Found> {
        python::in_folder(&self.files, folder, name)
    }

    /// The files of the package that a folder is, where a package is a folder.
    pub fn package(&self, folder: &str) -> &[FileId] {
        let files = self.files.packages.get(folder);
        files.map_or(&[], |files| files.as_slice())
    }

    /// The files of the package that the file at `path` belongs to, itself included.
    pub fn siblings(&self, path: &str) -> &[FileId] {
        match Language::of_path(path).map(Language::ecosystem) {
            Some(Ecosystem::Go) => self.package(parent(path)),
            _ => &[],
        }
    }

    /// The last names by which imports may speak of the file at `path`.
    pub fn last_names(&self, path: &str) -> Vec<Name> {
        let Some(language) = Language::of_path(path) else {
            return Vec::new();
        };
        match language.ecosystem() {
            Ecosystem::Python => {
                let module = self.module_of(path);
                let name = module.as_ref().map_or("", |module| module.name.as_str());
                vec![Name::new(last_name(name)), Name::new(".")]
            }
            Ecosystem::Node => node::last_names(&self.layout, path),
            Ecosystem::Go => vec![Name::new(file_name(parent(path)))],
            Ecosystem::Rust => self.rust().last_names(path),
        }
    }
}

pub(super) use python::dotted_stem;

/// The last part of the name of a module, whatever stands between the parts.
pub(super) fn last_name(module: &str) -> &str {
    module.rsplit(['.', '/']).next().unwrap_or(module)
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The folder, the folders around it, and the workspace.
fn outwards(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| {
        (!folder.is_empty()).then(|| parent(folder))
    })
}

/// Every folder a file lies in but the workspace.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    outwards(parent(path)).filter(|folder| !folder.is_empty())
}

/// Whether `folder` is `outer` or lies in it.
fn is_within(folder: &str, outer: &str) -> bool {
    outwards(folder).any(|folder| folder == outer)
}

/// What follows `root` in `path`.
fn below<'a>(path: &'a str, root: &str) -> Option<&'a str> {
    if root.is_empty() {
        return Some(path);
    }
    path.strip_prefix(root)?.strip_prefix('/')
}

fn slashed(folder: &str, rest: &str) -> String {
    if folder.is_empty() {
        rest.to_owned()
    } else {
        format!("{folder}/{rest}")
    }
}
