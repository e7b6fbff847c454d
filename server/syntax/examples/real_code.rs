//! Extracts every file below the folders given and compares with a parse of whole files.
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use syntax::language::Language;

fn walk(dir: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return;
    };
    let mut entries: Vec<_> = entries.flatten().map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            walk(&path, files)
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path)
        }
    }
}

fn main() {
    let mut files = Vec::new();
    for arg in std::env::args().skip(1) {
        walk(Path::new(&arg), &mut files);
    }
    let mut parser = tree_sitter::Parser::new();
    parser
        .set_language(&tree_sitter_rust::LANGUAGE.into())
        .unwrap();
    let (mut t_parse, mut t_extract) = (Duration::ZERO, Duration::ZERO);
    let (mut n, mut bytes, mut clean, mut bad, mut empty, mut items) = (0, 0, 0, 0, 0, 0);
    let mut slow: Vec<(f64, PathBuf)> = Vec::new();
    for path in &files {
        let Ok(text) = std::fs::read_to_string(path) else {
            continue;
        };
        if syntax::limits::analysis_of(&text) != syntax::limits::Analysis::Full {
            continue;
        }
        n += 1;
        bytes += text.len();
        let start = Instant::now();
        let tree = parser.parse(&text, None).unwrap();
        let p = start.elapsed();
        t_parse += p;
        let start = Instant::now();
        let facts = syntax::extract(Language::Rust, &text);
        let e = start.elapsed();
        t_extract += e;
        if e > Duration::from_millis(20) {
            slow.push((e.as_secs_f64() / p.as_secs_f64(), path.clone()));
        }
        items += facts.items.len();
        if facts.items.is_empty() && !text.trim().is_empty() {
            empty += 1;
            println!("EMPTY {}", path.display());
        }
        if !tree.root_node().has_error() {
            clean += 1;
            let broken = facts.items.iter().find(|i| !i.facts.broken.is_empty());
            if let Some(item) = broken {
                bad += 1;
                let at = item.facts.broken[0].shifted(item.span.start);
                let line = text[..at.start as usize].matches('\n').count() + 1;
                let shown: String = text[at.range()].chars().take(100).collect();
                println!(
                    "BAD {}:{} {:?} {:?}",
                    path.display(),
                    line,
                    item.kind,
                    shown
                );
            }
        }
    }
    slow.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (r, p) in slow.iter().take(5) {
        println!("SLOW {r:.1} {}", p.display());
    }
    println!(
        "{n} files, {bytes} bytes, {items} items, {clean} clean, {bad} bad, {empty} empty; parse {t_parse:?} extract {t_extract:?} ratio {:.2}",
        t_extract.as_secs_f64() / t_parse.as_secs_f64()
    );
}
