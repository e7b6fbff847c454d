//! BM101: functions that do not say what they return. It never looks into another file.

use syntax::facts::{
    ExprId, ExprKind, Function, FunctionId, FunctionKind, Literal, ParamKind, StmtKind, Visibility,
};
use syntax::span::Span;

use crate::context::{FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::outline::stmts_in;
use crate::shared::{flow, guess, returns, spell};

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    for (id, function) in ctx.body.functions() {
        let signature = &function.signature;
        if signature.returns.is_some() || !ctx.is_outermost(id) || is_excused(ctx, function) {
            continue;
        }
        let name = &signature.name;
        let found = inferred(ctx, id, function);
        let message = match &found {
            Some(found) => format!("`{name}` has no return type; add `-> {}`.", found.text),
            None => format!("`{name}` has no return type; say what it returns."),
        };
        let draft = acc.report(signature.name_span, message);
        if let Some(found) = found {
            let end = signature.params_span.end;
            let request =
                FixRequest::rule(format!("Add `-> {}`", found.text), found.safety, "annotate");
            draft.fix(request.at(Span::new(end, end)).with(found.text));
        } else {
            // The project may tell more than the file does.
            let end = signature.params_span.end;
            let request = FixRequest::rule("Add the return type", Safety::Unsafe, "look-up");
            draft.fix(request.at(Span::new(end, end)).with(name.clone()));
        }
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let at = request.span(0)?;
    let insertion = |ty: &str| TextEdit::insert(at.start, format!(" -> {ty}"));
    if request.step()? == "annotate" {
        return Some(Edits::here(vec![insertion(request.word(0)?)]));
    }
    let found = returns::looked_up(ctx, at)?;
    let mut edits = found.edits;
    edits.push(insertion(&found.text));
    Some(Edits::here(edits))
}

fn is_excused(ctx: &RuleCtx, function: &Function) -> bool {
    let signature = &function.signature;
    if matches!(signature.kind, FunctionKind::Closure | FunctionKind::Setter) {
        return true;
    }
    if signature.kind == FunctionKind::Constructor
        && signature
            .params
            .iter()
            .any(|param| param.ty.is_some() && param.kind != ParamKind::Receiver)
    {
        return true;
    }
    is_overload(function) || implements_overload(ctx, function)
}

fn is_overload(function: &Function) -> bool {
    let decorators = &function.signature.decorators;
    decorators.iter().any(|decorator| {
        let last = decorator.path.rsplit('.').next();
        matches!(last, Some("overload" | "setter" | "deleter"))
    })
}

/// Whether the file declares overloads of the function; their types are the ones that count.
fn implements_overload(ctx: &RuleCtx, function: &Function) -> bool {
    ctx.file.facts.items.iter().any(|item| {
        item.parent == ctx.item.parent
            && item.facts.summary.functions.iter().any(|other| {
                let other = &other.signature;
                other.name == function.signature.name
                    && other
                        .decorators
                        .iter()
                        .any(|decorator| decorator.path.rsplit('.').next() == Some("overload"))
            })
    })
}

struct Inferred {
    text: String,
    safety: Safety,
}

/// The type that all ways out of the function agree on.
fn inferred(ctx: &RuleCtx, id: FunctionId, function: &Function) -> Option<Inferred> {
    let signature = &function.signature;
    if flow::yields(ctx.body, function) {
        return None;
    }
    if signature.is_abstract {
        return None;
    }
    let returned: Vec<ExprId> = stmts_in(ctx.body, &function.block)
        .filter_map(|(_, stmt)| match &stmt.kind {
            StmtKind::Return(values) => Some(values.first().copied()),
            _ => None,
        })
        .flatten()
        .collect();
    let is_none = |id: &ExprId| {
        matches!(
            ctx.body.exprs.get(*id).kind,
            ExprKind::Literal(Literal::Null)
        )
    };
    let values: Vec<ExprId> = returned.iter().copied().filter(|id| !is_none(id)).collect();
    if values.is_empty() {
        // What only raises is for others to override, and what they return is not known.
        let only_raises = flow::always_raises(ctx.body, &function.block);
        return (!only_raises).then(|| Inferred {
            text: "None".to_owned(),
            safety: match returned.is_empty() && !is_open_to_override(ctx, id, function) {
                true => Safety::Safe,
                false => Safety::Unsafe,
            },
        });
    }
    let mut types = values.iter().map(|id| type_of(ctx, *id));
    let first = types.next()??;
    if !types.all(|ty| ty.as_ref() == Some(&first)) {
        return None;
    }
    let may_be_none = values.len() < returned.len()
        || flow::reaches_end(ctx.body, &function.block)
        || has_bare_return(ctx, function);
    let text = match may_be_none && !is_optional(&first) {
        true => format!("{first} | None"),
        false => first,
    };
    Some(Inferred {
        text,
        safety: Safety::Unsafe,
    })
}

/// An empty method of a class may stand for ones that return something.
fn is_open_to_override(ctx: &RuleCtx, id: FunctionId, function: &Function) -> bool {
    let signature = &function.signature;
    let is_method = ctx.owner_name(id).is_some() && signature.kind != FunctionKind::Constructor;
    is_method && signature.visibility == Visibility::Public && function.block.stmts.len() <= 1
}

fn has_bare_return(ctx: &RuleCtx, function: &Function) -> bool {
    stmts_in(ctx.body, &function.block)
        .any(|(_, stmt)| matches!(&stmt.kind, StmtKind::Return(values) if values.is_empty()))
}

fn is_optional(ty: &str) -> bool {
    ty.ends_with("| None") || ty.starts_with("Optional[") || ty == "None"
}

/// The type of a returned value as it can be written in this file.
fn type_of(ctx: &RuleCtx, id: ExprId) -> Option<String> {
    let exprs = &ctx.body.exprs;
    if let Some(name) = guess::by_value(exprs, id) {
        return Some(name.to_owned());
    }
    let ExprKind::Call { callee, .. } = &exprs.get(exprs.unwrapped(id)).kind else {
        let annotation = ctx.scope.annotation(id)?;
        return spell::type_text(annotation);
    };
    let is_awaited = matches!(exprs.get(id).kind, ExprKind::Await(_));
    if let Some(declared) = ctx.scope.resolve(*callee).declared() {
        let env = ctx.file.env;
        if let Some(class) = env.type_decl(declared) {
            // A class that is declared below cannot be named above it.
            let is_above = declared.item < ctx.index;
            return (!is_awaited && is_above && class.type_params.is_empty())
                .then(|| class.name.to_string());
        }
        let function = env.function(declared)?;
        if function.signature.is_async != is_awaited {
            return None;
        }
        return spell::type_text(function.signature.returns.as_ref()?);
    }
    None
}
