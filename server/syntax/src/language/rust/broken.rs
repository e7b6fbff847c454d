//! Where the text of an item is broken; it never says what should stand there.

use tree_sitter::Node;

use super::kinds::{FIELDS, Kind, field, kind};
use crate::language::broken::{self, Around};
use crate::span::Span;

/// Each broken place in the first `len` bytes, widened to the smallest statement or head around it; joined where
/// they overlap.
pub(super) fn places(root: Node<'_>, len: usize) -> Vec<Span> {
    let end = u32::try_from(len).unwrap_or(u32::MAX);
    let places = broken::places(root, around).into_iter();
    places
        .map(|place| Span::new(place.start.min(end), place.end.min(end)))
        .collect()
}

fn around(node: Node<'_>) -> Around {
    match kind(node) {
        Kind::SourceFile | Kind::Block | Kind::DeclarationList | Kind::MatchBlock => Around::Block,
        node_kind if is_statement(node_kind) => Around::Place(broken::head(node, block(node))),
        _ => Around::Part,
    }
}

/// The block that a statement opens.
fn block(node: Node<'_>) -> Option<Node<'_>> {
    let blocks = [FIELDS.body, FIELDS.consequence].into_iter();
    let mut blocks = blocks.filter_map(|at| field(node, at));
    blocks.find(|block| {
        matches!(
            kind(*block),
            Kind::Block | Kind::DeclarationList | Kind::MatchBlock
        )
    })
}

fn is_statement(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ExpressionStatement
            | Kind::LetDeclaration
            | Kind::UseDeclaration
            | Kind::ExternCrateDeclaration
            | Kind::ConstItem
            | Kind::StaticItem
            | Kind::TypeItem
            | Kind::AssociatedType
            | Kind::StructItem
            | Kind::EnumItem
            | Kind::UnionItem
            | Kind::FunctionItem
            | Kind::FunctionSignatureItem
            | Kind::ImplItem
            | Kind::TraitItem
            | Kind::ModItem
            | Kind::ForeignModItem
            | Kind::MacroInvocation
            | Kind::MacroDefinition
            | Kind::AttributeItem
            | Kind::InnerAttributeItem
            | Kind::IfExpression
            | Kind::MatchExpression
            | Kind::MatchArm
            | Kind::ForExpression
            | Kind::WhileExpression
            | Kind::LoopExpression
    )
}
