//! Finds the parts of a backend in the workspace: endpoints, use cases, entities, repositories, errors and
//! tests. It names no framework, and what cannot be told it lists instead of guessing.

mod alike;
mod answers;
mod callers;
mod carried;
mod cases;
mod catchers;
#[cfg(test)]
mod check;
mod classes;
mod composed;
mod declared;
mod decorators;
mod endpoints;
mod errors;
mod failures;
mod graph;
mod guards;
mod handed;
mod handlers;
mod helpers;
mod implementers;
mod inject;
mod listed;
mod local;
mod made;
mod messages;
mod nested;
mod order;
mod paths;
mod reads;
mod request_parts;
mod requests;
mod resources;
mod routes;
mod schemas;
mod sending;
mod settings;
mod stored;
mod test_code;
mod tests;
mod text;
mod trimmed;
mod use_cases;
mod value;
mod versions;
mod world;

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::Name;
use syntax::file::FileFacts;

use carried::{Carried, called_functions};
use classes::Classes;
use errors::Errors;
use handlers::Handler;
use inject::Injection;
use local::{Decorated, Local};
use messages::Messages;
use requests::Paths;
use routes::Routed;
use use_cases::Elsewhere;
use world::World;

use crate::framework::Frameworks;
use crate::index::Index;
use crate::place::FileId;
use crate::symbol::{Part, SymbolRef};
use crate::things::Things;

/// What is kept from one recognition to the next: everything a file tells by itself, and the last answer.
#[derive(Debug, Default)]
pub struct Recogniser {
    kept: Mutex<Kept>,
}

/// What each file tells by itself, with the facts it was read from.
type Locals = FxHashMap<FileId, (Arc<FileFacts>, Arc<Local>)>;

#[derive(Debug, Default)]
struct Kept {
    locals: Locals,
    last: Option<(u64, Arc<Things>)>,
    /// Files read since this was made.
    read: u64,
}

impl Recogniser {
    /// Recognises the parts of the backend that `index` holds. Files that did not change since the last
    /// time are not read again; for the same revision the same answer is given.
    #[must_use]
    pub fn recognise(&self, index: &Index) -> Arc<Things> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((revision, things)) = &kept.last
            && *revision == index.revision()
        {
            return Arc::clone(things);
        }
        kept.update(index);
        let things = Arc::new(recognise(index, &kept.locals));
        kept.last = Some((index.revision(), Arc::clone(&things)));
        things
    }

    /// How many files were read so far, for tests of incrementality.
    #[must_use]
    pub fn files_read(&self) -> u64 {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .read
    }
}

impl Kept {
    fn update(&mut self, index: &Index) {
        let mut next = Locals::default();
        for file in index.files() {
            let facts = file.env.facts();
            let known = self.locals.remove(&file.id);
            let entry = match known {
                Some((old, local)) if Arc::ptr_eq(&old, facts) => (old, local),
                _ => {
                    self.read += 1;
                    let local = Local::read(&file.env, Frameworks::of(facts.language));
                    (Arc::clone(facts), Arc::new(local))
                }
            };
            next.insert(file.id, entry);
        }
        self.locals = next;
    }
}

fn recognise(index: &Index, locals: &Locals) -> Things {
    let world = World::new(index, locals);
    let graph = graph::build(&world);
    let called: FxHashSet<&str> = world
        .files()
        .iter()
        .filter(|file| world.is_source(file))
        .filter_map(|file| world.local(file.id))
        .flat_map(|local| local.called.iter().map(Name::as_str))
        .collect();
    let (routed, unresolved) = routes::walk(&world, &graph, &called);
    let catchers = catchers::read(&world);
    let errors = Errors::read(&world, &graph.error_handlers, &catchers);
    let classes = Classes::read(&world, &errors);
    let injection = Injection::new(&world, &errors);
    let elsewhere = elsewhere(&world, &injection, &routed);
    let mut use_cases = use_cases::read(&world, &classes, &errors, &elsewhere);
    let messages = Messages::read(&world, &classes, &use_cases);
    let carried = Carried {
        use_cases: &use_cases,
        messages: &messages,
        classes: &classes,
    };
    let mut endpoints = endpoints::read(&world, &errors, &injection, &carried, &routed);
    sort(&world, &mut endpoints, |endpoint| endpoint.registered_at);
    let paths = Paths::new(&endpoints);
    let requests = sending::read(&world, &paths);
    let subjects = tests::Subjects {
        classes: &classes,
        use_cases: &use_cases,
        messages: &messages,
        paths: &paths,
    };
    let tests = tests::read(&world, &subjects);
    tests::cover(&mut use_cases, &tests);
    let mut unresolved = unresolved;
    sort(&world, &mut unresolved, |spot| spot.place);
    unresolved.dedup();
    let mut entities = classes.entities(&world);
    entities.extend(schemas::entities(index));
    entities.sort_by_key(|entity| {
        let place = entity.element.place;
        (index.path_of(place.file), place.span.start)
    });
    let repositories = classes.repositories(&world, |interface| use_cases.stands_behind(interface));
    Things {
        endpoints,
        use_cases: use_cases.list,
        entities,
        repositories,
        errors: errors.things(&world),
        tests,
        requests,
        unresolved,
    }
}

/// What handlers are, call and are given.
fn elsewhere(world: &World<'_>, injection: &Injection<'_>, routed: &[Routed]) -> Elsewhere {
    let mut found = Elsewhere::default();
    for route in routed {
        let Handler::Function(file, decorated) = route.handler else {
            continue;
        };
        let symbol = match decorated {
            Decorated::Symbol(symbol) | Decorated::Nested(symbol, _) => symbol,
        };
        if !found.handlers.insert(SymbolRef { file, symbol })
            && matches!(decorated, Decorated::Symbol(_))
        {
            continue;
        }
        let providers = injection.providers(file, Some(decorated), &route.guards);
        found.providers.extend(providers);
        let called = called_functions(world, injection, file, decorated);
        let functions = called
            .into_iter()
            .map(|(_, function, _)| function)
            .filter(|function| matches!(function.symbol.part, Part::Function(_)));
        found.called_by_handlers.extend(functions);
    }
    found
}

/// Sorts by path and place.
fn sort<T>(world: &World<'_>, things: &mut [T], place: impl Fn(&T) -> crate::place::Place) {
    things.sort_by_key(|thing| {
        let place = place(thing);
        (world.position(place.file), place.span.start)
    });
}
