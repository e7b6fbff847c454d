//! BM505: passwords under fast hashes, and broken digests. It judges names, not the flow of values.

use syntax::facts::{ExprId, ExprKind, Literal, PatternKind, StmtKind};
use syntax::language::Language;
use syntax::span::Span;

use crate::context::{Call, FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::outline::{Parent, bound_names, inside};
use crate::shared::digests::{Digest, digest};
use crate::shared::{hashing, secrets};
use crate::text;

/// Digests that are broken for anything that must resist forgery.
const BROKEN: &[&str] = &["md2", "md4", "md5", "sha1"];
/// Words for what must resist forgery.
const GUARDING: &[&str] = &["credential", "nonce", "otp", "secret", "session", "token"];
/// Words that say that a digest guards nothing.
const HARMLESS: &[&str] = &[
    "avatar",
    "bucket",
    "cache",
    "cached",
    "checksum",
    "content",
    "dedupe",
    "digest",
    "etag",
    "file",
    "filename",
    "fingerprint",
    "git",
    "gravatar",
    "identicon",
    "partition",
    "path",
    "revision",
    "shard",
    "slug",
    "version",
];

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    check_hashers(ctx, acc);
    for call in ctx.calls() {
        let target = ctx.scope.resolve(call.callee);
        let Some(path) = target.path() else {
            continue;
        };
        match path.as_str() {
            "hash" if ctx.file.facts.language == Language::Python => {
                check_builtin(ctx, &call, acc);
            }
            "passlib.context.CryptContext" => check_schemes(ctx, &call, acc),
            path => {
                if let Some(digest) = digest(ctx, &call, path) {
                    check_digest(ctx, &call, &digest, acc);
                } else if is_weak_passlib(path) {
                    report_password(ctx, &call, "this scheme", acc);
                }
            }
        }
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let (whole, value) = (request.span(0)?, request.span(1)?);
    let value = ctx.file.text.get(value.range())?;
    let (new, mut edits) = hashing::by_library(ctx, value)?;
    edits.push(TextEdit::replace(whole, new));
    Some(Edits::here(edits))
}

fn check_digest(ctx: &RuleCtx, call: &Call<'_>, digest: &Digest, acc: &mut Findings) {
    let algorithm = digest.algorithm.as_str();
    let for_security = call.keyword("usedforsecurity").is_none_or(|arg| {
        !matches!(
            ctx.body.exprs.get(arg.value).kind,
            ExprKind::Literal(Literal::Bool(false))
        )
    });
    if !for_security {
        return;
    }
    if is_of_password(ctx, digest.values.iter().copied())
        || in_password_function(ctx, call)
        || is_set_as_password(ctx, call)
    {
        report_password(ctx, call, &format!("`{algorithm}`"), acc);
        return;
    }
    // Protocols, ETags and checksums are made of such digests everywhere; only in Python can a call say so.
    let is_told = ctx.file.facts.language == Language::Python || guards_something(ctx, digest);
    let is_broken = BROKEN.contains(&algorithm) && is_told;
    if is_broken && !ctx.is_test() && !is_harmless(ctx, call, digest) {
        let otherwise = match ctx.file.facts.language {
            Language::Python => ", or say `usedforsecurity=False` where nothing depends on it",
            _ => "",
        };
        let message = format!("`{algorithm}` can be forged; use `sha256`{otherwise}.");
        let _ = acc.report(call.span, message).severity(Severity::Warning);
    }
}

fn check_builtin(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    if !is_of_password(ctx, call.args.iter().map(|arg| arg.value)) {
        return;
    }
    let message = "The built-in `hash` gives another value in every process and can be undone; use a password hasher such as argon2.";
    let draft = acc
        .report(call.span, message)
        .severity(Severity::Hint)
        .beyond_peers();
    if let Some(value) = call.positional(0) {
        let value = ctx.body.exprs.get(value.value).span;
        let request = FixRequest::rule("Hash it with a password hasher", Safety::Unsafe, "hash");
        draft.fix(request.at(call.span).at(value));
    }
}

fn report_password(ctx: &RuleCtx, call: &Call<'_>, what: &str, acc: &mut Findings) {
    let message = format!(
        "A password under {what} is guessed in no time once the table leaks; use argon2 or bcrypt."
    );
    let mut draft = acc.report(call.span, message);
    let is_broken = BROKEN.iter().any(|name| what.contains(name));
    if !is_broken {
        draft = draft.beyond_peers();
    }
    if let Some((whole, value)) = hashed_expression(ctx, call) {
        let request = FixRequest::rule("Hash it with a password hasher", Safety::Unsafe, "hash");
        draft.fix(request.at(whole).at(value));
    }
}

/// All of `hashlib.x(value.encode()).hexdigest()` and the value in it.
fn hashed_expression(ctx: &RuleCtx, call: &Call<'_>) -> Option<(Span, Span)> {
    let exprs = &ctx.body.exprs;
    let [only] = call.args else { return None };
    let member = ctx.parent_expr(call.id)?;
    let ExprKind::Member { name, .. } = &exprs.get(member).kind else {
        return None;
    };
    let outer = ctx.parent_expr(member)?;
    let ExprKind::Call { callee, .. } = &exprs.get(outer).kind else {
        return None;
    };
    if *callee != member || name != "hexdigest" {
        return None;
    }
    let ExprKind::Call { callee, .. } = &exprs.get(only.value).kind else {
        return None;
    };
    let ExprKind::Member { object, name, .. } = &exprs.get(*callee).kind else {
        return None;
    };
    (name == "encode").then(|| (exprs.get(outer).span, exprs.get(*object).span))
}

fn is_of_password(ctx: &RuleCtx, values: impl Iterator<Item = ExprId>) -> bool {
    values.flat_map(|value| inside(ctx.body, value))
        .any(|(_, expr)| match &expr.kind {
            ExprKind::Name(name) | ExprKind::Member { name, .. } => secrets::is_password(name),
            _ => false,
        })
}

/// Whether what is hashed is called after something that nobody else may know or make.
fn guards_something(ctx: &RuleCtx, digest: &Digest) -> bool {
    let mut parts = digest
        .values
        .iter()
        .flat_map(|value| inside(ctx.body, *value));
    parts.any(|(_, expr)| match &expr.kind {
        ExprKind::Name(name) | ExprKind::Member { name, .. } => text::words(name)
            .iter()
            .any(|word| GUARDING.contains(&word.as_str())),
        _ => false,
    })
}

fn in_password_function(ctx: &RuleCtx, call: &Call<'_>) -> bool {
    ctx.function_of(call.id).is_some_and(|(_, function)| {
        let words = text::words(&function.signature.name);
        let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
        has(&["password", "passwd"])
            && has(&[
                "hash", "verify", "set", "check", "encrypt", "make", "validate",
            ])
    })
}

/// Whether the result is handed to something like `set_password`.
fn is_set_as_password(ctx: &RuleCtx, call: &Call<'_>) -> bool {
    ctx.outline
        .around(ctx.outline.of_expr(call.id))
        .any(|parent| {
            let Parent::Expr(id) = parent else {
                return false;
            };
            let ExprKind::Call { callee, args, .. } = &ctx.body.exprs.get(id).kind else {
                return false;
            };
            let last = match &ctx.body.exprs.get(*callee).kind {
                ExprKind::Name(name) | ExprKind::Member { name, .. } => name.as_str(),
                _ => return false,
            };
            last == "set_password"
                && args
                    .iter()
                    .any(|arg| ctx.body.exprs.get(arg.value).span.contains(call.span))
        })
}

/// Whether a name around the digest says that it guards nothing.
fn is_harmless(ctx: &RuleCtx, call: &Call<'_>, digest: &Digest) -> bool {
    let says = |name: &str| {
        let words = text::words(name);
        let is_key = words.last().is_some_and(|word| word == "key") && words.len() > 1;
        is_key || words.iter().any(|word| HARMLESS.contains(&word.as_str()))
    };
    let in_value = digest.values.iter().flat_map(|value| inside(ctx.body, *value)).any(|(_, expr)| {
        matches!(&expr.kind, ExprKind::Name(name) | ExprKind::Member { name, .. } if says(name))
    });
    let functions = ctx.scope.functions_at(call.span.start);
    let in_function = functions
        .into_iter()
        .any(|(_, function)| says(&function.signature.name));
    let in_class = ctx.owner().is_some_and(|owner| says(&owner.name));
    in_value || in_function || in_class || goes_to(ctx, call, &says)
}

/// Whether the statement binds a name, or passes a keyword, that `says` so.
fn goes_to(ctx: &RuleCtx, call: &Call<'_>, says: &dyn Fn(&str) -> bool) -> bool {
    let Some(stmt) = ctx.outline.stmt_of(call.id) else {
        return false;
    };
    let StmtKind::Assign { targets, .. } = &ctx.body.stmt(stmt).kind else {
        return false;
    };
    targets.iter().any(|target| {
        let of_place = match &target.kind {
            PatternKind::Place(id) => match &ctx.body.exprs.get(*id).kind {
                ExprKind::Member { name, .. } => says(name),
                ExprKind::Index { index, .. } => {
                    ctx.body.exprs.text(*index).is_some_and(|text| says(text))
                }
                _ => false,
            },
            _ => false,
        };
        of_place || bound_names(target).iter().any(|name| says(name))
    })
}

fn is_weak_scheme(name: &str) -> bool {
    matches!(name, "plaintext" | "md5_crypt" | "des_crypt") || name.starts_with("hex_")
}

fn is_weak_passlib(path: &str) -> bool {
    let scheme = path.strip_prefix("passlib.hash.").unwrap_or_default();
    let Some((scheme, method)) = scheme.split_once('.') else {
        return false;
    };
    is_weak_scheme(scheme) && matches!(method, "hash" | "encrypt" | "verify")
}

/// The first scheme is the one that new passwords get; later ones are there to read old hashes.
fn check_schemes(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let Some(schemes) = call.keyword("schemes").or_else(|| call.positional(0)) else {
        return;
    };
    if let Some(first) = first_text(ctx, schemes.value)
        && is_weak_scheme(first)
    {
        let message =
            format!("`{first}` does not protect passwords; put `argon2` or `bcrypt` first.");
        let _ = acc.report(call.span, message).beyond_peers();
    }
}

fn check_hashers(ctx: &RuleCtx, acc: &mut Findings) {
    for (_, stmt) in ctx.body.stmts() {
        let StmtKind::Assign {
            targets,
            value: Some(value),
            ..
        } = &stmt.kind
        else {
            continue;
        };
        let is_setting = targets.iter().any(
            |target| matches!(&target.kind, PatternKind::Name(name) if name == "PASSWORD_HASHERS"),
        );
        let Some(first) = first_text(ctx, *value).filter(|_| is_setting) else {
            continue;
        };
        let class = first.rsplit('.').next().unwrap_or(first);
        if ["MD5", "SHA1", "Unsalted"]
            .iter()
            .any(|weak| class.starts_with(weak))
        {
            let message = format!(
                "`{class}` does not protect passwords; put the Argon2 or PBKDF2 hasher first."
            );
            let span = Span::new(stmt.span.start, ctx.body.exprs.get(*value).span.start);
            let span = Span::new(span.start, span.end.saturating_sub(3).max(span.start));
            let _ = acc.report(span, message).beyond_peers();
        }
    }
}

fn first_text<'a>(ctx: &RuleCtx<'a>, list: ExprId) -> Option<&'a str> {
    let ExprKind::Sequence { items, .. } = &ctx.body.exprs.get(list).kind else {
        return None;
    };
    Some(ctx.body.exprs.text(*items.first()?)?.as_str())
}
