//! Records that ask the database by themselves: managers, queries and records of an ORM. It goes by what
//! the project says of the class.

use model::{LocalBinding, Resolved};
use syntax::facts::{ExprId, ExprKind};

use crate::context::{Call, ProjectCtx, RuleCtx};

/// What reaches the database when it is called on a query or a manager.
const EVALUATING: &[&str] = &[
    "aggregate",
    "bulk_create",
    "bulk_update",
    "contains",
    "count",
    "create",
    "delete",
    "earliest",
    "exists",
    "explain",
    "first",
    "get",
    "get_or_create",
    "in_bulk",
    "last",
    "latest",
    "update",
    "update_or_create",
];
/// What gives one record.
const GIVING_ONE: &[&str] = &[
    "acreate",
    "aearliest",
    "afirst",
    "aget",
    "alast",
    "alatest",
    "create",
    "earliest",
    "first",
    "get",
    "last",
    "latest",
];
/// What is done to a record and reaches the database.
const OF_RECORDS: &[&str] = &["delete", "full_clean", "refresh_from_db", "save"];
/// Functions that go through all they are given.
const CONSUMING: &[&str] = &[
    "any", "bool", "dict", "len", "list", "set", "sorted", "sum", "tuple",
];

/// Whether the call asks the database: `User.objects.filter(..).first()`, `user.save()`, `list(User.objects.all())`.
#[must_use]
pub fn runs(ctx: &ProjectCtx<'_>, rule: &RuleCtx<'_>, call: &Call<'_>) -> bool {
    match &rule.body.exprs.get(call.callee).kind {
        ExprKind::Member { object, name, .. } => {
            let name = name.as_str();
            if EVALUATING.contains(&name) && is_query(ctx, rule, *object) {
                return true;
            }
            OF_RECORDS.contains(&name) && is_record(ctx, rule, *object)
        }
        ExprKind::Name(name) => {
            let is_builtin = rule.scope.resolve(call.callee).is(name);
            let first = call.positional(0);
            CONSUMING.contains(&name.as_str())
                && is_builtin
                && first.is_some_and(|first| is_query(ctx, rule, first.value))
        }
        _ => false,
    }
}

/// Whether the call changes what is stored, by its name.
#[must_use]
pub fn changes(rule: &RuleCtx<'_>, call: &Call<'_>) -> bool {
    let ExprKind::Member { name, .. } = &rule.body.exprs.get(call.callee).kind else {
        return false;
    };
    let name = name.as_str();
    name.contains("create") || name.contains("update") || matches!(name, "delete" | "save")
}

/// Whether the value is a manager or a query: `User.objects`, `User.objects.filter(..)`.
#[must_use]
pub fn is_query(ctx: &ProjectCtx<'_>, rule: &RuleCtx<'_>, value: ExprId) -> bool {
    query_of(rule, value).is_some_and(|class| is_record_class(ctx, rule, class))
}

/// The class whose manager a chain of calls begins at. What gives a record ends a query.
fn query_of(rule: &RuleCtx<'_>, value: ExprId) -> Option<ExprId> {
    let exprs = &rule.body.exprs;
    let mut at = value;
    for _ in 0..32 {
        match &exprs.get(at).kind {
            ExprKind::Call { callee, .. } => {
                let ExprKind::Member { object, name, .. } = &exprs.get(*callee).kind else {
                    return None;
                };
                let name = name.as_str();
                if EVALUATING.contains(&name) || GIVING_ONE.contains(&name) {
                    return None;
                }
                at = *object;
            }
            ExprKind::Index { object, index } => {
                if !matches!(exprs.get(*index).kind, ExprKind::Slice { .. }) {
                    return None;
                }
                at = *object;
            }
            ExprKind::Member { object, name, .. } => {
                return (name == "objects").then_some(*object);
            }
            ExprKind::Name(_) => match rule.scope.local(at)? {
                [LocalBinding::Value { value, .. }] => at = *value,
                _ => return None,
            },
            _ => return None,
        }
    }
    None
}

/// Whether the value is one record: what a query gave, or one that was just made.
fn is_record(ctx: &ProjectCtx<'_>, rule: &RuleCtx<'_>, value: ExprId) -> bool {
    let exprs = &rule.body.exprs;
    let bound = match rule.scope.local(value) {
        Some([LocalBinding::Value { value, .. }]) => *value,
        _ => value,
    };
    let ExprKind::Call { callee, .. } = &exprs.get(exprs.unwrapped(bound)).kind else {
        return false;
    };
    match &exprs.get(*callee).kind {
        ExprKind::Member { object, name, .. } if GIVING_ONE.contains(&name.as_str()) => {
            is_query(ctx, rule, *object)
        }
        _ => derives(ctx, rule, *callee),
    }
}

/// Whether a class has records of the ORM: by its bases, or, where it comes from elsewhere, by what the file imports.
fn is_record_class(ctx: &ProjectCtx<'_>, rule: &RuleCtx<'_>, class: ExprId) -> bool {
    let path = rule.body.exprs.path(class).unwrap_or_default();
    let last = path.rsplit('.').next().unwrap_or_default();
    let is_named = last.starts_with(char::is_uppercase);
    let roots = |root: &str| {
        rule.modules
            .iter()
            .any(|module| module.split('.').next() == Some(root))
    };
    // Another ORM has managers of the same name.
    let is_other = roots("mongoengine") || roots("flask_mongoengine");
    let is_told = roots("django") || ctx.file.project.depends_on("django");
    derives(ctx, rule, class) || is_named && is_told && !is_other
}

fn derives(ctx: &ProjectCtx<'_>, rule: &RuleCtx<'_>, class: ExprId) -> bool {
    let target = rule.scope.resolve(class);
    let Resolved::Project(symbol) = ctx.index.resolve_target(ctx.id, &target) else {
        return false;
    };
    ctx.index.is_subclass_of(symbol, "django.db.models.Model") == Some(true)
}
