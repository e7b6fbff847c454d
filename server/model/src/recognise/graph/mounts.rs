//! Routers put under others, by calls, by lists and by functions that are called with them; it makes no
//! routers but those.

use syntax::facts::{Name, ParamKind};
use syntax::span::Span;

use super::forms::{form_named, mount_entry, router_entry};
use super::written::{LISTS, Pass};
use super::{Builder, Call, ErrorHandler, Holds, Key, Middleware, Mount, RouterRef};
use crate::framework::{Covers, Form, MountForm, RoleOf};
use crate::place::{FileId, Place};
use crate::recognise::local::{
    Decorated, Scope, function_inside, signature_in, split_last, written_function,
};
use crate::recognise::order::Reach;
use crate::recognise::text::text_of;
use crate::recognise::value::{Args, Value};
use crate::recognise::world::{Meaning, Site};
use crate::symbol::{Part, SymbolRef};
use crate::tables::Builtins;

impl Builder<'_> {
    pub(super) fn mount(
        &mut self,
        parent: &Key,
        form: (usize, usize),
        args: Args,
        (site, place): (Site, Place),
        of: Option<Call>,
    ) {
        let frameworks = self.world.frameworks(site.file);
        let Some(entry) = mount_entry(frameworks, form) else {
            return;
        };
        let args = if entry.optional_prefix
            && !self.first_is_text(site, &args)
            && !self.first_is_given_as_text(site, place, &args)
        {
            args.without_first()
        } else {
            args
        };
        let mount = Mount {
            form,
            args,
            site,
            child: None,
            guards: Vec::new(),
            of,
            place,
        };
        if !entry.function.is_empty() {
            self.mount_function(parent, entry, mount);
        } else if entry.child.takes_several() {
            self.mount_several(parent, entry, mount);
        } else {
            self.mount_one(parent, entry, mount);
        }
    }

    fn mount_one(&mut self, parent: &Key, entry: &MountForm, mount: Mount) {
        let (site, place) = (mount.site, mount.place);
        let Some(value) = mount.args.get(&entry.child).cloned() else {
            if let Some(routes) = mount.args.get(&entry.routes).cloned() {
                let key = Key {
                    site,
                    name: Name::from(format!("<in {}>", place.span.start)),
                };
                self.add_node(&key, Holds::Nothing);
                self.list(&key, mount.form.0, site, &routes, place);
                let child = Some(key);
                self.add_mount(parent, Mount { child, ..mount });
            } else {
                let why = Name::new("it is not told which router is mounted");
                self.graph.unresolved.push((place, why));
            }
            return;
        };
        let child = self.key_of_value(site, &value);
        let is_told = self.class_of(parent).is_some();
        let is_nothing = child.as_ref().is_some_and(|child| {
            let holds = self.holds(&self.end_of(child));
            is_told && !entry.application && matches!(holds, Holds::Nothing)
        });
        let why = match is_nothing {
            true => Some(Name::new("it cannot be told which router is mounted")),
            false => self.why_no_router(entry, child.as_ref()),
        };
        let Some(why) = why else {
            self.add_mount(parent, Mount { child, ..mount });
            return;
        };
        // A list of routers, wherever it is written.
        let listed = match self.items_of(site, &value, LISTS) {
            Some(items) if !entry.application => items,
            _ => {
                self.graph.unresolved.push((place, why));
                self.add_mount(parent, Mount { child, ..mount });
                return;
            }
        };
        for item in listed {
            let child = self.key_of_value(item.site, &item.value);
            if let Some(why) = self.why_no_router(entry, child.as_ref()) {
                self.graph.unresolved.push((place, why));
            }
            let of = mount.of.clone().or(item.of);
            self.add_mount(
                parent,
                Mount {
                    child,
                    of,
                    ..mount.clone()
                },
            );
        }
    }

    /// Why the routes of what is mounted are not known, if they are not.
    fn why_no_router(&self, entry: &MountForm, child: Option<&Key>) -> Option<Name> {
        match child {
            Some(key) => match self.holds(&self.end_of(key)) {
                Holds::Unknown(why) => Some(why),
                Holds::Outside(path) if !entry.application => Some(Name::from(format!(
                    "the routes of `{path}` are not in the workspace"
                ))),
                _ => None,
            },
            None if entry.application => None,
            None => Some(Name::new("it cannot be told which router is mounted")),
        }
    }

    /// `use("/x", auth, users, orders)`: the routers among the arguments, with the others before them.
    fn mount_several(&mut self, parent: &Key, entry: &MountForm, mount: Mount) {
        let given: Vec<Value> = mount.args.all(&entry.child).into_iter().cloned().collect();
        let mut values = Vec::new();
        for value in given.iter().chain(mount.args.rest()) {
            values.extend(self.listed(mount.site, entry, value));
        }
        let mut guards = Vec::new();
        let mut unresolved = Vec::new();
        let mut mounted = false;
        for (value, of) in values {
            let of = mount.of.clone().or(of);
            if let Some((form, args)) = self.mount_value(mount.site, &value) {
                mounted = true;
                self.mount(parent, form, args, (mount.site, mount.place), of);
                continue;
            }
            let key = self.key_of_value(mount.site, &value);
            let router = key.filter(|key| {
                let end = self.end_of(key);
                self.class_of(key).is_some() || self.holds(&end).may_be_given()
            });
            match router {
                Some(key) => {
                    mounted = true;
                    let child = Some(key);
                    let guards = guards.clone();
                    let mount = mount.clone();
                    self.add_mount(
                        parent,
                        Mount {
                            child,
                            guards,
                            of,
                            ..mount
                        },
                    );
                }
                None => {
                    self.report_lost(&mount, entry, &value);
                    let key = self.key_of_value(mount.site, &value);
                    unresolved.extend(self.why_no_router(entry, key.as_ref()));
                    guards.push(value);
                }
            }
        }
        if entry.guards.is_empty() {
            let spots = unresolved.into_iter().map(|why| (mount.place, why));
            self.graph.unresolved.extend(spots);
            return;
        }
        if mounted {
            return;
        }
        let below = { mount.args.get(&entry.prefix) }.filter(|value| **value != Value::Null);
        let below = below.map(|value| text_of(self.world, mount.site, value, None));
        if let Some(node) = self.graph.nodes.get_mut(parent) {
            node.middlewares.push(Middleware {
                covers: Covers::Later,
                // Whether a path that nothing tells is meant is not told.
                conditional: matches!(below, Some(Err(_))),
                by_name: false,
                guards,
                reach: Reach {
                    below: below
                        .and_then(Result::ok)
                        .and_then(|text| fixed_part(&text)),
                    ..Reach::default()
                },
                decorated: None,
                site: mount.site,
                place: mount.place,
                called_at: None,
            });
        }
    }

    /// A value that stands for a mount: `mount("/x", other)`.
    fn mount_value(&self, site: Site, value: &Value) -> Option<((usize, usize), Args)> {
        let Value::Call { callee, args, .. } = value else {
            return None;
        };
        let (Meaning::Outside(path) | Meaning::OutsideInstance(path)) =
            self.world.resolve(site, callee)
        else {
            return None;
        };
        let form = self
            .world
            .frameworks(site.file)
            .role(&path, |role| match role {
                RoleOf::MountValue(at, i) => Some((at, i)),
                _ => None,
            })?;
        Some((form, args.clone()))
    }

    /// Reports what is put below a path, or is asked for its routes, and cannot be told to be anything.
    fn report_lost(&mut self, mount: &Mount, entry: &MountForm, value: &Value) {
        let below = mount.args.get(&entry.prefix);
        let below = below.is_some_and(|prefix| *prefix != Value::Null);
        let frameworks = self.world.frameworks(mount.site.file);
        let (path, is_asked) = match value {
            Value::Path(path) => (path.as_str(), false),
            Value::Call { callee, .. } => {
                let (object, name) = split_last(callee);
                let gives = !object.is_empty() && frameworks.registering(name).gives_router;
                (object, gives)
            }
            _ => return,
        };
        let lost = (below && matches!(value, Value::Path(_))) || is_asked;
        let told = match self.world.resolve(mount.site, path) {
            Meaning::Unknown(_) => false,
            // A router, but not which one.
            Meaning::OutsideInstance(class) => {
                let roles = frameworks.roles(&class).iter();
                !(is_asked && { roles }.any(|role| matches!(role, RoleOf::Router(..))))
            }
            _ => true,
        };
        if lost && !told {
            let why = Name::from(format!("it cannot be told what `{path}` is"));
            self.graph.unresolved.push((mount.place, why));
        }
    }

    /// The values of a list, or those that a call of one of the form's lists stands for, each with the call that
    /// gives the list.
    fn listed(
        &mut self,
        site: Site,
        entry: &MountForm,
        value: &Value,
    ) -> Vec<(Value, Option<Call>)> {
        // What methods of a list give is the list: `routes!(list).layer(..)`.
        let mut at = (!entry.lists.is_empty()).then_some(value);
        while let Some(Value::Call {
            callee, args, on, ..
        }) = at
        {
            if on.is_none()
                && matches!(self.world.resolve(site, callee), Meaning::Outside(path)
                    | Meaning::OutsideInstance(path) if entry.lists.contains(&path))
            {
                return args
                    .iter()
                    .map(|(_, value)| (value.clone(), None))
                    .collect();
            }
            at = on.as_deref();
        }
        // A list that has a name.
        match value {
            Value::Path(_) | Value::Elsewhere(..) | Value::Call { .. } | Value::Template(_) => {
                match self.items_of(site, value, LISTS) {
                    Some(items) => { items.into_iter() }
                        .map(|item| (self.rebased(item.site, site, &item.value), item.of))
                        .collect(),
                    None => vec![(value.clone(), None)],
                }
            }
            _ => { value.items().iter() }
                .map(|item| (item.clone(), None))
                .collect(),
        }
    }

    /// `register(plugin, { prefix: "/x" })`: the function's parameter is a router below, or the same one.
    fn mount_function(&mut self, parent: &Key, entry: &MountForm, mount: Mount) {
        let (site, place) = (mount.site, mount.place);
        let Some(value) = mount.args.get(&entry.function).cloned() else {
            return;
        };
        if self.mount_folder(parent, entry, &mount, &value) {
            return;
        }
        let (file, function) = match self.function_of(site, &value, 4) {
            Ok(found) => found,
            Err(Some(why)) => {
                self.graph.unresolved.push((place, why));
                return;
            }
            Err(None) => return,
        };
        let Some(class) = self.class_of(parent) else {
            return;
        };
        let is_same = entry.same || self.is_wrapped(site, &value, &entry.unwraps, 4);
        let child = if is_same {
            parent.clone()
        } else {
            let child = self.made_by(site, place.span, class, &entry.gives);
            let mounted = Some(child.clone());
            self.add_mount(
                parent,
                Mount {
                    child: mounted,
                    ..mount.clone()
                },
            );
            child
        };
        let place = is_same.then_some(place);
        let position = entry.function_param;
        self.give(&child, class, (file, function), position, (site, place));
    }

    /// Whether a function is given by one of these.
    fn is_wrapped(&self, site: Site, value: &Value, by: &[Name], depth: u32) -> bool {
        let Some(depth) = depth.checked_sub(1).filter(|_| !by.is_empty()) else {
            return false;
        };
        let meaning = match value {
            Value::Call { callee, args, .. } => match self.world.loaded(site, callee, args) {
                Some(Meaning::Module(file)) => {
                    self.world.member_of(Meaning::Module(file), "default")
                }
                Some(meaning) => meaning,
                None => {
                    return matches!(self.world.resolve(site, callee), Meaning::Outside(path)
                        if by.contains(&path));
                }
            },
            Value::Path(path) => self.world.resolve(site, path),
            Value::Elsewhere(there, path) => self.world.resolve(*there, path),
            _ => return false,
        };
        let bound = match meaning {
            Meaning::Declared(symbol) => self.bound_value(symbol),
            _ => None,
        };
        bound.is_some_and(|(there, value)| self.is_wrapped(there, &value, by, depth))
    }

    /// Makes a router what the parameter of a function at this position holds.
    pub(super) fn give(
        &mut self,
        child: &Key,
        class: RouterRef,
        (file, function): (FileId, Decorated),
        position: usize,
        (site, place): (Site, Option<Place>),
    ) {
        let Some(given) = self.param_of(file, function, position) else {
            return;
        };
        let holds = self.holds(&given);
        if let (Holds::Param { .. } | Holds::Given { .. } | Holds::Nothing, Some(node)) =
            (holds, self.graph.nodes.get_mut(&given))
        {
            let class = Some(class);
            node.holds = match node.holds.clone() {
                Holds::Param {
                    function, position, ..
                } => Holds::Param {
                    function,
                    position,
                    class,
                    foreign: false,
                },
                _ => Holds::Given {
                    class,
                    foreign: false,
                },
            };
        }
        let call = match function {
            Decorated::Symbol(symbol) => Some(Call {
                function: SymbolRef { file, symbol },
                args: Args::default(),
                site,
                place,
            }),
            Decorated::Nested(..) => None,
        };
        if let Some(node) = self.graph.nodes.get_mut(child) {
            node.shares.push((given, call));
        }
    }

    /// The function that a value is, also one that is wrapped; else why it cannot be told, if that matters.
    pub(super) fn function_of(
        &self,
        site: Site,
        value: &Value,
        depth: u32,
    ) -> Result<(FileId, Decorated), Option<Name>> {
        let path = match value {
            Value::Function { item, function } => {
                let env = self.world.env(site.file).ok_or(None)?;
                let found = written_function(env, *item, *function).ok_or(None)?;
                return Ok((site.file, found));
            }
            Value::Elsewhere(from, path) => {
                return self.function_of(*from, &Value::Path(path.clone()), depth);
            }
            Value::There(from, value) => return self.function_of(*from, value, depth),
            Value::Path(path) => path,
            Value::Call { callee, args, .. } => {
                let depth = depth.checked_sub(1).ok_or(None)?;
                if let Some(module) = self.world.loaded(site, callee, args) {
                    return self.function_meant(module, callee, depth);
                }
                let inside = args
                    .iter()
                    .find_map(|(_, value)| self.function_of(site, value, depth).ok());
                return inside.ok_or(None);
            }
            Value::Module(file) => {
                return self.function_meant(Meaning::Module(*file), "default", depth);
            }
            Value::Member(object, name) => {
                let member = self
                    .world
                    .member_of(self.world.meaning_of(site, object), name);
                return self.function_meant(member, name, depth);
            }
            _ => return Err(Some(Name::new("the function that registers is computed"))),
        };
        let inside = site.scope.function().and_then(|outer| {
            let env = self.world.env(site.file)?;
            function_inside(env, outer, path)
        });
        if let Some(inside) = inside {
            return Ok((site.file, inside));
        }
        self.function_meant(self.world.resolve(site, path), path, depth)
    }

    /// The function that a name or a module loaded in place stands for.
    fn function_meant(
        &self,
        meaning: Meaning,
        written: &str,
        depth: u32,
    ) -> Result<(FileId, Decorated), Option<Name>> {
        match meaning {
            Meaning::Declared(symbol) if matches!(symbol.symbol.part, Part::Function(_)) => {
                Ok((symbol.file, Decorated::Symbol(symbol.symbol)))
            }
            Meaning::Declared(symbol) if depth > 0 => match self.bound_value(symbol) {
                Some((there, value)) => self.function_of(there, &value, depth - 1),
                None => Err(None),
            },
            // A module that is loaded in place gives what it exports by default.
            Meaning::Module(file) if depth > 0 => {
                let exported = self.value_of_module(file);
                self.function_meant(exported, written, depth - 1)
            }
            Meaning::Outside(_) | Meaning::OutsideInstance(_) => Err(None),
            _ => Err(Some(Name::from(format!(
                "it cannot be told what `{written}` is"
            )))),
        }
    }

    /// The class that a function without parameters gives: `() => Users`.
    pub(super) fn class_given(&self, file: FileId, function: Decorated) -> Option<SymbolRef> {
        let Decorated::Symbol(symbol) = function else {
            return None;
        };
        let (summary, _) = self.world.function(SymbolRef { file, symbol })?;
        let site = Site {
            file,
            scope: Scope::Module,
        };
        let path = summary.returns.first()?;
        match self.world.resolve(site, path) {
            Meaning::Declared(symbol) if matches!(symbol.symbol.part, Part::Type(_)) => {
                Some(symbol)
            }
            _ => None,
        }
    }

    /// The name of a function's parameter as one that may hold a router.
    fn param_of(&mut self, file: FileId, function: Decorated, at: usize) -> Option<Key> {
        let head = signature_in(self.world, file, function)?;
        let param = head
            .params
            .iter()
            .filter(|param| param.kind != ParamKind::Receiver)
            .nth(at)?;
        let scope = match function {
            Decorated::Symbol(symbol) => Scope::Function(symbol),
            Decorated::Nested(outer, index) => Scope::Nested(outer, index),
        };
        let key = Key {
            site: Site { file, scope },
            name: param.name.clone(),
        };
        self.ensure(&key);
        Some(key)
    }

    /// The router that a call makes, once for each call.
    pub(super) fn made_by(&mut self, site: Site, at: Span, parent: RouterRef, gives: &str) -> Key {
        let key = Key {
            site,
            name: Name::from(format!("<made at {}..{}>", at.start, at.end)),
        };
        if !self.graph.nodes.contains_key(&key) {
            let frameworks = self.world.frameworks(site.file);
            let class = form_named(frameworks, parent.description, gives).unwrap_or(parent);
            let holds = Holds::Router {
                class,
                args: Args::default(),
                site,
            };
            self.add_node(&key, holds);
            if let Some(node) = self.graph.nodes.get_mut(&key) {
                node.made_at = Some(at);
            }
        }
        key
    }

    /// Mounts a router that is made in a loop once for each pass.
    pub(super) fn repeat(&mut self, parent: &Key, child: &Key, at: Span, passes: Vec<Pass>) {
        let Some(node) = self.graph.nodes.get_mut(parent) else {
            return;
        };
        let mut mounts = node.mounts.iter();
        let own = |mount: &Mount| mount.child.as_ref() == Some(child) && mount.place.span == at;
        let Some(position) = mounts.position(own) else {
            return;
        };
        let once = node.mounts.remove(position);
        let all = passes.into_iter().map(|pass| Mount {
            args: pass.args,
            of: pass.of,
            ..once.clone()
        });
        node.mounts.extend(all);
    }

    pub(super) fn add_mount(&mut self, parent: &Key, mount: Mount) {
        if let Some(node) = self.graph.nodes.get_mut(parent) {
            node.mounts.push(mount);
        }
    }

    /// Puts a router below another, as it is.
    pub(super) fn put_below(&mut self, parent: &Key, child: &Key) {
        let parent = self.end_of(parent);
        if let Some(node) = self.graph.nodes.get_mut(&parent)
            && !node.below.contains(child)
        {
            node.below.push(child.clone());
        }
    }

    /// Whether the first argument is a path, or a list of paths.
    fn first_is_text(&self, site: Site, args: &Args) -> bool {
        args.position(0).is_some_and(|first| {
            let mut items = first.items().iter().peekable();
            items.peek().is_some()
                && items.all(|item| {
                    text_of(self.world, site, item, None).is_ok()
                        || (args.position(1).is_some() && self.names_a_path(site, item))
                })
        })
    }

    /// Whether callers give a path for what stands in front of a router.
    fn first_is_given_as_text(&mut self, site: Site, place: Place, args: &Args) -> bool {
        let (Some(first @ Value::Path(_)), Some(_)) = (args.position(0), args.position(1)) else {
            return false;
        };
        let given = self.given_by_callers(site, place, first);
        let is_text =
            |(site, value): &(Site, Value)| text_of(self.world, *site, value, None).is_ok();
        !given.is_empty() && given.iter().all(is_text)
    }

    /// Whether what is given in front of a router can only be a path, though not which one: a text that is put
    /// together, or what nothing tells and is called a path.
    fn names_a_path(&self, site: Site, value: &Value) -> bool {
        let name = match value {
            Value::Template(_) => return true,
            Value::Path(path) => match self.written_out(site, value) {
                (_, Value::Template(_)) => return true,
                _ => path.clone(),
            },
            Value::Call { args, .. } => match args.position(0) {
                Some(Value::Text(name)) => name.clone(),
                _ => return false,
            },
            _ => return false,
        };
        let is_untold = match self.world.meaning_of(site, value) {
            Meaning::Unknown(_) | Meaning::OutsideInstance(_) => true,
            Meaning::Declared(symbol) => matches!(symbol.symbol.part, Part::Binding(_)),
            // What everything can see and add to.
            _ => self.world.env(site.file).is_some_and(|env| {
                let globals = &Builtins::of(env.facts().language).globals;
                name.split_once('.')
                    .is_some_and(|(object, _)| globals.contains(object))
            }),
        };
        is_untold && sounds_like_a_path(&name)
    }

    /// Reads the lists of routes that constructors were given.
    pub(super) fn constructed(&mut self) {
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
            let children = entry.map(|entry| args.all(&entry.children));
            let children = children.into_iter().flatten().flat_map(Value::items);
            let mut children: Vec<(Site, Value)> =
                children.map(|child| (site, child.clone())).collect();
            let mut lost = false;
            if entry.is_some_and(|entry| entry.children.takes_several()) {
                for rest in args.rest() {
                    match self.items_of(site, rest, LISTS) {
                        Some(items) => {
                            children.extend(items.into_iter().map(|item| (item.site, item.value)));
                        }
                        None => lost = true,
                    }
                }
            }
            for (site, child) in children {
                match self.key_of_value(site, &child) {
                    Some(child) => {
                        let child = self.end_of(&child);
                        self.put_below(&key, &child);
                    }
                    None => lost = true,
                }
            }
            if lost {
                let why = Name::new("it cannot be told which router is mounted");
                self.graph.unresolved.push((place, why));
            }
            let parent = entry.and_then(|entry| args.get(&entry.below)).cloned();
            if let Some(parent) = parent.and_then(|parent| self.key_of_value(site, &parent)) {
                self.put_below(&parent, &key);
            }
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
}

/// The part of a path before what stands for anything, if there is one.
fn fixed_part(path: &str) -> Option<Name> {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    let fixed = segments.take_while(|segment| !segment.contains(['*', '(']));
    let fixed: Vec<String> = fixed.map(|segment| format!("/{segment}")).collect();
    (!fixed.is_empty()).then(|| Name::from(fixed.concat()))
}

/// Whether the last word of a name is one for paths: `basePath`, `API_PREFIX`.
fn sounds_like_a_path(name: &str) -> bool {
    let lower = name.to_lowercase();
    let last = lower.trim_end_matches(|letter: char| !letter.is_alphanumeric());
    let words = [
        "path", "prefix", "url", "uri", "base", "root", "route", "endpoint",
    ];
    words.iter().any(|word| last.ends_with(word))
}
