//! The repair that moves a blocking call of Python off the event loop. It decides about no call.

use syntax::facts::{ExprKind, StmtKind};
use syntax::span::Span;

use crate::context::{Call, FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{FixRequest, Safety};
use crate::fix::import;
use crate::outline::Parent;

/// The step of the repair.
pub const STEP: &str = "thread";

/// The repair of a call; none where its value is used in ways that an awaited one cannot be.
#[must_use]
pub fn request(ctx: &RuleCtx<'_>, call: &Call<'_>) -> Option<FixRequest> {
    // The value of a manager is used in other ways than an answer.
    if is_manager(ctx, call) || is_called_on(ctx, call) {
        return None;
    }
    let callee = ctx.body.exprs.get(call.callee).span;
    let request = FixRequest::rule("Move the call to a thread", Safety::Unsafe, STEP);
    Some(request.at(callee).at(call.span))
}

/// The edits of [`request`].
#[must_use]
pub fn edits(ctx: &FixCtx<'_>, request: &FixRequest) -> Option<Edits> {
    let callee = request.span(0)?;
    let call = request.span(1)?;
    let text = ctx.file.text;
    let written = text.get(callee.range())?;
    let rest = text.get(callee.end as usize..call.end as usize)?;
    let inner = rest.trim_start().strip_prefix('(')?;
    let blank = rest.len() - inner.len();
    let comma = match inner.trim_start().starts_with(')') {
        true => "",
        false => ", ",
    };
    let asyncio = import(ctx.file, "asyncio", None)?;
    let mut edits: Vec<_> = asyncio.edit.into_iter().collect();
    let head = Span::new(callee.start, callee.end + u32::try_from(blank).ok()?);
    let new = format!("await {}.to_thread({written}{comma}", asyncio.local);
    edits.push(TextEdit::replace(head, new));
    Some(Edits::here(edits))
}

fn is_manager(ctx: &RuleCtx<'_>, call: &Call<'_>) -> bool {
    let Parent::Stmt(id) = ctx.outline.of_expr(call.id) else {
        return false;
    };
    matches!(ctx.body.stmt(id).kind, StmtKind::With { .. })
}

/// Whether a member of the result is taken at once: an `await` in front would take it of the coroutine.
#[must_use]
pub fn is_called_on(ctx: &RuleCtx<'_>, call: &Call<'_>) -> bool {
    let parent = ctx.parent_expr(call.id);
    parent.is_some_and(|parent| match &ctx.body.exprs.get(parent).kind {
        ExprKind::Member { .. } => true,
        ExprKind::Index { object, .. } => *object == call.id,
        _ => false,
    })
}
