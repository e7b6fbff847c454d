//! Python: package roots, packages with and without an initial file, and what a file sees from where it stands.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::Name;
use syntax::language::Language;

use super::{Files, Found, Layout, below, file_name, is_within, outwards, parent, slashed};
use crate::env::Module;
use crate::place::FileId;
use crate::symbol::split_first;
use crate::tables::Builtins;

/// The folders that packages begin in.
#[derive(Clone, Debug, Default)]
pub(super) struct Roots {
    /// Told by a manifest or by custom (`src`).
    declared: FxHashSet<Name>,
    /// Folders that hold a topmost package.
    inferred: FxHashSet<Name>,
    /// First name of a module to the roots it is found in.
    tops: FxHashMap<Name, Vec<Name>>,
}

impl Roots {
    pub fn new(files: &Files, layout: &Layout) -> Self {
        let mut roots = Self::default();
        roots.declared.insert(Name::default());
        for root in &layout.roots {
            roots.declared.insert(root.clone());
        }
        for path in files.paths() {
            let folder = parent(path);
            match file_name(path) {
                "setup.py" | "manage.py" => {
                    roots.declared.insert(Name::new(folder));
                }
                "__init__.py" => {
                    let outer = parent(folder);
                    if !folder.is_empty() && !is_package(files, outer) {
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
            .filter(|source| files.has_folder(source) && !is_package(files, source))
            .collect();
        roots.declared.extend(sources);
        let declared = &roots.declared;
        roots.inferred.retain(|root| !declared.contains(root));
        for path in files.paths() {
            roots.add_top(path);
        }
        for folders in roots.tops.values_mut() {
            folders.sort();
        }
        roots
    }

    pub fn is_empty(&self) -> bool {
        self.declared.is_empty()
    }

    /// The module a file is, seen from the nearest root.
    pub fn module_of(&self, files: &Files, path: &str) -> Option<Module> {
        let (stem, is_initial) = stem(path)?;
        let folder = parent(path);
        let nearest = |roots: &FxHashSet<Name>| {
            outwards(folder).find(|folder| roots.contains(*folder) && !is_package(files, folder))
        };
        // The workspace itself counts only where nothing nearer says that packages begin there.
        let root = nearest(&self.declared)
            .filter(|root| !root.is_empty())
            .or_else(|| nearest(&self.inferred))
            .or_else(|| nearest(&self.declared))
            // A folder that is a package, and that commands are started in all the same.
            .or_else(|| outwards(folder).find(|folder| self.declared.contains(*folder)))?;
        Some(Module {
            name: Name::from(below(stem, root)?.replace('/', ".")),
            is_package: is_initial,
        })
    }

    /// What the module `dotted` means in the file at `from`.
    pub fn find(&self, files: &Files, language: Language, from: &str, dotted: &str) -> Found {
        let first = split_first(dotted).0;
        let folder = parent(from);
        let is_root =
            |folder: &&str| self.declared.contains(*folder) || self.inferred.contains(*folder);
        let mut incomplete = false;
        let mut found = Vec::new();
        // A package where the application is started stands before a module of the standard library.
        let mut stands_before = false;
        for root in outwards(folder).filter(is_root) {
            look(files, root, dotted, &mut found, &mut incomplete);
            stands_before |= is_package(files, &slashed(root, first));
        }
        // A folder that is no package gives way to a package of its name, wherever that is.
        let is_bare = matches!(found.as_slice(), [Found::Folder(_)]);
        if is_bare {
            let mut packages = Vec::new();
            let elsewhere = self.tops.get(first).into_iter().flatten();
            for root in elsewhere.filter(|root| !is_within(folder, root)) {
                look(files, root, dotted, &mut packages, &mut false);
            }
            packages.retain(|found| !matches!(found, Found::Folder(_)));
            match packages.len() {
                0 => {}
                1 => found = packages,
                _ => return Found::Ambiguous,
            }
        }
        if found.is_empty() {
            let elsewhere = self.tops.get(first).into_iter().flatten();
            let elsewhere = elsewhere.filter(|root| !is_within(folder, root));
            let (declared, inferred): (Vec<_>, Vec<_>) =
                elsewhere.partition(|root| self.declared.contains(*root));
            for group in [declared, inferred] {
                for root in group {
                    look(files, root, dotted, &mut found, &mut incomplete);
                }
                if found.len() > 1 {
                    return Found::Ambiguous;
                }
                if !found.is_empty() {
                    break;
                }
            }
        }
        if found.is_empty() && !is_package(files, folder) {
            // A script sees the files beside it.
            look(files, folder, dotted, &mut found, &mut false);
        }
        let is_standard = Builtins::of(language).has_module(first);
        match found.into_iter().next() {
            Some(Found::Folder(_)) if is_standard => Found::External,
            Some(found) if is_standard && stands_before => found,
            Some(_) if is_standard => Found::Ambiguous,
            Some(found) => found,
            None if incomplete => Found::Missing,
            None => Found::External,
        }
    }

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

    fn add_top(&mut self, path: &str) {
        if stem(path).is_none() {
            return;
        }
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

/// Adds the first names of new files.
pub(super) fn add_tops(roots: &mut Arc<Roots>, added: &[(Name, FileId)]) {
    let is_new = |path: &Name| {
        stem(path).is_some()
            && roots.tops_of(path).any(|(root, top)| {
                let known = roots.tops.get(top);
                !known.is_some_and(|known| known.iter().any(|known| known == root))
            })
    };
    if added.iter().any(|(path, _)| is_new(path)) {
        let roots = Arc::make_mut(roots);
        for (path, _) in added {
            roots.add_top(path);
        }
    }
}

/// Whether adding or removing the file may change where packages begin.
pub(super) fn tells_roots(path: &str) -> bool {
    matches!(file_name(path), "__init__.py" | "setup.py" | "manage.py")
        || (parent(path).ends_with("src") && stem(path).is_some())
}

/// The module `name` directly inside the package whose initial file is at `path`.
pub(super) fn inside(files: &Files, path: &str, name: &str) -> Option<Found> {
    let (_, is_package) = stem(path)?;
    if !is_package {
        return None;
    }
    in_folder(files, parent(path), name)
}

/// The module `name` directly inside a folder.
pub(super) fn in_folder(files: &Files, folder: &str, name: &str) -> Option<Found> {
    at(files, &slashed(folder, name))
}

/// Adds what `dotted` means below `root`, if anything. `incomplete` is set where the first package is
/// there and has an initial file, but the rest is missing.
fn look(files: &Files, root: &str, dotted: &str, found: &mut Vec<Found>, incomplete: &mut bool) {
    match at(files, &slashed(root, &dotted.replace('.', "/"))) {
        Some(hit) if !found.contains(&hit) => found.push(hit),
        Some(_) => {}
        None => {
            let first = slashed(root, split_first(dotted).0);
            *incomplete |= is_package(files, &first);
        }
    }
}

fn at(files: &Files, path: &str) -> Option<Found> {
    let candidates = [
        format!("{path}/__init__.py"),
        format!("{path}.py"),
        format!("{path}/__init__.pyi"),
        format!("{path}.pyi"),
    ];
    let mut hits = candidates
        .iter()
        .filter_map(|candidate| files.file(candidate));
    if let Some(file) = hits.next() {
        return Some(Found::File(file));
    }
    let is_folder = !path.is_empty() && files.has_folder(path);
    is_folder.then(|| Found::Folder(Name::new(path)))
}

fn is_package(files: &Files, folder: &str) -> bool {
    files.file(&slashed(folder, "__init__.py")).is_some()
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
pub(in crate::index) fn dotted_stem(path: &str) -> Name {
    let (stem, _) = stem(path).unwrap_or((path, false));
    Name::from(stem.replace('/', "."))
}
