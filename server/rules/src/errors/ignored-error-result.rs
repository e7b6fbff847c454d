//! BM205: errors that are given back and not looked at. What is thrown away on purpose it leaves alone.

use model::{ErrorResult, Libraries, Origin, Target};
use syntax::facts::{ExprId, ExprKind, Pattern, PatternKind, Signature, StmtKind};
use syntax::span::Span;

use crate::context::{FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::fix::import;
use crate::shared::{cleanup, zeros};
use crate::text;

/// What the tables of libraries and the declarations of the file tell.
pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    check_with(ctx, 0, &|value| told_here(ctx, value), acc);
}

/// What other files declare.
pub fn check_project(ctx: &ProjectCtx, acc: &mut Findings) {
    ctx.each_item(|rule| {
        let elsewhere = |value| match told_here(rule, value) {
            Some(_) => None,
            None => told_elsewhere(ctx, rule, value),
        };
        check_with(rule, rule.item.span.start, &elsewhere, acc);
    });
}

/// Looks at each statement; `error_of` says how a call gives back an error, `start` where the spans begin.
fn check_with(
    rule: &RuleCtx,
    start: u32,
    error_of: &dyn Fn(ExprId) -> Option<ErrorResult>,
    acc: &mut Findings,
) {
    for (_, stmt) in rule.body.stmts() {
        match &stmt.kind {
            StmtKind::Expr(value) => {
                if let Some(result) = error_of(*value) {
                    report_dropped(rule, start, stmt.span, *value, &result, acc);
                }
            }
            StmtKind::Assign {
                targets,
                op: None,
                value: Some(value),
                declares,
                ..
            } => {
                let Some((blank, count)) = blank_error(targets) else {
                    continue;
                };
                let is_error = error_of(*value)
                    .is_some_and(|result| result.results == count && result.member.is_none());
                if is_error {
                    let value = Blank {
                        stmt: stmt.span,
                        call: *value,
                        blank,
                        declares: *declares,
                    };
                    report_blank(rule, start, &value, acc);
                }
            }
            _ => {}
        }
    }
}

/// `file, _ := os.Open(path)`.
struct Blank {
    stmt: Span,
    call: ExprId,
    blank: Span,
    declares: bool,
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

/// How a call of a library, or of a function of this file, gives back an error.
fn told_here(rule: &RuleCtx, value: ExprId) -> Option<ErrorResult> {
    let ExprKind::Call { callee, .. } = &rule.body.exprs.get(value).kind else {
        return None;
    };
    let target = rule.scope.resolve(*callee);
    let env = rule.file.env;
    let symbol = match &target {
        Target::Member {
            of: Origin::Declared(class),
            name,
        } => env.class(*class)?.own_member(name),
        target => target.declared(),
    };
    if let Some(function) = symbol.and_then(|symbol| env.function(symbol)) {
        return of_function(&function.signature);
    }
    let libraries = Libraries::of(rule.file.facts.language);
    libraries.error_result(&target.path()?).cloned()
}

fn told_elsewhere(ctx: &ProjectCtx, rule: &RuleCtx, value: ExprId) -> Option<ErrorResult> {
    let ExprKind::Call { callee, .. } = &rule.body.exprs.get(value).kind else {
        return None;
    };
    let target = rule.scope.resolve(*callee);
    let resolved = ctx.index.resolve_target(ctx.id, &target);
    if let Some(path) = resolved.external() {
        let libraries = Libraries::of(ctx.file.facts.language);
        return libraries.error_result(path).cloned();
    }
    of_function(&ctx.index.function(resolved.project()?)?.signature)
}

fn of_function(signature: &Signature) -> Option<ErrorResult> {
    // A failure to clean up has nobody to tell.
    if cleanup::is_cleanup(&signature.name) {
        return None;
    }
    Some(ErrorResult {
        results: signature.results_with_error()?,
        member: None,
    })
}

fn report_dropped(
    rule: &RuleCtx,
    start: u32,
    stmt: Span,
    call: ExprId,
    result: &ErrorResult,
    acc: &mut Findings,
) {
    let callee = written(rule, call);
    let message = format!(
        "`{callee}` gives back an error that nobody looks at; check it, or assign it to `_` to say that it does not matter."
    );
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

fn report_blank(rule: &RuleCtx, start: u32, value: &Blank, acc: &mut Findings) {
    let callee = written(rule, value.call);
    let message = format!(
        "`{callee}` may fail, and its error is thrown away while its result is used; check the error."
    );
    let blank = value.blank.shifted(start);
    let draft = acc.report(blank, message);
    let line = returning(rule, value.stmt.start, callee).filter(|_| value.declares);
    if let Some(line) = line {
        let request = FixRequest::rule("Check the error", Safety::Unsafe, "name");
        draft.fix(request.at(value.stmt.shifted(start)).at(blank).with(line));
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
