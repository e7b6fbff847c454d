//! The VS Code extension: its packages, checks and the file it is installed from. Never publishes it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell::{fetch, find_program, output, root, run};

/// The folder of the extension's sources.
pub fn folder() -> PathBuf {
    root().join("vscode-extension")
}

/// Installs the packages that the lock file names, unless they are there.
///
/// # Errors
/// If Node.js or npm is missing, or the registry cannot be reached.
pub fn install_packages() -> Result<()> {
    node()?;
    let folder = folder();
    let lock = fs::read_to_string(folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.made-from-lock");
    if fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == lock) {
        return Ok(());
    }
    fetch("the packages of the VS Code extension (npm)", || {
        let mut install = npm_script(&folder);
        install.args(["ci", "--ignore-scripts"]);
        install
    })?;
    fs::write(&stamp, lock).with_context(|| format!("cannot write {}", stamp.display()))
}

/// Runs one of the scripts of the extension's `package.json`.
///
/// # Errors
/// If it fails.
pub fn script(name: &str) -> Result<()> {
    run(npm_script(&folder()).args(["run", "--silent", name]))
}

/// Packs the extension, with a server inside or without one.
///
/// # Errors
/// If its packages cannot be installed or it cannot be packed.
pub fn package(server: Option<&Path>) -> Result<PathBuf> {
    install_packages()?;
    let inside = folder().join("bin");
    if inside.exists() {
        fs::remove_dir_all(&inside)?;
    }
    if let Some(server) = server {
        fs::create_dir_all(&inside)?;
        fs::copy(server, inside.join(server.file_name().unwrap_or_default()))
            .with_context(|| format!("cannot copy {}", server.display()))?;
    }
    output(npm_script(&folder()).args(["run", "--silent", "package"]))?;
    Ok(folder().join("dist/backend-master.vsix"))
}

/// The Node.js to use.
///
/// # Errors
/// If there is none on `PATH`.
pub fn node() -> Result<PathBuf> {
    find_program("node").context("Node.js 20 or later is missing: install it, and put it on PATH")
}

pub fn npm() -> Command {
    let mut npm = Command::new(find_program("npm").unwrap_or_else(|| "npm".into()));
    npm.env("npm_config_fetch_timeout", "60000");
    npm.env("npm_config_update_notifier", "false");
    npm
}

fn npm_script(folder: &Path) -> Command {
    let mut npm = npm();
    npm.current_dir(folder);
    npm
}
