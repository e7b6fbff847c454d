//! A use case struct with sentinels, and a function with a comma-ok port and a struct error, as extracted.

use syntax::extract;
use syntax::facts::{Body, FunctionId, TypeDecl};
use syntax::language::Language;

pub fn rename() -> (Body, FunctionId, Vec<TypeDecl>) {
    function_of(include_str!("sources/rename.go"), "Rename")
}

pub fn rank() -> (Body, FunctionId, Vec<TypeDecl>) {
    function_of(include_str!("sources/rank.go"), "Rank")
}

// The sources hold the functions that are asked for.
#[allow(clippy::unwrap_used)]
fn function_of(source: &str, name: &str) -> (Body, FunctionId, Vec<TypeDecl>) {
    let facts = extract(Language::Go, source);
    let types = facts.items.iter();
    let types = types.flat_map(|item| item.facts.types.iter().cloned());
    let types = types.collect();
    let found = facts.items.iter().find_map(|item| {
        let mut functions = item.facts.summary.functions.iter();
        let function = functions.find(|function| function.signature.name == name)?;
        Some((item.facts.body.clone()?, function.function))
    });
    let (body, function) = found.unwrap();
    (body, function, types)
}
