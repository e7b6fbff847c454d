//! Where the items of a text start and end; it never looks into an item.
//!
//! A splitter works forward and knows at the start of an item only which classes are open around it.
//! So a text can be split again from an item in the middle, and the work can stop as soon as it meets an
//! item that started there before with the same classes around it: what follows is the same.

use crate::facts::ItemKind;
use crate::span::Span;

/// An item before its facts are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RawItem {
    pub(crate) kind: ItemKind,
    /// In bytes of the text.
    pub(crate) span: Span,
    /// The index of the class head that the item belongs to.
    pub(crate) parent: Option<u32>,
    /// The columns before the item on its first line.
    pub(crate) indent: u32,
    /// A bracket in it is never closed, so that any change after it may move its end.
    pub(crate) is_open: bool,
}

/// A class whose members are being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OpenClass {
    /// The index of its head among the items.
    pub(crate) head: u32,
    pub(crate) indent: u32,
}

/// Where a splitter starts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Start {
    /// The index that the first item gets.
    pub(crate) index: u32,
    /// The file offset of the first byte given.
    pub(crate) offset: u32,
    /// The columns before the first byte, if it is the first of an item and not of a line.
    pub(crate) indent: Option<u32>,
    /// The first byte stands behind another item on its line.
    pub(crate) within_line: bool,
    /// The classes that are open, the outermost first.
    pub(crate) classes: Vec<OpenClass>,
}

/// The classes around an item with this parent, the outermost first.
pub(crate) fn classes_around(
    parent: Option<u32>,
    item: impl Fn(u32) -> Option<RawItem>,
) -> Vec<OpenClass> {
    let mut classes = Vec::new();
    let mut at = parent;
    while let Some((head, raw)) = at.and_then(|head| Some((head, item(head)?))) {
        classes.push(OpenClass {
            head,
            indent: raw.indent,
        });
        at = raw.parent.filter(|next| *next < head);
    }
    classes.reverse();
    classes
}
