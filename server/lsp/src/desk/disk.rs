//! Reads folders and files in the background and turns them into what a project takes.
//! Never decides what to read from the text of a document; open documents are the desk's alone.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ide::{Project, SourceFile, is_manifest, is_taken_in};
use syntax::language::Language;
use syntax::text::Text;
use workspace::{Found, MAX_FILE_SIZE, MAX_MANIFEST_SIZE, Walk, WalkLimits};

/// A folder that was read as a whole.
pub struct Loaded {
    pub root: PathBuf,
    pub project: Project,
    /// The paths of its configuration files and manifests.
    pub manifests: BTreeSet<String>,
    /// The folders in it that were gone through.
    pub folders: Vec<String>,
}

/// Files of a folder that were read again.
#[derive(Clone)]
pub struct Updates {
    pub root: PathBuf,
    pub files: Vec<(String, Content)>,
    /// All files of the folder were looked for.
    pub survey: Option<Surveyed>,
}

/// What else a look for all files has brought.
#[derive(Clone)]
pub struct Surveyed {
    /// The folders that were gone through.
    pub folders: Vec<String>,
    pub took: Duration,
}

/// What a file is on disk now.
#[derive(Clone)]
pub enum Content {
    Source(SourceFile),
    Manifest(String),
    /// It is gone, or it is nothing that is understood.
    Nothing,
}

/// Reads everything in `root` into a copy of `project`.
pub fn load(root: PathBuf, mut project: Project) -> Loaded {
    let Walk { files, folders, .. } = walk(&root);
    let mut sources = Vec::new();
    let mut manifests: Vec<(String, String)> = Vec::new();
    for (path, content) in read_all(files) {
        match content {
            Content::Source(source) => sources.push((path, source)),
            Content::Manifest(text) => manifests.push((path, text)),
            Content::Nothing => {}
        }
    }
    let paths = manifests.iter().map(|(path, _)| path.clone()).collect();
    project.load(sources, manifests);
    // Recognised here, so that the first answer does not have to wait for it.
    let _ = project.things();
    Loaded {
        root,
        project,
        manifests: paths,
        folders,
    }
}

/// Reads the named files of `root` again.
pub fn reread(root: PathBuf, paths: Vec<String>) -> Updates {
    let files = paths.into_iter().map(|relative| {
        let path = root.join(&relative);
        let content = read(&Found {
            relative: relative.clone(),
            path,
        });
        (relative, content)
    });
    Updates {
        files: files.collect(),
        root,
        survey: None,
    }
}

/// Reads the configuration files and manifests that stand in one folder below `root`.
pub fn manifests_in(root: &Path, folder: &str) -> Vec<(String, String)> {
    if workspace::may_index(root).is_err() {
        return Vec::new();
    }
    // Not a walk: ignore files may be large, or pipes that nobody writes to.
    let names = workspace::names_in(&root.join(folder)).into_iter();
    let paths = names.map(|name| match folder {
        "" => name,
        _ => format!("{folder}/{name}"),
    });
    let manifests = paths.filter(|path| is_manifest(path));
    let read = |path: String| {
        let reading = workspace::read(&root.join(&path), MAX_MANIFEST_SIZE).ok()?;
        Some((path, reading.text))
    };
    manifests.filter_map(read).collect()
}

/// Looks for files that have come or gone since `known` was true, and reads the new ones.
pub fn survey(root: PathBuf, known: &BTreeSet<String>) -> Updates {
    let started = Instant::now();
    let Walk {
        files: found,
        folders,
        ..
    } = walk(&root);
    let present: BTreeSet<&str> = found.iter().map(|found| found.relative.as_str()).collect();
    let gone: Vec<(String, Content)> = known
        .iter()
        .filter(|path| !present.contains(path.as_str()))
        .map(|path| (path.clone(), Content::Nothing))
        .collect();
    let new = found
        .iter()
        .filter(|found| !known.contains(&found.relative))
        .cloned();
    let mut files = read_all(new.collect());
    files.extend(gone);
    Updates {
        root,
        files,
        survey: Some(Surveyed {
            folders,
            took: started.elapsed(),
        }),
    }
}

fn walk(root: &Path) -> Walk {
    if let Err(why) = workspace::may_index(root) {
        tracing::warn!("a folder is not indexed: {why}");
        return Walk::default();
    }
    let walk = workspace::walk(root, WalkLimits::default(), is_taken_in);
    for skipped in &walk.skipped {
        tracing::warn!("left out: {}", skipped.why);
    }
    walk
}

/// Reads and extracts with all cores but one, which stays free for the person who types.
fn read_all(files: Vec<Found>) -> Vec<(String, Content)> {
    let threads =
        thread::available_parallelism().map_or(1, |cores| cores.get().saturating_sub(1).max(1));
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(files.len()));
    let work = || {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            // A file that the code cannot cope with is left out, the others are not.
            let content = catch_unwind(AssertUnwindSafe(|| read(file))).unwrap_or(Content::Nothing);
            let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
            results.push((file.relative.clone(), content));
        }
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            let worker = thread::Builder::new().stack_size(crate::STACK_SIZE);
            if let Err(error) = worker.spawn_scoped(scope, work) {
                tracing::warn!("a folder is read with fewer threads: {error}");
            }
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by(|(one, _), (other, _)| one.cmp(other));
    results
}

fn read(file: &Found) -> Content {
    if let Some(language) = Language::of_path(&file.relative) {
        let Ok(reading) = workspace::read(&file.path, MAX_FILE_SIZE) else {
            return Content::Nothing;
        };
        return Content::Source(SourceFile {
            facts: Arc::new(syntax::extract(language, &reading.text).without_bodies()),
            text: Some(Text::from(reading.text.as_str())),
            is_lossy: reading.is_lossy,
        });
    }
    if !is_manifest(&file.relative) {
        return Content::Nothing;
    }
    match workspace::read(&file.path, MAX_MANIFEST_SIZE) {
        Ok(reading) => Content::Manifest(reading.text),
        Err(_) => Content::Nothing,
    }
}
