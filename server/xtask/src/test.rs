//! `cargo xtask test`: everything that is tested, after setting up what it needs. Never touches a user's configuration.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::extension;
use crate::generated;
use crate::open::built_server;
use crate::query_check::query_check;
use crate::report::Report;
use crate::setup::{helix, neovim, python, system, vscode};
use crate::shell::{cargo, root, run};

/// By this variable the Rust tests find the interpreter they run generated tests with.
const PYTHON: &str = "BACKEND_MASTER_TEST_PYTHON";

/// Runs the tests; with `fast`, those alone that need no other runtime than Rust.
///
/// # Errors
/// If a step failed.
pub fn test(fast: bool) -> Result<()> {
    let mut report = Report::default();
    report.step("formatting", || {
        run(cargo().args(["fmt", "--all", "--check"]))
    });
    report.step("queries", query_check);
    report.step("generated files", generated::check);
    if fast {
        rust_tests(&mut report, None);
        for (name, needs) in OTHER_RUNTIMES {
            report.leave_out(name, needs);
        }
    } else {
        report.step("lints", || {
            run(cargo().args(["clippy", "--quiet", "--workspace", "--all-targets"]))
        });
        let python = report.step("set-up of Python", python::set_up);
        rust_tests(&mut report, python.as_ref());
        extension_tests(&mut report);
        editor_tests(&mut report, python);
    }
    report.finish()
}

const OTHER_RUNTIMES: [(&str, &str); 4] = [
    ("generated tests under pytest", "needs Python"),
    ("VS Code extension", "needs Node.js"),
    ("lints", "`cargo xtask ready` runs them"),
    (
        "real editors",
        "need Neovim, Helix, VS Code and Chromium, fetched from registries",
    ),
];

fn rust_tests(report: &mut Report, python: Option<&PathBuf>) {
    report.step("Rust tests", || {
        let mut tests = cargo();
        tests.args(["test", "--quiet", "--workspace"]);
        match python {
            Some(python) => tests.env(PYTHON, python),
            None => tests.env_remove(PYTHON),
        };
        run(&mut tests)
    });
}

fn extension_tests(report: &mut Report) {
    report.step(
        "set-up of the VS Code extension",
        extension::install_packages,
    );
    report.step("types of the VS Code extension", || {
        extension::script("check")
    });
    report.step("tests of the VS Code extension", || {
        extension::script("test")
    });
}

/// What the editor tests are told, by environment variables.
type Told = Vec<(&'static str, OsString)>;

fn editor_tests(report: &mut Report, python: Option<PathBuf>) {
    let common = report.step("set-up of the editor tests", || {
        run(cargo().args(["build", "--quiet", "--package", "backend-master"]))?;
        let python = python.context("Python was not set up")?;
        Ok(vec![
            (
                "BACKEND_MASTER_TEST_SERVER",
                built_server("debug").into_os_string(),
            ),
            (PYTHON, python.into_os_string()),
        ])
    });
    let Some(common) = common else { return };
    editor_test(report, &common, "neovim", || {
        Ok(vec![(
            "BACKEND_MASTER_TEST_NEOVIM",
            neovim::set_up()?.into_os_string(),
        )])
    });
    editor_test(report, &common, "helix", || {
        let tmux = system::program(&["tmux"], "tmux")?;
        Ok(vec![
            (
                "BACKEND_MASTER_TEST_HELIX",
                helix::set_up()?.into_os_string(),
            ),
            ("BACKEND_MASTER_TEST_TMUX", tmux.into_os_string()),
        ])
    });
    editor_test(report, &common, "vscode", || {
        let vscode = vscode::set_up()?;
        Ok(vec![
            ("BACKEND_MASTER_TEST_VSCODE", vscode.folder.into_os_string()),
            (
                "BACKEND_MASTER_TEST_CHROMIUM",
                vscode.chromium.into_os_string(),
            ),
            (
                "BACKEND_MASTER_TEST_EXTENSION",
                extension::package(None)?.into_os_string(),
            ),
        ])
    });
}

fn editor_test(
    report: &mut Report,
    common: &Told,
    editor: &str,
    set_up: impl FnOnce() -> Result<Told>,
) {
    let Some(told) = report.step(&format!("set-up of {editor}"), set_up) else {
        return;
    };
    report.step(&format!("the server in {editor}"), || {
        let mut tests = Command::new(extension::node()?);
        tests
            .arg("--test")
            .arg(root().join(format!("tests/editors/{editor}.test.mjs")));
        tests.envs(
            common
                .iter()
                .chain(&told)
                .map(|(name, value)| (name, value)),
        );
        run(&mut tests)
    });
}
