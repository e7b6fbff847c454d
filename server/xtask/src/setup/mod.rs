//! What the tests need besides Rust, in the folder `.setup/` that git ignores. Never touches anything else,
//! save that it asks the system's package manager for the two programs it cannot unpack there.

pub mod helix;
pub mod neovim;
pub mod node;
pub mod python;
pub mod system;
pub mod vscode;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::shell::root;

/// The folder for one thing to set up.
pub fn folder(name: &str) -> PathBuf {
    root().join(".setup").join(name)
}

/// Calls `make` unless the folder holds what the last call made out of the same `recipe`.
///
/// # Errors
/// If `make` fails or the folder cannot be written. What is half made is made anew by the next call.
pub fn once(folder: &Path, recipe: &str, make: impl FnOnce() -> Result<()>) -> Result<()> {
    let stamp = folder.join("made-from.txt");
    if fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == recipe) {
        return Ok(());
    }
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    make()?;
    fs::write(&stamp, recipe).with_context(|| format!("cannot write {}", stamp.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_recipe_is_made_once() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("thing");
        let mut made = 0;
        for recipe in ["1.0", "1.0", "2.0"] {
            once(&folder, recipe, || {
                made += 1;
                Ok(())
            })
            .unwrap();
        }
        assert_eq!(made, 2);
    }

    #[test]
    fn what_failed_is_made_again_from_nothing() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("thing");
        let failed = once(&folder, "1.0", || {
            fs::write(folder.join("half"), "")?;
            anyhow::bail!("no network")
        });
        assert!(failed.is_err());
        once(&folder, "1.0", || Ok(())).unwrap();
        assert!(!folder.join("half").exists());
    }
}
