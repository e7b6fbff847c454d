//! The Javascript adapter: how the source splits into items and what each of them says.
//!
//! It names no framework and resolves no name.

use std::sync::LazyLock;

use super::braces::{Grammar, Head, Placed, Token, TokenKind};
use crate::facts::{ItemFacts, ItemKind};
use crate::language::Language;

static JAVASCRIPT: LazyLock<tree_sitter::Language> =
    LazyLock::new(|| tree_sitter_javascript::LANGUAGE.into());
static TYPESCRIPT: LazyLock<tree_sitter::Language> =
    LazyLock::new(|| tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into());
static TSX: LazyLock<tree_sitter::Language> =
    LazyLock::new(|| tree_sitter_typescript::LANGUAGE_TSX.into());

pub(crate) fn grammar(language: Language) -> &'static tree_sitter::Language {
    match language {
        Language::TypeScript => &TYPESCRIPT,
        Language::Tsx => &TSX,
        _ => &JAVASCRIPT,
    }
}

pub(crate) fn prepare(_language: Language) {}

pub(crate) struct Items;

impl Grammar for Items {
    fn token(_src: &[u8], at: usize, _before: Option<Token>) -> Token {
        Token {
            kind: TokenKind::Mark,
            start: at,
            end: at + 1,
        }
    }

    fn opens_members(_head: &Head<'_>) -> bool {
        false
    }

    fn ends(_head: &Head<'_>, _last: Token, next: Placed) -> bool {
        next.starts_line
    }
}

pub(crate) struct Extractor;

impl Extractor {
    pub(crate) fn new(_language: Language) -> Self {
        Self
    }

    pub(crate) fn extract(&mut self, _item: ItemKind, _text: &str) -> ItemFacts {
        ItemFacts::default()
    }
}
