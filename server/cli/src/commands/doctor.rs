//! `doctor`: what was detected in a project, what was left out and why, and how long it took.

use std::time::Instant;

use ide::Survey;

use crate::arguments::DoctorOptions;
use crate::console::{Console, Outcome};
use crate::output::plural;
use crate::project;

/// Says what the program sees below a folder.
pub fn run(options: &DoctorOptions, console: &mut Console) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let loaded = project::load_exactly(&options.root, console)?;
    let read = started.elapsed();
    let project = &loaded.project;
    let started = Instant::now();
    let things = project.things();
    let recognised = started.elapsed();
    let survey = project.survey();

    console.line(concat!("backend-master ", env!("CARGO_PKG_VERSION")))?;
    console.line(&format!("root: {}", loaded.root.display()))?;
    print_survey(&survey, console)?;
    console.line(&format!(
        "model: {}, {}, {}, {}, {}, {}",
        plural(things.endpoints.len(), "endpoint"),
        plural(things.use_cases.len(), "use case"),
        counted(things.entities.len(), "entity", "entities"),
        counted(things.repositories.len(), "repository", "repositories"),
        plural(things.tests.len(), "test"),
        plural(things.unresolved.len(), "unresolved spot"),
    ))?;
    console.line(&format!(
        "time: {} ms to read and index, {} ms to recognise",
        read.as_millis(),
        recognised.as_millis()
    ))?;
    Ok(match loaded.has_problems {
        true => Outcome::Error,
        false => Outcome::Clean,
    })
}

fn print_survey(survey: &Survey, console: &mut Console) -> std::io::Result<()> {
    if survey.languages.is_empty() {
        console.line("languages: none that is known")?;
    }
    for (language, volume) in &survey.languages {
        console.line(&format!(
            "language: {}, {}, {}, {} KiB",
            language.name(),
            plural(volume.files, "file"),
            plural(volume.lines, "line"),
            volume.bytes / 1024
        ))?;
    }
    for (name, files) in &survey.frameworks {
        console.line(&format!("library: {name}, in {}", plural(*files, "file")))?;
    }
    for path in &survey.manifests {
        console.line(&format!("manifest: {path}"))?;
    }
    if !survey.linters.is_empty() {
        console.line(&format!("deferred to: {}", survey.linters.join(", ")))?;
    }
    for (path, why) in &survey.not_analysed {
        console.line(&format!("not analysed: {path}: {why}"))?;
    }
    Ok(())
}

fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    }
}
