//! Functions that a framework calls itself, so that code must hand them over and not their results.

use model::{Resolved, SymbolRef};
use syntax::facts::{ExprId, ExprKind, FunctionSummary, ParamKind, TypeKind};

use crate::context::{ProjectCtx, RuleCtx};

/// The function of the project that a call without arguments calls.
#[must_use]
pub fn called_bare(
    ctx: &ProjectCtx<'_>,
    rule: &RuleCtx<'_>,
    value: ExprId,
) -> Option<(SymbolRef, ExprId)> {
    let ExprKind::Call { callee, args, .. } = &rule.body.exprs.get(value).kind else {
        return None;
    };
    if !args.is_empty() {
        return None;
    }
    Some((function(ctx, rule, *callee)?, *callee))
}

/// The function of the project that an expression names.
#[must_use]
pub fn function(ctx: &ProjectCtx<'_>, rule: &RuleCtx<'_>, id: ExprId) -> Option<SymbolRef> {
    let target = rule.scope.resolve(id);
    match ctx.index.resolve_target(ctx.id, &target) {
        Resolved::Project(symbol) => ctx.index.function(symbol).map(|_| symbol),
        _ => None,
    }
}

/// Whether what a function gives is certainly no function itself: it waits, yields, or says so by its type.
#[must_use]
pub fn gives_value(ctx: &ProjectCtx<'_>, symbol: SymbolRef) -> bool {
    let Some(function) = ctx.index.function(symbol) else {
        return false;
    };
    let signature = &function.signature;
    signature.is_async || signature.is_generator || returns_value(function)
}

fn returns_value(function: &FunctionSummary) -> bool {
    let Some(returns) = &function.signature.returns else {
        return false;
    };
    let plain = [
        "bool",
        "bytes",
        "dict",
        "float",
        "int",
        "list",
        "set",
        "str",
        "tuple",
        "Session",
        "AsyncSession",
        "Generator",
        "Iterator",
        "AsyncGenerator",
        "AsyncIterator",
        "Settings",
    ];
    match &returns.kind {
        TypeKind::Named { path, .. } => path
            .rsplit('.')
            .next()
            .is_some_and(|last| plain.contains(&last)),
        TypeKind::List(_) | TypeKind::Map(..) | TypeKind::Tuple(_) => true,
        _ => false,
    }
}

/// Whether a function is given a request and what answers it, as middleware is.
#[must_use]
pub fn is_middleware(function: &FunctionSummary) -> bool {
    let params: Vec<&str> = function
        .signature
        .params
        .iter()
        .filter(|param| param.kind != ParamKind::Receiver)
        .map(|param| param.name.trim_start_matches('_'))
        .collect();
    let is_request = |name: &str| matches!(name, "req" | "request");
    let is_answer = |name: &str| matches!(name, "res" | "response" | "reply");
    match params.as_slice() {
        ["ctx" | "context", "next"] => true,
        [request, answer] | [request, answer, _] => is_request(request) && is_answer(answer),
        ["err" | "error", request, answer, _] => is_request(request) && is_answer(answer),
        _ => false,
    }
}
