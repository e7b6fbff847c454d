//! Routers that functions are given by their callers; it follows no values inside a function.

use std::rc::Rc;

use syntax::facts::{ArgValue, Name, ParamKind, TypeDeclKind};

use super::written::{LISTS, call_value};
use super::{Builder, Call, Holds, Key, RouterRef};
use crate::place::Place;
use crate::recognise::local::{Decorated, Scope, scope_of_args};
use crate::recognise::value::Value;
use crate::recognise::world::{Meaning, STEPS, Site};
use crate::symbol::SymbolRef;

/// How often all names are looked through for parameters whose callers are not told yet: a router that is handed on
/// takes one round a function.
pub(super) const ROUNDS: u32 = 200;

impl Builder<'_> {
    /// Links what callers give to the parameters and fields on which something is registered.
    pub(super) fn connect_params(&mut self) {
        while self.connect_open() {
            self.constructed();
        }
    }

    /// Says of parameters without a type what callers give them, as far as that has one class. Whether one was told.
    pub(super) fn tell_params(&mut self) -> bool {
        while self.connect_open() {}
        let mut told: Vec<(Key, RouterRef)> = Vec::new();
        for key in &self.graph.order {
            let Some(node) = self.graph.nodes.get(key) else {
                continue;
            };
            if !matches!(node.holds, Holds::Param { class: None, .. }) {
                continue;
            }
            let given = node.given.iter();
            let mut classes = given.filter_map(|(_, given)| self.class_of(given));
            if let Some(class) = classes.next()
                && classes.all(|other| other == class)
            {
                told.push((key.clone(), class));
            }
        }
        for (key, found) in &told {
            if let Some(Holds::Param { class, .. }) =
                self.graph.nodes.get_mut(key).map(|node| &mut node.holds)
            {
                *class = Some(*found);
            }
        }
        !told.is_empty() && self.rounds > 0
    }

    /// Links the parameters and fields that are not linked yet, if there are any.
    fn connect_open(&mut self) -> bool {
        let open: Vec<Key> = self
            .graph
            .order
            .iter()
            .filter(|key| !self.connected.contains(*key))
            .filter(|key| matches!(self.holds(key), Holds::Param { .. } | Holds::Given { .. }))
            .cloned()
            .collect();
        if open.is_empty() || self.rounds == 0 {
            return false;
        }
        self.rounds -= 1;
        for key in open {
            self.connected.insert(key.clone());
            let file = key.site.file;
            match (self.holds(&key), key.site.scope) {
                (
                    Holds::Param {
                        function, position, ..
                    },
                    _,
                ) => {
                    self.connect_param(&key, (function, position));
                    let decorated = Decorated::Symbol(function.symbol);
                    self.connect_contained(&key, (function.file, decorated));
                }
                (Holds::Given { .. }, Scope::Nested(symbol, index)) => {
                    self.connect_nested(&key, SymbolRef { file, symbol }, index);
                    self.connect_contained(&key, (file, Decorated::Nested(symbol, index)));
                }
                (Holds::Given { .. }, Scope::Class(symbol)) => {
                    self.connect_field(&key, SymbolRef { file, symbol });
                }
                _ => {}
            }
        }
        true
    }

    /// Whether a method of an interface may be this one of a class that has all its methods.
    fn stands_for(&self, called: SymbolRef, method: SymbolRef) -> bool {
        let (Some(interface), Some(class)) = (self.world.owner(called), self.world.owner(method))
        else {
            return false;
        };
        let is_interface = self.world.class(interface).is_some_and(|found| {
            matches!(
                found.decl.kind,
                TypeDeclKind::Interface | TypeDeclKind::Trait
            )
        });
        is_interface
            && self.world.name(called) == self.world.name(method)
            && !self.takes_others(called, method)
            && self.world.class(interface).is_some_and(|found| {
                found.methods().all(|wanted| {
                    let name = &wanted.function.signature.name;
                    matches!(
                        self.world.member_of(Meaning::Instance(class), name),
                        Meaning::Declared(_)
                    )
                })
            })
    }

    /// Links what the calls of a function in another one give to its parameter.
    fn connect_nested(&mut self, key: &Key, outer: SymbolRef, index: u32) {
        let Some((summary, _)) = self.world.function(outer) else {
            return;
        };
        let Some(nested) = summary.nested.get(index as usize) else {
            return;
        };
        let name = &nested.signature.name;
        let mut params = nested.signature.params.iter();
        let Some(position) = params.position(|param| param.name == key.name) else {
            return;
        };
        // A call tells no function whose name several have, as all in bundled code do.
        let named = summary.nested.iter();
        if named.filter(|other| other.signature.name == *name).count() > 1 {
            return;
        }
        for call in summary.calls.iter().filter(|call| call.callee == *name) {
            let site = Site {
                file: outer.file,
                scope: scope_of_args(outer.symbol, summary, call),
            };
            let value = call_value(self.world, outer, &summary.calls, call);
            let Value::Call { args, .. } = value else {
                continue;
            };
            let given = args.keyword(&key.name).or_else(|| args.position(position));
            let Some(given) = given.cloned() else {
                continue;
            };
            if let Some(parent) = self.key_of_value(site, &given) {
                self.share(&parent, key);
            }
        }
    }

    /// Links what values of a class are made of to its field.
    fn connect_field(&mut self, key: &Key, class: SymbolRef) {
        let position = self
            .world
            .class(class)
            .and_then(|found| found.fields().position(|field| field.fact.name == key.name));
        for (site, args) in self.world.made(class).iter() {
            let given = args
                .keyword(&key.name)
                .or_else(|| args.position(position?))
                .cloned();
            if let Some(parent) = given.and_then(|given| self.key_of_value(*site, &given)) {
                self.share(&parent, key);
            }
        }
    }

    /// What is registered on `key` is registered on the router that `parent` names.
    fn share(&mut self, parent: &Key, key: &Key) {
        let end = self.end_of(parent);
        if end == *key {
            return;
        }
        if let Some(node) = self.graph.nodes.get_mut(&end) {
            node.shares.push((key.clone(), None));
        }
    }

    /// Whether two methods take different numbers of arguments, or values of different classes of libraries.
    fn takes_others(&self, one: SymbolRef, other: SymbolRef) -> bool {
        let params = |method: SymbolRef| {
            let summary = self.world.function(method).map(|(summary, _)| summary);
            let params = summary.into_iter().flat_map(|it| &it.signature.params);
            let params = params.filter(|param| param.kind != ParamKind::Receiver);
            let classes = params.map(|param| match &param.ty {
                Some(ty) => self.world.annotated(method.file, ty),
                None => Meaning::Unknown(Name::default()),
            });
            classes.collect::<Vec<Meaning>>()
        };
        let (one, other) = (params(one), params(other));
        one.len() != other.len()
            || one.iter().zip(&other).any(|pair| {
                matches!(pair, (Meaning::OutsideInstance(one), Meaning::OutsideInstance(other))
                    if one != other)
            })
    }

    /// Every call of a function outside tests. A class is called by its own name, not by that of its constructor.
    pub(super) fn callers(&mut self, function: SymbolRef) -> Rc<Vec<Call>> {
        if let Some(known) = self.callers.get(&function) {
            return Rc::clone(known);
        }
        // What is in a list may ask for the callers of the same function.
        self.callers.insert(function, Rc::default());
        let other_names = self.world.names_elsewhere();
        let constructs = self.world.function(function).is_some_and(|(summary, _)| {
            summary.signature.kind == syntax::facts::FunctionKind::Constructor
        });
        let class = self.world.owner(function).filter(|_| constructs);
        let wanted = class.unwrap_or(function);
        let called = self.world.name(wanted);
        let renamed = other_names.get(&wanted);
        let mut found = Vec::new();
        for (file, local) in self.sources {
            let renamed = renamed.into_iter().flatten();
            let renamed = renamed.filter(|(there, name)| there == file && *name != called);
            let names = std::iter::once(&called).chain(renamed.map(|(_, name)| name));
            let names = names.filter(|name| local.called.contains(*name));
            let calls = names.flat_map(|name| self.world.calls_named(*file, name));
            let mut calls: Vec<_> = calls
                .map(|(site, callee, args, place)| {
                    let meaning = self.world.resolve(site, &callee);
                    let of_items = self.methods_of_items(site, &callee, place);
                    (meaning, of_items, site, args, place)
                })
                .collect();
            if local.calls_results {
                let results = self.world.calls_of_results(*file);
                let results = results.iter().cloned();
                calls.extend(
                    results.map(|(meaning, site, args, place)| (meaning, None, site, args, place)),
                );
            }
            for (meaning, of_items, site, args, place) in calls {
                let targets = of_items.unwrap_or_else(|| match meaning {
                    Meaning::Declared(target) => vec![target],
                    _ => Vec::new(),
                });
                let mut targets = targets.into_iter();
                if targets.any(|target| target == wanted || self.stands_for(target, function)) {
                    found.push(Call {
                        function,
                        args,
                        site,
                        place: Some(place),
                    });
                }
            }
        }
        let looped = self.looped_callers();
        found.extend(looped.get(&function).into_iter().flatten().cloned());
        let found = Rc::new(found);
        self.callers.insert(function, Rc::clone(&found));
        found
    }

    /// The methods that a call in a loop leads to, `each.register(router)`: those of the items of the list, where all
    /// are told, else that of the type of its items.
    fn methods_of_items(
        &mut self,
        site: Site,
        callee: &str,
        place: Place,
    ) -> Option<Vec<SymbolRef>> {
        let (name, method) = callee.split_once('.')?;
        let function = SymbolRef {
            file: site.file,
            symbol: site.scope.function()?,
        };
        let (summary, _) = self.world.function(function)?;
        let mut loops = summary.loops.iter().filter(|each| {
            let around = self.world.place_in(function, each.span).span;
            let target = each.targets.as_slice();
            matches!(target, [only] if only == name) && around.contains(place.span)
        });
        let over = &loops.next()?.over;
        let items = self.items_of(site, &Value::of_plain_fact(over), LISTS);
        let of_value = |value: Meaning| {
            let class = self.world.class_of(&value)?;
            match self.world.member_of(Meaning::Instance(class), method) {
                Meaning::Declared(method) => Some(method),
                _ => None,
            }
        };
        let items = items.into_iter().flatten();
        let methods = items.map(|item| of_value(self.world.meaning_of(item.site, &item.value)));
        let methods: Option<Vec<SymbolRef>> = methods.collect();
        if methods.as_ref().is_some_and(|methods| !methods.is_empty()) {
            return methods;
        }
        let (ArgValue::Path(list) | ArgValue::Call(list)) = over else {
            return None;
        };
        let item = self.world.item_of(site, summary, list, STEPS)?;
        of_value(item).map(|method| vec![method])
    }

    fn connect_param(&mut self, key: &Key, (function, position): (SymbolRef, usize)) {
        for call in self.callers(function).iter() {
            let given = call.args.keyword(&key.name);
            let given = given.or_else(|| call.args.position(position));
            // A parameter that takes a map apart.
            let given = given.map(|given| given.entry(&key.name).unwrap_or(given));
            let Some(given) = given.cloned() else {
                continue;
            };
            if let Some(parent) = self.key_of_value(call.site, &given) {
                let end = self.end_of(&parent);
                if end == *key {
                    continue;
                }
                if let Some(node) = self.graph.nodes.get_mut(key) {
                    node.given.push((call.clone(), end.clone()));
                }
                if let Some(node) = self.graph.nodes.get_mut(&end) {
                    node.shares.push((key.clone(), Some(call.clone())));
                }
            }
        }
    }
}
