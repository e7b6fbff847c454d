//! Types; it nests to a fixed depth only and resolves no name.
//!
//! What has no kind of its own is written with what there is: an associated type in an argument list
//! (`Iterator<Item = T>`) is a named type `Item` with `T` as its argument, `!` and `?Sized` are names.
//! Lifetimes and the lengths of arrays are left out.

use tree_sitter::Node;

use super::{FIELDS, Kind, Lower, MAX_DEPTH, field, kind};
use crate::facts::{Name, Param, ParamKind, TypeKind, TypeParam, TypeRef};
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
        let inner = |at| field(node, at);
        match kind(node) {
            Kind::TypeIdentifier
            | Kind::Identifier
            | Kind::PrimitiveType
            | Kind::ScopedTypeIdentifier
            | Kind::ScopedIdentifier
            | Kind::SelfName => match self.path(node) {
                Some(path) => named(path, Vec::new()),
                None => self.unknown_type(node),
            },
            Kind::GenericType | Kind::GenericTypeWithTurbofish => match self.path(node) {
                Some(path) => {
                    let args = inner(FIELDS.type_arguments).map(|list| self.type_args(list));
                    named(path, args.unwrap_or_default())
                }
                None => self.unknown_type(node),
            },
            Kind::TypeBinding => match (inner(FIELDS.name), inner(FIELDS.ty)) {
                (Some(name), Some(ty)) => named(self.name(name), vec![self.ty(ty)]),
                _ => self.unknown_type(node),
            },
            Kind::ReferenceType => match inner(FIELDS.ty) {
                Some(ty) => TypeKind::Reference {
                    mutable: self.is_mutable(node),
                    inner: Box::new(self.ty(ty)),
                },
                None => self.unknown_type(node),
            },
            Kind::PointerType => match inner(FIELDS.ty) {
                Some(ty) => TypeKind::Pointer(Box::new(self.ty(ty))),
                None => self.unknown_type(node),
            },
            Kind::ArrayType => match inner(FIELDS.element) {
                Some(element) => TypeKind::List(Box::new(self.ty(element))),
                None => self.unknown_type(node),
            },
            Kind::TupleType => {
                let parts = self.named(node);
                TypeKind::Tuple(parts.into_iter().map(|part| self.ty(part)).collect())
            }
            Kind::UnitType => TypeKind::Unit,
            Kind::NeverType => named(Name::new_static("!"), Vec::new()),
            Kind::RemovedTraitBound => match self.named(node).first().and_then(|ty| self.path(*ty))
            {
                Some(path) => named(Name::from(format!("?{path}")), Vec::new()),
                None => self.unknown_type(node),
            },
            Kind::HigherRankedTraitBound => match inner(FIELDS.ty) {
                Some(ty) => self.ty(ty).kind,
                None => self.unknown_type(node),
            },
            Kind::FunctionType => self.function_type(node),
            Kind::DynamicType | Kind::AbstractType | Kind::BoundedType => {
                TypeKind::Dynamic(self.bounds_in(node))
            }
            Kind::BracketedType | Kind::QualifiedType => match self.path(node) {
                Some(path) => named(path, Vec::new()),
                None => self.unknown_type(node),
            },
            _ => match self.literal(node) {
                Some(literal) => TypeKind::Literal(literal),
                None => self.unknown_type(node),
            },
        }
    }

    /// The types in an argument list; lifetimes are none.
    fn type_args(&mut self, list: Node<'t>) -> Vec<TypeRef> {
        let args = self.named(list);
        let args = args.into_iter().filter(|arg| is_type(*arg));
        let args: Vec<_> = args.collect();
        args.into_iter().map(|arg| self.ty(arg)).collect()
    }

    fn function_type(&mut self, node: Node<'t>) -> TypeKind {
        let list = field(node, FIELDS.parameters);
        let params = list.map(|list| self.named(list)).unwrap_or_default();
        let params = params
            .into_iter()
            .filter(|param| !matches!(kind(*param), Kind::AttributeItem | Kind::VariadicParameter));
        let params: Vec<_> = params.collect();
        let params = params.into_iter().map(|param| {
            let (name, ty) = match kind(param) {
                Kind::Parameter => (field(param, FIELDS.pattern), field(param, FIELDS.ty)),
                _ => (None, Some(param)),
            };
            Param {
                name: name.map(|name| self.name(name)).unwrap_or_default(),
                name_span: name.map(|name| self.span(name)).unwrap_or_default(),
                span: self.span(param),
                kind: ParamKind::Positional,
                ty: ty.map(|ty| self.ty(ty)),
                default: None,
                optional: false,
                declares_field: false,
                pattern: None,
                decorators: Vec::new(),
            }
        });
        let params: Vec<_> = params.collect();
        let returns = field(node, FIELDS.return_type).map(|ty| Box::new(self.ty(ty)));
        TypeKind::Function {
            params: Some(params),
            returns,
            is_async: false,
        }
    }

    /// The traits of `dyn A + B`, `impl A + B` and `A + B`, however the grammar nests them.
    fn bounds_in(&mut self, node: Node<'t>) -> Vec<TypeRef> {
        let mut found = Vec::new();
        let mut pending = vec![node];
        while let Some(node) = pending.pop() {
            match kind(node) {
                Kind::BoundedType | Kind::TraitBounds => {
                    let parts = self.named(node);
                    pending.extend(parts.into_iter().rev());
                }
                Kind::DynamicType | Kind::AbstractType => {
                    pending.extend(field(node, FIELDS.of_trait));
                }
                _ if is_type(node) => found.push(self.ty(node)),
                _ => {}
            }
        }
        found
    }

    /// `<T: Bound, const N: usize>` and what `where` adds to it. A bound on another type than a parameter
    /// is given under that type's text.
    pub(in super::super) fn type_params(&mut self, node: Node<'t>) -> Vec<TypeParam> {
        let list = field(node, FIELDS.type_parameters);
        let params = list.map(|list| self.named(list)).unwrap_or_default();
        let mut found = Vec::with_capacity(params.len());
        for param in params {
            if !matches!(kind(param), Kind::TypeParameter | Kind::ConstParameter) {
                continue;
            }
            let Some(name) = field(param, FIELDS.name) else {
                continue;
            };
            let bounds = match kind(param) {
                Kind::ConstParameter => field(param, FIELDS.ty).map(|ty| vec![self.ty(ty)]),
                _ => field(param, FIELDS.bounds).map(|bounds| self.bounds_in(bounds)),
            };
            found.push(TypeParam {
                name: self.name(name),
                bounds: bounds.unwrap_or_default(),
            });
        }
        let children = self.named(node);
        let clauses = children
            .into_iter()
            .filter(|child| kind(*child) == Kind::WhereClause);
        for clause in clauses.collect::<Vec<_>>() {
            for predicate in self.named(clause) {
                let left = field(predicate, FIELDS.left);
                let (Some(left), Some(bounds)) = (left, field(predicate, FIELDS.bounds)) else {
                    continue;
                };
                if kind(left) == Kind::Lifetime {
                    continue;
                }
                let bounds = self.bounds_in(bounds);
                // Bounds by lifetimes alone.
                if bounds.is_empty() {
                    continue;
                }
                let name = self
                    .path(left)
                    .filter(|_| kind(left) == Kind::TypeIdentifier);
                let name = name.unwrap_or_else(|| Name::new(capped(self.text(left), MAX_UNKNOWN)));
                match found.iter_mut().find(|param| param.name == name) {
                    Some(param) => param.bounds.extend(bounds),
                    None => found.push(TypeParam { name, bounds }),
                }
            }
        }
        found
    }

    /// The traits after the colon of a trait or an associated type.
    pub(in super::super) fn bounds(&mut self, node: Node<'t>) -> Vec<TypeRef> {
        match field(node, FIELDS.bounds) {
            Some(bounds) => self.bounds_in(bounds),
            None => Vec::new(),
        }
    }

    pub(super) fn is_mutable(&mut self, node: Node<'t>) -> bool {
        let children = self.named(node);
        children
            .iter()
            .any(|child| kind(*child) == Kind::MutableSpecifier)
    }
}

fn named(path: Name, args: Vec<TypeRef>) -> TypeKind {
    TypeKind::Named { path, args }
}

/// Whether a node among types is one.
fn is_type(node: Node<'_>) -> bool {
    !matches!(
        kind(node),
        Kind::Lifetime | Kind::UseBounds | Kind::TraitBounds | Kind::TypeParameters
    )
}

/// Whether a function that gives back this type gives back nothing.
pub(super) fn is_nothing(ty: &TypeRef) -> bool {
    match &ty.kind {
        TypeKind::Unit => true,
        TypeKind::Named { path, .. } => path == "!",
        _ => false,
    }
}
