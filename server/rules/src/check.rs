//! Runs the rules on a file: changed items only, then what needs the project, then what is shown.
//! It keeps nothing between runs; the caller hands the last results back in.

use std::sync::{Arc, OnceLock};

use model::{FileEnv, FileId, FileRole, Index, Mentions, Scope, Things};
use rustc_hash::{FxHashMap, FxHashSet};
use syntax::facts::{ItemFacts, Name};
use syntax::span::Span;

use crate::content::content;
use crate::context::{FileCtx, ProjectCtx, RuleCtx};
use crate::finding::{Finding, Findings, ItemFinding};
use crate::outline::Outline;
use crate::rule::{Check, RULES, Rule};

/// The findings of every item of a file.
#[derive(Clone, Debug)]
pub struct ItemResults {
    /// In the order of the items.
    items: Vec<ItemResult>,
    /// The names of the file that the items were checked with.
    env: FileEnv,
    /// What the results depend on beside the items and the names: settings, role.
    surroundings: u64,
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
    /// Counted when they are first asked for: only an edit of a declaration asks.
    mentions: Arc<OnceLock<Mentions>>,
}

type Key = (*const ItemFacts, *const ItemFacts);

impl ItemResult {
    fn key(&self) -> Key {
        let parent = self.parent.as_ref().map_or(std::ptr::null(), Arc::as_ptr);
        (Arc::as_ptr(&self.facts), parent)
    }

    fn take(&mut self, known: &Self) {
        self.findings = Arc::clone(&known.findings);
        self.mentions = Arc::clone(&known.mentions);
    }
}

/// Runs the per-item rules on the items that `previous` has no findings for, and on those that mean something
/// else now because of an edit elsewhere in the file.
///
/// `stop` is asked before each item; once it says yes, the remaining new items get no findings.
#[must_use]
pub fn check_items(
    file: &FileCtx<'_>,
    previous: Option<&ItemResults>,
    stop: &dyn Fn() -> bool,
) -> ItemResults {
    let surroundings = surroundings(file);
    let rules: Vec<_> = RULES.iter().filter(|rule| runs(rule, file)).collect();
    let previous =
        previous.filter(|previous| previous.surroundings == surroundings && !previous.is_cut_short);
    let mut items: Vec<ItemResult> = file
        .facts
        .items
        .iter()
        .map(|item| {
            let parent = item
                .parent
                .and_then(|parent| file.facts.items.get(parent as usize));
            ItemResult {
                facts: Arc::clone(&item.facts),
                parent: parent.map(|parent| Arc::clone(&parent.facts)),
                findings: Arc::default(),
                mentions: Arc::default(),
            }
        })
        .collect();
    let new = match previous {
        Some(previous) => {
            let new = take_known(&mut items, &previous.items);
            with_reached(file, previous, &items, new)
        }
        None => (0..items.len()).collect(),
    };
    let modules = std::cell::OnceCell::new();
    let mut checked = 0;
    let mut is_cut_short = false;
    for index in new {
        if is_cut_short || stop() {
            is_cut_short = true;
            break;
        }
        let modules = modules.get_or_init(|| file.modules());
        let findings = check_item(
            file,
            &rules,
            u32::try_from(index).unwrap_or(u32::MAX),
            modules,
        );
        if let Some(item) = items.get_mut(index) {
            item.findings = findings;
        }
        checked += 1;
    }
    ItemResults {
        items,
        env: file.env.clone(),
        surroundings,
        checked,
        is_cut_short,
    }
}

/// Gives the items the findings they had in `kept`; returns the places of those that are new.
///
/// An edit leaves nearly all items at the front and at the back as they were, so that only what lies
/// between has to be looked up.
fn take_known(items: &mut [ItemResult], kept: &[ItemResult]) -> Vec<usize> {
    let take = |pair: (&mut ItemResult, &ItemResult)| {
        let (item, kept) = pair;
        let is_same = item.key() == kept.key();
        if is_same {
            item.take(kept);
        }
        is_same
    };
    let front = items
        .iter_mut()
        .zip(kept)
        .map(take)
        .take_while(|same| *same)
        .count();
    let rest = items.get_mut(front..).unwrap_or_default();
    let kept = kept.get(front..).unwrap_or_default();
    let pairs = rest.iter_mut().rev().zip(kept.iter().rev());
    let back = pairs.map(take).take_while(|same| *same).count();
    let middle = rest.len() - back;
    let kept = kept.get(..kept.len() - back).unwrap_or_default();
    let by_key: FxHashMap<Key, &ItemResult> = kept.iter().map(|item| (item.key(), item)).collect();
    let mut new = Vec::new();
    for (at, item) in rest.iter_mut().take(middle).enumerate() {
        match by_key.get(&item.key()) {
            Some(known) => item.take(known),
            None => new.push(front + at),
        }
    }
    new
}

/// The items that are new, and those that an edit of a declaration may have given another meaning.
fn with_reached(
    file: &FileCtx<'_>,
    previous: &ItemResults,
    items: &[ItemResult],
    new: Vec<usize>,
) -> Vec<usize> {
    if previous.env.hash() == file.env.hash() {
        return new;
    }
    let none = Mentions::default();
    let mentions = |at: usize| {
        let placed = file.facts.items.get(at).zip(items.get(at));
        placed.map_or(&none, |(item, result)| {
            let count = || Mentions::of(item, file.text);
            result.mentions.get_or_init(count)
        })
    };
    let Some(mut is_reached) = file.env.reached_since(&previous.env, &mentions) else {
        return (0..items.len()).collect();
    };
    for at in new {
        if let Some(reached) = is_reached.get_mut(at) {
            *reached = true;
        }
    }
    let reached = is_reached.iter().enumerate();
    reached.filter_map(|(at, is)| is.then_some(at)).collect()
}

/// Runs one per-item rule on all items: what a caller needs to find the rule that fails.
#[must_use]
pub fn check_rule(file: &FileCtx<'_>, rule: &'static Rule) -> Vec<Finding> {
    let mut findings = Vec::new();
    let modules = file.modules();
    for (index, item) in (0u32..).zip(&file.facts.items) {
        let found = check_item(file, &[rule], index, &modules);
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
        let check = match rule.check {
            Check::Project(check) => Some(check),
            _ => rule.check_too,
        };
        if let Some(check) = check {
            let mut findings = Findings::of(rule);
            check(&ctx, &mut findings);
            all.extend(findings.into_placed());
        }
    }
    let tests: Vec<(Span, bool)> = (0u32..)
        .zip(&file.facts.items)
        .map(|(index, item)| (item.span, file.env.is_test_item(index)))
        .collect();
    let in_tests = |finding: &Finding| {
        let mut around = tests.iter();
        let is_inside = around.any(|(span, is_test)| *is_test && span.contains(finding.span));
        is_inside && !finding.rule.also_in.contains(&FileRole::Test)
    };
    all.retain(|finding| !in_tests(finding));
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

fn surroundings(file: &FileCtx<'_>) -> u64 {
    use std::hash::{Hash, Hasher};
    let mut hasher = rustc_hash::FxHasher::default();
    (file.settings.fingerprint(), file.role, file.path).hash(&mut hasher);
    file.project.dependencies.hash(&mut hasher);
    file.project.versions.hash(&mut hasher);
    hasher.finish()
}

/// Whether a rule has anything to say in files of this language and role.
fn runs(rule: &Rule, file: &FileCtx<'_>) -> bool {
    let in_role = match file.role {
        FileRole::Source | FileRole::Optional => true,
        FileRole::Generated | FileRole::Vendored => false,
        role => rule.also_in.contains(&role),
    };
    in_role && file.settings.is_on(rule) && rule.languages.contains(&file.facts.language)
}

fn check_item(
    file: &FileCtx<'_>,
    rules: &[&'static Rule],
    index: u32,
    modules: &FxHashSet<Name>,
) -> Arc<[ItemFinding]> {
    let Some(item) = file.facts.items.get(index as usize) else {
        return Arc::default();
    };
    let content = content(&item.facts);
    let is_test = file.env.is_test_item(index);
    let mut wanted = rules
        .iter()
        .filter(|rule| content.contains(rule.reads))
        .filter(|rule| !is_test || rule.also_in.contains(&FileRole::Test))
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
        modules,
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
