//! BM304: databases that are asked in a way that holds the event loop. What the object is must be certain.

use model::{Effect, EffectKind, EffectMode, Libraries};
use syntax::facts::{ExprId, ExprKind, StmtKind};
use syntax::language::{Ecosystem, Language};

use crate::context::{Call, FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::outline::{exprs_in, stmts_in};
use crate::shared::resolved::Calls;
use crate::shared::{records, startup};

/// What runs a query that was built, given the connection.
const RUNNERS: &[&str] = &[
    "execute",
    "first",
    "get_result",
    "get_results",
    "load",
    "load_iter",
    "save_changes",
];

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    if startup::is_script(ctx.file) {
        return;
    }
    ctx.each_item(|rule| {
        let calls = Calls::of(ctx, rule);
        for call in rule.calls() {
            let is_held = rule.scope.in_async(call.id)
                && !rule.is_test()
                && !is_awaited(rule, call.id)
                && !startup::is_startup(rule, call.span.start);
            if is_held && (is_blocking(calls.effect(ctx, rule, &call)) || is_special(ctx, rule, &call)) {
                report(rule, &call, acc);
            }
        }
        if ctx.file.facts.language == Language::Python {
            check_loops(ctx, rule, acc);
        }
    });
}

fn is_awaited(rule: &RuleCtx, id: ExprId) -> bool {
    let parent = rule.parent_expr(id);
    parent.is_some_and(|parent| matches!(rule.body.exprs.get(parent).kind, ExprKind::Await(_)))
}

fn is_blocking(effect: Option<Effect>) -> bool {
    effect.is_some_and(|effect| {
        matches!(effect.kind, EffectKind::Database | EffectKind::Cache)
            && effect.mode == EffectMode::Blocking
    })
}

fn is_special(ctx: &ProjectCtx, rule: &RuleCtx, call: &Call<'_>) -> bool {
    match ctx.file.facts.language.ecosystem() {
        Ecosystem::Python => records::runs(ctx, rule, call),
        Ecosystem::Rust => runs_query(rule, call),
        _ => false,
    }
}

/// `users.filter(id.eq(1)).first::<User>(&mut connection)` of a query builder that knows no `await`.
fn runs_query(rule: &RuleCtx, call: &Call<'_>) -> bool {
    let has = |module: &str| {
        rule.modules
            .iter()
            .any(|own| own.split('.').next() == Some(module))
    };
    let ExprKind::Member { object, name, .. } = &rule.body.exprs.get(call.callee).kind else {
        return false;
    };
    let [connection] = call.args else {
        return false;
    };
    let exprs = &rule.body.exprs;
    let connection = exprs
        .path(exprs.referenced(connection.value))
        .unwrap_or_default();
    let last = connection.rsplit('.').next().unwrap_or_default();
    has("diesel")
        && !has("diesel_async")
        && RUNNERS.contains(&name.as_str())
        && (last.starts_with("conn") || last.ends_with("conn") || last.starts_with("db"))
        // Lists have a `first`, too.
        && (name != "first" || !matches!(exprs.get(*object).kind, ExprKind::Name(_)))
}

/// `for user in User.objects.all():`.
fn check_loops(ctx: &ProjectCtx, rule: &RuleCtx, acc: &mut Findings) {
    for (_, stmt) in rule.body.stmts() {
        let StmtKind::Loop {
            iterable: Some(iterable),
            is_async: false,
            ..
        } = &stmt.kind
        else {
            continue;
        };
        if rule.scope.in_async(*iterable)
            && !rule.is_test()
            && records::is_query(ctx, rule, *iterable)
        {
            let span = rule.body.exprs.get(*iterable).span;
            let message = "Looping over this query asks the database and stops the event loop; use `async for`.";
            let _ = acc.report(span.shifted(rule.item.span.start), message);
        }
    }
}

fn report(rule: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let written = rule.source(rule.body.exprs.get(call.callee).span);
    // A chain over several lines is told by its last name.
    let written = match written.contains(['\n', '(']) {
        true => written.rsplit(['.', ':']).next().unwrap_or(written),
        false => written,
    };
    let instead = instead(rule, call);
    let message = format!(
        "`{written}` waits for the database and stops the event loop, so no other request is served; {instead}."
    );
    let start = rule.item.span.start;
    let draft = acc.report(call.span.shifted(start), message);
    if let Some(request) = plain(rule, call) {
        draft.fix(request.moved(start));
    }
}

fn instead(rule: &RuleCtx, call: &Call<'_>) -> String {
    let language = rule.file.facts.language;
    if language == Language::Rust {
        return "move it to a thread with `spawn_blocking`, or use an asynchronous driver".to_owned();
    }
    let path = rule.scope.resolve(call.callee).path();
    let class = path.and_then(|path| {
        let (class, _) = path.rsplit_once('.')?;
        let twin = Libraries::of(language).async_twin(class)?;
        Some(twin.rsplit('.').next()?.to_owned())
    });
    match class {
        Some(class) if class.starts_with(char::is_uppercase) => format!("use `{class}` and await it"),
        _ => "use the asynchronous form, or move it to a thread".to_owned(),
    }
}

/// The repair of a handler that waits for nothing: the framework runs a plain function in a thread.
fn plain(rule: &RuleCtx, call: &Call<'_>) -> Option<FixRequest> {
    let (id, function) = rule.function_of(call.id)?;
    if rule.file.facts.language != Language::Python || !rule.is_outermost(id) {
        return None;
    }
    // Only these frameworks run plain handlers in threads.
    let is_threaded = rule.modules.iter().any(|module| {
        matches!(module.split('.').next(), Some("fastapi" | "starlette"))
    });
    let is_route = function.signature.decorators.iter().any(|decorator| {
        let last = decorator.path.rsplit('.').next().unwrap_or_default();
        let is_verb = matches!(last, "api_route" | "delete" | "get" | "patch" | "post" | "put");
        is_verb && decorator.path.contains('.') && decorator.args.is_some()
    });
    let waits = exprs_in(rule.body, &function.block)
        .any(|(_, expr)| matches!(expr.kind, ExprKind::Await(_)))
        || stmts_in(rule.body, &function.block).any(|(_, stmt)| {
            matches!(
                stmt.kind,
                StmtKind::With { is_async: true, .. } | StmtKind::Loop { is_async: true, .. }
            )
        });
    if !is_threaded || !is_route || waits {
        return None;
    }
    let name = function.signature.name_span;
    let title = "Make this handler a plain `def`";
    Some(FixRequest::rule(title, Safety::Unsafe, "plain").at(name))
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let name = request.span(0)?;
    let before = ctx.file.text.get(..name.start as usize)?;
    let at = before.rfind("async ")?;
    // Nothing else stands between the keyword and the name.
    let rest = before.get(at..)?.strip_prefix("async ")?.trim();
    let start = u32::try_from(at).ok()?;
    let span = syntax::span::Span::new(start, start + 6);
    (rest == "def").then(|| Edits::here(vec![TextEdit::replace(span, "")]))
}
