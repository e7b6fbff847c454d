//! What the backend can do for its users: functions and classes that carry out one thing; it never looks at routes.

mod class_cases;
mod collaborators;
mod functions;
mod persisting;

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::{CallFact, Name, Param, Signature};

use crate::framework::{Architecture, RoleOf, is_file_named, lies_below, lies_in, suffix_of};
use crate::index::IndexedFile;
use crate::place::{Evidence, Known, Place};
use crate::recognise::alike::link_alike;
use crate::recognise::classes::{Classes, What};
use crate::recognise::errors::Errors;
use crate::recognise::local::{Scope, split_last};
use crate::recognise::world::{Meaning, Site, World};
use crate::symbol::{Part, SymbolRef};
use crate::things::{Collaborator, Link, UseCase};
use functions::Exported;

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
    /// From an interface and the name of a method to what carries it out; none where several do. A method may be
    /// declared farther up, by an interface that all use cases have.
    behind: FxHashMap<(SymbolRef, Name), Option<usize>>,
    /// The interfaces by which use cases are called.
    entrances: FxHashSet<SymbolRef>,
    /// What is declared: a function, a method, or a class.
    pub symbols: Vec<SymbolRef>,
}

struct Reader<'a, 'i> {
    world: &'a World<'i>,
    classes: &'a Classes,
    errors: &'a Errors,
    elsewhere: &'a Elsewhere,
    /// The ports by where they are declared.
    ports: FxHashMap<Place, SymbolRef>,
    /// The methods of each interface.
    interfaces: Vec<(SymbolRef, Vec<Name>)>,
    /// The use cases told by their structure alone.
    by_structure: FxHashSet<SymbolRef>,
    found: UseCases,
}

/// Why something is a use case, and whether that is certain.
struct Reason {
    ground: Ground,
    evidence: Evidence,
}

/// What a use case is told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ground {
    /// Its name, or where it stands.
    Named,
    /// What it is given.
    Structure,
    /// What it does, where a handler calls it.
    Called,
    /// A name that others have as well.
    Likely,
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
            .map(|(symbol, _)| (world.place(*symbol), *symbol))
            .collect(),
        interfaces: interfaces(world, classes),
        by_structure: FxHashSet::default(),
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
        let exported = Exported::of(file);
        for function in file.env.functions() {
            let symbol = SymbolRef {
                file: file.id,
                symbol: function.symbol,
            };
            if world.owner(symbol).is_none() && !world.is_test_code(symbol) {
                reader.function(file, symbol, function.function, &exported);
            }
        }
    }
    reader.link_declared();
    link_alike(world, classes, &mut reader.found);
    reader.drop_services();
    let mut found = reader.found;
    found.find_entrances(world);
    found.sort(world);
    found
}

/// The methods of each port of what is delivered.
fn interfaces(world: &World<'_>, classes: &Classes) -> Vec<(SymbolRef, Vec<Name>)> {
    let ports = classes
        .kinds
        .iter()
        .filter(|(symbol, kind)| kind.what == What::Port && !world.is_test_code(**symbol));
    let named = ports.map(|(symbol, _)| {
        let all = world.lineage(*symbol).own.clone().into_iter();
        let methods = all
            .filter_map(|class| world.class(class))
            .flat_map(|class| {
                let methods = class
                    .methods()
                    .map(|method| &method.function.signature.name);
                methods.cloned().collect::<Vec<_>>()
            });
        (*symbol, methods.collect())
    });
    named.collect()
}

impl UseCases {
    /// The use case that a call of a function carries out; of a method without code, by the interface of the value
    /// that it is called on.
    pub(super) fn of_call(
        &self,
        world: &World<'_>,
        site: Site,
        call: &CallFact,
        function: SymbolRef,
    ) -> Option<usize> {
        let own = of_function(self, function);
        if own.is_some() {
            return own;
        }
        let (summary, _) = world.function(function)?;
        let (object, method) = split_last(&call.callee);
        if !summary.signature.is_abstract || object.is_empty() {
            return None;
        }
        let value = match world.resolve(site, object) {
            Meaning::Declared(symbol) => world.value_of(symbol),
            value => value,
        };
        match value {
            Meaning::Instance(interface) => *self.behind.get(&(interface, Name::new(method)))?,
            _ => None,
        }
    }

    /// Whether an interface is one by which use cases are called.
    pub(super) fn stands_behind(&self, interface: SymbolRef) -> bool {
        self.entrances.contains(&interface)
    }

    /// Notes what carries out a method of an interface.
    fn put_behind(&mut self, interface: SymbolRef, method: &Name, case: usize) {
        let known = self
            .behind
            .entry((interface, method.clone()))
            .or_insert(Some(case));
        if *known != Some(case) {
            *known = None;
        }
    }

    fn find_entrances(&mut self, world: &World<'_>) {
        let declared = self.by_function.keys().copied().filter(|function| {
            let summary = world.function(*function);
            summary.is_some_and(|(summary, _)| summary.signature.is_abstract)
        });
        let owners = declared.filter_map(|function| world.owner(function));
        let behind = self.behind.keys().map(|(interface, _)| *interface);
        self.entrances = owners.chain(behind).collect();
    }

    /// Leaves out the use cases for which `keep` is false.
    fn retain(&mut self, keep: &[bool]) {
        let mut moved: Vec<Option<usize>> = Vec::with_capacity(keep.len());
        let mut next = 0;
        for kept in keep {
            moved.push(kept.then_some(next));
            next += usize::from(*kept);
        }
        let stays = |at: &mut usize| match moved.get(*at).copied().flatten() {
            Some(to) => {
                *at = to;
                true
            }
            None => false,
        };
        self.by_function.retain(|_, at| stays(at));
        self.by_class.retain(|_, at| stays(at));
        self.behind.retain(|_, at| at.as_mut().is_none_or(stays));
        let mut kept = keep.iter();
        self.list.retain(|_| kept.next().copied().unwrap_or(true));
        let mut kept = keep.iter();
        self.symbols
            .retain(|_| kept.next().copied().unwrap_or(true));
    }

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
        self.behind.values_mut().flatten().for_each(renumber);
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
    fn by_folder(&self, file: &IndexedFile, symbol: SymbolRef) -> Option<Reason> {
        let architecture = Architecture::get();
        let names = &architecture.use_cases;
        let around = [
            &names.not_directories,
            &architecture.repositories.directories,
        ];
        if !lies_in(&file.path, &names.directories)
            || is_file_named(&file.path, &names.not_files)
            || around
                .iter()
                .any(|folders| lies_below(&file.path, &names.directories, folders))
        {
            return None;
        }
        Some(Reason {
            ground: Ground::Named,
            evidence: Evidence {
                why: Name::new("stands among the use cases"),
                place: Some(self.world.place(symbol)),
            },
        })
    }

    /// Lets calls of a method without code lead to the use case that carries it out, where there is one alone.
    fn link_declared(&mut self) {
        for ((interface, method), case) in &self.found.behind {
            let declared = self
                .world
                .class(*interface)
                .and_then(|class| class.method(method))
                .filter(|declared| declared.function.signature.is_abstract);
            if let (Some(declared), Some(case)) = (declared, case) {
                let declared = SymbolRef {
                    file: interface.file,
                    symbol: declared.symbol,
                };
                self.found.by_function.entry(declared).or_insert(*case);
            }
        }
    }

    /// Leaves out classes that only other use cases work with: the backend offers nothing by them itself.
    fn drop_services(&mut self) {
        let called: FxHashSet<usize> = self
            .found
            .by_function
            .iter()
            .filter(|(function, _)| self.elsewhere.called_by_handlers.contains(*function))
            .map(|(_, at)| *at)
            .collect();
        let class_of = |symbol: SymbolRef| match symbol.symbol.part {
            Part::Type(_) => Some(symbol),
            _ => self.world.owner(symbol),
        };
        let called: FxHashSet<SymbolRef> = called
            .into_iter()
            .filter_map(|at| class_of(*self.found.symbols.get(at)?))
            .collect();
        let mut held: FxHashSet<Place> = FxHashSet::default();
        for (symbol, case) in self.found.symbols.iter().zip(&self.found.list) {
            let own = class_of(*symbol).map(|class| self.world.place(class));
            let places = case.collaborators.iter().filter_map(|collaborator| {
                let element = collaborator.to.value()?;
                (!collaborator.calls.is_empty()).then_some(element.place)
            });
            held.extend(places.filter(|place| Some(*place) != own));
        }
        let keep: Vec<bool> = self
            .found
            .symbols
            .iter()
            .map(|symbol| {
                let Some(class) = class_of(*symbol) else {
                    return true;
                };
                let lineage = self.world.lineage(class);
                let mut places = lineage.own.iter().map(|class| self.world.place(*class));
                !self.by_structure.contains(&class)
                    || called.contains(&class)
                    || !places.any(|place| held.contains(&place))
            })
            .collect();
        self.found.retain(&keep);
    }

    /// Whether a function calls a port that it is given. What every code writes its log to is none that tells.
    fn is_used_port(&self, collaborator: &Collaborator) -> bool {
        let Some(element) = collaborator.to.value() else {
            return false;
        };
        let aids = &Architecture::get().aids.suffixes;
        if suffix_of(&element.name, aids).is_some() || aids.contains(&element.name) {
            return false;
        }
        let Some(port) = self.ports.get(&element.place) else {
            return false;
        };
        let mut interfaces = self.interfaces.iter();
        let methods = interfaces.find(|(interface, _)| interface == port);
        let complete = self.world.lineage(*port).complete;
        let mut calls = collaborator.calls.iter();
        calls.any(|call| match methods {
            Some((_, methods)) if complete => methods.contains(call),
            _ => true,
        })
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

fn written(collaborator: &Collaborator) -> Name {
    collaborator
        .to
        .value()
        .map_or_else(|| collaborator.name.clone(), |element| element.name.clone())
}

/// The use case that a resolved function belongs to; of a class, its constructor does not count.
pub(super) fn of_function(use_cases: &UseCases, function: SymbolRef) -> Option<usize> {
    matches!(function.symbol.part, Part::Function(_))
        .then(|| use_cases.by_function.get(&function).copied())
        .flatten()
}
