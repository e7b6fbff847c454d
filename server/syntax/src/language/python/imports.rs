//! Import statements to bound names; it never looks for the modules.

use tree_sitter::Node;

use super::kinds::{FIELDS, Kind, field, kind};
use super::lower::Lower;
use crate::facts::{Import, ImportKind, Name};

/// Where an import stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Context {
    /// Under `if TYPE_CHECKING:`.
    pub(super) type_only: bool,
    pub(super) conditional: bool,
}

/// The names that an import statement binds.
pub(super) fn imports<'t>(
    lower: &mut Lower<'t, '_>,
    node: Node<'t>,
    context: Context,
) -> Vec<Import> {
    let from = match kind(node) {
        Kind::ImportFromStatement => {
            let module = field(node, FIELDS.module_name);
            Some(
                module
                    .map(|module| from_module(lower, module))
                    .unwrap_or_default(),
            )
        }
        Kind::FutureImportStatement => Some((Name::new_static("__future__"), 0)),
        _ => None,
    };
    let mut found = Vec::new();
    for child in lower.named(node) {
        if kind(child) == Kind::WildcardImport {
            let (module, level) = from.clone().unwrap_or_default();
            found.push(Import {
                span: lower.span(child),
                kind: ImportKind::All,
                module,
                level,
                name: None,
                local: Name::default(),
                type_only: context.type_only,
                conditional: context.conditional,
                re_exported: false,
            });
        }
    }
    for child in lower.in_field(node, FIELDS.name) {
        if child.is_named() {
            found.extend(import(lower, child, from.as_ref(), context));
        }
    }
    found
}

fn import<'t>(
    lower: &Lower<'t, '_>,
    node: Node<'t>,
    from: Option<&(Name, u32)>,
    context: Context,
) -> Option<Import> {
    let (path_node, alias) = match kind(node) {
        Kind::AliasedImport => (field(node, FIELDS.name)?, field(node, FIELDS.alias)),
        _ => (node, None),
    };
    let path = lower.path(path_node)?;
    let alias = alias.map(|alias| lower.name(alias));
    let re_exported = alias.as_ref() == Some(&path);
    let import = |kind, module: Name, level, name, local| Import {
        span: lower.span(node),
        kind,
        module,
        level,
        name,
        local,
        type_only: context.type_only,
        conditional: context.conditional,
        re_exported,
    };
    Some(match from {
        Some((module, level)) => {
            let local = alias.unwrap_or_else(|| path.clone());
            import(ImportKind::Name, module.clone(), *level, Some(path), local)
        }
        None => {
            // `import a.b` binds `a`.
            let first = path.split('.').next().map(Name::new).unwrap_or_default();
            let local = alias.unwrap_or(first);
            import(ImportKind::Module, path, 0, None, local)
        }
    })
}

fn from_module<'t>(lower: &mut Lower<'t, '_>, node: Node<'t>) -> (Name, u32) {
    if kind(node) != Kind::RelativeImport {
        return (lower.path(node).unwrap_or_default(), 0);
    }
    let mut module = Name::default();
    let mut level = 0;
    for part in lower.named(node) {
        match kind(part) {
            Kind::ImportPrefix => {
                let dots = lower
                    .text(part)
                    .bytes()
                    .filter(|byte| *byte == b'.')
                    .count();
                level = u32::try_from(dots).unwrap_or(u32::MAX);
            }
            _ => module = lower.path(part).unwrap_or_default(),
        }
    }
    (module, level)
}
