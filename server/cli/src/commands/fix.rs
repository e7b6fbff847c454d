//! `--fix` and `--diff`: repairs computed, shown or written.

use std::collections::BTreeMap;

use ide::Change;
use similar::TextDiff;

use crate::console::Console;
use crate::output;
use crate::project::Loaded;

/// What repairing the wanted files changes. Repairs that a person must look at are made only when asked for.
pub fn changes(loaded: &Loaded, wanted: &BTreeMap<String, String>, with_unsafe: bool) -> Change {
    let mut all = Change::default();
    let mut project = loaded.project.clone();
    for relative in wanted.keys() {
        let change = project.fix_all(relative, with_unsafe);
        // Later files are repaired in sight of what was changed before them.
        project.apply(&change);
        all.extend(change);
    }
    all
}

/// Prints a change as a unified diff.
pub fn print_diff(loaded: &Loaded, change: &Change, console: &mut Console) -> std::io::Result<()> {
    for (relative, new) in change.edited.iter().chain(&change.created) {
        let old = loaded.project.text(relative).unwrap_or_default();
        let path = output::shorter(&loaded.root.join(relative));
        let diff = TextDiff::from_lines(&old, new);
        let old_name = if change.created.contains_key(relative) {
            "/dev/null"
        } else {
            &path
        };
        console.print(
            &diff
                .unified_diff()
                .context_radius(3)
                .header(old_name, &path)
                .to_string(),
        )?;
    }
    Ok(())
}

/// Writes a change to disk and takes it into the loaded project. Existing files are never overwritten by new ones.
pub fn write(loaded: &mut Loaded, change: Change, console: &mut Console) -> std::io::Result<()> {
    let mut done = Change::default();
    for (relative, text) in change.edited {
        match workspace::replace(&loaded.root.join(&relative), &text) {
            Ok(()) => drop(done.edited.insert(relative, text)),
            Err(error) => {
                console.problem(&error.to_string());
                loaded.has_problems = true;
            }
        }
    }
    for (relative, text) in change.created {
        match workspace::create_new(&loaded.root, &relative, &text) {
            Ok(_) => drop(done.created.insert(relative, text)),
            Err(error) => {
                console.problem(&error.to_string());
                loaded.has_problems = true;
            }
        }
    }
    loaded.project.apply(&done);
    console.flush()
}
