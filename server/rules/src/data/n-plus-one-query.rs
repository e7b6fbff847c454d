//! BM401: one query for each element of a loop. The call must be known to ask, and to ask for the element.

use model::{Effect, EffectKind, EffectMode, SymbolRef};
use syntax::facts::{ExprId, ExprKind, Literal, Name, StmtKind, TypeKind};
use syntax::language::Ecosystem;
use syntax::span::Span;

use crate::context::{Call, ProjectCtx, RuleCtx};
use crate::finding::Findings;
use crate::outline::{bound_names, inside};
use crate::shared::cached::is_cached;
use crate::shared::loops::{self, Loop};
use crate::shared::resolved::Calls;
use crate::shared::{records, serving, startup};
use crate::text;

/// Last words of classes whose methods serve requests.
const SERVING: &[&str] = &[
    "controller", "dao", "handler", "interactor", "repo", "repository", "resolver", "serializer", "service",
    "viewset",
];
/// Words of names that hold several elements.
const SEVERAL: &[&str] = &[
    "batch", "batches", "chunk", "chunks", "group", "page", "slice", "window",
];
/// How many elements a list that is written out may have.
const FEW: usize = 3;
/// How many calls deep a query may lie.
const DEEPEST: usize = 3;

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    if startup::is_script(ctx.file) {
        return;
    }
    let places = serving::places(ctx);
    let adapters = serving::adapters(ctx);
    ctx.each_item(|rule| {
        if rule.is_test() {
            return;
        }
        let mut calls = None;
        let mut reported: Vec<Span> = Vec::new();
        for call in rule.calls() {
            let at = call.span.start;
            let passes = loops::around(rule, call.id);
            if passes.is_empty() || startup::is_startup(rule, at) || is_migration(rule, at) {
                continue;
            }
            let is_served = serving::is_at(rule, &places, at)
                || serving::is_method_of(rule, &adapters, at)
                || is_in_serving_class(rule, at);
            if !is_served || reported.iter().any(|span| span.contains(call.span)) {
                continue;
            }
            let calls = calls.get_or_insert_with(|| Calls::of(ctx, rule));
            let Some(query) = query(ctx, rule, calls, &call) else {
                continue;
            };
            if let Some(pass) = passes.iter().find(|pass| asks_for_each(rule, &call, pass)) {
                reported.push(call.span);
                report(ctx, rule, &call, pass, &query, acc);
            }
        }
    });
}

/// Whether the code at an offset moves what is stored to a new form, which is done once.
fn is_migration(rule: &RuleCtx, offset: u32) -> bool {
    let mut functions = rule.scope.functions_at(offset);
    functions.any(|(_, function)| {
        let words = text::words(&function.signature.name);
        words.iter().any(|word| word.starts_with("migrat"))
    })
}

fn is_in_serving_class(rule: &RuleCtx, offset: u32) -> bool {
    let mut functions = rule.scope.functions_at(offset);
    functions.any(|(id, _)| {
        let words = rule.owner_name(id).map(text::words).unwrap_or_default();
        words.last().is_some_and(|last| SERVING.contains(&last.as_str()))
    })
}

/// How a call asks: by itself, or through functions of the project.
struct Query {
    through: Vec<SymbolRef>,
}

fn query(
    ctx: &ProjectCtx,
    rule: &RuleCtx,
    calls: &Calls,
    call: &Call<'_>,
) -> Option<Query> {
    let is_direct = calls.effect(ctx, rule, call).is_some_and(reads)
        || ctx.file.facts.language.ecosystem() == Ecosystem::Python
            && records::runs(ctx, rule, call)
            && !records::changes(rule, call);
    if is_direct {
        return Some(Query {
            through: Vec::new(),
        });
    }
    let function = calls.function(ctx, rule, call)?;
    if is_cached(ctx, function) {
        return None;
    }
    let summary = ctx.index.call_summary(function);
    // What stores each element asks for more than a query before the loop.
    if summary.writes() {
        return None;
    }
    let found = summary.effects.iter().find(|at| {
        reads(at.effect)
            && at.through.len() <= DEEPEST
            && !at.through.iter().any(|step| is_cached(ctx, *step))
    })?;
    Some(Query {
        through: found.through.clone(),
    })
}

fn reads(effect: Effect) -> bool {
    matches!(effect.kind, EffectKind::Cache | EffectKind::Database)
        && effect.mode != EffectMode::Prepare
        && !effect.writes
}

/// Whether the call asks for the element of a pass, and each pass asks.
fn asks_for_each(rule: &RuleCtx, call: &Call<'_>, pass: &Loop<'_>) -> bool {
    if is_few(rule, pass) || is_several(rule, pass) || is_retry(rule, pass) {
        return false;
    }
    let names = loops::changing(rule, pass);
    let result = result_of(rule, call);
    if loops::ends_early(rule, pass, &result) || pages(rule, call) {
        return false;
    }
    // The object that is asked, too: `users.filter(id=order.user).first()`.
    let asked = call.args.iter().map(|arg| arg.value);
    let chain = chain_args(rule, call.callee);
    asked
        .chain(chain)
        .any(|value| loops::depends(rule, value, &names))
}

/// The arguments of the calls that a chain begins with.
fn chain_args(rule: &RuleCtx, callee: ExprId) -> Vec<ExprId> {
    let exprs = &rule.body.exprs;
    let mut found = Vec::new();
    let mut at = callee;
    loop {
        at = match &exprs.get(at).kind {
            ExprKind::Member { object, .. } | ExprKind::Await(object) => *object,
            ExprKind::Call { callee, args, .. } => {
                found.extend(args.iter().map(|arg| arg.value));
                *callee
            }
            _ => return found,
        };
    }
}

/// The names that take what the call gives.
fn result_of<'a>(rule: &RuleCtx<'a>, call: &Call<'_>) -> Vec<&'a Name> {
    let stmt = rule.outline.stmt_of(call.id).map(|id| &rule.body.stmt(id).kind);
    match stmt {
        Some(StmtKind::Assign { targets, .. }) => {
            let names = targets.iter().flat_map(bound_names);
            names.filter(|name| !matches!(name.as_str(), "err" | "error")).collect()
        }
        _ => Vec::new(),
    }
}

/// A list that is written out and short, a counted loop with a small end.
fn is_few(rule: &RuleCtx, pass: &Loop<'_>) -> bool {
    let Some(over) = pass.over else { return false };
    let exprs = &rule.body.exprs;
    let constant = match rule.scope.local(over) {
        Some([model::LocalBinding::Value { value, .. }]) => *value,
        _ => over,
    };
    match &exprs.get(exprs.referenced(constant)).kind {
        ExprKind::Sequence { items, .. } => {
            let is_spread = items
                .iter()
                .any(|item| matches!(exprs.get(*item).kind, ExprKind::Spread { .. }));
            items.len() <= FEW && !is_spread
        }
        ExprKind::Record { entries, ty, .. } => {
            let is_list = ty.as_ref().is_some_and(|ty| matches!(ty.kind, TypeKind::List(_)));
            is_list && entries.len() <= FEW
        }
        // Names of constants are written out somewhere.
        ExprKind::Name(name) | ExprKind::Member { name, .. } => {
            name.contains(char::is_uppercase) && !name.contains(char::is_lowercase)
        }
        ExprKind::Literal(Literal::Str(_) | Literal::Int(_)) => true,
        _ => false,
    }
}

/// Whether a pass takes several elements at once.
fn is_several(rule: &RuleCtx, pass: &Loop<'_>) -> bool {
    let is_word = |name: &str| {
        text::words(name)
            .iter()
            .any(|word| SEVERAL.contains(&word.as_str()))
    };
    let by_name = pass.names.iter().any(|name| is_word(name));
    let Some(over) = pass.over else {
        return by_name;
    };
    let exprs = &rule.body.exprs;
    let path = match &exprs.get(exprs.unwrapped(over)).kind {
        ExprKind::Call { callee, args, .. } => {
            let path = model::call_path(exprs, *callee).unwrap_or_default();
            // `range(0, len(ids), 100)`.
            if path == "range" && args.len() == 3 {
                return true;
            }
            path.to_string()
        }
        _ => exprs.path(over).unwrap_or_default().to_string(),
    };
    by_name || path.rsplit('.').next().is_some_and(is_word)
}

/// `for attempt in range(3)`: tries again.
fn is_retry(rule: &RuleCtx, pass: &Loop<'_>) -> bool {
    let words = |name: &str| {
        text::words(name).iter().any(|word| {
            matches!(word.as_str(), "attempt" | "attempts" | "retry" | "retries" | "try" | "tries")
        })
    };
    let by_name = pass.names.iter().any(|name| words(name) || name.as_str() == "_");
    let over = pass.over.map(|over| rule.source(rule.body.exprs.get(over).span));
    by_name || over.is_some_and(words)
}

/// Whether the call is given a place to go on from that the last answer told.
fn pages(rule: &RuleCtx, call: &Call<'_>) -> bool {
    let told = call.args.iter().flat_map(|arg| inside(rule.body, arg.value));
    let mut names = told.filter_map(|(_, expr)| match &expr.kind {
        ExprKind::Name(name) => Some(name),
        _ => None,
    });
    names.any(|name| {
        text::words(name)
            .iter()
            .any(|word| matches!(word.as_str(), "cursor" | "offset" | "page" | "skip"))
    })
}

fn report(
    ctx: &ProjectCtx,
    rule: &RuleCtx,
    call: &Call<'_>,
    pass: &Loop<'_>,
    query: &Query,
    acc: &mut Findings,
) {
    let written = rule.source(rule.body.exprs.get(call.callee).span);
    // A chain over several lines is told by its last name.
    let written = match written.contains(['\n', '(']) {
        true => written.rsplit('.').next().unwrap_or(written),
        false => written,
    };
    let over = pass.over.map(|over| rule.source(rule.body.exprs.get(over).span));
    let over = over.filter(|over| over.len() < 60 && !over.contains('\n'));
    let each = match over {
        Some(over) => format!("each element of `{over}`"),
        None => "each pass of the loop".to_owned(),
    };
    let way: Vec<String> = query
        .through
        .iter()
        .filter_map(|step| Some(format!("`{}`", ctx.index.function(*step)?.signature.name)))
        .collect();
    let way = match way.len() {
        0 | 1 => String::new(),
        _ => format!(" (through {})", way.join(", ")),
    };
    let message = format!(
        "`{written}` asks the database once for {each}{way}; ask for all of them at once, before the loop."
    );
    let start = rule.item.span.start;
    let _ = acc
        .report(call.span.shifted(start), message)
        .related(None, pass.span.shifted(start), "The loop.");
}
