//! Test files of scripts: one `describe` for each function, what its tests share set up before each of them.

mod case;
mod doubles;
mod file;
mod runner;
mod writer;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use syntax::facts::Name;

use super::{Rendered, names};
use crate::plan::class::{Classes, last};
use crate::plan::value::Root;
use crate::plan::world::Spec;
use crate::plan::{LeftOut, Outcome, Plan, given_params, parts};
use crate::sources::Sources;
use crate::style::script::Style;
use doubles::Spelled;
use writer::Writer;

/// The tests of one function, ready to be written.
struct Group {
    title: String,
    /// Declarations of variables, then what runs before each test.
    declared: Vec<String>,
    before: Vec<String>,
    cases: Vec<Case>,
}

struct Case {
    title: String,
    is_async: bool,
    lines: Vec<String>,
    /// The class of the error it expects.
    error: Option<String>,
}

pub struct Suite<'a, 's> {
    writer: Writer<'a, 's>,
    style: &'s Style,
    sources: Sources<'a>,
    classes: Classes<'a>,
    groups: Vec<Group>,
    left_out: Vec<LeftOut>,
    /// Doubles and methods that the outcomes of the plan at hand use.
    used: BTreeSet<(Name, Name)>,
    known_paths: BTreeSet<String>,
    happy_attributes: BTreeSet<(Name, Name)>,
}

/// What all tests of a plan share.
struct Around<'p, 'a> {
    spelled: &'p [Spelled<'a>],
    /// The variable of what is tested; none for functions.
    subject: Option<&'p str>,
    happy: &'p Outcome<'a>,
    usual: &'p [String],
}

pub fn render<'a>(
    sources: Sources<'a>,
    _target: usize,
    plans: &[Plan<'a>],
    style: &Style,
) -> Rendered {
    let mut suite = Suite {
        writer: Writer {
            sources,
            style,
            imports: BTreeMap::new(),
        },
        style,
        sources,
        classes: Classes::new(sources),
        groups: Vec::new(),
        left_out: Vec::new(),
        used: BTreeSet::new(),
        known_paths: BTreeSet::new(),
        happy_attributes: BTreeSet::new(),
    };
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

    fn plan(&mut self, plan: &Plan<'a>) {
        let Some(happy) = plan.outcomes.first() else {
            return;
        };
        let calls = || plan.outcomes.iter().flat_map(|outcome| &outcome.calls);
        self.used = calls()
            .map(|call| (call.double.path.clone(), call.method.clone()))
            .collect();
        self.known_paths = plan
            .doubles
            .iter()
            .map(|planned| planned.double.path.to_string())
            .collect();
        self.happy_attributes = happy
            .world
            .given
            .keys()
            .filter_map(|root| match root {
                Root::Attribute(path, name) => Some((path.clone(), name.clone())),
                _ => None,
            })
            .collect();
        let spelled = self.spell(plan);
        let Some(group) = self.group(plan, happy, &spelled) else {
            self.leave_out(happy, "what it needs cannot be written in a test file");
            return;
        };
        self.groups.push(group);
    }

    /// Names for the doubles: parts of one that are ports themselves have variables of their own.
    fn spell(&mut self, plan: &Plan<'a>) -> Vec<Spelled<'a>> {
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut out: Vec<Spelled<'a>> = Vec::new();
        let function = plan.target.function.signature;
        for planned in &plan.doubles {
            let path = planned.double.path.as_str();
            let is_function = matches!(
                planned.double.kind,
                crate::plan::value::DoubleKind::Callable { .. }
            );
            let parent = path.rsplit_once('.').and_then(|(parent, name)| {
                let parent = out.iter().find(|known| known.double.path == parent)?;
                Some((parent, name))
            });
            if let (Some((parent, name)), true) = (&parent, is_function) {
                let (expr, given_as) = (format!("{}.{name}", parent.expr), parent.given_as.clone());
                out.push(Spelled {
                    double: Rc::clone(&planned.double),
                    is_config: planned.is_config,
                    given_as: format!("{given_as}[{}]", self.writer.quoted(name)),
                    expr,
                    variable: None,
                });
                continue;
            }
            let given_as = match &parent {
                Some((parent, name)) => {
                    format!("{}[{}]", parent.given_as, self.writer.quoted(name))
                }
                None => self.given_as(plan, path, planned.is_config),
            };
            let mut name = last(path).trim_start_matches(['_', '#']).to_owned();
            let clashes = |name: &str| {
                taken.contains(name)
                    || matches!(
                        name,
                        "mock" | "expect" | "assert" | "vi" | "jest" | "error" | "result"
                    )
                    || *name == *function.name
            };
            if clashes(&name) {
                name.push_str("Double");
            }
            taken.insert(name.clone());
            out.push(Spelled {
                double: Rc::clone(&planned.double),
                is_config: planned.is_config,
                given_as,
                expr: name.clone(),
                variable: Some(name),
            });
        }
        out
    }

    /// The type of a parameter by where it stands.
    fn given_as(&mut self, plan: &Plan<'a>, path: &str, is_config: bool) -> String {
        let position = |params: Vec<Name>| params.iter().position(|name| name == path);
        let of_parts = || {
            let names = parts(self.sources, &plan.target)
                .into_iter()
                .map(|part| part.name);
            position(names.collect()).unwrap_or(0)
        };
        if let (true, Some(maker)) = (is_config, plan.target.maker) {
            let at = of_parts();
            return format!("Parameters<typeof {}>[{at}]", maker.signature.name);
        }
        if let (true, Some(owner)) = (is_config, &plan.target.owner) {
            let at = of_parts();
            let class = self
                .writer
                .class(owner)
                .unwrap_or_else(|| owner.name.to_string());
            return format!("ConstructorParameters<typeof {class}>[{at}]");
        }
        let signature = plan.target.function.signature;
        let names = given_params(signature).map(crate::plan::called);
        let at = position(names.collect()).unwrap_or(0);
        match &plan.target.owner {
            Some(owner) => format!("Parameters<{}[\"{}\"]>[{at}]", owner.name, signature.name),
            None => format!("Parameters<typeof {}>[{at}]", signature.name),
        }
    }

    fn group(
        &mut self,
        plan: &Plan<'a>,
        happy: &Outcome<'a>,
        spelled: &[Spelled<'a>],
    ) -> Option<Group> {
        let mut declared = Vec::new();
        let mut before = Vec::new();
        let mut usual = Vec::new();
        let typed = self.style.is_typed;
        // What is a part of another is made before it.
        let mut order: Vec<&Spelled<'a>> = spelled.iter().collect();
        order.sort_by_key(|spelled| std::cmp::Reverse(spelled.double.path.matches('.').count()));
        for double in order {
            let Some(variable) = &double.variable else {
                continue;
            };
            let made = self.made(double, spelled, happy)?;
            declared.push(match typed {
                true => format!("let {variable}: {}", self.double_type(double)),
                false => format!("let {variable}"),
            });
            before.push(format!("{variable} = {made}"));
        }
        for double in spelled {
            let lines = self.behaviours(double, happy)?;
            usual.extend(lines);
        }
        before.extend(usual.iter().cloned());
        let mut subject = None;
        if let Some(owner) = &plan.target.owner {
            let class = self.writer.class(owner)?;
            if !plan.target.on_class {
                let mut name = lower_first(&owner.name);
                if spelled
                    .iter()
                    .any(|double| double.variable.as_deref() == Some(&name))
                {
                    name.push_str("Subject");
                }
                let construction = self.construction(plan, spelled, happy)?;
                declared.push(match typed {
                    true => format!("let {name}: {class}"),
                    false => format!("let {name}"),
                });
                before.push(format!("{name} = {construction}"));
                subject = Some(name);
            }
        } else {
            let function = plan.target.maker.unwrap_or(plan.target.function);
            self.writer.declared(
                function.code.file,
                function.code.item,
                &function.signature.name,
                false,
            )?;
        }
        if let Some(maker) = plan.target.maker {
            let made_by = maker.signature.name.as_str();
            let mut name = ["make", "create", "build"]
                .iter()
                .find_map(|verb| made_by.strip_prefix(verb))
                .filter(|rest| rest.starts_with(char::is_uppercase))
                .map_or_else(|| "made".to_owned(), lower_first);
            if spelled
                .iter()
                .any(|double| double.variable.as_deref() == Some(&name))
            {
                name.push_str("Made");
            }
            let construction = self.construction(plan, spelled, happy)?;
            declared.push(match typed {
                true => format!("let {name}: ReturnType<typeof {made_by}>"),
                false => format!("let {name}"),
            });
            before.push(format!("{name} = {construction}"));
            subject = Some(name);
        }
        let around = Around {
            spelled,
            subject: subject.as_deref(),
            happy,
            usual: &usual,
        };
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for outcome in &plan.outcomes {
            *counts
                .entry(names::sentence(&plan.target, outcome))
                .or_default() += 1;
        }
        let mut cases: Vec<Case> = Vec::new();
        for (index, outcome) in plan.outcomes.iter().enumerate() {
            let base = names::sentence(&plan.target, outcome);
            let is_bare = counts.get(&base).copied().unwrap_or(1) > 1
                || names::says_little(&plan.target, outcome);
            let title = match names::clause(outcome) {
                Some(clause) if is_bare && index > 0 => format!("{base} {clause}"),
                _ => base,
            };
            let mut unique = title.clone();
            let mut count = 1;
            while cases.iter().any(|case| case.title == unique) {
                count += 1;
                unique = format!("{title} ({count})");
            }
            match self.case(plan, outcome, unique, &around) {
                Ok(case) => cases.push(case),
                Err(why) => self.leave_out(outcome, why),
            }
        }
        Some(Group {
            title: plan.target.name.to_string(),
            declared,
            before,
            cases,
        })
    }

    /// `new Subject(boards, 3)`.
    fn construction(
        &mut self,
        plan: &Plan<'a>,
        spelled: &[Spelled<'a>],
        outcome: &Outcome<'a>,
    ) -> Option<String> {
        let callee = match (&plan.target.owner, plan.target.maker) {
            (_, Some(maker)) => maker.signature.name.to_string(),
            (Some(owner), None) => format!("new {}", self.writer.class(owner)?),
            (None, None) => return None,
        };
        let mut args: Vec<Option<String>> = Vec::new();
        for part in parts(self.sources, &plan.target) {
            let name = part.name;
            args.push(match outcome.world.given.get(&Root::Config(name.clone())) {
                None | Some(Spec::Left) => None,
                Some(Spec::Double) => {
                    let double = spelled
                        .iter()
                        .find(|double| double.is_config && double.double.path == name);
                    Some(double?.expr.clone())
                }
                Some(spec) => Some(self.writer.value(&spec.clone())?),
            });
        }
        Some(format!("{callee}({})", positional(args)))
    }
}

/// Arguments by position; what is left away at the end is not written.
fn positional(mut args: Vec<Option<String>>) -> String {
    while args.last().is_some_and(Option::is_none) {
        args.pop();
    }
    let args = args.into_iter();
    args.map(|arg| arg.unwrap_or_else(|| "undefined".to_owned()))
        .collect::<Vec<_>>()
        .join(", ")
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}
