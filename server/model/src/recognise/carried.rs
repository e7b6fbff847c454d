//! What handlers carry out: the use cases that they call, also through functions of their own; it registers nothing.

use rustc_hash::FxHashSet;
use syntax::facts::CallFact;
use syntax::span::Span;

use super::classes::{Classes, What};
use super::implementers::implementation;
use super::inject::{Injection, callee, site_of};
use super::local::{Decorated, Scope, calls_of};
use super::messages::Messages;
use super::use_cases::UseCases;
use super::world::{Meaning, Site, World};
use crate::place::{FileId, Known};
use crate::symbol::{Part, SymbolRef};
use crate::things::Link;

/// How many functions between a handler and its use cases are looked into.
const BETWEEN: usize = 24;

/// How deep they may lie.
const DEPTH: u32 = 3;

/// What handlers may carry out.
pub(super) struct Carried<'a> {
    pub use_cases: &'a UseCases,
    pub messages: &'a Messages,
    pub classes: &'a Classes,
}

/// The use cases that a handler calls or sends a message to: itself, through functions of its file, or, where it
/// does neither, through other functions that are neither use cases nor what those work with.
pub(super) fn called_use_cases(
    world: &World<'_>,
    injection: &Injection<'_>,
    carried: &Carried<'_>,
    file: FileId,
    handler: Decorated,
) -> Vec<Link> {
    let (file, handler) = with_code(world, file, handler);
    let (outer, scope) = match handler {
        Decorated::Symbol(symbol) => (symbol, Scope::Function(symbol)),
        Decorated::Nested(symbol, index) => (symbol, Scope::Nested(symbol, index)),
    };
    let outer = SymbolRef {
        file,
        symbol: outer,
    };
    let site = Site { file, scope };
    let called = called_functions(world, injection, file, handler);
    let mut cases: Vec<(Span, usize)> = Vec::new();
    let calls = world.env(file).and_then(|env| calls_of(env, handler));
    for call in calls.map(|(_, calls)| calls).unwrap_or_default() {
        let sent = carried.messages.sent(world, site, call);
        cases.extend(sent.map(|case| (call.span, case)));
    }
    let mut between: Vec<(&CallFact, SymbolRef)> = Vec::new();
    for (call, function, _) in called {
        match carried.use_cases.of_call(world, site, call, function) {
            Some(case) => cases.push((call.span, case)),
            None if carried.lies_between(world, function) => between.push((call, function)),
            None => {}
        }
    }
    let follow = |elsewhere: bool, cases: &mut Vec<(Span, usize)>| {
        let mut seen: FxHashSet<SymbolRef> = FxHashSet::from_iter([outer]);
        for (call, function) in &between {
            if (function.file != file) == elsewhere {
                let mut found = Vec::new();
                carried.follow(world, *function, DEPTH, &mut seen, &mut found);
                cases.extend(found.into_iter().map(|case| (call.span, case)));
            }
        }
    };
    follow(false, &mut cases);
    if cases.is_empty() {
        follow(true, &mut cases);
    }
    cases.sort_by_key(|(span, _)| span.start);
    let mut links: Vec<Link> = Vec::new();
    for (span, case) in cases {
        let Some(case) = carried.use_cases.list.get(case) else {
            continue;
        };
        let to = Known::Is(case.element.place);
        if !links.iter().any(|link| link.to == to) {
            links.push(Link {
                name: case.element.name.clone(),
                to,
                from: world.place_in(outer, span),
            });
        }
    }
    links
}

impl Carried<'_> {
    /// Whether a function may stand between a handler and its use cases: it is delivered, and no part of what use
    /// cases work with or on.
    fn lies_between(&self, world: &World<'_>, function: SymbolRef) -> bool {
        let is_source = world
            .file(function.file)
            .is_some_and(|file| world.is_source(file));
        let owner = world.owner(function);
        let is_open = owner.is_none_or(|owner| {
            let kind = self.classes.kinds.get(&owner);
            kind.is_none_or(|kind| kind.what == What::Other && !kind.is_repository)
        });
        is_source && is_open && !world.is_test_code(function)
    }

    fn follow(
        &self,
        world: &World<'_>,
        function: SymbolRef,
        depth: u32,
        seen: &mut FxHashSet<SymbolRef>,
        found: &mut Vec<usize>,
    ) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        if seen.len() >= BETWEEN || !seen.insert(function) {
            return;
        }
        let Some((summary, _)) = world.function(function) else {
            return;
        };
        let site = Site {
            file: function.file,
            scope: Scope::Function(function.symbol),
        };
        let facts = world.called_by(function);
        for (call, resolved) in summary.calls.iter().zip(&facts.calls) {
            found.extend(self.messages.sent(world, site, call));
            let Some(target) = resolved.function.or_else(|| callee(world, site, call)) else {
                continue;
            };
            match self.use_cases.of_call(world, site, call, target) {
                Some(case) => found.push(case),
                None if self.lies_between(world, target) => {
                    self.follow(world, target, depth, seen, found);
                }
                None => {}
            }
        }
    }
}

/// The workspace's functions that a handler calls, each with its call.
pub(super) fn called_functions<'i>(
    world: &World<'i>,
    injection: &Injection<'_>,
    file: FileId,
    handler: Decorated,
) -> Vec<(&'i CallFact, SymbolRef, SymbolRef)> {
    let (file, handler) = with_code(world, file, handler);
    let (symbol, is_nested) = match handler {
        Decorated::Symbol(symbol) => (symbol, false),
        Decorated::Nested(symbol, _) => (symbol, true),
    };
    let outer = SymbolRef { file, symbol };
    let Some((_, calls)) = world.env(file).and_then(|env| calls_of(env, handler)) else {
        return Vec::new();
    };
    let facts = (!is_nested).then(|| world.called_by(outer));
    let mut found = Vec::new();
    for (at, call) in calls.iter().enumerate() {
        let told = facts
            .as_ref()
            .and_then(|facts| facts.calls.get(at)?.function);
        let function = told.or_else(|| by_param(world, injection, file, handler, call));
        if let Some(function) = function {
            found.push((*call, function, outer));
        }
    }
    found
}

/// The handler that runs: of one without code the one method that carries it out.
fn with_code(world: &World<'_>, file: FileId, handler: Decorated) -> (FileId, Decorated) {
    let Decorated::Symbol(symbol) = handler else {
        return (file, handler);
    };
    match implementation(world, SymbolRef { file, symbol }) {
        Some(own) => (own.file, Decorated::Symbol(own.symbol)),
        None => (file, handler),
    }
}

/// The function that runs where a call goes through a parameter whose provider tells its class.
fn by_param(
    world: &World<'_>,
    injection: &Injection<'_>,
    file: FileId,
    handler: Decorated,
    call: &CallFact,
) -> Option<SymbolRef> {
    let (first, rest) = call.callee.split_once('.').unwrap_or((&call.callee, ""));
    let value = match injection.value_of_param(file, handler, first) {
        Meaning::Unknown(_) => {
            return callee(world, site_of(file, handler), call);
        }
        value => value,
    };
    let target = if rest.is_empty() {
        world.member_of(value, "__call__")
    } else {
        rest.split('.')
            .fold(value, |value, name| world.member_of(value, name))
    };
    match target {
        Meaning::Declared(symbol) => {
            matches!(symbol.symbol.part, Part::Function(_)).then_some(symbol)
        }
        _ => None,
    }
}
