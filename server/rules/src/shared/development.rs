//! Code and settings that are for a developer's machine, by what files, classes and conditions are called.

use syntax::facts::{ExprId, ExprKind, StmtKind, Test};

use crate::context::{FileCtx, RuleCtx};
use crate::outline::Parent;
use crate::text;

const WORDS: &[&str] = &[
    "debug",
    "dev",
    "devel",
    "developer",
    "development",
    "devserver",
    "examples",
    "local",
    "localhost",
    "sandbox",
    "test",
    "testing",
    "tests",
];
/// Words of conditions by which the surroundings decide.
const DECIDERS: &[&str] = &[
    "config",
    "debug",
    "dev",
    "development",
    "env",
    "environ",
    "environment",
    "local",
    "prod",
    "production",
    "settings",
    "testing",
    "insecure",
    "secure",
];

/// Whether the file is for development, by its name or folder: `settings/dev.py`, `config.local.ts`.
#[must_use]
pub fn is_development_file(file: &FileCtx<'_>) -> bool {
    let mut parts = file.path.rsplit('/');
    let name = parts.next().unwrap_or_default();
    let folder = parts.next().unwrap_or_default();
    let mut words = text::words(name);
    words.extend(text::words(folder));
    words.iter().any(|word| WORDS.contains(&word.as_str()))
}

/// Whether the item belongs to a class of settings for development.
#[must_use]
pub fn is_development_class(ctx: &RuleCtx<'_>) -> bool {
    let owner = ctx.owner().map(|owner| owner.name.as_str());
    owner.is_some_and(is_development_name)
}

/// Whether a name says that what it holds is for development: `DevelopmentConfig`.
#[must_use]
pub fn is_development_name(name: &str) -> bool {
    text::words(name)
        .iter()
        .any(|word| WORDS.contains(&word.as_str()))
}

/// Whether a condition around says where the program runs, or a setting decides.
#[must_use]
pub fn is_conditional(ctx: &RuleCtx<'_>, from: Parent) -> bool {
    let exprs = &ctx.body.exprs;
    ctx.outline.around(from).any(|parent| {
        let test: ExprId = match parent {
            Parent::Expr(id) => match &exprs.get(id).kind {
                ExprKind::Conditional { test, .. } => *test,
                _ => return false,
            },
            Parent::Stmt(id) => match &ctx.body.stmt(id).kind {
                StmtKind::Branch {
                    test: Test::Expr(test),
                    ..
                } => *test,
                StmtKind::Match { subject, .. } => *subject,
                _ => return false,
            },
            _ => return false,
        };
        let words = text::words(ctx.source(exprs.get(test).span));
        words.iter().any(|word| DECIDERS.contains(&word.as_str()))
    })
}
