//! What several rules ask of code. It reports nothing.

pub mod answers;
pub mod built;
pub mod chosen;
pub mod cleanup;
pub mod emptied;
pub mod errors;
pub mod flow;
pub mod front_end;
pub mod guess;
pub mod hashing;
pub mod locate;
pub mod ports;
pub mod project_import;
pub mod promises;
pub mod returns;
pub mod secret_values;
pub mod secrets;
pub mod spell;
pub mod sql;
pub mod startup;
pub mod swallow;
pub mod thread;
pub mod types;
pub mod values;
pub mod wrapping;
pub mod zeros;
