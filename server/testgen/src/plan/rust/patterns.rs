//! Patterns: each that may fail decides; it calls nothing.

use syntax::facts::{Literal, Name, Pattern, PatternKind};

use super::super::run::{Branch, Frame, Outcome, Run};
use super::super::value::{Cell, Datum, Origin, Value};
use super::paths::Named;
use super::set_up::{NONE, is_built_in};
use super::{From, Rc};

impl<'a> Run<'a, '_> {
    pub(super) fn rust_matches(
        &mut self,
        frame: &mut Frame<'a>,
        pattern: &'a Pattern,
        value: &Value<'a>,
    ) -> Outcome<'a, bool> {
        let code = frame.code;
        let from = (code, pattern.span);
        self.burn(code, pattern.span)?;
        match &pattern.kind {
            PatternKind::Wildcard | PatternKind::Rest(None) => Ok(true),
            PatternKind::Name(name) => {
                self.declare(frame, name, value.clone());
                Ok(true)
            }
            PatternKind::Bind { name, inner } => {
                let matched = self.rust_matches(frame, inner, value)?;
                if matched {
                    self.declare(frame, name, value.clone());
                }
                Ok(matched)
            }
            PatternKind::Literal(Literal::Null) => {
                let class = Rc::clone(&self.classes.built_in.option);
                self.is_variant(value, &class, NONE, from)
            }
            PatternKind::Literal(literal) => {
                let other = self.literal(literal);
                self.is_equal(value, other, from)
            }
            PatternKind::Place(expr) => {
                let Some(path) = code.exprs.path(*expr) else {
                    return self.stop(code, pattern.span, "a pattern that is not followed");
                };
                match self.rust_path(frame, &path, from)? {
                    Named::Variant(class, at) => self.is_variant(value, &class, at, from),
                    Named::Value(other) => self.is_equal(value, other, from),
                    _ => self.stop(code, pattern.span, "a pattern that is not followed"),
                }
            }
            PatternKind::Or(patterns) => {
                for pattern in patterns {
                    if self.rust_matches(frame, pattern, value)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            PatternKind::Sequence(patterns) => {
                let items = match &value.datum {
                    Datum::Tuple(items) => items.to_vec(),
                    Datum::Null if patterns.is_empty() => Vec::new(),
                    Datum::Cell(id) => match self.cell(*id) {
                        Some(Cell::List(items)) => {
                            let items = items.clone();
                            return self.slice_matches(frame, patterns, value, items, from);
                        }
                        _ => {
                            return self.stop(code, pattern.span, "a pattern that is not followed");
                        }
                    },
                    _ => return self.unmatched(value, from),
                };
                if items.len() != patterns.len() {
                    return self.stop(code, pattern.span, "a pattern that is not followed");
                }
                for (pattern, item) in patterns.iter().zip(&items) {
                    if !self.rust_matches(frame, pattern, item)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            PatternKind::Type { path, parts } => {
                let named = self.rust_path(frame, path, from)?;
                match named {
                    Named::Variant(class, at) => {
                        if !self.is_variant(value, &class, at, from)? {
                            return Ok(false);
                        }
                        let Datum::Tagged(tagged) = &value.datum else {
                            return Ok(false);
                        };
                        let held = tagged.parts.clone();
                        for (index, (name, part)) in parts.iter().enumerate() {
                            if matches!(part.kind, PatternKind::Rest(_)) {
                                break;
                            }
                            let found = match name {
                                Some(name) => held.iter().find(|(held, _)| {
                                    held.rsplit('.').next() == Some(name.as_str())
                                }),
                                None => held.get(index),
                            };
                            let Some((_, found)) = found else {
                                return self.stop(
                                    code,
                                    pattern.span,
                                    "a pattern that is not followed",
                                );
                            };
                            if !self.rust_matches(frame, part, found)? {
                                return Ok(false);
                            }
                        }
                        Ok(true)
                    }
                    Named::Class(_) => {
                        for (index, (name, part)) in parts.iter().enumerate() {
                            if matches!(part.kind, PatternKind::Rest(_)) {
                                break;
                            }
                            let field = match name {
                                Some(name) => name.clone(),
                                None => Name::from(index.to_string()),
                            };
                            let held = self.field(value, &field, from)?;
                            if !self.rust_matches(frame, part, &held)? {
                                return Ok(false);
                            }
                        }
                        Ok(true)
                    }
                    _ => self.stop(code, pattern.span, "a pattern that is not followed"),
                }
            }
            PatternKind::Map(_) | PatternKind::Rest(_) | PatternKind::Unknown => {
                self.stop(code, pattern.span, "a pattern that is not followed")
            }
        }
    }

    fn slice_matches(
        &mut self,
        frame: &mut Frame<'a>,
        patterns: &'a [Pattern],
        value: &Value<'a>,
        items: Vec<Value<'a>>,
        from: From<'a>,
    ) -> Outcome<'a, bool> {
        if patterns
            .iter()
            .any(|pattern| !matches!(pattern.kind, PatternKind::Name(_) | PatternKind::Wildcard))
        {
            return self.stop(from.0, from.1, "a pattern that is not followed");
        }
        let length = Value::int(i128::try_from(items.len()).unwrap_or_default());
        let length = match value.origin {
            Some(_) => length.from(Origin::Length(value.clone())),
            None => length,
        };
        let wanted = Value::int(i128::try_from(patterns.len()).unwrap_or_default());
        if !self.is_equal(&length, wanted, from)? {
            return Ok(false);
        }
        for (pattern, item) in patterns.iter().zip(&items) {
            self.rust_matches(frame, pattern, item)?;
        }
        Ok(true)
    }

    fn unmatched<T>(&self, value: &Value<'a>, from: From<'a>) -> Outcome<'a, T> {
        match &value.datum {
            Datum::Unknown(unknown) => {
                let why = format!("it depends on {}", unknown.what);
                self.stop(from.0, from.1, why)
            }
            _ => self.stop(from.0, from.1, "a pattern that is not followed"),
        }
    }

    /// Whether a value equals another one, noted as a decision.
    pub(super) fn is_equal(
        &mut self,
        value: &Value<'a>,
        other: Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, bool> {
        use syntax::facts::BinaryOp;
        let equal = self.operation(BinaryOp::Equal, value.clone(), other, from)?;
        let taken = self.truth(from.0, from.1, &equal)?;
        self.note(from.0, from.1, Branch::Truth(equal), taken);
        Ok(taken)
    }

    /// Whether a value is the variant at a position of a class, noted as a decision.
    pub(super) fn is_variant(
        &mut self,
        value: &Value<'a>,
        class: &Rc<super::Class<'a>>,
        at: usize,
        from: From<'a>,
    ) -> Outcome<'a, bool> {
        let Datum::Tagged(tagged) = &value.datum else {
            return self.unmatched(value, from);
        };
        let same = Rc::ptr_eq(&tagged.class, class)
            || (!is_built_in(class)
                && tagged.class.file == class.file
                && tagged.class.item == class.item);
        if !same {
            return self.stop(from.0, from.1, "a pattern that is not followed");
        }
        let taken = tagged.at == at;
        if class.variants.len() > 1 && value.origin.is_some() {
            let decision = Value::bool(taken).from(Origin::Shape(value.clone(), at));
            self.note(from.0, from.1, Branch::Truth(decision), taken);
        }
        Ok(taken)
    }
}

/// The names that a pattern binds.
pub(super) fn names_of(pattern: &Pattern, names: &mut Vec<Name>) {
    let mut pending = vec![pattern];
    while let Some(pattern) = pending.pop() {
        match &pattern.kind {
            PatternKind::Name(name) => names.push(name.clone()),
            PatternKind::Bind { name, inner } => {
                names.push(name.clone());
                pending.push(inner);
            }
            PatternKind::Type { parts, .. } => pending.extend(parts.iter().map(|(_, part)| part)),
            PatternKind::Sequence(parts) | PatternKind::Or(parts) => pending.extend(parts),
            _ => {}
        }
    }
}
