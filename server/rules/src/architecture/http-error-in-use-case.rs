//! BM703: business code that speaks of requests and statuses. Files that hold handlers, too, are left alone.

use model::{FileRole, Libraries, Origin, Target};
use syntax::facts::{ExprId, ExprKind, StmtKind};
use syntax::span::Span;

use crate::context::{ProjectCtx, RuleCtx};
use crate::finding::{Findings, Severity};
use crate::shared::layers::{self, Layer};

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    if ctx.file.role != FileRole::Source {
        return;
    }
    let holds_handlers = ctx.things.endpoints.iter().any(|endpoint| endpoint.handler.place.file == ctx.id);
    let spans = business(ctx);
    if holds_handlers || spans.is_empty() {
        return;
    }
    // Where the project has no errors of its own, there is nothing else to raise yet.
    let has_errors = ctx.things.errors.iter().any(|error| error.is_domain);
    let severity = if has_errors { Severity::Warning } else { Severity::Info };
    let libraries = Libraries::of(ctx.file.facts.language);
    ctx.each_item(|rule| {
        let start = rule.item.span.start;
        let is_business = |span: Span| spans.iter().any(|own| own.contains(span.shifted(start)));
        let mut seen = Vec::new();
        for (id, span) in raised(rule) {
            let Some(name) = answer(rule, libraries, id) else {
                continue;
            };
            if !is_business(span) || seen.contains(&span) {
                continue;
            }
            seen.push(span);
            let message = format!(
                "`{name}` is an answer to a request, and business code that gives one can be used by nothing else; raise an error of the domain and map it where requests are handled."
            );
            let _ = acc.report(span.shifted(start), message).severity(severity);
        }
        for (_, function) in rule.body.functions() {
            for param in &function.signature.params {
                let Some(ty) = &param.ty else { continue };
                let of = rule.file.env.origin_of(ty);
                let is_exchange = of
                    .as_ref()
                    .and_then(Origin::path)
                    .is_some_and(|path| libraries.is_exchange(path));
                if !is_exchange || !is_business(param.span) {
                    continue;
                }
                let name = rule.source(ty.span);
                let message = format!(
                    "`{}` takes `{name}`, so only a request can use it; take the values that it needs.",
                    function.signature.name
                );
                let _ = acc.report(param.span.shifted(start), message).severity(severity);
            }
        }
    });
}

/// Folders below use cases with what stands between them and requests.
const BETWEEN: &[&str] = &[
    "decorators", "dependencies", "errors", "exceptions", "filters", "guards", "http", "interceptors", "middleware",
    "middlewares", "pipes",
];

/// The declarations of the file that are use cases, repositories or parts of the domain; all of a file in their folders.
fn business(ctx: &ProjectCtx) -> Vec<Span> {
    if ctx.file.path.split('/').any(|part| BETWEEN.contains(&part)) {
        return Vec::new();
    }
    if matches!(layers::of_path(ctx.file.path), Some(Layer::Domain | Layer::Application)) {
        let end = u32::try_from(ctx.file.text.len()).unwrap_or(u32::MAX);
        return vec![Span::new(0, end)];
    }
    let use_cases = ctx.things.use_cases.iter();
    let certain = use_cases
        .filter(|use_case| use_case.certain && use_case.element.whole.file == ctx.id)
        .map(|use_case| use_case.element.whole.span);
    let repositories = ctx.things.repositories.iter();
    let stores = repositories
        .filter(|repository| repository.is_repository && repository.element.whole.file == ctx.id)
        .map(|repository| repository.element.whole.span);
    let spans: Vec<Span> = certain.chain(stores).collect();
    // Methods of a class are items of their own; so is what belongs to one use case with several.
    let items = ctx.file.facts.items.iter();
    let heads = items.filter(|item| spans.iter().any(|span| item.span.contains(*span)));
    let members: Vec<Span> = heads.map(|item| item.span).collect();
    spans.into_iter().chain(members.into_iter().filter(|span| span.len() < 20_000)).collect()
}

/// What is raised, thrown, or returned as an error.
fn raised(rule: &RuleCtx) -> Vec<(ExprId, Span)> {
    let exprs = &rule.body.exprs;
    let mut found = Vec::new();
    for (_, stmt) in rule.body.stmts() {
        match &stmt.kind {
            StmtKind::Raise { error: Some(error), .. } => found.push((*error, stmt.span)),
            StmtKind::Expr(value) if matches!(exprs.get(*value).kind, ExprKind::Call { .. }) => {
                found.push((*value, stmt.span));
            }
            StmtKind::Return(values) => {
                for value in values {
                    let inner = match &exprs.get(*value).kind {
                        // `Err(StatusCode::NOT_FOUND)`.
                        ExprKind::Call { callee, args, .. } if exprs.path(*callee).is_some_and(|path| path == "Err") => {
                            args.first().map_or(*value, |arg| arg.value)
                        }
                        ExprKind::Sequence { items, .. } => items.last().copied().unwrap_or(*value),
                        _ => *value,
                    };
                    found.push((inner, exprs.get(inner).span));
                }
            }
            _ => {}
        }
    }
    found
}

/// The name of the answer that a value is, if it is one.
fn answer(rule: &RuleCtx, libraries: &Libraries, id: ExprId) -> Option<String> {
    let exprs = &rule.body.exprs;
    let value = exprs.unwrapped(id);
    let callee = match &exprs.get(value).kind {
        ExprKind::Call { callee, .. } => *callee,
        ExprKind::Name(_) | ExprKind::Member { .. } => value,
        _ => return None,
    };
    let target = rule.scope.resolve(callee);
    let path = match &target {
        Target::Imported(imported) => imported.path.clone(),
        _ => target.path()?,
    };
    let owner = path.rsplit_once('.').map_or("", |(owner, _)| owner);
    let is_answer = libraries.is_answer(&path) || libraries.is_answer(owner);
    is_answer.then(|| rule.source(exprs.get(callee).span).to_owned())
}
