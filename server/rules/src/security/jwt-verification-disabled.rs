//! BM503: tokens that are believed unread. A token that is checked elsewhere in the file is left alone.

use syntax::facts::{ExprId, ExprKind};
use syntax::language::{Ecosystem, Language};
use syntax::span::Span;

use crate::context::{Call, FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::outline::inside;
use crate::shared::values;

/// Libraries of tokens in Python and JavaScript, by the path of their functions.
const DECODERS: &[&str] = &["jose.jwt.decode", "jwt.decode"];
const SIGNERS: &[&str] = &["jose.jwt.encode", "jsonwebtoken.sign", "jwt.encode"];
const VERIFIERS: &[&str] = &["jose.jwt.decode", "jsonwebtoken.verify", "jwt.decode"];
/// Functions that read a token and check nothing.
const READERS: &[&str] = &["jose.decodeJwt", "jsonwebtoken.decode"];
/// Methods and functions that say by their names that they check nothing.
const UNCHECKED: &[&str] = &[
    "ParseUnverified",
    "dangerous_insecure_decode",
    "dangerous_insecure_decode_with_validation",
    "insecure_decode",
    "insecure_disable_signature_validation",
];
/// Functions of Go that ask a function for the key of a token.
const PARSERS: &[&str] = &["Parse", "ParseWithClaims"];

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    for call in ctx.calls() {
        check_name(ctx, &call, acc);
        let Some(path) = ctx.scope.resolve(call.callee).path() else {
            continue;
        };
        let is = |known: &[&str]| known.contains(&path.as_str());
        if is(DECODERS) {
            check_decoding(ctx, &call, acc);
        }
        if is(VERIFIERS) {
            check_algorithms(ctx, &call, acc);
        }
        if path == "jsonwebtoken.verify" {
            check_key(ctx, &call, acc);
        }
        if is(SIGNERS) {
            check_signing(ctx, &call, acc);
        }
        if path == "jwt-simple.decode"
            && let Some(skips) = call.positional(2)
            && values::is_bool(ctx.body, skips.value, true)
        {
            report(ctx, skips.value, Some("false"), acc);
        }
        if path.starts_with("github.com/golang-jwt/jwt") || path.starts_with("github.com/dgrijalva/jwt-go")
        {
            check_key_function(ctx, &call, &path, acc);
        }
    }
    check_none(ctx, acc);
}

/// Tokens that are read in a file in which none is checked.
pub fn check_project(ctx: &ProjectCtx, acc: &mut Findings) {
    if ctx.file.facts.language.ecosystem() != Ecosystem::Node {
        return;
    }
    let mut found = Vec::new();
    let mut is_checked = false;
    ctx.each_item(|rule| {
        for call in rule.calls() {
            let Some(path) = rule.scope.resolve(call.callee).path() else {
                continue;
            };
            let last = path.rsplit('.').next().unwrap_or(&path);
            is_checked |= last.to_ascii_lowercase().contains("verify");
            let is_complete = call.args.iter().any(|arg| {
                values::entry(rule.body, arg.value, "complete").is_some()
                    || values::has_spread(rule.body, arg.value)
            });
            let parent = rule.parent_expr(call.id).map(|id| &rule.body.exprs.get(id).kind);
            let is_head =
                matches!(parent, Some(ExprKind::Member { name, .. }) if name == "header");
            if READERS.contains(&path.as_str()) && !is_complete && !is_head {
                found.push(call.span.shifted(rule.item.span.start));
            }
        }
    });
    for span in found.into_iter().filter(|_| !is_checked) {
        let message = "The token is read and its signature is checked by nobody here, so anybody can write one; verify it with the key.";
        let _ = acc.report(span, message).severity(Severity::Warning);
    }
}

fn check_name(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let exprs = &ctx.body.exprs;
    let (name, span) = match &exprs.get(call.callee).kind {
        ExprKind::Name(name) => (name, exprs.get(call.callee).span),
        ExprKind::Member {
            name, name_span, ..
        } => (name, *name_span),
        _ => return,
    };
    if UNCHECKED.contains(&name.as_str()) {
        let message = format!(
            "`{name}` believes a token without looking at its signature, so anybody can write one; verify it with the key."
        );
        let _ = acc.report(Span::new(span.start, call.span.end), message);
    }
}

/// `verify=False`, `options={"verify_signature": False}`.
fn check_decoding(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let off = |value: ExprId| values::is_bool(ctx.body, value, false);
    if let Some(verify) = call.keyword("verify").filter(|arg| off(arg.value)) {
        report(ctx, verify.value, Some("True"), acc);
    }
    let Some(options) = call.keyword("options") else {
        return;
    };
    let option = values::entry(ctx.body, options.value, "verify_signature");
    if let Some(value) = option.filter(|value| off(*value)) {
        report(ctx, value, Some("True"), acc);
    }
}

/// `algorithms=["none"]`.
fn check_algorithms(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let by_keyword = call.keyword("algorithms").map(|arg| arg.value);
    let by_option = call
        .args
        .iter()
        .find_map(|arg| values::entry(ctx.body, arg.value, "algorithms"));
    let Some(algorithms) = by_keyword.or(by_option) else {
        return;
    };
    let allows_none = values::texts(ctx.body, algorithms)
        .iter()
        .any(|name| name.eq_ignore_ascii_case("none"));
    if allows_none {
        report(ctx, algorithms, None, acc);
    }
}

/// `verify(token, null)`.
fn check_key(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let Some(key) = call.positional(1) else {
        return;
    };
    let is_empty = ctx.body.exprs.text(key.value).is_some_and(|text| text.is_empty());
    if is_empty || values::is_null(ctx.body, key.value) {
        report(ctx, key.value, None, acc);
    }
}

/// `algorithm="none"`.
fn check_signing(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let by_keyword = call.keyword("algorithm").map(|arg| arg.value);
    let by_option = call
        .args
        .iter()
        .find_map(|arg| values::entry(ctx.body, arg.value, "algorithm"));
    let Some(algorithm) = by_keyword.or(by_option) else {
        return;
    };
    let text = ctx.body.exprs.text(algorithm);
    let is_none = text.is_some_and(|text| text.eq_ignore_ascii_case("none"))
        || values::is_null(ctx.body, algorithm) && ctx.file.facts.language == Language::Python;
    if is_none {
        let message = "A token without a signature can be written by anybody; sign it, with `HS256` or better.";
        let _ = acc.report(ctx.body.exprs.get(algorithm).span, message);
    }
}

/// `jwt.SigningMethodNone`, `jwt.UnsafeAllowNoneSignatureType`.
fn check_none(ctx: &RuleCtx, acc: &mut Findings) {
    if ctx.file.facts.language != Language::Go {
        return;
    }
    for (id, expr) in ctx.body.exprs.iter() {
        let ExprKind::Member { name, .. } = &expr.kind else {
            continue;
        };
        if !matches!(name.as_str(), "SigningMethodNone" | "UnsafeAllowNoneSignatureType") {
            continue;
        }
        let path = ctx.scope.resolve(id).path();
        if path.is_some_and(|path| path.contains("jwt")) {
            let message = format!(
                "`{name}` lets tokens without a signature in, which anybody can write; use a method with a key."
            );
            let _ = acc.report(expr.span, message);
        }
    }
}

/// A function that gives the key and does not look at the method the token names.
fn check_key_function(ctx: &RuleCtx, call: &Call<'_>, path: &str, acc: &mut Findings) {
    let last = path.rsplit('.').next().unwrap_or(path);
    if !PARSERS.contains(&last) {
        return;
    }
    let exprs = &ctx.body.exprs;
    let mut functions = call.args.iter().filter(|arg| matches!(exprs.get(arg.value).kind, ExprKind::Function(_)));
    let Some(function) = functions.next() else {
        return;
    };
    let span = exprs.get(function.value).span;
    let looks = exprs.iter().any(|(_, expr)| {
        span.contains(expr.span)
            && matches!(&expr.kind, ExprKind::Member { name, .. } if matches!(name.as_str(), "Method" | "Header"))
    });
    let mut parts = call.args.iter().flat_map(|arg| inside(ctx.body, arg.value)).chain(inside(ctx.body, call.callee));
    let is_limited = parts.any(|(_, expr)| {
        matches!(&expr.kind, ExprKind::Member { name, .. } if name == "WithValidMethods")
    });
    if !looks && !is_limited {
        let message = "The key is given whatever method the token names, so the sender chooses how it is checked; look at `token.Method`, or pass `jwt.WithValidMethods`.";
        let head = Span::new(span.start, (span.start + 4).min(span.end));
        let _ = acc.report(head, message).severity(Severity::Warning);
    }
}

fn report(ctx: &RuleCtx, value: ExprId, other: Option<&str>, acc: &mut Findings) {
    let span = ctx.body.exprs.get(value).span;
    let message = "The token's signature is not checked, so anybody can write one that is believed; verify it with the key.";
    let draft = acc.report(span, message);
    if let Some(other) = other {
        let request = FixRequest::rule("Check the signature", Safety::Safe, "replace");
        draft.fix(request.at(span).with(other));
    }
}

pub fn fix(_ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let edit = TextEdit::replace(request.span(0)?, request.word(0)?.as_str());
    Some(Edits::here(vec![edit]))
}
