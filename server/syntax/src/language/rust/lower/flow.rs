//! Statements put together from their lowered parts; it never looks into a tree but for the place of a node.

use tree_sitter::Node;

use super::{Lower, Scope};
use crate::facts::{
    BinaryOp, Block, ExprId, ExprKind, Function, MatchArm, Name, Pattern, Signature, StmtKind,
    Test, TypeRef,
};
use crate::span::Span;

/// A statement whose parts are being lowered.
pub(super) enum Finish<'t> {
    Expr,
    Return(bool),
    Break,
    Let {
        pattern: Pattern,
        ty: Option<TypeRef>,
        value: bool,
    },
    /// `let … else { … }`.
    LetElse(Pattern),
    Assign(Pattern, Option<BinaryOp>),
    /// `if` with its `else if`s: their tests, and whether there is an `else`.
    Branch(Vec<(TestShape, Span)>, bool),
    For(Pattern),
    While(TestShape),
    Loop,
    Match(Vec<ArmShape>),
    Block,
    /// A block that `break` may leave with a value.
    LabelledBlock,
    Function(Node<'t>, Box<Signature>),
    Class(Name),
    Unknown {
        exprs: usize,
        blocks: usize,
    },
}

/// A condition whose values are being lowered.
pub(super) enum TestShape {
    Expr,
    Pattern(Pattern),
    /// Conditions that must all hold, with their spans; they become branches in branches.
    All(Vec<(TestShape, Span)>),
}

impl TestShape {
    fn values(&self) -> usize {
        match self {
            Self::All(parts) => parts.len(),
            Self::Expr | Self::Pattern(_) => 1,
        }
    }

    fn of(self, value: ExprId) -> Test {
        match self {
            Self::Pattern(pattern) => Test::Pattern { value, pattern },
            Self::Expr | Self::All(_) => Test::Expr(value),
        }
    }
}

pub(super) struct ArmShape {
    pub(super) span: Span,
    pub(super) pattern: Pattern,
    pub(super) guard: bool,
}

impl<'t> Lower<'t, '_> {
    pub(super) fn finish(&mut self, finish: Finish<'t>, span: Span) {
        let kind = match finish {
            Finish::Expr => StmtKind::Expr(self.value()),
            Finish::Return(value) => {
                let value = value.then(|| self.value());
                StmtKind::Return(value.into_iter().collect())
            }
            Finish::Break => StmtKind::Break,
            Finish::Let { pattern, ty, value } => StmtKind::Assign {
                targets: vec![pattern],
                op: None,
                ty,
                value: value.then(|| self.value()),
                declares: true,
            },
            Finish::LetElse(pattern) => {
                let otherwise = Some(self.one_block());
                let value = self.value();
                let test = Test::Pattern { value, pattern };
                let then = Block {
                    span: Span::new(span.end, span.end),
                    stmts: Vec::new(),
                };
                StmtKind::Branch {
                    test,
                    then,
                    otherwise,
                }
            }
            Finish::Assign(target, op) => StmtKind::Assign {
                targets: vec![target],
                op,
                ty: None,
                value: Some(self.value()),
                declares: false,
            },
            Finish::Branch(tests, has_else) => self.finish_branch(tests, has_else),
            Finish::For(target) => StmtKind::Loop {
                target: Some(target),
                iterable: Some(self.value()),
                test: None,
                body: self.loop_body(),
                otherwise: None,
                is_async: false,
            },
            Finish::While(shape) => {
                let value = self.value();
                StmtKind::Loop {
                    target: None,
                    iterable: None,
                    test: Some(shape.of(value)),
                    body: self.loop_body(),
                    otherwise: None,
                    is_async: false,
                }
            }
            Finish::Loop => StmtKind::Loop {
                target: None,
                iterable: None,
                test: None,
                body: self.loop_body(),
                otherwise: None,
                is_async: false,
            },
            Finish::Match(arms) => self.finish_match(arms),
            Finish::Block => StmtKind::Block(self.one_block()),
            Finish::LabelledBlock => {
                self.scopes.pop();
                StmtKind::Block(self.one_block())
            }
            Finish::Function(node, signature) => self.finish_function(node, *signature),
            Finish::Class(name) => StmtKind::Class {
                name,
                block: self.one_block(),
            },
            Finish::Unknown { exprs, blocks } => StmtKind::Unknown {
                exprs: self.take(exprs).collect(),
                blocks: self.take_blocks(blocks).collect(),
            },
        };
        self.add(span, kind);
    }

    fn loop_body(&mut self) -> Block {
        self.scopes.pop();
        self.one_block()
    }

    /// `else if` becomes a branch in the `else` of the one before, so it is built from the last.
    fn finish_branch(&mut self, tests: Vec<(TestShape, Span)>, has_else: bool) -> StmtKind {
        let mut otherwise = has_else.then(|| self.one_block());
        let mut bodies = self.take_blocks(tests.len()).rev();
        let count = tests.iter().map(|(test, _)| test.values()).sum();
        let mut values = self.take(count).rev();
        let mut tests = tests.into_iter().rev().peekable();
        while let Some((shape, span)) = tests.next() {
            let then = bodies.next().unwrap_or_default();
            let branch = match shape {
                TestShape::All(parts) => self.nest(parts, &mut values, then),
                shape => match values.next() {
                    Some(value) => StmtKind::Branch {
                        test: shape.of(value),
                        then,
                        otherwise: otherwise.take(),
                    },
                    None => StmtKind::Block(then),
                },
            };
            if tests.peek().is_none() {
                return branch;
            }
            let stmts = vec![self.state.body.push_stmt(span, branch)];
            otherwise = Some(Block { span, stmts });
        }
        StmtKind::Empty
    }

    /// `a && b { then }` as `a { b { then } }`; `values` gives the last condition first.
    fn nest(
        &mut self,
        parts: Vec<(TestShape, Span)>,
        values: &mut impl Iterator<Item = ExprId>,
        then: Block,
    ) -> StmtKind {
        let mut inner = then;
        let mut parts = parts.into_iter().rev().peekable();
        while let (Some((shape, span)), Some(value)) = (parts.next(), values.next()) {
            let branch = StmtKind::Branch {
                test: shape.of(value),
                then: inner,
                otherwise: None,
            };
            if parts.peek().is_none() {
                return branch;
            }
            let stmts = vec![self.state.body.push_stmt(span, branch)];
            inner = Block { span, stmts };
        }
        StmtKind::Block(inner)
    }

    fn finish_match(&mut self, arms: Vec<ArmShape>) -> StmtKind {
        let guards = arms.iter().filter(|arm| arm.guard).count();
        let bodies: Vec<_> = self.take_blocks(arms.len()).collect();
        let mut guards = self.take(guards);
        let arms = arms.into_iter().zip(bodies).map(|(arm, block)| MatchArm {
            span: arm.span,
            pattern: arm.pattern,
            guard: arm.guard.then(|| guards.next()).flatten(),
            block,
        });
        let arms = arms.collect();
        StmtKind::Match {
            subject: self.value(),
            arms,
        }
    }

    fn finish_function(&mut self, node: Node<'t>, signature: Signature) -> StmtKind {
        if self.scopes.last() == Some(&Scope::Function) {
            self.scopes.pop();
        }
        let block = self.one_block();
        let id = self.state.body.push_function(Function { signature, block });
        let place = self.span(node);
        self.state.functions.insert(place, id);
        StmtKind::Function(id)
    }

    /// The result that carries `error`.
    pub(super) fn failed(&mut self, span: Span, error: ExprId) -> ExprId {
        let callee = self.push(span, ExprKind::Name(Name::new_static("Err")));
        let error_span = self.state.body.exprs.get(error).span;
        let kind = ExprKind::Call {
            style: crate::facts::CallStyle::Plain,
            callee,
            args: vec![super::build::plain_arg(error_span, error)],
            args_span: error_span,
        };
        self.push(span, kind)
    }
}
