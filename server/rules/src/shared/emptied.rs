//! Places where an error is taken and nothing is done with it, and what to put there. It reports nothing.

use syntax::facts::{
    BinaryOp, Block, Catch, ExprId, ExprKind, Function, FunctionId, Literal, Stmt, StmtId,
    StmtKind, Test,
};
use syntax::span::Span;

use super::cleanup::{is_cleanup, only_cleans_up};
use super::locate::item_at;
use super::{flow, zeros};
use crate::context::{FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{FixRequest, Safety};
use crate::outline::{Parent, stmts_in};
use crate::text;

/// The step of the repair that puts something into the empty place.
pub const FILL: &str = "fill";

/// What takes the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `catch {}`.
    Handler,
    /// `.catch(() => {})`.
    Rejection,
    /// `if err != nil {}`.
    Test,
}

/// An empty place, in bytes of the item.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub kind: Kind,
    /// What to underline.
    pub span: Span,
    /// The empty braces, or the whole function that does nothing.
    hole: Span,
    /// The call that drops a rejection and the value it is called on.
    call: Option<(ExprId, ExprId)>,
    /// Only cleaning up can fail here, or one of several ways is tried.
    pub is_harmless: bool,
}

/// Every empty place of the item that no comment explains.
#[must_use]
pub fn places(ctx: &RuleCtx<'_>) -> Vec<Place> {
    let mut found = Vec::new();
    for (id, stmt) in ctx.body.stmts() {
        match &stmt.kind {
            StmtKind::Try {
                body: tried,
                catches,
                ..
            } => found.extend(
                catches
                    .iter()
                    .filter_map(|catch| handler(ctx, id, tried, catch)),
            ),
            StmtKind::Branch { test, then, .. } => found.extend(tested(ctx, stmt, test, then)),
            _ => {}
        }
    }
    found.extend(ctx.calls().filter_map(|call| rejection(ctx, &call)));
    found.sort_by_key(|place| place.span.start);
    found
}

fn handler(ctx: &RuleCtx<'_>, stmt: StmtId, tried: &Block, catch: &Catch) -> Option<Place> {
    // Where a handler names what it takes, emptiness alone says little.
    let hole = hole(ctx, &catch.block).filter(|_| catch.types.is_empty())?;
    let ends_search = stmts_in(ctx.body, tried)
        .any(|(_, stmt)| matches!(stmt.kind, StmtKind::Return(_) | StmtKind::Break));
    let is_probe = ends_search && flow::stmt_behind(ctx, stmt).is_some();
    let head = ctx.source(catch.head).trim_end().len();
    let end = catch.head.start + u32::try_from(head).unwrap_or_default();
    Some(Place {
        kind: Kind::Handler,
        span: Span::new(catch.head.start, end),
        hole,
        call: None,
        is_harmless: is_probe || only_cleans_up(ctx.body, tried),
    })
}

/// `if err != nil {}`.
fn tested(ctx: &RuleCtx<'_>, stmt: &Stmt, test: &Test, then: &Block) -> Option<Place> {
    let Test::Expr(test) = test else {
        return None;
    };
    tested_error(ctx, *test, BinaryOp::NotEqual)?;
    let hole = hole(ctx, then)?;
    let test = ctx.body.exprs.get(*test).span;
    Some(Place {
        kind: Kind::Test,
        span: Span::new(stmt.span.start, test.end),
        hole,
        call: None,
        is_harmless: false,
    })
}

/// The name of the error that a test compares with nothing by `op`.
#[must_use]
pub fn tested_error<'a>(ctx: &RuleCtx<'a>, test: ExprId, op: BinaryOp) -> Option<&'a str> {
    let exprs = &ctx.body.exprs;
    let ExprKind::Binary {
        op: own,
        left,
        right,
    } = &exprs.get(test).kind
    else {
        return None;
    };
    let ExprKind::Name(name) = &exprs.get(*left).kind else {
        return None;
    };
    let is_nothing = matches!(exprs.get(*right).kind, ExprKind::Literal(Literal::Null));
    let words = text::words(name);
    let is_error = words
        .iter()
        .any(|word| matches!(word.as_str(), "err" | "error"));
    (*own == op && is_nothing && is_error).then_some(name.as_str())
}

/// `.catch(() => {})`.
fn rejection(ctx: &RuleCtx<'_>, call: &crate::context::Call<'_>) -> Option<Place> {
    let exprs = &ctx.body.exprs;
    let ExprKind::Member {
        object,
        name,
        name_span,
        ..
    } = &exprs.get(call.callee).kind
    else {
        return None;
    };
    let [only] = call.args else {
        return None;
    };
    let ExprKind::Function(function) = exprs.get(only.value).kind else {
        return None;
    };
    let function = ctx.body.function(function)?;
    let is_quiet = name == "catch" && hole(ctx, &function.block).is_some();
    let cleans = |id: ExprId| match &exprs.get(exprs.unwrapped(id)).kind {
        ExprKind::Call { callee, .. } => {
            let path = model::call_path(exprs, *callee).unwrap_or_default();
            is_cleanup(path.rsplit('.').next().unwrap_or_default())
        }
        _ => false,
    };
    is_quiet.then(|| Place {
        kind: Kind::Rejection,
        span: Span::new(name_span.start, call.span.end),
        hole: exprs.get(only.value).span,
        call: Some((call.id, *object)),
        is_harmless: cleans(*object),
    })
}

/// The braces of a block in which nothing is done and no person says why.
fn hole(ctx: &RuleCtx<'_>, block: &Block) -> Option<Span> {
    let is_nothing = |stmt: &StmtId| matches!(ctx.body.stmt(*stmt).kind, StmtKind::Empty);
    if !block.stmts.iter().all(is_nothing) || !ctx.source(block.span).starts_with('{') {
        return None;
    }
    let comments = ctx.facts().comments.iter();
    let inside: Vec<Span> = comments
        .filter(|comment| block.span.contains(**comment))
        .copied()
        .collect();
    let is_in_comment = |at: u32| {
        inside
            .iter()
            .any(|comment| comment.start <= at && at < comment.end)
    };
    let mut ends = ctx
        .source(block.span)
        .match_indices('}')
        .filter_map(|(at, _)| {
            let at = block.span.start + u32::try_from(at).ok()?;
            (!is_in_comment(at)).then_some(at + 1)
        });
    // What is not closed may go on with something.
    let hole = Span::new(block.span.start, ends.next()?);
    let explains =
        |comment: &&Span| hole.contains(**comment) && is_for_people(ctx.source(**comment));
    inside.iter().find(explains).is_none().then_some(hole)
}

/// Whether a comment says something to people, not to a tool.
fn is_for_people(comment: &str) -> bool {
    let text = comment.trim_start_matches(['/', '*', ' ']);
    let tools = [
        "backend-master:",
        "eslint-",
        "biome-ignore",
        "nolint",
        "@ts-",
        "tslint:",
    ];
    !tools.iter().any(|tool| text.starts_with(tool)) && text.contains(char::is_alphabetic)
}

/// The repair of a place: the error goes to who handles errors, else to the caller.
#[must_use]
pub fn request(ctx: &RuleCtx<'_>, place: &Place) -> Option<FixRequest> {
    let request = |title: &str| FixRequest::rule(title, Safety::Unsafe, FILL).at(place.hole);
    let next = next_of(ctx, place.span.start);
    match place.kind {
        Kind::Test => {
            let (_, function) = ctx.scope.function_at(place.span.start)?;
            let error = ctx.source(Span::new(place.span.start, place.span.end));
            let error = error.rsplit_once("!=")?.0.trim_end();
            let error = error.rsplit([' ', '\t', ';']).next()?;
            let values = zeros::returned(ctx, function, error)?;
            Some(request("Return the error").with(format!("return {values}")))
        }
        Kind::Handler => {
            let name = error_name(ctx, place);
            let line = match next {
                Some(next) => format!("{next}({name});"),
                None => format!("throw {name};"),
            };
            let title = match next {
                Some(next) => format!("Hand the error to `{next}`"),
                None => "Throw the error again".to_owned(),
            };
            Some(request(&title).with(line).at(place.span).with(name))
        }
        Kind::Rejection => {
            if let Some(next) = next {
                let title = format!("Hand the error to `{next}`");
                return Some(request(&title).with(next));
            }
            let (call, object) = place.call?;
            let parent = ctx.parent_expr(call).map(|id| &ctx.body.exprs.get(id).kind);
            let stmt = match ctx.outline.of_expr(call) {
                Parent::Stmt(id) => Some(&ctx.body.stmt(id).kind),
                _ => None,
            };
            let is_waited_for = matches!(parent, Some(ExprKind::Await(_)))
                || matches!(stmt, Some(StmtKind::Return(_)));
            let object = ctx.body.exprs.get(object).span;
            match is_waited_for {
                true => {
                    let call = ctx.body.exprs.get(call).span;
                    let request = FixRequest::rule("Let the error through", Safety::Unsafe, FILL);
                    Some(request.at(Span::new(object.end, call.end)).with(""))
                }
                false => {
                    Some(request("Throw the error again").with("(error) => {\n\tthrow error;\n}"))
                }
            }
        }
    }
}

/// What the handler calls the error, or will.
fn error_name(ctx: &RuleCtx<'_>, place: &Place) -> String {
    let head = ctx.source(place.span);
    let bound = head
        .split_once('(')
        .and_then(|(_, rest)| rest.split_once([')', ':']));
    let name = bound.map(|(name, _)| name.trim()).unwrap_or_default();
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|char| char.is_alphanumeric() || matches!(char, '_' | '$'));
    match is_name {
        true => name.to_owned(),
        false => "error".to_owned(),
    }
}

/// The parameter that takes errors, of a function around an offset that is given a request, an answer and it.
fn next_of<'a>(ctx: &RuleCtx<'a>, offset: u32) -> Option<&'a str> {
    let mut functions: Vec<(FunctionId, &Function)> = ctx.scope.functions_at(offset).collect();
    functions.retain(|(_, function)| function.signature.params.len() >= 3);
    functions.into_iter().find_map(|(id, _)| {
        let function = ctx.body.function(id)?;
        let last = function.signature.params.last()?;
        (last.name == "next").then_some(last.name.as_str())
    })
}

/// The edits of [`request`].
#[must_use]
pub fn edits(ctx: &FixCtx<'_>, request: &FixRequest) -> Option<Edits> {
    let hole = request.span(0)?;
    let line = request.word(0)?;
    let text = ctx.file.text;
    let line_break = text::line_break(text);
    let indent = text::indent(text, hole.start);
    let unit = match text::indent(text, hole.start) {
        "" => text::indent_unit(text),
        own if own.starts_with('\t') => "\t",
        _ => text::indent_unit(text),
    };
    let is_block = text.get(hole.range())?.starts_with('{');
    if !is_block {
        let lines: Vec<&str> = line.split('\n').collect();
        let filled = lines.join(&format!("{line_break}{indent}"));
        let filled = filled.replace('\t', unit);
        return Some(Edits::here(vec![TextEdit::replace(hole, filled)]));
    }
    item_at(ctx.file.facts, hole)?;
    let filled = format!("{{{line_break}{indent}{unit}{line}{line_break}{indent}}}");
    let mut edits = vec![TextEdit::replace(hole, filled)];
    if let (Some(head), Some(name)) = (request.span(1), request.word(1)) {
        edits.extend(bound(text.get(head.range())?, head, name));
    }
    Some(Edits::here(edits))
}

/// The edit that binds the error in the head of a handler; none where it is bound.
fn bound(head: &str, span: Span, name: &str) -> Option<TextEdit> {
    match head.split_once('(') {
        Some((_, rest)) if rest.trim_start().starts_with(name) => None,
        Some(_) => Some(TextEdit::replace(span, format!("catch ({name})"))),
        None => Some(TextEdit::insert(span.end, format!(" ({name})"))),
    }
}
