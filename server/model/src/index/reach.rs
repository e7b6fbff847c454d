//! What a function does and raises through its calls; it resolves none of them.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use syntax::facts::{FunctionSummary, Name};

use super::Index;
use super::calls::{CallSummary, EffectAt, FunctionFacts, RaisedError};
use super::query::Reads;
use crate::place::Unresolved;
use crate::symbol::SymbolRef;

/// How many calls deep a summary looks.
const CALLS_DEEP: usize = 6;

/// How many functions one summary may rest on.
const FUNCTIONS: usize = 1_000;

/// The functions that one function reaches, nearest first.
pub(super) struct Reach<'i> {
    index: &'i Index,
    nodes: Vec<Node>,
    pub reads: Reads,
    cut: bool,
}

struct Node {
    function: SymbolRef,
    facts: Arc<FunctionFacts>,
    /// The node that calls it first.
    from: Option<usize>,
    /// Index of the call and the node called.
    calls: Vec<(usize, usize)>,
}

impl<'i> Reach<'i> {
    pub fn new(index: &'i Index, function: SymbolRef) -> Self {
        let mut reach = Self {
            index,
            nodes: Vec::new(),
            reads: index.query().reads(),
            cut: false,
        };
        let mut at_of = FxHashMap::default();
        reach.add(function, None, &mut at_of);
        let mut level = 0..1;
        for _ in 0..CALLS_DEEP {
            let next = level.end;
            for at in level {
                reach.expand(at, &mut at_of);
            }
            level = next..reach.nodes.len();
        }
        reach
    }

    fn add(
        &mut self,
        function: SymbolRef,
        from: Option<usize>,
        at_of: &mut FxHashMap<SymbolRef, usize>,
    ) -> usize {
        let (reads, facts) = self.index.facts_with_reads(function);
        self.reads.join(&reads);
        self.nodes.push(Node {
            function,
            facts,
            from,
            calls: Vec::new(),
        });
        at_of.insert(function, self.nodes.len() - 1);
        self.nodes.len() - 1
    }

    fn expand(&mut self, at: usize, at_of: &mut FxHashMap<SymbolRef, usize>) {
        let Some(node) = self.nodes.get(at) else {
            return;
        };
        let facts = Arc::clone(&node.facts);
        let function = self.index.function(node.function);
        let mut calls = Vec::new();
        for (call_at, call) in facts.calls.iter().enumerate() {
            let Some(callee) = call.function else {
                continue;
            };
            if function.is_none_or(|function| runs_later(function, call.index)) {
                continue;
            }
            let known = at_of.get(&callee).copied();
            if known.is_none() && self.nodes.len() >= FUNCTIONS {
                self.cut = true;
                continue;
            }
            let to = known.unwrap_or_else(|| self.add(callee, Some(at), at_of));
            calls.push((call_at, to));
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.calls = calls;
        }
    }

    pub fn summary(&mut self) -> CallSummary {
        let mut summary = CallSummary::default();
        if let Some(function) = self
            .nodes
            .first()
            .and_then(|node| self.index.function(node.function))
        {
            summary.is_async = function.signature.is_async;
            summary.awaits = function
                .calls
                .iter()
                .any(|call| call.awaited && !call.nested);
        }
        for at in 0..self.nodes.len() {
            self.add_effects(at, &mut summary);
        }
        summary.raises = self.raises();
        if self.cut
            && let Some(place) = self
                .nodes
                .first()
                .and_then(|node| self.index.place(node.function))
        {
            summary.unresolved.push(Unresolved {
                place,
                why: Name::new("the function reaches too many others"),
            });
        }
        summary
    }

    fn add_effects(&self, at: usize, summary: &mut CallSummary) {
        let Some(node) = self.nodes.get(at) else {
            return;
        };
        summary
            .unresolved
            .extend(node.facts.unresolved.iter().cloned());
        let Some(function) = self.index.function(node.function) else {
            return;
        };
        for call in &node.facts.calls {
            let (Some(effect), Some(path)) = (call.effect, call.to.external()) else {
                continue;
            };
            if runs_later(function, call.index) {
                continue;
            }
            summary.effects.push(EffectAt {
                effect,
                path: path.clone(),
                place: call.place,
                through: self.way_to(at),
            });
        }
    }

    /// The functions from the first node to this one.
    fn way_to(&self, at: usize) -> Vec<SymbolRef> {
        let nodes = std::iter::successors(self.nodes.get(at), |node| self.nodes.get(node.from?));
        let mut way: Vec<SymbolRef> = nodes.map(|node| node.function).collect();
        way.reverse();
        way
    }

    /// The errors that leave the first function. Each round carries errors one call further up.
    fn raises(&self) -> Vec<RaisedError> {
        let query = self.index.query();
        let first = self
            .nodes
            .first()
            .and_then(|node| self.index.env(node.function.file));
        let Some(language) = first.map(|env| env.facts().language) else {
            return Vec::new();
        };
        let mut leaving: Vec<Vec<RaisedError>> = self
            .nodes
            .iter()
            .map(|node| {
                let mut own = Vec::new();
                node.facts
                    .raises
                    .iter()
                    .for_each(|raised| add_once(&mut own, raised));
                own
            })
            .collect();
        for _ in 0..CALLS_DEEP {
            let mut changed = false;
            // From the far end, so that most errors come all the way in the first round.
            for (at, node) in self.nodes.iter().enumerate().rev() {
                let mut errors = leaving.get(at).cloned().unwrap_or_default();
                let before = errors.len();
                for (call, to) in &node.calls {
                    let Some(call) = node.facts.calls.get(*call) else {
                        continue;
                    };
                    for raised in leaving.get(*to).into_iter().flatten() {
                        if !query.is_caught(language, &raised.class, &call.caught_by) {
                            add_once(&mut errors, raised);
                        }
                    }
                }
                changed |= errors.len() > before;
                if let Some(own) = leaving.get_mut(at) {
                    *own = errors;
                }
            }
            if !changed {
                break;
            }
        }
        leaving.into_iter().next().unwrap_or_default()
    }
}

/// Adds an error whose class is not there yet.
fn add_once(errors: &mut Vec<RaisedError>, raised: &RaisedError) {
    let is_known =
        |known: &RaisedError| known.class == raised.class && known.variant == raised.variant;
    if !errors.iter().any(is_known) {
        errors.push(raised.clone());
    }
}

/// Whether a call stands in a nested function, so that it runs only when that is called.
fn runs_later(function: &FunctionSummary, call: u32) -> bool {
    function
        .calls
        .get(call as usize)
        .is_none_or(|call| call.nested)
}
