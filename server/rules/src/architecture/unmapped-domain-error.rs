//! BM704: errors of the domain that leave a handler and that nobody turns into a status. What could not be resolved
//! raises nothing here.

use model::{ClassRef, Endpoint, EndpointKind, ErrorClass, RaisedError, SymbolRef};
use syntax::span::Span;

use crate::context::ProjectCtx;
use crate::finding::Findings;
use crate::shared::endpoints;
use crate::text;

/// Attributes by which an error says itself with which status it is answered.
const STATUSES: &[&str] = &["code", "http_code", "http_status", "httpCode", "httpStatus", "status", "statusCode", "status_code", "StatusCode", "Code", "Status"];
/// Words of errors that mean a mistake of the program.
const MISTAKES: &[&str] = &["assertion", "config", "configuration", "invariant", "implemented", "implementation", "internal", "programming", "setup", "startup", "unexpected", "unreachable"];

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    // Where no error of the domain has a status, errors are turned into answers some other way.
    let is_mapped = |error: &ErrorClass| error.is_domain && error.status.value().is_some();
    if !ctx.things.errors.iter().any(is_mapped) {
        return;
    }
    let mut seen: Vec<(Span, String)> = Vec::new();
    for endpoint in &ctx.things.endpoints {
        if endpoint.handler.place.file != ctx.id || endpoint.kind != EndpointKind::Http {
            continue;
        }
        let Some(handler) = endpoints::function_of(ctx, &endpoint.handler) else {
            continue;
        };
        for raised in &ctx.index.call_summary(handler).raises {
            let Some(error) = unmapped(ctx, raised) else {
                continue;
            };
            let name = error.element.name.to_string();
            let span = place(ctx, endpoint, handler, raised);
            if seen.contains(&(span, name.clone())) {
                continue;
            }
            let message = format!(
                "This can raise `{name}`, which nothing turns into a status, so the client gets a 500; map it where the others are."
            );
            let file = (raised.place.file != ctx.id).then_some(raised.place.file);
            let _ = acc.report(span, message).related(file, raised.place.span, "It is raised here.");
            seen.push((span, name));
        }
    }
}

/// The error of the domain, if nothing answers it.
fn unmapped<'a>(ctx: &ProjectCtx<'a>, raised: &RaisedError) -> Option<&'a ErrorClass> {
    let ClassRef::Project(class) = &raised.class else {
        return None;
    };
    let place = ctx.index.place(*class)?;
    let error = ctx.things.errors.iter().find(|error| error.element.place == place)?;
    let words = text::words(&error.element.name);
    let is_mistake = words.iter().any(|word| MISTAKES.contains(&word.as_str()));
    let says_itself = ctx.index.members(*class).iter().any(|(name, _)| STATUSES.contains(&name.as_str()));
    let ancestor_is_mapped = error.ancestors.iter().any(|ancestor| {
        let same = |other: &&ErrorClass| other.element.name == *ancestor;
        ctx.things.errors.iter().find(same).is_some_and(|other| !other.status.is_absent())
    });
    let is_open = error.is_domain && error.status.is_absent();
    (is_open && !is_mistake && !says_itself && !ancestor_is_mapped && raised.variant.is_none()).then_some(error)
}

/// The call in the handler that the error comes from, else the handler's name.
fn place(ctx: &ProjectCtx, endpoint: &Endpoint, handler: SymbolRef, raised: &RaisedError) -> Span {
    if raised.by == handler {
        return raised.place.span;
    }
    let facts = ctx.index.function_facts(handler);
    let call = facts.calls.iter().find(|call| {
        call.function.is_some_and(|function| {
            function == raised.by || ctx.index.call_summary(function).raises.contains(raised)
        })
    });
    call.filter(|call| call.place.file == ctx.id)
        .map_or(endpoint.handler.place.span, |call| call.place.span)
}
