//! Follows every path of a function with an explicit stack; it never follows a call.

use syntax::facts::{
    Block, Body, ExprId, ExprKind, FunctionId, Literal, Name, Pattern, PatternKind, StmtId,
    StmtKind, Test, UnaryOp,
};
use syntax::span::Span;

use super::{Behaviour, Condition, Effect, Exit, How, LeftOut, Step, What, effect_kind, held};

/// Paths followed to their end, and statements and expressions visited on all of them together.
const PATHS: usize = 256;
const FUEL: usize = 200_000;

pub(super) fn walk(body: &Body, function: FunctionId) -> Behaviour {
    let holds_statements = body
        .exprs
        .iter()
        .any(|(_, expr)| matches!(expr.kind, ExprKind::Statement(_)));
    let mut walk = Walk {
        body,
        holds_statements,
        fails_by_value: body
            .function(function)
            .is_some_and(|function| function.signature.results_with_error().is_some()),
        trail: Vec::new(),
        frames: Vec::new(),
        work: Vec::new(),
        fuel: FUEL,
        out: Behaviour::default(),
    };
    let Some(function) = body.function(function) else {
        return walk.out;
    };
    let frame = walk.frame(Frame::Statements(&function.block, 0, None), None);
    walk.work.push(State {
        trail: None,
        frame,
        end: function.block.span,
    });
    while let Some(state) = walk.work.pop() {
        if walk.out.exits.len() >= PATHS || walk.fuel == 0 {
            walk.leave_out(state);
            continue;
        }
        walk.advance(state);
    }
    walk.out
}

struct Walk<'a> {
    body: &'a Body,
    /// Whether a statement is used as a value anywhere.
    holds_statements: bool,
    fails_by_value: bool,
    /// Conditions and steps of all paths; each path is a chain of them, so paths share their beginnings.
    trail: Vec<(Entry, Option<u32>)>,
    /// What is still to do, chained from inside out.
    frames: Vec<(Frame<'a>, Option<u32>)>,
    work: Vec<State>,
    fuel: usize,
    out: Behaviour,
}

#[derive(Clone, Copy)]
struct State {
    trail: Option<u32>,
    frame: Option<u32>,
    /// Where the path stood last, to name it when it is left out.
    end: Span,
}

enum Entry {
    Condition(Condition),
    Step(Step),
    /// What a statement used as a value came to on this path.
    Value {
        of: ExprId,
        is: ExprId,
    },
}

#[derive(Clone)]
enum Frame<'a> {
    /// The rest of a block; the expression that its last statement is the value of.
    Statements(&'a Block, usize, Option<ExprId>),
    /// A statement whose value this expression is.
    Value(StmtId, ExprId),
    /// A statement after the statements in its expressions.
    Prepared(StmtId, Option<ExprId>),
    /// The end of one pass through a loop.
    LoopEnd,
    /// Inside the guarded block of a `try`.
    Guarded(StmtId),
    /// To run on every way out of a `try`.
    Finally(&'a Block),
    /// A way out that waits for the blocks before it.
    Leave(How, Span),
}

impl<'a> Walk<'a> {
    fn advance(&mut self, mut state: State) {
        loop {
            if self.fuel == 0 {
                return self.leave_out(state);
            }
            self.fuel -= 1;
            let Some(at) = state.frame else {
                return self.finish(state, How::Ends, Span::new(state.end.end, state.end.end));
            };
            let Some((frame, outer)) = self.frames.get(at as usize).cloned() else {
                return;
            };
            match frame {
                Frame::Statements(block, index, of) => {
                    let Some(&id) = block.stmts.get(index) else {
                        state.frame = outer;
                        continue;
                    };
                    let is_last = index + 1 == block.stmts.len();
                    state.frame = self.frame(Frame::Statements(block, index + 1, of), outer);
                    match self.prepared(state, id, of.filter(|_| is_last)) {
                        Some(next) => state = next,
                        None => return,
                    }
                }
                Frame::Value(id, of) => {
                    state.frame = outer;
                    match self.prepared(state, id, Some(of)) {
                        Some(next) => state = next,
                        None => return,
                    }
                }
                Frame::Prepared(id, of) => {
                    state.frame = outer;
                    match self.statement(state, id, of) {
                        Some(next) => state = next,
                        None => return,
                    }
                }
                Frame::LoopEnd | Frame::Guarded(_) => {
                    let after = match &frame {
                        Frame::Guarded(id) => match &self.body.stmt(*id).kind {
                            StmtKind::Try { otherwise, .. } => otherwise.as_ref(),
                            _ => None,
                        },
                        _ => None,
                    };
                    state.frame = match after {
                        Some(block) => self.frame(Frame::Statements(block, 0, None), outer),
                        None => outer,
                    };
                }
                Frame::Finally(block) => {
                    state.frame = self.frame(Frame::Statements(block, 0, None), outer);
                }
                Frame::Leave(how, span) => {
                    state.frame = outer;
                    return self.leave(state, how, span);
                }
            }
        }
    }

    /// Takes the statements that a statement's expressions hold, then it.
    fn prepared(&mut self, mut state: State, id: StmtId, of: Option<ExprId>) -> Option<State> {
        if !self.holds_statements {
            return self.statement(state, id, of);
        }
        let held = held::held(self.body, id);
        for span in held.uncertain {
            self.leave_out_at(
                span,
                "a statement that runs only where a value is asked for",
            );
        }
        if held.certain.is_empty() {
            return self.statement(state, id, of);
        }
        state.frame = self.frame(Frame::Prepared(id, of), state.frame);
        for (expr, inner) in held.certain.into_iter().rev() {
            state.frame = self.frame(Frame::Value(inner, expr), state.frame);
        }
        Some(state)
    }

    /// Takes one statement, whose value may be that of an expression; gives the state after it, unless the path
    /// ended or was handed to `work`.
    fn statement(&mut self, mut state: State, id: StmtId, of: Option<ExprId>) -> Option<State> {
        let stmt = self.body.stmt(id);
        let span = stmt.span;
        state.end = span;
        match &stmt.kind {
            StmtKind::Expr(expr) => {
                self.expression(&mut state, *expr, of.is_some());
                if let Some(of) = of {
                    let is = self.value_of(&state, *expr);
                    self.note(&mut state, Entry::Value { of, is });
                }
            }
            StmtKind::Assign {
                targets, op, value, ..
            } => {
                if let Some(value) = value {
                    self.expression(&mut state, *value, true);
                    self.bind(&mut state, targets, *value, op.is_some());
                }
            }
            StmtKind::Branch {
                test,
                then,
                otherwise,
            } => {
                let what = self.test(&mut state, test);
                let mut taken = state;
                self.decide(&mut taken, span, what.clone(), true);
                if let Test::Pattern { value, pattern } = test {
                    self.bind(&mut taken, std::slice::from_ref(pattern), *value, false);
                }
                taken.frame = self.frame(Frame::Statements(then, 0, of), state.frame);
                self.decide(&mut state, span, what, false);
                if let Some(block) = otherwise {
                    state.frame = self.frame(Frame::Statements(block, 0, of), state.frame);
                } else if let Test::Pattern { value, pattern } = test
                    && then.stmts.is_empty()
                {
                    self.bind(&mut state, std::slice::from_ref(pattern), *value, false);
                }
                self.work.push(state);
                return Some(taken);
            }
            StmtKind::Loop {
                target,
                iterable,
                test,
                body,
                otherwise,
                ..
            } => {
                return self.enter_loop(
                    state,
                    target.as_ref(),
                    *iterable,
                    test.as_ref(),
                    body,
                    otherwise.as_ref(),
                );
            }
            StmtKind::Match { subject, arms } => {
                self.expression(&mut state, *subject, true);
                let subject = self.value_of(&state, *subject);
                let mut others = state;
                let mut entered = Vec::new();
                for arm in arms {
                    let mut taken = others;
                    let what = What::Shape {
                        value: subject,
                        pattern: arm.pattern.clone(),
                    };
                    let always = matches!(
                        arm.pattern.kind,
                        PatternKind::Wildcard | PatternKind::Name(_)
                    );
                    if !always {
                        self.decide(&mut taken, arm.span, what.clone(), true);
                    }
                    self.bind(
                        &mut taken,
                        std::slice::from_ref(&arm.pattern),
                        subject,
                        false,
                    );
                    if let Some(guard) = arm.guard {
                        self.expression(&mut taken, guard, true);
                        self.decide(&mut taken, arm.span, What::True(guard), true);
                    }
                    taken.frame = self.frame(Frame::Statements(&arm.block, 0, of), state.frame);
                    entered.push(taken);
                    if always && arm.guard.is_none() {
                        self.work.extend(entered.into_iter().rev());
                        return None;
                    }
                    if !always && arm.guard.is_none() {
                        self.decide(&mut others, arm.span, what, false);
                    }
                }
                // What is used as a value takes one of its arms.
                if of.is_none() || entered.is_empty() {
                    self.work.push(others);
                }
                self.work.extend(entered.into_iter().rev());
                return None;
            }
            StmtKind::Try { body, finally, .. } => {
                let mut outer = state.frame;
                if let Some(block) = finally {
                    outer = self.frame(Frame::Finally(block), outer);
                }
                let guarded = self.frame(Frame::Guarded(id), outer);
                state.frame = self.frame(Frame::Statements(body, 0, None), guarded);
            }
            StmtKind::With { managers, body, .. } => {
                for (manager, target) in managers {
                    self.expression(&mut state, *manager, true);
                    if let Some(target) = target {
                        self.bind(&mut state, std::slice::from_ref(target), *manager, false);
                    }
                }
                state.frame = self.frame(Frame::Statements(body, 0, None), state.frame);
            }
            StmtKind::Return(values) => {
                self.return_values(state, values, span);
                return None;
            }
            StmtKind::Raise { error, .. } => {
                if let Some(error) = error {
                    self.arguments(&mut state, *error);
                }
                self.raise(state, *error, span);
                return None;
            }
            StmtKind::Break | StmtKind::Continue => {
                let mut frame = state.frame;
                while let Some(at) = frame {
                    let Some((found, outer)) = self.frames.get(at as usize) else {
                        break;
                    };
                    frame = *outer;
                    if matches!(found, Frame::LoopEnd) {
                        break;
                    }
                }
                // One pass through the body is what is followed, so both leave the loop.
                state.frame = frame;
            }
            StmtKind::Assert { test, .. } => {
                self.expression(&mut state, *test, true);
                self.decide(&mut state, span, What::True(*test), true);
            }
            StmtKind::Delete(exprs) => {
                for expr in exprs {
                    self.expression(&mut state, *expr, true);
                }
            }
            StmtKind::Defer(expr) | StmtKind::Spawn(expr) => {
                self.expression(&mut state, *expr, false);
            }
            StmtKind::Block(block) => {
                state.frame = self.frame(Frame::Statements(block, 0, of), state.frame);
            }
            StmtKind::Unknown { exprs, blocks } => {
                for expr in exprs {
                    self.expression(&mut state, *expr, true);
                }
                self.out.left_out.push(LeftOut {
                    span,
                    why: Name::new("a statement that is not understood"),
                });
                for block in blocks.iter().rev() {
                    state.frame = self.frame(Frame::Statements(block, 0, None), state.frame);
                }
            }
            StmtKind::Function(_)
            | StmtKind::Class { .. }
            | StmtKind::Import(_)
            | StmtKind::Outer(_)
            | StmtKind::Empty => {}
        }
        Some(state)
    }

    fn enter_loop(
        &mut self,
        mut state: State,
        target: Option<&Pattern>,
        iterable: Option<ExprId>,
        test: Option<&Test>,
        body: &'a Block,
        otherwise: Option<&'a Block>,
    ) -> Option<State> {
        let span = state.end;
        let what = match (iterable, test) {
            (Some(iterable), _) => {
                self.expression(&mut state, iterable, true);
                Some(What::Runs(iterable))
            }
            (None, Some(test)) => Some(self.test(&mut state, test)),
            (None, None) => None,
        };
        let after = match otherwise {
            Some(block) => self.frame(Frame::Statements(block, 0, None), state.frame),
            None => state.frame,
        };
        let mut pass = state;
        if let Some(what) = &what {
            self.decide(&mut pass, span, what.clone(), true);
        }
        if let (Some(target), Some(iterable)) = (target, iterable) {
            self.bind(&mut pass, std::slice::from_ref(target), iterable, false);
        }
        let end = self.frame(Frame::LoopEnd, after);
        pass.frame = self.frame(Frame::Statements(body, 0, None), end);
        if let Some(what) = what {
            self.decide(&mut state, span, what, false);
            state.frame = after;
            self.work.push(state);
        }
        Some(pass)
    }

    fn test(&mut self, state: &mut State, test: &Test) -> What {
        match test {
            Test::Expr(expr) => {
                self.expression(state, *expr, true);
                What::True(self.value_of(state, *expr))
            }
            Test::Pattern { value, pattern } => {
                self.expression(state, *value, true);
                What::Shape {
                    value: self.value_of(state, *value),
                    pattern: pattern.clone(),
                }
            }
        }
    }

    fn return_values(&mut self, mut state: State, values: &[ExprId], span: Span) {
        let values: Vec<ExprId> = values
            .iter()
            .map(|value| self.value_of(&state, *value))
            .collect();
        let values = values.as_slice();
        let exprs = &self.body.exprs;
        if let [only] = values
            && let ExprKind::Conditional {
                test,
                then,
                otherwise,
            } = &exprs.get(*only).kind
        {
            self.expression(&mut state, *test, true);
            let mut other = state;
            self.decide(&mut state, span, What::True(*test), true);
            self.decide(&mut other, span, What::True(*test), false);
            self.expression(&mut state, *then, true);
            self.expression(&mut other, *otherwise, true);
            self.leave(state, How::Returns(vec![*then]), span);
            self.leave(other, How::Returns(vec![*otherwise]), span);
            return;
        }
        for value in values {
            self.expression(&mut state, *value, true);
        }
        let exprs = &self.body.exprs;
        if let [only] = values
            && let Some((path, args)) = exprs.call(*only)
            && matches!(path.as_str(), "Err" | "Result.Err" | "Ok" | "Result.Ok")
        {
            let how = match args.first() {
                Some(error) if path.ends_with("Err") => How::Fails(error.value),
                _ => How::Returns(values.to_vec()),
            };
            return self.leave(state, how, span);
        }
        if self.fails_by_value
            && let Some(last) = values.last()
        {
            match &exprs.get(*last).kind {
                ExprKind::Literal(Literal::Null) => {}
                ExprKind::Call { callee, .. } if !makes_error(exprs.path(*callee).as_deref()) => {
                    let mut failed = state;
                    self.decide(&mut failed, span, What::Absent(*last), false);
                    self.decide(&mut state, span, What::Absent(*last), true);
                    self.leave(failed, How::Propagates(*last), span);
                }
                _ => return self.leave(state, How::Fails(*last), span),
            }
        }
        self.leave(state, How::Returns(values.to_vec()), span);
    }

    /// Visits an expression in the order it runs: calls become steps, `?` a way out of its own.
    fn expression(&mut self, state: &mut State, root: ExprId, used: bool) {
        let mut stack = vec![(root, used, false, false)];
        while let Some((id, used, awaited, seen)) = stack.pop() {
            if self.fuel == 0 {
                return;
            }
            self.fuel -= 1;
            let kind = &self.body.exprs.get(id).kind;
            if !seen {
                stack.push((id, used, awaited, true));
                for child in self.body.exprs.children(id).into_iter().rev() {
                    // The wrapper of a call decides whether its result is used and whether it is awaited.
                    let passes = matches!(kind, ExprKind::Await(_) | ExprKind::Propagate(_));
                    let inner_used = !passes || used;
                    stack.push((child, inner_used, matches!(kind, ExprKind::Await(_)), false));
                }
                continue;
            }
            match kind {
                ExprKind::Call { callee, .. } => {
                    let callee = self.callee(*callee);
                    let method = callee.rsplit('.').next().unwrap_or_default();
                    let kind = effect_kind(method, used);
                    self.note(
                        state,
                        Entry::Step(Step::Call(Effect {
                            call: id,
                            callee,
                            awaited,
                            result_used: used,
                            kind,
                        })),
                    );
                    self.call_may_fail(*state, id);
                }
                ExprKind::Propagate(inner) => self.propagate(state, id, *inner),
                ExprKind::Assign { target, value } => {
                    if let Some(place) = self.body.exprs.path(*target) {
                        let value = *value;
                        self.note(
                            state,
                            Entry::Step(Step::Binds {
                                place,
                                value,
                                at: None,
                            }),
                        );
                    }
                }
                ExprKind::Unary {
                    op: UnaryOp::Increment | UnaryOp::Decrement,
                    operand,
                } => {
                    if let Some(place) = self.body.exprs.path(*operand) {
                        self.note(state, Entry::Step(Step::Counts { place, value: id }));
                    }
                }
                _ => {}
            }
        }
    }

    /// The arguments of an error that is raised; its constructor is no step of its own.
    fn arguments(&mut self, state: &mut State, error: ExprId) {
        match &self.body.exprs.get(error).kind {
            ExprKind::Call { args, .. } => {
                for arg in args {
                    self.expression(state, arg.value, true);
                }
            }
            _ => self.expression(state, error, true),
        }
    }

    fn callee(&self, callee: ExprId) -> Name {
        let exprs = &self.body.exprs;
        let mut parts = Vec::new();
        let mut at = callee;
        loop {
            match &exprs.get(at).kind {
                ExprKind::Name(name) => {
                    parts.push(name.to_string());
                    break;
                }
                ExprKind::Member { object, name, .. } => {
                    parts.push(name.to_string());
                    at = *object;
                }
                ExprKind::Await(inner) | ExprKind::Propagate(inner) => at = *inner,
                ExprKind::Call { callee, .. } => {
                    parts.push("()".to_owned());
                    at = *callee;
                }
                _ => {
                    parts.push("?".to_owned());
                    break;
                }
            }
        }
        parts.reverse();
        Name::from(parts.join(".").replace(".()", "()"))
    }

    /// Inside a `try`: one more path for each handler, entered because this call fails.
    fn call_may_fail(&mut self, state: State, call: ExprId) {
        let body = self.body;
        let Some((at, id)) = self.innermost_guard(state.frame) else {
            return;
        };
        let StmtKind::Try { catches, .. } = &body.stmt(id).kind else {
            return;
        };
        let outer = self.frames.get(at as usize).and_then(|(_, outer)| *outer);
        for catch in catches.iter().rev() {
            let mut caught = state;
            let what = What::CallFails {
                call,
                classes: catch.types.clone(),
            };
            self.decide(&mut caught, body.exprs.get(call).span, what, true);
            caught.frame = self.frame(Frame::Statements(&catch.block, 0, None), outer);
            self.work.push(caught);
        }
    }

    fn propagate(&mut self, state: &mut State, id: ExprId, inner: ExprId) {
        let exprs = &self.body.exprs;
        let span = exprs.get(id).span;
        let inner = self.value_of(state, inner);
        let mut failed = *state;
        let mut how = How::Propagates(inner);
        let mut subject = inner;
        if let ExprKind::Call { callee, args, .. } = &exprs.get(inner).kind
            && let ExprKind::Member { object, name, .. } = &exprs.get(*callee).kind
            && matches!(name.as_str(), "ok_or" | "ok_or_else" | "map_err")
            && let Some(error) = args.first()
        {
            subject = *object;
            if name == "ok_or" {
                how = How::Fails(error.value);
            }
        }
        self.decide(&mut failed, span, What::Absent(subject), true);
        self.decide(state, span, What::Absent(subject), false);
        self.leave(failed, how, span);
    }

    /// An error raised here: the first handler around that names its class takes it, else it leaves.
    fn raise(&mut self, state: State, error: Option<ExprId>, span: Span) {
        let body = self.body;
        let class = error.and_then(|error| {
            body.exprs
                .call(error)
                .map(|(path, _)| path)
                .or_else(|| body.exprs.path(error))
        });
        let mut frame = state.frame;
        while let Some((at, id)) = self.innermost_guard(frame) {
            let outer = self.frames.get(at as usize).and_then(|(_, outer)| *outer);
            if let (StmtKind::Try { catches, .. }, Some(class)) = (&body.stmt(id).kind, &class) {
                let taker = catches.iter().find(|catch| {
                    catch.types.is_empty()
                        || catch.types.iter().any(|caught| {
                            let caught = body.exprs.path(*caught);
                            caught.is_some_and(|caught| {
                                last(&caught) == last(class)
                                    || matches!(
                                        last(&caught),
                                        "Exception" | "BaseException" | "Error"
                                    )
                            })
                        })
                });
                if let Some(catch) = taker {
                    let mut caught = state;
                    caught.frame = self.frame(Frame::Statements(&catch.block, 0, None), outer);
                    self.work.push(caught);
                    return;
                }
            }
            frame = outer;
        }
        self.leave(state, How::Raises(error), span);
    }

    fn innermost_guard(&self, mut frame: Option<u32>) -> Option<(u32, StmtId)> {
        while let Some(at) = frame {
            let (found, outer) = self.frames.get(at as usize)?;
            if let Frame::Guarded(id) = found {
                return Some((at, *id));
            }
            frame = *outer;
        }
        None
    }

    /// Leaves the function, through the `finally` blocks around.
    fn leave(&mut self, mut state: State, how: How, span: Span) {
        let mut frame = state.frame;
        while let Some(at) = frame {
            let Some((found, outer)) = self.frames.get(at as usize) else {
                break;
            };
            frame = *outer;
            if let Frame::Finally(block) = found {
                let block: &'a Block = block;
                let leave = self.frame(Frame::Leave(how, span), frame);
                state.frame = self.frame(Frame::Statements(block, 0, None), leave);
                self.work.push(state);
                return;
            }
        }
        self.finish(state, how, span);
    }

    fn bind(&mut self, state: &mut State, targets: &[Pattern], value: ExprId, counts: bool) {
        let value = self.value_of(state, value);
        let many = targets.len() > 1;
        let mut stack = numbered(targets.iter());
        if !many {
            for (_, at) in &mut stack {
                *at = None;
            }
        }
        while let Some((pattern, at)) = stack.pop() {
            let place = match &pattern.kind {
                PatternKind::Name(name) => Some(name.clone()),
                PatternKind::Place(expr) => self.body.exprs.path(*expr),
                PatternKind::Bind { name, inner } => {
                    stack.push((inner, at));
                    Some(name.clone())
                }
                PatternKind::Sequence(parts) => {
                    stack.append(&mut numbered(parts.iter()));
                    None
                }
                PatternKind::Type { parts, .. } => {
                    stack.append(&mut numbered(parts.iter().map(|(_, part)| part)));
                    None
                }
                PatternKind::Map(parts) => {
                    stack.append(&mut numbered(parts.iter().map(|(_, part, _)| part)));
                    None
                }
                _ => None,
            };
            let Some(place) = place else { continue };
            let step = if counts {
                Step::Counts { place, value }
            } else {
                Step::Binds { place, value, at }
            };
            self.note(state, Entry::Step(step));
        }
    }

    fn decide(&mut self, state: &mut State, span: Span, what: What, holds: bool) {
        // A negation is looked through, so that a condition reads the same however it is written.
        let (mut what, mut holds) = (what, holds);
        while let What::True(expr) = &what
            && let ExprKind::Unary {
                op: UnaryOp::Not,
                operand,
            } = &self.body.exprs.get(*expr).kind
        {
            what = What::True(*operand);
            holds = !holds;
        }
        let span = match &what {
            What::True(expr) | What::Runs(expr) | What::Absent(expr) => {
                self.body.exprs.get(*expr).span
            }
            What::Shape { .. } | What::CallFails { .. } => span,
        };
        self.note(state, Entry::Condition(Condition { span, what, holds }));
    }

    fn note(&mut self, state: &mut State, entry: Entry) {
        let at = u32::try_from(self.trail.len()).ok();
        self.trail.push((entry, state.trail));
        state.trail = at;
    }

    fn frame(&mut self, frame: Frame<'a>, outer: Option<u32>) -> Option<u32> {
        let at = u32::try_from(self.frames.len()).ok();
        self.frames.push((frame, outer));
        at
    }

    fn finish(&mut self, state: State, how: How, span: Span) {
        if self.out.exits.len() >= PATHS {
            return self.leave_out(State { end: span, ..state });
        }
        let mut conditions = Vec::new();
        let mut steps = Vec::new();
        let mut at = state.trail;
        while let Some((entry, before)) = at.and_then(|at| self.trail.get(at as usize)) {
            match entry {
                Entry::Condition(condition) => conditions.push(condition.clone()),
                Entry::Step(step) => steps.push(step.clone()),
                Entry::Value { .. } => {}
            }
            at = *before;
        }
        conditions.reverse();
        steps.reverse();
        self.out.exits.push(Exit {
            how,
            span,
            conditions,
            steps,
        });
    }

    /// What a statement used as a value came to on this path; any other value is itself.
    fn value_of(&self, state: &State, expr: ExprId) -> ExprId {
        if !matches!(self.body.exprs.get(expr).kind, ExprKind::Statement(_)) {
            return expr;
        }
        let mut at = state.trail;
        while let Some((entry, before)) = at.and_then(|at| self.trail.get(at as usize)) {
            match entry {
                Entry::Value { of, is } if *of == expr => return *is,
                _ => at = *before,
            }
        }
        expr
    }

    fn leave_out(&mut self, state: State) {
        self.leave_out_at(state.end, "too many paths lead here");
    }

    fn leave_out_at(&mut self, span: Span, why: &str) {
        let left_out = LeftOut {
            span,
            why: Name::new(why),
        };
        if !self.out.left_out.contains(&left_out) {
            self.out.left_out.push(left_out);
        }
    }
}

/// Patterns with their positions, the first one on top of the stack.
fn numbered<'p>(patterns: impl Iterator<Item = &'p Pattern>) -> Vec<(&'p Pattern, Option<u32>)> {
    let mut numbered: Vec<_> = patterns
        .zip(0u32..)
        .map(|(pattern, at)| (pattern, Some(at)))
        .collect();
    numbered.reverse();
    numbered
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// Whether a call makes a new error value: `errors.New`, `fmt.Errorf`, `NewNotFound`.
fn makes_error(callee: Option<&str>) -> bool {
    callee.is_some_and(|callee| {
        let name = last(callee);
        name.starts_with("New")
            || name.starts_with("new")
            || matches!(name, "Errorf" | "Wrap" | "Join")
    })
}
