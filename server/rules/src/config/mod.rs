//! What a project's configuration says and what follows from it for a file. It reads no file and runs nothing.

mod glob;
mod nested;
mod read;
mod settings;
mod value;
mod write;

pub use glob::Globs;
pub use nested::{Configs, FILE_NAMES};
pub use read::{MAX_LENGTH, Read, read};
pub use settings::{Overrides, Settings};
pub use write::ignore_edit;

use std::collections::BTreeMap;

use syntax::span::Span;

use crate::finding::Severity;
use crate::rule::{self, Rule};

/// One configuration file, as far as it could be understood. What is not given is none or empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// Another configuration file this one begins from, relative to its own folder.
    pub extends: Option<(String, Span)>,
    pub profile: Option<Profile>,
    pub preview: Option<bool>,
    pub defer_to_peers: Option<bool>,
    pub require_reason: Option<bool>,
    /// In bytes.
    pub max_file_size: Option<u64>,
    pub password_hasher: Option<Hasher>,
    pub selection: Selection,
    /// Only these files are looked at, where any are given.
    pub include: Option<Globs>,
    pub exclude: Option<Globs>,
    pub test_dirs: Option<Vec<String>>,
    pub use_case_dirs: Option<Vec<String>>,
    pub per_path: Vec<PerPath>,
    pub options: Options,
}

/// Which rules run and how much they matter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    pub select: Option<Vec<Selector>>,
    pub extend_select: Vec<Selector>,
    pub ignore: Vec<Selector>,
    pub severity: Vec<(Selector, Severity)>,
}

/// A selection for some of the files.
#[derive(Clone, Debug, PartialEq)]
pub struct PerPath {
    pub files: Globs,
    pub selection: Selection,
}

/// Settings of single rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Options {
    /// Types of parameters by their names, beside the built-in ones.
    pub parameter_types: BTreeMap<String, String>,
    /// Functions that count as reporting an error, by the last part of their names.
    pub error_reporters: Vec<String>,
}

/// What a selection names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    All,
    /// `BM3`: a whole block, or any other beginning of codes.
    Prefix(String),
    Rule(&'static Rule),
}

impl Selector {
    /// Understands `all`, a code, a beginning of a code, or a name.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        if word.eq_ignore_ascii_case("all") {
            return Some(Self::All);
        }
        if let Some(rule) = rule::find(word) {
            return Some(Self::Rule(rule));
        }
        // A block without rules yet is no mistake.
        let digits = word.strip_prefix("BM")?;
        let is_block = digits.len() < 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_block.then(|| Self::Prefix(word.to_owned()))
    }

    /// How closely it names the rule, if it does: more is closer.
    #[must_use]
    pub fn closeness(&self, rule: &Rule) -> Option<usize> {
        match self {
            Self::All => Some(0),
            Self::Prefix(prefix) => rule
                .code
                .starts_with(prefix.as_str())
                .then_some(prefix.len()),
            Self::Rule(named) => (**named == *rule).then_some(usize::MAX),
        }
    }
}

/// How much is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Profile {
    /// Errors and warnings.
    Relaxed,
    #[default]
    Standard,
    /// What is an info elsewhere is a warning.
    Strict,
}

impl Profile {
    pub const NAMES: &'static [&'static str] = &["relaxed", "standard", "strict"];

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "relaxed" => Some(Self::Relaxed),
            "standard" => Some(Self::Standard),
            "strict" => Some(Self::Strict),
            _ => None,
        }
    }
}

/// A library that hashes passwords as they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hasher {
    Argon2,
    Bcrypt,
    Passlib,
    Pwdlib,
}

impl Hasher {
    pub const NAMES: &'static [&'static str] = &["argon2", "bcrypt", "passlib", "pwdlib"];

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "argon2" => Some(Self::Argon2),
            "bcrypt" => Some(Self::Bcrypt),
            "passlib" => Some(Self::Passlib),
            "pwdlib" => Some(Self::Pwdlib),
            _ => None,
        }
    }
}

/// Something in a configuration file that is not as it should be. What can be used still is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigProblem {
    /// In bytes of the configuration file.
    pub span: Span,
    pub severity: Severity,
    pub message: String,
}

impl Config {
    /// This configuration, with what it leaves open taken from `base`.
    #[must_use]
    pub fn over(self, base: Self) -> Self {
        let mut options = base.options;
        options.parameter_types.extend(self.options.parameter_types);
        options.error_reporters.extend(self.options.error_reporters);
        Self {
            extends: None,
            profile: self.profile.or(base.profile),
            preview: self.preview.or(base.preview),
            defer_to_peers: self.defer_to_peers.or(base.defer_to_peers),
            require_reason: self.require_reason.or(base.require_reason),
            max_file_size: self.max_file_size.or(base.max_file_size),
            password_hasher: self.password_hasher.or(base.password_hasher),
            selection: self.selection.over(base.selection),
            include: self.include.or(base.include),
            exclude: self.exclude.or(base.exclude),
            test_dirs: self.test_dirs.or(base.test_dirs),
            use_case_dirs: self.use_case_dirs.or(base.use_case_dirs),
            per_path: base.per_path.into_iter().chain(self.per_path).collect(),
            options,
        }
    }
}

impl Selection {
    fn over(self, base: Self) -> Self {
        Self {
            select: self.select.or(base.select),
            extend_select: joined(base.extend_select, self.extend_select),
            ignore: joined(base.ignore, self.ignore),
            severity: joined(base.severity, self.severity),
        }
    }
}

fn joined<T>(mut first: Vec<T>, second: Vec<T>) -> Vec<T> {
    first.extend(second);
    first
}
