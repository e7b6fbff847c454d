//! Classes, interfaces, enums and aliases with their fields and limits; it never resolves a base.

use tree_sitter::Node;

use super::kinds::{Field as F, Kind};
use super::lower::{Lower, Member, member_visibility};
use crate::facts::{
    Arg, Constraint, Decorator, ExprId, ExprKind, Exprs, Field, Literal, Name, TypeDecl,
    TypeDeclKind, UnaryOp, Variant, Visibility,
};
use crate::language::text::last_name;
use crate::span::Span;

/// A declaration of a type with what stands around it.
pub(super) struct Declared<'t> {
    pub(super) node: Node<'t>,
    /// The whole statement.
    pub(super) span: Span,
    pub(super) decorators: Vec<Node<'t>>,
    /// The name it is bound to, if it has none of its own.
    pub(super) name: Option<(Name, Span)>,
    pub(super) exported: bool,
}

/// A declared type with its fields and variants; its methods are added by the caller.
pub(super) fn type_decl<'t>(lower: &mut Lower<'t, '_>, declared: &Declared<'t>) -> TypeDecl {
    let node = declared.node;
    let own = lower.field(node, F::Name);
    let (name, name_span) = match (own, &declared.name) {
        (_, Some((name, span))) => (name.clone(), *span),
        (Some(own), None) => {
            let path = lower.path(own);
            (path.unwrap_or_else(|| lower.key(own)), lower.span(own))
        }
        (None, None) => Default::default(),
    };
    let mut decl = TypeDecl {
        name,
        name_span,
        span: declared.span,
        kind: TypeDeclKind::Class,
        visibility: match declared.exported {
            true => Visibility::Public,
            false => Visibility::Internal,
        },
        type_params: lower.type_params(lower.field(node, F::TypeParameters)),
        bases: Vec::new(),
        options: Vec::new(),
        decorators: lower.decorators(&declared.decorators),
        fields: Vec::new(),
        variants: Vec::new(),
        methods: Vec::new(),
        alias_of: None,
        doc: lower.doc_before(declared.span.start),
    };
    let body = lower.field(node, F::Body);
    match lower.kind(node) {
        Kind::InterfaceDeclaration => {
            decl.kind = TypeDeclKind::Interface;
            if let Some(extended) = lower.child(node, Kind::ExtendsTypeClause) {
                let bases = lower.named(extended);
                decl.bases = bases.into_iter().map(|base| lower.ty(base)).collect();
            }
            decl.fields = body.map(|body| lower.type_fields(body)).unwrap_or_default();
        }
        Kind::EnumDeclaration => {
            decl.kind = TypeDeclKind::Enum;
            decl.variants = body.map(|body| variants(lower, body)).unwrap_or_default();
        }
        Kind::Module | Kind::InternalModule | Kind::AmbientDeclaration => {
            decl.kind = TypeDeclKind::Namespace;
        }
        Kind::TypeAliasDeclaration => {
            decl.kind = TypeDeclKind::Alias;
            match lower.field(node, F::Value) {
                Some(value) if is_record(lower, value) => decl.fields = lower.type_fields(value),
                value => decl.alias_of = value.map(|value| lower.ty(value)),
            }
        }
        _ => {
            for base in lower.heritage(node) {
                decl.bases.push(match (base.value, base.ty) {
                    (Some(value), _) => lower.base_type(value, base.args),
                    (None, Some(ty)) => lower.ty(ty),
                    (None, None) => continue,
                });
            }
            let members = body.map(|body| lower.members(body)).unwrap_or_default();
            let fields = members.iter().filter_map(|member| field(lower, member));
            decl.fields = fields.collect();
        }
    }
    decl
}

/// Whether a type is an object type with fields, not only with keys of any name.
fn is_record<'t>(lower: &mut Lower<'t, '_>, node: Node<'t>) -> bool {
    lower.kind(node) == Kind::ObjectType
        && !matches!(lower.named(node).as_slice(), [only] if lower.kind(*only) == Kind::IndexSignature)
}

fn variants<'t>(lower: &mut Lower<'t, '_>, body: Node<'t>) -> Vec<Variant> {
    let members = lower.named(body).into_iter();
    let variants = members.map(|member| {
        let is_assigned = lower.kind(member) == Kind::EnumAssignment;
        let name = match is_assigned {
            true => lower.field(member, F::Name).unwrap_or(member),
            false => member,
        };
        let value = lower.field(member, F::Value).filter(|_| is_assigned);
        Variant {
            name: lower.key(name),
            span: lower.span(member),
            value: value.map(|value| lower.nested(value)),
            fields: Vec::new(),
            decorators: Vec::new(),
        }
    });
    variants.collect()
}

/// The field that a member of a class declares. A field whose value is a function is a method.
pub(super) fn field<'t>(lower: &mut Lower<'t, '_>, member: &Member<'t>) -> Option<Field> {
    let node = member.node;
    let is_field = matches!(
        lower.kind(node),
        Kind::FieldDefinition | Kind::PublicFieldDefinition
    );
    let value = lower.field(node, F::Value);
    if !is_field || value.is_some_and(|value| lower.is_function(value)) {
        return None;
    }
    let (name, name_span) = member.name.clone()?;
    if name.starts_with('[') {
        return None;
    }
    let modifiers = lower.modifiers(node);
    let ty = lower.field(node, F::Type).map(|ty| lower.annotation(ty));
    let decorators = lower.decorators(&member.decorators);
    let value = value.map(|value| lower.nested(value));
    Some(Field {
        visibility: member_visibility(&name, modifiers),
        name,
        name_span,
        span: member.span,
        ty,
        value,
        has_default: value.is_some() || modifiers.is_optional,
        constraints: constraints(lower.exprs(), &decorators),
        tags: Vec::new(),
        decorators,
        is_static: modifiers.is_static,
        is_readonly: modifiers.is_readonly,
    })
}

/// The limits that decorators put on a field, as validators and mappers name them:
/// <https://github.com/typestack/class-validator#validation-decorators>.
fn constraints(exprs: &Exprs, decorators: &[Decorator]) -> Vec<Constraint> {
    let mut found = Vec::new();
    for decorator in decorators {
        let args = decorator.args.as_deref().unwrap_or_default();
        let first = args.first().map(|arg| arg.value);
        let limit =
            |exclusive, value: Option<ExprId>| number(exprs, value).map(|value| (value, exclusive));
        let zero = Name::new_static("0");
        match last_name(&decorator.path) {
            "Min" => found.extend(limit(false, first).map(min)),
            "Max" => found.extend(limit(false, first).map(max)),
            "IsPositive" => found.push(min((zero, true))),
            "IsNegative" => found.push(max((zero, true))),
            "IsDivisibleBy" => found.extend(number(exprs, first).map(Constraint::MultipleOf)),
            "MinLength" | "ArrayMinSize" => {
                found.extend(count(exprs, first).map(Constraint::MinLength));
            }
            "MaxLength" | "ArrayMaxSize" => {
                found.extend(count(exprs, first).map(Constraint::MaxLength));
            }
            "Length" => {
                let second = args.get(1).map(|arg| arg.value);
                found.extend(count(exprs, first).map(Constraint::MinLength));
                found.extend(count(exprs, second).map(Constraint::MaxLength));
            }
            "Matches" => found.extend(first.and_then(|value| match &exprs.get(value).kind {
                ExprKind::Literal(Literal::Regex(pattern) | Literal::Str(pattern)) => {
                    Some(Constraint::Pattern(pattern.clone()))
                }
                _ => None,
            })),
            "Column" | "PrimaryColumn" => found.extend(column_length(exprs, args)),
            _ => {}
        }
    }
    found
}

/// The length in `@Column({ length: 50 })`.
fn column_length(exprs: &Exprs, args: &[Arg]) -> Option<Constraint> {
    let options = args
        .iter()
        .find_map(|arg| match &exprs.get(arg.value).kind {
            ExprKind::Map { entries } => Some(entries),
            _ => None,
        })?;
    let is_length = |key: Option<ExprId>| {
        key.and_then(|key| exprs.text(key)).map(Name::as_str) == Some("length")
    };
    let entry = options.iter().find(|entry| is_length(entry.key))?;
    count(exprs, Some(entry.value)).map(Constraint::MaxLength)
}

fn min((value, exclusive): (Name, bool)) -> Constraint {
    Constraint::Min { value, exclusive }
}

fn max((value, exclusive): (Name, bool)) -> Constraint {
    Constraint::Max { value, exclusive }
}

/// A number as written, with its sign.
fn number(exprs: &Exprs, id: Option<ExprId>) -> Option<Name> {
    match &exprs.get(id?).kind {
        ExprKind::Literal(Literal::Int(digits) | Literal::Float(digits)) => Some(digits.clone()),
        ExprKind::Unary {
            op: UnaryOp::Negate,
            operand,
        } => match &exprs.get(*operand).kind {
            ExprKind::Literal(Literal::Int(digits) | Literal::Float(digits)) => {
                Some(Name::from(format!("-{digits}")))
            }
            _ => None,
        },
        _ => None,
    }
}

/// A number of characters or elements.
fn count(exprs: &Exprs, id: Option<ExprId>) -> Option<u64> {
    match &exprs.get(id?).kind {
        ExprKind::Literal(Literal::Int(digits)) => digits.parse().ok(),
        // What is in a text: `@Column({ length: "50" })`.
        ExprKind::Literal(Literal::Str(digits)) => digits.parse().ok(),
        _ => None,
    }
}
