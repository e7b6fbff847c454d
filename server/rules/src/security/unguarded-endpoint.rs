//! BM512: endpoints that let anybody in among others that ask who is there. Where it cannot be told whether one asks,
//! it is silent.

use model::{Endpoint, Known};

use crate::context::ProjectCtx;
use crate::finding::Findings;
use crate::shared::endpoints;
use crate::text;

/// Words of paths and handlers that are meant for everybody.
const PUBLIC: &[&str] = &[
    "activate", "activation", "auth", "authenticate", "authentication", "authorize", "callback", "captcha", "confirm", "confirmation", "contact",
    "docs", "favicon", "feedback", "forgot", "guest", "health", "healthcheck", "healthz", "hook", "invite", "invitation",
    "invitations", "jwks", "join", "live", "liveness", "livez", "login", "logout", "metrics", "newsletter", "oauth",
    "oauth2", "oidc", "onboarding", "openapi", "otp", "passkey", "ping", "preflight", "public", "ready", "readiness",
    "readyz", "recover", "recovery", "refresh", "register", "registration", "reset", "robots", "saml", "session",
    "sessions", "setup", "share", "shared", "signin", "signout", "signup", "sitemap", "sso", "static", "status",
    "subscribe", "swagger", "token", "tokens", "track", "unsubscribe", "verification", "verify", "version", "webauthn",
    "webhook", "webhooks", "welcome", "wellknown",
];
const WRITES: &[&str] = &["DELETE", "PATCH", "POST", "PUT"];

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    let mut seen = Vec::new();
    for endpoint in &ctx.things.endpoints {
        if !endpoint.auth.is_absent() || is_public(endpoint) {
            continue;
        }
        let is_near = endpoint.handler.place.file == ctx.id || endpoint.registered_at.file == ctx.id;
        let Some(span) = Some(endpoint).filter(|_| is_near).and_then(|endpoint| endpoints::place_in(ctx, endpoint)) else {
            continue;
        };
        let Some(guarded) = guarded_sibling(ctx, endpoint) else {
            continue;
        };
        if seen.contains(&span) {
            continue;
        }
        seen.push(span);
        let guard = guarded.auth.value().map_or("", |guard| guard.name.as_str());
        let message = format!(
            "`{}` lets anybody in, although `{}` asks for `{guard}`; ask here, too, or mark it as public.",
            endpoints::shown(endpoint),
            endpoints::shown(guarded),
        );
        let place = guarded.registered_at;
        let file = (place.file != ctx.id).then_some(place.file);
        let _ = acc.report(span, message).related(file, place.span, "This one asks.");
    }
}

/// A sibling that asks, where enough of them do.
fn guarded_sibling<'a>(ctx: &ProjectCtx<'a>, endpoint: &Endpoint) -> Option<&'a Endpoint> {
    let key = resource(endpoint)?;
    let siblings: Vec<&Endpoint> = ctx
        .things
        .endpoints
        .iter()
        .filter(|other| other.registered_at.file == endpoint.registered_at.file && other.framework == endpoint.framework)
        .filter(|other| resource(other).as_deref() == Some(&key))
        // What asks for a password there asks nobody who is known already.
        .filter(|other| !is_public(other))
        .collect();
    let is_guarded = |other: &&&Endpoint| matches!(other.auth, Known::Is(_));
    let writes = |other: &Endpoint| WRITES.contains(&other.method.as_str());
    if writes(endpoint) {
        let same: Vec<&&Endpoint> = siblings.iter().filter(|other| writes(other)).collect();
        let guarded = same.iter().filter(|other| matches!(other.auth, Known::Is(_))).count();
        // Where most are open, openness is meant.
        if guarded * 2 < same.len() {
            return None;
        }
        return same.into_iter().find(is_guarded).copied();
    }
    let guarded = siblings.iter().filter(is_guarded).count();
    let reads: Vec<&&Endpoint> = siblings.iter().filter(|other| !writes(other)).collect();
    let open_reads = reads.iter().filter(|other| !matches!(other.auth, Known::Is(_))).count();
    let is_odd = siblings.len() >= 3 && guarded >= 2 && guarded * 10 >= siblings.len() * 6 && open_reads == 1 && reads.len() >= 2;
    siblings.iter().find(is_guarded).filter(|_| is_odd).copied()
}

/// The first part of a path that says what it is about; two endpoints of one are siblings.
fn resource(endpoint: &Endpoint) -> Option<String> {
    if !matches!(endpoint.method.as_str(), "DELETE" | "GET" | "PATCH" | "POST" | "PUT") {
        return None;
    }
    let path = endpoints::path_of(endpoint)?;
    let is_version = |part: &str| {
        let digits = part.trim_start_matches('v');
        part == "api" || part == "rest" || !digits.is_empty() && digits.chars().all(|char| char.is_ascii_digit() || char == '.')
    };
    let mut parts = path.split('/').filter(|part| !part.is_empty() && !is_version(part));
    Some(parts.next().unwrap_or_default().to_owned())
}

/// Whether an endpoint is meant for everybody, by its path or its handler's name.
fn is_public(endpoint: &Endpoint) -> bool {
    let Some(path) = endpoints::path_of(endpoint) else {
        return true;
    };
    let fixed: String = path.split('/').filter(|part| !part.contains('{')).collect::<Vec<_>>().join("/");
    let name = endpoint.handler.name.as_str();
    let mut words = text::words(&fixed);
    words.extend(text::words(name));
    let joined = fixed.replace(['-', '_', '.'], "").to_ascii_lowercase();
    let is_pair = ["signin", "signup", "signout", "login", "logout", "wellknown"].iter().any(|pair| joined.contains(pair));
    path == "/" || is_pair || words.iter().any(|word| PUBLIC.contains(&word.as_str()))
}
