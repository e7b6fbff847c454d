//! Arms and entries in the arguments of macros, told apart by their tokens; it never builds a tree.

use std::ops::Range;

use crate::language::braces::TokenKind;
use crate::language::rust::lexer::Tokens;

/// A place without the space at its ends.
pub(super) fn trimmed(text: &str, place: Range<usize>) -> Range<usize> {
    let inside = text.get(place.clone()).unwrap_or_default();
    let start = place.start + inside.len() - inside.trim_start().len();
    start..start + inside.trim().len()
}

/// Where a colon stands outside brackets.
pub(super) fn colon_in(text: &str) -> Option<usize> {
    outside(text, ":")
}

fn outside(text: &str, mark: &str) -> Option<usize> {
    let mut depth = 0usize;
    for token in Tokens::new(text) {
        match token.kind {
            TokenKind::Open(_) => depth += 1,
            TokenKind::Close(_) => depth = depth.saturating_sub(1),
            TokenKind::Mark if depth == 0 && text.get(token.start..token.end) == Some(mark) => {
                return Some(token.start);
            }
            _ => {}
        }
    }
    None
}

/// Of `pattern = value, if condition` the place of the value.
pub(super) fn value_in(head: &str) -> Option<Range<usize>> {
    let start = outside(head, "=")? + 1;
    let rest = head.get(start..)?;
    let end = outside(rest, ",").unwrap_or(rest.len());
    Some(start..start + end)
}

/// Both sides of each `=>` outside brackets. A handler in braces needs no comma after it.
pub(super) fn arms_of(text: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let mut arms = Vec::new();
    let mut depth = 0usize;
    let mut left = 0;
    let mut right: Option<usize> = None;
    let mut arrow = 0;
    let mut in_braces = false;
    for token in Tokens::new(text) {
        let word = text.get(token.start..token.end).unwrap_or_default();
        let mut over = None;
        match token.kind {
            TokenKind::Open(bracket) => {
                let is_first = |at: usize| {
                    text.get(at..token.start)
                        .is_some_and(|gap| gap.trim().is_empty())
                };
                if depth == 0 && right.is_some_and(is_first) {
                    in_braces = bracket == b'{';
                }
                depth += 1;
            }
            TokenKind::Close(_) => {
                depth = depth.saturating_sub(1);
                if depth == 0 && in_braces {
                    over = Some(token.end);
                }
            }
            TokenKind::Mark if depth == 0 && word == "=>" => {
                arrow = token.start;
                right = Some(token.end);
                in_braces = false;
            }
            TokenKind::Mark if depth == 0 && word == "," => match right {
                Some(_) => over = Some(token.start),
                // A comma after a handler in braces, or before the condition of an arm.
                None if text
                    .get(left..token.start)
                    .is_some_and(|gap| gap.trim().is_empty()) =>
                {
                    left = token.end;
                }
                None => {}
            },
            _ => {}
        }
        if let (Some(end), Some(start)) = (over, right) {
            arms.push((left..arrow, start..end));
            left = end + usize::from(word == ",");
            right = None;
            in_braces = false;
        }
    }
    if let Some(start) = right {
        arms.push((left..arrow, start..text.len()));
    }
    arms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arms() {
        let text = "a = f(b, c), if d => { e } _ = g => h(), else => i";
        let drawn: Vec<_> = arms_of(text)
            .into_iter()
            .map(|(left, right)| {
                (
                    text.get(left).unwrap().trim(),
                    text.get(right).unwrap().trim(),
                )
            })
            .collect();
        let expected = [
            ("a = f(b, c), if d", "{ e }"),
            ("_ = g", "h()"),
            ("else", "i"),
        ];
        assert_eq!(drawn, expected);
        assert_eq!(value_in("a = f(b, c), if d"), Some(3..11));
    }
}
