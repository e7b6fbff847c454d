//! Classes and their methods that are use cases; it looks at no function of a module.

use syntax::facts::Name;

use super::collaborators::attribute_calls;
use super::{Reader, Reason, written};
use crate::env::{Class, Method};
use crate::framework::{Architecture, suffix_of};
use crate::index::IndexedFile;
use crate::place::{Evidence, Place};
use crate::recognise::classes::{What, is_public_method};
use crate::recognise::stored::writes_models;
use crate::symbol::SymbolRef;
use crate::things::{Collaborator, UseCase, UseCaseKind};

impl Reader<'_, '_> {
    pub(super) fn class(&mut self, file: &IndexedFile, class: &Class<'_>) {
        let symbol = SymbolRef {
            file: file.id,
            symbol: class.symbol,
        };
        if self.classes.what(symbol) != What::Other || class.decl.name.starts_with('_') {
            return;
        }
        if self
            .classes
            .kinds
            .get(&symbol)
            .is_some_and(|kind| kind.is_repository)
        {
            return;
        }
        let public = self.entries(class);
        if public.is_empty() {
            return;
        }
        let collaborators = self.class_collaborators(symbol, class);
        let Some(reason) = self.class_reason(file, symbol, class, &collaborators, &public) else {
            return;
        };
        let names = &Architecture::get().use_cases;
        let entry = public
            .iter()
            .find(|method| names.entries.contains(&method.function.signature.name));
        let one = match (public.as_slice(), entry) {
            ([only], _) => Some(only),
            (_, Some(entry)) => Some(entry),
            _ => None,
        };
        match one {
            Some(entry) => {
                let at = self.found.list.len();
                let functions: Vec<SymbolRef> = public
                    .iter()
                    .map(|method| SymbolRef {
                        file: file.id,
                        symbol: method.symbol,
                    })
                    .collect();
                for function in &functions {
                    self.found.by_function.insert(*function, at);
                }
                let entry_symbol = SymbolRef {
                    file: file.id,
                    symbol: entry.symbol,
                };
                let errors = self.raised(&[entry_symbol]);
                self.found.by_class.insert(symbol, at);
                self.found.symbols.push(symbol);
                self.found.list.push(UseCase {
                    element: self.world.element_named(symbol, class.decl.name.clone()),
                    kind: UseCaseKind::Class,
                    certain: reason.certain,
                    is_async: entry.function.signature.is_async,
                    collaborators,
                    errors,
                    covered_by: Vec::new(),
                    evidence: vec![reason.evidence],
                });
            }
            None => self.methods(file, symbol, &public, &collaborators, &reason),
        }
        self.link_interface(symbol, &public);
    }

    /// Lets calls of an interface lead to the one class that carries it out.
    fn link_interface(&mut self, class: SymbolRef, public: &[Method<'_>]) {
        for base in self.world.lineage(class).own.iter().skip(1) {
            let Some(found) = self.world.class(*base) else {
                continue;
            };
            for method in public {
                let own = SymbolRef {
                    file: class.file,
                    symbol: method.symbol,
                };
                let Some(case) = self.found.by_function.get(&own).copied() else {
                    continue;
                };
                if let Some(declared) = found.method(&method.function.signature.name)
                    && declared.function.signature.is_abstract
                {
                    let declared = SymbolRef {
                        file: base.file,
                        symbol: declared.symbol,
                    };
                    self.found.by_function.entry(declared).or_insert(case);
                }
            }
        }
    }

    pub(super) fn methods(
        &mut self,
        file: &IndexedFile,
        class: SymbolRef,
        public: &[Method<'_>],
        collaborators: &[Collaborator],
        reason: &Reason,
    ) {
        for method in public {
            let symbol = SymbolRef {
                file: file.id,
                symbol: method.symbol,
            };
            let called = self.elsewhere.called_by_handlers.contains(&symbol);
            if self.is_known_otherwise(symbol) || (reason.if_called && !called) {
                continue;
            }
            let mut own = self.function_collaborators(symbol, method.function);
            let receiver = method.function.signature.receiver();
            for collaborator in collaborators {
                let mut used = collaborator.clone();
                used.calls = attribute_calls(
                    method.function,
                    receiver.unwrap_or("self"),
                    &self.attributes_of(class, &collaborator.name),
                );
                own.push(used);
            }
            let errors = self.raised(&[symbol]);
            self.found.by_function.insert(symbol, self.found.list.len());
            self.found.symbols.push(symbol);
            self.found.list.push(UseCase {
                element: self.world.element(symbol),
                kind: UseCaseKind::Method,
                certain: reason.certain,
                is_async: method.function.signature.is_async,
                collaborators: own,
                errors,
                covered_by: Vec::new(),
                evidence: vec![reason.evidence.clone()],
            });
        }
    }

    /// The public methods by which a class is used.
    fn entries<'e>(&self, class: &Class<'e>) -> Vec<Method<'e>> {
        let names = &Architecture::get().use_cases;
        class
            .methods()
            .filter(|method| {
                let signature = &method.function.signature;
                let entry = names.entries.contains(&signature.name);
                (is_public_method(class, method) || entry) && !signature.is_abstract
            })
            .collect()
    }

    fn class_reason(
        &self,
        file: &IndexedFile,
        symbol: SymbolRef,
        class: &Class<'_>,
        collaborators: &[Collaborator],
        public: &[Method<'_>],
    ) -> Option<Reason> {
        let names = &Architecture::get().use_cases;
        let name = &class.decl.name;
        let evidence = |why: String, place: Place| Evidence {
            why: Name::from(why),
            place: Some(place),
        };
        let own = self.world.place(symbol);
        let is_handler = public.iter().any(|method| {
            self.elsewhere.handlers.contains(&SymbolRef {
                file: file.id,
                symbol: method.symbol,
            })
        });
        let speaks_http = class.methods().any(|method| {
            let method_symbol = SymbolRef {
                file: file.id,
                symbol: method.symbol,
            };
            self.names_framework(method_symbol, &method.function.signature)
        });
        if is_handler || speaks_http {
            return None;
        }
        if let Some(suffix) = suffix_of(name, &names.suffixes) {
            return Some(Reason {
                certain: true,
                if_called: false,
                evidence: evidence(format!("is named `...{suffix}`"), own),
            });
        }
        if let Some(reason) = self.by_folder(file, symbol)
            && (!collaborators.is_empty()
                || has_entry(class, &names.entries)
                || self.implements_port(symbol))
        {
            return Some(reason);
        }
        let port = collaborators
            .iter()
            .find(|collaborator| self.is_used_port(collaborator));
        if let Some(port) = port {
            return Some(Reason {
                certain: true,
                if_called: false,
                evidence: evidence(
                    format!("holds the port `{}` and calls it", written(port)),
                    port.to.value().map_or(own, |element| element.place),
                ),
            });
        }
        let persisting = public.iter().find_map(|method| {
            let symbol = SymbolRef {
                file: file.id,
                symbol: method.symbol,
            };
            let called = self.elsewhere.called_by_handlers.contains(&symbol);
            let holds = self
                .persists_through_attribute(symbol, method.function)
                .or_else(|| writes_models(self.world, self.classes, symbol, method.function))?;
            called.then_some(holds)
        });
        if let Some(through) = persisting {
            return Some(Reason {
                certain: true,
                if_called: true,
                evidence: evidence(
                    format!("persists through `{through}` and is called by a handler"),
                    own,
                ),
            });
        }
        let repository = collaborators.iter().find(|collaborator| {
            collaborator.to.value().is_some_and(|element| {
                suffix_of(&element.name, &Architecture::get().repositories.suffixes).is_some()
            })
        });
        let likely = suffix_of(name, &names.likely_suffixes)?;
        let repository = repository?;
        Some(Reason {
            certain: false,
            if_called: false,
            evidence: evidence(
                format!(
                    "is named `...{likely}` and is given `{}`",
                    written(repository)
                ),
                own,
            ),
        })
    }

    fn implements_port(&self, class: SymbolRef) -> bool {
        let lineage = self.world.lineage(class);
        lineage
            .own
            .iter()
            .skip(1)
            .any(|base| self.classes.is_port(*base))
    }
}

fn has_entry(class: &Class<'_>, entries: &[Name]) -> bool {
    class
        .methods()
        .any(|method| entries.contains(&method.function.signature.name))
}
