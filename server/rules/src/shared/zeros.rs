//! What a function gives beside an error: the zero values of its other results. It guesses none.

use syntax::facts::{Function, TypeDeclKind, TypeKind, TypeRef};

use crate::context::RuleCtx;

/// The values of a `return` that gives `error` and the zero value of every other result; none where the
/// function gives no error last, or a zero value is not certain.
#[must_use]
pub fn returned(ctx: &RuleCtx<'_>, function: &Function, error: &str) -> Option<String> {
    let count = function.signature.results_with_error()?;
    let returns = function.signature.returns.as_ref()?;
    let others: Vec<&TypeRef> = match &returns.kind {
        TypeKind::Tuple(parts) if count > 1 => parts.iter().take(count - 1).collect(),
        _ => Vec::new(),
    };
    let zeros: Option<Vec<String>> = others.into_iter().map(|ty| zero(ctx, ty)).collect();
    let mut values = zeros?;
    values.push(error.to_owned());
    Some(values.join(", "))
}

/// The zero value of a type: <https://go.dev/ref/spec#The_zero_value>.
fn zero(ctx: &RuleCtx<'_>, ty: &TypeRef) -> Option<String> {
    // An array is written as a slice is, and its zero value is not `nil`.
    if matches!(ty.kind, TypeKind::List(_)) && !ctx.source(ty.span).starts_with("[]") {
        return None;
    }
    let value = match &ty.kind {
        TypeKind::Pointer(_)
        | TypeKind::List(_)
        | TypeKind::Map(..)
        | TypeKind::Function { .. } => "nil",
        TypeKind::Named { path, args } => return named(ctx, path, !args.is_empty()),
        _ => return None,
    };
    Some(value.to_owned())
}

fn named(ctx: &RuleCtx<'_>, path: &str, has_args: bool) -> Option<String> {
    let is_declared = ctx.file.env.declared(path);
    if let Some(symbol) = is_declared {
        let decl = ctx.file.env.type_decl(symbol)?;
        return match decl.kind {
            TypeDeclKind::Struct if !has_args => Some(format!("{path}{{}}")),
            TypeDeclKind::Interface => Some("nil".to_owned()),
            _ => None,
        };
    }
    let value = match path {
        "string" => "\"\"",
        "bool" => "false",
        "any" | "error" | "chan" => "nil",
        "byte" | "complex128" | "complex64" | "float32" | "float64" | "int" | "int16" | "int32"
        | "int64" | "int8" | "rune" | "uint" | "uint16" | "uint32" | "uint64" | "uint8"
        | "uintptr" => "0",
        _ => return None,
    };
    Some(value.to_owned())
}
