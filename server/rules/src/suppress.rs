//! Comments that hide findings: `backend-master: ignore[BM301] reason`. It decides nothing about rules.

use syntax::file::FileFacts;
use syntax::span::Span;

use crate::rule::{self, Rule};
use crate::text;

/// A comment that hides findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// The comment, in bytes of the file.
    pub comment: Span,
    /// From `backend-master:` to the closing bracket.
    pub directive: Span,
    pub entries: Vec<Entry>,
    /// The first byte of the line whose findings it hides; none for the whole file.
    pub line: Option<u32>,
    /// Nothing else stands on the comment's line.
    pub is_alone: bool,
    pub has_reason: bool,
}

/// A rule named in a suppression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub span: Span,
    pub word: String,
    pub rule: Option<&'static Rule>,
}

const MARK: &str = "backend-master:";
/// `ignore-file` counts in the first lines of a file.
const HEAD_LINES: usize = 10;

/// All suppressions of a file, in source order.
#[must_use]
pub fn suppressions(text: &str, facts: &FileFacts) -> Vec<Suppression> {
    // Most files have none, and one search is cheaper than a look at each comment.
    if !text.contains(MARK) {
        return Vec::new();
    }
    let comments = facts.items.iter().flat_map(|item| {
        let start = item.span.start;
        item.facts
            .comments
            .iter()
            .map(move |comment| comment.shifted(start))
    });
    comments.filter_map(|comment| read(text, comment)).collect()
}

fn read(text: &str, comment: Span) -> Option<Suppression> {
    let content = text.get(comment.range())?;
    let mark = content.find(MARK)?;
    // Only blanks and comment signs stand before the mark.
    if content.get(..mark)?.contains(char::is_alphanumeric) {
        return None;
    }
    let after = content.get(mark + MARK.len()..)?;
    let body = after.trim_start();
    let (kind, rest) = body.split_once('[')?;
    let (list, reason) = rest.split_once(']')?;
    let line = match kind.trim() {
        "ignore" | "ignore-next-line" if is_alone(text, comment) => {
            Some(next_code_line(text, comment))
        }
        "ignore" => Some(text::line_start(text, comment.start)),
        "ignore-next-line" => Some(text::next_line(text, comment.end)),
        "ignore-file" if line_number(text, comment.start) <= HEAD_LINES => None,
        _ => return None,
    };
    let list_at = content.len() - rest.len();
    let directive_end = list_at + list.len() + 1;
    Some(Suppression {
        comment,
        directive: inside(comment, mark, directive_end),
        entries: entries(comment, list_at, list),
        line,
        is_alone: is_alone(text, comment),
        has_reason: reason.contains(char::is_alphanumeric),
    })
}

fn inside(comment: Span, from: usize, to: usize) -> Span {
    let at = |offset: usize| comment.start + u32::try_from(offset).unwrap_or_default();
    Span::new(at(from), at(to))
}

fn entries(comment: Span, list_at: usize, list: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut at = list_at;
    for part in list.split(',') {
        let word = part.trim();
        if !word.is_empty() {
            let from = at + part.len() - part.trim_start().len();
            entries.push(Entry {
                span: inside(comment, from, from + word.len()),
                word: word.to_owned(),
                rule: rule::find(word),
            });
        }
        at += part.len() + 1;
    }
    entries
}

fn is_alone(text: &str, comment: Span) -> bool {
    let line = Span::new(text::line_start(text, comment.start), comment.start);
    let before = text.get(line.range()).unwrap_or_default();
    before.chars().all(char::is_whitespace)
}

/// The next line that holds more than blanks and suppressions, so that several comments may be stacked.
fn next_code_line(text: &str, comment: Span) -> u32 {
    let mut at = text::next_line(text, comment.end);
    while (at as usize) < text.len() {
        let line = text::line(text, at).trim();
        let is_stacked = line.starts_with(['#', '/', '-']) && line.contains(MARK);
        if !is_stacked {
            break;
        }
        at = text::next_line(text, at);
    }
    at
}

/// Counted from 1.
fn line_number(text: &str, offset: u32) -> usize {
    let before = text.get(..offset as usize).unwrap_or_default();
    before.split('\n').count()
}
