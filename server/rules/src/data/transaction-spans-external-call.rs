//! BM404: transactions that stay open while another service is waited for. Where one begins and ends must be told.

use model::{Effect, EffectKind, EffectMode, SymbolRef};
use syntax::facts::{Arg, ExprId, ExprKind, FunctionId, PatternKind, StmtKind};
use syntax::language::Ecosystem;
use syntax::span::Span;

use crate::context::{Call, ProjectCtx, RuleCtx};
use crate::finding::Findings;
use crate::outline::bound_names;
use crate::shared::resolved::Calls;
use crate::shared::startup;

/// How many calls deep it is looked.
const DEEPEST: usize = 4;
/// What makes a block or a function a transaction, by the whole path of what is called.
const ATOMIC: &[&str] = &[
    "django.db.transaction.atomic",
    "tortoise.transactions.atomic",
    "tortoise.transactions.in_transaction",
];
/// Methods that begin a transaction on a known object.
const BEGINNERS: &[&str] = &[
    "Begin", "BeginTx", "BeginTxx", "Beginx", "begin", "begin_nested", "transaction",
];
/// Methods that are given the code of a transaction.
const RUNNERS: &[&str] = &["$transaction", "Transaction", "transaction", "withTransaction"];

/// A transaction: the code that runs while it is open.
struct Open {
    span: Span,
    /// The function whose own code it is.
    function: Option<FunctionId>,
    begun: Span,
}

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    if startup::is_script(ctx.file) {
        return;
    }
    ctx.each_item(|rule| {
        if rule.is_test() {
            return;
        }
        let calls = Calls::of(ctx, rule);
        let mut reported: Vec<Span> = Vec::new();
        for open in transactions(ctx, rule, &calls) {
            for call in rule.calls() {
                let own = rule.scope.function_at(call.span.start).map(|(id, _)| id);
                if !open.span.contains(call.span)
                    || own != open.function
                    || reported.contains(&call.span)
                {
                    continue;
                }
                if let Some(through) = external(ctx, rule, &calls, &call) {
                    reported.push(call.span);
                    report(ctx, rule, &call, &open, &through, acc);
                }
            }
        }
    });
}

fn transactions(ctx: &ProjectCtx, rule: &RuleCtx, calls: &Calls) -> Vec<Open> {
    let mut found = Vec::new();
    for (_, stmt) in rule.body.stmts() {
        match &stmt.kind {
            StmtKind::With { managers, body, .. } => {
                let begun = managers
                    .iter()
                    .map(|(manager, _)| *manager)
                    .find(|manager| begins(ctx, rule, calls, *manager));
                if let Some(manager) = begun {
                    found.push(Open {
                        span: body.span,
                        function: rule.scope.function_at(body.span.start).map(|(id, _)| id),
                        begun: rule.body.exprs.get(manager).span,
                    });
                }
            }
            StmtKind::Assign {
                targets,
                op: None,
                value: Some(value),
                ..
            } => {
                let name = match targets.as_slice() {
                    [only] => match &only.kind {
                        PatternKind::Sequence(parts) => {
                            parts.first().map(bound_names).unwrap_or_default()
                        }
                        _ => bound_names(only),
                    },
                    _ => Vec::new(),
                };
                let is_begun = begins(ctx, rule, calls, *value);
                if let ([name], true) = (name.as_slice(), is_begun) {
                    found.extend(until_commit(rule, name, stmt.span));
                }
            }
            _ => {}
        }
    }
    for (id, function) in rule.body.functions() {
        let is_atomic = function.signature.decorators.iter().any(|decorator| {
            let path = ctx.file.env.resolve(&decorator.path).path();
            path.is_some_and(|path| ATOMIC.contains(&path.as_str()))
        });
        if is_atomic {
            found.push(Open {
                span: function.block.span,
                function: Some(id),
                begun: function.signature.name_span,
            });
        }
    }
    for call in rule.calls() {
        found.extend(given_code(rule, &call));
    }
    found
}

/// Whether a value is a call that begins a transaction.
fn begins(ctx: &ProjectCtx, rule: &RuleCtx, calls: &Calls, value: ExprId) -> bool {
    let exprs = &rule.body.exprs;
    let id = exprs.unwrapped(value);
    let ExprKind::Call { callee, args, .. } = &exprs.get(id).kind else {
        return false;
    };
    let call = Call {
        id,
        span: exprs.get(id).span,
        callee: *callee,
        args,
    };
    let Some(path) = calls.path(ctx, rule, &call) else {
        return false;
    };
    let method = path.rsplit('.').next().unwrap_or_default();
    ATOMIC.contains(&path.as_str())
        || BEGINNERS.contains(&method) && stores(&path)
}

/// Whether a path is one of a library that stores.
fn stores(path: &str) -> bool {
    const LIBRARIES: &[&str] = &[
        "asyncpg.", "database/sql.", "databases.", "github.com/jackc/pgx", "github.com/jmoiron/sqlx.",
        "gorm.io/gorm.", "psycopg.", "sea_orm.", "sqlalchemy.", "sqlx.",
    ];
    LIBRARIES.iter().any(|library| path.starts_with(library))
}

/// From where the transaction begins to where it is committed, in the same function.
fn until_commit(rule: &RuleCtx, name: &str, begun: Span) -> Option<Open> {
    let exprs = &rule.body.exprs;
    let (function, _) = rule.scope.function_at(begun.start)?;
    let commits = rule.calls().filter_map(|call| {
        let ExprKind::Member { object, name: method, .. } = &exprs.get(call.callee).kind else {
            return None;
        };
        let is_own = matches!(&exprs.get(*object).kind, ExprKind::Name(own) if own == name);
        let commits = is_own && matches!(method.as_str(), "Commit" | "commit");
        commits.then_some(call.span.start)
    });
    // Without a commit in sight it cannot be told where the transaction ends.
    let end = commits.filter(|at| *at > begun.end).max()?;
    Some(Open {
        span: Span::new(begun.end, end),
        function: Some(function),
        begun,
    })
}

/// `prisma.$transaction(async (tx) => { ... })`.
fn given_code(rule: &RuleCtx, call: &Call<'_>) -> Option<Open> {
    let exprs = &rule.body.exprs;
    let ExprKind::Member { name, .. } = &exprs.get(call.callee).kind else {
        return None;
    };
    let language = rule.file.facts.language.ecosystem();
    let is_runner = RUNNERS.contains(&name.as_str())
        && matches!(language, Ecosystem::Node | Ecosystem::Go);
    let code = |arg: &Arg| match exprs.get(arg.value).kind {
        ExprKind::Function(function) => Some(function),
        _ => None,
    };
    let function = call.args.iter().find_map(code).filter(|_| is_runner)?;
    let known = rule.body.function(function)?;
    // What the code is given is the transaction.
    if known.signature.params.is_empty() {
        return None;
    }
    Some(Open {
        span: known.block.span,
        function: Some(function),
        begun: exprs.get(call.callee).span,
    })
}

/// The functions on the way to a call of another service, if the call is one or makes one.
fn external(
    ctx: &ProjectCtx,
    rule: &RuleCtx,
    calls: &Calls,
    call: &Call<'_>,
) -> Option<Vec<SymbolRef>> {
    if calls.effect(ctx, rule, call).is_some_and(is_external) {
        return Some(Vec::new());
    }
    let function = calls.function(ctx, rule, call)?;
    let summary = ctx.index.call_summary(function);
    let found = summary
        .effects
        .iter()
        .find(|at| is_external(at.effect) && at.through.len() <= DEEPEST)?;
    Some(found.through.clone())
}

fn is_external(effect: Effect) -> bool {
    matches!(
        effect.kind,
        EffectKind::Http | EffectKind::Mail | EffectKind::Sleep
    ) && effect.mode != EffectMode::Prepare
}

fn report(
    ctx: &ProjectCtx,
    rule: &RuleCtx,
    call: &Call<'_>,
    open: &Open,
    through: &[SymbolRef],
    acc: &mut Findings,
) {
    let written = rule.source(rule.body.exprs.get(call.callee).span);
    // A chain over several lines is told by its last name.
    let written = match written.contains(['\n', '(']) {
        true => written.rsplit(['.', ':']).next().unwrap_or(written),
        false => written,
    };
    let way: Vec<String> = through
        .iter()
        .filter_map(|step| Some(format!("`{}`", ctx.index.function(*step)?.signature.name)))
        .collect();
    let way = match way.len() {
        0 | 1 => String::new(),
        _ => format!(" (through {})", way.join(", ")),
    };
    let message = format!(
        "`{written}` waits for something else{way} while the transaction is open, and its locks and its connection are held until it answers; call it before the transaction or after its commit."
    );
    let start = rule.item.span.start;
    let _ = acc
        .report(call.span.shifted(start), message)
        .related(None, open.begun.shifted(start), "The transaction begins here.");
}
