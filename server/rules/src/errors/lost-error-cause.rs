//! BM204: errors raised in a handler without the one that caused them. It never changes what is raised.

use std::collections::BTreeSet;

use model::Target;
use syntax::facts::{ExprId, ExprKind, StmtKind};
use syntax::span::Span;

use crate::context::{FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::outline::stmts_in;
use crate::shared::errors::{Handler, bound_head, handler_at, handlers};
use crate::shared::locate::item_at;

/// What is raised to stop or repeat something, not because of an error.
const SIGNALS: &[&str] = &[
    "Abort",
    "Exit",
    "GeneratorExit",
    "Ignore",
    "KeyboardInterrupt",
    "Reject",
    "Retry",
    "StopAsyncIteration",
    "StopIteration",
    "SystemExit",
    "Skip",
    "SkipTest",
];
/// Errors that web frameworks turn into an answer.
const ANSWERS: &[&str] = &[
    "APIException",
    "Http404",
    "HTTPException",
    "PermissionDenied",
    "SanicException",
];

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    let mut seen = BTreeSet::new();
    let mut all: Vec<_> = handlers(ctx.body).collect();
    // The innermost handler is the one whose error is the cause.
    all.sort_by_key(|handler| handler.catch.span.len());
    for handler in all {
        for (id, stmt) in stmts_in(ctx.body, &handler.catch.block) {
            let StmtKind::Raise {
                error: Some(error),
                cause: None,
            } = stmt.kind
            else {
                continue;
            };
            if is_new(ctx, &handler, error) && seen.insert(id) {
                report(ctx, &handler, error, stmt.span, acc);
            }
        }
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let (head, error) = (request.span(0)?, request.span(1)?);
    if request.step()? == "none" {
        return Some(Edits::here(vec![TextEdit::insert(error.end, " from None")]));
    }
    let located = item_at(ctx.file.facts, head)?;
    let handler = handler_at(located.body, located.local(head))?;
    let start = located.item.span.start;
    let (bound, name) = bound_head(ctx.file.text, handler.catch, start)?;
    let mut edits: Vec<_> = bound.into_iter().collect();
    edits.push(TextEdit::insert(error.end, format!(" from {name}")));
    Some(Edits::here(edits))
}

/// Whether the raised value is an error made here, not the caught one or another that is at hand.
fn is_new(ctx: &RuleCtx, handler: &Handler<'_>, error: ExprId) -> bool {
    let exprs = &ctx.body.exprs;
    let class = match &exprs.get(error).kind {
        ExprKind::Call { callee, .. } => *callee,
        ExprKind::Name(_) | ExprKind::Member { .. } => error,
        _ => return false,
    };
    let Some(path) = exprs.path(class) else {
        return false;
    };
    if Some(&path) == handler.catch.binding.as_ref() {
        return false;
    }
    let last = path.rsplit('.').next().unwrap_or(&path);
    let is_class_name = last.starts_with(char::is_uppercase);
    let is_class = match ctx.scope.resolve(class) {
        Target::Declared { .. } | Target::Imported(_) | Target::Builtin(_) => true,
        Target::Instance { .. } | Target::Member { .. } => false,
        Target::Unknown(_) => is_class_name,
    };
    is_class && is_class_name && !SIGNALS.contains(&last)
}

/// Whether the function is registered for requests by its decorator: what it raises is an answer.
fn in_route(ctx: &RuleCtx, error: ExprId) -> bool {
    ctx.function_of(error).is_some_and(|(_, function)| {
        function.signature.decorators.iter().any(|decorator| {
            let verb = decorator.path.rsplit_once('.').map(|(_, verb)| verb);
            let is_verb = matches!(
                verb,
                Some(
                    "get"
                        | "post"
                        | "put"
                        | "patch"
                        | "delete"
                        | "head"
                        | "options"
                        | "route"
                        | "api_route"
                )
            );
            is_verb && decorator.args.as_ref().is_some_and(|args| !args.is_empty())
        })
    })
}

fn report(ctx: &RuleCtx, handler: &Handler<'_>, error: ExprId, span: Span, acc: &mut Findings) {
    let exprs = &ctx.body.exprs;
    let class = match &exprs.get(error).kind {
        ExprKind::Call { callee, .. } => exprs.path(*callee),
        _ => exprs.path(error),
    };
    let class = class.unwrap_or_default();
    let binding = handler.catch.binding.as_deref().unwrap_or("exc");
    let message = format!(
        "`{class}` does not name the error it is raised for; add `from {binding}`, or `from None` to hide it."
    );
    let last = class.rsplit('.').next().unwrap_or(&class);
    let is_answer = ANSWERS.contains(&last);
    let raised = exprs.get(error).span;
    let mut draft = acc.report(span, message);
    if is_answer || in_route(ctx, error) {
        draft = draft.severity(Severity::Hint);
    }
    let request = |title: &str, safety, step| {
        FixRequest::rule(title, safety, step)
            .at(handler.catch.head)
            .at(raised)
    };
    // A bare handler would have to catch something else to have a name for it.
    if !handler.catch.types.is_empty() {
        draft = draft.fix(request(
            &format!("Add `from {binding}`"),
            Safety::Safe,
            "cause",
        ));
    }
    draft.fix(request("Add `from None`", Safety::Unsafe, "none"));
}
