//! How much text is analysed; it never looks at what the text says.

/// The longest text that is analysed, in bytes.
pub const MAX_TEXT: u32 = 1024 * 1024;

/// The longest line that is analysed, in characters.
pub const MAX_LINE: u32 = 20_000;

/// Whether a text has facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Analysis {
    Full,
    /// The text is longer than [`MAX_TEXT`].
    TooLarge,
    /// A line is longer than [`MAX_LINE`].
    LineTooLong,
}

/// Whether `text` is short enough to have facts.
#[must_use]
pub fn analysis_of(text: &str) -> Analysis {
    if text.len() > MAX_TEXT as usize {
        return Analysis::TooLarge;
    }
    if text.split(['\n', '\r']).any(is_too_long) {
        return Analysis::LineTooLong;
    }
    Analysis::Full
}

/// Whether a line is too long.
pub(crate) fn is_too_long(line: &str) -> bool {
    line.len() > MAX_LINE as usize && line.chars().nth(MAX_LINE as usize).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_and_lines_are_left_alone() {
        let line = "é".repeat(MAX_LINE as usize);
        assert_eq!(analysis_of(&format!("{line}\r{line}\n")), Analysis::Full);
        assert_eq!(analysis_of(&format!("a\n{line}é")), Analysis::LineTooLong);
        assert_eq!(analysis_of(&"a\n".repeat(600_000)), Analysis::TooLarge);
    }
}
