//! Tests of scripts: where they belong, that they parse, that a second run adds nothing, and what a person reviewed.

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
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/usecases/node")
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

/// The file that a relative import leads to.
fn linked(texts: &Texts, from: &str, module: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in module.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let stem = parts.join("/");
    let stem = stem.trim_end_matches(".js");
    ["ts", "js"]
        .iter()
        .map(|ending| format!("{stem}.{ending}"))
        .find(|path| texts.contains_key(path))
}

fn plan(texts: &Texts, target: &str, symbol: &str) -> Result<Generated, LeftOut> {
    let facts: Vec<(&String, &String, FileFacts)> = texts
        .iter()
        .filter_map(|(path, text)| {
            let language = Language::of_path(path)?;
            Some((path, text, syntax::extract(language, text)))
        })
        .collect();
    let files: Vec<SourceFile<'_>> = facts
        .iter()
        .map(|(path, text, facts)| {
            let imports = facts
                .items
                .iter()
                .flat_map(|item| &item.facts.summary.imports);
            let links = imports.filter(|import| import.module.starts_with('.'));
            SourceFile {
                path,
                module: Name::new(path),
                is_package: false,
                links: links
                    .filter_map(|import| {
                        let found = linked(texts, path, &import.module)?;
                        Some((import.module.clone(), found))
                    })
                    .collect(),
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

fn generated(name: &str) -> (Texts, Generated) {
    let texts = project(name);
    let made = plan(
        &texts,
        &expected(&texts, "target"),
        &expected(&texts, "symbol"),
    );
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
    assert!(names.len() > 7, "use cases are missing");
    for name in &names {
        let (mut texts, made) = generated(name);
        assert_eq!(made.path, expected(&texts, "test_file"), "{name}");
        assert_eq!(made.left_out, [], "{name}");
        let language = Language::of_path(&made.path).unwrap_or(Language::TypeScript);
        let facts = syntax::extract(language, &made.text);
        assert!(
            facts.items.iter().all(|item| item.facts.broken.is_empty()),
            "{name}: it does not parse\n{}",
            made.text
        );
        texts.insert(made.path.clone(), made.text.clone());
        let again = plan(
            &texts,
            &expected(&texts, "target"),
            &expected(&texts, "symbol"),
        );
        assert_eq!(
            again.ok().map(|again| (again.tests, again.text)),
            Some((Vec::new(), made.text)),
            "{name}: a second run adds something"
        );
    }
}

#[test]
fn what_is_written_is_what_a_person_reviewed() {
    for name in ["rentals", "carts", "slots"] {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.ts"));
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

/// Adds one file to a project without anything else and says what stands in the way of its tests.
fn why_not(source: &str, symbol: &str) -> String {
    let texts: Texts = [
        ("package.json".to_owned(), "{}".to_owned()),
        ("src/target.ts".to_owned(), source.to_owned()),
    ]
    .into();
    match plan(&texts, "src/target.ts", symbol) {
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
            "export async function load(client: Client): Promise<string> { return client.get(); }",
            "the type of `client` tells no value",
        ),
        (
            "export function stamp(at: { now(): Date }): number { return at.now().getTime(); }",
            "the type of `at` tells no value",
        ),
        (
            "export function today(name: string): string { if (new Date() > name) return name; return '' }",
            "it depends on `Date`",
        ),
        (
            "export interface Log { add(text: string): Promise<void> }\n\
             export function note(log: Log): string { if (log.add('x')) return 'a'; return 'b' }",
            "a promise that is not waited for",
        ),
        (
            "export function total(items: number[]): number {\n\
             let sum = 0; items.forEach((item) => { sum += item; }); return sum }",
            "`sum` is changed by several functions",
        ),
    ] {
        let symbol = source
            .split("function ")
            .nth(1)
            .and_then(|rest| rest.split('(').next());
        assert_eq!(why_not(source, symbol.unwrap_or_default()), why, "{source}");
    }
}
