//! BM606: endpoints whose answer is not described. It knows endpoints by the model, never by a framework.

use model::{Endpoint, EndpointKind, Known};
use syntax::facts::{Body, ExprId, ExprKind, Function, StmtKind, TypeKind, TypeRef};
use syntax::span::Span;

use crate::context::{FixCtx, ProjectCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::outline::stmts_in;
use crate::shared::locate::item_at;
use crate::shared::returns;
use crate::text;

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    let mut seen = Vec::new();
    for endpoint in &ctx.things.endpoints {
        let place = endpoint.handler.place;
        if place.file != ctx.id || seen.contains(&place.span) || !is_undescribed(endpoint) {
            continue;
        }
        let Some(located) = item_at(ctx.file.facts, place.span) else {
            continue;
        };
        let Some((_, function)) = located.function_at(place.span) else {
            continue;
        };
        if answers_itself(ctx, located.body, function) {
            continue;
        }
        // One handler may serve several paths.
        seen.push(place.span);
        let name = &endpoint.handler.name;
        let message = format!(
            "`{name}` does not say what it answers, so it is undocumented and unfiltered; annotate the return type with a schema."
        );
        let end = function
            .signature
            .params_span
            .shifted(located.item.span.start)
            .end;
        let draft = acc.report(place.span, message);
        if function.signature.returns.is_none() {
            let request =
                FixRequest::rule("Annotate the schema it answers", Safety::Unsafe, "annotate");
            draft.fix(request.at(Span::new(end, end)));
        }
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let at = request.span(0)?;
    let found = returns::looked_up(ctx, at)?;
    if !found.is_schema {
        return None;
    }
    let mut edits = found.edits;
    edits.push(TextEdit::insert(at.start, format!(" -> {}", found.text)));
    Some(Edits::here(edits))
}

fn is_undescribed(endpoint: &Endpoint) -> bool {
    let says_nothing = match &endpoint.response {
        Known::Absent => true,
        Known::Is(ty) => is_empty(ty),
        Known::Unknown(_) => false,
    };
    endpoint.kind == EndpointKind::Http
        && endpoint.in_schema
        && !endpoint.raw_response
        && endpoint.status() != Some(204)
        && says_nothing
}

/// Whether the type says no more than that something is answered.
fn is_empty(ty: &TypeRef) -> bool {
    match &ty.kind {
        TypeKind::Named { path, args } => {
            let last = path.rsplit('.').next().unwrap_or(path);
            args.is_empty() && matches!(last, "dict" | "Dict" | "Any" | "object")
        }
        _ => false,
    }
}

/// Whether everything the handler returns is a response of its own making.
fn answers_itself(ctx: &ProjectCtx, body: &Body, function: &Function) -> bool {
    let returned: Vec<ExprId> = stmts_in(body, &function.block)
        .filter_map(|(_, stmt)| match &stmt.kind {
            StmtKind::Return(values) => values.first().copied(),
            _ => None,
        })
        .collect();
    !returned.is_empty()
        && returned
            .iter()
            .all(|value| is_response(ctx, body, function, *value))
}

fn is_response(ctx: &ProjectCtx, body: &Body, function: &Function, value: ExprId) -> bool {
    match &body.exprs.get(body.exprs.unwrapped(value)).kind {
        ExprKind::Call { callee, .. } => {
            let Some(path) = model::call_path(&body.exprs, *callee) else {
                return false;
            };
            let last = path.rsplit('.').next().unwrap_or(&path);
            let words = text::words(last);
            let says = ["redirect", "response", "template", "render"];
            words.iter().any(|word| says.contains(&word.as_str())) || returns_response(ctx, &path)
        }
        ExprKind::Conditional {
            then, otherwise, ..
        } => {
            is_response(ctx, body, function, *then) && is_response(ctx, body, function, *otherwise)
        }
        ExprKind::Name(name) => assigned(body, function, name).into_iter().any(|value| {
            !matches!(body.exprs.get(value).kind, ExprKind::Name(_))
                && is_response(ctx, body, function, value)
        }),
        _ => false,
    }
}

/// Everything the function binds the name to.
fn assigned(body: &Body, function: &Function, name: &str) -> Vec<ExprId> {
    let stmts = stmts_in(body, &function.block);
    let values = stmts.filter_map(|(_, stmt)| match &stmt.kind {
        StmtKind::Assign { targets, value, .. } => {
            let binds = targets.iter().any(|target| {
                crate::outline::bound_names(target)
                    .iter()
                    .any(|own| *own == name)
            });
            value.filter(|_| binds)
        }
        _ => None,
    });
    values.collect()
}

/// Whether a function of the project says that it returns a response.
fn returns_response(ctx: &ProjectCtx, path: &str) -> bool {
    let resolved = ctx.index.resolve(ctx.id, path);
    let function = resolved
        .project()
        .and_then(|symbol| ctx.index.function(symbol));
    let returns = function.and_then(|function| function.signature.returns.as_ref());
    returns.is_some_and(|ty| {
        crate::shared::spell::type_paths(ty)
            .iter()
            .any(|path| path.ends_with("Response"))
    })
}
