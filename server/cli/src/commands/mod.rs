//! One file a command. A command reads, makes one or two calls into the engine, and prints.

pub mod check;
pub mod doctor;
pub mod endpoints;
mod fix;
pub mod generate;
pub mod model;
pub mod rules;
pub mod server;
mod verify;
pub mod watch;

use crate::console::{Console, Outcome};

/// `version`: the program's name and version.
pub fn version(console: &mut Console) -> anyhow::Result<Outcome> {
    console.line(concat!("backend-master ", env!("CARGO_PKG_VERSION")))?;
    Ok(Outcome::Clean)
}
