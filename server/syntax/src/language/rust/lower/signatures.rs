//! The heads of functions and closures; it never lowers their code.

use tree_sitter::Node;

use super::patterns::bound_names;
use super::{FIELDS, Kind, Lower, field, kind};
use crate::facts::{
    FunctionKind, Name, Param, ParamKind, Pattern, PatternKind, Signature, TypeKind, TypeRef,
    Visibility,
};
use crate::language::rust::attributes;
use crate::span::Span;

impl<'t> Lower<'t, '_> {
    /// The head of a function with the attributes before it.
    ///
    /// Whether a function without a receiver belongs to a type or to a module is told by what stands around it,
    /// not by its own text; only one that speaks of `Self` certainly belongs to a type.
    pub(in super::super) fn signature(
        &mut self,
        node: Node<'t>,
        attributes: &[Node<'t>],
    ) -> Signature {
        let decorators = attributes::decorators(self, attributes);
        let name = field(node, FIELDS.name);
        let list = field(node, FIELDS.parameters);
        let params = list.map_or_else(Vec::new, |list| self.params(list));
        let returns = field(node, FIELDS.return_type).map(|ty| self.ty(ty));
        let has_receiver = params
            .first()
            .is_some_and(|first| first.kind == ParamKind::Receiver);
        let head_end = field(node, FIELDS.body).map_or(node.end_byte(), |body| body.start_byte());
        let head = self
            .src
            .get(node.start_byte()..head_end)
            .unwrap_or_default();
        let kind = match has_receiver {
            true => FunctionKind::Method,
            false if has_word(head, "Self") => FunctionKind::StaticMethod,
            false => FunctionKind::Function,
        };
        let body = field(node, FIELDS.body);
        let start = attributes
            .first()
            .map_or(node.start_byte(), Node::start_byte);
        Signature {
            name: name.map(|name| self.name(name)).unwrap_or_default(),
            name_span: name.map(|name| self.span(name)).unwrap_or_default(),
            span: self.span_of(start, node.end_byte()),
            owner: None,
            kind,
            visibility: visibility(node),
            is_async: self.has_modifier(node, "async"),
            is_generator: false,
            is_abstract: body.is_none(),
            type_params: self.type_params(node),
            params,
            params_span: list.map(|list| self.span(list)).unwrap_or_default(),
            returns,
            doc: attributes::doc(self, attributes, node),
            decorators,
            body_span: body.map(|body| self.span(body)).unwrap_or_default(),
        }
    }

    fn has_modifier(&mut self, node: Node<'t>, word: &str) -> bool {
        let children = self.named(node);
        let mut modifiers = children
            .into_iter()
            .filter(|child| super::kind(*child) == Kind::FunctionModifiers);
        let Some(modifiers) = modifiers.next() else {
            return false;
        };
        self.all(modifiers).iter().any(|child| child.kind() == word)
    }

    /// The head of a closure, or of a block that runs when it is awaited.
    pub(super) fn closure_signature(&mut self, node: Node<'t>, code: Node<'t>) -> Signature {
        let list = field(node, FIELDS.parameters);
        let words = self.all(node);
        Signature {
            name: Name::default(),
            name_span: Span::default(),
            span: self.span(node),
            owner: None,
            kind: FunctionKind::Closure,
            visibility: Visibility::Private,
            is_async: words.iter().any(|child| child.kind() == "async"),
            is_generator: kind(node) == Kind::GenBlock,
            is_abstract: false,
            type_params: Vec::new(),
            params: list.map_or_else(Vec::new, |list| self.params(list)),
            params_span: list.map(|list| self.span(list)).unwrap_or_default(),
            returns: field(node, FIELDS.return_type).map(|ty| self.ty(ty)),
            decorators: Vec::new(),
            doc: None,
            body_span: self.span(code),
        }
    }

    fn params(&mut self, list: Node<'t>) -> Vec<Param> {
        let mut params = Vec::new();
        let mut attributes = Vec::new();
        for child in self.all(list) {
            match kind(child) {
                Kind::AttributeItem => attributes.push(child),
                Kind::Other if child.kind() != "_" => attributes.clear(),
                _ => {
                    let mut param = self.param(child);
                    param.decorators = attributes::decorators(self, &attributes);
                    params.push(param);
                    attributes.clear();
                }
            }
        }
        params
    }

    fn param(&mut self, node: Node<'t>) -> Param {
        let is_closure = |node: Node<'t>| {
            node.parent()
                .is_some_and(|list| kind(list) == Kind::ClosureParameters)
        };
        let span = self.span(node);
        match kind(node) {
            Kind::SelfParameter => self.receiver(node),
            Kind::Parameter | Kind::VariadicParameter => {
                let ty = field(node, FIELDS.ty).map(|ty| self.ty(ty));
                let pattern = field(node, FIELDS.pattern);
                let is_receiver = pattern.is_some_and(|pattern| kind(pattern) == Kind::SelfName);
                let pattern = pattern.map(|pattern| self.pattern(pattern));
                let mut param = named(pattern, ty, span);
                param.kind = match kind(node) {
                    Kind::VariadicParameter => ParamKind::Rest,
                    _ if is_receiver => ParamKind::Receiver,
                    _ => ParamKind::Positional,
                };
                param
            }
            _ if is_closure(node) => {
                let pattern = self.pattern(node);
                named(Some(pattern), None, span)
            }
            // A type alone, as in the function of a trait of old.
            _ => {
                let ty = self.ty(node);
                named(None, Some(ty), span)
            }
        }
    }

    /// `self`, `&self`, `&mut self`.
    fn receiver(&mut self, node: Node<'t>) -> Param {
        let span = self.span(node);
        let inner = TypeRef {
            span,
            kind: TypeKind::Named {
                path: Name::new_static("Self"),
                args: Vec::new(),
            },
        };
        let is_reference = self.all(node).iter().any(|child| child.kind() == "&");
        let kind = match is_reference {
            true => TypeKind::Reference {
                mutable: self.is_mutable(node),
                inner: Box::new(inner),
            },
            false => inner.kind,
        };
        let name_span = self
            .named(node)
            .last()
            .map(|name| self.span(*name))
            .unwrap_or(span);
        Param {
            name: Name::new_static("self"),
            name_span,
            kind: ParamKind::Receiver,
            ..named(None, Some(TypeRef { span, kind }), span)
        }
    }
}

/// A parameter with what it binds: one name is its name, anything else is kept as a pattern, too.
fn named(pattern: Option<Pattern>, ty: Option<TypeRef>, span: Span) -> Param {
    let bound = pattern.as_ref().map(bound_names).unwrap_or_default();
    let (name, name_span) = match bound.as_slice() {
        [(name, span)] => ((*name).clone(), *span),
        _ => (Name::default(), span),
    };
    let is_name = |pattern: &Pattern| matches!(pattern.kind, PatternKind::Name(_));
    Param {
        name,
        name_span,
        span,
        kind: ParamKind::Positional,
        ty,
        default: None,
        optional: false,
        declares_field: false,
        pattern: pattern.filter(|pattern| !is_name(pattern)),
        decorators: Vec::new(),
    }
}

/// Who may use what a node declares: <https://doc.rust-lang.org/reference/visibility-and-privacy.html>.
pub(in super::super) fn visibility(node: Node<'_>) -> Visibility {
    let children = node.children(&mut node.walk()).collect::<Vec<_>>();
    let modifier = children
        .into_iter()
        .find(|child| kind(*child) == Kind::VisibilityModifier);
    match modifier {
        None => Visibility::Private,
        Some(modifier)
            if modifier.child_count() == 1
                && modifier.child(0).is_some_and(|word| word.kind() == "pub") =>
        {
            Visibility::Public
        }
        Some(_) => Visibility::Internal,
    }
}

/// Whether a word stands in a text.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |char: char| char == '_' || char.is_alphanumeric();
    text.split(|char| !is_part(char)).any(|part| part == word)
}
