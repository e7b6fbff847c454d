//! Texts that a program brings along for a secret: written out, converted, or where the environment says nothing.
//! It judges no name.

use syntax::facts::{Arg, BinaryOp, ExprId, ExprKind, Literal, Name, StmtKind};

use crate::context::{Call, RuleCtx};
use crate::outline::stmts_in;
use crate::text;

/// Methods that give the text they are called on, in another form.
const CONVERSIONS: &[&str] = &[
    "as_bytes",
    "as_ref",
    "as_str",
    "into",
    "into_bytes",
    "to_owned",
    "to_string",
    "to_vec",
];
/// Functions that give the text they are given, in another form.
const MAKERS: &[&str] = &["Buffer.from", "SecretString.from", "String.from"];
/// How many conversions are looked through.
const STEPS: usize = 6;

/// The expression that is the text of a value, conversions looked through.
#[must_use]
pub fn written(ctx: &RuleCtx<'_>, value: ExprId) -> ExprId {
    let exprs = &ctx.body.exprs;
    let mut at = exprs.referenced(value);
    for _ in 0..STEPS {
        let ExprKind::Call { callee, args, .. } = &exprs.get(at).kind else {
            break;
        };
        let converted = match (&exprs.get(*callee).kind, args.as_slice()) {
            (ExprKind::Member { object, name, .. }, []) if CONVERSIONS.contains(&name.as_str()) => {
                *object
            }
            (_, [first, ..]) if is_maker(ctx, *callee) => first.value,
            _ => break,
        };
        at = exprs.referenced(converted);
    }
    at
}

fn is_maker(ctx: &RuleCtx<'_>, callee: ExprId) -> bool {
    let path = ctx.body.exprs.path(callee);
    path.is_some_and(|path| MAKERS.contains(&path.as_str()))
}

/// The text of a value, if it is written out.
#[must_use]
pub fn text<'a>(ctx: &RuleCtx<'a>, value: ExprId) -> Option<&'a Name> {
    match &ctx.body.exprs.get(written(ctx, value)).kind {
        ExprKind::Literal(Literal::Str(text) | Literal::Bytes(text)) => Some(text),
        _ => None,
    }
}

/// `process.env.NAME || "text"`: the variable and what stands in for it.
#[must_use]
pub fn by_operator<'a>(ctx: &RuleCtx<'a>, kind: &'a ExprKind) -> Option<(&'a str, ExprId)> {
    let ExprKind::Binary {
        op: BinaryOp::Or | BinaryOp::Coalesce,
        left,
        right,
    } = kind
    else {
        return None;
    };
    let exprs = &ctx.body.exprs;
    let (object, name) = match &exprs.get(*left).kind {
        ExprKind::Member { object, name, .. } => (*object, name),
        ExprKind::Index { object, index } => (*object, exprs.text(*index)?),
        _ => return None,
    };
    let path = exprs.path(object)?;
    let is_environment = path == "process.env" || path == "Bun.env" || path.ends_with(".env");
    is_environment.then_some((name.as_str(), *right))
}

/// `env::var("NAME").unwrap_or("text")`, `getEnv("NAME", "text")`: the variable and what stands in for it.
#[must_use]
pub fn by_call<'a>(ctx: &RuleCtx<'a>, call: &Call<'a>) -> Option<(&'a str, ExprId)> {
    let exprs = &ctx.body.exprs;
    if let ExprKind::Member { object, name, .. } = &exprs.get(call.callee).kind
        && matches!(name.as_str(), "unwrap_or" | "unwrap_or_else" | "or")
        && let ExprKind::Call { callee, args, .. } = &exprs.get(exprs.unwrapped(*object)).kind
    {
        let variable = variable(ctx, *callee, args)?;
        return Some((variable, given(ctx, call.positional(0)?)));
    }
    let [_, default] = call.args else {
        return None;
    };
    let variable = variable(ctx, call.callee, call.args)?;
    let is_variable = |text: &str| !text.contains(char::is_lowercase);
    // A second variable stands in for the first one.
    let is_other = ctx
        .body
        .exprs
        .text(default.value)
        .is_some_and(|text| is_variable(text) && text.contains('_'));
    (is_variable(variable) && !is_other).then_some((variable, default.value))
}

/// The variable that a call reads from the environment.
fn variable<'a>(ctx: &RuleCtx<'a>, callee: ExprId, args: &'a [Arg]) -> Option<&'a str> {
    let exprs = &ctx.body.exprs;
    let path = exprs.path(callee)?;
    let reads = path.rsplit('.').take(2).any(|name| {
        let words = text::words(name);
        words
            .iter()
            .any(|word| matches!(word.as_str(), "env" | "getenv"))
    });
    let first = args.first().filter(|_| reads)?;
    exprs.text(first.value).map(Name::as_str)
}

/// The value of an argument, or what the function that it is gives.
fn given(ctx: &RuleCtx<'_>, arg: &Arg) -> ExprId {
    let ExprKind::Function(function) = ctx.body.exprs.get(arg.value).kind else {
        return arg.value;
    };
    let Some(function) = ctx.body.function(function) else {
        return arg.value;
    };
    let mut returned =
        stmts_in(ctx.body, &function.block).filter_map(|(_, stmt)| match &stmt.kind {
            StmtKind::Return(values) => values.first().copied(),
            StmtKind::Expr(value) => Some(*value),
            _ => None,
        });
    returned.next().unwrap_or(arg.value)
}
