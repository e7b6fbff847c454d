//! `schema.prisma` and the files it is split into; it never judges whether a schema is valid.
//!
//! The notation is one of lines, so a reader of lines serves better than a grammar: what is broken in one line ends
//! with it, and a block that nobody closed ends where the next one begins.

use syntax::facts::{Name, TypeKind, TypeRef};
use syntax::span::Span;

use super::{Folder, ManifestText, Schema, StoredField, StoredModel};
use crate::things::FileRole;

/// See <https://www.prisma.io/docs/orm/prisma-schema/overview>.
pub(super) fn read(text: ManifestText, folder: &mut Folder) {
    folder.schemas.push(Schema {
        path: Name::new(text.path),
        role: FileRole::of(text.path, text.text),
        models: models(text.text),
    });
}

fn models(text: &str) -> Vec<StoredModel> {
    let mut models = Vec::new();
    let mut open: Option<StoredModel> = None;
    let mut in_comment = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let code = code_of(line, &mut in_comment);
        let code = code.trim_end();
        let indent = code.len() - code.trim_start().len();
        if let Some(block) = Block::opened_by(code) {
            models.extend(open.take());
            open = (block.keyword == "model").then(|| StoredModel {
                name: Name::new(block.name),
                span: span(start + block.name_at, block.name.len()),
                whole: span(start + indent, code.len() - indent),
                fields: Vec::new(),
            });
            if block.is_closed {
                models.extend(open.take());
            }
            continue;
        }
        let Some(mut model) = open.take() else {
            continue;
        };
        if code.trim_start().starts_with('}') {
            model.whole = model.whole.joined(span(start + indent, 1));
            models.push(model);
            continue;
        }
        if !code.is_empty() {
            model.whole = model
                .whole
                .joined(span(start + indent, code.len() - indent));
        }
        model.fields.extend(field(code, start));
        open = Some(model);
    }
    models.extend(open);
    models
}

/// The first line of a block: `model User {`.
struct Block<'c> {
    keyword: &'c str,
    name: &'c str,
    /// From the beginning of the line.
    name_at: usize,
    /// Ends in the same line.
    is_closed: bool,
}

impl<'c> Block<'c> {
    fn opened_by(code: &'c str) -> Option<Self> {
        let (keyword, name, name_at, rest) = two_words(code)?;
        let rest = rest.trim_start().strip_prefix('{')?;
        Some(Self {
            keyword,
            name,
            name_at,
            is_closed: rest.contains('}'),
        })
    }
}

/// `author User? @relation(...)`, in a line that begins at byte `start`.
fn field(code: &str, start: usize) -> Option<StoredField> {
    let (name, ty, ty_at, rest) = two_words(code)?;
    let named = TypeRef {
        span: span(start + ty_at, ty.len()),
        kind: TypeKind::Named {
            path: Name::new(ty),
            args: Vec::new(),
        },
    };
    let kind = match rest {
        _ if rest.starts_with("[]") => Some((2, TypeKind::List(Box::new(named.clone())))),
        _ if rest.starts_with('?') => Some((1, TypeKind::Optional(Box::new(named.clone())))),
        _ => None,
    };
    let ty = match kind {
        Some((more, kind)) => TypeRef {
            span: span(start + ty_at, ty.len() + more),
            kind,
        },
        None => named,
    };
    Some(StoredField {
        name: Name::new(name),
        ty,
    })
}

/// The two words a line begins with, where the second one stands, and what follows it.
fn two_words(code: &str) -> Option<(&str, &str, usize, &str)> {
    let (first, after) = word(code.trim_start())?;
    let second = after.trim_start();
    if second.len() == after.len() {
        return None;
    }
    let at = code.len() - second.len();
    let (second, rest) = word(second)?;
    Some((first, second, at, rest))
}

/// The name that `text` begins with, and the rest.
fn word(text: &str) -> Option<(&str, &str)> {
    let is_of_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
    let end = text.find(|letter| !is_of_name(letter));
    let (word, rest) = text.split_at_checked(end.unwrap_or(text.len()))?;
    word.starts_with(char::is_alphabetic)
        .then_some((word, rest))
}

#[derive(Clone, Copy, PartialEq)]
enum Within {
    Code,
    Text,
    Comment,
}

/// The line with blanks for comments and texts, byte for byte, so that what is left keeps its place.
fn code_of(line: &str, in_comment: &mut bool) -> String {
    let mut code = String::with_capacity(line.len());
    let mut within = match in_comment {
        true => Within::Comment,
        false => Within::Code,
    };
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let (then, is_pair) = match (within, letter, letters.peek()) {
            (Within::Code, '/', Some('/')) => break,
            (Within::Code, '/', Some('*')) => (Within::Comment, true),
            (Within::Comment, '*', Some('/')) => (Within::Code, true),
            (Within::Text, '\\', Some(_)) => (Within::Text, true),
            (Within::Code, '"', _) => (Within::Text, false),
            (Within::Text, '"', _) => (Within::Code, false),
            (Within::Code, ..) => {
                code.push(letter);
                continue;
            }
            _ => (within, false),
        };
        let second = letters.next_if(|_| is_pair).map_or(0, char::len_utf8);
        code.extend(std::iter::repeat_n(' ', letter.len_utf8() + second));
        within = then;
    }
    *in_comment = within == Within::Comment;
    code
}

fn span(start: usize, len: usize) -> Span {
    let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(byte(start), byte(start + len))
}
