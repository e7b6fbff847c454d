//! What is at hand everywhere, and what comes from outside the project: only what gives the same each time.

use std::rc::Rc;

use syntax::facts::Name;

use super::super::calendar::{Instant, Zone};
use super::super::class::last;
use super::super::run::{Args, Outcome, Run};
use super::super::value::{Cell, Datum, Opaque, Origin, Value};
use super::From;
use super::operators::numeral;

impl<'a> Run<'a, '_> {
    pub(super) fn external_member(&self, path: &Name, name: &Name) -> Value<'a> {
        let whole = |value: i128| Value::int(value);
        match (path.as_str(), name.as_str()) {
            ("Number", "MAX_SAFE_INTEGER") => whole(9_007_199_254_740_991),
            ("Number", "MIN_SAFE_INTEGER") => whole(-9_007_199_254_740_991),
            _ => Value::plain(Datum::External(Name::from(format!("{path}.{name}")))),
        }
    }

    /// A call of a function from outside the project.
    pub(in super::super) fn script_external(
        &mut self,
        path: &Name,
        args: Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        if is_log(path) {
            return Ok(Self::absent());
        }
        if super::types::is_plain_error(path) {
            return self.make_external(path, args, from);
        }
        if path == "Error.captureStackTrace" {
            return Ok(Self::absent());
        }
        if let Some(name) = path.strip_prefix("Promise.") {
            if let Some(value) = self.promise_call(name, &args, from)? {
                return Ok(value);
            }
        } else if opaque(path) {
            return Ok(unknown(path, &args));
        } else {
            let hidden = args
                .positional
                .iter()
                .find(|arg| matches!(arg.datum, Datum::Unknown(_)));
            if let (Some(hidden), true) = (hidden, path.starts_with("Math.") || !path.contains('.'))
            {
                return Ok(hidden.clone());
            }
            if let Some(value) = self.known_function(path, &args, from)? {
                return Ok(value);
            }
        }
        self.stop(
            from.0,
            from.1,
            format!("`{path}` is neither given to the function nor known"),
        )
    }

    fn known_function(
        &mut self,
        path: &str,
        args: &Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let Some(first) = args.positional.first().cloned() else {
            return Ok(match path {
                "String" => Some(Value::text("")),
                "Number" => Some(Value::int(0)),
                _ => None,
            });
        };
        let from_first = |value: Value<'a>, name: &'static str| match first.origin.is_some() {
            true => value.from(Origin::Call(Name::new_static(name), vec![first.clone()])),
            false => value,
        };
        Ok(Some(match path {
            "String" => match self.text_of(&first, from)? {
                Some(text) => from_first(Value::text(text), "str"),
                None => return Ok(None),
            },
            "Number" => self.number_of(&first, from)?,
            "Boolean" => {
                let truth = Value::bool(self.truth(from.0, from.1, &first)?);
                match first.origin.is_some() {
                    true => truth.from(Origin::Truth(first)),
                    false => truth,
                }
            }
            "Number.parseInt" | "parseInt" | "Number.parseFloat" | "parseFloat" => {
                let radix = args.positional.get(1).map(Value::as_int);
                if !matches!(radix, None | Some(Some(10))) {
                    return Ok(None);
                }
                match (first.as_text(), path.ends_with("Int")) {
                    (Some(text), true) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                        self.number_of(&first, from)?
                    }
                    (Some(_), false) => self.number_of(&first, from)?,
                    (None, _) if first.as_int().is_some() => first,
                    _ => return Ok(None),
                }
            }
            "Number.isInteger" | "Number.isSafeInteger" => match &first.datum {
                Datum::Int(_) => Value::bool(true),
                Datum::Float(_) => Value::bool(false),
                _ => return Ok(None),
            },
            "Number.isFinite" | "isFinite" => match &first.datum {
                Datum::Int(_) | Datum::Float(_) => Value::bool(true),
                _ => return Ok(None),
            },
            "Number.isNaN" | "isNaN" => match &first.datum {
                Datum::Int(_) | Datum::Float(_) | Datum::Instant(_) => Value::bool(false),
                _ => return Ok(None),
            },
            "Math.floor" | "Math.ceil" | "Math.round" | "Math.trunc" | "Math.abs" | "Math.sqrt"
            | "Math.sign" => {
                let Some(number) = first.as_float() else {
                    return Ok(None);
                };
                let result = match path {
                    "Math.floor" => number.floor(),
                    "Math.ceil" => number.ceil(),
                    // Halves go up, also below zero.
                    "Math.round" => (number + 0.5).floor(),
                    "Math.trunc" => number.trunc(),
                    "Math.abs" => number.abs(),
                    "Math.sign" if number == 0.0 => 0.0,
                    "Math.sign" => number.signum(),
                    _ if number >= 0.0 => number.sqrt(),
                    _ => return Ok(None),
                };
                let value = Value::plain(numeral(result));
                match path {
                    "Math.abs" => from_first(value, "abs"),
                    "Math.floor" | "Math.ceil" | "Math.round" | "Math.trunc" => {
                        from_first(value, "round")
                    }
                    _ => value,
                }
            }
            "Math.min" | "Math.max" => {
                let mut best = first;
                for other in args.positional.iter().skip(1) {
                    match self.compare(other, &best) {
                        Some(order) if (path == "Math.min") == order.is_lt() && order.is_ne() => {
                            best = other.clone();
                        }
                        Some(_) => {}
                        None => return Ok(None),
                    }
                }
                best
            }
            "Math.pow" => match args.positional.get(1) {
                Some(second) => {
                    let op = syntax::facts::BinaryOp::Power;
                    self.binary(from.0, from.1, op, first, second.clone())?
                }
                None => return Ok(None),
            },
            "Array.isArray" => Value::bool(matches!(
                first.datum,
                Datum::Cell(id) if matches!(self.cell(id), Some(Cell::List(_)))
            )),
            "Array.from" if args.positional.len() == 1 => {
                let items = self.items(from.0, from.1, &first)?;
                self.list(items)
            }
            "Array.of" => self.list(args.positional.clone()),
            "Object.freeze" => first,
            "Object.keys" | "Object.values" | "Object.entries" => {
                let Some(object) = self.object(&first).cloned() else {
                    return Ok(None);
                };
                let mut out = Vec::new();
                for (name, value) in object.fields {
                    if matches!(value.datum, Datum::Absent) && object.place.is_some() {
                        continue;
                    }
                    let name = Value::text(name.as_str());
                    out.push(match path {
                        "Object.keys" => name,
                        "Object.values" => value,
                        _ => self.list(vec![name, value]),
                    });
                }
                self.list(out)
            }
            "Object.assign" => {
                for source in args.positional.iter().skip(1) {
                    if super::is_nullish(source) {
                        continue;
                    }
                    let Some(source) = self.object(source).cloned() else {
                        return Ok(None);
                    };
                    for (name, value) in source.fields {
                        self.set_attribute(&first, &name, value, from)?;
                    }
                }
                first
            }
            "Object.fromEntries" => {
                let mut fields = Vec::new();
                for pair in self.items(from.0, from.1, &first)? {
                    let pair = self.items(from.0, from.1, &pair)?;
                    let [key, value] = pair.as_slice() else {
                        return Ok(None);
                    };
                    match self.text_of(key, from)? {
                        Some(key) => fields.push((Name::from(key), value.clone())),
                        None => return Ok(None),
                    }
                }
                self.record(fields)
            }
            _ => return Ok(None),
        }))
    }

    /// `new` of a class from outside the project.
    pub(super) fn make_external(
        &mut self,
        path: &Name,
        args: Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        if super::types::is_error_name(path) {
            let error = Cell::Error {
                class: path.clone(),
                args: args.positional,
            };
            return Ok(Value::plain(self.allocate(error)));
        }
        if is_log(path) {
            return Ok(Value::plain(Datum::External(path.clone())));
        }
        let first = args.positional.first().cloned();
        let value = match (path.as_str(), first) {
            ("Date", None) => unknown(path, &args),
            ("Date", Some(first)) if args.positional.len() == 1 => match &first.datum {
                Datum::Instant(_) | Datum::Unknown(_) => first,
                Datum::Int(millis) => match i64::try_from(*millis)
                    .ok()
                    .and_then(|millis| millis.checked_mul(1_000))
                {
                    Some(micros) => {
                        let value = Value::plain(Datum::Instant(Instant {
                            micros,
                            zone: Zone::Utc,
                        }));
                        match first.origin.is_some() {
                            true => value.from(Origin::Call(Name::new_static("Date"), vec![first])),
                            false => value,
                        }
                    }
                    None => return self.stop(from.0, from.1, "a time that cannot be told"),
                },
                _ => return self.stop(from.0, from.1, "a time that cannot be told"),
            },
            ("Set", first) => {
                let items = match first {
                    Some(first) if !super::is_nullish(&first) => {
                        self.items(from.0, from.1, &first)?
                    }
                    _ => Vec::new(),
                };
                let mut out: Vec<Value<'a>> = Vec::new();
                for item in items {
                    let mut known = false;
                    for held in &out {
                        match self.strictly_equal(held, &item) {
                            Some(same) => known |= same,
                            None => {
                                return self.stop(from.0, from.1, "values that cannot be compared");
                            }
                        }
                    }
                    if !known {
                        out.push(item);
                    }
                }
                Value::plain(self.allocate(Cell::Set {
                    items: out,
                    frozen: false,
                }))
            }
            ("Map", first) => {
                let mut entries = Vec::new();
                if let Some(first) = first.filter(|first| !super::is_nullish(first)) {
                    for pair in self.items(from.0, from.1, &first)? {
                        let pair = self.items(from.0, from.1, &pair)?;
                        let [key, value] = pair.as_slice() else {
                            return self.stop(from.0, from.1, "a map that is not followed");
                        };
                        entries.push((key.clone(), value.clone()));
                    }
                }
                Value::plain(self.allocate(Cell::Map(entries)))
            }
            _ => {
                return self.stop(
                    from.0,
                    from.1,
                    format!("`{path}` is neither given to the function nor known"),
                );
            }
        };
        Ok(value)
    }
}

fn unknown<'a>(path: &Name, args: &Args<'a>) -> Value<'a> {
    let hides = match path.as_str() {
        "Date" | "Date.now" => Vec::new(),
        _ => args
            .positional
            .iter()
            .filter_map(|arg| match &arg.datum {
                Datum::Text(text) => Some(Rc::clone(text)),
                _ => None,
            })
            .collect(),
    };
    Value::plain(Datum::Unknown(Rc::new(Opaque {
        what: Name::from(format!("`{path}`")),
        class: None,
        hides,
    })))
}

/// Logging has no effect that a test looks at.
fn is_log(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    path.starts_with("console.") || lower.contains("logger") || lower.starts_with("winston")
}

/// Functions whose result nobody knows before.
fn opaque(path: &str) -> bool {
    let name = last(path);
    matches!(path, "Date.now" | "Math.random" | "performance.now")
        || matches!(name, "randomUUID" | "randomBytes" | "nanoid" | "randomInt")
        || path == "uuid.v4"
        || path == "uuid.v7"
}
