//! BM312: calls that go on when nobody waits for the request any longer. A context has to be in scope.

use model::Libraries;
use syntax::facts::{ExprKind, FunctionId, PatternKind, StmtKind};
use syntax::span::Span;

use crate::context::{Call, FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::outline::Parent;
use crate::shared::resolved::{self, Calls};
use crate::shared::{requests, startup};
use crate::text;

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    if startup::is_script(ctx.file) {
        return;
    }
    ctx.each_item(|rule| {
        if rule.is_test() {
            return;
        }
        let calls = Calls::of(ctx, rule);
        for call in rule.calls() {
            let Some((function, known)) = rule.scope.function_at(call.span.start) else {
                continue;
            };
            if matches!(known.signature.name.as_str(), "main" | "init") {
                continue;
            }
            check_call(ctx, rule, &calls, &call, function, acc);
        }
    });
}

fn check_call(
    ctx: &ProjectCtx,
    rule: &RuleCtx,
    calls: &Calls,
    call: &Call<'_>,
    function: FunctionId,
    acc: &mut Findings,
) {
    if let Some(path) = calls.path(ctx, rule, call) {
        if matches!(path.as_str(), "context.Background" | "context.TODO") {
            check_new(rule, call, function, acc);
            return;
        }
        let libraries = Libraries::of(ctx.file.facts.language);
        if let Some(twin) = libraries.cancellable(&resolved::as_called(rule, call, &path)) {
            if !is_given_later(rule, function, twin) {
                report(rule, call, twin, acc);
            }
            return;
        }
    }
    check_helper(ctx, rule, call, calls.function(ctx, rule, call), acc);
}

/// `request.WithContext(ctx)`.
fn is_given_later(rule: &RuleCtx, function: FunctionId, twin: &str) -> bool {
    let body = rule.body.function(function).map(|known| known.block.span);
    let source = body.map(|body| rule.source(body)).unwrap_or_default();
    twin == "NewRequestWithContext" && source.contains(".WithContext(")
}

/// A context in scope, as code writes it, and the names it is made of.
fn context(rule: &RuleCtx, offset: u32) -> Option<String> {
    // A goroutine may be meant to outlive the request, and a function that is kept runs when it is asked to.
    if is_spawned(rule, offset) || is_kept(rule, offset) {
        return None;
    }
    let around = requests::around(rule, offset);
    let given = around.iter().filter_map(|given| {
        let cancels = given.value.cancels.as_ref()?;
        let name = &given.param.name;
        (name != "_").then(|| format!("{name}{cancels}"))
    });
    // What is a context itself needs no call.
    given.min_by_key(|written| written.contains('.'))
}

/// Whether the code at an offset is that of a function which is put into something.
fn is_kept(rule: &RuleCtx, offset: u32) -> bool {
    let Some((function, _)) = rule.scope.function_at(offset) else {
        return false;
    };
    let Parent::Expr(own) = rule.outline.of_function(function) else {
        return false;
    };
    let Parent::Stmt(id) = rule.outline.of_expr(own) else {
        return false;
    };
    match &rule.body.stmt(id).kind {
        StmtKind::Assign { targets, .. } => targets
            .iter()
            .any(|target| matches!(target.kind, PatternKind::Place(_))),
        _ => false,
    }
}

/// Whether the code at an offset runs in a goroutine, or when the function is left.
fn is_spawned(rule: &RuleCtx, offset: u32) -> bool {
    rule.body.stmts().any(|(_, stmt)| {
        matches!(stmt.kind, StmtKind::Spawn(_) | StmtKind::Defer(_))
            && stmt.span.start <= offset
            && offset < stmt.span.end
    })
}

fn report(rule: &RuleCtx, call: &Call<'_>, twin: &str, acc: &mut Findings) {
    let start = rule.item.span.start;
    let written = written(rule, call);
    let context = context(rule, call.span.start);
    let instead = match (twin.is_empty(), &context) {
        (false, Some(context)) => format!("use `{twin}` with `{context}`"),
        (false, None) => format!("use `{twin}`"),
        (true, _) => "use a form that takes a context".to_owned(),
    };
    let message = format!(
        "`{written}` goes on when nobody waits for its answer any longer, because it is given no context; {instead}."
    );
    let draft = acc.report(call.span.shifted(start), message);
    let Some(context) = context else {
        let _ = draft.severity(Severity::Hint);
        return;
    };
    let ExprKind::Member { name_span, .. } = &rule.body.exprs.get(call.callee).kind else {
        return;
    };
    let ExprKind::Call { args_span, .. } = &rule.body.exprs.get(call.id).kind else {
        return;
    };
    if twin.is_empty() {
        return;
    }
    let inner = match (call.args.is_empty(), twin.starts_with("BeginTx")) {
        (true, true) => format!("{context}, nil"),
        (true, false) => context.clone(),
        (false, _) => format!("{context}, "),
    };
    let request = FixRequest::rule(format!("Use `{twin}`"), Safety::Safe, "twin");
    let open = Span::new(args_span.start + 1, args_span.start + 1);
    let request = request.at(name_span.shifted(start)).at(open.shifted(start));
    draft.fix(request.with(twin).with(inner));
}

/// `context.Background()` where a context is at hand.
fn check_new(rule: &RuleCtx, call: &Call<'_>, function: FunctionId, acc: &mut Findings) {
    let start = rule.item.span.start;
    // A function inside another one may run when the request is over.
    let own = requests::given(rule, function);
    let is_given = own
        .iter()
        .any(|given| given.value.cancels.is_some() && given.param.name != "_");
    let Some(context) = context(rule, call.span.start).filter(|_| is_given) else {
        return;
    };
    let body = rule.body.function(function).map(|known| known.block.span);
    let source = body.map(|body| rule.source(body)).unwrap_or_default();
    // Who waits for both has thought of both.
    let is_beside = context.contains('.') && source.contains(&format!(":= {context}"));
    if is_beside || is_default(rule, call, &context) || is_explained(rule, call) {
        return;
    }
    let written = written(rule, call);
    let message = format!(
        "`{written}` begins a context that the request cannot cancel, though there is one of it; use `{context}`."
    );
    let span = call.span.shifted(start);
    let request = FixRequest::rule(format!("Use `{context}`"), Safety::Safe, "context");
    acc.report(span, message)
        .fix(request.at(span).with(context));
}

/// `if ctx == nil { ctx = context.Background() }`.
fn is_default(rule: &RuleCtx, call: &Call<'_>, context: &str) -> bool {
    let Parent::Stmt(id) = rule.outline.of_expr(call.id) else {
        return false;
    };
    match &rule.body.stmt(id).kind {
        StmtKind::Assign { targets, .. } => targets.iter().any(
            |target| matches!(&target.kind, PatternKind::Name(name) if name == context),
        ),
        _ => false,
    }
}

/// Whether a comment at the call says why it has a context of its own.
fn is_explained(rule: &RuleCtx, call: &Call<'_>) -> bool {
    let text = rule.file.text;
    let at = call.span.start + rule.item.span.start;
    let above = text::line_before(text, at).map(|above| text::line(text, above).trim());
    let above = above.filter(|line| line.starts_with("//"));
    let behind = text::line(text, at).split_once("//").map(|(_, behind)| behind);
    [above, behind].into_iter().flatten().any(|comment| {
        let comment = comment.to_ascii_lowercase();
        ["background", "cancel", "context", "ctx", "detach", "nolint", "request"]
            .iter()
            .any(|word| comment.contains(word))
    })
}

/// A function of the project that takes no context and makes a call that needs one.
fn check_helper(
    ctx: &ProjectCtx,
    rule: &RuleCtx,
    call: &Call<'_>,
    callee: Option<model::SymbolRef>,
    acc: &mut Findings,
) {
    let Some(callee) = callee else { return };
    let (Some(function), Some(env)) = (ctx.index.function(callee), ctx.index.env(callee.file))
    else {
        return;
    };
    let libraries = Libraries::of(ctx.file.facts.language);
    let takes = function.signature.params.iter().any(|param| {
        let origin = param.ty.as_ref().and_then(|ty| env.origin_of(ty));
        let path = origin.and_then(|origin| origin.path().cloned());
        path.is_some_and(|path| libraries.request_value(&path).is_some())
    });
    let Some(context) = context(rule, call.span.start) else {
        return;
    };
    if takes || function.signature.is_abstract {
        return;
    }
    let facts = ctx.index.function_facts(callee);
    let found = facts.calls.iter().find_map(|inner| {
        let path = inner.to.external()?;
        let is_nested = function
            .calls
            .get(inner.index as usize)
            .is_none_or(|call| call.nested);
        libraries.cancellable(path).filter(|_| !is_nested)?;
        // Looking for a program and running it is over soon.
        Some((path.clone(), inner.place))
    });
    let Some((path, place)) = found else { return };
    let name = &function.signature.name;
    let last = path.rsplit('/').next().unwrap_or(&path);
    let message = format!(
        "`{name}` takes no context and calls `{last}`, so it goes on when the request is over; hand `{context}` on to it."
    );
    let span = call.span.shifted(rule.item.span.start);
    let file = (place.file != ctx.id).then_some(place.file);
    let _ = acc
        .report(span, message)
        .severity(Severity::Info)
        .related(file, place.span, format!("`{last}` is called here."));
}

fn written<'a>(rule: &RuleCtx<'a>, call: &Call<'_>) -> &'a str {
    let written = rule.source(rule.body.exprs.get(call.callee).span);
    // A chain over several lines is told by its last name.
    match written.contains(['\n', '(']) {
        true => written.rsplit('.').next().unwrap_or(written),
        false => written,
    }
}

pub fn fix(_ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let first = TextEdit::replace(request.span(0)?, request.word(0)?.as_str());
    if request.step()? == "context" {
        return Some(Edits::here(vec![first]));
    }
    let inner = TextEdit::insert(request.span(1)?.start, request.word(1)?.as_str());
    Some(Edits::here(vec![first, inner]))
}
