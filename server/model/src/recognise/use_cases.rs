//! What the backend can do for its users: functions and classes that carry out one thing; it never looks at routes.

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::{
    ArgValue, ExprKind, FunctionKind, FunctionSummary, Name, Param, ParamKind, Signature, TypeKind,
    TypeRef, Visibility,
};

use super::alike::link_alike;
use super::classes::{Classes, What, is_public_method};
use super::errors::Errors;
use super::local::Scope;
use super::stored::writes_models;
use super::world::{Meaning, Site, World};
use crate::env::{Class, Method};
use crate::framework::{
    Architecture, Frameworks, RoleOf, SessionClass, is_file_named, lies_in, suffix_of,
};
use crate::index::{ClassRef, IndexedFile};
use crate::place::{Evidence, Known, Place};
use crate::symbol::{Part, SymbolRef};
use crate::things::{Collaborator, Link, UseCase, UseCaseKind};

/// What else is known of functions, so that they are not taken for use cases.
#[derive(Debug, Default)]
pub(super) struct Elsewhere {
    pub handlers: FxHashSet<SymbolRef>,
    pub providers: FxHashSet<SymbolRef>,
    /// What handlers call.
    pub called_by_handlers: FxHashSet<SymbolRef>,
}

/// Use cases with the functions that run when they are carried out.
#[derive(Debug, Default)]
pub(super) struct UseCases {
    pub list: Vec<UseCase>,
    /// From a function or method to the index of its use case.
    pub by_function: FxHashMap<SymbolRef, usize>,
    pub by_class: FxHashMap<SymbolRef, usize>,
    /// What is declared: a function, a method, or a class.
    pub symbols: Vec<SymbolRef>,
}

struct Reader<'a, 'i> {
    world: &'a World<'i>,
    classes: &'a Classes,
    errors: &'a Errors,
    elsewhere: &'a Elsewhere,
    /// Where the ports are declared.
    ports: FxHashSet<Place>,
    found: UseCases,
}

/// Why something is a use case, and whether that is certain.
struct Reason {
    certain: bool,
    /// Holds for a method only where a handler calls it.
    if_called: bool,
    evidence: Evidence,
}

pub(super) fn read(
    world: &World<'_>,
    classes: &Classes,
    errors: &Errors,
    elsewhere: &Elsewhere,
) -> UseCases {
    let mut reader = Reader {
        world,
        classes,
        errors,
        elsewhere,
        ports: classes
            .kinds
            .iter()
            .filter(|(_, kind)| kind.what == What::Port)
            .map(|(symbol, _)| world.place(*symbol))
            .collect(),
        found: UseCases::default(),
    };
    for file in world.files() {
        if !world.is_source(file) {
            continue;
        }
        for class in file.env.classes() {
            let symbol = SymbolRef {
                file: file.id,
                symbol: class.symbol,
            };
            if !world.is_test_code(symbol) {
                reader.class(file, &class);
            }
        }
        for function in file.env.functions() {
            let symbol = SymbolRef {
                file: file.id,
                symbol: function.symbol,
            };
            if world.owner(symbol).is_none() && !world.is_test_code(symbol) {
                reader.function(file, symbol, function.function);
            }
        }
    }
    let mut found = reader.found;
    link_alike(world, &mut found);
    found.sort(world);
    found
}

impl UseCases {
    fn sort(&mut self, world: &World<'_>) {
        let place_of: FxHashMap<_, usize> = world
            .files()
            .iter()
            .enumerate()
            .map(|(at, file)| (file.id, at))
            .collect();
        let mut order: Vec<usize> = (0..self.list.len()).collect();
        order.sort_by_key(|at| {
            let place = self.list.get(*at).map(|case| case.element.place);
            place.map(|place| (place_of.get(&place.file).copied(), place.span.start))
        });
        let mut moved = vec![0; order.len()];
        for (to, from) in order.iter().enumerate() {
            if let Some(slot) = moved.get_mut(*from) {
                *slot = to;
            }
        }
        let renumber = |at: &mut usize| *at = moved.get(*at).copied().unwrap_or(*at);
        self.by_function.values_mut().for_each(renumber);
        self.by_class.values_mut().for_each(renumber);
        self.list = order
            .iter()
            .filter_map(|at| self.list.get(*at).cloned())
            .collect();
        self.symbols = order
            .iter()
            .filter_map(|at| self.symbols.get(*at).copied())
            .collect();
    }
}

impl Reader<'_, '_> {
    fn function(&mut self, file: &IndexedFile, symbol: SymbolRef, function: &FunctionSummary) {
        let signature = &function.signature;
        if !(signature.visibility == Visibility::Public || self.is_exported(file, symbol, function))
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
            .or_else(|| self.function_by_structure(symbol, function, &collaborators));
        let Some(reason) = reason else {
            return;
        };
        let errors = self.raised(&[symbol]);
        self.found.by_function.insert(symbol, self.found.list.len());
        self.found.symbols.push(symbol);
        self.found.list.push(UseCase {
            element: self.world.element(symbol),
            kind: UseCaseKind::Function,
            certain: reason.certain,
            is_async: signature.is_async,
            collaborators,
            errors,
            covered_by: Vec::new(),
            evidence: vec![reason.evidence],
        });
    }

    fn is_known_otherwise(&self, symbol: SymbolRef) -> bool {
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
    fn is_exported(
        &self,
        file: &IndexedFile,
        symbol: SymbolRef,
        function: &FunctionSummary,
    ) -> bool {
        let name = &function.signature.name;
        (0u32..).zip(&file.env.facts().items).any(|(at, item)| {
            let summary = &item.facts.summary;
            summary
                .exports
                .iter()
                .any(|export| match &summary.exprs.get(export.value).kind {
                    ExprKind::Name(own) => own == name,
                    ExprKind::Function(own) => {
                        at == symbol.symbol.item && *own == function.function
                    }
                    _ => false,
                })
        })
    }

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

    fn by_folder(&self, file: &IndexedFile, symbol: SymbolRef) -> Option<Reason> {
        let names = &Architecture::get().use_cases;
        if !lies_in(&file.path, &names.directories) || is_file_named(&file.path, &names.not_files) {
            return None;
        }
        Some(Reason {
            certain: true,
            if_called: false,
            evidence: Evidence {
                why: Name::new("stands among the use cases"),
                place: Some(self.world.place(symbol)),
            },
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
        if let Some(port) = port {
            return Some(Reason {
                certain: true,
                if_called: false,
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
                certain: true,
                if_called: true,
                evidence: Evidence {
                    why: Name::from(format!(
                        "persists through `{persists}` and is called by a handler"
                    )),
                    place: Some(self.world.place(symbol)),
                },
            })
    }

    fn is_used_port(&self, collaborator: &Collaborator) -> bool {
        let place = collaborator.to.value().map(|element| element.place);
        !collaborator.calls.is_empty() && place.is_some_and(|place| self.ports.contains(&place))
    }

    /// The parameter or attribute through which a function reaches a store directly.
    fn persists(&self, symbol: SymbolRef, function: &FunctionSummary) -> Option<Name> {
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
        let of_path = |path: &str| {
            frameworks.role(path, |role| match role {
                RoleOf::Session(at, i) => frameworks.description(at)?.sessions.get(i),
                _ => None,
            })
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

    /// Repositories that a function finds in its module and calls: `const users = require("./user-repository")`.
    fn module_collaborators(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
    ) -> Vec<Collaborator> {
        let site = Site {
            file: symbol.file,
            scope: Scope::Function(symbol.symbol),
        };
        let mut found: Vec<Collaborator> = Vec::new();
        for call in &function.calls {
            let Some((object, method)) = call.callee.split_once('.') else {
                continue;
            };
            let own = function
                .signature
                .params
                .iter()
                .any(|param| param.name == object);
            if own || function.locals.iter().any(|(local, _)| local == object) {
                continue;
            }
            let class = match self.world.resolve(site, object) {
                Meaning::Instance(class) => Some(class),
                Meaning::Declared(declared)
                    if !matches!(declared.symbol.part, Part::Function(_) | Part::Type(_)) =>
                {
                    match self.world.value_of(declared) {
                        Meaning::Instance(class) => Some(class),
                        _ => None,
                    }
                }
                _ => None,
            };
            let Some(class) = class else { continue };
            let is_repository = self
                .classes
                .kinds
                .get(&class)
                .is_some_and(|kind| kind.is_repository);
            if !is_repository {
                continue;
            }
            let calls = Name::new(method);
            match found.iter_mut().find(|known| known.name == object) {
                Some(known) if known.calls.contains(&calls) => {}
                Some(known) => known.calls.push(calls),
                None => found.push(Collaborator {
                    name: Name::new(object),
                    ty: None,
                    to: Known::Is(self.world.element_named(class, self.world.name(class))),
                    calls: vec![calls],
                }),
            }
        }
        found
    }

    /// Whether the signature speaks of the web framework.
    fn names_framework(&self, symbol: SymbolRef, signature: &Signature) -> bool {
        let site = Site {
            file: symbol.file,
            scope: Scope::Module,
        };
        let frameworks = self.world.frameworks(symbol.file);
        let of_framework = |path: &str| {
            frameworks.describing(path).any(|name| {
                let mut descriptions = frameworks.descriptions.iter();
                descriptions
                    .any(|(own, description)| own == name && !description.routers.is_empty())
            })
        };
        let types = signature
            .params
            .iter()
            .filter_map(|param| param.ty.as_ref());
        types.chain(&signature.returns).any(|ty| {
            matches!(self.world.annotated(site.file, ty), Meaning::OutsideInstance(path) if of_framework(&path))
        }) || signature.params.iter().any(|param| self.is_marked(symbol, param))
    }

    /// Whether a parameter's default is a framework's marker.
    fn is_marked(&self, symbol: SymbolRef, param: &Param) -> bool {
        let Some((_, exprs)) = self.world.function(symbol) else {
            return false;
        };
        let Some((path, _)) = param.default.and_then(|default| exprs.call(default)) else {
            return false;
        };
        let site = Site {
            file: symbol.file,
            scope: Scope::Module,
        };
        let frameworks = self.world.frameworks(symbol.file);
        matches!(self.world.resolve(site, &path), Meaning::Outside(path)
            if frameworks.roles(&path).iter().any(|role| matches!(role, RoleOf::Marker(..))))
    }

    fn class(&mut self, file: &IndexedFile, class: &Class<'_>) {
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

    fn methods(
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

    /// As [`Reader::persists`], by an attribute that the constructor was given.
    fn persists_through_attribute(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
    ) -> Option<Name> {
        self.reaches(symbol, function).into_iter().next()
    }

    fn function_collaborators(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
    ) -> Vec<Collaborator> {
        function
            .signature
            .params
            .iter()
            .filter(|param| param.kind != ParamKind::Receiver)
            .filter_map(|param| {
                let to = self.collaborator(symbol, param)?;
                Some(Collaborator {
                    name: param.name.clone(),
                    ty: param.ty.clone(),
                    to,
                    calls: param_calls(function, &param.name),
                })
            })
            .collect()
    }

    fn class_collaborators(&self, symbol: SymbolRef, class: &Class<'_>) -> Vec<Collaborator> {
        let constructor = class
            .methods()
            .find(|method| method.function.signature.kind == FunctionKind::Constructor);
        let mut found = Vec::new();
        if let Some(constructor) = constructor {
            let function = SymbolRef {
                file: symbol.file,
                symbol: constructor.symbol,
            };
            found = self.function_collaborators(function, constructor.function);
        } else {
            // A class whose fields are its constructor's parameters.
            for field in class.fields() {
                let Some(ty) = &field.fact.ty else { continue };
                if let Some(to) = self.collaborator_type(symbol, ty) {
                    found.push(Collaborator {
                        name: field.fact.name.clone(),
                        ty: Some(ty.clone()),
                        to,
                        calls: Vec::new(),
                    });
                }
            }
        }
        for collaborator in &mut found {
            let attributes = self.attributes_of(symbol, &collaborator.name);
            for method in class.methods() {
                let receiver = method.function.signature.receiver().unwrap_or("self");
                for call in attribute_calls(method.function, receiver, &attributes) {
                    if !collaborator.calls.contains(&call) {
                        collaborator.calls.push(call);
                    }
                }
            }
        }
        found
    }

    /// The attributes that hold what the constructor's parameter gives.
    fn attributes_of(&self, class: SymbolRef, param: &Name) -> Vec<Name> {
        let Some(found) = self.world.class(class) else {
            return Vec::new();
        };
        let mut attributes = vec![param.clone()];
        for method in found.methods() {
            if method.function.signature.kind != FunctionKind::Constructor {
                continue;
            }
            for (local, value) in &method.function.locals {
                if matches!(value, ArgValue::Path(path) if path == param)
                    && let Some((_, attribute)) = local.split_once('.')
                {
                    attributes.push(Name::new(attribute));
                }
            }
        }
        attributes
    }

    /// What a parameter is given, if that is something to work with and no plain data.
    fn collaborator(
        &self,
        symbol: SymbolRef,
        param: &Param,
    ) -> Option<Known<crate::things::Element>> {
        self.collaborator_type(symbol, param.ty.as_ref()?)
    }

    /// What a type parameter of the function or class must be: `R: UserRepository`.
    fn bound_of(&self, symbol: SymbolRef, ty: &TypeRef) -> Option<&TypeRef> {
        let mut ty = ty;
        while let TypeKind::Reference { inner, .. } = &ty.kind {
            ty = inner;
        }
        let TypeKind::Named { path, args } = &ty.kind else {
            return None;
        };
        let path = match args.as_slice() {
            [] => path,
            // `Arc<R>`.
            [only] => match &only.kind {
                TypeKind::Named { path, args } if args.is_empty() => path,
                _ => return None,
            },
            _ => return None,
        };
        let env = self.world.env(symbol.file)?;
        let own = env.function(symbol.symbol).into_iter();
        let own = own.flat_map(|function| &function.signature.type_params);
        let class = match symbol.symbol.part {
            Part::Type(_) => Some(symbol),
            _ => self.world.owner(symbol),
        };
        let class = class.and_then(|class| self.world.class(class)).into_iter();
        let of_class = class.flat_map(|class| &class.decl.type_params);
        let mut params = own.chain(of_class);
        params.find(|param| param.name == *path)?.bounds.first()
    }

    fn collaborator_type(
        &self,
        symbol: SymbolRef,
        ty: &TypeRef,
    ) -> Option<Known<crate::things::Element>> {
        let ty = self.bound_of(symbol, ty).unwrap_or(ty);
        let class = self.world.index.query().class_of_type(symbol.file, ty);
        let may_be_function = match &class {
            Some(ClassRef::Project(_)) => false,
            Some(ClassRef::External(path)) => self.is_callable_type(symbol, path),
            None => true,
        };
        if may_be_function && let Some(alias) = self.callable_alias(symbol, ty) {
            return Some(Known::Is(self.world.element(alias)));
        }
        match class? {
            ClassRef::Project(class) => {
                let works = match self.classes.what(class) {
                    What::Port | What::Adapter => true,
                    What::Other => self.world.class(class).is_some_and(|found| {
                        found
                            .methods()
                            .any(|method| is_public_method(&found, &method))
                    }),
                    _ => false,
                };
                works.then(|| Known::Is(self.world.element_named(class, self.world.name(class))))
            }
            ClassRef::External(path) => {
                let frameworks = self.world.frameworks(symbol.file);
                let session = frameworks
                    .roles(&path)
                    .iter()
                    .any(|role| matches!(role, RoleOf::Session(..)));
                session.then_some(Known::Absent)
            }
        }
    }

    /// A named type of functions: `Clock = Callable[[], datetime]`.
    fn callable_alias(&self, symbol: SymbolRef, ty: &TypeRef) -> Option<SymbolRef> {
        let TypeKind::Named { path, .. } = &ty.kind else {
            return None;
        };
        let alias = self.world.declaration(symbol.file, path)?;
        let env = self.world.env(alias.file)?;
        if let Some(decl) = env.type_decl(alias.symbol) {
            let function = decl.alias_of.as_ref().map(|of| &of.kind);
            return matches!(function, Some(TypeKind::Function { .. })).then_some(alias);
        }
        let exprs = &env.item(alias.symbol)?.facts.summary.exprs;
        let ExprKind::Index { object, .. } = &exprs.get(env.binding(alias.symbol)?.value?).kind
        else {
            return None;
        };
        let path = exprs.path(*object)?;
        self.is_callable_type(alias, &path).then_some(alias)
    }

    fn is_callable_type(&self, symbol: SymbolRef, path: &str) -> bool {
        let last = path.rsplit('.').next().unwrap_or("");
        let mut tables = self.world.frameworks(symbol.file).types();
        tables.any(|table| table.callables.iter().any(|callable| callable == last))
    }

    /// The domain errors that leave these functions.
    fn raised(&self, functions: &[SymbolRef]) -> Vec<Link> {
        let mut links: Vec<Link> = Vec::new();
        for function in functions {
            let summary = self.world.index.call_summary(*function);
            for raised in &summary.raises {
                let Some(class) = raised.class.project() else {
                    continue;
                };
                let element = match raised.variant {
                    Some(variant) => self.world.element(variant),
                    None => self.world.element_named(class, self.world.name(class)),
                };
                let to = Known::Is(element.place);
                if self.errors.is_domain(class) && !links.iter().any(|link| link.to == to) {
                    links.push(Link {
                        name: element.name,
                        to,
                        from: raised.place,
                    });
                }
            }
        }
        links
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

fn has_entry(class: &Class<'_>, entries: &[Name]) -> bool {
    class
        .methods()
        .any(|method| entries.contains(&method.function.signature.name))
}

fn written(collaborator: &Collaborator) -> Name {
    collaborator
        .to
        .value()
        .map_or_else(|| collaborator.name.clone(), |element| element.name.clone())
}

/// The methods of a parameter that a function calls; the parameter's own name where it is called itself.
fn param_calls(function: &FunctionSummary, param: &str) -> Vec<Name> {
    let mut calls: Vec<Name> = Vec::new();
    for call in &function.calls {
        let method = if call.callee == *param {
            Some(param)
        } else {
            call.callee
                .strip_prefix(param)
                .and_then(|rest| rest.strip_prefix('.'))
        };
        if let Some(method) = method.map(Name::new)
            && !calls.contains(&method)
        {
            calls.push(method);
        }
    }
    calls
}

fn attribute_calls(function: &FunctionSummary, receiver: &str, attributes: &[Name]) -> Vec<Name> {
    let mut calls: Vec<Name> = Vec::new();
    for attribute in attributes {
        let path = format!("{receiver}.{attribute}");
        for call in param_calls(function, &path) {
            let own = call
                .rsplit_once('.')
                .map_or(call.clone(), |(_, last)| Name::new(last));
            let method = if call == path.as_str() {
                attribute.clone()
            } else {
                own
            };
            if !calls.contains(&method) {
                calls.push(method);
            }
        }
    }
    calls
}

/// The use case that a resolved function belongs to; of a class, its constructor does not count.
pub(super) fn of_function(use_cases: &UseCases, function: SymbolRef) -> Option<usize> {
    matches!(function.symbol.part, Part::Function(_))
        .then(|| use_cases.by_function.get(&function).copied())
        .flatten()
}
