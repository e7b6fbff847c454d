//! BM804: tests that check nothing. Where a helper may check something, it is silent.

use model::{FileRole, Test};
use rustc_hash::FxHashSet;
use syntax::facts::{
    CallStyle, Expr, ExprId, ExprKind, FunctionKind, ParamKind, Signature, Stmt, StmtKind,
};
use syntax::language::Ecosystem;
use syntax::span::Span;

use crate::context::{Call, ProjectCtx, RuleCtx};
use crate::finding::Findings;
use crate::shared::resolved::Calls;
use crate::text;

/// First words of functions that check.
const CHECKS: &[&str] = &[
    "assert", "check", "compare", "ensure", "expect", "fail", "must", "require", "should", "verify", "wait",
];
/// Words that tell a check wherever they stand.
const TELLS: &[&str] = &[
    "assert",
    "assertion",
    "asserts",
    "asserting",
    "expect",
    "expects",
    "fatal",
    "raises",
    "rejects",
    "should",
    "snapshot",
    "throws",
    "verifies",
    "warns",
];
/// Words of modules that drive a browser.
const DRIVERS: &[&str] = &["cypress", "playwright", "puppeteer", "selenium", "webdriver", "webdriverio"];
/// What is left to fail where a test says that nothing does.
const TROUBLES: &[&str] = &[
    "block", "crash", "deadlock", "error", "errors", "exception", "fail", "hang", "leak", "panic", "raise", "throw",
];

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    let tests: Vec<&Test> = ctx
        .things
        .tests
        .iter()
        .filter(|test| test.element.whole.file == ctx.id)
        .collect();
    if tests.is_empty() || drives_browser(ctx) {
        return;
    }
    let mut seen: FxHashSet<Span> = FxHashSet::default();
    ctx.each_item(|rule| {
        let start = rule.item.span.start;
        let calls = Calls::of(ctx, rule);
        for test in &tests {
            let whole = test.element.whole.span;
            if !rule.item.span.contains(whole) || seen.contains(&whole) {
                continue;
            }
            let own = Span::new(whole.start - start, whole.end - start);
            let Some(signature) = signature(rule, own) else {
                continue;
            };
            seen.insert(whole);
            // What is being written is not complete.
            let is_broken = rule.facts().broken.iter().any(|span| own.overlaps(*span));
            if is_broken || is_checked_after(rule) {
                continue;
            }
            let is_silent = is_left_out(rule, test, signature, own)
                || is_empty(rule, signature)
                || checks(ctx, rule, &calls, own, Some(signature));
            if !is_silent {
                report(test, acc);
            }
        }
    });
}

/// Whether the file drives a browser: its steps wait for what they need, and one begins where the last one ended.
fn drives_browser(ctx: &ProjectCtx) -> bool {
    let modules = ctx.file.modules();
    if ctx.file.text.contains("cy.get") || ctx.file.text.contains("cy.visit") {
        return true;
    }
    modules.iter().any(|module| {
        let words = text::words(module);
        words
            .iter()
            .any(|word| DRIVERS.contains(&word.as_str()))
    })
}

/// Whether the tests of the item are checked by what runs after each of them.
fn is_checked_after(rule: &RuleCtx) -> bool {
    rule.calls().any(|call| {
        let path = rule.body.exprs.path(call.callee).unwrap_or_default();
        let is_after = matches!(path.as_str(), "afterAll" | "afterEach" | "test.afterEach");
        is_after
            && rule.body.exprs.iter().any(|(_, expr)| {
                call.span.contains(expr.span) && is_check_expr(rule, expr)
            })
    })
}

fn report(test: &Test, acc: &mut Findings) {
    let message = format!(
        "`{}` checks nothing, so it can only fail by crashing; assert what it is about.",
        test.element.name
    );
    let _ = acc.report(test.element.place.span, message);
}

/// The function that is the test: the outermost one inside its span.
fn signature<'a>(rule: &RuleCtx<'a>, whole: Span) -> Option<&'a Signature> {
    let functions = rule.body.functions().map(|(_, function)| function);
    let inner = functions.filter(|function| whole.contains(function.block.span));
    let largest = inner.max_by_key(|function| function.block.span.len());
    largest.map(|function| &function.signature)
}

fn is_left_out(rule: &RuleCtx, test: &Test, signature: &Signature, whole: Span) -> bool {
    let marks = signature.decorators.iter().any(|decorator| {
        let path = decorator.path.as_str();
        let words = text::words(path);
        let told = ["bench", "benchmark", "fixture", "ignore", "panic", "raises", "skip", "xfail"];
        words.iter().any(|word| told.contains(&word.as_str())) || path.contains("expectedFailure")
    });
    let source = rule.source(whole);
    let head = source.split('(').next().unwrap_or_default();
    let is_skipped = head.len() < 40
        && ["skip", "todo", "fails", "failing", "xit", "xtest", "xdescribe"]
            .iter()
            .any(|word| head.contains(word));
    let is_benchmark = signature
        .params
        .iter()
        .any(|param| matches!(param.name.as_str(), "benchmark" | "done" | "capsys_check"));
    let lower = source.to_ascii_lowercase();
    let is_told = ["not crash", "not fail", "not panic", "not raise", "not throw", "without error"]
        .iter()
        .any(|words| lower.contains(words));
    // A step is a part of a test.
    let is_step = head.trim_end().ends_with(".step");
    marks || is_told || is_step || is_skipped || is_benchmark || says_so(&test.element.name)
}

/// `test_does_not_raise`, `TestSmoke`, `it("never throws")`.
fn says_so(name: &str) -> bool {
    let words = text::words(&name.replace('\'', ""));
    let has = |wanted: &[&str]| {
        words
            .iter()
            .any(|word| wanted.iter().any(|wanted| word.starts_with(wanted)))
    };
    let denies = has(&["cannot", "cant", "doesnt", "dont", "never", "no", "not", "without", "wont"]);
    let is_other = ["Benchmark", "Example", "Fuzz", "TestMain"]
        .iter()
        .any(|prefix| name.starts_with(prefix));
    denies && has(TROUBLES) || has(&["compile", "import", "noop", "nothrow", "smoke"]) || is_other
}

/// Whether the test calls nothing: it is not written yet.
fn is_empty(rule: &RuleCtx, signature: &Signature) -> bool {
    let body = signature.body_span;
    !rule.calls().any(|call| body.contains(call.span))
}

/// Whether the code in a span checks something, or may do so where it cannot be told.
fn checks(
    ctx: &ProjectCtx,
    rule: &RuleCtx,
    calls: &Calls,
    span: Span,
    test: Option<&Signature>,
) -> bool {
    let by_stmt = rule
        .body
        .stmts()
        .any(|(_, stmt)| span.contains(stmt.span) && is_check_stmt(stmt));
    let by_expr = rule
        .body
        .exprs
        .iter()
        .any(|(_, expr)| span.contains(expr.span) && is_check_expr(rule, expr));
    by_stmt
        || by_expr
        || rule
            .calls()
            .filter(|call| span.contains(call.span))
            .any(|call| is_check_call(ctx, rule, calls, &call, test))
}

fn is_check_stmt(stmt: &Stmt) -> bool {
    matches!(stmt.kind, StmtKind::Assert { .. } | StmtKind::Raise { .. })
}

fn is_check_expr(rule: &RuleCtx, expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Member { name, .. } | ExprKind::Name(name) => {
            let is_module = matches!(name.as_str(), "require" | "expect_type");
            !is_module && tells(name)
        }
        // What fails leaves the test, and that fails it.
        ExprKind::Propagate(_) => rule.file.facts.language.ecosystem() == Ecosystem::Rust,
        _ => false,
    }
}

/// Whether a name tells that what it stands for checks.
fn tells(name: &str) -> bool {
    let words = text::words(name);
    let first = words.first().map(String::as_str).unwrap_or_default();
    let starts = words.iter().any(|word| TELLS.contains(&word.as_str()));
    let joined = words.concat();
    starts || CHECKS.contains(&first) || ["equal", "deepequal"].contains(&joined.as_str())
}

fn is_check_call(
    ctx: &ProjectCtx,
    rule: &RuleCtx,
    calls: &Calls,
    call: &Call<'_>,
    test: Option<&Signature>,
) -> bool {
    let exprs = &rule.body.exprs;
    let ecosystem = ctx.file.facts.language.ecosystem();
    if let ExprKind::Call {
        style: CallStyle::Macro,
        ..
    } = &exprs.get(call.id).kind
    {
        let path = exprs.path(call.callee).unwrap_or_default();
        let last = path.rsplit('.').next().unwrap_or_default();
        let prints = ["dbg", "debug", "eprintln", "format", "info", "println", "vec", "json"];
        return !prints.contains(&last);
    }
    match &exprs.get(call.callee).kind {
        ExprKind::Member { object, name, .. } => {
            let name = name.as_str();
            let unwraps = name.starts_with("unwrap") || name.starts_with("expect");
            if ecosystem == Ecosystem::Rust && unwraps {
                return true;
            }
            // Mocks of requests say whether they were asked.
            if matches!(name, "done" | "isDone" | "is_done" | "Finish") {
                return true;
            }
            if let ExprKind::Name(root) = &exprs.get(*object).kind
                && is_tester(test, root, ecosystem)
            {
                let is_quiet = matches!(
                    name,
                    "Cleanup" | "Helper" | "Log" | "Logf" | "Name" | "Parallel" | "Run" | "Setenv" | "TempDir"
                        | "after" | "before" | "test" | "timeout" | "setTimeout" | "plan"
                );
                return !is_quiet || name == "plan";
            }
            if is_own_method(rule, *object, call) {
                return may_check(ctx, rule, calls, call, true);
            }
        }
        ExprKind::Name(name) => {
            let is_param = test.is_some_and(|test| {
                test.params
                    .iter()
                    .any(|param| param.name == *name && ecosystem != Ecosystem::Go)
            });
            if is_param {
                return true;
            }
        }
        _ => {}
    }
    let is_given_tester = call.args.iter().any(|arg| {
        matches!(&exprs.get(arg.value).kind, ExprKind::Name(name) if is_tester(test, name, ecosystem))
    });
    may_check(ctx, rule, calls, call, is_given_tester)
}

/// Whether the name is what the runner gives a test to report by: `t`, `assert`.
fn is_tester(test: Option<&Signature>, name: &str, ecosystem: Ecosystem) -> bool {
    let Some(test) = test else {
        return matches!(name, "t" | "tb") && ecosystem == Ecosystem::Go;
    };
    let mut params = test
        .params
        .iter()
        .filter(|param| param.kind != ParamKind::Receiver);
    match ecosystem {
        Ecosystem::Go => {
            params.any(|param| param.name == name) || matches!(name, "t" | "tb")
        }
        Ecosystem::Node => params.next().is_some_and(|param| param.name == name),
        _ => false,
    }
}

/// `self.check(..)`, `this.run(..)`, `s.Equal(..)`.
fn is_own_method(rule: &RuleCtx, object: ExprId, call: &Call<'_>) -> bool {
    let ExprKind::Name(name) = &rule.body.exprs.get(object).kind else {
        return false;
    };
    let mut functions = rule.scope.functions_at(call.span.start);
    functions.any(|(_, function)| {
        let signature = &function.signature;
        let receiver = signature.params.first().filter(|param| param.kind == ParamKind::Receiver);
        receiver.is_some_and(|param| param.name == *name) && signature.kind != FunctionKind::Closure
    })
}

/// Whether a called helper checks; one that is not seen may, where `otherwise` says so.
fn may_check(
    ctx: &ProjectCtx,
    rule: &RuleCtx,
    calls: &Calls,
    call: &Call<'_>,
    otherwise: bool,
) -> bool {
    let Some(function) = calls.function(ctx, rule, call) else {
        return otherwise;
    };
    let (Some(file), Some(known)) = (ctx.index.file(function.file), ctx.index.function(function))
    else {
        return otherwise;
    };
    let is_raising = !known.raises.is_empty();
    let is_telling = known
        .calls
        .iter()
        .any(|inner| inner.callee.split('.').any(|part| tells(part.trim_end_matches("()"))));
    if is_raising && file.role == FileRole::Test || is_telling {
        return true;
    }
    // Code of other files is not at hand; helpers of tests stand among the tests.
    if function.file != ctx.id {
        return otherwise || file.role == FileRole::Test;
    }
    let Some(place) = ctx.index.whole(function) else {
        return otherwise;
    };
    let mut found = false;
    ctx.each_item(|other| {
        if other.index != function.symbol.item {
            return;
        }
        let start = other.item.span.start;
        let own = Span::new(place.span.start - start, place.span.end - start);
        let is_here = |span: Span| own.contains(span);
        found |= other
            .body
            .stmts()
            .any(|(_, stmt)| is_here(stmt.span) && is_check_stmt(stmt));
        found |= other
            .body
            .exprs
            .iter()
            .any(|(_, expr)| is_here(expr.span) && is_check_expr(other, expr));
        // A helper of a helper is not followed: it may check.
        found |= other
            .calls()
            .filter(|inner| is_here(inner.span))
            .any(|inner| is_helper(ctx, other, &inner));
    });
    found
}

/// Whether a call runs a function of this file, or hands on what the runner gives.
fn is_helper(ctx: &ProjectCtx, rule: &RuleCtx, call: &Call<'_>) -> bool {
    let calls = Calls::of(ctx, rule);
    let is_own = calls
        .function(ctx, rule, call)
        .is_some_and(|function| function.file == ctx.id);
    let exprs = &rule.body.exprs;
    let hands_on = call.args.iter().any(|arg| {
        matches!(&exprs.get(arg.value).kind, ExprKind::Name(name) if matches!(name.as_str(), "t" | "tb"))
    });
    let reports = matches!(&exprs.get(call.callee).kind, ExprKind::Member { object, .. }
        if matches!(&exprs.get(*object).kind, ExprKind::Name(name) if matches!(name.as_str(), "t" | "tb")));
    is_own || hands_on || reports && ctx.file.facts.language.ecosystem() == Ecosystem::Go
}
