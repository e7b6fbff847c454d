//! The files in the repository that are made from others. Never makes anything out of what is not committed.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::query_check::files_below;
use crate::shell::{root, say};

/// Writes each generated file that is not as it should be.
///
/// # Errors
/// If a source cannot be read or a file cannot be written.
pub fn renew() -> Result<()> {
    let (file, text) = rule_table()?;
    if fs::read_to_string(&file).is_ok_and(|present| present == text) {
        return Ok(());
    }
    fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    say(&format!("renewed {}", file.display()));
    Ok(())
}

/// Checks that each generated file is as it should be.
///
/// # Errors
/// If one is not; the message says what renews it.
pub fn check() -> Result<()> {
    let (file, text) = rule_table()?;
    let present = fs::read_to_string(&file).unwrap_or_default();
    if present != text {
        bail!("{} is stale: `cargo xtask ready` renews it", file.display());
    }
    Ok(())
}

/// `docs/rules.md`: all rules with what their pages say of them.
fn rule_table() -> Result<(PathBuf, String)> {
    let mut text = String::from(
        "<!-- Generated from the rules' pages: `cargo xtask ready` renews it. -->\n# Rules\n\n\
         Each rule has a page with what it finds, why, and examples; `backend-master explain CODE` shows it.\n\n\
         | code | rule | severity | languages | fix | status |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    let sources = root().join("server/rules/src");
    let mut rows = Vec::new();
    for file in files_below(&sources)? {
        if file.extension().is_some_and(|extension| extension == "md") {
            let page = fs::read_to_string(&file)?;
            let inside = file.strip_prefix(root()).unwrap_or(&file);
            rows.push(row(&page, &inside.display().to_string()));
        }
    }
    rows.sort();
    for row in rows {
        writeln!(text, "{row}")?;
    }
    Ok((root().join("docs/rules.md"), text))
}

fn row(page: &str, file: &str) -> String {
    let value = |key| front_matter(page, key).trim_matches(['[', ']']);
    format!(
        "| {} | [{}](../{file}) | {} | {} | {} | {} |",
        value("code"),
        value("name"),
        value("severity"),
        value("languages"),
        value("fix"),
        value("status"),
    )
}

/// A value of the front matter of a rule's page; empty where the page does not give it.
pub fn front_matter<'a>(page: &'a str, key: &str) -> &'a str {
    let front = page
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"));
    let (front, _) = front.unwrap_or_default();
    let line = front
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
    line.unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "---\ncode: BM302\nname: blocking-sleep-in-async\nseverity: error\n\
                        languages: [python, rust]\nfix: safe\nstatus: stable\n---\n# Title\n\ncode: of the text\n";

    #[test]
    fn a_row_links_the_page() {
        assert_eq!(
            row(PAGE, "a/b.md"),
            "| BM302 | [blocking-sleep-in-async](../a/b.md) | error | python, rust | safe | stable |"
        );
    }

    #[test]
    fn front_matter_ends_where_the_text_begins() {
        assert_eq!(front_matter(PAGE, "code"), "BM302");
        assert_eq!(front_matter(PAGE, "overlap"), "");
        assert_eq!(front_matter("# Title\n", "code"), "");
    }
}
