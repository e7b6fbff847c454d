//! Generated tests: what `testgen` plans, as changes of files. It decides nothing about tests.

use crate::action::{Action, Patch};
use crate::change::Change;
use crate::file::File;
use crate::project::Project;
use syntax::file::FileFacts;
use syntax::language::Language;
use syntax::span::Span;

/// Tests for one symbol.
#[derive(Clone, Debug, Default)]
pub struct Generated {
    /// Empty where every outcome has a test already.
    pub change: Change,
    pub left_out: Vec<LeftOut>,
}

/// An outcome without a test, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// In the symbol's file, counted from 1.
    pub line: u32,
    pub why: String,
}

impl Project {
    /// The use cases of a file that tests can be generated for.
    #[must_use]
    pub fn testable(&self, path: &str) -> Vec<String> {
        let id = self.file(path).map(|file| file.id);
        let use_cases = self
            .things()
            .use_cases
            .iter()
            .filter(|use_case| Some(use_case.element.place.file) == id);
        use_cases
            .map(|use_case| use_case.element.name.to_string())
            .collect()
    }

    /// Tests for a function, class or `Class.method` of a file.
    ///
    /// # Errors
    /// Says why nothing can be generated.
    pub fn generate_tests(&self, path: &str, symbol: &str) -> Result<Generated, String> {
        let _ = (path, symbol);
        Err("not available".to_owned())
    }

    pub(crate) fn test_patch(
        &self,
        path: &str,
        symbol: &str,
        outcome: Option<&str>,
    ) -> Option<Patch> {
        let _ = (path, symbol, outcome);
        None
    }

    pub(crate) fn test_actions(&self, file: &File, span: Span, offered: &[Action]) -> Vec<Action> {
        let _ = (file, span, offered);
        Vec::new()
    }
}

/// A test file without the tests of these names (`test_x`, `TestClass.test_x`); none where no test is left.
///
/// Tests that `before`, the file's earlier text, had are kept whatever their name.
#[must_use]
pub fn without_tests(
    path: &str,
    text: &str,
    names: &[String],
    before: Option<&str>,
) -> Option<String> {
    let language = Language::of_path(path)?;
    let facts = syntax::extract(language, text);
    let old: Vec<String> = before
        .map(|text| tests_of(&syntax::extract(language, text)))
        .unwrap_or_default()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let tests = tests_of(&facts);
    let (dropped, kept): (Vec<_>, Vec<_>) = tests
        .into_iter()
        .partition(|(name, _)| names.contains(name) && !old.contains(name));
    if kept.is_empty() {
        return None;
    }
    let mut text = text.to_owned();
    for (_, span) in dropped.into_iter().rev() {
        let rest = text
            .get(span.end as usize..)?
            .trim_start_matches(['\r', '\n']);
        let start = text.get(..span.start as usize)?.trim_end().len();
        let gap = text.get(start..span.start as usize)?.to_owned();
        let head = text.get(..start)?;
        text = if rest.is_empty() {
            format!("{head}\n")
        } else {
            format!("{head}{gap}{rest}")
        };
    }
    Some(text)
}

/// The test functions of a file with their places, in order.
fn tests_of(facts: &FileFacts) -> Vec<(String, Span)> {
    let items = facts.items.iter();
    let functions = items.filter_map(|item| {
        let name = &item.facts.summary.functions.first()?.signature.name;
        let name = match facts.owner(item) {
            Some(owner) => format!("{owner}.{name}"),
            None => name.to_string(),
        };
        Some((name, item.span))
    });
    functions
        .filter(|(name, _)| {
            name.rsplit('.')
                .next()
                .is_some_and(|name| name.starts_with("test"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TESTS: &str = "import pytest\n\n\ndef test_a():\n    assert 1\n\n\n@pytest.mark.x\ndef test_b():\n    assert 0\n\n\ndef test_c():\n    assert 1\n";

    fn without(names: &[&str], before: Option<&str>) -> Option<String> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        without_tests("tests/test_x.py", TESTS, &names, before)
    }

    #[test]
    fn tests_are_taken_out_whole() {
        let kept = without(&["test_b"], None).unwrap();
        assert_eq!(
            kept,
            "import pytest\n\n\ndef test_a():\n    assert 1\n\n\ndef test_c():\n    assert 1\n"
        );
        let kept = without(&["test_c"], None).unwrap();
        assert!(kept.ends_with("def test_b():\n    assert 0\n"), "{kept}");
    }

    #[test]
    fn a_file_without_tests_is_none() {
        assert_eq!(without(&["test_a", "test_b", "test_c"], None), None);
    }

    #[test]
    fn tests_that_were_there_before_stay() {
        assert_eq!(
            without(&["test_b"], Some("def test_b():\n    pass\n")).as_deref(),
            Some(TESTS)
        );
    }
}
