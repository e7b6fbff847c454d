//! `cargo xtask install`: the server for good, and the editors found wired to it.
//! Never changes a file that it did not write itself.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::editors::{self, Editor, Kind};
use crate::extension;
use crate::open::built_server;
use crate::shell::{cargo, find_program, output, root, run, say};

/// Installs the server into cargo's folder of binaries, then wires each editor found; says what it did.
///
/// # Errors
/// If the server cannot be built, or an editor's files cannot be written.
pub fn install() -> Result<()> {
    run(cargo().args(["install", "--locked", "--force", "--path", "server/cli"]))?;
    if find_program("backend-master").is_none() {
        say(
            "Add cargo's folder of binaries (usually ~/.cargo/bin) to PATH: editors look for the server there.",
        );
    }
    let editors = editors::found();
    for editor in &editors {
        match editor.kind {
            Kind::VsCode => vscode(editor)?,
            Kind::Neovim => neovim(editor)?,
            Kind::Helix => helix()?,
        }
    }
    if editors.is_empty() {
        say(
            "No editor was found (VS Code, Neovim 0.11 or later, Helix): editors/ says how to set one up.",
        );
    }
    Ok(())
}

fn vscode(editor: &Editor) -> Result<()> {
    let package = extension::package(Some(&built_server("release")))?;
    output(
        Command::new(&editor.program)
            .arg("--install-extension")
            .arg(&package)
            .arg("--force"),
    )?;
    say(&format!(
        "VS Code: installed the extension, with the server inside, by {}",
        editor.program.display()
    ));
    Ok(())
}

fn neovim(editor: &Editor) -> Result<()> {
    let mut ask = Command::new(&editor.program);
    ask.args([
        "--clean",
        "--headless",
        "-c",
        "lua io.stdout:write(vim.fn.stdpath('config'))",
        "-c",
        "qall",
    ]);
    let folder = PathBuf::from(output(&mut ask)?.trim());
    let shipped = fs::read_to_string(root().join("editors/neovim/lsp/backend_master.lua"))?;
    put(&folder.join("lsp/backend_master.lua"), &shipped)?;
    let enable =
        "-- Backend Master: written by `cargo xtask install`.\nvim.lsp.enable('backend_master')\n";
    put(&folder.join("plugin/backend_master.lua"), enable)
}

fn helix() -> Result<()> {
    let shipped = fs::read_to_string(root().join("editors/helix/languages.toml"))?;
    let file = helix_folder()?.join("languages.toml");
    match fs::read_to_string(&file) {
        Ok(present) if present.contains("backend-master") => {
            say(&format!(
                "Helix: {} names the server already",
                file.display()
            ));
            Ok(())
        }
        // A person wrote it: it is not ours to merge into.
        Ok(_) => {
            say(&format!(
                "Helix: add these lines to {} yourself:\n\n{shipped}",
                file.display()
            ));
            Ok(())
        }
        Err(_) => put(&file, &shipped),
    }
}

fn helix_folder() -> Result<PathBuf> {
    let (variable, inside) = if cfg!(windows) {
        ("APPDATA", "helix")
    } else if env::var_os("XDG_CONFIG_HOME").is_some() {
        ("XDG_CONFIG_HOME", "helix")
    } else {
        ("HOME", ".config/helix")
    };
    let parent = env::var_os(variable).with_context(|| format!("{variable} is not set"))?;
    Ok(Path::new(&parent).join(inside))
}

/// Writes a file of ours, unless another stands there that is not.
fn put(file: &Path, text: &str) -> Result<()> {
    if let Ok(present) = fs::read_to_string(file)
        && !present.contains("Backend Master")
    {
        say(&format!(
            "left alone: {} is not from this project",
            file.display()
        ));
        return Ok(());
    }
    if let Some(parent) = file.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
    say(&format!("wrote {}", file.display()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_somebody_else_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("lsp/backend_master.lua");
        put(&file, "-- Backend Master, first\n").unwrap();
        put(&file, "-- Backend Master, second\n").unwrap();
        assert_eq!(
            fs::read_to_string(&file).unwrap(),
            "-- Backend Master, second\n"
        );
        fs::write(&file, "return {}\n").unwrap();
        put(&file, "-- Backend Master, third\n").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "return {}\n");
    }

    #[test]
    fn the_shipped_files_are_known_again() {
        for file in [
            "editors/neovim/lsp/backend_master.lua",
            "editors/helix/languages.toml",
        ] {
            let text = fs::read_to_string(root().join(file)).unwrap();
            assert!(text.contains("Backend Master"), "{file}");
        }
    }
}
