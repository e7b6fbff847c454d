//! BM301: HTTP calls that wait on the event loop. It follows no call into another function.

use model::{EffectKind, EffectMode, Libraries};
use syntax::facts::{ExprKind, Function, StmtKind};

use crate::context::{Call, FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::fix::import;
use crate::outline::{Parent, bound_names};

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    for call in ctx.calls() {
        if !ctx.scope.in_async(call.id) {
            continue;
        }
        let Some(effect) = ctx.scope.effect(call.id) else {
            continue;
        };
        if effect.kind == EffectKind::Http && effect.mode == EffectMode::Blocking {
            report(ctx, &call, acc);
        }
    }
}

fn report(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let callee = ctx.body.exprs.get(call.callee).span;
    let written = ctx.source(callee);
    let message = format!(
        "`{written}` waits on the event loop, so no other request is served; await an async client or move it to a thread."
    );
    let draft = acc.report(call.span, message);
    let draft = match client(ctx, call) {
        Some((client, method)) => {
            let title = format!("Use `{client}`");
            let request = FixRequest::rule(title, Safety::Unsafe, "client");
            draft.fix(request.at(callee).with(format!("{client}.{method}")))
        }
        None => draft,
    };
    // The value of a manager is used in other ways than an answer.
    if !is_manager(ctx, call) && !is_called_on(ctx, call) {
        let request = FixRequest::rule("Move the call to a thread", Safety::Unsafe, "thread");
        draft.fix(request.at(callee).at(call.span));
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let callee = request.span(0)?;
    if request.step()? == "client" {
        let new = format!("await {}", request.word(0)?);
        return Some(Edits::here(vec![TextEdit::replace(callee, new)]));
    }
    let call = request.span(1)?;
    let text = ctx.file.text;
    let written = text.get(callee.range())?;
    let rest = text.get(callee.end as usize..call.end as usize)?;
    let inner = rest.trim_start().strip_prefix('(')?;
    let blank = rest.len() - inner.len();
    let comma = match inner.trim_start().starts_with(')') {
        true => "",
        false => ", ",
    };
    let asyncio = import(ctx.file, "asyncio", None)?;
    let mut edits: Vec<_> = asyncio.edit.into_iter().collect();
    let head = syntax::span::Span::new(callee.start, callee.end + u32::try_from(blank).ok()?);
    let new = format!("await {}.to_thread({written}{comma}", asyncio.local);
    edits.push(TextEdit::replace(head, new));
    Some(Edits::here(edits))
}

/// A name in scope that holds an async client with the same method, if the library has a twin.
fn client<'a>(ctx: &RuleCtx<'a>, call: &Call<'_>) -> Option<(&'a str, String)> {
    let path = ctx.scope.resolve(call.callee).path()?;
    let twin = Libraries::of(ctx.file.facts.language).async_twin(&path)?;
    let (class, method) = twin.rsplit_once('.')?;
    // Calls that take other arguments cannot go over as they are.
    if path.starts_with("urllib") || path.starts_with("http.") {
        return None;
    }
    let (_, function) = ctx.function_of(call.id)?;
    let by_param = function.signature.params.iter().find(|param| {
        let origin = param.ty.as_ref().and_then(|ty| ctx.file.env.origin_of(ty));
        origin.is_some_and(|origin| origin.path().is_some_and(|path| path == class))
    });
    if let Some(param) = by_param {
        return Some((&param.name, method.to_owned()));
    }
    let name = managed_client(ctx, function, call, class)?;
    Some((name, method.to_owned()))
}

/// The name of an `async with ... as name` around the call.
fn managed_client<'a>(
    ctx: &RuleCtx<'a>,
    _function: &Function,
    call: &Call<'_>,
    class: &str,
) -> Option<&'a str> {
    let around = ctx.outline.around(ctx.outline.of_expr(call.id));
    let inner = around.take_while(|parent| !matches!(parent, Parent::Function(_)));
    for parent in inner {
        let Parent::Stmt(id) = parent else { continue };
        let StmtKind::With { managers, .. } = &ctx.body.stmt(id).kind else {
            continue;
        };
        for (manager, target) in managers {
            let ExprKind::Call { callee, .. } = &ctx.body.exprs.get(*manager).kind else {
                continue;
            };
            let names = target.as_ref().map(bound_names).unwrap_or_default();
            if ctx.scope.resolve(*callee).is(class)
                && let [name] = names.as_slice()
            {
                return Some(name.as_str());
            }
        }
    }
    None
}

fn is_manager(ctx: &RuleCtx, call: &Call<'_>) -> bool {
    let Parent::Stmt(id) = ctx.outline.of_expr(call.id) else {
        return false;
    };
    matches!(ctx.body.stmt(id).kind, StmtKind::With { .. })
}

/// Whether a member of the result is taken at once: an `await` in front would take it of the coroutine.
fn is_called_on(ctx: &RuleCtx, call: &Call<'_>) -> bool {
    let parent = ctx.parent_expr(call.id);
    parent.is_some_and(|parent| {
        matches!(
            ctx.body.exprs.get(parent).kind,
            ExprKind::Member { .. } | ExprKind::Index { .. }
        )
    })
}
