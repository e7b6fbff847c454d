//! Rust: crates, and the modules in them by where their files stand.
//! See <https://doc.rust-lang.org/reference/items/modules.html#module-source-filenames>.

use rustc_hash::FxHashMap;
use syntax::facts::Name;
use syntax::language::Ecosystem;

use super::{Files, Found, Layout, below, file_name, is_within, outwards, parent, slashed};
use crate::env::Module;
use crate::place::FileId;
use crate::project::Package;
use crate::symbol::split_first;

pub(super) struct Crates<'m> {
    files: &'m Files,
    packages: &'m Packages,
}

/// The packages of a workspace by where they stand and by what they are called.
#[derive(Clone, Debug, Default)]
pub(super) struct Packages {
    by_folder: FxHashMap<Name, Package>,
    by_name: FxHashMap<Name, Vec<Package>>,
}

impl Packages {
    pub fn new(layout: &Layout) -> Self {
        let mut packages = Self::default();
        let found = layout.packages.iter();
        for package in found.filter(|package| package.ecosystem == Ecosystem::Rust) {
            let folder = package.folder.clone();
            packages.by_folder.insert(folder, package.clone());
            let called = packages.by_name.entry(package.name.clone()).or_default();
            called.push(package.clone());
        }
        packages
    }
}

/// A module by its place: the file that declares it, and the folder its children stand in.
struct At {
    file: FileId,
    children: String,
}

impl<'m> Crates<'m> {
    pub fn new(files: &'m Files, packages: &'m Packages) -> Self {
        Self { files, packages }
    }

    /// The module a file is: `crate.users.service` of a library, with the crate's name where a manifest tells it.
    pub fn module_of(&self, path: &str) -> Module {
        let root = self.source_folder(path);
        let inside = below(children_of(path).unwrap_or(path), &root).unwrap_or_default();
        let inside = if is_root_file(path) { "" } else { inside };
        let name = self
            .package_of(path)
            .map_or("crate", |package| &package.name);
        Module {
            name: crate::symbol::joined(name, &inside.replace('/', ".")),
            is_package: is_initial(path),
        }
    }

    /// What a path in the file at `from` leads to, as far as modules are files.
    pub fn find(&self, from: &str, path: &str) -> Found {
        let (first, rest) = split_first(path);
        match first {
            "crate" => self.in_crate(from, rest),
            "self" => match self.at_file(from) {
                Some(at) => self.walk(at, rest),
                None => Found::Missing,
            },
            "super" => self.in_parent(from, rest),
            _ => {
                if let Some(at) = self.at_file(from)
                    && let Some(child) = self.child(&at, first)
                {
                    return self.walk(child, rest);
                }
                match self.in_workspace(first, rest) {
                    // A program has no library, and is called by its name all the same.
                    Found::External if self.is_own(from, first) => self.in_crate(from, rest),
                    found => found,
                }
            }
        }
    }

    fn in_crate(&self, from: &str, rest: &str) -> Found {
        let Some(root) = self.root_of(from) else {
            return Found::Missing;
        };
        self.walk(root, rest)
    }

    fn in_parent(&self, from: &str, rest: &str) -> Found {
        let mut rest = rest;
        let mut at = self.parent_of(from);
        while let Some(outer) = rest.strip_prefix("super") {
            if !(outer.is_empty() || outer.starts_with('.')) {
                break;
            }
            rest = outer.trim_start_matches('.');
            at = at.and_then(|path| self.parent_of(&path));
        }
        match at.and_then(|path| self.at_file(&path)) {
            Some(at) => self.walk(at, rest),
            None => Found::Missing,
        }
    }

    /// A library of the workspace.
    fn in_workspace(&self, name: &str, rest: &str) -> Found {
        let crates = self.packages.by_name.get(name).into_iter().flatten();
        let library = |package: &Package| {
            let mut entries = package.entries.iter().filter(|(key, _)| key == "lib");
            entries.find_map(|(_, path)| self.at_file(path))
        };
        let mut libraries = crates.filter_map(library);
        match (libraries.next(), libraries.next()) {
            (Some(root), None) => self.walk(root, rest),
            (None, _) => Found::External,
            (Some(_), Some(_)) => Found::Ambiguous,
        }
    }

    /// Whether a file belongs to the package of that name.
    fn is_own(&self, from: &str, name: &str) -> bool {
        self.package_of(from)
            .is_some_and(|package| package.name == name)
    }

    /// The package whose folder a file lies in.
    fn package_of(&self, path: &str) -> Option<&'m Package> {
        let by_folder = &self.packages.by_folder;
        outwards(parent(path)).find_map(|folder| by_folder.get(folder))
    }

    /// Follows names as long as they are files.
    fn walk(&self, start: At, path: &str) -> Found {
        let mut at = start;
        let mut rest = path;
        while !rest.is_empty() {
            let (first, next) = split_first(rest);
            let Some(child) = self.child(&at, first) else {
                return Found::Inside(at.file, Name::new(rest));
            };
            at = child;
            rest = next;
        }
        Found::File(at.file)
    }

    fn child(&self, at: &At, name: &str) -> Option<At> {
        let name = name.strip_prefix("r#").unwrap_or(name);
        let children = slashed(&at.children, name);
        let beside = self.files.file(&format!("{children}.rs"));
        let file = beside.or_else(|| self.files.file(&format!("{children}/mod.rs")))?;
        (file != at.file).then_some(At { file, children })
    }

    fn at_file(&self, path: &str) -> Option<At> {
        Some(At {
            file: self.files.file(path)?,
            children: children_of(path)?.to_owned(),
        })
    }

    /// The file of the module around a file's.
    fn parent_of(&self, path: &str) -> Option<String> {
        if self.is_root(path) {
            return None;
        }
        let own = children_of(path)?;
        let folder = parent(own);
        let candidates = [
            slashed(folder, "mod.rs"),
            format!("{folder}.rs"),
            slashed(folder, "lib.rs"),
            slashed(folder, "main.rs"),
        ];
        let found = candidates.into_iter();
        found
            .filter(|candidate| self.files.file(candidate).is_some())
            .find(|candidate| candidate != path)
    }

    /// The crate's root file that a file belongs to.
    fn root_of(&self, path: &str) -> Option<At> {
        if self.is_root(path) {
            return self.at_file(path);
        }
        let folder = self.source_folder(path);
        let roots = ["lib.rs", "main.rs", "mod.rs"];
        let found = roots.iter().map(|root| slashed(&folder, root));
        let mut found = found.filter_map(|root| self.at_file(&root));
        found.next()
    }

    /// The folder that holds the root file of a file's crate.
    fn source_folder(&self, path: &str) -> String {
        let folder = parent(path);
        let named = self.package_of(path).and_then(|package| {
            let entries = package.entries.iter();
            let folders = entries.map(|(_, entry)| parent(entry));
            let around = folders.filter(|root| is_within(folder, root));
            around.max_by_key(|root| root.len())
        });
        let has_root = |folder: &&str| {
            let roots = ["lib.rs", "main.rs"];
            roots
                .iter()
                .any(|root| self.files.file(&slashed(folder, root)).is_some())
        };
        let found = named.or_else(|| outwards(folder).find(has_root));
        found.unwrap_or(folder).to_owned()
    }

    /// Whether the file is a crate's root: a library, a program, a test, an example.
    fn is_root(&self, path: &str) -> bool {
        if is_root_file(path) {
            return true;
        }
        let is_entry = |package: &Package| package.entries.iter().any(|(_, entry)| entry == path);
        if self.package_of(path).is_some_and(is_entry) {
            return true;
        }
        // Every file directly in these folders of a package is a crate of its own.
        let folder = parent(path);
        let outer = parent(folder);
        match file_name(folder) {
            "tests" | "examples" | "benches" => self
                .package_of(path)
                .is_some_and(|package| package.folder == outer),
            "bin" => file_name(outer) == "src",
            _ => false,
        }
    }

    /// The last names by which paths may speak of the file.
    pub fn last_names(&self, path: &str) -> Vec<Name> {
        let own = children_of(path).map(file_name).unwrap_or_default();
        let mut names = vec![Name::new(own)];
        if is_initial(path) || self.is_root(path) {
            names.extend(["crate", "super", "self"].map(Name::new));
            let package = self.package_of(path);
            names.extend(package.map(|package| package.name.clone()));
        } else {
            names.extend(["super", "self"].map(Name::new));
        }
        names
    }
}

fn is_root_file(path: &str) -> bool {
    matches!(file_name(path), "lib.rs" | "main.rs" | "build.rs")
}

fn is_initial(path: &str) -> bool {
    is_root_file(path) || file_name(path) == "mod.rs"
}

/// The folder in which the children of a file's module stand.
fn children_of(path: &str) -> Option<&str> {
    if is_initial(path) {
        return Some(parent(path));
    }
    path.strip_suffix(".rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_find_modules() {
        let mut files = Files::default();
        let paths = [
            "api/src/main.rs",
            "api/src/users/mod.rs",
            "api/src/users/service.rs",
            "api/src/routes.rs",
            "api/src/routes/orders.rs",
            "core/src/lib.rs",
            "core/src/clock.rs",
            "core/tests/clock.rs",
        ];
        for (id, path) in (0u32..).zip(paths) {
            files.add(&Name::new(path), FileId(id));
        }
        let package = |name: &str, folder: &str| Package {
            ecosystem: Ecosystem::Rust,
            name: Name::new(name),
            folder: Name::new(folder),
            entries: ["lib", "bin"]
                .iter()
                .zip(["src/lib.rs", "src/main.rs"])
                .map(|(key, path)| (Name::new(key), Name::from(format!("{folder}/{path}"))))
                .collect(),
        };
        let layout = Layout {
            packages: vec![package("shop_api", "api"), package("shop_core", "core")],
            ..Layout::default()
        };
        let packages = Packages::new(&layout);
        let crates = Crates::new(&files, &packages);
        let inside = |file: u32, rest: &str| Found::Inside(FileId(file), Name::new(rest));
        let check = |from: &str, path: &str, expected: Found| {
            assert_eq!(crates.find(from, path), expected, "{path} in {from}");
        };
        let service = "api/src/users/service.rs";
        check(service, "crate.users.service", Found::File(FileId(2)));
        check(service, "crate.routes.orders.list", inside(4, "list"));
        check(service, "crate", Found::File(FileId(0)));
        check(service, "super", Found::File(FileId(1)));
        check(service, "super.super.routes", Found::File(FileId(3)));
        check(service, "super.User", inside(1, "User"));
        check(service, "self.Local", inside(2, "Local"));
        check(
            "api/src/users/mod.rs",
            "self.service",
            Found::File(FileId(2)),
        );
        check(
            "api/src/users/mod.rs",
            "service.Service",
            inside(2, "Service"),
        );
        check("api/src/main.rs", "routes.orders", Found::File(FileId(4)));
        check("api/src/routes/orders.rs", "super", Found::File(FileId(3)));
        check(service, "shop_core.clock.Clock", inside(6, "Clock"));
        check("core/tests/clock.rs", "shop_core.Clock", inside(5, "Clock"));
        check("core/tests/clock.rs", "crate", Found::File(FileId(7)));
        check(service, "sqlx.query", Found::External);
        check(service, "shop_api.routes.orders.list", inside(4, "list"));
        check("core/tests/clock.rs", "shop_api.routes", Found::External);
        let module = |path: &str| crates.module_of(path).name;
        assert_eq!(module(service), "shop_api.users.service");
        assert_eq!(module("api/src/users/mod.rs"), "shop_api.users");
        assert_eq!(module("api/src/main.rs"), "shop_api");
        assert_eq!(module("core/src/clock.rs"), "shop_core.clock");
    }
}
