//! The meaning of code where what is missing is a value of its own, answers come by promise and objects are
//! written in place; it shares everything else with the other languages.

mod arrays;
mod chain;
mod construct;
mod defaults;
mod expressions;
mod globals;
mod operators;
mod promises;
mod texts;
pub mod types;

use syntax::facts::{Name, Pattern, PatternKind};
use syntax::span::Span;

use super::run::{Frame, Outcome, Run};
use super::value::{Cell, Datum, Object, Value};
use crate::sources::Code;

pub(in crate::plan) use operators::numeral;

type From<'a> = (Code<'a>, Span);

impl<'a> Run<'a, '_> {
    /// An object written in place.
    pub(super) fn record(&mut self, fields: Vec<(Name, Value<'a>)>) -> Value<'a> {
        let class = std::rc::Rc::clone(&self.classes.record);
        Value::plain(self.allocate(Cell::Object(Object {
            class,
            fields,
            args: None,
            place: None,
        })))
    }

    pub(super) fn absent() -> Value<'a> {
        Value::plain(Datum::Absent)
    }

    /// `{ a, b: c = 1, ...rest }` and `[a, b]` at a declaration or parameter.
    pub(super) fn take_apart(
        &mut self,
        frame: &mut Frame<'a>,
        target: &'a Pattern,
        value: Value<'a>,
    ) -> Outcome<'a, ()> {
        let from = (frame.code, target.span);
        let unfollowed = "a pattern that is not followed";
        match &target.kind {
            PatternKind::Map(parts) => {
                if is_nullish(&value) {
                    return self.raise("TypeError", Vec::new());
                }
                for (name, part, default) in parts {
                    if matches!(part.kind, PatternKind::Rest(_)) {
                        return self.stop(from.0, from.1, unfollowed);
                    }
                    let mut held = self.script_attribute(&value, name, from)?;
                    if let (Datum::Absent, Some(default)) = (&held.datum, default) {
                        held = self.eval(frame, *default)?;
                    }
                    self.assign(frame, part, held)?;
                }
                Ok(())
            }
            PatternKind::Sequence(parts) => {
                let mut items = self.items(from.0, from.1, &value)?.into_iter();
                for part in parts {
                    let held = match &part.kind {
                        PatternKind::Rest(Some(name)) => {
                            let rest = items.by_ref().collect();
                            let rest = self.list(rest);
                            frame.locals.insert(name.clone(), rest);
                            continue;
                        }
                        PatternKind::Rest(None) => {
                            return self.stop(from.0, from.1, unfollowed);
                        }
                        _ => items.next().unwrap_or_else(Self::absent),
                    };
                    self.assign(frame, part, held)?;
                }
                Ok(())
            }
            _ => self.stop(from.0, from.1, unfollowed),
        }
    }
}

pub(super) fn is_nullish(value: &Value<'_>) -> bool {
    matches!(value.datum, Datum::Null | Datum::Absent)
}

/// Whether a text has the word, not as a part of another.
pub fn has_word(text: &str, word: &str) -> bool {
    let part = |character: char| character.is_alphanumeric() || matches!(character, '_' | '$');
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let after = text
            .get(at + word.len()..)
            .and_then(|tail| tail.chars().next());
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}
