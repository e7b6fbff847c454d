//! Requirement lines as package managers read them; it never follows a line to another file.

use syntax::facts::Name;

use super::{Dependency, Folder, ManifestText, normal_name};

/// Adds what a `requirements.txt` names.
pub(super) fn read(text: ManifestText, folder: &mut Folder) {
    let name = text.path.rsplit('/').next().unwrap_or(text.path);
    let stem = name.trim_end_matches(".txt").trim_end_matches(".in");
    let optional = ["dev", "test", "lint", "doc", "ci"]
        .iter()
        .any(|word| stem.contains(word));
    folder.is_project = true;
    for line in joined_lines(text.text) {
        if let Some(dependency) = requirement(&line, optional, text.path) {
            folder.dependencies.push(dependency);
        }
    }
}

/// Lines with `\` at their ends joined.
fn joined_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let continued = line.ends_with('\\');
        let part = line.trim_end_matches('\\');
        match lines.last_mut().filter(|_| open) {
            Some(last) => last.push_str(part),
            None => lines.push(part.to_owned()),
        }
        open = continued;
    }
    lines
}

/// One requirement: `uvicorn[standard]>=0.29,<1; python_version > "3.8"`. None for options and blank lines.
/// See <https://packaging.python.org/en/latest/specifications/dependency-specifiers/>.
pub(super) fn requirement(line: &str, optional: bool, manifest: &str) -> Option<Dependency> {
    let line = line.split(" #").next().unwrap_or(line).trim();
    if line.is_empty() || line.starts_with('#') || line.starts_with('-') {
        return None;
    }
    let line = line.split(';').next().unwrap_or(line);
    let line = line.split(" --").next().unwrap_or(line).trim();
    let end = line
        .find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.')))
        .unwrap_or(line.len());
    let (name, rest) = line.split_at_checked(end)?;
    if name.is_empty() || rest.starts_with("://") || rest.starts_with('/') || rest.starts_with(':')
    {
        return None;
    }
    let rest = rest.trim_start();
    let (extras, version) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((extras, version)) => (extras, version),
        None => ("", rest),
    };
    let version = version.trim().trim_start_matches('(').trim_end_matches(')');
    Some(Dependency {
        name: normal_name(name),
        version: Name::from(version.split_whitespace().collect::<Vec<_>>().join("")),
        extras: extras
            .split(',')
            .map(normal_name)
            .filter(|extra| !extra.is_empty())
            .collect(),
        optional,
        manifest: Name::new(manifest),
    })
}
