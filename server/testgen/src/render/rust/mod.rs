//! Tests of crates: in the module of tests of the file itself, or in a crate of their own.

mod cases;
mod doubles;
mod file;
mod layout;
mod values;

use std::rc::Rc;

use syntax::facts::Name;

use super::Rendered;
use crate::plan::class::ClassKind;
use crate::plan::defaults::snake;
use crate::plan::rust::target::{params, parts};
use crate::plan::rust::types::{Typed, is_open};
use crate::plan::world::{Answer, Spec, has_hole};
use crate::plan::{Exit, LeftOut, Outcome, Plan};
use crate::sources::Sources;
use crate::style::rust::Style;
use values::{Builder, Writer};

/// A test, ready to be written.
pub struct Case {
    pub name: String,
    pub is_async: bool,
    /// Relative to the body of the test.
    pub lines: Vec<String>,
    /// What else tells that a test of it is there: words that its body holds.
    pub marks: Vec<String>,
}

pub struct Suite<'a, 's> {
    writer: Writer<'a, 's>,
    sources: Sources<'a>,
    style: &'s Style,
    /// Declarations that tests share, and the tests.
    shared: Vec<Vec<String>>,
    cases: Vec<Case>,
    left_out: Vec<LeftOut>,
    taken_names: Vec<String>,
    /// What the tests are that stand there already.
    before: String,
}

pub fn render<'a>(sources: Sources<'a>, plans: &[Plan<'a>], style: &Style) -> Rendered {
    let mut suite = Suite {
        writer: Writer::new(sources, style),
        sources,
        style,
        shared: Vec::new(),
        cases: Vec::new(),
        left_out: Vec::new(),
        taken_names: Vec::new(),
        before: String::new(),
    };
    suite.before = suite.existing().unwrap_or_default();
    suite.writer.imports_names = suite.before.is_empty();
    for plan in plans {
        suite.plan(plan);
    }
    suite.finish()
}

impl<'a> Suite<'a, '_> {
    fn leave_out(&mut self, outcome: &Outcome<'a>, why: impl Into<String>) {
        self.left_out.push(LeftOut {
            file: outcome.at.0,
            span: outcome.at.1,
            why: why.into(),
        });
    }

    /// How far declarations are indented.
    fn indent(&self) -> usize {
        if self.style.outside { 0 } else { 4 }
    }

    /// Everything that is given, to the making and to the function.
    fn taken(&self, plan: &Plan<'a>) -> Vec<(Name, Typed)> {
        let classes = &self.writer.classes;
        let taken = parts(classes, &plan.target).into_iter();
        taken
            .chain(params(classes, &plan.target))
            .map(|taken| (taken.name, taken.typed))
            .collect()
    }

    /// A name that nothing has that stands there already.
    fn free_name(&mut self, wanted: &str, target: &str, is_type: bool) -> String {
        let mut name = wanted.to_owned();
        let is_taken = |suite: &Self, name: &str| {
            let declared = match is_type {
                true => suite.before.contains(&format!("struct {name} ")),
                false => suite.before.contains(&format!("fn {name}(")),
            };
            let is_seen = !suite.style.outside
                && !matches!(
                    suite.sources.resolve(suite.style.target, name),
                    crate::sources::Resolved::Undeclared
                );
            declared || is_seen || suite.taken_names.iter().any(|held| held == name)
        };
        if is_taken(self, &name) {
            let last = target.rsplit('.').next().unwrap_or(target);
            name = match is_type {
                true => format!("{wanted}Of{}", pascal(last)),
                false => format!("some_{wanted}"),
            };
        }
        let base = name.clone();
        let mut number = 2;
        while is_taken(self, &name) {
            name = format!("{base}{number}");
            number += 1;
        }
        self.taken_names.push(name.clone());
        name
    }

    fn plan(&mut self, plan: &Plan<'a>) {
        let Some(happy) = plan.outcomes.first() else {
            return;
        };
        if plan.is_async && self.style.asynchronous.is_none() {
            self.leave_out(happy, "no runtime for asynchronous tests is at hand");
            return;
        }
        let names = self.taken_names.len();
        if plan.target.owner.is_none() {
            self.taken_names.push(plan.target.name.to_string());
        }
        self.build_usual(plan);
        let fakes = match self.fakes(plan) {
            Ok(fakes) => fakes,
            Err(why) => {
                self.taken_names.truncate(names);
                self.leave_out(happy, format!("{why} cannot be written in a test"));
                return;
            }
        };
        let mut cases = Vec::new();
        for outcome in &plan.outcomes {
            match self.case(plan, &fakes, outcome) {
                Ok(case) => cases.push(case),
                Err(why) => self.leave_out(outcome, why),
            }
        }
        cases::tell_apart(&mut cases, plan, &self.cases);
        cases.retain(|(case, _)| !self.is_covered(plan, case));
        if cases.is_empty() {
            return;
        }
        let mut shared = Vec::new();
        for fake in &fakes {
            match self.declared(fake) {
                Some(lines) => shared.push(lines),
                None => {
                    let why = format!("`{}` cannot be stood in for", fake.class.name);
                    self.leave_out(happy, why);
                    return;
                }
            }
        }
        if std::mem::take(&mut self.writer.is_unreachable) {
            self.leave_out(happy, "what it needs is hidden from tests");
            return;
        }
        self.shared.extend(shared);
        self.cases.extend(cases.into_iter().map(|(case, _)| case));
    }

    /// The usual values of the classes that the happy outcome has.
    fn build_usual(&mut self, plan: &Plan<'a>) {
        let Some(happy) = plan.outcomes.first() else {
            return;
        };
        let mut specs: Vec<&Spec<'a>> = happy.world.given.values().collect();
        specs.extend(plan.outcomes.iter().flat_map(|outcome| {
            outcome
                .world
                .answers
                .values()
                .filter_map(|answer| match answer {
                    Answer::Returns(spec) => Some(spec),
                    _ => None,
                })
        }));
        if let Exit::Returns { spec, .. } = &happy.exit {
            specs.push(spec);
        }
        let mut found = Vec::new();
        for spec in specs {
            objects(spec, &mut found, 12);
        }
        for (class, spec) in found {
            let generic = class.decl.is_none_or(|decl| !decl.type_params.is_empty());
            let is_known = self.writer.builders.iter().any(|builder| {
                builder.class.file == class.file && builder.class.item == class.item
            });
            if generic
                || is_known
                || class.fields.len() < 2
                || class.kind == ClassKind::Enum
                || !is_open(&self.writer.classes, &class)
                || has_hole(&spec)
            {
                continue;
            }
            let name = self.free_name(&snake(&class.name), &plan.target.name, false);
            self.writer.builders.push(Builder {
                class,
                name,
                spec,
                is_used: std::cell::Cell::new(false),
            });
        }
    }
}

fn objects<'a>(
    spec: &Spec<'a>,
    found: &mut Vec<(Rc<crate::plan::class::Class<'a>>, Spec<'a>)>,
    depth: usize,
) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    match spec {
        Spec::Object(class, fields) => {
            for (_, field) in fields {
                objects(field, found, depth);
            }
            found.push((Rc::clone(class), spec.clone()));
        }
        Spec::Tagged(_, _, parts) => {
            for (_, part) in parts {
                objects(part, found, depth);
            }
        }
        Spec::List(items) | Spec::Tuple(items) | Spec::Set(items, _) => {
            for item in items {
                objects(item, found, depth);
            }
        }
        Spec::Map(entries) => {
            for (key, value) in entries {
                objects(key, found, depth);
                objects(value, found, depth);
            }
        }
        _ => {}
    }
}

fn pascal(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let mut characters = word.chars();
            let head: String = characters
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .collect();
            format!("{head}{}", characters.as_str())
        })
        .collect()
}
