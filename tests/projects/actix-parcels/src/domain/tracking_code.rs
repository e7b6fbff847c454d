use std::fmt;

use super::errors::ParcelError;

/// The code on the label of a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TrackingCode(String);

impl TrackingCode {
    pub fn parse(text: &str) -> Result<Self, ParcelError> {
        let plain = text.len() == 8 && text.chars().all(|letter| letter.is_ascii_alphanumeric());
        if !plain {
            return Err(ParcelError::InvalidCode(text.to_owned()));
        }
        Ok(Self(text.to_ascii_uppercase()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TrackingCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
