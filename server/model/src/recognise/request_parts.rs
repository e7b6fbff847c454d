//! What a handler takes of the request's parts: `req.params.id`, `const { page } = req.query`; it never looks at calls.

use syntax::facts::Name;

use super::local::Decorated;
use super::world::World;
use crate::framework::{ReadForm, RoleOf};
use crate::place::FileId;
use crate::symbol::SymbolRef;
use crate::things::EndpointParam;

/// The values that the handler takes from parts of its parameter at `position`, whose class is `class`.
pub(super) fn taken(
    world: &World<'_>,
    file: FileId,
    handler: Decorated,
    position: usize,
    class: &Name,
) -> Vec<EndpointParam> {
    let frameworks = world.frameworks(file);
    if !frameworks.has_parts() {
        return Vec::new();
    }
    let (Decorated::Symbol(symbol) | Decorated::Nested(symbol, _)) = handler;
    let outer = SymbolRef { file, symbol };
    let Some((summary, _)) = world.function(outer) else {
        return Vec::new();
    };
    let function = match handler {
        Decorated::Symbol(_) => Some(summary.function),
        Decorated::Nested(_, index) => {
            let nested = summary.nested.get(index as usize);
            nested.map(|nested| nested.function)
        }
    };
    let own = summary.taken.iter().filter(|fact| {
        Some(fact.function) == function && usize::try_from(fact.param) == Ok(position)
    });
    let mut found: Vec<EndpointParam> = Vec::new();
    for fact in own {
        let Some((form, rest)) = form(world, file, class, &fact.path) else {
            continue;
        };
        let name = match rest.split('.').next() {
            Some(name) if !name.is_empty() => Name::new(name),
            _ => form.whole.clone(),
        };
        let Some(source) = form.source.filter(|_| !name.is_empty()) else {
            continue;
        };
        let known = |param: &EndpointParam| param.name == name && param.source == source;
        if !found.iter().any(known) {
            found.push(EndpointParam {
                name,
                source,
                ty: None,
                place: world.place_in(outer, fact.span),
                provider: None,
            });
        }
    }
    found
}

/// What the longest known part means that a path begins with, and what follows it.
fn form<'p>(
    world: &World<'_>,
    file: FileId,
    class: &Name,
    path: &'p str,
) -> Option<(&'static ReadForm, &'p str)> {
    let frameworks = world.frameworks(file);
    let mut part = path;
    loop {
        let full = format!("{class}.{part}");
        let found = frameworks.role(&full, |role| match role {
            RoleOf::ReadPart(at, i) => frameworks.description(at)?.parameters.reads.get(i),
            _ => None,
        });
        if let Some(form) = found {
            let rest = path.get(part.len()..).unwrap_or_default();
            return Some((form, rest.trim_start_matches('.')));
        }
        part = part.rsplit_once('.')?.0;
    }
}
