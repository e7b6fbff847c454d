//! Decorators that functions of the project put together from those of libraries; it never says what they do.

use syntax::facts::{Name, Param, ParamKind, PatternKind};

use super::graph::{anchored, returned_value};
use super::local::Scope;
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::symbol::{Part, SymbolRef};

/// Functions that make a decorator by one another are followed to this depth.
const DEPTH: u32 = 4;

/// A decorator as a library has it.
#[derive(Clone, Debug)]
pub(super) struct Composed {
    /// Where it is written.
    pub site: Site,
    /// The name it has there, and its full path.
    pub callee: Name,
    pub path: Name,
    pub args: Args,
}

impl Composed {
    /// The arguments as they mean the same in every file.
    pub fn anchored_args(&self) -> Args {
        self.args.mapped(|value| anchored(self.site, value))
    }
}

/// The library's decorators that one stands for: itself, or what the function of the project gives that it is.
pub(super) fn composed(world: &World<'_>, site: Site, callee: &Name, args: Args) -> Vec<Composed> {
    let mut found = Vec::new();
    add(world, site, callee, args, DEPTH, &mut found);
    found
}

fn add(
    world: &World<'_>,
    site: Site,
    callee: &Name,
    args: Args,
    depth: u32,
    found: &mut Vec<Composed>,
) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    match world.resolve(site, callee) {
        Meaning::Outside(path) | Meaning::OutsideInstance(path) => {
            if !world.frameworks(site.file).combines(&path) {
                found.push(Composed {
                    site,
                    callee: callee.clone(),
                    path,
                    args,
                });
                return;
            }
            for (_, value) in args.iter() {
                if let Value::Call { callee, args, .. } = value {
                    add(world, site, callee, args.clone(), depth, found);
                }
            }
        }
        Meaning::Declared(function) if matches!(function.symbol.part, Part::Function(_)) => {
            let given = given_call(world, site, function, &args);
            if let Some((inside, Value::Call { callee, args, .. })) = given {
                add(world, inside, &callee, args, depth, found);
            }
        }
        _ => {}
    }
}

/// The one call that a function gives, with its parameters put in.
fn given_call(
    world: &World<'_>,
    site: Site,
    function: SymbolRef,
    args: &Args,
) -> Option<(Site, Value)> {
    let (summary, exprs) = world.function(function)?;
    let [only] = summary.returns.as_slice() else {
        return None;
    };
    let inside = Site {
        file: function.file,
        scope: Scope::Function(function.symbol),
    };
    let params = summary.signature.params.iter();
    let params = params.filter(|param| param.kind != ParamKind::Receiver);
    let bound: Vec<(&Name, Value)> = params
        .enumerate()
        .flat_map(|(at, param)| {
            let given = args.position(at).map(|value| anchored(site, value));
            let default = || param.default.map(|default| Value::read(exprs, default));
            let value = given.or_else(default);
            value.map_or_else(Vec::new, |value| bound_by(param, value))
        })
        .collect();
    let bound: Vec<(&Name, &Value)> = bound.iter().map(|(name, value)| (*name, value)).collect();
    let Value::Call {
        callee,
        args,
        at,
        on,
    } = returned_value(world, function, only)
    else {
        return None;
    };
    let value = Value::Call {
        callee,
        args: args.with(&bound),
        at,
        on,
    };
    Some((inside, value))
}

/// The names that a parameter binds to a value or, where it takes a map apart, to what that holds.
fn bound_by(param: &Param, value: Value) -> Vec<(&Name, Value)> {
    let Some(PatternKind::Map(parts)) = param.pattern.as_ref().map(|pattern| &pattern.kind) else {
        return vec![(&param.name, value)];
    };
    let Value::Map(entries) = &value else {
        return Vec::new();
    };
    let is_taken =
        |key: &Value| matches!(key, Value::Text(key) if parts.iter().any(|(own, ..)| own == key));
    let bound = parts
        .iter()
        .filter_map(|(key, pattern, _)| match &pattern.kind {
            PatternKind::Name(name) => Some((name, value.entry(key)?.clone())),
            PatternKind::Rest(Some(name)) => {
                let rest = entries.iter().filter(|(key, _)| !is_taken(key));
                Some((name, Value::Map(rest.cloned().collect())))
            }
            _ => None,
        });
    bound.collect()
}
