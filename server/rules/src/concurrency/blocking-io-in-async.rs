//! BM303: files, processes and input that hold the event loop. It follows no call into another function.

use model::{Effect, EffectKind, EffectMode, Libraries};
use syntax::facts::{ExprKind, Name};
use syntax::language::{Ecosystem, Language};
use syntax::span::Span;

use crate::context::{Call, FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Draft, Finding, Findings, FixRequest, Safety, Severity};
use crate::shared::{awaited, serving, startup, thread};

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    if startup::is_script(ctx.file) {
        return;
    }
    for call in ctx.calls() {
        let in_async = ctx.scope.in_async(call.id) && !startup::is_startup(ctx, call.span.start);
        if let Some(effect) = blocking(ctx, &call).filter(|_| in_async) {
            let draft = acc.report(call.span, message(ctx, &call));
            complete(ctx, &call, effect, draft, 0);
        }
    }
}

/// In a runtime with one thread a handler holds everybody up whether it is asynchronous or not.
pub fn check_project(ctx: &ProjectCtx, acc: &mut Findings) {
    if ctx.file.facts.language.ecosystem() != Ecosystem::Node || startup::is_script(ctx.file) {
        return;
    }
    let serving = serving::places(ctx);
    if serving.is_empty() {
        return;
    }
    ctx.each_item(|rule| {
        let start = rule.item.span.start;
        for call in rule.calls() {
            let span = call.span.shifted(start);
            let is_served = serving.iter().any(|serving| serving.contains(span))
                && rule.scope.function_at(call.span.start).is_some();
            if !is_served || rule.scope.in_async(call.id) {
                continue;
            }
            if let Some(effect) = blocking(rule, &call) {
                let draft = acc.report(span, message(rule, &call));
                complete(rule, &call, effect, draft, start);
            }
        }
    });
}

fn blocking(ctx: &RuleCtx, call: &Call<'_>) -> Option<Effect> {
    let effect = ctx.scope.effect(call.id)?;
    let is_ours = matches!(
        effect.kind,
        EffectKind::File | EffectKind::Process | EffectKind::Input | EffectKind::Packing
    );
    (is_ours && effect.mode == EffectMode::Blocking).then_some(effect)
}

fn message(ctx: &RuleCtx, call: &Call<'_>) -> String {
    let written = ctx.source(ctx.body.exprs.get(call.callee).span);
    // A chain over several lines is told by its last name.
    let written = match written.contains(['\n', '(']) {
        true => written.rsplit(['.', ':']).next().unwrap_or(written),
        false => written,
    };
    let instead = match (twin(ctx, call), ctx.file.facts.language.ecosystem()) {
        (Some(twin), _) => format!("use `{}`", spelled(&twin, ctx.file.facts.language)),
        (None, Ecosystem::Node) => "use the asynchronous form".to_owned(),
        (None, _) => "move it to a thread".to_owned(),
    };
    format!(
        "`{written}` holds the event loop, so no other request is served until it is done; {instead}."
    )
}

fn complete(ctx: &RuleCtx, call: &Call<'_>, effect: Effect, draft: Draft<'_>, start: u32) {
    let language = ctx.file.facts.language;
    let mut draft = draft;
    if language == Language::Python {
        if effect.kind == EffectKind::File && is_quick(ctx, call) {
            draft = draft.severity(Severity::Info);
        }
        if let Some(request) = thread::request(ctx, call) {
            draft.fix(request);
        }
        return;
    }
    draft = draft.beyond_peers();
    let request = ctx.scope.in_async(call.id).then(|| twin_request(ctx, call));
    if let Some(request) = request.flatten() {
        draft.fix(request.moved(start));
    }
}

/// Whether the call asks or changes a directory, which takes less time than reading a file does.
fn is_quick(ctx: &RuleCtx, call: &Call<'_>) -> bool {
    let path = ctx.scope.resolve(call.callee).path().unwrap_or_default();
    let last = path.rsplit('.').next().unwrap_or_default();
    path.starts_with("os.") || matches!(last, "exists" | "is_dir" | "is_file" | "stat")
}

fn twin(ctx: &RuleCtx, call: &Call<'_>) -> Option<Name> {
    let path = ctx.scope.resolve(call.callee).path()?;
    Libraries::of(ctx.file.facts.language).async_twin(&path)
}

/// The path as code of the language writes it.
fn spelled(path: &str, language: Language) -> String {
    match language.ecosystem() {
        Ecosystem::Rust => path.replace('.', "::"),
        Ecosystem::Node => path.replace("fs/promises", "fs.promises"),
        _ => path.to_owned(),
    }
}

/// The repair that calls the asynchronous twin: what the callee becomes, and whether brackets are needed.
fn twin_request(ctx: &RuleCtx, call: &Call<'_>) -> Option<FixRequest> {
    let twin = twin(ctx, call)?;
    let title = format!("Use `{}`", spelled(&twin, ctx.file.facts.language));
    let exprs = &ctx.body.exprs;
    if ctx.file.facts.language.ecosystem() == Ecosystem::Node {
        let ExprKind::Member { object, .. } = &exprs.get(call.callee).kind else {
            return None;
        };
        let method = twin.rsplit('.').next()?;
        let object = ctx.source(exprs.get(*object).span);
        let callee = format!("{object}.promises.{method}");
        return Some(awaited::request(ctx, call, title, &callee));
    }
    let runs_on = twin.split('.').next()?;
    if !ctx.file.project.depends_on(runs_on) {
        return None;
    }
    let (replaced, new) = made(ctx, call, &twin)?;
    let request = FixRequest::rule(title, Safety::Unsafe, "suffix");
    Some(request.at(call.span).at(replaced).with(new))
}

/// What to replace so that the chain begins at the twin: the callee, or the function its object is made by.
fn made(ctx: &RuleCtx, call: &Call<'_>, twin: &str) -> Option<(Span, String)> {
    let exprs = &ctx.body.exprs;
    let language = ctx.file.facts.language;
    let mut at = call.callee;
    if exprs.path(at).is_some() {
        let is_value = ctx.scope.local(root(ctx, at)).is_some();
        return (!is_value).then(|| (exprs.get(at).span, spelled(twin, language)));
    }
    let (class, _) = twin.rsplit_once('.')?;
    loop {
        at = match &exprs.get(exprs.unwrapped(at)).kind {
            ExprKind::Member { object, .. } => *object,
            ExprKind::Call { callee, .. } => match exprs.path(*callee) {
                Some(path) => {
                    let name = path.rsplit('.').next()?;
                    let new = format!("{class}.{name}");
                    return Some((exprs.get(*callee).span, spelled(&new, language)));
                }
                None => *callee,
            },
            _ => return None,
        };
    }
}

fn root(ctx: &RuleCtx, path: syntax::facts::ExprId) -> syntax::facts::ExprId {
    let mut at = path;
    while let ExprKind::Member { object, .. } = &ctx.body.exprs.get(at).kind {
        at = *object;
    }
    at
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let step = request.step()?;
    if step == thread::STEP {
        return thread::edits(ctx, request);
    }
    if step != "suffix" {
        return awaited::edits(request);
    }
    let call = request.span(0)?;
    let callee = TextEdit::replace(request.span(1)?, request.word(0)?.as_str());
    let edits = vec![callee, TextEdit::insert(call.end, ".await")];
    Some(Edits::here(edits))
}
