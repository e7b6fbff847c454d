//! Attributes and documentation comments; it never asks what an attribute does.

use tree_sitter::Node;

use super::kinds::{FIELDS, Kind, field, kind};
use super::lower::{Lower, MAX_TEXT, decorator_args, decorator_value};
use crate::facts::{Arg, Decorator, Doc, Name};
use crate::language::text::capped;

/// What stands before each declaration of a block: its attributes, in source order.
pub(super) struct Before<'t> {
    pub(super) node: Node<'t>,
    pub(super) attributes: Vec<Node<'t>>,
}

/// The children of a block with the attributes before each.
pub(super) fn with_attributes<'t>(lower: &mut Lower<'t, '_>, block: Node<'t>) -> Vec<Before<'t>> {
    let mut found = Vec::new();
    let mut attributes = Vec::new();
    for node in lower.named(block) {
        match kind(node) {
            Kind::AttributeItem => attributes.push(node),
            _ => found.push(Before {
                node,
                attributes: std::mem::take(&mut attributes),
            }),
        }
    }
    found
}

/// Attributes as decorators: `#[path]`, `#[path = value]` (with the value as its argument), `#[path(args)]`.
pub(super) fn decorators<'t>(lower: &mut Lower<'t, '_>, nodes: &[Node<'t>]) -> Vec<Decorator> {
    let found = nodes.iter().filter_map(|node| decorator(lower, *node));
    found.collect()
}

fn decorator<'t>(lower: &mut Lower<'t, '_>, node: Node<'t>) -> Option<Decorator> {
    let attribute = attribute_in(lower, node)?;
    let path = lower
        .named(attribute)
        .first()
        .and_then(|path| lower.path(*path))?;
    Some(Decorator {
        span: lower.span(node),
        path,
        args: args(lower, attribute),
    })
}

fn attribute_in<'t>(lower: &mut Lower<'t, '_>, node: Node<'t>) -> Option<Node<'t>> {
    let children = lower.named(node);
    children
        .into_iter()
        .find(|child| kind(*child) == Kind::Attribute)
}

fn args<'t>(lower: &mut Lower<'t, '_>, attribute: Node<'t>) -> Option<Vec<Arg>> {
    if let Some(value) = field(attribute, FIELDS.value) {
        return Some(vec![decorator_value(lower, value)]);
    }
    let list = field(attribute, FIELDS.arguments)?;
    Some(decorator_args(lower, list))
}

/// The text of an attribute's arguments: what a tag of a field says.
pub(super) fn tag<'t>(lower: &mut Lower<'t, '_>, node: Node<'t>) -> Option<(Name, Name)> {
    let attribute = attribute_in(lower, node)?;
    let path = lower
        .named(attribute)
        .first()
        .and_then(|path| lower.path(*path))?;
    let text = match (
        field(attribute, FIELDS.value),
        field(attribute, FIELDS.arguments),
    ) {
        (Some(value), _) => lower.text(value),
        (None, Some(list)) => {
            let text = lower.text(list);
            text.get(1..text.len().saturating_sub(1))
                .unwrap_or_default()
                .trim()
        }
        (None, None) => "",
    };
    Some((path, Name::new(capped(text, MAX_TEXT))))
}

/// The file that `#[path = "…"]` names.
pub(super) fn file_of(lower: &Lower<'_, '_>, decorators: &[Decorator]) -> Option<Name> {
    let path = decorators.iter().find(|found| found.path == "path")?;
    let value = path.args.as_ref()?.first()?.value;
    lower.state.body.exprs.text(value).cloned()
}

/// The documentation of what stands at `node`: comments or attributes directly before it.
pub(super) fn doc<'t>(
    lower: &mut Lower<'t, '_>,
    attributes: &[Node<'t>],
    node: Node<'t>,
) -> Option<Doc> {
    // Comments may stand before and between the attributes.
    let mut comments = Vec::new();
    let mut at = node;
    while let Some(before) = at.prev_sibling() {
        match kind(before) {
            Kind::LineComment | Kind::BlockComment => comments.push(before),
            Kind::AttributeItem | Kind::VisibilityModifier => {}
            _ => break,
        }
        at = before;
    }
    comments.reverse();
    for comment in comments {
        if let Some(summary) = doc_text(lower.text(comment)) {
            return Some(Doc {
                span: lower.span(comment),
                summary: Name::new(capped(summary, MAX_TEXT)),
            });
        }
    }
    for attribute in attributes {
        let inside = attribute_in(lower, *attribute)?;
        let path = lower
            .named(inside)
            .first()
            .and_then(|path| lower.path(*path));
        let value = field(inside, FIELDS.value);
        if let (Some("doc"), Some(value)) = (path.as_deref(), value) {
            let literal = lower.text(value).trim_matches(['"', 'r', '#']);
            let summary = literal.trim().lines().next().unwrap_or_default().trim();
            return Some(Doc {
                span: lower.span(*attribute),
                summary: Name::new(capped(summary, MAX_TEXT)),
            });
        }
    }
    None
}

/// The first line of a comment that documents what follows, if it does.
fn doc_text(comment: &str) -> Option<&str> {
    let text = match comment.strip_prefix("///") {
        // A row of slashes is a line, not documentation.
        Some(rest) if !rest.starts_with('/') => rest,
        _ => {
            let inside = comment.strip_prefix("/**")?.strip_suffix("*/")?;
            if inside.starts_with('*') {
                return None;
            }
            inside.trim_start_matches([' ', '\t', '\n', '\r', '*'])
        }
    };
    let first = text.lines().next().unwrap_or_default().trim();
    Some(first).filter(|first| !first.is_empty())
}
