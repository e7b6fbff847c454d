//! Runs every block of every rule's page, and turns each block into hostile input.

use crate::support::{Workspace, line_of, without_markers};
use rules::config::{Overrides, Selection, Selector};
use rules::finding::{FixKind, FixRequest};
use rules::page::{self, Block, Page};
use rules::rule::{Check, RULES, Rule};
use syntax::language::Language;

/// The file of a block of this language that names none.
fn path_of(language: &str) -> &'static str {
    match language {
        "javascript" => "app/example.js",
        "typescript" => "app/example.ts",
        "go" => "app/example.go",
        "rust" => "app/src/example.rs",
        _ => "app/example.py",
    }
}

fn pages() -> impl Iterator<Item = (&'static Rule, Page<'static>)> {
    RULES
        .iter()
        .filter(|rule| !matches!(rule.check, Check::Engine))
        .map(|rule| (rule, page::parse(rule.page).unwrap()))
}

/// A block with code to check, as the file of one language.
struct Case<'p> {
    block: &'p Block<'static>,
    /// The block that shows what the fix makes of it.
    fixed: Option<&'p Block<'static>>,
    /// The file, where the block names none.
    path: &'static str,
}

/// Every block of a page in every language of the rule that it is tested in.
fn cases<'p>(page: &'p Page<'static>) -> impl Iterator<Item = Case<'p>> {
    let blocks = page.blocks.iter().enumerate();
    let blocks = blocks.filter(|(_, block)| !block.is_fixed);
    blocks.flat_map(move |(at, block)| {
        let fixed = page.blocks.get(at + 1).filter(|next| next.is_fixed);
        let has_paths = page::sections(block.text)
            .iter()
            .any(|section| section.path.is_some());
        let languages = page::tested_in(block.language).iter();
        languages
            .filter(move |language| page.meta.languages.contains(language))
            // Files that a block names say themselves what they are.
            .take(if has_paths { 1 } else { usize::MAX })
            .map(move |language| Case {
                block,
                fixed,
                path: path_of(language),
            })
    })
}

/// The files of a block; blocks name files only where they need several.
fn workspace(block: &str, path: &str, strip: bool) -> (Workspace, Vec<String>) {
    let sections = page::sections(block);
    let files = sections.iter().map(|section| {
        let text = match strip {
            true => without_markers(section.text),
            false => section.text.to_owned(),
        };
        (section.path.unwrap_or(path).to_owned(), text)
    });
    let files: Vec<_> = files.collect();
    let paths = files.iter().map(|(path, _)| path.clone());
    let paths = paths.filter(|path| is_source(path)).collect();
    let mut workspace = Workspace::of(files.into_iter().collect());
    workspace.overrides = Overrides {
        preview: Some(true),
        all: true,
        ..Overrides::default()
    };
    (workspace, paths)
}

fn is_source(path: &str) -> bool {
    Language::of_path(path).is_some()
}

/// A page speaks of its own rule and of those it names; others may see more in its examples.
fn only(mut workspace: Workspace, codes: &[&str]) -> Workspace {
    let selectors = codes
        .iter()
        .filter_map(|code| Selector::parse(code))
        .collect();
    workspace.overrides.selection = Selection {
        select: Some(selectors),
        ..Selection::default()
    };
    workspace
}

#[test]
fn every_block_finds_what_it_marks() {
    let mut wrong = Vec::new();
    for (rule, page) in pages() {
        for Case { block, path, .. } in cases(&page) {
            let default = path;
            let sections = page::sections(block.text);
            let marked = sections.iter().flat_map(|section| &section.expected);
            let mut codes: Vec<&str> = marked.map(|(_, code)| *code).collect();
            codes.push(rule.code);
            let (workspace, _) = workspace(block.text, path, true);
            let workspace = only(workspace, &codes);
            for section in &sections {
                let path = section.path.unwrap_or(default);
                if !is_source(path) {
                    continue;
                }
                let text = &workspace.texts[path];
                let mut found: Vec<_> = workspace
                    .findings(path)
                    .iter()
                    .map(|finding| (line_of(text, finding.span.start), finding.rule.code))
                    .collect();
                let mut expected = section.expected.clone();
                found.sort_unstable();
                expected.sort_unstable();
                if found != expected {
                    wrong.push(format!(
                        "{} line {}: {path}\n  expected {expected:?}\n  found    {found:?}",
                        rule.name, block.line
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The repairs a rule makes itself, in order of preference.
fn own_fixes(fixes: &[FixRequest]) -> impl Iterator<Item = &FixRequest> {
    fixes
        .iter()
        .filter(|fix| matches!(fix.kind, FixKind::Rule { .. }))
}

/// Applies the first repair of each finding of the rule, one after another.
fn repaired(workspace: Workspace, path: &str, rule: &Rule) -> Workspace {
    let mut workspace = only(workspace, &[rule.code]);
    for _ in 0..20 {
        let findings = workspace.findings(path);
        let edits = findings.iter().find_map(|finding| {
            let request = own_fixes(&finding.fixes).next()?;
            workspace.edits(path, finding, request)
        });
        match edits {
            Some(edits) => workspace = workspace.after(path, &edits),
            None => break,
        }
    }
    workspace
}

#[test]
fn every_fixed_block_is_what_the_fix_makes() {
    let mut wrong = Vec::new();
    for (rule, page) in pages() {
        for case in cases(&page) {
            let Some(fixed) = case.fixed else { continue };
            let (mut workspace, paths) = workspace(case.block.text, case.path, true);
            for path in &paths {
                workspace = repaired(workspace, path, rule);
            }
            for section in page::sections(fixed.text) {
                let path = section.path.unwrap_or(case.path);
                let found = workspace.texts.get(path).map_or("", String::as_str);
                if found != section.text {
                    wrong.push(format!(
                        "{} line {}: {path} becomes\n{found}",
                        rule.name, fixed.line
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_fix_parses_and_removes_its_finding() {
    let mut wrong = Vec::new();
    for (rule, page) in pages() {
        for Case { block, path, .. } in cases(&page) {
            let (workspace, paths) = workspace(block.text, path, true);
            let workspace = only(workspace, &[rule.code]);
            for path in &paths {
                let findings = workspace.findings(path);
                for finding in &findings {
                    for request in &finding.fixes {
                        // The tests select the rule by name, which is stronger than a configuration.
                        if request.kind == FixKind::DisableInProject {
                            continue;
                        }
                        let Some(edits) = workspace.edits(path, finding, request) else {
                            continue;
                        };
                        let after = workspace.after(path, &edits);
                        let left = after.findings(path).len();
                        let is_sound = after.broken(path) <= workspace.broken(path);
                        if !is_sound || left >= findings.len() {
                            wrong.push(format!(
                                "{} line {}: {:?} leaves {left} of {} findings in\n{}",
                                rule.name,
                                block.line,
                                request.title,
                                findings.len(),
                                after.texts[path]
                            ));
                        }
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_block_may_end_at_any_line() {
    for (_, page) in pages() {
        for Case { block, path, .. } in cases(&page) {
            // One language is enough for a block that is tested in several.
            if path != path_of(block.language) {
                continue;
            }
            let lines: Vec<_> = block.text.split_inclusive('\n').collect();
            for count in 0..lines.len() {
                let (workspace, paths) = workspace(&lines[..count].concat(), path, true);
                for path in &paths {
                    for finding in workspace.findings(path) {
                        for request in &finding.fixes {
                            let _ = workspace.edits(path, &finding, request);
                        }
                    }
                }
            }
        }
    }
}
