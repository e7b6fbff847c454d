//! One test for each outcome: what goes in, the call, what comes out, what was told to the stand-ins.

use syntax::facts::Name;

use super::doubles::{Fake, fails, is_moved, same_answer};
use super::layout::{Code, statement};
use super::values::quoted;
use super::{Case, Suite};
use crate::plan::class::{ClassKind, last};
use crate::plan::defaults::snake;
use crate::plan::rust::set_up::{ERR, NONE, OK, double, is_built_in};
use crate::plan::rust::target::{
    Making, SELF, Taken, changes_self, making, own_type, params, parts,
};
use crate::plan::rust::types::{
    Layer, Shape, Typed, Wrap, can, layer, part_type, sees, shape, wraps,
};
use crate::plan::value::{DoubleKind, Place, Root, Step};
use crate::plan::world::{Spec, has_hole, same};
use crate::plan::{Exit, Outcome, Plan, TurnedBranch};
use crate::sources::{Definition, Resolved};

/// Statements of a test as they grow, and the names they bind.
struct Body {
    lines: Vec<String>,
    indent: usize,
}

impl Body {
    fn bind(&mut self, name: &str, value: &Code) {
        let line = statement(&format!("let {name} = "), value, self.indent);
        self.push(&line);
    }

    fn say(&mut self, value: &Code) {
        let line = statement("", value, self.indent);
        self.push(&line);
    }

    fn push(&mut self, text: &str) {
        let pad = " ".repeat(self.indent);
        self.lines.extend(
            text.lines()
                .map(|line| line.strip_prefix(&pad).unwrap_or(line).to_owned()),
        );
    }

    /// An equality; what is long gets a name first.
    fn equal(&mut self, left: &str, value: Code) {
        let code = Code::call("assert_eq!", vec![Code::text(left), value.clone()]);
        let width = self.indent + code.flat().chars().count() + 1;
        if code.is_small() && width <= 100 {
            return self.say(&code);
        }
        self.bind("expected", &value);
        let args = vec![Code::text(left), Code::text("expected")];
        self.say(&Code::call("assert_eq!", args));
    }

    fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }
}

type Written<T> = Result<T, String>;

impl<'a> Suite<'a, '_> {
    pub(super) fn case(
        &mut self,
        plan: &Plan<'a>,
        fakes: &[Fake<'a>],
        outcome: &Outcome<'a>,
    ) -> Written<(Case, Outcome<'a>)> {
        let cannot = || "what it needs cannot be written in a test".to_owned();
        let target = &plan.target;
        let function = target.function;
        let mut body = Body {
            lines: Vec::new(),
            indent: self.indent() + 4,
        };
        let observed = observed(plan, outcome);
        // Stand-ins.
        let mut given: Vec<(Name, Code)> = Vec::new();
        for fake in fakes {
            let watches = observed
                .iter()
                .any(|(path, _, _)| *path == fake.double.path);
            let made = self.set_up(fake, outcome, plan)?;
            let name = fake.double.path.trim_start_matches('_').to_owned();
            let value = self.handed(&mut body, fake, &name, made, watches);
            given.push((fake.double.path.clone(), value));
        }
        for planned in &plan.doubles {
            if let DoubleKind::Callable { .. } = planned.double.kind {
                let path = &planned.double.path;
                let taken = self.taken(plan);
                let typed = taken.iter().find(|(name, _)| name == path);
                let typed = typed.map(|(_, typed)| typed.clone()).ok_or_else(cannot)?;
                let code = self.closure(path, &typed, outcome)?;
                given.push((path.clone(), code));
            }
        }
        // The value that is tested.
        let classes_making = making(&self.writer.classes, target);
        let mut subject = None;
        match (&classes_making, &target.owner) {
            (Some(Making::Value), Some(class)) => {
                let spec = outcome
                    .world
                    .given
                    .get(&Root::Input(SELF))
                    .ok_or_else(cannot)?;
                let typed = own_type(&self.writer.classes, class).ok_or_else(cannot)?;
                let value = self.writer.value(spec, &typed).ok_or_else(cannot)?;
                let mutable = if changes_self(target) { "mut " } else { "" };
                let name = self.variable(&snake(&class.name), &given);
                body.bind(&format!("{mutable}{name}"), &value);
                subject = Some(name);
            }
            (Some(Making::By(at)), Some(class)) => {
                let taken = parts(&self.writer.classes, target);
                let args = self.args(&mut body, &taken, &given, outcome, Root::Config)?;
                let class_name = self.writer.class(class);
                let returns = at.signature.returns.as_ref();
                let scope = self.sources.scope(at.code.file, at.code.item);
                let tail = returns.map_or("", |ty| {
                    match shape(&self.writer.classes, &Typed::new(scope, ty.clone())) {
                        Shape::Result(..) | Shape::Option(_) => ".unwrap()",
                        _ => "",
                    }
                });
                let head = format!("{class_name}::{}", at.signature.name);
                let made = Code::Call(head, args, tail.to_owned());
                let mutable = if changes_self(target) { "mut " } else { "" };
                body.bind(&format!("{mutable}service"), &made);
                subject = Some("service".to_owned());
            }
            (Some(Making::Fields), Some(class)) => {
                let taken = parts(&self.writer.classes, target);
                let args = self.args(&mut body, &taken, &given, outcome, Root::Config)?;
                let class_name = self.writer.class(class);
                let names = taken.iter().map(|taken| taken.name.to_string());
                let made = match class.fields.first().is_some_and(|field| field.name == "0") {
                    true => Code::call(class_name, args),
                    false => Code::Struct(class_name, names.zip(args).collect(), None),
                };
                let mutable = if changes_self(target) { "mut " } else { "" };
                body.bind(&format!("{mutable}service"), &made);
                subject = Some("service".to_owned());
            }
            _ => {}
        }
        // The call.
        let taken = params(&self.writer.classes, target);
        let args = self.args(&mut body, &taken, &given, outcome, Root::Input)?;
        let head = match (&subject, &target.owner) {
            (Some(subject), _) => format!("{subject}.{}", function.signature.name),
            (None, Some(class)) => {
                let class_name = self.writer.class(class);
                format!("{class_name}::{}", function.signature.name)
            }
            (None, None) => {
                let file = function.code.file;
                let name = function.signature.name.clone();
                self.writer.own(file, &name, |resolved| {
                    matches!(resolved, Resolved::Here(Definition::Function(at)) if at.code.file == file)
                })
            }
        };
        if let Some(method) = self.promise_of(plan) {
            self.bring_in(&method);
        }
        let tail = if plan.is_async { ".await" } else { "" };
        let names: Vec<String> = taken
            .iter()
            .map(|taken| self.argument(&taken.name, &given))
            .collect();
        let call = self.short_call(&mut body, head, (args, &names), tail);
        body.gap();
        let scope = self.sources.scope(function.code.file, function.code.item);
        let returns = function
            .signature
            .returns
            .as_ref()
            .map(|ty| Typed::new(scope, ty.clone()));
        let Exit::Returns { spec, .. } = &outcome.exit else {
            return Err(cannot());
        };
        let mut asserted = 0;
        match returns {
            Some(returns) if !matches!(shape(&self.writer.classes, &returns), Shape::Unit) => {
                let before = body.lines.len();
                body.bind("result", &call);
                body.gap();
                let made = body.lines.len();
                self.expects(&mut body, "result", spec, &returns)?;
                if body.lines.len() == made {
                    body.lines.truncate(before);
                    body.say(&call);
                    body.gap();
                } else {
                    asserted += 1;
                }
            }
            _ => {
                body.say(&call);
                body.gap();
            }
        }
        // What changed.
        for (place, after) in &outcome.changed {
            let (name, typed) = match &place.root {
                Root::Input(name) if *name == SELF => {
                    let class = target.owner.as_ref().ok_or_else(cannot)?;
                    let typed = own_type(&self.writer.classes, class).ok_or_else(cannot)?;
                    (subject.clone().ok_or_else(cannot)?, typed)
                }
                Root::Input(name) => {
                    let taken = taken.iter().find(|taken| taken.name == *name);
                    let typed = taken.map(|taken| taken.typed.clone()).ok_or_else(cannot)?;
                    (
                        name.trim_start_matches('_').to_owned(),
                        bare(&self.writer.classes, &typed),
                    )
                }
                _ => continue,
            };
            let before = body.lines.len();
            self.equals(&mut body, &name, after, &typed)?;
            asserted += usize::from(body.lines.len() > before);
        }
        // What the stand-ins were told.
        for (path, method, times) in &observed {
            let Some(fake) = fakes.iter().find(|fake| fake.double.path == *path) else {
                continue;
            };
            asserted += self.told(&mut body, fake, method, *times, outcome);
        }
        if asserted == 0 {
            return Err("nothing that a test can see comes of it".to_owned());
        }
        while body.lines.last().is_some_and(String::is_empty) {
            body.lines.pop();
        }
        let case = Case {
            name: self.name(plan, outcome),
            is_async: plan.is_async,
            lines: body.lines,
            marks: marks(outcome),
        };
        Ok((case, outcome.clone()))
    }

    /// The trait whose method is called, which must be in scope.
    fn promise_of(&self, plan: &Plan<'a>) -> Option<(usize, Name)> {
        let owner = plan.target.owner.as_ref()?;
        let own = &plan.target.function;
        let method = owner.methods.iter().find(|method| {
            method.at.code.item == own.code.item
                && method.at.code.file == own.code.file
                && method.at.signature.name == own.signature.name
        })?;
        match &method.promise?.kind {
            syntax::facts::TypeKind::Named { path, .. } => Some((own.code.file, path.clone())),
            _ => None,
        }
    }

    fn bring_in(&mut self, (file, path): &(usize, Name)) {
        let name = last(path);
        // What every file sees anyway.
        if matches!(
            name,
            "TryFrom" | "From" | "Into" | "Default" | "Display" | "Iterator"
        ) {
            return;
        }
        match self.sources.resolve_path(*file, path) {
            Resolved::Here(Definition::Class { file, item, .. }) => {
                if let Some(class) = self.writer.classes.at(file, item) {
                    self.writer.class(&class);
                }
            }
            Resolved::External(full) => {
                self.writer.outer(&full);
            }
            _ => {}
        }
    }

    /// A name for a variable that hides nothing that is used after it.
    fn variable(&self, wanted: &str, given: &[(Name, Code)]) -> String {
        let clashes = given.iter().any(|(name, _)| name == wanted)
            || self
                .writer
                .builders
                .iter()
                .any(|builder| builder.name == wanted)
            || wanted == "result";
        match clashes {
            true => "subject".to_owned(),
            false => wanted.to_owned(),
        }
    }

    fn argument(&self, name: &str, given: &[(Name, Code)]) -> String {
        let own = name.trim_start_matches('_');
        match self.variable(own, given).as_str() {
            "subject" => format!("given_{own}"),
            _ => own.to_owned(),
        }
    }

    /// A stand-in as an outcome needs it.
    fn set_up(&mut self, fake: &Fake<'a>, outcome: &Outcome<'a>, plan: &Plan<'a>) -> Written<Code> {
        let happy = plan.outcomes.first();
        let mut fields = Vec::new();
        for (at, method) in fake.methods.iter().enumerate() {
            let key = |nth: usize| (fake.double.path.clone(), method.name.clone(), nth);
            let is_asked = outcome
                .calls
                .iter()
                .any(|call| call.double.path == fake.double.path && call.method == method.name);
            if !is_asked {
                continue;
            }
            let nths: Vec<usize> = outcome
                .calls
                .iter()
                .filter(|call| call.double.path == fake.double.path && call.method == method.name)
                .map(|call| call.nth)
                .collect();
            let told = |outcome: &Outcome<'a>| -> Vec<Vec<Spec<'a>>> {
                outcome
                    .calls
                    .iter()
                    .filter(|call| {
                        call.double.path == fake.double.path && call.method == method.name
                    })
                    .map(|call| call.positional.clone())
                    .collect()
            };
            let is_usual = happy.is_some_and(|happy| {
                let all_same = nths.iter().all(|nth| {
                    match (
                        outcome.world.answers.get(&key(*nth)),
                        happy.world.answers.get(&key(*nth)),
                    ) {
                        (Some(left), Some(right)) => same_answer(left, right),
                        _ => false,
                    }
                });
                let own = told(outcome);
                let usual = told(happy);
                let same_question = method.is_command
                    || own.iter().all(|args| {
                        usual.iter().any(|held| {
                            held.len() == args.len()
                                && held
                                    .iter()
                                    .zip(args)
                                    .all(|(left, right)| same(left, right) || has_hole(left))
                        })
                    });
                all_same && same_question
            });
            if is_usual {
                continue;
            }
            let mut answer = self
                .answer(fake, at, outcome, plan)?
                .ok_or_else(|| format!("what `{}` answers cannot be written", method.name))?;
            // A failure is answered whatever is asked.
            let first = outcome.world.answers.get(&key(0));
            if let (Code::Closure(params, _, value), Some(first)) = (&answer, first)
                && fails(first)
            {
                let blank = vec!["_"; params.split(", ").filter(|name| !name.is_empty()).count()];
                answer = Code::Closure(blank.join(", "), Vec::new(), value.clone());
            }
            fields.push((method.name.to_string(), answer));
        }
        let usual = Code::text(format!("{}()", fake.maker));
        Ok(match fields.is_empty() {
            true => usual,
            false => {
                let keeps = fake.methods.iter().any(|method| method.is_command);
                let is_whole = fields.len() == fake.methods.len() && !keeps;
                let base = (!is_whole).then(|| Box::new(usual));
                Code::Struct(fake.ty.clone(), fields, base)
            }
        })
    }

    /// Binds a stand-in where it is looked at later, and gives it as it is taken.
    fn handed(
        &mut self,
        body: &mut Body,
        fake: &Fake<'a>,
        name: &str,
        made: Code,
        watches: bool,
    ) -> Code {
        let name = name.to_owned();
        let shares = |suite: &mut Self| -> Option<String> {
            let shared = fake.wraps.iter().find_map(|wrap| match wrap {
                Wrap::Shared => Some("std.sync.Arc"),
                Wrap::Counted => Some("std.rc.Rc"),
                _ => None,
            })?;
            Some(suite.writer.outer(shared))
        };
        if let Some(shared) = shares(self) {
            let lent = matches!(fake.wraps.first(), Some(Wrap::Reference { .. }));
            body.bind(&name, &Code::call(format!("{shared}::new"), vec![made]));
            return Code::text(match (lent, watches) {
                (true, _) => format!("&{name}"),
                (false, true) => format!("{name}.clone()"),
                (false, false) => name,
            });
        }
        match fake.wraps.first() {
            Some(Wrap::Reference { mutable: true }) => {
                body.bind(&format!("mut {name}"), &made);
                Code::text(format!("&mut {name}"))
            }
            Some(Wrap::Reference { .. }) => {
                body.bind(&name, &made);
                Code::text(format!("&{name}"))
            }
            around => {
                let is_boxed = around.is_some();
                body.bind(&name, &made);
                if watches {
                    for method in fake.methods.iter().filter(|method| method.is_command) {
                        let kept = format!("{}_calls", method.name);
                        body.bind(&kept, &Code::text(format!("{name}.{kept}.clone()")));
                    }
                }
                match is_boxed {
                    true => Code::call("Box::new", vec![Code::text(name)]),
                    false => Code::text(name),
                }
            }
        }
    }

    /// A function that stands in for one.
    fn closure(&mut self, path: &Name, typed: &Typed, outcome: &Outcome<'a>) -> Written<Code> {
        let cannot = || format!("`{path}` cannot be stood in for");
        let Shape::Callable(types, returns) = shape(&self.writer.classes, typed) else {
            return Err(cannot());
        };
        let asked: Vec<_> = outcome
            .calls
            .iter()
            .filter(|call| call.double.path == *path)
            .collect();
        let mut nths: Vec<usize> = asked.iter().map(|call| call.nth).collect();
        nths.dedup();
        let value = match nths.as_slice() {
            [] => match &returns {
                Some(_) => Code::text("unreachable!()"),
                None => Code::text("()"),
            },
            [nth] => {
                let key = (path.clone(), Name::default(), *nth);
                match (outcome.world.answers.get(&key), &returns) {
                    (_, None) => Code::text("()"),
                    (Some(crate::plan::world::Answer::Returns(spec)), Some(returns)) => {
                        self.writer.value(spec, returns).ok_or_else(cannot)?
                    }
                    _ => return Err(cannot()),
                }
            }
            _ => return Err(cannot()),
        };
        let mut names = Vec::new();
        let mut statements = Vec::new();
        for (index, typed) in types.iter().enumerate() {
            let spec = asked.first().and_then(|call| call.positional.get(index));
            let letters = ["a", "b", "c", "d", "e"];
            let name = letters.get(index).copied().unwrap_or("_");
            let check = spec.filter(|spec| !has_hole(spec)).and_then(|spec| {
                let is_lent = matches!(
                    wraps(&self.writer.classes, typed).as_slice(),
                    [Wrap::Reference { .. }]
                );
                if !self.writer.compares(typed) {
                    return None;
                }
                if let (Spec::Text(text), true) = (spec, is_lent) {
                    return Some(format!("assert_eq!({name}, {});", quoted(text)));
                }
                let bare = bare(&self.writer.classes, typed);
                let value = self.writer.value(spec, &bare)?.flat();
                let left = if is_lent {
                    format!("*{name}")
                } else {
                    name.to_owned()
                };
                (value.chars().count() <= 50).then(|| format!("assert_eq!({left}, {value});"))
            });
            match check {
                Some(check) => {
                    // A reference is told, so that what lives how long need not be guessed.
                    let lent = match self.writer.ty(typed) {
                        Some(ty) if ty.starts_with('&') => format!("{name}: {ty}"),
                        _ => name.to_owned(),
                    };
                    names.push(lent);
                    statements.push(check);
                }
                None => names.push("_".to_owned()),
            }
        }
        let code = Code::Closure(names.join(", "), statements, Box::new(value));
        Ok(match wraps(&self.writer.classes, typed).first() {
            None => code,
            Some(Wrap::Reference { .. }) => Code::Before("&".to_owned(), Box::new(code)),
            Some(Wrap::Box) => Code::call("Box::new", vec![code]),
            Some(Wrap::Shared) => Code::call(
                format!("{}::new", self.writer.outer("std.sync.Arc")),
                vec![code],
            ),
            Some(_) => return Err(cannot()),
        })
    }

    /// The arguments of a call, those that are long in variables of their own.
    fn args(
        &mut self,
        body: &mut Body,
        taken: &[Taken],
        given: &[(Name, Code)],
        outcome: &Outcome<'a>,
        root: impl Fn(Name) -> Root,
    ) -> Written<Vec<Code>> {
        let mut out = Vec::new();
        for taken in taken {
            if double(&self.writer.classes, &taken.typed).is_some() {
                let found = given.iter().find(|(name, _)| *name == taken.name);
                match found {
                    Some((_, code)) => out.push(code.clone()),
                    None => return Err(format!("`{}` cannot be stood in for", taken.name)),
                }
                continue;
            }
            let spec = outcome.world.given.get(&root(taken.name.clone()));
            let cannot = || format!("a value for `{}` cannot be written", taken.name);
            let spec = spec.ok_or_else(cannot)?;
            let name = self.argument(&taken.name, given);
            let around = wraps(&self.writer.classes, &taken.typed);
            if let Some(Wrap::Reference { mutable: true }) = around.first() {
                let own = taken.name.trim_start_matches('_').to_owned();
                let inner = bare(&self.writer.classes, &taken.typed);
                let value = self.writer.value(spec, &inner).ok_or_else(cannot)?;
                body.bind(&format!("mut {own}"), &value);
                out.push(Code::text(format!("&mut {own}")));
                continue;
            }
            let value = self.writer.value(spec, &taken.typed).ok_or_else(cannot)?;
            let is_short = !value.flat().contains('{') && value.flat().chars().count() <= 30;
            if is_short {
                out.push(value);
                continue;
            }
            match value {
                Code::Before(mark, inner) => {
                    body.bind(&name, &inner);
                    out.push(Code::text(format!("{mark}{name}")));
                }
                value => {
                    body.bind(&name, &value);
                    out.push(Code::text(name));
                }
            }
        }
        Ok(out)
    }

    /// A call that stays on one line: long arguments get names.
    fn short_call(
        &mut self,
        body: &mut Body,
        head: String,
        (args, names): (Vec<Code>, &[String]),
        tail: &str,
    ) -> Code {
        let mut args = args;
        let mut bound: Vec<(usize, Code)> = Vec::new();
        for at in (0..args.len()).rev() {
            let call = Code::Call(head.clone(), args.clone(), tail.to_owned());
            if call.flat().chars().count() <= 60 {
                break;
            }
            let (Some(arg), Some(name)) = (args.get_mut(at), names.get(at)) else {
                continue;
            };
            let is_name = arg.flat().chars().all(|held| {
                held.is_alphanumeric() || matches!(held, '_' | '&' | ' ' | '.' | '(' | ')')
            });
            if !is_name {
                bound.push((at, std::mem::replace(arg, Code::text(name.clone()))));
            }
        }
        for (at, value) in bound.into_iter().rev() {
            if let Some(name) = names.get(at) {
                body.bind(name, &value);
            }
        }
        let flat = Code::Call(head.clone(), args.clone(), tail.to_owned()).flat();
        if flat.chars().count() > 60
            && let Some((subject, method)) = head.split_once('.')
        {
            let pad = " ".repeat(body.indent + 4);
            let args: Vec<String> = args.iter().map(Code::flat).collect();
            let wait = match tail.is_empty() {
                true => String::new(),
                false => format!("\n{pad}{tail}"),
            };
            if !wait.is_empty() {
                return Code::Text(format!(
                    "{subject}\n{pad}.{method}({}){wait}",
                    args.join(", ")
                ));
            }
        }
        Code::Call(head, args, tail.to_owned())
    }

    // What comes out.

    fn expects(
        &mut self,
        body: &mut Body,
        name: &str,
        spec: &Spec<'a>,
        typed: &Typed,
    ) -> Written<()> {
        if !has_hole(spec)
            && self.writer.compares(typed)
            && let Some(value) = self.writer.value(spec, typed)
        {
            return self.same(body, name, spec, value);
        }
        let classes = &self.writer.classes;
        match (spec, shape(classes, typed)) {
            (Spec::Tagged(class, at, parts), Shape::Result(value, error)) if is_built_in(class) => {
                let Some((_, part)) = parts.first() else {
                    return Ok(());
                };
                let (shows_value, shows_error) =
                    (can(classes, &value, "Debug"), can(classes, &error, "Debug"));
                if *at == OK {
                    if matches!(shape(classes, &value), Shape::Unit) {
                        body.say(&Code::call(
                            "assert!",
                            vec![Code::text(format!("{name}.is_ok()"))],
                        ));
                        return Ok(());
                    }
                    let out = match shows_error {
                        true => format!("{name}.unwrap()"),
                        false => format!("{name}.ok().unwrap()"),
                    };
                    return self.equals_after(body, &out, part, &value);
                }
                self.fails_with(body, name, part, &error, shows_value)
            }
            (Spec::Tagged(class, at, parts), Shape::Option(inner)) if is_built_in(class) => {
                match parts.first() {
                    Some((_, part)) if *at != NONE => {
                        self.equals_after(body, &format!("{name}.unwrap()"), part, &inner)
                    }
                    _ => {
                        body.say(&Code::call(
                            "assert!",
                            vec![Code::text(format!("{name}.is_none()"))],
                        ));
                        Ok(())
                    }
                }
            }
            _ => self.equals(body, name, spec, typed),
        }
    }

    fn same(&mut self, body: &mut Body, name: &str, spec: &Spec<'a>, value: Code) -> Written<()> {
        match spec {
            Spec::Bool(true) => body.say(&Code::call("assert!", vec![Code::text(name)])),
            Spec::Bool(false) => {
                body.say(&Code::call("assert!", vec![Code::text(format!("!{name}"))]));
            }
            _ => body.equal(name, value),
        }
        Ok(())
    }

    fn equals_after(
        &mut self,
        body: &mut Body,
        out: &str,
        spec: &Spec<'a>,
        typed: &Typed,
    ) -> Written<()> {
        if !has_hole(spec)
            && self.writer.compares(typed)
            && let Some(value) = self.writer.value(spec, typed)
        {
            return self.same(body, out, spec, value);
        }
        let before = body.lines.len();
        body.bind("returned", &Code::text(out));
        let bound = body.lines.len();
        self.equals(body, "returned", spec, typed)?;
        if body.lines.len() == bound {
            body.lines.truncate(before);
            body.say(&Code::call(
                "assert!",
                vec![Code::text(match out.contains(".unwrap()") {
                    true => out
                        .replace(".ok().unwrap()", ".is_ok()")
                        .replace(".unwrap()", ".is_ok()"),
                    false => out.to_owned(),
                })],
            ));
        }
        Ok(())
    }

    /// A value part by part, as far as its parts can be seen and told.
    fn equals(
        &mut self,
        body: &mut Body,
        name: &str,
        spec: &Spec<'a>,
        typed: &Typed,
    ) -> Written<()> {
        if !has_hole(spec)
            && self.writer.compares(typed)
            && let Some(value) = self.writer.value(spec, typed)
        {
            return self.same(body, name, spec, value);
        }
        match (spec, shape(&self.writer.classes, typed)) {
            (Spec::Object(class, fields), Shape::Class(_, given)) => {
                for (field, value) in fields {
                    let visible = class.decl.is_some_and(|decl| {
                        decl.fields.iter().any(|held| {
                            held.name == *field
                                && sees(&self.writer.classes, class.file, held.visibility)
                        })
                    });
                    let part = part_type(&self.writer.classes, class, &given, field);
                    if let (true, Some(part)) = (visible, part) {
                        self.equals(body, &format!("{name}.{field}"), value, &part)?;
                    }
                }
                Ok(())
            }
            (Spec::Tagged(class, ..), Shape::Class(..)) if !is_built_in(class) => {
                if let Some((pattern, guards)) = self.pattern(spec, typed, &mut 0) {
                    body.say(&matched(name, &pattern, &guards));
                }
                Ok(())
            }
            (Spec::List(items), Shape::List(_, inner)) => {
                body.say(&Code::call(
                    "assert_eq!",
                    vec![
                        Code::text(format!("{name}.len()")),
                        Code::text(items.len().to_string()),
                    ],
                ));
                for (at, item) in items.iter().enumerate() {
                    self.equals(body, &format!("{name}[{at}]"), item, &inner)?;
                }
                Ok(())
            }
            (Spec::Tuple(items), Shape::Tuple(types)) => {
                for (at, (item, typed)) in items.iter().zip(&types).enumerate() {
                    self.equals(body, &format!("{name}.{at}"), item, typed)?;
                }
                Ok(())
            }
            (Spec::Tagged(class, at, _), Shape::Option(_)) if is_built_in(class) => {
                let is = if *at == NONE { "is_none" } else { "is_some" };
                body.say(&Code::call(
                    "assert!",
                    vec![Code::text(format!("{name}.{is}()"))],
                ));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn fails_with(
        &mut self,
        body: &mut Body,
        name: &str,
        error: &Spec<'a>,
        typed: &Typed,
        shows_value: bool,
    ) -> Written<()> {
        let out = match shows_value {
            true => format!("{name}.unwrap_err()"),
            false => format!("{name}.err().unwrap()"),
        };
        if let Shape::Foreign(_) = shape(&self.writer.classes, typed) {
            let Some(message) = self.message(error) else {
                body.say(&Code::call(
                    "assert!",
                    vec![Code::text(format!("{name}.is_err()"))],
                ));
                return Err("the words of its error cannot be told".to_owned());
            };
            body.equal(&format!("{out}.to_string()"), Code::text(quoted(&message)));
            return Ok(());
        }
        if !has_hole(error)
            && self.writer.compares(typed)
            && let Some(value) = self.writer.value(error, typed)
        {
            return self.same(body, &out, error, value);
        }
        let Some((pattern, guards)) = self.pattern(error, typed, &mut 0) else {
            return Err("its error cannot be told from others".to_owned());
        };
        if pattern == "_" {
            body.say(&Code::call(
                "assert!",
                vec![Code::text(format!("{name}.is_err()"))],
            ));
            return Ok(());
        }
        body.say(&matched(name, &format!("Err({pattern})"), &guards));
        Ok(())
    }

    /// What an error of a library says: of one of the project in it, what that says.
    fn message(&self, error: &Spec<'a>) -> Option<String> {
        match error {
            Spec::Text(text) => Some(text.to_string()),
            Spec::Tagged(class, _, parts) if class.kind == ClassKind::Error => {
                self.message(&parts.first()?.1)
            }
            Spec::Tagged(class, at, parts) if !is_built_in(class) => {
                let variant = class.decl?.variants.get(*at)?;
                let text = crate::plan::rust::types::text_of(
                    &self.writer.classes,
                    class,
                    &variant.decorators,
                    "error",
                )?;
                let mut out = text.to_owned();
                for (name, part) in parts {
                    let own = name.rsplit('.').next().unwrap_or_default();
                    let shown = match part {
                        Spec::Text(text) => text.to_string(),
                        Spec::Int(value) => value.to_string(),
                        _ => return None,
                    };
                    out = out.replace(&format!("{{{own}}}"), &shown);
                }
                (!out.contains(['{', '}'])).then_some(out)
            }
            _ => None,
        }
    }

    /// A pattern that takes a value and no other, with what it must hold besides.
    fn pattern(
        &mut self,
        spec: &Spec<'a>,
        typed: &Typed,
        count: &mut usize,
    ) -> Option<(String, Vec<String>)> {
        match (spec, shape(&self.writer.classes, typed)) {
            (Spec::Hole, _) => Some(("_".to_owned(), Vec::new())),
            (Spec::Bool(value), Shape::Bool) => Some((value.to_string(), Vec::new())),
            (Spec::Int(value), Shape::Integer(_)) => Some((value.to_string(), Vec::new())),
            (Spec::Text(text), Shape::Text) => {
                let name = self.bound(count);
                let guard = format!("{name} == {}", quoted(text));
                Some((name, vec![guard]))
            }
            (Spec::Tagged(class, at, parts), Shape::Option(inner)) if is_built_in(class) => {
                match parts.first() {
                    Some((_, part)) if *at != NONE => {
                        let (pattern, guards) = self.pattern(part, &inner, count)?;
                        Some((format!("Some({pattern})"), guards))
                    }
                    _ => Some(("None".to_owned(), Vec::new())),
                }
            }
            (Spec::Tagged(class, at, parts), Shape::Class(_, given)) if !is_built_in(class) => {
                let variant = class.decl?.variants.get(*at)?;
                let path = format!("{}::{}", self.writer.class(class), variant.name);
                if variant.fields.is_empty() {
                    return Some((path, Vec::new()));
                }
                let is_tuple = variant
                    .fields
                    .first()
                    .is_some_and(|field| field.name == "0");
                let mut patterns = Vec::new();
                let mut guards = Vec::new();
                for (name, part) in parts {
                    let typed = part_type(&self.writer.classes, class, &given, name)?;
                    let own = name.rsplit('.').next().unwrap_or_default();
                    let (pattern, more) = self
                        .pattern(part, &typed, count)
                        .unwrap_or_else(|| ("_".to_owned(), Vec::new()));
                    guards.extend(more);
                    patterns.push(match is_tuple {
                        true => pattern,
                        false => format!("{own}: {pattern}"),
                    });
                }
                let all_open = patterns
                    .iter()
                    .all(|pattern| pattern == "_" || pattern.ends_with(": _"));
                let inside = patterns.join(", ");
                Some(match (is_tuple, all_open) {
                    (true, _) => (format!("{path}({inside})"), guards),
                    (false, true) => (format!("{path} {{ .. }}"), guards),
                    (false, false) => (format!("{path} {{ {inside} }}"), guards),
                })
            }
            (Spec::Object(class, fields), Shape::Class(_, given)) => {
                let path = self.writer.class(class);
                let mut patterns = Vec::new();
                let mut guards = Vec::new();
                for (name, part) in fields {
                    let visible = class.decl.is_some_and(|decl| {
                        decl.fields.iter().any(|held| {
                            held.name == *name
                                && sees(&self.writer.classes, class.file, held.visibility)
                        })
                    });
                    let typed = part_type(&self.writer.classes, class, &given, name);
                    let found = match (visible, typed) {
                        (true, Some(typed)) => self.pattern(part, &typed, count),
                        _ => None,
                    };
                    if let Some((pattern, more)) = found.filter(|(pattern, _)| pattern != "_") {
                        guards.extend(more);
                        patterns.push(format!("{name}: {pattern}"));
                    }
                }
                if patterns.is_empty() {
                    return Some(("_".to_owned(), Vec::new()));
                }
                let rest = if patterns.len() < fields.len() {
                    ", .."
                } else {
                    ""
                };
                let inside = patterns.join(", ");
                Some((format!("{path} {{ {inside}{rest} }}"), guards))
            }
            (spec, _) if !has_hole(spec) && self.writer.compares(typed) => {
                let value = self.writer.value(spec, typed)?;
                let name = self.bound(count);
                let guard = format!("{name} == {}", value.flat());
                Some((name, vec![guard]))
            }
            _ => Some(("_".to_owned(), Vec::new())),
        }
    }

    fn bound(&self, count: &mut usize) -> String {
        *count += 1;
        match count {
            1 => "held".to_owned(),
            count => format!("held_{count}"),
        }
    }

    /// What a stand-in was told by a method that acts: how often, and what.
    fn told(
        &mut self,
        body: &mut Body,
        fake: &Fake<'a>,
        method: &Name,
        times: usize,
        outcome: &Outcome<'a>,
    ) -> usize {
        let Some(held) = fake.methods.iter().find(|held| held.name == *method) else {
            return 0;
        };
        let name = fake.double.path.trim_start_matches('_');
        let kept = match is_moved(&fake.wraps) {
            true => format!("{method}_calls"),
            false => format!("{name}.{method}_calls"),
        };
        let locked = format!("{kept}.lock().unwrap()");
        if held.kept.is_none() {
            body.say(&Code::call(
                "assert_eq!",
                vec![
                    Code::text(format!("*{locked}")),
                    Code::text(times.to_string()),
                ],
            ));
            return 1;
        }
        if times == 0 && locked.chars().count() > 45 {
            body.bind("told", &Code::text(locked));
            body.say(&Code::call("assert!", vec![Code::text("told.is_empty()")]));
            return 1;
        }
        if times == 0 {
            body.say(&Code::call(
                "assert!",
                vec![Code::text(format!("{locked}.is_empty()"))],
            ));
            return 1;
        }
        let calls: Vec<&Vec<Spec<'a>>> = outcome
            .calls
            .iter()
            .filter(|call| call.double.path == fake.double.path && call.method == *method)
            .map(|call| &call.positional)
            .collect();
        let types: Vec<Typed> = held
            .params
            .iter()
            .map(|(_, typed)| owned_type(&self.writer.classes, typed))
            .collect();
        let mut items = Vec::new();
        for args in &calls {
            let mut values = Vec::new();
            for (spec, typed) in args.iter().zip(&types) {
                if has_hole(spec) {
                    break;
                }
                let lent_text = matches!(shape(&self.writer.classes, typed), Shape::Text);
                match (spec, lent_text) {
                    (Spec::Text(text), true) if types.len() == 1 => {
                        values.push(Code::text(quoted(text)));
                    }
                    (Spec::Text(text), true) => {
                        values.push(Code::text(self.writer.owned_text(text)));
                    }
                    _ => match self.writer.value(spec, typed) {
                        Some(value) => values.push(value),
                        None => break,
                    },
                }
            }
            if values.len() != types.len() {
                break;
            }
            items.push(match values.len() {
                1 => values.remove(0),
                _ => Code::call("", values),
            });
        }
        if items.len() == calls.len() {
            body.equal(&format!("*{locked}"), Code::Array(String::new(), items));
            return 1;
        }
        body.bind("told", &Code::text(locked));
        body.say(&Code::call(
            "assert_eq!",
            vec![Code::text("told.len()"), Code::text(times.to_string())],
        ));
        for (at, args) in calls.iter().enumerate() {
            for (index, (spec, typed)) in args.iter().zip(&types).enumerate() {
                let place = match types.len() {
                    1 => format!("told[{at}]"),
                    _ => format!("told[{at}].{index}"),
                };
                if self.equals(body, &place, spec, typed).is_err() {
                    break;
                }
            }
        }
        1
    }

    // Names.

    fn name(&self, plan: &Plan<'a>, outcome: &Outcome<'a>) -> String {
        let function = plan.target.function.signature.name.trim_matches('_');
        let function = match (&plan.target.owner, function) {
            (
                Some(owner),
                "new" | "try_from" | "from" | "from_str" | "parse" | "default" | "try_new",
            ) => {
                format!("{}_{function}", snake(&owner.name))
            }
            _ => function.to_owned(),
        };
        format!("{function}_{}", self.ending(plan, outcome))
    }

    fn ending(&self, plan: &Plan<'a>, outcome: &Outcome<'a>) -> String {
        let Exit::Returns { spec, .. } = &outcome.exit else {
            return "fails".to_owned();
        };
        match spec {
            Spec::Tagged(class, at, parts) if is_built_in(class) && class.name == "Result" => {
                let Some((_, part)) = parts.first() else {
                    return "returns".to_owned();
                };
                if *at == OK {
                    return self.says(plan, outcome, part);
                }
                if let Some(passed) = passed_on(outcome) {
                    return passed;
                }
                format!("returns_{}", error_word(part))
            }
            Spec::Tagged(class, at, parts) if is_built_in(class) => match parts.first() {
                Some((_, part)) if *at != NONE => self.says(plan, outcome, part),
                _ => "returns_none".to_owned(),
            },
            spec => self.says(plan, outcome, spec),
        }
    }

    fn says(&self, plan: &Plan<'a>, outcome: &Outcome<'a>, spec: &Spec<'a>) -> String {
        let function = plan.target.function.signature.name.as_str();
        match spec {
            Spec::Object(class, _) => format!("returns_the_{}", snake(&class.name)),
            Spec::Tagged(class, at, _) if !is_built_in(class) => {
                let name = class.variants.get(*at).map(|(name, ..)| snake(name));
                format!("returns_{}", name.unwrap_or_default())
            }
            Spec::Tagged(class, at, parts) if class.name == "Option" => match parts.first() {
                Some((_, part)) if *at != NONE => self.says(plan, outcome, part),
                _ => "returns_none".to_owned(),
            },
            Spec::Bool(value) => {
                let first = function.split('_').next().unwrap_or_default();
                let asks = matches!(
                    first,
                    "is" | "has" | "can" | "may" | "should" | "must" | "exists" | "needs"
                );
                match (asks, value) {
                    (true, true) => "says_yes".to_owned(),
                    (true, false) => "says_no".to_owned(),
                    (false, true) => "returns_true".to_owned(),
                    (false, false) => "returns_false".to_owned(),
                }
            }
            Spec::Null => {
                let acts = outcome.calls.iter().rev().find(|call| call.is_command);
                match acts {
                    Some(call) => format!("calls_{}", call.method),
                    None => "succeeds".to_owned(),
                }
            }
            Spec::Int(value) if *value >= 0 => format!("returns_{value}"),
            Spec::List(items) if items.is_empty() => "returns_nothing".to_owned(),
            Spec::List(_) => "returns_a_list".to_owned(),
            _ => "returns_a_value".to_owned(),
        }
    }
}

/// How often each method that acts was called, in outcomes where that says something.
fn observed<'a>(plan: &Plan<'a>, outcome: &Outcome<'a>) -> Vec<(Name, Name, usize)> {
    let mut out: Vec<(Name, Name, usize)> = Vec::new();
    for known in &plan.outcomes {
        for call in known.calls.iter().filter(|call| call.is_command) {
            if matches!(call.double.kind, DoubleKind::Callable { .. }) {
                continue;
            }
            let key = (&call.double.path, &call.method);
            if !out.iter().any(|(path, method, _)| (path, method) == key) {
                let times = outcome
                    .calls
                    .iter()
                    .filter(|own| (&own.double.path, &own.method) == key)
                    .count();
                out.push((call.double.path.clone(), call.method.clone(), times));
            }
        }
    }
    out
}

/// `passes_an_error_of_load_through`, where what a stand-in fails with is what comes out, in whatever it is put.
fn passed_on(outcome: &Outcome<'_>) -> Option<String> {
    let last = outcome.calls.last()?;
    let key = (last.double.path.clone(), last.method.clone(), last.nth);
    if !fails(outcome.world.answers.get(&key)?) {
        return None;
    }
    let method = match last.method.is_empty() {
        true => last.double.path.rsplit('.').next().unwrap_or_default(),
        false => last.method.as_str(),
    };
    Some(format!("passes_an_error_of_{method}_through"))
}

fn error_word(spec: &Spec<'_>) -> String {
    match spec {
        Spec::Tagged(class, at, _) if class.kind != ClassKind::Error => class
            .variants
            .get(*at)
            .map(|(name, ..)| snake(name))
            .unwrap_or_default(),
        Spec::Object(class, _) => snake(&class.name),
        Spec::Tagged(_, _, parts) => match parts.first() {
            Some((_, inner @ Spec::Tagged(..))) => error_word(inner),
            _ => "an_error".to_owned(),
        },
        _ => "an_error".to_owned(),
    }
}

/// Words of a test that is there for the same outcome.
fn marks(outcome: &Outcome<'_>) -> Vec<String> {
    let Exit::Returns { spec, .. } = &outcome.exit else {
        return Vec::new();
    };
    match spec {
        Spec::Tagged(class, at, parts)
            if is_built_in(class) && *at == ERR && class.name == "Result" =>
        {
            match parts.first() {
                Some((_, Spec::Tagged(class, at, _))) if !is_built_in(class) => class
                    .variants
                    .get(*at)
                    .map(|(name, ..)| format!("::{name}"))
                    .into_iter()
                    .collect(),
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// Gives tests of the same name different ones: by what was different, then by number.
pub fn tell_apart<'a>(cases: &mut [(Case, Outcome<'a>)], _plan: &Plan<'a>, others: &[Case]) {
    let count = |name: &str, cases: &[(Case, Outcome<'a>)]| {
        cases.iter().filter(|(case, _)| case.name == name).count()
            + others.iter().filter(|case| case.name == name).count()
    };
    for at in 1..cases.len() {
        let Some((case, outcome)) = cases.get(at) else {
            continue;
        };
        if count(&case.name, cases) < 2 {
            continue;
        }
        let told = condition(outcome).map(|condition| format!("{}_{condition}", case.name));
        if let (Some(told), Some((case, _))) = (told, cases.get_mut(at)) {
            case.name = told;
        }
    }
    for at in 0..cases.len() {
        let Some(name) = cases.get(at).map(|(case, _)| case.name.clone()) else {
            continue;
        };
        let earlier = cases
            .iter()
            .take(at)
            .filter(|(case, _)| case.name == name)
            .count()
            + others.iter().filter(|case| case.name == name).count();
        if earlier > 0
            && let Some((case, _)) = cases.get_mut(at)
        {
            case.name = format!("{name}_{}", earlier + 1);
        }
    }
}

/// What was different from the happy outcome: `when_status_is_closed`.
fn condition(outcome: &Outcome<'_>) -> Option<String> {
    let TurnedBranch::Place(place, spec) = &outcome.turned.as_ref()?.branch else {
        return None;
    };
    let subject = subject(place);
    let word = match spec {
        Spec::Bool(true) => "is_set".to_owned(),
        Spec::Bool(false) => "is_not_set".to_owned(),
        Spec::Int(value) if *value >= 0 => format!("is_{value}"),
        Spec::Int(value) => format!("is_minus_{}", value.unsigned_abs()),
        Spec::Text(text) if text.trim().is_empty() => "is_blank".to_owned(),
        Spec::Text(text)
            if text.len() <= 20 && text.chars().all(|held| held.is_ascii_alphanumeric()) =>
        {
            format!("is_{}", text.to_lowercase())
        }
        Spec::Text(text) if text.chars().count() > 40 => {
            format!("has_{}_characters", text.chars().count())
        }
        Spec::Tagged(class, at, _) => {
            let name = class.variants.get(*at).map(|(name, ..)| snake(name));
            format!("is_{}", name.unwrap_or_default())
        }
        Spec::List(items) | Spec::Set(items, _) if items.is_empty() => "is_empty".to_owned(),
        Spec::List(items) | Spec::Set(items, _) => format!("has_{}", items.len()),
        _ => "differs".to_owned(),
    };
    Some(format!("when_{subject}_{word}"))
}

fn subject(place: &Place) -> String {
    let field = place.steps.iter().rev().find_map(|step| match step {
        Step::Field(name) => {
            let own = name.rsplit('.').next().unwrap_or(name);
            (!own.starts_with(|first: char| first.is_ascii_digit())).then(|| own.to_owned())
        }
        _ => None,
    });
    let name = field.unwrap_or_else(|| match &place.root {
        Root::Input(name) | Root::Config(name) => name.to_string(),
        Root::Attribute(_, name) => name.to_string(),
        Root::Answer(double, method, _) => match method.is_empty() {
            true => double.to_string(),
            false => method.to_string(),
        },
    });
    snake(name.trim_matches('_'))
}

fn matched(name: &str, pattern: &str, guards: &[String]) -> Code {
    let mut text = pattern.to_owned();
    if !guards.is_empty() {
        text = format!("{text} if {}", guards.join(" && "));
    }
    let matches = Code::call("matches!", vec![Code::text(name), Code::text(text)]);
    Code::call("assert!", vec![matches])
}

/// A type without what is around it.
fn bare(classes: &crate::plan::class::Classes<'_>, typed: &Typed) -> Typed {
    let mut at = typed.clone();
    while let Layer::Wrapped(_, inner) = layer(classes, &at) {
        at = inner;
    }
    at
}

/// The type of what is kept of a value that was lent.
fn owned_type(classes: &crate::plan::class::Classes<'_>, typed: &Typed) -> Typed {
    bare(classes, typed)
}
