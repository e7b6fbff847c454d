//! BM101: functions that do not say what they return. It never looks into another file.

use model::LocalSymbol;
use syntax::facts::{
    ExprId, ExprKind, Function, FunctionId, FunctionKind, Literal, ParamKind, StmtKind, TypeRef,
    Visibility,
};
use syntax::language::Language;
use syntax::span::Span;

use crate::context::{FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::outline::stmts_in;
use crate::shared::{exported, flow, guess, returns, spell};

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    if ctx.file.facts.language != Language::Python {
        check_exported(ctx, acc);
        return;
    }
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

/// Of what other modules may call, in a language where the compiler tells the types of the rest.
fn check_exported(ctx: &RuleCtx, acc: &mut Findings) {
    for signature in exported::signatures(ctx) {
        let is_told = matches!(signature.kind, FunctionKind::Constructor | FunctionKind::Setter);
        if signature.returns.is_some() || is_told {
            continue;
        }
        let name = &signature.name;
        let found = ctx.body.functions().find(|(_, function)| {
            function.signature.body_span == signature.body_span
                && function.signature.name_span == signature.name_span
        });
        let gives = found.and_then(|(_, function)| given(ctx, function));
        let message = match &gives {
            Some((ty, _)) => format!("`{name}` has no return type; add `: {ty}`."),
            None => format!("`{name}` has no return type; say what it returns."),
        };
        let draft = acc.report(signature.name_span, message);
        let draft = draft.severity(Severity::Hint);
        let end = signature.params_span.end;
        let is_bracketed = ctx.source(signature.params_span).ends_with(')');
        if let Some((ty, safety)) = gives.filter(|_| is_bracketed) {
            let request = FixRequest::rule(format!("Add `: {ty}`"), safety, "colon");
            draft.fix(request.at(Span::new(end, end)).with(ty));
        }
    }
}

/// What all ways out of a function of TypeScript give, where they are written out.
fn given(ctx: &RuleCtx, function: &Function) -> Option<(String, Safety)> {
    if flow::yields(ctx.body, function) {
        return None;
    }
    let returned = stmts_in(ctx.body, &function.block).filter_map(|(_, stmt)| match &stmt.kind {
        StmtKind::Return(values) => values.first().copied(),
        _ => None,
    });
    let mut types: Vec<&str> = Vec::new();
    for value in returned {
        let ty = guess::by_value(&ctx.body.exprs, value)?;
        types.push(match ty {
            "str" => "string",
            "bool" => "boolean",
            "int" | "float" => "number",
            _ => return None,
        });
    }
    let (ty, safety) = match types.as_slice() {
        [] if flow::always_raises(ctx.body, &function.block) => return None,
        [] => ("void", Safety::Safe),
        [first, rest @ ..] => {
            let agree = rest.iter().all(|other| other == first);
            let ends = flow::reaches_end(ctx.body, &function.block);
            (agree && !ends).then_some((*first, Safety::Unsafe))?
        }
    };
    match function.signature.is_async {
        true => Some((format!("Promise<{ty}>"), safety)),
        false => Some((ty.to_owned(), safety)),
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let at = request.span(0)?;
    if request.step()? == "colon" {
        let new = format!(": {}", request.word(0)?);
        return Some(Edits::here(vec![TextEdit::insert(at.start, new)]));
    }
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

/// Whether an overload of the function stands directly above; its types are the ones that count.
fn implements_overload(ctx: &RuleCtx, function: &Function) -> bool {
    let above = (ctx.index as usize).checked_sub(1);
    let above = above.and_then(|above| ctx.file.facts.items.get(above));
    above.is_some_and(|item| {
        item.parent == ctx.item.parent
            && item.facts.summary.functions.iter().any(|other| {
                let other = &other.signature;
                let is_overload = |path: &str| path.rsplit('.').next() == Some("overload");
                other.name == function.signature.name
                    && other
                        .decorators
                        .iter()
                        .any(|decorator| is_overload(&decorator.path))
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
        true => with_none(&first),
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

fn with_none(ty: &str) -> String {
    match ty.strip_suffix('"') {
        Some(open) => format!("{open} | None\""),
        None => format!("{ty} | None"),
    }
}

fn is_optional(ty: &str) -> bool {
    let ty = ty.trim_end_matches('"').trim_start_matches('"');
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
            if is_awaited || !class.type_params.is_empty() {
                return None;
            }
            // A class has no name yet while it is declared, nor before.
            let is_own = ctx.item.parent == Some(declared.item);
            let is_known = declared.item < ctx.index && !is_own;
            return Some(quoted_unless(ctx, is_known, class.name.to_string()));
        }
        let function = env.function(declared)?;
        if function.signature.is_async != is_awaited {
            return None;
        }
        let ty = function.signature.returns.as_ref()?;
        let is_known = declared.item < ctx.index && !is_written_in_quotes(ctx, declared, ty);
        return Some(quoted_unless(ctx, is_known, spell::type_text(ty)?));
    }
    None
}

/// The type in quotes, unless its names are known where it is written.
fn quoted_unless(ctx: &RuleCtx, is_known: bool, text: String) -> String {
    let is_lazy = ctx.file.env.imports().any(|(_, import)| {
        import.module == "__future__" && import.name.as_deref() == Some("annotations")
    });
    let is_built_in = spell::is_built_in(&text);
    match is_known || is_lazy || is_built_in {
        true => text,
        false => format!("\"{text}\""),
    }
}

fn is_written_in_quotes(ctx: &RuleCtx, symbol: LocalSymbol, ty: &TypeRef) -> bool {
    let Some(item) = ctx.file.env.item(symbol) else {
        return true;
    };
    let span = ty.span.shifted(item.span.start);
    let around = Span::new(span.start.saturating_sub(1), span.end);
    let source = ctx.file.text.get(around.range()).unwrap_or_default();
    source.contains(['"', '\''])
}
