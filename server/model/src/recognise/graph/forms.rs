//! Which form of a description fits a candidate; it looks at names alone.

use super::RouterRef;
use crate::framework::{Form, Frameworks, MountForm, RouteForm, RouterClass};
use crate::recognise::local::Candidate;

pub(super) fn route_form(
    frameworks: &Frameworks,
    lineage: &[usize],
    candidate: &Candidate,
) -> Option<(usize, usize)> {
    let wanted = match candidate.decorated {
        Some(_) => Form::Decorator,
        None => Form::Call,
    };
    lineage.iter().find_map(|at| {
        let routes = &frameworks.description(*at)?.routes;
        let found = routes
            .iter()
            .position(|form| form.form == wanted && form.names.contains_key(&candidate.name))?;
        Some((*at, found))
    })
}

pub(super) fn mount_form(
    frameworks: &Frameworks,
    lineage: &[usize],
    candidate: &Candidate,
) -> Option<(usize, usize)> {
    if candidate.decorated.is_some() {
        return None;
    }
    lineage.iter().find_map(|at| {
        let mounts = &frameworks.description(*at)?.mounts;
        let found = mounts.iter().position(|form| form.name == candidate.name)?;
        Some((*at, found))
    })
}

pub(super) fn error_form(
    frameworks: &Frameworks,
    lineage: &[usize],
    candidate: &Candidate,
) -> Option<(usize, usize)> {
    let wanted = match candidate.decorated {
        Some(_) => Form::Decorator,
        None => Form::Call,
    };
    lineage.iter().find_map(|at| {
        let forms = &frameworks.description(*at)?.error_handlers;
        let found = forms
            .iter()
            .position(|form| form.form == wanted && form.name == candidate.name)?;
        Some((*at, found))
    })
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
