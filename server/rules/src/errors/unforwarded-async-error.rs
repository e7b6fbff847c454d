//! BM208: handlers whose rejected promises nobody hears. What is wrapped or caught is left alone.

use model::Libraries;
use syntax::facts::{ExprId, ExprKind, Function, StmtKind};
use syntax::span::Span;

use crate::context::{ProjectCtx, RuleCtx};
use crate::finding::Findings;
use crate::outline::{Parent, exprs_in};

/// Packages that make a framework wait, or wrap its routers.
const PATCHES: &[&str] = &[
    "@awaitjs/express",
    "express-async-errors",
    "express-async-router",
    "express-promise-router",
];

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    let project = ctx.file.project;
    if PATCHES.iter().any(|patch| project.depends_on(patch)) {
        return;
    }
    let libraries = Libraries::of(ctx.file.facts.language);
    let handlers: Vec<Span> = ctx
        .things
        .endpoints
        .iter()
        .filter(|endpoint| endpoint.handler.whole.file == ctx.id)
        .filter(|endpoint| {
            let since = libraries.waits_since(&endpoint.framework);
            let is_older = project.major(&endpoint.framework) < since;
            project.major(&endpoint.framework).is_some() && is_older
        })
        .filter(|endpoint| !is_wrapped(ctx, endpoint.registered_at, endpoint.handler.whole.span))
        .map(|endpoint| endpoint.handler.whole.span)
        .collect();
    if handlers.is_empty() {
        return;
    }
    ctx.each_item(|rule| {
        let start = rule.item.span.start;
        for (_, function) in rule.body.functions() {
            let own = function.signature.span.shifted(start);
            let is_handler = handlers
                .iter()
                .any(|handler| handler.contains(own) && is_outermost(rule, start, *handler, own));
            if !is_handler || !function.signature.is_async {
                continue;
            }
            if let Some(span) = unguarded(rule, function) {
                let message = "Where this fails, the request is never answered: this version of the framework waits for no handler; catch the error and hand it to `next`, or wrap the handler.";
                let _ = acc.report(span.shifted(start), message);
            }
        }
    });
}

/// Whether no other function of the item lies between the handler's span and this one.
fn is_outermost(rule: &RuleCtx, start: u32, handler: Span, own: Span) -> bool {
    !rule.body.functions().any(|(_, other)| {
        let other = other.signature.span.shifted(start);
        handler.contains(other) && other.contains(own) && other != own
    })
}

/// Whether what is registered is what a call gives, by what the file of the registration says at its top level
/// or, in this file, anywhere.
fn is_wrapped(ctx: &ProjectCtx, registered: model::Place, handler: Span) -> bool {
    if registered.file != ctx.id {
        let env = ctx.index.env(registered.file);
        let Some(item) = env.and_then(|env| env.facts().item_at(registered.span.start)) else {
            return true;
        };
        let start = item.span.start;
        let summary = &item.facts.summary;
        // A registration inside a function is not seen from another file.
        let mut calls = summary.calls.iter();
        let call = calls.find(|call| call.span.shifted(start).contains(registered.span));
        return call.is_none_or(|call| match &summary.exprs.get(call.call).kind {
            ExprKind::Call { args, .. } => args
                .iter()
                .any(|arg| matches!(summary.exprs.get(arg.value).kind, ExprKind::Call { .. })),
            _ => true,
        });
    }
    let mut found = false;
    ctx.each_item(|rule| {
        let start = rule.item.span.start;
        for call in rule.calls() {
            let span = call.span.shifted(start);
            let is_around = registered.span.contains(span) || span.contains(registered.span);
            if !is_around {
                continue;
            }
            found |= call.args.iter().any(|arg| {
                let is_call = matches!(rule.body.exprs.get(arg.value).kind, ExprKind::Call { .. });
                let holds = rule.body.exprs.get(arg.value).span.shifted(start).contains(handler);
                is_call && (holds || !span.contains(handler))
            });
        }
    });
    found
}

/// The first `await` of a function that stands in no `try` with a handler.
fn unguarded(rule: &RuleCtx, function: &Function) -> Option<Span> {
    let mut awaits: Vec<(ExprId, Span)> = exprs_in(rule.body, &function.block)
        .filter(|(_, expr)| matches!(expr.kind, ExprKind::Await(_)))
        .map(|(id, expr)| (id, expr.span))
        .collect();
    awaits.sort_by_key(|(_, span)| span.start);
    let open = awaits.into_iter().find(|(id, span)| {
        let around = rule.outline.around(rule.outline.of_expr(*id));
        let mut inner = around.take_while(|parent| !matches!(parent, Parent::Function(_)));
        let is_caught = inner.any(|parent| {
            let Parent::Stmt(stmt) = parent else {
                return false;
            };
            match &rule.body.stmt(stmt).kind {
                StmtKind::Try { body, catches, .. } => {
                    !catches.is_empty() && body.span.contains(*span)
                }
                _ => false,
            }
        });
        !is_caught && !catches_itself(rule, *id)
    });
    open.map(|(_, span)| span)
}

/// `await load().catch(next)`.
fn catches_itself(rule: &RuleCtx, id: ExprId) -> bool {
    let exprs = &rule.body.exprs;
    let ExprKind::Call { callee, .. } = &exprs.get(exprs.unwrapped(id)).kind else {
        return false;
    };
    matches!(&exprs.get(*callee).kind, ExprKind::Member { name, .. } if name == "catch")
}
