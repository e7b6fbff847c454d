//! `cargo xtask ready`: puts in order what a program can, and runs the fast tests. Never commits anything.

use anyhow::Result;

use crate::generated;
use crate::shell::{cargo, run};
use crate::test::test;

/// Formats, lints, renews generated files and runs the fast tests.
///
/// # Errors
/// If there is something left for a person to do.
pub fn ready() -> Result<()> {
    run(cargo().args(["fmt", "--all"]))?;
    run(cargo().args(["clippy", "--quiet", "--workspace", "--all-targets"]))?;
    generated::renew()?;
    test(true)
}
