//! `endpoints`: every route of a project.

use model::view;

use crate::arguments::{EndpointsFormat, EndpointsOptions};
use crate::console::{Console, Outcome};
use crate::output::{cell, plural};
use crate::project;

/// Lists the endpoints below a folder.
pub fn run(options: &EndpointsOptions, console: &mut Console) -> anyhow::Result<Outcome> {
    let loaded = project::load_exactly(&options.root, console)?;
    let endpoints = view::endpoints(loaded.project.things(), &|place| {
        loaded.project.locate(place)
    });
    match options.format {
        EndpointsFormat::Json => console.json(&endpoints)?,
        EndpointsFormat::Markdown => {
            console.line("| method | path | handler | auth | use cases | file |\n| --- | --- | --- | --- | --- | --- |")?;
            for endpoint in &endpoints {
                let use_cases: Vec<&str> = endpoint
                    .use_cases
                    .iter()
                    .map(|named| named.name.as_str())
                    .collect();
                console.line(&format!(
                    "| {} | {} | {} | {} | {} | {}:{} |",
                    endpoint.method,
                    cell(&endpoint.path),
                    cell(&endpoint.handler),
                    auth_word(endpoint.auth),
                    cell(&use_cases.join(", ")),
                    cell(&endpoint.file),
                    endpoint.line
                ))?;
            }
        }
        EndpointsFormat::Text => {
            let widest = endpoints
                .iter()
                .map(|endpoint| endpoint.path.chars().count())
                .max()
                .unwrap_or_default();
            for endpoint in &endpoints {
                console.line(&format!(
                    "{:<7} {:<widest$}  {}  {}:{}",
                    endpoint.method, endpoint.path, endpoint.handler, endpoint.file, endpoint.line
                ))?;
            }
            let unresolved = loaded.project.things().unresolved.len();
            console.line(&plural(endpoints.len(), "endpoint"))?;
            if unresolved > 0 {
                console.problem(&format!(
                    "{} could not be resolved; `backend-master model --unresolved` lists them",
                    plural(unresolved, "spot")
                ));
            }
        }
    }
    Ok(if loaded.has_problems {
        Outcome::Error
    } else {
        Outcome::Clean
    })
}

fn auth_word(auth: Option<bool>) -> &'static str {
    match auth {
        Some(true) => "yes",
        Some(false) => "no",
        None => "?",
    }
}
