//! What answers a route: a function, the methods of a class, what a value wraps; it never looks into it.

use std::rc::Rc;

use syntax::facts::{Name, ParamKind};

use super::answers::attribute;
use super::graph::{Route, bound_value, given_value, named_value, route_entry};
use super::local::{Decorated, Scope, function_inside, signature, split_last, written_function};
use super::resources::resource;
use super::text::{Frame, enclosing, text_of};
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::framework::{Frameworks, HandlerClass, MethodMark, MethodValue, RoleOf};
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

/// One way in which a route is answered.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub handler: Handler,
    /// Where each method has a handler of its own.
    pub method: Option<Name>,
    /// What follows the route's path.
    pub below: Name,
    /// What is asked, in place of what the handler's class asks.
    pub guards: Option<(Site, Value)>,
    /// Why it cannot be told what is answered.
    pub unknown: Option<Name>,
    /// The same, where the route does not tell the methods.
    pub untold: Option<Name>,
}

impl Answer {
    pub fn of(handler: Handler, method: Option<Name>) -> Self {
        Self {
            handler,
            method,
            below: Name::default(),
            guards: None,
            unknown: None,
            untold: None,
        }
    }

    /// What a class of a library answers, of which nothing is known.
    pub fn unknown(handler: Handler, class: &str) -> Self {
        let why = Name::from(format!("what `{class}` answers is not in the workspace"));
        Self {
            unknown: Some(why),
            ..Self::of(handler, None)
        }
    }
}

/// What answers a route.
pub(super) fn handlers(
    world: &World<'_>,
    route: &Route,
    kind: EndpointKind,
    frame: Option<&Rc<Frame>>,
) -> Vec<Answer> {
    let file = route.site.file;
    let frameworks = world.frameworks(file);
    match route.decorated {
        Some(Decorated::Symbol(symbol)) => {
            let target = Target::Symbol(SymbolRef { file, symbol });
            return of_target(world, frameworks, target, kind);
        }
        Some(nested) => return vec![Answer::of(Handler::Function(file, nested), None)],
        None => {}
    }
    let entry = route_entry(frameworks, route.form);
    let Some(value) = entry.and_then(|entry| route.args.get(&entry.handler)) else {
        return vec![Answer::of(Handler::Written(Name::default()), None)];
    };
    // Where values stand for handlers with their methods, what cannot be read may name any of them.
    let by_values = frameworks.description(route.form.0);
    let by_values = by_values.is_some_and(|of| !of.method_values.is_empty());
    if *value == Value::Other && by_values {
        let untold = Some(Name::new("the handler and its method are computed"));
        return vec![Answer {
            untold,
            ..Answer::of(Handler::Written(Name::default()), None)
        }];
    }
    // Of a list the last one answers, the others ask.
    let value = match value {
        Value::Items(items) => items.last().unwrap_or(value),
        value => value,
    };
    if let Some((there, given)) = given(world, route.site, value, frame) {
        let target = target(world, there, &given, DEPTH);
        return of_target(world, frameworks, target, kind);
    }
    // A name may stand for a handler with its method.
    let named = match value {
        Value::Path(path) => named_value(world, route.site, path),
        Value::Call { callee, .. } => match world.resolve(route.site, callee) {
            Meaning::Declared(function) => given_value(world, function),
            _ => None,
        },
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
                .map(move |answer| Answer::of(answer.handler, Some(method.clone())))
        });
        return all.collect();
    }
    let target = target(world, route.site, value, DEPTH);
    if let (Target::Symbol(class), true) = (&target, entry.is_some_and(|entry| entry.resource)) {
        return resource(world, *class, route.form.0);
    }
    of_target(world, frameworks, target, kind)
}

fn of_target(
    world: &World<'_>,
    frameworks: &Frameworks,
    target: Target,
    kind: EndpointKind,
) -> Vec<Answer> {
    let (symbol, made) = match target {
        Target::Symbol(symbol) => (symbol, None),
        Target::Made(symbol, site, args) => (symbol, Some((site, args))),
        Target::Library(path) if frameworks.has_role(&path, RoleOf::LeftOut) => return Vec::new(),
        Target::Library(path) => return library_view(frameworks, &path),
        Target::Nested(file, decorated) => {
            return vec![Answer::of(Handler::Function(file, decorated), None)];
        }
        Target::Written(name) => return vec![Answer::of(Handler::Written(name), None)],
        Target::Named(path) => {
            let answer = Answer::unknown(Handler::Written(path.clone()), &path);
            return vec![Answer {
                unknown: None,
                untold: answer.unknown,
                ..answer
            }];
        }
    };
    if matches!(symbol.symbol.part, Part::Type(_)) && kind == EndpointKind::Http {
        let by_method = class_handlers(world, frameworks, symbol, made.as_ref());
        if !by_method.is_empty() {
            return by_method;
        }
        // What it answers is told by a class that is not here.
        let lineage = world.lineage(symbol);
        let known = |path: &Name| !frameworks.roles(path).is_empty() || is_plain(path);
        let untold = lineage.outside.iter().find(|path| !known(path));
        if let (Some(path), Some(_)) = (untold, &made) {
            let handler = Handler::Function(symbol.file, Decorated::Symbol(symbol.symbol));
            return vec![Answer::unknown(handler, path)];
        }
    }
    let symbol = implemented(world, symbol).unwrap_or(symbol);
    let handler = Handler::Function(symbol.file, Decorated::Symbol(symbol.symbol));
    vec![Answer::of(handler, None)]
}

/// The method that answers where a handler is one of an interface that one class alone has all methods of.
fn implemented(world: &World<'_>, method: SymbolRef) -> Option<SymbolRef> {
    let interface = world.owner(method)?;
    let name = world.name(method);
    let classes = world.with_all_methods(interface);
    let mut own = classes.iter().filter_map(|class| {
        match world.member_of(Meaning::Instance(*class), &name) {
            Meaning::Declared(own) if own != method => Some(own),
            _ => None,
        }
    });
    let first = own.next()?;
    own.all(|other| other == first).then_some(first)
}

/// A base class that everything has.
fn is_plain(path: &str) -> bool {
    !path.contains('.')
}

/// A view of a library that is used as it is.
fn library_view(frameworks: &Frameworks, path: &Name) -> Vec<Answer> {
    let handler = Handler::Written(path.clone());
    let methods = provided(frameworks, std::slice::from_ref(path));
    let known: Vec<Answer> = METHODS
        .iter()
        .filter(|(name, _)| methods.iter().any(|own| own == name))
        .map(|(_, method)| Answer::of(handler.clone(), Some(Name::new(method))))
        .collect();
    if known.is_empty() {
        vec![Answer::unknown(handler, path)]
    } else {
        known
    }
}

/// Methods of classes that are named as the HTTP methods they answer.
const METHODS: [(&str, &str); 5] = [
    ("get", "GET"),
    ("post", "POST"),
    ("put", "PUT"),
    ("patch", "PATCH"),
    ("delete", "DELETE"),
];

/// The methods that classes of libraries give to those derived from them.
pub(super) fn provided<'f>(frameworks: &'f Frameworks, classes: &[Name]) -> Vec<&'f Name> {
    let mut found = Vec::new();
    for path in classes {
        for role in frameworks.roles(path) {
            if let RoleOf::Provided(at, i) = role
                && let Some(entry) = frameworks
                    .description(*at)
                    .and_then(|description| description.provided.get(*i))
            {
                found.extend(&entry.methods);
            }
        }
    }
    found
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
    let frameworks = world.frameworks(site.file);
    let narrows = |callee: &str| {
        let name = split_last(callee).1;
        let mut all = frameworks.descriptions.iter();
        all.any(|(_, description)| description.only.names.iter().any(|own| own == name))
    };
    let narrowed: Vec<Name> = links
        .iter()
        .filter(|(callee, _)| narrows(callee))
        .filter_map(|(_, args)| args.position(0))
        .flat_map(|guard| let_through(world, site, guard))
        .collect();
    if !narrowed.is_empty() && !form.to.is_empty() {
        methods = narrowed;
    }
    let mut handled = Vec::new();
    for (callee, args) in links.into_iter().rev() {
        let name = split_last(callee).1;
        if let Some(next) = form.names.get(name) {
            take(&mut methods, next, args);
        } else if form.to.iter().any(|to| to == name)
            && let Some(handler) = args.get(&form.handler)
        {
            handled.extend(methods.iter().map(|method| (method.clone(), handler)));
        }
    }
    found.extend(handled);
    (!found.is_empty()).then_some(found)
}

/// The HTTP methods that a guard lets through: `guard::Post()`, `guard::Method(Method::PUT)`.
pub(super) fn let_through(world: &World<'_>, site: Site, guard: &Value) -> Vec<Name> {
    let (path, args) = match guard {
        Value::Call { callee, args, .. } => (callee, Some(args)),
        Value::Path(path) => (path, None),
        _ => return Vec::new(),
    };
    let (Meaning::Outside(path) | Meaning::OutsideInstance(path)) = world.resolve(site, path)
    else {
        return Vec::new();
    };
    let frameworks = world.frameworks(site.file);
    let mut forms = frameworks
        .descriptions
        .iter()
        .map(|(_, description)| &description.only);
    let found = forms.find_map(|only| Some((only, only.calls.get(&path)?)));
    match found {
        Some((only, method)) if method.is_empty() => args
            .and_then(|args| args.get(&only.told))
            .map(told)
            .unwrap_or_default(),
        Some((_, method)) => vec![method.clone()],
        None => Vec::new(),
    }
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
    /// A handler made of a class, with the arguments.
    Made(SymbolRef, Site, Args),
    /// A library's class or function.
    Library(Name),
    Nested(FileId, Decorated),
    /// Something of a library that belongs to none of the frameworks.
    Named(Name),
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
    if let (Value::Path(path), Some(depth)) = (value, depth.checked_sub(1))
        && !matches!(world.resolve(site, path), Meaning::Declared(symbol) if matches!(symbol.symbol.part, Part::Function(_) | Part::Type(_)))
        && let Some((there, entry)) = entry_of(world, site, path)
    {
        return target(world, there, &entry, depth);
    }
    match value {
        Value::Member(..) => match world.meaning_of(site, value) {
            Meaning::Declared(symbol) if matches!(symbol.symbol.part, Part::Function(_)) => {
                Target::Symbol(symbol)
            }
            _ => Target::Written(Name::default()),
        },
        Value::Path(path) => match inside(world, site, path) {
            Some(found) => Target::Nested(site.file, found),
            None => match world.resolve(site, path) {
                Meaning::Declared(symbol) => match symbol.symbol.part {
                    Part::Function(_) | Part::Type(_) => Target::Symbol(symbol),
                    _ => called_target(world, &world.value_of(symbol))
                        .unwrap_or(Target::Written(path.clone())),
                },
                Meaning::Outside(outside)
                    if world
                        .frameworks(site.file)
                        .has_role(&outside, RoleOf::LeftOut) =>
                {
                    Target::Library(outside)
                }
                Meaning::Outside(outside)
                    if !provided(world.frameworks(site.file), std::slice::from_ref(&outside))
                        .is_empty() =>
                {
                    Target::Library(outside)
                }
                Meaning::Outside(outside)
                    if !world.frameworks(site.file).is_of_framework(&outside) =>
                {
                    Target::Named(outside)
                }
                meaning => called_target(world, &meaning).unwrap_or(Target::Written(path.clone())),
            },
        },
        Value::Elsewhere(from, path) => target(world, *from, &Value::Path(path.clone()), depth),
        Value::There(from, value) => target(world, *from, value, depth),
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
            match class_made(world, site, callee) {
                Some(Made::Own(class)) => return Target::Made(class, site, args.clone()),
                Some(Made::Library(path)) => return Target::Library(path),
                None => {}
            }
            if let Some(path) = library_handler(world, site, callee) {
                return Target::Library(path);
            }
            let wrapped = depth.checked_sub(1).and_then(|depth| {
                args.iter().find_map(|(_, value)| match value {
                    Value::Path(_)
                    | Value::Elsewhere(..)
                    | Value::There(..)
                    | Value::Call { .. }
                    | Value::Function { .. } => match target(world, site, value, depth) {
                        Target::Written(_) => None,
                        found => Some(found),
                    },
                    _ => None,
                })
            });
            if let Some(wrapped) = wrapped {
                return wrapped;
            }
            let member = args.iter().rev().find_map(|(_, value)| match value {
                Value::Path(path) if path.contains('.') => Some(path.clone()),
                _ => None,
            });
            if let Some(member) = member {
                return Target::Written(member);
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

/// The library's class or function of which it is known what it answers, where a callee is it or a member of what
/// it gives: `get_schema_view().with_ui()`.
fn library_handler(world: &World<'_>, site: Site, callee: &Name) -> Option<Name> {
    let frameworks = world.frameworks(site.file);
    let is_known = |path: &Name| {
        frameworks.has_role(path, RoleOf::LeftOut)
            || !provided(frameworks, std::slice::from_ref(path)).is_empty()
    };
    let outside = |meaning: Meaning| match meaning {
        Meaning::Outside(path) | Meaning::OutsideInstance(path) => Some(path),
        _ => None,
    };
    let object = split_last(callee).0;
    let direct = outside(world.resolve(site, callee)).filter(is_known);
    direct
        .or_else(|| outside(world.resolve(site, object)).filter(is_known))
        .or_else(|| match named_value(world, site, &Name::new(object))? {
            (there, Value::Call { callee, .. }) => {
                outside(world.resolve(there, &callee)).filter(is_known)
            }
            _ => None,
        })
}

/// What callers give a parameter that a handler is a member of: `controller` of `controller.list`.
fn given(
    world: &World<'_>,
    site: Site,
    value: &Value,
    frame: Option<&Rc<Frame>>,
) -> Option<(Site, Value)> {
    let Value::Path(path) = value else {
        return None;
    };
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let function = SymbolRef {
        file: site.file,
        symbol: site.scope.function()?,
    };
    let (summary, _) = world.function(function)?;
    let params = summary.signature.params.iter();
    let mut params = params.filter(|param| param.kind != ParamKind::Receiver);
    let position = params.position(|param| param.name == first)?;
    let call = enclosing(frame, function)?;
    let value = call
        .args
        .keyword(first)
        .or_else(|| call.args.position(position))?;
    let value = match (value, rest) {
        (value, "") => value.clone(),
        (Value::Path(path), rest) => Value::Path(Name::from(format!("{path}.{rest}"))),
        (value, rest) if !rest.contains('.') => {
            Value::Member(Box::new(value.clone()), Name::new(rest))
        }
        _ => return None,
    };
    Some((call.site, value))
}

/// The entry of a map that a path leads to: `controller.list` of `const controller = { list() {} }`.
fn entry_of(world: &World<'_>, site: Site, path: &str) -> Option<(Site, Value)> {
    let (object, name) = path.rsplit_once('.')?;
    let Meaning::Declared(symbol) = world.resolve(site, object) else {
        return None;
    };
    let (there, map) = bound_value(world, symbol)?;
    Some((there, map.entry(name)?.clone()))
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

/// The last argument that may be a handler.
fn innermost(args: &Args) -> Option<&Value> {
    let mut values = args.iter().map(|(_, value)| value);
    values.rfind(|value| {
        matches!(
            value,
            Value::Call { .. } | Value::Path(_) | Value::Elsewhere(..) | Value::There(..)
        )
    })
}

/// What is wrapped around a handler, outermost first.
pub(super) fn wrappers(world: &World<'_>, site: Site, handler: &Value) -> Vec<(Site, Value)> {
    let mut found = Vec::new();
    let mut at = (site, handler.clone());
    for _ in 0..DEPTH {
        match &at.1 {
            Value::There(from, value) => at = (*from, Value::clone(value)),
            Value::Elsewhere(from, path) => at = (*from, Value::Path(path.clone())),
            Value::Path(path) => match named_value(world, at.0, path) {
                Some(next @ (_, Value::Call { .. })) => at = next,
                _ => break,
            },
            Value::Call { callee, args, .. } => {
                if class_made(world, at.0, callee).is_some() {
                    break;
                }
                found.push((at.0, Value::Path(callee.clone())));
                let inner = innermost(args).cloned();
                match inner {
                    Some(inner) => at = (at.0, inner),
                    None => break,
                }
            }
            _ => break,
        }
    }
    found
}

/// The class that a call makes a handler of: `UserView.as_view()`.
enum Made {
    Own(SymbolRef),
    Library(Name),
}

fn class_made(world: &World<'_>, site: Site, callee: &str) -> Option<Made> {
    let (class, name) = split_last(callee);
    if class.is_empty() || !world.frameworks(site.file).makes_handler(name) {
        return None;
    }
    match world.resolve(site, class) {
        Meaning::Declared(symbol) if matches!(symbol.symbol.part, Part::Type(_)) => {
            Some(Made::Own(symbol))
        }
        Meaning::Outside(path) => Some(Made::Library(path)),
        _ => None,
    }
}

/// How classes of handlers derived from this one answer.
pub(super) fn handler_class<'f>(
    world: &World<'_>,
    frameworks: &'f Frameworks,
    class: SymbolRef,
) -> Option<&'f HandlerClass> {
    world.lineage(class).outside.iter().find_map(|path| {
        frameworks.role(path, |role| match role {
            RoleOf::HandlerClass(at, i) => frameworks.description(at)?.handler_classes.get(i),
            _ => None,
        })
    })
}

/// The method of a class as a handler; the class itself for one that a library gives it.
pub(super) fn member(world: &World<'_>, class: SymbolRef, name: &str) -> Option<Handler> {
    match world.member_of(Meaning::Instance(class), name) {
        Meaning::Declared(symbol) => Some(Handler::Function(
            symbol.file,
            Decorated::Symbol(symbol.symbol),
        )),
        _ => {
            let frameworks = world.frameworks(class.file);
            let given = provided(frameworks, &world.lineage(class).outside);
            let own = Handler::Function(class.file, Decorated::Symbol(class.symbol));
            if given.iter().any(|own| *own == name) {
                return Some(own);
            }
            mixed_in(world, class, name)
        }
    }
}

/// The method that a class of the project has behind classes of libraries: whichever answers, there is one.
fn mixed_in(world: &World<'_>, class: SymbolRef, name: &str) -> Option<Handler> {
    let lineage = world.lineage(class);
    lineage.own.iter().find_map(|ancestor| {
        let symbol = world.class(*ancestor)?.own_member(name)?;
        matches!(symbol.part, Part::Function(_))
            .then_some(Handler::Function(ancestor.file, Decorated::Symbol(symbol)))
    })
}

fn class_handlers(
    world: &World<'_>,
    frameworks: &Frameworks,
    class: SymbolRef,
    made: Option<&(Site, Args)>,
) -> Vec<Answer> {
    let Some(entry) = handler_class(world, frameworks, class) else {
        return Vec::new();
    };
    if let Some((site, args)) = made
        && let Some(Value::Map(actions)) = args.get(&entry.actions)
    {
        let pairs = actions.iter().filter_map(|(method, name)| {
            let method = text_of(world, *site, method, None).ok()?;
            let name = text_of(world, *site, name, None).ok()?;
            let own = || Handler::Function(class.file, Decorated::Symbol(class.symbol));
            let handler = member(world, class, &name).unwrap_or_else(own);
            Some(Answer::of(
                handler,
                Some(Name::from(method.to_ascii_uppercase())),
            ))
        });
        return pairs.collect();
    }
    let allowed = (!entry.allowed_field.is_empty())
        .then(|| methods_in(world, class, &entry.allowed_field))
        .flatten();
    let by_method: Vec<Answer> = entry
        .methods
        .iter()
        .filter(|(_, method)| allowed.as_ref().is_none_or(|all| all.contains(method)))
        .filter_map(|(name, method)| {
            let handler = member(world, class, name)?;
            Some(Answer::of(handler, Some(method.clone())))
        })
        .collect();
    if !by_method.is_empty() || entry.entry.is_empty() {
        return by_method;
    }
    let Some(handler) = member(world, class, &entry.entry) else {
        return Vec::new();
    };
    methods_in(world, class, &entry.methods_field)
        .unwrap_or_else(|| vec![Name::new("GET")])
        .into_iter()
        .map(|method| Answer::of(handler.clone(), Some(method)))
        .collect()
}

/// The HTTP methods that a field of a class lists.
fn methods_in(world: &World<'_>, class: SymbolRef, field: &str) -> Option<Vec<Name>> {
    let (site, value) = attribute(world, class, field)?;
    let items = value.items().iter();
    let texts = items.map(|item| text_of(world, site, item, None).ok());
    let texts: Option<Vec<String>> = texts.collect();
    let upper = |text: String| Name::from(text.to_ascii_uppercase());
    Some(texts?.into_iter().map(upper).collect())
}

/// The HTTP methods that decorators of a handler say it answers.
pub(super) fn marked_methods(world: &World<'_>, handler: &Handler) -> Option<Vec<Name>> {
    let Handler::Function(file, decorated) = handler else {
        return None;
    };
    let (head, exprs) = signature(world.env(*file)?, *decorated)?;
    let site = Site {
        file: *file,
        scope: Scope::Module,
    };
    head.decorators.iter().find_map(|decorator| {
        let args = decorator.args.as_deref().unwrap_or_default();
        let args = Args::read(exprs, args);
        methods_of_mark(world, site, &decorator.path, &args)
    })
}

/// The HTTP methods that a decorator says what it decorates answers.
pub(super) fn methods_of_mark(
    world: &World<'_>,
    site: Site,
    path: &str,
    args: &Args,
) -> Option<Vec<Name>> {
    let mark = method_mark(world, site, path)?;
    let given = args.get(&mark.methods);
    let told: Vec<Name> = given
        .map(Value::items)
        .unwrap_or_default()
        .iter()
        .filter_map(|item| text_of(world, site, item, None).ok())
        .map(|text| Name::from(text.to_ascii_uppercase()))
        .collect();
    Some(if told.is_empty() {
        mark.default_methods.clone()
    } else {
        told
    })
}

pub(super) fn method_mark(
    world: &World<'_>,
    site: Site,
    path: &str,
) -> Option<&'static MethodMark> {
    let Meaning::Outside(path) = world.resolve(site, path) else {
        return None;
    };
    let frameworks = world.frameworks(site.file);
    frameworks.role(&path, |role| match role {
        RoleOf::MethodMark(at, i) => frameworks.description(at)?.method_marks.get(i),
        _ => None,
    })
}
