//! The edits that hide a finding: a comment on its line, or an entry in the configuration.
//! It decides nothing about what is hidden.

use syntax::language::Language;
use syntax::span::Span;

use super::{REMOVE_COMMENT, REMOVE_ENTRY};
use crate::context::FixCtx;
use crate::edit::{Edits, TextEdit};
use crate::finding::Finding;
use crate::suppress::suppressions;
use crate::text;

/// Adds the rule to the suppression of the line, or a suppression at the end of the line.
pub fn ignore_on_line(ctx: &FixCtx<'_>, finding: &Finding) -> Edits {
    let text = ctx.file.text;
    let code = finding.rule.code;
    let line = text::line_start(text, finding.span.start);
    let existing = suppressions(text, ctx.file.facts)
        .into_iter()
        .find(|suppression| suppression.line == Some(line));
    if let Some(existing) = existing {
        // Before the closing bracket.
        let at = existing.directive.end.saturating_sub(1);
        let new = match existing.entries.is_empty() {
            true => code.to_owned(),
            false => format!(", {code}"),
        };
        return Edits::here(vec![TextEdit::insert(at, new)]);
    }
    let end = text::line_end(text, finding.span.start);
    // Formatters put two blanks before the comment in the one, one blank in the others.
    let (gap, mark) = match ctx.file.facts.language {
        Language::Python => ("  ", "#"),
        _ => (" ", "//"),
    };
    let comment = format!("{mark} backend-master: ignore[{code}]");
    // A comment cannot follow a line that goes on, nor stand inside a string or comment.
    if is_inside_text(ctx, end) || text::line(text, end).trim_end().ends_with('\\') {
        let indent = text::indent(text, line);
        let line_break = text::line_break(text);
        let new = format!("{indent}{comment}{line_break}");
        return Edits::here(vec![TextEdit::insert(line, new)]);
    }
    let kept = text.get(line as usize..end as usize).unwrap_or_default();
    let blank = kept.len() - kept.trim_end_matches([' ', '\t']).len();
    let from = end - u32::try_from(blank).unwrap_or_default();
    Edits::here(vec![TextEdit::replace(
        Span::new(from, end),
        format!("{gap}{comment}"),
    )])
}

/// Whether the end of the line at `end` lies in a string of several lines or behind another comment.
fn is_inside_text(ctx: &FixCtx<'_>, end: u32) -> bool {
    ctx.file.facts.items.iter().any(|item| {
        let start = item.span.start;
        let comments = item.facts.comments.iter();
        let is_comment = comments
            .into_iter()
            .any(|comment| comment.shifted(start).touches(end));
        let body = item.facts.body.iter();
        let mut exprs = body.flat_map(|body| body.exprs.iter());
        let is_string = exprs.any(|(_, expr)| {
            use syntax::facts::{ExprKind, Literal};
            let span = expr.span.shifted(start);
            let is_text = matches!(
                expr.kind,
                ExprKind::Literal(Literal::Str(_) | Literal::Bytes(_)) | ExprKind::Template { .. }
            );
            is_text && span.start < end && end < span.end
        });
        is_comment || is_string
    })
}

/// Removes a suppression or one of its codes.
pub fn removal(text: &str, step: &str, span: Span) -> Option<Edits> {
    let span = match step {
        REMOVE_COMMENT => comment_with_blanks(text, span),
        REMOVE_ENTRY => entry_with_comma(text, span),
        _ => return None,
    };
    Some(Edits::here(vec![TextEdit::replace(span, "")]))
}

fn comment_with_blanks(text: &str, comment: Span) -> Span {
    let line = text::line_start(text, comment.start);
    let before = text
        .get(line as usize..comment.start as usize)
        .unwrap_or_default();
    let kept = before.trim_end_matches([' ', '\t']);
    if kept.is_empty() {
        return Span::new(line, text::next_line(text, comment.end));
    }
    let start = line + u32::try_from(kept.len()).unwrap_or_default();
    Span::new(start, comment.end)
}

fn entry_with_comma(text: &str, entry: Span) -> Span {
    let after = text.get(entry.end as usize..).unwrap_or_default();
    let blanks = after.len() - after.trim_start_matches(' ').len();
    if let Some(rest) = after.get(blanks..).and_then(|rest| rest.strip_prefix(',')) {
        let next = rest.len() - rest.trim_start_matches(' ').len();
        let end = entry.end as usize + blanks + 1 + next;
        return Span::new(entry.start, u32::try_from(end).unwrap_or(entry.end));
    }
    let before = text.get(..entry.start as usize).unwrap_or_default();
    let kept = before.trim_end_matches(' ');
    let kept = kept.strip_suffix(',').unwrap_or(kept);
    Span::new(u32::try_from(kept.len()).unwrap_or(entry.start), entry.end)
}

/// Adds the rule to `ignore` in the configuration of the file, or makes a new configuration.
pub fn disable_in_project(ctx: &FixCtx<'_>, finding: &Finding) -> Option<Edits> {
    let code = finding.rule.code;
    let Some((path, text)) = ctx.config_file else {
        let mut edits = Edits::default();
        let content = format!("ignore = [\"{code}\"]\n");
        edits
            .new_files
            .push(("backend-master.toml".to_owned(), content));
        return Some(edits);
    };
    let edit = crate::config::ignore_edit(text, path.ends_with("pyproject.toml"), code)?;
    let mut edits = Edits::default();
    edits.beside.push((path.to_owned(), vec![edit]));
    Some(edits)
}
