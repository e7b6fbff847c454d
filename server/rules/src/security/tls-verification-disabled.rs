//! BM509: certificates that nobody checks. Values that are read from settings are left alone.

use syntax::facts::{Arg, ExprId, ExprKind, Literal, PatternKind, StmtKind, Test};
use syntax::language::{Ecosystem, Language};
use syntax::span::Span;

use crate::context::{Call, FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::outline::Parent;
use crate::shared::values;

/// Keywords that switch the check off where they are false.
const OFF_BY_FALSE: &[&str] = &["ssl", "verify", "verify_ssl", "ssl_verify", "check_hostname"];
/// Keys and members that switch it off where they are false, and where they are true.
const FALSE_FIELDS: &[&str] = &["rejectUnauthorized", "check_hostname"];
const TRUE_FIELDS: &[&str] = &["InsecureSkipVerify"];
/// Methods that take whether it is off.
const TRUE_METHODS: &[&str] = &[
    "danger_accept_invalid_certs",
    "danger_accept_invalid_hostnames",
    "tls_danger_accept_invalid_certs",
    "tls_danger_accept_invalid_hostnames",
];
/// Names of calls that send something, for keywords that mean other things elsewhere.
const SENDERS: &[&str] = &[
    "AsyncClient",
    "Client",
    "ClientSession",
    "Session",
    "TCPConnector",
    "delete",
    "get",
    "head",
    "options",
    "patch",
    "post",
    "put",
    "request",
    "send",
    "stream",
    "ws_connect",
];

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    for call in ctx.calls() {
        if !is_local(ctx, &call) {
            check_call(ctx, &call, acc);
        }
    }
    for (id, expr) in ctx.body.exprs.iter() {
        match &expr.kind {
            ExprKind::Map { .. } | ExprKind::Record { .. } => check_fields(ctx, id, acc),
            ExprKind::Literal(Literal::Str(text)) if is_unencrypted(text) => {
                let message = "The connection to the database is not encrypted, so whoever is on the way reads it; use `sslmode=verify-full`.";
                let _ = acc.report(expr.span, message);
            }
            _ => {}
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
                if let PatternKind::Place(place) = target.kind {
                    check_place(ctx, place, *value, acc);
                }
            }
        }
    }
    check_assigned(ctx, acc);
}

fn check_call(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let exprs = &ctx.body.exprs;
    let name = match &exprs.get(call.callee).kind {
        ExprKind::Name(name) | ExprKind::Member { name, .. } => name.as_str(),
        _ => return,
    };
    if TRUE_METHODS.contains(&name)
        && let [only] = call.args
        && values::is_bool(ctx.body, only.value, true)
    {
        return report(ctx, only.value, "false", acc);
    }
    if ctx.scope.resolve(call.callee).is("ssl._create_unverified_context") {
        let message = "A context of this kind checks no certificate, so anybody on the way can read and change what is sent; use `ssl.create_default_context()`.";
        let callee = exprs.get(call.callee).span;
        let request = FixRequest::rule("Check certificates", Safety::Unsafe, "replace");
        let new = ctx.source(callee).replace("_create_unverified_context", "create_default_context");
        acc.report(call.span, message).fix(request.at(callee).with(new));
        return;
    }
    for arg in call.args {
        if let Some(keyword) = arg.name.as_deref() {
            check_keyword(ctx, name, keyword, arg, acc);
        }
    }
}

fn check_keyword(ctx: &RuleCtx, callee: &str, keyword: &str, arg: &Arg, acc: &mut Findings) {
    let is_off = OFF_BY_FALSE.contains(&keyword) && values::is_bool(ctx.body, arg.value, false);
    if is_off && (SENDERS.contains(&callee) || keyword == "check_hostname") {
        report(ctx, arg.value, "True", acc);
    } else if keyword == "cert_reqs" && is_no_certificate(ctx, arg.value) {
        report_mode(ctx, arg.value, acc);
    }
}

/// `{ rejectUnauthorized: false }`, `tls.Config{InsecureSkipVerify: true}`.
fn check_fields(ctx: &RuleCtx, display: ExprId, acc: &mut Findings) {
    for (fields, is_on, other) in [(FALSE_FIELDS, false, "true"), (TRUE_FIELDS, true, "false")] {
        for field in fields {
            let value = values::entry(ctx.body, display, field);
            if let Some(value) = value.filter(|value| values::is_bool(ctx.body, *value, is_on)) {
                report(ctx, value, other, acc);
            }
        }
    }
}

/// `context.check_hostname = False`, `config.InsecureSkipVerify = true`.
fn check_place(ctx: &RuleCtx, place: ExprId, value: ExprId, acc: &mut Findings) {
    let ExprKind::Member { object, name, .. } = &ctx.body.exprs.get(place).kind else {
        return;
    };
    let is_python = ctx.file.facts.language == Language::Python;
    let is_off = values::is_bool(ctx.body, value, false);
    let name = name.as_str();
    if FALSE_FIELDS.contains(&name) && is_off {
        report(ctx, value, if is_python { "True" } else { "true" }, acc);
    } else if TRUE_FIELDS.contains(&name) && values::is_bool(ctx.body, value, true) {
        report(ctx, value, "false", acc);
    } else if name == "verify_mode" && is_no_certificate(ctx, value) {
        report_mode(ctx, value, acc);
    } else if is_python && name == "verify" && is_off && is_session(ctx, *object) {
        report(ctx, value, "True", acc);
    }
}

fn is_session(ctx: &RuleCtx, object: ExprId) -> bool {
    let of = ctx.scope.type_of(object);
    let path = of.as_ref().and_then(|of| of.path());
    path.is_some_and(|path| path.starts_with("requests.") || path.starts_with("httpx."))
}

/// `process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"`.
fn check_assigned(ctx: &RuleCtx, acc: &mut Findings) {
    if ctx.file.facts.language.ecosystem() != Ecosystem::Node {
        return;
    }
    let exprs = &ctx.body.exprs;
    let by_stmt = ctx.body.stmts().filter_map(|(_, stmt)| match &stmt.kind {
        StmtKind::Assign {
            targets,
            value: Some(value),
            ..
        } => match targets.first()?.kind {
            PatternKind::Place(place) => Some((place, *value)),
            _ => None,
        },
        _ => None,
    });
    for (place, value) in by_stmt {
        let name = match &exprs.get(place).kind {
            ExprKind::Member { name, .. } => name.as_str(),
            ExprKind::Index { index, .. } => exprs.text(*index).map_or("", |text| text.as_str()),
            _ => "",
        };
        let is_zero = match &exprs.get(value).kind {
            ExprKind::Literal(Literal::Str(text) | Literal::Int(text)) => text == "0",
            _ => false,
        };
        if name == "NODE_TLS_REJECT_UNAUTHORIZED" && is_zero {
            report(ctx, value, "\"1\"", acc);
        }
    }
}

fn is_no_certificate(ctx: &RuleCtx, value: ExprId) -> bool {
    let exprs = &ctx.body.exprs;
    ctx.scope.resolve(value).is("ssl.CERT_NONE")
        || exprs.text(value).is_some_and(|text| text == "CERT_NONE")
}

fn report_mode(ctx: &RuleCtx, value: ExprId, acc: &mut Findings) {
    let span = ctx.body.exprs.get(value).span;
    let new = ctx.source(span).replace("CERT_NONE", "CERT_REQUIRED");
    report(ctx, value, &new, acc);
}

fn report(ctx: &RuleCtx, value: ExprId, other: &str, acc: &mut Findings) {
    let span = ctx.body.exprs.get(value).span;
    let message = "Certificates are not checked here, so anybody on the way can read and change what is sent; check them, against an authority of your own if need be.";
    let request = FixRequest::rule("Check certificates", Safety::Unsafe, "replace");
    let mut draft = acc.report(span, message);
    if is_chosen(ctx, value) {
        draft = draft.severity(Severity::Hint);
    }
    draft.fix(request.at(span).with(other));
}

/// Words of conditions by which a setting decides whether the check is off.
const SETTINGS: &[&str] = &[
    "cert", "config", "debug", "dev", "env", "ignore", "insecure", "prod", "reject", "secure", "setting", "skip", "ssl",
    "test", "tls", "unauthorized", "verify",
];

/// Whether a condition around says when the check is off, so that a setting decides.
fn is_chosen(ctx: &RuleCtx, value: ExprId) -> bool {
    let exprs = &ctx.body.exprs;
    let around = ctx.outline.around(ctx.outline.of_expr(value));
    let mut inner = around.take_while(|parent| !matches!(parent, Parent::Function(_)));
    inner.any(|parent| {
        let test = match parent {
            Parent::Expr(id) => match &exprs.get(id).kind {
                ExprKind::Conditional { test, .. } => *test,
                ExprKind::Binary { left, .. } => *left,
                _ => return false,
            },
            Parent::Stmt(id) => match &ctx.body.stmt(id).kind {
                StmtKind::Branch {
                    test: Test::Expr(test),
                    ..
                } => *test,
                _ => return false,
            },
            _ => return false,
        };
        let source = ctx.source(exprs.get(test).span).to_ascii_lowercase();
        SETTINGS.iter().any(|word| source.contains(word))
    })
}

/// Whether what is called is on this machine, by an address that is written out.
fn is_local(ctx: &RuleCtx, call: &Call<'_>) -> bool {
    call.args.iter().any(|arg| {
        let text = ctx.body.exprs.text(arg.value);
        text.is_some_and(|text| is_local_address(text))
    })
}

fn is_local_address(text: &str) -> bool {
    let host = text.split_once("://").map_or("", |(_, rest)| rest);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(['/', ':', '?']).next().unwrap_or_default();
    matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0" | "[")
}

/// Whether an address of a database on another machine says that nothing is encrypted.
fn is_unencrypted(text: &str) -> bool {
    if !text.contains("sslmode=disable") {
        return false;
    }
    let by_url = text.split_once("://").map(|(_, rest)| {
        let rest = rest.split(['/', '?']).next().unwrap_or_default();
        let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        host.split(':').next().unwrap_or_default()
    });
    let by_key = text
        .split_whitespace()
        .find_map(|part| part.strip_prefix("host="));
    let host = by_url.or(by_key).unwrap_or_default();
    // A name without a domain is one of the own network, and one with a sign in it is filled in.
    let is_name = host
        .chars()
        .all(|char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-'));
    let is_number = host.chars().all(|char| char.is_ascii_digit() || char == '.');
    is_name && host.contains('.') && !is_number && !host.ends_with(".local")
}

pub fn fix(_ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let span: Span = request.span(0)?;
    let edit = TextEdit::replace(span, request.word(0)?.as_str());
    Some(Edits::here(vec![edit]))
}
