//! `cargo xtask test`: everything that is tested, after setting up what it needs. Never touches a user's configuration.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::extension::{self, node};
use crate::generated;
use crate::open::built_server;
use crate::query_check::query_check;
use crate::report::Report;
use crate::setup::{self, helix, neovim, python, system, vscode};
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
        let server = report.step("the server", || {
            run(cargo().args(["build", "--quiet", "--package", "backend-master"]))?;
            Ok(built_server("debug"))
        });
        extension_tests(&mut report);
        match (python, server) {
            (Some(python), Some(server)) => {
                python_tests(&mut report, &python, &server);
                node_tests(&mut report, &server);
                cargo_tests(&mut report, &python, &server);
                editor_tests(&mut report, &python, &server);
            }
            _ => report.leave_out("everything after", "needs Python and the server"),
        }
    }
    report.finish()
}

const OTHER_RUNTIMES: [(&str, &str); 6] = [
    ("generated tests under pytest", "needs Python"),
    (
        "generated tests under vitest, jest and node:test",
        "needs Node.js",
    ),
    ("generated tests under cargo test", "needs Python"),
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

fn python_tests(report: &mut Report, python: &Path, server: &Path) {
    let in_folder = |folder: &str| {
        let mut command = Command::new(python);
        command
            .current_dir(root().join("tests").join(folder))
            .env("PYTHONDONTWRITEBYTECODE", "1");
        command
    };
    report.step("own tests of the sample backend", || {
        let mut tests = in_folder("projects/fastapi-shop");
        run(tests.args(["-m", "pytest", "-q", "-p", "no:cacheprovider"]))
    });
    report.step("the measure of generated tests", || {
        run(in_folder("usecases").args(["-m", "unittest", "test_mutate"]))
    });
    let (proved, others) = use_cases();
    report.step("generated tests under pytest", || {
        let mut proof = in_folder("usecases");
        proof.arg("prove.py").arg("--binary").arg(server);
        // Without the mutants, which take minutes.
        proof.arg("--python").arg(python).arg("--fast").args(proved);
        run(&mut proof)
    });
    if !others.is_empty() {
        let names = others.join(", ");
        report.leave_out(
            &format!("generated tests of {names}"),
            "not in proved.txt yet",
        );
    }
}

fn node_tests(report: &mut Report, server: &Path) {
    let modules = report.step("set-up of the test runners of Node.js", setup::node::set_up);
    let Some(modules) = modules else {
        return report.leave_out(
            "generated tests under vitest, jest and node:test",
            "needs them",
        );
    };
    report.step("generated tests under vitest, jest and node:test", || {
        let mut proof = Command::new(node()?);
        proof.current_dir(root().join("tests/usecases/node"));
        proof.arg("prove.mjs").arg("--binary").arg(server);
        // Without the mutants, which take minutes.
        run(proof.arg("--modules").arg(&modules).arg("--fast"))
    });
}

fn cargo_tests(report: &mut Report, python: &Path, server: &Path) {
    report.step("generated tests under cargo test", || {
        let folder = root().join("tests/usecases/rust");
        let mut proof = Command::new(python);
        proof
            .current_dir(&folder)
            .env("PYTHONDONTWRITEBYTECODE", "1");
        proof.arg("prove.py").arg("--binary").arg(server);
        // Without the mutants, which take minutes.
        let target = setup::folder("usecases-rust");
        run(proof.arg("--target").arg(target).arg("--fast"))
    });
}

/// The projects whose generated tests must be good, and those that are not that far.
fn use_cases() -> (Vec<String>, Vec<String>) {
    let folder = root().join("tests/usecases");
    let proved = fs::read_to_string(folder.join("proved.txt")).unwrap_or_default();
    let proved: Vec<_> = proved.split_whitespace().collect();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries
        .filter(|entry| entry.path().join("expected.toml").exists())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
        .into_iter()
        .partition(|name| proved.contains(&name.as_str()))
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

fn editor_tests(report: &mut Report, python: &Path, server: &Path) {
    let common = vec![
        ("BACKEND_MASTER_TEST_SERVER", server.as_os_str().to_owned()),
        (PYTHON, python.as_os_str().to_owned()),
    ];
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
