//! Statements and blocks, taken apart into steps; it never calls itself for the blocks of one.
//!
//! A last expression without a semicolon is returned by a function that gives something back. Where it branches,
//! each branch returns; so does `return` of a branch, and `break` with a value from a loop that is returned.

use tree_sitter::Node;

use super::expressions::operator;
use super::flow::{ArmShape, Finish, TestShape};
use super::{FIELDS, Kind, Lower, Scope, Step, Tail, field, kind};
use crate::facts::{Name, StmtKind};
use crate::language::rust::imports;
use crate::span::Span;

impl<'t> Lower<'t, '_> {
    /// Begins a block: its statements, then its end. The last one may be the block's value.
    pub(super) fn block(&mut self, node: Node<'t>, tail: Tail, steps: &mut Vec<Step<'t>>) {
        self.begin_block();
        steps.push(Step::EndBlock(self.span(node)));
        let from = steps.len();
        let mut attributes = Vec::new();
        let mut children = self.named(node);
        children.retain(|child| kind(*child) != Kind::Label);
        let last = children.len().saturating_sub(1);
        for (index, child) in children.into_iter().enumerate() {
            match kind(child) {
                Kind::AttributeItem => attributes.push(child),
                Kind::InnerAttributeItem
                | Kind::EmptyStatement
                | Kind::MacroDefinition
                | Kind::VisibilityModifier
                | Kind::Shebang => attributes.clear(),
                child_kind if is_item(child_kind) => {
                    steps.push(Step::Item(child, std::mem::take(&mut attributes)));
                }
                _ => {
                    attributes.clear();
                    let tail = if index == last { tail } else { Tail::Kept };
                    steps.push(Step::Statement(child, tail));
                }
            }
        }
        if let Some(added) = steps.get_mut(from..) {
            added.reverse();
        }
    }

    pub(super) fn statement(&mut self, node: Node<'t>, tail: Tail, steps: &mut Vec<Step<'t>>) {
        let span = self.span(node);
        match kind(node) {
            Kind::ExpressionStatement => {
                let is_dropped = node
                    .child_count()
                    .checked_sub(1)
                    .and_then(|last| node.child(last))
                    .is_some_and(|last| last.kind() == ";");
                let tail = if is_dropped { Tail::Kept } else { tail };
                match self.named(node).as_slice() {
                    [only] => self.expression_statement(*only, tail, span, steps),
                    parts => self.unknown_statement(parts, span, steps),
                }
            }
            Kind::LetDeclaration => self.let_statement(node, steps),
            Kind::Error => {
                let parts = self.named(node);
                self.unknown_statement(&parts, span, steps);
            }
            node_kind if is_item(node_kind) => self.item(node, &[], steps),
            _ => self.expression_statement(node, tail, span, steps),
        }
    }

    /// Its statements stay, its other parts become expressions.
    fn unknown_statement(&mut self, parts: &[Node<'t>], span: Span, steps: &mut Vec<Step<'t>>) {
        let is_statement = |part: &&Node<'t>| {
            let part = kind(**part);
            is_item(part)
                || matches!(
                    part,
                    Kind::ExpressionStatement | Kind::LetDeclaration | Kind::Error | Kind::Block
                )
        };
        let statements = parts.iter().filter(is_statement).rev();
        steps.extend(statements.map(|part| Step::Statement(*part, Tail::Kept)));
        let exprs: Vec<_> = parts.iter().filter(|part| !is_statement(part)).collect();
        let finish = Finish::Unknown {
            exprs: exprs.len(),
            blocks: 0,
        };
        steps.push(Step::Finish(finish, span));
        steps.extend(exprs.into_iter().rev().map(|part| Step::Expr(*part)));
    }

    fn let_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let span = self.span(node);
        let pattern = match field(node, FIELDS.pattern) {
            Some(pattern) => self.pattern(pattern),
            None => super::patterns::unknown(span),
        };
        let ty = field(node, FIELDS.ty).map(|ty| self.ty(ty));
        let value = field(node, FIELDS.value);
        let otherwise = field(node, FIELDS.alternative);
        if let (Some(value), Some(otherwise)) = (value, otherwise) {
            steps.push(Step::Finish(Finish::LetElse(pattern), span));
            steps.push(Step::Block(otherwise, Tail::Kept));
            return steps.push(Step::Expr(value));
        }
        let finish = Finish::Let {
            pattern,
            ty,
            value: value.is_some(),
        };
        steps.push(Step::Finish(finish, span));
        steps.extend(value.map(Step::Expr));
    }

    fn expression_statement(
        &mut self,
        node: Node<'t>,
        tail: Tail,
        span: Span,
        steps: &mut Vec<Step<'t>>,
    ) {
        match kind(node) {
            Kind::IfExpression => self.if_statement(node, tail, span, steps),
            Kind::MatchExpression => self.match_statement(node, tail, span, steps),
            Kind::WhileExpression | Kind::ForExpression | Kind::LoopExpression => {
                self.loop_statement(node, tail, span, steps);
            }
            Kind::Block | Kind::UnsafeBlock | Kind::ConstBlock | Kind::TryBlock => {
                self.block_statement(node, tail, span, steps);
            }
            Kind::ReturnExpression => self.return_statement(node, span, steps),
            Kind::BreakExpression => self.break_statement(node, span, steps),
            Kind::ContinueExpression => self.add(span, StmtKind::Continue),
            Kind::AssignmentExpression | Kind::CompoundAssignmentExpr => {
                self.assignment(node, span, steps);
            }
            Kind::ParenthesizedExpression if node.named_child_count() == 1 => {
                match self.named(node).first() {
                    Some(inner) => steps.push(Step::Statement(*inner, tail)),
                    None => self.add(span, StmtKind::Empty),
                }
            }
            Kind::MacroInvocation if !self.state.known_functions => {
                self.macro_statement(node, tail, span);
            }
            _ => {
                let finish = match tail {
                    Tail::Kept => Finish::Expr,
                    Tail::Returned => Finish::Return(true),
                };
                steps.push(Step::Finish(finish, span));
                steps.push(Step::Expr(node));
            }
        }
    }

    fn return_statement(&mut self, node: Node<'t>, span: Span, steps: &mut Vec<Step<'t>>) {
        let value = self.named(node).first().copied();
        match value.map(|value| (value, kind(value))) {
            Some((value, Kind::IfExpression | Kind::MatchExpression)) => {
                self.expression_statement(value, Tail::Returned, span, steps);
            }
            _ => {
                steps.push(Step::Finish(Finish::Return(value.is_some()), span));
                steps.extend(value.map(Step::Expr));
            }
        }
    }

    fn break_statement(&mut self, node: Node<'t>, span: Span, steps: &mut Vec<Step<'t>>) {
        let mut label = None;
        let mut value = None;
        for child in self.named(node) {
            match kind(child) {
                Kind::Label => label = Some(self.name(child)),
                _ => value = Some(child),
            }
        }
        let scopes = self.scopes.iter().rev();
        let mut scopes = scopes.take_while(|scope| **scope != Scope::Function);
        let target = scopes.find(|scope| match (scope, &label) {
            (Scope::Loop { .. }, None) => true,
            (Scope::Loop { label: own, .. }, Some(_)) => *own == label,
            (Scope::LabelledBlock(own), Some(label)) => own == label,
            _ => false,
        });
        match (target, value) {
            (Some(Scope::Loop { returns: true, .. }), Some(value)) => {
                steps.push(Step::Finish(Finish::Return(true), span));
                steps.push(Step::Expr(value));
            }
            // Where it goes on is not told: there is no statement that leaves a block.
            (Some(Scope::LabelledBlock(_)), value) => {
                let exprs = usize::from(value.is_some());
                steps.push(Step::Finish(Finish::Unknown { exprs, blocks: 0 }, span));
                steps.extend(value.map(Step::Expr));
            }
            (_, Some(value)) => {
                steps.push(Step::Finish(Finish::Break, span));
                steps.push(Step::Finish(Finish::Expr, self.span(value)));
                steps.push(Step::Expr(value));
            }
            (_, None) => self.add(span, StmtKind::Break),
        }
    }

    fn assignment(&mut self, node: Node<'t>, span: Span, steps: &mut Vec<Step<'t>>) {
        let left = field(node, FIELDS.left);
        let (Some(left), Some(right)) = (left, field(node, FIELDS.right)) else {
            let parts = self.named(node);
            return self.unknown_statement(&parts, span, steps);
        };
        let op = field(node, FIELDS.operator)
            .and_then(|op| operator(op.kind().strip_suffix('=').unwrap_or_default()));
        let target = self.target(left);
        steps.push(Step::Finish(Finish::Assign(target, op), span));
        steps.push(Step::Expr(right));
    }

    fn block_statement(
        &mut self,
        node: Node<'t>,
        tail: Tail,
        span: Span,
        steps: &mut Vec<Step<'t>>,
    ) {
        let block = match kind(node) {
            Kind::Block => Some(node),
            _ => self.named(node).last().copied(),
        };
        let Some(block) = block else {
            return self.add(span, StmtKind::Empty);
        };
        // `?` in a `try` block leaves only that: its value is not the function's.
        let tail = match kind(node) {
            Kind::TryBlock => Tail::Kept,
            _ => tail,
        };
        match self.label(block) {
            Some(label) => {
                self.scopes.push(Scope::LabelledBlock(label));
                steps.push(Step::Finish(Finish::LabelledBlock, span));
            }
            None => steps.push(Step::Finish(Finish::Block, span)),
        }
        steps.push(Step::Block(block, tail));
    }

    fn label(&mut self, node: Node<'t>) -> Option<Name> {
        let first = self.named(node).first().copied()?;
        (kind(first) == Kind::Label).then(|| self.name(first))
    }

    /// The conditions of a test as steps, and the shape they leave. Several conditions are one value where an
    /// `else` follows, since what it belongs to is all of them.
    fn test(&mut self, node: Node<'t>, may_nest: bool, values: &mut Vec<Node<'t>>) -> TestShape {
        match kind(node) {
            Kind::LetChain if may_nest => {
                let parts = self.named(node);
                let end = node.end_byte();
                let parts = parts.into_iter().map(|part| {
                    let span = self.span_of(part.start_byte(), end);
                    (self.test(part, false, values), span)
                });
                TestShape::All(parts.collect())
            }
            Kind::LetCondition => match (field(node, FIELDS.pattern), field(node, FIELDS.value)) {
                (Some(pattern), Some(value)) => {
                    values.push(value);
                    TestShape::Pattern(self.pattern(pattern))
                }
                _ => {
                    values.push(node);
                    TestShape::Expr
                }
            },
            _ => {
                values.push(node);
                TestShape::Expr
            }
        }
    }

    fn if_statement(&mut self, node: Node<'t>, tail: Tail, span: Span, steps: &mut Vec<Step<'t>>) {
        // Without an `else` the value is nothing.
        let alternative = field(node, FIELDS.alternative);
        let tail = if alternative.is_some() {
            tail
        } else {
            Tail::Kept
        };
        let mut tests = Vec::new();
        let mut parts = Vec::new();
        let mut otherwise = None;
        let mut at = Some(node);
        while let Some(branch) = at.take() {
            let condition = field(branch, FIELDS.condition);
            let block = field(branch, FIELDS.consequence);
            let (Some(condition), Some(block)) = (condition, block) else {
                otherwise = Some(Step::Statement(branch, Tail::Kept)).filter(|_| branch != node);
                if branch == node {
                    let parts = self.named(node);
                    return self.unknown_statement(&parts, span, steps);
                }
                break;
            };
            let alternative = field(branch, FIELDS.alternative);
            let mut values = Vec::new();
            let shape = self.test(condition, alternative.is_none(), &mut values);
            let span = self.span_of(branch.start_byte(), node.end_byte());
            tests.push((shape, span));
            parts.extend(values.into_iter().map(Step::Expr));
            parts.push(Step::Block(block, tail));
            let code = alternative.and_then(|clause| self.named(clause).first().copied());
            match code {
                Some(next) if kind(next) == Kind::IfExpression => at = Some(next),
                Some(block) => otherwise = Some(Step::Block(block, tail)),
                None => {}
            }
        }
        let has_else = matches!(otherwise, Some(Step::Block(..)));
        steps.push(Step::Finish(Finish::Branch(tests, has_else), span));
        steps.extend(otherwise.filter(|_| has_else));
        steps.extend(parts.into_iter().rev());
    }

    fn match_statement(
        &mut self,
        node: Node<'t>,
        tail: Tail,
        span: Span,
        steps: &mut Vec<Step<'t>>,
    ) {
        let subject = field(node, FIELDS.value);
        let (Some(subject), Some(list)) = (subject, field(node, FIELDS.body)) else {
            let parts = self.named(node);
            return self.unknown_statement(&parts, span, steps);
        };
        let mut arms = Vec::new();
        let mut parts = vec![Step::Expr(subject)];
        for arm in self.named(list) {
            let head = field(arm, FIELDS.pattern);
            let (Some(head), Some(value)) = (head, field(arm, FIELDS.value)) else {
                continue;
            };
            let pattern = match head.child(0) {
                Some(pattern) => self.pattern(pattern),
                None => super::patterns::unknown(self.span(head)),
            };
            let guard = field(head, FIELDS.condition);
            parts.extend(guard.map(Step::Expr));
            parts.push(match kind(value) {
                Kind::Block => Step::Block(value, tail),
                _ => Step::ExprBlock(value, tail),
            });
            arms.push(ArmShape {
                span: self.span(arm),
                pattern,
                guard: guard.is_some(),
            });
        }
        steps.push(Step::Finish(Finish::Match(arms), span));
        steps.extend(parts.into_iter().rev());
    }

    fn loop_statement(
        &mut self,
        node: Node<'t>,
        tail: Tail,
        span: Span,
        steps: &mut Vec<Step<'t>>,
    ) {
        let Some(body) = field(node, FIELDS.body) else {
            let parts = self.named(node);
            return self.unknown_statement(&parts, span, steps);
        };
        let label = self.label(node);
        let mut values = Vec::new();
        let finish = match kind(node) {
            Kind::ForExpression => {
                values.extend(field(node, FIELDS.value));
                let pattern = field(node, FIELDS.pattern);
                let pattern = pattern.map(|pattern| self.pattern(pattern));
                Finish::For(pattern.unwrap_or_else(|| super::patterns::unknown(span)))
            }
            Kind::WhileExpression => match field(node, FIELDS.condition) {
                Some(condition) => Finish::While(self.test(condition, false, &mut values)),
                None => Finish::Loop,
            },
            _ => Finish::Loop,
        };
        let returns = tail == Tail::Returned && kind(node) == Kind::LoopExpression;
        self.scopes.push(Scope::Loop { label, returns });
        steps.push(Step::Finish(finish, span));
        steps.push(Step::Block(body, Tail::Kept));
        steps.extend(values.into_iter().map(Step::Expr));
    }

    /// A declaration in a block or at the top level.
    pub(super) fn item(
        &mut self,
        node: Node<'t>,
        attributes: &[Node<'t>],
        steps: &mut Vec<Step<'t>>,
    ) {
        let span = self.span(node);
        match kind(node) {
            Kind::FunctionItem | Kind::FunctionSignatureItem => {
                let signature = self.signature(node, attributes);
                let body = field(node, FIELDS.body);
                let returns = signature.returns.as_ref();
                let tail = match returns.is_some_and(|ty| !super::types::is_nothing(ty)) {
                    true => Tail::Returned,
                    false => Tail::Kept,
                };
                let span = signature.span;
                self.scopes.push(Scope::Function);
                steps.push(Step::Finish(
                    Finish::Function(node, Box::new(signature)),
                    span,
                ));
                match body {
                    Some(body) => steps.push(Step::Block(body, tail)),
                    None => self.blocks.done.push(crate::facts::Block::default()),
                }
            }
            Kind::ConstItem | Kind::StaticItem => {
                let name = field(node, FIELDS.name);
                let pattern = name.map(|name| crate::facts::Pattern {
                    span: self.span(name),
                    kind: crate::facts::PatternKind::Name(self.name(name)),
                });
                let value = field(node, FIELDS.value);
                let finish = Finish::Let {
                    pattern: pattern.unwrap_or_else(|| super::patterns::unknown(span)),
                    ty: field(node, FIELDS.ty).map(|ty| self.ty(ty)),
                    value: value.is_some(),
                };
                steps.push(Step::Finish(finish, span));
                steps.extend(value.map(Step::Expr));
            }
            Kind::UseDeclaration | Kind::ExternCrateDeclaration => {
                let imports = imports::imports(self, node, attributes, !self.scopes.is_empty());
                self.add(span, StmtKind::Import(imports));
            }
            Kind::ModItem if field(node, FIELDS.body).is_none() => {
                let imports = imports::imports(self, node, attributes, !self.scopes.is_empty());
                self.add(span, StmtKind::Import(imports));
            }
            _ => {
                let named = [FIELDS.name, FIELDS.ty].into_iter();
                let name = named.filter_map(|at| field(node, at)).next();
                let name = name.and_then(|name| self.path(name));
                steps.push(Step::Finish(Finish::Class(name.unwrap_or_default()), span));
                match field(node, FIELDS.body) {
                    Some(body) if kind(body) == Kind::DeclarationList => {
                        steps.push(Step::Block(body, Tail::Kept));
                    }
                    // What it declares is in the facts of types.
                    _ => self.blocks.done.push(crate::facts::Block::default()),
                }
            }
        }
    }
}

/// Whether a node declares something.
fn is_item(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::FunctionItem
            | Kind::FunctionSignatureItem
            | Kind::ConstItem
            | Kind::StaticItem
            | Kind::UseDeclaration
            | Kind::ExternCrateDeclaration
            | Kind::ModItem
            | Kind::ForeignModItem
            | Kind::StructItem
            | Kind::UnionItem
            | Kind::EnumItem
            | Kind::TypeItem
            | Kind::AssociatedType
            | Kind::ImplItem
            | Kind::TraitItem
    )
}
