//! The editors of the person at the terminal: which are there, and what wires them to a server.
//! Never changes a user's configuration.

use std::fmt;
use std::path::PathBuf;
use std::process::Command;

use crate::shell::{find_program, output};

/// An editor that is installed and new enough.
pub struct Editor {
    pub kind: Kind,
    pub program: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    VsCode,
    Neovim,
    Helix,
}

/// The editors on `PATH`, in the order in which they are tried.
pub fn found() -> Vec<Editor> {
    let candidates = [
        (Kind::VsCode, "code"),
        (Kind::VsCode, "codium"),
        (Kind::Neovim, "nvim"),
        (Kind::Helix, "hx"),
        (Kind::Helix, "helix"),
    ];
    candidates
        .into_iter()
        .filter_map(|(kind, name)| {
            let program = find_program(name)?;
            Some(Editor { kind, program })
        })
        .filter(|editor| editor.kind != Kind::Neovim || is_new_enough(&editor.program))
        .collect()
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::VsCode => "VS Code",
            Self::Neovim => "Neovim",
            Self::Helix => "Helix",
        })
    }
}

fn is_new_enough(neovim: &PathBuf) -> bool {
    output(Command::new(neovim).arg("--version"))
        .is_ok_and(|said| neovim_version(&said).is_some_and(|version| version >= (0, 11)))
}

/// Major and minor version out of `NVIM v0.11.4`.
fn neovim_version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.lines().next()?.strip_prefix("NVIM v")?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_neovim_are_compared_as_numbers() {
        assert_eq!(
            neovim_version("NVIM v0.11.4\nBuild type: Release\n"),
            Some((0, 11))
        );
        assert_eq!(neovim_version("NVIM v0.9.5-dev"), Some((0, 9)));
        assert_eq!(neovim_version("something else"), None);
    }
}
