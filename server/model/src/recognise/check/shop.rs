//! The model of the sample backend, compared with what was written down by hand.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::workspace::Workspace;

#[test]
fn the_sample_backend_is_recognised_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/projects/fastapi-shop");
    let expected: Value =
        serde_json::from_str(&std::fs::read_to_string(root.join("model.json")).unwrap()).unwrap();
    let workspace = Workspace::of_folder(&root);
    let things = workspace.things();
    let view = crate::view::model(&things, &|place| workspace.locate(place));
    let found = serde_json::to_value(&view).unwrap();
    let mut differences = Vec::new();
    for part in [
        "endpoints",
        "use_cases",
        "entities",
        "repositories",
        "tests",
        "unresolved",
    ] {
        let wanted = rows(&expected[part]);
        let got = rows(&found[part]);
        differences.extend(
            wanted
                .difference(&got)
                .map(|row| format!("missing {part}: {row}")),
        );
        differences.extend(
            got.difference(&wanted)
                .map(|row| format!("too much {part}: {row}")),
        );
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Each row as text, with lists of names in one order.
fn rows(part: &Value) -> BTreeSet<String> {
    let rows = part.as_array().unwrap().iter().cloned();
    rows.map(|mut row| {
        for value in row.as_object_mut().unwrap().values_mut() {
            if let Some(list) = value.as_array_mut() {
                list.sort_by_key(ToString::to_string);
            }
        }
        row.to_string()
    })
    .collect()
}
