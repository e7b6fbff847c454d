//! Functions of modules that are use cases; it looks at no class.

use rustc_hash::FxHashSet;
use syntax::facts::{ArgValue, ExprKind, FunctionId, FunctionSummary, Name, Visibility};

use super::{Ground, Reader, Reason, written};
use crate::framework::{Architecture, RoleOf, is_file_named, lies_in};
use crate::index::IndexedFile;
use crate::place::Evidence;
use crate::recognise::classes::What;
use crate::recognise::local::Scope;
use crate::recognise::stored::{works_with_models, writes_models};
use crate::recognise::world::{Meaning, Site};
use crate::symbol::{Part, SymbolRef};
use crate::things::{Collaborator, UseCase, UseCaseKind};

/// What a file gives to others by a statement of its own.
pub(super) struct Exported<'e> {
    names: FxHashSet<&'e Name>,
    /// Functions written in place, with their item.
    functions: FxHashSet<(u32, FunctionId)>,
}

impl<'e> Exported<'e> {
    pub fn of(file: &'e IndexedFile) -> Self {
        let mut exported = Self {
            names: FxHashSet::default(),
            functions: FxHashSet::default(),
        };
        for (at, item) in (0u32..).zip(&file.env.facts().items) {
            let summary = &item.facts.summary;
            for export in &summary.exports {
                match &summary.exprs.get(export.value).kind {
                    ExprKind::Name(name) => drop(exported.names.insert(name)),
                    ExprKind::Function(function) => {
                        exported.functions.insert((at, *function));
                    }
                    _ => {}
                }
            }
        }
        exported
    }

    fn contains(&self, symbol: SymbolRef, function: &FunctionSummary) -> bool {
        self.names.contains(&function.signature.name)
            || self
                .functions
                .contains(&(symbol.symbol.item, function.function))
    }
}

impl Reader<'_, '_> {
    pub(super) fn function(
        &mut self,
        file: &IndexedFile,
        symbol: SymbolRef,
        function: &FunctionSummary,
        exported: &Exported<'_>,
    ) {
        let signature = &function.signature;
        if !(signature.visibility == Visibility::Public || exported.contains(symbol, function))
            || signature.name.starts_with('_')
            || signature.is_abstract
            || self.is_known_otherwise(symbol)
        {
            return;
        }
        let mut collaborators = self.function_collaborators(symbol, function);
        collaborators.extend(self.module_collaborators(symbol, function));
        let reason = self
            .by_folder(file, symbol)
            .filter(|_| !self.names_framework(symbol, signature))
            .or_else(|| self.function_by_structure(symbol, function, &collaborators))
            .or_else(|| self.service_function(file, symbol, function));
        let Some(reason) = reason else {
            return;
        };
        let errors = self.raised(&[symbol]);
        self.found.by_function.insert(symbol, self.found.list.len());
        self.found.symbols.push(symbol);
        self.found.list.push(UseCase {
            element: self.world.element(symbol),
            kind: UseCaseKind::Function,
            certain: reason.ground != Ground::Likely,
            is_async: signature.is_async,
            collaborators,
            errors,
            covered_by: Vec::new(),
            evidence: vec![reason.evidence],
        });
    }

    /// A function that stands among services or selectors and works with stored classes.
    fn service_function(
        &self,
        file: &IndexedFile,
        symbol: SymbolRef,
        function: &FunctionSummary,
    ) -> Option<Reason> {
        let folders = &Architecture::get().use_cases.functions;
        let is_among = is_file_named(&file.path, folders) || lies_in(&file.path, folders);
        if !is_among || self.names_framework(symbol, &function.signature) {
            return None;
        }
        let through = writes_models(self.world, self.classes, symbol, function)
            .or_else(|| works_with_models(self.world, self.classes, symbol, function))?;
        Some(Reason {
            ground: Ground::Named,
            evidence: Evidence {
                why: Name::from(format!(
                    "stands among the services and works with `{through}`"
                )),
                place: Some(self.world.place(symbol)),
            },
        })
    }

    pub(super) fn is_known_otherwise(&self, symbol: SymbolRef) -> bool {
        self.elsewhere.handlers.contains(&symbol)
            || self.elsewhere.providers.contains(&symbol)
            || self.is_decorated_as_fixture(symbol)
            || self.is_factory(symbol)
    }

    /// A function that only makes something that works: `def make_service(repo): return Service(repo)`.
    fn is_factory(&self, symbol: SymbolRef) -> bool {
        let Some((function, _)) = self.world.function(symbol) else {
            return false;
        };
        // One that only declares functions, to give them to its caller: `const users = (db) => ({ find, add })`.
        let declares = function.locals.iter();
        let declares = declares.filter(|(_, value)| matches!(value, ArgValue::Function(_)));
        if declares.count() > 1 && function.calls.iter().all(|call| call.nested) {
            return true;
        }
        let site = Site {
            file: symbol.file,
            scope: Scope::Function(symbol.symbol),
        };
        let makes = |path: &Name| {
            let class = match self.world.resolve(site, path) {
                Meaning::Declared(class) | Meaning::Instance(class) => class,
                _ => return false,
            };
            matches!(class.symbol.part, Part::Type(_))
                && matches!(self.classes.what(class), What::Other | What::Adapter)
        };
        let waits = function.calls.iter().any(|call| call.awaited);
        !waits && !function.returns.is_empty() && function.returns.iter().all(makes)
    }

    /// Whether the file says in another place that it exports a function.
    fn is_decorated_as_fixture(&self, symbol: SymbolRef) -> bool {
        let frameworks = self.world.frameworks(symbol.file);
        let site = Site {
            file: symbol.file,
            scope: Scope::Module,
        };
        self.world.function(symbol).is_some_and(|(function, _)| {
            function.signature.decorators.iter().any(|decorator| {
                matches!(self.world.resolve(site, &decorator.path), Meaning::Outside(path)
                    if frameworks.has_role(&path, RoleOf::Fixture))
            })
        })
    }

    fn function_by_structure(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        collaborators: &[Collaborator],
    ) -> Option<Reason> {
        if self.names_framework(symbol, &function.signature) {
            return None;
        }
        let port = collaborators
            .iter()
            .find(|collaborator| self.is_used_port(collaborator));
        let outside = &Architecture::get().outside.directories;
        let is_outside = self
            .world
            .file(symbol.file)
            .is_some_and(|file| lies_in(&file.path, outside));
        if let Some(port) = port.filter(|_| !is_outside) {
            return Some(Reason {
                ground: Ground::Structure,
                evidence: Evidence {
                    why: Name::from(format!(
                        "is given the port `{}` and calls it",
                        written(port)
                    )),
                    place: port.to.value().map(|element| element.place),
                },
            });
        }
        let persists = self
            .persists(symbol, function)
            .or_else(|| writes_models(self.world, self.classes, symbol, function))?;
        self.elsewhere
            .called_by_handlers
            .contains(&symbol)
            .then(|| Reason {
                ground: Ground::Called,
                evidence: Evidence {
                    why: Name::from(format!(
                        "persists through `{persists}` and is called by a handler"
                    )),
                    place: Some(self.world.place(symbol)),
                },
            })
    }
}
