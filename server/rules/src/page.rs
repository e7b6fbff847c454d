//! The page of a rule: metadata, documentation and tests in one Markdown text. It never runs a block.

/// A rule's page, cut into its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<'a> {
    pub meta: Meta<'a>,
    /// The text of the level-one heading.
    pub title: &'a str,
    /// Everything after the front matter.
    pub body: &'a str,
    pub blocks: Vec<Block<'a>>,
}

/// The front matter as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta<'a> {
    pub code: &'a str,
    pub name: &'a str,
    pub severity: &'a str,
    pub languages: Vec<&'a str>,
    /// `model` for a rule in Rust, `engine` for what the engine itself reports.
    pub kind: &'a str,
    /// `item` or `project`.
    pub scope: &'a str,
    pub fix: &'a str,
    pub since: &'a str,
    pub status: &'a str,
    /// What an item must contain for the rule to run on it.
    pub reads: Vec<&'a str>,
    /// Linters that report the same.
    pub overlap: Vec<&'a str>,
    /// Rules whose finding at the same place has the same cause and says less.
    pub hides: Vec<&'a str>,
    /// Former names.
    pub aliases: Vec<&'a str>,
    /// Kinds of files beside ordinary source that the rule reports in.
    pub also_in: Vec<&'a str>,
}

/// A fenced block of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block<'a> {
    pub language: &'a str,
    /// What the code block above becomes by the fix, not code to check.
    pub is_fixed: bool,
    pub text: &'a str,
    /// The line of the page the text begins at, counted from 1.
    pub line: usize,
}

/// A file of a block, and the findings its markers expect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section<'a> {
    /// From a `//- path` line; none for a block that is one file.
    pub path: Option<&'a str>,
    /// Without the `//- path` line; markers are left in.
    pub text: &'a str,
    /// Line of `text` counted from 1, and code.
    pub expected: Vec<(usize, &'a str)>,
}

pub const SEVERITIES: &[&str] = &["error", "warning", "info", "hint"];
pub const LANGUAGES: &[&str] = &["python", "javascript", "typescript", "go", "rust"];
pub const KINDS: &[&str] = &["model", "engine"];
pub const SCOPES: &[&str] = &["item", "project"];
pub const FIXES: &[&str] = &["safe", "unsafe", "generate", "none"];
pub const STATUSES: &[&str] = &["preview", "stable"];
pub const READS: &[&str] = &[
    "function", "async", "call", "catch", "raise", "text", "default", "type",
];
pub const ROLES: &[&str] = &["test", "migration"];

/// Cuts a page into its parts.
///
/// # Errors
///
/// A sentence that says which line or key is wrong.
pub fn parse(text: &str) -> Result<Page<'_>, String> {
    let rest = text
        .strip_prefix("---\n")
        .ok_or("the page must begin with a line `---`")?;
    let (front, body) = rest
        .split_once("\n---\n")
        .ok_or("the front matter must end with a line `---`")?;
    let meta = parse_meta(front)?;
    let title = body
        .lines()
        .find_map(|line| line.strip_prefix("# "))
        .ok_or("the page needs a heading `# ...`")?
        .trim();
    let first_line = front.lines().count() + 3;
    let blocks = parse_blocks(body, first_line)?;
    Ok(Page {
        meta,
        title,
        body,
        blocks,
    })
}

fn parse_meta(front: &str) -> Result<Meta<'_>, String> {
    let mut meta = Meta::default();
    for (index, line) in front.lines().enumerate() {
        let number = index + 2;
        let (key, value) = line
            .split_once(':')
            .ok_or_else(|| format!("line {number}: expected `key: value`"))?;
        let value = value.trim();
        match key.trim() {
            "code" => meta.code = value,
            "name" => meta.name = value,
            "severity" => meta.severity = one_of(number, value, SEVERITIES)?,
            "languages" => meta.languages = list(number, value, LANGUAGES)?,
            "kind" => meta.kind = one_of(number, value, KINDS)?,
            "scope" => meta.scope = one_of(number, value, SCOPES)?,
            "fix" => meta.fix = one_of(number, value, FIXES)?,
            "since" => meta.since = value,
            "status" => meta.status = one_of(number, value, STATUSES)?,
            "reads" => meta.reads = list(number, value, READS)?,
            "overlap" => meta.overlap = list(number, value, &[])?,
            "hides" => meta.hides = list(number, value, &[])?,
            "aliases" => meta.aliases = list(number, value, &[])?,
            "also-in" => meta.also_in = list(number, value, ROLES)?,
            other => return Err(format!("line {number}: unknown key `{other}`")),
        }
    }
    let given = [
        ("code", meta.code),
        ("name", meta.name),
        ("severity", meta.severity),
        ("kind", meta.kind),
        ("fix", meta.fix),
        ("since", meta.since),
        ("status", meta.status),
    ];
    if let Some((key, _)) = given.iter().find(|(_, value)| value.is_empty()) {
        return Err(format!("the front matter lacks `{key}`"));
    }
    if meta.languages.is_empty() {
        return Err("the front matter lacks `languages`".to_owned());
    }
    if meta.kind == "model" && meta.scope.is_empty() {
        return Err("the front matter lacks `scope`".to_owned());
    }
    check_identity(meta.code, meta.name)?;
    Ok(meta)
}

fn check_identity(code: &str, name: &str) -> Result<(), String> {
    let digits = code.strip_prefix("BM").unwrap_or_default();
    if digits.len() != 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!(
            "`{code}` is no code: expected `BM` and three digits"
        ));
    }
    let kebab = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !name.bytes().all(kebab) {
        return Err(format!(
            "`{name}` is no name: expected lower case and hyphens"
        ));
    }
    Ok(())
}

fn one_of<'a>(line: usize, value: &'a str, allowed: &[&str]) -> Result<&'a str, String> {
    if allowed.contains(&value) {
        return Ok(value);
    }
    Err(format!(
        "line {line}: `{value}` is not one of {}",
        allowed.join(", ")
    ))
}

fn list<'a>(line: usize, value: &'a str, allowed: &[&str]) -> Result<Vec<&'a str>, String> {
    let inner = value
        .strip_prefix('[')
        .and_then(|value| value.strip_suffix(']'))
        .ok_or_else(|| format!("line {line}: expected a list `[a, b]`"))?;
    inner
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| match allowed {
            [] => Ok(part),
            _ => one_of(line, part, allowed),
        })
        .collect()
}

fn parse_blocks(body: &str, first_line: usize) -> Result<Vec<Block<'_>>, String> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, usize, usize)> = None;
    let mut offset = 0;
    for (index, line) in body.split_inclusive('\n').enumerate() {
        let start = offset;
        offset += line.len();
        let Some(info) = line.trim_end().strip_prefix("```") else {
            continue;
        };
        match open.take() {
            None => open = Some((info.trim(), offset, first_line + index + 1)),
            Some((info, from, line)) => {
                let (language, title) = info.split_once(' ').unwrap_or((info, ""));
                if !LANGUAGES.contains(&language) {
                    continue;
                }
                blocks.push(Block {
                    language,
                    is_fixed: match title.trim() {
                        "" => false,
                        "fixed" => true,
                        other => {
                            return Err(format!("line {line}: unknown block title `{other}`"));
                        }
                    },
                    text: body.get(from..start).unwrap_or_default(),
                    line,
                });
            }
        }
    }
    match open {
        Some((_, _, line)) => Err(format!("line {line}: this block is never closed")),
        None => Ok(blocks),
    }
}

/// Cuts a block into its files. A block without a `//- path` line is one file without a path.
#[must_use]
pub fn sections(text: &str) -> Vec<Section<'_>> {
    let mut sections = Vec::new();
    let mut path = None;
    let mut from = 0;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        if let Some(next) = line.strip_prefix("//- ") {
            if path.is_some() || offset > from {
                sections.push(section(path, text.get(from..offset).unwrap_or_default()));
            }
            path = Some(next.trim());
            from = offset + line.len();
        }
        offset += line.len();
    }
    sections.push(section(path, text.get(from..).unwrap_or_default()));
    sections
}

/// What stands before and behind the comment in a line that tells which findings are expected there.
#[must_use]
pub fn marked(line: &str) -> Option<(&str, &str)> {
    line.split_once("//~ ").or_else(|| line.split_once("#~ "))
}

/// The languages that a block of this language is tested in: what is valid in one may be valid in more.
#[must_use]
pub fn tested_in(language: &str) -> &'static [&'static str] {
    match language {
        "python" => &["python"],
        "javascript" => &["javascript", "typescript"],
        "typescript" => &["typescript"],
        "go" => &["go"],
        "rust" => &["rust"],
        _ => &[],
    }
}

fn section<'a>(path: Option<&'a str>, text: &'a str) -> Section<'a> {
    let mut expected = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let Some((_, codes)) = marked(line) else {
            continue;
        };
        let codes = codes.split_whitespace();
        expected.extend(codes.map(|code| (index + 1, code)));
    }
    Section {
        path,
        text,
        expected,
    }
}
