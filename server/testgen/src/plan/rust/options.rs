//! What may be absent and what may have failed: each question of it decides.

use super::super::run::{Outcome, Run};
use super::super::value::{Datum, Origin, Value};
use super::set_up::{NONE, OK, SOME};
use super::types::{Shape, Typed, shape};
use super::{From, Rc};

type Found<'a> = Outcome<'a, Option<Value<'a>>>;

impl<'a> Run<'a, '_> {
    /// Whether there is something, and what.
    fn held(
        &mut self,
        value: &Value<'a>,
        there: usize,
        from: From<'a>,
    ) -> Outcome<'a, Result<Value<'a>, Value<'a>>> {
        let Datum::Tagged(tagged) = &value.datum else {
            return self.stop(from.0, from.1, "a value that is not followed");
        };
        let (class, part) = (Rc::clone(&tagged.class), tagged.parts.first());
        let part = part.map_or_else(Value::null, |(_, part)| part.clone());
        Ok(match self.is_variant(value, &class, there, from)? {
            true => Ok(part),
            false => Err(part),
        })
    }

    fn is_there(&mut self, value: &Value<'a>, at: usize, want: bool) -> Value<'a> {
        let Datum::Tagged(tagged) = &value.datum else {
            return Value::bool(false);
        };
        let is = Value::bool(tagged.at == at);
        let is = match value.origin {
            Some(_) => is.from(Origin::Shape(value.clone(), at)),
            None => is,
        };
        match want {
            true => is,
            false => {
                let not = Value::bool(tagged.at != at);
                match is.origin {
                    Some(_) => not.from(Origin::Not(is)),
                    None => not,
                }
            }
        }
    }

    pub(super) fn option_method(
        &mut self,
        value: &Value<'a>,
        name: &str,
        args: &[Value<'a>],
        hint: Option<&Typed>,
        from: From<'a>,
    ) -> Found<'a> {
        match (name, args) {
            ("is_some", []) => return Ok(Some(self.is_there(value, SOME, true))),
            ("is_none", []) => return Ok(Some(self.is_there(value, NONE, true))),
            _ => {}
        }
        let known = [
            "ok_or",
            "ok_or_else",
            "unwrap_or",
            "unwrap_or_else",
            "unwrap_or_default",
            "map",
            "and_then",
            "filter",
            "or",
            "or_else",
            "unwrap",
            "expect",
            "is_some_and",
            "is_none_or",
            "map_or",
            "map_or_else",
            "flatten",
            "inspect",
            "zip",
            "and",
            "transpose",
            "get_or_insert",
            "chain",
        ];
        if !known.contains(&name) {
            return Ok(None);
        }
        let held = self.held(value, SOME, from)?;
        Ok(Some(match (name, held, args) {
            ("ok_or" | "ok_or_else", Ok(inner), [_]) => self.ok(inner),
            ("ok_or", Err(_), [error]) => self.err(error.clone()),
            ("ok_or_else", Err(_), [error]) => {
                let error = self.apply(error, Vec::new(), from)?;
                self.err(error)
            }
            (
                "unwrap_or" | "unwrap_or_else" | "unwrap_or_default" | "unwrap" | "expect",
                Ok(inner),
                _,
            ) => inner,
            ("unwrap_or", Err(_), [other]) => other.clone(),
            ("unwrap_or_else", Err(_), [other]) => self.apply(other, Vec::new(), from)?,
            ("unwrap_or_default", Err(_), []) => {
                let typed = self.inner_type(value, SOME).or_else(|| hint.cloned());
                match typed {
                    Some(typed) => self.default_of_type(&typed, from)?,
                    None => return self.stop(from.0, from.1, "a default that is not followed"),
                }
            }
            ("unwrap" | "expect", Err(_), _) => return self.stop(from.0, from.1, "it panics here"),
            ("map", Ok(inner), [function]) => {
                let inner = self.apply(function, vec![inner], from)?;
                self.some(inner)
            }
            ("and_then", Ok(inner), [function]) => self.apply(function, vec![inner], from)?,
            ("filter", Ok(inner), [function]) => {
                match self.says_yes(function, vec![inner.clone()], from)? {
                    true => self.some(inner),
                    false => self.none(),
                }
            }
            ("inspect", Ok(_), [_]) | ("or" | "or_else", Ok(_), [_]) => value.clone(),
            ("map" | "and_then" | "filter" | "inspect" | "flatten" | "and" | "zip", Err(_), _) => {
                self.none()
            }
            ("or" | "and", _, [other]) => other.clone(),
            ("or_else", Err(_), [other]) => self.apply(other, Vec::new(), from)?,
            ("flatten", Ok(inner), []) => inner,
            ("zip", Ok(inner), [other]) => match self.held(other, SOME, from)? {
                Ok(other) => {
                    let pair = Value::plain(Datum::Tuple(vec![inner, other].into()));
                    self.some(pair)
                }
                Err(_) => self.none(),
            },
            ("is_some_and", Ok(inner), [function]) | ("is_none_or", Ok(inner), [function]) => {
                self.apply(function, vec![inner], from)?
            }
            ("is_some_and", Err(_), _) => Value::bool(false),
            ("is_none_or", Err(_), _) => Value::bool(true),
            ("map_or", Ok(inner), [_, function]) | ("map_or_else", Ok(inner), [_, function]) => {
                self.apply(function, vec![inner], from)?
            }
            ("map_or", Err(_), [other, _]) => other.clone(),
            ("map_or_else", Err(_), [other, _]) => self.apply(other, Vec::new(), from)?,
            ("transpose", Ok(inner), []) => match self.held(&inner, OK, from)? {
                Ok(inner) => {
                    let some = self.some(inner);
                    self.ok(some)
                }
                Err(error) => self.err(error),
            },
            ("transpose", Err(_), []) => {
                let none = self.none();
                self.ok(none)
            }
            _ => return Ok(None),
        }))
    }

    fn inner_type(&self, value: &Value<'a>, at: usize) -> Option<Typed> {
        let (typed, ..) = super::set_up::declared(self, value.place()?)?;
        match (shape(self.classes, &typed), at) {
            (Shape::Option(inner), _) => Some(inner),
            (Shape::Result(inner, _), _) => Some(inner),
            _ => None,
        }
    }

    pub(super) fn result_method(
        &mut self,
        value: &Value<'a>,
        name: &str,
        args: &[Value<'a>],
        hint: Option<&Typed>,
        from: From<'a>,
    ) -> Found<'a> {
        match (name, args) {
            ("is_ok", []) => return Ok(Some(self.is_there(value, OK, true))),
            ("is_err", []) => return Ok(Some(self.is_there(value, OK, false))),
            _ => {}
        }
        let known = [
            "map",
            "map_err",
            "and_then",
            "or_else",
            "unwrap_or",
            "unwrap_or_else",
            "unwrap_or_default",
            "ok",
            "err",
            "unwrap",
            "expect",
            "unwrap_err",
            "inspect_err",
            "inspect",
            "context",
            "with_context",
            "is_ok_and",
            "is_err_and",
            "map_or",
            "map_or_else",
            "transpose",
            "and",
            "or",
        ];
        if !known.contains(&name) {
            return Ok(None);
        }
        let held = self.held(value, OK, from)?;
        Ok(Some(match (name, held, args) {
            ("map", Ok(inner), [function]) => {
                let inner = self.apply(function, vec![inner], from)?;
                self.ok(inner)
            }
            ("map_err", Err(error), [function]) => {
                let error = self.apply(function, vec![error], from)?;
                self.err(error)
            }
            ("and_then", Ok(inner), [function]) => self.apply(function, vec![inner], from)?,
            ("or_else", Err(error), [function]) => self.apply(function, vec![error], from)?,
            ("and" | "or", Ok(_), [other]) if name == "and" => other.clone(),
            ("or", Err(_), [other]) => other.clone(),
            (
                "unwrap_or" | "unwrap_or_else" | "unwrap_or_default" | "unwrap" | "expect",
                Ok(inner),
                _,
            ) => inner,
            ("unwrap_or", Err(_), [other]) => other.clone(),
            ("unwrap_or_else", Err(error), [other]) => self.apply(other, vec![error], from)?,
            ("unwrap_or_default", Err(_), []) => {
                match self.inner_type(value, OK).or_else(|| hint.cloned()) {
                    Some(typed) => self.default_of_type(&typed, from)?,
                    None => return self.stop(from.0, from.1, "a default that is not followed"),
                }
            }
            ("unwrap" | "expect", Err(_), _) | ("unwrap_err", Ok(_), _) => {
                return self.stop(from.0, from.1, "it panics here");
            }
            ("unwrap_err", Err(error), _) => error,
            ("ok", Ok(inner), []) => self.some(inner),
            ("ok", Err(_), []) | ("err", Ok(_), []) => self.none(),
            ("err", Err(error), []) => self.some(error),
            ("is_ok_and", Ok(inner), [function]) | ("is_err_and", Err(inner), [function]) => {
                self.apply(function, vec![inner], from)?
            }
            ("is_ok_and" | "is_err_and", _, _) => Value::bool(false),
            ("map_or", Ok(inner), [_, function]) | ("map_or_else", Ok(inner), [_, function]) => {
                self.apply(function, vec![inner], from)?
            }
            ("map_or", Err(_), [other, _]) => other.clone(),
            ("map_or_else", Err(error), [other, _]) => self.apply(other, vec![error], from)?,
            ("transpose", Ok(inner), []) => match self.held(&inner, SOME, from)? {
                Ok(inner) => {
                    let ok = self.ok(inner);
                    self.some(ok)
                }
                Err(_) => self.none(),
            },
            ("transpose", Err(error), []) => {
                let error = self.err(error);
                self.some(error)
            }
            ("context", Err(_), [message]) => {
                let class = self
                    .classes
                    .built_in
                    .foreign(&syntax::facts::Name::new_static("anyhow.Error"));
                let error = self.tagged_error(&class, message.clone());
                self.err(error)
            }
            ("with_context", Err(_), [message]) => {
                let message = self.apply(message, Vec::new(), from)?;
                let class = self
                    .classes
                    .built_in
                    .foreign(&syntax::facts::Name::new_static("anyhow.Error"));
                let error = self.tagged_error(&class, message);
                self.err(error)
            }
            (
                "map" | "map_err" | "and_then" | "or_else" | "and" | "or" | "inspect"
                | "inspect_err" | "context" | "with_context",
                inner,
                _,
            ) => match inner {
                Ok(inner) => self.ok(inner),
                Err(error) => self.err(error),
            },
            _ => return Ok(None),
        }))
    }
}
