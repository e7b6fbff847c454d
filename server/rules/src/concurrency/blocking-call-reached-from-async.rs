//! BM305: helpers that hold the event loop somewhere below. What is called directly is left to BM301 to BM304 and BM310.

use model::{EffectAt, EffectKind, SymbolRef};
use syntax::facts::ExprKind;
use syntax::language::{Ecosystem, Language};

use crate::context::{Call, FixCtx, ProjectCtx, RuleCtx};
use crate::edit::Edits;
use crate::finding::{Finding, Findings, FixRequest};
use crate::shared::cached::is_cached;
use crate::shared::resolved::Calls;
use crate::shared::{startup, thread};

/// How many calls deep it is looked, and how deep for what only reads or writes files.
const DEEPEST: usize = 6;
const DEEPEST_FILE: usize = 2;

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    if startup::is_script(ctx.file) || ctx.file.facts.language.ecosystem() == Ecosystem::Go {
        return;
    }
    ctx.each_item(|rule| {
        if rule.is_test() {
            return;
        }
        let mut calls = None;
        for call in rule.calls() {
            if !rule.scope.in_async(call.id)
                || is_awaited(rule, &call)
                || startup::is_startup(rule, call.span.start)
            {
                continue;
            }
            let calls = calls.get_or_insert_with(|| Calls::of(ctx, rule));
            let Some(function) = calls.function(ctx, rule, &call) else {
                continue;
            };
            let summary = ctx.index.call_summary(function);
            let found = summary
                .blocking()
                .filter(|at| holds(ctx, at))
                .min_by_key(|at| (at.effect.kind == EffectKind::File, at.through.len()));
            if let Some(found) = found {
                report(ctx, rule, &call, found, acc);
            }
        }
    });
}

fn is_awaited(rule: &RuleCtx, call: &Call<'_>) -> bool {
    let parent = rule.parent_expr(call.id);
    parent.is_some_and(|parent| matches!(rule.body.exprs.get(parent).kind, ExprKind::Await(_)))
}

/// Whether what lies below holds the loop: deep enough to matter, and by functions that run at once, every time.
fn holds(ctx: &ProjectCtx, at: &EffectAt) -> bool {
    let deepest = match at.effect.kind {
        EffectKind::File => DEEPEST_FILE,
        _ => DEEPEST,
    };
    let runs = |step: &SymbolRef| {
        let function = ctx.index.function(*step);
        function.is_some_and(|function| !function.signature.is_async) && !is_cached(ctx, *step)
    };
    at.through.len() <= deepest && !is_quick(&at.path) && at.through.iter().all(runs)
}

/// Whether the call asks or changes a directory, which takes less time than reading a file does.
fn is_quick(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or_default();
    path.starts_with("os.") && !matches!(last, "popen" | "system" | "wait" | "waitpid")
        || path.starts_with("pathlib.Path.") && !last.starts_with("read") && !last.starts_with("write")
        || matches!(last, "accessSync" | "existsSync" | "metadata" | "mkdirSync" | "statSync")
}

fn report(
    ctx: &ProjectCtx,
    rule: &RuleCtx,
    call: &Call<'_>,
    found: &EffectAt,
    acc: &mut Findings,
) {
    let language = ctx.file.facts.language;
    let name_of = |step: &SymbolRef| {
        let function = ctx.index.function(*step)?;
        Some(function.signature.name.to_string())
    };
    let path = ctx.index.path_of(found.place.file);
    let file = path.and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let written = match language {
        Language::Rust => found.path.replace('.', "::"),
        _ => found.path.to_string(),
    };
    let mut way: Vec<String> = found.through.iter().filter_map(name_of).collect();
    way.push(format!("{written} in {file}"));
    let callee = rule.source(rule.body.exprs.get(call.callee).span);
    // A chain over several lines is told by its last name.
    let callee = match callee.contains(['\n', '(']) {
        true => callee.rsplit(['.', ':']).next().unwrap_or(callee),
        false => callee,
    };
    let instead = match language.ecosystem() {
        Ecosystem::Node => "use an asynchronous form all the way",
        _ => "move the call to a thread, or use an asynchronous form",
    };
    let message = format!(
        "`{callee}` holds the event loop (`{}`), so no other request is served until it is done; {instead}.",
        way.join("` -> `")
    );
    let start = rule.item.span.start;
    let mut draft = acc.report(call.span.shifted(start), message);
    for step in found.through.iter().skip(1) {
        if let (Some(place), Some(name)) = (ctx.index.place(*step), name_of(step)) {
            let file = (place.file != ctx.id).then_some(place.file);
            draft = draft.related(file, place.span, format!("Through `{name}`."));
        }
    }
    let file = (found.place.file != ctx.id).then_some(found.place.file);
    draft = draft.related(file, found.place.span, format!("`{written}` waits here."));
    if language == Language::Python
        && let Some(request) = thread::request(rule, call)
    {
        draft.fix(request.moved(start));
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    thread::edits(ctx, request)
}
