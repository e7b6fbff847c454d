//! Finding the files of a workspace as its version control sees them; it never follows a link.

use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use crate::tracked::tracked;

/// How far a walk goes.
#[derive(Clone, Copy, Debug)]
pub struct WalkLimits {
    pub depth: usize,
    pub files: usize,
}

impl Default for WalkLimits {
    fn default() -> Self {
        Self {
            depth: 100,
            files: 200_000,
        }
    }
}

/// What a walk found, in order of path.
#[derive(Debug, Default)]
pub struct Walk {
    pub files: Vec<Found>,
    /// The folders it went into, relative to the root, which is the empty name.
    pub folders: Vec<String>,
    pub skipped: Vec<Skipped>,
}

/// A regular file below the root.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Relative to the root, parts separated by `/`.
    pub relative: String,
    pub path: PathBuf,
}

/// Something the walk left out, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    pub path: PathBuf,
    pub why: String,
}

/// What the walk reads in each folder to know what to ignore.
const IGNORE_FILES: [&str; 3] = [".gitignore", ".ignore", ".git/info/exclude"];

/// Folders that hold no source of the project, wherever they stand.
const FOREIGN_FOLDERS: [&str; 7] = [
    "node_modules",
    "__pycache__",
    "site-packages",
    "__pypackages__",
    "vendor",
    "bower_components",
    "htmlcov",
];

/// Folders that hold build output where the file named beside them stands.
const OUTPUT_FOLDERS: [(&str, &[&str]); 5] = [
    ("target", &["Cargo.toml", "pom.xml"]),
    ("dist", &["pyproject.toml", "setup.py", "package.json"]),
    (
        "build",
        &[
            "pyproject.toml",
            "setup.py",
            "package.json",
            "CMakeLists.txt",
        ],
    ),
    ("out", &["package.json"]),
    ("coverage", &["package.json"]),
];

/// Finds the regular files below `root` for which `wanted`, given the path below it, holds.
///
/// Files that git ignores, hidden folders (except `.github`), dependencies, virtual environments and
/// build output are left out; links are not followed.
pub fn walk(root: &Path, limits: WalkLimits, wanted: impl Fn(&str) -> bool) -> Walk {
    let mut found = Walk::default();
    // Reading what to ignore from a pipe would wait for ever.
    let odd = root.ancestors().find_map(odd_ignore_file);
    let is_sound = odd.is_none();
    found.skipped.extend(odd.map(|path| Skipped {
        path,
        why: "it is not a regular file, so nothing is ignored".to_owned(),
    }));
    let walker = WalkBuilder::new(root)
        .hidden(false)
        .parents(is_sound)
        .ignore(is_sound)
        .git_ignore(is_sound)
        .git_exclude(is_sound)
        .require_git(false)
        .follow_links(false)
        .max_depth(Some(limits.depth))
        .filter_entry(move |entry| entry.depth() == 0 || is_entered(entry, is_sound))
        .build();
    for entry in walker {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.skipped.push(Skipped {
                    path: root.to_path_buf(),
                    why: error.to_string(),
                });
                continue;
            }
        };
        // A name that is no UTF-8 cannot be spoken of in the protocol.
        let Some(relative) = relative(root, entry.path()) else {
            continue;
        };
        if entry.file_type().is_some_and(|kind| kind.is_dir()) {
            found.folders.push(relative);
            continue;
        }
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            continue;
        }
        if !wanted(&relative) {
            continue;
        }
        if found.files.len() >= limits.files {
            let why = format!(
                "the workspace has more than {} files; the rest is not looked at",
                limits.files
            );
            found.skipped.push(Skipped {
                path: root.to_path_buf(),
                why,
            });
            break;
        }
        found.files.push(Found {
            relative,
            path: entry.into_path(),
        });
    }
    found.files.sort();
    if is_sound && found.files.len() < limits.files {
        add_tracked(root, limits, wanted, &mut found);
    }
    found
}

/// Adds the files that git keeps although it is told to ignore their like.
fn add_tracked(root: &Path, limits: WalkLimits, wanted: impl Fn(&str) -> bool, found: &mut Walk) {
    let is_known = |name: &String| {
        let known = found.files.binary_search_by(|file| file.relative.cmp(name));
        known.is_ok()
    };
    let ignored: Vec<Found> = tracked(root)
        .into_iter()
        .filter(|name| wanted(name) && !is_known(name) && is_ours(root, name))
        .map(|relative| Found {
            path: root.join(&relative),
            relative,
        })
        .filter(|file| file.path.symlink_metadata().is_ok_and(|it| it.is_file()))
        .take(limits.files - found.files.len())
        .collect();
    if ignored.is_empty() {
        return;
    }
    for file in &ignored {
        let ends = file.relative.match_indices('/').map(|(end, _)| end);
        for folder in ends.filter_map(|end| file.relative.get(..end)) {
            if !found.folders.iter().any(|known| known == folder) {
                found.folders.push(folder.to_owned());
            }
        }
    }
    found.files.extend(ignored);
    found.files.sort();
}

/// Whether none of the folders that a file stands in holds what is not the project's own.
fn is_ours(root: &Path, relative: &str) -> bool {
    relative.match_indices('/').all(|(end, _)| {
        let folder = relative.get(..end).unwrap_or_default();
        let (beside, name) = folder.rsplit_once('/').unwrap_or(("", folder));
        is_own_folder(name) && !is_output(&root.join(beside), name)
    })
}

/// Whether a folder of this name in `beside` holds build output.
fn is_output(beside: &Path, name: &str) -> bool {
    OUTPUT_FOLDERS
        .iter()
        .filter(|(folder, _)| *folder == name)
        .any(|(_, marks)| marks.iter().any(|mark| beside.join(mark).exists()))
}

/// The names of what stands directly in a folder, in order; of very many only some.
///
/// Ignore files are not read, so this waits for nothing and takes no time to speak of.
#[must_use]
pub fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.take(MOST_NAMES).map(|entry| entry.file_name());
    let mut names: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
    names.sort();
    names
}

/// How many entries of a folder are looked at where only their names are wanted.
pub(crate) const MOST_NAMES: usize = 10_000;

/// Whether `root` may be walked as a whole, or why not.
///
/// # Errors
/// The home folder and the root of the file system hold much that is no project.
pub fn may_index(root: &Path) -> Result<(), String> {
    let real = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    if real.parent().is_none() {
        return Err(
            "the root of the file system is not indexed; open a project's folder".to_owned(),
        );
    }
    let home = std::env::var_os("HOME")
        .or_else(|| std::env::var_os("USERPROFILE"))
        .map(PathBuf::from);
    if home
        .and_then(|home| home.canonicalize().ok())
        .is_some_and(|home| home == real)
    {
        return Err("the home folder is not indexed; open a project's folder".to_owned());
    }
    Ok(())
}

fn relative(root: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path
        .strip_prefix(root)
        .ok()?
        .components()
        .map(|part| part.as_os_str().to_str())
        .collect();
    Some(parts?.join("/"))
}

/// A file in `folder` that would be read for what to ignore and is no file.
fn odd_ignore_file(folder: &Path) -> Option<PathBuf> {
    IGNORE_FILES
        .iter()
        .map(|name| folder.join(name))
        .find(|path| path.metadata().is_ok_and(|metadata| !metadata.is_file()))
}

fn is_entered(entry: &DirEntry, reads_ignore_files: bool) -> bool {
    if !entry.file_type().is_some_and(|kind| kind.is_dir()) {
        return true;
    }
    let Some(name) = entry.file_name().to_str() else {
        return false;
    };
    if !is_own_folder(name) || (reads_ignore_files && odd_ignore_file(entry.path()).is_some()) {
        return false;
    }
    if entry.path().join("pyvenv.cfg").exists() {
        return false;
    }
    let beside = entry.path().parent();
    !beside.is_some_and(|beside| is_output(beside, name))
}

/// Whether a folder of this name may hold something of the project, as far as its name tells.
pub(crate) fn is_own_folder(name: &str) -> bool {
    let is_hidden = name.starts_with('.') && name != ".github";
    !is_hidden && !FOREIGN_FOLDERS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(paths: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for path in paths {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x = 1\n").unwrap();
        }
        folder
    }

    fn found(folder: &Path) -> Vec<String> {
        let walk = walk(folder, WalkLimits::default(), |name| {
            name.ends_with(".py") || name == ".flake8"
        });
        walk.files.into_iter().map(|file| file.relative).collect()
    }

    #[test]
    fn finds_sources_and_leaves_out_what_is_not_the_projects() {
        let folder = tree(&[
            "app/users.py",
            "app/build/rules.py",
            "pyproject.toml",
            "build/lib/app.py",
            "dist/app.py",
            "node_modules/x/a.py",
            "env/pyvenv.cfg",
            "env/lib/a.py",
            ".venv/lib/a.py",
            ".git/hook.py",
            ".flake8",
            ".secret",
            "ignored/a.py",
        ]);
        std::fs::write(folder.path().join(".gitignore"), "ignored/\n").unwrap();
        assert_eq!(
            found(folder.path()),
            [".flake8", "app/build/rules.py", "app/users.py"]
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        use std::os::unix::fs::symlink;
        let folder = tree(&["a.py"]);
        symlink("/", folder.path().join("root")).unwrap();
        symlink(".", folder.path().join("again")).unwrap();
        symlink("a.py", folder.path().join("b.py")).unwrap();
        assert_eq!(found(folder.path()), ["a.py"]);
    }

    #[cfg(unix)]
    #[test]
    fn what_git_keeps_is_found_where_its_like_is_ignored() {
        let folder = tree(&[
            "app/config/kept.py",
            "app/config/other.py",
            "vendor/kept.py",
        ]);
        std::fs::write(folder.path().join(".gitignore"), "config/\nvendor/\n").unwrap();
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        let names = ["app/config/gone.py", "app/config/kept.py", "vendor/kept.py"];
        let mut index = b"DIRC\0\0\0\x02\0\0\0\x03".to_vec();
        for name in names {
            let start = index.len();
            index.resize(start + 24, 0);
            index.extend(0o100_644_u32.to_be_bytes());
            index.resize(start + 62, 0);
            index.extend(name.bytes());
            let end = start + (index.len() - start + 8) / 8 * 8;
            index.resize(end, 0);
        }
        std::fs::write(folder.path().join(".git/index"), index).unwrap();
        assert_eq!(found(folder.path()), ["app/config/kept.py"]);
        assert_eq!(found(&folder.path().join("app")), ["config/kept.py"]);
    }

    #[test]
    fn pipes_that_say_what_to_ignore_are_not_read() {
        let folder = tree(&["a.py", "sub/b.py"]);
        pipe(&folder.path().join("sub/.gitignore"));
        assert_eq!(found(folder.path()), ["a.py"]);
        pipe(&folder.path().join(".gitignore"));
        assert_eq!(found(folder.path()), ["a.py", "sub/b.py"]);
        assert_eq!(found(&folder.path().join("sub")), ["b.py"]);
    }

    #[cfg(unix)]
    fn pipe(path: &Path) {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    }

    #[test]
    fn a_walk_ends_at_its_limit_and_says_so() {
        let folder = tree(&["a.py", "b.py", "c.py"]);
        let walk = walk(folder.path(), WalkLimits { depth: 5, files: 2 }, |_| true);
        assert_eq!((walk.files.len(), walk.skipped.len()), (2, 1));
    }

    #[test]
    fn the_root_of_the_file_system_is_not_indexed() {
        assert!(may_index(Path::new("/")).is_err());
        assert!(may_index(tree(&["a.py"]).path()).is_ok());
    }
}
