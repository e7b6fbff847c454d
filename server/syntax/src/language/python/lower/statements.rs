//! Statements and blocks, lowered with a stack of steps; it never calls itself for the blocks of one.

use tree_sitter::Node;

use super::expressions::{is_async, operator};
use super::signatures::{Decorated, decorated};
use super::{FIELDS, Kind, Lower, MAX_DEPTH, field, kind};
use crate::facts::{
    Arg, Block, CallStyle, Catch, ExprId, ExprKind, Function, MatchArm, Name, Pattern, PatternKind,
    Signature, StmtKind, Test,
};
use crate::language::python::imports;
use crate::span::Span;

/// A step of lowering.
enum Step<'t> {
    Statement(Node<'t>),
    /// Lowers the statements of a block; its head has been read.
    Block(Node<'t>),
    /// Ends the block that was begun last.
    EndBlock(Span),
    Finish(Finish<'t>, Span),
}

/// A statement whose blocks are being lowered.
enum Finish<'t> {
    /// `if` with its `elif`s: their tests, and whether there is an `else`.
    Branch(Vec<(ExprId, Span)>, bool),
    For {
        target: Pattern,
        iterable: ExprId,
        is_async: bool,
        otherwise: bool,
    },
    While(ExprId, bool),
    Match(ExprId, Vec<ArmShape>),
    Try {
        catches: Vec<CatchShape>,
        otherwise: bool,
        finally: bool,
    },
    With(Vec<(ExprId, Option<Pattern>)>, bool),
    Function(Node<'t>, Box<Signature>),
    Class(Name),
    Unknown(Vec<ExprId>, usize),
}

struct ArmShape {
    span: Span,
    pattern: Pattern,
    guard: Option<ExprId>,
}

struct CatchShape {
    span: Span,
    head: Span,
    types: Vec<ExprId>,
    binding: Option<Name>,
}

/// Blocks under construction and done.
struct Blocks {
    /// The statements of the block at hand.
    current: Vec<crate::facts::StmtId>,
    /// Blocks around it.
    outer: Vec<Vec<crate::facts::StmtId>>,
    done: Vec<Block>,
    /// For each class or function around, whether it is a class.
    scopes: Vec<bool>,
}

impl Blocks {
    /// The last `count` blocks, in source order.
    fn take(&mut self, count: usize) -> std::vec::IntoIter<Block> {
        let start = self.done.len().saturating_sub(count);
        self.done.split_off(start).into_iter()
    }

    fn one(&mut self) -> Block {
        self.done.pop().unwrap_or_default()
    }

    fn optional(&mut self, there: bool) -> Option<Block> {
        there.then(|| self.one())
    }
}

impl<'t> Lower<'t, '_> {
    /// Lowers a whole item.
    pub(super) fn root(&mut self, root: Node<'t>) {
        let mut blocks = Blocks {
            current: Vec::new(),
            outer: Vec::new(),
            done: Vec::new(),
            scopes: vec![self.in_class],
        };
        let mut steps = vec![Step::Block(root)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Statement(node) => self.statement(node, &mut blocks, &mut steps),
                Step::Block(node) => {
                    blocks.outer.push(std::mem::take(&mut blocks.current));
                    steps.push(Step::EndBlock(self.span(node)));
                    let statements = self.named(node);
                    steps.extend(statements.into_iter().rev().map(Step::Statement));
                }
                Step::EndBlock(span) => {
                    let around = blocks.outer.pop().unwrap_or_default();
                    let stmts = std::mem::replace(&mut blocks.current, around);
                    blocks.done.push(Block { span, stmts });
                }
                Step::Finish(finish, span) => {
                    let kind = self.finish(finish, span, &mut blocks);
                    self.add(span, kind, &mut blocks);
                }
            }
        }
        self.body.root = blocks.one();
    }

    fn add(&mut self, span: Span, kind: StmtKind, blocks: &mut Blocks) {
        let id = self.body.push_stmt(span, kind);
        blocks.current.push(id);
    }

    fn statement(&mut self, node: Node<'t>, blocks: &mut Blocks, steps: &mut Vec<Step<'t>>) {
        let span = self.span(node);
        let kind = match kind(node) {
            Kind::IfStatement => return self.if_statement(node, steps),
            Kind::ForStatement => return self.for_statement(node, steps),
            Kind::WhileStatement => return self.while_statement(node, steps),
            Kind::TryStatement => return self.try_statement(node, steps),
            Kind::WithStatement => return self.with_statement(node, steps),
            Kind::MatchStatement => return self.match_statement(node, steps),
            Kind::FunctionDefinition | Kind::ClassDefinition | Kind::DecoratedDefinition => {
                return self.definition(node, blocks, steps);
            }
            // A block without its head, as broken code may have it.
            Kind::Block => {
                steps.push(Step::Finish(Finish::Unknown(Vec::new(), 1), span));
                return steps.push(Step::Block(node));
            }
            Kind::Error => return self.broken(node, steps),
            Kind::ExpressionStatement => self.expression_statement(node),
            Kind::ReturnStatement => StmtKind::Return(self.listed(node)),
            Kind::DeleteStatement => StmtKind::Delete(self.listed(node)),
            Kind::RaiseStatement => self.raise(node),
            Kind::AssertStatement => self.assert(node),
            Kind::PassStatement => StmtKind::Empty,
            Kind::BreakStatement => StmtKind::Break,
            Kind::ContinueStatement => StmtKind::Continue,
            Kind::GlobalStatement | Kind::NonlocalStatement => {
                let names = self.named(node);
                StmtKind::Outer(names.into_iter().map(|name| self.name(name)).collect())
            }
            Kind::ImportStatement | Kind::ImportFromStatement | Kind::FutureImportStatement => {
                let context = imports::Context {
                    type_only: false,
                    conditional: !self.yields.is_empty(),
                };
                StmtKind::Import(imports::imports(self, node, context))
            }
            Kind::TypeAliasStatement => self.type_alias(node),
            _ => StmtKind::Unknown {
                exprs: self.all_exprs(node),
                blocks: Vec::new(),
            },
        };
        self.add(span, kind, blocks);
    }

    fn all_exprs(&mut self, node: Node<'t>) -> Vec<ExprId> {
        let parts = self.named(node);
        parts.into_iter().map(|part| self.expr(part)).collect()
    }

    /// The expressions of `return a, b` and `del a, b`.
    fn listed(&mut self, node: Node<'t>) -> Vec<ExprId> {
        let parts = self.named(node);
        match parts.as_slice() {
            [list] if kind(*list) == Kind::ExpressionList => match kind(node) {
                Kind::DeleteStatement => self.all_exprs(*list),
                _ => vec![self.expr(*list)],
            },
            _ => self.all_exprs(node),
        }
    }

    fn expression_statement(&mut self, node: Node<'t>) -> StmtKind {
        let parts = self.named(node);
        match parts.as_slice() {
            [only] => match kind(*only) {
                Kind::Assignment => self.assignment(*only),
                Kind::AugmentedAssignment => self.augmented(*only),
                _ => StmtKind::Expr(self.expr(*only)),
            },
            // `a, b` without brackets.
            _ => {
                let items: Vec<_> = parts.iter().map(|part| self.expr(*part)).collect();
                let kind = ExprKind::Sequence {
                    kind: crate::facts::SequenceKind::Tuple,
                    items,
                };
                StmtKind::Expr(self.push(self.span(node), kind))
            }
        }
    }

    /// `a = b = value`: each further target stands as the value of the one before.
    fn assignment(&mut self, node: Node<'t>) -> StmtKind {
        let ty = field(node, FIELDS.ty).map(|ty| self.ty(ty));
        let mut targets = Vec::new();
        let mut at = node;
        let value = loop {
            targets.extend(field(at, FIELDS.left).map(|left| self.pattern(left)));
            match field(at, FIELDS.right) {
                Some(right) if kind(right) == Kind::Assignment => at = right,
                right => break right,
            }
        };
        StmtKind::Assign {
            targets,
            op: None,
            ty,
            value: value.map(|value| self.expr(value)),
            declares: false,
        }
    }

    fn augmented(&mut self, node: Node<'t>) -> StmtKind {
        let op = field(node, FIELDS.operator)
            .and_then(|op| operator(self.text(op).trim_end_matches('=')));
        let target = field(node, FIELDS.left).map(|left| self.pattern(left));
        StmtKind::Assign {
            targets: target.into_iter().collect(),
            op,
            ty: None,
            value: field(node, FIELDS.right).map(|value| self.expr(value)),
            declares: false,
        }
    }

    fn type_alias(&mut self, node: Node<'t>) -> StmtKind {
        let left = field(node, FIELDS.left);
        let target = left.map(|left| {
            let inner = left.named_child(0).unwrap_or(left);
            let name = inner
                .named_child(0)
                .filter(|_| kind(inner) == Kind::GenericType)
                .unwrap_or(inner);
            let target = match kind(name) {
                Kind::Identifier => PatternKind::Name(self.name(name)),
                _ => PatternKind::Place(self.called_type(node, left)),
            };
            Pattern {
                span: self.span(name),
                kind: target,
            }
        });
        let declares = matches!(
            target,
            Some(Pattern {
                kind: PatternKind::Name(_),
                ..
            })
        );
        StmtKind::Assign {
            targets: target.into_iter().collect(),
            op: None,
            ty: None,
            value: field(node, FIELDS.right).map(|value| self.expr(value)),
            declares,
        }
    }

    /// `type(x).name = value` looks to the grammar like `type X = value`: the target it really has.
    fn called_type(&mut self, node: Node<'t>, left: Node<'t>) -> ExprId {
        let mut names = Vec::new();
        let mut at = left;
        loop {
            match (kind(at), self.named(at).as_slice()) {
                (Kind::Type, [inner]) => at = *inner,
                (Kind::MemberType, [object, name]) => {
                    names.push(*name);
                    at = *object;
                }
                (Kind::Attribute, [object, name]) => {
                    names.push(*name);
                    at = *object;
                }
                _ => break,
            }
        }
        let start = node.start_byte();
        let function = self.span_of(start, start + "type".len());
        let callee = self.push(function, ExprKind::Name(Name::new_static("type")));
        let value = self.expr(at);
        let args_span = self.span(at);
        let args = vec![Arg {
            span: self.body.exprs.get(value).span,
            name: None,
            spread: None,
            value,
        }];
        let mut object = self.push(
            function.joined(args_span),
            ExprKind::Call {
                style: CallStyle::Plain,
                callee,
                args,
                args_span,
            },
        );
        for name in names.into_iter().rev() {
            let name_span = self.span(name);
            let kind = ExprKind::Member {
                object,
                name: self.name(name),
                name_span,
                optional: false,
            };
            object = self.push(function.joined(name_span), kind);
        }
        object
    }

    fn raise(&mut self, node: Node<'t>) -> StmtKind {
        let cause = field(node, FIELDS.cause);
        let error = self.named(node).first().copied();
        StmtKind::Raise {
            error: error
                .filter(|error| Some(error.id()) != cause.map(|cause| cause.id()))
                .map(|error| self.expr(error)),
            cause: cause.map(|cause| self.expr(cause)),
        }
    }

    fn assert(&mut self, node: Node<'t>) -> StmtKind {
        match self.named(node).as_slice() {
            [test, rest @ ..] => StmtKind::Assert {
                test: self.expr(*test),
                message: rest.first().map(|message| self.expr(*message)),
            },
            [] => StmtKind::Unknown {
                exprs: Vec::new(),
                blocks: Vec::new(),
            },
        }
    }

    /// Text that could not be parsed: its statements stay, its other parts become expressions.
    fn broken(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let mut exprs = Vec::new();
        let mut statements = Vec::new();
        for part in self.named(node) {
            if is_statement(part) {
                statements.push(part);
            } else {
                exprs.push(self.expr(part));
            }
        }
        let span = self.span(node);
        steps.push(Step::Finish(Finish::Unknown(exprs, 0), span));
        steps.extend(statements.into_iter().rev().map(Step::Statement));
    }

    /// A statement whose head is not as it must be: its expressions and blocks stay.
    fn without_head(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let mut exprs = Vec::new();
        let mut blocks = Vec::new();
        for part in self.named(node) {
            match kind(part) {
                Kind::Block => blocks.push(part),
                _ => exprs.push(self.expr(part)),
            }
        }
        let finish = Finish::Unknown(exprs, blocks.len());
        self.begin(node, finish, &blocks, steps);
    }

    /// Lowers `blocks` from first to last, then finishes.
    fn begin(
        &self,
        node: Node<'t>,
        finish: Finish<'t>,
        blocks: &[Node<'t>],
        steps: &mut Vec<Step<'t>>,
    ) {
        steps.push(Step::Finish(finish, self.span(node)));
        steps.extend(blocks.iter().rev().map(|block| Step::Block(*block)));
    }

    fn if_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let mut tests = Vec::new();
        let mut blocks = Vec::new();
        let mut has_else = false;
        let clauses = self.in_field(node, FIELDS.alternative);
        for clause in std::iter::once(node).chain(clauses) {
            if kind(clause) == Kind::ElseClause {
                has_else |= field(clause, FIELDS.body).is_some();
                blocks.extend(field(clause, FIELDS.body));
                continue;
            }
            let condition = field(clause, FIELDS.condition);
            let block = field(clause, FIELDS.consequence);
            let (Some(condition), Some(block)) = (condition, block) else {
                return self.without_head(node, steps);
            };
            let test = self.expr(condition);
            tests.push((test, self.span_of(clause.start_byte(), node.end_byte())));
            blocks.push(block);
        }
        self.begin(node, Finish::Branch(tests, has_else), &blocks, steps);
    }

    fn for_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let left = field(node, FIELDS.left);
        let right = field(node, FIELDS.right);
        let body = field(node, FIELDS.body);
        let (Some(left), Some(right), Some(body)) = (left, right, body) else {
            return self.without_head(node, steps);
        };
        let otherwise = else_block(node);
        let finish = Finish::For {
            target: self.pattern(left),
            iterable: self.expr(right),
            is_async: is_async(node),
            otherwise: otherwise.is_some(),
        };
        let blocks: Vec<_> = std::iter::once(body).chain(otherwise).collect();
        self.begin(node, finish, &blocks, steps);
    }

    fn while_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let condition = field(node, FIELDS.condition);
        let (Some(condition), Some(body)) = (condition, field(node, FIELDS.body)) else {
            return self.without_head(node, steps);
        };
        let otherwise = else_block(node);
        let test = self.expr(condition);
        let blocks: Vec<_> = std::iter::once(body).chain(otherwise).collect();
        self.begin(
            node,
            Finish::While(test, otherwise.is_some()),
            &blocks,
            steps,
        );
    }

    fn try_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let Some(body) = field(node, FIELDS.body) else {
            return self.without_head(node, steps);
        };
        let mut blocks = vec![body];
        let mut catches = Vec::new();
        let mut otherwise = None;
        let mut finally = None;
        for clause in self.named(node) {
            let block = last_block(clause);
            match (kind(clause), block) {
                (Kind::ExceptClause, Some(block)) => {
                    catches.push(self.catch(clause, block));
                    blocks.push(block);
                }
                (Kind::ElseClause, _) => otherwise = block,
                (Kind::FinallyClause, _) => finally = block,
                _ => {}
            }
        }
        let finish = Finish::Try {
            catches,
            otherwise: otherwise.is_some(),
            finally: finally.is_some(),
        };
        blocks.extend(otherwise.into_iter().chain(finally));
        self.begin(node, finish, &blocks, steps);
    }

    fn catch(&mut self, clause: Node<'t>, block: Node<'t>) -> CatchShape {
        let mut types = Vec::new();
        let mut binding = field(clause, FIELDS.alias).and_then(|name| self.target_name(name));
        for value in self.in_field(clause, FIELDS.value) {
            let mut value = value;
            if kind(value) == Kind::AsPattern {
                let parts = self.named(value);
                binding = parts.get(1).and_then(|name| self.target_name(*name));
                let Some(first) = parts.first() else { continue };
                value = *first;
            }
            if !value.is_named() {
                continue;
            }
            match kind(value) {
                Kind::Tuple => types.extend(self.all_exprs(value)),
                _ => types.push(self.expr(value)),
            }
        }
        // The colon is the last token before the block.
        let colon = self
            .all(clause)
            .into_iter()
            .rfind(|child| !child.is_named() && self.text(*child) == ":");
        let head_end = colon.map_or(block.start_byte(), |colon| colon.end_byte());
        CatchShape {
            span: self.span(clause),
            head: self.span_of(clause.start_byte(), head_end),
            types,
            binding,
        }
    }

    fn with_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let clause = self
            .named(node)
            .into_iter()
            .find(|child| kind(*child) == Kind::WithClause);
        let (Some(clause), Some(body)) = (clause, field(node, FIELDS.body)) else {
            return self.without_head(node, steps);
        };
        let mut managers = Vec::new();
        for item in self.named(clause) {
            let Some(value) = field(item, FIELDS.value) else {
                continue;
            };
            // `with (a as b, c as d):` may be read as a tuple.
            let parts = match kind(value) {
                Kind::Tuple => self.named(value),
                _ => vec![value],
            };
            if parts.iter().any(|part| kind(*part) == Kind::AsPattern) {
                for part in parts {
                    managers.push(self.manager(part));
                }
            } else {
                managers.push(self.manager(value));
            }
        }
        let finish = Finish::With(managers, is_async(node));
        self.begin(node, finish, &[body], steps);
    }

    fn manager(&mut self, node: Node<'t>) -> (ExprId, Option<Pattern>) {
        let target = self.named_last(node).map(|target| self.pattern(target));
        (self.expr(node), target)
    }

    /// What `as` binds in `a as x`, also where the grammar puts it at the last operand: `a if b else c as x`.
    fn named_last(&mut self, node: Node<'t>) -> Option<Node<'t>> {
        let mut at = node;
        for _ in 0..MAX_DEPTH {
            let parts = self.named(at);
            match kind(at) {
                Kind::AsPattern => return parts.get(1).copied(),
                Kind::ConditionalExpression
                | Kind::BooleanOperator
                | Kind::BinaryOperator
                | Kind::ComparisonOperator
                | Kind::NotOperator
                | Kind::UnaryOperator
                | Kind::Await
                | Kind::Lambda => at = *parts.last()?,
                _ => return None,
            }
        }
        None
    }

    fn match_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let subjects = self.in_field(node, FIELDS.subject);
        let subjects: Vec<_> = subjects.into_iter().filter(Node::is_named).collect();
        let (Some(body), Some(first)) = (field(node, FIELDS.body), subjects.first()) else {
            return self.without_head(node, steps);
        };
        let subject = match subjects.as_slice() {
            [only] => self.expr(*only),
            _ => {
                let items: Vec<_> = subjects.iter().map(|part| self.expr(*part)).collect();
                let end = subjects.last().map_or(first.end_byte(), Node::end_byte);
                let span = self.span_of(first.start_byte(), end);
                let kind = crate::facts::SequenceKind::Tuple;
                self.push(span, ExprKind::Sequence { kind, items })
            }
        };
        let mut arms = Vec::new();
        let mut blocks = Vec::new();
        for clause in self.named(body) {
            let block = field(clause, FIELDS.consequence);
            if let (Kind::CaseClause, Some(block)) = (kind(clause), block) {
                arms.push(self.arm(clause));
                blocks.push(block);
            }
        }
        self.begin(node, Finish::Match(subject, arms), &blocks, steps);
    }

    fn arm(&mut self, clause: Node<'t>) -> ArmShape {
        let cases: Vec<_> = self
            .named(clause)
            .into_iter()
            .filter(|child| kind(*child) == Kind::CasePattern)
            .collect();
        let pattern = match cases.as_slice() {
            [only] => self.case_pattern(*only),
            _ => {
                let parts: Vec<_> = cases.iter().map(|case| self.case_pattern(*case)).collect();
                let spans = parts.iter().map(|part| part.span);
                Pattern {
                    span: spans.reduce(Span::joined).unwrap_or_default(),
                    kind: PatternKind::Sequence(parts),
                }
            }
        };
        ArmShape {
            span: self.span(clause),
            pattern,
            guard: self.guard(clause),
        }
    }

    fn definition(&mut self, node: Node<'t>, blocks: &mut Blocks, steps: &mut Vec<Step<'t>>) {
        let Some(decorated) = decorated(node) else {
            return self.without_head(node, steps);
        };
        let body = field(decorated.definition, FIELDS.body);
        let body: Vec<_> = body.into_iter().collect();
        let is_class = kind(decorated.definition) == Kind::ClassDefinition;
        let finish = if is_class {
            self.class(&decorated)
        } else {
            let in_class = blocks.scopes.last().copied().unwrap_or(false);
            let signature = self.signature(&decorated, in_class);
            self.yields.push(false);
            Finish::Function(node, Box::new(signature))
        };
        if body.is_empty() {
            blocks.done.push(Block::default());
        }
        blocks.scopes.push(is_class);
        self.begin(node, finish, &body, steps);
    }

    /// The head of a class; its decorators and bases are in the arena for whoever looks through all of it.
    fn class(&mut self, class: &Decorated<'t>) -> Finish<'t> {
        self.decorators(&class.decorators);
        if let Some(list) = field(class.definition, FIELDS.superclasses) {
            self.args(list);
        }
        let name = field(class.definition, FIELDS.name);
        Finish::Class(name.map(|name| self.name(name)).unwrap_or_default())
    }

    fn finish(&mut self, finish: Finish<'t>, span: Span, blocks: &mut Blocks) -> StmtKind {
        match finish {
            Finish::Branch(tests, has_else) => self.finish_branch(tests, has_else, blocks),
            Finish::For {
                target,
                iterable,
                is_async,
                otherwise,
            } => {
                let otherwise = blocks.optional(otherwise);
                StmtKind::Loop {
                    target: Some(target),
                    iterable: Some(iterable),
                    test: None,
                    body: blocks.one(),
                    otherwise,
                    is_async,
                }
            }
            Finish::While(test, otherwise) => {
                let otherwise = blocks.optional(otherwise);
                StmtKind::Loop {
                    target: None,
                    iterable: None,
                    test: Some(Test::Expr(test)),
                    body: blocks.one(),
                    otherwise,
                    is_async: false,
                }
            }
            Finish::Match(subject, arms) => {
                let bodies = blocks.take(arms.len());
                let arms = arms.into_iter().zip(bodies).map(|(arm, block)| MatchArm {
                    span: arm.span,
                    pattern: arm.pattern,
                    guard: arm.guard,
                    block,
                });
                StmtKind::Match {
                    subject,
                    arms: arms.collect(),
                }
            }
            Finish::Try {
                catches,
                otherwise,
                finally,
            } => {
                let finally = blocks.optional(finally);
                let otherwise = blocks.optional(otherwise);
                let bodies = blocks.take(catches.len());
                let catches = catches
                    .into_iter()
                    .zip(bodies)
                    .map(|(catch, block)| self.finish_catch(catch, block))
                    .collect();
                StmtKind::Try {
                    body: blocks.one(),
                    catches,
                    otherwise,
                    finally,
                }
            }
            Finish::With(managers, is_async) => StmtKind::With {
                managers,
                body: blocks.one(),
                is_async,
            },
            Finish::Function(node, signature) => {
                self.finish_function(node, *signature, span, blocks)
            }
            Finish::Class(name) => {
                blocks.scopes.pop();
                StmtKind::Class {
                    name,
                    block: blocks.one(),
                }
            }
            Finish::Unknown(exprs, count) => StmtKind::Unknown {
                exprs,
                blocks: blocks.take(count).collect(),
            },
        }
    }

    /// `elif` becomes a branch in the `else` of the one before, so it is built from the last.
    fn finish_branch(
        &mut self,
        tests: Vec<(ExprId, Span)>,
        has_else: bool,
        blocks: &mut Blocks,
    ) -> StmtKind {
        let mut otherwise = blocks.optional(has_else);
        let mut bodies = blocks.take(tests.len()).rev();
        let mut tests = tests.into_iter().rev().peekable();
        while let Some((test, span)) = tests.next() {
            let branch = StmtKind::Branch {
                test: Test::Expr(test),
                then: bodies.next().unwrap_or_default(),
                otherwise: otherwise.take(),
            };
            if tests.peek().is_none() {
                return branch;
            }
            let stmts = vec![self.body.push_stmt(span, branch)];
            otherwise = Some(Block { span, stmts });
        }
        StmtKind::Empty
    }

    fn finish_catch(&self, catch: CatchShape, block: Block) -> Catch {
        let head_end = catch.head.end;
        let text = self.src.get(block.span.end as usize..).unwrap_or_default();
        let rest = text.find(['\n', '\r']).unwrap_or(text.len());
        let end = block
            .span
            .end
            .saturating_add(u32::try_from(rest).unwrap_or(0));
        let first = self
            .comments
            .partition_point(|comment| comment.start < head_end);
        let has_comment = self
            .comments
            .get(first)
            .is_some_and(|comment| comment.start < end);
        Catch {
            span: catch.span,
            head: catch.head,
            types: catch.types,
            binding: catch.binding,
            block,
            has_comment,
        }
    }

    fn finish_function(
        &mut self,
        node: Node<'t>,
        mut signature: Signature,
        span: Span,
        blocks: &mut Blocks,
    ) -> StmtKind {
        blocks.scopes.pop();
        let in_class = blocks.scopes.last().copied().unwrap_or(false);
        signature.is_generator = self.yields.pop().unwrap_or(false);
        signature.span = span;
        let block = blocks.one();
        let id = self.body.push_function(Function { signature, block });
        let definition = decorated(node).map_or(node, |function| function.definition);
        self.functions.insert(definition.id(), id);
        self.definitions.push((id, node, in_class));
        StmtKind::Function(id)
    }
}

fn else_block(node: Node<'_>) -> Option<Node<'_>> {
    field(field(node, FIELDS.alternative)?, FIELDS.body)
}

fn last_block(clause: Node<'_>) -> Option<Node<'_>> {
    let last = clause.child_count().checked_sub(1)?;
    (0..=last)
        .rev()
        .take(8)
        .filter_map(|index| clause.child(index))
        .find(|child| kind(*child) == Kind::Block)
}

/// Whether a node stands on its own in a block.
fn is_statement(node: Node<'_>) -> bool {
    matches!(
        kind(node),
        Kind::IfStatement
            | Kind::ForStatement
            | Kind::WhileStatement
            | Kind::TryStatement
            | Kind::WithStatement
            | Kind::MatchStatement
            | Kind::FunctionDefinition
            | Kind::ClassDefinition
            | Kind::DecoratedDefinition
            | Kind::Block
            | Kind::Error
            | Kind::ExpressionStatement
            | Kind::ReturnStatement
            | Kind::DeleteStatement
            | Kind::RaiseStatement
            | Kind::AssertStatement
            | Kind::PassStatement
            | Kind::BreakStatement
            | Kind::ContinueStatement
            | Kind::GlobalStatement
            | Kind::NonlocalStatement
            | Kind::ImportStatement
            | Kind::ImportFromStatement
            | Kind::FutureImportStatement
            | Kind::TypeAliasStatement
    )
}
