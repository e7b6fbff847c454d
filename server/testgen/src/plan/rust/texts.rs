//! What is asked of texts; what is asked by a pattern that is no text is answered for plain questions only.

use syntax::facts::{BinaryOp, Name};

use super::super::run::{Outcome, Run};
use super::super::value::{Datum, Origin, Value, source};
use super::From;

impl<'a> Run<'a, '_> {
    /// Methods that normalise are noted, so that a test can show that they do.
    fn normalises(&mut self, value: &Value<'a>, how: &'static str) {
        if let Some(place) = source(value) {
            self.normalised.push((place.clone(), how));
        }
    }

    pub(super) fn text_answer(
        &mut self,
        value: &Value<'a>,
        name: &str,
        args: &[Value<'a>],
        from: From<'a>,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let Some(text) = value.as_text().map(ToOwned::to_owned) else {
            return Ok(None);
        };
        let traced = |result: Value<'a>, how: &'static str| match value.origin.is_some() {
            true => result.from(Origin::Method(
                value.clone(),
                Name::new_static(how),
                args.to_vec(),
            )),
            false => result,
        };
        let length = |result: usize| {
            let result = Value::int(i128::try_from(result).unwrap_or_default());
            match value.origin.is_some() {
                true => result.from(Origin::Length(value.clone())),
                false => result,
            }
        };
        let arg = args.first().and_then(Value::as_text).map(ToOwned::to_owned);
        Ok(Some(match (name, arg.as_deref(), args.len()) {
            ("len", _, 0) => length(text.len()),
            ("is_empty", _, 0) => {
                let result = Value::bool(text.is_empty());
                match value.origin.is_some() {
                    true => result.from(Origin::Not(length(text.len()))),
                    false => result,
                }
            }
            ("trim", _, 0) => {
                self.normalises(value, "strip");
                traced(Value::text(text.trim()), "strip")
            }
            ("trim_start" | "trim_end", _, 0) => traced(
                Value::text(match name {
                    "trim_start" => text.trim_start(),
                    _ => text.trim_end(),
                }),
                "strip",
            ),
            ("to_lowercase" | "to_ascii_lowercase", _, 0) => {
                self.normalises(value, "lower");
                traced(Value::text(text.to_lowercase()), "lower")
            }
            ("to_uppercase" | "to_ascii_uppercase", _, 0) => {
                self.normalises(value, "upper");
                traced(Value::text(text.to_uppercase()), "upper")
            }
            ("contains", Some(_), 1) => {
                let part = args.first().cloned().unwrap_or_else(Value::null);
                self.binary(from.0, from.1, BinaryOp::In, part, value.clone())?
            }
            ("starts_with", Some(part), 1) => {
                traced(Value::bool(text.starts_with(part)), "starts_with")
            }
            ("ends_with", Some(part), 1) => traced(Value::bool(text.ends_with(part)), "ends_with"),
            ("eq_ignore_ascii_case", Some(other), 1) => {
                Value::bool(text.eq_ignore_ascii_case(other))
            }
            ("replace", Some(from), 2) => match args.get(1).and_then(Value::as_text) {
                Some(to) => Value::text(text.replace(from, to)),
                None => return Ok(None),
            },
            ("repeat", _, 1) => match args.first().and_then(Value::as_int) {
                Some(times @ 0..=1_000) => {
                    Value::text(text.repeat(usize::try_from(times).unwrap_or_default()))
                }
                _ => return Ok(None),
            },
            ("strip_prefix" | "strip_suffix", Some(part), 1) => {
                let (rest, how) = match name {
                    "strip_prefix" => (text.strip_prefix(part), "starts_with"),
                    _ => (text.strip_suffix(part), "ends_with"),
                };
                let rest = rest.map(ToOwned::to_owned);
                let decision = traced(Value::bool(rest.is_some()), how);
                let branch = super::super::run::Branch::Truth(decision);
                self.note(from.0, from.1, branch, rest.is_some());
                match rest {
                    Some(rest) => self.some(Value::text(rest)),
                    None => self.none(),
                }
            }
            ("split_once" | "rsplit_once", Some(mark), 1) => {
                let found = match name {
                    "split_once" => text.split_once(mark),
                    _ => text.rsplit_once(mark),
                };
                let found = found.map(|(left, right)| (left.to_owned(), right.to_owned()));
                let part = args.first().cloned().unwrap_or_else(Value::null);
                let decision = self.binary(from.0, from.1, BinaryOp::In, part, value.clone())?;
                let branch = super::super::run::Branch::Truth(decision);
                self.note(from.0, from.1, branch, found.is_some());
                match found {
                    Some((left, right)) => {
                        let pair = vec![Value::text(left), Value::text(right)];
                        self.some(Value::plain(Datum::Tuple(pair.into())))
                    }
                    None => self.none(),
                }
            }
            ("split", Some(mark), 1) => {
                let parts = text.split(mark).map(Value::text).collect();
                self.list(parts)
            }
            ("split_whitespace", _, 0) => {
                let parts = text.split_whitespace().map(Value::text).collect();
                self.list(parts)
            }
            ("lines", _, 0) => {
                let parts = text.lines().map(Value::text).collect();
                self.list(parts)
            }
            ("chars", _, 0) => {
                let parts = text
                    .chars()
                    .map(|held| Value::text(held.to_string()))
                    .collect();
                let mut list = self.list(parts);
                if value.origin.is_some() {
                    list = list.from(Origin::Method(
                        value.clone(),
                        Name::new_static("chars"),
                        Vec::new(),
                    ));
                }
                list
            }
            // Of a text that is one character.
            ("is_alphabetic" | "is_ascii_alphabetic", _, 0) => {
                Value::bool(text.chars().all(char::is_alphabetic))
            }
            ("is_numeric" | "is_ascii_digit", _, 0) => {
                Value::bool(text.chars().all(|held| held.is_ascii_digit()))
            }
            ("is_alphanumeric" | "is_ascii_alphanumeric", _, 0) => {
                Value::bool(text.chars().all(char::is_alphanumeric))
            }
            ("is_uppercase" | "is_ascii_uppercase", _, 0) => {
                Value::bool(text.chars().all(char::is_uppercase))
            }
            ("is_lowercase" | "is_ascii_lowercase", _, 0) => {
                Value::bool(text.chars().all(char::is_lowercase))
            }
            ("is_whitespace" | "is_ascii_whitespace", _, 0) => {
                Value::bool(text.chars().all(char::is_whitespace))
            }
            ("is_control", _, 0) => Value::bool(text.chars().all(char::is_control)),
            ("is_ascii", _, 0) => Value::bool(text.is_ascii()),
            _ => return Ok(None),
        }))
    }
}
