//! Classes and their methods that are use cases; it looks at no function of a module.

use syntax::facts::Name;

use super::collaborators::attribute_calls;
use super::{Ground, Reader, Reason, written};
use crate::env::{Class, Method};
use crate::framework::{Architecture, is_named_double, lies_in, suffix_of};
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
        let name = &class.decl.name;
        if self.classes.what(symbol) != What::Other
            || name.starts_with('_')
            || is_named_double(name)
        {
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
        if matches!(reason.ground, Ground::Structure | Ground::Likely) {
            self.by_structure.insert(symbol);
        }
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
                    certain: reason.ground != Ground::Likely,
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
            for method in public {
                let own = SymbolRef {
                    file: class.file,
                    symbol: method.symbol,
                };
                if let Some(case) = self.found.by_function.get(&own).copied() {
                    let name = &method.function.signature.name;
                    self.found.put_behind(*base, name, case);
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
        let declared = self.declared_by_interfaces(class, public);
        for method in public {
            let symbol = SymbolRef {
                file: file.id,
                symbol: method.symbol,
            };
            let called = self.elsewhere.called_by_handlers.contains(&symbol);
            if self.is_known_otherwise(symbol) || (reason.ground == Ground::Called && !called) {
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
            let works = own
                .iter()
                .any(|collaborator| !collaborator.calls.is_empty());
            let offered = declared.is_empty() || declared.contains(&method.function.signature.name);
            if !works && !offered && !called {
                continue;
            }
            let errors = self.raised(&[symbol]);
            self.found.by_function.insert(symbol, self.found.list.len());
            self.found.symbols.push(symbol);
            self.found.list.push(UseCase {
                element: self.world.element(symbol),
                kind: UseCaseKind::Method,
                certain: reason.ground != Ground::Likely,
                is_async: method.function.signature.is_async,
                collaborators: own,
                errors,
                covered_by: Vec::new(),
                evidence: vec![reason.evidence.clone()],
            });
        }
    }

    /// The methods of the interfaces that a class implements, by declaration or by having all their methods.
    fn declared_by_interfaces(&self, class: SymbolRef, public: &[Method<'_>]) -> Vec<Name> {
        let lineage = self.world.lineage(class);
        let has = |name: &Name| {
            let mut own = public.iter();
            own.any(|method| method.function.signature.name == *name)
        };
        let above = self.interfaces.iter().filter(|(interface, names)| {
            *interface != class
                && (lineage.own.contains(interface) || (names.len() > 1 && names.iter().all(has)))
        });
        above.flat_map(|(_, names)| names).cloned().collect()
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
        if is_handler || speaks_http || self.wraps_its_own(symbol, collaborators) {
            return None;
        }
        let is_outside = lies_in(&file.path, &Architecture::get().outside.directories);
        if let Some(suffix) = suffix_of(name, &names.suffixes).filter(|_| !is_outside) {
            return Some(Reason {
                ground: Ground::Named,
                evidence: evidence(format!("is named `...{suffix}`"), own),
            });
        }
        if !is_outside
            && let Some(reason) = self.by_folder(file, symbol)
            && (!collaborators.is_empty()
                || has_entry(class, &names.entries)
                || self.implements_entrance(symbol, public))
        {
            return Some(reason);
        }
        let port = collaborators
            .iter()
            .find(|collaborator| self.is_used_port(collaborator));
        if let Some(port) = port.filter(|_| !is_outside) {
            return Some(Reason {
                ground: Ground::Structure,
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
                ground: Ground::Called,
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
        let likely = suffix_of(name, &names.likely_suffixes).filter(|_| !is_outside)?;
        let repository = repository?;
        Some(Reason {
            ground: Ground::Likely,
            evidence: evidence(
                format!(
                    "is named `...{likely}` and is given `{}`",
                    written(repository)
                ),
                own,
            ),
        })
    }

    /// Whether a class holds something of an interface that it implements itself, and so adds to what that does.
    fn wraps_its_own(&self, class: SymbolRef, collaborators: &[Collaborator]) -> bool {
        let lineage = self.world.lineage(class);
        let own: Vec<SymbolRef> = lineage.own.iter().skip(1).copied().collect();
        let held = collaborators.iter().filter_map(|collaborator| {
            let place = collaborator.to.value()?.place;
            self.ports.get(&place).copied()
        });
        held.into_iter().any(|held| {
            let mut above = self.world.lineage(held).own.clone().into_iter();
            above.any(|above| own.contains(&above))
        })
    }

    /// Whether a class implements an interface by which it is called from outside: one that is named as that of a
    /// use case, or that a handler calls.
    fn implements_entrance(&self, class: SymbolRef, public: &[Method<'_>]) -> bool {
        let names = &Architecture::get().use_cases;
        let lineage = self.world.lineage(class);
        let called = |of: SymbolRef| {
            let found = self.world.class(of);
            found.is_some_and(|found| {
                public.iter().any(|method| {
                    let own = found.method(&method.function.signature.name);
                    own.is_some_and(|own| {
                        self.elsewhere.called_by_handlers.contains(&SymbolRef {
                            file: of.file,
                            symbol: own.symbol,
                        })
                    })
                })
            })
        };
        let mut bases = lineage.own.iter().skip(1).copied();
        bases.any(|base| {
            self.classes.is_port(base)
                && (suffix_of(&self.world.name(base), &names.suffixes).is_some()
                    || called(base)
                    || called(class))
        })
    }
}

fn has_entry(class: &Class<'_>, entries: &[Name]) -> bool {
    class
        .methods()
        .any(|method| entries.contains(&method.function.signature.name))
}
