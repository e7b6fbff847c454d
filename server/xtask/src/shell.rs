//! Running other programs and talking to the terminal. Never decides what is run.

use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// The project's root folder.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// One line to the person at the terminal. A closed terminal is no reason to stop.
pub fn say(text: &str) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}

pub fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// A command of the cargo that runs this program, in the project's root.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Runs a command; what it prints goes to the terminal.
///
/// # Errors
/// If it cannot be started or does not succeed.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", shown(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs a command and gives what it wrote to its output.
///
/// # Errors
/// If it cannot be started or does not succeed; the message ends with what it said.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start {}", shown(command)))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "{} failed ({})\n{}",
            shown(command),
            output.status,
            last_lines(&format!("{text}{said}"), 20)
        );
    }
    Ok(text)
}

/// Runs a command that fetches from a package registry, up to three times.
///
/// # Errors
/// If no try succeeds; the message says what is missing because of that.
pub fn fetch(what: &str, command: impl Fn() -> Command) -> Result<()> {
    const PAUSES: [u64; 2] = [5, 15];
    say(&format!("fetching {what}"));
    for pause in PAUSES {
        match output(&mut command()) {
            Ok(_) => return Ok(()),
            Err(error) => {
                complain(&format!("{error:#}\ntrying again in {pause} s"));
                thread::sleep(Duration::from_secs(pause));
            }
        }
    }
    output(&mut command())
        .map(drop)
        .with_context(|| format!("{what} could not be fetched, and is missing now"))
}

/// The first program of this name in the folders of `PATH`.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let suffixes: &[&str] = if cfg!(windows) {
        &[".exe", ".cmd", ".bat"]
    } else {
        &[""]
    };
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .flat_map(|folder| {
            suffixes
                .iter()
                .map(move |suffix| folder.join(format!("{name}{suffix}")))
        })
        .find(|candidate| is_executable(candidate))
}

/// `PATH` with a folder put in front of it.
///
/// # Errors
/// If the folder's name holds the character that separates the entries of `PATH`.
pub fn path_with(folder: &Path) -> Result<std::ffi::OsString> {
    let rest = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_path_buf()).chain(env::split_paths(&rest));
    env::join_paths(folders).context("a folder on PATH has a name that PATH cannot hold")
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file()
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    format!("`{}`", words.join(" "))
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<_> = text.trim_end().lines().collect();
    let from = lines.len().saturating_sub(count);
    lines.get(from..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command_and_what_it_said() {
        let error = output(Command::new("cargo").arg("--no-such-option")).unwrap_err();
        let message = format!("{error:#}");
        assert!(
            message.contains("`cargo --no-such-option` failed"),
            "{message}"
        );
        assert!(message.contains("unexpected argument"), "{message}");
    }

    #[test]
    fn only_the_end_of_a_long_output_is_kept() {
        assert_eq!(last_lines("a\nb\nc\n", 2), "b\nc");
        assert_eq!(last_lines("a\n", 2), "a");
    }

    #[test]
    fn the_root_holds_the_workspace() {
        assert!(root().join("server/xtask").is_dir());
    }
}
