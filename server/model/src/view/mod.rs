//! The model as the command line prints it: names, files and lines instead of places; it decides nothing.

mod types;

use serde::Serialize;
use syntax::facts::Name;

use crate::place::{Known, Place, Unresolved};
use crate::things::{
    Element, Endpoint, EndpointKind, EndpointParam, Entity, EntityKind, Link, ParamSource,
    Repository, RepositoryKind, Test, TestLevel, Things, UseCase, UseCaseKind,
};

/// Tells the file and the line, counted from 1, where a place begins. The file is relative to the root.
pub type Locate<'a> = &'a dyn Fn(Place) -> (Name, u32);

/// A file and a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct At {
    pub file: Name,
    pub line: u32,
}

/// Something with a name and where it is declared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Named {
    pub name: Name,
    pub file: Name,
    pub line: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EndpointView {
    pub method: Name,
    pub path: Name,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<EndpointKind>,
    pub file: Name,
    pub line: u32,
    pub handler: Name,
    pub framework: Name,
    pub registered_at: At,
    /// None where it cannot be told.
    pub auth: Option<bool>,
    pub params: Vec<ParamView>,
    /// The type of what it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<Name>,
    /// Those that could be told, in order.
    pub statuses: Vec<u16>,
    pub use_cases: Vec<Named>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ParamView {
    pub name: Name,
    #[serde(rename = "in")]
    pub source: ParamSource,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub ty: Option<Name>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UseCaseView {
    pub name: Name,
    pub kind: UseCaseKind,
    pub file: Name,
    pub line: u32,
    pub errors: Vec<Name>,
    pub collaborators: Vec<Named>,
    pub tests: Vec<Named>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntityView {
    pub name: Name,
    pub kind: EntityKind,
    pub file: Name,
    pub line: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RepositoryView {
    pub name: Name,
    pub kind: RepositoryKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub implements: Option<Name>,
    pub file: Name,
    pub line: u32,
    pub methods: Vec<Name>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TestView {
    pub name: Name,
    pub level: TestLevel,
    pub file: Name,
    pub line: u32,
    pub covers: Vec<Named>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnresolvedView {
    pub file: Name,
    pub line: u32,
    pub why: Name,
}

/// The whole model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelView {
    pub endpoints: Vec<EndpointView>,
    pub use_cases: Vec<UseCaseView>,
    pub entities: Vec<EntityView>,
    pub repositories: Vec<RepositoryView>,
    pub tests: Vec<TestView>,
    pub unresolved: Vec<UnresolvedView>,
}

/// The endpoints whose path is known, by path and method. The others are listed by [`unresolved`].
#[must_use]
pub fn endpoints(things: &Things, locate: Locate<'_>) -> Vec<EndpointView> {
    let mut views: Vec<EndpointView> = things
        .endpoints
        .iter()
        .filter_map(|endpoint| endpoint_view(endpoint, locate))
        .collect();
    views.sort_by(|one, other| {
        let key = |view: &EndpointView| {
            (
                view.path.clone(),
                view.method.clone(),
                view.file.clone(),
                view.line,
            )
        };
        key(one).cmp(&key(other))
    });
    views
}

/// Everything.
#[must_use]
pub fn model(things: &Things, locate: Locate<'_>) -> ModelView {
    ModelView {
        endpoints: endpoints(things, locate),
        use_cases: things
            .use_cases
            .iter()
            .map(|case| use_case_view(case, things, locate))
            .collect(),
        entities: things
            .entities
            .iter()
            .map(|entity| entity_view(entity, locate))
            .collect(),
        repositories: things
            .repositories
            .iter()
            .filter(|repository| repository.is_repository)
            .map(|repository| repository_view(repository, locate))
            .collect(),
        tests: things
            .tests
            .iter()
            .map(|test| test_view(test, locate))
            .collect(),
        unresolved: unresolved(things, locate),
    }
}

/// What could not be told, and why.
#[must_use]
pub fn unresolved(things: &Things, locate: Locate<'_>) -> Vec<UnresolvedView> {
    let views = things.unresolved.iter().map(|spot: &Unresolved| {
        let at = at(spot.place, locate);
        UnresolvedView {
            file: at.file,
            line: at.line,
            why: spot.why.clone(),
        }
    });
    views.collect()
}

fn endpoint_view(endpoint: &Endpoint, locate: Locate<'_>) -> Option<EndpointView> {
    let handler = at(endpoint.handler.place, locate);
    Some(EndpointView {
        method: endpoint.method.clone(),
        path: endpoint.path.value()?.clone(),
        kind: (endpoint.kind != EndpointKind::Http).then_some(endpoint.kind),
        file: handler.file,
        line: handler.line,
        handler: endpoint.handler.name.clone(),
        framework: endpoint.framework.clone(),
        registered_at: at(endpoint.registered_at, locate),
        auth: match &endpoint.auth {
            Known::Is(_) => Some(true),
            Known::Absent => Some(false),
            Known::Unknown(_) => None,
        },
        params: endpoint.params.iter().map(param_view).collect(),
        response: endpoint.response.value().and_then(types::type_text),
        statuses: statuses(endpoint),
        use_cases: links(&endpoint.use_cases, locate),
    })
}

fn param_view(param: &EndpointParam) -> ParamView {
    ParamView {
        name: param.name.clone(),
        source: param.source,
        ty: param.ty.as_ref().and_then(types::type_text),
    }
}

fn statuses(endpoint: &Endpoint) -> Vec<u16> {
    let mut statuses = endpoint.error_statuses.clone();
    statuses.extend(&endpoint.successes);
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

fn use_case_view(case: &UseCase, things: &Things, locate: Locate<'_>) -> UseCaseView {
    let own = at(case.element.place, locate);
    let mut errors: Vec<Name> = case.errors.iter().map(|error| error.name.clone()).collect();
    errors.sort();
    errors.dedup();
    let tests = case.covered_by.iter().filter_map(|coverage| {
        let test = things.tests.get(coverage.test as usize)?;
        Some(named(&test.element, locate))
    });
    let mut collaborators: Vec<Named> = Vec::new();
    for collaborator in &case.collaborators {
        if let Some(element) = collaborator.to.value() {
            let view = named(element, locate);
            if !collaborators.contains(&view) {
                collaborators.push(view);
            }
        }
    }
    UseCaseView {
        name: case.element.name.clone(),
        kind: case.kind,
        file: own.file,
        line: own.line,
        errors,
        collaborators,
        tests: tests.collect(),
    }
}

fn entity_view(entity: &Entity, locate: Locate<'_>) -> EntityView {
    let own = at(entity.element.place, locate);
    EntityView {
        name: entity.element.name.clone(),
        kind: entity.kind,
        file: own.file,
        line: own.line,
    }
}

fn repository_view(repository: &Repository, locate: Locate<'_>) -> RepositoryView {
    let own = at(repository.element.place, locate);
    RepositoryView {
        name: repository.element.name.clone(),
        kind: repository.kind,
        implements: repository.implements.as_ref().map(|port| port.name.clone()),
        file: own.file,
        line: own.line,
        methods: repository.methods.clone(),
    }
}

fn test_view(test: &Test, locate: Locate<'_>) -> TestView {
    let own = at(test.element.place, locate);
    let mut covers: Vec<Named> = test
        .covers
        .iter()
        .map(|covered| {
            let at = at(covered.place, locate);
            Named {
                name: covered.name.clone(),
                file: at.file,
                line: at.line,
            }
        })
        .collect();
    covers.sort();
    TestView {
        name: test.element.name.clone(),
        level: test.level,
        file: own.file,
        line: own.line,
        covers,
    }
}

fn links(links: &[Link], locate: Locate<'_>) -> Vec<Named> {
    let resolved = links.iter().filter_map(|link| {
        let at = at(*link.to.value()?, locate);
        Some(Named {
            name: link.name.clone(),
            file: at.file,
            line: at.line,
        })
    });
    resolved.collect()
}

fn named(element: &Element, locate: Locate<'_>) -> Named {
    let at = at(element.place, locate);
    Named {
        name: element.name.clone(),
        file: at.file,
        line: at.line,
    }
}

fn at(place: Place, locate: Locate<'_>) -> At {
    let (file, line) = locate(place);
    At { file, line }
}
