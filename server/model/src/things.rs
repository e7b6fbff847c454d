//! The parts of a backend, as every language and framework has them; it never tells how they were recognised.

use serde::{Deserialize, Serialize};
use syntax::facts::{Name, TypeRef};

use crate::place::{Evidence, FileId, Known, Place, Unresolved};

/// Everything recognised in the workspace, each list in order of path and place.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Things {
    pub endpoints: Vec<Endpoint>,
    pub use_cases: Vec<UseCase>,
    pub entities: Vec<Entity>,
    pub repositories: Vec<Repository>,
    pub errors: Vec<ErrorClass>,
    pub tests: Vec<Test>,
    /// Requests that the project's own code sends to itself, outside tests, each with the handler of an endpoint
    /// that answers it.
    pub requests: Vec<Link>,
    pub unresolved: Vec<Unresolved>,
}

/// The name by which a thing is spoken of and where it is declared.
///
/// `Class.method`, or `Class` where it has one public entry, or the function's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Element {
    pub name: Name,
    /// The name's own span, for diagnostics and navigation.
    pub place: Place,
    /// The whole declaration.
    pub whole: Place,
}

/// A link to something declared elsewhere, resolved or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// As written at the link.
    pub name: Name,
    pub to: Known<Place>,
    /// Where the link is written.
    pub from: Place,
}

/// A route, or an operation of another API style.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Endpoint {
    pub kind: EndpointKind,
    /// Upper case; `ANY` where the framework fixes none.
    pub method: Name,
    /// Full path with all prefixes, parameters as `{name}`. Unknown where a prefix could not be told.
    pub path: Known<Name>,
    pub handler: Element,
    /// The decorator or call that registers it.
    pub registered_at: Place,
    /// Lower-case name of the framework's description file.
    pub framework: Name,
    pub params: Vec<EndpointParam>,
    pub response: Known<TypeRef>,
    /// Statuses of success in order, where the registration, the handler or the framework's default tells them.
    pub successes: Vec<u16>,
    /// Statuses the handler or its dependencies answer by raising.
    pub error_statuses: Vec<u16>,
    pub auth: Known<Element>,
    pub in_schema: bool,
    /// Answers something else than a schema: a file, a page, a stream, a redirect.
    pub raw_response: bool,
    pub use_cases: Vec<Link>,
    pub evidence: Vec<Evidence>,
}

impl Endpoint {
    /// The status of success, if there is one alone.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self.successes.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EndpointKind {
    Http,
    Ws,
    Graphql,
    Grpc,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EndpointParam {
    pub name: Name,
    pub source: ParamSource,
    pub ty: Option<TypeRef>,
    pub place: Place,
    /// The function an injected value comes from.
    pub provider: Option<Link>,
}

/// Where a handler's parameter gets its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParamSource {
    Path,
    Query,
    Header,
    Cookie,
    Body,
    Form,
    /// The request object itself.
    Request,
    /// Injected by the framework's container.
    Dependency,
    Unknown,
}

/// A function or class entry that carries out one thing a user wants.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UseCase {
    pub element: Element,
    pub kind: UseCaseKind,
    /// Certain ones fire rules; likely ones only silence them.
    pub certain: bool,
    pub is_async: bool,
    pub collaborators: Vec<Collaborator>,
    /// Domain errors it can raise, by itself or through callees that are resolved.
    pub errors: Vec<Link>,
    pub covered_by: Vec<Coverage>,
    pub evidence: Vec<Evidence>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UseCaseKind {
    Function,
    /// A class with one public entry.
    Class,
    /// A public method of a class with several.
    Method,
}

/// Something a use case is given: a port, an adapter, a clock.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Collaborator {
    /// The parameter or attribute that holds it.
    pub name: Name,
    pub ty: Option<TypeRef>,
    pub to: Known<Element>,
    /// Methods of it that the use case calls.
    pub calls: Vec<Name>,
}

/// A test that covers something, and how sure that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Index into [`Things::tests`].
    pub test: u32,
    /// By a resolved call; otherwise by name alone.
    pub certain: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entity {
    pub element: Element,
    pub kind: EntityKind,
    pub evidence: Vec<Evidence>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntityKind {
    Entity,
    ValueObject,
    OrmModel,
}

/// A port or an adapter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Repository {
    pub element: Element,
    pub kind: RepositoryKind,
    /// Stores and reads what the domain is made of; a port or adapter that does not reaches something else:
    /// a payment provider, a clock.
    pub is_repository: bool,
    /// Of an adapter: the port it implements, by declaration or by having all its methods.
    pub implements: Option<Link>,
    pub methods: Vec<Name>,
    pub evidence: Vec<Evidence>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepositoryKind {
    Port,
    Adapter,
}

/// An error class of the project.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ErrorClass {
    pub element: Element,
    /// Says something about the domain, not about HTTP.
    pub is_domain: bool,
    /// The classes it derives from, outermost last, as far as they are the project's or built in.
    pub ancestors: Vec<Name>,
    /// The status an exception handler answers it with, if one is registered.
    pub status: Known<u16>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Test {
    pub element: Element,
    pub level: TestLevel,
    pub covers: Vec<CoveredThing>,
    /// Requests it sends, each with the handler of an endpoint that answers it.
    pub requests: Vec<Link>,
    /// Error classes it expects to be raised.
    pub expects: Vec<Link>,
    /// Statuses it asserts.
    pub statuses: Vec<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TestLevel {
    Unit,
    Repository,
    Endpoint,
    Flow,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoveredThing {
    pub name: Name,
    pub place: Place,
    pub certain: bool,
}

/// What a file is there for: decided by its path and first lines alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileRole {
    Source,
    Test,
    Migration,
    Generated,
    Vendored,
    /// Built only where somebody asks for it.
    Optional,
}

impl Things {
    /// The use case declared at `file`, if its whole declaration touches `offset`.
    #[must_use]
    pub fn use_case_at(&self, file: FileId, offset: u32) -> Option<&UseCase> {
        self.use_cases
            .iter()
            .filter(|use_case| {
                use_case.element.whole.file == file && use_case.element.whole.span.touches(offset)
            })
            .min_by_key(|use_case| use_case.element.whole.span.len())
    }
}
