//! Texts of paths and versions and how they are joined; it never walks routers.

use std::rc::Rc;

use syntax::facts::Name;

use super::graph::Route;
use super::handlers::{Answer, Handler};
use super::local::{Decorated, Scope, signature_in};
use super::text::{Frame, is_unset, text_of};
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::framework::{Frameworks, Join, PathSyntax, RouteForm, join};
use crate::place::FileId;

/// A version that is put in front of the whole path; inner ones count.
#[derive(Clone, Default)]
pub(super) struct Version {
    number: Option<Result<String, Name>>,
    prefix: Option<Result<String, Name>>,
}

impl Version {
    /// Takes what the arguments of a router, mount or route say.
    pub fn take(
        &mut self,
        world: &World<'_>,
        site: Site,
        number: Option<&Value>,
        prefix: Option<&Value>,
    ) {
        let text = |value: &Value| text_of(world, site, value, None);
        let given = |value: &&Value| **value != Value::Null;
        self.number = number.filter(given).map(text).or(self.number.take());
        self.prefix = prefix.filter(given).map(text).or(self.prefix.take());
    }

    /// The path with the version in front.
    pub fn before(
        &self,
        path: Result<String, Name>,
        syntax: Option<&PathSyntax>,
        how: Join,
    ) -> Result<String, Name> {
        let Some(number) = &self.number else {
            return path;
        };
        let usual = syntax.map(|syntax| syntax.version_prefix.to_string());
        let prefix = match &self.prefix {
            Some(prefix) => prefix.clone()?,
            None => usual.unwrap_or_default(),
        };
        let number = number.clone()?;
        let number = number.trim_matches('/').trim_start_matches('v');
        Ok(join(&format!("{prefix}{number}"), &path?, how))
    }
}

/// The paths that a route gives itself, or why one cannot be told.
pub(super) fn own_paths(
    world: &World<'_>,
    route: &Route,
    entry: &RouteForm,
    frame: Option<&Rc<Frame>>,
) -> Vec<Result<String, Name>> {
    let given = route.args.all(&entry.path);
    let named = |at: usize| {
        let value = route.args.position(at);
        value.filter(|value| matches!(value, Value::Text(_) | Value::Template(_)))
    };
    let given = match (entry.named_path, named(0), named(1)) {
        (true, Some(_), Some(path)) => vec![path],
        _ => given,
    };
    let given = if entry.path.takes_several() {
        given
    } else {
        given.into_iter().take(1).collect()
    };
    if given.is_empty() {
        let own = if route.args.spread {
            Err(Name::new("the route's path is not written out"))
        } else {
            Ok(String::new())
        };
        return vec![own];
    }
    let items = given.into_iter().flat_map(|value| match value {
        Value::Items(items) => items.as_slice(),
        other => std::slice::from_ref(other),
    });
    items
        .map(|value| match value {
            // A whole path that nobody sets is no path.
            Value::Path(path) if is_unset(world, route.site, path) => {
                Err(Name::from(format!("the value of `{path}` is not known")))
            }
            value => text_of(world, route.site, value, frame),
        })
        .collect()
}

/// The paths that the classes of the handlers' parameters give.
pub(super) fn paths_at_parameters(
    world: &World<'_>,
    answers: &[Answer],
    entry: &RouteForm,
) -> Vec<Result<String, Name>> {
    let unknown = || Name::new("no parameter of the handler tells the path");
    let paths = answers.iter().map(|answer| match &answer.handler {
        Handler::Function(file, decorated) => {
            path_at_parameter(world, *file, *decorated, entry).unwrap_or_else(|| Err(unknown()))
        }
        Handler::Written(_) => Err(unknown()),
    });
    let mut paths: Vec<_> = paths.collect();
    paths.dedup();
    paths
}

fn path_at_parameter(
    world: &World<'_>,
    file: FileId,
    decorated: Decorated,
    entry: &RouteForm,
) -> Option<Result<String, Name>> {
    let head = signature_in(world, file, decorated)?;
    head.params.iter().find_map(|param| {
        let Meaning::Instance(class) = world.annotated(file, param.ty.as_ref()?) else {
            return None;
        };
        let found = world.class(class)?;
        let mut decorators = found.decl.decorators.iter();
        let decorator = decorators.find(|decorator| entry.path_at.contains(&decorator.path))?;
        let args = decorator.args.as_deref()?;
        let args = Args::read(&found.item.facts.summary.exprs, args);
        let site = Site {
            file: class.file,
            scope: Scope::Module,
        };
        Some(text_of(world, site, args.position(0)?, None))
    })
}

/// A route's path with what follows it for one of its answers.
pub(super) fn whole(own: String, answer: &Answer, entry: &RouteForm, slash: bool) -> String {
    if !entry.resource {
        return own;
    }
    let mut whole = join(&own, &answer.below, Join::Slash);
    if own.is_empty() {
        whole = whole.trim_start_matches('/').to_owned();
    }
    if slash && !whole.is_empty() {
        whole.push('/');
    }
    whole
}

/// A path and the other one that has a slash at the end where this has none.
pub(super) fn with_either_slash(own: Result<String, Name>) -> Vec<Result<String, Name>> {
    let other = match own.as_deref() {
        Ok("/") | Err(_) => None,
        Ok(path) => Some(match path.strip_suffix('/') {
            Some(bare) => bare.to_owned(),
            None => format!("{path}/"),
        }),
    };
    std::iter::once(own).chain(other.map(Ok)).collect()
}

/// `GET /users` gives the method and the path.
pub(super) fn split_method(text: String) -> (Option<Name>, Result<String, Name>) {
    match text.split_once(' ') {
        Some((method, path)) => (Some(Name::new(method)), Ok(path.trim_start().to_owned())),
        None => (None, Ok(text)),
    }
}

pub(super) fn joined(
    prefix: &Result<String, Name>,
    more: Result<String, Name>,
    how: Join,
) -> Result<String, Name> {
    match (prefix, more) {
        (Ok(prefix), Ok(more)) => Ok(join(prefix, &more, how)),
        (Err(why), _) => Err(why.clone()),
        (Ok(_), Err(why)) => Err(why),
    }
}

/// How the routers of a description join paths.
pub(super) fn join_of(frameworks: &Frameworks, description: usize) -> Join {
    let syntax = syntax_of(frameworks, description);
    syntax.map(|syntax| syntax.join).unwrap_or_default()
}

pub(super) fn syntax_of(frameworks: &Frameworks, description: usize) -> Option<&PathSyntax> {
    let mut lineage = frameworks.lineage(description).into_iter();
    lineage.find_map(|at| frameworks.description(at)?.path.as_ref())
}
