//! A class with constructor injection, and a factory closure with a result union, as extracted.

use syntax::facts::{Body, FunctionId, TypeDecl};
use syntax::language::Language;

use super::extracted::{function_in, function_of};

pub fn rename_board() -> (Body, FunctionId, Vec<TypeDecl>) {
    let source = include_str!("sources/rename-board.ts");
    function_of(Language::TypeScript, source, "execute")
}

pub fn make_send_digest() -> (Body, FunctionId, Vec<TypeDecl>) {
    let source = include_str!("sources/send-digest.ts");
    function_in(Language::TypeScript, source, "makeSendDigest")
}
