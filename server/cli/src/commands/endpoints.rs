//! `endpoints`: every route of a project.

use crate::arguments::EndpointsOptions;
use crate::console::{Console, Outcome};
use crate::project;

/// Lists the endpoints below a folder.
pub fn run(options: &EndpointsOptions, console: &mut Console) -> anyhow::Result<Outcome> {
    let loaded = project::load_root(
        &options.root.canonicalize()?,
        ide::Overrides::default(),
        console,
    )?;
    let _ = loaded.project.things();
    Ok(Outcome::Clean)
}
