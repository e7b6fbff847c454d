//! Values that are written out at the top of a file under a name. It follows no name out of the file.

use syntax::facts::{ExprId, ExprKind, Exprs, Literal};

use super::values;
use crate::context::RuleCtx;

/// The texts that a value is: written out, or under a name of the item or of the file.
#[must_use]
pub fn texts(ctx: &RuleCtx<'_>, id: ExprId) -> Vec<String> {
    let id = super::built::followed(ctx, id);
    let exprs = &ctx.body.exprs;
    if let ExprKind::Name(name) = &exprs.get(id).kind {
        return declared(ctx, name);
    }
    let found = values::texts(ctx.body, id);
    if found.is_empty()
        && let ExprKind::Record { entries, .. } = &exprs.get(exprs.referenced(id)).kind
    {
        // `[]string{"*"}`.
        return entries
            .iter()
            .filter_map(|entry| exprs.text(entry.value))
            .map(ToString::to_string)
            .collect();
    }
    if found.is_empty()
        && let ExprKind::Call { callee, args, .. } = &exprs.get(id).kind
        && args.len() == 1
        && super::calls::last_name(ctx.body, *callee).is_some_and(|name| {
            matches!(
                name.as_str(),
                "list" | "set" | "tuple" | "freeze" | "to_vec"
            )
        })
    {
        return args.iter().flat_map(|arg| texts(ctx, arg.value)).collect();
    }
    found.into_iter().map(str::to_owned).collect()
}

/// The texts that the file binds to a name at its top.
fn declared(ctx: &RuleCtx<'_>, name: &str) -> Vec<String> {
    let env = ctx.scope.env();
    let found = env.declared(name).and_then(|symbol| {
        let value = env.binding(symbol)?.value?;
        Some((&env.item(symbol)?.facts.summary.exprs, value))
    });
    found.map_or_else(Vec::new, |(exprs, value)| of_value(exprs, value))
}

fn of_value(exprs: &Exprs, value: ExprId) -> Vec<String> {
    let text = |id: &ExprId| match &exprs.get(*id).kind {
        ExprKind::Literal(Literal::Str(text)) => Some(text.to_string()),
        _ => None,
    };
    match &exprs.get(exprs.referenced(value)).kind {
        ExprKind::Sequence { items, .. } => items.iter().filter_map(text).collect(),
        ExprKind::Record { entries, .. } => entries
            .iter()
            .filter_map(|entry| text(&entry.value))
            .collect(),
        _ => text(&value).into_iter().collect(),
    }
}
