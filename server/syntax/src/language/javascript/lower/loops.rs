//! Loops, and what leaves or repeats them.

use tree_sitter::Node;

use super::statements::Finish;
use super::{Field, Kind, Lower, Role, Scope, Step};
use crate::facts::{ExprKind, Name, Pattern, StmtKind, Test};

/// A loop whose values and block have been lowered.
pub(super) enum LoopShape {
    /// With whether there is a test.
    While(bool),
    /// Over the values of what was lowered last.
    Of { target: Pattern, is_async: bool },
    /// Over the keys of what was lowered last.
    In(Pattern),
}

impl<'t> Lower<'t, '_> {
    /// The first part stands before the loop, and the step is the last statement in it.
    pub(super) fn for_statement(
        &mut self,
        node: Node<'t>,
        label: Option<Name>,
        steps: &mut Vec<Step<'t>>,
    ) {
        let body = self.field(node, Field::Body);
        let condition = self.in_field(node, Field::Condition);
        let condition = condition.into_iter().find(|part| part.is_named());
        let condition = condition.filter(|test| self.kind(*test) != Kind::EmptyStatement);
        let condition = condition.map(|test| self.inner_expression(test));
        let increment = self.field(node, Field::Increment);
        let first = self.in_field(node, Field::Initializer);
        let first = first.into_iter().find(|part| part.is_named());
        let shape = LoopShape::While(condition.is_some());
        steps.push(Step::Finish(Finish::Loop(shape), self.span(node)));
        steps.push(Step::Leave);
        steps.push(Step::End(
            body.map(|body| self.span(body)).unwrap_or_default(),
        ));
        if let Some(increment) = increment {
            self.value_statement(increment, steps);
        }
        self.statements_of(body, steps);
        steps.push(Step::Begin);
        steps.push(Step::Enter(Scope::Loop(label)));
        steps.extend(condition.map(|test| Step::Expr(test, Role::Loose)));
        match first {
            Some(first) if self.is_declaration(first) => steps.push(Step::Statement(first)),
            Some(first) if self.kind(first) != Kind::EmptyStatement => {
                self.value_statement(first, steps);
            }
            _ => {}
        }
    }

    fn is_declaration(&self, node: Node<'t>) -> bool {
        matches!(
            self.kind(node),
            Kind::LexicalDeclaration | Kind::VariableDeclaration
        )
    }

    /// The expression in a part of a loop's head, which some grammars give as a statement.
    fn inner_expression(&mut self, node: Node<'t>) -> Node<'t> {
        match self.kind(node) {
            Kind::ExpressionStatement => self.named(node).first().copied().unwrap_or(node),
            _ => node,
        }
    }

    /// A step for an expression as a statement of its own.
    fn value_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let inner = self.inner_expression(node);
        steps.push(Step::Finish(Finish::Expr, self.span(node)));
        steps.push(Step::Expr(inner, Role::Loose));
    }

    /// Steps for the statements of a loop's body, without a block of their own.
    fn statements_of(&mut self, body: Option<Node<'t>>, steps: &mut Vec<Step<'t>>) {
        let Some(body) = body else { return };
        match self.kind(body) {
            Kind::StatementBlock => {
                let statements = self.named(body);
                steps.extend(statements.into_iter().rev().map(Step::Statement));
            }
            _ => steps.push(Step::Statement(body)),
        }
    }

    pub(super) fn for_in_statement(
        &mut self,
        node: Node<'t>,
        label: Option<Name>,
        steps: &mut Vec<Step<'t>>,
    ) {
        let left = self.field(node, Field::Left);
        let rights = self.in_field(node, Field::Right);
        let right = rights.into_iter().find(|part| part.is_named());
        let body = self.field(node, Field::Body);
        let (Some(left), Some(right), Some(body)) = (left, right, body) else {
            return self.unknown_loop(node, steps);
        };
        let operator = self.field(node, Field::Operator);
        let target = self.pattern(left);
        let shape = match operator.map(|operator| self.text(operator)) {
            Some("in") => LoopShape::In(target),
            _ => LoopShape::Of {
                target,
                is_async: self.has_token(node, "await"),
            },
        };
        self.loop_steps(node, shape, label, body, steps);
        steps.push(Step::Expr(right, Role::Given));
    }

    pub(super) fn while_statement(
        &mut self,
        node: Node<'t>,
        label: Option<Name>,
        steps: &mut Vec<Step<'t>>,
    ) {
        let condition = self.field(node, Field::Condition);
        let (Some(condition), Some(body)) = (condition, self.field(node, Field::Body)) else {
            return self.unknown_loop(node, steps);
        };
        self.loop_steps(node, LoopShape::While(true), label, body, steps);
        steps.push(Step::Expr(condition, Role::Loose));
    }

    /// A loop for ever whose last statement leaves it unless the condition holds.
    pub(super) fn do_statement(
        &mut self,
        node: Node<'t>,
        label: Option<Name>,
        steps: &mut Vec<Step<'t>>,
    ) {
        let condition = self.field(node, Field::Condition);
        let (Some(condition), Some(body)) = (condition, self.field(node, Field::Body)) else {
            return self.unknown_loop(node, steps);
        };
        let finish = Finish::Loop(LoopShape::While(false));
        steps.push(Step::Finish(finish, self.span(node)));
        steps.push(Step::Leave);
        steps.push(Step::End(self.span(body)));
        steps.push(Step::Finish(Finish::BreakUnless, self.span(condition)));
        steps.push(Step::Expr(condition, Role::Loose));
        self.statements_of(Some(body), steps);
        steps.push(Step::Begin);
        steps.push(Step::Enter(Scope::Loop(label)));
    }

    fn loop_steps(
        &mut self,
        node: Node<'t>,
        shape: LoopShape,
        label: Option<Name>,
        body: Node<'t>,
        steps: &mut Vec<Step<'t>>,
    ) {
        steps.push(Step::Finish(Finish::Loop(shape), self.span(node)));
        steps.push(Step::Leave);
        self.open_block(body, steps);
        steps.push(Step::Enter(Scope::Loop(label)));
    }

    /// A loop whose head is not as it must be: its expressions and code stay.
    fn unknown_loop(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let body = self.field(node, Field::Body);
        let parts = self.named(node);
        let is_part = |part: &&Node<'t>| Some(part.id()) != body.map(|body| body.id());
        let parts: Vec<_> = parts.iter().filter(is_part).copied().collect();
        let finish = Finish::Unknown(parts.len(), usize::from(body.is_some()));
        steps.push(Step::Finish(finish, self.span(node)));
        if let Some(body) = body {
            self.open_block(body, steps);
        }
        let parts = parts.into_iter().rev();
        steps.extend(parts.map(|part| Step::Expr(part, Role::Given)));
    }

    pub(super) fn finish_loop(&mut self, shape: LoopShape) -> StmtKind {
        let body = self.blocks.one();
        let (mut target, mut iterable, mut test, mut is_async) = (None, None, None, false);
        match shape {
            LoopShape::While(has_test) => test = has_test.then(|| Test::Expr(self.value())),
            LoopShape::Of {
                target: pattern,
                is_async: awaits,
            } => {
                iterable = Some(self.value());
                target = Some(pattern);
                is_async = awaits;
            }
            LoopShape::In(pattern) => {
                // The keys of a value are not what iterating over it gives.
                let value = self.value();
                let span = self.body.exprs.get(value).span;
                let children = vec![value];
                iterable = Some(self.push(span, ExprKind::Unknown { children }));
                target = Some(pattern);
            }
        }
        StmtKind::Loop {
            target,
            iterable,
            test,
            body,
            otherwise: None,
            is_async,
        }
    }

    /// `break` or `continue`. What leaves another statement than the innermost loop is not understood.
    pub(super) fn jump(&self, node: Node<'t>) -> StmtKind {
        let label = self.field(node, Field::Label).map(|label| self.name(label));
        let is_break = self.kind(node) == Kind::BreakStatement;
        let inner = self.scopes.iter().rev();
        let mut inner = inner.take_while(|scope| **scope != Scope::Function);
        let target = inner.find_map(|scope| match scope {
            Scope::Loop(own) => Some(label.is_none() || *own == label),
            Scope::Switch if is_break => Some(false),
            _ => None,
        });
        match target {
            Some(true) if is_break => StmtKind::Break,
            Some(true) => StmtKind::Continue,
            _ => StmtKind::Unknown {
                exprs: Vec::new(),
                blocks: Vec::new(),
            },
        }
    }
}
