//! Whole numbers that have a width, and what is asked of numbers; what would overflow is not followed.

use syntax::facts::{BinaryOp, Name};

use super::super::class::last;
use super::super::decimal::Decimal;
use super::super::run::{Branch, Outcome, Run};
use super::super::value::{Datum, Origin, Value};
use super::From;
use super::set_up::{declared, in_range};
use super::types::{Shape, Typed, shape};

/// How far an expression is looked into for the type of a number.
const DEPTH: usize = 12;

impl<'a> Run<'a, '_> {
    /// The type of a whole number, by the parts of the set-up it was made from.
    fn width(&self, value: &Value<'a>, depth: usize) -> Option<Name> {
        let depth = depth.checked_sub(1)?;
        match value.origin.as_deref()? {
            Origin::Place(place) => {
                let (typed, ..) = declared(self, place)?;
                match shape(self.classes, &typed) {
                    Shape::Integer(name) => Some(name),
                    _ => None,
                }
            }
            Origin::Binary(_, left, right) => {
                self.width(left, depth).or_else(|| self.width(right, depth))
            }
            Origin::Negate(inner) | Origin::Method(inner, ..) => self.width(inner, depth),
            Origin::Length(_) => Some(Name::new_static("usize")),
            _ => None,
        }
    }

    /// An operation of whole numbers; none where it is no arithmetic.
    pub(super) fn whole(
        &mut self,
        op: BinaryOp,
        a: i128,
        b: i128,
        (left, right): (&Value<'a>, &Value<'a>),
        from: From<'a>,
    ) -> Outcome<'a, Option<i128>> {
        let result = match op {
            BinaryOp::Add => a.checked_add(b),
            BinaryOp::Subtract => a.checked_sub(b),
            BinaryOp::Multiply => a.checked_mul(b),
            BinaryOp::Divide => a.checked_div(b),
            BinaryOp::Remainder => a.checked_rem(b),
            BinaryOp::BitAnd => Some(a & b),
            BinaryOp::BitOr => Some(a | b),
            BinaryOp::BitXor => Some(a ^ b),
            BinaryOp::ShiftLeft => u32::try_from(b).ok().and_then(|b| a.checked_shl(b)),
            BinaryOp::ShiftRight => u32::try_from(b).ok().and_then(|b| a.checked_shr(b)),
            _ => return Ok(None),
        };
        let width = self.width(left, DEPTH).or_else(|| self.width(right, DEPTH));
        let is_held = |result: i128| match &width {
            Some(width) => in_range(width, result),
            None => result >= 0 && i64::try_from(result).is_ok(),
        };
        match result {
            Some(result) if is_held(result) => Ok(Some(result)),
            _ => self.stop(from.0, from.1, "a number that does not fit its type"),
        }
    }

    pub(super) fn cast(
        &mut self,
        value: Value<'a>,
        typed: &Typed,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        match (&value.datum, shape(self.classes, typed)) {
            (Datum::Int(int), Shape::Integer(kind)) if in_range(&kind, *int) => Ok(value),
            (Datum::Int(_), Shape::Float) => {
                let float = value.as_float().unwrap_or_default();
                let cast = Value::plain(Datum::Float(float));
                Ok(match value.origin.is_some() {
                    true => cast.from(Origin::Call(Name::new_static("float"), vec![value])),
                    false => cast,
                })
            }
            (Datum::Float(float), Shape::Integer(kind)) => {
                let whole = format!("{:.0}", float.trunc()).parse::<i128>();
                match whole {
                    Ok(int) if in_range(&kind, int) => {
                        let cast = Value::int(int);
                        Ok(match value.origin.is_some() {
                            true => cast.from(Origin::Call(Name::new_static("int"), vec![value])),
                            false => cast,
                        })
                    }
                    _ => self.stop(from.0, from.1, "a number that does not fit its type"),
                }
            }
            (Datum::Float(_), Shape::Float) => Ok(value),
            (Datum::Bool(held), Shape::Integer(_)) => Ok(Value::int(i128::from(*held))),
            _ => self.stop(from.0, from.1, "a conversion that is not followed"),
        }
    }

    /// `T::MAX` and `T::MIN`.
    pub(super) fn limit(&mut self, path: &str, from: From<'a>) -> Outcome<'a, Value<'a>> {
        let kind = path.rsplit('.').nth(1).unwrap_or_default();
        let bits = match kind.get(1..) {
            Some("size") => Some(64u32),
            Some(bits) => bits.parse().ok(),
            None => None,
        };
        let value = match (bits, kind.starts_with('u'), last(path)) {
            (Some(_), true, "MIN") => Some(0),
            (Some(bits), true, _) if bits < 127 => Some((1i128 << bits) - 1),
            (Some(bits), false, "MIN") if bits < 127 => Some(-(1i128 << (bits - 1))),
            (Some(bits), false, _) if bits < 127 => Some((1i128 << (bits - 1)) - 1),
            _ => None,
        };
        match value {
            Some(value) => Ok(Value::int(value)),
            None => self.stop(from.0, from.1, "a limit that is not followed"),
        }
    }

    /// `T::try_from(value)`: whether it fits decides.
    pub(super) fn narrowed(
        &mut self,
        value: Value<'a>,
        kind: &str,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let Some(int) = value.as_int() else {
            return self.stop(from.0, from.1, "a conversion that is not followed");
        };
        match in_range(kind, int) {
            true => Ok(self.ok(value)),
            false => {
                let class = self
                    .classes
                    .built_in
                    .foreign(&Name::new_static("std.num.TryFromIntError"));
                let message = Value::text("out of range integral type conversion attempted");
                let error = self.tagged_error(&class, message);
                Ok(self.err(error))
            }
        }
    }

    /// `text.parse::<u32>()`.
    pub(super) fn parsed(
        &mut self,
        value: Value<'a>,
        kind: &str,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let Some(text) = value.as_text() else {
            return self.stop(from.0, from.1, "a conversion that is not followed");
        };
        let read = text.parse::<i128>().ok().filter(|int| in_range(kind, *int));
        let is_read = Value::bool(read.is_some());
        let is_read = match value.origin.is_some() {
            true => {
                let name = Name::new_static("isdigit");
                is_read.from(Origin::Method(value.clone(), name, Vec::new()))
            }
            false => is_read,
        };
        self.note(from.0, from.1, Branch::Truth(is_read), read.is_some());
        match read {
            Some(int) => {
                let name = Name::new_static("int");
                let int = Value::int(int);
                let int = match value.origin.is_some() {
                    true => int.from(Origin::Call(name, vec![value])),
                    false => int,
                };
                Ok(self.ok(int))
            }
            None => {
                let class = self
                    .classes
                    .built_in
                    .foreign(&Name::new_static("std.num.ParseIntError"));
                let error = self.tagged_error(&class, Value::unknown("the words of an error"));
                Ok(self.err(error))
            }
        }
    }

    /// The lesser or greater of two: which one it is decides.
    pub(super) fn bounded(
        &mut self,
        name: &str,
        left: &Value<'a>,
        right: &Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let op = match name {
            "max" => BinaryOp::GreaterEqual,
            _ => BinaryOp::LessEqual,
        };
        let first = self.operation(op, left.clone(), right.clone(), from)?;
        let taken = self.truth(from.0, from.1, &first)?;
        self.note(from.0, from.1, Branch::Truth(first), taken);
        Ok(match taken {
            true => left.clone(),
            false => right.clone(),
        })
    }

    fn compared(
        &mut self,
        op: BinaryOp,
        left: &Value<'a>,
        right: &Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, bool> {
        let holds = self.operation(op, left.clone(), right.clone(), from)?;
        let taken = self.truth(from.0, from.1, &holds)?;
        self.note(from.0, from.1, Branch::Truth(holds), taken);
        Ok(taken)
    }

    pub(super) fn number_method(
        &mut self,
        value: &Value<'a>,
        name: &str,
        args: &[Value<'a>],
        from: From<'a>,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let zero = || match &value.datum {
            Datum::Decimal(_) => Value::plain(Datum::Decimal(Decimal::integer(0))),
            Datum::Float(_) => Value::plain(Datum::Float(0.0)),
            _ => Value::int(0),
        };
        Ok(Some(match (name, args) {
            ("max" | "min", [other]) => self.bounded(name, value, other, from)?,
            ("clamp", [low, high]) => {
                let at_least = self.bounded("max", value, low, from)?;
                self.bounded("min", &at_least, high, from)?
            }
            ("saturating_sub" | "checked_sub", [other]) if matches!(value.datum, Datum::Int(_)) => {
                let is_unsigned = self
                    .width(value, DEPTH)
                    .or_else(|| self.width(other, DEPTH))
                    .is_some_and(|width| width.starts_with('u'));
                if !is_unsigned {
                    return Ok(None);
                }
                let fits = self.compared(BinaryOp::GreaterEqual, value, other, from)?;
                let rest = match fits {
                    true => Some(self.operation(
                        BinaryOp::Subtract,
                        value.clone(),
                        other.clone(),
                        from,
                    )?),
                    false => None,
                };
                match (name, rest) {
                    ("checked_sub", Some(rest)) => self.some(rest),
                    ("checked_sub", None) => self.none(),
                    (_, rest) => rest.unwrap_or_else(|| Value::int(0)),
                }
            }
            ("checked_add" | "checked_mul" | "saturating_add" | "saturating_mul", [other]) => {
                let op = match name.ends_with("add") {
                    true => BinaryOp::Add,
                    false => BinaryOp::Multiply,
                };
                let result = self.operation(op, value.clone(), other.clone(), from)?;
                match name.starts_with("checked") {
                    true => self.some(result),
                    false => result,
                }
            }
            ("wrapping_add", [other]) => {
                self.operation(BinaryOp::Add, value.clone(), other.clone(), from)?
            }
            ("checked_div" | "checked_rem", [other]) => {
                if self.compared(BinaryOp::Equal, other, &Value::int(0), from)? {
                    self.none()
                } else {
                    let op = match name {
                        "checked_div" => BinaryOp::Divide,
                        _ => BinaryOp::Remainder,
                    };
                    let result = self.operation(op, value.clone(), other.clone(), from)?;
                    self.some(result)
                }
            }
            ("abs" | "unsigned_abs", []) => {
                match self.compared(BinaryOp::Less, value, &zero(), from)? {
                    true => {
                        let datum = match &value.datum {
                            Datum::Int(held) => Datum::Int(held.abs()),
                            Datum::Float(held) => Datum::Float(held.abs()),
                            Datum::Decimal(held) => Datum::Decimal(Decimal {
                                coefficient: held.coefficient.abs(),
                                ..*held
                            }),
                            _ => return Ok(None),
                        };
                        let positive = Value::plain(datum);
                        match value.origin.is_some() {
                            true => positive.from(Origin::Negate(value.clone())),
                            false => positive,
                        }
                    }
                    false => value.clone(),
                }
            }
            ("pow", [exponent]) => match (&value.datum, exponent.as_int()) {
                (Datum::Int(base), Some(exponent)) => {
                    let power = u32::try_from(exponent)
                        .ok()
                        .and_then(|by| base.checked_pow(by));
                    match power.filter(|power| i64::try_from(*power).is_ok()) {
                        Some(power) => Value::int(power),
                        None => {
                            return self.stop(
                                from.0,
                                from.1,
                                "a number that does not fit its type",
                            );
                        }
                    }
                }
                _ => return Ok(None),
            },
            ("is_zero", []) => self.operation(BinaryOp::Equal, value.clone(), zero(), from)?,
            ("is_sign_negative" | "is_negative", []) => {
                self.operation(BinaryOp::Less, value.clone(), zero(), from)?
            }
            ("is_positive", []) => {
                self.operation(BinaryOp::Greater, value.clone(), zero(), from)?
            }
            ("is_sign_positive", []) => {
                self.operation(BinaryOp::GreaterEqual, value.clone(), zero(), from)?
            }
            ("round" | "floor" | "ceil" | "trunc", []) => match &value.datum {
                Datum::Float(float) => {
                    let result = match name {
                        "round" => float.round(),
                        "floor" => float.floor(),
                        "ceil" => float.ceil(),
                        _ => float.trunc(),
                    };
                    Value::plain(Datum::Float(result))
                }
                _ => return Ok(None),
            },
            ("is_nan" | "is_infinite", []) => Value::bool(false),
            ("is_finite", []) => Value::bool(true),
            ("div_ceil", [other]) => match (value.as_int(), other.as_int()) {
                (Some(a), Some(b)) if b > 0 => Value::int((a + b - 1).div_euclid(b)),
                _ => return Ok(None),
            },
            ("rem_euclid", [other]) => match (value.as_int(), other.as_int()) {
                (Some(a), Some(b)) if b > 0 => Value::int(a.rem_euclid(b)),
                _ => return Ok(None),
            },
            ("is_multiple_of", [other]) => {
                let rest =
                    self.operation(BinaryOp::Remainder, value.clone(), other.clone(), from)?;
                self.operation(BinaryOp::Equal, rest, Value::int(0), from)?
            }
            _ => return Ok(None),
        }))
    }

    pub(super) fn bool_method(
        &mut self,
        value: &Value<'a>,
        name: &str,
        args: &[Value<'a>],
        from: From<'a>,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let taken = self.truth(from.0, from.1, value)?;
        Ok(match (name, args) {
            ("then" | "then_some", [function]) => {
                self.note(from.0, from.1, Branch::Truth(value.clone()), taken);
                Some(match (taken, name) {
                    (false, _) => self.none(),
                    (true, "then_some") => self.some(function.clone()),
                    _ => {
                        let inner = self.apply(function, Vec::new(), from)?;
                        self.some(inner)
                    }
                })
            }
            _ => None,
        })
    }
}
