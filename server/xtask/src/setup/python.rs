//! A Python environment with the test runner that generated tests are executed under. Never the user's own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::{folder, once};
use crate::shell::{fetch, find_program, output, root};

/// The environment's interpreter, after everything in `tests/requirements.txt` is installed in it.
///
/// # Errors
/// If Python 3.10 or later is not there, or the package registry cannot be reached.
pub fn set_up() -> Result<PathBuf> {
    let requirements = root().join("tests/requirements.txt");
    let recipe = fs::read_to_string(&requirements)
        .with_context(|| format!("cannot read {}", requirements.display()))?;
    let environment = folder("python");
    let python = interpreter(&environment);
    once(&environment, &recipe, || {
        create(&environment)?;
        fetch(
            "the Python packages of tests/requirements.txt (PyPI)",
            || {
                let mut pip = pip(&python);
                pip.arg("--requirement").arg(&requirements);
                pip
            },
        )
    })?;
    Ok(python)
}

/// Makes a virtual environment.
///
/// # Errors
/// If there is no Python on `PATH`, or it lacks the module `venv`.
pub fn create(environment: &Path) -> Result<()> {
    let python = ["python3", "python"]
        .into_iter()
        .find_map(find_program)
        .context("Python 3.10 or later is missing: install it, and put it on PATH")?;
    output(Command::new(python).args(["-m", "venv"]).arg(environment))
        .map(drop)
        .context("Python's module `venv` is needed (on Debian: the package python3-venv)")
}

/// A command that installs into the environment of this interpreter.
pub fn pip(python: &Path) -> Command {
    let mut pip = Command::new(python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]);
    pip.args(["--timeout", "30"]);
    pip
}

/// Where the interpreter of an environment is.
pub fn interpreter(environment: &Path) -> PathBuf {
    environment.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    })
}
