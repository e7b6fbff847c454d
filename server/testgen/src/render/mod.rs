//! Writes plans down as test files, one dialect a file; it decides nothing about outcomes.

mod names;
pub mod pytest;
mod python;
