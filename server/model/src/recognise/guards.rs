//! What lets nobody in unasked: among what handlers are given, and what stands before them; it joins no paths.

use rustc_hash::FxHashSet;
use syntax::facts::{ArgValue, CallFact, Name, TypeKind, TypeRef};

use super::answers::site_of_call;
use super::graph::route_entry;
use super::graph::{bound_value, named_value};
use super::handed::handed_to_framework;
use super::inject::{DEPTH, Injection, callee, given, site_of};
use super::local::{Decorated, Scope, calls_of, signature, split_last, written_function};
use super::order::{Guarded, Guarding};
use super::routes::Routed;
use super::text::text_of;
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::behaviour::{EffectKind, effect_kind};
use crate::framework::{Form, RoleOf, sounds_like_guard, sounds_like_limit, status_of_constant};
use crate::place::{FileId, Known, Place};
use crate::symbol::{Part, SymbolRef};
use crate::tables::Builtins;
use crate::things::Element;

/// Statuses that ask who is there or refuse one who is.
const GUARD_STATUSES: [u16; 2] = [401, 403];

/// Whether a provider is a guard.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Guard {
    Is(Element),
    Not,
    /// A library's, which cannot be told.
    Unknown(Name),
}

impl Injection<'_> {
    /// The guard among what a handler and the routers above it are given.
    pub fn auth(&self, file: FileId, handler: Option<Decorated>, route: &Routed) -> Known<Element> {
        let registered = Some(route.place).filter(|_| !self.is_marked(file, handler, route));
        let guards = &route.guards;
        let mut unknown = None;
        let mut take = |guard: Guard, certain: bool| match guard {
            Guard::Is(element) if certain => Some(element),
            Guard::Is(element) => {
                unknown.get_or_insert(Name::from(format!(
                    "it cannot be told whether `{}` is asked before this route",
                    element.name
                )));
                None
            }
            Guard::Unknown(why) => {
                unknown.get_or_insert(why);
                None
            }
            Guard::Not => None,
        };
        let lifting = handler.map_or_else(Vec::new, |handler| self.lifting(file, handler));
        for guarding in guards {
            if self.is_lifted(guarding, &lifting) {
                continue;
            }
            for guard in self.guards_of(guarding) {
                let certain = guarding.certain && !self.looks_at_path(guarding);
                if let Some(element) = take(guard, certain) {
                    return Known::Is(element);
                }
            }
        }
        if let Some(handler) = handler {
            if let Some(element) = take(self.head_guard(file, handler, DEPTH), true) {
                return Known::Is(element);
            }
            for guard in self.setting_guards_of_mark(file, handler, route) {
                if let Some(element) = take(guard, true) {
                    return Known::Is(element);
                }
            }
            for guard in self.decorators_of(file, handler, registered) {
                if let Some(element) = take(guard, true) {
                    return Known::Is(element);
                }
            }
            if let Some(element) = self.asked_by_handler(file, handler) {
                return Known::Is(element);
            }
            if let Some((site, value)) = &route.own_guards {
                for value in value.items() {
                    if let Some(element) = take(self.item_guard(*site, value, route), true) {
                        return Known::Is(element);
                    }
                }
            } else if let Decorated::Symbol(symbol) = handler
                && let Some(class) = class_of(self.world, SymbolRef { file, symbol })
            {
                let fields = self.field_guards(class, route);
                for guard in fields.into_iter().chain([self.view_guard(class)]) {
                    if let Some(element) = take(guard, true) {
                        return Known::Is(element);
                    }
                }
            }
        }
        if !handler.is_some_and(|handler| self.is_open(file, handler)) {
            for guard in self.middleware_guards(route) {
                if let Some(element) = take(guard, true) {
                    return Known::Is(element);
                }
            }
        }
        unknown.map_or(Known::Absent, Known::Unknown)
    }

    /// A function that a handler itself gives its request to, and whose refusal it hands on.
    fn asked_by_handler(&self, file: FileId, handler: Decorated) -> Option<Element> {
        let frameworks = self.world.frameworks(file);
        let env = self.world.env(file)?;
        let (head, _) = signature(env, handler)?;
        let is_request = |ty: &TypeRef| match self.world.annotated(file, ty) {
            Meaning::OutsideInstance(path) => {
                let mut roles = frameworks.roles(&path).iter();
                roles.any(|role| matches!(role, RoleOf::Request(_)))
            }
            _ => false,
        };
        let requests: Vec<&Name> = given(head)
            .filter(|param| param.ty.as_ref().is_some_and(is_request))
            .map(|param| &param.name)
            .collect();
        if requests.is_empty() {
            return None;
        }
        let site = site_of(file, handler);
        let (_, calls) = calls_of(env, handler)?;
        let handed = calls.into_iter().filter(|call| call.handed_on);
        let mut asked = handed.filter(|call| {
            let mut args = call.args.iter();
            args.any(|arg| matches!(&arg.value, ArgValue::Path(path) if requests.contains(&path)))
        });
        asked.find_map(|call| {
            // What makes something may refuse, too, and asks nobody for that.
            if effect_kind(split_last(&call.callee).1, true) == EffectKind::Command {
                return None;
            }
            let function = callee(self.world, site, call)?;
            match self.function_guard(function, DEPTH) {
                Guard::Is(element) => Some(element),
                _ => None,
            }
        })
    }

    /// The keys by which the decorators of a handler and of its class mark it as open: `@Public()`.
    fn lifting(&self, file: FileId, handler: Decorated) -> Vec<Value> {
        let frameworks = self.world.frameworks(file);
        let Decorated::Symbol(symbol) = handler else {
            return Vec::new();
        };
        if frameworks.asking().all(|entry| entry.lifted_by.is_empty()) {
            return Vec::new();
        }
        let function = SymbolRef { file, symbol };
        let module = Site {
            file,
            scope: Scope::Module,
        };
        let own = self.world.function(function);
        let own = own.map(|(summary, exprs)| (&summary.signature.decorators, exprs));
        let class = self
            .world
            .owner(function)
            .and_then(|class| self.world.class(class));
        let of_class = class
            .as_ref()
            .map(|class| (&class.decl.decorators, &class.item.facts.summary.exprs));
        let lifts = |site: Site, callee: &str| {
            matches!(self.world.resolve(site, callee), Meaning::Outside(path) | Meaning::OutsideInstance(path)
                if frameworks.asking().any(|entry| entry.lifted_by.contains(&path)))
        };
        let mut keys = Vec::new();
        for (decorators, exprs) in own.into_iter().chain(of_class) {
            for decorator in decorators {
                let args = decorator.args.as_deref().unwrap_or_default();
                if lifts(module, &decorator.path) {
                    keys.extend(
                        Args::read(exprs, args)
                            .position(0)
                            .map(|key| self.key(module, key)),
                    );
                    continue;
                }
                let Meaning::Declared(made) = self.world.resolve(module, &decorator.path) else {
                    continue;
                };
                // `const Public = () => SetMetadata(KEY, true)`, or the value of such a call.
                if let Some((summary, _)) = self.world.function(made) {
                    let site = Site {
                        file: made.file,
                        scope: Scope::Function(made.symbol),
                    };
                    for call in summary
                        .calls
                        .iter()
                        .filter(|call| lifts(site, &call.callee))
                    {
                        let args = Args::of_call(&summary.calls, call);
                        keys.extend(args.position(0).map(|key| self.key(site, key)));
                    }
                } else if let Some((there, Value::Call { callee, args, .. })) =
                    bound_value(self.world, made)
                    && lifts(there, &callee)
                {
                    keys.extend(args.position(0).map(|key| self.key(there, key)));
                }
            }
        }
        keys
    }

    /// A key as its text, or where it is declared.
    fn key(&self, site: Site, value: &Value) -> Value {
        match text_of(self.world, site, value, None) {
            Ok(text) => Value::Text(text.into()),
            Err(_) => value.clone(),
        }
    }

    /// Whether a guard reads one of the keys.
    fn is_lifted(&self, guarding: &Guarding, keys: &[Value]) -> bool {
        let Guarded::Value(Value::Path(path) | Value::Call { callee: path, .. }) = &guarding.what
        else {
            return false;
        };
        if keys.is_empty() {
            return false;
        }
        let class = match self.world.resolve(guarding.site, path) {
            Meaning::Declared(class) | Meaning::Instance(class) => class,
            _ => return false,
        };
        let frameworks = self.world.frameworks(guarding.site.file);
        frameworks.asking().any(|entry| {
            let Meaning::Declared(method) = self
                .world
                .member_of(Meaning::Instance(class), &entry.method)
            else {
                return false;
            };
            let Some((summary, _)) = self.world.function(method) else {
                return false;
            };
            let site = Site {
                file: method.file,
                scope: Scope::Function(method.symbol),
            };
            summary.calls.iter().any(|call| {
                let args = Args::of_call(&summary.calls, call);
                let first = args.position(0).map(|key| self.key(site, key));
                first.is_some_and(|key| keys.contains(&key))
            })
        })
    }

    /// What stands before a handler as guards: each item of a list, a marker's provider or itself.
    fn guards_of(&self, guarding: &Guarding) -> Vec<Guard> {
        match &guarding.what {
            Guarded::Function(file, decorated) => {
                vec![self.asked_guard(*file, *decorated)]
            }
            Guarded::Wrapper(value) => vec![self.named_guard(guarding.site, value)],
            Guarded::Value(value) => self
                .written_out(guarding.site, value)
                .into_iter()
                .map(|(site, value)| match self.marker_of(site, &value, None) {
                    Some(_) => self.marker_guard(site, &value, None, DEPTH),
                    None => self.named_guard(site, &value),
                })
                .collect(),
        }
    }

    /// A function that is asked before handlers.
    fn asked_guard(&self, file: FileId, decorated: Decorated) -> Guard {
        for guard in self.decorators_of(file, decorated, None) {
            if !matches!(guard, Guard::Not) {
                return guard;
            }
        }
        match decorated {
            Decorated::Symbol(symbol) => self.function_guard(SymbolRef { file, symbol }, DEPTH),
            Decorated::Nested(..) => {
                if self.refuses_itself(file, decorated) {
                    Guard::Is(self.world.decorated_element(file, decorated))
                } else {
                    Guard::Not
                }
            }
        }
    }

    /// Whether a handler is a method that a mark registers: the order of what stands on it means nothing.
    fn is_marked(&self, file: FileId, handler: Option<Decorated>, route: &Routed) -> bool {
        let Some(Decorated::Symbol(symbol)) = handler else {
            return false;
        };
        let frameworks = self.world.frameworks(route.site.file);
        let form = route_entry(frameworks, route.form).map(|entry| entry.form);
        form == Some(Form::Mark) && self.world.owner(SymbolRef { file, symbol }).is_some()
    }

    /// Whether what refuses here may first look at which route is meant.
    fn looks_at_path(&self, guarding: &Guarding) -> bool {
        let Guarded::Function(file, decorated) = guarding.what else {
            return guarding.conditional;
        };
        let by_decorator = self
            .decorators_of(file, decorated, None)
            .iter()
            .any(|guard| matches!(guard, Guard::Is(_)));
        guarding.conditional && !by_decorator
    }

    /// The items of a list of guards, where they are written.
    pub(super) fn written_out(&self, site: Site, value: &Value) -> Vec<(Site, Value)> {
        let named = match value {
            Value::Path(path) => self.world.declaration(site.file, path).and_then(|symbol| {
                let env = self.world.env(symbol.file)?;
                let exprs = &env.item(symbol.symbol)?.facts.summary.exprs;
                let value = Value::read(exprs, env.binding(symbol.symbol)?.value?);
                let there = Site {
                    file: symbol.file,
                    scope: Scope::Module,
                };
                Some((there, value))
            }),
            _ => None,
        };
        let (site, value) = named.unwrap_or_else(|| (site, value.clone()));
        value
            .items()
            .iter()
            .map(|item| (site, item.clone()))
            .collect()
    }

    /// The guard among the injected fields of a class of handlers.
    fn view_guard(&self, class: SymbolRef) -> Guard {
        let mut result = Guard::Not;
        for ancestor in &self.world.lineage(class).own {
            let Some(found) = self.world.class(*ancestor) else {
                continue;
            };
            let frameworks = self.world.frameworks(ancestor.file);
            let module = Site {
                file: ancestor.file,
                scope: Scope::Module,
            };
            let is_view = found.decl.decorators.iter().any(|decorator| {
                matches!(self.world.resolve(module, &decorator.path), Meaning::Outside(path)
                    if frameworks.roles(&path).iter().any(|role| matches!(role, RoleOf::ViewClass(_))))
            });
            if !is_view {
                continue;
            }
            for field in found.fields() {
                let exprs = &field.item.facts.summary.exprs;
                let default = field.fact.value.map(|id| (module, Value::read(exprs, id)));
                let ty = field.fact.ty.as_ref();
                let metadata = ty
                    .map(|ty| self.metadata(module, ty, exprs, 6))
                    .unwrap_or_default();
                for (site, value) in default.into_iter().chain(metadata) {
                    match self.marker_guard(site, &value, ty, DEPTH) {
                        Guard::Is(element) => return Guard::Is(element),
                        Guard::Unknown(why) => result = Guard::Unknown(why),
                        Guard::Not => {}
                    }
                }
            }
        }
        result
    }

    fn marker_guard(&self, site: Site, value: &Value, ty: Option<&TypeRef>, depth: u32) -> Guard {
        let Some(marked) = self.marker_of(site, value, ty) else {
            return Guard::Not;
        };
        let Some((site, provider)) = marked.provider else {
            return Guard::Not;
        };
        match self.provider_guard(site, &provider, depth) {
            Guard::Not | Guard::Unknown(_) if marked.marker.guard => {
                Guard::Is(self.written_element(site, &provider))
            }
            guard => guard,
        }
    }

    fn written_element(&self, site: Site, value: &Value) -> Element {
        let name = match value {
            Value::Path(path) => path,
            Value::Call { callee, .. } => callee,
            _ => &Name::default(),
        };
        match self.world.resolve(site, name) {
            Meaning::Declared(symbol) => self.world.element(symbol),
            _ => {
                let place = Place {
                    file: site.file,
                    span: syntax::span::Span::default(),
                };
                Element {
                    name: name.clone(),
                    place,
                    whole: place,
                }
            }
        }
    }

    pub(super) fn provider_guard(&self, site: Site, provider: &Value, depth: u32) -> Guard {
        let Some(depth) = depth.checked_sub(1) else {
            return Guard::Not;
        };
        let path = match provider {
            Value::Path(path) => path,
            Value::Elsewhere(there, path) => {
                return self.provider_guard(*there, &Value::Path(path.clone()), depth);
            }
            Value::Call { callee, .. } => callee,
            Value::Function { item, function } => {
                let env = self.world.env(site.file);
                let written = env.and_then(|env| written_function(env, *item, *function));
                return written.map_or(Guard::Not, |written| self.asked_guard(site.file, written));
            }
            _ => return Guard::Not,
        };
        let meaning = self.world.resolve(site, path);
        let is_name = matches!(provider, Value::Path(_));
        if is_name && matches!(meaning, Meaning::OutsideInstance(_) | Meaning::Unknown(_)) {
            if let Some((there, value)) = self.handed(site, path) {
                return self.provider_guard(there, &value, depth);
            }
            if let Meaning::OutsideInstance(outside) = &meaning
                && let guard @ Guard::Is(_) = self.library_guard(site, outside, provider)
            {
                return guard;
            }
            return Guard::Unknown(Name::from(format!(
                "it cannot be told what `{path}` asks for"
            )));
        }
        match meaning {
            Meaning::Declared(symbol) => match symbol.symbol.part {
                Part::Function(_) => self.function_guard(symbol, depth),
                Part::Type(_) => self.class_guard(symbol, provider, symbol, depth),
                _ => self.value_guard(symbol, depth),
            },
            Meaning::Instance(class) => self.class_guard(class, provider, class, depth),
            Meaning::Outside(outside) | Meaning::OutsideInstance(outside) => {
                self.library_guard(site, &outside, provider)
            }
            _ => Guard::Unknown(Name::from(format!(
                "it cannot be told what `{path}` asks for"
            ))),
        }
    }

    /// What a local name is bound to, or what values of a class are made with for a field.
    fn handed(&self, site: Site, path: &Name) -> Option<(Site, Value)> {
        if let Some(found) = named_value(self.world, site, path) {
            return Some(found);
        }
        let (object, name) = path.rsplit_once('.')?;
        let class = self.world.class_of(&self.world.resolve(site, object))?;
        let mut fields = self.world.class(class)?.fields();
        let position = fields.position(|field| field.fact.name == name)?;
        let made = self.world.made(class);
        let mut given = made.iter().filter_map(|(there, args)| {
            let value = args.keyword(name).or_else(|| args.position(position))?;
            Some((*there, value.clone()))
        });
        let first = given.next()?;
        given.all(|other| other.1 == first.1).then_some(first)
    }

    pub(super) fn library_guard(&self, site: Site, outside: &Name, provider: &Value) -> Guard {
        let frameworks = self.world.frameworks(site.file);
        let entry = frameworks.role(outside.trim_end_matches("()"), |role| match role {
            RoleOf::Guard(at, i) => frameworks.description(at)?.guards.get(i),
            _ => None,
        });
        if let Some(entry) = entry {
            if !entry.of.is_empty() {
                let Value::Call { args, .. } = provider else {
                    return Guard::Not;
                };
                let mut result = Guard::Not;
                for value in args.all(&entry.of).into_iter().flat_map(Value::items) {
                    match self.named_guard(site, value) {
                        Guard::Is(element) => return Guard::Is(element),
                        Guard::Unknown(why) => result = Guard::Unknown(why),
                        Guard::Not => {}
                    }
                }
                return result;
            }
            if entry.untold {
                return may_ask(outside);
            }
            let off = match provider {
                Value::Call { args, .. } => {
                    args.get(&entry.off) == Some(&Value::Bool(entry.off_when))
                }
                _ => false,
            };
            return if off {
                Guard::Not
            } else {
                Guard::Is(self.written_element(site, provider))
            };
        }
        let known = frameworks.describing(outside).next().is_some();
        if known || frameworks.lets_through(outside) {
            Guard::Not
        } else {
            may_ask(outside)
        }
    }

    /// A named value: `bearer = OAuth2PasswordBearer(...)`, `allow = RoleChecker("admin")`.
    fn value_guard(&self, symbol: SymbolRef, depth: u32) -> Guard {
        let Some((site, value)) = bound_value(self.world, symbol) else {
            return Guard::Not;
        };
        match self.provider_guard(site, &value, depth) {
            Guard::Is(_) => Guard::Is(self.world.element(symbol)),
            other => other,
        }
    }

    pub(super) fn class_guard(
        &self,
        class: SymbolRef,
        made: &Value,
        named: SymbolRef,
        depth: u32,
    ) -> Guard {
        if sounds_like_limit(&self.world.name(class)) {
            return Guard::Not;
        }
        let lineage = self.world.lineage(class);
        let frameworks = self.world.frameworks(class.file);
        let from_library = lineage.outside.iter().find_map(|path| {
            frameworks.role(path, |role| match role {
                RoleOf::Guard(at, i) => frameworks.description(at)?.guards.get(i),
                _ => None,
            })
        });
        if let Some(entry) = from_library {
            if entry.untold {
                return may_ask(&self.world.name(named));
            }
            let off = match made {
                Value::Call { args, .. } => {
                    args.get(&entry.off) == Some(&Value::Bool(entry.off_when))
                }
                _ => false,
            };
            if !off {
                return Guard::Is(self.world.element(named));
            }
        }
        for entry in frameworks.asking() {
            let asked = self
                .world
                .member_of(Meaning::Instance(class), &entry.method);
            if matches!(asked, Meaning::Declared(_)) {
                return Guard::Is(self.world.element(named));
            }
        }
        let mut result = Guard::Not;
        for name in ["__call__", "__init__"] {
            if let Meaning::Declared(method) = self.world.member_of(Meaning::Instance(class), name)
            {
                match self.function_guard(method, depth) {
                    Guard::Is(_) => return Guard::Is(self.world.element(named)),
                    Guard::Unknown(why) => result = Guard::Unknown(why),
                    Guard::Not => {}
                }
            }
        }
        result
    }

    /// Whether a function refuses requests, by itself or by what it is given.
    pub(super) fn function_guard(&self, function: SymbolRef, depth: u32) -> Guard {
        if let Some(known) = self.guards.borrow().get(&function) {
            return known.clone();
        }
        // A provider that leads to itself asks nothing more.
        self.guards.borrow_mut().insert(function, Guard::Not);
        let guard = self.new_function_guard(function, depth);
        self.guards.borrow_mut().insert(function, guard.clone());
        guard
    }

    fn new_function_guard(&self, function: SymbolRef, depth: u32) -> Guard {
        let element = || self.world.element(function);
        let own = self.head_guard(function.file, Decorated::Symbol(function.symbol), depth);
        if let Guard::Is(_) = own {
            return Guard::Is(element());
        }
        let Some((summary, _)) = self.world.function(function) else {
            return own;
        };
        if sounds_like_limit(&summary.signature.name) {
            return own;
        }
        let site = Site {
            file: function.file,
            scope: Scope::Function(function.symbol),
        };
        // A closure's own providers are calls in the function around it.
        for call in &summary.calls {
            if let Some(marker) = self.marker_named(site, &call.callee)
                && !marker.provider.is_empty()
            {
                let args = Args::of_call(&summary.calls, call);
                if let Some(provider) = args.get(&marker.provider)
                    && let Guard::Is(_) = self.provider_guard(site, provider, depth)
                {
                    return Guard::Is(element());
                }
            }
        }
        if self.makes_guard(site, &summary.calls, depth) {
            return Guard::Is(element());
        }
        if self.refuses(function, 3, &mut FxHashSet::default()) {
            return Guard::Is(element());
        }
        // It refuses, but with which status is not told.
        let calls: Vec<&CallFact> = summary.calls.iter().collect();
        let hands_on = !handed_to_framework(self.world, site, (summary, &calls)).is_empty();
        if hands_on
            && matches!(own, Guard::Not)
            && self
                .errors
                .raised_statuses(self.world, function, None)
                .is_empty()
        {
            let name = &summary.signature.name;
            return Guard::Unknown(Name::from(format!(
                "it cannot be told with which status `{name}` refuses"
            )));
        }
        // What it makes is of a class that only its own body knows.
        let made_unknown = summary.returns.iter().find(|path| {
            summary.calls.iter().any(|call| call.callee == **path)
                && matches!(self.world.resolve(site, path), Meaning::Unknown(_))
        });
        match (own, made_unknown) {
            (Guard::Not, Some(path)) => Guard::Unknown(Name::from(format!(
                "it cannot be told what `{path}` asks for"
            ))),
            (own, _) => own,
        }
    }

    /// Whether a function makes a value of a class that refuses requests when it is called.
    fn makes_guard(&self, site: Site, calls: &[CallFact], depth: u32) -> bool {
        calls.iter().any(|call| {
            let Meaning::Declared(class) = self.world.resolve(site, &call.callee) else {
                return false;
            };
            if !matches!(class.symbol.part, Part::Type(_)) {
                return false;
            }
            let made = self.world.member_of(Meaning::Instance(class), "__call__");
            match (made, depth.checked_sub(1)) {
                (Meaning::Declared(method), Some(depth)) => {
                    matches!(self.function_guard(method, depth), Guard::Is(_))
                }
                _ => false,
            }
        })
    }

    fn head_guard(&self, file: FileId, handler: Decorated, depth: u32) -> Guard {
        let Some((head, exprs)) = self.world.env(file).and_then(|env| signature(env, handler))
        else {
            return Guard::Not;
        };
        let site = site_of(file, handler);
        let mut result = Guard::Not;
        for param in given(head) {
            let Some(marked) = self.marked(site, param, exprs) else {
                match param
                    .ty
                    .as_ref()
                    .map(|ty| self.extractor_guard(file, ty, depth))
                {
                    Some(Guard::Is(element)) => return Guard::Is(element),
                    Some(Guard::Unknown(why)) => result = Guard::Unknown(why),
                    _ => {}
                }
                continue;
            };
            let Some((at, provider)) = &marked.provider else {
                continue;
            };
            match self.provider_guard(*at, provider, depth) {
                Guard::Is(element) => return Guard::Is(element),
                _ if marked.marker.guard => return Guard::Is(self.written_element(*at, provider)),
                Guard::Unknown(why) => result = Guard::Unknown(why),
                Guard::Not => {}
            }
        }
        result
    }

    /// Whether values of a type are taken from requests that tell who sends them: by the method that takes them,
    /// or, where no status is known, by what the type sounds like.
    fn extractor_guard(&self, file: FileId, ty: &TypeRef, depth: u32) -> Guard {
        let frameworks = self.world.frameworks(file);
        if let TypeKind::Named { path, .. } = &ty.kind
            && matches!(path.as_str(), "Option" | "Result")
        {
            return Guard::Not;
        }
        let site = Site {
            file,
            scope: Scope::Module,
        };
        let class = match self.world.annotated(file, ty) {
            Meaning::Instance(class) => class,
            Meaning::OutsideInstance(path) => {
                let mut roles = frameworks.roles(&path).iter();
                return if roles.any(|role| matches!(role, RoleOf::Guard(..))) {
                    Guard::Is(self.written_element(site, &Value::Path(path)))
                } else {
                    Guard::Not
                };
            }
            _ => return Guard::Not,
        };
        let lineage = self.world.lineage(class);
        let extractor = lineage.outside.iter().find_map(|path| {
            frameworks.role(path, |role| match role {
                RoleOf::Extractor(at, i) => {
                    frameworks.description(at)?.parameters.extractors.get(i)
                }
                _ => None,
            })
        });
        let method = extractor.and_then(|extractor| {
            match self
                .world
                .member_of(Meaning::Instance(class), &extractor.method)
            {
                Meaning::Declared(method) => Some(method),
                _ => None,
            }
        });
        let (Some(method), Some(depth)) = (method, depth.checked_sub(1)) else {
            return Guard::Not;
        };
        match self.function_guard(method, depth) {
            Guard::Is(_) => Guard::Is(self.world.element(class)),
            _ if sounds_like_guard(&self.world.name(class)) => Guard::Is(self.world.element(class)),
            other => other,
        }
    }

    /// Whether a function refuses in its own code, closures included: by a status, by a call that asks who is
    /// there, or by sending to where one logs in.
    pub(super) fn refuses_itself(&self, file: FileId, decorated: Decorated) -> bool {
        let (symbol, nested) = match decorated {
            Decorated::Symbol(symbol) => (symbol, None),
            Decorated::Nested(symbol, index) => (symbol, Some(index)),
        };
        let function = SymbolRef { file, symbol };
        let statuses = self.errors.raised_statuses(self.world, function, nested);
        if statuses
            .iter()
            .any(|status| GUARD_STATUSES.contains(status))
        {
            return true;
        }
        let Some((summary, calls)) = self
            .world
            .env(file)
            .and_then(|env| calls_of(env, decorated))
        else {
            return false;
        };
        let frameworks = self.world.frameworks(file);
        let site = site_of(file, decorated);
        let language = self.world.env(file).map(|env| env.facts().language);
        // Where errors are given back, what makes or sends a refusal is a call like any other.
        let by_value =
            language.is_some_and(|language| !Builtins::of(language).typing.sentinels.is_empty());
        calls.into_iter().any(|call| {
            if by_value && speaks_of_refusal(call) {
                return true;
            }
            if !frameworks.may_answer(split_last(&call.callee).1) {
                return false;
            }
            let inside = site_of_call(site, summary, call);
            let path = match self.world.resolve(inside, &call.callee) {
                Meaning::Outside(path) | Meaning::OutsideInstance(path) => path,
                _ => match self.untyped_method(file, decorated, &call.callee) {
                    Some(path) => path,
                    None => return false,
                },
            };
            frameworks.roles(&path).iter().any(|role| match role {
                RoleOf::Guard(..) => true,
                RoleOf::Abort(at, i) => frameworks
                    .description(*at)
                    .and_then(|description| description.aborts.get(*i))
                    .is_some_and(|form| {
                        let args = Args::of_call(&summary.calls, call);
                        mentions(&args, &form.towards, 3)
                    }),
                _ => false,
            })
        })
    }

    /// The full path of a method of a parameter without a type, by what handlers are given at its position.
    fn untyped_method(&self, file: FileId, decorated: Decorated, callee: &str) -> Option<Name> {
        let (object, method) = callee.split_once('.')?;
        let (head, _) = self
            .world
            .env(file)
            .and_then(|env| signature(env, decorated))?;
        let at = head.params.iter().position(|param| param.name == object)?;
        if head.params.get(at)?.ty.is_some() {
            return None;
        }
        let frameworks = self.world.frameworks(file);
        frameworks.descriptions.iter().find_map(|(_, description)| {
            let class = description.parameters.untyped.get(at)?;
            let path = Name::from(format!("{class}.{method}"));
            let roles = frameworks.roles(&path);
            let asks = roles.iter().any(|role| matches!(role, RoleOf::Guard(..)));
            asks.then_some(path)
        })
    }

    /// Whether a function raises a refusal, itself or by what it calls.
    fn refuses(&self, function: SymbolRef, depth: u32, seen: &mut FxHashSet<SymbolRef>) -> bool {
        if !seen.insert(function) {
            return false;
        }
        let Some((summary, _)) = self.world.function(function) else {
            return false;
        };
        if self.refuses_itself(function.file, Decorated::Symbol(function.symbol)) {
            return true;
        }
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        let site = Site {
            file: function.file,
            scope: Scope::Function(function.symbol),
        };
        summary.calls.iter().any(|call| {
            callee(self.world, site, call).is_some_and(|callee| self.refuses(callee, depth, seen))
        })
    }
}

pub(super) fn may_ask(what: &str) -> Guard {
    Guard::Unknown(Name::from(format!("`{what}` may ask for credentials")))
}

/// The class that a handler is, or is a method of.
fn class_of(world: &World<'_>, handler: SymbolRef) -> Option<SymbolRef> {
    match handler.symbol.part {
        Part::Type(_) => Some(handler),
        _ => world.owner(handler),
    }
}

/// Whether a call is named after a status of refusal or given one: `errors.Unauthorized()`,
/// `fail(c, http.StatusForbidden)`.
fn speaks_of_refusal(call: &CallFact) -> bool {
    let refuses = |path: &str| {
        let status = status_of_constant(split_last(path).1);
        status.is_some_and(|status| GUARD_STATUSES.contains(&status))
    };
    refuses(&call.callee)
        || call
            .args
            .iter()
            .any(|arg| matches!(&arg.value, ArgValue::Path(path) if refuses(path)))
}

/// Whether a text among the arguments holds one of the words.
fn mentions(args: &Args, words: &[Name], depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    args.iter().any(|(_, value)| match value {
        Value::Text(text) | Value::Path(text) => {
            let text = text.to_ascii_lowercase();
            words.iter().any(|word| text.contains(word.as_str()))
        }
        Value::Call { args, .. } => mentions(args, words, depth),
        _ => false,
    })
}
