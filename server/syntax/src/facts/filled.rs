//! Texts whose places are filled with values: `"/{}/{name}".format(kind, name=name)`, `"/%s" % kind`.
//!
//! It reads plain places only, and never looks a name up.

use super::{Arg, BinaryOp, ExprId, ExprKind, Exprs, Literal, Name, TemplatePart};

/// The method of a text that fills its places.
const FILLS: &str = "format";

/// The parts of a text that is filled in place; none where it is another expression or has places that are not plain.
#[must_use]
pub fn filled(exprs: &Exprs, id: ExprId) -> Option<Vec<TemplatePart>> {
    match &exprs.get(id).kind {
        ExprKind::Call { callee, args, .. } => match &exprs.get(*callee).kind {
            ExprKind::Member { object, name, .. } if name == FILLS => {
                by_braces(literal(exprs, *object)?, args)
            }
            _ => None,
        },
        ExprKind::Binary {
            op: BinaryOp::Remainder,
            left,
            right,
        } => {
            let values = match &exprs.get(exprs.unwrapped(*right)).kind {
                ExprKind::Sequence { items, .. } => items.clone(),
                _ => vec![*right],
            };
            by_percent(literal(exprs, *left)?, &values)
        }
        _ => None,
    }
}

fn literal(exprs: &Exprs, id: ExprId) -> Option<&str> {
    match &exprs.get(exprs.unwrapped(id)).kind {
        ExprKind::Literal(Literal::Str(text)) => Some(text),
        _ => None,
    }
}

fn by_braces(text: &str, args: &[Arg]) -> Option<Vec<TemplatePart>> {
    if args.iter().any(|arg| arg.spread.is_some()) {
        return None;
    }
    let positional: Vec<&Arg> = args.iter().filter(|arg| arg.name.is_none()).collect();
    let mut parts = Parts::default();
    let mut next = 0;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            // Two of them stand for one.
            '{' | '}' if letters.peek() == Some(&letter) => {
                letters.next();
                parts.text.push(letter);
            }
            '{' => {
                let place: String = letters.by_ref().take_while(|it| *it != '}').collect();
                let arg = if place.is_empty() {
                    next += 1;
                    positional.get(next - 1).copied()
                } else if let Ok(at) = place.parse::<usize>() {
                    positional.get(at).copied()
                } else {
                    let mut named = args.iter();
                    named.find(|arg| arg.name.as_deref() == Some(place.as_str()))
                };
                parts.value(arg?.value);
            }
            '}' => return None,
            other => parts.text.push(other),
        }
    }
    Some(parts.all())
}

fn by_percent(text: &str, values: &[ExprId]) -> Option<Vec<TemplatePart>> {
    let mut parts = Parts::default();
    let mut values = values.iter();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '%' => match letters.next()? {
                '%' => parts.text.push('%'),
                's' | 'd' => parts.value(*values.next()?),
                _ => return None,
            },
            other => parts.text.push(other),
        }
    }
    values.next().is_none().then(|| parts.all())
}

/// The parts so far, and the text that follows them.
#[derive(Default)]
struct Parts {
    done: Vec<TemplatePart>,
    text: String,
}

impl Parts {
    fn value(&mut self, value: ExprId) {
        self.end_text();
        self.done.push(TemplatePart::Value {
            value,
            format: None,
        });
    }

    fn end_text(&mut self) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            self.done.push(TemplatePart::Text(Name::from(text)));
        }
    }

    fn all(mut self) -> Vec<TemplatePart> {
        self.end_text();
        self.done
    }
}
