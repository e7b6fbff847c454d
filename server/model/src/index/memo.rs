//! Answers about functions and classes, kept until a file they rest on changes; it computes none.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::Index;
use super::calls::{CallSummary, FunctionFacts};
use super::classes::Added;
use super::query::Reads;
use crate::symbol::SymbolRef;

/// How many answers are kept before all are thrown away.
const KEPT: usize = 50_000;

/// Answers that are kept from one index to the next.
#[derive(Debug, Default)]
pub(super) struct Memo {
    pub facts: Kept<FunctionFacts>,
    pub summaries: Kept<CallSummary>,
    pub added: Kept<Added>,
}

#[derive(Debug)]
pub(super) struct Kept<T> {
    answers: Mutex<FxHashMap<SymbolRef, (Reads, Arc<T>)>>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self {
            answers: Mutex::default(),
        }
    }
}

impl<T> Kept<T> {
    pub fn get(&self, index: &Index, symbol: SymbolRef) -> Option<(Reads, Arc<T>)> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let (reads, answer) = answers.get(&symbol)?;
        index
            .is_current(reads)
            .then(|| (reads.clone(), Arc::clone(answer)))
    }

    pub fn put(&self, symbol: SymbolRef, reads: Reads, answer: Arc<T>) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= KEPT {
            answers.clear();
        }
        answers.insert(symbol, (reads, answer));
    }
}
