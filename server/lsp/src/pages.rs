//! The pages of the rules as files, for clients that have no way of their own to show them.
//! Never writes anywhere but in the user's cache folder.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;

use rules::rule::RULES;

use crate::uris;

/// Writes the pages that are not in the cache yet, and gives the address of a page with `{code}` for its rule.
pub fn lay_out(cache: &Path) -> Option<Arc<str>> {
    let pages = RULES.iter().map(|rule| {
        let name = format!("{}.md", rule.code);
        (name, rule.explanation())
    });
    let pages: Vec<(String, &str)> = pages.collect();
    // Another text has another folder, so that what is there never has to be replaced.
    let mut hasher = DefaultHasher::new();
    pages.hash(&mut hasher);
    let folder = cache
        .join("rules")
        .join(format!("{:016x}", hasher.finish()));
    match workspace::keep(&folder, &pages) {
        Ok(()) => Some(format!("{}/{{code}}.md", uris::uri_of(&folder)?.as_str()).into()),
        Err(error) => {
            tracing::warn!("findings have no link to the pages of their rules: {error}");
            None
        }
    }
}
