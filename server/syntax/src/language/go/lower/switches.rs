//! `switch` and `select`: their cases as arms and branches.

use tree_sitter::Node;

use super::statements::{Finish, empty};
use super::{FIELDS, Kind, Lower, Scope, Step, field, kind};
use crate::facts::{
    BinaryOp, Block, ExprId, ExprKind, Literal, MatchArm, Name, Pattern, PatternKind, StmtKind,
    Test, UnaryOp,
};
use crate::span::Span;

/// Statements copied at most to where a case falls through to them.
const MAX_COPIED: usize = 256;

/// A case of a switch while its parts are lowered.
pub(super) struct CaseShape {
    span: Span,
    /// How many values it compares with; none for `default`.
    values: usize,
    is_default: bool,
    falls_through: bool,
}

impl<'t> Lower<'t, '_> {
    pub(super) fn switch_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let initializer = field(node, FIELDS.initializer);
        let subject = field(node, FIELDS.value);
        self.initialised(node, initializer, steps);
        let mut shapes = Vec::new();
        let mut parts = Vec::new();
        for case in self.cases(node) {
            let values = match field(case, FIELDS.value) {
                Some(list) => self.named(list),
                None => Vec::new(),
            };
            let statements = self.statements(case);
            let last = statements.last().map(|last| kind(*last));
            shapes.push(CaseShape {
                span: self.span(case),
                values: values.len(),
                is_default: kind(case) == Kind::DefaultCase,
                falls_through: last == Some(Kind::FallthroughStatement),
            });
            parts.push((case, values, statements));
        }
        let finish = Finish::Switch {
            subject: subject.is_some(),
            cases: shapes,
        };
        steps.push(Step::Finish(finish, self.span(node)));
        steps.push(Step::Leave);
        for (case, values, statements) in parts.into_iter().rev() {
            self.case_block(case, &statements, steps);
            steps.extend(values.into_iter().rev().map(Step::Expr));
        }
        steps.extend(subject.map(Step::Expr));
        self.initialise(initializer, steps);
        self.scopes.push(Scope::Switch);
    }

    pub(super) fn type_switch_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let Some(subject) = field(node, FIELDS.value) else {
            return self.unknown(node, steps);
        };
        let initializer = field(node, FIELDS.initializer);
        let alias = field(node, FIELDS.alias);
        let alias = alias.and_then(|alias| self.named(alias).first().copied());
        let alias = alias.map(|alias| (self.name(alias), self.span(alias)));
        self.initialised(node, initializer, steps);
        let cases = self.cases(node);
        let mut shapes = Vec::new();
        for case in &cases {
            let is_default = kind(*case) == Kind::DefaultCase;
            let pattern = self.type_pattern(*case, alias.clone());
            shapes.push((self.span(*case), pattern, is_default));
        }
        let finish = Finish::TypeSwitch { cases: shapes };
        steps.push(Step::Finish(finish, self.span(node)));
        steps.push(Step::Leave);
        for case in cases.into_iter().rev() {
            let statements = self.statements(case);
            self.case_block(case, &statements, steps);
        }
        steps.push(Step::Expr(subject));
        self.initialise(initializer, steps);
        self.scopes.push(Scope::Switch);
    }

    pub(super) fn select_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let cases = self.cases(node);
        let shapes = cases.iter();
        let shapes = shapes.map(|case| (self.span(*case), kind(*case) == Kind::DefaultCase));
        let finish = Finish::Select {
            cases: shapes.collect(),
        };
        steps.push(Step::Finish(finish, self.span(node)));
        steps.push(Step::Leave);
        for case in cases.into_iter().rev() {
            let mut statements = self.statements(case);
            let communication = field(case, FIELDS.communication);
            statements.retain(|statement| Some(*statement) != communication);
            let statements: Vec<_> = communication.into_iter().chain(statements).collect();
            self.case_block(case, &statements, steps);
        }
        self.scopes.push(Scope::Switch);
    }

    fn cases(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        let mut cases = self.named(node);
        cases.retain(|case| {
            matches!(
                kind(*case),
                Kind::ExpressionCase | Kind::TypeCase | Kind::CommunicationCase | Kind::DefaultCase
            )
        });
        cases
    }

    /// The statements of a case. A `break` at their end does nothing.
    fn case_block(&mut self, case: Node<'t>, statements: &[Node<'t>], steps: &mut Vec<Step<'t>>) {
        let (last, before) = match statements.split_last() {
            Some((last, before)) if kind(*last) == Kind::BreakStatement => (Some(*last), before),
            _ => (None, statements),
        };
        let start = statements.first().map_or(case.end_byte(), Node::start_byte);
        steps.push(Step::Close(self.span_of(start, case.end_byte())));
        if let Some(last) = last {
            let step = match self.named(last).is_empty() {
                true => Step::Finish(Finish::Ready(StmtKind::Empty), self.span(last)),
                false => Step::Statement(last),
            };
            steps.push(step);
        }
        steps.extend(before.iter().rev().map(|part| Step::Statement(*part)));
        steps.push(Step::Open);
    }

    /// The types of a case, and the name that the value has there.
    fn type_pattern(&mut self, case: Node<'t>, alias: Option<(Name, Span)>) -> Pattern {
        let types = self.in_field(case, FIELDS.ty);
        if types.is_empty() {
            let span = self.span_of(case.start_byte(), case.start_byte() + "default".len());
            return match alias {
                Some((name, span)) => Pattern {
                    span,
                    kind: PatternKind::Name(name),
                },
                None => Pattern {
                    span,
                    kind: PatternKind::Wildcard,
                },
            };
        }
        let mut patterns: Vec<_> = types.iter().map(|ty| self.one_type(*ty)).collect();
        let spans = patterns.iter().map(|pattern| pattern.span);
        let span = spans.reduce(Span::joined).unwrap_or_default();
        let inner = match patterns.len() {
            1 => patterns.pop().map(|pattern| pattern.kind),
            _ => Some(PatternKind::Or(patterns)),
        };
        let kind = inner.unwrap_or(PatternKind::Unknown);
        let inner = Pattern { span, kind };
        match alias {
            Some((name, _)) => Pattern {
                span,
                kind: PatternKind::Bind {
                    name,
                    inner: Box::new(inner),
                },
            },
            None => inner,
        }
    }

    /// A pointer to a type is told by the type.
    fn one_type(&mut self, ty: Node<'t>) -> Pattern {
        let span = self.span(ty);
        let mut at = ty;
        while matches!(kind(at), Kind::PointerType | Kind::ParenthesizedType)
            && let [inner] = self.named(at).as_slice()
        {
            at = *inner;
        }
        let kind = match self.path(at) {
            Some(path) if path == "nil" => PatternKind::Literal(Literal::Null),
            Some(path) => PatternKind::Type {
                path,
                parts: Vec::new(),
            },
            None => PatternKind::Unknown,
        };
        Pattern { span, kind }
    }

    /// With a subject its arms, without one branches, the default at the end where nothing else is left.
    pub(super) fn finish_switch(
        &mut self,
        subject: bool,
        cases: Vec<CaseShape>,
        span: Span,
    ) -> StmtKind {
        let mut blocks = self.take_blocks(cases.len());
        self.fall_through(&cases, &mut blocks);
        let count = cases.iter().map(|case| case.values).sum();
        let mut values = self.take(count);
        let arms: Vec<_> = cases
            .into_iter()
            .zip(blocks)
            .map(|(case, block)| {
                let values: Vec<_> = values.by_ref().take(case.values).collect();
                (case, values, block)
            })
            .collect();
        match subject {
            true => {
                let subject = self.value();
                let arms = arms.into_iter().map(|(case, values, block)| {
                    let pattern = self.value_pattern(&case, &values);
                    (case.is_default, arm(case.span, pattern, block))
                });
                let arms = default_last(arms.collect());
                StmtKind::Match { subject, arms }
            }
            false => self.branches(arms, span),
        }
    }

    /// Where a case falls through, the statements of the next one follow its own.
    fn fall_through(&mut self, cases: &[CaseShape], blocks: &mut [Block]) {
        for index in (0..cases.len()).rev() {
            let falls = cases.get(index).is_some_and(|case| case.falls_through);
            let Some(next) = blocks.get(index + 1).filter(|_| falls) else {
                continue;
            };
            let mut copied: Vec<_> = next.stmts.iter().take(MAX_COPIED).copied().collect();
            if copied.len() < next.stmts.len() {
                let exprs = Vec::new();
                let blocks = Vec::new();
                let unknown = StmtKind::Unknown { exprs, blocks };
                copied.push(self.body.push_stmt(next.span, unknown));
            }
            if let Some(block) = blocks.get_mut(index) {
                block.stmts.extend(copied);
            }
        }
    }

    fn value_pattern(&self, case: &CaseShape, values: &[ExprId]) -> Pattern {
        let mut patterns: Vec<_> = values
            .iter()
            .map(|value| Pattern {
                span: self.get(*value).span,
                kind: self.compared(*value),
            })
            .collect();
        let spans = patterns.iter().map(|pattern| pattern.span);
        let span = spans.reduce(Span::joined).unwrap_or(case.span);
        let kind = match patterns.len() {
            0 => PatternKind::Wildcard,
            1 => patterns
                .pop()
                .map_or(PatternKind::Unknown, |pattern| pattern.kind),
            _ => PatternKind::Or(patterns),
        };
        Pattern { span, kind }
    }

    fn compared(&self, value: ExprId) -> PatternKind {
        match &self.get(value).kind {
            ExprKind::Literal(literal) => PatternKind::Literal(literal.clone()),
            ExprKind::Unary {
                op: UnaryOp::Negate,
                operand,
            } => match &self.get(*operand).kind {
                ExprKind::Literal(Literal::Int(digits)) => {
                    PatternKind::Literal(Literal::Int(format!("-{digits}").into()))
                }
                ExprKind::Literal(Literal::Float(digits)) => {
                    PatternKind::Literal(Literal::Float(format!("-{digits}").into()))
                }
                _ => PatternKind::Place(value),
            },
            _ => PatternKind::Place(value),
        }
    }

    /// A switch without a subject: its cases are conditions, one after another.
    fn branches(&mut self, arms: Vec<(CaseShape, Vec<ExprId>, Block)>, span: Span) -> StmtKind {
        let (default, cases): (Vec<_>, Vec<_>) =
            arms.into_iter().partition(|(case, ..)| case.is_default);
        let mut otherwise = default.into_iter().next().map(|(_, _, block)| block);
        let mut cases = cases.into_iter().rev().peekable();
        while let Some((case, values, then)) = cases.next() {
            let Some(test) = self.any_of(&values) else {
                continue;
            };
            let branch = StmtKind::Branch {
                test: Test::Expr(test),
                then,
                otherwise: otherwise.take(),
            };
            if cases.peek().is_none() {
                return branch;
            }
            let span = Span::new(case.span.start, span.end);
            let stmts = vec![self.body.push_stmt(span, branch)];
            otherwise = Some(Block { span, stmts });
        }
        StmtKind::Block(otherwise.unwrap_or_else(|| empty(span)))
    }

    fn any_of(&mut self, values: &[ExprId]) -> Option<ExprId> {
        let mut values = values.iter().copied();
        let mut any = values.next()?;
        for right in values {
            let left = any;
            let span = self.get(left).span.joined(self.get(right).span);
            let op = BinaryOp::Or;
            any = self.push(span, ExprKind::Binary { op, left, right });
        }
        Some(any)
    }

    pub(super) fn finish_type_switch(&mut self, cases: Vec<(Span, Pattern, bool)>) -> StmtKind {
        let blocks = self.take_blocks(cases.len());
        let arms = cases.into_iter().zip(blocks);
        let arms = arms
            .map(|((span, pattern, is_default), block)| (is_default, arm(span, pattern, block)));
        StmtKind::Match {
            subject: self.value(),
            arms: default_last(arms.collect()),
        }
    }

    /// Which case of a `select` runs, nothing in the code tells, only that one does: so the last takes the rest.
    pub(super) fn finish_select(&mut self, cases: Vec<(Span, bool)>, span: Span) -> StmtKind {
        let blocks = self.take_blocks(cases.len());
        let arms = cases.into_iter().zip(blocks);
        let arms = arms.map(|((span, is_default), block)| {
            let kind = PatternKind::Unknown;
            (is_default, arm(span, Pattern { span, kind }, block))
        });
        let mut arms = default_last(arms.collect());
        if let Some(last) = arms.last_mut() {
            last.pattern.kind = PatternKind::Wildcard;
        }
        let keyword = Span::new(span.start, span.start + 6);
        let children = Vec::new();
        let subject = self.push(keyword, ExprKind::Unknown { children });
        StmtKind::Match { subject, arms }
    }
}

fn arm(span: Span, pattern: Pattern, block: Block) -> MatchArm {
    MatchArm {
        span,
        pattern,
        guard: None,
        block,
    }
}

/// The default is taken where no other case is, wherever it stands.
fn default_last(arms: Vec<(bool, MatchArm)>) -> Vec<MatchArm> {
    let (default, mut others): (Vec<_>, Vec<_>) =
        arms.into_iter().partition(|(is_default, _)| *is_default);
    others.extend(default);
    others.into_iter().map(|(_, arm)| arm).collect()
}
