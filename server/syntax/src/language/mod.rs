//! The languages and how a file's language is known; one folder each. It never looks into a file to tell.

pub(crate) mod python;

use serde::{Deserialize, Serialize};

/// A language that has an adapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    Python,
}

impl Language {
    /// The language of a file, told by the end of its path. `/` or `\` separate its parts.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        let name = path.rsplit(['/', '\\']).next()?;
        let (stem, extension) = name.rsplit_once('.')?;
        match extension {
            "py" | "pyi" | "pyw" if !stem.is_empty() => Some(Self::Python),
            _ => None,
        }
    }

    /// The language of an identifier of the protocol:
    /// <https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#textDocumentItem>.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        match id {
            "python" => Some(Self::Python),
            _ => None,
        }
    }

    /// Compiles queries and tables ahead of their first use, which takes some milliseconds.
    pub fn prepare(self) {
        match self {
            Self::Python => python::prepare(),
        }
    }

    pub(crate) fn grammar(self) -> &'static tree_sitter::Language {
        match self {
            Self::Python => python::grammar(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_of_paths() {
        let check = |path: &str, expected| assert_eq!(Language::of_path(path), expected, "{path}");
        check("app/users.py", Some(Language::Python));
        check("C:\\app\\stubs.pyi", Some(Language::Python));
        check("app/.py", None);
        check("app.py/readme", None);
        check("README.md", None);
        assert_eq!(Language::from_id("python"), Some(Language::Python));
        assert_eq!(Language::from_id("plaintext"), None);
    }
}
