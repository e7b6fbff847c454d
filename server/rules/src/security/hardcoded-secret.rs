//! BM502: secrets written into the code, told by the name they go under or by their shape.

use model::Libraries;
use syntax::facts::{
    BinaryOp, ExprId, ExprKind, Function, Literal, Name, Pattern, PatternKind, StmtKind,
};
use syntax::language::Ecosystem;
use syntax::span::Span;

use crate::context::{Call, FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::fix::import;
use crate::outline::Parent;
use crate::shared::secret_values;
use crate::shared::secrets::{SecretName, known_shape, may_be_secret, secret_name};
use crate::text;

/// Calls that read the environment, the second argument being what is used where it says nothing.
const ENVIRONMENT: &[&str] = &[
    "decouple.config",
    "environ.Env",
    "os.environ.get",
    "os.environ.setdefault",
    "os.getenv",
];

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    check_shapes(ctx, acc);
    if ctx.is_test() {
        return;
    }
    check_assignments(ctx, acc);
    check_fields(ctx, acc);
    for (_, function) in ctx.body.functions() {
        check_defaults(ctx, function, acc);
    }
    for (id, expr) in ctx.body.exprs.iter() {
        match &expr.kind {
            ExprKind::Binary {
                op: BinaryOp::Equal | BinaryOp::NotEqual,
                left,
                right,
            } => {
                check_comparison(ctx, *left, *right, acc);
                check_comparison(ctx, *right, *left, acc);
            }
            ExprKind::Record { entries, .. } => {
                for entry in entries {
                    let key = entry.key.and_then(|key| ctx.body.exprs.text(key));
                    if let Some(key) = key {
                        check_named(ctx, key, entry.value, Severity::Error, acc);
                    }
                }
            }
            ExprKind::Map { entries } => {
                for entry in entries {
                    let key = entry.key.and_then(|key| ctx.body.exprs.text(key));
                    if let Some(key) = key
                        && is_mixed(ctx, entry.value)
                    {
                        check_named(ctx, key, entry.value, Severity::Error, acc);
                    }
                }
            }
            ExprKind::Call { callee, args, .. } => {
                let call = Call {
                    id,
                    span: expr.span,
                    callee: *callee,
                    args,
                };
                check_call(ctx, &call, acc);
            }
            kind => {
                if let Some((variable, default)) = secret_values::by_operator(ctx, kind) {
                    check_named(ctx, variable, default, Severity::Warning, acc);
                }
            }
        }
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let value = request.span(0)?;
    let variable = request.word(0)?;
    let ecosystem = ctx.file.facts.language.ecosystem();
    if ecosystem == Ecosystem::Node {
        let new = format!("process.env.{variable}");
        return Some(Edits::here(vec![TextEdit::replace(value, new)]));
    }
    let os = import(ctx.file, "os", None)?;
    let mut edits: Vec<_> = os.edit.into_iter().collect();
    let new = match ecosystem {
        Ecosystem::Go => format!("{}.Getenv(\"{variable}\")", os.local),
        _ => format!("{}.environ[\"{variable}\"]", os.local),
    };
    edits.push(TextEdit::replace(value, new));
    Some(Edits::here(edits))
}

/// Texts of a known shape, wherever they stand.
fn check_shapes(ctx: &RuleCtx, acc: &mut Findings) {
    for (id, expr) in ctx.body.exprs.iter() {
        let ExprKind::Literal(Literal::Str(text) | Literal::Bytes(text)) = &expr.kind else {
            continue;
        };
        // Texts on their own are documentation.
        let is_doc = matches!(ctx.outline.of_expr(id), Parent::Stmt(stmt)
            if matches!(ctx.body.stmt(stmt).kind, StmtKind::Expr(_)));
        let Some(shape) = known_shape(text).filter(|_| !is_doc) else {
            continue;
        };
        let message = format!(
            "This is {shape} in the source; read it from the environment and revoke this one."
        );
        // What reaches only this machine, or is what settings fall back to, opens no door by itself.
        let is_local = text.contains("@localhost") || text.contains("@127.0.0.1");
        let severity = match is_local || default_severity(ctx) == Severity::Warning {
            true => Severity::Warning,
            false => Severity::Error,
        };
        let _ = acc
            .report(expr.span, message)
            .severity(severity)
            .beyond_peers();
    }
}

fn check_assignments(ctx: &RuleCtx, acc: &mut Findings) {
    if is_enum(ctx) {
        return;
    }
    for (_, stmt) in ctx.body.stmts() {
        let StmtKind::Assign {
            targets,
            value: Some(value),
            ..
        } = &stmt.kind
        else {
            continue;
        };
        for name in targets
            .iter()
            .filter_map(|target| assigned_name(ctx, target))
        {
            check_named(ctx, &name, *value, default_severity(ctx), acc);
        }
    }
}

/// The name or key that an assignment gives a value.
fn assigned_name(ctx: &RuleCtx, target: &Pattern) -> Option<Name> {
    match &target.kind {
        PatternKind::Name(name) => Some(name.clone()),
        PatternKind::Place(place) => named(ctx, *place),
        _ => None,
    }
}

/// The name or key that an expression reads or writes.
fn named(ctx: &RuleCtx, id: ExprId) -> Option<Name> {
    match &ctx.body.exprs.get(id).kind {
        ExprKind::Name(name) | ExprKind::Member { name, .. } => Some(name.clone()),
        ExprKind::Index { index, .. } => ctx.body.exprs.text(*index).cloned(),
        _ => None,
    }
}

/// Fields whose value stands in the summary alone, not in code.
fn check_fields(ctx: &RuleCtx, acc: &mut Findings) {
    if is_enum(ctx) || ctx.body.stmts().next().is_some() {
        return;
    }
    let facts = ctx.facts();
    let in_types = facts.types.iter().flat_map(|ty| &ty.fields);
    for field in facts.fields.iter().chain(in_types) {
        let Some(value) = field.value else { continue };
        let exprs = &facts.summary.exprs;
        let (Some(text), span) = (exprs.text(value), exprs.get(value).span) else {
            continue;
        };
        if may_be_secret(&field.name, text, secret_name(&field.name)) {
            report(ctx, &field.name, span, default_severity(ctx), acc);
        }
    }
}

/// Settings classes take their values from the environment first.
fn default_severity(ctx: &RuleCtx) -> Severity {
    let is_settings = ctx.owner().is_some_and(|owner| {
        owner.bases.iter().any(|base| match &base.kind {
            syntax::facts::TypeKind::Named { path, .. } => path.ends_with("Settings"),
            _ => false,
        })
    });
    match is_settings {
        true => Severity::Warning,
        false => Severity::Error,
    }
}

fn is_enum(ctx: &RuleCtx) -> bool {
    ctx.owner().is_some_and(|owner| {
        owner.bases.iter().any(|base| match &base.kind {
            syntax::facts::TypeKind::Named { path, .. } => {
                let last = path.rsplit('.').next().unwrap_or(path);
                last.ends_with("Enum") || last.ends_with("Flag") || last == "TextChoices"
            }
            _ => false,
        })
    })
}

fn check_defaults(ctx: &RuleCtx, function: &Function, acc: &mut Findings) {
    for param in &function.signature.params {
        if let Some(default) = param.default {
            check_named(ctx, &param.name, default, Severity::Error, acc);
        }
    }
}

fn check_comparison(ctx: &RuleCtx, side: ExprId, other: ExprId, acc: &mut Findings) {
    if let Some(name) = named(ctx, side) {
        check_named(ctx, &name, other, Severity::Error, acc);
    }
}

fn check_call(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let target = ctx.scope.resolve(call.callee);
    let path = target.path();
    if let Some(path) = &path
        && ENVIRONMENT.contains(&path.as_str())
    {
        let variable = call
            .positional(0)
            .and_then(|arg| ctx.body.exprs.text(arg.value));
        let default = call.positional(1).or_else(|| call.keyword("default"));
        if let (Some(variable), Some(default)) = (variable, default) {
            check_named(ctx, variable, default.value, Severity::Warning, acc);
        }
        return;
    }
    if let Some((variable, default)) = secret_values::by_call(ctx, call) {
        check_named(ctx, variable, default, Severity::Warning, acc);
    }
    let libraries = Libraries::of(ctx.file.facts.language);
    let key = path.and_then(|path| Some((libraries.key_argument(&path)?, path)));
    if let Some((position, path)) = key {
        let arg = call.positional(position).or_else(|| call.keyword("key"));
        if let Some(arg) = arg {
            check_key(ctx, &path, arg.value, acc);
        }
        return;
    }
    check_options(ctx, call, acc);
    for arg in call.args {
        if let Some(name) = &arg.name {
            check_named(ctx, name, arg.value, Severity::Error, acc);
        }
    }
}

/// Options of libraries that are keys: `session({ secret: "…" })`, `app.register(jwt, { secret: "…" })`.
fn check_options(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let libraries = Libraries::of(ctx.file.facts.language);
    let mut called = vec![call.callee];
    called.extend(call.args.iter().map(|arg| arg.value));
    let known = called.into_iter().find_map(|id| {
        let path = ctx.scope.resolve(id).path()?;
        Some((libraries.key_options(&path)?, path))
    });
    let Some((options, path)) = known else {
        return;
    };
    for arg in call.args {
        let ExprKind::Map { entries } = &ctx.body.exprs.get(arg.value).kind else {
            continue;
        };
        for entry in entries {
            let key = entry.key.and_then(|key| ctx.body.exprs.text(key));
            if key.is_some_and(|key| options.contains(key)) && !is_mixed(ctx, entry.value) {
                check_key(ctx, &path, entry.value, acc);
            }
        }
    }
}

/// A key that is written out, or a constant of the file that is.
fn check_key(ctx: &RuleCtx, callee: &str, value: ExprId, acc: &mut Findings) {
    let value = secret_values::written(ctx, value);
    let Some(Literal::Str(text) | Literal::Bytes(text)) = ctx.scope.constant(value) else {
        return;
    };
    // Where the constant itself has the name of a secret, it is reported there.
    let own_name = named(ctx, value);
    let is_told = own_name.is_some_and(|name| may_be_secret(&name, text, secret_name(&name)));
    if text.is_empty() || is_told {
        return;
    }
    let message =
        format!("The key of `{callee}` is written in the source; read it from the environment.");
    let _ = acc
        .report(ctx.body.exprs.get(value).span, message)
        .beyond_peers();
}

fn check_named(ctx: &RuleCtx, name: &str, value: ExprId, severity: Severity, acc: &mut Findings) {
    let certainty = secret_name(name);
    if certainty == SecretName::No {
        return;
    }
    let Some(text) = secret_values::text(ctx, value) else {
        return;
    };
    let expr = ctx.body.exprs.get(secret_values::written(ctx, value));
    if may_be_secret(name, text, certainty) && known_shape(text).is_none() {
        report(ctx, name, expr.span, severity, acc);
    }
}

fn report(ctx: &RuleCtx, name: &str, span: Span, severity: Severity, acc: &mut Findings) {
    let message = match severity {
        Severity::Warning => {
            format!("The default of `{name}` is a secret in the source; let it be missing instead.")
        }
        _ => format!(
            "`{name}` is written in the source, so everybody with the code has it; read it from the environment."
        ),
    };
    let variable = text::words(name).join("_").to_ascii_uppercase();
    let draft = acc.report(span, message).severity(severity);
    if severity == Severity::Error && variable.is_ascii() && may_be_read(ctx, span) {
        let request = FixRequest::rule(
            format!("Read `{variable}` from the environment"),
            Safety::Unsafe,
            "environment",
        );
        draft.fix(request.at(span).with(variable));
    }
}

/// Whether the environment can be read where a text stands; a constant of a compiled language is fixed before.
fn may_be_read(ctx: &RuleCtx, span: Span) -> bool {
    match ctx.file.facts.language.ecosystem() {
        Ecosystem::Python | Ecosystem::Node => true,
        Ecosystem::Go => {
            let before = Span::new(0, span.start);
            let is_const = ctx.source(before).trim_start().starts_with("const");
            let line = ctx.source(before).lines().last().unwrap_or_default();
            !is_const && !line.trim_start().starts_with("const ")
        }
        // What it reads may be missing, which the code around has to answer.
        Ecosystem::Rust => false,
    }
}

/// Whether a text is more than a word: keys of forms and translations have words under them.
fn is_mixed(ctx: &RuleCtx, value: ExprId) -> bool {
    let text = secret_values::text(ctx, value);
    text.is_some_and(|text| text.len() >= 5 && text.bytes().any(|byte| byte.is_ascii_digit()))
}
