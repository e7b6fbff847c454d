//! Runs the rules on a file: changed items only, then what needs the project, then what is shown.
//! It keeps nothing between runs; the caller hands the last results back in.

use std::sync::Arc;

use model::{FileId, FileRole, Index, Scope, Things};
use rustc_hash::FxHashMap;
use syntax::facts::ItemFacts;
use syntax::span::Span;

use crate::content::content;
use crate::context::{FileCtx, ProjectCtx, RuleCtx};
use crate::finding::{Finding, Findings, ItemFinding};
use crate::outline::Outline;
use crate::rule::{Check, RULES, Rule};

/// The findings of every item of a file.
#[derive(Clone, Debug, Default)]
pub struct ItemResults {
    /// In the order of the items.
    items: Vec<ItemResult>,
    /// What the results depend on beside the items: declarations of the file, settings, role.
    environment: u64,
    /// How many items the rules were run on to get here from the results before.
    pub checked: usize,
    /// Whether the run was stopped, so that items lack findings.
    pub is_cut_short: bool,
}

#[derive(Clone, Debug)]
struct ItemResult {
    /// Kept so that the address stays taken: two items are the same if their facts are the same object.
    facts: Arc<ItemFacts>,
    parent: Option<Arc<ItemFacts>>,
    findings: Arc<[ItemFinding]>,
}

type Key = (*const ItemFacts, *const ItemFacts);

impl ItemResult {
    fn key(&self) -> Key {
        let parent = self.parent.as_ref().map_or(std::ptr::null(), Arc::as_ptr);
        (Arc::as_ptr(&self.facts), parent)
    }
}

/// Runs the per-item rules on the items that `previous` has no findings for.
///
/// `stop` is asked before each item; once it says yes, the remaining new items get no findings.
#[must_use]
pub fn check_items(
    file: &FileCtx<'_>,
    previous: Option<&ItemResults>,
    stop: &dyn Fn() -> bool,
) -> ItemResults {
    let environment = environment(file);
    let rules: Vec<_> = RULES.iter().filter(|rule| runs(rule, file)).collect();
    let known: FxHashMap<Key, &ItemResult> = previous
        .filter(|previous| previous.environment == environment && !previous.is_cut_short)
        .into_iter()
        .flat_map(|previous| &previous.items)
        .map(|item| (item.key(), item))
        .collect();
    let mut results = ItemResults {
        environment,
        ..ItemResults::default()
    };
    for (index, item) in (0u32..).zip(&file.facts.items) {
        let parent = item
            .parent
            .and_then(|parent| file.facts.items.get(parent as usize));
        let mut result = ItemResult {
            facts: Arc::clone(&item.facts),
            parent: parent.map(|parent| Arc::clone(&parent.facts)),
            findings: Arc::default(),
        };
        if let Some(known) = known.get(&result.key()) {
            result.findings = Arc::clone(&known.findings);
        } else if results.is_cut_short || stop() {
            results.is_cut_short = true;
        } else {
            result.findings = check_item(file, &rules, index);
            results.checked += 1;
        }
        results.items.push(result);
    }
    results
}

/// Runs one per-item rule on all items: what a caller needs to find the rule that fails.
#[must_use]
pub fn check_rule(file: &FileCtx<'_>, rule: &'static Rule) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, item) in (0u32..).zip(&file.facts.items) {
        let found = check_item(file, &[rule], index);
        findings.extend(found.iter().map(|finding| finding.placed(item.span.start)));
    }
    findings
}

/// Runs the rules that need the index and the model on one file.
#[must_use]
pub fn check_project(
    file: &FileCtx<'_>,
    id: FileId,
    index: &Index,
    things: &Things,
) -> Vec<Finding> {
    let ctx = ProjectCtx {
        file,
        id,
        index,
        things,
    };
    let mut all = Vec::new();
    for rule in RULES.iter().filter(|rule| runs(rule, file)) {
        if let Check::Project(check) = rule.check {
            let mut findings = Findings::of(rule);
            check(&ctx, &mut findings);
            all.extend(findings.into_placed());
        }
    }
    let broken: Vec<Span> = file
        .facts
        .items
        .iter()
        .flat_map(|item| {
            let start = item.span.start;
            item.facts
                .broken
                .iter()
                .map(move |broken| broken.shifted(start))
        })
        .collect();
    all.retain(|finding| !touches_any(finding.span, &broken));
    all
}

impl ItemResults {
    /// The findings in bytes of the file, before suppressions and profile.
    pub fn findings<'a>(&'a self, file: &'a FileCtx<'a>) -> impl Iterator<Item = Finding> + 'a {
        let placed = self.items.iter().zip(&file.facts.items);
        placed.flat_map(|(result, item)| {
            let start = item.span.start;
            result
                .findings
                .iter()
                .map(move |finding| finding.placed(start))
        })
    }
}

fn environment(file: &FileCtx<'_>) -> u64 {
    use std::hash::{Hash, Hasher};
    let mut hasher = rustc_hash::FxHasher::default();
    (
        file.env.hash(),
        file.settings.fingerprint(),
        file.role,
        file.path,
    )
        .hash(&mut hasher);
    file.project.dependencies.hash(&mut hasher);
    hasher.finish()
}

/// Whether a rule has anything to say in files of this language and role.
fn runs(rule: &Rule, file: &FileCtx<'_>) -> bool {
    let in_role = match file.role {
        FileRole::Source => true,
        FileRole::Generated | FileRole::Vendored => false,
        role => rule.also_in.contains(&role),
    };
    in_role && file.settings.is_on(rule) && rule.languages.contains(&file.facts.language)
}

fn check_item(file: &FileCtx<'_>, rules: &[&'static Rule], index: u32) -> Arc<[ItemFinding]> {
    let Some(item) = file.facts.items.get(index as usize) else {
        return Arc::default();
    };
    let content = content(&item.facts);
    let mut wanted = rules
        .iter()
        .filter(|rule| content.contains(rule.reads))
        .filter_map(|rule| match rule.check {
            Check::Item(check) => Some((*rule, check)),
            _ => None,
        })
        .peekable();
    if wanted.peek().is_none() {
        return Arc::default();
    }
    // Rules look at code; an item whose code is not kept has nothing for them.
    let (Some(body), Some(scope)) = (&item.facts.body, Scope::new(file.env, index)) else {
        return Arc::default();
    };
    let outline = Outline::new(body);
    let ctx = RuleCtx {
        file,
        index,
        item,
        body,
        outline: &outline,
        scope: &scope,
    };
    let mut all = Vec::new();
    for (rule, check) in wanted {
        let mut findings = Findings::of(rule);
        check(&ctx, &mut findings);
        let sound = |finding: &ItemFinding| !touches_any(finding.span(), &item.facts.broken);
        all.extend(findings.into_items().filter(sound));
    }
    all.into()
}

fn touches_any(span: Span, broken: &[Span]) -> bool {
    broken.iter().any(|broken| broken.overlaps(span))
}
