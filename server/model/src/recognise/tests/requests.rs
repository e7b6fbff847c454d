//! Requests that tests send, and the endpoints that answer them; it calls nothing of the project.

use syntax::facts::{ArgValue, CallFact, FunctionSummary, Name};

use super::{Covered, DEPTH, Reader};
use crate::framework::{ClientClass, RoleOf};
use crate::place::Known;
use crate::recognise::local::{Scope, split_last};
use crate::recognise::requests::{goes_elsewhere, path_in, sent_by_method, url_text};
use crate::recognise::value::{Args, Value};
use crate::recognise::world::{Meaning, Site};
use crate::symbol::{Part, SymbolRef};
use crate::things::Link;

/// A request as a test sends it.
struct Sent {
    client: &'static ClientClass,
    method: Option<Name>,
    url: Value,
}

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
        let Some((method, url)) = sent_by_method(self.world, site, client, verb, &args) else {
            return;
        };
        let sent = Sent {
            client,
            method,
            url,
        };
        self.requested(symbol, call, &sent, certain, covers);
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
            let sent = Sent {
                client,
                method: method.or_else(|| Some(Name::new("GET"))),
                url: url.clone(),
            };
            self.requested(symbol, call, &sent, true, covers);
        }
    }

    /// Notes the endpoints that answer a request.
    fn requested(
        &self,
        symbol: SymbolRef,
        call: &CallFact,
        sent: &Sent,
        certain: bool,
        covers: &mut Covered,
    ) {
        let site = Site {
            file: symbol.file,
            scope: Scope::Function(symbol.symbol),
        };
        let text = url_text(self.world, site, symbol, &sent.url);
        let text = text.filter(|text| !sent.client.remote || !goes_elsewhere(text));
        let Some(wanted) = text.and_then(|text| path_in(&text)) else {
            return;
        };
        covers.has_request = true;
        for endpoint in self.paths.matching(sent.method.as_deref(), &wanted) {
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
                    .filter(|client| !client.remote)
                    .find(|client| client.names.contains_key(verb) || client.any == verb)?;
                Some((client, true))
            })
    }
}
