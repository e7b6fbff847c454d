//! Routes and mounts that a function registers with what it is called with, on a router that it is not given:
//! `const add = (path, handler) => router.get(path, handler)`; it follows only the calls of that function.

use syntax::facts::{Name, ParamKind, Signature};

use super::written::call_value;
use super::{Builder, Call, Key, Mount, Route};
use crate::place::{FileId, Place};
use crate::recognise::local::{Decorated, Scope, scope_of_args, signature_in};
use crate::recognise::value::{Args, Value};
use crate::recognise::world::Site;
use crate::symbol::{LocalSymbol, SymbolRef};

impl Builder<'_> {
    /// Puts what such a function registers once for each of its calls.
    pub(super) fn register_for_callers(&mut self) {
        for key in self.graph.order.clone() {
            let Some(node) = self.graph.nodes.get(&key) else {
                continue;
            };
            let mut routes = node.routes.iter();
            let mut mounts = node.mounts.iter();
            if !routes.any(|each| {
                self.open_in(&key, (each.site, each.place), &each.args, &each.of)
                    .is_some()
            }) && !mounts.any(|each| {
                self.open_in(&key, (each.site, each.place), &each.args, &each.of)
                    .is_some()
            }) {
                continue;
            }
            let (routes, mounts) = (node.routes.clone(), node.mounts.clone());
            let routes = { routes.into_iter() }.flat_map(|route| self.routes_called(&key, route));
            let routes: Vec<Route> = routes.collect();
            let mounts = { mounts.into_iter() }.flat_map(|mount| self.mounts_called(&key, mount));
            let mounts: Vec<Mount> = mounts.collect();
            if let Some(node) = self.graph.nodes.get_mut(&key) {
                node.routes = routes;
                node.mounts = mounts;
            }
        }
    }

    fn routes_called(&mut self, key: &Key, route: Route) -> Vec<Route> {
        let open = self.open_in(key, (route.site, route.place), &route.args, &route.of);
        let Some(function) = open else {
            return vec![route];
        };
        let told = self.told_by_calls(function, route.site, &route.args);
        if told.is_empty() {
            return vec![route];
        }
        let told = told.into_iter().map(|(site, args, of)| Route {
            site,
            args,
            of,
            ..route.clone()
        });
        told.collect()
    }

    fn mounts_called(&mut self, key: &Key, mount: Mount) -> Vec<Mount> {
        let open = self.open_in(key, (mount.site, mount.place), &mount.args, &mount.of);
        let Some(function) = open else {
            return vec![mount];
        };
        let told = self.told_by_calls(function, mount.site, &mount.args);
        // A nested function's own parameter is no router that its callers are known to give.
        let told = told.into_iter().filter(|(.., of)| of.is_some());
        let told: Vec<Mount> = told
            .map(|(site, args, of)| Mount {
                site,
                args,
                of,
                ..mount.clone()
            })
            .collect();
        match told.is_empty() {
            true => vec![mount],
            false => told,
        }
    }

    /// The function around arguments that take something from its parameters, if it is not the one that the router
    /// is made in or given to.
    fn open_in(
        &self,
        key: &Key,
        (site, place): (Site, Place),
        args: &Args,
        of: &Option<Call>,
    ) -> Option<Decorated> {
        let symbol = site.scope.function().filter(|_| of.is_none())?;
        let function = self.function_taking((site.file, symbol), place, args)?;
        let scope = match function {
            Decorated::Symbol(symbol) => Scope::Function(symbol),
            Decorated::Nested(outer, index) => Scope::Nested(outer, index),
        };
        (key.site != Site { scope, ..site }).then_some(function)
    }

    /// The innermost function around a place of whose parameters the arguments take something.
    fn function_taking(
        &self,
        (file, symbol): (FileId, LocalSymbol),
        place: Place,
        args: &Args,
    ) -> Option<Decorated> {
        let outer = SymbolRef { file, symbol };
        let (summary, _) = self.world.function(outer)?;
        let takes = |head: &Signature| {
            let names = names_bound(head);
            let bound = names.iter().map(|name| (name, &Value::Null));
            let bound: Vec<(&Name, &Value)> = bound.collect();
            !bound.is_empty() && args.with(&bound) != *args
        };
        // In source order the innermost of those around the place is the last one.
        let mut nested = summary.nested.iter().enumerate().rev();
        let inner = nested.find(|(_, nested)| {
            let body = self.world.place_in(outer, nested.signature.body_span).span;
            body.contains(place.span) && takes(&nested.signature)
        });
        match inner {
            Some((index, _)) => Some(Decorated::Nested(symbol, u32::try_from(index).ok()?)),
            None => takes(&summary.signature).then_some(Decorated::Symbol(symbol)),
        }
    }

    /// The arguments once for each call of a function around them, with where they are read.
    fn told_by_calls(
        &mut self,
        function: Decorated,
        site: Site,
        args: &Args,
    ) -> Vec<(Site, Args, Option<Call>)> {
        let of = |symbol| SymbolRef {
            file: site.file,
            symbol,
        };
        match function {
            Decorated::Symbol(symbol) => {
                let calls = self.callers(of(symbol));
                // Which value's method it is that others call is not told.
                let class = self.world.owner(of(symbol));
                let is_own = |call: &&Call| {
                    let symbol = call.site.scope.function();
                    let file = call.site.file;
                    let caller = symbol.map(|symbol| SymbolRef { file, symbol });
                    class.is_none() || caller.and_then(|it| self.world.owner(it)) == class
                };
                let calls: Vec<Call> = calls.iter().filter(is_own).cloned().collect();
                let calls = calls.iter().flat_map(|call| self.on_each_pass(call));
                calls.map(|call| (site, args.clone(), Some(call))).collect()
            }
            Decorated::Nested(outer, index) => self.nested_calls(of(outer), index, args),
        }
    }

    /// What callers give for a value that is a parameter of the function around it.
    pub(super) fn given_by_callers(
        &mut self,
        site: Site,
        place: Place,
        value: &Value,
    ) -> Vec<(Site, Value)> {
        let args = Args::single(value.clone());
        let symbol = site.scope.function();
        let function = symbol.and_then(|it| self.function_taking((site.file, it), place, &args));
        let Some(function) = function else {
            return Vec::new();
        };
        let head = signature_in(self.world, site.file, function);
        let told = self.told_by_calls(function, site, &args);
        let given = told.into_iter().filter_map(|(site, args, of)| match of {
            None => Some((site, args.position(0)?.clone())),
            Some(call) => {
                let bound = values_bound(head?, &call.args);
                let put = bound
                    .into_iter()
                    .find(|(name, _)| *value == Value::Path(name.clone()));
                Some((call.site, put?.1))
            }
        });
        given.collect()
    }

    /// A call once for each pass of the loops around it.
    fn on_each_pass(&mut self, call: &Call) -> Vec<Call> {
        let Some(place) = call.place else {
            return vec![call.clone()];
        };
        let local = { self.sources.iter() }.find(|(file, _)| *file == place.file);
        let mut looped = local.into_iter().flat_map(|(_, local)| &local.looped);
        let Some(candidate) = looped.find(|candidate| candidate.span == place.span) else {
            return vec![call.clone()];
        };
        let loops = candidate.loops.clone();
        let passes = self.passes(call.site, &call.args, &loops);
        let told = passes.into_iter().map(|pass| Call {
            args: pass.args,
            ..call.clone()
        });
        told.collect()
    }

    /// Of a function in another one: the arguments with what each call of it puts in.
    fn nested_calls(
        &mut self,
        outer: SymbolRef,
        index: u32,
        args: &Args,
    ) -> Vec<(Site, Args, Option<Call>)> {
        let Some((summary, _)) = self.world.function(outer) else {
            return Vec::new();
        };
        let Some(nested) = summary.nested.get(index as usize) else {
            return Vec::new();
        };
        let name = &nested.signature.name;
        // A call tells no function whose name several have.
        let named = summary.nested.iter();
        if named.filter(|other| other.signature.name == *name).count() > 1 {
            return Vec::new();
        }
        let mut told = Vec::new();
        for call in summary.calls.iter().filter(|call| call.callee == *name) {
            let site = Site {
                file: outer.file,
                scope: scope_of_args(outer.symbol, summary, call),
            };
            let value = call_value(self.world, outer, &summary.calls, call);
            let Value::Call { args: given, .. } = value else {
                continue;
            };
            let call = Call {
                function: outer,
                args: given,
                site,
                place: Some(self.world.place_in(outer, call.span)),
            };
            for pass in self.on_each_pass(&call) {
                let bound = values_bound(&nested.signature, &pass.args);
                let bound: Vec<(&Name, &Value)> =
                    bound.iter().map(|(name, value)| (name, value)).collect();
                told.push((site, args.with(&bound), None));
            }
        }
        told
    }
}

/// The names that parameters bind, but for the receiver.
fn names_bound(head: &Signature) -> Vec<Name> {
    let params = head.params.iter();
    let params = params.filter(|param| param.kind != ParamKind::Receiver);
    params.map(|param| param.name.clone()).collect()
}

/// What a call binds the parameters to.
fn values_bound(head: &Signature, args: &Args) -> Vec<(Name, Value)> {
    let params = head.params.iter();
    let params = params.filter(|param| param.kind != ParamKind::Receiver);
    let bound = params.enumerate().filter_map(|(at, param)| {
        let value = args.keyword(&param.name).or_else(|| args.position(at))?;
        Some((param.name.clone(), value.clone()))
    });
    bound.collect()
}
