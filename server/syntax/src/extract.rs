//! Text to the facts of a file; it never keeps the text.

use std::sync::Arc;

use crate::facts::ItemFacts;
use crate::file::{FileFacts, PlacedItem};
use crate::language::{Language, braces, go, javascript, python, rust};
use crate::limits::{Analysis, analysis_of};
use crate::split::{RawItem, Start};

/// Extracts all facts of a text, bodies included.
///
/// Text of any shape is taken; what is not understood is [`ItemFacts::broken`] or unknown. Text that
/// [`analysis_of`] finds too long has no items.
#[must_use]
pub fn extract(language: Language, text: &str) -> FileFacts {
    let len = u32::try_from(text.len()).unwrap_or(u32::MAX);
    if analysis_of(text) != Analysis::Full {
        return FileFacts {
            language,
            len,
            items: Vec::new(),
        };
    }
    let mut extractor = Extractor::new(language);
    let mut splitter = Splitter::new(language, text, Start::default());
    let mut items = Vec::new();
    while let Some(raw) = splitter.next_item() {
        let facts = extractor.extract(&raw, text.get(raw.span.range()).unwrap_or_default());
        items.push(placed(&raw, facts));
    }
    FileFacts {
        language,
        len,
        items,
    }
}

pub(crate) fn placed(raw: &RawItem, facts: Arc<ItemFacts>) -> PlacedItem {
    PlacedItem {
        kind: raw.kind,
        span: raw.span,
        parent: raw.parent,
        facts,
    }
}

/// Extracts items of one language.
pub(crate) enum Extractor {
    Python(Box<python::Extractor>),
    JavaScript(Box<javascript::Extractor>),
    Go(Box<go::Extractor>),
    Rust(Box<rust::Extractor>),
}

impl Extractor {
    pub(crate) fn new(language: Language) -> Self {
        match language {
            Language::Python => Self::Python(Box::new(python::Extractor::new())),
            Language::JavaScript | Language::TypeScript | Language::Tsx => {
                Self::JavaScript(Box::new(javascript::Extractor::new(language)))
            }
            Language::Go => Self::Go(Box::new(go::Extractor::new())),
            Language::Rust => Self::Rust(Box::new(rust::Extractor::new())),
        }
    }

    pub(crate) fn extract(&mut self, raw: &RawItem, text: &str) -> Arc<ItemFacts> {
        Arc::new(match self {
            Self::Python(extractor) => extractor.extract(raw.kind, text),
            Self::JavaScript(extractor) => extractor.extract(raw.kind, text),
            Self::Go(extractor) => extractor.extract(raw.kind, text),
            Self::Rust(extractor) => extractor.extract(raw.kind, text),
        })
    }
}

/// Splits text of one language into items.
pub(crate) enum Splitter<'a> {
    Python(python::Splitter<'a>),
    JavaScript(braces::Splitter<'a, javascript::Items<true>>),
    TypeScript(braces::Splitter<'a, javascript::Items<false>>),
    Go(braces::Splitter<'a, go::Items>),
    Rust(braces::Splitter<'a, rust::Items>),
}

impl<'a> Splitter<'a> {
    pub(crate) fn new(language: Language, src: &'a str, start: Start) -> Self {
        match language {
            Language::Python => Self::Python(python::Splitter::new(src, start)),
            Language::JavaScript | Language::Tsx => {
                Self::JavaScript(braces::Splitter::new(src, start))
            }
            Language::TypeScript => Self::TypeScript(braces::Splitter::new(src, start)),
            Language::Go => Self::Go(braces::Splitter::new(src, start)),
            Language::Rust => Self::Rust(braces::Splitter::new(src, start)),
        }
    }

    pub(crate) fn next_item(&mut self) -> Option<RawItem> {
        match self {
            Self::Python(splitter) => splitter.next_item(),
            Self::JavaScript(splitter) => splitter.next_item(),
            Self::TypeScript(splitter) => splitter.next_item(),
            Self::Go(splitter) => splitter.next_item(),
            Self::Rust(splitter) => splitter.next_item(),
        }
    }

    pub(crate) fn is_settled(&self) -> bool {
        match self {
            Self::Python(splitter) => splitter.is_settled(),
            Self::JavaScript(splitter) => splitter.is_settled(),
            Self::TypeScript(splitter) => splitter.is_settled(),
            Self::Go(splitter) => splitter.is_settled(),
            Self::Rust(splitter) => splitter.is_settled(),
        }
    }
}
