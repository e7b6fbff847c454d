//! `cargo xtask query-check`: every query compiles, every table parses. Never runs a query over code.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tree_sitter::{Language, Query};

use crate::shell::{complain, root, say};

/// Checks the folder `queries` and says what it looked at.
///
/// # Errors
/// If anything in it is wrong; each fault has been printed by then.
pub fn query_check() -> Result<()> {
    let checked = check(&root().join("queries"))?;
    for problem in &checked.problems {
        complain(problem);
    }
    if !checked.problems.is_empty() {
        bail!("{} problems in queries", checked.problems.len());
    }
    say(&format!(
        "{} queries with {} patterns and {} tables are as they should be",
        checked.queries, checked.patterns, checked.tables
    ));
    Ok(())
}

#[derive(Default)]
struct Checked {
    queries: usize,
    patterns: usize,
    tables: usize,
    problems: Vec<String>,
}

/// The grammar of a folder of queries, by the folder's name.
fn grammar(folder: &str) -> Option<Language> {
    match folder {
        "go" => Some(tree_sitter_go::LANGUAGE.into()),
        "javascript" => Some(tree_sitter_javascript::LANGUAGE.into()),
        "python" => Some(tree_sitter_python::LANGUAGE.into()),
        "rust" => Some(tree_sitter_rust::LANGUAGE.into()),
        "typescript" => Some(tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()),
        _ => None,
    }
}

fn check(queries: &Path) -> Result<Checked> {
    // Without a contract, each capture is reported as not in it.
    let contract = fs::read_to_string(queries.join("README.md")).unwrap_or_default();
    let known = names_in(&contract);
    let mut checked = Checked::default();
    for file in files_below(queries)? {
        let inside = file.strip_prefix(queries).unwrap_or(&file);
        let shown = format!("queries/{}", inside.display());
        let folder = inside.iter().next().unwrap_or_default().to_string_lossy();
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("scm") => {
                checked.queries += 1;
                check_query(&folder, &shown, &read(&file)?, &known, &mut checked);
            }
            Some("toml") => {
                checked.tables += 1;
                if let Err(error) = read(&file)?.parse::<toml::Table>() {
                    checked.problems.push(format!("{shown}: {error}"));
                }
            }
            _ => {}
        }
    }
    if checked.queries + checked.tables == 0 {
        checked
            .problems
            .push("queries: there is nothing to check".to_owned());
    }
    Ok(checked)
}

fn check_query(
    folder: &str,
    shown: &str,
    source: &str,
    known: &BTreeSet<String>,
    checked: &mut Checked,
) {
    if !source.starts_with(';') {
        let problem = format!("{shown}:1: the first line is no comment that says what is captured");
        checked.problems.push(problem);
    }
    let Some(language) = grammar(folder) else {
        let problem = format!("{shown}: no grammar is known for the folder `{folder}`");
        checked.problems.push(problem);
        return;
    };
    match Query::new(&language, source) {
        Ok(query) => {
            checked.patterns += query.pattern_count();
            for name in query.capture_names() {
                if !known.contains(*name) {
                    let problem = format!("{shown}: `@{name}` is not in queries/README.md");
                    checked.problems.push(problem);
                }
            }
        }
        Err(error) => checked.problems.push(format!(
            "{shown}:{}:{}: {:?}: {}",
            error.row + 1,
            error.column + 1,
            error.kind,
            error.message
        )),
    }
}

/// The capture names a text mentions, as `@name` in backticks.
fn names_in(contract: &str) -> BTreeSet<String> {
    let spans = contract.split('`').skip(1).step_by(2);
    spans
        .filter_map(|span| span.strip_prefix('@'))
        .map(str::to_owned)
        .collect()
}

/// All files below a folder, in the order of their names.
///
/// # Errors
/// If a folder cannot be read.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut folders = vec![folder.to_path_buf()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder)
            .with_context(|| format!("cannot read the folder {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(files: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        check(folder.path()).unwrap().problems
    }

    const README: (&str, &str) = ("README.md", "`@function` is a function.\n");
    const GOOD: (&str, &str) = (
        "python/functions.scm",
        "; Functions.\n(function_definition) @function\n",
    );

    #[test]
    fn the_queries_of_this_project_are_as_they_should_be() {
        assert_eq!(check(&root().join("queries")).unwrap().problems, [""; 0]);
    }

    #[test]
    fn nothing_to_complain_about() {
        let table = ("frameworks/python/flask.toml", "name = \"flask\"\n");
        assert_eq!(problems(&[README, GOOD, table]), [""; 0]);
    }

    #[test]
    fn a_query_that_does_not_compile_is_named_with_its_place() {
        let bad = ("python/bad.scm", "; Bad.\n(no_such_node) @function\n");
        let problems = problems(&[README, bad]);
        assert_eq!(problems.len(), 1);
        assert!(
            problems[0].starts_with("queries/python/bad.scm:2:2: NodeType"),
            "{problems:?}"
        );
    }

    #[test]
    fn other_faults_are_found() {
        let cases = [
            (
                ("python/a.scm", "; A.\n(module) @unlisted\n"),
                "`@unlisted` is not in",
            ),
            (
                ("python/a.scm", "(module) @function\n"),
                "first line is no comment",
            ),
            (
                ("cobol/a.scm", "; A.\n(module) @function\n"),
                "no grammar is known",
            ),
            (
                ("frameworks/python/a.toml", "name = \n"),
                "frameworks/python/a.toml: TOML parse error",
            ),
        ];
        for (file, expected) in cases {
            let problems = problems(&[README, GOOD, file]);
            assert_eq!(problems.len(), 1, "{expected}: {problems:?}");
            assert!(problems[0].contains(expected), "{expected}: {problems:?}");
        }
    }

    #[test]
    fn an_empty_folder_is_a_fault() {
        assert_eq!(problems(&[README]), ["queries: there is nothing to check"]);
    }
}
