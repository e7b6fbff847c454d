use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An amount of money in cents that is never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Money(i64);

#[derive(Debug, Error, PartialEq, Eq)]
#[error("an amount must be positive, not {0} cents")]
pub struct InvalidAmount(pub i64);

impl Money {
    pub fn cents(cents: i64) -> Result<Self, InvalidAmount> {
        if cents <= 0 {
            return Err(InvalidAmount(cents));
        }
        Ok(Self(cents))
    }

    pub fn as_cents(self) -> i64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_positive() {
        assert_eq!(Money::cents(0), Err(InvalidAmount(0)));
        assert_eq!(Money::cents(250).map(Money::as_cents), Ok(250));
    }
}
