//! BM608: results of look-ups that may have found nothing, used as if they had. The first use of a name decides.

use syntax::facts::{ExprId, ExprKind, PatternKind, StmtKind};
use syntax::language::Ecosystem;
use syntax::span::Span;

use crate::context::{Call, RuleCtx};
use crate::finding::Findings;
use crate::outline::Parent;
use crate::shared::{calls, front_end, values};
use crate::text;

/// Look-ups of JavaScript that give nothing where they find nothing.
const NODE: &[&str] = &[
    "findById", "findByIdAndDelete", "findByIdAndUpdate", "findByPk", "findFirst", "findOne", "findOneAndDelete",
    "findOneAndUpdate", "findOneBy", "findUnique",
];
/// Such look-ups of Python whose names say so, and those that others have, too.
const PYTHON: &[&str] = &["afirst", "find_one", "first_or_none", "get_or_none", "one_or_none", "scalar_one_or_none"];
const QUERIES: &[&str] = &["all", "exclude", "execute", "filter", "filter_by", "join", "objects", "order_by", "query", "scalars", "select", "where"];

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    let ecosystem = ctx.file.facts.language.ecosystem();
    if ecosystem == Ecosystem::Node && front_end::is_front_end(ctx.file) {
        return;
    }
    for call in ctx.calls() {
        let is_lookup = match ecosystem {
            Ecosystem::Node => looks_up_node(ctx, &call),
            Ecosystem::Python => looks_up_python(ctx, &call),
            _ => false,
        };
        if is_lookup {
            check_use(ctx, &call, acc);
        }
    }
}

fn looks_up_node(ctx: &RuleCtx, call: &Call<'_>) -> bool {
    let Some(name) = calls::last_name(ctx.body, call.callee) else {
        return false;
    };
    let Some(object) = calls::object(ctx.body, call.callee) else {
        return false;
    };
    // A list is asked with a function.
    let by_function = call.args.first().is_some_and(|arg| matches!(ctx.body.exprs.get(arg.value).kind, ExprKind::Function(_)));
    let makes_one = call.args.iter().any(|arg| {
        ["upsert", "rejectOnEmpty"].iter().any(|key| {
            values::entry(ctx.body, arg.value, key).is_some_and(|value| !values::is_bool(ctx.body, value, false))
        })
    });
    let root = calls::root(ctx.body, object).map_or("", |name| name.as_str());
    let is_page = matches!(root, "document" | "driver" | "page" | "screen" | "wrapper" | "$");
    NODE.contains(&name.as_str()) && !by_function && !makes_one && !is_page && !call.has_spread()
}

fn looks_up_python(ctx: &RuleCtx, call: &Call<'_>) -> bool {
    let Some(name) = calls::last_name(ctx.body, call.callee) else {
        return false;
    };
    let Some(object) = calls::object(ctx.body, call.callee) else {
        return false;
    };
    if PYTHON.contains(&name.as_str()) {
        return true;
    }
    let source = ctx.source(ctx.body.exprs.get(object).span);
    let words = text::words(source);
    match name.as_str() {
        "first" if call.args.is_empty() => words.iter().any(|word| QUERIES.contains(&word.as_str())) || source.contains("filter_by") || source.contains("order_by"),
        // `session.get(User, id)`.
        "get" => {
            let last = words.last().map(String::as_str).unwrap_or_default();
            let is_model = call.positional(0).and_then(|arg| calls::last_name(ctx.body, arg.value));
            matches!(last, "session" | "db") && call.args.len() >= 2 && is_model.is_some_and(|name| name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase))
        }
        _ => false,
    }
}

fn check_use(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let exprs = &ctx.body.exprs;
    // The whole chain behind the look-up, and the `await` around it.
    let mut at = call.id;
    let mut is_awaited = false;
    loop {
        match ctx.parent_expr(at).map(|parent| (parent, &exprs.get(parent).kind)) {
            Some((parent, ExprKind::Await(_))) => {
                is_awaited = true;
                at = parent;
            }
            Some((parent, ExprKind::Cast { .. })) => at = parent,
            // What is asked of a query that is not sent yet: `findOne(…).lean()`.
            Some((parent, ExprKind::Member { name, object, .. })) if *object == at && !is_awaited && is_node(ctx) => {
                let asks = matches!(name.as_str(), "exec" | "lean" | "populate" | "select" | "session" | "sort" | "collation" | "hint" | "setOptions");
                if !asks {
                    return;
                }
                match ctx.parent_expr(parent) {
                    Some(whole) if matches!(exprs.get(whole).kind, ExprKind::Call { .. }) => at = whole,
                    _ => return,
                }
            }
            _ => break,
        }
    }
    if is_node(ctx) && !is_awaited || is_guarded(ctx, at) {
        return;
    }
    let name = calls::last_name(ctx.body, call.callee).map_or("", |name| name.as_str());
    match ctx.outline.of_expr(at) {
        Parent::Expr(parent) => {
            if let ExprKind::Member { object, optional, .. } = &exprs.get(parent).kind
                && *object == at
                && !optional
                && !takes_apart_by_value(ctx, parent)
            {
                report(ctx, exprs.get(parent).span, name, None, acc);
            }
        }
        Parent::Stmt(stmt) => {
            let StmtKind::Assign {
                targets, op: None, ..
            } = &ctx.body.stmt(stmt).kind
            else {
                return;
            };
            let [target] = targets.as_slice() else {
                return;
            };
            match &target.kind {
                PatternKind::Name(bound) => {
                    let from = ctx.body.stmt(stmt).span.end;
                    if let Some(used) = first_use(ctx, bound, from) {
                        report(ctx, used, name, Some(bound), acc);
                    }
                }
                PatternKind::Map(_) if is_node(ctx) => report(ctx, target.span, name, None, acc),
                _ => {}
            }
        }
        _ => {}
    }
}

fn is_node(ctx: &RuleCtx) -> bool {
    ctx.file.facts.language.ecosystem() == Ecosystem::Node
}

/// Of a promise, `then` and `catch` take the value or its absence.
fn takes_apart_by_value(ctx: &RuleCtx, member: ExprId) -> bool {
    calls::last_name(ctx.body, member).is_some_and(|name| matches!(name.as_str(), "then" | "catch" | "finally"))
}

/// Whether something around catches just what using nothing raises.
fn is_guarded(ctx: &RuleCtx, id: ExprId) -> bool {
    let span = ctx.body.exprs.get(id).span;
    ctx.outline.around(ctx.outline.of_expr(id)).any(|parent| match parent {
        Parent::Stmt(stmt) => match &ctx.body.stmt(stmt).kind {
            StmtKind::Try { body, catches, .. } => body.span.contains(span) && catches.iter().any(|catch| {
                catch.types.iter().any(|class| {
                    ctx.body.exprs.path(*class).is_some_and(|path| matches!(path.as_str(), "AttributeError" | "TypeError"))
                })
            }),
            _ => false,
        },
        _ => false,
    })
}

/// The first use of a name behind a place, if it takes something out of the value.
fn first_use(ctx: &RuleCtx, name: &str, from: u32) -> Option<Span> {
    let exprs = &ctx.body.exprs;
    let (_, function) = ctx.scope.function_at(from.saturating_sub(1))?;
    let uses = exprs.iter().filter(|(_, expr)| {
        matches!(&expr.kind, ExprKind::Name(own) if own == name)
            && expr.span.start >= from
            && function.block.span.contains(expr.span)
    });
    let (first, _) = uses.min_by_key(|(_, expr)| expr.span.start)?;
    // Another look-up may have been put under the name in between.
    let is_same = ctx.scope.local(first).is_some_and(|bindings| bindings.len() == 1);
    let parent = ctx.parent_expr(first)?;
    let takes = match &exprs.get(parent).kind {
        ExprKind::Member { object, optional, .. } => *object == first && !optional,
        ExprKind::Index { object, .. } => *object == first,
        _ => false,
    };
    (is_same && takes && !is_guarded(ctx, first)).then(|| exprs.get(parent).span)
}

fn report(ctx: &RuleCtx, span: Span, lookup: &str, name: Option<&str>, acc: &mut Findings) {
    let shown = match name {
        Some(name) => format!("`{name}`"),
        None => "What it gives".to_owned(),
    };
    let nothing = if is_node(ctx) { "`null`" } else { "`None`" };
    let message = format!(
        "`{lookup}` may find nothing, and {shown} is used as if it had, which fails with a 500; ask for {nothing} first and answer that it is not there."
    );
    let _ = acc.report(span, message.replace("and What", "and what"));
}
