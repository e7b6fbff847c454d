//! Literals without their quotes and escapes; it looks at their text alone.

use tree_sitter::Node;

use super::{Kind, Lower, MAX_TEXT, kind};
use crate::facts::{Literal, Name};
use crate::language::text::capped;

impl Lower<'_, '_> {
    /// The literal that a node is.
    pub(super) fn literal(&self, node: Node<'_>) -> Option<Literal> {
        let text = self.text(node);
        Some(match kind(node) {
            Kind::IntLiteral => Literal::Int(digits(text)),
            Kind::FloatLiteral | Kind::ImaginaryLiteral => Literal::Float(digits(text)),
            Kind::RuneLiteral => Literal::Int(rune(text)),
            Kind::InterpretedStringLiteral | Kind::RawStringLiteral => Literal::Str(string(text)),
            Kind::True => Literal::Bool(true),
            Kind::False => Literal::Bool(false),
            Kind::Nil => Literal::Null,
            _ => return None,
        })
    }
}

fn digits(text: &str) -> Name {
    text.chars().filter(|char| *char != '_').collect()
}

/// A character is the number of its code point: <https://go.dev/ref/spec#Rune_literals>.
fn rune(text: &str) -> Name {
    let inner = text.strip_prefix('\'').unwrap_or(text);
    let inner = inner.strip_suffix('\'').unwrap_or(inner);
    let code = match inner.strip_prefix('\\') {
        Some(escape) => match coded(escape) {
            Some((code, _)) => code,
            None => escape.chars().next().and_then(plain).map_or(0, u32::from),
        },
        None => inner.chars().next().map_or(0, u32::from),
    };
    Name::from(code.to_string())
}

/// The value of a string as it is written, with its quotes: <https://go.dev/ref/spec#String_literals>.
pub(in super::super) fn string(text: &str) -> Name {
    if let Some(raw) = text.strip_prefix('`') {
        let raw = capped(raw.strip_suffix('`').unwrap_or(raw), MAX_TEXT);
        return match raw.contains('\r') {
            true => raw.chars().filter(|char| *char != '\r').collect(),
            false => Name::new(raw),
        };
    }
    let inner = text.strip_prefix('"').unwrap_or(text);
    let inner = capped(inner.strip_suffix('"').unwrap_or(inner), MAX_TEXT);
    match inner.contains('\\') {
        true => Name::from(unescaped(inner)),
        false => Name::new(inner),
    }
}

fn unescaped(text: &str) -> String {
    let mut value: Vec<u8> = Vec::with_capacity(text.len());
    let push = |char: char, value: &mut Vec<u8>| {
        value.extend(char.encode_utf8(&mut [0; 4]).bytes());
    };
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        rest = rest.get(char.len_utf8()..).unwrap_or_default();
        if char != '\\' {
            push(char, &mut value);
            continue;
        }
        if let Some((code, len)) = coded(rest) {
            match rest.starts_with(['u', 'U']) {
                true => push(
                    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
                    &mut value,
                ),
                // These stand for bytes, not for characters.
                false => value.extend(u8::try_from(code)),
            }
            rest = rest.get(len..).unwrap_or_default();
            continue;
        }
        let Some(escape) = rest.chars().next() else {
            push('\\', &mut value);
            break;
        };
        rest = rest.get(escape.len_utf8()..).unwrap_or_default();
        match plain(escape) {
            Some(char) => push(char, &mut value),
            None => {
                push('\\', &mut value);
                push(escape, &mut value);
            }
        }
    }
    String::from_utf8_lossy(&value).into_owned()
}

/// The number that an escape (without its backslash) gives by digits, and the escape's length.
fn coded(escape: &str) -> Option<(u32, usize)> {
    let (skip, len, radix) = match escape.as_bytes().first()? {
        b'x' => (1, 2, 16),
        b'u' => (1, 4, 16),
        b'U' => (1, 8, 16),
        b'0'..=b'7' => (0, 3, 8),
        _ => return None,
    };
    let digits = escape.get(skip..skip + len)?;
    let is_digit = |char: char| char.is_digit(radix);
    let code = digits
        .chars()
        .all(is_digit)
        .then(|| u32::from_str_radix(digits, radix))?;
    Some((code.ok()?, skip + len))
}

fn plain(escape: char) -> Option<char> {
    Some(match escape {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '\\' | '\'' | '"' => escape,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings() {
        assert_eq!(
            string(r#""a\n\x41\u00e9\101\q\"\xc3\xa9""#),
            "a\nA\u{e9}A\\q\"\u{e9}"
        );
        assert_eq!(string("`a\\n\r\nb`"), "a\\n\nb");
        assert_eq!(string("\"open\\"), "open\\");
        assert_eq!(string(""), "");
    }

    #[test]
    fn runes_are_numbers() {
        assert_eq!(rune("'a'"), "97");
        assert_eq!(rune(r"'\n'"), "10");
        assert_eq!(rune(r"'\x00'"), "0");
        assert_eq!(rune("'é'"), "233");
        assert_eq!(rune("'"), "0");
    }
}
