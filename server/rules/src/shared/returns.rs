//! What a function of one file returns, told by a function of another. It looks at one returned value.

use syntax::facts::{ExprId, ExprKind, StmtKind, TypeKind};
use syntax::span::Span;

use super::locate::item_at;
use super::{flow, types};
use crate::context::FixCtx;
use crate::edit::TextEdit;
use crate::outline::stmts_in;

/// A return type that can be written in the file.
#[derive(Clone, Debug)]
pub struct Found {
    pub text: String,
    /// The imports it takes.
    pub edits: Vec<TextEdit>,
    /// It names a class that says what an answer holds.
    pub is_schema: bool,
}

/// The return type of the function around `at`, by what the only function it returns the result of says.
#[must_use]
pub fn looked_up(ctx: &FixCtx<'_>, at: Span) -> Option<Found> {
    let located = item_at(ctx.file.facts, at)?;
    let (_, function) = located.outermost_function_at(at)?;
    let values: Vec<ExprId> = stmts_in(located.body, &function.block)
        .filter_map(|(_, stmt)| match &stmt.kind {
            StmtKind::Return(values) => values.first().copied(),
            _ => None,
        })
        .collect();
    let [value] = values.as_slice() else {
        return None;
    };
    let project = ctx.project?;
    let (file, ty) = located.with_rule_ctx(ctx.file, |rule| {
        let exprs = &rule.body.exprs;
        let ExprKind::Call { callee, .. } = &exprs.get(exprs.unwrapped(*value)).kind else {
            return None;
        };
        let is_awaited = matches!(exprs.get(*value).kind, ExprKind::Await(_));
        let target = rule.scope.resolve(*callee);
        let symbol = project
            .index
            .resolve_target(project.id, &target)
            .project()?;
        let callee = project.index.function(symbol)?;
        if callee.signature.is_async != is_awaited {
            return None;
        }
        Some((symbol.file, callee.signature.returns.clone()?))
    })??;
    let class = project.index.query().class_of_type(file, &ty);
    let class = class.and_then(|class| class.project());
    let is_schema = class.is_some_and(|class| {
        project.index.is_subclass_of(class, "pydantic.BaseModel") == Some(true)
    });
    let may_be_none = flow::reaches_end(located.body, &function.block);
    let is_optional = matches!(ty.kind, TypeKind::Optional(_) | TypeKind::Unit);
    let (mut text, edits) = types::usable(ctx, file, &ty)?;
    if may_be_none && !is_optional {
        text.push_str(" | None");
    }
    Some(Found {
        text,
        edits,
        is_schema,
    })
}
