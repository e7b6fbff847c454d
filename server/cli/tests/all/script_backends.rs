//! The sample backends in JavaScript, TypeScript and Go: what they consist of is recognised.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const PROJECTS: [&str; 8] = [
    "express-library",
    "nest-clinic",
    "fastify-parcels",
    "koa-recipes",
    "hono-notes",
    "gin-library",
    "echo-tickets",
    "fiber-links",
];

#[test]
fn endpoints_as_the_running_app_has_them() {
    for project in PROJECTS {
        let found = printed(project, "endpoints");
        let wanted = expected(project, "endpoints.json");
        assert_eq!(sorted(&found), sorted(&wanted), "{project}");
    }
}

#[test]
fn the_whole_model() {
    for project in PROJECTS {
        let found = printed(project, "model");
        let wanted = expected(project, "model.json");
        for part in [
            "endpoints",
            "use_cases",
            "entities",
            "repositories",
            "tests",
            "unresolved",
        ] {
            let (found, wanted) = (sorted(&found[part]), sorted(&wanted[part]));
            assert_eq!(found, wanted, "{project}: {part}");
        }
    }
}

fn folder(project: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/projects")
        .join(project)
}

fn expected(project: &str, file: &str) -> Value {
    serde_json::from_slice(&std::fs::read(folder(project).join(file)).unwrap()).unwrap()
}

fn printed(project: &str, command: &str) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_backend-master"))
        .args([command, ".", "--format", "json"])
        .current_dir(folder(project))
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The elements of a list as text, in an order of their own: which one is printed first is no promise here.
fn sorted(list: &Value) -> Vec<String> {
    let mut elements: Vec<String> = list
        .as_array()
        .unwrap()
        .iter()
        .map(Value::to_string)
        .collect();
    elements.sort();
    elements
}
