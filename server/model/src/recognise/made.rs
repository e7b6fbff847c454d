//! Texts that values are made with, and that code leaves where everything can see them; where two of them differ it
//! tells none.

use syntax::facts::{ArgValue, FunctionKind, FunctionSummary, Name, ParamKind};

use super::local::Scope;
use super::text::text_within;
use super::value::{Args, Value};
use super::world::{Site, World};
use crate::symbol::SymbolRef;
use crate::tables::Builtins;

/// The text of a field that the constructor of `ancestor`, the class itself or a base of it, is given for a value of
/// `class`.
pub(super) fn text_made_with(
    world: &World<'_>,
    (class, ancestor): (SymbolRef, SymbolRef),
    field: &str,
    steps: u32,
) -> Option<Result<String, Name>> {
    let steps = steps.checked_sub(1)?;
    let (_, constructor) = constructor_of(world, ancestor)?;
    let position = kept_position(constructor, field)?;
    let lineage = world.lineage(class);
    let derived = lineage.own.iter().take_while(|own| **own != ancestor);
    // Who calls that constructor: the nearest class that has one of its own, or whoever makes the value.
    let caller = { derived }
        .filter_map(|own| constructor_of(world, *own))
        .last();
    let Some((symbol, caller)) = caller else {
        return text_of_argument(world, class, position, steps);
    };
    let own_name = caller.signature.name.as_str();
    let mut calls = caller.calls.iter();
    let to_base = calls.find(|call| {
        let last = call.callee.rsplit('.').next().unwrap_or_default();
        last == own_name || call.callee == *BASE
    })?;
    let args = Args::of_call(&caller.calls, to_base);
    let site = Site {
        file: symbol.file,
        scope: Scope::Function(symbol.symbol),
    };
    Some(text_within(
        world,
        site,
        args.position(position)?,
        None,
        steps,
    ))
}

/// What the constructor of a base is called by.
const BASE: &str = "super";

/// The text that every value of a class is made with at this position.
pub(super) fn text_of_argument(
    world: &World<'_>,
    class: SymbolRef,
    position: usize,
    steps: u32,
) -> Option<Result<String, Name>> {
    let steps = steps.checked_sub(1)?;
    let made = world.made(class);
    let mut texts = made
        .iter()
        .map(|(site, args)| text_within(world, *site, args.position(position)?, None, steps).ok());
    let first = texts.next()??;
    texts
        .all(|other| other.as_ref() == Some(&first))
        .then_some(Ok(first))
}

/// The value that is given to a name everything can see, if only one is: `global.base = base`.
pub(super) fn given_globally(world: &World<'_>, site: Site, path: &str) -> Option<(Site, Value)> {
    let builtins = Builtins::of(world.env(site.file)?.facts().language);
    let (object, _) = path.split_once('.')?;
    if !builtins.globals.contains(object) {
        return None;
    }
    let mut found: Option<(Site, Value)> = None;
    for file in world.files().iter().filter(|file| world.is_source(file)) {
        for function in file.env.functions() {
            for given in &function.function.assigned {
                if given.to != *path {
                    continue;
                }
                let value = match given.values.as_slice() {
                    [value @ (ArgValue::Path(_) | ArgValue::Text(_) | ArgValue::Template(_))] => {
                        Value::of_plain_fact(value)
                    }
                    _ => return None,
                };
                if found.as_ref().is_some_and(|(_, other)| *other != value) {
                    return None;
                }
                let site = Site {
                    file: file.id,
                    scope: Scope::Function(function.symbol),
                };
                found = Some((site, value));
            }
        }
    }
    found
}

fn constructor_of<'w>(
    world: &'w World<'_>,
    class: SymbolRef,
) -> Option<(SymbolRef, &'w FunctionSummary)> {
    let found = world.class(class)?;
    let mut methods = found.methods();
    let constructor =
        methods.find(|method| method.function.signature.kind == FunctionKind::Constructor)?;
    let symbol = SymbolRef {
        file: class.file,
        symbol: constructor.symbol,
    };
    Some((symbol, constructor.function))
}

/// The position of the argument of a constructor that it keeps in a field.
fn kept_position(constructor: &FunctionSummary, field: &str) -> Option<usize> {
    let signature = &constructor.signature;
    let full = format!("{}.{field}", signature.receiver().unwrap_or_default());
    let mut kept = constructor.locals.iter();
    let kept = kept.find(|(local, _)| *local == full);
    let name = match kept.map(|(_, value)| value) {
        Some(ArgValue::Path(path)) => Some(path),
        Some(_) => return None,
        None => None,
    };
    let params = signature.params.iter();
    let mut params = params.filter(|param| param.kind != ParamKind::Receiver);
    params.position(|param| match name {
        Some(name) => param.name == *name,
        None => param.declares_field && param.name == *field,
    })
}
