//! BM603: handlers that go on after they have answered. It follows statements outwards, never a call.

use syntax::facts::{Block, ExprId, ExprKind, StmtId, StmtKind};
use syntax::language::Ecosystem;

use crate::context::{FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::outline::{Parent, blocks_of, inside, stmts_in};
use crate::shared::{calls, flow, front_end};
use crate::text;

/// What an answer is called in JavaScript, and the methods that send it.
const ANSWERS: &[&str] = &["rep", "reply", "res", "resp", "response"];
const SENDERS: &[&str] = &[
    "download", "end", "json", "jsonp", "redirect", "render", "send", "sendFile", "sendStatus",
];
/// Methods of a context of Go that send an answer, and those that end the chain.
const CONTEXT_SENDERS: &[&str] = &[
    "AbortWithError", "AbortWithStatus", "AbortWithStatusJSON", "Blob", "Data", "File", "HTML", "IndentedJSON",
    "JSON", "JSONBlob", "JSONP", "JSONPretty", "NoContent", "ProtoBuf", "PureJSON", "Redirect", "Render",
    "SecureJSON", "SendStatus", "SendString", "Stream", "String", "XML", "YAML",
];

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    let ecosystem = ctx.file.facts.language.ecosystem();
    if ecosystem == Ecosystem::Node && front_end::is_front_end(ctx.file) {
        return;
    }
    for (id, stmt) in ctx.body.stmts() {
        let StmtKind::Expr(value) = &stmt.kind else {
            continue;
        };
        if !is_answer(ctx, *value) || !goes_on(ctx, id) {
            continue;
        }
        let span = stmt.span;
        let ExprKind::Call { callee, .. } = &ctx.body.exprs.get(ctx.body.exprs.unwrapped(*value)).kind else {
            continue;
        };
        let root = calls::root(ctx.body, *callee).map_or("", |name| name.as_str());
        let last = calls::last_name(ctx.body, *callee).map_or("", |name| name.as_str());
        let shown = if root == last { last.to_owned() } else { format!("{root}.{last}") };
        let message = format!(
            "`{shown}` answers, and the handler goes on and answers again; return here."
        );
        let draft = acc.report(ctx.body.exprs.get(*value).span, message);
        let is_go = ecosystem == Ecosystem::Go;
        let returns = ctx
            .scope
            .function_at(span.start)
            .and_then(|(_, function)| function.signature.returns.as_ref());
        let gives_error = returns.is_some_and(|ty| ctx.source(ty.span) == "error");
        let request = FixRequest::rule("Return here", Safety::Safe, if is_go { "behind" } else { "before" });
        match (is_go, returns) {
            (false, _) | (true, None) => draft.fix(request.at(span)),
            (true, Some(_)) if gives_error && is_returned_answer(ctx, *value) => {
                draft.fix(FixRequest::rule("Return here", Safety::Safe, "before").at(span));
                continue;
            }
            _ => continue,
        };
    }
}

/// Whether a value is a call that sends the answer, or hands the request on.
fn is_answer(ctx: &RuleCtx, value: ExprId) -> bool {
    let exprs = &ctx.body.exprs;
    let ExprKind::Call { callee, args, .. } = &exprs.get(exprs.unwrapped(value)).kind else {
        return false;
    };
    match ctx.file.facts.language.ecosystem() {
        Ecosystem::Node => match &exprs.get(*callee).kind {
            ExprKind::Name(name) => name == "next" && is_param(ctx, *callee),
            ExprKind::Member { object, name, .. } => {
                let reads = name == "json" && args.is_empty();
                SENDERS.contains(&name.as_str()) && !reads && is_response(ctx, *object)
            }
            _ => false,
        },
        Ecosystem::Go => is_go_answer(ctx, *callee),
        _ => false,
    }
}

/// `res`, `res.status(404)`, of a handler's parameter.
fn is_response(ctx: &RuleCtx, object: ExprId) -> bool {
    let mut at = object;
    for _ in 0..16 {
        at = match &ctx.body.exprs.get(at).kind {
            ExprKind::Name(name) => return ANSWERS.contains(&name.as_str()) && is_param(ctx, at),
            ExprKind::Call { callee, .. } => match &ctx.body.exprs.get(*callee).kind {
                ExprKind::Member { object, .. } => *object,
                _ => return false,
            },
            _ => return false,
        };
    }
    false
}

fn is_param(ctx: &RuleCtx, id: ExprId) -> bool {
    ctx.scope.param(id).is_some()
}

fn is_go_answer(ctx: &RuleCtx, callee: ExprId) -> bool {
    if ctx.scope.resolve(callee).is("net/http.Error") || ctx.scope.resolve(callee).is("net/http.Redirect") {
        return true;
    }
    let Some(name) = calls::last_name(ctx.body, callee) else {
        return false;
    };
    CONTEXT_SENDERS.contains(&name.as_str()) && is_context(ctx, callee)
}

/// Whether a method belongs to a context of a framework.
fn is_context(ctx: &RuleCtx, callee: ExprId) -> bool {
    let mut at = callee;
    for _ in 0..16 {
        at = match &ctx.body.exprs.get(at).kind {
            ExprKind::Member { object, .. } => *object,
            ExprKind::Call { callee, .. } => *callee,
            ExprKind::Name(_) => {
                let of = ctx.scope.type_of(at);
                return of.as_ref().and_then(|of| of.path()).is_some_and(|path| {
                    ["github.com/gin-gonic/gin", "github.com/labstack/echo", "github.com/gofiber/fiber"]
                        .iter()
                        .any(|package| path.starts_with(package))
                });
            }
            _ => return false,
        };
    }
    false
}

/// Whether the method gives an error that a handler returns to the framework.
fn is_returned_answer(ctx: &RuleCtx, value: ExprId) -> bool {
    let ExprKind::Call { callee, .. } = &ctx.body.exprs.get(value).kind else {
        return false;
    };
    !ctx.scope.resolve(*callee).is("net/http.Error")
}

/// Whether after the statement, which stands in a branch or handler, another answer follows for certain.
fn goes_on(ctx: &RuleCtx, stmt: StmtId) -> bool {
    let mut at = stmt;
    let mut is_inside = false;
    for _ in 0..64 {
        let (blocks, outer): (Vec<&Block>, Option<StmtId>) = match ctx.outline.of_stmt(at) {
            Parent::Stmt(outer) => (blocks_of(ctx.body.stmt(outer)), Some(outer)),
            Parent::Function(outer) => match ctx.body.function(outer) {
                Some(function) => (vec![&function.block], None),
                None => return false,
            },
            _ => return false,
        };
        let Some(block) = blocks.into_iter().find(|block| block.stmts.contains(&at)) else {
            return false;
        };
        for id in block.stmts.iter().skip_while(|own| **own != at).skip(1) {
            if mentions_sent(ctx, *id) {
                return false;
            }
            if answers_for_certain(ctx, *id) {
                return is_inside;
            }
            let single = Block {
                span: ctx.body.stmt(*id).span,
                stmts: vec![*id],
            };
            if !flow::reaches_end(ctx.body, &single) || leaves_somewhere(ctx, *id) {
                return false;
            }
        }
        let Some(outer) = outer else {
            return false;
        };
        match &ctx.body.stmt(outer).kind {
            StmtKind::Branch { .. } => is_inside = true,
            StmtKind::Try { body, .. } => {
                is_inside |= !body.stmts.contains(&at);
                // What follows an answer in the tried part may be skipped by an error.
            }
            StmtKind::Block(_) | StmtKind::With { .. } => {}
            _ => return false,
        }
        at = outer;
    }
    false
}

/// Whether a statement leaves in one of its branches, which may be the one taken after the answer.
fn leaves_somewhere(ctx: &RuleCtx, id: StmtId) -> bool {
    let blocks = blocks_of(ctx.body.stmt(id));
    let mut inner = blocks.into_iter().flat_map(|block| stmts_in(ctx.body, block));
    inner.any(|(_, stmt)| matches!(stmt.kind, StmtKind::Return(_) | StmtKind::Break | StmtKind::Continue))
}

fn mentions_sent(ctx: &RuleCtx, id: StmtId) -> bool {
    let source = ctx.source(ctx.body.stmt(id).span);
    source.contains("headersSent") || source.contains("writableEnded") || source.contains("IsAborted()")
}

/// Whether every way through the statement answers.
fn answers_for_certain(ctx: &RuleCtx, id: StmtId) -> bool {
    let any_of = |block: &Block| block.stmts.iter().any(|id| answers_for_certain(ctx, *id));
    match &ctx.body.stmt(id).kind {
        StmtKind::Expr(value) => is_answer(ctx, *value) || is_plain_answer(ctx, *value),
        StmtKind::Return(values) => values.first().is_some_and(|value| is_answer(ctx, *value)),
        StmtKind::Branch {
            then,
            otherwise: Some(otherwise),
            ..
        } => any_of(then) && any_of(otherwise),
        StmtKind::Try { body, .. } => any_of(body),
        StmtKind::Block(block) => any_of(block),
        _ => false,
    }
}

/// `w.Write(…)`, `json.NewEncoder(w).Encode(…)`, `next.ServeHTTP(w, r)`, `c.Next()`.
fn is_plain_answer(ctx: &RuleCtx, value: ExprId) -> bool {
    if ctx.file.facts.language.ecosystem() != Ecosystem::Go {
        return false;
    }
    let exprs = &ctx.body.exprs;
    let ExprKind::Call { callee, args, .. } = &exprs.get(value).kind else {
        return false;
    };
    let Some(name) = calls::last_name(ctx.body, *callee) else {
        return false;
    };
    let is_writer = |id: ExprId| {
        let param = ctx.scope.param(id).and_then(|(_, param)| param.ty.as_ref());
        param.is_some_and(|ty| ctx.source(ty.span).ends_with("http.ResponseWriter"))
    };
    match name.as_str() {
        "Write" | "WriteHeader" => calls::object(ctx.body, *callee).is_some_and(is_writer),
        "ServeHTTP" | "Fprint" | "Fprintf" | "Fprintln" => args.first().is_some_and(|arg| is_writer(arg.value)),
        "Encode" => calls::object(ctx.body, *callee).is_some_and(|object| {
            exprs_of_call(ctx, object).into_iter().any(is_writer)
        }),
        "Next" => is_context(ctx, *callee),
        _ => false,
    }
}

fn exprs_of_call(ctx: &RuleCtx, id: ExprId) -> Vec<ExprId> {
    inside(ctx.body, id).map(|(id, _)| id).collect()
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let span = request.span(0)?;
    if request.step() == Some("before") {
        return Some(Edits::here(vec![TextEdit::insert(span.start, "return ")]));
    }
    let source = ctx.file.text.get(span.range())?;
    // Only a statement that has its line to itself has room for another one.
    if !text::line(ctx.file.text, span.start).trim_start().starts_with(source.lines().next()?) {
        return None;
    }
    let indent = text::indent(ctx.file.text, span.start);
    let line_break = text::line_break(ctx.file.text);
    Some(Edits::here(vec![TextEdit::insert(span.end, format!("{line_break}{indent}return"))]))
}
