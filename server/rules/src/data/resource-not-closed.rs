//! BM405: answers, rows, files and sessions that nobody gives back. What is handed on is left to who takes it.

use model::{ClosedBy, Libraries};
use syntax::facts::{
    ExprId, ExprKind, Function, FunctionId, Pattern, PatternKind, StmtId, StmtKind, Test, UnaryOp,
};
use syntax::language::Language;
use syntax::span::Span;

use crate::context::{Call, FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::fix::indented;
use crate::outline::Parent;
use crate::shared::resolved::{self, Calls};
use crate::shared::{flow, startup};
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
        for (id, stmt) in rule.body.stmts() {
            if let StmtKind::Assign {
                targets,
                op: None,
                value: Some(value),
                declares,
                ..
            } = &stmt.kind
                && let Some(name) = bound(ctx, targets)
            {
                let is_go = ctx.file.facts.language == Language::Go;
                // A name that is declared further out is looked for there.
                let at = stmt.span.start;
                let mut around = rule.scope.functions_at(at);
                let function = match is_go && !declares {
                    true => around.last(),
                    false => around.next(),
                };
                if let Some((function, _)) = function {
                    check_bound(ctx, rule, &calls, (id, function), name, *value, acc);
                }
            }
        }
        if ctx.file.facts.language == Language::Python {
            check_chains(rule, acc);
        }
    });
}

/// The name that takes what a call gives: alone, or as the first of several results.
fn bound<'a>(ctx: &ProjectCtx, targets: &'a [Pattern]) -> Option<&'a str> {
    let [target] = targets else { return None };
    let first = match &target.kind {
        PatternKind::Sequence(parts) if ctx.file.facts.language == Language::Go => parts.first()?,
        _ => target,
    };
    match &first.kind {
        PatternKind::Name(name) => Some(name),
        _ => None,
    }
}

/// How what a call gives is given back, by the tables of libraries.
fn closed_by(
    ctx: &ProjectCtx,
    rule: &RuleCtx,
    calls: &Calls,
    call: ExprId,
) -> Option<&'static ClosedBy> {
    let exprs = &rule.body.exprs;
    let inner = exprs.unwrapped(call);
    let ExprKind::Call { callee, args, .. } = &exprs.get(inner).kind else {
        return None;
    };
    let call = Call {
        id: inner,
        span: exprs.get(inner).span,
        callee: *callee,
        args,
    };
    let libraries = Libraries::of(ctx.file.facts.language);
    let by_path = calls.path(ctx, rule, &call);
    let by_path = by_path.and_then(|path| libraries.closed_by(&path));
    by_path.or_else(|| libraries.closed_by(&resolved::class_made(ctx, rule, inner)?))
}

fn check_bound(
    ctx: &ProjectCtx,
    rule: &RuleCtx,
    calls: &Calls,
    (id, function): (StmtId, FunctionId),
    name: &str,
    value: ExprId,
    acc: &mut Findings,
) {
    let Some(known) = rule.body.function(function) else {
        return;
    };
    let Some(closed) = closed_by(ctx, rule, calls, value) else {
        return;
    };
    let Some(uses) = uses(rule, function, name) else {
        return;
    };
    // Bound again in a loop or a branch, one `Close` may be for all of them.
    if uses.iter().any(|id| is_given_back(rule, *id, closed)) {
        return;
    }
    report(rule, id, name, value, closed, known, acc);
}

/// The uses of a local name in its function; none where the name belongs to more than that.
fn uses(rule: &RuleCtx, function: FunctionId, name: &str) -> Option<Vec<ExprId>> {
    let exprs = &rule.body.exprs;
    let known = rule.body.function(function)?;
    let outside = rule.body.stmts().any(|(_, stmt)| {
        matches!(&stmt.kind, StmtKind::Outer(names) if names.iter().any(|own| own == name))
    });
    let own = exprs.iter().filter(|(_, expr)| {
        known.block.span.contains(expr.span)
            && matches!(&expr.kind, ExprKind::Name(own) if own == name)
    });
    let uses: Vec<ExprId> = own.map(|(id, _)| id).collect();
    // A result that the signature names leaves with the function.
    let is_param = known.signature.params.iter().any(|param| param.name == name);
    let source = rule.source(Span::new(
        known.signature.params_span.end,
        known.block.span.start,
    ));
    let is_result = text::line(source, 0)
        .split(|char: char| !char.is_alphanumeric() && char != '_')
        .any(|word| word == name);
    (!outside && !is_param && !is_result).then_some(uses)
}

/// Whether a use gives the value back, or hands it to somebody who may.
fn is_given_back(rule: &RuleCtx, id: ExprId, closed: &ClosedBy) -> bool {
    let exprs = &rule.body.exprs;
    let mut at = id;
    let mut wanted = closed.member.as_deref();
    loop {
        match rule.outline.of_expr(at) {
            Parent::Expr(parent) => match &exprs.get(parent).kind {
                ExprKind::Member { object, name, .. } if *object == at => {
                    if let Some(member) = wanted {
                        if name != member {
                            return false;
                        }
                        wanted = None;
                        at = parent;
                        continue;
                    }
                    return name.to_ascii_lowercase().contains("close") || *name == closed.method;
                }
                ExprKind::Call { args, callee, .. } => {
                    let is_arg = args.iter().any(|arg| arg.value == at);
                    return is_arg && !only_reads(rule, *callee);
                }
                ExprKind::Index { .. } => return false,
                ExprKind::Binary { op, .. } => {
                    use syntax::facts::BinaryOp::{And, Coalesce, Or, Send};
                    return matches!(op, And | Or | Coalesce | Send);
                }
                ExprKind::Unary { op, .. } => {
                    return !matches!(op, UnaryOp::Not);
                }
                ExprKind::Conditional { test, .. } => return *test != at,
                ExprKind::Comprehension { element, .. } => return *element == at,
                _ => return true,
            },
            Parent::Stmt(stmt) => {
                return match &rule.body.stmt(stmt).kind {
                    // A loop over the value, a test of it and a statement that names it leave it as it is.
                    StmtKind::Loop { .. } | StmtKind::Expr(_) | StmtKind::Assert { .. } => false,
                    StmtKind::Branch { test, .. } => !matches!(test, Test::Expr(_)),
                    _ => true,
                };
            }
            Parent::Function(_) | Parent::Head(_) | Parent::Item => return true,
        }
    }
}

/// Whether a called function only reads what it is given.
fn only_reads(rule: &RuleCtx, callee: ExprId) -> bool {
    let path = rule.scope.resolve(callee).path();
    path.is_some_and(|path| Libraries::of(rule.file.facts.language).only_reads(&path))
}

fn report(
    rule: &RuleCtx,
    id: StmtId,
    name: &str,
    value: ExprId,
    closed: &ClosedBy,
    known: &Function,
    acc: &mut Findings,
) {
    let exprs = &rule.body.exprs;
    let start = rule.item.span.start;
    let ExprKind::Call { callee, .. } = &exprs.get(exprs.unwrapped(value)).kind else {
        return;
    };
    let made = rule.source(exprs.get(*callee).span);
    let made = match made.contains(['\n', '(']) {
        true => made.rsplit('.').next().unwrap_or(made),
        false => made,
    };
    let what = match &closed.member {
        Some(member) => format!("{name}.{member}"),
        None => name.to_owned(),
    };
    let span = exprs.get(value).span.shifted(start);
    if rule.file.facts.language == Language::Python {
        let message = format!(
            "`{name}`, made by `{made}`, is never closed when something fails, and here not at all; use `with`."
        );
        let draft = acc.report(span, message);
        if let Some(request) = managed(rule, id, name, value, known) {
            draft.fix(request.moved(start));
        }
        return;
    }
    let method = &closed.method;
    let message = format!(
        "`{what}` of `{made}` is never closed, so its connection is lost to the pool; add `defer {what}.{method}()` behind the check of the error."
    );
    let draft = acc.report(span, message);
    if let Some(behind) = behind_check(rule, id) {
        let title = format!("Add `defer {what}.{method}()`");
        let request = FixRequest::rule(title, Safety::Safe, "defer");
        let request = request.at(behind.shifted(start));
        draft.fix(request.with(format!("defer {what}.{method}()")));
    }
}

/// The check of the error right behind the statement, where it leaves the function.
fn behind_check(rule: &RuleCtx, id: StmtId) -> Option<Span> {
    let next = rule.body.stmt(flow::stmt_behind(rule, id)?);
    let StmtKind::Branch {
        then,
        otherwise: None,
        ..
    } = &next.kind
    else {
        return None;
    };
    (!flow::reaches_end(rule.body, then)).then_some(next.span)
}

/// The repair that makes a block of the statements from the binding to the last use.
fn managed(
    rule: &RuleCtx,
    id: StmtId,
    name: &str,
    value: ExprId,
    known: &Function,
) -> Option<FixRequest> {
    let (block, at) = flow::block_of(rule, id)?;
    let stmt = rule.body.stmt(id);
    let stmts: Vec<_> = block.stmts.iter().map(|own| rule.body.stmt(*own)).collect();
    let uses = |span: Span| {
        rule.body.exprs.iter().any(|(_, expr)| {
            span.contains(expr.span) && matches!(&expr.kind, ExprKind::Name(own) if own == name)
        })
    };
    let last = (at + 1..stmts.len())
        .rev()
        .find(|index| stmts.get(*index).is_some_and(|own| uses(own.span)))?;
    let inner = Span::new(stmts.get(at + 1)?.span.start, stmts.get(last)?.span.end);
    // What is used behind the block as well cannot be told from here.
    let rest = Span::new(block.span.end.max(inner.end), known.block.span.end);
    let has_long_text = rule.body.exprs.iter().any(|(_, expr)| {
        inner.contains(expr.span)
            && matches!(
                expr.kind,
                ExprKind::Literal(_) | ExprKind::Template { .. }
            )
            && rule.source(expr.span).contains('\n')
    });
    if uses(rest) || has_long_text {
        return None;
    }
    let exprs = &rule.body.exprs;
    let made = rule.source(exprs.get(exprs.unwrapped(value)).span);
    let is_awaited = made.len() < rule.source(exprs.get(value).span).len();
    if is_awaited || made.contains('\n') {
        return None;
    }
    let is_async = ["AsyncClient(", "ClientSession("]
        .iter()
        .any(|class| made.contains(class));
    let with = if is_async { "async with" } else { "with" };
    let request = FixRequest::rule("Use `with`", Safety::Unsafe, "with");
    let request = request.at(stmt.span).at(inner);
    Some(request.with(format!("{with} {made} as {name}:")))
}

/// `open(path).read()`: the file is closed when it is collected, whenever that is.
fn check_chains(rule: &RuleCtx, acc: &mut Findings) {
    for call in rule.calls() {
        if !rule.scope.resolve(call.callee).is("open") || rule.function_of(call.id).is_none() {
            continue;
        }
        if is_read_at_once(rule, &call) {
            let message = "The opened file is closed whenever it is collected, not when it has been read; use `with open(...)`.";
            let span = call.span.shifted(rule.item.span.start);
            let _ = acc.report(span, message).severity(Severity::Info);
        }
    }
}

fn is_read_at_once(rule: &RuleCtx, call: &Call<'_>) -> bool {
    let Some(parent) = rule.parent_expr(call.id) else {
        return false;
    };
    match &rule.body.exprs.get(parent).kind {
        ExprKind::Member { name, .. } => {
            name.starts_with("read") || name.starts_with("write")
        }
        ExprKind::Call { callee, .. } => only_reads(rule, *callee),
        _ => false,
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let text = ctx.file.text;
    let line_break = text::line_break(text);
    let span = request.span(0)?;
    let line = request.word(0)?;
    let indent = text::indent(text, span.start);
    if request.step()? == "defer" {
        let new = format!("{line_break}{indent}{line}");
        return Some(Edits::here(vec![TextEdit::insert(span.end, new)]));
    }
    let (lines, inner) = indented(text, request.span(1)?, &|_| false)?;
    Some(Edits::here(vec![
        TextEdit::replace(span, line.as_str()),
        TextEdit::replace(lines, inner),
    ]))
}
