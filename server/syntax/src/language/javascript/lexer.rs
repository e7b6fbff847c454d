//! Tokens of the source, and its comments; it never builds a tree.
//!
//! <https://tc39.es/ecma262/#sec-ecmascript-language-lexical-grammar>

use crate::language::braces::{Token, TokenKind};
use crate::span::Span;

/// Words after which a value starts, so that `/` starts a regular expression and `<` an element.
const BEFORE_VALUE: &[&[u8]] = &[
    b"await",
    b"case",
    b"default",
    b"delete",
    b"do",
    b"else",
    b"extends",
    b"in",
    b"instanceof",
    b"new",
    b"of",
    b"return",
    b"throw",
    b"typeof",
    b"void",
    b"yield",
];

/// Marks of more than one character that must not be taken apart.
const MARKS: &[&[u8]] = &[b"...", b"=>", b"++", b"--", b"?.", b"??", b"&&", b"||"];

/// The token that starts at `at`. With `markup`, elements are tokens.
pub(super) fn token(src: &[u8], at: usize, before: Option<Token>, markup: bool) -> Token {
    let piece = plain(src, at, before, markup);
    match piece {
        Piece::Token(kind, end) => made(kind, at, end),
        Piece::Opens(frame, start) => {
            let end = nested(src, start, frame, markup);
            made(TokenKind::Literal, at, end)
        }
    }
}

/// The comments of a text, in order.
pub(super) fn comments(src: &[u8], markup: bool) -> Vec<Span> {
    let mut walk = Walk {
        src,
        markup,
        frames: Vec::new(),
        before: None,
        comments: Vec::new(),
    };
    let mut at = 0;
    while at < src.len() {
        at = walk.step(at).max(at + 1);
    }
    walk.comments
}

fn made(kind: TokenKind, start: usize, end: usize) -> Token {
    let end = end.max(start + 1);
    Token { kind, start, end }
}

/// What is around a place in a literal with code in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    /// A template up to its back quote.
    Template,
    /// Code up to its brace.
    Code,
    /// An element's tag; the flag says whether the name has just been read.
    Tag(bool),
    /// The arguments of the type of an element.
    Angles,
    /// What stands between the tags of an element.
    Children,
}

enum Piece {
    Token(TokenKind, usize),
    /// A literal with code in it, of which the first part ends at the offset.
    Opens(Frame, usize),
}

/// The end of a literal that starts with `frame` at `at`.
///
/// Where the text cannot be such a literal, it ends there: nothing is read twice.
fn nested(src: &[u8], at: usize, frame: Frame, markup: bool) -> usize {
    let mut walk = Walk {
        src,
        markup,
        frames: vec![frame],
        before: None,
        comments: Vec::new(),
    };
    let mut at = at;
    while at < src.len() && !walk.frames.is_empty() {
        let (before, frames) = (at, walk.frames.len());
        at = walk.step(at);
        if at == before && walk.frames.len() == frames {
            break;
        }
    }
    at.min(src.len())
}

/// Goes through code and the literals in it, with a stack instead of calling itself.
struct Walk<'s> {
    src: &'s [u8],
    markup: bool,
    frames: Vec<Frame>,
    before: Option<Token>,
    comments: Vec<Span>,
}

impl Walk<'_> {
    /// Takes the next piece and gives its end.
    fn step(&mut self, at: usize) -> usize {
        match self.frames.last() {
            None | Some(Frame::Code) => self.code(at),
            Some(Frame::Template) => self.template(at),
            Some(Frame::Tag(named)) => self.tag(at, *named),
            Some(Frame::Angles) => self.angles(at),
            Some(Frame::Children) => self.children(at),
        }
    }

    /// Leaves the frame at hand; what stood in it is a value for what follows.
    fn leave(&mut self, end: usize) -> usize {
        self.frames.pop();
        self.before = Some(made(TokenKind::Literal, end.saturating_sub(1), end));
        end
    }

    /// Leaves the elements around, since what stands here cannot be in one.
    fn give_up(&mut self, at: usize) -> usize {
        while let Some(Frame::Tag(_) | Frame::Angles | Frame::Children) = self.frames.last() {
            self.leave(at);
        }
        at
    }

    fn code(&mut self, at: usize) -> usize {
        if matches!(self.src.get(at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            return at + 1;
        }
        match plain(self.src, at, self.before, self.markup) {
            Piece::Opens(frame, start) => {
                self.frames.push(frame);
                self.before = None;
                start
            }
            Piece::Token(kind, end) => {
                match kind {
                    TokenKind::Open(b'{') if !self.frames.is_empty() => {
                        self.frames.push(Frame::Code);
                    }
                    TokenKind::Close(b'}') if !self.frames.is_empty() => {
                        self.frames.pop();
                    }
                    TokenKind::Comment if is_comment(self.src, at) => {
                        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                        self.comments.push(Span::new(offset(at), offset(end)));
                    }
                    _ => {}
                }
                if kind != TokenKind::Comment {
                    self.before = Some(made(kind, at, end));
                }
                end
            }
        }
    }

    fn template(&mut self, at: usize) -> usize {
        match self.src.get(at) {
            Some(b'\\') => at + 2,
            Some(b'`') => self.leave(at + 1),
            Some(b'$') if self.src.get(at + 1) == Some(&b'{') => {
                self.frames.push(Frame::Code);
                self.before = None;
                at + 2
            }
            _ => at + 1,
        }
    }

    fn tag(&mut self, at: usize, named: bool) -> usize {
        let next = self.src.get(at + 1).copied();
        let named_next = match self.src.get(at) {
            Some(b' ' | b'\t' | b'\n' | b'\r' | b'.' | b':' | b'-') => named,
            Some(b'=') if next != Some(b'>') => false,
            Some(b'/') if next == Some(b'>') => return self.leave(at + 2),
            Some(b'/') if matches!(next, Some(b'/' | b'*')) => {
                let end = comment_end(self.src, at);
                let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                self.comments.push(Span::new(offset(at), offset(end)));
                return end;
            }
            Some(b'>') => {
                self.set(Frame::Children);
                return at + 1;
            }
            Some(b'{') => {
                self.frames.push(Frame::Code);
                self.before = None;
                return at + 1;
            }
            Some(b'<') if named => {
                self.frames.push(Frame::Angles);
                return at + 1;
            }
            Some(b'<') if opens_element(self.src, at) => {
                self.frames.push(Frame::Tag(false));
                return at + 1;
            }
            Some(quote @ (b'"' | b'\'')) => {
                let rest = self.src.get(at + 1..).unwrap_or_default();
                let len = rest.iter().position(|byte| byte == quote);
                return at + 1 + len.map_or(rest.len(), |len| len + 1);
            }
            Some(_) if space_len(self.src, at) > 0 => return at + space_len(self.src, at),
            Some(byte) if is_name_byte(*byte) => {
                let end = name_end(self.src, at);
                self.set(Frame::Tag(true));
                return end;
            }
            _ => return self.give_up(at),
        };
        if named_next != named {
            self.set(Frame::Tag(named_next));
        }
        at + 1
    }

    fn angles(&mut self, at: usize) -> usize {
        match self.src.get(at) {
            Some(b'>') if at > 0 && self.src.get(at - 1) == Some(&b'=') => at + 1,
            Some(b'>') => self.leave(at + 1),
            Some(b'<') => {
                self.frames.push(Frame::Angles);
                at + 1
            }
            Some(b'{') => {
                self.frames.push(Frame::Code);
                self.before = None;
                at + 1
            }
            Some(b'"' | b'\'') => string_end(self.src, at),
            Some(b';' | b'}') => self.give_up(at),
            _ => at + 1,
        }
    }

    fn children(&mut self, at: usize) -> usize {
        match self.src.get(at) {
            Some(b'{') => {
                self.frames.push(Frame::Code);
                self.before = None;
                at + 1
            }
            Some(b'<') if self.src.get(at + 1) == Some(&b'/') => {
                let rest = self.src.get(at..).unwrap_or_default();
                let closes = rest
                    .iter()
                    .position(|byte| matches!(byte, b'>' | b'{' | b'}' | b';'));
                match closes.and_then(|len| Some((len, rest.get(len)?))) {
                    Some((len, b'>')) => self.leave(at + len + 1),
                    Some((len, _)) => self.give_up(at + len),
                    None => self.leave(self.src.len()),
                }
            }
            Some(b'<') if opens_element(self.src, at) => {
                self.frames.push(Frame::Tag(false));
                at + 1
            }
            // No text of an element holds these.
            Some(b'}' | b'>') => self.give_up(at),
            _ => at + 1,
        }
    }

    fn set(&mut self, frame: Frame) {
        if let Some(last) = self.frames.last_mut() {
            *last = frame;
        }
    }
}

/// The piece that starts at `at`; of a literal with code in it only its start.
fn plain(src: &[u8], at: usize, before: Option<Token>, markup: bool) -> Piece {
    let next = src.get(at + 1).copied();
    let Some(first) = src.get(at).copied() else {
        return Piece::Token(TokenKind::Mark, at + 1);
    };
    let (kind, end) = match first {
        b'(' | b'[' | b'{' => (TokenKind::Open(first), at + 1),
        b')' | b']' | b'}' => (TokenKind::Close(first), at + 1),
        b';' => (TokenKind::Semicolon, at + 1),
        b'\'' | b'"' => (TokenKind::Literal, string_end(src, at)),
        b'`' => return Piece::Opens(Frame::Template, at + 1),
        b'/' if matches!(next, Some(b'/' | b'*')) => (TokenKind::Comment, comment_end(src, at)),
        b'/' if starts_value(src, before) => (TokenKind::Literal, regex_end(src, at)),
        b'#' if next == Some(b'!') => (TokenKind::Comment, line_end(src, at)),
        b'<' if markup
            && starts_value(src, before)
            && !is_brace(before)
            && opens_element(src, at) =>
        {
            return Piece::Opens(Frame::Tag(false), at + 1);
        }
        b'0'..=b'9' => (TokenKind::Literal, number_end(src, at)),
        b'.' if next.is_some_and(|next| next.is_ascii_digit()) => {
            (TokenKind::Literal, number_end(src, at))
        }
        _ if space_len(src, at) > 0 => (TokenKind::Comment, at + space_len(src, at)),
        b'#' => (TokenKind::Word, name_end(src, at + 1)),
        _ if is_name_byte(first) || first == b'\\' => (TokenKind::Word, name_end(src, at)),
        _ => {
            let rest = src.get(at..).unwrap_or_default();
            let mark = MARKS.iter().find(|mark| rest.starts_with(mark));
            (TokenKind::Mark, at + mark.map_or(1, |mark| mark.len()))
        }
    };
    Piece::Token(kind, end.max(at + 1))
}

/// Whether a value starts after `before`, so that what stands there is no operator.
fn starts_value(src: &[u8], before: Option<Token>) -> bool {
    let Some(before) = before else { return true };
    let text = src.get(before.start..before.end).unwrap_or_default();
    let preceding = before.start.checked_sub(1).and_then(|at| src.get(at));
    match before.kind {
        TokenKind::Word => {
            let is_member = preceding.is_some_and(|byte| matches!(byte, b'.' | b'#'));
            !is_member && BEFORE_VALUE.contains(&text)
        }
        TokenKind::Literal | TokenKind::Close(b')' | b']') => false,
        TokenKind::Mark => match text {
            b"++" | b"--" => false,
            // Not null, as in `a! / b`.
            b"!" => !preceding.is_some_and(|byte| is_name_byte(*byte) || b")]".contains(byte)),
            _ => true,
        },
        _ => true,
    }
}

fn is_brace(token: Option<Token>) -> bool {
    token.is_some_and(|token| token.kind == TokenKind::Close(b'}'))
}

/// Whether `<` at `at` may start a tag.
fn opens_element(src: &[u8], at: usize) -> bool {
    let next = src.get(at + 1).copied();
    next.is_some_and(|next| next == b'>' || (is_name_byte(next) && !next.is_ascii_digit()))
}

/// Whether a token that is skipped like a comment is one, and no space.
fn is_comment(src: &[u8], at: usize) -> bool {
    matches!(src.get(at), Some(b'/' | b'#'))
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

/// The length of a space that is no ASCII character.
fn space_len(src: &[u8], at: usize) -> usize {
    match src.get(at..).unwrap_or_default() {
        [0xc2, 0xa0, ..] => 2,
        // U+1680, U+2000 to U+200B, U+2028, U+2029, U+202F, U+205F, U+2060, U+3000, U+FEFF.
        [0xe1, 0x9a, 0x80, ..]
        | [0xe2, 0x80, 0x80..=0x8b | 0xa8 | 0xa9 | 0xaf, ..]
        | [0xe2, 0x81, 0x9f | 0xa0, ..]
        | [0xe3, 0x80, 0x80, ..]
        | [0xef, 0xbb, 0xbf, ..] => 3,
        _ => 0,
    }
}

fn name_end(src: &[u8], mut at: usize) -> usize {
    while let Some(byte) = src.get(at) {
        match byte {
            // An escaped character: `\u0061`, `\u{61}`.
            b'\\' if src.get(at + 1) == Some(&b'u') => {
                at += 2;
                if src.get(at) == Some(&b'{') {
                    let rest = src.get(at..).unwrap_or_default();
                    let digits = rest
                        .iter()
                        .skip(1)
                        .take_while(|byte| byte.is_ascii_hexdigit());
                    at += 1 + digits.count();
                    at += usize::from(src.get(at) == Some(&b'}'));
                }
            }
            _ if is_name_byte(*byte) && space_len(src, at) == 0 => at += 1,
            _ => break,
        }
    }
    at
}

fn number_end(src: &[u8], start: usize) -> usize {
    let mut at = start;
    let mut has_point = false;
    let is_decimal = !matches!(
        src.get(start..start + 2),
        Some([b'0', b'x' | b'X' | b'b' | b'B' | b'o' | b'O'])
    );
    while let Some(byte) = src.get(at) {
        match byte {
            b'.' if is_decimal && !has_point => has_point = true,
            b'+' | b'-' => {
                let is_exponent = at > start && matches!(src.get(at - 1), Some(b'e' | b'E'));
                if !is_decimal || !is_exponent {
                    break;
                }
            }
            _ if byte.is_ascii_alphanumeric() || *byte == b'_' => {}
            _ => break,
        }
        at += 1;
    }
    at
}

/// The end of a string; one that is not closed ends with its line.
fn string_end(src: &[u8], start: usize) -> usize {
    let quote = src.get(start);
    let mut at = start + 1;
    while let Some(byte) = src.get(at) {
        match byte {
            b'\\' if src.get(at + 1..at + 3) == Some(b"\r\n") => at += 3,
            b'\\' => at += 2,
            b'\n' | b'\r' => return at,
            _ => {
                at += 1;
                if Some(byte) == quote {
                    return at;
                }
            }
        }
    }
    src.len()
}

/// The end of a regular expression with its flags; one that is not closed ends with its line.
fn regex_end(src: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    let mut in_class = false;
    while let Some(byte) = src.get(at) {
        match byte {
            b'\n' | b'\r' => return at,
            b'\\' if !matches!(src.get(at + 1), Some(b'\n' | b'\r')) => at += 1,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'/' if !in_class => return name_end(src, at + 1),
            _ => {}
        }
        at += 1;
    }
    src.len()
}

fn comment_end(src: &[u8], at: usize) -> usize {
    if src.get(at + 1) == Some(&b'/') {
        return line_end(src, at);
    }
    let rest = src.get(at + 2..).unwrap_or_default();
    let len = rest.windows(2).position(|pair| pair == b"*/");
    len.map_or(src.len(), |len| at + 2 + len + 2)
}

fn line_end(src: &[u8], at: usize) -> usize {
    let rest = src.get(at..).unwrap_or_default();
    let len = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    len.map_or(src.len(), |len| at + len)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(src: &str, markup: bool) -> String {
        let bytes = src.as_bytes();
        let (mut at, mut before, mut drawn) = (0, None, Vec::new());
        while at < src.len() {
            if bytes[at].is_ascii_whitespace() {
                at += 1;
                continue;
            }
            let token = token(bytes, at, before, markup);
            drawn.push(src[token.start..token.end].replace('\n', "⏎"));
            at = token.end;
            if token.kind != TokenKind::Comment {
                before = Some(token);
            }
        }
        drawn.join(" ⎵ ")
    }

    #[test]
    fn tokens() {
        let check = |src: &str, expected: &str| assert_eq!(drawn(src, true), expected, "{src}");
        check("a /b/ c", "a ⎵ / ⎵ b ⎵ / ⎵ c");
        check(
            "a = /[/'\"]\\//gi.test(b)",
            "a ⎵ = ⎵ /[/'\"]\\//gi ⎵ . ⎵ test ⎵ ( ⎵ b ⎵ )",
        );
        check("return /'/ / 2", "return ⎵ /'/ ⎵ / ⎵ 2");
        check("x.return / 2 / 1", "x ⎵ . ⎵ return ⎵ / ⎵ 2 ⎵ / ⎵ 1");
        check("i++ / 2 /1", "i ⎵ ++ ⎵ / ⎵ 2 ⎵ / ⎵ 1");
        check("a! / b / c", "a ⎵ ! ⎵ / ⎵ b ⎵ / ⎵ c");
        check("`a${b + `c${{d: '}'}}`}` x", "`a${b + `c${{d: '}'}}`}` ⎵ x");
        check("1_000.5e-3.x .5 0xFFn", "1_000.5e-3 ⎵ . ⎵ x ⎵ .5 ⎵ 0xFFn");
        check("'a\\\nb' 'c\nd", "'a\\⏎b' ⎵ 'c ⎵ d");
        check("#!/bin/node\n#a.#b", "#!/bin/node ⎵ #a ⎵ . ⎵ #b");
        check("a?.b ?? c => ...d", "a ⎵ ?. ⎵ b ⎵ ?? ⎵ c ⎵ => ⎵ ... ⎵ d");
        check("a\u{a0}/* b */é", "a ⎵ \u{a0} ⎵ /* b */ ⎵ é");
    }

    #[test]
    fn elements() {
        let check = |src: &str, expected: &str| assert_eq!(drawn(src, true), expected, "{src}");
        check(
            "x = <A b='c>' {...d} e={<f/>}>don't {g('}')} <h.i/></A> / 2",
            "x ⎵ = ⎵ <A b='c>' {...d} e={<f/>}>don't {g('}')} <h.i/></A> ⎵ / ⎵ 2",
        );
        check("(<><b>it's</b></>)", "( ⎵ <><b>it's</b></> ⎵ )");
        check("a < b > c", "a ⎵ < ⎵ b ⎵ > ⎵ c");
        check("<Foo<Bar> a=\"x\" />;", "<Foo<Bar> a=\"x\" /> ⎵ ;");
        check(
            "x = <T,>(y: T) => y",
            "x ⎵ = ⎵ <T ⎵ , ⎵ > ⎵ ( ⎵ y ⎵ : ⎵ T ⎵ ) ⎵ => ⎵ y",
        );
        check(
            "x: <T>(y: { a: T }) => T;",
            "x ⎵ : ⎵ <T>(y: { a: T }) = ⎵ > ⎵ T ⎵ ;",
        );
        check("(<div>\n}\nx", "( ⎵ <div>⏎ ⎵ } ⎵ x");
        assert_eq!(drawn("x = <any>y", false), "x ⎵ = ⎵ < ⎵ any ⎵ > ⎵ y");
    }

    #[test]
    fn comments_of_a_text() {
        let src = "// a\nx = `${/* b */ y} // no`; '// no' /* c";
        let found = comments(src.as_bytes(), false);
        let found: Vec<_> = found.iter().map(|span| &src[span.range()]).collect();
        assert_eq!(found, ["// a", "/* b */", "/* c"]);
    }
}
