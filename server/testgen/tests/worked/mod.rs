//! Ten functions of five languages as facts: those of Go as extracted, the others written by hand.

pub mod builder;
pub mod go;
pub mod javascript;
pub mod python;
pub mod rust;
pub mod show;
pub mod typescript;
