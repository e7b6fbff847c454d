//! From paths on the command line to a loaded project; the reading itself is done by `workspace`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ide::{Overrides, Project, SourceFile};
use syntax::language::Language;
use syntax::text::Text;
use workspace::{MAX_FILE_SIZE, MAX_MANIFEST_SIZE, Unreadable, Walk, WalkLimits};

use crate::console::Console;

/// Files that make their folder the root of a project, the surest first.
const ROOT_MARKS: [&str; 10] = [
    "backend-master.toml",
    ".backend-master.toml",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "Pipfile",
    "requirements.txt",
    "package.json",
    "go.mod",
    "Cargo.toml",
];

/// Whether the code inside functions is kept. Findings of all files need it, what is known of a backend does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bodies {
    Kept,
    LeftOut,
}

/// A project read from disk.
pub struct Loaded {
    /// As it is reached from the working directory or absolutely, as the user named it.
    pub root: PathBuf,
    pub project: Project,
    /// Whether something could not be read that was asked for.
    pub has_problems: bool,
}

/// Reads the project that `path` belongs to.
///
/// # Errors
/// Where there is nothing at `path`, or it is a folder that is not indexed.
pub fn load(
    path: &Path,
    overrides: Overrides,
    bodies: Bodies,
    console: &mut Console,
) -> anyhow::Result<Loaded> {
    let real = path
        .canonicalize()
        .map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
    let root = root_of(&real);
    load_root(&root, overrides, bodies, console)
}

/// The root of the project that `path` belongs to: the nearest folder with a manifest, else the
/// nearest one under version control, else the folder itself.
pub fn root_of(path: &Path) -> PathBuf {
    let folder = if path.is_dir() {
        path
    } else {
        path.parent().unwrap_or(path)
    };
    let has_mark = |folder: &&Path| ROOT_MARKS.iter().any(|mark| folder.join(mark).is_file());
    let has_history = |folder: &&Path| folder.join(".git").exists();
    let usable = || {
        folder
            .ancestors()
            .filter(|folder| workspace::may_index(folder).is_ok())
    };
    usable()
        .find(has_mark)
        .or_else(|| usable().find(has_history))
        .unwrap_or(folder)
        .to_path_buf()
}

/// The folder of the workspace that a crate at `root` is a member of, or `root` itself.
pub fn workspace_of(root: &Path) -> PathBuf {
    let is_workspace = |folder: &&Path| {
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml"));
        manifest.is_ok_and(|text| text.contains("[workspace]"))
    };
    let found = root
        .ancestors()
        .filter(|folder| root.join("Cargo.toml").is_file() && workspace::may_index(folder).is_ok())
        .find(is_workspace);
    found.unwrap_or(root).to_path_buf()
}

/// Reads everything below the folder that was named, whatever project it belongs to.
///
/// # Errors
/// Where there is no such folder, or it is one that is not indexed.
pub fn load_exactly(root: &Path, console: &mut Console) -> anyhow::Result<Loaded> {
    let real = root
        .canonicalize()
        .map_err(|error| anyhow::anyhow!("{}: {error}", root.display()))?;
    anyhow::ensure!(real.is_dir(), "{}: it is not a folder", root.display());
    load_root(&real, Overrides::default(), Bodies::LeftOut, console)
}

/// Reads everything below `root`.
///
/// # Errors
/// Where `root` is a folder that is not indexed.
pub fn load_root(
    root: &Path,
    overrides: Overrides,
    bodies: Bodies,
    console: &mut Console,
) -> anyhow::Result<Loaded> {
    workspace::may_index(root).map_err(|why| anyhow::anyhow!("{}: {why}", root.display()))?;
    let walk = workspace::walk(root, WalkLimits::default(), ide::is_taken_in);
    let mut has_problems = false;
    for skipped in &walk.skipped {
        console.problem(&format!("{}: {}", skipped.path.display(), skipped.why));
        has_problems = true;
    }
    let (mut sources, mut manifests) = (Vec::new(), Vec::new());
    for read in read_all(walk, bodies) {
        match read.content {
            Ok(Content::Source(file)) => sources.push((read.relative, file)),
            Ok(Content::Manifest(text)) => manifests.push((read.relative, text)),
            Err(error) => {
                // What is no text is no source; what cannot be opened is worth a word.
                if matches!(error, Unreadable::Io(_)) || read.is_manifest {
                    console.problem(&format!("{}: {error}; it is left out", read.path.display()));
                    has_problems = true;
                }
            }
        }
    }
    let mut project = Project::new(overrides);
    project.load(sources, manifests);
    Ok(Loaded {
        root: root.to_path_buf(),
        project,
        has_problems,
    })
}

enum Content {
    Source(SourceFile),
    Manifest(String),
}

struct Read {
    relative: String,
    path: PathBuf,
    is_manifest: bool,
    content: Result<Content, Unreadable>,
}

fn read_all(walk: Walk, bodies: Bodies) -> Vec<Read> {
    workspace::in_parallel(walk.files, |found| {
        let is_manifest = ide::is_manifest(&found.relative);
        let content = match Language::of_path(&found.relative) {
            Some(language) => workspace::read(&found.path, MAX_FILE_SIZE)
                .map(|reading| Content::Source(source(language, &reading, bodies))),
            None => workspace::read(&found.path, MAX_MANIFEST_SIZE)
                .map(|reading| Content::Manifest(reading.text)),
        };
        Read {
            relative: found.relative,
            path: found.path,
            is_manifest,
            content,
        }
    })
}

/// Makes sure that a file named on the command line is part of the project, even one that a walk leaves out.
/// Gives its path below the root; tells the problem and gives nothing where it cannot be checked.
pub fn include(
    loaded: &mut Loaded,
    real: &Path,
    given: &Path,
    console: &mut Console,
) -> Option<String> {
    let relative: Option<Vec<&str>> = real
        .strip_prefix(&loaded.root)
        .ok()
        .and_then(|path| path.iter().map(|part| part.to_str()).collect());
    let relative = relative.map(|parts| parts.join("/"));
    let content = relative
        .as_ref()
        .map(|relative| (Language::of_path(relative), relative));
    let problem = match content {
        None => "its name is no UTF-8".to_owned(),
        Some((_, relative)) if loaded.project.contains(relative) => return Some(relative.clone()),
        Some((None, _)) => "no language of this program has files of this name".to_owned(),
        Some((Some(language), relative)) => match workspace::read(real, MAX_FILE_SIZE) {
            Ok(reading) => {
                loaded
                    .project
                    .set_source(relative, source(language, &reading, Bodies::Kept));
                return Some(relative.clone());
            }
            Err(error) => error.to_string(),
        },
    };
    console.problem(&format!("{}: {problem}", given.display()));
    loaded.has_problems = true;
    None
}

fn source(language: Language, reading: &workspace::Reading, bodies: Bodies) -> SourceFile {
    let facts = syntax::extract(language, &reading.text);
    SourceFile {
        text: Some(Text::from(reading.text.as_str())),
        facts: Arc::new(match bodies {
            Bodies::Kept => facts,
            Bodies::LeftOut => facts.without_bodies(),
        }),
        is_lossy: reading.is_lossy,
    }
}
