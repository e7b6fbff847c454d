//! What no text may break, in any language.

use syntax::document::{Document, Edit};
use syntax::extract;
use syntax::language::Language;
use syntax::span::Span;
use syntax::text::Text;

/// Extracts, edits in the middle and at the end, compares, clones and drops: all must bear any depth.
pub fn survives(language: Language, name: &str, text: &str) {
    let facts = extract(language, text);
    assert!(!facts.items.is_empty(), "{name}");
    assert!(facts == facts.clone(), "{name}");
    let _ = (facts.types().len(), facts.without_bodies());
    let mut document = Document::new(language, Text::from(text));
    let at = u32::try_from(text.len() / 2).unwrap_or(u32::MAX);
    document.edit(&[Edit {
        span: Span::new(at, at),
        new: "(".to_owned(),
    }]);
}

/// Extracts the text cut off in and after each line.
pub fn cut_off(language: Language, text: &str) {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        for cut in [end + line.len() / 2, end + line.len()] {
            if let Some(text) = text.get(..cut) {
                let facts = extract(language, text);
                let _ = (facts.types().len(), facts.without_bodies());
            }
        }
        end += line.len();
    }
}
