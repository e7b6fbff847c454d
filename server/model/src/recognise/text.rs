//! Strings that the code only names: constants, settings with a default, parameters of factories; it guesses none.

use std::rc::Rc;

use syntax::facts::{ArgValue, ExprKind, FunctionKind, Name, TypeKind, as_written};

use super::graph::{bound_value, named_value, returned_value};
use super::local::{Scope, split_last};
use super::made::{given_globally, text_made_with, text_of_argument};
use super::settings::{asked_class, entry_of, field_default, part_of, setting};
use super::trimmed::trimmed;
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::framework::RoleOf;
use crate::symbol::{Part, SymbolRef};
use crate::tables::Builtins;

pub(super) const STEPS: u32 = 16;

/// What the parameters of a function stand for on one call of it, and the calls around that.
#[derive(Debug)]
pub(super) struct Frame {
    pub function: SymbolRef,
    pub args: Args,
    /// Where the arguments are written.
    pub site: Site,
    pub outer: Option<Rc<Frame>>,
}

/// The text of `value`, or what stands in the way.
pub(super) fn text_of(
    world: &World<'_>,
    site: Site,
    value: &Value,
    frame: Option<&Rc<Frame>>,
) -> Result<String, Name> {
    text_within(world, site, value, frame, STEPS)
}

pub(super) fn text_within(
    world: &World<'_>,
    site: Site,
    value: &Value,
    frame: Option<&Rc<Frame>>,
    steps: u32,
) -> Result<String, Name> {
    let steps = steps
        .checked_sub(1)
        .ok_or_else(|| Name::new("too many names lead to each other"))?;
    match value {
        Value::Text(text) => Ok(text.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Null => Ok(String::new()),
        Value::Template(parts) => parts
            .iter()
            .map(|part| text_within(world, site, part, frame, steps))
            .collect(),
        Value::Path(path) => text_of_path(world, site, path, frame, steps),
        Value::Elsewhere(from, path) => text_of_path(world, *from, path, None, steps),
        Value::There(from, value) => text_within(world, *from, value, None, steps),
        Value::Call {
            callee, args, on, ..
        } => match text_of_method(world, site, (callee, on.as_deref()), args, frame, steps) {
            Some(text) => text,
            None => text_of_call(world, site, (callee, on.as_deref()), args, frame, steps),
        },
        Value::Member(object, name) => {
            let meaning = world.meaning_of(site, object);
            match text_of_member(world, meaning, name, steps) {
                Some(text) => text,
                None => match part_of(world, site, object, name, steps) {
                    Some((there, value)) => text_within(world, there, &value, None, steps),
                    None => unknown(name),
                },
            }
        }
        Value::Either(values) => text_of_either(world, site, values, frame, steps),
        Value::Entry(object, key) => {
            let key = text_within(world, site, key, frame, steps)?;
            match part_of(world, site, object, &key, steps) {
                Some((there, value)) => text_within(world, there, &value, None, steps),
                None => unknown(&key),
            }
        }
        Value::Bool(_)
        | Value::Module(_)
        | Value::Items(_)
        | Value::Map(_)
        | Value::Function { .. }
        | Value::Other => Err(Name::new("the text is computed")),
    }
}

/// The text that all of several values have. A slash at the end is often put behind a text where it has none yet.
fn text_of_either(
    world: &World<'_>,
    site: Site,
    values: &[Value],
    frame: Option<&Rc<Frame>>,
    steps: u32,
) -> Result<String, Name> {
    let mut texts = Vec::new();
    for value in values {
        texts.push(text_within(world, site, value, frame, steps)?);
    }
    let first = texts.first().cloned().unwrap_or_default();
    let same = |other: &String| other.trim_end_matches('/') == first.trim_end_matches('/');
    match texts.iter().all(same) {
        true => Ok(first),
        false => Err(Name::new("a condition tells which text it is")),
    }
}

/// A text that may be empty, as it is then: with nothing for each name that the function asks whether it is empty.
pub(super) fn optional(world: &World<'_>, site: Site, value: &Value) -> Option<Value> {
    let function = SymbolRef {
        file: site.file,
        symbol: site.scope.function()?,
    };
    let (summary, _) = world.function(function)?;
    let language = world.env(site.file)?.facts().language;
    let asks = &Builtins::of(language).asks_emptiness;
    let asked: Vec<Name> = summary
        .calls
        .iter()
        .filter_map(|call| call.callee.rsplit_once('.'))
        .filter(|(_, method)| asks.contains(*method))
        .map(|(name, _)| Name::new(name))
        .collect();
    let nothing = Value::Text(Name::default());
    let bound: Vec<(&Name, &Value)> = asked.iter().map(|name| (name, &nothing)).collect();
    let named = match value {
        Value::Path(path) if !asked.contains(path) => named_value(world, site, path),
        _ => None,
    };
    let (_, value) = named.unwrap_or_else(|| (site, value.clone()));
    let empty = Args::single(value.clone()).with(&bound);
    let empty = empty.position(0)?.clone();
    (!asked.is_empty() && empty != value).then_some(empty)
}

fn text_of_path(
    world: &World<'_>,
    site: Site,
    path: &Name,
    frame: Option<&Rc<Frame>>,
    steps: u32,
) -> Result<String, Name> {
    if let Some(symbol) = site.scope.function() {
        let function = SymbolRef {
            file: site.file,
            symbol,
        };
        if let Some(found) = text_of_local(world, site, function, path, frame, steps) {
            return found;
        }
    }
    if let Some((object, name)) = path.rsplit_once('.') {
        // `Prefix.USERS.value` is the value of the variant.
        let found = match (name, object.rsplit_once('.')) {
            ("value", Some((class, variant))) => {
                text_of_member(world, world.resolve(site, class), variant, steps)
            }
            _ => text_of_member(world, world.resolve(site, object), name, steps),
        };
        if let Some(found) = found {
            return found;
        }
        if let Some((there, value)) = entry_of(world, site, path, steps) {
            return text_within(world, there, &value, None, steps);
        }
        if let Some(unset) = unset_within(world, site, path) {
            return Ok(unset);
        }
        if let Some((there, value)) = given_globally(world, site, path) {
            return text_within(world, there, &value, None, steps);
        }
    }
    match world.resolve(site, path) {
        Meaning::Unknown(why) => match default_of(world, site, path) {
            Some((there, value)) => text_within(world, there, &value, None, steps),
            None => text_of_meaning(world, Meaning::Unknown(why), path, steps),
        },
        meaning => text_of_meaning(world, meaning, path, steps),
    }
}

/// What a name of a module is bound to first and always, where it is bound anew under conditions only.
fn default_of(world: &World<'_>, site: Site, name: &str) -> Option<(Site, Value)> {
    let env = world.env(site.file)?;
    let mut always = env.declarations().filter(|(own, symbol)| {
        // A statement of its own begins where its item does.
        let binding = env.binding(*symbol);
        **own == name && binding.is_some_and(|binding| binding.span.start == 0)
    });
    let (_, symbol) = always.next()?;
    if always.next().is_some() {
        return None;
    }
    let symbol = SymbolRef {
        file: site.file,
        symbol,
    };
    bound_value(world, symbol)
}

/// The text that a class declares for a member, or that its methods assign to it.
fn text_of_member(
    world: &World<'_>,
    object: Meaning,
    name: &str,
    steps: u32,
) -> Option<Result<String, Name>> {
    let class = world.class_of(&object)?;
    for ancestor in &world.lineage(class).own {
        let Some(found) = world.class(*ancestor) else {
            continue;
        };
        if let Some(symbol) = found.own_member(name) {
            let symbol = SymbolRef {
                file: ancestor.file,
                symbol,
            };
            let text = text_of_symbol(world, symbol, steps)
                .or_else(|| text_of_unset(world, symbol, steps))
                .or_else(|| text_made_with(world, (class, *ancestor), name, steps));
            return Some(text.unwrap_or_else(|| unknown(name)));
        }
        if let Some(text) = text_made_with(world, (class, *ancestor), name, steps) {
            return Some(text);
        }
        for method in found.methods() {
            let receiver = method.function.signature.receiver().unwrap_or_default();
            let full = format!("{receiver}.{name}");
            let mut locals = method.function.locals.iter();
            let assigned = locals.find(|(local, _)| *local == full);
            if let Some((_, value)) = assigned {
                let site = Site {
                    file: ancestor.file,
                    scope: Scope::Function(method.symbol),
                };
                return Some(text_within(
                    world,
                    site,
                    &Value::of_plain_fact(value),
                    None,
                    steps,
                ));
            }
        }
    }
    None
}

/// The text of a parameter or local name of a function; none where it is neither.
fn text_of_local(
    world: &World<'_>,
    site: Site,
    function: SymbolRef,
    name: &Name,
    frame: Option<&Rc<Frame>>,
    steps: u32,
) -> Option<Result<String, Name>> {
    let (summary, exprs) = world.function(function)?;
    let mut params = summary
        .signature
        .params
        .iter()
        .filter(|param| param.kind != syntax::facts::ParamKind::Receiver);
    let position = params.clone().position(|param| param.name == *name);
    if let Some(position) = position {
        let call = enclosing(frame, function);
        let given = call.and_then(|call| {
            call.args
                .keyword(name)
                .or_else(|| call.args.position(position))
                .map(|value| text_within(world, call.site, value, call.outer.as_ref(), steps))
        });
        let default = params.find(|param| param.name == *name)?.default;
        return given
            .or_else(|| {
                let default = Value::read(exprs, default?);
                Some(text_within(world, site, &default, frame, steps))
            })
            .or_else(|| {
                let class = world.owner(function)?;
                let is_made = summary.signature.kind == FunctionKind::Constructor;
                text_of_argument(world, class, position, steps).filter(|_| is_made)
            })
            .or_else(|| {
                Some(Err(Name::from(format!(
                    "`{name}` is a parameter without a known value"
                ))))
            });
    }
    let values = summary.locals.iter().filter(|(local, _)| local == name);
    let values: Vec<Value> = values
        .map(|(_, value)| {
            let called = match value {
                ArgValue::Call(callee) => summary
                    .calls
                    .iter()
                    .find(|call| call.bound.as_ref() == Some(name) && call.callee == *callee),
                _ => None,
            };
            match called {
                Some(call) => Value::of_call(&summary.calls, call),
                None => Value::of_plain_fact(value),
            }
        })
        .collect();
    let itself = |value: &Value| matches!(value, Value::Path(path) if path == name);
    let (own, others): (Vec<&Value>, Vec<&Value>) = values.iter().partition(|value| match value {
        Value::Template(parts) => parts.iter().any(itself),
        value => itself(value),
    });
    let several = || Err(Name::from(format!("`{name}` has several values")));
    let first = others.first()?;
    let unset = |value: &Value| matches!(value, Value::Path(path) if is_unset(world, site, path));
    // What is not set has a default: `if path == "" { path = "/x" }`.
    let value = match others.as_slice() {
        [only] => only,
        [setting, default] if unset(setting) => default,
        // And what is set under a condition only, to what is not set, keeps it.
        [default @ Value::Text(_), setting] if unset(setting) => default,
        _ => return Some(several()),
    };
    // A part of what a call gives.
    let taken = named_value(world, site, name).filter(|_| **value == Value::Other);
    let value = match &taken {
        Some((_, part @ Value::Member(..))) => part,
        _ => value,
    };
    let text = text_within(world, site, value, frame, steps);
    if own.is_empty() {
        return Some(text);
    }
    if itself(first) {
        return Some(several());
    }
    // What is put before it is empty, or a slash that is there already.
    let begun = text.as_ref().is_ok_and(|text| text.starts_with('/'));
    let keeps = own.iter().all(|value| {
        let Value::Template(parts) = value else {
            return false;
        };
        parts.iter().all(|part| match part {
            Value::Text(slash) if slash == "/" => begun,
            part if itself(part) => true,
            part => text_within(world, site, part, frame, steps).is_ok_and(|text| text.is_empty()),
        })
    });
    Some(if keeps { text } else { several() })
}

/// The call that binds the parameters of `function`, if one is on the way.
pub(super) fn enclosing(frame: Option<&Rc<Frame>>, function: SymbolRef) -> Option<&Rc<Frame>> {
    let mut at = frame;
    while let Some(frame) = at {
        if frame.function == function {
            return Some(frame);
        }
        at = frame.outer.as_ref();
    }
    None
}

fn text_of_meaning(
    world: &World<'_>,
    meaning: Meaning,
    written: &str,
    steps: u32,
) -> Result<String, Name> {
    match meaning {
        Meaning::Declared(symbol) => text_of_symbol(world, symbol, steps)
            .or_else(|| text_of_unset(world, symbol, steps))
            .unwrap_or_else(|| unknown(written)),
        Meaning::Outside(path) | Meaning::OutsideInstance(path) => {
            if let Some(text) = world.constant(&path) {
                return Ok(text.to_string());
            }
            Err(if path == "str" || path == written {
                unknown_reason(written)
            } else {
                Name::from(format!("`{written}` comes from `{path}`"))
            })
        }
        _ => unknown(written),
    }
}

/// What a name holds that is declared without a value: of a field, what its decorators say, or what values of its
/// class are made with, as far as they agree; else what the language gives to what is not set.
fn text_of_unset(world: &World<'_>, symbol: SymbolRef, steps: u32) -> Option<Result<String, Name>> {
    if let Some((site, default)) = field_default(world, symbol) {
        return Some(text_within(world, site, &default, None, steps));
    }
    let unset = unset_text(world, symbol)?;
    let name = world.name(symbol);
    let Some(class) = world.owner(symbol) else {
        return Some(Ok(unset));
    };
    let made = world.made(class);
    let mut texts = made.iter().filter_map(|(site, args)| {
        let given = args.keyword(&name)?;
        Some(text_within(world, *site, given, None, steps))
    });
    let Some(first) = texts.next() else {
        return Some(Ok(unset));
    };
    let first = first.ok()?;
    texts
        .all(|other| other.as_ref() == Ok(&first))
        .then_some(Ok(first))
}

/// Whether a path names something that only what the language gives to unset names tells the text of.
pub(super) fn is_unset(world: &World<'_>, site: Site, path: &str) -> bool {
    let symbol = match world.resolve(site, path) {
        Meaning::Declared(symbol) => Some(symbol),
        _ => path.rsplit_once('.').and_then(|(object, name)| {
            let class = world.class_of(&world.resolve(site, object))?;
            let symbol = world.class(class)?.own_member(name)?;
            Some(SymbolRef {
                file: class.file,
                symbol,
            })
        }),
    };
    let is_declared = symbol.is_some_and(|symbol| {
        text_of_symbol(world, symbol, STEPS).is_none() && unset_text(world, symbol).is_some()
    });
    is_declared || unset_within(world, site, path).is_some()
}

/// The text of a member at the end of a path before anything is assigned to it: of a type that is written where a
/// name is declared, or of a library's value that a name is declared to hold.
fn unset_within(world: &World<'_>, site: Site, path: &str) -> Option<String> {
    let mut dots = path.match_indices('.').rev().take(STEPS as usize);
    dots.find_map(|(at, _)| {
        let (object, rest) = (path.get(..at)?, path.get(at + 1..)?);
        let Meaning::Declared(symbol) = world.resolve(site, object) else {
            return None;
        };
        let env = world.env(symbol.file)?;
        let ty = env.binding(symbol.symbol)?.ty.as_ref();
        let unset = &Builtins::of(env.facts().language).typing.unset_text;
        if ty.is_some() && env.value(symbol.symbol).is_none() {
            let member = world.member_of(world.value_of(symbol), rest);
            if let Meaning::Outside(member) = &member
                && let Some(text) = unset.get(member)
            {
                return Some(text.to_string());
            }
        }
        let exprs = &env.item(symbol.symbol)?.facts.summary.exprs;
        let written = env
            .value(symbol.symbol)
            .map(|value| exprs.referenced(value));
        let written = written.and_then(|value| match &exprs.get(value).kind {
            ExprKind::Record { ty, .. } => ty.as_ref(),
            _ => None,
        });
        let ty = rest.split('.').try_fold(ty.or(written)?, |ty, name| {
            let fields = match &ty.kind {
                TypeKind::Object(fields) => fields,
                _ => return None,
            };
            fields.iter().find(|field| field.name == name)?.ty.as_ref()
        })?;
        match &ty.kind {
            TypeKind::Named { path, .. } => Some(unset.get(path)?.to_string()),
            _ => None,
        }
    })
}

/// The text of a variable or field of that type before anything is assigned.
fn unset_text(world: &World<'_>, symbol: SymbolRef) -> Option<String> {
    let env = world.env(symbol.file)?;
    let ty = match symbol.symbol.part {
        Part::Binding(_) => env.binding(symbol.symbol)?.ty.as_ref()?,
        Part::Field(_) | Part::TypeField(..) => env.field(symbol.symbol)?.ty.as_ref()?,
        _ => return None,
    };
    let TypeKind::Named { path, .. } = &ty.kind else {
        return None;
    };
    let unset = &Builtins::of(env.facts().language).typing.unset_text;
    Some(unset.get(path)?.to_string())
}

fn text_of_symbol(
    world: &World<'_>,
    symbol: SymbolRef,
    steps: u32,
) -> Option<Result<String, Name>> {
    let env = world.env(symbol.file)?;
    let exprs = &env.item(symbol.symbol)?.facts.summary.exprs;
    let value = match symbol.symbol.part {
        Part::Variant(_) | Part::TypeVariant(..) => env.variant(symbol.symbol)?.value?,
        _ => env.value(symbol.symbol)?,
    };
    let scope = env
        .owner_of(symbol.symbol)
        .map_or(Scope::Module, Scope::Class);
    let site = Site {
        file: symbol.file,
        scope,
    };
    Some(text_within(
        world,
        site,
        &Value::read(exprs, value),
        None,
        steps,
    ))
}

/// What a method of a text gives that is made of its letters alone, or what a check gives where nothing is set.
fn text_of_method(
    world: &World<'_>,
    site: Site,
    (callee, on): (&str, Option<&Value>),
    args: &Args,
    frame: Option<&Rc<Frame>>,
    steps: u32,
) -> Option<Result<String, Name>> {
    let (object, method) = callee.rsplit_once('.')?;
    let builtins = Builtins::of(world.env(site.file)?.facts().language);
    // `z.string().default("/api")`.
    if object.ends_with("()") && builtins.falls_back.contains(method) {
        let default = args.position(0)?;
        return Some(text_within(world, site, default, frame, steps));
    }
    let own = |text: &str| builtins.lowers.contains(text) || builtins.raises.contains(text);
    let same = builtins.same_text.contains(method);
    let trims = builtins.trims.get(method);
    if own(method) || same || trims.is_some() {
        let text = match on {
            Some(on) => text_within(world, site, on, frame, steps),
            None => text_within(world, site, &Value::Path(Name::new(object)), frame, steps),
        };
        let pattern = trims.and_then(|_| args.position(0));
        let pattern = pattern.map(|pattern| text_within(world, site, pattern, frame, steps));
        return Some(text.and_then(|text| match trims {
            Some(how) => Ok(trimmed(&text, *how, pattern.transpose()?.as_deref())),
            None if same => Ok(text),
            None if builtins.lowers.contains(method) => Ok(text.to_lowercase()),
            None => Ok(text.to_uppercase()),
        }));
    }
    // `strings.TrimSuffix(base, "/")`.
    let function = match world.resolve(site, callee) {
        Meaning::Outside(path) => path,
        _ => Name::new(callee),
    };
    let how = builtins.trims.get(&function);
    if how.is_none() && !builtins.same_text.contains(&function) {
        return None;
    }
    let text = |at: usize| {
        let given = args.position(at)?;
        Some(text_within(world, site, given, frame, steps))
    };
    let told = text(0)?;
    Some(told.and_then(|told| match how {
        Some(how) => Ok(trimmed(&told, *how, text(1).transpose()?.as_deref())),
        None => Ok(told),
    }))
}

fn text_of_call(
    world: &World<'_>,
    site: Site,
    (callee, on): (&Name, Option<&Value>),
    args: &Args,
    frame: Option<&Rc<Frame>>,
    steps: u32,
) -> Result<String, Name> {
    let frameworks = world.frameworks(site.file);
    if let Some(text) = text_of_setting(world, site, callee, args, steps) {
        return Ok(text);
    }
    let asked = asked_class(world, site, callee, on);
    let asked = asked.filter(|path| !frameworks.roles(path).is_empty());
    let called = match world.resolve(site, callee) {
        // What a library made may be called itself: `config = Config(".env")`.
        Meaning::Declared(symbol) if !matches!(symbol.symbol.part, Part::Function(_)) => {
            world.value_of(symbol)
        }
        called => called,
    };
    let path = match called {
        _ if asked.is_some() => asked.unwrap_or_default(),
        Meaning::Outside(path) | Meaning::OutsideInstance(path) => path,
        Meaning::Declared(function) if matches!(function.symbol.part, Part::Function(_)) => {
            return text_given(world, site, function, args, frame, steps);
        }
        _ => return unknown(callee),
    };
    if let Some(text) = setting(world, site, &path, args, frame, steps) {
        return text;
    }
    if frameworks.formats(&path) {
        return formatted(world, site, args, frame, steps);
    }
    let default_of = |path: &str| {
        frameworks.role(path, |role| match role {
            RoleOf::Default(at, i) => frameworks.description(at)?.defaults.get(i),
            _ => None,
        })
    };
    // What the language brings may have a name of its own beside an import of the same.
    let table = world
        .env(site.file)
        .map(|env| Builtins::of(env.facts().language));
    let brought = table.is_some_and(|table| table.decorators_apart && table.contains(callee));
    let default = default_of(&path).or_else(|| default_of(callee).filter(|_| brought));
    match default.and_then(|default| args.get(&default.value)) {
        Some(value) => text_within(world, site, value, frame, steps),
        None => unknown(callee),
    }
}

/// The text that a function of the project gives, with its parameters put in.
fn text_given(
    world: &World<'_>,
    site: Site,
    function: SymbolRef,
    args: &Args,
    frame: Option<&Rc<Frame>>,
    steps: u32,
) -> Result<String, Name> {
    let name = world.name(function);
    let Some((summary, _)) = world.function(function) else {
        return unknown(&name);
    };
    let given = summary.given.iter().map(Value::of_plain_fact);
    let named = summary
        .returns
        .iter()
        .map(|path| returned_value(world, function, path));
    let values: Vec<Value> = given.chain(named).collect();
    if values.is_empty() {
        return unknown(&name);
    }
    let inside = Site {
        file: function.file,
        scope: Scope::Function(function.symbol),
    };
    let frame = Rc::new(Frame {
        function,
        args: args.clone(),
        site,
        outer: frame.cloned(),
    });
    let told = text_of_either(world, inside, &values, Some(&frame), steps);
    // What a function reads from outside has the default it is given.
    let language = world.env(function.file).map(|env| env.facts().language);
    let defaults = language.map(|language| &Builtins::of(language).default_parameters);
    let mut params = summary
        .signature
        .params
        .iter()
        .filter(|param| param.kind != syntax::facts::ParamKind::Receiver);
    let named =
        params.position(|param| defaults.is_some_and(|names| names.contains(param.name.as_str())));
    match (&told, named.and_then(|at| args.position(at))) {
        (Err(_), Some(default)) => text_within(world, site, default, frame.outer.as_ref(), steps),
        _ => told,
    }
}

/// What a setting is where nobody sets it, if the code says so, and always the same.
fn text_of_setting(
    world: &World<'_>,
    site: Site,
    callee: &str,
    args: &Args,
    steps: u32,
) -> Option<String> {
    let frameworks = world.frameworks(site.file);
    let key = match args.position(0)? {
        Value::Text(key) => key,
        _ => return None,
    };
    let defaults = frameworks.setting_defaults(split_last(callee).1).iter();
    let mut texts = defaults.flat_map(|name| {
        let sources = world.files().iter().filter(|file| world.is_source(file));
        let calls = sources.flat_map(|file| world.calls_named(file.id, name));
        calls.filter_map(|(there, _, args, _)| {
            let of_key = matches!(args.position(0), Some(Value::Text(own)) if own == key);
            let value = args.position(1).filter(|_| of_key)?;
            Some(text_within(world, there, value, None, steps).ok())
        })
    });
    let first = texts.next()??;
    texts
        .all(|other| other.as_ref() == Some(&first))
        .then_some(first)
}

/// `format("/%s/%d", name, number)`. Other placeholders than plain ones are not read.
fn formatted(
    world: &World<'_>,
    site: Site,
    args: &Args,
    frame: Option<&Rc<Frame>>,
    steps: u32,
) -> Result<String, Name> {
    let mut values = args.iter().map(|(_, value)| value);
    let format = match values.next() {
        Some(format) => text_within(world, site, format, frame, steps)?,
        None => return Err(Name::new("the format is not told")),
    };
    let mut parts = format.split('%');
    let mut text = parts.next().unwrap_or("").to_owned();
    while let Some(part) = parts.next() {
        let mut rest = part.chars();
        match rest.next() {
            Some('s' | 'd' | 'v') => match values.next() {
                Some(value) => text.push_str(&text_within(world, site, value, frame, steps)?),
                None => return Err(Name::new("the format takes more than it is given")),
            },
            // `%%` leaves an empty part behind.
            None => {
                text.push('%');
                text.push_str(parts.next().unwrap_or(""));
                continue;
            }
            Some(_) => return Err(Name::new("the format is not read")),
        }
        text.push_str(rest.as_str());
    }
    Ok(text)
}

fn unknown(written: &str) -> Result<String, Name> {
    Err(unknown_reason(written))
}

fn unknown_reason(written: &str) -> Name {
    let written = as_written(written);
    Name::from(format!("the value of `{written}` is not known"))
}
