//! Expressions where each may be a block, a match or a way out, and types tell what is not written.

use syntax::facts::{
    BinaryOp, Entry, ExprId, ExprKind, Literal, Name, SequenceKind, TemplatePart, UnaryOp,
};
use syntax::span::Span;

use super::super::class::{Class, last};
use super::super::decimal::Decimal;
use super::super::run::{Args, Frame, Interrupt, Outcome, Run};
use super::super::value::{Cell, Datum, Object, Opaque, Origin, Place, Value};
use super::set_up::{NONE, OK, is_built_in};
use super::types::{self, Shape, Typed, maker, part_type, shape};
use super::{From, Leave, Rc};

/// Items of a range that are written out.
const ITEMS: i128 = 1_000;

impl<'a> Run<'a, '_> {
    pub(in crate::plan) fn rust_expression(
        &mut self,
        frame: &mut Frame<'a>,
        id: ExprId,
        hint: Option<&Typed>,
        used: bool,
    ) -> Outcome<'a, Value<'a>> {
        let span = frame.code.exprs.get(id).span;
        self.burn(frame.code, span)?;
        self.depth += 1;
        let result = self.rust_evaluate(frame, id, hint, used);
        self.depth -= 1;
        result
    }

    fn rust_evaluate(
        &mut self,
        frame: &mut Frame<'a>,
        id: ExprId,
        hint: Option<&Typed>,
        used: bool,
    ) -> Outcome<'a, Value<'a>> {
        let code = frame.code;
        let expr = code.exprs.get(id);
        let span = expr.span;
        let from = (code, span);
        match &expr.kind {
            ExprKind::Name(name) => self.rust_name(frame, name, from),
            ExprKind::Literal(Literal::Null) => Ok(self.none()),
            ExprKind::Literal(literal) => Ok(self.literal(literal)),
            ExprKind::Template { tag: None, parts } => self.rust_template(frame, parts, span),
            ExprKind::Member { object, name, .. } => {
                if let Some(path) = self.free_path(frame, id) {
                    let named = self.rust_path(frame, &path, from)?;
                    return self.named_value(named, from);
                }
                let object = self.rust_expression(frame, *object, None, true)?;
                self.field(&object, name, from)
            }
            ExprKind::Index { object, index } => {
                let object = self.rust_expression(frame, *object, None, true)?;
                if let ExprKind::Slice { start, end, .. } = &code.exprs.get(*index).kind {
                    let mut bounds = [None, None];
                    for (bound, expr) in bounds.iter_mut().zip([start, end]) {
                        if let Some(expr) = expr {
                            let value = self.rust_expression(frame, *expr, None, true)?;
                            *bound = value.as_int().and_then(|at| usize::try_from(at).ok());
                            if bound.is_none() {
                                return self.stop(code, span, "a slice that is not followed");
                            }
                        }
                    }
                    return self.sliced(&object, bounds, from);
                }
                let index = self.rust_expression(frame, *index, None, true)?;
                self.indexed(&object, &index, from)
            }
            ExprKind::Call {
                callee,
                args,
                style,
                ..
            } => self.rust_call(frame, (*callee, args, *style), hint, used, from),
            ExprKind::Unary {
                op: UnaryOp::Reference | UnaryOp::Dereference,
                operand,
            } => self.rust_expression(frame, *operand, hint, used),
            ExprKind::Unary {
                op: UnaryOp::Not,
                operand,
            } => {
                let operand = self.rust_expression(frame, *operand, None, true)?;
                let Datum::Bool(truth) = operand.datum else {
                    return self.stop(code, span, "a negation that is not followed");
                };
                let value = Value::bool(!truth);
                Ok(match operand.origin.is_some() {
                    true => value.from(Origin::Not(operand)),
                    false => value,
                })
            }
            ExprKind::Unary {
                op: UnaryOp::Negate,
                operand,
            } => {
                let operand = self.rust_expression(frame, *operand, hint, true)?;
                let datum = match &operand.datum {
                    Datum::Int(value) => Datum::Int(-value),
                    Datum::Float(value) => Datum::Float(-value),
                    Datum::Span(value) => Datum::Span(-value),
                    Datum::Decimal(value) => Datum::Decimal(Decimal {
                        coefficient: -value.coefficient,
                        ..*value
                    }),
                    _ => return self.stop(code, span, "a negation that is not followed"),
                };
                let value = Value::plain(datum);
                Ok(match operand.origin.is_some() {
                    true => value.from(Origin::Negate(operand)),
                    false => value,
                })
            }
            ExprKind::Binary {
                op: op @ (BinaryOp::And | BinaryOp::Or),
                left,
                right,
            } => {
                let value = self.rust_expression(frame, *left, None, true)?;
                if self.decide(code, *left, &value)? == (*op == BinaryOp::And) {
                    let value = self.rust_expression(frame, *right, None, true)?;
                    self.note_answer(code, *right, &value);
                    return Ok(value);
                }
                Ok(Value::bool(*op == BinaryOp::Or))
            }
            ExprKind::Binary {
                op: op @ (BinaryOp::Range | BinaryOp::RangeInclusive),
                left,
                right,
            } => {
                let left = self.rust_expression(frame, *left, None, true)?;
                let right = self.rust_expression(frame, *right, None, true)?;
                let (Some(start), Some(end)) = (left.as_int(), right.as_int()) else {
                    return self.stop(code, span, "a range that is not followed");
                };
                let end = end + i128::from(*op == BinaryOp::RangeInclusive);
                if end - start > ITEMS {
                    return self.stop(code, span, "too much to follow");
                }
                let items = (start..end).map(Value::int).collect();
                Ok(self.list(items))
            }
            ExprKind::Binary { op, left, right } => {
                let left = self.rust_expression(frame, *left, hint, true)?;
                let right = self.rust_expression(frame, *right, hint, true)?;
                self.operation(*op, left, right, from)
            }
            ExprKind::Await(inner) => self.rust_expression(frame, *inner, hint, used),
            ExprKind::Propagate(inner) => {
                let value = self.rust_expression(frame, *inner, None, used)?;
                self.question(&value, from)
            }
            ExprKind::Cast { value, ty } => {
                let value = self.rust_expression(frame, *value, None, true)?;
                let typed = self.typed(code, ty);
                self.cast(value, &typed, from)
            }
            ExprKind::Sequence { kind, items } => {
                let hints = self.part_hints(hint, items.len());
                let mut out = Vec::new();
                for (item, hint) in items.iter().zip(hints) {
                    let value = self.rust_expression(frame, *item, hint.as_ref(), true)?;
                    self.note_answer(code, *item, &value);
                    out.push(value);
                }
                Ok(match kind {
                    SequenceKind::Tuple if out.is_empty() => Value::null(),
                    SequenceKind::Tuple => Value::plain(Datum::Tuple(out.into())),
                    _ => self.list(out),
                })
            }
            ExprKind::Record { ty, entries, base } => {
                self.record_of(frame, ty.as_ref(), entries, *base, span)
            }
            ExprKind::Function(function) => {
                let is_block = code
                    .body
                    .and_then(|body| body.function(*function))
                    .is_some_and(|function| {
                        function.signature.is_async && function.signature.params.is_empty()
                    });
                if is_block {
                    return self.stop(code, span, "an async block that is not followed");
                }
                Ok(self.closure(frame, *function))
            }
            ExprKind::Statement(stmt) => self.rust_statement_value(frame, *stmt, hint),
            ExprKind::Matches { value, pattern } => {
                let value = self.rust_expression(frame, *value, None, true)?;
                let matched = self.rust_matches(frame, pattern, &value)?;
                Ok(Value::bool(matched))
            }
            _ => self.stop(code, span, "an expression that is not followed"),
        }
    }

    fn rust_statement_value(
        &mut self,
        frame: &mut Frame<'a>,
        id: syntax::facts::StmtId,
        hint: Option<&Typed>,
    ) -> Outcome<'a, Value<'a>> {
        self.rust_statement(frame, id, hint, true)
    }

    fn part_hints(&self, hint: Option<&Typed>, count: usize) -> Vec<Option<Typed>> {
        let of_all = match hint.map(|hint| shape(self.classes, hint)) {
            Some(Shape::List(_, inner) | Shape::Set(_, inner)) => Some(inner),
            Some(Shape::Tuple(parts)) => {
                return (0..count).map(|at| parts.get(at).cloned()).collect();
            }
            _ => None,
        };
        vec![of_all; count]
    }

    /// The path of an expression whose first name is no local one.
    pub(super) fn free_path(&self, frame: &Frame<'a>, id: ExprId) -> Option<Name> {
        let path = frame.code.exprs.path(id)?;
        let first = path.split('.').next().unwrap_or_default();
        (first != "self" && !frame.locals.contains_key(first)).then_some(path)
    }

    /// `value?`.
    fn question(&mut self, value: &Value<'a>, from: From<'a>) -> Outcome<'a, Value<'a>> {
        let Datum::Tagged(tagged) = &value.datum else {
            return match &value.datum {
                Datum::Unknown(unknown) => {
                    let why = format!("it depends on {}", unknown.what);
                    self.stop(from.0, from.1, why)
                }
                _ => self.stop(from.0, from.1, "a failure that is not followed"),
            };
        };
        let class = Rc::clone(&tagged.class);
        let held = tagged.parts.first().map(|(_, part)| part.clone());
        if Rc::ptr_eq(&class, &self.classes.built_in.option) {
            if !self.is_variant(value, &class, NONE, from)? {
                return Ok(held.unwrap_or_else(Value::null));
            }
            self.leaves(from);
            let none = self.none();
            return self.leave(Leave::Return(none));
        }
        if self.is_variant(value, &class, OK, from)? {
            return Ok(held.unwrap_or_else(Value::null));
        }
        self.leaves(from);
        let error = held.unwrap_or_else(Value::null);
        let returns = self.native.returns.last().cloned().flatten();
        let error = match returns.map(|returns| shape(self.classes, &returns)) {
            Some(Shape::Result(_, wanted)) => self.converted(error, &wanted, from)?,
            _ => error,
        };
        let failed = self.err(error);
        self.leave(Leave::Return(failed))
    }

    fn leaves(&mut self, from: From<'a>) {
        if !self.building {
            self.cover(from.0, from.1);
        }
    }

    // Structs.

    fn record_of(
        &mut self,
        frame: &mut Frame<'a>,
        ty: Option<&'a syntax::facts::TypeRef>,
        entries: &'a [Entry],
        base: Option<ExprId>,
        span: Span,
    ) -> Outcome<'a, Value<'a>> {
        let from = (frame.code, span);
        let path = match ty.map(|ty| &ty.kind) {
            Some(syntax::facts::TypeKind::Named { path, .. }) => path.clone(),
            _ => return self.stop(from.0, from.1, "a struct that is not followed"),
        };
        let named = self.rust_path(frame, &path, from)?;
        let (class, variant) = match named {
            super::paths::Named::Class(class) => (class, None),
            super::paths::Named::Variant(class, at) => (class, Some(at)),
            _ => return self.stop(from.0, from.1, "a struct that is not followed"),
        };
        let prefix = variant
            .and_then(|at| class.variants.get(at))
            .map(|(name, ..)| format!("{name}."));
        let none: Rc<[(Name, Typed)]> = Rc::from([]);
        let mut given = Vec::new();
        for entry in entries {
            let Some(key) = entry.key.and_then(|key| frame.code.exprs.text(key)) else {
                return self.stop(from.0, from.1, "a struct that is not followed");
            };
            let part = match &prefix {
                Some(prefix) => Name::from(format!("{prefix}{key}")),
                None => key.clone(),
            };
            let typed = part_type(self.classes, &class, &none, &part);
            let value = self.rust_expression(frame, entry.value, typed.as_ref(), true)?;
            self.note_answer(frame.code, entry.value, &value);
            let value = self.passed(value);
            given.push((part, value));
        }
        if let Some(at) = variant {
            return Ok(Value::plain(Datum::Tagged(Rc::new(super::Tagged {
                parts: ordered(&class, at, given),
                class,
                at,
            }))));
        }
        let base = match base {
            Some(base) => {
                let typed = frame.code.exprs.get(base).span;
                let base = match self.is_default(frame, base) {
                    true => self.default_value_of(&class, (frame.code, typed))?,
                    false => self.rust_expression(frame, base, None, true)?,
                };
                self.object(&base).cloned()
            }
            None => None,
        };
        let mut fields = Vec::new();
        for field in &class.fields {
            let value = given.iter().find(|(name, _)| *name == field.name);
            let value = value.or_else(|| {
                let base = base.as_ref()?;
                base.fields.iter().find(|(name, _)| *name == field.name)
            });
            let Some((_, value)) = value else {
                return self.stop(from.0, from.1, "a struct that is not followed");
            };
            fields.push((field.name.clone(), value.clone()));
        }
        let object = Object {
            class,
            fields,
            args: None,
            place: None,
        };
        Ok(Value::plain(self.allocate(Cell::Object(object))))
    }

    fn is_default(&self, frame: &Frame<'a>, id: ExprId) -> bool {
        frame
            .code
            .exprs
            .call(id)
            .is_some_and(|(path, args)| path == "Default.default" && args.is_empty())
    }

    /// Makes a struct by its fields, or by what makes it where tests do not see its fields.
    pub(in crate::plan) fn made(
        &mut self,
        class: &Rc<Class<'a>>,
        args: Args<'a>,
        from: From<'a>,
        place: Option<&Place>,
    ) -> Outcome<'a, Value<'a>> {
        self.burn(from.0, from.1)?;
        if let (Some(_), false) = (place, types::is_open(self.classes, class)) {
            let Some(at) = maker(self.classes, class).map(|made| made.at) else {
                return self.stop(from.0, from.1, format!("how `{}` is made", class.name));
            };
            let made = self.call_function(at, Some(Rc::clone(class)), None, args, from)?;
            return match &made.datum {
                Datum::Tagged(tagged) if is_built_in(&tagged.class) => {
                    let is_some = Rc::ptr_eq(&tagged.class, &self.classes.built_in.option);
                    match (tagged.at == usize::from(is_some), tagged.parts.first()) {
                        (true, Some((_, value))) => Ok(value.clone()),
                        _ => Err(Box::new(Interrupt::Raise(Value::null()))),
                    }
                }
                _ => Ok(made),
            };
        }
        let mut positional = args.positional.into_iter();
        let mut fields = Vec::new();
        for field in &class.fields {
            let named = args.keyword.iter().find(|(name, _)| *name == field.name);
            let value = named
                .map(|(_, value)| value.clone())
                .or_else(|| positional.next());
            let Some(value) = value else {
                let why = format!("`{}` without its `{}`", class.name, field.name);
                return self.stop(from.0, from.1, why);
            };
            fields.push((field.name.clone(), value));
        }
        let object = Object {
            class: Rc::clone(class),
            fields,
            args: None,
            place: None,
        };
        Ok(Value::plain(self.allocate(Cell::Object(object))))
    }

    pub(super) fn field(
        &mut self,
        object: &Value<'a>,
        name: &Name,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        match &object.datum {
            Datum::Cell(_) => {
                let found = self
                    .object(object)
                    .and_then(|object| object.fields.iter().find(|(field, _)| field == name));
                match found {
                    Some((_, value)) => Ok(value.clone()),
                    None => self.stop(from.0, from.1, format!("`{name}` is not known")),
                }
            }
            Datum::Tuple(items) => {
                let at = name.parse::<usize>().ok();
                match at.and_then(|at| items.get(at)) {
                    Some(value) => Ok(value.clone()),
                    None => self.stop(from.0, from.1, format!("`{name}` is not known")),
                }
            }
            Datum::Unknown(_) => Ok(object.clone()),
            _ => self.stop(from.0, from.1, format!("`{name}` is not known")),
        }
    }

    /// Writes to a place: a field, an item, or what a reference leads to.
    pub(super) fn store(
        &mut self,
        frame: &mut Frame<'a>,
        place: ExprId,
        value: Value<'a>,
    ) -> Outcome<'a, ()> {
        let code = frame.code;
        let span = code.exprs.get(place).span;
        match &code.exprs.get(place).kind {
            ExprKind::Member { object, name, .. } => {
                let object = self.rust_expression(frame, *object, None, true)?;
                let Datum::Cell(id) = object.datum else {
                    return self.stop(code, span, "an assignment that is not followed");
                };
                let Some(Cell::Object(found)) = self.cell_mut(id) else {
                    return self.stop(code, span, "an assignment that is not followed");
                };
                match found.fields.iter_mut().find(|(field, _)| field == name) {
                    Some((_, held)) => *held = value,
                    None => return self.stop(code, span, "an assignment that is not followed"),
                }
                Ok(())
            }
            ExprKind::Index { object, index } => {
                let object = self.rust_expression(frame, *object, None, true)?;
                let index = self.rust_expression(frame, *index, None, true)?;
                self.set_item(&object, &index, value, (code, span))
            }
            ExprKind::Unary {
                op: UnaryOp::Dereference,
                operand,
            } => match &code.exprs.get(*operand).kind {
                ExprKind::Call { callee, .. } => self.store_entry(frame, *callee, value, span),
                ExprKind::Member { .. } => self.store(frame, *operand, value),
                _ => self.stop(code, span, "an assignment through a reference"),
            },
            _ => self.stop(code, span, "an assignment that is not followed"),
        }
    }

    // Operators.

    pub(super) fn operation(
        &mut self,
        op: BinaryOp,
        left: Value<'a>,
        right: Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        if let (Datum::Int(a), Datum::Int(b)) = (&left.datum, &right.datum)
            && let Some(result) = self.whole(op, *a, *b, (&left, &right), from)?
        {
            let value = Value::int(result);
            let traced = left.origin.is_some() || right.origin.is_some();
            return Ok(match traced {
                true => value.from(Origin::Binary(traced_op(op), left, right)),
                false => value,
            });
        }
        if let (Datum::Tagged(_), Datum::Tagged(_), BinaryOp::Equal | BinaryOp::NotEqual) =
            (&left.datum, &right.datum, op)
        {
            return self.same_variants(op, left, right, from);
        }
        if let (Datum::Bool(a), Datum::Bool(b)) = (&left.datum, &right.datum) {
            let result = match op {
                BinaryOp::BitAnd => Some(*a && *b),
                BinaryOp::BitOr => Some(*a || *b),
                BinaryOp::BitXor => Some(a != b),
                _ => None,
            };
            if let Some(result) = result {
                return Ok(Value::bool(result));
            }
        }
        self.binary(from.0, from.1, op, left, right)
    }

    /// `left == right` of variants: where one of them is known to carry nothing, a question of the variant alone.
    fn same_variants(
        &mut self,
        op: BinaryOp,
        left: Value<'a>,
        right: Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let Some(equal) = self.equal(&left, &right) else {
            return self.stop(from.0, from.1, "values that cannot be compared");
        };
        let value = Value::bool(equal == (op == BinaryOp::Equal));
        for (subject, other) in [(&left, &right), (&right, &left)] {
            if let (Some(_), Datum::Tagged(tagged)) = (&subject.origin, &other.datum)
                && tagged.parts.is_empty()
                && other.origin.is_none()
            {
                let is = Value::bool(equal).from(Origin::Shape(subject.clone(), tagged.at));
                return Ok(match op {
                    BinaryOp::Equal => is,
                    _ => value.from(Origin::Not(is)),
                });
            }
        }
        Ok(match left.origin.is_some() || right.origin.is_some() {
            true => value.from(Origin::Binary(op, left, right)),
            false => value,
        })
    }

    // Texts.

    fn rust_template(
        &mut self,
        frame: &mut Frame<'a>,
        parts: &'a [TemplatePart],
        span: Span,
    ) -> Outcome<'a, Value<'a>> {
        let mut out = String::new();
        for part in parts {
            match part {
                TemplatePart::Text(text) => out.push_str(text),
                TemplatePart::Value { value, format } => {
                    let value = self.rust_expression(frame, *value, None, true)?;
                    match self.shown(&value, format.as_deref(), (frame.code, span))? {
                        Some(text) => out.push_str(&text),
                        None => {
                            return Ok(Value::plain(Datum::Unknown(Rc::new(Opaque {
                                what: Name::new_static("a text that cannot be told"),
                                class: None,
                                hides: Vec::new(),
                            }))));
                        }
                    }
                }
            }
        }
        Ok(Value::text(out))
    }

    /// A value as a format string shows it, if that can be told.
    pub(super) fn shown(
        &mut self,
        value: &Value<'a>,
        format: Option<&str>,
        from: From<'a>,
    ) -> Outcome<'a, Option<String>> {
        let format = format.unwrap_or_default().trim_start_matches(':');
        if let Datum::Float(float) = &value.datum
            && let Some(places) = format.strip_prefix('.').and_then(|text| text.parse().ok())
        {
            let places: usize = places;
            return Ok(Some(format!("{float:.places$}")));
        }
        if let (Datum::Int(int), Some(width)) = (&value.datum, format.strip_prefix('0')) {
            return Ok(width
                .parse::<usize>()
                .ok()
                .filter(|width| *width < 100)
                .map(|width| format!("{int:0width$}")));
        }
        match (format, &value.datum) {
            ("", _) => self.displayed(value, from),
            ("?", Datum::Int(value)) => Ok(Some(value.to_string())),
            ("?", Datum::Bool(value)) => Ok(Some(value.to_string())),
            ("?", Datum::Text(text))
                if text.chars().all(|held| {
                    held.is_ascii_graphic() && !matches!(held, '"' | '\\') || held == ' '
                }) =>
            {
                Ok(Some(format!("\"{text}\"")))
            }
            ("?", Datum::Tagged(tagged)) if tagged.parts.is_empty() => {
                let class = &tagged.class;
                let derived = is_built_in(class) || types::derives(self.classes, class, "Debug");
                let name = class
                    .variants
                    .get(tagged.at)
                    .map(|(name, ..)| name.to_string());
                Ok(name.filter(|_| derived))
            }
            _ => Ok(None),
        }
    }

    /// What `Display` makes of a value, if that can be told.
    pub(super) fn displayed(
        &mut self,
        value: &Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Option<String>> {
        Ok(match &value.datum {
            Datum::Text(text) => Some(text.to_string()),
            Datum::Int(value) => Some(value.to_string()),
            Datum::Bool(value) => Some(value.to_string()),
            Datum::Float(value) if value.is_finite() => Some(value.to_string()),
            Datum::Decimal(value) => Some(value.to_string()),
            Datum::Uuid(value) => Some(super::super::eval::uuid(*value)),
            Datum::Date(days) => {
                let (year, month, day) = super::super::calendar::civil(*days);
                Some(format!("{year:04}-{month:02}-{day:02}"))
            }
            Datum::Tagged(tagged) if tagged.class.kind == super::super::class::ClassKind::Error => {
                match tagged.parts.first() {
                    Some((_, source)) => {
                        let source = source.clone();
                        return self.displayed(&source, from);
                    }
                    None => None,
                }
            }
            Datum::Tagged(tagged) => {
                let (class, at) = (Rc::clone(&tagged.class), tagged.at);
                let parts = tagged.parts.clone();
                let variant = class.decl.and_then(|decl| decl.variants.get(at));
                let text = variant.and_then(|variant| {
                    types::text_of(self.classes, &class, &variant.decorators, "error")
                });
                if text.is_some() {
                    return self.filled_in(text, &parts, from);
                }
                let is_transparent = variant.is_some_and(|variant| {
                    variant
                        .decorators
                        .iter()
                        .any(|held| last(&held.path) == "error")
                });
                if let (true, Some((_, inner))) = (is_transparent, parts.first()) {
                    return self.displayed(inner, from);
                }
                return self.written_out(&class, value, from);
            }
            Datum::Cell(_) => {
                let Some(object) = self.object(value).cloned() else {
                    return Ok(None);
                };
                let class = Rc::clone(&object.class);
                let text = class.decl.and_then(|decl| {
                    types::text_of(self.classes, &class, &decl.decorators, "error")
                });
                if text.is_some() {
                    return self.filled_in(text, &object.fields, from);
                }
                return self.written_out(&class, value, from);
            }
            _ => None,
        })
    }

    /// `"no board {0}"` with its parts.
    fn filled_in(
        &mut self,
        text: Option<&'a str>,
        parts: &[(Name, Value<'a>)],
        from: From<'a>,
    ) -> Outcome<'a, Option<String>> {
        let Some(mut rest) = text else {
            return Ok(None);
        };
        let mut out = String::new();
        let mut next = 0usize;
        while let Some(at) = rest.find(['{', '}']) {
            out.push_str(rest.get(..at).unwrap_or_default());
            let tail = rest.get(at..).unwrap_or_default();
            if let Some(after) = tail.strip_prefix("{{").or_else(|| tail.strip_prefix("}}")) {
                out.push_str(tail.get(..1).unwrap_or_default());
                rest = after;
                continue;
            }
            let Some((inside, after)) = tail.get(1..).and_then(|tail| tail.split_once('}')) else {
                return Ok(None);
            };
            rest = after;
            let (name, format) = match inside.split_once(':') {
                Some((name, format)) => (name, Some(format)),
                None => (inside, None),
            };
            let name = match name.is_empty() {
                true => {
                    next += 1;
                    (next - 1).to_string()
                }
                false => name.to_owned(),
            };
            let held = parts
                .iter()
                .find(|(held, _)| held.rsplit('.').next() == Some(name.as_str()));
            let Some((_, held)) = held.cloned() else {
                return Ok(None);
            };
            match self.shown(&held, format, from)? {
                Some(text) => out.push_str(&text),
                None => return Ok(None),
            }
        }
        out.push_str(rest);
        Ok(Some(out))
    }

    /// What the `fmt` of a type writes.
    fn written_out(
        &mut self,
        class: &Rc<Class<'a>>,
        value: &Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Option<String>> {
        let shows = class.methods.iter().find(|method| {
            method.at.signature.name == "fmt"
                && matches!(method.promise.map(|promise| &promise.kind), Some(syntax::facts::TypeKind::Named { path, .. }) if last(path) == "Display")
        });
        let Some(at) = shows.map(|method| method.at) else {
            return Ok(None);
        };
        let out = self.list(Vec::new());
        let args = Args {
            positional: vec![out.clone()],
            keyword: Vec::new(),
        };
        self.call_function(at, Some(Rc::clone(class)), Some(value.clone()), args, from)?;
        let Datum::Cell(id) = out.datum else {
            return Ok(None);
        };
        let Some(Cell::List(parts)) = self.cell(id) else {
            return Ok(None);
        };
        Ok(parts
            .iter()
            .map(|part| part.as_text().map(ToOwned::to_owned))
            .collect())
    }
}

fn ordered<'a>(
    class: &Class<'a>,
    at: usize,
    given: Vec<(Name, Value<'a>)>,
) -> Vec<(Name, Value<'a>)> {
    let mut given = given;
    let Some(variant) = class.decl.and_then(|decl| decl.variants.get(at)) else {
        return given;
    };
    let place = |name: &Name| {
        let own = name.rsplit('.').next().unwrap_or_default();
        variant.fields.iter().position(|field| field.name == own)
    };
    given.sort_by_key(|(name, _)| place(name));
    given
}

/// Division of whole numbers is undone as what drops the rest.
fn traced_op(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Divide => BinaryOp::FloorDivide,
        op => op,
    }
}
