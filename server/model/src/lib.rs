//! What the workspace means: an index over all files and the backend model recognised from it.
//!
//! It never reads a disk and names no language and no framework in its types.

pub mod behaviour;
mod place;
mod things;

pub use place::{Evidence, FileId, Known, Place, Unresolved};
pub use things::{
    Collaborator, Coverage, CoveredThing, Element, Endpoint, EndpointKind, EndpointParam, Entity,
    EntityKind, ErrorClass, FileRole, Link, ParamSource, Repository, RepositoryKind, Test,
    TestLevel, Things, UseCase, UseCaseKind,
};
