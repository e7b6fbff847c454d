//! The open documents, as the client's notifications make them.
//! Never reads a file: the text the client sent is the truth.

use rustc_hash::FxHashMap;
use syntax::span::Span;
use syntax::text::{Encoding, Located, Position, Text};
use tower_lsp::ls_types::{
    DidChangeTextDocumentParams, Range, TextDocumentContentChangeEvent, TextDocumentItem, Uri,
};

/// A document the client has open.
#[derive(Clone, Debug)]
pub struct Document {
    /// As the client wrote it, which is how it must be named in answers.
    pub uri: Uri,
    /// The language as the client calls it.
    pub language: String,
    pub version: i32,
    pub text: Text,
    /// The client and we may disagree about the text, so no edit of it may be offered.
    /// Holds until the client sends the whole text again.
    pub is_suspect: bool,
}

/// Bytes of a text that were replaced.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// In the text before this edit.
    pub span: Span,
    pub new: String,
}

/// What a notification did to a document.
#[derive(Debug, PartialEq)]
pub enum Changed {
    /// These edits, one after the other.
    Edits(Vec<Edit>),
    /// The whole text is new.
    Whole,
    /// Nothing: the notification made no sense, which is logged.
    Ignored,
}

/// The open documents by address.
#[derive(Debug, Default)]
pub struct Documents {
    open: FxHashMap<Uri, Document>,
}

impl Documents {
    /// Opens a document; opening it again replaces its text.
    pub fn open(&mut self, item: TextDocumentItem) -> &Document {
        let document = Document {
            uri: item.uri.clone(),
            language: item.language_id,
            version: item.version,
            text: Text::from(item.text.as_str()),
            is_suspect: false,
        };
        let entry = self.open.entry(item.uri);
        if matches!(entry, std::collections::hash_map::Entry::Occupied(_)) {
            tracing::warn!("an open document was opened again");
        }
        entry.insert_entry(document).into_mut()
    }

    /// Applies a change notification.
    pub fn change(&mut self, params: DidChangeTextDocumentParams, encoding: Encoding) -> Changed {
        let Some(document) = self.open.get_mut(&params.text_document.uri) else {
            tracing::warn!("a document was changed that is not open");
            return Changed::Ignored;
        };
        if params.text_document.version < document.version {
            tracing::warn!("a change was left out because its version goes back");
            document.is_suspect = true;
            return Changed::Ignored;
        }
        document.version = params.text_document.version;
        let mut edits = Vec::with_capacity(params.content_changes.len());
        let mut is_whole = false;
        for change in params.content_changes {
            match document.apply(change, encoding) {
                Some(edit) => edits.push(edit),
                None => is_whole = true,
            }
        }
        match is_whole {
            true => Changed::Whole,
            false => Changed::Edits(edits),
        }
    }

    /// Closes a document and gives it.
    pub fn close(&mut self, uri: &Uri) -> Option<Document> {
        let closed = self.open.remove(uri);
        if closed.is_none() {
            tracing::warn!("a document was closed that is not open");
        }
        closed
    }

    pub fn get(&self, uri: &Uri) -> Option<&Document> {
        self.open.get(uri)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Document> {
        self.open.values()
    }
}

impl Document {
    /// Gives the edit, or nothing when the whole text was replaced.
    fn apply(
        &mut self,
        change: TextDocumentContentChangeEvent,
        encoding: Encoding,
    ) -> Option<Edit> {
        let Some(range) = change.range else {
            self.text = Text::from(change.text.as_str());
            self.is_suspect = false;
            return None;
        };
        let (span, is_sound) = located(&self.text, range, encoding);
        if !is_sound {
            tracing::warn!("a change was made at a place that does not exist");
            self.is_suspect = true;
        }
        self.text.replace(span, &change.text);
        Some(Edit {
            span,
            new: change.text,
        })
    }
}

fn located(text: &Text, range: Range, encoding: Encoding) -> (Span, bool) {
    let offset = |position: tower_lsp::ls_types::Position| -> Located {
        let position = Position {
            line: position.line,
            character: position.character,
        };
        text.offset(position, encoding)
    };
    let (start, end) = (offset(range.start), offset(range.end));
    let is_sound = start.is_sound && end.is_sound && start.offset <= end.offset;
    (Span::new(start.offset, end.offset), is_sound)
}
