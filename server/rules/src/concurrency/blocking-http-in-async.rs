//! BM301: HTTP calls that wait on the event loop. It follows no call into another function.

use model::{EffectKind, EffectMode, Libraries};
use syntax::facts::{ExprKind, Function, StmtKind};
use syntax::language::Language;

use crate::context::{Call, FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::outline::{Parent, bound_names};
use crate::shared::thread;

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
    // A chain over several lines is told by its last name.
    let written = match written.contains(['\n', '(']) {
        true => written.rsplit(['.', ':']).next().unwrap_or(written),
        false => written,
    };
    let message = format!(
        "`{written}` waits on the event loop, so no other request is served; await an async client or move it to a thread."
    );
    let draft = acc.report(call.span, message);
    if ctx.file.facts.language != Language::Python {
        return;
    }
    let draft = match client(ctx, call) {
        Some((client, method)) => {
            let title = format!("Use `{client}`");
            let request = FixRequest::rule(title, Safety::Unsafe, "client");
            draft.fix(request.at(callee).with(format!("{client}.{method}")))
        }
        None => draft,
    };
    if let Some(request) = thread::request(ctx, call) {
        draft.fix(request);
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let callee = request.span(0)?;
    if request.step()? == "client" {
        let new = format!("await {}", request.word(0)?);
        return Some(Edits::here(vec![TextEdit::replace(callee, new)]));
    }
    thread::edits(ctx, request)
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
