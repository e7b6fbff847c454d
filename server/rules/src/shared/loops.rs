//! Loops around a call: what they go through, what they bind, and whether a value depends on it.

use syntax::facts::{
    BinaryOp, Block, ExprId, ExprKind, Function, FunctionId, Name, Stmt, StmtId, StmtKind, Test,
    UnaryOp,
};
use syntax::span::Span;

use crate::context::RuleCtx;
use crate::outline::{Parent, bound_names, exprs_in, inside, stmts_in};

/// Methods of lists that call the function they are given once for each element.
const EACH: &[&str] = &[
    "each", "every", "filter", "find", "flatMap", "forEach", "map", "some",
];

/// A loop of a function, or what stands in for one.
#[derive(Debug)]
pub struct Loop<'a> {
    /// What is gone through; none where the loop counts.
    pub over: Option<ExprId>,
    /// The names that change from pass to pass.
    pub names: Vec<&'a Name>,
    pub span: Span,
    /// The code of a pass; none of a comprehension.
    pub body: Option<&'a Block>,
}

/// The loops around an expression, in the function that runs it or in those that give it to a list, innermost first.
#[must_use]
pub fn around<'a>(ctx: &RuleCtx<'a>, id: ExprId) -> Vec<Loop<'a>> {
    let span = ctx.body.exprs.get(id).span;
    let mut found = Vec::new();
    for parent in ctx.outline.around(ctx.outline.of_expr(id)) {
        match parent {
            Parent::Stmt(stmt) => found.extend(of_stmt(ctx, stmt, span)),
            Parent::Expr(expr) => found.extend(of_comprehension(ctx, expr, span)),
            Parent::Function(function) => {
                let Some(known) = ctx.body.function(function) else {
                    break;
                };
                let Some(each) = of_method(ctx, function, known) else {
                    break;
                };
                found.push(each);
            }
            Parent::Head(_) | Parent::Item => break,
        }
    }
    found
}

fn of_stmt<'a>(ctx: &RuleCtx<'a>, id: StmtId, inner: Span) -> Option<Loop<'a>> {
    let stmt: &'a Stmt = ctx.body.stmt(id);
    let StmtKind::Loop {
        target,
        iterable,
        test,
        body,
        ..
    } = &stmt.kind
    else {
        return None;
    };
    if !body.span.contains(inner) {
        return None;
    }
    let names = match target {
        Some(target) => bound_names(target),
        None => counted(ctx, test.as_ref()?, body),
    };
    (!names.is_empty()).then_some(Loop {
        over: *iterable,
        names,
        span: stmt.span,
        body: Some(body),
    })
}

/// The name that a loop counts: its test compares it and its last statement changes it.
fn counted<'a>(ctx: &RuleCtx<'a>, test: &Test, body: &'a Block) -> Vec<&'a Name> {
    let Test::Expr(test) = test else {
        return Vec::new();
    };
    let exprs = &ctx.body.exprs;
    let ExprKind::Binary {
        op: BinaryOp::Less | BinaryOp::LessEqual,
        left,
        ..
    } = &exprs.get(*test).kind
    else {
        return Vec::new();
    };
    let ExprKind::Name(name) = &exprs.get(*left).kind else {
        return Vec::new();
    };
    let last = body.stmts.last().map(|last| &ctx.body.stmt(*last).kind);
    let is_step = match last {
        Some(StmtKind::Expr(step)) => matches!(
            &exprs.get(*step).kind,
            ExprKind::Unary { op: UnaryOp::Increment, operand }
                if matches!(&exprs.get(*operand).kind, ExprKind::Name(own) if own == name)
        ),
        Some(StmtKind::Assign {
            targets,
            op: Some(BinaryOp::Add),
            ..
        }) => targets
            .iter()
            .flat_map(bound_names)
            .any(|bound| bound == name),
        _ => false,
    };
    match is_step {
        true => vec![name],
        false => Vec::new(),
    }
}

fn of_comprehension<'a>(ctx: &RuleCtx<'a>, id: ExprId, inner: Span) -> Option<Loop<'a>> {
    let expr = ctx.body.exprs.get(id);
    let ExprKind::Comprehension {
        element,
        key,
        clauses,
        ..
    } = &expr.kind
    else {
        return None;
    };
    let each_pass = std::iter::once(element)
        .chain(key)
        .chain(clauses.iter().flat_map(|clause| &clause.conditions));
    let is_inside = each_pass
        .into_iter()
        .any(|part| ctx.body.exprs.get(*part).span.contains(inner));
    let first = clauses.first()?;
    is_inside.then(|| Loop {
        over: Some(first.iterable),
        names: clauses
            .iter()
            .flat_map(|clause| bound_names(&clause.target))
            .collect(),
        span: expr.span,
        body: None,
    })
}

/// `ids.map(async (id) => ...)`.
fn of_method<'a>(ctx: &RuleCtx<'a>, function: FunctionId, known: &'a Function) -> Option<Loop<'a>> {
    let Parent::Expr(own) = ctx.outline.of_function(function) else {
        return None;
    };
    let call = ctx.parent_expr(own)?;
    let exprs = &ctx.body.exprs;
    let ExprKind::Call { callee, args, .. } = &exprs.get(call).kind else {
        return None;
    };
    let ExprKind::Member { object, name, .. } = &exprs.get(*callee).kind else {
        return None;
    };
    let is_first = args.first().is_some_and(|arg| arg.value == own);
    // Objects of libraries have methods of these names that call once.
    let is_list = ctx.scope.resolve(*object).path().is_none();
    if !is_first || !is_list || !EACH.contains(&name.as_str()) {
        return None;
    }
    let params = known.signature.params.iter().take(1);
    let names: Vec<&Name> = params
        .flat_map(|param| match &param.pattern {
            Some(pattern) => bound_names(pattern),
            None => vec![&param.name],
        })
        .collect();
    (!names.is_empty()).then_some(Loop {
        over: Some(*object),
        names,
        span: exprs.get(call).span,
        body: Some(&known.block),
    })
}

/// The names of a pass, with those that are made of them in it.
#[must_use]
pub fn changing<'a>(ctx: &RuleCtx<'a>, pass: &Loop<'a>) -> Vec<&'a Name> {
    let mut names = pass.names.clone();
    let Some(body) = pass.body else {
        return names;
    };
    for (_, stmt) in stmts_in(ctx.body, body) {
        let StmtKind::Assign {
            targets,
            value: Some(value),
            ..
        } = &stmt.kind
        else {
            continue;
        };
        if depends(ctx, *value, &names) {
            names.extend(targets.iter().flat_map(bound_names));
        }
    }
    names
}

/// Whether one of the names is in a value.
#[must_use]
pub fn depends(ctx: &RuleCtx<'_>, value: ExprId, names: &[&Name]) -> bool {
    inside(ctx.body, value)
        .any(|(_, expr)| matches!(&expr.kind, ExprKind::Name(own) if names.contains(&own)))
}

/// Whether a pass leaves the loop, or waits for the next one: it tries again, or looks for the first that fits.
#[must_use]
pub fn ends_early(ctx: &RuleCtx<'_>, pass: &Loop<'_>, found: &[&Name]) -> bool {
    let Some(body) = pass.body else {
        return false;
    };
    let leaves = stmts_in(ctx.body, body).any(|(_, stmt)| match &stmt.kind {
        StmtKind::Break => true,
        StmtKind::Return(values) => values.iter().any(|value| depends(ctx, *value, found)),
        _ => false,
    });
    let sleeps = exprs_in(ctx.body, body).any(|(_, expr)| match &expr.kind {
        ExprKind::Call { callee, .. } => {
            let path = model::call_path(&ctx.body.exprs, *callee).unwrap_or_default();
            let last = path.rsplit('.').next().unwrap_or_default();
            last.eq_ignore_ascii_case("sleep")
        }
        _ => false,
    });
    leaves || sleeps
}
