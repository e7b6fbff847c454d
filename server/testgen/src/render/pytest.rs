//! pytest files: fixtures for the doubles, one test for each outcome; into an existing file only what is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use syntax::facts::{Name, ParamKind};

use super::python::{Writer, hashable, import_line, pattern, quoted};
use super::wrap::wrapped_at;
use super::{Rendered, names};
use crate::plan::class::{ClassKind, last, method};
use crate::plan::defaults::snake;
use crate::plan::shape::comparable;
use crate::plan::value::{Double, DoubleKind, Place, Root};
use crate::plan::world::{Answer, ErrorSpec, Spec, has_hole};
use crate::plan::{
    Exit, LeftOut, Outcome, Plan, PlannedCall, config_params, error_name, given_params,
};
use crate::sources::Sources;
use crate::style::{AsyncStyle, Style, fixtures};

/// A test, ready to be written.
struct Test {
    name: String,
    text: String,
}

pub fn render<'a>(
    sources: Sources<'a>,
    target: usize,
    plans: &[Plan<'a>],
    style: &Style,
) -> Rendered {
    let existing = sources.at_path(&style.path).and_then(|at| sources.file(at));
    let before = existing.map(|file| file.text).unwrap_or_default();
    let aware = plans.first().is_none_or(|plan| plan.aware);
    let taken = taken_names(sources, &style.path);
    let writer = Writer {
        sources,
        target,
        imports: BTreeMap::new(),
        aware,
        has_utc: style.has_utc,
        uses_now: false,
        uses_today: false,
        now: free("NOW", &taken, before, "= datetime(2024, 1, 15, 12, 0"),
        today: free("TODAY", &taken, before, "= date(2024, 1, 15)"),
    };
    let mut file = Pytest {
        writer,
        style,
        sources,
        before,
        fixtures: Vec::new(),
        tests: Vec::new(),
        left_out: Vec::new(),
        taken,
        uses_run: false,
    };
    for plan in plans {
        file.plan(plan);
    }
    file.finish()
}

/// `wanted`, or another name where it is taken by something else.
fn free(wanted: &str, taken: &BTreeSet<String>, before: &str, written: &str) -> String {
    if !taken.contains(wanted) || before.contains(&format!("{wanted} {written}")) {
        return wanted.to_owned();
    }
    format!("FIXED_{wanted}")
}

/// Names at the top level of the test file.
fn taken_names(sources: Sources<'_>, path: &str) -> BTreeSet<String> {
    let mut taken = BTreeSet::new();
    if let Some(file) = sources.at_path(path).and_then(|at| sources.file(at)) {
        for item in &file.facts.items {
            if item.parent.is_some() {
                continue;
            }
            let summary = &item.facts.summary;
            taken.extend(
                summary
                    .functions
                    .iter()
                    .map(|function| function.signature.name.to_string()),
            );
            taken.extend(
                summary
                    .bindings
                    .iter()
                    .filter_map(|binding| binding.name.as_ref().map(ToString::to_string)),
            );
            taken.extend(
                summary
                    .imports
                    .iter()
                    .map(|import| import.local.to_string()),
            );
            taken.extend(item.facts.types.iter().map(|decl| decl.name.to_string()));
        }
    }
    taken
}

struct Pytest<'a, 's> {
    writer: Writer<'a>,
    style: &'s Style,
    sources: Sources<'a>,
    before: &'a str,
    /// Name and text.
    fixtures: Vec<(String, String)>,
    tests: Vec<Test>,
    left_out: Vec<LeftOut>,
    taken: BTreeSet<String>,
    uses_run: bool,
}

/// What all tests of a plan share.
struct Around<'p, 'a> {
    spelled: &'p [Spelled<'a>],
    subject: Option<&'p str>,
    happy: &'p Outcome<'a>,
    /// Every command of every outcome: double and method.
    commands: &'p BTreeSet<(String, String)>,
}

/// How a double is spelled in tests: the fixture or attribute, and its type.
struct Spelled<'a> {
    double: Rc<Double<'a>>,
    is_config: bool,
    /// `user_repo`, `uow.stock`.
    expr: String,
    /// The fixture to ask for.
    fixture: String,
    ty: &'static str,
}

impl<'a> Pytest<'a, '_> {
    fn plan(&mut self, plan: &Plan<'a>) {
        let Some(happy) = plan.outcomes.first() else {
            return;
        };
        let visible: Vec<Name> = fixtures(self.sources, &self.style.path)
            .into_iter()
            .filter(|(at, name)| {
                let own = self
                    .sources
                    .file(*at)
                    .is_some_and(|file| file.path == self.style.path);
                !(own && self.is_ours(name, plan))
            })
            .map(|(_, name)| name)
            .collect();
        let mut spelled: Vec<Spelled<'a>> = Vec::new();
        for planned in &plan.doubles {
            let path = planned.double.path.as_str();
            let ty = mock_type(&planned.double);
            if let Some((root, rest)) = path.split_once('.') {
                let fixture = spelled
                    .iter()
                    .find(|known| known.double.path == root)
                    .map(|known| known.fixture.clone());
                let Some(fixture) = fixture else { continue };
                spelled.push(Spelled {
                    double: Rc::clone(&planned.double),
                    is_config: planned.is_config,
                    expr: format!("{fixture}.{rest}"),
                    fixture,
                    ty,
                });
                continue;
            }
            let mut name = path.trim_start_matches('_').to_owned();
            if matches!(name.as_str(), "request" | "pytest")
                || visible.iter().any(|known| *known == name)
                || self.taken.contains(&name) && !self.is_fixture_here(&name)
            {
                name = format!("{name}_double");
            }
            spelled.push(Spelled {
                double: Rc::clone(&planned.double),
                is_config: planned.is_config,
                expr: name.clone(),
                fixture: name,
                ty,
            });
        }
        // Doubles of tests: fixtures with the answers of the happy outcome.
        let roots: Vec<usize> = (0..spelled.len())
            .filter(|at| {
                spelled
                    .get(*at)
                    .is_some_and(|double| !double.expr.contains('.'))
            })
            .collect();
        for at in roots {
            self.double_fixture(&spelled, at, happy);
        }
        let subject = self.subject_fixture(plan, &spelled, happy);
        let commands: BTreeSet<(String, String)> = plan
            .outcomes
            .iter()
            .flat_map(|outcome| &outcome.calls)
            .filter(|call| call.is_command)
            .map(|call| (call.double.path.to_string(), call.method.to_string()))
            .collect();
        let mut names_used: BTreeMap<String, usize> = BTreeMap::new();
        for outcome in &plan.outcomes {
            *names_used
                .entry(names::test_name(&plan.target, outcome))
                .or_default() += 1;
        }
        let mut given: BTreeSet<String> = self.tests.iter().map(|test| test.name.clone()).collect();
        let around = Around {
            spelled: &spelled,
            subject: subject.as_deref(),
            happy,
            commands: &commands,
        };
        for (index, outcome) in plan.outcomes.iter().enumerate() {
            let base = names::test_name(&plan.target, outcome);
            let is_bare = names_used.get(&base).copied().unwrap_or(1) > 1
                || names::says_little(&plan.target, outcome);
            let mut name = match names::condition(outcome) {
                Some(condition) if is_bare && index > 0 => format!("{base}_{condition}"),
                _ => base.clone(),
            };
            let whole = name.clone();
            let mut count = 1;
            while given.contains(&name) {
                count += 1;
                name = format!("{whole}_{count}");
            }
            given.insert(name.clone());
            match self.test(plan, outcome, &name, &around) {
                Ok(text) => self.tests.push(Test { name, text }),
                Err(why) => self.left_out.push(LeftOut {
                    file: outcome.at.0,
                    span: outcome.at.1,
                    why,
                }),
            }
        }
    }

    /// Whether a fixture of the file itself is one that an earlier run wrote.
    fn is_ours(&self, name: &str, plan: &Plan<'a>) -> bool {
        plan.doubles.iter().any(|planned| {
            let opening = self.opening(name, &planned.double);
            let bare = without_variable(&format!("{opening}    return {INNER}\n"));
            planned.double.path.trim_start_matches('_') == name
                && (self.before.contains(&opening) || self.before.contains(&bare))
        })
    }

    fn is_fixture_here(&self, name: &str) -> bool {
        self.before
            .contains(&format!("@pytest.fixture\ndef {name}("))
    }

    /// The first lines of the fixture of a double.
    fn opening(&self, name: &str, double: &Rc<Double<'a>>) -> String {
        let ty = mock_type(double);
        let spec = match &double.kind {
            DoubleKind::Port(class) => format!("spec={}", class.name),
            DoubleKind::Callable { .. } => String::new(),
        };
        format!(
            "@pytest.fixture\ndef {name}() -> {ty}:\n    {} = {ty}({spec})\n",
            INNER
        )
    }

    /// What a fixture sets up, as a test would write it.
    fn usual(&self, fixture: &str) -> Vec<String> {
        let written = self
            .before
            .split(&format!("@pytest.fixture\ndef {fixture}("))
            .nth(1)
            .or_else(|| {
                self.fixtures
                    .iter()
                    .find(|(name, _)| name == fixture)
                    .map(|(_, text)| text.as_str())
            });
        let lines = written
            .unwrap_or_default()
            .lines()
            .skip(1)
            .take_while(|line| !line.starts_with("    return "));
        lines
            .filter_map(|line| line.trim_start().strip_prefix(INNER))
            .filter(|line| line.starts_with('.'))
            .map(|line| format!("{fixture}{line}"))
            .collect()
    }

    fn double_fixture(&mut self, spelled: &[Spelled<'a>], at: usize, happy: &Outcome<'a>) {
        let Some(double) = spelled.get(at) else {
            return;
        };
        let known = self
            .fixtures
            .iter()
            .position(|(name, _)| *name == double.fixture);
        if let Some(known) = known {
            // Another method of the same class: what its happy outcome needs besides.
            let usual = self.usual(&double.fixture);
            let mut more = String::new();
            for other in spelled
                .iter()
                .filter(|other| other.fixture == double.fixture)
            {
                for line in self.answers(&other.double, &other.expr, happy) {
                    let place = line.split(" = ").next().unwrap_or_default();
                    let target = place.rsplit_once('.').map_or(place, |(target, _)| target);
                    if !usual
                        .iter()
                        .any(|usual| usual.starts_with(&format!("{target}.")))
                        && let Some(rest) = line.strip_prefix(&double.fixture)
                    {
                        more.push_str(&format!("    {INNER}{rest}\n"));
                    }
                }
            }
            if let Some((_, text)) = self.fixtures.get_mut(known) {
                let end = format!("    return {INNER}\n");
                if let Some(head) = text.strip_suffix(&end) {
                    *text = format!("{head}{more}{end}");
                }
            }
            return;
        }
        self.writer.import("unittest.mock", double.ty);
        self.writer.import("pytest", "");
        let mut text = self.opening(&double.fixture, &double.double);
        let inner = INNER;
        if let DoubleKind::Port(class) = &double.double.kind {
            self.writer.class(class);
            for (enter, exit) in [("__aenter__", "__aexit__"), ("__enter__", "__exit__")] {
                if method(class, enter).is_some() {
                    text.push_str(&format!("    {inner}.{enter}.return_value = {inner}\n    {inner}.{exit}.return_value = None\n"));
                }
            }
        }
        for other in spelled {
            let Some(rest) = other.expr.strip_prefix(&format!("{}.", double.expr)) else {
                continue;
            };
            let DoubleKind::Port(class) = &other.double.kind else {
                continue;
            };
            self.writer.import("unittest.mock", other.ty);
            let class = self.writer.class(class);
            text.push_str(&format!(
                "    {inner}.{rest} = {}(spec={class})\n",
                other.ty
            ));
        }
        for (root, spec) in &happy.world.given {
            if let Root::Attribute(path, name) = root
                && *path == double.double.path
            {
                let value = self.writer.value(spec);
                text.push_str(&format!("    {inner}.{name} = {value}\n"));
            }
        }
        for other in spelled {
            let reached =
                other.expr == double.expr || other.expr.starts_with(&format!("{}.", double.expr));
            if !reached {
                continue;
            }
            let expr = match other.expr.strip_prefix(&double.expr) {
                Some(rest) => format!("{inner}{rest}"),
                None => continue,
            };
            for line in self.answers(&other.double, &expr, happy) {
                text.push_str(&format!("    {line}\n"));
            }
        }
        text.push_str(&format!("    return {inner}\n"));
        self.fixtures.push((double.fixture.clone(), text));
    }

    /// Assignments that make a double answer as it does in an outcome.
    fn answers(
        &mut self,
        double: &Rc<Double<'a>>,
        expr: &str,
        outcome: &Outcome<'a>,
    ) -> Vec<String> {
        let mut methods: Vec<Name> = Vec::new();
        for call in outcome
            .calls
            .iter()
            .filter(|call| call.double.path == double.path)
        {
            if !methods.contains(&call.method) {
                methods.push(call.method.clone());
            }
        }
        methods
            .iter()
            .filter_map(|name| self.method_answers(double, expr, name, outcome))
            .collect()
    }

    fn method_answers(
        &mut self,
        double: &Rc<Double<'a>>,
        expr: &str,
        name: &Name,
        outcome: &Outcome<'a>,
    ) -> Option<String> {
        let place = if name.is_empty() {
            expr.to_owned()
        } else {
            format!("{expr}.{name}")
        };
        let mut calls: Vec<&PlannedCall<'a>> = Vec::new();
        for call in outcome
            .calls
            .iter()
            .filter(|call| call.double.path == double.path && call.method == *name)
        {
            if !calls.iter().any(|known| known.nth == call.nth) {
                calls.push(call);
            }
        }
        let answers: Vec<(&PlannedCall<'a>, Answer<'a>)> = calls
            .into_iter()
            .filter_map(|call| {
                let key = (double.path.clone(), name.clone(), call.nth);
                Some((call, outcome.world.answers.get(&key)?.clone()))
            })
            .collect();
        let (first_call, first) = answers.first()?;
        if let Answer::Echo(index) = first {
            let params = self.params(double, name);
            let param = params.get(*index)?;
            return Some(format!(
                "{place}.side_effect = lambda {}: {param}",
                params.join(", ")
            ));
        }
        if answers
            .iter()
            .all(|(_, answer)| matches!(answer, Answer::Returns(Spec::Null)))
            && answers.iter().all(|(call, _)| !call.result_used)
        {
            return None;
        }
        if answers
            .iter()
            .all(|(_, answer)| matches!(answer, Answer::Raises(_)))
        {
            let Answer::Raises(error) = first else {
                return None;
            };
            let error = self.writer.error(error);
            return Some(format!("{place}.side_effect = {error}"));
        }
        let args = |call: &PlannedCall<'a>| -> Vec<Spec<'a>> {
            call.positional
                .iter()
                .cloned()
                .chain(call.keyword.iter().map(|(_, value)| value.clone()))
                .collect()
        };
        let returned: Option<Vec<Spec<'a>>> = answers
            .iter()
            .map(|(_, answer)| match answer {
                Answer::Returns(spec) => Some(spec.clone()),
                _ => None,
            })
            .collect();
        let keyed = !first_call.is_command
            && returned.is_some()
            && answers
                .iter()
                .all(|(call, _)| !args(call).is_empty() && args(call).iter().all(hashable));
        if !keyed {
            if let (Some(returned), [_]) = (&returned, answers.as_slice()) {
                let value = self.writer.value(returned.first()?);
                return Some(format!("{place}.return_value = {value}"));
            }
            let mut items = Vec::new();
            for call in outcome
                .calls
                .iter()
                .filter(|call| call.double.path == double.path && call.method == *name)
            {
                let key = (double.path.clone(), name.clone(), call.nth);
                items.push(match outcome.world.answers.get(&key)? {
                    Answer::Returns(spec) => self.writer.value(spec),
                    Answer::Raises(error) => self.writer.error(error),
                    Answer::Echo(_) => return None,
                });
            }
            return Some(format!("{place}.side_effect = [{}]", items.join(", ")));
        }
        let returned = returned?;
        let single = answers
            .iter()
            .all(|(call, _)| call.positional.len() == 1 && call.keyword.is_empty());
        let mut entries = Vec::new();
        for ((call, _), value) in answers.iter().zip(&returned) {
            let args: Vec<String> = args(call)
                .iter()
                .map(|arg| self.writer.value(arg))
                .collect();
            let key = if single {
                args.first().cloned().unwrap_or_default()
            } else {
                format!("({})", args.join(", "))
            };
            entries.push(format!("{key}: {}", self.writer.value(value)));
        }
        let is_nothing = returned.iter().all(|value| matches!(value, Spec::Null));
        if is_nothing {
            // A table of answers in a test comes before what the fixture returns, and not the other way round.
            let nothing = format!("{place}.return_value = None");
            let fixture = expr.split('.').next().unwrap_or_default();
            if fixture == INNER || self.usual(fixture).contains(&nothing) {
                return Some(nothing);
            }
        }
        let table = format!("{{{}}}", entries.join(", "));
        let lenient = self.is_optional(double, name);
        if single {
            let how = if lenient { "get" } else { "__getitem__" };
            return Some(format!("{place}.side_effect = {table}.{how}"));
        }
        let params = self.params(double, name);
        let count = answers.first().map_or(0, |(call, _)| args(call).len());
        if params.len() < count {
            let lookup = if lenient {
                format!("{table}.get(args)")
            } else {
                format!("{table}[args]")
            };
            return Some(format!("{place}.side_effect = lambda *args: {lookup}"));
        }
        // Keywords come in the order they are written at the call.
        let (call, _) = answers.first()?;
        let mut used: Vec<String> = params.iter().take(call.positional.len()).cloned().collect();
        used.extend(call.keyword.iter().map(|(name, _)| name.to_string()));
        let key = if used.len() == 1 {
            format!("({},)", used.join(", "))
        } else {
            format!("({})", used.join(", "))
        };
        let table = if used.len() == 1 {
            table.replace("): ", ",): ")
        } else {
            table
        };
        let lookup = if lenient {
            format!("{table}.get({key})")
        } else {
            format!("{table}[{key}]")
        };
        Some(format!(
            "{place}.side_effect = lambda {}: {lookup}",
            used.join(", ")
        ))
    }

    fn params(&self, double: &Rc<Double<'a>>, name: &str) -> Vec<String> {
        match &double.kind {
            DoubleKind::Port(class) => method(class, name)
                .map(|method| {
                    given_params(method.at.signature)
                        .map(|param| param.name.to_string())
                        .collect()
                })
                .unwrap_or_default(),
            DoubleKind::Callable { .. } => Vec::new(),
        }
    }

    fn is_optional(&self, double: &Rc<Double<'a>>, name: &str) -> bool {
        let returns = match &double.kind {
            DoubleKind::Port(class) => {
                method(class, name).and_then(|method| method.at.signature.returns.clone())
            }
            DoubleKind::Callable { returns, .. } => returns.as_deref().cloned(),
        };
        returns.is_some_and(|returns| mentions_absence(&returns, 6))
    }

    /// The fixture of the object whose method is tested; none for functions.
    fn subject_fixture(
        &mut self,
        plan: &Plan<'a>,
        spelled: &[Spelled<'a>],
        happy: &Outcome<'a>,
    ) -> Option<String> {
        let owner = plan.target.owner.as_ref()?;
        let name = self.writer.class(owner);
        if plan.target.on_class {
            return None;
        }
        let mut fixture = snake(&owner.name);
        if spelled.iter().any(|double| double.fixture == fixture)
            || (self.taken.contains(&fixture) && !self.before.contains(&format!("def {fixture}(")))
        {
            fixture.push_str("_subject");
        }
        if self.fixtures.iter().any(|(known, _)| *known == fixture) {
            return Some(fixture);
        }
        let (params, call) = self.construction(plan, spelled, happy);
        self.writer.import("pytest", "");
        let text = format!(
            "@pytest.fixture\ndef {fixture}({}) -> {name}:\n    return {call}\n",
            params.join(", ")
        );
        self.fixtures.push((fixture.clone(), text));
        Some(fixture)
    }

    /// The parameters a construction needs and the construction itself.
    fn construction(
        &mut self,
        plan: &Plan<'a>,
        spelled: &[Spelled<'a>],
        outcome: &Outcome<'a>,
    ) -> (Vec<String>, String) {
        let Some(owner) = &plan.target.owner else {
            return (Vec::new(), String::new());
        };
        let class = self.writer.class(owner);
        let mut params = Vec::new();
        let mut args = Vec::new();
        for (name, ..) in config_params(owner) {
            match outcome.world.given.get(&Root::Config(name.clone())) {
                None | Some(Spec::Left) => {}
                Some(Spec::Double) => {
                    if let Some(double) = spelled
                        .iter()
                        .find(|double| double.is_config && double.double.path == name)
                    {
                        params.push(format!("{}: {}", double.fixture, double.ty));
                        args.push(format!("{name}={}", double.fixture));
                    }
                }
                Some(spec) => {
                    let value = self.writer.value(&spec.clone());
                    args.push(format!("{name}={value}"));
                }
            }
        }
        (params, format!("{class}({})", args.join(", ")))
    }

    fn test(
        &mut self,
        plan: &Plan<'a>,
        outcome: &Outcome<'a>,
        name: &str,
        around: &Around<'_, 'a>,
    ) -> Result<String, String> {
        let Around {
            spelled,
            subject,
            happy,
            commands,
        } = *around;
        let mut needed: Vec<String> = Vec::new();
        let mut arrange: Vec<String> = Vec::new();
        let mut asserts: Vec<String> = Vec::new();
        let need = |needed: &mut Vec<String>, double: &Spelled<'a>| {
            let param = format!("{}: {}", double.fixture, double.ty);
            if !needed.contains(&param) {
                needed.push(param);
            }
        };
        // Objects that have to be looked at themselves.
        let mut held: Vec<(Place, String)> = Vec::new();
        let shown: Vec<Place> = outcome
            .calls
            .iter()
            .filter(|call| call.is_command)
            .flat_map(|call| call.places.iter().flatten().cloned())
            .collect();
        let returned_place = match &outcome.exit {
            Exit::Returns { place, .. } => place.clone(),
            Exit::Raises { .. } => None,
        };
        for (place, after) in &outcome.changed {
            let seen = (shown.contains(place) || returned_place.as_ref() == Some(place))
                && comparable(after);
            if !seen {
                held.push((place.clone(), root_name(place)));
            }
        }
        for place in shown.iter().chain(&returned_place) {
            let plain = matches!(outcome.world.get(place), Some(spec @ Spec::Object(..)) if !comparable(spec));
            if plain && place.steps.is_empty() && !held.iter().any(|(known, _)| known == place) {
                held.push((place.clone(), root_name(place)));
            }
        }
        for (place, variable) in &mut held {
            if spelled.iter().any(|double| double.fixture == *variable)
                || subject == Some(variable.as_str())
                || variable == "result"
            {
                variable.push_str("_given");
            }
            let spec = outcome
                .world
                .get(place)
                .cloned()
                .ok_or("an object of the set-up that cannot be written")?;
            let value = self.writer.value(&spec);
            arrange.push(format!("{variable} = {value}"));
        }
        // Doubles that answer otherwise than in the fixture.
        for double in spelled {
            let here = self.answers(&double.double, &double.expr, outcome);
            let usual = self.usual(&double.fixture);
            for mut line in here {
                let own = held.iter().find(|(place, _)| matches!(&place.root, Root::Answer(path, method, _) if *path == double.double.path && line.starts_with(&format!("{}.{method}.", double.expr).replace("..", "."))));
                if let Some((place, variable)) = own
                    && let Some(spec) = outcome.world.get(place).cloned()
                {
                    let value = self.writer.value(&spec);
                    line = line.replacen(&value, variable, 1);
                } else if usual.contains(&line) {
                    continue;
                }
                let resets = line.contains(".return_value = ")
                    && usual.iter().any(|usual| {
                        usual.starts_with(&format!(
                            "{}.side_effect",
                            line.split(".return_value").next().unwrap_or_default()
                        ))
                    });
                if resets {
                    arrange.push(format!(
                        "{}.side_effect = None",
                        line.split(".return_value").next().unwrap_or_default()
                    ));
                }
                arrange.push(line);
                need(&mut needed, double);
            }
            for (root, spec) in &outcome.world.given {
                if let Root::Attribute(path, attribute) = root
                    && *path == double.double.path
                    && happy
                        .world
                        .given
                        .get(root)
                        .is_none_or(|usual| !crate::plan::world::same(usual, spec))
                {
                    let value = self.writer.value(spec);
                    arrange.push(format!("{}.{attribute} = {value}", double.expr));
                    need(&mut needed, double);
                }
            }
        }
        // The call.
        let mut args = Vec::new();
        let mut by_keyword = false;
        for param in given_params(plan.target.function.signature) {
            let spec = outcome.world.given.get(&Root::Input(param.name.clone()));
            let value = match spec {
                None | Some(Spec::Left) => {
                    by_keyword = true;
                    continue;
                }
                Some(Spec::Double) => match spelled
                    .iter()
                    .find(|double| !double.is_config && double.double.path == param.name)
                {
                    Some(double) => {
                        need(&mut needed, double);
                        double.fixture.clone()
                    }
                    None => return Err(format!("`{}` cannot be doubled", param.name)),
                },
                Some(spec) => match held.iter().find(|(place, _)| {
                    place.steps.is_empty() && place.root == Root::Input(param.name.clone())
                }) {
                    Some((_, variable)) => variable.clone(),
                    None => self.writer.value(&spec.clone()),
                },
            };
            if by_keyword || param.kind == ParamKind::KeywordOnly {
                args.push(format!("{}={value}", param.name));
            } else {
                args.push(value);
            }
        }
        let callee = match (&plan.target.owner, subject) {
            (Some(owner), None) => format!(
                "{}.{}",
                self.writer.class(owner),
                plan.target.function.signature.name
            ),
            (Some(owner), Some(subject)) => {
                let differs = config_params(owner).iter().any(|(name, ..)| {
                    let root = Root::Config(name.clone());
                    match (outcome.world.given.get(&root), happy.world.given.get(&root)) {
                        (Some(here), Some(usual)) => !crate::plan::world::same(here, usual),
                        (None, None) => false,
                        _ => true,
                    }
                });
                let name = plan.target.function.signature.name.as_str();
                let object = if differs {
                    let (params, call) = self.construction(plan, spelled, outcome);
                    for param in params {
                        if !needed.contains(&param) {
                            needed.push(param);
                        }
                    }
                    call
                } else {
                    let param = format!("{subject}: {}", self.writer.class(owner));
                    needed.insert(0, param);
                    subject.to_owned()
                };
                if name == "__call__" {
                    object
                } else {
                    format!("{object}.{name}")
                }
            }
            (None, _) => {
                let function = plan.target.function;
                let module = self.writer.module_of(
                    function.code.file,
                    function.code.item,
                    &function.signature.name,
                );
                self.writer.import(&module, &function.signature.name);
                function.signature.name.to_string()
            }
        };
        let is_async = plan.target.function.signature.is_async;
        let call = format!("{callee}({})", args.join(", "));
        let call = match (is_async, self.style.asynchronous) {
            (false, _) => call,
            (true, AsyncStyle::Run) => {
                self.uses_run = true;
                format!("asyncio.run({call})")
            }
            (true, _) => format!("await {call}"),
        };
        let mut act = Vec::new();
        match &outcome.exit {
            Exit::Raises {
                class,
                message,
                attributes,
                args,
            } => {
                let error = self.writer.error(class);
                self.writer.import("pytest", "");
                let same_class = plan.outcomes.iter().filter(|other| matches!(&other.exit, Exit::Raises { class: held, .. } if error_name(held) == error_name(class))).map(|other| other.at).collect::<BTreeSet<_>>().len() > 1;
                let derived = plan
                    .outcomes
                    .iter()
                    .any(|other| match (&other.exit, class) {
                        (
                            Exit::Raises {
                                class: ErrorSpec::Project(held),
                                ..
                            },
                            ErrorSpec::Project(class),
                        ) => {
                            !Rc::ptr_eq(held, class) && crate::plan::class::is_kind_of(held, class)
                        }
                        _ => false,
                    });
                let known: Vec<&(Name, Spec<'a>)> = attributes
                    .iter()
                    .filter(|(_, value)| comparable(value) && !has_hole(value))
                    .collect();
                let from_builtin = matches!(class, ErrorSpec::Builtin(_));
                let told = message.as_ref().filter(|message| !message.is_empty());
                let echoed = args.as_ref().is_some_and(|args| matches!(args.as_slice(), [only] if !matches!(only, Spec::Text(text) if text.contains(' '))));
                let matched = told.filter(|_| {
                    from_builtin
                        || (same_class && known.is_empty())
                        || (!echoed && known.is_empty())
                });
                let match_part = matched
                    .map(|message| format!(", match={}", pattern(message)))
                    .unwrap_or_default();
                let mut told_by_error = Vec::new();
                if derived {
                    told_by_error.push(format!("assert caught.type is {error}"));
                }
                let echoes = echoed && known.is_empty() && matched.is_none();
                for (name, value) in known {
                    let value = self.writer.value(value);
                    told_by_error.push(equality(&format!("caught.value.{name}"), &value));
                }
                if (derived || echoes)
                    && attributes.is_empty()
                    && matched.is_none()
                    && let Some(args) = args
                    && args.iter().all(|arg| comparable(arg) && !has_hole(arg))
                    && !args.is_empty()
                {
                    let value = self.writer.value(&Spec::Tuple(args.clone()));
                    told_by_error.push(format!("assert caught.value.args == {value}"));
                }
                let binding = match told_by_error.is_empty() {
                    true => "",
                    false => " as caught",
                };
                act.push(format!("with pytest.raises({error}{match_part}){binding}:"));
                act.push(format!("    {call}"));
                asserts.extend(told_by_error);
            }
            Exit::Returns { spec, place, hides } => {
                let variable = place
                    .as_ref()
                    .and_then(|place| held.iter().find(|(known, _)| known == place))
                    .map(|(_, variable)| variable.clone());
                let no_value = plan
                    .target
                    .function
                    .signature
                    .returns
                    .as_ref()
                    .is_some_and(|ty| matches!(ty.kind, syntax::facts::TypeKind::Unit));
                match (spec, variable) {
                    (_, Some(variable)) => {
                        act.push(format!("result = {call}"));
                        asserts.push(format!("assert result is {variable}"));
                    }
                    (Spec::Null, None) if no_value => act.push(call),
                    (spec, None) if comparable(spec) => {
                        let value = self.writer.value(spec);
                        act.push(format!("result = {call}"));
                        asserts.push(equality("result", &value));
                    }
                    (Spec::Object(..), None) => {
                        act.push(format!("result = {call}"));
                        self.parts("result", spec, &mut asserts)?;
                    }
                    (Spec::Hole, None) => act.push(call),
                    _ => {
                        act.push(format!("result = {call}"));
                        self.parts("result", spec, &mut asserts)?;
                    }
                }
                for (path, text) in hides {
                    let path: Vec<&str> = path.iter().map(Name::as_str).collect();
                    asserts.push(format!(
                        "assert result.{} != {}",
                        path.join("."),
                        quoted(text)
                    ));
                }
            }
        }
        for (place, after) in &outcome.changed {
            let Some((_, variable)) = held.iter().find(|(known, _)| known == place) else {
                continue;
            };
            if comparable(after) {
                let value = self.writer.value(after);
                asserts.push(equality(variable, &value));
            } else {
                self.parts(variable, after, &mut asserts)?;
            }
        }
        // Effects.
        let mut done: BTreeSet<(String, String)> = BTreeSet::new();
        for call in &outcome.calls {
            let key = (call.double.path.to_string(), call.method.to_string());
            if !call.is_command || !done.insert(key.clone()) {
                continue;
            }
            let Some(double) = spelled
                .iter()
                .find(|double| double.double.path == call.double.path)
            else {
                continue;
            };
            need(&mut needed, double);
            let place = if call.method.is_empty() {
                double.expr.clone()
            } else {
                format!("{}.{}", double.expr, call.method)
            };
            let calls: Vec<&PlannedCall<'a>> = outcome
                .calls
                .iter()
                .filter(|other| (other.double.path.to_string(), other.method.to_string()) == key)
                .collect();
            let verb = if call.is_async { "awaited" } else { "called" };
            let written: Option<Vec<String>> = calls
                .iter()
                .map(|call| self.call_args(call, &held, outcome))
                .collect();
            match (written, calls.as_slice()) {
                (Some(written), [_]) => {
                    asserts.push(format!(
                        "{place}.assert_{verb}_once_with({})",
                        written.first().cloned().unwrap_or_default()
                    ));
                }
                (Some(written), _) => {
                    self.writer.import("unittest.mock", "call");
                    let list = if call.is_async {
                        "await_args_list"
                    } else {
                        "call_args_list"
                    };
                    let written: Vec<String> =
                        written.iter().map(|args| format!("call({args})")).collect();
                    asserts.push(format!("assert {place}.{list} == [{}]", written.join(", ")));
                }
                (None, _) => asserts.push(format!("{place}.assert_{verb}_once()")),
            }
        }
        for (path, method_name) in commands {
            if done.contains(&(path.clone(), method_name.clone())) {
                continue;
            }
            let Some(double) = spelled
                .iter()
                .find(|double| double.double.path == path.as_str())
            else {
                continue;
            };
            need(&mut needed, double);
            let place = if method_name.is_empty() {
                double.expr.clone()
            } else {
                format!("{}.{method_name}", double.expr)
            };
            let is_async = plan
                .outcomes
                .iter()
                .flat_map(|outcome| &outcome.calls)
                .any(|call| {
                    call.double.path == path.as_str()
                        && call.method == method_name.as_str()
                        && call.is_async
                });
            let verb = if is_async { "awaited" } else { "called" };
            asserts.push(format!("{place}.assert_not_{verb}()"));
        }
        if asserts.is_empty() && matches!(outcome.exit, Exit::Returns { .. }) {
            return Err("nothing of it can be seen from outside".to_owned());
        }
        let mut body: Vec<String> = Vec::new();
        body.extend(arrange.iter().cloned());
        if !arrange.is_empty() {
            body.push(String::new());
        }
        body.extend(act);
        if !asserts.is_empty() {
            body.push(String::new());
            body.extend(asserts);
        }
        let decorator = match (is_async, self.style.asynchronous) {
            (true, AsyncStyle::Asyncio) => "@pytest.mark.asyncio\n",
            (true, AsyncStyle::Anyio) => "@pytest.mark.anyio\n",
            _ => "",
        };
        if !decorator.is_empty() {
            self.writer.import("pytest", "");
        }
        let keyword = if is_async && self.style.asynchronous != AsyncStyle::Run {
            "async def"
        } else {
            "def"
        };
        let mut head = format!("{keyword} {name}({}) -> None:", needed.join(", "));
        if head.len() > 100 {
            head = format!(
                "{keyword} {name}(\n    {},\n) -> None:",
                needed.join(",\n    ")
            );
        }
        let mut text = format!("{decorator}{head}\n");
        for line in body {
            if line.is_empty() {
                text.push('\n');
            } else {
                text.push_str(&format!("    {}\n", wrapped(&line)));
            }
        }
        Ok(text)
    }

    /// Asserts on what is known of a value that is not known as a whole.
    fn parts(
        &mut self,
        expr: &str,
        spec: &Spec<'a>,
        asserts: &mut Vec<String>,
    ) -> Result<(), String> {
        let before = asserts.len();
        match spec {
            Spec::Object(class, fields) => {
                for (name, value) in fields {
                    if comparable(value) && !has_hole(value) {
                        let held = format!("self.{name} ");
                        let is_attribute = class.kind != ClassKind::Plain
                            || class.fields.iter().any(|field| field.name == *name)
                            || self
                                .sources
                                .file(class.file)
                                .is_some_and(|file| file.text.contains(&held));
                        if !is_attribute {
                            continue;
                        }
                        let value = self.writer.value(value);
                        asserts.push(equality(&format!("{expr}.{name}"), &value));
                    }
                }
            }
            Spec::Tuple(items) | Spec::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    if comparable(item) && !has_hole(item) {
                        let value = self.writer.value(item);
                        asserts.push(equality(&format!("{expr}[{at}]"), &value));
                    } else if !matches!(item, Spec::Hole) {
                        self.parts(&format!("{expr}[{at}]"), item, asserts)?;
                    }
                }
            }
            Spec::Map(entries) => {
                for (key, value) in entries {
                    if comparable(value) && !has_hole(value) && !has_hole(key) {
                        let key = self.writer.value(key);
                        let value = self.writer.value(value);
                        asserts.push(equality(&format!("{expr}[{key}]"), &value));
                    }
                }
            }
            _ => {}
        }
        if asserts.len() == before {
            Err("what it returns cannot be told".to_owned())
        } else {
            Ok(())
        }
    }

    /// The arguments of a command as they are expected; none where one cannot be told.
    fn call_args(
        &mut self,
        call: &PlannedCall<'a>,
        held: &[(Place, String)],
        outcome: &Outcome<'a>,
    ) -> Option<String> {
        let mut out = Vec::new();
        let names = call
            .positional
            .iter()
            .map(|_| None)
            .chain(call.keyword.iter().map(|(name, _)| Some(name.clone())));
        let values = call
            .positional
            .iter()
            .chain(call.keyword.iter().map(|(_, value)| value));
        for ((name, value), place) in names.zip(values).zip(&call.places) {
            let variable = place
                .as_ref()
                .and_then(|place| held.iter().find(|(known, _)| known == place))
                .map(|(_, variable)| variable.clone());
            let text = match variable {
                Some(variable) => variable,
                None if comparable(value) && !has_hole(value) => self.writer.value(value),
                None => match &outcome.exit {
                    // What was made is what is returned.
                    Exit::Returns {
                        spec: returned @ Spec::Object(..),
                        ..
                    } if has_hole(value) && crate::plan::world::alike(returned, value) => {
                        "result".to_owned()
                    }
                    _ => {
                        self.writer.import("unittest.mock", "ANY");
                        "ANY".to_owned()
                    }
                },
            };
            out.push(match name {
                Some(name) => format!("{name}={text}"),
                None => text,
            });
        }
        Some(out.join(", "))
    }

    // The file.

    fn finish(mut self) -> Rendered {
        let written: Vec<&Test> = self.tests.iter().collect();
        let missing: Vec<&&Test> = written
            .iter()
            .filter(|test| !self.is_covered(test))
            .collect();
        let tests: Vec<String> = missing.iter().map(|test| test.name.clone()).collect();
        if missing.is_empty() {
            return Rendered {
                text: self.before.to_owned(),
                tests,
                left_out: self.left_out,
            };
        }
        let texts: Vec<String> = missing.iter().map(|test| test.text.clone()).collect();
        let body = texts.join("\n\n");
        if self.uses_run && body.contains("asyncio.run(") {
            self.writer.import("asyncio", "");
        }
        let mut constants = String::new();
        // Fixtures that the tests ask for, and those that these ask for.
        let mut kept: Vec<bool> = vec![false; self.fixtures.len()];
        loop {
            let mut changed = false;
            for (at, (name, _)) in self.fixtures.iter().enumerate() {
                if kept.get(at).copied().unwrap_or(true) {
                    continue;
                }
                let asked = |text: &str| {
                    text.contains(&format!("({name}: ")) || text.contains(&format!(" {name}: "))
                };
                let wanted = texts.iter().any(|text| asked(text))
                    || self
                        .fixtures
                        .iter()
                        .zip(&kept)
                        .any(|((_, text), kept)| *kept && asked(text));
                if wanted && let Some(kept) = kept.get_mut(at) {
                    *kept = true;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        let fixtures: Vec<String> = self
            .fixtures
            .iter()
            .zip(&kept)
            .filter(|((name, _), kept)| **kept && !(self.is_fixture_here(name)))
            .map(|((_, text), _)| wrap_all(&without_variable(text)))
            .collect();
        let everything = format!("{}\n{body}", fixtures.join("\n"));
        let uses = |name: &str| contains_word(&everything, name);
        if uses(&self.writer.now) && !contains_word(self.before, &format!("{} = ", self.writer.now))
        {
            self.writer.import("datetime", "datetime");
            let zone = if self.writer.aware {
                format!(", tzinfo={}", self.writer.utc())
            } else {
                String::new()
            };
            constants.push_str(&format!(
                "{} = datetime(2024, 1, 15, 12, 0{zone})\n",
                self.writer.now
            ));
        }
        if uses(&self.writer.today)
            && !contains_word(self.before, &format!("{} = ", self.writer.today))
        {
            self.writer.import("datetime", "date");
            constants.push_str(&format!("{} = date(2024, 1, 15)\n", self.writer.today));
        }
        let mut backend = String::new();
        if self.style.asynchronous == AsyncStyle::Anyio
            && body.contains("@pytest.mark.anyio")
            && !self.style.has_backend
            && !self.before.contains("def anyio_backend")
        {
            backend =
                "@pytest.fixture\ndef anyio_backend() -> str:\n    return \"asyncio\"\n".to_owned();
        }
        let all = format!("{constants}\n{backend}\n{everything}");
        // What is imported and not used after all is left away.
        for (module, names) in &mut self.writer.imports {
            names.retain(|name| {
                if name.is_empty() {
                    all.contains(&format!("{module}."))
                } else {
                    contains_word(&all, name)
                }
            });
        }
        self.writer.imports.retain(|_, names| !names.is_empty());
        let text = if self.before.trim().is_empty() {
            let mut text = String::new();
            for group in self.writer.import_lines(&["pytest", "anyio", "pydantic"]) {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(&group.join("\n"));
                text.push('\n');
            }
            if !constants.is_empty() {
                text.push('\n');
                text.push_str(&constants);
            }
            let parts = std::iter::once(backend)
                .filter(|backend| !backend.is_empty())
                .chain(fixtures)
                .chain(texts);
            for part in parts {
                text.push_str("\n\n");
                text.push_str(&part);
            }
            text
        } else {
            self.appended(&constants, &backend, &fixtures, &texts)
        };
        Rendered {
            text,
            tests,
            left_out: self.left_out,
        }
    }

    /// Whether a test is there already: by its name, or by what another test of the file expects.
    fn is_covered(&self, test: &Test) -> bool {
        if self.before.contains(&format!("def {}(", test.name)) {
            return true;
        }
        let Some(error) = test
            .text
            .split("pytest.raises(")
            .nth(1)
            .and_then(|rest| rest.split([')', ',']).next())
        else {
            return false;
        };
        let only = self
            .tests
            .iter()
            .filter(|other| {
                other.text.contains(&format!("pytest.raises({error})"))
                    || other.text.contains(&format!("pytest.raises({error},"))
            })
            .count()
            == 1;
        only && (self.before.contains(&format!("pytest.raises({error})"))
            || self.before.contains(&format!("pytest.raises({error},")))
    }

    /// The text before with imports merged and everything new at its end; not a byte else is changed.
    fn appended(
        &self,
        constants: &str,
        backend: &str,
        fixtures: &[String],
        texts: &[String],
    ) -> String {
        let file = self
            .sources
            .at_path(&self.style.path)
            .and_then(|at| self.sources.file(at));
        let newline = if self.before.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        let mut edits: Vec<(usize, usize, String)> = Vec::new();
        let mut fresh: Vec<String> = Vec::new();
        let mut last_import = 0;
        for (module, names) in &self.writer.imports {
            let mut missing: BTreeSet<String> = names.clone();
            let mut spot = None;
            for item in file.iter().flat_map(|file| &file.facts.items) {
                let imports = &item.facts.summary.imports;
                if imports.is_empty()
                    || item.parent.is_some()
                    || imports.iter().any(|import| import.conditional)
                {
                    continue;
                }
                last_import = last_import.max(item.span.end as usize);
                for import in imports {
                    let known = import.name.clone().unwrap_or_default();
                    if import.module == *module
                        && import.level == 0
                        && import.local
                            == import.name.clone().unwrap_or_else(|| import.module.clone())
                    {
                        missing.remove(known.as_str());
                        if !known.is_empty()
                            && imports.iter().all(|import| {
                                import.module == *module
                                    && import.name.is_some()
                                    && Some(&import.local) == import.name.as_ref()
                            })
                        {
                            spot = Some((
                                item.span,
                                imports
                                    .iter()
                                    .filter_map(|import| {
                                        import.name.as_ref().map(ToString::to_string)
                                    })
                                    .collect::<BTreeSet<_>>(),
                            ));
                        }
                    }
                }
            }
            if missing.is_empty() {
                continue;
            }
            match spot {
                Some((span, known))
                    if !self
                        .before
                        .get(span.range())
                        .unwrap_or_default()
                        .contains(['#', '\\']) =>
                {
                    let all: BTreeSet<String> = known.into_iter().chain(missing).collect();
                    let whole = self.before.get(span.range()).unwrap_or_default();
                    let kept = whole.len() - whole.trim_end().len();
                    edits.push((
                        span.start as usize,
                        span.end as usize - kept,
                        import_line(module, &all),
                    ));
                }
                _ => fresh.push(import_line(module, &missing)),
            }
        }
        if !fresh.is_empty() {
            let at = if last_import > 0 { last_import } else { 0 };
            let whole_line = self
                .before
                .get(..at)
                .is_some_and(|head| head.ends_with('\n') || head.is_empty());
            let lines = if whole_line {
                format!("{}\n", fresh.join("\n"))
            } else {
                format!("\n{}", fresh.join("\n"))
            };
            edits.push((at, at, lines));
        }
        let mut tail = String::new();
        if !self.before.ends_with('\n') {
            tail.push('\n');
        }
        if !constants.is_empty() {
            tail.push_str(&format!("\n\n{}", constants.trim_end()));
            tail.push('\n');
        }
        for part in std::iter::once(backend.to_owned())
            .filter(|backend| !backend.is_empty())
            .chain(fixtures.iter().cloned())
            .chain(texts.iter().cloned())
        {
            tail.push_str("\n\n");
            tail.push_str(&part);
        }
        edits.push((self.before.len(), self.before.len(), tail));
        edits.sort_by_key(|edit| (edit.0, edit.1));
        let mut out = String::new();
        let mut at = 0;
        for (start, end, new) in edits {
            out.push_str(self.before.get(at..start).unwrap_or_default());
            out.push_str(&new.replace('\n', newline));
            at = end;
        }
        out.push_str(self.before.get(at..).unwrap_or_default());
        out
    }
}

fn mock_type(double: &Rc<Double<'_>>) -> &'static str {
    match &double.kind {
        DoubleKind::Callable { is_async: true, .. } => "AsyncMock",
        DoubleKind::Callable { .. } => "Mock",
        DoubleKind::Port(class) => {
            let mut classes = vec![Rc::clone(class)];
            let mut magic = false;
            while let Some(class) = classes.pop() {
                if class
                    .methods
                    .iter()
                    .any(|method| method.at.signature.is_async)
                {
                    return "AsyncMock";
                }
                magic |= method(&class, "__enter__").is_some();
                classes.extend(class.bases.iter().filter_map(|base| match base {
                    crate::plan::class::Base::Project(base) => Some(Rc::clone(base)),
                    crate::plan::class::Base::External(_) => None,
                }));
            }
            if magic { "MagicMock" } else { "Mock" }
        }
    }
}

/// The variable in a fixture; another name than the fixture's, so that it does not hide it.
const INNER: &str = "double";

/// A fixture that does nothing to its double returns it at once.
fn without_variable(fixture: &str) -> String {
    let made = format!("    {INNER} = ");
    let end = format!("\n    return {INNER}\n");
    let bare = fixture.split_once(&made).and_then(|(head, rest)| {
        let value = rest.strip_suffix(&end)?;
        (!value.contains(INNER)).then(|| format!("{head}    return {value}\n"))
    });
    bare.unwrap_or_else(|| fixture.to_owned())
}

/// A name for an object of the set-up.
fn root_name(place: &Place) -> String {
    match &place.root {
        Root::Input(name) | Root::Config(name) | Root::Attribute(_, name) => name.to_string(),
        Root::Answer(double, _, nth) => {
            let noun = last(double)
                .trim_start_matches('_')
                .trim_end_matches("_repository")
                .trim_end_matches("_repo");
            let noun = noun.strip_suffix('s').unwrap_or(noun);
            if *nth == 0 {
                format!("{noun}_found")
            } else {
                format!("{noun}_found_{}", nth + 1)
            }
        }
    }
}

fn equality(expr: &str, value: &str) -> String {
    match value {
        "True" | "False" | "None" => format!("assert {expr} is {value}"),
        _ => format!("assert {expr} == {value}"),
    }
}

fn mentions_absence(ty: &syntax::facts::TypeRef, depth: usize) -> bool {
    use syntax::facts::TypeKind;
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    match &ty.kind {
        TypeKind::Optional(_) | TypeKind::Unit => true,
        TypeKind::Union(parts) => parts.iter().any(|part| mentions_absence(part, depth)),
        TypeKind::Named { path, args } if matches!(last(path), "Awaitable" | "Coroutine") => {
            args.last().is_some_and(|arg| mentions_absence(arg, depth))
        }
        _ => false,
    }
}

fn contains_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let after = text
            .get(at + word.len()..)
            .and_then(|tail| tail.chars().next());
        let part = |character: Option<char>| {
            character.is_some_and(|character| character.is_alphanumeric() || character == '_')
        };
        !part(before) && (!part(after) || word.ends_with(' '))
    })
}

fn wrap_all(text: &str) -> String {
    text.lines()
        .map(|line| {
            let bare = line.trim_start();
            let indent = line.len() - bare.len();
            if indent == 4 {
                format!("    {}\n", wrapped(bare))
            } else if line.len() > 100 && line.starts_with("def ") {
                format!("{}\n", wrapped_head(line))
            } else {
                format!("{line}\n")
            }
        })
        .collect()
}

fn wrapped_head(line: &str) -> String {
    match line.split_once('(').and_then(|(head, rest)| {
        rest.rsplit_once(')')
            .map(|(params, tail)| (head, params, tail))
    }) {
        Some((head, params, tail)) if !params.contains('[') => format!(
            "{head}(\n    {},\n){tail}",
            params.split(", ").collect::<Vec<_>>().join(",\n    ")
        ),
        _ => line.to_owned(),
    }
}

/// A statement inside a function; one that is too long has the arguments of its outermost bracket on lines of their own.
fn wrapped(line: &str) -> String {
    let bare = line.trim_start();
    let lead = line.len() - bare.len();
    let whole = wrapped_at(bare, lead + 4, 4, WIDTH, 6);
    format!("{}{whole}", " ".repeat(lead))
}

const WIDTH: usize = 100;
