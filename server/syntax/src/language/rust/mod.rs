//! The Rust adapter: how the source splits into items and what each of them says.
//!
//! It names no framework and resolves no name.

use std::sync::LazyLock;

use super::braces::{Grammar, Head, Placed, Token, TokenKind};
use crate::facts::{ItemFacts, ItemKind};

static GRAMMAR: LazyLock<tree_sitter::Language> =
    LazyLock::new(|| tree_sitter_rust::LANGUAGE.into());

pub(crate) fn grammar() -> &'static tree_sitter::Language {
    &GRAMMAR
}

pub(crate) fn prepare() {}

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
    pub(crate) fn new() -> Self {
        Self
    }

    pub(crate) fn extract(&mut self, _item: ItemKind, _text: &str) -> ItemFacts {
        ItemFacts::default()
    }
}
