//! Long lines of code, broken at their brackets; it knows no language but quotes.

/// `text` that begins at a column, as lines that fit where they can; all but the first are indented.
pub fn wrapped_at(text: &str, column: usize, indent: usize, width: usize, depth: usize) -> String {
    let Some(depth) = depth.checked_sub(1) else {
        return text.to_owned();
    };
    if text.chars().count() + column < width {
        return text.to_owned();
    }
    let Some((open, close)) = longest_bracket(text) else {
        return text.to_owned();
    };
    let (Some(head), Some(inner), Some(tail)) = (
        text.get(..=open),
        text.get(open + 1..close),
        text.get(close..),
    ) else {
        return text.to_owned();
    };
    let parts = split_top(inner);
    if parts.is_empty() || inner.contains(" for ") {
        return text.to_owned();
    }
    let mut out = format!("{head}\n");
    for part in parts {
        let part = wrapped_at(part.trim(), column + indent, indent, width, depth);
        out.push_str(&format!("{}{part},\n", " ".repeat(column + indent)));
    }
    out.push_str(&format!("{}{tail}", " ".repeat(column)));
    out
}

/// The longest bracket that no other one encloses: where it opens and closes.
fn longest_bracket(text: &str) -> Option<(usize, usize)> {
    let mut depth = 0usize;
    let mut open = 0;
    let mut spans = Vec::new();
    for (at, character) in code_characters(text) {
        match character {
            '(' | '[' | '{' => {
                if depth == 0 {
                    open = at;
                }
                depth += 1;
            }
            ')' | ']' | '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    spans.push((open, at));
                }
            }
            _ => {}
        }
    }
    spans.into_iter().max_by_key(|(open, close)| close - open)
}

/// The characters outside of string literals.
fn code_characters(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut quote = None;
    let mut escaped = false;
    text.char_indices().filter(move |(_, character)| {
        if let Some(held) = quote {
            if !escaped && *character == held {
                quote = None;
            }
            escaped = *character == '\\' && !escaped;
            return false;
        }
        if matches!(character, '"' | '\'') {
            quote = Some(*character);
            return false;
        }
        true
    })
}

/// The parts between the commas that no bracket encloses.
pub fn split_top(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut depth = 0usize;
    let mut start = 0;
    for (at, character) in code_characters(text) {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.extend(text.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(text.get(start..).filter(|part| !part.trim().is_empty()));
    parts
}
