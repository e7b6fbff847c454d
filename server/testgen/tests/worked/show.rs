//! Writes exits as one line each, so that a test reads like the source; it never decides anything.

use model::behaviour::{Behaviour, EffectKind, Exit, How, Step, What};
use syntax::facts::{Body, ExprId, ExprKind, Literal, PatternKind, TemplatePart};

pub fn exits(body: &Body, behaviour: &Behaviour) -> Vec<String> {
    behaviour
        .exits
        .iter()
        .map(|exit| line(body, exit))
        .collect()
}

fn line(body: &Body, exit: &Exit) -> String {
    let show = |expr: &ExprId| expression(body, *expr);
    let how = match &exit.how {
        How::Returns(values) => format!(
            "returns {}",
            values.iter().map(show).collect::<Vec<_>>().join(", ")
        ),
        How::Ends => "ends".to_owned(),
        How::Raises(error) => format!("raises {}", error.as_ref().map(show).unwrap_or_default()),
        How::Fails(error) => format!("fails with {}", show(error)),
        How::Propagates(value) => format!("hands on {}", show(value)),
    };
    let conditions: Vec<String> = exit
        .conditions
        .iter()
        .map(|condition| {
            let not = if condition.holds { "" } else { "not " };
            match &condition.what {
                What::True(expr) => format!("{not}{}", show(expr)),
                What::Shape { value, pattern } => {
                    let shape = match &pattern.kind {
                        PatternKind::Type { path, .. } => path.to_string(),
                        _ => "_".to_owned(),
                    };
                    format!("{not}{} is {shape}", show(value))
                }
                What::Runs(expr) => format!("{not}each {}", show(expr)),
                What::Absent(expr) => format!("{not}absent {}", show(expr)),
                What::CallFails { call, .. } => format!("{} fails", show(call)),
            }
        })
        .collect();
    let steps: Vec<String> = exit
        .steps
        .iter()
        .filter_map(|step| match step {
            Step::Call(effect) if effect.kind == EffectKind::Command => {
                Some(format!("{}!", effect.callee))
            }
            Step::Call(effect) => Some(format!("{}?", effect.callee)),
            Step::Binds { place, .. } if place.contains('.') => Some(format!("{place}=")),
            Step::Counts { place, .. } => Some(format!("{place}+=")),
            Step::Binds { .. } => None,
        })
        .collect();
    format!("{how} | {} | {}", conditions.join(" and "), steps.join(" "))
}

fn expression(body: &Body, id: ExprId) -> String {
    let exprs = &body.exprs;
    let list = |ids: Vec<ExprId>| {
        ids.iter()
            .map(|id| expression(body, *id))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match &exprs.get(id).kind {
        ExprKind::Name(name) => name.to_string(),
        ExprKind::Literal(Literal::Str(text)) => format!("{text:?}"),
        ExprKind::Literal(Literal::Int(text)) => text.to_string(),
        ExprKind::Literal(Literal::Null) => "null".to_owned(),
        ExprKind::Literal(Literal::Bool(value)) => value.to_string(),
        ExprKind::Template { parts, .. } => parts
            .iter()
            .map(|part| match part {
                TemplatePart::Text(text) => text.to_string(),
                TemplatePart::Value { value, .. } => format!("{{{}}}", expression(body, *value)),
            })
            .collect(),
        ExprKind::Member { object, name, .. } => format!("{}.{name}", expression(body, *object)),
        ExprKind::Call { callee, args, .. } => {
            format!(
                "{}({})",
                expression(body, *callee),
                list(args.iter().map(|arg| arg.value).collect())
            )
        }
        ExprKind::Binary { op, left, right } => {
            format!(
                "{} {op:?} {}",
                expression(body, *left),
                expression(body, *right)
            )
        }
        ExprKind::Unary { op, operand } => format!("{op:?} {}", expression(body, *operand)),
        ExprKind::Await(inner) => expression(body, *inner),
        ExprKind::Propagate(inner) => format!("{}?", expression(body, *inner)),
        ExprKind::Map { entries } => {
            let entries: Vec<String> = entries
                .iter()
                .map(|entry| match entry.key {
                    Some(key) => format!(
                        "{}: {}",
                        exprs
                            .text(key)
                            .map(|key| key.to_string())
                            .unwrap_or_default(),
                        expression(body, entry.value)
                    ),
                    None => format!("...{}", expression(body, entry.value)),
                })
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        ExprKind::Record { ty, entries, .. } => {
            let ty = match ty.as_ref().map(|ty| &ty.kind) {
                Some(syntax::facts::TypeKind::Named { path, .. }) => path.to_string(),
                _ => String::new(),
            };
            format!(
                "{ty}{{{}}}",
                list(entries.iter().map(|entry| entry.value).collect())
            )
        }
        ExprKind::Spread { value, .. } => expression(body, *value),
        _ => list(exprs.children(id)),
    }
}
