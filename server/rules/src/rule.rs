//! The rules: what each is called, when it runs and where its code is. It runs none of them.

use model::FileRole;
use syntax::language::Language;

use crate::content::Content;
use crate::context::{FixCtx, ProjectCtx, RuleCtx};
use crate::edit::Edits;
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};

include!(concat!(env!("OUT_DIR"), "/registry.rs"));

/// A rule as its page declares it.
#[derive(Debug)]
pub struct Rule {
    /// `BM301`; never used for another rule.
    pub code: &'static str,
    pub name: &'static str,
    /// Names it had before.
    pub aliases: &'static [&'static str],
    pub title: &'static str,
    /// The folder it stands in: `concurrency`.
    pub block: &'static str,
    /// Of a finding that does not set its own.
    pub severity: Severity,
    pub languages: &'static [Language],
    pub status: Status,
    /// The most common safety of its repairs; none where it has none.
    pub fix_safety: Option<Safety>,
    pub since: &'static str,
    /// The rule runs on items that contain all of this.
    pub reads: Content,
    /// Linters that report the same.
    pub overlap: &'static [&'static str],
    /// Codes whose findings at the same place are left out.
    pub hides: &'static [&'static str],
    /// Files beside ordinary source in which it reports.
    pub also_in: &'static [FileRole],
    pub check: Check,
    /// What the rule finds only by looking at a whole file, beside what it finds in single items.
    pub check_too: Option<fn(&ProjectCtx, &mut Findings)>,
    pub fix: Option<Fix>,
    /// The page as written, front matter included.
    pub page: &'static str,
}

/// Computes the edits of a finding's repair; none where it cannot be made here.
pub type Fix = fn(&FixCtx, &Finding, &FixRequest) -> Option<Edits>;

/// When a rule runs and what it sees.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Sees one item; its findings are kept until the item or its environment changes.
    Item(fn(&RuleCtx, &mut Findings)),
    /// Sees one file, the index and the model; runs apart from typing.
    Project(fn(&ProjectCtx, &mut Findings)),
    /// Reported by the engine itself.
    Engine,
}

/// How far a rule has proved itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Runs where the configuration says `preview = true`.
    Preview,
    Stable,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

impl Rule {
    /// The page without its front matter: what `explain` and a hover show.
    #[must_use]
    pub fn explanation(&self) -> &'static str {
        crate::page::parse(self.page).map_or(self.page, |page| page.body.trim_start())
    }

    /// The place of the rule in [`RULES`].
    #[must_use]
    pub fn index(&self) -> usize {
        RULES
            .binary_search_by(|rule| rule.code.cmp(self.code))
            .unwrap_or(RULES.len())
    }
}

/// The rule with this code, name or former name.
#[must_use]
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    let by_code = RULES
        .binary_search_by(|rule| rule.code.cmp(code_or_name))
        .ok();
    match by_code {
        Some(index) => RULES.get(index),
        None => RULES
            .iter()
            .find(|rule| rule.name == code_or_name || rule.aliases.contains(&code_or_name)),
    }
}

/// The code or name most like `word`, to suggest in a message.
#[must_use]
pub fn nearest(word: &str) -> Option<&'static str> {
    let words = RULES.iter().flat_map(|rule| [rule.code, rule.name]);
    crate::text::nearest(word, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_in_order_of_code() {
        assert!(RULES.is_sorted_by_key(|rule| rule.code));
    }

    #[test]
    fn every_code_name_and_alias_is_taken_once() {
        let mut words: Vec<_> = RULES
            .iter()
            .flat_map(|rule| {
                [rule.code, rule.name]
                    .into_iter()
                    .chain(rule.aliases.iter().copied())
            })
            .collect();
        let all = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all);
    }

    #[test]
    fn a_rule_is_found_by_code_and_by_name() {
        let rule = find("BM302").unwrap();
        assert_eq!(rule.name, "blocking-sleep-in-async");
        assert_eq!(find(rule.name), Some(rule));
        assert_eq!(nearest("BM30"), Some("BM301"));
        assert!(!rule.explanation().starts_with("---"));
    }
}
