//! How control leaves a block. It looks at the shape of statements alone.

use syntax::facts::{Block, Body, ExprKind, Function, Literal, Stmt, StmtId, StmtKind, Test};

use crate::context::RuleCtx;
use crate::outline::{Parent, blocks_of, exprs_of, inside, stmts_in};

/// How deep blocks are followed; deeper ones count as reaching their end.
const DEEPEST: usize = 64;

/// The statement right behind another one, in the same block.
#[must_use]
pub fn stmt_behind(ctx: &RuleCtx<'_>, stmt: StmtId) -> Option<StmtId> {
    let (block, at) = block_of(ctx, stmt)?;
    block.stmts.get(at + 1).copied()
}

/// The block that holds a statement directly, and the statement's place in it.
#[must_use]
pub fn block_of<'a>(ctx: &RuleCtx<'a>, stmt: StmtId) -> Option<(&'a Block, usize)> {
    let blocks = match ctx.outline.of_stmt(stmt) {
        Parent::Stmt(outer) => blocks_of(ctx.body.stmt(outer)),
        Parent::Function(outer) => vec![&ctx.body.function(outer)?.block],
        _ => Vec::new(),
    };
    blocks.into_iter().find_map(|block| {
        let at = block.stmts.iter().position(|own| *own == stmt)?;
        Some((block, at))
    })
}

/// Whether control can reach the end of the block. Where it cannot be told, it can.
#[must_use]
pub fn reaches_end(body: &Body, block: &Block) -> bool {
    block_reaches_end(body, block, DEEPEST)
}

fn block_reaches_end(body: &Body, block: &Block, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return true;
    };
    block
        .stmts
        .iter()
        .all(|stmt| stmt_reaches_end(body, body.stmt(*stmt), depth))
}

fn stmt_reaches_end(body: &Body, stmt: &Stmt, depth: usize) -> bool {
    let ends = |block: &Block| block_reaches_end(body, block, depth);
    match &stmt.kind {
        StmtKind::Return(_) | StmtKind::Raise { .. } | StmtKind::Break | StmtKind::Continue => {
            false
        }
        StmtKind::Branch {
            then, otherwise, ..
        } => ends(then) || otherwise.as_ref().is_none_or(ends),
        StmtKind::Loop {
            iterable: None,
            test,
            body: inner,
            ..
        } if is_endless(body, test.as_ref()) => stmts_in(body, inner)
            .any(|(_, stmt)| matches!(stmt.kind, StmtKind::Break | StmtKind::Unknown { .. })),
        StmtKind::Match { arms, .. } => {
            let takes_all = arms.iter().any(|arm| {
                use syntax::facts::PatternKind;
                let is_open = matches!(
                    arm.pattern.kind,
                    PatternKind::Wildcard | PatternKind::Name(_)
                );
                is_open && arm.guard.is_none()
            });
            !takes_all || arms.iter().any(|arm| ends(&arm.block))
        }
        StmtKind::Try {
            body: tried,
            catches,
            otherwise,
            finally,
        } => {
            let finally_ends = finally.as_ref().is_none_or(ends);
            let tried_ends = ends(tried) && otherwise.as_ref().is_none_or(ends);
            finally_ends && (tried_ends || catches.iter().any(|catch| ends(&catch.block)))
        }
        // A manager may swallow what its block raises.
        StmtKind::With { body: inner, .. } => {
            ends(inner)
                || stmts_in(body, inner).all(|(_, stmt)| !matches!(stmt.kind, StmtKind::Return(_)))
        }
        StmtKind::Block(inner) => ends(inner),
        _ => true,
    }
}

fn is_endless(body: &Body, test: Option<&Test>) -> bool {
    match test {
        None => true,
        Some(Test::Expr(test)) => matches!(
            body.exprs.get(*test).kind,
            ExprKind::Literal(Literal::Bool(true))
        ),
        Some(Test::Pattern { .. }) => false,
    }
}

/// Whether the function hands on values one by one.
#[must_use]
pub fn yields(body: &Body, function: &Function) -> bool {
    function.signature.is_generator
        || stmts_in(body, &function.block)
            .flat_map(|(_, stmt)| exprs_of(stmt))
            .flat_map(|id| inside(body, id))
            .any(|(_, expr)| matches!(expr.kind, ExprKind::Yield { .. }))
}

/// Whether the block does nothing: `pass`, `...`, a docstring.
#[must_use]
pub fn is_empty(body: &Body, block: &Block) -> bool {
    block.stmts.iter().all(|stmt| match &body.stmt(*stmt).kind {
        StmtKind::Empty => true,
        StmtKind::Expr(value) => matches!(
            body.exprs.get(*value).kind,
            ExprKind::Literal(Literal::Ellipsis | Literal::Str(_))
        ),
        _ => false,
    })
}

/// Whether every way out of the block raises: no way reaches its end and none returns or leaves a loop.
#[must_use]
pub fn always_raises(body: &Body, block: &Block) -> bool {
    !reaches_end(body, block) && stmts_in(body, block).all(|(_, stmt)| !leaves_quietly(stmt))
}

fn leaves_quietly(stmt: &Stmt) -> bool {
    matches!(
        stmt.kind,
        StmtKind::Return(_) | StmtKind::Break | StmtKind::Continue
    ) || blocks_of(stmt).is_empty() && matches!(stmt.kind, StmtKind::Unknown { .. })
}
