//! Where the text of an item is broken, for every language; it never says what should stand there.

use tree_sitter::Node;

use crate::span::Span;

/// What a node is to an error below it.
pub(crate) enum Around {
    /// A block: an error directly in it touches none of its statements.
    Block,
    /// A statement or a head: an error below it is widened to this place.
    Place(Span),
    /// Part of what is around it.
    Part,
}

/// Each broken place, widened to the smallest statement or head around it; joined where they overlap.
pub(crate) fn places<'t>(root: Node<'t>, around: impl Fn(Node<'t>) -> Around) -> Vec<Span> {
    if !root.has_error() {
        return Vec::new();
    }
    let mut places = Vec::new();
    // The second part is the place that an error below the node is widened to.
    let mut pending = vec![(root, None)];
    let mut cursor = root.walk();
    while let Some((node, widened)) = pending.pop() {
        if node.is_error() || node.is_missing() {
            places.push(widened.unwrap_or_else(|| whole(node)));
            continue;
        }
        let widened = match around(node) {
            Around::Block => None,
            Around::Place(place) => Some(place),
            Around::Part => widened,
        };
        let children = node.children(&mut cursor);
        let broken = children.filter(|child| child.has_error() || child.is_missing());
        pending.extend(broken.map(|child| (child, widened)));
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

/// All of a node.
pub(crate) fn whole(node: Node<'_>) -> Span {
    span_of(node.start_byte(), node.end_byte())
}

/// A statement or clause up to the block it opens, or, where it opens none, all of it.
pub(crate) fn head(node: Node<'_>, block: Option<Node<'_>>) -> Span {
    let end = block.map_or(node.end_byte(), |block| block.start_byte());
    span_of(node.start_byte(), end)
}

fn span_of(start: usize, end: usize) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(offset(start), offset(end))
}
