//! Answers about functions, classes and names, kept until a file they rest on changes; it computes none.

use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use syntax::facts::Name;

use super::Index;
use super::calls::{CallSummary, FunctionFacts};
use super::classes::Added;
use super::query::{Reads, Step};
use crate::place::FileId;
use crate::symbol::SymbolRef;

/// How many answers are kept before all are thrown away.
const KEPT: usize = 50_000;

/// Answers that are kept from one index to the next.
#[derive(Debug, Default)]
pub(super) struct Memo {
    pub facts: Kept<SymbolRef, FunctionFacts>,
    pub summaries: Kept<SymbolRef, CallSummary>,
    pub added: Kept<SymbolRef, Added>,
    /// What the star imports of a file give for a name.
    pub starred: Kept<(FileId, Name), Option<Step>>,
}

#[derive(Debug)]
pub(super) struct Kept<K, T> {
    answers: Mutex<FxHashMap<K, (Reads, Arc<T>)>>,
}

impl<K, T> Default for Kept<K, T> {
    fn default() -> Self {
        Self {
            answers: Mutex::default(),
        }
    }
}

impl<K: Hash + Eq, T> Kept<K, T> {
    pub fn get(&self, index: &Index, asked: &K) -> Option<(Reads, Arc<T>)> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let (reads, answer) = answers.get(asked)?;
        index
            .is_current(reads)
            .then(|| (reads.clone(), Arc::clone(answer)))
    }

    pub fn put(&self, asked: K, reads: Reads, answer: Arc<T>) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= KEPT {
            answers.clear();
        }
        answers.insert(asked, (reads, answer));
    }
}
