//! Members, elements and calls in a row; a `?.` in it ends all of it where there is nothing.

use syntax::facts::{Arg, BinaryOp, CallStyle, ExprId, ExprKind, FunctionKind, Name};

use super::super::class::{self, Base, ClassKind, last};
use super::super::run::{Args, Branch, Frame, Outcome, Run};
use super::super::value::{Cell, Datum, Origin, Value};
use super::{From, is_nullish};
use crate::sources::{Definition, Resolved};

impl<'a> Run<'a, '_> {
    /// None where the chain ended early.
    pub(super) fn chain(
        &mut self,
        frame: &mut Frame<'a>,
        id: ExprId,
        used: bool,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let code = frame.code;
        let expr = code.exprs.get(id);
        let from = (code, expr.span);
        self.burn(code, expr.span)?;
        self.depth += 1;
        let result = match &expr.kind {
            ExprKind::Member {
                object,
                name,
                optional,
                ..
            } => match self.chained(frame, *object, *optional)? {
                Some(object) => self.script_attribute(&object, name, from).map(Some),
                None => Ok(None),
            },
            ExprKind::Index { object, index } => {
                let between = (
                    code.exprs.get(*object).span.end,
                    code.exprs.get(*index).span.start,
                );
                let gap = syntax::span::Span::new(between.0, between.1);
                let optional = self.text_at(code, gap).contains("?.");
                match self.chained(frame, *object, optional)? {
                    Some(object) => {
                        let index = self.eval(frame, *index)?;
                        self.script_item(&object, &index, from).map(Some)
                    }
                    None => Ok(None),
                }
            }
            ExprKind::Call {
                callee,
                args,
                style,
                ..
            } => self.chained_call(frame, *callee, args, *style, from, used),
            _ => self.eval(frame, id).map(Some),
        };
        self.depth -= 1;
        result
    }

    /// The object before a member; none where the chain ends there.
    fn chained(
        &mut self,
        frame: &mut Frame<'a>,
        object: ExprId,
        optional: bool,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let Some(value) = self.chain(frame, object, true)? else {
            return Ok(None);
        };
        if !optional {
            return Ok(Some(value));
        }
        let there = !is_nullish(&value);
        self.note_presence(frame, object, &value, there);
        Ok(there.then_some(value))
    }

    /// That something is there or not, as a decision.
    pub(super) fn note_presence(
        &mut self,
        frame: &Frame<'a>,
        expr: ExprId,
        value: &Value<'a>,
        there: bool,
    ) {
        let span = frame.code.exprs.get(expr).span;
        let test = Value::bool(there);
        let test = match value.origin.is_some() {
            true => test.from(Origin::Binary(
                BinaryOp::IsNot,
                value.clone(),
                Value::null(),
            )),
            false => test,
        };
        self.note(frame.code, span, Branch::Truth(test), there);
    }

    fn chained_call(
        &mut self,
        frame: &mut Frame<'a>,
        callee: ExprId,
        args: &'a [Arg],
        style: CallStyle,
        from: From<'a>,
        used: bool,
    ) -> Outcome<'a, Option<Value<'a>>> {
        match &frame.code.exprs.get(callee).kind {
            ExprKind::Name(name) if name == "super" => {
                let args = self.script_args(frame, args, from)?;
                return self.super_constructor(frame, args, from).map(Some);
            }
            ExprKind::Member { object, name, .. } if matches!(&frame.code.exprs.get(*object).kind, ExprKind::Name(name) if name == "super") =>
            {
                let name = name.clone();
                let args = self.script_args(frame, args, from)?;
                let (Some(owner), Some(this)) = (frame.owner.clone(), frame.receiver.clone())
                else {
                    return self.stop(from.0, from.1, "a call of a base that is not followed");
                };
                return match self.inherited(&owner, &name) {
                    Some((at, owner)) => self
                        .call_function(at, Some(owner), Some(this), args, from)
                        .map(Some),
                    None => self.stop(from.0, from.1, "a call of a base that is not followed"),
                };
            }
            _ => {}
        }
        let Some(function) = self.chain(frame, callee, true)? else {
            return Ok(None);
        };
        if style == CallStyle::Optional {
            let there = !is_nullish(&function);
            self.note_presence(frame, callee, &function, there);
            if !there {
                return Ok(None);
            }
        }
        let args = self.script_args(frame, args, from)?;
        if style == CallStyle::New {
            return self.make(&function, args, from).map(Some);
        }
        self.call(&function, args, from, used).map(Some)
    }

    fn script_args(
        &mut self,
        frame: &mut Frame<'a>,
        args: &'a [Arg],
        from: From<'a>,
    ) -> Outcome<'a, Args<'a>> {
        let mut out = Args::default();
        for arg in args {
            if arg.spread.is_some() {
                let value = self.eval(frame, arg.value)?;
                out.positional.extend(self.items(from.0, from.1, &value)?);
                continue;
            }
            let value = self.eval(frame, arg.value)?;
            self.note_answer(frame.code, arg.value, &value);
            out.positional.push(value);
        }
        Ok(out)
    }

    pub(in super::super) fn script_attribute(
        &mut self,
        object: &Value<'a>,
        name: &Name,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let bound = || {
            Ok(Value::plain(Datum::Bound(
                std::rc::Rc::new(object.clone()),
                name.clone(),
            )))
        };
        match &object.datum {
            Datum::Null | Datum::Absent => self.raise("TypeError", Vec::new()),
            Datum::Unknown(_) => Ok(object.clone()),
            Datum::Text(text) if name == "length" => {
                if !text.is_ascii() {
                    return self.stop(from.0, from.1, "the length of a text that is not plain");
                }
                Ok(self.length(object, text.len()))
            }
            Datum::Variant(_, _, inner) => {
                let inner = (**inner).clone();
                let inner = match object.origin.is_some() {
                    true => inner.from(Origin::Method(
                        object.clone(),
                        Name::new_static("value"),
                        Vec::new(),
                    )),
                    false => inner,
                };
                self.script_attribute(&inner, name, from)
            }
            Datum::Cell(id) => match self.cell(*id) {
                Some(Cell::List(items)) if name == "length" => Ok(self.length(object, items.len())),
                Some(Cell::Set { items, .. }) if name == "size" => {
                    Ok(self.length(object, items.len()))
                }
                Some(Cell::Map(entries)) if name == "size" => {
                    Ok(self.length(object, entries.len()))
                }
                Some(Cell::Object(_)) => self.member(object, name, from),
                Some(Cell::Error { class, args }) => match name.as_str() {
                    "message" if types_message(class) => {
                        let message = args.first().cloned();
                        Ok(message.unwrap_or_else(|| Value::text("")))
                    }
                    "name" => Ok(Value::text(last(class))),
                    _ => self.stop(from.0, from.1, format!("`{name}` of an error")),
                },
                _ => bound(),
            },
            Datum::Class(class) => {
                let class = std::rc::Rc::clone(class);
                if name == "name" {
                    return Ok(Value::text(class.name.as_str()));
                }
                if class.kind == ClassKind::Enum {
                    return match class.variants.iter().position(|(held, ..)| held == name) {
                        Some(at) => self.variant(&class, at, from),
                        None => self.stop(from.0, from.1, format!("`{name}` is not known")),
                    };
                }
                let is_static = class::method(&class, name).is_some_and(|method| {
                    method.kind == FunctionKind::StaticMethod && !method.is_property
                });
                if is_static {
                    return bound();
                }
                match class.statics.iter().rev().find(|(held, ..)| held == name) {
                    Some((_, code, value)) => {
                        let mut frame = super::super::eval::module_frame(*code);
                        frame
                            .locals
                            .insert(Name::new_static("this"), object.clone());
                        self.eval(&mut frame, *value)
                    }
                    None => self.stop(
                        from.0,
                        from.1,
                        format!("`{}.{name}` is not known", class.name),
                    ),
                }
            }
            Datum::Double(double) => self.double_attribute(&double.clone(), name, from),
            Datum::Module(file) => match self.classes.sources.exported(*file, name) {
                Resolved::Here(definition @ Definition::Value { .. }) => {
                    self.definition(definition, from)
                }
                Resolved::Here(definition) => self.definition(definition, from),
                Resolved::External(path) => Ok(Value::plain(Datum::External(path))),
                Resolved::Undeclared => {
                    self.stop(from.0, from.1, format!("`{name}` is not declared"))
                }
            },
            Datum::External(path) => Ok(self.external_member(path, name)),
            _ => bound(),
        }
    }

    fn length(&self, of: &Value<'a>, length: usize) -> Value<'a> {
        let value = Value::int(i128::try_from(length).unwrap_or_default());
        match of.origin.is_some() {
            true => value.from(Origin::Length(of.clone())),
            false => value,
        }
    }

    /// A field or method of an object.
    fn member(
        &mut self,
        object: &Value<'a>,
        name: &Name,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let Some(found) = self.object(object) else {
            return self.stop(from.0, from.1, format!("`{name}` is not known"));
        };
        if let Some((_, value)) = found.fields.iter().find(|(field, _)| field == name) {
            return Ok(value.clone());
        }
        let class = std::rc::Rc::clone(&found.class);
        let (args, place) = (found.args.clone(), found.place.clone());
        if let Some(args) = args {
            match name.as_str() {
                "message" if plain_root(&class) => {
                    return Ok(args.first().cloned().unwrap_or_else(|| Value::text("")));
                }
                "name" if plain_root(&class) => {
                    let root = class::error_root(&class).unwrap_or_default();
                    return Ok(Value::text(root.as_str()));
                }
                "message" | "name" | "stack" | "cause" => {
                    return self.stop(from.0, from.1, format!("`{name}` of an error"));
                }
                _ => {}
            }
        }
        if let Some(method) = class::method(&class, name) {
            let at = method.at;
            if method.wrapped {
                return self.stop(
                    from.0,
                    from.1,
                    format!("`{name}` is under a decorator that is not followed"),
                );
            }
            if method.is_property {
                return self.call_function(
                    at,
                    Some(class),
                    Some(object.clone()),
                    Args::default(),
                    from,
                );
            }
            return Ok(Value::plain(Datum::Bound(
                std::rc::Rc::new(object.clone()),
                name.clone(),
            )));
        }
        let declared = class.fields.iter().any(|field| field.name == *name);
        let outside = class
            .bases
            .iter()
            .any(|base| matches!(base, Base::External(_)));
        if declared || (class.kind == ClassKind::Record && class.name.is_empty()) {
            return Ok(match place {
                Some(place) => Self::absent().at(place.field(name)),
                None => Self::absent(),
            });
        }
        if outside || class.kind != ClassKind::Record {
            return self.stop(
                from.0,
                from.1,
                format!("`{}.{name}` is not known", class.name),
            );
        }
        Ok(Self::absent())
    }

    /// `a[b]`.
    fn script_item(
        &mut self,
        object: &Value<'a>,
        index: &Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        if let Some(name) = index.as_text() {
            if matches!(object.datum, Datum::Cell(_) | Datum::Class(_)) {
                let name = Name::new(name);
                return self.script_attribute(object, &name, from);
            }
            return self.stop(from.0, from.1, "a subscript that is not followed");
        }
        let Some(at) = index.as_int() else {
            return match &index.datum {
                Datum::Variant(_, _, inner) => {
                    let inner = (**inner).clone();
                    self.script_item(object, &inner, from)
                }
                _ => self.stop(from.0, from.1, "a subscript that is not followed"),
            };
        };
        let items = match &object.datum {
            Datum::Cell(id) => match self.cell(*id) {
                Some(Cell::List(items)) => items.clone(),
                _ => return self.stop(from.0, from.1, "a subscript that is not followed"),
            },
            Datum::Text(text) if text.is_ascii() => {
                self.items(from.0, from.1, &Value::text(text.to_string()))?
            }
            _ => return self.stop(from.0, from.1, "a subscript that is not followed"),
        };
        let found = usize::try_from(at).ok().and_then(|at| items.get(at));
        Ok(found.cloned().unwrap_or_else(Self::absent))
    }
}

/// Whether the class derives from an error of the language, so that its message is what that one was given.
pub(super) fn plain_root(class: &class::Class<'_>) -> bool {
    class::error_root(class).is_some_and(|root| super::types::is_plain_error(&root))
}

fn types_message(class: &str) -> bool {
    super::types::is_plain_error(class)
}
