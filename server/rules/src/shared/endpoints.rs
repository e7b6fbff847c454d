//! Endpoints as rules speak of them: which belong to a file, where to report one, what function handles it.

use model::{Element, Endpoint, EndpointKind, Place, SymbolRef};
use syntax::facts::ExprKind;
use syntax::span::Span;

use super::locate::item_at;
use crate::context::ProjectCtx;

/// Where a file speaks of an endpoint: at the call that registers it there, else at the name of its handler.
#[must_use]
pub fn place_in(ctx: &ProjectCtx<'_>, endpoint: &Endpoint) -> Option<Span> {
    let registered = endpoint.registered_at;
    if registered.file == ctx.id && is_call(ctx, registered.span) {
        return Some(first_line(ctx, registered.span));
    }
    let handler = endpoint.handler.place;
    match (handler.file == ctx.id, registered.file == ctx.id) {
        (true, _) if registered.file == ctx.id || !is_call_elsewhere(ctx, registered) => {
            Some(handler.span)
        }
        (false, true) => Some(first_line(ctx, registered.span)),
        _ => None,
    }
}

/// A registration over many lines is told by its first one.
fn first_line(ctx: &ProjectCtx<'_>, span: Span) -> Span {
    let source = ctx.file.text.get(span.range()).unwrap_or_default();
    let len = source.find(['\n', '\r']).unwrap_or(source.len());
    Span::new(
        span.start,
        span.start + u32::try_from(len).unwrap_or_default(),
    )
}

/// Whether a call stands at the place, and not a decorator.
fn is_call(ctx: &ProjectCtx<'_>, span: Span) -> bool {
    let Some(located) = item_at(ctx.file.facts, span) else {
        return false;
    };
    let local = located.local(span);
    let mut exprs = located.body.exprs.iter();
    // Of a chain of calls, each registers from its own name on.
    exprs.any(|(_, expr)| {
        let ends_there = expr.span.end == local.end && expr.span.contains(local);
        ends_there && matches!(expr.kind, ExprKind::Call { .. })
    })
}

/// Whether a call in another file registers something.
fn is_call_elsewhere(ctx: &ProjectCtx<'_>, place: Place) -> bool {
    let env = ctx.index.env(place.file);
    let Some(item) = env.and_then(|env| env.facts().item_at(place.span.start)) else {
        return true;
    };
    let start = item.span.start;
    let summary = &item.facts.summary;
    let inner = summary
        .functions
        .iter()
        .flat_map(|function| &function.calls);
    let inner = inner.map(|call| call.span);
    let mut calls = summary.calls.iter().map(|call| call.span).chain(inner);
    calls.any(|span| {
        let span = span.shifted(start);
        span.end == place.span.end && span.contains(place.span)
    })
}

/// The function that an element is.
#[must_use]
pub fn function_of(ctx: &ProjectCtx<'_>, element: &Element) -> Option<SymbolRef> {
    let file = element.place.file;
    let env = ctx.index.env(file)?;
    let mut functions = env.functions();
    let found =
        functions.find(|function| env.name_span(function.symbol) == Some(element.place.span))?;
    Some(SymbolRef {
        file,
        symbol: found.symbol,
    })
}

/// Whether the endpoint answers requests of HTTP under a path that is told.
#[must_use]
pub fn path_of(endpoint: &Endpoint) -> Option<&str> {
    let path = endpoint.path.value()?;
    (endpoint.kind == EndpointKind::Http).then_some(path.as_str())
}

/// `DELETE /users/{id}`.
#[must_use]
pub fn shown(endpoint: &Endpoint) -> String {
    let path = endpoint.path.value().map_or("", |path| path.as_str());
    format!("{} {path}", endpoint.method)
}
