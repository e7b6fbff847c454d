//! Runs every block of every rule's page, and turns each block into hostile input.

use crate::support::{Workspace, line_of, without_markers};
use rules::config::{Overrides, Selection, Selector};
use rules::finding::{FixKind, FixRequest};
use rules::page::{self, Block, Page};
use rules::rule::{Check, RULES, Rule};

/// The file of a block that names none.
const PATH: &str = "app/example.py";

fn pages() -> impl Iterator<Item = (&'static Rule, Page<'static>)> {
    RULES
        .iter()
        .filter(|rule| !matches!(rule.check, Check::Engine))
        .map(|rule| (rule, page::parse(rule.page).unwrap()))
}

/// Blocks with code to check, each with the block that shows what the fix makes of it.
fn cases<'p>(
    page: &'p Page<'static>,
) -> impl Iterator<Item = (&'p Block<'static>, Option<&'p Block<'static>>)> {
    page.blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| !block.is_fixed)
        .map(|(at, block)| {
            let next = page.blocks.get(at + 1).filter(|next| next.is_fixed);
            (block, next)
        })
}

/// The files of a block; blocks name files only where they need several.
fn workspace(block: &str, strip: bool) -> (Workspace, Vec<String>) {
    let sections = page::sections(block);
    let files = sections.iter().map(|section| {
        let text = match strip {
            true => without_markers(section.text),
            false => section.text.to_owned(),
        };
        (section.path.unwrap_or(PATH).to_owned(), text)
    });
    let files: Vec<_> = files.collect();
    let paths = files.iter().map(|(path, _)| path.clone());
    let paths = paths.filter(|path| path.ends_with(".py")).collect();
    let mut workspace = Workspace::of(files.into_iter().collect());
    workspace.overrides = Overrides {
        preview: Some(true),
        all: true,
        ..Overrides::default()
    };
    (workspace, paths)
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
        for (block, _) in cases(&page) {
            let sections = page::sections(block.text);
            let marked = sections.iter().flat_map(|section| &section.expected);
            let mut codes: Vec<&str> = marked.map(|(_, code)| *code).collect();
            codes.push(rule.code);
            let (workspace, _) = workspace(block.text, true);
            let workspace = only(workspace, &codes);
            for section in &sections {
                let path = section.path.unwrap_or(PATH);
                if !path.ends_with(".py") {
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
        for (block, fixed) in cases(&page) {
            let Some(fixed) = fixed else { continue };
            let (mut workspace, paths) = workspace(block.text, true);
            for path in &paths {
                workspace = repaired(workspace, path, rule);
            }
            for section in page::sections(fixed.text) {
                let path = section.path.unwrap_or(PATH);
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
        for (block, _) in cases(&page) {
            let (workspace, paths) = workspace(block.text, true);
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
        for block in &page.blocks {
            let lines: Vec<_> = block.text.split_inclusive('\n').collect();
            for count in 0..lines.len() {
                let (workspace, paths) = workspace(&lines[..count].concat(), true);
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
