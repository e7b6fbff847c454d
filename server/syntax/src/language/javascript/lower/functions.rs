//! Functions wherever they stand: their heads, and the steps for their code.

use tree_sitter::Node;

use super::expressions::Build;
use super::statements::Finish;
use super::{Field, Kind, Lower, Role, Scope, Step};
use crate::facts::{
    Arg, Block, Decorator, Doc, ExprKind, Function, FunctionId, FunctionKind, Name, Param,
    ParamKind, Signature, StmtKind, TypeRef, Visibility,
};
use crate::language::javascript::imports;
use crate::span::Span;

/// Where a function stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Place {
    Loose,
    /// Given to a call, part of a display, or returned.
    Given,
    /// A method written in a display.
    Display,
    /// Declared or bound to a name.
    Named {
        exported: bool,
    },
    Class,
    Interface,
}

/// A function or member with what stands around it.
#[derive(Clone)]
pub(in super::super) struct Member<'t> {
    pub(in super::super) node: Node<'t>,
    pub(in super::super) decorators: Vec<Node<'t>>,
    /// The whole declaration.
    pub(in super::super) span: Span,
    pub(in super::super) name: Option<(Name, Span)>,
    pub(in super::super) place: Place,
    /// Belongs to the class, not to its values.
    pub(in super::super) is_static: bool,
}

impl<'t> Member<'t> {
    fn unnamed(node: Node<'t>, span: Span, place: Place) -> Self {
        Self {
            node,
            decorators: Vec::new(),
            span,
            name: None,
            place,
            is_static: false,
        }
    }

    pub(super) fn in_display(node: Node<'t>, span: Span) -> Self {
        Self::unnamed(node, span, Place::Display)
    }

    pub(super) fn named(node: Node<'t>, span: Span, name: (Name, Span), exported: bool) -> Self {
        Self {
            name: Some(name),
            ..Self::unnamed(node, span, Place::Named { exported })
        }
    }
}

/// A function that was lowered.
pub(in super::super) struct Found<'t> {
    pub(in super::super) id: FunctionId,
    pub(in super::super) member: Member<'t>,
    /// How many functions are around it.
    pub(in super::super) depth: usize,
    /// The class it is a member of, qualified by the classes around that.
    pub(in super::super) owner: Option<Name>,
}

/// A function whose code is being lowered.
pub(super) struct FunctionShape<'t> {
    member: Member<'t>,
    signature: Signature,
    code: Code,
}

enum Code {
    Missing,
    Block,
    /// The value of an arrow function without a block.
    Value(Span),
}

/// A base of a class or interface.
pub(in super::super) struct Base<'t> {
    /// What is extended, where that is an expression.
    pub(in super::super) value: Option<Node<'t>>,
    pub(in super::super) args: Option<Node<'t>>,
    /// What is implemented.
    pub(in super::super) ty: Option<Node<'t>>,
}

/// The words around the name of a function or member.
#[derive(Clone, Copy, Debug, Default)]
pub(in super::super) struct Modifiers {
    pub(in super::super) is_static: bool,
    pub(in super::super) is_readonly: bool,
    pub(in super::super) is_optional: bool,
    is_async: bool,
    is_generator: bool,
    is_getter: bool,
    is_setter: bool,
    is_abstract: bool,
    visibility: Option<Visibility>,
}

impl<'t> Lower<'t, '_> {
    pub(super) fn enter_function(
        &mut self,
        node: Node<'t>,
        role: Role<'t>,
        steps: &mut Vec<Step<'t>>,
    ) {
        if self.known_functions {
            let kind = match self.function_of(node) {
                Some(id) => ExprKind::Function(id),
                None => ExprKind::Unknown {
                    children: Vec::new(),
                },
            };
            let id = self.push(self.span(node), kind);
            return self.values.push(id);
        }
        let span = self.span(node);
        let member = match role {
            Role::Loose => Member::unnamed(node, span, Place::Loose),
            Role::Given => Member::unnamed(node, span, Place::Given),
            Role::Bound(member) => Member { node, ..*member },
        };
        let shape = self.shape(member);
        self.code_steps(shape, steps, |shape| {
            Step::Build(Build::Function(shape), span)
        });
    }

    /// Steps for a function that is a statement.
    pub(super) fn function_statement(&mut self, member: Member<'t>, steps: &mut Vec<Step<'t>>) {
        let span = member.span;
        let shape = self.shape(member);
        self.code_steps(shape, steps, |shape| {
            Step::Finish(Finish::Function(shape), span)
        });
    }

    fn shape(&mut self, member: Member<'t>) -> FunctionShape<'t> {
        let body = self.field(member.node, Field::Body);
        FunctionShape {
            signature: self.signature(&member),
            code: match body {
                None => Code::Missing,
                Some(body) if self.kind(body) == Kind::StatementBlock => Code::Block,
                Some(body) => Code::Value(self.span(body)),
            },
            member,
        }
    }

    fn code_steps(
        &mut self,
        shape: FunctionShape<'t>,
        steps: &mut Vec<Step<'t>>,
        last: impl FnOnce(Box<FunctionShape<'t>>) -> Step<'t>,
    ) {
        let body = self.field(shape.member.node, Field::Body);
        let is_block = matches!(shape.code, Code::Block);
        steps.push(last(Box::new(shape)));
        steps.push(Step::Leave);
        match body {
            Some(body) if is_block => self.open_block(body, steps),
            Some(body) => steps.push(Step::Expr(body, Role::Given)),
            None => {}
        }
        steps.push(Step::Enter(Scope::Function));
    }

    /// The function whose code has been lowered.
    pub(super) fn finish_function(&mut self, shape: FunctionShape<'t>) -> FunctionId {
        let FunctionShape {
            member,
            signature,
            code,
        } = shape;
        let block = match code {
            Code::Missing => Block::default(),
            Code::Block => self.blocks.one(),
            Code::Value(span) => {
                let value = self.value();
                let stmt = self.body.push_stmt(span, StmtKind::Return(vec![value]));
                let stmts = vec![stmt];
                Block { span, stmts }
            }
        };
        let id = self.body.push_function(Function { signature, block });
        self.functions.insert(member.node.id(), id);
        let is_member = matches!(member.place, Place::Class | Place::Interface);
        let owner = self.class_around().filter(|_| is_member).cloned();
        self.found.push(Found {
            id,
            depth: self.functions_around,
            owner,
            member,
        });
        id
    }

    /// The head of a function, in the arena at hand.
    pub(in super::super) fn signature(&mut self, member: &Member<'t>) -> Signature {
        let node = member.node;
        let decorators = self.decorators(&member.decorators);
        let modifiers = self.modifiers(node);
        let own = self.field(node, Field::Name);
        let (name, name_span) = match (&member.name, own, member.place) {
            (Some((name, span)), _, _) => (name.clone(), *span),
            // The name of a function in an expression is known in its own code only.
            (None, Some(own), _) => (self.key(own), self.span(own)),
            (None, None, _) => Default::default(),
        };
        let body = self.field(node, Field::Body);
        let params = self.field(node, Field::Parameters);
        let param = params.or_else(|| self.field(node, Field::Parameter));
        Signature {
            kind: function_kind(&name, modifiers, member),
            visibility: self.function_visibility(&name, modifiers, member.place),
            name,
            name_span,
            span: member.span,
            owner: None,
            is_async: modifiers.is_async,
            is_generator: modifiers.is_generator,
            is_abstract: modifiers.is_abstract || body.is_none(),
            type_params: self.type_params(self.field(node, Field::TypeParameters)),
            params: match (params, param) {
                (Some(list), _) => self.params(list),
                (None, Some(name)) => self.plain_param(name).into_iter().collect(),
                (None, None) => Vec::new(),
            },
            params_span: param.map(|list| self.span(list)).unwrap_or_default(),
            returns: self
                .field(node, Field::ReturnType)
                .map(|ty| self.annotation(ty)),
            decorators,
            doc: self.doc_before(member.span.start),
            body_span: body.map(|body| self.span(body)).unwrap_or_default(),
        }
    }

    fn function_visibility(&self, name: &str, modifiers: Modifiers, place: Place) -> Visibility {
        match place {
            Place::Loose | Place::Given | Place::Display => Visibility::Private,
            Place::Named { exported: true } => Visibility::Public,
            Place::Named { exported: false } => Visibility::Internal,
            Place::Class | Place::Interface => member_visibility(name, modifiers),
        }
    }

    /// The words around the name of a function or member.
    pub(in super::super) fn modifiers(&mut self, node: Node<'t>) -> Modifiers {
        let mut found = Modifiers::default();
        let tables = self.source.tables;
        for child in node.children(&mut self.cursor) {
            match child.kind() {
                "static" => found.is_static = true,
                "static get" => {
                    found.is_static = true;
                    found.is_getter = true;
                }
                "readonly" => found.is_readonly = true,
                "async" => found.is_async = true,
                "*" => found.is_generator = true,
                "get" => found.is_getter = true,
                "set" => found.is_setter = true,
                "abstract" => found.is_abstract = true,
                "?" => found.is_optional = true,
                "=" => break,
                _ => {}
            }
            match tables.kind(child) {
                Kind::AccessibilityModifier => {
                    let text = self.source.text.get(child.byte_range());
                    found.visibility = match text {
                        Some("private") => Some(Visibility::Private),
                        Some("protected") => Some(Visibility::Internal),
                        _ => Some(Visibility::Public),
                    };
                }
                Kind::FormalParameters | Kind::TypeAnnotation | Kind::StatementBlock => break,
                _ => {}
            }
        }
        found
    }

    pub(in super::super) fn decorators(&mut self, nodes: &[Node<'t>]) -> Vec<Decorator> {
        let found = nodes.iter().filter_map(|node| {
            let value = self.named(*node).first().copied()?;
            let (path, args) = self.decorator_call(value);
            Some(Decorator {
                span: self.span(*node),
                path,
                args,
            })
        });
        found.collect()
    }

    fn decorator_call(&mut self, value: Node<'t>) -> (Name, Option<Vec<Arg>>) {
        let mut value = value;
        while self.kind(value) == Kind::ParenthesizedExpression
            && let Some(inner) = self.named(value).first()
        {
            value = *inner;
        }
        let callee = self.field(value, Field::Function);
        match (callee, self.field(value, Field::Arguments)) {
            (Some(callee), Some(list)) => {
                let path = self.path(callee).unwrap_or_default();
                (path, Some(self.args(list)))
            }
            _ => (self.path(value).unwrap_or_default(), None),
        }
    }

    /// The decorators that stand in a node.
    pub(in super::super) fn own_decorators(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        let tables = self.source.tables;
        node.named_children(&mut self.cursor)
            .filter(|child| tables.kind(*child) == Kind::Decorator)
            .collect()
    }

    fn params(&mut self, list: Node<'t>) -> Vec<Param> {
        let nodes = self.named(list);
        let params = nodes.into_iter().filter_map(|node| match self.kind(node) {
            Kind::RequiredParameter | Kind::OptionalParameter => self.typed_param(node),
            _ => self.plain_param(node),
        });
        params.collect()
    }

    fn typed_param(&mut self, node: Node<'t>) -> Option<Param> {
        let pattern = self
            .field(node, Field::Pattern)
            .or_else(|| self.field(node, Field::Name))?;
        let mut param = self.plain_param(pattern)?;
        let modifiers = self.modifiers(node);
        let decorators = self.own_decorators(node);
        let has_override = self.child(node, Kind::AccessibilityModifier).is_some();
        param.span = self.span(node);
        param.ty = self.field(node, Field::Type).map(|ty| self.annotation(ty));
        param.default = self
            .field(node, Field::Value)
            .map(|value| self.nested(value));
        param.optional |= param.default.is_some() || self.kind(node) == Kind::OptionalParameter;
        param.declares_field = has_override || modifiers.is_readonly;
        param.decorators = self.decorators(&decorators);
        Some(param)
    }

    /// A parameter without a type: a name, a pattern, a default value, or the rest.
    fn plain_param(&mut self, node: Node<'t>) -> Option<Param> {
        let (target, default) = match self.kind(node) {
            Kind::AssignmentPattern => (
                self.field(node, Field::Left)?,
                self.field(node, Field::Right),
            ),
            _ => (node, None),
        };
        let mut kind = match self.kind(target) {
            Kind::This => ParamKind::Receiver,
            _ => ParamKind::Positional,
        };
        let mut name = target;
        if self.kind(target) == Kind::RestPattern {
            kind = ParamKind::Rest;
            name = self.named(target).first().copied()?;
        }
        let pattern = match self.kind(name) {
            Kind::Identifier | Kind::This | Kind::Undefined => None,
            Kind::ObjectPattern | Kind::ArrayPattern => Some(self.pattern(name)),
            _ => return None,
        };
        Some(Param {
            name: match pattern {
                Some(_) => Name::default(),
                None => self.name(name),
            },
            name_span: self.span(name),
            span: self.span(node),
            kind,
            ty: None,
            optional: default.is_some() || kind == ParamKind::Rest,
            default: default.map(|value| self.nested(value)),
            declares_field: false,
            pattern,
            decorators: Vec::new(),
        })
    }

    /// The documentation comment that ends directly before an offset of the item.
    pub(in super::super) fn doc_before(&self, start: u32) -> Option<Doc> {
        let comments = self.source.comments;
        let after = comments.partition_point(|comment| comment.end <= start);
        let comment = *comments.get(after.checked_sub(1)?)?;
        let at = |offset: u32| self.source.before + offset as usize;
        let between = self.source.text.get(at(comment.end)..at(start))?;
        let text = self.source.text.get(at(comment.start)..at(comment.end))?;
        if !between.trim().is_empty() || between.matches('\n').count() > 1 {
            return None;
        }
        let text = text.strip_prefix("/**")?;
        let text = text.strip_suffix("*/").unwrap_or(text);
        let lines = text
            .lines()
            .map(|line| line.trim().trim_start_matches('*').trim());
        let summary = lines.skip_while(|line| line.is_empty()).take(1);
        Some(Doc {
            span: comment,
            summary: summary
                .filter(|line| !line.starts_with('@'))
                .map(Name::new)
                .collect::<Vec<_>>()
                .pop()
                .unwrap_or_default(),
        })
    }

    /// What a function bound to `target` is called, if `value` is one.
    pub(super) fn bound_role(
        &self,
        target: Node<'t>,
        value: Node<'t>,
        span: Span,
        exported: bool,
    ) -> Role<'t> {
        if !self.is_definition(value) {
            return Role::Given;
        }
        let name = match self.kind(target) {
            Kind::Identifier => Some(target),
            // An export has a name, another attribute is no name.
            Kind::MemberExpression => self
                .path(target)
                .filter(|path| imports::exported_name(path).is_some_and(|name| !name.is_empty()))
                .and_then(|_| self.field(target, Field::Property)),
            _ => None,
        };
        match name {
            Some(name) => {
                let name = (self.name(name), self.span(name));
                Role::Bound(Box::new(Member::named(value, span, name, exported)))
            }
            None => Role::Given,
        }
    }

    /// Whether a value is a function or class, perhaps in brackets.
    pub(super) fn is_definition(&self, value: Node<'t>) -> bool {
        let kind = self.kind(self.unwrapped(value));
        is_function(kind) || kind == Kind::Class
    }

    /// Whether a value is a function, perhaps in brackets.
    pub(in super::super) fn is_function(&self, value: Node<'t>) -> bool {
        is_function(self.kind(self.unwrapped(value)))
    }

    /// A value without brackets and assertions of its type around it.
    pub(in super::super) fn unwrapped(&self, value: Node<'t>) -> Node<'t> {
        let mut at = value;
        while let Kind::ParenthesizedExpression | Kind::AsExpression | Kind::SatisfiesExpression =
            self.kind(at)
            && let Some(inner) = at.named_child(0)
        {
            at = inner;
        }
        at
    }

    /// The bases of a class.
    pub(in super::super) fn heritage(&mut self, class: Node<'t>) -> Vec<Base<'t>> {
        let mut bases: Vec<Base<'t>> = Vec::new();
        let Some(heritage) = self.child(class, Kind::ClassHeritage) else {
            return bases;
        };
        let extended = |value| Base {
            value: Some(value),
            args: None,
            ty: None,
        };
        for part in self.named(heritage) {
            match self.kind(part) {
                Kind::ExtendsClause => {
                    for child in self.named(part) {
                        match (self.kind(child), bases.last_mut()) {
                            (Kind::TypeArguments, Some(base)) => base.args = Some(child),
                            _ => bases.push(extended(child)),
                        }
                    }
                }
                Kind::ImplementsClause => {
                    bases.extend(self.named(part).into_iter().map(|ty| Base {
                        value: None,
                        args: None,
                        ty: Some(ty),
                    }))
                }
                _ => bases.push(extended(part)),
            }
        }
        bases
    }

    /// The type of an annotation, or of what a function returns.
    pub(in super::super) fn annotation(&mut self, node: Node<'t>) -> TypeRef {
        match (self.kind(node), self.named(node).first()) {
            (
                Kind::TypeAnnotation | Kind::TypePredicateAnnotation | Kind::AssertsAnnotation,
                Some(ty),
            ) => self.ty(*ty),
            _ => self.ty(node),
        }
    }
}

fn is_function(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::FunctionExpression | Kind::ArrowFunction | Kind::GeneratorFunction
    )
}

/// Who may use a member: <https://www.typescriptlang.org/docs/handbook/2/classes.html#member-visibility>.
pub(in super::super) fn member_visibility(name: &str, modifiers: Modifiers) -> Visibility {
    match modifiers.visibility {
        _ if name.starts_with('#') => Visibility::Private,
        Some(visibility) => visibility,
        None => Visibility::Public,
    }
}

fn function_kind(name: &str, modifiers: Modifiers, member: &Member<'_>) -> FunctionKind {
    let is_static = modifiers.is_static || member.is_static;
    match member.place {
        _ if modifiers.is_getter => FunctionKind::Getter,
        _ if modifiers.is_setter => FunctionKind::Setter,
        Place::Class if is_static => FunctionKind::StaticMethod,
        Place::Class if name == "constructor" => FunctionKind::Constructor,
        Place::Class | Place::Interface => FunctionKind::Method,
        // The name of a function in an expression is known in its own code only.
        Place::Display | Place::Given | Place::Loose if member.name.is_none() => {
            FunctionKind::Closure
        }
        _ if name.is_empty() => FunctionKind::Closure,
        _ => FunctionKind::Function,
    }
}
