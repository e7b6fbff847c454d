//! From the text of a configuration file to its values and problems. Nothing in a file makes it fail.

use std::ops::Range;

use toml::de::DeTable;

use super::value::{Key, Problems, Value, span_of};
use super::{Config, ConfigProblem, Globs, Hasher, Options, PerPath, Profile, Selection, Selector};
use crate::finding::Severity;

/// Longer files are not read, in bytes.
pub const MAX_LENGTH: usize = 1024 * 1024;

/// What came of reading a configuration file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// None where the file has no configuration of ours (a `pyproject.toml` without the section), or
    /// where it is broken, so that the last good one stays in force.
    pub config: Option<Config>,
    pub is_broken: bool,
    pub problems: Vec<ConfigProblem>,
}

const KEYS: &[&str] = &[
    "extends",
    "profile",
    "preview",
    "defer-to-peers",
    "require-reason",
    "max-file-size",
    "password-hasher",
    "select",
    "extend-select",
    "ignore",
    "severity",
    "include",
    "exclude",
    "test-dirs",
    "use-case-dirs",
    "per-path",
    "rules",
];
const PER_PATH_KEYS: &[&str] = &["files", "select", "extend-select", "ignore", "severity"];
const LEVELS: &[&str] = &["error", "warning", "info", "hint"];

/// Reads `backend-master.toml` and its like, or with `in_pyproject` the table `[tool.backend-master]`.
#[must_use]
pub fn read(text: &str, in_pyproject: bool) -> Read {
    let mut problems = Problems::default();
    if text.len() > MAX_LENGTH {
        problems.error(
            0..0,
            "This configuration is larger than 1 MiB and is not read.".to_owned(),
        );
        return broken(problems);
    }
    let (root, errors) = DeTable::parse_recoverable(text.trim_start_matches('\u{feff}'));
    let shift = text.len() - text.trim_start_matches('\u{feff}').len();
    let section = match in_pyproject {
        false => Some(root.get_ref()),
        true => section(root.get_ref()),
    };
    let Some(section) = section else {
        // Somebody else's broken file is somebody else's to report.
        return Read::default();
    };
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        problems.error(
            span,
            format!("Not valid TOML: {}.", error.message().trim_end()),
        );
    }
    let config = config(section, &mut problems);
    for problem in &mut problems.list {
        problem.span = problem.span.shifted(span_of(0..shift).end);
    }
    if !errors.is_empty() {
        return broken(problems);
    }
    Read {
        config: Some(config),
        is_broken: false,
        problems: problems.list,
    }
}

fn broken(problems: Problems) -> Read {
    Read {
        config: None,
        is_broken: true,
        problems: problems.list,
    }
}

fn section<'t, 'i>(root: &'t DeTable<'i>) -> Option<&'t DeTable<'i>> {
    let tool = root.get("tool")?.get_ref().as_table()?;
    tool.get("backend-master")?.get_ref().as_table()
}

fn config(table: &DeTable<'_>, problems: &mut Problems) -> Config {
    let mut config = Config::default();
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        match name {
            "extends" => config.extends = extends(value, problems),
            "profile" => {
                config.profile = problems.word(name, value, Profile::NAMES, Profile::parse);
            }
            "preview" => config.preview = problems.bool(name, value),
            "defer-to-peers" => config.defer_to_peers = problems.bool(name, value),
            "require-reason" => config.require_reason = problems.bool(name, value),
            "max-file-size" => config.max_file_size = size(name, value, problems),
            "password-hasher" => {
                config.password_hasher = problems.word(name, value, Hasher::NAMES, Hasher::parse);
            }
            "include" => config.include = globs(name, value, problems),
            "exclude" => config.exclude = globs(name, value, problems),
            "test-dirs" => config.test_dirs = Some(folders(name, value, problems)),
            "use-case-dirs" => config.use_case_dirs = Some(folders(name, value, problems)),
            "per-path" => config.per_path = per_path(value, problems),
            "rules" => config.options = options(value, problems),
            _ => {
                if !selection(&mut config.selection, name, value, problems) {
                    problems.unknown_key(key, KEYS);
                }
            }
        }
    }
    config
}

/// Whether the key is one of a selection; its value is then taken.
fn selection(
    selection: &mut Selection,
    key: &str,
    value: &Value<'_>,
    problems: &mut Problems,
) -> bool {
    match key {
        "select" => selection.select = Some(selectors(key, value, problems)),
        "extend-select" => selection.extend_select = selectors(key, value, problems),
        "ignore" => selection.ignore = selectors(key, value, problems),
        "severity" => selection.severity = severities(value, problems),
        _ => return false,
    }
    true
}

fn selectors(key: &str, value: &Value<'_>, problems: &mut Problems) -> Vec<Selector> {
    let words = problems.strings(key, value);
    words
        .into_iter()
        .filter_map(|(word, span)| problems.selector(&word, span))
        .collect()
}

fn severities(value: &Value<'_>, problems: &mut Problems) -> Vec<(Selector, Severity)> {
    let Some(table) = problems.table("severity", value) else {
        return Vec::new();
    };
    let mut severities = Vec::new();
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let selector = problems.selector(name, key.span());
        let severity = problems.word(name, value, LEVELS, severity);
        severities.extend(selector.zip(severity));
    }
    severities
}

fn severity(word: &str) -> Option<Severity> {
    match word {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        "info" => Some(Severity::Info),
        "hint" => Some(Severity::Hint),
        _ => None,
    }
}

fn extends(value: &Value<'_>, problems: &mut Problems) -> Option<(String, syntax::span::Span)> {
    let path = problems.string("extends", value)?;
    let is_inside = problems.is_inside("extends", &path, value.span());
    is_inside.then(|| (path, span_of(value.span())))
}

/// A number of bytes, or a string such as `"512 KiB"` or `"2MB"`.
fn size(key: &str, value: &Value<'_>, problems: &mut Problems) -> Option<u64> {
    if let Some(number) = value.get_ref().as_integer() {
        let bytes = u64::from_str_radix(number.as_str(), number.radix()).ok();
        if bytes.is_none() {
            problems.warn(
                value.span(),
                format!("`{key}` is a number of bytes above zero."),
            );
        }
        return bytes;
    }
    let word = problems.string(key, value)?;
    let bytes = parse_size(&word);
    if bytes.is_none() {
        let message =
            format!("`{key}` is a number of bytes, or a string such as \"512 KiB\" or \"2 MB\".");
        problems.warn(value.span(), message);
    }
    bytes
}

fn parse_size(word: &str) -> Option<u64> {
    let word = word.trim();
    let digits = word.len()
        - word
            .trim_start_matches(|char: char| char.is_ascii_digit())
            .len();
    let number: u64 = word.get(..digits)?.parse().ok()?;
    let factor = match word.get(digits..)?.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1000,
        "k" | "kib" => 1024,
        "mb" => 1_000_000,
        "m" | "mib" => 1024 * 1024,
        _ => return None,
    };
    number.checked_mul(factor)
}

fn globs(key: &str, value: &Value<'_>, problems: &mut Problems) -> Option<Globs> {
    let mut patterns = problems.paths(key, value);
    loop {
        let words = patterns.iter().map(|(word, _)| word.clone()).collect();
        match Globs::new(words) {
            Ok(globs) => return Some(globs),
            Err((index, why)) if index < patterns.len() => {
                let (pattern, span): (String, Range<usize>) = patterns.remove(index);
                problems.warn(span, format!("`{pattern}` is no path pattern: {why}."));
            }
            Err((_, why)) => {
                problems.warn(value.span(), format!("These are no path patterns: {why}."));
                return None;
            }
        }
    }
}

fn folders(key: &str, value: &Value<'_>, problems: &mut Problems) -> Vec<String> {
    let paths = problems.paths(key, value);
    paths
        .into_iter()
        .map(|(path, _)| path.trim_end_matches('/').to_owned())
        .filter(|path| !path.is_empty())
        .collect()
}

/// Either a list of tables with `files`, or a table of patterns.
fn per_path(value: &Value<'_>, problems: &mut Problems) -> Vec<PerPath> {
    if let Some(entries) = value.get_ref().as_array() {
        let entries = entries.iter().filter_map(|entry| {
            let table = problems.table("per-path", entry)?;
            let files = match table.get("files") {
                Some(files) => globs("files", files, problems),
                None => {
                    problems.warn(entry.span(), "This entry lacks `files`.".to_owned());
                    None
                }
            };
            let selection = path_selection(table, problems);
            Some(PerPath {
                files: files?,
                selection,
            })
        });
        return entries.collect();
    }
    let Some(table) = problems.table("per-path", value) else {
        return Vec::new();
    };
    let mut entries = Vec::new();
    for (key, value) in table {
        let pattern = key.get_ref().as_ref();
        let files = match problems.is_inside("per-path", pattern, key.span()) {
            true => Globs::new(vec![pattern.to_owned()]),
            false => continue,
        };
        let Some(inner) = problems.table(pattern, value) else {
            continue;
        };
        let selection = path_selection(inner, problems);
        match files {
            Ok(files) => entries.push(PerPath { files, selection }),
            Err((_, why)) => {
                problems.warn(
                    key.span(),
                    format!("`{pattern}` is no path pattern: {why}."),
                );
            }
        }
    }
    entries
}

fn path_selection(table: &DeTable<'_>, problems: &mut Problems) -> Selection {
    let mut found = Selection::default();
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        if name != "files" && !selection(&mut found, name, value, problems) {
            problems.unknown_key(key, PER_PATH_KEYS);
        }
    }
    found
}

fn options(value: &Value<'_>, problems: &mut Problems) -> Options {
    let mut options = Options::default();
    let Some(table) = problems.table("rules", value) else {
        return options;
    };
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let Some(Selector::Rule(rule)) = problems.selector(name, key.span()) else {
            continue;
        };
        let Some(table) = problems.table(name, value) else {
            continue;
        };
        for (key, value) in table {
            rule_option(&mut options, rule.code, key, value, problems);
        }
    }
    options
}

fn rule_option(
    options: &mut Options,
    code: &str,
    key: &Key<'_>,
    value: &Value<'_>,
    problems: &mut Problems,
) {
    let name = key.get_ref().as_ref();
    match (code, name) {
        ("BM102", "types") => {
            let Some(table) = problems.table(name, value) else {
                return;
            };
            for (key, value) in table {
                let parameter = key.get_ref().as_ref();
                let ty = problems.string(parameter, value);
                options
                    .parameter_types
                    .extend(ty.map(|ty| (parameter.to_owned(), ty)));
            }
        }
        ("BM202", "reporters") => {
            let words = problems.strings(name, value);
            options
                .error_reporters
                .extend(words.into_iter().map(|(word, _)| word));
        }
        ("BM102", _) => problems.unknown_key(key, &["types"]),
        ("BM202", _) => problems.unknown_key(key, &["reporters"]),
        _ => problems.warn(key.span(), format!("{code} has no options.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<String> {
        let read = read(text, false);
        read.problems
            .into_iter()
            .map(|problem| format!("{:?}: {}", &text[problem.span.range()], problem.message))
            .collect()
    }

    #[test]
    fn every_key_is_read() {
        let text = r#"
            profile = "strict"
            preview = true
            defer-to-peers = false
            require-reason = true
            max-file-size = "2 MiB"
            password-hasher = "bcrypt"
            select = ["all"]
            extend-select = ["BM101"]
            ignore = ["BM8", "naive-datetime"]
            severity = { BM3 = "warning", BM302 = "error" }
            include = ["app"]
            exclude = ["app/legacy/**"]
            test-dirs = ["checks/"]
            use-case-dirs = ["flows"]
            [per-path."scripts/**"]
            ignore = ["BM1"]
            [rules.BM102.types]
            tenant = "TenantId"
            [rules.swallowed-error]
            reporters = ["audit"]
        "#;
        let read = read(text, false);
        assert_eq!(read.problems, []);
        let config = read.config.unwrap();
        assert_eq!(config.profile, Some(Profile::Strict));
        assert_eq!(config.max_file_size, Some(2 * 1024 * 1024));
        assert_eq!(config.password_hasher, Some(Hasher::Bcrypt));
        assert_eq!(config.test_dirs, Some(vec!["checks".to_owned()]));
        assert_eq!(config.per_path.len(), 1);
        assert_eq!(config.selection.severity.len(), 2);
        assert_eq!(config.options.parameter_types["tenant"], "TenantId");
        assert_eq!(config.options.error_reporters, ["audit"]);
    }

    #[test]
    fn what_is_wrong_is_told_at_its_place() {
        for (text, expected) in [
            (
                "profle = 'strict'",
                "\"profle\": There is no key `profle` here; did you mean `profile`?",
            ),
            (
                "profile = 'strikt'",
                "\"'strikt'\": `profile` cannot be `strikt`; did you mean `strict`?",
            ),
            (
                "preview = 'yes'",
                "\"'yes'\": `preview` is `true` or `false`; this is of type string.",
            ),
            (
                "ignore = ['BM30x']",
                "\"'BM30x'\": There is no rule `BM30x`; did you mean `BM301`?",
            ),
            (
                "ignore = ['bare-excpt']",
                "\"'bare-excpt'\": There is no rule `bare-excpt`; did you mean `bare-except`?",
            ),
            (
                "select = 3",
                "\"3\": `select` is a list of strings; this is of type integer.",
            ),
            (
                "exclude = ['a[']",
                "\"'a['\": `a[` is no path pattern: unclosed character class; missing ']'.",
            ),
            (
                "exclude = ['/etc']",
                "\"'/etc'\": `exclude` takes paths inside the project, relative to this file; `/etc` is absolute.",
            ),
            (
                "max-file-size = 'big'",
                "\"'big'\": `max-file-size` is a number of bytes, or a string such as \"512 KiB\" or \"2 MB\".",
            ),
            (
                "python-command = 'x'",
                "\"python-command\": `python-command` is not read from a project: it names something to execute. Set it in your own editor instead.",
            ),
            (
                "llm-base-url = 'x'",
                "\"llm-base-url\": `llm-base-url` is not read from a project: it names an address. Set it in your own editor instead.",
            ),
            ("[rules.BM302]\nx = 1", "\"x\": BM302 has no options."),
        ] {
            assert_eq!(messages(text), [expected], "{text}");
        }
    }

    #[test]
    fn one_bad_value_leaves_the_others() {
        let read = read("profile = 3\nignore = ['BM1', 'nothing', 'BM302']\n", false);
        assert_eq!(read.problems.len(), 2);
        assert_eq!(read.config.unwrap().selection.ignore.len(), 2);
    }

    #[test]
    fn broken_toml_is_told_and_gives_no_configuration() {
        let read = read("profile = 'strict'\nignore = [\n", false);
        assert!(read.is_broken);
        assert_eq!(read.config, None);
        assert!(!read.problems.is_empty());
    }

    #[test]
    fn a_manifest_holds_a_section_or_nothing() {
        assert_eq!(read_in("[tool.ruff]\nx = 1"), Read::default());
        assert_eq!(read_in("[tool"), Read::default());
        let found = read_in("[tool.backend-master]\nprofile = 'relaxed'");
        assert_eq!(found.config.unwrap().profile, Some(Profile::Relaxed));
    }

    fn read_in(text: &str) -> Read {
        read(text, true)
    }

    #[test]
    fn deep_nesting_is_harmless() {
        let text = format!("ignore = {}", "[".repeat(20_000));
        assert!(read(&text, false).is_broken);
    }
}
