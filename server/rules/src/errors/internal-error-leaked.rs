//! BM209: texts of errors that go to the client. What is told with a status below 500 is left alone.

use syntax::facts::{Arg, BinaryOp, Block, ExprId, ExprKind, StmtKind, Test};
use syntax::language::{Ecosystem, Language};
use syntax::span::Span;

use crate::context::{Call, RuleCtx};
use crate::finding::Findings;
use crate::outline::{Parent, inside};
use crate::shared::answers::{self, Status};
use crate::shared::emptied::tested_error;
use crate::shared::errors::{caught, handlers};

/// Classes of Python that say nothing of what failed.
const BROAD: &[&str] = &["BaseException", "Exception"];

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    match ctx.file.facts.language.ecosystem() {
        Ecosystem::Python | Ecosystem::Node => check_handlers(ctx, acc),
        Ecosystem::Go => check_tests(ctx, acc),
        Ecosystem::Rust => check_values(ctx, acc),
    }
}

fn check_handlers(ctx: &RuleCtx, acc: &mut Findings) {
    let is_python = ctx.file.facts.language == Language::Python;
    let mut seen = Vec::new();
    for handler in handlers(ctx.body) {
        let Some(binding) = &handler.catch.binding else {
            continue;
        };
        let classes = caught(ctx.body, handler.catch);
        let is_broad = !is_python
            || classes.iter().any(|class| {
                let target = ctx.scope.resolve(*class);
                BROAD.iter().any(|name| target.is(name))
            });
        if !is_broad {
            continue;
        }
        let block = &handler.catch.block;
        for answer in answers::answers_in(ctx, block) {
            if !may_be_ours(answer.status) || is_for_developers(ctx, answer.span.start) {
                continue;
            }
            let told = answer
                .parts
                .iter()
                .find_map(|part| text_of_error(ctx, *part, binding));
            if let Some(span) = told
                && is_unnarrowed(ctx, block, binding, span)
                && !seen.contains(&span)
            {
                seen.push(span);
                report(ctx, span, acc);
            }
        }
    }
}

/// Whether the status says that we failed, or none is told.
fn may_be_ours(status: Status) -> bool {
    match status {
        Status::Told(number) => number >= 500,
        Status::None => true,
        Status::Unknown => false,
    }
}

/// Where the text of an error, or its stack, is made part of a value.
fn text_of_error(ctx: &RuleCtx, value: ExprId, error: &str) -> Option<Span> {
    let exprs = &ctx.body.exprs;
    let is_error = |id: ExprId| matches!(&exprs.get(id).kind, ExprKind::Name(name) if name == error);
    inside(ctx.body, value).find_map(|(id, expr)| {
        let told = match &expr.kind {
            ExprKind::Member { object, name, .. } => {
                is_error(*object) && matches!(name.as_str(), "message" | "stack")
            }
            ExprKind::Call { callee, args, .. } => {
                let path = exprs.path(*callee).unwrap_or_default();
                let last = path.rsplit('.').next().unwrap_or_default();
                let of_error = args.iter().any(|arg: &Arg| is_error(arg.value));
                of_error && matches!(last, "str" | "repr" | "String" | "inspect")
                    || matches!(last, "format_exc" | "print_exc")
                    || is_method_of(ctx, *callee, error, &["Error", "toString", "to_string"])
            }
            ExprKind::Template { .. } => exprs.children(id).into_iter().any(is_error),
            ExprKind::Binary {
                op: BinaryOp::Add | BinaryOp::Remainder,
                left,
                right,
            } => is_error(*left) || is_error(*right),
            _ => false,
        };
        told.then_some(expr.span)
    })
}

fn is_method_of(ctx: &RuleCtx, callee: ExprId, object: &str, names: &[&str]) -> bool {
    let exprs = &ctx.body.exprs;
    let ExprKind::Member {
        object: own, name, ..
    } = &exprs.get(callee).kind
    else {
        return false;
    };
    names.contains(&name.as_str())
        && matches!(&exprs.get(*own).kind, ExprKind::Name(own) if own == object)
}

/// Whether nothing between the head of the handler and the answer asks what kind of error it is.
fn is_unnarrowed(ctx: &RuleCtx, block: &Block, error: &str, at: Span) -> bool {
    let stmts = ctx.body.stmts();
    !stmts.into_iter().any(|(_, stmt)| {
        let StmtKind::Branch {
            test: Test::Expr(test),
            then,
            ..
        } = &stmt.kind
        else {
            return false;
        };
        let asks = inside(ctx.body, *test)
            .any(|(_, expr)| matches!(&expr.kind, ExprKind::Name(name) if name == error));
        block.span.contains(stmt.span) && then.span.contains(at) && asks
    })
}

/// Whether the code runs only where a setting says that developers look.
fn is_for_developers(ctx: &RuleCtx, offset: u32) -> bool {
    let around = ctx.body.stmts().filter_map(|(_, stmt)| match &stmt.kind {
        StmtKind::Branch {
            test: Test::Expr(test),
            ..
        } if stmt.span.start <= offset && offset < stmt.span.end => Some(*test),
        _ => None,
    });
    around.into_iter().any(|test| {
        let source = ctx.source(ctx.body.exprs.get(test).span).to_ascii_lowercase();
        ["debug", "development", "node_env", "production", "isdev", "is_dev"]
            .iter()
            .any(|word| source.contains(word))
    })
}

/// `if err != nil { c.JSON(500, gin.H{"error": err.Error()}) }`.
fn check_tests(ctx: &RuleCtx, acc: &mut Findings) {
    let mut seen = Vec::new();
    for (_, stmt) in ctx.body.stmts() {
        let StmtKind::Branch {
            test: Test::Expr(test),
            then,
            ..
        } = &stmt.kind
        else {
            continue;
        };
        let Some(error) = tested_error(ctx, *test, BinaryOp::NotEqual) else {
            continue;
        };
        for answer in answers::answers_in(ctx, then) {
            let is_ours = matches!(answer.status, Status::Told(number) if number >= 500);
            if !is_ours || is_for_developers(ctx, answer.span.start) {
                continue;
            }
            let told = answer
                .parts
                .iter()
                .find_map(|part| text_of_error(ctx, *part, error));
            if let Some(span) = told.filter(|span| !seen.contains(span)) {
                seen.push(span);
                report(ctx, span, acc);
            }
        }
    }
}

/// `(StatusCode::INTERNAL_SERVER_ERROR, err.to_string())`.
fn check_values(ctx: &RuleCtx, acc: &mut Findings) {
    let exprs = &ctx.body.exprs;
    for (id, expr) in exprs.iter() {
        let ExprKind::Sequence { items, .. } = &expr.kind else {
            continue;
        };
        let [status, rest @ ..] = items.as_slice() else {
            continue;
        };
        if !matches!(answers::status_of(ctx, *status), Status::Told(number) if number >= 500) {
            continue;
        }
        let Some(error) = bound_error(ctx, id) else {
            continue;
        };
        let told = rest
            .iter()
            .find_map(|part| text_of_error(ctx, *part, &error));
        if let Some(span) = told {
            report(ctx, span, acc);
        }
    }
    for call in ctx.calls() {
        check_built(ctx, &call, acc);
    }
}

/// `HttpResponse::InternalServerError().body(err.to_string())`.
fn check_built(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let exprs = &ctx.body.exprs;
    let ExprKind::Member { object, name, .. } = &exprs.get(call.callee).kind else {
        return;
    };
    if !matches!(name.as_str(), "body" | "json") {
        return;
    }
    let path = model::call_path(exprs, *object).unwrap_or_default();
    if !path.ends_with("InternalServerError()") {
        return;
    }
    let Some(error) = bound_error(ctx, call.id) else {
        return;
    };
    let told = call
        .args
        .iter()
        .find_map(|arg| text_of_error(ctx, arg.value, &error));
    if let Some(span) = told {
        report(ctx, span, acc);
    }
}

/// The name that a closure of `map_err` or an arm `Err(name)` around an expression binds.
fn bound_error(ctx: &RuleCtx, id: ExprId) -> Option<String> {
    let span = ctx.body.exprs.get(id).span;
    let around = ctx.outline.around(ctx.outline.of_expr(id));
    let by_closure = around.into_iter().find_map(|parent| {
        let Parent::Function(function) = parent else {
            return None;
        };
        let signature = &ctx.body.function(function)?.signature;
        let is_closure = signature.kind == syntax::facts::FunctionKind::Closure;
        let [param] = signature.params.as_slice() else {
            return None;
        };
        is_closure.then(|| param.name.to_string())
    });
    let by_arm = ctx.body.stmts().find_map(|(_, stmt)| {
        let StmtKind::Match { arms, .. } = &stmt.kind else {
            return None;
        };
        let arm = arms.iter().find(|arm| arm.block.span.contains(span))?;
        let syntax::facts::PatternKind::Type { path, parts } = &arm.pattern.kind else {
            return None;
        };
        let [(_, part)] = parts.as_slice() else {
            return None;
        };
        match &part.kind {
            syntax::facts::PatternKind::Name(name) if path == "Err" => Some(name.to_string()),
            _ => None,
        }
    });
    by_arm.or(by_closure)
}

fn report(ctx: &RuleCtx, span: Span, acc: &mut Findings) {
    let written = ctx.source(span);
    let message = match written.contains('\n') || written.len() > 60 {
        true => "The text of an internal error goes to the client, with what it says of tables, paths and peers; log it, and answer with a constant text.".to_owned(),
        false => format!(
            "`{written}` goes to the client, with what it says of tables, paths and peers; log it, and answer with a constant text."
        ),
    };
    let _ = acc.report(span, message);
}
