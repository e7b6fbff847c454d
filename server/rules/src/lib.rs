//! What is wrong in a backend and how to repair it: rules, their pages, configuration, suppressions, fixes.
//!
//! It never reads a disk, keeps nothing between runs, and writes nothing: repairs are handed back as edits.

pub mod carried;
pub mod check;
pub mod config;
mod content;
pub mod context;
pub mod edit;
pub mod finding;
pub mod fix;
pub mod outline;
pub mod page;
pub mod present;
pub mod project;
pub mod rule;
mod shared;
pub mod suppress;
pub mod text;
