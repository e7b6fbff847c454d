//! Calls that only clean up: what they fail at is lost in any case. It goes by names alone.

use syntax::facts::{Block, Body, ExprId, ExprKind};

use crate::outline::exprs_in;
use crate::text;

/// First words of functions that give something back or take it away.
const VERBS: &[&str] = &[
    "abort",
    "cancel",
    "cleanup",
    "close",
    "delete",
    "destroy",
    "disconnect",
    "dispose",
    "end",
    "kill",
    "quit",
    "release",
    "remove",
    "rm",
    "rmdir",
    "rollback",
    "shutdown",
    "stop",
    "teardown",
    "terminate",
    "unlink",
    "unlock",
    "unref",
];

/// Whether a function of this name, the last part of a path, only cleans up.
#[must_use]
pub fn is_cleanup(name: &str) -> bool {
    let words = text::words(name);
    words
        .first()
        .is_some_and(|first| VERBS.contains(&first.as_str()))
}

/// Whether a block makes calls, and every one of them only cleans up.
#[must_use]
pub fn only_cleans_up(body: &Body, block: &Block) -> bool {
    let mut calls = exprs_in(body, block).filter_map(|(_, expr)| match &expr.kind {
        ExprKind::Call { callee, .. } => Some(*callee),
        _ => None,
    });
    let cleans = |callee: ExprId| {
        let path = model::call_path(&body.exprs, callee).unwrap_or_default();
        is_cleanup(path.rsplit('.').next().unwrap_or_default())
    };
    calls.next().is_some_and(cleans) && calls.all(cleans)
}
