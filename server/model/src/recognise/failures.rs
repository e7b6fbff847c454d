//! How error classes answer by themselves, and which errors become which on the way; it never tells who raises them.

use rustc_hash::FxHashMap;
use syntax::facts::{
    ArgValue, CallFact, ChoiceFact, FunctionSummary, Name, TypeDeclKind, TypeKind, TypeRef,
};

use super::answers::{answered, is_constant};
use super::errors::status_of;
use super::local::{Scope, split_last};
use super::value::Value;
use super::world::{Meaning, Site, World};
use crate::framework::{ErrorForm, status_of_constant};
use crate::place::FileId;
use crate::symbol::SymbolRef;

/// Helpers that an answering method asks are followed this far.
const DEPTH: u32 = 3;

/// Aliases of a result's type are followed this far.
const ALIASES: u32 = 4;

/// The statuses that the errors of one class are answered with by the class itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OwnStatuses {
    /// By the name of the variant.
    pub variants: FxHashMap<Name, u16>,
    /// That of every error which is no variant of these.
    pub others: Option<u16>,
}

impl OwnStatuses {
    /// The status that every error of the class has.
    pub fn only(&self) -> Option<u16> {
        let mut all = self.variants.values().copied();
        match all.next() {
            None => self.others,
            Some(first) => {
                (self.others == Some(first) && all.all(|other| other == first)).then_some(first)
            }
        }
    }

    /// The status of an error by its path, whose last name is the variant.
    pub fn of(&self, path: &str) -> Option<u16> {
        let own = self.variants.get(split_last(path).1).copied();
        own.or(self.others)
    }

    fn is_empty(&self) -> bool {
        self.variants.is_empty() && self.others.is_none()
    }
}

/// What the methods by which a class answers tell of the status.
pub(super) fn own_statuses(
    world: &World<'_>,
    class: SymbolRef,
    form: &ErrorForm,
) -> Option<OwnStatuses> {
    let methods = world.index.methods(class);
    form.answered_by.iter().find_map(|name| {
        let mut named = methods.iter();
        let (file, method) = named.find(|(_, method)| method.function.signature.name == *name)?;
        let method = SymbolRef {
            file: *file,
            symbol: method.symbol,
        };
        let told = told_by(world, class, method, DEPTH);
        (!told.is_empty()).then_some(told)
    })
}

fn told_by(world: &World<'_>, class: SymbolRef, method: SymbolRef, depth: u32) -> OwnStatuses {
    let mut told = OwnStatuses::default();
    let Some((function, _)) = world.function(method) else {
        return told;
    };
    let Some(receiver) = function.signature.receiver() else {
        return told;
    };
    let site = Site {
        file: method.file,
        scope: Scope::Function(method.symbol),
    };
    let own: Vec<&ChoiceFact> = function
        .choices
        .iter()
        .filter(|choice| choice.of == receiver)
        .collect();
    let mut uncertain: Vec<&Name> = Vec::new();
    let mut others_uncertain = false;
    for choice in &own {
        let status = status_of_choice(world, site, function, choice);
        match (status, choice.shapes.as_slice()) {
            (Some(status), []) if !choice.partial => told.others = told.others.or(Some(status)),
            (_, []) => others_uncertain = true,
            (Some(status), shapes) if !choice.partial => {
                for shape in shapes {
                    let name = Name::new(split_last(shape).1);
                    told.variants.entry(name).or_insert(status);
                }
            }
            (_, shapes) => uncertain.extend(shapes),
        }
    }
    // A variant that goes two ways, and what comes after one that could not be told, is not known.
    for shape in &uncertain {
        told.variants.remove(split_last(shape).1);
    }
    if !uncertain.is_empty() || others_uncertain {
        told.others = told
            .others
            .filter(|_| uncertain.is_empty() && !others_uncertain);
    }
    if !told.is_empty() {
        return told;
    }
    let helper = function.calls.iter().find_map(|call| {
        let depth = depth.checked_sub(1)?;
        let name = call.callee.strip_prefix(receiver)?.strip_prefix('.')?;
        let Meaning::Declared(helper) = world.member_of(Meaning::Instance(class), name) else {
            return None;
        };
        let told = told_by(world, class, helper, depth);
        (!told.is_empty()).then_some(told)
    });
    if let Some(helper) = helper {
        return helper;
    }
    if own.is_empty() {
        told.others = status_of_all(world, site, function);
    }
    told
}

/// The one status that a function without choices names.
fn status_of_all(world: &World<'_>, site: Site, function: &FunctionSummary) -> Option<u16> {
    let calls: Vec<&CallFact> = function.calls.iter().collect();
    let returned = function
        .returned
        .iter()
        .flat_map(|(_, items)| items)
        .chain(function.locals.iter().map(|(_, value)| value))
        .filter_map(|value| status_of_value(world, site, value));
    let paths = function
        .returns
        .iter()
        .filter_map(|path| status_of(world, site, &Value::Path(path.clone())));
    let called = function
        .calls
        .iter()
        .filter_map(|call| status_of_call(world, site, call));
    let mut all: Vec<u16> = answered(world, site, function, &calls, None, &[])
        .into_iter()
        .chain(returned)
        .chain(paths)
        .chain(called)
        .collect();
    all.sort_unstable();
    all.dedup();
    match all.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// The one status that an arm gives, or that a call in it is given.
fn status_of_choice(
    world: &World<'_>,
    site: Site,
    function: &FunctionSummary,
    choice: &ChoiceFact,
) -> Option<u16> {
    if let Some(status) = status_of_value(world, site, &choice.gives) {
        return Some(status);
    }
    if !matches!(choice.gives, ArgValue::Call(_) | ArgValue::Other) {
        return None;
    }
    let inside = function
        .calls
        .iter()
        .filter(|call| choice.span.contains(call.span));
    let mut found: Vec<u16> = inside
        .filter_map(|call| status_of_call(world, site, call))
        .collect();
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

fn status_of_value(world: &World<'_>, site: Site, value: &ArgValue) -> Option<u16> {
    match value {
        ArgValue::Path(path) => is_constant(path)
            .then(|| status_of(world, site, &Value::Path(path.clone())))
            .flatten(),
        ArgValue::Items(items) => items
            .iter()
            .find_map(|item| status_of_value(world, site, item)),
        ArgValue::Call(callee) => status_of_answer(callee),
        _ => None,
    }
}

fn status_of_call(world: &World<'_>, site: Site, call: &CallFact) -> Option<u16> {
    let given = call.args.iter().find_map(|arg| match &arg.value {
        ArgValue::Path(_) => status_of_value(world, site, &arg.value),
        _ => None,
    });
    given.or_else(|| status_of_answer(&call.callee))
}

/// A call that names the answer it makes: `HttpResponse::NotFound().json(..)`.
fn status_of_answer(callee: &str) -> Option<u16> {
    let mut parts = callee.split('.');
    let class = parts.next()?;
    let made = parts.next()?.trim_end_matches("()");
    let is_class = class.starts_with(char::is_uppercase) && class.contains("Response");
    is_class.then(|| status_of_constant(made)).flatten()
}

/// What becomes an error of the class where it is handed on: the other error and the status it then has.
#[derive(Clone, Debug)]
pub(super) struct Conversion {
    pub from: Meaning,
    /// Of the other error's variants; for those that are not in it, `statuses.others`.
    pub statuses: OwnStatuses,
}

/// The conversions into errors of a class: parts of variants that are marked so, and functions that make them.
pub(super) fn conversions(
    world: &World<'_>,
    class: SymbolRef,
    own: &OwnStatuses,
    form: &ErrorForm,
) -> Vec<Conversion> {
    let mut found = Vec::new();
    if let Some(class_of) = world.class(class) {
        for variant in class_of.variants() {
            let Some(status) = own.of(&variant.fact.name) else {
                continue;
            };
            for field in &variant.fact.fields {
                let marked = field
                    .decorators
                    .iter()
                    .any(|decorator| form.converted_at.contains(&decorator.path));
                let Some(ty) = field.ty.as_ref().filter(|_| marked) else {
                    continue;
                };
                found.push(Conversion {
                    from: world.annotated(class.file, ty),
                    statuses: OwnStatuses {
                        others: Some(status),
                        ..OwnStatuses::default()
                    },
                });
            }
        }
    }
    for (file, method) in world.index.methods(class) {
        let head = &method.function.signature;
        if !form.converted_by.contains(&head.name) {
            continue;
        }
        let Some(ty) = head.params.first().and_then(|param| param.ty.as_ref()) else {
            continue;
        };
        found.push(Conversion {
            from: world.annotated(file, ty),
            statuses: converted(method.function, own),
        });
    }
    found
}

/// The statuses that a function's result has for each error it is given.
fn converted(function: &FunctionSummary, own: &OwnStatuses) -> OwnStatuses {
    let mut told = OwnStatuses::default();
    let Some(given) = function.signature.params.first() else {
        return told;
    };
    let status = |value: &ArgValue| match value {
        ArgValue::Path(path) | ArgValue::Call(path) => {
            own.variants.get(split_last(path).1).copied()
        }
        _ => None,
    };
    let choices: Vec<&ChoiceFact> = function
        .choices
        .iter()
        .filter(|choice| choice.of == given.name)
        .collect();
    for choice in &choices {
        let Some(status) = status(&choice.gives).filter(|_| !choice.partial) else {
            continue;
        };
        if choice.shapes.is_empty() {
            told.others = Some(status);
        }
        for shape in &choice.shapes {
            told.variants.insert(Name::new(split_last(shape).1), status);
        }
    }
    if choices.is_empty() {
        told.others = match function.returns.as_slice() {
            [path] => own.variants.get(split_last(path).1).copied(),
            _ => None,
        }
        .or_else(|| own.only());
    }
    told
}

/// The class of the errors that a function gives back: the last part of its result's type.
pub(super) fn failure_class(world: &World<'_>, file: FileId, ty: &TypeRef) -> Option<SymbolRef> {
    let (mut file, mut ty) = (file, ty);
    for _ in 0..ALIASES {
        let TypeKind::Named { path, args } = &ty.kind else {
            return None;
        };
        let named = split_last(path).1.ends_with("Result");
        if let (true, [_, error]) = (named, args.as_slice()) {
            return match world.annotated(file, error) {
                Meaning::Instance(class) => Some(class),
                _ => None,
            };
        }
        let site = Site {
            file,
            scope: Scope::Module,
        };
        let Meaning::Declared(alias) = world.resolve(site, path) else {
            return None;
        };
        let decl = world.class(alias)?.decl;
        if decl.kind != TypeDeclKind::Alias {
            return None;
        }
        file = alias.file;
        ty = decl.alias_of.as_ref()?;
    }
    None
}
