//! The repair that awaits an asynchronous twin in place of a call that blocks. It decides about no call.

use crate::context::{Call, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{FixRequest, Safety};

use super::thread;

/// The repair that calls `callee` instead and awaits it.
#[must_use]
pub fn request(ctx: &RuleCtx<'_>, call: &Call<'_>, title: String, callee: &str) -> FixRequest {
    let step = match thread::is_called_on(ctx, call) {
        true => "brackets",
        false => "await",
    };
    let request = FixRequest::rule(title, Safety::Safe, step);
    let request = request.at(call.span);
    request
        .at(ctx.body.exprs.get(call.callee).span)
        .with(callee)
}

/// The edits of [`request`].
#[must_use]
pub fn edits(request: &FixRequest) -> Option<Edits> {
    let call = request.span(0)?;
    let callee = TextEdit::replace(request.span(1)?, request.word(0)?.as_str());
    let edits = match request.step()? {
        "brackets" => vec![
            TextEdit::insert(call.start, "(await "),
            callee,
            TextEdit::insert(call.end, ")"),
        ],
        _ => vec![TextEdit::insert(call.start, "await "), callee],
    };
    Some(Edits::here(edits))
}
