//! Express middleware, and a function that throws, as extracted.

use syntax::facts::{Body, FunctionId, TypeDecl};
use syntax::language::Language;

use super::extracted::{function_in, function_of};

pub fn require_scope() -> (Body, FunctionId, Vec<TypeDecl>) {
    let source = include_str!("sources/require-scope.js");
    function_in(Language::JavaScript, source, "requireScope")
}

pub fn vote() -> (Body, FunctionId, Vec<TypeDecl>) {
    function_of(
        Language::JavaScript,
        include_str!("sources/vote.js"),
        "vote",
    )
}
