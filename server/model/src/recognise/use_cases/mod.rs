//! What the backend can do for its users: functions and classes that carry out one thing; it never looks at routes.

mod class_cases;
mod collaborators;
mod functions;
mod persisting;

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::{Name, Param, Signature};

use crate::framework::{Architecture, RoleOf, is_file_named, lies_in};
use crate::index::IndexedFile;
use crate::place::{Evidence, Known, Place};
use crate::recognise::alike::link_alike;
use crate::recognise::classes::{Classes, What};
use crate::recognise::errors::Errors;
use crate::recognise::local::Scope;
use crate::recognise::world::{Meaning, Site, World};
use crate::symbol::{Part, SymbolRef};
use crate::things::{Collaborator, Link, UseCase};

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

    fn is_used_port(&self, collaborator: &Collaborator) -> bool {
        let place = collaborator.to.value().map(|element| element.place);
        !collaborator.calls.is_empty() && place.is_some_and(|place| self.ports.contains(&place))
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
