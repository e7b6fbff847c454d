//! Ten functions of five languages as facts written by hand; they never pass through a parser.

pub mod builder;
pub mod go;
pub mod javascript;
pub mod python;
pub mod rust;
pub mod show;
pub mod typescript;
