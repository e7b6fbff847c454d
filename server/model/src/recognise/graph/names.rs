//! Names that may hold a router, and their nodes; it never reads what a value holds.

use syntax::facts::{ArgValue, FunctionKind, Name};
use syntax::span::Span;

use super::forms::{Gives, given_by};
use super::register::marks_key;
use super::{Builder, Holds, Key, Mount, Node};
use crate::place::Place;
use crate::recognise::local::{Decorated, Scope, binds, signature_in, split_last};
use crate::recognise::settings::entry_of;
use crate::recognise::text::STEPS;
use crate::recognise::value::Value;
use crate::recognise::world::{Meaning, Site};
use crate::symbol::{Part, SymbolRef};

impl Builder<'_> {
    /// A loop may put several callees in the place of one, so that the place alone does not tell them apart.
    fn anonymous(&self, site: Site, at: Span, callee: &str) -> Key {
        Key {
            site,
            name: Name::from(format!("<{callee} at {}..{}>", at.start, at.end)),
        }
    }

    /// What a router's method gives, where that is a router: `app.group("/x")`, `router.get(..)` that chains.
    pub(super) fn key_of_method(&mut self, site: Site, value: &Value) -> Option<Key> {
        let frameworks = self.world.frameworks(site.file);
        let maker = self.as_maker(site, value);
        let value = maker.as_ref().unwrap_or(value);
        // The calls of a chain from the last one to one that was read before, or to the first.
        let mut links = Vec::new();
        let mut at = value;
        let mut key = loop {
            let Value::Call {
                callee,
                at: span,
                on,
                ..
            } = at
            else {
                return None;
            };
            let known = self.chains.get(&(site.file, *span, callee.clone()));
            if let Some(known) = known.filter(|_| !is_put(at)) {
                break known.clone();
            }
            let (receiver, name) = split_last(callee);
            if receiver.is_empty() || !frameworks.may_give_router(name) {
                if links.is_empty() {
                    return None;
                }
                break self.key_of_made(site, at);
            }
            links.push(at);
            if let Some(on) = on {
                // A value that a loop has put in place of a name.
                if !matches!(on.as_ref(), Value::Call { .. }) {
                    break self.key_of_value(site, on)?;
                }
                at = on;
                continue;
            }
            let first = self.key_of(site, receiver);
            match first.filter(|key| self.class_of(key).is_some()) {
                Some(key) => break key,
                // No method of a router, but a function that may make one: `Router::new()`.
                None => {
                    links.pop();
                    if links.is_empty() {
                        return None;
                    }
                    break self.key_of_made(site, at);
                }
            }
        };
        for link in links.into_iter().rev() {
            key = self.given_by_call(site, &key, link)?;
        }
        Some(key)
    }

    /// What one call of a router's method gives.
    fn given_by_call(&mut self, site: Site, parent: &Key, call: &Value) -> Option<Key> {
        let Value::Call {
            callee, args, at, ..
        } = call
        else {
            return None;
        };
        let frameworks = self.world.frameworks(site.file);
        let parent = self.end_of(parent);
        let class = self.class_of(&parent)?;
        let given = match given_by(frameworks, class, split_last(callee).1)? {
            Gives::Itself => parent,
            Gives::Made(form, entry) => {
                let known = self.graph.nodes.len();
                let child = self.made_by(site, *at, class, &entry.gives);
                if self.graph.nodes.len() > known && !entry.apart {
                    let place = Place {
                        file: site.file,
                        span: *at,
                    };
                    let mount = Mount {
                        form,
                        args: args.clone(),
                        site,
                        child: Some(child.clone()),
                        guards: Vec::new(),
                        of: None,
                        place,
                    };
                    self.add_mount(&parent, mount);
                }
                child
            }
        };
        if !at.is_empty() && !is_put(call) {
            let place = (site.file, *at, callee.clone());
            self.chains.insert(place, given.clone());
        }
        Some(given)
    }

    /// A name of its own for what a function gives where it is called.
    fn key_of_made(&mut self, site: Site, call: &Value) -> Key {
        let Value::Call {
            callee, args, at, ..
        } = call
        else {
            return self.anonymous(site, Span::default(), "");
        };
        let loaded = self.world.loaded(site, callee, args);
        if let Some(key) = loaded.and_then(|meaning| self.key_of_what(site, meaning)) {
            return key;
        }
        let key = self.anonymous(site, *at, callee);
        if !self.graph.nodes.contains_key(&key) {
            let holds = self.holds_of_made(site, call);
            self.add_node(&key, holds);
        }
        key
    }

    /// The name that a value given as a router stands for; a value made in place gets a name of its own.
    pub(super) fn key_of_value(&mut self, site: Site, value: &Value) -> Option<Key> {
        match value {
            Value::Path(path) => self.key_of(site, path),
            Value::Elsewhere(from, path) => self.key_of(*from, path),
            Value::There(from, value) => self.key_of_value(*from, value),
            Value::Call {
                callee,
                args,
                at,
                on,
            } => {
                if let Some(key) = self.key_of_method(site, value) {
                    return Some(key);
                }
                if let Some(meaning) = self.world.loaded(site, callee, args) {
                    return self.key_of_what(site, meaning);
                }
                if on.is_some() && split_last(callee).0.ends_with("()") {
                    // A method of a call's result that is no router's.
                    let is_outside = matches!(
                        self.world.meaning_of(site, value),
                        Meaning::Unknown(_) | Meaning::OutsideInstance(_)
                    );
                    let is_own = matches!(self.world.resolve(site, callee), Meaning::Declared(_));
                    if is_outside && !is_own {
                        return None;
                    }
                }
                let key = self.anonymous(site, *at, callee);
                if !self.graph.nodes.contains_key(&key) {
                    let holds = self.holds_of_value(site, value);
                    self.add_node(&key, holds);
                }
                Some(key)
            }
            // A router named by its full path: `"events.api.router"`.
            Value::Text(text) => self.key_of_text(site, text),
            // `Server().router`, or what a module exports that is loaded in place.
            Value::Member(object, name) => {
                let object = self.world.meaning_of(site, object);
                if let Some(class) = self.world.class_of(&object) {
                    return self.class_key(class, name);
                }
                // `import_module("app.users").router`.
                match self.world.member_of(object, name) {
                    member @ (Meaning::Declared(_) | Meaning::Module(_) | Meaning::Outside(_)) => {
                        self.key_of_what(site, member)
                    }
                    _ => None,
                }
            }
            Value::Module(file) => {
                let exported = self.value_of_module(*file);
                self.key_of_what(site, exported)
            }
            _ => None,
        }
    }

    fn key_of_text(&mut self, site: Site, text: &Name) -> Option<Key> {
        let (module, name) = text.rsplit_once('.')?;
        let file = self.module_named(site, module)?;
        let key = Key {
            site: Site {
                file,
                scope: Scope::Module,
            },
            name: Name::new(name),
        };
        self.ensure(&key);
        self.class_of(&key).is_some().then_some(key)
    }

    /// The name that a path stands for where it is written, if it may hold a router.
    pub(super) fn key_of(&mut self, site: Site, path: &str) -> Option<Key> {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        if let Scope::Nested(outer, index) = site.scope {
            let decorated = Decorated::Nested(outer, index);
            let head = signature_in(self.world, site.file, decorated)?;
            if head.params.iter().any(|param| binds(param, path)) {
                let key = Key {
                    site,
                    name: Name::new(path),
                };
                self.ensure(&key);
                return Some(key);
            }
        }
        match site.scope {
            Scope::Function(symbol) | Scope::Nested(symbol, _) => {
                let site = Site {
                    scope: Scope::Function(symbol),
                    ..site
                };
                let function = SymbolRef {
                    file: site.file,
                    symbol,
                };
                let (summary, _) = self.world.function(function)?;
                let is_receiver = summary.signature.receiver() == Some(first);
                if is_receiver
                    && (!rest.is_empty() || summary.signature.kind != FunctionKind::Closure)
                {
                    // A field of what a field holds.
                    if let Some((object, field)) = path.rsplit_once('.')
                        && rest.contains('.')
                        && let Some(class) = self.world.class_of(&self.world.resolve(site, object))
                        && let Some(key) = self.class_key(class, field)
                    {
                        return Some(key);
                    }
                    let class = self.world.owner(function)?;
                    let name = if rest.is_empty() {
                        Name::new("self")
                    } else {
                        Name::new(rest)
                    };
                    return self.class_key(class, &name);
                }
                // What stands where an import fails binds nothing: `sync = None`.
                let imported = summary.imports.iter().any(|import| import.local == path);
                let binds_it =
                    |value: &ArgValue| !imported || Value::of_plain_fact(value) != Value::Null;
                let mut locals = summary.locals.iter();
                let bound = locals.any(|(local, value)| local == path && binds_it(value));
                let given = summary
                    .signature
                    .params
                    .iter()
                    .any(|param| binds(param, path));
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

    /// A member of a router that stands for the router: `router.urls`.
    fn key_of_itself(&mut self, site: Site, path: &str) -> Option<Key> {
        let (object, name) = split_last(path);
        let frameworks = self.world.frameworks(site.file);
        if object.is_empty() || !frameworks.registering(name).gives_router {
            return None;
        }
        let parent = self.key_of(site, object)?;
        let parent = self.end_of(&parent);
        let class = self.class_of(&parent)?;
        match given_by(frameworks, class, name)? {
            Gives::Itself => Some(parent),
            Gives::Made(..) => None,
        }
    }

    pub(super) fn key_of_meaning(&mut self, site: Site, path: &str) -> Option<Key> {
        if let Some(key) = self.key_of_itself(site, path) {
            return Some(key);
        }
        // An attribute of a value or class belongs to the class.
        if let Some((object, name)) = path.rsplit_once('.') {
            let object = self.world.resolve(site, object);
            if let Some(class) = self.world.class_of(&object)
                && let Some(key) = self.class_key(class, name)
            {
                return Some(key);
            }
        }
        let meaning = self.world.resolve(site, path);
        if let Some(key) = self.hidden_marks(site, path, &meaning) {
            return Some(key);
        }
        if !matches!(meaning, Meaning::Declared(_) | Meaning::Module(_))
            && let Some(key) = self.key_of_entry(site, path)
        {
            return Some(key);
        }
        self.key_of_what(site, meaning)
    }

    /// What a map holds that a name stands for: `routes.users` of `export default { users }`.
    fn key_of_entry(&mut self, site: Site, path: &str) -> Option<Key> {
        if !path.contains('.') || self.entries == 0 {
            return None;
        }
        let (there, value) = entry_of(self.world, site, path, STEPS)?;
        self.entries -= 1;
        let key = self.key_of_value(there, &value);
        self.entries += 1;
        key
    }

    /// A function that carries its own routes in a module whose name a local one hides from what reads values: paths
    /// through modules never begin with a local name.
    fn hidden_marks(&self, site: Site, path: &str, meaning: &Meaning) -> Option<Key> {
        let inside = site.scope.function().is_some() && path.contains('.');
        if !inside || matches!(meaning, Meaning::Declared(_)) {
            return None;
        }
        let outside = Site {
            scope: Scope::Module,
            ..site
        };
        let Meaning::Declared(function) = self.world.resolve(outside, path) else {
            return None;
        };
        let key = marks_key(function, &self.world.name(function));
        self.graph.nodes.contains_key(&key).then_some(key)
    }

    fn key_of_what(&mut self, site: Site, meaning: Meaning) -> Option<Key> {
        match meaning {
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
                // A value without a name that a module exports.
                Part::Export(_) => {
                    let key = Key {
                        site: Site {
                            file: symbol.file,
                            scope: Scope::Module,
                        },
                        name: Name::from(format!("<exported: {:?}>", symbol.symbol)),
                    };
                    if !self.graph.nodes.contains_key(&key) {
                        self.add_node(&key, Holds::Nothing);
                        let (there, value) = self.bound_value(symbol)?;
                        let holds = self.holds_of_value(there, &value);
                        self.settle(&key, holds);
                    }
                    Some(key)
                }
                // A function that carries its own routes.
                Part::Function(_) => {
                    let key = marks_key(symbol, &self.world.name(symbol));
                    self.graph.nodes.contains_key(&key).then_some(key)
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
    pub(super) fn class_key(&mut self, class: SymbolRef, name: &str) -> Option<Key> {
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

    pub(super) fn add_node(&mut self, key: &Key, holds: Holds) {
        let node = Node {
            holds: Holds::Nothing,
            routes: Vec::new(),
            mounts: Vec::new(),
            middlewares: Vec::new(),
            below: Vec::new(),
            parts: Vec::new(),
            versions: Vec::new(),
            made_at: None,
            started: false,
            prefixes: Vec::new(),
            only: Vec::new(),
            shares: Vec::new(),
            given: Vec::new(),
            given_back: Vec::new(),
        };
        if self.graph.nodes.insert(key.clone(), node).is_none() {
            self.graph.order.push(key.clone());
        }
        self.settle(key, holds);
    }

    /// Says what a name that has a node holds.
    pub(super) fn settle(&mut self, key: &Key, holds: Holds) {
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
    pub(super) fn ensure(&mut self, key: &Key) {
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
            Scope::Nested(outer, index) => self.nested_holds(key, Decorated::Nested(outer, index)),
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
}

/// Whether a chain of calls begins with what a loop has put in place of a name: it differs from pass to pass.
fn is_put(value: &Value) -> bool {
    let mut at = value;
    while let Value::Call { on: Some(on), .. } = at {
        at = on;
    }
    !matches!(at, Value::Call { .. })
}
