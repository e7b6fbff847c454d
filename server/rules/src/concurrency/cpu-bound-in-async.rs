//! BM310: long computing, such as the hash of a password, on the event loop. It follows no call into another function.

use model::{Effect, EffectKind, EffectMode, Libraries};
use syntax::facts::ExprKind;
use syntax::language::Ecosystem;

use crate::context::{Call, FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::shared::resolved::Calls;
use crate::shared::{awaited, serving, startup, thread};

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    if startup::is_script(ctx.file) {
        return;
    }
    for call in ctx.calls() {
        if is_held(ctx, &call) && ctx.scope.effect(call.id).is_some_and(computes) {
            report(ctx, &call, 0, acc);
        }
    }
}

/// What other files bind to an object of a library; and handlers of runtimes with one thread, asynchronous or not.
pub fn check_project(ctx: &ProjectCtx, acc: &mut Findings) {
    if startup::is_script(ctx.file) {
        return;
    }
    let language = ctx.file.facts.language;
    let served = match language.ecosystem() {
        Ecosystem::Node => serving::places(ctx),
        _ => Vec::new(),
    };
    ctx.each_item(|rule| {
        let calls = Calls::of(ctx, rule);
        for call in rule.calls() {
            let known = rule.scope.effect(call.id);
            if is_held(rule, &call) {
                if known.is_none() && calls.effect(ctx, rule, &call).is_some_and(computes) {
                    report(rule, &call, rule.item.span.start, acc);
                }
            } else if known.is_some_and(computes)
                && !rule.scope.in_async(call.id)
                && serving::is_at(rule, &served, call.span.start)
            {
                report(rule, &call, rule.item.span.start, acc);
            }
        }
    });
}

/// Whether the call runs on the event loop while others are served.
fn is_held(ctx: &RuleCtx, call: &Call<'_>) -> bool {
    let is_awaited = ctx
        .parent_expr(call.id)
        .is_some_and(|parent| matches!(ctx.body.exprs.get(parent).kind, ExprKind::Await(_)));
    ctx.scope.in_async(call.id)
        && !ctx.is_test()
        && !is_awaited
        && !startup::is_startup(ctx, call.span.start)
}

fn computes(effect: Effect) -> bool {
    effect.kind == EffectKind::Cpu && effect.mode == EffectMode::Blocking
}

fn report(ctx: &RuleCtx, call: &Call<'_>, start: u32, acc: &mut Findings) {
    let written = ctx.source(ctx.body.exprs.get(call.callee).span);
    // A chain over several lines is told by its last name.
    let written = match written.contains(['\n', '(']) {
        true => written.rsplit(['.', ':']).next().unwrap_or(written),
        false => written,
    };
    let twin = async_form(ctx, call);
    let instead = match &twin {
        Some(twin) => format!("await `{twin}`"),
        None => "move it to a thread".to_owned(),
    };
    let message = format!(
        "`{written}` computes for a long time on the event loop, so no other request is served until it is done; {instead}."
    );
    let draft = acc.report(call.span.shifted(start), message);
    let request = match ctx.file.facts.language.ecosystem() {
        Ecosystem::Python => thread::request(ctx, call),
        Ecosystem::Node => twin
            .filter(|_| ctx.scope.in_async(call.id))
            .map(|twin| awaited::request(ctx, call, format!("Await `{twin}`"), &twin)),
        Ecosystem::Rust => spawned(ctx, call),
        Ecosystem::Go => None,
    };
    if let Some(request) = request {
        draft.fix(request.moved(start));
    }
}

/// The callee that gives a promise of the same: `bcrypt.hash` for `bcrypt.hashSync`.
fn async_form(ctx: &RuleCtx, call: &Call<'_>) -> Option<String> {
    let language = ctx.file.facts.language;
    let ExprKind::Member { object, name, .. } = &ctx.body.exprs.get(call.callee).kind else {
        return None;
    };
    let method = name.strip_suffix("Sync")?;
    let path = ctx.scope.resolve(call.callee).path()?;
    let effect = Libraries::of(language).effect(path.strip_suffix("Sync")?)?;
    let object = ctx.source(ctx.body.exprs.get(*object).span);
    (effect.mode == EffectMode::Async).then(|| format!("{object}.{method}"))
}

/// The repair that moves the call to a thread, where its failure is handed on at once.
fn spawned(ctx: &RuleCtx, call: &Call<'_>) -> Option<FixRequest> {
    let parent = ctx.parent_expr(call.id)?;
    let is_handed_on = matches!(ctx.body.exprs.get(parent).kind, ExprKind::Propagate(_));
    if !is_handed_on || !ctx.file.project.depends_on("tokio") {
        return None;
    }
    let title = "Move the call to a thread";
    Some(FixRequest::rule(title, Safety::Unsafe, "spawn").at(call.span))
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    match request.step()? {
        thread::STEP => thread::edits(ctx, request),
        "spawn" => {
            let call = request.span(0)?;
            Some(Edits::here(vec![
                TextEdit::insert(call.start, "tokio::task::spawn_blocking(move || "),
                TextEdit::insert(call.end, ").await?"),
            ]))
        }
        _ => awaited::edits(request),
    }
}
