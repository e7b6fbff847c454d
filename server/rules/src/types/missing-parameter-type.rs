//! BM102: parameters that do not say what they take. It never guesses a type that could be another.

use model::Target;
use syntax::facts::{ExprKind, Function, FunctionId, FunctionKind, Literal, Param, ParamKind};
use syntax::language::Language;
use syntax::span::Span;

use crate::context::{FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::shared::locate::item_at;
use crate::shared::{exported, guess, ports};

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    if ctx.file.facts.language != Language::Python {
        check_exported(ctx, acc);
        return;
    }
    for (id, function) in ctx.body.functions() {
        if function.signature.kind == FunctionKind::Closure {
            continue;
        }
        if overrides_project_method(ctx, id, function) {
            continue;
        }
        for (index, param) in function.signature.params.iter().enumerate() {
            // Whether a nested function belongs to a local class is not told, so its first name decides.
            let is_method = ctx.owner_name(id).is_some() || !ctx.is_outermost(id);
            if is_excused(function, is_method && index == 0, param)
                || takes_what_another_takes(ctx, function, param)
            {
                continue;
            }
            report(ctx, function, param, acc);
        }
    }
}

/// Of what other modules may call, in a language where the compiler tells the types of the rest.
fn check_exported(ctx: &RuleCtx, acc: &mut Findings) {
    for signature in exported::signatures(ctx) {
        for param in &signature.params {
            let is_told = param.ty.is_some() || param.default.is_some();
            if is_told || param.kind == ParamKind::Receiver || param.name.starts_with('_') {
                continue;
            }
            let written = ctx.source(param.span);
            let owner = &signature.name;
            let message = format!("Parameter `{written}` of `{owner}` has no type; say what it takes.");
            if written.contains('\n') {
                let message = format!("A parameter of `{owner}` has no type; say what it takes.");
                let _ = acc.report(param.span, message).severity(Severity::Hint);
                continue;
            }
            let _ = acc.report(param.span, message).severity(Severity::Hint);
        }
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let param = request.span(0)?;
    match request.step()? {
        "annotate" => {
            let ty = request.word(0)?;
            Some(Edits::here(vec![annotation(ctx, param, ty)?]))
        }
        "port" => {
            let port = ports::find_or_make(ctx, param, request.word(0)?)?;
            let mut edits = port.edits;
            edits.push(annotation(ctx, param, &port.ty)?);
            Some(Edits::here(edits))
        }
        _ => None,
    }
}

fn report(ctx: &RuleCtx, function: &Function, param: &Param, acc: &mut Findings) {
    let name = &param.name;
    let owner = &function.signature.name;
    if let Some(ty) = ty_of(ctx, param) {
        let message = format!("Parameter `{name}` of `{owner}` has no type; add `: {ty}`.");
        let request = FixRequest::rule(format!("Add `: {ty}`"), Safety::Unsafe, "annotate");
        acc.report(param.name_span, message)
            .fix(request.at(param.span).with(ty));
        return;
    }
    let message = format!("Parameter `{name}` of `{owner}` has no type; say what it takes.");
    let draft = acc.report(param.name_span, message);
    let is_plain = !matches!(param.kind, ParamKind::Rest | ParamKind::KeywordRest);
    if is_plain && param.default.is_none() && is_port(name) {
        let port = guess::port_name(name);
        let request =
            FixRequest::rule(format!("Type `{name}` as `{port}`"), Safety::Unsafe, "port");
        draft.fix(request.at(param.span).with(name.clone()));
    }
}

fn is_port(name: &str) -> bool {
    guess::is_repository(name) || name == "session" || name.ends_with("_session")
}

fn is_excused(function: &Function, is_first_of_method: bool, param: &Param) -> bool {
    let is_first_of_method =
        is_first_of_method && function.signature.kind != FunctionKind::StaticMethod;
    let is_receiver = matches!(param.name.as_str(), "self" | "cls" | "mcs") && is_first_of_method;
    param.ty.is_some()
        || param.kind == ParamKind::Receiver
        || param.name.is_empty()
        || param.name.starts_with('_')
        || is_receiver
}

/// Whether the parameter is one of `*args, **kwargs` of a function that `functools.wraps` gives the types of another.
fn takes_what_another_takes(ctx: &RuleCtx, function: &Function, param: &Param) -> bool {
    let is_rest = matches!(param.kind, ParamKind::Rest | ParamKind::KeywordRest);
    is_rest
        && function.signature.decorators.iter().any(|decorator| {
            let target = ctx.file.env.resolve(&decorator.path).path();
            decorator.args.is_some() && target.is_some_and(|path| path == "functools.wraps")
        })
}

/// Whether the method may override one of the project: that one's types are the ones that count.
fn overrides_project_method(ctx: &RuleCtx, id: FunctionId, function: &Function) -> bool {
    let env = ctx.file.env;
    let Some(owner) = ctx.owner_name(id).and_then(|owner| env.declared(owner)) else {
        return false;
    };
    let Some(class) = env.class(owner) else {
        return false;
    };
    let name = &function.signature.name;
    // A constructor is called by its own name, and what it takes is its own matter.
    if function.signature.kind == FunctionKind::Constructor {
        return false;
    }
    let own_root = env
        .module()
        .and_then(|module| module.name.split('.').next());
    class.with_local_bases().iter().any(|base| {
        let declares = base.symbol != owner
            && base.method(name).is_some_and(|method| {
                let params = &method.function.signature.params;
                params.iter().any(|param| param.ty.is_some()) || params.len() < 2
            });
        let is_elsewhere = base.bases().any(|(_, target)| match target {
            Target::Imported(imported) => {
                imported.path.starts_with('.') || imported.path.split('.').next() == own_root
            }
            _ => false,
        });
        declares || is_elsewhere
    })
}

/// The type that the default value or the name tells.
fn ty_of(ctx: &RuleCtx, param: &Param) -> Option<String> {
    if matches!(param.kind, ParamKind::Rest | ParamKind::KeywordRest) {
        return None;
    }
    let by_name = || guess::by_name(&param.name, &ctx.file.settings.options);
    let Some(default) = param.default else {
        return by_name();
    };
    if let Some(ty) = guess::by_value(&ctx.body.exprs, default) {
        return Some(ty.to_owned());
    }
    let default = &ctx.body.exprs.get(default).kind;
    if matches!(default, ExprKind::Literal(Literal::Null)) {
        return by_name().map(|ty| format!("{ty} | None"));
    }
    None
}

/// Writes the type behind the name; a default value keeps blanks around its sign then.
fn annotation(ctx: &FixCtx, param: Span, ty: &str) -> Option<TextEdit> {
    let source = ctx.file.text.get(param.range())?;
    let located = item_at(ctx.file.facts, param)?;
    let (_, function) = located.outermost_function_at(param)?;
    let local = located.local(param);
    let fact = function
        .signature
        .params
        .iter()
        .find(|fact| fact.span == local)?;
    let name_end = param.start + fact.name_span.end.saturating_sub(local.start);
    let Some(default) = fact.default else {
        return Some(TextEdit::insert(name_end, format!(": {ty}")));
    };
    let value = located
        .body
        .exprs
        .get(default)
        .span
        .shifted(located.item.span.start);
    let between = Span::new(name_end, value.start);
    let is_plain = source.contains('=') && ctx.file.text.get(between.range())?.trim() == "=";
    is_plain.then(|| TextEdit::replace(between, format!(": {ty} = ")))
}
