//! Where something stands and how sure we are; it never holds what it is.

use serde::Serialize;
use syntax::facts::Name;
use syntax::span::Span;

/// A file of the index. Ids are given by whoever feeds the index and are never used for another path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct FileId(pub u32);

/// A span of bytes in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Place {
    pub file: FileId,
    pub span: Span,
}

/// A fact that may be known, known to be absent, or impossible to tell.
///
/// A rule that rests on absence fires on [`Known::Absent`] only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Known<T> {
    Is(T),
    Absent,
    /// What stood in the way, for a person to read.
    Unknown(Name),
}

impl<T> Known<T> {
    /// The value, if it is known.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Absent | Self::Unknown(_) => None,
        }
    }

    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

/// Why the model believes something: one sentence, and the place that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    pub why: Name,
    pub place: Option<Place>,
}

/// A spot the model could not resolve, and what depends on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unresolved {
    pub place: Place,
    pub why: Name,
}
