//! Expressions in an arena; it never nests them in each other, so no depth of source can overflow a stack.

use serde::{Deserialize, Serialize};

use super::{FunctionId, Name, Pattern, StmtId, TypeRef};
use crate::span::Span;

/// The place of an expression in its arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ExprId(u32);

/// An arena of expressions. Children always stand before their parents.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Exprs {
    nodes: Vec<Expr>,
}

static MISSING: Expr = Expr {
    span: Span { start: 0, end: 0 },
    kind: ExprKind::Unknown {
        children: Vec::new(),
    },
};

impl Exprs {
    /// Adds an expression and gives its place.
    pub fn push(&mut self, span: Span, kind: ExprKind) -> ExprId {
        let id = ExprId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Expr { span, kind });
        id
    }

    /// The expression at `id`; an id of another arena gives an unknown expression.
    #[must_use]
    pub fn get(&self, id: ExprId) -> &Expr {
        self.nodes.get(id.0 as usize).unwrap_or(&MISSING)
    }

    /// Gives back memory that no expression needs.
    pub fn shrink_to_fit(&mut self) {
        self.nodes.shrink_to_fit();
    }

    /// All expressions with their ids, children before parents.
    pub fn iter(&self) -> impl Iterator<Item = (ExprId, &Expr)> {
        (0u32..).map(ExprId).zip(&self.nodes)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The dotted path of a chain of names and members (`self._repo.find`), if `id` is one.
    ///
    /// Awaits, calls and subscripts end the chain: `a().b` has no path.
    #[must_use]
    pub fn path(&self, id: ExprId) -> Option<Name> {
        let mut parts = Vec::new();
        let mut at = id;
        loop {
            match &self.get(at).kind {
                ExprKind::Name(name) => {
                    parts.push(name.as_str());
                    break;
                }
                ExprKind::Member { object, name, .. } => {
                    parts.push(name.as_str());
                    at = *object;
                }
                _ => return None,
            }
        }
        if let [only] = parts.as_slice() {
            return Some(Name::new(only));
        }
        parts.reverse();
        Some(Name::from(parts.join(".")))
    }

    /// The callee's path and the arguments, if `id` is a call (awaited or not) of a plain path.
    #[must_use]
    pub fn call(&self, id: ExprId) -> Option<(Name, &[Arg])> {
        match &self.get(self.unwrapped(id)).kind {
            ExprKind::Call { callee, args, .. } => Some((self.path(*callee)?, args)),
            _ => None,
        }
    }

    /// `id` without the awaits, error propagations and casts around it.
    #[must_use]
    pub fn unwrapped(&self, id: ExprId) -> ExprId {
        let mut at = id;
        while let ExprKind::Await(inner)
        | ExprKind::Propagate(inner)
        | ExprKind::Cast { value: inner, .. } = &self.get(at).kind
        {
            at = *inner;
        }
        at
    }

    /// The same without the references taken of it: `&path` is `path` to who reads it.
    #[must_use]
    pub fn referenced(&self, id: ExprId) -> ExprId {
        let mut at = self.unwrapped(id);
        while let ExprKind::Unary {
            op: UnaryOp::Reference | UnaryOp::Dereference,
            operand,
        } = &self.get(at).kind
        {
            at = self.unwrapped(*operand);
        }
        at
    }

    /// The text of a string literal, if `id` is one.
    #[must_use]
    pub fn text(&self, id: ExprId) -> Option<&Name> {
        match &self.get(id).kind {
            ExprKind::Literal(Literal::Str(text)) => Some(text),
            _ => None,
        }
    }

    /// The direct children of `id`, in source order. Statements and functions inside are not entered.
    #[must_use]
    pub fn children(&self, id: ExprId) -> Vec<ExprId> {
        children(&self.get(id).kind)
    }
}

fn children(kind: &ExprKind) -> Vec<ExprId> {
    match kind {
        ExprKind::Name(_)
        | ExprKind::Literal(_)
        | ExprKind::Function(_)
        | ExprKind::Statement(_) => Vec::new(),
        ExprKind::Template { tag, parts } => {
            let values = parts.iter().filter_map(|part| match part {
                TemplatePart::Text(_) => None,
                TemplatePart::Value { value, .. } => Some(*value),
            });
            tag.iter().copied().chain(values).collect()
        }
        ExprKind::Member { object, .. } => vec![*object],
        ExprKind::Index { object, index } => vec![*object, *index],
        ExprKind::Slice { start, end, step } => {
            [start, end, step].into_iter().flatten().copied().collect()
        }
        ExprKind::Call { callee, args, .. } => std::iter::once(*callee)
            .chain(args.iter().map(|arg| arg.value))
            .collect(),
        ExprKind::Unary { operand, .. } => vec![*operand],
        ExprKind::Binary { left, right, .. } => vec![*left, *right],
        ExprKind::Conditional {
            test,
            then,
            otherwise,
        } => vec![*test, *then, *otherwise],
        ExprKind::Assign { target, value } => vec![*target, *value],
        ExprKind::Await(inner) | ExprKind::Propagate(inner) => vec![*inner],
        ExprKind::Yield { value, .. } => value.iter().copied().collect(),
        ExprKind::Cast { value, .. } => vec![*value],
        ExprKind::Sequence { items, .. } => items.clone(),
        ExprKind::Spread { value, .. } => vec![*value],
        ExprKind::Map { entries } => entries
            .iter()
            .flat_map(|entry| entry.key.into_iter().chain(std::iter::once(entry.value)))
            .collect(),
        ExprKind::Record { entries, base, .. } => entries
            .iter()
            .flat_map(|entry| entry.key.into_iter().chain(std::iter::once(entry.value)))
            .chain(*base)
            .collect(),
        ExprKind::Comprehension {
            key,
            element,
            clauses,
            ..
        } => key
            .iter()
            .copied()
            .chain(std::iter::once(*element))
            .chain(clauses.iter().flat_map(|clause| {
                std::iter::once(clause.iterable).chain(clause.conditions.iter().copied())
            }))
            .collect(),
        ExprKind::Matches { value, .. } => vec![*value],
        ExprKind::Unknown { children } => children.clone(),
    }
}

/// One expression and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expr {
    pub span: Span,
    pub kind: ExprKind,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ExprKind {
    /// A name: `user`, `self`, `this`.
    Name(Name),
    Literal(Literal),
    /// A string with values in it: f-string, template literal. `tag` is the function of a tagged template.
    Template {
        tag: Option<ExprId>,
        parts: Vec<TemplatePart>,
    },
    /// `object.name`, `object?.name`, `Type::name`.
    Member {
        object: ExprId,
        name: Name,
        name_span: Span,
        optional: bool,
    },
    /// `object[index]`; several subscripts are a tuple.
    Index {
        object: ExprId,
        index: ExprId,
    },
    /// `start:end:step` inside an index.
    Slice {
        start: Option<ExprId>,
        end: Option<ExprId>,
        step: Option<ExprId>,
    },
    Call {
        style: CallStyle,
        callee: ExprId,
        args: Vec<Arg>,
        args_span: Span,
    },
    Unary {
        op: UnaryOp,
        operand: ExprId,
    },
    /// A chain `a < b < c` is lowered to `a < b and b < c`.
    Binary {
        op: BinaryOp,
        left: ExprId,
        right: ExprId,
    },
    /// `then if test else otherwise`, `test ? then : otherwise`.
    Conditional {
        test: ExprId,
        then: ExprId,
        otherwise: ExprId,
    },
    /// An assignment used as a value: `(x := f())`.
    Assign {
        target: ExprId,
        value: ExprId,
    },
    Await(ExprId),
    /// `value?`: leaves the function with the error or the absence in `value`.
    Propagate(ExprId),
    Yield {
        value: Option<ExprId>,
        from: bool,
    },
    /// A conversion or assertion of type that is no call: `value as T`, `value.(T)`.
    Cast {
        value: ExprId,
        ty: TypeRef,
    },
    /// A list, tuple, set or array display.
    Sequence {
        kind: SequenceKind,
        items: Vec<ExprId>,
    },
    /// `*value` or `...value` inside a display.
    Spread {
        value: ExprId,
        mapping: bool,
    },
    /// A dictionary or object display. Keys of objects are string literals.
    Map {
        entries: Vec<Entry>,
    },
    /// A value of a named type by its fields: `User { id, ..base }`, `User{ID: 1}`, `User{1, "a"}`.
    Record {
        ty: Option<TypeRef>,
        entries: Vec<Entry>,
        base: Option<ExprId>,
    },
    Comprehension {
        kind: SequenceKind,
        key: Option<ExprId>,
        element: ExprId,
        clauses: Vec<ComprehensionClause>,
    },
    /// A lambda, closure, arrow function or function expression.
    Function(FunctionId),
    /// A block, branch, loop or match used as a value; its value is the last expression statement of each path.
    Statement(StmtId),
    /// Whether `value` has the shape of `pattern`: `matches!`, `x instanceof T`.
    Matches {
        value: ExprId,
        pattern: Box<Pattern>,
    },
    /// Not understood; its parts are.
    Unknown {
        children: Vec<ExprId>,
    },
}

/// A literal, without the quotes and escapes of its language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Literal {
    /// `None`, `null`, `undefined`, `nil`.
    Null,
    Bool(bool),
    /// As written, without digit separators and type suffix.
    Int(Name),
    /// As written, without digit separators and type suffix.
    Float(Name),
    /// With escapes resolved. Neighbouring literals that the language joins are joined.
    Str(Name),
    Bytes(Name),
    Regex(Name),
    /// `...` as a value.
    Ellipsis,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TemplatePart {
    Text(Name),
    /// A value, with its conversion and format as written (`!r`, `:>10`), if any.
    Value {
        value: ExprId,
        format: Option<Name>,
    },
}

/// How a call is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CallStyle {
    Plain,
    /// `new X()`.
    New,
    /// `name!(...)`.
    Macro,
    /// `f?.()`.
    Optional,
}

/// One argument of a call, decorator or base list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arg {
    pub span: Span,
    /// The keyword, if the argument has one.
    pub name: Option<Name>,
    pub spread: Option<Spread>,
    pub value: ExprId,
}

/// `*args` or `**kwargs` at a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Spread {
    Sequence,
    Mapping,
}

/// One entry of a map or record; without a key it is positional or a spread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub span: Span,
    pub key: Option<ExprId>,
    pub value: ExprId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SequenceKind {
    List,
    Tuple,
    Set,
    Map,
    Generator,
}

/// `for target in iterable if condition` of a comprehension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComprehensionClause {
    pub target: Pattern,
    pub iterable: ExprId,
    pub is_async: bool,
    pub conditions: Vec<ExprId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum UnaryOp {
    Not,
    Negate,
    Plus,
    Invert,
    /// `&x`, `&mut x`.
    Reference,
    /// `*x` of a pointer.
    Dereference,
    TypeOf,
    Delete,
    Void,
    /// `x++` and `++x` count as this, `x--` and `--x` as the next.
    Increment,
    Decrement,
    /// `<-channel`.
    Receive,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BinaryOp {
    And,
    Or,
    /// `??`.
    Coalesce,
    Equal,
    NotEqual,
    /// Identity: `is`, `===` is [`BinaryOp::Equal`].
    Is,
    IsNot,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    NotIn,
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Remainder,
    Power,
    MatrixMultiply,
    BitAnd,
    BitOr,
    BitXor,
    ShiftLeft,
    ShiftRight,
    /// `a..b` and `a..=b`.
    Range,
    RangeInclusive,
    /// `a, b` of JavaScript.
    Comma,
    /// `channel <- value`.
    Send,
}
