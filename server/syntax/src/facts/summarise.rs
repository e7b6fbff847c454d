//! What a function does for others to see, derived from its body; one derivation for all languages.
//!
//! It never says what a call means.

use rustc_hash::{FxHashMap, FxHashSet};

use super::filled::filled;
use super::origins::{Origins, add_origins, error_names};
use super::shadows::tell_apart;
use super::{
    Arg, ArgFact, ArgValue, BinaryOp, Block, Body, CallFact, ChoiceFact, Entry, ExprId, ExprKind,
    Exprs, Function, FunctionId, FunctionSummary, GivenFact, Import, Literal, LoopFact, MatchArm,
    Name, NarrowedFact, Pattern, PatternKind, RaiseFact, Signature, Spread, StmtId, StmtKind,
    TemplatePart, Test, TypeKind, TypeRef, UnaryOp,
};
use crate::span::Span;

/// Calls, members and subscripts that a callee's path goes through at most.
const MAX_LINKS: usize = 32;

/// Stands for the beginning of a longer path.
const CUT: &str = "…";

/// Enclosing handlers that a raise tells of at most.
const MAX_HANDLERS: usize = 16;

/// Text kept of an argument, in bytes.
const MAX_TEXT: usize = 200;

/// Values kept of a display, classes of a handler.
const MAX_ITEMS: usize = 64;

/// Displays nest no deeper in a fact.
const MAX_DEPTH: u32 = 3;

/// Wrappers of a type that are looked through.
const MAX_WRAPPERS: usize = 8;

/// The summary of the function at `function` of `body`, with `signature` as its head.
///
/// Its `nested` stays empty: the heads of nested functions are in another arena.
#[must_use]
pub fn summarise(body: &Body, function: FunctionId, signature: Signature) -> FunctionSummary {
    summarise_failing(body, function, signature, &NO_FAILURES)
}

/// How a language's functions give back errors as values, by the names of functions and methods, and bind names.
#[derive(Clone, Copy, Debug)]
pub struct FailureNames {
    /// Functions that make a failed result of the error given to them.
    pub failed: &'static [&'static str],
    /// Methods that give the error in, or the one made by, their last argument for the absence or error in what
    /// they are called on.
    pub replacing: &'static [&'static str],
    /// Methods that give back what they are called on, as far as an error's kind goes.
    pub transparent: &'static [&'static str],
    /// Patterns of one part that take out what a call gives where it gives something: `Some(user)`.
    pub present: &'static [&'static str],
    /// Functions that make an error, by their last name. Those that begin with `New` do so, too.
    pub making: &'static [&'static str],
    /// Functions that keep the errors given to them inside the one they give, by their last name.
    pub wrapping: &'static [&'static str],
    /// A call may give several results (`value, err := f()`); the first is what it is called for.
    pub several_results: bool,
    /// A name that a block declares ends with the block, and is another one than that of the same name outside.
    pub by_block: bool,
}

static NO_FAILURES: FailureNames = FailureNames {
    failed: &[],
    replacing: &[],
    transparent: &[],
    present: &[],
    making: &[],
    wrapping: &[],
    several_results: false,
    by_block: false,
};

/// As [`summarise`], where errors are also given back as values.
#[must_use]
pub fn summarise_failing(
    body: &Body,
    function: FunctionId,
    signature: Signature,
    failures: &'static FailureNames,
) -> FunctionSummary {
    let receiver = signature.receiver().map(Name::new);
    let mut walk = Walk::new(body, receiver);
    walk.failures = failures;
    walk.matched = signature
        .params
        .iter()
        .map(|param| param.name.clone())
        .collect();
    if let Some(function) = body.function(function) {
        walk.open_function(function, 0);
        walk.block(&function.block, 0);
        walk.run();
    }
    // Which errors leave is known once the whole function has been read.
    for (call, id) in walk.calls.iter_mut().zip(&walk.call_ids) {
        call.handed_on |= walk.handed_on.contains(id);
    }
    walk.calls
        .sort_by_key(|call| (call.span.start, call.span.end));
    let mut summary = FunctionSummary {
        signature,
        function,
        calls: walk.calls,
        raises: walk.raises,
        locals: walk.locals,
        returns: walk.returns,
        returned: walk.returned,
        given: walk.given,
        loops: walk.loops,
        compared: walk.compared,
        choices: walk.choices,
        narrowed: walk.narrowed,
        assigned: walk.assigned,
        taken: Vec::new(),
        nested: Vec::new(),
        imports: walk.imports,
    };
    if failures.by_block {
        tell_apart(body, &mut summary, &walk.returned_at);
    }
    summary
}

/// The loops over a display or a path in statements that run when a module is loaded.
#[must_use]
pub fn top_level_loops(body: &Body) -> Vec<LoopFact> {
    let mut walk = Walk::new(body, None);
    walk.block(&body.root, 0);
    walk.run();
    let loops = walk.loops.into_iter().zip(walk.loops_nested);
    loops
        .filter_map(|(fact, nested)| (!nested).then_some(fact))
        .collect()
}

/// The path of a callee: names joined by dots, `()` for a call and `[]` for a subscript passed through.
///
/// Where the chain starts with something else than a name, it starts with a dot.
#[must_use]
pub fn callee_path(exprs: &Exprs, callee: ExprId) -> Name {
    if let Some(path) = exprs.path(callee) {
        return path;
    }
    let mut links: Vec<&str> = Vec::new();
    let mut at = callee;
    while links.len() < MAX_LINKS {
        match &exprs.get(exprs.referenced(at)).kind {
            ExprKind::Name(name) => {
                links.push(name);
                break;
            }
            // A value made in place, as the call of its type: `new(Users).list`.
            ExprKind::Record { ty: Some(ty), .. } => {
                if let TypeKind::Named { path, .. } = &ty.kind {
                    links.extend(["()", path.as_str()]);
                }
                break;
            }
            ExprKind::Member { object, name, .. } => {
                links.extend([name.as_str(), "."]);
                at = *object;
            }
            ExprKind::Call { callee, .. } => {
                links.push("()");
                at = *callee;
            }
            ExprKind::Index { object, .. } => {
                links.push("[]");
                at = *object;
            }
            _ => break,
        }
    }
    if links.len() >= MAX_LINKS {
        links.push(CUT);
    }
    links.reverse();
    Name::from(links.concat())
}

/// What is in the brackets at the end of a callee: `route.method` of `app[route.method](path)`.
#[must_use]
pub fn chosen(exprs: &Exprs, callee: ExprId) -> Option<ExprId> {
    match &exprs.get(exprs.unwrapped(callee)).kind {
        ExprKind::Index { index, .. } => Some(*index),
        _ => None,
    }
}

/// Where the last name of a callee begins.
#[must_use]
pub fn named_at(exprs: &Exprs, callee: ExprId) -> u32 {
    let callee = exprs.get(callee);
    match &callee.kind {
        ExprKind::Member { name_span, .. } => name_span.start,
        _ => callee.span.start,
    }
}

/// What surrounds a statement.
#[derive(Clone, Debug, Default)]
struct Place {
    nested: bool,
    /// How many results the function has, the last of which is an error.
    fails_with: Option<usize>,
    in_loop: bool,
    /// Of each `try` around, the innermost first, what its handlers catch.
    caught_by: Vec<Vec<Name>>,
    handling: Vec<Name>,
}

enum Step<'b> {
    Block(&'b Block, usize),
    Stmt(StmtId, usize),
    Expr(ExprId, usize),
    /// A call or awaited call whose value is used or dropped.
    Call {
        id: ExprId,
        place: usize,
        awaited: bool,
        used: bool,
    },
}

struct Walk<'b> {
    body: &'b Body,
    failures: &'static FailureNames,
    places: Vec<Place>,
    steps: Vec<Step<'b>>,
    /// Operands of a chained comparison have two parents.
    seen: FxHashSet<ExprId>,
    /// Names whose attributes count as locals.
    receiver: Option<Name>,
    /// What the results of calls are bound to.
    bound: FxHashMap<ExprId, Name>,
    /// Calls whose failure is handed on.
    handed_on: FxHashSet<ExprId>,
    /// What the errors may be that are given back by a name.
    origins: Origins,
    /// Names that functions bind themselves, where some give back errors.
    own_names: FxHashSet<Name>,
    calls: Vec<CallFact>,
    /// Of each of `calls` its expression.
    call_ids: Vec<ExprId>,
    raises: Vec<RaiseFact>,
    locals: Vec<(Name, ArgValue)>,
    returns: Vec<Name>,
    /// Where these stand.
    returned_at: Vec<Span>,
    returned: Vec<(Span, Vec<ArgValue>)>,
    given: Vec<ArgValue>,
    loops: Vec<LoopFact>,
    /// For each of `loops`, whether it stands in a nested function.
    loops_nested: Vec<bool>,
    compared: Vec<(Name, ArgValue)>,
    /// The names whose matches are told.
    matched: Vec<Name>,
    choices: Vec<ChoiceFact>,
    narrowed: Vec<NarrowedFact>,
    assigned: Vec<GivenFact>,
    imports: Vec<Import>,
}

impl<'b> Walk<'b> {
    fn new(body: &'b Body, receiver: Option<Name>) -> Self {
        Self {
            body,
            failures: &NO_FAILURES,
            places: vec![Place::default()],
            steps: Vec::new(),
            seen: FxHashSet::default(),
            receiver,
            bound: FxHashMap::default(),
            handed_on: FxHashSet::default(),
            origins: Origins::default(),
            own_names: FxHashSet::default(),
            calls: Vec::new(),
            call_ids: Vec::new(),
            raises: Vec::new(),
            locals: Vec::new(),
            returns: Vec::new(),
            returned_at: Vec::new(),
            returned: Vec::new(),
            given: Vec::new(),
            loops: Vec::new(),
            loops_nested: Vec::new(),
            compared: Vec::new(),
            matched: Vec::new(),
            choices: Vec::new(),
            narrowed: Vec::new(),
            assigned: Vec::new(),
            imports: Vec::new(),
        }
    }

    fn run(&mut self) {
        while let Some(step) = self.steps.pop() {
            match step {
                Step::Block(block, place) => {
                    let stmts = block.stmts.iter().rev();
                    self.steps.extend(stmts.map(|id| Step::Stmt(*id, place)));
                }
                // The step added last is taken first, so that facts come in source order.
                Step::Stmt(id, place) => {
                    let from = self.steps.len();
                    self.statement(id, place);
                    self.reverse(from);
                }
                Step::Expr(id, place) => {
                    let from = self.steps.len();
                    self.expr(id, place, true);
                    self.reverse(from);
                }
                Step::Call {
                    id,
                    place,
                    awaited,
                    used,
                } => self.call(id, place, awaited, used),
            }
        }
    }

    fn reverse(&mut self, from: usize) {
        if let Some(added) = self.steps.get_mut(from..) {
            added.reverse();
        }
    }

    fn block(&mut self, block: &'b Block, place: usize) {
        self.steps.push(Step::Block(block, place));
    }

    fn value(&mut self, id: ExprId, place: usize) {
        self.steps.push(Step::Expr(id, place));
    }

    fn values(&mut self, ids: impl IntoIterator<Item = ExprId>, place: usize) {
        for id in ids {
            self.value(id, place);
        }
    }

    fn place(&self, place: usize) -> Place {
        self.places.get(place).cloned().unwrap_or_default()
    }

    fn is_nested(&self, place: usize) -> bool {
        self.places.get(place).is_some_and(|place| place.nested)
    }

    fn add_place(&mut self, place: Place) -> usize {
        self.places.push(place);
        self.places.len() - 1
    }

    fn looped(&mut self, place: usize) -> usize {
        let around = self.place(place);
        self.add_place(Place {
            in_loop: true,
            ..around
        })
    }

    /// Adds the parts of a statement as steps, in source order.
    fn statement(&mut self, id: StmtId, place: usize) {
        let stmt = self.body.stmt(id);
        match &stmt.kind {
            StmtKind::Expr(id) => self.expr(*id, place, false),
            StmtKind::Assign {
                targets, ty, value, ..
            } => {
                for target in targets {
                    self.pattern(target, place);
                    self.given(target, *value);
                    match value {
                        _ if self.typed_attribute(target, ty.as_ref(), *value) => {}
                        Some(value) => self.local(target, *value),
                        None => self.declared(target, ty.as_ref()),
                    }
                }
                self.values(*value, place);
            }
            StmtKind::Branch {
                test,
                then,
                otherwise,
            } => {
                self.test(test, place);
                self.narrow(test, then);
                self.block(then, place);
                self.blocks(otherwise, place);
            }
            StmtKind::Loop {
                target,
                iterable,
                test,
                body,
                otherwise,
                ..
            } => {
                let inside = self.looped(place);
                if let Some(target) = target {
                    self.pattern(target, inside);
                    self.unknown_locals(target);
                    self.loop_fact(stmt.span, target, *iterable, place);
                }
                self.values(*iterable, place);
                if let Some(test) = test {
                    self.test(test, inside);
                }
                self.block(body, inside);
                self.blocks(otherwise, place);
            }
            StmtKind::Match { subject, arms } => {
                self.value(*subject, place);
                self.choices(*subject, arms, place);
                for arm in arms {
                    self.unknown_locals(&arm.pattern);
                    self.pattern(&arm.pattern, place);
                    self.values(arm.guard, place);
                    self.block(&arm.block, place);
                }
            }
            StmtKind::Try { .. } => self.try_statement(&stmt.kind, place),
            StmtKind::With { managers, body, .. } => {
                for (manager, target) in managers {
                    if let Some(target) = target {
                        self.local(target, *manager);
                    }
                    self.value(*manager, place);
                }
                self.block(body, place);
            }
            StmtKind::Return(ids) => {
                for id in ids {
                    self.returned(*id, place);
                    self.hand_on(stmt.span, *id, place);
                }
                self.returned_display(stmt.span, ids);
                self.failed(id, stmt.span, ids, place);
                self.values(ids.iter().copied(), place);
            }
            StmtKind::Raise { error, cause } => {
                let class = error.and_then(|error| self.linked(error));
                let raise = self.raise(stmt.span, class, place);
                self.raises.push(raise);
                self.values([*error, *cause].into_iter().flatten(), place);
            }
            StmtKind::Assert { test, message } => {
                self.value(*test, place);
                self.values(*message, place);
            }
            StmtKind::Delete(ids) => self.values(ids.iter().copied(), place),
            StmtKind::Defer(id) | StmtKind::Spawn(id) => self.expr(*id, place, false),
            StmtKind::Function(id) => self.function(*id, place),
            StmtKind::Class { block, .. } | StmtKind::Block(block) => self.block(block, place),
            StmtKind::Import(imports) => self.imports.extend(imports.iter().cloned()),
            StmtKind::Unknown { exprs, blocks } => {
                self.values(exprs.iter().copied(), place);
                for block in blocks {
                    self.block(block, place);
                }
            }
            StmtKind::Break | StmtKind::Continue | StmtKind::Outer(_) | StmtKind::Empty => {}
        }
    }

    /// What the arms of a match over the receiver or a parameter give.
    fn choices(&mut self, subject: ExprId, arms: &[MatchArm], place: usize) {
        let exprs = &self.body.exprs;
        let Some(of) = exprs.path(exprs.referenced(subject)) else {
            return;
        };
        let first = of.split('.').next().unwrap_or(&of);
        let known = self.matched.iter().any(|name| name == first);
        if !known || self.is_nested(place) || arms.len() > MAX_ITEMS {
            return;
        }
        for arm in arms {
            let Some((shapes, narrowed)) = shapes(exprs, &arm.pattern) else {
                continue;
            };
            let mut last = arm.block.stmts.last().map(|id| &self.body.stmt(*id).kind);
            while let Some(StmtKind::Block(block)) = last {
                last = block.stmts.last().map(|id| &self.body.stmt(*id).kind);
            }
            let value = match last {
                Some(StmtKind::Expr(id)) => Some(*id),
                Some(StmtKind::Return(ids)) => ids.first().copied().filter(|_| ids.len() == 1),
                _ => None,
            };
            self.choices.push(ChoiceFact {
                span: arm.span,
                of: of.clone(),
                shapes,
                partial: narrowed || arm.guard.is_some(),
                gives: value.map_or(ArgValue::Other, |value| {
                    let display = converted_display(exprs, value);
                    arg_value(exprs, display.unwrap_or(value), 0)
                }),
            });
        }
    }

    fn blocks(&mut self, block: &'b Option<Block>, place: usize) {
        if let Some(block) = block {
            self.block(block, place);
        }
    }

    fn test(&mut self, test: &Test, place: usize) {
        match test {
            Test::Expr(id) => self.value(*id, place),
            Test::Pattern { value, pattern } => {
                self.local(pattern, *value);
                self.value(*value, place);
            }
        }
    }

    /// A block that a test of a value's class lets in.
    fn narrow(&mut self, test: &Test, then: &Block) {
        let exprs = &self.body.exprs;
        let Test::Expr(id) = test else { return };
        let ExprKind::Matches { value, pattern } = &exprs.get(exprs.unwrapped(*id)).kind else {
            return;
        };
        let PatternKind::Type { path, parts } = &pattern.kind else {
            return;
        };
        if let (Some(of), true) = (exprs.path(*value), parts.is_empty()) {
            self.narrowed.push(NarrowedFact {
                span: then.span,
                of,
                class: Some(path.clone()),
            });
        }
    }

    /// What a name or a part of it is given, where that may be told by the parts of a caught error.
    fn given(&mut self, target: &Pattern, value: Option<ExprId>) {
        let to = match &target.kind {
            PatternKind::Name(name) => Some(name.clone()),
            PatternKind::Place(id) => self.body.exprs.path(*id),
            _ => None,
        };
        let (Some(to), Some(value)) = (to, value) else {
            return;
        };
        let mut values = plain_values(&self.body.exprs, value);
        // What something else than a name of the function is given may be all that tells it.
        if values.is_empty() && matches!(target.kind, PatternKind::Place(_)) {
            let told = arg_value(&self.body.exprs, value, 0);
            let is_told = matches!(told, ArgValue::Path(_) | ArgValue::Text(_));
            values.extend(is_told.then_some(told));
        }
        let span = self.body.exprs.get(value).span;
        self.assigned.push(GivenFact { span, to, values });
    }

    fn try_statement(&mut self, kind: &'b StmtKind, place: usize) {
        let StmtKind::Try {
            body,
            catches,
            otherwise,
            finally,
        } = kind
        else {
            return;
        };
        let around = self.place(place);
        let mut guarded = around.clone();
        for catch in catches.iter().rev() {
            guarded.caught_by.insert(0, self.paths(&catch.types));
        }
        guarded.caught_by.truncate(MAX_HANDLERS);
        let guarded = self.add_place(guarded);
        self.block(body, guarded);
        for catch in catches {
            let binding = catch.binding.clone();
            self.locals
                .extend(binding.map(|name| (name, ArgValue::Other)));
            let handling = self.paths(&catch.types);
            let inside = self.add_place(Place {
                handling,
                ..around.clone()
            });
            self.values(catch.types.iter().copied(), place);
            if let (Some(of), []) = (&catch.binding, catch.types.as_slice()) {
                self.narrowed.push(NarrowedFact {
                    span: catch.block.span,
                    of: of.clone(),
                    class: None,
                });
            }
            self.block(&catch.block, inside);
        }
        self.blocks(otherwise, place);
        self.blocks(finally, place);
    }

    fn paths(&self, ids: &[ExprId]) -> Vec<Name> {
        let exprs = &self.body.exprs;
        // A class that cannot be told must not look like a handler that catches all.
        let path = |id: &ExprId| exprs.path(*id).unwrap_or_default();
        ids.iter().take(MAX_ITEMS).map(path).collect()
    }

    fn raise(&self, span: Span, error: Option<Name>, place: usize) -> RaiseFact {
        let place = self.place(place);
        RaiseFact {
            span,
            error,
            caught_by: place.caught_by,
            handling: place.handling,
            nested: place.nested,
            by_value: false,
        }
    }

    /// The path of a name, of the callee of a call, or of the type of a record.
    fn linked(&self, id: ExprId) -> Option<Name> {
        let exprs = &self.body.exprs;
        let mut id = exprs.referenced(id);
        for _ in 0..MAX_WRAPPERS {
            match self.transparent(id) {
                Some(inner) => id = exprs.unwrapped(inner),
                None => break,
            }
        }
        match &exprs.get(id).kind {
            ExprKind::Call { callee, .. } => {
                Some(callee_path(exprs, *callee)).filter(|path| !path.starts_with('.'))
            }
            ExprKind::Record { ty: Some(ty), .. } => named_class(ty),
            _ => exprs.path(id),
        }
    }

    /// What a method is called on that only passes it on.
    fn transparent(&self, id: ExprId) -> Option<ExprId> {
        let (object, name, _) = self.method(id)?;
        self.failures.transparent.contains(&name).then_some(object)
    }

    /// The object, name and arguments of a call of a method.
    fn method(&self, id: ExprId) -> Option<(ExprId, &'b str, &'b [Arg])> {
        let exprs = &self.body.exprs;
        let ExprKind::Call { callee, args, .. } = &exprs.get(id).kind else {
            return None;
        };
        match &exprs.get(*callee).kind {
            ExprKind::Member { object, name, .. } => Some((*object, name, args)),
            _ => None,
        }
    }

    /// A value whose failure leaves the function: the error it is made with counts as raised, and the call it comes
    /// from hands on its own.
    fn hand_on(&mut self, span: Span, id: ExprId, place: usize) {
        let exprs = &self.body.exprs;
        let id = exprs.unwrapped(id);
        let ExprKind::Call { callee, args, .. } = &exprs.get(id).kind else {
            return;
        };
        // `return f()?` hands the same on as `return f()`.
        if !self.handed_on.insert(id) {
            return;
        }
        let path = exprs.path(*callee);
        let is_failed = path.is_some_and(|path| self.failures.failed.contains(&path.as_str()));
        let replaces = self
            .method(id)
            .is_some_and(|(_, name, _)| self.failures.replacing.contains(&name));
        let Some(error) = args.last().filter(|_| is_failed || replaces) else {
            return;
        };
        let class = self.made_error(error.value);
        let raise = self.raise(span, class, place);
        self.raises.push(raise);
    }

    /// A function whose code is about to be read.
    fn open_function(&mut self, function: &'b Function, place: usize) {
        let fails_with = function.signature.results_with_error();
        if let Some(place) = self.places.get_mut(place) {
            place.fails_with = fails_with;
        }
        if fails_with.is_none() || function.block.stmts.is_empty() {
            return;
        }
        if self.own_names.is_empty() {
            self.own_names = own_names(self.body);
        }
        add_origins(self.body, function, &mut self.origins);
    }

    /// What a `return` gives back as the error of its function.
    fn failed(&mut self, stmt: StmtId, span: Span, ids: &[ExprId], place: usize) {
        let results = self.places.get(place).and_then(|place| place.fails_with);
        let (Some(results), Some(last)) = (results, ids.last()) else {
            return;
        };
        let last = self.body.exprs.unwrapped(*last);
        // The results of one call are handed on as they are.
        let is_part = ids.len() < results;
        let mut errors = vec![(last, is_part)];
        if let ExprKind::Name(name) = &self.body.exprs.get(last).kind
            && let Some(held) = self.origins.get(&(stmt, name.clone()))
        {
            errors = held.iter().map(|held| (held.value, held.is_part)).collect();
        }
        for (error, is_part) in errors {
            self.error(span, error, is_part, place);
        }
        if self.wraps(last) {
            for name in error_names(self.body, ids) {
                let held = self.origins.get(&(stmt, name.clone()));
                let held = held.into_iter().flatten().map(|held| held.value);
                self.handed_on.extend(held);
            }
        }
    }

    /// An error that leaves its function: made here, or handed on by the call it comes from.
    fn error(&mut self, span: Span, error: ExprId, is_part: bool, place: usize) {
        let exprs = &self.body.exprs;
        let mut inner = exprs.unwrapped(error);
        while let ExprKind::Unary {
            op: UnaryOp::Reference,
            operand,
        } = &exprs.get(inner).kind
        {
            inner = exprs.unwrapped(*operand);
        }
        match &exprs.get(inner).kind {
            ExprKind::Literal(Literal::Null) => return,
            ExprKind::Call { callee, .. } => {
                let callee = callee_path(exprs, *callee);
                if is_part || !self.makes_error(&callee) {
                    self.handed_on.insert(inner);
                    return;
                }
            }
            _ => {}
        }
        let class = self.linked(inner).filter(|class| {
            let first = class.split(['.', '(', '[']).next().unwrap_or_default();
            let is_name = !matches!(
                exprs.get(inner).kind,
                ExprKind::Call { .. } | ExprKind::Record { .. }
            );
            // What a name of the function itself holds is not told.
            !(is_name && self.own_names.contains(first))
        });
        let raise = self.raise(span, class, place);
        self.raises.push(RaiseFact {
            by_value: true,
            ..raise
        });
    }

    fn makes_error(&self, callee: &str) -> bool {
        let name = callee.rsplit('.').next().unwrap_or_default();
        let made = ["New", "new"].into_iter();
        let mut made = made.filter_map(|prefix| name.strip_prefix(prefix));
        let is_new = made.any(|rest| rest.chars().next().is_none_or(char::is_uppercase));
        is_new || self.failures.making.contains(&name)
    }

    /// Whether a call keeps the errors given to it. A format that does not say so keeps their text alone.
    fn wraps(&self, id: ExprId) -> bool {
        let exprs = &self.body.exprs;
        let ExprKind::Call { callee, args, .. } = &exprs.get(id).kind else {
            return false;
        };
        let callee = callee_path(exprs, *callee);
        let name = callee.rsplit('.').next().unwrap_or_default();
        let format = args.first().and_then(|arg| exprs.text(arg.value));
        self.failures.wrapping.contains(&name)
            && (name != "Errorf" || format.is_some_and(|format| format.contains("%w")))
    }

    /// The class of an error, given as it is or by a function that makes it.
    fn made_error(&self, id: ExprId) -> Option<Name> {
        let ExprKind::Function(function) = &self.body.exprs.get(id).kind else {
            return self.linked(id);
        };
        let function = self.body.function(*function)?;
        let StmtKind::Return(values) = &self.body.stmt(*function.block.stmts.last()?).kind else {
            return None;
        };
        let class = self.linked(*values.first()?)?;
        let first = class.split(['.', '(']).next().unwrap_or_default();
        let mut params = function.signature.params.iter();
        // The error that came in, in one way or another.
        let is_param = params.any(|param| param.name == first);
        (!is_param).then_some(class)
    }

    fn returned(&mut self, id: ExprId, place: usize) {
        if self.is_nested(place) {
            return;
        }
        if let Some(path) = self.linked(id) {
            self.returns.push(path);
            self.returned_at.push(self.body.exprs.get(id).span);
            return;
        }
        let value = arg_value(&self.body.exprs, id, 0);
        let is_told = matches!(
            value,
            ArgValue::Text(_) | ArgValue::Template(_) | ArgValue::Map(_) | ArgValue::Either(_)
        );
        if is_told && self.given.len() < MAX_ITEMS {
            self.given.push(value);
        }
    }

    fn returned_display(&mut self, span: Span, ids: &[ExprId]) {
        let exprs = &self.body.exprs;
        let items = match ids {
            [only] => match &exprs.get(self.display(*only)).kind {
                ExprKind::Sequence { items, .. } => items.as_slice(),
                _ => return,
            },
            several => several,
        };
        if items.is_empty() || items.len() > MAX_ITEMS {
            return;
        }
        let values = items.iter().map(|id| arg_value(exprs, *id, MAX_DEPTH));
        self.returned.push((span, values.collect()));
    }

    /// What is returned, without what says that it is there or failed, and without what converts it.
    fn display(&self, id: ExprId) -> ExprId {
        let exprs = &self.body.exprs;
        let id = exprs.unwrapped(id);
        let inside = exprs.call(id).and_then(|(path, args)| {
            let names = [self.failures.present, self.failures.failed];
            let wraps = names.iter().any(|names| names.contains(&path.as_str()));
            args.first().filter(|_| wraps).map(|arg| arg.value)
        });
        let id = inside.map_or(id, |inside| exprs.unwrapped(inside));
        converted_display(exprs, id).unwrap_or(id)
    }

    /// The name or the receiver's attribute that a pattern binds.
    fn bound_name(&self, target: &Pattern) -> Option<Name> {
        match &target.kind {
            PatternKind::Name(name) => Some(name.clone()),
            PatternKind::Place(id) => {
                let path = self.body.exprs.path(*id)?;
                let (object, _) = path.split_once('.')?;
                let is_receiver = self.receiver.as_deref() == Some(object);
                (is_receiver && path.matches('.').count() == 1).then_some(path)
            }
            PatternKind::Type { path, parts } if self.failures.present.contains(&path.as_str()) => {
                match parts.as_slice() {
                    [
                        (
                            None,
                            Pattern {
                                kind: PatternKind::Name(name),
                                ..
                            },
                        ),
                    ] => Some(name.clone()),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Adds an attribute of the receiver whose class its annotation names, and says whether it did.
    fn typed_attribute(
        &mut self,
        target: &Pattern,
        ty: Option<&TypeRef>,
        value: Option<ExprId>,
    ) -> bool {
        let Some(name) = self.bound_name(target).filter(|name| name.contains('.')) else {
            return false;
        };
        let Some(class) = ty.and_then(named_class) else {
            return false;
        };
        if let Some(value) = value {
            self.bind_call(value, &name);
        }
        self.locals.push((name, ArgValue::Call(class)));
        true
    }

    fn local(&mut self, target: &Pattern, value: ExprId) {
        let Some(name) = self.bound_name(target) else {
            return self.local_parts(target, value);
        };
        let exprs = &self.body.exprs;
        let call = exprs.referenced(value);
        let is_absent = matches!(exprs.get(call).kind, ExprKind::Literal(Literal::Null));
        if is_absent && name.contains('.') {
            return;
        }
        self.bind_call(value, &name);
        let value = match is_absent {
            true => ArgValue::Path(Name::new("None")),
            false => arg_value(exprs, call, 0),
        };
        self.locals.push((name, value));
    }

    /// A name that is declared without a value counts as made by calling its type.
    fn declared(&mut self, target: &Pattern, ty: Option<&TypeRef>) {
        let ty = ty.map(|ty| match &ty.kind {
            TypeKind::Pointer(inner) => inner,
            _ => ty,
        });
        match (self.bound_name(target), ty.and_then(named_class)) {
            (Some(name), Some(class)) => self.locals.push((name, ArgValue::Call(class))),
            _ => self.unknown_locals(target),
        }
    }

    /// Names for the parts of a value: written side by side, or the results of one call.
    fn local_parts(&mut self, target: &Pattern, value: ExprId) {
        let parts = match &target.kind {
            PatternKind::Sequence(parts) => parts,
            PatternKind::Map(parts) => return self.local_entries(target, parts, value),
            _ => return self.unknown_locals(target),
        };
        let exprs = &self.body.exprs;
        match &exprs.get(exprs.unwrapped(value)).kind {
            ExprKind::Sequence { items, .. } if items.len() == parts.len() => {
                for (part, item) in parts.iter().zip(items) {
                    // Parts of parts are not told.
                    match self.bound_name(part) {
                        Some(_) => self.local(part, *item),
                        None => self.unknown_locals(part),
                    }
                }
            }
            ExprKind::Call { .. } if self.failures.several_results => {
                for (index, part) in parts.iter().enumerate() {
                    match self.bound_name(part) {
                        Some(_) if index == 0 => self.local(part, value),
                        _ => self.unknown_locals(part),
                    }
                }
            }
            ExprKind::Call { callee, .. } if !callee_path(exprs, *callee).is_empty() => {
                let callee = callee_path(exprs, *callee);
                for (index, part) in parts.iter().enumerate() {
                    match self.bound_name(part) {
                        Some(name) => {
                            let path = Name::from(format!("{callee}().{index}"));
                            self.locals.push((name, ArgValue::Path(path)));
                        }
                        None => self.unknown_locals(part),
                    }
                }
            }
            _ => self.unknown_locals(target),
        }
    }

    /// Names that a map is taken apart to: members of a path, or parts of what a call gives.
    fn local_entries(
        &mut self,
        target: &Pattern,
        parts: &[(Name, Pattern, Option<ExprId>)],
        value: ExprId,
    ) {
        let exprs = &self.body.exprs;
        let value = exprs.referenced(value);
        let path = exprs.path(value);
        let named = parts.iter().filter_map(|(key, part, default)| {
            let name = self.bound_name(part).filter(|_| default.is_none())?;
            Some((key, name))
        });
        let named: Vec<(&Name, Name)> = named.collect();
        if named.len() != parts.len() {
            return self.unknown_locals(target);
        }
        if path.is_none() {
            let names = named.iter().map(|(key, name)| format!("{key}:{name}"));
            let taken = names.collect::<Vec<_>>().join(",");
            self.bind_call(value, &Name::from(format!("{{{taken}}}")));
        }
        for (key, name) in named {
            let value = match &path {
                Some(path) => ArgValue::Path(Name::from(format!("{path}.{key}"))),
                None => ArgValue::Other,
            };
            self.locals.push((name, value));
        }
    }

    /// Notes the name that the result of a call is bound to, if `value` is one.
    fn bind_call(&mut self, value: ExprId, name: &Name) {
        let mut call = self.body.exprs.referenced(value);
        // What stands in for the value where there is none: `router = router or Router()`.
        if let ExprKind::Binary {
            op: BinaryOp::Or | BinaryOp::Coalesce,
            right,
            ..
        } = &self.body.exprs.get(call).kind
        {
            call = self.body.exprs.referenced(*right);
        }
        if matches!(
            self.body.exprs.get(call).kind,
            ExprKind::Call { .. } | ExprKind::Record { ty: Some(_), .. }
        ) {
            self.bound.insert(call, name.clone());
        }
    }

    /// Every name that a pattern binds, to a value that is not told.
    fn unknown_locals(&mut self, pattern: &Pattern) {
        let mut names = Vec::new();
        bound_names(pattern, &mut names);
        let names = names.into_iter().map(|name| (name, ArgValue::Other));
        self.locals.extend(names);
        if let PatternKind::Place(_) = pattern.kind {
            let name = self.bound_name(pattern);
            self.locals.extend(name.map(|name| (name, ArgValue::Other)));
        }
    }

    fn loop_fact(&mut self, span: Span, target: &Pattern, over: Option<ExprId>, place: usize) {
        let exprs = &self.body.exprs;
        // What is no iteration over the value gives its keys.
        let keys_of = over.and_then(|over| match &exprs.get(over).kind {
            ExprKind::Unknown { children } => match children.as_slice() {
                [only] if exprs.get(*only).span == exprs.get(over).span => Some(*only),
                _ => None,
            },
            _ => None,
        });
        let args = over.and_then(|over| exprs.call(exprs.referenced(over)));
        let args = args.into_iter().flat_map(|(_, args)| args);
        let given = args.map(|arg| arg_value(exprs, arg.value, 1)).collect();
        let over = keys_of.or(over).map(|over| arg_value(exprs, over, 0));
        let Some(over @ (ArgValue::Items(_) | ArgValue::Path(_) | ArgValue::Call(_))) = over else {
            return;
        };
        // A key and an element, or one of them.
        let mut targets = Vec::new();
        let mut key = None;
        match &target.kind {
            PatternKind::Name(name) if keys_of.is_some() => key = Some(name.clone()),
            PatternKind::Map(parts) if parts.iter().any(|(name, ..)| name == "key") => {
                for (name, part, _) in parts {
                    match (name.as_str(), &part.kind) {
                        ("key", PatternKind::Name(name)) => key = Some(name.clone()),
                        ("value", _) => bound_names(part, &mut targets),
                        _ => {}
                    }
                }
                if targets.is_empty() && key.is_none() {
                    return;
                }
            }
            _ => bound_names(target, &mut targets),
        }
        self.loops.push(LoopFact {
            span,
            targets,
            key,
            over,
            given,
        });
        self.loops_nested.push(self.is_nested(place));
    }

    /// The expressions in a pattern.
    fn pattern(&mut self, pattern: &Pattern, place: usize) {
        let mut pending = vec![pattern];
        while let Some(pattern) = pending.pop() {
            match &pattern.kind {
                PatternKind::Place(id) => self.value(*id, place),
                PatternKind::Map(parts) => {
                    self.values(parts.iter().filter_map(|(_, _, value)| *value), place);
                }
                _ => {}
            }
            pending.extend(parts(pattern).into_iter().rev());
        }
    }

    /// Code that runs when a nested function is called; its default values and decorators run at once.
    fn function(&mut self, id: FunctionId, place: usize) {
        let Some(function) = self.body.function(id) else {
            return;
        };
        let signature = &function.signature;
        for decorator in &signature.decorators {
            let args = decorator.args.iter().flatten();
            self.values(args.map(|arg| arg.value), place);
        }
        let defaults = signature.params.iter().filter_map(|param| param.default);
        self.values(defaults, place);
        let names = signature.params.iter().map(|param| param.name.clone());
        self.locals
            .extend(names.map(|name| (name, ArgValue::Other)));
        let inside = self.add_place(Place {
            nested: true,
            ..Place::default()
        });
        self.open_function(function, inside);
        self.block(&function.block, inside);
    }

    fn expr(&mut self, id: ExprId, place: usize, used: bool) {
        let body = self.body;
        match &body.exprs.get(id).kind {
            ExprKind::Call { .. } => self.steps.push(Step::Call {
                id,
                place,
                awaited: false,
                used,
            }),
            ExprKind::Await(inner) => match &body.exprs.get(*inner).kind {
                ExprKind::Call { .. } => self.steps.push(Step::Call {
                    id: *inner,
                    place,
                    awaited: true,
                    used,
                }),
                _ => self.value(*inner, place),
            },
            ExprKind::Propagate(inner) => {
                let mut inner = *inner;
                while let ExprKind::Propagate(next) = &body.exprs.get(inner).kind {
                    inner = *next;
                }
                self.hand_on(body.exprs.get(id).span, inner, place);
                let call = match &body.exprs.get(inner).kind {
                    ExprKind::Await(call) => *call,
                    _ => inner,
                };
                match &body.exprs.get(call).kind {
                    ExprKind::Call { .. } => self.steps.push(Step::Call {
                        id: call,
                        place,
                        awaited: call != inner,
                        used,
                    }),
                    _ => self.value(inner, place),
                }
            }
            ExprKind::Yield {
                value: Some(value), ..
            } => {
                self.returned(*value, place);
                self.value(*value, place);
            }
            ExprKind::Binary { op, left, right } => {
                if matches!(op, BinaryOp::Equal) {
                    self.comparison(*left, *right);
                }
                self.value(*left, place);
                self.value(*right, place);
            }
            ExprKind::Function(function) => self.function(*function, place),
            ExprKind::Statement(stmt) => self.statement(*stmt, place),
            ExprKind::Comprehension {
                key,
                element,
                clauses,
                ..
            } => {
                let inside = self.looped(place);
                self.values(*key, inside);
                self.value(*element, inside);
                for (index, clause) in clauses.iter().enumerate() {
                    self.unknown_locals(&clause.target);
                    let outside = if index == 0 { place } else { inside };
                    self.value(clause.iterable, outside);
                    self.values(clause.conditions.iter().copied(), inside);
                }
            }
            ExprKind::Assign { target, value } => {
                if let ExprKind::Name(name) = &body.exprs.get(*target).kind {
                    let kind = PatternKind::Name(name.clone());
                    let span = body.exprs.get(*target).span;
                    self.local(&Pattern { span, kind }, *value);
                }
                self.value(*value, place);
            }
            ExprKind::Matches { value, pattern } => {
                self.unknown_locals(pattern);
                self.value(*value, place);
            }
            ExprKind::Record {
                ty: Some(ty),
                entries,
                ..
            } => {
                self.made(id, ty, entries, place);
                self.values(body.exprs.children(id), place);
            }
            _ => {
                let children = body.exprs.children(id);
                self.values(children, place);
            }
        }
    }

    /// A value made by its fields, as the call of its type that it is in other languages.
    fn made(&mut self, id: ExprId, ty: &TypeRef, entries: &[Entry], place: usize) {
        let exprs = &self.body.exprs;
        let Some(callee) = named_class(ty).filter(|_| self.seen.insert(id)) else {
            return;
        };
        let around = self.place(place);
        let args = entries.iter().map(|entry| ArgFact {
            name: entry.key.and_then(|key| exprs.text(key)).cloned(),
            value: arg_value(exprs, entry.value, 0),
        });
        let call = CallFact {
            span: exprs.get(id).span,
            named: ty.span.start,
            callee,
            chosen: None,
            args: args.collect(),
            bound: self.bound.remove(&id),
            awaited: false,
            result_used: true,
            handed_on: false,
            nested: around.nested,
            in_loop: around.in_loop,
            caught_by: around.caught_by,
        };
        self.calls.push(call);
    }

    fn comparison(&mut self, left: ExprId, right: ExprId) {
        let exprs = &self.body.exprs;
        let (value, path) = match (exprs.path(left), exprs.path(right)) {
            (Some(path), _) => (arg_value(exprs, right, 0), path),
            (None, Some(path)) => (arg_value(exprs, left, 0), path),
            (None, None) => return,
        };
        if !matches!(value, ArgValue::Other | ArgValue::Call(_)) {
            self.compared.push((path, value));
        }
    }

    fn call(&mut self, id: ExprId, place: usize, awaited: bool, used: bool) {
        let body = self.body;
        let ExprKind::Call { callee, args, .. } = &body.exprs.get(id).kind else {
            return;
        };
        if !self.seen.insert(id) {
            return;
        }
        let around = self.place(place);
        let bound = self.bound.remove(&id);
        self.call_ids.push(id);
        self.calls.push(CallFact {
            span: body.exprs.get(id).span,
            named: named_at(&body.exprs, *callee),
            callee: callee_path(&body.exprs, *callee),
            chosen: chosen(&body.exprs, *callee).map(|index| arg_value(&body.exprs, index, 0)),
            args: args.iter().map(|arg| arg_fact(&body.exprs, arg)).collect(),
            bound,
            awaited,
            result_used: used,
            handed_on: self.handed_on.contains(&id),
            nested: around.nested,
            in_loop: around.in_loop,
            caught_by: around.caught_by,
        });
        for arg in args.iter().filter(|arg| arg.spread.is_none()) {
            let values = plain_values(&body.exprs, arg.value);
            if values.len() > 1 {
                self.assigned.push(GivenFact {
                    span: body.exprs.get(arg.value).span,
                    to: Name::default(),
                    values,
                });
            }
        }
        let from = self.steps.len();
        self.value(*callee, place);
        self.values(args.iter().map(|arg| arg.value), place);
        self.reverse(from);
    }
}

/// The names that functions of a body bind, parameters too.
fn own_names(body: &Body) -> FxHashSet<Name> {
    let mut names = Vec::new();
    for (_, stmt) in body.stmts() {
        match &stmt.kind {
            StmtKind::Assign { targets, .. } => {
                for target in targets {
                    bound_names(target, &mut names);
                }
            }
            StmtKind::Loop {
                target: Some(target),
                ..
            } => bound_names(target, &mut names),
            StmtKind::Match { arms, .. } => {
                for arm in arms {
                    bound_names(&arm.pattern, &mut names);
                }
            }
            _ => {}
        }
    }
    let functions = body.functions();
    let params = functions.flat_map(|(_, function)| &function.signature.params);
    names.extend(params.map(|param| param.name.clone()));
    names.into_iter().collect()
}

/// The class that an annotation names, absence and further information aside.
fn named_class(ty: &TypeRef) -> Option<Name> {
    let mut ty = ty;
    for _ in 0..MAX_WRAPPERS {
        ty = match &ty.kind {
            TypeKind::Optional(inner) | TypeKind::Annotated { inner, .. } => inner,
            TypeKind::Named { path, .. } => return Some(path.clone()),
            _ => return None,
        };
    }
    None
}

/// The display in `(status, body).into_response()`: what a call without arguments is made on.
fn converted_display(exprs: &Exprs, id: ExprId) -> Option<ExprId> {
    let ExprKind::Call { callee, args, .. } = &exprs.get(exprs.unwrapped(id)).kind else {
        return None;
    };
    let ExprKind::Member { object, .. } = &exprs.get(*callee).kind else {
        return None;
    };
    let object = exprs.unwrapped(*object);
    let is_display = matches!(exprs.get(object).kind, ExprKind::Sequence { .. });
    (is_display && args.is_empty()).then_some(object)
}

/// The types or variants whose values a pattern takes, none for all, and whether it leaves out some of them; nothing
/// where it tells values apart in another way.
fn shapes(exprs: &Exprs, pattern: &Pattern) -> Option<(Vec<Name>, bool)> {
    let mut found = Vec::new();
    let mut narrowed = false;
    let mut open = vec![pattern];
    while let Some(pattern) = open.pop() {
        match &pattern.kind {
            PatternKind::Or(parts) => open.extend(parts.iter().rev()),
            PatternKind::Bind { inner, .. } => open.push(inner),
            PatternKind::Type { path, parts } => {
                narrowed |= parts.iter().any(|(_, part)| !takes_all(part));
                found.push(path.clone());
            }
            PatternKind::Place(id) => found.push(exprs.path(*id)?),
            // A name in lower case binds what is there, one in upper case is that of a variant.
            PatternKind::Name(name) if name.starts_with(char::is_uppercase) => {
                found.push(name.clone());
            }
            PatternKind::Name(_) | PatternKind::Wildcard => return Some((Vec::new(), false)),
            _ => return None,
        }
    }
    Some((found, narrowed))
}

/// The numbers and paths with several names that a value is, each where the one before is missing; none where it is anything else.
fn plain_values(exprs: &Exprs, id: ExprId) -> Vec<ArgValue> {
    let mut values = Vec::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let id = exprs.unwrapped(id);
        if let ExprKind::Binary {
            op: BinaryOp::Or | BinaryOp::Coalesce,
            left,
            right,
        } = &exprs.get(id).kind
        {
            open.extend([*right, *left]);
            continue;
        }
        match arg_value(exprs, id, 0) {
            value @ ArgValue::Number(_) => values.push(value),
            ArgValue::Path(path) if path.contains('.') => values.push(ArgValue::Path(path)),
            _ => return Vec::new(),
        }
        if values.len() > MAX_ITEMS {
            return Vec::new();
        }
    }
    values
}

fn takes_all(pattern: &Pattern) -> bool {
    match &pattern.kind {
        PatternKind::Wildcard | PatternKind::Rest(_) => true,
        PatternKind::Name(name) => !name.starts_with(char::is_uppercase),
        _ => false,
    }
}

fn arg_fact(exprs: &Exprs, arg: &Arg) -> ArgFact {
    let value = match arg.spread {
        Some(spread) => ArgValue::Spread(spread, Box::new(arg_value(exprs, arg.value, 1))),
        None => arg_value(exprs, arg.value, 0),
    };
    ArgFact {
        name: arg.name.clone(),
        value,
    }
}

fn arg_value(exprs: &Exprs, id: ExprId, depth: u32) -> ArgValue {
    let id = exprs.referenced(id);
    if let Some(path) = exprs.path(id) {
        return ArgValue::Path(path);
    }
    match &exprs.get(id).kind {
        ExprKind::Literal(Literal::Str(text)) => ArgValue::Text(shortened(text)),
        ExprKind::Literal(Literal::Int(digits) | Literal::Float(digits)) => {
            ArgValue::Number(digits.clone())
        }
        ExprKind::Literal(Literal::Bool(value)) => ArgValue::Bool(*value),
        ExprKind::Unary {
            op: UnaryOp::Negate,
            operand,
        } => match &exprs.get(*operand).kind {
            ExprKind::Literal(Literal::Int(digits) | Literal::Float(digits)) => {
                ArgValue::Number(Name::from(format!("-{digits}")))
            }
            _ => ArgValue::Other,
        },
        ExprKind::Call { .. } | ExprKind::Binary { .. }
            if depth < MAX_DEPTH && filled(exprs, id).is_some() =>
        {
            let parts = filled(exprs, id).unwrap_or_default();
            ArgValue::Template(template(exprs, &parts, depth))
        }
        ExprKind::Call { callee, .. } => {
            let callee = callee_path(exprs, *callee);
            match callee.is_empty() || callee.starts_with(['.', '(', '[']) {
                true => ArgValue::Other,
                false => ArgValue::Call(callee),
            }
        }
        // A member of what a call gives: `NewUsers(service).List`.
        ExprKind::Member { .. } => {
            let path = callee_path(exprs, id);
            let is_named = !path.starts_with(['.', '(', '[']);
            match is_named && path.contains("()") && !path.contains(['[', '…']) {
                true => ArgValue::Path(path),
                false => ArgValue::Other,
            }
        }
        _ if depth >= MAX_DEPTH => ArgValue::Other,
        ExprKind::Template { tag: None, parts } => {
            ArgValue::Template(template(exprs, parts, depth))
        }
        ExprKind::Binary {
            op: BinaryOp::Add, ..
        } => sum(exprs, id, depth),
        ExprKind::Sequence { items, .. } if items.len() <= MAX_ITEMS => {
            let items = items.iter().map(|item| arg_value(exprs, *item, depth + 1));
            ArgValue::Items(items.collect())
        }
        // Alone, or without fields, it is a value of its type; in a display its fields count.
        ExprKind::Record {
            ty: Some(ty),
            entries,
            ..
        } if (depth == 0 || entries.is_empty()) && named_class(ty).is_some() => {
            ArgValue::Call(named_class(ty).unwrap_or_default())
        }
        ExprKind::Record { entries, .. }
            if !entries.is_empty()
                && entries.len() <= MAX_ITEMS
                && entries.iter().all(|entry| entry.key.is_none()) =>
        {
            let values = entries.iter();
            ArgValue::Items(
                values
                    .map(|entry| arg_value(exprs, entry.value, depth + 1))
                    .collect(),
            )
        }
        ExprKind::Map { entries } | ExprKind::Record { entries, .. }
            if entries.len() <= MAX_ITEMS =>
        {
            // The type that a record is written with stands under no name.
            let ty = match &exprs.get(id).kind {
                ExprKind::Record { ty: Some(ty), .. } => named_class(ty),
                _ => None,
            };
            let ty = ty.map(|class| (Name::default(), ArgValue::Call(class)));
            let entries = entries.iter().filter_map(|entry| {
                let key = exprs.text(entry.key?)?;
                Some((shortened(key), arg_value(exprs, entry.value, depth + 1)))
            });
            ArgValue::Map(ty.into_iter().chain(entries).collect())
        }
        ExprKind::Function(function) => ArgValue::Function(*function),
        ExprKind::Spread {
            value,
            mapping: false,
        } => {
            let value = arg_value(exprs, *value, depth + 1);
            ArgValue::Spread(Spread::Sequence, Box::new(value))
        }
        ExprKind::Conditional {
            then, otherwise, ..
        } => {
            let values = [then, otherwise].into_iter();
            ArgValue::Either(
                values
                    .map(|value| arg_value(exprs, *value, depth + 1))
                    .collect(),
            )
        }
        ExprKind::Index { object, index, .. } => {
            let object = arg_value(exprs, *object, depth + 1);
            let index = arg_value(exprs, *index, depth + 1);
            match (&object, &index) {
                (ArgValue::Path(_), ArgValue::Path(_) | ArgValue::Text(_)) => {
                    ArgValue::Entry(Box::new(object), Box::new(index))
                }
                _ => ArgValue::Other,
            }
        }
        // A fallback stands where the value from outside is missing.
        ExprKind::Binary {
            op: BinaryOp::Or | BinaryOp::Coalesce,
            right,
            ..
        } => match arg_value(exprs, *right, depth + 1) {
            ArgValue::Call(_) | ArgValue::Function(_) | ArgValue::Items(_) => ArgValue::Other,
            told => told,
        },
        _ => ArgValue::Other,
    }
}

fn template(exprs: &Exprs, parts: &[TemplatePart], depth: u32) -> Vec<ArgValue> {
    let parts = parts.iter().take(MAX_ITEMS).map(|part| match part {
        TemplatePart::Text(text) => ArgValue::Text(shortened(text)),
        TemplatePart::Value { value, .. } => arg_value(exprs, *value, depth + 1),
    });
    parts.collect()
}

/// A sum of strings or of lists, as its parts. Of names alone it may be either; numbers are left out.
fn sum(exprs: &Exprs, id: ExprId, depth: u32) -> ArgValue {
    let mut parts = Vec::new();
    let mut pending = vec![id];
    while let Some(id) = pending.pop() {
        if parts.len() >= MAX_ITEMS {
            return ArgValue::Other;
        }
        match &exprs.get(id).kind {
            ExprKind::Binary {
                op: BinaryOp::Add,
                left,
                right,
            } => pending.extend([*right, *left]),
            _ => parts.push(arg_value(exprs, id, depth + 1)),
        }
    }
    let is_string = |part: &ArgValue| matches!(part, ArgValue::Text(_) | ArgValue::Template(_));
    let is_list = |part: &ArgValue| matches!(part, ArgValue::Items(_) | ArgValue::Path(_));
    match parts.iter().any(is_string) || parts.iter().all(is_list) {
        true => ArgValue::Template(parts),
        false => ArgValue::Other,
    }
}

fn shortened(text: &str) -> Name {
    let end = text
        .char_indices()
        .map(|(at, char)| at + char.len_utf8())
        .take_while(|end| *end <= MAX_TEXT)
        .last()
        .unwrap_or(0);
    Name::new(text.get(..end).unwrap_or_default())
}

/// The names that a pattern binds, in source order.
fn bound_names(pattern: &Pattern, names: &mut Vec<Name>) {
    let mut pending = vec![pattern];
    while let Some(pattern) = pending.pop() {
        match &pattern.kind {
            PatternKind::Name(name) | PatternKind::Rest(Some(name)) => names.push(name.clone()),
            PatternKind::Bind { name, inner } => {
                names.push(name.clone());
                pending.push(inner);
            }
            _ => pending.extend(parts(pattern).into_iter().rev()),
        }
    }
}

/// The patterns directly in a pattern.
fn parts(pattern: &Pattern) -> Vec<&Pattern> {
    match &pattern.kind {
        PatternKind::Sequence(parts) | PatternKind::Or(parts) => parts.iter().collect(),
        PatternKind::Type { parts, .. } => parts.iter().map(|(_, part)| part).collect(),
        PatternKind::Map(parts) => parts.iter().map(|(_, part, _)| part).collect(),
        PatternKind::Bind { inner, .. } => vec![inner],
        PatternKind::Wildcard
        | PatternKind::Name(_)
        | PatternKind::Place(_)
        | PatternKind::Literal(_)
        | PatternKind::Rest(_)
        | PatternKind::Unknown => Vec::new(),
    }
}
