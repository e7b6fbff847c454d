//! `generate tests`: tests for the use cases of a file, printed, shown as a diff or written.

use ide::{Change, Generated, LeftOut, Overrides};

use super::{fix, verify};
use crate::arguments::{Generate, GenerateOptions, GenerateTestsOptions};
use crate::console::{Console, Outcome};
use crate::output;
use crate::project::{self, Bodies, Loaded};

/// Generates what was asked for.
pub fn run(options: &GenerateOptions, console: &mut Console) -> anyhow::Result<Outcome> {
    let Generate::Tests(options) = &options.what;
    tests(options, console)
}

fn tests(options: &GenerateTestsOptions, console: &mut Console) -> anyhow::Result<Outcome> {
    let real = options
        .file
        .canonicalize()
        .map_err(|error| anyhow::anyhow!("{}: {error}", options.file.display()))?;
    // What a crate is made of may stand in another one of its workspace.
    let root = project::workspace_of(&project::root_of(&real));
    let mut loaded = project::load_root(&root, Overrides::default(), Bodies::LeftOut, console)?;
    let Some(relative) = project::include(&mut loaded, &real, &options.file, console) else {
        return Ok(Outcome::Error);
    };
    let symbols = match &options.symbol {
        Some(symbol) => vec![symbol.clone()],
        None => loaded.project.testable(&relative),
    };
    if symbols.is_empty() {
        console.problem(&format!(
            "{}: there is no use case in it; name one with --symbol",
            options.file.display()
        ));
        return Ok(Outcome::Error);
    }
    let mut outcome = Outcome::Clean;
    let before = loaded.project.clone();
    let mut all = Change::default();
    for symbol in &symbols {
        match loaded.project.generate_tests(&relative, symbol) {
            Ok(generated) => {
                report(symbol, &generated, options, console);
                loaded.project.apply(&generated.change);
                all.extend(generated.change);
            }
            Err(why) => {
                console.problem(&format!("{}: `{symbol}`: {why}", options.file.display()));
                outcome = Outcome::Error;
            }
        }
    }
    // From here on the project is the one on disk.
    loaded.project = before;
    deliver(all, &mut loaded, options, console)?;
    Ok(if loaded.has_problems {
        Outcome::Error
    } else {
        outcome
    })
}

fn deliver(
    change: Change,
    loaded: &mut Loaded,
    options: &GenerateTestsOptions,
    console: &mut Console,
) -> anyhow::Result<()> {
    if options.diff {
        return Ok(fix::print_diff(loaded, &change, console)?);
    }
    if !options.write {
        for text in change.edited.values().chain(change.created.values()) {
            console.print(text)?;
        }
        return Ok(());
    }
    let paths: Vec<(String, bool)> = change
        .created
        .keys()
        .map(|path| (path.clone(), true))
        .chain(change.edited.keys().map(|path| (path.clone(), false)))
        .collect();
    fix::write(loaded, change, console)?;
    if options.verify {
        verify::verify(loaded, &paths, console)?;
    }
    for (path, _) in &paths {
        let path = loaded.root.join(path);
        if path.exists() {
            console.line(&output::shorter(&path))?;
        }
    }
    Ok(())
}

/// One line for each outcome that is not in the tests, so that nobody believes it is.
fn report(
    symbol: &str,
    generated: &Generated,
    options: &GenerateTestsOptions,
    console: &mut Console,
) {
    if generated.change.is_empty() {
        console.problem(&format!(
            "`{symbol}`: every outcome that can be derived has a test already"
        ));
    }
    for LeftOut { line, why } in &generated.left_out {
        console.problem(&format!(
            "{}:{line}: not covered: {why}",
            options.file.display()
        ));
    }
}
