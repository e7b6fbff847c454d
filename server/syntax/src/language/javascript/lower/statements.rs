//! Statements and blocks; the blocks of one are steps, never calls.

use tree_sitter::Node;

use super::functions::{FunctionShape, Member, Place};
use super::loops::LoopShape;
use super::switches::SwitchShape;
use super::{Field, Kind, Lower, Role, Scope, Step};
use crate::facts::{
    BinaryOp, Catch, ExprId, ExprKind, Name, Pattern, PatternKind, StmtKind, Test, TypeRef,
};
use crate::language::javascript::imports;
use crate::span::Span;

/// A statement whose values and blocks have been lowered.
pub(super) enum Finish<'t> {
    Expr,
    Assign {
        targets: Vec<Pattern>,
        op: Option<BinaryOp>,
        ty: Option<TypeRef>,
        has_value: bool,
        declares: bool,
    },
    Return(bool),
    Raise(bool),
    /// `if`, with whether there is an `else`.
    Branch(bool),
    Loop(LoopShape),
    /// Leaves the loop around unless the value lowered last holds.
    BreakUnless,
    Switch(SwitchShape),
    Try {
        catch: Option<CatchShape>,
        finally: bool,
    },
    Function(Box<FunctionShape<'t>>),
    Class(Name),
    Block,
    Unknown(usize, usize),
}

pub(super) struct CatchShape {
    span: Span,
    head: Span,
    binding: Option<Name>,
}

impl<'t> Lower<'t, '_> {
    /// Steps for the statements or members of a node as a block.
    pub(super) fn open_block(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        steps.push(Step::End(self.span(node)));
        match self.kind(node) {
            Kind::Program | Kind::StatementBlock => {
                let statements = self.named(node);
                steps.extend(statements.into_iter().rev().map(Step::Statement));
            }
            Kind::ClassBody | Kind::InterfaceBody | Kind::ObjectType => {
                let members = self.members(node).into_iter().rev();
                steps.extend(members.map(|member| Step::Member(Box::new(member))));
            }
            _ => steps.push(Step::Statement(node)),
        }
        steps.push(Step::Begin);
    }

    pub(super) fn statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let label = self.label.take();
        let export = self.export.take();
        let span = self.span(export.unwrap_or(node));
        match self.kind(node) {
            Kind::ExpressionStatement => self.expression_statement(node, steps),
            Kind::LexicalDeclaration | Kind::VariableDeclaration | Kind::UsingDeclaration => {
                self.declaration(node, export, steps);
            }
            Kind::FunctionDeclaration
            | Kind::GeneratorFunctionDeclaration
            | Kind::FunctionSignature => {
                let mut member = Member::in_display(node, span);
                let exported = export.is_some();
                member.place = Place::Named { exported };
                self.function_statement(member, steps);
            }
            Kind::ClassDeclaration | Kind::AbstractClassDeclaration => {
                let mut decorators = self.own_decorators(node);
                if let Some(export) = export {
                    decorators.extend(self.own_decorators(export));
                }
                let name = self.declared_name(node);
                steps.push(Step::Finish(Finish::Class(name.clone()), span));
                self.class_steps(node, &decorators, name, steps);
            }
            Kind::InterfaceDeclaration => {
                let name = self.declared_name(node);
                steps.push(Step::Finish(Finish::Class(name.clone()), span));
                self.class_steps(node, &[], name, steps);
            }
            Kind::TypeAliasDeclaration => {
                let name = self.declared_name(node);
                let object = self.field(node, Field::Value);
                let object = object.filter(|value| self.kind(*value) == Kind::ObjectType);
                steps.push(Step::Finish(Finish::Class(name.clone()), span));
                steps.push(Step::Leave);
                match object {
                    Some(object) => self.open_block(object, steps),
                    None => steps.extend([Step::End(Span::default()), Step::Begin]),
                }
                steps.push(Step::Enter(Scope::Class(name)));
            }
            Kind::EnumDeclaration => self.enumeration(node, span, steps),
            Kind::Module | Kind::InternalModule => self.namespace(node, span, steps),
            Kind::AmbientDeclaration => {
                self.export = export;
                let inner = self.named(node);
                steps.extend(inner.first().map(|inner| Step::Statement(*inner)));
            }
            Kind::ImportStatement | Kind::ImportAlias => {
                let imports = imports::statement(self, node, !self.scopes.is_empty());
                self.add(span, StmtKind::Import(imports));
            }
            Kind::ExportStatement => self.export_statement(node, steps),
            Kind::IfStatement => self.if_statement(node, steps),
            Kind::ForStatement => self.for_statement(node, label, steps),
            Kind::ForInStatement => self.for_in_statement(node, label, steps),
            Kind::WhileStatement => self.while_statement(node, label, steps),
            Kind::DoStatement => self.do_statement(node, label, steps),
            Kind::SwitchStatement => self.switch_statement(node, steps),
            Kind::TryStatement => self.try_statement(node, steps),
            Kind::LabeledStatement => self.labeled_statement(node, steps),
            Kind::StatementBlock => {
                steps.push(Step::Finish(Finish::Block, span));
                self.open_block(node, steps);
            }
            Kind::ReturnStatement => self.return_statement(node, steps),
            Kind::ThrowStatement => self.throw_statement(node, steps),
            Kind::BreakStatement | Kind::ContinueStatement => {
                let kind = self.jump(node);
                self.add(span, kind);
            }
            Kind::EmptyStatement | Kind::DebuggerStatement => self.add(span, StmtKind::Empty),
            _ => self.unknown_statement(node, steps),
        }
    }

    fn declared_name(&self, node: Node<'t>) -> Name {
        let name = self.field(node, Field::Name);
        name.map(|name| self.key(name)).unwrap_or_default()
    }

    /// A statement that is not understood: its statements and expressions stay.
    pub(super) fn unknown_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let is_error = self.kind(node) == Kind::Error;
        let mut parts = Vec::new();
        let mut blocks = Vec::new();
        let mut statements = Vec::new();
        for part in self.named(node) {
            match self.kind(part) {
                kind if is_error && is_statement(kind) => statements.push(part),
                kind if is_statement(kind) => blocks.push(part),
                _ => parts.push(part),
            }
        }
        let finish = Finish::Unknown(parts.len(), blocks.len());
        steps.extend(statements.into_iter().rev().map(Step::Statement));
        steps.push(Step::Finish(finish, self.span(node)));
        for block in blocks.into_iter().rev() {
            self.open_block(block, steps);
        }
        let parts = parts.into_iter().rev();
        steps.extend(parts.map(|part| Step::Expr(part, Role::Given)));
    }

    fn expression_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let span = self.span(node);
        let Some(value) = self.named(node).first().copied() else {
            return self.unknown_statement(node, steps);
        };
        match self.kind(value) {
            Kind::AssignmentExpression => self.assignment(value, span, steps),
            Kind::AugmentedAssignmentExpression => {
                let op = self.assigned_operator(value);
                let left = self.field(value, Field::Left);
                let targets = left.map(|left| self.pattern(left)).into_iter().collect();
                let right = self.field(value, Field::Right);
                let finish = Finish::Assign {
                    targets,
                    op,
                    ty: None,
                    has_value: right.is_some(),
                    declares: false,
                };
                steps.push(Step::Finish(finish, span));
                steps.extend(right.map(|right| Step::Expr(right, Role::Given)));
            }
            Kind::InternalModule => self.namespace(value, span, steps),
            _ => {
                steps.push(Step::Finish(Finish::Expr, span));
                steps.push(Step::Expr(value, Role::Loose));
            }
        }
    }

    /// `a = b = value` has two targets.
    fn assignment(&mut self, node: Node<'t>, span: Span, steps: &mut Vec<Step<'t>>) {
        let mut targets = Vec::new();
        let mut lefts = Vec::new();
        let mut at = node;
        let value = loop {
            if let Some(left) = self.field(at, Field::Left) {
                targets.push(self.pattern(left));
                lefts.push(left);
            }
            match self.field(at, Field::Right) {
                Some(right) if self.kind(right) == Kind::AssignmentExpression => at = right,
                right => break right,
            }
        };
        let finish = Finish::Assign {
            targets,
            op: None,
            ty: None,
            has_value: value.is_some(),
            declares: false,
        };
        steps.push(Step::Finish(finish, span));
        if let Some(value) = value {
            let role = match lefts.last() {
                Some(left) => self.bound_role(*left, value, span, false),
                None => Role::Given,
            };
            steps.push(Step::Expr(value, role));
        }
    }

    /// `const a = 1, b = 2` are two statements.
    fn declaration(&mut self, node: Node<'t>, export: Option<Node<'t>>, steps: &mut Vec<Step<'t>>) {
        let declarators: Vec<_> = self
            .named(node)
            .into_iter()
            .filter(|child| self.kind(*child) == Kind::VariableDeclarator)
            .collect();
        let whole = self.span(export.unwrap_or(node));
        let is_only = declarators.len() == 1;
        let from = steps.len();
        for declarator in declarators {
            let span = match is_only {
                true => whole,
                false => self.span(declarator),
            };
            let imported = imports::declarator(self, declarator, !self.scopes.is_empty());
            if !imported.is_empty() {
                let id = self.body.push_stmt(span, StmtKind::Import(imported));
                self.blocks.current.push(id);
                continue;
            }
            let (Some(target), value) = (
                self.field(declarator, Field::Name),
                self.field(declarator, Field::Value),
            ) else {
                continue;
            };
            let ty = self.field(declarator, Field::Type);
            let finish = Finish::Assign {
                targets: vec![self.pattern(target)],
                op: None,
                ty: ty.map(|ty| self.annotation(ty)),
                has_value: value.is_some(),
                declares: true,
            };
            if let Some(value) = value {
                let role = self.bound_role(target, value, span, export.is_some());
                steps.push(Step::Expr(value, role));
            }
            steps.push(Step::Finish(finish, span));
        }
        if let Some(added) = steps.get_mut(from..) {
            added.reverse();
        }
    }

    fn enumeration(&mut self, node: Node<'t>, span: Span, steps: &mut Vec<Step<'t>>) {
        let name = self.declared_name(node);
        steps.push(Step::Finish(Finish::Class(name), span));
        let Some(body) = self.field(node, Field::Body) else {
            return steps.extend([Step::End(Span::default()), Step::Begin]);
        };
        steps.push(Step::End(self.span(body)));
        for member in self.named(body).into_iter().rev() {
            let is_assigned = self.kind(member) == Kind::EnumAssignment;
            let name = match is_assigned {
                true => self.field(member, Field::Name).unwrap_or(member),
                false => member,
            };
            let value = self.field(member, Field::Value).filter(|_| is_assigned);
            let target = Pattern {
                span: self.span(name),
                kind: PatternKind::Name(self.key(name)),
            };
            let finish = Finish::Assign {
                targets: vec![target],
                op: None,
                ty: None,
                has_value: value.is_some(),
                declares: true,
            };
            steps.push(Step::Finish(finish, self.span(member)));
            steps.extend(value.map(|value| Step::Expr(value, Role::Given)));
        }
        steps.push(Step::Begin);
    }

    fn namespace(&mut self, node: Node<'t>, span: Span, steps: &mut Vec<Step<'t>>) {
        let name = self.field(node, Field::Name);
        let name = match name.and_then(|name| self.path(name)) {
            Some(path) => path,
            None => self.declared_name(node),
        };
        steps.push(Step::Finish(Finish::Class(name.clone()), span));
        steps.push(Step::Leave);
        match self.field(node, Field::Body) {
            Some(body) => self.open_block(body, steps),
            None => steps.extend([Step::End(Span::default()), Step::Begin]),
        }
        steps.push(Step::Enter(Scope::Class(name)));
    }

    fn export_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let span = self.span(node);
        if let Some(declaration) = self.field(node, Field::Declaration) {
            self.export = Some(node);
            return steps.push(Step::Statement(declaration));
        }
        let value = self.field(node, Field::Value).or_else(|| {
            // `export = value`.
            let parts = self.named(node);
            let value = parts.first().copied().filter(|_| parts.len() == 1)?;
            (self.has_token(node, "=")).then_some(value)
        });
        if let Some(value) = value {
            steps.push(Step::Finish(Finish::Expr, span));
            return steps.push(Step::Expr(value, Role::Given));
        }
        let kind = match imports::re_exports(self, node) {
            imports if imports.is_empty() => StmtKind::Empty,
            imports => StmtKind::Import(imports),
        };
        self.add(span, kind);
    }

    fn if_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let condition = self.field(node, Field::Condition);
        let then = self.field(node, Field::Consequence);
        let (Some(condition), Some(then)) = (condition, then) else {
            return self.unknown_statement(node, steps);
        };
        let otherwise = self.field(node, Field::Alternative);
        let otherwise = otherwise.and_then(|clause| self.named(clause).first().copied());
        steps.push(Step::Finish(
            Finish::Branch(otherwise.is_some()),
            self.span(node),
        ));
        if let Some(otherwise) = otherwise {
            self.open_block(otherwise, steps);
        }
        self.open_block(then, steps);
        steps.push(Step::Expr(condition, Role::Loose));
    }

    fn try_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let Some(body) = self.field(node, Field::Body) else {
            return self.unknown_statement(node, steps);
        };
        let handler = self.field(node, Field::Handler);
        let block_of = |lower: &Self, clause| lower.field(clause, Field::Body);
        let handler = handler.and_then(|clause| Some((clause, block_of(self, clause)?)));
        let finalizer = self.field(node, Field::Finalizer);
        let finalizer = finalizer.and_then(|clause| block_of(self, clause));
        let parameter = handler.and_then(|(clause, _)| self.field(clause, Field::Parameter));
        let binding = parameter.filter(|name| self.kind(*name) == Kind::Identifier);
        let binding = binding.map(|name| self.name(name));
        let catch = handler.map(|(clause, block)| CatchShape {
            span: self.span(clause),
            head: self.source.span_of(clause.start_byte(), block.start_byte()),
            binding: binding.clone(),
        });
        let finish = Finish::Try {
            catch,
            finally: finalizer.is_some(),
        };
        steps.push(Step::Finish(finish, self.span(node)));
        if let Some(finalizer) = finalizer {
            self.open_block(finalizer, steps);
        }
        if let Some((_, block)) = handler {
            steps.push(Step::Leave);
            self.open_block(block, steps);
            steps.push(Step::Enter(Scope::Catch(binding)));
        }
        steps.push(Step::Leave);
        self.open_block(body, steps);
        steps.push(Step::Enter(Scope::Try));
    }

    fn labeled_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let label = self.field(node, Field::Label).map(|label| self.name(label));
        let Some(body) = self.field(node, Field::Body) else {
            return self.unknown_statement(node, steps);
        };
        let is_loop = matches!(
            self.kind(body),
            Kind::ForStatement | Kind::ForInStatement | Kind::WhileStatement | Kind::DoStatement
        );
        if is_loop {
            self.label = label;
            return steps.push(Step::Statement(body));
        }
        steps.push(Step::Leave);
        steps.push(Step::Statement(body));
        steps.push(Step::Enter(Scope::Label));
    }

    fn return_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let span = self.span(node);
        let value = self.named(node).first().copied();
        if let Some(error) = value.and_then(|value| self.rejected(value)) {
            steps.push(Step::Finish(Finish::Raise(true), span));
            return steps.push(Step::Expr(error, Role::Loose));
        }
        steps.push(Step::Finish(Finish::Return(value.is_some()), span));
        steps.extend(value.map(|value| Step::Expr(value, Role::Given)));
    }

    /// The error of `Promise.reject(error)`. Returned outside of a `try` it is raised for whoever awaits the function.
    fn rejected(&mut self, value: Node<'t>) -> Option<Node<'t>> {
        let callee = self.field(value, Field::Function)?;
        let inner = self.scopes.iter().rev();
        let mut inner = inner.take_while(|scope| **scope != Scope::Function);
        if self.text(callee) != "Promise.reject" || inner.any(|scope| *scope == Scope::Try) {
            return None;
        }
        match self.named(self.field(value, Field::Arguments)?).as_slice() {
            [error] if self.kind(*error) != Kind::SpreadElement => Some(*error),
            _ => None,
        }
    }

    /// Throwing what was caught raises it again.
    fn throw_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let error = self.named(node).first().copied();
        let inner = self.scopes.iter().rev();
        let mut inner = inner.take_while(|scope| **scope != Scope::Function);
        let caught = inner.find_map(|scope| match scope {
            Scope::Catch(name) => name.clone(),
            _ => None,
        });
        let again = error.is_some_and(|error| {
            caught.is_some_and(|name| {
                self.kind(error) == Kind::Identifier && self.text(error) == name
            })
        });
        let error = error.filter(|_| !again);
        steps.push(Step::Finish(
            Finish::Raise(error.is_some()),
            self.span(node),
        ));
        steps.extend(error.map(|error| Step::Expr(error, Role::Loose)));
    }

    pub(super) fn finish(&mut self, finish: Finish<'t>, span: Span) {
        let kind = match finish {
            Finish::Expr => StmtKind::Expr(self.value()),
            Finish::Assign {
                targets,
                op,
                ty,
                has_value,
                declares,
            } => StmtKind::Assign {
                targets,
                op,
                ty,
                value: has_value.then(|| self.value()),
                declares,
            },
            Finish::Return(has_value) => {
                StmtKind::Return(has_value.then(|| self.value()).into_iter().collect())
            }
            Finish::Raise(has_error) => StmtKind::Raise {
                error: has_error.then(|| self.value()),
                cause: None,
            },
            Finish::Branch(has_else) => {
                let otherwise = self.blocks.optional(has_else);
                StmtKind::Branch {
                    test: Test::Expr(self.value()),
                    then: self.blocks.one(),
                    otherwise,
                }
            }
            Finish::Loop(shape) => self.finish_loop(shape),
            Finish::BreakUnless => self.break_unless(span),
            Finish::Switch(shape) => self.finish_switch(shape),
            Finish::Try { catch, finally } => {
                let finally = self.blocks.optional(finally);
                let catches = catch.map(|catch| self.finish_catch(catch));
                StmtKind::Try {
                    catches: catches.into_iter().collect(),
                    body: self.blocks.one(),
                    otherwise: None,
                    finally,
                }
            }
            Finish::Function(shape) => StmtKind::Function(self.finish_function(*shape)),
            Finish::Class(name) => {
                let block = self.blocks.one();
                StmtKind::Class { name, block }
            }
            Finish::Block => StmtKind::Block(self.blocks.one()),
            Finish::Unknown(exprs, blocks) => {
                let exprs: Vec<ExprId> = self.take(exprs).collect();
                let blocks = self.blocks.take(blocks).collect();
                StmtKind::Unknown { exprs, blocks }
            }
        };
        self.add(span, kind);
    }

    fn finish_catch(&mut self, catch: CatchShape) -> Catch {
        let block = self.blocks.one();
        let comments = self.source.comments;
        let first = comments.partition_point(|comment| comment.start < catch.head.end);
        let next = comments.get(first);
        Catch {
            span: catch.span,
            head: catch.head,
            types: Vec::new(),
            binding: catch.binding,
            has_comment: next.is_some_and(|comment| comment.start < block.span.end),
            block,
        }
    }

    /// A test that leaves the loop where it does not hold.
    fn break_unless(&mut self, span: Span) -> StmtKind {
        let operand = self.value();
        let op = crate::facts::UnaryOp::Not;
        let test = self.push(span, ExprKind::Unary { op, operand });
        let stmts = vec![self.body.push_stmt(span, StmtKind::Break)];
        StmtKind::Branch {
            test: Test::Expr(test),
            then: crate::facts::Block { span, stmts },
            otherwise: None,
        }
    }
}

/// Whether a node stands on its own in a block.
fn is_statement(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ExpressionStatement
            | Kind::LexicalDeclaration
            | Kind::VariableDeclaration
            | Kind::UsingDeclaration
            | Kind::FunctionDeclaration
            | Kind::GeneratorFunctionDeclaration
            | Kind::FunctionSignature
            | Kind::ClassDeclaration
            | Kind::AbstractClassDeclaration
            | Kind::InterfaceDeclaration
            | Kind::TypeAliasDeclaration
            | Kind::EnumDeclaration
            | Kind::Module
            | Kind::AmbientDeclaration
            | Kind::ImportStatement
            | Kind::ImportAlias
            | Kind::ExportStatement
            | Kind::IfStatement
            | Kind::ForStatement
            | Kind::ForInStatement
            | Kind::WhileStatement
            | Kind::DoStatement
            | Kind::SwitchStatement
            | Kind::TryStatement
            | Kind::LabeledStatement
            | Kind::StatementBlock
            | Kind::ReturnStatement
            | Kind::ThrowStatement
            | Kind::BreakStatement
            | Kind::ContinueStatement
            | Kind::EmptyStatement
            | Kind::DebuggerStatement
            | Kind::WithStatement
            | Kind::Error
    )
}
