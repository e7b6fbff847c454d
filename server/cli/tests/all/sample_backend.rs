//! The sample backend: what is planted in it is found, and nothing else; what it consists of is recognised.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

#[test]
fn planted_findings_and_no_others() {
    let found = printed(&["check", "--all", "--format", "json", "."]);
    let mut found: Vec<String> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let path = text(finding, "path").trim_start_matches("./");
            let (rule, name) = (text(finding, "rule"), text(finding, "name"));
            format!("{path}:{}:{rule} {name}", finding["line"])
        })
        .collect();
    found.sort();
    let planted = std::fs::read_to_string(sample().join("findings.txt")).unwrap();
    let mut planted: Vec<&str> = planted.lines().collect();
    planted.sort_unstable();
    assert_eq!(found, planted);
}

#[test]
fn endpoints_as_the_running_app_has_them() {
    let found = printed(&["endpoints", ".", "--format", "json"]);
    assert_eq!(sorted(&found), sorted(&expected("endpoints.json")));
}

#[test]
fn the_whole_model() {
    let (found, wanted) = (
        printed(&["model", ".", "--format", "json"]),
        expected("model.json"),
    );
    for part in [
        "endpoints",
        "use_cases",
        "entities",
        "repositories",
        "tests",
        "unresolved",
    ] {
        assert_eq!(sorted(&found[part]), sorted(&wanted[part]), "{part}");
    }
}

fn sample() -> PathBuf {
    project("fastapi-shop")
}

fn expected(file: &str) -> Value {
    expected_of(&sample(), file)
}

fn printed(arguments: &[&str]) -> Value {
    printed_in(&sample(), arguments)
}

/// A sample backend.
pub fn project(name: &str) -> PathBuf {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/projects");
    all.join(name)
}

pub fn expected_of(project: &Path, file: &str) -> Value {
    serde_json::from_slice(&std::fs::read(project.join(file)).unwrap()).unwrap()
}

pub fn printed_in(project: &Path, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_backend-master"))
        .args(arguments)
        .current_dir(project)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The elements of a list as text, in an order of their own: which one is printed first is no promise here.
pub fn sorted(list: &Value) -> Vec<String> {
    let mut elements: Vec<String> = list
        .as_array()
        .unwrap()
        .iter()
        .map(Value::to_string)
        .collect();
    elements.sort();
    elements
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap()
}
