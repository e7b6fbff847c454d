//! BM510: every site may call in a user's name. Lists that come from settings are left alone.

use model::LocalBinding;
use syntax::facts::{
    Entry, ExprId, ExprKind, Function, Literal, PatternKind, StmtKind, Test,
};
use syntax::language::{Ecosystem, Language};
use syntax::span::Span;

use crate::context::{Call, ProjectCtx, RuleCtx};
use crate::finding::{Findings, Severity};
use crate::outline::{Parent, inside, stmts_in};
use crate::shared::{built, calls, settings, values};

/// Keys and keywords under which origins are told.
const ORIGINS: &[&str] = &[
    "AllowAllOrigins",
    "AllowOrigin",
    "AllowOriginFunc",
    "AllowOriginRequestFunc",
    "AllowOriginVaryRequestFunc",
    "AllowOriginsFunc",
    "AllowOrigins",
    "AllowedOrigins",
    "UnsafeWildcardOriginWithAllowCredentials",
    "allow_origin_regex",
    "allow_origins",
    "origin",
    "origins",
];
/// Keys and keywords that let credentials be sent.
const CREDENTIALS: &[&str] = &[
    "AllowCredentials",
    "allow_credentials",
    "credentials",
    "supports_credentials",
];
/// Methods of chains in Rust that let all origins in, and those that let credentials be sent.
const ANY_ORIGIN: &[&str] = &["allow_any_origin", "mirror_request", "send_wildcard"];
const WITH_CREDENTIALS: &[&str] = &["allow_credentials", "supports_credentials"];
const ORIGIN_HEADER: &str = "access-control-allow-origin";
const CREDENTIALS_HEADER: &str = "access-control-allow-credentials";

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    if ctx.file.facts.language == Language::Rust {
        check_chains(ctx, acc);
    } else {
        check_options(ctx, acc);
        check_fields(ctx, acc);
    }
    check_headers(ctx, acc);
}

/// `CORS_ALLOW_ALL_ORIGINS` and `CORS_ALLOW_CREDENTIALS` of one settings module.
pub fn check_project(ctx: &ProjectCtx, acc: &mut Findings) {
    let mut all = None;
    let mut credentials = false;
    ctx.each_item(|rule| {
        for stmt in &rule.body.root.stmts {
            let StmtKind::Assign {
                targets,
                value: Some(value),
                ..
            } = &rule.body.stmt(*stmt).kind
            else {
                continue;
            };
            let [syntax::facts::Pattern { kind: PatternKind::Name(name), .. }] = targets.as_slice() else {
                continue;
            };
            let is_true = values::is_bool(rule.body, *value, true);
            let span = rule.body.stmt(*stmt).span.shifted(rule.item.span.start);
            match name.as_str() {
                "CORS_ALLOW_ALL_ORIGINS" | "CORS_ORIGIN_ALLOW_ALL" if is_true => all = Some(span),
                "CORS_ALLOW_CREDENTIALS" => credentials = is_true,
                _ => {}
            }
        }
    });
    if let Some(span) = all.filter(|_| credentials) {
        let _ = acc.report(span, REFLECTED).severity(Severity::Error);
    }
}

const WILDCARD: &str = "Every site may call this API, and credentials go along, so any page can act in the name of a user who opens it; list the origins that may.";
const REFLECTED: &str = "Whatever site asks is let in, so any page can act in the name of a user who opens it; list the origins that may.";

/// How the origins are told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origins {
    Wildcard,
    /// The answer names whoever asks.
    Reflected,
    /// Listed, computed, or not told.
    Other,
}

fn check_options(ctx: &RuleCtx, acc: &mut Findings) {
    for call in ctx.calls() {
        let keyword = |names: &[&str]| {
            let mut args = call.args.iter();
            args.find(|arg| arg.name.as_deref().is_some_and(|name| names.contains(&name)))
                .map(|arg| arg.value)
        };
        let lets_credentials = keyword(CREDENTIALS).is_some_and(|value| values::is_bool(ctx.body, value, true));
        let told = keyword(ORIGINS).or_else(|| keyword(&["resources"]));
        match told {
            Some(value) => judge(ctx, origins(ctx, value), lets_credentials, value, acc),
            // Without a list, all origins are let in, and with credentials each is named in the answer.
            None if lets_credentials && is_open_by_default(ctx, &call) => {
                report(call.span, Origins::Reflected, true, acc);
            }
            None => {}
        }
    }
    for (id, expr) in ctx.body.exprs.iter() {
        let (ExprKind::Map { entries } | ExprKind::Record { entries, .. }) = &expr.kind else {
            continue;
        };
        let found = found_entry(ctx, entries, ORIGINS);
        let is_true = |value: ExprId| values::is_bool(ctx.body, value, true);
        let lets_credentials = found_entry(ctx, entries, CREDENTIALS).is_some_and(|(_, value)| is_true(value));
        let Some((key, value)) = found else {
            if lets_credentials && is_options_of_cors(ctx, id) && !values::has_spread(ctx.body, id) {
                // The packages of Node let every origin in where none is told.
                report(expr.span, Origins::Wildcard, true, acc);
            }
            continue;
        };
        let kind = match key {
            "AllowAllOrigins" | "UnsafeWildcardOriginWithAllowCredentials" => match is_true(value) {
                true => Origins::Reflected,
                false => Origins::Other,
            },
            _ => origins(ctx, value),
        };
        let is_cors = lets_credentials || key != "origin" || is_options_of_cors(ctx, id);
        if is_cors {
            judge(ctx, kind, lets_credentials, value, acc);
        }
    }
    if ctx.file.facts.language == Language::Python {
        check_decorators(ctx, acc);
    }
}

/// `@cross_origin(supports_credentials=True)`.
fn check_decorators(ctx: &RuleCtx, acc: &mut Findings) {
    for (_, function) in ctx.body.functions() {
        for decorator in &function.signature.decorators {
            if !decorator.path.ends_with("cross_origin") {
                continue;
            }
            let args = decorator.args.iter().flatten();
            let of = |name: &str| args.clone().find(|arg| arg.name.as_deref() == Some(name));
            let lets = of("supports_credentials").is_some_and(|arg| values::is_bool(ctx.body, arg.value, true));
            // The application's configuration may list them otherwise.
            let kind = of("origins").map_or(Origins::Other, |arg| origins(ctx, arg.value));
            if lets && kind != Origins::Other {
                report(decorator.span, Origins::Reflected, true, acc);
            }
        }
    }
}

fn found_entry<'a>(ctx: &RuleCtx<'a>, entries: &'a [Entry], names: &[&'static str]) -> Option<(&'static str, ExprId)> {
    entries.iter().find_map(|entry| {
        let key = ctx.body.exprs.text(entry.key?)?;
        let name = names.iter().find(|name| *name == key)?;
        Some((*name, entry.value))
    })
}

/// Whether a display is what a call of a CORS package is given, directly or under a key of that name.
fn is_options_of_cors(ctx: &RuleCtx, id: ExprId) -> bool {
    let exprs = &ctx.body.exprs;
    let Some(parent) = ctx.parent_expr(id) else {
        return match ctx.outline.of_expr(id) {
            Parent::Stmt(stmt) => match &ctx.body.stmt(stmt).kind {
                StmtKind::Assign { targets, .. } => targets.iter().any(|target| match &target.kind {
                    PatternKind::Name(name) => name.to_ascii_lowercase().contains("cors"),
                    _ => false,
                }),
                _ => false,
            },
            _ => false,
        };
    };
    match &exprs.get(parent).kind {
        ExprKind::Call { callee, args, .. } => {
            let name = calls::last_name(ctx.body, *callee);
            let by_name = name.is_some_and(|name| name.to_ascii_lowercase().contains("cors"));
            let by_plugin = args.first().is_some_and(|arg| {
                let name = calls::last_name(ctx.body, arg.value);
                arg.value != id && name.is_some_and(|name| name.to_ascii_lowercase().contains("cors"))
            });
            by_name || by_plugin
        }
        ExprKind::Map { entries } => entries.iter().any(|entry| {
            let key = entry.key.and_then(|key| exprs.text(key));
            entry.value == id && key.is_some_and(|key| key == "cors")
        }),
        _ => false,
    }
}

/// Whether a call lets every origin in where none is told.
fn is_open_by_default(ctx: &RuleCtx, call: &Call<'_>) -> bool {
    let name = calls::last_name(ctx.body, call.callee);
    !call.has_spread() && name.is_some_and(|name| name == "CORS")
}

fn origins(ctx: &RuleCtx, value: ExprId) -> Origins {
    let exprs = &ctx.body.exprs;
    let value = built::followed(ctx, value);
    match &exprs.get(value).kind {
        ExprKind::Literal(Literal::Bool(true)) => return Origins::Reflected,
        ExprKind::Function(function) => {
            let lets_all = ctx.body.function(*function).is_some_and(|function| lets_all(ctx, function));
            return if lets_all { Origins::Reflected } else { Origins::Other };
        }
        ExprKind::Literal(Literal::Regex(pattern)) => {
            return if is_everything(pattern) { Origins::Reflected } else { Origins::Other };
        }
        // `resources={r"/api/*": {"origins": "*"}}`.
        ExprKind::Map { entries } => {
            let inner = entries.iter().filter_map(|entry| values::entry(ctx.body, entry.value, "origins"));
            let mut inner = inner.map(|value| origins(ctx, value));
            return inner.find(|kind| *kind != Origins::Other).unwrap_or(Origins::Other);
        }
        _ => {}
    }
    let texts = settings::texts(ctx, value);
    let is_open = |text: &String| {
        let text = text.trim_matches(['/', '^', '$']);
        text == "*" || is_everything(text) || matches!(text, "http://*" | "https://*")
    };
    if texts.iter().any(is_open) {
        Origins::Wildcard
    } else {
        Origins::Other
    }
}

fn is_everything(pattern: &str) -> bool {
    let pattern = pattern.trim_matches(['/', '^', '$', '(', ')', '?']);
    matches!(pattern, ".*" | ".+" | "https?://.*" | "https?://.+" | "http://.*" | "https://.*" | "*")
}

/// Whether a function of the options lets in whoever asks: it returns true, or calls back with it, and tests nothing.
fn lets_all(ctx: &RuleCtx, function: &Function) -> bool {
    let exprs = &ctx.body.exprs;
    let is_true = |id: ExprId| values::is_bool(ctx.body, id, true);
    let params = &function.signature.params;
    let is_param = |id: ExprId, at: usize| {
        let name = params.get(at).map(|param| &param.name);
        matches!(&exprs.get(id).kind, ExprKind::Name(own) if Some(own) == name)
    };
    let [only] = function.block.stmts.as_slice() else {
        return false;
    };
    let value = match &ctx.body.stmt(*only).kind {
        StmtKind::Return(values) => values.first().copied(),
        StmtKind::Expr(value) => Some(*value),
        _ => None,
    };
    let Some(value) = value else {
        return false;
    };
    if is_true(value) || is_param(value, 0) {
        return true;
    }
    match &exprs.get(value).kind {
        // `(origin, callback) => callback(null, true)`.
        ExprKind::Call { callee, args, .. } if is_param(*callee, 1) => {
            args.get(1).is_some_and(|arg| is_true(arg.value) || is_param(arg.value, 0))
        }
        // `return true, nil`.
        ExprKind::Sequence { items, .. } => items.first().is_some_and(|first| is_true(*first)),
        _ => false,
    }
}

fn judge(ctx: &RuleCtx, kind: Origins, lets_credentials: bool, value: ExprId, acc: &mut Findings) {
    let span = ctx.body.exprs.get(value).span;
    if kind == Origins::Reflected || kind == Origins::Wildcard && lets_credentials {
        report(span, kind, lets_credentials, acc);
    }
}

fn report(span: Span, kind: Origins, lets_credentials: bool, acc: &mut Findings) {
    let (message, severity) = match (kind, lets_credentials) {
        (Origins::Wildcard, _) => (WILDCARD, Severity::Warning),
        (_, true) => (REFLECTED, Severity::Error),
        // Without credentials a page sees no more than anybody.
        (_, false) => (REFLECTED, Severity::Info),
    };
    let _ = acc.report(span, message).severity(severity);
}

/// `config.AllowAllOrigins = true` beside `config.AllowCredentials = true`.
fn check_fields(ctx: &RuleCtx, acc: &mut Findings) {
    if ctx.file.facts.language.ecosystem() != Ecosystem::Go {
        return;
    }
    let exprs = &ctx.body.exprs;
    let fields: Vec<(String, &str, ExprId)> = ctx
        .body
        .stmts()
        .filter_map(|(_, stmt)| match &stmt.kind {
            StmtKind::Assign {
                targets,
                value: Some(value),
                ..
            } => match targets.first()?.kind {
                PatternKind::Place(place) => match &exprs.get(place).kind {
                    ExprKind::Member { object, name, .. } => {
                        Some((exprs.path(*object)?.to_string(), name.as_str(), *value))
                    }
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        })
        .collect();
    for (object, name, value) in &fields {
        if !ORIGINS.contains(name) {
            continue;
        }
        let lets_credentials = fields.iter().any(|(own, name, value)| {
            own == object && CREDENTIALS.contains(name) && values::is_bool(ctx.body, *value, true)
        });
        let kind = match *name {
            "AllowAllOrigins" if values::is_bool(ctx.body, *value, true) => Origins::Reflected,
            "AllowAllOrigins" => Origins::Other,
            _ => origins(ctx, *value),
        };
        if lets_credentials {
            judge(ctx, kind, true, *value, acc);
        }
    }
}

/// `CorsLayer::very_permissive()`, `Cors::default().allow_any_origin().supports_credentials()`.
fn check_chains(ctx: &RuleCtx, acc: &mut Findings) {
    for call in ctx.calls() {
        if !calls::is_outermost(ctx, call.id) {
            continue;
        }
        let path = ctx.scope.resolve(call.callee).path().unwrap_or_default();
        let (links, start) = calls::chain(ctx.body, call.id);
        let start_name = calls::root(ctx.body, start).map_or("", |name| name.as_str());
        let has = |names: &[&str]| links.iter().any(|(name, _)| names.contains(&name.as_str()));
        let is_cors = start_name.to_ascii_lowercase().contains("cors")
            || path.to_ascii_lowercase().contains("cors")
            || has(&["allow_any_origin", "allow_origin"]);
        if !is_cors {
            continue;
        }
        let opens_all = links.iter().find(|(name, _)| {
            let is_permissive = name.as_str() == "permissive" && path.contains("actix_cors");
            name.as_str() == "very_permissive" || is_permissive
        });
        if opens_all.is_some() {
            report(call.span, Origins::Reflected, true, acc);
            continue;
        }
        let lets_credentials = links.iter().any(|(name, id)| {
            WITH_CREDENTIALS.contains(&name.as_str()) && !is_given_false(ctx, *id)
        });
        if !lets_credentials {
            continue;
        }
        let any = links.iter().find_map(|(name, id)| {
            if ANY_ORIGIN.contains(&name.as_str()) {
                return Some(Origins::Wildcard);
            }
            let ExprKind::Call { args, .. } = &ctx.body.exprs.get(*id).kind else {
                return None;
            };
            let first = args.first()?.value;
            match name.as_str() {
                "allow_origin" => any_origin(ctx, first),
                "allowed_origin_fn" => (origins(ctx, first) == Origins::Reflected).then_some(Origins::Reflected),
                "allowed_origin" => (origins(ctx, first) == Origins::Wildcard).then_some(Origins::Wildcard),
                _ => None,
            }
        });
        if let Some(kind) = any {
            report(call.span, kind, true, acc);
        }
    }
}

fn any_origin(ctx: &RuleCtx, value: ExprId) -> Option<Origins> {
    let exprs = &ctx.body.exprs;
    let source = ctx.source(exprs.get(value).span);
    if source.contains("mirror_request") || is_mirror(ctx, value) {
        return Some(Origins::Reflected);
    }
    let is_any = matches!(&exprs.get(value).kind, ExprKind::Name(name) | ExprKind::Member { name, .. } if name == "Any");
    let is_call = source.ends_with("AllowOrigin::any()") || source.ends_with("any()");
    (is_any || is_call).then_some(Origins::Wildcard)
}

/// `AllowOrigin::predicate(|_, _| true)`.
fn is_mirror(ctx: &RuleCtx, value: ExprId) -> bool {
    match &ctx.body.exprs.get(value).kind {
        ExprKind::Call { callee, args, .. } => {
            let name = calls::last_name(ctx.body, *callee);
            name.is_some_and(|name| name == "predicate")
                && args.first().is_some_and(|arg| origins(ctx, arg.value) == Origins::Reflected)
        }
        _ => false,
    }
}

fn is_given_false(ctx: &RuleCtx, call: ExprId) -> bool {
    match &ctx.body.exprs.get(call).kind {
        ExprKind::Call { args, .. } => args.first().is_some_and(|arg| !values::is_bool(ctx.body, arg.value, true)),
        _ => false,
    }
}

/// A header that is set: its name, lower case, and its value.
struct Header {
    name: String,
    value: ExprId,
    place: Span,
}

/// `Access-Control-Allow-Origin` written by hand.
fn check_headers(ctx: &RuleCtx, acc: &mut Findings) {
    let headers = headers(ctx);
    for header in headers.iter().filter(|header| header.name == ORIGIN_HEADER) {
        let around = ctx.scope.function_at(header.place.start).map(|(_, function)| function.block.span);
        let lets_credentials = headers.iter().any(|other| {
            let is_same = around.is_none_or(|around| around.contains(other.place));
            let is_true = ctx.body.exprs.text(other.value).is_some_and(|text| text == "true")
                || values::is_bool(ctx.body, other.value, true);
            is_same && other.name == CREDENTIALS_HEADER && is_true
        });
        let value = built::followed(ctx, header.value);
        let is_star = ctx.body.exprs.text(value).is_some_and(|text| text == "*");
        if is_star && lets_credentials {
            report(header.place, Origins::Wildcard, true, acc);
        } else if is_from_request(ctx, header.value) && !is_tested(ctx, header) {
            let severity = if lets_credentials { Severity::Error } else { Severity::Warning };
            let _ = acc.report(header.place, REFLECTED).severity(severity);
        }
    }
}

fn headers(ctx: &RuleCtx) -> Vec<Header> {
    let exprs = &ctx.body.exprs;
    let mut found = Vec::new();
    let mut push = |key: ExprId, value: ExprId, place: Span| {
        let name = match &exprs.get(key).kind {
            ExprKind::Literal(Literal::Str(text)) => text.to_ascii_lowercase(),
            ExprKind::Name(name) | ExprKind::Member { name, .. } => {
                let lower = name.to_ascii_lowercase().replace('_', "-");
                match lower.strip_prefix("header") {
                    Some("accesscontrolalloworigin") => ORIGIN_HEADER.to_owned(),
                    Some("accesscontrolallowcredentials") => CREDENTIALS_HEADER.to_owned(),
                    _ => lower,
                }
            }
            _ => return,
        };
        if name == ORIGIN_HEADER || name == CREDENTIALS_HEADER {
            found.push(Header { name, value, place });
        }
    };
    for call in ctx.calls() {
        if let [key, value, ..] = call.args {
            push(key.value, value.value, call.span);
        }
    }
    for (_, expr) in exprs.iter() {
        if let ExprKind::Map { entries } | ExprKind::Record { entries, .. } = &expr.kind {
            for entry in entries {
                if let Some(key) = entry.key {
                    push(key, entry.value, entry.span);
                }
            }
        }
        // `("Access-Control-Allow-Origin", origin)`.
        if let ExprKind::Sequence { items, .. } = &expr.kind
            && let [key, value] = items.as_slice()
            && exprs.text(*key).is_some()
        {
            push(*key, *value, expr.span);
        }
    }
    for (_, stmt) in ctx.body.stmts() {
        if let StmtKind::Assign {
            targets,
            value: Some(value),
            ..
        } = &stmt.kind
        {
            for target in targets {
                if let PatternKind::Place(place) = target.kind
                    && let ExprKind::Index { index, .. } = &exprs.get(place).kind
                {
                    push(*index, *value, stmt.span);
                }
            }
        }
    }
    found
}

/// Whether a value is what the request says its origin is, or anything else out of the request.
fn is_from_request(ctx: &RuleCtx, value: ExprId) -> bool {
    let exprs = &ctx.body.exprs;
    let value = built::followed(ctx, value);
    let source = ctx.source(exprs.get(value).span).to_ascii_lowercase();
    let names_origin = source.contains("origin");
    let begins = match &exprs.get(value).kind {
        // `req.headers.origin || "*"`.
        ExprKind::Binary { left, .. } => calls::root(ctx.body, *left),
        _ => calls::root(ctx.body, value),
    };
    let is_request = begins.is_some_and(|name| {
        matches!(
            name.as_str(),
            "req" | "request" | "r" | "c" | "ctx" | "context" | "event" | "self" | "this"
        )
    });
    let reads_request = source.contains("req.")
        || source.contains("request.")
        || source.contains("header")
        || source.contains(".get(")
        || source.contains(".query");
    let is_query = ["req.query", "req.params", "req.body", "request.args", "request.get", "request.query", "request.form"]
        .iter()
        .any(|part| source.starts_with(part));
    is_request && (names_origin && reads_request || is_query)
}

/// Whether the origin is looked at before it is sent back.
fn is_tested(ctx: &RuleCtx, header: &Header) -> bool {
    let exprs = &ctx.body.exprs;
    let bound = calls::root(ctx.body, header.value);
    let is_plain = matches!(ctx.scope.local(header.value), Some([LocalBinding::Value { .. }]));
    let speaks_of = |id: ExprId| {
        let source = ctx.source(exprs.get(id).span);
        source.to_ascii_lowercase().contains("origin")
            || is_plain && bound.is_some_and(|name| source.contains(name.as_str()))
    };
    let block = ctx.scope.function_at(header.place.start).map(|(_, function)| &function.block);
    let tests: Vec<ExprId> = match block {
        Some(block) => stmts_in(ctx.body, block)
            .filter(|(_, stmt)| stmt.span.start <= header.place.start)
            .filter_map(|(_, stmt)| match &stmt.kind {
                StmtKind::Branch {
                    test: Test::Expr(test), ..
                } => Some(vec![*test]),
                StmtKind::Loop { iterable, .. } => Some(iterable.iter().copied().collect()),
                StmtKind::Match { subject, .. } => Some(vec![*subject]),
                StmtKind::Branch {
                    test: Test::Pattern { value, .. },
                    ..
                } => Some(vec![*value]),
                _ => None,
            })
            .flatten()
            .collect(),
        None => Vec::new(),
    };
    let by_test = tests.into_iter().any(|test| {
        speaks_of(test)
            && inside(ctx.body, test).any(|(_, expr)| match &expr.kind {
                // That there is one says nothing of whose it is.
                ExprKind::Call { args, .. } => args.iter().any(|arg| speaks_of(arg.value) && exprs.text(arg.value).is_none()),
                ExprKind::Binary { op, left, right } => {
                    use syntax::facts::BinaryOp::{Equal, In, NotEqual, NotIn};
                    matches!(op, Equal | In | NotEqual | NotIn)
                        && !is_empty(ctx, *left)
                        && !is_empty(ctx, *right)
                }
                ExprKind::Index { index, .. } => speaks_of(*index) && exprs.text(*index).is_none(),
                _ => false,
            })
    });
    let by_choice = ctx.outline.around(ctx.outline.of_expr(header.value)).any(|parent| {
        matches!(parent, Parent::Expr(id) if matches!(exprs.get(id).kind, ExprKind::Conditional { .. }))
    });
    by_test || by_choice
}

fn is_empty(ctx: &RuleCtx, id: ExprId) -> bool {
    values::is_null(ctx.body, id) || ctx.body.exprs.text(id).is_some_and(|text| text.is_empty())
}
