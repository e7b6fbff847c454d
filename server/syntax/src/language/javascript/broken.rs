//! What a broken place is widened to; it never says what should stand there.

use tree_sitter::Node;

use super::kinds::{Kind, Tables};
use crate::language::broken::{Around, head, whole};

/// What a node is to an error below it.
pub(super) fn around(tables: &Tables, node: Node<'_>) -> Around {
    match tables.kind(node) {
        Kind::Program | Kind::StatementBlock | Kind::ClassBody | Kind::SwitchBody => Around::Block,
        simple if is_simple(simple) => Around::Place(whole(node)),
        compound if is_compound(compound) => {
            let mut cursor = node.walk();
            let is_block = |child: &Node<'_>| {
                matches!(
                    tables.kind(*child),
                    Kind::StatementBlock | Kind::ClassBody | Kind::SwitchBody
                )
            };
            let block = node.children(&mut cursor).find(is_block);
            Around::Place(head(node, block))
        }
        _ => Around::Part,
    }
}

fn is_simple(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ExpressionStatement
            | Kind::LexicalDeclaration
            | Kind::VariableDeclaration
            | Kind::UsingDeclaration
            | Kind::ReturnStatement
            | Kind::ThrowStatement
            | Kind::BreakStatement
            | Kind::ContinueStatement
            | Kind::ImportStatement
            | Kind::ImportAlias
            | Kind::TypeAliasDeclaration
            | Kind::EnumDeclaration
            | Kind::InterfaceDeclaration
            | Kind::FunctionSignature
            | Kind::FieldDefinition
            | Kind::PublicFieldDefinition
            | Kind::MethodSignature
            | Kind::AbstractMethodSignature
            | Kind::IndexSignature
    )
}

fn is_compound(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::IfStatement
            | Kind::ElseClause
            | Kind::ForStatement
            | Kind::ForInStatement
            | Kind::WhileStatement
            | Kind::DoStatement
            | Kind::TryStatement
            | Kind::CatchClause
            | Kind::FinallyClause
            | Kind::SwitchStatement
            | Kind::SwitchCase
            | Kind::SwitchDefault
            | Kind::WithStatement
            | Kind::FunctionDeclaration
            | Kind::GeneratorFunctionDeclaration
            | Kind::FunctionExpression
            | Kind::GeneratorFunction
            | Kind::ArrowFunction
            | Kind::MethodDefinition
            | Kind::ClassDeclaration
            | Kind::AbstractClassDeclaration
            | Kind::Class
            | Kind::Module
            | Kind::InternalModule
            | Kind::ExportStatement
    )
}
