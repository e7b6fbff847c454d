//! BM201: handlers that name no class. It says nothing of handlers that name too wide a one.

use syntax::facts::{ExprKind, Name, StmtKind};
use syntax::span::Span;

use crate::context::{FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::outline::{exprs_in, stmts_in};
use crate::shared::errors::{self, Handler, handlers};
use crate::shared::flow;
use crate::shared::swallow;

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    for handler in handlers(ctx.body) {
        let catch = handler.catch;
        if !catch.types.is_empty() || raises_again(ctx, &handler) {
            continue;
        }
        let head = catch.head;
        let span = Span::new(head.start, head.start + 6);
        let mut draft = acc.report(
            span,
            "This bare `except:` also catches `KeyboardInterrupt`, `SystemExit` and cancellation; name the errors it is for.",
        );
        let known = known_errors(ctx, &handler);
        if !known.is_empty() {
            let title = format!("Catch `{}`", known.join("`, `"));
            let mut request = FixRequest::rule(title, Safety::Unsafe, "known").at(head);
            for name in known {
                request = request.with(name);
            }
            draft = draft.fix(request);
        } else if swallow::is_swallowed(ctx, &handler)
            && let Some(request) = swallow::raise_request(ctx, &handler)
        {
            draft = draft.fix(request);
        }
        let request = FixRequest::rule("Catch `Exception`", Safety::Unsafe, "widest");
        draft.fix(request.at(head));
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let head = request.span(0)?;
    let classes = match request.step()? {
        swallow::RAISE => return swallow::raise_edits(ctx, request),
        "known" => {
            let names: Vec<&str> = (0..)
                .map_while(|at| request.word(at))
                .map(Name::as_str)
                .collect();
            match names.as_slice() {
                [only] => (*only).to_owned(),
                several => format!("({})", several.join(", ")),
            }
        }
        _ => "Exception".to_owned(),
    };
    let end = head.start + 6;
    let edit = TextEdit::insert(end, format!(" {classes}"));
    Some(Edits::here(vec![edit]))
}

/// Whether every way through the handler ends by raising what it caught.
fn raises_again(ctx: &RuleCtx, handler: &Handler<'_>) -> bool {
    let block = &handler.catch.block;
    flow::always_raises(ctx.body, block)
        && stmts_in(ctx.body, block)
            .filter_map(|(_, stmt)| match &stmt.kind {
                StmtKind::Raise { error, .. } => Some(error.is_none()),
                _ => None,
            })
            .all(|is_bare| is_bare)
}

/// The errors that functions of this file raise when the tried code calls them.
fn known_errors(ctx: &RuleCtx, handler: &Handler<'_>) -> Vec<Name> {
    let env = ctx.file.env;
    let mut known: Vec<Name> = Vec::new();
    for (_, expr) in exprs_in(ctx.body, handler.tried) {
        let ExprKind::Call { callee, .. } = &expr.kind else {
            continue;
        };
        let declared = ctx.scope.resolve(*callee).declared();
        let Some(function) = declared.and_then(|symbol| env.function(symbol)) else {
            continue;
        };
        for raise in &function.raises {
            if let Some(error) = &raise.error
                && !raise.nested
                && raise.caught_by.is_empty()
                && !known.contains(error)
                && !errors::is_generic(error)
            {
                known.push(error.clone());
            }
        }
    }
    known
}
