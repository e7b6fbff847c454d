//! Whether a handler makes an error disappear, and the repair that makes it speak. It reports nothing.

use syntax::facts::{Catch, ExprId, ExprKind, Function, Literal, StmtId, StmtKind};

use super::errors::{Handler, bound_head, ending, find_or_make, handler_at, name_after, phrase};
use super::flow;
use super::locate::item_at;
use crate::context::{FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{FixRequest, Safety};
use crate::outline::{Parent, exprs_in, stmts_in};
use crate::text;

/// The step of the repair that raises a named error.
pub const RAISE: &str = "raise";

/// Methods of a logger.
const LOG_METHODS: &[&str] = &[
    "critical",
    "debug",
    "error",
    "exception",
    "fatal",
    "info",
    "log",
    "warn",
    "warning",
];
/// Functions and methods that pass an error on, by the last part of their names.
const REPORTERS: &[&str] = &[
    "_exit",
    "abort",
    "add_note",
    "capture_exception",
    "captureException",
    "exit",
    "fail",
    "format_exc",
    "format_exception",
    "notice_error",
    "print_exc",
    "print_exception",
    "record_exception",
    "report_exception",
    "set_exception",
];
const PRINTERS: &[&str] = &["echo", "print", "secho"];

/// Whether nobody raises, logs, passes on or answers what the handler catches.
#[must_use]
pub fn is_swallowed(ctx: &RuleCtx<'_>, handler: &Handler<'_>) -> bool {
    let catch = handler.catch;
    let raises = stmts_in(ctx.body, &catch.block)
        .any(|(_, stmt)| matches!(stmt.kind, StmtKind::Raise { .. } | StmtKind::Unknown { .. }));
    !raises && !uses_binding(ctx, catch) && !reports(ctx, catch) && !only_imports(ctx, handler)
}

fn uses_binding(ctx: &RuleCtx<'_>, catch: &Catch) -> bool {
    let Some(binding) = &catch.binding else {
        return false;
    };
    // Closures in the handler may use it, too, and their code is not entered by statements.
    ctx.body.exprs.iter().any(|(_, expr)| {
        let is_use = matches!(&expr.kind, ExprKind::Name(name) if name == binding);
        is_use && catch.block.span.contains(expr.span)
    })
}

fn reports(ctx: &RuleCtx<'_>, catch: &Catch) -> bool {
    exprs_in(ctx.body, &catch.block).any(|(_, expr)| match &expr.kind {
        ExprKind::Call { callee, args, .. } => {
            is_reporter(ctx, *callee) || args.iter().any(|arg| passes_trace(ctx, arg))
        }
        ExprKind::Template { .. } => false,
        _ => false,
    }) || answers(ctx, catch)
}

/// Whether the statement right behind this one tells people that something is wrong.
#[must_use]
pub fn is_reported_behind(ctx: &RuleCtx<'_>, stmt: StmtId) -> bool {
    let Some(behind) = flow::stmt_behind(ctx, stmt) else {
        return false;
    };
    let StmtKind::Expr(value) = ctx.body.stmt(behind).kind else {
        return false;
    };
    let ExprKind::Call { callee, .. } = &ctx.body.exprs.get(value).kind else {
        return false;
    };
    let path = model::call_path(&ctx.body.exprs, *callee).unwrap_or_default();
    let method = path.rsplit('.').next().unwrap_or_default();
    let is_bad_news = matches!(
        method,
        "critical" | "error" | "exception" | "warn" | "warning"
    );
    is_bad_news && is_reporter(ctx, *callee)
}

fn passes_trace(ctx: &RuleCtx<'_>, arg: &syntax::facts::Arg) -> bool {
    let is_off = matches!(
        ctx.body.exprs.get(arg.value).kind,
        ExprKind::Literal(Literal::Bool(false))
    );
    matches!(arg.name.as_deref(), Some("exc_info" | "_exc_info")) && !is_off
}

fn is_reporter(ctx: &RuleCtx<'_>, callee: ExprId) -> bool {
    let Some(path) = model::call_path(&ctx.body.exprs, callee) else {
        return false;
    };
    let last = path.rsplit('.').next().unwrap_or(&path);
    let own = &ctx.file.settings.options.error_reporters;
    if REPORTERS.contains(&last) || PRINTERS.contains(&last) || own.iter().any(|name| name == last)
    {
        return true;
    }
    let Some((object, _)) = path.rsplit_once('.') else {
        let words = text::words(last);
        return words
            .iter()
            .any(|word| matches!(word.as_str(), "log" | "logger" | "report"));
    };
    let is_logger = text::words(object).iter().any(|word| {
        matches!(
            word.as_str(),
            "log" | "logger" | "logging" | "structlog" | "loguru" | "logfire" | "sentry"
        )
    });
    let writes_error = last == "write" && object.ends_with("stderr");
    let sends_message = object == "messages" || last == "traceback";
    (is_logger && LOG_METHODS.contains(&last))
        || writes_error
        || sends_message
        || last.starts_with("log_")
}

/// Whether the handler answers with an error: a response with a status, something called an error, or a
/// text for people that says what went wrong.
fn answers(ctx: &RuleCtx<'_>, catch: &Catch) -> bool {
    let by_return = stmts_in(ctx.body, &catch.block).any(|(_, stmt)| match &stmt.kind {
        StmtKind::Return(values) => values.iter().any(|value| is_error_answer(ctx, *value)),
        _ => false,
    });
    by_return || exprs_in(ctx.body, &catch.block).any(|(_, expr)| tells_failure(&expr.kind))
}

fn tells_failure(kind: &ExprKind) -> bool {
    use syntax::facts::TemplatePart;
    let says = |text: &str| {
        let lower = text.to_ascii_lowercase();
        let words = [
            "could not",
            "couldn't",
            "cannot",
            "can't",
            "failed",
            "unable to",
            "error:",
        ];
        lower.contains(' ') && words.iter().any(|word| lower.contains(word))
    };
    match kind {
        ExprKind::Literal(Literal::Str(text)) => says(text),
        ExprKind::Template { parts, .. } => parts.iter().any(|part| match part {
            TemplatePart::Text(text) => says(text),
            TemplatePart::Value { .. } => false,
        }),
        _ => false,
    }
}

fn is_error_answer(ctx: &RuleCtx<'_>, value: ExprId) -> bool {
    crate::outline::inside(ctx.body, value).any(|(_, expr)| match &expr.kind {
        ExprKind::Call { callee, args, .. } => {
            let has_status = args.iter().any(|arg| {
                matches!(
                    arg.name.as_deref(),
                    Some("status" | "status_code" | "error" | "errors")
                )
            });
            let path = model::call_path(&ctx.body.exprs, *callee);
            let says_error = path.is_some_and(|path| {
                let last = path
                    .rsplit('.')
                    .next()
                    .unwrap_or(&path)
                    .to_ascii_lowercase();
                last.contains("error") || last.contains("fail") || last == "err"
            });
            has_status || says_error
        }
        ExprKind::Literal(Literal::Int(number)) => {
            matches!(number.parse::<u16>(), Ok(400..=599))
        }
        ExprKind::Literal(Literal::Str(text)) => text.to_ascii_lowercase().contains("error"),
        _ => false,
    })
}

/// Whether the tried code only imports: what is missing then is optional.
fn only_imports(ctx: &RuleCtx<'_>, handler: &Handler<'_>) -> bool {
    let mut stmts = handler.tried.stmts.iter();
    stmts.any(|stmt| matches!(ctx.body.stmt(*stmt).kind, StmtKind::Import(_)))
}

/// The repair that raises an error named after the function; none outside of functions.
#[must_use]
pub fn raise_request(ctx: &RuleCtx<'_>, handler: &Handler<'_>) -> Option<FixRequest> {
    let id = ctx.outline.function_around(Parent::Stmt(handler.stmt))?;
    let function = ctx.body.function(id)?;
    if !gives_up(ctx, function, handler.catch) {
        return None;
    }
    let owner = ctx.owner_name(id);
    let name = name_after(function, owner);
    let request = FixRequest::rule(format!("Raise `{name}` from it"), Safety::Unsafe, RAISE);
    let request = request.at(handler.catch.head).with(name);
    Some(request.with(phrase(function, owner)).with(doc_of(function)))
}

/// Whether the function did not do what it is called after: nobody asked whether, and nothing else is given.
fn gives_up(ctx: &RuleCtx<'_>, function: &Function, catch: &Catch) -> bool {
    let words = text::words(&function.signature.name);
    let first = words.first().map(String::as_str);
    let asks = matches!(
        first,
        Some("is" | "has" | "can" | "should" | "try" | "maybe" | "exists")
    );
    let is_numbered = words
        .iter()
        .any(|word| word.bytes().any(|byte| byte.is_ascii_digit()));
    let gives_nothing = stmts_in(ctx.body, &catch.block).all(|(_, stmt)| match &stmt.kind {
        StmtKind::Return(values) => values.iter().all(|value| {
            matches!(
                ctx.body.exprs.get(*value).kind,
                ExprKind::Literal(Literal::Null | Literal::Bool(false))
            )
        }),
        StmtKind::Continue | StmtKind::Break => false,
        _ => true,
    });
    !asks && !is_numbered && gives_nothing && !flow::is_empty(ctx.body, &catch.block)
}

/// The docstring of an error that is named after a function.
#[must_use]
pub fn doc_of(function: &Function) -> String {
    format!("Raised when `{}` fails.", function.signature.name)
}

/// The edits of [`raise_request`].
#[must_use]
pub fn raise_edits(ctx: &FixCtx<'_>, request: &FixRequest) -> Option<Edits> {
    let head = request.span(0)?;
    let located = item_at(ctx.file.facts, head)?;
    let start = located.item.span.start;
    let handler = handler_at(located.body, located.local(head))?;
    let error = find_or_make(ctx, &located, request.word(0)?, request.word(2)?)?;
    let (head_edit, binding) = bound_head(ctx.file.text, handler.catch, start)?;
    let phrase = request.word(1)?;
    let line = format!("raise {}(\"{phrase} failed\") from {binding}", error.name);
    let mut edits = error.edits;
    edits.extend(head_edit);
    edits.push(ending(
        ctx.file.text,
        located.body,
        handler.catch,
        start,
        &line,
    )?);
    Some(Edits::here(edits))
}

/// The edits that log the error and raise it again.
#[must_use]
pub fn log_edits(ctx: &FixCtx<'_>, request: &FixRequest) -> Option<Edits> {
    let head = request.span(0)?;
    let located = item_at(ctx.file.facts, head)?;
    let start = located.item.span.start;
    let handler = handler_at(located.body, located.local(head))?;
    let text = ctx.file.text;
    let first = located
        .body
        .stmt(*handler.catch.block.stmts.first()?)
        .span
        .shifted(start);
    // A handler on the line of its head has no room for two statements.
    if text::line_start(text, first.start) == text::line_start(text, head.start) {
        return None;
    }
    let (logger, import) = logger(ctx)?;
    let phrase = request.word(0)?;
    let indent = text::indent(text, first.start);
    let line_break = text::line_break(text);
    let log = format!("{logger}.exception(\"{phrase} failed\")");
    let mut edits: Vec<TextEdit> = import.into_iter().collect();
    let line = format!("{log}{line_break}{indent}raise");
    edits.push(ending(text, located.body, handler.catch, start, &line)?);
    Some(Edits::here(edits))
}

/// The logger of the file, or one made on the spot.
fn logger(ctx: &FixCtx<'_>) -> Option<(String, Option<TextEdit>)> {
    let env = ctx.file.env;
    let own = env.declarations().find(|(name, symbol)| {
        let origin = env.value_of(*symbol);
        let made = origin.as_ref().and_then(|origin| origin.path());
        let is_logger = made.is_some_and(|path| {
            matches!(
                path.as_str(),
                "logging.getLogger()" | "logging.Logger" | "structlog.get_logger()"
            )
        });
        is_logger || matches!(name.as_str(), "logger" | "log" | "LOGGER" | "_logger")
    });
    if let Some((name, _)) = own {
        return Some((name.to_string(), None));
    }
    if env.imports().any(|(_, import)| import.local == "logger") {
        return Some(("logger".to_owned(), None));
    }
    let imported = crate::fix::import(ctx.file, "logging", None)?;
    Some((
        format!("{}.getLogger(__name__)", imported.local),
        imported.edit,
    ))
}

/// Whether the handler's body does nothing at all: `pass`, `...`, `continue`.
#[must_use]
pub fn is_silent(ctx: &RuleCtx<'_>, catch: &Catch) -> bool {
    flow::is_empty(ctx.body, &catch.block)
        || matches!(
            catch.block.stmts.as_slice(),
            [only] if matches!(ctx.body.stmt(*only).kind, StmtKind::Continue)
        )
}
