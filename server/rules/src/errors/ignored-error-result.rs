//! BM205: errors that are given back and not looked at. What is thrown away on purpose it leaves alone.

use model::{ErrorResult, Libraries};
use syntax::facts::{ExprId, ExprKind, Pattern, PatternKind, StmtKind};
use syntax::span::Span;

use crate::context::{FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::fix::import;
use crate::shared::{cleanup, zeros};
use crate::text;

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    ctx.each_item(|rule| {
        for (_, stmt) in rule.body.stmts() {
            match &stmt.kind {
                StmtKind::Expr(value) => {
                    if let Some(result) = error_of(ctx, rule, *value) {
                        report_dropped(rule, stmt.span, *value, &result, acc);
                    }
                }
                StmtKind::Assign {
                    targets,
                    op: None,
                    value: Some(value),
                    declares,
                    ..
                } => {
                    let Some(blank) = blank_error(targets) else {
                        continue;
                    };
                    let is_error = error_of(ctx, rule, *value)
                        .is_some_and(|result| result.results == blank.1 && result.member.is_none());
                    if is_error {
                        report_blank(rule, stmt.span, *value, blank.0, *declares, acc);
                    }
                }
                _ => {}
            }
        }
    });
}

/// The last of several targets if it is `_` and the others are not, and how many there are.
fn blank_error(targets: &[Pattern]) -> Option<(Span, usize)> {
    let [target] = targets else { return None };
    let PatternKind::Sequence(parts) = &target.kind else {
        return None;
    };
    let last = parts.last()?;
    let is_blank = |part: &Pattern| part.kind == PatternKind::Wildcard;
    (is_blank(last) && !parts.iter().all(is_blank)).then_some((last.span, parts.len()))
}

/// How a call gives back an error, if it does.
fn error_of(ctx: &ProjectCtx, rule: &RuleCtx, value: ExprId) -> Option<ErrorResult> {
    let ExprKind::Call { callee, .. } = &rule.body.exprs.get(value).kind else {
        return None;
    };
    let libraries = Libraries::of(ctx.file.facts.language);
    let target = rule.scope.resolve(*callee);
    if let Some(known) = target.path().and_then(|path| libraries.error_result(&path)) {
        return Some(known.clone());
    }
    let resolved = ctx.index.resolve_target(ctx.id, &target);
    if let Some(path) = resolved.external() {
        return libraries.error_result(path).cloned();
    }
    let function = ctx.index.function(resolved.project()?)?;
    // A failure to clean up has nobody to tell.
    if cleanup::is_cleanup(&function.signature.name) {
        return None;
    }
    Some(ErrorResult {
        results: function.signature.results_with_error()?,
        member: None,
    })
}

fn report_dropped(
    rule: &RuleCtx,
    stmt: Span,
    call: ExprId,
    result: &ErrorResult,
    acc: &mut Findings,
) {
    let callee = written(rule, call);
    let message = format!(
        "`{callee}` gives back an error that nobody looks at; check it, or assign it to `_` to say that it does not matter."
    );
    let start = rule.item.span.start;
    let draft = acc.report(rule.body.exprs.get(call).span.shifted(start), message);
    let Some(line) = returning(rule, stmt.start, callee) else {
        return;
    };
    let blanks = vec!["_"; result.results.saturating_sub(1)];
    let names: String = blanks.iter().map(|blank| format!("{blank}, ")).collect();
    let member = result.member.as_ref().map(|member| format!(".{member}"));
    let request = FixRequest::rule("Check the error", Safety::Unsafe, "check");
    let request = request.at(stmt.shifted(start)).with(line);
    draft.fix(request.with(names).with(member.unwrap_or_default()));
}

fn report_blank(
    rule: &RuleCtx,
    stmt: Span,
    call: ExprId,
    blank: Span,
    declares: bool,
    acc: &mut Findings,
) {
    let callee = written(rule, call);
    let message = format!(
        "`{callee}` may fail, and its error is thrown away while its result is used; check the error."
    );
    let start = rule.item.span.start;
    let draft = acc.report(blank.shifted(start), message);
    let line = returning(rule, stmt.start, callee).filter(|_| declares);
    if let Some(line) = line {
        let request = FixRequest::rule("Check the error", Safety::Unsafe, "name");
        let request = request.at(stmt.shifted(start)).at(blank.shifted(start));
        draft.fix(request.with(line));
    }
}

/// The callee as it is written, or its last name where a call stands in it.
fn written<'a>(rule: &RuleCtx<'a>, call: ExprId) -> &'a str {
    let ExprKind::Call { callee, .. } = &rule.body.exprs.get(call).kind else {
        return "";
    };
    let source = rule.source(rule.body.exprs.get(*callee).span);
    match source.contains(['(', '\n']) {
        true => source.rsplit('.').next().unwrap_or(source),
        false => source,
    }
}

/// The line that hands the error on, where the function around gives one back.
fn returning(rule: &RuleCtx, offset: u32, callee: &str) -> Option<String> {
    let (_, function) = rule.scope.function_at(offset)?;
    let wrapped = format!("fmt.Errorf(\"{callee}: %w\", err)");
    let values = zeros::returned(rule, function, &wrapped)?;
    Some(format!("return {values}"))
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let text = ctx.file.text;
    let stmt = request.span(0)?;
    let source = text.get(stmt.range())?;
    // Only a statement that has its line to itself has room for another one.
    if !text::line(text, stmt.start)
        .trim_start()
        .starts_with(source.lines().next()?)
    {
        return None;
    }
    let indent = text::indent(text, stmt.start);
    let line_break = text::line_break(text);
    let line = request.word(0)?;
    let fmt = import(ctx.file, "fmt", None)?;
    let line = line.replace("fmt.Errorf", &format!("{}.Errorf", fmt.local));
    let block = format!("{{{line_break}{indent}\t{line}{line_break}{indent}}}");
    let mut edits: Vec<TextEdit> = fmt.edit.into_iter().collect();
    if request.step()? == "check" {
        let (names, member) = (request.word(1)?, request.word(2)?);
        edits.push(TextEdit::replace(
            stmt,
            format!("if {names}err := {source}{member}; err != nil {block}"),
        ));
    } else {
        edits.push(TextEdit::replace(request.span(1)?, "err"));
        edits.push(TextEdit::insert(
            stmt.end,
            format!("{line_break}{indent}if err != nil {block}"),
        ));
    }
    Some(Edits::here(edits))
}
