//! Expressions whose meaning is not that of the other languages.

use std::rc::Rc;

use syntax::facts::{
    BinaryOp, Entry, ExprId, ExprKind, Literal, Name, Pattern, PatternKind, TemplatePart, UnaryOp,
};
use syntax::span::Span;

use super::super::class::{ClassKind, is_kind_of, last};
use super::super::run::{Branch, Frame, Outcome, Run};
use super::super::value::{Cell, Datum, Origin, Value};
use super::{From, has_word, is_nullish};
use crate::sources::Code;

impl<'a> Run<'a, '_> {
    pub(super) fn text_at(&self, code: Code<'a>, span: Span) -> &'a str {
        let scope = self.classes.sources.scope(code.file, code.item);
        self.classes.sources.written(scope, span)
    }

    /// None where the expression means what it means elsewhere.
    pub(in super::super) fn script_expression(
        &mut self,
        frame: &mut Frame<'a>,
        id: ExprId,
        used: bool,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let code = frame.code;
        let expr = code.exprs.get(id);
        let span = expr.span;
        let from = (code, span);
        let value = match &expr.kind {
            ExprKind::Literal(Literal::Null) => self.nothing(code, span),
            ExprKind::Literal(Literal::Int(_)) if self.text_at(code, span).ends_with('n') => {
                return self.stop(code, span, "a number of any size");
            }
            ExprKind::Literal(Literal::Float(text)) => match text.parse::<f64>() {
                Ok(value) => Value::plain(super::operators::numeral(value)),
                Err(_) => Value::unknown("a number that cannot be read"),
            },
            ExprKind::Name(name) if name == "NaN" || name == "Infinity" => {
                return self.stop(code, span, "a number that is none");
            }
            ExprKind::Member { .. } | ExprKind::Index { .. } | ExprKind::Call { .. } => {
                let value = self.chain(frame, id, used)?;
                value.unwrap_or_else(Self::absent)
            }
            ExprKind::Template { tag: None, parts } => self.script_template(frame, parts, from)?,
            ExprKind::Unary { op, operand } => {
                return self.script_unary(frame, *op, *operand, from);
            }
            ExprKind::Binary {
                op: BinaryOp::Coalesce,
                left,
                right,
            } => {
                let value = self.eval(frame, *left)?;
                let there = !is_nullish(&value);
                self.note_presence(frame, *left, &value, there);
                if there {
                    value
                } else {
                    self.eval(frame, *right)?
                }
            }
            ExprKind::Binary {
                op: BinaryOp::Comma,
                left,
                right,
            } => {
                self.eval(frame, *left)?;
                self.eval(frame, *right)?
            }
            ExprKind::Binary {
                op: op @ (BinaryOp::Equal | BinaryOp::NotEqual),
                left,
                right,
            } => {
                let gap = Span::new(
                    code.exprs.get(*left).span.end,
                    code.exprs.get(*right).span.start,
                );
                let sign = self.text_at(code, gap);
                let is_loose = !sign.contains("===") && !sign.contains("!==");
                let left = self.eval(frame, *left)?;
                let right = self.eval(frame, *right)?;
                self.same_or_not(*op, left, right, is_loose, from)?
            }
            ExprKind::Assign { target, value } => {
                let value = self.eval(frame, *value)?;
                self.assign_to(frame, *target, value.clone(), from)?;
                value
            }
            ExprKind::Await(inner) => {
                let value = self.evaluate(frame, *inner, used)?;
                self.awaited(value)?
            }
            ExprKind::Matches { value, pattern } => {
                let value = self.eval(frame, *value)?;
                let found = self.is_one_of(frame, &value, pattern, from)?;
                Value::bool(found)
            }
            ExprKind::Sequence { items, .. } => {
                let mut out = Vec::new();
                for item in items {
                    match &code.exprs.get(*item).kind {
                        ExprKind::Spread { value, .. } => {
                            let value = self.eval(frame, *value)?;
                            out.extend(self.items(code, span, &value)?);
                        }
                        _ => out.push(self.eval(frame, *item)?),
                    }
                }
                self.list(out)
            }
            ExprKind::Map { entries } => self.object_display(frame, entries, from)?,
            _ => return Ok(None),
        };
        Ok(Some(value))
    }

    /// `null` or `undefined`, which are one in the facts.
    pub(in super::super) fn nothing(&self, code: Code<'a>, span: Span) -> Value<'a> {
        Value::plain(match has_word(self.text_at(code, span), "undefined") {
            true => Datum::Absent,
            false => Datum::Null,
        })
    }

    fn script_template(
        &mut self,
        frame: &mut Frame<'a>,
        parts: &'a [TemplatePart],
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let mut out = String::new();
        for part in parts {
            match part {
                TemplatePart::Text(text) => out.push_str(text),
                TemplatePart::Value { value, .. } => {
                    let value = self.eval(frame, *value)?;
                    if let Datum::Unknown(unknown) = &value.datum {
                        return Ok(Value::plain(Datum::Unknown(Rc::clone(unknown))));
                    }
                    match self.text_of(&value, from)? {
                        Some(text) => out.push_str(&text),
                        None => return self.stop(from.0, from.1, "a text that cannot be told"),
                    }
                }
            }
        }
        Ok(Value::text(out))
    }

    /// What a value is as a text, if it can be told.
    pub(super) fn text_of(
        &mut self,
        value: &Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Option<String>> {
        Ok(Some(match &value.datum {
            Datum::Text(text) => text.to_string(),
            Datum::Int(value) => value.to_string(),
            Datum::Float(value) => return Ok(super::operators::decimal_text(*value)),
            Datum::Bool(value) => value.to_string(),
            Datum::Null => "null".to_owned(),
            Datum::Absent => "undefined".to_owned(),
            Datum::Variant(_, _, inner) => {
                let inner = Rc::clone(inner);
                return self.text_of(&inner, from);
            }
            Datum::Cell(id) => match self.cell(*id).cloned() {
                Some(Cell::Object(object)) if object.args.is_none() => {
                    let name = "toString";
                    let Some(method) = super::super::class::method(&object.class, name) else {
                        return Ok(None);
                    };
                    let at = method.at;
                    let text = self.call_function(
                        at,
                        Some(Rc::clone(&object.class)),
                        Some(value.clone()),
                        super::super::run::Args::default(),
                        from,
                    )?;
                    return Ok(text.as_text().map(ToOwned::to_owned));
                }
                _ => return Ok(None),
            },
            _ => return Ok(None),
        }))
    }

    fn script_unary(
        &mut self,
        frame: &mut Frame<'a>,
        op: UnaryOp,
        operand: ExprId,
        from: From<'a>,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let (code, span) = from;
        Ok(Some(match op {
            UnaryOp::TypeOf => {
                let value = self.eval(frame, operand)?;
                let name = match &value.datum {
                    Datum::Absent => "undefined",
                    Datum::Text(_) => "string",
                    Datum::Int(_) | Datum::Float(_) => "number",
                    Datum::Bool(_) => "boolean",
                    Datum::Function(_) | Datum::Closure(_) | Datum::Class(_) => "function",
                    Datum::Null | Datum::Cell(_) | Datum::Instant(_) => "object",
                    Datum::Variant(_, _, inner) if inner.as_text().is_some() => "string",
                    Datum::Variant(..) => "number",
                    _ => return self.stop(code, span, "a type that cannot be told"),
                };
                Value::text(name)
            }
            UnaryOp::Void => {
                self.eval(frame, operand)?;
                Self::absent()
            }
            UnaryOp::Plus => {
                let value = self.eval(frame, operand)?;
                self.number_of(&value, from)?
            }
            UnaryOp::Increment | UnaryOp::Decrement => {
                let before = self.eval(frame, operand)?;
                let by = Value::int(1);
                let op = match op {
                    UnaryOp::Increment => BinaryOp::Add,
                    _ => BinaryOp::Subtract,
                };
                let after = self.binary(code, span, op, before.clone(), by)?;
                self.assign_to(frame, operand, after.clone(), from)?;
                let text = self.text_at(code, span);
                match text.starts_with(['+', '-']) {
                    true => after,
                    false => before,
                }
            }
            UnaryOp::Delete => {
                let ExprKind::Member { object, name, .. } = &code.exprs.get(operand).kind else {
                    return self.stop(code, span, "a deletion that is not followed");
                };
                let object = self.eval(frame, *object)?;
                if let Datum::Cell(id) = object.datum
                    && let Some(Cell::Object(found)) = self.cell_mut(id)
                {
                    found.fields.retain(|(field, _)| field != name);
                    return Ok(Some(Value::bool(true)));
                }
                return self.stop(code, span, "a deletion that is not followed");
            }
            _ => return Ok(None),
        }))
    }

    pub(super) fn assign_to(
        &mut self,
        frame: &mut Frame<'a>,
        target: ExprId,
        value: Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, ()> {
        let code = frame.code;
        match &code.exprs.get(target).kind {
            ExprKind::Name(name) => self.rebind(frame, name, value, from),
            ExprKind::Member { object, name, .. } => {
                let object = self.eval(frame, *object)?;
                self.set_attribute(&object, name, value, from)
            }
            ExprKind::Index { object, index } => {
                let object = self.eval(frame, *object)?;
                let index = self.eval(frame, *index)?;
                self.set_script_item(&object, &index, value, from)
            }
            // `({ a, b: c } = value)`.
            ExprKind::Map { entries } => {
                for entry in entries {
                    let name = entry.key.and_then(|key| code.exprs.text(key));
                    let Some(name) = name else {
                        return self.stop(from.0, from.1, "an assignment that is not followed");
                    };
                    let held = self.script_attribute(&value, name, from)?;
                    self.assign_to(frame, entry.value, held, from)?;
                }
                Ok(())
            }
            _ => self.stop(from.0, from.1, "an assignment that is not followed"),
        }
    }

    /// Gives a name another value. Functions keep the names around them as they were when they were made, so a
    /// name that two functions share is not followed.
    pub(in super::super) fn rebind(
        &mut self,
        frame: &mut Frame<'a>,
        name: &Name,
        value: Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, ()> {
        let shared = frame.code.body.is_some_and(|body| {
            body.functions().any(|(_, function)| {
                let inside = function.signature.span;
                let declared = function
                    .signature
                    .params
                    .iter()
                    .any(|param| param.name == *name);
                let is_inner = frame.span.is_some_and(|own| {
                    own.start <= inside.start && inside.end <= own.end && own != inside
                });
                is_inner
                    && !declared
                    && body.exprs.iter().any(|(_, expr)| {
                        inside.start <= expr.span.start
                            && expr.span.end <= inside.end
                            && matches!(&expr.kind, ExprKind::Name(held) if held == name)
                    })
            })
        });
        if shared || frame.captured.contains(name) || !frame.locals.contains_key(name) {
            return self.stop(
                from.0,
                from.1,
                format!("`{name}` is changed by several functions"),
            );
        }
        frame.locals.insert(name.clone(), value);
        Ok(())
    }

    pub(in super::super) fn set_script_item(
        &mut self,
        object: &Value<'a>,
        index: &Value<'a>,
        value: Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, ()> {
        match (&object.datum, index.as_text()) {
            (Datum::Cell(id), Some(name)) if matches!(self.cell(*id), Some(Cell::Object(_))) => {
                let name = Name::new(name);
                self.set_attribute(object, &name, value, from)
            }
            (Datum::Cell(id), None) if matches!(self.cell(*id), Some(Cell::List(_))) => {
                self.set_item(object, index, value, from)
            }
            _ => self.stop(
                from.0,
                from.1,
                "an assignment to an element that is not followed",
            ),
        }
    }

    /// `value instanceof Class`.
    pub(in super::super) fn is_one_of(
        &mut self,
        frame: &mut Frame<'a>,
        value: &Value<'a>,
        pattern: &'a Pattern,
        from: From<'a>,
    ) -> Outcome<'a, bool> {
        let unfollowed = "a class that is not followed";
        let PatternKind::Type { path, .. } = &pattern.kind else {
            return self.stop(from.0, from.1, unfollowed);
        };
        if let Datum::Unknown(_) = value.datum {
            return self.stop(from.0, from.1, unfollowed);
        }
        let _ = frame;
        let file = from.0.file;
        if let Some(class) = self.classes.named(file, path) {
            if matches!(class.kind, ClassKind::Record | ClassKind::Enum) {
                return self.stop(from.0, from.1, unfollowed);
            }
            return Ok(self
                .object(value)
                .is_some_and(|object| is_kind_of(&object.class, &class)));
        }
        let plain = super::types::is_plain_error(path);
        Ok(match &value.datum {
            Datum::Cell(id) => match self.cell(*id) {
                Some(Cell::Error { class, .. }) => path == "Error" || last(class) == last(path),
                Some(Cell::Object(object)) if object.class.kind == ClassKind::Error => {
                    path == "Error" || super::super::class::has_base(&object.class, last(path))
                }
                Some(Cell::Object(_)) if plain => false,
                Some(Cell::List(_)) if path == "Array" => true,
                Some(Cell::Map(_)) if path == "Map" => true,
                Some(Cell::Set { .. }) if path == "Set" => true,
                _ if plain => false,
                _ => return self.stop(from.0, from.1, unfollowed),
            },
            Datum::Instant(_) => path == "Date",
            Datum::Null | Datum::Absent | Datum::Text(_) | Datum::Int(_) | Datum::Bool(_) => false,
            _ => return self.stop(from.0, from.1, unfollowed),
        })
    }

    /// `{ a: 1, b, ...c }`.
    fn object_display(
        &mut self,
        frame: &mut Frame<'a>,
        entries: &'a [Entry],
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let mut fields: Vec<(Name, Value<'a>)> = Vec::new();
        let set = |fields: &mut Vec<(Name, Value<'a>)>, name: Name, value: Value<'a>| match fields
            .iter_mut()
            .find(|(held, _)| *held == name)
        {
            Some((_, held)) => *held = value,
            None => fields.push((name, value)),
        };
        for entry in entries {
            if let Some(key) = entry.key {
                let key = self.eval(frame, key)?;
                let Some(name) = self.text_of(&key, from)? else {
                    return self.stop(from.0, from.1, "a key that cannot be told");
                };
                let value = self.eval(frame, entry.value)?;
                self.note_answer(frame.code, entry.value, &value);
                set(&mut fields, Name::from(name), value);
                continue;
            }
            let inner = match &frame.code.exprs.get(entry.value).kind {
                ExprKind::Spread { value, .. } => *value,
                _ => return self.stop(from.0, from.1, "an object that is not followed"),
            };
            let value = self.eval(frame, inner)?;
            match &value.datum {
                Datum::Null | Datum::Absent | Datum::Bool(false) => {}
                Datum::Cell(id) => match self.cell(*id).cloned() {
                    Some(Cell::Object(object)) => {
                        for (name, value) in object.fields {
                            set(&mut fields, name, value);
                        }
                    }
                    _ => return self.stop(from.0, from.1, "an object that is not followed"),
                },
                _ => return self.stop(from.0, from.1, "an object that is not followed"),
            }
        }
        Ok(self.record(fields))
    }

    /// That a callback answered yes or no, as a decision.
    pub(super) fn note_verdict(&mut self, value: &Value<'a>, taken: bool, from: From<'a>) {
        let is_noted = matches!(
            (&value.datum, value.origin.as_deref()),
            (Datum::Bool(_), Some(Origin::Binary(..)))
        );
        if !is_noted && value.origin.is_some() {
            self.note(from.0, from.1, Branch::Truth(value.clone()), taken);
        }
    }
}
