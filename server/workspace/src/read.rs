//! Reading one file; it never waits for a pipe and never reads more than asked.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// With its byte-order mark and line ends as they are.
    pub text: String,
    /// Some bytes were no UTF-8 and were replaced: such a text may be checked, but not edited.
    pub is_lossy: bool,
}

/// Why a file gives no text.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("it is not a regular file")]
    NotRegular,
    #[error("it has more than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("it is binary")]
    Binary,
    #[error("it is UTF-16; only UTF-8 is read")]
    Utf16,
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// Reads a regular file of at most `limit` bytes as text.
///
/// # Errors
/// Says why the file gives no text. A link is followed, but what it leads to must be a regular file.
pub fn read(path: &Path, limit: u64) -> Result<Reading, Unreadable> {
    let file = open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(Unreadable::NotRegular);
    }
    if metadata.len() > limit {
        return Err(Unreadable::TooLarge { limit });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(Unreadable::TooLarge { limit });
    }
    decode(bytes)
}

fn decode(bytes: Vec<u8>) -> Result<Reading, Unreadable> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Unreadable::Utf16);
    }
    if bytes.iter().take(8192).any(|&byte| byte == 0) {
        return Err(Unreadable::Binary);
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => Reading {
            text,
            is_lossy: false,
        },
        Err(error) => Reading {
            text: String::from_utf8_lossy(error.as_bytes()).into_owned(),
            is_lossy: true,
        },
    })
}

/// Opens without blocking, so that the type can be checked on what was really opened.
#[cfg(unix)]
fn open(path: &Path) -> Result<File, Unreadable> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
    match rustix::fs::open(path, flags, Mode::empty()) {
        Ok(descriptor) => Ok(File::from(descriptor)),
        // Opening a socket fails so on Linux and the BSDs.
        Err(rustix::io::Errno::NXIO | rustix::io::Errno::OPNOTSUPP) => Err(Unreadable::NotRegular),
        Err(error) => Err(std::io::Error::from(error).into()),
    }
}

#[cfg(not(unix))]
fn open(path: &Path) -> Result<File, Unreadable> {
    if !path.metadata()?.is_file() {
        return Err(Unreadable::NotRegular);
    }
    Ok(File::open(path)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading_of(bytes: &[u8]) -> Result<Reading, Unreadable> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.py");
        std::fs::write(&path, bytes).unwrap();
        read(&path, 100)
    }

    #[test]
    fn text_comes_as_it_is() {
        let reading = reading_of("\u{feff}x = 'é'\r\n".as_bytes()).unwrap();
        assert_eq!(
            reading,
            Reading {
                text: "\u{feff}x = 'é'\r\n".to_owned(),
                is_lossy: false
            }
        );
    }

    #[test]
    fn bytes_that_are_no_utf_8_are_replaced_and_told() {
        assert!(reading_of(b"# caf\xe9\n").unwrap().is_lossy);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(matches!(reading_of(b"a\0b"), Err(Unreadable::Binary)));
        assert!(matches!(reading_of(b"\xff\xfea\0"), Err(Unreadable::Utf16)));
        assert!(matches!(
            reading_of(&[b'a'; 101]),
            Err(Unreadable::TooLarge { limit: 100 })
        ));
        assert!(matches!(
            read(Path::new("/no/such/file"), 100),
            Err(Unreadable::Io(_))
        ));
    }

    #[cfg(unix)]
    #[test]
    fn pipes_sockets_devices_and_folders_are_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe.py");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &pipe,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
            0,
        )
        .unwrap();
        let socket = folder.path().join("socket.py");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        for path in [
            pipe.as_path(),
            socket.as_path(),
            folder.path(),
            Path::new("/dev/zero"),
        ] {
            assert!(
                matches!(read(path, 100), Err(Unreadable::NotRegular)),
                "{}",
                path.display()
            );
        }
    }
}
