//! The adapter of JavaScript and TypeScript: how their source splits into items and what each of them says.
//!
//! It names no framework and resolves no name.

mod broken;
mod classes;
mod declarations;
mod extractor;
mod imports;
mod kinds;
mod lexer;
mod lower;
mod split;

pub(crate) use declarations::prepare;
pub(crate) use extractor::Extractor;
pub(crate) use kinds::grammar;
pub(crate) use split::Items;
