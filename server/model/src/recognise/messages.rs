//! Use cases that are reached by a message: something carries it to the one that takes it, and the code names
//! only the message. It never looks into what carries it.

use rustc_hash::FxHashMap;
use syntax::facts::{ArgValue, CallFact, FunctionSummary, Name, ParamKind};

use super::classes::{Classes, What, is_public_method};
use super::local::split_last;
use super::use_cases::UseCases;
use super::world::{Meaning, Site, World};
use crate::framework::Architecture;
use crate::symbol::{Part, SymbolRef};

/// Which use case takes a message, by the class of the message.
#[derive(Debug, Default)]
pub(super) struct Messages(FxHashMap<SymbolRef, Option<usize>>);

impl Messages {
    /// A class of messages is one of plain data that a use case is given alone; where several take it, none is told.
    pub fn read(world: &World<'_>, classes: &Classes, use_cases: &UseCases) -> Self {
        let mut taken: FxHashMap<SymbolRef, Option<usize>> = FxHashMap::default();
        for (function, case) in &use_cases.by_function {
            let Some((summary, _)) = world.function(*function) else {
                continue;
            };
            if let Some(message) = message_of(world, classes, *function, summary) {
                let known = taken.entry(message).or_insert(Some(*case));
                if *known != Some(*case) {
                    *known = None;
                }
            }
        }
        Self(taken)
    }

    /// The use case that takes what a call hands to something that carries messages: `bus.send(CreateUser(..))`.
    pub fn sent(&self, world: &World<'_>, site: Site, call: &CallFact) -> Option<usize> {
        let (object, method) = split_last(&call.callee);
        let names = &Architecture::get().use_cases.carries;
        if object.is_empty() || !names.iter().any(|name| name == method) {
            return None;
        }
        let class = match &call.args.first()?.value {
            ArgValue::Call(path) => match world.resolve(site, path) {
                Meaning::Declared(class) if matches!(class.symbol.part, Part::Type(_)) => class,
                made => instance(world.call_result(made))?,
            },
            ArgValue::Path(path) => instance(value_of(world, site, path))?,
            _ => return None,
        };
        *self.0.get(&class)?
    }
}

fn value_of(world: &World<'_>, site: Site, path: &Name) -> Meaning {
    match world.resolve(site, path) {
        Meaning::Declared(symbol) => world.value_of(symbol),
        value => value,
    }
}

fn instance(value: Meaning) -> Option<SymbolRef> {
    match value {
        Meaning::Instance(class) => Some(class),
        _ => None,
    }
}

/// The one class of plain data among what a function is given.
fn message_of(
    world: &World<'_>,
    classes: &Classes,
    function: SymbolRef,
    summary: &FunctionSummary,
) -> Option<SymbolRef> {
    let params = summary.signature.params.iter();
    let given = params.filter(|param| param.kind != ParamKind::Receiver);
    let mut messages = given.filter_map(|param| {
        let value = world.annotated(function.file, param.ty.as_ref()?);
        instance(value).filter(|class| is_data(world, classes, *class))
    });
    let first = messages.next()?;
    messages.next().is_none().then_some(first)
}

fn is_data(world: &World<'_>, classes: &Classes, class: SymbolRef) -> bool {
    match classes.what(class) {
        What::Schema | What::Record | What::ValueObject => true,
        What::Other => world.class(class).is_some_and(|found| {
            let mut methods = found.methods();
            !methods.any(|method| is_public_method(&found, &method))
        }),
        _ => false,
    }
}
