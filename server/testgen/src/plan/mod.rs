//! What a test must show: the outcomes of a symbol, each with the smallest set-up that leads to it.
//!
//! It starts from a happy set-up, turns one decision after another and keeps what leads somewhere new. Every
//! outcome has been run here, so its expectation is computed and never supposed.

mod builtins;
pub mod calendar;
pub mod class;
pub mod decimal;
pub mod defaults;
mod eval;
mod regex;
mod run;
pub mod rust;
mod script;
pub mod shape;
mod solve;
pub mod value;
pub mod world;

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use rustc_hash::FxHashSet;
use syntax::facts::{FunctionKind, Name, ParamKind, TypeRef, Visibility};
use syntax::span::Span;

use crate::sources::{Code, Definition, FunctionAt, Resolved, Sources};
use class::{Class, ClassKind, Classes, last};
use defaults::Defaults;
pub use eval::{float, given_params, uuid};
pub use run::BOOM;
use run::{Args, Branch, Event, Interrupt, Run};
pub use script::has_word as script_word;
use value::{Cell, Datum, Double, Place, Root, Stop, Value};
use world::{Answer, Change, ErrorSpec, Spec, World, same};

/// Set-ups that are tried for one function.
const TRIES: usize = 900;

/// What is to be tested.
#[derive(Clone)]
pub struct Target<'a> {
    pub name: Name,
    pub function: FunctionAt<'a>,
    /// The class of a method.
    pub owner: Option<Rc<Class<'a>>>,
    /// Whether the method is called on the class rather than on a value of it.
    pub on_class: bool,
    /// The function that makes this one out of its collaborators.
    pub maker: Option<FunctionAt<'a>>,
}

/// Something that the making of what is tested takes.
pub struct Part {
    pub name: Name,
    /// What the parameter is called, which is nothing where it is taken apart.
    pub key: Name,
    pub ty: Option<TypeRef>,
    /// Where the type is written.
    pub scope: usize,
    pub optional: bool,
}

/// What the making of what is tested takes: a construction, or a function that gives another one.
pub fn parts<'a>(sources: Sources<'a>, target: &Target<'a>) -> Vec<Part> {
    if let Some(maker) = target.maker {
        return given_params(maker.signature)
            .map(|param| Part {
                name: called(param),
                key: param.name.clone(),
                ty: param.ty.clone(),
                scope: sources.scope(maker.code.file, maker.code.item),
                optional: param.default.is_some() || param.optional,
            })
            .collect();
    }
    let Some(owner) = target.owner.as_ref().filter(|_| !target.on_class) else {
        return Vec::new();
    };
    let item = class::init(owner).map(|init| init.at.code.item);
    config_params(owner)
        .into_iter()
        .map(|(name, ty, file, optional)| Part {
            key: name.clone(),
            name,
            ty,
            scope: item.map_or(file, |item| sources.scope(file, item)),
            optional,
        })
        .collect()
}

/// The tests of one function.
pub struct Plan<'a> {
    pub target: Target<'a>,
    /// Collaborators that outcomes use, in the order they are given or reached.
    pub doubles: Vec<PlannedDouble<'a>>,
    /// The happy outcome first.
    pub outcomes: Vec<Outcome<'a>>,
    pub left_out: Vec<LeftOut>,
    pub aware: bool,
    /// Whether the result has to be waited for.
    pub is_async: bool,
}

#[derive(Clone)]
pub struct PlannedDouble<'a> {
    pub double: Rc<Double<'a>>,
    /// Given to the constructor rather than to the function.
    pub is_config: bool,
}

/// What is not covered and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub file: usize,
    /// In bytes of the file.
    pub span: Span,
    pub why: String,
}

/// One test: what goes in, what comes out.
#[derive(Clone)]
pub struct Outcome<'a> {
    pub world: World<'a>,
    pub exit: Exit<'a>,
    pub calls: Vec<PlannedCall<'a>>,
    /// Inputs and answers that the function changed: where they stand, as they are afterwards.
    pub changed: Vec<(Place, Spec<'a>)>,
    /// What was turned against the happy outcome, for the name.
    pub turned: Option<Turned<'a>>,
    /// Where the function was left.
    pub at: (usize, Span),
}

#[derive(Clone)]
pub enum Exit<'a> {
    Returns {
        spec: Spec<'a>,
        /// The very object that stands at this place of the set-up.
        place: Option<Place>,
        /// Texts that a hole must not show.
        hides: Vec<(Vec<Name>, Rc<str>)>,
    },
    Raises {
        class: ErrorSpec<'a>,
        message: Option<String>,
        /// Attributes that the error's constructor sets.
        attributes: Vec<(Name, Spec<'a>)>,
        args: Option<Vec<Spec<'a>>>,
    },
}

#[derive(Clone)]
pub struct PlannedCall<'a> {
    pub double: Rc<Double<'a>>,
    pub method: Name,
    pub nth: usize,
    pub positional: Vec<Spec<'a>>,
    pub keyword: Vec<(Name, Spec<'a>)>,
    /// The places of arguments that are objects of the set-up.
    pub places: Vec<Option<Place>>,
    pub result_used: bool,
    pub is_async: bool,
    pub is_command: bool,
    /// It brings something new about rather than changing what was handed out.
    pub echoes: bool,
}

#[derive(Clone)]
pub struct Turned<'a> {
    pub branch: TurnedBranch<'a>,
    pub taken: bool,
}

#[derive(Clone)]
pub enum TurnedBranch<'a> {
    Place(Place, Spec<'a>),
    Raises(Name, Name, ErrorSpec<'a>),
    Other,
}

/// A set-up that was run.
struct Trial<'a> {
    world: World<'a>,
    events: Vec<Event<'a>>,
    covered: BTreeSet<(usize, u32, u32)>,
    end: End<'a>,
    outcome: Option<Outcome<'a>>,
    changes: Vec<Change<'a>>,
    /// A line for everything a test can see.
    seen: String,
    limits: Vec<(Site, bool)>,
    /// The set-up this one was made from and the decision that was turned.
    parent: Option<(usize, usize)>,
    is_promise: bool,
}

enum End<'a> {
    Returned(std::marker::PhantomData<&'a ()>),
    Raised,
    Stopped(Stop),
    Invalid,
}

/// A set-up to be run, what was changed for it, and the trial and decision it comes from.
type Waiting<'a> = (World<'a>, Vec<Change<'a>>, Option<(usize, usize)>);

/// A decision in the source and how it fell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Site {
    file: usize,
    start: u32,
    end: u32,
    kind: u8,
}

fn site(event: &Event<'_>) -> Site {
    let kind = match &event.branch {
        Branch::Truth(_) => 0,
        Branch::Loop(..) => 1,
        Branch::Call { .. } => 2,
    };
    Site {
        file: event.file,
        start: event.span.start,
        end: event.span.end,
        kind,
    }
}

/// Plans the tests of a function. `Err` names what stands in the way of every outcome.
pub fn plan<'a>(sources: Sources<'a>, target: &Target<'a>) -> Result<Plan<'a>, LeftOut> {
    let classes = Classes::new(sources);
    if classes.is_rust {
        classes.home.set(crate::style::rust::home(sources, target));
    }
    plan_with(&classes, target, true).or_else(|left_out| {
        if left_out.why == eval::MIXED {
            plan_with(&classes, target, false)
        } else {
            Err(left_out)
        }
    })
}

fn plan_with<'a>(
    classes: &Classes<'a>,
    target: &Target<'a>,
    aware: bool,
) -> Result<Plan<'a>, LeftOut> {
    let defaults = Defaults::new(aware);
    let explorer = Explorer {
        classes,
        defaults: &defaults,
        target,
    };
    let first = explorer.first_world()?;
    let mut trials: Vec<Trial<'a>> = Vec::new();
    let mut known: FxHashSet<String> = FxHashSet::default();
    let mut tries = 0;
    explorer.explore(first, &mut trials, &mut known, &mut tries);
    let Some(happy) = explorer.happy(&trials) else {
        let stopped = trials.iter().find_map(|trial| match &trial.end {
            End::Stopped(stop) => Some(LeftOut {
                file: stop.file,
                span: stop.span,
                why: stop.why.clone(),
            }),
            _ => None,
        });
        return Err(stopped.unwrap_or_else(|| LeftOut {
            file: target.function.code.file,
            span: classes
                .sources
                .span(target.function.code, target.function.signature.name_span),
            why: "no way through it was found".to_owned(),
        }));
    };
    if trials
        .iter()
        .any(|trial| matches!(&trial.end, End::Stopped(stop) if stop.why == eval::MIXED))
        && aware
    {
        let span = classes
            .sources
            .span(target.function.code, target.function.signature.name_span);
        return Err(LeftOut {
            file: target.function.code.file,
            span,
            why: eval::MIXED.to_owned(),
        });
    }
    // Once more from the happy set-up brought to its limits: outcomes then differ from it in one thing.
    let world = explorer.at_limits(&trials, happy, &mut tries);
    let mut trials: Vec<Trial<'a>> = Vec::new();
    known.clear();
    tries = 0;
    explorer.explore(world, &mut trials, &mut known, &mut tries);
    let happy = 0;
    if trials.first().is_none_or(|trial| trial.outcome.is_none()) {
        return Err(LeftOut {
            file: target.function.code.file,
            span: classes
                .sources
                .span(target.function.code, target.function.signature.name_span),
            why: "no way through it was found".to_owned(),
        });
    }
    let chosen = explorer.choose(&trials, happy);
    let outcomes: Vec<Outcome<'a>> = chosen
        .iter()
        .filter_map(|at| explorer.outcome(&trials, *at))
        .collect();
    let left_out = explorer.left_out(&trials, &chosen);
    let doubles = explorer.doubles(&outcomes);
    Ok(Plan {
        target: target.clone(),
        doubles,
        outcomes,
        left_out,
        aware,
        is_async: target.function.signature.is_async
            || trials.iter().any(|trial| trial.is_promise)
            || target
                .function
                .signature
                .returns
                .as_ref()
                .is_some_and(|returns| classes.is_rust && rust::is_future(returns)),
    })
}

struct Explorer<'a, 'w> {
    classes: &'w Classes<'a>,
    defaults: &'w Defaults,
    target: &'w Target<'a>,
}

impl<'a> Explorer<'a, '_> {
    fn whole(&self, why: impl Into<String>) -> LeftOut {
        let function = self.target.function;
        LeftOut {
            file: function.code.file,
            span: self
                .classes
                .sources
                .span(function.code, function.signature.name_span),
            why: why.into(),
        }
    }

    /// Inputs and configuration by default; doubles answer by default when they are asked.
    fn first_world(&self) -> Result<World<'a>, LeftOut> {
        let mut world = World::default();
        let function = self.target.function;
        if function.signature.is_generator {
            return Err(self.whole("a generator"));
        }
        if self.classes.is_rust {
            return rust::target::first_world(self.classes, self.defaults, self.target, |why| {
                self.whole(why)
            });
        }
        let wrapped = function.signature.decorators.first();
        if let (true, Some(decorator)) = (self.classes.is_script, wrapped) {
            let why = format!("what `@{}` does to it is not known", decorator.path);
            return Err(self.whole(why));
        }
        for part in parts(self.classes.sources, self.target) {
            let name = part.name;
            let spec = match part.ty {
                Some(ty) => self.defaults.spec(self.classes, part.scope, &ty, &name, ""),
                None => None,
            };
            let spec = match spec {
                Some(Spec::Double) => Spec::Double,
                _ if part.optional => continue,
                Some(spec) => spec,
                None => {
                    let owner = self.target.owner.as_ref().map(|owner| &owner.name);
                    let of = owner.unwrap_or(&self.target.name);
                    return Err(
                        self.whole(format!("the type of `{name}` of `{of}` tells no value"))
                    );
                }
            };
            world.given.insert(Root::Config(name), spec);
        }
        for param in &function.signature.params {
            match param.kind {
                ParamKind::Receiver | ParamKind::Rest | ParamKind::KeywordRest => continue,
                _ => {}
            }
            let spec = param.ty.as_ref().and_then(|ty| {
                self.defaults
                    .spec(self.classes, self.scope(function.code), ty, &param.name, "")
            });
            let spec = match spec {
                Some(Spec::Double) => Spec::Double,
                _ if param.default.is_some() => Spec::Left,
                _ if self.classes.is_script && param.optional => Spec::Left,
                Some(spec) => spec,
                None => {
                    let name = called(param);
                    return Err(self.whole(format!("the type of `{name}` tells no value")));
                }
            };
            world.given.insert(Root::Input(param.name.clone()), spec);
        }
        Ok(world)
    }

    /// Runs one set-up.
    fn run(
        &self,
        world: World<'a>,
        changes: Vec<Change<'a>>,
        parent: Option<(usize, usize)>,
    ) -> (Run<'a, '_>, Trial<'a>) {
        let mut run = Run::new(self.classes, self.defaults, world);
        let result = self.execute(&mut run);
        let is_promise = matches!(&result, Ok(value) if matches!(value.datum, Datum::Promise(_)));
        let result = result.and_then(|value| run.awaited(value));
        let result = match run.unheard {
            0 => result,
            _ => run.stop(
                self.target.function.code,
                self.target.function.signature.name_span,
                "an error in a promise that nobody waits for",
            ),
        };
        let end = match &result {
            Ok(value) if rust::is_failure(&run, value) => End::Raised,
            Ok(_) => End::Returned(std::marker::PhantomData),
            Err(interrupt) => match &**interrupt {
                Interrupt::Stop(stop) => End::Stopped(stop.clone()),
                Interrupt::Raise(_) if run.building => End::Invalid,
                Interrupt::Raise(_) => End::Raised,
                Interrupt::Leave(_) => End::Invalid,
            },
        };
        let at = run
            .covered
            .last()
            .copied()
            .unwrap_or((self.target.function.code.file, Span::default()));
        let exit = match &result {
            Ok(value) => Some(self.returned(&run, value)),
            Err(interrupt) => match &**interrupt {
                Interrupt::Raise(error) if !run.building => self.raised(&mut run, &error.clone()),
                _ => None,
            },
        };
        let outcome = exit.map(|exit| Outcome {
            world: run.world.clone(),
            calls: self.calls(&run),
            changed: self.changed(&mut run),
            exit,
            turned: None,
            at,
        });
        let seen = outcome
            .as_ref()
            .map(|outcome| seen(outcome, at))
            .unwrap_or_default();
        let mut limits = Vec::new();
        for event in &run.events {
            if let Some(true) = solve::at_limit(&run, event) {
                limits.push((site(event), event.taken));
            }
        }
        let trial = Trial {
            world: run.world.clone(),
            events: run.events.clone(),
            covered: run
                .covered
                .iter()
                .map(|(file, span)| (*file, span.start, span.end))
                .collect(),
            end,
            outcome,
            changes,
            seen,
            limits,
            parent,
            is_promise,
        };
        (run, trial)
    }

    fn scope(&self, code: Code<'a>) -> usize {
        self.classes.sources.scope(code.file, code.item)
    }

    fn execute(&self, run: &mut Run<'a, '_>) -> run::Outcome<'a, Value<'a>> {
        if self.classes.is_rust {
            return rust::target::execute(run, self.target);
        }
        let function = self.target.function;
        let code = function.code;
        let from = (code, function.signature.name_span);
        let receiver = match &self.target.owner {
            Some(owner) if self.target.on_class => {
                Some(Value::plain(Datum::Class(Rc::clone(owner))))
            }
            Some(owner) => {
                run.building = true;
                let args = self.made_of(run)?;
                let owner = Rc::clone(owner);
                let value = run.construct_target(&owner, args, from)?;
                run.building = false;
                Some(value)
            }
            None => None,
        };
        let made = match self.target.maker {
            Some(maker) => {
                run.building = true;
                let args = self.made_of(run)?;
                let value = run.call_function(maker, None, None, args, from)?;
                run.building = false;
                Some(value)
            }
            None => None,
        };
        let mut args = Args::default();
        for param in given_params(function.signature) {
            let root = Root::Input(param.name.clone());
            if let Some(ty) = &param.ty {
                let is_optional =
                    self.classes.is_script && param.optional && param.default.is_none();
                run.types.insert(
                    root.clone(),
                    (
                        self.scope(code),
                        match is_optional {
                            true => solve::optional(ty.clone()),
                            false => ty.clone(),
                        },
                        param.name.to_string(),
                        String::new(),
                    ),
                );
            }
            let value = match run.world.given.get(&root) {
                None => continue,
                Some(Spec::Left) => {
                    let default = run.default_argument(function, param)?;
                    default.at(Place::root(root.clone()))
                }
                Some(Spec::Double) => {
                    match self.double(&called(param), param.ty.as_ref(), self.scope(code)) {
                        Some(value) => value,
                        None => {
                            return run.stop(
                                code,
                                param.span,
                                format!("the type of `{}` tells no value", param.name),
                            );
                        }
                    }
                }
                Some(_) => {
                    run.building = true;
                    let value = run.input(root, code)?;
                    run.building = false;
                    value
                }
            };
            args.keyword.push((param.name.clone(), value));
        }
        run.building = false;
        let receiver = if function.signature.kind == FunctionKind::StaticMethod {
            None
        } else {
            receiver
        };
        match made {
            Some(made) => run.call(&made, args, from, true),
            None => run.call_target(function, self.target.owner.clone(), receiver, args, from),
        }
    }

    /// The arguments of the making of what is tested.
    fn made_of(&self, run: &mut Run<'a, '_>) -> run::Outcome<'a, Args<'a>> {
        let function = self.target.function;
        let mut args = Args::default();
        for part in parts(self.classes.sources, self.target) {
            let (name, ty) = (part.name, part.ty);
            let root = Root::Config(name.clone());
            if let Some(ty) = &ty {
                run.types.insert(
                    root.clone(),
                    (part.scope, ty.clone(), name.to_string(), String::new()),
                );
            }
            let value = match run.world.given.get(&root) {
                None => continue,
                Some(Spec::Double) => self.double(&name, ty.as_ref(), part.scope),
                Some(_) => Some(run.input(root, function.code)?),
            };
            let Some(value) = value else {
                return run.stop(
                    function.code,
                    function.signature.name_span,
                    format!("the type of `{name}` tells no value"),
                );
            };
            args.keyword.push((part.key, value));
        }
        Ok(args)
    }

    fn double(&self, name: &Name, ty: Option<&TypeRef>, file: usize) -> Option<Value<'a>> {
        let kind = self.defaults.double(self.classes, file, ty?)?;
        Some(Value::plain(Datum::Double(Rc::new(Double {
            path: name.clone(),
            kind,
        }))))
    }

    fn returned(&self, run: &Run<'a, '_>, value: &Value<'a>) -> Exit<'a> {
        let place = match value.datum {
            Datum::Cell(_) => run
                .object(value)
                .and_then(|object| object.place.clone())
                .or_else(|| value.place().cloned()),
            _ => None,
        };
        let mut hides = Vec::new();
        if let Some(object) = run.object(value) {
            for (name, field) in &object.fields {
                if let Datum::Unknown(unknown) = &field.datum {
                    hides.extend(
                        unknown
                            .hides
                            .iter()
                            .map(|text| (vec![name.clone()], Rc::clone(text))),
                    );
                }
            }
        }
        Exit::Returns {
            spec: shape::written(run, value),
            place,
            hides,
        }
    }

    fn raised(&self, run: &mut Run<'a, '_>, error: &Value<'a>) -> Option<Exit<'a>> {
        let Datum::Cell(id) = error.datum else {
            return None;
        };
        let from = (
            self.target.function.code,
            self.target.function.signature.name_span,
        );
        match run.cell(id).cloned()? {
            Cell::Object(object) => {
                let message = match self.classes.is_script {
                    true => script::types::message(&object),
                    false => run.message(error, from),
                };
                let attributes = object
                    .fields
                    .iter()
                    .map(|(name, value)| (name.clone(), shape::written(run, value)))
                    .collect();
                let args = object
                    .args
                    .as_ref()
                    .map(|args| args.iter().map(|arg| shape::written(run, arg)).collect());
                Some(Exit::Raises {
                    class: ErrorSpec::Project(object.class),
                    message,
                    attributes,
                    args,
                })
            }
            Cell::Error { class, args } if self.classes.is_script => {
                // Errors that the language throws itself say nothing about the function.
                if args.is_empty() && !run.raised_on_purpose(&class) {
                    return None;
                }
                let message = args
                    .first()
                    .filter(|_| script::types::is_plain_error(&class))
                    .and_then(Value::as_text)
                    .map(ToOwned::to_owned);
                Some(Exit::Raises {
                    class: ErrorSpec::Builtin(class),
                    message,
                    attributes: Vec::new(),
                    args: None,
                })
            }
            Cell::Error { class, args } => {
                // Errors of the language that nobody raised on purpose say nothing about the function.
                if args.is_empty()
                    && !matches!(class.as_str(), "AssertionError")
                    && !run.raised_on_purpose(&class)
                {
                    return None;
                }
                let message = run.message(error, from);
                let args = args.iter().map(|arg| shape::written(run, arg)).collect();
                Some(Exit::Raises {
                    class: ErrorSpec::Builtin(class),
                    message,
                    attributes: Vec::new(),
                    args: Some(args),
                })
            }
            _ => None,
        }
    }

    fn calls(&self, run: &Run<'a, '_>) -> Vec<PlannedCall<'a>> {
        run.calls
            .iter()
            .map(|call| {
                let name = if call.method.is_empty() {
                    last(&call.double.path)
                } else {
                    call.method.as_str()
                };
                let kind = model::behaviour::effect_kind(name, call.result_used);
                let key = (call.double.path.clone(), call.method.clone(), call.nth);
                let echoes = matches!(run.world.answers.get(&key), Some(Answer::Echo(_)));
                PlannedCall {
                    double: Rc::clone(&call.double),
                    method: call.method.clone(),
                    nth: call.nth,
                    positional: call
                        .positional
                        .iter()
                        .map(|arg| shape::written(run, arg))
                        .collect(),
                    keyword: call
                        .keyword
                        .iter()
                        .map(|(name, arg)| (name.clone(), shape::written(run, arg)))
                        .collect(),
                    places: call
                        .positional
                        .iter()
                        .chain(call.keyword.iter().map(|(_, value)| value))
                        .map(|arg| run.object(arg).and_then(|object| object.place.clone()))
                        .collect(),
                    result_used: call.result_used,
                    is_async: call.is_async,
                    is_command: kind == model::behaviour::EffectKind::Command || echoes,
                    echoes,
                }
            })
            .collect()
    }

    /// Objects of the set-up that are not as they were.
    fn changed(&self, run: &mut Run<'a, '_>) -> Vec<(Place, Spec<'a>)> {
        let mut out = Vec::new();
        for place in run.places() {
            if self.classes.is_rust
                && !rust::target::is_lent(self.classes, self.target, &place.root)
            {
                continue;
            }
            let Some(value) = run.at_root(&place) else {
                continue;
            };
            let after = shape::written(run, &value);
            let before = run
                .world
                .get(&place)
                .cloned()
                .map(|spec| run.normal(spec, &place));
            if let Some(Some(before)) = before
                && !same(&before, &after)
            {
                out.push((place, after));
            }
        }
        out
    }

    /// Turns one decision after another, nearest first.
    fn explore(
        &self,
        first: World<'a>,
        trials: &mut Vec<Trial<'a>>,
        known: &mut FxHashSet<String>,
        tries: &mut usize,
    ) {
        let mut queue: VecDeque<Waiting<'a>> = VecDeque::new();
        queue.push_back((first, Vec::new(), None));
        while let Some((world, changes, parent)) = queue.pop_front() {
            if *tries >= TRIES {
                break;
            }
            *tries += 1;
            let (run, trial) = self.run(world, changes, parent);
            // The same way is kept twice where one of the two shows what the turned decision decides.
            let shows = parent
                .and_then(|(parent, _)| trials.get(parent))
                .is_some_and(|parent: &Trial<'a>| parent.seen != trial.seen);
            let signature = format!(
                "{shows}|{:?}|{}|{:?}",
                trial
                    .events
                    .iter()
                    .map(|event| (site(event), event.taken, event.building))
                    .collect::<Vec<_>>(),
                trial.seen_exit(),
                trial.limits
            );
            if !known.insert(signature) {
                continue;
            }
            // Beyond a few dozen different runs only new decisions are followed.
            let index = trials.len();
            let mut next = Vec::new();
            for (at, event) in trial.events.iter().enumerate() {
                let ways = solve::turn(&run, event);
                for way in ways.into_iter().take(4) {
                    next.push((way, at));
                }
                for way in solve::lengthen(&run, event).into_iter().take(1) {
                    next.push((way, at));
                }
            }
            for (way, at) in next {
                let Some(world) = trial.world.with(&way) else {
                    continue;
                };
                let mut changes = trial.changes.clone();
                changes.extend(way);
                if changes.len() <= 6 {
                    queue.push_back((world, changes, Some((index, at))));
                }
            }
            trials.push(trial);
        }
    }

    /// The trial that gets furthest: the last return of the function, by the fewest changes.
    fn happy(&self, trials: &[Trial<'a>]) -> Option<usize> {
        let code = self.target.function.code;
        let span = self
            .classes
            .sources
            .span(code, self.target.function.signature.span);
        let furthest = |trial: &Trial<'a>| {
            trial
                .covered
                .iter()
                .filter(|(file, start, _)| {
                    *file == code.file && span.start <= *start && *start < span.end
                })
                .map(|(_, start, _)| *start)
                .max()
                .unwrap_or(0)
        };
        trials
            .iter()
            .enumerate()
            .filter(|(_, trial)| matches!(trial.end, End::Returned(_)) && trial.outcome.is_some())
            .max_by_key(|(at, trial)| {
                (
                    furthest(trial),
                    std::cmp::Reverse(self.cost(trial)),
                    std::cmp::Reverse(*at),
                )
            })
            .or_else(|| {
                trials
                    .iter()
                    .enumerate()
                    .find(|(_, trial)| trial.outcome.is_some())
            })
            .map(|(at, _)| at)
    }

    /// What a set-up costs a reader: changed defaults and clocks more than values.
    fn cost(&self, trial: &Trial<'a>) -> usize {
        trial
            .changes
            .iter()
            .map(|change| match change {
                Change::Set(place, _) => match &place.root {
                    Root::Input(name) => {
                        let has_default = self
                            .target
                            .function
                            .signature
                            .params
                            .iter()
                            .any(|param| param.name == *name && param.default.is_some());
                        if has_default { 3 } else { 1 }
                    }
                    Root::Answer(double, method, _) if solve::tells_time(double, method) => 2,
                    _ => 1,
                },
                Change::Raise(..) => 3,
            })
            .sum()
    }

    /// The happy set-up with every ordering decided at its very limit, as far as the way stays the same.
    fn at_limits(&self, trials: &[Trial<'a>], happy: usize, tries: &mut usize) -> World<'a> {
        let Some(start) = trials.get(happy) else {
            return World::default();
        };
        let way = |trial: &Trial<'a>| {
            trial
                .events
                .iter()
                .filter(|event| !event.building)
                .map(|event| (site(event), event.taken))
                .collect::<Vec<_>>()
        };
        let wanted = way(start);
        let mut best = start.world.clone();
        let count = start.events.len();
        for at in 0..count {
            let (run, trial) = self.run(best.clone(), Vec::new(), None);
            let Some(event) = trial.events.get(at) else {
                break;
            };
            // Where the limit is on the other side, the outcome there shows it.
            if self.classes.is_rust && !solve::owns_limit(event) {
                continue;
            }
            let held: Vec<(Site, bool)> = trial.limits.clone();
            for change in solve::tighten(&run, event).into_iter().take(4) {
                *tries += 1;
                let Some(world) = best.with(&change) else {
                    continue;
                };
                let (_, tried) = self.run(world.clone(), Vec::new(), None);
                let keeps = held.iter().all(|limit| tried.limits.contains(limit));
                if way(&tried) == wanted
                    && tried.outcome.is_some()
                    && keeps
                    && tried.limits.len() > held.len()
                {
                    best = tried.world;
                    break;
                }
            }
        }
        self.visible(best, &wanted)
    }

    /// Blanks and capitals where the function takes them away, so that it shows.
    fn visible(&self, world: World<'a>, wanted: &[(Site, bool)]) -> World<'a> {
        let mut best = world;
        let (run, _) = self.run(best.clone(), Vec::new(), None);
        let mut normalised: Vec<(Place, Rc<str>, bool, bool)> = Vec::new();
        for (place, method) in run.normalisations() {
            let Some(Spec::Text(text)) = best.get(&place) else {
                continue;
            };
            let text = Rc::clone(text);
            let at = match normalised.iter().position(|(held, ..)| *held == place) {
                Some(at) => at,
                None => {
                    normalised.push((place, text, false, false));
                    normalised.len() - 1
                }
            };
            if let Some(entry) = normalised.get_mut(at) {
                entry.2 |= method.contains("strip") || method == "split";
                entry.3 |= matches!(
                    method,
                    "lower" | "upper" | "casefold" | "title" | "capitalize"
                );
            }
        }
        for (place, text, strips, cases) in normalised {
            let mut shown = text.to_string();
            if cases {
                let upper: String = shown.split_inclusive(' ').map(capital).collect();
                shown = if upper == shown {
                    shown.to_lowercase()
                } else {
                    upper
                };
            }
            if strips {
                shown = format!(" {shown} ");
            }
            let Some(world) = best.with(&[Change::Set(place, Spec::Text(shown.into()))]) else {
                continue;
            };
            let (_, tried) = self.run(world, Vec::new(), None);
            let way: Vec<(Site, bool)> = tried
                .events
                .iter()
                .filter(|event| !event.building)
                .map(|event| (site(event), event.taken))
                .collect();
            if tried.outcome.is_some() && way == wanted {
                best = tried.world;
            }
        }
        best
    }

    /// Outcomes worth a test: each decision both ways, where possible so that the outcome shows it.
    fn choose(&self, trials: &[Trial<'a>], happy: usize) -> Vec<usize> {
        let mut chosen = vec![happy];
        let mut covered: FxHashSet<(Site, bool)> = FxHashSet::default();
        let mut limits: FxHashSet<(Site, bool)> = FxHashSet::default();
        let mut statements: BTreeSet<(usize, u32, u32)> = BTreeSet::new();
        let mut errors: FxHashSet<String> = FxHashSet::default();
        let take = |at: usize,
                    covered: &mut FxHashSet<(Site, bool)>,
                    limits: &mut FxHashSet<(Site, bool)>,
                    statements: &mut BTreeSet<(usize, u32, u32)>,
                    errors: &mut FxHashSet<String>| {
            if let Some(trial) = trials.get(at) {
                covered.extend(trial.events.iter().map(|event| (site(event), event.taken)));
                limits.extend(trial.limits.iter().copied());
                statements.extend(trial.covered.iter().copied());
                errors.extend(trial.raised_by_doubles());
            }
        };
        take(
            happy,
            &mut covered,
            &mut limits,
            &mut statements,
            &mut errors,
        );
        let usable: Vec<usize> = (0..trials.len())
            .filter(|at| {
                trials
                    .get(*at)
                    .is_some_and(|trial| trial.outcome.is_some() && *at != happy)
            })
            .collect();
        let decisive = |at: usize| {
            let trial = trials.get(at)?;
            let (parent, _) = trial.parent?;
            let parent = trials.get(parent)?;
            Some(parent.outcome.is_none() || parent.seen != trial.seen)
        };
        // One outcome for each decision that was turned and shows.
        let mut shown: FxHashSet<(Site, bool)> = FxHashSet::default();
        let mut order = usable.clone();
        order.sort_by_key(|at| (trials.get(*at).map_or(0, |trial| trial.changes.len()), *at));
        for at in &order {
            let Some(trial) = trials.get(*at) else {
                continue;
            };
            let Some((parent, event)) = trial.parent else {
                continue;
            };
            let Some(event) = trials
                .get(parent)
                .and_then(|parent| parent.events.get(event))
            else {
                continue;
            };
            let key = (site(event), !event.taken);
            let reached = trial
                .events
                .iter()
                .any(|other| (site(other), other.taken) == key);
            let fresh = trial
                .raised_by_doubles()
                .iter()
                .any(|error| !errors.contains(error));
            if (reached
                && !shown.contains(&key)
                && decisive(*at) == Some(true)
                && !chosen_like(trials, &chosen, trial))
                || fresh
            {
                if covered.contains(&key)
                    && !fresh
                    && chosen.iter().any(|held| shows(trials, *held, key))
                {
                    shown.insert(key);
                    continue;
                }
                shown.insert(key);
                chosen.push(*at);
                take(*at, &mut covered, &mut limits, &mut statements, &mut errors);
            }
        }
        if self.classes.is_rust {
            chosen.extend(rust_repeats(trials, &chosen, &order));
            for at in chosen.clone() {
                take(at, &mut covered, &mut limits, &mut statements, &mut errors);
            }
        }
        // What is reached no other way, and orderings at their limit on both sides.
        for at in &order {
            let Some(trial) = trials.get(*at) else {
                continue;
            };
            let new_decision = trial
                .events
                .iter()
                .any(|event| !covered.contains(&(site(event), event.taken)));
            let new_statement = trial
                .covered
                .iter()
                .any(|statement| !statements.contains(statement));
            let new_limit = trial.limits.iter().any(|limit| !limits.contains(limit));
            if new_decision || new_statement || new_limit {
                chosen.push(*at);
                take(*at, &mut covered, &mut limits, &mut statements, &mut errors);
            }
        }
        chosen
    }

    fn outcome(&self, trials: &[Trial<'a>], at: usize) -> Option<Outcome<'a>> {
        let trial = trials.get(at)?;
        let mut outcome = trial.outcome.clone()?;
        outcome.turned = trial.changes.last().map(|change| Turned {
            branch: match change {
                Change::Set(place, spec) => TurnedBranch::Place(place.clone(), spec.clone()),
                Change::Raise(double, method, _, error) => {
                    TurnedBranch::Raises(double.clone(), method.clone(), error.clone())
                }
            },
            taken: true,
        });
        if trial.changes.is_empty() {
            outcome.turned = None;
        }
        Some(outcome)
    }

    /// Statements that no test reaches, and where runs ended that could not go on.
    fn left_out(&self, trials: &[Trial<'a>], chosen: &[usize]) -> Vec<LeftOut> {
        let mut out: Vec<LeftOut> = Vec::new();
        let code = self.target.function.code;
        let mut reached: BTreeSet<(usize, u32, u32)> = BTreeSet::new();
        for at in chosen {
            if let Some(trial) = trials.get(*at) {
                reached.extend(trial.covered.iter().copied());
            }
        }
        if let Some(body) = code.body {
            let behaviour = model::behaviour::exits(body, self.target.function.function);
            for exit in &behaviour.exits {
                if matches!(exit.how, model::behaviour::How::Ends) {
                    continue;
                }
                let span = self.classes.sources.span(code, exit.span);
                if reached.contains(&(code.file, span.start, span.end))
                    || out.iter().any(|known| known.span == span)
                {
                    continue;
                }
                let why = trials.iter().find_map(|trial| match &trial.end {
                    End::Stopped(stop)
                        if stop.span.start <= span.end && span.start <= stop.span.end =>
                    {
                        Some(stop.why.clone())
                    }
                    _ => None,
                });
                let why = why.unwrap_or_else(|| "no set-up was found that leads here".to_owned());
                out.push(LeftOut {
                    file: code.file,
                    span,
                    why,
                });
            }
        }
        if self.classes.is_script || self.classes.is_rust {
            self.unfollowed(trials, &mut out);
        }
        out
    }

    /// Ways that could not be followed to their end, though each exit is reached by another one.
    fn unfollowed(&self, trials: &[Trial<'a>], out: &mut Vec<LeftOut>) {
        let code = self.target.function.code;
        let whole = self
            .classes
            .sources
            .span(code, self.target.function.signature.span);
        for trial in trials {
            let End::Stopped(stop) = &trial.end else {
                continue;
            };
            let inside = stop.file == code.file
                && whole.start <= stop.span.start
                && stop.span.end <= whole.end;
            if inside && !out.iter().any(|known| known.why == stop.why) {
                out.push(LeftOut {
                    file: stop.file,
                    span: stop.span,
                    why: stop.why.clone(),
                });
            }
        }
    }

    fn doubles(&self, outcomes: &[Outcome<'a>]) -> Vec<PlannedDouble<'a>> {
        let mut out: Vec<PlannedDouble<'a>> = Vec::new();
        let mut push = |double: Rc<Double<'a>>, is_config: bool| {
            if !out
                .iter()
                .any(|known| known.double.path == double.path && known.is_config == is_config)
            {
                out.push(PlannedDouble { double, is_config });
            }
        };
        if self.classes.is_rust {
            let taken = rust::target::parts(self.classes, self.target).into_iter();
            let params = rust::target::params(self.classes, self.target).into_iter();
            let all = taken
                .map(|taken| (taken, true))
                .chain(params.map(|taken| (taken, false)));
            for (taken, is_config) in all {
                if let Some(kind) = rust::set_up::double(self.classes, &taken.typed) {
                    let path = taken.name;
                    push(Rc::new(Double { path, kind }), is_config);
                }
            }
            return out;
        }
        for part in parts(self.classes.sources, self.target) {
            if let Some(Value {
                datum: Datum::Double(double),
                ..
            }) = self.double(&part.name, part.ty.as_ref(), part.scope)
            {
                push(double, true);
            }
        }
        for param in given_params(self.target.function.signature) {
            if let Some(Value {
                datum: Datum::Double(double),
                ..
            }) = self.double(
                &called(param),
                param.ty.as_ref(),
                self.scope(self.target.function.code),
            ) {
                push(double, false);
            }
        }
        for outcome in outcomes {
            for call in &outcome.calls {
                if call.double.path.contains('.') {
                    push(Rc::clone(&call.double), true);
                }
            }
        }
        out
    }
}

fn capital(word: &str) -> String {
    let mut characters = word.chars();
    let head: String = characters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{head}{}", characters.as_str())
}

fn chosen_like<'a>(trials: &[Trial<'a>], chosen: &[usize], trial: &Trial<'a>) -> bool {
    chosen.iter().any(|at| {
        trials.get(*at).is_some_and(|held| {
            held.seen == trial.seen
                && held.covered == trial.covered
                && trial.limits.iter().all(|limit| held.limits.contains(limit))
        })
    })
}

/// Whether a trial came about by turning that very decision.
fn shows(trials: &[Trial<'_>], at: usize, key: (Site, bool)) -> bool {
    let Some(trial) = trials.get(at) else {
        return false;
    };
    let Some((parent, event)) = trial.parent else {
        return false;
    };
    trials
        .get(parent)
        .and_then(|parent| parent.events.get(event))
        .is_some_and(|event| (site(event), !event.taken) == key)
}

impl<'a> Trial<'a> {
    fn seen_exit(&self) -> &'static str {
        match &self.end {
            End::Returned(_) => "returned",
            End::Raised => "raised",
            End::Stopped(_) => "stopped",
            End::Invalid => "invalid",
        }
    }

    /// Errors that doubles raise in it.
    fn raised_by_doubles(&self) -> Vec<String> {
        self.world
            .answers
            .iter()
            .filter_map(|((double, method, nth), answer)| match answer {
                Answer::Raises(error) => {
                    Some(format!("{double}.{method}.{nth}.{}", error_name(error)))
                }
                _ => None,
            })
            .collect()
    }
}

pub fn error_name(error: &ErrorSpec<'_>) -> Name {
    match error {
        ErrorSpec::Project(class) => class.name.clone(),
        ErrorSpec::Builtin(name) => name.clone(),
    }
}

/// Everything about an outcome that a test can see.
fn seen(outcome: &Outcome<'_>, at: (usize, Span)) -> String {
    let exit = match &outcome.exit {
        Exit::Returns { spec, place, .. } => format!("returns {} {place:?}", brief(spec)),
        Exit::Raises { class, message, .. } => {
            format!("raises {} {message:?} {at:?}", error_name(class))
        }
    };
    let calls: Vec<String> = outcome
        .calls
        .iter()
        .filter(|call| call.is_command)
        .map(|call| {
            let args: Vec<String> = call
                .positional
                .iter()
                .chain(call.keyword.iter().map(|(_, value)| value))
                .map(brief)
                .collect();
            format!("{}.{}({})", call.double.path, call.method, args.join(","))
        })
        .collect();
    let changed: Vec<String> = outcome
        .changed
        .iter()
        .map(|(_, spec)| brief(spec))
        .collect();
    format!("{exit}|{}|{}", calls.join(";"), changed.join(";"))
}

fn brief(spec: &Spec<'_>) -> String {
    match spec {
        Spec::Object(class, fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("{name}={}", brief(value)))
                .collect();
            format!("{}({})", class.name, fields.join(","))
        }
        Spec::List(items) | Spec::Tuple(items) | Spec::Set(items, _) => format!(
            "[{}]",
            items.iter().map(brief).collect::<Vec<_>>().join(",")
        ),
        Spec::Map(entries) => format!(
            "{{{}}}",
            entries
                .iter()
                .map(|(key, value)| format!("{}:{}", brief(key), brief(value)))
                .collect::<Vec<_>>()
                .join(",")
        ),
        Spec::Variant(class, at) => format!("{}.{at}", class.name),
        Spec::Tagged(class, at, parts) => format!(
            "{}.{at}({})",
            class.name,
            parts
                .iter()
                .map(|(_, part)| brief(part))
                .collect::<Vec<_>>()
                .join(",")
        ),
        Spec::Int(value) => value.to_string(),
        Spec::Bool(value) => value.to_string(),
        Spec::Text(text) => format!("{text:?}"),
        Spec::Decimal(value) => value.to_string(),
        Spec::Instant(instant) => format!("{instant:?}"),
        Spec::Date(value) | Spec::Span(value) => value.to_string(),
        Spec::Float(value) => value.to_string(),
        Spec::Uuid(value) => value.to_string(),
        Spec::Bytes(text) => format!("b{text:?}"),
        Spec::Null => "null".to_owned(),
        Spec::Absent => "nothing".to_owned(),
        Spec::Double => "double".to_owned(),
        Spec::Left => "left".to_owned(),
        Spec::Hole => "?".to_owned(),
    }
}

/// What a parameter is called; one that is taken apart is called after its type.
pub fn called(param: &syntax::facts::Param) -> Name {
    if !param.name.is_empty() {
        return param.name.clone();
    }
    let ty = param.ty.as_ref().map(|ty| &ty.kind);
    let of_services = match ty {
        Some(syntax::facts::TypeKind::Named { path, .. }) => {
            let name = last(path);
            name.ends_with("Deps") || name.ends_with("Dependencies")
        }
        _ => false,
    };
    Name::new_static(if of_services { "deps" } else { "input" })
}

/// Whether a part of an expected value is known by its parts only.
pub fn is_known_by_parts(spec: &Spec<'_>) -> bool {
    match spec {
        Spec::Object(class, fields) => {
            script::types::is_parts(class)
                || fields.iter().any(|(_, value)| is_known_by_parts(value))
        }
        Spec::List(items) | Spec::Tuple(items) | Spec::Set(items, _) => {
            items.iter().any(is_known_by_parts)
        }
        Spec::Map(entries) => entries
            .iter()
            .any(|(key, value)| is_known_by_parts(key) || is_known_by_parts(value)),
        _ => false,
    }
}

/// What the construction of a class takes: name, type, file of the type, whether it may be left out.
pub fn config_params(class: &Class<'_>) -> Vec<(Name, Option<TypeRef>, usize, bool)> {
    if let Some(init) = class::init(class) {
        return given_params(init.at.signature)
            .map(|param| {
                (
                    param.name.clone(),
                    param.ty.clone(),
                    init.at.code.file,
                    param.default.is_some(),
                )
            })
            .collect();
    }
    class
        .fields
        .iter()
        .filter(|field| field.taken && !matches!(class.kind, ClassKind::Plain | ClassKind::Port))
        .map(|field| {
            (
                field.name.clone(),
                field.ty.as_deref().cloned(),
                field.code.file,
                field.default.is_some(),
            )
        })
        .collect()
}

impl<'a> Run<'a, '_> {
    fn construct_target(
        &mut self,
        class: &Rc<Class<'a>>,
        args: Args<'a>,
        from: (Code<'a>, Span),
    ) -> run::Outcome<'a, Value<'a>> {
        let was = std::mem::replace(&mut self.building, true);
        let value = self.construct(class, args, from, None);
        if value.is_ok() {
            self.building = was;
        }
        value
    }

    fn call_target(
        &mut self,
        function: FunctionAt<'a>,
        owner: Option<Rc<Class<'a>>>,
        receiver: Option<Value<'a>>,
        args: Args<'a>,
        from: (Code<'a>, Span),
    ) -> run::Outcome<'a, Value<'a>> {
        self.call_function(function, owner, receiver, args, from)
    }

    fn default_argument(
        &mut self,
        function: FunctionAt<'a>,
        param: &syntax::facts::Param,
    ) -> run::Outcome<'a, Value<'a>> {
        match param.default {
            Some(default) => {
                let mut frame = eval::module_frame(function.code);
                self.eval(&mut frame, default)
            }
            None if self.classes.is_script => Ok(Value::plain(Datum::Absent)),
            None => Ok(Value::null()),
        }
    }

    /// The fields of an object made as it is written.
    pub fn made_again(&self, spec: &Spec<'a>) -> Option<Vec<(Name, Spec<'a>)>> {
        let Spec::Object(class, _) = spec else {
            return None;
        };
        let code = self.classes.sources.code_of(class.file)?;
        let mut scratch = Run::new(self.classes, self.defaults, World::default());
        let place = Place::root(Root::Input(Name::default()));
        let value = scratch.build(spec, &place, code).ok()?;
        let object = scratch.object(&value)?;
        let fields = object.fields.iter();
        Some(
            fields
                .map(|(name, value)| (name.clone(), shape::written(&scratch, value)))
                .collect(),
        )
    }

    /// The value a field has when it is not given.
    pub fn default_of(&self, class: &Rc<Class<'a>>, field: &str) -> Option<Spec<'a>> {
        let found = class.fields.iter().find(|held| held.name == field)?;
        let mut scratch = Run::new(self.classes, self.defaults, World::default());
        let mut frame = eval::module_frame(found.code);
        let value = match found.default? {
            class::Default::Value(value) => scratch.eval(&mut frame, value).ok()?,
            class::Default::Factory(factory) => {
                let factory = scratch.eval(&mut frame, factory).ok()?;
                scratch
                    .call(
                        &factory,
                        Args::default(),
                        (found.code, Span::default()),
                        true,
                    )
                    .ok()?
            }
            class::Default::Unknown => return None,
        };
        shape::spec_of(&scratch, &value)
    }

    fn message(&mut self, error: &Value<'a>, from: (Code<'a>, Span)) -> Option<String> {
        self.str_of(error, from).ok().flatten()
    }

    /// Whether an error of the language was raised by a statement of the project.
    fn raised_on_purpose(&self, _class: &str) -> bool {
        let Some((file, span)) = self.covered.last() else {
            return false;
        };
        let Some(source) = self.classes.sources.file(*file) else {
            return false;
        };
        source.facts.items.iter().any(|item| {
            item.span.contains(*span)
                && item.facts.body.as_ref().is_some_and(|body| {
                    body.stmts().any(|(_, stmt)| {
                        stmt.span.shifted(item.span.start) == *span
                            && matches!(
                                stmt.kind,
                                syntax::facts::StmtKind::Raise { .. }
                                    | syntax::facts::StmtKind::Assert { .. }
                            )
                    })
                })
        })
    }

    /// Roots of the set-up that were built.
    fn places(&self) -> Vec<Place> {
        let mut places: Vec<Place> = self.world.given.keys().cloned().map(Place::root).collect();
        let mut answered: Vec<_> = self.answered.keys().cloned().collect();
        answered.sort();
        places.extend(
            answered
                .into_iter()
                .map(|(double, method, nth)| Place::root(Root::Answer(double, method, nth))),
        );
        places
    }

    fn at_root(&self, place: &Place) -> Option<Value<'a>> {
        match &place.root {
            Root::Answer(double, method, nth) => self
                .answered
                .get(&(double.clone(), method.clone(), *nth))
                .cloned(),
            root => self.built(root),
        }
    }

    /// A written value as it would be written after a run that leaves it alone.
    fn normal(&mut self, spec: Spec<'a>, place: &Place) -> Option<Spec<'a>> {
        if matches!(spec, Spec::Double | Spec::Left) {
            return None;
        }
        let mut scratch = Run::new(self.classes, self.defaults, World::default());
        let file = self.classes.sources.file(0)?;
        let item = file.facts.items.first()?;
        let code = Code {
            file: 0,
            item: 0,
            exprs: &item.facts.summary.exprs,
            body: None,
        };
        let value = scratch.build(&spec, place, code).ok()?;
        Some(shape::written(&scratch, &value))
    }

    /// Texts of the set-up that the function normalises, with the method.
    fn normalisations(&self) -> Vec<(Place, &'static str)> {
        self.normalised.clone()
    }

    /// The declared type of a root of the set-up, with the name it goes by.
    fn root_type(&self, root: &Root) -> Option<(usize, TypeRef, String, String)> {
        self.types.get(root).cloned()
    }
}

/// What a name of a file stands for as something to test.
///
/// `Class.method`, a function, or a class with one public entry.
pub fn target<'a>(sources: Sources<'a>, file: usize, symbol: &str) -> Vec<Target<'a>> {
    let classes = Classes::new(sources);
    let (head, method_name) = match symbol.split_once('.') {
        Some((head, method)) => (head, Some(method)),
        None => (symbol, None),
    };
    match sources.resolve(file, head) {
        Resolved::Here(Definition::Function(function)) if method_name.is_none() => {
            let made = script::types::made_function(function);
            vec![Target {
                name: function.signature.name.clone(),
                function: made.unwrap_or(function),
                owner: None,
                on_class: false,
                maker: made.map(|_| function),
            }]
        }
        Resolved::Here(Definition::Class { file, item, .. }) => {
            let Some(class) = classes.at(file, item) else {
                return Vec::new();
            };
            if classes.is_rust {
                return rust_targets(&class, method_name);
            }
            let public: Vec<&class::Method<'a>> = class
                .methods
                .iter()
                .filter(|method| match method_name {
                    Some(name) => method.at.signature.name == name,
                    None if class.is_script => {
                        let signature = method.at.signature;
                        signature.visibility == Visibility::Public
                            && !signature.name.starts_with(['_', '#'])
                            && signature.kind != FunctionKind::Constructor
                            && !method.is_property
                            && !signature.is_abstract
                    }
                    None => {
                        let name = method.at.signature.name.as_str();
                        (!name.starts_with('_') || name == "__call__")
                            && !method.is_property
                            && !method.at.signature.is_abstract
                    }
                })
                .collect();
            let entry = public.iter().find(|method| {
                matches!(
                    method.at.signature.name.as_str(),
                    "execute" | "run" | "handle" | "__call__" | "call" | "invoke"
                )
            });
            let chosen: Vec<&class::Method<'a>> = match entry {
                Some(entry) if method_name.is_none() => vec![*entry],
                _ => public,
            };
            chosen
                .into_iter()
                .map(|method| Target {
                    name: Name::from(format!("{}.{}", class.name, method.at.signature.name)),
                    function: method.at,
                    owner: Some(Rc::clone(&class)),
                    on_class: matches!(
                        method.kind,
                        FunctionKind::StaticMethod | FunctionKind::ClassMethod
                    ),
                    maker: None,
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

/// For each loop the happy outcome with one pass more, where that shows.
fn rust_repeats(trials: &[Trial<'_>], chosen: &[usize], order: &[usize]) -> Vec<usize> {
    let mut repeated: FxHashSet<Site> = FxHashSet::default();
    let mut out = Vec::new();
    for at in order {
        let Some(trial) = trials.get(*at) else {
            continue;
        };
        let is_new = !chosen.iter().chain(&out).any(|held| {
            trials
                .get(*held)
                .is_some_and(|held| held.seen == trial.seen)
        });
        if trial.changes.len() != 1 || !matches!(trial.end, End::Returned(_)) || !is_new {
            continue;
        }
        let events = trial.events.iter().filter(|event| !event.building);
        let mut sites = events.filter_map(|event| match &event.branch {
            Branch::Loop(_, passes) if *passes >= 2 => Some(site(event)),
            _ => None,
        });
        if sites.any(|site| repeated.insert(site)) {
            out.push(*at);
        }
    }
    out
}

fn rust_targets<'a>(class: &Rc<Class<'a>>, name: Option<&str>) -> Vec<Target<'a>> {
    let public = rust::target::entries(class, name);
    let entry = public.iter().find(|method| {
        matches!(
            method.at.signature.name.as_str(),
            "execute" | "run" | "handle" | "call" | "invoke"
        )
    });
    let chosen = match entry {
        Some(entry) if name.is_none() => vec![*entry],
        _ => public,
    };
    chosen
        .into_iter()
        .map(|method| Target {
            name: Name::from(format!("{}.{}", class.name, method.at.signature.name)),
            function: method.at,
            owner: Some(Rc::clone(class)),
            on_class: method.kind == FunctionKind::StaticMethod,
            maker: None,
        })
        .collect()
}
