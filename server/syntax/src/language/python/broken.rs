//! What a broken place in Python is widened to; it never says what should stand there.

use tree_sitter::Node;

use super::kinds::{FIELDS, Kind, field, kind};
use crate::language::broken::{Around, head, whole};

/// What a node is to an error below it.
pub(super) fn around(node: Node<'_>) -> Around {
    match kind(node) {
        Kind::Module | Kind::Block => Around::Block,
        simple if is_simple(simple) => Around::Place(whole(node)),
        compound if is_compound(compound) => Around::Place(head(node, block(node))),
        _ => Around::Part,
    }
}

/// The block that a statement or clause opens.
fn block(node: Node<'_>) -> Option<Node<'_>> {
    let mut cursor = node.walk();
    let definition = field(node, FIELDS.definition).unwrap_or(node);
    definition
        .children(&mut cursor)
        .find(|child| kind(*child) == Kind::Block)
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
