//! Small questions about text: lines, indentation, words and their likeness. It knows no language.

use syntax::span::Span;

/// The start of the line that holds the byte `offset`.
#[must_use]
pub fn line_start(text: &str, offset: u32) -> u32 {
    let before = text.get(..offset as usize).unwrap_or(text);
    let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    // The byte-order mark is no part of the first line.
    let start = match start {
        0 if text.starts_with('\u{feff}') => '\u{feff}'.len_utf8().min(offset as usize),
        start => start,
    };
    u32::try_from(start).unwrap_or(offset)
}

/// The end of the line that holds `offset`, without its line break.
#[must_use]
pub fn line_end(text: &str, offset: u32) -> u32 {
    let from = offset as usize;
    let rest = text.get(from..).unwrap_or_default();
    let end = from + rest.find(['\n', '\r']).unwrap_or(rest.len());
    u32::try_from(end).unwrap_or(offset)
}

/// Where the line after the one that holds `offset` starts; the end of the text on the last line.
#[must_use]
pub fn next_line(text: &str, offset: u32) -> u32 {
    let end = line_end(text, offset);
    let rest = text.get(end as usize..).unwrap_or_default();
    let step = match rest.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [] => 0,
        _ => 1,
    };
    end + step
}

/// Where the line before the one that holds `offset` starts, if there is one.
#[must_use]
pub fn line_before(text: &str, offset: u32) -> Option<u32> {
    let start = line_start(text, offset);
    let before = text.get(..start as usize)?;
    let kept = before.strip_suffix('\n').unwrap_or(before);
    let kept = kept.strip_suffix('\r').unwrap_or(kept);
    (kept.len() < before.len())
        .then(|| line_start(text, u32::try_from(kept.len()).unwrap_or_default()))
}

/// The line that holds `offset`, without its line break.
#[must_use]
pub fn line(text: &str, offset: u32) -> &str {
    let span = Span::new(line_start(text, offset), line_end(text, offset));
    text.get(span.range()).unwrap_or_default()
}

/// The blanks the line that holds `offset` begins with.
#[must_use]
pub fn indent(text: &str, offset: u32) -> &str {
    let line = line(text, offset);
    let end = line.len() - line.trim_start_matches([' ', '\t']).len();
    line.get(..end).unwrap_or_default()
}

/// What one level of the text is indented by: the blanks of its first indented line.
#[must_use]
pub fn indent_unit(text: &str) -> &str {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let mut indents = lines.map(|line| {
        let end = line.len() - line.trim_start_matches([' ', '\t']).len();
        line.get(..end).unwrap_or_default()
    });
    indents.find(|indent| !indent.is_empty()).unwrap_or("    ")
}

/// The line break the text uses: that of its first line.
#[must_use]
pub fn line_break(text: &str) -> &'static str {
    match text.find(['\n', '\r']) {
        Some(at) if text.get(at..).is_some_and(|rest| rest.starts_with("\r\n")) => "\r\n",
        Some(at) if text.get(at..).is_some_and(|rest| rest.starts_with('\r')) => "\r",
        _ => "\n",
    }
}

/// The words of a name: `userRepo_v2` gives `user`, `repo`, `v2`, lower case.
#[must_use]
pub fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before: Option<char> = None;
    let mut chars = name.chars().peekable();
    while let Some(char) = chars.next() {
        if !char.is_alphanumeric() {
            push_word(&mut words, &mut word);
            before = None;
            continue;
        }
        let after_lower = before.is_some_and(|before| before.is_lowercase() || before.is_numeric());
        let ends_acronym = before.is_some_and(char::is_uppercase)
            && chars.peek().is_some_and(|next| next.is_lowercase());
        if char.is_uppercase() && (after_lower || ends_acronym) {
            push_word(&mut words, &mut word);
        }
        word.extend(char.to_lowercase());
        before = Some(char);
    }
    push_word(&mut words, &mut word);
    words
}

fn push_word(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// `user_repo` as a class is called: `UserRepo`.
#[must_use]
pub fn pascal_case(words: &[String]) -> String {
    let mut out = String::new();
    for word in words {
        let mut chars = word.chars();
        if let Some(first) = chars.next() {
            out.extend(first.to_uppercase());
            out.push_str(chars.as_str());
        }
    }
    out
}

/// The candidate that differs least from `word`, if it is close enough to be meant.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).clamp(1, 4);
    candidates
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be added, left out or replaced to get from one word to the other.
/// Words beyond 64 letters count as wholly different.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().take(65).collect();
    let right: Vec<char> = right.chars().take(65).collect();
    if left.len() > 64 || right.len() > 64 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, from) in left.iter().enumerate() {
        let mut diagonal = index;
        let mut last = index + 1;
        let mut next = vec![last];
        for (to, above) in right.iter().zip(row.iter().skip(1)) {
            let replaced = diagonal + usize::from(from != to);
            last = replaced.min(above + 1).min(last + 1);
            next.push(last);
            diagonal = *above;
        }
        row = next;
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_each_kind_of_break() {
        for (text, offset, expected) in [
            ("a\nbc\nd", 3, "bc"),
            ("a\r\nbc\r\nd", 4, "bc"),
            ("a\rbc\rd", 2, "bc"),
            ("\u{feff}ab\nc", 3, "ab"),
            ("ab", 2, "ab"),
        ] {
            assert_eq!(line(text, offset), expected, "{text:?}");
        }
        assert_eq!(next_line("a\r\nb", 0), 3);
        assert_eq!(next_line("ab", 1), 2);
        assert_eq!(line_before("a\r\nbc\r\nd", 4), Some(0));
        assert_eq!(line_before("a\n\nd", 3), Some(2));
        assert_eq!(line_before("abc", 2), None);
    }

    #[test]
    fn names_are_cut_into_words() {
        for (name, expected) in [
            ("user_repo", "user repo"),
            ("UserRepository", "user repository"),
            ("HTTPClient", "http client"),
            ("passwordHash", "password hash"),
            ("JWT_SECRET_KEY", "jwt secret key"),
            ("_x", "x"),
        ] {
            assert_eq!(words(name).join(" "), expected, "{name}");
        }
    }

    #[test]
    fn the_nearest_word_is_close_enough_to_be_meant() {
        let keys = ["select", "ignore", "severity", "profile"];
        assert_eq!(nearest("ingore", keys.into_iter()), Some("ignore"));
        assert_eq!(nearest("sevrity", keys.into_iter()), Some("severity"));
        assert_eq!(nearest("colour", keys.into_iter()), None);
    }
}
