//! Endpoints put together from routes, handlers and what handlers call; it finds none of them itself.

use rustc_hash::FxHashSet;
use syntax::facts::{ArgValue, CallFact, FunctionSummary, Name, TypeRef, as_written};

use super::answers::{attribute, is_constant, site_of_call, success_bodies, success_statuses};
use super::carried::{Carried, called_use_cases};
use super::declared::{declared_body, declared_statuses};
use super::errors::{Errors, response_class, status_of};
use super::failures::failure_class;
use super::graph::route_entry;
use super::handlers::{Handler, handler_class};
use super::helpers::helped_statuses;
use super::inject::{Injection, site_of};
use super::local::{Decorated, Scope, calls_of, signature};
use super::routes::Routed;
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::framework::RoleOf;
use crate::place::{Evidence, FileId, Known};
use crate::symbol::{Part, SymbolRef};
use crate::tables::Builtins;
use crate::things::{Element, Endpoint, EndpointKind, EndpointParam, ParamSource};

/// The endpoint of each route.
pub(super) fn read(
    world: &World<'_>,
    errors: &Errors,
    injection: &Injection<'_>,
    carried: &Carried<'_>,
    routed: &[Routed],
) -> Vec<Endpoint> {
    let mut endpoints: Vec<Endpoint> = Vec::new();
    let mut seen = FxHashSet::default();
    for route in routed {
        let once = (
            route.method.clone(),
            route.path.value().cloned(),
            route.place,
            route.handler.clone(),
        );
        if seen.insert(once) {
            endpoints.push(endpoint(world, errors, injection, carried, route));
        }
    }
    endpoints
}

fn endpoint(
    world: &World<'_>,
    errors: &Errors,
    injection: &Injection<'_>,
    carried: &Carried<'_>,
    route: &Routed,
) -> Endpoint {
    let frameworks = world.frameworks(route.site.file);
    let entry = route_entry(frameworks, route.form);
    let handler = match &route.handler {
        Handler::Function(file, decorated) => Some((*file, *decorated)),
        Handler::Written(_) => None,
    };
    let decorated = handler.map(|(_, decorated)| decorated);
    let file = handler.map_or(route.site.file, |(file, _)| file);
    let head = decorated.and_then(|decorated| Some(signature(world.env(file)?, decorated)?.0));
    let given = entry.and_then(|entry| route.args.get(&entry.status));
    let default = frameworks
        .lineage(route.description)
        .into_iter()
        .find_map(|at| {
            let parameters = &frameworks.description(at)?.parameters;
            let by_method = parameters.success_statuses.get(&route.method).copied();
            by_method.or(parameters.success_status)
        });
    let by_answer = frameworks
        .lineage(route.description)
        .into_iter()
        .filter_map(|at| frameworks.description(at))
        .any(|description| description.parameters.status_by_answer);
    let by_call = frameworks
        .lineage(route.description)
        .into_iter()
        .filter_map(|at| frameworks.description(at))
        .any(|description| description.parameters.answers_by_call);
    let marked = entry.zip(handler).and_then(|(entry, (file, decorated))| {
        marked_status(world, &entry.status_marks, file, decorated)
    });
    let told = match given {
        _ if marked.is_some() => marked,
        Some(value) => status_of(world, route.site, value),
        None if by_call || route.kind == EndpointKind::Http => default,
        None => None,
    };
    let is_fixed = marked.is_some() || given.is_some();
    let successes = match handler {
        Some((file, decorated)) if by_call && !is_fixed => {
            called_successes(world, file, decorated, told)
        }
        Some((file, decorated)) if by_answer && !is_fixed && route.kind == EndpointKind::Http => {
            let default = inherited_status(world, route, file, decorated).or(told);
            answered_successes(world, file, decorated, default)
        }
        _ => told.into_iter().collect(),
    };
    let mut evidence = vec![Evidence {
        why: Name::new("is registered here"),
        place: Some(route.place),
    }];
    evidence.extend(route.mounted_at.iter().map(|place| Evidence {
        why: Name::new("its router is mounted here"),
        place: Some(*place),
    }));
    Endpoint {
        kind: route.kind,
        method: route.method.clone(),
        path: route.path.clone(),
        handler: handler_element(world, route),
        registered_at: route.place,
        framework: frameworks.name(route.description),
        params: params(injection, route, file, decorated),
        response: match handler {
            Some((file, decorated)) if by_call => called_response(world, file, decorated),
            _ => match response(world, route, head.and_then(|head| head.returns.as_ref())) {
                told @ Known::Is(_) => told,
                untold => { handler.and_then(|handler| declared_body(world, route, handler)) }
                    .and_then(|path| written_type(&Value::Path(path)))
                    .map_or(untold, Known::Is),
            },
        },
        successes,
        error_statuses: error_statuses(world, errors, injection, route, handler, by_call),
        auth: injection.auth(file, decorated, route),
        in_schema: route.in_schema,
        raw_response: is_raw(world, route, file, decorated),
        use_cases: handler
            .map(|(file, decorated)| called_use_cases(world, injection, carried, file, decorated))
            .unwrap_or_default(),
        evidence,
    }
}

/// What the handler is given, and what else the path takes.
fn params(
    injection: &Injection<'_>,
    route: &Routed,
    file: FileId,
    handler: Option<Decorated>,
) -> Vec<EndpointParam> {
    let mut params = handler
        .map(|handler| injection.params(file, handler, route.description, &route.path_params))
        .unwrap_or_default();
    for name in &route.path_params {
        let is_taken =
            |param: &EndpointParam| param.source == ParamSource::Path && param.name == *name;
        if !params.iter().any(is_taken) {
            params.push(EndpointParam {
                name: name.clone(),
                source: ParamSource::Path,
                ty: None,
                place: route.place,
                provider: None,
            });
        }
    }
    params
}

/// The status of success that a decorator of a handler tells.
fn marked_status(
    world: &World<'_>,
    marks: &[Name],
    file: FileId,
    handler: Decorated,
) -> Option<u16> {
    if marks.is_empty() {
        return None;
    }
    let (head, exprs) = signature(world.env(file)?, handler)?;
    let site = Site {
        file,
        scope: Scope::Module,
    };
    let mut decorators = head.decorators.iter();
    let mark = decorators.find(|decorator| {
        matches!(world.resolve(site, &decorator.path), Meaning::Outside(path) if marks.contains(&path))
    })?;
    let args = Args::read(exprs, mark.args.as_deref()?);
    status_of(world, site, args.position(0)?)
}

/// The status of success of what a library's class answers for the handler's own, if it is not the usual one: the
/// class has no such method, or its method gives back what the library's gives.
fn inherited_status(
    world: &World<'_>,
    route: &Routed,
    file: FileId,
    handler: Decorated,
) -> Option<u16> {
    let Decorated::Symbol(symbol) = handler else {
        return None;
    };
    let symbol = SymbolRef { file, symbol };
    let class = match symbol.symbol.part {
        Part::Type(_) => symbol,
        _ => {
            let (function, _) = world.function(symbol)?;
            let own = format!("super().{}", function.signature.name);
            let hands_on =
                !function.returns.is_empty() && function.returns.iter().all(|path| *path == own);
            world.owner(symbol).filter(|_| hands_on)?
        }
    };
    let frameworks = world.frameworks(class.file);
    let outside = &world.lineage(class).outside;
    let mut roles = outside.iter().flat_map(|path| frameworks.roles(path));
    roles.find_map(|role| match role {
        RoleOf::Provided(at, i) => {
            let entry = frameworks.description(*at)?.provided.get(*i)?;
            entry.statuses.get(&route.method).copied()
        }
        _ => None,
    })
}

/// The statuses of success where handlers tell them with what they return: those that are named, if nothing else is
/// returned; beside anything else they may be the half of it.
fn answered_successes(
    world: &World<'_>,
    file: FileId,
    handler: Decorated,
    default: Option<u16>,
) -> Vec<u16> {
    let named = success_statuses(world, file, handler);
    if named.is_empty() {
        return default.into_iter().collect();
    }
    let plain = world
        .env(file)
        .and_then(|env| calls_of(env, handler))
        .map(|(function, calls)| untold(world, site_of(file, handler), function, &calls))
        .unwrap_or_default();
    if plain == 0 || named.iter().all(|status| Some(*status) == default) {
        named
    } else {
        Vec::new()
    }
}

/// The statuses of success where handlers answer with calls: those that they name, or the usual one where they name
/// none.
fn called_successes(
    world: &World<'_>,
    file: FileId,
    handler: Decorated,
    default: Option<u16>,
) -> Vec<u16> {
    let named = success_statuses(world, file, handler);
    if named.is_empty() {
        return default.into_iter().collect();
    }
    named
}

/// What a handler gives to the calls with which it answers success.
fn called_response(world: &World<'_>, file: FileId, handler: Decorated) -> Known<TypeRef> {
    let answers = success_bodies(world, file, handler);
    match answers.as_slice() {
        [Some(path), others @ ..] if others.iter().all(|other| other.as_ref() == Some(path)) => {
            match written_type(&Value::Path(path.clone())) {
                Some(ty) => Known::Is(ty),
                None => Known::Absent,
            }
        }
        _ => Known::Unknown(Name::new("handlers do not declare what they answer here")),
    }
}

/// How many of the values that a function returns tell no status.
fn untold(world: &World<'_>, site: Site, function: &FunctionSummary, calls: &[&CallFact]) -> usize {
    let language = world.env(site.file).map(|env| env.facts().language);
    let wrappers = language.map(|language| &Builtins::of(language).typing.wrappers);
    let failed = language.map(|language| &Builtins::of(language).typing.failed);
    let wraps = |path: &Name| wrappers.is_some_and(|wrappers| wrappers.contains(path));
    let fails = |path: &Name| failed.is_some_and(|failed| failed.contains(path));
    if wrappers.is_none_or(|wrappers| wrappers.is_empty()) {
        return function.returns.len();
    }
    // `HttpResponse::NoContent().finish()` begins with what makes the answer.
    let is_answer = |path: &str| {
        let mut parts = path.split('.').map(|part| part.trim_end_matches("()"));
        let made = parts.next().zip(parts.next());
        made.is_some_and(|(class, name)| {
            response_class(world, site, &format!("{class}.{name}")).is_some()
        })
    };
    let returned = function
        .returns
        .iter()
        .filter(|path| !wraps(path) && !fails(path) && !is_constant(path) && !is_answer(path));
    let wrapped = calls
        .iter()
        .filter(|call| wraps(&call.callee) && call.handed_on);
    let unclear = wrapped.filter(|call| match call.args.first().map(|arg| &arg.value) {
        Some(ArgValue::Path(path)) => !is_constant(path),
        Some(ArgValue::Call(path)) => !is_answer(path),
        Some(ArgValue::Items(items)) => {
            !matches!(items.first(), Some(ArgValue::Path(path)) if is_constant(path))
        }
        _ => true,
    });
    returned.count() + unclear.count()
}

fn handler_element(world: &World<'_>, route: &Routed) -> Element {
    let element = written_handler(world, route);
    if element.name.is_empty() {
        // A function written in place is called by what it answers.
        let path = route.path.value().cloned().unwrap_or_default();
        let name = Name::from(format!("{} {path}", route.method));
        return Element { name, ..element };
    }
    element
}

fn written_handler(world: &World<'_>, route: &Routed) -> Element {
    match &route.handler {
        Handler::Function(file, decorated) => world.decorated_element(*file, *decorated),
        Handler::Written(name) => Element {
            name: as_written(name),
            place: route.place,
            whole: route.place,
        },
    }
}

/// The declared response: the route's own model, else what the handler returns.
fn response(world: &World<'_>, route: &Routed, returns: Option<&TypeRef>) -> Known<TypeRef> {
    let frameworks = world.frameworks(route.site.file);
    let entry = route_entry(frameworks, route.form);
    match entry.and_then(|entry| route.args.get(&entry.response)) {
        Some(Value::Null) => Known::Absent,
        Some(value) => match written_type(value) {
            Some(ty) => Known::Is(ty),
            None => Known::Unknown(Name::new("the response model is computed")),
        },
        None if route.args.spread => {
            Known::Unknown(Name::new("the route's arguments are not written out"))
        }
        None => match returns {
            Some(returns) => Known::Is(returns.clone()),
            None => class_response(world, route),
        },
    }
}

/// What the class of a handler says it answers. Where a framework has no place for that, it is not known.
fn class_response(world: &World<'_>, route: &Routed) -> Known<TypeRef> {
    let frameworks = world.frameworks(route.site.file);
    if let Handler::Function(file, Decorated::Symbol(symbol)) = route.handler {
        let symbol = SymbolRef { file, symbol };
        let class = match symbol.symbol.part {
            Part::Type(_) => Some(symbol),
            _ => world.owner(symbol),
        };
        let field = class.and_then(|class| {
            let entry = handler_class(world, frameworks, class)?;
            let (_, value) = attribute(world, class, &entry.schema_field)?;
            written_type(&value)
        });
        if let Some(ty) = field {
            return Known::Is(ty);
        }
    }
    let lineage = frameworks.lineage(route.description).into_iter();
    let tells = lineage
        .filter_map(|at| frameworks.description(at))
        .any(|description| description.parameters.status_by_answer);
    if tells {
        Known::Unknown(Name::new("handlers do not declare what they answer here"))
    } else {
        Known::Absent
    }
}

/// A response model as a type, where it is a name; subscripts are told by the name alone.
fn written_type(value: &Value) -> Option<TypeRef> {
    use syntax::facts::TypeKind;
    let Value::Path(path) = value else {
        return None;
    };
    Some(TypeRef {
        span: syntax::span::Span::default(),
        kind: TypeKind::Named {
            path: path.clone(),
            args: Vec::new(),
        },
    })
}

/// The statuses of functions that a handler calls and that are there for one alone: `return notFound(err)`.
fn named_by_helpers(
    world: &World<'_>,
    errors: &Errors,
    file: FileId,
    handler: Decorated,
) -> Vec<u16> {
    let Some((summary, calls)) = world.env(file).and_then(|env| calls_of(env, handler)) else {
        return Vec::new();
    };
    let site = site_of(file, handler);
    let called = calls.into_iter().filter_map(|call| {
        let inside = site_of_call(site, summary, call);
        match world.resolve(inside, &call.callee) {
            Meaning::Declared(symbol) if matches!(symbol.symbol.part, Part::Function(_)) => {
                Some(symbol)
            }
            _ => None,
        }
    });
    let own = called.filter_map(|function| {
        match errors.raised_statuses(world, function, None).as_slice() {
            [only] if *only >= 400 => Some(*only),
            _ => None,
        }
    });
    own.collect()
}

fn error_statuses(
    world: &World<'_>,
    errors: &Errors,
    injection: &Injection<'_>,
    route: &Routed,
    handler: Option<(FileId, Decorated)>,
    by_call: bool,
) -> Vec<u16> {
    let mut statuses = Vec::new();
    if let Some((file, decorated)) = handler {
        let (symbol, nested) = match decorated {
            Decorated::Symbol(symbol) => (symbol, None),
            Decorated::Nested(symbol, index) => (symbol, Some(index)),
        };
        let function = SymbolRef { file, symbol };
        statuses.extend(errors.raised_statuses(world, function, nested));
        statuses.extend(helped_statuses(world, file, decorated));
        // What the functions it calls raise is answered by what is registered for the class.
        if nested.is_none() {
            let summary = world.index.call_summary(function);
            let into = world.function(function).and_then(|(function, _)| {
                failure_class(world, file, function.signature.returns.as_ref()?)
            });
            let raised = summary.raises.iter();
            statuses.extend(raised.filter_map(|raised| errors.handed_status(world, into, raised)));
            statuses.extend(handed_on(world, errors, function, into));
        }
    }
    if by_call && let Some((file, decorated)) = handler {
        statuses.extend(named_by_helpers(world, errors, file, decorated));
    }
    let decorated = handler.map(|(_, decorated)| decorated);
    let file = handler.map_or(route.site.file, |(file, _)| file);
    for provider in injection.providers(file, decorated, &route.guards) {
        statuses.extend(injection.provider_statuses(provider).iter());
    }
    statuses.extend(declared_statuses(world, route, handler));
    statuses.retain(|status| *status >= 400);
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

/// The statuses of what libraries' failures become that a handler hands on.
fn handed_on(
    world: &World<'_>,
    errors: &Errors,
    function: SymbolRef,
    into: Option<SymbolRef>,
) -> Vec<u16> {
    let (Some(into), Some((summary, _))) = (into, world.function(function)) else {
        return Vec::new();
    };
    let resolved = world.called_by(function);
    let calls = summary.calls.iter().zip(&resolved.calls);
    let language = world.env(function.file).map(|env| env.facts().language);
    // `Ok(..)` is handed on as well, and never fails.
    let brought =
        |callee: &str| language.is_some_and(|language| Builtins::of(language).contains(callee));
    let handed = calls.filter(|(call, _)| call.handed_on && !call.nested && !brought(&call.callee));
    let statuses = handed.filter_map(|(_, resolved)| {
        let own = || errors.classes.get(&into)?.status.value().copied();
        let by_library = || errors.converted_status(into, resolved.to.external()?);
        own().or_else(by_library)
    });
    statuses.collect()
}

/// Whether the handler answers with a page, a file or a stream.
fn is_raw(world: &World<'_>, route: &Routed, file: FileId, handler: Option<Decorated>) -> bool {
    if let Some((site, Value::Path(path))) = &route.response_class
        && let Some(response) = response_class(world, *site, path)
    {
        return response.raw;
    }
    let Some(decorated) = handler else {
        return false;
    };
    let Some(env) = world.env(file) else {
        return false;
    };
    let site = site_of(file, decorated);
    let returns = signature(env, decorated).and_then(|(head, _)| head.returns.as_ref());
    if let Some(syntax::facts::TypeKind::Named { path, .. }) = returns.map(|returns| &returns.kind)
        && response_class(world, site, path).is_some()
    {
        return true;
    }
    let Decorated::Symbol(symbol) = decorated else {
        return false;
    };
    let Some(function) = env.function(symbol) else {
        return false;
    };
    let raw = function
        .returns
        .iter()
        .filter(|path| response_class(world, site, path).is_some())
        .count();
    raw > 0 && raw == function.returns.len()
}
