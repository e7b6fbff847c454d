//! Stand-ins written by hand: one struct a trait, what each method answers in a field, what it was told in another.

use std::rc::Rc;

use syntax::facts::{FunctionKind, Name, ParamKind};

use super::Suite;
use super::layout::Code;
use crate::plan::class::{Class, last};
use crate::plan::defaults::snake;
use crate::plan::rust::is_future;
use crate::plan::rust::set_up::{ERR, is_built_in};
use crate::plan::rust::types::{Shape, Typed, Wrap, can, shape, wraps};
use crate::plan::value::{Double, DoubleKind};
use crate::plan::world::{Answer, Spec, has_hole, same};
use crate::plan::{Outcome, Plan, PlannedCall};

/// A stand-in as the tests of one function use it.
pub struct Fake<'a> {
    pub double: Rc<Double<'a>>,
    pub class: Rc<Class<'a>>,
    /// The type, and the function that makes the usual one.
    pub ty: String,
    pub maker: String,
    /// How it is given.
    pub wraps: Vec<Wrap>,
    pub methods: Vec<FakeMethod<'a>>,
}

/// A method that the function calls.
pub struct FakeMethod<'a> {
    pub name: Name,
    pub params: Vec<(Name, Typed)>,
    pub returns: Option<Typed>,
    /// What it was told is kept.
    pub is_command: bool,
    /// The types of what is kept; none where only the number of calls is.
    pub kept: Option<Vec<String>>,
    /// The parameters as functions that answer call them.
    pub called: Vec<String>,
    pub usual: Option<Code>,
    pub marker: std::marker::PhantomData<&'a ()>,
}

impl<'a> Suite<'a, '_> {
    /// The stand-ins of a plan; none where one of them cannot be written.
    pub(super) fn fakes(&mut self, plan: &Plan<'a>) -> Result<Vec<Fake<'a>>, String> {
        let mut out = Vec::new();
        let taken = self.taken(plan);
        for planned in &plan.doubles {
            let DoubleKind::Port(class) = &planned.double.kind else {
                continue;
            };
            let path = &planned.double.path;
            let Some((_, typed)) = taken.iter().find(|(name, _)| name == path) else {
                return Err(format!("how `{path}` is given"));
            };
            let wraps = wraps(&self.writer.classes, typed);
            let mut methods = Vec::new();
            let declared = class.decl.is_some_and(|decl| !decl.type_params.is_empty());
            if declared {
                return Err(format!("`{}` is generic", class.name));
            }
            let calls = || {
                plan.outcomes
                    .iter()
                    .flat_map(|outcome| &outcome.calls)
                    .filter(|call| call.double.path == *path)
            };
            for method in &class.methods {
                let name = &method.at.signature.name;
                if !calls().any(|call| call.method == *name) {
                    continue;
                }
                let scope = self.sources.scope(method.at.code.file, method.at.code.item);
                let mut params = Vec::new();
                for param in crate::plan::given_params(method.at.signature) {
                    let Some(ty) = &param.ty else {
                        return Err(format!("what `{name}` takes"));
                    };
                    params.push((param.name.clone(), Typed::new(scope, ty.clone())));
                }
                let returns = method.at.signature.returns.clone();
                let returns = returns.map(|ty| Typed::new(scope, ty));
                let is_command = calls().any(|call| call.method == *name && call.is_command);
                let kept = match is_command {
                    true => self.kept(&params),
                    false => None,
                };
                let called = params
                    .iter()
                    .map(|(name, _)| self.answering_name(name))
                    .collect();
                methods.push(FakeMethod {
                    called,
                    name: name.clone(),
                    params,
                    returns,
                    is_command,
                    kept,
                    usual: None,
                    marker: std::marker::PhantomData,
                });
            }
            let maker = snake(last(path).trim_start_matches('_'));
            let ty = self.free_name(&format!("Fake{}", class.name), &plan.target.name, true);
            let maker = self.free_name(&maker, &plan.target.name, false);
            out.push(Fake {
                double: Rc::clone(&planned.double),
                class: Rc::clone(class),
                ty,
                maker,
                wraps,
                methods,
            });
        }
        let Some(happy) = plan.outcomes.first() else {
            return Ok(out);
        };
        for fake in &mut out {
            for at in 0..fake.methods.len() {
                let usual = self.answer(fake, at, happy, plan);
                if let Some(method) = fake.methods.get_mut(at) {
                    match usual {
                        Ok(usual) => method.usual = usual,
                        Err(why) => return Err(why),
                    }
                }
            }
        }
        Ok(out)
    }

    /// A parameter of a function that answers, which hides nothing that it may use.
    fn answering_name(&self, name: &str) -> String {
        let own = name.trim_start_matches('_');
        let hides = self
            .writer
            .builders
            .iter()
            .any(|builder| builder.name == own);
        match hides {
            true => format!("given_{own}"),
            false => own.to_owned(),
        }
    }

    /// The types of what a method that acts is told, as a stand-in keeps them.
    fn kept(&mut self, params: &[(Name, Typed)]) -> Option<Vec<String>> {
        if params.is_empty() {
            return None;
        }
        let mut out = Vec::new();
        for (_, typed) in params {
            let is_lent = !wraps(&self.writer.classes, typed).is_empty();
            let bare = shape(&self.writer.classes, typed);
            let classes = &self.writer.classes;
            let may_be_kept = can(classes, typed, "Debug")
                && can(classes, typed, "PartialEq")
                && (!is_lent || can(classes, typed, "Clone"));
            if !may_be_kept && !matches!(bare, Shape::Foreign(_)) {
                return None;
            }
            out.push(match bare {
                Shape::Text => "String".to_owned(),
                Shape::List(kind, inner) if kind == "[]" => {
                    format!("Vec<{}>", self.writer.ty(&inner)?)
                }
                _ => {
                    let mut at = typed.clone();
                    while let crate::plan::rust::types::Layer::Wrapped(_, inner) =
                        crate::plan::rust::types::layer(&self.writer.classes, &at)
                    {
                        at = inner;
                    }
                    self.writer.ty(&at)?
                }
            });
        }
        Some(out)
    }

    /// What a method answers in an outcome: a function of its arguments. None where it is not asked.
    pub(super) fn answer(
        &mut self,
        fake: &Fake<'a>,
        at: usize,
        outcome: &Outcome<'a>,
        plan: &Plan<'a>,
    ) -> Result<Option<Code>, String> {
        let Some(method) = fake.methods.get(at) else {
            return Ok(None);
        };
        let path = &fake.double.path;
        let asked: Vec<&PlannedCall<'a>> = outcome
            .calls
            .iter()
            .filter(|call| call.double.path == *path && call.method == method.name)
            .collect();
        let mut nths: Vec<usize> = asked.iter().map(|call| call.nth).collect();
        nths.sort_unstable();
        nths.dedup();
        let answer = |outcome: &Outcome<'a>, nth: usize| {
            let key = (path.clone(), method.name.clone(), nth);
            outcome.world.answers.get(&key).cloned()
        };
        if nths.is_empty() {
            // Where this outcome does not ask, another one tells what there is to answer.
            let other = plan
                .outcomes
                .iter()
                .find_map(|outcome| answer(outcome, 0))
                .ok_or_else(|| format!("what `{}` answers", method.name))?;
            let value = self.answered(method, &other)?;
            let blank = vec!["_"; method.params.len()].join(", ");
            let params = match &other {
                Answer::Echo(index) => echo_params(method, *index),
                _ => blank,
            };
            return Ok(Some(Code::Closure(params, Vec::new(), Box::new(value))));
        }
        let mut answers = Vec::new();
        for nth in &nths {
            let Some(found) = answer(outcome, *nth) else {
                return Err(format!("what `{}` answers", method.name));
            };
            answers.push(found);
        }
        let all_same = answers.windows(2).all(|pair| match pair {
            [left, right] => same_answer(left, right),
            _ => true,
        });
        let first = answers
            .first()
            .ok_or_else(|| format!("what `{}` answers", method.name))?;
        if let Answer::Echo(index) = first {
            if !all_same {
                return Err(format!("`{}` answers in several ways", method.name));
            }
            let params = echo_params(method, *index);
            let value = self.answered(method, first)?;
            return Ok(Some(Code::Closure(params, Vec::new(), Box::new(value))));
        }
        let blank = vec!["_"; method.params.len()].join(", ");
        if method.is_command || method.params.is_empty() {
            if !all_same {
                return Err(format!("`{}` answers in several ways", method.name));
            }
            let value = self.answered(method, first)?;
            return Ok(Some(Code::Closure(blank, Vec::new(), Box::new(value))));
        }
        // A question is answered for the arguments it is asked with, and no others.
        let mut cases = Vec::new();
        for (nth, answer) in nths.iter().zip(&answers) {
            let Some(call) = asked.iter().find(|call| call.nth == *nth) else {
                continue;
            };
            let checks = self.checks(method, call);
            cases.push((checks, self.answered(method, answer)?));
        }
        match cases.as_slice() {
            [(checks, value)] => {
                let used: Vec<String> = method
                    .called
                    .iter()
                    .zip(checks)
                    .map(|(name, check)| match check {
                        Some(_) => name.clone(),
                        None => "_".to_owned(),
                    })
                    .collect();
                let statements = checks
                    .iter()
                    .flatten()
                    .map(|(left, right)| format!("assert_eq!({left}, {right});"))
                    .collect();
                Ok(Some(Code::Closure(
                    used.join(", "),
                    statements,
                    Box::new(value.clone()),
                )))
            }
            many => {
                // One argument tells the answers apart.
                let deciding = (0..method.params.len()).find(|index| {
                    let seen: Vec<&Option<(String, String)>> = many
                        .iter()
                        .filter_map(|(checks, _)| checks.get(*index))
                        .collect();
                    seen.iter().all(|check| check.is_some())
                        && seen
                            .iter()
                            .enumerate()
                            .all(|(at, check)| seen.iter().skip(at + 1).all(|other| other != check))
                });
                let Some(index) = deciding else {
                    return Err(format!("`{}` answers in several ways", method.name));
                };
                let used: Vec<String> = method
                    .called
                    .iter()
                    .enumerate()
                    .map(|(at, name)| match at == index {
                        true => name.clone(),
                        false => "_".to_owned(),
                    })
                    .collect();
                let mut statements = Vec::new();
                let last = many.len().saturating_sub(1);
                for (at, (checks, value)) in many.iter().enumerate() {
                    let Some(Some((left, right))) = checks.get(index) else {
                        continue;
                    };
                    if at == last {
                        statements.push(format!("assert_eq!({left}, {right});"));
                    } else {
                        statements.push(format!("if {left} == {right} {{"));
                        statements.push(format!("    return {};", value.flat()));
                        statements.push("}".to_owned());
                    }
                }
                let Some((_, value)) = many.last() else {
                    return Ok(None);
                };
                Ok(Some(Code::Closure(
                    used.join(", "),
                    statements,
                    Box::new(value.clone()),
                )))
            }
        }
    }

    /// The arguments of a question as they must be: both sides of an equality.
    fn checks(
        &mut self,
        method: &FakeMethod<'a>,
        call: &PlannedCall<'a>,
    ) -> Vec<Option<(String, String)>> {
        let mut out = Vec::new();
        let params = method.called.iter().zip(&method.params);
        for ((name, (_, typed)), spec) in params.zip(&call.positional) {
            out.push(self.check(name, typed, spec));
        }
        out
    }

    fn check(&mut self, name: &str, typed: &Typed, spec: &Spec<'a>) -> Option<(String, String)> {
        if has_hole(spec) || !self.writer.compares(typed) {
            return None;
        }
        let name = name.to_owned();
        let around = wraps(&self.writer.classes, typed);
        if let (Spec::Text(text), Shape::Text) = (spec, shape(&self.writer.classes, typed)) {
            return Some((name, super::values::quoted(text)));
        }
        let mut bare = typed.clone();
        while let crate::plan::rust::types::Layer::Wrapped(_, inner) =
            crate::plan::rust::types::layer(&self.writer.classes, &bare)
        {
            bare = inner;
        }
        let value = self.writer.value(spec, &bare)?;
        if value.flat().chars().count() > 60 {
            return None;
        }
        let left = match around.as_slice() {
            [] => name,
            [Wrap::Reference { .. }] => format!("*{name}"),
            _ => return None,
        };
        Some((left, value.flat()))
    }

    fn answered(&mut self, method: &FakeMethod<'a>, answer: &Answer<'a>) -> Result<Code, String> {
        let why = || format!("what `{}` answers cannot be written", method.name);
        match answer {
            Answer::Returns(spec) => match &method.returns {
                None => Ok(Code::text("()")),
                Some(returns) => self.writer.value(spec, returns).ok_or_else(why),
            },
            Answer::Echo(index) => {
                let (_, typed) = method.params.get(*index).ok_or_else(why)?;
                let name = method.called.get(*index).ok_or_else(why)?;
                let value = match wraps(&self.writer.classes, typed).is_empty() {
                    true => name.clone(),
                    false => format!("{name}.clone()"),
                };
                let fails = method.returns.as_ref().is_some_and(|returns| {
                    matches!(shape(&self.writer.classes, returns), Shape::Result(..))
                });
                Ok(match fails {
                    true => Code::call("Ok", vec![Code::text(value)]),
                    false => Code::text(value),
                })
            }
            Answer::Raises(_) => Err(why()),
        }
    }

    /// The declaration of a stand-in, and of what makes the usual one.
    pub(super) fn declared(&mut self, fake: &Fake<'a>) -> Option<Vec<String>> {
        let mut lines = Vec::new();
        let mutex = match fake.methods.iter().any(|method| method.is_command) {
            true => self.writer.outer("std.sync.Mutex"),
            false => String::new(),
        };
        let derived = self.demanded(&fake.class)?;
        let is_moved = keeps_shared(fake);
        if !derived.is_empty() {
            lines.push(format!("#[derive({})]", derived.join(", ")));
        }
        let cell = |inner: &str, suite: &mut Self| match is_moved {
            true => format!("{}<{mutex}<{inner}>>", suite.writer.outer("std.sync.Arc")),
            false => format!("{mutex}<{inner}>"),
        };
        lines.push(format!("struct {} {{", fake.ty));
        let mut usual = Vec::new();
        for method in &fake.methods {
            let mut params = Vec::new();
            for (_, typed) in &method.params {
                params.push(self.writer.ty(typed)?);
            }
            let returns = match &method.returns {
                Some(returns) => Some(self.writer.ty(returns)?),
                None => None,
            };
            let returns = returns.map(|ty| format!(" -> {ty}")).unwrap_or_default();
            lines.push(format!(
                "    {}: fn({}){returns},",
                method.name,
                params.join(", ")
            ));
            usual.push((method.name.to_string(), method.usual.clone()?));
            if method.is_command {
                let kept = match &method.kept {
                    Some(kept) => match kept.as_slice() {
                        [only] => format!("Vec<{only}>"),
                        many => format!("Vec<({})>", many.join(", ")),
                    },
                    None => "usize".to_owned(),
                };
                let ty = cell(&kept, self);
                lines.push(format!("    {}_calls: {ty},", method.name));
                let default = match is_moved {
                    true => format!("{}::default()", self.writer.outer("std.sync.Arc")),
                    false => format!("{mutex}::default()"),
                };
                usual.push((format!("{}_calls", method.name), Code::text(default)));
            }
        }
        lines.push("}".to_owned());
        lines.push(String::new());
        lines.extend(self.implemented(fake)?);
        lines.push(String::new());
        lines.push(format!("fn {}() -> {} {{", fake.maker, fake.ty));
        let made = Code::Struct(fake.ty.clone(), usual, None);
        let indent = self.indent() + 4;
        let laid = made.laid(indent, indent, 0);
        lines.extend(
            unindented(&laid, self.indent())
                .into_iter()
                .enumerate()
                .map(|(at, line)| match at {
                    0 => format!("    {line}"),
                    _ => line,
                }),
        );
        lines.push("}".to_owned());
        Some(lines)
    }

    /// What a trait demands of whoever keeps it and a stand-in can derive; none where it demands more.
    fn demanded(&self, class: &Class<'a>) -> Option<Vec<&'static str>> {
        let mut out = Vec::new();
        for base in &class.decl?.bases {
            let syntax::facts::TypeKind::Named { path, .. } = &base.kind else {
                continue;
            };
            match last(path) {
                "Clone" => out.push("Clone"),
                "Debug" => out.push("Debug"),
                "Send" | "Sync" | "Sized" | "Unpin" | "Any" => {}
                _ => return None,
            }
        }
        Some(out)
    }

    fn implemented(&mut self, fake: &Fake<'a>) -> Option<Vec<String>> {
        let mut lines = Vec::new();
        let decl = fake.class.decl?;
        let attribute = decl
            .decorators
            .iter()
            .find(|held| last(&held.path) == "async_trait");
        if let Some(attribute) = attribute {
            let written = self.attribute(&fake.class, attribute);
            lines.push(format!("#[{written}]"));
        }
        let port = self.writer.class(&fake.class);
        lines.push(format!("impl {port} for {} {{", fake.ty));
        let mut first = true;
        for method in &fake.class.methods {
            let signature = method.at.signature;
            let own = fake.methods.iter().find(|held| held.name == signature.name);
            // What has code of its own is left to it.
            if own.is_none() && !signature.is_abstract {
                continue;
            }
            if signature.kind == FunctionKind::StaticMethod || !signature.type_params.is_empty() {
                return None;
            }
            if !first {
                lines.push(String::new());
            }
            first = false;
            let scope = self.sources.scope(method.at.code.file, method.at.code.item);
            let mut params = Vec::new();
            for param in &signature.params {
                if param.kind == ParamKind::Receiver {
                    params.push(match param.ty.as_ref().map(|ty| &ty.kind) {
                        Some(syntax::facts::TypeKind::Reference { mutable: true, .. }) => {
                            "&mut self".to_owned()
                        }
                        Some(syntax::facts::TypeKind::Reference { .. }) => "&self".to_owned(),
                        _ => return None,
                    });
                    continue;
                }
                let ty = self.writer.ty(&Typed::new(scope, param.ty.clone()?))?;
                let name = param.name.trim_start_matches('_');
                params.push(match own {
                    Some(_) => format!("{name}: {ty}"),
                    None => format!("_{name}: {ty}"),
                });
            }
            let returns = match &signature.returns {
                Some(returns) => {
                    let written = self.writer.ty(&Typed::new(scope, returns.clone()))?;
                    format!(" -> {written}")
                }
                None => String::new(),
            };
            let returned = signature.returns.as_ref();
            let is_native = returned.is_some_and(is_future);
            if is_native
                && !matches!(
                    returned.map(|ty| &ty.kind),
                    Some(syntax::facts::TypeKind::Dynamic(_))
                )
            {
                return None;
            }
            let word = if signature.is_async || is_native {
                "async "
            } else {
                ""
            };
            let head = format!("    {word}fn {}", signature.name);
            let one = format!("{head}({}){returns} {{", params.join(", "));
            if self.indent() + one.chars().count() <= 100 {
                lines.push(one);
            } else {
                lines.push(format!("{head}("));
                for param in &params {
                    lines.push(format!("        {param},"));
                }
                lines.push(format!("    ){returns} {{"));
            }
            match own {
                Some(own) => {
                    let names: Vec<String> = own
                        .params
                        .iter()
                        .map(|(name, _)| name.trim_start_matches('_').to_owned())
                        .collect();
                    if own.is_command {
                        lines.extend(self.keeps(own, &names));
                    }
                    lines.push(format!("        (self.{})({})", own.name, names.join(", ")));
                    if own.returns.is_none()
                        && let Some(line) = lines.last_mut()
                    {
                        line.push(';');
                    }
                }
                None => lines.push("        unimplemented!()".to_owned()),
            }
            lines.push("    }".to_owned());
        }
        lines.push("}".to_owned());
        Some(lines)
    }

    fn attribute(&mut self, class: &Class<'a>, attribute: &syntax::facts::Decorator) -> String {
        let scope = self.sources.scope(class.file, class.item);
        let text = self.sources.written(scope, attribute.span);
        let given = text
            .trim_start_matches('#')
            .trim_matches(['[', ']'])
            .split_once('(')
            .map(|(_, given)| format!("({given}"))
            .unwrap_or_default();
        let name = match attribute.path.as_str() {
            "async_trait" => self.writer.outer("async_trait.async_trait"),
            _ => attribute.path.replace('.', "::"),
        };
        format!("{name}{given}")
    }

    /// What a method that acts was told is kept before it answers.
    fn keeps(&mut self, method: &FakeMethod<'a>, names: &[String]) -> Vec<String> {
        let calls = format!("self.{}_calls.lock().unwrap()", method.name);
        if method.kept.is_none() {
            return vec![format!("        *{calls} += 1;")];
        }
        let mut values = Vec::new();
        for ((_, typed), name) in method.params.iter().zip(names) {
            let around = wraps(&self.writer.classes, typed);
            let bare = shape(&self.writer.classes, typed);
            let is_copied = matches!(
                bare,
                Shape::Bool
                    | Shape::Integer(_)
                    | Shape::Float
                    | Shape::Character
                    | Shape::Uuid
                    | Shape::Decimal
                    | Shape::Instant(_)
                    | Shape::Date
                    | Shape::Span(_)
            ) || matches!(&bare, Shape::Class(class, _) if self.writer.is_copy(class));
            values.push(match (around.first(), &bare) {
                (Some(_), Shape::Text) => format!("{name}.to_string()"),
                (Some(_), Shape::List(kind, _)) if kind == "[]" => format!("{name}.to_vec()"),
                (Some(Wrap::Reference { .. }), _) if is_copied => format!("*{name}"),
                (Some(_), _) => format!("{name}.clone()"),
                (None, _) if is_copied => name.clone(),
                (None, _) => format!("{name}.clone()"),
            });
        }
        let value = match values.as_slice() {
            [only] => only.clone(),
            many => format!("({})", many.join(", ")),
        };
        let one = format!("        {calls}.push({value});");
        // A chain of calls of 60 characters and more goes on in lines of its own.
        if one.trim_start().chars().count() <= 61 {
            return vec![one];
        }
        vec![
            format!("        let mut calls = {calls};"),
            format!("        calls.push({value});"),
            "        drop(calls);".to_owned(),
        ]
    }
}

/// Whether what a stand-in keeps must be shared: it is given away, or copied.
pub fn keeps_shared(fake: &Fake<'_>) -> bool {
    let is_copied = fake.class.decl.is_some_and(|decl| {
        decl.bases.iter().any(|base| {
            matches!(&base.kind, syntax::facts::TypeKind::Named { path, .. } if last(path) == "Clone")
        })
    });
    is_copied || is_moved(&fake.wraps)
}

/// Whether a stand-in is given away, so that what it keeps must be shared.
pub fn is_moved(wraps: &[Wrap]) -> bool {
    !wraps
        .iter()
        .any(|wrap| matches!(wrap, Wrap::Shared | Wrap::Counted | Wrap::Reference { .. }))
}

fn echo_params(method: &FakeMethod<'_>, index: usize) -> String {
    let names = method
        .called
        .iter()
        .enumerate()
        .map(|(at, name)| match at == index {
            true => name.clone(),
            false => "_".to_owned(),
        });
    names.collect::<Vec<_>>().join(", ")
}

pub fn same_answer(left: &Answer<'_>, right: &Answer<'_>) -> bool {
    match (left, right) {
        (Answer::Returns(left), Answer::Returns(right)) => same(left, right),
        (Answer::Echo(left), Answer::Echo(right)) => left == right,
        _ => false,
    }
}

/// Whether an answer is a failure.
pub fn fails(answer: &Answer<'_>) -> bool {
    matches!(answer, Answer::Returns(Spec::Tagged(class, at, _)) if is_built_in(class) && class.name == "Result" && *at == ERR)
}

/// Lines without the indentation they were laid out in.
pub fn unindented(text: &str, indent: usize) -> Vec<String> {
    let pad = " ".repeat(indent);
    text.lines()
        .map(|line| line.strip_prefix(&pad).unwrap_or(line).to_owned())
        .collect()
}
