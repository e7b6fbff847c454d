//! Literals without their quotes and escapes; it never lowers what stands inside an f-string.

use tree_sitter::Node;

use super::{FIELDS, Kind, Lower, MAX_TEXT, field, kind};
use crate::facts::{Literal, Name};
use crate::language::text::capped;

/// A part of a string or of several joined ones.
pub(super) enum Part<'t> {
    Text(String),
    /// An expression in an f-string, with its conversion and format as written.
    Value(Node<'t>, Option<Name>),
}

impl<'t, 's> Lower<'t, 's> {
    /// The literal that a node without parts is.
    pub(super) fn literal(&self, node: Node<'t>) -> Option<Literal> {
        Some(match kind(node) {
            Kind::Integer => number(self.text(node)),
            Kind::Float => Literal::Float(digits(self.text(node))),
            Kind::True => Literal::Bool(true),
            Kind::False => Literal::Bool(false),
            Kind::None => Literal::Null,
            Kind::Ellipsis => Literal::Ellipsis,
            _ => return None,
        })
    }

    /// The parts of a string or of neighbouring strings, and whether they are bytes.
    pub(super) fn string_parts(&mut self, node: Node<'t>) -> (Vec<Part<'t>>, bool) {
        let strings = match kind(node) {
            Kind::ConcatenatedString => self.named(node),
            _ => vec![node],
        };
        let mut parts = Vec::new();
        let mut is_bytes = false;
        for string in strings {
            is_bytes |= self.add_string(string, &mut parts);
        }
        (parts, is_bytes)
    }

    fn add_string(&mut self, node: Node<'t>, parts: &mut Vec<Part<'t>>) -> bool {
        let mut prefix = "";
        let mut quotes = 0;
        let children = self.named(node);
        for child in children {
            match kind(child) {
                Kind::StringStart => {
                    let text = self.text(child);
                    prefix = text.trim_end_matches(['"', '\'', '`']);
                    quotes = text.len() - prefix.len();
                }
                // Backslashes that end a raw string stand in the token of its end.
                Kind::StringEnd => {
                    let text = self.text(child);
                    let inside = text.len().saturating_sub(quotes);
                    if let Some(content @ [_, ..]) = text.as_bytes().get(..inside) {
                        add_text(parts, &String::from_utf8_lossy(content));
                    }
                }
                Kind::StringContent => {
                    let is_raw = prefix.contains(['r', 'R']);
                    let is_format = prefix.contains(['f', 'F', 't', 'T']);
                    let text = unescaped(self.text(child), is_raw, is_format);
                    add_text(parts, &text);
                }
                Kind::Interpolation => {
                    let format = self.format(child);
                    if let Some(shown) = self.self_documenting(child) {
                        add_text(parts, shown);
                    }
                    match field(child, FIELDS.expression) {
                        Some(value) => parts.push(Part::Value(value, format)),
                        None => add_text(parts, self.text(child)),
                    }
                }
                _ => {}
            }
        }
        prefix.contains(['b', 'B'])
    }

    /// The text before the value of `{name=}`: the expression as written, and the sign.
    fn self_documenting(&mut self, interpolation: Node<'t>) -> Option<&'s str> {
        let sign = self
            .all(interpolation)
            .into_iter()
            .find(|child| child.kind() == "=")?;
        self.src
            .get(interpolation.start_byte() + 1..sign.end_byte())
    }

    fn format(&self, interpolation: Node<'t>) -> Option<Name> {
        let conversion = field(interpolation, FIELDS.type_conversion);
        let specifier = field(interpolation, FIELDS.format_specifier);
        let start = conversion.or(specifier)?.start_byte();
        let end = specifier.or(conversion)?.end_byte();
        let text = self.src.get(start..end)?;
        Some(Name::new(capped(text, MAX_TEXT)))
    }
}

fn add_text(parts: &mut Vec<Part<'_>>, text: &str) {
    match parts.last_mut() {
        Some(Part::Text(before)) => {
            let room = MAX_TEXT.saturating_sub(before.len());
            before.push_str(capped(text, room));
        }
        _ => parts.push(Part::Text(capped(text, MAX_TEXT).to_owned())),
    }
}

fn number(text: &str) -> Literal {
    if text.ends_with(['j', 'J']) && !text.starts_with("0x") && !text.starts_with("0X") {
        return Literal::Float(digits(text));
    }
    Literal::Int(digits(text))
}

fn digits(text: &str) -> Name {
    text.trim_end_matches(['l', 'L'])
        .chars()
        .filter(|char| *char != '_')
        .collect()
}

/// The value of the text between quotes, as
/// <https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences> says.
fn unescaped(text: &str, is_raw: bool, is_format: bool) -> String {
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
            '\\' if !is_raw => rest = escape(rest, &mut value),
            '{' | '}' if is_format => {
                rest = rest.strip_prefix(char).unwrap_or(rest);
                value.push(char);
            }
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
        '\n' => return after,
        '\r' => return after.strip_prefix('\n').unwrap_or(after),
        '\\' | '\'' | '"' => char,
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        'x' => return coded(rest, after, 2, 16, value),
        'u' => return coded(rest, after, 4, 16, value),
        'U' => return coded(rest, after, 8, 16, value),
        '0'..='7' => {
            let len = rest
                .bytes()
                .take(3)
                .take_while(|byte| (b'0'..=b'7').contains(byte))
                .count();
            return coded(rest, rest, len, 8, value);
        }
        _ => {
            // An unknown escape stays as it is; a character by its name too.
            value.push('\\');
            char
        }
    };
    value.push(plain);
    after
}

fn coded<'a>(
    rest: &'a str,
    digits: &'a str,
    len: usize,
    radix: u32,
    value: &mut String,
) -> &'a str {
    let char = digits
        .get(..len)
        .and_then(|digits| u32::from_str_radix(digits, radix).ok())
        .and_then(char::from_u32);
    match (char, digits.get(len..)) {
        (Some(char), Some(after)) => {
            value.push(char);
            after
        }
        _ => {
            value.push('\\');
            rest
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        assert_eq!(
            unescaped(r"a\n\x41\u00e9\101\q\'", false, false),
            "a\nA\u{e9}A\\q'"
        );
        assert_eq!(unescaped(r"a\n", true, false), r"a\n");
        assert_eq!(unescaped("a\\\r\nb\rc\r\nd", false, false), "ab\nc\nd");
        assert_eq!(unescaped("{{a}}", false, true), "{a}");
        assert_eq!(unescaped(r"\x4", false, false), r"\x4");
        assert_eq!(unescaped("\\", false, false), "\\");
    }

    #[test]
    fn numbers() {
        assert_eq!(number("1_000L"), Literal::Int("1000".into()));
        assert_eq!(number("2j"), Literal::Float("2j".into()));
    }
}
