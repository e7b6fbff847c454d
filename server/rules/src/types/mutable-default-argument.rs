//! BM103: default values that are built once and can be changed. It never looks into another file.

use model::{Method, Target};
use syntax::facts::{
    ExprId, ExprKind, Function, FunctionKind, Param, PatternKind, SequenceKind, StmtKind, TypeKind,
    TypeRef,
};
use syntax::span::Span;

use crate::context::{FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::fix::first_statement;
use crate::outline::{bound_names, exprs_of};
use crate::shared::locate::item_at;
use crate::text;

/// Calls that make a container which can be changed.
const CONTAINERS: &[&str] = &[
    "bytearray",
    "collections.Counter",
    "collections.OrderedDict",
    "collections.defaultdict",
    "collections.deque",
    "dict",
    "list",
    "set",
];

/// Annotations that promise not to change the value.
const READ_ONLY: &[&str] = &[
    "AbstractSet",
    "Collection",
    "Container",
    "FrozenSet",
    "Iterable",
    "Mapping",
    "Sequence",
    "Tuple",
    "frozenset",
    "tuple",
];

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    if ctx.file.path.ends_with(".pyi") {
        return;
    }
    for (_, function) in ctx.body.functions() {
        if function.signature.kind == FunctionKind::Closure {
            continue;
        }
        for param in &function.signature.params {
            let Some(default) = param.default else {
                continue;
            };
            if param.ty.as_ref().is_some_and(is_read_only) || !is_container(ctx, default) {
                continue;
            }
            report(ctx, function, param, default, acc);
        }
    }
}

fn report(ctx: &RuleCtx, function: &Function, param: &Param, default: ExprId, acc: &mut Findings) {
    let span = ctx.body.exprs.get(default).span;
    let message = format!(
        "All calls of `{}` share this default of `{}`; use `None` and make the value inside.",
        function.signature.name, param.name
    );
    let draft = acc.report(span, message);
    if can_fix(ctx, function, param) {
        let title = format!("Make `{}` in the function", param.name);
        draft.fix(
            FixRequest::rule(title, Safety::Safe, "none")
                .at(param.span)
                .at(span),
        );
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let (param, default) = (request.span(0)?, request.span(1)?);
    let text = ctx.file.text;
    let located = item_at(ctx.file.facts, param)?;
    let start = located.item.span.start;
    let (_, function) = located.function_at(param)?;
    let local = located.local(param);
    let fact = function
        .signature
        .params
        .iter()
        .find(|fact| fact.span == local)?;
    let value = text.get(default.range())?;
    let unit = text::indent_unit(text);
    let lines = [
        format!("if {} is None:", fact.name),
        format!("{unit}{} = {value}", fact.name),
    ];
    let mut edits = vec![TextEdit::replace(default, "None")];
    if let Some(ty) = &fact.ty
        && !accepts_none(ty)
    {
        let end = ty.span.shifted(start).end;
        edits.push(TextEdit::insert(end, " | None"));
    }
    edits.push(first_statement(
        text,
        located.body,
        function,
        start,
        &lines,
    )?);
    Some(Edits::here(edits))
}

/// Class attributes that methods change through an object: all objects share the one value.
pub fn check_project(ctx: &ProjectCtx, acc: &mut Findings) {
    for class in ctx.file.env.classes() {
        // What a base or a decorator makes of the attribute is theirs to say.
        if !class.decl.bases.is_empty() || !class.decl.decorators.is_empty() {
            continue;
        }
        for field in class.fields() {
            let exprs = &field.item.facts.summary.exprs;
            let Some(value) = field.fact.value else {
                continue;
            };
            let name = &field.fact.name;
            if is_display(&exprs.get(value).kind) && changes(class.methods(), name) {
                let span = exprs.get(value).span.shifted(field.item.span.start);
                let message = format!(
                    "All objects of `{}` share this `{name}`, and a method changes it; make it in `__init__`.",
                    class.decl.name
                );
                let _ = acc.report(span, message);
            }
        }
    }
}

fn is_display(kind: &ExprKind) -> bool {
    match kind {
        ExprKind::Map { .. } => true,
        ExprKind::Sequence { kind, .. } => matches!(kind, SequenceKind::List | SequenceKind::Set),
        _ => false,
    }
}

/// Whether a method changes the attribute in place and none binds it anew.
fn changes<'e>(methods: impl Iterator<Item = Method<'e>>, name: &str) -> bool {
    let mut is_changed = false;
    for method in methods {
        let is_own = |path: &str| path.strip_prefix("self.") == Some(name);
        if method.function.locals.iter().any(|(path, _)| is_own(path)) {
            return false;
        }
        is_changed |= method.function.calls.iter().any(|call| {
            let parts = call.callee.rsplit_once('.');
            parts.is_some_and(|(object, change)| {
                let changes = matches!(
                    change,
                    "add"
                        | "append"
                        | "clear"
                        | "extend"
                        | "insert"
                        | "pop"
                        | "remove"
                        | "setdefault"
                        | "update"
                );
                changes && is_own(object)
            })
        });
    }
    is_changed
}

fn is_container(ctx: &RuleCtx, value: ExprId) -> bool {
    match &ctx.body.exprs.get(value).kind {
        ExprKind::Map { .. } => true,
        ExprKind::Sequence { kind, .. } | ExprKind::Comprehension { kind, .. } => {
            matches!(
                kind,
                SequenceKind::List | SequenceKind::Set | SequenceKind::Map
            )
        }
        ExprKind::Call { callee, .. } => match ctx.scope.resolve(*callee) {
            Target::Imported(imported) => CONTAINERS.contains(&imported.path.as_str()),
            Target::Builtin(name) => CONTAINERS.contains(&name.as_str()),
            _ => false,
        },
        _ => false,
    }
}

fn is_read_only(ty: &TypeRef) -> bool {
    match &ty.kind {
        TypeKind::Named { path, .. } => {
            READ_ONLY.contains(&path.rsplit('.').next().unwrap_or(path))
        }
        TypeKind::Optional(inner) => is_read_only(inner),
        TypeKind::Union(types) => types.iter().all(is_read_only),
        TypeKind::Tuple(_) => true,
        // What the extra information does with the default is for a framework to say.
        TypeKind::Annotated { .. } => true,
        _ => false,
    }
}

fn accepts_none(ty: &TypeRef) -> bool {
    match &ty.kind {
        TypeKind::Optional(_) | TypeKind::Unit => true,
        TypeKind::Union(types) => types.iter().any(|ty| matches!(ty.kind, TypeKind::Unit)),
        TypeKind::Named { path, .. } => matches!(path.as_str(), "Any" | "typing.Any" | "object"),
        _ => false,
    }
}

/// Whether the body begins on a line of its own and reads the parameter before it binds it.
fn can_fix(ctx: &RuleCtx, function: &Function, param: &Param) -> bool {
    if function.signature.is_abstract || function.block.stmts.is_empty() {
        return false;
    }
    let head_end = function.signature.params_span.end;
    let first = function
        .block
        .stmts
        .first()
        .map(|stmt| ctx.body.stmt(*stmt).span);
    let between = first.map(|first| Span::new(head_end, first.start));
    let is_below = between.is_some_and(|between| ctx.source(between).contains(['\n', '\r']));
    is_below && !is_bound_first(ctx, function, param)
}

fn is_bound_first(ctx: &RuleCtx, function: &Function, param: &Param) -> bool {
    for stmt in &function.block.stmts {
        let stmt = ctx.body.stmt(*stmt);
        let reads = exprs_of(stmt)
            .into_iter()
            .any(|id| mentions(ctx, id, &param.name));
        let binds = match &stmt.kind {
            StmtKind::Assign { targets, .. } => targets.iter().any(|target| {
                matches!(&target.kind, PatternKind::Name(name) if *name == param.name)
                    || bound_names(target).contains(&&param.name)
            }),
            _ => false,
        };
        if reads {
            return false;
        }
        if binds {
            return true;
        }
    }
    false
}

fn mentions(ctx: &RuleCtx, id: ExprId, name: &str) -> bool {
    crate::outline::inside(ctx.body, id)
        .any(|(_, expr)| matches!(&expr.kind, ExprKind::Name(own) if own == name))
}
