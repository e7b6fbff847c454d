//! Functions of sources as extracted, with the types declared beside them.

// The sources hold the functions that are asked for.
#![allow(clippy::unwrap_used)]

use syntax::extract;
use syntax::facts::{Body, FunctionId, FunctionSummary, TypeDecl};
use syntax::language::Language;

/// The function or method of this name.
pub fn function_of(
    language: Language,
    source: &str,
    name: &str,
) -> (Body, FunctionId, Vec<TypeDecl>) {
    found(language, source, name, |function| function.function)
}

/// The first function in the code of the one of this name.
pub fn function_in(
    language: Language,
    source: &str,
    name: &str,
) -> (Body, FunctionId, Vec<TypeDecl>) {
    let inner = |function: &FunctionSummary| function.nested.first().unwrap().function;
    found(language, source, name, inner)
}

fn found(
    language: Language,
    source: &str,
    name: &str,
    id: impl Fn(&FunctionSummary) -> FunctionId,
) -> (Body, FunctionId, Vec<TypeDecl>) {
    let facts = extract(language, source);
    let types = facts.items.iter();
    let types = types.flat_map(|item| item.facts.types.iter().cloned());
    let types = types.collect();
    let found = facts.items.iter().find_map(|item| {
        let mut functions = item.facts.summary.functions.iter();
        let function = functions.find(|function| function.signature.name == name)?;
        Some((item.facts.body.clone()?, id(function)))
    });
    let (body, function) = found.unwrap();
    (body, function, types)
}
