//! Everything in one file that looks like a registration; it looks at this file alone.

use rustc_hash::FxHashSet;
use syntax::facts::{
    CallFact, Decorator, Exprs, FunctionSummary, ItemKind, LoopFact, Name, Signature,
};
use syntax::span::Span;

use super::value::Args;
use crate::env::FileEnv;
use crate::framework::{Frameworks, Registering};
use crate::symbol::{LocalSymbol, Part};

/// The possible registrations of one file.
#[derive(Debug, Default)]
pub(super) struct Local {
    pub candidates: Vec<Candidate>,
    /// Last names of everything called with an argument, for finding the callers of a function.
    pub called: FxHashSet<Name>,
}

/// Where in the file a name is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Scope {
    Module,
    Class(LocalSymbol),
    Function(LocalSymbol),
}

/// A decorator or call that registers something, if its receiver turns out to be a router.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub scope: Scope,
    /// The path before the last name: `router`, `self.app`.
    pub receiver: Name,
    pub name: Name,
    pub args: Args,
    /// In bytes of the file.
    pub span: Span,
    /// Of a decorator: what it decorates.
    pub decorated: Option<Decorated>,
    /// Loops around a call, outermost first.
    pub loops: Vec<LoopFact>,
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
        for (at, item) in (0u32..).zip(&env.facts().items) {
            let mut reader = Reader {
                local: &mut local,
                frameworks,
                start: item.span.start,
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
                reader.function(symbol, function, &summary.exprs);
            }
            for bound in summary.bindings.iter().filter_map(|binding| binding.value) {
                if let Some((callee, _)) = summary.exprs.call(bound) {
                    let name = Name::new(split_last(&callee).1);
                    reader.local.called.insert(name);
                }
            }
            for call in &summary.calls {
                let Some((callee, args)) = summary.exprs.call(call.call) else {
                    continue;
                };
                if !args.is_empty() {
                    reader.call(scope, &callee, call.span, &summary.loops, || {
                        Args::read(&summary.exprs, args)
                    });
                }
            }
        }
        local
    }
}

struct Reader<'a> {
    local: &'a mut Local,
    frameworks: &'a Frameworks,
    start: u32,
}

impl Reader<'_> {
    fn function(&mut self, symbol: LocalSymbol, function: &FunctionSummary, exprs: &Exprs) {
        let scope = Scope::Function(symbol);
        for (index, nested) in (0u32..).zip(&function.nested) {
            let decorated = Decorated::Nested(symbol, index);
            self.decorators(scope, &nested.signature.decorators, exprs, decorated);
        }
        for call in function.calls.iter().filter(|call| !call.args.is_empty()) {
            self.call(scope, &call.callee, call.span, &function.loops, || {
                Args::of_call(&function.calls, call)
            });
        }
    }

    fn call(
        &mut self,
        scope: Scope,
        callee: &str,
        span: Span,
        loops: &[LoopFact],
        args: impl FnOnce() -> Args,
    ) {
        let (receiver, name) = split_last(callee);
        self.local.called.insert(Name::new(name));
        let what = self.frameworks.registering(name);
        if what == Registering::default() || receiver.is_empty() {
            return;
        }
        let around = loops.iter().filter(|each| each.span.contains(span));
        let mut loops: Vec<LoopFact> = around.cloned().collect();
        loops.sort_by_key(|each| std::cmp::Reverse(each.span.len()));
        self.local.candidates.push(Candidate {
            scope,
            receiver: Name::new(receiver),
            name: Name::new(name),
            args: args().placed(self.start),
            span: span.shifted(self.start),
            decorated: None,
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
            let what = self.frameworks.registering(name);
            let Some(args) = &decorator.args else {
                continue;
            };
            if what == Registering::default() || receiver.is_empty() {
                continue;
            }
            self.local.candidates.push(Candidate {
                scope,
                receiver: Name::new(receiver),
                name: Name::new(name),
                args: Args::read(exprs, args).placed(self.start),
                span: decorator.span.shifted(self.start),
                decorated: Some(decorated),
                loops: Vec::new(),
            });
        }
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
