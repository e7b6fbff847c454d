//! Types and names as source text. It resolves nothing.

use syntax::facts::{Literal, TypeKind, TypeRef};

/// How deep types are written out.
const DEEPEST: usize = 16;

/// The type as annotations are written, if all of it is understood.
#[must_use]
pub fn type_text(ty: &TypeRef) -> Option<String> {
    text(ty, DEEPEST)
}

fn text(ty: &TypeRef, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let list = |types: &[TypeRef], between: &str| -> Option<String> {
        let texts: Option<Vec<_>> = types.iter().map(|ty| text(ty, depth)).collect();
        Some(texts?.join(between))
    };
    match &ty.kind {
        TypeKind::Named { path, args } if args.is_empty() => Some(path.to_string()),
        TypeKind::Named { path, args } => Some(format!("{path}[{}]", list(args, ", ")?)),
        TypeKind::Optional(inner) => Some(format!("{} | None", text(inner, depth)?)),
        TypeKind::Union(types) => list(types, " | "),
        TypeKind::Tuple(types) => Some(format!("tuple[{}]", list(types, ", ")?)),
        TypeKind::List(inner) => Some(format!("list[{}]", text(inner, depth)?)),
        TypeKind::Map(key, value) => Some(format!(
            "dict[{}, {}]",
            text(key, depth)?,
            text(value, depth)?
        )),
        TypeKind::Literal(Literal::Null) | TypeKind::Unit => Some("None".to_owned()),
        _ => None,
    }
}

/// Whether the text names only types that need no import.
#[must_use]
pub fn is_built_in(text: &str) -> bool {
    let names = text.split(|char: char| !char.is_alphanumeric() && char != '_' && char != '.');
    let builtins = model::Builtins::of(syntax::language::Language::Python);
    names
        .filter(|name| !name.is_empty())
        .all(|name| builtins.contains(name))
}

/// Every path of names in the type.
#[must_use]
pub fn type_paths(ty: &TypeRef) -> Vec<&str> {
    let mut paths = Vec::new();
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        match &ty.kind {
            TypeKind::Named { path, args } => {
                paths.push(path.as_str());
                open.extend(args);
            }
            TypeKind::Optional(inner) | TypeKind::List(inner) => open.push(inner),
            TypeKind::Union(types) | TypeKind::Tuple(types) => open.extend(types),
            TypeKind::Map(key, value) => open.extend([&**key, &**value]),
            _ => {}
        }
    }
    paths
}
