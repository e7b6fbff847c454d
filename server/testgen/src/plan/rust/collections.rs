//! Lists, sets, maps, and walks over them: a walk is the list of what it gives.

use syntax::facts::{BinaryOp, ExprId, ExprKind};
use syntax::span::Span;

use super::super::run::{Branch, Frame, Outcome, Run};
use super::super::value::{Cell, CellId, Datum, Origin, Value};
use super::From;
use super::types::{Shape, Typed, shape};

type Found<'a> = Outcome<'a, Option<Value<'a>>>;

impl<'a> Run<'a, '_> {
    /// What a loop over a value gives.
    pub(super) fn each(
        &mut self,
        value: &Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Vec<Value<'a>>> {
        let Datum::Cell(id) = value.datum else {
            return match &value.datum {
                Datum::Tagged(tagged) => {
                    Ok(tagged.parts.iter().map(|(_, part)| part.clone()).collect())
                }
                _ => self.stop(from.0, from.1, "a loop over a value that is not followed"),
            };
        };
        match self.cell(id) {
            Some(Cell::List(items)) => Ok(items.clone()),
            Some(Cell::Set { items, .. }) if items.len() < 2 => Ok(items.clone()),
            Some(Cell::Map(entries)) if entries.len() < 2 => Ok(entries
                .iter()
                .map(|(key, value)| {
                    Value::plain(Datum::Tuple(vec![key.clone(), value.clone()].into()))
                })
                .collect()),
            Some(Cell::Set { .. } | Cell::Map(_)) => {
                self.stop(from.0, from.1, "the order of what has none")
            }
            _ => self.stop(from.0, from.1, "a loop over a value that is not followed"),
        }
    }

    /// A walk over a value.
    pub(super) fn walked(&mut self, value: Value<'a>, from: From<'a>) -> Outcome<'a, Value<'a>> {
        if let Datum::Cell(id) = value.datum
            && matches!(self.cell(id), Some(Cell::List(_)))
        {
            return Ok(value);
        }
        let items = self.each(&value, from)?;
        let mut list = self.list(items);
        list.origin = value.origin;
        Ok(list)
    }

    fn length_of(&self, value: &Value<'a>, count: usize) -> Value<'a> {
        let length = Value::int(i128::try_from(count).unwrap_or_default());
        match value.origin.as_deref() {
            Some(Origin::Method(text, name, _)) if name == "chars" => {
                length.from(Origin::Length(text.clone()))
            }
            Some(_) => length.from(Origin::Length(value.clone())),
            None => length,
        }
    }

    pub(super) fn indexed(
        &mut self,
        object: &Value<'a>,
        index: &Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let Datum::Cell(id) = object.datum else {
            return self.stop(from.0, from.1, "an index that is not followed");
        };
        let found = match (self.cell(id), &index.datum) {
            (Some(Cell::List(items)), Datum::Int(at)) => usize::try_from(*at)
                .ok()
                .and_then(|at| items.get(at))
                .cloned(),
            (Some(Cell::Map(entries)), _) => entries
                .iter()
                .find(|(key, _)| self.equal(key, index) == Some(true))
                .map(|(_, value)| value.clone()),
            _ => return self.stop(from.0, from.1, "an index that is not followed"),
        };
        match found {
            Some(value) => Ok(value),
            None => self.stop(from.0, from.1, "it panics here"),
        }
    }

    pub(super) fn sliced(
        &mut self,
        object: &Value<'a>,
        [start, end]: [Option<usize>; 2],
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let start = start.unwrap_or(0);
        if let Some(text) = object.as_text() {
            return match text.get(start..end.unwrap_or(text.len())) {
                Some(part) => Ok(Value::text(part)),
                None => self.stop(from.0, from.1, "it panics here"),
            };
        }
        let items = self.each(object, from)?;
        match items.get(start..end.unwrap_or(items.len())) {
            Some(part) => {
                let part = part.to_vec();
                Ok(self.list(part))
            }
            None => self.stop(from.0, from.1, "it panics here"),
        }
    }

    /// `*map.entry(key).or_insert(first) = value`.
    pub(super) fn store_entry(
        &mut self,
        frame: &mut Frame<'a>,
        callee: ExprId,
        value: Value<'a>,
        span: Span,
    ) -> Outcome<'a, ()> {
        let code = frame.code;
        let from = (code, span);
        if let ExprKind::Member { object, name, .. } = &code.exprs.get(callee).kind
            && matches!(name.as_str(), "or_insert" | "or_default" | "or_insert_with")
            && let ExprKind::Call {
                callee: entry,
                args: keys,
                ..
            } = &code.exprs.get(*object).kind
            && let ExprKind::Member {
                object: map, name, ..
            } = &code.exprs.get(*entry).kind
            && name == "entry"
            && let Some(key) = keys.first()
        {
            let map = self.rust_expression(frame, *map, None, true)?;
            let key = self.rust_expression(frame, key.value, None, true)?;
            return self.set_item(&map, &key, value, from);
        }
        self.stop(code, span, "an assignment through a reference")
    }

    fn mapped(&self, id: CellId, key: &Value<'a>) -> Option<Value<'a>> {
        match self.cell(id)? {
            Cell::Map(entries) => entries
                .iter()
                .find(|(held, _)| self.equal(held, key) == Some(true))
                .map(|(_, value)| value.clone()),
            _ => None,
        }
    }

    /// Whether something holds an item, noted as a decision.
    fn holds_item(
        &mut self,
        container: &Value<'a>,
        item: &Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, bool> {
        let held = self.binary(
            from.0,
            from.1,
            BinaryOp::In,
            item.clone(),
            container.clone(),
        )?;
        let taken = self.truth(from.0, from.1, &held)?;
        self.note(from.0, from.1, Branch::Truth(held), taken);
        Ok(taken)
    }

    /// The end of a list that may be empty, noted as a decision.
    fn end_of(
        &mut self,
        value: &Value<'a>,
        items: &[Value<'a>],
        at: Option<usize>,
        from: From<'a>,
    ) -> Value<'a> {
        let found = at.and_then(|at| items.get(at)).cloned();
        let branch = Branch::Loop(value.clone(), items.len());
        self.note(from.0, from.1, branch, !items.is_empty());
        match found {
            Some(found) => self.some(found),
            None => self.none(),
        }
    }

    fn loops(&mut self, value: &Value<'a>, count: usize, from: From<'a>) {
        let branch = Branch::Loop(value.clone(), count);
        self.note(from.0, from.1, branch, count > 0);
    }

    pub(super) fn collection_answer(
        &mut self,
        value: &Value<'a>,
        name: &str,
        args: &[Value<'a>],
        hint: Option<&Typed>,
        from: From<'a>,
    ) -> Found<'a> {
        let Datum::Cell(id) = value.datum else {
            return Ok(None);
        };
        match self.cell(id) {
            Some(Cell::Map(_)) => {
                if let Some(found) = self.map_answer(id, value, name, args, from)? {
                    return Ok(Some(found));
                }
            }
            Some(Cell::Object(_)) => return Ok(None),
            _ => {
                if let Some(found) = self.changed_list(id, value, name, args, from)? {
                    return Ok(Some(found));
                }
            }
        }
        let count = match self.cell(id) {
            Some(Cell::List(items) | Cell::Set { items, .. }) => items.len(),
            Some(Cell::Map(entries)) => entries.len(),
            _ => return Ok(None),
        };
        match (name, args) {
            ("len" | "count", []) => return Ok(Some(self.length_of(value, count))),
            ("is_empty", []) => {
                let empty = Value::bool(count == 0);
                return Ok(Some(match value.origin.is_some() {
                    true => empty.from(Origin::Not(self.length_of(value, count))),
                    false => empty,
                }));
            }
            ("contains", [item]) => {
                return Ok(Some(self.binary(
                    from.0,
                    from.1,
                    BinaryOp::In,
                    item.clone(),
                    value.clone(),
                )?));
            }
            _ => {}
        }
        let items = self.each(value, from)?;
        self.walk_method(value, items, name, args, hint, from)
    }

    fn map_answer(
        &mut self,
        id: CellId,
        value: &Value<'a>,
        name: &str,
        args: &[Value<'a>],
        from: From<'a>,
    ) -> Found<'a> {
        Ok(Some(match (name, args) {
            ("get" | "get_mut", [key]) => match self.holds_item(value, key, from)? {
                true => match self.mapped(id, key) {
                    Some(found) => self.some(found),
                    None => self.none(),
                },
                false => self.none(),
            },
            ("contains_key", [key]) => {
                self.binary(from.0, from.1, BinaryOp::In, key.clone(), value.clone())?
            }
            ("insert", [key, held]) => {
                let before = self.mapped(id, key);
                self.set_item(value, key, held.clone(), from)?;
                match before {
                    Some(before) => self.some(before),
                    None => self.none(),
                }
            }
            ("remove", [key]) => match self.holds_item(value, key, from)? {
                true => {
                    let before = self.mapped(id, key).unwrap_or_else(Value::null);
                    self.remove_item(value, key, from)?;
                    self.some(before)
                }
                false => self.none(),
            },
            ("keys" | "into_keys", []) => {
                let items = self.each(value, from)?;
                let keys = items.iter().filter_map(|item| pair(item, 0)).collect();
                self.list(keys)
            }
            ("values" | "into_values" | "values_mut", []) => {
                let items = self.each(value, from)?;
                let values = items.iter().filter_map(|item| pair(item, 1)).collect();
                self.list(values)
            }
            ("entry", [key]) => Value::plain(Datum::Tuple(
                vec![Value::text("entry"), value.clone(), key.clone()].into(),
            )),
            _ => return Ok(None),
        }))
    }

    /// Methods that change a list or set.
    fn changed_list(
        &mut self,
        id: CellId,
        value: &Value<'a>,
        name: &str,
        args: &[Value<'a>],
        from: From<'a>,
    ) -> Found<'a> {
        let is_set = matches!(self.cell(id), Some(Cell::Set { .. }));
        Ok(Some(match (name, args) {
            ("push" | "push_back", [item]) if !is_set => {
                if let Some(Cell::List(items)) = self.cell_mut(id) {
                    items.push(item.clone());
                }
                Value::null()
            }
            ("insert", [item]) if is_set => {
                let known = self.holds_item(value, item, from)?;
                if let (false, Some(Cell::Set { items, .. })) = (known, self.cell_mut(id)) {
                    items.push(item.clone());
                }
                Value::bool(!known)
            }
            ("remove", [item]) if is_set => {
                let known = self.holds_item(value, item, from)?;
                let kept: Vec<Value<'a>> = self
                    .each(value, from)?
                    .into_iter()
                    .filter(|held| self.equal(held, item) != Some(true))
                    .collect();
                if let Some(Cell::Set { items, .. }) = self.cell_mut(id) {
                    *items = kept;
                }
                Value::bool(known)
            }
            ("extend", [more]) => {
                let more = self.each(more, from)?;
                if let Some(Cell::List(items)) = self.cell_mut(id) {
                    items.extend(more);
                    return Ok(Some(Value::null()));
                }
                return Ok(None);
            }
            ("clear", []) => {
                match self.cell_mut(id) {
                    Some(Cell::List(items) | Cell::Set { items, .. }) => items.clear(),
                    _ => return Ok(None),
                }
                Value::null()
            }
            ("pop", []) if !is_set => {
                let items = self.each(value, from)?;
                let found = self.end_of(value, &items, items.len().checked_sub(1), from);
                if let Some(Cell::List(items)) = self.cell_mut(id) {
                    items.pop();
                }
                found
            }
            ("remove" | "swap_remove", [at]) if !is_set => {
                let at = at.as_int().and_then(|at| usize::try_from(at).ok());
                let Some(Cell::List(items)) = self.cell_mut(id) else {
                    return Ok(None);
                };
                match at.filter(|at| *at < items.len() && name == "remove") {
                    Some(at) => items.remove(at),
                    None => return self.stop(from.0, from.1, "it panics here"),
                }
            }
            ("retain", [function]) => {
                let items = self.each(value, from)?;
                let mut kept = Vec::new();
                for item in items {
                    if self.says_yes(function, vec![item.clone()], from)? {
                        kept.push(item);
                    }
                }
                match self.cell_mut(id) {
                    Some(Cell::List(items) | Cell::Set { items, .. }) => *items = kept,
                    _ => return Ok(None),
                }
                Value::null()
            }
            ("sort" | "sort_unstable", []) => {
                let items = self.each(value, from)?;
                let keys = items.clone();
                self.put_in_order(id, items, keys, from)?
            }
            ("sort_by_key" | "sort_unstable_by_key", [function]) => {
                let items = self.each(value, from)?;
                let mut keys = Vec::new();
                for item in &items {
                    keys.push(self.apply(function, vec![item.clone()], from)?);
                }
                self.put_in_order(id, items, keys, from)?
            }
            ("reverse", []) => {
                if let Some(Cell::List(items)) = self.cell_mut(id) {
                    items.reverse();
                }
                Value::null()
            }
            ("drain", [_]) => {
                let items = self.each(value, from)?;
                if let Some(Cell::List(held)) = self.cell_mut(id) {
                    held.clear();
                }
                self.list(items)
            }
            _ => return Ok(None),
        }))
    }

    fn put_in_order(
        &mut self,
        id: CellId,
        items: Vec<Value<'a>>,
        keys: Vec<Value<'a>>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let mut out: Vec<(Value<'a>, Value<'a>)> = Vec::new();
        for (key, item) in keys.into_iter().zip(items) {
            let mut at = out.len();
            while let Some((before, _)) = at.checked_sub(1).and_then(|at| out.get(at)) {
                match self.compare(before, &key) {
                    Some(order) if order.is_gt() => at -= 1,
                    Some(_) => break,
                    None => return self.stop(from.0, from.1, "an order that is not followed"),
                }
            }
            out.insert(at, (key, item));
        }
        if let Some(Cell::List(items)) = self.cell_mut(id) {
            *items = out.into_iter().map(|(_, item)| item).collect();
        }
        Ok(Value::null())
    }

    fn walk_method(
        &mut self,
        value: &Value<'a>,
        items: Vec<Value<'a>>,
        name: &str,
        args: &[Value<'a>],
        hint: Option<&Typed>,
        from: From<'a>,
    ) -> Found<'a> {
        let count = items.len();
        Ok(Some(match (name, args) {
            ("first" | "next", []) => self.end_of(value, &items, Some(0), from),
            ("last" | "back" | "next_back", []) => {
                self.end_of(value, &items, count.checked_sub(1), from)
            }
            ("get" | "get_mut" | "nth", [at]) => {
                let Some(index) = at.as_int().and_then(|at| usize::try_from(at).ok()) else {
                    return Ok(None);
                };
                let length = self.length_of(value, count);
                let there = self.operation(BinaryOp::Greater, length, at.clone(), from)?;
                let taken = self.truth(from.0, from.1, &there)?;
                self.note(from.0, from.1, Branch::Truth(there), taken);
                match items.get(index).cloned() {
                    Some(item) => self.some(item),
                    None => self.none(),
                }
            }
            ("map", [function]) => {
                self.loops(value, count, from);
                let mut out = Vec::new();
                for item in items {
                    out.push(self.apply(function, vec![item], from)?);
                }
                self.list(out)
            }
            ("filter", [function]) => {
                self.loops(value, count, from);
                let mut out = Vec::new();
                for item in items {
                    if self.says_yes(function, vec![item.clone()], from)? {
                        out.push(item);
                    }
                }
                self.list(out)
            }
            ("filter_map" | "flat_map", [function]) => {
                self.loops(value, count, from);
                let mut out = Vec::new();
                for item in items {
                    let made = self.apply(function, vec![item], from)?;
                    if let Datum::Tagged(_) = made.datum {
                        let class = super::Rc::clone(&self.classes.built_in.option);
                        self.is_variant(&made, &class, super::set_up::SOME, from)?;
                    }
                    out.extend(self.each(&made, from)?);
                }
                self.list(out)
            }
            ("flatten", []) => {
                let mut out = Vec::new();
                for item in items {
                    out.extend(self.each(&item, from)?);
                }
                self.list(out)
            }
            ("for_each", [function]) => {
                self.loops(value, count, from);
                for item in items {
                    self.apply(function, vec![item], from)?;
                }
                Value::null()
            }
            ("any" | "all", [function]) => {
                self.loops(value, count, from);
                let mut result = name == "all";
                for item in items {
                    if self.says_yes(function, vec![item], from)? == (name == "any") {
                        result = name == "any";
                        break;
                    }
                }
                Value::bool(result)
            }
            ("find" | "position" | "find_map", [function]) => {
                self.loops(value, count, from);
                for (index, item) in items.into_iter().enumerate() {
                    if name == "find_map" {
                        let made = self.apply(function, vec![item], from)?;
                        let class = super::Rc::clone(&self.classes.built_in.option);
                        if self.is_variant(&made, &class, super::set_up::SOME, from)? {
                            return Ok(Some(made));
                        }
                        continue;
                    }
                    if self.says_yes(function, vec![item.clone()], from)? {
                        let found = match name {
                            "find" => item,
                            _ => Value::int(i128::try_from(index).unwrap_or_default()),
                        };
                        return Ok(Some(self.some(found)));
                    }
                }
                self.none()
            }
            ("take_while" | "skip_while", [function]) => {
                self.loops(value, count, from);
                let mut out = Vec::new();
                let mut skips = true;
                for item in items {
                    match name {
                        "take_while" => {
                            if !self.says_yes(function, vec![item.clone()], from)? {
                                break;
                            }
                            out.push(item);
                        }
                        _ => {
                            skips = skips && self.says_yes(function, vec![item.clone()], from)?;
                            if !skips {
                                out.push(item);
                            }
                        }
                    }
                }
                self.list(out)
            }
            ("take" | "skip", [at]) => {
                let Some(at) = at.as_int().and_then(|at| usize::try_from(at).ok()) else {
                    return Ok(None);
                };
                let out = match name {
                    "take" => items.into_iter().take(at).collect(),
                    _ => items.into_iter().skip(at).collect(),
                };
                self.list(out)
            }
            ("rev", []) => {
                let out = items.into_iter().rev().collect();
                self.list(out)
            }
            ("enumerate", []) => {
                let out = items.into_iter().enumerate().map(|(index, item)| {
                    let index = Value::int(i128::try_from(index).unwrap_or_default());
                    Value::plain(Datum::Tuple(vec![index, item].into()))
                });
                let out = out.collect();
                self.list(out)
            }
            ("zip" | "chain", [other]) => {
                let others = self.each(other, from)?;
                let out = match name {
                    "chain" => items.into_iter().chain(others).collect(),
                    _ => items
                        .into_iter()
                        .zip(others)
                        .map(|(left, right)| Value::plain(Datum::Tuple(vec![left, right].into())))
                        .collect(),
                };
                self.list(out)
            }
            ("fold", [first, function]) => {
                self.loops(value, count, from);
                let mut held = first.clone();
                for item in items {
                    held = self.apply(function, vec![held, item], from)?;
                }
                held
            }
            ("sum" | "product", []) => {
                self.loops(value, count, from);
                let first = match (hint.map(|hint| shape(self.classes, hint)), items.first()) {
                    (Some(Shape::Decimal), _) => Value::plain(Datum::Decimal(
                        super::super::decimal::Decimal::integer(i128::from(name == "product")),
                    )),
                    (Some(Shape::Float), _) => {
                        Value::plain(Datum::Float(if name == "product" { 1.0 } else { 0.0 }))
                    }
                    (Some(Shape::Integer(_)), _) => Value::int(i128::from(name == "product")),
                    (_, Some(first)) => match &first.datum {
                        Datum::Float(_) => Value::plain(Datum::Float(0.0)),
                        Datum::Decimal(_) => {
                            Value::plain(Datum::Decimal(super::super::decimal::Decimal::integer(0)))
                        }
                        _ => Value::int(0),
                    },
                    _ => Value::int(0),
                };
                let op = match name {
                    "sum" => BinaryOp::Add,
                    _ => BinaryOp::Multiply,
                };
                let mut held = first;
                for item in items {
                    // The neutral first part leaves no trace, so that sums can be turned.
                    held = match held.origin.is_none()
                        && matches!(held.datum, Datum::Int(0))
                        && op == BinaryOp::Add
                    {
                        true => item,
                        false => self.operation(op, held, item, from)?,
                    };
                }
                held
            }
            ("max" | "min", []) => {
                self.loops(value, count, from);
                let mut items = items.into_iter();
                let Some(mut best) = items.next() else {
                    return Ok(Some(self.none()));
                };
                for item in items {
                    best = self.bounded(name, &best, &item, from)?;
                }
                self.some(best)
            }
            ("max_by_key" | "min_by_key", [function]) => {
                self.loops(value, count, from);
                let mut best: Option<(Value<'a>, Value<'a>)> = None;
                for item in items {
                    let key = self.apply(function, vec![item.clone()], from)?;
                    let is_better = match &best {
                        None => true,
                        Some((held, _)) => {
                            let op = match name {
                                "max_by_key" => BinaryOp::GreaterEqual,
                                _ => BinaryOp::Less,
                            };
                            let better = self.operation(op, key.clone(), held.clone(), from)?;
                            let taken = self.truth(from.0, from.1, &better)?;
                            self.note(from.0, from.1, Branch::Truth(better), taken);
                            taken
                        }
                    };
                    if is_better {
                        best = Some((key, item));
                    }
                }
                match best {
                    Some((_, item)) => self.some(item),
                    None => self.none(),
                }
            }
            ("join" | "concat", _) => {
                let mark = args.first().and_then(Value::as_text).unwrap_or_default();
                let parts: Option<Vec<&str>> = items.iter().map(Value::as_text).collect();
                match parts {
                    Some(parts) => Value::text(parts.join(mark)),
                    None => return Ok(None),
                }
            }
            ("collect", []) => return self.collected(value, items, hint, from).map(Some),
            ("peekable" | "fuse", []) => value.clone(),
            ("windows" | "chunks", [size]) => {
                let Some(size) = size.as_int().and_then(|size| usize::try_from(size).ok()) else {
                    return Ok(None);
                };
                if size == 0 {
                    return Ok(None);
                }
                let parts: Vec<Vec<Value<'a>>> = match name {
                    "windows" => items.windows(size).map(<[_]>::to_vec).collect(),
                    _ => items.chunks(size).map(<[_]>::to_vec).collect(),
                };
                let parts = parts.into_iter().map(|part| self.list(part)).collect();
                self.list(parts)
            }
            _ => return Ok(None),
        }))
    }

    /// What `collect` makes, by the type that is wanted; a list where none is told but there may be no other.
    fn collected(
        &mut self,
        value: &Value<'a>,
        items: Vec<Value<'a>>,
        hint: Option<&Typed>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        match hint.map(|hint| shape(self.classes, hint)) {
            Some(Shape::List(..)) => {
                let mut list = self.list(items);
                list.origin = value.origin.clone();
                Ok(list)
            }
            Some(Shape::Set(..)) => {
                let items = self.distinct(items, from)?;
                let set = Cell::Set {
                    items,
                    frozen: false,
                };
                Ok(Value::plain(self.allocate(set)))
            }
            Some(Shape::Map(..)) => {
                let map = Value::plain(self.allocate(Cell::Map(Vec::new())));
                for item in items {
                    let (Some(key), Some(held)) = (pair(&item, 0), pair(&item, 1)) else {
                        return self.stop(from.0, from.1, "a map that is not followed");
                    };
                    self.set_item(&map, &key, held, from)?;
                }
                Ok(map)
            }
            Some(Shape::Text) => {
                let parts: Option<Vec<&str>> = items.iter().map(Value::as_text).collect();
                match parts {
                    Some(parts) => Ok(Value::text(parts.concat())),
                    None => self.stop(from.0, from.1, "a text that is not followed"),
                }
            }
            Some(Shape::Result(inner, _)) => {
                let mut out = Vec::new();
                for item in items {
                    let class = super::Rc::clone(&self.classes.built_in.result);
                    let fine = self.is_variant(&item, &class, super::set_up::OK, from)?;
                    let Datum::Tagged(tagged) = &item.datum else {
                        return self.stop(from.0, from.1, "a value that is not followed");
                    };
                    let held = tagged.parts.first().map(|(_, part)| part.clone());
                    if !fine {
                        return Ok(item.clone());
                    }
                    out.extend(held);
                }
                let list = self.list(out.clone());
                let made = self.collected(&list, out, Some(&inner), from)?;
                Ok(self.ok(made))
            }
            _ => self.stop(from.0, from.1, "what `collect` gives is not known"),
        }
    }
}

fn pair<'a>(item: &Value<'a>, at: usize) -> Option<Value<'a>> {
    match &item.datum {
        Datum::Tuple(parts) => parts.get(at).cloned(),
        _ => None,
    }
}
