//! Errors that a handler hands to the function by which its framework takes them: `next(notFound())`; it tells no
//! statuses.

use syntax::facts::{ArgValue, CallFact, FunctionSummary, Name, Signature};

use super::local::{Scope, split_last};
use super::world::{Meaning, Site, World};
use crate::symbol::{Part, SymbolRef};

/// The errors handed on in a function: where each is made, what makes it and the call around that.
pub(super) fn handed_to_framework<'c>(
    world: &World<'c>,
    site: Site,
    (summary, calls): (&'c FunctionSummary, &[&'c CallFact]),
) -> Vec<(SymbolRef, Name, &'c CallFact)> {
    let frameworks = world.frameworks(site.file);
    let descriptions = || frameworks.descriptions.iter().map(|(_, it)| &it.parameters);
    let (Some(symbol), true) = (
        site.scope.function(),
        descriptions().any(|parameters| !parameters.takes_errors.is_empty()),
    ) else {
        return Vec::new();
    };
    let function = SymbolRef {
        file: site.file,
        symbol,
    };
    // Whether a parameter is a function that takes errors, by its type or its place.
    let takes = |head: &Signature, name: &str| {
        let Some(at) = head.params.iter().position(|param| param.name == name) else {
            return false;
        };
        let ty = head.params.get(at).and_then(|param| param.ty.as_ref());
        let class = ty.map(|ty| world.annotated(site.file, ty));
        descriptions().any(|parameters| match &class {
            Some(Meaning::OutsideInstance(path)) => parameters.takes_errors.contains(path),
            Some(_) => false,
            None => { parameters.untyped.get(at) }
                .is_some_and(|path| parameters.takes_errors.contains(path)),
        })
    };
    let mut found = Vec::new();
    for call in calls.iter().copied() {
        let [only] = call.args.as_slice() else {
            continue;
        };
        let nested = summary.nested.iter().map(|nested| &nested.signature);
        let mut heads = nested
            .filter(|head| head.body_span.contains(call.span))
            .chain(std::iter::once(&summary.signature));
        if call.callee.contains('.') || !heads.any(|head| takes(head, &call.callee)) {
            continue;
        }
        match &only.value {
            ArgValue::Call(made) => found.push(origin(world, function, (made, call))),
            // A name for what was made before.
            ArgValue::Path(name) => {
                let mut before = calls.iter().copied().filter(|other| {
                    other.bound.as_ref() == Some(name) && other.span.end <= call.span.start
                });
                if let Some(made) = before.next_back() {
                    found.push(origin(world, function, (&made.callee, made)));
                }
            }
            _ => {}
        }
    }
    found
}

/// Where an error is made: by a function of the project that gives what it makes, there.
fn origin<'c>(
    world: &World<'c>,
    function: SymbolRef,
    (made, call): (&Name, &'c CallFact),
) -> (SymbolRef, Name, &'c CallFact) {
    let site = Site {
        file: function.file,
        scope: Scope::Function(function.symbol),
    };
    let given = match world.resolve(site, made) {
        Meaning::Declared(maker) if matches!(maker.symbol.part, Part::Function(_)) => {
            world.function(maker).and_then(|(summary, _)| {
                let [only] = summary.returns.as_slice() else {
                    return None;
                };
                let mut calls = summary.calls.iter();
                let inner = calls.find(|call| call.callee == *only)?;
                let is_plain = split_last(only).0.is_empty() || !only.contains("()");
                is_plain.then(|| (maker, only.clone(), inner))
            })
        }
        _ => None,
    };
    given.unwrap_or_else(|| (function, made.clone(), call))
}
