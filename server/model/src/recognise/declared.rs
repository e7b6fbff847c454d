//! Statuses that are told beside a handler: where it is registered and by marks; it reads no body.

use syntax::facts::{Decorator, Exprs, Name};

use super::errors::status_of;
use super::graph::named_value;
use super::local::{Decorated, Scope, signature, split_last};
use super::routes::Routed;
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::framework::{AnswerMark, status_of_text};
use crate::place::FileId;
use crate::symbol::SymbolRef;

/// Names that stand for maps are followed no further.
const DEPTH: u32 = 4;

/// The statuses that are said to be answered, those of success among them.
pub(super) fn declared_statuses(
    world: &World<'_>,
    route: &Routed,
    handler: Option<(FileId, Decorated)>,
) -> Vec<u16> {
    let told = route.told.iter();
    let mut found: Vec<u16> = told
        .flat_map(|(site, value)| keys(world, *site, value, DEPTH))
        .collect();
    if let Some((file, decorated)) = handler {
        for (site, mark, args, path) in marked(world, route, file, decorated) {
            let status = args.get(&mark.status);
            found.extend(status.and_then(|status| status_of(world, site, status)));
            found.extend(mark.codes.get(&path));
            let told = args.get(&mark.answers);
            found.extend(told.map_or_else(Vec::new, |told| keys(world, site, told, DEPTH)));
        }
    }
    found
}

/// The class that the marks of a handler say it answers success with, if they name one alone.
pub(super) fn declared_body(
    world: &World<'_>,
    route: &Routed,
    (file, handler): (FileId, Decorated),
) -> Option<Name> {
    let marked = marked(world, route, file, handler);
    let bodies = marked.iter().filter_map(|(site, mark, args, path)| {
        let status = args.get(&mark.status);
        let told = status.and_then(|status| status_of(world, *site, status));
        let status = told.or_else(|| mark.codes.get(path).copied())?;
        let is_success = (200..300).contains(&status);
        args.get(&mark.body)
            .filter(|_| is_success)
            .map(|body| (body, args.get(&mark.listed)))
    });
    let mut bodies = bodies.collect::<Vec<_>>().into_iter();
    match (bodies.next()?, bodies.next()) {
        ((Value::Path(path), None | Some(Value::Bool(false))), None) => Some(path.clone()),
        _ => None,
    }
}

/// The marks of a handler and of the class around it, with their full paths.
fn marked(
    world: &World<'_>,
    route: &Routed,
    file: FileId,
    handler: Decorated,
) -> Vec<(Site, &'static AnswerMark, Args, Name)> {
    let frameworks = world.frameworks(route.site.file);
    let marks: Vec<&AnswerMark> = { frameworks.lineage(route.description).into_iter() }
        .filter_map(|at| frameworks.description(at))
        .flat_map(|description| &description.answer_marks)
        .collect();
    let Some(env) = world.env(file).filter(|_| !marks.is_empty()) else {
        return Vec::new();
    };
    let site = Site {
        file,
        scope: Scope::Module,
    };
    let mut found = Vec::new();
    let mut read = |decorators: &[Decorator], exprs: &Exprs| {
        for decorator in decorators {
            let Some((mark, path)) = mark_of(world, site, &marks, &decorator.path) else {
                continue;
            };
            let args = decorator.args.as_deref().unwrap_or_default();
            found.push((site, mark, Args::read(exprs, args), path));
        }
    };
    if let Some((head, exprs)) = signature(env, handler) {
        read(&head.decorators, exprs);
    }
    let (Decorated::Symbol(symbol) | Decorated::Nested(symbol, _)) = handler;
    let class = world.owner(SymbolRef { file, symbol });
    let class = class.and_then(|class| Some((class, world.class(class)?)));
    if let Some((class, found)) = class
        && let Some(item) = env.item(class.symbol).filter(|_| class.file == file)
    {
        read(&found.decl.decorators, &item.facts.summary.exprs);
    }
    found
}

fn mark_of<'m>(
    world: &World<'_>,
    site: Site,
    marks: &[&'m AnswerMark],
    path: &Name,
) -> Option<(&'m AnswerMark, Name)> {
    let is_meant = |mark: &AnswerMark, path: &Name| {
        mark.decorator.contains(path) || mark.codes.contains_key(path)
    };
    let path = match world.decorator(site, path) {
        Meaning::Outside(path) | Meaning::OutsideInstance(path)
            if marks.iter().any(|mark| is_meant(mark, &path)) =>
        {
            path
        }
        _ => of_made(world, site, path)?,
    };
    let mut marks = marks.iter().copied();
    let mark = marks.find(|mark| is_meant(mark, &path))?;
    Some((mark, path))
}

/// The full path of a method of a router that another one made: `users.response` after `users = api.namespace("x")`.
fn of_made(world: &World<'_>, site: Site, path: &str) -> Option<Name> {
    let (object, method) = split_last(path);
    let (there, made) = named_value(world, site, &Name::new(object))?;
    let Value::Call { callee, .. } = made else {
        return None;
    };
    let (Meaning::Outside(maker) | Meaning::OutsideInstance(maker)) = world.resolve(there, &callee)
    else {
        return None;
    };
    let maker = split_last(&maker).1;
    let frameworks = world.frameworks(site.file);
    let mut mounts = { frameworks.descriptions.iter() }.flat_map(|(_, each)| &each.mounts);
    let form = mounts.find(|form| form.makes && form.name == maker && !form.gives.is_empty())?;
    Some(Name::from(format!("{}.{method}", form.gives)))
}

/// The keys of a map that are statuses.
fn keys(world: &World<'_>, site: Site, value: &Value, depth: u32) -> Vec<u16> {
    let Some(depth) = depth.checked_sub(1) else {
        return Vec::new();
    };
    match value {
        Value::Map(entries) => entries
            .iter()
            .filter_map(|(key, _)| match key {
                Value::Text(text) => status_of_text(text),
                key => status_of(world, site, key),
            })
            .collect(),
        Value::Path(path) => match named_value(world, site, path) {
            Some((there, value)) => keys(world, there, &value, depth),
            None => Vec::new(),
        },
        Value::Elsewhere(there, path) => keys(world, *there, &Value::Path(path.clone()), depth),
        _ => Vec::new(),
    }
}
