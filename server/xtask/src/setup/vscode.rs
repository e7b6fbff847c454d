//! The workbench of VS Code as a browser shows it: code-server and a driver for Chromium. Never the user's own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::system;
use super::{folder, once};
use crate::extension::{node, npm};
use crate::query_check::files_below;
use crate::shell::{fetch, find_program, output};

/// The last of code-server on npm that is made for Node.js 20, and the driver tried with it.
const PACKAGES: [&str; 2] = ["code-server@4.100.3", "playwright-core@1.65.1"];

/// Where it is, and the browser.
pub struct VsCode {
    pub folder: PathBuf,
    pub chromium: PathBuf,
}

/// Installs what is not there.
///
/// # Errors
/// If Node.js, a C++ compiler or Chromium is missing and cannot be installed, or the registry cannot be reached.
pub fn set_up() -> Result<VsCode> {
    let node = node()?;
    // The native modules belong to one version of Node.js.
    let version = output(Command::new(&node).arg("--version"))?;
    let place = folder("vscode");
    let recipe = format!("{} for Node.js {version}", PACKAGES.join(" "));
    once(&place, &recipe, || install(&place, &node))?;
    let chromium = system::program(
        &["chromium", "chromium-browser", "google-chrome"],
        "chromium",
    )?;
    Ok(VsCode {
        folder: place,
        chromium,
    })
}

/// Installs without the packages' own scripts: one of them downloads a program from elsewhere and one builds a
/// module that needs a library nobody has. The four native modules that are used are built here.
fn install(place: &Path, node: &Path) -> Result<()> {
    fs::write(place.join("package.json"), "{ \"private\": true }\n")?;
    fetch("VS Code in a browser (npm)", || {
        let mut install = npm_in(place);
        install.args(["install", "--ignore-scripts"]).args(PACKAGES);
        install
    })?;
    let server = place.join("node_modules/code-server");
    let workbench = server.join("lib/vscode");
    fetch("the packages of VS Code's server (npm)", || {
        let mut install = npm_in(&workbench);
        install.args(["install", "--ignore-scripts", "--omit=dev"]);
        install
    })?;
    build(place, "argon2", node)?;
    for module in [
        "@vscode/native-watchdog",
        "native-watchdog",
        "@vscode/spdlog",
    ] {
        if workbench.join("node_modules").join(module).exists() {
            build(&workbench, module, node)?;
        }
    }
    // Its addon is built before a last, needless step of it fails.
    let terminal = build(&workbench, "node-pty", node);
    let addon = files_below(&workbench.join("node_modules/node-pty"))?
        .into_iter()
        .any(|file| file.ends_with("pty.node"));
    if !addon {
        terminal?;
        bail!("node-pty was built without its addon");
    }
    link("node_modules", &workbench.join("node_modules.asar"))?;
    Ok(())
}

fn npm_in(folder: &Path) -> Command {
    let mut npm = npm();
    npm.current_dir(folder);
    npm.env("npm_config_audit", "false")
        .env("npm_config_fund", "false");
    npm
}

/// Builds one native module against the headers that came with Node.js, so that none are downloaded.
fn build(folder: &Path, module: &str, node: &Path) -> Result<()> {
    let mut rebuild = npm_in(folder);
    rebuild
        .args(["rebuild", module])
        .env("npm_config_build_from_source", "true");
    let prefix = node.canonicalize()?;
    if let Some(prefix) = prefix.ancestors().nth(2)
        && prefix.join("include/node/node.h").exists()
    {
        rebuild.env("npm_config_nodedir", prefix);
    }
    output(&mut rebuild)
        .map(drop)
        .with_context(|| match find_program("c++") {
            Some(_) => format!("the native module {module} was not built"),
            None => format!("the native module {module} was not built: a C++ compiler is missing"),
        })
}

#[cfg(unix)]
fn link(target: &str, link: &Path) -> Result<()> {
    if !link.exists() {
        std::os::unix::fs::symlink(target, link)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn link(_target: &str, _link: &Path) -> Result<()> {
    bail!("the workbench in a browser is set up on Unix only")
}
