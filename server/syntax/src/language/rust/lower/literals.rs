//! Literals without their quotes, escapes and suffixes; it never looks for values in a string.

use tree_sitter::Node;

use super::{Kind, Lower, MAX_TEXT, kind};
use crate::facts::{Literal, Name};
use crate::language::text::capped;

impl<'t> Lower<'t, '_> {
    /// The literal that a node is.
    pub(super) fn literal(&self, node: Node<'t>) -> Option<Literal> {
        match kind(node) {
            Kind::StringLiteral
            | Kind::RawStringLiteral
            | Kind::CharLiteral
            | Kind::IntegerLiteral
            | Kind::FloatLiteral
            | Kind::BooleanLiteral => {
                let text = self.text(node);
                number_of(text).or_else(|| literal_of(text))
            }
            Kind::NegativeLiteral => {
                match number_of(self.text(node).trim_start_matches('-').trim())? {
                    Literal::Int(digits) => Some(Literal::Int(format!("-{digits}").into())),
                    Literal::Float(digits) => Some(Literal::Float(format!("-{digits}").into())),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// The literal that is written as `text`, if it is one.
pub(super) fn literal_of(text: &str) -> Option<Literal> {
    match text {
        "true" => return Some(Literal::Bool(true)),
        "false" => return Some(Literal::Bool(false)),
        _ => {}
    }
    let quote = text.find(['"', '\''])?;
    let first = text.bytes().next()?;
    if first.is_ascii_digit() {
        return None;
    }
    let prefix = text.get(..quote)?;
    let is_bytes = prefix.starts_with('b');
    let is_raw = prefix.contains('r');
    let hashes = prefix.bytes().filter(|byte| *byte == b'#').count();
    let end = text.len().checked_sub(1 + hashes)?;
    let inside = text.get(quote + 1..end)?;
    let value = match is_raw {
        true => Name::new(capped(inside, MAX_TEXT)),
        false => Name::from(unescaped(inside)),
    };
    Some(match is_bytes {
        true => Literal::Bytes(value),
        false => Literal::Str(value),
    })
}

/// The number that is written as `text`, without separators and suffix:
/// <https://doc.rust-lang.org/reference/tokens.html#number-literals>.
pub(super) fn number_of(text: &str) -> Option<Literal> {
    if !text.bytes().next()?.is_ascii_digit() {
        return None;
    }
    let plain: String = text.chars().filter(|char| *char != '_').collect();
    let is_radix = |prefix: &str| plain.starts_with(prefix);
    if is_radix("0x") {
        let end = [
            "u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64", "u128", "i128", "usize", "isize",
        ]
        .iter()
        .find_map(|suffix| plain.strip_suffix(suffix));
        return Some(Literal::Int(Name::new(end.unwrap_or(&plain))));
    }
    let suffix = plain.find(['u', 'i', 'f']).unwrap_or(plain.len());
    let digits = plain.get(..suffix)?;
    let is_float = plain
        .get(suffix..)
        .is_some_and(|suffix| suffix.starts_with('f'))
        || (!is_radix("0b") && !is_radix("0o") && digits.contains(['.', 'e', 'E']));
    Some(match is_float {
        true => Literal::Float(Name::new(digits)),
        false => Literal::Int(Name::new(digits)),
    })
}

/// The value of the text between quotes:
/// <https://doc.rust-lang.org/reference/tokens.html#character-escapes>.
fn unescaped(text: &str) -> String {
    let text = capped(text, MAX_TEXT);
    let mut value = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\\' => match chars.next() {
                Some('n') => value.push('\n'),
                Some('r') => value.push('\r'),
                Some('t') => value.push('\t'),
                Some('0') => value.push('\0'),
                Some(same @ ('\\' | '\'' | '"')) => value.push(same),
                // A backslash at the end of a line joins it to the next word.
                Some('\n' | '\r') => {
                    while chars.next_if(|next| next.is_ascii_whitespace()).is_some() {}
                }
                Some('x') => {
                    let digits: String = chars.by_ref().take(2).collect();
                    push_code(&mut value, "x", &digits);
                }
                Some('u') if chars.peek() == Some(&'{') => {
                    let digits: String = chars
                        .by_ref()
                        .skip(1)
                        .take_while(|char| *char != '}')
                        .collect();
                    push_code(&mut value, "u", &digits.replace('_', ""));
                }
                // An unknown escape stays as it is.
                Some(other) => value.extend(['\\', other]),
                None => value.push('\\'),
            },
            _ => value.push(char),
        }
    }
    value
}

fn push_code(value: &mut String, letter: &str, digits: &str) {
    let code = u32::from_str_radix(digits, 16).ok();
    match code.and_then(char::from_u32) {
        Some(char) => value.push(char),
        None => value.extend(["\\", letter, digits]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings() {
        let check =
            |text: &str, expected: Literal| assert_eq!(literal_of(text), Some(expected), "{text}");
        check(
            r#""a\n\x41\u{1F980}\\\"\q""#,
            Literal::Str("a\nA\u{1f980}\\\"\\q".into()),
        );
        check("\"a \\\n   b\"", Literal::Str("a b".into()));
        check(r##"r#"a\n"b"#"##, Literal::Str(r#"a\n"b"#.into()));
        check(r#"br"a""#, Literal::Bytes("a".into()));
        check(r"b'\''", Literal::Bytes("'".into()));
        check("'x'", Literal::Str("x".into()));
        check("\"\"", Literal::Str("".into()));
        assert_eq!(literal_of("\""), None);
    }

    #[test]
    fn numbers() {
        let check =
            |text: &str, expected: Literal| assert_eq!(number_of(text), Some(expected), "{text}");
        check("1_000u64", Literal::Int("1000".into()));
        check("0xFFu8", Literal::Int("0xFF".into()));
        check("0xfe", Literal::Int("0xfe".into()));
        check("0b11_i32", Literal::Int("0b11".into()));
        check("1.5e-3f32", Literal::Float("1.5e-3".into()));
        check("2f64", Literal::Float("2".into()));
        check("1e3", Literal::Float("1e3".into()));
        check("7", Literal::Int("7".into()));
    }
}
