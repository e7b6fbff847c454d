//! What the workspace means: an index over all files and the backend model recognised from it.
//!
//! It never reads a disk and names no language and no framework in its types.

pub mod behaviour;
mod env;
mod framework;
mod index;
mod library;
mod place;
mod project;
mod recognise;
mod role;
mod scope;
mod symbol;
mod tables;
#[cfg(test)]
mod testing;
mod things;
pub mod view;

pub use env::{Class, ClassMember, FileEnv, FunctionNames, Mentions, Method, Module, call_path};
pub use index::{
    Ancestors, CallSummary, Change, ClassRef, EffectAt, FunctionFacts, Index, IndexedFile, Layout,
    Query, RaisedError, Reads, Resolved, ResolvedCall, Symbol,
};
pub use library::{ClosedBy, Effect, EffectKind, EffectMode, ErrorResult, Libraries, RequestValue};
pub use place::{Evidence, FileId, Known, Place, Unresolved};
pub use project::{
    Alias, Dependency, Folder, Linter, LinterSource, ManifestText, Manifests, Package, Pytest,
    Schema, StoredField, StoredModel,
};
pub use recognise::Recogniser;
pub use scope::{LocalBinding, Scope};
pub use symbol::{Imported, LocalSymbol, Origin, Part, SymbolRef, Target, Why};
pub use tables::Builtins;
pub use things::{
    Collaborator, Coverage, CoveredThing, Element, Endpoint, EndpointKind, EndpointParam, Entity,
    EntityKind, ErrorClass, FileRole, Link, ParamSource, Repository, RepositoryKind, Test,
    TestLevel, Things, UseCase, UseCaseKind,
};
