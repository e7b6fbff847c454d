//! BM604: routes that can never be reached. Paths whose parameters are limited are left alone.

use model::{Endpoint, Libraries};

use crate::context::ProjectCtx;
use crate::finding::Findings;
use crate::shared::endpoints;

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    let libraries = Libraries::of(ctx.file.facts.language);
    let mut own: Vec<&Endpoint> = ctx
        .things
        .endpoints
        .iter()
        .filter(|endpoint| endpoint.registered_at.file == ctx.id && endpoints::path_of(endpoint).is_some())
        .collect();
    own.sort_by_key(|endpoint| endpoint.registered_at.span.start);
    for (at, later) in own.iter().enumerate() {
        let before = own.get(..at).unwrap_or_default();
        let hidden = before.iter().find_map(|earlier| {
            let kind = relation(ctx, earlier, later, libraries.routes_in_order(&earlier.framework))?;
            Some((earlier, kind))
        });
        let Some((earlier, kind)) = hidden else {
            continue;
        };
        let Some(span) = endpoints::place_in(ctx, later) else {
            continue;
        };
        let (shown, other) = (endpoints::shown(later), endpoints::shown(earlier));
        let message = match kind {
            Relation::Same => format!("`{shown}` is registered twice, so one of the two never answers; remove one."),
            Relation::Covers => format!(
                "`{other}` stands before `{shown}` and takes its requests, so this one never answers; move it above."
            ),
        };
        let _ = acc.report(span, message).related(None, earlier.registered_at.span, "This one answers.");
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    Same,
    Covers,
}

/// How an earlier route stands in the way of a later one, if it does.
fn relation(ctx: &ProjectCtx, earlier: &Endpoint, later: &Endpoint, in_order: bool) -> Option<Relation> {
    let (first, second) = (endpoints::path_of(earlier)?, endpoints::path_of(later)?);
    let is_one = earlier.framework == later.framework
        && earlier.method == later.method
        && earlier.registered_at != later.registered_at
        && earlier.handler.place != later.handler.place;
    if !is_one || hands_on(ctx, earlier) || is_told_apart(ctx, earlier) || is_told_apart(ctx, later) {
        return None;
    }
    let (first_parts, second_parts): (Vec<&str>, Vec<&str>) = (first.split('/').collect(), second.split('/').collect());
    if first_parts.len() != second_parts.len() || has_odd_part(&first_parts) || has_odd_part(&second_parts) {
        return None;
    }
    let mut covers = false;
    for (one, other) in first_parts.iter().zip(&second_parts) {
        match (is_param(one), is_param(other)) {
            (true, true) => {}
            (true, false) if !other.is_empty() => covers = true,
            (false, false) if one == other => {}
            _ => return None,
        }
    }
    // Of what is limited, nobody knows here what it lets through.
    if is_limited(ctx, earlier) || !covers && is_limited(ctx, later) {
        return None;
    }
    match covers {
        true => in_order.then_some(Relation::Covers),
        false => Some(Relation::Same),
    }
}

fn is_param(part: &str) -> bool {
    part.starts_with('{') && part.ends_with('}') && !part.contains(['*', ':'])
}

/// Parts that take the rest of a path, or a parameter beside other text.
fn has_odd_part(parts: &[&str]) -> bool {
    parts.iter().any(|part| part.contains(['{', '*', '(']) && !is_param(part))
}

/// The text of a registration.
fn source<'a>(ctx: &ProjectCtx<'a>, endpoint: &Endpoint) -> &'a str {
    let source = ctx.file.text.get(endpoint.registered_at.span.range()).unwrap_or_default();
    // The handler's own code may stand in it.
    let end = source.find(['\n', '\r']).unwrap_or(source.len());
    let head = source.get(..end).unwrap_or_default();
    match head.trim_end().ends_with('(') {
        true => source.get(..source.len().min(240)).unwrap_or(source),
        false => head,
    }
}

/// Whether a parameter takes only some texts: `{id:int}`, `<int:id>`, `:id(\d+)`.
fn is_limited(ctx: &ProjectCtx, endpoint: &Endpoint) -> bool {
    let source = source(ctx, endpoint);
    let mut texts = source.split(['"', '\'', '`']).skip(1).step_by(2);
    texts.any(|text| {
        let by_converter = text.split(['{', '<']).skip(1).any(|part| {
            let part = part.split(['}', '>']).next().unwrap_or_default();
            part.contains(':') && !part.contains("str:") && !part.contains("string:") && !part.ends_with(":str")
        });
        by_converter || text.contains('(') || text.contains('\\') || text.contains('^')
    })
}

/// Whether something else than the path tells the routes apart: a host, a version, a header.
fn is_told_apart(ctx: &ProjectCtx, endpoint: &Endpoint) -> bool {
    let source = source(ctx, endpoint);
    let words = ["host", "version", "Version", "subdomain", "constraints", "guard(", "Headers(", "Queries(", "strict_slashes"];
    words.iter().any(|word| source.contains(word))
}

/// Whether a handler may leave the request to the next one.
fn hands_on(ctx: &ProjectCtx, endpoint: &Endpoint) -> bool {
    let calls_next = |callee: &str| matches!(callee, "next" | "c.Next" | "ctx.Next" | "c.next" | "Next");
    let function = endpoints::function_of(ctx, &endpoint.handler).and_then(|symbol| ctx.index.function(symbol));
    if let Some(function) = function {
        let takes_next = function.signature.params.iter().any(|param| param.name == "next");
        return takes_next || function.calls.iter().any(|call| calls_next(&call.callee));
    }
    // A handler in place: its text tells.
    if endpoint.handler.whole.file != ctx.id {
        return true;
    }
    let text = ctx.file.text.get(endpoint.handler.whole.span.range()).unwrap_or_default();
    text.contains("next") || text.contains("Next(")
}
