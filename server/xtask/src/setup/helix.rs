//! Helix from Debian's packages, unpacked beside the system and run with its own C library.
//! Never changes what is installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::system::apt_get;
use super::{folder, once};
use crate::query_check::files_below;
use crate::shell::{fetch, find_program, output};

/// The Debian release that Helix is taken from; older ones have none.
const SUITE: &str = "trixie";

/// The executable: on a Debian-like system the unpacked one, elsewhere the one on `PATH`.
///
/// # Errors
/// If it is neither on `PATH` nor can be fetched.
pub fn set_up() -> Result<PathBuf> {
    let Some(apt) = find_program("apt-get") else {
        return find_program("hx")
            .context("Helix 25 is missing: install it with the system's package manager");
    };
    let place = folder("helix");
    once(&place, &format!("hx from {SUITE}"), || unpack(&apt, &place))?;
    Ok(place.join("bin/hx"))
}

fn unpack(apt: &Path, place: &Path) -> Result<()> {
    let private = place.join("apt");
    for part in ["lists/partial", "archives/partial"] {
        fs::create_dir_all(private.join(part))?;
    }
    fs::write(private.join("status"), "")?;
    fs::write(private.join("sources.list"), source_line()?)?;
    fetch("the lists of Debian's packages", || {
        let mut update = private_apt(apt, &private);
        update.arg("update");
        update
    })?;
    fetch("Helix (hx from Debian)", || {
        let mut download = private_apt(apt, &private);
        download.args([
            "install",
            "--yes",
            "--no-install-recommends",
            "--download-only",
            "hx",
        ]);
        download
    })?;
    let root = place.join("root");
    for package in files_below(&private.join("archives"))? {
        if package
            .extension()
            .is_some_and(|extension| extension == "deb")
        {
            output(Command::new("dpkg-deb").arg("-x").arg(&package).arg(&root))?;
        }
    }
    fs::remove_dir_all(&private)?;
    write_starter(place, &root)
}

/// An apt with sources, lists and a state of its own, so that packages of another release can be fetched.
fn private_apt(apt: &Path, private: &Path) -> Command {
    let mut command = apt_get(apt);
    let folders = [
        ("Dir::Etc::sourcelist", "sources.list"),
        ("Dir::State::lists", "lists"),
        ("Dir::State::status", "status"),
        ("Dir::Cache", ""),
    ];
    for (key, inside) in folders {
        command
            .arg("-o")
            .arg(format!("{key}={}", private.join(inside).display()));
    }
    for option in [
        "Dir::Etc::sourceparts=-",
        "Acquire::Languages=none",
        "APT::Sandbox::User=root",
        "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false",
        "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false",
    ] {
        command.args(["-o", option]);
    }
    command
}

/// The line of a `sources.list` for the archive that the machine itself uses.
fn source_line() -> Result<String> {
    const KEYS: [&str; 2] = [
        "/usr/share/keyrings/debian-archive-keyring.gpg",
        "/usr/share/keyrings/debian-archive-keyring.pgp",
    ];
    let mut configuration = fs::read_to_string("/etc/apt/sources.list").unwrap_or_default();
    for file in files_below(Path::new("/etc/apt/sources.list.d")).unwrap_or_default() {
        configuration.push('\n');
        configuration.push_str(&fs::read_to_string(file).unwrap_or_default());
    }
    let archive =
        archive_in(&configuration).context("the apt configuration names no Debian archive")?;
    let Some(key) = KEYS.into_iter().find(|key| Path::new(key).exists()) else {
        bail!("the keys of the Debian archive are missing (package debian-archive-keyring)");
    };
    Ok(format!("deb [signed-by={key}] {archive} {SUITE} main\n"))
}

/// The first address of a Debian archive in an apt configuration, in either of its two formats.
fn archive_in(configuration: &str) -> Option<&str> {
    configuration
        .lines()
        .filter(|line| line.starts_with("deb ") || line.starts_with("URIs:"))
        .flat_map(str::split_whitespace)
        .find(|word| word.contains("://") && word.trim_end_matches('/').ends_with("/debian"))
}

/// A script that starts Helix with the C library it was built for. It is given on the loader's command line and
/// not in the environment: language servers that Helix starts need the system's own.
fn write_starter(place: &Path, root: &Path) -> Result<()> {
    let files = files_below(&root.join("usr/lib"))?;
    let named = |start: &str| {
        files
            .iter()
            .find(|file| {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                name.starts_with(start) && !name.ends_with(".conf")
            })
            .with_context(|| format!("Debian's packages hold no {start}"))
    };
    let loader = named("ld-linux")?;
    let library = named("libc.so.6")?.parent().unwrap_or(root);
    let helix = root.join("usr/lib/hx");
    let script = format!(
        "#!/bin/sh\nHELIX_RUNTIME='{helix}/runtime' exec '{loader}' --library-path '{library}' '{helix}/hx' \"$@\"\n",
        helix = helix.display(),
        loader = loader.display(),
        library = library.display(),
    );
    let starter = place.join("bin/hx");
    fs::create_dir_all(place.join("bin"))?;
    fs::write(&starter, script)?;
    output(Command::new("chmod").arg("+x").arg(&starter))?;
    output(Command::new(&starter).arg("--version")).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_archive_is_found_in_both_formats() {
        let old = "# comment\ndeb [arch=amd64] http://mirror.example/debian bookworm main\n";
        let new = "Types: deb\nURIs: http://mirror.example/debian/\nSuites: bookworm\n";
        assert_eq!(archive_in(old), Some("http://mirror.example/debian"));
        assert_eq!(archive_in(new), Some("http://mirror.example/debian/"));
    }

    #[test]
    fn security_updates_and_other_archives_are_passed_over() {
        let others = "URIs: http://mirror.example/debian-security\ndeb http://mirror.example/ubuntu noble main\n";
        assert_eq!(archive_in(others), None);
    }
}
