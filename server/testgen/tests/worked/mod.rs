//! Ten functions of five languages as facts: those of Python and Rust written by hand, the others as extracted.

pub mod builder;
pub mod extracted;
pub mod go;
pub mod javascript;
pub mod python;
pub mod rust;
pub mod show;
pub mod typescript;
