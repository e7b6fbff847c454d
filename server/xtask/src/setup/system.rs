//! Programs that only the system's package manager has. Never installs one that is there.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell::{fetch, find_program};

/// The first of these programs, after Debian's `package` is installed where none is there.
///
/// # Errors
/// If it is not there and cannot be installed; the message says what to install.
pub fn program(names: &[&str], package: &str) -> Result<PathBuf> {
    let find = || names.iter().copied().find_map(find_program);
    if let Some(program) = find() {
        return Ok(program);
    }
    let missing = || format!("{package} is missing: install it with the system's package manager");
    let apt = find_program("apt-get").with_context(missing)?;
    fetch("the lists of Debian's packages", || {
        let mut update = apt_get(&apt);
        update.arg("update");
        update
    })
    .with_context(missing)?;
    fetch(&format!("{package} (Debian)"), || {
        let mut install = apt_get(&apt);
        install.args(["install", "--yes", "--no-install-recommends", package]);
        install
    })
    .with_context(missing)?;
    find().with_context(missing)
}

/// The package manager, with patience and without questions.
pub fn apt_get(apt: &Path) -> Command {
    let mut command = Command::new(apt);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command.args([
        "-qq",
        "-o",
        "Acquire::Retries=3",
        "-o",
        "Acquire::http::Timeout=30",
    ]);
    command
}
