//! The logical lines of Python source; it knows strings, brackets and comments and never builds a tree.
//!
//! It works forward from the start of any logical line without knowing what stands before, so a text
//! can be read again from the middle. The lexical rules are those of
//! <https://docs.python.org/3/reference/lexical_analysis.html>.

use crate::span::Span;

/// One logical line: a statement's line with all lines that brackets, strings and backslashes join to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) kind: LineKind,
    /// The first byte after the indentation.
    pub(super) start: usize,
    /// After the last byte that is neither space nor line end, a comment included.
    pub(super) end: usize,
    /// Where the next line starts.
    pub(super) next: usize,
    /// In columns; a tab goes to the next multiple of eight.
    pub(super) indent: u32,
    /// Whether it is made of string literals alone, as a docstring is.
    pub(super) only_strings: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineKind {
    Blank,
    Comment,
    Code,
}

/// Reads the logical line at `at`, which must be the start of a physical line, or, with `indent` given,
/// the first byte after an indentation of that many columns. Comments are added to `comments`.
pub(super) fn read_line(
    src: &[u8],
    at: usize,
    indent: Option<u32>,
    comments: &mut Vec<Span>,
) -> Line {
    let (start, indent) = indent.map_or_else(|| skip_indent(src, at), |indent| (at, indent));
    let blank = Line {
        kind: LineKind::Blank,
        start,
        end: start,
        next: after_line_end(src, start),
        indent,
        only_strings: false,
    };
    match src.get(start) {
        None | Some(b'\n' | b'\r') => blank,
        Some(b'#') => {
            let end = line_end(src, start);
            comments.push(span(start, end));
            Line {
                kind: LineKind::Comment,
                end,
                next: after_line_end(src, end),
                ..blank
            }
        }
        Some(_) => Scan::new(src, start).run(blank, comments),
    }
}

/// The comments of `src`, which must start at a token.
pub(super) fn comments(src: &str) -> Vec<Span> {
    let mut comments = Vec::new();
    let bytes = src.as_bytes();
    if !bytes.contains(&b'#') {
        return comments;
    }
    let mut at = 0;
    let mut indent = Some(0);
    while at < bytes.len() {
        let line = read_line(bytes, at, indent.take(), &mut comments);
        at = line.next.max(at + 1);
    }
    comments
}

/// The first word of the line at `start`: letters, digits and underscores of ASCII.
pub(super) fn word_at(src: &[u8], start: usize) -> &[u8] {
    let rest = src.get(start..).unwrap_or_default();
    let len = rest
        .iter()
        .position(|byte| !is_name_byte(*byte))
        .unwrap_or(rest.len());
    rest.get(..len).unwrap_or_default()
}

/// The first byte at or after `at` that is no space, tab or form feed.
pub(super) fn skip_spaces(src: &[u8], mut at: usize) -> usize {
    while matches!(src.get(at), Some(b' ' | b'\t' | 0x0c)) {
        at += 1;
    }
    at
}

fn skip_indent(src: &[u8], mut at: usize) -> (usize, u32) {
    let mut indent: u32 = 0;
    loop {
        match src.get(at) {
            Some(b' ') => indent = indent.saturating_add(1),
            Some(b'\t') => indent = (indent / 8).saturating_add(1).saturating_mul(8),
            Some(0x0c) => indent = 0,
            _ => return (at, indent),
        }
        at += 1;
    }
}

fn line_end(src: &[u8], at: usize) -> usize {
    let rest = src.get(at..).unwrap_or_default();
    at + rest
        .iter()
        .position(|byte| matches!(byte, b'\n' | b'\r'))
        .unwrap_or(rest.len())
}

fn after_line_end(src: &[u8], at: usize) -> usize {
    match (src.get(at), src.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => at + 2,
        (Some(b'\r' | b'\n'), _) => at + 1,
        _ => at,
    }
}

fn is_name_byte(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

fn span(start: usize, end: usize) -> Span {
    Span::new(
        u32::try_from(start).unwrap_or(u32::MAX),
        u32::try_from(end).unwrap_or(u32::MAX),
    )
}

/// What the scan stands in.
#[derive(Clone, Copy, Debug)]
enum Mode {
    Bracket,
    Text(Quote),
    /// `{…}` of an f-string, before a format specification.
    Field(Quote),
    /// The format specification after the colon of a field.
    Spec(Quote),
}

#[derive(Clone, Copy, Debug)]
struct Quote {
    byte: u8,
    triple: bool,
    format: bool,
}

struct Scan<'a> {
    src: &'a [u8],
    at: usize,
    start: usize,
    modes: Vec<Mode>,
    /// After the last byte of code or comment.
    end: usize,
    /// Bytes of code that belong to no string literal.
    other: usize,
}

impl<'a> Scan<'a> {
    fn new(src: &'a [u8], start: usize) -> Self {
        Self {
            src,
            at: start,
            start,
            modes: Vec::new(),
            end: start,
            other: 0,
        }
    }

    fn run(mut self, blank: Line, comments: &mut Vec<Span>) -> Line {
        let mut next = self.src.len();
        while let Some(byte) = self.src.get(self.at).copied() {
            let ended = match self.modes.last().copied() {
                Some(Mode::Text(quote)) => self.in_text(byte, quote),
                Some(Mode::Spec(quote)) => self.in_spec(byte, quote),
                _ => self.in_code(byte, comments),
            };
            if ended {
                next = after_line_end(self.src, self.at);
                break;
            }
        }
        Line {
            kind: LineKind::Code,
            end: self.end,
            next,
            only_strings: self.other == 0 && self.end > self.start,
            ..blank
        }
    }

    /// Takes one byte of code; tells whether the logical line ends here.
    fn in_code(&mut self, byte: u8, comments: &mut Vec<Span>) -> bool {
        match byte {
            b'\n' | b'\r' => {
                let next = after_line_end(self.src, self.at);
                if self.modes.is_empty() || starts_statement(self.src, next) {
                    return true;
                }
                self.at = next;
                return false;
            }
            b' ' | b'\t' | 0x0c => {
                self.at += 1;
                return false;
            }
            b'#' => {
                let end = line_end(self.src, self.at);
                comments.push(span(self.at, end));
                self.at = end;
                self.end = end;
                return false;
            }
            b'\\' => {
                self.at += 1;
                let after = after_line_end(self.src, self.at);
                if after == self.at {
                    self.other += 1;
                    self.end = self.at;
                }
                self.at = after;
                return false;
            }
            b'\'' | b'"' => {
                self.open_text(byte);
                return false;
            }
            b'(' | b'[' | b'{' => self.modes.push(Mode::Bracket),
            b')' | b']' if matches!(self.modes.last(), Some(Mode::Bracket)) => {
                self.modes.pop();
            }
            b'}' if matches!(self.modes.last(), Some(Mode::Bracket | Mode::Field(_))) => {
                self.modes.pop();
            }
            b':' => {
                if let Some(Mode::Field(quote)) = self.modes.last().copied() {
                    self.modes.pop();
                    self.modes.push(Mode::Spec(quote));
                }
            }
            _ => {}
        }
        self.at += 1;
        self.other += 1;
        self.end = self.at;
        false
    }

    fn open_text(&mut self, byte: u8) {
        let prefix = self.prefix();
        self.other -= prefix.len().min(self.other);
        let has = |letters: [u8; 4]| prefix.iter().any(|letter| letters.contains(letter));
        let format = has([b'f', b'F', b't', b'T']);
        let triple = self.follows([byte; 3]);
        self.modes.push(Mode::Text(Quote {
            byte,
            triple,
            format,
        }));
        self.at += if triple { 3 } else { 1 };
        self.end = self.at;
    }

    /// The letters right before a quote that make its prefix.
    fn prefix(&self) -> &'a [u8] {
        let before = self.src.get(self.start..self.at).unwrap_or_default();
        let len = before
            .iter()
            .rev()
            .take_while(|byte| is_name_byte(**byte))
            .count();
        let word = before.get(before.len() - len..).unwrap_or_default();
        let known = word.iter().all(|byte| b"rRbBuUfFtT".contains(byte));
        if len <= 2 && known { word } else { &[] }
    }

    fn follows(&self, bytes: [u8; 3]) -> bool {
        self.src
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(&bytes))
    }

    /// Takes one byte of a string; an unended string of one line ends with it.
    fn in_text(&mut self, byte: u8, quote: Quote) -> bool {
        match byte {
            b'\\' => {
                self.at += 1;
                let after = after_line_end(self.src, self.at);
                self.at = if after == self.at { self.at + 1 } else { after };
                self.at = self.at.min(self.src.len());
            }
            b'\n' | b'\r' if !quote.triple => {
                self.leave_broken_text();
                return false;
            }
            b'{' if quote.format => {
                self.at += 1;
                if self.src.get(self.at) == Some(&b'{') {
                    self.at += 1;
                } else {
                    self.modes.push(Mode::Field(quote));
                }
            }
            _ => {
                self.close_or_step(byte, quote, 1);
            }
        }
        self.mark_end(byte);
        false
    }

    fn in_spec(&mut self, byte: u8, quote: Quote) -> bool {
        match byte {
            b'\n' | b'\r' if !quote.triple => {
                self.leave_broken_text();
                return false;
            }
            b'{' => {
                self.at += 1;
                self.modes.push(Mode::Field(quote));
            }
            b'}' => {
                self.at += 1;
                self.modes.pop();
            }
            // A quote here means that the field was never closed.
            _ => self.close_or_step(byte, quote, 2),
        }
        self.mark_end(byte);
        false
    }

    /// Leaves `modes` modes if the string's quote stands here, else steps over the byte.
    fn close_or_step(&mut self, byte: u8, quote: Quote, modes: usize) {
        let closes = byte == quote.byte && (!quote.triple || self.follows([byte; 3]));
        if !closes {
            self.at += 1;
            return;
        }
        self.at += if quote.triple { 3 } else { 1 };
        for _ in 0..modes {
            self.modes.pop();
        }
    }

    fn mark_end(&mut self, byte: u8) {
        if !matches!(byte, b'\n' | b'\r') {
            self.end = self.at.min(self.src.len());
        }
    }

    /// Leaves a string of one line at the end of that line, and every string of one line that it stands in.
    fn leave_broken_text(&mut self) {
        while let Some(mode) = self.modes.last() {
            match mode {
                Mode::Text(quote) | Mode::Field(quote) | Mode::Spec(quote) if !quote.triple => {
                    self.modes.pop();
                }
                _ => break,
            }
        }
    }
}

/// Whether the physical line at `at` starts with a word that can stand in no expression, so that an open
/// bracket before it can only be one that is not closed yet.
fn starts_statement(src: &[u8], at: usize) -> bool {
    let start = skip_spaces(src, at);
    let word = word_at(src, start);
    let after = skip_spaces(src, start + word.len());
    match word {
        b"def" | b"class" | b"return" | b"raise" | b"import" | b"while" | b"with" | b"try"
        | b"pass" | b"break" | b"continue" | b"del" | b"global" | b"nonlocal" | b"assert"
        | b"except" | b"finally" | b"elif" => true,
        b"async" => matches!(word_at(src, after), b"def" | b"with"),
        b"from" => {
            let line = src.get(after..line_end(src, after)).unwrap_or_default();
            line.windows(8).any(|window| window == b" import ")
        }
        b"" => {
            src.get(start) == Some(&b'@') && src.get(start + 1).is_some_and(u8::is_ascii_alphabetic)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(src: &str) -> String {
        let mut drawn = String::new();
        let mut at = 0;
        while at < src.len() {
            let line = read_line(src.as_bytes(), at, None, &mut Vec::new());
            assert!(line.next > at, "no progress at {at}");
            at = line.next;
            if line.kind == LineKind::Blank {
                continue;
            }
            let strings = if line.only_strings { " strings" } else { "" };
            let text = src[line.start..line.end]
                .replace('\n', "⏎")
                .replace('\r', "␍");
            drawn += &format!("{:>2} {:?}{strings} {text}\n", line.indent, line.kind);
        }
        drawn
    }

    #[test]
    fn logical_lines() {
        let src = "x = (1,\n  2)  # two\n\n# alone\nif x:\n\ty = 'a\\\nb'\n    z = \\\n  3 \n\"\"\"doc\n\nmore\"\"\"\nr'a' b\"c\"\n";
        assert_eq!(
            lines(src),
            " 0 Code x = (1,⏎  2)  # two
 0 Comment # alone
 0 Code if x:
 8 Code y = 'a\\⏎b'
 4 Code z = \\⏎  3
 0 Code strings \"\"\"doc⏎⏎more\"\"\"
 0 Code strings r'a' b\"c\"
"
        );
    }

    #[test]
    fn format_strings() {
        let src = "a = f'{x['k']}' + f\"{y!r:>{width}}\"\nb = f'{{' # c\nd = f'''{\n  e\n}'''\ng = f\"{h:'}\"\ni\n";
        assert_eq!(
            lines(src),
            " 0 Code a = f'{x['k']}' + f\"{y!r:>{width}}\"
 0 Code b = f'{{' # c
 0 Code d = f'''{⏎  e⏎}'''
 0 Code g = f\"{h:'}\"
 0 Code i
"
        );
    }

    #[test]
    fn broken_lines_end_where_a_statement_starts() {
        let src = "x = foo(\ndef f(self, a=(1:\n    return 'a\n    y = f\"{a\n    z = f\"{'a\n  from x import y\n(\n@dec\n";
        assert_eq!(
            lines(src),
            " 0 Code x = foo(
 0 Code def f(self, a=(1:
 4 Code return 'a
 4 Code y = f\"{a⏎    z = f\"{'a
 2 Code from x import y
 0 Code (
 0 Code @dec
"
        );
    }

    #[test]
    fn every_line_end_counts() {
        assert_eq!(
            lines("a\rb\r\nc\u{85}d\u{2028}e\x0c\n\x0cf\r(\r)\r"),
            " 0 Code a\n 0 Code b\n 0 Code c\u{85}d\u{2028}e\n 0 Code f\n 0 Code (␍)\n"
        );
    }
}
