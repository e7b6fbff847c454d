//! Expressions, taken apart into steps; it never calls itself for the parts of one.
//!
//! What has no kind of its own is written with what there is: `None` is the literal for nothing, a range that
//! lacks an end is a slice, `async { … }` is a function without a name (it runs when it is awaited, and `?` in
//! it leaves it alone). Type arguments of calls are left out.

use tree_sitter::Node;

use super::build::{Build, RecordShape};
use super::{FIELDS, Kind, Lower, Scope, Step, Tail, field, kind};
use crate::facts::{BinaryOp, ExprKind, Literal, SequenceKind, UnaryOp};

impl<'t> Lower<'t, '_> {
    fn leaf(&mut self, node: Node<'t>, kind: ExprKind) {
        let id = self.push(self.span(node), kind);
        self.values.push(id);
    }

    pub(super) fn enter(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let inner = |at| field(node, at);
        match kind(node) {
            Kind::Identifier if self.text(node) == "None" => {
                self.leaf(node, ExprKind::Literal(Literal::Null));
            }
            Kind::Identifier
            | Kind::SelfName
            | Kind::SuperName
            | Kind::CrateName
            | Kind::Metavariable
            | Kind::TypeIdentifier
            | Kind::PrimitiveType
            | Kind::FieldIdentifier
            | Kind::ShorthandFieldIdentifier => self.leaf(node, ExprKind::Name(self.name(node))),
            Kind::ScopedIdentifier | Kind::ScopedTypeIdentifier => self.enter_scoped(node, steps),
            Kind::GenericType | Kind::GenericTypeWithTurbofish => {
                self.enter_all(node, None, &[inner(FIELDS.ty)], steps);
            }
            Kind::BracketedType | Kind::QualifiedType => match self.path(node) {
                Some(path) => self.leaf(node, ExprKind::Name(path)),
                None => self.enter_unknown(node, steps),
            },
            Kind::GenericFunction => {
                self.enter_all(node, None, &[inner(FIELDS.function)], steps);
            }
            Kind::ParenthesizedExpression => match self.named(node).as_slice() {
                [only] => steps.push(Step::Expr(*only)),
                parts => self.enter_parts(node, parts, steps),
            },
            Kind::FieldExpression => match (inner(FIELDS.value), inner(FIELDS.field)) {
                (Some(object), Some(name)) => {
                    let build = Build::Member(self.name(name), self.span(name));
                    self.open(node, build, &[object], steps);
                }
                _ => self.enter_unknown(node, steps),
            },
            Kind::IndexExpression => self.enter_index(node, steps),
            Kind::CallExpression => self.enter_call(node, steps),
            Kind::MacroInvocation => {
                let id = self.macro_call(node);
                self.values.push(id);
            }
            Kind::UnaryExpression => {
                let op = match node.child(0).map(|op| op.kind()) {
                    Some("-") => UnaryOp::Negate,
                    Some("*") => UnaryOp::Dereference,
                    _ => UnaryOp::Not,
                };
                let operand = self.named(node).first().copied();
                self.enter_all(node, Some(Build::Unary(op)), &[operand], steps);
            }
            Kind::ReferenceExpression => {
                let build = Build::Unary(UnaryOp::Reference);
                self.enter_all(node, Some(build), &[inner(FIELDS.value)], steps);
            }
            Kind::TryExpression => {
                let value = self.named(node).first().copied();
                self.enter_all(node, Some(Build::Propagate), &[value], steps);
            }
            Kind::AwaitExpression => {
                let value = self.named(node).first().copied();
                self.enter_all(node, Some(Build::Await), &[value], steps);
            }
            Kind::BinaryExpression => {
                let op = inner(FIELDS.operator).and_then(|op| operator(op.kind()));
                let parts = [inner(FIELDS.left), inner(FIELDS.right)];
                match op {
                    Some(op) => self.enter_all(node, Some(Build::Binary(op)), &parts, steps),
                    None => self.enter_unknown(node, steps),
                }
            }
            Kind::LetChain => self.enter_chain(node, steps),
            Kind::LetCondition => match (inner(FIELDS.pattern), inner(FIELDS.value)) {
                (Some(pattern), Some(value)) => {
                    let build = Build::Matches(Box::new(self.pattern(pattern)));
                    self.open(node, build, &[value], steps);
                }
                _ => self.enter_unknown(node, steps),
            },
            // The grammar reads `..=end` as an assignment to `..`. It has no neutral form.
            Kind::AssignmentExpression
                if inner(FIELDS.left).is_some_and(|left| self.text(left) == "..") =>
            {
                let end: Vec<_> = inner(FIELDS.right).into_iter().collect();
                self.enter_parts(node, &end, steps);
            }
            Kind::AssignmentExpression => {
                let parts = [inner(FIELDS.left), inner(FIELDS.right)];
                self.enter_all(node, Some(Build::Assign), &parts, steps);
            }
            Kind::TypeCastExpression => match (inner(FIELDS.value), inner(FIELDS.ty)) {
                (Some(value), Some(ty)) => {
                    let build = Build::Cast(self.ty(ty));
                    self.open(node, build, &[value], steps);
                }
                _ => self.enter_unknown(node, steps),
            },
            Kind::RangeExpression => self.enter_range(node, steps),
            Kind::YieldExpression => match self.named(node).as_slice() {
                [] => self.open(node, Build::Yield { value: false }, &[], steps),
                [value] => self.open(node, Build::Yield { value: true }, &[*value], steps),
                parts => self.enter_parts(node, parts, steps),
            },
            Kind::ArrayExpression => self.enter_array(node, steps),
            Kind::TupleExpression | Kind::UnitExpression => {
                let items = self.without_attributes(node);
                let build = Build::Sequence(SequenceKind::Tuple, items.len());
                self.open(node, build, &items, steps);
            }
            Kind::StructExpression => self.enter_struct(node, steps),
            Kind::ClosureExpression | Kind::AsyncBlock | Kind::GenBlock => {
                self.enter_function(node, steps);
            }
            Kind::IfExpression
            | Kind::MatchExpression
            | Kind::WhileExpression
            | Kind::LoopExpression
            | Kind::ForExpression
            | Kind::Block
            | Kind::UnsafeBlock
            | Kind::ConstBlock
            | Kind::TryBlock
            | Kind::ReturnExpression
            | Kind::BreakExpression
            | Kind::ContinueExpression
            | Kind::CompoundAssignmentExpr => self.enter_statement(node, steps),
            _ => match self.literal(node) {
                Some(literal) => self.leaf(node, ExprKind::Literal(literal)),
                None => self.enter_unknown(node, steps),
            },
        }
    }

    /// Lowers `parts` from left to right, then builds.
    pub(super) fn open(
        &self,
        node: Node<'t>,
        build: Build,
        parts: &[Node<'t>],
        steps: &mut Vec<Step<'t>>,
    ) {
        steps.push(Step::Build(build, self.span(node)));
        steps.extend(parts.iter().rev().map(|part| Step::Expr(*part)));
    }

    /// As `open`, but where a part is missing, the parts that are there make an unknown expression. Without
    /// `build` the only part is all there is.
    fn enter_all(
        &mut self,
        node: Node<'t>,
        build: Option<Build>,
        parts: &[Option<Node<'t>>],
        steps: &mut Vec<Step<'t>>,
    ) {
        let there: Vec<_> = parts.iter().copied().flatten().collect();
        match (build, there.as_slice()) {
            _ if there.len() != parts.len() => self.enter_parts(node, &there, steps),
            (Some(build), there) => self.open(node, build, there, steps),
            (None, [only]) => steps.push(Step::Expr(*only)),
            (None, there) => self.enter_parts(node, there, steps),
        }
    }

    fn enter_parts(&mut self, node: Node<'t>, parts: &[Node<'t>], steps: &mut Vec<Step<'t>>) {
        self.open(node, Build::Unknown(parts.len()), parts, steps);
    }

    fn enter_unknown(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let parts = self.named(node);
        self.enter_parts(node, &parts, steps);
    }

    /// A branch, loop, block or exit used as a value.
    fn enter_statement(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        if self.state.known_functions {
            // The statement is in the body; a summary has none.
            let id = self.unknown(self.span(node));
            return self.values.push(id);
        }
        self.begin_block();
        steps.push(Step::StatementValue(self.span(node)));
        steps.push(Step::Statement(node, Tail::Kept));
    }

    fn enter_scoped(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let Some(name) = field(node, FIELDS.name) else {
            return self.enter_unknown(node, steps);
        };
        if self.text(node) == "Option::None" {
            return self.leaf(node, ExprKind::Literal(Literal::Null));
        }
        match field(node, FIELDS.path) {
            Some(path) => {
                let build = Build::Member(self.name(name), self.span(name));
                self.open(node, build, &[path], steps);
            }
            None => self.leaf(node, ExprKind::Name(self.name(name))),
        }
    }

    fn enter_index(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let parts = self.named(node);
        let [object, index] = parts.as_slice() else {
            return self.enter_parts(node, &parts, steps);
        };
        steps.push(Step::Build(Build::Index, self.span(node)));
        match self.range(*index) {
            Some((start, end, false)) => self.open_slice(*index, start, end, steps),
            _ => steps.push(Step::Expr(*index)),
        }
        steps.push(Step::Expr(*object));
    }

    /// The ends of a range, and whether the second is part of it.
    fn range(&mut self, node: Node<'t>) -> Option<(Option<Node<'t>>, Option<Node<'t>>, bool)> {
        if kind(node) != Kind::RangeExpression {
            return None;
        }
        let (mut start, mut end, mut mark) = (None, None, None);
        for child in self.all(node) {
            match (child.is_named(), mark) {
                (false, _) => mark = Some(child.kind()),
                (true, None) => start = Some(child),
                (true, Some(_)) => end = Some(child),
            }
        }
        Some((start, end, mark != Some("..")))
    }

    fn enter_range(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        match self.range(node) {
            Some((Some(start), Some(end), inclusive)) => {
                let op = match inclusive {
                    true => BinaryOp::RangeInclusive,
                    false => BinaryOp::Range,
                };
                self.open(node, Build::Binary(op), &[start, end], steps);
            }
            Some((start, end, false)) => self.open_slice(node, start, end, steps),
            _ => self.enter_unknown(node, steps),
        }
    }

    fn open_slice(
        &self,
        node: Node<'t>,
        start: Option<Node<'t>>,
        end: Option<Node<'t>>,
        steps: &mut Vec<Step<'t>>,
    ) {
        let build = Build::Slice {
            start: start.is_some(),
            end: end.is_some(),
        };
        let parts: Vec<_> = start.into_iter().chain(end).collect();
        self.open(node, build, &parts, steps);
    }

    fn enter_call(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let callee = field(node, FIELDS.function);
        let (Some(callee), Some(list)) = (callee, field(node, FIELDS.arguments)) else {
            return self.enter_unknown(node, steps);
        };
        let args = self.without_attributes(list);
        let spans = args.iter().map(|arg| self.span(*arg)).collect();
        let mut parts = vec![callee];
        parts.extend(args);
        self.open(node, Build::Call(spans, self.span(list)), &parts, steps);
    }

    fn without_attributes(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        let mut parts = self.named(node);
        parts.retain(|part| kind(*part) != Kind::AttributeItem);
        parts
    }

    fn enter_array(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let items = self.without_attributes(node);
        match (field(node, FIELDS.length), items.as_slice()) {
            (Some(_), [value, _]) => {
                let build = Build::Repeat(self.span(*value));
                self.open(node, build, &items, steps);
            }
            _ => {
                let build = Build::Sequence(SequenceKind::List, items.len());
                self.open(node, build, &items, steps);
            }
        }
    }

    /// A chain of conditions some of which take values apart, where it must be one value.
    fn enter_chain(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let parts = self.named(node);
        let Some((first, rest)) = parts.split_first() else {
            return self.enter_unknown(node, steps);
        };
        for part in rest.iter().rev() {
            let span = self.span_of(first.start_byte(), part.end_byte());
            steps.push(Step::Build(Build::Binary(BinaryOp::And), span));
            steps.push(Step::Expr(*part));
        }
        steps.push(Step::Expr(*first));
    }

    fn enter_struct(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let Some(list) = field(node, FIELDS.body) else {
            return self.enter_unknown(node, steps);
        };
        let ty = field(node, FIELDS.name).map(|name| self.ty(name));
        let mut keys = Vec::new();
        let mut parts = Vec::new();
        let mut base = None;
        for entry in self.named(list) {
            let span = self.span(entry);
            match kind(entry) {
                Kind::BaseFieldInitializer => base = self.named(entry).first().copied(),
                Kind::ShorthandFieldInitializer => {
                    let name = self.without_attributes(entry).first().copied();
                    let Some(name) = name else { continue };
                    keys.push((self.name(name), self.span(name), span));
                    parts.push(name);
                }
                _ => {
                    let key = field(entry, FIELDS.field);
                    let (Some(key), Some(value)) = (key, field(entry, FIELDS.value)) else {
                        continue;
                    };
                    keys.push((self.name(key), self.span(key), span));
                    parts.push(value);
                }
            }
        }
        parts.extend(base);
        let shape = RecordShape {
            ty,
            keys,
            base: base.is_some(),
        };
        self.open(node, Build::Record(Box::new(shape)), &parts, steps);
    }

    /// A closure or an async block.
    fn enter_function(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let span = self.span(node);
        if self.state.known_functions {
            let kind = match self.state.functions.get(&span) {
                Some(id) => ExprKind::Function(*id),
                None => ExprKind::Unknown {
                    children: Vec::new(),
                },
            };
            return self.leaf(node, kind);
        }
        let code = match kind(node) {
            Kind::ClosureExpression => field(node, FIELDS.body),
            _ => self.named(node).last().copied(),
        };
        let Some(code) = code.filter(Node::is_named) else {
            return self.enter_unknown(node, steps);
        };
        let signature = self.closure_signature(node, code);
        let returns = signature.returns.as_ref();
        let tail = match returns.is_some_and(super::types::is_nothing) {
            true => Tail::Kept,
            false => Tail::Returned,
        };
        self.scopes.push(Scope::Function);
        steps.push(Step::Build(Build::Function(Box::new(signature)), span));
        steps.push(match kind(code) {
            Kind::Block => Step::Block(code, tail),
            _ => Step::ExprBlock(code, tail),
        });
    }
}

/// The operator written as `text`.
pub(super) fn operator(text: &str) -> Option<BinaryOp> {
    Some(match text {
        "&&" => BinaryOp::And,
        "||" => BinaryOp::Or,
        "==" => BinaryOp::Equal,
        "!=" => BinaryOp::NotEqual,
        "<" => BinaryOp::Less,
        "<=" => BinaryOp::LessEqual,
        ">" => BinaryOp::Greater,
        ">=" => BinaryOp::GreaterEqual,
        "+" => BinaryOp::Add,
        "-" => BinaryOp::Subtract,
        "*" => BinaryOp::Multiply,
        "/" => BinaryOp::Divide,
        "%" => BinaryOp::Remainder,
        "&" => BinaryOp::BitAnd,
        "|" => BinaryOp::BitOr,
        "^" => BinaryOp::BitXor,
        "<<" => BinaryOp::ShiftLeft,
        ">>" => BinaryOp::ShiftRight,
        _ => return None,
    })
}
