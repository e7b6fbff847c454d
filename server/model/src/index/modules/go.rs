//! Go: a package is a folder, named by its module's path. See <https://go.dev/ref/mod#packages-modules>.

use syntax::facts::Name;
use syntax::language::Ecosystem;

use super::{Files, Found, Layout, below, parent};
use crate::env::Module;

/// In front of the folder of a package that belongs to no module that is known.
const LOCAL: &str = "./";

pub(super) struct Go<'m> {
    files: &'m Files,
    layout: &'m Layout,
}

impl<'m> Go<'m> {
    pub fn new(files: &'m Files, layout: &'m Layout) -> Self {
        Self { files, layout }
    }

    /// The modules of the workspace: path and folder.
    fn modules(&self) -> impl Iterator<Item = (&'m str, &'m str)> + use<'m> {
        let packages = self.layout.packages.iter();
        packages
            .filter(|package| package.ecosystem == Ecosystem::Go)
            .map(|package| (package.name.as_str(), package.folder.as_str()))
    }

    /// The package a file belongs to. All files of a folder have the same.
    pub fn module_of(&self, path: &str) -> Module {
        let folder = parent(path);
        let inside = self
            .modules()
            .filter_map(|(name, root)| Some((root.len(), name, within(folder, root)?)));
        let nearest = inside.max_by_key(|(len, ..)| *len);
        Module {
            name: match nearest {
                Some((_, name, "")) => Name::new(name),
                Some((_, name, rest)) => Name::from(format!("{name}/{rest}")),
                None => Name::from(format!("{LOCAL}{folder}")),
            },
            is_package: true,
        }
    }

    /// What an import path means.
    pub fn find(&self, import: &str) -> Found {
        if let Some(folder) = import.strip_prefix(LOCAL) {
            return Found::Folder(Name::new(folder));
        }
        let fitting = self.modules().filter_map(|(name, root)| {
            let rest = import.strip_prefix(name)?;
            let rest = match rest.strip_prefix('/') {
                Some(rest) => rest,
                None if rest.is_empty() => "",
                None => return None,
            };
            Some((name.len(), super::slashed(root, rest)))
        });
        let Some((_, folder)) = fitting.max_by_key(|(len, _)| *len) else {
            return Found::External;
        };
        let folder = folder.trim_end_matches('/');
        match self.files.has_folder(folder) {
            true => Found::Folder(Name::new(folder)),
            false => Found::Missing,
        }
    }
}

/// The path of `folder` from `root`, empty where they are the same.
fn within<'f>(folder: &'f str, root: &str) -> Option<&'f str> {
    match folder == root {
        true => Some(""),
        false => below(folder, root),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::FileId;
    use crate::project::Package;

    #[test]
    fn packages_are_folders() {
        let mut files = Files::default();
        for (id, path) in (0u32..).zip(["main.go", "internal/users/user.go", "tools/gen/main.go"]) {
            files.add(&Name::new(path), FileId(id));
        }
        let package = |name: &str, folder: &str| Package {
            ecosystem: Ecosystem::Go,
            name: Name::new(name),
            folder: Name::new(folder),
            entries: Vec::new(),
        };
        let layout = Layout {
            packages: vec![
                package("github.com/acme/shop", ""),
                package("github.com/acme/shop/tools", "tools"),
            ],
            ..Layout::default()
        };
        let go = Go::new(&files, &layout);
        let module = |path: &str| go.module_of(path).name;
        assert_eq!(module("main.go"), "github.com/acme/shop");
        assert_eq!(
            module("internal/users/user.go"),
            "github.com/acme/shop/internal/users"
        );
        assert_eq!(
            module("tools/gen/main.go"),
            "github.com/acme/shop/tools/gen"
        );
        let folder = |path: &str| Found::Folder(Name::new(path));
        assert_eq!(go.find("github.com/acme/shop"), folder(""));
        assert_eq!(
            go.find("github.com/acme/shop/internal/users"),
            folder("internal/users")
        );
        assert_eq!(
            go.find("github.com/acme/shop/tools/gen"),
            folder("tools/gen")
        );
        assert_eq!(
            go.find("github.com/acme/shop/internal/none"),
            Found::Missing
        );
        assert_eq!(go.find("github.com/acme/shopping"), Found::External);
        assert_eq!(go.find("net/http"), Found::External);
        let bare = Layout::default();
        let go = Go::new(&files, &bare);
        assert_eq!(
            go.module_of("internal/users/user.go").name,
            "./internal/users"
        );
        assert_eq!(go.find("./internal/users"), folder("internal/users"));
    }
}
