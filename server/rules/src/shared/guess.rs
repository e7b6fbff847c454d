//! Types told by names and values. It says nothing where a name can mean several things.

use syntax::facts::{BinaryOp, ExprId, ExprKind, Exprs, Literal, UnaryOp};

use crate::config::Options;
use crate::text;

/// Names whose last words nearly always mean this type in a backend.
const BY_LAST_WORD: &[(&str, &str)] = &[
    ("address", "str"),
    ("city", "str"),
    ("comment", "str"),
    ("country", "str"),
    ("currency", "str"),
    ("description", "str"),
    ("email", "str"),
    ("filename", "str"),
    ("firstname", "str"),
    ("hostname", "str"),
    ("lastname", "str"),
    ("limit", "int"),
    ("locale", "str"),
    ("login", "str"),
    ("message", "str"),
    ("name", "str"),
    ("nickname", "str"),
    ("offset", "int"),
    ("passphrase", "str"),
    ("passwd", "str"),
    ("password", "str"),
    ("phone", "str"),
    ("pwd", "str"),
    ("quantity", "int"),
    ("slug", "str"),
    ("street", "str"),
    ("subject", "str"),
    ("surname", "str"),
    ("title", "str"),
    ("token", "str"),
    ("uri", "str"),
    ("url", "str"),
    ("username", "str"),
    ("zipcode", "str"),
];

/// The type that a parameter's name tells.
#[must_use]
pub fn by_name(name: &str, options: &Options) -> Option<String> {
    if let Some(own) = options.parameter_types.get(name) {
        return Some(own.clone());
    }
    let words = text::words(name);
    if let [first, _, ..] = words.as_slice()
        && matches!(first.as_str(), "is" | "has" | "should")
    {
        return Some("bool".to_owned());
    }
    let last = words.last()?;
    if let [.., "phone" | "zip" | "postal" | "password" | "error", _] = words
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
        && matches!(last.as_str(), "number" | "code" | "hash")
    {
        return Some("str".to_owned());
    }
    let by_last = BY_LAST_WORD.binary_search_by(|(word, _)| (*word).cmp(last.as_str()));
    let (_, ty) = BY_LAST_WORD.get(by_last.ok()?)?;
    Some((*ty).to_owned())
}

/// The built-in class of a value that is written out.
#[must_use]
pub fn by_value(exprs: &Exprs, id: ExprId) -> Option<&'static str> {
    match &exprs.get(id).kind {
        ExprKind::Literal(literal) => match literal {
            Literal::Bool(_) => Some("bool"),
            Literal::Int(_) => Some("int"),
            Literal::Float(_) => Some("float"),
            Literal::Str(_) => Some("str"),
            Literal::Bytes(_) => Some("bytes"),
            _ => None,
        },
        ExprKind::Template { tag: None, .. } => Some("str"),
        ExprKind::Unary { op, operand } => match op {
            UnaryOp::Not => Some("bool"),
            UnaryOp::Negate | UnaryOp::Plus => {
                by_value(exprs, *operand).filter(|ty| matches!(*ty, "int" | "float"))
            }
            _ => None,
        },
        ExprKind::Binary {
            op: BinaryOp::Is | BinaryOp::IsNot | BinaryOp::In | BinaryOp::NotIn,
            ..
        } => Some("bool"),
        _ => None,
    }
}

/// Whether the name is one that holds something the data lives in.
#[must_use]
pub fn is_repository(name: &str) -> bool {
    let words = text::words(name);
    let last = words.last().map(String::as_str);
    matches!(last, Some("repo" | "repository" | "dao" | "gateway"))
}

/// The class name a port parameter stands for: `user_repo` gives `UserRepository`.
#[must_use]
pub fn port_name(name: &str) -> String {
    let mut words = text::words(name);
    if let Some(last) = words.last_mut()
        && last == "repo"
    {
        "repository".clone_into(last);
    }
    let name = text::pascal_case(&words);
    name.replace("Dao", "DAO")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(BY_LAST_WORD.is_sorted());
    }

    #[test]
    fn names_tell_types_or_nothing() {
        for (name, expected) in [
            ("email", Some("str")),
            ("user_email", Some("str")),
            ("is_active", Some("bool")),
            ("page_limit", Some("int")),
            ("password_hash", Some("str")),
            ("phone_number", Some("str")),
            ("user_id", None),
            ("data", None),
            ("names", None),
            ("is", None),
        ] {
            let found = by_name(name, &Options::default());
            assert_eq!(found.as_deref(), expected, "{name}");
        }
        assert_eq!(port_name("user_repo"), "UserRepository");
        assert_eq!(port_name("orders_repository"), "OrdersRepository");
    }
}
