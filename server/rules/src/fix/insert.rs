//! Where new statements and declarations go. It makes the edits and decides nothing about their text.

use syntax::facts::{Body, Function};
use syntax::file::FileFacts;
use syntax::span::Span;

use crate::edit::TextEdit;
use crate::text;

/// Puts lines before the first statement of a function, after its docstring and with its indentation.
///
/// None for a body on the line of the head. `start` is where the function's item begins in the text.
#[must_use]
pub fn first_statement(
    text: &str,
    body: &Body,
    function: &Function,
    start: u32,
    lines: &[String],
) -> Option<TextEdit> {
    let first = function.block.stmts.first()?;
    let mut place = body.stmt(*first).span.shifted(start);
    let doc = function.signature.doc.as_ref();
    let is_doc = |span: Span| doc.is_some_and(|doc| doc.span.shifted(start).overlaps(span));
    let head_line = text::line_start(text, function.signature.params_span.shifted(start).end);
    if text::line_start(text, place.start) == head_line {
        return None;
    }
    let after_doc = is_doc(place);
    if after_doc {
        match function.block.stmts.get(1) {
            Some(second) => place = body.stmt(*second).span.shifted(start),
            None => {
                // The docstring is all there is.
                let indent = text::indent(text, place.start);
                let line_break = text::line_break(text);
                let new = lines
                    .iter()
                    .map(|line| format!("{line_break}{indent}{line}"));
                return Some(TextEdit::insert(
                    text::line_end(text, place.end),
                    new.collect::<String>(),
                ));
            }
        }
    }
    let at = text::line_start(text, place.start);
    let indent = text::indent(text, place.start);
    let line_break = text::line_break(text);
    let new = lines
        .iter()
        .map(|line| format!("{indent}{line}{line_break}"));
    Some(TextEdit::insert(at, new.collect::<String>()))
}

/// The lines from the first to the last byte of a span, each one level further in; the first one is taken whole.
///
/// None where another statement begins or ends on these lines, or `is_fixed` says of a line that it must stay.
#[must_use]
pub fn indented(text: &str, span: Span, is_fixed: &dyn Fn(u32) -> bool) -> Option<(Span, String)> {
    let lines = Span::new(
        text::line_start(text, span.start),
        text::line_end(text, span.end),
    );
    let before = text.get(lines.start as usize..span.start as usize)?;
    let behind = text
        .get(span.end as usize..lines.end as usize)?
        .trim_start();
    let is_comment = behind.starts_with('#') || behind.starts_with("//");
    if !before.trim().is_empty() || !(behind.is_empty() || is_comment) {
        return None;
    }
    let unit = text::indent_unit(text);
    let mut new = String::new();
    let mut at = lines.start;
    while at < lines.end {
        if is_fixed(at) {
            return None;
        }
        let next = text::next_line(text, at).min(lines.end);
        let line = text.get(at as usize..next as usize)?;
        if !line.trim().is_empty() {
            new.push_str(unit);
        }
        new.push_str(line);
        at = next;
    }
    Some((lines, new))
}

/// Puts a declaration, given by its lines, before the item at `index` and two blank lines between;
/// before its class, where the item is a member, and above the comments that belong to it.
#[must_use]
pub fn before_item(
    text: &str,
    facts: &FileFacts,
    index: usize,
    lines: &[String],
) -> Option<TextEdit> {
    let mut item = facts.items.get(index)?;
    while let Some(parent) = item.parent {
        item = facts.items.get(parent as usize)?;
    }
    let mut at = text::line_start(text, item.span.start);
    // Comments directly above belong to the item.
    while let Some(above) = text::line_before(text, at) {
        if !text::line(text, above).starts_with('#') {
            break;
        }
        at = above;
    }
    let line_break = text::line_break(text);
    let mut new: String = lines
        .iter()
        .map(|line| format!("{line}{line_break}"))
        .collect();
    new.push_str(line_break);
    new.push_str(line_break);
    Some(TextEdit::insert(at, new))
}
