//! Hashes of what the rest of a file may see of an item; spans and bodies are never in them.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::mem::discriminant;

use syntax::facts::{
    ArgValue, Binding, Constraint, Decorator, ExprId, ExprKind, Exprs, Field, FunctionKind,
    FunctionSummary, Import, Literal, Pattern, PatternKind, Signature, TypeDecl, TypeKind,
    TypeParam, TypeRef, Variant,
};
use syntax::file::PlacedItem;

use super::Module;
use super::names::EXPORT_LIST;

/// How deep types may nest before the rest counts as the same.
const DEPTH: usize = 64;

/// The hash of a file's items together with its module.
pub(super) fn file(module: Option<&Module>, items: &[u64]) -> u64 {
    let mut hasher = DefaultHasher::new();
    module.hash(&mut hasher);
    items.hash(&mut hasher);
    hasher.finish()
}

/// The hash of what others may see of an item: imports, names, signatures, values of constants and
/// attributes that methods set.
pub(super) fn item(item: &PlacedItem) -> u64 {
    let mut hasher = DefaultHasher::new();
    let acc = &mut hasher;
    item.kind.hash(acc);
    item.parent.is_some().hash(acc);
    hash_for_file(acc, item);
    hash_by_name(acc, item);
    hasher.finish()
}

/// What an item says about the file as a whole: where its names come from and what leaves it. Nothing is hashed of
/// an item that says nothing about it.
pub(super) fn hash_for_file(acc: &mut impl Hasher, item: &PlacedItem) {
    let summary = &item.facts.summary;
    let exprs = &summary.exprs;
    if let Some(package) = &summary.package {
        package.hash(acc);
    }
    hash_imports(acc, &summary.imports);
    for function in &summary.functions {
        // They tell which files this one imports.
        hash_imports(acc, &function.imports);
    }
    for export in &summary.exports {
        export.name.hash(acc);
        hash_expr(acc, exprs, export.value);
    }
    let lists = summary.bindings.iter();
    for list in lists.filter(|binding| binding.name.as_deref() == Some(EXPORT_LIST)) {
        hash_binding(acc, exprs, list);
    }
    for call in &summary.calls {
        hash_expr(acc, exprs, call.call);
        call.conditional.hash(acc);
    }
}

/// What an item says about the names it declares.
pub(super) fn hash_by_name(acc: &mut impl Hasher, item: &PlacedItem) {
    let summary = &item.facts.summary;
    let exprs = &summary.exprs;
    for function in &summary.functions {
        hash_function(acc, exprs, function);
    }
    for binding in &summary.bindings {
        hash_binding(acc, exprs, binding);
    }
    for ty in &item.facts.types {
        hash_type_decl(acc, exprs, ty);
    }
    for field in &item.facts.fields {
        hash_field(acc, exprs, field);
    }
    for variant in &item.facts.variants {
        hash_variant(acc, exprs, variant);
    }
}

fn hash_imports(acc: &mut impl Hasher, imports: &[Import]) {
    for import in imports {
        import.kind.hash(acc);
        import.module.hash(acc);
        import.level.hash(acc);
        import.name.hash(acc);
        import.local.hash(acc);
        (import.type_only, import.conditional, import.re_exported).hash(acc);
    }
}

fn hash_function(acc: &mut impl Hasher, exprs: &Exprs, function: &FunctionSummary) {
    hash_signature(acc, exprs, &function.signature);
    let all = function.signature.kind == FunctionKind::Constructor;
    for (name, value) in &function.locals {
        // Attributes are seen from other methods; a constructor's locals tell what they hold.
        if all || name.contains('.') {
            name.hash(acc);
            hash_value(acc, value);
        }
    }
}

fn hash_signature(acc: &mut impl Hasher, exprs: &Exprs, signature: &Signature) {
    signature.name.hash(acc);
    signature.owner.hash(acc);
    (signature.kind, signature.visibility).hash(acc);
    (
        signature.is_async,
        signature.is_generator,
        signature.is_abstract,
    )
        .hash(acc);
    hash_type_params(acc, &signature.type_params);
    signature.params.len().hash(acc);
    for param in &signature.params {
        param.name.hash(acc);
        param.kind.hash(acc);
        (param.optional, param.declares_field).hash(acc);
        hash_option(acc, param.ty.as_ref(), |acc, ty| hash_type(acc, exprs, ty));
        hash_option(acc, param.default, |acc, id| hash_expr(acc, exprs, id));
        hash_decorators(acc, exprs, &param.decorators);
    }
    hash_option(acc, signature.returns.as_ref(), |acc, ty| {
        hash_type(acc, exprs, ty)
    });
    hash_decorators(acc, exprs, &signature.decorators);
}

fn hash_binding(acc: &mut impl Hasher, exprs: &Exprs, binding: &Binding) {
    hash_pattern(acc, &binding.target);
    hash_option(acc, binding.ty.as_ref(), |acc, ty| {
        hash_type(acc, exprs, ty)
    });
    hash_option(acc, binding.value, |acc, id| hash_expr(acc, exprs, id));
}

fn hash_type_decl(acc: &mut impl Hasher, exprs: &Exprs, ty: &TypeDecl) {
    ty.name.hash(acc);
    (ty.kind, ty.visibility).hash(acc);
    hash_type_params(acc, &ty.type_params);
    for base in &ty.bases {
        hash_type(acc, exprs, base);
    }
    for (name, value) in &ty.options {
        name.hash(acc);
        hash_expr(acc, exprs, *value);
    }
    hash_decorators(acc, exprs, &ty.decorators);
    for field in &ty.fields {
        hash_field(acc, exprs, field);
    }
    for variant in &ty.variants {
        hash_variant(acc, exprs, variant);
    }
    for method in &ty.methods {
        hash_signature(acc, exprs, method);
    }
    hash_option(acc, ty.alias_of.as_ref(), |acc, of| {
        hash_type(acc, exprs, of)
    });
}

fn hash_field(acc: &mut impl Hasher, exprs: &Exprs, field: &Field) {
    field.name.hash(acc);
    hash_option(acc, field.ty.as_ref(), |acc, ty| hash_type(acc, exprs, ty));
    hash_option(acc, field.value, |acc, id| hash_expr(acc, exprs, id));
    (field.has_default, field.is_static, field.is_readonly).hash(acc);
    field.visibility.hash(acc);
    field.tags.hash(acc);
    hash_decorators(acc, exprs, &field.decorators);
    for constraint in &field.constraints {
        discriminant(constraint).hash(acc);
        match constraint {
            Constraint::Min { value, exclusive } | Constraint::Max { value, exclusive } => {
                (value, exclusive).hash(acc);
            }
            Constraint::MinLength(length) | Constraint::MaxLength(length) => length.hash(acc),
            Constraint::Pattern(text)
            | Constraint::MultipleOf(text)
            | Constraint::Checked(text) => {
                text.hash(acc);
            }
        }
    }
}

fn hash_variant(acc: &mut impl Hasher, exprs: &Exprs, variant: &Variant) {
    variant.name.hash(acc);
    hash_option(acc, variant.value, |acc, id| hash_expr(acc, exprs, id));
    for field in &variant.fields {
        hash_field(acc, exprs, field);
    }
}

fn hash_decorators(acc: &mut impl Hasher, exprs: &Exprs, decorators: &[Decorator]) {
    decorators.len().hash(acc);
    for decorator in decorators {
        decorator.path.hash(acc);
        for arg in decorator.args.iter().flatten() {
            arg.name.hash(acc);
            hash_expr(acc, exprs, arg.value);
        }
    }
}

fn hash_type_params(acc: &mut impl Hasher, params: &[TypeParam]) {
    for param in params {
        param.name.hash(acc);
        param.bounds.len().hash(acc);
    }
}

fn hash_type(acc: &mut impl Hasher, exprs: &Exprs, ty: &TypeRef) {
    let mut open = vec![(ty, 0)];
    while let Some((ty, depth)) = open.pop() {
        discriminant(&ty.kind).hash(acc);
        if depth > DEPTH {
            continue;
        }
        let next = depth + 1;
        match &ty.kind {
            TypeKind::Named { path, args } => {
                path.hash(acc);
                args.len().hash(acc);
                open.extend(args.iter().map(|ty| (ty, next)));
            }
            TypeKind::Optional(inner)
            | TypeKind::List(inner)
            | TypeKind::Pointer(inner)
            | TypeKind::Reference { inner, .. } => open.push((inner, next)),
            TypeKind::Annotated { inner, metadata } => {
                open.push((inner, next));
                for id in metadata {
                    hash_expr(acc, exprs, *id);
                }
            }
            TypeKind::Union(parts) | TypeKind::Tuple(parts) | TypeKind::Dynamic(parts) => {
                parts.len().hash(acc);
                open.extend(parts.iter().map(|ty| (ty, next)));
            }
            TypeKind::Map(key, value) => open.extend([(&**key, next), (&**value, next)]),
            TypeKind::Function {
                params, returns, ..
            } => {
                open.extend(returns.iter().map(|ty| (&**ty, next)));
                for param in params.iter().flatten() {
                    param.name.hash(acc);
                    open.extend(param.ty.iter().map(|ty| (ty, next)));
                }
            }
            TypeKind::Literal(literal) => hash_literal(acc, literal),
            TypeKind::Object(fields) => {
                for field in fields {
                    field.name.hash(acc);
                    open.extend(field.ty.iter().map(|ty| (ty, next)));
                }
            }
            TypeKind::Unknown(text) => text.hash(acc),
            TypeKind::Unit => {}
        }
    }
}

fn hash_pattern(acc: &mut impl Hasher, pattern: &Pattern) {
    let mut open = vec![pattern];
    while let Some(pattern) = open.pop() {
        discriminant(&pattern.kind).hash(acc);
        match &pattern.kind {
            PatternKind::Name(name) => name.hash(acc),
            PatternKind::Rest(name) => name.hash(acc),
            PatternKind::Sequence(parts) => {
                parts.len().hash(acc);
                open.extend(parts);
            }
            _ => {}
        }
    }
}

fn hash_expr(acc: &mut impl Hasher, exprs: &Exprs, id: ExprId) {
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let kind = &exprs.get(id).kind;
        discriminant(kind).hash(acc);
        match kind {
            ExprKind::Name(name) | ExprKind::Member { name, .. } => name.hash(acc),
            ExprKind::Literal(literal) => hash_literal(acc, literal),
            ExprKind::Call { args, .. } => {
                for arg in args {
                    arg.name.hash(acc);
                }
            }
            ExprKind::Unary { op, .. } => discriminant(op).hash(acc),
            ExprKind::Binary { op, .. } => discriminant(op).hash(acc),
            ExprKind::Template { parts, .. } => {
                for part in parts {
                    if let syntax::facts::TemplatePart::Text(text) = part {
                        text.hash(acc);
                    }
                }
            }
            _ => {}
        }
        let children = exprs.children(id);
        children.len().hash(acc);
        open.extend(children);
    }
}

fn hash_literal(acc: &mut impl Hasher, literal: &Literal) {
    discriminant(literal).hash(acc);
    match literal {
        Literal::Bool(value) => value.hash(acc),
        Literal::Int(text)
        | Literal::Float(text)
        | Literal::Str(text)
        | Literal::Bytes(text)
        | Literal::Regex(text) => text.hash(acc),
        _ => {}
    }
}

fn hash_value(acc: &mut impl Hasher, value: &ArgValue) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        discriminant(value).hash(acc);
        match value {
            ArgValue::Text(text)
            | ArgValue::Path(text)
            | ArgValue::Call(text)
            | ArgValue::Number(text) => text.hash(acc),
            ArgValue::Template(parts) | ArgValue::Items(parts) | ArgValue::Either(parts) => {
                open.extend(parts);
            }
            ArgValue::Map(entries) => {
                for (key, value) in entries {
                    key.hash(acc);
                    open.push(value);
                }
            }
            ArgValue::Spread(_, value) => open.push(value),
            ArgValue::Entry(object, key) => open.extend([&**object, &**key]),
            ArgValue::Bool(value) => value.hash(acc),
            ArgValue::Function(_) | ArgValue::Other => {}
        }
    }
}

fn hash_option<T, H: Hasher>(acc: &mut H, value: Option<T>, hash: impl FnOnce(&mut H, T)) {
    value.is_some().hash(acc);
    if let Some(value) = value {
        hash(acc, value);
    }
}
