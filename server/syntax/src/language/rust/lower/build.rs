//! Expressions put together from their lowered parts; it never looks at a tree.

use super::Lower;
use crate::facts::{
    Arg, BinaryOp, CallStyle, Entry, ExprId, ExprKind, Function, Literal, Name, Pattern,
    SequenceKind, Signature, TypeRef, UnaryOp,
};
use crate::span::Span;

/// An expression whose parts are being lowered.
pub(super) enum Build {
    Member(Name, Span),
    Index,
    Slice {
        start: bool,
        end: bool,
    },
    /// The spans of the arguments, and of the list.
    Call(Vec<Span>, Span),
    Unary(UnaryOp),
    Binary(BinaryOp),
    Assign,
    Await,
    Propagate,
    Yield {
        value: bool,
    },
    Cast(TypeRef),
    Sequence(SequenceKind, usize),
    /// `[value; count]` is as many as `[value] * count`.
    Repeat(Span),
    Record(Box<RecordShape>),
    Matches(Box<Pattern>),
    /// Code that runs when somebody calls or awaits it.
    Function(Box<Signature>),
    Unknown(usize),
}

/// A record's type, its keys with the spans of their entries, and whether a value fills the other fields.
pub(super) struct RecordShape {
    pub(super) ty: Option<TypeRef>,
    pub(super) keys: Vec<(Name, Span, Span)>,
    pub(super) base: bool,
}

impl Lower<'_, '_> {
    pub(super) fn build(&mut self, build: Build, span: Span) -> ExprKind {
        match build {
            Build::Member(name, name_span) => ExprKind::Member {
                object: self.value(),
                name,
                name_span,
                optional: false,
            },
            Build::Index => {
                let index = self.value();
                let object = self.value();
                ExprKind::Index { object, index }
            }
            Build::Slice { start, end } => {
                let end = end.then(|| self.value());
                let start = start.then(|| self.value());
                let step = None;
                ExprKind::Slice { start, end, step }
            }
            Build::Call(spans, args_span) => {
                let values = self.take(spans.len());
                let args = spans.into_iter().zip(values);
                let args = args.map(|(span, value)| plain_arg(span, value)).collect();
                ExprKind::Call {
                    style: CallStyle::Plain,
                    callee: self.value(),
                    args,
                    args_span,
                }
            }
            Build::Unary(op) => ExprKind::Unary {
                op,
                operand: self.value(),
            },
            Build::Binary(op) => {
                let right = self.value();
                let left = self.value();
                ExprKind::Binary { op, left, right }
            }
            Build::Assign => {
                let value = self.value();
                let target = self.value();
                ExprKind::Assign { target, value }
            }
            Build::Await => ExprKind::Await(self.value()),
            Build::Propagate => ExprKind::Propagate(self.value()),
            Build::Yield { value } => ExprKind::Yield {
                value: value.then(|| self.value()),
                from: false,
            },
            Build::Cast(ty) => ExprKind::Cast {
                value: self.value(),
                ty,
            },
            Build::Sequence(kind, len) => ExprKind::Sequence {
                kind,
                items: self.take(len).collect(),
            },
            Build::Repeat(item) => {
                let count = self.value();
                let value = self.value();
                self.repeated(value, item, count)
            }
            Build::Record(shape) => self.build_record(*shape),
            Build::Matches(pattern) => ExprKind::Matches {
                value: self.value(),
                pattern,
            },
            Build::Function(signature) => self.build_function(*signature, span),
            Build::Unknown(len) => ExprKind::Unknown {
                children: self.take(len).collect(),
            },
        }
    }

    pub(super) fn repeated(&mut self, value: ExprId, span: Span, count: ExprId) -> ExprKind {
        let kind = ExprKind::Sequence {
            kind: SequenceKind::List,
            items: vec![value],
        };
        ExprKind::Binary {
            op: BinaryOp::Multiply,
            left: self.push(span, kind),
            right: count,
        }
    }

    fn build_record(&mut self, shape: RecordShape) -> ExprKind {
        let base = shape.base.then(|| self.value());
        let values: Vec<_> = self.take(shape.keys.len()).collect();
        let mut entries = Vec::with_capacity(values.len());
        for ((name, key_span, span), value) in shape.keys.into_iter().zip(values) {
            let key = self.push(key_span, ExprKind::Literal(Literal::Str(name)));
            entries.push(Entry {
                span,
                key: Some(key),
                value,
            });
        }
        ExprKind::Record {
            ty: shape.ty,
            entries,
            base,
        }
    }

    fn build_function(&mut self, mut signature: Signature, span: Span) -> ExprKind {
        self.scopes.pop();
        signature.span = span;
        let block = self.one_block();
        let function = Function { signature, block };
        let id = self.state.body.push_function(function);
        self.state.functions.insert(span, id);
        ExprKind::Function(id)
    }
}

pub(super) fn plain_arg(span: Span, value: ExprId) -> Arg {
    Arg {
        span,
        name: None,
        spread: None,
        value,
    }
}
