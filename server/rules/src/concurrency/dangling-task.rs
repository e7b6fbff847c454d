//! BM307: tasks that nobody keeps. What is kept, awaited or handed on is left alone.

use syntax::facts::{ExprId, ExprKind, PatternKind, StmtKind};

use crate::context::{Call, FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::fix::before_item;
use crate::outline::Parent;
use crate::shared::locate::item_at;
use crate::text;

/// Functions that start a task, whole paths.
const STARTERS: &[&str] = &[
    "asyncio.create_task",
    "asyncio.ensure_future",
    "asyncio.tasks.create_task",
];
/// Functions whose result starts tasks by its methods.
const LOOPS: &[&str] = &[
    "asyncio.get_event_loop",
    "asyncio.get_running_loop",
    "asyncio.new_event_loop",
];

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    for call in ctx.calls() {
        if starts_task(ctx, &call) && is_dropped(ctx, &call) {
            report(ctx, &call, acc);
        }
    }
}

fn starts_task(ctx: &RuleCtx, call: &Call<'_>) -> bool {
    let target = ctx.scope.resolve(call.callee);
    if STARTERS.iter().any(|path| target.is(path)) {
        return true;
    }
    LOOPS.iter().any(|path| {
        ["create_task", "ensure_future"]
            .iter()
            .any(|method| target.is(&format!("{path}().{method}")))
    })
}

/// Whether the task is a statement of its own, or bound to a name that nobody reads.
fn is_dropped(ctx: &RuleCtx, call: &Call<'_>) -> bool {
    let Parent::Stmt(id) = ctx.outline.of_expr(call.id) else {
        return false;
    };
    match &ctx.body.stmt(id).kind {
        StmtKind::Expr(value) => *value == call.id,
        StmtKind::Assign { targets, .. } => match targets.as_slice() {
            [only] => match &only.kind {
                PatternKind::Name(name) => !is_read(ctx, name, call.id) && is_local(ctx, call.id),
                _ => false,
            },
            _ => false,
        },
        _ => false,
    }
}

fn is_local(ctx: &RuleCtx, id: ExprId) -> bool {
    ctx.function_of(id).is_some()
}

/// Whether anything in the item reads the name.
fn is_read(ctx: &RuleCtx, name: &str, value: ExprId) -> bool {
    let inner = ctx.body.exprs.get(value).span;
    let read = ctx.body.exprs.iter().any(|(_, expr)| {
        let is_it = matches!(&expr.kind, ExprKind::Name(own) if own == name);
        is_it && !inner.contains(expr.span)
    });
    // A name of an outer scope may be read anywhere.
    let is_outer = ctx.body.stmts().any(|(_, stmt)| {
        matches!(&stmt.kind, StmtKind::Outer(names) if names.iter().any(|own| own == name))
    });
    read || is_outer
}

fn report(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let callee = ctx.source(ctx.body.exprs.get(call.callee).span);
    let message = format!(
        "Nobody keeps the task that `{callee}` starts: it may be collected before it is done, and its error is never seen; keep it until it is done."
    );
    let draft = acc.report(call.span, message);
    let Parent::Stmt(id) = ctx.outline.of_expr(call.id) else {
        return;
    };
    let stmt = ctx.body.stmt(id);
    if matches!(stmt.kind, StmtKind::Expr(_)) {
        let request = FixRequest::rule("Keep the task until it is done", Safety::Unsafe, "keep");
        draft.fix(request.at(stmt.span));
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let stmt = request.span(0)?;
    let text = ctx.file.text;
    let located = item_at(ctx.file.facts, stmt)?;
    let source = text.get(stmt.range())?;
    // Only a statement that has its line to itself has room for others.
    let line = text::line(text, stmt.start).trim_start();
    if !line.starts_with(source.lines().next()?) {
        return None;
    }
    let is_taken = |name: &str| {
        text.contains(&format!("{name} =")) && !text.contains(&format!("{name}: set[asyncio.Task"))
    };
    if is_taken("background_tasks") || is_taken("task") {
        return None;
    }
    let mut edits = Vec::new();
    if !text.contains("background_tasks: set[asyncio.Task") {
        let lines = ["background_tasks: set[asyncio.Task[object]] = set()".to_owned()];
        edits.push(before_item(text, ctx.file.facts, located.index, &lines)?);
    }
    let indent = text::indent(text, stmt.start);
    let line_break = text::line_break(text);
    edits.push(TextEdit::insert(stmt.start, "task = "));
    edits.push(TextEdit::insert(
        stmt.end,
        format!(
            "{line_break}{indent}background_tasks.add(task){line_break}{indent}task.add_done_callback(background_tasks.discard)"
        ),
    ));
    Some(Edits::here(edits))
}
