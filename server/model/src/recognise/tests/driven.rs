//! What of the project a test calls, or is named after; it sends no requests.

use rustc_hash::FxHashSet;
use syntax::facts::{ArgValue, CallFact, FunctionSummary, Name, ParamKind};
use syntax::span::Span;

use super::{Covered, DEPTH, Reader};
use crate::framework::RoleOf;
use crate::index::Resolved;
use crate::recognise::graph::taken_apart;
use crate::recognise::local::Scope;
use crate::recognise::use_cases::UseCases;
use crate::recognise::world::{Meaning, Site, meaning_of};
use crate::symbol::{Part, SymbolRef};

/// How many functions written for tests are looked into for one test.
const HELPERS: usize = 32;

impl Reader<'_, '_> {
    /// The workspace's function that a call in a test runs.
    pub(super) fn driven(
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
            let site = Site::in_function(symbol);
            meaning = self.world.resolve(site, &call.callee);
        }
        match meaning {
            Meaning::Declared(target) => {
                matches!(target.symbol.part, Part::Function(_)).then_some(target)
            }
            Meaning::Instance(class) => self.method_of(Meaning::Instance(class), ""),
            Meaning::Unknown(_) => self.through_receiver(symbol, &call.callee).or_else(|| {
                let (object, rest) = call.callee.split_once('.')?;
                let value = self
                    .value_set(symbol, function, object)
                    .or_else(|| self.value_taken(symbol, function, object))?;
                self.method_of(value, rest)
            }),
            _ => None,
        }
    }

    /// The value that a name gets in the set-up around a test, where all of it agrees.
    pub(super) fn value_set(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        name: &str,
    ) -> Option<Meaning> {
        let site = Site::in_function(symbol);
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

    /// The value of a name that is taken out of what a call gives, where all of it agrees:
    /// `const { sut } = makeSut()`.
    fn value_taken(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        name: &str,
    ) -> Option<Meaning> {
        let site = Site::in_function(symbol);
        let mut found: Option<Meaning> = None;
        for call in &function.calls {
            let bound = call.bound.as_deref();
            let Some(key) = bound.and_then(|bound| taken_apart(bound, name)) else {
                continue;
            };
            let maker = self.world.resolve(site, &call.callee);
            let declared = self
                .world
                .member_of(self.world.call_result(maker.clone()), &key);
            let value = match (self.instance_in(declared), maker) {
                (Some(value), _) => value,
                (None, Meaning::Declared(maker)) => self.value_given(maker, &key)?,
                _ => return None,
            };
            if found.as_ref().is_some_and(|known| *known != value) {
                return None;
            }
            found = Some(value);
        }
        found
    }

    fn instance_in(&self, meaning: Meaning) -> Option<Meaning> {
        let value = match meaning {
            Meaning::Declared(symbol)
                if !matches!(symbol.symbol.part, Part::Type(_) | Part::Function(_)) =>
            {
                self.world.value_of(symbol)
            }
            value => value,
        };
        matches!(value, Meaning::Instance(_)).then_some(value)
    }

    /// What a function gives under a key of the map that it returns.
    fn value_given(&self, function: SymbolRef, key: &str) -> Option<Meaning> {
        let (summary, _) = self.world.function(function)?;
        let [ArgValue::Map(entries)] = summary.given.as_slice() else {
            return None;
        };
        let (_, value) = entries.iter().find(|(own, _)| own == key)?;
        let ArgValue::Path(path) = value else {
            return None;
        };
        let site = Site {
            file: function.file,
            scope: Scope::Function(function.symbol),
        };
        self.value_set(function, summary, path)
            .or_else(|| self.instance_in(self.world.resolve(site, path)))
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

    /// Notes what a test drives, if that is the project's own.
    pub(super) fn cover(
        &self,
        symbol: SymbolRef,
        call: &CallFact,
        function: SymbolRef,
        covers: &mut Covered,
    ) {
        let in_source = self
            .world
            .file(function.file)
            .is_some_and(|file| self.world.is_source(file))
            && !self.world.is_test_code(function);
        let makes = self.only_makes(function) || self.makes_application(function);
        if !in_source || self.is_constructor(function) || makes {
            return;
        }
        let case = self.case_of(symbol, call, function);
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

    fn case_of(&self, symbol: SymbolRef, call: &CallFact, function: SymbolRef) -> Option<usize> {
        let site = Site::in_function(symbol);
        let cases = self.subjects.use_cases;
        cases.of_call(self.world, site, call, function)
    }

    /// Notes the use case that takes a message which a test sends.
    pub(super) fn cover_by_message(
        &self,
        symbol: SymbolRef,
        call: &CallFact,
        covers: &mut Covered,
    ) {
        let site = Site::in_function(symbol);
        let case = self.subjects.messages.sent(self.world, site, call);
        if let Some(case) = case.and_then(|at| self.subjects.use_cases.list.get(at)) {
            covers.has_use_case = true;
            covers.add(case.element.name.clone(), case.element.place, true);
        }
    }

    /// Notes the use cases that a test drives through functions written for tests. What those call beside is no
    /// purpose of the test.
    pub(super) fn cover_through_helpers(
        &self,
        (symbol, function): (SymbolRef, &FunctionSummary),
        is_inside: &dyn Fn(Span) -> bool,
        seen: &mut FxHashSet<SymbolRef>,
        covers: &mut Covered,
    ) {
        let facts = self.world.called_by(symbol);
        for (call, resolved) in function.calls.iter().zip(&facts.calls) {
            if !is_inside(call.span) {
                continue;
            }
            let Some(target) = self.driven(symbol, function, call, &resolved.to) else {
                continue;
            };
            let case = self.case_of(symbol, call, target);
            if case.is_some() && seen.contains(&symbol) {
                self.cover(symbol, call, target, covers);
            }
            let Some((helper, _)) = self.world.function(target) else {
                continue;
            };
            let follows = self.world.is_test_code(target) && !self.is_fixture.contains(&target);
            if follows && seen.len() < HELPERS && seen.insert(target) {
                self.cover_through_helpers((target, helper), &|_| true, seen, covers);
            }
        }
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
    pub(super) fn cover_by_name(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        covers: &mut Covered,
    ) {
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
}

fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| *letter != '_')
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

/// Of each use case the name of a test for it, and its own name in small letters: `testcreateuser`, `create_user`.
pub(super) fn names_of_tests(use_cases: &UseCases) -> Vec<(String, String)> {
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
