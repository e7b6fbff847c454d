//! `pyproject.toml` and `Pipfile`; what a tool's own section means beyond these facts it never asks.

use serde::Serialize;
use syntax::facts::Name;
use toml::de::{DeTable, DeValue};

use super::requirements::requirement;
use super::{Dependency, Folder, ManifestText, below, linters, normal_name, project_folder};

/// How pytest is configured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pytest {
    /// `auto` or `strict` of pytest-asyncio, as written.
    pub asyncio_mode: Option<Name>,
    /// Folders of tests, relative to the workspace.
    pub test_paths: Vec<Name>,
    /// Patterns of test files; empty where the default holds.
    pub python_files: Vec<Name>,
    pub python_classes: Vec<Name>,
    pub python_functions: Vec<Name>,
    /// Options that are always given.
    pub options: Vec<Name>,
    /// The file that says so.
    pub manifest: Name,
}

/// A table of a TOML document.
#[derive(Clone, Copy)]
pub(super) struct Table<'t> {
    table: &'t DeTable<'t>,
}

impl<'t> Table<'t> {
    pub fn new(table: &'t DeTable<'t>) -> Self {
        Self { table }
    }

    pub fn get(self, key: &str) -> Option<&'t DeValue<'t>> {
        self.entries()
            .find(|(own, _)| *own == key)
            .map(|(_, value)| value)
    }

    pub fn table(self, key: &str) -> Option<Table<'t>> {
        self.get(key)?.as_table().map(Table::new)
    }

    /// The table at the end of a path of keys.
    pub fn at(self, path: &[&str]) -> Option<Table<'t>> {
        path.iter().try_fold(self, |table, key| table.table(key))
    }

    pub fn text(self, key: &str) -> Option<&'t str> {
        self.get(key)?.as_str()
    }

    /// The strings of a list; of a single string its words.
    pub fn list(self, key: &str) -> Vec<&'t str> {
        self.get(key).map(texts).unwrap_or_default()
    }

    pub fn entries(self) -> impl Iterator<Item = (&'t str, &'t DeValue<'t>)> {
        self.table
            .iter()
            .map(|(key, value)| (key.get_ref().as_ref(), value.get_ref()))
    }
}

fn texts<'t>(value: &'t DeValue<'t>) -> Vec<&'t str> {
    match value {
        DeValue::String(text) => text.split_whitespace().collect(),
        DeValue::Array(items) => items
            .iter()
            .filter_map(|item| item.get_ref().as_str())
            .collect(),
        _ => Vec::new(),
    }
}

/// Parses as much of a TOML text as can be read, and notes what cannot.
pub(super) fn parse<T>(
    text: ManifestText,
    folder: &mut Folder,
    read: impl FnOnce(Table, &mut Folder) -> T,
) -> T {
    let (table, errors) = DeTable::parse_recoverable(text.text);
    if let Some(error) = errors.first() {
        let line = error.span().map_or(1, |span| {
            let before = text.text.get(..span.start).unwrap_or(text.text);
            before.matches('\n').count() + 1
        });
        let why = Name::from(format!(
            "line {line}: {}",
            error.message().lines().next().unwrap_or_default()
        ));
        folder.broken.push((Name::new(text.path), why));
    }
    read(Table::new(table.get_ref()), folder)
}

pub(super) fn read(text: ManifestText, folder: &mut Folder) {
    parse(text, folder, |root, folder| {
        folder.is_project = true;
        read_project(root, text, folder);
        if let Some(tool) = root.table("tool") {
            read_poetry(tool, text, folder);
            read_tool_groups(tool, text, folder);
            read_roots(tool, text, folder);
            read_pytest(tool, text, folder);
            linters::read_sections(tool, text, folder);
        }
    });
}

/// See <https://packaging.python.org/en/latest/specifications/pyproject-toml/> and, for groups,
/// <https://packaging.python.org/en/latest/specifications/dependency-groups/>.
fn read_project(root: Table, text: ManifestText, folder: &mut Folder) {
    if let Some(project) = root.table("project") {
        add_all(folder, project.list("dependencies"), false, text);
        if let Some(versions) = project.text("requires-python") {
            folder.language_versions = Some(Name::new(versions));
        }
        for (_, list) in project
            .table("optional-dependencies")
            .into_iter()
            .flat_map(Table::entries)
        {
            add_all(folder, texts(list), true, text);
        }
    }
    for (_, list) in root
        .table("dependency-groups")
        .into_iter()
        .flat_map(Table::entries)
    {
        add_all(folder, texts(list), true, text);
    }
}

fn add_all(folder: &mut Folder, lines: Vec<&str>, optional: bool, text: ManifestText) {
    let found = lines
        .into_iter()
        .filter_map(|line| requirement(line, optional, text.path));
    folder.dependencies.extend(found);
}

/// See <https://python-poetry.org/docs/pyproject/>.
fn read_poetry(tool: Table, text: ManifestText, folder: &mut Folder) {
    let Some(poetry) = tool.table("poetry") else {
        return;
    };
    if let Some(dependencies) = poetry.table("dependencies") {
        if let Some(versions) = dependencies.text("python") {
            folder.language_versions = Some(Name::new(versions));
        }
        add_table(folder, dependencies, false, text);
    }
    if let Some(dependencies) = poetry.table("dev-dependencies") {
        add_table(folder, dependencies, true, text);
    }
    for (_, group) in poetry.table("group").into_iter().flat_map(Table::entries) {
        if let Some(dependencies) = group
            .as_table()
            .and_then(|group| Table::new(group).table("dependencies"))
        {
            add_table(folder, dependencies, true, text);
        }
    }
    let packages = poetry.get("packages").and_then(DeValue::as_array);
    for package in packages.into_iter().flat_map(|packages| packages.iter()) {
        if let Some(from) = package
            .get_ref()
            .as_table()
            .and_then(|package| Table::new(package).text("from"))
        {
            add_root(folder, text, from);
        }
    }
}

/// Tables of name and version: `fastapi = "^0.110"`, `uvicorn = { version = "*", extras = ["standard"] }`.
fn add_table(folder: &mut Folder, dependencies: Table, optional: bool, text: ManifestText) {
    for (name, value) in dependencies.entries() {
        if name == "python" {
            continue;
        }
        let details = value.as_table().map(Table::new);
        let version = value
            .as_str()
            .or_else(|| details?.text("version"))
            .unwrap_or_default();
        let marked = details.and_then(|details| details.get("optional")?.as_bool());
        folder.dependencies.push(Dependency {
            name: normal_name(name),
            version: Name::new(if version == "*" { "" } else { version }),
            extras: details
                .map(|details| details.list("extras"))
                .unwrap_or_default()
                .into_iter()
                .map(normal_name)
                .collect(),
            optional: optional || marked == Some(true),
            manifest: Name::new(text.path),
        });
    }
}

fn read_tool_groups(tool: Table, text: ManifestText, folder: &mut Folder) {
    if let Some(uv) = tool.table("uv") {
        add_all(folder, uv.list("dev-dependencies"), true, text);
    }
    let groups = tool.at(&["pdm", "dev-dependencies"]);
    for (_, list) in groups.into_iter().flat_map(Table::entries) {
        add_all(folder, texts(list), true, text);
    }
    let environments = tool.at(&["hatch", "envs"]);
    for (_, environment) in environments.into_iter().flat_map(Table::entries) {
        if let Some(environment) = environment.as_table().map(Table::new) {
            add_all(folder, environment.list("dependencies"), true, text);
            add_all(folder, environment.list("extra-dependencies"), true, text);
        }
    }
}

/// Folders that build tools, pytest and type checkers are told to find packages in.
fn read_roots(tool: Table, text: ManifestText, folder: &mut Folder) {
    let setuptools = tool.table("setuptools");
    if let Some(root) = setuptools.and_then(|tool| tool.table("package-dir")?.text("")) {
        add_root(folder, text, root);
    }
    let lists = [
        setuptools
            .and_then(|tool| tool.at(&["packages", "find"]))
            .map(|find| find.list("where")),
        tool.at(&["pytest", "ini_options"])
            .map(|pytest| pytest.list("pythonpath")),
        tool.table("pytest").map(|pytest| pytest.list("pythonpath")),
        tool.table("pyright")
            .map(|pyright| pyright.list("extraPaths")),
        tool.table("basedpyright")
            .map(|pyright| pyright.list("extraPaths")),
        tool.table("ruff").map(|ruff| ruff.list("src")),
    ];
    for root in lists.into_iter().flatten().flatten() {
        add_root(folder, text, root);
    }
    if let Some(paths) = tool.table("mypy").and_then(|mypy| mypy.text("mypy_path")) {
        for root in paths.split([':', ',']) {
            add_root(
                folder,
                text,
                root.trim().trim_start_matches("$MYPY_CONFIG_FILE_DIR/"),
            );
        }
    }
    if let Some(root) = tool
        .at(&["pdm", "build"])
        .and_then(|build| build.text("package-dir"))
    {
        add_root(folder, text, root);
    }
    if let Some(root) = tool
        .at(&["uv", "build-backend"])
        .and_then(|build| build.text("module-root"))
    {
        add_root(folder, text, root);
    }
    let wheel = tool.at(&["hatch", "build", "targets", "wheel"]);
    for package in wheel
        .map(|wheel| wheel.list("packages"))
        .unwrap_or_default()
    {
        // The package itself is named; it begins in the folder around it.
        add_root(
            folder,
            text,
            package.rsplit_once('/').map_or("", |(outer, _)| outer),
        );
    }
}

pub(super) fn add_root(folder: &mut Folder, text: ManifestText, root: &str) {
    if let Some(root) = below(project_folder(text.path), root) {
        folder.package_roots.push(root);
    }
}

fn read_pytest(tool: Table, text: ManifestText, folder: &mut Folder) {
    let section = tool.at(&["pytest", "ini_options"]).or_else(|| {
        tool.table("pytest")
            .filter(|pytest| pytest.entries().next().is_some())
    });
    let Some(section) = section else {
        return;
    };
    let names = |key: &str| section.list(key).into_iter().map(Name::new).collect();
    set_pytest(
        folder,
        Pytest {
            asyncio_mode: section.text("asyncio_mode").map(Name::new),
            test_paths: section
                .list("testpaths")
                .into_iter()
                .filter_map(|path| below(project_folder(text.path), path))
                .collect(),
            python_files: names("python_files"),
            python_classes: names("python_classes"),
            python_functions: names("python_functions"),
            options: names("addopts"),
            manifest: Name::new(text.path),
        },
    );
}

/// Keeps the configuration that pytest would read: `pytest.ini`, then `pyproject.toml`, `tox.ini`, `setup.cfg`.
/// See <https://docs.pytest.org/en/stable/reference/customize.html>.
pub(super) fn set_pytest(folder: &mut Folder, pytest: Pytest) {
    let rank = |manifest: &str| match manifest.rsplit('/').next().unwrap_or_default() {
        "pytest.ini" => 0,
        ".pytest.ini" => 1,
        "pyproject.toml" => 2,
        "tox.ini" => 3,
        _ => 4,
    };
    let known = folder.pytest.as_ref().map(|known| rank(&known.manifest));
    if known.is_none_or(|known| rank(&pytest.manifest) < known) {
        folder.pytest = Some(pytest);
    }
}

/// See <https://pipenv.pypa.io/en/latest/pipfile.html>.
pub(super) fn read_pipfile(text: ManifestText, folder: &mut Folder) {
    parse(text, folder, |root, folder| {
        folder.is_project = true;
        if let Some(packages) = root.table("packages") {
            add_table(folder, packages, false, text);
        }
        if let Some(packages) = root.table("dev-packages") {
            add_table(folder, packages, true, text);
        }
        if let Some(version) = root
            .table("requires")
            .and_then(|requires| requires.text("python_version"))
        {
            folder.language_versions = Some(Name::new(version));
        }
    });
}
