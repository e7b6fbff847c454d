//! The pages of the rules as files, for clients that have no way of their own to show them.
//! Never writes anywhere but in the user's cache folder.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use rules::rule::RULES;
use rustc_hash::FxHashMap;
use tower_lsp::ls_types::Uri;

use crate::uris;

/// The address of the page of each rule; clones share them, for every finding names one.
pub type Addresses = Arc<FxHashMap<&'static str, Uri>>;

/// The addresses by a template with `{code}` for the code of a rule. What makes no address is left out.
pub fn addresses(template: &str) -> Addresses {
    let pages = RULES.iter().filter_map(|rule| {
        let page = Uri::from_str(&template.replace("{code}", rule.code)).ok()?;
        Some((rule.code, page))
    });
    Arc::new(pages.collect())
}

/// The pages, and the folder of the cache they belong into.
pub struct Pages {
    folder: PathBuf,
    pages: Vec<(String, &'static str)>,
}

impl Pages {
    pub fn new(cache: &Path) -> Self {
        let pages = RULES
            .iter()
            .map(|rule| (format!("{}.md", rule.code), rule.explanation()));
        let pages: Vec<(String, &str)> = pages.collect();
        // Another text has another folder, so that what is there never has to be replaced.
        let mut hasher = DefaultHasher::new();
        pages.hash(&mut hasher);
        let name = format!("{:016x}", hasher.finish());
        Self {
            folder: cache.join("rules").join(name),
            pages,
        }
    }

    /// Where they are.
    pub fn addresses(&self) -> Option<Addresses> {
        let folder = uris::uri_of(&self.folder)?;
        Some(addresses(&format!("{}/{{code}}.md", folder.as_str())))
    }

    /// Writes the pages that are not there yet; says whether all are there now.
    pub fn lay_out(&self) -> bool {
        let kept = workspace::keep(&self.folder, &self.pages);
        if let Err(error) = &kept {
            tracing::warn!("findings have no link to the pages of their rules: {error}");
        }
        kept.is_ok()
    }
}
