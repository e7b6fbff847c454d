//! How calls are written: what is called last, on what, and which options are given. It resolves nothing.

use syntax::facts::{Body, ExprId, ExprKind, Name};

use crate::context::RuleCtx;

/// The last name of what is called or named: `cookie` of `res.cookie`.
#[must_use]
pub fn last_name(body: &Body, id: ExprId) -> Option<&Name> {
    match &body.exprs.get(id).kind {
        ExprKind::Name(name) | ExprKind::Member { name, .. } => Some(name),
        _ => None,
    }
}

/// What a method is called on.
#[must_use]
pub fn object(body: &Body, callee: ExprId) -> Option<ExprId> {
    match &body.exprs.get(callee).kind {
        ExprKind::Member { object, .. } => Some(*object),
        _ => None,
    }
}

/// The name that a chain of members, calls and elements begins with.
#[must_use]
pub fn root(body: &Body, id: ExprId) -> Option<&Name> {
    let mut at = id;
    for _ in 0..64 {
        at = body.exprs.referenced(at);
        at = match &body.exprs.get(at).kind {
            ExprKind::Name(name) => return Some(name),
            ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => *object,
            ExprKind::Call { callee, .. } => *callee,
            _ => return None,
        };
    }
    None
}

/// The methods of a chain of calls from the outside in, each with its call: `b` and `a` of `x.a().b()`, and
/// what the chain begins with.
#[must_use]
pub fn chain(body: &Body, id: ExprId) -> (Vec<(&Name, ExprId)>, ExprId) {
    let mut links = Vec::new();
    let mut at = body.exprs.unwrapped(id);
    while let ExprKind::Call { callee, .. } = &body.exprs.get(at).kind {
        let ExprKind::Member { object, name, .. } = &body.exprs.get(*callee).kind else {
            break;
        };
        links.push((name, at));
        at = body.exprs.unwrapped(*object);
    }
    (links, at)
}

/// Whether a call is the outermost of its chain.
#[must_use]
pub fn is_outermost(ctx: &RuleCtx<'_>, call: ExprId) -> bool {
    let parent = ctx.parent_expr(call);
    !parent.is_some_and(|parent| matches!(ctx.body.exprs.get(parent).kind, ExprKind::Member { .. }))
}
