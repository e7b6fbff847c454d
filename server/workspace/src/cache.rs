//! The user's cache folder: it holds only what can be made again, and nothing there is ever changed once written.

use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder of this program in the user's cache folder; nothing where the user has none.
#[must_use]
pub fn cache_folder() -> Option<PathBuf> {
    let from = |name: &str| {
        let folder = std::env::var_os(name).map(PathBuf::from);
        folder.filter(|folder| folder.is_absolute())
    };
    let caches = if cfg!(windows) {
        from("LOCALAPPDATA")?
    } else if cfg!(target_os = "macos") {
        from("HOME")?.join("Library/Caches")
    } else {
        from("XDG_CACHE_HOME").or_else(|| Some(from("HOME")?.join(".cache")))?
    };
    Some(caches.join("backend-master"))
}

/// Writes those of `files` that are not in `folder` yet, each whole or not at all.
///
/// # Errors
/// Where the folder cannot be made or written to.
pub fn keep(folder: &Path, files: &[(String, &str)]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for (name, text) in files {
        let path = folder.join(name);
        if path.is_file() {
            continue;
        }
        // Another session may write the same file at the same moment; each has a name of its own beside it.
        let beside = folder.join(format!(".{name}.{}.new", std::process::id()));
        let written = std::fs::File::create(&beside)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .and_then(|()| std::fs::rename(&beside, &path));
        if written.is_err() {
            let _ = std::fs::remove_file(&beside);
        }
        written?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_written_once_and_whole() {
        let folder = tempfile::tempdir().unwrap();
        let pages = folder.path().join("a/b");
        let files = [("x.md".to_owned(), "one"), ("y.md".to_owned(), "two")];
        keep(&pages, &files).unwrap();
        std::fs::write(pages.join("x.md"), "kept").unwrap();
        std::fs::remove_file(pages.join("y.md")).unwrap();
        keep(&pages, &files).unwrap();
        assert_eq!(std::fs::read_to_string(pages.join("x.md")).unwrap(), "kept");
        assert_eq!(std::fs::read_to_string(pages.join("y.md")).unwrap(), "two");
        assert_eq!(std::fs::read_dir(&pages).unwrap().count(), 2);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert!(keep(&file.join("pages"), &[]).is_err());
    }
}
