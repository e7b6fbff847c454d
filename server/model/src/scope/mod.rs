//! What the expressions of one item stand for: names in functions, classes and at the top level, the
//! classes of their values, constants and async context. It never looks into another file and never guesses.

mod bindings;
mod regions;
mod values;

use syntax::facts::{Arg, Body, ExprId, ExprKind, Function, FunctionId, Literal, Param, TypeRef};
use syntax::file::PlacedItem;

use crate::env::FileEnv;
use crate::library::{Effect, Libraries};
use crate::symbol::{LocalSymbol, Origin, Part, Target};
use bindings::Bindings;
use regions::{RegionKind, Regions};
use values::{Budget, DEPTH};

pub use bindings::LocalBinding;

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

impl<'e> Scope<'e> {
    /// The scope of the item at `index` of the environment's file; none if its body is not kept.
    #[must_use]
    pub fn new(env: &'e FileEnv, index: u32) -> Option<Self> {
        let item = env.facts().items.get(index as usize)?;
        let body = item.facts.body.as_ref()?;
        let regions = Regions::new(body);
        let bindings = Bindings::new(body, &regions, env.gives_several_results());
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
