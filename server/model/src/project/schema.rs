//! What a project stores, as a file that is no source declares it; it never tells in which notation.

use serde::Serialize;
use syntax::facts::{Name, TypeRef};
use syntax::span::Span;

use crate::things::FileRole;

/// A file that declares what is stored.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Schema {
    /// Relative to the workspace, with `/` between folders.
    pub path: Name,
    pub role: FileRole,
    pub models: Vec<StoredModel>,
}

/// A model whose instances are stored. Spans are of bytes in the file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoredModel {
    pub name: Name,
    /// Of the name.
    pub span: Span,
    /// Of the whole declaration.
    pub whole: Span,
    pub fields: Vec<StoredField>,
}

/// A column of a model, or a relation to other ones.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoredField {
    pub name: Name,
    pub ty: TypeRef,
}
