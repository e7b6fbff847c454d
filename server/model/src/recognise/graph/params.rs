//! Routers that functions are given by their callers; it follows no values inside a function.

use rustc_hash::FxHashSet;

use super::written::calls_named;
use super::{Builder, Call, Holds, Key};
use crate::place::FileId;
use crate::recognise::local::Local;
use crate::recognise::world::Meaning;
use crate::symbol::SymbolRef;

impl Builder<'_> {
    /// Links what callers give to the parameters on which something is registered.
    pub(super) fn connect_params(&mut self, sources: &[(FileId, &Local)]) {
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
                    self.connect_param(&key, function, position, sources);
                }
            }
            self.constructed();
        }
    }

    pub(super) fn connect_param(
        &mut self,
        key: &Key,
        function: SymbolRef,
        position: usize,
        sources: &[(FileId, &Local)],
    ) {
        // A class is called by its own name, not by that of its constructor.
        let constructs = self.world.function(function).is_some_and(|(summary, _)| {
            summary.signature.kind == syntax::facts::FunctionKind::Constructor
        });
        let class = self.world.owner(function).filter(|_| constructs);
        let called = self.world.name(class.unwrap_or(function));
        for (file, local) in sources {
            if !local.called.contains(&called) {
                continue;
            }
            for (site, callee, args) in calls_named(self.world, *file, &called) {
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
