//! Extracts every file below the given paths and tells where the facts are not what a parse of the whole file says.
//!
//! `cargo run --release -p syntax --example survey -- PATH…` is for whoever works on an adapter: code of strangers
//! shows what fixtures do not. A file that parses without an error must have no broken place, and one with text
//! must have items.

#![allow(clippy::print_stdout)]

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use syntax::extract;
use syntax::facts::{ExprKind, StmtKind};
use syntax::language::Language;
use syntax::limits::{Analysis, analysis_of};
use tree_sitter::Parser;

/// Places shown of each kind of fault.
const SHOWN: usize = 20;

#[derive(Default)]
struct Survey {
    files: usize,
    bytes: usize,
    items: usize,
    /// Files that a parse of the whole finds wrong.
    wrong: usize,
    without_items: Vec<String>,
    broken: Vec<String>,
    unknown: Vec<String>,
    parsing: Duration,
    extracting: Duration,
}

fn main() {
    let mut survey = Survey::default();
    let mut pending: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    while let Some(path) = pending.pop() {
        if let Ok(entries) = fs::read_dir(&path) {
            pending.extend(entries.flatten().map(|entry| entry.path()));
        } else if let (Some(language), Ok(text)) = (
            Language::of_path(&path.to_string_lossy()),
            fs::read_to_string(&path),
        ) {
            survey.file(language, &path.to_string_lossy(), &text);
        }
    }
    println!(
        "{} files, {} bytes, {} items; {} wrong by themselves",
        survey.files, survey.bytes, survey.items, survey.wrong
    );
    println!(
        "parsing {:?}, extracting {:?}: {:.2} times",
        survey.parsing,
        survey.extracting,
        survey.extracting.as_secs_f64() / survey.parsing.as_secs_f64().max(f64::EPSILON)
    );
    for (what, places) in [
        ("without items", &survey.without_items),
        ("broken though they parse", &survey.broken),
        ("not understood", &survey.unknown),
    ] {
        println!("{} {what}", places.len());
        for place in places.iter().take(SHOWN) {
            println!("    {place}");
        }
    }
}

impl Survey {
    fn file(&mut self, language: Language, path: &str, text: &str) {
        if analysis_of(text) != Analysis::Full {
            return;
        }
        let mut parser = Parser::new();
        let start = Instant::now();
        let _ = parser.set_language(&grammar(language));
        let tree = parser.parse(text, None);
        self.parsing += start.elapsed();
        let start = Instant::now();
        let facts = extract(language, text);
        self.extracting += start.elapsed();
        self.files += 1;
        self.bytes += text.len();
        self.items += facts.items.len();
        if facts.items.is_empty() && !text.trim().is_empty() {
            self.without_items.push(path.to_owned());
        }
        if tree.is_none_or(|tree| tree.root_node().has_error()) {
            self.wrong += 1;
            return;
        }
        for item in &facts.items {
            let line = |at: u32| {
                let before = text.get(..at as usize).unwrap_or_default();
                before.matches('\n').count() + 1
            };
            for place in &item.facts.broken {
                let at = place.shifted(item.span.start);
                let shown = text.get(at.range()).unwrap_or_default();
                self.broken
                    .push(format!("{path}:{}: {shown:.80}", line(at.start)));
            }
            let Some(body) = &item.facts.body else {
                continue;
            };
            let exprs = body.exprs.iter();
            let exprs = exprs.filter(|(_, expr)| matches!(expr.kind, ExprKind::Unknown { .. }));
            let stmts = body.stmts();
            let stmts = stmts.filter(|(_, stmt)| matches!(stmt.kind, StmtKind::Unknown { .. }));
            let spans = exprs.map(|(_, expr)| expr.span);
            for span in spans.chain(stmts.map(|(_, stmt)| stmt.span)) {
                let at = span.shifted(item.span.start);
                let shown = text.get(at.range()).unwrap_or_default();
                let shown = shown.lines().next().unwrap_or_default();
                self.unknown
                    .push(format!("{path}:{}: {shown:.80}", line(at.start)));
            }
        }
    }
}

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
