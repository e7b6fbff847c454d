//! Ways through a backend that follow from what its parts mean: from a request to the route that answers it and
//! back, and a search over endpoints, use cases and what they are made of. What a name means is the language's own
//! server's to tell.

use model::{Element, FileId, Known, Link, Place, Things};
use syntax::span::Span;

use crate::project::Project;

/// A part of a backend, as a search shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThingSymbol {
    /// `GET /users/{id}` of an endpoint, else the name.
    pub name: String,
    pub kind: ThingKind,
    /// Of an endpoint its handler.
    pub detail: String,
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThingKind {
    Endpoint,
    UseCase,
    Entity,
    Port,
    Adapter,
}

/// At most this many symbols are given.
const MAX_SYMBOLS: usize = 1_000;

impl Project {
    /// The parts of the backend whose name has the letters of `query` in order, in the order of the model.
    #[must_use]
    pub fn symbols(&self, query: &str) -> Vec<ThingSymbol> {
        let wanted: Vec<char> = query
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .flat_map(char::to_lowercase)
            .collect();
        let mut symbols = all(self.things());
        symbols.retain(|symbol| has_letters(&symbol.name, &wanted));
        symbols.truncate(MAX_SYMBOLS);
        symbols
    }

    /// The handlers that answer the request at a byte of a file.
    #[must_use]
    pub fn definitions(&self, path: &str, offset: u32) -> Vec<Place> {
        let Some(file) = self.file(path) else {
            return Vec::new();
        };
        let here = requests(self.things()).filter(|request| touches(request.from, file.id, offset));
        let mut places: Vec<Place> = here
            .filter_map(|request| request.to.value().copied())
            .collect();
        places.dedup();
        places
    }

    /// The requests that the endpoint answers whose handler or registration stands at a byte of a file.
    #[must_use]
    pub fn references(&self, path: &str, offset: u32) -> Vec<Place> {
        let Some(file) = self.file(path) else {
            return Vec::new();
        };
        let things = self.things();
        let endpoints = things.endpoints.iter().filter(|endpoint| {
            touches(endpoint.handler.place, file.id, offset)
                || touches(endpoint.registered_at, file.id, offset)
        });
        let handlers: Vec<Place> = endpoints.map(|endpoint| endpoint.handler.place).collect();
        let answered = requests(things).filter(
            |request| matches!(&request.to, Known::Is(handler) if handlers.contains(handler)),
        );
        answered.map(|request| request.from).collect()
    }
}

/// The requests that tests and the project's own code send.
fn requests(things: &Things) -> impl Iterator<Item = &Link> {
    let tests = things.tests.iter().flat_map(|test| &test.requests);
    tests.chain(&things.requests)
}

fn touches(place: Place, file: FileId, offset: u32) -> bool {
    let Place { file: own, span } = place;
    own == file && Span::touches(span, offset)
}

fn all(things: &Things) -> Vec<ThingSymbol> {
    let endpoints = things.endpoints.iter().filter_map(|endpoint| {
        let path = endpoint.path.value()?;
        Some(ThingSymbol {
            name: format!("{} {path}", endpoint.method),
            kind: ThingKind::Endpoint,
            detail: endpoint.handler.name.to_string(),
            place: endpoint.handler.place,
        })
    });
    let use_cases = things
        .use_cases
        .iter()
        .map(|case| named(&case.element, ThingKind::UseCase));
    let entities = things
        .entities
        .iter()
        .map(|entity| named(&entity.element, ThingKind::Entity));
    let repositories = things.repositories.iter().map(|repository| {
        let kind = match repository.kind {
            model::RepositoryKind::Port => ThingKind::Port,
            model::RepositoryKind::Adapter => ThingKind::Adapter,
        };
        named(&repository.element, kind)
    });
    endpoints
        .chain(use_cases)
        .chain(entities)
        .chain(repositories)
        .collect()
}

fn named(element: &Element, kind: ThingKind) -> ThingSymbol {
    ThingSymbol {
        name: element.name.to_string(),
        kind,
        detail: String::new(),
        place: element.place,
    }
}

/// Whether the letters come in the name in this order, whatever their case.
fn has_letters(name: &str, wanted: &[char]) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    wanted
        .iter()
        .all(|wanted| letters.any(|letter| letter == *wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Overrides, SourceFile};
    use std::sync::Arc;
    use syntax::language::Language;
    use syntax::text::Text;

    const API: &str = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get(\"/users/{user_id}\")\nasync def read_user(user_id: int) -> dict:\n    return {}\n";
    const TEST: &str = "from fastapi.testclient import TestClient\n\nfrom api import app\n\nclient = TestClient(app)\n\n\ndef test_reads_a_user() -> None:\n    assert client.get(\"/users/1\").status_code == 200\n";

    fn project() -> Project {
        let mut project = Project::new(Overrides::default());
        let source = |text: &str| SourceFile {
            text: Some(Text::from(text)),
            facts: Arc::new(syntax::extract(Language::Python, text)),
            is_lossy: false,
        };
        let files = [("api.py", API), ("tests/test_api.py", TEST)];
        let sources = files.map(|(path, text)| (path.to_owned(), source(text)));
        project.load(sources.into(), Vec::new());
        project
    }

    fn at(text: &str, word: &str) -> u32 {
        u32::try_from(text.find(word).unwrap()).unwrap()
    }

    #[test]
    fn requests_lead_to_handlers_and_back() {
        let project = project();
        let place = |place: &Place| {
            let (path, line) = project.locate(*place);
            format!("{path}:{line}")
        };
        let to = project.definitions("tests/test_api.py", at(TEST, "/users/1"));
        assert_eq!(to.iter().map(place).collect::<Vec<_>>(), ["api.py:7"]);
        for word in ["read_user", "/users/"] {
            let from = project.references("api.py", at(API, word));
            let from: Vec<_> = from.iter().map(place).collect();
            assert_eq!(from, ["tests/test_api.py:9"], "{word}");
        }
        assert!(
            project
                .definitions("api.py", at(API, "read_user"))
                .is_empty()
        );
        assert!(project.references("api.py", 0).is_empty());
    }

    #[test]
    fn endpoints_are_found_by_method_and_path() {
        let project = project();
        let names = |query: &str| -> Vec<String> {
            let symbols = project.symbols(query).into_iter();
            symbols.map(|symbol| symbol.name).collect()
        };
        assert_eq!(names("get/us"), ["GET /users/{user_id}"]);
        assert_eq!(names("GET users"), ["GET /users/{user_id}"]);
        assert!(names("post users").is_empty());
    }

    #[test]
    fn models_of_a_schema_follow_its_text() {
        let mut project = project();
        let path = "prisma/schema.prisma";
        assert!(crate::is_manifest(path) && crate::is_taken_in(path));
        let told = |project: &Project| -> Vec<String> {
            let symbols = project.symbols("").into_iter();
            let symbols = symbols.filter(|symbol| symbol.kind == ThingKind::Entity);
            let told = symbols.map(|symbol| {
                let (path, line) = project.locate(symbol.place);
                let text = project.text_of(&path).unwrap().slice(symbol.place.span);
                format!("{} {path}:{line} {text}", symbol.name)
            });
            told.collect()
        };
        project.set_manifest(path, Some("model User {\n}\n".to_owned()));
        assert_eq!(told(&project), ["User prisma/schema.prisma:1 User"]);
        let before = project.clone();
        let text = "// Of the shop.\nmodel Order {\n  id Int\n}\n\nmodel User {\n}\n";
        project.set_manifest(path, Some(text.to_owned()));
        assert_eq!(
            told(&project),
            [
                "Order prisma/schema.prisma:2 Order",
                "User prisma/schema.prisma:6 User"
            ]
        );
        assert_eq!(told(&before), ["User prisma/schema.prisma:1 User"]);
        project.set_manifest(path, None);
        assert!(told(&project).is_empty());
        assert_eq!(project.symbols("get").len(), 1);
    }
}
