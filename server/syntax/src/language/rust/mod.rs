//! The Rust adapter: how the source splits into items and what each of them says.
//!
//! It names no framework and resolves no name.

mod attributes;
mod broken;
mod declarations;
mod imports;
mod kinds;
mod lexer;
mod lower;
mod members;
mod names;
mod split;

pub(crate) use declarations::{Extractor, prepare};
pub(crate) use kinds::grammar;
pub(crate) use split::Items;
