//! Routers of the workspace, what is registered on them and how they hang together; it joins no paths.

mod applied;
mod attached;
mod called;
mod contained;
mod folders;
mod forms;
mod holds;
mod lists;
mod loaded;
mod looped;
mod maps;
mod mounts;
mod names;
mod params;
mod parts;
mod register;
mod served;
mod written;

use std::collections::VecDeque;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::Name;
use syntax::span::Span;

use super::local::{Candidate, Decorated, Local, Scope};
use super::order::Reach;
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::framework::Covers;
use crate::place::{FileId, Place};
use crate::symbol::SymbolRef;

use contained::Contained;

pub(super) use forms::{mount_entry, route_entry, router_entry, version_entry};
pub(super) use written::{
    anchored, bound_value, given_value, named_value, returned_value, taken_apart,
};

/// A name that holds a router: of a module, a class or a function.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key {
    pub site: Site,
    pub name: Name,
}

/// What is known of a name that may hold a router.
#[derive(Clone, Debug)]
pub(super) enum Holds {
    Router {
        class: RouterRef,
        args: Args,
        site: Site,
    },
    /// Another name's router. With a call, a new one made by the function in which that name stands.
    Same {
        key: Key,
        call: Option<Call>,
    },
    /// What callers of a function give it.
    Param {
        function: SymbolRef,
        position: usize,
        class: Option<RouterRef>,
        foreign: bool,
    },
    /// What whoever calls a function in another one gives it.
    Given {
        class: Option<RouterRef>,
        /// Its type is of a library that no description knows: only what it is given may tell that it is a router.
        foreign: bool,
    },
    /// A library's own router or application.
    Outside(Name),
    /// Certainly no router.
    Nothing,
    Unknown(Name),
}

/// A router class: description and entry in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RouterRef {
    pub description: usize,
    pub entry: usize,
}

/// A call that binds the parameters of a function.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Call {
    pub function: SymbolRef,
    pub args: Args,
    pub site: Site,
    /// Where it is made, if that is told.
    pub place: Option<Place>,
}

/// A router with what is registered on it.
#[derive(Debug)]
pub(super) struct Node {
    pub holds: Holds,
    pub routes: Vec<Route>,
    pub mounts: Vec<Mount>,
    pub middlewares: Vec<Middleware>,
    /// Routers that were made below it.
    pub below: Vec<Key>,
    /// Routers that are parts of it.
    pub parts: Vec<Part>,
    /// Where the call stands that makes it, in the file of its name.
    pub made_at: Option<Span>,
    /// It is seen to take requests.
    pub started: bool,
    /// Calls that put versions into the paths of its routes.
    pub versions: Vec<Version>,
    /// Calls that give it a prefix.
    pub prefixes: Vec<Prefix>,
    /// The HTTP methods it lets through, where that is told.
    pub only: Vec<Name>,
    /// Names whose router is this one as well: what a factory made, what a function was given.
    pub shares: Vec<(Key, Option<Call>)>,
    /// Of a parameter: what each call gives.
    pub given: Vec<(Call, Key)>,
    /// What the calls of the function that makes it hold.
    pub given_back: Vec<(Call, Key)>,
}

/// A handler registered on a router.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub form: (usize, usize),
    /// The HTTP method, where the name of what registers it tells it.
    pub method: Option<Name>,
    pub args: Args,
    pub site: Site,
    pub decorated: Option<Decorated>,
    /// The only call of the function around it by which it is registered.
    pub of: Option<Call>,
    /// The decorator that registers it is also wrapped around it.
    pub wrapped: bool,
    pub place: Place,
}

/// Something that is asked before the handlers of a router.
#[derive(Clone, Debug)]
pub(super) struct Middleware {
    pub covers: Covers,
    pub conditional: bool,
    /// What cannot be told to ask anything counts only where it sounds so.
    pub by_name: bool,
    pub guards: Vec<Value>,
    pub reach: Reach,
    /// Of a decorator: the function that is asked.
    pub decorated: Option<Decorated>,
    pub site: Site,
    pub place: Place,
    /// Of one that a function registers: where that function is given the router.
    pub called_at: Option<(Site, Place)>,
}

/// A prefix given by a call.
#[derive(Clone, Debug)]
pub(super) struct Prefix {
    pub value: Value,
    pub site: Site,
    /// Paths that stay without it.
    pub except: Option<Value>,
}

/// A router that is a part of an application, with the prefixes it has there.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub key: Key,
    pub prefixes: Vec<Prefix>,
}

/// A call that puts versions into paths.
#[derive(Clone, Debug)]
pub(super) struct Version {
    pub form: (usize, usize),
    pub args: Args,
    pub site: Site,
}

/// One router put under another.
#[derive(Clone, Debug)]
pub(super) struct Mount {
    pub form: (usize, usize),
    pub args: Args,
    pub site: Site,
    pub child: Option<Key>,
    /// What is asked before the mounted routes, besides what the form says.
    pub guards: Vec<Value>,
    /// As in [`Route::of`].
    pub of: Option<Call>,
    pub place: Place,
}

/// A registration of what answers an error.
#[derive(Clone, Debug)]
pub(super) struct ErrorHandler {
    pub form: (usize, usize),
    pub args: Args,
    pub site: Site,
    pub decorated: Option<Decorated>,
}

/// All routers.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub nodes: FxHashMap<Key, Node>,
    /// In the order they were met.
    pub order: Vec<Key>,
    /// Routers that settings name as the first.
    pub roots: FxHashSet<Key>,
    /// Routers that are mounted on something unknown.
    pub lost: FxHashSet<Key>,
    pub error_handlers: Vec<ErrorHandler>,
    pub unresolved: Vec<(Place, Name)>,
}

/// Builds the graph of all routers in files that are no tests.
pub(super) fn build(world: &World<'_>) -> Graph {
    let sources = world.files().iter().filter(|file| world.is_source(file));
    let sources: Vec<(FileId, &Local)> = sources
        .filter_map(|file| Some((file.id, world.local(file.id)?)))
        .collect();
    let mut builder = Builder {
        world,
        sources: &sources,
        graph: Graph::default(),
        queue: VecDeque::new(),
        chains: FxHashMap::default(),
        connected: FxHashSet::default(),
        callers: FxHashMap::default(),
        implementers: FxHashMap::default(),
        contained: None,
        looped: None,
        entries: ENTRIES,
        listing: FxHashSet::default(),
        depth: 0,
        rounds: params::ROUNDS,
    };
    for (file, local) in &sources {
        for candidate in local
            .candidates
            .iter()
            .filter(|each| each.decorated.is_some())
        {
            builder.mark(*file, candidate);
        }
    }
    let files: Vec<FileId> = sources.iter().map(|(file, _)| *file).collect();
    builder.decorated_classes(&files);
    builder.serve();
    let attached = builder.attached(&files);
    let mut open: Vec<(FileId, &Candidate)> = sources
        .iter()
        .flat_map(|(file, local)| local.candidates.iter().map(|each| (*file, each)))
        .collect();
    open.extend(attached.iter().map(|(file, candidate)| (*file, candidate)));
    // What is given to a function is told where that is mounted, which may come later.
    builder.register_all(&mut open);
    for (file, local) in &sources {
        for candidate in &local.handed {
            builder.register_handed(*file, candidate);
        }
    }
    for (file, candidate) in open {
        builder.register_open(file, candidate);
    }
    builder.named_lists();
    builder.constructed();
    builder.connect_params();
    builder.register_for_callers();
    builder.ask_before();
    builder.pass_on();
    builder.hand_out();
    builder.assemble();
    builder.graph
}

/// Functions that hand a router on to others are followed to this depth.
const FUNCTIONS: u32 = 6;

/// Maps that name what others hold are followed to this depth.
const ENTRIES: u32 = 8;

struct Builder<'w> {
    world: &'w World<'w>,
    sources: &'w [(FileId, &'w Local)],
    graph: Graph,
    /// Routers whose constructor's list of routes is not read yet.
    queue: VecDeque<Key>,
    /// What calls of routers' methods give, by their place and callee.
    chains: FxHashMap<(FileId, Span, Name), Key>,
    /// Parameters and fields that are linked with what callers give.
    connected: FxHashSet<Key>,
    /// Calls of functions that were asked for.
    callers: FxHashMap<SymbolRef, Rc<Vec<Call>>>,
    /// The classes that derive from one and are made somewhere, where that was asked for.
    implementers: FxHashMap<SymbolRef, Option<Value>>,
    /// What containers are given.
    contained: Option<Rc<Contained>>,
    /// Functions that loops call.
    looped: Option<Rc<FxHashMap<SymbolRef, Vec<Call>>>>,
    /// Maps in maps that may still be followed for a router.
    entries: u32,
    /// Names of functions whose lists are being put together.
    listing: FxHashSet<(SymbolRef, Name)>,
    /// How many values the one that is being followed has led through.
    depth: u32,
    /// How often all names may still be looked through.
    rounds: u32,
}

impl Builder<'_> {
    /// Registers what can be, also on parameters whose class their callers tell; what else waits is left.
    fn register_all(&mut self, open: &mut Vec<(FileId, &Candidate)>) {
        loop {
            let before = open.len();
            open.retain(|(file, candidate)| !self.register(*file, candidate));
            if open.is_empty() || (open.len() == before && !self.tell_params()) {
                break;
            }
        }
    }

    /// The router class behind a name, if it is one.
    pub(super) fn class_of(&self, key: &Key) -> Option<RouterRef> {
        self.graph.class_of(key)
    }

    pub(super) fn holds(&self, key: &Key) -> Holds {
        self.graph
            .nodes
            .get(key)
            .map_or(Holds::Nothing, |node| node.holds.clone())
    }

    pub(super) fn end_of(&self, key: &Key) -> Key {
        self.graph.end_of(key)
    }

    /// Gives each router the middlewares that functions register on it which are given it.
    fn hand_out(&mut self) {
        let keys = self.graph.order.clone();
        let found: Vec<(Key, Vec<Middleware>)> = keys
            .iter()
            .map(|key| (key.clone(), self.registered_by_functions(key, FUNCTIONS)))
            .filter(|(_, middlewares)| !middlewares.is_empty())
            .collect();
        for (key, middlewares) in found {
            if let Some(node) = self.graph.nodes.get_mut(&key) {
                node.middlewares.extend(middlewares);
            }
        }
    }

    fn registered_by_functions(&self, key: &Key, depth: u32) -> Vec<Middleware> {
        let (Some(depth), Some(node)) = (depth.checked_sub(1), self.graph.nodes.get(key)) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (child, call) in &node.shares {
            let Some((site, place)) = call.as_ref().and_then(|it| Some((it.site, it.place?)))
            else {
                continue;
            };
            let Some(given) = self.graph.nodes.get(child) else {
                continue;
            };
            if !matches!(given.holds, Holds::Param { .. }) {
                continue;
            }
            let inner = self.registered_by_functions(child, depth);
            let own = given.middlewares.iter().cloned().chain(inner);
            found.extend(own.map(|middleware| Middleware {
                called_at: Some((site, place)),
                ..middleware
            }));
        }
        found
    }
}

impl Holds {
    /// Whether a parameter may hold a router as far as its own function tells.
    pub fn may_be_given(&self) -> bool {
        matches!(
            self,
            Self::Param { foreign: false, .. } | Self::Given { foreign: false, .. }
        )
    }
}

impl Graph {
    /// The router that a name stands for where it is written, if it was met.
    pub fn find(&self, world: &World<'_>, site: Site, name: &Name) -> Option<Key> {
        let local = Key {
            site,
            name: name.clone(),
        };
        if self.nodes.contains_key(&local) {
            return Some(self.end_of(&local));
        }
        let Meaning::Declared(symbol) = world.resolve(site, name) else {
            return None;
        };
        let key = Key {
            site: Site {
                file: symbol.file,
                scope: Scope::Module,
            },
            name: world.name(symbol),
        };
        self.nodes.contains_key(&key).then(|| self.end_of(&key))
    }

    /// The name that a name leads to without a call in between.
    pub fn end_of(&self, key: &Key) -> Key {
        let mut at = key.clone();
        for _ in 0..16 {
            match self.nodes.get(&at).map(|node| &node.holds) {
                Some(Holds::Same { key, call: None }) => at = key.clone(),
                _ => break,
            }
        }
        at
    }

    /// The router class behind a name.
    pub fn class_of(&self, key: &Key) -> Option<RouterRef> {
        let mut at = key.clone();
        for _ in 0..16 {
            match self.nodes.get(&at).map(|node| &node.holds)? {
                Holds::Router { class, .. } => return Some(*class),
                Holds::Param { class, .. } | Holds::Given { class, .. } => return *class,
                Holds::Same { key, .. } => at = key.clone(),
                _ => return None,
            }
        }
        None
    }
}
