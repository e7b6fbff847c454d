//! Typed access to the values of a configuration file, with a problem for each that does not fit.
//! It gives up on nothing: what is wrong is left out.

use std::ops::Range;

use syntax::span::Span;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{ConfigProblem, Selector};
use crate::finding::Severity;
use crate::{rule, text};

/// Collects the problems of one file.
#[derive(Debug, Default)]
pub struct Problems {
    pub list: Vec<ConfigProblem>,
}

pub type Key<'i> = Spanned<DeString<'i>>;
pub type Value<'i> = Spanned<DeValue<'i>>;

impl Problems {
    pub fn warn(&mut self, span: Range<usize>, message: String) {
        self.list.push(ConfigProblem {
            span: span_of(span),
            severity: Severity::Warning,
            message,
        });
    }

    pub fn error(&mut self, span: Range<usize>, message: String) {
        self.list.push(ConfigProblem {
            span: span_of(span),
            severity: Severity::Error,
            message,
        });
    }

    /// A key that is not one of `known`.
    pub fn unknown_key(&mut self, key: &Key<'_>, known: &[&str]) {
        let name = key.get_ref().as_ref();
        if let Some(what) = forbidden(name) {
            let message = format!(
                "`{name}` is not read from a project: it names {what}. Set it in your own editor instead."
            );
            self.error(key.span(), message);
            return;
        }
        let message = match text::nearest(name, known.iter().copied()) {
            Some(near) => format!("There is no key `{name}` here; did you mean `{near}`?"),
            None => format!(
                "There is no key `{name}` here; the keys are {}.",
                quoted(known)
            ),
        };
        self.warn(key.span(), message);
    }

    pub fn bool(&mut self, key: &str, value: &Value<'_>) -> Option<bool> {
        let found = value.get_ref().as_bool();
        if found.is_none() {
            self.wrong_type(key, value, "`true` or `false`");
        }
        found
    }

    pub fn string(&mut self, key: &str, value: &Value<'_>) -> Option<String> {
        let found = value.get_ref().as_str().map(str::to_owned);
        if found.is_none() {
            self.wrong_type(key, value, "a string");
        }
        found
    }

    /// A string that is one of `known`.
    pub fn word<T>(
        &mut self,
        key: &str,
        value: &Value<'_>,
        known: &[&str],
        parse: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let word = self.string(key, value)?;
        let found = parse(&word);
        if found.is_none() {
            let message = match text::nearest(&word, known.iter().copied()) {
                Some(near) => format!("`{key}` cannot be `{word}`; did you mean `{near}`?"),
                None => format!(
                    "`{key}` cannot be `{word}`; it is one of {}.",
                    quoted(known)
                ),
            };
            self.warn(value.span(), message);
        }
        found
    }

    /// The strings of a list, with their places. A single string counts as a list of one.
    pub fn strings(&mut self, key: &str, value: &Value<'_>) -> Vec<(String, Range<usize>)> {
        if let Some(word) = value.get_ref().as_str() {
            return vec![(word.to_owned(), value.span())];
        }
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a list of strings");
            return Vec::new();
        };
        let mut strings = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(word) => strings.push((word.to_owned(), item.span())),
                None => self.wrong_type(key, item, "a string"),
            }
        }
        strings
    }

    pub fn table<'v, 'i>(&mut self, key: &str, value: &'v Value<'i>) -> Option<&'v DeTable<'i>> {
        let found = value.get_ref().as_table();
        if found.is_none() {
            self.wrong_type(key, value, "a table");
        }
        found
    }

    pub fn selector(&mut self, word: &str, span: Range<usize>) -> Option<Selector> {
        let found = Selector::parse(word);
        if found.is_none() {
            let message = match rule::nearest(word) {
                Some(near) => format!("There is no rule `{word}`; did you mean `{near}`?"),
                None => format!("There is no rule `{word}`; `backend-master rules` lists them."),
            };
            self.warn(span, message);
        }
        found
    }

    /// Paths inside the workspace; others are refused.
    pub fn paths(&mut self, key: &str, value: &Value<'_>) -> Vec<(String, Range<usize>)> {
        let mut paths = self.strings(key, value);
        paths.retain(|(path, span)| self.is_inside(key, path, span.clone()));
        paths
    }

    pub fn is_inside(&mut self, key: &str, path: &str, span: Range<usize>) -> bool {
        let bytes = path.as_bytes();
        let has_drive = matches!(bytes, [drive, b':', ..] if drive.is_ascii_alphabetic());
        let is_rooted = path.starts_with('\\') || path.starts_with('~') || path.starts_with("//");
        let is_absolute = has_drive || is_rooted || path.starts_with('/');
        if is_absolute {
            let message = format!(
                "`{key}` takes paths inside the project, relative to this file; `{path}` is absolute."
            );
            self.error(span, message);
        }
        !is_absolute
    }

    fn wrong_type(&mut self, key: &str, value: &Value<'_>, expected: &str) {
        let found = value.get_ref().type_str();
        let message = format!("`{key}` is {expected}; this is of type {found}.");
        self.warn(value.span(), message);
    }
}

pub fn span_of(range: Range<usize>) -> Span {
    let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    Span::new(at(range.start), at(range.end))
}

fn quoted(words: &[&str]) -> String {
    let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

/// What a key names that a project must not decide for the person who opens it.
fn forbidden(key: &str) -> Option<&'static str> {
    let words = text::words(key);
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    if has(&[
        "command",
        "cmd",
        "executable",
        "binary",
        "interpreter",
        "runner",
        "shell",
        "exec",
    ]) {
        return Some("something to execute");
    }
    if has(&["url", "uri", "endpoint", "host", "proxy", "server"]) {
        return Some("an address");
    }
    if has(&["header", "headers"]) {
        return Some("a header");
    }
    if has(&["env", "environment", "token", "secret"]) || words.join("").contains("apikey") {
        return Some("an environment variable or secret");
    }
    None
}
