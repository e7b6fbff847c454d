//! The meaning of code where values are owned, failures are values and everything is an expression; it shares
//! set-ups, decisions and their turning with the other languages.

mod calls;
mod collections;
mod conversions;
mod expressions;
mod numbers;
mod options;
mod paths;
mod patterns;
pub mod set_up;
pub mod target;
mod texts;
mod times;
pub mod types;

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::{
    Block, Name, Param, ParamKind, Pattern, PatternKind, StmtId, StmtKind, Test, TypeRef,
};
use syntax::span::Span;

use super::class::Class;
use super::run::{Args, Branch, Frame, Interrupt, Outcome, Run};
use super::value::{Cell, Closure, Datum, Root, Tagged, Value};
use crate::sources::{Code, FunctionAt};
use types::Typed;

pub use calls::is_future;

type From<'a> = (Code<'a>, Span);

/// Passes of one loop that are followed.
const PASSES: usize = 2_000;

/// What leaves the middle of an expression.
pub enum Leave<'a> {
    Return(Value<'a>),
    Break,
    Continue,
}

/// What a run of such code knows besides.
#[derive(Default)]
pub struct State {
    /// The types of the roots of the set-up, with the names they go by.
    pub types: FxHashMap<Root, (Typed, Name)>,
    /// The types of what the running functions give.
    returns: Vec<Option<Typed>>,
}

/// Whether a value says that something failed.
pub fn is_failure(run: &Run<'_, '_>, value: &Value<'_>) -> bool {
    match &value.datum {
        Datum::Tagged(tagged) => {
            Rc::ptr_eq(&tagged.class, &run.classes.built_in.result) && tagged.at == set_up::ERR
        }
        _ => false,
    }
}

impl<'a> Run<'a, '_> {
    fn leave<T>(&self, leave: Leave<'a>) -> Outcome<'a, T> {
        Err(Box::new(Interrupt::Leave(leave)))
    }

    pub(super) fn tagged(
        &self,
        class: &Rc<Class<'a>>,
        at: usize,
        parts: Vec<Value<'a>>,
    ) -> Value<'a> {
        let name = class
            .variants
            .get(at)
            .map_or("", |(name, ..)| name.as_str());
        let parts = parts
            .into_iter()
            .enumerate()
            .map(|(index, part)| (Name::from(format!("{name}.{index}")), part))
            .collect();
        Value::plain(Datum::Tagged(Rc::new(Tagged {
            class: Rc::clone(class),
            at,
            parts,
        })))
    }

    fn some(&self, value: Value<'a>) -> Value<'a> {
        self.tagged(&self.classes.built_in.option, set_up::SOME, vec![value])
    }

    fn none(&self) -> Value<'a> {
        self.tagged(&self.classes.built_in.option, set_up::NONE, Vec::new())
    }

    fn ok(&self, value: Value<'a>) -> Value<'a> {
        self.tagged(&self.classes.built_in.result, set_up::OK, vec![value])
    }

    fn err(&self, value: Value<'a>) -> Value<'a> {
        self.tagged(&self.classes.built_in.result, set_up::ERR, vec![value])
    }

    fn scope_of(&self, code: Code<'a>) -> usize {
        self.classes.sources.scope(code.file, code.item)
    }

    fn typed(&self, code: Code<'a>, ty: &TypeRef) -> Typed {
        Typed::new(self.scope_of(code), ty.clone())
    }

    // Functions.

    pub(super) fn rust_function(
        &mut self,
        at: FunctionAt<'a>,
        owner: Option<Rc<Class<'a>>>,
        receiver: Option<Value<'a>>,
        args: Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let Some(function) = at.code.body.and_then(|body| body.function(at.function)) else {
            return self.stop(from.0, from.1, "a function whose code is not at hand");
        };
        if at.signature.is_abstract {
            let why = format!("`{}` is declared without code", at.signature.name);
            return self.stop(from.0, from.1, why);
        }
        let mut frame = Self::frame(at.code, FxHashMap::default());
        frame.owner = owner;
        frame.span = Some(at.signature.span);
        self.rust_bind(&mut frame, &at.signature.params, receiver, args, from)?;
        let returns = at.signature.returns.as_ref();
        let returns = returns.map(|ty| self.typed(at.code, ty));
        let gives_nothing = returns.is_none();
        let value = self.rust_body(&mut frame, &function.block, returns)?;
        Ok(if gives_nothing { Value::null() } else { value })
    }

    pub(super) fn rust_closure(
        &mut self,
        closure: &Closure<'a>,
        args: Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let Some(function) = closure
            .code
            .body
            .and_then(|body| body.function(closure.function))
        else {
            return self.stop(from.0, from.1, "a function whose code is not at hand");
        };
        let mut frame = Self::frame(closure.code, closure.locals.iter().cloned().collect());
        frame.owner = self
            .classes
            .sources
            .facts(closure.code.file, closure.code.item)
            .and_then(|_| types::owner(self.classes, self.scope_of(closure.code)));
        frame.span = Some(function.signature.span);
        frame.captured = closure
            .locals
            .iter()
            .map(|(name, _)| name.clone())
            .collect::<FxHashSet<_>>();
        self.rust_bind(&mut frame, &function.signature.params, None, args, from)?;
        let returns = function.signature.returns.as_ref();
        let returns = returns.map(|ty| self.typed(closure.code, ty));
        self.rust_body(&mut frame, &function.block, returns)
    }

    fn rust_bind(
        &mut self,
        frame: &mut Frame<'a>,
        params: &'a [Param],
        receiver: Option<Value<'a>>,
        args: Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, ()> {
        let mut receiver = receiver;
        let mut positional = args.positional.into_iter();
        let mut keyword = args.keyword;
        for param in params {
            if param.kind == ParamKind::Receiver {
                if let Some(value) = receiver.take() {
                    frame.locals.insert(Name::new_static("self"), value);
                }
                continue;
            }
            let called = super::called(param);
            let named = keyword
                .iter()
                .position(|(name, _)| *name == param.name || *name == called);
            let value = match named {
                Some(at) => Some(keyword.remove(at).1),
                None => positional.next(),
            };
            let Some(value) = value else {
                let why = format!("a call without its argument `{}`", param.name);
                return self.stop(from.0, from.1, why);
            };
            let value = self.passed(value);
            match &param.pattern {
                Some(pattern) => {
                    if !self.rust_matches(frame, pattern, &value)? {
                        return self.stop(from.0, from.1, "a parameter that is not followed");
                    }
                }
                None => self.declare(frame, &param.name, value),
            }
        }
        match positional.next() {
            Some(_) => self.stop(from.0, from.1, "a call with more arguments than it takes"),
            None => Ok(()),
        }
    }

    fn rust_body(
        &mut self,
        frame: &mut Frame<'a>,
        block: &'a Block,
        returns: Option<Typed>,
    ) -> Outcome<'a, Value<'a>> {
        self.native.returns.push(returns.clone());
        self.depth += 4;
        let result = self.rust_block(frame, block, returns.as_ref());
        self.depth -= 4;
        self.native.returns.pop();
        match result {
            Err(interrupt) => match *interrupt {
                Interrupt::Leave(Leave::Return(value)) => Ok(value),
                other => Err(Box::new(other)),
            },
            result => result,
        }
    }

    fn declare(&mut self, frame: &mut Frame<'a>, name: &Name, value: Value<'a>) {
        frame.captured.remove(name);
        frame.locals.insert(name.clone(), value);
    }

    /// Code in a block: its names end with it.
    fn rust_block(
        &mut self,
        frame: &mut Frame<'a>,
        block: &'a Block,
        hint: Option<&Typed>,
    ) -> Outcome<'a, Value<'a>> {
        self.scoped(frame, block.span, None, |run, frame| {
            let mut last = Value::null();
            let count = block.stmts.len();
            for (index, id) in block.stmts.iter().enumerate() {
                let is_last = index + 1 == count;
                last =
                    run.rust_statement(frame, *id, if is_last { hint } else { None }, is_last)?;
            }
            Ok(last)
        })
    }

    /// Runs something whose names end with it: those that were there before are as they were, unless assigned.
    fn scoped<T>(
        &mut self,
        frame: &mut Frame<'a>,
        span: Span,
        bound: Option<&'a Pattern>,
        inner: impl FnOnce(&mut Self, &mut Frame<'a>) -> Outcome<'a, T>,
    ) -> Outcome<'a, T> {
        let mut declared = declared_in(frame.code, span);
        if let Some(pattern) = bound {
            patterns::names_of(pattern, &mut declared);
        }
        let held: Vec<(Name, Option<Value<'a>>)> = declared
            .into_iter()
            .map(|name| {
                let value = frame.locals.get(&name).cloned();
                (name, value)
            })
            .collect();
        self.depth += 1;
        let result = inner(self, frame);
        self.depth -= 1;
        for (name, value) in held {
            match value {
                Some(value) => drop(frame.locals.insert(name, value)),
                None => drop(frame.locals.remove(&name)),
            }
        }
        result
    }

    // Statements.

    fn rust_statement(
        &mut self,
        frame: &mut Frame<'a>,
        id: StmtId,
        hint: Option<&Typed>,
        used: bool,
    ) -> Outcome<'a, Value<'a>> {
        let code = frame.code;
        let Some(body) = code.body else {
            return Ok(Value::null());
        };
        let stmt = body.stmt(id);
        self.burn(code, stmt.span)?;
        let is_plain = !matches!(
            stmt.kind,
            StmtKind::Empty | StmtKind::Function(_) | StmtKind::Block(_)
        );
        if !self.building && is_plain {
            self.cover(code, stmt.span);
        }
        match &stmt.kind {
            StmtKind::Expr(expr) => return self.rust_expression(frame, *expr, hint, used),
            StmtKind::Assign {
                value: None,
                declares: true,
                ..
            } => {}
            StmtKind::Assign {
                targets,
                op,
                ty,
                value: Some(value),
                declares,
            } => {
                let [target] = targets.as_slice() else {
                    return self.stop(code, stmt.span, "an assignment that is not followed");
                };
                if *declares {
                    let typed = ty.as_ref().map(|ty| self.typed(code, ty));
                    let value = self.rust_expression(frame, *value, typed.as_ref(), true)?;
                    let value = self.passed(value);
                    if !self.rust_matches(frame, target, &value)? {
                        return self.stop(code, stmt.span, "a pattern that is not followed");
                    }
                    return Ok(Value::null());
                }
                let value = match op {
                    Some(op) => {
                        let PatternKind::Name(name) = &target.kind else {
                            let PatternKind::Place(place) = &target.kind else {
                                return self.stop(
                                    code,
                                    stmt.span,
                                    "an assignment that is not followed",
                                );
                            };
                            let current = self.rust_expression(frame, *place, None, true)?;
                            let operand = self.rust_expression(frame, *value, None, true)?;
                            let value = self.operation(*op, current, operand, (code, stmt.span))?;
                            self.store(frame, *place, value)?;
                            return Ok(Value::null());
                        };
                        let current = self.rust_name(frame, name, (code, target.span))?;
                        let operand = self.rust_expression(frame, *value, None, true)?;
                        self.operation(*op, current, operand, (code, stmt.span))?
                    }
                    None => self.rust_expression(frame, *value, None, true)?,
                };
                match &target.kind {
                    PatternKind::Wildcard => {}
                    PatternKind::Name(name) => {
                        if frame.captured.contains(name) {
                            let why = "a closure that changes what is around it";
                            return self.stop(code, stmt.span, why);
                        }
                        frame.locals.insert(name.clone(), value);
                    }
                    PatternKind::Place(place) => self.store(frame, *place, value)?,
                    _ => return self.stop(code, stmt.span, "an assignment that is not followed"),
                }
            }
            StmtKind::Branch {
                test: Test::Pattern { value, pattern },
                then,
                otherwise: Some(otherwise),
            } if then.stmts.is_empty() && then.span.start == then.span.end => {
                // What it takes apart stays for the statements after it.
                let value = self.rust_expression(frame, *value, None, true)?;
                if !self.rust_matches(frame, pattern, &value)? {
                    return self.rust_block(frame, otherwise, hint);
                }
            }
            StmtKind::Branch {
                test,
                then,
                otherwise,
            } => {
                let then_value = self.scoped(frame, stmt.span, None, |run, frame| {
                    match run.rust_test(frame, test)? {
                        true => run.rust_block(frame, then, hint).map(Some),
                        false => Ok(None),
                    }
                })?;
                return match (then_value, otherwise) {
                    (Some(value), _) => Ok(value),
                    (None, Some(block)) => self.rust_block(frame, block, hint),
                    (None, None) => Ok(Value::null()),
                };
            }
            StmtKind::Match { subject, arms } => {
                let subject = self.rust_expression(frame, *subject, None, true)?;
                for arm in arms {
                    let taken =
                        self.scoped(frame, arm.span, Some(&arm.pattern), |run, frame| {
                            if !run.rust_matches(frame, &arm.pattern, &subject)? {
                                return Ok(None);
                            }
                            if let Some(guard) = arm.guard
                                && !run.condition(frame, guard)?
                            {
                                return Ok(None);
                            }
                            run.rust_block(frame, &arm.block, hint).map(Some)
                        })?;
                    if let Some(value) = taken {
                        return Ok(value);
                    }
                }
                return self.stop(code, stmt.span, "a value that no arm takes");
            }
            StmtKind::Loop { .. } => return self.rust_loop(frame, id),
            StmtKind::Return(values) => {
                let value = match values.as_slice() {
                    [] => Value::null(),
                    [only] => {
                        let returns = self.native.returns.last().cloned().flatten();
                        let value = self.rust_expression(frame, *only, returns.as_ref(), true)?;
                        self.note_answer(code, *only, &value);
                        value
                    }
                    _ => return self.stop(code, stmt.span, "a statement that is not followed"),
                };
                return self.leave(Leave::Return(value));
            }
            StmtKind::Raise { .. } => return self.stop(code, stmt.span, "it panics here"),
            StmtKind::Break => return self.leave(Leave::Break),
            StmtKind::Continue => return self.leave(Leave::Continue),
            StmtKind::Assert { test, .. } => {
                if !self.condition(frame, *test)? {
                    return self.stop(code, stmt.span, "it panics here");
                }
            }
            StmtKind::Function(function) => {
                if let Some(declared) = body.function(*function) {
                    let closure = self.closure(frame, *function);
                    self.declare(frame, &declared.signature.name, closure);
                }
            }
            StmtKind::Block(block) => return self.rust_block(frame, block, hint),
            StmtKind::Empty => {}
            _ => return self.stop(code, stmt.span, "a statement that is not followed"),
        }
        Ok(Value::null())
    }

    fn cover(&mut self, code: Code<'a>, span: Span) {
        let span = self.classes.sources.span(code, span);
        self.covered.push((code.file, span));
    }

    fn rust_test(&mut self, frame: &mut Frame<'a>, test: &'a Test) -> Outcome<'a, bool> {
        match test {
            Test::Expr(expr) => self.condition(frame, *expr),
            Test::Pattern { value, pattern } => {
                let value = self.rust_expression(frame, *value, None, true)?;
                self.rust_matches(frame, pattern, &value)
            }
        }
    }

    fn rust_loop(&mut self, frame: &mut Frame<'a>, id: StmtId) -> Outcome<'a, Value<'a>> {
        let code = frame.code;
        let Some(stmt) = code.body.map(|body| body.stmt(id)) else {
            return Ok(Value::null());
        };
        let StmtKind::Loop {
            target,
            iterable,
            test,
            body,
            ..
        } = &stmt.kind
        else {
            return Ok(Value::null());
        };
        let mut items = match iterable {
            Some(iterable) => {
                let value = self.rust_expression(frame, *iterable, None, true)?;
                let items = self.each(&value, (code, stmt.span))?;
                let span = code.exprs.get(*iterable).span;
                self.note(
                    code,
                    span,
                    Branch::Loop(value, items.len()),
                    !items.is_empty(),
                );
                Some(items.into_iter())
            }
            None => None,
        };
        for _ in 0..PASSES {
            self.burn(code, stmt.span)?;
            let item = match &mut items {
                Some(items) => match items.next() {
                    Some(item) => Some(item),
                    None => return Ok(Value::null()),
                },
                None => None,
            };
            let pass = self.scoped(frame, stmt.span, None, |run, frame| {
                if let (Some(target), Some(item)) = (target, item)
                    && !run.rust_matches(frame, target, &item)?
                {
                    return run.stop(code, target.span, "a pattern that is not followed");
                }
                if let Some(test) = test
                    && !run.rust_test(frame, test)?
                {
                    return Ok(false);
                }
                run.rust_block(frame, body, None).map(|_| true)
            });
            match pass {
                Ok(true) => {}
                Ok(false) => return Ok(Value::null()),
                Err(interrupt) => match *interrupt {
                    Interrupt::Leave(Leave::Break) => return Ok(Value::null()),
                    Interrupt::Leave(Leave::Continue) => {}
                    other => return Err(Box::new(other)),
                },
            }
        }
        self.stop(code, stmt.span, "too much to follow")
    }

    /// A value given on: what may be copied is.
    fn passed(&mut self, value: Value<'a>) -> Value<'a> {
        let is_copied = self
            .object(&value)
            .is_some_and(|object| types::derives(self.classes, &object.class, "Copy"));
        match is_copied {
            true => self.copy(&value),
            false => value,
        }
    }

    /// A value that shares nothing with the one it was made from.
    pub(super) fn copy(&mut self, value: &Value<'a>) -> Value<'a> {
        self.copy_within(value, 16)
    }

    fn copy_within(&mut self, value: &Value<'a>, depth: usize) -> Value<'a> {
        let Some(depth) = depth.checked_sub(1) else {
            return value.clone();
        };
        let mut many = |items: &[Value<'a>]| -> Vec<Value<'a>> {
            items
                .iter()
                .map(|item| self.copy_within(item, depth))
                .collect()
        };
        let datum = match &value.datum {
            Datum::Tuple(items) => Datum::Tuple(many(items).into()),
            Datum::Tagged(tagged) => {
                let names = tagged.parts.iter().map(|(name, _)| name.clone());
                let parts: Vec<Value<'a>> =
                    tagged.parts.iter().map(|(_, part)| part.clone()).collect();
                let parts = names.zip(many(&parts)).collect();
                Datum::Tagged(Rc::new(Tagged {
                    class: Rc::clone(&tagged.class),
                    at: tagged.at,
                    parts,
                }))
            }
            Datum::Cell(id) => {
                let cell = match self.cell(*id).cloned() {
                    Some(Cell::List(items)) => Cell::List(
                        items
                            .iter()
                            .map(|item| self.copy_within(item, depth))
                            .collect(),
                    ),
                    Some(Cell::Set { items, frozen }) => Cell::Set {
                        items: items
                            .iter()
                            .map(|item| self.copy_within(item, depth))
                            .collect(),
                        frozen,
                    },
                    Some(Cell::Map(entries)) => Cell::Map(
                        entries
                            .iter()
                            .map(|(key, held)| {
                                (self.copy_within(key, depth), self.copy_within(held, depth))
                            })
                            .collect(),
                    ),
                    Some(Cell::Object(mut object)) => {
                        object.place = None;
                        for (_, field) in &mut object.fields {
                            *field = self.copy_within(field, depth);
                        }
                        Cell::Object(object)
                    }
                    _ => return value.clone(),
                };
                self.allocate(cell)
            }
            _ => return value.clone(),
        };
        Value {
            datum,
            origin: value.origin.clone(),
        }
    }
}

/// Names that the code inside a span declares.
fn declared_in(code: Code<'_>, span: Span) -> Vec<Name> {
    let Some(body) = code.body else {
        return Vec::new();
    };
    let mut names = Vec::new();
    for (_, stmt) in body.stmts() {
        if stmt.span.start < span.start || span.end < stmt.span.end {
            continue;
        }
        match &stmt.kind {
            StmtKind::Assign {
                targets,
                declares: true,
                ..
            } => targets
                .iter()
                .for_each(|target| patterns::names_of(target, &mut names)),
            StmtKind::Branch {
                test: Test::Pattern { pattern, .. },
                ..
            } => patterns::names_of(pattern, &mut names),
            StmtKind::Loop { target, test, .. } => {
                if let Some(target) = target {
                    patterns::names_of(target, &mut names);
                }
                if let Some(Test::Pattern { pattern, .. }) = test {
                    patterns::names_of(pattern, &mut names);
                }
            }
            StmtKind::Match { arms, .. } => arms
                .iter()
                .for_each(|arm| patterns::names_of(&arm.pattern, &mut names)),
            _ => {}
        }
    }
    names.sort();
    names.dedup();
    names
}
