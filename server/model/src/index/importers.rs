//! Which files import a file; it follows no names, so re-exports are followed file by file.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use syntax::facts::{Import, Name};
use syntax::language::{Ecosystem, Language};

use super::modules::last_name;
use super::shards::Shards;
use super::{Index, IndexedFile};
use crate::place::FileId;

/// For each last name of an imported module, and each name taken from one, the files that import it.
///
/// The names only say who may import a file; whether it does is asked again.
#[derive(Clone, Debug, Default)]
pub(super) struct Importers {
    files: Shards<Name, Arc<[FileId]>>,
}

impl Importers {
    /// Follows a file whose names have changed, that is new, or that is gone.
    pub fn change(&mut self, old: Option<&IndexedFile>, new: Option<&IndexedFile>) {
        let before = old.map(keys_of).unwrap_or_default();
        let after = new.map(keys_of).unwrap_or_default();
        if let Some(old) = old {
            for key in before.difference(&after) {
                self.remove(key, old.id);
            }
        }
        if let Some(new) = new {
            for key in after.difference(&before) {
                self.add(key, new.id);
            }
        }
    }

    fn remove(&mut self, key: &Name, file: FileId) {
        let Some(known) = self.files.get(key) else {
            return;
        };
        let left: Arc<[FileId]> = known.iter().copied().filter(|id| *id != file).collect();
        if left.is_empty() {
            self.files.remove(key);
        } else {
            self.files.insert(key.clone(), left);
        }
    }

    fn add(&mut self, key: &Name, file: FileId) {
        let known = self.files.get(key).map_or(&[] as &[FileId], |files| files);
        let files: Arc<[FileId]> = known.iter().copied().chain([file]).collect();
        self.files.insert(key.clone(), files);
    }

    fn of(&self, key: &str) -> &[FileId] {
        self.files.get(key).map_or(&[], |files| files)
    }
}

impl Index {
    /// The files that import a file by an import of their own, in order of their paths.
    #[must_use]
    pub fn importers(&self, file: FileId) -> Vec<FileId> {
        let Some(target) = self.file(file) else {
            return Vec::new();
        };
        let names = self.modules.last_names(&target.path);
        let candidates = names.iter().flat_map(|name| self.importers.of(name));
        let query = self.query();
        let stem = super::modules::dotted_stem(&target.path);
        let mut seen = FxHashSet::default();
        let mut found: Vec<&IndexedFile> = candidates
            .filter(|id| **id != file && seen.insert(**id))
            .filter_map(|id| self.file(*id))
            .filter(|candidate| {
                imports(candidate)
                    .filter(|import| may_name(candidate, import, &stem))
                    .any(|import| query.files_of_import(candidate, import).contains(&file))
            })
            .collect();
        let siblings = self.modules.siblings(&target.path).iter();
        let siblings = siblings.filter(|id| **id != file && seen.insert(**id));
        found.extend(siblings.filter_map(|id| self.file(*id)));
        found.sort_by(|one, other| one.path.cmp(&other.path));
        found.into_iter().map(|file| file.id).collect()
    }

    /// The files of the project that a file imports, inside functions too, in order of their ids.
    #[must_use]
    pub fn imports_of(&self, file: FileId) -> Vec<FileId> {
        let Some(own) = self.file(file) else {
            return Vec::new();
        };
        let query = self.query();
        let mut found: Vec<FileId> = imports(own)
            .flat_map(|import| query.files_of_import(own, import))
            .filter(|found| *found != file)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The files whose meaning may change when what others see of `file` changes: its importers, theirs, and
    /// so on, in no particular order. `file` itself is not among them.
    #[must_use]
    pub fn dependents(&self, file: FileId) -> Vec<FileId> {
        let mut seen: FxHashSet<FileId> = std::iter::once(file).collect();
        let mut open = vec![file];
        let mut found = Vec::new();
        while let Some(next) = open.pop() {
            for importer in self.importers(next) {
                if seen.insert(importer) {
                    found.push(importer);
                    open.push(importer);
                }
            }
        }
        found
    }
}

/// Every import of a file, those inside functions included.
fn imports(file: &IndexedFile) -> impl Iterator<Item = &Import> {
    file.env.facts().items.iter().flat_map(|item| {
        let summary = &item.facts.summary;
        let inside = summary
            .functions
            .iter()
            .flat_map(|function| &function.imports);
        summary.imports.iter().chain(inside)
    })
}

/// Whether an import may name the file with that dotted path, whatever root it is seen from.
fn may_name(file: &IndexedFile, import: &Import, stem: &str) -> bool {
    if file.env.facts().language != Language::Python {
        return true;
    }
    let Ok(module) = file.env.module_of(import) else {
        return false;
    };
    if ends_with(stem, &module) {
        return true;
    }
    import.name.as_ref().is_some_and(|name| {
        let outer = stem.strip_suffix(name.as_str()).unwrap_or_default();
        outer
            .strip_suffix('.')
            .is_some_and(|outer| ends_with(outer, &module))
            || (outer.is_empty() && module.is_empty() && stem == name)
    })
}

/// Whether a dotted path ends in another one, at a name's border.
fn ends_with(path: &str, end: &str) -> bool {
    let rest = path.strip_suffix(end);
    rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.') || end.is_empty())
}

fn keys_of(file: &IndexedFile) -> FxHashSet<Name> {
    let mut keys = FxHashSet::default();
    let ecosystem = file.env.facts().language.ecosystem();
    for import in imports(file) {
        let module = import.module.as_str();
        let last = match ecosystem {
            // `from . import name`: the package itself.
            Ecosystem::Python if module.is_empty() => ".",
            Ecosystem::Python => last_name(module),
            Ecosystem::Node => last_name(without_ending(module)),
            Ecosystem::Go => module.rsplit('/').next().unwrap_or(module),
            // A path may go on into a file at any of its names.
            Ecosystem::Rust => {
                let names = module.split('.').chain(import.name.as_deref());
                keys.extend(names.map(Name::new));
                continue;
            }
        };
        keys.insert(Name::new(last));
        if let Some(name) = &import.name {
            keys.insert(name.clone());
        }
    }
    keys
}

/// A specifier without the ending of a compiled file.
fn without_ending(specifier: &str) -> &str {
    let endings = [".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx"];
    let mut stems = endings
        .iter()
        .filter_map(|ending| specifier.strip_suffix(ending));
    stems.next().unwrap_or(specifier)
}
