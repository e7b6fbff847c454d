//! Walks from each application down to its routes and joins the prefixes; it never looks into a handler.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::{ArgValue, Name, ParamKind, as_written};

use super::graph::{
    Call, Graph, Holds, Key, Mount, Prefix, Route, mount_entry, route_entry, router_entry,
};
use super::handlers::{Handler, handlers, marked_methods, methods_of_mark, told, wrappers};
use super::local::{Decorated, Scope, signature, split_last};
use super::order::{
    Guarded, Guarding, Reach, around, behind, covering, guarding, placed, standing_before,
};
use super::paths::{
    Version, join_of, joined, own_paths, paths_at_parameters, split_method, syntax_of, whole,
    with_either_slash,
};
use super::text::{Frame, enclosing, optional, text_of};
use super::value::{Args, Value};
use super::versions::{Exempt, Versioning};
use super::world::{Meaning, Site, World};
use crate::framework::{Form, Frameworks, Join, PathShape, PathSyntax, of_regex};
use crate::place::{FileId, Known, Place, Unresolved};
use crate::symbol::SymbolRef;
use crate::things::EndpointKind;

/// Deeper mounting is given up.
const DEPTH: usize = 96;

/// A route with everything on the way to it.
#[derive(Clone, Debug)]
pub(super) struct Routed {
    pub kind: EndpointKind,
    pub method: Name,
    pub path: Known<Name>,
    pub path_params: Vec<Name>,
    pub handler: Handler,
    pub place: Place,
    /// The description of the router's class.
    pub description: usize,
    pub form: (usize, usize),
    pub args: Args,
    pub site: Site,
    pub guards: Vec<Guarding>,
    /// What is asked in place of what the handler's class asks.
    pub own_guards: Option<(Site, Value)>,
    pub in_schema: bool,
    pub response_class: Option<(Site, Value)>,
    /// Maps of statuses that are told beside the handler.
    pub told: Vec<(Site, Value)>,
    /// The mounts passed through, outermost first.
    pub mounted_at: Vec<Place>,
}

#[derive(Clone)]
struct Chain {
    version: Version,
    prefix: Result<String, Name>,
    guards: Vec<Guarding>,
    in_schema: bool,
    response_class: Option<(Site, Value)>,
    told: Vec<(Site, Value)>,
    frame: Option<Rc<Frame>>,
    mounted_at: Vec<Place>,
    keys: Vec<Key>,
    versioning: Option<Versioning>,
    exempt: Vec<Exempt>,
    /// The description of the last mount: what other libraries' marks say does not count there.
    mounted_by: Option<usize>,
}

impl Chain {
    /// Takes what a call binds for told, where the way here does not lead through the called function.
    fn enter(&mut self, call: Option<&Call>) {
        let call = call.filter(|call| enclosing(self.frame.as_ref(), call.function).is_none());
        if let Some(call) = call {
            self.frame = Some(Rc::new(Frame {
                function: call.function,
                args: call.args.clone(),
                site: call.site,
                outer: self.frame.take(),
            }));
        }
    }
}

struct Visit {
    key: Key,
    /// Which of the prefixes that the router was constructed with counts here.
    which: Option<usize>,
    /// Whether what the router was constructed with counts here.
    own: bool,
    /// Whether the mount's prefix stands in place of the router's own.
    replaced: bool,
    chain: Chain,
}

impl Visit {
    /// A router with all that it was constructed with.
    fn whole(key: Key, chain: Chain) -> Self {
        Self {
            key,
            which: None,
            own: true,
            replaced: false,
            chain,
        }
    }
}

/// Every route of the workspace, once for each way to reach it.
pub(super) fn walk(
    world: &World<'_>,
    graph: &Graph,
    called: &FxHashSet<&str>,
) -> (Vec<Routed>, Vec<Unresolved>) {
    let mut walker = Walker {
        world,
        graph,
        called,
        named: RefCell::default(),
        routed: Vec::new(),
        visited: FxHashSet::default(),
        unresolved: Vec::new(),
    };
    let below = below(graph);
    for key in &graph.order {
        if !below.contains(key) && walker.is_root(key) {
            walker.visit(key);
        }
    }
    // Applications that only mount each other.
    for key in &graph.order {
        if !walker.visited.contains(key) && walker.is_root(key) && below.contains(key) {
            walker.visit_if_lost(key);
        }
    }
    walker.lost();
    let reported = graph.unresolved.iter().map(|(place, why)| Unresolved {
        place: *place,
        why: why.clone(),
    });
    let unresolved = reported.chain(walker.unresolved).collect();
    (walker.routed, unresolved)
}

/// Every name that another router leads to.
fn below(graph: &Graph) -> FxHashSet<Key> {
    let mut below = FxHashSet::default();
    for node in graph.nodes.values() {
        for child in node.mounts.iter().filter_map(|mount| mount.child.as_ref()) {
            below.insert(graph.end_of(child));
        }
        below.extend(node.shares.iter().map(|(key, _)| key.clone()));
        below.extend(node.below.iter().map(|key| graph.end_of(key)));
        below.extend(node.parts.iter().map(|part| part.key.clone()));
    }
    below
}

pub(super) struct Walker<'w> {
    pub(super) world: &'w World<'w>,
    pub(super) graph: &'w Graph,
    /// Last names of what is called or handed on outside tests.
    called: &'w FxHashSet<&'w str>,
    named: RefCell<FxHashMap<Name, Meant>>,
    routed: Vec<Routed>,
    visited: FxHashSet<Key>,
    unresolved: Vec<Unresolved>,
}

impl Walker<'_> {
    fn is_root(&self, key: &Key) -> bool {
        let Some(class) = self.graph.class_of(key) else {
            return false;
        };
        let frameworks = self.world.frameworks(key.site.file);
        let alias = matches!(
            self.graph.nodes.get(key).map(|node| &node.holds),
            Some(Holds::Same { call: None, .. })
        );
        let entry = router_entry(frameworks, class);
        let is_root = entry.is_some_and(|entry| entry.root);
        let needs_caller = entry.is_some_and(|entry| entry.needs_caller);
        let is_served = is_root && (!needs_caller || self.is_called(key));
        let is_lost = self.graph.lost.contains(key);
        !alias && !is_lost && (self.graph.roots.contains(key) || is_served)
    }

    /// Whether the function in which a router is made is called somewhere, or keeps the router to itself.
    fn is_called(&self, key: &Key) -> bool {
        let Some(symbol) = key.site.scope.function() else {
            return true;
        };
        let function = SymbolRef {
            file: key.site.file,
            symbol,
        };
        let Some((summary, _)) = self.world.function(function) else {
            return true;
        };
        let gives = summary.signature.returns.as_ref().is_some_and(|ty| {
            let given = self.world.annotated(function.file, ty);
            matches!(given, Meaning::OutsideInstance(path)
                if self.world.frameworks(function.file).is_router(&path))
        });
        !gives || self.is_named(function, &summary.signature.name)
    }

    /// Whether a function is called or handed on, as far as its name and what that stands for elsewhere tell.
    fn is_named(&self, function: SymbolRef, name: &Name) -> bool {
        if !self.called.contains(name.as_str()) {
            return false;
        }
        let mut known = self.named.borrow_mut();
        let meant = known
            .entry(name.clone())
            .or_insert_with(|| meant_by(self.world, name));
        meant.uncertain || meant.functions.is_empty() || meant.functions.contains(&function)
    }

    fn visit_if_lost(&mut self, key: &Key) {
        let reaches_itself = self
            .graph
            .nodes
            .get(key)
            .is_some_and(|node| node.mounts.iter().any(|mount| mount.child.is_some()));
        if reaches_itself {
            self.visit(key);
        }
    }

    fn visit(&mut self, root: &Key) {
        let chain = Chain {
            version: Version::default(),
            prefix: Ok(String::new()),
            guards: Vec::new(),
            in_schema: true,
            response_class: None,
            told: Vec::new(),
            frame: None,
            mounted_at: Vec::new(),
            keys: Vec::new(),
            versioning: None,
            exempt: Vec::new(),
            mounted_by: None,
        };
        let mut open = vec![Visit::whole(root.clone(), chain)];
        while let Some(visit) = open.pop() {
            self.visit_one(visit, &mut open);
        }
    }

    fn visit_one(&mut self, visit: Visit, open: &mut Vec<Visit>) {
        let key = self.graph.end_of(&visit.key);
        let Some(node) = self.graph.nodes.get(&key) else {
            return;
        };
        let mut chain = visit.chain;
        if chain.keys.contains(&key) || chain.keys.len() >= DEPTH {
            return;
        }
        if visit.own && !visit.replaced && visit.which.is_none() {
            let several = self.own_prefixes(&node.holds);
            if several > 1 {
                open.extend((0..several).rev().map(|which| Visit {
                    key: key.clone(),
                    which: Some(which),
                    own: true,
                    replaced: false,
                    chain: chain.clone(),
                }));
                return;
            }
        }
        chain.keys.push(key.clone());
        self.visited.insert(key.clone());
        if visit.own {
            self.take_own(&node.holds, visit.replaced, visit.which, &mut chain);
        }
        let how = match &node.holds {
            Holds::Router { class, site, .. } => {
                join_of(self.world.frameworks(site.file), class.description)
            }
            _ => Join::Plain,
        };
        for prefix in &node.prefixes {
            let before = chain.prefix.clone();
            self.take_prefix(prefix, how, &mut chain);
            if let (Some(except), Ok(before)) = (&prefix.except, before) {
                let after = chain.prefix.as_ref().map_or(0, String::len);
                let exempt = Exempt::read(self.world, prefix.site, except, before, after);
                chain.exempt.push(exempt);
            }
        }
        for version in &node.versions {
            let at = chain.prefix.as_ref().map_or(0, String::len);
            chain.versioning = Versioning::read(self.world, version, at).or(chain.versioning);
        }
        let syntax = self.graph.class_of(&key).and_then(|class| {
            let frameworks = self.world.frameworks(key.site.file);
            syntax_of(frameworks, class.description)
        });
        let prefix = chain.prefix.clone();
        let here = |guards: Vec<Guarding>| placed(guards, &prefix, how, syntax);
        for route in &node.routes {
            if !self.counts(route, &chain) || !is_by_call(route.of.as_ref(), &chain) {
                continue;
            }
            let mut chain = chain.clone();
            chain.enter(route.of.as_ref());
            let covering = covering(&node.middlewares, route.site, route.place);
            chain.guards.extend(here(covering));
            self.route(&key, route, &chain);
        }
        let mut below: Vec<Visit> = node
            .mounts
            .iter()
            .filter(|mount| is_by_call(mount.of.as_ref(), &chain))
            .filter(|mount| !self.is_alternative(mount, &node.mounts))
            .filter_map(|mount| {
                let mut chain = chain.clone();
                chain.enter(mount.of.as_ref());
                let mut visit = self.mounted(mount, &chain)?;
                let covering = covering(&node.middlewares, mount.site, mount.place);
                visit.chain.guards.extend(here(covering));
                Some(visit)
            })
            .collect();
        below.extend(self.given(&node.holds, &node.given, &chain));
        let given_back = node.given_back.iter();
        let given_back = given_back.filter(|(call, _)| is_by_call(Some(call), &chain));
        below.extend(given_back.map(|(call, key)| {
            let mut chain = chain.clone();
            chain.guards.extend(here(behind(&node.middlewares)));
            if let Some(frame) = enclosing(chain.frame.as_ref(), call.function) {
                chain.frame = frame.outer.clone();
            }
            Visit::whole(key.clone(), chain)
        }));
        below.extend(node.shares.iter().map(|(key, call)| {
            let mut chain = chain.clone();
            let made = matches!(&node.holds, Holds::Same { key: of, call: Some(_) }
                if self.graph.end_of(of) == *key);
            let told = call
                .as_ref()
                .and_then(|call| Some((call.site, call.place?)));
            chain.guards.extend(here(match told {
                _ if made => behind(&node.middlewares),
                Some((site, place)) => covering(&node.middlewares, site, place),
                None => around(&node.middlewares),
            }));
            if let Some(call) = call {
                chain.frame = Some(Rc::new(Frame {
                    function: call.function,
                    args: call.args.clone(),
                    site: call.site,
                    outer: chain.frame.take(),
                }));
            }
            Visit {
                key: key.clone(),
                which: None,
                own: call.is_some(),
                replaced: visit.replaced,
                chain,
            }
        }));
        below.extend(node.below.iter().map(|key| {
            let mut chain = chain.clone();
            chain.guards.extend(here(around(&node.middlewares)));
            Visit::whole(key.clone(), chain)
        }));
        below.extend(node.parts.iter().map(|part| {
            let mut chain = chain.clone();
            chain.guards.extend(here(around(&node.middlewares)));
            for prefix in &part.prefixes {
                self.take_prefix(prefix, Join::Slash, &mut chain);
            }
            Visit::whole(part.key.clone(), chain)
        }));
        below.reverse();
        open.extend(below);
    }

    /// Whether a mark at a function is one of the library that the function is mounted on.
    fn counts(&self, route: &Route, chain: &Chain) -> bool {
        let frameworks = self.world.frameworks(route.site.file);
        let is_mark =
            route_entry(frameworks, route.form).is_some_and(|entry| entry.form == Form::Mark);
        let Some(by) = chain.mounted_by.filter(|_| is_mark) else {
            return true;
        };
        frameworks.lineage(by).contains(&route.form.0)
            || frameworks.lineage(route.form.0).contains(&by)
    }

    /// What stands behind a parameter: what the call on the way here gives, else what any call does.
    fn given(&self, holds: &Holds, given: &[(Call, Key)], chain: &Chain) -> Vec<Visit> {
        let Holds::Param { function, .. } = holds else {
            return Vec::new();
        };
        let frame = enclosing(chain.frame.as_ref(), *function);
        let fits = |call: &Call| {
            frame.is_none_or(|frame| frame.site == call.site && frame.args == call.args)
        };
        given
            .iter()
            .filter(|(call, _)| fits(call))
            .map(|(_, key)| {
                let mut chain = chain.clone();
                if let Some(frame) = frame {
                    chain.frame = frame.outer.clone();
                }
                Visit::whole(key.clone(), chain)
            })
            .collect()
    }

    fn take_prefix(&self, prefix: &Prefix, how: Join, chain: &mut Chain) {
        let text = text_of(self.world, prefix.site, &prefix.value, chain.frame.as_ref());
        chain.prefix = joined(&chain.prefix, text, how);
    }

    /// How many prefixes the router was constructed with.
    fn own_prefixes(&self, holds: &Holds) -> usize {
        let Holds::Router { class, args, site } = holds else {
            return 0;
        };
        let entry = router_entry(self.world.frameworks(site.file), *class);
        match entry.and_then(|entry| args.get(&entry.prefix)) {
            Some(Value::Items(items)) => items.len(),
            _ => 1,
        }
    }

    /// Adds what the router itself was constructed with.
    fn take_own(&self, holds: &Holds, replaced: bool, which: Option<usize>, chain: &mut Chain) {
        let Holds::Router { class, args, site } = holds else {
            return;
        };
        let frameworks = self.world.frameworks(site.file);
        let Some(entry) = router_entry(frameworks, *class) else {
            return;
        };
        let how = join_of(frameworks, class.description);
        if let Some(nested) = self.nested_prefix(*site, args, *class, 6) {
            chain.prefix = joined(&chain.prefix, nested, how);
        }
        if replaced {
            // The mount has told the prefix.
        } else if let Some(prefix) = args.get(&entry.prefix).filter(|it| **it != Value::Null) {
            let prefix = prefix.items().get(which.unwrap_or(0)).unwrap_or(prefix);
            let text = text_of(self.world, *site, prefix, chain.frame.as_ref());
            chain.prefix = joined(&chain.prefix, text, how);
        } else if let Some(name) = args.get(&entry.default_prefix) {
            let text = text_of(self.world, *site, name, chain.frame.as_ref());
            chain.prefix = joined(&chain.prefix, text.map(|text| format!("/{text}")), how);
        } else if args.spread && !entry.prefix.is_empty() {
            chain.prefix = Err(Name::new("the router's arguments are not written out"));
        }
        if let (Some(versioning), Some(version)) =
            (&mut chain.versioning, args.get(&entry.path_version))
        {
            versioning.take(self.world, *site, version);
        }
        let (number, prefix) = (args.get(&entry.version), args.get(&entry.version_prefix));
        chain.version.take(self.world, *site, number, prefix);
        chain
            .guards
            .extend(guarding(*site, args.all(&entry.guards)));
        if args.get(&entry.in_schema) == Some(&Value::Bool(false)) {
            chain.in_schema = false;
        }
        if let Some(class) = args.get(&entry.response_class) {
            chain.response_class = Some((*site, class.clone()));
        }
        let told = args.get(&entry.answers);
        chain.told.extend(told.map(|told| (*site, told.clone())));
    }

    /// Whether a mount that tells no path is the other way to reach what is mounted by a path as well.
    fn is_alternative(&self, mount: &Mount, all: &[Mount]) -> bool {
        let has_path = |mount: &Mount| {
            let frameworks = self.world.frameworks(mount.site.file);
            mount_entry(frameworks, mount.form)
                .is_none_or(|entry| !entry.application || !entry.prefix.is_empty())
        };
        !has_path(mount)
            && all
                .iter()
                .any(|other| has_path(other) && other.child == mount.child)
    }

    fn mounted(&self, mount: &Mount, chain: &Chain) -> Option<Visit> {
        let child = mount.child.as_ref()?;
        let frameworks = self.world.frameworks(mount.site.file);
        let entry = mount_entry(frameworks, mount.form)?;
        let mut chain = chain.clone();
        let how = join_of(frameworks, mount.form.0);
        let given = mount.args.get(&entry.prefix);
        let given = given.filter(|given| **given != Value::Null);
        if let Some(prefix) = given {
            let text = text_of(self.world, mount.site, prefix, chain.frame.as_ref());
            // A prefix that may be empty is shown as it is then.
            let text = text.or_else(|why| {
                let empty = optional(self.world, mount.site, prefix).ok_or(why)?;
                text_of(self.world, mount.site, &empty, chain.frame.as_ref())
            });
            let text = text.map(|text| {
                if entry.regex {
                    return of_regex(&text, syntax_of(frameworks, mount.form.0));
                }
                let trimmed = text.trim_end_matches('/');
                if entry.application {
                    trimmed.to_owned()
                } else {
                    text
                }
            });
            chain.prefix = joined(&chain.prefix, text, how);
        } else if let Some(name) = mount.args.get(&entry.default_prefix) {
            let text = text_of(self.world, mount.site, name, chain.frame.as_ref());
            chain.prefix = joined(&chain.prefix, text.map(|text| format!("/{text}")), how);
        } else if mount.args.spread && !entry.prefix.is_empty() {
            chain.prefix = Err(Name::new("the arguments of the mount are not written out"));
        }
        if entry.child.takes_several() {
            chain.guards.extend(guarding(mount.site, &mount.guards));
        } else {
            let guards = mount.args.all(&entry.guards);
            chain.guards.extend(guarding(mount.site, guards));
            let told = mount.args.get(&entry.answers);
            chain
                .told
                .extend(told.map(|told| (mount.site, told.clone())));
        }
        if mount.args.get(&entry.in_schema) == Some(&Value::Bool(false)) {
            chain.in_schema = false;
        }
        let number = mount.args.get(&entry.version);
        let prefix = mount.args.get(&entry.version_prefix);
        chain.version.take(self.world, mount.site, number, prefix);
        chain.mounted_at.push(mount.place);
        chain.mounted_by = Some(mount.form.0);
        Some(Visit {
            key: child.clone(),
            which: None,
            own: true,
            replaced: entry.replaces && given.is_some(),
            chain,
        })
    }

    fn route(&mut self, key: &Key, route: &Route, chain: &Chain) {
        let route = &self.handed_on(route, chain);
        let frameworks = self.world.frameworks(route.site.file);
        let Some(entry) = route_entry(frameworks, route.form) else {
            return;
        };
        let description = self
            .graph
            .class_of(key)
            .map_or(route.form.0, |class| class.description);
        let syntax = syntax_of(frameworks, description);
        let how = syntax.map(|syntax| syntax.join).unwrap_or_default();
        let mut guards = chain.guards.clone();
        guards.extend(guarding(route.site, route.args.all(&entry.guards)));
        if let Some(Value::Items(items)) = route.args.get(&entry.handler) {
            let before = items
                .split_last()
                .map_or(&[] as &[Value], |(_, before)| before);
            guards.extend(guarding(route.site, before));
        }
        if route.decorated.is_none()
            && let Some(handler) = route.args.get(&entry.handler)
        {
            let wrappers = wrappers(self.world, route.site, handler);
            guards.extend(wrappers.into_iter().map(|(site, value)| Guarding {
                site,
                what: Guarded::Wrapper(value),
                certain: true,
                conditional: false,
                reach: Reach::default(),
            }));
        }
        if let (true, Some(decorator)) = (route.wrapped, self.decorator_at(route)) {
            guards.push(Guarding {
                site: route.site,
                what: Guarded::Wrapper(decorator),
                certain: true,
                conditional: false,
                reach: Reach::default(),
            });
        }
        let own_class = route.args.get(&entry.response_class);
        let response_class = own_class
            .map(|class| (route.site, class.clone()))
            .or_else(|| chain.response_class.clone());
        let mut told = chain.told.clone();
        let own = route.args.get(&entry.answers);
        told.extend(own.map(|own| (route.site, own.clone())));
        let routed = Routed {
            kind: entry.kind.unwrap_or(EndpointKind::Http),
            method: Name::default(),
            path: Known::Absent,
            path_params: Vec::new(),
            handler: Handler::Written(Name::default()),
            place: route.place,
            description,
            form: route.form,
            args: route.args.clone(),
            site: route.site,
            guards,
            own_guards: None,
            in_schema: chain.in_schema
                && route.args.get(&entry.in_schema) != Some(&Value::Bool(false)),
            response_class,
            told,
            mounted_at: chain.mounted_at.clone(),
        };
        let answers = handlers(self.world, route, routed.kind, chain.frame.as_ref());
        // Of a class that answers several methods, those that are asked for.
        let allowed = route
            .args
            .get(&entry.methods)
            .map(|_| methods(self.world, frameworks, route, chain.frame.as_ref()));
        let versioning = match &chain.versioning {
            Some(versioning) => versioning.of_route(self.world, route),
            None => Versioning::none(),
        };
        let mut version = chain.version.clone();
        let number = route.args.get(&entry.version);
        let prefix = route.args.get(&entry.version_prefix);
        version.take(self.world, route.site, number, prefix);
        let slash = entry.resource && self.ends_with_slash(key);
        let paths = match entry.path_at.is_empty() {
            true => own_paths(self.world, route, entry, chain.frame.as_ref()),
            false => paths_at_parameters(self.world, &answers, entry),
        };
        let versions = versioning.versions();
        let paths = paths
            .into_iter()
            .flat_map(|own| versions.iter().map(move |in_path| (own.clone(), in_path)));
        let both = |own: Result<String, Name>| match entry.either_slash {
            true => with_either_slash(own),
            false => vec![own],
        };
        let paths = paths.flat_map(|(own, put)| both(own).into_iter().map(move |own| (own, put)));
        for (own, put) in paths {
            let (in_path, own) = match own {
                Ok(text) if entry.method_in_path => split_method(text),
                Ok(text) if entry.regex || (entry.resource && text.contains('(')) => {
                    (None, Ok(of_regex(&text, syntax)))
                }
                own => (None, own),
            };
            for answer in &answers {
                let is_told = route.method.is_some()
                    || route.args.get(&entry.methods).is_some()
                    || !entry.default_methods.iter().any(|method| method == "ANY");
                let untold = answer.untold.as_ref().filter(|_| !is_told);
                if let Some(why) = answer.unknown.as_ref().or(untold) {
                    let spot = Unresolved {
                        place: route.place,
                        why: why.clone(),
                    };
                    self.unresolved.push(spot);
                    continue;
                }
                let own = own.clone().map(|own| whole(own, answer, entry, slash));
                let versions = (&version, &versioning, put.as_str());
                let (path, path_params) = self.path(route, (chain, versions), own, how, syntax);
                let methods = match answer.method.clone().or(in_path.clone()) {
                    Some(method) if allowed.as_ref().is_none_or(|all| all.contains(&method)) => {
                        vec![method]
                    }
                    Some(_) => Vec::new(),
                    None => marked_methods(self.world, &answer.handler)
                        .or_else(|| wrapped_methods(self.world, &routed.guards))
                        .filter(|_| route.args.get(&entry.methods).is_none())
                        .unwrap_or_else(|| {
                            methods(self.world, frameworks, route, chain.frame.as_ref())
                        }),
                };
                // A router that lets only some methods through fixes those of a route which fixes none.
                let only = self.graph.nodes.get(key).map(|node| node.only.as_slice());
                let methods = match (methods.as_slice(), only) {
                    ([any], Some(only)) if any == "ANY" && !only.is_empty() => only.to_vec(),
                    _ => methods,
                };
                for method in methods {
                    let guards = standing_before(&routed.guards, &method, &path);
                    self.routed.push(Routed {
                        method,
                        guards,
                        path: path.clone(),
                        path_params: path_params.clone(),
                        handler: answer.handler.clone(),
                        own_guards: answer.guards.clone(),
                        ..routed.clone()
                    });
                }
            }
        }
    }

    /// The decorator by which a route is registered.
    fn decorator_at(&self, route: &Route) -> Option<Value> {
        let decorated = route.decorated?;
        let env = self.world.env(route.site.file)?;
        let (head, _) = signature(env, decorated)?;
        let (Decorated::Symbol(symbol) | Decorated::Nested(symbol, _)) = decorated;
        let owner = SymbolRef {
            file: route.site.file,
            symbol,
        };
        let mut decorators = head.decorators.iter();
        let own = decorators
            .find(|decorator| self.world.place_in(owner, decorator.span) == route.place)?;
        Some(Value::Path(own.path.clone()))
    }

    /// The route with what the function around it hands on from its caller: `add_route(path, view, **options)`.
    fn handed_on(&self, route: &Route, chain: &Chain) -> Route {
        let function = route.site.scope.function().map(|symbol| SymbolRef {
            file: route.site.file,
            symbol,
        });
        let handed = function.and_then(|function| {
            let (summary, _) = self.world.function(function)?;
            let params = &summary.signature.params;
            let rest = { params.iter() }.find(|param| param.kind == ParamKind::KeywordRest)?;
            let is_handed = { route.args.named_rest().iter() }
                .any(|value| matches!(value, Value::Path(path) if *path == rest.name));
            let frame = enclosing(chain.frame.as_ref(), function).filter(|_| is_handed)?;
            let is_param = |name: &Name| params.iter().any(|param| param.name == *name);
            let args = frame.args.named(|name| !is_param(name));
            Some(args.each(|value| moved_from(frame.site, value)))
        });
        match handed {
            Some(handed) => Route {
                args: route.args.or(&handed),
                ..route.clone()
            },
            None => route.clone(),
        }
    }

    /// The full path of a route and its parameters; where it cannot be told, that is listed.
    fn path(
        &mut self,
        route: &Route,
        (chain, (version, versioning, put)): (&Chain, (&Version, &Versioning, &str)),
        own: Result<String, Name>,
        how: Join,
        syntax: Option<&PathSyntax>,
    ) -> (Known<Name>, Vec<Name>) {
        let full = joined(&chain.prefix, own.clone(), how);
        match version.before(full, syntax, how) {
            Ok(text) => {
                let text = versioning.put(&text, put, &chain.exempt);
                let drops = syntax.is_some_and(|syntax| !syntax.slash_at_end);
                let text = match drops {
                    true => text.trim_end_matches('/'),
                    false => text.as_str(),
                };
                let shape = PathShape::read(text, syntax);
                let normal = if shape.normal.starts_with('/') {
                    shape.normal
                } else {
                    Name::from(format!("/{}", shape.normal))
                };
                (Known::Is(normal), shape.params)
            }
            Err(why) => {
                let spot = Unresolved {
                    place: route.place,
                    why: why.clone(),
                };
                if self.unresolved.last() != Some(&spot) {
                    self.unresolved.push(spot);
                }
                let params = own.map(|own| PathShape::read(&own, syntax).params);
                (Known::Unknown(why), params.unwrap_or_default())
            }
        }
    }

    /// Routes on routers that no application leads to.
    fn lost(&mut self) {
        let answering: FxHashSet<(FileId, Decorated)> = self
            .routed
            .iter()
            .filter_map(|routed| match routed.handler {
                Handler::Function(file, decorated) => Some((file, decorated)),
                Handler::Written(_) => None,
            })
            .collect();
        // What a mark says of a function that answers all the same is told elsewhere as well.
        let is_told = |route: &Route| {
            route.decorated.is_some_and(|decorated| {
                let frameworks = self.world.frameworks(route.site.file);
                let form = route_entry(frameworks, route.form);
                form.is_some_and(|form| form.form == Form::Mark)
                    && answering.contains(&(route.site.file, decorated))
            })
        };
        let told: FxHashSet<&Key> = self
            .graph
            .nodes
            .iter()
            .filter(|(_, node)| !node.routes.is_empty() && node.routes.iter().all(is_told))
            .map(|(key, _)| key)
            .collect();
        for key in self.graph.order.iter().filter(|key| !told.contains(key)) {
            let Some(node) = self.graph.nodes.get(key) else {
                continue;
            };
            if node.routes.is_empty() || self.visited.contains(key) {
                continue;
            }
            let why = match &node.holds {
                Holds::Unknown(why) => why.clone(),
                Holds::Param { .. } | Holds::Given { .. } => {
                    let name = as_written(&key.name);
                    Name::from(format!("no call that gives `{name}` was found"))
                }
                // Made in place.
                _ if key.name.starts_with('<') => {
                    Name::new("its router is not mounted on an application")
                }
                _ => {
                    let name = as_written(&key.name);
                    Name::from(format!("`{name}` is not mounted on an application"))
                }
            };
            let chain = Chain {
                version: Version::default(),
                prefix: Err(why),
                guards: Vec::new(),
                in_schema: true,
                response_class: None,
                told: Vec::new(),
                frame: None,
                mounted_at: Vec::new(),
                keys: Vec::new(),
                versioning: None,
                exempt: Vec::new(),
                mounted_by: None,
            };
            // Of the marks of several libraries those that stand nearest.
            let nearest = node.routes.last().map(|route| route.form.0);
            for route in node
                .routes
                .iter()
                .filter(|route| Some(route.form.0) == nearest)
            {
                self.route(key, route, &chain);
            }
        }
    }
}

/// What calls and arguments with the same last name stand for.
#[derive(Default)]
struct Meant {
    functions: FxHashSet<SymbolRef>,
    /// Some of them could not be told.
    uncertain: bool,
}

fn meant_by(world: &World<'_>, name: &Name) -> Meant {
    let mut meant = Meant::default();
    let is_last = |path: &str| split_last(path).1 == name.as_str();
    for file in world.files().iter().filter(|file| world.is_source(file)) {
        for method in file.env.functions() {
            let site = Site {
                file: file.id,
                scope: Scope::Function(method.symbol),
            };
            let calls = method.function.calls.iter();
            let paths = calls.flat_map(|call| {
                let given = call.args.iter().filter_map(|arg| match &arg.value {
                    ArgValue::Path(path) | ArgValue::Call(path) => Some(path),
                    _ => None,
                });
                given.chain([&call.callee])
            });
            for path in paths.filter(|path| is_last(path)) {
                match world.resolve(site, path) {
                    Meaning::Declared(symbol) => {
                        meant.functions.insert(symbol);
                    }
                    Meaning::Unknown(_) => meant.uncertain = true,
                    _ => {}
                }
            }
        }
    }
    meant
}

/// A value that is written somewhere else.
fn moved_from(site: Site, value: Value) -> Value {
    match value {
        Value::Path(path) => Value::Elsewhere(site, path),
        value @ Value::Call { .. } => Value::There(site, Box::new(value)),
        Value::Items(items) => {
            let items = items.into_iter();
            Value::Items(items.map(|item| moved_from(site, item)).collect())
        }
        other => other,
    }
}

/// Whether the way here is by that call of the function it is in.
fn is_by_call(of: Option<&Call>, chain: &Chain) -> bool {
    of.is_none_or(|call| {
        let frame = enclosing(chain.frame.as_ref(), call.function);
        frame.is_none_or(|frame| frame.site == call.site && frame.args == call.args)
    })
}

/// Names of HTTP methods.
const METHODS: [&str; 9] = [
    "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT",
];

/// The HTTP methods of a route whose handler answers them all.
fn methods(
    world: &World<'_>,
    frameworks: &Frameworks,
    route: &Route,
    frame: Option<&Rc<Frame>>,
) -> Vec<Name> {
    let Some(entry) = route_entry(frameworks, route.form) else {
        return Vec::new();
    };
    if let Some(method) = &route.method {
        return vec![method.clone()];
    }
    let given = route.args.all(&entry.methods);
    if given.is_empty() {
        return entry.default_methods.clone();
    }
    let told: Vec<Name> = given
        .into_iter()
        .flat_map(Value::items)
        .flat_map(|item| match text_of(world, route.site, item, frame) {
            Ok(text) => vec![Name::from(text.to_ascii_uppercase())],
            // Written as a name: `path(get, ..)`, `Method.GET`.
            Err(_) => {
                let mut named = told(item);
                named.retain(|name| METHODS.contains(&name.as_str()));
                named
            }
        })
        .collect();
    if told.is_empty() {
        vec![Name::new("ANY")]
    } else {
        told
    }
}

/// The HTTP methods that something wrapped around a handler lets through.
fn wrapped_methods(world: &World<'_>, guards: &[Guarding]) -> Option<Vec<Name>> {
    guards.iter().find_map(|guarding| match &guarding.what {
        Guarded::Wrapper(Value::Path(path)) => {
            methods_of_mark(world, guarding.site, path, &Args::default())
        }
        _ => None,
    })
}
