//! Data as a request brought it, before anybody looked at it, by how requests are read. It follows one name back.

use syntax::facts::{ExprId, ExprKind};
use syntax::language::Ecosystem;

use super::{built, calls};
use crate::context::RuleCtx;

/// What a request is called.
const REQUESTS: &[&str] = &["c", "context", "ctx", "event", "req", "request", "self"];
/// Attributes and methods that give all that a client sent, in JavaScript and in Python.
const NODE_BODIES: &[&str] = &["body", "query"];
const PYTHON_BODIES: &[&str] = &[
    "POST",
    "GET",
    "args",
    "data",
    "form",
    "get_json",
    "json",
    "values",
    "query_params",
];
/// Methods and functions that give the same in another form.
const COPIES: &[&str] = &["copy", "dict", "items", "to_dict", "toJSON", "toObject"];
const COPIERS: &[&str] = &[
    "Object.assign",
    "Object.fromEntries",
    "dict",
    "structuredClone",
];

/// Whether the value is the whole of what a request brought, unread.
#[must_use]
pub fn is_raw(ctx: &RuleCtx<'_>, id: ExprId) -> bool {
    is_raw_within(ctx, id, 6)
}

fn is_raw_within(ctx: &RuleCtx<'_>, id: ExprId, steps: usize) -> bool {
    let Some(steps) = steps.checked_sub(1) else {
        return false;
    };
    let exprs = &ctx.body.exprs;
    let id = built::followed(ctx, id);
    match &exprs.get(id).kind {
        ExprKind::Member { object, name, .. } => is_part(ctx, *object, name),
        ExprKind::Call { callee, args, .. } => match &exprs.get(*callee).kind {
            ExprKind::Member { object, name, .. } => {
                let copies = COPIES.contains(&name.as_str()) && is_raw_within(ctx, *object, steps);
                let is_json = name == "loads"
                    && args
                        .first()
                        .is_some_and(|arg| is_raw_within(ctx, arg.value, steps));
                let copied = name == "assign"
                    && args.len() == 2
                    && args
                        .get(1)
                        .is_some_and(|arg| is_raw_within(ctx, arg.value, steps));
                copies
                    || is_json
                    || copied
                    || is_part(ctx, *object, name)
                    || is_json_of_request(ctx, *object, name)
            }
            ExprKind::Name(_) => {
                let target = ctx.scope.resolve(*callee);
                let copies = COPIERS.iter().any(|name| target.is(name));
                copies
                    && args.len() == 1
                    && args.iter().any(|arg| is_raw_within(ctx, arg.value, steps))
            }
            _ => false,
        },
        // `{ ...req.body }`.
        ExprKind::Map { entries } => entries.iter().any(|entry| {
            entry.key.is_none()
                && match &exprs.get(entry.value).kind {
                    ExprKind::Spread { value, .. } => is_raw_within(ctx, *value, steps),
                    _ => is_raw_within(ctx, entry.value, steps),
                }
        }),
        ExprKind::Binary { left, .. } => is_raw_within(ctx, *left, steps),
        _ => false,
    }
}

/// `req.body`, `ctx.request.body`, `request.POST`.
fn is_part(ctx: &RuleCtx<'_>, object: ExprId, name: &str) -> bool {
    let parts = match ctx.file.facts.language.ecosystem() {
        Ecosystem::Node => NODE_BODIES,
        Ecosystem::Python => PYTHON_BODIES,
        _ => return false,
    };
    parts.contains(&name) && is_request(ctx, object)
}

/// `await req.json()`, `await c.req.parseBody()`.
fn is_json_of_request(ctx: &RuleCtx<'_>, object: ExprId, name: &str) -> bool {
    let reads = matches!(name, "json" | "parseBody" | "readBody" | "form");
    reads && is_request(ctx, object)
}

/// Whether an object is a request by what it is called: `req`, `ctx.request`, `self.request`.
#[must_use]
pub fn is_request(ctx: &RuleCtx<'_>, object: ExprId) -> bool {
    let Some(path) = ctx.body.exprs.path(object) else {
        return false;
    };
    let last = path.rsplit('.').next().unwrap_or(&path);
    let root = calls::root(ctx.body, object).map_or("", |name| name.as_str());
    match path.contains('.') {
        true => matches!(last, "req" | "request") && (REQUESTS.contains(&root) || root == "this"),
        false => matches!(last, "req" | "request" | "ctx" | "_req"),
    }
}
