//! Type annotations; it nests to a fixed depth only and resolves no name.

use tree_sitter::Node;

use super::{FIELDS, Kind, Lower, MAX_DEPTH, field, kind};
use crate::facts::{
    ExprKind, Literal, Name, Param, ParamKind, TypeKind, TypeParam, TypeRef, UnaryOp,
};
use crate::language::Language;
use crate::language::text::{capped, last_name};
use crate::parse::Parser;
use crate::span::Span;

/// Text kept of a type that is not understood, in bytes.
const MAX_UNKNOWN: usize = 200;

impl<'t> Lower<'t, '_> {
    /// The type that a node in an annotation's place stands for.
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
            Kind::Type | Kind::ParenthesizedExpression => match self.named(node).as_slice() {
                [inner] => self.ty(*inner).kind,
                _ => self.unknown_type(node),
            },
            Kind::None => TypeKind::Unit,
            Kind::Identifier | Kind::Attribute | Kind::MemberType | Kind::DottedName => {
                match self.path(node) {
                    Some(path) => named(path),
                    None => self.unknown_type(node),
                }
            }
            Kind::GenericType => self.generic_type(node),
            Kind::Subscript => {
                let args = self.in_field(node, FIELDS.subscript);
                match field(node, FIELDS.value).and_then(|base| self.path(base)) {
                    Some(path) => self.generic(node, path, &args),
                    None => self.unknown_type(node),
                }
            }
            Kind::UnionType | Kind::BinaryOperator => self.union_type(node),
            Kind::String => self.quoted_type(node),
            Kind::Call => self.constrained(node),
            _ => self.unknown_type(node),
        }
    }

    fn generic_type(&mut self, node: Node<'t>) -> TypeKind {
        let parts = self.named(node);
        let [base, params] = parts.as_slice() else {
            return self.unknown_type(node);
        };
        let args = self.named(*params);
        match self.path(*base) {
            Some(path) => self.generic(node, path, &args),
            None => self.unknown_type(node),
        }
    }

    /// `path[args]`, where the base decides what the arguments mean:
    /// <https://docs.python.org/3/library/typing.html#special-forms>.
    fn generic(&mut self, node: Node<'t>, path: Name, args: &[Node<'t>]) -> TypeKind {
        match (last_name(&path), args) {
            ("Optional", [inner]) => optional(self.ty(*inner)),
            ("Union", args) => {
                let members = args.iter().map(|arg| self.ty(*arg)).collect();
                union_of(members, self.span(node))
            }
            ("Annotated", [inner, metadata @ ..]) => TypeKind::Annotated {
                inner: Box::new(self.ty(*inner)),
                metadata: metadata.iter().map(|value| self.nested(*value)).collect(),
            },
            ("Literal", values) => self.literal_type(node, values),
            ("Callable", [params, returns]) => TypeKind::Function {
                params: self.callable_params(*params),
                returns: Some(Box::new(self.ty(*returns))),
                is_async: false,
            },
            ("tuple" | "Tuple", args) if !args.is_empty() && !has_ellipsis(args) => {
                TypeKind::Tuple(args.iter().map(|arg| self.ty(*arg)).collect())
            }
            _ => TypeKind::Named {
                path,
                args: args.iter().map(|arg| self.ty(*arg)).collect(),
            },
        }
    }

    fn callable_params(&mut self, node: Node<'t>) -> Option<Vec<Param>> {
        let list = unwrapped(node);
        if kind(list) != Kind::List {
            return None;
        }
        let types = self.named(list);
        let params = types.into_iter().map(|ty| Param {
            name: Name::default(),
            name_span: Span::default(),
            span: self.span(ty),
            kind: ParamKind::Positional,
            ty: Some(self.ty(ty)),
            default: None,
            optional: false,
            declares_field: false,
            pattern: None,
            decorators: Vec::new(),
        });
        Some(params.collect())
    }

    fn literal_type(&mut self, node: Node<'t>, values: &[Node<'t>]) -> TypeKind {
        let mut members = Vec::with_capacity(values.len());
        for value in values {
            let span = self.span(*value);
            let kind = match self.literal_value(unwrapped(*value)) {
                Some(literal) => TypeKind::Literal(literal),
                // A member of an enum.
                None => self.ty(*value).kind,
            };
            members.push(TypeRef { span, kind });
        }
        match (members.pop(), members.is_empty()) {
            (Some(only), true) => only.kind,
            (Some(last), false) => {
                members.push(last);
                TypeKind::Union(members)
            }
            (None, _) => self.unknown_type(node),
        }
    }

    fn literal_value(&mut self, node: Node<'t>) -> Option<Literal> {
        let id = self.nested(node);
        match &self.exprs().get(id).kind {
            ExprKind::Literal(literal) => Some(literal.clone()),
            ExprKind::Unary {
                op: UnaryOp::Negate,
                operand,
            } => match &self.exprs().get(*operand).kind {
                ExprKind::Literal(Literal::Int(digits)) => {
                    Some(Literal::Int(format!("-{digits}").into()))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// `A | B | C` stands as nested pairs; they are one list here.
    fn union_type(&mut self, node: Node<'t>) -> TypeKind {
        let mut members = Vec::new();
        let mut pending = vec![node];
        while let Some(node) = pending.pop() {
            let inner = unwrapped(node);
            match (kind(inner), self.named(inner).as_slice()) {
                (Kind::UnionType, [left, right]) => pending.extend([*right, *left]),
                (Kind::BinaryOperator, [left, right]) if self.is_bar(inner) => {
                    pending.extend([*right, *left]);
                }
                (Kind::UnionType | Kind::BinaryOperator, _) => {
                    let span = self.span(inner);
                    let kind = self.unknown_type(inner);
                    members.push(TypeRef { span, kind });
                }
                _ => members.push(self.ty(inner)),
            }
        }
        union_of(members, self.span(node))
    }

    fn is_bar(&self, node: Node<'t>) -> bool {
        field(node, FIELDS.operator).is_some_and(|operator| self.text(operator) == "|")
    }

    /// A type in quotes is parsed as the code it stands for.
    fn quoted_type(&mut self, node: Node<'t>) -> TypeKind {
        let parts = self.named(node);
        let content = match parts.as_slice() {
            [_, content, _] if kind(*content) == Kind::StringContent => *content,
            _ => return self.unknown_type(node),
        };
        let text = self.text(content);
        if text.contains(['\\', '\n']) || text.len() > MAX_UNKNOWN * 5 {
            return self.unknown_type(node);
        }
        if is_path(text) {
            return named(Name::new(text));
        }
        self.parsed_type(content.start_byte(), text)
            .unwrap_or_else(|| self.unknown_type(node))
    }

    fn parsed_type(&mut self, start: usize, text: &str) -> Option<TypeKind> {
        let tree = Parser::new(Language::Python).parse(text)?;
        let root = tree.root_node();
        if root.has_error() || root.named_child_count() != 1 {
            return None;
        }
        let statement = root.named_child(0)?;
        let is_expression = kind(statement) == Kind::ExpressionStatement;
        let inner = statement.named_child(0).filter(|_| is_expression)?;
        let mut quoted = Lower::for_summary(root, text, super::Functions::default(), false);
        quoted.offset = self.offset.saturating_add(u32::try_from(start).ok()?);
        quoted.depth = self.depth;
        quoted.body.exprs = std::mem::take(&mut self.body.exprs);
        let ty = quoted.ty(inner);
        self.body.exprs = std::mem::take(&mut quoted.body.exprs);
        Some(ty.kind)
    }

    /// Pydantic's `constr(...)` and its like: a type with limits.
    fn constrained(&mut self, node: Node<'t>) -> TypeKind {
        let path = field(node, FIELDS.function).and_then(|callee| self.path(callee));
        let base = path.as_deref().and_then(|path| match last_name(path) {
            "constr" => Some("str"),
            "conint" => Some("int"),
            "confloat" => Some("float"),
            "conbytes" => Some("bytes"),
            "condecimal" => Some("Decimal"),
            "condate" => Some("date"),
            "conlist" => Some("list"),
            "conset" => Some("set"),
            "confrozenset" => Some("frozenset"),
            _ => None,
        });
        let Some(base) = base else {
            return self.unknown_type(node);
        };
        let list = field(node, FIELDS.arguments);
        let args = list.map(|list| self.named(list)).unwrap_or_default();
        let item = args.first().copied();
        let item = item.filter(|item| kind(*item) != Kind::KeywordArgument);
        let span = self.span(node);
        let inner = TypeRef {
            span,
            kind: TypeKind::Named {
                path: Name::new_static(base),
                args: item.into_iter().map(|item| self.ty(item)).collect(),
            },
        };
        TypeKind::Annotated {
            inner: Box::new(inner),
            metadata: vec![self.nested(node)],
        }
    }

    /// `[T, S: Bound, *Ts]` of a generic function or class.
    pub(in super::super) fn type_params(&mut self, node: Option<Node<'t>>) -> Vec<TypeParam> {
        let params = node.map(|node| self.named(node)).unwrap_or_default();
        params
            .into_iter()
            .filter_map(|param| self.type_param(unwrapped(param)))
            .collect()
    }

    fn type_param(&mut self, node: Node<'t>) -> Option<TypeParam> {
        let parts = match kind(node) {
            Kind::ConstrainedType | Kind::SplatType => self.named(node),
            _ => vec![node],
        };
        let name = self.path(*parts.first()?)?;
        let bounds = parts.get(1).map(|bound| self.bounds(*bound));
        Some(TypeParam {
            name,
            bounds: bounds.unwrap_or_default(),
        })
    }

    fn bounds(&mut self, node: Node<'t>) -> Vec<TypeRef> {
        let inner = unwrapped(node);
        match kind(inner) {
            Kind::Tuple => {
                let types = self.named(inner);
                types.into_iter().map(|ty| self.ty(ty)).collect()
            }
            _ => vec![self.ty(inner)],
        }
    }
}

fn named(path: Name) -> TypeKind {
    let args = Vec::new();
    TypeKind::Named { path, args }
}

fn optional(inner: TypeRef) -> TypeKind {
    match inner.kind {
        TypeKind::Optional(_) => inner.kind,
        _ => TypeKind::Optional(Box::new(inner)),
    }
}

/// The union of `members`; with `None` among them it is optional.
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
    if has_none {
        optional(inner)
    } else {
        inner.kind
    }
}

fn has_ellipsis(args: &[Node<'_>]) -> bool {
    args.iter()
        .any(|arg| kind(unwrapped(*arg)) == Kind::Ellipsis)
}

/// The node inside wrappers that only say "a type stands here".
fn unwrapped(mut node: Node<'_>) -> Node<'_> {
    while kind(node) == Kind::Type {
        match node.named_child(0) {
            Some(inner) => node = inner,
            None => break,
        }
    }
    node
}

fn is_path(text: &str) -> bool {
    text.split('.').all(|part| {
        let mut chars = part.chars();
        chars
            .next()
            .is_some_and(|first| first == '_' || first.is_alphabetic())
            && chars.all(|char| char == '_' || char.is_alphanumeric())
    }) && text != "None"
}
