//! Code that runs before anybody is served, or that serves nobody. It goes by names and places alone.

use syntax::facts::{ExprKind, FunctionKind};

use crate::context::{FileCtx, RuleCtx};
use crate::outline::Parent;
use crate::text;

/// First words of functions that make ready what serves.
const FIRST_WORDS: &[&str] = &[
    "bootstrap",
    "init",
    "initialise",
    "initialize",
    "main",
    "migrate",
    "seed",
    "setup",
    "start",
    "startup",
];
/// Whole names of such functions, and of those that run around all serving.
const NAMES: &[&str] = &[
    "after_server_start",
    "before_server_start",
    "lifespan",
    "lifecycle",
    "onApplicationBootstrap",
    "onApplicationShutdown",
    "onModuleDestroy",
    "onModuleInit",
    "shutdown",
];
/// Folders of programs that a person runs.
const SCRIPTS: &[&str] = &[
    "bin",
    "cli",
    "cmd",
    "examples",
    "fixtures",
    "management",
    "script",
    "scripts",
    "seeders",
    "seeds",
    "tools",
];

/// Whether the code at an offset of the item runs once, when the program starts or ends.
#[must_use]
pub fn is_startup(ctx: &RuleCtx<'_>, offset: u32) -> bool {
    let mut functions = ctx.scope.functions_at(offset);
    functions.any(|(id, function)| {
        let signature = &function.signature;
        let name = signature.name.as_str();
        let words = text::words(name);
        let first = words.first().map(String::as_str).unwrap_or_default();
        let is_run = name == "run" && signature.kind == FunctionKind::Function;
        let is_told = signature.decorators.iter().any(|decorator| {
            let args = decorator.args.iter().flatten();
            let mut texts = args.filter_map(|arg| ctx.body.exprs.text(arg.value));
            let last = decorator.path.rsplit('.').next().unwrap_or_default();
            NAMES.contains(&last)
                || last == "listener"
                || texts.any(|text| matches!(text.as_str(), "startup" | "shutdown"))
        });
        let is_named = NAMES.contains(&name) || FIRST_WORDS.contains(&first);
        is_named || is_run || is_told || is_called_at_once(ctx, id)
    })
}

/// `(async () => { … })()` outside of all functions.
fn is_called_at_once(ctx: &RuleCtx<'_>, function: syntax::facts::FunctionId) -> bool {
    let Parent::Expr(own) = ctx.outline.of_function(function) else {
        return false;
    };
    let is_callee = ctx.parent_expr(own).is_some_and(|parent| {
        matches!(&ctx.body.exprs.get(parent).kind, ExprKind::Call { callee, .. } if *callee == own)
    });
    is_callee && ctx.outline.function_of(own).is_none()
}

/// Whether the file is a program that a person runs, or part of one.
#[must_use]
pub fn is_script(file: &FileCtx<'_>) -> bool {
    let mut folders = file.path.split('/').rev().skip(1);
    let name = file.path.rsplit('/').next().unwrap_or_default();
    // `tsup.config.ts`: tools read it before anything runs.
    let is_configuration = name.rsplit('.').nth(1) == Some("config");
    folders.any(|folder| SCRIPTS.contains(&folder))
        || is_configuration
        || file.text.starts_with("#!")
}
