//! BM203: raised errors whose class says nothing. It leaves scripts and commands alone.

use model::EntityKind;
use syntax::facts::{ExprId, ExprKind, Function, FunctionId, StmtId, StmtKind};
use syntax::language::Ecosystem;
use syntax::span::Span;

use crate::context::{FixCtx, ProjectCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety, Severity};
use crate::outline::{Parent, inside};
use crate::shared::errors::{find_or_make, name_after};
use crate::shared::locate::item_at;
use crate::shared::swallow::doc_of;
use crate::shared::{serving, startup};
use crate::text;

/// Words of a message that make no name.
const FILLERS: &[&str] = &[
    "a",
    "an",
    "and",
    "are",
    "as",
    "at",
    "be",
    "been",
    "by",
    "for",
    "from",
    "has",
    "have",
    "in",
    "is",
    "it",
    "its",
    "of",
    "on",
    "or",
    "s",
    "that",
    "the",
    "this",
    "to",
    "was",
    "with",
    "error",
    "exception",
    "please",
];
/// Words that begin a sentence about a rule rather than the name of what happened.
const STARTERS: &[&str] = &[
    "can", "cannot", "could", "couldn", "don", "expected", "failed", "fewer", "got", "greater",
    "less", "more", "must", "no", "not", "only", "should", "than", "too", "unable", "you",
];
/// More words make no good name.
const MOST_WORDS: usize = 4;

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    for (id, stmt) in ctx.body.stmts() {
        let StmtKind::Raise {
            error: Some(error), ..
        } = stmt.kind
        else {
            continue;
        };
        let (class, message) = match &ctx.body.exprs.get(error).kind {
            ExprKind::Call { callee, args, .. } => (*callee, args.first().map(|arg| arg.value)),
            _ => (error, None),
        };
        let target = ctx.scope.resolve(class);
        let is_generic = target.is("Exception") || target.is("BaseException");
        if !is_generic || is_excused(ctx, id, message) {
            continue;
        }
        report(ctx, id, class, message, acc);
    }
}

/// `throw new Error(..)` in use cases, repositories and entities, which others catch by the class.
pub fn check_project(ctx: &ProjectCtx, acc: &mut Findings) {
    if ctx.file.facts.language.ecosystem() != Ecosystem::Node || startup::is_script(ctx.file) {
        return;
    }
    let places = layers(ctx);
    let adapters = serving::adapters(ctx);
    if places.is_empty() && adapters.is_empty() {
        return;
    }
    ctx.each_item(|rule| {
        if rule.is_test() {
            return;
        }
        for (id, stmt) in rule.body.stmts() {
            let StmtKind::Raise {
                error: Some(error), ..
            } = stmt.kind
            else {
                continue;
            };
            let ExprKind::Call { callee, args, .. } = &rule.body.exprs.get(error).kind else {
                continue;
            };
            let at = stmt.span.start;
            let is_inside =
                serving::is_at(rule, &places, at) || serving::is_method_of(rule, &adapters, at);
            let message = args.first().map(|arg| arg.value);
            if !is_inside
                || !rule.scope.resolve(*callee).is("Error")
                || is_excused(rule, id, message)
                || is_missing(rule, message)
            {
                continue;
            }
            let text = "Callers can only catch this `Error` together with every other one; throw an error class of its own.";
            // Has not been read over enough real backends to be more.
            let draft = acc.report(stmt.span.shifted(rule.item.span.start), text);
            let _ = draft.severity(Severity::Hint);
        }
    });
}

/// The use cases and entities of the file, in bytes of it.
fn layers(ctx: &ProjectCtx) -> Vec<Span> {
    let cases = ctx.things.use_cases.iter().filter(|case| case.certain);
    let cases = cases.map(|case| case.element.whole);
    let entities = ctx.things.entities.iter();
    let entities = entities.filter(|entity| entity.kind != EntityKind::OrmModel);
    let places = cases.chain(entities.map(|entity| entity.element.whole));
    places
        .filter(|place| place.file == ctx.id)
        .map(|place| place.span)
        .collect()
}

/// Whether the message says that something is left to who derives from the class, or to the developer.
fn is_missing(ctx: &RuleCtx, message: Option<ExprId>) -> bool {
    let text = message.and_then(|message| message_text(ctx, message));
    text.is_some_and(|text| {
        let text = text.to_ascii_lowercase();
        ["not implemented", "must be implemented", "unimplemented", "unexpected", "invariant"]
            .iter()
            .any(|shape| text.contains(shape))
    })
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let class = request.span(0)?;
    let located = item_at(ctx.file.facts, class)?;
    let error = find_or_make(ctx, &located, request.word(0)?, request.word(1)?)?;
    let mut edits = error.edits;
    edits.push(TextEdit::replace(class, error.name));
    Some(Edits::here(edits))
}

fn report(ctx: &RuleCtx, stmt: StmtId, class: ExprId, message: Option<ExprId>, acc: &mut Findings) {
    let class = ctx.body.exprs.get(class).span;
    let function = function_of(ctx, stmt);
    let owner = function.and_then(|(id, _)| ctx.owner_name(id));
    let named = message.and_then(|message| name_from(ctx, message));
    let named = named.or_else(|| {
        let (_, function) = function?;
        Some((name_after(function, owner), doc_of(function)))
    });
    let text = format!(
        "Callers can only catch this `{}` together with every other error; raise an error class of its own.",
        ctx.source(class)
    );
    let draft = acc.report(ctx.body.stmt(stmt).span, text);
    if let Some((name, doc)) = named {
        let request = FixRequest::rule(format!("Raise `{name}`"), Safety::Unsafe, "raise");
        draft.fix(request.at(class).with(name).with(doc));
    }
}

/// The name that the text of a message makes, and a docstring: `"user exists"` gives `UserExistsError`.
fn name_from(ctx: &RuleCtx, message: ExprId) -> Option<(String, String)> {
    let words = text::words(&message_text(ctx, message)?);
    let words: Vec<String> = words
        .into_iter()
        .filter(|word| !FILLERS.contains(&word.as_str()) && word.is_ascii())
        .take(MOST_WORDS)
        .collect();
    let is_sentence = words
        .first()
        .is_some_and(|first| STARTERS.contains(&first.as_str()));
    let is_name = !is_sentence
        && words.len() > 1
        && words
            .first()?
            .starts_with(|char: char| char.is_ascii_alphabetic());
    is_name.then(|| {
        let mut doc = words.join(" ");
        if let Some(first) = doc.get(..1).map(str::to_uppercase) {
            doc.replace_range(..1, &first);
        }
        (
            format!("{}Error", text::pascal_case(&words)),
            format!("{doc}."),
        )
    })
}

/// The written part of a message, up to the first sentence sign.
fn message_text(ctx: &RuleCtx, message: ExprId) -> Option<String> {
    use syntax::facts::TemplatePart;
    let exprs = &ctx.body.exprs;
    let text = match &exprs.get(message).kind {
        ExprKind::Template { parts, .. } => {
            let texts = parts.iter().map(|part| match part {
                TemplatePart::Text(text) => text.as_str(),
                TemplatePart::Value { .. } => " ",
            });
            texts.collect::<String>()
        }
        _ => inside(ctx.body, message)
            .find_map(|(id, _)| exprs.text(id))?
            .to_string(),
    };
    let end = text
        .find([':', '.', ',', ';', '(', '\'', '"', '%', '{'])
        .unwrap_or(text.len());
    text.get(..end).map(str::to_owned)
}

fn function_of<'a>(ctx: &RuleCtx<'a>, stmt: StmtId) -> Option<(FunctionId, &'a Function)> {
    let id = ctx.outline.function_around(Parent::Stmt(stmt))?;
    Some((id, ctx.body.function(id)?))
}

fn is_excused(ctx: &RuleCtx, stmt: StmtId, message: Option<ExprId>) -> bool {
    let Some((_, function)) = function_of(ctx, stmt) else {
        return in_script(ctx, stmt);
    };
    let signature = &function.signature;
    let is_command = signature.decorators.iter().any(|decorator| {
        let last = decorator.path.rsplit('.').next();
        matches!(
            last,
            Some("command" | "group" | "callback" | "task" | "abstractmethod")
        )
    });
    let is_unreachable = message
        .and_then(|message| message_text(ctx, message))
        .is_some_and(|text| {
            let text = text.to_ascii_lowercase();
            [
                "unreachable",
                "should not happen",
                "should never",
                "cannot happen",
                "impossible",
            ]
            .iter()
            .any(|shape| text.contains(shape))
        });
    is_command || is_unreachable || signature.name == "main"
}

/// Whether the statement is under `if __name__ == "__main__"`.
fn in_script(ctx: &RuleCtx, stmt: StmtId) -> bool {
    ctx.outline.around(Parent::Stmt(stmt)).any(|parent| {
        let Parent::Stmt(id) = parent else {
            return false;
        };
        let StmtKind::Branch {
            test: syntax::facts::Test::Expr(test),
            ..
        } = &ctx.body.stmt(id).kind
        else {
            return false;
        };
        inside(ctx.body, *test)
            .any(|(_, expr)| matches!(&expr.kind, ExprKind::Name(name) if name == "__name__"))
    })
}
