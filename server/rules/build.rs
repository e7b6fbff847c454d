//! Registers every rule page under `src/<block>/` with its code; there is no list kept by hand.
//! It never looks at anything outside `src`.

#[path = "src/page.rs"]
mod page;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use page::Page;

fn main() -> Result<(), Box<dyn Error>> {
    writeln!(std::io::stdout(), "cargo::rerun-if-changed=src")?;
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("src");
    let out = PathBuf::from(env::var("OUT_DIR")?).join("registry.rs");
    fs::write(out, registry(&root)?)?;
    Ok(())
}

fn registry(root: &Path) -> Result<String, Box<dyn Error>> {
    let mut found = BTreeMap::new();
    for block in sorted(root)?.iter().filter(|path| path.is_dir()) {
        for path in sorted(block)? {
            if path.extension().is_some_and(|end| end == "md") {
                let text = fs::read_to_string(&path)?.replace("\r\n", "\n");
                let page = checked(&path, &text).map_err(|why| at(&path, &why))?;
                let entry = entry(&path, &page, &text)?;
                if let Some(other) = found.insert(page.meta.code.to_owned(), entry) {
                    let why = format!("code `{}` is taken: {}", page.meta.code, other.declaration);
                    return Err(at(&path, &why).into());
                }
            } else if path.extension().is_some_and(|end| end == "rs")
                && path.file_stem().is_some_and(|stem| stem != "mod")
                && !path.with_extension("md").exists()
                && !path
                    .parent()
                    .is_some_and(|block| block.join("mod.rs").exists())
            {
                return Err(at(&path, "this rule has no page beside it").into());
            }
        }
    }
    for (code, entry) in &found {
        if let Some(hidden) = entry
            .hides
            .iter()
            .find(|hidden| !found.contains_key(*hidden))
        {
            return Err(format!("{code} hides `{hidden}`, which is no rule").into());
        }
    }
    let mut out = String::from("// Written by build.rs from the pages of the rules.\n\n");
    for entry in found.values() {
        out.push_str(&entry.declaration);
    }
    out.push_str("\n/// Every rule, in order of code.\npub static RULES: &[Rule] = &[\n");
    for entry in found.values() {
        out.push_str(&entry.value);
    }
    out.push_str("];\n");
    Ok(out)
}

struct Registered {
    declaration: String,
    value: String,
    hides: Vec<String>,
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}

fn at(path: &Path, why: &str) -> String {
    format!("{}: {why}", path.display())
}

/// The page, if it holds what each page must hold.
fn checked<'a>(path: &Path, text: &'a str) -> Result<Page<'a>, String> {
    let page = page::parse(text)?;
    if path.file_stem().and_then(|stem| stem.to_str()) != Some(page.meta.name) {
        return Err(format!("the file must be called `{}.md`", page.meta.name));
    }
    for heading in ["## What it does", "## Why is this bad", "## Example"] {
        if !page.body.lines().any(|line| line == heading) {
            return Err(format!("the page lacks the heading `{heading}`"));
        }
    }
    if page.meta.kind == "engine" {
        return Ok(page);
    }
    for language in &page.meta.languages {
        let mut firing = 0;
        let mut silent = 0;
        for block in &page.blocks {
            if block.is_fixed || !page::tested_in(block.language).contains(language) {
                continue;
            }
            let sections = page::sections(block.text);
            let mut expected = sections.iter().flat_map(|section| &section.expected);
            match expected.any(|(_, code)| *code == page.meta.code) {
                true => firing += 1,
                false => silent += 1,
            }
        }
        if firing < 2 || silent < 2 {
            return Err(format!(
                "{language} needs at least two blocks that fire and two that do not; \
                 there are {firing} and {silent}"
            ));
        }
    }
    Ok(page)
}

fn entry(path: &Path, page: &Page, text: &str) -> Result<Registered, Box<dyn Error>> {
    let meta = &page.meta;
    let code = path.with_extension("rs");
    let module = meta.name.replace('-', "_");
    let mut declaration = String::new();
    let (check, check_too, fix) = match meta.kind {
        "model" => {
            let source = fs::read_to_string(&code)
                .map_err(|_| at(path, "the rule's `.rs` file is missing beside the page"))?;
            writeln!(
                declaration,
                "#[path = {:?}]\nmod {module};",
                code.display().to_string()
            )?;
            let has_fix = source.contains("\npub fn fix(");
            if has_fix && meta.fix == "none" {
                return Err(at(path, "the page says `fix: none`, the code has a fix").into());
            }
            let check = match meta.scope {
                "item" => format!("Check::Item({module}::check)"),
                _ => format!("Check::Project({module}::check)"),
            };
            let fix = match has_fix {
                true => format!("Some({module}::fix)"),
                false => "None".to_owned(),
            };
            let check_too = match source.contains("\npub fn check_project(") {
                true => format!("Some({module}::check_project)"),
                false => "None".to_owned(),
            };
            (check, check_too, fix)
        }
        _ => {
            let none = || "None".to_owned();
            ("Check::Engine".to_owned(), none(), none())
        }
    };
    let mut value = String::new();
    writeln!(value, "    Rule {{")?;
    writeln!(value, "        code: {:?},", meta.code)?;
    writeln!(value, "        name: {:?},", meta.name)?;
    writeln!(value, "        aliases: &{:?},", meta.aliases)?;
    writeln!(value, "        title: {:?},", page.title)?;
    writeln!(value, "        block: {:?},", block_name(path))?;
    writeln!(
        value,
        "        severity: Severity::{},",
        variant(meta.severity)
    )?;
    writeln!(
        value,
        "        languages: &[{}],",
        languages(&meta.languages)
    )?;
    writeln!(value, "        status: Status::{},", variant(meta.status))?;
    writeln!(value, "        fix_safety: {},", safety(meta.fix))?;
    writeln!(value, "        since: {:?},", meta.since)?;
    writeln!(
        value,
        "        reads: Content::of(&[{}]),",
        constants(&meta.reads)
    )?;
    writeln!(value, "        overlap: &{:?},", meta.overlap)?;
    writeln!(value, "        hides: &{:?},", meta.hides)?;
    writeln!(
        value,
        "        also_in: &[{}],",
        variants("FileRole", &meta.also_in)
    )?;
    writeln!(value, "        check: {check},")?;
    writeln!(value, "        check_too: {check_too},")?;
    writeln!(value, "        fix: {fix},")?;
    writeln!(value, "        page: {text:?},")?;
    writeln!(value, "    }},")?;
    Ok(Registered {
        declaration,
        value,
        hides: meta.hides.iter().map(|code| (*code).to_owned()).collect(),
    })
}

fn block_name(path: &Path) -> String {
    let block = path.parent().and_then(Path::file_name);
    block.unwrap_or_default().to_string_lossy().into_owned()
}

fn variant(word: &str) -> String {
    let mut chars = word.chars();
    match chars.next() {
        Some(first) => first.to_ascii_uppercase().to_string() + chars.as_str(),
        None => String::new(),
    }
}

fn variants(of: &str, words: &[&str]) -> String {
    let paths: Vec<_> = words
        .iter()
        .map(|word| format!("{of}::{}", variant(word)))
        .collect();
    paths.join(", ")
}

/// The languages of a page as the registry names them.
fn languages(words: &[&str]) -> String {
    let names = words.iter().flat_map(|word| match *word {
        "javascript" => vec!["Language::JavaScript".to_owned()],
        "typescript" => vec![
            "Language::TypeScript".to_owned(),
            "Language::Tsx".to_owned(),
        ],
        word => vec![format!("Language::{}", variant(word))],
    });
    names.collect::<Vec<_>>().join(", ")
}

fn constants(words: &[&str]) -> String {
    let paths: Vec<_> = words
        .iter()
        .map(|word| format!("Content::{}", word.to_ascii_uppercase()))
        .collect();
    paths.join(", ")
}

fn safety(fix: &str) -> String {
    match fix {
        "none" => "None".to_owned(),
        fix => format!("Some(Safety::{})", variant(fix)),
    }
}
