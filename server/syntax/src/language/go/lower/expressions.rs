//! Expressions, as steps and what is built from their parts.

use tree_sitter::Node;

use super::{FIELDS, Kind, Lower, Offered, Scope, Step, field, kind};
use crate::facts::{
    Arg, BinaryOp, CallStyle, Entry, ExprId, ExprKind, Function, FunctionKind, Name, SequenceKind,
    Signature, Spread, TypeRef, UnaryOp,
};
use crate::span::Span;

/// An expression whose parts are being lowered.
pub(super) enum Build<'t> {
    Member(Name, Span),
    Index,
    /// `[start:end]`: which of the two are there.
    Slice([bool; 2]),
    Call(Vec<(Span, Option<Spread>)>, Span),
    Unary(UnaryOp),
    Binary(BinaryOp),
    /// `left &^ right` is `left & ^right`.
    AndNot,
    Cast(TypeRef),
    List(usize),
    /// For each entry its span and whether it has a key.
    Map(Vec<(Span, bool)>),
    /// For each entry its span, and its key: none, a name, or lowered with the parts.
    Record(Option<TypeRef>, Vec<(Span, RecordKey)>),
    Closure(Node<'t>, Box<Signature>),
    Unknown(usize),
}

#[derive(Clone)]
pub(super) enum RecordKey {
    None,
    Field(Name, Span),
    Value,
}

impl<'t> Lower<'t, '_> {
    fn leaf(&mut self, node: Node<'t>, kind: ExprKind) {
        let id = self.push(self.span(node), kind);
        self.values.push(id);
    }

    pub(super) fn enter(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        match kind(node) {
            Kind::Identifier
            | Kind::TypeIdentifier
            | Kind::FieldIdentifier
            | Kind::PackageIdentifier
            | Kind::BlankIdentifier
            | Kind::Iota => self.leaf(node, ExprKind::Name(self.name(node))),
            Kind::IntLiteral
            | Kind::FloatLiteral
            | Kind::ImaginaryLiteral
            | Kind::RuneLiteral
            | Kind::InterpretedStringLiteral
            | Kind::RawStringLiteral
            | Kind::True
            | Kind::False
            | Kind::Nil => match self.literal(node) {
                Some(literal) => self.leaf(node, ExprKind::Literal(literal)),
                None => self.enter_parts(node, &[], steps),
            },
            Kind::ParenthesizedExpression
            | Kind::ParenthesizedType
            | Kind::LiteralElement
            | Kind::TypeElem => match self.named(node).as_slice() {
                [inner] => steps.push(Step::Expr(*inner)),
                parts => self.enter_parts(node, parts, steps),
            },
            Kind::SelectorExpression => {
                let object = field(node, FIELDS.operand);
                self.enter_member(node, object, field(node, FIELDS.field), steps);
            }
            Kind::QualifiedType => {
                let object = field(node, FIELDS.package);
                self.enter_member(node, object, field(node, FIELDS.name), steps);
            }
            Kind::IndexExpression => {
                let parts = [field(node, FIELDS.operand), field(node, FIELDS.index)];
                self.enter_all(node, Build::Index, &parts, steps);
            }
            Kind::TypeInstantiationExpression | Kind::GenericType => {
                self.enter_instance(node, steps);
            }
            Kind::SliceExpression => self.enter_slice(node, steps),
            Kind::CallExpression => self.enter_call(node, steps),
            Kind::TypeAssertionExpression => {
                self.enter_cast(node, steps);
            }
            Kind::TypeConversionExpression => self.enter_conversion(node, steps),
            Kind::CompositeLiteral => match field(node, FIELDS.body) {
                Some(body) => self.enter_braces(node, body, field(node, FIELDS.ty), steps),
                None => self.enter_unknown(node, steps),
            },
            Kind::LiteralValue => self.enter_braces(node, node, None, steps),
            Kind::FuncLiteral => self.enter_closure(node, steps),
            Kind::UnaryExpression => {
                let op = match field(node, FIELDS.operator).map(|op| self.text(op)) {
                    Some("-") => UnaryOp::Negate,
                    Some("!") => UnaryOp::Not,
                    Some("^") => UnaryOp::Invert,
                    Some("*") => UnaryOp::Dereference,
                    Some("&") => UnaryOp::Reference,
                    Some("<-") => UnaryOp::Receive,
                    _ => UnaryOp::Plus,
                };
                let parts = [field(node, FIELDS.operand)];
                self.enter_all(node, Build::Unary(op), &parts, steps);
            }
            Kind::PointerType => match self.named(node).as_slice() {
                [inner] => {
                    let build = Build::Unary(UnaryOp::Dereference);
                    self.open(node, build, &[*inner], steps);
                }
                parts => self.enter_parts(node, parts, steps),
            },
            Kind::BinaryExpression => {
                let parts = [field(node, FIELDS.left), field(node, FIELDS.right)];
                let text = field(node, FIELDS.operator).map(|op| self.text(op));
                match text.and_then(operator) {
                    _ if text == Some("&^") => self.enter_all(node, Build::AndNot, &parts, steps),
                    Some(op) => self.enter_all(node, Build::Binary(op), &parts, steps),
                    None => self.enter_unknown(node, steps),
                }
            }
            Kind::VariadicArgument => match self.named(node).as_slice() {
                [inner] => steps.push(Step::Expr(*inner)),
                parts => self.enter_parts(node, parts, steps),
            },
            // A type where a value stands, as the first argument of `make`.
            Kind::SliceType
            | Kind::ArrayType
            | Kind::ImplicitLengthArrayType
            | Kind::MapType
            | Kind::ChannelType
            | Kind::FunctionType
            | Kind::StructType
            | Kind::InterfaceType => self.enter_parts(node, &[], steps),
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
        steps.extend(parts.iter().rev().map(|part| Step::Expr(*part)));
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

    fn enter_member(
        &mut self,
        node: Node<'t>,
        object: Option<Node<'t>>,
        name: Option<Node<'t>>,
        steps: &mut Vec<Step<'t>>,
    ) {
        match (object, name) {
            (Some(object), Some(name)) => {
                let build = Build::Member(self.name(name), self.span(name));
                self.open(node, build, &[object], steps);
            }
            _ => self.enter_unknown(node, steps),
        }
    }

    /// `F[A, B]` as a value: a subscript, as the grammar reads it where there is one argument.
    fn enter_instance(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let mut parts = self.named(node);
        if let Some(list) = field(node, FIELDS.type_arguments) {
            parts.retain(|part| part.id() != list.id());
            parts.extend(self.named(list));
        }
        let [object, args @ ..] = parts.as_slice() else {
            return self.enter_parts(node, &[], steps);
        };
        steps.push(Step::Build(Build::Index, self.span(node)));
        match args {
            [index] => steps.push(Step::Expr(*index)),
            args => {
                let spans = args.iter().map(|arg| self.span(*arg));
                let span = spans.reduce(Span::joined).unwrap_or_default();
                steps.push(Step::Build(Build::Unknown(args.len()), span));
                steps.extend(args.iter().rev().map(|arg| Step::Expr(*arg)));
            }
        }
        steps.push(Step::Expr(*object));
    }

    fn enter_slice(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let Some(object) = field(node, FIELDS.operand) else {
            return self.enter_unknown(node, steps);
        };
        let start = field(node, FIELDS.start);
        let end = field(node, FIELDS.end);
        let capacity = field(node, FIELDS.capacity);
        let there: Vec<_> = [start, end, capacity].into_iter().flatten().collect();
        // The third part is no step: it limits what the result may grow to.
        let build = match capacity {
            Some(_) => Build::Unknown(there.len()),
            None => Build::Slice([start.is_some(), end.is_some()]),
        };
        let end = node.end_byte().saturating_sub(1);
        let span = self.span_of((object.end_byte() + 1).min(end), end);
        steps.push(Step::Build(Build::Index, self.span(node)));
        steps.push(Step::Build(build, span));
        steps.extend(there.iter().rev().map(|part| Step::Expr(*part)));
        steps.push(Step::Expr(object));
    }

    fn enter_call(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let function = field(node, FIELDS.function);
        let (Some(callee), Some(list)) = (function, field(node, FIELDS.arguments)) else {
            return self.enter_unknown(node, steps);
        };
        let args = self.named(list);
        if let ("new", [ty]) = (self.text(callee), args.as_slice())
            && is_type(*ty)
        {
            return self.enter_new(node, *ty);
        }
        let inner = self.without_brackets(callee);
        if kind(inner) == Kind::FuncLiteral {
            self.called.insert(inner.id());
        }
        let mut shapes = Vec::with_capacity(args.len());
        let mut parts = vec![callee];
        for arg in args {
            let is_spread = kind(arg) == Kind::VariadicArgument;
            shapes.push((self.span(arg), is_spread.then_some(Spread::Sequence)));
            parts.push(arg);
        }
        let build = Build::Call(shapes, self.span(list));
        self.open(node, build, &parts, steps);
    }

    /// `new(T)` gives what `&T{}` gives: <https://go.dev/ref/spec#Allocation>.
    fn enter_new(&mut self, node: Node<'t>, ty: Node<'t>) {
        let span = self.span(ty);
        let record = ExprKind::Record {
            ty: Some(self.ty(ty)),
            entries: Vec::new(),
            base: None,
        };
        let operand = self.push(span, record);
        let op = UnaryOp::Reference;
        self.leaf(node, ExprKind::Unary { op, operand });
    }

    fn without_brackets(&self, node: Node<'t>) -> Node<'t> {
        let mut at = node;
        while kind(at) == Kind::ParenthesizedExpression
            && let Some(inner) = at.named_child(0)
        {
            at = inner;
        }
        at
    }

    /// A conversion to a type with a name is written as a call, and a call with type arguments as a conversion:
    /// both are calls.
    fn enter_conversion(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let named = match field(node, FIELDS.ty) {
            Some(ty) if kind(ty) == Kind::GenericType => field(ty, FIELDS.ty),
            Some(ty) if matches!(kind(ty), Kind::TypeIdentifier | Kind::QualifiedType) => Some(ty),
            _ => None,
        };
        let (Some(callee), Some(value)) = (named, field(node, FIELDS.operand)) else {
            return self.enter_cast(node, steps);
        };
        let open = field(node, FIELDS.ty).map_or(callee.end_byte(), |ty| ty.end_byte());
        let args_span = self.span_of(open, node.end_byte());
        let build = Build::Call(vec![(self.span(value), None)], args_span);
        self.open(node, build, &[callee, value], steps);
    }

    /// `value.(T)`, and conversions to a type that is no name: `[]byte(value)`.
    fn enter_cast(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        match (field(node, FIELDS.operand), field(node, FIELDS.ty)) {
            (Some(value), Some(ty)) => {
                let build = Build::Cast(self.ty(ty));
                self.open(node, build, &[value], steps);
            }
            _ => self.enter_unknown(node, steps),
        }
    }

    /// The values in braces, as the type says that stands before them or further out.
    pub(super) fn enter_braces(
        &mut self,
        node: Node<'t>,
        body: Node<'t>,
        ty: Option<Node<'t>>,
        steps: &mut Vec<Step<'t>>,
    ) {
        let entries = self.named(body);
        let span = self.span(node);
        let pointed = ty
            .filter(|ty| kind(*ty) == Kind::PointerType)
            .and_then(|ty| self.named(ty).first().copied());
        if pointed.is_some() {
            // In a display of pointers `{…}` stands for `&T{…}`.
            steps.push(Step::Build(Build::Unary(UnaryOp::Reference), span));
            return steps.push(Step::Braces(body, pointed));
        }
        let (key_type, value_type) = match ty.map(kind) {
            Some(Kind::MapType) => (
                ty.and_then(|ty| field(ty, FIELDS.key)),
                ty.and_then(|ty| field(ty, FIELDS.value)),
            ),
            Some(Kind::SliceType | Kind::ArrayType | Kind::ImplicitLengthArrayType) => {
                (None, ty.and_then(|ty| field(ty, FIELDS.element)))
            }
            _ => (None, None),
        };
        let is_list = matches!(
            ty.map(kind),
            Some(Kind::SliceType | Kind::ArrayType | Kind::ImplicitLengthArrayType)
        );
        let has_keys = entries
            .iter()
            .any(|entry| kind(*entry) == Kind::KeyedElement);
        let is_map = ty.map(kind) == Some(Kind::MapType) || (is_list && has_keys);
        let is_record = !is_map && !is_list;
        let mut parts = Vec::new();
        let mut shapes = Vec::with_capacity(entries.len());
        for entry in entries {
            let (key, value) = match kind(entry) {
                Kind::KeyedElement => (field(entry, FIELDS.key), field(entry, FIELDS.value)),
                _ => (None, Some(entry)),
            };
            let shape = match key {
                None => RecordKey::None,
                Some(key) => match self.field_name(key, ty).filter(|_| is_record) {
                    Some(name) => RecordKey::Field(self.name(name), self.span(name)),
                    None => {
                        parts.push(element(key, key_type));
                        RecordKey::Value
                    }
                },
            };
            shapes.push((self.span(entry), shape));
            parts.push(element(value.unwrap_or(entry), value_type));
        }
        let is_value = |key: &RecordKey| matches!(key, RecordKey::Value);
        let build = if is_map {
            let shapes = shapes.iter().map(|(span, key)| (*span, is_value(key)));
            Build::Map(shapes.collect())
        } else if is_list {
            Build::List(shapes.len())
        } else {
            Build::Record(ty.map(|ty| self.ty(ty)), shapes)
        };
        steps.push(Step::Build(build, span));
        steps.extend(parts.into_iter().rev());
    }

    /// The name of a field as the key of an element. A small name in a type of another package cannot be a field:
    /// there the type is a map, and the key a value.
    fn field_name(&self, key: Node<'t>, ty: Option<Node<'t>>) -> Option<Node<'t>> {
        let mut at = key;
        while kind(at) == Kind::LiteralElement {
            at = at.named_child(0)?;
        }
        let is_name = matches!(kind(at), Kind::Identifier | Kind::FieldIdentifier);
        let is_foreign = ty.is_some_and(|ty| kind(ty) == Kind::QualifiedType);
        let may_be_field = !is_foreign || self.text(at).starts_with(char::is_uppercase);
        (is_name && may_be_field).then_some(at)
    }

    fn enter_closure(&mut self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        if self.known_functions {
            let known = self.function_of(node).map(ExprKind::Function);
            let children = Vec::new();
            return self.leaf(node, known.unwrap_or(ExprKind::Unknown { children }));
        }
        let Some(body) = field(node, FIELDS.body) else {
            return self.enter_unknown(node, steps);
        };
        let mut signature = self.signature(node);
        if let Some(name) = self.names.remove(&node.id()) {
            signature.name = name;
            signature.kind = FunctionKind::Function;
        }
        let build = Build::Closure(node, Box::new(signature));
        steps.push(Step::Build(build, self.span(node)));
        steps.push(Step::Leave);
        self.function_block(node, Some(body), steps);
    }

    pub(super) fn build(&mut self, build: Build<'t>, span: Span) -> ExprKind {
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
            Build::Slice([start, end]) => {
                let end = end.then(|| self.value());
                let start = start.then(|| self.value());
                let step = None;
                ExprKind::Slice { start, end, step }
            }
            Build::Call(shapes, args_span) => {
                let values = self.take(shapes.len());
                let args = shapes.into_iter().zip(values);
                let args = args.map(|((span, spread), value)| Arg {
                    span,
                    name: None,
                    spread,
                    value,
                });
                ExprKind::Call {
                    style: CallStyle::Plain,
                    args: args.collect(),
                    callee: self.value(),
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
            Build::AndNot => {
                let operand = self.value();
                let left = self.value();
                let right = self.inverted(operand);
                let op = BinaryOp::BitAnd;
                ExprKind::Binary { op, left, right }
            }
            Build::Cast(ty) => ExprKind::Cast {
                value: self.value(),
                ty,
            },
            Build::List(len) => ExprKind::Sequence {
                kind: SequenceKind::List,
                items: self.take(len).collect(),
            },
            Build::Map(shapes) => ExprKind::Map {
                entries: self.build_entries(shapes.into_iter().map(|(span, keyed)| match keyed {
                    true => (span, RecordKey::Value),
                    false => (span, RecordKey::None),
                })),
            },
            Build::Record(ty, shapes) => ExprKind::Record {
                ty,
                entries: self.build_entries(shapes.into_iter()),
                base: None,
            },
            Build::Closure(node, signature) => self.build_closure(node, *signature, span),
            Build::Unknown(len) => ExprKind::Unknown {
                children: self.take(len).collect(),
            },
        }
    }

    pub(super) fn inverted(&mut self, operand: ExprId) -> ExprId {
        let span = self.get(operand).span;
        let op = UnaryOp::Invert;
        self.push(span, ExprKind::Unary { op, operand })
    }

    fn build_entries(&mut self, shapes: impl Iterator<Item = (Span, RecordKey)>) -> Vec<Entry> {
        let shapes: Vec<_> = shapes.collect();
        let len = shapes
            .iter()
            .map(|(_, key)| 1 + usize::from(matches!(key, RecordKey::Value)))
            .sum();
        let mut parts = self.take(len);
        let mut entries = Vec::with_capacity(shapes.len());
        for (span, key) in shapes {
            let key = match key {
                RecordKey::None => None,
                RecordKey::Field(name, span) => {
                    let literal = crate::facts::Literal::Str(name);
                    Some(self.push(span, ExprKind::Literal(literal)))
                }
                RecordKey::Value => parts.next(),
            };
            let Some(value) = parts.next() else { break };
            entries.push(Entry { span, key, value });
        }
        entries
    }

    fn build_closure(&mut self, node: Node<'t>, signature: Signature, span: Span) -> ExprKind {
        let block = self.one_block();
        let function = self.body.push_function(Function { signature, block });
        self.functions.insert(node.id(), function);
        if !self.called.remove(&node.id()) {
            let is_function = |scope: &Scope| matches!(scope, Scope::Function(_));
            self.offered.push(Offered {
                function,
                start: span.start as usize,
                outermost: !self.scopes.iter().any(is_function),
            });
        }
        ExprKind::Function(function)
    }
}

/// An element of a display whose own type may be left out.
fn element<'t>(node: Node<'t>, ty: Option<Node<'t>>) -> Step<'t> {
    let mut at = node;
    while kind(at) == Kind::LiteralElement
        && let Some(inner) = at.named_child(0)
    {
        at = inner;
    }
    match kind(at) {
        Kind::LiteralValue => Step::Braces(at, ty),
        _ => Step::Expr(at),
    }
}

/// Whether a node is written as a type.
fn is_type(node: Node<'_>) -> bool {
    matches!(
        kind(node),
        Kind::TypeIdentifier
            | Kind::QualifiedType
            | Kind::GenericType
            | Kind::StructType
            | Kind::PointerType
            | Kind::SliceType
            | Kind::ArrayType
            | Kind::MapType
            | Kind::ChannelType
            | Kind::FunctionType
            | Kind::InterfaceType
    )
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
