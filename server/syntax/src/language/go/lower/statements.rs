//! Statements, as steps and what is built from their parts.

use tree_sitter::Node;

use super::expressions::operator;
use super::switches::CaseShape;
use super::{FIELDS, Kind, Lower, Scope, Step, field, kind};
use crate::facts::{
    BinaryOp, Block, ExprId, ExprKind, Function, Name, Pattern, PatternKind, SequenceKind,
    Signature, StmtKind, Test, TypeRef, UnaryOp,
};
use crate::language::go::{imports, types};
use crate::span::Span;

/// An implicit repetition of a constant's value is lowered again if the value is at most this long, in bytes.
const MAX_REPEATED: usize = 256;

/// A statement whose parts are being lowered.
pub(super) enum Finish<'t> {
    /// Known without parts.
    Ready(StmtKind),
    Expr,
    /// `x++` and `x--`.
    Step(UnaryOp),
    Send,
    Assign(Box<AssignShape>),
    Branch {
        otherwise: bool,
    },
    Loop {
        target: LoopTarget,
        iterable: bool,
        test: bool,
    },
    Switch {
        subject: bool,
        cases: Vec<CaseShape>,
    },
    TypeSwitch {
        cases: Vec<(Span, Pattern, bool)>,
    },
    Select {
        cases: Vec<(Span, bool)>,
    },
    Return(usize),
    Raise,
    Defer,
    Spawn,
    Block,
    Function(Node<'t>, Box<Signature>),
    Class(Name),
    /// So many expressions and blocks.
    Unknown(usize, usize),
}

pub(super) struct AssignShape {
    targets: Vec<TargetShape>,
    op: Option<BinaryOp>,
    /// `x &^= y` is `x &= ^y`.
    inverts: bool,
    ty: Option<TypeRef>,
    /// How many values there are; several stand for one each.
    values: usize,
    declares: bool,
}

/// What is assigned to; a place is lowered before the values.
pub(super) enum TargetShape {
    Wildcard(Span),
    Name(Name, Span),
    Place(Span),
}

/// What a `range` binds on each pass.
pub(super) enum LoopTarget {
    None,
    /// The first of two is the key or index, of one alone too.
    Parts(Vec<TargetShape>),
}

impl<'t> Lower<'t, '_> {
    pub(super) fn statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let span = self.span(node);
        match kind(node) {
            Kind::Block => {
                steps.push(Step::Finish(Finish::Block, span));
                let statements = self.statements(node);
                self.block(span, &statements, steps);
            }
            Kind::IfStatement => self.if_statement(node, steps),
            Kind::ForStatement => self.for_statement(node, None, steps),
            Kind::ExpressionSwitchStatement => self.switch_statement(node, steps),
            Kind::TypeSwitchStatement => self.type_switch_statement(node, steps),
            Kind::SelectStatement => self.select_statement(node, steps),
            Kind::LabeledStatement => self.labeled_statement(node, steps),
            Kind::FunctionDeclaration | Kind::MethodDeclaration => self.function(node, steps),
            Kind::TypeDeclaration => self.type_declaration(node, steps),
            Kind::VarDeclaration => self.var_declaration(node, steps),
            Kind::ConstDeclaration => self.const_declaration(node, steps),
            Kind::ExpressionStatement => match self.panicked(node) {
                Some(value) => {
                    steps.push(Step::Finish(Finish::Raise, span));
                    steps.push(Step::Expr(value));
                }
                None => self.with_parts(node, Finish::Expr, 1, steps),
            },
            Kind::IncStatement => {
                self.with_parts(node, Finish::Step(UnaryOp::Increment), 1, steps);
            }
            Kind::DecStatement => {
                self.with_parts(node, Finish::Step(UnaryOp::Decrement), 1, steps);
            }
            Kind::SendStatement => self.with_parts(node, Finish::Send, 2, steps),
            Kind::GoStatement => self.with_parts(node, Finish::Spawn, 1, steps),
            Kind::DeferStatement => self.with_parts(node, Finish::Defer, 1, steps),
            Kind::ReturnStatement => self.return_statement(node, steps),
            Kind::AssignmentStatement | Kind::ShortVarDeclaration | Kind::ReceiveStatement => {
                self.assignment(node, steps)
            }
            Kind::Error | Kind::StatementList => self.broken(node, steps),
            _ => {
                let ready = self.simple(node);
                match ready {
                    Some(kind) => self.add(span, kind),
                    None => self.unknown(node, steps),
                }
            }
        }
    }

    /// The value that a statement panics with: <https://go.dev/ref/spec#Handling_panics>.
    fn panicked(&mut self, node: Node<'t>) -> Option<Node<'t>> {
        let call = self.named(node).first().copied()?;
        let callee = field(call, FIELDS.function).filter(|_| kind(call) == Kind::CallExpression)?;
        let list = field(call, FIELDS.arguments).filter(|_| self.text(callee) == "panic")?;
        match self.named(list).as_slice() {
            [value] if kind(*value) != Kind::VariadicArgument => Some(*value),
            _ => None,
        }
    }

    /// Statements without parts to be lowered.
    fn simple(&mut self, node: Node<'t>) -> Option<StmtKind> {
        let unknown = StmtKind::Unknown {
            exprs: Vec::new(),
            blocks: Vec::new(),
        };
        Some(match kind(node) {
            Kind::BreakStatement if self.leaves_loop(node, true) => StmtKind::Break,
            Kind::ContinueStatement if self.leaves_loop(node, false) => StmtKind::Continue,
            Kind::BreakStatement | Kind::ContinueStatement | Kind::GotoStatement => unknown,
            Kind::ImportDeclaration => StmtKind::Import(imports::imports(self, node)),
            Kind::EmptyStatement | Kind::FallthroughStatement | Kind::PackageClause => {
                StmtKind::Empty
            }
            _ => return None,
        })
    }

    /// Whether a `break` or `continue` speaks of the innermost loop, which alone the facts can say.
    fn leaves_loop(&mut self, node: Node<'t>, is_break: bool) -> bool {
        let label = self.named(node).first().map(|label| self.name(*label));
        let mut in_switch = false;
        for scope in self.scopes.iter().rev() {
            match scope {
                Scope::Switch => in_switch = true,
                Scope::Loop(own) => {
                    return match label {
                        Some(_) => *own == label,
                        None => !is_break || !in_switch,
                    };
                }
                Scope::Function(_) => return false,
            }
        }
        false
    }

    /// The statements directly in a block or a case.
    pub(super) fn statements(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        let mut statements = Vec::new();
        for child in self.named(node) {
            match kind(child) {
                Kind::StatementList => statements.extend(self.named(child)),
                Kind::Error => statements.push(child),
                _ if is_statement(child) => statements.push(child),
                _ => {}
            }
        }
        statements
    }

    /// A statement made of so many expressions.
    fn with_parts(
        &mut self,
        node: Node<'t>,
        finish: Finish<'t>,
        count: usize,
        steps: &mut Vec<Step<'t>>,
    ) {
        let parts = self.named(node);
        if parts.len() != count {
            return self.unknown(node, steps);
        }
        steps.push(Step::Finish(finish, self.span(node)));
        steps.extend(parts.into_iter().rev().map(Step::Expr));
    }

    /// A statement that is not as it must be: its expressions and blocks stay.
    pub(super) fn unknown(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let (blocks, exprs): (Vec<_>, Vec<_>) = self
            .named(node)
            .into_iter()
            .partition(|part| matches!(kind(*part), Kind::Block | Kind::StatementList));
        let finish = Finish::Unknown(exprs.len(), blocks.len());
        steps.push(Step::Finish(finish, self.span(node)));
        for block in blocks.into_iter().rev() {
            let statements = self.statements_of(block);
            self.block(self.span(block), &statements, steps);
        }
        steps.extend(exprs.into_iter().rev().map(Step::Expr));
    }

    fn statements_of(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        match kind(node) {
            Kind::StatementList => self.named(node),
            _ => self.statements(node),
        }
    }

    /// Text that could not be parsed: its statements stay, its other parts become expressions.
    fn broken(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let (statements, exprs): (Vec<_>, Vec<_>) = self
            .named(node)
            .into_iter()
            .partition(|part| is_statement(*part) || kind(*part) == Kind::StatementList);
        let finish = Finish::Unknown(exprs.len(), 0);
        steps.push(Step::Finish(finish, self.span(node)));
        steps.extend(exprs.into_iter().rev().map(Step::Expr));
        steps.extend(statements.into_iter().rev().map(Step::Statement));
    }

    fn labeled_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let label = field(node, FIELDS.label);
        let statement = self
            .named(node)
            .into_iter()
            .find(|child| Some(child.id()) != label.map(|label| label.id()));
        match statement {
            Some(statement) => {
                let name = label.map(|label| self.name(label));
                match kind(statement) {
                    // Whose label it is must be known before the statement's own parts are lowered.
                    Kind::ForStatement => self.for_statement(statement, name, steps),
                    Kind::ExpressionSwitchStatement => {
                        self.switch_statement(statement, steps);
                    }
                    Kind::TypeSwitchStatement => self.type_switch_statement(statement, steps),
                    Kind::SelectStatement => self.select_statement(statement, steps),
                    _ => steps.push(Step::Statement(statement)),
                }
            }
            None => self.add(self.span(node), StmtKind::Empty),
        }
    }

    fn function(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let signature = Box::new(self.signature(node));
        steps.push(Step::Finish(
            Finish::Function(node, signature),
            self.span(node),
        ));
        steps.push(Step::Leave);
        self.function_block(node, field(node, FIELDS.body), steps);
    }

    /// The code of a function; its named results are variables of it.
    pub(super) fn function_block(
        &mut self,
        node: Node<'t>,
        body: Option<Node<'t>>,
        steps: &mut Vec<Step<'t>>,
    ) {
        let results = self.result_names(node);
        let names = results.iter();
        let names = names.map(|result| (result.name.clone(), result.name_span));
        self.scopes.push(Scope::Function(names.collect()));
        let statements = body.map_or_else(Vec::new, |body| self.statements(body));
        let span = body.map(|body| self.span(body)).unwrap_or_default();
        steps.push(Step::Close(span));
        steps.extend(statements.into_iter().rev().map(Step::Statement));
        for result in results
            .into_iter()
            .rev()
            .filter(|result| result.name != "_")
        {
            let assign = StmtKind::Assign {
                targets: vec![Pattern {
                    span: result.name_span,
                    kind: PatternKind::Name(result.name),
                }],
                op: None,
                ty: result.ty,
                value: None,
                declares: true,
            };
            steps.push(Step::Finish(Finish::Ready(assign), result.span));
        }
        steps.push(Step::Open);
    }

    /// A `return` without values gives those of the named results.
    fn return_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let span = self.span(node);
        let parts = self.listed(node);
        if !parts.is_empty() {
            steps.push(Step::Finish(Finish::Return(parts.len()), span));
            return steps.extend(parts.into_iter().rev().map(Step::Expr));
        }
        let results = self.scopes.iter().rev().find_map(|scope| match scope {
            Scope::Function(results) => Some(results.clone()),
            _ => None,
        });
        let results = results.unwrap_or_default().into_iter();
        let values = results.map(|(name, _)| self.push(span, ExprKind::Name(name)));
        let values = values.collect();
        self.add(span, StmtKind::Return(values));
    }

    /// The expressions of a node, those of a list one by one.
    fn listed(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        let mut parts = Vec::new();
        for part in self.named(node) {
            match kind(part) {
                Kind::ExpressionList => parts.extend(self.named(part)),
                _ => parts.push(part),
            }
        }
        parts
    }

    fn in_list(&mut self, node: Node<'t>, field: u16) -> Vec<Node<'t>> {
        let mut parts = Vec::new();
        for part in self.in_field(node, field) {
            match kind(part) {
                Kind::ExpressionList => parts.extend(self.named(part)),
                _ => parts.push(part),
            }
        }
        parts
    }

    fn assignment(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let left = self.in_list(node, FIELDS.left);
        let right = self.in_list(node, FIELDS.right);
        if left.is_empty() && kind(node) == Kind::ReceiveStatement && right.len() == 1 {
            steps.push(Step::Finish(Finish::Expr, self.span(node)));
            return steps.extend(right.into_iter().map(Step::Expr));
        }
        if left.is_empty() || right.is_empty() {
            return self.unknown(node, steps);
        }
        let text = field(node, FIELDS.operator).map(|op| self.text(op));
        let text = text.map(|op| op.strip_suffix('=').unwrap_or(op));
        let inverts = text == Some("&^");
        let op = match inverts {
            true => Some(BinaryOp::BitAnd),
            false => text.and_then(operator),
        };
        let declares = match kind(node) {
            Kind::ShortVarDeclaration => true,
            Kind::ReceiveStatement => self.has_token(node, ":="),
            _ => false,
        };
        let shape = AssignShape {
            targets: left.iter().map(|target| self.target(*target)).collect(),
            op,
            inverts,
            ty: None,
            values: right.len(),
            declares,
        };
        self.assign(self.span(node), shape, &left, &right, steps);
    }

    /// Lowers the places that are assigned to, then the values.
    fn assign(
        &mut self,
        span: Span,
        shape: AssignShape,
        left: &[Node<'t>],
        right: &[Node<'t>],
        steps: &mut Vec<Step<'t>>,
    ) {
        if left.len() == right.len() {
            for (target, value) in left.iter().zip(right) {
                if kind(*value) == Kind::FuncLiteral && kind(*target) == Kind::Identifier {
                    self.names.insert(value.id(), self.name(*target));
                }
            }
        }
        let is_place = |shape: &TargetShape| matches!(shape, TargetShape::Place(_));
        let places = left.iter().zip(&shape.targets);
        let places: Vec<_> = places
            .filter(|(_, shape)| is_place(shape))
            .map(|(node, _)| *node)
            .collect();
        steps.push(Step::Finish(Finish::Assign(Box::new(shape)), span));
        steps.extend(right.iter().rev().map(|value| Step::Expr(*value)));
        steps.extend(places.into_iter().rev().map(Step::Expr));
    }

    fn target(&self, node: Node<'t>) -> TargetShape {
        let span = self.span(node);
        match kind(node) {
            Kind::Identifier if self.text(node) == "_" => TargetShape::Wildcard(span),
            Kind::Identifier => TargetShape::Name(self.name(node), span),
            _ => TargetShape::Place(span),
        }
    }

    fn var_declaration(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let variables = self.variables(node);
        self.declared(variables, steps);
    }

    /// A constant without a value has the type and value of the one before: <https://go.dev/ref/spec#Iota>.
    fn const_declaration(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let constants = self.constants(node);
        self.declared(constants, steps);
    }

    fn declared(&mut self, declared: Vec<Declared<'t>>, steps: &mut Vec<Step<'t>>) {
        for declared in declared.into_iter().rev() {
            let names = self.in_field(declared.spec, FIELDS.name);
            let shape = AssignShape {
                targets: names.iter().map(|name| self.target(*name)).collect(),
                op: None,
                inverts: false,
                ty: declared.ty.map(|ty| self.ty(ty)),
                values: declared.values.len(),
                declares: true,
            };
            let span = self.span(declared.spec);
            self.assign(span, shape, &names, &declared.values, steps);
        }
    }

    /// The specifications of a declaration, those of a group one by one.
    pub(in super::super) fn specs(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        let mut specs = Vec::new();
        for child in self.named(node) {
            match kind(child) {
                Kind::VarSpecList | Kind::ImportSpecList => specs.extend(self.named(child)),
                _ => specs.push(child),
            }
        }
        specs.retain(|spec| {
            matches!(
                kind(*spec),
                Kind::VarSpec
                    | Kind::ConstSpec
                    | Kind::TypeSpec
                    | Kind::TypeAlias
                    | Kind::ImportSpec
            )
        });
        specs
    }

    /// The variables of a declaration.
    pub(in super::super) fn variables(&mut self, node: Node<'t>) -> Vec<Declared<'t>> {
        let specs = self.specs(node).into_iter();
        specs
            .map(|spec| Declared {
                spec,
                ty: field(spec, FIELDS.ty),
                values: self.in_list(spec, FIELDS.value),
            })
            .collect()
    }

    /// The constants of a declaration with what they repeat.
    pub(in super::super) fn constants(&mut self, node: Node<'t>) -> Vec<Declared<'t>> {
        let mut constants: Vec<Declared<'t>> = Vec::new();
        for spec in self.specs(node) {
            let values = self.in_list(spec, FIELDS.value);
            let constant = match constants.last() {
                Some(before) if values.is_empty() => {
                    let is_small = |value: &Node<'_>| value.byte_range().len() <= MAX_REPEATED;
                    let small = before.values.iter().all(is_small);
                    Declared {
                        spec,
                        ty: before.ty,
                        values: match small {
                            true => before.values.clone(),
                            false => Vec::new(),
                        },
                    }
                }
                _ => Declared {
                    spec,
                    ty: field(spec, FIELDS.ty),
                    values,
                },
            };
            constants.push(constant);
        }
        constants
    }

    /// Types declare no code; the methods of an interface are functions without any.
    fn type_declaration(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        for spec in self.specs(node).into_iter().rev() {
            let span = self.span(spec);
            let name = field(spec, FIELDS.name);
            let name = name.map(|name| self.name(name)).unwrap_or_default();
            steps.push(Step::Finish(Finish::Class(name), span));
            steps.push(Step::Close(span));
            let methods = types::methods(self, spec);
            for (method, signature) in methods.into_iter().rev() {
                let finish = Finish::Function(method, Box::new(signature));
                steps.push(Step::Finish(finish, self.span(method)));
                steps.push(Step::Close(Span::default()));
                steps.push(Step::Open);
            }
            steps.push(Step::Open);
        }
    }

    fn if_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let condition = field(node, FIELDS.condition);
        let consequence = field(node, FIELDS.consequence);
        let (Some(condition), Some(consequence)) = (condition, consequence) else {
            return self.unknown(node, steps);
        };
        let alternative = field(node, FIELDS.alternative);
        let span = self.span(node);
        self.initialised(node, field(node, FIELDS.initializer), steps);
        let otherwise = alternative.is_some();
        steps.push(Step::Finish(Finish::Branch { otherwise }, span));
        if let Some(alternative) = alternative {
            let statements = match kind(alternative) {
                Kind::Block => self.statements(alternative),
                _ => vec![alternative],
            };
            self.block(self.span(alternative), &statements, steps);
        }
        let statements = self.statements(consequence);
        self.block(self.span(consequence), &statements, steps);
        steps.push(Step::Expr(condition));
        self.initialise(field(node, FIELDS.initializer), steps);
    }

    /// A statement with another one before it, `if x := f(); x`, stands with that in a block. To be called before
    /// the steps of the statement are pushed; `initialise` is to be called after.
    pub(super) fn initialised(
        &self,
        node: Node<'t>,
        initializer: Option<Node<'t>>,
        steps: &mut Vec<Step<'t>>,
    ) {
        if initializer.is_some() {
            let span = self.span(node);
            steps.push(Step::Finish(Finish::Block, span));
            steps.push(Step::Close(span));
        }
    }

    pub(super) fn initialise(&self, initializer: Option<Node<'t>>, steps: &mut Vec<Step<'t>>) {
        if let Some(initializer) = initializer {
            steps.push(Step::Statement(initializer));
            steps.push(Step::Open);
        }
    }

    fn for_statement(&mut self, node: Node<'t>, label: Option<Name>, steps: &mut Vec<Step<'t>>) {
        let Some(body) = field(node, FIELDS.body) else {
            return self.unknown(node, steps);
        };
        let clause = self.named(node).into_iter().find(|child| *child != body);
        let clause_kind = clause.map(kind);
        let part = |wanted: Kind, part: u16| {
            let clause = clause.filter(|clause| kind(*clause) == wanted)?;
            field(clause, part)
        };
        let initializer = part(Kind::ForClause, FIELDS.initializer);
        let update = part(Kind::ForClause, FIELDS.update);
        let iterable = part(Kind::RangeClause, FIELDS.right);
        let condition = match clause_kind {
            Some(Kind::RangeClause) => None,
            Some(Kind::ForClause) => part(Kind::ForClause, FIELDS.condition),
            _ => clause,
        };
        let left = match clause {
            Some(clause) if iterable.is_some() => self.in_list(clause, FIELDS.left),
            _ => Vec::new(),
        };
        self.initialised(node, initializer, steps);
        let targets: Vec<_> = left.iter().map(|target| self.target(*target)).collect();
        let places = left.iter().zip(&targets);
        let places: Vec<_> = places
            .filter(|(_, shape)| matches!(shape, TargetShape::Place(_)))
            .map(|(node, _)| *node)
            .collect();
        let finish = Finish::Loop {
            target: match targets.is_empty() {
                true => LoopTarget::None,
                false => LoopTarget::Parts(targets),
            },
            iterable: iterable.is_some(),
            test: condition.is_some(),
        };
        steps.push(Step::Finish(finish, self.span(node)));
        steps.push(Step::Leave);
        let mut statements = self.statements(body);
        statements.extend(update);
        self.block(self.span(body), &statements, steps);
        steps.extend(iterable.or(condition).map(Step::Expr));
        steps.extend(places.into_iter().rev().map(Step::Expr));
        self.initialise(initializer, steps);
        self.scopes.push(Scope::Loop(label));
    }

    pub(super) fn finish(&mut self, finish: Finish<'t>, span: Span) -> StmtKind {
        match finish {
            Finish::Ready(kind) => kind,
            Finish::Expr => StmtKind::Expr(self.value()),
            Finish::Step(op) => {
                let operand = self.value();
                StmtKind::Expr(self.push(span, ExprKind::Unary { op, operand }))
            }
            Finish::Send => {
                let right = self.value();
                let left = self.value();
                let op = BinaryOp::Send;
                StmtKind::Expr(self.push(span, ExprKind::Binary { op, left, right }))
            }
            Finish::Assign(shape) => self.finish_assign(*shape),
            Finish::Branch { otherwise } => {
                let otherwise = otherwise.then(|| self.one_block());
                StmtKind::Branch {
                    then: self.one_block(),
                    test: Test::Expr(self.value()),
                    otherwise,
                }
            }
            Finish::Loop {
                target,
                iterable,
                test,
            } => {
                let body = self.one_block();
                let iterable = iterable.then(|| self.value());
                let test = test.then(|| Test::Expr(self.value()));
                StmtKind::Loop {
                    target: self.loop_target(target),
                    iterable,
                    test,
                    body,
                    otherwise: None,
                    is_async: false,
                }
            }
            Finish::Switch { subject, cases } => self.finish_switch(subject, cases, span),
            Finish::TypeSwitch { cases } => self.finish_type_switch(cases),
            Finish::Select { cases } => self.finish_select(cases, span),
            Finish::Return(len) => StmtKind::Return(self.take(len).collect()),
            Finish::Raise => StmtKind::Raise {
                error: Some(self.value()),
                cause: None,
            },
            Finish::Defer => StmtKind::Defer(self.value()),
            Finish::Spawn => StmtKind::Spawn(self.value()),
            Finish::Block => StmtKind::Block(self.one_block()),
            Finish::Function(node, signature) => {
                let block = self.one_block();
                let signature = *signature;
                let id = self.body.push_function(Function { signature, block });
                self.functions.insert(node.id(), id);
                StmtKind::Function(id)
            }
            Finish::Class(name) => StmtKind::Class {
                name,
                block: self.one_block(),
            },
            Finish::Unknown(exprs, blocks) => StmtKind::Unknown {
                blocks: self.take_blocks(blocks),
                exprs: self.take(exprs).collect(),
            },
        }
    }

    /// Several targets take the results of one call, or the values of a list, as parts of one value.
    fn finish_assign(&mut self, shape: AssignShape) -> StmtKind {
        let mut values: Vec<ExprId> = self.take(shape.values).collect();
        if shape.inverts {
            values = values.into_iter().map(|id| self.inverted(id)).collect();
        }
        let spans = values.iter().map(|value| self.get(*value).span);
        let span = spans.reduce(Span::joined).unwrap_or_default();
        let value = match values.as_slice() {
            [] | [_] => values.pop(),
            _ => {
                let kind = SequenceKind::Tuple;
                let items = values;
                Some(self.push(span, ExprKind::Sequence { kind, items }))
            }
        };
        let mut targets = self.patterns(shape.targets);
        if let (Some(_), [first, .., last]) = (value, targets.as_slice()) {
            targets = vec![Pattern {
                span: first.span.joined(last.span),
                kind: PatternKind::Sequence(targets),
            }];
        }
        StmtKind::Assign {
            targets,
            op: shape.op,
            ty: shape.ty,
            value,
            declares: shape.declares,
        }
    }

    fn patterns(&mut self, shapes: Vec<TargetShape>) -> Vec<Pattern> {
        let is_place = |shape: &&TargetShape| matches!(shape, TargetShape::Place(_));
        let mut places = self.take(shapes.iter().filter(is_place).count());
        let pattern = |shape| {
            let (span, kind) = match shape {
                TargetShape::Wildcard(span) => (span, PatternKind::Wildcard),
                TargetShape::Name(name, span) => (span, PatternKind::Name(name)),
                TargetShape::Place(span) => match places.next() {
                    Some(place) => (span, PatternKind::Place(place)),
                    None => (span, PatternKind::Unknown),
                },
            };
            Pattern { span, kind }
        };
        shapes.into_iter().map(pattern).collect()
    }

    /// The element of `for _, x := range xs`. With a key it is taken out of a pair of both, since a key alone is
    /// no element.
    fn loop_target(&mut self, target: LoopTarget) -> Option<Pattern> {
        let LoopTarget::Parts(shapes) = target else {
            return None;
        };
        let mut parts = self.patterns(shapes);
        let first = parts.first()?;
        if parts.len() == 2 && first.kind == PatternKind::Wildcard {
            return parts.pop();
        }
        let spans = parts.iter().map(|part| part.span);
        let span = spans.reduce(Span::joined).unwrap_or_default();
        let names = ["key", "value"].into_iter();
        let parts = names.zip(parts);
        let parts = parts.map(|(name, part)| (Name::new_static(name), part, None));
        let kind = PatternKind::Map(parts.collect());
        Some(Pattern { span, kind })
    }
}

/// Constants or variables declared together, with the type and values that they have or repeat.
pub(in super::super) struct Declared<'t> {
    pub(in super::super) spec: Node<'t>,
    pub(in super::super) ty: Option<Node<'t>>,
    pub(in super::super) values: Vec<Node<'t>>,
}

/// An empty block where one is missing.
pub(super) fn empty(span: Span) -> Block {
    Block {
        span,
        stmts: Vec::new(),
    }
}

/// Whether a node stands on its own in a block.
fn is_statement(node: Node<'_>) -> bool {
    matches!(
        kind(node),
        Kind::AssignmentStatement
            | Kind::Block
            | Kind::BreakStatement
            | Kind::ConstDeclaration
            | Kind::ContinueStatement
            | Kind::DecStatement
            | Kind::DeferStatement
            | Kind::EmptyStatement
            | Kind::Error
            | Kind::ExpressionStatement
            | Kind::ExpressionSwitchStatement
            | Kind::FallthroughStatement
            | Kind::ForStatement
            | Kind::FunctionDeclaration
            | Kind::GoStatement
            | Kind::GotoStatement
            | Kind::IfStatement
            | Kind::ImportDeclaration
            | Kind::IncStatement
            | Kind::LabeledStatement
            | Kind::MethodDeclaration
            | Kind::PackageClause
            | Kind::ReceiveStatement
            | Kind::ReturnStatement
            | Kind::SelectStatement
            | Kind::SendStatement
            | Kind::ShortVarDeclaration
            | Kind::TypeDeclaration
            | Kind::TypeSwitchStatement
            | Kind::VarDeclaration
    )
}
