//! What texts, numbers and times can do.

use syntax::facts::Name;

use super::super::calendar::{self, DAY, Instant, Zone};
use super::super::run::{Args, Outcome, Run};
use super::super::value::{Datum, Origin, Value};
use super::From;

impl<'a> Run<'a, '_> {
    /// A method of something that is no object of the project.
    pub(in super::super) fn script_method(
        &mut self,
        receiver: &Value<'a>,
        name: &Name,
        args: Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let unfollowed = format!("a call of `{name}` that is not followed");
        if let Datum::Unknown(_) = receiver.datum {
            return Ok(receiver.clone());
        }
        let result = match &receiver.datum {
            Datum::Promise(_) => return self.promise_method(receiver, name, &args, from),
            Datum::Cell(id) => {
                let id = *id;
                return match self.collection_method(receiver, id, name, &args, from)? {
                    Some(value) => Ok(value),
                    None => self.stop(from.0, from.1, unfollowed),
                };
            }
            _ if args
                .positional
                .iter()
                .any(|arg| matches!(arg.datum, Datum::Unknown(_))) =>
            {
                return Ok(Value::unknown("a value that cannot be told"));
            }
            Datum::Text(text) => self.script_text_method(&text.clone(), name, &args, from)?,
            Datum::Instant(instant) => instant_method(instant, name),
            Datum::Int(_) | Datum::Float(_) | Datum::Bool(_) => match name.as_str() {
                "toString" if args.positional.is_empty() => {
                    self.text_of(receiver, from)?.map(Value::text)
                }
                "toFixed" => fixed(receiver, &args),
                "valueOf" => Some(receiver.clone()),
                _ => None,
            },
            _ => None,
        };
        let Some(value) = result else {
            return self.stop(from.0, from.1, unfollowed);
        };
        if let (Datum::Text(_), Some(place)) =
            (&receiver.datum, super::super::value::source(receiver))
        {
            // Blanks and capitals that are taken away are shown by the set-up, under the names it knows.
            let known = match name.as_str() {
                "trim" => Some("strip"),
                "toLowerCase" => Some("lower"),
                "toUpperCase" => Some("upper"),
                _ => None,
            };
            if let Some(known) = known {
                self.normalised.push((place.clone(), known));
            }
        }
        if name == "includes" && receiver.as_text().is_some() {
            let part = args.positional.into_iter().next();
            let traced = receiver.origin.is_some();
            return Ok(match (part, traced) {
                (Some(part), true) => value.from(Origin::Binary(
                    syntax::facts::BinaryOp::In,
                    part,
                    receiver.clone(),
                )),
                _ => value,
            });
        }
        let traced = receiver.origin.is_some() && value.origin.is_none();
        Ok(match traced {
            true => value.from(Origin::Method(
                receiver.clone(),
                canonical(name),
                args.positional,
            )),
            false => value,
        })
    }

    fn script_text_method(
        &mut self,
        text: &str,
        name: &str,
        args: &Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let first = args.positional.first();
        let part = first.and_then(Value::as_text);
        if !text.is_ascii() {
            return self.stop(from.0, from.1, "a text with letters of its own case");
        }
        let length = i128::try_from(text.len()).unwrap_or_default();
        let index = |at: usize, missing: i128| {
            let value = match args.positional.get(at) {
                None => Some(missing),
                Some(value) => value.as_int(),
            };
            value.map(|value| {
                let value = if value < 0 && name == "slice" {
                    value + length
                } else {
                    value
                };
                usize::try_from(value.clamp(0, length)).unwrap_or_default()
            })
        };
        Ok(match (name, part) {
            ("trim", None) => Some(Value::text(text.trim())),
            ("trimStart", None) => Some(Value::text(text.trim_start())),
            ("trimEnd", None) => Some(Value::text(text.trim_end())),
            ("toLowerCase", None) => Some(Value::text(text.to_ascii_lowercase())),
            ("toUpperCase", None) => Some(Value::text(text.to_ascii_uppercase())),
            ("toString" | "valueOf", None) => Some(Value::text(text)),
            ("includes", Some(part)) => Some(Value::bool(text.contains(part))),
            ("startsWith", Some(part)) => Some(Value::bool(text.starts_with(part))),
            ("endsWith", Some(part)) => Some(Value::bool(text.ends_with(part))),
            ("concat", Some(part)) if args.positional.len() == 1 => {
                Some(Value::text(format!("{text}{part}")))
            }
            ("indexOf", Some(part)) if args.positional.len() == 1 => {
                let at = text
                    .find(part)
                    .map_or(-1, |at| i128::try_from(at).unwrap_or(-1));
                Some(Value::int(at))
            }
            ("replace" | "replaceAll", Some(part)) => {
                match args.positional.get(1).and_then(Value::as_text) {
                    Some(by) if name == "replaceAll" => Some(Value::text(text.replace(part, by))),
                    Some(by) => Some(Value::text(text.replacen(part, by, 1))),
                    None => None,
                }
            }
            ("split", Some(part)) if args.positional.len() == 1 => {
                let parts: Vec<Value<'a>> = match part.is_empty() {
                    true => text
                        .chars()
                        .map(|letter| Value::text(letter.to_string()))
                        .collect(),
                    false => text.split(part).map(Value::text).collect(),
                };
                Some(self.list(parts))
            }
            ("slice" | "substring", None) => match (index(0, 0), index(1, length)) {
                (Some(start), Some(end)) => {
                    let (start, end) = match name == "substring" && start > end {
                        true => (end, start),
                        false => (start, end),
                    };
                    Some(Value::text(
                        text.get(start..end.max(start)).unwrap_or_default(),
                    ))
                }
                _ => None,
            },
            ("charAt" | "at", None) => first.and_then(Value::as_int).and_then(|at| {
                let at = if at < 0 && name == "at" {
                    at + length
                } else {
                    at
                };
                let at = usize::try_from(at).ok()?;
                text.get(at..=at).map(Value::text)
            }),
            ("repeat", None) => first
                .and_then(Value::as_int)
                .and_then(|times| usize::try_from(times).ok())
                .filter(|times| *times <= 10_000)
                .map(|times| Value::text(text.repeat(times))),
            ("padStart" | "padEnd", None) => {
                let width = first
                    .and_then(Value::as_int)
                    .and_then(|width| usize::try_from(width).ok())
                    .filter(|width| *width <= 1_000);
                let fill = match args.positional.get(1) {
                    None => Some(' '),
                    Some(fill) => fill.as_text().and_then(|fill| {
                        let mut letters = fill.chars();
                        letters.next().filter(|_| letters.next().is_none())
                    }),
                };
                match (width, fill) {
                    (Some(width), Some(fill)) => {
                        let missing: String =
                            std::iter::repeat_n(fill, width.saturating_sub(text.len())).collect();
                        Some(Value::text(match name {
                            "padStart" => format!("{missing}{text}"),
                            _ => format!("{text}{missing}"),
                        }))
                    }
                    _ => None,
                }
            }
            _ => None,
        })
    }
}

/// The name that the search for a set-up knows a method by.
fn canonical(name: &Name) -> Name {
    match name.as_str() {
        "toLowerCase" => Name::new_static("lower"),
        "toUpperCase" => Name::new_static("upper"),
        "valueOf" => Name::new_static("getTime"),
        _ => name.clone(),
    }
}

fn fixed<'a>(value: &Value<'a>, args: &Args<'a>) -> Option<Value<'a>> {
    let places = match args.positional.first() {
        None => 0,
        Some(places) => usize::try_from(places.as_int()?).ok()?,
    };
    match &value.datum {
        Datum::Int(whole) if places == 0 => Some(Value::text(whole.to_string())),
        Datum::Int(whole) if places <= 20 => {
            Some(Value::text(format!("{whole}.{}", "0".repeat(places))))
        }
        _ => None,
    }
}

/// Times are in UTC here: what a method tells in the zone of the machine is not followed.
fn instant_method<'a>(instant: &Instant, name: &str) -> Option<Value<'a>> {
    if instant.zone == Zone::Elsewhere {
        return None;
    }
    let int = |value: i64| Some(Value::int(i128::from(value)));
    let days = instant.micros.div_euclid(DAY);
    let (year, month, day) = calendar::civil(days);
    let (hour, minute, second, micro) = calendar::clock(instant.micros);
    match name {
        "getTime" | "valueOf" => int(instant.micros.div_euclid(1_000)),
        "toISOString" | "toJSON" => Some(Value::text(format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z",
            micro / 1_000
        ))),
        "getUTCFullYear" => int(year),
        "getUTCMonth" => int(month - 1),
        "getUTCDate" => int(day),
        "getUTCHours" => int(hour),
        "getUTCMinutes" => int(minute),
        "getUTCSeconds" => int(second),
        "getUTCDay" => int((calendar::weekday(days) + 1) % 7),
        _ => None,
    }
}
