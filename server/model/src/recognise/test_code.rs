//! Code that is built for tests alone, outside files that are tests by their path; it never asks what a test does.

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::Name;

use crate::index::Index;
use crate::place::FileId;
use crate::tables::Builtins;
use crate::things::FileRole;

/// How deep modules lie in each other at most.
const DEPTH: usize = 32;

/// The files of tests: by their path, or since the module that a file is stands under a mark of tests.
pub(super) fn files(index: &Index) -> FxHashSet<FileId> {
    let mut found = FxHashSet::default();
    let mut folders: Vec<String> = Vec::new();
    for file in index.files() {
        if file.role == FileRole::Test {
            found.insert(file.id);
        }
        for item in &file.env.facts().items {
            let modules = item.facts.summary.test_modules.iter();
            folders.extend(modules.map(|name| format!("{}{name}", children_of(&file.path))));
        }
    }
    add_packages(index, &mut found);
    if folders.is_empty() {
        return found;
    }
    let folders: FxHashSet<&str> = folders.iter().map(String::as_str).collect();
    for file in index.files() {
        let stem = file.path.rsplit_once('.').map_or("", |(stem, _)| stem);
        let below = stem.match_indices('/').filter_map(|(at, _)| stem.get(..at));
        if std::iter::once(stem)
            .chain(below)
            .any(|path| folders.contains(path))
        {
            found.insert(file.id);
        }
    }
    found
}

/// Adds the packages that only tests import, where programs are made of packages and there is one.
fn add_packages(index: &Index, tests: &mut FxHashSet<FileId>) {
    let mut files: FxHashMap<&Name, Vec<FileId>> = FxHashMap::default();
    let mut imported_by: FxHashMap<&Name, FxHashSet<(FileId, &Name)>> = FxHashMap::default();
    let mut has_program = false;
    for file in index.files() {
        let env = &file.env;
        let program = Builtins::of(env.facts().language).program();
        let (Some(program), Some(module), Some(package)) = (program, env.module(), env.package())
        else {
            continue;
        };
        if package == program {
            has_program |= file.role == FileRole::Source;
        } else {
            files.entry(&module.name).or_default().push(file.id);
        }
        for (_, import) in env.imports() {
            let importers = imported_by.entry(&import.module).or_default();
            importers.insert((file.id, &module.name));
        }
    }
    if !has_program {
        return;
    }
    // What a package for tests imports may be one as well.
    for _ in 0..DEPTH {
        let known = tests.len();
        for (module, own) in &files {
            let importers = imported_by.get(module).into_iter().flatten();
            let mut importers = importers.filter(|(_, from)| from != module).peekable();
            let is_imported = importers.peek().is_some();
            if is_imported && importers.all(|(file, _)| tests.contains(file)) {
                tests.extend(own);
            }
        }
        if tests.len() == known {
            return;
        }
    }
}

/// The folder, with a slash behind it, in which the modules of a file stand.
fn children_of(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let own = matches!(stem, "lib" | "main" | "mod");
    match (folder, own) {
        ("", true) => String::new(),
        ("", false) => format!("{stem}/"),
        (folder, true) => format!("{folder}/"),
        (folder, false) => format!("{folder}/{stem}/"),
    }
}
