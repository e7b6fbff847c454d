//! BM311: values that serve the next request, used where this one may be over. It follows no call.

use syntax::facts::{BinaryOp, ExprId, ExprKind, FunctionId, PatternKind, StmtId, StmtKind};
use syntax::span::Span;

use crate::context::{FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::outline::{bound_names, inside};
use crate::shared::requests::{self, Given};
use crate::text;

/// What the contexts give texts by that stand in memory which the next request writes to.
const TEXTS: &[&str] = &[
    "BaseURL", "Body", "Cookies", "FormValue", "Get", "Hostname", "IP", "OriginalURL", "Params", "Path", "Query",
    "Queries",
];

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    for (id, stmt) in ctx.body.stmts() {
        match &stmt.kind {
            StmtKind::Spawn(call) => check_spawn(ctx, id, *call, acc),
            StmtKind::Assign {
                targets,
                op: None,
                value: Some(value),
                declares: false,
                ..
            } => {
                let at = stmt.span.start;
                let is_kept = targets
                    .iter()
                    .any(|target| is_shared(ctx, &target.kind, at));
                if is_kept {
                    check_kept(ctx, *value, acc);
                }
            }
            _ => {}
        }
    }
    for (_, expr) in ctx.body.exprs.iter() {
        if let ExprKind::Binary {
            op: BinaryOp::Send,
            right,
            ..
        } = expr.kind
        {
            check_kept(ctx, right, acc);
        }
    }
}

fn reused<'a>(ctx: &RuleCtx<'a>, offset: u32) -> Vec<Given<'a>> {
    let mut given = requests::around(ctx, offset);
    given.retain(|given| given.value.reused);
    given
}

fn check_spawn(ctx: &RuleCtx, id: StmtId, call: ExprId, acc: &mut Findings) {
    let stmt = ctx.body.stmt(id).span;
    let ExprKind::Call { callee, args, .. } = &ctx.body.exprs.get(call).kind else {
        return;
    };
    for given in reused(ctx, stmt.start) {
        let inner = code_of(ctx, *callee);
        let is_used = |id: ExprId| requests::names(ctx, id, &given);
        // What stands among the arguments is made before the goroutine begins; the value itself is only handed on.
        let handed = args.iter().map(|arg| arg.value).filter(|arg| is_used(*arg));
        let called_on = match &ctx.body.exprs.get(*callee).kind {
            ExprKind::Member { object, .. } => Some(*object).filter(|object| is_used(*object)),
            _ => None,
        };
        let in_code = ctx.body.exprs.iter().map(|(id, _)| id).filter(|id| {
            let span = ctx.body.exprs.get(*id).span;
            inner.is_some_and(|inner| inner.contains(span)) && is_used(*id)
        });
        let uses: Vec<Span> = handed
            .chain(called_on)
            .chain(in_code)
            .map(|id| ctx.body.exprs.get(id).span)
            .collect();
        if let Some(first) = uses.first() {
            report(ctx, &given, stmt, *first, &uses, acc);
        }
    }
}

/// The code of a function that is written at the call.
fn code_of(ctx: &RuleCtx, callee: ExprId) -> Option<Span> {
    let ExprKind::Function(function) = ctx.body.exprs.get(callee).kind else {
        return None;
    };
    Some(ctx.body.function(function)?.block.span)
}

fn report(
    ctx: &RuleCtx,
    given: &Given<'_>,
    stmt: Span,
    first: Span,
    uses: &[Span],
    acc: &mut Findings,
) {
    let name = &given.param.name;
    let is_joined = is_joined(ctx, given.function, stmt.end);
    let instead = match &given.value.copy {
        Some(copy) => format!("give it a copy made by `{name}.{copy}()`"),
        None => "take what it needs out of it before".to_owned(),
    };
    let message = format!(
        "`{name}` serves another request once the handler has returned, and this goroutine may still use it; {instead}."
    );
    let mut draft = acc.report(first, message);
    if is_joined {
        draft = draft.severity(Severity::Info);
    }
    if let Some(copy) = &given.value.copy {
        let title = format!("Use a copy of `{name}`");
        let mut request = FixRequest::rule(title, Safety::Safe, "copy").at(stmt);
        for span in uses {
            request = request.at(*span);
        }
        draft.fix(request.with(format!("{name}.{copy}()")));
    }
}

/// Whether the function waits for what it started: `group.Wait()`, `<-done`.
fn is_joined(ctx: &RuleCtx, function: FunctionId, from: u32) -> bool {
    let is_behind = |span: Span| {
        span.start >= from && ctx.scope.function_at(span.start).map(|(id, _)| id) == Some(function)
    };
    ctx.body.exprs.iter().any(|(_, expr)| {
        let waits = match &expr.kind {
            ExprKind::Call { callee, args, .. } => {
                args.is_empty()
                    && matches!(&ctx.body.exprs.get(*callee).kind, ExprKind::Member { name, .. } if name == "Wait")
            }
            ExprKind::Unary { op, .. } => *op == syntax::facts::UnaryOp::Receive,
            _ => false,
        };
        waits && is_behind(expr.span)
    })
}

/// Whether a target outlives the request: a name of the package, or a part of one.
fn is_shared(ctx: &RuleCtx, target: &PatternKind, offset: u32) -> bool {
    match target {
        PatternKind::Name(name) => {
            let is_own = ctx.scope.functions_at(offset).any(|(_, function)| {
                let params = &function.signature.params;
                let is_param = params.iter().any(|param| param.name == *name);
                is_param || declares(ctx, function.block.span, name)
            });
            !is_own && is_package_binding(ctx, name)
        }
        PatternKind::Place(id) => {
            let mut at = *id;
            while let ExprKind::Member { object, .. } | ExprKind::Index { object, .. } =
                &ctx.body.exprs.get(at).kind
            {
                at = *object;
            }
            is_package_name(ctx, at)
        }
        _ => false,
    }
}

/// Whether a statement in the span declares the name.
fn declares(ctx: &RuleCtx, span: Span, name: &str) -> bool {
    ctx.body.stmts().any(|(_, stmt)| match &stmt.kind {
        StmtKind::Assign {
            targets,
            declares: true,
            ..
        } => {
            let mut bound = targets.iter().flat_map(bound_names);
            span.contains(stmt.span) && bound.any(|bound| bound == name)
        }
        _ => false,
    })
}

fn is_package_binding(ctx: &RuleCtx, name: &str) -> bool {
    let declared = ctx.file.env.declared(name);
    declared.is_some_and(|symbol| ctx.file.env.binding(symbol).is_some())
}

fn is_package_name(ctx: &RuleCtx, id: ExprId) -> bool {
    let ExprKind::Name(name) = &ctx.body.exprs.get(id).kind else {
        return false;
    };
    ctx.scope.local(id).is_none() && is_package_binding(ctx, name)
}

/// A text of the request that is kept as it is.
fn check_kept(ctx: &RuleCtx, value: ExprId, acc: &mut Findings) {
    let exprs = &ctx.body.exprs;
    let at = exprs.get(value).span;
    let given = reused(ctx, at.start);
    let mut found = inside(ctx.body, value).filter_map(|(id, expr)| {
        let ExprKind::Call { callee, .. } = &expr.kind else {
            return None;
        };
        let ExprKind::Member { object, name, .. } = &exprs.get(*callee).kind else {
            return None;
        };
        let given = given
            .iter()
            .find(|given| requests::names(ctx, *object, given))?;
        let is_text = given.value.texts && TEXTS.contains(&name.as_str());
        let is_kept = id == value || is_part(ctx, id, value);
        (is_text && is_kept).then_some((expr.span, &given.param.name, name))
    });
    if let Some((span, param, name)) = found.next() {
        let message = format!(
            "What `{param}.{name}` gives stands in memory that the next request writes to, and it is kept here; make a copy of it."
        );
        let _ = acc.report(span, message);
    }
}

/// Whether a value is in a display, and not worked on by a call.
fn is_part(ctx: &RuleCtx, id: ExprId, whole: ExprId) -> bool {
    let parents = std::iter::successors(ctx.parent_expr(id), |at| ctx.parent_expr(*at));
    let mut parents = parents.take_while(|at| *at != whole);
    let is_display = |id: ExprId| {
        matches!(
            ctx.body.exprs.get(id).kind,
            ExprKind::Map { .. } | ExprKind::Record { .. } | ExprKind::Sequence { .. } | ExprKind::Unary { .. }
        )
    };
    parents.all(is_display) && is_display(whole)
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let stmt = request.span(0)?;
    let text = ctx.file.text;
    let name = ["cc", "contextCopy", "copied"]
        .into_iter()
        .find(|name| !text.contains(name))?;
    let indent = text::indent(text, stmt.start);
    let line_break = text::line_break(text);
    let made = format!("{indent}{name} := {}{line_break}", request.word(0)?);
    let mut edits = vec![TextEdit::insert(text::line_start(text, stmt.start), made)];
    let mut index = 1;
    while let Some(span) = request.span(index) {
        edits.push(TextEdit::replace(span, name));
        index += 1;
    }
    Some(Edits::here(edits))
}
