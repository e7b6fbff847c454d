//! What functions answer that a handler gives its own request or answer: `ok(res, users)`; it never says what the
//! handler answers itself.

use syntax::facts::{ArgValue, CallFact, FunctionSummary, Name, ParamKind};

use super::answers::{STATUS_NAMES, answered, site_of_call};
use super::errors::status_of;
use super::local::{Decorated, calls_of, is_taken_apart, signature_in};
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::place::FileId;
use crate::symbol::{Part, SymbolRef};

/// Helpers that hand on what they are given are followed to this depth.
const DEPTH: u32 = 3;

/// A name that stands for what handlers are given at a position.
pub(super) type Given = (Name, usize);

/// The statuses that such functions answer with, where one answers with one of success or one of failure alone.
pub(super) fn helped_statuses(world: &World<'_>, file: FileId, handler: Decorated) -> Vec<u16> {
    let frameworks = world.frameworks(file);
    let mut descriptions = frameworks.descriptions.iter();
    let by_position =
        descriptions.any(|(_, description)| !description.parameters.untyped.is_empty());
    let Some(head) = signature_in(world, file, handler).filter(|_| by_position) else {
        return Vec::new();
    };
    let Some((summary, calls)) = world.env(file).and_then(|env| calls_of(env, handler)) else {
        return Vec::new();
    };
    let params = head.params.iter();
    let params = params.filter(|param| param.kind != ParamKind::Receiver);
    let given: Vec<Given> = params
        .enumerate()
        .filter(|(_, param)| param.pattern.is_none())
        .map(|(at, param)| (param.name.clone(), at))
        .collect();
    let site = super::inject::site_of(file, handler);
    let mut found = Vec::new();
    follow(world, site, (summary, &calls), &given, DEPTH, &mut found);
    found.sort_unstable();
    found.dedup();
    found
}

fn follow(
    world: &World<'_>,
    site: Site,
    (summary, calls): (&FunctionSummary, &[&CallFact]),
    given: &[Given],
    depth: u32,
    found: &mut Vec<u16>,
) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    for call in calls {
        let handed: Vec<(usize, usize)> = { call.args.iter().enumerate() }
            .filter_map(|(at, arg)| match &arg.value {
                ArgValue::Path(path) => {
                    let own = given.iter().find(|(name, _)| name == path)?;
                    Some((at, own.1))
                }
                _ => None,
            })
            .collect();
        if handed.is_empty() {
            continue;
        }
        let inside = site_of_call(site, summary, call);
        let Meaning::Declared(helper) = world.resolve(inside, &call.callee) else {
            continue;
        };
        if !matches!(helper.symbol.part, Part::Function(_)) {
            continue;
        }
        let Some((function, _)) = world.function(helper) else {
            continue;
        };
        let params = function.signature.params.iter();
        let params: Vec<&Name> = params
            .filter(|param| param.kind != ParamKind::Receiver)
            .map(|param| &param.name)
            .collect();
        let named = handed.iter();
        let named =
            named.filter_map(|(at, position)| Some(((*params.get(*at)?).clone(), *position)));
        let named: Vec<Given> = named.collect();
        let args = Args::of_call(&summary.calls, call);
        match given_status(world, inside, helper, &args) {
            Some(status) => found.extend(status),
            None => {
                let calls: Vec<&CallFact> = function.calls.iter().collect();
                let there = Site::in_function(helper);
                let own = answered(world, there, function, &calls, None, &named);
                found.extend(only(&own, |status| status < 400));
                found.extend(only(&own, |status| status >= 400));
                follow(world, there, (function, &calls), &named, depth, found);
            }
        }
    }
}

/// The status that a helper is given, or that it has where it is given none; none inside for one that cannot be told.
fn given_status(
    world: &World<'_>,
    site: Site,
    helper: SymbolRef,
    args: &Args,
) -> Option<Option<u16>> {
    let in_map = |value: &Value| {
        let mut names = STATUS_NAMES.iter();
        let entry = names.find_map(|name| value.entry(name).cloned())?;
        Some(status_of(world, site, &entry))
    };
    let (function, exprs) = world.function(helper)?;
    let params = function.signature.params.iter();
    let params = params.filter(|param| param.kind != ParamKind::Receiver);
    let told = params.enumerate().find_map(|(at, param)| {
        if STATUS_NAMES.iter().any(|name| is_taken_apart(param, name)) {
            return Some(args.position(at).and_then(in_map).flatten());
        }
        if !STATUS_NAMES.contains(&param.name.as_str()) {
            return None;
        }
        let given = args.keyword(&param.name).or_else(|| args.position(at));
        match given {
            Some(given) => Some(status_of(world, site, given)),
            None => {
                let default = Value::read(exprs, param.default?);
                Some(status_of(world, Site::in_function(helper), &default))
            }
        }
    });
    told.or_else(|| args.iter().find_map(|(_, value)| in_map(value)))
}

/// The one status of a kind.
fn only(statuses: &[u16], kind: fn(u16) -> bool) -> Option<u16> {
    let mut of_kind = statuses.iter().copied().filter(|status| kind(*status));
    let first = of_kind.next()?;
    of_kind.all(|status| status == first).then_some(first)
}
