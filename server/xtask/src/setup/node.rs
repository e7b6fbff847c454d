//! The test runners of Node.js that generated tests are executed under, and the compiler that reads them. Never the
//! packages of a user's project.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::{folder, once};
use crate::extension::{node, npm};
use crate::shell::{fetch, output, root};

/// The folder of modules, after everything in `tests/usecases/node/package.json` is installed in it.
///
/// # Errors
/// If Node.js or npm is missing, or the registry cannot be reached.
pub fn set_up() -> Result<PathBuf> {
    let node = node()?;
    let manifest = root().join("tests/usecases/node/package.json");
    let packages = fs::read_to_string(&manifest)
        .with_context(|| format!("cannot read {}", manifest.display()))?;
    // Some packages bring programs that are made for one version.
    let version = output(Command::new(&node).arg("--version"))?;
    let place = folder("node");
    once(&place, &format!("{packages}{version}"), || {
        fs::write(place.join("package.json"), &packages)?;
        fetch("the packages of tests/usecases/node (npm)", || {
            let mut install = npm();
            install.current_dir(&place);
            install.args(["install", "--ignore-scripts", "--no-audit", "--no-fund"]);
            install
        })
    })?;
    Ok(place.join("node_modules"))
}
