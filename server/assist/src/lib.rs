//! What a language model may add: the border behind which every network connection lies.
//!
//! It knows nothing about code, depends on none of the other crates, and is off until a user turns it on.

/// The way to a language model, as the user set it up.
///
/// There is no endpoint yet, so it can only be off; everything else works without it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Assist {
    #[default]
    Off,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum AssistError {
    #[error("help by a language model is switched off")]
    SwitchedOff,
}

impl Assist {
    /// The model's answer to `prompt`, as plain text that nobody has checked yet.
    ///
    /// # Errors
    /// Says why there is no answer; nothing was sent then.
    pub fn complete(self, _prompt: &str) -> Result<String, AssistError> {
        match self {
            Self::Off => Err(AssistError::SwitchedOff),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_off_until_it_is_turned_on() {
        assert_eq!(
            Assist::default().complete("x"),
            Err(AssistError::SwitchedOff)
        );
    }
}
