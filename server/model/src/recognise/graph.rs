//! Routers of the workspace, what is registered on them and how they hang together; it joins no paths.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::{CallFact, ExprId, LoopFact, Name, Summary, TypeKind};
use syntax::span::Span;

use super::local::{Candidate, Decorated, Local, Scope};
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::framework::{Form, Frameworks, MountForm, RoleOf, RouteForm, RouterClass};
use crate::place::{FileId, Place};
use crate::symbol::{Part, SymbolRef};
use crate::tables::Builtins;
use crate::things::FileRole;

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
}

/// A router with what is registered on it.
#[derive(Debug)]
pub(super) struct Node {
    pub holds: Holds,
    pub routes: Vec<Route>,
    pub mounts: Vec<Mount>,
    /// Names whose router is this one as well: what a factory made, what a function was given.
    pub shares: Vec<(Key, Option<Call>)>,
    /// Of a parameter: what each call gives.
    pub given: Vec<(Call, Key)>,
}

/// A handler registered on a router.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub form: (usize, usize),
    pub method: Name,
    pub args: Args,
    pub site: Site,
    pub decorated: Option<Decorated>,
    pub place: Place,
}

/// One router put under another.
#[derive(Clone, Debug)]
pub(super) struct Mount {
    pub form: (usize, usize),
    pub args: Args,
    pub site: Site,
    pub child: Option<Key>,
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
    pub error_handlers: Vec<ErrorHandler>,
    pub unresolved: Vec<(Place, Name)>,
}

/// Builds the graph of all routers in files that are no tests.
pub(super) fn build<'a>(world: &World<'_>, locals: impl Fn(FileId) -> Option<&'a Local>) -> Graph {
    let mut builder = Builder {
        world,
        graph: Graph::default(),
        queue: VecDeque::new(),
    };
    let sources = world
        .files()
        .iter()
        .filter(|file| file.role == FileRole::Source);
    let sources: Vec<(FileId, &Local)> = sources
        .filter_map(|file| Some((file.id, locals(file.id)?)))
        .collect();
    for (file, local) in &sources {
        for candidate in &local.candidates {
            builder.register(*file, candidate);
        }
    }
    builder.constructed();
    builder.connect_params(&sources);
    builder.graph
}

struct Builder<'w> {
    world: &'w World<'w>,
    graph: Graph,
    /// Routers whose constructor's list of routes is not read yet.
    queue: VecDeque<Key>,
}

impl Builder<'_> {
    fn register(&mut self, file: FileId, candidate: &Candidate) {
        let site = Site {
            file,
            scope: candidate.scope,
        };
        let place = Place {
            file,
            span: candidate.span,
        };
        let Some(key) = self.key_of(site, &candidate.receiver) else {
            self.report_unknown(site, candidate, place);
            return;
        };
        let Some(class) = self.class_of(&key) else {
            if let Some(Holds::Param { .. }) = self
                .graph
                .nodes
                .get(&self.end_of(&key))
                .map(|node| &node.holds)
            {
                self.register_on_param(site, candidate, place, &key);
            } else if let Holds::Unknown(why) = self.holds(&self.end_of(&key))
                && candidate.decorated.is_some()
                && first_is_path(&candidate.args)
            {
                self.graph.unresolved.push((place, why));
            }
            return;
        };
        self.register_on(site, candidate, place, &key, class);
    }

    fn register_on_param(&mut self, site: Site, candidate: &Candidate, place: Place, key: &Key) {
        let frameworks = self.world.frameworks(site.file);
        let found = (0..frameworks.descriptions.len()).find(|at| {
            let lone = [*at];
            route_form(frameworks, &lone, candidate).is_some()
                || mount_form(frameworks, &lone, candidate).is_some()
        });
        if let Some(description) = found {
            let class = RouterRef {
                description,
                entry: usize::MAX,
            };
            self.register_on(site, candidate, place, key, class);
        }
    }

    fn register_on(
        &mut self,
        site: Site,
        candidate: &Candidate,
        place: Place,
        key: &Key,
        class: RouterRef,
    ) {
        let key = &self.end_of(key);
        let frameworks = self.world.frameworks(site.file);
        let lineage = frameworks.lineage(class.description);
        if let Some(form) = route_form(frameworks, &lineage, candidate) {
            for args in self.passes(site, &candidate.args, &candidate.loops) {
                self.add_route(
                    key,
                    Route {
                        form,
                        method: candidate.name.clone(),
                        args,
                        site,
                        decorated: candidate.decorated,
                        place,
                    },
                );
            }
        } else if let Some(form) = mount_form(frameworks, &lineage, candidate) {
            for args in self.passes(site, &candidate.args, &candidate.loops) {
                self.mount(key, form, args, site, place);
            }
        } else if let Some(form) = error_form(frameworks, &lineage, candidate) {
            self.graph.error_handlers.push(ErrorHandler {
                form,
                args: candidate.args.clone(),
                site,
                decorated: candidate.decorated,
            });
        }
    }

    fn add_route(&mut self, key: &Key, route: Route) {
        if let Some(node) = self.graph.nodes.get_mut(key) {
            node.routes.push(route);
        }
    }

    fn mount(&mut self, parent: &Key, form: (usize, usize), args: Args, site: Site, place: Place) {
        let frameworks = self.world.frameworks(site.file);
        let Some(entry) = mount_entry(frameworks, form) else {
            return;
        };
        let Some(value) = args.get(&entry.child) else {
            if let Some(routes) = args.get(&entry.routes).cloned() {
                let key = self.anonymous(site, place.span.start);
                self.add_node(&key, Holds::Nothing);
                self.list(&key, form.0, site, &routes, place);
                self.add_mount(
                    parent,
                    Mount {
                        form,
                        args,
                        site,
                        child: Some(key),
                        place,
                    },
                );
            } else {
                let why = Name::new("it is not told which router is mounted");
                self.graph.unresolved.push((place, why));
            }
            return;
        };
        let child = self.key_of_value(site, value);
        let why = match &child {
            Some(key) => match self.holds(&self.end_of(key)) {
                Holds::Unknown(why) => Some(why),
                Holds::Outside(path) if !entry.application => Some(Name::from(format!(
                    "the routes of `{path}` are not in the workspace"
                ))),
                _ => None,
            },
            None if entry.application => None,
            None => Some(Name::new("it cannot be told which router is mounted")),
        };
        if let Some(why) = why {
            self.graph.unresolved.push((place, why));
        }
        self.add_mount(
            parent,
            Mount {
                form,
                args,
                site,
                child,
                place,
            },
        );
    }

    fn add_mount(&mut self, parent: &Key, mount: Mount) {
        if let Some(node) = self.graph.nodes.get_mut(parent) {
            node.mounts.push(mount);
        }
    }

    /// Reads the lists of routes that constructors were given.
    fn constructed(&mut self) {
        while let Some(key) = self.queue.pop_front() {
            let Holds::Router { class, args, site } = self.holds(&key) else {
                continue;
            };
            let frameworks = self.world.frameworks(site.file);
            let place = Place {
                file: site.file,
                span: Span::default(),
            };
            let entry = router_entry(frameworks, class);
            if let Some(routes) = entry.and_then(|entry| args.get(&entry.routes)) {
                self.list(&key, class.description, site, routes, place);
            }
            for at in frameworks.lineage(class.description) {
                let Some(description) = frameworks.description(at) else {
                    continue;
                };
                for (i, form) in description.error_handlers.iter().enumerate() {
                    if form.form == Form::Constructor && args.get(&form.map).is_some() {
                        self.graph.error_handlers.push(ErrorHandler {
                            form: (at, i),
                            args: args.clone(),
                            site,
                            decorated: None,
                        });
                    }
                }
            }
        }
    }

    /// Registers a list of routes written as values.
    fn list(&mut self, key: &Key, description: usize, site: Site, routes: &Value, place: Place) {
        let frameworks = self.world.frameworks(site.file);
        let lineage = frameworks.lineage(description);
        let (site, routes) = self.written_out(site, routes);
        for value in routes.items() {
            let Value::Call { callee, args, .. } = value else {
                continue;
            };
            let Meaning::Outside(path) = self.world.resolve(site, callee) else {
                continue;
            };
            let role = frameworks.role(&path, |role| match role {
                RoleOf::RouteValue(at, _) | RoleOf::MountValue(at, _) if lineage.contains(&at) => {
                    Some(role)
                }
                _ => None,
            });
            match role {
                Some(RoleOf::RouteValue(at, i)) => self.add_route(
                    key,
                    Route {
                        form: (at, i),
                        method: Name::default(),
                        args: args.clone(),
                        site,
                        decorated: None,
                        place: Place {
                            file: site.file,
                            ..place
                        },
                    },
                ),
                Some(RoleOf::MountValue(at, i)) => {
                    let place = Place {
                        file: site.file,
                        ..place
                    };
                    self.mount(key, (at, i), args.clone(), site, place);
                }
                _ => {}
            }
        }
    }

    /// A display where it is written out, for one that is named.
    fn written_out(&self, site: Site, value: &Value) -> (Site, Value) {
        let mut at = (site, value.clone());
        for _ in 0..4 {
            let Value::Path(path) = &at.1 else {
                break;
            };
            let Meaning::Declared(symbol) = self.world.resolve(at.0, path) else {
                break;
            };
            let next = self.bound_value(symbol);
            let Some(next) = next else {
                break;
            };
            at = next;
        }
        at
    }

    fn bound_value(&self, symbol: SymbolRef) -> Option<(Site, Value)> {
        let env = self.world.env(symbol.file)?;
        let exprs = &env.item(symbol.symbol)?.facts.summary.exprs;
        let value = match symbol.symbol.part {
            Part::Binding(_) => env.binding(symbol.symbol)?.value?,
            Part::Field(_) | Part::TypeField(..) => env.field(symbol.symbol)?.value?,
            _ => return None,
        };
        let scope = env
            .owner_of(symbol.symbol)
            .map_or(Scope::Module, Scope::Class);
        let site = Site {
            file: symbol.file,
            scope,
        };
        let value = Value::read(exprs, value).placed(start_of(self.world, symbol));
        Some((site, value))
    }

    /// The arguments once for each pass of the loops around a call.
    fn passes(&self, site: Site, args: &Args, loops: &[LoopFact]) -> Vec<Args> {
        let mut all = vec![args.clone()];
        for each in loops {
            let over = Value::of_plain_fact(&each.over);
            let (from, values) = self.written_out(site, &over);
            let Value::Items(values) = values else {
                continue;
            };
            // Names of another module mean nothing here.
            if from.file != site.file {
                let reached = values.iter().all(|value| self.reaches(from, value));
                if !reached {
                    continue;
                }
            }
            let mut next = Vec::new();
            for args in &all {
                for value in &values {
                    let value = self.rebased(from, site, value);
                    let parts = match (each.targets.as_slice(), &value) {
                        ([_], _) => std::slice::from_ref(&value),
                        (_, Value::Items(parts)) => parts.as_slice(),
                        _ => &[],
                    };
                    let bound: Vec<(&Name, &Value)> = each.targets.iter().zip(parts).collect();
                    next.push(args.with(&bound));
                }
            }
            all = next;
        }
        all
    }

    fn reaches(&self, from: Site, value: &Value) -> bool {
        match value {
            Value::Path(path) => !matches!(self.world.resolve(from, path), Meaning::Unknown(_)),
            Value::Items(items) => items.iter().all(|item| self.reaches(from, item)),
            Value::Text(_) | Value::Null | Value::Number(_) | Value::Bool(_) => true,
            _ => false,
        }
    }

    /// A value of another module with its names written in full.
    fn rebased(&self, from: Site, to: Site, value: &Value) -> Value {
        if from.file == to.file {
            return value.clone();
        }
        match value {
            Value::Path(path) => Value::Elsewhere(from, path.clone()),
            Value::Items(items) => Value::Items(
                items
                    .iter()
                    .map(|item| self.rebased(from, to, item))
                    .collect(),
            ),
            other => other.clone(),
        }
    }

    /// Links what callers give to the parameters on which something is registered.
    fn connect_params(&mut self, sources: &[(FileId, &Local)]) {
        let mut done: FxHashSet<Key> = FxHashSet::default();
        loop {
            let open: Vec<Key> = self
                .graph
                .order
                .iter()
                .filter(|key| !done.contains(*key))
                .filter(|key| matches!(self.holds(key), Holds::Param { .. }))
                .cloned()
                .collect();
            if open.is_empty() {
                break;
            }
            for key in open {
                done.insert(key.clone());
                if let Holds::Param {
                    function, position, ..
                } = self.holds(&key)
                {
                    self.connect_param(&key, function, position, sources);
                }
            }
            self.constructed();
        }
    }

    fn connect_param(
        &mut self,
        key: &Key,
        function: SymbolRef,
        position: usize,
        sources: &[(FileId, &Local)],
    ) {
        // A class is called by its own name, not by that of its constructor.
        let constructs = self.world.function(function).is_some_and(|(summary, _)| {
            summary.signature.kind == syntax::facts::FunctionKind::Constructor
        });
        let class = self.world.owner(function).filter(|_| constructs);
        let called = self.world.name(class.unwrap_or(function));
        for (file, local) in sources {
            if !local.called.contains(&called) {
                continue;
            }
            for (site, callee, args) in calls_named(self.world, *file, &called) {
                let target = match self.world.resolve(site, &callee) {
                    Meaning::Declared(symbol) => symbol,
                    _ => continue,
                };
                if target != class.unwrap_or(function) {
                    continue;
                }
                let given = args.keyword(&key.name).or_else(|| args.position(position));
                let Some(given) = given.cloned() else {
                    continue;
                };
                let call = Call {
                    function,
                    args: args.clone(),
                    site,
                };
                if let Some(parent) = self.key_of_value(site, &given) {
                    let end = self.end_of(&parent);
                    if end == *key {
                        continue;
                    }
                    if let Some(node) = self.graph.nodes.get_mut(key) {
                        node.given.push((call.clone(), end.clone()));
                    }
                    if let Some(node) = self.graph.nodes.get_mut(&end) {
                        node.shares.push((key.clone(), Some(call)));
                    }
                }
            }
        }
    }

    fn report_unknown(&mut self, site: Site, candidate: &Candidate, place: Place) {
        let looks_like_a_route = candidate.decorated.is_some() && first_is_path(&candidate.args);
        let unknown = matches!(
            self.world.resolve(site, &candidate.receiver),
            Meaning::Unknown(_)
        );
        if looks_like_a_route && unknown {
            let why = Name::from(format!(
                "it cannot be told what `{}` is",
                candidate.receiver
            ));
            self.graph.unresolved.push((place, why));
        }
    }

    fn anonymous(&self, site: Site, at: u32) -> Key {
        Key {
            site,
            name: Name::from(format!("<at {at}>")),
        }
    }

    /// The name that a value given as a router stands for; a value made in place gets a name of its own.
    fn key_of_value(&mut self, site: Site, value: &Value) -> Option<Key> {
        match value {
            Value::Path(path) => self.key_of(site, path),
            Value::Elsewhere(from, path) => self.key_of(*from, path),
            Value::Call { at, .. } => {
                let key = self.anonymous(site, *at);
                if !self.graph.nodes.contains_key(&key) {
                    let holds = self.holds_of_value(site, value);
                    self.add_node(&key, holds);
                }
                Some(key)
            }
            // `Server().router`.
            Value::Member(object, name) => {
                let class = self.world.class_of(&self.world.meaning_of(site, object))?;
                self.class_key(class, name)
            }
            _ => None,
        }
    }

    /// The name that a path stands for where it is written, if it may hold a router.
    fn key_of(&mut self, site: Site, path: &str) -> Option<Key> {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        match site.scope {
            Scope::Function(symbol) => {
                let function = SymbolRef {
                    file: site.file,
                    symbol,
                };
                let (summary, _) = self.world.function(function)?;
                let receiver = summary.signature.params.first().filter(|param| {
                    param.kind == syntax::facts::ParamKind::Receiver && param.name == first
                });
                if receiver.is_some() {
                    let class = self.world.owner(function)?;
                    let name = if rest.is_empty() {
                        Name::new("self")
                    } else {
                        Name::new(rest)
                    };
                    return self.class_key(class, &name);
                }
                let bound = summary.locals.iter().any(|(local, _)| local == path);
                let given = summary
                    .signature
                    .params
                    .iter()
                    .any(|param| param.name == path);
                if bound || given {
                    let key = Key {
                        site,
                        name: Name::new(path),
                    };
                    self.ensure(&key);
                    return Some(key);
                }
            }
            Scope::Class(class) if rest.is_empty() => {
                let class = SymbolRef {
                    file: site.file,
                    symbol: class,
                };
                let declared = self
                    .world
                    .class(class)
                    .and_then(|found| found.own_member(first));
                if declared.is_some() {
                    return self.class_key(class, first);
                }
            }
            Scope::Class(_) | Scope::Module => {}
        }
        self.key_of_meaning(site, path)
    }

    fn key_of_meaning(&mut self, site: Site, path: &str) -> Option<Key> {
        // An attribute of a value or class belongs to the class.
        if let Some((object, name)) = path.rsplit_once('.') {
            let object = self.world.resolve(site, object);
            if let Some(class) = self.world.class_of(&object)
                && let Some(key) = self.class_key(class, name)
            {
                return Some(key);
            }
        }
        match self.world.resolve(site, path) {
            Meaning::Declared(symbol) => match symbol.symbol.part {
                Part::Binding(_) => {
                    let scope = self
                        .world
                        .owner(symbol)
                        .map_or(Scope::Module, |class| Scope::Class(class.symbol));
                    let key = Key {
                        site: Site {
                            file: symbol.file,
                            scope,
                        },
                        name: self.world.name(symbol),
                    };
                    self.ensure(&key);
                    Some(key)
                }
                _ => None,
            },
            // A library's own router: `from library import router`.
            Meaning::Outside(outside) | Meaning::OutsideInstance(outside) => {
                let key = Key {
                    site: Site {
                        file: site.file,
                        scope: Scope::Module,
                    },
                    name: Name::from(format!("<{outside}>")),
                };
                if !self.graph.nodes.contains_key(&key) {
                    self.add_node(&key, Holds::Outside(outside));
                }
                Some(key)
            }
            _ => None,
        }
    }

    /// The router that an attribute of a class holds; `self` for a class that is a router itself.
    fn class_key(&mut self, class: SymbolRef, name: &str) -> Option<Key> {
        let key = Key {
            site: Site {
                file: class.file,
                scope: Scope::Class(class.symbol),
            },
            name: Name::new(name),
        };
        self.ensure(&key);
        match self.graph.nodes.get(&key).map(|node| &node.holds) {
            Some(Holds::Nothing) | None => None,
            Some(_) => Some(key),
        }
    }

    fn add_node(&mut self, key: &Key, holds: Holds) {
        let node = Node {
            holds: Holds::Nothing,
            routes: Vec::new(),
            mounts: Vec::new(),
            shares: Vec::new(),
            given: Vec::new(),
        };
        if self.graph.nodes.insert(key.clone(), node).is_none() {
            self.graph.order.push(key.clone());
        }
        self.settle(key, holds);
    }

    /// Says what a name that has a node holds.
    fn settle(&mut self, key: &Key, holds: Holds) {
        if matches!(holds, Holds::Router { .. }) {
            self.queue.push_back(key.clone());
        }
        let shared = match &holds {
            Holds::Same {
                key: other,
                call: Some(call),
            } => Some((self.end_of(other), Some(call.clone()))),
            _ => None,
        };
        if let Some(node) = self.graph.nodes.get_mut(key) {
            node.holds = holds;
            node.shares.extend(shared.filter(|(other, _)| other != key));
        }
    }

    /// Makes the node of a name, and those of the names it leads to.
    fn ensure(&mut self, key: &Key) {
        if self.graph.nodes.contains_key(key) {
            return;
        }
        // A name that leads to itself finds this.
        self.add_node(key, Holds::Nothing);
        let holds = match key.site.scope {
            Scope::Module => self.module_holds(key),
            Scope::Class(class) => {
                let class = SymbolRef {
                    file: key.site.file,
                    symbol: class,
                };
                self.class_holds(class, &key.name)
            }
            Scope::Function(function) => {
                let function = SymbolRef {
                    file: key.site.file,
                    symbol: function,
                };
                self.local_holds(key, function)
            }
        };
        self.settle(key, holds);
    }

    fn module_holds(&mut self, key: &Key) -> Holds {
        let symbol = self
            .world
            .env(key.site.file)
            .and_then(|env| env.declared(&key.name));
        let symbol = symbol.map(|symbol| SymbolRef {
            file: key.site.file,
            symbol,
        });
        match symbol.and_then(|symbol| self.bound_value(symbol)) {
            Some((site, value)) => self.holds_of_value(site, &value),
            None => Holds::Nothing,
        }
    }

    fn local_holds(&mut self, key: &Key, function: SymbolRef) -> Holds {
        let Some((summary, _)) = self.world.function(function) else {
            return Holds::Nothing;
        };
        let call = summary
            .calls
            .iter()
            .find(|call| call.bound.as_ref() == Some(&key.name) && !call.nested);
        if let Some(call) = call {
            let value = call_value(self.world, function, &summary.calls, call);
            return self.holds_of_value(key.site, &value);
        }
        if let Some((_, value)) = summary.locals.iter().find(|(local, _)| *local == key.name) {
            let value = Value::of_plain_fact(value);
            let itself = matches!(&value, Value::Path(path) if *path == key.name);
            if !itself {
                return self.holds_of_value(key.site, &value);
            }
        }
        let mut params = summary
            .signature
            .params
            .iter()
            .filter(|param| param.kind != syntax::facts::ParamKind::Receiver);
        let position = params.clone().position(|param| param.name == key.name);
        match (position, params.find(|param| param.name == key.name)) {
            (Some(position), Some(param)) => {
                let ty = param
                    .ty
                    .as_ref()
                    .map(|ty| self.world.annotated(key.site.file, ty));
                let class = ty
                    .as_ref()
                    .and_then(|ty| self.router_class(key.site.file, ty));
                if ty.is_some() && class.is_none() {
                    return Holds::Nothing;
                }
                Holds::Param {
                    function,
                    position,
                    class,
                }
            }
            _ => Holds::Nothing,
        }
    }

    fn class_holds(&mut self, class: SymbolRef, name: &str) -> Holds {
        let lineage = self.world.lineage(class);
        if name == "self" {
            let meaning = Meaning::Instance(class);
            return match self.router_class(class.file, &meaning) {
                Some(router) => {
                    let (args, site) = self.inherited_args(class);
                    Holds::Router {
                        class: router,
                        args,
                        site,
                    }
                }
                None => Holds::Nothing,
            };
        }
        for ancestor in &lineage.own {
            let Some(found) = self.world.class(*ancestor) else {
                continue;
            };
            let declared = found.own_member(name).map(|symbol| SymbolRef {
                file: ancestor.file,
                symbol,
            });
            let holds = match declared.and_then(|symbol| self.bound_value(symbol)) {
                Some((site, value)) => Some(self.holds_of_value(site, &value)),
                None => self.assigned_holds(*ancestor, name),
            };
            match holds {
                Some(Holds::Nothing) | None => {}
                Some(holds) if *ancestor == class => return holds,
                // Each class has a router of its own; what the base registers is on it, too.
                Some(Holds::Router {
                    class: router,
                    args,
                    site,
                }) => {
                    let base = self.class_key(*ancestor, name);
                    let own = Key {
                        site: Site {
                            file: class.file,
                            scope: Scope::Class(class.symbol),
                        },
                        name: Name::new(name),
                    };
                    if let (Some(base), Some(node)) = (base, self.graph.nodes.get_mut(&own)) {
                        node.shares.push((base, None));
                    }
                    return Holds::Router {
                        class: router,
                        args,
                        site,
                    };
                }
                Some(holds) => return holds,
            }
        }
        Holds::Nothing
    }

    /// What a method of the class assigns to an attribute.
    fn assigned_holds(&mut self, class: SymbolRef, name: &str) -> Option<Holds> {
        let found = self.world.class(class)?;
        for method in found.methods() {
            let Some(receiver) = method.function.signature.params.first() else {
                continue;
            };
            let full = Name::from(format!("{}.{name}", receiver.name));
            let site = Site {
                file: class.file,
                scope: Scope::Function(method.symbol),
            };
            let calls = &method.function.calls;
            if let Some(call) = calls.iter().find(|call| call.bound.as_ref() == Some(&full)) {
                let function = SymbolRef {
                    file: class.file,
                    symbol: method.symbol,
                };
                let value = call_value(self.world, function, calls, call);
                return Some(self.holds_of_value(site, &value));
            }
            let local = method
                .function
                .locals
                .iter()
                .find(|(local, _)| *local == full);
            if let Some((_, value)) = local {
                return Some(self.holds_of_value(site, &Value::of_plain_fact(value)));
            }
        }
        None
    }

    /// What a value holds where it is written.
    fn holds_of_value(&mut self, site: Site, value: &Value) -> Holds {
        match value {
            Value::Path(path) => match self.key_of(site, path) {
                Some(key) => Holds::Same { key, call: None },
                None => Holds::Nothing,
            },
            Value::Call { callee, args, .. } if !callee.is_empty() => {
                self.holds_of_call(site, callee, args)
            }
            Value::Member(..) => match self.key_of_value(site, value) {
                Some(key) => Holds::Same { key, call: None },
                None => Holds::Nothing,
            },
            _ => Holds::Nothing,
        }
    }

    fn holds_of_call(&mut self, site: Site, callee: &Name, args: &Args) -> Holds {
        let meaning = self.world.resolve(site, callee);
        match meaning {
            Meaning::Outside(path) => {
                let instance = Meaning::OutsideInstance(path.clone());
                match self.router_class(site.file, &instance) {
                    Some(class) => Holds::Router {
                        class,
                        args: args.clone(),
                        site,
                    },
                    None => Holds::Outside(path),
                }
            }
            Meaning::Declared(symbol) => match symbol.symbol.part {
                Part::Type(_) => self.holds_of_class_call(site, symbol, args),
                Part::Function(_) => self.holds_of_function_call(site, symbol, args, callee),
                _ => self.holds_of_made_class(site, symbol, args, callee),
            },
            Meaning::Unknown(why) => Holds::Unknown(Name::from(format!("`{callee}`: {}", why))),
            _ => Holds::Nothing,
        }
    }

    /// A value of a class that a function made: `Router = make_router_class(Route)`, then `Router()`.
    fn holds_of_made_class(
        &mut self,
        site: Site,
        class: SymbolRef,
        args: &Args,
        callee: &str,
    ) -> Holds {
        let made = self.bound_value(class).and_then(|(there, value)| {
            let Value::Call { callee, .. } = value else {
                return None;
            };
            let Meaning::Declared(function) = self.world.resolve(there, &callee) else {
                return None;
            };
            let (summary, _) = self.world.function(function)?;
            let TypeKind::Named { path, args } = &summary.signature.returns.as_ref()?.kind else {
                return None;
            };
            let module = Site {
                file: function.file,
                scope: Scope::Module,
            };
            let language = self.world.env(function.file)?.facts().language;
            let class_objects = &Builtins::of(language).typing.class_objects;
            let is_class = matches!(self.world.resolve(module, path), Meaning::Outside(path)
                if class_objects.contains(&path));
            let of = args.first().filter(|_| is_class)?;
            Some(self.world.annotated(function.file, of))
        });
        match made {
            Some(value) => match self.router_class(site.file, &value) {
                Some(router) => Holds::Router {
                    class: router,
                    args: args.clone(),
                    site,
                },
                None => Holds::Nothing,
            },
            None => Holds::Unknown(Name::from(format!(
                "it cannot be told what `{callee}` makes"
            ))),
        }
    }

    fn holds_of_class_call(&mut self, site: Site, class: SymbolRef, args: &Args) -> Holds {
        let Some(router) = self.router_class(site.file, &Meaning::Instance(class)) else {
            return Holds::Nothing;
        };
        let (own, own_site) = self.inherited_args(class);
        let merged = own.is_empty();
        let (args, args_site) = if merged {
            (args.clone(), site)
        } else {
            (args.or(&own), own_site)
        };
        let base = self.class_key(class, "self");
        let holds = Holds::Router {
            class: router,
            args,
            site: args_site,
        };
        match base {
            Some(key) => Holds::Same {
                key: self.instance_of(key, holds, site),
                call: None,
            },
            None => holds,
        }
    }

    /// A name of its own for a value of a router class, sharing what the class registers on itself.
    fn instance_of(&mut self, class: Key, holds: Holds, site: Site) -> Key {
        let key = Key {
            site,
            name: Name::from(format!("<new {}>", self.graph.order.len())),
        };
        self.add_node(&key, holds);
        if let Some(node) = self.graph.nodes.get_mut(&key) {
            node.shares.push((class, None));
        }
        key
    }

    /// What a router class gives its base's constructor.
    fn inherited_args(&self, class: SymbolRef) -> (Args, Site) {
        for ancestor in &self.world.lineage(class).own {
            let Some(found) = self.world.class(*ancestor) else {
                continue;
            };
            let Some(method) = found.methods().find(|method| {
                method.function.signature.kind == syntax::facts::FunctionKind::Constructor
            }) else {
                continue;
            };
            let calls = &method.function.calls;
            let own_name = method.function.signature.name.as_str();
            let to_base = calls
                .iter()
                .find(|call| call.callee.rsplit('.').next() == Some(own_name));
            if let Some(call) = to_base {
                let site = Site {
                    file: ancestor.file,
                    scope: Scope::Function(method.symbol),
                };
                return (Args::of_call(calls, call), site);
            }
        }
        let site = Site {
            file: class.file,
            scope: Scope::Class(class.symbol),
        };
        (Args::default(), site)
    }

    fn holds_of_function_call(
        &mut self,
        site: Site,
        function: SymbolRef,
        args: &Args,
        callee: &str,
    ) -> Holds {
        let Some((summary, _)) = self.world.function(function) else {
            return Holds::Nothing;
        };
        let inside = Site {
            file: function.file,
            scope: Scope::Function(function.symbol),
        };
        let returned = summary.returns.clone();
        for path in &returned {
            let value = returned_value(self.world, function, path);
            let key = match &value {
                Value::Call { .. } => {
                    let key = Key {
                        site: inside,
                        name: Name::from(format!("<return {path}>")),
                    };
                    if !self.graph.nodes.contains_key(&key) {
                        self.add_node(&key, Holds::Nothing);
                        let holds = self.holds_of_value(inside, &value);
                        self.settle(&key, holds);
                    }
                    Some(key)
                }
                _ => self.key_of(inside, path),
            };
            let Some(key) = key else { continue };
            if matches!(self.holds(&self.end_of(&key)), Holds::Nothing) {
                continue;
            }
            // A function that gives back the router it was given.
            if let Holds::Param {
                function: of,
                position,
                ..
            } = self.holds(&self.end_of(&key))
                && of == function
            {
                let given = args
                    .keyword(&key.name)
                    .or_else(|| args.position(position))
                    .cloned();
                return match given.and_then(|given| self.key_of_value(site, &given)) {
                    Some(key) => Holds::Same { key, call: None },
                    None => Holds::Nothing,
                };
            }
            let call = Call {
                function,
                args: args.clone(),
                site,
            };
            return Holds::Same {
                key,
                call: Some(call),
            };
        }
        let result = summary.signature.returns.as_ref();
        let result = result.map(|ty| self.world.annotated(function.file, ty));
        match result.and_then(|result| self.router_class(site.file, &result)) {
            Some(_) => Holds::Unknown(Name::from(format!(
                "it cannot be told which router `{callee}` gives"
            ))),
            None => Holds::Nothing,
        }
    }

    fn router_class(&self, file: FileId, meaning: &Meaning) -> Option<RouterRef> {
        let frameworks = self.world.frameworks(file);
        let of_path = |path: &str| {
            frameworks.role(path, |role| match role {
                RoleOf::Router(description, entry) => Some(RouterRef { description, entry }),
                _ => None,
            })
        };
        match meaning {
            Meaning::OutsideInstance(path) => of_path(path),
            Meaning::Instance(class) => {
                let lineage = self.world.lineage(*class);
                lineage.outside.iter().find_map(|path| of_path(path))
            }
            _ => None,
        }
    }

    /// The router class behind a name, if it is one.
    fn class_of(&self, key: &Key) -> Option<RouterRef> {
        self.graph.class_of(key)
    }

    fn holds(&self, key: &Key) -> Holds {
        self.graph
            .nodes
            .get(key)
            .map_or(Holds::Nothing, |node| node.holds.clone())
    }

    fn end_of(&self, key: &Key) -> Key {
        self.graph.end_of(key)
    }
}

impl Graph {
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
                Holds::Param { class, .. } => return *class,
                Holds::Same { key, .. } => at = key.clone(),
                _ => return None,
            }
        }
        None
    }
}

/// The value a function returns by this path: a call where one with that callee is made, else the name.
fn returned_value(world: &World<'_>, function: SymbolRef, path: &Name) -> Value {
    let Some((summary, _)) = world.function(function) else {
        return Value::Other;
    };
    let bound = summary.locals.iter().any(|(local, _)| local == path);
    let call = summary
        .calls
        .iter()
        .find(|call| call.callee == *path && call.bound.is_none() && !call.nested);
    match call {
        Some(call) if !bound => call_value(world, function, &summary.calls, call),
        _ => Value::Path(path.clone()),
    }
}

/// A call in a function as a value.
fn call_value(
    world: &World<'_>,
    function: SymbolRef,
    calls: &[CallFact],
    call: &CallFact,
) -> Value {
    let value = Value::Call {
        callee: call.callee.clone(),
        args: Args::of_call(calls, call),
        at: call.span.start,
    };
    value.placed(start_of(world, function))
}

/// Where the item of a symbol begins.
fn start_of(world: &World<'_>, symbol: SymbolRef) -> u32 {
    world.index.item(symbol).map_or(0, |item| item.span.start)
}

/// The calls of an item that run when the module is loaded, those whose result is bound included.
pub(super) fn top_level_calls(summary: &Summary) -> impl Iterator<Item = ExprId> {
    let alone = summary.calls.iter().map(|call| call.call);
    let bound = summary.bindings.iter().filter_map(|binding| binding.value);
    alone.chain(bound)
}

/// Every call in the file whose callee has this last name.
fn calls_named(world: &World<'_>, file: FileId, name: &str) -> Vec<(Site, Name, Args)> {
    let Some(env) = world.env(file) else {
        return Vec::new();
    };
    let named = |callee: &str| super::local::split_last(callee).1 == name;
    let mut found = Vec::new();
    for method in env.functions() {
        let calls = &method.function.calls;
        for call in calls.iter().filter(|call| named(&call.callee)) {
            let site = Site {
                file,
                scope: Scope::Function(method.symbol),
            };
            let args = Args::of_call(calls, call).placed(method.item.span.start);
            found.push((site, call.callee.clone(), args));
        }
    }
    for item in &env.facts().items {
        let summary = &item.facts.summary;
        for call in top_level_calls(summary) {
            if let Some((callee, args)) = summary.exprs.call(call)
                && named(&callee)
            {
                let site = Site {
                    file,
                    scope: Scope::Module,
                };
                let args = Args::read(&summary.exprs, args).placed(item.span.start);
                found.push((site, callee, args));
            }
        }
    }
    found
}

fn route_form(
    frameworks: &Frameworks,
    lineage: &[usize],
    candidate: &Candidate,
) -> Option<(usize, usize)> {
    let wanted = match candidate.decorated {
        Some(_) => Form::Decorator,
        None => Form::Call,
    };
    lineage.iter().find_map(|at| {
        let routes = &frameworks.description(*at)?.routes;
        let found = routes
            .iter()
            .position(|form| form.form == wanted && form.names.contains_key(&candidate.name))?;
        Some((*at, found))
    })
}

fn mount_form(
    frameworks: &Frameworks,
    lineage: &[usize],
    candidate: &Candidate,
) -> Option<(usize, usize)> {
    if candidate.decorated.is_some() {
        return None;
    }
    lineage.iter().find_map(|at| {
        let mounts = &frameworks.description(*at)?.mounts;
        let found = mounts.iter().position(|form| form.name == candidate.name)?;
        Some((*at, found))
    })
}

fn error_form(
    frameworks: &Frameworks,
    lineage: &[usize],
    candidate: &Candidate,
) -> Option<(usize, usize)> {
    let wanted = match candidate.decorated {
        Some(_) => Form::Decorator,
        None => Form::Call,
    };
    lineage.iter().find_map(|at| {
        let forms = &frameworks.description(*at)?.error_handlers;
        let found = forms
            .iter()
            .position(|form| form.form == wanted && form.name == candidate.name)?;
        Some((*at, found))
    })
}

pub(super) fn router_entry(frameworks: &Frameworks, class: RouterRef) -> Option<&RouterClass> {
    frameworks
        .description(class.description)?
        .routers
        .get(class.entry)
}

pub(super) fn route_entry(frameworks: &Frameworks, form: (usize, usize)) -> Option<&RouteForm> {
    frameworks.description(form.0)?.routes.get(form.1)
}

pub(super) fn mount_entry(frameworks: &Frameworks, form: (usize, usize)) -> Option<&MountForm> {
    frameworks.description(form.0)?.mounts.get(form.1)
}

fn first_is_path(args: &Args) -> bool {
    matches!(args.position(0), Some(Value::Text(text)) if text.is_empty() || text.starts_with('/'))
}
