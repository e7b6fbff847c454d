//! The files that git keeps, as its index lists them; it runs no git and changes nothing.
//!
//! <https://git-scm.com/docs/index-format>

use std::path::{Path, PathBuf};

/// A larger index is not read.
const MAX_INDEX: u64 = 128 * 1024 * 1024;

/// Bytes of an entry before its name, as long as it has no second word of flags.
const FIXED: usize = 62;

/// Where the mode and the flags of an entry stand.
const MODE: usize = 24;
const FLAGS: usize = 60;

/// What the flags say where a second word of them follows.
const EXTENDED: u16 = 0x4000;

/// The regular files below `root` that git keeps, relative to it; none where there is no repository.
pub(crate) fn tracked(root: &Path) -> Vec<String> {
    let Ok(real) = root.canonicalize() else {
        return Vec::new();
    };
    let found = real
        .ancestors()
        .find_map(|folder| Some((folder, git_folder(folder)?)));
    let Some((top, git)) = found else {
        return Vec::new();
    };
    let Some(below) = real.strip_prefix(top).ok().and_then(Path::to_str) else {
        return Vec::new();
    };
    let prefix = match below.is_empty() {
        true => String::new(),
        false => format!("{}/", below.replace('\\', "/")),
    };
    let index = git.join("index");
    let is_sound = index
        .metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MAX_INDEX);
    let bytes = match is_sound {
        true => std::fs::read(index).unwrap_or_default(),
        false => Vec::new(),
    };
    let names = names(&bytes).unwrap_or_default().into_iter();
    names
        .filter_map(|name| name.strip_prefix(&prefix).map(str::to_owned))
        .collect()
}

/// The folder with the index of the repository at `folder`.
fn git_folder(folder: &Path) -> Option<PathBuf> {
    let own = folder.join(".git");
    let metadata = own.metadata().ok()?;
    if metadata.is_dir() {
        return Some(own);
    }
    // Of a further work tree: a file that names it.
    let is_small = metadata.is_file() && metadata.len() < 4_096;
    let text = is_small.then(|| std::fs::read_to_string(own).ok())??;
    let named = text.strip_prefix("gitdir:")?.trim();
    Some(folder.join(named))
}

/// The names of the regular files in an index; none where it cannot be read.
fn names(bytes: &[u8]) -> Option<Vec<String>> {
    if bytes.get(..4)? != b"DIRC" {
        return None;
    }
    let version = number(bytes, 4)?;
    let count = number(bytes, 8)?;
    if !(2..=4).contains(&version) {
        return None;
    }
    let mut names = Vec::new();
    let mut last: Vec<u8> = Vec::new();
    let mut at = 12;
    for _ in 0..count {
        let entry = bytes.get(at..)?;
        let is_file = number(entry, MODE)? >> 12 == 0o10;
        let flags = u16::from_be_bytes(entry.get(FLAGS..FLAGS + 2)?.try_into().ok()?);
        let head = match flags & EXTENDED {
            0 => FIXED,
            _ => FIXED + 2,
        };
        let rest = entry.get(head..)?;
        let taken = match version {
            4 => {
                let (kept, len) = shared(rest, last.len())?;
                let own = rest.get(len..)?;
                let end = own.iter().position(|byte| *byte == 0)?;
                last.truncate(kept);
                last.extend(own.get(..end)?);
                head + len + end + 1
            }
            _ => {
                let end = rest.iter().position(|byte| *byte == 0)?;
                last = rest.get(..end)?.to_vec();
                // Filled up to a multiple of eight, with one byte at least.
                (head + end + 8) / 8 * 8
            }
        };
        at += taken;
        if is_file && let Ok(name) = std::str::from_utf8(&last) {
            names.push(name.to_owned());
        }
    }
    Some(names)
}

/// How much of the name before is kept, and how many bytes say so.
fn shared(bytes: &[u8], before: usize) -> Option<(usize, usize)> {
    let mut dropped: usize = 0;
    for (index, byte) in bytes.iter().take(5).enumerate() {
        dropped = (dropped << 7) | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((before.checked_sub(dropped)?, index + 1));
        }
        dropped += 1;
    }
    None
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(mode: u32) -> Vec<u8> {
        let mut bytes = vec![0; FIXED];
        bytes[MODE..MODE + 4].copy_from_slice(&mode.to_be_bytes());
        bytes
    }

    fn index(version: u32, entries: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = b"DIRC".to_vec();
        bytes.extend(version.to_be_bytes());
        bytes.extend(u32::try_from(entries.len()).unwrap().to_be_bytes());
        bytes.extend(entries.concat());
        bytes
    }

    #[test]
    fn names_of_both_forms() {
        let plain = |mode: u32, name: &str| {
            let mut bytes = entry(mode);
            bytes.extend(name.bytes());
            bytes.resize((bytes.len() + 8) / 8 * 8, 0);
            bytes
        };
        let bytes = index(
            2,
            &[
                plain(0o100_644, "app/config/a.go"),
                plain(0o120_000, "link"),
                plain(0o100_755, "app/run"),
            ],
        );
        assert_eq!(names(&bytes).unwrap(), ["app/config/a.go", "app/run"]);

        let short = |dropped: u8, name: &str| {
            let mut bytes = entry(0o100_644);
            bytes.push(dropped);
            bytes.extend(name.bytes());
            bytes.push(0);
            bytes
        };
        let bytes = index(4, &[short(0, "app/a.go"), short(4, "b.go"), short(8, "c")]);
        assert_eq!(names(&bytes).unwrap(), ["app/a.go", "app/b.go", "c"]);
        for cut in 0..bytes.len() {
            assert!(names(&bytes[..cut]).is_none(), "{cut}");
        }
    }
}
