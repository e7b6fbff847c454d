//! What a language brings without an import, read from its table; it never looks at a file of the workspace.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use syntax::facts::Name;
use syntax::language::{Ecosystem, Language};

/// The names a language brings along.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Builtins {
    functions: FxHashSet<Name>,
    types: FxHashSet<Name>,
    constants: FxHashSet<Name>,
    /// Built-in error classes, each with the class it derives from.
    errors: FxHashMap<Name, Name>,
    modules: FxHashSet<Name>,
    /// Classes that give nothing to the ones derived from them.
    bare: FxHashSet<Name>,
    /// Classes of the standard library whose bases matter, with these.
    bases: FxHashMap<Name, Vec<Name>>,
    /// Decorators whose arguments are interfaces that the class is given.
    derives: FxHashSet<Name>,
    /// Decorators of code that is built for tests alone: `cfg(test)`.
    test_marks: Vec<Name>,
    /// The package that a program begins in, where programs are made of packages.
    program: Option<Name>,
    /// Names of the value that stands for none.
    pub(crate) nothing: FxHashSet<Name>,
    /// Methods of texts that ask whether there is any.
    pub(crate) asks_emptiness: FxHashSet<Name>,
    /// Names that begin paths and that nothing else can have.
    pub(crate) path_starts: FxHashSet<Name>,
    /// Decorators have names of their own: a function that the file declares is none.
    pub(crate) decorators_apart: bool,
    /// Functions that make one map of several, by their last name, and those that give the map they check.
    pub(crate) merges: FxHashSet<Name>,
    pub(crate) checks: FxHashSet<Name>,
    /// What parameters are called that have what is given where a setting is not set.
    pub(crate) default_parameters: FxHashSet<Name>,
    /// Methods of what is asked of a value that give their argument where there is none.
    pub(crate) falls_back: FxHashSet<Name>,
    /// Functions that give the keys of the map they are given, its values, and both: `Object.entries(routes)`.
    pub(crate) keys: FxHashSet<Name>,
    pub(crate) values: FxHashSet<Name>,
    pub(crate) pairs: FxHashSet<Name>,
    /// Names of what everything can see and add to: `globalThis`.
    pub(crate) globals: FxHashSet<Name>,
    /// Methods of a list that give a list of the same items, or of some of them.
    pub(crate) keeps: FxHashSet<Name>,
    /// Functions that give, in the end, what they are given: `Promise.all(list)`.
    pub(crate) hands_on: FxHashSet<Name>,
    /// Methods of texts that give the text in small letters, and in capital ones.
    pub(crate) lowers: FxHashSet<Name>,
    pub(crate) raises: FxHashSet<Name>,
    /// Methods of texts that take letters off the ends, and functions by their full path that are given the text
    /// first; the next argument says which letters.
    pub(crate) trims: FxHashMap<Name, Trim>,
    /// Methods of texts that give the same text, and functions that give the text they are given.
    pub(crate) same_text: FxHashSet<Name>,
    /// Functions that give the module they are told: `require("./users")`.
    loaders: FxHashSet<Name>,
    /// And those of the standard library, by their full path, that are told its full name.
    importers: FxHashSet<Name>,
    /// Names of the folder that a file lies in: `__dirname`.
    pub(crate) own_folder: FxHashSet<Name>,
    /// Functions that give the items of the list they are given.
    copies: FxHashSet<Name>,
    pub(crate) typing: Typing,
}

/// What is taken off the ends of a text: any of several letters, or a text as a whole, once or as often as it is
/// there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Trim {
    Both,
    Start,
    End,
    Prefix,
    Suffix,
    Prefixes,
    Suffixes,
    Around,
}

/// How annotations of the language are read; every entry is a full dotted path.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Typing {
    pub transparent: FxHashSet<Name>,
    pub element_first: FxHashSet<Name>,
    pub class_objects: FxHashSet<Name>,
    pub anything: FxHashSet<Name>,
    pub new_types: FxHashSet<Name>,
    /// Methods of what is looked through that give the value in it: `find(id)?.ok_or(Missing)`.
    pub passing: FxHashSet<Name>,
    /// Functions that give the value they are given, in what is looked through: `Ok(user)`.
    pub wrappers: FxHashSet<Name>,
    /// Functions that give a failure made of what they are given: `Err(error)`.
    pub failed: FxHashSet<Name>,
    /// Functions may give several results; the first is the value.
    pub several_results: bool,
    /// A name keeps its type where it is bound again to something made of itself.
    pub fixed_types: bool,
    /// Functions whose results are errors that are told apart by the names they are bound to.
    pub sentinels: FxHashSet<Name>,
    /// A class with a method of this name is an error.
    pub error_methods: FxHashSet<Name>,
    /// What a text is that is declared and given no value, by its type, or by its path where it is a member of a
    /// library's class; none where that is an error.
    pub unset_text: FxHashMap<Name, Name>,
}

impl Builtins {
    /// The table of `language`.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        static PYTHON: LazyLock<Builtins> =
            LazyLock::new(|| read(include_str!("../../../queries/python/builtins.toml")));
        static NODE: LazyLock<Builtins> =
            LazyLock::new(|| read(include_str!("../../../queries/javascript/builtins.toml")));
        static GO: LazyLock<Builtins> =
            LazyLock::new(|| read(include_str!("../../../queries/go/builtins.toml")));
        static RUST: LazyLock<Builtins> =
            LazyLock::new(|| read(include_str!("../../../queries/rust/builtins.toml")));
        match language.ecosystem() {
            Ecosystem::Python => &PYTHON,
            Ecosystem::Node => &NODE,
            Ecosystem::Go => &GO,
            Ecosystem::Rust => &RUST,
        }
    }

    /// Decorators whose arguments are interfaces that the class is given.
    #[must_use]
    pub(crate) fn derives(&self) -> &FxHashSet<Name> {
        &self.derives
    }

    /// Decorators of code that is built for tests alone.
    #[must_use]
    pub fn test_marks(&self) -> &[Name] {
        &self.test_marks
    }

    /// The package that a program begins in, where programs are made of packages.
    #[must_use]
    pub fn program(&self) -> Option<&Name> {
        self.program.as_ref()
    }

    /// Whether `name` means something without an import.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.functions.contains(name) || self.is_class(name) || self.constants.contains(name)
    }

    /// Whether calling `name` gives the module it is told.
    #[must_use]
    pub fn loads(&self, name: &str) -> bool {
        self.loaders.contains(name)
    }

    /// Whether calling the library's function gives the module whose full name it is told.
    #[must_use]
    pub fn imports(&self, path: &str) -> bool {
        self.importers.contains(path)
    }

    /// Whether such a function has this last name.
    #[must_use]
    pub fn may_import(&self, last: &str) -> bool {
        let mut importers = self.importers.iter();
        importers.any(|path| path.rsplit('.').next() == Some(last))
    }

    /// Whether calling `name` gives the items of the list it is given.
    #[must_use]
    pub fn copies(&self, name: &str) -> bool {
        self.copies.contains(name)
    }

    /// Whether calling `name` makes an instance of it.
    #[must_use]
    pub fn is_class(&self, name: &str) -> bool {
        self.types.contains(name) || self.errors.contains_key(name)
    }

    /// The built-in error classes from `name` outwards, `name` included; empty where it is none.
    #[must_use]
    pub fn error_ancestors(&self, name: &str) -> Vec<Name> {
        let mut ancestors = Vec::new();
        let mut at = name;
        while let Some((own, base)) = self.errors.get_key_value(at) {
            if ancestors.len() > self.errors.len() {
                break;
            }
            ancestors.push(own.clone());
            at = base;
        }
        ancestors
    }

    /// The direct bases of a class of the language or its standard library, if the table knows them. What
    /// derives from nothing but the root has none.
    #[must_use]
    pub fn bases_of(&self, path: &str) -> Option<Vec<Name>> {
        if let Some(base) = self.errors.get(path) {
            let root = base == "object";
            return Some(if root { Vec::new() } else { vec![base.clone()] });
        }
        if let Some(bases) = self.bases.get(path) {
            return Some(bases.clone());
        }
        self.types.contains(path).then(Vec::new)
    }

    /// Whether a class gives nothing to the ones derived from it.
    #[must_use]
    pub fn is_bare(&self, path: &str) -> bool {
        self.bare.contains(path)
    }

    /// Whether the first name of an import belongs to the standard library.
    #[must_use]
    pub fn has_module(&self, first: &str) -> bool {
        self.modules.contains(first)
    }
}

fn read(text: &str) -> Builtins {
    toml::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read() {
        let table = Builtins::of(Language::Python);
        assert!(table.contains("open") && table.contains("KeyError") && table.contains("None"));
        assert!(!table.contains("requests"));
        assert!(table.is_class("dict") && !table.is_class("open"));
        assert!(table.has_module("datetime"));
        assert!(table.typing.transparent.contains("typing.Annotated"));
        let outwards: Vec<_> = table
            .error_ancestors("KeyError")
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            outwards,
            ["KeyError", "LookupError", "Exception", "BaseException"]
        );
    }

    #[test]
    fn every_error_leads_to_the_root() {
        let table = Builtins::of(Language::Python);
        for name in table.errors.keys() {
            let outwards = table.error_ancestors(name);
            assert_eq!(
                outwards.last().map(Name::as_str),
                Some("BaseException"),
                "{name}"
            );
        }
    }
}
