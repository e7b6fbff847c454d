//! Everything in one file that looks like a registration; it looks at this file alone.

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::{
    Arg, ArgValue, CallFact, Decorator, ExprKind, Exprs, FunctionId, FunctionKind, FunctionSummary,
    ItemKind, LoopFact, Name, Param, ParamKind, PatternKind, Signature, Summary, callee_path,
    named_at,
};
use syntax::span::Span;

use super::value::{Args, CHOSEN, ItemAt, Value};
use crate::env::FileEnv;
use crate::framework::{Frameworks, Registering};
use crate::symbol::{LocalSymbol, Part};

/// The possible registrations of one file.
#[derive(Debug, Default)]
pub(super) struct Local {
    pub candidates: Vec<Candidate>,
    /// Decorators that are given a method which may register something.
    pub handed: Vec<Candidate>,
    /// Last names of everything called with an argument, for finding the callers of a function.
    pub called: FxHashSet<Name>,
    /// What a call gives is called somewhere: `require("./users")(app)`.
    pub calls_results: bool,
    /// Calls of what a loop binds, or of what a call in a loop gives.
    pub looped: Vec<Candidate>,
}

/// Where in the file a name is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Scope {
    Module,
    Class(LocalSymbol),
    Function(LocalSymbol),
    /// A function in another: the outer one and the index among its nested ones. Names that are none of its
    /// parameters are looked up in the outer one.
    Nested(LocalSymbol, u32),
}

impl Scope {
    /// The function around what is written here, the outer one of a nested one.
    pub fn function(self) -> Option<LocalSymbol> {
        match self {
            Self::Function(symbol) | Self::Nested(symbol, _) => Some(symbol),
            Self::Module | Self::Class(_) => None,
        }
    }
}

/// A decorator or call that registers something, if its receiver turns out to be a router.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub scope: Scope,
    /// The call, with the path before its last name as the receiver: `router` of `router.get`.
    pub callee: Name,
    pub args: Args,
    /// The call that the receiver is.
    pub on: Option<Box<Value>>,
    /// In bytes of the file.
    pub span: Span,
    /// Of a call in a chain its own part, from its name on.
    pub own: Span,
    /// Of a decorator: what it decorates.
    pub decorated: Option<Decorated>,
    /// Of a decorator: written without arguments.
    pub bare: bool,
    /// The name alone may register something.
    pub alone: bool,
    /// Of a decorator: it does more than to register.
    pub wrapped: bool,
    /// Loops around a call, outermost first.
    pub loops: Vec<Around>,
}

/// A loop around a call, or a function that is called with each item of a list.
#[derive(Clone, Debug)]
pub(super) struct Around {
    /// In bytes of the item; of a candidate's in bytes of the file.
    pub span: Span,
    /// The names bound on each pass.
    pub targets: Vec<Name>,
    /// They are taken from a map by their names.
    pub by_key: bool,
    /// The name that the key of a map's value is bound to, where the value comes first.
    pub key: Option<Name>,
    pub over: Value,
}

impl Around {
    fn of_loop(fact: &LoopFact, calls: &[CallFact]) -> Self {
        let called = match &fact.over {
            ArgValue::Call(callee) => { calls.iter() }
                .filter(|call| call.callee == *callee && fact.span.contains(call.span))
                .min_by_key(|call| call.span.start),
            _ => None,
        };
        let over = match (&fact.over, called) {
            (_, Some(call)) => Value::of_call(calls, call),
            (ArgValue::Call(callee), None) => Value::Call {
                callee: callee.clone(),
                args: Args::of_facts(&fact.given),
                at: fact.span,
                on: None,
            },
            (over, None) => Value::of_plain_fact(over),
        };
        Self {
            span: fact.span,
            targets: fact.targets.clone(),
            by_key: fact.targets.len() > 1,
            key: fact.key.clone(),
            over,
        }
    }

    fn placed(self, at: ItemAt) -> Self {
        Self {
            over: self.over.placed(at),
            ..self
        }
    }

    /// The first parameter of a function that is called with each item of `over`. One that is given second may be
    /// called with the values and keys of a map.
    fn of_function(signature: &Signature, over: Value, at: usize) -> Option<Self> {
        let param = signature.params.first()?;
        let key = signature.params.get(1).filter(|_| at == 1);
        let mut targets = Vec::new();
        let by_key = match param.pattern.as_ref().map(|pattern| &pattern.kind) {
            Some(PatternKind::Map(parts)) => {
                targets.extend(parts.iter().map(|(name, ..)| name.clone()));
                true
            }
            Some(PatternKind::Sequence(parts)) => {
                for part in parts {
                    match &part.kind {
                        PatternKind::Name(name) => targets.push(name.clone()),
                        _ => return None,
                    }
                }
                false
            }
            _ => {
                targets.push(param.name.clone());
                false
            }
        };
        Some(Self {
            span: signature.span,
            targets,
            by_key,
            key: key.map(|key| key.name.clone()),
            over,
        })
    }
}

impl Candidate {
    /// The last name of the callee.
    pub fn name(&self) -> &str {
        split_last(&self.callee).1
    }

    /// The path before the last name: `router`, `self.app`; empty where there is none.
    pub fn receiver(&self) -> &str {
        split_last(&self.callee).0
    }

    /// The call itself.
    pub fn value(&self) -> Value {
        Value::Call {
            callee: self.callee.clone(),
            args: self.args.clone(),
            at: self.span,
            on: self.on.clone(),
        }
    }

    /// What the receiver is.
    pub fn receiver_value(&self) -> Value {
        match &self.on {
            Some(on) => Value::clone(on),
            None => Value::Path(Name::new(self.receiver())),
        }
    }
}

/// What a decorator stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Decorated {
    /// A function, method or class.
    Symbol(LocalSymbol),
    /// A function declared in another: the outer one and the index among its nested ones.
    Nested(LocalSymbol, u32),
}

impl Local {
    pub fn read(env: &FileEnv, frameworks: &Frameworks) -> Self {
        let mut local = Self::default();
        let aliases: FxHashMap<&Name, &Name> = env
            .imports()
            .filter_map(|(_, import)| Some((&import.local, import.name.as_ref()?)))
            .filter(|(local, name)| local != name)
            .collect();
        let modules: FxHashMap<&Name, Name> = env
            .imports()
            .filter(|(_, import)| import.level == 0)
            .map(|(_, import)| match &import.name {
                Some(name) => (
                    &import.local,
                    Name::from(format!("{}.{name}", import.module)),
                ),
                None => (&import.local, import.module.clone()),
            })
            .collect();
        for (at, item) in (0u32..).zip(&env.facts().items) {
            if env.is_test_item(at) {
                continue;
            }
            let mut reader = Reader {
                local: &mut local,
                frameworks,
                aliases: &aliases,
                modules: &modules,
                at: ItemAt {
                    item: at,
                    start: item.span.start,
                },
            };
            let summary = &item.facts.summary;
            let scope = match item.parent {
                Some(head) if item.kind == ItemKind::Member => Scope::Class(LocalSymbol {
                    item: head,
                    part: Part::Type(0),
                }),
                _ => Scope::Module,
            };
            for (index, decl) in (0u32..).zip(&item.facts.types) {
                let symbol = LocalSymbol {
                    item: at,
                    part: Part::Type(index),
                };
                let decorated = Decorated::Symbol(symbol);
                reader.decorators(scope, &decl.decorators, &summary.exprs, decorated);
            }
            for (index, function) in (0u32..).zip(&summary.functions) {
                let symbol = LocalSymbol {
                    item: at,
                    part: Part::Function(index),
                };
                let scope = env.owner_of(symbol).map_or(Scope::Module, Scope::Class);
                let decorated = Decorated::Symbol(symbol);
                let decorators = &function.signature.decorators;
                reader.decorators(scope, decorators, &summary.exprs, decorated);
                reader.function(symbol, function, summary);
            }
            let loops = summary.loops.iter();
            let loops: Vec<Around> = loops
                .map(|fact| Around::of_loop(fact, &[]).placed(reader.at))
                .collect();
            // Calls in values and arguments, too: a chain may be what a name is bound to.
            for (id, expr) in summary.exprs.iter() {
                let ExprKind::Call { callee, .. } = &expr.kind else {
                    continue;
                };
                let named = named_at(&summary.exprs, *callee);
                let callee = callee_path(&summary.exprs, *callee);
                reader.call(scope, &callee, (expr.span, named), &loops, || {
                    Value::read(&summary.exprs, id)
                });
            }
        }
        // What a call is made on and what it is given comes before it.
        local.candidates.sort_by_key(|candidate| candidate.span.end);
        local
    }
}

/// What a method calls a function with each item of, or a function that is given the function second.
fn each_over(call: Value, at: usize, object: impl FnOnce() -> Value) -> Value {
    match call {
        Value::Call { args, .. } if at == 1 => args.position(0).cloned().unwrap_or_default(),
        Value::Call { on: Some(on), .. } => *on,
        _ => object(),
    }
}

struct Reader<'a> {
    local: &'a mut Local,
    frameworks: &'a Frameworks,
    /// Imported names that have another name in their module.
    aliases: &'a FxHashMap<&'a Name, &'a Name>,
    /// What imported names stand for.
    modules: &'a FxHashMap<&'a Name, Name>,
    at: ItemAt,
}

impl Reader<'_> {
    /// What a callee may register, by its last name.
    fn registering(&self, receiver: &str, name: &str) -> Registering {
        let known = self.frameworks.registering(name);
        if known.alone || !receiver.is_empty() {
            return known;
        }
        let imported = self.aliases.get(&Name::new(name));
        imported.map_or(known, |imported| self.frameworks.registering(imported))
    }

    fn function(&mut self, symbol: LocalSymbol, function: &FunctionSummary, summary: &Summary) {
        let exprs = &summary.exprs;
        for (index, nested) in (0u32..).zip(&function.nested) {
            let decorated = Decorated::Nested(symbol, index);
            let decorators = &nested.signature.decorators;
            self.decorators(Scope::Function(symbol), decorators, exprs, decorated);
        }
        let loops = function.loops.iter();
        let mut loops: Vec<Around> = loops
            .map(|fact| Around::of_loop(fact, &function.calls).placed(self.at))
            .collect();
        loops.extend(self.called_with_each(function, summary));
        for call in &function.calls {
            let scope = scope_of(symbol, function, call);
            self.call(scope, &call.callee, (call.span, call.named), &loops, || {
                Value::of_call(&function.calls, call)
            });
        }
    }

    /// Functions that a method of a list calls with each item: the function itself, and those in it.
    fn called_with_each(&self, function: &FunctionSummary, summary: &Summary) -> Vec<Around> {
        let mut found = Vec::new();
        for call in &function.calls {
            let given = call.args.iter().map(|arg| &arg.value).enumerate();
            let given = given.filter_map(|(at, value)| match value {
                ArgValue::Function(id) => Some((at, *id)),
                _ => None,
            });
            let mut given = given.filter(|(at, _)| self.calls_each(&call.callee, *at));
            let Some((at, id)) = given.next() else {
                continue;
            };
            let value = Value::of_call(&function.calls, call).placed(self.at);
            let inner = function.nested.iter().find(|own| own.function == id);
            let object = || Value::Path(Name::new(split_last(&call.callee).0));
            let over = each_over(value, at, object);
            found.extend(inner.and_then(|own| Around::of_function(&own.signature, over, at)));
        }
        if function.signature.kind != FunctionKind::Closure {
            return found;
        }
        for (_, expr) in summary.exprs.iter() {
            let ExprKind::Call { callee, args, .. } = &expr.kind else {
                continue;
            };
            let ExprKind::Member { object, .. } = &summary.exprs.get(*callee).kind else {
                continue;
            };
            let at = args.iter().position(|arg| {
                matches!(summary.exprs.get(arg.value).kind, ExprKind::Function(id) if id == function.function)
            });
            let path = callee_path(&summary.exprs, *callee);
            let Some(at) = at.filter(|at| self.calls_each(&path, *at)) else {
                continue;
            };
            let read = |id| Value::read(&summary.exprs, id).placed(self.at);
            let over = match at {
                0 => Some(*object),
                _ => args.first().map(|arg| arg.value),
            };
            let around =
                over.and_then(|over| Around::of_function(&function.signature, read(over), at));
            found.extend(around);
        }
        found
    }

    /// Whether a callee calls the function it is given at this position with each item: of a list that it is a
    /// method of, or of what a library's function is given first.
    fn calls_each(&self, callee: &str, at: usize) -> bool {
        let (object, name) = split_last(callee);
        match at {
            0 => self.frameworks.calls_each(name),
            1 => self
                .modules
                .get(&Name::new(object))
                .is_some_and(|module| self.frameworks.calls_each_of(&format!("{module}.{name}"))),
            _ => false,
        }
    }

    /// Notes a call in a loop of what may be a function that registers.
    fn looped(
        &mut self,
        scope: Scope,
        callee: &str,
        span: Span,
        loops: &[Around],
        value: &impl Fn() -> Value,
    ) {
        let Value::Call { args, on, .. } = value().placed(self.at) else {
            return;
        };
        if args.is_empty() {
            return;
        }
        let loops = loops.iter().filter(|each| each.span.contains(span));
        self.local.looped.push(Candidate {
            scope,
            callee: Name::new(callee),
            args,
            on,
            span: span.shifted(self.at.start),
            own: span.shifted(self.at.start),
            decorated: None,
            bare: false,
            alone: false,
            wrapped: false,
            loops: loops.cloned().collect(),
        });
    }

    fn call(
        &mut self,
        scope: Scope,
        callee: &str,
        (span, named): (Span, u32),
        loops: &[Around],
        value: impl Fn() -> Value,
    ) {
        let (receiver, name) = split_last(callee);
        self.local.called.insert(Name::new(name));
        self.local.calls_results |= name.ends_with("()");
        // Which method it is a value tells: `app[route.method](route.path, handle)`.
        let is_chosen = name.len() > CHOSEN.len() && name.ends_with(CHOSEN);
        let around = loops.iter().filter(|each| each.span.contains(span));
        let is_looped = { around }.any(|each| {
            let first = callee.split('.').next().unwrap_or(callee);
            let mut bound = each.targets.iter().chain(&each.key);
            // What a loaded module exports: `(await import(file)).default(app)`.
            let is_exported = receiver.ends_with("()") || name == "default";
            receiver.is_empty() || is_exported || bound.any(|name| name == first)
        });
        if is_looped {
            self.looped(scope, callee, span, loops, &value);
        }
        let what = self.registering(receiver, name);
        if !is_chosen && (!what.by_call || (receiver.is_empty() && !what.alone)) {
            return;
        }
        let Value::Call {
            callee, args, on, ..
        } = value().placed(self.at)
        else {
            return;
        };
        if callee.is_empty() {
            return;
        }
        let callee = match callee.strip_suffix(CHOSEN) {
            Some(receiver) if is_chosen => Name::from(format!("{receiver}.{CHOSEN}")),
            _ => callee,
        };
        // A builder's calls stand in one long chain: what a call is made on is no part of its place.
        let in_chain = self.frameworks.has_builders() && split_last(&callee).0.ends_with("()");
        let own = match in_chain {
            true => Span::new(named, span.end),
            false => span,
        };
        let around = loops.iter().filter(|each| each.span.contains(span));
        let mut loops: Vec<Around> = around
            .map(|each| Around {
                span: each.span.shifted(self.at.start),
                ..each.clone()
            })
            .collect();
        loops.sort_by_key(|each| std::cmp::Reverse(each.span.len()));
        self.local.candidates.push(Candidate {
            scope,
            callee,
            args,
            on,
            span: span.shifted(self.at.start),
            own: own.shifted(self.at.start),
            decorated: None,
            bare: false,
            alone: what.alone,
            wrapped: false,
            loops,
        });
    }

    fn decorators(
        &mut self,
        scope: Scope,
        decorators: &[Decorator],
        exprs: &Exprs,
        decorated: Decorated,
    ) {
        for decorator in decorators {
            let (receiver, name) = split_last(&decorator.path);
            let what = self.registering(receiver, name);
            let args = decorator.args.as_deref();
            // A function of the project may make it of those that register.
            let is_own = !what.by_decorator
                && receiver.is_empty()
                && args.is_some()
                && matches!(decorated, Decorated::Symbol(_))
                && self.frameworks.has_marks();
            let is_method = |arg: &Arg| {
                let path = exprs.path(arg.value).unwrap_or_default();
                let (receiver, name) = split_last(&path);
                !receiver.is_empty() && self.frameworks.registering(name).by_decorator
            };
            let registers = what.by_decorator && (!receiver.is_empty() || what.alone);
            let is_handed = !registers && args.unwrap_or_default().iter().any(is_method);
            let found = match (registers, is_handed) {
                (true, _) => &mut self.local.candidates,
                (false, true) => &mut self.local.handed,
                (false, false) if is_own => &mut self.local.candidates,
                _ => continue,
            };
            found.push(Candidate {
                scope,
                callee: decorator.path.clone(),
                args: Args::read(exprs, args.unwrap_or_default()).placed(self.at),
                on: None,
                span: decorator.span.shifted(self.at.start),
                own: decorator.span.shifted(self.at.start),
                decorated: Some(decorated),
                bare: args.is_none(),
                alone: what.alone,
                wrapped: false,
                loops: Vec::new(),
            });
        }
    }
}

/// Where the receiver of a call is looked up: in the innermost nested function that has a parameter of its
/// name, else in the outer one.
pub(super) fn scope_of(symbol: LocalSymbol, function: &FunctionSummary, call: &CallFact) -> Scope {
    let first = call.callee.split(['.', '[']).next().unwrap_or("");
    scope_with(symbol, function, call, &[first])
}

/// Where the arguments of a call are looked up, in the same way.
pub(super) fn scope_of_args(
    symbol: LocalSymbol,
    function: &FunctionSummary,
    call: &CallFact,
) -> Scope {
    let firsts = call.args.iter().filter_map(|arg| match &arg.value {
        ArgValue::Path(path) => path.split('.').next(),
        _ => None,
    });
    scope_with(symbol, function, call, &firsts.collect::<Vec<_>>())
}

fn scope_with(
    symbol: LocalSymbol,
    function: &FunctionSummary,
    call: &CallFact,
    names: &[&str],
) -> Scope {
    if !call.nested {
        return Scope::Function(symbol);
    }
    // In source order the innermost of those around the call is the last one.
    let mut nested = function.nested.iter().enumerate().rev();
    let found = nested.find(|(_, nested)| {
        let mut params = nested.signature.params.iter();
        nested.signature.body_span.contains(call.span)
            && params.any(|param| names.contains(&param.name.as_str()))
    });
    let index = found.and_then(|(index, _)| u32::try_from(index).ok());
    index.map_or(Scope::Function(symbol), |index| {
        Scope::Nested(symbol, index)
    })
}

/// Whether a parameter has this name, or takes a map apart and binds it.
pub(super) fn binds(param: &Param, name: &str) -> bool {
    param.name == name || is_taken_apart(param, name)
}

/// Whether a parameter takes a map apart and binds this name: `({ app, db }) => …`; or takes apart all that follows:
/// `(...[app, db]) => …`.
pub(super) fn is_taken_apart(param: &Param, name: &str) -> bool {
    match param.pattern.as_ref().map(|pattern| &pattern.kind) {
        Some(PatternKind::Map(parts)) => parts.iter().any(|(key, ..)| key == name),
        _ => place_in_rest(param, name).is_some(),
    }
}

/// Which of the arguments that a last parameter takes apart this name is bound to.
pub(super) fn place_in_rest(param: &Param, name: &str) -> Option<usize> {
    match param.pattern.as_ref().map(|pattern| &pattern.kind) {
        Some(PatternKind::Sequence(parts)) if param.kind == ParamKind::Rest => parts
            .iter()
            .position(|part| matches!(&part.kind, PatternKind::Name(own) if own == name)),
        _ => None,
    }
}

/// The head of what a decorator stands on, if that is a function, with the arena of its defaults.
pub(super) fn signature(env: &FileEnv, decorated: Decorated) -> Option<(&Signature, &Exprs)> {
    match decorated {
        Decorated::Symbol(symbol) => {
            let exprs = &env.item(symbol)?.facts.summary.exprs;
            Some((&env.function(symbol)?.signature, exprs))
        }
        Decorated::Nested(outer, index) => {
            let exprs = &env.item(outer)?.facts.summary.exprs;
            let nested = env.function(outer)?.nested.get(index as usize)?;
            Some((&nested.signature, exprs))
        }
    }
}

/// The function written in place that a value is.
pub(super) fn written_function(
    env: &FileEnv,
    item: u32,
    function: FunctionId,
) -> Option<Decorated> {
    let summary = &env.facts().items.get(item as usize)?.facts.summary;
    for (at, outer) in (0u32..).zip(&summary.functions) {
        let symbol = LocalSymbol {
            item,
            part: Part::Function(at),
        };
        if outer.function == function {
            return Some(Decorated::Symbol(symbol));
        }
        let nested = outer.nested.iter();
        let index = (0u32..)
            .zip(nested)
            .find(|(_, own)| own.function == function);
        if let Some((index, _)) = index {
            return Some(Decorated::Nested(symbol, index));
        }
    }
    None
}

/// The function of that name in the code of another one.
pub(super) fn function_inside(env: &FileEnv, outer: LocalSymbol, name: &str) -> Option<Decorated> {
    let nested = (0u32..).zip(&env.function(outer)?.nested);
    let named = nested.filter(|(_, nested)| nested.signature.name == name);
    let (index, _) = named.last()?;
    Some(Decorated::Nested(outer, index))
}

/// The calls that run when `decorated` does, with the summary they stand in.
pub(super) fn calls_of(
    env: &FileEnv,
    decorated: Decorated,
) -> Option<(&FunctionSummary, Vec<&CallFact>)> {
    match decorated {
        Decorated::Symbol(symbol) => {
            let function = env.function(symbol)?;
            Some((function, function.calls.iter().collect()))
        }
        Decorated::Nested(outer, index) => {
            let function = env.function(outer)?;
            let body = function.nested.get(index as usize)?.signature.body_span;
            let inside = function
                .calls
                .iter()
                .filter(|call| body.contains(call.span));
            Some((function, inside.collect()))
        }
    }
}

/// `a.b.c` gives `a.b` and `c`; a single name stands alone behind an empty one.
pub(super) fn split_last(path: &str) -> (&str, &str) {
    path.rsplit_once('.').unwrap_or(("", path))
}

/// The head of a handler in another file.
pub(super) fn signature_in<'i>(
    world: &super::world::World<'i>,
    file: crate::place::FileId,
    decorated: Decorated,
) -> Option<&'i Signature> {
    Some(signature(world.env(file)?, decorated)?.0)
}
