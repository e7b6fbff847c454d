//! Types, traits and implementations, their fields and the limits on them; it never resolves a name.

use tree_sitter::Node;

use super::attributes::{self, Before};
use super::kinds::{FIELDS, Kind, field, kind};
use super::lower::{Lower, visibility};
use crate::facts::{
    Arg, Constraint, Decorator, ExprId, ExprKind, Exprs, Field, Literal, Name, TypeDecl,
    TypeDeclKind, TypeKind, TypeRef, UnaryOp, Variant, Visibility,
};
use crate::language::text::{capped, last_name};

/// What a declaration of a type says.
///
/// The name of an `impl` is the last name of its type, and its base is the trait, unless it says that the type
/// has it not. Foreign functions belong to no type: their block declares none.
pub(super) fn type_decl<'t>(lower: &mut Lower<'t, '_>, item: &Before<'t>) -> Option<TypeDecl> {
    let node = item.node;
    let decl_kind = match kind(node) {
        Kind::StructItem | Kind::UnionItem => TypeDeclKind::Struct,
        Kind::EnumItem => TypeDeclKind::Enum,
        Kind::TraitItem => TypeDeclKind::Trait,
        Kind::TypeItem | Kind::AssociatedType => TypeDeclKind::Alias,
        Kind::ImplItem => TypeDeclKind::Extension,
        Kind::ModItem => TypeDeclKind::Namespace,
        _ => return None,
    };
    let is_impl = decl_kind == TypeDeclKind::Extension;
    let name_node = match is_impl {
        true => field(node, FIELDS.ty),
        false => field(node, FIELDS.name),
    }?;
    let name = match is_impl {
        true => implementing(lower, name_node),
        false => lower.name(name_node),
    };
    let bases = match is_impl {
        true => {
            let is_negative = lower.all(node).iter().any(|child| child.kind() == "!");
            let of_trait = field(node, FIELDS.of_trait).filter(|_| !is_negative);
            of_trait
                .map(|of_trait| lower.ty(of_trait))
                .into_iter()
                .collect()
        }
        false => lower.bounds(node),
    };
    let mut decl = TypeDecl {
        name,
        name_span: lower.span(name_node),
        span: lower.span(node),
        kind: decl_kind,
        visibility: visibility(node),
        type_params: lower.type_params(node),
        bases,
        options: Vec::new(),
        decorators: attributes::decorators(lower, &item.attributes),
        fields: Vec::new(),
        variants: Vec::new(),
        methods: Vec::new(),
        alias_of: None,
        doc: attributes::doc(lower, &item.attributes, node),
    };
    if let Some(first) = item.attributes.first() {
        decl.span.start = lower.span(*first).start;
    }
    match decl_kind {
        TypeDeclKind::Struct => {
            if let Some(list) = field(node, FIELDS.body) {
                decl.fields = fields(lower, list);
            }
        }
        TypeDeclKind::Enum => {
            if let Some(list) = field(node, FIELDS.body) {
                decl.variants = variants(lower, list);
            }
        }
        TypeDeclKind::Alias => decl.alias_of = field(node, FIELDS.ty).map(|ty| lower.ty(ty)),
        _ => {}
    }
    Some(decl)
}

/// The name of the type that an `impl` is for.
fn implementing<'t>(lower: &mut Lower<'t, '_>, node: Node<'t>) -> Name {
    if let Some(path) = lower.path(node) {
        return Name::new(last_name(&path));
    }
    let ty = lower.ty(node);
    let named = match &ty.kind {
        TypeKind::Dynamic(traits) => match traits.first().map(|first| &first.kind) {
            Some(TypeKind::Named { path, .. }) => Some(Name::new(last_name(path))),
            _ => None,
        },
        _ => None,
    };
    named.unwrap_or_else(|| Name::new(capped(lower.text(node), 200)))
}

/// The fields of a struct or variant; those without names are `0`, `1`, ….
fn fields<'t>(lower: &mut Lower<'t, '_>, list: Node<'t>) -> Vec<Field> {
    match kind(list) {
        Kind::OrderedFieldDeclarationList => ordered_fields(lower, list),
        _ => {
            let items = attributes::with_attributes(lower, list);
            let named = items.into_iter().filter_map(|item| {
                let name = field(item.node, FIELDS.name)?;
                let ty = field(item.node, FIELDS.ty);
                let shown = lower.name(name);
                let visible = visibility(item.node);
                Some(declared(lower, &item, shown, name, ty, visible))
            });
            named.collect()
        }
    }
}

fn ordered_fields<'t>(lower: &mut Lower<'t, '_>, list: Node<'t>) -> Vec<Field> {
    let mut found = Vec::new();
    let mut visible = Visibility::Private;
    let mut attributes = Vec::new();
    for node in lower.named(list) {
        match kind(node) {
            Kind::AttributeItem => attributes.push(node),
            Kind::VisibilityModifier => {
                visible = match lower.text(node) {
                    "pub" => Visibility::Public,
                    _ => Visibility::Internal,
                };
            }
            _ => {
                let item = Before {
                    node,
                    attributes: std::mem::take(&mut attributes),
                };
                let name = Name::from(found.len().to_string());
                found.push(declared(lower, &item, name, node, Some(node), visible));
                visible = Visibility::Private;
            }
        }
    }
    found
}

fn declared<'t>(
    lower: &mut Lower<'t, '_>,
    item: &Before<'t>,
    name: Name,
    name_node: Node<'t>,
    ty: Option<Node<'t>>,
    visible: Visibility,
) -> Field {
    let decorators = attributes::decorators(lower, &item.attributes);
    let tags = item.attributes.iter();
    Field {
        name,
        name_span: lower.span(name_node),
        span: lower.span(item.node),
        ty: ty.map(|ty| lower.ty(ty)),
        value: None,
        has_default: false,
        constraints: constraints(&lower.state.body.exprs, &decorators),
        tags: tags
            .filter_map(|tag| attributes::tag(lower, *tag))
            .collect(),
        decorators,
        visibility: visible,
        is_static: false,
        is_readonly: false,
    }
}

fn variants<'t>(lower: &mut Lower<'t, '_>, list: Node<'t>) -> Vec<Variant> {
    let items = attributes::with_attributes(lower, list);
    let found = items.into_iter().filter_map(|item| {
        let node = item.node;
        let name = field(node, FIELDS.name)?;
        let body = field(node, FIELDS.body);
        Some(Variant {
            name: lower.name(name),
            span: lower.span(node),
            value: field(node, FIELDS.value).map(|value| lower.nested(value)),
            fields: body.map(|body| fields(lower, body)).unwrap_or_default(),
            decorators: attributes::decorators(lower, &item.attributes),
        })
    });
    found.collect()
}

/// A constant of a type or trait as a field of it.
pub(super) fn constant<'t>(
    lower: &mut Lower<'t, '_>,
    item: &Before<'t>,
    ty: Option<TypeRef>,
    value: Option<ExprId>,
) -> Option<Field> {
    let name = field(item.node, FIELDS.name)?;
    let shown = lower.name(name);
    let visible = visibility(item.node);
    Some(Field {
        ty,
        value,
        has_default: value.is_some(),
        is_static: true,
        is_readonly: true,
        ..declared(lower, item, shown, name, None, visible)
    })
}

/// The limits in attributes that check a field: `#[validate(length(min = 1, max = 5), range(min = 0))]`, as
/// <https://docs.rs/validator> and <https://docs.rs/garde> read them.
fn constraints(exprs: &Exprs, decorators: &[Decorator]) -> Vec<Constraint> {
    let checks = decorators
        .iter()
        .filter(|found| matches!(last_name(&found.path), "validate" | "garde"));
    let args = checks.flat_map(|found| found.args.iter().flatten());
    let calls = args.filter_map(|arg| exprs.call(arg.value));
    calls
        .flat_map(|(callee, args)| limits(exprs, &callee, args))
        .collect()
}

fn limits(exprs: &Exprs, check: &str, args: &[Arg]) -> Vec<Constraint> {
    let named = args
        .iter()
        .filter_map(|arg| Some((arg.name.as_deref()?, arg.value)));
    let found = named.filter_map(|(name, value)| {
        let limit = number(exprs, value);
        let count = limit.as_ref().and_then(|limit| limit.parse().ok());
        match (check, name) {
            ("length", "min") => count.map(Constraint::MinLength),
            ("length", "max") => count.map(Constraint::MaxLength),
            ("range", "min" | "exclusive_min") => limit.map(|value| Constraint::Min {
                value,
                exclusive: name != "min",
            }),
            ("range", "max" | "exclusive_max") => limit.map(|value| Constraint::Max {
                value,
                exclusive: name != "max",
            }),
            _ => None,
        }
    });
    let mut found: Vec<_> = found.collect();
    if let ("pattern", Some(text)) = (check, args.first().and_then(|arg| exprs.text(arg.value))) {
        found.push(Constraint::Pattern(text.clone()));
    }
    found
}

/// A number as written, with its sign.
fn number(exprs: &Exprs, id: ExprId) -> Option<Name> {
    let digits = |id: ExprId| match &exprs.get(id).kind {
        ExprKind::Literal(Literal::Int(digits) | Literal::Float(digits)) => Some(digits.clone()),
        _ => None,
    };
    match &exprs.get(id).kind {
        ExprKind::Unary {
            op: UnaryOp::Negate,
            operand,
        } => Some(Name::from(format!("-{}", digits(*operand)?))),
        _ => digits(id),
    }
}
