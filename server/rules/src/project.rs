//! What the manifests of a project tell rules: its dependencies and the linters configured beside us.
//! It reads no file itself.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::{DeTable, DeValue};

use crate::config::Hasher;

/// Whether a file of this name tells something about a project.
#[must_use]
pub fn is_manifest(name: &str) -> bool {
    let is_requirements = name.starts_with("requirements") && name.ends_with(".txt");
    is_requirements || KNOWN.contains(&name) || own_file_of(name).is_some()
}

const KNOWN: &[&str] = &[
    "pyproject.toml",
    "setup.cfg",
    "tox.ini",
    "Pipfile",
    ".pre-commit-config.yaml",
];

/// Linters by the files that are theirs alone.
const OWN_FILES: &[(&str, &str)] = &[
    ("ruff.toml", "ruff"),
    (".ruff.toml", "ruff"),
    (".flake8", "flake8"),
    ("mypy.ini", "mypy"),
    (".mypy.ini", "mypy"),
    ("pyrightconfig.json", "pyright"),
    (".pylintrc", "pylint"),
    ("pylintrc", "pylint"),
    (".bandit", "bandit"),
    ("bandit.yaml", "bandit"),
];

/// Linters by their table under `[tool]` and their section of an `.ini` file.
const SECTIONS: &[&str] = &[
    "ruff",
    "flake8",
    "mypy",
    "pyright",
    "basedpyright",
    "pylint",
    "bandit",
];

/// What is known of the project a file belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectFacts {
    /// Normalised names of the packages it depends on, for running and for developing.
    pub dependencies: BTreeSet<String>,
    /// Linters with a configuration.
    pub peers: BTreeSet<&'static str>,
}

impl ProjectFacts {
    #[must_use]
    pub fn has_peer(&self, peer: &str) -> bool {
        self.peers.contains(peer)
    }

    #[must_use]
    pub fn depends_on(&self, package: &str) -> bool {
        self.dependencies.contains(package)
    }

    /// The password hasher among the dependencies.
    #[must_use]
    pub fn hasher(&self) -> Option<Hasher> {
        [
            ("argon2-cffi", Hasher::Argon2),
            ("pwdlib", Hasher::Pwdlib),
            ("passlib", Hasher::Passlib),
            ("bcrypt", Hasher::Bcrypt),
        ]
        .into_iter()
        .find(|(package, _)| self.depends_on(package))
        .map(|(_, hasher)| hasher)
    }
}

/// The manifests of a workspace by the folders they stand in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Projects {
    folders: BTreeMap<String, ProjectFacts>,
}

impl Projects {
    /// Understands the given manifests: path in the workspace, with `/`, and text.
    #[must_use]
    pub fn new<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut projects = Self::default();
        for (path, text) in files {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            if is_manifest(name) {
                let facts = projects.folders.entry(folder.to_owned()).or_default();
                read(name, text, facts);
            }
        }
        projects
    }

    /// What the folders above `path` tell together.
    #[must_use]
    pub fn facts_of(&self, path: &str) -> ProjectFacts {
        let mut facts = ProjectFacts::default();
        for (folder, found) in &self.folders {
            let is_above = path
                .strip_prefix(folder.as_str())
                .is_some_and(|rest| folder.is_empty() || rest.starts_with('/'));
            if is_above {
                facts
                    .dependencies
                    .extend(found.dependencies.iter().cloned());
                facts.peers.extend(&found.peers);
            }
        }
        facts
    }
}

fn own_file_of(name: &str) -> Option<&'static str> {
    let found = OWN_FILES.iter().find(|(file, _)| *file == name);
    found.map(|(_, peer)| *peer)
}

fn read(name: &str, text: &str, facts: &mut ProjectFacts) {
    facts.peers.extend(own_file_of(name));
    match name {
        "pyproject.toml" => read_pyproject(text, facts),
        "Pipfile" => read_pipfile(text, facts),
        "setup.cfg" | "tox.ini" => read_ini(text, facts),
        ".pre-commit-config.yaml" => read_hooks(text, facts),
        name if name.ends_with(".txt") => {
            facts.dependencies.extend(text.lines().filter_map(package));
        }
        _ => {}
    }
}

fn read_pyproject(text: &str, facts: &mut ProjectFacts) {
    let (root, _) = DeTable::parse_recoverable(text.trim_start_matches('\u{feff}'));
    let root = root.get_ref();
    if let Some(project) = table(root, "project") {
        add_list(
            project.get("dependencies").map(|value| value.get_ref()),
            facts,
        );
        add_lists(table(project, "optional-dependencies"), facts);
    }
    add_lists(table(root, "dependency-groups"), facts);
    let Some(tool) = table(root, "tool") else {
        return;
    };
    let sections = SECTIONS
        .iter()
        .filter(|section| tool.get(**section).is_some());
    facts.peers.extend(sections);
    if let Some(poetry) = table(tool, "poetry") {
        add_keys(table(poetry, "dependencies"), facts);
        add_keys(table(poetry, "dev-dependencies"), facts);
        for (_, group) in table(poetry, "group").into_iter().flatten() {
            let group = group.get_ref().as_table();
            add_keys(group.and_then(|group| table(group, "dependencies")), facts);
        }
    }
}

fn read_pipfile(text: &str, facts: &mut ProjectFacts) {
    let (root, _) = DeTable::parse_recoverable(text);
    add_keys(table(root.get_ref(), "packages"), facts);
    add_keys(table(root.get_ref(), "dev-packages"), facts);
}

fn table<'t, 'i>(table: &'t DeTable<'i>, key: &str) -> Option<&'t DeTable<'i>> {
    table.get(key)?.get_ref().as_table()
}

fn add_lists(lists: Option<&DeTable<'_>>, facts: &mut ProjectFacts) {
    for (_, list) in lists.into_iter().flatten() {
        add_list(Some(list.get_ref()), facts);
    }
}

fn add_list(list: Option<&DeValue<'_>>, facts: &mut ProjectFacts) {
    let items = list.and_then(DeValue::as_array);
    let words = items.into_iter().flat_map(|items| items.iter());
    let words = words.filter_map(|item| item.get_ref().as_str());
    facts.dependencies.extend(words.filter_map(package));
}

fn add_keys(keys: Option<&DeTable<'_>>, facts: &mut ProjectFacts) {
    let names = keys.into_iter().flatten();
    facts
        .dependencies
        .extend(names.filter_map(|(name, _)| package(name.get_ref())));
}

/// The normalised name at the start of a requirement: `Argon2_CFFI[x]>=1 ; y` gives `argon2-cffi`.
fn package(requirement: &str) -> Option<String> {
    let requirement = requirement.trim();
    let is_part = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let end = requirement
        .find(|char| !is_part(char))
        .unwrap_or(requirement.len());
    let name = requirement.get(..end)?;
    let is_name = name.starts_with(|char: char| char.is_ascii_alphanumeric());
    is_name.then(|| name.to_ascii_lowercase().replace(['_', '.'], "-"))
}

fn read_ini(text: &str, facts: &mut ProjectFacts) {
    let mut in_requires = false;
    for line in text.lines() {
        if let Some(section) = line
            .strip_prefix('[')
            .and_then(|rest| rest.split(']').next())
        {
            let peer = SECTIONS.iter().find(|peer| {
                let rest = section.strip_prefix(**peer);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.', ':']))
            });
            facts.peers.extend(peer);
            in_requires = false;
            continue;
        }
        if line.starts_with([' ', '\t']) {
            if in_requires {
                facts.dependencies.extend(package(line));
            }
            continue;
        }
        in_requires = line
            .split('=')
            .next()
            .is_some_and(|key| key.trim() == "install_requires");
    }
}

/// Hooks that run a linter on every commit; their ids begin with the linter's name.
fn read_hooks(text: &str, facts: &mut ProjectFacts) {
    for line in text.lines() {
        let line = line.trim_start().trim_start_matches("- ");
        let Some(id) = line.strip_prefix("id:") else {
            continue;
        };
        let id = id.trim().trim_matches(['"', '\'']);
        // A formatter alone reports nothing.
        if id == "ruff-format" {
            continue;
        }
        let peer = SECTIONS.iter().find(|peer| {
            let rest = id.strip_prefix(**peer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        });
        facts.peers.extend(peer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(files: &[(&str, &str)]) -> ProjectFacts {
        Projects::new(files.iter().copied()).facts_of("app/users.py")
    }

    #[test]
    fn dependencies_are_found_in_each_manifest() {
        for (name, text) in [
            (
                "pyproject.toml",
                "[project]\ndependencies = ['Argon2_CFFI[dev]>=23 ; python_version>\"3\"']",
            ),
            (
                "pyproject.toml",
                "[project.optional-dependencies]\nauth = ['argon2-cffi']",
            ),
            (
                "pyproject.toml",
                "[dependency-groups]\nauth = ['argon2-cffi']",
            ),
            (
                "pyproject.toml",
                "[tool.poetry.dependencies]\nargon2-cffi = '^23'",
            ),
            (
                "pyproject.toml",
                "[tool.poetry.group.auth.dependencies]\nargon2-cffi = '^23'",
            ),
            (
                "requirements.txt",
                "# hash\n-r base.txt\nargon2-cffi==23.1  # pin",
            ),
            ("requirements-dev.txt", "argon2-cffi"),
            (
                "setup.cfg",
                "[options]\ninstall_requires =\n    argon2-cffi>=1\n    x",
            ),
            ("Pipfile", "[packages]\nargon2-cffi = '*'"),
        ] {
            let facts = facts(&[(name, text)]);
            assert!(facts.depends_on("argon2-cffi"), "{name}: {text}");
            assert_eq!(facts.hasher(), Some(Hasher::Argon2));
        }
    }

    #[test]
    fn peers_are_found_by_file_section_and_hook() {
        for (name, text, peer) in [
            ("ruff.toml", "", "ruff"),
            ("pyproject.toml", "[tool.ruff.lint]\nselect = []", "ruff"),
            ("pyproject.toml", "[tool.mypy]", "mypy"),
            ("pyproject.toml", "[tool.pylint.main]", "pylint"),
            ("setup.cfg", "[flake8]\nmax-line-length = 100", "flake8"),
            ("setup.cfg", "[mypy-tests.*]\nx = 1", "mypy"),
            ("tox.ini", "[flake8]", "flake8"),
            ("pyrightconfig.json", "{}", "pyright"),
            (
                ".pre-commit-config.yaml",
                "repos:\n  - hooks:\n      - id: ruff-check",
                "ruff",
            ),
        ] {
            let facts = facts(&[(name, text)]);
            assert_eq!(
                facts.peers.iter().copied().collect::<Vec<_>>(),
                [peer],
                "{name}: {text}"
            );
        }
        assert!(
            facts(&[(".pre-commit-config.yaml", "- id: ruff-format")])
                .peers
                .is_empty()
        );
        assert!(
            facts(&[("pyproject.toml", "[tool.black]")])
                .peers
                .is_empty()
        );
    }

    #[test]
    fn manifests_tell_about_what_is_below_them() {
        let projects = Projects::new([("a/ruff.toml", ""), ("ruff.toml.d/x", "")].into_iter());
        assert!(projects.facts_of("a/b/c.py").has_peer("ruff"));
        assert!(!projects.facts_of("ab/c.py").has_peer("ruff"));
    }
}
