//! The errors and statuses that tests expect; it never looks at what causes them.

use syntax::facts::{CallFact, FunctionSummary, Name};
use syntax::span::Span;

use super::Reader;
use crate::framework::RoleOf;
use crate::index::FunctionFacts;
use crate::place::{Known, Place};
use crate::recognise::errors::status_of;
use crate::recognise::local::Scope;
use crate::recognise::value::{Args, Value, receiver_of};
use crate::recognise::world::{Meaning, Site};
use crate::symbol::{Part, SymbolRef};
use crate::things::Link;

impl Reader<'_, '_> {
    /// The error classes that a test expects to be raised.
    pub(super) fn expects(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        facts: &FunctionFacts,
        is_inside: &dyn Fn(Span) -> bool,
    ) -> Vec<Link> {
        let site = Site {
            file: symbol.file,
            scope: Scope::Function(symbol.symbol),
        };
        let mut links: Vec<Link> = Vec::new();
        for (call, resolved) in function.calls.iter().zip(&facts.calls) {
            if !is_inside(call.span) {
                continue;
            }
            let target = resolved.to.external().unwrap_or(&call.callee);
            let last = call.callee.rsplit('.').next().unwrap_or_default();
            let form = self.forms().flat_map(|forms| &forms.raises).find(|form| {
                form.call == *target
                    || form.call == call.callee
                    || (!form.method.is_empty() && form.method == last)
            });
            let Some(form) = form else { continue };
            let args = Args::of_call(&function.calls, call);
            let Some(errors) = args.get(&form.error) else {
                continue;
            };
            let from = self.world.place_in(symbol, call.span);
            for (site, error) in self.alternatives(symbol, function, site, errors) {
                self.expect(site, &error, from, &mut links);
            }
        }
        links
    }

    fn expect(&self, site: Site, error: &Value, from: Place, links: &mut Vec<Link>) {
        let (Value::Path(name) | Value::Elsewhere(_, name) | Value::Call { callee: name, .. }) =
            error
        else {
            return;
        };
        let to = match self.world.resolve(site, name) {
            Meaning::Declared(class) => match self.world.class_of(&Meaning::Declared(class)) {
                Some(class) => Known::Is(self.world.place(class)),
                None => Known::Unknown(Name::new("it is no class")),
            },
            Meaning::Instance(class) => Known::Is(self.world.place(class)),
            Meaning::Outside(_) | Meaning::OutsideInstance(_) => Known::Absent,
            _ => Known::Unknown(Name::from(format!("it cannot be told what `{name}` is"))),
        };
        if !links.iter().any(|link| link.name == *name && link.to == to) {
            links.push(Link {
                name: name.clone(),
                to,
                from,
            });
        }
    }

    /// The items of a display; for a parameter, every value that the test is run with.
    fn alternatives(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        site: Site,
        value: &Value,
    ) -> Vec<(Site, Value)> {
        let module = Site {
            file: site.file,
            scope: Scope::Module,
        };
        if let Value::Path(name) = value
            && function
                .signature
                .params
                .iter()
                .any(|param| param.name == *name)
        {
            return self
                .parameters(symbol, function, name)
                .into_iter()
                .map(|value| (module, value))
                .collect();
        }
        if let Value::Path(name) = value
            && let Meaning::Declared(bound) = self.world.resolve(site, name)
            && matches!(bound.symbol.part, Part::Binding(_))
            && let Some(env) = self.world.env(bound.file)
            && let Some(value) = env.binding(bound.symbol).and_then(|binding| binding.value)
            && let Some(item) = env.item(bound.symbol)
        {
            let there = Site {
                file: bound.file,
                scope: Scope::Module,
            };
            let value = Value::read(&item.facts.summary.exprs, value);
            return value
                .items()
                .iter()
                .map(|item| (there, item.clone()))
                .collect();
        }
        value
            .items()
            .iter()
            .map(|item| (site, item.clone()))
            .collect()
    }

    /// What `@parametrize` gives a parameter, one value for each run.
    fn parameters(&self, symbol: SymbolRef, function: &FunctionSummary, name: &str) -> Vec<Value> {
        let Some((_, exprs)) = self.world.function(symbol) else {
            return Vec::new();
        };
        let site = Site {
            file: symbol.file,
            scope: Scope::Module,
        };
        let mut found = Vec::new();
        for decorator in &function.signature.decorators {
            let is_it = matches!(self.world.resolve(site, &decorator.path), Meaning::Outside(path)
                if self.frameworks.has_role(&path, RoleOf::Parametrize));
            let Some(args) = decorator.args.as_ref().filter(|_| is_it) else {
                continue;
            };
            let args = Args::read(exprs, args);
            let names: Vec<Name> = match args.position(0) {
                Some(Value::Text(text)) => {
                    text.split(',').map(|name| Name::new(name.trim())).collect()
                }
                Some(Value::Items(items)) => items
                    .iter()
                    .map(|item| match item {
                        Value::Text(text) => text.clone(),
                        _ => Name::default(),
                    })
                    .collect(),
                _ => continue,
            };
            let Some(at) = names.iter().position(|own| own == name) else {
                continue;
            };
            for run in args.position(1).map(Value::items).unwrap_or_default() {
                let value = match run {
                    Value::Items(values) if names.len() > 1 => values.get(at).cloned(),
                    // `pytest.param(a, b, id="x")`.
                    Value::Call { callee, args, .. } if callee.ends_with("param") => {
                        args.position(at).cloned()
                    }
                    other => Some(other.clone()),
                };
                found.extend(value);
            }
        }
        found
    }

    /// Statuses that a test compares an answer with.
    pub(super) fn statuses(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
        is_inside: &dyn Fn(Span) -> bool,
    ) -> Vec<u16> {
        let site = Site {
            file: symbol.file,
            scope: Scope::Function(symbol.symbol),
        };
        let mut statuses = Vec::new();
        for (path, value) in &function.compared {
            let last = path.rsplit('.').next().unwrap_or("").trim_end_matches("()");
            let of_answer = path.contains('.')
                && self
                    .forms()
                    .any(|forms| forms.status_attributes.iter().any(|name| name == last));
            if !of_answer {
                continue;
            }
            let value = Value::of_plain_fact(value);
            for (site, value) in self.alternatives(symbol, function, site, &value) {
                if let Some(status) = status_of(self.world, site, &value)
                    && !statuses.contains(&status)
                {
                    statuses.push(status);
                }
            }
        }
        for call in function.calls.iter().filter(|call| is_inside(call.span)) {
            let status = self.compared_status(site, function, call);
            if let Some(status) = status.filter(|status| !statuses.contains(status)) {
                statuses.push(status);
            }
        }
        statuses
    }

    /// The status in a comparison that is a call: `expect(response.status).toBe(201)`, `.expect(201)`.
    fn compared_status(
        &self,
        site: Site,
        function: &FunctionSummary,
        call: &CallFact,
    ) -> Option<u16> {
        let last = call.callee.rsplit('.').next()?;
        let compares = self
            .forms()
            .any(|forms| forms.compares.iter().any(|name| name == last));
        if !compares {
            return None;
        }
        let is_status = |value: &Value| match value {
            Value::Path(path) => {
                let name = path.rsplit('.').next().unwrap_or_default();
                let mut forms = self.forms();
                path.contains('.')
                    && forms.any(|forms| forms.status_attributes.iter().any(|own| own == name))
            }
            _ => false,
        };
        let args = Args::of_call(&function.calls, call);
        let on = receiver_of(&function.calls, call).map(|on| Args::of_call(&function.calls, on));
        let all = on.iter().flat_map(Args::iter).chain(args.iter());
        let mut of_answer = all.map(|(_, value)| value);
        // A request that is sent compares what it gets itself.
        let sent = call.callee.contains("()") && last == "expect";
        if !sent && !of_answer.any(is_status) {
            return None;
        }
        let numbers = args
            .iter()
            .filter_map(|(_, value)| status_of(self.world, site, value));
        numbers.last()
    }
}
