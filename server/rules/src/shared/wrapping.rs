//! Errors that are put into texts by formats, so that nobody finds them again. It looks at one call.

use syntax::facts::{ExprId, ExprKind};
use syntax::span::Span;

use crate::context::{Call, RuleCtx};
use crate::text;

/// An error that becomes a text.
#[derive(Clone, Debug)]
pub struct Flattened {
    /// The expression of the error itself.
    pub error: ExprId,
    /// The verb, in bytes of the item; none where the whole text is the error's.
    pub verb: Option<Span>,
    /// What is written for the error, `.Error()` included.
    pub written: Span,
}

/// What a call of `fmt.Errorf` or `errors.New` makes a text of.
#[must_use]
pub fn flattened(ctx: &RuleCtx<'_>, call: &Call<'_>) -> Option<Flattened> {
    let target = ctx.scope.resolve(call.callee);
    let exprs = &ctx.body.exprs;
    if target.is("errors.New") {
        let first = call.positional(0)?.value;
        return Some(Flattened {
            error: error_text(ctx, first)?,
            verb: None,
            written: exprs.get(first).span,
        });
    }
    let (format, values) = call.args.split_first()?;
    if !target.is("fmt.Errorf") || exprs.text(format.value).is_none() {
        return None;
    }
    let span = exprs.get(format.value).span;
    let verbs = verbs(ctx.source(span));
    if verbs.iter().any(|(_, verb)| *verb == 'w') || verbs.len() != values.len() {
        return None;
    }
    let mut pairs = verbs.into_iter().zip(values);
    pairs.find_map(|((at, verb), value)| {
        let error = error_text(ctx, value.value).or_else(|| error_of(ctx, value.value))?;
        let at = span.start + u32::try_from(at).ok()?;
        matches!(verb, 'v' | 's').then(|| Flattened {
            error,
            verb: Some(Span::new(at, at + 1)),
            written: exprs.get(value.value).span,
        })
    })
}

/// The verbs of a format and where each stands; none where one names its place or takes its width from a value.
fn verbs(source: &str) -> Vec<(usize, char)> {
    let mut found = Vec::new();
    let mut chars = source.char_indices();
    while let Some((_, char)) = chars.next() {
        if char != '%' {
            continue;
        }
        let is_flag = |char: char| "+-# 0123456789.".contains(char);
        match chars.by_ref().find(|(_, char)| !is_flag(*char)) {
            Some((_, '%')) => {}
            Some((_, '[' | '*')) | None => return Vec::new(),
            Some((at, verb)) => found.push((at, verb)),
        }
    }
    found
}

/// The error in `err.Error()`.
fn error_text(ctx: &RuleCtx<'_>, id: ExprId) -> Option<ExprId> {
    let exprs = &ctx.body.exprs;
    let ExprKind::Call { callee, args, .. } = &exprs.get(id).kind else {
        return None;
    };
    let ExprKind::Member { object, name, .. } = &exprs.get(*callee).kind else {
        return None;
    };
    let is_text = name == "Error" && args.is_empty();
    is_text
        .then_some(*object)
        .and_then(|object| error_of(ctx, object))
}

/// The expression, if it is an error by its name.
fn error_of(ctx: &RuleCtx<'_>, id: ExprId) -> Option<ExprId> {
    let ExprKind::Name(name) = &ctx.body.exprs.get(id).kind else {
        return None;
    };
    let words = text::words(name);
    let last = words.last().map(String::as_str);
    matches!(last, Some("err" | "error")).then_some(id)
}
