//! BM104: datetimes without a time zone. Names count by what they are imported from, not by their spelling.

use syntax::facts::{ExprId, ExprKind, Literal};

use crate::context::{Call, FileCtx, FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::fix::import;
use crate::outline::Parent;

/// Calls that take a zone, with the position it has.
const WITH_ZONE: &[(&str, usize)] = &[
    ("datetime.datetime", 7),
    ("datetime.datetime.fromtimestamp", 1),
    ("datetime.datetime.now", 0),
];
const WITHOUT_ZONE: &[&str] = &[
    "datetime.date.fromtimestamp",
    "datetime.date.today",
    "datetime.datetime.today",
    "datetime.datetime.utcfromtimestamp",
    "datetime.datetime.utcnow",
];
/// Keywords under which a column or field takes a function that makes its value.
const FACTORIES: &[&str] = &["default", "default_factory", "onupdate", "insert_default"];

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    // Most files import nothing of the module, and then no name of theirs can mean it.
    if !ctx.imports("datetime") {
        return;
    }
    for call in ctx.calls() {
        for arg in call.args {
            let is_factory = arg
                .name
                .as_deref()
                .is_some_and(|name| FACTORIES.contains(&name));
            if is_factory && !matches!(ctx.body.exprs.get(arg.value).kind, ExprKind::Call { .. }) {
                check_factory(ctx, &call, arg.value, acc);
            }
        }
        check_call(ctx, &call, acc);
    }
}

fn check_call(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let Some(path) = ctx.scope.resolve(call.callee).path() else {
        return;
    };
    if !path.starts_with("datetime.") || is_made_aware(ctx, call.id, &path) {
        return;
    }
    if let Some((_, position)) = WITH_ZONE.iter().find(|(known, _)| *known == path.as_str()) {
        let zone = call
            .positional(*position)
            .or_else(|| call.keyword("tz"))
            .or_else(|| call.keyword("tzinfo"));
        let is_given = zone.is_some_and(|zone| !is_none(ctx, zone.value));
        let is_complete = path != "datetime.datetime" || call.args.len() >= 3;
        if is_given || call.has_spread() || !is_complete {
            return;
        }
    } else if !WITHOUT_ZONE.contains(&path.as_str()) {
        return;
    }
    report(ctx, call.id, &path, "call", !is_compared(ctx, call.id), acc);
}

fn check_factory(ctx: &RuleCtx, call: &Call<'_>, value: ExprId, acc: &mut Findings) {
    let Some(path) = ctx.scope.resolve(value).path() else {
        return;
    };
    let is_now = path == "datetime.datetime.now";
    if is_now
        || matches!(
            path.as_str(),
            "datetime.datetime.utcnow" | "datetime.date.today" | "datetime.datetime.today"
        )
    {
        // A column may be declared without a time zone, and then it refuses aware values.
        let owner = ctx.scope.resolve(call.callee);
        let is_plain = owner.is("dataclasses.field") || owner.is("pydantic.Field");
        report(ctx, value, &path, "factory", is_plain, acc);
    }
}

/// Whether the value is compared or subtracted: with an aware one on one side only, that raises `TypeError`.
fn is_compared(ctx: &RuleCtx, id: ExprId) -> bool {
    let parent = ctx.parent_expr(id);
    parent.is_some_and(|parent| matches!(ctx.body.exprs.get(parent).kind, ExprKind::Binary { .. }))
}

fn report(
    ctx: &RuleCtx,
    id: ExprId,
    path: &str,
    step: &'static str,
    stands_alone: bool,
    acc: &mut Findings,
) {
    let short = path.strip_prefix("datetime.").unwrap_or(path);
    let span = ctx.body.exprs.get(id).span;
    let what = match short.starts_with("date.") {
        true => "depends on the machine's time zone",
        false => "has no time zone",
    };
    let message = format!(
        "The result of `{short}` {what}, so it means another moment elsewhere; use an aware datetime in UTC."
    );
    let safety = match short {
        "datetime.utcnow" if stands_alone => Safety::Safe,
        _ => Safety::Unsafe,
    };
    // Naive values are compared and stored together, so a change of one may break another.
    let request = FixRequest::rule("Use an aware datetime in UTC", safety, step);
    acc.report(span, message).fix(request.at(span).with(short));
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let span = request.span(0)?;
    let source = ctx.file.text.get(span.range())?;
    let short = request.word(0)?;
    let (utc, added) = utc(ctx.file)?;
    let callee = source.split('(').next()?.trim_end();
    // `dt.datetime` of `dt.datetime.now`; a class of its own, `datetime(...)`, is all of the callee.
    let class = match short.as_str() {
        "datetime" => callee,
        _ => callee.rsplit_once('.')?.0,
    };
    let class = match short.starts_with("date.") {
        true => datetime_beside(ctx.file, class)?,
        false => class.to_owned(),
    };
    let mut edits: Vec<_> = added.into_iter().collect();
    let new = if request.step()? == "factory" {
        match short.starts_with("date.") {
            true => format!("lambda: {class}.now({utc}).date()"),
            false => format!("lambda: {class}.now({utc})"),
        }
    } else {
        match short.as_str() {
            "datetime.utcnow" | "datetime.now" | "datetime.today" => format!("{class}.now({utc})"),
            "date.today" => format!("{class}.now({utc}).date()"),
            "datetime.fromtimestamp" | "datetime.utcfromtimestamp" => {
                format!("{class}.fromtimestamp({}, {utc})", only_argument(source)?)
            }
            "date.fromtimestamp" => {
                format!(
                    "{class}.fromtimestamp({}, {utc}).date()",
                    only_argument(source)?
                )
            }
            "datetime" => {
                let inner = source.trim_end().strip_suffix(')')?.trim_end();
                let between = match inner.ends_with(',') {
                    true => " ",
                    false => ", ",
                };
                let kept = inner.len();
                let at = span.start + u32::try_from(kept).ok()?;
                edits.push(TextEdit::insert(at, format!("{between}tzinfo={utc}")));
                return Some(Edits::here(edits));
            }
            _ => return None,
        }
    };
    edits.push(TextEdit::replace(span, new));
    Some(Edits::here(edits))
}

/// The argument of a call with a single one.
fn only_argument(source: &str) -> Option<&str> {
    let (_, rest) = source.split_once('(')?;
    let inner = rest
        .trim_end()
        .strip_suffix(')')?
        .trim()
        .trim_end_matches(',');
    let is_single = !inner.is_empty() && (!inner.contains(',') || inner.ends_with(')'));
    is_single.then_some(inner)
}

/// How the file writes UTC, and the import that takes.
fn utc(file: &FileCtx<'_>) -> Option<(String, Option<TextEdit>)> {
    for (_, import) in file.env.imports() {
        let is_datetime = import.module == "datetime" && !import.conditional;
        if is_datetime && import.name.as_deref() == Some("UTC") {
            return Some((import.local.to_string(), None));
        }
    }
    let imported = import(file, "datetime", Some("timezone"))?;
    Some((format!("{}.utc", imported.local), imported.edit))
}

/// `datetime` where `class` is `date` of the same module.
fn datetime_beside(file: &FileCtx<'_>, class: &str) -> Option<String> {
    if let Some((module, _)) = class.rsplit_once('.') {
        return Some(format!("{module}.datetime"));
    }
    let imported = import(file, "datetime", Some("datetime"))?;
    // A second import at the same place is left to the person.
    imported.edit.is_none().then_some(imported.local)
}

fn is_none(ctx: &RuleCtx, id: ExprId) -> bool {
    matches!(
        ctx.body.exprs.get(id).kind,
        ExprKind::Literal(Literal::Null)
    )
}

/// Whether the expression goes on with `.astimezone(...)` or `.replace(tzinfo=...)`.
fn is_made_aware(ctx: &RuleCtx, id: ExprId, path: &str) -> bool {
    let is_local_now = matches!(
        path,
        "datetime.datetime.now" | "datetime.datetime.today" | "datetime.datetime.fromtimestamp"
    );
    let mut at = id;
    while let Parent::Expr(member) = ctx.outline.of_expr(at) {
        let ExprKind::Member { object, name, .. } = &ctx.body.exprs.get(member).kind else {
            return false;
        };
        if *object != at {
            return false;
        }
        let Parent::Expr(call) = ctx.outline.of_expr(member) else {
            return false;
        };
        let ExprKind::Call { callee, args, .. } = &ctx.body.exprs.get(call).kind else {
            return false;
        };
        if *callee != member {
            return false;
        }
        let sets_zone = args.iter().any(|arg| arg.name.as_deref() == Some("tzinfo"));
        // The moment is the same whatever zone it is told in; of `utcnow` it would be another one.
        let is_moment = name == "timestamp" && is_local_now;
        if is_moment || name == "astimezone" || (name == "replace" && sets_zone) {
            return true;
        }
        at = call;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_single_arguments_are_taken() {
        assert_eq!(
            only_argument("d.fromtimestamp( seconds, )"),
            Some("seconds")
        );
        assert_eq!(only_argument("d.fromtimestamp(f(a, b))"), Some("f(a, b)"));
        assert_eq!(only_argument("d.fromtimestamp(a, b)"), None);
        assert_eq!(only_argument("d.now()"), None);
    }
}
