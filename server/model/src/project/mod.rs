//! What the manifests and configuration files of a workspace say: dependencies, how tests are run, which
//! linters watch over it, what it stores. It takes texts and never opens a file; broken texts give what can be
//! read of them.

mod cargo;
mod go_mod;
mod ini;
mod linters;
mod package_json;
mod prisma;
mod pyproject;
mod requirements;
mod schema;

use std::collections::BTreeMap;

use serde::Serialize;
use syntax::facts::Name;
use syntax::language::Ecosystem;

use crate::index::Layout;

pub use linters::{Linter, LinterSource};
pub use pyproject::Pytest;
pub use schema::{Schema, StoredField, StoredModel};

/// A file that may say something about a project.
#[derive(Clone, Copy, Debug)]
pub struct ManifestText<'t> {
    /// Relative to the workspace, with `/` between folders.
    pub path: &'t str,
    pub text: &'t str,
}

/// What the manifests of a workspace say, by folder.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Manifests {
    folders: BTreeMap<Name, Folder>,
}

/// What the manifests of one folder say.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Folder {
    pub dependencies: Vec<Dependency>,
    /// The versions of the language the project runs on: `>=3.11`.
    pub language_versions: Option<Name>,
    pub pytest: Option<Pytest>,
    pub linters: Vec<Linter>,
    /// Folders that packages begin in, relative to the workspace; the manifest's own is not listed.
    pub package_roots: Vec<Name>,
    /// Whether a file here says that this is a project.
    pub is_project: bool,
    /// The package that a manifest here declares.
    pub packages: Vec<Package>,
    /// Other names under which files import each other.
    pub aliases: Vec<Alias>,
    /// The commands that a manifest here has names for, as a shell reads them.
    pub commands: Vec<Name>,
    /// Whether files of JavaScript here are modules by themselves (`"type": "module"`).
    pub is_module: bool,
    /// The files here that declare what is stored.
    pub schemas: Vec<Schema>,
    /// What could not be read: the file and why.
    pub broken: Vec<(Name, Name)>,
}

/// A package of the workspace as others import it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Package {
    #[serde(skip)]
    pub ecosystem: Ecosystem,
    /// As imports write it: `@acme/core`, `github.com/acme/shop`, `shop_core`.
    pub name: Name,
    /// Relative to the workspace.
    pub folder: Name,
    /// What may be imported and the file for it, relative to the workspace: `.` and `./*` in Node, `lib` and `bin`
    /// in Rust. A key may come more than once, the best first.
    pub entries: Vec<(Name, Name)>,
}

/// A name under which files import others: `@/*` stands for `src/*`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alias {
    /// The folder whose files see it.
    pub folder: Name,
    /// With at most one `*`.
    pub pattern: Name,
    /// Relative to the workspace, the best first.
    pub targets: Vec<Name>,
}

/// Something a project depends on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dependency {
    /// In lower case with `-` between words: `pytest-asyncio`, `@nestjs/common`.
    pub name: Name,
    /// As written, without spaces around it: `>=0.110,<1`, `^2.0`; empty where any version will do.
    pub version: Name,
    pub extras: Vec<Name>,
    /// Needed only for development, testing, or by an option.
    pub optional: bool,
    /// The manifest that names it.
    pub manifest: Name,
}

impl Manifests {
    /// Whether a file is one that [`Manifests::read`] understands, by its path alone.
    #[must_use]
    pub fn is_manifest(path: &str) -> bool {
        reader_of(path).is_some()
    }

    /// Reads all manifests. Files that are none are left out.
    #[must_use]
    pub fn read(texts: &[ManifestText]) -> Self {
        let mut manifests = Self::default();
        let mut texts: Vec<ManifestText> = texts.to_vec();
        texts.sort_by_key(|text| text.path);
        for text in texts {
            let Some(read) = reader_of(text.path) else {
                continue;
            };
            let folder = manifests
                .folders
                .entry(Name::new(project_folder(text.path)))
                .or_default();
            read(text, folder);
        }
        for folder in manifests.folders.values_mut() {
            folder.dependencies.dedup();
            folder.package_roots.sort();
            folder.package_roots.dedup();
        }
        manifests
    }

    /// The folders with manifests, with what they say.
    pub fn folders(&self) -> impl Iterator<Item = (&Name, &Folder)> {
        self.folders.iter()
    }

    /// The folders around a file that have manifests, the nearest first.
    pub fn around<'m, 'p>(
        &'m self,
        path: &'p str,
    ) -> impl Iterator<Item = (&'p str, &'m Folder)> + use<'m, 'p> {
        let start = Some(parent(path));
        std::iter::successors(start, |folder| (!folder.is_empty()).then(|| parent(folder)))
            .filter_map(move |folder| Some((folder, self.folders.get(folder)?)))
    }

    /// The dependency of that name that the file's project declares. Outer folders count, too: workspaces
    /// share their tools.
    #[must_use]
    pub fn dependency(&self, path: &str, name: &str) -> Option<&Dependency> {
        let name = normal_name(name);
        self.around(path).find_map(|(_, folder)| {
            folder
                .dependencies
                .iter()
                .find(|dependency| dependency.name == name)
        })
    }

    /// Whether any manifest around the file names dependencies, so that a missing one says something.
    #[must_use]
    pub fn has_dependencies(&self, path: &str) -> bool {
        self.around(path)
            .any(|(_, folder)| !folder.dependencies.is_empty())
    }

    /// How pytest is configured for the file.
    #[must_use]
    pub fn pytest(&self, path: &str) -> Option<&Pytest> {
        self.around(path)
            .find_map(|(_, folder)| folder.pytest.as_ref())
    }

    /// The linters that watch over the file, each once, by what the nearest folder says.
    #[must_use]
    pub fn linters(&self, path: &str) -> Vec<&Linter> {
        let mut found: Vec<&Linter> = Vec::new();
        for linter in self.around(path).flat_map(|(_, folder)| &folder.linters) {
            if found
                .iter()
                .all(|known| known.name != linter.name || known.source != linter.source)
            {
                found.push(linter);
            }
        }
        found
    }

    /// The files that declare what is stored, in order of their folders.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        self.folders.values().flat_map(|folder| &folder.schemas)
    }

    /// Where packages begin and what they are called.
    #[must_use]
    pub fn layout(&self) -> Layout {
        let mut roots: Vec<Name> = self
            .folders
            .iter()
            .filter(|(_, folder)| folder.is_project)
            .flat_map(|(path, folder)| {
                std::iter::once(path.clone()).chain(folder.package_roots.iter().cloned())
            })
            .collect();
        roots.sort();
        roots.dedup();
        let folders = || self.folders.values();
        Layout {
            roots,
            packages: folders()
                .flat_map(|folder| folder.packages.iter().cloned())
                .collect(),
            aliases: folders()
                .flat_map(|folder| folder.aliases.iter().cloned())
                .collect(),
            commands: { self.folders.iter() }
                .flat_map(|(path, folder)| {
                    let commands = folder.commands.iter();
                    commands.map(|command| (path.clone(), command.clone()))
                })
                .collect(),
        }
    }
}

type Reader = fn(ManifestText, &mut Folder);

fn reader_of(path: &str) -> Option<Reader> {
    let name = path.rsplit('/').next().unwrap_or(path);
    Some(match name {
        "pyproject.toml" => pyproject::read,
        "Pipfile" => pyproject::read_pipfile,
        "package.json" => package_json::read,
        "go.mod" => go_mod::read,
        "Cargo.toml" => cargo::read,
        _ if is_tsconfig(name) => package_json::read_tsconfig,
        "ruff.toml" | ".ruff.toml" => linters::read_ruff,
        "setup.cfg" => ini::read_setup,
        "setup.py" => |_, folder| folder.is_project = true,
        "tox.ini" | "pytest.ini" | ".pytest.ini" => ini::read_pytest,
        ".flake8" | ".pylintrc" | "pylintrc" | "mypy.ini" | ".mypy.ini" | "pyrightconfig.json"
        | "biome.json" | "biome.jsonc" | ".oxlintrc.json" | "clippy.toml" | ".clippy.toml" => {
            linters::read_presence
        }
        _ if linters::is_configuration(name) => linters::read_presence,
        ".pre-commit-config.yaml" | ".pre-commit-config.yml" => linters::read_pre_commit,
        "Makefile" | "makefile" | "justfile" | "Justfile" | "Taskfile.yml" | "Taskfile.yaml"
        | "noxfile.py" => linters::read_tasks,
        ".gitlab-ci.yml" => linters::read_ci,
        _ if is_workflow(path) => linters::read_ci,
        _ if is_requirements(path, name) => requirements::read,
        _ if name.ends_with(".prisma") => prisma::read,
        _ => return None,
    })
}

fn is_tsconfig(name: &str) -> bool {
    let stem = name
        .strip_prefix("tsconfig")
        .or_else(|| name.strip_prefix("jsconfig"));
    stem.is_some_and(|rest| rest == ".json" || (rest.starts_with('.') && rest.ends_with(".json")))
}

fn is_workflow(path: &str) -> bool {
    path.rsplit_once('/').is_some_and(|(folder, name)| {
        (folder == ".github/workflows" || folder.ends_with("/.github/workflows"))
            && (name.ends_with(".yml") || name.ends_with(".yaml"))
    })
}

fn is_requirements(path: &str, name: &str) -> bool {
    let is_text = name.ends_with(".txt") || name.ends_with(".in");
    let in_folder = path.rsplit('/').nth(1) == Some("requirements");
    is_text && (name.starts_with("requirements") || name.ends_with("requirements.txt") || in_folder)
}

/// The folder a manifest speaks for.
fn project_folder(path: &str) -> &str {
    let folder = parent(path);
    let folder = folder.strip_suffix(".github/workflows").unwrap_or(folder);
    let folder = match folder.strip_suffix("requirements") {
        Some(outer) if (outer.is_empty() || outer.ends_with('/')) && path.ends_with(".txt") => {
            outer
        }
        _ => folder,
    };
    folder.trim_end_matches('/')
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A distribution's name as the package index compares it.
/// See <https://packaging.python.org/en/latest/specifications/name-normalization/>.
fn normal_name(name: &str) -> Name {
    let mut normal = String::with_capacity(name.len());
    for letter in name.trim().chars() {
        match letter {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            letter => normal.extend(letter.to_lowercase()),
        }
    }
    Name::from(normal)
}

/// `rest` seen from `folder`; none if it leads out of the workspace or is absolute.
fn below(folder: &str, rest: &str) -> Option<Name> {
    if rest.starts_with('/') || rest.contains(':') || rest.contains('\\') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(Name::from(parts.join("/")))
}

#[cfg(test)]
mod tests;
