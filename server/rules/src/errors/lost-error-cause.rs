//! BM204: errors raised in a handler without the one that caused them. It never changes what is raised.

use std::collections::BTreeSet;

use model::Target;
use syntax::facts::{ExprId, ExprKind, StmtKind};
use syntax::language::Language;
use syntax::span::Span;

use crate::context::{FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::outline::{exprs_in, inside, stmts_in};
use crate::shared::errors::{Handler, bound_head, handler_at, handlers};
use crate::shared::locate::item_at;
use crate::shared::wrapping;

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
    if ctx.file.facts.language == Language::Go {
        return check_texts(ctx, acc);
    }
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
            if !is_new(ctx, &handler, error) || !seen.insert(id) {
                continue;
            }
            match ctx.file.facts.language {
                Language::Python => report(ctx, &handler, error, stmt.span, acc),
                _ => report_thrown(ctx, &handler, error, stmt.span, acc),
            }
        }
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let (head, error) = (request.span(0)?, request.span(1)?);
    if request.step()? == "insert" {
        return Some(Edits::here(vec![TextEdit::insert(
            head.start,
            request.word(0)?.as_str(),
        )]));
    }
    if request.step()? == "wrap" {
        let mut edits = vec![TextEdit::replace(error, request.word(0)?.as_str())];
        if !head.is_empty() {
            edits.push(TextEdit::replace(head, "w"));
        }
        return Some(Edits::here(edits));
    }
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

/// Errors of Go that become texts.
fn check_texts(ctx: &RuleCtx, acc: &mut Findings) {
    for call in ctx.calls() {
        let Some(flattened) = wrapping::flattened(ctx, &call) else {
            continue;
        };
        let error = ctx.source(ctx.body.exprs.get(flattened.error).span);
        let message = match flattened.verb {
            Some(_) => format!(
                "`{error}` becomes a text here, so `errors.Is` and `errors.As` no longer find it; wrap it with `%w`."
            ),
            None => format!(
                "`{error}` becomes a text here, so `errors.Is` and `errors.As` no longer find it; give it back itself."
            ),
        };
        // Without a verb all of the call goes, with one what is written for the error.
        let (verb, replaced) = match flattened.verb {
            Some(verb) => (verb, flattened.written),
            None => (Span::new(call.span.start, call.span.start), call.span),
        };
        let title = match flattened.verb {
            Some(_) => "Wrap it with `%w`",
            None => "Give the error back itself",
        };
        let request = FixRequest::rule(title, Safety::Unsafe, "wrap");
        acc.report(call.span, message)
            .fix(request.at(verb).at(replaced).with(error));
    }
}

/// `throw new X("…")` in a handler that has a name for what it took.
fn report_thrown(
    ctx: &RuleCtx,
    handler: &Handler<'_>,
    error: ExprId,
    span: Span,
    acc: &mut Findings,
) {
    let exprs = &ctx.body.exprs;
    let (Some(binding), ExprKind::Call { callee, args, .. }) =
        (&handler.catch.binding, &exprs.get(error).kind)
    else {
        return;
    };
    let is_named = |id: ExprId| {
        let mut parts = inside(ctx.body, id);
        parts.any(|(_, part)| matches!(&part.kind, ExprKind::Name(name) if name == binding))
    };
    if args.iter().any(|arg| is_named(arg.value)) {
        return;
    }
    let class = exprs.path(*callee).unwrap_or_default();
    let message = format!(
        "`{class}` does not carry the error it is thrown for; pass `{binding}` on, as its `cause`."
    );
    let mut draft = acc.report(span, message);
    // It is looked at or told, or what is thrown is an answer.
    let is_told = exprs_in(ctx.body, &handler.catch.block)
        .any(|(_, part)| matches!(&part.kind, ExprKind::Name(name) if name == binding));
    let is_answer = class.ends_with("Exception") || class.to_ascii_lowercase().contains("http");
    if is_told || is_answer {
        draft = draft.severity(Severity::Hint);
    }
    let takes_cause = ctx.scope.resolve(*callee).path().is_some_and(|path| {
        matches!(
            path.as_str(),
            "Error" | "EvalError" | "RangeError" | "ReferenceError" | "SyntaxError" | "TypeError" | "URIError"
        )
    });
    if let [only] = args.as_slice()
        && takes_cause
    {
        let at = exprs.get(only.value).span.end;
        let cause = match binding == "cause" {
            true => ", { cause }".to_owned(),
            false => format!(", {{ cause: {binding} }}"),
        };
        let request = FixRequest::rule("Pass the cause on", Safety::Safe, "insert");
        let at = Span::new(at, at);
        draft.fix(request.at(at).at(at).with(cause));
    }
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
