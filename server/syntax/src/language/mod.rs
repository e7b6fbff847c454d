//! The languages and how a file's language is known; one folder each. It never looks into a file to tell.

pub(crate) mod braces;
pub(crate) mod broken;
pub(crate) mod go;
pub(crate) mod javascript;
mod kinds;
pub(crate) mod python;
pub(crate) mod rust;
mod text;

use serde::{Deserialize, Serialize};

/// A language that has an adapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    Python,
    JavaScript,
    TypeScript,
    /// TypeScript with elements of markup in it, which reads some marks in another way.
    Tsx,
    Go,
    Rust,
}

/// Languages that share libraries, frameworks and a way to import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ecosystem {
    Python,
    Node,
    Go,
    Rust,
}

impl Language {
    /// The language of a file, told by the end of its path. `/` or `\` separate its parts.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        let name = path.rsplit(['/', '\\']).next()?;
        let (stem, extension) = name.rsplit_once('.')?;
        match extension {
            _ if stem.is_empty() => None,
            "py" | "pyi" | "pyw" => Some(Self::Python),
            "js" | "mjs" | "cjs" | "jsx" => Some(Self::JavaScript),
            "ts" | "mts" | "cts" => Some(Self::TypeScript),
            "tsx" => Some(Self::Tsx),
            "go" => Some(Self::Go),
            "rs" => Some(Self::Rust),
            _ => None,
        }
    }

    /// As people write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Python => "Python",
            Self::JavaScript => "JavaScript",
            Self::TypeScript => "TypeScript",
            Self::Tsx => "TSX",
            Self::Go => "Go",
            Self::Rust => "Rust",
        }
    }

    /// The language of an identifier of the protocol:
    /// <https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#textDocumentItem>.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        match id {
            "python" => Some(Self::Python),
            "javascript" | "javascriptreact" => Some(Self::JavaScript),
            "typescript" => Some(Self::TypeScript),
            "typescriptreact" => Some(Self::Tsx),
            "go" => Some(Self::Go),
            "rust" => Some(Self::Rust),
            _ => None,
        }
    }

    /// The languages that this one shares libraries with.
    #[must_use]
    pub fn ecosystem(self) -> Ecosystem {
        match self {
            Self::Python => Ecosystem::Python,
            Self::JavaScript | Self::TypeScript | Self::Tsx => Ecosystem::Node,
            Self::Go => Ecosystem::Go,
            Self::Rust => Ecosystem::Rust,
        }
    }

    /// Compiles queries and tables ahead of their first use, which takes some milliseconds.
    pub fn prepare(self) {
        match self {
            Self::Python => python::prepare(),
            Self::JavaScript | Self::TypeScript | Self::Tsx => javascript::prepare(self),
            Self::Go => go::prepare(),
            Self::Rust => rust::prepare(),
        }
    }

    pub(crate) fn grammar(self) -> &'static tree_sitter::Language {
        match self {
            Self::Python => python::grammar(),
            Self::JavaScript | Self::TypeScript | Self::Tsx => javascript::grammar(self),
            Self::Go => go::grammar(),
            Self::Rust => rust::grammar(),
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
        check("src/app.mjs", Some(Language::JavaScript));
        check("src/types.d.ts", Some(Language::TypeScript));
        check("src/page.tsx", Some(Language::Tsx));
        check("cmd/main.go", Some(Language::Go));
        check("src/main.rs", Some(Language::Rust));
        assert_eq!(Language::from_id("python"), Some(Language::Python));
        assert_eq!(Language::from_id("plaintext"), None);
    }
}
