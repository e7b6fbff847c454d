//! Format strings as templates; it never looks at what a value is.
//!
//! The rules are those of <https://doc.rust-lang.org/std/fmt/#syntax>.

use super::Lower;
use crate::facts::{Arg, ExprId, ExprKind, Literal, Name, TemplatePart};
use crate::span::Span;

/// A piece of a format string.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(String),
    /// What stands before the colon, where that is in the string, and what stands from the colon on.
    Value(&'a str, usize, &'a str),
}

/// The pieces of a format string, or nothing where its values cannot be told.
fn pieces(text: &str) -> Option<Vec<Piece<'_>>> {
    let mut found = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        plain.push_str(rest.get(..at)?);
        let mark = rest.get(at..at + 1)?;
        let after = rest.get(at + 1..)?;
        if let Some(next) = after.strip_prefix(mark) {
            plain.push_str(mark);
            rest = next;
            continue;
        }
        if mark == "}" {
            return None;
        }
        let inside = after.get(..after.find('}')?)?;
        if !plain.is_empty() {
            found.push(Piece::Text(std::mem::take(&mut plain)));
        }
        let colon = inside.find(':').unwrap_or(inside.len());
        let format = inside.get(colon..)?;
        // Widths and precisions that are values take places of their own.
        if format.contains(['*', '$']) {
            return None;
        }
        let start = text.len() - after.len();
        found.push(Piece::Value(inside.get(..colon)?.trim(), start, format));
        rest = after.get(inside.len() + 1..)?;
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        found.push(Piece::Text(plain));
    }
    Some(found)
}

impl Lower<'_, '_> {
    /// Makes the format string at `at` a template of the values it names; the arguments that it takes are no
    /// arguments any more, so that each value stands once.
    pub(super) fn with_template(&mut self, mut args: Vec<Arg>, at: usize) -> Vec<Arg> {
        let Some(string) = args.get(at).filter(|arg| arg.name.is_none()) else {
            return args;
        };
        let span = self.state.body.exprs.get(string.value).span;
        let Some(text) = self.state.body.exprs.text(string.value).cloned() else {
            return args;
        };
        let Some(pieces) = pieces(&text) else {
            return args;
        };
        let values: Vec<(Option<Name>, ExprId)> = args
            .get(at + 1..)
            .unwrap_or_default()
            .iter()
            .map(|arg| (arg.name.clone(), arg.value))
            .collect();
        let mut used = vec![false; values.len()];
        let mut next = 0;
        let mut parts = Vec::with_capacity(pieces.len());
        let mut has_value = false;
        for piece in pieces {
            let (name, start, format) = match piece {
                Piece::Text(text) => {
                    parts.push(TemplatePart::Text(Name::from(text)));
                    continue;
                }
                Piece::Value(name, start, format) => (name, start, format),
            };
            let place = match name {
                "" => {
                    next += 1;
                    Some(next - 1)
                }
                _ => match name.parse::<usize>() {
                    Ok(place) => Some(place),
                    Err(_) => values
                        .iter()
                        .position(|(own, _)| own.as_deref() == Some(name)),
                },
            };
            let value = match place.and_then(|place| Some((place, values.get(place)?.1))) {
                Some((place, value)) => {
                    if let Some(used) = used.get_mut(place) {
                        *used = true;
                    }
                    value
                }
                // The string lacks an argument.
                None if place.is_some() => return args,
                // A name of the code around: exact unless an escape stands before it.
                None => {
                    let offset = u32::try_from(start + 1).unwrap_or(0);
                    let len = u32::try_from(name.len()).unwrap_or(0);
                    let start = span.start.saturating_add(offset).min(span.end);
                    let place = Span::new(start, start.saturating_add(len).min(span.end));
                    self.push(place, ExprKind::Name(Name::new(name)))
                }
            };
            has_value = true;
            let format = Some(format)
                .filter(|format| !format.is_empty())
                .map(Name::new);
            parts.push(TemplatePart::Value { value, format });
        }
        let kind = match has_value {
            true => ExprKind::Template { tag: None, parts },
            false => {
                let text = match parts.pop() {
                    Some(TemplatePart::Text(text)) => text,
                    _ => Name::default(),
                };
                ExprKind::Literal(Literal::Str(text))
            }
        };
        let value = self.push(span, kind);
        if let Some(arg) = args.get_mut(at) {
            arg.value = value;
        }
        let mut index = 0usize;
        args.retain(|_| {
            let is_used = index
                .checked_sub(at + 1)
                .and_then(|place| used.get(place))
                .copied()
                .unwrap_or(false);
            index += 1;
            !is_used
        });
        args
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        let text = |text: &str| Piece::Text(text.to_owned());
        assert_eq!(
            pieces("a {{}} {b:?}{} {0:>3}"),
            Some(vec![
                text("a {} "),
                Piece::Value("b", 8, ":?"),
                Piece::Value("", 13, ""),
                text(" "),
                Piece::Value("0", 16, ":>3"),
            ])
        );
        assert_eq!(pieces("{:1$}"), None);
        assert_eq!(pieces("}"), None);
        assert_eq!(pieces("{"), None);
        assert_eq!(pieces(""), Some(Vec::new()));
    }
}
