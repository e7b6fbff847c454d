//! From a repair asked for to the text edits that make it, checked before they are offered.
//! It writes nothing and knows no rule.

mod go_imports;
mod imports;
mod insert;
mod suppress;

use std::sync::Arc;

use model::FileEnv;
use syntax::facts::ItemFacts;
use syntax::file::FileFacts;

use crate::check::check_rule;
use crate::context::{FileCtx, FixCtx};
use crate::edit::{Edits, TextEdit, apply};
use crate::finding::{Finding, FixKind, FixRequest, Safety};
use crate::rule::Check;

pub use imports::{Imported, import, unused_import};
pub use insert::{before_item, first_statement, indented};

/// Removes a suppression comment, and its line where nothing else stands on it.
pub(crate) const REMOVE_COMMENT: &str = "remove-comment";
/// Removes one code from a suppression comment.
pub(crate) const REMOVE_ENTRY: &str = "remove-entry";

/// The edits of a repair, or none where it cannot be made (tests are written elsewhere).
#[must_use]
pub fn edits(ctx: &FixCtx<'_>, finding: &Finding, request: &FixRequest) -> Option<Edits> {
    match &request.kind {
        FixKind::GenerateTests { .. } => None,
        FixKind::IgnoreOnLine => Some(suppress::ignore_on_line(ctx, finding)),
        FixKind::DisableInProject => suppress::disable_in_project(ctx, finding),
        FixKind::Rule { step, spans, .. } => match finding.rule.fix {
            Some(fix) => fix(ctx, finding, request),
            None => suppress::removal(ctx.file.text, step, *spans.first()?),
        },
    }
}

/// Whether the edits of the finding's file do what they promise: no new broken place in the text, and
/// the rule finds less than before.
///
/// Rules that need the project are asked only for the first.
#[must_use]
pub fn verify(
    file: &FileCtx<'_>,
    finding: &Finding,
    edits: &[TextEdit],
    extract: &dyn Fn(&str) -> FileFacts,
) -> bool {
    let Some(text) = apply(file.text, edits) else {
        return false;
    };
    let facts = Arc::new(extract(&text));
    if broken(&facts) > broken(file.facts) {
        return false;
    }
    if !matches!(finding.rule.check, Check::Item(_)) {
        return true;
    }
    let env = FileEnv::new(Arc::clone(&facts), file.env.module().cloned());
    let after = FileCtx {
        text: &text,
        facts: &facts,
        env: &env,
        ..*file
    };
    check_rule(&after, finding.rule).len() < check_rule(file, finding.rule).len()
}

pub fn broken(facts: &FileFacts) -> usize {
    let broken = |facts: &Arc<ItemFacts>| facts.broken.len();
    facts.items.iter().map(|item| broken(&item.facts)).sum()
}

/// The edits of the safe repairs of `findings`, one list a finding. Overlaps are left in.
#[must_use]
pub fn safe_edits(ctx: &FixCtx<'_>, findings: &[Finding]) -> Vec<Vec<TextEdit>> {
    let mut all = Vec::new();
    for finding in findings {
        let safe = finding
            .fixes
            .iter()
            .find(|fix| fix.safety == Safety::Safe && matches!(fix.kind, FixKind::Rule { .. }));
        let edits = safe.and_then(|request| edits(ctx, finding, request));
        // A repair that reaches beyond its file is no matter for fix-all.
        all.extend(
            edits
                .filter(|edits| {
                    edits.elsewhere.is_empty()
                        && edits.beside.is_empty()
                        && edits.new_files.is_empty()
                })
                .map(|edits| edits.here),
        );
    }
    all
}

/// How often fix-all looks again; each round repairs all that does not overlap.
const MOST_ROUNDS: usize = 10;

/// The text after all safe repairs, again and again until nothing is left to repair.
///
/// `round` gives the edits for a text, as [`safe_edits`] does. A round whose result is broken is dropped
/// by `is_sound`, which is asked with the text before and after.
#[must_use]
pub fn fix_all(
    text: &str,
    round: &mut dyn FnMut(&str) -> Vec<Vec<TextEdit>>,
    is_sound: &dyn Fn(&str, &str) -> bool,
) -> String {
    let mut text = text.to_owned();
    for _ in 0..MOST_ROUNDS {
        let lists = round(&text);
        let chosen = without_overlaps(lists);
        if chosen.is_empty() {
            break;
        }
        let next = match apply(&text, &chosen) {
            Some(next) if next != text && is_sound(&text, &next) => next,
            _ => break,
        };
        text = next;
    }
    text
}

/// The edits of the repairs that fit together. Repairs that make the same insertion share it.
fn without_overlaps(lists: Vec<Vec<TextEdit>>) -> Vec<TextEdit> {
    let mut chosen: Vec<TextEdit> = Vec::new();
    for list in lists {
        let new: Vec<_> = list
            .into_iter()
            .filter(|edit| !chosen.contains(edit))
            .collect();
        let fits = new
            .iter()
            .all(|edit| !chosen.iter().any(|other| clash(edit, other)));
        if fits {
            chosen.extend(new);
        }
    }
    chosen
}

fn clash(left: &TextEdit, right: &TextEdit) -> bool {
    left.span.overlaps(right.span)
}
