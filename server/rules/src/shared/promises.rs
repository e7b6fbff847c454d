//! Calls that are known to give a promise, and promises that nobody waits for. It speaks of no unresolved call.

use model::{EffectKind, EffectMode, Libraries};
use syntax::facts::{CallStyle, ExprId, ExprKind, FunctionKind, StmtKind, TypeKind};

use super::startup;
use crate::context::{Call, ProjectCtx, RuleCtx};
use crate::finding::{Findings, FixRequest, Safety, Severity};
use crate::outline::Parent;

/// Functions of the language that give a promise.
const MAKERS: &[&str] = &[
    "Promise.all",
    "Promise.allSettled",
    "Promise.any",
    "Promise.race",
    "Promise.reject",
    "Promise.resolve",
    "fetch",
];
/// Methods that go on with a promise.
const CHAINED: &[&str] = &["catch", "finally", "then"];

/// Reports promises that are dropped, or taken for what they will give.
pub fn check(ctx: &ProjectCtx<'_>, rule: &RuleCtx<'_>, acc: &mut Findings) {
    for call in rule.calls() {
        // What is started when the module is loaded has nobody to wait for it.
        if rule.function_of(call.id).is_none() || startup::is_startup(rule, call.span.start) {
            continue;
        }
        if is_dropped(rule, call.id) {
            if is_unguarded_chain(rule, &call) || gives_promise(ctx, rule, &call) {
                report(ctx, rule, &call, false, acc);
            }
        } else if is_taken_apart(rule, &call)
            && gives_promise(ctx, rule, &call)
            && is_plain(ctx, rule, &call)
        {
            report(ctx, rule, &call, true, acc);
        }
    }
}

fn is_dropped(rule: &RuleCtx<'_>, call: ExprId) -> bool {
    let Parent::Stmt(id) = rule.outline.of_expr(call) else {
        return false;
    };
    matches!(rule.body.stmt(id).kind, StmtKind::Expr(value) if value == call)
}

/// Whether a member is taken that no promise has.
fn is_taken_apart(rule: &RuleCtx<'_>, call: &Call<'_>) -> bool {
    let parent = rule.parent_expr(call.id);
    parent.is_some_and(|parent| match &rule.body.exprs.get(parent).kind {
        ExprKind::Member { object, name, .. } => {
            *object == call.id && !CHAINED.contains(&name.as_str())
        }
        ExprKind::Index { object, .. } => *object == call.id,
        _ => false,
    })
}

/// `promise.then(use);`: nobody hears of an error.
fn is_unguarded_chain(rule: &RuleCtx<'_>, call: &Call<'_>) -> bool {
    let exprs = &rule.body.exprs;
    let mut at = call.id;
    let mut is_chain = false;
    while let ExprKind::Call { callee, args, .. } = &exprs.get(at).kind {
        let ExprKind::Member { object, name, .. } = &exprs.get(*callee).kind else {
            break;
        };
        match name.as_str() {
            "catch" => return false,
            "then" if args.len() > 1 => return false,
            "then" | "finally" => is_chain = true,
            _ => break,
        }
        at = *object;
    }
    is_chain
}

/// Whether the promise that a call gives is known to have no members of its own.
fn is_plain(ctx: &ProjectCtx<'_>, rule: &RuleCtx<'_>, call: &Call<'_>) -> bool {
    let target = rule.scope.resolve(call.callee);
    let libraries = Libraries::of(ctx.file.facts.language);
    let of_library = |path: &str| MAKERS.contains(&path) || libraries.gives_plain_promise(path);
    let resolved = ctx.index.resolve_target(ctx.id, &target);
    resolved.project().is_some()
        || target.path().is_some_and(|path| of_library(&path))
        || resolved.external().is_some_and(|path| of_library(path))
}

/// Whether a call is known to give a promise.
#[must_use]
pub fn gives_promise(ctx: &ProjectCtx<'_>, rule: &RuleCtx<'_>, call: &Call<'_>) -> bool {
    let exprs = &rule.body.exprs;
    // `await load<User>(id)` is read as a call of what is awaited.
    if matches!(exprs.get(call.callee).kind, ExprKind::Await(_)) {
        return false;
    }
    if let ExprKind::Call {
        style: CallStyle::New,
        ..
    } = &exprs.get(call.id).kind
    {
        return rule.scope.resolve(call.callee).is("Promise");
    }
    let target = rule.scope.resolve(call.callee);
    let libraries = Libraries::of(ctx.file.facts.language);
    let by_path = |path: &str| {
        let effect = libraries.effect(path);
        // Caches are filled on the side, and processes are objects with events.
        let is_told = effect.is_some_and(|effect| {
            effect.mode == EffectMode::Async
                && !matches!(effect.kind, EffectKind::Cache | EffectKind::Process)
        });
        MAKERS.contains(&path) || is_told
    };
    // A function among the arguments is called back instead.
    let has_callback = call
        .args
        .iter()
        .any(|arg| matches!(exprs.get(arg.value).kind, ExprKind::Function(_)));
    if let Some(path) = target.path()
        && by_path(&path)
    {
        return !has_callback || MAKERS.contains(&path.as_str());
    }
    let resolved = ctx.index.resolve_target(ctx.id, &target);
    if let Some(path) = resolved.external() {
        return by_path(path) && !has_callback;
    }
    let function = resolved
        .project()
        .and_then(|symbol| ctx.index.function(symbol));
    function.is_some_and(|function| {
        let signature = &function.signature;
        let is_told = signature.returns.as_ref().is_some_and(
            |ty| matches!(&ty.kind, TypeKind::Named { path, .. } if path == "Promise"),
        );
        (signature.is_async || is_told) && !signature.is_generator
    })
}

/// Whether the called function catches whatever fails in it, so that nothing is lost when nobody waits.
fn hears_itself(ctx: &ProjectCtx<'_>, rule: &RuleCtx<'_>, call: &Call<'_>) -> bool {
    let target = rule.scope.resolve(call.callee);
    let resolved = ctx.index.resolve_target(ctx.id, &target);
    let function = resolved
        .project()
        .and_then(|symbol| ctx.index.function(symbol));
    function.is_some_and(|function| {
        let mut awaited = function.calls.iter().filter(|call| call.awaited).peekable();
        awaited.peek().is_some()
            && awaited.all(|call| !call.caught_by.is_empty())
            && function
                .raises
                .iter()
                .all(|raise| !raise.caught_by.is_empty())
    })
}

fn report(
    ctx: &ProjectCtx<'_>,
    rule: &RuleCtx<'_>,
    call: &Call<'_>,
    is_taken_apart: bool,
    acc: &mut Findings,
) {
    let start = rule.item.span.start;
    let callee = rule.source(rule.body.exprs.get(call.callee).span);
    // A chain over several lines is told by its last name.
    let callee = match callee.contains(['\n', '(']) {
        true => callee.rsplit('.').next().unwrap_or(callee),
        false => callee,
    };
    let message = match is_taken_apart {
        true => format!(
            "`{callee}` gives a promise, which has none of what is taken from it; add `await`."
        ),
        false => format!(
            "Nobody waits for the promise of `{callee}`: its error is lost, and what follows may come first; add `await`."
        ),
    };
    let span = call.span.shifted(start);
    let mut draft = acc.report(span, message);
    let Some((_, function)) = rule.function_of(call.id) else {
        return;
    };
    let is_constructor = function.signature.kind == FunctionKind::Constructor;
    if is_constructor || hears_itself(ctx, rule, call) {
        draft = draft.severity(Severity::Hint);
    } else if !function.signature.is_async && !is_taken_apart {
        draft = draft.severity(Severity::Warning);
    }
    if function.signature.is_async {
        let step = if is_taken_apart { "brackets" } else { "plain" };
        draft.fix(FixRequest::rule("Add `await`", Safety::Safe, step).at(span));
    }
}
