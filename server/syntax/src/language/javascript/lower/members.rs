//! The members of classes and interfaces, each with its decorators.

use tree_sitter::Node;

use super::functions::{Member, Place};
use super::statements::Finish;
use super::{Field, Kind, Lower, Role, Step};
use crate::facts::{Pattern, PatternKind};

impl<'t> Lower<'t, '_> {
    /// A member of a class or interface.
    pub(super) fn member(&mut self, member: Member<'t>, steps: &mut Vec<Step<'t>>) {
        let node = member.node;
        match self.kind(node) {
            Kind::MethodDefinition
            | Kind::MethodSignature
            | Kind::AbstractMethodSignature
            | Kind::FunctionType => {
                self.function_statement(member, steps);
            }
            Kind::FieldDefinition | Kind::PublicFieldDefinition | Kind::PropertySignature => {
                self.decorators(&member.decorators);
                let name = self.member_name(node);
                let Some(name) = name else { return };
                let target = Pattern {
                    span: self.span(name),
                    kind: PatternKind::Name(self.key(name)),
                };
                let ty = self.field(node, Field::Type).map(|ty| self.annotation(ty));
                let value = self.field(node, Field::Value);
                let finish = Finish::Assign {
                    targets: vec![target],
                    op: None,
                    ty,
                    has_value: value.is_some(),
                    declares: true,
                };
                steps.push(Step::Finish(finish, member.span));
                if let Some(value) = value {
                    let role = match self.is_definition(value) {
                        true => Role::Bound(Box::new(member)),
                        false => Role::Given,
                    };
                    steps.push(Step::Expr(value, role));
                }
            }
            Kind::ClassStaticBlock => {
                if let Some(body) = self.field(node, Field::Body) {
                    steps.push(Step::Finish(Finish::Block, member.span));
                    self.open_block(body, steps);
                }
            }
            Kind::IndexSignature | Kind::CallSignature | Kind::ConstructSignature => {}
            _ => self.unknown_statement(node, steps),
        }
    }

    /// The members of a class or interface, each with the decorators above it.
    pub(in super::super) fn members(&mut self, body: Node<'t>) -> Vec<Member<'t>> {
        let place = match self.kind(body) {
            Kind::ClassBody => Place::Class,
            _ => Place::Interface,
        };
        let mut members = Vec::new();
        let mut decorators: Vec<Node<'t>> = Vec::new();
        for node in self.named(body) {
            if self.kind(node) == Kind::Decorator {
                decorators.push(node);
                continue;
            }
            let own = self.own_decorators(node);
            decorators.extend(own);
            let start = decorators
                .first()
                .map_or(node.start_byte(), Node::start_byte);
            let name = self.member_name(node);
            let modifiers = self.modifiers(node);
            members.push(Member {
                node,
                span: self
                    .source
                    .span_of(start.min(node.start_byte()), node.end_byte()),
                decorators: std::mem::take(&mut decorators),
                name: name.map(|name| (self.key(name), self.span(name))),
                place,
                is_static: modifiers.is_static,
            });
        }
        if self.kind(body) == Kind::InterfaceBody {
            self.methods_by_type(&mut members);
        }
        members
    }

    /// In an interface of functions alone each is a method, also one that is written as a property:
    /// `add: (account: Account) => Promise<void>`.
    fn methods_by_type(&mut self, members: &mut [Member<'t>]) {
        let types: Vec<Option<Node<'t>>> = members
            .iter()
            .map(|member| self.held_function(member.node))
            .collect();
        let is_method = |member: &Member<'t>| self.kind(member.node) == Kind::MethodSignature;
        let mut all = members.iter().zip(&types);
        if !all.all(|(member, ty)| ty.is_some() || is_method(member)) {
            return;
        }
        for (member, ty) in members.iter_mut().zip(types) {
            member.node = ty.unwrap_or(member.node);
        }
    }

    /// The type of a property that always holds a function.
    fn held_function(&mut self, node: Node<'t>) -> Option<Node<'t>> {
        if self.kind(node) != Kind::PropertySignature || self.modifiers(node).is_optional {
            return None;
        }
        let ty = self.field(node, Field::Type)?;
        let ty = self.named(ty).first().copied()?;
        (self.kind(ty) == Kind::FunctionType).then_some(ty)
    }

    pub(in super::super) fn member_name(&self, node: Node<'t>) -> Option<Node<'t>> {
        let name = self.field(node, Field::Name);
        name.or_else(|| self.field(node, Field::Property))
    }
}
