//! The tokens of Go source and where its statements end; it never builds a tree.
//!
//! The rules are those of <https://go.dev/ref/spec#Lexical_elements>.

use crate::language::braces::{Grammar, Head, Placed, Token, TokenKind};
use crate::span::Span;

/// How the splitter reads Go.
pub(crate) struct Items;

impl Grammar for Items {
    fn token(src: &[u8], at: usize, _before: Option<Token>) -> Token {
        let (kind, end) = read(src, at);
        Token {
            kind,
            start: at,
            end: end.max(at + 1),
        }
    }

    /// Types, interfaces and grouped declarations are single items.
    fn opens_members(_head: &Head<'_>) -> bool {
        false
    }

    /// <https://go.dev/ref/spec#Semicolons>: a line end is a semicolon where the last token may end a statement.
    fn ends(head: &Head<'_>, last: Token, next: Placed) -> bool {
        match last.kind {
            TokenKind::Semicolon => true,
            _ if !next.starts_line => false,
            TokenKind::Literal | TokenKind::Close(_) => true,
            TokenKind::Word => !is_open_keyword(head.text(last)),
            TokenKind::Mark => matches!(head.text(last), b"++" | b"--"),
            TokenKind::Open(_) | TokenKind::Comment => false,
        }
    }

    /// A function with a name never stands in brackets, so brackets that are open before it lack their end.
    fn starts_item(src: &[u8], at: usize) -> bool {
        let line = line_at(src, at);
        let Some(rest) = line.strip_prefix(b"func".as_slice()) else {
            return false;
        };
        let rest = rest.trim_ascii_start();
        if rest.len() + b"func".len() == line.len() {
            return false;
        }
        let after_receiver = match rest.strip_prefix(b"(".as_slice()) {
            // After the parameters of a function without a name comes its result or its block, never a bracket
            // behind a name.
            Some(receiver) => receiver
                .iter()
                .position(|byte| *byte == b')')
                .and_then(|end| receiver.get(end + 1..))
                .unwrap_or_default()
                .trim_ascii_start(),
            None => rest,
        };
        let name = word_end(after_receiver, 0);
        name > 0 && matches!(after_receiver.get(name), Some(b'(' | b'['))
    }
}

/// The comments of `src`, which must start at a token.
pub(super) fn comments(src: &str) -> Vec<Span> {
    let src = src.as_bytes();
    let mut comments = Vec::new();
    if !src.windows(2).any(|pair| matches!(pair, b"//" | b"/*")) {
        return comments;
    }
    let mut at = 0;
    while let Some(byte) = src.get(at) {
        if byte.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let (kind, end) = read(src, at);
        let end = end.max(at + 1);
        if kind == TokenKind::Comment {
            let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            comments.push(Span::new(offset(at), offset(end)));
        }
        at = end;
    }
    comments
}

/// The kind and end of the token at `at`.
fn read(src: &[u8], at: usize) -> (TokenKind, usize) {
    let byte = src.get(at).copied().unwrap_or_default();
    let next = src.get(at + 1).copied();
    match byte {
        b'(' | b'[' | b'{' => (TokenKind::Open(byte), at + 1),
        b')' | b']' | b'}' => (TokenKind::Close(byte), at + 1),
        b';' => (TokenKind::Semicolon, at + 1),
        b'/' if next == Some(b'/') => (TokenKind::Comment, line_end(src, at)),
        b'/' if next == Some(b'*') => (TokenKind::Comment, comment_end(src, at + 2)),
        b'"' | b'\'' => (TokenKind::Literal, quoted_end(src, at + 1, byte)),
        b'`' => (TokenKind::Literal, raw_end(src, at + 1)),
        b'0'..=b'9' => (TokenKind::Literal, number_end(src, at)),
        b'.' if next.is_some_and(|next| next.is_ascii_digit()) => {
            (TokenKind::Literal, number_end(src, at))
        }
        b'+' | b'-' if next == Some(byte) => (TokenKind::Mark, at + 2),
        _ if is_name_byte(byte) => (TokenKind::Word, word_end(src, at)),
        _ => (TokenKind::Mark, at + 1),
    }
}

/// Whether a statement goes on after this keyword; after names and the other keywords it may end.
fn is_open_keyword(word: &[u8]) -> bool {
    matches!(
        word,
        b"case"
            | b"chan"
            | b"const"
            | b"default"
            | b"defer"
            | b"else"
            | b"for"
            | b"func"
            | b"go"
            | b"goto"
            | b"if"
            | b"import"
            | b"interface"
            | b"map"
            | b"package"
            | b"range"
            | b"select"
            | b"struct"
            | b"switch"
            | b"type"
            | b"var"
    )
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn word_end(src: &[u8], at: usize) -> usize {
    let rest = src.get(at..).unwrap_or_default();
    let len = rest.iter().position(|byte| !is_name_byte(*byte));
    at + len.unwrap_or(rest.len())
}

/// A number with its signs, points and prefixes, as far as it may reach.
fn number_end(src: &[u8], at: usize) -> usize {
    let is_hex = matches!(src.get(at..at + 2), Some(b"0x" | b"0X"));
    let mut end = at;
    while let Some(byte) = src.get(end) {
        let before = end.checked_sub(1).and_then(|before| src.get(before));
        let is_sign = matches!(byte, b'+' | b'-')
            && end > at
            && match before {
                Some(b'e' | b'E') => !is_hex,
                Some(b'p' | b'P') => is_hex,
                _ => false,
            };
        if !is_name_byte(*byte) && *byte != b'.' && !is_sign {
            break;
        }
        end += 1;
    }
    end
}

/// The end of a string or character in quotes, which ends with its line if its quote is missing.
fn quoted_end(src: &[u8], mut at: usize, quote: u8) -> usize {
    loop {
        match src.get(at) {
            None | Some(b'\n' | b'\r') => return at,
            Some(b'\\') if !matches!(src.get(at + 1), None | Some(b'\n' | b'\r')) => at += 2,
            Some(byte) if *byte == quote => return at + 1,
            Some(_) => at += 1,
        }
    }
}

fn raw_end(src: &[u8], at: usize) -> usize {
    let rest = src.get(at..).unwrap_or_default();
    let len = rest.iter().position(|byte| *byte == b'`');
    len.map_or(src.len(), |len| at + len + 1)
}

fn comment_end(src: &[u8], at: usize) -> usize {
    let rest = src.get(at..).unwrap_or_default();
    let len = rest.windows(2).position(|pair| pair == b"*/");
    len.map_or(src.len(), |len| at + len + 2)
}

fn line_end(src: &[u8], at: usize) -> usize {
    at + line_at(src, at).len()
}

/// The rest of a line, without its end.
fn line_at(src: &[u8], at: usize) -> &[u8] {
    let rest = src.get(at..).unwrap_or_default();
    let len = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    rest.get(..len.unwrap_or(rest.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws the tokens of a text.
    fn check(src: &str, expected: &[&str]) {
        let bytes = src.as_bytes();
        let mut at = 0;
        let mut drawn = Vec::new();
        while at < bytes.len() {
            if bytes[at].is_ascii_whitespace() {
                at += 1;
                continue;
            }
            let token = Items::token(bytes, at, None);
            drawn.push(src.get(at..token.end).unwrap());
            at = token.end;
        }
        assert_eq!(drawn, expected, "{src}");
    }

    #[test]
    fn tokens() {
        check("a.b := .5e-3", &["a", ".", "b", ":", "=", ".5e-3"]);
        check("0x1p-2-1", &["0x1p-2", "-", "1"]);
        check("0xe+1", &["0xe", "+", "1"]);
        check("i++ + x", &["i", "++", "+", "x"]);
        check(
            r#""a\"b" '\'' `c"\`d"#,
            &[r#""a\"b""#, r"'\''", r#"`c"\`"#, "d"],
        );
        check("\"open\nx", &["\"open", "x"]);
        check("a /* b\n */ // c\nd", &["a", "/* b\n */", "// c", "d"]);
        check("größe", &["größe"]);
    }

    #[test]
    fn functions_with_names_start_items() {
        let check = |src: &str, expected| {
            assert_eq!(Items::starts_item(src.as_bytes(), 0), expected, "{src}");
        };
        check("func name() {", true);
        check("func name[T any](x T) {", true);
        check("func (s *Store) Find(id int) {", true);
        check("func (s List[T]) Find(id int) {", true);
        check("func() {", false);
        check("func(x int) error {", false);
        check("func (x int) (error) {", false);
        check("func (x int) fmt.Stringer {", false);
        check("function()", false);
        check("x := 1", false);
    }
}
