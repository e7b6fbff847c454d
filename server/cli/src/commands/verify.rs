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
    if relative.ends_with(".rs") {
        return failing_in_crate(root, relative);
    }
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

/// The names of the tests of a crate that are not green; an error where it does not compile.
fn failing_in_crate(root: &Path, relative: &str) -> anyhow::Result<Vec<String>> {
    let file = root.join(relative);
    let folder = file
        .ancestors()
        .skip(1)
        .find(|folder| folder.join("Cargo.toml").is_file())
        .unwrap_or(root);
    let mut cargo = Command::new("cargo");
    cargo.args(["test", "--quiet", "--no-fail-fast"]);
    let is_apart = file
        .parent()
        .is_some_and(|folder| folder.ends_with("tests"));
    match file.file_stem().filter(|_| is_apart) {
        Some(stem) => cargo.arg("--test").arg(stem),
        None => cargo.args(["--lib", "--bins"]),
    };
    let output = cargo
        .current_dir(folder)
        .output()
        .context("cargo could not be started")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let names: Vec<String> = text.lines().filter_map(panicked_name).collect();
    anyhow::ensure!(
        output.status.success() || !names.is_empty(),
        "cargo test did not run:\n{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(names)
}

/// `---- users::tests::finds_a_user stdout ----` gives `users::tests::finds_a_user`.
fn panicked_name(line: &str) -> Option<String> {
    let name = line.strip_prefix("---- ")?.strip_suffix(" stdout ----")?;
    Some(name.to_owned())
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

    #[test]
    fn names_are_read_from_what_cargo_prints() {
        assert_eq!(
            panicked_name("---- vote::tests::vote_returns_closed stdout ----").as_deref(),
            Some("vote::tests::vote_returns_closed")
        );
        assert_eq!(panicked_name("test vote::tests::a ... ok"), None);
    }
}
