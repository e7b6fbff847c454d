//! What answers a route: a function, the methods of a class, what a value wraps; it never looks into it.

use syntax::facts::Name;

use super::errors::attribute;
use super::graph::{Route, named_value, route_entry};
use super::local::{Decorated, function_inside, split_last, written_function};
use super::text::text_of;
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::framework::{Frameworks, MethodValue, RoleOf};
use crate::place::FileId;
use crate::symbol::{Part, SymbolRef};
use crate::things::EndpointKind;

/// Deeper wrappers are given up.
const DEPTH: u32 = 4;

/// What answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Handler {
    Function(FileId, Decorated),
    /// Something that no declaration was found for, as written.
    Written(Name),
}

/// What answers a route; with the method where each has its own.
pub(super) fn handlers(
    world: &World<'_>,
    route: &Route,
    kind: &EndpointKind,
) -> Vec<(Handler, Option<Name>)> {
    let file = route.site.file;
    let frameworks = world.frameworks(file);
    match route.decorated {
        Some(Decorated::Symbol(symbol)) => {
            let target = Target::Symbol(SymbolRef { file, symbol });
            return of_target(world, frameworks, target, kind);
        }
        Some(nested) => return vec![(Handler::Function(file, nested), None)],
        None => {}
    }
    let entry = route_entry(frameworks, route.form);
    let Some(value) = entry.and_then(|entry| route.args.get(&entry.handler)) else {
        return vec![(Handler::Written(Name::default()), None)];
    };
    // A name may stand for a handler with its method.
    let named = match value {
        Value::Path(path) => named_value(world, route.site, path),
        _ => None,
    };
    let (site, value) = match &named {
        Some((site, named)) if by_method(world, *site, named).is_some() => (*site, named),
        _ => (route.site, value),
    };
    if let Some(by_method) = by_method(world, site, value) {
        let all = by_method.into_iter().flat_map(|(method, value)| {
            let target = target(world, site, value, DEPTH);
            let handlers = of_target(world, frameworks, target, kind);
            handlers
                .into_iter()
                .map(move |(handler, _)| (handler, Some(method.clone())))
        });
        return all.collect();
    }
    let target = target(world, route.site, value, DEPTH);
    of_target(world, frameworks, target, kind)
}

fn of_target(
    world: &World<'_>,
    frameworks: &Frameworks,
    target: Target,
    kind: &EndpointKind,
) -> Vec<(Handler, Option<Name>)> {
    let symbol = match target {
        Target::Symbol(symbol) => symbol,
        Target::Nested(file, decorated) => return vec![(Handler::Function(file, decorated), None)],
        Target::Written(name) => return vec![(Handler::Written(name), None)],
    };
    if matches!(symbol.symbol.part, Part::Type(_)) {
        let by_method = class_handlers(world, frameworks, symbol, kind);
        if !by_method.is_empty() {
            return by_method;
        }
    }
    let handler = Handler::Function(symbol.file, Decorated::Symbol(symbol.symbol));
    vec![(handler, None)]
}

/// The handlers in a value that stands for them and their methods: `get(list).post(create)`.
fn by_method<'v>(
    world: &World<'_>,
    site: Site,
    value: &'v Value,
) -> Option<Vec<(Name, &'v Value)>> {
    // Outermost first.
    let mut links = Vec::new();
    let mut at = Some(value);
    while let Some(Value::Call {
        callee, args, on, ..
    }) = at
    {
        links.push((callee, args));
        at = on.as_deref();
    }
    let (first, first_args) = links.pop()?;
    let (Meaning::Outside(path) | Meaning::OutsideInstance(path)) = world.resolve(site, first)
    else {
        return None;
    };
    let (form, method) = method_value(world.frameworks(site.file), &path)?;
    let mut methods = vec![method.clone()];
    let mut found = Vec::new();
    // Whether the call names the methods of the handlers that follow, or of its own.
    let mut take = |methods: &mut Vec<Name>, method: &Name, args: &'v Args| {
        let mut role = &form.handler;
        *methods = vec![method.clone()];
        if method.is_empty() {
            *methods = args.get(&form.told.method).map(told).unwrap_or_default();
            role = &form.told.handler;
        }
        if form.to.is_empty()
            && let Some(handler) = args.get(role)
        {
            found.extend(methods.iter().map(|method| (method.clone(), handler)));
        }
    };
    take(&mut methods, method, first_args);
    let mut handled = Vec::new();
    for (callee, args) in links.into_iter().rev() {
        let name = split_last(callee).1;
        if let Some(next) = form.names.get(name) {
            take(&mut methods, next, args);
        } else if name == form.to
            && let Some(handler) = args.get(&form.handler)
        {
            handled.extend(methods.iter().map(|method| (method.clone(), handler)));
        }
    }
    found.extend(handled);
    (!found.is_empty()).then_some(found)
}

/// The HTTP methods that an argument names: `Method::PUT`, `MethodFilter::GET.or(MethodFilter::HEAD)`.
pub(super) fn told(value: &Value) -> Vec<Name> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Text(text) => found.push(Name::from(text.to_ascii_uppercase())),
            Value::Path(path) => found.push(Name::from(split_last(path).1.to_ascii_uppercase())),
            Value::Items(items) => open.extend(items),
            Value::Call {
                callee, args, on, ..
            } => {
                open.extend(args.iter().map(|(_, value)| value));
                match on {
                    Some(on) => open.push(on),
                    None => {
                        let receiver = split_last(split_last(callee).0).1;
                        let is_constant = receiver.chars().all(|letter| !letter.is_lowercase());
                        if is_constant && !receiver.is_empty() {
                            found.push(Name::new(receiver));
                        }
                    }
                }
            }
            _ => {}
        }
    }
    found.sort();
    found.dedup();
    found
}

fn method_value<'f>(frameworks: &'f Frameworks, path: &str) -> Option<(&'f MethodValue, &'f Name)> {
    frameworks.role(path, |role| match role {
        RoleOf::MethodValue(at, i) => {
            let form = frameworks.description(at)?.method_values.get(i)?;
            let last = split_last(path).1;
            let by_last = || {
                let mut calls = form.calls.iter();
                let found = calls.find(|(name, _)| split_last(name).1 == last);
                found.map(|(_, method)| method)
            };
            Some((form, form.calls.get(path).or_else(by_last)?))
        }
        _ => None,
    })
}

enum Target {
    Symbol(SymbolRef),
    Nested(FileId, Decorated),
    Written(Name),
}

fn target(world: &World<'_>, site: Site, value: &Value, depth: u32) -> Target {
    if let (Value::Path(path), Some(depth)) = (value, depth.checked_sub(1))
        && let Some((there, call)) = named_value(world, site, path)
        && let Value::Call { callee, .. } = &call
        && (class_made(world, there, callee).is_some() || wraps_function(world, there, &call))
    {
        return target(world, there, &call, depth);
    }
    match value {
        Value::Path(path) => match inside(world, site, path) {
            Some(found) => Target::Nested(site.file, found),
            None => match world.resolve(site, path) {
                Meaning::Declared(symbol) => match symbol.symbol.part {
                    Part::Function(_) | Part::Type(_) => Target::Symbol(symbol),
                    _ => called_target(world, &world.value_of(symbol))
                        .unwrap_or(Target::Written(path.clone())),
                },
                meaning => called_target(world, &meaning).unwrap_or(Target::Written(path.clone())),
            },
        },
        Value::Elsewhere(from, path) => target(world, *from, &Value::Path(path.clone()), depth),
        Value::Function { item, function } => {
            let env = world.env(site.file);
            match env.and_then(|env| written_function(env, *item, *function)) {
                Some(Decorated::Symbol(symbol)) => Target::Symbol(SymbolRef {
                    file: site.file,
                    symbol,
                }),
                Some(nested) => Target::Nested(site.file, nested),
                None => Target::Written(Name::default()),
            }
        }
        // A wrapped handler is the one that answers; else what the call gives does.
        Value::Call { callee, args, .. } => {
            if let Some(class) = class_made(world, site, callee) {
                return Target::Symbol(class);
            }
            let wrapped = depth.checked_sub(1).and_then(|depth| {
                args.iter().find_map(|(_, value)| match value {
                    Value::Path(_) | Value::Call { .. } | Value::Function { .. } => {
                        match target(world, site, value, depth) {
                            Target::Written(_) => None,
                            found => Some(found),
                        }
                    }
                    _ => None,
                })
            });
            if let Some(wrapped) = wrapped {
                return wrapped;
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

/// A function declared in the one where its name is written.
fn inside(world: &World<'_>, site: Site, path: &str) -> Option<Decorated> {
    function_inside(world.env(site.file)?, site.scope.function()?, path)
}

/// Whether a call is given a function: `view = cached(60)(view)`, `wrapped = login_required(view)`.
fn wraps_function(world: &World<'_>, site: Site, call: &Value) -> bool {
    let Value::Call { args, .. } = call else {
        return false;
    };
    args.iter().any(|(_, value)| match value {
        Value::Path(path) => {
            let meaning = world.resolve(site, path);
            matches!(meaning, Meaning::Declared(symbol) if matches!(symbol.symbol.part, Part::Function(_)))
        }
        Value::Function { .. } => true,
        _ => false,
    })
}

/// What is wrapped around a handler, outermost first.
pub(super) fn wrappers(world: &World<'_>, site: Site, handler: &Value) -> Vec<(Site, Value)> {
    let mut found = Vec::new();
    let mut at = (site, handler.clone());
    for _ in 0..DEPTH {
        match &at.1 {
            Value::Path(path) => match named_value(world, at.0, path) {
                Some(next @ (_, Value::Call { .. })) => at = next,
                _ => break,
            },
            Value::Call { callee, args, .. } => {
                if class_made(world, at.0, callee).is_some() {
                    break;
                }
                found.push((at.0, Value::Path(callee.clone())));
                let inner = args.iter().map(|(_, value)| value);
                let inner = inner
                    .filter(|value| matches!(value, Value::Call { .. } | Value::Path(_)))
                    .next_back();
                match inner {
                    Some(inner) => at = (at.0, inner.clone()),
                    None => break,
                }
            }
            _ => break,
        }
    }
    found
}

/// The class that a call makes a handler of: `UserView.as_view()`.
fn class_made(world: &World<'_>, site: Site, callee: &str) -> Option<SymbolRef> {
    let (class, name) = split_last(callee);
    if class.is_empty() || !world.frameworks(site.file).makes_handler(name) {
        return None;
    }
    match world.resolve(site, class) {
        Meaning::Declared(symbol) => matches!(symbol.symbol.part, Part::Type(_)).then_some(symbol),
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
    let member = |name: &str| match world.member_of(Meaning::Instance(class), name) {
        Meaning::Declared(symbol) => Some(Handler::Function(
            symbol.file,
            Decorated::Symbol(symbol.symbol),
        )),
        _ => None,
    };
    let by_method: Vec<(Handler, Option<Name>)> = entry
        .methods
        .iter()
        .filter_map(|(name, method)| Some((member(name)?, Some(method.clone()))))
        .collect();
    if !by_method.is_empty() || entry.entry.is_empty() {
        return by_method;
    }
    let Some(handler) = member(&entry.entry) else {
        return Vec::new();
    };
    let methods = match attribute(world, class, &entry.methods_field) {
        Some((site, value)) => value
            .items()
            .iter()
            .filter_map(|item| {
                let text = text_of(world, site, item, None).ok()?;
                Some(Name::from(text.to_ascii_uppercase()))
            })
            .collect(),
        None => vec![Name::new("GET")],
    };
    methods
        .into_iter()
        .map(|method| (handler.clone(), Some(method)))
        .collect()
}
