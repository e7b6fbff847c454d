//! Tests of crates: where they belong, that all else stays as it is, that a second run adds nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use model::{ManifestText, Manifests};
use syntax::facts::Name;
use syntax::file::FileFacts;
use syntax::language::Language;
use testgen::sources::SourceFile;
use testgen::{Generated, LeftOut, generate};

type Texts = BTreeMap<String, String>;

fn usecases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/usecases/rust")
}

fn read(folder: &Path, below: &str, texts: &mut Texts) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        let path = entry.path();
        if path.is_dir() {
            read(&path, &format!("{name}/"), texts);
        } else if let Ok(text) = fs::read_to_string(&path) {
            texts.insert(name, text);
        }
    }
}

fn project(name: &str) -> Texts {
    let mut texts = Texts::new();
    read(&usecases().join(name), "", &mut texts);
    texts
}

fn expected(texts: &Texts, key: &str) -> String {
    let text = texts.get("expected.toml").map_or("", String::as_str);
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{key} = ")));
    line.unwrap_or_default().trim_matches('"').to_owned()
}

/// The module that a file of a crate is.
fn module(name: &str, path: &str) -> Name {
    let inside = path.trim_start_matches("src/").trim_end_matches(".rs");
    match inside {
        "lib" | "main" => Name::new(name),
        inside => Name::from(format!("{name}.{}", inside.replace('/', "."))),
    }
}

fn plan(name: &str, texts: &Texts, target: &str, symbol: &str) -> Result<Generated, LeftOut> {
    let facts: Vec<(&String, &String, FileFacts)> = texts
        .iter()
        .filter(|(path, _)| path.ends_with(".rs"))
        .map(|(path, text)| (path, text, syntax::extract(Language::Rust, text)))
        .collect();
    let files: Vec<SourceFile<'_>> = facts
        .iter()
        .map(|(path, text, facts)| SourceFile {
            path,
            module: module(name, path),
            is_package: false,
            links: Vec::new(),
            facts,
            text,
        })
        .collect();
    // What a crate takes from its workspace is declared there.
    let manifests: Vec<ManifestText<'_>> = texts
        .iter()
        .filter(|(path, _)| Manifests::is_manifest(path))
        .map(|(path, text)| ManifestText { path, text })
        .collect();
    generate(&files, &Manifests::read(&manifests), target, symbol)
}

fn generated(name: &str) -> (Texts, Generated) {
    let texts = project(name);
    let (target, symbol) = (expected(&texts, "target"), expected(&texts, "symbol"));
    let made = plan(name, &texts, &target, &symbol);
    let made = made.unwrap_or_else(|left_out| unreachable!("{name}: {left_out:?}"));
    (texts, made)
}

#[test]
fn every_use_case_gets_tests_where_they_belong_and_only_once() {
    let names: Vec<String> = fs::read_dir(usecases())
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().join("expected.toml").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert!(names.len() > 9, "use cases are missing");
    for name in &names {
        let (mut texts, made) = generated(name);
        assert_eq!(made.path, expected(&texts, "test_file"), "{name}");
        assert_eq!(made.left_out, [], "{name}");
        let facts = syntax::extract(Language::Rust, &made.text);
        assert!(
            facts.items.iter().all(|item| item.facts.broken.is_empty()),
            "{name}: it does not parse\n{}",
            made.text
        );
        if let Some(before) = texts.get(&made.path) {
            let kept = before.trim_end().trim_end_matches('}').trim_end();
            assert!(made.text.starts_with(kept), "{name}: something was changed");
        }
        texts.insert(made.path.clone(), made.text.clone());
        let (target, symbol) = (expected(&texts, "target"), expected(&texts, "symbol"));
        let again = plan(name, &texts, &target, &symbol);
        assert_eq!(
            again.ok().map(|again| (again.tests, again.text)),
            Some((Vec::new(), made.text)),
            "{name}: a second run adds something"
        );
    }
}

#[test]
fn what_is_written_is_what_a_person_reviewed() {
    for name in ["boards", "votes", "sessions"] {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.rs"));
        let (_, made) = generated(name);
        if std::env::var_os("BACKEND_MASTER_ACCEPT").is_some() {
            assert!(fs::write(&golden, &made.text).is_ok());
        }
        assert_eq!(
            made.text,
            fs::read_to_string(&golden).unwrap_or_default(),
            "{}",
            golden.display()
        );
    }
}

/// Adds one file to a crate without anything else and says what stands in the way of its tests.
fn why_not(source: &str, symbol: &str) -> String {
    let texts: Texts = [
        (
            "Cargo.toml".to_owned(),
            "[package]\nname = \"a\"".to_owned(),
        ),
        ("src/lib.rs".to_owned(), source.to_owned()),
    ]
    .into();
    match plan("a", &texts, "src/lib.rs", symbol) {
        Ok(made) => made
            .left_out
            .iter()
            .map(|left_out| left_out.why.as_str())
            .collect(),
        Err(left_out) => left_out.why,
    }
}

#[test]
fn what_cannot_be_told_is_left_out_and_named() {
    for (source, why) in [
        (
            "pub fn load(pool: &sqlx::PgPool) -> u8 { 1 }",
            "the type of `pool` of `load` tells no value",
        ),
        (
            "pub fn first(items: &[u8]) -> u8 { items.iter().max_by(|a, b| a.cmp(b)).copied().unwrap_or(0) }",
            "`max_by` is not followed",
        ),
        (
            "use std::time::SystemTime;\n\
             pub fn late(at: SystemTime) -> bool { let now = SystemTime::now(); if now > at { return true; } false }",
            "it depends on the time",
        ),
        (
            "pub async fn load() -> u8 { 1 }",
            "no runtime for asynchronous tests is at hand",
        ),
        (
            "pub fn half(of: u8) -> u8 { if of == 0 { panic!(\"nothing\") } of / 2 }",
            "it panics here",
        ),
    ] {
        let symbol = source
            .split("fn ")
            .nth(1)
            .and_then(|rest| rest.split('(').next());
        assert_eq!(why_not(source, symbol.unwrap_or_default()), why, "{source}");
    }
}
