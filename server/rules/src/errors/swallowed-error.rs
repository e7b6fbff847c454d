//! BM202: handlers after which nobody knows of the error. It leaves alone what is narrow and handled.

use syntax::facts::{Catch, ExprId, Function, StmtId, StmtKind};
use syntax::language::Language;
use syntax::span::Span;

use crate::context::{FixCtx, RuleCtx};
use crate::edit::Edits;
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::outline::{Parent, inside, stmts_in};
use crate::shared::errors::{Handler, caught, handlers, is_broad};
use crate::shared::{emptied, errors, flow, sql, swallow};
use crate::text;

/// Errors that say that something is not there, or that it is time to stop.
const ABSENCE: &[&str] = &[
    "AttributeError",
    "CancelledError",
    "FileExistsError",
    "FileNotFoundError",
    "GeneratorExit",
    "ImportError",
    "IndexError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "ModuleNotFoundError",
    "ProcessLookupError",
    "QueueEmpty",
    "StopAsyncIteration",
    "StopIteration",
    "TimeoutError",
    "WebSocketDisconnect",
];

/// Functions that clean up: an error in them must not hide the one before.
const CLEANUP: &[&str] = &[
    "__aexit__",
    "__del__",
    "__exit__",
    "aclose",
    "cleanup",
    "close",
    "disconnect",
    "dispose",
    "shutdown",
    "stop",
    "teardown",
    "terminate",
];

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    if ctx.file.facts.language != Language::Python {
        return check_emptied(ctx, acc);
    }
    for handler in handlers(ctx.body) {
        let catch = handler.catch;
        let broad = is_broad(ctx, catch);
        let is_quiet = match broad {
            true => swallow::is_swallowed(ctx, &handler),
            false => {
                !has_else(ctx, &handler)
                    && is_quiet_and_narrow(ctx, catch)
                    && !is_probe(ctx, &handler)
                    && !changes_schema(ctx, &handler)
                    && !swallow::is_reported_behind(ctx, handler.stmt)
                    && swallow::is_swallowed(ctx, &handler)
            }
        };
        if !is_quiet || in_cleanup(ctx, &handler) {
            continue;
        }
        report(ctx, &handler, broad, acc);
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    match request.step()? {
        swallow::RAISE => swallow::raise_edits(ctx, request),
        emptied::FILL => emptied::edits(ctx, request),
        _ => swallow::log_edits(ctx, request),
    }
}

/// Where a handler says nothing of what it takes, or errors are values, only an empty place is sure to lose one.
fn check_emptied(ctx: &RuleCtx, acc: &mut Findings) {
    for place in emptied::places(ctx) {
        if is_cleanup(ctx.scope.function_at(place.span.start).map(|(_, function)| function)) {
            continue;
        }
        let what = match place.kind {
            emptied::Kind::Handler | emptied::Kind::Rejection => "handler",
            emptied::Kind::Test => "branch",
        };
        let message = format!(
            "The error disappears: this {what} is empty; hand the error on, or say in a comment why it does not matter."
        );
        let mut draft = acc.report(place.span, message);
        if place.is_harmless {
            draft = draft.severity(Severity::Hint);
        }
        if place.kind != emptied::Kind::Handler {
            draft = draft.beyond_peers();
        }
        if let Some(request) = emptied::request(ctx, &place) {
            draft.fix(request);
        }
    }
}

fn report(ctx: &RuleCtx, handler: &Handler<'_>, broad: bool, acc: &mut Findings) {
    let id = ctx.outline.function_around(Parent::Stmt(handler.stmt));
    let function = id.and_then(|id| ctx.body.function(id));
    let place = match function {
        Some(function) => format!(" in `{}`", function.signature.name),
        None => String::new(),
    };
    let message = format!(
        "The error disappears{place}: this handler neither raises, logs nor answers it; raise a specific error from it or log it."
    );
    let mut draft = acc.report(text_span(ctx, handler.catch), message);
    if !broad {
        let severity = match is_infrastructure(ctx, handler.catch) {
            true => Severity::Info,
            false => Severity::Hint,
        };
        draft = draft.severity(severity).beyond_peers();
    } else if is_explained(ctx, handler.catch) {
        draft = draft.severity(Severity::Hint);
    }
    if let Some(request) = swallow::raise_request(ctx, handler) {
        draft = draft.fix(request);
    }
    if let Some(function) = function {
        let request = FixRequest::rule("Log it and raise it again", Safety::Unsafe, "log");
        let owner = id.and_then(|id| ctx.owner_name(id));
        draft.fix(
            request
                .at(handler.catch.head)
                .with(errors::phrase(function, owner)),
        );
    }
}

/// Whether the error says that something the program stands on failed, rather than that a value is of another form.
fn is_infrastructure(ctx: &RuleCtx, catch: &Catch) -> bool {
    caught(ctx.body, catch).iter().any(|class| {
        let path = ctx.body.exprs.path(*class).unwrap_or_default();
        let last = path.rsplit('.').next().unwrap_or(&path);
        let words = text::words(last);
        let says = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
        matches!(last, "ClientError" | "RequestException" | "RequestError")
            || says(&[
                "connection",
                "database",
                "dbapi",
                "http",
                "integrity",
                "operational",
                "redis",
                "sqlalchemy",
                "ssl",
                "transport",
            ])
    })
}

/// The head of the handler without the blanks behind it.
fn text_span(ctx: &RuleCtx, catch: &Catch) -> Span {
    let source = ctx.source(catch.head);
    let kept = source.trim_end().trim_end_matches(':').len();
    let end = catch.head.start + u32::try_from(kept).unwrap_or_default();
    Span::new(catch.head.start, end)
}

/// Whether the error is one of two ways the code is meant to go.
fn has_else(ctx: &RuleCtx, handler: &Handler<'_>) -> bool {
    matches!(
        &ctx.body.stmt(handler.stmt).kind,
        StmtKind::Try {
            otherwise: Some(_),
            ..
        } | StmtKind::Try {
            finally: Some(_),
            ..
        }
    )
}

/// Whether the handler does nothing about errors that mean more than absence, and says no word of it.
fn is_quiet_and_narrow(ctx: &RuleCtx, catch: &Catch) -> bool {
    swallow::is_silent(ctx, catch)
        && !is_explained(ctx, catch)
        && !caught(ctx.body, catch)
            .iter()
            .all(|class| means_absence(ctx, *class))
}

/// Errors that say that a value is not of the form that was tried.
const OTHER_FORM: &[&str] = &[
    "ArithmeticError",
    "InvalidOperation",
    "JSONDecodeError",
    "OverflowError",
    "TypeError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeError",
    "ValueError",
];

/// Whether one form of a value is tried, which ends the search where it fits, and something else comes next.
fn is_probe(ctx: &RuleCtx, handler: &Handler<'_>) -> bool {
    let is_about_form = caught(ctx.body, handler.catch).iter().all(|class| {
        let path = ctx.body.exprs.path(*class).unwrap_or_default();
        OTHER_FORM.contains(&path.rsplit('.').next().unwrap_or(&path)) || means_absence(ctx, *class)
    });
    let ends_search = stmts_in(ctx.body, handler.tried)
        .any(|(_, stmt)| matches!(stmt.kind, StmtKind::Return(_) | StmtKind::Break));
    is_about_form && ends_search && goes_on_behind(ctx, handler.stmt)
}

/// Whether something follows a statement, or the loops it ends.
fn goes_on_behind(ctx: &RuleCtx, stmt: StmtId) -> bool {
    let outer = ctx.outline.around(Parent::Stmt(stmt));
    let stmts = outer.map_while(|parent| match parent {
        Parent::Stmt(id) => Some(id),
        _ => None,
    });
    let mut ended = stmts.enumerate().take_while(|(distance, id)| {
        *distance == 0 || matches!(ctx.body.stmt(*id).kind, StmtKind::Loop { .. })
    });
    ended.any(|(_, id)| flow::stmt_behind(ctx, id).is_some())
}

/// Whether only the schema of a database is changed, as it may have been before: nothing is lost.
fn changes_schema(ctx: &RuleCtx, handler: &Handler<'_>) -> bool {
    let stmts = &handler.tried.stmts;
    let changes = |stmt: &StmtId| match &ctx.body.stmt(*stmt).kind {
        StmtKind::Expr(value) => inside(ctx.body, *value)
            .filter_map(|(id, _)| ctx.body.exprs.text(id))
            .any(|text| sql::changes_schema(text)),
        _ => false,
    };
    !stmts.is_empty() && is_infrastructure(ctx, handler.catch) && stmts.iter().all(changes)
}

/// Whether a comment in or directly above the handler is for people, not for a tool.
fn is_explained(ctx: &RuleCtx, catch: &Catch) -> bool {
    let mut comments = ctx.facts().comments.iter();
    comments.any(|comment| {
        let after_head = comment.start >= catch.head.end && catch.span.touches(comment.start);
        let between = Span::new(comment.end, catch.head.start);
        let is_above = comment.end <= catch.head.start && ctx.source(between).trim().is_empty();
        let text = ctx.source(*comment).trim_start_matches(['#', ' ']);
        let tools = [
            "backend-master:",
            "noqa",
            "type:",
            "pragma",
            "nosec",
            "pylint:",
            "pyright:",
        ];
        let is_for_people = !tools.iter().any(|tool| text.starts_with(tool));
        (after_head || is_above) && is_for_people && text.split_whitespace().count() > 1
    })
}

fn means_absence(ctx: &RuleCtx, class: ExprId) -> bool {
    let Some(path) = ctx.body.exprs.path(class) else {
        // A computed class says nothing.
        return true;
    };
    let last = path.rsplit('.').next().unwrap_or(&path);
    if ABSENCE.contains(&last) {
        return true;
    }
    let words = text::words(last);
    let says = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    says(&[
        "absent",
        "already",
        "inactive",
        "empty",
        "missing",
        "timeout",
        "cancelled",
        "disconnect",
        "exists",
        "exist",
        "unknown",
        "invalid",
    ]) || (says(&["not"]) && says(&["implemented", "supported"]))
        || (says(&["not"]) && says(&["found"]))
        || (says(&["no"]) && says(&["such", "result"]))
}

fn in_cleanup(ctx: &RuleCtx, handler: &Handler<'_>) -> bool {
    let function = ctx.outline.function_around(Parent::Stmt(handler.stmt));
    is_cleanup(function.and_then(|id| ctx.body.function(id)))
}

fn is_cleanup(function: Option<&Function>) -> bool {
    function.is_some_and(|function| {
        let name = function.signature.name.trim_start_matches('_');
        CLEANUP.contains(&function.signature.name.as_str()) || CLEANUP.contains(&name)
    })
}
