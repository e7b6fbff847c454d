//! Extracts every source file below the given folders and compares with parses of whole files: what is broken
//! in an item but not in its file was split wrongly. `cargo run --release -p syntax --example check_split -- FOLDER…`

#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use syntax::extract;
use syntax::language::Language;
use syntax::limits::{Analysis, analysis_of};

fn grammar(language: Language) -> tree_sitter::Language {
    match language {
        Language::Python => tree_sitter_python::LANGUAGE.into(),
        Language::JavaScript => tree_sitter_javascript::LANGUAGE.into(),
        Language::TypeScript => tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
        Language::Tsx => tree_sitter_typescript::LANGUAGE_TSX.into(),
        Language::Go => tree_sitter_go::LANGUAGE.into(),
        Language::Rust => tree_sitter_rust::LANGUAGE.into(),
    }
}

#[derive(Default)]
struct Counts {
    files: usize,
    bytes: usize,
    items: usize,
    broken_files: usize,
    without_items: usize,
    split_wrongly: usize,
    parsing: Duration,
    extracting: Duration,
}

fn main() {
    let mut counts = Counts::default();
    let mut pending: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).into_iter().flatten().flatten();
            pending.extend(entries.map(|entry| entry.path()));
        } else if path.is_file() {
            check(&path, &mut counts);
        }
    }
    println!(
        "{} files, {} KiB, {} items; {} files are broken, {} have no items, {} were split wrongly",
        counts.files,
        counts.bytes / 1024,
        counts.items,
        counts.broken_files,
        counts.without_items,
        counts.split_wrongly,
    );
    let (parsing, extracting) = (counts.parsing, counts.extracting);
    let times = extracting.as_secs_f64() / parsing.as_secs_f64().max(1e-9);
    println!("parsing {parsing:.2?}, extracting {extracting:.2?}: {times:.2} times as long");
}

fn check(path: &Path, counts: &mut Counts) {
    let language = path.to_str().and_then(Language::of_path);
    let (Some(language), Ok(text)) = (language, fs::read_to_string(path)) else {
        return;
    };
    if analysis_of(&text) != Analysis::Full {
        return;
    }
    let mut parser = tree_sitter::Parser::new();
    let start = Instant::now();
    let whole = match parser.set_language(&grammar(language)) {
        Ok(()) => parser.parse(&text, None),
        Err(_) => None,
    };
    counts.parsing += start.elapsed();
    let start = Instant::now();
    let facts = extract(language, &text);
    counts.extracting += start.elapsed();
    counts.files += 1;
    counts.bytes += text.len();
    counts.items += facts.items.len();
    if facts.items.is_empty() && !text.trim().is_empty() {
        counts.without_items += 1;
        println!("{}: no items", path.display());
    }
    if whole.is_none_or(|tree| tree.root_node().has_error()) {
        counts.broken_files += 1;
        return;
    }
    let broken = facts
        .items
        .iter()
        .find(|item| !item.facts.broken.is_empty());
    if let Some(item) = broken {
        counts.split_wrongly += 1;
        let before = text.get(..item.span.start as usize).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        println!("{}:{line}: {:?} is broken", path.display(), item.kind);
    }
}
