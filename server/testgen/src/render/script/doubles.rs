//! Stand-ins for collaborators: how they are typed and made, and what they answer.

use std::rc::Rc;

use syntax::facts::{Name, TypeKind};

use super::Suite;
use super::runner::Behaviour;
use crate::plan::class::{Class, ClassKind, method};
use crate::plan::value::{Double, DoubleKind, Root};
use crate::plan::world::{Answer, Spec};
use crate::plan::{Outcome, PlannedCall, given_params};
use crate::style::script::Runner;

/// A place, how it answers, and whether by promise.
type Answered = (String, Behaviour, bool);

/// A stand-in and where it is reached.
pub struct Spelled<'a> {
    pub double: Rc<Double<'a>>,
    pub is_config: bool,
    /// `boards`, or `deps.unread` where it is a part of another.
    pub expr: String,
    /// The variable that is declared for it; none where it is a part of another.
    pub variable: Option<String>,
    /// Its type, where no name says it: by where it is given.
    pub given_as: String,
}

impl<'a> Suite<'a, '_> {
    /// The type of a variable that holds the stand-in.
    pub fn double_type(&mut self, spelled: &Spelled<'a>) -> String {
        let named = match &spelled.double.kind {
            DoubleKind::Port(class) => self.writer.type_name(class),
            DoubleKind::Callable { .. } => None,
        };
        let name = named.unwrap_or_else(|| spelled.given_as.clone());
        let is_function = matches!(spelled.double.kind, DoubleKind::Callable { .. });
        match (self.style.runner, is_function) {
            (Runner::Vitest, is_function) => {
                let wrapper = if is_function {
                    "MockedFunction"
                } else {
                    "Mocked"
                };
                self.writer.import("vitest", wrapper, true);
                format!("{wrapper}<{name}>")
            }
            (Runner::Jest, true) => format!("jest.MockedFunction<{name}>"),
            (Runner::Jest, false) => format!("jest.Mocked<{name}>"),
            (_, true) => {
                self.writer.import("node:test", "Mock", true);
                format!("Mock<{name}>")
            }
            (_, false) => {
                self.writer.import("node:test", "Mock", true);
                let members = self.members(spelled);
                let members: Vec<String> = members
                    .iter()
                    .map(|(member, is_double)| {
                        let of = format!("{name}[{}]", self.writer.quoted(member));
                        match is_double {
                            true => format!("{}: Mock<{of}>", self.writer.key(member)),
                            false => format!("{}: {of}", self.writer.key(member)),
                        }
                    })
                    .collect();
                format!("{{ {} }}", members.join("; "))
            }
        }
    }

    /// The members that the stand-in is made with, and whether each is a stand-in itself.
    fn members(&self, spelled: &Spelled<'a>) -> Vec<(Name, bool)> {
        let DoubleKind::Port(class) = &spelled.double.kind else {
            return Vec::new();
        };
        let used = |name: &Name| {
            self.used
                .contains(&(spelled.double.path.clone(), name.clone()))
        };
        let is_whole = self.is_whole(class);
        let mut out: Vec<(Name, bool)> = Vec::new();
        for name in method_names(class) {
            if (is_whole || used(&name)) && !out.iter().any(|(known, _)| *known == name) {
                out.push((name, true));
            }
        }
        for field in fields(class) {
            let path = format!("{}.{field}", spelled.double.path);
            let nested = self.known_paths.contains(&path);
            let given = self
                .happy_attributes
                .contains(&(spelled.double.path.clone(), field.clone()));
            if nested || given || (is_whole && self.is_function_field(class, &field)) {
                out.push((field, !given));
            }
        }
        out
    }

    /// Whether all members of the class are written out, so that it needs no cast.
    fn is_whole(&self, class: &Rc<Class<'a>>) -> bool {
        self.writer.is_interface(class) && method_names(class).len() <= 12
    }

    fn is_function_field(&self, class: &Rc<Class<'a>>, name: &str) -> bool {
        all_fields(class).into_iter().any(|(field, ty)| {
            field == name
                && matches!(
                    ty.as_deref().map(|ty| &ty.kind),
                    Some(TypeKind::Function { .. })
                )
        })
    }

    /// Whether something the type asks for is not written, so that the compiler has to be told.
    fn needs_cast(&self, spelled: &Spelled<'a>) -> bool {
        if !self.style.is_typed {
            return false;
        }
        let DoubleKind::Port(class) = &spelled.double.kind else {
            return false;
        };
        if !self.is_whole(class) {
            return true;
        }
        let members = self.members(spelled);
        all_fields(class).iter().any(|(field, _)| {
            let optional = class
                .fields
                .iter()
                .any(|held| held.name == *field && held.default.is_some());
            !optional && !members.iter().any(|(member, _)| member == field)
        })
    }

    /// The expression that makes the stand-in.
    pub fn made(
        &mut self,
        spelled: &Spelled<'a>,
        all: &[Spelled<'a>],
        happy: &Outcome<'a>,
    ) -> Option<String> {
        let DoubleKind::Port(class) = &spelled.double.kind else {
            let ty = self.style.is_typed.then(|| spelled.given_as.clone());
            return Some(self.style.stand_in(ty.as_deref()));
        };
        let name = match self.style.is_typed && self.style.runner == Runner::Node {
            true => self
                .writer
                .type_name(class)
                .or(Some(spelled.given_as.clone())),
            false => None,
        };
        let mut parts = Vec::new();
        for (member, is_double) in self.members(spelled) {
            let path = format!("{}.{member}", spelled.double.path);
            let key = self.writer.key(&member);
            if !is_double {
                let root = Root::Attribute(spelled.double.path.clone(), member.clone());
                let value = self.writer.value(happy.world.given.get(&root)?)?;
                parts.push(format!("{key}: {value}"));
                continue;
            }
            let inner = all.iter().find(|other| other.double.path == path.as_str());
            match inner.and_then(|inner| inner.variable.clone()) {
                Some(variable) if variable == key => parts.push(key),
                Some(variable) => parts.push(format!("{key}: {variable}")),
                None => {
                    let ty = name
                        .as_ref()
                        .map(|name| format!("{name}[{}]", self.writer.quoted(&member)));
                    parts.push(format!("{key}: {}", self.style.stand_in(ty.as_deref())));
                }
            }
        }
        let made = super::writer::braces(&parts);
        if !self.needs_cast(spelled) {
            return Some(made);
        }
        let ty = self.double_type(spelled);
        Some(format!("{made} as unknown as {ty}"))
    }

    /// Statements that make a stand-in answer as it does in an outcome.
    pub fn behaviours(
        &mut self,
        spelled: &Spelled<'a>,
        outcome: &Outcome<'a>,
    ) -> Option<Vec<String>> {
        let mut methods: Vec<Name> = Vec::new();
        for call in &outcome.calls {
            if call.double.path == spelled.double.path && !methods.contains(&call.method) {
                methods.push(call.method.clone());
            }
        }
        let mut out = Vec::new();
        for name in methods {
            if let Some((place, behaviour, is_async)) = self.behaviour(spelled, &name, outcome)? {
                let line = self.style.answers(&place, &behaviour, is_async);
                out.extend(line.split(";\n").map(ToOwned::to_owned));
            }
        }
        Some(out)
    }

    /// None where an answer cannot be written; the inner one where nothing has to be said.
    fn behaviour(
        &mut self,
        spelled: &Spelled<'a>,
        name: &Name,
        outcome: &Outcome<'a>,
    ) -> Option<Option<Answered>> {
        let place = match name.is_empty() {
            true => spelled.expr.clone(),
            false => format!("{}.{name}", spelled.expr),
        };
        let mut calls: Vec<&PlannedCall<'a>> = Vec::new();
        for call in &outcome.calls {
            let is_it = call.double.path == spelled.double.path && call.method == *name;
            if is_it && !calls.iter().any(|known| known.nth == call.nth) {
                calls.push(call);
            }
        }
        let answers: Vec<(&PlannedCall<'a>, &Answer<'a>)> = calls
            .into_iter()
            .filter_map(|call| {
                let key = (spelled.double.path.clone(), name.clone(), call.nth);
                Some((call, outcome.world.answers.get(&key)?))
            })
            .collect();
        let Some((first_call, first)) = answers.first().copied() else {
            return Some(None);
        };
        let is_async = first_call.is_async;
        if let Answer::Echo(index) = first {
            let params: Vec<String> = self.params(spelled, name);
            let param = params.get(*index)?.clone();
            let head = params.get(..=*index)?.join(", ");
            return Some(Some((place, Behaviour::Function(head, param), is_async)));
        }
        if let [(_, Answer::Raises(error))] = answers.as_slice() {
            let written = self.made_error(error)?;
            return Some(Some((place, Behaviour::Throws(written), is_async)));
        }
        let mut returned: Vec<&Spec<'a>> = Vec::new();
        for (_, answer) in &answers {
            match answer {
                Answer::Returns(spec) => returned.push(spec),
                // Some answers and some errors: more than a test should say.
                _ => return None,
            }
        }
        if returned.iter().all(|spec| matches!(spec, Spec::Absent)) {
            // A stand-in gives nothing unless it is told to; a promise of nothing is told.
            let silent = !is_async
                || self.style.runner != Runner::Node
                    && answers.iter().all(|(call, _)| !call.result_used);
            if silent {
                return Some(None);
            }
            return Some(Some((
                place,
                Behaviour::Value("undefined".to_owned()),
                is_async,
            )));
        }
        let params = self.params(spelled, name);
        let is_keyed = !first_call.is_command
            && answers.iter().all(|(call, _)| {
                !call.positional.is_empty()
                    && call.positional.len() <= params.len()
                    && call.positional.iter().all(is_key)
            });
        let mut values = Vec::new();
        for spec in &returned {
            values.push(self.writer.value(spec)?);
        }
        let missing = self.nothing(spelled, name);
        if let (true, Some(missing)) = (is_keyed, &missing) {
            let nothing = values.iter().all(|value| value == missing);
            if nothing {
                return Some(Some((place, Behaviour::Value(missing.clone()), is_async)));
            }
            let mut out = missing.clone();
            for ((call, _), value) in answers.iter().zip(&values).rev() {
                if value == missing {
                    continue;
                }
                let mut tests = Vec::new();
                for (param, arg) in params.iter().zip(&call.positional) {
                    tests.push(format!("{param} === {}", self.writer.value(arg)?));
                }
                out = format!("{} ? {value} : {out}", tests.join(" && "));
            }
            let head = params.get(..first_call.positional.len())?.join(", ");
            return Some(Some((place, Behaviour::Function(head, out), is_async)));
        }
        match values.as_slice() {
            [only] => Some(Some((place, Behaviour::Value(only.clone()), is_async))),
            _ => {
                // In the order of the calls, repeated ones included.
                let mut sequence = Vec::new();
                for call in &outcome.calls {
                    if call.double.path != spelled.double.path || call.method != *name {
                        continue;
                    }
                    let key = (spelled.double.path.clone(), name.clone(), call.nth);
                    let Some(Answer::Returns(spec)) = outcome.world.answers.get(&key) else {
                        return None;
                    };
                    sequence.push(self.writer.value(spec)?);
                }
                Some(Some((place, Behaviour::Sequence(sequence), is_async)))
            }
        }
    }

    /// An error that a stand-in throws.
    fn made_error(&mut self, error: &crate::plan::world::ErrorSpec<'a>) -> Option<String> {
        let name = self.writer.error(error)?;
        Some(match error {
            crate::plan::world::ErrorSpec::Builtin(_) => {
                format!("new {name}({})", self.writer.quoted(crate::plan::BOOM))
            }
            crate::plan::world::ErrorSpec::Project(_) => format!("new {name}()"),
        })
    }

    /// The names of the parameters of what is asked.
    fn params(&self, spelled: &Spelled<'a>, name: &str) -> Vec<String> {
        let named = |names: Vec<String>| {
            let mut out: Vec<String> = Vec::new();
            for (at, name) in names.into_iter().enumerate() {
                let clash = name.is_empty() || out.contains(&name);
                out.push(if clash {
                    format!("argument{}", at + 1)
                } else {
                    name
                });
            }
            out
        };
        match &spelled.double.kind {
            DoubleKind::Port(class) => match method(class, name) {
                Some(found) => named(
                    given_params(found.at.signature)
                        .map(|param| param.name.to_string())
                        .collect(),
                ),
                None => Vec::new(),
            },
            DoubleKind::Callable { names, .. } => {
                named(names.iter().map(ToString::to_string).collect())
            }
        }
    }

    /// What is written for nothing where the answer may be nothing.
    fn nothing(&self, spelled: &Spelled<'a>, name: &str) -> Option<String> {
        let (scope, returns) = match &spelled.double.kind {
            DoubleKind::Port(class) => {
                let found = method(class, name)?;
                let code = found.at.code;
                let scope = self.sources.scope(code.file, code.item);
                (scope, found.at.signature.returns.clone()?)
            }
            DoubleKind::Callable { file, returns, .. } => (*file, returns.as_deref()?.clone()),
        };
        let classes = &self.classes;
        let (scope, ty) = classes.answered_type(scope, &returns);
        if !matches!(ty.kind, TypeKind::Optional(_)) {
            return None;
        }
        let defaults = crate::plan::defaults::Defaults::new(true);
        Some(match defaults.nothing(classes, scope, &ty) {
            Spec::Null => "null".to_owned(),
            _ => "undefined".to_owned(),
        })
    }
}

/// Whether an argument can be told by `===`.
fn is_key(spec: &Spec<'_>) -> bool {
    matches!(
        spec,
        Spec::Text(_) | Spec::Int(_) | Spec::Bool(_) | Spec::Variant(..)
    )
}

fn method_names(class: &Rc<Class<'_>>) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::new();
    for base in &class.bases {
        if let crate::plan::class::Base::Project(base) = base {
            out.extend(method_names(base));
        }
    }
    for method in &class.methods {
        let signature = method.at.signature;
        let hidden = signature.kind == syntax::facts::FunctionKind::Constructor
            || method.is_property
            || signature.visibility != syntax::facts::Visibility::Public;
        if !hidden && !out.contains(&signature.name) {
            out.push(signature.name.clone());
        }
    }
    out
}

fn all_fields(class: &Rc<Class<'_>>) -> Vec<(Name, Option<Rc<syntax::facts::TypeRef>>)> {
    match class.kind {
        ClassKind::Port | ClassKind::Record => class
            .fields
            .iter()
            .map(|field| (field.name.clone(), field.ty.clone()))
            .collect(),
        _ => Vec::new(),
    }
}

fn fields(class: &Rc<Class<'_>>) -> Vec<Name> {
    all_fields(class)
        .into_iter()
        .map(|(name, _)| name)
        .collect()
}
