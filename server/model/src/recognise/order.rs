//! What stands before handlers, and whether that is certain: by the order in which it is registered.

use syntax::facts::Name;

use super::graph::Middleware;
use super::local::Decorated;
use super::paths::joined;
use super::value::Value;
use super::world::Site;
use crate::framework::{Covers, Join, PathShape, PathSyntax};
use crate::place::{FileId, Known, Place};

/// Something that is asked before a route's handler.
#[derive(Clone, Debug)]
pub(super) struct Guarding {
    pub site: Site,
    pub what: Guarded,
    /// Whether it certainly stands before the handler.
    pub certain: bool,
    /// Tends to look at the path before it refuses.
    pub conditional: bool,
    pub reach: Reach,
}

/// Which requests something is asked for; all by default.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Reach {
    /// Only those below this path, or only those of the path itself.
    pub below: Option<Name>,
    pub exact: bool,
    /// Only those with this method.
    pub method: Option<Name>,
    /// None of these.
    pub except: Vec<Reach>,
}

impl Reach {
    /// With whole paths; false where one cannot be told.
    fn place(
        &mut self,
        prefix: &Result<String, Name>,
        how: Join,
        syntax: Option<&PathSyntax>,
    ) -> bool {
        let mut told = true;
        for reach in std::iter::once(&mut self.below)
            .chain(self.except.iter_mut().map(|except| &mut except.below))
        {
            let Some(below) = reach.take() else {
                continue;
            };
            match joined(prefix, Ok(below.to_string()), how) {
                Ok(whole) => *reach = Some(PathShape::read(&whole, syntax).normal),
                Err(_) => told = false,
            }
        }
        told
    }

    /// Whether it holds for requests with this method of this path; none where the path is not told.
    fn holds(&self, method: &str, path: &Known<Name>) -> Option<bool> {
        if self
            .method
            .as_ref()
            .is_some_and(|own| own != method && method != "ANY")
        {
            return Some(false);
        }
        let below = match (&self.below, path) {
            (None, _) => true,
            (Some(below), Known::Is(path)) => covers(below, path, self.exact),
            (Some(_), _) => return None,
        };
        // What only some of the requests are asked for is not told to be asked for all.
        let of_any = self.method.is_some() && method == "ANY";
        match below {
            true if of_any => None,
            told => Some(told),
        }
    }
}

fn covers(below: &str, path: &str, exact: bool) -> bool {
    let segments = |path: &str| {
        let segments = path.split('/').filter(|segment| !segment.is_empty());
        segments.map(str::to_owned).collect::<Vec<_>>()
    };
    let (below, path) = (segments(below), segments(path));
    let is_open = |segment: &String| segment.starts_with('{') || segment.contains('*');
    let mut pairs = below.iter().zip(&path);
    let fits = match exact {
        true => below.len() == path.len(),
        false => below.len() <= path.len(),
    };
    fits && pairs.all(|(one, other)| one == other || is_open(one) || (!exact && is_open(other)))
}

/// What is asked.
#[derive(Clone, Debug)]
pub(super) enum Guarded {
    Value(Value),
    /// A function that is wrapped around the handler.
    Wrapper(Value),
    Function(FileId, Decorated),
}

pub(super) fn guarding<'v>(
    site: Site,
    values: impl IntoIterator<Item = &'v Value>,
) -> impl Iterator<Item = Guarding> {
    values.into_iter().map(move |value| {
        let (site, value) = match value {
            Value::There(from, value) => (*from, Value::clone(value)),
            Value::Elsewhere(from, path) => (*from, Value::Path(path.clone())),
            value => (site, value.clone()),
        };
        Guarding {
            site,
            what: Guarded::Value(value),
            certain: true,
            conditional: false,
            reach: Reach::default(),
        }
    })
}

/// Guards of a router with what they are below as a whole path; where that cannot be told they are uncertain.
pub(super) fn placed(
    mut guards: Vec<Guarding>,
    prefix: &Result<String, Name>,
    how: Join,
    syntax: Option<&PathSyntax>,
) -> Vec<Guarding> {
    for guard in &mut guards {
        if !guard.reach.place(prefix, how, syntax) {
            guard.certain = false;
        }
    }
    guards
}

/// The guards that stand before a method of a path: those of others do not.
pub(super) fn standing_before(
    guards: &[Guarding],
    method: &str,
    path: &Known<Name>,
) -> Vec<Guarding> {
    let uncertain = |guard: &Guarding| Guarding {
        certain: false,
        ..guard.clone()
    };
    let kept = guards.iter().filter_map(|guard| {
        let excepted = guard.reach.except.iter();
        let excepted = excepted.map(|except| except.holds(method, path));
        let excepted: Vec<Option<bool>> = excepted.collect();
        if excepted.contains(&Some(true)) {
            return None;
        }
        match guard.reach.holds(method, path) {
            Some(false) => None,
            Some(true) if !excepted.contains(&None) => Some(guard.clone()),
            _ => Some(uncertain(guard)),
        }
    });
    kept.collect()
}

/// The middlewares of a router that stand before what is registered at `place`. Where the order cannot be
/// told they are uncertain.
pub(super) fn covering(middlewares: &[Middleware], site: Site, place: Place) -> Vec<Guarding> {
    let mut found = Vec::new();
    for middleware in middlewares {
        let (from, at) = middleware
            .called_at
            .unwrap_or((middleware.site, middleware.place));
        let together = from.file == site.file && from.scope.function() == site.scope.function();
        let is_before = at.span.end <= place.span.end;
        let covers = match middleware.covers {
            Covers::All => true,
            Covers::Later => !together || is_before,
            Covers::Earlier => !together || !is_before,
        };
        if !covers {
            continue;
        }
        let certain = together || middleware.covers == Covers::All;
        found.extend(
            stated(middleware)
                .into_iter()
                .map(|guard| Guarding { certain, ..guard }),
        );
    }
    found
}

/// The middlewares of a router seen from the function that made it: what that registers came first.
pub(super) fn behind(middlewares: &[Middleware]) -> Vec<Guarding> {
    let before = middlewares
        .iter()
        .filter(|each| each.covers != Covers::Later);
    before.flat_map(stated).collect()
}

/// The middlewares of a router seen from a function that is given it: whether it registers before or after
/// them is not told.
pub(super) fn around(middlewares: &[Middleware]) -> Vec<Guarding> {
    let all = middlewares.iter().flat_map(|middleware| {
        let mut guards = stated(middleware);
        for guard in &mut guards {
            guard.certain = middleware.covers == Covers::All;
        }
        guards
    });
    all.collect()
}

/// What a middleware asks.
pub(super) fn stated(middleware: &Middleware) -> Vec<Guarding> {
    let site = middleware.site;
    let decorated = middleware
        .decorated
        .map(|decorated| Guarded::Function(site.file, decorated));
    let guarded = match middleware.by_name {
        true => Guarded::Wrapper,
        false => Guarded::Value,
    };
    let values = middleware.guards.iter().cloned().map(guarded);
    let all = decorated.into_iter().chain(values);
    all.map(|what| Guarding {
        site,
        what,
        certain: true,
        conditional: middleware.conditional,
        reach: middleware.reach.clone(),
    })
    .collect()
}
