//! Runs the body of a function over one set-up, without its language: every decision is noted with the value
//! that decided it. What it does not understand ends the run; it never guesses.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::{
    BinaryOp, Block, Catch, ExprId, FunctionId, FunctionKind, ImportKind, MatchArm, Name,
    ParamKind, Pattern, PatternKind, StmtId, StmtKind, Test, TypeRef,
};
use syntax::span::Span;

use super::class::{
    self, Base, Class, ClassKind, Classes, builtin_error, derives, error_root, is_kind_of, last,
};
use super::defaults::Defaults;
use super::value::{
    Cell, CellId, Closure, Datum, Double, DoubleKind, Object, Place, Root, Stop, Value,
};
use super::world::{Answer, ErrorSpec, World};
use crate::sources::{Code, FunctionAt};

/// What an error says that stands for any other.
pub const BOOM: &str = "boom";

/// Statements and expressions of one run, and how deep they may nest.
const FUEL: usize = 60_000;
const DEPTH: usize = 110;

/// One run over one set-up.
pub struct Run<'a, 'w> {
    pub classes: &'w Classes<'a>,
    pub defaults: &'w Defaults,
    pub world: World<'a>,
    pub heap: Vec<Cell<'a>>,
    pub events: Vec<Event<'a>>,
    pub calls: Vec<Call<'a>>,
    /// Statements that ran: file and span in the file.
    pub covered: Vec<(usize, Span)>,
    pub(super) answered: FxHashMap<(Name, Name, usize), Value<'a>>,
    given: FxHashMap<Root, Value<'a>>,
    /// Declared types of the roots of the set-up: file, type, name, owner.
    pub types: FxHashMap<Root, (usize, TypeRef, String, String)>,
    /// Texts of the set-up that were normalised, and how.
    pub normalised: Vec<(Place, &'static str)>,
    guards: Vec<Vec<Value<'a>>>,
    handling: Vec<Value<'a>>,
    /// Set while the set-up is built: decisions then are checks of what is built.
    pub building: bool,
    /// Errors in promises that nobody has waited for.
    pub(super) unheard: usize,
    pub(super) native: super::rust::State,
    fuel: usize,
    pub(super) depth: usize,
}

/// A decision of a run.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    pub file: usize,
    pub span: Span,
    pub branch: Branch<'a>,
    pub taken: bool,
    pub building: bool,
}

#[derive(Clone, Debug)]
pub enum Branch<'a> {
    Truth(Value<'a>),
    /// A loop over a value of the set-up: how many passes.
    Loop(Value<'a>, usize),
    /// A question to a double inside a `try`: the errors that its handlers wait for.
    Call {
        double: Name,
        method: Name,
        nth: usize,
        errors: Vec<ErrorSpec<'a>>,
    },
}

/// A call of a double.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    pub double: Rc<Double<'a>>,
    pub method: Name,
    pub nth: usize,
    /// As written at the call.
    pub positional: Vec<Value<'a>>,
    pub keyword: Vec<(Name, Value<'a>)>,
    pub result_used: bool,
    pub is_async: bool,
    pub raised: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Args<'a> {
    pub positional: Vec<Value<'a>>,
    pub keyword: Vec<(Name, Value<'a>)>,
}

/// Why the normal order of a run ends.
pub enum Interrupt<'a> {
    Raise(Value<'a>),
    Stop(Stop),
    /// A value leaves a function, or a pass a loop, from the middle of an expression.
    Leave(super::rust::Leave<'a>),
}

pub type Outcome<'a, T> = Result<T, Box<Interrupt<'a>>>;

enum Flow<'a> {
    Next,
    Return(Value<'a>),
    Break,
    Continue,
}

/// The names of a function that runs.
pub struct Frame<'a> {
    pub code: Code<'a>,
    pub locals: FxHashMap<Name, Value<'a>>,
    pub owner: Option<Rc<Class<'a>>>,
    pub receiver: Option<Value<'a>>,
    /// What `yield` gave, in a generator.
    yielded: Option<Vec<Value<'a>>>,
    /// The function that runs, in its item.
    pub(super) span: Option<Span>,
    /// Names of the functions around.
    pub(super) captured: FxHashSet<Name>,
}

impl<'a, 'w> Run<'a, 'w> {
    pub fn new(classes: &'w Classes<'a>, defaults: &'w Defaults, world: World<'a>) -> Self {
        Self {
            classes,
            defaults,
            world,
            heap: Vec::new(),
            events: Vec::new(),
            calls: Vec::new(),
            covered: Vec::new(),
            answered: FxHashMap::default(),
            given: FxHashMap::default(),
            types: FxHashMap::default(),
            normalised: Vec::new(),
            guards: Vec::new(),
            handling: Vec::new(),
            building: false,
            unheard: 0,
            native: super::rust::State::default(),
            fuel: FUEL,
            depth: 0,
        }
    }

    pub fn allocate(&mut self, cell: Cell<'a>) -> Datum<'a> {
        self.heap.push(cell);
        Datum::Cell(CellId(self.heap.len() - 1))
    }

    pub fn list(&mut self, items: Vec<Value<'a>>) -> Value<'a> {
        Value::plain(self.allocate(Cell::List(items)))
    }

    pub fn cell(&self, id: CellId) -> Option<&Cell<'a>> {
        self.heap.get(id.0)
    }

    pub fn cell_mut(&mut self, id: CellId) -> Option<&mut Cell<'a>> {
        self.heap.get_mut(id.0)
    }

    pub fn object(&self, value: &Value<'a>) -> Option<&Object<'a>> {
        match value.datum {
            Datum::Cell(id) => match self.cell(id)? {
                Cell::Object(object) => Some(object),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn stop<T>(&self, code: Code<'a>, span: Span, why: impl Into<String>) -> Outcome<'a, T> {
        Err(Box::new(Interrupt::Stop(Stop {
            file: code.file,
            span: self.classes.sources.span(code, span),
            why: why.into(),
        })))
    }

    /// Raises an error of the language.
    pub fn raise<T>(&mut self, class: &str, args: Vec<Value<'a>>) -> Outcome<'a, T> {
        let error = Value::plain(self.allocate(Cell::Error {
            class: Name::new(class),
            args,
        }));
        Err(Box::new(Interrupt::Raise(error)))
    }

    pub(super) fn burn(&mut self, code: Code<'a>, span: Span) -> Outcome<'a, ()> {
        if self.fuel == 0 || self.depth > DEPTH {
            return self.stop(code, span, "too much to follow");
        }
        self.fuel -= 1;
        Ok(())
    }

    /// The value of an input, configuration or attribute, built once.
    pub fn input(&mut self, root: Root, at: Code<'a>) -> Outcome<'a, Value<'a>> {
        if let Some(value) = self.given.get(&root) {
            return Ok(value.clone());
        }
        let Some(spec) = self.world.given.get(&root).cloned() else {
            return self.stop(at, Span::default(), "an input without a value");
        };
        let value = self.build(&spec, &Place::root(root.clone()), at)?;
        self.given.insert(root, value.clone());
        Ok(value)
    }

    pub fn built(&self, root: &Root) -> Option<Value<'a>> {
        self.given.get(root).cloned()
    }

    // Functions.

    pub fn call_function(
        &mut self,
        at: FunctionAt<'a>,
        owner: Option<Rc<Class<'a>>>,
        receiver: Option<Value<'a>>,
        args: Args<'a>,
        from: (Code<'a>, Span),
    ) -> Outcome<'a, Value<'a>> {
        self.burn(from.0, from.1)?;
        if self.classes.is_rust {
            return self.rust_function(at, owner, receiver, args, from);
        }
        let mut frame = Frame {
            code: at.code,
            locals: FxHashMap::default(),
            owner,
            receiver: receiver.clone(),
            yielded: at.signature.is_generator.then(Vec::new),
            span: Some(at.signature.span),
            captured: FxHashSet::default(),
        };
        if let (true, Some(this)) = (self.classes.is_script, &frame.receiver) {
            frame.locals.insert(Name::new_static("this"), this.clone());
        }
        self.bind(
            &mut frame,
            at.signature.params.as_slice(),
            receiver,
            args,
            from,
        )?;
        if at.signature.kind == FunctionKind::Constructor {
            self.declared_by_parameters(&frame, at.signature.params.as_slice());
        }
        self.run_function(frame, at.function)
    }

    fn call_closure(
        &mut self,
        closure: &Closure<'a>,
        args: Args<'a>,
        from: (Code<'a>, Span),
    ) -> Outcome<'a, Value<'a>> {
        self.burn(from.0, from.1)?;
        if self.classes.is_rust {
            return self.rust_closure(closure, args, from);
        }
        let Some(function) = closure
            .code
            .body
            .and_then(|body| body.function(closure.function))
        else {
            return self.stop(from.0, from.1, "a function whose code is not at hand");
        };
        let mut frame = Frame {
            code: closure.code,
            locals: closure.locals.iter().cloned().collect(),
            owner: None,
            receiver: None,
            yielded: function.signature.is_generator.then(Vec::new),
            span: Some(function.signature.span),
            captured: match self.classes.is_script {
                true => closure
                    .locals
                    .iter()
                    .map(|(name, _)| name.clone())
                    .collect(),
                false => FxHashSet::default(),
            },
        };
        self.bind(
            &mut frame,
            function.signature.params.as_slice(),
            None,
            args,
            from,
        )?;
        self.run_function(frame, closure.function)
    }

    /// The names of code outside of functions.
    pub(super) fn frame(code: Code<'a>, locals: FxHashMap<Name, Value<'a>>) -> Frame<'a> {
        Frame {
            code,
            locals,
            owner: None,
            receiver: None,
            yielded: None,
            span: None,
            captured: FxHashSet::default(),
        }
    }

    fn run_function(
        &mut self,
        mut frame: Frame<'a>,
        function: FunctionId,
    ) -> Outcome<'a, Value<'a>> {
        let Some(function) = frame.code.body.and_then(|body| body.function(function)) else {
            return Ok(Value::null());
        };
        self.depth += 4;
        let flow = self.block(&mut frame, &function.block);
        self.depth -= 4;
        if self.classes.is_script {
            let returned = flow.map(|flow| match flow {
                Flow::Return(value) => value,
                _ => Value::plain(Datum::Absent),
            });
            return match function.signature.is_async {
                true => self.promised(returned),
                false => returned,
            };
        }
        let flow = flow?;
        if let Some(items) = frame.yielded {
            return Ok(self.list(items));
        }
        Ok(match flow {
            Flow::Return(value) => value,
            _ => Value::null(),
        })
    }

    fn bind(
        &mut self,
        frame: &mut Frame<'a>,
        params: &'a [syntax::facts::Param],
        receiver: Option<Value<'a>>,
        args: Args<'a>,
        from: (Code<'a>, Span),
    ) -> Outcome<'a, ()> {
        let mut positional = args.positional.into_iter();
        let mut keyword = args.keyword;
        let mut receiver = receiver;
        for param in params {
            let value = match param.kind {
                ParamKind::Receiver => receiver.take(),
                ParamKind::Rest => {
                    let rest: Vec<Value<'a>> = positional.by_ref().collect();
                    if self.classes.is_script {
                        let rest = self.list(rest);
                        frame.locals.insert(param.name.clone(), rest);
                        continue;
                    }
                    Some(Value::plain(Datum::Tuple(rest.into())))
                }
                ParamKind::KeywordRest => {
                    let rest = std::mem::take(&mut keyword);
                    let entries = rest
                        .into_iter()
                        .map(|(name, value)| (Value::text(name.as_str()), value))
                        .collect();
                    Some(Value::plain(self.allocate(Cell::Map(entries))))
                }
                ParamKind::KeywordOnly => take(&mut keyword, &param.name),
                ParamKind::Positional | ParamKind::PositionalOnly => positional
                    .next()
                    .or_else(|| take(&mut keyword, &param.name)),
            };
            let value = match value {
                Some(value) if self.classes.is_script && matches!(value.datum, Datum::Absent) => {
                    match param.default {
                        Some(_) => None,
                        None => Some(value),
                    }
                }
                None if self.classes.is_script && param.default.is_none() => {
                    Some(Value::plain(Datum::Absent))
                }
                value => value,
            };
            let value = match (value, param.default) {
                (Some(value), _) => value,
                (None, Some(default)) => self.eval(frame, default)?,
                (None, None) if param.kind == ParamKind::Receiver => continue,
                (None, None) => {
                    return self.stop(
                        from.0,
                        from.1,
                        format!("a call without its argument `{}`", param.name),
                    );
                }
            };
            if let Some(pattern) = &param.pattern {
                self.take_apart(frame, pattern, value)?;
                continue;
            }
            frame.locals.insert(param.name.clone(), value);
        }
        if self.classes.is_script {
            return Ok(());
        }
        if positional.next().is_some() || !keyword.is_empty() {
            return self.stop(
                from.0,
                from.1,
                "a call with more arguments than the function takes",
            );
        }
        Ok(())
    }

    // Statements.

    fn block(&mut self, frame: &mut Frame<'a>, block: &'a Block) -> Outcome<'a, Flow<'a>> {
        self.depth += 1;
        let mut result = Ok(Flow::Next);
        for id in &block.stmts {
            match self.statement(frame, *id) {
                Ok(Flow::Next) => {}
                other => {
                    result = other;
                    break;
                }
            }
        }
        self.depth -= 1;
        result
    }

    fn statement(&mut self, frame: &mut Frame<'a>, id: StmtId) -> Outcome<'a, Flow<'a>> {
        let Some(body) = frame.code.body else {
            return Ok(Flow::Next);
        };
        let stmt = body.stmt(id);
        let code = frame.code;
        self.burn(code, stmt.span)?;
        if !self.building
            && !matches!(
                stmt.kind,
                StmtKind::Empty | StmtKind::Function(_) | StmtKind::Block(_)
            )
        {
            let span = self.classes.sources.span(code, stmt.span);
            self.covered.push((code.file, span));
        }
        match &stmt.kind {
            StmtKind::Expr(expr) => {
                self.eval_unused(frame, *expr)?;
            }
            StmtKind::Assign {
                targets,
                op: None,
                value: None,
                declares: true,
                ..
            } if self.classes.is_script => {
                for target in targets {
                    if let PatternKind::Name(name) = &target.kind {
                        let nothing = Value::plain(Datum::Absent);
                        frame.locals.insert(name.clone(), nothing);
                    }
                }
            }
            StmtKind::Assign {
                targets,
                op,
                value: Some(value),
                declares: false,
                ..
            } if self.classes.is_script => {
                let [target] = targets.as_slice() else {
                    return self.stop(code, stmt.span, "an assignment that is not followed");
                };
                let value = match op {
                    Some(op @ (BinaryOp::Coalesce | BinaryOp::And | BinaryOp::Or)) => {
                        let current = self.place_value(frame, target)?;
                        let keeps = match op {
                            BinaryOp::Coalesce => {
                                !matches!(current.datum, Datum::Null | Datum::Absent)
                            }
                            _ => {
                                let truth = self.truth(code, stmt.span, &current)?;
                                truth == (*op == BinaryOp::Or)
                            }
                        };
                        if keeps {
                            return Ok(Flow::Next);
                        }
                        self.eval(frame, *value)?
                    }
                    Some(op) => {
                        let current = self.place_value(frame, target)?;
                        let operand = self.eval(frame, *value)?;
                        self.binary(code, stmt.span, *op, current, operand)?
                    }
                    None => self.eval(frame, *value)?,
                };
                match &target.kind {
                    PatternKind::Name(name) => {
                        self.rebind(frame, name, value, (code, target.span))?;
                    }
                    _ => self.assign(frame, target, value)?,
                }
            }
            StmtKind::Assign {
                targets, op, value, ..
            } => {
                let Some(value) = value else {
                    return Ok(Flow::Next);
                };
                if let (Some(op), [target]) = (op, targets.as_slice()) {
                    let current = self.place_value(frame, target)?;
                    let operand = self.eval(frame, *value)?;
                    let result = self.binary(code, stmt.span, *op, current, operand)?;
                    self.assign(frame, target, result)?;
                } else {
                    let value = self.eval(frame, *value)?;
                    self.assign_all(frame, targets, value, stmt.span)?;
                }
            }
            StmtKind::Branch {
                test,
                then,
                otherwise,
            } => {
                if self.test(frame, test)? {
                    return self.block(frame, then);
                }
                if let Some(block) = otherwise {
                    return self.block(frame, block);
                }
            }
            StmtKind::Loop { .. } => return self.run_loop(frame, id),
            StmtKind::Match { subject, arms } => return self.run_match(frame, *subject, arms),
            StmtKind::Try {
                body,
                catches,
                otherwise,
                finally,
            } => {
                return self.run_try(frame, body, catches, otherwise.as_ref(), finally.as_ref());
            }
            StmtKind::With { managers, body, .. } => return self.run_with(frame, managers, body),
            StmtKind::Return(values) => {
                let value = match values.as_slice() {
                    [] if self.classes.is_script => Value::plain(Datum::Absent),
                    [] => Value::null(),
                    [only] => {
                        let value = self.eval(frame, *only)?;
                        self.note_answer(code, *only, &value);
                        value
                    }
                    many => {
                        let items = many
                            .iter()
                            .map(|value| self.eval(frame, *value))
                            .collect::<Result<Vec<_>, _>>()?;
                        Value::plain(Datum::Tuple(items.into()))
                    }
                };
                return Ok(Flow::Return(value));
            }
            StmtKind::Raise { error, .. } => {
                let Some(error) = error else {
                    return match self.handling.last() {
                        Some(error) => Err(Box::new(Interrupt::Raise(error.clone()))),
                        None => self.stop(code, stmt.span, "a re-raise outside of a handler"),
                    };
                };
                let error = self.eval(frame, *error)?;
                let error = match &error.datum {
                    Datum::Class(_) | Datum::External(_) => {
                        self.call(&error, Args::default(), (code, stmt.span), true)?
                    }
                    _ => error,
                };
                return Err(Box::new(Interrupt::Raise(error)));
            }
            StmtKind::Break => return Ok(Flow::Break),
            StmtKind::Continue => return Ok(Flow::Continue),
            StmtKind::Assert { test, .. } => {
                let value = self.eval(frame, *test)?;
                if !self.decide(code, *test, &value)? {
                    return self.raise("AssertionError", Vec::new());
                }
            }
            StmtKind::Import(imports) => {
                for import in imports {
                    let path = match (&import.name, import.kind) {
                        (Some(name), _) => format!("{}.{name}", import.module),
                        _ => import.module.to_string(),
                    };
                    if import.level > 0 || import.kind == ImportKind::All {
                        return self.stop(code, stmt.span, "an import inside the function");
                    }
                    let value = match self.classes.named_value(&path) {
                        Some(datum) => datum,
                        None => Datum::External(Name::from(path)),
                    };
                    frame
                        .locals
                        .insert(import.local.clone(), Value::plain(value));
                }
            }
            StmtKind::Function(function) => {
                let Some(declared) = body.function(*function) else {
                    return Ok(Flow::Next);
                };
                let closure = self.closure(frame, *function);
                frame
                    .locals
                    .insert(declared.signature.name.clone(), closure);
            }
            StmtKind::Block(block) => return self.block(frame, block),
            StmtKind::Empty => {}
            StmtKind::Delete(targets) => {
                for target in targets {
                    self.delete(frame, *target, stmt.span)?;
                }
            }
            StmtKind::Defer(_)
            | StmtKind::Spawn(_)
            | StmtKind::Class { .. }
            | StmtKind::Outer(_)
            | StmtKind::Unknown { .. } => {
                return self.stop(code, stmt.span, "a statement that is not followed");
            }
        }
        Ok(Flow::Next)
    }

    pub(super) fn closure(&self, frame: &Frame<'a>, function: FunctionId) -> Value<'a> {
        let locals = frame
            .locals
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        Value::plain(Datum::Closure(Rc::new(Closure {
            code: frame.code,
            function,
            locals,
        })))
    }

    pub(super) fn yield_value(&self, frame: &mut Frame<'a>, value: Value<'a>, from: bool) -> bool {
        match (&mut frame.yielded, from) {
            (Some(items), false) => {
                items.push(value);
                true
            }
            _ => false,
        }
    }

    fn test(&mut self, frame: &mut Frame<'a>, test: &'a Test) -> Outcome<'a, bool> {
        match test {
            Test::Expr(expr) => self.condition(frame, *expr),
            Test::Pattern { value, pattern } => {
                let subject = self.eval(frame, *value)?;
                self.matches(frame, pattern, &subject)
            }
        }
    }

    /// A condition: each operand of `and`, `or` and `not` decides by itself.
    pub(super) fn condition(&mut self, frame: &mut Frame<'a>, expr: ExprId) -> Outcome<'a, bool> {
        use syntax::facts::{ExprKind, UnaryOp};
        let code = frame.code;
        self.burn(code, code.exprs.get(expr).span)?;
        self.depth += 1;
        let result = match &code.exprs.get(expr).kind {
            ExprKind::Unary {
                op: UnaryOp::Not,
                operand,
            } => self.condition(frame, *operand).map(|value| !value),
            ExprKind::Binary {
                op: BinaryOp::And,
                left,
                right,
            } => match self.condition(frame, *left) {
                Ok(true) => self.condition(frame, *right),
                other => other,
            },
            ExprKind::Binary {
                op: BinaryOp::Or,
                left,
                right,
            } => match self.condition(frame, *left) {
                Ok(false) => self.condition(frame, *right),
                other => other,
            },
            _ => match self.eval(frame, expr) {
                Ok(value) => self.decide(code, expr, &value),
                Err(interrupt) => Err(interrupt),
            },
        };
        self.depth -= 1;
        result
    }

    /// The truth of a value, noted as a decision.
    pub(super) fn decide(
        &mut self,
        code: Code<'a>,
        expr: ExprId,
        value: &Value<'a>,
    ) -> Outcome<'a, bool> {
        let span = code.exprs.get(expr).span;
        let taken = self.truth(code, span, value)?;
        self.note(code, span, Branch::Truth(value.clone()), taken);
        Ok(taken)
    }

    pub(super) fn note(&mut self, code: Code<'a>, span: Span, branch: Branch<'a>, taken: bool) {
        let span = self.classes.sources.span(code, span);
        self.events.push(Event {
            file: code.file,
            span,
            branch,
            taken,
            building: self.building,
        });
    }

    pub fn truth(&mut self, code: Code<'a>, span: Span, value: &Value<'a>) -> Outcome<'a, bool> {
        Ok(match &value.datum {
            Datum::Null | Datum::Absent => false,
            Datum::Promise(_) => {
                return self.stop(code, span, "a promise that is not waited for");
            }
            Datum::Bool(value) => *value,
            Datum::Int(value) => *value != 0,
            Datum::Float(value) => *value != 0.0,
            Datum::Decimal(value) => value.coefficient != 0,
            Datum::Text(text) | Datum::Bytes(text) => !text.is_empty(),
            Datum::Span(micros) => *micros != 0,
            Datum::Tuple(items) => !items.is_empty(),
            Datum::Variant(class, _, inner) => {
                let plain = !class.is_script
                    && !class::has_base(class, "IntEnum")
                    && !class::has_base(class, "StrEnum")
                    && !class::has_base(class, "str")
                    && !class::has_base(class, "int");
                if plain {
                    true
                } else {
                    let inner = Rc::clone(inner);
                    self.truth(code, span, &inner)?
                }
            }
            // Objects are true whatever they hold.
            Datum::Cell(_) if self.classes.is_script => true,
            Datum::Cell(id) => match self.cell(*id) {
                Some(Cell::List(items) | Cell::Set { items, .. }) => !items.is_empty(),
                Some(Cell::Map(entries)) => !entries.is_empty(),
                Some(Cell::Object(object)) => {
                    let class = Rc::clone(&object.class);
                    for name in ["__bool__", "__len__"] {
                        if let Some(method) = class::method(&class, name) {
                            let at = method.at;
                            let answer = self.call_function(
                                at,
                                Some(class.clone()),
                                Some(value.clone()),
                                Args::default(),
                                (code, span),
                            )?;
                            return self.truth(code, span, &answer);
                        }
                    }
                    true
                }
                _ => true,
            },
            Datum::Unknown(unknown) => {
                let why = format!("it depends on {}", unknown.what);
                return self.stop(code, span, why);
            }
            _ => true,
        })
    }

    fn run_loop(&mut self, frame: &mut Frame<'a>, id: StmtId) -> Outcome<'a, Flow<'a>> {
        let code = frame.code;
        let Some(stmt) = code.body.map(|body| body.stmt(id)) else {
            return Ok(Flow::Next);
        };
        let StmtKind::Loop {
            target,
            iterable,
            test,
            body,
            otherwise,
            ..
        } = &stmt.kind
        else {
            return Ok(Flow::Next);
        };
        let span = stmt.span;
        let mut items = match iterable {
            Some(iterable) => {
                let value = self.eval(frame, *iterable)?;
                let items = self.items(code, span, &value)?;
                self.note(
                    code,
                    code.exprs.get(*iterable).span,
                    Branch::Loop(value, items.len()),
                    !items.is_empty(),
                );
                Some(items.into_iter())
            }
            None => None,
        };
        loop {
            match (&mut items, test) {
                (Some(items), _) => {
                    let Some(item) = items.next() else { break };
                    if let Some(target) = target {
                        self.assign(frame, target, item)?;
                    }
                }
                (None, Some(test)) => {
                    if !self.test(frame, test)? {
                        break;
                    }
                }
                (None, None) => self.burn(code, span)?,
            }
            match self.block(frame, body)? {
                Flow::Next | Flow::Continue => {}
                Flow::Break => return Ok(Flow::Next),
                returned @ Flow::Return(_) => return Ok(returned),
            }
        }
        match otherwise {
            Some(block) => self.block(frame, block),
            None => Ok(Flow::Next),
        }
    }

    fn run_match(
        &mut self,
        frame: &mut Frame<'a>,
        subject: ExprId,
        arms: &'a [MatchArm],
    ) -> Outcome<'a, Flow<'a>> {
        let subject = self.eval(frame, subject)?;
        for arm in arms {
            if self.matches(frame, &arm.pattern, &subject)?
                && match arm.guard {
                    Some(guard) => self.condition(frame, guard)?,
                    None => true,
                }
            {
                return self.block(frame, &arm.block);
            }
        }
        Ok(Flow::Next)
    }

    fn matches(
        &mut self,
        frame: &mut Frame<'a>,
        pattern: &'a Pattern,
        value: &Value<'a>,
    ) -> Outcome<'a, bool> {
        let code = frame.code;
        self.burn(code, pattern.span)?;
        match &pattern.kind {
            PatternKind::Wildcard => Ok(true),
            PatternKind::Name(name) => {
                frame.locals.insert(name.clone(), value.clone());
                Ok(true)
            }
            PatternKind::Bind { name, inner } => {
                let matched = self.matches(frame, inner, value)?;
                if matched {
                    frame.locals.insert(name.clone(), value.clone());
                }
                Ok(matched)
            }
            PatternKind::Literal(_) | PatternKind::Place(_) if self.classes.is_script => {
                let other = match &pattern.kind {
                    PatternKind::Place(expr) => self.eval(frame, *expr)?,
                    PatternKind::Literal(syntax::facts::Literal::Null) => {
                        self.nothing(code, pattern.span)
                    }
                    PatternKind::Literal(literal) => self.literal(literal),
                    _ => return Ok(false),
                };
                let from = (code, pattern.span);
                let equal = self.same_or_not(BinaryOp::Equal, value.clone(), other, false, from)?;
                let taken = self.truth(code, pattern.span, &equal)?;
                self.note(code, pattern.span, Branch::Truth(equal), taken);
                Ok(taken)
            }
            PatternKind::Literal(literal) => {
                let literal = self.literal(literal);
                let equal =
                    self.binary(code, pattern.span, BinaryOp::Equal, value.clone(), literal)?;
                let taken = self.truth(code, pattern.span, &equal)?;
                self.note(code, pattern.span, Branch::Truth(equal), taken);
                Ok(taken)
            }
            PatternKind::Place(expr) => {
                let other = self.eval(frame, *expr)?;
                let equal =
                    self.binary(code, pattern.span, BinaryOp::Equal, value.clone(), other)?;
                let taken = self.truth(code, pattern.span, &equal)?;
                self.note(code, pattern.span, Branch::Truth(equal), taken);
                Ok(taken)
            }
            PatternKind::Or(patterns) => {
                for pattern in patterns {
                    if self.matches(frame, pattern, value)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            PatternKind::Sequence(patterns) => {
                if patterns
                    .iter()
                    .any(|pattern| matches!(pattern.kind, PatternKind::Rest(_)))
                {
                    return self.stop(code, pattern.span, "a pattern that is not followed");
                }
                let items = match &value.datum {
                    Datum::Tuple(items) => items.to_vec(),
                    Datum::Cell(id) => match self.cell(*id) {
                        Some(Cell::List(items)) => items.clone(),
                        _ => return Ok(false),
                    },
                    _ => return Ok(false),
                };
                if items.len() != patterns.len() {
                    return Ok(false);
                }
                for (pattern, item) in patterns.iter().zip(&items) {
                    if !self.matches(frame, pattern, item)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            PatternKind::Type { path, parts } => {
                let Some(class) = self.classes.named(code.file, path) else {
                    return self.stop(code, pattern.span, "a pattern that is not followed");
                };
                let Some(object) = self.object(value).cloned() else {
                    return Ok(false);
                };
                if !is_kind_of(&object.class, &class) {
                    return Ok(false);
                }
                for (index, (name, part)) in parts.iter().enumerate() {
                    let field = match name {
                        Some(name) => Some(name.clone()),
                        None => class.fields.get(index).map(|field| field.name.clone()),
                    };
                    let Some(field) = field else {
                        return self.stop(code, pattern.span, "a pattern that is not followed");
                    };
                    let held = self.attribute(value, &field, (code, pattern.span))?;
                    if !self.matches(frame, part, &held)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            PatternKind::Map(_) | PatternKind::Rest(_) | PatternKind::Unknown => {
                self.stop(code, pattern.span, "a pattern that is not followed")
            }
        }
    }

    fn run_try(
        &mut self,
        frame: &mut Frame<'a>,
        body: &'a Block,
        catches: &'a [Catch],
        otherwise: Option<&'a Block>,
        finally: Option<&'a Block>,
    ) -> Outcome<'a, Flow<'a>> {
        let mut guards = Vec::new();
        for catch in catches {
            for ty in &catch.types {
                let class = self.eval(frame, *ty)?;
                match &class.datum {
                    Datum::Tuple(items) => guards.extend(items.iter().cloned()),
                    _ => guards.push(class),
                }
            }
            if catch.types.is_empty() && self.classes.is_script {
                guards.extend(self.told_apart(frame, catch));
            } else if catch.types.is_empty() {
                guards.push(Value::plain(Datum::External(Name::new("Exception"))));
            }
        }
        self.guards.push(guards);
        let depth = self.depth;
        let result = self.block(frame, body);
        self.depth = depth;
        self.guards.pop();
        let result = match result {
            Ok(Flow::Next) => match otherwise {
                Some(block) => self.block(frame, block),
                None => Ok(Flow::Next),
            },
            Err(interrupt) => match *interrupt {
                Interrupt::Raise(error) if self.building => {
                    return Err(Box::new(Interrupt::Raise(error)));
                }
                Interrupt::Raise(error) => self.caught(frame, catches, error),
                other => return Err(Box::new(other)),
            },
            other => other,
        };
        if let Some(block) = finally {
            match self.block(frame, block)? {
                Flow::Next => {}
                leaves => return Ok(leaves),
            }
        }
        result
    }

    fn caught(
        &mut self,
        frame: &mut Frame<'a>,
        catches: &'a [Catch],
        error: Value<'a>,
    ) -> Outcome<'a, Flow<'a>> {
        for catch in catches {
            let mut taken = catch.types.is_empty();
            for ty in &catch.types {
                let class = self.eval(frame, *ty)?;
                let classes = match &class.datum {
                    Datum::Tuple(items) => items.to_vec(),
                    _ => vec![class],
                };
                for class in classes {
                    taken |= self.is_error_of(&error, &class);
                }
            }
            if taken {
                if let Some(binding) = &catch.binding {
                    frame.locals.insert(binding.clone(), error.clone());
                }
                self.handling.push(error);
                let result = self.block(frame, &catch.block);
                self.handling.pop();
                return result;
            }
        }
        Err(Box::new(Interrupt::Raise(error)))
    }

    /// Whether an error is an instance of a class.
    pub fn is_error_of(&self, error: &Value<'a>, class: &Value<'a>) -> bool {
        let Datum::Cell(id) = error.datum else {
            return false;
        };
        match (self.cell(id), &class.datum) {
            (Some(Cell::Object(object)), Datum::Class(class)) => is_kind_of(&object.class, class),
            (Some(Cell::Object(object)), Datum::External(path)) => {
                error_root(&object.class).is_some_and(|root| derives(&root, last(path)))
                    || class::has_base(&object.class, last(path))
            }
            (Some(Cell::Error { class, .. }), Datum::External(path)) => {
                derives(class, last(path)) || class == last(path)
            }
            _ => false,
        }
    }

    fn run_with(
        &mut self,
        frame: &mut Frame<'a>,
        managers: &'a [(ExprId, Option<Pattern>)],
        body: &'a Block,
    ) -> Outcome<'a, Flow<'a>> {
        let code = frame.code;
        let mut suppressed = Vec::new();
        let mut exits = Vec::new();
        for (manager, target) in managers {
            let span = code.exprs.get(*manager).span;
            let value = self.eval(frame, *manager)?;
            let entered = match &value.datum {
                Datum::Double(_) => value.clone(),
                Datum::External(path) if is_quiet_manager(path) => value.clone(),
                Datum::Tuple(items)
                    if items.first().and_then(Value::as_text) == Some("contextlib.suppress") =>
                {
                    suppressed.extend(items.iter().skip(1).cloned());
                    value.clone()
                }
                Datum::Cell(_) => {
                    let Some(class) = self.object(&value).map(|object| Rc::clone(&object.class))
                    else {
                        return self.stop(code, span, "a context manager that is not followed");
                    };
                    let pair = ["__aenter__", "__enter__"]
                        .iter()
                        .find_map(|name| class::method(&class, name))
                        .zip(
                            ["__aexit__", "__exit__"]
                                .iter()
                                .find_map(|name| class::method(&class, name)),
                        );
                    let Some((enter, exit)) = pair else {
                        return self.stop(code, span, "a context manager that is not followed");
                    };
                    let (enter, exit) = (enter.at, exit.at);
                    exits.push((exit, Rc::clone(&class), value.clone()));
                    self.call_function(
                        enter,
                        Some(class),
                        Some(value.clone()),
                        Args::default(),
                        (code, span),
                    )?
                }
                _ => return self.stop(code, span, "a context manager that is not followed"),
            };
            if let Some(target) = target {
                self.assign(frame, target, entered)?;
            }
        }
        let guarded = !suppressed.is_empty();
        if guarded {
            self.guards.push(suppressed.clone());
        }
        let result = self.block(frame, body);
        if guarded {
            self.guards.pop();
        }
        let raised =
            matches!(&result, Err(interrupt) if matches!(**interrupt, Interrupt::Raise(_)));
        for (exit, class, value) in exits.into_iter().rev() {
            if raised {
                return self.stop(
                    code,
                    body.span,
                    "an error that leaves a context manager of the project",
                );
            }
            let args = Args {
                positional: vec![Value::null(), Value::null(), Value::null()],
                keyword: Vec::new(),
            };
            self.call_function(exit, Some(class), Some(value), args, (code, body.span))?;
        }
        match result {
            Err(interrupt) => match *interrupt {
                Interrupt::Raise(error)
                    if suppressed
                        .iter()
                        .any(|class| self.is_error_of(&error, class)) =>
                {
                    Ok(Flow::Next)
                }
                other => Err(Box::new(other)),
            },
            other => other,
        }
    }

    // Targets.

    fn assign_all(
        &mut self,
        frame: &mut Frame<'a>,
        targets: &'a [Pattern],
        value: Value<'a>,
        span: Span,
    ) -> Outcome<'a, ()> {
        match targets {
            [only] => self.assign(frame, only, value),
            many => {
                let items = self.items(frame.code, span, &value)?;
                if items.len() != many.len() {
                    return self.stop(
                        frame.code,
                        span,
                        "an assignment to several names that is not followed",
                    );
                }
                for (target, item) in many.iter().zip(items) {
                    self.assign(frame, target, item)?;
                }
                Ok(())
            }
        }
    }

    pub(super) fn assign(
        &mut self,
        frame: &mut Frame<'a>,
        target: &'a Pattern,
        value: Value<'a>,
    ) -> Outcome<'a, ()> {
        use syntax::facts::ExprKind;
        let code = frame.code;
        match &target.kind {
            PatternKind::Wildcard => Ok(()),
            PatternKind::Name(name) => {
                frame.locals.insert(name.clone(), value);
                Ok(())
            }
            PatternKind::Map(_) | PatternKind::Sequence(_) if self.classes.is_script => {
                self.take_apart(frame, target, value)
            }
            PatternKind::Sequence(parts) => {
                if parts
                    .iter()
                    .any(|part| matches!(part.kind, PatternKind::Rest(_)))
                {
                    return self.stop(
                        code,
                        target.span,
                        "an assignment to several names that is not followed",
                    );
                }
                self.assign_all_parts(frame, parts, value, target.span)
            }
            PatternKind::Place(expr) => match &code.exprs.get(*expr).kind {
                ExprKind::Member { object, name, .. } => {
                    let object = self.eval(frame, *object)?;
                    self.set_attribute(&object, name, value, (code, target.span))
                }
                ExprKind::Index { object, index } => {
                    let object = self.eval(frame, *object)?;
                    let index = self.eval(frame, *index)?;
                    if self.classes.is_script {
                        let from = (code, target.span);
                        return self.set_script_item(&object, &index, value, from);
                    }
                    self.set_item(&object, &index, value, (code, target.span))
                }
                _ => self.stop(code, target.span, "an assignment that is not followed"),
            },
            _ => self.stop(code, target.span, "an assignment that is not followed"),
        }
    }

    fn assign_all_parts(
        &mut self,
        frame: &mut Frame<'a>,
        parts: &'a [Pattern],
        value: Value<'a>,
        span: Span,
    ) -> Outcome<'a, ()> {
        let items = self.items(frame.code, span, &value)?;
        if items.len() != parts.len() {
            return self.stop(
                frame.code,
                span,
                "an assignment to several names that is not followed",
            );
        }
        for (target, item) in parts.iter().zip(items) {
            self.assign(frame, target, item)?;
        }
        Ok(())
    }

    fn place_value(
        &mut self,
        frame: &mut Frame<'a>,
        target: &'a Pattern,
    ) -> Outcome<'a, Value<'a>> {
        match &target.kind {
            PatternKind::Name(name) => self.name(frame, name, target.span),
            PatternKind::Place(expr) => self.eval(frame, *expr),
            _ => self.stop(
                frame.code,
                target.span,
                "an assignment that is not followed",
            ),
        }
    }

    fn delete(&mut self, frame: &mut Frame<'a>, target: ExprId, span: Span) -> Outcome<'a, ()> {
        use syntax::facts::ExprKind;
        let code = frame.code;
        match &code.exprs.get(target).kind {
            ExprKind::Index { object, index } => {
                let object = self.eval(frame, *object)?;
                let index = self.eval(frame, *index)?;
                self.remove_item(&object, &index, (code, span))
            }
            ExprKind::Name(name) => {
                frame.locals.remove(name);
                Ok(())
            }
            _ => self.stop(code, span, "a deletion that is not followed"),
        }
    }

    pub(super) fn set_attribute(
        &mut self,
        object: &Value<'a>,
        name: &Name,
        value: Value<'a>,
        from: (Code<'a>, Span),
    ) -> Outcome<'a, ()> {
        let Datum::Cell(id) = object.datum else {
            return self.stop(
                from.0,
                from.1,
                format!("an assignment to `{name}` of a value that is not followed"),
            );
        };
        let Some(Cell::Object(found)) = self.cell(id) else {
            return self.stop(
                from.0,
                from.1,
                format!("an assignment to `{name}` of a value that is not followed"),
            );
        };
        if class::method(&found.class, "__setattr__").is_some()
            || class::method(&found.class, name).is_some_and(|method| method.is_property)
        {
            return self.stop(
                from.0,
                from.1,
                format!("an assignment to `{name}` that runs code"),
            );
        }
        match found.class.kind {
            ClassKind::Data { frozen: true, .. } => {
                return self.raise("FrozenInstanceError", Vec::new());
            }
            ClassKind::Model { frozen: true } => return self.raise("ValidationError", Vec::new()),
            ClassKind::NamedTuple => return self.raise("AttributeError", Vec::new()),
            _ => {}
        }
        if let Some(Cell::Object(found)) = self.cell_mut(id) {
            match found.fields.iter_mut().find(|(field, _)| field == name) {
                Some((_, held)) => *held = value,
                None => found.fields.push((name.clone(), value)),
            }
        }
        Ok(())
    }

    // Doubles.

    /// Asks a double: the answer is the one of the set-up, a default one is added where there is none.
    pub(super) fn ask(
        &mut self,
        double: &Rc<Double<'a>>,
        method: &Name,
        args: Args<'a>,
        from: (Code<'a>, Span),
        result_used: bool,
    ) -> Outcome<'a, Value<'a>> {
        if self.classes.is_rust {
            return self.asked_function(double, args, from, result_used);
        }
        let answer = self.answer(double, method, args, from, result_used);
        let is_async = self.calls.last().is_some_and(|call| call.is_async);
        match self.classes.is_script && is_async {
            true => self.promised(answer),
            false => answer,
        }
    }

    fn answer(
        &mut self,
        double: &Rc<Double<'a>>,
        method: &Name,
        args: Args<'a>,
        from: (Code<'a>, Span),
        result_used: bool,
    ) -> Outcome<'a, Value<'a>> {
        let (file, returns, params, is_async, keyword_names) = match &double.kind {
            DoubleKind::Port(class) => {
                let Some(found) = class::method(class, method) else {
                    return self.stop(
                        from.0,
                        from.1,
                        format!("`{}.{method}` is not declared", class.name),
                    );
                };
                let signature = found.at.signature;
                let params: Vec<Name> = signature
                    .params
                    .iter()
                    .filter(|param| param.kind != ParamKind::Receiver)
                    .map(|param| param.name.clone())
                    .collect();
                let code = found.at.code;
                let scope = self.classes.sources.scope(code.file, code.item);
                let waits = signature.returns.as_ref().is_some_and(|returns| {
                    super::script::types::is_promise(self.classes, scope, returns)
                });
                (
                    scope,
                    signature.returns.clone(),
                    signature.params.as_slice(),
                    signature.is_async || (self.classes.is_script && waits),
                    params,
                )
            }
            DoubleKind::Callable {
                file,
                returns,
                is_async,
                ..
            } => (
                *file,
                returns.as_deref().cloned(),
                [].as_slice(),
                *is_async,
                Vec::new(),
            ),
        };
        let same_args = |run: &Self, call: &Call<'a>| {
            call.positional.len() == args.positional.len()
                && call.keyword.len() == args.keyword.len()
                && call
                    .positional
                    .iter()
                    .zip(&args.positional)
                    .all(|(left, right)| run.equal(left, right) == Some(true))
                && call.keyword.iter().zip(&args.keyword).all(|(left, right)| {
                    left.0 == right.0 && run.equal(&left.1, &right.1) == Some(true)
                })
        };
        let earlier: Vec<&Call<'a>> = self
            .calls
            .iter()
            .filter(|call| call.double.path == double.path && call.method == *method)
            .collect();
        let repeated = earlier
            .iter()
            .find(|call| same_args(self, call))
            .map(|call| call.nth);
        let nth =
            repeated.unwrap_or_else(|| earlier.iter().map(|call| call.nth + 1).max().unwrap_or(0));
        let key = (double.path.clone(), method.clone(), nth);
        if let Some(ty) = &returns {
            let (at, ty) = self.classes.answered_type(file, ty);
            let root = Root::Answer(key.0.clone(), key.1.clone(), nth);
            self.types.insert(
                root,
                (at, ty, super::defaults::answer_name(method), String::new()),
            );
        }
        if !self.world.answers.contains_key(&key) {
            let answer = match self.defaults.answer(
                self.classes,
                file,
                method,
                returns.as_ref(),
                params,
                nth,
            ) {
                Some(answer) => answer,
                None if !result_used && self.classes.is_script => {
                    Answer::Returns(super::world::Spec::Absent)
                }
                None if !result_used => Answer::Returns(super::world::Spec::Null),
                None => {
                    let asked = if method.is_empty() {
                        double.path.to_string()
                    } else {
                        format!("{}.{method}", double.path)
                    };
                    return self.stop(
                        from.0,
                        from.1,
                        format!("what `{asked}` answers cannot be told from its type"),
                    );
                }
            };
            self.world.answers.insert(key.clone(), answer);
        }
        let errors = self.awaited_errors();
        if !errors.is_empty() {
            let raised = matches!(self.world.answers.get(&key), Some(Answer::Raises(_)));
            let branch = Branch::Call {
                double: key.0.clone(),
                method: key.1.clone(),
                nth,
                errors,
            };
            self.note(from.0, from.1, branch, raised);
        }
        self.calls.push(Call {
            double: Rc::clone(double),
            method: method.clone(),
            nth,
            positional: args.positional.clone(),
            keyword: args.keyword.clone(),
            result_used,
            is_async,
            raised: matches!(self.world.answers.get(&key), Some(Answer::Raises(_))),
        });
        match self.world.answers.get(&key).cloned() {
            Some(Answer::Returns(spec)) => {
                if let Some(value) = self.answered.get(&key) {
                    return Ok(value.clone());
                }
                let place = Place::root(Root::Answer(key.0.clone(), key.1.clone(), nth));
                let value = self.build(&spec, &place, from.0)?;
                self.answered.insert(key, value.clone());
                Ok(value)
            }
            Some(Answer::Echo(index)) => {
                let named = keyword_names.get(index);
                let value = args.positional.get(index).cloned().or_else(|| {
                    args.keyword
                        .iter()
                        .find(|(name, _)| Some(name) == named)
                        .map(|(_, value)| value.clone())
                });
                match value {
                    Some(value) => Ok(value),
                    None => self.stop(from.0, from.1, "a call whose answer is not followed"),
                }
            }
            Some(Answer::Raises(error)) => {
                let error = self.make_error(&error, from)?;
                Err(Box::new(Interrupt::Raise(error)))
            }
            None => self.stop(from.0, from.1, "a call without an answer"),
        }
    }

    /// The errors that handlers around wait for, innermost first, without those that catch everything
    /// where a more specific one is waited for too.
    fn awaited_errors(&self) -> Vec<ErrorSpec<'a>> {
        let mut errors = Vec::new();
        if self.building {
            return errors;
        }
        for guard in self.guards.iter().rev().flatten() {
            let error = match &guard.datum {
                Datum::Class(class) if class.kind == ClassKind::Error => {
                    ErrorSpec::Project(Rc::clone(class))
                }
                Datum::External(path) if self.classes.is_script => ErrorSpec::Builtin(path.clone()),
                Datum::External(path) if builtin_error(last(path)) => match last(path) {
                    "Exception" | "BaseException" => ErrorSpec::Builtin(Name::new("RuntimeError")),
                    name => ErrorSpec::Builtin(Name::new(name)),
                },
                _ => continue,
            };
            errors.push(error);
        }
        errors
    }

    pub(super) fn make_error(
        &mut self,
        error: &ErrorSpec<'a>,
        from: (Code<'a>, Span),
    ) -> Outcome<'a, Value<'a>> {
        match error {
            ErrorSpec::Builtin(name) => Ok(Value::plain(self.allocate(Cell::Error {
                class: name.clone(),
                args: match self.classes.is_script {
                    true => vec![Value::text(BOOM)],
                    false => Vec::new(),
                },
            }))),
            ErrorSpec::Project(class) => {
                let needs =
                    class::init(class).is_some_and(|init| {
                        init.at.signature.params.iter().any(|param| {
                            param.kind != ParamKind::Receiver && param.default.is_none()
                        })
                    });
                if needs {
                    return self.stop(from.0, from.1, format!("how `{}` is made", class.name));
                }
                let was = std::mem::replace(&mut self.building, true);
                let error = self.construct(class, Args::default(), from, None);
                self.building = was;
                error
            }
        }
    }

    /// The errors that a handler of everything tells apart, and one that it does not.
    fn told_apart(&self, frame: &Frame<'a>, catch: &'a Catch) -> Vec<Value<'a>> {
        let mut out = Vec::new();
        let code = frame.code;
        for (_, expr) in code.exprs.iter() {
            let inside = catch.span.start <= expr.span.start && expr.span.end <= catch.span.end;
            let syntax::facts::ExprKind::Matches { pattern, .. } = &expr.kind else {
                continue;
            };
            if let (true, PatternKind::Type { path, .. }) = (inside, &pattern.kind)
                && let Some(class) = self.classes.named(code.file, path)
                && class.kind == ClassKind::Error
            {
                out.push(Value::plain(Datum::Class(class)));
            }
        }
        out.push(Value::plain(Datum::External(Name::new_static("Error"))));
        out
    }

    /// The method of a base, for `super().name(...)`.
    pub(super) fn inherited(
        &self,
        owner: &Rc<Class<'a>>,
        name: &str,
    ) -> Option<(FunctionAt<'a>, Rc<Class<'a>>)> {
        owner.bases.iter().find_map(|base| match base {
            Base::Project(base) => {
                class::method(base, name).map(|method| (method.at, Rc::clone(base)))
            }
            Base::External(_) => None,
        })
    }

    pub(super) fn call_bound_closure(
        &mut self,
        closure: &Rc<Closure<'a>>,
        args: Args<'a>,
        from: (Code<'a>, Span),
    ) -> Outcome<'a, Value<'a>> {
        self.call_closure(closure, args, from)
    }
}

fn take<'a>(keyword: &mut Vec<(Name, Value<'a>)>, name: &Name) -> Option<Value<'a>> {
    let at = keyword.iter().position(|(given, _)| given == name)?;
    Some(keyword.remove(at).1)
}

fn is_quiet_manager(path: &str) -> bool {
    matches!(
        path,
        "anyio.fail_after"
            | "anyio.move_on_after"
            | "asyncio.timeout"
            | "contextlib.nullcontext"
            | "asyncio.Lock"
            | "threading.Lock"
            | "threading.RLock"
            | "anyio.Lock"
    )
}
