//! What the items of a list are, by the type that the list is declared with; it never reads what is put into one.

use syntax::facts::{ArgValue, FunctionSummary, Name, ParamKind, TypeKind, TypeRef};

use super::graph::bound_value;
use super::value::Value;
use super::world::{Meaning, Site, World};
use crate::place::FileId;
use crate::symbol::{Part, SymbolRef};

impl World<'_> {
    /// A value of the type of what a loop over a list binds a name to on each pass.
    pub(super) fn loop_item(
        &self,
        site: Site,
        function: &FunctionSummary,
        name: &str,
        steps: u32,
    ) -> Option<Meaning> {
        let mut loops = function.loops.iter();
        let each = loops.find(|each| matches!(each.targets.as_slice(), [only] if only == name))?;
        let (ArgValue::Path(path) | ArgValue::Call(path)) = &each.over else {
            return None;
        };
        self.item_of(site, function, path, steps)
    }

    /// A value of the type of a list's items, of the list that a path names or a call of it gives.
    pub(super) fn item_of(
        &self,
        site: Site,
        function: &FunctionSummary,
        path: &Name,
        steps: u32,
    ) -> Option<Meaning> {
        let steps = steps.checked_sub(1)?;
        let mut params = function.signature.params.iter();
        if let Some(param) = params.find(|param| param.name == *path) {
            let ty = param.ty.as_ref()?;
            return match param.kind {
                ParamKind::Rest => Some(self.annotated(site.file, ty)),
                _ => self.item_of_type(site.file, ty),
            };
        }
        let mut locals = function.locals.iter();
        if let Some((_, value)) = locals.find(|(local, _)| local == path) {
            let (ArgValue::Call(callee) | ArgValue::Path(callee)) = value else {
                return None;
            };
            return (callee != path)
                .then(|| self.item_of(site, function, callee, steps))
                .flatten();
        }
        match self.resolve_within(site, path, steps) {
            Meaning::Declared(symbol) => self.item_of_declared(symbol, steps),
            _ => None,
        }
    }

    fn item_of_declared(&self, symbol: SymbolRef, steps: u32) -> Option<Meaning> {
        let steps = steps.checked_sub(1)?;
        let env = self.env(symbol.file)?;
        let list = match symbol.symbol.part {
            Part::Function(_) => env.function(symbol.symbol)?.signature.returns.as_ref(),
            Part::Binding(_) => env.binding(symbol.symbol)?.ty.as_ref(),
            Part::Field(_) | Part::TypeField(..) => env.field(symbol.symbol)?.ty.as_ref(),
            _ => None,
        };
        if let Some(list) = list {
            return self.item_of_type(symbol.file, list);
        }
        // A name that is bound to what a function gives.
        match bound_value(self, symbol)? {
            (there, Value::Call { callee, .. }) => {
                match self.resolve_within(there, &callee, steps) {
                    Meaning::Declared(made) if made != symbol => self.item_of_declared(made, steps),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn item_of_type(&self, file: FileId, list: &TypeRef) -> Option<Meaning> {
        let env = self.env(file)?;
        match &env.value_type(list)?.kind {
            TypeKind::List(item) | TypeKind::Map(_, item) => Some(self.annotated(file, item)),
            _ => None,
        }
    }
}
