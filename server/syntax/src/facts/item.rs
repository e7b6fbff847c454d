//! The facts of one item together; it never knows where in the file the item stands.

use serde::{Deserialize, Serialize};

use super::{Body, Summary, TypeDecl};
use crate::span::Span;

/// What kind of item it is.
///
/// A class, and what has members like one (an `impl`, a namespace), is split: its head and the statements and
/// methods in it are items of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ItemKind {
    /// A statement at the top level.
    Statement,
    Function,
    /// A class from its first decorator to the colon or brace that opens it, or, where a class has no
    /// members of its own, all of it. Its facts hold the [`TypeDecl`].
    TypeHead,
    /// A statement or method in a class.
    Member,
    /// The brace that closes a class, in languages where one does. It belongs to the class and has no facts.
    TypeEnd,
    Comment,
}

/// Everything extracted from one item. Extraction depends on the item's bytes and kind alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ItemFacts {
    pub summary: Summary,
    /// The types declared. For a [`ItemKind::TypeHead`] without its members; for a [`ItemKind::Member`]
    /// that declares a field, see `fields`.
    pub types: Vec<TypeDecl>,
    /// Fields that a class member declares.
    pub fields: Vec<super::Field>,
    /// Variants that a class member declares if its class is an enum, which the member's text does not tell;
    /// [`crate::file::TypeView::variants`] does.
    pub variants: Vec<super::Variant>,
    /// Fields whose values a method of this item checks, and the method's name.
    pub checks: Vec<(super::Name, super::Name)>,
    /// Kept for open documents; left out for closed files.
    pub body: Option<Body>,
    pub comments: Vec<Span>,
    /// Where the text is broken: each broken place widened to the smallest statement or head around it.
    pub broken: Vec<Span>,
}
