//! Classes of the database and objects that write into it, by what is resolved and else by what they are called.

use model::{EntityKind, Resolved, SymbolRef};
use syntax::facts::ExprId;

use super::calls;
use crate::context::{ProjectCtx, RuleCtx};
use crate::text;

/// Whether a class is one of the database; none where it cannot be told.
#[must_use]
pub fn is_model(ctx: &ProjectCtx<'_>, rule: &RuleCtx<'_>, class: ExprId) -> Option<bool> {
    let target = rule.scope.resolve(class);
    let Resolved::Project(symbol) = ctx.index.resolve_target(ctx.id, &target) else {
        return None;
    };
    ctx.index.type_decl(symbol)?;
    Some(is_model_class(ctx, symbol))
}

/// Whether a class of the project is one of the database.
#[must_use]
pub fn is_model_class(ctx: &ProjectCtx<'_>, symbol: SymbolRef) -> bool {
    let place = ctx.index.place(symbol);
    ctx.things
        .entities
        .iter()
        .any(|entity| Some(entity.element.place) == place && entity.kind == EntityKind::OrmModel)
}

/// Whether methods of an object write into a store: a model, a collection, a repository.
#[must_use]
pub fn is_store(ctx: &ProjectCtx<'_>, rule: &RuleCtx<'_>, object: ExprId) -> bool {
    if let Some(is) = is_model(ctx, rule, object) {
        return is;
    }
    let source = rule.source(rule.body.exprs.get(object).span);
    let root = calls::root(rule.body, object).map_or("", |name| name.as_str());
    let last = calls::last_name(rule.body, rule.body.exprs.referenced(object))
        .map_or("", |name| name.as_str());
    let words = text::words(last);
    let is_named = words.last().is_some_and(|word| {
        matches!(
            word.as_str(),
            "collection" | "dao" | "model" | "objects" | "repo" | "repository" | "table"
        )
    });
    let is_client = matches!(root, "prisma" | "knex" | "db" | "mongo" | "mongodb") && root != last
        || source.starts_with("this.prisma.");
    let others = [
        "Array", "Cache", "Date", "Error", "Event", "JSON", "Joi", "Map", "Math", "Object",
        "Promise", "Reflect", "Set", "String", "axios",
    ];
    let is_class = last.starts_with(char::is_uppercase)
        && last.contains(char::is_lowercase)
        && root == last
        && !others.iter().any(|other| last.starts_with(other))
        && !words.last().is_some_and(|word| {
            matches!(
                word.as_str(),
                "api"
                    | "client"
                    | "controller"
                    | "factory"
                    | "form"
                    | "helper"
                    | "schema"
                    | "serializer"
                    | "service"
                    | "util"
                    | "utils"
                    | "validator"
                    | "job"
                    | "queue"
                    | "logger"
            )
        });
    let in_chain =
        source.contains(".objects") || source.contains("insert(") || source.contains("update(");
    is_named || is_client || is_class || in_chain
}
