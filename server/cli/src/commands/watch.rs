//! `watch`: the findings of a project, again at every change, until interrupted.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use notify::{RecursiveMode, Watcher as _};

use crate::arguments::WatchOptions;
use crate::commands::check;
use crate::console::{Console, Outcome};
use crate::output;
use crate::project::{self, Bodies};

/// Changes that follow each other within this time are one.
const TOGETHER: Duration = Duration::from_millis(60);

/// Clears the screen and moves to its first line (ECMA-48: ED, CUP).
const CLEAR: &str = "\x1b[2J\x1b[H";

/// Checks once and, on a terminal, again at every change of a file.
pub fn run(options: &WatchOptions, console: &mut Console) -> anyhow::Result<Outcome> {
    let (sender, changes) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let paths = event.map(|event| event.paths).unwrap_or_default();
        // The other side ends with the program.
        let _ = sender.send(paths);
    })?;
    loop {
        let found = pass(options, console)?;
        console.flush()?;
        if !console.is_terminal {
            return Ok(if found {
                Outcome::Findings
            } else {
                Outcome::Clean
            });
        }
        console.line("\nWatching for changes. Ctrl-C ends.")?;
        console.flush()?;
        for path in &options.paths {
            watcher.watch(path, RecursiveMode::Recursive)?;
        }
        wait(&changes)?;
        console.print(CLEAR)?;
    }
}

/// Checks everything once; whether there are findings.
fn pass(options: &WatchOptions, console: &mut Console) -> anyhow::Result<bool> {
    let overrides = check::overrides(&options.selection)?;
    let mut found = false;
    for path in &options.paths {
        let loaded = project::load(path, overrides.clone(), Bodies::Kept, console)?;
        check::config_problems(&loaded, console);
        let below = path.canonicalize()?;
        let wanted = loaded
            .project
            .paths()
            .into_iter()
            .filter(|relative| {
                loaded.root.join(&**relative).starts_with(&below)
                    && !loaded.project.is_excluded(relative)
            })
            .map(|relative| {
                (
                    relative.to_string(),
                    output::shorter(&loaded.root.join(&*relative)),
                )
            })
            .collect();
        let reported = check::findings(&loaded, &wanted);
        output::text::print(&reported, console)?;
        console.line(&output::totals(&reported))?;
        found |= reported.iter().any(|file| !file.findings.is_empty());
    }
    Ok(found)
}

/// Waits until a file that matters has changed and nothing more follows.
fn wait(changes: &Receiver<Vec<PathBuf>>) -> anyhow::Result<()> {
    while !changes.recv()?.iter().any(|path| matters(path)) {}
    while changes.recv_timeout(TOGETHER).is_ok() {}
    Ok(())
}

fn matters(path: &Path) -> bool {
    path.to_str().is_some_and(ide::is_taken_in)
}
