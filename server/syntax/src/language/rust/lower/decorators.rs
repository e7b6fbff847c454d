//! The arguments of attributes, told apart by their tokens; it never asks what an attribute does.
//!
//! They look like expressions but may be anything: `type = "x"`, `crate = "y"`, `fields(id = %id)`. So lists in
//! lists are read by their tokens, and only what is none of them is parsed.

use tree_sitter::Node;

use super::build::plain_arg;
use super::tokens::{Shape, parts_of, shape_of};
use super::{Lower, MAX_MACROS};
use crate::facts::{Arg, CallStyle, ExprId, ExprKind, Name, SequenceKind};

/// The arguments in the brackets of an attribute.
pub(in super::super) fn decorator_args<'t>(lower: &mut Lower<'t, '_>, list: Node<'t>) -> Vec<Arg> {
    let (start, end) = (list.start_byte() + 1, list.end_byte().saturating_sub(1));
    let text = lower.src.get(start..end).unwrap_or_default();
    lower.meta_list(start, text)
}

/// The value of `#[path = value]`.
pub(in super::super) fn decorator_value<'t>(lower: &mut Lower<'t, '_>, value: Node<'t>) -> Arg {
    let span = lower.span(value);
    let value = lower.nested(value);
    plain_arg(span, value)
}

impl Lower<'_, '_> {
    fn meta_list(&mut self, start: usize, text: &str) -> Vec<Arg> {
        let list = parts_of(text);
        let args = list.parts.into_iter().map(|part| {
            let value = text.get(part.value.clone()).unwrap_or_default();
            let name = part.name.and_then(|name| text.get(name));
            Arg {
                span: self.span_of(start + part.all.start, start + part.all.end),
                name: name.map(|name| Name::from(name.trim_matches('"').replace("::", "."))),
                spread: None,
                value: self.meta_value(start + part.value.start, value),
            }
        });
        args.collect()
    }

    fn meta_value(&mut self, start: usize, text: &str) -> ExprId {
        let span = self.span_of(start, start + text.len());
        if self.state.macros >= MAX_MACROS {
            return self.unknown(span);
        }
        self.state.macros += 1;
        let kind = match shape_of(text) {
            Shape::Call(names, inside) => {
                let callee = self.names(start, text, &names);
                let inner = text.get(inside.clone()).unwrap_or_default();
                let args = self.meta_list(start + inside.start, inner);
                callee.map(|callee| ExprKind::Call {
                    style: CallStyle::Plain,
                    callee,
                    args,
                    args_span: self.span_of(start + inside.start - 1, start + inside.end + 1),
                })
            }
            // `(name = value, …)` without a name before it keeps its names as assignments.
            Shape::Group(b'(', inside) => {
                let inner = text.get(inside.clone()).unwrap_or_default();
                let items = self.meta_items(start + inside.start, inner);
                let kind = SequenceKind::Tuple;
                Some(ExprKind::Sequence { kind, items })
            }
            _ => None,
        };
        self.state.macros -= 1;
        match kind {
            Some(kind) => self.push(span, kind),
            None => self.one_value(start, text),
        }
    }

    fn meta_items(&mut self, start: usize, text: &str) -> Vec<ExprId> {
        let list = parts_of(text);
        let items = list.parts.into_iter().map(|part| {
            let shown = text.get(part.value.clone()).unwrap_or_default();
            let Some(place) = part.name else {
                return self.meta_value(start + part.value.start, shown);
            };
            let name = text.get(place.clone()).unwrap_or_default();
            let target = self.one_value(start + place.start, name);
            let value = self.meta_value(start + part.value.start, shown);
            let span = self.span_of(start + part.all.start, start + part.all.end);
            self.push(span, ExprKind::Assign { target, value })
        });
        items.collect()
    }
}
