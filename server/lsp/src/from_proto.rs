//! From the protocol's terms to ours.
//! Never computes a line or a column itself; the text does.

use syntax::span::Span;
use syntax::text::{Encoding, Located, Position, Text};
use tower_lsp::ls_types;

/// The bytes of a range, and whether the range is a sound one; an inverted range is empty at its start.
pub fn span(text: &Text, range: ls_types::Range, encoding: Encoding) -> (Span, bool) {
    let start = located(text, range.start, encoding);
    let end = located(text, range.end, encoding);
    let is_sound = start.is_sound && end.is_sound && start.offset <= end.offset;
    (Span::new(start.offset, end.offset), is_sound)
}

/// The byte offset of a position; a place that does not exist gives the nearest one that does.
pub fn offset(text: &Text, position: ls_types::Position, encoding: Encoding) -> u32 {
    located(text, position, encoding).offset
}

fn located(text: &Text, position: ls_types::Position, encoding: Encoding) -> Located {
    let position = Position {
        line: position.line,
        character: position.character,
    };
    text.offset(position, encoding)
}
