//! What the text of one file says: its items and their facts, kept up to date while it is edited.
//!
//! It never reads a disk, never looks at another file, and never fails: broken code is an input.

pub mod document;
mod extract;
pub mod facts;
pub mod file;
pub mod language;
pub mod limits;
mod parse;
pub mod span;
mod split;
pub mod text;

pub use extract::extract;
