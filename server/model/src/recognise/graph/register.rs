//! What each candidate registers, on which router; it makes no routers.

use syntax::facts::{Name, Param, ParamKind, TypeDeclKind};

use super::forms::{Does, form_of, mount_entry, route_entry, router_entry};
use super::parts::class_marks_key;
use super::written::{Pass, place_of_item};
use super::{
    Builder, Call, ErrorHandler, Holds, Key, Middleware, Prefix, Route, RouterRef, Version,
};
use crate::framework::{Covers, Form, MiddlewareForm, MountForm, RoleOf, RolePart};
use crate::place::{FileId, Place};
use crate::recognise::composed::composed;
use crate::recognise::handlers::let_through;
use crate::recognise::local::{Around, Candidate, Decorated, Scope, split_last};
use crate::recognise::order::Reach;
use crate::recognise::text::text_of;
use crate::recognise::value::{Args, CHOSEN, Value};
use crate::recognise::world::{Meaning, Site};
use crate::symbol::{Part, SymbolRef};

/// A router whose class nothing tells.
const UNTOLD: usize = usize::MAX;

impl Builder<'_> {
    /// Registers a decorator that belongs to no router.
    pub(super) fn mark(&mut self, file: FileId, candidate: &Candidate) {
        let (site, place) = place_of(file, candidate);
        let Some(Decorated::Symbol(symbol)) = candidate.decorated else {
            return;
        };
        let symbol = SymbolRef { file, symbol };
        if candidate.alone {
            if let Some(found) = self.named_route(site, candidate, Form::Mark) {
                self.add_mark(
                    candidate,
                    symbol,
                    site,
                    place,
                    found,
                    candidate.args.clone(),
                );
            }
            return;
        }
        for part in composed(self.world, site, &candidate.callee, candidate.args.clone()) {
            if let Some(found) = self.route_at(part.site, &part.path, Form::Mark) {
                self.add_mark(candidate, symbol, site, place, found, part.anchored_args());
            }
        }
    }

    fn add_mark(
        &mut self,
        candidate: &Candidate,
        symbol: SymbolRef,
        site: Site,
        place: Place,
        (form, method): ((usize, usize), Option<Name>),
        args: Args,
    ) {
        // What stands in a module written in place is a function like any other.
        let class = self.world.owner(symbol).filter(|class| {
            let found = self.world.class(*class);
            found.is_none_or(|found| found.decl.kind != TypeDeclKind::Namespace)
        });
        let key = match class {
            Some(class) => self
                .class_key(class, "self")
                .or_else(|| Some(self.marked(class_marks_key(class), form.0))),
            None => {
                let key = marks_key(symbol, &self.world.name(symbol));
                Some(self.marked(key, form.0))
            }
        };
        if let Some(key) = key {
            let route = Route {
                form,
                method,
                args,
                site,
                decorated: candidate.decorated,
                of: None,
                wrapped: false,
                place,
            };
            self.add_route(&key, route);
        }
    }

    /// The router that a function with marks is, or a class whose methods have some: it holds their routes.
    fn marked(&mut self, key: Key, description: usize) -> Key {
        if !self.graph.nodes.contains_key(&key) {
            let class = RouterRef {
                description,
                entry: UNTOLD,
            };
            let holds = Holds::Router {
                class,
                args: Args::default(),
                site: key.site,
            };
            self.add_node(&key, holds);
        }
        key
    }

    /// The form of a mark or of a library's function, and the HTTP method it stands for.
    fn named_route(
        &self,
        site: Site,
        candidate: &Candidate,
        wanted: Form,
    ) -> Option<((usize, usize), Option<Name>)> {
        if !candidate.alone {
            return None;
        }
        let meaning = match wanted {
            Form::Mark => self.world.decorator(site, &candidate.callee),
            _ => self.world.resolve(site, &candidate.callee),
        };
        let (Meaning::Outside(path) | Meaning::OutsideInstance(path)) = meaning else {
            return None;
        };
        self.route_at(site, &path, wanted)
    }

    /// The same by the full path.
    fn route_at(
        &self,
        site: Site,
        path: &Name,
        wanted: Form,
    ) -> Option<((usize, usize), Option<Name>)> {
        let frameworks = self.world.frameworks(site.file);
        frameworks.role(path, |role| match role {
            RoleOf::NamedRoute(at, i) => {
                let form = frameworks.description(at)?.routes.get(i)?;
                let last = split_last(path).1;
                let method = form.names.get(path).or_else(|| {
                    let mut names = form.names.iter();
                    names
                        .find(|(name, _)| split_last(name).1 == last)
                        .map(|(_, method)| method)
                });
                let told = method.filter(|method| !method.is_empty()).cloned();
                (form.form == wanted).then_some(((at, i), told))
            }
            _ => None,
        })
    }

    /// Registers a candidate. False where it must wait: what a parameter holds is not told yet.
    pub(super) fn register(&mut self, file: FileId, candidate: &Candidate) -> bool {
        let (site, place) = place_of(file, candidate);
        if candidate.decorated.is_none()
            && let Some((form, method)) = self.named_route(site, candidate, Form::Function)
        {
            self.register_on_default(site, candidate, place, form, method);
            return true;
        }
        if candidate.alone && candidate.decorated.is_none() && self.makes_unbound(site, candidate) {
            let _ = self.key_of_value(site, &candidate.value());
            return true;
        }
        if self.waits(site, candidate) {
            return false;
        }
        let Some(key) = self.key_of_value(site, &candidate.receiver_value()) else {
            self.report_unknown(site, candidate, place);
            self.lose_child(site, candidate, place);
            return true;
        };
        if let Some(class) = self.class_of(&key) {
            self.register_on(site, candidate, place, &key, class);
            return true;
        }
        match self.holds(&self.end_of(&key)) {
            Holds::Param { .. } | Holds::Given { .. } => return false,
            Holds::Unknown(why)
                if candidate.decorated.is_some() && first_is_path(&candidate.args) =>
            {
                self.graph.unresolved.push((place, why));
            }
            _ => self.lose_child(site, candidate, place),
        }
        true
    }

    /// Whether a chain of calls begins with a parameter of which it is not told yet what it holds.
    fn waits(&mut self, site: Site, candidate: &Candidate) -> bool {
        let first = match candidate.on.as_deref() {
            Some(mut at) => {
                while let Value::Call { on: Some(on), .. } = at {
                    at = on;
                }
                match at {
                    Value::Call { callee, .. } => Name::new(split_last(callee).0),
                    _ => return false,
                }
            }
            // A name for what a method of the parameter gives: `const typed = app.withTypes()`.
            None => match self.bound_to_method(site, candidate.receiver()) {
                Some(object) => object,
                None => return false,
            },
        };
        let key = self.key_of(site, &first).filter(|_| !first.is_empty());
        key.is_some_and(|key| {
            let holds = self.holds(&self.end_of(&key));
            matches!(holds, Holds::Param { .. } | Holds::Given { .. })
                && self.class_of(&key).is_none()
        })
    }

    /// The object of whose method a name of a function holds the result, where that may be a router.
    fn bound_to_method(&self, site: Site, name: &str) -> Option<Name> {
        let function = SymbolRef {
            file: site.file,
            symbol: site.scope.function()?,
        };
        let (summary, _) = self.world.function(function)?;
        let mut calls = summary.calls.iter();
        let call = calls.find(|call| call.bound.as_deref() == Some(name))?;
        let (object, method) = split_last(&call.callee);
        let frameworks = self.world.frameworks(site.file);
        let gives = !object.is_empty() && object != name && frameworks.may_give_router(method);
        gives.then(|| Name::new(object))
    }

    /// Whether a call makes a router that need not be bound to a name.
    fn makes_unbound(&self, site: Site, candidate: &Candidate) -> bool {
        let frameworks = self.world.frameworks(site.file);
        let (Meaning::Outside(path) | Meaning::OutsideInstance(path)) =
            self.world.resolve(site, &candidate.callee)
        else {
            return false;
        };
        frameworks
            .role(&path, |role| match role {
                RoleOf::Router(description, entry) => {
                    router_entry(frameworks, RouterRef { description, entry })
                }
                _ => None,
            })
            .is_some_and(|entry| entry.unbound)
    }

    /// A router that is mounted on something unknown does not answer by itself.
    fn lose_child(&mut self, site: Site, candidate: &Candidate, place: Place) {
        if candidate.decorated.is_some() {
            return;
        }
        let frameworks = self.world.frameworks(site.file);
        let forms = frameworks.descriptions.iter();
        let mut forms = forms.flat_map(|(_, description)| &description.mounts);
        let form = forms.find(|form| form.name == candidate.name() && !form.child.is_empty());
        let Some(value) = form
            .and_then(|form| candidate.args.get(&form.child))
            .cloned()
        else {
            return;
        };
        let Some(child) = self.key_of_value(site, &value) else {
            return;
        };
        let class = self.class_of(&child);
        let entry = class.and_then(|class| router_entry(frameworks, class));
        if entry.is_some_and(|entry| entry.root && entry.needs_caller) {
            let why = Name::new("it cannot be told which router this one is mounted on");
            self.graph.unresolved.push((place, why));
            let end = self.end_of(&child);
            self.graph.lost.insert(end);
        }
    }

    /// Registers on a parameter whose class nothing tells, by the first description that knows the call.
    pub(super) fn register_open(&mut self, file: FileId, candidate: &Candidate) {
        let (site, place) = place_of(file, candidate);
        let Some(key) = self.key_of_value(site, &candidate.receiver_value()) else {
            return;
        };
        if !matches!(
            self.holds(&self.end_of(&key)),
            Holds::Param { foreign: false, .. }
        ) {
            return;
        }
        if candidate.name() == CHOSEN {
            let loops = candidate.loops.clone();
            for (told, of) in self.told(site, candidate, &loops, place) {
                self.register_untold(site, &told, place, &key, of);
            }
            return;
        }
        self.register_untold(site, candidate, place, &key, None);
    }

    fn register_untold(
        &mut self,
        site: Site,
        candidate: &Candidate,
        place: Place,
        key: &Key,
        of: Option<Call>,
    ) {
        let frameworks = self.world.frameworks(site.file);
        let mut classes = (0..frameworks.descriptions.len()).map(|description| RouterRef {
            description,
            entry: UNTOLD,
        });
        let found = classes.find(|class| match form_of(frameworks, *class, candidate) {
            Some(Does::Route(form, _)) => {
                form.0 == class.description && first_is_path(&candidate.args)
            }
            Some(Does::Mount(form, entry)) => {
                form.0 == class.description
                    && (entry.on.is_empty() || self.mounts_router(site, entry, candidate))
            }
            _ => false,
        });
        match found {
            Some(class) if of.is_some() => {
                let key = self.end_of(key);
                self.register_once(site, candidate, place, &key, class, of);
            }
            Some(class) => self.register_on(site, candidate, place, key, class),
            // A method of what nothing tells, named as one that registers.
            None if self.looks_like_a_route(site, candidate) => {
                let receiver = candidate.receiver();
                let why = Name::from(format!("it cannot be told what `{receiver}` is"));
                self.graph.unresolved.push((place, why));
            }
            None => {}
        }
    }

    /// Whether what a call would mount on something unknown is a router, or may be one.
    fn mounts_router(&mut self, site: Site, entry: &MountForm, candidate: &Candidate) -> bool {
        let given: Vec<Value> = { candidate.args.all(&entry.child).into_iter() }
            .chain(candidate.args.all(&entry.function))
            .chain(candidate.args.get(&entry.prefix))
            .cloned()
            .collect();
        given.iter().any(|value| match value {
            Value::Text(text) => text.starts_with('/'),
            Value::Function { .. } => true,
            value => self.key_of_value(site, value).is_some_and(|key| {
                let holds = self.holds(&self.end_of(&key));
                self.class_of(&key).is_some() || holds.may_be_given()
            }),
        })
    }

    /// Whether a method of what nothing tells registers a function at a path that is computed.
    fn looks_like_a_route(&self, site: Site, candidate: &Candidate) -> bool {
        if candidate.decorated.is_some() {
            return !candidate.args.is_empty();
        }
        let frameworks = self.world.frameworks(site.file);
        let forms = frameworks.descriptions.iter();
        let mut forms = forms.flat_map(|(_, description)| &description.routes);
        forms.any(|form| {
            let handler = candidate.args.get(&form.handler);
            form.form == Form::Call
                && form.names.contains_key(candidate.name())
                && handler.is_some_and(|handler| self.function_of(site, handler, 4).is_ok())
        })
    }

    /// Registers by a decorator of the project that is given a router's method: `@protected(router.get, "/x")`.
    pub(super) fn register_handed(&mut self, file: FileId, candidate: &Candidate) {
        let (site, place) = place_of(file, candidate);
        let Meaning::Declared(function) = self.world.resolve(site, &candidate.callee) else {
            return;
        };
        let Some((summary, exprs)) = self.world.function(function) else {
            return;
        };
        let params = summary.signature.params.iter();
        let params: Vec<&Param> = params
            .filter(|param| param.kind != ParamKind::Receiver)
            .collect();
        let given = |at: usize, param: &Param| match param.kind {
            ParamKind::Rest | ParamKind::KeywordRest => None,
            ParamKind::KeywordOnly => candidate.args.keyword(&param.name),
            _ => { candidate.args.keyword(&param.name) }.or_else(|| candidate.args.position(at)),
        };
        let at = place_of_item(self.world, function);
        let inside = Site {
            file: function.file,
            scope: Scope::Function(function.symbol),
        };
        // What its parameters stand for, and the method with the call that registers.
        let mut bound: Vec<(&Name, Value)> = Vec::new();
        let mut registers = None;
        for (position, param) in params.iter().enumerate() {
            let value = given(position, param).cloned();
            if let Some(Value::Path(path)) = &value
                && self.is_method_of_router(site, path)
            {
                let mut calls = summary.calls.iter();
                let call = calls.find(|call| call.callee == param.name);
                registers = call.map(|call| (path.clone(), call));
            }
            let default = || Some(Value::read(exprs, param.default?).placed(at));
            if let Some(value) = value.or_else(default) {
                bound.push((&param.name, value));
            }
        }
        let Some((callee, call)) = registers else {
            return;
        };
        let bound: Vec<(&Name, &Value)> =
            bound.iter().map(|(name, value)| (*name, value)).collect();
        let written = Args::of_call(&summary.calls, call).placed(at);
        let hands_on = params.iter().any(|param| {
            param.kind == ParamKind::KeywordRest && { written.named_rest().iter() }
                .any(|rest| matches!(rest, Value::Path(path) if *path == param.name))
        });
        let is_param = |name: &Name| params.iter().any(|param| param.name == *name);
        let mut args = written.each(|value| self.moved(inside, &bound, &value));
        if hands_on {
            args = args.or(&candidate.args.named(|name| !is_param(name)));
        }
        let registered = Candidate {
            callee,
            args,
            wrapped: true,
            ..candidate.clone()
        };
        if !self.register(file, &registered) {
            let why = Name::from(format!(
                "it cannot be told what `{}` is",
                registered.receiver()
            ));
            self.graph.unresolved.push((place, why));
        }
    }

    fn is_method_of_router(&mut self, site: Site, path: &str) -> bool {
        let (receiver, name) = split_last(path);
        let frameworks = self.world.frameworks(site.file);
        if receiver.is_empty() || !frameworks.registering(name).by_decorator {
            return false;
        }
        let key = self.key_of(site, receiver);
        key.is_some_and(|key| self.class_of(&key).is_some())
    }

    /// A value in a function as its caller sees it: with what the parameters stand for.
    fn moved(&self, from: Site, bound: &[(&Name, &Value)], value: &Value) -> Value {
        let put = Args::single(value.clone()).with(bound);
        match (value, put.position(0)) {
            (_, Some(put)) if put != value && !matches!(value, Value::Call { .. }) => put.clone(),
            (Value::Path(path), _) => Value::Elsewhere(from, path.clone()),
            (Value::Call { .. }, Some(put)) => Value::There(from, Box::new(put.clone())),
            (Value::Items(items), _) => {
                let items = items.iter();
                Value::Items(items.map(|item| self.moved(from, bound, item)).collect())
            }
            (other, _) => other.clone(),
        }
    }

    /// Registers on the one router that a library has.
    fn register_on_default(
        &mut self,
        site: Site,
        candidate: &Candidate,
        place: Place,
        form: (usize, usize),
        method: Option<Name>,
    ) {
        let frameworks = self.world.frameworks(site.file);
        let entry = frameworks
            .description(form.0)
            .and_then(|description| description.routers.iter().position(|router| router.root));
        let Some(entry) = entry else {
            return;
        };
        let key = Key {
            site: Site {
                scope: Scope::Module,
                ..site
            },
            name: Name::from(format!("<{}>", frameworks.name(form.0))),
        };
        if !self.graph.nodes.contains_key(&key) {
            let class = RouterRef {
                description: form.0,
                entry,
            };
            let holds = Holds::Router {
                class,
                args: Args::default(),
                site: key.site,
            };
            self.add_node(&key, holds);
        }
        let route = Route {
            form,
            method,
            args: candidate.args.clone(),
            site,
            decorated: None,
            of: None,
            wrapped: false,
            place,
        };
        self.add_route(&key, route);
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
        let does = form_of(self.world.frameworks(site.file), class, candidate);
        let loops = match &does {
            // The router that the call makes is mounted once for each pass.
            Some(Does::Mount(_, entry)) if entry.makes && entry.function.is_empty() => Vec::new(),
            Some(Does::Mount(..)) => candidate.loops.clone(),
            _ => self.loops_beyond(key, site, candidate),
        };
        if candidate.name() != CHOSEN && loops.is_empty() {
            self.register_once(site, candidate, place, key, class, None);
            return;
        }
        for (told, of) in self.told(site, candidate, &loops, place) {
            self.register_once(site, &told, place, key, class, of);
        }
    }

    /// The loops around a call, without those on each pass of which its router is made: it is mounted once for each
    /// already.
    fn loops_beyond(&self, key: &Key, site: Site, candidate: &Candidate) -> Vec<Around> {
        let made_at = self.graph.nodes.get(key).and_then(|node| node.made_at);
        let is_made_in = |each: &&Around| {
            key.site.file == site.file && made_at.is_some_and(|at| each.span.contains(at))
        };
        let loops = candidate.loops.iter().filter(|each| !is_made_in(each));
        loops.cloned().collect()
    }

    /// Registers what a call says on one pass of the loops around it, which may loop over what only one call of the
    /// function gives.
    fn register_once(
        &mut self,
        site: Site,
        candidate: &Candidate,
        place: Place,
        key: &Key,
        class: RouterRef,
        of: Option<Call>,
    ) {
        let frameworks = self.world.frameworks(site.file);
        let written = match form_of(frameworks, class, candidate) {
            Some(_) => None,
            None => self.with_maps(site, candidate),
        };
        let candidate = written.as_ref().unwrap_or(candidate);
        let Some(does) = form_of(frameworks, class, candidate) else {
            self.report_named_map(candidate, class, place);
            return;
        };
        match does {
            Does::Route(form, entry) => {
                let method = entry.names.get(candidate.name());
                let method = method.filter(|method| !method.is_empty());
                let route = Route {
                    form,
                    method: method.cloned(),
                    args: candidate.args.clone(),
                    site,
                    decorated: candidate.decorated,
                    of,
                    wrapped: candidate.wrapped,
                    place,
                };
                self.add_route(key, route);
            }
            Does::Mount(_, entry) if entry.makes && entry.function.is_empty() => {
                // The call itself is the router, wherever it is used.
                let made = self.key_of_value(site, &candidate.value());
                let passes = self.passes(site, &candidate.args, &candidate.loops);
                if let Some(made) = made
                    && passes.iter().any(|pass| pass.args != candidate.args)
                {
                    self.repeat(key, &made, candidate.span, passes);
                }
            }
            Does::Mount(_, entry) if !entry.into.is_empty() => {
                let parent = candidate.args.get(&entry.into).cloned();
                if let Some(parent) = parent.and_then(|parent| self.key_of_value(site, &parent)) {
                    self.put_below(&parent, key);
                }
            }
            Does::Mount(form, _) => {
                self.mount(key, form, candidate.args.clone(), (site, place), of);
            }
            Does::Prefix(entry) => {
                let value = candidate.args.get(&entry.prefix).cloned();
                if let (Some(value), Some(node)) = (value, self.graph.nodes.get_mut(key)) {
                    let except = candidate.args.get(&entry.except).cloned();
                    node.prefixes.push(Prefix {
                        value,
                        site,
                        except,
                    });
                }
            }
            Does::Only => {
                let only = candidate.args.position(0);
                let only = only.map_or_else(Vec::new, |value| let_through(self.world, site, value));
                if let Some(node) = self.graph.nodes.get_mut(key) {
                    node.only.extend(only);
                }
            }
            Does::Start => {
                if let Some(node) = self.graph.nodes.get_mut(key) {
                    node.started = true;
                }
            }
            Does::Version(form) => {
                if let Some(node) = self.graph.nodes.get_mut(key) {
                    node.versions.push(Version {
                        form,
                        args: candidate.args.clone(),
                        site,
                    });
                }
            }
            Does::Middleware(entry) => self.middleware(key, entry, candidate, site, place),
            Does::ErrorHandler(form) => self.graph.error_handlers.push(ErrorHandler {
                form,
                args: candidate.args.clone(),
                site,
                decorated: candidate.decorated,
            }),
        }
    }

    /// A call with the maps written out that its arguments name: `fastify.route(getUser)`.
    fn with_maps(&self, site: Site, candidate: &Candidate) -> Option<Candidate> {
        let args = candidate.args.mapped(|value| {
            let (there, written) = match value {
                Value::Path(_) => self.written_out(site, value),
                Value::Elsewhere(from, path) => self.written_out(*from, &Value::Path(path.clone())),
                _ => return value.clone(),
            };
            match written {
                Value::Map(_) => self.rebased(there, site, &written),
                _ => value.clone(),
            }
        });
        (args != candidate.args).then(|| Candidate {
            args,
            ..candidate.clone()
        })
    }

    /// Reports a route whose settings stand under a name that leads to none.
    fn report_named_map(&mut self, candidate: &Candidate, class: RouterRef, place: Place) {
        let frameworks = self.world.frameworks(place.file);
        let in_map = frameworks
            .description(class.description)
            .is_some_and(|description| {
                let mut routes = description.routes.iter();
                routes.any(|form| {
                    let mut parts = form.path.parts();
                    form.form == Form::Call
                        && form.names.contains_key(candidate.name())
                        && parts.any(|part| matches!(part, RolePart::Key { .. }))
                })
            });
        let first = candidate.args.position(0);
        if in_map && matches!(first, Some(Value::Path(_) | Value::Elsewhere(..))) {
            let why = Name::new("the settings of the route are not written out");
            self.graph.unresolved.push((place, why));
        }
    }

    /// The calls of the methods that a value names, one for each pass of the loops around.
    fn told(
        &mut self,
        site: Site,
        candidate: &Candidate,
        loops: &[Around],
        place: Place,
    ) -> Vec<(Candidate, Option<Call>)> {
        let mut found = Vec::new();
        for Pass { args, of, .. } in self.passes(site, &candidate.args, loops) {
            let Some(chosen) = args.keyword(CHOSEN) else {
                let told = Candidate {
                    args,
                    loops: Vec::new(),
                    ..candidate.clone()
                };
                found.push((told, of));
                continue;
            };
            match text_of(self.world, site, chosen, None) {
                Ok(method) => {
                    let told = Candidate {
                        callee: Name::from(format!("{}.{method}", candidate.receiver())),
                        args: args.without(CHOSEN),
                        loops: Vec::new(),
                        ..candidate.clone()
                    };
                    found.push((told, of));
                }
                // A path and a handler.
                Err(why) if args.iter().count() > 2 => self.graph.unresolved.push((place, why)),
                Err(_) => {}
            }
        }
        found
    }

    fn middleware(
        &mut self,
        key: &Key,
        entry: &MiddlewareForm,
        candidate: &Candidate,
        site: Site,
        place: Place,
    ) {
        let guards = candidate.args.all(&entry.guards);
        let guards = guards.into_iter().cloned().collect();
        if let Some(node) = self.graph.nodes.get_mut(key) {
            node.middlewares.push(Middleware {
                covers: entry.covers,
                conditional: entry.conditional,
                by_name: entry.by_name,
                guards,
                decorated: candidate.decorated,
                site,
                place,
                reach: Reach::default(),
                called_at: None,
            });
        }
    }

    /// Makes routes for all methods, behind which the same router has routes for some, what asks before those.
    pub(super) fn ask_before(&mut self) {
        for node in self.graph.nodes.values_mut() {
            let asks = |route: &Route| {
                let frameworks = self.world.frameworks(route.site.file);
                let entry = route_entry(frameworks, route.form).filter(|entry| entry.asks_before);
                entry.filter(|_| route.method.as_deref() == Some("ANY"))
            };
            let last = node.routes.iter().rposition(|route| asks(route).is_none());
            let Some(last) = last else {
                continue;
            };
            let (before, behind): (Vec<_>, Vec<_>) = { node.routes.drain(..).enumerate() }
                .partition(|(at, route)| *at < last && asks(route).is_some());
            node.routes
                .extend(behind.into_iter().map(|(_, route)| route));
            for (_, route) in before {
                let Some(entry) = asks(&route) else {
                    continue;
                };
                let guards = route.args.all(&entry.guards).into_iter();
                let guards = guards.chain(route.args.get(&entry.handler));
                node.middlewares.push(Middleware {
                    covers: Covers::Later,
                    conditional: false,
                    by_name: false,
                    guards: guards.cloned().collect(),
                    decorated: None,
                    site: route.site,
                    place: route.place,
                    reach: Reach::default(),
                    called_at: None,
                });
            }
        }
    }

    /// Gives routers what is asked by those that are mounted on them and answer nothing themselves:
    /// `app.use(checked)` after `checked = Router().use(auth)`.
    pub(super) fn pass_on(&mut self) {
        let mut found: Vec<(Key, Middleware)> = Vec::new();
        for (parent, node) in &self.graph.nodes {
            for mount in &node.mounts {
                let Some(child) = &mount.child else { continue };
                let end = self.graph.end_of(child);
                let Some(below) = self.graph.nodes.get(&end).filter(|_| end != *parent) else {
                    continue;
                };
                let frameworks = self.world.frameworks(mount.site.file);
                let prefix = mount_entry(frameworks, mount.form)
                    .and_then(|entry| mount.args.get(&entry.prefix))
                    .filter(|prefix| **prefix != Value::Null);
                let answers = !below.routes.is_empty()
                    || !below.mounts.is_empty()
                    || !below.shares.is_empty()
                    || !below.below.is_empty();
                if answers || prefix.is_some() || !matches!(below.holds, Holds::Router { .. }) {
                    continue;
                }
                found.extend(below.middlewares.iter().map(|asked| {
                    let asked = Middleware {
                        covers: Covers::Later,
                        called_at: Some((mount.site, mount.place)),
                        ..asked.clone()
                    };
                    (parent.clone(), asked)
                }));
            }
        }
        found.sort_by_key(|(key, asked)| (key.clone(), asked.called_at));
        for (parent, asked) in found {
            if let Some(node) = self.graph.nodes.get_mut(&parent) {
                node.middlewares.push(asked);
            }
        }
    }

    pub(super) fn add_route(&mut self, key: &Key, route: Route) {
        let args = self.with_named_list(&route);
        let route = Route {
            args: args.unwrap_or_else(|| route.args.clone()),
            ..route
        };
        if let Some(node) = self.graph.nodes.get_mut(key) {
            node.routes.push(route);
        }
    }

    /// The arguments of a route with the list written out that a name of its handler stands for:
    /// `const list = [auth, (req, res) => …]`.
    fn with_named_list(&self, route: &Route) -> Option<Args> {
        let entry = route_entry(self.world.frameworks(route.site.file), route.form)?;
        let handler = route.args.get(&entry.handler)?;
        if !matches!(handler, Value::Path(_) | Value::Elsewhere(..)) || route.decorated.is_some() {
            return None;
        }
        let (there, list) = self.written_out(route.site, handler);
        let Value::Items(items) = &list else {
            return None;
        };
        // Functions that are handed to each other, and no texts or maps.
        items
            .last()
            .filter(|last| self.function_of(there, last, 4).is_ok())?;
        let items = items.iter().map(|item| match item {
            Value::Path(path) => Value::Elsewhere(there, path.clone()),
            item => Value::There(there, Box::new(item.clone())),
        });
        let list = Value::Items(items.collect());
        Some(route.args.mapped(|value| match value == handler {
            true => list.clone(),
            false => value.clone(),
        }))
    }

    fn report_unknown(&mut self, site: Site, candidate: &Candidate, place: Place) {
        let looks_like_a_route = candidate.decorated.is_some() && first_is_path(&candidate.args);
        let receiver = candidate.receiver();
        let unknown = !receiver.is_empty()
            && matches!(self.world.resolve(site, receiver), Meaning::Unknown(_));
        if looks_like_a_route && unknown {
            let why = Name::from(format!("it cannot be told what `{receiver}` is"));
            self.graph.unresolved.push((place, why));
        }
    }
}

/// The name of the router that a function's marks are registered on.
pub(super) fn marks_key(function: SymbolRef, name: &str) -> Key {
    let at = match function.symbol.part {
        Part::Function(at) => at,
        _ => 0,
    };
    Key {
        site: Site {
            file: function.file,
            scope: Scope::Module,
        },
        name: Name::from(format!("<marks of {name} {}:{at}>", function.symbol.item)),
    }
}

fn place_of(file: FileId, candidate: &Candidate) -> (Site, Place) {
    let site = Site {
        file,
        scope: candidate.scope,
    };
    let place = Place {
        file,
        span: candidate.own,
    };
    (site, place)
}

fn first_is_path(args: &Args) -> bool {
    matches!(args.position(0), Some(Value::Text(text)) if text.is_empty() || text.starts_with('/'))
}
