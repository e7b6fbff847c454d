//! Types as one short text that is the same for all languages: `Page<User>`, `User[]`, `User?`, `A | B`.

use syntax::facts::{Literal, Name, TypeKind, TypeRef};

/// How deep types are written out.
const DEEPEST: usize = 16;

/// The type as text, if all of it is understood. References, pointers and what annotates a type are left out.
pub(super) fn type_text(ty: &TypeRef) -> Option<Name> {
    text(ty, DEEPEST).map(Name::from)
}

fn text(ty: &TypeRef, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let list = |types: &[TypeRef], between: &str| -> Option<String> {
        let texts: Option<Vec<_>> = types.iter().map(|ty| text(ty, depth)).collect();
        Some(texts?.join(between))
    };
    match &ty.kind {
        TypeKind::Named { path, args } if args.is_empty() => Some(path.to_string()),
        TypeKind::Named { path, args } => Some(format!("{path}<{}>", list(args, ", ")?)),
        TypeKind::Optional(inner) => Some(format!("{}?", text(inner, depth)?)),
        TypeKind::Union(types) => list(types, " | "),
        TypeKind::Dynamic(types) => list(types, " & "),
        TypeKind::Tuple(types) => Some(format!("({})", list(types, ", ")?)),
        TypeKind::List(inner) => Some(format!("{}[]", text(inner, depth)?)),
        TypeKind::Map(key, value) => Some(format!(
            "map<{}, {}>",
            text(key, depth)?,
            text(value, depth)?
        )),
        TypeKind::Reference { inner, .. }
        | TypeKind::Pointer(inner)
        | TypeKind::Annotated { inner, .. } => text(inner, depth),
        TypeKind::Literal(Literal::Null) | TypeKind::Unit => Some("()".to_owned()),
        _ => None,
    }
}
