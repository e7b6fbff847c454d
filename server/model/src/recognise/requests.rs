//! Requests as the code that sends them writes them, and the endpoints that answer them; it never looks at what
//! sends them.

use rustc_hash::FxHashMap;
use syntax::facts::{ArgValue, Name};

use super::text::text_of;
use super::value::{Args, Value};
use super::world::{Site, World};
use crate::framework::ClientClass;
use crate::symbol::SymbolRef;
use crate::things::{Endpoint, EndpointKind};

/// Hosts that are the machine the code runs on.
const OWN_HOSTS: [&str; 4] = ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"];

/// The HTTP method and the URL that a call of a client's method sends; no method where it is not told.
pub(super) fn sent_by_method(
    world: &World<'_>,
    site: Site,
    client: &ClientClass,
    verb: &str,
    args: &Args,
) -> Option<(Option<Name>, Value)> {
    let any = !client.any.is_empty() && client.any == verb;
    let by_role = !client.method.is_empty();
    let method = match client.names.get(verb) {
        Some(method) => Some(method.clone()),
        None if any && by_role => told_method(client, args),
        None if any => match args.position(0).or_else(|| args.keyword("method")) {
            Some(method) => text_of(world, site, method, None)
                .ok()
                .map(|method| Name::from(method.to_ascii_uppercase())),
            None => None,
        },
        None => return None,
    };
    let url = if any && !by_role {
        args.position(1).or_else(|| args.keyword("url"))
    } else {
        args.get(&client.path)
    };
    Some((method, url?.clone()))
}

/// The same of a call that sends a request by itself: `fetch("/users", { method: "POST" })`.
pub(super) fn sent_by_call(client: &ClientClass, args: &Args) -> Option<(Option<Name>, Value)> {
    Some((told_method(client, args), args.get(&client.path)?.clone()))
}

fn told_method(client: &ClientClass, args: &Args) -> Option<Name> {
    match args.get(&client.method) {
        Some(Value::Text(method)) => Some(Name::from(method.to_ascii_uppercase())),
        Some(_) => None,
        None => Some(Name::new("GET")),
    }
}

/// The text of a URL, with `*` for what only the run tells.
pub(super) fn url_text(
    world: &World<'_>,
    site: Site,
    function: SymbolRef,
    url: &Value,
) -> Option<String> {
    let text = match url {
        Value::Template(parts) => parts
            .iter()
            .map(|part| match part {
                Value::Text(text) => text.to_string(),
                other => text_of(world, site, other, None).unwrap_or_else(|_| "*".to_owned()),
            })
            .collect(),
        Value::Path(name) => match local_text(world, function, name) {
            Some(value) => return url_text(world, site, function, &value),
            None => text_of(world, site, url, None).ok()?,
        },
        // `url_for("name")` and its like are matched by the handler's name elsewhere.
        other => text_of(world, site, other, None).ok()?,
    };
    (!text.is_empty()).then_some(text)
}

fn local_text(world: &World<'_>, function: SymbolRef, name: &Name) -> Option<Value> {
    let (summary, _) = world.function(function)?;
    let mut values = summary.locals.iter().filter(|(local, _)| local == name);
    let (_, value) = values.next()?;
    match value {
        ArgValue::Text(_) | ArgValue::Template(_) if values.next().is_none() => {
            Some(Value::of_plain_fact(value))
        }
        _ => None,
    }
}

/// The path in the text of a URL, without host and query.
pub(super) fn path_in(text: &str) -> Option<String> {
    let path = match text.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"),
        None => text,
    };
    let path = path.split(['?', '#']).next().unwrap_or("");
    (!path.is_empty()).then(|| path.to_owned())
}

/// Whether the text of a URL names another machine.
pub(super) fn goes_elsewhere(text: &str) -> bool {
    let rest = text.strip_prefix("//");
    let Some(rest) = rest.or_else(|| Some(text.split_once("://")?.1)) else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.chars().all(|it| it.is_ascii_digit() || it == '*') => host,
        _ => authority,
    };
    !OWN_HOSTS.contains(&host) && host != "*"
}

/// Endpoints by the number of segments of their path.
pub(super) struct Paths<'a> {
    by_length: FxHashMap<usize, Vec<&'a Endpoint>>,
}

impl<'a> Paths<'a> {
    pub fn new(endpoints: &'a [Endpoint]) -> Self {
        let mut by_length: FxHashMap<usize, Vec<&Endpoint>> = FxHashMap::default();
        for endpoint in endpoints {
            if let Some(path) = endpoint.path.value() {
                by_length
                    .entry(segments(path).count())
                    .or_default()
                    .push(endpoint);
            }
        }
        Self { by_length }
    }

    /// The endpoints that answer a request; literal segments win over parameters.
    pub fn matching(&self, method: Option<&str>, path: &str) -> Vec<&'a Endpoint> {
        let length = segments(path).count();
        let candidates = self
            .by_length
            .get(&length)
            .map_or(&[] as &[_], Vec::as_slice);
        let mut found: Vec<(usize, &Endpoint)> = candidates
            .iter()
            .filter(|endpoint| answers(endpoint, method))
            .filter_map(|endpoint| {
                let own = endpoint.path.value()?;
                Some((literal_matches(own, path)?, *endpoint))
            })
            .collect();
        let best = found.iter().map(|(literals, _)| *literals).max();
        found.retain(|(literals, _)| Some(*literals) == best);
        found.into_iter().map(|(_, endpoint)| endpoint).collect()
    }
}

fn answers(endpoint: &Endpoint, method: Option<&str>) -> bool {
    match method {
        None => true,
        Some("WS") => endpoint.kind == EndpointKind::Ws,
        Some(method) => {
            endpoint.kind == EndpointKind::Http
                && (endpoint.method == method || endpoint.method == "ANY")
        }
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// How many segments are the same as written; none where the request is another one.
fn literal_matches(own: &str, request: &str) -> Option<usize> {
    let mut literals = 0;
    for (own, sent) in segments(own).zip(segments(request)) {
        if own == sent {
            literals += 1;
        } else if !(own.contains('{') || sent == "*" || (sent.contains('*') && own.contains('{'))) {
            return None;
        }
    }
    Some(literals)
}
