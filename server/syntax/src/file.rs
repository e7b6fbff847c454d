//! All items of one file, in order; it never keeps the text.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::facts::{ItemFacts, ItemKind};
use crate::language::Language;
use crate::span::Span;

/// The facts of a file: its items with their places.
///
/// Items that an edit did not touch share their [`ItemFacts`] with the version before, so the
/// address of an `Arc` tells whether an item changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileFacts {
    pub language: Language,
    /// The length of the text in bytes.
    pub len: u32,
    /// In source order; the members of a class follow its head.
    pub items: Vec<PlacedItem>,
}

/// An item and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlacedItem {
    pub kind: ItemKind,
    /// In bytes of the file.
    pub span: Span,
    /// The index of the class head this member belongs to, or of the statement a callback stands in.
    pub parent: Option<u32>,
    pub facts: Arc<ItemFacts>,
}
