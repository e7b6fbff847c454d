//! BM701: handlers that speak to the database themselves beside repositories. What only ends a transaction is left alone.

use model::{EffectKind, EffectMode, EndpointKind};
use syntax::span::Span;

use crate::context::ProjectCtx;
use crate::finding::Findings;
use crate::shared::endpoints;
use crate::text;

/// Methods that say nothing of what is stored.
const NEUTRAL: &[&str] = &["aclose", "begin", "close", "commit", "connect", "expunge", "flush", "ping", "refresh", "rollback"];
/// Folders of code that is no part of the application's layers.
const ASIDE: &[&str] = &["admin", "cli", "cmd", "debug", "health", "migrations", "scripts", "seeds"];

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    let stores = ctx.things.repositories.iter().filter(|repository| repository.is_repository);
    let files: Vec<_> = stores.clone().map(|repository| repository.element.place.file).collect();
    // One class of that name is no layer yet.
    let mut distinct = files.clone();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.is_empty() || files.len() < 2 || files.contains(&ctx.id) {
        return;
    }
    if ctx.file.path.split('/').any(|part| ASIDE.contains(&part)) {
        return;
    }
    let mut seen: Vec<Span> = Vec::new();
    for endpoint in &ctx.things.endpoints {
        let place = endpoint.handler.place;
        if place.file != ctx.id || endpoint.kind != EndpointKind::Http || seen.contains(&place.span) {
            continue;
        }
        let is_probe = text::words(&endpoint.handler.name)
            .iter()
            .chain(&text::words(endpoint.path.value().map_or("", |path| path.as_str())))
            .any(|word| matches!(word.as_str(), "health" | "healthz" | "live" | "liveness" | "metrics" | "ping" | "ready" | "readiness" | "status"));
        let Some(handler) = endpoints::function_of(ctx, &endpoint.handler).filter(|_| !is_probe) else {
            continue;
        };
        let Some(function) = ctx.index.function(handler) else {
            continue;
        };
        let facts = ctx.index.function_facts(handler);
        let call = facts.calls.iter().find(|call| {
            let Some(effect) = call.effect else {
                return false;
            };
            let callee = function.calls.get(call.index as usize).map_or("", |call| call.callee.as_str());
            let last = callee.rsplit('.').next().unwrap_or(callee);
            let reaches = effect.kind == EffectKind::Database && effect.mode != EffectMode::Prepare;
            reaches && call.function.is_none() && !NEUTRAL.contains(&last.to_ascii_lowercase().as_str())
        });
        let Some(call) = call.filter(|call| call.place.file == ctx.id) else {
            continue;
        };
        seen.push(place.span);
        let source = ctx.file.text.get(call.place.span.range()).unwrap_or_default();
        let words = text::words(source);
        // The one that is called after what is asked for here.
        let named = stores.clone().find(|repository| {
            let stem = text::words(&repository.element.name);
            let first = stem.first().map(String::as_str).unwrap_or_default();
            words.iter().any(|word| word == first || word.strip_suffix('s') == Some(first))
        });
        let hint = match named {
            Some(repository) => format!("`{}`", repository.element.name),
            None => "a repository".to_owned(),
        };
        let message = format!(
            "`{}` speaks to the database itself, although the project has repositories, so the query can be neither used nor tested elsewhere; put it into {hint}.",
            endpoint.handler.name
        );
        let _ = acc.report(call.place.span, message);
    }
}
