//! Random edits, after which a document must have the facts of a fresh one.

use proptest::prelude::*;
use syntax::document::{Document, Edit};
use syntax::extract;
use syntax::language::Language;
use syntax::span::Span;
use syntax::text::Text;

pub fn edit(start: usize, end: usize, new: &str) -> Edit {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Edit {
        span: Span::new(offset(start), offset(end)),
        new: new.to_owned(),
    }
}

/// Compares an edited document with a fresh one.
pub fn check(document: &Document) {
    let text = document.text().to_string();
    let fresh = extract(document.facts().language, &text);
    assert_eq!(document.facts().len, fresh.len);
    let drawn = |facts: &syntax::file::FileFacts| {
        let items = facts.items.iter();
        let drawn = items.map(|item| format!("{:?} {:?} {:?}", item.kind, item.span, item.parent));
        drawn.collect::<Vec<_>>()
    };
    let (edited, expected) = (drawn(document.facts()), drawn(&fresh));
    let same = edited.iter().zip(&expected);
    let first = same.take_while(|(left, right)| left == right).count();
    let around = |drawn: &[String]| {
        drawn
            .iter()
            .skip(first)
            .take(2)
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(around(&edited), around(&expected), "{text}");
    assert!(**document.facts() == fresh, "facts differ in\n{text}");
}

#[derive(Clone, Debug)]
pub struct Step {
    at: prop::sample::Index,
    removed: usize,
    new: String,
}

fn step(pieces: &'static [&'static str]) -> impl Strategy<Value = Step> {
    let removed = prop_oneof![6 => Just(0), 3 => 1..5usize, 1 => 5..200usize];
    let piece = prop::sample::select(pieces);
    let new = prop::collection::vec(piece, 0..3).prop_map(|pieces| pieces.concat());
    (any::<prop::sample::Index>(), removed, new).prop_map(|(at, removed, new)| Step {
        at,
        removed,
        new,
    })
}

/// Edits made of pieces, some of them several at once.
pub fn steps(pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<Vec<Step>>> {
    let at_once = prop::collection::vec(step(pieces), 1..3);
    prop::collection::vec(at_once, 1..12)
}

/// Applies edits and compares after each.
pub fn edited_equals_fresh_after(language: Language, start: &str, steps: &[Vec<Step>]) {
    let mut document = Document::new(language, Text::from(start));
    check(&document);
    for steps in steps {
        let mut model = document.text().to_string();
        let mut edits = Vec::new();
        for step in steps {
            let mut from = step.at.index(model.len() + 1);
            while !model.is_char_boundary(from) {
                from -= 1;
            }
            let mut to = (from + step.removed).min(model.len());
            while !model.is_char_boundary(to) {
                to -= 1;
            }
            edits.push(edit(from, to.max(from), &step.new));
            model.replace_range(from..to.max(from), &step.new);
        }
        document.edit(&edits);
        assert_eq!(document.text().to_string(), model);
        check(&document);
    }
}
