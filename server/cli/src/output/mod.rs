//! The forms in which findings are printed, one file each. They decide nothing about findings.

pub mod concise;
pub mod json;
pub mod text;

use std::path::Path;

use rules::finding::Finding;
use syntax::text::{Encoding, Text};

/// A file with the findings to print, in order of place.
pub struct Reported {
    /// As the user named it, relative to the working directory.
    pub path: String,
    pub text: Text,
    pub findings: Vec<Finding>,
}

/// A place as people count: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    pub line: u32,
    pub column: u32,
}

/// The spot of a byte offset.
pub fn spot(text: &Text, offset: u32) -> Spot {
    let position = text.position(offset, Encoding::Utf32);
    Spot {
        line: position.line.saturating_add(1),
        column: position.character.saturating_add(1),
    }
}

/// `3 findings (1 error, 2 warnings) in 2 files`.
pub fn totals(reported: &[Reported]) -> String {
    use rules::finding::Severity;
    let count = |wanted| {
        reported
            .iter()
            .flat_map(|file| &file.findings)
            .filter(|finding| finding.severity == wanted)
            .count()
    };
    let parts: Vec<String> = [
        (Severity::Error, "error"),
        (Severity::Warning, "warning"),
        (Severity::Info, "info"),
        (Severity::Hint, "hint"),
    ]
    .into_iter()
    .map(|(severity, name)| (count(severity), name))
    .filter(|(number, _)| *number > 0)
    .map(|(number, name)| plural(number, name))
    .collect();
    let all: usize = reported.iter().map(|file| file.findings.len()).sum();
    let files = reported
        .iter()
        .filter(|file| !file.findings.is_empty())
        .count();
    format!(
        "{} ({}) in {}",
        plural(all, "finding"),
        parts.join(", "),
        plural(files, "file")
    )
}

/// `1 file`, `2 files`.
pub fn plural(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// `below` a path as the user gave it: without a leading `./`.
pub fn shown(given: &Path, below: &Path) -> String {
    let path = if below.as_os_str().is_empty() {
        given.to_path_buf()
    } else {
        given.join(below)
    };
    let text = path.to_string_lossy();
    text.strip_prefix("./").unwrap_or(&text).to_owned()
}

/// A path relative to the working directory where it lies below it.
pub fn shorter(path: &Path) -> String {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let relative = here
        .ok()
        .and_then(|here| path.strip_prefix(here).ok().map(Path::to_path_buf));
    relative
        .unwrap_or_else(|| path.to_path_buf())
        .to_string_lossy()
        .into_owned()
}

/// Text for a cell of a Markdown table.
pub fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}
