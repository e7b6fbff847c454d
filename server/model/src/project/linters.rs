//! Which other linters watch over a project and how that is known; it never runs or imitates one.

use serde::Serialize;
use syntax::facts::Name;
use syntax::language::{Ecosystem, Language};

use super::pyproject::{Table, parse};
use super::{Folder, ManifestText};
use crate::place::Known;

/// The linters and type checkers that are looked for, as they are called, and whose files they read.
const LINTERS: &[(&str, Ecosystem)] = &[
    ("basedpyright", Ecosystem::Python),
    ("bandit", Ecosystem::Python),
    ("biome", Ecosystem::Node),
    ("clippy", Ecosystem::Rust),
    ("eslint", Ecosystem::Node),
    ("flake8", Ecosystem::Python),
    ("golangci-lint", Ecosystem::Go),
    ("mypy", Ecosystem::Python),
    ("oxlint", Ecosystem::Node),
    ("pylint", Ecosystem::Python),
    ("pyright", Ecosystem::Python),
    ("ruff", Ecosystem::Python),
    ("ty", Ecosystem::Python),
];

/// A linter that watches over a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Linter {
    /// As it is called: `ruff`.
    pub name: Name,
    pub source: LinterSource,
    /// The file that says so.
    pub manifest: Name,
    /// What it is told to check, as written. Absent where its own default holds; unknown where its
    /// configuration is not read.
    pub selected: Known<Vec<Name>>,
}

impl Linter {
    /// Whether the linter reads files of the language.
    #[must_use]
    pub fn reads(&self, language: Language) -> bool {
        LINTERS
            .iter()
            .any(|(name, of)| self.name == *name && *of == language.ecosystem())
    }
}

/// How it is known that a linter is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinterSource {
    /// A configuration of its own.
    Configuration,
    PreCommit,
    Ci,
    /// A Makefile and its like.
    Task,
}

/// Linters with a section in `pyproject.toml`.
pub(super) fn read_sections(tool: Table, text: ManifestText, folder: &mut Folder) {
    for (name, section) in tool.entries() {
        let Some((known, _)) = LINTERS.iter().find(|(linter, _)| *linter == name) else {
            continue;
        };
        let selected = match (name, section.as_table()) {
            ("ruff", Some(section)) => ruff_selection(Table::new(section)),
            _ => unread(),
        };
        add(folder, known, LinterSource::Configuration, text, selected);
    }
}

/// A section of an INI file.
pub(super) fn add_section(section: &str, text: ManifestText, folder: &mut Folder) {
    let name = match section.split('-').next().unwrap_or(section) {
        // Pylint's sections carry names of their own: `pylint.messages control`.
        name if name.starts_with("pylint") => "pylint",
        name => name,
    };
    if let Some((known, _)) = LINTERS.iter().find(|(linter, _)| *linter == name) {
        add(folder, known, LinterSource::Configuration, text, unread());
    }
}

pub(super) fn read_ruff(text: ManifestText, folder: &mut Folder) {
    let selected = parse(text, folder, |root, _| ruff_selection(root));
    add(folder, "ruff", LinterSource::Configuration, text, selected);
}

/// A file whose presence says that a linter is configured.
pub(super) fn read_presence(text: ManifestText, folder: &mut Folder) {
    let name = text.path.rsplit('/').next().unwrap_or(text.path);
    let linter = match name.trim_start_matches('.') {
        "flake8" => "flake8",
        "pylintrc" => "pylint",
        "mypy.ini" => "mypy",
        "biome.json" | "biome.jsonc" => "biome",
        "clippy.toml" => "clippy",
        "oxlintrc.json" => "oxlint",
        name if name.starts_with("eslint") => "eslint",
        name if name.starts_with("golangci") => "golangci-lint",
        _ => "pyright",
    };
    add(folder, linter, LinterSource::Configuration, text, unread());
}

/// A section of another manifest that configures a linter.
pub(super) fn add_configured(linter: &str, text: ManifestText, folder: &mut Folder) {
    add(folder, linter, LinterSource::Configuration, text, unread());
}

/// Whether a file configures a linter of JavaScript or Go by its name alone, which has many endings.
pub(super) fn is_configuration(name: &str) -> bool {
    let is_old = name == ".eslintrc" || name.starts_with(".eslintrc.");
    is_old || name.starts_with("eslint.config.") || name.starts_with(".golangci.")
}

pub(super) fn read_pre_commit(text: ManifestText, folder: &mut Folder) {
    add_mentioned(text, LinterSource::PreCommit, folder);
}

pub(super) fn read_ci(text: ManifestText, folder: &mut Folder) {
    add_mentioned(text, LinterSource::Ci, folder);
}

pub(super) fn read_tasks(text: ManifestText, folder: &mut Folder) {
    add_mentioned(text, LinterSource::Task, folder);
}

/// Linters named as a word of their own outside comments.
fn add_mentioned(text: ManifestText, source: LinterSource, folder: &mut Folder) {
    for (linter, _) in LINTERS {
        let mentioned = text
            .text
            .lines()
            .map(|line| line.split(" #").next().unwrap_or(line))
            .filter(|line| !line.trim_start().starts_with('#'))
            .any(|line| names(line, linter));
        if mentioned {
            add(folder, linter, source, text, unread());
        }
    }
}

/// Whether a line calls or configures the linter: it stands alone as a word, not inside a path or name.
fn names(line: &str, linter: &str) -> bool {
    let is_part =
        |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '/');
    line.split(|letter: char| !is_part(letter)).any(|word| {
        let word = word.rsplit('/').next().unwrap_or(word);
        // Hooks and actions carry the name with something behind it: `ruff-format`, `ruff-action`.
        let behind = word.strip_prefix(linter);
        behind.is_some_and(|behind| behind.is_empty() || behind.starts_with('-'))
    })
}

fn ruff_selection(root: Table) -> Known<Vec<Name>> {
    let sections = [root.table("lint"), Some(root)];
    let keys = ["select", "extend-select"];
    let selected: Vec<Name> = sections
        .into_iter()
        .flatten()
        .flat_map(|section| keys.iter().flat_map(move |key| section.list(key)))
        .map(Name::new)
        .collect();
    if selected.is_empty() {
        Known::Absent
    } else {
        Known::Is(selected)
    }
}

fn unread() -> Known<Vec<Name>> {
    Known::Unknown(Name::new("the configuration of the linter is not read"))
}

fn add(
    folder: &mut Folder,
    name: &str,
    source: LinterSource,
    text: ManifestText,
    selected: Known<Vec<Name>>,
) {
    let known = folder
        .linters
        .iter()
        .any(|linter| linter.name == name && linter.source == source);
    if !known {
        folder.linters.push(Linter {
            name: Name::new(name),
            source,
            manifest: Name::new(text.path),
            selected,
        });
    }
}
