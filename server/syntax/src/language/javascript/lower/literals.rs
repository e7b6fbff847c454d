//! Literals without their quotes and escapes; it never lowers what stands inside a template.

use tree_sitter::Node;

use super::{Field, Kind, Lower, MAX_TEXT};
use crate::facts::{Literal, Name};
use crate::language::text::capped;

/// A part of a template.
pub(super) enum Part<'t> {
    Text(String),
    Value(Node<'t>),
}

impl<'t> Lower<'t, '_> {
    /// The literal that a node without parts is.
    pub(super) fn literal(&self, node: Node<'t>) -> Option<Literal> {
        let text = self.text(node);
        Some(match self.kind(node) {
            Kind::Number => number(text),
            Kind::String => Literal::Str(Name::from(unescaped(unquoted(text)))),
            Kind::Regex => {
                let pattern = self.field(node, Field::Pattern);
                Literal::Regex(
                    pattern
                        .map(|pattern| self.name(pattern))
                        .unwrap_or_default(),
                )
            }
            Kind::True => Literal::Bool(true),
            Kind::False => Literal::Bool(false),
            Kind::Null | Kind::Undefined => Literal::Null,
            _ => return None,
        })
    }

    /// The texts and values of a template in turn.
    pub(super) fn template_parts(&mut self, node: Node<'t>) -> Vec<Part<'t>> {
        let mut parts = Vec::new();
        let mut at = node.start_byte() + 1;
        for child in self.named(node) {
            if self.kind(child) != Kind::TemplateSubstitution {
                continue;
            }
            self.add_text(at, child.start_byte(), &mut parts);
            let values = self.named(child);
            parts.extend(values.into_iter().take(1).map(Part::Value));
            at = child.end_byte();
        }
        let is_closed = node.end_byte() > at && self.text(node).ends_with('`');
        self.add_text(at, node.end_byte() - usize::from(is_closed), &mut parts);
        parts
    }

    fn add_text(&self, start: usize, end: usize, parts: &mut Vec<Part<'t>>) {
        let text = self.source.text.get(start..end).unwrap_or_default();
        if !text.is_empty() {
            parts.push(Part::Text(unescaped(text)));
        }
    }
}

/// The text between the quotes of a string, the last of which may be missing.
fn unquoted(text: &str) -> &str {
    let mut chars = text.chars();
    let quote = chars.next().unwrap_or_default();
    let inside = chars.as_str();
    inside.strip_suffix(quote).unwrap_or(inside)
}

fn number(text: &str) -> Literal {
    let digits: Name = text.chars().filter(|char| *char != '_').collect();
    let has_radix = digits.len() > 1
        && digits.starts_with('0')
        && matches!(
            digits.as_bytes().get(1),
            Some(b'x' | b'X' | b'b' | b'B' | b'o' | b'O')
        );
    if let Some(digits) = digits.strip_suffix('n') {
        return Literal::Int(Name::new(digits));
    }
    match !has_radix && digits.contains(['.', 'e', 'E']) {
        true => Literal::Float(digits),
        false => Literal::Int(digits),
    }
}

/// The value of the text between quotes, as
/// <https://tc39.es/ecma262/#sec-literals-string-literals> says.
fn unescaped(text: &str) -> String {
    let text = capped(text, MAX_TEXT);
    let mut value = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        rest = rest.get(char.len_utf8()..).unwrap_or_default();
        match char {
            '\r' => {
                rest = rest.strip_prefix('\n').unwrap_or(rest);
                value.push('\n');
            }
            '\\' => rest = escape(rest, &mut value),
            _ => value.push(char),
        }
    }
    value
}

/// Adds the character that the escape at `rest` (after its backslash) stands for, and gives what follows.
fn escape<'a>(rest: &'a str, value: &mut String) -> &'a str {
    let Some(char) = rest.chars().next() else {
        value.push('\\');
        return rest;
    };
    let after = rest.get(char.len_utf8()..).unwrap_or_default();
    let plain = match char {
        '\n' | '\u{2028}' | '\u{2029}' => return after,
        '\r' => return after.strip_prefix('\n').unwrap_or(after),
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '0' if !after.starts_with(|next: char| next.is_ascii_digit()) => '\0',
        'x' => return coded(after.get(..2), 2, char, after, value),
        'u' => match after.strip_prefix('{').and_then(|inside| inside.find('}')) {
            Some(len) => return coded(after.get(1..=len), len + 2, char, after, value),
            None => return unit(after, value),
        },
        _ => char,
    };
    value.push(plain);
    after
}

/// Adds the character with the code that `digits` write, which are `len` bytes with what is around them.
fn coded<'a>(
    digits: Option<&str>,
    len: usize,
    escaped: char,
    after: &'a str,
    value: &mut String,
) -> &'a str {
    let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    match (code.and_then(char::from_u32), after.get(len..)) {
        (Some(char), Some(rest)) => {
            value.push(char);
            rest
        }
        _ => {
            value.extend(['\\', escaped]);
            after
        }
    }
}

/// Adds the character that one or two units of four digits each stand for.
fn unit<'a>(after: &'a str, value: &mut String) -> &'a str {
    let code = |digits: Option<&str>| u32::from_str_radix(digits?, 16).ok();
    let high = code(after.get(..4));
    let low = after
        .get(4..)
        .and_then(|rest| rest.strip_prefix("\\u"))
        .and_then(|rest| code(rest.get(..4)));
    if let (Some(high @ 0xd800..0xdc00), Some(low @ 0xdc00..0xe000)) = (high, low) {
        let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
        value.extend(char::from_u32(code));
        return after.get(10..).unwrap_or_default();
    }
    coded(after.get(..4), 4, 'u', after, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        let check = |text: &str, expected: &str| assert_eq!(unescaped(text), expected, "{text}");
        check(r"a\n\x41\u00e9\u{1F980}\q\'\0", "a\nA\u{e9}\u{1f980}q'\0");
        check(r"\ud83e\udd80", "\u{1f980}");
        check("a\\\r\nb\rc\r\nd", "ab\nc\nd");
        check(r"\x4", r"\x4");
        check(r"\u{110000}", r"\u{110000}");
        check("\\", "\\");
    }

    #[test]
    fn numbers() {
        assert_eq!(number("1_000n"), Literal::Int("1000".into()));
        assert_eq!(number("0xEF"), Literal::Int("0xEF".into()));
        assert_eq!(number("1e3"), Literal::Float("1e3".into()));
    }
}
