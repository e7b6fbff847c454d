//! `model`: what a project is made of.

use crate::arguments::ModelOptions;
use crate::console::{Console, Outcome};
use crate::project;

/// Shows what was recognised below a folder.
pub fn run(options: &ModelOptions, console: &mut Console) -> anyhow::Result<Outcome> {
    let loaded = project::load_root(
        &options.root.canonicalize()?,
        ide::Overrides::default(),
        console,
    )?;
    let _ = loaded.project.things();
    Ok(Outcome::Clean)
}
