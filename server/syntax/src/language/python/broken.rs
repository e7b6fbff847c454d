//! Where the text of an item is broken; it never says what should stand there.

use tree_sitter::Node;

use super::kinds::{FIELDS, Kind, field, kind};
use crate::span::Span;

/// Each broken place, widened to the smallest statement or head around it; joined where they overlap.
pub(super) fn places(root: Node<'_>) -> Vec<Span> {
    if !root.has_error() {
        return Vec::new();
    }
    let mut places = Vec::new();
    // The second part is the place that an error below the node is widened to.
    let mut pending = vec![(root, None)];
    let mut cursor = root.walk();
    while let Some((node, around)) = pending.pop() {
        if node.is_error() || node.is_missing() {
            places.push(around.unwrap_or_else(|| span(node)));
            continue;
        }
        let around = match kind(node) {
            // An error directly in a block touches none of its statements.
            Kind::Module | Kind::Block => None,
            node_kind if is_simple(node_kind) => Some(span(node)),
            node_kind if is_compound(node_kind) => Some(head(node)),
            _ => around,
        };
        let children = node.children(&mut cursor);
        let broken = children.filter(|child| child.has_error() || child.is_missing());
        pending.extend(broken.map(|child| (child, around)));
    }
    places.sort_unstable();
    places.dedup();
    let mut joined: Vec<Span> = Vec::with_capacity(places.len());
    for place in places {
        match joined.last_mut() {
            Some(last) if last.overlaps(place) => *last = last.joined(place),
            _ => joined.push(place),
        }
    }
    joined
}

fn span(node: Node<'_>) -> Span {
    span_of(node.start_byte(), node.end_byte())
}

fn span_of(start: usize, end: usize) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(offset(start), offset(end))
}

/// A statement or clause up to the block it opens.
fn head(node: Node<'_>) -> Span {
    let mut cursor = node.walk();
    let definition = field(node, FIELDS.definition).unwrap_or(node);
    let block = definition
        .children(&mut cursor)
        .find(|child| kind(*child) == Kind::Block);
    let end = block.map_or(node.end_byte(), |block| block.start_byte());
    span_of(node.start_byte(), end)
}

fn is_simple(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ExpressionStatement
            | Kind::ReturnStatement
            | Kind::DeleteStatement
            | Kind::RaiseStatement
            | Kind::AssertStatement
            | Kind::PassStatement
            | Kind::BreakStatement
            | Kind::ContinueStatement
            | Kind::GlobalStatement
            | Kind::NonlocalStatement
            | Kind::ImportStatement
            | Kind::ImportFromStatement
            | Kind::FutureImportStatement
            | Kind::TypeAliasStatement
    )
}

fn is_compound(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::IfStatement
            | Kind::ElifClause
            | Kind::ElseClause
            | Kind::ForStatement
            | Kind::WhileStatement
            | Kind::TryStatement
            | Kind::ExceptClause
            | Kind::FinallyClause
            | Kind::WithStatement
            | Kind::MatchStatement
            | Kind::CaseClause
            | Kind::FunctionDefinition
            | Kind::ClassDefinition
            | Kind::DecoratedDefinition
    )
}
