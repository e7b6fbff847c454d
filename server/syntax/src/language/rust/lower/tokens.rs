//! The arguments of macros and attributes told apart by their tokens; it never builds a tree.

use std::ops::Range;

use crate::language::braces::{Token, TokenKind};
use crate::language::rust::lexer::Tokens;

/// One part of a list: the bytes between separators outside brackets, without space and comments at its ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Part {
    pub(in super::super) all: Range<usize>,
    /// Of `name = value`.
    pub(in super::super) name: Option<Range<usize>>,
    pub(in super::super) value: Range<usize>,
}

/// A list told apart.
#[derive(Debug, Default)]
pub(in super::super) struct Parts {
    pub(in super::super) parts: Vec<Part>,
    /// Whether a semicolon stands between two of them.
    pub(in super::super) semicolon: bool,
    /// Whether `=>` stands outside brackets.
    pub(in super::super) arrow: bool,
}

/// The parts of `text`, separated by commas (and semicolons) outside brackets.
pub(in super::super) fn parts_of(text: &str) -> Parts {
    let mut found = Parts::default();
    let mut depth = 0usize;
    let mut tokens: Vec<Token> = Vec::new();
    for token in Tokens::new(text) {
        let mark = text.get(token.start..token.end).unwrap_or_default();
        match token.kind {
            TokenKind::Comment => continue,
            TokenKind::Open(_) => depth += 1,
            TokenKind::Close(_) => depth = depth.saturating_sub(1),
            TokenKind::Semicolon if depth == 0 => {
                found.semicolon = true;
                found.parts.extend(part(text, &tokens));
                tokens.clear();
                continue;
            }
            TokenKind::Mark if depth == 0 && mark == "," => {
                found.parts.extend(part(text, &tokens));
                tokens.clear();
                continue;
            }
            TokenKind::Mark if depth == 0 && mark == "=>" => found.arrow = true,
            _ => {}
        }
        keep(&mut tokens, token);
    }
    found.parts.extend(part(text, &tokens));
    found
}

/// Only the first tokens of a part and its last one are looked at.
fn keep(tokens: &mut Vec<Token>, token: Token) {
    if tokens.len() >= 10 {
        tokens.pop();
    }
    tokens.push(token);
}

fn part(text: &str, tokens: &[Token]) -> Option<Part> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    let all = first.start..last.end;
    let word = |token: &Token| text.get(token.start..token.end).unwrap_or_default();
    // `name = …`, `a.b = …`, but not `a == b`.
    let sign = tokens
        .iter()
        .position(|token| token.kind == TokenKind::Mark && word(token) == "=");
    let named = sign.and_then(|sign| {
        let (before, after) = (tokens.get(..sign)?, tokens.get(sign + 1)?);
        let sign = tokens.get(sign)?;
        let is_sign = !(after.start == sign.end && word(after) == "=");
        let is_name = !before.is_empty()
            && before
                .iter()
                .enumerate()
                .all(|(index, token)| match index % 2 {
                    0 => matches!(token.kind, TokenKind::Word | TokenKind::Literal),
                    _ => word(token) == "." || word(token) == "::",
                })
            && before.len() % 2 == 1;
        (is_sign && is_name).then(|| (before.first(), before.last(), after.start))
    });
    Some(match named {
        Some((Some(from), Some(to), value)) => Part {
            name: Some(from.start..to.end),
            value: value..all.end,
            all,
        },
        _ => Part {
            name: None,
            value: all.clone(),
            all,
        },
    })
}

/// What a text is, where a look at its tokens tells.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Shape {
    Literal,
    /// Names joined by `::` or `.`, with their places.
    Path(Vec<Range<usize>>),
    /// A path and the inside of the brackets after it.
    Call(Vec<Range<usize>>, Range<usize>),
    /// The inside of one pair of brackets, and the bracket.
    Group(u8, Range<usize>),
    Other,
}

pub(in super::super) fn shape_of(text: &str) -> Shape {
    let mut tokens = Tokens::new(text).filter(|token| token.kind != TokenKind::Comment);
    let Some(first) = tokens.next() else {
        return Shape::Other;
    };
    let rest = tokens.next();
    match (first.kind, rest) {
        (TokenKind::Literal, None) => return Shape::Literal,
        (TokenKind::Open(bracket), Some(_)) => {
            return match group_end(text, first.start) {
                Some(end) if end == text.trim_end().len() => {
                    Shape::Group(bracket, first.end..end - 1)
                }
                _ => Shape::Other,
            };
        }
        (TokenKind::Word, _) => {}
        _ => return Shape::Other,
    }
    path_or_call(text)
}

fn path_or_call(text: &str) -> Shape {
    let mut names = Vec::new();
    let mut wants_name = true;
    for token in Tokens::new(text) {
        let word = text.get(token.start..token.end).unwrap_or_default();
        match (token.kind, word) {
            (TokenKind::Comment, _) => {}
            (TokenKind::Word, word) if wants_name && !word.starts_with('\'') && !is_code(word) => {
                names.push(token.start..token.end);
                wants_name = false;
            }
            (TokenKind::Mark, "::" | ".") if !wants_name => wants_name = true,
            (TokenKind::Open(b'('), _) if !wants_name => {
                return match group_end(text, token.start) {
                    Some(end) if end == text.trim_end().len() => {
                        Shape::Call(names, token.end..end - 1)
                    }
                    _ => Shape::Other,
                };
            }
            _ => return Shape::Other,
        }
    }
    match wants_name {
        true => Shape::Other,
        false => Shape::Path(names),
    }
}

/// Words that begin code rather than a path.
fn is_code(word: &str) -> bool {
    matches!(
        word,
        "true"
            | "false"
            | "if"
            | "match"
            | "loop"
            | "while"
            | "for"
            | "return"
            | "break"
            | "continue"
            | "move"
            | "async"
            | "unsafe"
            | "let"
            | "fn"
            | "None"
            | "await"
            | "mut"
    )
}

/// After the bracket that closes the one at `start`.
fn group_end(text: &str, start: usize) -> Option<usize> {
    let mut depth = 0usize;
    let inside = text.get(start..)?;
    for token in Tokens::new(inside) {
        match token.kind {
            TokenKind::Open(_) => depth += 1,
            TokenKind::Close(_) => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(start + token.end);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let text = "a, b = c(d, e), /* f */ g.h = %i, j == k, ";
        let drawn: Vec<_> = parts_of(text)
            .parts
            .into_iter()
            .map(|part| {
                let name = part.name.map(|name| text.get(name).unwrap());
                (name, text.get(part.value).unwrap())
            })
            .collect();
        let expected = [
            (None, "a"),
            (Some("b"), "c(d, e)"),
            (Some("g.h"), "%i"),
            (None, "j == k"),
        ];
        assert_eq!(drawn, expected);
        assert!(parts_of("x; 3").semicolon);
        assert!(parts_of("a = b => c").arrow);
    }

    #[test]
    fn shapes() {
        assert_eq!(shape_of("\"a\""), Shape::Literal);
        assert_eq!(shape_of("a::b"), Shape::Path(vec![0..1, 3..4]));
        assert_eq!(shape_of("a::b(c, d)"), Shape::Call(vec![0..1, 3..4], 5..9));
        assert_eq!(shape_of("[a]"), Shape::Group(b'[', 1..2));
        assert_eq!(shape_of("(a) + (b)"), Shape::Other);
        assert_eq!(shape_of("true"), Shape::Other);
        assert_eq!(shape_of("a(b)(c)"), Shape::Other);
    }
}
