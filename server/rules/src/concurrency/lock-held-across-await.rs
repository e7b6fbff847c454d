//! BM309: locks of threads that are held while a task waits. What kind of lock it is must be certain.

use model::EffectKind;
use syntax::facts::{
    Block, CallStyle, ExprId, ExprKind, FunctionId, Pattern, PatternKind, StmtId, StmtKind, Test,
};
use syntax::language::Ecosystem;
use syntax::span::Span;

use crate::context::{FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Draft, Finding, Findings, FixRequest, Safety, Severity};
use crate::fix::{import, indented};
use crate::outline::{Parent, bound_names, inside};
use crate::shared::locks::{self, Lock};
use crate::shared::resolved::Calls;
use crate::shared::{flow, requests};
use crate::text;

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    for (id, stmt) in ctx.body.stmts() {
        match (&stmt.kind, ctx.file.facts.language.ecosystem()) {
            (
                StmtKind::With {
                    managers,
                    body,
                    is_async: false,
                },
                Ecosystem::Python,
            ) => check_managers(ctx, managers, body, acc),
            (_, Ecosystem::Rust) => check_guards(ctx, id, acc),
            _ => {}
        }
    }
    if ctx.file.facts.language.ecosystem() == Ecosystem::Rust {
        check_temporaries(ctx, acc);
    }
}

/// What waits while a handler holds a lock may be told by another file.
pub fn check_project(ctx: &ProjectCtx, acc: &mut Findings) {
    if ctx.file.facts.language.ecosystem() != Ecosystem::Go {
        return;
    }
    ctx.each_item(|rule| {
        for (id, stmt) in rule.body.stmts() {
            if let StmtKind::Expr(value) = &stmt.kind {
                check_pair(ctx, rule, id, *value, acc);
            }
        }
    });
}

/// Where the code of a function waits, in order: `await`, and what loops or enters by waiting.
fn waits(ctx: &RuleCtx, span: Span) -> Vec<Span> {
    let function = ctx.scope.function_at(span.start).map(|(id, _)| id);
    let exprs = ctx.body.exprs.iter().filter_map(|(_, expr)| {
        let waits = match &expr.kind {
            ExprKind::Await(_) => true,
            ExprKind::Call { callee, style, .. } => {
                *style == CallStyle::Macro
                    && ctx.body.exprs.path(*callee).is_some_and(|path| {
                        let last = path.rsplit('.').next().unwrap_or_default();
                        matches!(last, "join" | "select" | "select_biased" | "try_join")
                    })
            }
            _ => false,
        };
        waits.then_some(expr.span)
    });
    let stmts = ctx.body.stmts().filter_map(|(_, stmt)| {
        let waits = matches!(
            stmt.kind,
            StmtKind::Loop { is_async: true, .. } | StmtKind::With { is_async: true, .. }
        );
        waits.then_some(stmt.span)
    });
    let mut found: Vec<Span> = exprs
        .chain(stmts)
        .filter(|wait| {
            span.contains(*wait) && ctx.scope.function_at(wait.start).map(|(id, _)| id) == function
        })
        .collect();
    // An expression waits where its `await` ends.
    found.sort_by_key(|wait| wait.end);
    found
}

fn check_managers(
    ctx: &RuleCtx,
    managers: &[(ExprId, Option<Pattern>)],
    body: &Block,
    acc: &mut Findings,
) {
    let Some(wait) = waits(ctx, body.span).first().copied() else {
        return;
    };
    for (manager, _) in managers {
        let Some(class) = locks::of_threads(ctx, *manager) else {
            continue;
        };
        let span = ctx.body.exprs.get(*manager).span;
        let written = ctx.source(span);
        let message = format!(
            "`{written}` is a lock of threads, held while the task waits: the next task that wants it stops the event loop, and the first can never go on; use `asyncio.{class}` with `async with`."
        );
        let mut draft = acc.report(span, message);
        draft = draft.related(None, wait, "The task waits here.");
        let head = Span::new(span.start, span.start);
        if matches!(managers, [_]) && ctx.body.exprs.path(*manager).is_some() {
            let request = FixRequest::rule(
                format!("Use `asyncio.{class}`"),
                Safety::Unsafe,
                "asynchronous",
            );
            draft.fix(request.at(head).with(class).with(written));
        }
    }
}

/// `let guard = lock.lock().unwrap();`, `if let Ok(guard) = lock.lock() { .. }`, `match lock.lock() { .. }`.
fn check_guards(ctx: &RuleCtx, id: StmtId, acc: &mut Findings) {
    match &ctx.body.stmt(id).kind {
        StmtKind::Assign {
            targets,
            op: None,
            value: Some(value),
            declares: true,
            ..
        } => {
            let [target] = targets.as_slice() else { return };
            let PatternKind::Name(name) = &target.kind else {
                return;
            };
            let Some(lock) = locks::guard(ctx, *value) else {
                return;
            };
            check_let(ctx, id, name, *value, lock, acc);
        }
        StmtKind::Branch {
            test: Test::Pattern { value, pattern },
            then,
            ..
        } => check_scrutinee(ctx, *value, Some(pattern), &[then.span], acc),
        StmtKind::Loop {
            test: Some(Test::Pattern { value, pattern }),
            body,
            ..
        } => check_scrutinee(ctx, *value, Some(pattern), &[body.span], acc),
        StmtKind::Loop {
            iterable: Some(value),
            body,
            ..
        } => check_scrutinee(ctx, *value, None, &[body.span], acc),
        StmtKind::Match { subject, arms } => {
            let arms: Vec<Span> = arms.iter().map(|arm| arm.block.span).collect();
            check_scrutinee(ctx, *subject, None, &arms, acc);
        }
        _ => {}
    }
}

fn check_let(
    ctx: &RuleCtx,
    id: StmtId,
    name: &str,
    value: ExprId,
    lock: Lock,
    acc: &mut Findings,
) {
    let Some((block, at)) = flow::block_of(ctx, id) else {
        return;
    };
    let from = ctx.body.stmt(id).span.end;
    let region = Span::new(from, block.span.end.max(from));
    let ends = ends_of(ctx, name, region);
    let wait = waits(ctx, region)
        .into_iter()
        .find(|wait| !ends.iter().any(|(end, block)| end.end <= wait.start && block.contains(*wait)));
    let Some(wait) = wait else { return };
    let draft = report(ctx.body.exprs.get(value).span, lock, wait, acc);
    if let Some(span) = guarded(ctx, block, at, name, wait) {
        let request = FixRequest::rule("Let go of the lock before", Safety::Unsafe, "block");
        draft.fix(request.at(span));
    }
}

/// Where the guard ends before its block does: `drop(guard)`, or it is given away. With the block each stands in.
fn ends_of(ctx: &RuleCtx, name: &str, region: Span) -> Vec<(Span, Span)> {
    let exprs = &ctx.body.exprs;
    let is_guard = |id: ExprId| matches!(&exprs.get(id).kind, ExprKind::Name(own) if own == name);
    let calls = ctx.calls().filter(|call| {
        region.contains(call.span) && call.args.iter().any(|arg| is_guard(arg.value))
    });
    let mut ends: Vec<(Span, Span)> = Vec::new();
    for call in calls {
        let around = ctx.outline.around(ctx.outline.of_expr(call.id));
        let stmt = around.into_iter().find_map(|parent| match parent {
            Parent::Stmt(stmt) => Some(stmt),
            _ => None,
        });
        let block = stmt.and_then(|stmt| flow::block_of(ctx, stmt));
        if let Some((block, _)) = block {
            ends.push((call.span, block.span));
        }
    }
    // `guard = condition.wait(guard)` and moves into other names are not followed.
    let moved = ctx.body.stmts().filter_map(|(id, stmt)| match &stmt.kind {
        StmtKind::Assign {
            value: Some(value), ..
        } if region.contains(stmt.span) && is_guard(*value) => {
            Some((stmt.span, flow::block_of(ctx, id)?.0.span))
        }
        _ => None,
    });
    ends.extend(moved);
    ends
}

/// The statements from the lock to its last use, if they can stand in a block of their own.
fn guarded(ctx: &RuleCtx, block: &Block, at: usize, name: &str, wait: Span) -> Option<Span> {
    let exprs = &ctx.body.exprs;
    let stmts: Vec<_> = block
        .stmts
        .iter()
        .map(|id| ctx.body.stmt(*id))
        .collect();
    let uses = |word: &str, span: Span| {
        exprs.iter().any(|(_, expr)| {
            span.contains(expr.span) && matches!(&expr.kind, ExprKind::Name(own) if own == word)
        })
    };
    let waiting = stmts.iter().position(|stmt| stmt.span.contains(wait))?;
    let last = (at + 1..stmts.len())
        .rev()
        .find(|index| stmts.get(*index).is_some_and(|stmt| uses(name, stmt.span)))?;
    if last >= waiting {
        return None;
    }
    let inner = stmts.get(at..=last)?;
    let rest = Span::new(inner.last()?.span.end, block.span.end);
    let leaks = inner.iter().any(|stmt| match &stmt.kind {
        StmtKind::Assign {
            targets,
            declares: true,
            ..
        } => targets
            .iter()
            .flat_map(bound_names)
            .any(|bound| uses(bound, rest)),
        _ => false,
    });
    let is_text = |span: Span| ctx.source(span).contains('\n');
    let span = Span::new(inner.first()?.span.start, inner.last()?.span.end);
    let has_long_text = exprs.iter().any(|(_, expr)| {
        span.contains(expr.span)
            && matches!(expr.kind, ExprKind::Literal(_) | ExprKind::Template { .. })
            && is_text(expr.span)
    });
    (!leaks && !has_long_text).then_some(span)
}

/// What a pattern is matched with lives as long as the blocks that follow.
fn check_scrutinee(
    ctx: &RuleCtx,
    value: ExprId,
    pattern: Option<&Pattern>,
    blocks: &[Span],
    acc: &mut Findings,
) {
    let wait = blocks
        .iter()
        .find_map(|block| waits(ctx, *block).first().copied());
    let Some(wait) = wait else { return };
    let is_checked = pattern.is_none_or(|pattern| {
        matches!(&pattern.kind, PatternKind::Type { path, .. } if path.rsplit('.').next() == Some("Ok"))
    });
    let found = inside(ctx.body, value).find_map(|(id, expr)| {
        let checked = id == value && is_checked;
        Some((expr.span, locks::taken(ctx, id, checked)?))
    });
    if let Some((span, lock)) = found {
        let _ = report(span, lock, wait, acc);
    }
}

/// `send(lock.lock().unwrap().clone()).await`: the guard lives to the end of the statement.
fn check_temporaries(ctx: &RuleCtx, acc: &mut Findings) {
    for call in ctx.calls() {
        let Some(lock) = locks::taken(ctx, call.id, false) else {
            continue;
        };
        let around = ctx.outline.around(ctx.outline.of_expr(call.id));
        let exprs = around.map_while(|parent| match parent {
            Parent::Expr(id) => Some(id),
            _ => None,
        });
        let wait = exprs
            .map(|id| ctx.body.exprs.get(id))
            .find(|expr| matches!(expr.kind, ExprKind::Await(_)));
        if let Some(wait) = wait {
            let _ = report(call.span, lock, wait.span, acc);
        }
    }
}

fn report(
    span: Span,
    lock: Lock,
    wait: Span,
    acc: &mut Findings,
) -> Draft<'_> {
    let message = match lock {
        Lock::Cell => "This borrow lasts while the task waits: another task that borrows meanwhile panics; end it before the `await`.",
        Lock::Thread => "This lock of threads is held while the task waits: other tasks that want it stop their threads, and all may wait for each other; let go of it before the `await`, or use an asynchronous lock.",
    };
    acc.report(span, message)
        .related(None, wait, "The task waits here.")
}

/// `mu.Lock()` in a handler, and a call to a database or a peer before the lock is released.
fn check_pair(
    project: &ProjectCtx,
    ctx: &RuleCtx,
    id: StmtId,
    value: ExprId,
    acc: &mut Findings,
) {
    let exprs = &ctx.body.exprs;
    let ExprKind::Call { callee, args, .. } = &exprs.get(value).kind else {
        return;
    };
    let ExprKind::Member { object, name, .. } = &exprs.get(*callee).kind else {
        return;
    };
    let (true, "Lock" | "RLock") = (args.is_empty(), name.as_str()) else {
        return;
    };
    let release = match name.as_str() {
        "RLock" => "RUnlock",
        _ => "Unlock",
    };
    let Some(path) = exprs.path(*object) else {
        return;
    };
    let span = ctx.body.stmt(id).span;
    let Some((function, known)) = ctx.scope.function_at(span.start) else {
        return;
    };
    if !is_handler(ctx, function) {
        return;
    }
    let releases = ctx.calls().filter(|call| {
        let ExprKind::Member { object, name, .. } = &exprs.get(call.callee).kind else {
            return false;
        };
        let is_deferred = ctx.outline.stmt_of(call.id).is_some_and(|stmt| {
            matches!(ctx.body.stmt(stmt).kind, StmtKind::Defer(_))
        });
        *name == release && exprs.path(*object).as_ref() == Some(&path) && !is_deferred
    });
    let end = releases
        .map(|call| call.span.start)
        .filter(|at| *at > span.end)
        .min()
        .unwrap_or(known.block.span.end);
    let held = Span::new(span.end, end.max(span.end));
    let calls = Calls::of(project, ctx);
    let found = ctx.calls().find(|call| {
        let effect = calls.effect(project, ctx, call);
        held.contains(call.span)
            && ctx.scope.function_at(call.span.start).map(|(id, _)| id) == Some(function)
            && effect.is_some_and(|effect| {
                matches!(
                    effect.kind,
                    EffectKind::Http | EffectKind::Database | EffectKind::Cache | EffectKind::Mail
                )
            })
    });
    let Some(call) = found else { return };
    let written = ctx.source(exprs.get(call.callee).span);
    let written = match written.contains(['\n', '(']) {
        true => written.rsplit('.').next().unwrap_or(written),
        false => written,
    };
    let message = format!(
        "`{path}` is held while `{written}` waits for an answer, so every other request that wants it waits, too; release it before the call."
    );
    let start = ctx.item.span.start;
    acc.report(exprs.get(value).span.shifted(start), message)
        .severity(Severity::Info)
        .related(None, call.span.shifted(start), "The call waits here.");
}

/// Whether a function is given what a request brings, and not only what ends with it.
fn is_handler(ctx: &RuleCtx, function: FunctionId) -> bool {
    requests::given(ctx, function)
        .iter()
        .any(|given| given.value.cancels.as_deref() != Some(""))
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let span = request.span(0)?;
    let text = ctx.file.text;
    if request.step()? == "block" {
        let (lines, inner) = indented(text, span, &|_| false)?;
        let indent = text::indent(text, span.start);
        let line_break = text::line_break(text);
        let new = format!("{indent}{{{line_break}{inner}{line_break}{indent}}}");
        return Some(Edits::here(vec![TextEdit::replace(lines, new)]));
    }
    let (class, written) = (request.word(0)?, request.word(1)?);
    let made = locks::made(ctx.file, written, class)?;
    let with = text::line(text, span.start);
    let with = text::line_start(text, span.start) + u32::try_from(with.find("with ")?).ok()?;
    let asyncio = import(ctx.file, "asyncio", None)?;
    let mut edits: Vec<TextEdit> = asyncio.edit.into_iter().collect();
    edits.push(TextEdit::replace(made, format!("{}.{class}", asyncio.local)));
    edits.push(TextEdit::insert(with, "async "));
    Some(Edits::here(edits))
}
