//! What code answers to a client, and with which status, by the shapes that frameworks give answers. It judges none.

use syntax::facts::{Block, ExprId, ExprKind, Literal, SequenceKind, StmtKind};
use syntax::span::Span;

use super::values;
use crate::context::RuleCtx;
use crate::outline::{exprs_in, stmts_in};

/// The status of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Told(u16),
    /// None is written.
    None,
    /// It is computed.
    Unknown,
}

/// What is sent.
#[derive(Clone, Debug)]
pub struct Answer {
    pub span: Span,
    pub status: Status,
    /// The values that make the body.
    pub parts: Vec<ExprId>,
}

/// Methods that send a body, of objects that are called like an answer.
const SENDERS: &[&str] = &["end", "json", "jsonp", "render", "send", "write"];
const ANSWERS: &[&str] = &["h", "rep", "reply", "res", "response"];
/// Methods of a context that send a body behind a status.
const WITH_STATUS: &[&str] = &[
    "AbortWithStatusJSON",
    "IndentedJSON",
    "JSON",
    "JSONPretty",
    "PureJSON",
    "SecureJSON",
    "String",
    "XML",
];
/// Errors that become answers: what they are given first, and by which keyword their body is told.
const CLASSES: &[&str] = &[
    "APIException",
    "HTTPException",
    "HttpError",
    "HttpException",
    "InternalServerErrorException",
    "JSONResponse",
    "JsonResponse",
    "NewHTTPError",
    "NewError",
    "PlainTextResponse",
    "Response",
    "SanicException",
    "abort",
    "createError",
    "jsonify",
    "make_response",
];

/// Every answer in a block; functions in it are not entered.
#[must_use]
pub fn answers_in(ctx: &RuleCtx<'_>, block: &Block) -> Vec<Answer> {
    let exprs = &ctx.body.exprs;
    let mut found = Vec::new();
    for (id, expr) in exprs_in(ctx.body, block) {
        if let ExprKind::Call { callee, .. } = &expr.kind {
            found.extend(of_call(ctx, id, *callee));
        }
    }
    for (_, stmt) in stmts_in(ctx.body, block) {
        match &stmt.kind {
            // `return {"error": …}, 500`.
            StmtKind::Return(values) => {
                let [only] = values.as_slice() else { continue };
                if let ExprKind::Sequence {
                    kind: SequenceKind::Tuple,
                    items,
                } = &exprs.get(*only).kind
                    && let [body, status, ..] = items.as_slice()
                    && matches!(status_of(ctx, *status), Status::Told(_))
                {
                    found.push(Answer {
                        span: stmt.span,
                        status: status_of(ctx, *status),
                        parts: vec![*body],
                    });
                }
            }
            // `ctx.body = …`.
            StmtKind::Assign {
                targets,
                value: Some(value),
                ..
            } => {
                let is_body = targets.iter().any(|target| match target.kind {
                    syntax::facts::PatternKind::Place(place) => {
                        exprs.path(place).is_some_and(|path| path == "ctx.body")
                    }
                    _ => false,
                });
                if is_body {
                    found.push(Answer {
                        span: stmt.span,
                        status: assigned_status(ctx, block),
                        parts: vec![*value],
                    });
                }
            }
            _ => {}
        }
    }
    found
}

/// The status that a block assigns to its context: `ctx.status = 500`.
fn assigned_status(ctx: &RuleCtx<'_>, block: &Block) -> Status {
    let exprs = &ctx.body.exprs;
    let assigned = stmts_in(ctx.body, block).find_map(|(_, stmt)| match &stmt.kind {
        StmtKind::Assign {
            targets,
            value: Some(value),
            ..
        } => targets.iter().find_map(|target| match target.kind {
            syntax::facts::PatternKind::Place(place) => {
                let is_status = exprs.path(place)? == "ctx.status";
                is_status.then_some(*value)
            }
            _ => None,
        }),
        _ => None,
    });
    assigned.map_or(Status::None, |value| status_of(ctx, value))
}

fn of_call(ctx: &RuleCtx<'_>, id: ExprId, callee: ExprId) -> Option<Answer> {
    let exprs = &ctx.body.exprs;
    let ExprKind::Call { args, .. } = &exprs.get(id).kind else {
        return None;
    };
    let span = exprs.get(id).span;
    let name = match &exprs.get(callee).kind {
        ExprKind::Name(name) | ExprKind::Member { name, .. } => name.as_str(),
        _ => return None,
    };
    let values: Vec<ExprId> = args.iter().map(|arg| arg.value).collect();
    if let ExprKind::Member { object, .. } = &exprs.get(callee).kind {
        let (root, status) = chain(ctx, *object);
        let is_answer = ANSWERS.contains(&root) && SENDERS.contains(&name);
        // `c.Status(500).JSON(body)`.
        let is_context = status != Status::None && matches!(name, "JSON" | "SendString" | "Send");
        if is_answer || is_context {
            return Some(Answer {
                span,
                status,
                parts: values,
            });
        }
        if WITH_STATUS.contains(&name) && values.len() > 1 {
            let status = status_of(ctx, *values.first()?);
            let parts = values.into_iter().skip(1).collect();
            return Some(Answer {
                span,
                status,
                parts,
            });
        }
        // `http.Error(w, text, 500)`.
        if ctx.scope.resolve(callee).is("net/http.Error") {
            return Some(Answer {
                span,
                status: status_of(ctx, *values.get(2)?),
                parts: values.get(1).copied().into_iter().collect(),
            });
        }
    }
    if !CLASSES.contains(&name) {
        return None;
    }
    let keyword = args
        .iter()
        .find(|arg| matches!(arg.name.as_deref(), Some("status_code" | "status" | "code")));
    let numbers = values.iter().map(|value| status_of(ctx, *value));
    let first = numbers
        .into_iter()
        .find(|status| matches!(status, Status::Told(_)));
    let status = match (keyword, first) {
        (Some(arg), _) => status_of(ctx, arg.value),
        (None, Some(status)) => status,
        (None, None) if name.starts_with("InternalServerError") => Status::Told(500),
        // What a class of its own answers by itself is not told here.
        (None, None) if name == "jsonify" => Status::Unknown,
        (None, None) => Status::None,
    };
    Some(Answer {
        span,
        status,
        parts: values,
    })
}

/// The name that a chain begins with, and the status that it sets on the way.
fn chain<'a>(ctx: &RuleCtx<'a>, object: ExprId) -> (&'a str, Status) {
    let exprs = &ctx.body.exprs;
    let mut at = object;
    let mut status = Status::None;
    loop {
        match &exprs.get(at).kind {
            ExprKind::Name(name) => return (name, status),
            ExprKind::Member { object, .. } => at = *object,
            ExprKind::Call { callee, args, .. } => {
                let name = match &exprs.get(*callee).kind {
                    ExprKind::Member { name, .. } => name.as_str(),
                    _ => return ("", status),
                };
                if let [only] = args.as_slice()
                    && matches!(name, "status" | "code" | "Status" | "sendStatus")
                {
                    status = status_of(ctx, only.value);
                }
                at = *callee;
            }
            _ => return ("", status),
        }
    }
}

/// The status that a value is: a number, or a constant that is called after one.
#[must_use]
pub fn status_of(ctx: &RuleCtx<'_>, value: ExprId) -> Status {
    let exprs = &ctx.body.exprs;
    match &exprs.get(value).kind {
        ExprKind::Literal(Literal::Int(number)) => match number.parse() {
            Ok(number @ 100..=599) => Status::Told(number),
            _ => Status::None,
        },
        ExprKind::Name(name) | ExprKind::Member { name, .. } => by_name(name),
        _ if values::entries(ctx.body, value).is_some() => Status::None,
        ExprKind::Literal(_) | ExprKind::Template { .. } => Status::None,
        _ => Status::Unknown,
    }
}

/// The statuses that answers to failures have, by the names that constants of frameworks give them.
fn by_name(name: &str) -> Status {
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    if let Ok(number @ 400..=599) = digits.parse::<u16>() {
        return Status::Told(number);
    }
    let known = [
        ("internalservererror", 500),
        ("notimplemented", 501),
        ("badgateway", 502),
        ("serviceunavailable", 503),
        ("gatewaytimeout", 504),
        ("badrequest", 400),
        ("unauthorized", 401),
        ("forbidden", 403),
        ("notfound", 404),
        ("conflict", 409),
        ("unprocessableentity", 422),
    ];
    let found = known.iter().find(|(word, _)| plain.ends_with(word));
    found.map_or(Status::Unknown, |(_, number)| Status::Told(*number))
}
