//! BM801: use cases that no test covers. It runs no test and reads no coverage.

use model::UseCase;

use syntax::facts::{ExprKind, Literal, StmtKind};
use syntax::language::Ecosystem;

use crate::context::ProjectCtx;
use crate::finding::{Findings, FixKind, FixRequest, Safety, Severity};
use crate::shared::locate::item_at;
use crate::text;

/// A project with fewer use cases and no test is only just begun.
const NEW_PROJECT: usize = 2;

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    let things = ctx.things;
    let is_new = things.tests.is_empty() && things.use_cases.len() < NEW_PROJECT;
    for use_case in &things.use_cases {
        let place = use_case.element.place;
        if place.file != ctx.id || !use_case.certain || !use_case.covered_by.is_empty() {
            continue;
        }
        if is_left_out(ctx, use_case) {
            continue;
        }
        let name = &use_case.element.name;
        let message = format!("No test covers the use case `{name}`; generate tests for it.");
        let mut draft = acc.report(place.span, message);
        if is_new {
            draft = draft.severity(Severity::Hint);
        }
        draft.fix(FixRequest {
            title: format!("Generate tests for `{name}`"),
            safety: Safety::Generate,
            kind: FixKind::GenerateTests {
                symbol: name.clone(),
                outcome: None,
            },
        });
    }
}

/// Whether the code says itself that it is not to be covered.
fn is_left_out(ctx: &ProjectCtx, use_case: &UseCase) -> bool {
    let line = text::line(ctx.file.text, use_case.element.place.span.start);
    line.contains("pragma: no cover") || only_makes(ctx, use_case)
}

/// Whether the function does no more than put an object together for others.
fn only_makes(ctx: &ProjectCtx, use_case: &UseCase) -> bool {
    // Where names say whether a class is called.
    let ecosystem = ctx.file.facts.language.ecosystem();
    if !matches!(ecosystem, Ecosystem::Python | Ecosystem::Node) {
        return false;
    }
    let place = use_case.element.place;
    let Some(located) = item_at(ctx.file.facts, place.span) else {
        return false;
    };
    let Some((_, function)) = located.function_at(place.span) else {
        return false;
    };
    let body = located.body;
    let mut stmts = function
        .block
        .stmts
        .iter()
        .map(|stmt| &body.stmt(*stmt).kind);
    let is_doc = |kind: &&StmtKind| {
        matches!(kind, StmtKind::Expr(value)
            if matches!(body.exprs.get(*value).kind, ExprKind::Literal(Literal::Str(_))))
    };
    let first = stmts.find(|kind| !is_doc(kind));
    let (Some(StmtKind::Return(values)), None) = (first, stmts.next()) else {
        return false;
    };
    let made = values
        .first()
        .and_then(|value| match &body.exprs.get(*value).kind {
            ExprKind::Call { callee, .. } => body.exprs.path(*callee),
            _ => None,
        });
    made.is_some_and(|path| {
        let last = path.rsplit('.').next().unwrap_or(&path);
        last.starts_with(char::is_uppercase)
    })
}
