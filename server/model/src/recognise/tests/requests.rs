//! Requests that tests send, and the endpoints that answer them; it calls nothing of the project.

use rustc_hash::FxHashMap;
use syntax::facts::{ArgValue, CallFact, FunctionSummary, Name};

use super::{Covered, DEPTH, Reader};
use crate::framework::{ClientClass, RoleOf};
use crate::place::Known;
use crate::recognise::local::{Scope, split_last};
use crate::recognise::text::text_of;
use crate::recognise::value::{Args, Value};
use crate::recognise::world::{Meaning, Site};
use crate::symbol::{Part, SymbolRef};
use crate::things::{Endpoint, EndpointKind, Link};

impl Reader<'_, '_> {
    /// A request that a test sends.
    pub(super) fn request(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        call: &CallFact,
        covers: &mut Covered,
    ) {
        let Some((object, verb)) = call.callee.rsplit_once('.') else {
            return;
        };
        let sends = self.frameworks.descriptions.iter().any(|(_, description)| {
            let mut clients = description.clients.iter();
            clients.any(|client| client.names.contains_key(verb) || client.any == verb)
        });
        if !sends || call.args.is_empty() {
            return;
        }
        let site = Site {
            file: symbol.file,
            scope: Scope::Function(symbol.symbol),
        };
        let Some((client, certain)) = self.client(symbol, function, object, verb) else {
            return;
        };
        let args = Args::of_call(&function.calls, call);
        let any = !client.any.is_empty() && client.any == verb;
        let by_role = !client.method.is_empty();
        let method = match client.names.get(verb) {
            Some(method) => Some(method.clone()),
            None if any && by_role => match args.get(&client.method) {
                Some(Value::Text(method)) => Some(Name::from(method.to_ascii_uppercase())),
                Some(_) => None,
                None => Some(Name::new("GET")),
            },
            None if any => match args.position(0).or_else(|| args.keyword("method")) {
                Some(method) => text_of(self.world, site, method, None)
                    .ok()
                    .map(|method| Name::from(method.to_ascii_uppercase())),
                None => None,
            },
            None => return,
        };
        let url = if any && !by_role {
            args.position(1).or_else(|| args.keyword("url"))
        } else {
            args.get(&client.path)
        };
        let Some(url) = url.cloned() else { return };
        self.requested(symbol, call, (method, &url), certain, covers);
    }

    /// A request that is built in steps: `Request::builder().method("DELETE").uri("/x")`.
    pub(super) fn request_in_steps(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        call: &CallFact,
        covers: &mut Covered,
    ) {
        let verb = split_last(&call.callee).1;
        let mut all = self.frameworks.descriptions.iter();
        let may_be = all.any(|(_, description)| {
            let mut clients = description.clients.iter();
            clients.any(|client| !client.path_call.is_empty() && client.path_call == verb)
        });
        if !may_be {
            return;
        }
        let site = Site {
            file: symbol.file,
            scope: Scope::Function(symbol.symbol),
        };
        // The calls of one chain begin at the same place; the shortest is the first.
        let chain: Vec<&CallFact> = function
            .calls
            .iter()
            .filter(|other| other.span.start == call.span.start)
            .collect();
        let Some(first) = chain.iter().min_by_key(|other| other.span.end) else {
            return;
        };
        let (class, made_by) = split_last(&first.callee);
        let (Meaning::Outside(path) | Meaning::OutsideInstance(path)) =
            self.world.resolve(site, class)
        else {
            return;
        };
        let client = self.frameworks.role(&path, |role| match role {
            RoleOf::Client(at, i) => self.frameworks.description(at)?.clients.get(i),
            _ => None,
        });
        let Some(client) = client.filter(|client| client.path_call == verb) else {
            return;
        };
        let told = chain
            .iter()
            .find(|other| split_last(&other.callee).1 == client.method_call);
        let told = told.and_then(|told| match &told.args.first()?.value {
            ArgValue::Text(method) => Some(Name::from(method.to_ascii_uppercase())),
            ArgValue::Path(path) => Some(Name::from(split_last(path).1.to_ascii_uppercase())),
            _ => None,
        });
        let method = told.or_else(|| client.names.get(made_by).cloned());
        let args = Args::of_call(&function.calls, call);
        if let Some(url) = args.position(0) {
            let method = method.or_else(|| Some(Name::new("GET")));
            self.requested(symbol, call, (method, url), true, covers);
        }
    }

    /// Notes the endpoints that answer a request.
    fn requested(
        &self,
        symbol: SymbolRef,
        call: &CallFact,
        (method, url): (Option<Name>, &Value),
        certain: bool,
        covers: &mut Covered,
    ) {
        let site = Site {
            file: symbol.file,
            scope: Scope::Function(symbol.symbol),
        };
        let Some(wanted) = self.request_path(site, symbol, url) else {
            return;
        };
        covers.has_request = true;
        for endpoint in self.paths.matching(method.as_deref(), &wanted) {
            let thing = &endpoint.handler;
            covers.endpoints.insert(thing.place);
            covers.add(thing.name.clone(), thing.place, certain);
            covers.requests.push(Link {
                name: thing.name.clone(),
                to: Known::Is(thing.place),
                from: self.world.place_in(symbol, call.span),
            });
        }
    }

    /// The client class behind an object, and whether that is certain. A name that speaks of a client counts.
    fn client(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        object: &str,
        verb: &str,
    ) -> Option<(&'static ClientClass, bool)> {
        let site = Site {
            file: symbol.file,
            scope: Scope::Function(symbol.symbol),
        };
        let given = function
            .signature
            .params
            .iter()
            .any(|param| param.name == object);
        let mut value = self.world.resolve(site, object);
        if given && let Some(fixture) = self.fixture(symbol.file, &Name::new(object)) {
            value = self.value_of_fixture(fixture, DEPTH).unwrap_or(value);
        }
        let by_path = |path: &str| {
            self.frameworks.role(path, |role| match role {
                RoleOf::Client(at, i) => self.frameworks.description(at)?.clients.get(i),
                _ => None,
            })
        };
        if let Meaning::Declared(symbol) = value
            && !matches!(symbol.symbol.part, Part::Function(_) | Part::Type(_))
        {
            value = self.world.value_of(symbol);
        }
        if matches!(value, Meaning::Unknown(_)) {
            value = self.value_set(symbol, function, object).unwrap_or(value);
        }
        match &value {
            Meaning::OutsideInstance(path) | Meaning::Outside(path) => {
                if let Some(client) = by_path(path) {
                    return Some((client, true));
                }
            }
            Meaning::Instance(class) => {
                let lineage = self.world.lineage(*class);
                if let Some(client) = lineage.outside.iter().find_map(|path| by_path(path)) {
                    return Some((client, true));
                }
            }
            _ => {}
        }
        let last = object
            .rsplit('.')
            .next()
            .unwrap_or(object)
            .to_ascii_lowercase();
        let speaks = last.contains("client") || last == "ac" || last == "api";
        if !speaks {
            return None;
        }
        self.frameworks
            .descriptions
            .iter()
            .find_map(|(_, description)| {
                let client = description
                    .clients
                    .iter()
                    .find(|client| client.names.contains_key(verb) || client.any == verb)?;
                Some((client, true))
            })
    }

    /// The path of a request, with `*` for what only the run tells.
    fn request_path(&self, site: Site, symbol: SymbolRef, url: &Value) -> Option<String> {
        let text = match url {
            Value::Template(parts) => parts
                .iter()
                .map(|part| match part {
                    Value::Text(text) => text.to_string(),
                    other => {
                        text_of(self.world, site, other, None).unwrap_or_else(|_| "*".to_owned())
                    }
                })
                .collect(),
            Value::Path(name) => match self.local_text(symbol, name) {
                Some(value) => return self.request_path(site, symbol, &value),
                None => text_of(self.world, site, url, None).ok()?,
            },
            // `url_for("name")` and its like are matched by the handler's name elsewhere.
            other => text_of(self.world, site, other, None).ok()?,
        };
        let path = match text.split_once("://") {
            Some((_, rest)) => rest
                .find('/')
                .and_then(|at| rest.get(at..))
                .unwrap_or("/")
                .to_owned(),
            None => text,
        };
        let path = path.split(['?', '#']).next().unwrap_or("").to_owned();
        (path.starts_with('/') || path.starts_with('*') || !path.is_empty()).then_some(path)
    }

    fn local_text(&self, symbol: SymbolRef, name: &Name) -> Option<Value> {
        let (summary, _) = self.world.function(symbol)?;
        let mut values = summary.locals.iter().filter(|(local, _)| local == name);
        let (_, value) = values.next()?;
        match value {
            ArgValue::Text(_) | ArgValue::Template(_) if values.next().is_none() => {
                Some(Value::of_plain_fact(value))
            }
            _ => None,
        }
    }
}

/// Endpoints by the number of segments of their path.
pub(super) struct Paths<'a> {
    by_length: FxHashMap<usize, Vec<&'a Endpoint>>,
}

impl<'a> Paths<'a> {
    pub(super) fn new(endpoints: &'a [Endpoint]) -> Self {
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
    pub(super) fn matching(&self, method: Option<&str>, path: &str) -> Vec<&'a Endpoint> {
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
