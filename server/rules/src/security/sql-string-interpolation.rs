//! BM501: SQL texts with values in them. It follows one variable back, and no call.

use model::LocalBinding;
use syntax::facts::{BinaryOp, ExprId, ExprKind, ParamKind, StmtKind, TemplatePart, TypeKind};
use syntax::span::Span;

use crate::context::{Call, FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::outline::{bound_names, inside};
use crate::shared::sql;

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
/// How often a name is followed to what it is bound to.
const STEPS: usize = 12;

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    let mut seen = Vec::new();
    for call in ctx.calls() {
        let Some(first) = call.positional(0) else {
            continue;
        };
        if !sends_sql(ctx, &call) {
            continue;
        }
        let text = followed(ctx, first.value);
        let Some(values) = interpolated(ctx, text) else {
            continue;
        };
        let unsafe_values: Vec<_> = values
            .iter()
            .filter(|id| !is_constant(ctx, **id, STEPS) && !is_own_part(ctx, **id, STEPS))
            .collect();
        let exposed = unsafe_values.iter().find(|id| comes_in(ctx, ***id, STEPS));
        let Some(value) = exposed.or(unsafe_values.first()) else {
            continue;
        };
        let severity = match exposed.is_some() {
            true => Severity::Error,
            false => Severity::Hint,
        };
        if !seen.contains(&text) {
            seen.push(text);
            report(ctx, &call, text, **value, severity, acc);
        }
    }
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
    let style = match target.split('.').next()? {
        "sqlite3" | "aiosqlite" => sql::QUESTION,
        "asyncpg" => sql::NUMBERED,
        "psycopg" | "psycopg2" | "pymysql" | "MySQLdb" | "aiomysql" => sql::PERCENT,
        _ => return None,
    };
    let last = call.args.last()?;
    Some((style, last.span.end))
}

fn sends_sql(ctx: &RuleCtx, call: &Call<'_>) -> bool {
    let exprs = &ctx.body.exprs;
    if let ExprKind::Member { name, .. } = &exprs.get(call.callee).kind
        && EXECUTE.contains(&name.as_str())
    {
        return true;
    }
    let path = ctx.scope.resolve(call.callee).path();
    path.is_some_and(|path| SQL_FUNCTIONS.contains(&path.as_str()))
}

/// What a name is bound to, where it is bound once in this item.
fn followed(ctx: &RuleCtx, id: ExprId) -> ExprId {
    match ctx.scope.local(id) {
        Some([LocalBinding::Value { value, .. }]) => *value,
        _ => id,
    }
}

/// The values put into a text that begins as SQL; none if it is no such text.
fn interpolated(ctx: &RuleCtx, id: ExprId) -> Option<Vec<ExprId>> {
    let exprs = &ctx.body.exprs;
    match &exprs.get(id).kind {
        ExprKind::Template { parts, .. } => {
            let mut text = String::new();
            let mut values = Vec::new();
            for part in parts {
                match part {
                    TemplatePart::Text(part) => text.push_str(part),
                    TemplatePart::Value { value, .. } => {
                        values.push(*value);
                        text.push('?');
                    }
                }
            }
            sql::begins_statement(&text).then_some(values)
        }
        ExprKind::Binary {
            op: BinaryOp::Add, ..
        } => {
            let parts = summands(ctx, id);
            let texts: String = parts
                .iter()
                .map(|part| exprs.text(*part).map_or("?", |text| text.as_str()))
                .collect();
            let values = parts
                .into_iter()
                .flat_map(|part| match &exprs.get(part).kind {
                    ExprKind::Literal(_) => Vec::new(),
                    ExprKind::Template { parts, .. } => parts
                        .iter()
                        .filter_map(|part| match part {
                            TemplatePart::Value { value, .. } => Some(*value),
                            TemplatePart::Text(_) => None,
                        })
                        .collect(),
                    _ => vec![part],
                });
            let values = values.collect();
            sql::begins_statement(&texts).then_some(values)
        }
        ExprKind::Binary {
            op: BinaryOp::Remainder,
            left,
            right,
        } => {
            let text = exprs.text(*left)?;
            let values = match &exprs.get(*right).kind {
                ExprKind::Sequence { items, .. } => items.clone(),
                _ => vec![*right],
            };
            sql::begins_statement(text).then_some(values)
        }
        ExprKind::Call { callee, args, .. } => {
            let ExprKind::Member { object, name, .. } = &exprs.get(*callee).kind else {
                return None;
            };
            let text = exprs.text(*object).filter(|_| name == "format")?;
            sql::begins_statement(text).then(|| args.iter().map(|arg| arg.value).collect())
        }
        _ => None,
    }
}

/// The parts of `a + b + c`, in order.
fn summands(ctx: &RuleCtx, id: ExprId) -> Vec<ExprId> {
    let mut parts = Vec::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        match &ctx.body.exprs.get(id).kind {
            ExprKind::Binary {
                op: BinaryOp::Add,
                left,
                right,
            } => open.extend([*right, *left]),
            _ => parts.push(id),
        }
    }
    parts
}

/// Parameters that bring the program's own parts along, not values of a user.
const OWN_PARTS: &[&str] = &[
    "cfg",
    "cls",
    "conf",
    "config",
    "conn",
    "connection",
    "cursor",
    "database",
    "db",
    "dialect",
    "engine",
    "env",
    "self",
    "session",
    "settings",
];

/// Whether a parameter of the function, or a name that is made of one, is in the value.
fn comes_in(ctx: &RuleCtx, id: ExprId, steps: usize) -> bool {
    let Some(steps) = steps.checked_sub(1) else {
        return false;
    };
    inside(ctx.body, id).any(|(part, expr)| {
        let ExprKind::Name(name) = &expr.kind else {
            return false;
        };
        if OWN_PARTS.contains(&name.as_str()) || is_number(ctx, part) {
            return false;
        }
        let bindings = ctx.scope.local(part).unwrap_or_default();
        bindings.iter().any(|binding| match binding {
            LocalBinding::Param { param, .. } => param.kind != ParamKind::Receiver,
            LocalBinding::Value { value, .. } => *value != id && comes_in(ctx, *value, steps),
            LocalBinding::Element { of } => comes_in(ctx, *of, steps),
            _ => false,
        })
    })
}

/// Whether the value is a part that the program brings along: an attribute of the connection or of the settings, or
/// what a method of it makes of constants. Names of columns and words of a dialect cannot be parameters anyway.
fn is_own_part(ctx: &RuleCtx, id: ExprId, steps: usize) -> bool {
    let Some(steps) = steps.checked_sub(1) else {
        return false;
    };
    match &ctx.body.exprs.get(id).kind {
        ExprKind::Member { object, .. } => is_own_object(ctx, *object, steps),
        ExprKind::Index { object, .. } => is_own_part(ctx, *object, steps),
        ExprKind::Call { callee, args, .. } => {
            let chosen_here = |value| is_constant(ctx, value, steps) || is_own_part(ctx, value, steps);
            is_own_part(ctx, *callee, steps) && args.iter().all(|arg| chosen_here(arg.value))
        }
        ExprKind::Name(_) => {
            let bindings = ctx.scope.local(id).unwrap_or_default();
            !bindings.is_empty()
                && bindings.iter().all(|binding| match binding {
                    LocalBinding::Value { value, .. } => is_own_part(ctx, *value, steps),
                    _ => false,
                })
        }
        _ => false,
    }
}

fn is_own_object(ctx: &RuleCtx, id: ExprId, steps: usize) -> bool {
    match &ctx.body.exprs.get(id).kind {
        ExprKind::Name(name) => OWN_PARTS.contains(&name.as_str()),
        _ => is_own_part(ctx, id, steps),
    }
}

/// Whether nobody from outside chooses the value: constants, numbers, placeholders.
fn is_constant(ctx: &RuleCtx, id: ExprId, steps: usize) -> bool {
    let Some(steps) = steps.checked_sub(1) else {
        return false;
    };
    let exprs = &ctx.body.exprs;
    if ctx.scope.constant(id).is_some() || is_number(ctx, id) {
        return true;
    }
    match &exprs.get(id).kind {
        ExprKind::Literal(_) => true,
        ExprKind::Name(name) => {
            is_upper(name) || is_loop_number(ctx, id) || is_constant_local(ctx, id, steps)
        }
        ExprKind::Member { object, name, .. } => {
            is_upper(name)
                || matches!(name.as_str(), "__tablename__" | "__table__" | "db_table")
                || (name == "value" && is_constant(ctx, *object, steps))
        }
        ExprKind::Index { object, .. } => is_constant(ctx, *object, steps),
        ExprKind::Conditional {
            then, otherwise, ..
        } => is_constant(ctx, *then, steps) && is_constant(ctx, *otherwise, steps),
        ExprKind::Binary { left, right, op } => match op {
            // `["%s"] * len(ids)`.
            BinaryOp::Multiply => is_constant(ctx, *left, steps) || is_constant(ctx, *right, steps),
            _ => is_constant(ctx, *left, steps) && is_constant(ctx, *right, steps),
        },
        ExprKind::Template { parts, .. } => parts.iter().all(|part| match part {
            TemplatePart::Text(_) => true,
            TemplatePart::Value { value, .. } => is_constant(ctx, *value, steps),
        }),
        ExprKind::Sequence { items, .. } => items.iter().all(|item| is_constant(ctx, *item, steps)),
        ExprKind::Comprehension { element, .. } => is_constant(ctx, *element, steps),
        ExprKind::Call { callee, args, .. } => match &exprs.get(*callee).kind {
            ExprKind::Member { object, name, .. } if name == "join" => {
                is_constant(ctx, *object, steps)
                    && args.iter().all(|arg| is_constant(ctx, arg.value, steps))
            }
            _ => false,
        },
        _ => false,
    }
}

fn is_upper(name: &str) -> bool {
    name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
}

/// Whether the value is a number by a conversion or an annotation.
fn is_number(ctx: &RuleCtx, id: ExprId) -> bool {
    let exprs = &ctx.body.exprs;
    if let ExprKind::Call { callee, .. } = &exprs.get(id).kind {
        let target = ctx.scope.resolve(*callee);
        if ["int", "float", "len", "bool"]
            .iter()
            .any(|name| target.is(name))
        {
            return true;
        }
    }
    let Some(ty) = ctx.scope.annotation(id) else {
        return false;
    };
    let ty = match &ty.kind {
        TypeKind::Optional(inner) => inner,
        _ => ty,
    };
    matches!(&ty.kind, TypeKind::Named { path, .. }
        if matches!(path.rsplit('.').next(), Some("int" | "float" | "bool" | "Decimal" | "UUID")))
}

/// Whether the name counts in `for i in range(...)` or is the first of `enumerate(...)`.
fn is_loop_number(ctx: &RuleCtx, id: ExprId) -> bool {
    let exprs = &ctx.body.exprs;
    let ExprKind::Name(name) = &exprs.get(id).kind else {
        return false;
    };
    exprs.iter().any(|(_, expr)| {
        let ExprKind::Comprehension { clauses, .. } = &expr.kind else {
            return false;
        };
        expr.span.contains(exprs.get(id).span)
            && clauses.iter().any(|clause| {
                let binds = bound_names(&clause.target).first() == Some(&name);
                let ExprKind::Call { callee, .. } = &exprs.get(clause.iterable).kind else {
                    return false;
                };
                let target = ctx.scope.resolve(*callee);
                binds && (target.is("range") || target.is("enumerate"))
            })
    })
}

/// Whether everything the name is bound to in this item, and put into it, is constant.
fn is_constant_local(ctx: &RuleCtx, id: ExprId, steps: usize) -> bool {
    let Some(bindings) = ctx.scope.local(id) else {
        return false;
    };
    let are_constant = bindings.iter().all(|binding| match binding {
        LocalBinding::Value { value, .. } => is_constant(ctx, *value, steps),
        LocalBinding::Element { of } => is_constant(ctx, *of, steps),
        _ => false,
    });
    let ExprKind::Name(name) = &ctx.body.exprs.get(id).kind else {
        return false;
    };
    are_constant && !bindings.is_empty() && all_added_is_constant(ctx, name, steps)
}

fn all_added_is_constant(ctx: &RuleCtx, name: &str, steps: usize) -> bool {
    let exprs = &ctx.body.exprs;
    let is_own = |id: ExprId| matches!(&exprs.get(id).kind, ExprKind::Name(own) if own == name);
    let by_method = ctx.calls().all(|call| {
        let ExprKind::Member { object, name, .. } = &exprs.get(call.callee).kind else {
            return true;
        };
        let adds = matches!(name.as_str(), "append" | "extend" | "insert" | "add");
        !adds
            || !is_own(*object)
            || call
                .args
                .iter()
                .all(|arg| is_constant(ctx, arg.value, steps))
    });
    let by_operator = ctx.body.stmts().all(|(_, stmt)| match &stmt.kind {
        StmtKind::Assign {
            targets,
            op: Some(_),
            value: Some(value),
            ..
        } => {
            let is_target = targets
                .iter()
                .any(|target| bound_names(target).iter().any(|own| *own == name));
            !is_target || is_constant(ctx, *value, steps)
        }
        _ => true,
    });
    by_method && by_operator
}
