//! Stores that functions reach without a port between; it knows nothing of classes of repositories.

use syntax::facts::{ArgValue, FunctionSummary, Name};

use super::Reader;
use crate::framework::{Frameworks, RoleOf, SessionClass};
use crate::recognise::local::Scope;
use crate::recognise::world::{Meaning, Site};
use crate::symbol::SymbolRef;

impl Reader<'_, '_> {
    /// The parameter or attribute through which a function reaches a store directly.
    pub(super) fn persists(&self, symbol: SymbolRef, function: &FunctionSummary) -> Option<Name> {
        let mut through = self.reaches(symbol, function).into_iter();
        through.find(|object| comes_from_param(function, object))
    }

    /// What a function reaches a store through.
    fn reaches(&self, symbol: SymbolRef, function: &FunctionSummary) -> Vec<Name> {
        let site = Site {
            file: symbol.file,
            scope: Scope::Function(symbol.symbol),
        };
        let frameworks = self.world.frameworks(symbol.file);
        let session = |path: &str| self.session_behind(site, frameworks, path);
        let mut found = Vec::new();
        for call in &function.calls {
            let Some((object, method)) = call.callee.rsplit_once('.') else {
                continue;
            };
            if frameworks.may_persist(method) {
                let of = session(object);
                let persists = of.is_some_and(|of| of.persists.iter().any(|name| name == method));
                found.extend(persists.then(|| Name::new(object)));
            }
            if frameworks.may_be_given(method) {
                found.extend(call.args.iter().filter_map(|arg| {
                    let ArgValue::Path(path) = &arg.value else {
                        return None;
                    };
                    let given = session(path)?.given_to.iter().any(|name| name == method);
                    given.then(|| path.clone())
                }));
            }
        }
        found
    }

    /// The session class that an object is a value of, or a member of a value of: `this.prisma.user`.
    fn session_behind(
        &self,
        site: Site,
        frameworks: &'static Frameworks,
        object: &str,
    ) -> Option<&'static SessionClass> {
        let named = |path: &str| {
            frameworks.role(path, |role| match role {
                RoleOf::Session(at, i) => frameworks.description(at)?.sessions.get(i),
                _ => None,
            })
        };
        // What a session gives reaches the store as well: `database.get_collection("users")`.
        let of_path = |path: &str| {
            named(path).or_else(|| named(path.strip_suffix("()")?.rsplit_once('.')?.0))
        };
        let shorter = object.rsplit_once('.').map(|(shorter, _)| shorter);
        [Some(object), shorter]
            .into_iter()
            .flatten()
            .find_map(|object| match self.world.resolve(site, object) {
                Meaning::OutsideInstance(class) => of_path(&class),
                Meaning::Instance(class) => {
                    let lineage = self.world.lineage(class);
                    lineage.outside.iter().find_map(|path| of_path(path))
                }
                _ => None,
            })
    }

    /// As [`Reader::persists`], by an attribute that the constructor was given.
    pub(super) fn persists_through_attribute(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
    ) -> Option<Name> {
        self.reaches(symbol, function).into_iter().next()
    }
}

/// Whether a value is a parameter, is reached through one, or made from one by calls on it.
fn comes_from_param(function: &FunctionSummary, object: &str) -> bool {
    let mut object = object;
    for _ in 0..4 {
        let first = object.split(['.', '(']).next().unwrap_or("");
        if function
            .signature
            .params
            .iter()
            .any(|param| param.name == first)
        {
            return true;
        }
        let mut locals = function.locals.iter().filter(|(local, _)| local == first);
        match locals.next() {
            Some((_, ArgValue::Path(path) | ArgValue::Call(path))) => object = path,
            _ => return false,
        }
    }
    false
}
