//! What a broken place in Go is widened to; it never says what should stand there.

use tree_sitter::Node;

use super::kinds::{FIELDS, Kind, field, kind};
use crate::language::broken::{Around, head, whole};

/// What a node is to an error below it.
pub(super) fn around(node: Node<'_>) -> Around {
    match kind(node) {
        Kind::SourceFile | Kind::Block | Kind::StatementList => Around::Block,
        Kind::FunctionDeclaration
        | Kind::MethodDeclaration
        | Kind::FuncLiteral
        | Kind::ForStatement => Around::Place(head(node, field(node, FIELDS.body))),
        Kind::IfStatement => Around::Place(head(node, field(node, FIELDS.consequence))),
        Kind::ExpressionSwitchStatement | Kind::TypeSwitchStatement | Kind::SelectStatement => {
            Around::Place(head(node, case(node)))
        }
        Kind::ExpressionCase | Kind::TypeCase | Kind::CommunicationCase | Kind::DefaultCase => {
            Around::Place(head(node, statements(node)))
        }
        Kind::AssignmentStatement
        | Kind::BreakStatement
        | Kind::ConstSpec
        | Kind::ContinueStatement
        | Kind::DecStatement
        | Kind::DeferStatement
        | Kind::ExpressionStatement
        | Kind::FieldDeclaration
        | Kind::GoStatement
        | Kind::GotoStatement
        | Kind::ImportSpec
        | Kind::IncStatement
        | Kind::MethodElem
        | Kind::PackageClause
        | Kind::ReceiveStatement
        | Kind::ReturnStatement
        | Kind::SendStatement
        | Kind::ShortVarDeclaration
        | Kind::TypeAlias
        | Kind::TypeSpec
        | Kind::VarSpec => Around::Place(whole(node)),
        _ => Around::Part,
    }
}

fn case(node: Node<'_>) -> Option<Node<'_>> {
    let is_case = |child: &Node<'_>| {
        matches!(
            kind(*child),
            Kind::ExpressionCase | Kind::TypeCase | Kind::CommunicationCase | Kind::DefaultCase
        )
    };
    node.children(&mut node.walk()).find(is_case)
}

fn statements(node: Node<'_>) -> Option<Node<'_>> {
    node.children(&mut node.walk())
        .find(|child| kind(*child) == Kind::StatementList)
}
