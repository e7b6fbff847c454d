//! What names and chains of an item stand for, binding by binding; it never looks into another file.

use std::cell::Cell;

use syntax::facts::{
    Arg, ExprId, ExprKind, FunctionId, FunctionKind, Literal, Name, Param, ParamKind, TypeKind,
    TypeRef,
};

use super::{LocalBinding, Scope};
use crate::env::literal_class;
use crate::symbol::{LocalSymbol, Origin, Part, Target, Why};

/// How many names, members and bindings one question may look at.
const FUEL: u32 = 256;

/// How many members and calls a chain may have.
const LINKS: usize = 64;

/// How deep one answer may rest on another one.
pub(super) const DEPTH: u32 = 24;

/// What one question may still look at.
pub(super) struct Budget {
    fuel: Cell<u32>,
}

impl Budget {
    pub fn new() -> Self {
        Self {
            fuel: Cell::new(FUEL),
        }
    }

    /// Takes one step; none where the budget or the depth is used up.
    fn step(&self, depth: u32) -> Option<u32> {
        let left = self.fuel.get().checked_sub(1)?;
        self.fuel.set(left);
        depth.checked_sub(1)
    }
}

impl<'e> Scope<'e> {
    pub(super) fn resolve_within(&self, expr: ExprId, budget: &Budget, depth: u32) -> Target {
        let exprs = &self.body.exprs;
        // From the outside in: members and calls, then the expression they start from.
        let mut after: Vec<Option<&str>> = Vec::new();
        let mut at = expr;
        let start = loop {
            if after.len() > LINKS {
                return Target::Unknown(Why::Expression);
            }
            at = exprs.unwrapped(at);
            match &exprs.get(at).kind {
                ExprKind::Member { object, name, .. } => {
                    after.push(Some(name));
                    at = *object;
                }
                ExprKind::Call { callee, args, .. } => {
                    if let Some(base) = self.parent_value(*callee, args) {
                        break base;
                    }
                    after.push(None);
                    at = *callee;
                }
                _ => break self.resolve_start(at, budget, depth),
            }
        };
        after.iter().rev().fold(start, |target, step| match step {
            Some(name) => self.env.member(target, name),
            None => self.env.called(target),
        })
    }

    fn resolve_start(&self, expr: ExprId, budget: &Budget, depth: u32) -> Target {
        let node = self.body.exprs.get(expr);
        match &node.kind {
            ExprKind::Name(name) => self.resolve_name(name, node.span.start, budget, depth),
            ExprKind::Assign { value, .. } => match budget.step(depth) {
                Some(depth) => self.resolve_within(*value, budget, depth),
                None => Target::Unknown(Why::Expression),
            },
            kind => literal_class(kind).map_or(Target::Unknown(Why::Expression), |name| {
                Target::Instance {
                    of: Origin::Builtin(Name::new(name)),
                }
            }),
        }
    }

    fn resolve_name(&self, name: &str, offset: u32, budget: &Budget, depth: u32) -> Target {
        let Some(depth) = budget.step(depth) else {
            return Target::Unknown(Why::Local);
        };
        if let Some(bindings) = self.local_bindings(name, offset) {
            return self.agreed(bindings, budget, depth);
        }
        // A statement of a class sees the names that the class binds.
        if self.regions.chain(offset).next().is_none()
            && let Some(symbol) = self.class_member(name)
        {
            return Target::Declared {
                symbol,
                rest: Name::default(),
            };
        }
        match self.env.resolve(name) {
            Target::Unknown(Why::NotBound) if name == "this" => self.this_at(offset),
            Target::Unknown(Why::NotBound) => match self.bindings.of(None, name) {
                [] => Target::Unknown(Why::NotBound),
                bindings => self.agreed(bindings, budget, depth),
            },
            target => target,
        }
    }

    /// The value that the method around an offset is called on.
    fn this_at(&self, offset: u32) -> Target {
        let mut methods = self.functions_at(offset);
        let method = methods.find(|(_, function)| function.signature.receiver() == Some("this"));
        method.map_or(Target::Unknown(Why::NotBound), |(method, _)| {
            self.receiver_target(method)
        })
    }

    fn class_member(&self, name: &str) -> Option<LocalSymbol> {
        let class = LocalSymbol {
            item: self.item.parent?,
            part: Part::Type(0),
        };
        self.env.class(class)?.own_member(name)
    }

    /// The one thing that all bindings of a name give; absence is looked over where something else is bound.
    fn agreed(&self, bindings: &[LocalBinding<'e>], budget: &Budget, depth: u32) -> Target {
        let is_absent = |binding: &&LocalBinding<'e>| match binding {
            LocalBinding::Value { value, .. } => matches!(
                self.body.exprs.get(*value).kind,
                ExprKind::Literal(Literal::Null)
            ),
            _ => false,
        };
        let mut present = bindings.iter().filter(|binding| !is_absent(binding));
        let Some(first) = present.next() else {
            return Target::Unknown(Why::Local);
        };
        let first = self.binding_target(first, budget, depth);
        for binding in present {
            if matches!(first, Target::Unknown(_)) {
                return Target::Unknown(Why::Rebound);
            }
            if self.binding_target(binding, budget, depth) != first {
                return Target::Unknown(Why::Rebound);
            }
        }
        first
    }

    fn binding_target(&self, binding: &LocalBinding<'e>, budget: &Budget, depth: u32) -> Target {
        let Some(depth) = budget.step(depth) else {
            return Target::Unknown(Why::Local);
        };
        let of = match binding {
            LocalBinding::Import(import) => return self.env.import_target(import),
            LocalBinding::Param { function, param } => return self.param_target(*function, param),
            LocalBinding::Value { value, ty: None } => {
                return match self.resolve_within(*value, budget, depth) {
                    Target::Unknown(Why::Rebound) => Target::Unknown(Why::Rebound),
                    Target::Unknown(_) => Target::Unknown(Why::Local),
                    target => target,
                };
            }
            LocalBinding::Value {
                ty: Some(ty),
                value,
            } => self
                .env
                .origin_of(ty)
                .or_else(|| self.type_within(*value, budget, depth)),
            LocalBinding::Annotated(ty) => self.env.origin_of(ty),
            LocalBinding::Element { of } => self
                .annotation_within(*of, budget, depth)
                .and_then(|ty| self.env.element_of(ty)),
            LocalBinding::Entered { manager } => self.entered(*manager, budget, depth),
            LocalBinding::Caught { types } => match types {
                [only] => match self.env.called(self.resolve_within(*only, budget, depth)) {
                    Target::Instance { of } => Some(of),
                    _ => None,
                },
                _ => None,
            },
            LocalBinding::Function(_) | LocalBinding::Class(_) | LocalBinding::Other => None,
        };
        of.map_or(Target::Unknown(Why::Local), |of| Target::Instance { of })
    }

    fn param_target(&self, function: FunctionId, param: &Param) -> Target {
        let of = match param.kind {
            ParamKind::Receiver => return self.receiver_target(function),
            ParamKind::Rest => Some(Origin::Builtin(Name::new("tuple"))),
            ParamKind::KeywordRest => Some(Origin::Builtin(Name::new("dict"))),
            _ => param.ty.as_ref().and_then(|ty| self.env.origin_of(ty)),
        };
        of.map_or(Target::Unknown(Why::Local), |of| Target::Instance { of })
    }

    fn receiver_target(&self, function: FunctionId) -> Target {
        let Some(class) = self.owner_of(function) else {
            return Target::Unknown(Why::Local);
        };
        match self
            .body
            .function(function)
            .map(|function| function.signature.kind)
        {
            Some(FunctionKind::ClassMethod) => Target::Declared {
                symbol: class,
                rest: Name::default(),
            },
            _ => Target::Instance {
                of: Origin::Declared(class),
            },
        }
    }

    /// The value of `super()` in a method of a class with one base.
    fn parent_value(&self, callee: ExprId, args: &[Arg]) -> Option<Target> {
        let node = self.body.exprs.get(callee);
        if !matches!(&node.kind, ExprKind::Name(name) if name == "super") || !args.is_empty() {
            return None;
        }
        if self.local_bindings("super", node.span.start).is_some()
            || !self.env.resolve("super").is("super")
        {
            return None;
        }
        let class = self
            .functions_at(node.span.start)
            .find_map(|(id, _)| self.owner_of(id))
            .and_then(|class| self.env.class(class))?;
        let mut bases = class.bases();
        let (_, base) = bases.next()?;
        if bases.next().is_some() {
            return Some(Target::Unknown(Why::Local));
        }
        Some(self.env.called(base))
    }

    fn entered(&self, manager: ExprId, budget: &Budget, depth: u32) -> Option<Origin> {
        if let Some(returns) = self.annotation_within(manager, budget, depth)
            && let Some(of) = self.env.element_of(returns)
        {
            // A generator function made a context manager gives what it yields.
            return Some(of);
        }
        let of = self.type_within(manager, budget, depth)?;
        let Origin::Declared(class) = &of else {
            return Some(of);
        };
        let class = self.env.class(*class)?;
        let classes = class.with_local_bases();
        let entry = classes.iter().find_map(|class| {
            class
                .method("__aenter__")
                .or_else(|| class.method("__enter__"))
        })?;
        match &entry.function.signature.returns {
            Some(returns) => match self.env.origin_of(returns) {
                Some(Origin::Imported(imported)) if imported.path.ends_with(".Self") => Some(of),
                declared => declared,
            },
            None => None,
        }
    }

    pub(super) fn type_within(&self, expr: ExprId, budget: &Budget, depth: u32) -> Option<Origin> {
        let depth = budget.step(depth)?;
        match self.resolve_within(expr, budget, depth) {
            Target::Instance { of } => Some(of),
            Target::Declared { symbol, rest } if rest.is_empty() => self.env.value_of(symbol),
            _ => None,
        }
    }

    pub(super) fn annotation_within(
        &self,
        expr: ExprId,
        budget: &Budget,
        depth: u32,
    ) -> Option<&'e TypeRef> {
        let depth = budget.step(depth)?;
        let expr = self.body.exprs.unwrapped(expr);
        let node = self.body.exprs.get(expr);
        match &node.kind {
            ExprKind::Name(name) => match self.local_bindings(name, node.span.start) {
                Some([LocalBinding::Param { param, .. }]) => param.ty.as_ref(),
                Some([LocalBinding::Annotated(ty)]) => Some(*ty),
                Some([LocalBinding::Value { ty: Some(ty), .. }]) => Some(*ty),
                Some([LocalBinding::Value { ty: None, value }]) => {
                    self.annotation_within(*value, budget, depth)
                }
                Some(_) => None,
                None => self.env.binding(self.env.declared(name)?)?.ty.as_ref(),
            },
            ExprKind::Member { object, name, .. } => {
                let class = self.declared_class(*object, budget, depth)?;
                self.env.member_annotation(class, name)
            }
            ExprKind::Call { callee, .. } => {
                let symbol = match self.resolve_within(*callee, budget, depth) {
                    Target::Declared { symbol, rest } if rest.is_empty() => symbol,
                    Target::Declared { symbol, rest } => self.env.class(symbol)?.member(&rest)?,
                    Target::Member {
                        of: Origin::Declared(class),
                        name,
                    } => self.env.class(class)?.member(&name)?,
                    _ => return None,
                };
                self.env.function(symbol)?.signature.returns.as_ref()
            }
            ExprKind::Cast { ty, .. } => Some(ty),
            _ => None,
        }
        .filter(|ty| !matches!(ty.kind, TypeKind::Unknown(_)))
    }

    pub(super) fn declared_class(
        &self,
        expr: ExprId,
        budget: &Budget,
        depth: u32,
    ) -> Option<LocalSymbol> {
        match self.resolve_within(expr, budget, depth) {
            Target::Instance {
                of: Origin::Declared(class),
            } => Some(class),
            target => target.declared(),
        }
    }
}
