//! From what rules found to what is shown: suppressions, peers, profile, one finding a cause, a limit.

use crate::config::Profile;
use crate::context::FileCtx;
use crate::finding::{Finding, Findings, FixKind, FixRequest, Safety, Severity};
use crate::rule::{self, Check, Rule};
use crate::suppress::{Suppression, suppressions};
use crate::text;

/// More findings are not shown in one file.
pub const MOST_FINDINGS: usize = 1000;

/// The findings to show, in order of place.
///
/// `is_complete` says that the rules which need the project have run, too, so that a suppression
/// without a finding is known to be unused.
#[must_use]
pub fn present(file: &FileCtx<'_>, findings: Vec<Finding>, is_complete: bool) -> Vec<Finding> {
    let mut findings = findings;
    drop_less_specific(&mut findings);
    let suppressions = suppressions(file.text, file.facts);
    let used = drop_suppressed(file, &mut findings, &suppressions);
    report_suppressions(file, &mut findings, &suppressions, &used, is_complete);
    findings.retain(|finding| finding.beyond_peers || !file.settings.is_deferred(finding.rule));
    for finding in &mut findings {
        set_severity(file, finding);
        offer_to_ignore(finding);
    }
    findings.retain(|finding| is_shown(file, finding));
    findings.sort_by(|left, right| {
        let key = |finding: &Finding| (finding.span.start, finding.span.end, finding.rule.code);
        key(left)
            .cmp(&key(right))
            .then_with(|| left.message.cmp(&right.message))
    });
    findings.dedup_by(|left, right| {
        left.rule == right.rule && left.span == right.span && left.message == right.message
    });
    limit(&mut findings);
    findings
}

/// Where two rules see the same cause, the more specific one speaks.
fn drop_less_specific(findings: &mut Vec<Finding>) {
    let hidden: Vec<_> = findings
        .iter()
        .flat_map(|finding| {
            finding
                .rule
                .hides
                .iter()
                .map(|code| (*code, finding.span.start))
        })
        .collect();
    findings.retain(|finding| !hidden.contains(&(finding.rule.code, finding.span.start)));
}

/// Drops what a comment hides; gives for each entry of each suppression whether it hid something.
fn drop_suppressed(
    file: &FileCtx<'_>,
    findings: &mut Vec<Finding>,
    suppressions: &[Suppression],
) -> Vec<Vec<bool>> {
    let mut used: Vec<Vec<bool>> = suppressions
        .iter()
        .map(|suppression| vec![false; suppression.entries.len()])
        .collect();
    findings.retain(|finding| {
        let line = text::line_start(file.text, finding.span.start);
        let mut is_hidden = false;
        for (suppression, used) in suppressions.iter().zip(&mut used) {
            if suppression.line.is_some_and(|hidden| hidden != line) {
                continue;
            }
            for (entry, used) in suppression.entries.iter().zip(used) {
                if entry.rule == Some(finding.rule) {
                    *used = true;
                    is_hidden = true;
                }
            }
        }
        !is_hidden
    });
    used
}

fn report_suppressions(
    file: &FileCtx<'_>,
    findings: &mut Vec<Finding>,
    suppressions: &[Suppression],
    used: &[Vec<bool>],
    is_complete: bool,
) {
    for (suppression, used) in suppressions.iter().zip(used) {
        let whole = match suppression.entries.as_slice() {
            [_] => Some(suppression.comment),
            _ => None,
        };
        for (entry, used) in suppression.entries.iter().zip(used) {
            let Some(rule) = entry.rule else {
                let message = unknown_rule(&entry.word);
                let removal = removal(whole.unwrap_or(entry.span), whole.is_some());
                report(file, findings, "BM002", |acc| {
                    acc.report(entry.span, message).fix(removal);
                });
                continue;
            };
            let is_told = is_complete
                || !(matches!(rule.check, Check::Project(_)) || rule.check_too.is_some());
            if !used && is_told && file.settings.is_on(rule) {
                let message = format!(
                    "This comment hides no {} (`{}`); remove it.",
                    rule.code, rule.name
                );
                let removal = removal(whole.unwrap_or(entry.span), whole.is_some());
                report(file, findings, "BM001", |acc| {
                    acc.report(entry.span, message).unnecessary().fix(removal);
                });
            }
        }
        if file.settings.require_reason && !suppression.has_reason {
            report(file, findings, "BM003", |acc| {
                acc.report(
                    suppression.directive,
                    "This suppression gives no reason; write one after the bracket.",
                );
            });
        }
    }
}

fn unknown_rule(word: &str) -> String {
    match rule::nearest(word) {
        Some(near) => format!("There is no rule `{word}`; did you mean `{near}`?"),
        None => format!("There is no rule `{word}`; remove it."),
    }
}

fn removal(span: syntax::span::Span, is_whole: bool) -> FixRequest {
    let title = match is_whole {
        true => "Remove the comment",
        false => "Remove the code from the comment",
    };
    let step = match is_whole {
        true => crate::fix::REMOVE_COMMENT,
        false => crate::fix::REMOVE_ENTRY,
    };
    FixRequest::rule(title, Safety::Safe, step).at(span)
}

/// Adds findings of one of the engine's own codes.
fn report(
    file: &FileCtx<'_>,
    findings: &mut Vec<Finding>,
    code: &str,
    fill: impl FnOnce(&mut Findings),
) {
    let Some(rule) = rule::find(code) else {
        return;
    };
    if !file.settings.is_on(rule) {
        return;
    }
    let mut acc = Findings::of(rule);
    fill(&mut acc);
    findings.extend(acc.into_placed());
}

fn set_severity(file: &FileCtx<'_>, finding: &mut Finding) {
    let rule = finding.rule;
    if let Some(severity) = file.settings.severity(rule) {
        finding.severity = severity;
        return;
    }
    let is_strict = file.settings.profile == Profile::Strict;
    if is_strict && finding.severity == Severity::Info && !matches!(rule.check, Check::Engine) {
        finding.severity = Severity::Warning;
    }
    // A missing test is a question of time while code is being written.
    if file.settings.profile == Profile::Standard
        && rule.block == "tests"
        && finding.severity == Severity::Info
    {
        finding.severity = Severity::Hint;
    }
}

fn is_shown(file: &FileCtx<'_>, finding: &Finding) -> bool {
    let is_notable = finding.severity >= Severity::Warning;
    let is_ours = matches!(finding.rule.check, Check::Engine);
    file.settings.profile != Profile::Relaxed || file.settings.all || is_notable || is_ours
}

fn offer_to_ignore(finding: &mut Finding) {
    if matches!(finding.rule.check, Check::Engine) {
        return;
    }
    let code = finding.rule.code;
    finding.fixes.push(FixRequest {
        title: format!("Ignore {code} on this line"),
        safety: Safety::Unsafe,
        kind: FixKind::IgnoreOnLine,
    });
    finding.fixes.push(FixRequest {
        title: format!("Disable {code} in this project"),
        safety: Safety::Unsafe,
        kind: FixKind::DisableInProject,
    });
}

/// Keeps the most severe findings where there are too many.
fn limit(findings: &mut Vec<Finding>) {
    if findings.len() <= MOST_FINDINGS {
        return;
    }
    let all = findings.len();
    let mut severities: Vec<_> = findings.iter().map(|finding| finding.severity).collect();
    severities.sort_unstable_by(|left, right| right.cmp(left));
    let room = MOST_FINDINGS - 1;
    let least = severities.get(room - 1).copied().unwrap_or(Severity::Hint);
    let above = severities
        .iter()
        .filter(|severity| **severity > least)
        .count();
    let mut at_least = room - above;
    findings.retain(|finding| {
        if finding.severity == least && at_least > 0 {
            at_least -= 1;
            return true;
        }
        finding.severity > least
    });
    let dropped = all - findings.len();
    let note = note(
        "BM005",
        format!("{dropped} more findings in this file are not shown."),
    );
    findings.splice(0..0, note);
}

/// A finding of the engine at the start of a file: `code` is one of its own.
fn note(code: &str, message: String) -> Option<Finding> {
    let mut acc = Findings::of(rule::find(code)?);
    acc.report(syntax::span::Span::new(0, 0), message);
    acc.into_placed().pop()
}

/// Says that a file is too large to be analysed; sizes in bytes.
#[must_use]
pub fn too_large(size: u64, limit: u64) -> Option<Finding> {
    let message =
        format!("This file is not analysed: it has {size} bytes and `max-file-size` is {limit}.");
    note("BM004", message)
}

/// Says that a line is too long for the file to be analysed; lengths in characters.
#[must_use]
pub fn too_long_line(line: usize, limit: usize) -> Option<Finding> {
    let message =
        format!("This file is not analysed: line {line} is longer than {limit} characters.");
    note("BM004", message)
}

/// Says that the time for a file ran out before all rules had seen all of it.
#[must_use]
pub fn cut_short() -> Option<Finding> {
    note(
        "BM006",
        "The analysis of this file took too long and is not complete.".to_owned(),
    )
}

/// Says that a rule failed several times and is switched off in this file.
#[must_use]
pub fn switched_off(rule: &Rule) -> Option<Finding> {
    let message = format!(
        "{} (`{}`) failed several times and is switched off in this file.",
        rule.code, rule.name
    );
    note("BM008", message)
}

/// A problem of a configuration file as a finding in that file.
#[must_use]
pub fn configuration(problem: &crate::config::ConfigProblem) -> Option<Finding> {
    let mut acc = Findings::of(rule::find("BM007")?);
    acc.report(problem.span, problem.message.clone())
        .severity(problem.severity);
    acc.into_placed().pop()
}
