//! `--verify`: runs the project's own test runner on what was written, and takes out what is not green.
//!
//! The only code of the program that starts another one, and only when a person typed the option.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::console::Console;
use crate::project::Loaded;

/// A test that fails for another reason than its outcome would only be hidden by more rounds.
const ROUNDS: usize = 3;

/// Runs the tests in `paths` (and whether each file is new) and removes the failing ones from the new text.
///
/// # Errors
/// Where the runner cannot be started, or a file cannot be written back.
pub fn verify(
    loaded: &Loaded,
    paths: &[(String, bool)],
    console: &mut Console,
) -> anyhow::Result<()> {
    for (relative, is_new) in paths {
        for round in 1..=ROUNDS {
            let failing = failing(&loaded.root, relative)?;
            if failing.is_empty() {
                break;
            }
            let path = loaded.root.join(relative);
            let text = workspace::read(&path, workspace::MAX_FILE_SIZE)?.text;
            let old = loaded.project.text(relative).filter(|_| !is_new);
            let kept = ide::without_tests(relative, &text, &failing, old.as_deref());
            for name in &failing {
                console.problem(&format!(
                    "{relative}: `{name}` was not green and is taken out"
                ));
            }
            match kept {
                Some(kept) if round < ROUNDS => workspace::replace(&path, &kept)?,
                _ if *is_new => std::fs::remove_file(&path)?,
                _ => workspace::replace(&path, &old.unwrap_or_default())?,
            }
            if !path.exists() {
                break;
            }
        }
    }
    Ok(())
}

/// The names of the tests that are not green, as the runner tells them.
fn failing(root: &Path, relative: &str) -> anyhow::Result<Vec<String>> {
    let python = python(root);
    let output = Command::new(&python)
        .args([
            "-m",
            "pytest",
            "-q",
            "--no-header",
            "--tb=no",
            "-rfExXs",
            "-p",
            "no:cacheprovider",
            relative,
        ])
        .current_dir(root)
        .output()
        .with_context(|| format!("{} could not be started", python.display()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let names: Vec<String> = text.lines().filter_map(failed_name).collect();
    // 5: nothing was collected.
    let ran = matches!(output.status.code(), Some(0 | 1 | 5));
    anyhow::ensure!(
        ran || !names.is_empty(),
        "pytest did not run:\n{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(names)
}

/// `FAILED tests/test_a.py::TestX::test_y[1] - …` gives `TestX.test_y`.
fn failed_name(line: &str) -> Option<String> {
    let rest = ["FAILED ", "ERROR ", "SKIPPED ", "XFAIL ", "XPASS "]
        .iter()
        .find_map(|word| line.strip_prefix(word))?;
    let node = rest.split(" - ").next()?;
    let (_, name) = node.split_once("::")?;
    Some(name.split('[').next()?.replace("::", "."))
}

/// The interpreter of the project's virtual environment, or the one on the path.
fn python(root: &Path) -> PathBuf {
    let active = std::env::var_os("VIRTUAL_ENV").map(PathBuf::from);
    active
        .into_iter()
        .chain([root.join(".venv"), root.join("venv")])
        .flat_map(|folder| [folder.join("bin/python"), folder.join("Scripts/python.exe")])
        .find(|path| path.is_file())
        .unwrap_or_else(|| PathBuf::from("python3"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_the_summary_of_pytest() {
        assert_eq!(
            failed_name("FAILED tests/test_a.py::test_b - assert 1 == 2").as_deref(),
            Some("test_b")
        );
        assert_eq!(
            failed_name("ERROR tests/test_a.py::TestX::test_y[1]").as_deref(),
            Some("TestX.test_y")
        );
        assert_eq!(failed_name("1 failed, 2 passed in 0.01s"), None);
    }
}
