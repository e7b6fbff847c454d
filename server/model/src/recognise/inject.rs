//! What handlers and providers are given; it joins no paths and asks for no credentials.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use syntax::facts::{
    CallFact, ExprId, ExprKind, Exprs, Name, Param, ParamKind, Signature, TypeKind, TypeRef,
};
use syntax::span::Span;

use super::errors::Errors;
use super::guards::Guard;
use super::local::{Decorated, Scope, signature};
use super::order::{Guarded, Guarding};
use super::reads::reads;
use super::request_parts::taken;
use super::text::text_of;
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::framework::{Frameworks, Marker, Parameters, RoleOf};
use crate::place::{FileId, Known, Place};
use crate::symbol::{Part, SymbolRef};
use crate::things::{EndpointParam, Link, ParamSource};

/// How many providers and calls are followed from a handler.
pub(super) const DEPTH: u32 = 12;

/// Reads what is injected; remembers what each provider does.
pub(super) struct Injection<'w> {
    pub(super) world: &'w World<'w>,
    pub(super) errors: &'w Errors,
    pub(super) guards: RefCell<FxHashMap<SymbolRef, Guard>>,
    heads: RefCell<FxHashMap<(FileId, Decorated), Providers>>,
    statuses: RefCell<FxHashMap<SymbolRef, Rc<[u16]>>>,
}

/// What the parameters of one function are provided by, where that is written.
type Providers = Rc<[(Site, Value)]>;

/// What stands at a parameter to tell where its value comes from.
pub(super) struct Marked {
    pub marker: &'static Marker,
    pub provider: Option<(Site, Value)>,
    /// What tells how the value is called in the request.
    pub name: Option<(Site, Value)>,
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

    /// The parameters of a handler, or of the one function in it that takes the request where it takes none itself:
    /// `func list(db *sql.DB) gin.HandlerFunc { return func(c *gin.Context) {` ... `} }`.
    pub fn params(
        &self,
        file: FileId,
        handler: Decorated,
        description: usize,
        path_params: &[Name],
    ) -> Vec<EndpointParam> {
        let params = |handler| self.own_params(file, handler, description, path_params);
        let takes_request = |params: &Vec<EndpointParam>| {
            let mut typed = params.iter().filter(|param| param.ty.is_some());
            typed.any(|param| param.source == ParamSource::Request)
        };
        let own = params(handler);
        let Decorated::Symbol(symbol) = handler else {
            return own;
        };
        let outer = self.world.function(SymbolRef { file, symbol });
        let nested = outer.map_or(0, |(outer, _)| outer.nested.len());
        if nested == 0 || own.iter().any(|param| param.source == ParamSource::Request) {
            return own;
        }
        let inner = (0u32..)
            .take(nested)
            .map(|index| params(Decorated::Nested(symbol, index)));
        let mut inner = inner.filter(takes_request);
        match (inner.next(), inner.next()) {
            (Some(only), None) => only,
            _ => own,
        }
    }

    fn own_params(
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
        let by_position = |at: usize| {
            let mut forms = forms.iter();
            forms.any(|form| {
                let class = form.untyped.get(at);
                class.is_some_and(|class| form.request.contains(class))
            })
        };
        let written = given(head).enumerate().flat_map(|(at, param)| {
            let (mut source, provider) =
                self.source(file, handler, param, exprs, &forms, path_params);
            if param.ty.is_none() && source == ParamSource::Unknown && by_position(at) {
                source = ParamSource::Request;
            }
            let place = Place {
                file,
                span: param.name_span.shifted(start),
            };
            let taken = match source == ParamSource::Path && self.takes_path(file, param) {
                true => self.in_path(file, param, path_params),
                false => Vec::new(),
            };
            if !taken.is_empty() {
                let each = taken.into_iter().map(|(name, ty)| EndpointParam {
                    name,
                    source,
                    ty,
                    place,
                    provider: None,
                });
                return each.collect();
            }
            vec![EndpointParam {
                name: self.name_in_request(file, handler, param, exprs),
                source,
                ty: param.ty.clone(),
                place,
                provider: provider.map(|(site, value)| self.link(site, &value, place)),
            }]
        });
        let mut params: Vec<EndpointParam> = written.collect();
        let position = forms.iter().find_map(|form| form.request_position);
        if let Some(param) = position.and_then(|at| params.get_mut(at)) {
            param.source = ParamSource::Request;
        }
        let at = params
            .iter()
            .position(|param| param.source == ParamSource::Request);
        let class = forms.iter().find_map(|form| form.request.first());
        let request = at
            .and_then(|at| params.get(at))
            .map(|param| param.name.clone());
        params.extend(reads(
            self.world,
            file,
            handler,
            request.zip(class.cloned()),
        ));
        if let (Some(class), Some(at)) = (class, at) {
            let taken = taken(self.world, file, handler, at, class).into_iter();
            let is_new = |own: &EndpointParam, params: &[EndpointParam]| {
                let mut known = params.iter();
                !known.any(|param| param.name == own.name && param.source == own.source)
            };
            for param in taken {
                if is_new(&param, &params) {
                    params.push(param);
                }
            }
        }
        params
    }

    /// What the value of a parameter is called in the request.
    fn name_in_request(
        &self,
        file: FileId,
        handler: Decorated,
        param: &Param,
        exprs: &Exprs,
    ) -> Name {
        let site = site_of(file, handler);
        let marked = self.marked(site, param, exprs);
        match marked.and_then(|marked| marked.name) {
            Some((site, value)) => text_of(self.world, site, &value, None)
                .map_or_else(|_| param.name.clone(), Name::from),
            None => param.name.clone(),
        }
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
        // Of what is looked through, what it is written as tells where the value comes from.
        if let TypeKind::Named { path, .. } = &ty.kind
            && let Meaning::Outside(path) = self.world.resolve(site, path)
            && let Some(marker) = self.marker_type(file, &path)
        {
            return (marker.source, None);
        }
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

    fn marker_type(&self, file: FileId, path: &str) -> Option<&'static Marker> {
        let frameworks = self.world.frameworks(file);
        frameworks.role(path, |role| match role {
            RoleOf::MarkerType(at, i) => frameworks.description(at)?.parameters.markers.get(i),
            _ => None,
        })
    }

    /// Whether a parameter's type takes all the parameters of the path at once.
    fn takes_path(&self, file: FileId, param: &Param) -> bool {
        let Some(TypeKind::Named { path, .. }) = param.ty.as_ref().map(|ty| &ty.kind) else {
            return false;
        };
        let site = Site {
            file,
            scope: Scope::Module,
        };
        matches!(self.world.resolve(site, path), Meaning::Outside(path)
            if self.marker_type(file, &path).is_some_and(|marker| marker.source == ParamSource::Path))
    }

    /// The parameters of the path that one parameter of the handler takes: its names where it takes them apart,
    /// else those of the path, each with its type where that is written.
    fn in_path(
        &self,
        file: FileId,
        param: &Param,
        path_params: &[Name],
    ) -> Vec<(Name, Option<TypeRef>)> {
        let TypeKind::Named { args, .. } = (match &param.ty {
            Some(ty) => &ty.kind,
            None => return Vec::new(),
        }) else {
            return Vec::new();
        };
        let given = args.first();
        match given.map(|ty| &ty.kind) {
            Some(TypeKind::Tuple(types)) if types.len() <= path_params.len() => {
                let from = path_params.len() - types.len();
                let names = path_params.iter().skip(from).cloned();
                names.zip(types.iter().cloned().map(Some)).collect()
            }
            Some(_) => {
                let class = match given.map(|ty| self.world.annotated(file, ty)) {
                    Some(Meaning::Instance(class)) => self.world.class(class),
                    _ => None,
                };
                let fields: Vec<_> = class
                    .iter()
                    .flat_map(|class| class.fields())
                    .map(|field| (field.fact.name.clone(), field.fact.ty.clone()))
                    .collect();
                let known = |name: &Name| fields.iter().find(|(field, _)| field == name);
                if fields.is_empty() || !path_params.iter().any(|name| known(name).is_some()) {
                    let last = path_params.last().cloned();
                    return last
                        .map(|name| (name, given.cloned()))
                        .into_iter()
                        .collect();
                }
                let named = path_params.iter().filter_map(known);
                named.cloned().collect()
            }
            None => Vec::new(),
        }
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
    pub(super) fn marked(&self, site: Site, param: &Param, exprs: &Exprs) -> Option<Marked> {
        let default = param.default.map(|id| (site, Value::read(exprs, id)));
        let metadata = param
            .ty
            .as_ref()
            .map(|ty| self.metadata(site, ty, exprs, 6))
            .unwrap_or_default();
        let decorators = param.decorators.iter().map(|decorator| {
            let args = decorator.args.as_deref().unwrap_or_default();
            let value = Value::Call {
                callee: decorator.path.clone(),
                args: Args::read(exprs, args),
                at: decorator.span,
                on: None,
            };
            (site, value)
        });
        default
            .into_iter()
            .chain(metadata)
            .chain(decorators)
            .find_map(|(site, value)| self.marker_of(site, &value, param.ty.as_ref()))
    }

    pub(super) fn marker_of(
        &self,
        site: Site,
        value: &Value,
        ty: Option<&TypeRef>,
    ) -> Option<Marked> {
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
        let name = args.get(&marker.name).map(|value| (site, value.clone()));
        Some(Marked {
            marker,
            provider,
            name,
        })
    }

    pub(super) fn marker_named(&self, site: Site, path: &Name) -> Option<&'static Marker> {
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
    pub(super) fn metadata(
        &self,
        site: Site,
        ty: &TypeRef,
        exprs: &Exprs,
        depth: u32,
    ) -> Vec<(Site, Value)> {
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
                Guarded::Function(..) | Guarded::Wrapper(_) => Vec::new(),
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

pub(super) fn given(head: &Signature) -> impl Iterator<Item = &Param> {
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
