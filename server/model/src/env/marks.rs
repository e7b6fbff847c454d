//! What the language says of a file's items and calls: built for tests alone, with several results.
//! It never asks what a test does.

use syntax::facts::{Decorator, Exprs, Name};

use super::FileEnv;
use crate::tables::Builtins;

/// How deep modules lie in each other at most.
const DEPTH: usize = 32;

impl FileEnv {
    /// Whether a call may give several results, of which the first is the value.
    #[must_use]
    pub(crate) fn gives_several_results(&self) -> bool {
        Builtins::of(self.facts.language).typing.several_results
    }

    /// Whether an item, or a module around it, stands under a mark of tests.
    #[must_use]
    pub fn is_test_item(&self, item: u32) -> bool {
        let marks = Builtins::of(self.facts.language).test_marks();
        if marks.is_empty() {
            return false;
        }
        let mut at = Some(item);
        for _ in 0..DEPTH {
            let Some(item) = at.and_then(|at| self.facts.items.get(at as usize)) else {
                return false;
            };
            let exprs = &item.facts.summary.exprs;
            let types = item.facts.types.iter().flat_map(|decl| &decl.decorators);
            let functions = item.facts.summary.functions.iter();
            let functions = functions.flat_map(|function| &function.signature.decorators);
            if types
                .chain(functions)
                .any(|decorator| is_mark(exprs, decorator, marks))
            {
                return true;
            }
            at = item.parent;
        }
        false
    }
}

fn is_mark(exprs: &Exprs, decorator: &Decorator, marks: &[Name]) -> bool {
    let args = decorator.args.as_deref().unwrap_or_default();
    let args: Vec<Name> = args
        .iter()
        .filter_map(|arg| exprs.path(arg.value))
        .collect();
    let written = match args.as_slice() {
        [] => decorator.path.clone(),
        [only] => Name::from(format!("{}({only})", decorator.path)),
        _ => return false,
    };
    marks.contains(&written)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use syntax::language::Language;

    #[test]
    fn items_of_a_module_of_tests_are_tests() {
        let text = "pub fn load() {}\n#[cfg(test)]\nmod tests {\n    fn loads() {}\n}\n";
        let env = FileEnv::new(Arc::new(syntax::extract(Language::Rust, text)), None);
        let marked = |name: &str| {
            let at = u32::try_from(text.find(name).unwrap()).unwrap();
            let item = env.facts().item_at(at).unwrap();
            let items = (0u32..).zip(&env.facts().items);
            let mut same = items.filter(|(_, other)| Arc::ptr_eq(&other.facts, &item.facts));
            env.is_test_item(same.next().unwrap().0)
        };
        assert!(marked("loads"));
        assert!(!marked("load()"));
    }
}
