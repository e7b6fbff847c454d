//! The Go adapter: what declarations say, what code is lowered to, what errors leave, and what no text may break.

mod support;

#[path = "go/declarations.rs"]
mod declarations;
#[path = "go/failures.rs"]
mod failures;
#[path = "go/hostile.rs"]
mod hostile;
#[path = "go/incremental.rs"]
mod incremental;
#[path = "go/lowering.rs"]
mod lowering;

const EVERYTHING: &str = include_str!("fixtures/everything.go");
