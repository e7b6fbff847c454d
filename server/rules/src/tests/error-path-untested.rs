//! BM805: errors of a use case that none of its tests expects. It leaves use cases without tests to BM801.

use model::{ErrorClass, Known, Link, Test, UseCase};

use crate::context::ProjectCtx;
use crate::finding::{Findings, FixKind, FixRequest, Safety};

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    for use_case in &ctx.things.use_cases {
        let place = use_case.element.place;
        if place.file != ctx.id || !use_case.certain {
            continue;
        }
        let tests = covering(ctx, use_case);
        if tests.is_empty() {
            continue;
        }
        let name = &use_case.element.name;
        for error in &use_case.errors {
            let Some(class) = domain_error(ctx, error) else {
                continue;
            };
            if tests.iter().any(|test| may_expect(ctx, test, class)) {
                continue;
            }
            let error = &class.element.name;
            let message = format!(
                "`{name}` can raise `{error}`, and no test expects it; add a test for this error."
            );
            acc.report(place.span, message)
                .related(
                    (class.element.place.file != ctx.id).then_some(class.element.place.file),
                    class.element.place.span,
                    format!("`{error}` is declared here."),
                )
                .fix(FixRequest {
                    title: format!("Generate the test for `{error}`"),
                    safety: Safety::Generate,
                    kind: FixKind::GenerateTests {
                        symbol: name.clone(),
                        outcome: Some(error.clone()),
                    },
                });
        }
    }
}

/// The tests that certainly cover the use case.
fn covering<'a>(ctx: &ProjectCtx<'a>, use_case: &UseCase) -> Vec<&'a Test> {
    let certain = use_case
        .covered_by
        .iter()
        .filter(|coverage| coverage.certain);
    certain
        .filter_map(|coverage| ctx.things.tests.get(coverage.test as usize))
        .collect()
}

fn domain_error<'a>(ctx: &ProjectCtx<'a>, link: &Link) -> Option<&'a ErrorClass> {
    let Known::Is(place) = &link.to else {
        return None;
    };
    let errors = ctx.things.errors.iter();
    let mut same =
        errors.filter(|error| error.element.place == *place || error.element.whole == *place);
    same.next().filter(|error| error.is_domain)
}

/// Whether the test expects the error, a base of it or its status, or knows the error in a way not understood.
fn may_expect(ctx: &ProjectCtx, test: &Test, class: &ErrorClass) -> bool {
    let name = &class.element.name;
    let by_class = test.expects.iter().any(|expected| {
        let is_same = matches!(&expected.to, Known::Is(place) if *place == class.element.place);
        let last = expected.name.rsplit('.').next().unwrap_or(&expected.name);
        let is_base = class
            .ancestors
            .iter()
            .any(|base| base.rsplit('.').next() == Some(last));
        is_same || last == name || is_base || last == "Exception"
    });
    let by_status = class
        .status
        .value()
        .is_some_and(|status| test.statuses.contains(status));
    by_class || by_status || knows(ctx, test, name)
}

/// Whether the test's file names the error where the test does not: it may come as a parameter.
fn knows(ctx: &ProjectCtx, test: &Test, name: &str) -> bool {
    let elsewhere = ctx.things.tests.iter().any(|other| {
        other.element.place.file == test.element.place.file
            && other
                .expects
                .iter()
                .any(|expected| expected.name.rsplit('.').next() == Some(name))
    });
    let file = ctx.index.env(test.element.place.file);
    let imports = file.is_some_and(|env| env.imports().any(|(_, import)| import.local == name));
    imports && !elsewhere
}
