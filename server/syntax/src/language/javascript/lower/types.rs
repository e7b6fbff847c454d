//! Type annotations; it nests to a fixed depth only and resolves no name.

use tree_sitter::Node;

use super::{Kind, Lower, MAX_DEPTH};
use crate::facts::{
    ExprKind, Field, Literal, Name, Param, ParamKind, TypeKind, TypeParam, TypeRef, UnaryOp,
    Visibility,
};
use crate::language::javascript::kinds::Field as F;
use crate::language::text::capped;
use crate::span::Span;

/// Text kept of a type that is not understood, in bytes.
const MAX_UNKNOWN: usize = 200;

impl<'t> Lower<'t, '_> {
    /// The type that a node in a type's place stands for.
    pub(in super::super) fn ty(&mut self, node: Node<'t>) -> TypeRef {
        let span = self.span(node);
        if self.depth >= MAX_DEPTH {
            let kind = self.unknown_type(node);
            return TypeRef { span, kind };
        }
        self.depth += 1;
        let kind = self.type_kind(node);
        self.depth -= 1;
        TypeRef { span, kind }
    }

    fn unknown_type(&self, node: Node<'t>) -> TypeKind {
        TypeKind::Unknown(Name::new(capped(self.text(node), MAX_UNKNOWN)))
    }

    fn types(&mut self, nodes: &[Node<'t>]) -> Vec<TypeRef> {
        nodes.iter().map(|node| self.ty(*node)).collect()
    }

    fn type_kind(&mut self, node: Node<'t>) -> TypeKind {
        match self.kind(node) {
            Kind::ParenthesizedType | Kind::ReadonlyType | Kind::TypeAnnotation => {
                match self.named(node).first() {
                    Some(inner) => self.ty(*inner).kind,
                    None => self.unknown_type(node),
                }
            }
            Kind::PredefinedType if self.text(node) == "void" => TypeKind::Unit,
            Kind::PredefinedType
            | Kind::TypeIdentifier
            | Kind::Identifier
            | Kind::NestedTypeIdentifier
            | Kind::NestedIdentifier
            | Kind::MemberExpression
            | Kind::ThisType
            | Kind::This => match self.path(node) {
                Some(path) => named(path, Vec::new()),
                None => self.unknown_type(node),
            },
            Kind::GenericType => {
                let path = self.field(node, F::Name).and_then(|name| self.path(name));
                let list = self.field(node, F::TypeArguments);
                match (path, list) {
                    (Some(path), Some(list)) => self.generic(path, list),
                    _ => self.unknown_type(node),
                }
            }
            Kind::LiteralType => match self.named(node).first().copied() {
                Some(value) => self.literal_type(value),
                None => self.unknown_type(node),
            },
            Kind::Null | Kind::Undefined => TypeKind::Unit,
            Kind::String | Kind::Number | Kind::True | Kind::False | Kind::UnaryExpression => {
                self.literal_type(node)
            }
            Kind::ArrayType => match self.named(node).first() {
                Some(inner) => TypeKind::List(Box::new(self.ty(*inner))),
                None => self.unknown_type(node),
            },
            Kind::TupleType => self.tuple_type(node),
            Kind::UnionType => self.union_type(node),
            Kind::FunctionType => self.function_type(node),
            Kind::ObjectType | Kind::InterfaceBody => self.object_type(node),
            Kind::TypePredicate => named(Name::new_static("boolean"), Vec::new()),
            Kind::Asserts => TypeKind::Unit,
            _ => self.unknown_type(node),
        }
    }

    fn generic(&mut self, path: Name, list: Node<'t>) -> TypeKind {
        let args = self.named(list);
        let mut args = self.types(&args);
        match (path.as_str(), args.len()) {
            ("Array" | "ReadonlyArray", 1) => match args.pop() {
                Some(item) => TypeKind::List(Box::new(item)),
                None => named(path, args),
            },
            _ => named(path, args),
        }
    }

    /// A named type with arguments, where name and arguments stand in different nodes.
    pub(in super::super) fn base_type(
        &mut self,
        value: Node<'t>,
        args: Option<Node<'t>>,
    ) -> TypeRef {
        let span = match args {
            Some(args) => self.span(value).joined(self.span(args)),
            None => self.span(value),
        };
        let kind = match (self.kind(value), self.path(value)) {
            (_, Some(path)) => {
                let args = args.map(|args| self.named(args)).unwrap_or_default();
                named(path, self.types(&args))
            }
            // A base that a function makes: `extends PartialType(User)`.
            (Kind::CallExpression, None) => TypeKind::Annotated {
                inner: Box::new(TypeRef {
                    span,
                    kind: self.unknown_type(value),
                }),
                metadata: vec![self.nested(value)],
            },
            _ => self.unknown_type(value),
        };
        TypeRef { span, kind }
    }

    fn literal_type(&mut self, node: Node<'t>) -> TypeKind {
        let id = self.nested(node);
        let literal = match &self.exprs().get(id).kind {
            ExprKind::Literal(Literal::Null) => return TypeKind::Unit,
            ExprKind::Literal(literal) => Some(literal.clone()),
            ExprKind::Unary {
                op: UnaryOp::Negate,
                operand,
            } => match &self.exprs().get(*operand).kind {
                ExprKind::Literal(Literal::Int(digits)) => {
                    Some(Literal::Int(Name::from(format!("-{digits}"))))
                }
                _ => None,
            },
            _ => None,
        };
        literal.map_or_else(|| self.unknown_type(node), TypeKind::Literal)
    }

    fn tuple_type(&mut self, node: Node<'t>) -> TypeKind {
        let parts = self.named(node);
        let types = parts.into_iter().map(|part| match self.kind(part) {
            Kind::RequiredParameter | Kind::OptionalParameter => match self.field(part, F::Type) {
                Some(ty) => self.annotation(ty),
                None => self.ty(part),
            },
            Kind::OptionalType => {
                let span = self.span(part);
                let inner = self.named(part).first().copied();
                let kind = match inner.map(|inner| self.ty(inner)) {
                    Some(inner) => optional(inner),
                    None => self.unknown_type(part),
                };
                TypeRef { span, kind }
            }
            _ => self.ty(part),
        });
        TypeKind::Tuple(types.collect())
    }

    /// `A | B | C` stands as nested pairs; they are one list here.
    fn union_type(&mut self, node: Node<'t>) -> TypeKind {
        let mut members = Vec::new();
        let mut pending = vec![node];
        while let Some(node) = pending.pop() {
            match self.kind(node) {
                Kind::UnionType => pending.extend(self.named(node).into_iter().rev()),
                _ => members.push(self.ty(node)),
            }
        }
        union_of(members, self.span(node))
    }

    fn function_type(&mut self, node: Node<'t>) -> TypeKind {
        let list = self.field(node, F::Parameters);
        let returns = self.field(node, F::ReturnType);
        TypeKind::Function {
            params: list.map(|list| self.type_parameters_of(list)),
            returns: returns.map(|ty| Box::new(self.annotation(ty))),
            is_async: false,
        }
    }

    /// The parameters of a function's type; the types of those that are taken apart stay.
    fn type_parameters_of(&mut self, list: Node<'t>) -> Vec<Param> {
        let nodes = self.named(list);
        let params = nodes.into_iter().filter_map(|node| {
            let pattern = self.field(node, F::Pattern)?;
            let is_rest = self.kind(pattern) == Kind::RestPattern;
            let name = match is_rest {
                true => self.named(pattern).first().copied().unwrap_or(pattern),
                false => pattern,
            };
            let is_name = matches!(self.kind(name), Kind::Identifier | Kind::This);
            Some(Param {
                name: match is_name {
                    true => self.name(name),
                    false => Name::default(),
                },
                name_span: self.span(name),
                span: self.span(node),
                kind: match is_rest {
                    true => ParamKind::Rest,
                    false => ParamKind::Positional,
                },
                ty: self.field(node, F::Type).map(|ty| self.annotation(ty)),
                default: None,
                optional: is_rest || self.kind(node) == Kind::OptionalParameter,
                declares_field: false,
                pattern: None,
                decorators: Vec::new(),
            })
        });
        params.collect()
    }

    fn object_type(&mut self, node: Node<'t>) -> TypeKind {
        if let [only] = self.named(node).as_slice()
            && self.kind(*only) == Kind::IndexSignature
        {
            return self
                .index_signature(*only)
                .unwrap_or_else(|| self.unknown_type(node));
        }
        TypeKind::Object(self.type_fields(node))
    }

    fn index_signature(&mut self, node: Node<'t>) -> Option<TypeKind> {
        let key = self.field(node, F::IndexType)?;
        let value = self.field(node, F::Type)?;
        let (key, value) = (self.ty(key), self.annotation(value));
        Some(TypeKind::Map(Box::new(key), Box::new(value)))
    }

    /// The fields of an object type or interface.
    pub(in super::super) fn type_fields(&mut self, node: Node<'t>) -> Vec<Field> {
        let members = self.members(node);
        let fields = members.into_iter().filter_map(|member| {
            if self.kind(member.node) != Kind::PropertySignature {
                return None;
            }
            let (name, name_span) = member.name?;
            let modifiers = self.modifiers(member.node);
            Some(Field {
                name,
                name_span,
                span: member.span,
                ty: self
                    .field(member.node, F::Type)
                    .map(|ty| self.annotation(ty)),
                value: None,
                has_default: modifiers.is_optional,
                constraints: Vec::new(),
                tags: Vec::new(),
                decorators: Vec::new(),
                visibility: Visibility::Public,
                is_static: false,
                is_readonly: modifiers.is_readonly,
            })
        });
        fields.collect()
    }

    /// `<T, S extends Bound>` of a generic function, class or type.
    pub(in super::super) fn type_params(&mut self, node: Option<Node<'t>>) -> Vec<TypeParam> {
        let params = node.map(|node| self.named(node)).unwrap_or_default();
        let params = params.into_iter().filter_map(|param| {
            let name = self.field(param, F::Name)?;
            let bound = self.field(param, F::Constraint);
            let bounds = bound.map(|bound| self.named(bound)).unwrap_or_default();
            Some(TypeParam {
                name: self.name(name),
                bounds: self.types(&bounds),
            })
        });
        params.collect()
    }
}

fn named(path: Name, args: Vec<TypeRef>) -> TypeKind {
    TypeKind::Named { path, args }
}

fn optional(inner: TypeRef) -> TypeKind {
    match inner.kind {
        TypeKind::Optional(_) => inner.kind,
        _ => TypeKind::Optional(Box::new(inner)),
    }
}

/// The union of `members`; with nothing among them it is optional.
fn union_of(mut members: Vec<TypeRef>, span: Span) -> TypeKind {
    let all = members.len();
    members.retain(|member| member.kind != TypeKind::Unit);
    let has_none = members.len() < all;
    let inner = match (members.pop(), members.is_empty()) {
        (None, _) => return TypeKind::Unit,
        (Some(only), true) => only,
        (Some(last), false) => {
            members.push(last);
            let kind = TypeKind::Union(members);
            TypeRef { span, kind }
        }
    };
    match has_none {
        true => optional(inner),
        false => inner.kind,
    }
}
