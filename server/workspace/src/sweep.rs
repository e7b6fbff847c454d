//! Looking again at what is known of a folder, in small pieces, where nobody tells what has changed.
//! It has no clock: its owner says when a piece is over, and how new is new.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::walk::{MOST_NAMES, is_own_folder};

/// How many of what comes first are looked at before everything else gets its turn.
const FIRST_IN_A_PIECE: usize = 300;
/// Times of files are this coarse on some file systems.
const GRAIN: Duration = Duration::from_secs(2);

/// Round after round over the files and folders of a workspace.
#[derive(Debug)]
pub struct Sweep {
    root: PathBuf,
    /// What is older than this had been read when the sweep began.
    since: SystemTime,
    entries: Vec<Entry>,
    /// The next entry to look at.
    at: usize,
    /// Places in `entries` that are looked at in every piece.
    first: Vec<usize>,
    first_at: usize,
}

/// What is different from when it was looked at last.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Known files that have another content or are gone.
    pub files: Vec<Arc<str>>,
    /// A file or folder has come; which one, a walk tells that knows what to ignore.
    pub has_new: bool,
}

#[derive(Debug)]
struct Entry {
    path: Arc<str>,
    is_folder: bool,
    seen: Seen,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Never,
    Gone,
    /// With the length of a file, or a number that stands for the names in a folder.
    At(SystemTime, u64),
}

impl Sweep {
    /// A sweep over nothing yet; what is below `root` was read after `since`.
    #[must_use]
    pub fn new(root: PathBuf, since: SystemTime) -> Self {
        Self {
            root,
            since: since.checked_sub(GRAIN).unwrap_or(since),
            entries: Vec::new(),
            at: 0,
            first: Vec::new(),
            first_at: 0,
        }
    }

    /// Says what there is to look at, relative to the root. What was looked at before stays so.
    pub fn aim(&mut self, files: Vec<Arc<str>>, folders: Vec<Arc<str>>) {
        let earlier = std::mem::take(&mut self.entries).into_iter();
        let seen: HashMap<Arc<str>, Seen> = earlier
            .map(|entry| (entry.path.clone(), entry.seen))
            .collect();
        let entry = |path: Arc<str>, is_folder| Entry {
            seen: seen.get(&path).copied().unwrap_or(Seen::Never),
            path,
            is_folder,
        };
        let folders = folders.into_iter().map(|path| entry(path, true));
        let files = files.into_iter().map(|path| entry(path, false));
        self.entries = folders.chain(files).collect();
        self.first.clear();
    }

    /// Says which of them are looked at in every piece.
    pub fn prefer(&mut self, first: &[Arc<str>]) {
        let places: HashMap<&str, usize> = self
            .entries
            .iter()
            .enumerate()
            .map(|(place, entry)| (&*entry.path, place))
            .collect();
        self.first = first
            .iter()
            .filter_map(|path| places.get(&**path).copied())
            .collect();
    }

    /// Looks at the next piece: until `is_over`, or until each entry was looked at once.
    pub fn look(&mut self, wanted: &dyn Fn(&str) -> bool, is_over: &dyn Fn() -> bool) -> Changes {
        let mut changes = Changes::default();
        for _ in 0..self.first.len().min(FIRST_IN_A_PIECE) {
            if is_over() {
                return changes;
            }
            self.first_at = next(self.first_at, self.first.len());
            if let Some(place) = self.first.get(self.first_at).copied() {
                self.look_at(place, wanted, &mut changes);
            }
        }
        for _ in 0..self.entries.len() {
            if is_over() {
                return changes;
            }
            self.at = next(self.at, self.entries.len());
            self.look_at(self.at, wanted, &mut changes);
        }
        changes
    }

    fn look_at(&mut self, place: usize, wanted: &dyn Fn(&str) -> bool, changes: &mut Changes) {
        let Some(entry) = self.entries.get_mut(place) else {
            return;
        };
        let path = self.root.join(&*entry.path);
        let earlier = entry.seen;
        let now = match entry.is_folder {
            true => folder_at(&path, &entry.path, earlier, wanted),
            false => file_at(&path),
        };
        entry.seen = now;
        let is_news = match (earlier, now) {
            (Seen::Never, Seen::At(time, _)) => time >= self.since,
            (Seen::At(_, names), Seen::At(_, now)) if entry.is_folder => names != now,
            (earlier, now) => earlier != now,
        };
        match (is_news, entry.is_folder) {
            (true, false) => changes.files.push(entry.path.clone()),
            // Where a folder is gone, so are its files, each of which is noticed by itself.
            (true, true) => changes.has_new |= now != Seen::Gone,
            (false, _) => {}
        }
    }
}

fn next(at: usize, len: usize) -> usize {
    at.wrapping_add(1).checked_rem(len).unwrap_or_default()
}

fn file_at(path: &Path) -> Seen {
    match path.metadata() {
        Ok(metadata) if metadata.is_file() => {
            let time = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            Seen::At(time, metadata.len())
        }
        _ => Seen::Gone,
    }
}

/// A folder is listed only where its time says that something has come or gone.
fn folder_at(path: &Path, relative: &str, earlier: Seen, wanted: &dyn Fn(&str) -> bool) -> Seen {
    let time = match path.metadata() {
        Ok(metadata) if metadata.is_dir() => metadata.modified(),
        _ => return Seen::Gone,
    };
    let time = time.unwrap_or(SystemTime::UNIX_EPOCH);
    match earlier {
        Seen::At(then, _) if then == time => earlier,
        _ => Seen::At(time, names_of(path, relative, wanted)),
    }
}

/// A number that is equal for equal names of what a walk may care about.
fn names_of(folder: &Path, relative: &str, wanted: &dyn Fn(&str) -> bool) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let named = entries.take(MOST_NAMES).filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let is_folder = entry.file_type().ok()?.is_dir();
        let path = match relative {
            "" => name.clone(),
            _ => format!("{relative}/{name}"),
        };
        let counts = match is_folder {
            true => is_own_folder(&name),
            false => wanted(&path),
        };
        counts.then_some(name)
    });
    let mut names: Vec<String> = named.collect();
    names.sort();
    let mut hasher = DefaultHasher::new();
    names.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::fs;

    /// A sweep over these files that has looked at everything once.
    fn settled(files: &[&str]) -> (tempfile::TempDir, Sweep) {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x = 1\n").unwrap();
        }
        let later = SystemTime::now() + Duration::from_secs(60);
        let mut sweep = Sweep::new(folder.path().to_path_buf(), later);
        let folders = ["", "app"].map(Arc::from).to_vec();
        sweep.aim(files.iter().copied().map(Arc::from).collect(), folders);
        assert_eq!(look(&mut sweep), Changes::default());
        (folder, sweep)
    }

    fn look(sweep: &mut Sweep) -> Changes {
        // What happens in one tick of the file system's clock cannot be told apart.
        let wait = std::thread::sleep;
        wait(Duration::from_millis(15));
        let mut changes = sweep.look(&|path| path.ends_with(".py"), &|| false);
        changes.files.sort();
        wait(Duration::from_millis(15));
        changes
    }

    fn changed(files: &[&str], has_new: bool) -> Changes {
        Changes {
            files: files.iter().copied().map(Arc::from).collect(),
            has_new,
        }
    }

    #[test]
    fn other_contents_and_lost_files_are_noticed_once() {
        let (folder, mut sweep) = settled(&["a.py", "app/b.py", "app/c.py"]);
        fs::write(folder.path().join("app/b.py"), "x = 12\n").unwrap();
        fs::remove_file(folder.path().join("a.py")).unwrap();
        let found = look(&mut sweep);
        assert_eq!(found.files, changed(&["a.py", "app/b.py"], false).files);
        assert_eq!(look(&mut sweep), Changes::default());
    }

    #[test]
    fn what_has_come_is_noticed_if_anybody_cares() {
        let (folder, mut sweep) = settled(&["a.py", "app/b.py"]);
        for (path, expected) in [
            ("app/notes.txt", false),
            ("app/.hidden/x.py", false),
            ("app/__pycache__/b.py", false),
            ("app/new.py", true),
            ("app/inner/notes.txt", true),
        ] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "").unwrap();
            let found = look(&mut sweep);
            assert_eq!(found, changed(&[], expected), "{}", path.display());
        }
    }

    #[test]
    fn what_changed_while_the_folder_was_read_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let before = SystemTime::now();
        fs::write(folder.path().join("a.py"), "").unwrap();
        let mut sweep = Sweep::new(folder.path().to_path_buf(), before);
        sweep.aim(vec!["a.py".into()], vec!["".into()]);
        assert_eq!(look(&mut sweep), changed(&["a.py"], true));
        assert_eq!(look(&mut sweep), Changes::default());
    }

    #[test]
    fn pieces_go_round_and_begin_with_what_comes_first() {
        let names: Vec<String> = (0..50).map(|number| format!("app/{number}.py")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (folder, mut sweep) = settled(&names);
        sweep.prefer(&["app/7.py".into(), "app/unknown.py".into()]);
        for name in &names {
            fs::write(folder.path().join(name), "x = 12\n").unwrap();
        }
        // A piece of five looks: one at what comes first, four at the next ones.
        let piece = |sweep: &mut Sweep| {
            let looks = Cell::new(0);
            let is_over = || looks.replace(looks.get() + 1) == 5;
            sweep.look(&|path| path.ends_with(".py"), &is_over).files
        };
        let mut found = piece(&mut sweep);
        assert_eq!(found.first().map(|path| &**path), Some("app/7.py"));
        assert!(found.len() <= 5);
        for _ in 0..13 {
            found.extend(piece(&mut sweep));
        }
        found.sort();
        assert_eq!(found.len(), names.len(), "each once: {found:?}");
    }

    #[test]
    fn a_new_aim_keeps_what_was_seen() {
        let (folder, mut sweep) = settled(&["a.py", "app/b.py"]);
        fs::write(folder.path().join("a.py"), "x = 12\n").unwrap();
        fs::write(folder.path().join("app/c.py"), "").unwrap();
        sweep.aim(
            vec!["a.py".into(), "app/c.py".into()],
            vec!["".into(), "app".into()],
        );
        assert_eq!(look(&mut sweep), changed(&["a.py"], true));
    }
}
