//! Generated tests: what `testgen` plans, as changes of files. It decides nothing about tests.

use crate::action::{Action, Patch};
use crate::change::Change;
use crate::file::File;
use crate::project::Project;
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

/// A test file without the tests of these names; none where no test is left.
#[must_use]
pub fn without_tests(
    path: &str,
    text: &str,
    names: &[String],
    before: Option<&str>,
) -> Option<String> {
    let _ = (path, text, names, before);
    None
}
