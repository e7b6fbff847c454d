//! Expressions; the parts of one are steps, never calls.

use tree_sitter::Node;

use super::functions::{FunctionShape, Member};
use super::literals::Part;
use super::{Field, Kind, Lower, Role, Scope, Step};
use crate::facts::{
    Arg, BinaryOp, CallStyle, ExprKind, Literal, Name, Pattern, PatternKind, Spread, TypeRef,
    UnaryOp,
};
use crate::span::Span;

/// An expression whose parts have been lowered.
pub(super) enum Build<'t> {
    Member {
        name: Name,
        name_span: Span,
        optional: bool,
    },
    Index,
    Call(CallStyle, Vec<ArgShape>, Span),
    Unary(UnaryOp),
    Binary(BinaryOp),
    /// `a, b, c`.
    Commas(usize),
    Conditional,
    Assign,
    /// `a += b` as a value.
    Update(BinaryOp),
    Await,
    Yield {
        value: bool,
        from: bool,
    },
    Cast(TypeRef),
    Matches(Pattern),
    Sequence(usize),
    Spread(bool),
    Map(Vec<EntryShape>),
    Template(bool, Vec<Option<Name>>),
    Function(Box<FunctionShape<'t>>),
    Class(Name),
    Unknown(usize),
}

pub(super) struct ArgShape {
    pub(super) span: Span,
    pub(super) spread: Option<Spread>,
}

pub(super) struct EntryShape {
    pub(super) span: Span,
    pub(super) key: KeyShape,
}

pub(super) enum KeyShape {
    /// A key that is written out.
    Text(Name, Span),
    /// A key whose value was lowered.
    Computed,
    Missing,
}

impl<'t> Lower<'t, '_> {
    fn leaf(&mut self, node: Node<'t>, kind: ExprKind) {
        let id = self.push(self.span(node), kind);
        self.values.push(id);
    }

    pub(super) fn enter(&mut self, node: Node<'t>, role: Role<'t>, steps: &mut Vec<Step<'t>>) {
        match self.kind(node) {
            Kind::Identifier
            | Kind::This
            | Kind::Super
            | Kind::Import
            | Kind::PropertyIdentifier
            | Kind::PrivatePropertyIdentifier
            | Kind::ShorthandPropertyIdentifier
            | Kind::ShorthandPropertyIdentifierPattern
            | Kind::StatementIdentifier
            | Kind::TypeIdentifier => self.leaf(node, ExprKind::Name(self.name(node))),
            Kind::MetaProperty => {
                let name = self.text(node).chars().filter(|char| !char.is_whitespace());
                self.leaf(node, ExprKind::Name(name.collect()));
            }
            Kind::Undefined | Kind::Null => self.leaf(node, ExprKind::Literal(Literal::Null)),
            Kind::Number | Kind::True | Kind::False | Kind::String | Kind::Regex => {
                let literal = self.literal(node).unwrap_or(Literal::Null);
                self.leaf(node, ExprKind::Literal(literal));
            }
            Kind::TemplateString => self.enter_template(node, None, node, steps),
            Kind::ParenthesizedExpression | Kind::SatisfiesExpression | Kind::NonNullExpression => {
                match self.named(node).first() {
                    Some(inner) => steps.push(Step::Expr(*inner, role)),
                    None => self.enter_unknown(node, steps),
                }
            }
            Kind::InstantiationExpression => match self.named(node).first() {
                Some(inner) => steps.push(Step::Expr(*inner, role)),
                None => self.enter_unknown(node, steps),
            },
            Kind::AsExpression | Kind::TypeAssertion => self.enter_cast(node, role, steps),
            Kind::MemberExpression => self.enter_member(node, steps),
            Kind::SubscriptExpression => {
                let parts = [
                    self.field(node, Field::Object),
                    self.field(node, Field::Index),
                ];
                self.enter_all(node, Build::Index, &parts, steps);
            }
            Kind::CallExpression => self.enter_call(node, steps),
            Kind::NewExpression => self.enter_new(node, steps),
            Kind::AwaitExpression => match self.named(node).as_slice() {
                [inner] => self.open(node, Build::Await, &[*inner], steps),
                parts => self.enter_parts(node, parts, steps),
            },
            Kind::YieldExpression => {
                let from = self.has_token(node, "*");
                let value = self.named(node).first().copied();
                let build = Build::Yield {
                    value: value.is_some(),
                    from,
                };
                self.open(node, build, value.as_slice(), steps);
            }
            Kind::UnaryExpression => self.enter_unary(node, steps),
            Kind::UpdateExpression => {
                let op = match self.field(node, Field::Operator).map(|op| self.text(op)) {
                    Some("--") => UnaryOp::Decrement,
                    _ => UnaryOp::Increment,
                };
                let parts = [self.field(node, Field::Argument)];
                self.enter_all(node, Build::Unary(op), &parts, steps);
            }
            Kind::BinaryExpression => self.enter_binary(node, steps),
            Kind::TernaryExpression => {
                let parts = [
                    self.field(node, Field::Condition),
                    self.field(node, Field::Consequence),
                    self.field(node, Field::Alternative),
                ];
                self.enter_all(node, Build::Conditional, &parts, steps);
            }
            Kind::SequenceExpression => {
                let parts = self.named(node);
                self.open(node, Build::Commas(parts.len()), &parts, steps);
            }
            Kind::AssignmentExpression => self.enter_assignment(node, steps),
            Kind::AugmentedAssignmentExpression => {
                let parts = [
                    self.field(node, Field::Left),
                    self.field(node, Field::Right),
                ];
                match self.assigned_operator(node) {
                    Some(op) => self.enter_all(node, Build::Update(op), &parts, steps),
                    None => self.enter_unknown(node, steps),
                }
            }
            Kind::Object | Kind::ObjectPattern => self.enter_object(node, steps),
            Kind::Array | Kind::ArrayPattern => {
                let items = self.named(node);
                let build = Build::Sequence(items.len());
                self.open(node, build, &items, steps);
            }
            Kind::SpreadElement | Kind::RestPattern => match self.named(node).as_slice() {
                [value] => self.open(node, Build::Spread(false), &[*value], steps),
                parts => self.enter_parts(node, parts, steps),
            },
            Kind::FunctionExpression
            | Kind::ArrowFunction
            | Kind::GeneratorFunction
            | Kind::MethodDefinition => {
                self.enter_function(node, role, steps);
            }
            Kind::Class => self.enter_class(node, role, steps),
            Kind::JsxElement | Kind::JsxSelfClosingElement => self.enter_element(node, steps),
            _ => self.enter_unknown(node, steps),
        }
    }

    /// Lowers `parts` from left to right, then builds.
    fn open(
        &self,
        node: Node<'t>,
        build: Build<'t>,
        parts: &[Node<'t>],
        steps: &mut Vec<Step<'t>>,
    ) {
        steps.push(Step::Build(build, self.span(node)));
        let parts = parts.iter().rev();
        steps.extend(parts.map(|part| Step::Expr(*part, Role::Given)));
    }

    /// As `open`, but where a part is missing, the parts that are there make an unknown expression.
    fn enter_all(
        &mut self,
        node: Node<'t>,
        build: Build<'t>,
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

    fn enter_template(
        &mut self,
        node: Node<'t>,
        tag: Option<Node<'t>>,
        template: Node<'t>,
        steps: &mut Vec<Step<'t>>,
    ) {
        let mut values: Vec<_> = tag.into_iter().collect();
        let mut shapes = Vec::new();
        for part in self.template_parts(template) {
            match part {
                Part::Text(text) => shapes.push(Some(Name::from(text))),
                Part::Value(value) => {
                    shapes.push(None);
                    values.push(value);
                }
            }
        }
        if values.is_empty() {
            let text = shapes.into_iter().flatten().next().unwrap_or_default();
            return self.leaf(node, ExprKind::Literal(Literal::Str(text)));
        }
        let build = Build::Template(tag.is_some(), shapes);
        self.open(node, build, &values, steps);
    }

    fn enter_cast(&mut self, node: Node<'t>, role: Role<'t>, steps: &mut Vec<Step<'t>>) {
        let (value, ty) = match (self.kind(node), self.named(node).as_slice()) {
            (Kind::TypeAssertion, [types, value]) => (*value, self.named(*types).first().copied()),
            (_, [value, ty]) => (*value, Some(*ty)),
            // `as const`.
            (_, [value]) => (*value, None),
            (_, parts) => return self.enter_parts(node, parts, steps),
        };
        if let Some(ty) = ty {
            let ty = self.ty(ty);
            steps.push(Step::Build(Build::Cast(ty), self.span(node)));
        }
        steps.push(Step::Expr(value, role));
    }

    fn enter_member(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let object = self.field(node, Field::Object);
        match (object, self.field(node, Field::Property)) {
            (Some(object), Some(name)) => {
                let build = Build::Member {
                    name: self.name(name),
                    name_span: self.span(name),
                    optional: self.field(node, Field::OptionalChain).is_some(),
                };
                self.open(node, build, &[object], steps);
            }
            _ => self.enter_unknown(node, steps),
        }
    }

    fn enter_call(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let function = self.field(node, Field::Function);
        let list = self.field(node, Field::Arguments);
        let (Some(callee), Some(list)) = (function, list) else {
            return self.enter_unknown(node, steps);
        };
        if self.kind(list) == Kind::TemplateString {
            return self.enter_template(node, Some(callee), list, steps);
        }
        let is_optional = self.field(node, Field::OptionalChain).is_some()
            || self.child(node, Kind::OptionalChain).is_some()
            || self.has_token(node, "?.");
        let style = match is_optional {
            true => CallStyle::Optional,
            false => CallStyle::Plain,
        };
        self.call(node, style, callee, Some(list), steps);
    }

    fn enter_new(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let list = self.field(node, Field::Arguments);
        match self.field(node, Field::Constructor) {
            Some(callee) => self.call(node, CallStyle::New, callee, list, steps),
            None => self.enter_unknown(node, steps),
        }
    }

    fn call(
        &mut self,
        node: Node<'t>,
        style: CallStyle,
        callee: Node<'t>,
        list: Option<Node<'t>>,
        steps: &mut Vec<Step<'t>>,
    ) {
        let args = list.map(|list| self.named(list)).unwrap_or_default();
        let mut shapes = Vec::with_capacity(args.len());
        let mut parts = Vec::with_capacity(args.len());
        for arg in args {
            let (shape, value) = self.arg(arg);
            shapes.push(shape);
            parts.push(value);
        }
        let end = node.end_byte();
        let args_span = list.map_or_else(|| self.source.span_of(end, end), |list| self.span(list));
        steps.push(Step::Build(
            Build::Call(style, shapes, args_span),
            self.span(node),
        ));
        let parts = parts.into_iter().rev();
        steps.extend(parts.map(|part| Step::Expr(part, Role::Given)));
        steps.push(Step::Expr(callee, Role::Loose));
    }

    fn arg(&mut self, node: Node<'t>) -> (ArgShape, Node<'t>) {
        let span = self.span(node);
        let is_spread = self.kind(node) == Kind::SpreadElement;
        let value = is_spread
            .then(|| self.named(node).first().copied())
            .flatten();
        let spread = value.map(|_| Spread::Sequence);
        (ArgShape { span, spread }, value.unwrap_or(node))
    }

    /// The arguments of a decorator's call, with their values lowered.
    pub(super) fn args(&mut self, list: Node<'t>) -> Vec<Arg> {
        let args = self.named(list);
        args.into_iter()
            .map(|arg| {
                let (shape, value) = self.arg(arg);
                Arg {
                    span: shape.span,
                    name: None,
                    spread: shape.spread,
                    value: self.nested(value),
                }
            })
            .collect()
    }

    fn enter_unary(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let op = match self.field(node, Field::Operator).map(|op| self.text(op)) {
            Some("!") => UnaryOp::Not,
            Some("-") => UnaryOp::Negate,
            Some("~") => UnaryOp::Invert,
            Some("typeof") => UnaryOp::TypeOf,
            Some("delete") => UnaryOp::Delete,
            Some("void") => UnaryOp::Void,
            _ => UnaryOp::Plus,
        };
        let parts = [self.field(node, Field::Argument)];
        self.enter_all(node, Build::Unary(op), &parts, steps);
    }

    fn enter_binary(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let operator_node = self.field(node, Field::Operator);
        let text = operator_node.map(|op| self.text(op)).unwrap_or_default();
        let (left, right) = (
            self.field(node, Field::Left),
            self.field(node, Field::Right),
        );
        if text == "instanceof"
            && let (Some(left), Some(right)) = (left, right)
            && let Some(path) = self.path(right)
        {
            let pattern = Pattern {
                span: self.span(right),
                kind: PatternKind::Type {
                    path,
                    parts: Vec::new(),
                },
            };
            return self.open(node, Build::Matches(pattern), &[left], steps);
        }
        match operator(text) {
            Some(op) => self.enter_all(node, Build::Binary(op), &[left, right], steps),
            None => self.enter_unknown(node, steps),
        }
    }

    /// The operator of `a += b`.
    pub(super) fn assigned_operator(&self, node: Node<'t>) -> Option<BinaryOp> {
        let operator_node = self.field(node, Field::Operator)?;
        operator(self.text(operator_node).strip_suffix('=')?)
    }

    fn enter_assignment(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let parts = (
            self.field(node, Field::Left),
            self.field(node, Field::Right),
        );
        let (Some(left), Some(right)) = parts else {
            return self.enter_unknown(node, steps);
        };
        let role = self.bound_role(left, right, self.span(node), false);
        steps.push(Step::Build(Build::Assign, self.span(node)));
        steps.push(Step::Expr(right, role));
        steps.push(Step::Expr(left, Role::Loose));
    }

    fn enter_object(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let mut shapes = Vec::new();
        let mut parts = Vec::new();
        for entry in self.named(node) {
            let span = self.span(entry);
            let value = match self.kind(entry) {
                Kind::Pair | Kind::PairPattern => self.field(entry, Field::Value),
                Kind::ObjectAssignmentPattern => self.field(entry, Field::Left),
                _ => Some(entry),
            };
            let value = value.unwrap_or(entry);
            let key = match self.kind(entry) {
                Kind::Pair | Kind::PairPattern => self.field(entry, Field::Key),
                Kind::MethodDefinition => self.field(entry, Field::Name),
                Kind::ShorthandPropertyIdentifier | Kind::ShorthandPropertyIdentifierPattern => {
                    Some(entry)
                }
                _ => None,
            };
            let key = match key {
                Some(key) if self.kind(key) == Kind::ComputedPropertyName => {
                    match self.named(key).first() {
                        Some(computed) => {
                            parts.push(Step::Expr(*computed, Role::Given));
                            KeyShape::Computed
                        }
                        None => KeyShape::Missing,
                    }
                }
                Some(key) => KeyShape::Text(self.key(key), self.span(key)),
                None => KeyShape::Missing,
            };
            shapes.push(EntryShape { span, key });
            match self.kind(entry) {
                Kind::SpreadElement | Kind::RestPattern => {
                    let inner = self.named(entry).first().copied();
                    parts.push(Step::Expr(inner.unwrap_or(entry), Role::Given));
                    parts.push(Step::Build(Build::Spread(true), span));
                }
                Kind::MethodDefinition => {
                    let method = Member::in_display(entry, span);
                    parts.push(Step::Expr(entry, Role::Bound(Box::new(method))));
                }
                _ => parts.push(Step::Expr(value, Role::Given)),
            }
        }
        steps.push(Step::Build(Build::Map(shapes), self.span(node)));
        steps.extend(parts.into_iter().rev());
    }

    /// The text of a key or of a member's name; that of a computed one as written.
    pub(in super::super) fn key(&self, node: Node<'t>) -> Name {
        match self.kind(node) {
            Kind::String => match self.literal(node) {
                Some(Literal::Str(text)) => text,
                _ => self.name(node),
            },
            Kind::ComputedPropertyName => match node.named_child(0) {
                Some(inner) if self.kind(inner) == Kind::String => self.key(inner),
                _ => self.name(node),
            },
            _ => self.name(node),
        }
    }

    fn enter_class(&mut self, node: Node<'t>, role: Role<'t>, steps: &mut Vec<Step<'t>>) {
        if self.known_functions {
            let children = Vec::new();
            return self.leaf(node, ExprKind::Unknown { children });
        }
        let own = self.field(node, Field::Name).map(|name| self.name(name));
        let name = match role {
            Role::Bound(member) => member.name.map(|(name, _)| name).or(own),
            _ => own,
        };
        let name = name.unwrap_or_default();
        steps.push(Step::Build(Build::Class(name.clone()), self.span(node)));
        self.class_steps(node, &[], name, steps);
    }

    /// The values in an element: those of its attributes and between its tags.
    fn enter_element(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let mut parts = Vec::new();
        for child in self.named(node) {
            match child.kind() {
                "jsx_expression" => parts.extend(self.named(child)),
                "jsx_element" | "jsx_self_closing_element" => parts.push(child),
                "jsx_attribute" => parts.extend(self.attribute(child)),
                "jsx_opening_element" => {
                    for inner in self.named(child) {
                        match inner.kind() {
                            "jsx_attribute" => parts.extend(self.attribute(inner)),
                            "jsx_expression" => parts.extend(self.named(inner)),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        self.enter_parts(node, &parts, steps);
    }

    fn attribute(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        let parts = self.named(node);
        let values = parts.into_iter().skip(1);
        values
            .flat_map(|value| match value.kind() {
                "jsx_expression" => self.named(value),
                _ => vec![value],
            })
            .collect()
    }

    /// Steps for the block of a class with its members.
    pub(super) fn class_steps(
        &mut self,
        node: Node<'t>,
        decorators: &[Node<'t>],
        name: Name,
        steps: &mut Vec<Step<'t>>,
    ) {
        // The decorators and the base are in the arena for whoever looks through all of it.
        self.decorators(decorators);
        for base in self.heritage(node) {
            if let Some(value) = base.value {
                self.nested(value);
            }
        }
        let name = match self.class_around() {
            Some(around) => Name::from(format!("{around}.{name}")),
            None => name,
        };
        steps.push(Step::Leave);
        match self.field(node, Field::Body) {
            Some(body) => self.open_block(body, steps),
            None => steps.extend([Step::End(Span::default()), Step::Begin]),
        }
        steps.push(Step::Enter(Scope::Class(name)));
    }
}

/// The operator written as `text`.
fn operator(text: &str) -> Option<BinaryOp> {
    Some(match text {
        "&&" => BinaryOp::And,
        "||" => BinaryOp::Or,
        "??" => BinaryOp::Coalesce,
        "==" | "===" => BinaryOp::Equal,
        "!=" | "!==" => BinaryOp::NotEqual,
        "<" => BinaryOp::Less,
        "<=" => BinaryOp::LessEqual,
        ">" => BinaryOp::Greater,
        ">=" => BinaryOp::GreaterEqual,
        "in" => BinaryOp::In,
        "+" => BinaryOp::Add,
        "-" => BinaryOp::Subtract,
        "*" => BinaryOp::Multiply,
        "/" => BinaryOp::Divide,
        "%" => BinaryOp::Remainder,
        "**" => BinaryOp::Power,
        "&" => BinaryOp::BitAnd,
        "|" => BinaryOp::BitOr,
        "^" => BinaryOp::BitXor,
        "<<" => BinaryOp::ShiftLeft,
        ">>" | ">>>" => BinaryOp::ShiftRight,
        _ => return None,
    })
}
