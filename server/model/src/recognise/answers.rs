//! What code says it answers, and what classes say in their fields; it never follows a call.

use syntax::facts::{ArgValue, CallFact, FunctionSummary, GivenFact, Name, ParamKind, Signature};
use syntax::span::Span;

use super::errors::status_of;
use super::helpers::{Given, helped_statuses};
use super::local::{Decorated, Scope, calls_of, is_taken_apart, scope_of, split_last};
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::framework::{RoleOf, status_of_constant, status_of_text};
use crate::place::FileId;
use crate::symbol::{Part, SymbolRef};
use crate::tables::Builtins;

/// The statuses below 400 that a handler itself names in what it answers.
pub(super) fn success_statuses(world: &World<'_>, file: FileId, handler: Decorated) -> Vec<u16> {
    let Some((summary, calls)) = world.env(file).and_then(|env| calls_of(env, handler)) else {
        return Vec::new();
    };
    let body = super::local::signature_in(world, file, handler).map(|head| head.body_span);
    let site = super::inject::site_of(file, handler);
    let mut statuses = answered(world, site, summary, &calls, body, &[]);
    statuses.extend(helped_statuses(world, file, handler));
    statuses.retain(|status| *status < 400);
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

/// The classes of what a handler gives to the calls that answer success; none for what cannot be told.
pub(super) fn success_bodies(
    world: &World<'_>,
    file: FileId,
    handler: Decorated,
) -> Vec<Option<Name>> {
    let Some((summary, calls)) = world.env(file).and_then(|env| calls_of(env, handler)) else {
        return Vec::new();
    };
    let (Decorated::Symbol(symbol) | Decorated::Nested(symbol, _)) = handler;
    let function = SymbolRef { file, symbol };
    let frameworks = world.frameworks(file);
    let site = super::inject::site_of(file, handler);
    let mut bodies = Vec::new();
    for call in calls {
        if !frameworks.may_answer(split_last(&call.callee).1) {
            continue;
        }
        let inside = site_of_call(site, summary, call);
        let (Meaning::Outside(path) | Meaning::OutsideInstance(path)) =
            world.resolve(inside, &call.callee)
        else {
            continue;
        };
        let form = frameworks.role(&path, |role| match role {
            RoleOf::Response(at, i) => frameworks.description(at)?.responses.get(i),
            _ => None,
        });
        let Some(form) = form.filter(|form| !form.body.is_empty()) else {
            continue;
        };
        let args = Args::of_call(&summary.calls, call);
        // Of a chain the status is told before: `c.Status(404).JSON(problem)`.
        let before = summary
            .calls
            .iter()
            .filter(|other| other.span.start == call.span.start && other.span.end < call.span.end);
        let told = before.filter_map(|other| {
            let args = Args::of_call(&summary.calls, other);
            status_of(world, site, args.position(0)?)
        });
        let own = args
            .get(&form.status)
            .map(|value| status_of(world, site, value));
        let status = own.unwrap_or_else(|| Some({ told }.next().unwrap_or(200)));
        if status.is_some_and(|status| status >= 400) {
            continue;
        }
        let body = args.get(&form.body).and_then(|value| match value {
            Value::Call { callee, .. } => is_class(world, inside, callee).then(|| callee.clone()),
            Value::Path(path) => class_of_local(world, function, path),
            _ => None,
        });
        bodies.push(body);
    }
    bodies
}

fn is_class(world: &World<'_>, site: Site, path: &str) -> bool {
    matches!(world.resolve(site, path), Meaning::Declared(symbol)
        if matches!(symbol.symbol.part, Part::Type(_)))
}

/// The class of which a local name holds a value, as it is written where the name is bound; none where it is bound to
/// several things.
pub(super) fn class_of_local(world: &World<'_>, function: SymbolRef, name: &Name) -> Option<Name> {
    let (summary, _) = world.function(function)?;
    let mut values = summary.locals.iter().filter(|(local, _)| local == name);
    let (Some((_, ArgValue::Call(path))), None) = (values.next(), values.next()) else {
        return None;
    };
    let site = Site {
        file: function.file,
        scope: Scope::Function(function.symbol),
    };
    is_class(world, site, path).then(|| path.clone())
}

/// The statuses in answers: in functions that end the request, in values of answers, beside what is returned. What
/// stands for something that handlers are given may be told by its name.
pub(super) fn answered(
    world: &World<'_>,
    site: Site,
    summary: &FunctionSummary,
    calls: &[&CallFact],
    body: Option<Span>,
    handed: &[Given],
) -> Vec<u16> {
    let frameworks = world.frameworks(site.file);
    let mut statuses = Vec::new();
    let mut told_at: Vec<Told> = Vec::new();
    let mut usual: Vec<(Span, u16)> = Vec::new();
    let mut usual_of_parts: Vec<u16> = Vec::new();
    for call in calls {
        if !frameworks.may_answer(split_last(&call.callee).1) {
            statuses.extend(helped(world, site, &summary.calls, call));
            continue;
        }
        let inside = site_of_call(site, summary, call);
        let path = match world.resolve(inside, &call.callee) {
            Meaning::Outside(path) | Meaning::OutsideInstance(path) => path,
            _ => match untyped_path(
                world,
                site,
                summary,
                handed,
                (&call.callee, call.span),
                |role| matches!(role, RoleOf::Abort(..) | RoleOf::Response(..)),
            ) {
                Some(path) => path,
                None => continue,
            },
        };
        let told = frameworks.role(&path, |role| match role {
            RoleOf::Abort(at, i) => {
                let form = frameworks.description(at)?.aborts.get(i)?;
                Some((&form.status, None, true))
            }
            RoleOf::Response(at, i) => {
                let form = frameworks.description(at)?.responses.get(i)?;
                Some((&form.status, form.code, false))
            }
            _ => None,
        });
        let Some((role, code, ends)) = told else {
            continue;
        };
        let args = Args::of_call(&summary.calls, call);
        match args.get(role) {
            Some(value) => {
                let status = status_of(world, site, value);
                statuses.extend(status);
                if !ends {
                    told_at.push(Told {
                        at: call.span,
                        in_chain: call.result_used,
                        status,
                    });
                }
            }
            None => usual.extend(code.map(|code| (call.span, code))),
        }
    }
    for given in &summary.assigned {
        if body.is_some_and(|body| !body.contains(given.span)) {
            continue;
        }
        match part_given(world, site, summary, handed, given) {
            Some(AnswerPart::Status) => {
                let values = given.values.iter().map(Value::of_plain_fact);
                let told = values.filter_map(|value| status_of(world, site, &value));
                let told: Vec<u16> = told.collect();
                told_at.push(Told {
                    at: given.span,
                    in_chain: false,
                    status: told.first().copied(),
                });
                statuses.extend(told);
            }
            Some(AnswerPart::Body(code)) => usual_of_parts.extend(code),
            None => {}
        }
    }
    // Parts may be given in any order.
    let is_success = |told: &Told| !told.in_chain && told.status.is_none_or(|status| status < 400);
    if !told_at.iter().any(is_success) {
        statuses.extend(usual_of_parts);
    }
    let is_usual = |span: Span| !told_at.iter().any(|told| told.is_for(span, &usual));
    let own = usual.iter().filter(|(span, _)| is_usual(*span));
    statuses.extend(own.map(|(_, code)| *code));
    let language = world.env(site.file).map(|env| env.facts().language);
    let wrappers = language.map(|language| &Builtins::of(language).typing.wrappers);
    for call in calls {
        if wrappers.is_some_and(|wrappers| wrappers.contains(&call.callee))
            && let Some(ArgValue::Path(path)) = call.args.first().map(|arg| &arg.value)
            && is_constant(path)
        {
            statuses.extend(status_of_constant(path));
        }
    }
    if wrappers.is_some_and(|wrappers| !wrappers.is_empty())
        && matches!(site.scope, Scope::Function(_))
    {
        let returned = summary.returns.iter().filter(|path| is_constant(path));
        statuses.extend(returned.filter_map(|path| status_of_constant(path)));
    }
    for (span, items) in &summary.returned {
        if body.is_some_and(|body| !body.contains(*span)) {
            continue;
        }
        // Some frameworks take the status first.
        if let Some(ArgValue::Path(path)) = items.first()
            && is_constant(path)
            && let Some(status) = status_of_constant(path)
        {
            statuses.push(status);
            continue;
        }
        let second = items.get(1).map(Value::of_plain_fact);
        statuses.extend(second.and_then(|value| status_of(world, site, &value)));
    }
    statuses
}

/// Whether a path ends with a constant of something: `StatusCode::CREATED`.
pub(super) fn is_constant(path: &str) -> bool {
    let (of, last) = split_last(path);
    !of.is_empty() && !last.contains(|letter: char| letter.is_lowercase())
}

/// A place where a status is told that something after it answers with.
struct Told {
    at: Span,
    /// It is a link of a longer chain, whose other links answer: `res.status(201).json(user)`.
    in_chain: bool,
    status: Option<u16>,
}

impl Told {
    /// Whether what answers at `span` does so with this status. One of an error is for the next answer alone, which
    /// tends to leave the function.
    fn is_for(&self, span: Span, answers: &[(Span, u16)]) -> bool {
        if self.in_chain {
            return self.at.start == span.start && self.at.end < span.end;
        }
        let between = |other: Span| self.at.start < other.start && other.start < span.start;
        let is_next = !answers.iter().any(|(other, _)| between(*other));
        let is_error = self.status.is_some_and(|status| status >= 400);
        self.at.start < span.start && (is_next || !is_error)
    }
}

/// A part of an answer.
enum AnswerPart {
    Status,
    /// With the usual status.
    Body(Option<u16>),
}

/// The part of an answer that an assignment gives something.
fn part_given(
    world: &World<'_>,
    site: Site,
    summary: &FunctionSummary,
    handed: &[Given],
    given: &GivenFact,
) -> Option<AnswerPart> {
    if !world
        .frameworks(site.file)
        .may_answer(split_last(&given.to).1)
    {
        return None;
    }
    let path = match world.resolve(site, &given.to) {
        Meaning::Outside(path) | Meaning::OutsideInstance(path) => path,
        _ => untyped_path(
            world,
            site,
            summary,
            handed,
            (&given.to, given.span),
            |role| matches!(role, RoleOf::StatusPart(..) | RoleOf::BodyPart(..)),
        )?,
    };
    let frameworks = world.frameworks(site.file);
    frameworks.role(&path, |role| match role {
        RoleOf::StatusPart(..) => Some(AnswerPart::Status),
        RoleOf::BodyPart(at, i) => {
            let form = frameworks.description(at)?.responses.get(i)?;
            Some(AnswerPart::Body(form.code))
        }
        _ => None,
    })
}

/// The full path of a part or method of a handler's own parameter that has no annotation: `res.status`.
fn untyped_path(
    world: &World<'_>,
    site: Site,
    summary: &FunctionSummary,
    handed: &[Given],
    (written, span): (&str, Span),
    wanted: fn(&RoleOf) -> bool,
) -> Option<Name> {
    let (object, rest) = written.split_once('.')?;
    let nested = summary.nested.iter().map(|nested| &nested.signature);
    let heads = nested.filter(|head| head.body_span.contains(span));
    let mut heads = heads.chain(std::iter::once(&summary.signature));
    let by_name = handed.iter().find(|(name, _)| name == object);
    let position = by_name.map(|(_, position)| *position).or_else(|| {
        heads.find_map(|head| {
            let mut params = head.params.iter();
            params.position(|param| param.name == object && param.ty.is_none())
        })
    })?;
    let frameworks = world.frameworks(site.file);
    let mut classes = frameworks
        .descriptions
        .iter()
        .filter_map(|(_, description)| {
            let class = description.parameters.untyped.get(position)?;
            Some(Name::from(format!("{class}.{rest}")))
        });
    classes.find(|path| {
        let mut roles = frameworks.roles(path).iter();
        roles.any(wanted)
    })
}

/// Where the names of a call are looked up that stands in a function, or in one inside it.
pub(super) fn site_of_call(site: Site, summary: &FunctionSummary, call: &CallFact) -> Site {
    let scope = match site.scope {
        Scope::Function(symbol) | Scope::Nested(symbol, _) => scope_of(symbol, summary, call),
        other => other,
    };
    Site { scope, ..site }
}

/// The status that one of the project's functions is given to answer with: `error("no key", 401)`.
fn helped(world: &World<'_>, site: Site, calls: &[CallFact], call: &CallFact) -> Option<u16> {
    let may_be = |value: &ArgValue| match value {
        ArgValue::Number(number) => status_of_text(number).is_some(),
        ArgValue::Path(path) => status_of_constant(path).is_some(),
        _ => false,
    };
    if !call.args.iter().any(|arg| may_be(&arg.value)) {
        return None;
    }
    let Meaning::Declared(symbol) = world.resolve(site, &call.callee) else {
        return None;
    };
    let (function, _) = world.function(symbol)?;
    named_status(
        world,
        site,
        &function.signature,
        &Args::of_call(calls, call),
    )
}

/// Names of parameters and attributes that hold a status.
pub(super) const STATUS_NAMES: [&str; 8] = [
    "status",
    "status_code",
    "statusCode",
    "http_status",
    "httpStatus",
    "http_code",
    "httpCode",
    "code",
];

/// The status that a parameter named as one is given.
pub(super) fn named_status(
    world: &World<'_>,
    site: Site,
    head: &Signature,
    args: &Args,
) -> Option<u16> {
    given_status(world, site, head, args).flatten()
}

/// What a parameter named as a status is given, if it is given anything; none inside for what is no status of an error.
pub(super) fn given_status(
    world: &World<'_>,
    site: Site,
    head: &Signature,
    args: &Args,
) -> Option<Option<u16>> {
    let params = head.params.iter();
    let params = params.filter(|param| param.kind != ParamKind::Receiver);
    params.enumerate().find_map(|(position, param)| {
        // One of many settings: `({ message, status }) => …`.
        if let Some(name) = STATUS_NAMES.iter().find(|name| is_taken_apart(param, name)) {
            let given = match args.position(position)? {
                Value::Map(_) => args.position(position)?.entry(name)?,
                _ => return Some(None),
            };
            return Some(status_of(world, site, given).filter(|status| *status >= 400));
        }
        if !STATUS_NAMES.contains(&param.name.as_str()) {
            return None;
        }
        let given = args
            .keyword(&param.name)
            .or_else(|| args.position(position))?;
        Some(status_of(world, site, given).filter(|status| *status >= 400))
    })
}

/// The value that the body of a class, or of the nearest ancestor with one, gives an attribute.
pub(super) fn attribute(world: &World<'_>, symbol: SymbolRef, name: &str) -> Option<(Site, Value)> {
    for ancestor in &world.lineage(symbol).own {
        let Some(member) = world
            .class(*ancestor)
            .and_then(|found| found.own_member(name))
        else {
            continue;
        };
        let env = world.env(ancestor.file)?;
        let value = env
            .binding(member)
            .and_then(|binding| binding.value)
            .or_else(|| env.field(member)?.value)?;
        let site = Site {
            file: ancestor.file,
            scope: Scope::Class(ancestor.symbol),
        };
        let exprs = &env.item(member)?.facts.summary.exprs;
        return Some((site, Value::read(exprs, value)));
    }
    None
}

/// The status that a decorator of an error class, or of the nearest ancestor with one, tells.
pub(super) fn decorated_status(world: &World<'_>, symbol: SymbolRef) -> Option<u16> {
    let frameworks = world.frameworks(symbol.file);
    world.lineage(symbol).own.iter().find_map(|class| {
        let found = world.class(*class)?;
        let site = Site {
            file: class.file,
            scope: Scope::Module,
        };
        found.decl.decorators.iter().find_map(|decorator| {
            let Meaning::Outside(path) = world.resolve(site, &decorator.path) else {
                return None;
            };
            let form = frameworks.role(&path, |role| match role {
                RoleOf::ErrorDecorator(at, i) => frameworks.description(at)?.errors.get(i),
                _ => None,
            })?;
            let args = decorator.args.as_deref().unwrap_or_default();
            let args = Args::read(&found.item.facts.summary.exprs, args);
            status_of(world, site, args.get(&form.status)?)
        })
    })
}
