//! BM605: functions that are called where a framework wants to call them. What it cannot resolve it leaves alone.

use syntax::facts::{ExprId, ExprKind, ParamKind};
use syntax::language::Ecosystem;

use crate::context::{Call, FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::shared::{calls, factories};

/// Functions that mark a dependency.
const MARKERS: &[&str] = &[
    "fastapi.Depends",
    "fastapi.Security",
    "fastapi.param_functions.Depends",
    "fastapi.params.Depends",
    "fast_depends.Depends",
];
/// Methods of an application that are given a function which runs around every request.
const HOOKS: &[&str] = &[
    "after_request", "before_first_request", "before_request", "context_processor", "register_error_handler",
    "teardown_appcontext", "teardown_request",
];
/// Methods of a router that are given middleware and handlers.
const ROUTES: &[&str] = &["all", "delete", "get", "head", "options", "param", "patch", "post", "put", "use"];
/// Functions that run a coroutine.
const RUNNERS: &[&str] = &["asyncio.create_task", "asyncio.ensure_future", "asyncio.run", "asyncio.run_coroutine_threadsafe"];

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    let ecosystem = ctx.file.facts.language.ecosystem();
    ctx.each_item(|rule| {
        for call in rule.calls() {
            match ecosystem {
                Ecosystem::Python => check_python(ctx, rule, &call, acc),
                Ecosystem::Node => check_node(ctx, rule, &call, acc),
                _ => {}
            }
        }
    });
}

fn check_python(ctx: &ProjectCtx, rule: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let path = rule.scope.resolve(call.callee).path();
    let path = path.as_deref().unwrap_or_default();
    let name = calls::last_name(rule.body, call.callee).map_or("", |name| name.as_str());
    let Some(first) = call.positional(0).or_else(|| call.keyword("dependency")) else {
        return;
    };
    if MARKERS.contains(&path) {
        report_called(ctx, rule, first.value, "`{}` is called once, when the file is read, and its result is injected instead of it; pass the function.", acc);
    } else if name == "add_task" && is_background(rule, call) {
        check_task(ctx, rule, first.value, acc);
    } else if HOOKS.contains(&name) && call.args.len() == 1 && calls::object(rule.body, call.callee).is_some() {
        report_called(ctx, rule, first.value, "`{}` is called here, and its result is registered instead of it; pass the function.", acc);
    } else if RUNNERS.contains(&path) {
        check_runner(ctx, rule, call, first.value, acc);
    }
}

fn report_called(ctx: &ProjectCtx, rule: &RuleCtx, value: ExprId, message: &str, acc: &mut Findings) {
    let Some((symbol, callee)) = factories::called_bare(ctx, rule, value) else {
        return;
    };
    if !factories::gives_value(ctx, symbol) {
        return;
    }
    let start = rule.item.span.start;
    let written = rule.source(rule.body.exprs.get(callee).span);
    let span = rule.body.exprs.get(value).span.shifted(start);
    let request = FixRequest::rule("Pass the function", Safety::Safe, "replace");
    let message = message.replace("{}", written);
    acc.report(span, message).fix(request.at(span).with(written));
}

fn is_background(rule: &RuleCtx, call: &Call<'_>) -> bool {
    let Some(object) = calls::object(rule.body, call.callee) else {
        return false;
    };
    let of = rule.scope.type_of(object);
    let by_type = of.as_ref().and_then(|of| of.path()).is_some_and(|path| path.ends_with("BackgroundTasks"));
    let name = calls::last_name(rule.body, object);
    by_type || name.is_some_and(|name| matches!(name.as_str(), "background_tasks" | "background" | "tasks"))
}

/// `tasks.add_task(send(mail))`.
fn check_task(ctx: &ProjectCtx, rule: &RuleCtx, value: ExprId, acc: &mut Findings) {
    let exprs = &rule.body.exprs;
    let ExprKind::Call { callee, args, .. } = &exprs.get(value).kind else {
        return;
    };
    let Some(symbol) = factories::function(ctx, rule, *callee) else {
        return;
    };
    let is_none = ctx.index.function(symbol).is_some_and(|function| {
        matches!(function.signature.returns.as_ref().map(|ty| &ty.kind), Some(syntax::facts::TypeKind::Unit))
    });
    if !is_none && !factories::gives_value(ctx, symbol) {
        return;
    }
    let start = rule.item.span.start;
    let written = rule.source(exprs.get(*callee).span);
    let span = exprs.get(value).span.shifted(start);
    let message = format!("`{written}` runs here, before the answer, and its result is queued instead of it; pass the function and its arguments apart.");
    let given: Vec<&str> = args.iter().map(|arg| rule.source(arg.span)).collect();
    let new = std::iter::once(written).chain(given).collect::<Vec<_>>().join(", ");
    let request = FixRequest::rule("Pass the function and its arguments", Safety::Safe, "replace");
    acc.report(span, message).fix(request.at(span).with(new));
}

/// `asyncio.create_task(work)` of a function that was not called.
fn check_runner(ctx: &ProjectCtx, rule: &RuleCtx, call: &Call<'_>, value: ExprId, acc: &mut Findings) {
    let exprs = &rule.body.exprs;
    if !matches!(exprs.get(value).kind, ExprKind::Name(_) | ExprKind::Member { .. }) {
        return;
    }
    let Some(symbol) = factories::function(ctx, rule, value) else {
        return;
    };
    let Some(function) = ctx.index.function(symbol) else {
        return;
    };
    if !function.signature.is_async || function.signature.is_generator {
        return;
    }
    let start = rule.item.span.start;
    let written = rule.source(exprs.get(value).span);
    let runner = rule.source(exprs.get(call.callee).span);
    let span = exprs.get(value).span.shifted(start);
    let message = format!("`{runner}` takes a coroutine, and `{written}` is the function that makes one; call it.");
    let draft = acc.report(span, message);
    let needs = function.signature.params.iter().any(|param| {
        param.default.is_none() && !matches!(param.kind, ParamKind::Receiver | ParamKind::Rest | ParamKind::KeywordRest)
    });
    if !needs {
        let request = FixRequest::rule("Call it", Safety::Safe, "replace");
        draft.fix(request.at(span).with(format!("{written}()")));
    }
}

/// `app.use(auth())` where `auth` is the middleware.
fn check_node(ctx: &ProjectCtx, rule: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let Some(name) = calls::last_name(rule.body, call.callee) else {
        return;
    };
    if !ROUTES.contains(&name.as_str()) || calls::object(rule.body, call.callee).is_none() {
        return;
    }
    for arg in call.args {
        let Some((symbol, callee)) = factories::called_bare(ctx, rule, arg.value) else {
            continue;
        };
        let Some(function) = ctx.index.function(symbol) else {
            continue;
        };
        if !factories::is_middleware(function) {
            continue;
        }
        let start = rule.item.span.start;
        let written = rule.source(rule.body.exprs.get(callee).span);
        let span = arg.span.shifted(start);
        let message = format!("`{written}` takes the request and the response, and is called here without them; pass the function.");
        let request = FixRequest::rule("Pass the function", Safety::Safe, "replace");
        acc.report(span, message).fix(request.at(span).with(written));
    }
}

pub fn fix(_ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let edit = TextEdit::replace(request.span(0)?, request.word(0)?.as_str());
    Some(Edits::here(vec![edit]))
}
