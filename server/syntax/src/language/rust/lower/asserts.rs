//! Macros that leave the function or check a condition, where they are statements; it never expands one.

use tree_sitter::Node;

use super::{Lower, Tail};
use crate::facts::{Arg, BinaryOp, Block, ExprId, ExprKind, StmtKind, TemplatePart, Test, UnaryOp};
use crate::language::rust::names::{Effect, known_macro};
use crate::language::text::last_name;
use crate::span::Span;

impl<'t> Lower<'t, '_> {
    pub(super) fn macro_statement(&mut self, node: Node<'t>, tail: Tail, span: Span) {
        let name = self.macro_name(node).unwrap_or_default();
        let effect = known_macro(last_name(&name)).effect;
        let kind = match effect {
            Effect::Panics => StmtKind::Raise {
                error: Some(self.macro_call(node)),
                cause: None,
            },
            Effect::Fails => {
                let args = self.macro_args(node);
                let error = self.error_of(node, args);
                StmtKind::Return(vec![self.failed(span, error)])
            }
            Effect::FailsUnless => self.fails_unless(node, span),
            Effect::Asserts | Effect::AssertsEqual | Effect::AssertsUnequal => {
                self.assertion(node, effect)
            }
            Effect::AssertsMatch => match self.matched(node) {
                Some((value, pattern, guard)) => {
                    let pattern = Box::new(pattern);
                    let mut test = self.push(span, ExprKind::Matches { value, pattern });
                    if let Some(right) = guard {
                        let (op, left) = (BinaryOp::And, test);
                        test = self.push(span, ExprKind::Binary { op, left, right });
                    }
                    let message = None;
                    StmtKind::Assert { test, message }
                }
                None => StmtKind::Expr(self.macro_call(node)),
            },
            Effect::Plain | Effect::Sequence | Effect::Matches => {
                let value = self.macro_call(node);
                match tail {
                    Tail::Kept => StmtKind::Expr(value),
                    Tail::Returned => StmtKind::Return(vec![value]),
                }
            }
        };
        self.add(span, kind);
    }

    /// The error that the arguments give, or, where they are a message, the macro makes of them.
    fn error_of(&mut self, node: Node<'t>, args: Vec<Arg>) -> ExprId {
        match args.as_slice() {
            [only] if !self.is_message(only.value) => only.value,
            _ => self.called_with(node, args),
        }
    }

    fn is_message(&self, id: ExprId) -> bool {
        let exprs = &self.state.body.exprs;
        let is_template = |kind: &ExprKind| match kind {
            ExprKind::Template { parts, .. } => parts
                .iter()
                .any(|part| matches!(part, TemplatePart::Value { .. })),
            _ => false,
        };
        exprs.text(id).is_some() || is_template(&exprs.get(id).kind)
    }

    /// `ensure!(test, error)` as `if !test { return Err(error) }`.
    fn fails_unless(&mut self, node: Node<'t>, span: Span) -> StmtKind {
        let mut args = self.macro_args(node);
        if args.is_empty() {
            return StmtKind::Expr(self.called_with(node, args));
        }
        let rest = args.split_off(1);
        let Some(test) = args.first().map(|arg| arg.value) else {
            return StmtKind::Empty;
        };
        let (op, operand) = (UnaryOp::Not, test);
        let test_span = self.state.body.exprs.get(test).span;
        let test = self.push(test_span, ExprKind::Unary { op, operand });
        let error = self.error_of(node, rest);
        let failed = self.failed(span, error);
        let stmt = self
            .state
            .body
            .push_stmt(span, StmtKind::Return(vec![failed]));
        StmtKind::Branch {
            test: Test::Expr(test),
            then: Block {
                span,
                stmts: vec![stmt],
            },
            otherwise: None,
        }
    }

    fn assertion(&mut self, node: Node<'t>, effect: Effect) -> StmtKind {
        let mut args = self.macro_args(node);
        let op = match effect {
            Effect::AssertsEqual => Some(BinaryOp::Equal),
            Effect::AssertsUnequal => Some(BinaryOp::NotEqual),
            _ => None,
        };
        let test = match (args.as_slice(), op) {
            ([left, right, ..], Some(op)) => {
                let span = left.span.joined(right.span);
                let (left, right) = (left.value, right.value);
                self.push(span, ExprKind::Binary { op, left, right })
            }
            ([test, ..], None) => test.value,
            _ => return StmtKind::Expr(self.called_with(node, args)),
        };
        let rest = args.split_off(if op.is_some() { 2 } else { 1 });
        let message = match rest.as_slice() {
            [] => None,
            [only] => Some(only.value),
            several => {
                let span = several.iter().map(|arg| arg.span).reduce(Span::joined);
                let children = several.iter().map(|arg| arg.value).collect();
                Some(self.push(span.unwrap_or_default(), ExprKind::Unknown { children }))
            }
        };
        StmtKind::Assert { test, message }
    }
}
