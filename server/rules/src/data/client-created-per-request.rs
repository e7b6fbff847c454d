//! BM403: clients and pools that are made for every request. Where one may be kept, it is silent.

use model::Libraries;
use syntax::facts::{ExprKind, Function, FunctionKind, Literal, PatternKind, StmtKind, Test};
use syntax::language::Language;
use syntax::span::Span;

use crate::context::{Call, ProjectCtx, RuleCtx};
use crate::finding::Findings;
use crate::outline::{Parent, stmts_in};
use crate::shared::resolved::{self, Calls};
use crate::shared::{serving, startup};
use crate::text;

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    if startup::is_script(ctx.file) {
        return;
    }
    let mut places = serving::places(ctx);
    places.extend(providers(ctx));
    let adapters = serving::adapters(ctx);
    if places.is_empty() && adapters.is_empty() {
        return;
    }
    ctx.each_item(|rule| {
        if rule.is_test() {
            return;
        }
        let mut calls = None;
        for call in rule.calls() {
            let at = call.span.start;
            let is_served = serving::is_at(rule, &places, at)
                || serving::is_method_of(rule, &adapters, at);
            if !is_served || startup::is_startup(rule, at) || is_once(rule, &call) {
                continue;
            }
            let calls = calls.get_or_insert_with(|| Calls::of(ctx, rule));
            let Some(path) = calls.path(ctx, rule, &call).or_else(|| made(ctx, rule, &call)) else {
                continue;
            };
            let libraries = Libraries::of(ctx.file.facts.language);
            if libraries.makes_client(&path)
                || libraries.makes_client(&resolved::as_called(rule, &call, &path))
            {
                report(rule, &call, acc);
            }
        }
    });
}

/// The class that `new` makes a value of, where it is a library's.
fn made(
    ctx: &ProjectCtx,
    rule: &RuleCtx,
    call: &Call<'_>,
) -> Option<syntax::facts::Name> {
    let target = rule.scope.resolve(call.callee);
    let resolved = ctx.index.resolve_target(ctx.id, &target);
    resolved.external().cloned()
}

/// The functions of the file that a framework calls for each request to inject what they give.
fn providers(ctx: &ProjectCtx) -> Vec<Span> {
    let endpoints = ctx.things.endpoints.iter();
    let links = endpoints
        .flat_map(|endpoint| &endpoint.params)
        .filter_map(|param| param.provider.as_ref());
    let places = links.filter_map(|link| link.to.value());
    let own = places.filter(|place| place.file == ctx.id);
    let functions = ctx.file.facts.items.iter().flat_map(|item| {
        let start = item.span.start;
        let functions = item.facts.summary.functions.iter();
        functions.map(move |function| {
            let signature = &function.signature;
            (
                signature.name_span.shifted(start),
                signature.span.shifted(start),
            )
        })
    });
    let functions: Vec<_> = functions.collect();
    own.filter_map(|place| {
        let found = functions
            .iter()
            .find(|(name, whole)| *name == place.span || *whole == place.span)?;
        Some(found.1)
    })
    .collect()
}

/// Whether what is made is kept: in a constructor, by a cache, in a name or attribute that outlives the call.
fn is_once(rule: &RuleCtx, call: &Call<'_>) -> bool {
    let mut functions = rule.scope.functions_at(call.span.start);
    let is_kept_by_function = functions.any(|(_, function)| {
        let signature = &function.signature;
        let is_cached = signature.decorators.iter().any(|decorator| {
            let words = text::words(&decorator.path);
            words
                .iter()
                .any(|word| matches!(word.as_str(), "cache" | "cached" | "memoize" | "once" | "singleton"))
        });
        let words = text::words(&signature.name);
        let is_maker = signature.kind == FunctionKind::Constructor
            || matches!(words.first().map(String::as_str), Some("new" | "connect" | "open"));
        is_cached || is_maker || is_checked(rule, function, call.span)
    });
    is_kept_by_function || is_stored(rule, call)
}

/// Whether the call stands under a check for absence, as what is made once does: `if client is None: ...`.
fn is_checked(rule: &RuleCtx, function: &Function, span: Span) -> bool {
    stmts_in(rule.body, &function.block).any(|(_, stmt)| {
        let StmtKind::Branch {
            test: Test::Expr(test),
            then,
            ..
        } = &stmt.kind
        else {
            return false;
        };
        let exprs = &rule.body.exprs;
        let is_absence = match &exprs.get(*test).kind {
            ExprKind::Unary { .. } => true,
            ExprKind::Binary { left, right, .. } => [left, right]
                .iter()
                .any(|side| matches!(exprs.get(**side).kind, ExprKind::Literal(Literal::Null))),
            _ => false,
        };
        is_absence && then.span.contains(span)
    })
}

/// Whether the value goes into something that outlives the function: an attribute, a name outside, a cell.
fn is_stored(rule: &RuleCtx, call: &Call<'_>) -> bool {
    let outer = rule.body.stmts().filter_map(|(_, stmt)| match &stmt.kind {
        StmtKind::Outer(names) => Some(names),
        _ => None,
    });
    let outer: Vec<_> = outer.flatten().collect();
    rule.outline
        .around(rule.outline.of_expr(call.id))
        .any(|parent| match parent {
            Parent::Stmt(id) => match &rule.body.stmt(id).kind {
                StmtKind::Assign {
                    targets, declares, ..
                } => targets.iter().any(|target| match &target.kind {
                    PatternKind::Place(_) => true,
                    PatternKind::Name(name) => {
                        let is_python = rule.file.facts.language == Language::Python;
                        outer.contains(&name) || !declares && !is_python
                    }
                    _ => false,
                }),
                _ => false,
            },
            Parent::Expr(id) => match &rule.body.exprs.get(id).kind {
                ExprKind::Assign { .. } => true,
                ExprKind::Call { callee, .. } => {
                    let path = model::call_path(&rule.body.exprs, *callee).unwrap_or_default();
                    let last = path.rsplit('.').next().unwrap_or_default();
                    matches!(last, "get_or_init" | "get_or_try_init" | "setdefault" | "Do" | "set")
                }
                _ => false,
            },
            _ => false,
        })
}

fn report(rule: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let written = rule.source(rule.body.exprs.get(call.callee).span);
    // A chain over several lines is told by its last name.
    let written = match written.contains(['\n', '(']) {
        true => written.rsplit(['.', ':']).next().unwrap_or(written),
        false => written,
    };
    let message = format!(
        "`{written}` makes new connections for every request; make it once when the program starts, and inject it."
    );
    let _ = acc.report(call.span.shifted(rule.item.span.start), message);
}
