//! What a test of a symbol must show, and the test file that shows it. It runs nothing and asks no language model.

pub mod plan;
pub mod sources;
