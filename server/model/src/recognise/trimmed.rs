//! Texts with letters taken off their ends, as the language's own functions do it; it never looks a name up.

use crate::tables::Trim;

/// `text` without what `how` takes off; `pattern` is what the call names, and white space where it names nothing.
pub(super) fn trimmed(text: &str, how: Trim, pattern: Option<&str>) -> String {
    let Some(pattern) = pattern else {
        return match how {
            Trim::Start | Trim::Prefix | Trim::Prefixes => text.trim_start(),
            Trim::End | Trim::Suffix | Trim::Suffixes => text.trim_end(),
            Trim::Both | Trim::Around => text.trim(),
        }
        .to_owned();
    };
    let named = |letter: char| pattern.contains(letter);
    match how {
        Trim::Both => text.trim_matches(named),
        Trim::Start => text.trim_start_matches(named),
        Trim::End => text.trim_end_matches(named),
        Trim::Prefix => text.strip_prefix(pattern).unwrap_or(text),
        Trim::Suffix => text.strip_suffix(pattern).unwrap_or(text),
        // An empty pattern takes nothing.
        _ if pattern.is_empty() => text,
        Trim::Prefixes => text.trim_start_matches(pattern),
        Trim::Suffixes => text.trim_end_matches(pattern),
        Trim::Around => text.trim_start_matches(pattern).trim_end_matches(pattern),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_off() {
        let check = |text: &str, how: Trim, pattern: Option<&str>, expected: &str| {
            assert_eq!(trimmed(text, how, pattern), expected, "{how:?} {pattern:?}");
        };
        check("/-api-/", Trim::Both, Some("-/"), "api");
        check("//api/", Trim::Start, Some("/"), "api/");
        check("/api//", Trim::End, Some("/"), "/api");
        check("//api", Trim::Prefix, Some("/"), "/api");
        check("/api//", Trim::Suffix, Some("/"), "/api/");
        check("ababc", Trim::Prefixes, Some("ab"), "c");
        check("cabab", Trim::Suffixes, Some("ab"), "c");
        check("abcab", Trim::Around, Some("ab"), "c");
        check("api", Trim::Around, Some(""), "api");
        check(" api ", Trim::Both, None, "api");
        check(" api ", Trim::Start, None, "api ");
        check(" api ", Trim::Suffix, None, " api");
    }
}
