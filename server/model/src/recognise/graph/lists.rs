//! Lists of routes: written in place, named, put together and included in each other; it follows no calls of
//! routers' methods.

use syntax::facts::Name;

use super::forms::mount_entry;
use super::{Builder, Holds, Key, Mount, Prefix, Route, RouterRef};
use crate::framework::{Frameworks, MountForm, RoleOf};
use crate::index::Resolved;
use crate::place::{FileId, Place};
use crate::recognise::local::{Scope, split_last};
use crate::recognise::text::text_of;
use crate::recognise::value::{Args, ItemAt, Value};
use crate::recognise::world::{Meaning, Site};
use crate::symbol::{Imported, Part, SymbolRef, Target};
use crate::things::FileRole;

/// Lists in lists are followed no deeper.
const DEPTH: u32 = 12;

impl Builder<'_> {
    /// Makes the lists that are routers by their name, and finds those that the settings name.
    pub(super) fn named_lists(&mut self) {
        let files: Vec<FileId> = self
            .world
            .files()
            .iter()
            .filter(|file| file.role == FileRole::Source)
            .map(|file| file.id)
            .collect();
        for file in &files {
            for (description, lists) in self.world.frameworks(*file).lists() {
                if self.binds(*file, &lists.name) {
                    let _ = self.list_of_module(*file, description, &lists.name);
                }
            }
        }
        for file in files {
            for (description, lists) in self.world.frameworks(file).lists() {
                let Some(env) = self.world.env(file) else {
                    continue;
                };
                let site = Site {
                    file,
                    scope: Scope::Module,
                };
                let settings = env.declarations();
                let settings: Vec<SymbolRef> = settings
                    .filter(|(name, _)| **name == lists.root_setting)
                    .map(|(_, symbol)| SymbolRef { file, symbol })
                    .collect();
                for setting in settings {
                    let text = self
                        .bound_value(setting)
                        .and_then(|(site, value)| text_of(self.world, site, &value, None).ok());
                    let module = text.and_then(|text| self.module_named(site, &text));
                    match module {
                        Some(module) if self.binds(module, &lists.name) => {
                            let key = self.list_of_module(module, description, &lists.name);
                            self.graph.roots.insert(key);
                        }
                        _ => {
                            let why = Name::from(format!(
                                "the module that `{}` names is not in the workspace",
                                lists.root_setting
                            ));
                            let place = self.world.place(setting);
                            self.graph.unresolved.push((place, why));
                        }
                    }
                }
            }
        }
    }

    fn binds(&self, file: FileId, name: &str) -> bool {
        self.world
            .env(file)
            .is_some_and(|env| env.declarations().any(|(own, _)| own == name))
    }

    /// The module with this full name, seen from a file.
    pub(super) fn module_named(&self, site: Site, path: &str) -> Option<FileId> {
        let target = Target::Imported(Imported::of(path, Name::new(path)));
        match self.world.index.resolve_target(site.file, &target) {
            Resolved::Module(file) => Some(file),
            _ => None,
        }
    }

    /// The router that a module's list of that name is. Everything that is ever put into it counts.
    pub(super) fn list_of_module(&mut self, file: FileId, description: usize, name: &str) -> Key {
        let site = Site {
            file,
            scope: Scope::Module,
        };
        let key = Key {
            site,
            name: Name::from(format!("<list {name}>")),
        };
        if self.graph.nodes.contains_key(&key) {
            return key;
        }
        self.add_list(&key, description);
        for (place, value) in self.put_into(file, name) {
            self.list(&key, description, site, &value, place);
        }
        key
    }

    fn add_list(&mut self, key: &Key, description: usize) {
        let class = RouterRef {
            description,
            entry: usize::MAX,
        };
        let holds = Holds::Router {
            class,
            args: Args::default(),
            site: key.site,
        };
        self.add_node(key, holds);
    }

    /// Everything that is assigned or added to a name of a module.
    pub(super) fn put_into(&self, file: FileId, name: &str) -> Vec<(Place, Value)> {
        let Some(env) = self.world.env(file) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (index, item) in (0u32..).zip(&env.facts().items) {
            if item.parent.is_some() {
                continue;
            }
            let summary = &item.facts.summary;
            let at = ItemAt {
                item: index,
                start: item.span.start,
            };
            let mut add = |span: syntax::span::Span, value: Value| {
                let place = Place {
                    file,
                    span: span.shifted(item.span.start),
                };
                found.push((place, value.placed(at)));
            };
            for binding in &summary.bindings {
                if let (Some(own), Some(value)) = (&binding.name, binding.value)
                    && own == name
                {
                    add(binding.span, Value::read(&summary.exprs, value));
                }
            }
            for addition in summary.additions.iter().filter(|each| each.target == name) {
                add(addition.span, Value::read(&summary.exprs, addition.value));
            }
            for call in &summary.calls {
                let Some((callee, args)) = summary.exprs.call(call.call) else {
                    continue;
                };
                let args = Args::read(&summary.exprs, args);
                match split_last(&callee) {
                    (own, "append") if own == name => {
                        let entry = args.position(0).cloned();
                        add(call.span, Value::Items(entry.into_iter().collect()));
                    }
                    (own, "insert") if own == name => {
                        let entry = args.position(1).cloned();
                        add(call.span, Value::Items(entry.into_iter().collect()));
                    }
                    (own, "extend") if own == name => {
                        add(call.span, args.position(0).cloned().unwrap_or_default());
                    }
                    _ => {}
                }
            }
        }
        found
    }

    /// Registers a list of routes.
    pub(super) fn list(
        &mut self,
        key: &Key,
        description: usize,
        site: Site,
        routes: &Value,
        place: Place,
    ) {
        self.list_at(key, description, (site, routes), place, DEPTH);
    }

    fn list_at(
        &mut self,
        key: &Key,
        description: usize,
        (site, routes): (Site, &Value),
        place: Place,
        depth: u32,
    ) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        match routes {
            Value::Items(entries) => {
                for entry in entries {
                    self.entry(key, description, site, entry, place);
                }
            }
            Value::Template(parts) => {
                for part in parts {
                    self.list_at(key, description, (site, part), place, depth);
                }
            }
            Value::Call { callee, args, .. } if self.is_list_function(site, callee) => {
                let child = self.prefixed_list(key, description, site, callee, args);
                let key = child.as_ref().unwrap_or(key);
                let given: Vec<Value> = args
                    .iter()
                    .filter(|(name, _)| name.is_none())
                    .map(|(_, value)| value.clone())
                    .collect();
                for value in given {
                    match &value {
                        Value::Call { callee, .. } if !self.is_list_function(site, callee) => {
                            self.entry(key, description, site, &value, place);
                        }
                        _ => self.list_at(key, description, (site, &value), place, depth),
                    }
                }
            }
            Value::Path(_) | Value::Elsewhere(..) => {
                if let Some(child) = self.list_child(site, description, routes, depth) {
                    if child != *key {
                        self.put_below(key, &child);
                    }
                    return;
                }
                let (there, written) = self.written_out(site, routes);
                if written != *routes {
                    self.list_at(key, description, (there, &written), place, depth);
                }
            }
            _ => {}
        }
    }

    /// A list of its own for the entries of a function that puts a prefix in front of them.
    fn prefixed_list(
        &mut self,
        key: &Key,
        description: usize,
        site: Site,
        callee: &str,
        args: &Args,
    ) -> Option<Key> {
        let lists = &self
            .world
            .frameworks(site.file)
            .description(description)?
            .lists;
        let Meaning::Outside(path) = self.world.resolve(site, callee) else {
            return None;
        };
        let prefix = lists.prefixed.get(&path)?;
        if args.keyword(&lists.prefixed_unless) == Some(&Value::Bool(false)) {
            return None;
        }
        let child = Key {
            site,
            name: Name::from(format!("<list {}>", self.graph.order.len())),
        };
        self.add_list(&child, description);
        if let Some(node) = self.graph.nodes.get_mut(&child) {
            node.prefixes.push(Prefix {
                value: Value::Text(prefix.clone()),
                site,
                except: None,
            });
        }
        self.put_below(key, &child);
        Some(child)
    }

    fn is_list_function(&self, site: Site, callee: &str) -> bool {
        let frameworks = self.world.frameworks(site.file);
        matches!(self.world.resolve(site, callee), Meaning::Outside(path)
            if frameworks.roles(&path).iter().any(|role| matches!(role, RoleOf::ListFunction(_))))
    }

    /// One entry of a list: a route, or another list or router under a prefix.
    fn entry(&mut self, key: &Key, description: usize, site: Site, value: &Value, place: Place) {
        let Value::Call {
            callee, args, at, ..
        } = value
        else {
            return;
        };
        let Meaning::Outside(path) = self.world.resolve(site, callee) else {
            return;
        };
        let frameworks = self.world.frameworks(site.file);
        let lineage = frameworks.lineage(description);
        // The call's own place, where it is told.
        let place = Place {
            file: site.file,
            span: if at.is_empty() || place.span.is_empty() {
                place.span
            } else {
                *at
            },
        };
        let roles = frameworks.roles(&path);
        // The same function may write a route or a mount: what stands in it tells.
        let mount = roles.iter().find(|role| match role {
            RoleOf::MountValue(at, i) => {
                lineage.contains(at)
                    && mount_entry(frameworks, (*at, *i)).is_some_and(|entry| {
                        entry.include.is_empty() || self.includes(site, entry, args)
                    })
            }
            _ => false,
        });
        let is_route =
            |role: &&RoleOf| matches!(role, RoleOf::RouteValue(at, _) if lineage.contains(at));
        let role = mount.or_else(|| roles.iter().find(is_route));
        match role {
            Some(RoleOf::RouteValue(at, i)) => {
                let route = Route {
                    form: (*at, *i),
                    method: None,
                    args: args.clone(),
                    site,
                    decorated: None,
                    of: None,
                    wrapped: false,
                    place,
                };
                self.add_route(key, route);
            }
            Some(RoleOf::MountValue(at, i)) => {
                let form = (*at, *i);
                match mount_entry(frameworks, form) {
                    Some(entry) if !entry.include.is_empty() => {
                        self.include(key, form, entry, args, site, place);
                    }
                    _ => self.mount(key, form, args.clone(), (site, place), None),
                }
            }
            _ => {}
        }
    }

    /// Whether the argument where a handler would stand is another list or router.
    fn includes(&self, site: Site, entry: &MountForm, args: &Args) -> bool {
        let frameworks = self.world.frameworks(site.file);
        match args.get(&entry.child) {
            Some(Value::Call { callee, .. }) => {
                matches!(self.world.resolve(site, callee), Meaning::Outside(path)
                    if is_include(frameworks, &path))
            }
            Some(Value::Path(path)) => {
                let (object, last) = split_last(path);
                !object.is_empty() && entry.members.iter().any(|member| member == last)
            }
            Some(Value::Items(_)) => true,
            _ => false,
        }
    }

    fn include(
        &mut self,
        parent: &Key,
        form: (usize, usize),
        entry: &MountForm,
        args: &Args,
        site: Site,
        place: Place,
    ) {
        let value = match args.get(&entry.child) {
            Some(Value::Call { args, .. }) => args.position(0).or_else(|| args.keyword("arg")),
            other => other,
        };
        let Some(value) = value.cloned() else {
            return;
        };
        let child = self.list_child(site, form.0, &value, DEPTH);
        if child.is_none() {
            if let Some(why) = self.why_no_list(site, &value) {
                self.graph.unresolved.push((place, why));
            }
            return;
        }
        let mount = Mount {
            form,
            args: args.clone(),
            site,
            child,
            guards: Vec::new(),
            of: None,
            place,
        };
        self.add_mount(parent, mount);
    }

    /// Why a list cannot be told, if that matters: those of libraries do not.
    fn why_no_list(&self, site: Site, value: &Value) -> Option<Name> {
        match value {
            Value::Text(text) => {
                let first = text.split('.').next().unwrap_or("");
                self.module_named(site, first)
                    .map(|_| Name::from(format!("there is no module `{text}`")))
            }
            Value::Path(path) => match self.world.resolve(site, path) {
                Meaning::Outside(_) | Meaning::OutsideInstance(_) | Meaning::Instance(_) => None,
                _ => {
                    let (object, _) = split_last(path);
                    let of_library = !object.is_empty()
                        && match self.world.resolve(site, object) {
                            Meaning::Outside(_) | Meaning::OutsideInstance(_) => true,
                            meaning => self.world.class_of(&meaning).is_some(),
                        };
                    (!of_library).then(|| Name::from(format!("it cannot be told what `{path}` is")))
                }
            },
            Value::Items(items) => self.why_no_list(site, items.first()?),
            _ => Some(Name::new("what is included is computed")),
        }
    }

    /// The router that a list, a module with one, or a router's member stands for.
    fn list_child(
        &mut self,
        site: Site,
        description: usize,
        value: &Value,
        depth: u32,
    ) -> Option<Key> {
        let depth = depth.checked_sub(1)?;
        let frameworks = self.world.frameworks(site.file);
        let name = frameworks.description(description)?.lists.name.clone();
        match value {
            Value::Text(text) => {
                let module = self.module_named(site, text)?;
                let bound = self.binds(module, &name);
                bound.then(|| self.list_of_module(module, description, &name))
            }
            Value::Elsewhere(from, path) => {
                self.list_child(*from, description, &Value::Path(path.clone()), depth)
            }
            Value::There(from, value) => self.list_child(*from, description, value, depth),
            Value::Path(path) => {
                if let Some(key) = self.key_of(site, path)
                    && self.class_of(&key).is_some()
                {
                    return Some(key);
                }
                // A list of this module, also one that is put together in several steps.
                if self.binds(site.file, path) && site.scope == Scope::Module {
                    return Some(self.list_of_module(site.file, description, path));
                }
                match self.world.resolve(site, path) {
                    Meaning::Module(file) => {
                        let bound = self.binds(file, &name);
                        bound.then(|| self.list_of_module(file, description, &name))
                    }
                    Meaning::Declared(symbol)
                        if matches!(symbol.symbol.part, Part::Binding(_))
                            && self.world.owner(symbol).is_none() =>
                    {
                        let name = self.world.name(symbol);
                        Some(self.list_of_module(symbol.file, description, &name))
                    }
                    _ => None,
                }
            }
            // `(patterns, namespace)`.
            Value::Items(items) => match items.as_slice() {
                [
                    first @ (Value::Path(_) | Value::Items(_) | Value::Text(_)),
                    Value::Text(_),
                ] => self.list_child(site, description, first, depth),
                _ => Some(self.anonymous_list(site, description, value)),
            },
            Value::Template(_) => Some(self.anonymous_list(site, description, value)),
            Value::Call { callee, .. } if self.is_list_function(site, callee) => {
                Some(self.anonymous_list(site, description, value))
            }
            Value::Call { .. } => {
                let key = self.key_of_value(site, value)?;
                self.class_of(&key).is_some().then_some(key)
            }
            _ => None,
        }
    }

    fn anonymous_list(&mut self, site: Site, description: usize, value: &Value) -> Key {
        let key = Key {
            site,
            name: Name::from(format!("<list {}>", self.graph.order.len())),
        };
        self.add_list(&key, description);
        let place = Place {
            file: site.file,
            span: syntax::span::Span::default(),
        };
        self.list(&key, description, site, value, place);
        key
    }
}

fn is_include(frameworks: &Frameworks, path: &str) -> bool {
    let roles = frameworks.roles(path);
    roles.iter().any(|role| matches!(role, RoleOf::Include(..)))
}
