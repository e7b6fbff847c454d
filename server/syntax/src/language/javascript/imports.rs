//! What is taken from other modules and given to them; it never looks for the modules.

use tree_sitter::Node;

use super::kinds::{Field, Kind};
use super::lower::Lower;
use crate::facts::{ExprKind, Exprs, Import, ImportKind, Name};
use crate::span::Span;

/// The module that an import names, and where the import stands.
struct From {
    module: Name,
    type_only: bool,
    conditional: bool,
    re_exported: bool,
}

impl From {
    fn import(&self, span: Span, kind: ImportKind, name: Option<Name>, local: Name) -> Import {
        Import {
            span,
            kind,
            module: self.module.clone(),
            level: 0,
            name,
            local,
            type_only: self.type_only,
            conditional: self.conditional,
            re_exported: self.re_exported,
        }
    }

    /// A name of the module; `default` is the default export.
    fn named(&self, span: Span, name: Name, local: Name) -> Import {
        let kind = match name.as_str() {
            "default" => ImportKind::Default,
            _ => ImportKind::Name,
        };
        self.import(span, kind, Some(name), local)
    }
}

/// What an `import` statement binds.
pub(super) fn statement<'t>(
    lower: &mut Lower<'t, '_>,
    node: Node<'t>,
    conditional: bool,
) -> Vec<Import> {
    let type_only = lower.has_token(node, "type");
    let source = lower.field(node, Field::Source);
    let required = lower.child(node, Kind::ImportRequireClause);
    let source = source.or_else(|| lower.field(required?, Field::Source));
    let Some(source) = source else {
        return Vec::new();
    };
    let from = From {
        module: lower.key(source),
        type_only,
        conditional,
        re_exported: false,
    };
    let span = lower.span(node);
    if let Some(clause) = required {
        let local = lower.named(clause).first().map(|name| lower.name(*name));
        let local = local.unwrap_or_default();
        return vec![from.import(span, ImportKind::Module, None, local)];
    }
    let Some(clause) = lower.child(node, Kind::ImportClause) else {
        return vec![from.import(span, ImportKind::Effect, None, Name::default())];
    };
    let mut found = Vec::new();
    for part in lower.named(clause) {
        let span = lower.span(part);
        match lower.kind(part) {
            Kind::Identifier => {
                let name = Some(Name::new_static("default"));
                found.push(from.import(span, ImportKind::Default, name, lower.name(part)));
            }
            Kind::NamespaceImport => {
                let local = lower.named(part).first().map(|name| lower.name(*name));
                let local = local.unwrap_or_default();
                found.push(from.import(span, ImportKind::Module, None, local));
            }
            Kind::NamedImports => {
                for specifier in lower.named(part) {
                    found.extend(specified(lower, specifier, &from));
                }
            }
            _ => {}
        }
    }
    found
}

/// `a`, `a as b`, `type a` in the braces of an import or export.
fn specified<'t>(lower: &mut Lower<'t, '_>, node: Node<'t>, from: &From) -> Option<Import> {
    let name = lower.key(lower.field(node, Field::Name)?);
    let alias = lower.field(node, Field::Alias);
    let local = alias.map_or_else(|| name.clone(), |alias| lower.key(alias));
    let mut import = from.named(lower.span(node), name, local);
    import.type_only |= lower.has_token(node, "type");
    Some(import)
}

/// What `export … from` hands on.
pub(super) fn re_exports<'t>(lower: &mut Lower<'t, '_>, node: Node<'t>) -> Vec<Import> {
    let Some(source) = lower.field(node, Field::Source) else {
        return Vec::new();
    };
    let from = From {
        module: lower.key(source),
        type_only: lower.has_token(node, "type"),
        conditional: false,
        re_exported: true,
    };
    if let Some(clause) = lower.child(node, Kind::ExportClause) {
        let specifiers = lower.named(clause).into_iter();
        return specifiers
            .filter_map(|specifier| specified(lower, specifier, &from))
            .collect();
    }
    let span = lower.span(node);
    vec![match lower.child(node, Kind::NamespaceExport) {
        Some(clause) => {
            let local = lower.named(clause).first().map(|name| lower.key(*name));
            from.import(span, ImportKind::Module, None, local.unwrap_or_default())
        }
        None => from.import(span, ImportKind::All, None, Name::default()),
    }]
}

/// What `const x = require("y")` and its like bind; nothing if the declarator is none of them.
pub(super) fn declarator<'t>(
    lower: &mut Lower<'t, '_>,
    node: Node<'t>,
    conditional: bool,
) -> Vec<Import> {
    let parts = (
        lower.field(node, Field::Name),
        lower.field(node, Field::Value),
    );
    let (Some(target), Some(value)) = parts else {
        return Vec::new();
    };
    let Some((module, member)) = loaded(lower, value) else {
        return Vec::new();
    };
    let from = From {
        module,
        type_only: false,
        conditional,
        re_exported: false,
    };
    let span = lower.span(node);
    match (lower.kind(target), member) {
        (Kind::Identifier, None) => {
            vec![from.import(span, ImportKind::Module, None, lower.name(target))]
        }
        (Kind::Identifier, Some(name)) => vec![from.named(span, name, lower.name(target))],
        (Kind::ObjectPattern, None) => taken_apart(lower, target, &from),
        _ => Vec::new(),
    }
}

/// The names of `{ a, b: c }`; none if the pattern holds something else.
fn taken_apart<'t>(lower: &mut Lower<'t, '_>, pattern: Node<'t>, from: &From) -> Vec<Import> {
    let parts = lower.named(pattern).into_iter();
    let imports = parts.map(|part| {
        let (name, local) = match lower.kind(part) {
            Kind::ShorthandPropertyIdentifierPattern => (part, part),
            Kind::PairPattern => {
                let local = lower.field(part, Field::Value)?;
                let is_name = lower.kind(local) == Kind::Identifier;
                (lower.field(part, Field::Key)?, is_name.then_some(local)?)
            }
            _ => return None,
        };
        let is_computed = lower.kind(name) == Kind::ComputedPropertyName;
        let name = (!is_computed).then(|| lower.key(name))?;
        Some(from.named(lower.span(part), name, lower.name(local)))
    });
    imports.collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// The module of `require("x")`, `require("x").y` and `await import("x")`, and what is taken from it.
fn loaded<'t>(lower: &mut Lower<'t, '_>, value: Node<'t>) -> Option<(Name, Option<Name>)> {
    let mut at = value;
    let mut member = None;
    let mut awaited = false;
    loop {
        match lower.kind(at) {
            Kind::MemberExpression if member.is_none() && !awaited => {
                member = Some(lower.name(lower.field(at, Field::Property)?));
                at = lower.field(at, Field::Object)?;
            }
            Kind::AwaitExpression if !awaited => {
                awaited = true;
                at = lower.named(at).first().copied()?;
            }
            Kind::ParenthesizedExpression | Kind::AsExpression | Kind::NonNullExpression => {
                at = lower.named(at).first().copied()?;
            }
            Kind::CallExpression => break,
            _ => return None,
        }
    }
    let callee = lower.field(at, Field::Function)?;
    let is_load = match lower.text(callee) {
        "require" => !awaited,
        "import" => awaited,
        _ => false,
    };
    let args = lower.named(lower.field(at, Field::Arguments)?);
    match args.first() {
        Some(module) if is_load && lower.kind(*module) == Kind::String => {
            Some((lower.key(*module), member))
        }
        _ => None,
    }
}

/// The modules loaded by `require("x")` inside other expressions, which bind no name.
pub(super) fn loaded_in_passing(exprs: &Exprs) -> Vec<Import> {
    let found = exprs.iter().filter_map(|(id, expr)| {
        let ExprKind::Call { callee, args, .. } = &expr.kind else {
            return None;
        };
        let is_load = matches!(&exprs.get(*callee).kind, ExprKind::Name(name) if name == "require");
        let from = From {
            module: exprs.text(args.first()?.value).cloned()?,
            type_only: false,
            conditional: false,
            re_exported: false,
        };
        let span = exprs.get(id).span;
        is_load.then(|| from.import(span, ImportKind::Effect, None, Name::default()))
    });
    found.collect()
}

/// The name under which an assignment to `path` exports; empty where it sets the module itself.
pub(super) fn exported_name(path: &str) -> Option<&str> {
    let name = match path.strip_prefix("module.exports") {
        Some("") => return Some(""),
        Some(rest) => rest.strip_prefix('.')?,
        None => path.strip_prefix("exports.")?,
    };
    (!name.contains('.')).then_some(name)
}
