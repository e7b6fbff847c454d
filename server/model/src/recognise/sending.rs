//! Requests that the project's own code sends to itself: from a page to the backend, from one part to another.
//! What goes to another machine, or may go there, is none.

use syntax::facts::{CallFact, FunctionSummary, Name};

use super::local::{Scope, split_last};
use super::requests::{Paths, goes_elsewhere, path_in, sent_by_call, sent_by_method, url_text};
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::framework::{ClientClass, Frameworks, RoleOf};
use crate::place::Known;
use crate::symbol::{Part, SymbolRef};
use crate::things::Link;

/// Each request with the handler of an endpoint that answers it, in order of path and place.
pub(super) fn read(world: &World<'_>, paths: &Paths<'_>) -> Vec<Link> {
    let mut found = Vec::new();
    for file in world.files() {
        if !world.is_source(file) {
            continue;
        }
        let frameworks = world.frameworks(file.id);
        for function in file.env.functions() {
            let symbol = SymbolRef {
                file: file.id,
                symbol: function.symbol,
            };
            if world.is_test_code(symbol) {
                continue;
            }
            for call in &function.function.calls {
                let sent = sent(world, frameworks, symbol, function.function, call);
                let Some((method, path)) = sent else { continue };
                let from = world.place_in(symbol, call.span);
                for endpoint in paths.matching(Some(&method), &path) {
                    found.push(Link {
                        name: endpoint.handler.name.clone(),
                        to: Known::Is(endpoint.handler.place),
                        from,
                    });
                }
            }
        }
    }
    found
}

/// The method and path of a request that a call sends to the project itself.
fn sent(
    world: &World<'_>,
    frameworks: &'static Frameworks,
    symbol: SymbolRef,
    function: &FunctionSummary,
    call: &CallFact,
) -> Option<(Name, String)> {
    let (object, verb) = split_last(&call.callee);
    if call.args.is_empty() || !frameworks.may_send(verb) {
        return None;
    }
    let site = Site {
        file: symbol.file,
        scope: Scope::Function(symbol.symbol),
    };
    let args = || Args::of_call(&function.calls, call);
    let by_call = match world.resolve(site, &call.callee) {
        Meaning::Outside(path) => client_named(frameworks, &path, RoleIs::Call),
        // A function of the language that nobody declares.
        Meaning::Unknown(_) if object.is_empty() => {
            client_named(frameworks, &call.callee, RoleIs::Call)
        }
        _ => None,
    };
    let (client, (method, url), base) = match by_call {
        Some(client) => (client, sent_by_call(client, &args())?, None),
        None => {
            let (client, base) = client_behind(world, frameworks, site, object)?;
            let sent = sent_by_method(world, site, client, verb, &args())?;
            (client, sent, base)
        }
    };
    if !client.remote {
        return None;
    }
    let text = url_text(world, site, symbol, &url)?;
    let text = match base {
        Some((there, base)) => {
            let base = super::text::text_of(world, there, &base, None).ok()?;
            format!(
                "{}/{}",
                base.trim_end_matches('/'),
                text.trim_start_matches('/')
            )
        }
        None => text,
    };
    let is_whole = text.starts_with('/') || text.contains("://");
    if !is_whole || goes_elsewhere(&text) || text.starts_with("*") {
        return None;
    }
    Some((method?, path_in(&text)?))
}

#[derive(Clone, Copy)]
enum RoleIs {
    Call,
    Class,
}

fn client_named(
    frameworks: &'static Frameworks,
    path: &str,
    is: RoleIs,
) -> Option<&'static ClientClass> {
    frameworks.role(path, |role| match (role, is) {
        (RoleOf::Client(at, i), RoleIs::Class) | (RoleOf::ClientCall(at, i), RoleIs::Call) => {
            frameworks.description(at)?.clients.get(i)
        }
        _ => None,
    })
}

/// The client that an object is, and what stands in front of its paths. None where that is not written out.
#[allow(clippy::type_complexity)]
fn client_behind(
    world: &World<'_>,
    frameworks: &'static Frameworks,
    site: Site,
    object: &str,
) -> Option<(&'static ClientClass, Option<(Site, Value)>)> {
    if object.is_empty() {
        return None;
    }
    let declared = match world.resolve(site, object) {
        Meaning::Outside(path) => {
            return Some((client_named(frameworks, &path, RoleIs::Class)?, None));
        }
        Meaning::Declared(symbol) if matches!(symbol.symbol.part, Part::Binding(_)) => symbol,
        _ => return None,
    };
    let (Meaning::Outside(path) | Meaning::OutsideInstance(path)) = world.value_of(declared) else {
        return None;
    };
    let client = client_named(frameworks, &path, RoleIs::Class)?;
    let env = world.env(declared.file)?;
    let exprs = &env.item(declared.symbol)?.facts.summary.exprs;
    let made = Value::read(exprs, env.value(declared.symbol)?);
    let there = Site {
        file: declared.file,
        scope: Scope::Module,
    };
    let base = match made {
        Value::Call { args, .. } => args.get(&client.base).cloned(),
        _ => None,
    };
    Some((client, base.map(|base| (there, base))))
}
