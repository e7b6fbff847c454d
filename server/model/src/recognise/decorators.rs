//! What stands on handlers and their classes and asks who is there: decorators, fields, base classes, settings;
//! it never looks at what handlers are given.

use syntax::facts::{Decorator, Exprs, Name};

use super::answers::attribute;
use super::composed::composed;
use super::graph::bound_value;
use super::guards::{Guard, may_ask};
use super::handlers::{handler_class, method_mark};
use super::inject::{DEPTH, Injection, site_of};
use super::local::{Decorated, Scope, signature, split_last};
use super::routes::Routed;
use super::value::{Args, Value};
use super::world::{Meaning, Site};
use crate::framework::{RoleOf, sounds_like_guard};
use crate::index::Resolved;
use crate::place::{FileId, Place};
use crate::symbol::{Imported, Part, SymbolRef, Target};
use crate::things::FileRole;

impl Injection<'_> {
    /// What the decorators of a handler ask; those that stand above its registration do not stand before it.
    pub(super) fn decorators_of(
        &self,
        file: FileId,
        handler: Decorated,
        registered: Option<Place>,
    ) -> Vec<Guard> {
        let Some((head, exprs)) = self.world.env(file).and_then(|env| signature(env, handler))
        else {
            return Vec::new();
        };
        let (Decorated::Symbol(symbol) | Decorated::Nested(symbol, _)) = handler;
        let outer = SymbolRef { file, symbol };
        let is_below = |decorator: &&Decorator| {
            let place = self.world.place_in(outer, decorator.span);
            let head = self.world.place_in(outer, head.span);
            registered.is_none_or(|registered| {
                registered.file != file
                    || !head.span.contains(registered.span)
                    || place.span.start > registered.span.start
            })
        };
        let site = match handler {
            Decorated::Symbol(_) => Site {
                file,
                scope: self
                    .world
                    .owner(outer)
                    .map_or(Scope::Module, |class| Scope::Class(class.symbol)),
            },
            Decorated::Nested(..) => site_of(file, handler),
        };
        head.decorators
            .iter()
            .filter(is_below)
            .flat_map(|decorator| self.decorator_guards(site, decorator, exprs))
            .collect()
    }

    /// What a decorator asks, and what those ask that a function of the project puts together to it.
    fn decorator_guards(&self, site: Site, decorator: &Decorator, exprs: &Exprs) -> Vec<Guard> {
        let mut found = vec![self.decorator_guard(site, decorator, exprs)];
        if let Some(args) = &decorator.args {
            let args = Args::read(exprs, args);
            let parts = composed(self.world, site, &decorator.path, args);
            let parts = parts.into_iter().filter(|part| part.site != site);
            found.extend(parts.map(|part| {
                let value = Value::Call {
                    callee: part.callee,
                    args: part.args,
                    at: decorator.span,
                    on: None,
                };
                self.named_guard(part.site, &value)
            }));
        }
        found
    }

    /// Whether a decorator asks who is there. One of an unknown library does where it sounds like that.
    fn decorator_guard(&self, site: Site, decorator: &Decorator, exprs: &Exprs) -> Guard {
        let value = match &decorator.args {
            Some(args) => Value::Call {
                callee: decorator.path.clone(),
                args: Args::read(exprs, args),
                at: decorator.span,
                on: None,
            },
            None => Value::Path(decorator.path.clone()),
        };
        self.named_guard(site, &value)
    }

    /// What a function or value asks, or what it is given to adapt: `method_decorator(login_required)`,
    /// `asyncHandler(auth)`. Where that cannot be told, it may ask if it sounds like that; so may one of the project in
    /// which nothing was found that refuses.
    pub(super) fn named_guard(&self, site: Site, value: &Value) -> Guard {
        let own = self.own_guard(site, value);
        let Value::Call { args, .. } = value else {
            return own;
        };
        if let Guard::Is(_) = own {
            return own;
        }
        let mut result = own;
        for (_, inner) in args.iter() {
            let (Value::Path(path) | Value::Call { callee: path, .. }) = inner else {
                continue;
            };
            let may_be_asked = match self.world.resolve(site, path) {
                Meaning::Declared(symbol) => !matches!(symbol.symbol.part, Part::Type(_)),
                Meaning::Outside(_) => true,
                _ => false,
            };
            if !may_be_asked {
                continue;
            }
            match self.provider_guard(site, inner, 4) {
                Guard::Is(element) => return Guard::Is(element),
                _ if result == Guard::Not && sounds_like_guard(path) => result = may_ask(path),
                _ => {}
            }
        }
        result
    }

    fn own_guard(&self, site: Site, value: &Value) -> Guard {
        let path = match value {
            Value::Path(path) | Value::Call { callee: path, .. } => path.as_str(),
            _ => "",
        };
        // Whatever a value is called that is not seen here, it may ask.
        let is_unseen = matches!(value, Value::Path(path)
            if matches!(self.world.resolve(site, path), Meaning::OutsideInstance(_)));
        match self.provider_guard(site, value, DEPTH) {
            Guard::Unknown(_) if !is_unseen && !sounds_like_guard(path) => Guard::Not,
            Guard::Not if sounds_like_guard(path) => match self.world.resolve(site, path) {
                Meaning::Declared(symbol) if matches!(symbol.symbol.part, Part::Function(_)) => {
                    may_ask(path)
                }
                _ => Guard::Not,
            },
            guard => guard,
        }
    }

    /// The guards in fields of a class of handlers: `decorators = [login_required]`.
    pub(super) fn field_guards(&self, class: SymbolRef, route: &Routed) -> Vec<Guard> {
        let frameworks = self.world.frameworks(class.file);
        let lineage = self.world.lineage(class);
        let mut found = Vec::new();
        for path in &lineage.outside {
            // A base class that asks: `LoginRequiredMixin`.
            let asks = frameworks
                .roles(path)
                .iter()
                .any(|role| matches!(role, RoleOf::Guard(..)));
            if asks {
                found.push(Guard::Is(self.world.element(class)));
            }
        }
        if let Some(entry) = handler_class(self.world, frameworks, class) {
            let mut told = false;
            for field in &entry.guards_fields {
                let Some((site, value)) = attribute(self.world, class, field) else {
                    continue;
                };
                told = true;
                // By method: `method_decorators = {"get": [..]}`.
                let own = match &value {
                    Value::Map(_) => value
                        .entry(&route.method.to_ascii_lowercase())
                        .cloned()
                        .or_else(|| value.entry(&route.method).cloned()),
                    _ => Some(value),
                };
                for value in own.iter().flat_map(Value::items) {
                    for part in value.items() {
                        found.push(self.item_guard(site, part, route));
                    }
                }
            }
            if !told {
                found.extend(self.setting_guards(class.file, &entry.guards_setting, route));
            }
        }
        for ancestor in &lineage.own {
            let Some(own) = self.world.class(*ancestor) else {
                continue;
            };
            let site = Site {
                file: ancestor.file,
                scope: Scope::Module,
            };
            let exprs = &own.item.facts.summary.exprs;
            let decorators = own.decl.decorators.iter();
            found.extend(
                decorators.flat_map(|decorator| self.decorator_guards(site, decorator, exprs)),
            );
        }
        found
    }

    /// One guard of a list in a field or setting. Some let the requests of some methods through.
    pub(super) fn item_guard(&self, site: Site, value: &Value, route: &Routed) -> Guard {
        let path = match value {
            Value::Path(path) | Value::Call { callee: path, .. } => path,
            // All of them ask, or one lets through.
            Value::Either(parts) => {
                let mut guards = parts.iter().map(|part| self.item_guard(site, part, route));
                let first = guards.next().unwrap_or(Guard::Not);
                return guards.fold(first, |guard, other| match (guard, other) {
                    (Guard::Is(element), Guard::Is(_)) => Guard::Is(element),
                    (Guard::Not, _) | (_, Guard::Not) => Guard::Not,
                    (Guard::Unknown(why), _) | (_, Guard::Unknown(why)) => Guard::Unknown(why),
                });
            }
            Value::Items(parts) => {
                let guards = parts.iter().map(|part| self.item_guard(site, part, route));
                let mut guards: Vec<Guard> = guards.collect();
                let asks = guards
                    .iter()
                    .position(|guard| matches!(guard, Guard::Is(_)));
                let unknown = || {
                    guards
                        .iter()
                        .position(|guard| matches!(guard, Guard::Unknown(_)))
                };
                return match asks.or_else(unknown) {
                    Some(at) => guards.swap_remove(at),
                    None => Guard::Not,
                };
            }
            _ => return Guard::Unknown(Name::new("what asks who is there is computed")),
        };
        match self.world.resolve(site, path) {
            Meaning::Outside(path) if self.lets_through(site.file, &path, route) => Guard::Not,
            Meaning::Declared(class) if matches!(class.symbol.part, Part::Type(_)) => {
                self.class_guard(class, value, class, DEPTH)
            }
            _ => self.named_guard(site, value),
        }
    }

    fn lets_through(&self, file: FileId, path: &str, route: &Routed) -> bool {
        let frameworks = self.world.frameworks(file);
        let entry = frameworks.role(path, |role| match role {
            RoleOf::Guard(at, i) => frameworks.description(at)?.guards.get(i),
            _ => None,
        });
        entry.is_some_and(|entry| entry.open_to.contains(&route.method))
    }

    /// The guards that a setting names for all handlers: the setting's name, then the key in it.
    fn setting_guards(&self, file: FileId, setting: &[Name], route: &Routed) -> Vec<Guard> {
        let [name, key] = setting else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (site, value) in self.settings(name) {
            for path in value.entry(key).map(Value::items).unwrap_or_default() {
                let guard = match self.class_named(site, path) {
                    Some(Resolved::External(path)) if self.lets_through(file, &path, route) => {
                        Guard::Not
                    }
                    Some(Resolved::External(path)) => {
                        self.library_guard(site, &path, &Value::Path(path.clone()))
                    }
                    Some(Resolved::Project(class)) => {
                        let value = Value::Path(self.world.name(class));
                        self.class_guard(class, &value, class, DEPTH)
                    }
                    _ => Guard::Not,
                };
                found.push(guard);
            }
        }
        found
    }

    /// The values of a setting, wherever the project gives it one.
    fn settings(&self, name: &str) -> Vec<(Site, Value)> {
        let symbols = self.world.index.declared(name).into_iter();
        let sources = symbols.filter(|symbol| {
            let file = self.world.file(symbol.file);
            file.is_some_and(|file| file.role == FileRole::Source)
        });
        sources
            .filter_map(|symbol| bound_value(self.world, symbol))
            .collect()
    }

    /// The class that a text names by its full path.
    fn class_named(&self, site: Site, path: &Value) -> Option<Resolved> {
        let Value::Text(path) = path else {
            return None;
        };
        let (module, _) = path.rsplit_once('.')?;
        let target = Target::Imported(Imported::of(module, path.clone()));
        Some(self.world.index.resolve_target(site.file, &target))
    }

    /// What the classes that stand before all handlers ask. The project's own may look at the path first.
    pub(super) fn middleware_guards(&self, route: &Routed) -> Vec<Guard> {
        let frameworks = self.world.frameworks(route.site.file);
        let lineage = frameworks.lineage(route.description).into_iter();
        let names = lineage
            .filter_map(|at| frameworks.description(at))
            .flat_map(|description| &description.middleware_settings);
        let mut found = Vec::new();
        for (site, value) in names.flat_map(|name| self.settings(name)) {
            for path in value.items() {
                found.extend(match self.class_named(site, path) {
                    Some(Resolved::External(path)) => {
                        let guard = self.library_guard(site, &path, &Value::Path(path.clone()));
                        match guard {
                            Guard::Unknown(_) if !sounds_like_guard(split_last(&path).1) => None,
                            guard => Some(guard),
                        }
                    }
                    Some(Resolved::Project(symbol)) => self.own_middleware(symbol),
                    _ => None,
                });
            }
        }
        found
    }

    fn own_middleware(&self, symbol: SymbolRef) -> Option<Guard> {
        let name = self.world.name(symbol);
        let refuses =
            |function: SymbolRef| matches!(self.function_guard(function, DEPTH), Guard::Is(_));
        let asks = match self.world.class(symbol) {
            Some(class) => class.methods().any(|method| {
                refuses(SymbolRef {
                    file: symbol.file,
                    symbol: method.symbol,
                })
            }),
            None => refuses(symbol),
        };
        asks.then(|| may_ask(&name))
    }

    /// Whether a handler has a decorator by which everybody is let through.
    pub(super) fn is_open(&self, file: FileId, handler: Decorated) -> bool {
        let Some((head, _)) = self.world.env(file).and_then(|env| signature(env, handler)) else {
            return false;
        };
        let site = Site {
            file,
            scope: Scope::Module,
        };
        let frameworks = self.world.frameworks(file);
        head.decorators.iter().any(|decorator| {
            matches!(self.world.resolve(site, &decorator.path), Meaning::Outside(path)
                if frameworks.has_role(&path, RoleOf::OpenMark))
        })
    }

    /// Guards of a setting, for a function with a decorator to which it applies.
    pub(super) fn setting_guards_of_mark(
        &self,
        file: FileId,
        handler: Decorated,
        route: &Routed,
    ) -> Vec<Guard> {
        let Some((head, _)) = self.world.env(file).and_then(|env| signature(env, handler)) else {
            return Vec::new();
        };
        let site = Site {
            file,
            scope: Scope::Module,
        };
        let own = head.decorators.iter().any(|decorator| {
            let resolved = self.world.resolve(site, &decorator.path);
            let frameworks = self.world.frameworks(file);
            matches!(resolved, Meaning::Outside(path) if frameworks.role(&path, |role| match role {
                RoleOf::Guard(at, i) => frameworks.description(at)?.guards.get(i),
                _ => None,
            }).is_some_and(|entry| !entry.of.is_empty()))
        });
        if own {
            return Vec::new();
        }
        let marks = head
            .decorators
            .iter()
            .filter_map(|decorator| method_mark(self.world, site, &decorator.path));
        marks
            .flat_map(|mark| self.setting_guards(file, &mark.guards_setting, route))
            .collect()
    }
}
