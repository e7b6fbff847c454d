//! What an editor and the command line can be offered: findings, actions, hovers, generated tests.
//!
//! It reads and writes nothing and speaks no protocol: texts come in, findings and edits go out.

mod action;
mod change;
mod check;
mod file;
mod generate;
mod hover;
mod navigate;
mod project;
mod survey;

pub use action::{Action, ActionKind, FIX_ALL_TITLE, FilePatch, Patch};
pub use change::Change;
pub use check::{Checked, Depth};
pub use file::{OpenFile, SourceFile};
pub use generate::{Generated, LeftOut, without_tests};
pub use hover::Hover;
pub use model::Place;
pub use navigate::{ThingKind, ThingSymbol};
pub use project::{ConfigFinding, Project, is_manifest, is_taken_in};
pub use rules::config::Overrides;
pub use survey::{Survey, Volume};
