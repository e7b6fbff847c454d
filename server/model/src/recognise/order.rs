//! What stands before handlers, and whether that is certain: by the order in which it is registered.

use super::graph::Middleware;
use super::local::Decorated;
use super::value::Value;
use super::world::Site;
use crate::framework::Covers;
use crate::place::{FileId, Place};

/// Something that is asked before a route's handler.
#[derive(Clone, Debug)]
pub(super) struct Guarding {
    pub site: Site,
    pub what: Guarded,
    /// Whether it certainly stands before the handler.
    pub certain: bool,
    /// Tends to look at the path before it refuses.
    pub conditional: bool,
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
        }
    })
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
    })
    .collect()
}
