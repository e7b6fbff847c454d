//! Files of sections and `key = value` lines: `setup.cfg`, `tox.ini`, `pytest.ini`. It knows no interpolation.

use syntax::facts::Name;

use super::pyproject::{Pytest, add_root, set_pytest};
use super::requirements::requirement;
use super::{Folder, ManifestText, below, linters, project_folder};

/// One setting: its section, its key, and its lines.
struct Setting<'t> {
    section: &'t str,
    key: &'t str,
    lines: Vec<&'t str>,
}

/// The settings of a text; lines that are none are left out.
fn settings(text: &str) -> Vec<Setting<'_>> {
    let mut found: Vec<Setting> = Vec::new();
    let mut section = "";
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        let continued = line.starts_with([' ', '\t']);
        let head = trimmed
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        if let Some(name) = head.filter(|_| !continued) {
            section = name.trim();
            continue;
        }
        match found
            .last_mut()
            .filter(|last| continued && last.section == section)
        {
            Some(last) => last.lines.push(trimmed),
            None => {
                let Some((key, value)) = trimmed.split_once(['=', ':']) else {
                    continue;
                };
                found.push(Setting {
                    section,
                    key: key.trim(),
                    lines: Some(value.trim())
                        .into_iter()
                        .filter(|value| !value.is_empty())
                        .collect(),
                });
            }
        }
    }
    found
}

/// See <https://setuptools.pypa.io/en/latest/userguide/declarative_config.html>.
pub(super) fn read_setup(text: ManifestText, folder: &mut Folder) {
    for setting in settings(text.text) {
        match (setting.section, setting.key) {
            ("metadata", _) => folder.is_project = true,
            ("options", "install_requires") => add_requirements(&setting, false, text, folder),
            ("options", "python_requires") => {
                folder.language_versions = setting.lines.first().map(Name::new);
            }
            ("options.extras_require", _) => add_requirements(&setting, true, text, folder),
            ("options", "package_dir") => {
                for line in &setting.lines {
                    if let Some(root) = line.strip_prefix('=') {
                        add_root(folder, text, root.trim());
                    }
                }
            }
            ("options.packages.find", "where") => {
                for root in setting
                    .lines
                    .iter()
                    .flat_map(|line| line.split_whitespace())
                {
                    add_root(folder, text, root);
                }
            }
            _ => {}
        }
    }
    read_pytest_section(text, &["tool:pytest"], folder);
    add_linters(text, folder);
}

pub(super) fn read_pytest(text: ManifestText, folder: &mut Folder) {
    read_pytest_section(text, &["pytest"], folder);
    add_linters(text, folder);
}

fn add_requirements(setting: &Setting, optional: bool, text: ManifestText, folder: &mut Folder) {
    let lines = setting.lines.iter();
    folder
        .dependencies
        .extend(lines.filter_map(|line| requirement(line, optional, text.path)));
}

fn read_pytest_section(text: ManifestText, sections: &[&str], folder: &mut Folder) {
    // A file of pytest's own counts even when it says nothing.
    let own = text.path.ends_with("pytest.ini");
    let mut pytest = None;
    if own {
        pytest = Some(Pytest::default());
    }
    for setting in settings(text.text) {
        if !sections.contains(&setting.section) {
            continue;
        }
        let pytest = pytest.get_or_insert_with(Pytest::default);
        let words = || {
            setting
                .lines
                .iter()
                .flat_map(|line| line.split_whitespace())
        };
        let names = || words().map(Name::new).collect();
        match setting.key {
            "asyncio_mode" => pytest.asyncio_mode = words().next().map(Name::new),
            "testpaths" => {
                let folder = project_folder(text.path);
                pytest.test_paths = words().filter_map(|path| below(folder, path)).collect();
            }
            "python_files" => pytest.python_files = names(),
            "python_classes" => pytest.python_classes = names(),
            "python_functions" => pytest.python_functions = names(),
            "addopts" => pytest.options = names(),
            "pythonpath" => {
                for root in words() {
                    add_root(folder, text, root);
                }
            }
            _ => {}
        }
    }
    if let Some(pytest) = pytest {
        set_pytest(
            folder,
            Pytest {
                manifest: Name::new(text.path),
                ..pytest
            },
        );
    }
}

fn add_linters(text: ManifestText, folder: &mut Folder) {
    let mut sections: Vec<&str> = settings(text.text)
        .into_iter()
        .map(|setting| setting.section)
        .collect();
    sections.dedup();
    for section in sections {
        linters::add_section(section, text, folder);
    }
}
