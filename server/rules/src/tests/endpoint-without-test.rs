//! BM803: endpoints that no test requests. It runs no test; a request that cannot be told may be for any endpoint like it.

use model::{Endpoint, EndpointKind, FileId, Known};
use syntax::facts::ArgValue;
use syntax::span::Span;

use crate::context::ProjectCtx;
use crate::finding::Findings;

/// Last parts of paths that machines ask, or that show what is there.
const LEFT_OUT: &[&str] = &[
    "docs", "favicon.ico", "health", "healthcheck", "healthz", "live", "livez", "metrics", "openapi.json", "ping",
    "ready", "readyz", "redoc", "robots.txt", "status", "swagger", "version",
];

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    let tests = &ctx.things.tests;
    if tests.is_empty() {
        return;
    }
    let mut reported: Vec<Span> = Vec::new();
    for endpoint in &ctx.things.endpoints {
        let place = endpoint.registered_at;
        if place.file != ctx.id || endpoint.kind != EndpointKind::Http {
            continue;
        }
        let Known::Is(path) = &endpoint.path else {
            continue;
        };
        if is_left_out(path) || is_requested(ctx, endpoint, path) {
            continue;
        }
        let span = match endpoint.handler.place.file == ctx.id {
            true => endpoint.handler.place.span,
            false => place.span,
        };
        if reported.contains(&span) {
            continue;
        }
        reported.push(span);
        let message = format!(
            "No test requests `{} {path}`; add one for what it answers.",
            endpoint.method
        );
        let _ = acc.report(span, message);
    }
}

fn is_left_out(path: &str) -> bool {
    let mut parts = path.split('/');
    parts.any(|part| LEFT_OUT.contains(&part.to_ascii_lowercase().as_str()))
}

fn is_requested(ctx: &ProjectCtx, endpoint: &Endpoint, path: &str) -> bool {
    let places = [endpoint.handler.place, endpoint.handler.whole];
    let last = path
        .rsplit('/')
        .find(|part| !part.is_empty() && !part.starts_with('{'));
    ctx.things.tests.iter().any(|test| {
        let by_request = test.requests.iter().any(|request| match &request.to {
            Known::Is(place) => places.contains(place),
            // Part of the path is made when the test runs.
            Known::Unknown(_) => last.is_none_or(|last| request.name.contains(last)),
            Known::Absent => false,
        });
        let by_call = test.covers.iter().any(|covered| places.contains(&covered.place));
        by_request || by_call
    }) || is_written_in_test(ctx, path)
}

/// Whether a test has the path as a text, also where what sends it is not known.
fn is_written_in_test(ctx: &ProjectCtx, path: &str) -> bool {
    // The longest part without parameters tells most.
    let fixed = path.split('{').next().unwrap_or(path).trim_end_matches('/');
    let Some((_, last)) = fixed.rsplit_once('/').filter(|(_, last)| last.len() > 2) else {
        return true;
    };
    let files: Vec<FileId> = ctx
        .things
        .tests
        .iter()
        .map(|test| test.element.place.file)
        .collect();
    let mut seen: Vec<FileId> = Vec::new();
    files.into_iter().any(|file| {
        if seen.contains(&file) {
            return false;
        }
        seen.push(file);
        let facts = ctx.index.file(file).map(|file| file.env.facts());
        facts.is_some_and(|facts| {
            facts.items.iter().any(|item| {
                let functions = item.facts.summary.functions.iter();
                let mut calls = functions.flat_map(|function| &function.calls);
                calls.any(|call| call.args.iter().any(|arg| has_part(&arg.value, last)))
            })
        })
    })
}

/// Whether a text among the values has a part of a path.
fn has_part(value: &ArgValue, part: &str) -> bool {
    use ArgValue::{Either, Items, Map, Template, Text};
    match value {
        Text(text) => text
            .split(['/', '?'])
            .any(|own| own == part),
        Template(parts) | Items(parts) | Either(parts) => {
            parts.iter().any(|own| has_part(own, part))
        }
        Map(entries) => entries.iter().any(|(_, own)| has_part(own, part)),
        _ => false,
    }
}
