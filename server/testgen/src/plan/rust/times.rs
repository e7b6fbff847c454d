//! Instants, dates and spans of the libraries that backends use; it reads no clock.

use syntax::facts::{BinaryOp, Name};

use super::super::calendar::{self, DAY, Instant, SECOND, Zone};
use super::super::run::{Outcome, Run};
use super::super::value::{Datum, Origin, Value};
use super::From;

impl<'a> Run<'a, '_> {
    /// Functions of types of times.
    pub(super) fn time_function(
        &mut self,
        owner: &str,
        name: &str,
        args: &[Value<'a>],
    ) -> Option<Value<'a>> {
        let first = args.first().and_then(Value::as_int);
        if matches!(owner, "Duration" | "TimeDelta") {
            let unit = match name {
                "days" => DAY,
                "weeks" => 7 * DAY,
                "hours" => 3600 * SECOND,
                "minutes" => 60 * SECOND,
                "seconds" | "from_secs" => SECOND,
                "milliseconds" | "from_millis" => SECOND / 1_000,
                "microseconds" | "from_micros" => 1,
                "zero" => 0,
                _ => return None,
            };
            let count = i64::try_from(first.unwrap_or_default()).ok()?;
            let span = Value::plain(Datum::Span(count.checked_mul(unit)?));
            let traced = args.first().filter(|arg| arg.origin.is_some());
            return Some(match traced {
                Some(arg) => {
                    let unit = Value::plain(Datum::Span(unit));
                    span.from(Origin::Binary(BinaryOp::Multiply, arg.clone(), unit))
                }
                None => span,
            });
        }
        match (owner, name) {
            ("NaiveDate", "from_ymd_opt") => {
                let mut parts = args
                    .iter()
                    .map(|arg| arg.as_int().and_then(|part| i64::try_from(part).ok()));
                let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
                Some(match calendar::days(year, month, day) {
                    Some(days) => {
                        let date = Value::plain(Datum::Date(days));
                        self.some(date)
                    }
                    None => self.none(),
                })
            }
            ("DateTime", "from_timestamp") => {
                let seconds = i64::try_from(first?).ok()?;
                let instant = Value::plain(Datum::Instant(Instant {
                    micros: seconds.checked_mul(SECOND)?,
                    zone: Zone::Utc,
                }));
                Some(self.some(instant))
            }
            _ => None,
        }
    }

    pub(super) fn time_method(
        &mut self,
        value: &Value<'a>,
        name: &str,
        args: &[Value<'a>],
        from: From<'a>,
    ) -> Outcome<'a, Option<Value<'a>>> {
        let traced = |result: Value<'a>, how: &'static str| match value.origin.is_some() {
            true => result.from(Origin::Method(
                value.clone(),
                Name::new_static(how),
                Vec::new(),
            )),
            false => result,
        };
        Ok(Some(match (&value.datum, name, args) {
            (Datum::Instant(_) | Datum::Date(_), "signed_duration_since", [other]) => {
                self.operation(BinaryOp::Subtract, value.clone(), other.clone(), from)?
            }
            (Datum::Instant(_) | Datum::Date(_), "checked_add_signed", [other]) => {
                let sum = self.operation(BinaryOp::Add, value.clone(), other.clone(), from)?;
                self.some(sum)
            }
            (Datum::Instant(_), "duration_since", [other]) => {
                let later =
                    self.operation(BinaryOp::GreaterEqual, value.clone(), other.clone(), from)?;
                let taken = self.truth(from.0, from.1, &later)?;
                if !taken {
                    return self.stop(from.0, from.1, "a time before another one");
                }
                let span =
                    self.operation(BinaryOp::Subtract, value.clone(), other.clone(), from)?;
                self.ok(span)
            }
            (Datum::Instant(instant), "timestamp", []) => traced(
                Value::int(i128::from(instant.micros.div_euclid(SECOND))),
                "timestamp",
            ),
            (Datum::Instant(instant), "date_naive" | "date", []) => traced(
                Value::plain(Datum::Date(instant.micros.div_euclid(DAY))),
                "date",
            ),
            (Datum::Instant(instant), "hour", []) => {
                let (hour, ..) = calendar::clock(instant.micros);
                traced(Value::int(i128::from(hour)), "hour")
            }
            (Datum::Instant(_) | Datum::Date(_), "year" | "month" | "day", []) => {
                let days = match &value.datum {
                    Datum::Instant(instant) => instant.micros.div_euclid(DAY),
                    Datum::Date(days) => *days,
                    _ => return Ok(None),
                };
                let (year, month, day) = calendar::civil(days);
                Value::int(i128::from(match name {
                    "year" => year,
                    "month" => month,
                    _ => day,
                }))
            }
            (Datum::Span(micros), "num_days", []) => {
                traced(Value::int(i128::from(micros / DAY)), "days")
            }
            (Datum::Span(micros), "num_hours", []) => {
                Value::int(i128::from(micros / (3600 * SECOND)))
            }
            (Datum::Span(micros), "num_minutes", []) => {
                Value::int(i128::from(micros / (60 * SECOND)))
            }
            (Datum::Span(micros), "num_seconds" | "as_secs", []) => {
                Value::int(i128::from(micros / SECOND))
            }
            (Datum::Span(micros), "num_milliseconds" | "as_millis", []) => {
                Value::int(i128::from(micros / 1_000))
            }
            _ => return Ok(None),
        }))
    }
}
