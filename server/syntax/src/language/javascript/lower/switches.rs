//! `switch` as a match whose arms do not fall through.

use tree_sitter::Node;

use super::statements::Finish;
use super::{Field, Kind, Lower, Role, Scope, Step};
use crate::facts::{
    Block, ExprId, ExprKind, Literal, MatchArm, Name, Pattern, PatternKind, StmtId, StmtKind,
    UnaryOp,
};
use crate::span::Span;

/// Statements copied into the arms that fall into them, in all arms of a `switch` together.
const MAX_COPIED: usize = 500;

/// Statements that are looked into to tell whether control reaches the end of a case.
const MAX_LOOK: usize = 32;

/// A `switch` whose values and blocks have been lowered.
pub(super) struct SwitchShape {
    cases: Vec<CaseShape>,
}

struct CaseShape {
    span: Span,
    has_value: bool,
    /// Whether control goes on into the next case.
    falls: bool,
    is_empty: bool,
}

impl<'t> Lower<'t, '_> {
    pub(super) fn switch_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let span = self.span(node);
        let subject = self.field(node, Field::Value);
        let body = self.field(node, Field::Body);
        let (Some(subject), Some(body)) = (subject, body) else {
            let parts = self.named(node);
            steps.push(Step::Finish(Finish::Unknown(parts.len(), 0), span));
            let parts = parts.into_iter().rev();
            return steps.extend(parts.map(|part| Step::Expr(part, Role::Given)));
        };
        let mut cases = Vec::new();
        let mut values = Vec::new();
        let mut blocks = Vec::new();
        for case in self.named(body) {
            if !matches!(self.kind(case), Kind::SwitchCase | Kind::SwitchDefault) {
                continue;
            }
            let value = self.field(case, Field::Value);
            values.extend(value);
            let statements = self.case_statements(case);
            cases.push(CaseShape {
                span: self.span(case),
                has_value: value.is_some(),
                falls: statements.falls,
                is_empty: statements.all.is_empty(),
            });
            blocks.push((self.span(case), statements.all));
        }
        steps.push(Step::Finish(Finish::Switch(SwitchShape { cases }), span));
        steps.push(Step::Leave);
        for (span, statements) in blocks.into_iter().rev() {
            steps.push(Step::End(span));
            steps.extend(statements.into_iter().rev().map(Step::Statement));
            steps.push(Step::Begin);
        }
        steps.push(Step::Enter(Scope::Switch));
        let values = values.into_iter().rev();
        steps.extend(values.map(|value| Step::Expr(value, Role::Loose)));
        steps.push(Step::Expr(subject, Role::Loose));
    }

    /// The statements of a case up to the `break` that ends it; of a block in it those inside.
    fn case_statements(&mut self, case: Node<'t>) -> Statements<'t> {
        let all: Vec<_> = self.in_field(case, Field::Body);
        let mut all: Vec<_> = all
            .into_iter()
            .filter(|part| part.is_named() && self.kind(*part) != Kind::Comment)
            .collect();
        if let [only] = all.as_slice()
            && self.kind(*only) == Kind::StatementBlock
        {
            all = self.named(*only);
        } else if let [block, last] = all.as_slice()
            && self.kind(*block) == Kind::StatementBlock
            && self.leaves_switch(*last)
        {
            let last = *last;
            all = self.named(*block);
            all.push(last);
        }
        let end = all.iter().position(|part| self.leaves_switch(*part));
        let falls = match end {
            Some(end) => {
                all.truncate(end);
                false
            }
            None => all.last().is_none_or(|last| self.completes(*last)),
        };
        Statements { all, falls }
    }

    fn leaves_switch(&self, node: Node<'t>) -> bool {
        self.kind(node) == Kind::BreakStatement && self.field(node, Field::Label).is_none()
    }

    /// Whether control may reach the end of a statement.
    fn completes(&mut self, node: Node<'t>) -> bool {
        let mut pending = vec![node];
        let mut looked = 0;
        while let Some(node) = pending.pop() {
            looked += 1;
            if looked > MAX_LOOK {
                return true;
            }
            match self.kind(node) {
                Kind::ReturnStatement
                | Kind::ThrowStatement
                | Kind::ContinueStatement
                | Kind::BreakStatement => {}
                Kind::StatementBlock | Kind::ElseClause => match self.named(node).last() {
                    Some(last) => pending.push(*last),
                    None => return true,
                },
                Kind::IfStatement => {
                    let then = self.field(node, Field::Consequence);
                    let otherwise = self.field(node, Field::Alternative);
                    let (Some(then), Some(otherwise)) = (then, otherwise) else {
                        return true;
                    };
                    pending.extend([then, otherwise]);
                }
                _ => return true,
            }
        }
        false
    }

    pub(super) fn finish_switch(&mut self, shape: SwitchShape) -> StmtKind {
        let blocks: Vec<Block> = self.blocks.take(shape.cases.len()).collect();
        let has_value = |case: &&CaseShape| case.has_value;
        let values = shape.cases.iter().filter(has_value).count();
        let mut values: Vec<ExprId> = self.take(values).collect();
        values.reverse();
        let subject = self.value();
        let mut arms = Vec::new();
        let mut default = None;
        // Cases without code of their own belong to the next one.
        let mut patterns: Vec<Pattern> = Vec::new();
        let mut start: Option<Span> = None;
        let mut copied = 0;
        for (index, case) in shape.cases.iter().enumerate() {
            patterns.push(match case.has_value {
                true => self.case_pattern(values.pop(), case.span),
                false => Pattern {
                    span: case.span,
                    kind: PatternKind::Wildcard,
                },
            });
            let around = start.map_or(case.span, |start| start.joined(case.span));
            let is_last = index + 1 == shape.cases.len();
            if case.is_empty && case.falls && !is_last {
                start = Some(around);
                continue;
            }
            start = None;
            let block = self.fallen(&shape.cases, &blocks, index, &mut copied);
            let pattern = joined(std::mem::take(&mut patterns));
            let is_default = pattern.kind == PatternKind::Wildcard;
            let arm = MatchArm {
                span: around,
                pattern,
                guard: None,
                block,
            };
            match is_default {
                true => default = Some(arm),
                false => arms.push(arm),
            }
        }
        // Wherever it stands, it is taken when no other case is.
        arms.extend(default);
        StmtKind::Match { subject, arms }
    }

    /// The statements of a case and of those it falls into.
    fn fallen(
        &mut self,
        cases: &[CaseShape],
        blocks: &[Block],
        index: usize,
        copied: &mut usize,
    ) -> Block {
        let mut stmts: Vec<StmtId> = Vec::new();
        let mut span = Span::default();
        for (at, (case, block)) in cases.iter().zip(blocks).enumerate().skip(index) {
            if at == index {
                span = block.span;
            } else {
                *copied += block.stmts.len() + 1;
            }
            if *copied > MAX_COPIED {
                let kind = StmtKind::Unknown {
                    exprs: Vec::new(),
                    blocks: Vec::new(),
                };
                stmts.push(self.body.push_stmt(block.span, kind));
                break;
            }
            stmts.extend(&block.stmts);
            if !case.falls {
                break;
            }
        }
        Block { span, stmts }
    }

    fn case_pattern(&mut self, value: Option<ExprId>, span: Span) -> Pattern {
        let Some(value) = value else {
            let kind = PatternKind::Unknown;
            return Pattern { span, kind };
        };
        let expr = self.body.exprs.get(value);
        let kind = match &expr.kind {
            ExprKind::Literal(literal) => PatternKind::Literal(literal.clone()),
            ExprKind::Unary {
                op: UnaryOp::Negate,
                operand,
            } => match &self.body.exprs.get(*operand).kind {
                ExprKind::Literal(Literal::Int(digits)) => {
                    PatternKind::Literal(Literal::Int(Name::from(format!("-{digits}"))))
                }
                _ => PatternKind::Place(value),
            },
            _ => PatternKind::Place(value),
        };
        let span = expr.span;
        Pattern { span, kind }
    }
}

struct Statements<'t> {
    all: Vec<Node<'t>>,
    falls: bool,
}

/// One pattern for several cases; with the default among them all others are taken as well.
fn joined(mut patterns: Vec<Pattern>) -> Pattern {
    let default = patterns
        .iter()
        .position(|pattern| pattern.kind == PatternKind::Wildcard);
    if let Some(default) = default {
        return patterns.swap_remove(default);
    }
    let spans = patterns.iter().map(|pattern| pattern.span);
    let span = spans.reduce(Span::joined).unwrap_or_default();
    match patterns.pop() {
        Some(only) if patterns.is_empty() => only,
        last => {
            patterns.extend(last);
            let kind = PatternKind::Or(patterns);
            Pattern { span, kind }
        }
    }
}
