//! Text edits and how they are applied. It knows no rule and no language.

use model::FileId;
use syntax::span::Span;

/// Replaces the bytes of `span` by `new_text`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextEdit {
    pub span: Span,
    pub new_text: String,
}

impl TextEdit {
    #[must_use]
    pub fn replace(span: Span, new_text: impl Into<String>) -> Self {
        Self {
            span,
            new_text: new_text.into(),
        }
    }

    #[must_use]
    pub fn insert(at: u32, new_text: impl Into<String>) -> Self {
        Self::replace(Span::new(at, at), new_text)
    }
}

/// Everything one repair changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    /// In the file of the finding.
    pub here: Vec<TextEdit>,
    /// In other files of the index.
    pub elsewhere: Vec<(FileId, Vec<TextEdit>)>,
    /// In files that the index does not hold, by their path in the workspace: configuration.
    pub beside: Vec<(String, Vec<TextEdit>)>,
    /// Files to create, with their path in the workspace.
    pub new_files: Vec<(String, String)>,
}

impl Edits {
    /// Edits of the finding's file alone.
    #[must_use]
    pub fn here(edits: Vec<TextEdit>) -> Self {
        Self {
            here: edits,
            ..Self::default()
        }
    }
}

/// The text with the edits applied, or none where two of them overlap or one lies outside the text.
///
/// Insertions at one place keep the order they have in `edits`.
#[must_use]
pub fn apply(text: &str, edits: &[TextEdit]) -> Option<String> {
    let mut ordered: Vec<_> = edits.iter().collect();
    ordered.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in ordered {
        let start = edit.span.start as usize;
        out.push_str(text.get(at..start)?);
        out.push_str(&edit.new_text);
        at = edit.span.end as usize;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_applied_in_order_of_place() {
        let edits = [
            TextEdit::replace(Span::new(4, 5), "x"),
            TextEdit::insert(0, "1"),
            TextEdit::insert(0, "2"),
        ];
        assert_eq!(apply("abcdef", &edits).as_deref(), Some("12abcdxf"));
    }

    #[test]
    fn overlapping_edits_are_refused() {
        let edits = [
            TextEdit::replace(Span::new(1, 4), "x"),
            TextEdit::replace(Span::new(3, 5), "y"),
        ];
        assert_eq!(apply("abcdef", &edits), None);
    }

    #[test]
    fn an_edit_outside_the_text_is_refused() {
        assert_eq!(apply("abc", &[TextEdit::insert(4, "x")]), None);
    }
}
