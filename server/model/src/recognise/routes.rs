//! Walks from each application down to its routes and joins the prefixes; it never looks into a handler.

use std::rc::Rc;

use rustc_hash::FxHashSet;
use syntax::facts::Name;

use super::graph::{Call, Graph, Holds, Key, Mount, Route, mount_entry, route_entry, router_entry};
use super::local::Decorated;
use super::text::{Frame, enclosing, text_of};
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::framework::{Frameworks, PathShape, RoleOf};
use crate::place::{FileId, Known, Place, Unresolved};
use crate::symbol::{Part, SymbolRef};
use crate::things::EndpointKind;

/// Deeper mounting is given up.
const DEPTH: usize = 24;

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
    pub guards: Vec<(Site, Value)>,
    pub in_schema: bool,
    pub response_class: Option<(Site, Value)>,
    /// The mounts passed through, outermost first.
    pub mounted_at: Vec<Place>,
}

/// What answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Handler {
    Function(FileId, Decorated),
    /// Something that no declaration was found for, as written.
    Written(Name),
}

#[derive(Clone)]
struct Chain {
    prefix: Result<String, Name>,
    guards: Vec<(Site, Value)>,
    in_schema: bool,
    response_class: Option<(Site, Value)>,
    frame: Option<Rc<Frame>>,
    mounted_at: Vec<Place>,
    keys: Vec<Key>,
}

struct Visit {
    key: Key,
    /// Whether what the router was constructed with counts here.
    own: bool,
    chain: Chain,
}

/// Every route of the workspace, once for each way to reach it.
pub(super) fn walk(world: &World<'_>, graph: &Graph) -> (Vec<Routed>, Vec<Unresolved>) {
    let mut walker = Walker {
        world,
        graph,
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
        for (key, _) in &node.shares {
            below.insert(key.clone());
        }
    }
    below
}

struct Walker<'w> {
    world: &'w World<'w>,
    graph: &'w Graph,
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
        !alias && router_entry(frameworks, class).is_some_and(|entry| entry.root)
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
            prefix: Ok(String::new()),
            guards: Vec::new(),
            in_schema: true,
            response_class: None,
            frame: None,
            mounted_at: Vec::new(),
            keys: Vec::new(),
        };
        let mut open = vec![Visit {
            key: root.clone(),
            own: true,
            chain,
        }];
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
        chain.keys.push(key.clone());
        self.visited.insert(key.clone());
        if visit.own {
            self.take_own(&node.holds, &mut chain);
        }
        for route in &node.routes {
            self.route(&key, route, &chain);
        }
        let mut below: Vec<Visit> = node
            .mounts
            .iter()
            .filter(|mount| !self.is_alternative(mount, &node.mounts))
            .filter_map(|mount| self.mounted(mount, &chain))
            .collect();
        below.extend(self.given(&node.holds, &node.given, &chain));
        below.extend(node.shares.iter().map(|(key, call)| {
            let mut chain = chain.clone();
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
                own: call.is_some(),
                chain,
            }
        }));
        below.reverse();
        open.extend(below);
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
                Visit {
                    key: key.clone(),
                    own: true,
                    chain,
                }
            })
            .collect()
    }

    /// Adds what the router itself was constructed with.
    fn take_own(&self, holds: &Holds, chain: &mut Chain) {
        let Holds::Router { class, args, site } = holds else {
            return;
        };
        let frameworks = self.world.frameworks(site.file);
        let Some(entry) = router_entry(frameworks, *class) else {
            return;
        };
        if let Some(prefix) = args.get(&entry.prefix) {
            let text = text_of(self.world, *site, prefix, chain.frame.as_ref());
            chain.prefix = joined(&chain.prefix, text);
        } else if args.spread && !entry.prefix.is_empty() {
            chain.prefix = Err(Name::new("the router's arguments are not written out"));
        }
        if let Some(guards) = args.get(&entry.guards) {
            chain.guards.push((*site, guards.clone()));
        }
        if args.get(&entry.in_schema) == Some(&Value::Bool(false)) {
            chain.in_schema = false;
        }
        if let Some(class) = args.get(&entry.response_class) {
            chain.response_class = Some((*site, class.clone()));
        }
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
        if let Some(prefix) = mount.args.get(&entry.prefix) {
            let text = text_of(self.world, mount.site, prefix, chain.frame.as_ref());
            let text = text.map(|text| {
                let trimmed = text.trim_end_matches('/');
                if entry.application {
                    trimmed.to_owned()
                } else {
                    text
                }
            });
            chain.prefix = joined(&chain.prefix, text);
        } else if mount.args.spread && !entry.prefix.is_empty() {
            chain.prefix = Err(Name::new("the arguments of the mount are not written out"));
        }
        if let Some(guards) = mount.args.get(&entry.guards) {
            chain.guards.push((mount.site, guards.clone()));
        }
        if mount.args.get(&entry.in_schema) == Some(&Value::Bool(false)) {
            chain.in_schema = false;
        }
        chain.mounted_at.push(mount.place);
        Some(Visit {
            key: child.clone(),
            own: true,
            chain,
        })
    }

    fn route(&mut self, key: &Key, route: &Route, chain: &Chain) {
        let frameworks = self.world.frameworks(route.site.file);
        let Some(entry) = route_entry(frameworks, route.form) else {
            return;
        };
        let description = self
            .graph
            .class_of(key)
            .map_or(route.form.0, |class| class.description);
        let text = match route.args.get(&entry.path) {
            Some(path) => text_of(self.world, route.site, path, chain.frame.as_ref()),
            None => Err(Name::new("the route's path is not written out")),
        };
        let joined = joined(&chain.prefix, text);
        let syntax = frameworks
            .lineage(description)
            .into_iter()
            .find_map(|at| frameworks.description(at)?.path.as_ref());
        let (path, path_params) = match joined {
            Ok(text) => {
                let shape = PathShape::read(&text, syntax);
                let normal = if shape.normal.is_empty() {
                    Name::new("/")
                } else {
                    shape.normal
                };
                (Known::Is(normal), shape.params)
            }
            Err(why) => {
                let own = route.args.get(&entry.path);
                let own = own.and_then(|own| text_of(self.world, route.site, own, None).ok());
                let params = own.map(|own| PathShape::read(&own, syntax).params);
                (Known::Unknown(why), params.unwrap_or_default())
            }
        };
        if let Known::Unknown(why) = &path {
            self.unresolved.push(Unresolved {
                place: route.place,
                why: why.clone(),
            });
        }
        let mut guards = chain.guards.clone();
        if let Some(own) = route.args.get(&entry.guards) {
            guards.push((route.site, own.clone()));
        }
        let own_class = route.args.get(&entry.response_class);
        let response_class = own_class
            .map(|class| (route.site, class.clone()))
            .or_else(|| chain.response_class.clone());
        let routed = Routed {
            kind: entry.kind.unwrap_or(EndpointKind::Http),
            method: Name::default(),
            path,
            path_params,
            handler: Handler::Written(Name::default()),
            place: route.place,
            description,
            form: route.form,
            args: route.args.clone(),
            site: route.site,
            guards,
            in_schema: chain.in_schema
                && route.args.get(&entry.in_schema) != Some(&Value::Bool(false)),
            response_class,
            mounted_at: chain.mounted_at.clone(),
        };
        let handlers = handlers(self.world, route, &routed.kind);
        for (handler, fixed) in handlers {
            let methods = match fixed {
                Some(method) => vec![method],
                None => methods(self.world, frameworks, route, chain.frame.as_ref()),
            };
            for method in methods {
                self.routed.push(Routed {
                    method,
                    handler: handler.clone(),
                    ..routed.clone()
                });
            }
        }
    }

    /// Routes on routers that no application leads to.
    fn lost(&mut self) {
        for key in &self.graph.order {
            let Some(node) = self.graph.nodes.get(key) else {
                continue;
            };
            if node.routes.is_empty() || self.visited.contains(key) {
                continue;
            }
            let why = match &node.holds {
                Holds::Unknown(why) => why.clone(),
                Holds::Param { .. } => {
                    Name::from(format!("no call that gives `{}` was found", key.name))
                }
                _ => Name::from(format!("`{}` is not mounted on an application", key.name)),
            };
            let chain = Chain {
                prefix: Err(why),
                guards: Vec::new(),
                in_schema: true,
                response_class: None,
                frame: None,
                mounted_at: Vec::new(),
                keys: Vec::new(),
            };
            for route in &node.routes {
                self.route(key, route, &chain);
            }
        }
    }
}

fn joined(prefix: &Result<String, Name>, more: Result<String, Name>) -> Result<String, Name> {
    match (prefix, more) {
        (Ok(prefix), Ok(more)) => Ok(format!("{prefix}{more}")),
        (Err(why), _) => Err(why.clone()),
        (Ok(_), Err(why)) => Err(why),
    }
}

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
    if let Some(method) = entry
        .names
        .get(&route.method)
        .filter(|method| !method.is_empty())
    {
        return vec![method.clone()];
    }
    let Some(given) = route.args.get(&entry.methods) else {
        return entry.default_methods.clone();
    };
    let told: Vec<Name> = given
        .items()
        .iter()
        .filter_map(|item| {
            let text = text_of(world, route.site, item, frame).ok()?;
            Some(Name::from(text.to_ascii_uppercase()))
        })
        .collect();
    if told.is_empty() {
        vec![Name::new("ANY")]
    } else {
        told
    }
}

/// What answers a route; with the method where a class answers each by a method of its own.
fn handlers(world: &World<'_>, route: &Route, kind: &EndpointKind) -> Vec<(Handler, Option<Name>)> {
    let file = route.site.file;
    let frameworks = world.frameworks(file);
    let target = match route.decorated {
        Some(Decorated::Symbol(symbol)) => Target::Symbol(SymbolRef { file, symbol }),
        Some(nested) => return vec![(Handler::Function(file, nested), None)],
        None => {
            let entry = route_entry(frameworks, route.form);
            match entry.and_then(|entry| route.args.get(&entry.handler)) {
                Some(value) => target(world, route.site, value, 4),
                None => Target::Written(Name::default()),
            }
        }
    };
    match target {
        Target::Symbol(symbol) if matches!(symbol.symbol.part, Part::Type(_)) => {
            let by_method = class_handlers(world, frameworks, symbol, kind);
            if by_method.is_empty() {
                let handler = Handler::Function(symbol.file, Decorated::Symbol(symbol.symbol));
                return vec![(handler, None)];
            }
            by_method
        }
        Target::Symbol(symbol) => {
            vec![(
                Handler::Function(symbol.file, Decorated::Symbol(symbol.symbol)),
                None,
            )]
        }
        Target::Written(name) => vec![(Handler::Written(name), None)],
    }
}

enum Target {
    Symbol(SymbolRef),
    Written(Name),
}

fn target(world: &World<'_>, site: Site, value: &Value, depth: u32) -> Target {
    match value {
        Value::Path(path) => match world.resolve(site, path) {
            Meaning::Declared(symbol) => match symbol.symbol.part {
                Part::Function(_) | Part::Type(_) => Target::Symbol(symbol),
                _ => called_target(world, &world.value_of(symbol))
                    .unwrap_or(Target::Written(path.clone())),
            },
            meaning => called_target(world, &meaning).unwrap_or(Target::Written(path.clone())),
        },
        Value::Elsewhere(from, path) => target(world, *from, &Value::Path(path.clone()), depth),
        // A wrapped handler is the one that answers; else what the call gives does.
        Value::Call { callee, args, .. } => {
            let inside = depth.checked_sub(1).and_then(|depth| {
                args.iter().find_map(|(_, value)| match value {
                    Value::Path(_) | Value::Call { .. } => {
                        match target(world, site, value, depth) {
                            Target::Symbol(symbol) => Some(symbol),
                            Target::Written(_) => None,
                        }
                    }
                    _ => None,
                })
            });
            if let Some(symbol) = inside {
                return Target::Symbol(symbol);
            }
            let result = world.meaning_of(site, value);
            called_target(world, &result).unwrap_or_else(|| match world.resolve(site, callee) {
                Meaning::Declared(symbol) => Target::Symbol(symbol),
                _ => Target::Written(callee.clone()),
            })
        }
        _ => Target::Written(Name::default()),
    }
}

/// The method that runs when a value of a class is called.
fn called_target(world: &World<'_>, value: &Meaning) -> Option<Target> {
    let Meaning::Instance(class) = value else {
        return None;
    };
    let class = Meaning::Instance(*class);
    match world.member_of(class, "__call__") {
        Meaning::Declared(symbol) => Some(Target::Symbol(symbol)),
        _ => None,
    }
}

fn class_handlers(
    world: &World<'_>,
    frameworks: &Frameworks,
    class: SymbolRef,
    kind: &EndpointKind,
) -> Vec<(Handler, Option<Name>)> {
    let lineage = world.lineage(class);
    let entry = lineage.outside.iter().find_map(|path| {
        frameworks.role(path, |role| match role {
            RoleOf::HandlerClass(at, i) => frameworks.description(at)?.handler_classes.get(i),
            _ => None,
        })
    });
    let Some(entry) = entry else {
        return Vec::new();
    };
    if *kind != EndpointKind::Http {
        return Vec::new();
    }
    entry
        .methods
        .iter()
        .filter_map(
            |(name, method)| match world.member_of(Meaning::Instance(class), name) {
                Meaning::Declared(symbol) => {
                    let handler = Handler::Function(symbol.file, Decorated::Symbol(symbol.symbol));
                    Some((handler, Some(method.clone())))
                }
                _ => None,
            },
        )
        .collect()
}
