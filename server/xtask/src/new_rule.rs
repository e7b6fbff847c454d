//! `cargo xtask new-rule`: the two files of a rule, in the right shape. Never writes over a file.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::generated::front_matter;
use crate::query_check::files_below;
use crate::shell::{root, say};

/// Writes `server/rules/src/<block>/<name>.md` and `.rs`.
///
/// # Errors
/// If the code, the name or a language is none, or the code or name is taken.
pub fn new_rule(code: &str, name: &str, languages: &[String]) -> Result<()> {
    let sources = root().join("server/rules/src");
    let written = write_rule(&sources, code, name, languages)?;
    for file in written {
        say(&format!("wrote {}", file.display()));
    }
    say(
        "Next: write the page's examples, then `check`, until `cargo test --package rules` passes.",
    );
    Ok(())
}

fn write_rule(
    sources: &Path,
    code: &str,
    name: &str,
    languages: &[String],
) -> Result<[PathBuf; 2]> {
    let block = block(code)?;
    check_name(name)?;
    for language in languages {
        comment(language)?;
    }
    for file in files_below(sources)? {
        if file.extension().is_some_and(|extension| extension == "md") {
            let page = fs::read_to_string(&file)?;
            if front_matter(&page, "code") == code {
                bail!("{code} is taken by {}", file.display());
            }
            if front_matter(&page, "name") == name {
                bail!("the name {name} is taken by {}", file.display());
            }
        }
    }
    let folder = sources.join(block);
    fs::create_dir_all(&folder)?;
    let files = [
        folder.join(format!("{name}.md")),
        folder.join(format!("{name}.rs")),
    ];
    let [page, source] = &files;
    create(page, &page_text(code, name, languages)?)?;
    create(source, &source_text(name))?;
    Ok(files)
}

/// The folder of a code, by its first digit.
fn block(code: &str) -> Result<&'static str> {
    const BLOCKS: [&str; 9] = [
        "types",
        "errors",
        "concurrency",
        "data",
        "security",
        "api",
        "architecture",
        "tests",
        "operations",
    ];
    let digits: Vec<usize> = code
        .strip_prefix("BM")
        .unwrap_or_default()
        .chars()
        .map_while(|digit| digit.to_digit(10))
        .filter_map(|digit| digit.try_into().ok())
        .collect();
    match digits.as_slice() {
        [first @ 1..=9, _, _] if code.len() == 5 => {
            Ok(BLOCKS.get(first - 1).copied().unwrap_or_default())
        }
        _ => bail!("`{code}` is no code: it is `BM` and three digits, the first one not 0"),
    }
}

fn check_name(name: &str) -> Result<()> {
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    if !name.split('-').all(is_word) || name.starts_with(|first: char| first.is_ascii_digit()) {
        bail!("`{name}` is no name: it is words in lower case, joined by hyphens");
    }
    Ok(())
}

/// How a comment begins, in the languages that the server understands.
fn comment(language: &str) -> Result<&'static str> {
    match language {
        "python" => Ok("#"),
        "javascript" | "typescript" | "go" | "rust" => Ok("//"),
        _ => bail!(
            "`{language}` is no language of the server: it understands python, javascript, \
             typescript, go and rust"
        ),
    }
}

fn page_text(code: &str, name: &str, languages: &[String]) -> Result<String> {
    let title = title(name);
    let list = languages.join(", ");
    let mut text = format!(
        "---\ncode: {code}\nname: {name}\nseverity: hint\nlanguages: [{list}]\nkind: model\nscope: item\n\
         fix: none\nsince: {version}\nstatus: preview\nreads: [function]\n---\n# {title}\n\n\
         ## What it does\nFinds …\n\n## Why is this bad\n…\n\n## Example\n",
        version = env!("CARGO_PKG_VERSION"),
    );
    for language in languages {
        let comment = comment(language)?;
        text.push_str(&format!(
            "\n```{language}\n{comment} The smallest code that has it.\nTODO  {comment}~ {code}\n```\n\n\
             Use instead:\n\n```{language}\n{comment} The same, done well.\n```\n\n\
             It fires here too:\n\n```{language}\nTODO  {comment}~ {code}\n```\n\n\
             It does not fire on near misses:\n\n```{language}\n{comment} One.\n```\n\n\
             ```{language}\n{comment} Another.\n```\n\n\
             A syntax error nearby changes nothing:\n\n```{language}\nTODO  {comment}~ {code}\n```\n"
        ));
    }
    Ok(text)
}

fn source_text(name: &str) -> String {
    format!(
        "//! {}: what it looks for is told on the page beside this file.\n\n\
         use crate::context::RuleCtx;\nuse crate::finding::Findings;\n\n\
         pub fn check(ctx: &RuleCtx, acc: &mut Findings) {{\n    \
         // Return early where a condition is missing; `acc.report` what is left.\n}}\n",
        title(name)
    )
}

fn title(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}

fn create(file: &Path, text: &str) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    let mut opened = options
        .write(true)
        .create_new(true)
        .open(file)
        .with_context(|| format!("cannot create {}", file.display()))?;
    opened
        .write_all(text.as_bytes())
        .with_context(|| format!("cannot write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(code: &str, name: &str, languages: &[&str]) -> Result<String> {
        let sources = tempfile::tempdir().unwrap();
        write_in(sources.path(), code, name, languages)
    }

    fn write_in(sources: &Path, code: &str, name: &str, languages: &[&str]) -> Result<String> {
        let languages: Vec<_> = languages
            .iter()
            .map(|language| (*language).to_owned())
            .collect();
        let [page, source] = write_rule(sources, code, name, &languages)?;
        assert!(source.exists());
        Ok(fs::read_to_string(page)?)
    }

    #[test]
    fn the_block_is_that_of_the_code() {
        assert_eq!(block("BM101").unwrap(), "types");
        assert_eq!(block("BM999").unwrap(), "operations");
        for code in ["BM099", "BM10", "BM1010", "BMabc", "XX101", ""] {
            assert!(block(code).is_err(), "{code}");
        }
    }

    #[test]
    fn a_page_has_front_matter_and_examples() {
        let page = written("BM302", "blocking-sleep-in-async", &["python"]).unwrap();
        assert_eq!(front_matter(&page, "code"), "BM302");
        assert_eq!(front_matter(&page, "languages"), "[python]");
        assert!(page.contains("\n# Blocking sleep in async\n"), "{page}");
        assert_eq!(page.matches("#~ BM302").count(), 3);
        assert_eq!(page.matches("```").count(), 12);
        let page = written("BM303", "blocking-io-in-async", &["rust"]).unwrap();
        assert_eq!(page.matches("//~ BM303").count(), 3);
    }

    #[test]
    fn a_code_or_name_is_taken_once() {
        let sources = tempfile::tempdir().unwrap();
        write_in(sources.path(), "BM302", "first", &["python"]).unwrap();
        let by_code = write_in(sources.path(), "BM302", "second", &["python"]).unwrap_err();
        assert!(
            by_code.to_string().contains("BM302 is taken by"),
            "{by_code}"
        );
        let by_name = write_in(sources.path(), "BM502", "first", &["python"]).unwrap_err();
        assert!(
            by_name.to_string().contains("the name first is taken by"),
            "{by_name}"
        );
    }

    #[test]
    fn what_is_no_name_or_language_is_refused() {
        for name in [
            "",
            "Bare-Except",
            "bare_except",
            "-bare",
            "bare--except",
            "2-bare",
            "../bare",
        ] {
            assert!(written("BM201", name, &["python"]).is_err(), "{name}");
        }
        assert!(written("BM201", "bare-except", &["cobol"]).is_err());
    }
}
