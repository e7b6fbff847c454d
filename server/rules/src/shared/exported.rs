//! Functions that other modules may call, by what the file exports. It looks into no other file.

use syntax::facts::{ExprKind, FunctionKind, Signature, TypeDeclKind, Visibility};

use super::front_end;
use crate::context::RuleCtx;

/// The functions and methods of the item that other modules may call, with the item's own spans; those whose
/// types are given elsewhere are left out.
#[must_use]
pub fn signatures<'a>(ctx: &RuleCtx<'a>) -> Vec<&'a Signature> {
    let path = ctx.file.path;
    if path.ends_with(".d.ts") || ctx.is_test() || front_end::is_front_end(ctx.file) {
        return Vec::new();
    }
    let summary = &ctx.facts().summary;
    let functions = summary.functions.iter().map(|function| &function.signature);
    let is_open = |signature: &&'a Signature| {
        signature.kind != FunctionKind::Closure
            && !signature.is_abstract
            && is_exported(ctx, signature)
            && !is_typed_elsewhere(ctx, signature)
            && !has_overload(ctx, signature)
    };
    functions.filter(is_open).collect()
}

fn is_exported(ctx: &RuleCtx<'_>, signature: &Signature) -> bool {
    if let Some(owner) = ctx.owner() {
        let is_private = signature.name.starts_with(['_', '#']);
        return signature.visibility == Visibility::Public
            && owner.kind == TypeDeclKind::Class
            && !is_private
            && exports(ctx, &owner.name, owner.visibility);
    }
    exports(ctx, &signature.name, signature.visibility)
}

/// Whether the file exports a name, where it is declared or in a list.
fn exports(ctx: &RuleCtx<'_>, name: &str, visibility: Visibility) -> bool {
    let by_list = ctx.file.facts.items.iter().any(|item| {
        let summary = &item.facts.summary;
        summary.exports.iter().any(|export| {
            matches!(&summary.exprs.get(export.value).kind, ExprKind::Name(own) if own == name)
        })
    });
    by_list || visibility == Visibility::Public && begins_with_export(ctx)
}

/// Whether the statement of the item, or of its class, is an export.
fn begins_with_export(ctx: &RuleCtx<'_>) -> bool {
    let head = match ctx.item.parent {
        Some(parent) => ctx.file.facts.items.get(parent as usize),
        None => Some(ctx.item),
    };
    head.is_some_and(|head| {
        let source = ctx.file.text.get(head.span.range()).unwrap_or_default();
        source
            .lines()
            .take(12)
            .any(|line| line.trim_start().starts_with("export "))
    })
}

/// `const create: Handler = (request) => ...`.
fn is_typed_elsewhere(ctx: &RuleCtx<'_>, signature: &Signature) -> bool {
    ctx.facts()
        .summary
        .bindings
        .iter()
        .any(|binding| binding.ty.is_some() && binding.name.as_ref() == Some(&signature.name))
}

fn has_overload(ctx: &RuleCtx<'_>, signature: &Signature) -> bool {
    ctx.file.facts.items.iter().any(|item| {
        item.parent == ctx.item.parent
            && item
                .facts
                .summary
                .functions
                .iter()
                .any(|other| other.signature.is_abstract && other.signature.name == signature.name)
    })
}
