//! Which file a module name means: package roots, packages with and without an initial file, and where a
//! file of a workspace may import from. It never looks at names inside modules.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::Name;
use syntax::language::Language;

use super::shards::Shards;
use crate::env::Module;
use crate::place::FileId;
use crate::symbol::split_first;
use crate::tables::Builtins;

/// Where packages begin, as far as manifests tell. Folders are relative to the workspace, with `/` between,
/// `""` for the workspace itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Folders with a manifest, and folders that manifests name as roots of packages.
    pub roots: Vec<Name>,
}

/// What a module name leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    File(FileId),
    /// A package without an initial file.
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
    paths: Shards<Name, FileId>,
    /// For each folder the number of files below it.
    folders: Shards<Name, u32>,
    roots: Arc<Roots>,
    layout: Arc<Layout>,
}

#[derive(Clone, Debug, Default)]
struct Roots {
    /// Told by a manifest or by custom (`src`).
    declared: FxHashSet<Name>,
    /// Folders that hold a topmost package.
    inferred: FxHashSet<Name>,
    /// First name of a module to the roots it is found in.
    tops: FxHashMap<Name, Vec<Name>>,
}

impl Modules {
    pub fn file(&self, path: &str) -> Option<FileId> {
        self.paths.get(path).copied()
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
        let mut recompute = layout.is_some() || self.roots.declared.is_empty();
        if let Some(layout) = layout {
            self.layout = Arc::new(layout);
        }
        for path in removed {
            if self.paths.remove(path.as_str()).is_some() {
                recompute |= tells_roots(path);
                for folder in folders_of(path) {
                    let left = self
                        .folders
                        .get(folder)
                        .map_or(0, |count| count.saturating_sub(1));
                    if left == 0 {
                        self.folders.remove(folder);
                    } else {
                        self.folders.insert(Name::new(folder), left);
                    }
                }
            }
        }
        for (path, file) in added {
            if self.paths.get(path.as_str()).is_some() {
                continue;
            }
            self.paths.insert(path.clone(), *file);
            recompute |= tells_roots(path);
            for folder in folders_of(path) {
                let count = self.folders.get(folder).map_or(0, |count| *count);
                self.folders.insert(Name::new(folder), count + 1);
            }
        }
        if recompute {
            self.roots = Arc::new(self.compute_roots());
            return true;
        }
        self.add_tops(added);
        false
    }

    /// The module a file is, seen from the nearest root.
    pub fn module_of(&self, path: &str) -> Option<Module> {
        let (stem, is_package) = stem(path)?;
        let folder = parent(path);
        let nearest = |roots: &FxHashSet<Name>| {
            outwards(folder).find(|folder| roots.contains(*folder) && !self.is_package(folder))
        };
        // The workspace itself counts only where nothing nearer says that packages begin there.
        let root = nearest(&self.roots.declared)
            .filter(|root| !root.is_empty())
            .or_else(|| nearest(&self.roots.inferred))
            .or_else(|| nearest(&self.roots.declared))?;
        Some(Module {
            name: Name::from(below(stem, root)?.replace('/', ".")),
            is_package,
        })
    }

    /// What the module `dotted` means in the file at `from`.
    pub fn find(&self, language: Language, from: &str, dotted: &str) -> Found {
        let first = split_first(dotted).0;
        let folder = parent(from);
        let is_root = |folder: &&str| {
            self.roots.declared.contains(*folder) || self.roots.inferred.contains(*folder)
        };
        let mut incomplete = false;
        let mut found = Vec::new();
        for root in outwards(folder).filter(is_root) {
            self.look(root, dotted, &mut found, &mut incomplete);
        }
        if found.is_empty() {
            let elsewhere = self.roots.tops.get(first).into_iter().flatten();
            let elsewhere = elsewhere.filter(|root| !is_within(folder, root));
            let (declared, inferred): (Vec<_>, Vec<_>) =
                elsewhere.partition(|root| self.roots.declared.contains(*root));
            for group in [declared, inferred] {
                for root in group {
                    self.look(root, dotted, &mut found, &mut incomplete);
                }
                if found.len() > 1 {
                    return Found::Ambiguous;
                }
                if !found.is_empty() {
                    break;
                }
            }
        }
        if found.is_empty() && !self.is_package(folder) {
            // A script sees the files beside it.
            self.look(folder, dotted, &mut found, &mut false);
        }
        let is_standard = Builtins::of(language).has_module(first);
        match found.into_iter().next() {
            Some(Found::Folder(_)) if is_standard => Found::External,
            Some(_) if is_standard => Found::Ambiguous,
            Some(found) => found,
            None if incomplete => Found::Missing,
            None => Found::External,
        }
    }

    /// The module `name` directly inside the package whose initial file is at `path`.
    pub fn inside(&self, path: &str, name: &str) -> Option<Found> {
        let (_, is_package) = stem(path)?;
        if !is_package {
            return None;
        }
        self.in_folder(parent(path), name)
    }

    /// The module `name` directly inside a folder.
    pub fn in_folder(&self, folder: &str, name: &str) -> Option<Found> {
        self.at(&slashed(folder, name))
    }

    /// Adds what `dotted` means below `root`, if anything. `incomplete` is set where the first package is
    /// there and has an initial file, but the rest is missing.
    fn look(&self, root: &str, dotted: &str, found: &mut Vec<Found>, incomplete: &mut bool) {
        match self.at(&slashed(root, &dotted.replace('.', "/"))) {
            Some(hit) if !found.contains(&hit) => found.push(hit),
            Some(_) => {}
            None => {
                let first = slashed(root, split_first(dotted).0);
                *incomplete |= self.is_package(&first);
            }
        }
    }

    fn at(&self, path: &str) -> Option<Found> {
        let candidates = [
            format!("{path}/__init__.py"),
            format!("{path}.py"),
            format!("{path}/__init__.pyi"),
            format!("{path}.pyi"),
        ];
        let mut files = candidates
            .iter()
            .filter_map(|candidate| self.file(candidate));
        if let Some(file) = files.next() {
            return Some(Found::File(file));
        }
        self.folders
            .get(path)
            .is_some()
            .then(|| Found::Folder(Name::new(path)))
    }

    fn is_package(&self, folder: &str) -> bool {
        self.file(&slashed(folder, "__init__.py")).is_some()
    }

    fn compute_roots(&self) -> Roots {
        let mut roots = Roots::default();
        roots.declared.insert(Name::default());
        for root in &self.layout.roots {
            roots.declared.insert(root.clone());
        }
        for (path, _) in self.paths.iter() {
            let folder = parent(path);
            match file_name(path) {
                "setup.py" | "manage.py" => {
                    roots.declared.insert(Name::new(folder));
                }
                "__init__.py" => {
                    let outer = parent(folder);
                    if !folder.is_empty() && !self.is_package(outer) {
                        roots.inferred.insert(Name::new(outer));
                    }
                }
                _ => {}
            }
        }
        let sources: Vec<Name> = roots
            .declared
            .iter()
            .map(|root| Name::from(slashed(root, "src")))
            .filter(|source| {
                self.folders.get(source.as_str()).is_some() && !self.is_package(source)
            })
            .collect();
        roots.declared.extend(sources);
        let declared = &roots.declared;
        roots.inferred.retain(|root| !declared.contains(root));
        for (path, _) in self.paths.iter() {
            roots.add_tops(path);
        }
        for folders in roots.tops.values_mut() {
            folders.sort();
        }
        roots
    }

    fn add_tops(&mut self, added: &[(Name, FileId)]) {
        let is_new = |path: &Name| {
            self.roots.tops_of(path).any(|(root, top)| {
                !self
                    .roots
                    .tops
                    .get(top)
                    .is_some_and(|roots| roots.iter().any(|known| known == root))
            })
        };
        if added.iter().any(|(path, _)| is_new(path)) {
            let roots = Arc::make_mut(&mut self.roots);
            for (path, _) in added {
                roots.add_tops(path);
            }
        }
    }
}

impl Roots {
    /// The roots a file lies in, each with the first name of the file's module.
    fn tops_of<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        outwards(parent(path))
            .filter(|folder| self.declared.contains(*folder) || self.inferred.contains(*folder))
            .filter_map(move |root| {
                let rest = below(path, root)?;
                let top = rest.split('/').next()?;
                Some((root, top.strip_suffix(".py").unwrap_or(top)))
            })
    }

    fn add_tops(&mut self, path: &str) {
        let tops: Vec<(Name, Name)> = self
            .tops_of(path)
            .map(|(root, top)| (Name::new(root), Name::new(top)))
            .collect();
        for (root, top) in tops {
            let roots = self.tops.entry(top).or_default();
            if !roots.contains(&root) {
                roots.push(root);
            }
        }
    }
}

/// Whether adding or removing the file may change where packages begin.
fn tells_roots(path: &str) -> bool {
    matches!(file_name(path), "__init__.py" | "setup.py" | "manage.py")
        || parent(path).ends_with("src")
}

/// The path without its ending, and whether it is a package's initial file (then the package's folder).
fn stem(path: &str) -> Option<(&str, bool)> {
    let stem = path
        .strip_suffix(".py")
        .or_else(|| path.strip_suffix(".pyi"))?;
    Some(match stem.strip_suffix("__init__") {
        Some(package) if package.is_empty() || package.ends_with('/') => {
            (package.trim_end_matches('/'), true)
        }
        _ => (stem, false),
    })
}

/// The path without its ending and with dots between folders; of a package's initial file, the package's.
pub(super) fn dotted_stem(path: &str) -> Name {
    let (stem, _) = stem(path).unwrap_or((path, false));
    Name::from(stem.replace('/', "."))
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
