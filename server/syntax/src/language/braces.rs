//! Where the items of source start and end whose blocks stand in braces; it never parses.
//!
//! Each language brings its tokens and says where a statement ends. The rest is the same for all: brackets,
//! classes with members, comments, and what an unclosed bracket may swallow.

use std::marker::PhantomData;

use crate::facts::ItemKind;
use crate::span::Span;
use crate::split::{OpenClass, RawItem, Start};

/// Tokens at the start of an item outside its brackets that a language may look at. Attributes and decorators
/// with their arguments are among them.
const MAX_TOKENS: usize = 400;

/// Tokens before the next one that a language may look at, however long the item is.
const RECENT: usize = 4;

/// A piece of source: a word, a literal, a bracket, a mark or a comment. Literals with code in them are one token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A keyword or name.
    Word,
    /// A string, template, number, character or regular expression.
    Literal,
    /// `(`, `[` or `{`.
    Open(u8),
    /// `)`, `]` or `}`.
    Close(u8),
    Semicolon,
    Comment,
    /// An operator or any other mark.
    Mark,
}

/// A token with what stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) token: Token,
    /// The first one on its line.
    pub(crate) starts_line: bool,
    /// An empty line stands before it.
    pub(crate) after_blank: bool,
}

/// What is known of an item while it is read.
pub(crate) struct Head<'a> {
    pub(crate) src: &'a [u8],
    /// The first tokens outside brackets; of brackets the opening and the closing one.
    pub(crate) tokens: Vec<Token>,
    /// The last tokens outside brackets, the latest first.
    pub(crate) recent: [Option<Token>; RECENT],
    /// Stands in a class or its like.
    pub(crate) is_member: bool,
}

impl<'a> Head<'a> {
    pub(crate) fn text(&self, token: Token) -> &'a [u8] {
        self.src.get(token.start..token.end).unwrap_or_default()
    }

    fn push(&mut self, token: Token) {
        if self.tokens.len() < MAX_TOKENS {
            self.tokens.push(token);
        }
        self.recent.rotate_right(1);
        if let Some(latest) = self.recent.first_mut() {
            *latest = Some(token);
        }
    }

    /// The words among the tokens, in order.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'a [u8]> + '_ {
        let words = self
            .tokens
            .iter()
            .filter(|token| token.kind == TokenKind::Word);
        words.map(|token| self.text(*token))
    }
}

/// What a language says of its tokens and statements.
pub(crate) trait Grammar {
    /// The token that starts at `at`, which is no space and no line end. `before` is the one before it, comments
    /// left out. The token must end after it starts.
    fn token(src: &[u8], at: usize, before: Option<Token>) -> Token;

    /// Whether `{`, the next token of the item, opens members that are items of their own.
    fn opens_members(head: &Head<'_>) -> bool;

    /// Whether code exists whose members stand no deeper than their head. There the lines do not tell where an
    /// unclosed brace should have ended, and all of it is one item.
    const FLAT_MEMBERS: bool = false;

    /// Whether the item ends after its last token. No bracket is open in it; `next` is the token that follows.
    fn ends(head: &Head<'_>, last: Token, next: Placed) -> bool;

    /// Whether the word at `at`, the first of its line, can only start an item, so that brackets open before it
    /// lack their end. Only the rest of the line may be looked at.
    fn starts_item(_src: &[u8], _at: usize) -> bool {
        false
    }
}

/// Splits text into items, one after another.
pub(crate) struct Splitter<'a, G> {
    src: &'a [u8],
    at: usize,
    /// The columns before the first byte, where it is not the start of a line.
    indent: Option<u32>,
    /// The first byte stands behind another item on its line.
    within_line: bool,
    offset: usize,
    index: u32,
    classes: Vec<OpenClass>,
    /// The end of what has been looked at.
    seen: usize,
    /// Brackets that the item read last to the end of the text left open, in order.
    unclosed: Vec<usize>,
    grammar: PhantomData<G>,
}

impl<'a, G: Grammar> Splitter<'a, G> {
    /// Starts at the first byte of `src`, which must be the first of a text or of an item.
    pub(crate) fn new(src: &'a str, start: Start) -> Self {
        let has_mark = start.offset == 0 && src.starts_with('\u{feff}');
        Self {
            src: src.as_bytes(),
            at: if has_mark { 3 } else { 0 },
            indent: start.indent,
            within_line: start.within_line,
            offset: start.offset as usize,
            index: start.index,
            classes: start.classes,
            seen: 0,
            unclosed: Vec::new(),
            grammar: PhantomData,
        }
    }

    /// Whether the last item depended on nothing after `src`, so that more text there could not have changed it.
    pub(crate) fn is_settled(&self) -> bool {
        self.seen < self.src.len()
    }

    /// The next item, or none at the end.
    pub(crate) fn next_item(&mut self) -> Option<RawItem> {
        let first = self.peek(self.at, None)?;
        let start = first.token.start;
        let indent = self.column(start);
        let code = match first.token.kind {
            TokenKind::Comment => match self.comments(first) {
                Ok(code) => code,
                Err(end) => {
                    self.leave_classes(first, indent);
                    let parent = self.classes.last().map(|class| class.head);
                    return Some(self.item(ItemKind::Comment, start..end, indent, parent, false));
                }
            },
            _ => first,
        };
        if code.token.kind == TokenKind::Close(b'}')
            && let Some(class) = self.classes.pop()
        {
            let end = self.trailing_comment(code.token);
            let parent = Some(class.head);
            return Some(self.item(ItemKind::TypeEnd, start..end, indent, parent, false));
        }
        self.leave_classes(code, indent);
        let parent = self.classes.last().map(|class| class.head);
        let read = self.read(code, indent);
        let kind = match (read.opens, parent) {
            (true, _) => ItemKind::TypeHead,
            (_, Some(_)) => ItemKind::Member,
            _ => ItemKind::Statement,
        };
        if read.opens {
            self.classes.push(OpenClass {
                head: self.index,
                indent,
            });
        }
        let end = self.trailing_comment(read.last);
        Some(self.item(kind, start..end, indent, parent, read.is_open))
    }

    /// Reads comments that follow each other. Gives the code they belong to, or, where an empty line or the end
    /// of the text comes first, the end of the last of them.
    fn comments(&mut self, first: Placed) -> Result<Placed, usize> {
        let mut end = first.token.end;
        loop {
            match self.peek(end, None) {
                Some(next) if next.after_blank => return Err(end),
                Some(next) if next.token.kind != TokenKind::Comment => return Ok(next),
                Some(next) => end = next.token.end,
                None => return Err(end),
            }
        }
    }

    /// Closes classes whose closing brace is missing: what starts a line no deeper than a class does is not in it.
    fn leave_classes(&mut self, first: Placed, indent: u32) {
        while let Some(class) = self.classes.last() {
            if !first.starts_line || indent > class.indent {
                break;
            }
            self.classes.pop();
        }
    }

    /// Reads the tokens of an item up to its end.
    fn read(&mut self, first: Placed, indent: u32) -> Read {
        let mut head = Head {
            src: self.src,
            tokens: Vec::new(),
            recent: [None; RECENT],
            is_member: !self.classes.is_empty(),
        };
        // Each with the place of its opening.
        let mut open: Vec<(u8, usize)> = Vec::new();
        // Where the item would end if the brackets open there are never closed.
        let mut rescue: Option<Token> = None;
        let mut last = first.token;
        let mut at = first;
        loop {
            match at.token.kind {
                TokenKind::Open(b'{')
                    if open.is_empty()
                        && G::opens_members(&head)
                        && !(G::FLAT_MEMBERS && self.has_flat_members(at.token, indent)) =>
                {
                    return Read {
                        last: at.token,
                        opens: true,
                        is_open: false,
                    };
                }
                TokenKind::Open(bracket) => {
                    if open.is_empty() {
                        head.push(at.token);
                    }
                    open.push((bracket, at.token.start));
                }
                TokenKind::Close(bracket) => {
                    close(&mut open, bracket);
                    if open.is_empty() {
                        head.push(at.token);
                        rescue = None;
                    }
                }
                TokenKind::Comment => {}
                _ if open.is_empty() => head.push(at.token),
                _ => {}
            }
            if at.token.kind != TokenKind::Comment {
                last = at.token;
            }
            let Some(next) = self.peek_code(at.token.end, last) else {
                let is_open = !open.is_empty();
                let last = rescue.filter(|_| is_open).unwrap_or(last);
                self.unclosed = open.into_iter().map(|(_, start)| start).collect();
                return Read {
                    last,
                    opens: false,
                    is_open,
                };
            };
            if open.is_empty() {
                let closes_class = head.is_member && next.token.kind == TokenKind::Close(b'}');
                if closes_class || G::ends(&head, last, next) {
                    return Read {
                        last,
                        opens: false,
                        is_open: false,
                    };
                }
            } else if next.starts_line
                && next.token.kind == TokenKind::Word
                && self.column(next.token.start) <= indent
            {
                let last = *rescue.get_or_insert(last);
                if self.is_unclosed(&open) || self.starts_item(next.token.start) {
                    return Read {
                        last,
                        opens: false,
                        is_open: true,
                    };
                }
            }
            at = next;
        }
    }

    /// Whether the outermost bracket is known to be open at the end of the text, so that reading on to the end,
    /// as an item before this one did, would tell nothing new.
    fn is_unclosed(&mut self, open: &[(u8, usize)]) -> bool {
        let first = open.first().map(|(_, start)| *start);
        let is_known = first.is_some_and(|start| self.unclosed.binary_search(&start).is_ok());
        if is_known {
            self.seen = self.src.len();
        }
        is_known
    }

    /// Whether the first member after the brace stands no deeper than the head.
    fn has_flat_members(&mut self, brace: Token, indent: u32) -> bool {
        let Some(next) = self.peek_code(brace.end, brace) else {
            return false;
        };
        let closes = next.token.kind == TokenKind::Close(b'}');
        next.starts_line && !closes && self.column(next.token.start) <= indent
    }

    fn starts_item(&mut self, at: usize) -> bool {
        let rest = self.src.get(at..).unwrap_or_default();
        let len = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        self.seen = self.seen.max(at + len.unwrap_or(rest.len()));
        G::starts_item(self.src, at)
    }

    /// The end of a comment on the last line of the item that ends with `last`, else the item's end.
    fn trailing_comment(&mut self, last: Token) -> usize {
        let mut end = last.end;
        while let Some(next) = self.peek(end, Some(last)) {
            let is_comment = next.token.kind == TokenKind::Comment;
            if !is_comment || next.starts_line {
                break;
            }
            end = next.token.end;
        }
        end
    }

    /// The next token from `at` on that is no comment.
    fn peek_code(&mut self, at: usize, before: Token) -> Option<Placed> {
        let mut next = self.peek(at, Some(before))?;
        let (mut starts_line, mut after_blank) = (next.starts_line, next.after_blank);
        while next.token.kind == TokenKind::Comment {
            // A line end in a comment ends a line of code, too.
            starts_line |= self.has_line_end(next.token);
            next = self.peek(next.token.end, Some(before))?;
            starts_line |= next.starts_line;
            after_blank |= next.after_blank;
        }
        Some(Placed {
            starts_line,
            after_blank,
            ..next
        })
    }

    fn has_line_end(&self, token: Token) -> bool {
        let text = self.src.get(token.start..token.end).unwrap_or_default();
        text.iter().any(|byte| matches!(byte, b'\n' | b'\r'))
    }

    fn peek(&mut self, at: usize, before: Option<Token>) -> Option<Placed> {
        let (start, line_ends) = skip_space(self.src, at);
        if start >= self.src.len() {
            self.seen = self.src.len();
            return None;
        }
        let token = G::token(self.src, start, before);
        self.seen = self.seen.max(token.end);
        Some(Placed {
            token,
            starts_line: line_ends > 0 || start == 0 && !self.within_line,
            after_blank: line_ends > 1,
        })
    }

    /// The columns before a byte on its line; a tab goes to the next multiple of eight.
    fn column(&self, at: usize) -> u32 {
        let before = self.src.get(..at).unwrap_or_default();
        let line_start = before
            .iter()
            .rposition(|byte| matches!(byte, b'\n' | b'\r'));
        let (line, first) = match line_start {
            Some(end) => (before.get(end + 1..).unwrap_or_default(), 0),
            None => (before, self.indent.unwrap_or(0)),
        };
        line.iter().fold(first, |column, byte| match byte {
            b'\t' => (column / 8).saturating_add(1).saturating_mul(8),
            // The further bytes of a character.
            0x80..=0xbf => column,
            _ => column.saturating_add(1),
        })
    }

    fn item(
        &mut self,
        kind: ItemKind,
        place: std::ops::Range<usize>,
        indent: u32,
        parent: Option<u32>,
        is_open: bool,
    ) -> RawItem {
        self.index += 1;
        self.at = place.end;
        let in_file = |at: usize| u32::try_from(self.offset + at).unwrap_or(u32::MAX);
        RawItem {
            kind,
            span: Span::new(in_file(place.start), in_file(place.end)),
            parent,
            indent,
            is_open,
        }
    }
}

struct Read {
    last: Token,
    /// Its members follow.
    opens: bool,
    /// For want of a closing bracket it was read further than to its end.
    is_open: bool,
}

/// Closes a bracket, and with it those inside that were left open. One that nothing opened closes nothing.
fn close(open: &mut Vec<(u8, usize)>, bracket: u8) {
    let opener = match bracket {
        b')' => b'(',
        b']' => b'[',
        _ => b'{',
    };
    if let Some(at) = open.iter().rposition(|(each, _)| *each == opener) {
        open.truncate(at);
    }
}

/// The first byte from `at` on that is no space, and how many line ends stand before it.
fn skip_space(src: &[u8], mut at: usize) -> (usize, u32) {
    let mut line_ends = 0;
    loop {
        match src.get(at) {
            Some(b'\r') if src.get(at + 1) == Some(&b'\n') => {}
            Some(b'\n' | b'\r') => line_ends += 1,
            Some(b' ' | b'\t' | 0x0b | 0x0c) => {}
            _ => return (at, line_ends),
        }
        at += 1;
    }
}
