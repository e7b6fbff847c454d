//! The Go adapter: how Go source splits into items and what each of them says.
//!
//! It names no framework and resolves no name.

mod broken;
mod declarations;
mod imports;
mod kinds;
mod lexer;
mod lower;
mod types;

pub(crate) use declarations::{Extractor, prepare};
pub(crate) use kinds::grammar;
pub(crate) use lexer::Items;
