//! Settings behind maps: where they are put together, checked, kept in fields or asked for by name; it guesses none.

use std::rc::Rc;

use syntax::facts::Name;

use super::graph::{bound_value, named_value};
use super::local::{Decorated, Scope, split_last, written_function};
use super::text::{Frame, text_of, text_within};
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::framework::{RoleOf, SettingForm};
use crate::symbol::{Part, SymbolRef};
use crate::tables::Builtins;

/// The value at the end of a path that leads into a map which a name stands for: `config.api.prefix`. Of several
/// maps that are put together only one may have it.
pub(super) fn entry_of(
    world: &World<'_>,
    site: Site,
    path: &str,
    steps: u32,
) -> Option<(Site, Value)> {
    let steps = steps.checked_sub(1)?;
    let dots = path.match_indices('.').rev().take(8);
    { dots }.find_map(|(at, _)| {
        let (object, rest) = (path.get(..at)?, path.get(at + 1..)?);
        let maps = maps_named(world, site, object, steps);
        let mut found = maps
            .iter()
            .filter_map(|(there, map)| Some((*there, map.entry(rest)?.clone())));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    })
}

/// The maps that a name stands for.
fn maps_named(world: &World<'_>, site: Site, path: &str, steps: u32) -> Vec<(Site, Value)> {
    let Some(steps) = steps.checked_sub(1) else {
        return Vec::new();
    };
    let name = Name::new(path);
    if let Some(value) = local_value(world, site, &name) {
        return maps_of(world, site, &value, steps);
    }
    if let Some((there, value)) = named_value(world, site, &name) {
        let maps = maps_of(world, there, &value, steps);
        if !maps.is_empty() {
            return maps;
        }
    }
    let Some((object, field)) = path.rsplit_once('.') else {
        return Vec::new();
    };
    let owner = match world.resolve(site, object) {
        Meaning::Declared(symbol) if !matches!(symbol.symbol.part, Part::Type(_)) => {
            world.value_of(symbol)
        }
        meaning => meaning,
    };
    if let Meaning::Instance(class) = owner
        && let Some((there, value)) = kept(world, class, field)
    {
        return maps_of(world, there, &value, steps);
    }
    let entry = entry_of(world, site, path, steps);
    entry.map_or_else(Vec::new, |(there, value)| {
        maps_of(world, there, &value, steps)
    })
}

/// What a name of a function is bound to that is no call.
fn local_value(world: &World<'_>, site: Site, name: &Name) -> Option<Value> {
    let function = SymbolRef {
        file: site.file,
        symbol: site.scope.function()?,
    };
    let (summary, _) = world.function(function)?;
    let mut values = summary.locals.iter().filter(|(local, _)| local == name);
    let (_, value) = values.next()?;
    let value = Value::of_plain_fact(value);
    let is_call = matches!(value, Value::Call { .. } | Value::Other);
    (values.next().is_none() && !is_call).then_some(value)
}

/// What the methods of a class put into a field, if it is one thing.
fn kept(world: &World<'_>, class: SymbolRef, field: &str) -> Option<(Site, Value)> {
    let found = world.class(class)?;
    let mut values = found.methods().flat_map(|method| {
        let receiver = method.function.signature.receiver().unwrap_or_default();
        let full = format!("{receiver}.{field}");
        let locals = method.function.locals.iter();
        let site = Site {
            file: class.file,
            scope: Scope::Function(method.symbol),
        };
        locals
            .filter(move |(local, _)| *local == full)
            .map(move |(_, value)| (site, Value::of_plain_fact(value)))
    });
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

/// The maps that a value is made of.
fn maps_of(world: &World<'_>, site: Site, value: &Value, steps: u32) -> Vec<(Site, Value)> {
    let Some(steps) = steps.checked_sub(1) else {
        return Vec::new();
    };
    match value {
        Value::Map(_) => vec![(site, value.clone())],
        Value::Path(path) => maps_named(world, site, path, steps),
        Value::Elsewhere(there, path) => maps_named(world, *there, path, steps),
        Value::Member(object, name) => part_of(world, site, object, name, steps)
            .map_or_else(Vec::new, |(there, value)| {
                maps_of(world, there, &value, steps)
            }),
        Value::Call {
            callee, args, on, ..
        } => {
            let Some(env) = world.env(site.file) else {
                return Vec::new();
            };
            let builtins = Builtins::of(env.facts().language);
            let last = callee.rsplit('.').next().unwrap_or_default();
            let checks = builtins.checks.contains(last);
            if checks || builtins.merges.contains(last) || builtins.hands_on.contains(callee) {
                let given = args.iter().map(|(_, value)| value);
                let mut maps: Vec<(Site, Value)> = given
                    .flat_map(|value| maps_of(world, site, value, steps))
                    .collect();
                // What is checked comes from outside; what is asked of it may name a default.
                if let (true, Some(Value::Call { args, .. })) =
                    (checks && maps.is_empty(), on.as_deref())
                {
                    let schema = args.iter().map(|(_, value)| value);
                    maps = schema
                        .flat_map(|value| maps_of(world, site, value, steps))
                        .collect();
                }
                return maps;
            }
            if let Meaning::Declared(function) = world.resolve(site, callee) {
                return maps_given(world, function);
            }
            // A whole group of settings that is asked for by its name.
            let path = asked_class(world, site, callee, on.as_deref());
            let form = path.and_then(|path| setting_form(world, site, &path));
            match form.and_then(|form| Some((form, args.get(&form.name)?))) {
                Some((form, Value::Text(group))) => group_maps(world, form, group),
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// What the maps that a value is made of have under a name, if only one does.
pub(super) fn part_of(
    world: &World<'_>,
    site: Site,
    object: &Value,
    name: &str,
    steps: u32,
) -> Option<(Site, Value)> {
    let maps = maps_of(world, site, object, steps);
    let mut found = maps
        .iter()
        .filter_map(|(there, map)| Some((*there, map.entry(name)?.clone())));
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// What the decorators of a field say that it is where nothing sets it.
pub(super) fn field_default(world: &World<'_>, symbol: SymbolRef) -> Option<(Site, Value)> {
    let env = world.env(symbol.file)?;
    let field = env.field(symbol.symbol)?;
    let exprs = &env.item(symbol.symbol)?.facts.summary.exprs;
    let site = Site {
        file: symbol.file,
        scope: Scope::Module,
    };
    let descriptions = &world.frameworks(symbol.file).descriptions;
    field.decorators.iter().find_map(|decorator| {
        let last = split_last(&decorator.path).1;
        let args = Args::read(exprs, decorator.args.as_deref()?);
        let mut forms = descriptions.iter().flat_map(|(_, of)| &of.field_defaults);
        forms.find_map(|form| {
            let is_named = form.decorator.iter().any(|name| name == last);
            let told = args.get(&form.value).cloned();
            let given = || match args.get(&form.function)? {
                Value::Text(name) => Some(Value::Call {
                    callee: name.clone(),
                    args: Args::default(),
                    at: decorator.span,
                    on: None,
                }),
                _ => None,
            };
            let value = told.or_else(given).filter(|_| is_named)?;
            Some((site, value))
        })
    })
}

/// The map that a function gives, if it is one.
fn maps_given(world: &World<'_>, function: SymbolRef) -> Vec<(Site, Value)> {
    let Some((summary, _)) = world.function(function) else {
        return Vec::new();
    };
    let [only] = summary.given.as_slice() else {
        return Vec::new();
    };
    let site = Site {
        file: function.file,
        scope: Scope::Function(function.symbol),
    };
    match Value::of_plain_fact(only) {
        map @ Value::Map(_) if summary.returns.is_empty() => vec![(site, map)],
        _ => Vec::new(),
    }
}

/// The full path of a method of what is asked for by its class: `app.get(Settings)`, then `settings.get("x")`.
pub(super) fn asked_class(
    world: &World<'_>,
    site: Site,
    callee: &str,
    on: Option<&Value>,
) -> Option<Name> {
    let (object, method) = callee.rsplit_once('.')?;
    let asked = match on {
        Some(on) => on.clone(),
        None => named_value(world, site, &Name::new(object))?.1,
    };
    let Value::Call { args, .. } = asked else {
        return None;
    };
    let Some(Value::Path(class)) = args.position(0) else {
        return None;
    };
    match world.resolve(site, class) {
        Meaning::Outside(path) => Some(Name::from(format!("{path}.{method}"))),
        _ => None,
    }
}

/// The text of a setting that a call reads by its name; none where the call reads none.
pub(super) fn setting(
    world: &World<'_>,
    site: Site,
    path: &Name,
    args: &Args,
    frame: Option<&Rc<Frame>>,
    steps: u32,
) -> Option<Result<String, Name>> {
    let form = setting_form(world, site, path)?;
    let steps = steps.checked_sub(1)?;
    if let Some(Ok(default)) = args
        .get(&form.default)
        .map(|value| text_within(world, site, value, frame, steps))
    {
        return Some(Ok(default));
    }
    let Some(Value::Text(name)) = args.get(&form.name) else {
        return Some(Err(Name::new("the name of the setting is computed")));
    };
    let unknown = || {
        Err(Name::from(format!(
            "the setting `{name}` has no known default"
        )))
    };
    let found = grouped(world, form, name);
    Some(match found {
        Some((there, value)) => text_within(world, there, &value, None, steps),
        None => unknown(),
    })
}

fn setting_form(world: &World<'_>, site: Site, path: &str) -> Option<&'static SettingForm> {
    let frameworks = world.frameworks(site.file);
    frameworks.role(path, |role| match role {
        RoleOf::Setting(at, i) => frameworks.description(at)?.settings.get(i),
        _ => None,
    })
}

/// A setting of a group, where the group is given.
fn grouped(world: &World<'_>, form: &SettingForm, name: &str) -> Option<(Site, Value)> {
    let (group, rest) = name.split_once('.')?;
    let maps = group_maps(world, form, group);
    let mut found = maps
        .into_iter()
        .filter_map(|(there, map)| Some((there, map.entry(rest)?.clone())));
    found.next()
}

/// The maps that are given for a group of settings.
fn group_maps(world: &World<'_>, form: &SettingForm, group: &str) -> Vec<(Site, Value)> {
    let mut found = Vec::new();
    let sources = world.files().iter().filter(|file| world.is_source(file));
    for file in sources {
        for function in &form.groups {
            let last = function.rsplit('.').next().unwrap_or_default();
            for (site, callee, args, _) in world.calls_named(file.id, last) {
                let is_group = matches!(world.resolve(site, &callee), Meaning::Outside(path)
                    if path == *function);
                let named = args
                    .position(0)
                    .filter(|_| is_group)
                    .is_some_and(|name| text_of(world, site, name, None).as_deref() == Ok(group));
                if let (true, Some(given)) = (named, args.position(1)) {
                    found.extend(given_by(world, site, given));
                }
            }
        }
    }
    found
}

/// The maps that a function gives which is named or written in place.
fn given_by(world: &World<'_>, site: Site, value: &Value) -> Vec<(Site, Value)> {
    let function = match value {
        Value::Function { item, function } => {
            let env = world.env(site.file);
            match env.and_then(|env| written_function(env, *item, *function)) {
                Some(Decorated::Symbol(symbol)) => SymbolRef {
                    file: site.file,
                    symbol,
                },
                _ => return Vec::new(),
            }
        }
        Value::Path(path) => match world.resolve(site, path) {
            Meaning::Declared(symbol) if matches!(symbol.symbol.part, Part::Function(_)) => symbol,
            Meaning::Declared(symbol) => {
                let bound = bound_value(world, symbol);
                return bound.map_or_else(Vec::new, |(there, value)| match value {
                    Value::Path(_) => Vec::new(),
                    value => given_by(world, there, &value),
                });
            }
            _ => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    maps_given(world, function)
}
