//! BM302: sleeps that stop the event loop. It follows no call into another function.

use model::{EffectKind, EffectMode};
use syntax::facts::ExprKind;
use syntax::language::Language;

use crate::context::{FileCtx, FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::fix::{Imported, import, unused_import};

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    for call in ctx.calls() {
        let effect = ctx.scope.effect(call.id).filter(|effect| {
            effect.kind == EffectKind::Sleep && effect.mode == EffectMode::Blocking
        });
        if effect.is_none() || !ctx.scope.in_async(call.id) {
            continue;
        }
        let callee = ctx.body.exprs.get(call.callee).span;
        let instead = match ctx.file.facts.language {
            Language::Python => "await asyncio.sleep(...)".to_owned(),
            _ => format!("{}(...).await", sleep_by_suffix(ctx.file)),
        };
        let message = format!(
            "`{}` stops every request on this event loop; use `{instead}`.",
            ctx.source(callee)
        );
        let mut draft = acc.report(call.span, message);
        if ctx.is_test() {
            draft = draft.severity(Severity::Info);
        }
        // A generator expression may be consumed where nothing can be awaited.
        let is_lazy = ctx
            .outline
            .around(ctx.outline.of_expr(call.id))
            .any(|parent| {
                let crate::outline::Parent::Expr(id) = parent else {
                    return false;
                };
                matches!(
                    ctx.body.exprs.get(id).kind,
                    ExprKind::Comprehension {
                        kind: syntax::facts::SequenceKind::Generator,
                        ..
                    }
                )
            });
        if !is_lazy {
            let request = FixRequest::rule("Sleep without blocking", Safety::Safe, "await");
            draft.fix(request.at(callee).at(call.span));
        }
    }
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let callee = request.span(0)?;
    if ctx.file.facts.language != Language::Python {
        let call = request.span(1)?;
        return Some(Edits::here(vec![
            TextEdit::replace(callee, sleep_by_suffix(ctx.file)),
            TextEdit::insert(call.end, ".await"),
        ]));
    }
    let sleep = sleep_of(ctx.file)?;
    let mut edits: Vec<_> = sleep.edit.into_iter().collect();
    let written = ctx.file.text.get(callee.range())?;
    let root = written.split('.').next().unwrap_or(written).trim();
    if let Some(dropped) = unused_import(ctx.file, root) {
        let span = dropped.span;
        let inner = |at: u32| span.start < at && at < span.end;
        // The new import may go right behind the old one; then the old one stays for a person to drop.
        if !edits.iter().any(|edit| inner(edit.span.start)) {
            edits.push(dropped);
        }
    }
    edits.push(TextEdit::replace(
        callee,
        format!("await {}.sleep", sleep.local),
    ));
    Some(Edits::here(edits))
}

/// The library whose event loop the file runs on, by what it imports.
fn sleep_of(file: &FileCtx<'_>) -> Option<Imported> {
    let uses = |library: &str| {
        let mut imports = file.env.imports().map(|(_, import)| import);
        imports.any(|import| import.module.split('.').next() == Some(library))
    };
    let library = match (uses("asyncio"), uses("trio"), uses("anyio")) {
        (false, true, _) => "trio",
        (false, false, true) => "anyio",
        _ => "asyncio",
    };
    import(file, library, None)
}

/// The sleep of the runtime that the project depends on.
fn sleep_by_suffix(file: &FileCtx<'_>) -> &'static str {
    let depends_on = |name: &str| file.project.depends_on(name);
    match depends_on("tokio") {
        false if depends_on("async-std") => "async_std::task::sleep",
        false if depends_on("actix-web") => "actix_web::rt::time::sleep",
        _ => "tokio::time::sleep",
    }
}
