//! BM306: coroutines that nobody awaits. It speaks only of functions that are known to be asynchronous.

use model::{EffectMode, SymbolRef};
use syntax::facts::{BinaryOp, ExprId, ExprKind, StmtKind, UnaryOp};
use syntax::language::{Ecosystem, Language};
use syntax::span::Span;

use crate::context::{Call, FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::outline::Parent;
use crate::shared::locate::item_at;
use crate::shared::{front_end, promises};

/// Decorators that give back the function as it is.
const TRANSPARENT: &[&str] = &[
    "abstractmethod",
    "classmethod",
    "delete",
    "get",
    "head",
    "options",
    "override",
    "patch",
    "post",
    "put",
    "staticmethod",
];

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    let is_script = ctx.file.facts.language.ecosystem() == Ecosystem::Node;
    if is_script && front_end::is_front_end(ctx.file) {
        return;
    }
    ctx.each_item(|rule| {
        if is_script {
            promises::check(ctx, rule, acc);
            return;
        }
        for call in rule.calls() {
            let Some(misuse) = misuse(rule, call.id) else {
                continue;
            };
            if gives_coroutine(ctx, rule, &call) {
                report(rule, &call, &misuse, acc);
            }
        }
    });
}

/// What is done with a value as if it were the result.
enum Misuse {
    Dropped,
    Tested,
    /// A member or element is taken, which needs brackets around the `await`.
    TakenApart,
}

fn misuse(rule: &RuleCtx, call: ExprId) -> Option<Misuse> {
    let exprs = &rule.body.exprs;
    let is_rust = rule.file.facts.language == Language::Rust;
    match rule.outline.of_expr(call) {
        // What a block gives without a semicolon is no statement.
        Parent::Stmt(id) if is_rust => {
            let stmt = rule.body.stmt(id);
            let is_dropped = matches!(stmt.kind, StmtKind::Expr(value) if value == call)
                && rule.source(stmt.span).trim_end().ends_with(';');
            is_dropped.then_some(Misuse::Dropped)
        }
        Parent::Expr(_) if is_rust => None,
        Parent::Stmt(id) => match &rule.body.stmt(id).kind {
            StmtKind::Expr(value) if *value == call => Some(Misuse::Dropped),
            StmtKind::Branch { .. } => Some(Misuse::Tested),
            StmtKind::Loop { iterable: None, .. } => Some(Misuse::Tested),
            StmtKind::Assert { test, .. } if *test == call => Some(Misuse::Tested),
            _ => None,
        },
        Parent::Expr(parent) => match &exprs.get(parent).kind {
            ExprKind::Unary {
                op: UnaryOp::Not, ..
            } => Some(Misuse::Tested),
            ExprKind::Binary {
                op:
                    BinaryOp::Equal
                    | BinaryOp::NotEqual
                    | BinaryOp::Less
                    | BinaryOp::LessEqual
                    | BinaryOp::Greater
                    | BinaryOp::GreaterEqual
                    | BinaryOp::And
                    | BinaryOp::Is
                    | BinaryOp::IsNot,
                ..
            } => Some(Misuse::Tested),
            ExprKind::Conditional { test, .. } if *test == call => Some(Misuse::Tested),
            ExprKind::Index { object, .. } if *object == call => Some(Misuse::TakenApart),
            ExprKind::Member { object, name, .. } if *object == call => {
                let is_of_coroutine = name.starts_with("cr_")
                    || name.starts_with("__")
                    || matches!(name.as_str(), "close" | "send" | "throw");
                (!is_of_coroutine).then_some(Misuse::TakenApart)
            }
            _ => None,
        },
        _ => None,
    }
}

fn gives_coroutine(ctx: &ProjectCtx, rule: &RuleCtx, call: &Call<'_>) -> bool {
    let target = rule.scope.resolve(call.callee);
    let libraries = model::Libraries::of(ctx.file.facts.language);
    // Tables of Rust tell what a call does, not that it gives a future by itself.
    if ctx.file.facts.language == Language::Rust {
        let symbol = ctx.index.resolve_target(ctx.id, &target).project();
        return symbol.is_some_and(|symbol| is_coroutine(ctx, symbol));
    }
    let by_table = libraries
        .effect_of(&target)
        .is_some_and(|effect| effect.mode == EffectMode::Async);
    if by_table {
        return true;
    }
    let resolved = ctx.index.resolve_target(ctx.id, &target);
    if let Some(path) = resolved.external() {
        let effect = libraries.effect(path);
        return effect.is_some_and(|effect| effect.mode == EffectMode::Async);
    }
    resolved
        .project()
        .is_some_and(|symbol| is_coroutine(ctx, symbol))
}

fn is_coroutine(ctx: &ProjectCtx, symbol: SymbolRef) -> bool {
    let Some(function) = ctx.index.function(symbol) else {
        return false;
    };
    let signature = &function.signature;
    let is_plain = signature.decorators.iter().all(|decorator| {
        let last = decorator.path.rsplit('.').next();
        last.is_some_and(|last| TRANSPARENT.contains(&last))
    });
    signature.is_async && !signature.is_generator && is_plain
}

fn report(rule: &RuleCtx, call: &Call<'_>, misuse: &Misuse, acc: &mut Findings) {
    let start = rule.item.span.start;
    let callee = rule.source(rule.body.exprs.get(call.callee).span);
    let message = match misuse {
        Misuse::Dropped => format!(
            "`{callee}` is asynchronous and nobody awaits it, so its work is never done; add `await`."
        ),
        Misuse::Tested => format!(
            "`{callee}` is asynchronous, and its coroutine stands for the result here; add `await`."
        ),
        Misuse::TakenApart => format!(
            "`{callee}` is asynchronous, and a coroutine has none of what is taken from it; add `await`."
        ),
    };
    let span = call.span.shifted(start);
    let draft = acc.report(span, message);
    let Some((_, function)) = rule.function_of(call.id) else {
        return;
    };
    let step = match misuse {
        _ if rule.file.facts.language == Language::Rust => "suffix",
        Misuse::TakenApart => "brackets",
        _ => "plain",
    };
    if function.signature.is_async {
        let request = FixRequest::rule("Add `await`", Safety::Safe, step);
        draft.fix(request.at(span));
    } else if function.signature.kind != syntax::facts::FunctionKind::Closure
        && rule.file.facts.language == Language::Python
    {
        let title = format!("Make `{}` async and await", function.signature.name);
        let request = FixRequest::rule(title, Safety::Unsafe, step);
        draft.fix(
            request
                .at(span)
                .at(function.signature.name_span.shifted(start)),
        );
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let call = request.span(0)?;
    let mut edits = match request.step()? {
        "brackets" => vec![
            TextEdit::insert(call.start, "(await "),
            TextEdit::insert(call.end, ")"),
        ],
        "suffix" => vec![TextEdit::insert(call.end, ".await")],
        _ => vec![TextEdit::insert(call.start, "await ")],
    };
    if let Some(name) = request.span(1) {
        let located = item_at(ctx.file.facts, name)?;
        let before = Span::new(located.item.span.start, name.start);
        let head = ctx.file.text.get(before.range())?;
        let def = before.start + u32::try_from(head.rfind("def")?).ok()?;
        edits.push(TextEdit::insert(def, "async "));
    }
    Some(Edits::here(edits))
}
