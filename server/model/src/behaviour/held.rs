//! Statements that are used as values inside another statement's expressions; it never enters what they hold.

use syntax::facts::{BinaryOp, Body, ExprId, ExprKind, StmtId, StmtKind, Test};
use syntax::span::Span;

/// The statements in one statement's expressions.
#[derive(Default)]
pub(super) struct Held {
    /// Those that run whenever the expressions do, in that order.
    pub certain: Vec<(ExprId, StmtId)>,
    /// Those that run only where a condition in the expression falls one way.
    pub uncertain: Vec<Span>,
}

pub(super) fn held(body: &Body, id: StmtId) -> Held {
    let mut held = Held::default();
    let roots: Vec<ExprId> = match &body.stmt(id).kind {
        StmtKind::Expr(expr) | StmtKind::Defer(expr) | StmtKind::Spawn(expr) => vec![*expr],
        StmtKind::Assign { value, .. } => value.iter().copied().collect(),
        StmtKind::Branch { test, .. } => vec![tested(test)],
        StmtKind::Loop { iterable, test, .. } => match (iterable, test) {
            (Some(iterable), _) => vec![*iterable],
            (None, test) => test.iter().map(tested).collect(),
        },
        StmtKind::Match { subject, .. } => vec![*subject],
        StmtKind::With { managers, .. } => managers.iter().map(|(manager, _)| *manager).collect(),
        StmtKind::Return(values) | StmtKind::Delete(values) => values.clone(),
        StmtKind::Raise { error, .. } => error.iter().copied().collect(),
        StmtKind::Assert { test, .. } => vec![*test],
        StmtKind::Unknown { exprs, .. } => exprs.clone(),
        StmtKind::Try { .. }
        | StmtKind::Break
        | StmtKind::Continue
        | StmtKind::Function(_)
        | StmtKind::Class { .. }
        | StmtKind::Block(_)
        | StmtKind::Import(_)
        | StmtKind::Outer(_)
        | StmtKind::Empty => Vec::new(),
    };
    let mut stack: Vec<(ExprId, bool)> = roots.into_iter().rev().map(|root| (root, true)).collect();
    while let Some((expr, always)) = stack.pop() {
        let found = body.exprs.get(expr);
        match &found.kind {
            ExprKind::Statement(inner) => {
                let is_class = matches!(body.stmt(*inner).kind, StmtKind::Class { .. });
                match always {
                    _ if is_class => {}
                    true => held.certain.push((expr, *inner)),
                    false => held.uncertain.push(found.span),
                }
            }
            ExprKind::Conditional {
                test,
                then,
                otherwise,
            } => stack.extend([(*otherwise, false), (*then, false), (*test, always)]),
            ExprKind::Binary {
                op: BinaryOp::And | BinaryOp::Or | BinaryOp::Coalesce,
                left,
                right,
            } => stack.extend([(*right, false), (*left, always)]),
            ExprKind::Comprehension { .. } => {
                let parts = body.exprs.children(expr);
                stack.extend(parts.into_iter().rev().map(|part| (part, false)));
            }
            _ => {
                let parts = body.exprs.children(expr);
                stack.extend(parts.into_iter().rev().map(|part| (part, always)));
            }
        }
    }
    held
}

fn tested(test: &Test) -> ExprId {
    match test {
        Test::Expr(expr) => *expr,
        Test::Pattern { value, .. } => *value,
    }
}
