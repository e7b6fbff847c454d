//! Names of documents: addresses as the client writes them, and paths as the disk knows them.
//! Never touches the disk.

use std::path::{Component, Path, PathBuf};

use tower_lsp::ls_types::Uri;

/// The longest path accepted, in bytes; longer ones exist on no supported system.
const PATH_LIMIT: usize = 4096;

/// The path of a `file:` address, without `.` and `..`.
/// `None` for other schemes, for other hosts, and for what is no text.
pub fn path_of(uri: &Uri) -> Option<PathBuf> {
    if !uri.scheme().as_str().eq_ignore_ascii_case("file") {
        return None;
    }
    let host = uri.authority().map(|authority| authority.host());
    if host.is_some_and(|host| !host.is_empty() && !host.eq_ignore_ascii_case("localhost")) {
        return None;
    }
    let decoded = uri.path().decode().to_string().ok()?;
    if decoded.len() > PATH_LIMIT || decoded.contains('\0') {
        return None;
    }
    let path = if cfg!(windows) {
        decoded.trim_start_matches('/')
    } else {
        decoded.as_ref()
    };
    normalised(Path::new(path))
}

/// The address of an absolute path.
pub fn uri_of(path: &Path) -> Option<Uri> {
    path.is_absolute().then(|| Uri::from_file_path(path))?
}

fn normalised(path: &Path) -> Option<PathBuf> {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => clean.push(part),
        }
    }
    (clean.is_absolute() && clean.file_name().is_some()).then_some(clean)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_paths() {
        for (uri, path) in [
            ("file:///a/b.py", Some("/a/b.py")),
            ("FILE:///a/b.py", Some("/a/b.py")),
            ("file://localhost/a/b.py", Some("/a/b.py")),
            ("file:///a%20b/%C3%A9.py", Some("/a b/é.py")),
            ("file:///a/./x/../b.py", Some("/a/b.py")),
            ("file:///../../etc/passwd", Some("/etc/passwd")),
            ("file:///c%3A/x.py", Some("/c:/x.py")),
            ("file://host/share/a.py", None),
            ("file:///a%00.py", None),
            ("file:///%ff%fe.py", None),
            ("file:///", None),
            ("untitled:Untitled-1", None),
            ("git:/a/b.py?ref=1", None),
            ("http://localhost/a.py", None),
        ] {
            let found = path_of(&uri.parse().unwrap());
            assert_eq!(found.as_deref(), path.map(Path::new), "{uri}");
        }
        let long = format!("file:///{}a.py", "d/".repeat(3000));
        assert_eq!(path_of(&long.parse().unwrap()), None);
    }

    #[test]
    fn paths_and_addresses_agree() {
        for path in ["/a/b.py", "/a b/é😀#?.py", "/100%/x.py"] {
            let uri = uri_of(Path::new(path)).unwrap();
            assert_eq!(
                path_of(&uri).as_deref(),
                Some(Path::new(path)),
                "{}",
                uri.as_str()
            );
        }
        assert_eq!(uri_of(Path::new("a.py")), None);
    }
}
