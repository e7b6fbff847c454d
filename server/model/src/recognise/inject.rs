//! What handlers and providers are given, and which providers let nobody in unasked; it joins no paths.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::{
    CallFact, ExprId, ExprKind, Exprs, Name, Param, ParamKind, Signature, TypeKind, TypeRef,
};
use syntax::span::Span;

use super::errors::Errors;
use super::local::{Decorated, Scope, signature};
use super::routes::{Guarded, Guarding};
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::framework::{Frameworks, Marker, Parameters, RoleOf};
use crate::place::{FileId, Known, Place};
use crate::symbol::{Part, SymbolRef};
use crate::things::{Element, EndpointParam, Link, ParamSource};

/// How many providers and calls are followed from a handler.
const DEPTH: u32 = 12;

/// Statuses that ask who is there or refuse one who is.
const GUARD_STATUSES: [u16; 2] = [401, 403];

/// Reads what is injected; remembers what each provider does.
pub(super) struct Injection<'w> {
    world: &'w World<'w>,
    errors: &'w Errors,
    guards: RefCell<FxHashMap<SymbolRef, Guard>>,
    heads: RefCell<FxHashMap<(FileId, Decorated), Providers>>,
    statuses: RefCell<FxHashMap<SymbolRef, Rc<[u16]>>>,
}

/// What the parameters of one function are provided by, where that is written.
type Providers = Rc<[(Site, Value)]>;

/// Whether a provider is a guard.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Guard {
    Is(Element),
    Not,
    /// A library's, which cannot be told.
    Unknown(Name),
}

/// What stands at a parameter to tell where its value comes from.
struct Marked {
    marker: &'static Marker,
    provider: Option<(Site, Value)>,
}

impl<'w> Injection<'w> {
    pub fn new(world: &'w World<'w>, errors: &'w Errors) -> Self {
        Self {
            world,
            errors,
            guards: RefCell::default(),
            heads: RefCell::default(),
            statuses: RefCell::default(),
        }
    }

    /// The parameters of a handler.
    pub fn params(
        &self,
        file: FileId,
        handler: Decorated,
        description: usize,
        path_params: &[Name],
    ) -> Vec<EndpointParam> {
        let Some(env) = self.world.env(file) else {
            return Vec::new();
        };
        let Some((head, exprs)) = signature(env, handler) else {
            return Vec::new();
        };
        let item = match handler {
            Decorated::Symbol(symbol) | Decorated::Nested(symbol, _) => symbol,
        };
        let start = env.item(item).map_or(0, |item| item.span.start);
        let frameworks = self.world.frameworks(file);
        let forms: Vec<&Parameters> = frameworks
            .lineage(description)
            .into_iter()
            .filter_map(|at| Some(&frameworks.description(at)?.parameters))
            .collect();
        given(head)
            .map(|param| {
                let (source, provider) =
                    self.source(file, handler, param, exprs, &forms, path_params);
                let place = Place {
                    file,
                    span: param.name_span.shifted(start),
                };
                EndpointParam {
                    name: param.name.clone(),
                    source,
                    ty: param.ty.clone(),
                    place,
                    provider: provider.map(|(site, value)| self.link(site, &value, place)),
                }
            })
            .collect()
    }

    fn source(
        &self,
        file: FileId,
        handler: Decorated,
        param: &Param,
        exprs: &Exprs,
        forms: &[&Parameters],
        path_params: &[Name],
    ) -> (ParamSource, Option<(Site, Value)>) {
        let site = site_of(file, handler);
        if let Some(marked) = self.marked(site, param, exprs) {
            return (marked.marker.source, marked.provider);
        }
        let by_path = forms.iter().any(|form| form.by_path);
        if by_path && path_params.contains(&param.name) {
            return (ParamSource::Path, None);
        }
        if matches!(param.kind, ParamKind::Rest | ParamKind::KeywordRest) {
            return (ParamSource::Unknown, None);
        }
        let form = forms.iter().find(|form| form.scalar.is_some());
        let scalar = form.and_then(|form| form.scalar);
        let schema = form.and_then(|form| form.schema);
        let Some(ty) = &param.ty else {
            return (scalar.unwrap_or(ParamSource::Unknown), None);
        };
        let meaning = self.world.annotated(file, ty);
        if let Some(path) = outside_path(self.world, &meaning) {
            let frameworks = self.world.frameworks(file);
            for role in frameworks.roles(&path) {
                match role {
                    RoleOf::Request(_) => return (ParamSource::Request, None),
                    RoleOf::MarkerType(at, i) => {
                        let marker = frameworks
                            .description(*at)
                            .and_then(|description| description.parameters.markers.get(*i));
                        if let Some(marker) = marker {
                            return (marker.source, None);
                        }
                    }
                    _ => {}
                }
            }
        }
        let source = if self.is_scalar(file, ty, &meaning) {
            scalar
        } else {
            schema
        };
        (source.unwrap_or(ParamSource::Unknown), None)
    }

    fn is_scalar(&self, file: FileId, ty: &TypeRef, meaning: &Meaning) -> bool {
        let frameworks = self.world.frameworks(file);
        if let Meaning::Instance(class) = meaning {
            let lineage = self.world.lineage(*class);
            return lineage.outside.iter().any(|path| {
                frameworks.has_role(path, RoleOf::Enum) || scalar_name(frameworks, path)
            });
        }
        match &ty.kind {
            TypeKind::Optional(inner) | TypeKind::Annotated { inner, .. } => {
                let meaning = self.world.annotated(file, inner);
                self.is_scalar(file, inner, &meaning)
            }
            TypeKind::Union(types) => types.iter().all(|ty| {
                matches!(&ty.kind, TypeKind::Named { path, .. } if scalar_name(frameworks, path))
            }),
            TypeKind::Named { path, .. } => scalar_name(frameworks, path),
            TypeKind::Literal(_) => true,
            _ => false,
        }
    }

    /// The first marker at a parameter: as its default value, or in its type's extra information.
    fn marked(&self, site: Site, param: &Param, exprs: &Exprs) -> Option<Marked> {
        let default = param.default.map(|id| (site, Value::read(exprs, id)));
        let metadata = param
            .ty
            .as_ref()
            .map(|ty| self.metadata(site, ty, exprs, 6))
            .unwrap_or_default();
        default
            .into_iter()
            .chain(metadata)
            .find_map(|(site, value)| self.marker_of(site, &value, param.ty.as_ref()))
    }

    fn marker_of(&self, site: Site, value: &Value, ty: Option<&TypeRef>) -> Option<Marked> {
        let nothing = Args::default();
        let (path, args) = match value {
            Value::Call { callee, args, .. } => (callee, args),
            Value::Path(path) => (path, &nothing),
            _ => return None,
        };
        let marker = self.marker_named(site, path)?;
        let given = args
            .get(&marker.provider)
            .cloned()
            .map(|value| (site, value));
        // Without a provider the type is its own.
        let by_type = || {
            let path = named_path(ty?)?;
            Some((site, Value::Path(path)))
        };
        let provider = if marker.provider.is_empty() {
            None
        } else {
            given.or_else(by_type)
        };
        Some(Marked { marker, provider })
    }

    fn marker_named(&self, site: Site, path: &Name) -> Option<&'static Marker> {
        let outside = match self.world.resolve(site, path) {
            Meaning::Outside(outside) | Meaning::OutsideInstance(outside) => outside,
            _ => return None,
        };
        let frameworks = self.world.frameworks(site.file);
        frameworks.role(&outside, |role| match role {
            RoleOf::Marker(at, i) => frameworks.description(at)?.parameters.markers.get(i),
            _ => None,
        })
    }

    /// The extra information around a type, also behind an alias.
    fn metadata(&self, site: Site, ty: &TypeRef, exprs: &Exprs, depth: u32) -> Vec<(Site, Value)> {
        let Some(depth) = depth.checked_sub(1) else {
            return Vec::new();
        };
        match &ty.kind {
            TypeKind::Annotated { inner, metadata } => {
                let mut found: Vec<(Site, Value)> = metadata
                    .iter()
                    .map(|id| (site, Value::read(exprs, *id)))
                    .collect();
                found.extend(self.metadata(site, inner, exprs, depth));
                found
            }
            TypeKind::Optional(inner) => self.metadata(site, inner, exprs, depth),
            TypeKind::Union(types) => types
                .iter()
                .flat_map(|ty| self.metadata(site, ty, exprs, depth))
                .collect(),
            TypeKind::Named { path, .. } => self.alias_metadata(site, path, depth),
            _ => Vec::new(),
        }
    }

    fn alias_metadata(&self, site: Site, path: &Name, depth: u32) -> Vec<(Site, Value)> {
        let Some(symbol) = self.world.declaration(site.file, path) else {
            return Vec::new();
        };
        let Some(env) = self.world.env(symbol.file) else {
            return Vec::new();
        };
        let Some(item) = env.item(symbol.symbol) else {
            return Vec::new();
        };
        let exprs = &item.facts.summary.exprs;
        let there = Site {
            file: symbol.file,
            scope: Scope::Module,
        };
        if let Some(ty) = env
            .type_decl(symbol.symbol)
            .and_then(|decl| decl.alias_of.as_ref())
        {
            return self.metadata(there, ty, exprs, depth);
        }
        let Some(value) = env.binding(symbol.symbol).and_then(|binding| binding.value) else {
            return Vec::new();
        };
        let ExprKind::Index { index, .. } = &exprs.get(value).kind else {
            return match exprs.path(value) {
                Some(path) => self.alias_metadata(there, &path, depth.saturating_sub(1)),
                None => Vec::new(),
            };
        };
        let parts: Vec<ExprId> = match &exprs.get(*index).kind {
            ExprKind::Sequence { items, .. } => items.clone(),
            _ => vec![*index],
        };
        let mut found: Vec<(Site, Value)> = parts
            .iter()
            .skip(1)
            .map(|id| (there, Value::read(exprs, *id)))
            .collect();
        // The type inside may be an alias again.
        if let Some(path) = parts.first().and_then(|first| exprs.path(*first))
            && depth > 0
        {
            found.extend(self.alias_metadata(there, &path, depth - 1));
        }
        // `Depends()` in an alias provides the type that the alias is made of.
        let inner = parts.first().and_then(|first| exprs.path(*first));
        for (site, value) in &mut found {
            if let (Value::Call { callee, args, .. }, Some(inner)) = (&*value, &inner)
                && args.is_empty()
                && self
                    .marker_named(*site, callee)
                    .is_some_and(|marker| !marker.provider.is_empty())
            {
                *value = Value::Call {
                    callee: callee.clone(),
                    args: Args::single(Value::Path(inner.clone())),
                    at: Span::default(),
                    on: None,
                };
            }
        }
        found
    }

    fn link(&self, site: Site, value: &Value, from: Place) -> Link {
        let name = match value {
            Value::Path(path) => path.clone(),
            Value::Call { callee, .. } => callee.clone(),
            _ => Name::default(),
        };
        let to = match self.world.resolve(site, &name) {
            Meaning::Declared(symbol) => Known::Is(self.world.place(symbol)),
            Meaning::Outside(_) | Meaning::OutsideInstance(_) => Known::Absent,
            _ => Known::Unknown(Name::from(format!("it cannot be told what `{name}` is"))),
        };
        Link { name, to, from }
    }

    /// The guard among what a handler and the routers above it are given.
    pub fn auth(
        &self,
        file: FileId,
        handler: Option<Decorated>,
        guards: &[Guarding],
    ) -> Known<Element> {
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
        for guarding in guards {
            for guard in self.guards_of(guarding) {
                if let Some(element) = take(guard, guarding.certain) {
                    return Known::Is(element);
                }
            }
        }
        if let Some(handler) = handler {
            if let Some(element) = take(self.head_guard(file, handler, DEPTH), true) {
                return Known::Is(element);
            }
            if let Decorated::Symbol(symbol) = handler
                && let Some(class) = self.world.owner(SymbolRef { file, symbol })
                && let Some(element) = take(self.view_guard(class), true)
            {
                return Known::Is(element);
            }
        }
        unknown.map_or(Known::Absent, Known::Unknown)
    }

    /// What stands before a handler as guards: each item of a list, a marker's provider or itself.
    fn guards_of(&self, guarding: &Guarding) -> Vec<Guard> {
        match &guarding.what {
            Guarded::Function(file, decorated) => {
                vec![self.asked_guard(*file, *decorated)]
            }
            Guarded::Value(value) => self
                .written_out(guarding.site, value)
                .into_iter()
                .map(|(site, value)| match self.marker_of(site, &value, None) {
                    Some(_) => self.marker_guard(site, &value, None, DEPTH),
                    None => self.provider_guard(site, &value, DEPTH),
                })
                .collect(),
        }
    }

    /// A function that is asked before handlers.
    fn asked_guard(&self, file: FileId, decorated: Decorated) -> Guard {
        match decorated {
            Decorated::Symbol(symbol) => self.function_guard(SymbolRef { file, symbol }, DEPTH),
            Decorated::Nested(outer, index) => {
                let function = SymbolRef {
                    file,
                    symbol: outer,
                };
                let statuses = self
                    .errors
                    .raised_statuses(self.world, function, Some(index));
                let refuses = statuses
                    .iter()
                    .any(|status| GUARD_STATUSES.contains(status));
                if refuses {
                    Guard::Is(self.world.decorated_element(file, decorated))
                } else {
                    Guard::Not
                }
            }
        }
    }

    /// The items of a list of guards, where they are written.
    fn written_out(&self, site: Site, value: &Value) -> Vec<(Site, Value)> {
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

    fn provider_guard(&self, site: Site, provider: &Value, depth: u32) -> Guard {
        let Some(depth) = depth.checked_sub(1) else {
            return Guard::Not;
        };
        let path = match provider {
            Value::Path(path) => path,
            Value::Call { callee, .. } => callee,
            _ => return Guard::Not,
        };
        match self.world.resolve(site, path) {
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

    fn library_guard(&self, site: Site, outside: &Name, provider: &Value) -> Guard {
        let frameworks = self.world.frameworks(site.file);
        let entry = frameworks.role(outside.trim_end_matches("()"), |role| match role {
            RoleOf::Guard(at, i) => frameworks.description(at)?.guards.get(i),
            _ => None,
        });
        if let Some(entry) = entry {
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
        let first = outside.split('.').next().unwrap_or("");
        let known = frameworks
            .descriptions
            .iter()
            .any(|(_, description)| description.modules.iter().any(|module| module == first));
        if known {
            Guard::Not
        } else {
            Guard::Unknown(Name::from(format!("`{outside}` may ask for credentials")))
        }
    }

    /// A named value: `bearer = OAuth2PasswordBearer(...)`, `allow = RoleChecker("admin")`.
    fn value_guard(&self, symbol: SymbolRef, depth: u32) -> Guard {
        let Some(env) = self.world.env(symbol.file) else {
            return Guard::Not;
        };
        let value = env
            .binding(symbol.symbol)
            .and_then(|binding| binding.value)
            .or_else(|| env.field(symbol.symbol)?.value);
        let (Some(value), Some(item)) = (value, env.item(symbol.symbol)) else {
            return Guard::Not;
        };
        let scope = env
            .owner_of(symbol.symbol)
            .map_or(Scope::Module, Scope::Class);
        let site = Site {
            file: symbol.file,
            scope,
        };
        match self.provider_guard(site, &Value::read(&item.facts.summary.exprs, value), depth) {
            Guard::Is(_) => Guard::Is(self.world.element(symbol)),
            other => other,
        }
    }

    fn class_guard(&self, class: SymbolRef, made: &Value, named: SymbolRef, depth: u32) -> Guard {
        let lineage = self.world.lineage(class);
        let frameworks = self.world.frameworks(class.file);
        let from_library = lineage.outside.iter().find_map(|path| {
            frameworks.role(path, |role| match role {
                RoleOf::Guard(at, i) => frameworks.description(at)?.guards.get(i),
                _ => None,
            })
        });
        if let Some(entry) = from_library {
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
    fn function_guard(&self, function: SymbolRef, depth: u32) -> Guard {
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

    /// Whether a function raises a refusal, itself or by what it calls.
    fn refuses(&self, function: SymbolRef, depth: u32, seen: &mut FxHashSet<SymbolRef>) -> bool {
        if !seen.insert(function) {
            return false;
        }
        let Some((summary, _)) = self.world.function(function) else {
            return false;
        };
        let statuses = self.errors.raised_statuses(self.world, function, None);
        if statuses
            .iter()
            .any(|status| GUARD_STATUSES.contains(status))
        {
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

    /// The functions a handler's values come from, and theirs.
    pub fn providers(
        &self,
        file: FileId,
        handler: Option<Decorated>,
        guards: &[Guarding],
    ) -> Vec<SymbolRef> {
        let mut found = Vec::new();
        let mut open: Vec<(Site, Value)> = guards
            .iter()
            .flat_map(|guarding| match &guarding.what {
                Guarded::Value(value) => self.written_out(guarding.site, value),
                Guarded::Function(..) => Vec::new(),
            })
            .filter_map(|(site, value)| self.marker_of(site, &value, None)?.provider)
            .collect();
        if let Some(handler) = handler {
            open.extend(self.head_providers(file, handler).iter().cloned());
        }
        while let Some((site, provider)) = open.pop() {
            let Some(function) = self.provider_function(site, &provider) else {
                continue;
            };
            if !found.contains(&function) {
                found.push(function);
                let inner = self.head_providers(function.file, Decorated::Symbol(function.symbol));
                open.extend(inner.iter().cloned());
            }
        }
        found
    }

    fn head_providers(&self, file: FileId, handler: Decorated) -> Providers {
        if let Some(known) = self.heads.borrow().get(&(file, handler)) {
            return Rc::clone(known);
        }
        let site = site_of(file, handler);
        let head = self.world.env(file).and_then(|env| signature(env, handler));
        let found: Providers = head
            .into_iter()
            .flat_map(|(head, exprs)| given(head).map(move |param| (param, exprs)))
            .filter_map(|(param, exprs)| self.marked(site, param, exprs)?.provider)
            .collect();
        self.heads
            .borrow_mut()
            .insert((file, handler), Rc::clone(&found));
        found
    }

    /// The statuses that a provider answers by raising.
    pub fn provider_statuses(&self, provider: SymbolRef) -> Rc<[u16]> {
        if let Some(known) = self.statuses.borrow().get(&provider) {
            return Rc::clone(known);
        }
        let found: Rc<[u16]> = self
            .errors
            .raised_statuses(self.world, provider, None)
            .into();
        self.statuses
            .borrow_mut()
            .insert(provider, Rc::clone(&found));
        found
    }

    /// The function that makes an injected value.
    pub fn provider_function(&self, site: Site, provider: &Value) -> Option<SymbolRef> {
        let path = match provider {
            Value::Path(path) => path,
            Value::Call { callee, .. } => callee,
            _ => return None,
        };
        match self.world.resolve(site, path) {
            Meaning::Declared(symbol) => {
                matches!(symbol.symbol.part, Part::Function(_)).then_some(symbol)
            }
            _ => None,
        }
    }

    /// What a parameter of a handler holds, by its type or by what provides it.
    pub fn value_of_param(&self, file: FileId, handler: Decorated, name: &str) -> Meaning {
        let unknown = Meaning::Unknown(Name::new("the parameter has no type"));
        let Some((head, exprs)) = self.world.env(file).and_then(|env| signature(env, handler))
        else {
            return unknown;
        };
        let Some(param) = head.params.iter().find(|param| param.name == name) else {
            return unknown;
        };
        let by_type = param.ty.as_ref().map(|ty| self.world.annotated(file, ty));
        if let Some(value @ (Meaning::Instance(_) | Meaning::OutsideInstance(_))) = by_type {
            return value;
        }
        let site = site_of(file, handler);
        match self
            .marked(site, param, exprs)
            .and_then(|marked| marked.provider)
        {
            Some((site, Value::Path(path))) => {
                let callee = self.world.resolve(site, &path);
                self.world.call_result(callee)
            }
            _ => unknown,
        }
    }
}

/// The function, method or constructor that a call runs, if it is the workspace's.
pub(super) fn callee(world: &World<'_>, site: Site, call: &CallFact) -> Option<SymbolRef> {
    match world.resolve(site, &call.callee) {
        Meaning::Declared(symbol) => {
            matches!(symbol.symbol.part, Part::Function(_)).then_some(symbol)
        }
        Meaning::Instance(class) => match world.member_of(Meaning::Instance(class), "__call__") {
            Meaning::Declared(symbol) => Some(symbol),
            _ => None,
        },
        _ => None,
    }
}

pub(super) fn site_of(file: FileId, handler: Decorated) -> Site {
    let scope = match handler {
        Decorated::Symbol(symbol) | Decorated::Nested(symbol, _) => Scope::Function(symbol),
    };
    Site { file, scope }
}

fn given(head: &Signature) -> impl Iterator<Item = &Param> {
    head.params
        .iter()
        .filter(|param| param.kind != ParamKind::Receiver)
}

fn named_path(ty: &TypeRef) -> Option<Name> {
    match &ty.kind {
        TypeKind::Named { path, .. } => Some(path.clone()),
        TypeKind::Optional(inner) | TypeKind::Annotated { inner, .. } => named_path(inner),
        _ => None,
    }
}

fn scalar_name(frameworks: &Frameworks, path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or("");
    frameworks
        .types()
        .any(|table| table.scalars.iter().any(|scalar| scalar == last))
}

fn outside_path(world: &World<'_>, meaning: &Meaning) -> Option<Name> {
    match meaning {
        Meaning::OutsideInstance(path) | Meaning::Outside(path) => Some(path.clone()),
        Meaning::Instance(class) => world.lineage(*class).outside.first().cloned(),
        _ => None,
    }
}
