//! Node: relative files, packages of the workspace, and the other names that manifests give to folders.
//! See <https://nodejs.org/api/esm.html#resolution-algorithm-specification> and
//! <https://www.typescriptlang.org/docs/handbook/modules/reference.html>.

use syntax::facts::Name;
use syntax::language::Ecosystem;

use super::{Files, Found, Layout, file_name, is_within, parent, slashed};
use crate::env::Module;
use crate::place::FileId;
use crate::project::{Alias, Package};

/// Endings of sources in the order they are looked for.
const ENDINGS: [&str; 10] = [
    "ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "d.ts", "d.mts",
];

/// Folders that compiled code goes to, and what the sources stand in.
const COMPILED: [&str; 5] = ["dist", "build", "lib", "out", "es"];
const SOURCES: [&str; 3] = ["src", "lib", ""];

pub(super) struct Node<'m> {
    files: &'m Files,
    layout: &'m Layout,
}

impl<'m> Node<'m> {
    pub fn new(files: &'m Files, layout: &'m Layout) -> Self {
        Self { files, layout }
    }

    /// What a specifier in the file at `from` means.
    pub fn find(&self, from: &str, specifier: &str) -> Found {
        if specifier.starts_with('.') {
            let target = joined(parent(from), specifier);
            let hit = target.and_then(|target| self.at(&target));
            return hit.map_or(Found::Missing, Found::File);
        }
        if specifier.starts_with("node:") {
            return Found::External;
        }
        let mut incomplete = false;
        for (alias, middle) in self.aliases(from, specifier) {
            for target in &alias.targets {
                let target = target.replacen('*', middle, 1);
                if let Some(file) = self.at(&target).or_else(|| self.source_of(&target)) {
                    return Found::File(file);
                }
            }
            // A pattern of all names also stands in front of every library.
            incomplete |= alias.pattern != "*";
        }
        let mut packages = self.packages(specifier);
        match (packages.next(), packages.next()) {
            (None, _) if incomplete => Found::Missing,
            (None, _) => Found::External,
            (Some((package, rest)), None) => match self.in_package(package, rest) {
                Some(file) => Found::File(file),
                None => Found::Missing,
            },
            (Some(_), Some(_)) => Found::Ambiguous,
        }
    }

    /// The source that a command means by a path.
    pub fn started(&self, folder: &str, path: &str) -> Option<FileId> {
        let target = joined(folder, path)?;
        self.at(&target).or_else(|| self.source_of(&target))
    }

    /// The names that fit a specifier, the nearest folder and the longest pattern first, each with what `*` stands
    /// for.
    fn aliases<'s>(&self, from: &str, specifier: &'s str) -> Vec<(&'m Alias, &'s str)> {
        let folder = parent(from);
        let mut fitting: Vec<(&Alias, &str)> = self
            .layout
            .aliases
            .iter()
            .filter(|alias| is_within(folder, &alias.folder))
            .filter_map(|alias| Some((alias, fit(&alias.pattern, specifier)?)))
            .collect();
        fitting
            .sort_by_key(|(alias, _)| std::cmp::Reverse((alias.folder.len(), alias.pattern.len())));
        fitting
    }

    /// The packages of the workspace that a specifier may name, with what it names in them.
    fn packages<'s>(
        &self,
        specifier: &'s str,
    ) -> impl Iterator<Item = (&'m Package, &'s str)> + use<'m, 's> {
        let packages = self.layout.packages.iter();
        packages.filter_map(move |package| {
            if package.ecosystem != Ecosystem::Node || package.name.is_empty() {
                return None;
            }
            let rest = specifier.strip_prefix(package.name.as_str())?;
            match rest.strip_prefix('/') {
                Some(rest) => Some((package, rest)),
                None => rest.is_empty().then_some((package, "")),
            }
        })
    }

    fn in_package(&self, package: &Package, rest: &str) -> Option<FileId> {
        let wanted = match rest {
            "" => ".".to_owned(),
            rest => format!("./{rest}"),
        };
        let named = package.entries.iter().find_map(|(key, target)| {
            let middle = fit(key, &wanted)?;
            let target = target.replacen('*', middle, 1);
            self.at(&target).or_else(|| self.source_of(&target))
        });
        named.or_else(|| {
            SOURCES.iter().find_map(|source| {
                let folder = slashed(&package.folder, source);
                self.at(slashed(folder.trim_end_matches('/'), rest).trim_end_matches('/'))
            })
        })
    }

    /// The source that a compiled file was made from.
    fn source_of(&self, target: &str) -> Option<FileId> {
        let mut parts: Vec<&str> = target.split('/').collect();
        let compiled = parts.iter().position(|part| COMPILED.contains(part))?;
        SOURCES.iter().find_map(|source| {
            *parts.get_mut(compiled)? = source;
            let kept: Vec<&str> = parts
                .iter()
                .copied()
                .filter(|part| !part.is_empty())
                .collect();
            self.at(&kept.join("/"))
        })
    }

    /// The file at a path that may lack its ending, or name a compiled file or a folder.
    fn at(&self, path: &str) -> Option<FileId> {
        let with_ending = |stem: &str| {
            let mut endings = ENDINGS.iter();
            endings.find_map(|ending| self.files.file(&format!("{stem}.{ending}")))
        };
        self.files
            .file(path)
            .or_else(|| with_ending(path))
            .or_else(|| with_ending(without_compiled_ending(path)?))
            .or_else(|| with_ending(&slashed(path, "index")))
    }
}

/// What `*` stands for where `pattern` fits, nothing where it has none.
fn fit<'s>(pattern: &str, text: &'s str) -> Option<&'s str> {
    match pattern.split_once('*') {
        Some((before, after)) => text.strip_prefix(before)?.strip_suffix(after),
        None => (pattern == text).then_some(""),
    }
}

fn without_compiled_ending(path: &str) -> Option<&str> {
    let (stem, ending) = path.rsplit_once('.')?;
    matches!(ending, "js" | "jsx" | "mjs" | "cjs").then_some(stem)
}

/// `specifier` seen from `folder`; none where it leads out of the workspace.
fn joined(folder: &str, specifier: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in specifier.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The path without the ending of its language.
fn stem(path: &str) -> &str {
    let endings = ENDINGS.iter().rev();
    let mut stems = endings.filter_map(|ending| path.strip_suffix(ending)?.strip_suffix('.'));
    stems.next().unwrap_or(path)
}

/// A file is a module by its path.
pub(super) fn module_of(path: &str) -> Module {
    Module {
        name: Name::new(stem(path)),
        is_package: stem(file_name(path)) == "index",
    }
}

/// The last names by which imports may speak of the file.
pub(super) fn last_names(layout: &Layout, path: &str) -> Vec<Name> {
    let own = stem(path);
    let mut names = vec![Name::new(super::last_name(own))];
    if file_name(own) == "index" {
        names.push(Name::new(file_name(parent(own))));
        names.push(Name::new(""));
    }
    let packages = layout.packages.iter();
    let around = packages
        .filter(|package| package.ecosystem == Ecosystem::Node)
        .filter(|package| is_within(parent(path), &package.folder));
    names.extend(around.map(|package| Name::new(super::last_name(&package.name))));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specifiers_find_files() {
        let mut files = Files::default();
        let paths = [
            "src/app.ts",
            "src/users/index.ts",
            "src/users/users.service.ts",
            "src/legacy.js",
            "libs/core/src/index.ts",
            "libs/core/src/clock.ts",
            "libs/made/src/main.ts",
        ];
        for (id, path) in (0u32..).zip(paths) {
            files.add(&Name::new(path), FileId(id));
        }
        let package = |name: &str, folder: &str, entries: &[(&str, &str)]| Package {
            ecosystem: Ecosystem::Node,
            name: Name::new(name),
            folder: Name::new(folder),
            entries: entries
                .iter()
                .map(|(key, target)| (Name::new(key), Name::new(target)))
                .collect(),
        };
        let layout = Layout {
            packages: vec![
                package("@acme/core", "libs/core", &[]),
                package(
                    "@acme/made",
                    "libs/made",
                    &[(".", "libs/made/dist/main.js")],
                ),
            ],
            aliases: vec![Alias {
                folder: Name::default(),
                pattern: Name::new("@/*"),
                targets: vec![Name::new("src/*")],
            }],
            ..Layout::default()
        };
        let check = |from: &str, specifier: &str, expected: Found| {
            let found = Node::new(&files, &layout).find(from, specifier);
            assert_eq!(found, expected, "{specifier} in {from}");
        };
        check("src/app.ts", "./users", Found::File(FileId(1)));
        check(
            "src/app.ts",
            "./users/users.service",
            Found::File(FileId(2)),
        );
        check(
            "src/app.ts",
            "./users/users.service.js",
            Found::File(FileId(2)),
        );
        check("src/users/index.ts", "../legacy", Found::File(FileId(3)));
        check("src/users/index.ts", "..", Found::Missing);
        check("src/app.ts", "../../outside", Found::Missing);
        check("src/app.ts", "@/users", Found::File(FileId(1)));
        check("src/app.ts", "@/missing", Found::Missing);
        check("src/app.ts", "@acme/core", Found::File(FileId(4)));
        check("src/app.ts", "@acme/core/clock", Found::File(FileId(5)));
        check("src/app.ts", "@acme/made", Found::File(FileId(6)));
        check("src/app.ts", "@acme/corel", Found::External);
        check("src/app.ts", "express", Found::External);
        check("src/app.ts", "node:fs", Found::External);
    }
}
