//! The tokens of Rust source; it never builds a tree.
//!
//! The rules are those of <https://doc.rust-lang.org/reference/tokens.html>.

use crate::language::braces::{Token, TokenKind};
use crate::span::Span;

/// The token that starts at `at`, which is no space and no line end.
pub(super) fn token(src: &[u8], at: usize) -> Token {
    let (kind, end) = read(src, at);
    Token {
        kind,
        start: at,
        end: end.min(src.len()).max(at + 1),
    }
}

/// The tokens of `src`, one after another.
pub(super) struct Tokens<'a> {
    src: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(src: &'a str) -> Self {
        Self {
            src: src.as_bytes(),
            at: 0,
        }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        while self.src.get(self.at).is_some_and(|byte| is_space(*byte)) {
            self.at += 1;
        }
        self.src.get(self.at)?;
        let token = token(self.src, self.at);
        self.at = token.end;
        Some(token)
    }
}

/// The comments of `src`.
pub(super) fn comments(src: &str) -> Vec<Span> {
    let bytes = src.as_bytes();
    let may_start = |pair: &[u8]| matches!(pair, b"//" | b"/*" | b"#!");
    if !bytes.windows(2).any(may_start) {
        return Vec::new();
    }
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Tokens::new(src)
        .filter(|token| token.kind == TokenKind::Comment)
        .map(|token| Span::new(offset(token.start), offset(token.end)))
        .collect()
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

fn read(src: &[u8], at: usize) -> (TokenKind, usize) {
    let next = src.get(at + 1).copied();
    match src.get(at).copied().unwrap_or_default() {
        b'/' if next == Some(b'/') => (TokenKind::Comment, line_end(src, at)),
        b'/' if next == Some(b'*') => (TokenKind::Comment, comment_end(src, at)),
        // A line for the operating system may stand before everything else.
        b'#' if next == Some(b'!') && !is_inner_attribute(src, at) => {
            (TokenKind::Comment, line_end(src, at))
        }
        b'"' => (TokenKind::Literal, string_end(src, at + 1)),
        b'\'' => quoted(src, at),
        b'0'..=b'9' => (TokenKind::Literal, number_end(src, at)),
        bracket @ (b'(' | b'[' | b'{') => (TokenKind::Open(bracket), at + 1),
        bracket @ (b')' | b']' | b'}') => (TokenKind::Close(bracket), at + 1),
        b';' => (TokenKind::Semicolon, at + 1),
        b'-' | b'=' if next == Some(b'>') => (TokenKind::Mark, at + 2),
        b':' if next == Some(b':') => (TokenKind::Mark, at + 2),
        byte if is_word(byte) => prefixed(src, at).unwrap_or_else(|| word(src, at)),
        _ => (TokenKind::Mark, at + 1),
    }
}

/// Letters, digits and whatever is no ASCII.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn word(src: &[u8], at: usize) -> (TokenKind, usize) {
    (TokenKind::Word, word_end(src, at))
}

fn word_end(src: &[u8], at: usize) -> usize {
    let rest = src.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| is_word(**byte)).count()
}

/// A literal that begins with letters, or a raw name: `r"…"`, `br#"…"#`, `b'a'`, `c"…"`, `r#type`.
fn prefixed(src: &[u8], at: usize) -> Option<(TokenKind, usize)> {
    let rest = src.get(at..)?;
    let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic());
    let prefix = rest.get(..letters.take(3).count())?;
    let after = at + prefix.len();
    match (prefix, src.get(after)?) {
        (b"b" | b"c", b'"') => Some((TokenKind::Literal, string_end(src, after + 1))),
        (b"b", b'\'') => Some(quoted(src, after)).filter(|found| found.0 == TokenKind::Literal),
        (b"r" | b"br" | b"cr", b'"' | b'#') => raw(src, after, prefix == b"r"),
        _ => None,
    }
}

fn raw(src: &[u8], at: usize, may_name: bool) -> Option<(TokenKind, usize)> {
    let rest = src.get(at..)?;
    let hashes = rest.iter().take_while(|byte| **byte == b'#').count();
    let open = at + hashes;
    match src.get(open) {
        Some(b'"') => {
            let mut end = open + 1;
            loop {
                let inside = src.get(end..).unwrap_or_default();
                let Some(quote) = inside.iter().position(|byte| *byte == b'"') else {
                    return Some((TokenKind::Literal, src.len()));
                };
                end += quote + 1;
                let closing = src.get(end..).unwrap_or_default().iter().take(hashes);
                if closing.take_while(|byte| **byte == b'#').count() == hashes {
                    return Some((TokenKind::Literal, end + hashes));
                }
            }
        }
        Some(byte) if may_name && hashes == 1 && is_word(*byte) => {
            Some((TokenKind::Word, word_end(src, open)))
        }
        _ => None,
    }
}

/// After the quote that ends the string with its first byte at `at`, or the end of the text.
fn string_end(src: &[u8], mut at: usize) -> usize {
    loop {
        match src.get(at) {
            Some(b'"') => return at + 1,
            Some(b'\\') => at += 2,
            Some(_) => at += 1,
            None => return src.len(),
        }
    }
}

/// A character, or a lifetime or label.
fn quoted(src: &[u8], at: usize) -> (TokenKind, usize) {
    let first = at + 1;
    let after = match src.get(first) {
        Some(b'\\') => {
            let rest = src.get(first + 2..).unwrap_or_default();
            let inside = rest
                .iter()
                .take_while(|byte| !matches!(byte, b'\'' | b'\n' | b'\r'));
            first + 2 + inside.count()
        }
        Some(byte) => first + char_len(*byte),
        None => return (TokenKind::Mark, first),
    };
    match (src.get(first), src.get(after)) {
        (Some(b'\n' | b'\r' | b'\''), _) => (TokenKind::Mark, first),
        (_, Some(b'\'')) => (TokenKind::Literal, after + 1),
        (Some(b'\\'), _) => (TokenKind::Literal, after),
        (Some(byte), _) if is_word(*byte) => (TokenKind::Word, word_end(src, first)),
        _ => (TokenKind::Mark, first),
    }
}

fn char_len(first: u8) -> usize {
    match first {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    }
}

fn number_end(src: &[u8], at: usize) -> usize {
    let mut end = word_end(src, at);
    let is_digit = |at: usize| src.get(at).is_some_and(u8::is_ascii_digit);
    if src.get(end) == Some(&b'.') && is_digit(end + 1) {
        end = word_end(src, end + 1);
    }
    let is_hex = matches!(src.get(at + 1), Some(b'x' | b'X'));
    let is_open = matches!(src.get(end - 1), Some(b'e' | b'E')) && !is_hex;
    if is_open && matches!(src.get(end), Some(b'+' | b'-')) && is_digit(end + 1) {
        end = word_end(src, end + 1);
    }
    end
}

fn line_end(src: &[u8], at: usize) -> usize {
    let rest = src.get(at..).unwrap_or_default();
    let ends = |byte: &u8| matches!(byte, b'\n' | b'\r');
    at + rest.iter().position(ends).unwrap_or(rest.len())
}

/// After the comment that starts at `at`; comments nest.
fn comment_end(src: &[u8], at: usize) -> usize {
    let mut depth = 0u32;
    let mut at = at;
    loop {
        match src.get(at..at + 2) {
            Some(b"/*") => {
                depth += 1;
                at += 2;
            }
            Some(b"*/") => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            Some(_) => at += 1,
            None => return src.len(),
        }
    }
}

fn is_inner_attribute(src: &[u8], at: usize) -> bool {
    let rest = src.get(at + 2..).unwrap_or_default();
    rest.iter().find(|byte| !is_space(**byte)) == Some(&b'[')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws the tokens of `src` with a letter for the kind of each.
    fn check(src: &str, expected: &[&str]) {
        let drawn = Tokens::new(src).map(|token| {
            let letter = match token.kind {
                TokenKind::Word => "w",
                TokenKind::Literal => "l",
                TokenKind::Comment => "c",
                _ => "",
            };
            format!("{letter}{}", src.get(token.start..token.end).unwrap())
        });
        assert_eq!(drawn.collect::<Vec<_>>(), expected, "{src}");
    }

    #[test]
    fn tokens() {
        check("'a' 'a b'", &["l'a'", "w'a", "wb", "'"]);
        check(
            r"'\'' '\u{1F980}' '🦀' '\\'",
            &[r"l'\''", r"l'\u{1F980}'", "l'🦀'", r"l'\\'"],
        );
        check("&'static str", &["&", "w'static", "wstr"]);
        check(
            r##"r#"a"b"# r"\" br#"x"# c"y" b'\'' b"z""##,
            &[
                r##"lr#"a"b"#"##,
                r#"lr"\""#,
                r##"lbr#"x"#"##,
                r#"lc"y""#,
                r"lb'\''",
                r#"lb"z""#,
            ],
        );
        check("r#type rest", &["wr#type", "wrest"]);
        check(
            "/* a /* b */ c */ d // e",
            &["c/* a /* b */ c */", "wd", "c// e"],
        );
        check(
            "0..=5 1.5e-3f32 1.max 0xE+1",
            &[
                "l0",
                ".",
                ".",
                "=",
                "l5",
                "l1.5e-3f32",
                "l1",
                ".",
                "wmax",
                "l0xE",
                "+",
                "l1",
            ],
        );
        check("a->b=>c::d", &["wa", "->", "wb", "=>", "wc", "::", "wd"]);
        check(
            "#!/bin/sh\n#![a]",
            &["c#!/bin/sh", "#", "!", "[", "wa", "]"],
        );
        check("\"a\\\"b\nc\"", &["l\"a\\\"b\nc\""]);
        check("\"open", &["l\"open"]);
    }
}
