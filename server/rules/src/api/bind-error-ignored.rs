//! BM607: bodies of requests that may not have been read. What is checked afterwards is left alone.

use syntax::facts::{
    ExprId, ExprKind, Pattern, PatternKind, StmtId, StmtKind, TypeKind, UnaryOp,
};
use syntax::span::Span;

use crate::context::{Call, FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::fix::import;
use crate::outline::{Parent, blocks_of, exprs_of, inside, stmts_in};
use crate::shared::calls;
use crate::text;

/// Whose way of reading a body it is, for the repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// Answers by a context and returns nothing.
    Context,
    /// Returns an error to the framework.
    Returned,
    Plain,
}

struct Bind {
    style: Style,
    /// The context, or what answers.
    answer: Option<String>,
}

/// Methods that read a request into what they are given, by names that say so.
const READERS: &[&str] = &["BodyParser", "CookieParser", "ParamsParser", "QueryParser", "ReqHeaderParser"];

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    for call in ctx.calls() {
        let Some(bind) = bind(ctx, &call) else {
            continue;
        };
        let Parent::Stmt(stmt) = ctx.outline.of_expr(call.id) else {
            continue;
        };
        let is_dropped = match &ctx.body.stmt(stmt).kind {
            StmtKind::Expr(_) => true,
            StmtKind::Assign {
                targets, op: None, ..
            } => match targets.as_slice() {
                [Pattern { kind: PatternKind::Wildcard, .. }] => true,
                [Pattern { kind: PatternKind::Name(error), .. }] => {
                    if is_overlooked(ctx, stmt, error, &call) {
                        report(ctx, &call, None, acc);
                    }
                    false
                }
                _ => false,
            },
            _ => false,
        };
        if is_dropped {
            report(ctx, &call, request(ctx, &call, stmt, &bind), acc);
        }
    }
}

fn report(ctx: &RuleCtx, call: &Call<'_>, request: Option<FixRequest>, acc: &mut Findings) {
    let name = calls::last_name(ctx.body, call.callee).map_or("", |name| name.as_str());
    let message = format!(
        "`{name}` may fail, and the handler goes on with what was not read; check the error and answer 400."
    );
    let draft = acc.report(call.span, message);
    if let Some(request) = request {
        draft.fix(request);
    }
}

/// How a call reads a request, if it does.
fn bind(ctx: &RuleCtx, call: &Call<'_>) -> Option<Bind> {
    let name = calls::last_name(ctx.body, call.callee)?.as_str();
    let object = calls::object(ctx.body, call.callee)?;
    call.args.first()?;
    if name == "Decode" {
        return decoder(ctx, object);
    }
    let of = ctx.scope.type_of(object);
    let path = of.as_ref().and_then(|of| of.path()).map_or("", |path| path.as_str());
    let answer = ctx.body.exprs.path(object).map(|path| path.to_string());
    let binds = name.starts_with("ShouldBind") || name.starts_with("MustBind") || name.starts_with("Bind");
    if path.starts_with("github.com/gin-gonic/gin") && binds {
        return Some(Bind {
            style: Style::Context,
            answer,
        });
    }
    let is_echo = path.starts_with("github.com/labstack/echo") && name == "Bind";
    let is_fiber = path.starts_with("github.com/gofiber/fiber") && READERS.contains(&name);
    if is_echo || is_fiber {
        return Some(Bind {
            style: Style::Returned,
            answer: Some(if is_echo { "echo" } else { "fiber" }.to_owned()),
        });
    }
    None
}

/// `json.NewDecoder(r.Body).Decode(&in)`, of a request that a function is given.
fn decoder(ctx: &RuleCtx, object: ExprId) -> Option<Bind> {
    let exprs = &ctx.body.exprs;
    let object = crate::shared::built::followed(ctx, object);
    let ExprKind::Call { callee, args, .. } = &exprs.get(object).kind else {
        return None;
    };
    let target = ctx.scope.resolve(*callee);
    if !target.is("encoding/json.NewDecoder") && !target.is("encoding/json.Decoder") {
        return None;
    }
    let body = args.first()?.value;
    if calls::last_name(ctx.body, body)? != "Body" {
        return None;
    }
    let mut at = body;
    while let ExprKind::Member { object, .. } = &exprs.get(at).kind {
        at = *object;
    }
    let (function, param) = ctx.scope.param(at)?;
    let ty = ctx.source(param.ty.as_ref()?.span);
    if ty.ends_with("gin.Context") {
        let answer = Some(param.name.to_string());
        return Some(Bind {
            style: Style::Context,
            answer,
        });
    }
    if !ty.ends_with("http.Request") {
        return None;
    }
    let params = &ctx.body.function(function)?.signature.params;
    let writer = params.iter().find(|param| {
        let ty = param.ty.as_ref().map(|ty| ctx.source(ty.span));
        ty.is_some_and(|ty| ty.ends_with("http.ResponseWriter"))
    });
    Some(Bind {
        style: Style::Plain,
        answer: writer.map(|param| param.name.to_string()),
    })
}

/// Whether what was read is used before anybody looks at the error.
fn is_overlooked(ctx: &RuleCtx, stmt: StmtId, error: &str, call: &Call<'_>) -> bool {
    let Some(read) = call.args.first().and_then(|arg| target(ctx, arg.value)) else {
        return false;
    };
    let blocks = match ctx.outline.of_stmt(stmt) {
        Parent::Stmt(outer) => blocks_of(ctx.body.stmt(outer)),
        Parent::Function(outer) => match ctx.body.function(outer) {
            Some(function) => vec![&function.block],
            None => return false,
        },
        _ => return false,
    };
    let Some(block) = blocks.into_iter().find(|block| block.stmts.contains(&stmt)) else {
        return false;
    };
    let behind = block.stmts.iter().skip_while(|own| **own != stmt).skip(1);
    let names_in = |id: StmtId, name: &str| {
        let stmt = ctx.body.stmt(id);
        let inner = blocks_of(stmt).into_iter().flat_map(|block| stmts_in(ctx.body, block)).map(|(_, stmt)| stmt);
        std::iter::once(stmt).chain(inner).flat_map(exprs_of).any(|id| {
            inside(ctx.body, id).any(|(_, expr)| match &expr.kind {
                ExprKind::Name(own) => own == name,
                // What a closure does, it may do with the error.
                ExprKind::Function(_) => ctx.source(expr.span).contains(name),
                _ => false,
            })
        })
    };
    let rebinds = |id: StmtId| match &ctx.body.stmt(id).kind {
        StmtKind::Assign { targets, .. } => targets
            .iter()
            .flat_map(crate::outline::bound_names)
            .any(|own| own == error),
        _ => false,
    };
    for id in behind {
        if names_in(*id, error) {
            return false;
        }
        if names_in(*id, &read) {
            return true;
        }
        if rebinds(*id) {
            return true;
        }
    }
    false
}

/// The name whose value is filled: `in` of `&in`.
fn target(ctx: &RuleCtx, value: ExprId) -> Option<String> {
    match &ctx.body.exprs.get(value).kind {
        ExprKind::Unary {
            op: UnaryOp::Reference,
            operand,
        } => target(ctx, *operand),
        ExprKind::Name(name) => Some(name.to_string()),
        _ => None,
    }
}

fn request(ctx: &RuleCtx, call: &Call<'_>, stmt: StmtId, bind: &Bind) -> Option<FixRequest> {
    let (_, function) = ctx.scope.function_at(call.span.start)?;
    let returns = function.signature.returns.as_ref().map(|ty| &ty.kind);
    let gives_error = matches!(returns, Some(TypeKind::Named { path, .. }) if path == "error");
    let answer = bind.answer.as_deref()?;
    let lines = match bind.style {
        Style::Context if returns.is_none() => vec![
            format!("{answer}.JSON(http.StatusBadRequest, gin.H{{\"error\": \"invalid body\"}})"),
            "return".to_owned(),
        ],
        Style::Returned if gives_error && answer == "echo" => {
            vec!["return echo.NewHTTPError(http.StatusBadRequest, \"invalid body\")".to_owned()]
        }
        Style::Returned if gives_error => vec!["return fiber.ErrBadRequest".to_owned()],
        Style::Plain if returns.is_none() => vec![
            format!("http.Error({answer}, \"invalid body\", http.StatusBadRequest)"),
            "return".to_owned(),
        ],
        _ => return None,
    };
    let request = FixRequest::rule("Answer 400 where it fails", Safety::Safe, "check");
    let request = request.at(ctx.body.stmt(stmt).span).at(call.span);
    Some(lines.into_iter().fold(request, FixRequest::with))
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let (stmt, call) = (request.span(0)?, request.span(1)?);
    let source = ctx.file.text.get(call.range())?;
    let indent = text::indent(ctx.file.text, stmt.start);
    let line_break = text::line_break(ctx.file.text);
    let lines: Vec<&str> = (0..).map_while(|at| request.word(at)).map(|line| line.as_str()).collect();
    let mut edits: Vec<TextEdit> = Vec::new();
    if lines.iter().any(|line| line.contains("http.")) {
        let http = import(ctx.file, "net/http", None)?;
        if http.local != "http" {
            return None;
        }
        edits.extend(http.edit);
    }
    // The package of the framework has to go by its own name here.
    for package in ["gin", "echo", "fiber"] {
        let uses = lines.iter().any(|line| line.contains(&format!("{package}.")));
        let is_there = ctx.file.env.imports().any(|(_, import)| import.local == package);
        if uses && !is_there {
            return None;
        }
    }
    let inner: String = lines.iter().map(|line| format!("{line_break}{indent}\t{line}")).collect();
    let new = format!("if err := {source}; err != nil {{{inner}{line_break}{indent}}}");
    edits.push(TextEdit::replace(Span::new(stmt.start, stmt.end), new));
    Some(Edits::here(edits))
}
