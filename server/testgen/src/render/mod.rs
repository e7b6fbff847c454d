//! Writes plans down as test files, one dialect a file; it decides nothing about outcomes.

mod names;
pub mod pytest;
mod python;
pub mod rust;
pub mod script;
mod wrap;

use crate::plan::LeftOut;

/// A test file as it is to be.
pub struct Rendered {
    pub text: String,
    /// Names of the tests that are new.
    pub tests: Vec<String>,
    pub left_out: Vec<LeftOut>,
}
