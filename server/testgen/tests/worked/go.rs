//! A use case struct with sentinels, and a function with a comma-ok port and a struct error, as extracted.

use syntax::facts::{Body, FunctionId, TypeDecl};
use syntax::language::Language;

use super::extracted::function_of;

pub fn rename() -> (Body, FunctionId, Vec<TypeDecl>) {
    function_of(Language::Go, include_str!("sources/rename.go"), "Rename")
}

pub fn rank() -> (Body, FunctionId, Vec<TypeDecl>) {
    function_of(Language::Go, include_str!("sources/rank.go"), "Rank")
}
