//! What arrays, maps and sets can do, with the functions they are given.

use std::cmp::Ordering;

use syntax::facts::BinaryOp;

use super::super::run::{Args, Branch, Outcome, Run};
use super::super::value::{Cell, CellId, Datum, Origin, Value};
use super::From;

impl<'a> Run<'a, '_> {
    pub(super) fn collection_method(
        &mut self,
        receiver: &Value<'a>,
        id: CellId,
        name: &str,
        args: &Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Option<Value<'a>>> {
        match self.cell(id).cloned() {
            Some(Cell::List(items)) => {
                if is_callback(args.positional.first()) {
                    return self.with_callback(receiver, id, items, name, args, from);
                }
                self.array_method(receiver, id, items, name, args, from)
            }
            Some(Cell::Set { items, frozen }) => {
                self.set_method(receiver, id, (items, frozen), name, args, from)
            }
            Some(Cell::Map(entries)) => self.map_method(receiver, id, entries, name, args, from),
            _ => Ok(None),
        }
    }

    fn position(
        &self,
        items: &[Value<'a>],
        wanted: &Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Option<usize>> {
        for (at, item) in items.iter().enumerate() {
            match self.strictly_equal(item, wanted) {
                Some(true) => return Ok(Some(at)),
                Some(false) => {}
                None => return self.stop(from.0, from.1, "values that cannot be compared"),
            }
        }
        Ok(None)
    }

    /// Whether something is held, with where it came from.
    fn holds(&self, receiver: &Value<'a>, item: &Value<'a>, found: bool) -> Value<'a> {
        let value = Value::bool(found);
        match receiver.origin.is_some() || item.origin.is_some() {
            true => value.from(Origin::Binary(BinaryOp::In, item.clone(), receiver.clone())),
            false => value,
        }
    }

    fn array_method(
        &mut self,
        receiver: &Value<'a>,
        id: CellId,
        mut items: Vec<Value<'a>>,
        name: &str,
        args: &Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let first = args.positional.first().cloned();
        let result = match (name, first) {
            ("includes", Some(item)) => {
                let found = self.position(&items, &item, from)?.is_some();
                return Ok(Some(self.holds(receiver, &item, found)));
            }
            ("indexOf", Some(item)) if args.positional.len() == 1 => {
                let at = self.position(&items, &item, from)?;
                let at = at.and_then(|at| i128::try_from(at).ok()).unwrap_or(-1);
                return Ok(Some(Value::int(at)));
            }
            ("join", separator) => {
                let separator = match &separator {
                    None => ",",
                    Some(separator) => match separator.as_text() {
                        Some(separator) => separator,
                        None => return Ok(None),
                    },
                };
                let mut parts = Vec::new();
                for item in &items {
                    match self.text_of(item, from)? {
                        Some(text) if !super::is_nullish(item) => parts.push(text),
                        Some(_) => parts.push(String::new()),
                        None => return Ok(None),
                    }
                }
                return Ok(Some(Value::text(parts.join(separator))));
            }
            ("slice", _) => {
                let length = i128::try_from(items.len()).unwrap_or_default();
                let mut bounds = [0, length];
                for (bound, given) in bounds.iter_mut().zip(&args.positional) {
                    let Some(value) = given.as_int() else {
                        return Ok(None);
                    };
                    let value = if value < 0 { value + length } else { value };
                    *bound = value.clamp(0, length);
                }
                let [start, end] = bounds.map(|bound| usize::try_from(bound).unwrap_or_default());
                let part = items
                    .get(start..end.max(start))
                    .unwrap_or_default()
                    .to_vec();
                let list = self.list(part);
                // A copy is as long as what it is a copy of.
                return Ok(Some(match args.positional.is_empty() {
                    true => Value {
                        origin: receiver.origin.clone(),
                        ..list
                    },
                    false => list,
                }));
            }
            ("concat", _) => {
                for arg in &args.positional {
                    match &arg.datum {
                        Datum::Cell(other) if matches!(self.cell(*other), Some(Cell::List(_))) => {
                            items.extend(self.items(from.0, from.1, arg)?);
                        }
                        _ => items.push(arg.clone()),
                    }
                }
                return Ok(Some(self.list(items)));
            }
            ("at", Some(at)) => {
                let length = i128::try_from(items.len()).unwrap_or_default();
                let at = at.as_int().map(|at| if at < 0 { at + length } else { at });
                let found = at
                    .and_then(|at| usize::try_from(at).ok())
                    .and_then(|at| items.get(at).cloned());
                return Ok(Some(found.unwrap_or_else(Self::absent)));
            }
            ("entries", None) => {
                let mut pairs = Vec::new();
                for (at, item) in (0..).zip(items) {
                    pairs.push(self.list(vec![Value::int(at), item]));
                }
                return Ok(Some(self.list(pairs)));
            }
            ("values" | "flat", None) => {
                let mut out = Vec::new();
                for item in items {
                    match &item.datum {
                        Datum::Cell(inner)
                            if name == "flat"
                                && matches!(self.cell(*inner), Some(Cell::List(_))) =>
                        {
                            out.extend(self.items(from.0, from.1, &item)?);
                        }
                        _ => out.push(item),
                    }
                }
                return Ok(Some(self.list(out)));
            }
            ("push", Some(_)) => {
                items.extend(args.positional.iter().cloned());
                Value::int(i128::try_from(items.len()).unwrap_or_default())
            }
            ("unshift", Some(_)) => {
                items.splice(0..0, args.positional.iter().cloned());
                Value::int(i128::try_from(items.len()).unwrap_or_default())
            }
            ("pop", None) => items.pop().unwrap_or_else(Self::absent),
            ("shift", None) if items.is_empty() => Self::absent(),
            ("shift", None) => items.remove(0),
            ("reverse", None) => {
                items.reverse();
                receiver.clone()
            }
            ("splice", Some(at)) if args.positional.len() == 2 => {
                let (Some(at), Some(count)) = (
                    at.as_int().and_then(|at| usize::try_from(at).ok()),
                    args.positional
                        .get(1)
                        .and_then(Value::as_int)
                        .and_then(|count| usize::try_from(count).ok()),
                ) else {
                    return Ok(None);
                };
                let start = at.min(items.len());
                let end = (start + count).min(items.len());
                let taken = items.drain(start..end).collect();
                self.list(taken)
            }
            ("sort", None) => {
                if items.iter().any(|item| item.as_text().is_none()) {
                    return Ok(None);
                }
                items.sort_by(|left, right| left.as_text().cmp(&right.as_text()));
                receiver.clone()
            }
            _ => return Ok(None),
        };
        if let Some(held) = self.cell_mut(id) {
            *held = Cell::List(items);
        }
        Ok(Some(result))
    }

    fn with_callback(
        &mut self,
        receiver: &Value<'a>,
        id: CellId,
        items: Vec<Value<'a>>,
        name: &str,
        args: &Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let Some(function) = args.positional.first().cloned() else {
            return Ok(None);
        };
        if name == "sort" || name == "toSorted" {
            return self.sorted(receiver, id, items, &function, name, from);
        }
        let known = matches!(
            name,
            "map"
                | "filter"
                | "find"
                | "findIndex"
                | "some"
                | "every"
                | "forEach"
                | "reduce"
                | "flatMap"
        );
        if !known {
            return Ok(None);
        }
        self.note(
            from.0,
            from.1,
            Branch::Loop(receiver.clone(), items.len()),
            !items.is_empty(),
        );
        let mut out = Vec::new();
        let mut total = args.positional.get(1).cloned();
        for (at, item) in (0i128..).zip(items) {
            let mut given = vec![item.clone(), Value::int(at)];
            if name == "reduce" {
                match total.take() {
                    Some(total) => given.insert(0, total),
                    None => {
                        total = Some(item);
                        continue;
                    }
                }
            }
            let given = Args {
                positional: given,
                keyword: Vec::new(),
            };
            let answer = self.call(&function, given, from, true)?;
            match name {
                "map" => out.push(answer),
                "flatMap" => out.extend(self.items(from.0, from.1, &answer)?),
                "forEach" => {}
                "reduce" => total = Some(answer),
                _ => {
                    if let Datum::Promise(_) = answer.datum {
                        return self.stop(from.0, from.1, "a promise that is not waited for");
                    }
                    let holds = self.truth(from.0, from.1, &answer)?;
                    self.note_verdict(&answer, holds, from);
                    match (name, holds) {
                        ("filter", true) => out.push(item),
                        ("find", true) => return Ok(Some(item)),
                        ("findIndex", true) => return Ok(Some(Value::int(at))),
                        ("some", true) => return Ok(Some(Value::bool(true))),
                        ("every", false) => return Ok(Some(Value::bool(false))),
                        _ => {}
                    }
                }
            }
        }
        Ok(Some(match name {
            "map" | "filter" | "flatMap" => {
                let list = self.list(out);
                // As long as what it was made from.
                match name {
                    "map" => Value {
                        origin: receiver.origin.clone(),
                        ..list
                    },
                    _ => list,
                }
            }
            "find" | "forEach" => Self::absent(),
            "findIndex" => Value::int(-1),
            "some" => Value::bool(false),
            "every" => Value::bool(true),
            _ => match total {
                Some(total) => total,
                None => return self.raise("TypeError", Vec::new()),
            },
        }))
    }

    /// Sorts as a comparing function says; equal ones stay as they are.
    fn sorted(
        &mut self,
        receiver: &Value<'a>,
        id: CellId,
        items: Vec<Value<'a>>,
        function: &Value<'a>,
        name: &str,
        from: From<'a>,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let mut out: Vec<Value<'a>> = Vec::new();
        for item in items {
            let mut at = out.len();
            while let Some(before) = at.checked_sub(1).and_then(|before| out.get(before)) {
                let given = Args {
                    positional: vec![before.clone(), item.clone()],
                    keyword: Vec::new(),
                };
                let order = self.call(function, given, from, true)?;
                let order = match order.as_float() {
                    Some(order) => order.partial_cmp(&0.0),
                    None => return Ok(None),
                };
                if order != Some(Ordering::Greater) {
                    break;
                }
                at -= 1;
            }
            out.insert(at, item);
        }
        if name == "toSorted" {
            return Ok(Some(self.list(out)));
        }
        if let Some(held) = self.cell_mut(id) {
            *held = Cell::List(out);
        }
        Ok(Some(receiver.clone()))
    }

    fn set_method(
        &mut self,
        receiver: &Value<'a>,
        id: CellId,
        (mut items, frozen): (Vec<Value<'a>>, bool),
        name: &str,
        args: &Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let first = args.positional.first().cloned();
        let result = match (name, first) {
            ("has", Some(item)) => {
                let found = self.position(&items, &item, from)?.is_some();
                return Ok(Some(self.holds(receiver, &item, found)));
            }
            ("add", Some(item)) => {
                if self.position(&items, &item, from)?.is_none() {
                    items.push(item);
                }
                receiver.clone()
            }
            ("delete", Some(item)) => match self.position(&items, &item, from)? {
                Some(at) => {
                    items.remove(at);
                    Value::bool(true)
                }
                None => Value::bool(false),
            },
            ("values" | "keys", None) => return Ok(Some(self.list(items))),
            _ => return Ok(None),
        };
        if let Some(held) = self.cell_mut(id) {
            *held = Cell::Set { items, frozen };
        }
        Ok(Some(result))
    }

    fn map_method(
        &mut self,
        receiver: &Value<'a>,
        id: CellId,
        mut entries: Vec<(Value<'a>, Value<'a>)>,
        name: &str,
        args: &Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let keys: Vec<Value<'a>> = entries.iter().map(|(key, _)| key.clone()).collect();
        let first = args.positional.first().cloned();
        let result = match (name, first) {
            ("has", Some(key)) => {
                let found = self.position(&keys, &key, from)?.is_some();
                return Ok(Some(self.holds(receiver, &key, found)));
            }
            ("get", Some(key)) => {
                let at = self.position(&keys, &key, from)?;
                let found = self.holds(receiver, &key, at.is_some());
                self.note(from.0, from.1, Branch::Truth(found), at.is_some());
                let value = at
                    .and_then(|at| entries.get(at))
                    .map(|(_, value)| value.clone());
                return Ok(Some(value.unwrap_or_else(Self::absent)));
            }
            ("set", Some(key)) => {
                let value = args.positional.get(1).cloned().unwrap_or_else(Self::absent);
                match self.position(&keys, &key, from)? {
                    Some(at) => {
                        if let Some(entry) = entries.get_mut(at) {
                            entry.1 = value;
                        }
                    }
                    None => entries.push((key, value)),
                }
                receiver.clone()
            }
            ("delete", Some(key)) => match self.position(&keys, &key, from)? {
                Some(at) => {
                    entries.remove(at);
                    Value::bool(true)
                }
                None => Value::bool(false),
            },
            ("keys", None) => return Ok(Some(self.list(keys))),
            ("values", None) => {
                let values = entries.into_iter().map(|(_, value)| value).collect();
                return Ok(Some(self.list(values)));
            }
            ("entries", None) => {
                let items = self.items(from.0, from.1, receiver)?;
                return Ok(Some(self.list(items)));
            }
            _ => return Ok(None),
        };
        if let Some(held) = self.cell_mut(id) {
            *held = Cell::Map(entries);
        }
        Ok(Some(result))
    }
}

fn is_callback(value: Option<&Value<'_>>) -> bool {
    value.is_some_and(|value| {
        matches!(
            value.datum,
            Datum::Closure(_) | Datum::Function(_) | Datum::Bound(..) | Datum::External(_)
        )
    })
}
