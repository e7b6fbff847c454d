use std::fmt;
use std::str::FromStr;

const MAX_LENGTH: usize = 64;

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum EmailError {
    #[error("an address is needed")]
    Empty,
    #[error("no @ in `{0}`")]
    NoAt(String),
    #[error("longer than {MAX_LENGTH} characters")]
    TooLong,
}

/// An address in small letters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = EmailError;

    fn from_str(value: &str) -> Result<Self, Self::Err> {
        let value = value.trim();
        if value.is_empty() {
            return Err(EmailError::Empty);
        }
        if value.len() > MAX_LENGTH {
            return Err(EmailError::TooLong);
        }
        if !value.contains('@') {
            return Err(EmailError::NoAt(value.to_owned()));
        }
        Ok(Self(value.to_lowercase()))
    }
}

impl fmt::Display for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "<{}>", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_shown_in_brackets() {
        assert_eq!(
            Email("ada@example.com".to_owned()).to_string(),
            "<ada@example.com>"
        );
    }
}
