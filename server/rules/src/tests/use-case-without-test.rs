//! BM801: use cases that no test covers. It runs no test and reads no coverage.

use model::UseCase;

use crate::context::ProjectCtx;
use crate::finding::{Findings, FixKind, FixRequest, Safety, Severity};
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
    line.contains("pragma: no cover")
}
