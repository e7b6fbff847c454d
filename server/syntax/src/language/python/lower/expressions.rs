//! Expressions, lowered with a stack of steps; it never calls itself for the parts of one.

use tree_sitter::Node;

use super::literals::Part;
use super::{FIELDS, Kind, Lower, field, kind};
use crate::facts::{
    Arg, BinaryOp, Block, CallStyle, ComprehensionClause, Entry, ExprId, ExprKind, Function,
    Literal, Name, Pattern, SequenceKind, Signature, Spread, StmtKind, TemplatePart, UnaryOp,
};
use crate::span::Span;

/// A step of lowering.
enum Step<'t> {
    Lower(Node<'t>),
    /// Takes its parts from the values lowered last.
    Build(Build, Span),
}

/// An expression whose parts are being lowered.
enum Build {
    Member(Name, Span),
    Index,
    Slice([bool; 3]),
    Call(Vec<ArgShape>, Span),
    Unary(UnaryOp),
    Binary(BinaryOp),
    /// `a < b < c`: one operand more than operators.
    Chain(Vec<BinaryOp>),
    Conditional,
    Assign,
    Await,
    Yield {
        value: bool,
        from: bool,
    },
    Sequence(SequenceKind, usize),
    Spread(bool),
    /// For each entry its span and whether it has a key.
    Map(Vec<(Span, bool)>),
    Comprehension(SequenceKind, Vec<ClauseShape>),
    Template(Vec<PartShape>),
    Lambda(usize, Box<Signature>),
    Unknown(usize),
}

struct ArgShape {
    span: Span,
    name: Option<Name>,
    spread: Option<Spread>,
}

struct ClauseShape {
    target: Pattern,
    is_async: bool,
    conditions: usize,
}

enum PartShape {
    Text(Name),
    Value(Option<Name>),
}

impl<'t> Lower<'t, '_> {
    /// Lowers one expression.
    pub(in super::super) fn expr(&mut self, node: Node<'t>) -> ExprId {
        let mut steps = vec![Step::Lower(node)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Lower(node) => self.enter(node, &mut steps),
                Step::Build(build, span) => {
                    let kind = self.build(build, span);
                    let id = self.push(span, kind);
                    self.values.push(id);
                }
            }
        }
        self.values.pop().unwrap_or_else(|| {
            let children = Vec::new();
            self.push(Span::default(), ExprKind::Unknown { children })
        })
    }

    fn leaf(&mut self, node: Node<'t>, kind: ExprKind) {
        let id = self.push(self.span(node), kind);
        self.values.push(id);
    }

    fn enter(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        match kind(node) {
            Kind::Identifier => self.leaf(node, ExprKind::Name(self.name(node))),
            Kind::Integer
            | Kind::Float
            | Kind::True
            | Kind::False
            | Kind::None
            | Kind::Ellipsis => {
                let literal = self.literal(node).unwrap_or(Literal::Null);
                self.leaf(node, ExprKind::Literal(literal));
            }
            Kind::String | Kind::ConcatenatedString => self.enter_string(node, steps),
            Kind::ParenthesizedExpression | Kind::Type | Kind::AsPatternTarget => {
                match self.named(node).as_slice() {
                    [inner] => steps.push(Step::Lower(*inner)),
                    parts => self.enter_parts(node, parts, steps),
                }
            }
            Kind::Attribute
            | Kind::Subscript
            | Kind::Call
            | Kind::BinaryOperator
            | Kind::BooleanOperator
            | Kind::ComparisonOperator
            | Kind::ConditionalExpression
                if self.hoists_splat(node) =>
            {
                steps.push(Step::Build(Build::Spread(false), self.span(node)));
                steps.push(Step::Lower(node));
            }
            Kind::Attribute => self.enter_attribute(node, steps),
            Kind::Subscript => self.enter_subscript(node, steps),
            Kind::Slice => self.enter_slice(node, steps),
            Kind::GenericType => self.enter_generic_type(node, steps),
            Kind::Call => self.enter_call(node, steps),
            Kind::List => self.enter_sequence(node, SequenceKind::List, steps),
            Kind::Set => self.enter_sequence(node, SequenceKind::Set, steps),
            Kind::Tuple | Kind::ExpressionList | Kind::PatternList | Kind::TuplePattern => {
                self.enter_sequence(node, SequenceKind::Tuple, steps);
            }
            Kind::ListPattern => self.enter_sequence(node, SequenceKind::List, steps),
            Kind::Dictionary => self.enter_dictionary(node, steps),
            Kind::ListComprehension => self.enter_comprehension(node, SequenceKind::List, steps),
            Kind::SetComprehension => self.enter_comprehension(node, SequenceKind::Set, steps),
            Kind::GeneratorExpression => {
                self.enter_comprehension(node, SequenceKind::Generator, steps);
            }
            Kind::DictionaryComprehension => {
                self.enter_comprehension(node, SequenceKind::Map, steps);
            }
            Kind::Lambda => self.enter_lambda(node, steps),
            Kind::ConditionalExpression => match self.named(node).as_slice() {
                [then, test, otherwise] => {
                    self.open(node, Build::Conditional, &[*then, *test, *otherwise], steps);
                }
                parts => self.enter_parts(node, parts, steps),
            },
            Kind::NamedExpression => {
                let parts = [field(node, FIELDS.name), field(node, FIELDS.value)];
                self.enter_all(node, Build::Assign, &parts, steps);
            }
            Kind::Await => match self.named(node).as_slice() {
                [inner] => self.open(node, Build::Await, &[*inner], steps),
                parts => self.enter_parts(node, parts, steps),
            },
            Kind::Yield => self.enter_yield(node, steps),
            Kind::NotOperator => {
                let parts = [field(node, FIELDS.argument)];
                self.enter_all(node, Build::Unary(UnaryOp::Not), &parts, steps);
            }
            Kind::UnaryOperator => {
                let op = match field(node, FIELDS.operator).map(|op| self.text(op)) {
                    Some("-") => UnaryOp::Negate,
                    Some("~") => UnaryOp::Invert,
                    _ => UnaryOp::Plus,
                };
                let parts = [field(node, FIELDS.argument)];
                self.enter_all(node, Build::Unary(op), &parts, steps);
            }
            Kind::BinaryOperator | Kind::BooleanOperator => {
                let op = field(node, FIELDS.operator).and_then(|op| operator(self.text(op)));
                let parts = [field(node, FIELDS.left), field(node, FIELDS.right)];
                match op {
                    Some(op) => self.enter_all(node, Build::Binary(op), &parts, steps),
                    None => self.enter_unknown(node, steps),
                }
            }
            Kind::ComparisonOperator => self.enter_comparison(node, steps),
            Kind::ListSplat if self.hoisted.remove(&node.start_byte()) => {
                match self.named(node).as_slice() {
                    [inner] => steps.push(Step::Lower(*inner)),
                    parts => self.enter_parts(node, parts, steps),
                }
            }
            Kind::ListSplat | Kind::ListSplatPattern => {
                self.enter_spread(node, false, steps);
            }
            Kind::DictionarySplat | Kind::DictionarySplatPattern => {
                self.enter_spread(node, true, steps);
            }
            Kind::AsPattern => {
                let value: Vec<_> = self.named(node).into_iter().take(1).collect();
                match value.first() {
                    Some(value) => steps.push(Step::Lower(*value)),
                    None => self.enter_unknown(node, steps),
                }
            }
            _ => self.enter_unknown(node, steps),
        }
    }

    /// Whether `node` is `*a.b` or its like, which the grammar reads as `(*a).b`. Then the star is the node's,
    /// and what is lowered for the node has none.
    fn hoists_splat(&mut self, node: Node<'t>) -> bool {
        let start = node.start_byte();
        self.src.as_bytes().get(start) == Some(&b'*') && self.hoisted.insert(start)
    }

    /// Lowers `parts` from left to right, then builds.
    fn open(&self, node: Node<'t>, build: Build, parts: &[Node<'t>], steps: &mut Vec<Step<'t>>) {
        steps.push(Step::Build(build, self.span(node)));
        steps.extend(parts.iter().rev().map(|part| Step::Lower(*part)));
    }

    /// As `open`, but where a part is missing, the parts that are there make an unknown expression.
    fn enter_all(
        &mut self,
        node: Node<'t>,
        build: Build,
        parts: &[Option<Node<'t>>],
        steps: &mut Vec<Step<'t>>,
    ) {
        let there: Vec<_> = parts.iter().copied().flatten().collect();
        if there.len() == parts.len() {
            self.open(node, build, &there, steps);
        } else {
            self.enter_parts(node, &there, steps);
        }
    }

    fn enter_parts(&mut self, node: Node<'t>, parts: &[Node<'t>], steps: &mut Vec<Step<'t>>) {
        self.open(node, Build::Unknown(parts.len()), parts, steps);
    }

    fn enter_unknown(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let parts = self.named(node);
        self.enter_parts(node, &parts, steps);
    }

    fn enter_string(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let (parts, is_bytes) = self.string_parts(node);
        let values: Vec<_> = parts
            .iter()
            .filter_map(|part| match part {
                Part::Value(value, _) => Some(*value),
                Part::Text(_) => None,
            })
            .collect();
        if values.is_empty() {
            let text = parts.into_iter().find_map(|part| match part {
                Part::Text(text) => Some(Name::from(text)),
                Part::Value(..) => None,
            });
            let text = text.unwrap_or_default();
            let literal = if is_bytes {
                Literal::Bytes(text)
            } else {
                Literal::Str(text)
            };
            return self.leaf(node, ExprKind::Literal(literal));
        }
        let shapes = parts
            .into_iter()
            .map(|part| match part {
                Part::Text(text) => PartShape::Text(Name::from(text)),
                Part::Value(_, format) => PartShape::Value(format),
            })
            .collect();
        self.open(node, Build::Template(shapes), &values, steps);
    }

    fn enter_attribute(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let object = field(node, FIELDS.object);
        match (object, field(node, FIELDS.attribute)) {
            (Some(object), Some(name)) => {
                let build = Build::Member(self.name(name), self.span(name));
                self.open(node, build, &[object], steps);
            }
            _ => self.enter_unknown(node, steps),
        }
    }

    fn enter_subscript(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let Some(object) = field(node, FIELDS.value) else {
            return self.enter_unknown(node, steps);
        };
        let indices = self.in_field(node, FIELDS.subscript);
        self.index(node, object, &indices, steps);
    }

    /// A type with arguments where a value stands: the right side of a `type` statement.
    fn enter_generic_type(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        match self.named(node).as_slice() {
            [object, list] => {
                let indices = self.named(*list);
                self.index(node, *object, &indices, steps);
            }
            parts => self.enter_parts(node, parts, steps),
        }
    }

    fn index(
        &mut self,
        node: Node<'t>,
        object: Node<'t>,
        indices: &[Node<'t>],
        steps: &mut Vec<Step<'t>>,
    ) {
        steps.push(Step::Build(Build::Index, self.span(node)));
        match indices {
            [index] => steps.push(Step::Lower(*index)),
            several => {
                let span = several
                    .iter()
                    .map(|index| self.span(*index))
                    .reduce(Span::joined)
                    .unwrap_or_default();
                let build = Build::Sequence(SequenceKind::Tuple, several.len());
                steps.push(Step::Build(build, span));
                steps.extend(several.iter().rev().map(|index| Step::Lower(*index)));
            }
        }
        steps.push(Step::Lower(object));
    }

    fn enter_slice(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let mut place = 0;
        let mut there = [false; 3];
        let mut parts = Vec::new();
        for child in self.all(node) {
            if self.text(child) == ":" {
                place += 1;
            } else if let Some(there) = there.get_mut(place) {
                *there = true;
                parts.push(child);
            }
        }
        self.open(node, Build::Slice(there), &parts, steps);
    }

    fn enter_call(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let function = field(node, FIELDS.function);
        let (Some(callee), Some(list)) = (function, field(node, FIELDS.arguments)) else {
            return self.enter_unknown(node, steps);
        };
        let args = match kind(list) {
            Kind::GeneratorExpression => vec![list],
            _ => self.named(list),
        };
        let mut shapes = Vec::with_capacity(args.len());
        let mut parts = vec![callee];
        for arg in args {
            let (shape, value) = self.arg(arg);
            shapes.push(shape);
            parts.push(value);
        }
        let build = Build::Call(shapes, self.span(list));
        self.open(node, build, &parts, steps);
    }

    fn arg(&mut self, node: Node<'t>) -> (ArgShape, Node<'t>) {
        let span = self.span(node);
        let mut shape = ArgShape {
            span,
            name: None,
            spread: None,
        };
        let value = match kind(node) {
            Kind::KeywordArgument => {
                shape.name = field(node, FIELDS.name).map(|name| self.name(name));
                field(node, FIELDS.value)
            }
            Kind::ListSplat => {
                shape.spread = Some(Spread::Sequence);
                self.named(node).first().copied()
            }
            Kind::DictionarySplat => {
                shape.spread = Some(Spread::Mapping);
                self.named(node).first().copied()
            }
            _ => {
                shape.spread = self.hoists_splat(node).then_some(Spread::Sequence);
                Some(node)
            }
        };
        (shape, value.unwrap_or(node))
    }

    /// The arguments of a decorator's call or of a base list, with their values lowered.
    pub(super) fn args(&mut self, list: Node<'t>) -> Vec<Arg> {
        let args = match kind(list) {
            Kind::GeneratorExpression => vec![list],
            _ => self.named(list),
        };
        args.into_iter()
            .map(|arg| {
                let (shape, value) = self.arg(arg);
                Arg {
                    span: shape.span,
                    name: shape.name,
                    spread: shape.spread,
                    value: self.nested(value),
                }
            })
            .collect()
    }

    fn enter_sequence(&mut self, node: Node<'t>, kind: SequenceKind, steps: &mut Vec<Step<'t>>) {
        let items = self.named(node);
        self.open(node, Build::Sequence(kind, items.len()), &items, steps);
    }

    fn enter_spread(&mut self, node: Node<'t>, mapping: bool, steps: &mut Vec<Step<'t>>) {
        match self.named(node).as_slice() {
            [value] => self.open(node, Build::Spread(mapping), &[*value], steps),
            parts => self.enter_parts(node, parts, steps),
        }
    }

    fn enter_dictionary(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let mut shapes = Vec::new();
        let mut parts = Vec::new();
        for entry in self.named(node) {
            let key = field(entry, FIELDS.key);
            let value = field(entry, FIELDS.value);
            match (kind(entry), key, value) {
                (Kind::Pair, Some(key), Some(value)) => {
                    shapes.push((self.span(entry), true));
                    parts.extend([key, value]);
                }
                _ => {
                    shapes.push((self.span(entry), false));
                    parts.push(entry);
                }
            }
        }
        self.open(node, Build::Map(shapes), &parts, steps);
    }

    fn enter_comprehension(
        &mut self,
        node: Node<'t>,
        sequence: SequenceKind,
        steps: &mut Vec<Step<'t>>,
    ) {
        let Some(element) = field(node, FIELDS.body) else {
            return self.enter_unknown(node, steps);
        };
        let mut parts = Vec::new();
        if kind(element) == Kind::Pair {
            let key = field(element, FIELDS.key);
            parts.extend(key.into_iter().chain(field(element, FIELDS.value)));
            if parts.len() != 2 {
                return self.enter_unknown(node, steps);
            }
        } else {
            parts.push(element);
        }
        let mut clauses: Vec<ClauseShape> = Vec::new();
        for clause in self.named(node) {
            match (kind(clause), clauses.last_mut()) {
                (Kind::ForInClause, _) => {
                    let iterables = self.in_field(clause, FIELDS.right);
                    let iterable = iterables.iter().copied().find(|node| node.is_named());
                    let (Some(iterable), Some(target)) = (iterable, field(clause, FIELDS.left))
                    else {
                        return self.enter_unknown(node, steps);
                    };
                    parts.push(iterable);
                    clauses.push(ClauseShape {
                        target: self.pattern(target),
                        is_async: is_async(clause),
                        conditions: 0,
                    });
                }
                (Kind::IfClause, Some(last)) => {
                    last.conditions += 1;
                    let condition = self.named(clause).first().copied();
                    parts.push(condition.unwrap_or(clause));
                }
                _ => {}
            }
        }
        let build = Build::Comprehension(sequence, clauses);
        self.open(node, build, &parts, steps);
    }

    fn enter_lambda(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        if self.known_functions {
            return match self.function_of(node) {
                Some(id) => self.leaf(node, ExprKind::Function(id)),
                None => self.leaf(
                    node,
                    ExprKind::Unknown {
                        children: Vec::new(),
                    },
                ),
            };
        }
        let Some(body) = field(node, FIELDS.body) else {
            return self.enter_unknown(node, steps);
        };
        let signature = self.lambda_signature(node, body);
        self.yields.push(false);
        let build = Build::Lambda(node.id(), Box::new(signature));
        self.open(node, build, &[body], steps);
    }

    fn enter_yield(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        if let Some(yields) = self.yields.last_mut() {
            *yields = true;
        }
        let from = self
            .all(node)
            .iter()
            .any(|child| !child.is_named() && self.text(*child) == "from");
        match self.named(node).as_slice() {
            [] => self.open(node, Build::Yield { value: false, from }, &[], steps),
            [value] => {
                self.open(node, Build::Yield { value: true, from }, &[*value], steps);
            }
            parts => self.enter_parts(node, parts, steps),
        }
    }

    fn enter_comparison(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let mut operators = Vec::new();
        let mut operands = Vec::new();
        for child in self.all(node) {
            if child.is_named() {
                operands.push(child);
            } else {
                operators.extend(operator(self.text(child)));
            }
        }
        match operators.as_slice() {
            [op] if operands.len() == 2 => {
                self.open(node, Build::Binary(*op), &operands, steps);
            }
            _ if operands.len() == operators.len() + 1 => {
                self.open(node, Build::Chain(operators), &operands, steps);
            }
            _ => self.enter_parts(node, &operands, steps),
        }
    }

    fn build(&mut self, build: Build, span: Span) -> ExprKind {
        match build {
            Build::Member(name, name_span) => ExprKind::Member {
                object: self.value(),
                name,
                name_span,
                optional: false,
            },
            Build::Index => {
                let index = self.value();
                let object = self.value();
                ExprKind::Index { object, index }
            }
            Build::Slice([start, end, step]) => {
                let mut parts =
                    self.take(usize::from(start) + usize::from(end) + usize::from(step));
                let mut part = |there: bool| there.then(|| parts.next()).flatten();
                ExprKind::Slice {
                    start: part(start),
                    end: part(end),
                    step: part(step),
                }
            }
            Build::Call(shapes, args_span) => {
                let values = self.take(shapes.len());
                let args = shapes
                    .into_iter()
                    .zip(values)
                    .map(|(shape, value)| Arg {
                        span: shape.span,
                        name: shape.name,
                        spread: shape.spread,
                        value,
                    })
                    .collect();
                ExprKind::Call {
                    style: CallStyle::Plain,
                    callee: self.value(),
                    args,
                    args_span,
                }
            }
            Build::Unary(op) => ExprKind::Unary {
                op,
                operand: self.value(),
            },
            Build::Binary(op) => {
                let right = self.value();
                let left = self.value();
                ExprKind::Binary { op, left, right }
            }
            Build::Chain(operators) => self.build_chain(&operators),
            Build::Conditional => {
                let otherwise = self.value();
                let test = self.value();
                let then = self.value();
                ExprKind::Conditional {
                    test,
                    then,
                    otherwise,
                }
            }
            Build::Assign => {
                let value = self.value();
                let target = self.value();
                ExprKind::Assign { target, value }
            }
            Build::Await => ExprKind::Await(self.value()),
            Build::Yield { value, from } => ExprKind::Yield {
                value: value.then(|| self.value()),
                from,
            },
            Build::Sequence(kind, len) => ExprKind::Sequence {
                kind,
                items: self.take(len).collect(),
            },
            Build::Spread(mapping) => ExprKind::Spread {
                value: self.value(),
                mapping,
            },
            Build::Map(shapes) => self.build_map(shapes),
            Build::Comprehension(kind, clauses) => self.build_comprehension(kind, clauses),
            Build::Template(shapes) => self.build_template(shapes),
            Build::Lambda(node, signature) => self.build_lambda(node, *signature, span),
            Build::Unknown(len) => ExprKind::Unknown {
                children: self.take(len).collect(),
            },
        }
    }

    /// The value lowered last.
    fn value(&mut self) -> ExprId {
        self.values.pop().unwrap_or_else(|| {
            let children = Vec::new();
            self.push(Span::default(), ExprKind::Unknown { children })
        })
    }

    /// The last `len` values, in source order.
    fn take(&mut self, len: usize) -> std::vec::IntoIter<ExprId> {
        let start = self.values.len().saturating_sub(len);
        self.values.split_off(start).into_iter()
    }

    fn build_chain(&mut self, operators: &[BinaryOp]) -> ExprKind {
        let operands: Vec<ExprId> = self.take(operators.len() + 1).collect();
        let mut chain: Option<ExprId> = None;
        let mut last = None;
        for (op, pair) in operators.iter().zip(operands.windows(2)) {
            let [left, right] = pair else { continue };
            let (left, right) = (*left, *right);
            let span = self.joined(left, right);
            if let Some(kind) = last.take() {
                let before = self.close_link(chain, kind);
                chain = Some(before);
            }
            last = Some((
                span,
                ExprKind::Binary {
                    op: *op,
                    left,
                    right,
                },
            ));
        }
        let Some(last) = last else {
            let children = operands;
            return ExprKind::Unknown { children };
        };
        match chain {
            None => last.1,
            Some(left) => {
                let right = self.push(last.0, last.1);
                let op = BinaryOp::And;
                ExprKind::Binary { op, left, right }
            }
        }
    }

    fn close_link(&mut self, before: Option<ExprId>, (span, kind): (Span, ExprKind)) -> ExprId {
        let right = self.push(span, kind);
        let Some(left) = before else { return right };
        let span = self.joined(left, right);
        let op = BinaryOp::And;
        self.push(span, ExprKind::Binary { op, left, right })
    }

    fn joined(&self, left: ExprId, right: ExprId) -> Span {
        let exprs = &self.body.exprs;
        exprs.get(left).span.joined(exprs.get(right).span)
    }

    fn build_map(&mut self, shapes: Vec<(Span, bool)>) -> ExprKind {
        let len = shapes
            .iter()
            .map(|(_, keyed)| 1 + usize::from(*keyed))
            .sum();
        let mut parts = self.take(len);
        let mut entries = Vec::with_capacity(shapes.len());
        for (span, keyed) in shapes {
            let key = keyed.then(|| parts.next()).flatten();
            let Some(value) = parts.next() else { break };
            entries.push(Entry { span, key, value });
        }
        ExprKind::Map { entries }
    }

    fn build_comprehension(&mut self, kind: SequenceKind, shapes: Vec<ClauseShape>) -> ExprKind {
        let clauses_len: usize = shapes.iter().map(|clause| 1 + clause.conditions).sum();
        let mut parts = self.take(clauses_len);
        let mut clauses = Vec::with_capacity(shapes.len());
        for shape in shapes {
            let Some(iterable) = parts.next() else { break };
            clauses.push(ComprehensionClause {
                target: shape.target,
                iterable,
                is_async: shape.is_async,
                conditions: parts.by_ref().take(shape.conditions).collect(),
            });
        }
        let element = self.value();
        let key = (kind == SequenceKind::Map).then(|| self.value());
        ExprKind::Comprehension {
            kind,
            key,
            element,
            clauses,
        }
    }

    fn build_template(&mut self, shapes: Vec<PartShape>) -> ExprKind {
        let is_value = |shape: &&PartShape| matches!(shape, PartShape::Value(_));
        let mut values = self.take(shapes.iter().filter(is_value).count());
        let parts = shapes
            .into_iter()
            .filter_map(|shape| match shape {
                PartShape::Text(text) => Some(TemplatePart::Text(text)),
                PartShape::Value(format) => values
                    .next()
                    .map(|value| TemplatePart::Value { value, format }),
            })
            .collect();
        ExprKind::Template { tag: None, parts }
    }

    fn build_lambda(&mut self, node: usize, mut signature: Signature, span: Span) -> ExprKind {
        signature.is_generator = self.yields.pop().unwrap_or(false);
        let value = self.value();
        let body_span = signature.body_span;
        let stmt = self
            .body
            .push_stmt(body_span, StmtKind::Return(vec![value]));
        signature.span = span;
        let id = self.body.push_function(Function {
            signature,
            block: Block {
                span: body_span,
                stmts: vec![stmt],
            },
        });
        self.functions.insert(node, id);
        ExprKind::Function(id)
    }
}

/// Whether a loop, `with`, function or clause starts with `async`.
pub(super) fn is_async(node: Node<'_>) -> bool {
    node.child(0).is_some_and(|first| first.kind() == "async")
}

/// The operator written as `text`.
pub(super) fn operator(text: &str) -> Option<BinaryOp> {
    Some(match text {
        "and" => BinaryOp::And,
        "or" => BinaryOp::Or,
        "==" => BinaryOp::Equal,
        "!=" | "<>" => BinaryOp::NotEqual,
        "is" => BinaryOp::Is,
        "<" => BinaryOp::Less,
        "<=" => BinaryOp::LessEqual,
        ">" => BinaryOp::Greater,
        ">=" => BinaryOp::GreaterEqual,
        "in" => BinaryOp::In,
        "+" => BinaryOp::Add,
        "-" => BinaryOp::Subtract,
        "*" => BinaryOp::Multiply,
        "/" => BinaryOp::Divide,
        "//" => BinaryOp::FloorDivide,
        "%" => BinaryOp::Remainder,
        "**" => BinaryOp::Power,
        "@" => BinaryOp::MatrixMultiply,
        "&" => BinaryOp::BitAnd,
        "|" => BinaryOp::BitOr,
        "^" => BinaryOp::BitXor,
        "<<" => BinaryOp::ShiftLeft,
        ">>" => BinaryOp::ShiftRight,
        // `is not` and `not in` may have any space between their words.
        _ if text.starts_with("is") => BinaryOp::IsNot,
        _ if text.starts_with("not") => BinaryOp::NotIn,
        _ => return None,
    })
}
