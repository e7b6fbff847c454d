//! What the expressions of one item stand for: names in functions, classes and at the top level, the
//! classes of their values, constants and async context. It never looks into another file and never guesses.

mod bindings;
mod regions;

use std::cell::Cell;

use syntax::facts::{
    Arg, Body, ExprId, ExprKind, Function, FunctionId, FunctionKind, Literal, Name, Param,
    ParamKind, TypeKind, TypeRef,
};
use syntax::file::PlacedItem;

use crate::env::{FileEnv, literal_class};
use crate::library::{Effect, Libraries};
use crate::symbol::{LocalSymbol, Origin, Part, Target, Why};
use bindings::Bindings;
use regions::{RegionKind, Regions};

pub use bindings::LocalBinding;

/// How many names, members and bindings one question may look at.
const FUEL: u32 = 256;

/// How many members and calls a chain may have.
const LINKS: usize = 64;

/// How deep one answer may rest on another one.
const DEPTH: u32 = 24;

/// The names of one item: of its functions, the classes in it and its own statements.
///
/// Offsets are relative to the item, as in its body.
#[derive(Debug)]
pub struct Scope<'e> {
    env: &'e FileEnv,
    index: u32,
    item: &'e PlacedItem,
    body: &'e Body,
    regions: Regions,
    bindings: Bindings<'e>,
}

/// What one question may still look at.
struct Budget {
    fuel: Cell<u32>,
}

impl Budget {
    fn new() -> Self {
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
    /// The scope of the item at `index` of the environment's file; none if its body is not kept.
    #[must_use]
    pub fn new(env: &'e FileEnv, index: u32) -> Option<Self> {
        let item = env.facts().items.get(index as usize)?;
        let body = item.facts.body.as_ref()?;
        let regions = Regions::new(body);
        let bindings = Bindings::new(body, &regions);
        Some(Self {
            env,
            index,
            item,
            body,
            regions,
            bindings,
        })
    }

    #[must_use]
    pub fn env(&self) -> &'e FileEnv {
        self.env
    }

    #[must_use]
    pub fn item(&self) -> &'e PlacedItem {
        self.item
    }

    #[must_use]
    pub fn body(&self) -> &'e Body {
        self.body
    }

    /// What an expression stands for. Awaits are looked through.
    #[must_use]
    pub fn resolve(&self, expr: ExprId) -> Target {
        self.resolve_within(expr, &Budget::new(), DEPTH)
    }

    /// What is called, and with which arguments, if `expr` is a call, awaited or not.
    #[must_use]
    pub fn call(&self, expr: ExprId) -> Option<(Target, &'e [Arg])> {
        match &self.body.exprs.get(self.body.exprs.unwrapped(expr)).kind {
            ExprKind::Call { callee, args, .. } => Some((self.resolve(*callee), args)),
            _ => None,
        }
    }

    /// What a call does according to the tables of libraries.
    #[must_use]
    pub fn effect(&self, call: ExprId) -> Option<Effect> {
        let (target, _) = self.call(call)?;
        Libraries::of(self.env.facts().language).effect_of(&target)
    }

    /// The class of an expression's value.
    #[must_use]
    pub fn type_of(&self, expr: ExprId) -> Option<Origin> {
        self.type_within(expr, &Budget::new(), DEPTH)
    }

    /// The annotation that says what an expression's value is: of a parameter, a local name, an attribute of
    /// a class in this file, or the return type of a called function of this file.
    #[must_use]
    pub fn annotation(&self, expr: ExprId) -> Option<&'e TypeRef> {
        self.annotation_within(expr, &Budget::new(), DEPTH)
    }

    /// The literal an expression is, or that the constant it names is bound to: a local name bound once, or
    /// an upper-case name of the module or class.
    #[must_use]
    pub fn constant(&self, expr: ExprId) -> Option<&'e Literal> {
        let mut expr = expr;
        for _ in 0..DEPTH {
            let name = match &self.body.exprs.get(expr).kind {
                ExprKind::Literal(literal) => return Some(literal),
                ExprKind::Name(name) => name,
                ExprKind::Member { name, .. } if is_upper(name) => {
                    return self.member_constant(expr);
                }
                _ => return None,
            };
            let at = self.body.exprs.get(expr).span.start;
            match self.local_bindings(name, at) {
                Some([LocalBinding::Value { value, .. }]) => expr = *value,
                Some(_) => return None,
                None if is_upper(name) => return self.declared_constant(self.env.declared(name)?),
                None => return None,
            }
        }
        None
    }

    /// Everything that binds the name an expression is, where a function (or class) of this item does.
    #[must_use]
    pub fn local(&self, expr: ExprId) -> Option<&[LocalBinding<'e>]> {
        match &self.body.exprs.get(expr).kind {
            ExprKind::Name(name) => self.local_bindings(name, self.body.exprs.get(expr).span.start),
            _ => None,
        }
    }

    /// The parameter an expression names, if nothing else binds the name.
    #[must_use]
    pub fn param(&self, expr: ExprId) -> Option<(FunctionId, &'e Param)> {
        match self.local(expr)? {
            [LocalBinding::Param { function, param }] => Some((*function, *param)),
            _ => None,
        }
    }

    /// The function around an offset: the innermost whose code it stands in. Default values and decorators
    /// stand outside.
    #[must_use]
    pub fn function_at(&self, offset: u32) -> Option<(FunctionId, &'e Function)> {
        let id = self
            .regions
            .chain(offset)
            .find_map(|region| match region.kind {
                RegionKind::Function(id) => Some(id),
                RegionKind::Class(_) => None,
            })?;
        Some((id, self.body.function(id)?))
    }

    /// The functions around an offset, innermost first.
    pub fn functions_at(&self, offset: u32) -> impl Iterator<Item = (FunctionId, &'e Function)> {
        self.regions
            .chain(offset)
            .filter_map(|region| match region.kind {
                RegionKind::Function(id) => Some((id, self.body.function(id)?)),
                RegionKind::Class(_) => None,
            })
    }

    /// Whether an expression runs on the event loop: in the code of an async function, and in no function or
    /// lambda inside it that is not async.
    #[must_use]
    pub fn in_async(&self, expr: ExprId) -> bool {
        self.in_async_at(self.body.exprs.get(expr).span.start)
    }

    /// The same for an offset.
    #[must_use]
    pub fn in_async_at(&self, offset: u32) -> bool {
        self.function_at(offset)
            .is_some_and(|(_, function)| function.signature.is_async)
    }

    /// The class a function of this item belongs to, if the file's other items can name it.
    #[must_use]
    pub fn owner_of(&self, function: FunctionId) -> Option<LocalSymbol> {
        let class = self.regions.class_of(function)?;
        match class {
            // A method that is an item of its own.
            None => self.item.parent.map(|head| LocalSymbol {
                item: head,
                part: Part::Type(0),
            }),
            Some(name) => {
                let mut types = (0u32..).zip(&self.item.facts.types);
                types
                    .find(|(_, ty)| ty.name == *name)
                    .map(|(at, _)| LocalSymbol {
                        item: self.index,
                        part: Part::Type(at),
                    })
            }
        }
    }

    /// What binds `name` as seen from `offset`, if that is inside this item. None where the name belongs to
    /// the module.
    fn local_bindings(&self, name: &str, offset: u32) -> Option<&[LocalBinding<'e>]> {
        for (depth, region) in self.regions.chain(offset).enumerate() {
            if self.bindings.is_global(region.index, name) {
                return None;
            }
            let hidden = depth > 0 && matches!(region.kind, RegionKind::Class(_));
            match self.bindings.of(Some(region.index), name) {
                [] => {}
                _ if hidden => {}
                found => return Some(found),
            }
        }
        None
    }

    fn resolve_within(&self, expr: ExprId, budget: &Budget, depth: u32) -> Target {
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
            Target::Unknown(Why::NotBound) => match self.bindings.of(None, name) {
                [] => Target::Unknown(Why::NotBound),
                bindings => self.agreed(bindings, budget, depth),
            },
            target => target,
        }
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

    fn type_within(&self, expr: ExprId, budget: &Budget, depth: u32) -> Option<Origin> {
        let depth = budget.step(depth)?;
        match self.resolve_within(expr, budget, depth) {
            Target::Instance { of } => Some(of),
            Target::Declared { symbol, rest } if rest.is_empty() => self.env.value_of(symbol),
            _ => None,
        }
    }

    fn annotation_within(&self, expr: ExprId, budget: &Budget, depth: u32) -> Option<&'e TypeRef> {
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

    fn declared_class(&self, expr: ExprId, budget: &Budget, depth: u32) -> Option<LocalSymbol> {
        match self.resolve_within(expr, budget, depth) {
            Target::Instance {
                of: Origin::Declared(class),
            } => Some(class),
            target => target.declared(),
        }
    }

    fn member_constant(&self, expr: ExprId) -> Option<&'e Literal> {
        let ExprKind::Member { object, name, .. } = &self.body.exprs.get(expr).kind else {
            return None;
        };
        let class = self.declared_class(*object, &Budget::new(), DEPTH)?;
        self.declared_constant(self.env.class(class)?.member(name)?)
    }

    fn declared_constant(&self, symbol: LocalSymbol) -> Option<&'e Literal> {
        let value = match (self.env.binding(symbol), self.env.field(symbol)) {
            (Some(binding), _) => binding.value?,
            (None, field) => field?.value?,
        };
        match &self.env.item(symbol)?.facts.summary.exprs.get(value).kind {
            ExprKind::Literal(literal) => Some(literal),
            _ => None,
        }
    }
}

/// Whether a name is written as constants are.
fn is_upper(name: &str) -> bool {
    name.contains(char::is_uppercase) && !name.contains(char::is_lowercase)
}

#[cfg(test)]
mod tests;
