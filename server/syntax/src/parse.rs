//! Source text to syntax trees, under a limit of work; it never keeps text or trees.

use std::borrow::Cow;
use std::ops::ControlFlow;

use tree_sitter::{ParseOptions, ParseState, Tree};

use crate::language::Language;

/// A reusable parser of one language.
pub(crate) struct Parser {
    parser: tree_sitter::Parser,
}

impl Parser {
    pub(crate) fn new(language: Language) -> Self {
        let mut parser = tree_sitter::Parser::new();
        // An incompatible grammar would parse nothing; a test of each language shows that it does.
        let _ = parser.set_language(language.grammar());
        Self { parser }
    }

    /// Parses `text`, which must have `\n` or `\r\n` as its line ends (see [`normalised`]).
    ///
    /// Gives nothing if the work passes a limit that depends on the text's length alone.
    pub(crate) fn parse(&mut self, text: &str) -> Option<Tree> {
        let mut fuel = fuel_for(text.len());
        let mut progress = |_: &ParseState| {
            fuel = fuel.saturating_sub(1);
            if fuel == 0 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let options = ParseOptions::new().progress_callback(&mut progress);
        let mut read = |at: usize, _| text.as_bytes().get(at..).unwrap_or_default();
        let tree = self
            .parser
            .parse_with_options(&mut read, None, Some(options));
        if tree.is_none() {
            self.parser.reset();
        }
        tree
    }
}

/// `text` with each lone `\r` as `\n`, since grammars know no line end `\r`. No offset moves.
pub(crate) fn normalised(text: &str) -> Cow<'_, str> {
    if !has_lone_return(text) {
        return Cow::Borrowed(text);
    }
    let mut chars = text.chars().peekable();
    let mut changed = String::with_capacity(text.len());
    while let Some(char) = chars.next() {
        let is_lone = char == '\r' && chars.peek() != Some(&'\n');
        changed.push(if is_lone { '\n' } else { char });
    }
    Cow::Owned(changed)
}

fn has_lone_return(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.contains(&b'\r')
        && bytes
            .iter()
            .enumerate()
            .any(|(at, byte)| *byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
}

/// Progress reports that parsing may give. Well-formed text needs about one for 150 bytes, the worst
/// nesting one for 14.
fn fuel_for(len: usize) -> usize {
    1_000 + len / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lone_returns_become_line_feeds() {
        assert_eq!(normalised("a\rb\r\nc\nd\r"), "a\nb\r\nc\nd\n");
        assert!(matches!(normalised("a\r\nb"), Cow::Borrowed(_)));
    }
}
