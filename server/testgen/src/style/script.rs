//! How a project writes the tests of its scripts: runner, place, imports and quotes, learned from what is there.

use model::Manifests;
use syntax::facts::ImportKind;
use syntax::language::Language;

use super::folder;
use crate::sources::Sources;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runner {
    Vitest,
    Jest,
    Mocha,
    /// The one that comes with the platform.
    Node,
}

/// How imports name the files of the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    None,
    /// That of the compiled file.
    Compiled,
    /// That of the file itself.
    Own,
}

#[derive(Clone, Debug)]
pub struct Style {
    /// Relative to the root.
    pub path: String,
    pub runner: Runner,
    /// Whether the test file has types.
    pub is_typed: bool,
    /// `import` rather than `require`.
    pub is_module: bool,
    /// Whether what the runner offers is imported rather than at hand.
    pub imports_runner: bool,
    pub ending: Ending,
    pub quote: char,
    pub semicolons: bool,
    /// `it` or `test`.
    pub verb: &'static str,
    pub indent: usize,
}

pub fn is_test(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    if Language::of_path(path).is_none() {
        return false;
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.ends_with(".test")
        || stem.ends_with(".spec")
        || path.split('/').any(|part| part == "__tests__")
}

pub fn of(sources: Sources<'_>, manifests: &Manifests, target: usize) -> Style {
    let Some(file) = sources.file(target) else {
        return plain(String::new());
    };
    let path = file.path;
    let tests: Vec<usize> = (0..sources.files.len())
        .filter(|at| sources.file(*at).is_some_and(|file| is_test(file.path)))
        .collect();
    let texts = || {
        tests
            .iter()
            .filter_map(|at| sources.file(*at))
            .map(|file| file.text)
    };
    let has = |name: &str| manifests.dependency(path, name).is_some();
    let imported = |name: &str| {
        texts().any(|text| {
            text.contains(&format!("\"{name}\"")) || text.contains(&format!("'{name}'"))
        })
    };
    let runner = if imported("node:test") {
        Runner::Node
    } else if has("vitest") {
        Runner::Vitest
    } else if has("jest") || has("ts-jest") || has("@jest/globals") {
        Runner::Jest
    } else if has("mocha") {
        Runner::Mocha
    } else {
        Runner::Node
    };
    let is_typed = !matches!(file.facts.language, Language::JavaScript);
    let uses_require = file.facts.items.iter().any(|item| {
        let summary = &item.facts.summary;
        let whole = summary.exports.iter().any(|export| export.name.is_empty());
        whole
            || file.text.get(item.span.range()).is_some_and(|text| {
                text.contains("require(")
                    || text.contains("module.exports")
                    || text.starts_with("exports.")
            })
    });
    let mut style = plain(place(sources, &tests, path, runner, has("@nestjs/core")));
    style.runner = runner;
    style.is_typed = is_typed;
    style.is_module = is_typed || !uses_require;
    style.imports_runner = match runner {
        Runner::Vitest | Runner::Node => true,
        Runner::Jest => has("@jest/globals") && !has("@types/jest"),
        Runner::Mocha => false,
    };
    style.ending = ending(sources, target);
    let around = sources
        .at_path(&style.path)
        .or_else(|| tests.first().copied())
        .unwrap_or(target);
    if let Some(file) = sources.file(around) {
        let count = |quote: char| file.text.matches(quote).count();
        style.quote = if count('\'') > count('"') { '\'' } else { '"' };
        let lines = || {
            file.text
                .lines()
                .filter(|line| line.starts_with("import ") || line.starts_with("const "))
        };
        style.semicolons = lines()
            .next()
            .is_none_or(|_| lines().any(|line| line.ends_with(';')));
        let by_four = file
            .text
            .lines()
            .filter(|line| line.starts_with("    ") && !line.starts_with("     "))
            .count();
        let by_two = file
            .text
            .lines()
            .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
            .count();
        style.indent = if by_four > 0 && by_two == 0 { 4 } else { 2 };
    }
    let uses_test = texts().any(|text| text.contains("\n  test(") || text.contains("\ntest("));
    let uses_it = texts().any(|text| text.contains("\n  it(") || text.contains("\nit("));
    style.verb = if uses_test && !uses_it { "test" } else { "it" };
    style
}

fn plain(path: String) -> Style {
    Style {
        path,
        runner: Runner::Vitest,
        is_typed: true,
        is_module: true,
        imports_runner: true,
        ending: Ending::None,
        quote: '"',
        semicolons: true,
        verb: "it",
        indent: 2,
    }
}

/// How the files of the project name each other.
fn ending(sources: Sources<'_>, target: usize) -> Ending {
    let own = sources.file(target).into_iter();
    for file in own.chain(sources.files) {
        for item in &file.facts.items {
            for import in &item.facts.summary.imports {
                let named = import.module.starts_with('.')
                    && !matches!(import.kind, ImportKind::Effect)
                    && file.links.iter().any(|(name, _)| *name == import.module);
                if !named {
                    continue;
                }
                let name = import.module.rsplit('/').next().unwrap_or_default();
                let ends = |ending: &str| name.ends_with(ending);
                if ends(".ts") || ends(".mts") || ends(".tsx") {
                    return Ending::Own;
                }
                return match ends(".js") || ends(".mjs") || ends(".cjs") {
                    true => Ending::Compiled,
                    false => Ending::None,
                };
            }
        }
    }
    match sources
        .file(target)
        .map(|file| (file.facts.language, file.path))
    {
        // Modules of the platform are named with their ending.
        Some((Language::JavaScript, _)) => Ending::Compiled,
        _ => Ending::None,
    }
}

/// Where the tests of a file belong: as the tests of its neighbours, else beside it.
fn place(
    sources: Sources<'_>,
    tests: &[usize],
    path: &str,
    runner: Runner,
    is_nest: bool,
) -> String {
    let (stem, ending) = split(path);
    let paths = || {
        tests
            .iter()
            .filter_map(|at| sources.file(*at))
            .map(|file| file.path)
    };
    let own = paths().find(|test| {
        subject(test) == stem && (folder(test) == folder(path) || mirrors(test, path))
    });
    if let Some(own) = own {
        return own.to_owned();
    }
    let marks = |mark: &str| paths().filter(|test| split(test).0.ends_with(mark)).count();
    let mark = match (marks(".test"), marks(".spec")) {
        (0, 0) if is_nest => ".spec",
        (tests, specs) if specs > tests => ".spec",
        _ => ".test",
    };
    let name = format!("{stem}{mark}.{ending}");
    let is_beside = |test: &&str| {
        let source = subject(test);
        let mut files = sources.files.iter();
        files.any(|file| {
            folder(file.path) == folder(test) && split(file.path).0 == source && file.path != *test
        })
    };
    let beside = paths().filter(is_beside).count() * 2 > tests.len();
    if beside || tests.is_empty() {
        if tests.is_empty() && runner == Runner::Node && has_folder(sources, "test") {
            return format!("test/{name}");
        }
        return joined(folder(path), &name);
    }
    // A folder of tests beside the sources, or one that mirrors them.
    if let Some(test) = paths().find(|test| test.split('/').any(|part| part == "__tests__")) {
        let around = folder(test);
        let inner = around
            .split_once("__tests__")
            .map_or("", |(_, inner)| inner);
        if inner.is_empty() {
            return joined(&joined(folder(path), "__tests__"), &name);
        }
    }
    let top = paths().find_map(|test| {
        let at = test
            .split('/')
            .position(|part| matches!(part, "tests" | "test"))?;
        Some(test.split('/').take(at + 1).collect::<Vec<_>>().join("/"))
    });
    let Some(top) = top else {
        return joined(folder(path), &name);
    };
    let nested = paths().any(|test| {
        test.strip_prefix(&format!("{top}/"))
            .is_some_and(|rest| rest.contains('/'))
    });
    let inner = folder(path)
        .strip_prefix("src")
        .map_or(folder(path), |rest| rest.trim_start_matches('/'));
    match nested && !inner.is_empty() {
        true => joined(&joined(&top, inner), &name),
        false => joined(&top, &name),
    }
}

/// Whether a test in a folder of its own stands where its source does.
fn mirrors(test: &str, path: &str) -> bool {
    let source = folder(path).rsplit('/').next().unwrap_or_default();
    let around = folder(test).rsplit('/').next().unwrap_or_default();
    around == source
        || matches!(around, "test" | "tests")
        || folder(test) == joined(folder(path), "__tests__")
}

fn has_folder(sources: Sources<'_>, name: &str) -> bool {
    let prefix = format!("{name}/");
    sources
        .files
        .iter()
        .any(|file| file.path.starts_with(&prefix))
}

fn joined(folder: &str, name: &str) -> String {
    match folder.is_empty() {
        true => name.to_owned(),
        false => format!("{folder}/{name}"),
    }
}

/// The name of a file without its ending, and the ending.
fn split(path: &str) -> (&str, &str) {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').unwrap_or((name, ""))
}

/// The source that a test is named after.
fn subject(test: &str) -> &str {
    let stem = split(test).0;
    stem.strip_suffix(".test")
        .or_else(|| stem.strip_suffix(".spec"))
        .unwrap_or(stem)
}
