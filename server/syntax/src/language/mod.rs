//! The languages and how a file's language is known; one folder each. It never looks into a file to tell.

use serde::{Deserialize, Serialize};

/// A language that has an adapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    Python,
}
