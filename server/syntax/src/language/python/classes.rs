//! Classes, their fields and the limits on them; it never resolves a base class.

use tree_sitter::Node;

use super::kinds::{FIELDS, Kind, field, kind};
use super::lower::{Decorated, Lower, visibility};
use crate::facts::{
    Arg, Body, Constraint, ExprId, ExprKind, Exprs, Field, FunctionId, Literal, Name, StmtKind,
    Test, TypeDecl, TypeDeclKind, TypeKind, TypeRef, UnaryOp, Variant,
};
use crate::language::text::last_name;

/// The head of a class, without what its block declares.
pub(super) fn class_head<'t>(lower: &mut Lower<'t, '_>, class: &Decorated<'t>) -> TypeDecl {
    let node = class.definition;
    let name_node = field(node, FIELDS.name);
    let name = name_node.map(|name| lower.name(name)).unwrap_or_default();
    let mut bases = Vec::new();
    let mut options = Vec::new();
    let list = field(node, FIELDS.superclasses);
    for base in list.map(|list| lower.named(list)).unwrap_or_default() {
        let keyword = field(base, FIELDS.name).zip(field(base, FIELDS.value));
        match (kind(base), keyword) {
            (Kind::KeywordArgument, Some((name, value))) => {
                options.push((lower.name(name), lower.nested(value)));
            }
            (Kind::KeywordArgument | Kind::ListSplat | Kind::DictionarySplat, _) => {}
            _ => bases.push(lower.ty(base)),
        }
    }
    TypeDecl {
        visibility: visibility(&name),
        name,
        name_span: name_node.map(|name| lower.span(name)).unwrap_or_default(),
        span: lower.span(class.outer),
        kind: class_kind(&bases),
        type_params: lower.type_params(field(node, FIELDS.type_parameters)),
        bases,
        options,
        decorators: lower.decorators(&class.decorators),
        fields: Vec::new(),
        variants: Vec::new(),
        methods: Vec::new(),
        alias_of: None,
        doc: field(node, FIELDS.body).and_then(|block| lower.doc(block)),
    }
}

fn class_kind(bases: &[TypeRef]) -> TypeDeclKind {
    let mut names = bases.iter().filter_map(|base| match &base.kind {
        TypeKind::Named { path, .. } => Some(last_name(path)),
        _ => None,
    });
    if names.clone().any(|name| name == "Protocol") {
        return TypeDeclKind::Interface;
    }
    let is_enum = |name: &str| name.ends_with("Enum") || name == "Flag" || name == "IntFlag";
    if names.any(is_enum) {
        return TypeDeclKind::Enum;
    }
    TypeDeclKind::Class
}

/// The parts of an assignment that both bindings and fields are made of.
pub(super) struct Assigned<'t> {
    pub(super) node: Node<'t>,
    pub(super) left: Node<'t>,
    pub(super) ty: Option<TypeRef>,
    pub(super) value: Option<ExprId>,
}

/// The field that an assignment in a class declares, if its target is a name.
pub(super) fn class_field(lower: &Lower<'_, '_>, assigned: &Assigned<'_>) -> Option<Field> {
    let name = lower.target_name(assigned.left)?;
    let exprs = lower.exprs();
    let value = assigned.value;
    let mut constraints = Vec::new();
    if let Some(ty) = &assigned.ty {
        constraints.extend(type_constraints(exprs, ty));
    }
    if let Some(value) = value {
        constraints.extend(value_constraints(exprs, value));
    }
    let mut kept = Vec::with_capacity(constraints.len());
    for constraint in constraints {
        if !kept.contains(&constraint) {
            kept.push(constraint);
        }
    }
    Some(Field {
        visibility: visibility(&name),
        name,
        name_span: lower.span(assigned.left),
        span: lower.span(assigned.node),
        has_default: value.is_some_and(|value| is_default(exprs, value)),
        constraints: kept,
        tags: Vec::new(),
        decorators: Vec::new(),
        is_static: assigned
            .ty
            .as_ref()
            .is_none_or(|ty| is_wrapped(ty, "ClassVar")),
        is_readonly: assigned
            .ty
            .as_ref()
            .is_some_and(|ty| is_wrapped(ty, "Final")),
        ty: assigned.ty.clone(),
        value,
    })
}

/// The variant that an assignment declares if it stands in an enum.
pub(super) fn variant(lower: &Lower<'_, '_>, assigned: &Assigned<'_>) -> Option<Variant> {
    let name = lower.target_name(assigned.left)?;
    // An annotated name and a private one are no members:
    // <https://docs.python.org/3/howto/enum.html#supported-sunder-names>.
    if assigned.ty.is_some() || name.starts_with('_') {
        return None;
    }
    Some(Variant {
        name,
        span: lower.span(assigned.node),
        value: assigned.value,
        fields: Vec::new(),
        decorators: Vec::new(),
    })
}

fn is_wrapped(ty: &TypeRef, wrapper: &str) -> bool {
    matches!(&ty.kind, TypeKind::Named { path, .. } if last_name(path) == wrapper)
}

/// Whether the assigned value is a default, or describes a field that may have none.
fn is_default(exprs: &Exprs, value: ExprId) -> bool {
    let Some((callee, args)) = exprs.call(value) else {
        return exprs.get(value).kind != ExprKind::Literal(Literal::Ellipsis);
    };
    let has_keyword = args.iter().any(|arg| {
        matches!(
            arg.name.as_deref(),
            Some("default" | "default_factory" | "server_default" | "insert_default" | "factory")
        ) && !is_ellipsis(exprs, arg)
    });
    match last_name(&callee) {
        "field" | "ib" | "attrib" | "mapped_column" | "Column" | "relationship" => has_keyword,
        // The first argument of these is the default value.
        "Field" | "Query" | "Path" | "Body" | "Header" | "Cookie" | "Form" | "File"
        | "PrivateAttr" => {
            let first = args.first().filter(|arg| arg.name.is_none());
            has_keyword || first.is_some_and(|first| !is_ellipsis(exprs, first))
        }
        _ => true,
    }
}

fn is_ellipsis(exprs: &Exprs, arg: &Arg) -> bool {
    exprs.get(arg.value).kind == ExprKind::Literal(Literal::Ellipsis)
}

/// The limits that an annotation carries: `Annotated[int, Field(gt=0)]`, `conint(gt=0)`, `PositiveInt`.
fn type_constraints(exprs: &Exprs, ty: &TypeRef) -> Vec<Constraint> {
    let mut found = Vec::new();
    let mut pending = vec![ty];
    while let Some(ty) = pending.pop() {
        match &ty.kind {
            TypeKind::Annotated { inner, metadata } => {
                for value in metadata {
                    found.extend(value_constraints(exprs, *value));
                }
                pending.push(inner);
            }
            TypeKind::Optional(inner) => pending.push(inner),
            TypeKind::Named { path, args } => match (last_name(path), args.as_slice()) {
                ("Mapped" | "ClassVar" | "Final" | "Required" | "NotRequired", [inner]) => {
                    pending.push(inner);
                }
                (name, _) => found.extend(named_limit(name)),
            },
            _ => {}
        }
    }
    found
}

/// The limit of a type that pydantic names after it:
/// <https://docs.pydantic.dev/latest/api/types/>.
fn named_limit(name: &str) -> Option<Constraint> {
    let value = Name::new_static("0");
    match name {
        "PositiveInt" | "PositiveFloat" => Some(Constraint::Min {
            value,
            exclusive: true,
        }),
        "NonNegativeInt" | "NonNegativeFloat" => Some(Constraint::Min {
            value,
            exclusive: false,
        }),
        "NegativeInt" | "NegativeFloat" => Some(Constraint::Max {
            value,
            exclusive: true,
        }),
        "NonPositiveInt" | "NonPositiveFloat" => Some(Constraint::Max {
            value,
            exclusive: false,
        }),
        _ => None,
    }
}

/// The limits in the arguments of a call that describes a field.
fn value_constraints(exprs: &Exprs, value: ExprId) -> Vec<Constraint> {
    let Some((callee, args)) = exprs.call(value) else {
        return Vec::new();
    };
    let callee = last_name(&callee);
    let mut found: Vec<_> = args
        .iter()
        .filter_map(|arg| keyword_limit(exprs, arg.name.as_deref()?, arg.value))
        .collect();
    let first = args.first().filter(|arg| arg.name.is_none());
    if let Some(first) = first {
        found.extend(positional_limit(exprs, callee, first.value));
    }
    if matches!(callee, "mapped_column" | "Column") {
        // `mapped_column(String(50))`.
        for arg in args.iter().filter(|arg| arg.name.is_none()) {
            if let Some((column, [length, ..])) = exprs.call(arg.value) {
                found.extend(positional_limit(exprs, last_name(&column), length.value));
            }
        }
    }
    found
}

fn keyword_limit(exprs: &Exprs, keyword: &str, value: ExprId) -> Option<Constraint> {
    Some(match keyword {
        "gt" => Constraint::Min {
            value: number(exprs, value)?,
            exclusive: true,
        },
        "ge" | "min_value" => Constraint::Min {
            value: number(exprs, value)?,
            exclusive: false,
        },
        "lt" => Constraint::Max {
            value: number(exprs, value)?,
            exclusive: true,
        },
        "le" | "max_value" => Constraint::Max {
            value: number(exprs, value)?,
            exclusive: false,
        },
        "multiple_of" => Constraint::MultipleOf(number(exprs, value)?),
        "min_length" | "min_items" => Constraint::MinLength(count(exprs, value)?),
        "max_length" | "max_items" => Constraint::MaxLength(count(exprs, value)?),
        "pattern" | "regex" => Constraint::Pattern(exprs.text(value)?.clone()),
        _ => return None,
    })
}

fn positional_limit(exprs: &Exprs, callee: &str, value: ExprId) -> Option<Constraint> {
    match callee {
        "Gt" => keyword_limit(exprs, "gt", value),
        "Ge" => keyword_limit(exprs, "ge", value),
        "Lt" => keyword_limit(exprs, "lt", value),
        "Le" => keyword_limit(exprs, "le", value),
        "MultipleOf" => keyword_limit(exprs, "multiple_of", value),
        "MinLen" | "Len" => keyword_limit(exprs, "min_length", value),
        "MaxLen" | "String" | "Unicode" | "VARCHAR" | "CHAR" => {
            keyword_limit(exprs, "max_length", value)
        }
        _ => None,
    }
}

/// A number as written, with its sign; also `Decimal("1.5")`.
fn number(exprs: &Exprs, id: ExprId) -> Option<Name> {
    match &exprs.get(id).kind {
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
        ExprKind::Call { .. } => match exprs.call(id)? {
            (callee, [only]) if last_name(&callee) == "Decimal" => exprs
                .text(only.value)
                .cloned()
                .or_else(|| match &exprs.get(only.value).kind {
                    ExprKind::Literal(Literal::Int(digits)) => Some(digits.clone()),
                    _ => None,
                }),
            _ => None,
        },
        _ => None,
    }
}

fn count(exprs: &Exprs, id: ExprId) -> Option<u64> {
    number(exprs, id)?.parse().ok()
}

/// The type that an assignment names: `X: TypeAlias = ...`, `X = NewType("X", int)`, `X = A | None`,
/// `X = Callable[..., R]`.
pub(super) fn alias<'t>(
    lower: &mut Lower<'t, '_>,
    assigned: &Assigned<'t>,
    right: Node<'t>,
) -> Option<TypeDecl> {
    let name = lower.target_name(assigned.left)?;
    let is_declared = assigned
        .ty
        .as_ref()
        .is_some_and(|ty| is_wrapped(ty, "TypeAlias"));
    let alias_of = if is_declared {
        lower.ty(right)
    } else if assigned.ty.is_some() {
        return None;
    } else if kind(right) == Kind::Call {
        let base = new_type(lower, right)?;
        lower.ty(base)
    } else if is_type(lower, right) {
        lower.ty(right)
    } else {
        return None;
    };
    Some(alias_decl(
        lower,
        name,
        assigned.left,
        assigned.node,
        alias_of,
    ))
}

/// `type X[T] = ...`.
pub(super) fn alias_statement<'t>(lower: &mut Lower<'t, '_>, node: Node<'t>) -> Option<TypeDecl> {
    let left = field(node, FIELDS.left)?;
    let alias_of = lower.ty(field(node, FIELDS.right)?);
    let inner = left.named_child(0)?;
    let parts = match kind(inner) {
        Kind::GenericType => lower.named(inner),
        _ => vec![inner],
    };
    let name_node = *parts.first()?;
    let name = lower.path(name_node)?;
    let mut decl = alias_decl(lower, name, name_node, node, alias_of);
    decl.type_params = lower.type_params(parts.get(1).copied());
    Some(decl)
}

fn alias_decl(
    lower: &Lower<'_, '_>,
    name: Name,
    name_node: Node<'_>,
    node: Node<'_>,
    alias_of: TypeRef,
) -> TypeDecl {
    TypeDecl {
        visibility: visibility(&name),
        name,
        name_span: lower.span(name_node),
        span: lower.span(node),
        kind: TypeDeclKind::Alias,
        type_params: Vec::new(),
        bases: Vec::new(),
        options: Vec::new(),
        decorators: Vec::new(),
        fields: Vec::new(),
        variants: Vec::new(),
        methods: Vec::new(),
        alias_of: Some(alias_of),
        doc: None,
    }
}

fn new_type<'t>(lower: &mut Lower<'t, '_>, call: Node<'t>) -> Option<Node<'t>> {
    let callee = lower.path(field(call, FIELDS.function)?)?;
    if last_name(&callee) != "NewType" {
        return None;
    }
    let args = lower.named(field(call, FIELDS.arguments)?);
    args.get(1).copied()
}

/// Whether an expression can only be meant as a type.
fn is_type<'t>(lower: &Lower<'t, '_>, node: Node<'t>) -> bool {
    let mut at = node;
    // A union's right side decides for all of it: `A | B | None` ends in `None`.
    while kind(at) == Kind::BinaryOperator {
        let is_bar = field(at, FIELDS.operator).is_some_and(|op| lower.text(op) == "|");
        let (Some(right), Some(left), true) =
            (field(at, FIELDS.right), field(at, FIELDS.left), is_bar)
        else {
            return false;
        };
        let is_member = match kind(right) {
            Kind::None => true,
            Kind::Identifier | Kind::Attribute => {
                lower.path(right).is_some_and(|path| is_type_name(&path))
            }
            _ => is_special(lower, right),
        };
        if !is_member {
            return false;
        }
        at = left;
    }
    match kind(at) {
        Kind::None => at != node,
        Kind::Identifier | Kind::Attribute if at != node => {
            lower.path(at).is_some_and(|path| is_type_name(&path))
        }
        _ => is_special(lower, at),
    }
}

fn is_type_name(path: &str) -> bool {
    let name = last_name(path);
    let starts_upper = name.chars().next().is_some_and(char::is_uppercase);
    // A constant is written in capitals throughout.
    (starts_upper && name.chars().any(char::is_lowercase))
        || matches!(
            name,
            "int" | "str" | "float" | "bool" | "bytes" | "list" | "dict" | "tuple" | "set"
        )
}

fn is_special(lower: &Lower<'_, '_>, node: Node<'_>) -> bool {
    let base = match kind(node) {
        Kind::Subscript => field(node, FIELDS.value),
        _ => None,
    };
    let name = base.map(|base| lower.text(base)).unwrap_or_default();
    matches!(
        last_name(name),
        "Callable"
            | "Union"
            | "Optional"
            | "Annotated"
            | "Literal"
            | "List"
            | "Dict"
            | "Tuple"
            | "Set"
            | "FrozenSet"
            | "Type"
            | "Awaitable"
            | "Coroutine"
            | "Iterable"
            | "Iterator"
            | "AsyncIterator"
            | "Sequence"
            | "Mapping"
            | "list"
            | "dict"
            | "tuple"
            | "set"
            | "frozenset"
            | "type"
    )
}

/// The fields that a method of a class checks, as far as its text tells: those that a validator's decorator
/// names, and those of its receiver that a condition before a `raise` looks at.
pub(super) fn checked_fields(body: &Body, function: FunctionId) -> Vec<Name> {
    let Some(function) = body.function(function) else {
        return Vec::new();
    };
    let signature = &function.signature;
    let mut found = Vec::new();
    let mut is_validator =
        signature.name == "__post_init__" || signature.name == "__attrs_post_init__";
    for decorator in &signature.decorators {
        if !matches!(
            last_name(&decorator.path),
            "validator" | "field_validator" | "root_validator" | "model_validator" | "validates"
        ) {
            continue;
        }
        is_validator = true;
        for arg in decorator.args.iter().flatten() {
            if let (None, Some(name)) = (&arg.name, body.exprs.text(arg.value)) {
                found.push(name.clone());
            }
        }
    }
    let receiver = signature.params.first().map(|param| &param.name);
    if let (true, true, Some(receiver)) = (is_validator, found.is_empty(), receiver) {
        found.extend(guarded(body, function, receiver));
    }
    found.sort();
    found.dedup();
    found
}

/// The receiver's members in conditions whose branch raises.
fn guarded(body: &Body, function: &crate::facts::Function, receiver: &Name) -> Vec<Name> {
    let mut found = Vec::new();
    let mut blocks = vec![&function.block];
    while let Some(block) = blocks.pop() {
        for stmt in &block.stmts {
            let test = match &body.stmt(*stmt).kind {
                StmtKind::Branch {
                    test: Test::Expr(test),
                    then,
                    otherwise,
                } => {
                    blocks.extend(std::iter::once(then).chain(otherwise));
                    let raises = |id: &crate::facts::StmtId| {
                        matches!(body.stmt(*id).kind, StmtKind::Raise { .. })
                    };
                    then.stmts.iter().any(raises).then_some(*test)
                }
                StmtKind::Assert { test, .. } => Some(*test),
                _ => None,
            };
            if let Some(test) = test {
                members_of(&body.exprs, test, receiver, &mut found);
            }
        }
    }
    found
}

fn members_of(exprs: &Exprs, test: ExprId, receiver: &Name, found: &mut Vec<Name>) {
    let mut pending = vec![test];
    let mut budget = 1_000;
    while let Some(id) = pending.pop() {
        if budget == 0 {
            return;
        }
        budget -= 1;
        if let ExprKind::Member { object, name, .. } = &exprs.get(id).kind
            && exprs.get(*object).kind == ExprKind::Name(receiver.clone())
        {
            found.push(name.clone());
        }
        pending.extend(exprs.children(id));
    }
}
