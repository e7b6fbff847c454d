//! What texts, numbers, times, containers and the standard library do; anything else ends the run.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use syntax::facts::Name;
use syntax::span::Span;

use super::calendar::{self, DAY, Instant, SECOND, Zone};
use super::class::{ClassKind, builtin_error, has_base, last};
use super::decimal::Decimal;
use super::eval::{Number, number, uuid};
use super::regex::{self, Anchor};
use super::run::{Args, Frame, Outcome, Run};
use super::value::{Cell, Datum, Opaque, Origin, Value};
use crate::sources::Code;

type From<'a> = (Code<'a>, Span);

impl<'a> Frame<'a> {
    /// Code outside of functions: no names of its own.
    pub(super) fn of(code: Code<'a>) -> Self {
        Run::frame(code, FxHashMap::default())
    }
}

impl<'a> Run<'a, '_> {
    pub(super) fn data_attribute(&self, value: &Value<'a>, name: &str) -> Option<Value<'a>> {
        let int = |value: i64| Some(Value::int(i128::from(value)));
        match (&value.datum, name) {
            (Datum::Span(micros), "days") => int(micros.div_euclid(DAY)),
            (Datum::Span(micros), "seconds") => int(micros.rem_euclid(DAY) / SECOND),
            (Datum::Date(days), "year" | "month" | "day") => {
                let (year, month, day) = calendar::civil(*days);
                int(if name == "year" {
                    year
                } else if name == "month" {
                    month
                } else {
                    day
                })
            }
            (Datum::Instant(instant), _) => {
                let (year, month, day) = calendar::civil(instant.micros.div_euclid(DAY));
                let (hour, minute, second, micro) = calendar::clock(instant.micros);
                match name {
                    "tzinfo" => Some(match instant.zone {
                        Zone::Naive => Value::null(),
                        _ => Value::plain(Datum::External(Name::new("datetime.timezone.utc"))),
                    }),
                    _ if instant.zone == Zone::Elsewhere => None,
                    "year" => int(year),
                    "month" => int(month),
                    "day" => int(day),
                    "hour" => int(hour),
                    "minute" => int(minute),
                    "second" => int(second),
                    "microsecond" => int(micro),
                    _ => None,
                }
            }
            (Datum::Uuid(value), "hex") => Some(Value::text(format!("{value:032x}"))),
            _ => None,
        }
    }

    pub(super) fn external_attribute(&self, path: &Name, name: &Name) -> Value<'a> {
        let full = format!("{path}.{name}");
        Value::plain(Datum::External(Name::from(full)))
    }

    /// A method of a text, number, time or container.
    pub(super) fn data_method(
        &mut self,
        receiver: &Value<'a>,
        name: &Name,
        args: Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        if let Datum::Unknown(_) = receiver.datum {
            return Ok(receiver.clone());
        }
        if args
            .positional
            .iter()
            .any(|arg| matches!(arg.datum, Datum::Unknown(_)))
            && !matches!(receiver.datum, Datum::Cell(_))
        {
            return Ok(Value::unknown("a value that cannot be told"));
        }
        let result = match &receiver.datum {
            Datum::Text(text) => self.text_method(&text.clone(), name, &args),
            Datum::Cell(id) => {
                let id = *id;
                return match self.container_method(receiver, id, name, &args, from)? {
                    Some(value) => Ok(value),
                    None => self.stop(
                        from.0,
                        from.1,
                        format!("a call of `{name}` that is not followed"),
                    ),
                };
            }
            Datum::Tuple(items) => self.sequence_method(items, name, &args),
            // The offset of the zone is not known here.
            Datum::Instant(instant)
                if instant.zone == Zone::Elsewhere
                    && matches!(name.as_str(), "isoformat" | "strftime") =>
            {
                return Ok(Value::unknown("a time zone"));
            }
            Datum::Instant(instant) => instant_method(instant, name, &args),
            Datum::Date(days) => match name.as_str() {
                "weekday" => Some(Value::int(i128::from(calendar::weekday(*days)))),
                "isoweekday" => Some(Value::int(i128::from(calendar::weekday(*days)) + 1)),
                "isoformat" => {
                    let (year, month, day) = calendar::civil(*days);
                    Some(Value::text(format!("{year:04}-{month:02}-{day:02}")))
                }
                "strftime" => args
                    .positional
                    .first()
                    .and_then(Value::as_text)
                    .and_then(|pattern| calendar::format(*days, 0, pattern))
                    .map(Value::text),
                _ => None,
            },
            Datum::Span(micros) if name == "total_seconds" => Number::Int(i128::from(*micros))
                .float()
                .map(|micros| Value::plain(Datum::Float(micros / 1e6))),
            Datum::Decimal(value) => {
                let rounding = args.positional.get(1).or_else(|| {
                    args.keyword
                        .iter()
                        .find(|(name, _)| name == "rounding")
                        .map(|(_, value)| value)
                });
                let mode = match rounding.map(|mode| &mode.datum) {
                    None => Some("ROUND_HALF_EVEN".to_owned()),
                    Some(Datum::External(path)) => Some(last(path).to_owned()),
                    Some(_) => None,
                };
                match (
                    name.as_str(),
                    args.positional.first().map(|unit| &unit.datum),
                    mode,
                ) {
                    ("quantize", Some(Datum::Decimal(unit)), Some(mode)) => value
                        .quantize(*unit, &mode)
                        .map(|value| Value::plain(Datum::Decimal(value))),
                    _ => None,
                }
            }
            Datum::Pattern(pattern) => {
                let anchor = match name.as_str() {
                    "fullmatch" => Some(Anchor::Whole),
                    "match" => Some(Anchor::Start),
                    "search" => Some(Anchor::Anywhere),
                    _ => None,
                };
                match (anchor, args.positional.first()) {
                    (Some(anchor), Some(text)) => return self.search(pattern, text, anchor, from),
                    _ => None,
                }
            }
            Datum::Uuid(value) if name == "__str__" => Some(Value::text(uuid(*value))),
            _ => None,
        };
        let Some(value) = result else {
            return self.stop(
                from.0,
                from.1,
                format!("a call of `{name}` that is not followed"),
            );
        };
        if let (Datum::Text(_), Some(place)) = (&receiver.datum, super::value::source(receiver)) {
            let known = [
                "strip",
                "lstrip",
                "rstrip",
                "lower",
                "upper",
                "casefold",
                "title",
                "capitalize",
            ];
            if let Some(method) = known.iter().find(|known| *known == name) {
                self.normalised.push((place.clone(), method));
            }
            if name == "split" && args.positional.is_empty() {
                self.normalised.push((place.clone(), "split"));
            }
        }
        let traced = receiver.origin.is_some() && value.origin.is_none();
        Ok(if traced {
            value.from(Origin::Method(
                receiver.clone(),
                name.clone(),
                args.positional,
            ))
        } else {
            value
        })
    }

    fn search(
        &mut self,
        pattern: &str,
        text: &Value<'a>,
        anchor: Anchor,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let found = text
            .as_text()
            .and_then(|text| regex::matches(pattern, text, anchor));
        let Some(found) = found else {
            return self.stop(from.0, from.1, "a pattern that is not followed");
        };
        let value = Value::plain(if found {
            Datum::External(Name::new("re.Match"))
        } else {
            Datum::Null
        });
        Ok(if text.origin.is_some() {
            value.from(Origin::Call(
                Name::new("re"),
                vec![Value::text(pattern), text.clone()],
            ))
        } else {
            value
        })
    }

    fn text_method(&mut self, text: &str, name: &str, args: &Args<'a>) -> Option<Value<'a>> {
        let first = args.positional.first();
        let part = first.and_then(Value::as_text);
        let all = |test: fn(char) -> bool| Value::bool(!text.is_empty() && text.chars().all(test));
        // Letters whose case is told differently by different languages are left alone.
        if !text.is_ascii()
            && matches!(
                name,
                "upper" | "title" | "capitalize" | "lower" | "casefold" | "swapcase"
            )
        {
            return None;
        }
        let strip = |text: &str| match part {
            None if first.is_none() => Some(text.trim().to_owned()),
            Some(part) => Some(
                text.trim_matches(|character| part.contains(character))
                    .to_owned(),
            ),
            None => None,
        };
        let words = |parts: Vec<&str>| parts.into_iter().map(Value::text).collect::<Vec<_>>();
        Some(match name {
            "strip" | "trim" => Value::text(strip(text)?),
            "lstrip" if first.is_none() => Value::text(text.trim_start()),
            "rstrip" if first.is_none() => Value::text(text.trim_end()),
            "lstrip" => {
                Value::text(text.trim_start_matches(|character| {
                    part.is_some_and(|part| part.contains(character))
                }))
            }
            "rstrip" => {
                Value::text(text.trim_end_matches(|character| {
                    part.is_some_and(|part| part.contains(character))
                }))
            }
            "lower" | "casefold" | "toLowerCase" | "to_lowercase" => {
                Value::text(text.to_lowercase())
            }
            "upper" | "toUpperCase" | "to_uppercase" => Value::text(text.to_uppercase()),
            "title" => Value::text(title(text)),
            "capitalize" => {
                let mut characters = text.chars();
                let head: String = characters
                    .next()
                    .into_iter()
                    .flat_map(char::to_uppercase)
                    .collect();
                Value::text(format!("{head}{}", characters.as_str().to_lowercase()))
            }
            "startswith" | "startsWith" | "starts_with" => Value::bool(text.starts_with(part?)),
            "endswith" | "endsWith" | "ends_with" => Value::bool(text.ends_with(part?)),
            "removeprefix" => Value::text(text.strip_prefix(part?).unwrap_or(text)),
            "removesuffix" => Value::text(text.strip_suffix(part?).unwrap_or(text)),
            "replace" if args.positional.len() == 2 => {
                Value::text(text.replace(part?, args.positional.get(1)?.as_text()?))
            }
            "isdigit" | "isdecimal" | "isnumeric" if text.is_ascii() => {
                all(|character| character.is_ascii_digit())
            }
            "isalpha" if text.is_ascii() => all(char::is_alphabetic),
            "isalnum" if text.is_ascii() => all(char::is_alphanumeric),
            "isspace" => all(char::is_whitespace),
            "isupper" if text.is_ascii() => Value::bool(
                text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase),
            ),
            "islower" if text.is_ascii() => Value::bool(
                text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase),
            ),
            "find" => Value::int(text.find(part?).map_or(-1, |at| {
                i128::try_from(text.get(..at).unwrap_or_default().chars().count()).unwrap_or(-1)
            })),
            "count" => Value::int(i128::try_from(text.matches(part?).count()).ok()?),
            "zfill" => {
                let width = usize::try_from(first?.as_int()?).ok()?.min(1_000);
                Value::text(format!("{text:0>width$}"))
            }
            "split" if first.is_none() => {
                let items = words(text.split_whitespace().collect());
                self.list(items)
            }
            "split" => {
                let limit = args
                    .positional
                    .get(1)
                    .or_else(|| args.keyword.first().map(|(_, value)| value));
                let parts: Vec<&str> = match limit {
                    None => text.split(part.filter(|part| !part.is_empty())?).collect(),
                    Some(limit) => text
                        .splitn(usize::try_from(limit.as_int()?).ok()? + 1, part?)
                        .collect(),
                };
                let items = words(parts);
                self.list(items)
            }
            "rsplit" if args.positional.len() == 2 => {
                let limit = usize::try_from(args.positional.get(1)?.as_int()?).ok()? + 1;
                let mut parts: Vec<&str> = text.rsplitn(limit, part?).collect();
                parts.reverse();
                let items = words(parts);
                self.list(items)
            }
            "partition" => {
                let (left, right) = text
                    .split_once(part?)
                    .map_or((text, None), |(left, right)| (left, Some(right)));
                let found = if right.is_some() { part? } else { "" };
                Value::plain(Datum::Tuple(
                    words(vec![left, found, right.unwrap_or_default()]).into(),
                ))
            }
            "splitlines" => {
                let items = words(text.lines().collect());
                self.list(items)
            }
            "join" => {
                let parts = match &first?.datum {
                    Datum::Tuple(items) => items.to_vec(),
                    Datum::Cell(id) => match self.cell(*id)? {
                        Cell::List(items) => items.clone(),
                        _ => return None,
                    },
                    _ => return None,
                };
                let parts = parts
                    .iter()
                    .map(Value::as_text)
                    .collect::<Option<Vec<_>>>()?;
                Value::text(parts.join(text))
            }
            "encode" => Value::plain(Datum::Bytes(text.into())),
            _ => return None,
        })
    }

    fn sequence_method(
        &self,
        items: &[Value<'a>],
        name: &str,
        args: &Args<'a>,
    ) -> Option<Value<'a>> {
        let wanted = args.positional.first()?;
        let mut count = 0;
        for (at, item) in items.iter().enumerate() {
            if self.equal(item, wanted)? {
                if name == "index" {
                    return Some(Value::int(i128::try_from(at).ok()?));
                }
                count += 1;
            }
        }
        (name == "count").then(|| Value::int(count))
    }

    fn container_method(
        &mut self,
        receiver: &Value<'a>,
        id: super::value::CellId,
        name: &str,
        args: &Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let Some(cell) = self.cell(id).cloned() else {
            return Ok(None);
        };
        let first = args.positional.first().cloned();
        let find = |run: &Self, items: &[Value<'a>], wanted: &Value<'a>| -> Option<Option<usize>> {
            for (at, item) in items.iter().enumerate() {
                if run.equal(item, wanted)? {
                    return Some(Some(at));
                }
            }
            Some(None)
        };
        let unclear = "values that cannot be compared";
        match cell {
            Cell::List(mut items) => {
                let result = match (name, first) {
                    ("append", Some(item)) => {
                        items.push(item);
                        Value::null()
                    }
                    ("extend", Some(more)) => {
                        items.extend(self.items(from.0, from.1, &more)?);
                        Value::null()
                    }
                    ("insert", Some(at)) => {
                        let (Some(at), Some(item)) = (
                            at.as_int().and_then(|at| usize::try_from(at).ok()),
                            args.positional.get(1),
                        ) else {
                            return Ok(None);
                        };
                        items.insert(at.min(items.len()), item.clone());
                        Value::null()
                    }
                    ("remove", Some(item)) => match find(self, &items, &item) {
                        Some(Some(at)) => {
                            self.note(
                                from.0,
                                from.1,
                                super::run::Branch::Truth(held_in(receiver, &item, true)),
                                true,
                            );
                            items.remove(at);
                            Value::null()
                        }
                        Some(None) => {
                            self.note(
                                from.0,
                                from.1,
                                super::run::Branch::Truth(held_in(receiver, &item, false)),
                                false,
                            );
                            return self.raise("ValueError", Vec::new());
                        }
                        None => return self.stop(from.0, from.1, unclear),
                    },
                    ("pop", at) => {
                        let at = match at {
                            None => items.len().checked_sub(1),
                            Some(at) => at.as_int().and_then(|at| {
                                if at < 0 {
                                    items.len().checked_sub(usize::try_from(-at).ok()?)
                                } else {
                                    usize::try_from(at).ok()
                                }
                            }),
                        };
                        match at.filter(|at| *at < items.len()) {
                            Some(at) => items.remove(at),
                            None => return self.raise("IndexError", Vec::new()),
                        }
                    }
                    ("clear", None) => {
                        items.clear();
                        Value::null()
                    }
                    ("copy", None) => return Ok(Some(self.list(items))),
                    ("reverse", None) => {
                        items.reverse();
                        Value::null()
                    }
                    ("index" | "count", Some(_)) => {
                        return Ok(self.sequence_method(&items, name, args));
                    }
                    _ => return Ok(None),
                };
                if let Some(held) = self.cell_mut(id) {
                    *held = Cell::List(items);
                }
                Ok(Some(result))
            }
            Cell::Set { mut items, frozen } => {
                let result = match (name, first) {
                    ("add", Some(item)) => match find(self, &items, &item) {
                        Some(Some(_)) => Value::null(),
                        Some(None) => {
                            items.push(item);
                            Value::null()
                        }
                        None => return self.stop(from.0, from.1, unclear),
                    },
                    ("discard" | "remove", Some(item)) => match find(self, &items, &item) {
                        Some(Some(at)) => {
                            items.remove(at);
                            Value::null()
                        }
                        Some(None) if name == "remove" => {
                            return self.raise("KeyError", vec![item]);
                        }
                        Some(None) => Value::null(),
                        None => return self.stop(from.0, from.1, unclear),
                    },
                    ("issubset" | "issuperset", Some(other)) => {
                        let others = self.items(from.0, from.1, &other)?;
                        let (small, large) = if name == "issubset" {
                            (&items, &others)
                        } else {
                            (&others, &items)
                        };
                        let mut all = true;
                        for item in small {
                            match find(self, large, item) {
                                Some(found) => all &= found.is_some(),
                                None => return self.stop(from.0, from.1, unclear),
                            }
                        }
                        return Ok(Some(Value::bool(all)));
                    }
                    ("copy", None) => {
                        return Ok(Some(Value::plain(
                            self.allocate(Cell::Set { items, frozen }),
                        )));
                    }
                    _ => return Ok(None),
                };
                if let Some(held) = self.cell_mut(id) {
                    *held = Cell::Set { items, frozen };
                }
                Ok(Some(result))
            }
            Cell::Map(entries) => match (name, first) {
                ("get", Some(key)) => {
                    for (held, value) in &entries {
                        match self.equal(held, &key) {
                            Some(true) => return Ok(Some(value.clone())),
                            Some(false) => {}
                            None => return self.stop(from.0, from.1, unclear),
                        }
                    }
                    Ok(Some(
                        args.positional.get(1).cloned().unwrap_or_else(Value::null),
                    ))
                }
                ("keys", None) => Ok(Some(
                    self.list(entries.into_iter().map(|(key, _)| key).collect()),
                )),
                ("values", None) => Ok(Some(
                    self.list(entries.into_iter().map(|(_, value)| value).collect()),
                )),
                ("items", None) => {
                    let items = entries
                        .into_iter()
                        .map(|(key, value)| Value::plain(Datum::Tuple([key, value].into())))
                        .collect();
                    Ok(Some(self.list(items)))
                }
                ("copy", None) => Ok(Some(Value::plain(self.allocate(Cell::Map(entries))))),
                ("update", Some(other)) => {
                    let Datum::Cell(other) = other.datum else {
                        return Ok(None);
                    };
                    let Some(Cell::Map(more)) = self.cell(other).cloned() else {
                        return Ok(None);
                    };
                    for (key, value) in more {
                        self.set_item(receiver, &key, value, from)?;
                    }
                    Ok(Some(Value::null()))
                }
                ("pop", Some(key)) => {
                    for (at, (held, value)) in entries.iter().enumerate() {
                        match self.equal(held, &key) {
                            Some(true) => {
                                if let Some(Cell::Map(entries)) = self.cell_mut(id) {
                                    entries.remove(at);
                                }
                                return Ok(Some(value.clone()));
                            }
                            Some(false) => {}
                            None => return self.stop(from.0, from.1, unclear),
                        }
                    }
                    match args.positional.get(1) {
                        Some(default) => Ok(Some(default.clone())),
                        None => self.raise("KeyError", vec![key]),
                    }
                }
                ("setdefault", Some(key)) => {
                    for (held, value) in &entries {
                        match self.equal(held, &key) {
                            Some(true) => return Ok(Some(value.clone())),
                            Some(false) => {}
                            None => return self.stop(from.0, from.1, unclear),
                        }
                    }
                    let value = args.positional.get(1).cloned().unwrap_or_else(Value::null);
                    self.set_item(receiver, &key, value.clone(), from)?;
                    Ok(Some(value))
                }
                _ => Ok(None),
            },
            Cell::Object(_) | Cell::Error { .. } => Ok(None),
        }
    }

    pub(super) fn item(
        &mut self,
        object: &Value<'a>,
        index: &Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let items = match &object.datum {
            Datum::Tuple(items) => items.to_vec(),
            Datum::Text(text) => text
                .chars()
                .map(|character| Value::text(character.to_string()))
                .collect(),
            Datum::Class(class) if class.kind == ClassKind::Enum => {
                let class = Rc::clone(class);
                return match index.as_text().and_then(|name| {
                    class
                        .variants
                        .iter()
                        .position(|(variant, ..)| variant == name)
                }) {
                    Some(at) => self.variant(&class, at, from),
                    None => self.raise("KeyError", vec![index.clone()]),
                };
            }
            Datum::Cell(id) => match self.cell(*id) {
                Some(Cell::List(items)) => items.clone(),
                Some(Cell::Map(entries)) => {
                    let entries = entries.clone();
                    for (key, value) in entries {
                        match self.equal(&key, index) {
                            Some(true) => {
                                self.note(
                                    from.0,
                                    from.1,
                                    super::run::Branch::Truth(held_in(object, index, true)),
                                    true,
                                );
                                return Ok(value);
                            }
                            Some(false) => {}
                            None => {
                                return self.stop(from.0, from.1, "values that cannot be compared");
                            }
                        }
                    }
                    self.note(
                        from.0,
                        from.1,
                        super::run::Branch::Truth(held_in(object, index, false)),
                        false,
                    );
                    return self.raise("KeyError", vec![index.clone()]);
                }
                _ => return self.stop(from.0, from.1, "a subscript that is not followed"),
            },
            Datum::Unknown(_) => return Ok(object.clone()),
            _ => return self.stop(from.0, from.1, "a subscript that is not followed"),
        };
        let Some(at) = index.as_int() else {
            return self.stop(from.0, from.1, "a subscript that is not followed");
        };
        let length = i128::try_from(items.len()).unwrap_or_default();
        let at = if at < 0 { at + length } else { at };
        match usize::try_from(at).ok().and_then(|at| items.get(at)) {
            Some(value) => Ok(value.clone()),
            None => self.raise("IndexError", Vec::new()),
        }
    }

    pub(super) fn slice(
        &mut self,
        object: &Value<'a>,
        [start, end, step]: [Option<i128>; 3],
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let items: Vec<Value<'a>> = match &object.datum {
            Datum::Text(_) | Datum::Tuple(_) => self.items(from.0, from.1, object)?,
            Datum::Cell(id) if matches!(self.cell(*id), Some(Cell::List(_))) => {
                self.items(from.0, from.1, object)?
            }
            _ => return self.stop(from.0, from.1, "a slice that is not followed"),
        };
        let length = i128::try_from(items.len()).unwrap_or_default();
        let step = step.unwrap_or(1);
        if step == 0 {
            return self.raise("ValueError", Vec::new());
        }
        let bound = |bound: Option<i128>, missing: i128| match bound {
            None => missing,
            Some(bound) if bound < 0 => (bound + length).max(if step < 0 { -1 } else { 0 }),
            Some(bound) => bound.min(if step < 0 { length - 1 } else { length }),
        };
        let (mut at, end) = if step > 0 {
            (bound(start, 0), bound(end, length))
        } else {
            (bound(start, length - 1), bound(end, -1))
        };
        let mut out = Vec::new();
        while (step > 0 && at < end) || (step < 0 && at > end) {
            if let Some(item) = usize::try_from(at).ok().and_then(|at| items.get(at)) {
                out.push(item.clone());
            }
            at += step;
        }
        Ok(match &object.datum {
            Datum::Text(_) => {
                Value::text(out.iter().filter_map(Value::as_text).collect::<String>())
            }
            Datum::Tuple(_) => Value::plain(Datum::Tuple(out.into())),
            _ => self.list(out),
        })
    }

    pub(super) fn set_item(
        &mut self,
        object: &Value<'a>,
        index: &Value<'a>,
        value: Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, ()> {
        let Datum::Cell(id) = object.datum else {
            return self.stop(
                from.0,
                from.1,
                "an assignment to an element that is not followed",
            );
        };
        match self.cell(id).cloned() {
            Some(Cell::Map(mut entries)) => {
                let mut place = None;
                for (at, (key, _)) in entries.iter().enumerate() {
                    match self.equal(key, index) {
                        Some(true) => place = Some(at),
                        Some(false) => {}
                        None => return self.stop(from.0, from.1, "values that cannot be compared"),
                    }
                }
                match place.and_then(|at| entries.get_mut(at)) {
                    Some(entry) => entry.1 = value,
                    None => entries.push((index.clone(), value)),
                }
                if let Some(held) = self.cell_mut(id) {
                    *held = Cell::Map(entries);
                }
                Ok(())
            }
            Some(Cell::List(mut items)) => {
                let Some(held) = index
                    .as_int()
                    .and_then(|at| usize::try_from(at).ok())
                    .and_then(|at| items.get_mut(at))
                else {
                    return self.stop(
                        from.0,
                        from.1,
                        "an assignment to an element that is not followed",
                    );
                };
                *held = value;
                if let Some(held) = self.cell_mut(id) {
                    *held = Cell::List(items);
                }
                Ok(())
            }
            _ => self.stop(
                from.0,
                from.1,
                "an assignment to an element that is not followed",
            ),
        }
    }

    pub(super) fn remove_item(
        &mut self,
        object: &Value<'a>,
        index: &Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, ()> {
        let Datum::Cell(id) = object.datum else {
            return self.stop(from.0, from.1, "a deletion that is not followed");
        };
        let args = Args {
            positional: vec![index.clone()],
            keyword: Vec::new(),
        };
        match self.container_method(object, id, "pop", &args, from)? {
            Some(_) => Ok(()),
            None => self.stop(from.0, from.1, "a deletion that is not followed"),
        }
    }

    /// A function or class from outside the project, by its full path.
    pub(super) fn external(
        &mut self,
        path: &Name,
        args: Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        if is_log(path) {
            return Ok(match last(path) {
                "getLogger" | "get_logger" | "bind" => {
                    Value::plain(Datum::External(Name::new("logging.Logger")))
                }
                _ => Value::null(),
            });
        }
        if builtin_error(last(path)) && !path.contains('.') {
            let error = self.allocate(Cell::Error {
                class: path.clone(),
                args: args.positional,
            });
            return Ok(Value::plain(error));
        }
        if let Some(what) = opaque(path) {
            let hides = args.positional.iter().filter_map(|arg| match &arg.datum {
                Datum::Text(text) => Some(Rc::clone(text)),
                _ => None,
            });
            let hides = if what.1 { hides.collect() } else { Vec::new() };
            return Ok(Value::plain(Datum::Unknown(Rc::new(Opaque {
                what: Name::from(format!("`{path}`")),
                class: what.0.map(Name::new),
                hides,
            }))));
        }
        if path == "contextlib.suppress" {
            let items = std::iter::once(Value::text("contextlib.suppress"))
                .chain(args.positional)
                .collect();
            return Ok(Value::plain(Datum::Tuple(items)));
        }
        if matches!(
            path.as_str(),
            "anyio.fail_after"
                | "anyio.move_on_after"
                | "asyncio.timeout"
                | "contextlib.nullcontext"
                | "asyncio.Lock"
                | "threading.Lock"
                | "threading.RLock"
                | "anyio.Lock"
                | "object"
        ) {
            return Ok(Value::plain(Datum::External(path.clone())));
        }
        let short = path.strip_prefix("builtins.").unwrap_or(path);
        let unknown = args
            .positional
            .iter()
            .chain(args.keyword.iter().map(|(_, value)| value))
            .find(|arg| matches!(arg.datum, Datum::Unknown(_)));
        if let Some(unknown) = unknown
            && matches!(
                short,
                "str"
                    | "int"
                    | "float"
                    | "len"
                    | "abs"
                    | "round"
                    | "bool"
                    | "repr"
                    | "min"
                    | "max"
                    | "sum"
            )
        {
            return Ok(unknown.clone());
        }
        if let Some(value) = self.pure(short, &args, from)? {
            let traced =
                value.origin.is_none() && args.positional.iter().any(|arg| arg.origin.is_some());
            return Ok(if traced {
                value.from(Origin::Call(Name::new(short), args.positional))
            } else {
                value
            });
        }
        self.stop(
            from.0,
            from.1,
            format!("`{path}` is neither given to the function nor known"),
        )
    }

    fn pure(
        &mut self,
        path: &str,
        args: &Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let first = args.positional.first();
        let second = args.positional.get(1);
        let named = |name: &str| {
            args.keyword
                .iter()
                .find(|(given, _)| given == name)
                .map(|(_, value)| value)
        };
        let result = match (path, first) {
            ("len", Some(value)) => {
                let length = match &value.datum {
                    Datum::Text(text) => text.chars().count(),
                    Datum::Tuple(items) => items.len(),
                    Datum::Cell(_) if self.object(value).is_some() => return Ok(None),
                    Datum::Cell(_) => self.items(from.0, from.1, value)?.len(),
                    _ => return Ok(None),
                };
                let length = Value::int(i128::try_from(length).unwrap_or_default());
                return Ok(Some(if value.origin.is_some() {
                    length.from(Origin::Length(value.clone()))
                } else {
                    length
                }));
            }
            ("bool", Some(value)) => {
                let truth = Value::bool(self.truth(from.0, from.1, value)?);
                return Ok(Some(if value.origin.is_some() {
                    truth.from(Origin::Truth(value.clone()))
                } else {
                    truth
                }));
            }
            ("str", Some(value)) => self.str_of(value, from)?.map(Value::text),
            ("str", None) => Some(Value::text("")),
            ("repr", Some(value)) => self.repr(value).map(Value::text),
            ("int", Some(value)) => match &value.datum {
                Datum::Text(text) => match text.trim().parse::<i128>() {
                    Ok(value) => Some(Value::int(value)),
                    Err(_) => return self.raise("ValueError", Vec::new()),
                },
                Datum::Float(value) if value.abs() < 1e15 => {
                    format!("{:.0}", value.trunc()).parse().ok().map(Value::int)
                }
                Datum::Decimal(value) => value
                    .quantize(Decimal::integer(1), "ROUND_DOWN")
                    .map(|value| Value::int(value.coefficient)),
                _ => value.as_int().map(Value::int),
            },
            ("float", Some(value)) => match (&value.datum, number(value)) {
                (Datum::Text(text), _) => text
                    .trim()
                    .parse()
                    .ok()
                    .map(|value| Value::plain(Datum::Float(value))),
                (_, Some(value)) => value.float().map(|value| Value::plain(Datum::Float(value))),
                _ => None,
            },
            ("abs", Some(value)) => match &value.datum {
                Datum::Int(value) => Some(Value::int(value.abs())),
                Datum::Float(value) => Some(Value::plain(Datum::Float(value.abs()))),
                Datum::Decimal(value) => Some(Value::plain(Datum::Decimal(Decimal {
                    coefficient: value.coefficient.abs(),
                    ..*value
                }))),
                Datum::Span(value) => Some(Value::plain(Datum::Span(value.abs()))),
                _ => None,
            },
            ("min" | "max", Some(value)) => {
                if !args.keyword.is_empty() {
                    return Ok(None);
                }
                let items = if second.is_some() {
                    args.positional.clone()
                } else {
                    self.items(from.0, from.1, value)?
                };
                let wanted = if path == "min" {
                    std::cmp::Ordering::Less
                } else {
                    std::cmp::Ordering::Greater
                };
                let mut items = items.into_iter();
                let Some(mut best) = items.next() else {
                    return self.raise("ValueError", Vec::new());
                };
                for item in items {
                    match self.compare(&item, &best) {
                        Some(order) if order == wanted => best = item,
                        Some(_) => {}
                        None => return Ok(None),
                    }
                }
                return Ok(Some(best));
            }
            ("sum", Some(value)) => {
                let mut total = second.cloned().unwrap_or_else(|| Value::int(0));
                for item in self.items(from.0, from.1, value)? {
                    total =
                        self.binary(from.0, from.1, syntax::facts::BinaryOp::Add, total, item)?;
                }
                return Ok(Some(total));
            }
            ("list", None) => Some(self.list(Vec::new())),
            ("list", Some(value)) => {
                let items = self.items(from.0, from.1, value)?;
                let list = self.list(items);
                return Ok(Some(match &value.origin {
                    Some(origin) => Value {
                        origin: Some(Rc::clone(origin)),
                        ..list
                    },
                    None => list,
                }));
            }
            ("tuple", Some(value)) => Some(Value::plain(Datum::Tuple(
                self.items(from.0, from.1, value)?.into(),
            ))),
            ("tuple", None) => Some(Value::plain(Datum::Tuple(Vec::new().into()))),
            ("set" | "frozenset", value) => {
                let items = match value {
                    Some(value) => self.items(from.0, from.1, value)?,
                    None => Vec::new(),
                };
                let items = self.distinct(items, from)?;
                Some(Value::plain(self.allocate(Cell::Set {
                    items,
                    frozen: path == "frozenset",
                })))
            }
            ("dict", None) => {
                let entries = args
                    .keyword
                    .iter()
                    .map(|(name, value)| (Value::text(name.as_str()), value.clone()))
                    .collect();
                Some(Value::plain(self.allocate(Cell::Map(entries))))
            }
            ("dict", Some(value)) => match value.datum {
                Datum::Cell(id) => match self.cell(id).cloned() {
                    Some(Cell::Map(entries)) => {
                        Some(Value::plain(self.allocate(Cell::Map(entries))))
                    }
                    _ => None,
                },
                _ => None,
            },
            ("range", Some(value)) => {
                let (from, to) = match second {
                    Some(end) => (value.as_int(), end.as_int()),
                    None => (Some(0), value.as_int()),
                };
                match (from, to) {
                    (Some(from), Some(to)) if to - from <= 2_000 && args.positional.len() < 3 => {
                        let items = (from..to).map(Value::int).collect();
                        Some(self.list(items))
                    }
                    _ => None,
                }
            }
            ("enumerate", Some(value)) => {
                let start = second
                    .or_else(|| named("start"))
                    .and_then(Value::as_int)
                    .unwrap_or(0);
                let items = self.items(from.0, from.1, value)?;
                let items = (start..)
                    .zip(items)
                    .map(|(at, item)| Value::plain(Datum::Tuple([Value::int(at), item].into())))
                    .collect();
                Some(self.list(items))
            }
            ("zip", Some(value)) if args.positional.len() == 2 => {
                let left = self.items(from.0, from.1, value)?;
                let right = match second {
                    Some(second) => self.items(from.0, from.1, second)?,
                    None => return Ok(None),
                };
                let items = left
                    .into_iter()
                    .zip(right)
                    .map(|(left, right)| Value::plain(Datum::Tuple([left, right].into())))
                    .collect();
                Some(self.list(items))
            }
            ("reversed", Some(value)) => {
                let mut items = self.items(from.0, from.1, value)?;
                items.reverse();
                Some(self.list(items))
            }
            ("sorted", Some(value)) => {
                let mut keyed = Vec::new();
                for item in self.items(from.0, from.1, value)? {
                    let key = match named("key") {
                        Some(key) => self.call(
                            &key.clone(),
                            Args {
                                positional: vec![item.clone()],
                                keyword: Vec::new(),
                            },
                            from,
                            true,
                        )?,
                        None => item.clone(),
                    };
                    keyed.push((key, item));
                }
                for (at, (left, _)) in keyed.iter().enumerate() {
                    for (right, _) in keyed.iter().skip(at + 1) {
                        if self.compare(left, right).is_none() {
                            return Ok(None);
                        }
                    }
                }
                let descending = matches!(
                    named("reverse").map(|value| &value.datum),
                    Some(Datum::Bool(true))
                );
                keyed.sort_by(|left, right| {
                    let order = self
                        .compare(&left.0, &right.0)
                        .unwrap_or(std::cmp::Ordering::Equal);
                    if descending { order.reverse() } else { order }
                });
                let items = keyed.into_iter().map(|(_, item)| item).collect();
                Some(self.list(items))
            }
            ("any" | "all", Some(value)) => {
                let mut result = path == "all";
                for item in self.items(from.0, from.1, value)? {
                    if self.truth(from.0, from.1, &item)? != result {
                        result = !result;
                        break;
                    }
                }
                Some(Value::bool(result))
            }
            ("isinstance", Some(value)) => {
                let classes = match second.map(|class| &class.datum) {
                    Some(Datum::Tuple(items)) => items.to_vec(),
                    Some(_) => second.cloned().into_iter().collect(),
                    None => return Ok(None),
                };
                let mut result = false;
                for class in classes {
                    match self.is_instance(value, &class) {
                        Some(is) => result |= is,
                        None => return Ok(None),
                    }
                }
                Some(Value::bool(result))
            }
            ("round", Some(value)) => match (&value.datum, second.and_then(Value::as_int)) {
                (Datum::Decimal(value), Some(places)) => {
                    let exponent = i32::try_from(-places).unwrap_or(-2);
                    value
                        .quantize(
                            Decimal {
                                coefficient: 1,
                                exponent,
                            },
                            "ROUND_HALF_EVEN",
                        )
                        .map(|value| Value::plain(Datum::Decimal(value)))
                }
                (Datum::Int(value), None) => Some(Value::int(*value)),
                (Datum::Float(value), None) if value.abs() < 1e15 => {
                    format!("{:.0}", value.round_ties_even())
                        .parse()
                        .ok()
                        .map(Value::int)
                }
                _ => None,
            },
            ("math.ceil" | "math.floor", Some(value)) => match &value.datum {
                Datum::Float(value) if value.abs() < 1e15 => {
                    let whole = if path == "math.ceil" {
                        value.ceil()
                    } else {
                        value.floor()
                    };
                    format!("{whole:.0}").parse().ok().map(Value::int)
                }
                Datum::Int(value) => Some(Value::int(*value)),
                Datum::Decimal(value) => {
                    let mode = if path == "math.ceil" {
                        "ROUND_CEILING"
                    } else {
                        "ROUND_FLOOR"
                    };
                    value
                        .quantize(Decimal::integer(1), mode)
                        .map(|value| Value::int(value.coefficient))
                }
                _ => None,
            },
            ("decimal.Decimal", None) => Some(Value::plain(Datum::Decimal(Decimal::integer(0)))),
            ("decimal.Decimal", Some(value)) => match &value.datum {
                Datum::Text(text) => {
                    Decimal::parse(text).map(|value| Value::plain(Datum::Decimal(value)))
                }
                Datum::Int(value) => Some(Value::plain(Datum::Decimal(Decimal::integer(*value)))),
                Datum::Decimal(value) => Some(Value::plain(Datum::Decimal(*value))),
                _ => None,
            },
            ("datetime.timedelta", _) => {
                timedelta(args).map(|micros| Value::plain(Datum::Span(micros)))
            }
            ("datetime.date", Some(_)) => {
                let parts: Option<Vec<i64>> = args
                    .positional
                    .iter()
                    .map(|arg| arg.as_int().and_then(|value| i64::try_from(value).ok()))
                    .collect();
                match parts.as_deref() {
                    Some([year, month, day]) => calendar::days(*year, *month, *day)
                        .map(|days| Value::plain(Datum::Date(days))),
                    _ => None,
                }
            }
            ("datetime.datetime", Some(_)) => {
                let parts: Option<Vec<i64>> = args
                    .positional
                    .iter()
                    .map(|arg| arg.as_int().and_then(|value| i64::try_from(value).ok()))
                    .collect();
                let zone = match named("tzinfo").map(|zone| &zone.datum) {
                    None | Some(Datum::Null) => Zone::Naive,
                    Some(zone) => zone_of(zone),
                };
                match parts.as_deref() {
                    Some([year, month, day, clock @ ..]) if clock.len() <= 3 => {
                        calendar::days(*year, *month, *day).map(|days| {
                            let part = |at: usize| clock.get(at).copied().unwrap_or(0);
                            let seconds = part(0) * 3600 + part(1) * 60 + part(2);
                            Value::plain(Datum::Instant(Instant {
                                micros: days * DAY + seconds * SECOND,
                                zone,
                            }))
                        })
                    }
                    _ => None,
                }
            }
            ("datetime.timezone", Some(_)) | ("zoneinfo.ZoneInfo", Some(_)) => {
                Some(Value::plain(Datum::External(Name::new("zoneinfo"))))
            }
            ("datetime.datetime.combine", Some(value)) => {
                match (&value.datum, second.map(|time| &time.datum)) {
                    (Datum::Date(days), Some(Datum::External(path))) if last(path) == "min" => {
                        let zone = named("tzinfo").map_or(Zone::Naive, |zone| zone_of(&zone.datum));
                        Some(Value::plain(Datum::Instant(Instant {
                            micros: days * DAY,
                            zone,
                        })))
                    }
                    _ => None,
                }
            }
            ("uuid.UUID", None) => named("int")
                .and_then(Value::as_int)
                .and_then(|value| u128::try_from(value).ok())
                .map(|value| Value::plain(Datum::Uuid(value))),
            ("uuid.UUID", Some(value)) => match &value.datum {
                Datum::Text(text) => match u128::from_str_radix(&text.replace('-', ""), 16) {
                    Ok(value) => Some(Value::plain(Datum::Uuid(value))),
                    Err(_) => return self.raise("ValueError", Vec::new()),
                },
                Datum::Uuid(value) => Some(Value::plain(Datum::Uuid(*value))),
                _ => None,
            },
            ("re.compile", Some(value)) if second.is_none() && args.keyword.is_empty() => value
                .as_text()
                .map(|pattern| Value::plain(Datum::Pattern(pattern.into()))),
            ("re.fullmatch" | "re.match" | "re.search", Some(value))
                if args.positional.len() == 2 && args.keyword.is_empty() =>
            {
                let anchor = match path {
                    "re.fullmatch" => Anchor::Whole,
                    "re.match" => Anchor::Start,
                    _ => Anchor::Anywhere,
                };
                let (Some(pattern), Some(text)) = (value.as_text(), second) else {
                    return Ok(None);
                };
                return self.search(pattern, text, anchor, from).map(Some);
            }
            ("asyncio.gather", _) => {
                let items = args.positional.clone();
                Some(self.list(items))
            }
            ("asyncio.sleep" | "anyio.sleep" | "print", _) => Some(Value::null()),
            ("typing.assert_never" | "typing_extensions.assert_never", _) => {
                return self.raise("AssertionError", Vec::new());
            }
            ("typing.cast", Some(_)) => return Ok(second.cloned()),
            ("dataclasses.replace" | "copy.replace", Some(value)) => {
                let Some(object) = self.object(value).cloned() else {
                    return Ok(None);
                };
                let mut made = Args::default();
                for (name, held) in object.fields {
                    let changed = named(&name).cloned();
                    made.keyword.push((name, changed.unwrap_or(held)));
                }
                return self.construct(&object.class, made, from, None).map(Some);
            }
            ("copy.copy", Some(value)) => match value.datum {
                Datum::Cell(id) => self
                    .cell(id)
                    .cloned()
                    .map(|cell| Value::plain(self.allocate(cell))),
                _ => Some(value.clone()),
            },
            ("object.__setattr__", Some(value)) => {
                let (Datum::Cell(id), Some(name), Some(new)) = (
                    &value.datum,
                    second.and_then(Value::as_text),
                    args.positional.get(2),
                ) else {
                    return Ok(None);
                };
                let (id, name, new) = (*id, Name::new(name), new.clone());
                if let Some(Cell::Object(object)) = self.cell_mut(id)
                    && let Some((_, held)) =
                        object.fields.iter_mut().find(|(field, _)| *field == name)
                {
                    *held = new;
                    return Ok(Some(Value::null()));
                }
                None
            }
            ("type", Some(value)) => self
                .object(value)
                .map(|object| Value::plain(Datum::Class(Rc::clone(&object.class)))),
            _ => None,
        };
        Ok(result)
    }

    fn is_instance(&self, value: &Value<'a>, class: &Value<'a>) -> Option<bool> {
        match &class.datum {
            Datum::Class(class) => Some(match &value.datum {
                Datum::Variant(own, ..) => super::class::is_kind_of(own, class),
                Datum::Unknown(_) | Datum::Double(_) => return None,
                _ => self
                    .object(value)
                    .is_some_and(|object| super::class::is_kind_of(&object.class, class)),
            }),
            Datum::External(path) => Some(match (path.as_str(), &value.datum) {
                (_, Datum::Unknown(_) | Datum::Double(_)) => return None,
                ("str", Datum::Text(_))
                | ("int", Datum::Int(_) | Datum::Bool(_))
                | ("bool", Datum::Bool(_))
                | ("float", Datum::Float(_))
                | ("decimal.Decimal", Datum::Decimal(_)) => true,
                ("str" | "int", Datum::Variant(class, ..)) => {
                    has_base(class, if path == "str" { "StrEnum" } else { "IntEnum" })
                        || has_base(class, path)
                }
                ("str" | "int" | "bool" | "float" | "decimal.Decimal" | "bytes", _) => false,
                ("list", Datum::Cell(id)) => matches!(self.cell(*id), Some(Cell::List(_))),
                ("dict", Datum::Cell(id)) => matches!(self.cell(*id), Some(Cell::Map(_))),
                _ => return None,
            }),
            _ => None,
        }
    }
}

/// Whether a container of the set-up holds a value, as a decision.
fn held_in<'a>(container: &Value<'a>, item: &Value<'a>, holds: bool) -> Value<'a> {
    let value = Value::bool(holds);
    if container.origin.is_some() || item.origin.is_some() {
        value.from(Origin::Binary(
            syntax::facts::BinaryOp::In,
            item.clone(),
            container.clone(),
        ))
    } else {
        value
    }
}

fn instant_method<'a>(instant: &Instant, name: &str, args: &Args<'a>) -> Option<Value<'a>> {
    let first = args.positional.first();
    Some(match name {
        "date" if instant.zone != Zone::Elsewhere => {
            Value::plain(Datum::Date(instant.micros.div_euclid(DAY)))
        }
        "weekday" if instant.zone != Zone::Elsewhere => Value::int(i128::from(calendar::weekday(
            instant.micros.div_euclid(DAY),
        ))),
        "isoformat" if first.is_none() => Value::text(calendar::iso(instant, 'T')?),
        "strftime" if instant.zone != Zone::Elsewhere => Value::text(calendar::format(
            instant.micros.div_euclid(DAY),
            instant.micros,
            first?.as_text()?,
        )?),
        "timestamp" if instant.zone != Zone::Naive => Value::plain(Datum::Float(
            Number::Int(i128::from(instant.micros)).float()? / 1e6,
        )),
        // The zone of a wall clock is the machine's.
        "astimezone" if instant.zone != Zone::Naive => {
            let zone = first
                .or_else(|| args.keyword.first().map(|(_, value)| value))
                .map(|zone| zone_of(&zone.datum))?;
            Value::plain(Datum::Instant(Instant {
                micros: instant.micros,
                zone,
            }))
        }
        "replace" => {
            let [(name, value)] = args.keyword.as_slice() else {
                return replaced(instant, args);
            };
            match (name.as_str(), &value.datum) {
                ("tzinfo", Datum::Null) if instant.zone != Zone::Elsewhere => {
                    Value::plain(Datum::Instant(Instant {
                        micros: instant.micros,
                        zone: Zone::Naive,
                    }))
                }
                ("tzinfo", zone)
                    if zone_of(zone) == Zone::Utc && instant.zone != Zone::Elsewhere =>
                {
                    Value::plain(Datum::Instant(Instant {
                        micros: instant.micros,
                        zone: Zone::Utc,
                    }))
                }
                _ => return replaced(instant, args),
            }
        }
        _ => return None,
    })
}

/// `replace(hour=0, minute=0, second=0, microsecond=0)` and its like.
fn replaced<'a>(instant: &Instant, args: &Args<'a>) -> Option<Value<'a>> {
    if instant.zone == Zone::Elsewhere || !args.positional.is_empty() {
        return None;
    }
    let (mut year, mut month, mut day) = calendar::civil(instant.micros.div_euclid(DAY));
    let (mut hour, mut minute, mut second, mut micro) = calendar::clock(instant.micros);
    for (name, value) in &args.keyword {
        let value = i64::try_from(value.as_int()?).ok()?;
        match name.as_str() {
            "year" => year = value,
            "month" => month = value,
            "day" => day = value,
            "hour" => hour = value,
            "minute" => minute = value,
            "second" => second = value,
            "microsecond" => micro = value,
            _ => return None,
        }
    }
    let seconds = hour * 3600 + minute * 60 + second;
    let micros = calendar::days(year, month, day)? * DAY + seconds * SECOND + micro;
    Some(Value::plain(Datum::Instant(Instant {
        micros,
        zone: instant.zone.clone(),
    })))
}

fn zone_of(datum: &Datum<'_>) -> Zone {
    match datum {
        Datum::External(path)
            if matches!(path.as_str(), "datetime.timezone.utc" | "datetime.UTC") =>
        {
            Zone::Utc
        }
        _ => Zone::Elsewhere,
    }
}

fn timedelta(args: &Args<'_>) -> Option<i64> {
    let units = [
        "days",
        "seconds",
        "microseconds",
        "milliseconds",
        "minutes",
        "hours",
        "weeks",
    ];
    let mut total = 0i64;
    let positional = units.iter().copied().zip(&args.positional);
    for (unit, value) in positional.chain(
        args.keyword
            .iter()
            .map(|(name, value)| (name.as_str(), value)),
    ) {
        let factor = match unit {
            "days" => DAY,
            "seconds" => SECOND,
            "microseconds" => 1,
            "milliseconds" => 1_000,
            "minutes" => 60 * SECOND,
            "hours" => 3600 * SECOND,
            "weeks" => 7 * DAY,
            _ => return None,
        };
        total = total.checked_add(i64::try_from(value.as_int()?).ok()?.checked_mul(factor)?)?;
    }
    Some(total)
}

fn title(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for character in text.chars() {
        if inside {
            out.extend(character.to_lowercase());
        } else {
            out.extend(character.to_uppercase());
        }
        inside = character.is_alphabetic();
    }
    out
}

/// Logging has no effect that a test looks at.
fn is_log(path: &str) -> bool {
    ["logging.", "structlog.", "loguru.", "warnings.warn"]
        .iter()
        .any(|prefix| path.starts_with(prefix))
}

/// Functions whose result nobody knows before: the class of the result, and whether it hides its arguments.
fn opaque(path: &str) -> Option<(Option<&'static str>, bool)> {
    Some(match path {
        "uuid.uuid4" | "uuid.uuid1" | "uuid.uuid7" => (Some("uuid.UUID"), false),
        "datetime.datetime.now" | "datetime.datetime.utcnow" | "datetime.datetime.today" => {
            (Some("datetime.datetime"), false)
        }
        "datetime.date.today" => (Some("datetime.date"), false),
        "time.time" | "time.monotonic" | "time.perf_counter" | "random.random" => {
            (Some("float"), false)
        }
        "secrets.token_hex" | "secrets.token_urlsafe" | "os.urandom" | "secrets.token_bytes" => {
            (None, false)
        }
        "secrets.randbelow" | "random.randint" | "random.choice" | "secrets.choice" => {
            (None, false)
        }
        "hash" => (Some("int"), true),
        "bcrypt.hashpw"
        | "bcrypt.gensalt"
        | "hashlib.sha256"
        | "hashlib.sha512"
        | "hashlib.pbkdf2_hmac"
        | "hashlib.scrypt" => (None, true),
        _ => return None,
    })
}
