//! The edit that adds a rule to the `ignore` list of a configuration. It keeps the rest of the file as it is.

use toml::de::{DeTable, DeValue};

use super::value::span_of;
use crate::edit::TextEdit;
use crate::text;

/// The edit, or none where the file is broken or ignores the rule already.
#[must_use]
pub fn ignore_edit(text: &str, in_pyproject: bool, code: &str) -> Option<TextEdit> {
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return None;
    }
    let line_break = text::line_break(text);
    let section = match in_pyproject {
        false => Some(root.get_ref()),
        true => root
            .get_ref()
            .get("tool")
            .and_then(|tool| tool.get_ref().as_table())
            .and_then(|tool| tool.get("backend-master"))
            .and_then(|section| section.get_ref().as_table()),
    };
    let Some(section) = section else {
        let gap = match text.is_empty() || text.ends_with('\n') {
            true => "",
            false => line_break,
        };
        let new = format!(
            "{gap}{line_break}[tool.backend-master]{line_break}ignore = [\"{code}\"]{line_break}"
        );
        return Some(TextEdit::insert(span_of(0..text.len()).end, new));
    };
    if let Some(ignore) = section.get("ignore") {
        return add_to(text, ignore.get_ref(), ignore.span(), code);
    }
    let new = format!("ignore = [\"{code}\"]{line_break}");
    // Before the first key of the section: what follows a sub-table would belong to it.
    let first = section.iter().map(|(key, _)| key.span().start).min();
    let at = match (first, in_pyproject) {
        (Some(first), true) => text::line_start(text, span_of(0..first).end),
        (None, true) => {
            let head = text.find("[tool.backend-master]")?;
            text::next_line(text, span_of(0..head).end)
        }
        (_, false) => text::line_start(text, 0),
    };
    Some(TextEdit::insert(at, new))
}

fn add_to(
    text: &str,
    ignore: &DeValue<'_>,
    span: std::ops::Range<usize>,
    code: &str,
) -> Option<TextEdit> {
    if let Some(word) = ignore.as_str() {
        let new = format!("[\"{word}\", \"{code}\"]");
        return (word != code).then(|| TextEdit::replace(span_of(span), new));
    }
    let items = ignore.as_array()?;
    if items
        .iter()
        .any(|item| item.get_ref().as_str() == Some(code))
    {
        return None;
    }
    let Some(last) = items.iter().next_back() else {
        return Some(TextEdit::replace(span_of(span), format!("[\"{code}\"]")));
    };
    let end = last.span().end;
    let is_alone = text::line(text, span_of(0..end).end)
        .trim_end_matches(',')
        .trim_start()
        .len()
        == last.span().len();
    let new = match is_alone {
        true => {
            let line_break = text::line_break(text);
            let indent = text::indent(text, span_of(0..end).end);
            format!(",{line_break}{indent}\"{code}\"")
        }
        false => format!(", \"{code}\""),
    };
    Some(TextEdit::insert(span_of(0..end).end, new))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::apply;

    #[test]
    fn the_rule_is_added_and_the_rest_stays() {
        for (text, in_pyproject, expected) in [
            ("", false, "ignore = [\"BM101\"]\n"),
            (
                "profile = 'strict'\n",
                false,
                "ignore = [\"BM101\"]\nprofile = 'strict'\n",
            ),
            ("ignore = ['BM1']\n", false, "ignore = ['BM1', \"BM101\"]\n"),
            ("ignore = 'BM1'\n", false, "ignore = [\"BM1\", \"BM101\"]\n"),
            ("ignore = []\n", false, "ignore = [\"BM101\"]\n"),
            (
                "ignore = [\n    'BM1',\n]\n",
                false,
                "ignore = [\n    'BM1',\n    \"BM101\",\n]\n",
            ),
            (
                "[tool.ruff]\nx = 1\n",
                true,
                "[tool.ruff]\nx = 1\n\n[tool.backend-master]\nignore = [\"BM101\"]\n",
            ),
            (
                "[tool.backend-master]\nprofile = 'strict'\n[tool.x]\n",
                true,
                "[tool.backend-master]\nignore = [\"BM101\"]\nprofile = 'strict'\n[tool.x]\n",
            ),
            (
                "[tool.backend-master]\n[tool.x]\ny = 1",
                true,
                "[tool.backend-master]\nignore = [\"BM101\"]\n[tool.x]\ny = 1",
            ),
        ] {
            let edit = ignore_edit(text, in_pyproject, "BM101").unwrap();
            assert_eq!(apply(text, &[edit]).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(ignore_edit("ignore = ['BM101']", false, "BM101"), None);
        assert_eq!(ignore_edit("ignore = [", false, "BM101"), None);
    }
}
