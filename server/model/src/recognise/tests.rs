//! Tests, what they drive on purpose and what they expect; it never judges whether that is enough.

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::{ArgValue, CallFact, FunctionSummary, Name, ParamKind};
use syntax::span::Span;

use super::cases::cases;
use super::classes::Classes;
use super::errors::status_of;
use super::local::{Scope, split_last};
use super::text::text_of;
use super::use_cases::UseCases;
use super::value::{Args, Value, receiver_of};
use super::world::{Meaning, Site, World, meaning_of};
use crate::framework::{ClientClass, Frameworks, RoleOf, TestForms};
use crate::index::{FunctionFacts, IndexedFile, Resolved};
use crate::place::{FileId, Known, Place};
use crate::symbol::{Part, SymbolRef};
use crate::things::{
    Coverage, CoveredThing, Element, Endpoint, EndpointKind, Link, Test, TestLevel,
};

/// How far a value is followed through fixtures and helpers.
const DEPTH: u32 = 6;

/// Everything tests are matched against.
pub(super) struct Subjects<'a> {
    pub classes: &'a Classes,
    pub use_cases: &'a UseCases,
    pub endpoints: &'a [Endpoint],
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
    paths: Paths<'a>,
}

/// All tests, in order of path and place.
pub(super) fn read(world: &World<'_>, subjects: &Subjects<'_>) -> Vec<Test> {
    let mut tests = Vec::new();
    let Some(first) = world.files().first() else {
        return tests;
    };
    let mut reader = Reader {
        world,
        subjects,
        frameworks: world.frameworks(first.id),
        fixtures: FxHashMap::default(),
        is_fixture: FxHashSet::default(),
        names: names_of_tests(subjects.use_cases),
        paths: Paths::new(subjects.endpoints),
    };
    for file in world.files() {
        if world.is_test_file(file) {
            reader.find_fixtures(file);
        }
    }
    for file in world.files() {
        reader.file(file, &mut tests);
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

impl Reader<'_, '_> {
    fn forms(&self) -> impl Iterator<Item = &'static TestForms> + use<> {
        self.frameworks.tests()
    }

    fn find_fixtures(&mut self, file: &IndexedFile) {
        for function in file.env.functions() {
            let site = Site {
                file: file.id,
                scope: Scope::Module,
            };
            let symbol = SymbolRef {
                file: file.id,
                symbol: function.symbol,
            };
            for decorator in &function.function.signature.decorators {
                let is_fixture = matches!(self.world.resolve(site, &decorator.path), Meaning::Outside(path)
                    if self.frameworks.has_role(&path, RoleOf::Fixture));
                if !is_fixture {
                    continue;
                }
                let exprs = self.world.function(symbol).map(|(_, exprs)| exprs);
                let args = decorator.args.as_ref().zip(exprs);
                let renamed =
                    args.and_then(
                        |(args, exprs)| match Args::read(exprs, args).keyword("name") {
                            Some(Value::Text(text)) => Some(text.clone()),
                            _ => None,
                        },
                    );
                let name = renamed.unwrap_or_else(|| function.function.signature.name.clone());
                self.is_fixture.insert(symbol);
                self.fixtures
                    .insert((scope_of_fixture(self, file), name), symbol);
            }
        }
    }

    /// The fixture that a parameter of a function in `file` takes: the file's own, then those shared by
    /// its folder and the folders around it.
    fn fixture(&self, file: FileId, name: &Name) -> Option<SymbolRef> {
        let path = &self.world.file(file)?.path;
        if let Some(own) = self.fixtures.get(&(path.clone(), name.clone())) {
            return Some(*own);
        }
        let mut folder = path.as_str();
        loop {
            folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
            let key = (Name::from(format!("{folder}/")), name.clone());
            if let Some(found) = self.fixtures.get(&key) {
                return Some(*found);
            }
            if folder.is_empty() {
                return None;
            }
        }
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
                self.cover(target, &mut covers);
            }
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

    /// The workspace's function that a call in a test runs.
    fn driven(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        call: &CallFact,
        to: &Resolved,
    ) -> Option<SymbolRef> {
        let (first, rest) = call.callee.split_once('.').unwrap_or((&call.callee, ""));
        let plain = first.trim_end_matches("()");
        let given = function
            .signature
            .params
            .iter()
            .any(|param| param.kind != ParamKind::Receiver && param.name == plain);
        // An annotation may name the port; the fixture tells what is really given.
        let fixture = if given {
            self.fixture(symbol.file, &Name::new(plain))
        } else {
            None
        };
        let by_fixture = fixture.and_then(|fixture| {
            let value = self.value_of_fixture(fixture, DEPTH)?;
            self.method_of(value, rest)
        });
        if by_fixture.is_some() {
            return by_fixture;
        }
        let mut meaning = meaning_of(to.clone());
        if matches!(meaning, Meaning::Unknown(_)) {
            let site = Site {
                file: symbol.file,
                scope: Scope::Function(symbol.symbol),
            };
            meaning = self.world.resolve(site, &call.callee);
        }
        match meaning {
            Meaning::Declared(target) => {
                matches!(target.symbol.part, Part::Function(_)).then_some(target)
            }
            Meaning::Instance(class) => self.method_of(Meaning::Instance(class), ""),
            Meaning::Unknown(_) => self.through_receiver(symbol, &call.callee).or_else(|| {
                let (object, rest) = call.callee.split_once('.')?;
                let value = self.value_set(symbol, function, object)?;
                self.method_of(value, rest)
            }),
            _ => None,
        }
    }

    /// The value that a name gets in the set-up around a test, where all of it agrees.
    fn value_set(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        name: &str,
    ) -> Option<Meaning> {
        let site = Site {
            file: symbol.file,
            scope: Scope::Function(symbol.symbol),
        };
        let values = function.locals.iter().filter(|(local, _)| local == name);
        let mut meanings = values.filter_map(|(_, value)| match value {
            ArgValue::Call(path) => {
                let callee = self.world.resolve(site, path);
                Some(self.world.call_result(callee))
            }
            ArgValue::Path(path) => Some(self.world.resolve(site, path)),
            _ => None,
        });
        let first = meanings.next()?;
        let known = !matches!(first, Meaning::Unknown(_)) && meanings.all(|other| other == first);
        known.then_some(first)
    }

    /// `self.service.create()`, with the attribute set where the class of tests is set up.
    fn through_receiver(&self, symbol: SymbolRef, callee: &str) -> Option<SymbolRef> {
        let owner = self.world.owner(symbol)?;
        let (_, rest) = callee.split_once('.')?;
        let (attribute, rest) = rest.split_once('.').unwrap_or((rest, ""));
        let value = self.world.member_of(Meaning::Instance(owner), attribute);
        self.method_of(value, rest)
    }

    fn method_of(&self, value: Meaning, rest: &str) -> Option<SymbolRef> {
        let target = if rest.is_empty() {
            self.world.member_of(value, "__call__")
        } else {
            rest.split('.')
                .fold(value, |value, name| self.world.member_of(value, name))
        };
        match target {
            Meaning::Declared(symbol) => {
                matches!(symbol.symbol.part, Part::Function(_)).then_some(symbol)
            }
            _ => None,
        }
    }

    fn value_of_fixture(&self, fixture: SymbolRef, depth: u32) -> Option<Meaning> {
        let depth = depth.checked_sub(1)?;
        let (summary, _) = self.world.function(fixture)?;
        let site = Site {
            file: fixture.file,
            scope: Scope::Function(fixture.symbol),
        };
        let returned = summary.returns.iter().find_map(|path| {
            let given = summary
                .signature
                .params
                .iter()
                .any(|param| param.name == *path);
            if given {
                let inner = self
                    .fixture(fixture.file, path)
                    .filter(|inner| *inner != fixture)?;
                return self.value_of_fixture(inner, depth);
            }
            match self.world.resolve(site, path) {
                Meaning::Declared(symbol) => match symbol.symbol.part {
                    Part::Type(_) => Some(Meaning::Instance(symbol)),
                    Part::Function(_) => Some(self.world.call_result(Meaning::Declared(symbol))),
                    _ => Some(self.world.value_of(symbol)),
                },
                value @ Meaning::Instance(_) => Some(value),
                Meaning::OutsideInstance(path) | Meaning::Outside(path) => {
                    Some(Meaning::OutsideInstance(path))
                }
                _ => None,
            }
        });
        let known = returned.filter(|value| !matches!(value, Meaning::Unknown(_)));
        known.or_else(|| {
            let ty = summary.signature.returns.as_ref()?;
            let value = self.world.annotated(fixture.file, ty);
            (!matches!(value, Meaning::Unknown(_))).then_some(value)
        })
    }

    /// Notes what a test drives, if that is the project's own.
    fn cover(&self, function: SymbolRef, covers: &mut Covered) {
        let in_source = self
            .world
            .file(function.file)
            .is_some_and(|file| self.world.is_source(file))
            && !self.world.is_test_code(function);
        let makes = self.only_makes(function) || self.makes_application(function);
        if !in_source || self.is_constructor(function) || makes {
            return;
        }
        let case = super::use_cases::of_function(self.subjects.use_cases, function);
        if let Some(case) = case.and_then(|at| self.subjects.use_cases.list.get(at)) {
            covers.has_use_case = true;
            covers.add(case.element.name.clone(), case.element.place, true);
            return;
        }
        let element = self.world.element(function);
        if let Some(owner) = self.world.owner(function)
            && self.subjects.classes.adapters.contains_key(&owner)
            && self
                .subjects
                .classes
                .kinds
                .get(&owner)
                .is_some_and(|kind| kind.is_repository)
        {
            covers.has_repository = true;
        }
        covers.add(element.name, element.place, true);
    }

    /// Whether a function makes what takes requests; a test calls it for the requests alone.
    fn makes_application(&self, function: SymbolRef) -> bool {
        let result = self.world.call_result(Meaning::Declared(function));
        matches!(result, Meaning::OutsideInstance(path) if self
            .frameworks
            .roles(&path)
            .iter()
            .chain(self.frameworks.roles(path.trim_end_matches("()")))
            .any(|role| matches!(role, RoleOf::Router(..))))
    }

    /// Whether a function does nothing but make a value of its class.
    fn is_constructor(&self, function: SymbolRef) -> bool {
        use syntax::facts::{FunctionKind, TypeKind};
        let Some((summary, _)) = self.world.function(function) else {
            return false;
        };
        let signature = &summary.signature;
        let gives_itself = || {
            matches!(signature.returns.as_ref().map(|ty| &ty.kind), Some(TypeKind::Named { path, args })
                if path == "Self" && args.is_empty())
        };
        match signature.kind {
            FunctionKind::Constructor => true,
            FunctionKind::StaticMethod => gives_itself(),
            _ => false,
        }
    }

    /// Whether a function only puts a value together from what it is given.
    fn only_makes(&self, function: SymbolRef) -> bool {
        let Some((summary, _)) = self.world.function(function) else {
            return false;
        };
        let site = Site {
            file: function.file,
            scope: Scope::Function(function.symbol),
        };
        let is_class = |path: &Name| {
            matches!(self.world.resolve(site, path), Meaning::Declared(symbol)
                if matches!(symbol.symbol.part, Part::Type(_)))
        };
        !summary.returns.is_empty()
            && summary.raises.is_empty()
            && summary.returns.iter().all(is_class)
            && summary.calls.iter().all(|call| is_class(&call.callee))
    }

    /// A use case whose name the test's name begins with is probably covered.
    fn cover_by_name(&self, symbol: SymbolRef, function: &FunctionSummary, covers: &mut Covered) {
        if covers.has_use_case || covers.has_request {
            return;
        }
        let plain_test = plain(&function.signature.name);
        let class = self
            .world
            .owner(symbol)
            .map(|owner| plain(&self.world.name(owner)));
        let name = function.signature.name.strip_prefix("test_").unwrap_or("");
        for (case, (wanted, snake)) in self.subjects.use_cases.list.iter().zip(&self.names) {
            // One word names too much.
            let by_start = snake.trim_matches('_').contains('_')
                && name
                    .strip_prefix(snake.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('_'));
            let by_class = class.as_ref().is_some_and(|class| class == wanted);
            if by_start || by_class || plain_test == *wanted {
                covers.add(case.element.name.clone(), case.element.place, false);
            }
        }
    }

    /// A request that a test sends.
    fn request(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        call: &CallFact,
        covers: &mut Covered,
    ) {
        let Some((object, verb)) = call.callee.rsplit_once('.') else {
            return;
        };
        let sends = self.frameworks.descriptions.iter().any(|(_, description)| {
            let mut clients = description.clients.iter();
            clients.any(|client| client.names.contains_key(verb) || client.any == verb)
        });
        if !sends || call.args.is_empty() {
            return;
        }
        let site = Site {
            file: symbol.file,
            scope: Scope::Function(symbol.symbol),
        };
        let Some((client, certain)) = self.client(symbol, function, object, verb) else {
            return;
        };
        let args = Args::of_call(&function.calls, call);
        let any = !client.any.is_empty() && client.any == verb;
        let by_role = !client.method.is_empty();
        let method = match client.names.get(verb) {
            Some(method) => Some(method.clone()),
            None if any && by_role => match args.get(&client.method) {
                Some(Value::Text(method)) => Some(Name::from(method.to_ascii_uppercase())),
                Some(_) => None,
                None => Some(Name::new("GET")),
            },
            None if any => match args.position(0).or_else(|| args.keyword("method")) {
                Some(method) => text_of(self.world, site, method, None)
                    .ok()
                    .map(|method| Name::from(method.to_ascii_uppercase())),
                None => None,
            },
            None => return,
        };
        let url = if any && !by_role {
            args.position(1).or_else(|| args.keyword("url"))
        } else {
            args.get(&client.path)
        };
        let Some(url) = url.cloned() else { return };
        self.requested(symbol, call, (method, &url), certain, covers);
    }

    /// A request that is built in steps: `Request::builder().method("DELETE").uri("/x")`.
    fn request_in_steps(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        call: &CallFact,
        covers: &mut Covered,
    ) {
        let verb = split_last(&call.callee).1;
        let mut all = self.frameworks.descriptions.iter();
        let may_be = all.any(|(_, description)| {
            let mut clients = description.clients.iter();
            clients.any(|client| !client.path_call.is_empty() && client.path_call == verb)
        });
        if !may_be {
            return;
        }
        let site = Site {
            file: symbol.file,
            scope: Scope::Function(symbol.symbol),
        };
        // The calls of one chain begin at the same place; the shortest is the first.
        let chain: Vec<&CallFact> = function
            .calls
            .iter()
            .filter(|other| other.span.start == call.span.start)
            .collect();
        let Some(first) = chain.iter().min_by_key(|other| other.span.end) else {
            return;
        };
        let (class, made_by) = split_last(&first.callee);
        let (Meaning::Outside(path) | Meaning::OutsideInstance(path)) =
            self.world.resolve(site, class)
        else {
            return;
        };
        let client = self.frameworks.role(&path, |role| match role {
            RoleOf::Client(at, i) => self.frameworks.description(at)?.clients.get(i),
            _ => None,
        });
        let Some(client) = client.filter(|client| client.path_call == verb) else {
            return;
        };
        let told = chain
            .iter()
            .find(|other| split_last(&other.callee).1 == client.method_call);
        let told = told.and_then(|told| match &told.args.first()?.value {
            ArgValue::Text(method) => Some(Name::from(method.to_ascii_uppercase())),
            ArgValue::Path(path) => Some(Name::from(split_last(path).1.to_ascii_uppercase())),
            _ => None,
        });
        let method = told.or_else(|| client.names.get(made_by).cloned());
        let args = Args::of_call(&function.calls, call);
        if let Some(url) = args.position(0) {
            let method = method.or_else(|| Some(Name::new("GET")));
            self.requested(symbol, call, (method, url), true, covers);
        }
    }

    /// Notes the endpoints that answer a request.
    fn requested(
        &self,
        symbol: SymbolRef,
        call: &CallFact,
        (method, url): (Option<Name>, &Value),
        certain: bool,
        covers: &mut Covered,
    ) {
        let site = Site {
            file: symbol.file,
            scope: Scope::Function(symbol.symbol),
        };
        let Some(wanted) = self.request_path(site, symbol, url) else {
            return;
        };
        covers.has_request = true;
        for endpoint in self.paths.matching(method.as_deref(), &wanted) {
            let thing = &endpoint.handler;
            covers.endpoints.insert(thing.place);
            covers.add(thing.name.clone(), thing.place, certain);
            covers.requests.push(Link {
                name: thing.name.clone(),
                to: Known::Is(thing.place),
                from: self.world.place_in(symbol, call.span),
            });
        }
    }

    /// The client class behind an object, and whether that is certain. A name that speaks of a client counts.
    fn client(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        object: &str,
        verb: &str,
    ) -> Option<(&'static ClientClass, bool)> {
        let site = Site {
            file: symbol.file,
            scope: Scope::Function(symbol.symbol),
        };
        let given = function
            .signature
            .params
            .iter()
            .any(|param| param.name == object);
        let mut value = self.world.resolve(site, object);
        if given && let Some(fixture) = self.fixture(symbol.file, &Name::new(object)) {
            value = self.value_of_fixture(fixture, DEPTH).unwrap_or(value);
        }
        let by_path = |path: &str| {
            self.frameworks.role(path, |role| match role {
                RoleOf::Client(at, i) => self.frameworks.description(at)?.clients.get(i),
                _ => None,
            })
        };
        if let Meaning::Declared(symbol) = value
            && !matches!(symbol.symbol.part, Part::Function(_) | Part::Type(_))
        {
            value = self.world.value_of(symbol);
        }
        if matches!(value, Meaning::Unknown(_)) {
            value = self.value_set(symbol, function, object).unwrap_or(value);
        }
        match &value {
            Meaning::OutsideInstance(path) | Meaning::Outside(path) => {
                if let Some(client) = by_path(path) {
                    return Some((client, true));
                }
            }
            Meaning::Instance(class) => {
                let lineage = self.world.lineage(*class);
                if let Some(client) = lineage.outside.iter().find_map(|path| by_path(path)) {
                    return Some((client, true));
                }
            }
            _ => {}
        }
        let last = object
            .rsplit('.')
            .next()
            .unwrap_or(object)
            .to_ascii_lowercase();
        let speaks = last.contains("client") || last == "ac" || last == "api";
        if !speaks {
            return None;
        }
        self.frameworks
            .descriptions
            .iter()
            .find_map(|(_, description)| {
                let client = description
                    .clients
                    .iter()
                    .find(|client| client.names.contains_key(verb) || client.any == verb)?;
                Some((client, true))
            })
    }

    /// The path of a request, with `*` for what only the run tells.
    fn request_path(&self, site: Site, symbol: SymbolRef, url: &Value) -> Option<String> {
        let text = match url {
            Value::Template(parts) => parts
                .iter()
                .map(|part| match part {
                    Value::Text(text) => text.to_string(),
                    other => {
                        text_of(self.world, site, other, None).unwrap_or_else(|_| "*".to_owned())
                    }
                })
                .collect(),
            Value::Path(name) => match self.local_text(symbol, name) {
                Some(value) => return self.request_path(site, symbol, &value),
                None => text_of(self.world, site, url, None).ok()?,
            },
            // `url_for("name")` and its like are matched by the handler's name elsewhere.
            other => text_of(self.world, site, other, None).ok()?,
        };
        let path = match text.split_once("://") {
            Some((_, rest)) => rest
                .find('/')
                .and_then(|at| rest.get(at..))
                .unwrap_or("/")
                .to_owned(),
            None => text,
        };
        let path = path.split(['?', '#']).next().unwrap_or("").to_owned();
        (path.starts_with('/') || path.starts_with('*') || !path.is_empty()).then_some(path)
    }

    fn local_text(&self, symbol: SymbolRef, name: &Name) -> Option<Value> {
        let (summary, _) = self.world.function(symbol)?;
        let mut values = summary.locals.iter().filter(|(local, _)| local == name);
        let (_, value) = values.next()?;
        match value {
            ArgValue::Text(_) | ArgValue::Template(_) if values.next().is_none() => {
                Some(Value::of_plain_fact(value))
            }
            _ => None,
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

    /// The error classes that a test expects to be raised.
    fn expects(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        facts: &FunctionFacts,
        is_inside: &dyn Fn(Span) -> bool,
    ) -> Vec<Link> {
        let site = Site {
            file: symbol.file,
            scope: Scope::Function(symbol.symbol),
        };
        let mut links: Vec<Link> = Vec::new();
        for (call, resolved) in function.calls.iter().zip(&facts.calls) {
            if !is_inside(call.span) {
                continue;
            }
            let target = resolved.to.external().unwrap_or(&call.callee);
            let last = call.callee.rsplit('.').next().unwrap_or_default();
            let form = self.forms().flat_map(|forms| &forms.raises).find(|form| {
                form.call == *target
                    || form.call == call.callee
                    || (!form.method.is_empty() && form.method == last)
            });
            let Some(form) = form else { continue };
            let args = Args::of_call(&function.calls, call);
            let Some(errors) = args.get(&form.error) else {
                continue;
            };
            let from = self.world.place_in(symbol, call.span);
            for (site, error) in self.alternatives(symbol, function, site, errors) {
                self.expect(site, &error, from, &mut links);
            }
        }
        links
    }

    fn expect(&self, site: Site, error: &Value, from: Place, links: &mut Vec<Link>) {
        let (Value::Path(name) | Value::Elsewhere(_, name) | Value::Call { callee: name, .. }) =
            error
        else {
            return;
        };
        let to = match self.world.resolve(site, name) {
            Meaning::Declared(class) => match self.world.class_of(&Meaning::Declared(class)) {
                Some(class) => Known::Is(self.world.place(class)),
                None => Known::Unknown(Name::new("it is no class")),
            },
            Meaning::Instance(class) => Known::Is(self.world.place(class)),
            Meaning::Outside(_) | Meaning::OutsideInstance(_) => Known::Absent,
            _ => Known::Unknown(Name::from(format!("it cannot be told what `{name}` is"))),
        };
        if !links.iter().any(|link| link.name == *name && link.to == to) {
            links.push(Link {
                name: name.clone(),
                to,
                from,
            });
        }
    }

    /// The items of a display; for a parameter, every value that the test is run with.
    fn alternatives(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        site: Site,
        value: &Value,
    ) -> Vec<(Site, Value)> {
        let module = Site {
            file: site.file,
            scope: Scope::Module,
        };
        if let Value::Path(name) = value
            && function
                .signature
                .params
                .iter()
                .any(|param| param.name == *name)
        {
            return self
                .parameters(symbol, function, name)
                .into_iter()
                .map(|value| (module, value))
                .collect();
        }
        if let Value::Path(name) = value
            && let Meaning::Declared(bound) = self.world.resolve(site, name)
            && matches!(bound.symbol.part, Part::Binding(_))
            && let Some(env) = self.world.env(bound.file)
            && let Some(value) = env.binding(bound.symbol).and_then(|binding| binding.value)
            && let Some(item) = env.item(bound.symbol)
        {
            let there = Site {
                file: bound.file,
                scope: Scope::Module,
            };
            let value = Value::read(&item.facts.summary.exprs, value);
            return value
                .items()
                .iter()
                .map(|item| (there, item.clone()))
                .collect();
        }
        value
            .items()
            .iter()
            .map(|item| (site, item.clone()))
            .collect()
    }

    /// What `@parametrize` gives a parameter, one value for each run.
    fn parameters(&self, symbol: SymbolRef, function: &FunctionSummary, name: &str) -> Vec<Value> {
        let Some((_, exprs)) = self.world.function(symbol) else {
            return Vec::new();
        };
        let site = Site {
            file: symbol.file,
            scope: Scope::Module,
        };
        let mut found = Vec::new();
        for decorator in &function.signature.decorators {
            let is_it = matches!(self.world.resolve(site, &decorator.path), Meaning::Outside(path)
                if self.frameworks.has_role(&path, RoleOf::Parametrize));
            let Some(args) = decorator.args.as_ref().filter(|_| is_it) else {
                continue;
            };
            let args = Args::read(exprs, args);
            let names: Vec<Name> = match args.position(0) {
                Some(Value::Text(text)) => {
                    text.split(',').map(|name| Name::new(name.trim())).collect()
                }
                Some(Value::Items(items)) => items
                    .iter()
                    .map(|item| match item {
                        Value::Text(text) => text.clone(),
                        _ => Name::default(),
                    })
                    .collect(),
                _ => continue,
            };
            let Some(at) = names.iter().position(|own| own == name) else {
                continue;
            };
            for run in args.position(1).map(Value::items).unwrap_or_default() {
                let value = match run {
                    Value::Items(values) if names.len() > 1 => values.get(at).cloned(),
                    // `pytest.param(a, b, id="x")`.
                    Value::Call { callee, args, .. } if callee.ends_with("param") => {
                        args.position(at).cloned()
                    }
                    other => Some(other.clone()),
                };
                found.extend(value);
            }
        }
        found
    }

    /// Statuses that a test compares an answer with.
    fn statuses(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        is_inside: &dyn Fn(Span) -> bool,
    ) -> Vec<u16> {
        let site = Site {
            file: symbol.file,
            scope: Scope::Function(symbol.symbol),
        };
        let mut statuses = Vec::new();
        for (path, value) in &function.compared {
            let last = path.rsplit('.').next().unwrap_or("").trim_end_matches("()");
            let of_answer = path.contains('.')
                && self
                    .forms()
                    .any(|forms| forms.status_attributes.iter().any(|name| name == last));
            if !of_answer {
                continue;
            }
            let value = Value::of_plain_fact(value);
            for (site, value) in self.alternatives(symbol, function, site, &value) {
                if let Some(status) = status_of(self.world, site, &value)
                    && !statuses.contains(&status)
                {
                    statuses.push(status);
                }
            }
        }
        for call in function.calls.iter().filter(|call| is_inside(call.span)) {
            let status = self.compared_status(site, function, call);
            if let Some(status) = status.filter(|status| !statuses.contains(status)) {
                statuses.push(status);
            }
        }
        statuses
    }

    /// The status in a comparison that is a call: `expect(response.status).toBe(201)`, `.expect(201)`.
    fn compared_status(
        &self,
        site: Site,
        function: &FunctionSummary,
        call: &CallFact,
    ) -> Option<u16> {
        let last = call.callee.rsplit('.').next()?;
        let compares = self
            .forms()
            .any(|forms| forms.compares.iter().any(|name| name == last));
        if !compares {
            return None;
        }
        let is_status = |value: &Value| match value {
            Value::Path(path) => {
                let name = path.rsplit('.').next().unwrap_or_default();
                let mut forms = self.forms();
                path.contains('.')
                    && forms.any(|forms| forms.status_attributes.iter().any(|own| own == name))
            }
            _ => false,
        };
        let args = Args::of_call(&function.calls, call);
        let on = receiver_of(&function.calls, call).map(|on| Args::of_call(&function.calls, on));
        let all = on.iter().flat_map(Args::iter).chain(args.iter());
        let mut of_answer = all.map(|(_, value)| value);
        // A request that is sent compares what it gets itself.
        let sent = call.callee.contains("()") && last == "expect";
        if !sent && !of_answer.any(is_status) {
            return None;
        }
        let numbers = args
            .iter()
            .filter_map(|(_, value)| status_of(self.world, site, value));
        numbers.last()
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

/// Where a fixture is seen from: its own file, or everything below its folder.
fn scope_of_fixture(reader: &Reader<'_, '_>, file: &IndexedFile) -> Name {
    let own = file.path.rsplit('/').next().unwrap_or("");
    let shared = reader
        .forms()
        .any(|forms| forms.shared_fixture_files.iter().any(|name| name == own));
    if !shared {
        return file.path.clone();
    }
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    Name::from(format!("{folder}/"))
}

fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| *letter != '_')
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

/// Of each use case the name of a test for it, and its own name in small letters: `testcreateuser`, `create_user`.
fn names_of_tests(use_cases: &UseCases) -> Vec<(String, String)> {
    let names = use_cases.list.iter().map(|case| {
        let last = case.element.name.rsplit('.').next().unwrap_or("");
        (format!("test{}", plain(last)), snake_case(last))
    });
    names.collect()
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for (at, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && at > 0 {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// Endpoints by the number of segments of their path.
struct Paths<'a> {
    by_length: FxHashMap<usize, Vec<&'a Endpoint>>,
}

impl<'a> Paths<'a> {
    fn new(endpoints: &'a [Endpoint]) -> Self {
        let mut by_length: FxHashMap<usize, Vec<&Endpoint>> = FxHashMap::default();
        for endpoint in endpoints {
            if let Some(path) = endpoint.path.value() {
                by_length
                    .entry(segments(path).count())
                    .or_default()
                    .push(endpoint);
            }
        }
        Self { by_length }
    }

    /// The endpoints that answer a request; literal segments win over parameters.
    fn matching(&self, method: Option<&str>, path: &str) -> Vec<&'a Endpoint> {
        let length = segments(path).count();
        let candidates = self
            .by_length
            .get(&length)
            .map_or(&[] as &[_], Vec::as_slice);
        let mut found: Vec<(usize, &Endpoint)> = candidates
            .iter()
            .filter(|endpoint| answers(endpoint, method))
            .filter_map(|endpoint| {
                let own = endpoint.path.value()?;
                Some((literal_matches(own, path)?, *endpoint))
            })
            .collect();
        let best = found.iter().map(|(literals, _)| *literals).max();
        found.retain(|(literals, _)| Some(*literals) == best);
        found.into_iter().map(|(_, endpoint)| endpoint).collect()
    }
}

fn answers(endpoint: &Endpoint, method: Option<&str>) -> bool {
    match method {
        None => true,
        Some("WS") => endpoint.kind == EndpointKind::Ws,
        Some(method) => {
            endpoint.kind == EndpointKind::Http
                && (endpoint.method == method || endpoint.method == "ANY")
        }
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// How many segments are the same as written; none where the request is another one.
fn literal_matches(own: &str, request: &str) -> Option<usize> {
    let mut literals = 0;
    for (own, sent) in segments(own).zip(segments(request)) {
        if own == sent {
            literals += 1;
        } else if !(own.contains('{') || sent == "*" || (sent.contains('*') && own.contains('{'))) {
            return None;
        }
    }
    Some(literals)
}
