//! `use`, `extern crate` and `mod x;` to bound names; it never looks for the modules.
//!
//! A path keeps the word it begins with (`crate.users`, `self.users`); words `super` at its start are its level
//! instead. Whether the last name of a path is a module or something in one is not told by the text: it is a name
//! of the module before it, except for `self` in a list and a path of one name.

use tree_sitter::Node;

use super::attributes;
use super::kinds::{FIELDS, Kind, field, kind};
use super::lower::{Lower, visibility};
use crate::facts::{Import, ImportKind, Name, Visibility};

/// What is the same for all names of a declaration.
struct Context {
    conditional: bool,
    re_exported: bool,
}

/// The names that a declaration binds.
pub(super) fn imports<'t>(
    lower: &mut Lower<'t, '_>,
    node: Node<'t>,
    attributes: &[Node<'t>],
    conditional: bool,
) -> Vec<Import> {
    let decorators = attributes::decorators(lower, attributes);
    let is_condition = |path: &Name| matches!(path.as_str(), "cfg" | "cfg_attr");
    let context = Context {
        conditional: conditional || decorators.iter().any(|found| is_condition(&found.path)),
        re_exported: visibility(node) != Visibility::Private,
    };
    match kind(node) {
        Kind::ModItem => {
            let file = attributes::file_of(lower, &decorators);
            child_module(lower, node, file, &context)
                .into_iter()
                .collect()
        }
        Kind::ExternCrateDeclaration => {
            let name = field(node, FIELDS.name).map(|name| lower.name(name));
            let local = field(node, FIELDS.alias).map(|alias| lower.name(alias));
            let import = name.map(|name| {
                let local = local.unwrap_or_else(|| name.clone());
                import(lower, node, &context, ImportKind::Module, name, local)
            });
            import.into_iter().collect()
        }
        _ => match field(node, FIELDS.argument) {
            Some(argument) => tree(lower, argument, &context),
            None => Vec::new(),
        },
    }
}

fn import(
    lower: &Lower<'_, '_>,
    node: Node<'_>,
    context: &Context,
    kind: ImportKind,
    path: Name,
    local: Name,
) -> Import {
    let mut level = 0;
    let mut rest = path.as_str();
    while let Some(outer) = rest.strip_prefix("super") {
        if !(outer.is_empty() || outer.starts_with('.')) {
            break;
        }
        level += 1;
        rest = outer.trim_start_matches('.');
    }
    Import {
        span: lower.span(node),
        kind,
        module: Name::new(rest),
        level,
        name: None,
        local,
        type_only: false,
        conditional: context.conditional,
        re_exported: context.re_exported,
    }
}

/// `mod name;`: the child of this module, or the file it is said to be in.
fn child_module<'t>(
    lower: &Lower<'t, '_>,
    node: Node<'t>,
    file: Option<Name>,
    context: &Context,
) -> Option<Import> {
    let name = lower.name(field(node, FIELDS.name)?);
    let path = match file {
        Some(file) => match file.starts_with(['.', '/']) {
            true => file,
            false => Name::from(format!("./{file}")),
        },
        None => Name::from(format!("self.{name}")),
    };
    let kind = ImportKind::Module;
    Some(Import {
        name: Some(name.clone()),
        ..import(lower, node, context, kind, path, name)
    })
}

/// A tree of paths, flattened in source order.
fn tree<'t>(lower: &mut Lower<'t, '_>, root: Node<'t>, context: &Context) -> Vec<Import> {
    let mut found = Vec::new();
    let mut pending = vec![(root, Name::default())];
    while let Some((node, outer)) = pending.pop() {
        let inner = |at| field(node, at);
        match kind(node) {
            Kind::UseList => {
                let parts = lower.named(node).into_iter().rev();
                pending.extend(parts.map(|part| (part, outer.clone())));
            }
            Kind::ScopedUseList => {
                let path = inner(FIELDS.path).and_then(|path| lower.path(path));
                let path = joined(&outer, &path.unwrap_or_default());
                pending.extend(inner(FIELDS.list).map(|list| (list, path)));
            }
            Kind::UseWildcard => {
                let path = lower.named(node).first().and_then(|path| lower.path(*path));
                let path = joined(&outer, &path.unwrap_or_default());
                let local = Name::default();
                found.push(import(lower, node, context, ImportKind::All, path, local));
            }
            Kind::UseAsClause => {
                let path = inner(FIELDS.path).and_then(|path| lower.path(path));
                let alias = inner(FIELDS.alias).map(|alias| lower.name(alias));
                // `as _` binds no name, only what the trait adds.
                let alias = alias.map(|alias| if alias == "_" { Name::default() } else { alias });
                found.extend(path.map(|path| named(lower, node, context, &outer, &path, alias)));
            }
            _ => {
                let path = lower.path(node);
                found.extend(path.map(|path| named(lower, node, context, &outer, &path, None)));
            }
        }
    }
    found
}

fn named(
    lower: &Lower<'_, '_>,
    node: Node<'_>,
    context: &Context,
    outer: &Name,
    path: &Name,
    alias: Option<Name>,
) -> Import {
    let full = match (path.as_str(), outer.is_empty()) {
        ("self", false) => outer.clone(),
        _ => joined(outer, path),
    };
    let last = full.rsplit('.').next().unwrap_or_default();
    let local = alias.unwrap_or_else(|| Name::new(last));
    let is_module = path == "self" || matches!(last, "self" | "super" | "crate");
    match full.rsplit_once('.') {
        Some((module, name)) if !is_module => Import {
            name: Some(Name::new(name)),
            ..import(
                lower,
                node,
                context,
                ImportKind::Name,
                Name::new(module),
                local,
            )
        },
        _ => import(lower, node, context, ImportKind::Module, full, local),
    }
}

fn joined(outer: &Name, path: &Name) -> Name {
    match (outer.is_empty(), path.is_empty()) {
        (true, _) => path.clone(),
        (_, true) => outer.clone(),
        _ => Name::from(format!("{outer}.{path}")),
    }
}
