//! Promises: what they hold is known at once, but an error in one is thrown where it is waited for.

use std::rc::Rc;

use super::super::run::{Args, Interrupt, Outcome, Run};
use super::super::value::{Datum, Settled, Value};
use super::From;

impl<'a> Run<'a, '_> {
    /// What an asynchronous call gives: its value or error, wrapped.
    pub(in super::super) fn promised(
        &mut self,
        result: Outcome<'a, Value<'a>>,
    ) -> Outcome<'a, Value<'a>> {
        let settled = match result {
            Ok(value) if matches!(value.datum, Datum::Promise(_)) => return Ok(value),
            Ok(value) => Settled::Value(value),
            Err(interrupt) => match *interrupt {
                Interrupt::Raise(error) => {
                    self.unheard += 1;
                    Settled::Error(error, std::cell::Cell::new(false))
                }
                other => return Err(Box::new(other)),
            },
        };
        Ok(Value::plain(Datum::Promise(Rc::new(settled))))
    }

    /// What a value is once it is waited for.
    pub(in super::super) fn awaited(&mut self, value: Value<'a>) -> Outcome<'a, Value<'a>> {
        match &value.datum {
            Datum::Promise(settled) => match &**settled {
                Settled::Value(value) => Ok(value.clone()),
                Settled::Error(error, heard) => {
                    if !heard.replace(true) {
                        self.unheard = self.unheard.saturating_sub(1);
                    }
                    Err(Box::new(Interrupt::Raise(error.clone())))
                }
            },
            _ => Ok(value),
        }
    }

    /// `Promise.all` and its like.
    pub(super) fn promise_call(
        &mut self,
        name: &str,
        args: &Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let first = args.positional.first().cloned();
        let value = match (name, first) {
            ("resolve", first) => Ok(first.unwrap_or_else(Self::absent)),
            ("reject", Some(error)) => Err(Box::new(Interrupt::Raise(error))),
            ("all", Some(items)) => {
                let mut failed = None;
                let mut out = Vec::new();
                for item in self.items(from.0, from.1, &items)? {
                    match self.awaited(item) {
                        Ok(value) => out.push(value),
                        Err(interrupt) => match *interrupt {
                            Interrupt::Raise(_) if failed.is_none() => failed = Some(interrupt),
                            Interrupt::Raise(_) => {}
                            _ => return Err(interrupt),
                        },
                    }
                }
                match failed {
                    Some(interrupt) => Err(interrupt),
                    None => Ok(self.list(out)),
                }
            }
            _ => return Ok(None),
        };
        self.promised(value).map(Some)
    }

    /// `then`, `catch` and `finally` of a promise.
    pub(super) fn promise_method(
        &mut self,
        promise: &Value<'a>,
        name: &str,
        args: &Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let handler = |at: usize| args.positional.get(at).cloned();
        let given = |value: Option<Value<'a>>| Args {
            positional: value.into_iter().collect(),
            keyword: Vec::new(),
        };
        let settled = self.awaited(promise.clone());
        let next = match (name, settled) {
            (_, Err(interrupt)) if matches!(*interrupt, Interrupt::Stop(_)) => {
                return Err(interrupt);
            }
            ("then", Ok(value)) => match handler(0) {
                Some(handler) => self.call(&handler, given(Some(value)), from, true),
                None => Ok(value),
            },
            ("then" | "catch", Err(interrupt)) => {
                let handler = handler(if name == "then" { 1 } else { 0 });
                match (*interrupt, handler) {
                    (Interrupt::Raise(error), Some(handler)) => {
                        self.call(&handler, given(Some(error)), from, true)
                    }
                    (interrupt, _) => Err(Box::new(interrupt)),
                }
            }
            ("catch", settled) => settled,
            ("finally", settled) => match handler(0) {
                Some(handler) => match self.call(&handler, Args::default(), from, false) {
                    Ok(_) => settled,
                    failed => failed,
                },
                None => settled,
            },
            _ => return self.stop(from.0, from.1, "a promise that is not waited for"),
        };
        self.promised(next)
    }
}
