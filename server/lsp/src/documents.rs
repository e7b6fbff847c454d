//! An open document, as the client's notifications make it.
//! Never reads a file: the text the client sent is the truth.

use syntax::document::Edit;
use syntax::text::{Encoding, Text};
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, TextDocumentItem, Uri};

use crate::from_proto;

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

impl From<TextDocumentItem> for Document {
    fn from(item: TextDocumentItem) -> Self {
        Self {
            uri: item.uri,
            language: item.language_id,
            version: item.version,
            text: Text::from(item.text.as_str()),
            is_suspect: false,
        }
    }
}

impl Document {
    /// Applies a notification of changes, one after the other.
    /// Gives the edits, or nothing when the whole text was replaced.
    ///
    /// A change whose version goes back is left out.
    pub fn change(
        &mut self,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> Option<Vec<Edit>> {
        if version < self.version {
            tracing::warn!("a change was left out because its version goes back");
            self.is_suspect = true;
            return Some(Vec::new());
        }
        self.version = version;
        let mut edits = Some(Vec::with_capacity(changes.len()));
        for change in changes {
            match self.apply(change, encoding) {
                Some(edit) => edits.iter_mut().for_each(|edits| edits.push(edit.clone())),
                None => edits = None,
            }
        }
        edits
    }

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
        let (span, is_sound) = from_proto::span(&self.text, range, encoding);
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use syntax::span::Span;

    fn opened(text: &str) -> Document {
        let item =
            json!({"uri": "file:///a.py", "languageId": "python", "version": 1, "text": text});
        Document::from(serde_json::from_value::<TextDocumentItem>(item).unwrap())
    }

    fn changed(document: &mut Document, version: i32, change: Value) -> Option<Vec<Edit>> {
        let changes = vec![serde_json::from_value(change).unwrap()];
        document.change(version, changes, Encoding::Utf16)
    }

    fn at(a: u32, b: u32, c: u32, d: u32, text: &str) -> Value {
        let range =
            json!({"start": {"line": a, "character": b}, "end": {"line": c, "character": d}});
        json!({"range": range, "text": text})
    }

    #[test]
    fn sound_changes_are_trusted() {
        let mut document = opened("a = '😀'\r\nb\r\n");
        let edits = changed(&mut document, 2, at(0, 7, 1, 0, "!")).unwrap();
        assert_eq!(document.text.to_string(), "a = '😀!b\r\n");
        assert_eq!(
            edits,
            [Edit {
                span: Span::new(9, 12),
                new: "!".to_owned()
            }]
        );
        assert!(!document.is_suspect);
        // A column past the end of its line means the end of the line.
        changed(&mut document, 3, at(0, 900, 0, 999, "?"));
        assert_eq!(document.text.to_string(), "a = '😀!b?\r\n");
        assert!(!document.is_suspect);
    }

    #[test]
    fn unsound_changes_raise_suspicion_until_the_whole_text_comes() {
        for change in [
            at(0, 6, 0, 7, "q"),
            at(9, 0, 9, 1, "q"),
            at(0, 5, 0, 2, "q"),
            at(0, 0, u32::MAX, u32::MAX, "q"),
        ] {
            let mut document = opened("a = '😀'\n");
            changed(&mut document, 2, change.clone());
            assert!(document.is_suspect, "{change}");
            assert_eq!(changed(&mut document, 3, json!({"text": "b"})), None);
            assert!(!document.is_suspect);
            assert_eq!(document.text.to_string(), "b");
        }
    }

    #[test]
    fn a_version_that_goes_back_changes_nothing() {
        let mut document = opened("a");
        changed(&mut document, 5, json!({"text": "b"}));
        assert_eq!(
            changed(&mut document, 4, json!({"text": "c"})),
            Some(Vec::new())
        );
        assert_eq!(
            (document.text.to_string().as_str(), document.version),
            ("b", 5)
        );
        assert!(document.is_suspect);
    }
}
