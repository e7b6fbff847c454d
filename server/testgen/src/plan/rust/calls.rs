//! Calls: of functions, of types, of values, of stand-ins; what is not known is not followed.

use syntax::facts::{Arg, CallStyle, ExprId, ExprKind, Name, ParamKind, TypeRef};

use super::super::class::{Class, last};
use super::super::run::{Args, Branch, Call, Frame, Outcome, Run};
use super::super::value::{Cell, Datum, Double, DoubleKind, Place, Root, Value};
use super::super::world::{Answer, Spec};
use super::paths::Named;
use super::set_up;
use super::types::{Shape, Typed, shape};
use super::{From, Rc};

impl<'a> Run<'a, '_> {
    pub(in crate::plan) fn rust_call(
        &mut self,
        frame: &mut Frame<'a>,
        (callee, args, style): (ExprId, &'a [Arg], CallStyle),
        hint: Option<&Typed>,
        used: bool,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let code = frame.code;
        if style == CallStyle::Macro {
            return self.rust_macro(frame, callee, args, hint, from);
        }
        if let Some(path) = self.free_path(frame, callee) {
            let named = self.rust_path(frame, &path, from)?;
            return self.call_named(frame, named, args, hint, from);
        }
        match &code.exprs.get(callee).kind {
            ExprKind::Member {
                object,
                name,
                name_span,
                ..
            } => {
                // A name of the class says nothing of the value.
                let receiver_hint = match name.as_str() {
                    "unwrap_or_default" | "clone" | "to_owned" => hint,
                    _ => None,
                };
                let receiver = self.rust_expression(frame, *object, receiver_hint, true)?;
                let turbofish = self.turbofish(frame, *name_span, callee, args, from);
                let hint = turbofish.as_ref().or(hint);
                self.rust_method(frame, receiver, name, args, hint, used, from)
            }
            _ => {
                let callee = self.rust_expression(frame, callee, None, true)?;
                let args = self.rust_args(frame, args, &[])?;
                self.call(&callee, args, from, used)
            }
        }
    }

    /// The type that a call is given in `::<..>`, where it is one of names alone.
    fn turbofish(
        &self,
        frame: &Frame<'a>,
        name_span: syntax::span::Span,
        _callee: ExprId,
        _args: &[Arg],
        from: From<'a>,
    ) -> Option<Typed> {
        let whole = syntax::span::Span::new(name_span.end, from.1.end);
        let text = self
            .classes
            .sources
            .written(self.scope_of(frame.code), whole);
        let text = text.strip_prefix("::<")?;
        let end = text.find(">(")?;
        let inner = text.get(..end)?;
        let head = inner.split('<').next()?.trim();
        let is_path = head
            .chars()
            .all(|held| held.is_alphanumeric() || matches!(held, '_' | ':'));
        if !is_path || head.is_empty() {
            return None;
        }
        let unknown = || TypeRef {
            span: Default::default(),
            kind: syntax::facts::TypeKind::Unknown(Name::new_static("_")),
        };
        let args = match inner.contains('<') {
            true => vec![unknown(), unknown()],
            false => Vec::new(),
        };
        let kind = syntax::facts::TypeKind::Named {
            path: Name::from(head.replace("::", ".")),
            args,
        };
        let span = Default::default();
        Some(self.typed(frame.code, &TypeRef { span, kind }))
    }

    pub(in crate::plan) fn rust_args(
        &mut self,
        frame: &mut Frame<'a>,
        args: &'a [Arg],
        hints: &[Option<Typed>],
    ) -> Outcome<'a, Args<'a>> {
        let mut out = Args::default();
        for (index, arg) in args.iter().enumerate() {
            let hint = hints.get(index).and_then(Option::as_ref);
            let value = self.rust_expression(frame, arg.value, hint, true)?;
            self.note_answer(frame.code, arg.value, &value);
            out.positional.push(value);
        }
        Ok(out)
    }

    fn param_hints(&self, at: crate::sources::FunctionAt<'a>) -> Vec<Option<Typed>> {
        let params = at.signature.params.iter();
        params
            .filter(|param| param.kind != ParamKind::Receiver)
            .map(|param| param.ty.as_ref().map(|ty| self.typed(at.code, ty)))
            .collect()
    }

    fn call_named(
        &mut self,
        frame: &mut Frame<'a>,
        named: Named<'a>,
        args: &'a [Arg],
        hint: Option<&Typed>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        match named {
            Named::Function(at) => {
                let args = self.rust_args(frame, args, &self.param_hints(at))?;
                self.call_function(at, None, None, args, from)
            }
            Named::Variant(class, at) => {
                let hints = self.variant_hints(&class, at, hint);
                let args = self.rust_args(frame, args, &hints)?;
                Ok(self.tagged(&class, at, args.positional))
            }
            Named::Class(class) => {
                let none: Rc<[(Name, Typed)]> = Rc::from([]);
                let hints: Vec<Option<Typed>> = class
                    .fields
                    .iter()
                    .map(|field| super::types::part_type(self.classes, &class, &none, &field.name))
                    .collect();
                let args = self.rust_args(frame, args, &hints)?;
                self.made(&class, args, from, None)
            }
            Named::Of(class, name) => self.associated(frame, &class, &name, args, from),
            Named::External(path) => {
                let args = self.rust_args(frame, args, &[])?;
                self.rust_external(&path, args, hint, from)
            }
            Named::Value(value) => {
                let args = self.rust_args(frame, args, &[])?;
                self.call(&value, args, from, true)
            }
        }
    }

    fn variant_hints(
        &self,
        class: &Rc<Class<'a>>,
        at: usize,
        hint: Option<&Typed>,
    ) -> Vec<Option<Typed>> {
        match (hint.map(|hint| shape(self.classes, hint)), at) {
            (Some(Shape::Option(inner)), _) => return vec![Some(inner)],
            (Some(Shape::Result(value, _)), set_up::OK) if set_up::is_built_in(class) => {
                return vec![Some(value)];
            }
            (Some(Shape::Result(_, error)), _) if set_up::is_built_in(class) => {
                return vec![Some(error)];
            }
            _ => {}
        }
        let Some(variant) = class.decl.and_then(|decl| decl.variants.get(at)) else {
            return Vec::new();
        };
        let scope = self.classes.sources.scope(class.file, class.item);
        variant
            .fields
            .iter()
            .map(|field| Some(Typed::new(scope, field.ty.clone()?)))
            .collect()
    }

    /// A function of a type: `User::new(..)`, `Email::try_from(..)`.
    fn associated(
        &mut self,
        frame: &mut Frame<'a>,
        class: &Rc<Class<'a>>,
        name: &Name,
        args: &'a [Arg],
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let own = class
            .methods
            .iter()
            .filter(|method| method.at.signature.name == *name)
            .collect::<Vec<_>>();
        let hints = match own.as_slice() {
            [only] => self.param_hints(only.at),
            _ => Vec::new(),
        };
        let args = self.rust_args(frame, args, &hints)?;
        let takes_self = |method: &super::super::class::Method<'a>| {
            method
                .at
                .signature
                .params
                .first()
                .is_some_and(|param| param.kind == ParamKind::Receiver)
        };
        match own.as_slice() {
            [only] if takes_self(only) => {
                let at = only.at;
                let mut args = args;
                if args.positional.is_empty() {
                    return self.stop(from.0, from.1, "a call that is not followed");
                }
                let receiver = args.positional.remove(0);
                self.call_function(at, Some(Rc::clone(class)), Some(receiver), args, from)
            }
            [only] => {
                let at = only.at;
                self.call_function(at, Some(Rc::clone(class)), None, args, from)
            }
            [] if name == "default" && args.positional.is_empty() => {
                self.default_value_of(class, from)
            }
            _ => match (name.as_str(), args.positional.into_iter().next()) {
                ("from" | "try_from" | "from_str", Some(value)) => {
                    match self.conversion(class, name, &value) {
                        Some(at) => {
                            let args = Args {
                                positional: vec![value],
                                keyword: Vec::new(),
                            };
                            self.call_function(at, Some(Rc::clone(class)), None, args, from)
                        }
                        None => self.unknown_of(class, name, from),
                    }
                }
                _ => self.unknown_of(class, name, from),
            },
        }
    }

    fn unknown_of<T>(&self, class: &Class<'a>, name: &str, from: From<'a>) -> Outcome<'a, T> {
        self.stop(
            from.0,
            from.1,
            format!("`{}::{name}` is not known", class.name),
        )
    }

    fn rust_macro(
        &mut self,
        frame: &mut Frame<'a>,
        callee: ExprId,
        args: &'a [Arg],
        hint: Option<&Typed>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let path = from.0.exprs.path(callee).unwrap_or_default();
        match last(&path) {
            // What is logged is not part of what comes out.
            "trace" | "debug" | "info" | "warn" | "error" | "log" | "event" | "println"
            | "print" | "eprintln" | "eprint" => Ok(Value::null()),
            "format" | "format_args" => match args.first() {
                Some(first) => self.rust_expression(frame, first.value, hint, true),
                None => Ok(Value::text("")),
            },
            "anyhow" | "format_err" | "bail" | "ensure" => {
                let Some(first) = args.first() else {
                    return self.stop(from.0, from.1, "a call that is not followed");
                };
                let message = self.rust_expression(frame, first.value, None, true)?;
                let class = self
                    .classes
                    .built_in
                    .foreign(&Name::new_static("anyhow.Error"));
                Ok(self.tagged_error(&class, message))
            }
            "write" | "writeln" => {
                let (Some(out), Some(text)) = (args.first(), args.get(1)) else {
                    return self.stop(from.0, from.1, "a call that is not followed");
                };
                let out = self.rust_expression(frame, out.value, None, true)?;
                let text = self.rust_expression(frame, text.value, None, true)?;
                self.append(&out, text, from)
            }
            _ => self.stop(
                from.0,
                from.1,
                format!("the macro `{path}` is not followed"),
            ),
        }
    }

    pub(in crate::plan) fn tagged_error(
        &self,
        class: &Rc<Class<'a>>,
        message: Value<'a>,
    ) -> Value<'a> {
        let parts = vec![(Name::new_static("message"), message)];
        Value::plain(Datum::Tagged(Rc::new(super::Tagged {
            class: Rc::clone(class),
            at: 0,
            parts,
        })))
    }

    /// Text for a formatter, which is a list of texts here.
    fn append(
        &mut self,
        out: &Value<'a>,
        text: Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let Datum::Cell(id) = out.datum else {
            return self.stop(from.0, from.1, "a call that is not followed");
        };
        match self.cell_mut(id) {
            Some(Cell::List(parts)) => parts.push(text),
            _ => return self.stop(from.0, from.1, "a call that is not followed"),
        }
        Ok(self.ok(Value::null()))
    }

    #[allow(clippy::too_many_arguments)]
    fn rust_method(
        &mut self,
        frame: &mut Frame<'a>,
        receiver: Value<'a>,
        name: &Name,
        args: &'a [Arg],
        hint: Option<&Typed>,
        used: bool,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        if let Datum::Double(double) = &receiver.datum {
            let double = Rc::clone(double);
            let args = self.rust_args(frame, args, &[])?;
            return self.asked(&double, name, args, from, used);
        }
        let class = match &receiver.datum {
            Datum::Cell(_) => self
                .object(&receiver)
                .map(|object| Rc::clone(&object.class)),
            Datum::Tagged(tagged) if !set_up::is_built_in(&tagged.class) => {
                Some(Rc::clone(&tagged.class))
            }
            _ => None,
        };
        if let Some(class) = &class {
            let found = class.methods.iter().find(|method| {
                let signature = method.at.signature;
                signature.name == *name
                    && signature
                        .params
                        .first()
                        .is_some_and(|param| param.kind == ParamKind::Receiver)
            });
            if let Some(at) = found.map(|method| method.at) {
                let args = self.rust_args(frame, args, &self.param_hints(at))?;
                return self.call_function(at, Some(Rc::clone(class)), Some(receiver), args, from);
            }
            // A field that holds a function: `(self.check)(x)`.
            if let Ok(held) = self.field(&receiver, name, from)
                && matches!(
                    held.datum,
                    Datum::Double(_) | Datum::Closure(_) | Datum::Function(_)
                )
            {
                let args = self.rust_args(frame, args, &[])?;
                return self.call(&held, args, from, used);
            }
        }
        // Functions that are given to it are looked at when they are called.
        let args = self.rust_args(frame, args, &[])?;
        self.rust_built_in(receiver, name, args.positional, hint, from)
    }

    /// A method of the language or of a library everybody uses.
    pub(in crate::plan) fn rust_built_in(
        &mut self,
        receiver: Value<'a>,
        name: &Name,
        args: Vec<Value<'a>>,
        hint: Option<&Typed>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        if let Datum::Unknown(_) = &receiver.datum {
            return Ok(receiver);
        }
        if let Some(opaque) = args
            .iter()
            .find(|arg| matches!(arg.datum, Datum::Unknown(_)))
            && !matches!(&receiver.datum, Datum::Cell(_) | Datum::Tagged(_))
        {
            return Ok(opaque.clone());
        }
        match (name.as_str(), args.as_slice()) {
            ("clone" | "to_owned" | "cloned" | "copied", []) => return Ok(self.copy(&receiver)),
            (
                "as_ref" | "as_mut" | "as_deref" | "as_deref_mut" | "as_str" | "as_slice"
                | "borrow" | "iter" | "iter_mut" | "into_iter" | "by_ref" | "as_bytes" | "to_vec"
                | "into_boxed_str" | "into_inner" | "await",
                [],
            ) if !matches!(receiver.datum, Datum::Null) => {
                if matches!(name.as_str(), "iter" | "iter_mut" | "into_iter") {
                    return self.walked(receiver, from);
                }
                return Ok(receiver);
            }
            ("into" | "try_into" | "parse", []) => {
                return self.converted_to(receiver, name, hint, from);
            }
            ("to_string", []) => {
                let origin = receiver.origin.clone();
                let is_text = matches!(receiver.datum, Datum::Text(_));
                return match self.displayed(&receiver, from)? {
                    Some(text) => {
                        let mut value = Value::text(text);
                        value.origin = origin.filter(|_| is_text);
                        Ok(value)
                    }
                    None => Ok(Value::unknown("a text that cannot be told")),
                };
            }
            ("eq", [other]) => {
                use syntax::facts::BinaryOp::Equal;
                return self.operation(Equal, receiver, other.clone(), from);
            }
            ("write_str", [text]) => return self.append(&receiver, text.clone(), from),
            _ => {}
        }
        let found = match &receiver.datum {
            Datum::Tagged(tagged) if Rc::ptr_eq(&tagged.class, &self.classes.built_in.option) => {
                self.option_method(&receiver, name, &args, hint, from)?
            }
            Datum::Tagged(tagged) if Rc::ptr_eq(&tagged.class, &self.classes.built_in.result) => {
                self.result_method(&receiver, name, &args, hint, from)?
            }
            Datum::Text(_) => self.text_answer(&receiver, name, &args, from)?,
            Datum::Int(_) | Datum::Float(_) | Datum::Decimal(_) => {
                self.number_method(&receiver, name, &args, from)?
            }
            Datum::Bool(_) => self.bool_method(&receiver, name, &args, from)?,
            Datum::Instant(_) | Datum::Date(_) | Datum::Span(_) => {
                self.time_method(&receiver, name, &args, from)?
            }
            Datum::Cell(_) | Datum::Tuple(_) => {
                self.collection_answer(&receiver, name, &args, hint, from)?
            }
            _ => None,
        };
        match found {
            Some(value) => Ok(value),
            None => self.stop(from.0, from.1, format!("`{name}` is not followed")),
        }
    }

    /// Calls something that was given as a function.
    pub(in crate::plan) fn apply(
        &mut self,
        function: &Value<'a>,
        args: Vec<Value<'a>>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        if let Datum::Bound(class, name) = &function.datum
            && let Datum::Class(class) = &class.datum
        {
            let (class, name) = (Rc::clone(class), name.clone());
            if let Some(at) = class.variants.iter().position(|(held, ..)| *held == name) {
                return Ok(self.tagged(&class, at, args));
            }
            let method = class
                .methods
                .iter()
                .filter(|method| method.at.signature.name == name)
                .collect::<Vec<_>>();
            let at = match (method.as_slice(), args.as_slice()) {
                ([only], _) => Some(only.at),
                (_, [value]) => self.conversion(&class, &name, value),
                _ => None,
            };
            let Some(at) = at else {
                return self.unknown_of(&class, &name, from);
            };
            let takes_self = at
                .signature
                .params
                .first()
                .is_some_and(|param| param.kind == ParamKind::Receiver);
            let mut args = args.into_iter();
            let receiver = match takes_self {
                true => args.next(),
                false => None,
            };
            let args = Args {
                positional: args.collect(),
                keyword: Vec::new(),
            };
            return self.call_function(at, Some(class), receiver, args, from);
        }
        if let Datum::Class(class) = &function.datum {
            let class = Rc::clone(class);
            let args = Args {
                positional: args,
                keyword: Vec::new(),
            };
            return self.made(&class, args, from, None);
        }
        if let Datum::External(path) = &function.datum {
            let path = path.clone();
            let method = Name::new(last(&path));
            let mut args = args;
            let is_method = path.starts_with("String.")
                || path.starts_with("str.")
                || path.starts_with("ToString.")
                || path.starts_with("ToOwned.")
                || path.starts_with("Into.");
            if is_method && method != "from" && !args.is_empty() {
                let receiver = args.remove(0);
                return self.rust_built_in(receiver, &method, args, None, from);
            }
            let args = Args {
                positional: args,
                keyword: Vec::new(),
            };
            return self.rust_external(&path, args, None, from);
        }
        let args = Args {
            positional: args,
            keyword: Vec::new(),
        };
        self.call(function, args, from, true)
    }

    /// A function that answers yes or no, noted as a decision.
    pub(in crate::plan) fn says_yes(
        &mut self,
        function: &Value<'a>,
        args: Vec<Value<'a>>,
        from: From<'a>,
    ) -> Outcome<'a, bool> {
        let answer = self.apply(function, args, from)?;
        let taken = self.truth(from.0, from.1, &answer)?;
        self.note(from.0, from.1, Branch::Truth(answer), taken);
        Ok(taken)
    }

    // Stand-ins.

    fn asked(
        &mut self,
        double: &Rc<Double<'a>>,
        method: &Name,
        args: Args<'a>,
        from: From<'a>,
        used: bool,
    ) -> Outcome<'a, Value<'a>> {
        let DoubleKind::Port(class) = &double.kind else {
            return self.stop(from.0, from.1, format!("`{method}` of a function"));
        };
        if method == "clone" && args.positional.is_empty() {
            return Ok(Value::plain(Datum::Double(Rc::clone(double))));
        }
        let Some(found) = super::super::class::method(class, method) else {
            let why = format!("`{}::{method}` is not declared", class.name);
            return self.stop(from.0, from.1, why);
        };
        let signature = found.at.signature;
        if !signature.type_params.is_empty() {
            let why = format!("`{}::{method}` is generic", class.name);
            return self.stop(from.0, from.1, why);
        }
        let returns = signature
            .returns
            .as_ref()
            .map(|returns| self.typed(found.at.code, returns));
        let is_async = signature.is_async || signature.returns.as_ref().is_some_and(is_future);
        let params = self.param_hints(found.at);
        self.answered_by(
            double,
            (method, returns, is_async, params),
            args,
            from,
            used,
        )
    }

    pub(in crate::plan) fn asked_function(
        &mut self,
        double: &Rc<Double<'a>>,
        args: Args<'a>,
        from: From<'a>,
        used: bool,
    ) -> Outcome<'a, Value<'a>> {
        let DoubleKind::Callable { file, returns, .. } = &double.kind else {
            return self.stop(from.0, from.1, "a call that is not followed");
        };
        let returns = returns
            .as_deref()
            .map(|returns| Typed::new(*file, returns.clone()));
        self.answered_by(
            double,
            (&Name::default(), returns, false, Vec::new()),
            args,
            from,
            used,
        )
    }

    fn answered_by(
        &mut self,
        double: &Rc<Double<'a>>,
        (method, returns, is_async, params): (&Name, Option<Typed>, bool, Vec<Option<Typed>>),
        args: Args<'a>,
        from: From<'a>,
        used: bool,
    ) -> Outcome<'a, Value<'a>> {
        // A stand-in keeps what it was given as it was then.
        let given: Vec<Value<'a>> = args.positional.iter().map(|arg| self.copy(arg)).collect();
        let earlier: Vec<&Call<'a>> = self
            .calls
            .iter()
            .filter(|call| call.double.path == double.path && call.method == *method)
            .collect();
        let repeated = earlier.iter().find(|call| {
            call.positional.len() == given.len()
                && call
                    .positional
                    .iter()
                    .zip(&given)
                    .all(|(left, right)| self.equal(left, right) == Some(true))
        });
        let nth = match repeated {
            Some(call) => call.nth,
            None => earlier.iter().map(|call| call.nth + 1).max().unwrap_or(0),
        };
        let key = (double.path.clone(), method.clone(), nth);
        let root = Root::Answer(key.0.clone(), key.1.clone(), nth);
        let called = super::super::defaults::answer_name(match method.is_empty() {
            true => last(&double.path),
            false => method,
        });
        if !self.world.answers.contains_key(&key) {
            let answer = self.first_answer(returns.as_ref(), &params, &called, nth);
            let Some(answer) = answer else {
                let asked = format!("{}.{method}", double.path);
                let why = format!("what `{asked}` answers cannot be told from its type");
                return self.stop(from.0, from.1, why);
            };
            self.world.answers.insert(key.clone(), answer);
        }
        if let Some(returns) = returns {
            self.native
                .types
                .insert(root.clone(), (returns, Name::from(called)));
        }
        self.calls.push(Call {
            double: Rc::clone(double),
            method: method.clone(),
            nth,
            positional: given.clone(),
            keyword: Vec::new(),
            result_used: used,
            is_async,
            raised: false,
        });
        match self.world.answers.get(&key).cloned() {
            Some(Answer::Returns(spec)) => self.build(&spec, &Place::root(root), from.0),
            Some(Answer::Echo(index)) => match given.get(index) {
                Some(value) => {
                    let value = self.copy(value);
                    let ok = self
                        .native
                        .types
                        .get(&root)
                        .map(|(typed, _)| shape(self.classes, typed));
                    Ok(match ok {
                        Some(Shape::Result(..)) => self.ok(value),
                        _ => value,
                    })
                }
                None => self.stop(from.0, from.1, "a call whose answer is not followed"),
            },
            _ => self.stop(from.0, from.1, "a call without an answer"),
        }
    }

    /// What a stand-in answers where nothing else decides: what it was given, if it gives that back, or something.
    fn first_answer(
        &self,
        returns: Option<&Typed>,
        params: &[Option<Typed>],
        called: &str,
        nth: usize,
    ) -> Option<Answer<'a>> {
        let Some(returns) = returns else {
            return Some(Answer::Returns(Spec::Null));
        };
        let inner = match shape(self.classes, returns) {
            Shape::Result(value, _) => value,
            _ => returns.clone(),
        };
        if let Shape::Class(class, _) = shape(self.classes, &inner)
            && class.kind != super::super::class::ClassKind::Enum
        {
            let given = params.iter().position(|param| {
                param.as_ref().is_some_and(|param| {
                    let is_same = matches!(shape(self.classes, param), Shape::Class(held, _) if Rc::ptr_eq(&held, &class));
                    let is_owned = super::types::wraps(self.classes, param).is_empty();
                    is_same && (is_owned || super::types::has_trait(self.classes, &class, "Clone"))
                })
            });
            if let Some(index) = given {
                return Some(Answer::Echo(index));
            }
        }
        let spec = self
            .defaults
            .owned(self.classes, returns, (called, ""), true)?;
        Some(Answer::Returns(match nth {
            0 => spec,
            _ => varied(spec, nth),
        }))
    }
}

/// A second answer of the same method is another value.
fn varied(spec: Spec<'_>, nth: usize) -> Spec<'_> {
    match spec {
        Spec::Tagged(class, at, mut parts) => {
            if let Some((_, part)) = parts.first_mut() {
                *part = varied(std::mem::replace(part, Spec::Hole), nth);
            }
            Spec::Tagged(class, at, parts)
        }
        Spec::Object(class, mut fields) => {
            if let Some((_, field)) = fields.first_mut() {
                *field = varied(std::mem::replace(field, Spec::Hole), nth);
            }
            Spec::Object(class, fields)
        }
        Spec::Int(value) => Spec::Int(value + i128::try_from(nth).unwrap_or_default()),
        Spec::Text(text) => Spec::Text(format!("{text}-{}", nth + 1).into()),
        Spec::Uuid(value) => Spec::Uuid(value + u128::try_from(nth).unwrap_or_default()),
        other => other,
    }
}

pub fn is_future(ty: &TypeRef) -> bool {
    use syntax::facts::TypeKind;
    match &ty.kind {
        TypeKind::Dynamic(bounds) => bounds.iter().any(
            |bound| matches!(&bound.kind, TypeKind::Named { path, .. } if last(path) == "Future"),
        ),
        TypeKind::Named { path, args } => match last(path) {
            "BoxFuture" | "LocalBoxFuture" => true,
            "Pin" | "Box" => args.first().is_some_and(is_future),
            _ => false,
        },
        _ => false,
    }
}
