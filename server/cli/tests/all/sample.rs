//! The sample backend: what the program says of it is what was written down beside it by hand.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/projects/fastapi-shop")
}

fn output(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_backend-master"))
        .args(arguments)
        .current_dir(sample())
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn written(name: &str) -> String {
    std::fs::read_to_string(sample().join(name)).unwrap()
}

#[test]
fn its_findings_are_the_planted_ones() {
    let rows = output(&["check", "--format", "json", "."]);
    let mut found: Vec<String> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap().to_owned();
            format!(
                "{}:{}:{} {}",
                text("path"),
                row["line"],
                text("rule"),
                text("name")
            )
        })
        .collect();
    found.sort();
    let written = written("findings.txt");
    let mut planted: Vec<&str> = written
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    planted.sort_unstable();
    assert_eq!(found, planted);
}

#[test]
fn its_endpoints_are_the_expected_ones() {
    let expected: Value = serde_json::from_str(&written("endpoints.json")).unwrap();
    assert_eq!(output(&["endpoints", "--format", "json"]), expected);
}

#[test]
fn its_model_is_the_expected_one() {
    let expected: Value = serde_json::from_str(&written("model.json")).unwrap();
    let found = output(&["model", "--format", "json"]);
    for part in [
        "use_cases",
        "entities",
        "repositories",
        "tests",
        "unresolved",
    ] {
        assert_eq!(found[part], expected[part], "{part}");
    }
}
