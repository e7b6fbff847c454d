//! Equality, sums, orderings and numbers.

use std::rc::Rc;

use syntax::facts::{BinaryOp, Name};

use super::super::calendar::Zone;
use super::super::run::{Outcome, Run};
use super::super::value::{Cell, Datum, Origin, Value};
use super::{From, is_nullish};

/// A number as the runs keep it: whole ones are whole.
pub(in crate::plan) fn numeral<'a>(value: f64) -> Datum<'a> {
    if value.is_finite()
        && value.fract() == 0.0
        && value.abs() < 9e15
        && let Ok(whole) = format!("{value:.0}").parse::<i128>()
    {
        return Datum::Int(whole);
    }
    Datum::Float(value)
}

/// A number that is not whole, as it is written.
pub fn decimal_text(value: f64) -> Option<String> {
    let usual = value.is_finite() && (1e-6..1e15).contains(&value.abs());
    usual.then(|| format!("{value}"))
}

impl<'a> Run<'a, '_> {
    /// `===`, `==` and their opposites.
    pub(in crate::plan) fn same_or_not(
        &mut self,
        op: BinaryOp,
        left: Value<'a>,
        right: Value<'a>,
        is_loose: bool,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let unknown = |value: &Value<'a>| matches!(value.datum, Datum::Unknown(_));
        if unknown(&left) || unknown(&right) {
            if is_nullish(&left) || is_nullish(&right) {
                return Ok(Value::bool(op == BinaryOp::NotEqual));
            }
            return Ok(if unknown(&left) { left } else { right });
        }
        let same = match is_loose && (is_nullish(&left) || is_nullish(&right)) {
            true => Some(is_nullish(&left) && is_nullish(&right)),
            false => self.strictly_equal(&left, &right),
        };
        let Some(same) = same else {
            return self.stop(from.0, from.1, "values that cannot be compared");
        };
        let value = Value::bool(same == (op == BinaryOp::Equal));
        let traced = left.origin.is_some() || right.origin.is_some();
        if !traced {
            return Ok(value);
        }
        // What a loose comparison takes for nothing is whatever the other side may lack.
        let op = match (op, is_loose) {
            (BinaryOp::Equal, true) => BinaryOp::Is,
            (BinaryOp::NotEqual, true) => BinaryOp::IsNot,
            (op, _) => op,
        };
        Ok(value.from(Origin::Binary(op, left, right)))
    }

    pub(super) fn strictly_equal(&self, left: &Value<'a>, right: &Value<'a>) -> Option<bool> {
        Some(match (&left.datum, &right.datum) {
            (Datum::Variant(_, _, inner), _) => return self.strictly_equal(inner, right),
            (_, Datum::Variant(_, _, inner)) => return self.strictly_equal(left, inner),
            (Datum::Null, Datum::Null) | (Datum::Absent, Datum::Absent) => true,
            (Datum::Text(left), Datum::Text(right)) => left == right,
            (Datum::Bool(left), Datum::Bool(right)) => left == right,
            (Datum::Int(left), Datum::Int(right)) => left == right,
            (Datum::Float(left), Datum::Float(right)) => left == right,
            (Datum::Int(_), Datum::Float(_)) | (Datum::Float(_), Datum::Int(_)) => false,
            (Datum::Cell(left), Datum::Cell(right)) => left == right,
            (Datum::Class(left), Datum::Class(right)) => Rc::ptr_eq(left, right),
            (Datum::Double(left), Datum::Double(right)) => left.path == right.path,
            (Datum::Instant(_), Datum::Instant(_))
            | (Datum::Promise(_), _)
            | (_, Datum::Promise(_))
            | (Datum::Unknown(_), _)
            | (_, Datum::Unknown(_))
            | (Datum::External(_), _)
            | (_, Datum::External(_)) => return None,
            _ => false,
        })
    }

    /// None where the operator means what it means elsewhere.
    pub(in super::super) fn script_binary(
        &mut self,
        op: BinaryOp,
        left: &Value<'a>,
        right: &Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let unfollowed = "an operation that is not followed";
        let plain = |value: &Value<'a>| match &value.datum {
            Datum::Variant(_, _, inner) => {
                let inner = (**inner).clone();
                match value.origin.is_some() {
                    true => inner.from(Origin::Method(
                        value.clone(),
                        Name::new_static("value"),
                        Vec::new(),
                    )),
                    false => inner,
                }
            }
            _ => value.clone(),
        };
        if matches!(left.datum, Datum::Variant(..)) || matches!(right.datum, Datum::Variant(..)) {
            return self
                .binary(from.0, from.1, op, plain(left), plain(right))
                .map(Some);
        }
        if matches!(left.datum, Datum::Unknown(_)) || matches!(right.datum, Datum::Unknown(_)) {
            return Ok(None);
        }
        if matches!(left.datum, Datum::Instant(_)) || matches!(right.datum, Datum::Instant(_)) {
            let both = matches!(
                (&left.datum, &right.datum),
                (Datum::Instant(_), Datum::Instant(_))
            );
            let orders = matches!(
                op,
                BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual
            );
            if both && orders {
                return Ok(None);
            }
            if orders || op == BinaryOp::Subtract {
                let (left, right) = (milliseconds(left), milliseconds(right));
                return self.binary(from.0, from.1, op, left, right).map(Some);
            }
            return self.stop(from.0, from.1, unfollowed);
        }
        let is_text = |value: &Value<'a>| matches!(value.datum, Datum::Text(_));
        match op {
            BinaryOp::Add if is_text(left) != is_text(right) => {
                let (Some(first), Some(second)) =
                    (self.text_of(left, from)?, self.text_of(right, from)?)
                else {
                    return self.stop(from.0, from.1, unfollowed);
                };
                Ok(Some(Value::text(format!("{first}{second}"))))
            }
            BinaryOp::In => {
                let found = match (&right.datum, left.as_text()) {
                    (Datum::Cell(id), Some(name)) => match self.cell(*id) {
                        Some(Cell::Object(object)) => {
                            object.fields.iter().any(|(field, _)| field == name)
                        }
                        _ => return self.stop(from.0, from.1, unfollowed),
                    },
                    _ => return self.stop(from.0, from.1, unfollowed),
                };
                Ok(Some(Value::bool(found)))
            }
            _ if is_text(left) || is_text(right) => Ok(None),
            BinaryOp::Divide => match (left.as_float(), right.as_float()) {
                (Some(over), Some(under)) if under != 0.0 => {
                    let value = Value::plain(numeral(over / under));
                    let traced = left.origin.is_some() || right.origin.is_some();
                    Ok(Some(match traced {
                        true => value.from(Origin::Binary(op, left.clone(), right.clone())),
                        false => value,
                    }))
                }
                _ => self.stop(from.0, from.1, unfollowed),
            },
            BinaryOp::Remainder
                if left.as_int().is_some_and(|value| value < 0)
                    || right.as_int().is_some_and(|value| value <= 0) =>
            {
                self.stop(from.0, from.1, unfollowed)
            }
            BinaryOp::BitAnd | BinaryOp::BitOr
                if [left, right].iter().any(|value| {
                    value
                        .as_int()
                        .is_none_or(|value| !(0..1 << 31).contains(&value))
                }) =>
            {
                self.stop(from.0, from.1, unfollowed)
            }
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply => {
                let numbers = [left, right]
                    .iter()
                    .all(|value| matches!(value.datum, Datum::Int(_) | Datum::Float(_)));
                if !numbers {
                    return self.stop(from.0, from.1, unfollowed);
                }
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    /// `Number(value)`.
    pub(super) fn number_of(
        &mut self,
        value: &Value<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        Ok(match &value.datum {
            Datum::Int(_) | Datum::Float(_) | Datum::Unknown(_) => value.clone(),
            Datum::Bool(held) => Value::int(i128::from(*held)),
            Datum::Instant(_) => milliseconds(value),
            Datum::Variant(_, _, inner) => {
                let inner = Rc::clone(inner);
                return self.number_of(&inner, from);
            }
            Datum::Text(text) => match text.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => {
                    let number = Value::plain(numeral(number));
                    match value.origin.is_some() {
                        true => {
                            number.from(Origin::Call(Name::new_static("int"), vec![value.clone()]))
                        }
                        false => number,
                    }
                }
                _ => return self.stop(from.0, from.1, "a text that is no number"),
            },
            _ => return self.stop(from.0, from.1, "a number that cannot be told"),
        })
    }
}

/// A time as its number.
pub(super) fn milliseconds<'a>(value: &Value<'a>) -> Value<'a> {
    match &value.datum {
        Datum::Instant(instant) if instant.zone != Zone::Elsewhere => {
            let number = Value::int(i128::from(instant.micros.div_euclid(1_000)));
            match value.origin.is_some() {
                true => number.from(Origin::Method(
                    value.clone(),
                    Name::new_static("getTime"),
                    Vec::new(),
                )),
                false => number,
            }
        }
        _ => value.clone(),
    }
}
