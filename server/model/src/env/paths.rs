//! Paths and values as they are written; it never resolves a name.

use syntax::facts::{ExprId, ExprKind, Exprs, Literal, Name, SequenceKind, TypeKind};

use crate::symbol::joined;

/// The path of a chain of names, members and calls: `Path().parent.open`. `id` may be a call itself.
#[must_use]
pub fn call_path(exprs: &Exprs, id: ExprId) -> Option<Name> {
    let mut parts: Vec<String> = Vec::new();
    let mut calls = 0;
    let mut at = id;
    loop {
        at = exprs.unwrapped(at);
        let name = match &exprs.get(at).kind {
            ExprKind::Name(name) | ExprKind::Member { name, .. } => name,
            ExprKind::Call { callee, .. } => {
                calls += 1;
                at = *callee;
                continue;
            }
            _ => return None,
        };
        parts.push(format!("{name}{}", "()".repeat(calls)));
        calls = 0;
        match &exprs.get(at).kind {
            ExprKind::Member { object, .. } => at = *object,
            _ => break,
        }
    }
    parts.reverse();
    Some(Name::from(parts.join(".")))
}

/// Whether the last name of a path is written as classes are.
pub(crate) fn names_a_class(path: &str) -> bool {
    path.rsplit('.')
        .next()
        .and_then(|last| last.trim_start_matches('_').chars().next())
        .is_some_and(char::is_uppercase)
}

/// Whether a type stands for the class it is written in: `typing.Self`, `Self`, `this`.
pub(crate) fn is_self_type(path: &str) -> bool {
    path == "Self" || path == "this" || path.ends_with(".Self")
}

pub(super) fn is_absence(exprs: &Exprs, id: ExprId) -> bool {
    matches!(exprs.get(id).kind, ExprKind::Literal(Literal::Null))
}

/// The class of a value that is written out.
pub(crate) fn literal_class(kind: &ExprKind) -> Option<&'static str> {
    match kind {
        ExprKind::Literal(literal) => match literal {
            Literal::Bool(_) => Some("bool"),
            Literal::Int(_) => Some("int"),
            Literal::Float(_) => Some("float"),
            Literal::Str(_) => Some("str"),
            Literal::Bytes(_) => Some("bytes"),
            _ => None,
        },
        ExprKind::Template { tag: None, .. } => Some("str"),
        ExprKind::Map { .. } => Some("dict"),
        ExprKind::Sequence { kind, .. } | ExprKind::Comprehension { kind, .. } => match kind {
            SequenceKind::List => Some("list"),
            SequenceKind::Tuple => Some("tuple"),
            SequenceKind::Set => Some("set"),
            SequenceKind::Map => Some("dict"),
            SequenceKind::Generator => None,
        },
        _ => None,
    }
}

pub(super) fn builtin_shape(kind: &TypeKind) -> Option<&'static str> {
    match kind {
        TypeKind::List(_) => Some("list"),
        TypeKind::Map(..) => Some("dict"),
        TypeKind::Tuple(_) => Some("tuple"),
        _ => None,
    }
}

/// A segment without the `()` and `[]` behind it, and what is behind it.
pub(crate) fn without_suffix(segment: &str) -> (&str, &str) {
    let end = segment.find(['(', '[']).unwrap_or(segment.len());
    segment.split_at_checked(end).unwrap_or((segment, ""))
}

/// What is behind a segment, one after another: whether it is a call; else it is a subscript.
pub(crate) fn suffixes(suffix: &str) -> impl Iterator<Item = bool> + use<'_> {
    suffix
        .chars()
        .filter(|letter| matches!(letter, '(' | '['))
        .map(|letter| letter == '(')
}

/// `first.second`, without a dot after a path that ends in dots.
pub(super) fn joined_dots(first: &str, second: &str) -> Name {
    if first.ends_with('.') {
        Name::from(format!("{first}{second}"))
    } else {
        joined(first, second)
    }
}

pub(super) fn len(path: &str) -> u32 {
    u32::try_from(path.len()).unwrap_or(u32::MAX)
}
