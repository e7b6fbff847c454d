//! How the project writes its tests: where they stand and how asynchronous ones are run.

pub mod rust;
pub mod script;

use model::Manifests;
use syntax::facts::{Name, ParamKind};

use crate::sources::Sources;

/// How a test of an asynchronous function is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsyncStyle {
    /// `async def` alone: pytest-asyncio in auto mode.
    Auto,
    /// Under `@pytest.mark.asyncio`.
    Asyncio,
    /// Under `@pytest.mark.anyio`.
    Anyio,
    /// A plain function around `asyncio.run`.
    Run,
}

/// How the project's test files look.
#[derive(Clone, Debug)]
pub struct Style {
    /// Relative to the root.
    pub path: String,
    /// Files without content that have to be there for the new file to be found.
    pub inits: Vec<String>,
    pub asynchronous: AsyncStyle,
    /// Whether the project has a fixture that names the anyio backend already.
    pub has_backend: bool,
    pub has_utc: bool,
}

pub fn of(sources: Sources<'_>, manifests: &Manifests, target: usize) -> Style {
    let path = sources.file(target).map_or("", |file| file.path);
    let has = |name: &str| manifests.dependency(path, name).is_some();
    let pytest = manifests.pytest(path);
    let mode = pytest.and_then(|pytest| pytest.asyncio_mode.as_deref());
    let tests: Vec<(usize, &str)> = sources
        .files
        .iter()
        .enumerate()
        .filter(|(_, file)| is_test(file.path) || file.path.ends_with("conftest.py"))
        .map(|(at, file)| (at, file.path))
        .collect();
    let marked = |mark: &str| {
        tests.iter().any(|(at, _)| {
            sources
                .file(*at)
                .is_some_and(|file| file.text.contains(mark))
        })
    };
    let has_async_test = tests.iter().any(|(at, _)| {
        sources.file(*at).is_some_and(|file| {
            file.facts.items.iter().any(|item| {
                item.facts.summary.functions.iter().any(|function| {
                    function.signature.is_async && function.signature.name.starts_with("test")
                })
            })
        })
    });
    let asynchronous = if mode == Some("auto")
        || (has("pytest-asyncio")
            && has_async_test
            && !marked("mark.asyncio")
            && !marked("mark.anyio"))
    {
        AsyncStyle::Auto
    } else if marked("mark.asyncio") || has("pytest-asyncio") {
        AsyncStyle::Asyncio
    } else if marked("mark.anyio") || has("anyio") {
        AsyncStyle::Anyio
    } else {
        AsyncStyle::Run
    };
    let has_backend = tests.iter().any(|(at, path)| {
        path.ends_with("conftest.py")
            && sources
                .file(*at)
                .is_some_and(|file| file.text.contains("def anyio_backend"))
    });
    let (path, inits) = place(sources, manifests, path);
    Style {
        path,
        inits,
        asynchronous,
        has_backend,
        has_utc: has_utc(manifests, sources, target),
    }
}

/// Whether the oldest Python the project runs on has `datetime.UTC` (3.11).
fn has_utc(manifests: &Manifests, sources: Sources<'_>, target: usize) -> bool {
    let path = sources.file(target).map_or("", |file| file.path);
    let imported =
        sources.files.iter().any(|file| {
            file.facts.items.iter().any(|item| {
                item.facts.summary.imports.iter().any(|import| {
                    import.module == "datetime" && import.name.as_deref() == Some("UTC")
                })
            })
        });
    let declared = manifests
        .around(path)
        .find_map(|(_, folder)| folder.language_versions.clone());
    let minor = declared.as_deref().and_then(|versions| {
        let at = versions.find("3.")?;
        let digits: String = versions
            .get(at + 2..)?
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        digits.parse::<u32>().ok()
    });
    imported || minor.is_some_and(|minor| minor >= 11)
}

pub fn is_test(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with("test_") && name.ends_with(".py") || name.ends_with("_test.py")
}

pub(crate) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Where the tests of a file belong: beside the tests of its neighbours, else where the configuration says,
/// else under `tests`. A folder of tests that mirrors the packages is followed.
fn place(sources: Sources<'_>, manifests: &Manifests, path: &str) -> (String, Vec<String>) {
    let stem = path
        .rsplit('/')
        .next()
        .unwrap_or(path)
        .trim_end_matches(".py");
    let tests: Vec<&str> = sources
        .files
        .iter()
        .map(|file| file.path)
        .filter(|path| is_test(path))
        .collect();
    let suffixed = !tests.is_empty() && tests.iter().all(|path| path.ends_with("_test.py"));
    let stem = stem.trim_matches('_');
    let name = if suffixed {
        format!("{stem}_test.py")
    } else {
        format!("test_{stem}.py")
    };
    // The tests of this very file are there already.
    let mine: Vec<&&str> = tests
        .iter()
        .filter(|test| test.rsplit('/').next() == Some(name.as_str()))
        .collect();
    if let [only] = mine.as_slice() {
        return ((**only).to_owned(), Vec::new());
    }
    let root = manifests
        .pytest(path)
        .and_then(|pytest| pytest.test_paths.first().cloned());
    let root = root.unwrap_or_else(|| {
        let top = tests.iter().find_map(|test| {
            let at = test
                .split('/')
                .position(|part| matches!(part, "tests" | "test"))?;
            Some(Name::from(
                test.split('/').take(at + 1).collect::<Vec<_>>().join("/"),
            ))
        });
        top.unwrap_or_else(|| Name::new("tests"))
    });
    // A neighbour is a source file of the same folder that has tests.
    let neighbour = sources.files.iter().filter(|file| folder(file.path) == folder(path) && !is_test(file.path)).find_map(|file| {
        let stem = file.path.rsplit('/').next()?.trim_end_matches(".py");
        tests.iter().find(|test| matches!(test.rsplit('/').next(), Some(name) if name == format!("test_{stem}.py") || name == format!("{stem}_test.py")))
    });
    // Else one that imports from the same folder.
    let module_folder = sources
        .files
        .iter()
        .find(|file| file.path == path)
        .map(|file| match file.module.rsplit_once('.') {
            Some((package, _)) => package.to_owned(),
            None => String::new(),
        });
    let importing = || {
        let package = module_folder
            .as_deref()
            .filter(|package| !package.is_empty())?;
        let top = package.split('.').next()?;
        sources
            .files
            .iter()
            .filter(|file| is_test(file.path))
            .max_by_key(|file| {
                file.facts
                    .items
                    .iter()
                    .flat_map(|item| &item.facts.summary.imports)
                    .map(|import| {
                        if import.module.starts_with(package) {
                            2
                        } else {
                            u8::from(import.module.split('.').next() == Some(top))
                        }
                    })
                    .max()
                    .unwrap_or(0)
            })
    };
    let chosen = match neighbour {
        Some(test) => folder(test).to_owned(),
        None => match importing() {
            Some(file) => folder(file.path).to_owned(),
            None => root.to_string(),
        },
    };
    let path = if chosen.is_empty() {
        name
    } else {
        format!("{chosen}/{name}")
    };
    (path.clone(), inits(sources, &path))
}

/// `__init__.py` files for new folders, where the test folders are packages.
fn inits(sources: Sources<'_>, path: &str) -> Vec<String> {
    let mut out = Vec::new();
    let known = |folder: &str| {
        sources
            .files
            .iter()
            .any(|file| file.path.starts_with(&format!("{folder}/")))
    };
    let mut at = folder(path);
    while !at.is_empty() && !known(at) {
        let outer = folder(at);
        if !outer.is_empty() && sources.at_path(&format!("{outer}/__init__.py")).is_some() {
            out.push(format!("{at}/__init__.py"));
        }
        at = outer;
    }
    out
}

/// Fixtures that a test at the path sees without importing them: those of `conftest.py` around it.
pub fn fixtures(sources: Sources<'_>, path: &str) -> Vec<(usize, Name)> {
    let mut out = Vec::new();
    for (at, file) in sources.files.iter().enumerate() {
        let around = folder(file.path);
        let sees = file.path == path
            || (file.path.rsplit('/').next() == Some("conftest.py")
                && (around.is_empty() || path.starts_with(&format!("{around}/"))));
        if !sees {
            continue;
        }
        for item in &file.facts.items {
            for function in &item.facts.summary.functions {
                let fixture = function.signature.decorators.iter().any(|decorator| {
                    matches!(crate::plan::class::last(&decorator.path), "fixture")
                });
                if fixture
                    && !function
                        .signature
                        .params
                        .iter()
                        .any(|param| param.kind == ParamKind::Receiver)
                {
                    out.push((at, function.signature.name.clone()));
                }
            }
        }
    }
    out
}
