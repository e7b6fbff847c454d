//! Types as they are referred to; it nests to a fixed depth only and resolves no name.

use tree_sitter::Node;

use super::{FIELDS, Kind, Lower, MAX_DEPTH, field, kind};
use crate::facts::{Name, TypeKind, TypeParam, TypeRef};
use crate::language::text::capped;

/// Text kept of a type that is not understood, in bytes.
const MAX_UNKNOWN: usize = 200;

impl<'t> Lower<'t, '_> {
    /// The type that a node stands for.
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

    fn type_kind(&mut self, node: Node<'t>) -> TypeKind {
        match kind(node) {
            Kind::TypeIdentifier | Kind::Identifier | Kind::QualifiedType => {
                self.named_type(node, Vec::new())
            }
            Kind::GenericType => {
                let list = field(node, FIELDS.type_arguments);
                let args = list.map_or_else(Vec::new, |list| self.named(list));
                let args = args.into_iter().map(|arg| self.ty(arg)).collect();
                self.named_type(node, args)
            }
            Kind::PointerType => match self.named(node).as_slice() {
                [inner] => TypeKind::Pointer(Box::new(self.ty(*inner))),
                _ => self.unknown_type(node),
            },
            Kind::SliceType | Kind::ArrayType | Kind::ImplicitLengthArrayType => {
                match field(node, FIELDS.element) {
                    Some(element) => TypeKind::List(Box::new(self.ty(element))),
                    None => self.unknown_type(node),
                }
            }
            Kind::MapType => match (field(node, FIELDS.key), field(node, FIELDS.value)) {
                (Some(key), Some(value)) => {
                    TypeKind::Map(Box::new(self.ty(key)), Box::new(self.ty(value)))
                }
                _ => self.unknown_type(node),
            },
            Kind::ChannelType => match field(node, FIELDS.value) {
                Some(value) => TypeKind::Named {
                    path: Name::new_static("chan"),
                    args: vec![self.ty(value)],
                },
                None => self.unknown_type(node),
            },
            Kind::FunctionType => TypeKind::Function {
                params: Some(self.params(field(node, FIELDS.parameters))),
                returns: self.result(node).map(Box::new),
                is_async: false,
            },
            Kind::StructType => TypeKind::Object(self.fields(node)),
            Kind::InterfaceType if self.named(node).is_empty() => TypeKind::Named {
                path: Name::new_static("any"),
                args: Vec::new(),
            },
            // `~T` also takes the types that are made of `T`.
            Kind::ParenthesizedType
            | Kind::NegatedType
            | Kind::TypeElem
            | Kind::TypeConstraint
            | Kind::ParenthesizedExpression => match self.named(node).as_slice() {
                [inner] => self.ty(*inner).kind,
                members => TypeKind::Union(members.iter().map(|member| self.ty(*member)).collect()),
            },
            _ => self.unknown_type(node),
        }
    }

    fn named_type(&self, node: Node<'t>, args: Vec<TypeRef>) -> TypeKind {
        match self.path(node) {
            Some(path) => TypeKind::Named { path, args },
            None => self.unknown_type(node),
        }
    }

    /// `[K comparable, V int | string]`.
    pub(in super::super) fn type_params(&mut self, list: Option<Node<'t>>) -> Vec<TypeParam> {
        let list = list.map_or_else(Vec::new, |list| self.named(list));
        let mut params = Vec::new();
        for declaration in list {
            let bounds: Vec<_> = field(declaration, FIELDS.ty)
                .map(|bound| self.ty(bound))
                .into_iter()
                .collect();
            for name in self.in_field(declaration, FIELDS.name) {
                params.push(TypeParam {
                    name: self.name(name),
                    bounds: bounds.clone(),
                });
            }
        }
        params
    }
}
