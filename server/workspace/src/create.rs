//! Writing files at a person's command; it never overwrites one that it was not asked to replace.

use std::io::Write;
use std::path::{Component, Path, PathBuf};

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    #[error("`{0}` is no path inside the workspace")]
    Outside(String),
    #[error("`{0}` exists already")]
    Exists(PathBuf),
    #[error("{0}: {1}")]
    Io(PathBuf, std::io::Error),
}

/// Device names that Windows gives a meaning in every folder, with or without an ending.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The path of `relative` below `root`, if it is one that may be written.
///
/// # Errors
/// [`CreateError::Outside`] where the path is absolute, climbs with `..`, has a name that is not
/// made of letters, digits, `_`, `.` and `-`, is a reserved device name, or leads out through a link.
pub fn inside(root: &Path, relative: &str) -> Result<PathBuf, CreateError> {
    let outside = || CreateError::Outside(relative.to_owned());
    let mut path = root.to_path_buf();
    for part in Path::new(relative).components() {
        let Component::Normal(name) = part else {
            return Err(outside());
        };
        let name = name
            .to_str()
            .filter(|name| is_plain(name))
            .ok_or_else(outside)?;
        path.push(name);
    }
    let real_root = root
        .canonicalize()
        .map_err(|error| CreateError::Io(root.to_path_buf(), error))?;
    let existing = path
        .ancestors()
        .skip(1)
        .find(|parent| parent.symlink_metadata().is_ok())
        .unwrap_or(root);
    let real = existing.canonicalize().map_err(|_| outside())?;
    if path == root || !real.starts_with(&real_root) {
        return Err(outside());
    }
    Ok(path)
}

/// Creates the file `relative` below `root` with its parent folders.
///
/// # Errors
/// [`CreateError::Exists`] where there is something already, of whatever kind.
pub fn create_new(root: &Path, relative: &str, text: &str) -> Result<PathBuf, CreateError> {
    let path = inside(root, relative)?;
    let failed = |error| CreateError::Io(path.clone(), error);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(failed)?;
    }
    let mut file = match std::fs::File::create_new(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(CreateError::Exists(path));
        }
        Err(error) => return Err(failed(error)),
    };
    file.write_all(text.as_bytes()).map_err(failed)?;
    Ok(path)
}

/// Replaces the text of an existing file whole, so that a crash leaves either the old or the new one.
///
/// # Errors
/// Where the new text cannot be written beside the old one, or not moved over it.
pub fn replace(path: &Path, text: &str) -> Result<(), CreateError> {
    let failed = |error| CreateError::Io(path.to_path_buf(), error);
    // A link stays a link: what it leads to is replaced.
    let real = path.canonicalize().map_err(failed)?;
    let permissions = real.metadata().map_err(failed)?.permissions();
    let name = real.file_name().unwrap_or_default().to_string_lossy();
    let beside = real.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let write = || {
        std::fs::File::create_new(&beside)?.write_all(text.as_bytes())?;
        std::fs::set_permissions(&beside, permissions.clone())?;
        std::fs::rename(&beside, &real)
    };
    write().map_err(|error| {
        // The old text is untouched; what was begun beside it is of no use.
        let _ = std::fs::remove_file(&beside);
        failed(error)
    })
}

fn is_plain(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    !RESERVED.contains(&stem.as_str())
        && !name.ends_with('.')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_out_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let wrong = [
            "",
            ".",
            "..",
            "../a.py",
            "a/../../b.py",
            "/etc/passwd",
            "a\\b.py",
            "con.py",
            "a/NUL",
            "COM1.txt",
            "a b.py",
            "é.py",
            "a\0.py",
            "c:/x.py",
            "tests/$(x).py",
            "a.",
        ];
        for path in wrong {
            assert!(inside(folder.path(), path).is_err(), "{path:?}");
        }
        assert!(inside(folder.path(), "tests/unit/test_users.py").is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_linked_folder_that_leaves_the_root_is_refused() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(other.path(), folder.path().join("tests")).unwrap();
        std::os::unix::fs::symlink("/no/such/place", folder.path().join("gone")).unwrap();
        assert!(inside(folder.path(), "tests/test_a.py").is_err());
        assert!(inside(folder.path(), "tests/new/test_a.py").is_err());
        assert!(inside(folder.path(), "gone/test_a.py").is_err());
    }

    #[test]
    fn an_existing_file_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        create_new(folder.path(), "tests/test_a.py", "one").unwrap();
        assert!(matches!(
            create_new(folder.path(), "tests/test_a.py", "two"),
            Err(CreateError::Exists(_))
        ));
        assert_eq!(
            std::fs::read_to_string(folder.path().join("tests/test_a.py")).unwrap(),
            "one"
        );
    }

    #[test]
    fn replacing_leaves_nothing_beside() {
        let folder = tempfile::tempdir().unwrap();
        let path = create_new(folder.path(), "a.py", "one").unwrap();
        replace(&path, "two").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
