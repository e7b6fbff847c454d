//! Where an item of Rust source ends; it never looks into brackets.

use super::lexer;
use crate::language::braces::{Grammar, Head, Placed, Token, TokenKind};

pub(crate) struct Items;

impl Grammar for Items {
    const FLAT_MEMBERS: bool = true;

    fn token(src: &[u8], at: usize, _before: Option<Token>) -> Token {
        lexer::token(src, at)
    }

    fn opens_members(head: &Head<'_>) -> bool {
        let opens = match keyword(head) {
            Some(b"impl" | b"trait" | b"mod") => true,
            // A block of foreign functions; without a brace after it, `extern` belongs to a function.
            Some(b"extern") => head.words().last() == Some(b"extern"),
            _ => false,
        };
        // A brace between angle brackets is a value: `impl Buffer<{ SIZE }> {`.
        opens && !is_in_angles(head)
    }

    fn ends(head: &Head<'_>, last: Token, next: Placed) -> bool {
        if last.kind == TokenKind::Semicolon || is_inner_attribute(head) {
            return true;
        }
        let keyword = keyword(head);
        if last.kind == TokenKind::Close(b'}') {
            let needs_semicolon = matches!(
                keyword,
                Some(b"use" | b"const" | b"static" | b"type" | b"let" | b"extern")
            );
            let follows = next.token.kind == TokenKind::Semicolon && !next.starts_line;
            if !needs_semicolon && !follows && !is_in_angles(head) {
                return true;
            }
        }
        keyword.is_some()
            && next.starts_line
            && may_end(head, last)
            && begins_item(head, next.token)
    }
}

/// The word that tells what the item is, after attributes and modifiers.
fn keyword<'a>(head: &Head<'a>) -> Option<&'a [u8]> {
    let mut tokens = head.tokens.iter().copied().peekable();
    while let Some(token) = tokens.next() {
        let text = head.text(token);
        let following = tokens.peek().map(|next| head.text(*next));
        match (token.kind, text) {
            (TokenKind::Word, b"pub" | b"default" | b"async" | b"unsafe" | b"auto" | b"safe") => {}
            (TokenKind::Word, b"const")
                if matches!(following, Some(b"fn" | b"async" | b"unsafe" | b"extern")) => {}
            (TokenKind::Word, b"extern") => {
                let mut rest = tokens.clone();
                let abi = rest.next_if(|next| next.kind == TokenKind::Literal);
                match rest.peek().map(|next| head.text(*next)) {
                    Some(b"fn") => {}
                    Some(b"crate") if abi.is_none() => return Some(b"extern"),
                    _ => return Some(text),
                }
            }
            (TokenKind::Word, _) => return Some(text),
            _ => {}
        }
    }
    None
}

/// Whether a `<` in the head is still open.
fn is_in_angles(head: &Head<'_>) -> bool {
    let mut depth = 0i32;
    for token in &head.tokens {
        match (token.kind, head.text(*token)) {
            (TokenKind::Mark, b"<") => depth += 1,
            (TokenKind::Mark, b">") => depth -= 1,
            _ => {}
        }
    }
    depth > 0
}

/// Whether the head is `#![…]` alone.
fn is_inner_attribute(head: &Head<'_>) -> bool {
    match head.tokens.as_slice() {
        [hash, bang, open, close] => {
            head.text(*hash) == b"#"
                && head.text(*bang) == b"!"
                && open.kind == TokenKind::Open(b'[')
                && close.kind == TokenKind::Close(b']')
        }
        _ => false,
    }
}

/// Whether an item that lacks its semicolon may be over after `last`.
fn may_end(head: &Head<'_>, last: Token) -> bool {
    match last.kind {
        TokenKind::Word => !matches!(
            head.text(last),
            b"for"
                | b"dyn"
                | b"impl"
                | b"where"
                | b"as"
                | b"in"
                | b"mut"
                | b"ref"
                | b"return"
                | b"move"
                | b"else"
                | b"pub"
                | b"unsafe"
                | b"async"
                | b"extern"
                | b"default"
        ),
        TokenKind::Literal | TokenKind::Close(_) => true,
        TokenKind::Mark => head.text(last) == b">",
        _ => false,
    }
}

/// Whether a token at the start of a line can only be the first of an item.
fn begins_item(head: &Head<'_>, token: Token) -> bool {
    match token.kind {
        TokenKind::Word => matches!(
            head.text(token),
            b"fn"
                | b"pub"
                | b"struct"
                | b"enum"
                | b"impl"
                | b"trait"
                | b"mod"
                | b"use"
                | b"static"
                | b"const"
                | b"type"
                | b"extern"
                | b"unsafe"
                | b"async"
                | b"let"
                | b"macro_rules"
        ),
        TokenKind::Mark => {
            head.text(token) == b"#" && matches!(head.src.get(token.end), Some(b'[' | b'!'))
        }
        _ => false,
    }
}
