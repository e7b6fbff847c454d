//! Values that are written out, asked for by what they are. It follows no name.

use syntax::facts::{Body, Entry, ExprId, ExprKind, Literal};

/// Whether the value is this truth value, or the text or number that stands for it.
#[must_use]
pub fn is_bool(body: &Body, id: ExprId, wanted: bool) -> bool {
    matches!(body.exprs.get(id).kind, ExprKind::Literal(Literal::Bool(found)) if found == wanted)
}

#[must_use]
pub fn is_null(body: &Body, id: ExprId) -> bool {
    matches!(body.exprs.get(id).kind, ExprKind::Literal(Literal::Null))
}

/// The entries of a display with keys: an object, a dictionary, a record.
#[must_use]
pub fn entries(body: &Body, id: ExprId) -> Option<&[Entry]> {
    match &body.exprs.get(body.exprs.referenced(id)).kind {
        ExprKind::Map { entries } | ExprKind::Record { entries, .. } => Some(entries),
        _ => None,
    }
}

/// The value under a key of a display.
#[must_use]
pub fn entry(body: &Body, id: ExprId, key: &str) -> Option<ExprId> {
    let found = entries(body, id)?.iter().find(|entry| {
        let own = entry.key.and_then(|own| body.exprs.text(own));
        own.is_some_and(|own| own == key)
    });
    found.map(|entry| entry.value)
}

/// Whether a display may have entries that are not written out: `...options`, `**options`.
#[must_use]
pub fn has_spread(body: &Body, id: ExprId) -> bool {
    let spreads = |entry: &Entry| entry.key.is_none();
    entries(body, id).is_some_and(|entries| entries.iter().any(spreads))
}

/// The texts of a list that is written out.
#[must_use]
pub fn texts(body: &Body, id: ExprId) -> Vec<&str> {
    let ExprKind::Sequence { items, .. } = &body.exprs.get(body.exprs.referenced(id)).kind else {
        return body
            .exprs
            .text(id)
            .map(|text| text.as_str())
            .into_iter()
            .collect();
    };
    let texts = items.iter().filter_map(|item| body.exprs.text(*item));
    texts.map(|text| text.as_str()).collect()
}
