//! BM207: one bad request ends the worker, or is answered by nobody. What cannot fail is left alone.

use syntax::facts::{CallStyle, ExprId, ExprKind, Literal, StmtKind, TypeKind};
use syntax::language::Ecosystem;
use syntax::span::Span;

use crate::context::{Call, FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::outline::{Parent, inside};
use crate::shared::resolved::Calls;
use crate::shared::{reached, serving, startup};

/// Functions that end the program.
const EXITS: &[&str] = &[
    "exit",
    "github.com/rs/zerolog/log.Fatal",
    "github.com/sirupsen/logrus.Fatal",
    "github.com/sirupsen/logrus.Fatalf",
    "github.com/sirupsen/logrus.Fatalln",
    "log.Fatal",
    "log.Fatalf",
    "log.Fatalln",
    "log.Panic",
    "log.Panicf",
    "log.Panicln",
    "os._exit",
    "os.Exit",
    "panic",
    "process.abort",
    "process.exit",
    "quit",
    "std.process.abort",
    "std.process.exit",
    "sys.exit",
];
/// Macros that panic and say nothing of an invariant.
const PANICS: &[&str] = &["panic", "todo", "unimplemented"];
/// Methods that give what cannot be missing, unless another thread has panicked.
const GUARDS: &[&str] = &["lock", "read", "write"];
/// Functions that fail by what they are given alone.
const PARSERS: &[&str] = &[
    "and_hms_opt", "checked_add", "from_hms_opt", "from_static", "from_str", "from_timestamp", "from_ymd_opt", "new",
    "parse", "parse_from_rfc3339", "parse_str", "single", "try_from", "try_into", "with_ymd_and_hms",
];
/// Methods that give an option, not a result.
const OPTIONS: &[&str] = &[
    "and_hms_opt", "as_mut", "as_ref", "chars", "find", "first", "from_ymd_opt", "get", "get_mut", "last", "max",
    "min", "next", "ok", "peek", "pop", "position", "remove", "split_once", "strip_prefix", "take",
];

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    if startup::is_script(ctx.file) || runs_in_browser(ctx) {
        return;
    }
    let handlers = serving::places(ctx);
    let adapters = serving::adapters(ctx);
    if handlers.is_empty() && adapters.is_empty() {
        return;
    }
    let reached = reached::from(ctx, &handlers);
    ctx.each_item(|rule| {
        if rule.is_test() {
            return;
        }
        let is_served = |offset: u32| {
            (serving::is_at(rule, &reached, offset) || serving::is_method_of(rule, &adapters, offset))
                && !startup::is_startup(rule, offset)
        };
        let is_handler = |offset: u32| serving::is_at(rule, &handlers, offset);
        let calls = Calls::of(ctx, rule);
        for call in rule.calls() {
            if is_served(call.span.start)
                && let Some(what) = ends(ctx, rule, &calls, &call, is_handler(call.span.start))
            {
                report(rule, &call, &what, acc);
            }
        }
        check_macros(rule, &is_served, acc);
        if ctx.file.facts.language.ecosystem() == Ecosystem::Go {
            check_raises(rule, &is_served, acc);
        }
    });
}

/// Whether the file is built for a browser, which serves one person.
fn runs_in_browser(ctx: &ProjectCtx) -> bool {
    ctx.file.modules().iter().any(|module| {
        let root = module.split('.').next().unwrap_or_default();
        matches!(
            root,
            "dioxus" | "gloo" | "leptos" | "wasm_bindgen" | "web_sys" | "yew"
        )
    })
}

/// `panic(…)` of Go, which leaves the function as an error does elsewhere.
fn check_raises(rule: &RuleCtx, is_served: &dyn Fn(u32) -> bool, acc: &mut Findings) {
    for (_, stmt) in rule.body.stmts() {
        if matches!(stmt.kind, StmtKind::Raise { .. }) && is_served(stmt.span.start) {
            let span = stmt.span.shifted(rule.item.span.start);
            let _ = acc.report(span, ends_request("panic"));
        }
    }
}

fn ends_request(what: &str) -> String {
    format!(
        "`{what}` ends the request without an answer, and the program where nobody recovers; give back an error."
    )
}

/// `panic!("…")` as a statement, which leaves the function as an error does.
fn check_macros(rule: &RuleCtx, is_served: &dyn Fn(u32) -> bool, acc: &mut Findings) {
    for (id, expr) in rule.body.exprs.iter() {
        let ExprKind::Call {
            style: CallStyle::Macro,
            callee,
            ..
        } = &expr.kind
        else {
            continue;
        };
        let path = rule.body.exprs.path(*callee).unwrap_or_default();
        let last = path.rsplit('.').next().unwrap_or_default();
        if !PANICS.contains(&last) || !is_served(expr.span.start) || is_tested(rule, id) {
            continue;
        }
        let message = format!(
            "`{last}!` ends the task that serves the request, which nobody answers then; give back an error."
        );
        let _ = acc.report(expr.span.shifted(rule.item.span.start), message);
    }
}

/// Whether the macro stands in a spawned thread of its own.
fn is_tested(rule: &RuleCtx, id: ExprId) -> bool {
    rule.outline
        .around(rule.outline.of_expr(id))
        .any(|parent| {
            let Parent::Expr(id) = parent else {
                return false;
            };
            let ExprKind::Call { callee, .. } = &rule.body.exprs.get(id).kind else {
                return false;
            };
            let path = rule.body.exprs.path(*callee).unwrap_or_default();
            matches!(path.rsplit('.').next(), Some("catch_unwind" | "spawn"))
        })
}

/// What a call that ends the request, or the program, is called.
fn ends(
    ctx: &ProjectCtx,
    rule: &RuleCtx,
    calls: &Calls,
    call: &Call<'_>,
    is_handler: bool,
) -> Option<String> {
    if ctx.file.facts.language.ecosystem() == Ecosystem::Rust
        && let ExprKind::Member { object, name, .. } = &rule.body.exprs.get(call.callee).kind
        && matches!(name.as_str(), "expect" | "unwrap")
    {
        let is_told = name == "expect" && (!is_handler || is_invariant(rule, call));
        let ends = !is_told && !is_certain(rule, *object) && !is_tested(rule, call.id);
        return ends.then(|| name.to_string());
    }
    let is_macro = matches!(
        rule.body.exprs.get(call.id).kind,
        ExprKind::Call {
            style: CallStyle::Macro,
            ..
        }
    );
    let path = calls.path(ctx, rule, call).filter(|_| !is_macro)?;
    EXITS
        .contains(&path.as_str())
        .then(|| rule.source(rule.body.exprs.get(call.callee).span).to_owned())
}

fn is_invariant(rule: &RuleCtx, call: &Call<'_>) -> bool {
    let text = call.positional(0).and_then(|arg| rule.body.exprs.text(arg.value));
    text.is_some_and(|text| text.to_ascii_lowercase().starts_with("invariant"))
}

/// Whether the value is there for certain: a lock, what is made of literals alone, an answer that is built.
fn is_certain(rule: &RuleCtx, value: ExprId) -> bool {
    let exprs = &rule.body.exprs;
    let ExprKind::Call { callee, args, .. } = &exprs.get(value).kind else {
        return false;
    };
    if let ExprKind::Member { object, name, .. } = &exprs.get(*callee).kind {
        if GUARDS.contains(&name.as_str()) && args.is_empty() {
            return true;
        }
        if name == "duration_since" {
            return true;
        }
        let starts = exprs.get(*object).span;
        let chain = rule.source(starts);
        if name == "body" && chain.contains("builder()") {
            return true;
        }
    }
    if !given_by_any(rule, value).is_some_and(|name| PARSERS.contains(&name)) {
        return false;
    }
    let mut values = inside(rule.body, value).filter_map(|(_, expr)| match &expr.kind {
        ExprKind::Call { args, .. } => Some(args),
        _ => None,
    });
    let is_literal = |id: ExprId| {
        let expr = &exprs.get(exprs.referenced(id)).kind;
        match expr {
            ExprKind::Literal(_) | ExprKind::Member { .. } | ExprKind::Call { .. } => true,
            // `Regex::new(PATTERN)` of a constant.
            ExprKind::Name(name) => !name.contains(char::is_lowercase),
            _ => false,
        }
    };
    let all = values.all(|args| args.iter().all(|arg| is_literal(arg.value)));
    all && starts_at_literal(rule, value)
}

/// Whether a chain begins at a literal, or at a path of a type, and no name of a value is in it.
fn starts_at_literal(rule: &RuleCtx, value: ExprId) -> bool {
    let has_literal = inside(rule.body, value)
        .any(|(_, expr)| matches!(&expr.kind, ExprKind::Literal(literal) if *literal != Literal::Null));
    let has_value = inside(rule.body, value).any(|(id, expr)| {
        matches!(&expr.kind, ExprKind::Name(_)) && rule.scope.local(id).is_some()
    });
    has_literal && !has_value
}

fn report(rule: &RuleCtx, call: &Call<'_>, what: &str, acc: &mut Findings) {
    let start = rule.item.span.start;
    if matches!(what, "expect" | "unwrap") {
        let ExprKind::Member { object, .. } = &rule.body.exprs.get(call.callee).kind else {
            return;
        };
        let message = format!(
            "`{what}` ends the task that serves the request where there is no value, and nobody answers it; hand the error on with `?`."
        );
        let from = rule.body.exprs.get(*object).span.end;
        let span = Span::new(from, call.span.end);
        let draft = acc.report(span.shifted(start), message);
        if hands_on(rule, call, *object) {
            let request = FixRequest::rule("Hand the error on with `?`", Safety::Unsafe, "hand-on");
            draft.fix(request.at(span.shifted(start)));
        }
        return;
    }
    let message = match what.contains("panic") || what.contains("Panic") {
        true => ends_request(what),
        false => format!("`{what}` ends the program and with it every other request; give back an error."),
    };
    let _ = acc.report(call.span.shifted(start), message);
}

/// Whether the function around gives back what the value would hand on.
fn hands_on(rule: &RuleCtx, call: &Call<'_>, object: ExprId) -> bool {
    let Some((_, function)) = rule.scope.function_at(call.span.start) else {
        return false;
    };
    let wanted = match given_by(rule, object) {
        Some(name) if OPTIONS.contains(&name) => "Option",
        _ => "Result",
    };
    let returns = function.signature.returns.as_ref();
    returns.is_some_and(|returns| {
        matches!(&returns.kind, TypeKind::Named { path, .. }
            if path.rsplit('.').next().is_some_and(|last| last == wanted))
    })
}

/// The function or method that gives the value.
fn given_by_any<'a>(rule: &RuleCtx<'a>, value: ExprId) -> Option<&'a str> {
    let exprs = &rule.body.exprs;
    let ExprKind::Call { callee, .. } = &exprs.get(value).kind else {
        return None;
    };
    match &exprs.get(*callee).kind {
        ExprKind::Member { name, .. } | ExprKind::Name(name) => Some(name),
        _ => None,
    }
}

/// The method that gives the value; none of what is awaited.
fn given_by<'a>(rule: &RuleCtx<'a>, value: ExprId) -> Option<&'a str> {
    let exprs = &rule.body.exprs;
    let ExprKind::Call { callee, .. } = &exprs.get(value).kind else {
        return None;
    };
    match &exprs.get(*callee).kind {
        ExprKind::Member { name, .. } => Some(name),
        _ => None,
    }
}

pub fn fix(_ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let span = request.span(0)?;
    Some(Edits::here(vec![TextEdit::replace(span, "?")]))
}
