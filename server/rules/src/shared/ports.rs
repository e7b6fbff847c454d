//! The class a repository parameter stands for: the project's, or a new protocol of the methods called.
//! It decides nothing about where a type is missing.

use model::RepositoryKind;
use syntax::facts::{Arg, Body, ExprId, ExprKind, Function};
use syntax::span::Span;

use super::guess;
use super::locate::{Located, item_at};
use super::project_import::import_from;
use crate::context::FixCtx;
use crate::edit::TextEdit;
use crate::fix::{before_item, import};
use crate::text;

/// A type, and what has to be added for it to be usable.
#[derive(Clone, Debug)]
pub struct Port {
    pub ty: String,
    pub edits: Vec<TextEdit>,
}

/// The class for the parameter `name` that stands at `param`.
#[must_use]
pub fn find_or_make(ctx: &FixCtx<'_>, param: Span, name: &str) -> Option<Port> {
    let located = item_at(ctx.file.facts, param)?;
    let wanted = guess::port_name(name);
    if let Some(port) = in_file(ctx, &located, &wanted) {
        return Some(port);
    }
    if let Some(port) = in_project(ctx, &wanted, name) {
        return Some(port);
    }
    if !guess::is_repository(name) {
        return session(ctx, &located, param);
    }
    make(ctx, &located, param, name, &wanted)
}

fn in_file(ctx: &FixCtx<'_>, located: &Located<'_>, wanted: &str) -> Option<Port> {
    let symbol = ctx.file.env.declared(wanted)?;
    ctx.file.env.type_decl(symbol)?;
    let is_above = (symbol.item as usize) < located.index;
    Some(Port {
        ty: match is_above {
            true => wanted.to_owned(),
            false => format!("\"{wanted}\""),
        },
        edits: Vec::new(),
    })
}

/// The port of the project whose name says the same; an adapter only where there is no port.
fn in_project(ctx: &FixCtx<'_>, wanted: &str, name: &str) -> Option<Port> {
    let project = ctx.project?;
    let words = text::words(wanted);
    let same = |candidate: &str| {
        let own = text::words(&guess::port_name(&text::words(candidate).join("_")));
        own == words || candidate == wanted
    };
    let by_kind = |kind: RepositoryKind| {
        let mut found = project
            .things
            .repositories
            .iter()
            .filter(|repository| repository.kind == kind && same(&repository.element.name));
        match (found.next(), found.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    };
    let repository = by_kind(RepositoryKind::Port).or_else(|| by_kind(RepositoryKind::Adapter))?;
    let class = repository.element.name.as_str();
    let place = repository.element.place;
    debug_assert!(!name.is_empty());
    if place.file == project.id {
        return Some(Port {
            ty: class.to_owned(),
            edits: Vec::new(),
        });
    }
    let imported = import_from(ctx, place.file, class)?;
    Some(Port {
        ty: imported.local,
        edits: imported.edit.into_iter().collect(),
    })
}

/// The session class of the database library the project depends on.
fn session(ctx: &FixCtx<'_>, located: &Located<'_>, param: Span) -> Option<Port> {
    if !ctx.file.project.depends_on("sqlalchemy") && !ctx.file.project.depends_on("sqlmodel") {
        return None;
    }
    let (_, function) = located.outermost_function_at(param)?;
    let (module, class) = match function.signature.is_async {
        true => ("sqlalchemy.ext.asyncio", "AsyncSession"),
        false => ("sqlalchemy.orm", "Session"),
    };
    let imported = import(ctx.file, module, Some(class))?;
    Some(Port {
        ty: imported.local,
        edits: imported.edit.into_iter().collect(),
    })
}

fn make(
    ctx: &FixCtx<'_>,
    located: &Located<'_>,
    param: Span,
    name: &str,
    wanted: &str,
) -> Option<Port> {
    let (_, function) = located.outermost_function_at(param)?;
    let methods = methods_called(located.body, function, name);
    if methods.is_empty() {
        return None;
    }
    let protocol = import(ctx.file, "typing", Some("Protocol"))?;
    let mut lines = vec![format!("class {wanted}({}):", protocol.local)];
    let indent = unit_of_indent(ctx.file.text, located, function);
    for method in &methods {
        lines.push(format!(
            "{indent}{}",
            spelled(ctx, located, function, method, wanted)
        ));
    }
    let declaration = before_item(ctx.file.text, ctx.file.facts, located.index, &lines)?;
    let mut edits: Vec<_> = protocol.edit.into_iter().collect();
    merge_at_same_place(&mut edits, declaration);
    Some(Port {
        ty: wanted.to_owned(),
        edits,
    })
}

/// An import and a declaration that begin at one place keep their order by being one edit.
fn merge_at_same_place(edits: &mut Vec<TextEdit>, declaration: TextEdit) {
    match edits.last_mut() {
        Some(last) if last.span == declaration.span => {
            last.new_text.push_str(&declaration.new_text)
        }
        _ => edits.push(declaration),
    }
}

/// A method of a parameter, as the first call of it has it.
struct Called<'b> {
    name: &'b str,
    args: &'b [Arg],
    is_awaited: bool,
}

fn methods_called<'b>(body: &'b Body, function: &Function, param: &str) -> Vec<Called<'b>> {
    let span = function.signature.span;
    let mut awaited = Vec::new();
    let mut methods: Vec<Called<'b>> = Vec::new();
    for (id, expr) in body.exprs.iter() {
        if let ExprKind::Await(inner) = expr.kind {
            awaited.push(inner);
        }
        let ExprKind::Call { callee, args, .. } = &expr.kind else {
            continue;
        };
        let ExprKind::Member { object, name, .. } = &body.exprs.get(*callee).kind else {
            continue;
        };
        let is_param = matches!(&body.exprs.get(*object).kind, ExprKind::Name(own) if own == param);
        if !is_param
            || !span.contains(expr.span)
            || methods.iter().any(|method| method.name == name)
        {
            continue;
        }
        methods.push(Called {
            name,
            args,
            is_awaited: is_awaited(body, id),
        });
    }
    methods
}

fn is_awaited(body: &Body, call: ExprId) -> bool {
    body.exprs
        .iter()
        .any(|(_, expr)| matches!(expr.kind, ExprKind::Await(inner) if inner == call))
}

/// The declaration of a method of the protocol, with the types that are known.
fn spelled(
    ctx: &FixCtx<'_>,
    located: &Located<'_>,
    function: &Function,
    method: &Called<'_>,
    port: &str,
) -> String {
    let mut params = vec!["self".to_owned()];
    let mut by_keyword = false;
    for (index, arg) in method.args.iter().enumerate() {
        if arg.spread.is_some() {
            continue;
        }
        if arg.name.is_some() && !by_keyword {
            params.push("*".to_owned());
            by_keyword = true;
        }
        let exprs = &located.body.exprs;
        let name = match &arg.name {
            Some(name) => name.to_string(),
            None => exprs
                .path(arg.value)
                .map_or_else(|| format!("value{}", index + 1), |path| last_part(&path)),
        };
        let name = match params
            .iter()
            .any(|param| param.starts_with(&format!("{name}:")))
        {
            true => format!("{name}{}", index + 1),
            false => name,
        };
        let ty = type_of_argument(ctx, located, function, arg, &name);
        params.push(format!("{name}: {ty}"));
    }
    let head = match method.is_awaited {
        true => "async def",
        false => "def",
    };
    let returns = what_it_gives(ctx, located, port);
    format!(
        "{head} {}({}) -> {returns}: ...",
        method.name,
        params.join(", ")
    )
}

fn last_part(path: &str) -> String {
    path.rsplit('.').next().unwrap_or(path).to_owned()
}

fn type_of_argument(
    ctx: &FixCtx<'_>,
    located: &Located<'_>,
    function: &Function,
    arg: &Arg,
    name: &str,
) -> String {
    let exprs = &located.body.exprs;
    if let Some(ty) = guess::by_value(exprs, arg.value) {
        return ty.to_owned();
    }
    if let ExprKind::Name(own) = &exprs.get(arg.value).kind {
        let param = function
            .signature
            .params
            .iter()
            .find(|param| param.name == *own);
        let ty = param.and_then(|param| param.ty.as_ref());
        if let Some(text) = ty.and_then(super::spell::type_text) {
            return text;
        }
    }
    guess::by_name(name, &ctx.file.settings.options).unwrap_or_else(|| "object".to_owned())
}

/// The entity the port is named after, where the file can name it; else all that is certain.
fn what_it_gives(ctx: &FixCtx<'_>, located: &Located<'_>, port: &str) -> String {
    let entity = port.strip_suffix("Repository").unwrap_or(port);
    let declared = ctx.file.env.declared(entity);
    let class = declared.filter(|symbol| ctx.file.env.type_decl(*symbol).is_some());
    let is_above = class.is_some_and(|symbol| (symbol.item as usize) < located.index);
    let is_imported = ctx
        .file
        .env
        .imports()
        .any(|(_, import)| import.local == entity);
    match is_above || is_imported {
        true => entity.to_owned(),
        false => "object".to_owned(),
    }
}

/// What the function's own body is indented by.
fn unit_of_indent(text: &str, located: &Located<'_>, function: &Function) -> String {
    let start = located.item.span.start;
    let outer = text::indent(text, function.signature.span.shifted(start).start);
    let first = function.block.stmts.first();
    let inner = first.map(|stmt| located.body.stmt(*stmt).span.shifted(start).start);
    let inner = inner.map_or("", |at| text::indent(text, at));
    let unit = inner.strip_prefix(outer).unwrap_or_default();
    match unit.is_empty() {
        true => "    ".to_owned(),
        false => unit.to_owned(),
    }
}
