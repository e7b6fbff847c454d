//! Expressions of a run: names, attributes, calls, construction, operators. It never follows what it cannot know.

use std::cmp::Ordering;
use std::rc::Rc;

use syntax::facts::{
    Arg, BinaryOp, ComprehensionClause, Entry, ExprId, ExprKind, FunctionKind, Literal, Name,
    ParamKind, SequenceKind, Spread, TemplatePart, TypeKind, UnaryOp,
};
use syntax::span::Span;

use super::calendar::{self, DAY, Instant, Zone};
use super::class::{self, Class, ClassKind, Default, has_base, last};
use super::decimal::Decimal;
use super::run::{Args, Branch, Frame, Outcome, Run};
use super::value::{Cell, Datum, Double, DoubleKind, Object, Origin, Place, Root, Step, Value};
use super::world::Spec;
use crate::sources::{Code, Definition, Resolved};

type From<'a> = (Code<'a>, Span);

impl<'a> Run<'a, '_> {
    pub(super) fn eval(&mut self, frame: &mut Frame<'a>, id: ExprId) -> Outcome<'a, Value<'a>> {
        self.evaluate(frame, id, true)
    }

    /// An expression statement: the result of its call is dropped.
    pub(super) fn eval_unused(
        &mut self,
        frame: &mut Frame<'a>,
        id: ExprId,
    ) -> Outcome<'a, Value<'a>> {
        self.evaluate(frame, id, false)
    }

    pub(super) fn evaluate(
        &mut self,
        frame: &mut Frame<'a>,
        id: ExprId,
        used: bool,
    ) -> Outcome<'a, Value<'a>> {
        let span = frame.code.exprs.get(id).span;
        self.burn(frame.code, span)?;
        self.depth += 1;
        let result = self.expression(frame, id, used);
        self.depth -= 1;
        result
    }

    fn expression(
        &mut self,
        frame: &mut Frame<'a>,
        id: ExprId,
        used: bool,
    ) -> Outcome<'a, Value<'a>> {
        if self.classes.is_script
            && let Some(value) = self.script_expression(frame, id, used)?
        {
            return Ok(value);
        }
        if self.classes.is_rust {
            return self.rust_expression(frame, id, None, used);
        }
        let code = frame.code;
        let expr = code.exprs.get(id);
        let span = expr.span;
        let from = (code, span);
        match &expr.kind {
            ExprKind::Name(name) => self.name(frame, name, span),
            ExprKind::Literal(literal) => Ok(self.literal(literal)),
            ExprKind::Template { tag: None, parts } => self.template(frame, parts, span),
            ExprKind::Member { object, name, .. } => {
                let object = self.eval(frame, *object)?;
                self.attribute(&object, name, from)
            }
            ExprKind::Index { object, index } => {
                let object = self.eval(frame, *object)?;
                if let ExprKind::Slice { start, end, step } = &code.exprs.get(*index).kind {
                    let mut bounds = [None, None, None];
                    for (bound, expr) in bounds.iter_mut().zip([start, end, step]) {
                        if let Some(expr) = expr {
                            *bound = self.eval(frame, *expr)?.as_int();
                            if bound.is_none() {
                                return self.stop(code, span, "a slice that is not followed");
                            }
                        }
                    }
                    return self.slice(&object, bounds, from);
                }
                let index = self.eval(frame, *index)?;
                self.item(&object, &index, from)
            }
            ExprKind::Call { callee, args, .. } => {
                self.call_expression(frame, *callee, args, span, used)
            }
            ExprKind::Unary {
                op: UnaryOp::Not,
                operand,
            } => {
                let operand = self.eval(frame, *operand)?;
                let truth = self.truth(code, span, &operand)?;
                let value = Value::bool(!truth);
                Ok(if operand.origin.is_some() {
                    value.from(Origin::Not(operand))
                } else {
                    value
                })
            }
            ExprKind::Unary {
                op: UnaryOp::Negate,
                operand,
            } => {
                let operand = self.eval(frame, *operand)?;
                let datum = match &operand.datum {
                    Datum::Int(value) => Datum::Int(-value),
                    Datum::Float(value) => Datum::Float(-value),
                    Datum::Decimal(value) => Datum::Decimal(Decimal {
                        coefficient: -value.coefficient,
                        ..*value
                    }),
                    Datum::Span(value) => Datum::Span(-value),
                    _ => return self.stop(code, span, "a negation that is not followed"),
                };
                let value = Value::plain(datum);
                Ok(if operand.origin.is_some() {
                    value.from(Origin::Negate(operand))
                } else {
                    value
                })
            }
            ExprKind::Unary {
                op: UnaryOp::Plus,
                operand,
            } => self.eval(frame, *operand),
            ExprKind::Binary {
                op: BinaryOp::And,
                left,
                right,
            } => {
                let value = self.eval(frame, *left)?;
                if self.decide(code, *left, &value)? {
                    self.eval(frame, *right)
                } else {
                    Ok(value)
                }
            }
            ExprKind::Binary {
                op: BinaryOp::Or | BinaryOp::Coalesce,
                left,
                right,
            } => {
                let value = self.eval(frame, *left)?;
                if self.decide(code, *left, &value)? {
                    Ok(value)
                } else {
                    self.eval(frame, *right)
                }
            }
            ExprKind::Binary { op, left, right } => {
                let left = self.eval(frame, *left)?;
                let right = self.eval(frame, *right)?;
                self.binary(code, span, *op, left, right)
            }
            ExprKind::Conditional {
                test,
                then,
                otherwise,
            } => {
                if self.condition(frame, *test)? {
                    self.eval(frame, *then)
                } else {
                    self.eval(frame, *otherwise)
                }
            }
            ExprKind::Assign { target, value } => {
                let value = self.eval(frame, *value)?;
                let ExprKind::Name(name) = &code.exprs.get(*target).kind else {
                    return self.stop(code, span, "an assignment that is not followed");
                };
                frame.locals.insert(name.clone(), value.clone());
                Ok(value)
            }
            ExprKind::Await(inner) => self.evaluate(frame, *inner, used),
            ExprKind::Cast { value, .. } => self.eval(frame, *value),
            ExprKind::Yield { value, from } => {
                let value = match value {
                    Some(value) => self.eval(frame, *value)?,
                    None => Value::null(),
                };
                if self.yield_value(frame, value, *from) {
                    Ok(Value::null())
                } else {
                    self.stop(code, span, "a generator that is not followed")
                }
            }
            ExprKind::Sequence { kind, items } => self.sequence(frame, *kind, items, span),
            ExprKind::Map { entries } => self.map(frame, entries, span),
            ExprKind::Comprehension {
                kind,
                key,
                element,
                clauses,
            } => {
                let mut out = Vec::new();
                let saved = frame.locals.clone();
                let result = self.comprehend(frame, clauses, *key, *element, &mut out);
                frame.locals = saved;
                result?;
                self.collect(*kind, out, from)
            }
            ExprKind::Function(function) => Ok(self.closure(frame, *function)),
            _ => self.stop(code, span, "an expression that is not followed"),
        }
    }

    /// A comparison that is given away as a value decides something, too: for whoever gets it.
    pub(super) fn note_answer(&mut self, code: Code<'a>, expr: ExprId, value: &Value<'a>) {
        if let (Datum::Bool(taken), Some(Origin::Binary(..))) =
            (&value.datum, value.origin.as_deref())
        {
            let span = code.exprs.get(expr).span;
            self.note(code, span, Branch::Truth(value.clone()), *taken);
        }
    }

    pub(super) fn literal(&mut self, literal: &Literal) -> Value<'a> {
        Value::plain(match literal {
            Literal::Null => Datum::Null,
            Literal::Bool(value) => Datum::Bool(*value),
            Literal::Int(text) => match integer(text) {
                Some(value) => Datum::Int(value),
                None => return Value::unknown("a number that is too large"),
            },
            Literal::Float(text) => match text.parse() {
                Ok(value) => Datum::Float(value),
                Err(_) => return Value::unknown("a number that cannot be read"),
            },
            Literal::Str(text) => Datum::Text(text.as_str().into()),
            Literal::Bytes(text) => Datum::Bytes(text.as_str().into()),
            Literal::Regex(text) => Datum::Pattern(text.as_str().into()),
            Literal::Ellipsis => Datum::External(Name::new("Ellipsis")),
        })
    }

    pub(super) fn name(
        &mut self,
        frame: &mut Frame<'a>,
        name: &Name,
        span: Span,
    ) -> Outcome<'a, Value<'a>> {
        if let Some(value) = frame.locals.get(name) {
            return Ok(value.clone());
        }
        // The body of a class sees the names bound before it.
        let resolved = self.classes.sources.resolve(frame.code.file, name);
        match resolved {
            Resolved::Here(definition) => self.definition(definition, (frame.code, span)),
            Resolved::External(path) => Ok(Value::plain(Datum::External(path))),
            Resolved::Undeclared => Ok(Value::plain(Datum::External(name.clone()))),
        }
    }

    pub(super) fn definition(
        &mut self,
        definition: Definition<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        Ok(match definition {
            Definition::Class { file, item, .. } => match self.classes.at(file, item) {
                Some(class) => Value::plain(Datum::Class(class)),
                None => return self.stop(from.0, from.1, "a class that is not followed"),
            },
            Definition::Function(at) => Value::plain(Datum::Function(at)),
            Definition::Module(file) => Value::plain(Datum::Module(file)),
            Definition::Value { code, value, .. } => {
                let Some(value) = value else {
                    return self.stop(from.0, from.1, "a name without a value");
                };
                let mut frame = module_frame(code);
                self.eval(&mut frame, value)?
            }
        })
    }

    fn template(
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
                    let value = self.eval(frame, *value)?;
                    if let Datum::Unknown(unknown) = &value.datum {
                        return Ok(Value::plain(Datum::Unknown(Rc::clone(unknown))));
                    }
                    let text = self.formatted(&value, format.as_deref(), (frame.code, span))?;
                    out.push_str(&text);
                }
            }
        }
        Ok(Value::text(out))
    }

    pub(super) fn formatted(
        &mut self,
        value: &Value<'a>,
        format: Option<&str>,
        from: From<'a>,
    ) -> Outcome<'a, String> {
        let spec = format.unwrap_or_default().trim_start_matches(':');
        let unknown = |run: &Self| run.stop(from.0, from.1, "a text that cannot be told");
        if spec == "!r" {
            return match self.repr(value) {
                Some(text) => Ok(text),
                None => unknown(self),
            };
        }
        if spec.is_empty() || spec == "!s" {
            return match self.str_of(value, from)? {
                Some(text) => Ok(text),
                None => unknown(self),
            };
        }
        let text = match &value.datum {
            Datum::Instant(instant) if spec.contains('%') => {
                calendar::format(instant.micros.div_euclid(DAY), instant.micros, spec)
            }
            Datum::Date(days) if spec.contains('%') => calendar::format(*days, 0, spec),
            Datum::Int(value) if spec == "d" => Some(value.to_string()),
            Datum::Int(value) if spec == "," => Some(grouped(&value.to_string())),
            Datum::Float(value) => fixed(spec).map(|places| format!("{value:.places$}")),
            Datum::Decimal(value) => fixed(spec).and_then(|places| {
                let exponent = i32::try_from(places).ok()?.checked_neg()?;
                value
                    .quantize(
                        Decimal {
                            coefficient: 1,
                            exponent,
                        },
                        "ROUND_HALF_EVEN",
                    )
                    .map(|value| value.to_string())
            }),
            Datum::Int(value) => fixed(spec).map(|places| {
                if places == 0 {
                    value.to_string()
                } else {
                    format!("{value}.{}", "0".repeat(places))
                }
            }),
            _ => None,
        };
        match text {
            Some(text) => Ok(text),
            None => unknown(self),
        }
    }

    /// `str(value)`, if it can be told.
    pub(super) fn str_of(
        &mut self,
        value: &Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Option<String>> {
        Ok(match &value.datum {
            Datum::Text(text) => Some(text.to_string()),
            Datum::Variant(class, _, inner)
                if has_base(class, "StrEnum") || has_base(class, "IntEnum") =>
            {
                let inner = Rc::clone(inner);
                return self.str_of(&inner, from);
            }
            Datum::Variant(class, at, _) if !has_base(class, "str") && !has_base(class, "int") => {
                class
                    .variants
                    .get(*at)
                    .map(|(name, ..)| format!("{}.{name}", class.name))
            }
            Datum::Instant(instant) => calendar::iso(instant, ' '),
            Datum::Date(days) => {
                let (year, month, day) = calendar::civil(*days);
                Some(format!("{year:04}-{month:02}-{day:02}"))
            }
            Datum::Uuid(value) => Some(uuid(*value)),
            Datum::Decimal(value) => Some(value.to_string()),
            Datum::Cell(id) => match self.cell(*id).cloned() {
                Some(Cell::Object(object)) if object.args.is_some() => {
                    if class::method(&object.class, "__str__").is_some() {
                        return self.dunder(value, &object, "__str__", from);
                    }
                    match object.args.unwrap_or_default().as_slice() {
                        [] => Some(String::new()),
                        // A missing key shows as it is written.
                        [_] if class::error_root(&object.class)
                            .is_some_and(|root| root == "KeyError") =>
                        {
                            None
                        }
                        [only] => return self.str_of(only, from),
                        _ => None,
                    }
                }
                Some(Cell::Object(object)) => return self.dunder(value, &object, "__str__", from),
                Some(Cell::Error { class, args }) => match args.as_slice() {
                    [] => Some(String::new()),
                    [_] if class == "KeyError" => None,
                    [only] => return self.str_of(only, from),
                    _ => None,
                },
                _ => self.repr(value),
            },
            _ => self.repr(value),
        })
    }

    fn dunder(
        &mut self,
        value: &Value<'a>,
        object: &Object<'a>,
        name: &str,
        from: From<'a>,
    ) -> Outcome<'a, Option<String>> {
        let Some(method) = class::method(&object.class, name) else {
            return Ok(None);
        };
        let at = method.at;
        let text = self.call_function(
            at,
            Some(Rc::clone(&object.class)),
            Some(value.clone()),
            Args::default(),
            from,
        )?;
        Ok(text.as_text().map(ToOwned::to_owned))
    }

    pub(super) fn repr(&self, value: &Value<'a>) -> Option<String> {
        Some(match &value.datum {
            Datum::Null => "None".to_owned(),
            Datum::Bool(true) => "True".to_owned(),
            Datum::Bool(false) => "False".to_owned(),
            Datum::Int(value) => value.to_string(),
            Datum::Float(value) => float(*value)?,
            Datum::Text(text)
                if !text.contains(['\'', '"', '\\'])
                    && text.chars().all(|character| !character.is_control()) =>
            {
                format!("'{text}'")
            }
            Datum::Decimal(value) => format!("Decimal('{value}')"),
            Datum::Uuid(value) => format!("UUID('{}')", uuid(*value)),
            _ => return None,
        })
    }

    // Attributes.

    pub(super) fn attribute(
        &mut self,
        object: &Value<'a>,
        name: &Name,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        match &object.datum {
            Datum::Cell(id) => match self.cell(*id) {
                Some(Cell::Object(found)) => {
                    if let Some((_, value)) = found.fields.iter().find(|(field, _)| field == name) {
                        return Ok(value.clone());
                    }
                    let class = Rc::clone(&found.class);
                    if name == "args"
                        && let Some(args) = &found.args
                    {
                        return Ok(Value::plain(Datum::Tuple(args.clone().into())));
                    }
                    self.class_attribute(&class, Some(object), name, from)
                }
                Some(Cell::Error { args, .. }) if name == "args" => {
                    Ok(Value::plain(Datum::Tuple(args.clone().into())))
                }
                _ => Ok(Value::plain(Datum::Bound(
                    Rc::new(object.clone()),
                    name.clone(),
                ))),
            },
            Datum::Class(class) => {
                let class = Rc::clone(class);
                if name == "__name__" {
                    return Ok(Value::text(class.name.as_str()));
                }
                if let Some(at) = class
                    .variants
                    .iter()
                    .position(|(variant, ..)| variant == name)
                {
                    return self.variant(&class, at, from);
                }
                self.class_attribute(&class, None, name, from)
            }
            Datum::Variant(class, at, value) => {
                let result = match name.as_str() {
                    "value" | "_value_" => (**value).clone(),
                    "name" => Value::text(
                        class
                            .variants
                            .get(*at)
                            .map_or("", |(name, ..)| name.as_str()),
                    ),
                    _ => {
                        let class = Rc::clone(class);
                        if class::method(&class, name).is_some()
                            || class.statics.iter().any(|(held, ..)| held == name)
                        {
                            return self.class_attribute(&class, Some(object), name, from);
                        }
                        return Ok(Value::plain(Datum::Bound(Rc::clone(value), name.clone())));
                    }
                };
                Ok(if object.origin.is_some() {
                    result.from(Origin::Method(object.clone(), name.clone(), Vec::new()))
                } else {
                    result
                })
            }
            Datum::Double(double) => self.double_attribute(double, name, from),
            Datum::Module(file) => match self.classes.sources.resolve(*file, name) {
                Resolved::Here(definition) => self.definition(definition, from),
                Resolved::External(path) => Ok(Value::plain(Datum::External(path))),
                Resolved::Undeclared => {
                    self.stop(from.0, from.1, format!("`{name}` is not declared"))
                }
            },
            Datum::External(path) => Ok(self.external_attribute(path, name)),
            Datum::Unknown(_) => Ok(object.clone()),
            _ => match self.data_attribute(object, name) {
                Some(value) => Ok(if object.origin.is_some() {
                    value.from(Origin::Method(object.clone(), name.clone(), Vec::new()))
                } else {
                    value
                }),
                None => Ok(Value::plain(Datum::Bound(
                    Rc::new(object.clone()),
                    name.clone(),
                ))),
            },
        }
    }

    fn class_attribute(
        &mut self,
        class: &Rc<Class<'a>>,
        object: Option<&Value<'a>>,
        name: &Name,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        if let Some(method) = class::method(class, name) {
            let at = method.at;
            if method.wrapped {
                return self.stop(
                    from.0,
                    from.1,
                    format!("`{name}` is under a decorator that is not followed"),
                );
            }
            if let (true, Some(object)) = (method.is_property, object) {
                return self.call_function(
                    at,
                    Some(Rc::clone(class)),
                    Some(object.clone()),
                    Args::default(),
                    from,
                );
            }
            let receiver = object
                .cloned()
                .unwrap_or_else(|| Value::plain(Datum::Class(Rc::clone(class))));
            return Ok(Value::plain(Datum::Bound(Rc::new(receiver), name.clone())));
        }
        let mut at = Some(Rc::clone(class));
        let mut queue = Vec::new();
        while let Some(class) = at {
            if let Some((_, code, value)) =
                class.statics.iter().rev().find(|(held, ..)| held == name)
            {
                let mut frame = module_frame(*code);
                for (other, code, value) in &class.statics {
                    if other == name {
                        break;
                    }
                    // Values of a class body may use the ones before them.
                    if code.exprs.get(*value).span.len() < 200 {
                        let mut inner = module_frame(*code);
                        if let Ok(value) = self.eval(&mut inner, *value) {
                            frame.locals.insert(other.clone(), value);
                        }
                    }
                }
                return self.eval(&mut frame, *value);
            }
            if let Some(field) = class.fields.iter().find(|field| field.name == *name)
                && let Some(Default::Value(value)) = field.default
            {
                let mut frame = module_frame(field.code);
                return self.eval(&mut frame, value);
            }
            queue.extend(class.bases.iter().rev().filter_map(|base| match base {
                class::Base::Project(base) => Some(Rc::clone(base)),
                class::Base::External(_) => None,
            }));
            at = queue.pop();
        }
        if matches!(class.kind, ClassKind::Model { .. }) {
            let receiver = object
                .cloned()
                .unwrap_or_else(|| Value::plain(Datum::Class(Rc::clone(class))));
            return Ok(Value::plain(Datum::Bound(Rc::new(receiver), name.clone())));
        }
        if matches!(name.as_str(), "__class__") {
            return Ok(Value::plain(Datum::Class(Rc::clone(class))));
        }
        self.stop(
            from.0,
            from.1,
            format!("`{}.{name}` is not known", class.name),
        )
    }

    pub(super) fn double_attribute(
        &mut self,
        double: &Rc<Double<'a>>,
        name: &Name,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let DoubleKind::Port(class) = &double.kind else {
            return self.stop(from.0, from.1, format!("`{name}` of a function"));
        };
        if let Some(method) = class::method(class, name) {
            if !method.is_property {
                return Ok(Value::plain(Datum::Bound(
                    Rc::new(Value::plain(Datum::Double(Rc::clone(double)))),
                    name.clone(),
                )));
            }
            let returns = method.at.signature.returns.clone();
            let code = method.at.code;
            return self.attribute_of_double(
                double,
                name,
                self.classes.sources.scope(code.file, code.item),
                returns.as_ref(),
                from,
            );
        }
        let Some(field) = class.fields.iter().find(|field| field.name == *name) else {
            return self.stop(
                from.0,
                from.1,
                format!("`{}.{name}` is not declared", class.name),
            );
        };
        let ty = field.ty.clone();
        let scope = self.classes.sources.scope(field.code.file, field.code.item);
        self.attribute_of_double(double, name, scope, ty.as_deref(), from)
    }

    fn attribute_of_double(
        &mut self,
        double: &Rc<Double<'a>>,
        name: &Name,
        file: usize,
        ty: Option<&syntax::facts::TypeRef>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let path = Name::from(format!("{}.{name}", double.path));
        if let Some(kind) = ty.and_then(|ty| self.defaults.double(self.classes, file, ty)) {
            return Ok(Value::plain(Datum::Double(Rc::new(Double { path, kind }))));
        }
        let root = Root::Attribute(double.path.clone(), name.clone());
        if !self.world.given.contains_key(&root) {
            let spec = ty.and_then(|ty| self.defaults.spec(self.classes, file, ty, name, ""));
            let Some(spec) = spec else {
                return self.stop(
                    from.0,
                    from.1,
                    format!("the value of `{path}` cannot be told from its type"),
                );
            };
            self.world.given.insert(root.clone(), spec);
        }
        if let Some(ty) = ty {
            self.types.insert(
                root.clone(),
                (file, ty.clone(), name.to_string(), String::new()),
            );
        }
        self.input(root, from.0)
    }

    pub(super) fn variant(
        &mut self,
        class: &Rc<Class<'a>>,
        at: usize,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let value = match class.variants.get(at) {
            Some((_, _, None)) if class.is_script => self.counted_variant(class, at, from)?,
            Some((name, code, Some(value))) => {
                let is_auto = code
                    .exprs
                    .call(*value)
                    .is_some_and(|(path, _)| last(&path) == "auto");
                if is_auto && has_base(class, "StrEnum") {
                    Value::text(name.to_lowercase())
                } else if is_auto {
                    Value::int(i128::try_from(at).unwrap_or_default() + 1)
                } else {
                    let mut frame = module_frame(*code);
                    self.eval(&mut frame, *value)?
                }
            }
            _ => return self.stop(from.0, from.1, "a member of an enum without a value"),
        };
        Ok(Value::plain(Datum::Variant(
            Rc::clone(class),
            at,
            Rc::new(value),
        )))
    }

    /// A member without a value counts on from the one before.
    fn counted_variant(
        &mut self,
        class: &Rc<Class<'a>>,
        at: usize,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let Some(before) = at.checked_sub(1) else {
            return Ok(Value::int(0));
        };
        let before = self.variant(class, before, from)?;
        match before.as_int() {
            Some(before) => Ok(Value::int(before + 1)),
            None => self.stop(from.0, from.1, "a member of an enum without a value"),
        }
    }

    // Calls.

    fn call_expression(
        &mut self,
        frame: &mut Frame<'a>,
        callee: ExprId,
        args: &'a [Arg],
        span: Span,
        used: bool,
    ) -> Outcome<'a, Value<'a>> {
        let code = frame.code;
        if let ExprKind::Member { object, name, .. } = &code.exprs.get(callee).kind
            && let ExprKind::Call { callee: inner, .. } = &code.exprs.get(*object).kind
            && matches!(&code.exprs.get(*inner).kind, ExprKind::Name(name) if name == "super")
        {
            let args = self.args(frame, args, span)?;
            return self.call_super(frame, name, args, span);
        }
        if let ExprKind::Name(name) = &code.exprs.get(callee).kind
            && matches!(name.as_str(), "any" | "all" | "next")
            && let Some(first) = args.first()
            && let ExprKind::Comprehension {
                kind: SequenceKind::Generator,
                clauses,
                element,
                ..
            } = &code.exprs.get(first.value).kind
            && !frame.locals.contains_key(name)
        {
            return self.lazy(frame, name, clauses, *element, args, span);
        }
        let callee = self.eval(frame, callee)?;
        let args = self.args(frame, args, span)?;
        self.call(&callee, args, (code, span), used)
    }

    /// `any`, `all` and `next` over a generator: they stop at the first element that decides.
    fn lazy(
        &mut self,
        frame: &mut Frame<'a>,
        name: &str,
        clauses: &'a [ComprehensionClause],
        element: ExprId,
        args: &'a [Arg],
        span: Span,
    ) -> Outcome<'a, Value<'a>> {
        let [clause] = clauses else {
            return self.stop(frame.code, span, "a generator that is not followed");
        };
        let code = frame.code;
        let iterable = self.eval(frame, clause.iterable)?;
        let items = self.items(code, span, &iterable)?;
        self.note(
            code,
            code.exprs.get(clause.iterable).span,
            Branch::Loop(iterable, items.len()),
            !items.is_empty(),
        );
        let saved = frame.locals.clone();
        let mut found = None;
        'items: for item in items {
            self.assign(frame, &clause.target, item)?;
            for condition in &clause.conditions {
                if !self.condition(frame, *condition)? {
                    continue 'items;
                }
            }
            if name == "next" {
                found = Some(self.eval(frame, element)?);
                break;
            }
            if self.condition(frame, element)? == (name == "any") {
                found = Some(Value::bool(name == "any"));
                break;
            }
        }
        frame.locals = saved;
        match (found, name) {
            (Some(value), _) => Ok(value),
            (None, "next") => match args.get(1) {
                Some(default) => self.eval(frame, default.value),
                None => self.raise("StopIteration", Vec::new()),
            },
            (None, name) => Ok(Value::bool(name == "all")),
        }
    }

    fn args(
        &mut self,
        frame: &mut Frame<'a>,
        args: &'a [Arg],
        span: Span,
    ) -> Outcome<'a, Args<'a>> {
        let mut out = Args::default();
        for arg in args {
            let value = self.eval(frame, arg.value)?;
            self.note_answer(frame.code, arg.value, &value);
            match (&arg.name, arg.spread) {
                (Some(name), _) => out.keyword.push((name.clone(), value)),
                (None, Some(Spread::Sequence)) => {
                    out.positional.extend(self.items(frame.code, span, &value)?)
                }
                (None, Some(Spread::Mapping)) => {
                    let Datum::Cell(id) = value.datum else {
                        return self.stop(frame.code, span, "arguments that are not followed");
                    };
                    let Some(Cell::Map(entries)) = self.cell(id).cloned() else {
                        return self.stop(frame.code, span, "arguments that are not followed");
                    };
                    for (key, value) in entries {
                        let Some(key) = key.as_text() else {
                            return self.stop(frame.code, span, "arguments that are not followed");
                        };
                        out.keyword.push((Name::new(key), value));
                    }
                }
                (None, None) => out.positional.push(value),
            }
        }
        Ok(out)
    }

    fn call_super(
        &mut self,
        frame: &mut Frame<'a>,
        name: &Name,
        args: Args<'a>,
        span: Span,
    ) -> Outcome<'a, Value<'a>> {
        let from = (frame.code, span);
        let (Some(owner), Some(receiver)) = (frame.owner.clone(), frame.receiver.clone()) else {
            return self.stop(frame.code, span, "a call of a base that is not followed");
        };
        if let Some((at, owner)) = self.inherited(&owner, name) {
            return self.call_function(at, Some(owner), Some(receiver), args, from);
        }
        match name.as_str() {
            "__init__" => {
                if let Datum::Cell(id) = receiver.datum
                    && let Some(Cell::Object(object)) = self.cell_mut(id)
                    && object.class.kind == ClassKind::Error
                {
                    object.args = Some(args.positional);
                }
                Ok(Value::null())
            }
            "__post_init__" | "__init_subclass__" => Ok(Value::null()),
            _ => self.stop(frame.code, span, "a call of a base that is not followed"),
        }
    }

    pub(super) fn call(
        &mut self,
        callee: &Value<'a>,
        args: Args<'a>,
        from: From<'a>,
        used: bool,
    ) -> Outcome<'a, Value<'a>> {
        match &callee.datum {
            Datum::Function(at) => {
                if at.signature.decorators.iter().any(|decorator| {
                    !matches!(
                        last(&decorator.path),
                        "cache" | "lru_cache" | "staticmethod" | "inject" | "wraps"
                    )
                }) {
                    return self.stop(
                        from.0,
                        from.1,
                        format!(
                            "`{}` is under a decorator that is not followed",
                            at.signature.name
                        ),
                    );
                }
                self.call_function(*at, None, None, args, from)
            }
            Datum::Closure(closure) => {
                let closure = Rc::clone(closure);
                self.call_bound_closure(&closure, args, from)
            }
            Datum::Class(class) => {
                let class = Rc::clone(class);
                if class.kind == ClassKind::Enum {
                    return self.variant_of(&class, &args, from);
                }
                if self.classes.is_script {
                    return self.stop(from.0, from.1, "a call of a class");
                }
                self.construct(&class, args, from, None)
            }
            Datum::Double(double) => {
                self.ask(&Rc::clone(double), &Name::default(), args, from, used)
            }
            Datum::External(path) if self.classes.is_script => {
                self.script_external(&path.clone(), args, from)
            }
            Datum::External(path) => self.external(&path.clone(), args, from),
            Datum::Bound(receiver, name) => {
                self.call_method(&Rc::clone(receiver), &name.clone(), args, from, used)
            }
            Datum::Unknown(_) => Ok(callee.clone()),
            Datum::Null | Datum::Absent if self.classes.is_script => {
                self.raise("TypeError", Vec::new())
            }
            Datum::Cell(_) => {
                let name = Name::new("__call__");
                self.call_method(&Rc::new(callee.clone()), &name, args, from, used)
            }
            _ => self.stop(from.0, from.1, "a call that is not followed"),
        }
    }

    fn variant_of(
        &mut self,
        class: &Rc<Class<'a>>,
        args: &Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let [wanted] = args.positional.as_slice() else {
            return self.stop(from.0, from.1, "a call that is not followed");
        };
        for at in 0..class.variants.len() {
            let variant = self.variant(class, at, from)?;
            let Datum::Variant(_, _, value) = &variant.datum else {
                continue;
            };
            let equal = self.binary(
                from.0,
                from.1,
                BinaryOp::Equal,
                wanted.clone(),
                (**value).clone(),
            )?;
            let taken = self.truth(from.0, from.1, &equal)?;
            self.note(from.0, from.1, Branch::Truth(equal), taken);
            if taken {
                return Ok(variant);
            }
        }
        self.raise("ValueError", Vec::new())
    }

    fn call_method(
        &mut self,
        receiver: &Rc<Value<'a>>,
        name: &Name,
        args: Args<'a>,
        from: From<'a>,
        used: bool,
    ) -> Outcome<'a, Value<'a>> {
        match &receiver.datum {
            Datum::Double(double) => self.ask(&Rc::clone(double), name, args, from, used),
            Datum::Variant(class, ..) => {
                let class = Rc::clone(class);
                let Some(method) = class::method(&class, name) else {
                    return self.stop(from.0, from.1, format!("`{name}` is not known"));
                };
                let at = method.at;
                self.call_function(at, Some(class), Some((**receiver).clone()), args, from)
            }
            Datum::Class(class) => {
                let class = Rc::clone(class);
                let Some(method) = class::method(&class, name) else {
                    return self.model_method(receiver, &class, name, args, from);
                };
                let at = method.at;
                let receiver = match method.kind {
                    FunctionKind::StaticMethod if class.is_script => Some((**receiver).clone()),
                    FunctionKind::StaticMethod => None,
                    FunctionKind::ClassMethod => Some((**receiver).clone()),
                    _ => return self.stop(from.0, from.1, format!("`{name}` called on the class")),
                };
                self.call_function(at, Some(class), receiver, args, from)
            }
            Datum::Cell(id) => {
                let class = match self.cell(*id) {
                    Some(Cell::Object(object)) => Some(Rc::clone(&object.class)),
                    _ => None,
                };
                let Some(class) = class else {
                    if self.classes.is_script {
                        return self.script_method(receiver, name, args, from);
                    }
                    return self.data_method(receiver, name, args, from);
                };
                let Some(method) = class::method(&class, name) else {
                    return self.model_method(receiver, &class, name, args, from);
                };
                if method.wrapped {
                    return self.stop(
                        from.0,
                        from.1,
                        format!("`{name}` is under a decorator that is not followed"),
                    );
                }
                let at = method.at;
                let this = match method.kind {
                    FunctionKind::StaticMethod => None,
                    FunctionKind::ClassMethod => {
                        Some(Value::plain(Datum::Class(Rc::clone(&class))))
                    }
                    _ => Some((**receiver).clone()),
                };
                self.call_function(at, Some(class), this, args, from)
            }
            _ if self.classes.is_script => self.script_method(receiver, name, args, from),
            _ => self.data_method(receiver, name, args, from),
        }
    }

    fn model_method(
        &mut self,
        receiver: &Value<'a>,
        class: &Rc<Class<'a>>,
        name: &Name,
        args: Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let (ClassKind::Model { .. }, "model_copy" | "copy") = (class.kind, name.as_str()) else {
            if name == "_replace" || name == "__setattr__" {
                return self.stop(from.0, from.1, "a call that is not followed");
            }
            return self.stop(
                from.0,
                from.1,
                format!("`{}.{name}` is not known", class.name),
            );
        };
        let Some(mut object) = self.object(receiver).cloned() else {
            return self.stop(from.0, from.1, "a call that is not followed");
        };
        object.place = None;
        for (name, value) in args.keyword {
            let Datum::Cell(id) = value.datum else {
                continue;
            };
            if let ("update", Some(Cell::Map(entries))) = (name.as_str(), self.cell(id).cloned()) {
                for (key, value) in entries {
                    if let Some(held) = object
                        .fields
                        .iter_mut()
                        .find(|(field, _)| Some(field.as_str()) == key.as_text())
                    {
                        held.1 = value;
                    }
                }
            }
        }
        Ok(Value::plain(self.allocate(Cell::Object(object))))
    }

    /// Makes a value of a class. At a place of the set-up its fields know where they came from.
    pub(super) fn construct(
        &mut self,
        class: &Rc<Class<'a>>,
        args: Args<'a>,
        from: From<'a>,
        place: Option<&Place>,
    ) -> Outcome<'a, Value<'a>> {
        if class.is_script {
            return self.construct_script(class, args, from, place);
        }
        if class.decl.is_some() {
            return self.made(class, args, from, place);
        }
        self.burn(from.0, from.1)?;
        let mut object = Object {
            class: Rc::clone(class),
            fields: Vec::new(),
            args: None,
            place: place.cloned(),
        };
        match class.kind {
            ClassKind::Port => {
                return self.stop(from.0, from.1, format!("`{}` is abstract", class.name));
            }
            ClassKind::Enum => return self.stop(from.0, from.1, "a call that is not followed"),
            ClassKind::Error => object.args = Some(args.positional.clone()),
            _ => {}
        }
        if let Some(init) = class::init(class) {
            let at = init.at;
            let value = Value::plain(self.allocate(Cell::Object(object)));
            self.call_function(at, Some(Rc::clone(class)), Some(value.clone()), args, from)?;
            return Ok(value);
        }
        if matches!(class.kind, ClassKind::Error | ClassKind::Plain) {
            if class.kind == ClassKind::Plain
                && !(args.positional.is_empty() && args.keyword.is_empty())
            {
                return self.stop(from.0, from.1, format!("how `{}` is made", class.name));
            }
            return Ok(Value::plain(self.allocate(Cell::Object(object))));
        }
        let mut positional = args.positional.into_iter();
        let mut keyword = args.keyword;
        for field in &class.fields {
            let given = if !field.taken
                || field.keyword_only
                || matches!(class.kind, ClassKind::Model { .. } | ClassKind::Keys)
            {
                None
            } else {
                positional.next()
            };
            let given = given.or_else(|| {
                let at = keyword.iter().position(|(name, _)| *name == field.name)?;
                Some(keyword.remove(at).1)
            });
            let mut value = match (given, field.default) {
                (Some(value), _) => value,
                (None, Some(Default::Value(value))) => {
                    let mut frame = module_frame(field.code);
                    self.eval(&mut frame, value)?
                }
                (None, Some(Default::Factory(factory))) => {
                    let mut frame = module_frame(field.code);
                    let factory = self.eval(&mut frame, factory)?;
                    self.call(&factory, Args::default(), from, true)?
                }
                _ => {
                    return self.stop(
                        from.0,
                        from.1,
                        format!("`{}` without its `{}`", class.name, field.name),
                    );
                }
            };
            if let (Some(place), None) = (place, &value.origin) {
                value = value.at(place.field(&field.name));
            }
            if !self.defaults.allowed(field.constraints, &value) {
                return self.raise("ValidationError", Vec::new());
            }
            object.fields.push((field.name.clone(), value));
        }
        if positional.next().is_some() || !keyword.is_empty() {
            return self.stop(
                from.0,
                from.1,
                format!("`{}` with fields it does not have", class.name),
            );
        }
        if class.kind == ClassKind::Keys {
            let entries = object
                .fields
                .into_iter()
                .map(|(name, value)| (Value::text(name.as_str()), value))
                .collect();
            return Ok(Value::plain(self.allocate(Cell::Map(entries))));
        }
        if let Some(name) = class.unfollowed.first() {
            return self.stop(
                from.0,
                from.1,
                format!("the check `{}.{name}` is not followed", class.name),
            );
        }
        let value = Value::plain(self.allocate(Cell::Object(object)));
        if let Some(check) = class::method(class, "__post_init__") {
            let at = check.at;
            self.call_function(
                at,
                Some(Rc::clone(class)),
                Some(value.clone()),
                Args::default(),
                from,
            )?;
        }
        Ok(value)
    }

    /// Builds a written value at its place in the set-up.
    pub(super) fn build(
        &mut self,
        spec: &Spec<'a>,
        place: &Place,
        at: Code<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let from = (at, Span::default());
        let was = std::mem::replace(&mut self.building, true);
        let value = self.build_within(spec, place, from);
        // What fails while it is built stays a failure of the set-up.
        if value.is_ok() {
            self.building = was;
        }
        value
    }

    fn build_within(
        &mut self,
        spec: &Spec<'a>,
        place: &Place,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        self.burn(from.0, from.1)?;
        let many = |run: &mut Self, items: &[Spec<'a>]| {
            items
                .iter()
                .enumerate()
                .map(|(index, item)| run.build_within(item, &place.step(Step::Item(index)), from))
                .collect::<Result<Vec<_>, _>>()
        };
        let datum = match spec {
            Spec::Null => Datum::Null,
            Spec::Absent => Datum::Absent,
            Spec::Bool(value) => Datum::Bool(*value),
            Spec::Int(value) => Datum::Int(*value),
            Spec::Float(value) if self.classes.is_script => super::script::numeral(*value),
            Spec::Float(value) => Datum::Float(*value),
            Spec::Decimal(value) => Datum::Decimal(*value),
            Spec::Text(text) => Datum::Text(Rc::clone(text)),
            Spec::Bytes(text) => Datum::Bytes(Rc::clone(text)),
            Spec::Instant(instant) => Datum::Instant(instant.clone()),
            Spec::Date(days) => Datum::Date(*days),
            Spec::Span(micros) => Datum::Span(*micros),
            Spec::Uuid(value) => Datum::Uuid(*value),
            Spec::List(items) => {
                let items = many(self, items)?;
                self.allocate(Cell::List(items))
            }
            Spec::Tuple(items) => Datum::Tuple(many(self, items)?.into()),
            Spec::Set(items, frozen) => {
                let items = many(self, items)?;
                self.allocate(Cell::Set {
                    items,
                    frozen: *frozen,
                })
            }
            Spec::Map(entries) => {
                let mut out = Vec::new();
                for (index, (key, value)) in entries.iter().enumerate() {
                    let key = self.build_within(key, &place.step(Step::Key(index)), from)?;
                    let value = self.build_within(value, &place.step(Step::Entry(index)), from)?;
                    out.push((key, value));
                }
                self.allocate(Cell::Map(out))
            }
            Spec::Object(class, fields) => {
                let mut args = Args::default();
                for (name, spec) in fields {
                    if matches!(spec, Spec::Left) {
                        continue;
                    }
                    args.keyword.push((
                        name.clone(),
                        self.build_within(spec, &place.field(name), from)?,
                    ));
                }
                // Parameters that can be given by position only are few; by keyword is how tests write them.
                let class = Rc::clone(class);
                let value = self.construct(&class, args, from, Some(place))?;
                return Ok(value.at(place.clone()));
            }
            Spec::Tagged(class, at, parts) => {
                let parts = parts
                    .iter()
                    .map(|(name, part)| {
                        let built = self.build_within(part, &place.field(name), from)?;
                        Ok((name.clone(), built))
                    })
                    .collect::<Outcome<'a, Vec<_>>>()?;
                Datum::Tagged(Rc::new(super::value::Tagged {
                    class: Rc::clone(class),
                    at: *at,
                    parts,
                }))
            }
            Spec::Variant(class, at) => {
                return Ok(self
                    .variant(&Rc::clone(class), *at, from)?
                    .at(place.clone()));
            }
            Spec::Double | Spec::Left | Spec::Hole => {
                return self.stop(from.0, from.1, "an input without a value");
            }
        };
        Ok(Value::plain(datum).at(place.clone()))
    }

    // Displays.

    fn sequence(
        &mut self,
        frame: &mut Frame<'a>,
        kind: SequenceKind,
        items: &'a [ExprId],
        span: Span,
    ) -> Outcome<'a, Value<'a>> {
        let mut out = Vec::new();
        for item in items {
            if let ExprKind::Spread { value, .. } = &frame.code.exprs.get(*item).kind {
                let value = self.eval(frame, *value)?;
                out.extend(self.items(frame.code, span, &value)?);
            } else {
                out.push(self.eval(frame, *item)?);
            }
        }
        let out = out.into_iter().map(|value| (value, None)).collect();
        self.collect(kind, out, (frame.code, span))
    }

    fn map(
        &mut self,
        frame: &mut Frame<'a>,
        entries: &'a [Entry],
        span: Span,
    ) -> Outcome<'a, Value<'a>> {
        let mut out: Vec<(Value<'a>, Value<'a>)> = Vec::new();
        for entry in entries {
            if let Some(key) = entry.key {
                let key = self.eval(frame, key)?;
                let value = self.eval(frame, entry.value)?;
                out.push((key, value));
                continue;
            }
            let inner = match &frame.code.exprs.get(entry.value).kind {
                ExprKind::Spread { value, .. } => *value,
                _ => entry.value,
            };
            let value = self.eval(frame, inner)?;
            let Datum::Cell(id) = value.datum else {
                return self.stop(frame.code, span, "a display that is not followed");
            };
            match self.cell(id).cloned() {
                Some(Cell::Map(entries)) => out.extend(entries),
                _ => return self.stop(frame.code, span, "a display that is not followed"),
            }
        }
        Ok(Value::plain(self.allocate(Cell::Map(out))))
    }

    fn comprehend(
        &mut self,
        frame: &mut Frame<'a>,
        clauses: &'a [ComprehensionClause],
        key: Option<ExprId>,
        element: ExprId,
        out: &mut Vec<(Value<'a>, Option<Value<'a>>)>,
    ) -> Outcome<'a, ()> {
        let Some((clause, inner)) = clauses.split_first() else {
            let first = match key {
                Some(key) => Some(self.eval(frame, key)?),
                None => None,
            };
            let element = self.eval(frame, element)?;
            out.push(match first {
                Some(key) => (key, Some(element)),
                None => (element, None),
            });
            return Ok(());
        };
        let code = frame.code;
        let span = code.exprs.get(clause.iterable).span;
        self.burn(code, span)?;
        let iterable = self.eval(frame, clause.iterable)?;
        let items = self.items(code, span, &iterable)?;
        self.note(
            code,
            span,
            Branch::Loop(iterable, items.len()),
            !items.is_empty(),
        );
        'items: for item in items {
            self.assign(frame, &clause.target, item)?;
            for condition in &clause.conditions {
                if !self.condition(frame, *condition)? {
                    continue 'items;
                }
            }
            self.comprehend(frame, inner, key, element, out)?;
        }
        Ok(())
    }

    fn collect(
        &mut self,
        kind: SequenceKind,
        out: Vec<(Value<'a>, Option<Value<'a>>)>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let datum = match kind {
            SequenceKind::Tuple => Datum::Tuple(out.into_iter().map(|(value, _)| value).collect()),
            SequenceKind::List | SequenceKind::Generator => {
                let items = out.into_iter().map(|(value, _)| value).collect();
                self.allocate(Cell::List(items))
            }
            SequenceKind::Set => {
                let items =
                    self.distinct(out.into_iter().map(|(value, _)| value).collect(), from)?;
                self.allocate(Cell::Set {
                    items,
                    frozen: false,
                })
            }
            SequenceKind::Map => {
                let mut entries: Vec<(Value<'a>, Value<'a>)> = Vec::new();
                for (key, value) in out {
                    let value = value.unwrap_or_else(Value::null);
                    match entries
                        .iter()
                        .position(|(held, _)| self.equal(held, &key) == Some(true))
                    {
                        Some(at) => {
                            if let Some(entry) = entries.get_mut(at) {
                                entry.1 = value;
                            }
                        }
                        None => entries.push((key, value)),
                    }
                }
                self.allocate(Cell::Map(entries))
            }
        };
        Ok(Value::plain(datum))
    }

    pub(super) fn distinct(
        &mut self,
        items: Vec<Value<'a>>,
        from: From<'a>,
    ) -> Outcome<'a, Vec<Value<'a>>> {
        let mut out: Vec<Value<'a>> = Vec::new();
        for item in items {
            let mut known = false;
            for held in &out {
                match self.equal(held, &item) {
                    Some(equal) => known |= equal,
                    None => return self.stop(from.0, from.1, "values that cannot be compared"),
                }
            }
            if !known {
                out.push(item);
            }
        }
        Ok(out)
    }

    /// What a loop over the value gives.
    pub(super) fn items(
        &mut self,
        code: Code<'a>,
        span: Span,
        value: &Value<'a>,
    ) -> Outcome<'a, Vec<Value<'a>>> {
        match &value.datum {
            Datum::Tuple(items) => Ok(items.to_vec()),
            Datum::Text(text) => Ok(text
                .chars()
                .map(|character| Value::text(character.to_string()))
                .collect()),
            Datum::Class(class) if class.kind == ClassKind::Enum => {
                let class = Rc::clone(class);
                (0..class.variants.len())
                    .map(|at| self.variant(&class, at, (code, span)))
                    .collect()
            }
            Datum::Cell(id) => match self.cell(*id) {
                Some(Cell::List(items) | Cell::Set { items, .. }) => Ok(items.clone()),
                Some(Cell::Map(entries)) if self.classes.is_script => {
                    let entries = entries.clone();
                    let pairs = entries.into_iter();
                    Ok(pairs
                        .map(|(key, value)| self.list(vec![key, value]))
                        .collect())
                }
                Some(Cell::Map(entries)) => {
                    Ok(entries.iter().map(|(key, _)| key.clone()).collect())
                }
                _ => self.stop(code, span, "a loop over a value that is not followed"),
            },
            _ => self.stop(code, span, "a loop over a value that is not followed"),
        }
    }

    // Operators.

    pub(super) fn binary(
        &mut self,
        code: Code<'a>,
        span: Span,
        op: BinaryOp,
        left: Value<'a>,
        right: Value<'a>,
    ) -> Outcome<'a, Value<'a>> {
        if self.classes.is_script
            && let Some(value) = self.script_binary(op, &left, &right, (code, span))?
        {
            return Ok(value);
        }
        let traced = left.origin.is_some()
            || right.origin.is_some()
            || self.is_traced(&left)
            || self.is_traced(&right);
        if matches!(left.datum, Datum::Unknown(_)) || matches!(right.datum, Datum::Unknown(_)) {
            let known_null = matches!(op, BinaryOp::Is | BinaryOp::IsNot)
                && (matches!(left.datum, Datum::Null) || matches!(right.datum, Datum::Null));
            if known_null {
                return Ok(Value::bool(op == BinaryOp::IsNot));
            }
            return Ok(if matches!(left.datum, Datum::Unknown(_)) {
                left
            } else {
                right
            });
        }
        let datum = match op {
            BinaryOp::Equal | BinaryOp::NotEqual => self
                .equal(&left, &right)
                .map(|equal| Datum::Bool(equal == (op == BinaryOp::Equal))),
            BinaryOp::Is | BinaryOp::IsNot => self
                .identical(&left, &right)
                .map(|same| Datum::Bool(same == (op == BinaryOp::Is))),
            BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
                if awareness_differs(&left, &right) {
                    return self.stop(code, span, MIXED);
                }
                self.compare(&left, &right).map(|order| {
                    Datum::Bool(match op {
                        BinaryOp::Less => order == Ordering::Less,
                        BinaryOp::LessEqual => order != Ordering::Greater,
                        BinaryOp::Greater => order == Ordering::Greater,
                        _ => order != Ordering::Less,
                    })
                })
            }
            BinaryOp::In | BinaryOp::NotIn => self
                .contains(&right, &left)
                .map(|found| Datum::Bool(found == (op == BinaryOp::In))),
            BinaryOp::Subtract if awareness_differs(&left, &right) => {
                return self.stop(code, span, MIXED);
            }
            _ => match self.arithmetic(op, &left, &right) {
                Some(datum) => Some(datum),
                None => self.collections(op, &left, &right),
            },
        };
        let Some(datum) = datum else {
            return self.stop(code, span, "an operation that is not followed");
        };
        let value = Value::plain(datum);
        Ok(if traced {
            value.from(Origin::Binary(op, left, right))
        } else {
            value
        })
    }

    fn is_traced(&self, value: &Value<'a>) -> bool {
        match &value.datum {
            Datum::Tuple(items) => items.iter().any(|item| item.origin.is_some()),
            Datum::Cell(id) => match self.cell(*id) {
                Some(Cell::List(items) | Cell::Set { items, .. }) => {
                    items.iter().any(|item| item.origin.is_some())
                }
                Some(Cell::Object(object)) => object
                    .fields
                    .iter()
                    .any(|(_, field)| field.origin.is_some()),
                _ => false,
            },
            _ => false,
        }
    }

    fn identical(&self, left: &Value<'a>, right: &Value<'a>) -> Option<bool> {
        Some(match (&left.datum, &right.datum) {
            (Datum::Null, Datum::Null) => true,
            (Datum::Null, _) | (_, Datum::Null) => false,
            (Datum::Bool(left), Datum::Bool(right)) => left == right,
            (Datum::Variant(left, at, _), Datum::Variant(right, place, _)) => {
                Rc::ptr_eq(left, right) && at == place
            }
            (Datum::Cell(left), Datum::Cell(right)) => left == right,
            (Datum::Class(left), Datum::Class(right)) => Rc::ptr_eq(left, right),
            (Datum::Double(left), Datum::Double(right)) => left.path == right.path,
            (Datum::Bool(_), _)
            | (_, Datum::Bool(_))
            | (Datum::Variant(..), _)
            | (_, Datum::Variant(..)) => false,
            _ => return None,
        })
    }

    /// `left == right`, if it can be told.
    pub fn equal(&self, left: &Value<'a>, right: &Value<'a>) -> Option<bool> {
        self.equal_within(left, right, 32)
    }

    fn equal_within(&self, left: &Value<'a>, right: &Value<'a>, depth: usize) -> Option<bool> {
        let depth = depth.checked_sub(1)?;
        let all = |left: &[Value<'a>], right: &[Value<'a>]| -> Option<bool> {
            if left.len() != right.len() {
                return Some(false);
            }
            for (left, right) in left.iter().zip(right) {
                if !self.equal_within(left, right, depth)? {
                    return Some(false);
                }
            }
            Some(true)
        };
        Some(match (&left.datum, &right.datum) {
            (Datum::Unknown(left), Datum::Unknown(right)) if Rc::ptr_eq(left, right) => true,
            (Datum::Unknown(_), _) | (_, Datum::Unknown(_)) => return None,
            (Datum::Variant(class, at, _), Datum::Variant(other, place, _))
                if Rc::ptr_eq(class, other) =>
            {
                at == place
            }
            (Datum::Tagged(left), Datum::Tagged(right)) => {
                let parts = |tagged: &super::value::Tagged<'a>| {
                    let parts = tagged.parts.iter();
                    parts.map(|(_, part)| part.clone()).collect::<Vec<_>>()
                };
                left.at == right.at
                    && Rc::ptr_eq(&left.class, &right.class)
                    && all(&parts(left), &parts(right))?
            }
            (Datum::Variant(class, _, value), _) => {
                is_plain_enum(class) && self.equal_within(value, right, depth)?
            }
            (_, Datum::Variant(class, _, value)) => {
                is_plain_enum(class) && self.equal_within(left, value, depth)?
            }
            (Datum::Null, Datum::Null) | (Datum::Absent, Datum::Absent) => true,
            (Datum::Text(left), Datum::Text(right)) | (Datum::Bytes(left), Datum::Bytes(right)) => {
                left == right
            }
            (Datum::Date(left), Datum::Date(right)) | (Datum::Span(left), Datum::Span(right)) => {
                left == right
            }
            (Datum::Uuid(left), Datum::Uuid(right)) => left == right,
            (Datum::Instant(left), Datum::Instant(right)) => {
                (left.zone == Zone::Naive) == (right.zone == Zone::Naive)
                    && left.micros == right.micros
            }
            (Datum::Tuple(left), Datum::Tuple(right)) => all(left, right)?,
            (Datum::Class(left), Datum::Class(right)) => Rc::ptr_eq(left, right),
            (Datum::Double(left), Datum::Double(right)) => left.path == right.path,
            (Datum::Cell(left), Datum::Cell(right)) if left == right => true,
            (Datum::Cell(left), Datum::Cell(right)) => {
                match (self.cell(*left)?, self.cell(*right)?) {
                    (Cell::List(left), Cell::List(right)) => all(left, right)?,
                    (Cell::Set { items: left, .. }, Cell::Set { items: right, .. }) => {
                        if left.len() != right.len() {
                            return Some(false);
                        }
                        for item in left {
                            let mut found = false;
                            for other in right {
                                found |= self.equal_within(item, other, depth)?;
                            }
                            if !found {
                                return Some(false);
                            }
                        }
                        true
                    }
                    (Cell::Map(left), Cell::Map(right)) => {
                        if left.len() != right.len() {
                            return Some(false);
                        }
                        for (key, value) in left {
                            let mut found = false;
                            for (other, held) in right {
                                if self.equal_within(key, other, depth)? {
                                    found = self.equal_within(value, held, depth)?;
                                }
                            }
                            if !found {
                                return Some(false);
                            }
                        }
                        true
                    }
                    (Cell::Object(left), Cell::Object(right)) => {
                        if class::method(&left.class, "__eq__").is_some()
                            || class::method(&right.class, "__eq__").is_some()
                        {
                            return None;
                        }
                        if left.class.is_script {
                            let named = |object: &Object<'a>| {
                                let mut fields = object.fields.clone();
                                fields.sort_by(|left, right| left.0.cmp(&right.0));
                                fields
                            };
                            let (left, right) = (named(left), named(right));
                            if left.len() != right.len() {
                                return Some(false);
                            }
                            for ((name, held), (other, value)) in left.iter().zip(&right) {
                                if name != other || !self.equal_within(held, value, depth)? {
                                    return Some(false);
                                }
                            }
                            return Some(true);
                        }
                        let by_value = matches!(
                            left.class.kind,
                            ClassKind::Data { equal: true, .. }
                                | ClassKind::Model { .. }
                                | ClassKind::NamedTuple
                        );
                        by_value && Rc::ptr_eq(&left.class, &right.class) && {
                            let values = |object: &Object<'a>| {
                                object
                                    .fields
                                    .iter()
                                    .map(|(_, value)| value.clone())
                                    .collect::<Vec<_>>()
                            };
                            all(&values(left), &values(right))?
                        }
                    }
                    _ => false,
                }
            }
            _ => match (number(left), number(right)) {
                (Some(_), Some(_)) => self.compare(left, right)? == Ordering::Equal,
                _ => false,
            },
        })
    }

    pub(super) fn compare(&self, left: &Value<'a>, right: &Value<'a>) -> Option<Ordering> {
        Some(match (&left.datum, &right.datum) {
            (Datum::Text(left), Datum::Text(right)) => left.chars().cmp(right.chars()),
            (Datum::Date(left), Datum::Date(right)) | (Datum::Span(left), Datum::Span(right)) => {
                left.cmp(right)
            }
            (Datum::Instant(left), Datum::Instant(right)) => left.micros.cmp(&right.micros),
            (Datum::Variant(class, _, value), _) if is_plain_enum(class) => {
                return self.compare(value, right);
            }
            (_, Datum::Variant(class, _, value)) if is_plain_enum(class) => {
                return self.compare(left, value);
            }
            (Datum::Tuple(left), Datum::Tuple(right)) => {
                for (left, right) in left.iter().zip(right.iter()) {
                    match self.compare(left, right)? {
                        Ordering::Equal => {}
                        other => return Some(other),
                    }
                }
                left.len().cmp(&right.len())
            }
            _ => match (number(left)?, number(right)?) {
                (Number::Int(left), Number::Int(right)) => left.cmp(&right),
                (Number::Decimal(left), Number::Decimal(right)) => left.compare(right)?,
                (Number::Decimal(left), Number::Int(right)) => {
                    left.compare(Decimal::integer(right))?
                }
                (Number::Int(left), Number::Decimal(right)) => {
                    Decimal::integer(left).compare(right)?
                }
                (left, right) => left.float()?.partial_cmp(&right.float()?)?,
            },
        })
    }

    pub(super) fn contains(&self, container: &Value<'a>, item: &Value<'a>) -> Option<bool> {
        let any = |items: &[Value<'a>]| -> Option<bool> {
            for held in items {
                if self.equal(held, item)? {
                    return Some(true);
                }
            }
            Some(false)
        };
        match &container.datum {
            Datum::Text(text) => Some(text.contains(item.as_text()?)),
            Datum::Tuple(items) => any(items),
            Datum::Cell(id) => match self.cell(*id)? {
                Cell::List(items) | Cell::Set { items, .. } => any(items),
                Cell::Map(entries) => any(&entries
                    .iter()
                    .map(|(key, _)| key.clone())
                    .collect::<Vec<_>>()),
                _ => None,
            },
            Datum::Class(class) if class.kind == ClassKind::Enum => match &item.datum {
                Datum::Variant(other, ..) => Some(Rc::ptr_eq(class, other)),
                _ => None,
            },
            _ => None,
        }
    }

    fn collections(
        &mut self,
        op: BinaryOp,
        left: &Value<'a>,
        right: &Value<'a>,
    ) -> Option<Datum<'a>> {
        let (Datum::Cell(first), Datum::Cell(second)) = (&left.datum, &right.datum) else {
            return None;
        };
        match (op, self.cell(*first)?.clone(), self.cell(*second)?.clone()) {
            (BinaryOp::Add, Cell::List(mut left), Cell::List(right)) => {
                left.extend(right);
                Some(self.allocate(Cell::List(left)))
            }
            (
                BinaryOp::Subtract | BinaryOp::BitAnd | BinaryOp::BitOr,
                Cell::Set {
                    items: left,
                    frozen,
                },
                Cell::Set { items: right, .. },
            ) => {
                let mut out = Vec::new();
                for item in &left {
                    let mut shared = false;
                    for other in &right {
                        shared |= self.equal(item, other)?;
                    }
                    if op == BinaryOp::BitOr || shared == (op == BinaryOp::BitAnd) {
                        out.push(item.clone());
                    }
                }
                if op == BinaryOp::BitOr {
                    for item in right {
                        let mut known = false;
                        for held in &left {
                            known |= self.equal(held, &item)?;
                        }
                        if !known {
                            out.push(item);
                        }
                    }
                }
                Some(self.allocate(Cell::Set { items: out, frozen }))
            }
            _ => None,
        }
    }

    fn arithmetic(&self, op: BinaryOp, left: &Value<'a>, right: &Value<'a>) -> Option<Datum<'a>> {
        Some(match (op, &left.datum, &right.datum) {
            (BinaryOp::Add, Datum::Text(left), Datum::Text(right)) => {
                Datum::Text(format!("{left}{right}").into())
            }
            (BinaryOp::Multiply, Datum::Text(text), Datum::Int(times)) => Datum::Text(
                text.repeat(usize::try_from(*times).ok()?.min(10_000))
                    .into(),
            ),
            (BinaryOp::Add, Datum::Tuple(left), Datum::Tuple(right)) => {
                Datum::Tuple(left.iter().chain(right.iter()).cloned().collect())
            }
            (BinaryOp::Add, Datum::Instant(instant), Datum::Span(span))
            | (BinaryOp::Add, Datum::Span(span), Datum::Instant(instant)) => {
                Datum::Instant(Instant {
                    micros: instant.micros.checked_add(*span)?,
                    zone: instant.zone.clone(),
                })
            }
            (BinaryOp::Subtract, Datum::Instant(instant), Datum::Span(span)) => {
                Datum::Instant(Instant {
                    micros: instant.micros.checked_sub(*span)?,
                    zone: instant.zone.clone(),
                })
            }
            (BinaryOp::Subtract, Datum::Instant(left), Datum::Instant(right)) => {
                Datum::Span(left.micros.checked_sub(right.micros)?)
            }
            (BinaryOp::Add, Datum::Date(date), Datum::Span(span))
            | (BinaryOp::Add, Datum::Span(span), Datum::Date(date)) => {
                Datum::Date(date.checked_add(span.div_euclid(DAY))?)
            }
            (BinaryOp::Subtract, Datum::Date(date), Datum::Span(span)) => {
                Datum::Date(date.checked_sub(span.div_euclid(DAY))?)
            }
            (BinaryOp::Subtract, Datum::Date(left), Datum::Date(right)) => {
                Datum::Span(left.checked_sub(*right)?.checked_mul(DAY)?)
            }
            (BinaryOp::Add, Datum::Span(left), Datum::Span(right)) => {
                Datum::Span(left.checked_add(*right)?)
            }
            (BinaryOp::Subtract, Datum::Span(left), Datum::Span(right)) => {
                Datum::Span(left.checked_sub(*right)?)
            }
            (BinaryOp::Multiply, Datum::Span(span), Datum::Int(times))
            | (BinaryOp::Multiply, Datum::Int(times), Datum::Span(span)) => {
                Datum::Span(span.checked_mul(i64::try_from(*times).ok()?)?)
            }
            (BinaryOp::Divide, Datum::Span(left), Datum::Span(right)) if *right != 0 => {
                Datum::Float(micros(*left) / micros(*right))
            }
            (BinaryOp::FloorDivide, Datum::Span(left), Datum::Span(right)) if *right != 0 => {
                Datum::Int(i128::from(left.div_euclid(*right)))
            }
            _ => match (number(left)?, number(right)?) {
                (Number::Int(left), Number::Int(right)) => match op {
                    BinaryOp::Add => Datum::Int(left.checked_add(right)?),
                    BinaryOp::Subtract => Datum::Int(left.checked_sub(right)?),
                    BinaryOp::Multiply => Datum::Int(left.checked_mul(right)?),
                    BinaryOp::Divide if right != 0 => {
                        Datum::Float(Number::Int(left).float()? / Number::Int(right).float()?)
                    }
                    BinaryOp::FloorDivide if right > 0 => Datum::Int(left.div_euclid(right)),
                    BinaryOp::Remainder if right > 0 => Datum::Int(left.rem_euclid(right)),
                    BinaryOp::Power => Datum::Int(left.checked_pow(u32::try_from(right).ok()?)?),
                    BinaryOp::BitAnd => Datum::Int(left & right),
                    BinaryOp::BitOr => Datum::Int(left | right),
                    _ => return None,
                },
                (Number::Decimal(left), right) => decimal(op, left, right.decimal()?)?,
                (left, Number::Decimal(right)) => decimal(op, left.decimal()?, right)?,
                (left, right) => {
                    let (left, right) = (left.float()?, right.float()?);
                    Datum::Float(match op {
                        BinaryOp::Add => left + right,
                        BinaryOp::Subtract => left - right,
                        BinaryOp::Multiply => left * right,
                        BinaryOp::Divide if right != 0.0 => left / right,
                        BinaryOp::FloorDivide if right > 0.0 => (left / right).floor(),
                        _ => return None,
                    })
                }
            },
        })
    }
}

/// What a run says when times with and without a zone meet; the planner then tries the other kind.
pub const MIXED: &str = "times with and without a zone";

fn awareness_differs(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (&left.datum, &right.datum) {
        (Datum::Instant(left), Datum::Instant(right)) => {
            (left.zone == Zone::Naive) != (right.zone == Zone::Naive)
        }
        _ => false,
    }
}

fn is_plain_enum(class: &Class<'_>) -> bool {
    class.is_script
        || ["StrEnum", "IntEnum", "str", "int"]
            .iter()
            .any(|base| has_base(class, base))
}

pub(super) fn module_frame(code: Code<'_>) -> Frame<'_> {
    Frame::of(code)
}

#[derive(Clone, Copy)]
pub(super) enum Number {
    Int(i128),
    Float(f64),
    Decimal(Decimal),
}

impl Number {
    pub(super) fn float(self) -> Option<f64> {
        match self {
            Number::Int(value) if value.unsigned_abs() < 1 << 53 => value.to_string().parse().ok(),
            Number::Int(_) | Number::Decimal(_) => None,
            Number::Float(value) => Some(value),
        }
    }

    fn decimal(self) -> Option<Decimal> {
        match self {
            Number::Int(value) => Some(Decimal::integer(value)),
            Number::Decimal(value) => Some(value),
            Number::Float(_) => None,
        }
    }
}

pub(super) fn number(value: &Value<'_>) -> Option<Number> {
    Some(match &value.datum {
        Datum::Int(value) => Number::Int(*value),
        Datum::Bool(value) => Number::Int(i128::from(*value)),
        Datum::Float(value) => Number::Float(*value),
        Datum::Decimal(value) => Number::Decimal(*value),
        Datum::Variant(class, _, value) if has_base(class, "IntEnum") || has_base(class, "int") => {
            return number(value);
        }
        _ => return None,
    })
}

fn decimal<'a>(op: BinaryOp, left: Decimal, right: Decimal) -> Option<Datum<'a>> {
    Some(Datum::Decimal(match op {
        BinaryOp::Add => left.plus(right)?,
        BinaryOp::Subtract => left.minus(right)?,
        BinaryOp::Multiply => left.times(right)?,
        BinaryOp::Divide => left.over(right)?,
        _ => return None,
    }))
}

fn micros(value: i64) -> f64 {
    Number::Int(i128::from(value)).float().unwrap_or_default()
}

fn integer(text: &str) -> Option<i128> {
    let lower = text.to_ascii_lowercase();
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = lower.strip_prefix(prefix) {
            return i128::from_str_radix(digits, radix).ok();
        }
    }
    lower.replace('_', "").parse().ok()
}

/// A whole number as one that need not be.
pub(super) fn whole(value: i128) -> Option<f64> {
    Number::Int(value).float()
}

/// The digits after the dot that `.2f` asks for.
fn fixed(spec: &str) -> Option<usize> {
    spec.strip_prefix('.')?.strip_suffix('f')?.parse().ok()
}

fn grouped(digits: &str) -> String {
    let mut out = String::new();
    let bare = digits.trim_start_matches('-');
    for (index, character) in bare.chars().enumerate() {
        if index > 0 && (bare.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(character);
    }
    if digits.starts_with('-') {
        format!("-{out}")
    } else {
        out
    }
}

/// `repr` of a float, where Rust and Python write the same digits.
pub fn float(value: f64) -> Option<String> {
    let usual = value == 0.0 || (1e-4..1e16).contains(&value.abs());
    (value.is_finite() && usual).then(|| format!("{value:?}"))
}

pub fn uuid(value: u128) -> String {
    let digits = format!("{value:032x}");
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-{}-{}-{}",
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32)
    )
}

/// Parameters that a test gives, in order.
pub fn given_params(
    signature: &syntax::facts::Signature,
) -> impl Iterator<Item = &syntax::facts::Param> {
    signature.params.iter().filter(|param| {
        !matches!(
            param.kind,
            ParamKind::Receiver | ParamKind::Rest | ParamKind::KeywordRest
        )
    })
}

/// Whether a type says that a value may be absent.
pub fn is_optional(ty: &syntax::facts::TypeRef) -> bool {
    match &ty.kind {
        TypeKind::Optional(_) | TypeKind::Unit => true,
        TypeKind::Union(parts) => parts.iter().any(is_optional),
        _ => false,
    }
}
