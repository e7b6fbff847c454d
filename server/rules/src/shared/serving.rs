//! Which code of a file answers requests: handlers, use cases and what stores for them. It recognises none itself.

use model::RepositoryKind;
use syntax::span::Span;

use crate::context::{ProjectCtx, RuleCtx};

/// The handlers and use cases of the file, in bytes of it.
#[must_use]
pub fn places(ctx: &ProjectCtx<'_>) -> Vec<Span> {
    let endpoints = ctx.things.endpoints.iter();
    let handlers = endpoints.map(|endpoint| endpoint.handler.whole);
    let cases = ctx.things.use_cases.iter();
    let cases = cases.filter(|case| case.certain);
    let places = handlers.chain(cases.map(|case| case.element.whole));
    places
        .filter(|place| place.file == ctx.id)
        .map(|place| place.span)
        .collect()
}

/// Whether the code at an offset of the item, in a function, is that of one of the places.
#[must_use]
pub fn is_at(rule: &RuleCtx<'_>, places: &[Span], offset: u32) -> bool {
    let at = offset + rule.item.span.start;
    places.iter().any(|place| place.contains(Span::new(at, at)))
        && rule.scope.function_at(offset).is_some()
}

/// The classes of the file that store and read for others, by name.
#[must_use]
pub fn adapters<'a>(ctx: &ProjectCtx<'a>) -> Vec<&'a str> {
    let repositories = ctx.things.repositories.iter();
    let own = repositories.filter(|repository| {
        repository.kind == RepositoryKind::Adapter && repository.element.place.file == ctx.id
    });
    own.map(|repository| repository.element.name.as_str())
        .collect()
}

/// Whether the code at an offset of the item is in a method of one of the classes.
#[must_use]
pub fn is_method_of(rule: &RuleCtx<'_>, classes: &[&str], offset: u32) -> bool {
    let mut functions = rule.scope.functions_at(offset);
    functions.any(|(id, _)| {
        let owner = rule.owner_name(id);
        owner.is_some_and(|owner| classes.contains(&owner))
    })
}
