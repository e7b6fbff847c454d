//! The text of a document, and the only place where lines and columns are computed.
//!
//! A line ends at `\n`, `\r\n` or `\r` and nowhere else, as the protocol says
//! (Language Server Protocol 3.17, "Text Documents").

use ropey::{Rope, RopeSlice};

use crate::span::Span;

/// The unit in which a column counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Encoding {
    Utf8,
    #[default]
    Utf16,
    Utf32,
}

/// A place in a text as editors name it: both parts count from 0, the column in units of an [`Encoding`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    pub line: u32,
    pub character: u32,
}

/// A byte offset that stands for a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located {
    pub offset: u32,
    /// False where the position was no place in the text: past the last line or inside a character.
    pub is_sound: bool,
}

/// A text that can be cloned and edited at little cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    rope: Rope,
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self {
            rope: Rope::from_str(text),
        }
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.rope
            .chunks()
            .try_for_each(|chunk| formatter.write_str(chunk))
    }
}

impl Text {
    /// The length in bytes.
    #[must_use]
    pub fn len(&self) -> u32 {
        narrow(self.rope.len_bytes())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rope.len_bytes() == 0
    }

    /// The number of lines: one more than there are line ends.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        narrow(self.rope.len_lines())
    }

    /// The line that `offset` stands on; past the end it is the last one.
    #[must_use]
    pub fn line_of(&self, offset: u32) -> u32 {
        narrow(self.rope.byte_to_line(self.clamp(offset)))
    }

    /// The bytes of a line without its line end; past the last line an empty span at the end.
    #[must_use]
    pub fn line(&self, line: u32) -> Span {
        let start = self.line_start(line);
        let end = self.line_start(line.saturating_add(1));
        let mut content = end;
        while content > start && matches!(self.byte_before(content), Some(b'\n' | b'\r')) {
            content -= 1;
        }
        Span::new(start, content)
    }

    /// The first byte of a line; past the last line the end of the text.
    #[must_use]
    pub fn line_start(&self, line: u32) -> u32 {
        narrow(
            self.rope
                .try_line_to_byte(line as usize)
                .unwrap_or_else(|_| self.rope.len_bytes()),
        )
    }

    /// The bytes of `span` as a string; a span that cuts a character is narrowed to whole ones.
    #[must_use]
    pub fn slice(&self, span: Span) -> String {
        let start = self.char_border(span.start);
        let end = self.char_border(span.end).max(start);
        self.rope
            .get_byte_slice(start..end)
            .map(|slice| slice.to_string())
            .unwrap_or_default()
    }

    /// The piece of text that contains `offset`, from `offset` on; empty at the end. For parsers that read in pieces.
    #[must_use]
    pub fn chunk_from(&self, offset: usize) -> &[u8] {
        match self.rope.get_chunk_at_byte(offset) {
            Some((chunk, start, _, _)) => chunk
                .as_bytes()
                .get(offset.saturating_sub(start)..)
                .unwrap_or_default(),
            None => &[],
        }
    }

    /// Replaces the bytes of `span`. Ends that lie past the text or inside a character are moved back.
    pub fn replace(&mut self, span: Span, new: &str) {
        let start = self.rope.byte_to_char(self.clamp(span.start));
        let end = self.rope.byte_to_char(self.clamp(span.end)).max(start);
        self.rope.remove(start..end);
        self.rope.insert(start, new);
    }

    /// The byte offset of a position. A column past the end of its line means the end of the line.
    #[must_use]
    pub fn offset(&self, position: Position, encoding: Encoding) -> Located {
        let count = self.line_count();
        if position.line >= count {
            let is_sound = position.line == count && position.character == 0;
            return Located {
                offset: self.len(),
                is_sound,
            };
        }
        let span = self.line(position.line);
        let Some(line) = self.rope.get_byte_slice(span.range()) else {
            return Located {
                offset: span.start,
                is_sound: false,
            };
        };
        let (within, is_sound) = within_line(line, position.character as usize, encoding);
        Located {
            offset: span.start.saturating_add(narrow(within)),
            is_sound,
        }
    }

    /// The position of a byte offset; inside a character it is the position of the character.
    #[must_use]
    pub fn position(&self, offset: u32, encoding: Encoding) -> Position {
        let offset = self.char_border(offset);
        let line = self.rope.byte_to_line(offset);
        let start = self.rope.line_to_byte(line);
        let character = match encoding {
            Encoding::Utf8 => offset - start,
            Encoding::Utf16 => self.rope.byte_slice(start..offset).len_utf16_cu(),
            Encoding::Utf32 => self.rope.byte_slice(start..offset).len_chars(),
        };
        Position {
            line: narrow(line),
            character: narrow(character),
        }
    }

    /// The start of the character that `offset` stands in; past the end the end of the text.
    #[must_use]
    pub(crate) fn char_start(&self, offset: u32) -> u32 {
        narrow(self.char_border(offset))
    }

    fn clamp(&self, offset: u32) -> usize {
        (offset as usize).min(self.rope.len_bytes())
    }

    fn char_border(&self, offset: u32) -> usize {
        self.rope
            .char_to_byte(self.rope.byte_to_char(self.clamp(offset)))
    }

    fn byte_before(&self, offset: u32) -> Option<u8> {
        self.rope.get_byte((offset as usize).checked_sub(1)?)
    }
}

/// The byte offset in `line` of the column `character`, and whether it is a place between characters.
fn within_line(line: RopeSlice<'_>, character: usize, encoding: Encoding) -> (usize, bool) {
    match encoding {
        Encoding::Utf8 => {
            if character >= line.len_bytes() {
                return (line.len_bytes(), true);
            }
            let border = line.char_to_byte(line.byte_to_char(character));
            (border, border == character)
        }
        Encoding::Utf16 => {
            if character >= line.len_utf16_cu() {
                return (line.len_bytes(), true);
            }
            let index = line.utf16_cu_to_char(character);
            (
                line.char_to_byte(index),
                line.char_to_utf16_cu(index) == character,
            )
        }
        Encoding::Utf32 => {
            if character >= line.len_chars() {
                return (line.len_bytes(), true);
            }
            (line.char_to_byte(character), true)
        }
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same questions answered on a plain string by going through the encoders of the standard library.
    mod plain {
        use super::{Encoding, Position};

        pub fn line_starts(text: &str) -> Vec<usize> {
            let bytes = text.as_bytes();
            let ends = (0..bytes.len()).filter(|&at| {
                bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
            });
            std::iter::once(0).chain(ends.map(|at| at + 1)).collect()
        }

        pub fn units(text: &str, encoding: Encoding) -> usize {
            match encoding {
                Encoding::Utf8 => text.len(),
                Encoding::Utf16 => text.encode_utf16().count(),
                Encoding::Utf32 => text.chars().count(),
            }
        }

        pub fn position(text: &str, offset: usize, encoding: Encoding) -> Position {
            let starts = line_starts(text);
            let line = starts.partition_point(|&start| start <= offset) - 1;
            let character = units(&text[starts[line]..offset], encoding);
            Position {
                line: line as u32,
                character: character as u32,
            }
        }

        pub fn offset(text: &str, position: Position, encoding: Encoding) -> usize {
            let starts = line_starts(text);
            let Some(&start) = starts.get(position.line as usize) else {
                return text.len();
            };
            let end = starts
                .get(position.line as usize + 1)
                .copied()
                .unwrap_or(text.len());
            let line = text[start..end].trim_end_matches(['\r', '\n']);
            let mut at = 0;
            for (index, character) in line.char_indices() {
                let next = at + units(character.encode_utf8(&mut [0; 4]), encoding);
                if next > position.character as usize {
                    return start + index;
                }
                at = next;
            }
            start + line.len()
        }
    }

    const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    fn strange_text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("a"),
            Just("\n"),
            Just("\r\n"),
            Just("\r"),
            Just("é"),
            Just("😀"),
            Just("漢"),
            Just("\u{2028}"),
            Just("\u{85}"),
            Just("\u{b}"),
            Just("\u{c}"),
            Just("\u{feff}"),
            Just("e\u{301}"),
            Just("\t"),
        ];
        proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn positions_agree_with_the_encoders(source in strange_text()) {
            let text = Text::from(source.as_str());
            prop_assert_eq!(text.line_count() as usize, plain::line_starts(&source).len());
            for encoding in ENCODINGS {
                for (offset, _) in source.char_indices().chain([(source.len(), ' ')]) {
                    let position = text.position(offset as u32, encoding);
                    prop_assert_eq!(position, plain::position(&source, offset, encoding));
                }
                for line in 0..=text.line_count() + 1 {
                    for character in 0..12 {
                        let position = Position { line, character };
                        let located = text.offset(position, encoding);
                        prop_assert_eq!(located.offset as usize, plain::offset(&source, position, encoding));
                    }
                }
            }
        }

        #[test]
        fn replacing_equals_a_fresh_text(source in strange_text(), new in strange_text(), a in 0u32..60, b in 0u32..60) {
            let mut text = Text::from(source.as_str());
            let border = |at: u32| (0..=(at as usize).min(source.len())).rev().find(|&at| source.is_char_boundary(at)).unwrap();
            let (start, end) = (border(a.min(b)), border(a.max(b)));
            text.replace(Span::new(start as u32, end as u32), &new);
            let expected = format!("{}{}{}", &source[..start], new, &source[end..]);
            prop_assert_eq!(&text, &Text::from(expected.as_str()));
            prop_assert_eq!(text.line_count() as usize, plain::line_starts(&expected).len());
        }
    }

    #[test]
    fn places_that_are_none_are_clamped_and_told() {
        let text = Text::from("x = '😀'\n");
        let at = |line, character| text.offset(Position { line, character }, Encoding::Utf16);
        assert_eq!(
            at(0, 6),
            Located {
                offset: 5,
                is_sound: false
            }
        );
        assert_eq!(
            at(0, 99),
            Located {
                offset: 10,
                is_sound: true
            }
        );
        assert_eq!(
            at(2, 0),
            Located {
                offset: 11,
                is_sound: true
            }
        );
        assert_eq!(
            at(9, 0),
            Located {
                offset: 11,
                is_sound: false
            }
        );
    }

    #[test]
    fn a_change_may_join_the_two_halves_of_a_line_end() {
        let mut text = Text::from("a\rb\n");
        text.replace(Span::new(2, 3), "");
        assert_eq!((text.to_string().as_str(), text.line_count()), ("a\r\n", 2));
    }

    #[test]
    fn chunks_give_the_text_back() {
        let source = "line of text\r\n".repeat(2000);
        let text = Text::from(source.as_str());
        let mut read = Vec::new();
        while !text.chunk_from(read.len()).is_empty() {
            read.extend_from_slice(text.chunk_from(read.len()));
        }
        assert_eq!(read, source.as_bytes());
    }
}
