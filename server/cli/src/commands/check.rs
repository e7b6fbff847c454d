//! `check`: findings of files and folders, printed or repaired.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ide::Overrides;
use rules::config::Selector;

use crate::arguments::{CheckFormat, CheckOptions, Selection};
use crate::console::{Console, Outcome};
use crate::output::{self, Reported};
use crate::project::{self, Bodies, Loaded};

/// Checks what the options name. Problems with single paths are told and do not keep the rest from being checked.
pub fn run(options: &CheckOptions, console: &mut Console) -> anyhow::Result<Outcome> {
    let overrides = overrides(&options.selection)?;
    let mut outcome = Outcome::Clean;
    let mut reported = Vec::new();
    for (root, paths) in by_root(&options.paths, &mut outcome, console) {
        let mut loaded = match project::load_root(&root, overrides.clone(), Bodies::Kept, console) {
            Ok(loaded) => loaded,
            Err(error) => {
                console.problem(&format!("{error:#}"));
                outcome = Outcome::Error;
                continue;
            }
        };
        let wanted = wanted(&mut loaded, &paths, console);
        if loaded.has_problems || config_problems(&loaded, console) {
            outcome = Outcome::Error;
        }
        if options.fix || options.diff {
            let changes = super::fix::changes(&loaded, &wanted, options.with_unsafe);
            if options.diff {
                super::fix::print_diff(&loaded, &changes, console)?;
                outcome = outcome.max(if changes.is_empty() {
                    Outcome::Clean
                } else {
                    Outcome::Findings
                });
                continue;
            }
            super::fix::write(&mut loaded, changes, console)?;
        }
        reported.extend(findings(&loaded, &wanted));
    }
    if options.diff {
        return Ok(outcome);
    }
    reported.sort_by(|a, b| a.path.cmp(&b.path));
    print(&reported, options.format, console)?;
    if !options.exit_zero && reported.iter().any(|file| !file.findings.is_empty()) {
        outcome = outcome.max(Outcome::Findings);
    }
    Ok(outcome)
}

/// What the options change about the configuration.
///
/// # Errors
/// Where one names no rule.
pub fn overrides(selection: &Selection) -> anyhow::Result<Overrides> {
    let mut overrides = Overrides {
        preview: selection.preview.then_some(true),
        all: selection.all,
        ..Overrides::default()
    };
    if !selection.select.is_empty() {
        overrides.selection.select = Some(selectors("--select", &selection.select)?);
    }
    overrides.selection.ignore = selectors("--ignore", &selection.ignore)?;
    Ok(overrides)
}

fn selectors(option: &str, words: &[String]) -> anyhow::Result<Vec<Selector>> {
    let parsed = words.iter().map(|word| {
        Selector::parse(word).ok_or_else(|| {
            let hint = rules::rule::nearest(word)
                .map(|near| format!("; did you mean `{near}`?"))
                .unwrap_or_default();
            anyhow::anyhow!("{option}: there is no rule `{word}`{hint}")
        })
    });
    parsed.collect()
}

/// The findings of the files of a project that were asked for: the relative path and how to name it.
pub fn findings(loaded: &Loaded, wanted: &BTreeMap<String, String>) -> Vec<Reported> {
    let files: Vec<(&String, &String)> = wanted.iter().collect();
    workspace::in_parallel(files, |(relative, shown)| {
        let checked = loaded.project.check(relative, &|| false)?;
        Some(Reported {
            path: shown.clone(),
            text: checked.text,
            findings: checked.findings,
        })
    })
    .into_iter()
    .flatten()
    .collect()
}

/// Tells what is wrong with the project's configuration; whether anything is.
pub fn config_problems(loaded: &Loaded, console: &mut Console) -> bool {
    let mut any = false;
    for problem in loaded.project.config_problems() {
        let at = output::spot(&problem.text, problem.problem.span.start);
        let path = output::shorter(&loaded.root.join(&problem.path));
        console.problem(&format!(
            "{path}:{}:{}: {}",
            at.line, at.column, problem.problem.message
        ));
        any |= problem.problem.severity == rules::finding::Severity::Error;
    }
    any
}

/// The paths that exist, by the root of their project.
fn by_root<'a>(
    paths: &'a [PathBuf],
    outcome: &mut Outcome,
    console: &mut Console,
) -> BTreeMap<PathBuf, Vec<(&'a Path, PathBuf)>> {
    let mut roots: BTreeMap<PathBuf, Vec<(&Path, PathBuf)>> = BTreeMap::new();
    for path in paths {
        match path.canonicalize() {
            Ok(real) => roots
                .entry(project::root_of(&real))
                .or_default()
                .push((path, real)),
            Err(error) => {
                console.problem(&format!("{}: {error}", path.display()));
                *outcome = Outcome::Error;
            }
        }
    }
    roots
}

/// The relative paths to report on, with the names the user would give them.
fn wanted(
    loaded: &mut Loaded,
    paths: &[(&Path, PathBuf)],
    console: &mut Console,
) -> BTreeMap<String, String> {
    let mut wanted = BTreeMap::new();
    for (given, real) in paths {
        if !real.is_dir() {
            if let Some(relative) = project::include(loaded, real, given, console) {
                wanted.insert(relative, output::shown(given, Path::new("")));
            }
            continue;
        }
        for relative in loaded.project.paths() {
            let Ok(below) = loaded
                .root
                .join(&*relative)
                .strip_prefix(real)
                .map(Path::to_path_buf)
            else {
                continue;
            };
            if !loaded.project.is_excluded(&relative) {
                wanted
                    .entry(relative.to_string())
                    .or_insert_with(|| output::shown(given, &below));
            }
        }
    }
    wanted
}

fn print(reported: &[Reported], format: CheckFormat, console: &mut Console) -> anyhow::Result<()> {
    match format {
        CheckFormat::Json => output::json::print(reported, console)?,
        CheckFormat::Concise => output::concise::print(reported, console)?,
        CheckFormat::Text => {
            output::text::print(reported, console)?;
            if reported.iter().any(|file| !file.findings.is_empty()) {
                console.line(&output::totals(reported))?;
            } else {
                console.line(&format!(
                    "No findings in {}.",
                    output::plural(reported.len(), "file")
                ))?;
            }
        }
    }
    Ok(())
}
