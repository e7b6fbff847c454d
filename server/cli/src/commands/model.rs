//! `model`: what a project is made of.

use std::collections::BTreeSet;

use model::view::{self, ModelView, UnresolvedView};

use crate::arguments::{ModelFormat, ModelOptions};
use crate::console::{Console, Outcome};
use crate::output::plural;
use crate::project;

/// Shows what was recognised below a folder.
pub fn run(options: &ModelOptions, console: &mut Console) -> anyhow::Result<Outcome> {
    let loaded = project::load_exactly(&options.root, console)?;
    let model = view::model(loaded.project.things(), &|place| {
        loaded.project.locate(place)
    });
    match (options.unresolved, options.format) {
        (true, ModelFormat::Json) => console.json(&model.unresolved)?,
        (true, _) => print_unresolved(&model.unresolved, console)?,
        (false, ModelFormat::Json) => console.json(&model)?,
        (false, ModelFormat::Text) => print_text(&model, console)?,
        (false, ModelFormat::Mermaid) => print_mermaid(&model, console)?,
    }
    Ok(if loaded.has_problems {
        Outcome::Error
    } else {
        Outcome::Clean
    })
}

fn print_unresolved(unresolved: &[UnresolvedView], console: &mut Console) -> std::io::Result<()> {
    for spot in unresolved {
        console.line(&format!("{}:{}: {}", spot.file, spot.line, spot.why))?;
    }
    console.line(&plural(unresolved.len(), "unresolved spot"))
}

fn print_text(model: &ModelView, console: &mut Console) -> std::io::Result<()> {
    console.line(&format!("Endpoints ({})", model.endpoints.len()))?;
    for endpoint in &model.endpoints {
        console.line(&format!(
            "  {} {}  {}:{}",
            endpoint.method, endpoint.path, endpoint.file, endpoint.line
        ))?;
    }
    console.line(&format!("\nUse cases ({})", model.use_cases.len()))?;
    for case in &model.use_cases {
        console.line(&format!("  {}  {}:{}", case.name, case.file, case.line))?;
        if !case.collaborators.is_empty() {
            let names: Vec<&str> = case
                .collaborators
                .iter()
                .map(|named| named.name.as_str())
                .collect();
            console.line(&format!("    works with {}", names.join(", ")))?;
        }
        if !case.errors.is_empty() {
            console.line(&format!("    raises {}", case.errors.join(", ")))?;
        }
        console.line(&format!("    {}", plural(case.tests.len(), "test")))?;
    }
    console.line(&format!("\nEntities ({})", model.entities.len()))?;
    for entity in &model.entities {
        console.line(&format!(
            "  {} ({})  {}:{}",
            entity.name,
            word(&entity.kind),
            entity.file,
            entity.line
        ))?;
    }
    console.line(&format!("\nRepositories ({})", model.repositories.len()))?;
    for repository in &model.repositories {
        let implements = repository
            .implements
            .as_ref()
            .map(|port| format!(" of {port}"))
            .unwrap_or_default();
        let kind = word(&repository.kind);
        console.line(&format!(
            "  {} ({kind}{implements})  {}:{}",
            repository.name, repository.file, repository.line
        ))?;
    }
    console.line(&format!("\nTests ({})", model.tests.len()))?;
    for test in &model.tests {
        let covers: Vec<&str> = test
            .covers
            .iter()
            .map(|named| named.name.as_str())
            .collect();
        let covers = if covers.is_empty() {
            String::new()
        } else {
            format!(" covers {}", covers.join(", "))
        };
        console.line(&format!(
            "  {} ({}){covers}  {}:{}",
            test.name,
            word(&test.level),
            test.file,
            test.line
        ))?;
    }
    if !model.unresolved.is_empty() {
        console.line(&format!(
            "\n{} (--unresolved lists them)",
            plural(model.unresolved.len(), "unresolved spot")
        ))?;
    }
    Ok(())
}

/// Endpoints, use cases and what they work with, as a flow chart.
fn print_mermaid(model: &ModelView, console: &mut Console) -> std::io::Result<()> {
    console.line("flowchart LR")?;
    let mut nodes = BTreeSet::new();
    let mut edges = BTreeSet::new();
    for endpoint in &model.endpoints {
        let from = format!("{} {}", endpoint.method, endpoint.path);
        nodes.insert((from.clone(), "([", "])"));
        for case in &endpoint.use_cases {
            nodes.insert((case.name.to_string(), "[", "]"));
            edges.insert((from.clone(), case.name.to_string()));
        }
    }
    for case in &model.use_cases {
        nodes.insert((case.name.to_string(), "[", "]"));
        for collaborator in &case.collaborators {
            nodes.insert((collaborator.name.to_string(), "[(", ")]"));
            edges.insert((case.name.to_string(), collaborator.name.to_string()));
        }
    }
    let names: Vec<&String> = nodes.iter().map(|(name, _, _)| name).collect();
    let id = |name: &String| {
        names
            .iter()
            .position(|other| *other == name)
            .unwrap_or_default()
    };
    for (name, open, close) in &nodes {
        console.line(&format!(
            "    n{}{open}\"{}\"{close}",
            id(name),
            name.replace('"', "#quot;")
        ))?;
    }
    for (from, to) in &edges {
        console.line(&format!("    n{} --> n{}", id(from), id(to)))?;
    }
    Ok(())
}

/// The word of the JSON form.
fn word(kind: &impl serde::Serialize) -> String {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
