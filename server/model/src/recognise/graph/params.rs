//! Routers that functions are given by their callers; it follows no values inside a function.

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::Name;

use super::written::calls_named;
use super::{Builder, Call, Holds, Key};
use crate::place::FileId;
use crate::recognise::local::{Local, Scope};
use crate::recognise::world::{Meaning, Site};
use crate::symbol::SymbolRef;

/// Names that files import functions and classes under, where these are others than their own.
type OtherNames = FxHashMap<SymbolRef, Vec<(FileId, Name)>>;

impl Builder<'_> {
    fn other_names(&self, sources: &[(FileId, &Local)]) -> OtherNames {
        let mut found = OtherNames::default();
        for (file, local) in sources {
            let Some(env) = self.world.env(*file) else {
                continue;
            };
            for (_, import) in env.imports() {
                if !local.called.contains(&import.local) {
                    continue;
                }
                let site = Site {
                    file: *file,
                    scope: Scope::Module,
                };
                if let Meaning::Declared(symbol) = self.world.resolve(site, &import.local)
                    && self.world.name(symbol) != import.local
                {
                    let names = found.entry(symbol).or_default();
                    names.push((*file, import.local.clone()));
                }
            }
        }
        found
    }

    /// Links what callers give to the parameters on which something is registered.
    pub(super) fn connect_params(&mut self, sources: &[(FileId, &Local)]) {
        let other_names = self.other_names(sources);
        let mut done: FxHashSet<Key> = FxHashSet::default();
        loop {
            let open: Vec<Key> = self
                .graph
                .order
                .iter()
                .filter(|key| !done.contains(*key))
                .filter(|key| matches!(self.holds(key), Holds::Param { .. }))
                .cloned()
                .collect();
            if open.is_empty() {
                break;
            }
            for key in open {
                done.insert(key.clone());
                if let Holds::Param {
                    function, position, ..
                } = self.holds(&key)
                {
                    self.connect_param(&key, (function, position), sources, &other_names);
                }
            }
            self.constructed();
        }
    }

    pub(super) fn connect_param(
        &mut self,
        key: &Key,
        (function, position): (SymbolRef, usize),
        sources: &[(FileId, &Local)],
        other_names: &OtherNames,
    ) {
        // A class is called by its own name, not by that of its constructor.
        let constructs = self.world.function(function).is_some_and(|(summary, _)| {
            summary.signature.kind == syntax::facts::FunctionKind::Constructor
        });
        let class = self.world.owner(function).filter(|_| constructs);
        let called = self.world.name(class.unwrap_or(function));
        let renamed = other_names.get(&class.unwrap_or(function));
        for (file, local) in sources {
            let renamed = renamed.into_iter().flatten();
            let renamed = renamed.filter(|(there, name)| there == file && *name != called);
            let names = std::iter::once(&called).chain(renamed.map(|(_, name)| name));
            let names = names.filter(|name| local.called.contains(*name));
            let calls: Vec<_> = names
                .flat_map(|name| calls_named(self.world, *file, name))
                .collect();
            for (site, callee, args) in calls {
                let target = match self.world.resolve(site, &callee) {
                    Meaning::Declared(symbol) => symbol,
                    _ => continue,
                };
                if target != class.unwrap_or(function) {
                    continue;
                }
                let given = args.keyword(&key.name).or_else(|| args.position(position));
                let Some(given) = given.cloned() else {
                    continue;
                };
                let call = Call {
                    function,
                    args: args.clone(),
                    site,
                };
                if let Some(parent) = self.key_of_value(site, &given) {
                    let end = self.end_of(&parent);
                    if end == *key {
                        continue;
                    }
                    if let Some(node) = self.graph.nodes.get_mut(key) {
                        node.given.push((call.clone(), end.clone()));
                    }
                    if let Some(node) = self.graph.nodes.get_mut(&end) {
                        node.shares.push((key.clone(), Some(call)));
                    }
                }
            }
        }
    }
}
