//! The sample backends: what is planted in one is found, and nothing else; what each consists of is recognised.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

#[test]
fn planted_findings_and_no_others() {
    let sample = projects().join("fastapi-shop");
    let found = printed(&sample, &["check", "--all", "--format", "json", "."]);
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
    let planted = std::fs::read_to_string(sample.join("findings.txt")).unwrap();
    let mut planted: Vec<&str> = planted.lines().collect();
    planted.sort_unstable();
    assert_eq!(found, planted);
}

#[test]
fn endpoints_as_the_running_apps_have_them() {
    for sample in samples() {
        let found = printed(&sample, &["endpoints", ".", "--format", "json"]);
        let wanted = expected(&sample, "endpoints.json");
        assert_eq!(sorted(&found), sorted(&wanted), "{}", sample.display());
    }
}

#[test]
fn the_whole_model() {
    for sample in samples() {
        let found = printed(&sample, &["model", ".", "--format", "json"]);
        let wanted = expected(&sample, "model.json");
        for part in [
            "endpoints",
            "use_cases",
            "entities",
            "repositories",
            "tests",
            "unresolved",
        ] {
            assert_eq!(
                sorted(&found[part]),
                sorted(&wanted[part]),
                "{part} of {}",
                sample.display()
            );
        }
    }
}

fn projects() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/projects")
}

/// Every sample backend whose model is written out.
fn samples() -> Vec<PathBuf> {
    let mut samples: Vec<PathBuf> = std::fs::read_dir(projects())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("model.json").is_file())
        .collect();
    samples.sort();
    assert!(samples.len() >= 4, "{samples:?}");
    samples
}

fn expected(sample: &Path, file: &str) -> Value {
    serde_json::from_slice(&std::fs::read(sample.join(file)).unwrap()).unwrap()
}

fn printed(sample: &Path, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_backend-master"))
        .args(arguments)
        .current_dir(sample)
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
