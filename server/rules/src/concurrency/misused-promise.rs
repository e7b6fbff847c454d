//! BM308: promises where a value or a plain function is expected. It speaks of resolved calls alone.

use syntax::facts::{CallStyle, ExprId, ExprKind, Function, StmtKind, Test, UnaryOp};
use syntax::span::Span;

use crate::context::{Call, FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::outline::{Parent, stmts_in};
use crate::shared::promises::gives_promise;

/// Methods of lists that use what a function gives at once, or do not wait for it.
const ITERATORS: &[&str] = &[
    "every", "filter", "find", "findIndex", "findLast", "forEach", "some", "sort",
];

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    ctx.each_item(|rule| {
        for call in rule.calls() {
            check_function(rule, &call, acc);
            let place = use_of(rule, call.id);
            if let Some(place) = place
                && gives_promise(ctx, rule, &call)
            {
                report_use(rule, &call, &place, acc);
            }
        }
    });
}

/// What a call that gives a promise is used as.
enum Use {
    Condition,
    /// Returned out of a `try` whose handler then never runs.
    Returned,
    Spread,
}

fn use_of(rule: &RuleCtx, call: ExprId) -> Option<Use> {
    match rule.outline.of_expr(call) {
        Parent::Stmt(id) => match &rule.body.stmt(id).kind {
            StmtKind::Branch {
                test: Test::Expr(test),
                ..
            } => (*test == call).then_some(Use::Condition),
            StmtKind::Loop {
                test: Some(Test::Expr(test)),
                ..
            } => (*test == call).then_some(Use::Condition),
            StmtKind::Return(_) => is_in_try(rule, id).then_some(Use::Returned),
            _ => None,
        },
        Parent::Expr(parent) => match &rule.body.exprs.get(parent).kind {
            ExprKind::Unary {
                op: UnaryOp::Not, ..
            } => Some(Use::Condition),
            ExprKind::Conditional { test, .. } => (*test == call).then_some(Use::Condition),
            ExprKind::Binary { op, left, .. } => {
                use syntax::facts::BinaryOp::{And, Or};
                let is_condition = matches!(op, And | Or) && *left == call;
                is_condition.then_some(Use::Condition)
            }
            ExprKind::Spread { .. } => Some(Use::Spread),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a statement stands in the tried part of a `try` with a handler, in an async function.
fn is_in_try(rule: &RuleCtx, stmt: syntax::facts::StmtId) -> bool {
    let span = rule.body.stmt(stmt).span;
    let is_async = rule
        .scope
        .function_at(span.start)
        .is_some_and(|(_, function)| function.signature.is_async);
    let around = rule.outline.around(Parent::Stmt(stmt));
    let mut inner = around.take_while(|parent| !matches!(parent, Parent::Function(_)));
    is_async
        && inner.any(|parent| {
            let Parent::Stmt(id) = parent else {
                return false;
            };
            match &rule.body.stmt(id).kind {
                StmtKind::Try { body, catches, .. } => {
                    !catches.is_empty() && body.span.contains(span)
                }
                _ => false,
            }
        })
}

fn report_use(rule: &RuleCtx, call: &Call<'_>, place: &Use, acc: &mut Findings) {
    let callee = rule.source(rule.body.exprs.get(call.callee).span);
    let callee = match callee.contains(['\n', '(']) {
        true => callee.rsplit('.').next().unwrap_or(callee),
        false => callee,
    };
    let message = match place {
        Use::Condition => format!(
            "`{callee}` gives a promise, which is always true; add `await` to test what it gives."
        ),
        Use::Returned => format!(
            "The promise of `{callee}` leaves the `try` before it is settled, so its handler never runs; add `await`."
        ),
        Use::Spread => format!(
            "`{callee}` gives a promise, which has no entries of its own; add `await` to spread what it gives."
        ),
    };
    let span = call.span.shifted(rule.item.span.start);
    let is_async = rule
        .function_of(call.id)
        .is_some_and(|(_, function)| function.signature.is_async);
    let draft = acc.report(span, message);
    if is_async {
        // What follows a condition binds less than `await` does.
        draft.fix(FixRequest::rule("Add `await`", Safety::Unsafe, "await").at(span));
    }
}

/// `ids.forEach(async …)`, `new Promise(async …)`.
fn check_function(rule: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let exprs = &rule.body.exprs;
    let Some(first) = call.positional(0) else {
        return;
    };
    let ExprKind::Function(function) = exprs.get(first.value).kind else {
        return;
    };
    let Some(function) = rule.body.function(function) else {
        return;
    };
    if !function.signature.is_async {
        return;
    }
    let is_new = matches!(
        exprs.get(call.id).kind,
        ExprKind::Call {
            style: CallStyle::New,
            ..
        }
    );
    let start = rule.item.span.start;
    let head = exprs.get(first.value).span;
    let head = Span::new(head.start, (head.start + 5).min(head.end)).shifted(start);
    if is_new && rule.scope.resolve(call.callee).is("Promise") {
        let message = "An error thrown in an async executor rejects nothing, so whoever waits does so for ever; use the async function itself.";
        let _ = acc.report(head, message);
        return;
    }
    let ExprKind::Member { object, name, .. } = &exprs.get(call.callee).kind else {
        return;
    };
    // Lists that wait for what the function gives are no lists of the language.
    let is_library = rule.scope.resolve(*object).path().is_some();
    if !ITERATORS.contains(&name.as_str()) || is_library || is_cursor(rule, *object) {
        return;
    }
    let message = match name.as_str() {
        "forEach" => "`forEach` does not wait for what the function does: the code behind it comes first, and its errors are lost; use `for … of` with `await`.".to_owned(),
        name => format!(
            "`{name}` takes the promise for the answer, and a promise is always true; await the answers first."
        ),
    };
    let draft = acc.report(head, message);
    if name == "forEach"
        && let Some(request) = loop_request(rule, call, *object, function)
    {
        draft.fix(request);
    }
}

/// Whether the value is a cursor of a database, whose `forEach` waits.
fn is_cursor(rule: &RuleCtx, object: ExprId) -> bool {
    let path = model::call_path(&rule.body.exprs, object).unwrap_or_default();
    path.contains("find()") || path.contains("aggregate()") || path.contains("cursor")
}

/// The repair that makes a loop of `forEach`; none where its function returns or takes more than the element.
fn loop_request(
    rule: &RuleCtx,
    call: &Call<'_>,
    object: ExprId,
    function: &Function,
) -> Option<FixRequest> {
    let (_, around) = rule.function_of(call.id)?;
    let Parent::Stmt(stmt) = rule.outline.of_expr(call.id) else {
        return None;
    };
    let [param] = function.signature.params.as_slice() else {
        return None;
    };
    let returns = stmts_in(rule.body, &function.block)
        .any(|(_, stmt)| matches!(stmt.kind, StmtKind::Return(_)));
    let block = function.block.span;
    if !around.signature.is_async || returns || !rule.source(block).starts_with('{') {
        return None;
    }
    let element = rule.source(param.span);
    let list = rule.source(rule.body.exprs.get(object).span);
    let start = rule.item.span.start;
    let stmt = rule.body.stmt(stmt).span;
    let head = Span::new(stmt.start, block.start).shifted(start);
    let tail = Span::new(block.end, stmt.end).shifted(start);
    let request = FixRequest::rule("Loop with `for … of`", Safety::Unsafe, "loop");
    let request = request.at(head).at(tail);
    Some(request.with(format!("for (const {element} of {list}) ")))
}

pub fn fix(_ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let first = request.span(0)?;
    if request.step()? == "loop" {
        return Some(Edits::here(vec![
            TextEdit::replace(first, request.word(0)?.as_str()),
            TextEdit::replace(request.span(1)?, ""),
        ]));
    }
    Some(Edits::here(vec![TextEdit::insert(first.start, "await ")]))
}
