//! BM206: an error that is seen and answered by success. A block that speaks of its error is left alone.

use syntax::facts::{BinaryOp, Block, ExprId, ExprKind, Function, Literal, StmtKind, Test};

use crate::context::{FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::outline::{bound_names, stmts_in};
use crate::shared::emptied::tested_error;
use crate::text;

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    for (_, stmt) in ctx.body.stmts() {
        let StmtKind::Branch {
            test: Test::Expr(test),
            then,
            ..
        } = &stmt.kind
        else {
            continue;
        };
        let Some((_, function)) = ctx.scope.function_at(stmt.span.start) else {
            continue;
        };
        if let Some(error) = tested_error(ctx, *test, BinaryOp::NotEqual) {
            check_seen(ctx, function, error, then, acc);
        } else if let Some(error) = tested_error(ctx, *test, BinaryOp::Equal) {
            check_absent(ctx, function, error, then, acc);
        }
    }
}

/// `if err != nil { return nil }`.
fn check_seen(ctx: &RuleCtx, function: &Function, error: &str, then: &Block, acc: &mut Findings) {
    let explanation = comment(ctx, then);
    let is_excused = explanation.is_some_and(|text| text.contains("nolint"));
    if is_excused || mentions(ctx, error, then) || tells_presence(ctx, function) {
        return;
    }
    for (value, is_nothing) in returned_errors(ctx, function, then) {
        if !is_nothing {
            continue;
        }
        let span = ctx.body.exprs.get(value).span;
        let message = format!(
            "`{error}` is not nil here, and the caller is told that all went well; return it, or say why it does not matter."
        );
        let mut draft = acc.report(span, message);
        if explanation.is_some() {
            draft = draft.severity(Severity::Hint);
        }
        let request = FixRequest::rule(format!("Return `{error}`"), Safety::Unsafe, "return");
        draft.fix(request.at(span).with(error));
    }
}

/// `if err == nil { return err }`.
fn check_absent(ctx: &RuleCtx, function: &Function, error: &str, then: &Block, acc: &mut Findings) {
    // With a value beside it, success is what is meant; an error made in the block is another one.
    let makes_another = stmts_in(ctx.body, then).any(|(_, stmt)| match &stmt.kind {
        StmtKind::Assign { targets, .. } => targets
            .iter()
            .any(|target| bound_names(target).iter().any(|name| *name == error)),
        _ => false,
    });
    if makes_another || function.signature.results_with_error() != Some(1) {
        return;
    }
    for (value, _) in returned_errors(ctx, function, then) {
        let is_it = matches!(&ctx.body.exprs.get(value).kind, ExprKind::Name(name) if name == error);
        if is_it {
            let message = format!(
                "`{error}` is nil here, so success is returned where an error was meant; turn the test around, or return nil."
            );
            let _ = acc.report(ctx.body.exprs.get(value).span, message);
        }
    }
}

/// What the returns of a block give as the function's error, and whether that is nothing.
fn returned_errors(ctx: &RuleCtx, function: &Function, block: &Block) -> Vec<(ExprId, bool)> {
    let Some(count) = function.signature.results_with_error() else {
        return Vec::new();
    };
    let returns = stmts_in(ctx.body, block).filter_map(|(_, stmt)| match &stmt.kind {
        // Another result may carry what is wrong.
        StmtKind::Return(values) if values.len() == count && !has_error(ctx, values) => {
            values.last().copied()
        }
        _ => None,
    });
    returns
        .map(|value| {
            let kind = &ctx.body.exprs.get(value).kind;
            (value, matches!(kind, ExprKind::Literal(Literal::Null)))
        })
        .collect()
}

/// Whether a value beside the last one is an error by its name.
fn has_error(ctx: &RuleCtx, values: &[ExprId]) -> bool {
    values.iter().rev().skip(1).any(|value| {
        let path = ctx.body.exprs.path(*value).unwrap_or_default();
        text::words(&path)
            .iter()
            .any(|word| matches!(word.as_str(), "err" | "error" | "errors"))
    })
}

/// Whether the block speaks of the error, in functions in it, too.
fn mentions(ctx: &RuleCtx, error: &str, block: &Block) -> bool {
    ctx.body.exprs.iter().any(|(_, expr)| {
        matches!(&expr.kind, ExprKind::Name(name) if name == error) && block.span.contains(expr.span)
    })
}

/// Whether a result of the function says that there is nothing, beside the error.
fn tells_presence(ctx: &RuleCtx, function: &Function) -> bool {
    let mut results = function.block.stmts.iter().map_while(|stmt| {
        match &ctx.body.stmt(*stmt).kind {
            StmtKind::Assign {
                targets,
                value: None,
                ty: Some(_),
                ..
            } => targets.first(),
            _ => None,
        }
    });
    results.any(|target| {
        matches!(&target.kind, syntax::facts::PatternKind::Name(name)
            if matches!(name.as_str(), "exists" | "found" | "ok"))
    })
}

/// A comment in the block.
fn comment<'a>(ctx: &RuleCtx<'a>, block: &Block) -> Option<&'a str> {
    let mut comments = ctx.facts().comments.iter();
    let comment = comments.find(|comment| block.span.contains(**comment))?;
    Some(ctx.source(*comment))
}

pub fn fix(_ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let edit = TextEdit::replace(request.span(0)?, request.word(0)?.as_str());
    Some(Edits::here(vec![edit]))
}
