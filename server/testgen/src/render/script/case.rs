//! One test: what is different, the call, and everything that can be seen of it.

use std::collections::BTreeSet;

use syntax::facts::Name;

use super::{Around, Case, Suite, positional};
use crate::plan::class::last;
use crate::plan::shape::comparable;
use crate::plan::value::{Place, Root};
use crate::plan::world::{ErrorSpec, Spec, has_hole, same};
use crate::plan::{
    Exit, Outcome, Plan, PlannedCall, called, error_name, given_params, is_known_by_parts, parts,
};

type Held = Vec<(Place, String)>;

impl<'a> Suite<'a, '_> {
    pub(super) fn case(
        &mut self,
        plan: &Plan<'a>,
        outcome: &Outcome<'a>,
        title: String,
        around: &Around<'_, 'a>,
    ) -> Result<Case, String> {
        let unwritten = || "a value of it cannot be written".to_owned();
        let mut arrange: Vec<String> = Vec::new();
        let held = self
            .held(outcome, around, &mut arrange)
            .ok_or_else(unwritten)?;
        for double in around.spelled {
            let lines = self
                .behaviours(double, outcome)
                .ok_or_else(|| format!("what `{}` answers cannot be written", double.expr))?;
            for mut line in lines {
                let mut is_own = false;
                for (place, variable) in &held {
                    let Root::Answer(path, method, _) = &place.root else {
                        continue;
                    };
                    let whole = match method.is_empty() {
                        true => format!("{}.", double.expr),
                        false => format!("{}.{method}.", double.expr),
                    };
                    if *path != double.double.path || !line.starts_with(&whole) {
                        continue;
                    }
                    let spec = outcome.world.get(place).cloned().ok_or_else(unwritten)?;
                    let value = self.writer.value(&spec).ok_or_else(unwritten)?;
                    line = line.replacen(&value, variable, 1);
                    is_own = true;
                }
                if is_own || !around.usual.contains(&line) {
                    arrange.push(line);
                }
            }
            for (root, spec) in &outcome.world.given {
                if let Root::Attribute(path, attribute) = root
                    && *path == double.double.path
                    && around
                        .happy
                        .world
                        .given
                        .get(root)
                        .is_none_or(|usual| !same(usual, spec))
                {
                    let value = self.writer.value(spec).ok_or_else(unwritten)?;
                    let member = format!("{attribute}: {value}");
                    arrange.push(format!("Object.assign({}, {{ {member} }})", double.expr));
                }
            }
        }
        let call = self
            .call(plan, outcome, around, &held, &mut arrange)
            .ok_or_else(unwritten)?;
        let mut act = Vec::new();
        let mut asserts = Vec::new();
        let mut error = None;
        match &outcome.exit {
            Exit::Raises { class, .. } => {
                error = Some(last(&error_name(class)).to_owned());
                act.extend(self.raises(plan, outcome, &call)?);
            }
            Exit::Returns { spec, place, hides } => {
                let awaited = match plan.is_async {
                    true => format!("await {call}"),
                    false => call,
                };
                let variable = place
                    .as_ref()
                    .and_then(|place| held.iter().find(|(known, _)| known == place))
                    .map(|(_, variable)| variable.clone());
                match (spec, variable) {
                    (_, Some(variable)) => {
                        act.push(format!("const result = {awaited}"));
                        asserts.push(self.style.identical("result", &variable));
                    }
                    (Spec::Absent | Spec::Hole, None) => act.push(awaited),
                    (spec, None) => {
                        act.push(format!("const result = {awaited}"));
                        self.looks_like("result", spec, &mut asserts)?;
                    }
                }
                for (path, text) in hides {
                    let path: Vec<&str> = path.iter().map(Name::as_str).collect();
                    let text = self.writer.quoted(text);
                    let actual = format!("result.{}", path.join("."));
                    asserts.push(self.style.not_equal(&actual, &text));
                }
            }
        }
        for (place, after) in &outcome.changed {
            if let Some((_, variable)) = held.iter().find(|(known, _)| known == place) {
                self.looks_like(variable, after, &mut asserts)?;
            }
        }
        let effects = self.effects(plan, outcome, around, &held)?;
        let nothing_returned = matches!(&outcome.exit, Exit::Returns { .. });
        if asserts.is_empty() && effects.is_empty() && nothing_returned {
            return Err("nothing of it can be seen from outside".to_owned());
        }
        asserts.extend(effects);
        let mut lines = arrange;
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let expects_error = error.is_some();
        lines.extend(act);
        if !asserts.is_empty() {
            if !expects_error {
                lines.push(String::new());
            }
            lines.extend(asserts);
        }
        Ok(Case {
            title,
            is_async: lines.iter().any(|line| line.contains("await ")),
            lines,
            error,
        })
    }

    /// Objects of the set-up that have to be looked at themselves, with a variable each.
    fn held(
        &mut self,
        outcome: &Outcome<'a>,
        around: &Around<'_, 'a>,
        arrange: &mut Vec<String>,
    ) -> Option<Held> {
        let shown: Vec<Place> = outcome
            .calls
            .iter()
            .filter(|call| call.is_command)
            .flat_map(|call| call.places.iter().flatten().cloned())
            .collect();
        let returned = match &outcome.exit {
            Exit::Returns { place, .. } => place.clone(),
            Exit::Raises { .. } => None,
        };
        let mut held: Held = Vec::new();
        let whole = |spec: &Spec<'a>| comparable(spec) && !is_known_by_parts(spec);
        for (place, after) in &outcome.changed {
            let seen = (shown.contains(place) || returned.as_ref() == Some(place)) && whole(after);
            if !seen {
                held.push((place.clone(), variable_of(place)));
            }
        }
        for (place, variable) in &mut held {
            let taken = |name: &str| {
                around
                    .spelled
                    .iter()
                    .any(|double| double.variable.as_deref() == Some(name))
                    || around.subject == Some(name)
                    || matches!(name, "result" | "error")
            };
            if taken(variable) {
                variable.push_str("Given");
            }
            let spec = outcome.world.get(place)?.clone();
            let ty = match &spec {
                Spec::Object(class, _)
                    if self.style.is_typed && self.writer.is_interface(class) =>
                {
                    self.writer.type_name(class).map(|name| format!(": {name}"))
                }
                _ => None,
            };
            let value = self.writer.value(&spec)?;
            arrange.push(format!(
                "const {variable}{} = {value}",
                ty.unwrap_or_default()
            ));
        }
        Some(held)
    }

    fn call(
        &mut self,
        plan: &Plan<'a>,
        outcome: &Outcome<'a>,
        around: &Around<'_, 'a>,
        held: &Held,
        arrange: &mut Vec<String>,
    ) -> Option<String> {
        let mut args: Vec<Option<String>> = Vec::new();
        for param in given_params(plan.target.function.signature) {
            let root = Root::Input(param.name.clone());
            let name = called(param);
            args.push(match outcome.world.given.get(&root) {
                None | Some(Spec::Left) => None,
                Some(Spec::Double) => {
                    let double = around
                        .spelled
                        .iter()
                        .find(|double| !double.is_config && double.double.path == name)?;
                    Some(double.expr.clone())
                }
                Some(spec) => {
                    let own = held
                        .iter()
                        .find(|(place, _)| place.steps.is_empty() && place.root == root);
                    match own {
                        Some((_, variable)) => Some(variable.clone()),
                        None => Some(self.writer.value(&spec.clone())?),
                    }
                }
            });
        }
        let args = positional(args);
        let name = &plan.target.function.signature.name;
        let Some(subject) = around.subject else {
            return Some(match &plan.target.owner {
                Some(owner) => format!("{}.{name}({args})", self.writer.class(owner)?),
                None => format!("{name}({args})"),
            });
        };
        let differs = parts(self.sources, &plan.target).iter().any(|part| {
            let root = Root::Config(part.name.clone());
            let usual = around.happy.world.given.get(&root);
            match (outcome.world.given.get(&root), usual) {
                (Some(here), Some(usual)) => !same(here, usual),
                (None, None) => false,
                _ => true,
            }
        });
        if differs {
            let construction = self.construction(plan, around.spelled, outcome)?;
            arrange.push(format!("{subject} = {construction}"));
        }
        Some(match plan.target.maker {
            Some(_) => format!("{subject}({args})"),
            None => format!("{subject}.{name}({args})"),
        })
    }

    fn raises(
        &mut self,
        plan: &Plan<'a>,
        outcome: &Outcome<'a>,
        call: &str,
    ) -> Result<Vec<String>, String> {
        let Exit::Raises {
            class,
            message,
            attributes,
            ..
        } = &outcome.exit
        else {
            return Ok(Vec::new());
        };
        let name = self.writer.error(class);
        let mut details: Vec<(String, String)> = Vec::new();
        if let Some(message) = message.as_ref().filter(|message| !message.is_empty()) {
            details.push(("message".to_owned(), self.writer.quoted(message)));
        }
        for (attribute, value) in attributes {
            let hidden = attribute.starts_with('#') || attribute == "message";
            if hidden || !comparable(value) || has_hole(value) || is_known_by_parts(value) {
                continue;
            }
            if let Some(value) = self.writer.value(value) {
                details.push((self.writer.key(attribute), value));
            }
        }
        let is_builtin = matches!(class, ErrorSpec::Builtin(_));
        let alone = plan
            .outcomes
            .iter()
            .filter(|other| {
                matches!(&other.exit, Exit::Raises { class: held, .. } if error_name(held) == error_name(class))
            })
            .map(|other| other.at)
            .collect::<BTreeSet<_>>()
            .len()
            == 1;
        if details.is_empty()
            && (name.is_none() || (is_builtin && last(&error_name(class)) == "Error"))
        {
            return Err("the error cannot be told from others".to_owned());
        }
        if details.is_empty() && !alone {
            return Err("errors of one class cannot be told apart".to_owned());
        }
        let twice = outcome.changed.is_empty() && outcome.calls.iter().all(|call| !call.is_command);
        Ok(self
            .style
            .raises(call, plan.is_async, name.as_deref(), &details, twice))
    }

    /// Asserts that an expression is what is expected, as far as it is known.
    fn looks_like(
        &mut self,
        expr: &str,
        spec: &Spec<'a>,
        asserts: &mut Vec<String>,
    ) -> Result<(), String> {
        let unknown = || "what it returns cannot be told".to_owned();
        if comparable(spec) && !has_hole(spec) && !is_known_by_parts(spec) {
            let value = self.writer.value(spec).ok_or_else(unknown)?;
            asserts.push(self.style.equal(expr, &value));
            return Ok(());
        }
        let before = asserts.len();
        match spec {
            // Parts of an object may be private to its class.
            Spec::Object(..) if is_known_by_parts(spec) && !self.style.uses_expect() => {}
            Spec::Object(_, fields) => {
                let mut known = Vec::new();
                for (name, value) in fields {
                    let hidden = name.starts_with('#');
                    if hidden || !comparable(value) || has_hole(value) || is_known_by_parts(value) {
                        continue;
                    }
                    if let Some(value) = self.writer.value(value) {
                        known.push((self.writer.key(name), value));
                    }
                }
                if self.style.uses_expect() && !known.is_empty() {
                    let parts: Vec<String> = known
                        .iter()
                        .map(|(name, value)| format!("{name}: {value}"))
                        .collect();
                    let parts = super::writer::braces(&parts);
                    asserts.push(format!("expect({expr}).toMatchObject({parts})"));
                } else {
                    for (name, value) in known {
                        asserts.push(self.style.equal(&format!("{expr}.{name}"), &value));
                    }
                }
            }
            Spec::List(items) | Spec::Tuple(items) => {
                let length = items.len().to_string();
                asserts.push(self.style.equal(&format!("{expr}.length"), &length));
                let counted = asserts.len();
                for (at, item) in items.iter().enumerate() {
                    let optional = if self.style.is_typed { "?" } else { "" };
                    if let Spec::Object(_, fields) = item {
                        for (name, value) in fields {
                            if comparable(value)
                                && !has_hole(value)
                                && !is_known_by_parts(value)
                                && let Some(value) = self.writer.value(value)
                            {
                                let actual = match optional {
                                    "" => format!("{expr}[{at}].{name}"),
                                    _ => format!("{expr}[{at}]?.{name}"),
                                };
                                asserts.push(self.style.equal(&actual, &value));
                            }
                        }
                    }
                }
                // How many there are says nothing about what they are.
                if asserts.len() == counted && !items.is_empty() {
                    return Err(unknown());
                }
            }
            _ => {}
        }
        match asserts.len() == before {
            true => Err(unknown()),
            false => Ok(()),
        }
    }

    /// Commands that were given, and those of other outcomes that were not.
    fn effects(
        &mut self,
        plan: &Plan<'a>,
        outcome: &Outcome<'a>,
        around: &Around<'_, 'a>,
        held: &Held,
    ) -> Result<Vec<String>, String> {
        let mut asserts = Vec::new();
        let mut done: BTreeSet<(Name, Name)> = BTreeSet::new();
        let place_of = |path: &Name, method: &Name| {
            let double = around
                .spelled
                .iter()
                .find(|double| double.double.path == *path)?;
            Some(match method.is_empty() {
                true => double.expr.clone(),
                false => format!("{}.{method}", double.expr),
            })
        };
        for call in &outcome.calls {
            let key = (call.double.path.clone(), call.method.clone());
            if !call.is_command || !done.insert(key.clone()) {
                continue;
            }
            let Some(place) = place_of(&key.0, &key.1) else {
                continue;
            };
            let of_key =
                |call: &&PlannedCall<'a>| call.double.path == key.0 && call.method == key.1;
            let calls: Vec<&PlannedCall<'a>> = outcome.calls.iter().filter(of_key).collect();
            let many = plan
                .outcomes
                .iter()
                .any(|other| other.calls.iter().filter(of_key).count() > 1);
            let written: Option<Vec<String>> = calls
                .iter()
                .map(|call| self.call_args(call, outcome, held))
                .collect();
            match written {
                Some(written) if !many && written.len() == 1 => {
                    let args = written.first().map_or("", String::as_str);
                    asserts.push(self.style.called_with(&place, args));
                }
                Some(written) => asserts.push(self.style.all_calls(&place, &written)),
                None => {
                    asserts.push(self.style.called_times(&place, calls.len()));
                    self.known_args(&place, &calls, &mut asserts);
                }
            }
        }
        for call in plan.outcomes.iter().flat_map(|outcome| &outcome.calls) {
            let key = (call.double.path.clone(), call.method.clone());
            if !call.is_command || !done.insert(key.clone()) {
                continue;
            }
            if let Some(place) = place_of(&key.0, &key.1) {
                asserts.push(self.style.not_called(&place));
            }
        }
        Ok(asserts)
    }

    /// The arguments of a command as they are expected; none where one cannot be told.
    fn call_args(
        &mut self,
        call: &PlannedCall<'a>,
        outcome: &Outcome<'a>,
        held: &Held,
    ) -> Option<String> {
        let mut out = Vec::new();
        for (value, place) in call.positional.iter().zip(&call.places) {
            let variable = place
                .as_ref()
                .and_then(|place| held.iter().find(|(known, _)| known == place))
                .map(|(_, variable)| variable.clone());
            let is_result = matches!(
                &outcome.exit,
                Exit::Returns { spec: returned @ Spec::Object(..), .. }
                    if has_hole(value) && crate::plan::world::alike(returned, value)
            );
            out.push(match variable {
                Some(variable) => variable,
                None if is_result => "result".to_owned(),
                None if comparable(value) && !has_hole(value) && !is_known_by_parts(value) => {
                    self.writer.value(value)?
                }
                None => return None,
            });
        }
        Some(out.join(", "))
    }

    /// What is known of arguments that are not known as a whole.
    fn known_args(&mut self, place: &str, calls: &[&PlannedCall<'a>], asserts: &mut Vec<String>) {
        for (nth, call) in calls.iter().enumerate() {
            for (at, value) in call.positional.iter().enumerate() {
                let actual = match (self.style.uses_expect(), self.style.is_typed) {
                    (true, true) => format!("{place}.mock.calls[{nth}]?.[{at}]"),
                    (true, false) => format!("{place}.mock.calls[{nth}][{at}]"),
                    (false, true) => format!("{place}.mock.calls[{nth}]?.arguments[{at}]"),
                    (false, false) => format!("{place}.mock.calls[{nth}].arguments[{at}]"),
                };
                // Nothing is said of an argument of which nothing is known.
                let _ = self.looks_like(&actual, value, asserts);
            }
        }
    }
}

/// A name for an object of the set-up.
fn variable_of(place: &Place) -> String {
    match &place.root {
        Root::Input(name) | Root::Config(name) | Root::Attribute(_, name) => {
            match name.is_empty() {
                true => "input".to_owned(),
                false => name.to_string(),
            }
        }
        Root::Answer(double, _, nth) => {
            let noun = last(double).trim_start_matches(['_', '#']);
            let noun = ["Repository", "Repo", "Store", "Gateway"]
                .iter()
                .find_map(|suffix| noun.strip_suffix(suffix))
                .unwrap_or(noun);
            let noun = noun.strip_suffix('s').unwrap_or(noun);
            let noun = if noun.is_empty() { "answer" } else { noun };
            match nth {
                0 => format!("{noun}Found"),
                nth => format!("{noun}Found{}", nth + 1),
            }
        }
    }
}
