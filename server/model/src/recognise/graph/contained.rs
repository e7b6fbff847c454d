//! Routers that a container gives to functions by the types of their parameters; it follows no other values.

use std::rc::Rc;

use syntax::facts::{Name, Param, ParamKind, TypeKind};

use super::written::bound_value;
use super::{Builder, Call, Holds, Key, RouterRef};
use crate::framework::ContainerForm;
use crate::place::FileId;
use crate::recognise::local::{Decorated, Scope, signature_in, split_last};
use crate::recognise::value::{Args, Value};
use crate::recognise::world::{Meaning, Site};
use crate::symbol::SymbolRef;

/// Functions through which others are looked for in what a container is given.
const DEPTH: u32 = 4;

/// What containers are given.
#[derive(Debug, Default)]
pub(super) struct Contained {
    /// Functions that a container calls.
    called: Vec<(FileId, Decorated)>,
    /// Those among them that make what it gives to others, and functions of libraries.
    providers: Vec<Provider>,
}

#[derive(Debug)]
enum Provider {
    Function(SymbolRef),
    Outside(Site, Name),
}

impl Builder<'_> {
    /// Links a parameter of a function that a container calls with the router that another function makes for it.
    pub(super) fn connect_contained(&mut self, key: &Key, function: (FileId, Decorated)) {
        let contained = self.contained();
        if !contained.called.contains(&function) {
            return;
        }
        let Some(wanted) = self.type_of_param(key, function) else {
            return;
        };
        let class = self.router_class(key.site.file, &wanted);
        let mut made = contained
            .providers
            .iter()
            .filter(|provider| match provider {
                Provider::Function(maker) => self.makes(*maker, &wanted),
                Provider::Outside(site, path) => {
                    let value = Meaning::OutsideInstance(path.clone());
                    class.is_some() && self.router_class(site.file, &value) == class
                }
            });
        let (Some(provider), None) = (made.next(), made.next()) else {
            return;
        };
        let Some(parent) = class.and_then(|class| self.provided(provider, class)) else {
            return;
        };
        let end = self.end_of(&parent);
        let call = match function.1 {
            Decorated::Symbol(symbol) => Some(Call {
                function: SymbolRef {
                    file: function.0,
                    symbol,
                },
                args: Args::default(),
                site: parent.site,
                place: None,
            }),
            Decorated::Nested(..) => None,
        };
        if end == *key {
            return;
        }
        if let (Some(call), Some(node)) = (&call, self.graph.nodes.get_mut(key)) {
            node.given.push((call.clone(), end.clone()));
        }
        if let Some(node) = self.graph.nodes.get_mut(&end) {
            node.shares.push((key.clone(), call));
        }
    }

    fn type_of_param(&self, key: &Key, (file, function): (FileId, Decorated)) -> Option<Meaning> {
        let head = signature_in(self.world, file, function)?;
        let is_it = |param: &&Param| param.kind != ParamKind::Receiver && param.name == key.name;
        let param = head.params.iter().find(is_it)?;
        let value = self.world.annotated(file, param.ty.as_ref()?);
        (!matches!(value, Meaning::Unknown(_))).then_some(value)
    }

    /// Whether a function gives a value of that class, alone or among others.
    fn makes(&self, maker: SymbolRef, wanted: &Meaning) -> bool {
        let summary = self.world.function(maker).map(|(summary, _)| summary);
        let gives = summary.and_then(|summary| summary.signature.returns.as_ref());
        let results = match gives.map(|ty| &ty.kind) {
            Some(TypeKind::Tuple(results)) => results.as_slice(),
            _ => gives.map_or(&[][..], std::slice::from_ref),
        };
        let mut results = results.iter();
        results.any(|ty| self.world.annotated(maker.file, ty) == *wanted)
    }

    /// The router that a function gives to the container.
    fn provided(&mut self, provider: &Provider, class: RouterRef) -> Option<Key> {
        let (file, name) = match provider {
            Provider::Function(maker) => (maker.file, format!("{:?}", maker.symbol)),
            Provider::Outside(site, path) => (site.file, path.to_string()),
        };
        let site = Site {
            file,
            scope: Scope::Module,
        };
        let key = Key {
            site,
            name: Name::from(format!("<provided {} {name}>", class.entry)),
        };
        if self.graph.nodes.contains_key(&key) {
            return Some(key);
        }
        self.add_node(&key, Holds::Nothing);
        let args = Args::default();
        let holds = match provider {
            Provider::Function(maker) => {
                let callee = self.world.name(*maker);
                let given = self.holds_of_function_call(site, *maker, &args, &callee);
                match &given {
                    Holds::Same { key, .. } if self.class_of(key) == Some(class) => given,
                    _ => self.made_among_others(site, *maker, class)?,
                }
            }
            Provider::Outside(..) => Holds::Router { class, args, site },
        };
        self.settle(&key, holds);
        Some(key)
    }

    /// The only router of a class that a function which gives several values makes.
    fn made_among_others(
        &mut self,
        site: Site,
        maker: SymbolRef,
        class: RouterRef,
    ) -> Option<Holds> {
        let (summary, _) = self.world.function(maker)?;
        let inside = Site {
            file: maker.file,
            scope: Scope::Function(maker.symbol),
        };
        let calls = summary.calls.iter().filter(|call| !call.nested);
        let mut names: Vec<Name> = calls.filter_map(|call| call.bound.clone()).collect();
        names.sort_unstable();
        names.dedup();
        let keys = names.iter().filter_map(|name| self.key_of(inside, name));
        let keys: Vec<Key> = keys.collect();
        let mut of_class = keys
            .into_iter()
            .filter(|key| self.class_of(key) == Some(class));
        let (Some(key), None) = (of_class.next(), of_class.next()) else {
            return None;
        };
        let call = || Call {
            function: maker,
            args: Args::default(),
            site,
            place: None,
        };
        Some(match self.given_back(site, &key, call()) {
            Some(key) => Holds::Same { key, call: None },
            None => Holds::Same {
                key,
                call: Some(call()),
            },
        })
    }

    /// Read once: what containers are given does not change while routers are linked.
    fn contained(&mut self) -> Rc<Contained> {
        if let Some(known) = &self.contained {
            return Rc::clone(known);
        }
        let mut found = Contained::default();
        for (file, local) in self.sources {
            let frameworks = self.world.frameworks(*file);
            let forms = frameworks.descriptions.iter();
            let forms = forms.flat_map(|(_, description)| &description.containers);
            for form in forms {
                let names = form.provides.iter().chain(&form.invokes);
                let mut names = names.map(|name| split_last(name).1);
                if names.any(|name| local.called.contains(name)) {
                    self.read_container(*file, form, &mut found);
                }
            }
        }
        let found = Rc::new(found);
        self.contained = Some(Rc::clone(&found));
        found
    }

    fn read_container(&self, file: FileId, form: &ContainerForm, found: &mut Contained) {
        let mut calls: Vec<(Site, Name, Args)> = Vec::new();
        let mut names: Vec<&str> = { form.provides.iter().chain(&form.invokes) }
            .map(|name| split_last(name).1)
            .collect();
        names.sort_unstable();
        names.dedup();
        for name in &names {
            let named = self.world.calls_named(file, name).into_iter();
            let in_functions = named.filter(|(site, ..)| site.scope != Scope::Module);
            calls.extend(in_functions.map(|(site, callee, args, _)| (site, callee, args)));
        }
        let Some(env) = self.world.env(file) else {
            return;
        };
        for (_, symbol) in env.declarations() {
            if let Some((site, value)) = bound_value(self.world, SymbolRef { file, symbol }) {
                calls_in(&value, &mut |callee, args| {
                    if names.contains(&split_last(callee).1) {
                        calls.push((site, callee.clone(), args.clone()));
                    }
                });
            }
        }
        for (site, callee, args) in calls {
            let (Meaning::Outside(path) | Meaning::OutsideInstance(path)) =
                self.world.resolve(site, &callee)
            else {
                continue;
            };
            let provides = form.provides.contains(&path);
            if !provides && !form.invokes.contains(&path) {
                continue;
            }
            for (_, value) in args.iter() {
                self.read_given(site, value, provides, found);
            }
        }
    }

    fn read_given(&self, site: Site, value: &Value, provides: bool, found: &mut Contained) {
        if let Ok((file, function)) = self.function_of(site, value, DEPTH) {
            found.called.push((file, function));
            if let (true, Decorated::Symbol(symbol)) = (provides, function) {
                let maker = SymbolRef { file, symbol };
                found.providers.push(Provider::Function(maker));
            }
            return;
        }
        if let (true, Value::Path(path)) = (provides, value)
            && let Meaning::Outside(outside) = self.world.resolve(site, path)
        {
            found.providers.push(Provider::Outside(site, outside));
        }
    }
}

/// Every call in a value.
fn calls_in(value: &Value, each: &mut impl FnMut(&Name, &Args)) {
    match value {
        Value::Call { callee, args, .. } => {
            each(callee, args);
            for (_, value) in args.iter() {
                calls_in(value, each);
            }
        }
        Value::Items(items) | Value::Template(items) => {
            for item in items {
                calls_in(item, each);
            }
        }
        _ => {}
    }
}
