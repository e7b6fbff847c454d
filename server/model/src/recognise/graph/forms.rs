//! Which form of a description fits a candidate; it looks at names and arguments alone.

use syntax::facts::Name;

use super::RouterRef;
use crate::framework::{
    Description, ErrorHandlerForm, Form, Frameworks, MiddlewareForm, MountForm, PrefixForm,
    RouteForm, RouterClass, VersionForm,
};
use crate::recognise::local::Candidate;

/// What a candidate does to a router.
#[derive(Clone, Copy, Debug)]
pub(super) enum Does<'f> {
    Route((usize, usize), &'f RouteForm),
    Mount((usize, usize), &'f MountForm),
    Prefix(&'f PrefixForm),
    Version((usize, usize)),
    Only,
    Start,
    Middleware(&'f MiddlewareForm),
    ErrorHandler((usize, usize)),
}

/// The first form of the router's description, or of those it extends, that fits.
pub(super) fn form_of<'f>(
    frameworks: &'f Frameworks,
    class: RouterRef,
    candidate: &Candidate,
) -> Option<Does<'f>> {
    let lineage = frameworks.lineage(class.description);
    lineage.into_iter().find_map(|at| {
        let description = frameworks.description(at)?;
        form_in(frameworks, class, candidate, (at, description))
    })
}

fn form_in<'f>(
    frameworks: &'f Frameworks,
    class: RouterRef,
    candidate: &Candidate,
    (at, description): (usize, &'f Description),
) -> Option<Does<'f>> {
    let wanted = match candidate.decorated {
        Some(_) => Form::Decorator,
        None => Form::Call,
    };
    let name = candidate.name();
    let starts = router_entry(frameworks, class)
        .is_some_and(|entry| entry.started_by.iter().any(|own| own == name));
    if starts {
        return Some(Does::Start);
    }
    let has = |on: &[Name]| is_on(frameworks, class, on);
    let route = (0..).zip(&description.routes).find(|(_, form)| {
        form.form == wanted
            && form.names.contains_key(name)
            && has(&form.on)
            && !candidate.bare
            && takes(form, candidate)
    });
    if let Some((i, form)) = route {
        return Some(Does::Route((at, i), form));
    }
    if candidate.decorated.is_none() {
        let mount = (0..)
            .zip(&description.mounts)
            .find(|(_, form)| form.name == name && has(&form.on));
        if let Some((i, form)) = mount {
            return Some(Does::Mount((at, i), form));
        }
        let mut prefixes = description.prefixes.iter();
        if let Some(form) = prefixes.find(|form| form.name == name && has(&form.on)) {
            return Some(Does::Prefix(form));
        }
        if description.only.names.iter().any(|own| own == name) {
            return Some(Does::Only);
        }
        let version = (0..)
            .zip(&description.versions)
            .find(|(_, form)| form.name == name && has(&form.on));
        if let Some((i, _)) = version {
            return Some(Does::Version((at, i)));
        }
    }
    let middleware = description
        .middlewares
        .iter()
        .find(|form| form.form == wanted && form.name == name && has(&form.on));
    if let Some(form) = middleware {
        return Some(Does::Middleware(form));
    }
    let answers = |form: &ErrorHandlerForm| form.form == wanted && form.name == name;
    let handler = description.error_handlers.iter().position(answers)?;
    Some(Does::ErrorHandler((at, handler)))
}

/// Whether a call gives a handler beside the path: `app.get("setting")` reads a setting.
fn takes(form: &RouteForm, candidate: &Candidate) -> bool {
    if form.handler.is_empty() {
        return true;
    }
    let handler = candidate.args.get(&form.handler);
    let path = candidate.args.get(&form.path);
    match (handler, path) {
        (Some(handler), Some(path)) => !std::ptr::eq(handler, path),
        (Some(_), None) => true,
        (None, _) => candidate.args.spread,
    }
}

fn is_on(frameworks: &Frameworks, class: RouterRef, on: &[Name]) -> bool {
    on.is_empty()
        || router_entry(frameworks, class)
            .is_none_or(|entry| entry.class.iter().any(|name| on.contains(name)))
}

pub(in crate::recognise) fn router_entry(
    frameworks: &Frameworks,
    class: RouterRef,
) -> Option<&RouterClass> {
    frameworks
        .description(class.description)?
        .routers
        .get(class.entry)
}

pub(in crate::recognise) fn route_entry(
    frameworks: &Frameworks,
    form: (usize, usize),
) -> Option<&RouteForm> {
    frameworks.description(form.0)?.routes.get(form.1)
}

pub(in crate::recognise) fn mount_entry(
    frameworks: &Frameworks,
    form: (usize, usize),
) -> Option<&MountForm> {
    frameworks.description(form.0)?.mounts.get(form.1)
}

pub(in crate::recognise) fn version_entry(
    frameworks: &Frameworks,
    form: (usize, usize),
) -> Option<&VersionForm> {
    frameworks.description(form.0)?.versions.get(form.1)
}

/// The router class of a description, or of those it extends, that has this name.
pub(super) fn form_named(
    frameworks: &Frameworks,
    description: usize,
    name: &str,
) -> Option<RouterRef> {
    frameworks.lineage(description).into_iter().find_map(|at| {
        let routers = &frameworks.description(at)?.routers;
        let entry = routers
            .iter()
            .position(|router| router.class.iter().any(|own| own == name))?;
        Some(RouterRef {
            description: at,
            entry,
        })
    })
}

/// What calling a router's method gives, where that is a router.
#[derive(Clone, Copy, Debug)]
pub(super) enum Gives<'f> {
    /// The router itself.
    Itself,
    /// A new one below it.
    Made((usize, usize), &'f MountForm),
}

/// Whether a method of a router of this class gives a router.
pub(super) fn given_by<'f>(
    frameworks: &'f Frameworks,
    class: RouterRef,
    name: &str,
) -> Option<Gives<'f>> {
    let itself = router_entry(frameworks, class)
        .is_some_and(|entry| entry.itself.iter().any(|own| own == name));
    if itself {
        return Some(Gives::Itself);
    }
    let built = router_entry(frameworks, class)
        .is_some_and(|entry| entry.builder && entry.without.iter().all(|own| own != name));
    let has = |on: &[Name]| is_on(frameworks, class, on);
    frameworks
        .lineage(class.description)
        .into_iter()
        .find_map(|at| {
            let description = frameworks.description(at)?;
            let mount = (0..)
                .zip(&description.mounts)
                .find(|(_, form)| form.name == name && has(&form.on));
            if let Some((i, form)) = mount {
                if form.makes {
                    return Some(Gives::Made((at, i), form));
                }
                if form.chains {
                    return Some(Gives::Itself);
                }
            }
            let by_route = description
                .routes
                .iter()
                .any(|form| form.chains && form.names.contains_key(name) && has(&form.on));
            let by_middleware = description
                .middlewares
                .iter()
                .any(|form| form.chains && form.name == name && has(&form.on));
            (by_route || by_middleware).then_some(Gives::Itself)
        })
        .or_else(|| built.then_some(Gives::Itself))
}
