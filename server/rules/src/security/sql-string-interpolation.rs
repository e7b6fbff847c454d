//! BM501: SQL texts with values in them. It follows one variable back, and no call.

use syntax::facts::{ExprId, ExprKind, TemplatePart};
use syntax::language::Language;
use syntax::span::Span;

use crate::context::{Call, FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::shared::built::{built, followed};
use crate::shared::chosen::{self, STEPS};
use crate::shared::sql;
use crate::text;

/// Methods that send their first argument to a database.
const EXECUTE: &[&str] = &[
    "exec_driver_sql",
    "execute",
    "execute_raw",
    "executemany",
    "executescript",
    "extra",
    "fetch",
    "fetch_all",
    "fetch_one",
    "fetch_val",
    "fetchrow",
    "fetchval",
    "query_raw",
    "raw",
];
/// Functions whose argument is SQL.
const SQL_FUNCTIONS: &[&str] = &[
    "django.db.models.expressions.RawSQL",
    "sqlalchemy.sql.expression.text",
    "sqlalchemy.sql.text",
    "sqlalchemy.text",
    "sqlmodel.text",
];
/// Methods that are given a statement, of languages in which it is not always the first argument.
const SEND: &[&str] = &[
    "$executeRawUnsafe",
    "$queryRawUnsafe",
    "Exec",
    "ExecContext",
    "Get",
    "GetContext",
    "MustExec",
    "NamedExec",
    "NamedQuery",
    "Prepare",
    "PrepareContext",
    "Query",
    "QueryContext",
    "QueryRow",
    "QueryRowContext",
    "QueryRowx",
    "Queryx",
    "Raw",
    "Select",
    "SelectContext",
    "batch_execute",
    "execute",
    "execute_unprepared",
    "from_string",
    "prepare",
    "query",
    "query_as",
    "query_one",
    "query_opt",
    "query_row",
    "query_scalar",
    "raw",
    "raw_sql",
    "simple_query",
    "sql_query",
    "unsafe",
];
/// Where among the arguments a statement may stand, behind a context and what takes the rows.
const PLACES: usize = 3;

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    let mut seen = Vec::new();
    for call in ctx.calls() {
        if !sends_sql(ctx, &call) {
            continue;
        }
        for text in statements(ctx, &call) {
            let Some(built) = built(ctx, text) else {
                continue;
            };
            if !sql::begins_statement(&built.text) {
                continue;
            }
            let chosen: Vec<_> = built
                .values
                .iter()
                .filter(|id| {
                    !chosen::is_constant(ctx, **id, STEPS) && !chosen::is_own_part(ctx, **id, STEPS)
                })
                .collect();
            let exposed = chosen.iter().find(|id| chosen::comes_in(ctx, ***id, STEPS));
            let Some(value) = exposed.or(chosen.first()) else {
                continue;
            };
            let severity = match exposed.is_some() && !is_helper(ctx, &built.text, **value) {
                true => Severity::Error,
                false => Severity::Hint,
            };
            if !seen.contains(&text) {
                seen.push(text);
                report(ctx, &call, text, **value, severity, acc);
            }
        }
    }
}

/// Whether a helper puts the name of a table or the like into a statement, which no parameter can do: who calls it
/// decides whether a user chooses it.
fn is_helper(ctx: &RuleCtx, text: &str, value: ExprId) -> bool {
    if ctx.file.facts.language == Language::Python {
        return false;
    }
    let ExprKind::Name(name) = &ctx.body.exprs.get(value).kind else {
        return false;
    };
    let words = text::words(name);
    let names_place = words.iter().any(|word| {
        matches!(
            word.as_str(),
            "column" | "columns" | "constraint" | "database" | "db" | "index" | "schema" | "table" | "tables"
        )
    });
    let in_migration = ctx.file.path.split('/').any(|part| part.starts_with("migrat"));
    names_place || in_migration && sql::changes_schema(text)
}

/// What may be the statement among the arguments of a call.
fn statements(ctx: &RuleCtx, call: &Call<'_>) -> Vec<ExprId> {
    let places = match ctx.file.facts.language {
        Language::Python => 1,
        _ => PLACES,
    };
    let args = (0..places).map_while(|at| call.positional(at));
    args.map(|arg| followed(ctx, arg.value)).collect()
}

fn report(
    ctx: &RuleCtx,
    call: &Call<'_>,
    text: ExprId,
    value: ExprId,
    severity: Severity,
    acc: &mut Findings,
) {
    let span = ctx.body.exprs.get(text).span;
    let value = ctx.source(ctx.body.exprs.get(value).span);
    let message = match severity {
        Severity::Hint => format!(
            "`{value}` becomes part of the SQL; make sure that no user ever chooses it, or pass it as a parameter."
        ),
        _ => format!(
            "`{value}` becomes part of the SQL, so whoever chooses it can run their own; pass it as a parameter."
        ),
    };
    let draft = acc.report(span, message).severity(severity);
    let direct = call.positional(0).is_some_and(|arg| arg.value == text);
    if !direct || call.args.len() != 1 {
        return;
    }
    if let Some((style, end)) = style(ctx, call) {
        let mut request = FixRequest::rule("Pass the values as parameters", Safety::Safe, style)
            .at(span)
            .at(Span::new(end, end));
        let ExprKind::Template { parts, .. } = &ctx.body.exprs.get(text).kind else {
            return;
        };
        for part in parts {
            if let TemplatePart::Value { value, format } = part {
                if format.is_some() {
                    return;
                }
                request = request.at(ctx.body.exprs.get(*value).span);
            }
        }
        if sql::parameters(ctx.source(span), &value_texts(ctx, parts), style).is_some() {
            draft.fix(request);
        }
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let (text, end) = (request.span(0)?, request.span(1)?);
    let source = |span: Span| ctx.file.text.get(span.range());
    let values: Option<Vec<&str>> = (2..).map_while(|at| request.span(at)).map(source).collect();
    let (new, arguments) = sql::parameters(source(text)?, &values?, request.step()?)?;
    Some(Edits::here(vec![
        TextEdit::replace(text, new),
        TextEdit::insert(end.start, format!(", {arguments}")),
    ]))
}

fn value_texts<'a>(ctx: &RuleCtx<'a>, parts: &[TemplatePart]) -> Vec<&'a str> {
    let values = parts.iter().filter_map(|part| match part {
        TemplatePart::Value { value, .. } => Some(ctx.source(ctx.body.exprs.get(*value).span)),
        TemplatePart::Text(_) => None,
    });
    values.collect()
}

/// The placeholder style of the driver, and where further arguments go.
fn style(ctx: &RuleCtx, call: &Call<'_>) -> Option<(&'static str, u32)> {
    let target = ctx.scope.resolve(call.callee).path()?;
    if SQL_FUNCTIONS.contains(&target.as_str()) {
        // `session.execute(text(...))`: the values go to the outer call.
        let outer = ctx.parent_expr(call.id)?;
        let ExprKind::Call { args, .. } = &ctx.body.exprs.get(outer).kind else {
            return None;
        };
        let is_only = matches!(args.as_slice(), [only] if only.value == call.id);
        return is_only.then_some((sql::NAMED, call.span.end));
    }
    let style = match target.split(['.', '/']).next()? {
        "sqlite3" | "aiosqlite" => sql::QUESTION,
        "asyncpg" => sql::NUMBERED,
        "psycopg" | "psycopg2" | "pymysql" | "MySQLdb" | "aiomysql" => sql::PERCENT,
        "pg" => sql::NUMBERED_LIST,
        "mysql" | "mysql2" => sql::QUESTION_LIST,
        _ => return None,
    };
    let last = call.args.last()?;
    Some((style, last.span.end))
}

fn sends_sql(ctx: &RuleCtx, call: &Call<'_>) -> bool {
    let known = match ctx.file.facts.language {
        Language::Python => EXECUTE,
        _ => SEND,
    };
    let name = match &ctx.body.exprs.get(call.callee).kind {
        ExprKind::Member { name, .. } => Some(name),
        ExprKind::Name(name) if ctx.file.facts.language == Language::Rust => Some(name),
        _ => None,
    };
    if name.is_some_and(|name| known.contains(&name.as_str())) {
        return true;
    }
    let path = ctx.scope.resolve(call.callee).path();
    path.is_some_and(|path| SQL_FUNCTIONS.contains(&path.as_str()))
}
