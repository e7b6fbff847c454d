//! Findings that needed the project, kept with their items so that typing elsewhere only moves them.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use syntax::facts::ItemFacts;

use crate::context::FileCtx;
use crate::finding::{Finding, ItemFinding};

/// The results of [`crate::check::check_project`] for one state of a file.
#[derive(Clone, Debug, Default)]
pub struct ProjectResults {
    /// By the item they stand in. The facts are kept so that their address stays taken.
    items: FxHashMap<usize, (Arc<ItemFacts>, Vec<ItemFinding>)>,
    /// Those that stand in no item, in bytes of the file.
    others: Vec<Finding>,
}

impl ProjectResults {
    /// Keeps `findings` with the items of `file` that they stand in.
    #[must_use]
    pub fn new(file: &FileCtx<'_>, findings: Vec<Finding>) -> Self {
        let mut results = Self::default();
        for item in &file.facts.items {
            results
                .items
                .insert(address(&item.facts), (Arc::clone(&item.facts), Vec::new()));
        }
        for finding in findings {
            let item = file.facts.item_at(finding.span.start);
            match item.and_then(|item| Some((item, results.items.get_mut(&address(&item.facts))?)))
            {
                Some((item, (_, kept))) => kept.push(ItemFinding::of(finding, item.span.start)),
                None => results.others.push(finding),
            }
        }
        results
    }

    /// The findings in a later state of the file, and whether every item of it was there before.
    #[must_use]
    pub fn in_file(&self, file: &FileCtx<'_>) -> (Vec<Finding>, bool) {
        let mut findings = self.others.clone();
        let mut is_complete = true;
        for item in &file.facts.items {
            match self.items.get(&address(&item.facts)) {
                Some((_, kept)) => {
                    findings.extend(kept.iter().map(|finding| finding.placed(item.span.start)))
                }
                None => is_complete = false,
            }
        }
        (findings, is_complete)
    }
}

fn address(facts: &Arc<ItemFacts>) -> usize {
    Arc::as_ptr(facts).addr()
}
