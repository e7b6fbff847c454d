//! The heads of functions: parameters, decorators, docstrings; it never lowers their code.

use tree_sitter::Node;

use super::{FIELDS, Kind, Lower, field, kind};
use crate::facts::{
    Arg, Decorator, Doc, FunctionKind, Name, Param, ParamKind, Signature, TypeRef, Visibility,
};
use crate::language::text::last_name;
use crate::span::Span;

/// A definition with the decorators above it.
pub(in super::super) struct Decorated<'t> {
    pub(in super::super) outer: Node<'t>,
    pub(in super::super) definition: Node<'t>,
    pub(in super::super) decorators: Vec<Node<'t>>,
}

/// The function or class that `node` is or decorates.
pub(in super::super) fn decorated<'t>(node: Node<'t>) -> Option<Decorated<'t>> {
    match kind(node) {
        Kind::FunctionDefinition | Kind::ClassDefinition => Some(Decorated {
            outer: node,
            definition: node,
            decorators: Vec::new(),
        }),
        Kind::DecoratedDefinition => Some(Decorated {
            outer: node,
            definition: field(node, FIELDS.definition)?,
            decorators: node
                .named_children(&mut node.walk())
                .filter(|child| kind(*child) == Kind::Decorator)
                .collect(),
        }),
        _ => None,
    }
}

/// Who may use a name, as <https://peps.python.org/pep-0008/#descriptive-naming-styles> has it.
pub(in super::super) fn visibility(name: &str) -> Visibility {
    if name.starts_with("__") && !name.ends_with("__") {
        Visibility::Private
    } else if name.starts_with('_') && !name.starts_with("__") {
        Visibility::Internal
    } else {
        Visibility::Public
    }
}

impl<'t> Lower<'t, '_> {
    /// The head of a function definition. Whether it yields is known once its code is lowered.
    pub(in super::super) fn signature(
        &mut self,
        function: &Decorated<'t>,
        in_class: bool,
    ) -> Signature {
        let node = function.definition;
        let decorators = self.decorators(&function.decorators);
        let name = field(node, FIELDS.name);
        let name_span = name.map(|name| self.span(name)).unwrap_or_default();
        let name = name.map(|name| self.name(name)).unwrap_or_default();
        let function_kind = function_kind(&name, &decorators, in_class);
        let params_node = field(node, FIELDS.parameters);
        let mut params = params_node.map_or_else(Vec::new, |list| self.params(list));
        let has_receiver = in_class && function_kind != FunctionKind::StaticMethod;
        if let (true, Some(first)) = (has_receiver, params.first_mut())
            && matches!(
                first.kind,
                ParamKind::Positional | ParamKind::PositionalOnly
            )
        {
            first.kind = ParamKind::Receiver;
        }
        let block = field(node, FIELDS.body);
        let is_abstract = block.is_some_and(|block| self.is_abstract(block))
            || decorators
                .iter()
                .any(|decorator| last_name(&decorator.path).starts_with("abstract"));
        Signature {
            visibility: visibility(&name),
            name,
            name_span,
            span: self.span(function.outer),
            owner: None,
            kind: function_kind,
            is_async: super::expressions::is_async(node),
            is_generator: false,
            is_abstract,
            type_params: self.type_params(field(node, FIELDS.type_parameters)),
            params,
            params_span: params_node.map(|list| self.span(list)).unwrap_or_default(),
            returns: field(node, FIELDS.return_type).map(|ty| self.ty(ty)),
            decorators,
            doc: block.and_then(|block| self.doc(block)),
            body_span: block.map(|block| self.span(block)).unwrap_or_default(),
        }
    }

    pub(super) fn lambda_signature(&mut self, node: Node<'t>, body: Node<'t>) -> Signature {
        let params = field(node, FIELDS.parameters);
        Signature {
            name: Name::default(),
            name_span: Span::default(),
            span: self.span(node),
            owner: None,
            kind: FunctionKind::Closure,
            visibility: Visibility::Private,
            is_async: false,
            is_generator: false,
            is_abstract: false,
            type_params: Vec::new(),
            params_span: params.map(|list| self.span(list)).unwrap_or_default(),
            params: params.map_or_else(Vec::new, |list| self.params(list)),
            returns: None,
            decorators: Vec::new(),
            doc: None,
            body_span: self.span(body),
        }
    }

    pub(in super::super) fn decorators(&mut self, nodes: &[Node<'t>]) -> Vec<Decorator> {
        nodes
            .iter()
            .filter_map(|node| {
                let value = self.named(*node).first().copied()?;
                let (path, args) = self.decorator_call(value);
                Some(Decorator {
                    span: self.span(*node),
                    path,
                    args,
                })
            })
            .collect()
    }

    fn decorator_call(&mut self, value: Node<'t>) -> (Name, Option<Vec<Arg>>) {
        let call = (kind(value) == Kind::Call)
            .then(|| {
                Some((
                    field(value, FIELDS.function)?,
                    field(value, FIELDS.arguments)?,
                ))
            })
            .flatten();
        match call {
            Some((callee, list)) => {
                let path = self.path(callee).unwrap_or_default();
                (path, Some(self.args(list)))
            }
            None => (self.path(value).unwrap_or_default(), None),
        }
    }

    fn params(&mut self, list: Node<'t>) -> Vec<Param> {
        let mut params: Vec<Param> = Vec::new();
        let mut after_star = false;
        for node in self.named(list) {
            match kind(node) {
                Kind::KeywordSeparator => after_star = true,
                Kind::PositionalSeparator => {
                    for before in &mut params {
                        before.kind = ParamKind::PositionalOnly;
                    }
                }
                _ => {
                    let Some(param) = self.param(node, after_star) else {
                        continue;
                    };
                    after_star |= param.kind == ParamKind::Rest;
                    params.push(param);
                }
            }
        }
        params
    }

    fn param(&mut self, node: Node<'t>, after_star: bool) -> Option<Param> {
        let name = match kind(node) {
            Kind::Identifier
            | Kind::TuplePattern
            | Kind::ListSplatPattern
            | Kind::DictionarySplatPattern => node,
            Kind::DefaultParameter | Kind::TypedDefaultParameter => field(node, FIELDS.name)?,
            Kind::TypedParameter => self.named(node).first().copied()?,
            _ => return None,
        };
        let param_kind = match kind(name) {
            Kind::ListSplatPattern => ParamKind::Rest,
            Kind::DictionarySplatPattern => ParamKind::KeywordRest,
            _ if after_star => ParamKind::KeywordOnly,
            _ => ParamKind::Positional,
        };
        let pattern = (kind(name) == Kind::TuplePattern).then(|| self.pattern(name));
        let name = match kind(name) {
            Kind::ListSplatPattern | Kind::DictionarySplatPattern => {
                self.named(name).first().copied().unwrap_or(name)
            }
            _ => name,
        };
        let ty: Option<TypeRef> = field(node, FIELDS.ty).map(|ty| self.ty(ty));
        let default = match kind(node) {
            Kind::DefaultParameter | Kind::TypedDefaultParameter => field(node, FIELDS.value),
            _ => None,
        };
        let is_rest = matches!(param_kind, ParamKind::Rest | ParamKind::KeywordRest);
        Some(Param {
            name: match pattern {
                Some(_) => Name::default(),
                None => self.name(name),
            },
            name_span: self.span(name),
            span: self.span(node),
            kind: param_kind,
            ty,
            optional: default.is_some() || is_rest,
            default: default.map(|value| self.nested(value)),
            declares_field: false,
            pattern,
            decorators: Vec::new(),
        })
    }

    /// Whether a function's code only says that there is none here.
    fn is_abstract(&mut self, block: Node<'t>) -> bool {
        let statements = self.named(block);
        let mut code = statements.into_iter().filter(|node| !is_doc(*node));
        let (first, second) = (code.next(), code.next());
        match (first, second) {
            (None, _) => true,
            (Some(only), None) => match kind(only) {
                Kind::PassStatement => true,
                Kind::ExpressionStatement => only
                    .named_child(0)
                    .is_some_and(|value| kind(value) == Kind::Ellipsis),
                Kind::RaiseStatement => {
                    let error = only.named_child(0).map(|error| match kind(error) {
                        Kind::Call => field(error, FIELDS.function).unwrap_or(error),
                        _ => error,
                    });
                    error.is_some_and(|error| self.text(error) == "NotImplementedError")
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// The docstring that a block starts with.
    pub(in super::super) fn doc(&mut self, block: Node<'t>) -> Option<Doc> {
        let first = self.named(block).first().copied()?;
        if !is_doc(first) {
            return None;
        }
        let string = first.named_child(0)?;
        let (parts, _) = self.string_parts(string);
        let text = parts.into_iter().find_map(|part| match part {
            super::literals::Part::Text(text) => Some(text),
            super::literals::Part::Value(..) => None,
        });
        let text = text.unwrap_or_default();
        let summary = text.trim_start().lines().next().unwrap_or_default().trim();
        Some(Doc {
            span: self.span(string),
            summary: Name::new(summary),
        })
    }
}

fn is_doc(node: Node<'_>) -> bool {
    kind(node) == Kind::ExpressionStatement
        && node.named_child_count() == 1
        && node
            .named_child(0)
            .is_some_and(|value| matches!(kind(value), Kind::String | Kind::ConcatenatedString))
}

fn function_kind(name: &str, decorators: &[Decorator], in_class: bool) -> FunctionKind {
    if !in_class {
        return FunctionKind::Function;
    }
    for decorator in decorators {
        match last_name(&decorator.path) {
            "staticmethod" => return FunctionKind::StaticMethod,
            "classmethod" => return FunctionKind::ClassMethod,
            "setter" => return FunctionKind::Setter,
            "property" | "cached_property" | "abstractproperty" | "getter" | "hybrid_property"
            | "computed_field" => return FunctionKind::Getter,
            _ => {}
        }
    }
    match name {
        "__init__" => FunctionKind::Constructor,
        _ => FunctionKind::Method,
    }
}
