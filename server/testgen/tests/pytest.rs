//! Tests generated for every use case under `tests/usecases`: planned here, run by the real pytest where
//! `BACKEND_MASTER_TEST_PYTHON` names an interpreter that has it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use model::{ManifestText, Manifests};
use syntax::file::FileFacts;
use syntax::language::Language;
use testgen::sources::SourceFile;
use testgen::{Generated, LeftOut, generate};

/// Collaborators that are not handed in: their tests need a database or a patched module.
const NOT_YET: &[&str] = &["leases", "weather"];

type Texts = BTreeMap<String, String>;

fn usecases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/usecases")
}

/// The value of a key at the top of an `expected.toml`.
fn expected(project: &Path, key: &str) -> Option<String> {
    let text = fs::read_to_string(project.join("expected.toml")).ok()?;
    let line = text
        .lines()
        .find(|line| line.starts_with(&format!("{key} = ")))?;
    Some(line.split('"').nth(1)?.to_owned())
}

fn read(root: &Path) -> io::Result<Texts> {
    let mut texts = Texts::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path
                .strip_prefix(root)
                .map(|path| path.to_string_lossy().replace('\\', "/"));
            if path.is_dir() && !path.ends_with("__pycache__") && !path.ends_with(".pytest_cache") {
                folders.push(path);
            } else if let (Ok(name), true) =
                (name, path.is_file() && !path.ends_with("expected.toml"))
                && let Ok(text) = fs::read_to_string(&path)
            {
                texts.insert(name, text);
            }
        }
    }
    Ok(texts)
}

/// The module a file is: its path below `src` or the root.
fn module(path: &str) -> (String, bool) {
    let path = path
        .strip_prefix("src/")
        .unwrap_or(path)
        .trim_end_matches(".py");
    let is_package = path.ends_with("/__init__") || path == "__init__";
    (
        path.trim_end_matches("/__init__").replace('/', "."),
        is_package,
    )
}

fn plan(texts: &Texts, target: &str, symbol: &str) -> Result<Generated, LeftOut> {
    let facts: Vec<(&String, &String, FileFacts)> = texts
        .iter()
        .filter(|(path, _)| path.ends_with(".py"))
        .map(|(path, text)| (path, text, syntax::extract(Language::Python, text)))
        .collect();
    let files: Vec<SourceFile<'_>> = facts
        .iter()
        .map(|(path, text, facts)| {
            let (name, is_package) = module(path);
            SourceFile {
                path,
                module: name.into(),
                is_package,
                links: Vec::new(),
                facts,
                text,
            }
        })
        .collect();
    let manifests: Vec<ManifestText<'_>> = texts
        .iter()
        .filter(|(path, _)| Manifests::is_manifest(path))
        .map(|(path, text)| ManifestText { path, text })
        .collect();
    generate(&files, &Manifests::read(&manifests), target, symbol)
}

fn projects() -> Vec<PathBuf> {
    let mut projects: Vec<PathBuf> = fs::read_dir(usecases())
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("expected.toml").is_file())
        .collect();
    projects.sort();
    projects
}

fn name(project: &Path) -> String {
    project
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// The texts of a project, and those with the generated tests in them.
fn with_tests(project: &Path) -> Option<(Texts, Texts, Generated)> {
    let before = read(project).ok()?;
    let target = expected(project, "target")?;
    let symbol = expected(project, "symbol")?;
    let generated = plan(&before, &target, &symbol).ok()?;
    let mut after = before.clone();
    after.insert(generated.path.clone(), generated.text.clone());
    for init in &generated.inits {
        after.insert(init.clone(), String::new());
    }
    Some((before, after, generated))
}

#[test]
fn every_use_case_gets_tests_where_they_belong_and_only_once() {
    let projects = projects();
    assert!(projects.len() > 12, "use cases are missing");
    for project in projects
        .iter()
        .filter(|project| !NOT_YET.contains(&name(project).as_str()))
    {
        let of = name(project);
        let (before, after, generated) =
            with_tests(project).unwrap_or_else(|| unreachable!("{of}: no tests"));
        assert_eq!(
            Some(&generated.path),
            expected(project, "test_file").as_ref(),
            "{of}"
        );
        assert!(!generated.tests.is_empty(), "{of}: nothing is tested");
        if let Some(old) = before.get(&generated.path) {
            assert!(
                !generated.is_new && lines_kept(old, &generated.text),
                "{of}: what was there is changed"
            );
        }
        let facts = syntax::extract(Language::Python, &generated.text);
        assert!(
            facts.items.iter().all(|item| item.facts.broken.is_empty()),
            "{of}: it does not parse"
        );
        let target = expected(project, "target").unwrap_or_default();
        let symbol = expected(project, "symbol").unwrap_or_default();
        let again = plan(&after, &target, &symbol).map(|again| (again.tests, again.text));
        assert_eq!(
            again.ok(),
            Some((Vec::new(), generated.text)),
            "{of}: a second run adds something"
        );
    }
}

/// Whether every line but imports is still there, in its order.
fn lines_kept(old: &str, new: &str) -> bool {
    let mut lines = new.lines();
    old.lines()
        .filter(|line| !line.contains("import"))
        .all(|line| lines.any(|other| other == line))
}

#[test]
fn what_is_written_is_what_a_person_reviewed() {
    for of in ["users", "projects"] {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{of}.py"));
        let (_, _, generated) =
            with_tests(&usecases().join(of)).unwrap_or_else(|| unreachable!("{of}: no tests"));
        if std::env::var_os("BACKEND_MASTER_ACCEPT").is_some() {
            assert!(fs::write(&golden, &generated.text).is_ok());
        }
        assert_eq!(
            generated.text,
            fs::read_to_string(&golden).unwrap_or_default(),
            "{}",
            golden.display()
        );
    }
}

#[test]
fn every_generated_test_is_green() {
    let Some(python) = std::env::var_os("BACKEND_MASTER_TEST_PYTHON") else {
        println!("left out: BACKEND_MASTER_TEST_PYTHON names no interpreter");
        return;
    };
    for project in projects()
        .iter()
        .filter(|project| !NOT_YET.contains(&name(project).as_str()))
    {
        let of = name(project);
        let (_, after, generated) =
            with_tests(project).unwrap_or_else(|| unreachable!("{of}: no tests"));
        let folder = std::env::temp_dir().join(format!("testgen-{of}-{}", std::process::id()));
        for (path, text) in &after {
            let path = folder.join(path);
            assert!(
                path.parent()
                    .is_some_and(|parent| fs::create_dir_all(parent).is_ok())
            );
            assert!(fs::write(path, text).is_ok());
        }
        let output = Command::new(&python)
            .args(["-m", "pytest", "-q", "-p", "no:cacheprovider"])
            .args(
                fs::read_to_string(project.join("expected.toml"))
                    .unwrap_or_default()
                    .lines()
                    .filter(|line| line.starts_with("runner_args"))
                    .flat_map(|line| {
                        line.split('"')
                            .skip(1)
                            .step_by(2)
                            .map(ToOwned::to_owned)
                            .collect::<Vec<_>>()
                    }),
            )
            .current_dir(&folder)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .output();
        let removed = fs::remove_dir_all(&folder);
        assert!(removed.is_ok(), "{}", folder.display());
        let output = output.map(|output| {
            (
                output.status.success(),
                String::from_utf8_lossy(&output.stdout).into_owned(),
            )
        });
        let (green, shown) = output.unwrap_or_else(|error| (false, error.to_string()));
        let last = shown.lines().last().unwrap_or_default().to_owned();
        assert!(
            green && !last.contains("skipped") && !last.contains("warning"),
            "{of}:\n{shown}"
        );
        let passed = last
            .split(' ')
            .next()
            .and_then(|count| count.parse::<usize>().ok())
            .unwrap_or(0);
        assert!(
            passed >= generated.tests.len(),
            "{of}: {passed} of {} tests ran",
            generated.tests.len()
        );
    }
}
