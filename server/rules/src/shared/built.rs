//! Texts that are built from values: templates, sums, formats. It never says who chooses a value.

use model::LocalBinding;
use syntax::facts::{Arg, BinaryOp, ExprId, ExprKind, TemplatePart};

use crate::context::RuleCtx;

/// A text and what is put into it.
#[derive(Clone, Debug)]
pub struct Built {
    /// With `?` for each value.
    pub text: String,
    pub values: Vec<ExprId>,
}

/// Functions whose first argument says how the others are put together.
const FORMATTERS: &[&str] = &[
    "fmt.Sprintf",
    "util.format",
    "format",
    "std.format",
    "alloc.format",
];

/// What a name is bound to, where it is bound once in this item; references to it count as it.
#[must_use]
pub fn followed(ctx: &RuleCtx<'_>, id: ExprId) -> ExprId {
    let id = ctx.body.exprs.referenced(id);
    match ctx.scope.local(id) {
        Some([LocalBinding::Value { value, .. }]) => ctx.body.exprs.referenced(*value),
        _ => id,
    }
}

/// How a text is built; none where it is written out as a whole, or is no text that is built here.
#[must_use]
pub fn built(ctx: &RuleCtx<'_>, id: ExprId) -> Option<Built> {
    let exprs = &ctx.body.exprs;
    match &exprs.get(id).kind {
        // A tag takes the values apart from the text.
        ExprKind::Template { parts, tag: None } => Some(template(parts)),
        ExprKind::Binary {
            op: BinaryOp::Add, ..
        } => Some(sum(ctx, id)),
        ExprKind::Binary {
            op: BinaryOp::Remainder,
            left,
            right,
        } => Some(Built {
            text: exprs.text(*left)?.to_string(),
            values: match &exprs.get(*right).kind {
                ExprKind::Sequence { items, .. } => items.clone(),
                _ => vec![*right],
            },
        }),
        ExprKind::Call { callee, args, .. } => call(ctx, *callee, args),
        _ => None,
    }
}

fn template(parts: &[TemplatePart]) -> Built {
    let mut built = Built {
        text: String::new(),
        values: Vec::new(),
    };
    for part in parts {
        match part {
            TemplatePart::Text(part) => built.text.push_str(part),
            TemplatePart::Value { value, .. } => {
                built.values.push(*value);
                built.text.push('?');
            }
        }
    }
    built
}

fn sum(ctx: &RuleCtx<'_>, id: ExprId) -> Built {
    let exprs = &ctx.body.exprs;
    let mut all = Built {
        text: String::new(),
        values: Vec::new(),
    };
    for part in summands(ctx, id) {
        match &exprs.get(part).kind {
            ExprKind::Template { parts, tag: None } => {
                let inner = template(parts);
                all.text.push_str(&inner.text);
                all.values.extend(inner.values);
            }
            ExprKind::Literal(_) => {
                let text = exprs.text(part).map_or("?", |text| text.as_str());
                all.text.push_str(text);
            }
            _ => {
                all.text.push('?');
                all.values.push(part);
            }
        }
    }
    all
}

/// `"…".format(a)`, `fmt.Sprintf("…", a)`, `format!("…", a)`.
fn call(ctx: &RuleCtx<'_>, callee: ExprId, args: &[Arg]) -> Option<Built> {
    let exprs = &ctx.body.exprs;
    if let ExprKind::Member { object, name, .. } = &exprs.get(callee).kind
        && name == "format"
        && let Some(text) = exprs.text(*object)
    {
        return Some(Built {
            text: text.to_string(),
            values: args.iter().map(|arg| arg.value).collect(),
        });
    }
    let target = ctx.scope.resolve(callee).path()?;
    if !FORMATTERS.contains(&target.as_str()) {
        return None;
    }
    let (first, rest) = args.split_first()?;
    let Some(text) = exprs.text(first.value) else {
        return built(ctx, first.value);
    };
    Some(Built {
        text: text.to_string(),
        values: values_of(text, rest),
    })
}

/// The values of a format that are put in as they are: what is written as a number is one.
fn values_of(format: &str, args: &[Arg]) -> Vec<ExprId> {
    let mut verbs = Vec::new();
    let mut chars = format.chars();
    while let Some(char) = chars.next() {
        if char == '%' {
            let flags = |char: &char| "+-# 0123456789.[]*".contains(*char);
            verbs.extend(chars.by_ref().find(|char| !flags(char)));
        }
    }
    verbs.retain(|verb| *verb != '%');
    let args = args.iter().enumerate();
    let kept = args.filter(|(at, _)| {
        let verb = verbs.get(*at).copied().unwrap_or('v');
        !"bcdeEfFgGoOtTxXpU".contains(verb)
    });
    kept.map(|(_, arg)| arg.value).collect()
}

/// The parts of `a + b + c`, in order.
fn summands(ctx: &RuleCtx<'_>, id: ExprId) -> Vec<ExprId> {
    let mut parts = Vec::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let id = ctx.body.exprs.referenced(id);
        match &ctx.body.exprs.get(id).kind {
            ExprKind::Binary {
                op: BinaryOp::Add,
                left,
                right,
            } => open.extend([*right, *left]),
            _ => parts.push(id),
        }
    }
    parts
}
