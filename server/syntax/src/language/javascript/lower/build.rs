//! Expressions made of parts that have been lowered; it never looks at the tree.

use super::Lower;
use super::expressions::{Build, EntryShape, KeyShape};
use crate::facts::{
    Arg, BinaryOp, Entry, ExprId, ExprKind, Literal, Name, SequenceKind, StmtKind, TemplatePart,
};
use crate::span::Span;

impl<'t> Lower<'t, '_> {
    pub(super) fn build(&mut self, build: Build<'t>, span: Span) -> ExprKind {
        match build {
            Build::Member {
                name,
                name_span,
                optional,
            } => ExprKind::Member {
                object: self.value(),
                name,
                name_span,
                optional,
            },
            Build::Index => {
                let index = self.value();
                let object = self.value();
                ExprKind::Index { object, index }
            }
            Build::Call(style, shapes, args_span) => {
                let values = self.take(shapes.len());
                let args = shapes.into_iter().zip(values).map(|(shape, value)| Arg {
                    span: shape.span,
                    name: None,
                    spread: shape.spread,
                    value,
                });
                ExprKind::Call {
                    style,
                    args: args.collect(),
                    callee: self.value(),
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
            Build::Commas(len) => self.build_commas(len),
            Build::Conditional => {
                let otherwise = self.value();
                let then = self.value();
                let test = self.value();
                ExprKind::Conditional {
                    test,
                    then,
                    otherwise,
                }
            }
            Build::Assign => {
                let value = self.value();
                let target = self.value();
                ExprKind::Assign { target, value }
            }
            Build::Update(op) => {
                let right = self.value();
                let target = self.value();
                let left = target;
                let value = self.push(span, ExprKind::Binary { op, left, right });
                ExprKind::Assign { target, value }
            }
            Build::Await => ExprKind::Await(self.value()),
            Build::Yield { value, from } => ExprKind::Yield {
                value: value.then(|| self.value()),
                from,
            },
            Build::Cast(ty) => ExprKind::Cast {
                value: self.value(),
                ty,
            },
            Build::Matches(pattern) => ExprKind::Matches {
                value: self.value(),
                pattern: Box::new(pattern),
            },
            Build::Sequence(len) => ExprKind::Sequence {
                kind: SequenceKind::List,
                items: self.take(len).collect(),
            },
            Build::Spread(mapping) => ExprKind::Spread {
                value: self.value(),
                mapping,
            },
            Build::Map(shapes) => self.build_map(shapes),
            Build::Template(tagged, shapes) => self.build_template(tagged, shapes),
            Build::Function(shape) => ExprKind::Function(self.finish_function(*shape)),
            Build::Class(name) => {
                let block = self.blocks.one();
                let stmt = self.body.push_stmt(span, StmtKind::Class { name, block });
                ExprKind::Statement(stmt)
            }
            Build::Unknown(len) => ExprKind::Unknown {
                children: self.take(len).collect(),
            },
        }
    }

    fn build_commas(&mut self, len: usize) -> ExprKind {
        let mut items = self.take(len);
        let (Some(first), Some(second)) = (items.next(), items.next()) else {
            let children = Vec::new();
            return ExprKind::Unknown { children };
        };
        let (mut left, mut right) = (first, second);
        for next in items {
            left = self.comma(left, right);
            right = next;
        }
        let op = BinaryOp::Comma;
        ExprKind::Binary { op, left, right }
    }

    fn comma(&mut self, left: ExprId, right: ExprId) -> ExprId {
        let exprs = &self.body.exprs;
        let span = exprs.get(left).span.joined(exprs.get(right).span);
        let op = BinaryOp::Comma;
        self.push(span, ExprKind::Binary { op, left, right })
    }

    fn build_map(&mut self, shapes: Vec<EntryShape>) -> ExprKind {
        let values_of = |shape: &EntryShape| match shape.key {
            KeyShape::Computed => 2,
            _ => 1,
        };
        let mut parts = self.take(shapes.iter().map(values_of).sum());
        let mut entries = Vec::with_capacity(shapes.len());
        for EntryShape { span, key } in shapes {
            let key = match key {
                KeyShape::Text(text, span) => {
                    Some(self.push(span, ExprKind::Literal(Literal::Str(text))))
                }
                KeyShape::Computed => parts.next(),
                KeyShape::Missing => None,
            };
            let Some(value) = parts.next() else { break };
            entries.push(Entry { span, key, value });
        }
        ExprKind::Map { entries }
    }

    fn build_template(&mut self, tagged: bool, shapes: Vec<Option<Name>>) -> ExprKind {
        let values = shapes.iter().filter(|shape| shape.is_none()).count();
        let mut values = self.take(values + usize::from(tagged));
        let tag = tagged.then(|| values.next()).flatten();
        let parts = shapes.into_iter().filter_map(|shape| match shape {
            Some(text) => Some(TemplatePart::Text(text)),
            None => Some(TemplatePart::Value {
                value: values.next()?,
                format: None,
            }),
        });
        let parts = parts.collect();
        ExprKind::Template { tag, parts }
    }
}
