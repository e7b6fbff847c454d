//! SQL as text: whether something is a statement, and how a driver writes its placeholders.
//! It parses no SQL.

/// `?`.
pub const QUESTION: &str = "question";
/// `%s`.
pub const PERCENT: &str = "percent";
/// `$1`; the values are arguments of their own.
pub const NUMBERED: &str = "numbered";
/// `$1`; the values are one list.
pub const NUMBERED_LIST: &str = "numbered-list";
/// `?`; the values are one list.
pub const QUESTION_LIST: &str = "question-list";
/// `:name`, with a dictionary of values.
pub const NAMED: &str = "named";

/// Whether a text begins as a statement of SQL.
#[must_use]
pub fn begins_statement(text: &str) -> bool {
    let lower = text.trim_start().to_ascii_lowercase();
    let mut words = lower.split(|char: char| !char.is_ascii_alphanumeric() && char != '_');
    let first = words.next().unwrap_or_default();
    let second = words.find(|word| !word.is_empty()).unwrap_or_default();
    let has = |word: &str| {
        lower
            .split(|char: char| !char.is_ascii_alphanumeric() && char != '_')
            .any(|own| own == word)
    };
    match first {
        "select" => has("from"),
        "insert" | "replace" => second == "into",
        "update" => has("set"),
        "delete" => second == "from",
        "with" => has("as") && has("select"),
        "create" | "alter" | "drop" => matches!(
            second,
            "table"
                | "index"
                | "view"
                | "schema"
                | "database"
                | "role"
                | "user"
                | "unique"
                | "or"
                | "temporary"
                | "sequence"
                | "extension"
                | "materialized"
                | "function"
                | "trigger"
                | "type"
        ),
        "truncate" => second == "table",
        "call" | "exec" | "execute" => lower.contains('('),
        _ => false,
    }
}

/// Whether a text is a statement that changes a schema, not what is stored.
#[must_use]
pub fn changes_schema(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let defines = ["alter", "create", "drop"];
    defines.iter().any(|word| first.eq_ignore_ascii_case(word)) && begins_statement(text)
}

/// The f-string or template literal `source` with placeholders for its `values`, and the arguments that carry them.
///
/// None where a value stands where none may stand, such as a table's name, or the text is too involved.
#[must_use]
pub fn parameters(source: &str, values: &[&str], style: &str) -> Option<(String, String)> {
    let quote_at = source.find(['"', '\'', '`'])?;
    let prefix = source.get(..quote_at)?;
    let is_script = prefix.is_empty() && source.starts_with('`');
    // Neighbouring texts and texts with other meanings of signs are left to a person.
    let is_plain = is_script || prefix.eq_ignore_ascii_case("f");
    if !is_plain || source.contains(['\\']) || values.is_empty() {
        return None;
    }
    let mark = if is_script { "$" } else { "" };
    let quote = quote_of(source.get(quote_at..)?)?;
    let inner = source.get(quote_at + quote.len()..)?.strip_suffix(quote)?;
    if inner.contains(quote) || inner.contains("{{") || inner.contains("}}") {
        return None;
    }
    if style != PERCENT && inner.contains('%') || style == NAMED && inner.contains(':') {
        return None;
    }
    let mut out = String::new();
    let mut rest = inner;
    let mut names: Vec<String> = Vec::new();
    for value in values {
        let (before, after) = rest.split_once(&format!("{mark}{{{value}}}"))?;
        let is_quoted = before.ends_with('\'') && after.starts_with('\'');
        let before = if is_quoted {
            before.strip_suffix('\'')?
        } else {
            before
        };
        rest = if is_quoted {
            after.strip_prefix('\'')?
        } else {
            after
        };
        let goes_on =
            rest.starts_with(|char: char| char.is_alphanumeric() || char == '_' || char == '%');
        if !may_hold_value(before) || goes_on || before.contains('{') {
            return None;
        }
        let name = value.rsplit('.').next().unwrap_or(value);
        let is_name = name
            .chars()
            .all(|char| char.is_alphanumeric() || char == '_');
        let name = match is_name && !names.iter().any(|own| own == name) {
            true => name.to_owned(),
            false => format!("value{}", names.len() + 1),
        };
        out.push_str(before);
        match style {
            QUESTION | QUESTION_LIST => out.push('?'),
            PERCENT => out.push_str("%s"),
            NUMBERED | NUMBERED_LIST => out.push_str(&format!("${}", names.len() + 1)),
            _ => out.push_str(&format!(":{name}")),
        }
        names.push(name);
    }
    if rest.contains('{') {
        return None;
    }
    out.push_str(rest);
    Some((
        format!("{quote}{out}{quote}"),
        arguments(values, &names, style),
    ))
}

fn arguments(values: &[&str], names: &[String], style: &str) -> String {
    match style {
        NUMBERED => values.join(", "),
        NUMBERED_LIST | QUESTION_LIST => format!("[{}]", values.join(", ")),
        NAMED => {
            let entries = names
                .iter()
                .zip(values)
                .map(|(name, value)| format!("\"{name}\": {value}"));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        _ => match values {
            [only] => format!("({only},)"),
            several => format!("({})", several.join(", ")),
        },
    }
}

fn quote_of(text: &str) -> Option<&'static str> {
    ["\"\"\"", "'''", "\"", "'", "`"]
        .into_iter()
        .find(|quote| text.starts_with(quote))
}

/// Whether a value may follow: behind a comparison, a comma, a bracket or one of a few words.
fn may_hold_value(before: &str) -> bool {
    let before = before.trim_end();
    if before.ends_with(['=', '<', '>', '(']) {
        return !before.to_ascii_lowercase().ends_with("into (");
    }
    if before.ends_with(',') {
        return before.to_ascii_lowercase().contains("values") || before.contains("IN (");
    }
    let last = before
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    matches!(
        last.to_ascii_lowercase().as_str(),
        "like" | "ilike" | "limit" | "offset" | "between" | "and"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_told_from_sentences() {
        for text in [
            "SELECT * FROM users",
            "\n    insert into users values (1)",
            "update users set x = 1",
            "WITH a AS (SELECT 1) SELECT * FROM a",
            "DROP TABLE ?",
        ] {
            assert!(begins_statement(text), "{text}");
        }
        for text in [
            "select a row",
            "Update of x",
            "created from",
            "please select x from y",
            "",
        ] {
            assert!(!begins_statement(text), "{text}");
        }
    }

    #[test]
    fn values_become_parameters_only_where_values_stand() {
        let found = parameters(
            "f\"SELECT * FROM users WHERE a = '{a}' AND b = {x.b}\"",
            &["a", "x.b"],
            QUESTION,
        );
        let (text, arguments) = found.unwrap();
        assert_eq!(text, "\"SELECT * FROM users WHERE a = ? AND b = ?\"");
        assert_eq!(arguments, "(a, x.b)");
        let found = parameters(
            "`SELECT a FROM b WHERE c = '${x.d}'`",
            &["x.d"],
            NUMBERED_LIST,
        );
        let (text, arguments) = found.unwrap();
        assert_eq!(text, "`SELECT a FROM b WHERE c = $1`");
        assert_eq!(arguments, "[x.d]");
        for source in [
            "f\"SELECT * FROM {a}\"",
            "f\"SELECT * FROM users ORDER BY {a}\"",
            "f\"SELECT * FROM users WHERE name LIKE '%{a}%'\"",
            "f\"SELECT * FROM users WHERE a = '{a}x'\"",
        ] {
            assert_eq!(parameters(source, &["a"], QUESTION), None, "{source}");
        }
    }
}
