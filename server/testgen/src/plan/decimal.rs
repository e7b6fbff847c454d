//! Decimal numbers as Python's `decimal` has them in its default context; it never rounds silently to binary.

use std::cmp::Ordering;

/// `coefficient * 10^exponent`. The exponent is kept as written, so `10.00` stays `10.00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    pub coefficient: i128,
    pub exponent: i32,
}

/// Digits the default context keeps.
const PRECISION: u32 = 28;

impl Decimal {
    pub fn integer(value: i128) -> Self {
        Self {
            coefficient: value,
            exponent: 0,
        }
    }

    /// Reads `12`, `-0.50`, `1e3`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().replace('_', "");
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text.as_str(), 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        let bare = digits.trim_start_matches(['+', '-']);
        if bare.is_empty() || !bare.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(Self {
            coefficient: digits.trim_start_matches('+').parse().ok()?,
            exponent: exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?,
        })
    }

    /// The same value with another exponent, if it can be written so without rounding.
    fn at(self, exponent: i32) -> Option<i128> {
        let by = u32::try_from(self.exponent.checked_sub(exponent)?).ok()?;
        self.coefficient.checked_mul(10i128.checked_pow(by)?)
    }

    fn aligned(self, other: Self) -> Option<(i128, i128, i32)> {
        let exponent = self.exponent.min(other.exponent);
        Some((self.at(exponent)?, other.at(exponent)?, exponent))
    }

    pub fn plus(self, other: Self) -> Option<Self> {
        let (left, right, exponent) = self.aligned(other)?;
        Self {
            coefficient: left.checked_add(right)?,
            exponent,
        }
        .fitting()
    }

    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self {
            coefficient: other.coefficient.checked_neg()?,
            ..other
        })
    }

    pub fn times(self, other: Self) -> Option<Self> {
        Self {
            coefficient: self.coefficient.checked_mul(other.coefficient)?,
            exponent: self.exponent.checked_add(other.exponent)?,
        }
        .fitting()
    }

    /// Only where the quotient is exact: then it has the ideal exponent or as many more digits as it needs.
    pub fn over(self, other: Self) -> Option<Self> {
        if other.coefficient == 0 {
            return None;
        }
        let ideal = self.exponent.checked_sub(other.exponent)?;
        let mut coefficient = self.coefficient;
        let mut exponent = ideal;
        for _ in 0..PRECISION {
            if coefficient.checked_rem(other.coefficient)? == 0 {
                let quotient = coefficient.checked_div(other.coefficient)?;
                return Self {
                    coefficient: quotient,
                    exponent,
                }
                .fitting();
            }
            coefficient = coefficient.checked_mul(10)?;
            exponent = exponent.checked_sub(1)?;
        }
        None
    }

    pub fn compare(self, other: Self) -> Option<Ordering> {
        let (left, right, _) = self.aligned(other)?;
        Some(left.cmp(&right))
    }

    /// Rounds to the exponent of `unit`; the names are those of Python's rounding modes.
    pub fn quantize(self, unit: Self, rounding: &str) -> Option<Self> {
        if let Some(coefficient) = self.at(unit.exponent) {
            return Some(Self {
                coefficient,
                exponent: unit.exponent,
            });
        }
        let by = u32::try_from(unit.exponent.checked_sub(self.exponent)?).ok()?;
        let factor = 10i128.checked_pow(by)?;
        let whole = self.coefficient.checked_div(factor)?;
        let rest = self.coefficient.checked_rem(factor)?.abs();
        let sign = if self.coefficient < 0 { -1 } else { 1 };
        let half = (rest * 2).cmp(&factor);
        let away = match rounding {
            "ROUND_HALF_EVEN" => {
                half == Ordering::Greater || (half == Ordering::Equal && whole % 2 != 0)
            }
            "ROUND_HALF_UP" => half != Ordering::Less,
            "ROUND_HALF_DOWN" => half == Ordering::Greater,
            "ROUND_DOWN" => false,
            "ROUND_UP" => rest != 0,
            "ROUND_CEILING" => rest != 0 && sign > 0,
            "ROUND_FLOOR" => rest != 0 && sign < 0,
            _ => return None,
        };
        Some(Self {
            coefficient: whole + if away { sign } else { 0 },
            exponent: unit.exponent,
        })
    }

    /// A value that needs more digits than the context keeps would be rounded: it is not computed.
    fn fitting(self) -> Option<Self> {
        (self.coefficient.unsigned_abs() < 10u128.pow(PRECISION)).then_some(self)
    }
}

impl std::fmt::Display for Decimal {
    /// As Python's `str` writes it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = self.coefficient.unsigned_abs().to_string();
        let sign = if self.coefficient < 0 { "-" } else { "" };
        let length = i32::try_from(digits.len()).unwrap_or(i32::MAX);
        let leading = self.exponent.saturating_add(length);
        if self.exponent > 0 || leading < -5 {
            let (first, rest) = digits.split_at_checked(1).unwrap_or((&digits, ""));
            let dot = if rest.is_empty() { "" } else { "." };
            return write!(formatter, "{sign}{first}{dot}{rest}E{:+}", leading - 1);
        }
        let places = usize::try_from(-self.exponent).unwrap_or_default();
        if places == 0 {
            return write!(formatter, "{sign}{digits}");
        }
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = padded
            .split_at_checked(padded.len() - places)
            .unwrap_or((&padded, ""));
        write!(formatter, "{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    /// Expected values are those of CPython's `decimal`.
    #[test]
    fn computes_as_python_does() {
        assert_eq!(
            decimal("4.90").plus(decimal("2.5")).unwrap().to_string(),
            "7.40"
        );
        assert_eq!(
            decimal("10.00").times(decimal("0.85")).unwrap().to_string(),
            "8.5000"
        );
        assert_eq!(
            decimal("10.00").over(decimal("100")).unwrap().to_string(),
            "0.10"
        );
        assert_eq!(
            decimal("1").over(decimal("8")).unwrap().to_string(),
            "0.125"
        );
        assert_eq!(decimal("1").over(decimal("3")), None);
        assert_eq!(
            decimal("0.05").minus(decimal("0.10")).unwrap().to_string(),
            "-0.05"
        );
        assert_eq!(decimal("1e3").to_string(), "1E+3");
        assert_eq!(
            decimal("2.345")
                .quantize(decimal("0.01"), "ROUND_HALF_UP")
                .unwrap()
                .to_string(),
            "2.35"
        );
        assert_eq!(
            decimal("2.345")
                .quantize(decimal("0.01"), "ROUND_HALF_EVEN")
                .unwrap()
                .to_string(),
            "2.34"
        );
        assert_eq!(
            decimal("-2.345")
                .quantize(decimal("0.01"), "ROUND_HALF_UP")
                .unwrap()
                .to_string(),
            "-2.35"
        );
        assert_eq!(
            decimal("2")
                .quantize(decimal("0.01"), "ROUND_DOWN")
                .unwrap()
                .to_string(),
            "2.00"
        );
        assert_eq!(decimal("1.0").compare(decimal("1")), Some(Ordering::Equal));
    }
}
