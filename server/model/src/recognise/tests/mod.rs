//! Tests, what they drive on purpose and what they expect; it never judges whether that is enough.

mod driven;
mod expects;
mod fixtures;
mod requests;

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::{FunctionSummary, Name};
use syntax::span::Span;

use crate::framework::{Frameworks, RoleOf, TestForms};
use crate::index::IndexedFile;
use crate::place::Place;
use crate::recognise::cases::cases;
use crate::recognise::classes::Classes;
use crate::recognise::local::Scope;
use crate::recognise::messages::Messages;
use crate::recognise::requests::Paths;
use crate::recognise::sort;
use crate::recognise::use_cases::UseCases;
use crate::recognise::world::{Meaning, Site, World};
use crate::symbol::SymbolRef;
use crate::things::{Coverage, CoveredThing, Element, Link, Test, TestLevel};
use driven::names_of_tests;

/// How far a value is followed through fixtures and helpers.
const DEPTH: u32 = 6;

/// Everything tests are matched against.
pub(super) struct Subjects<'a> {
    pub classes: &'a Classes,
    pub use_cases: &'a UseCases,
    pub messages: &'a Messages,
    pub paths: &'a Paths<'a>,
}

struct Reader<'a, 'i> {
    world: &'a World<'i>,
    subjects: &'a Subjects<'a>,
    frameworks: &'static Frameworks,
    /// Fixtures by the folder of their file and their name.
    fixtures: FxHashMap<(Name, Name), SymbolRef>,
    is_fixture: FxHashSet<SymbolRef>,
    /// Of each use case: what a test or class named after it is called, and how its own name begins.
    names: Vec<(String, String)>,
    paths: &'a Paths<'a>,
}

/// All tests, in order of path and place.
pub(super) fn read(world: &World<'_>, subjects: &Subjects<'_>) -> Vec<Test> {
    // Each language has its own ways to write tests.
    let mut languages: Vec<&'static Frameworks> = Vec::new();
    for file in world.files() {
        let own = world.frameworks(file.id);
        if !languages.iter().any(|known| std::ptr::eq(*known, own)) {
            languages.push(own);
        }
    }
    let mut tests = Vec::new();
    for frameworks in &languages {
        let mut reader = Reader {
            world,
            subjects,
            frameworks,
            fixtures: FxHashMap::default(),
            is_fixture: FxHashSet::default(),
            names: names_of_tests(subjects.use_cases),
            paths: subjects.paths,
        };
        let files = world.files().iter();
        let own = files.filter(|file| std::ptr::eq(world.frameworks(file.id), *frameworks));
        for file in own.clone().filter(|file| world.is_test_file(file)) {
            reader.find_fixtures(file);
        }
        for file in own {
            reader.file(file, &mut tests);
        }
    }
    if languages.len() > 1 {
        sort(world, &mut tests, |test| test.element.place);
    }
    tests
}

/// Says for each use case which tests cover it.
pub(super) fn cover(use_cases: &mut UseCases, tests: &[Test]) {
    let mut by_place: FxHashMap<Place, usize> = FxHashMap::default();
    for (at, case) in use_cases.list.iter().enumerate() {
        by_place.insert(case.element.place, at);
    }
    for (index, test) in (0u32..).zip(tests) {
        for covered in &test.covers {
            if let Some(case) = by_place
                .get(&covered.place)
                .and_then(|at| use_cases.list.get_mut(*at))
            {
                case.covered_by.push(Coverage {
                    test: index,
                    certain: covered.certain,
                });
            }
        }
    }
}

/// What a test drives.
#[derive(Default)]
struct Covered {
    things: Vec<CoveredThing>,
    requests: Vec<Link>,
    endpoints: FxHashSet<Place>,
    has_use_case: bool,
    has_repository: bool,
    has_request: bool,
}

impl Covered {
    fn add(&mut self, name: Name, place: Place, certain: bool) {
        match self.things.iter_mut().find(|thing| thing.place == place) {
            Some(known) => known.certain |= certain,
            None => self.things.push(CoveredThing {
                name,
                place,
                certain,
            }),
        }
    }
}

impl Reader<'_, '_> {
    fn forms(&self) -> impl Iterator<Item = &'static TestForms> + use<> {
        self.frameworks.tests()
    }

    fn file(&self, file: &IndexedFile, tests: &mut Vec<Test>) {
        let by_path = self.world.is_test_file(file);
        if !by_path && !self.world.is_source(file) {
            return;
        }
        for function in file.env.functions() {
            let symbol = SymbolRef {
                file: file.id,
                symbol: function.symbol,
            };
            let may_be = by_path || self.has_attribute(symbol, function.function);
            if may_be && self.is_test(symbol, function.function) {
                let element = self.world.element(symbol);
                tests.push(self.test(symbol, function.function, element, None));
            }
        }
        let forms: Vec<&TestForms> = self
            .forms()
            .filter(|forms| !forms.cases.is_empty())
            .collect();
        if forms.is_empty() || !by_path {
            return;
        }
        for case in cases(file, &forms) {
            let symbol = SymbolRef {
                file: file.id,
                symbol: case.function,
            };
            let Some(function) = file.env.function(case.function) else {
                continue;
            };
            let place = Place {
                file: file.id,
                span: case.span,
            };
            let element = Element {
                name: case.name,
                place,
                whole: place,
            };
            tests.push(self.test(symbol, function, element, Some(case.body)));
        }
    }

    /// Whether a decorator makes a function a test.
    fn has_attribute(&self, symbol: SymbolRef, function: &FunctionSummary) -> bool {
        let site = Site {
            file: symbol.file,
            scope: Scope::Module,
        };
        let decorators = &function.signature.decorators;
        decorators.iter().any(|decorator| {
            let names = |path: &Name| self.forms().any(|forms| forms.attributes.contains(path));
            names(&decorator.path)
                || matches!(self.world.resolve(site, &decorator.path), Meaning::Outside(path)
                    if names(&path))
        })
    }

    fn is_test(&self, symbol: SymbolRef, function: &FunctionSummary) -> bool {
        if self.has_attribute(symbol, function) {
            return true;
        }
        let name = &function.signature.name;
        let named = self.forms().any(|forms| {
            forms
                .function_prefixes
                .iter()
                .any(|prefix| name.starts_with(prefix.as_str()))
        });
        if !named || self.is_fixture.contains(&symbol) {
            return false;
        }
        let Some(owner) = self.world.owner(symbol) else {
            return true;
        };
        let class = self.world.name(owner);
        let lineage = self.world.lineage(owner);
        self.forms().any(|forms| {
            forms.class_prefixes.iter().any(|prefix| class.starts_with(prefix.as_str()))
        }) || lineage
            .outside
            .iter()
            .any(|path| self.frameworks.has_role(path, RoleOf::TestClass))
            // A base class of tests need not be known.
            || (!lineage.complete && class.contains("Test"))
    }

    /// What a test drives. Its code is the function's, or what lies in `body`.
    fn test(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        element: Element,
        body: Option<Span>,
    ) -> Test {
        let is_inside = |span: Span| body.is_none_or(|body| body.contains(span));
        let mut covers = Covered::default();
        let facts = self.world.called_by(symbol);
        for (call, resolved) in function.calls.iter().zip(&facts.calls) {
            if !is_inside(call.span) {
                continue;
            }
            self.request(symbol, function, call, &mut covers);
            self.request_in_steps(symbol, function, call, &mut covers);
            if let Some(target) = self.driven(symbol, function, call, &resolved.to) {
                self.cover(symbol, call, target, &mut covers);
            }
            self.cover_by_message(symbol, call, &mut covers);
        }
        if !covers.has_use_case && !covers.has_request {
            let mut seen = FxHashSet::default();
            self.cover_through_helpers((symbol, function), &is_inside, &mut seen, &mut covers);
        }
        self.cover_by_name(symbol, function, &mut covers);
        let level = self.level(symbol, &covers);
        Test {
            element,
            level,
            covers: covers.things,
            requests: covers.requests,
            expects: self.expects(symbol, function, &facts, &is_inside),
            statuses: self.statuses(symbol, function, &is_inside),
        }
    }

    fn level(&self, symbol: SymbolRef, covers: &Covered) -> TestLevel {
        if covers.endpoints.len() > 2 {
            return TestLevel::Flow;
        }
        if covers.has_request {
            return TestLevel::Endpoint;
        }
        let path = self
            .world
            .file(symbol.file)
            .map(|file| file.path.clone())
            .unwrap_or_default();
        if covers.has_repository && !covers.has_use_case {
            return TestLevel::Repository;
        }
        if path.split('/').any(|part| part == "e2e") {
            return TestLevel::Flow;
        }
        TestLevel::Unit
    }
}
