//! The sample backends in Rust: what they consist of is recognised.

use crate::sample_backend::{expected_of, printed_in, project, sorted};

#[test]
fn axum_with_functions_over_a_pool() {
    check("axum-fundraising");
}

#[test]
fn actix_web_with_use_cases_over_ports() {
    check("actix-parcels");
}

fn check(name: &str) {
    let project = project(name);
    let endpoints = printed_in(&project, &["endpoints", ".", "--format", "json"]);
    let wanted = expected_of(&project, "endpoints.json");
    assert_eq!(sorted(&endpoints), sorted(&wanted), "{name}");
    let model = printed_in(&project, &["model", ".", "--format", "json"]);
    let wanted = expected_of(&project, "model.json");
    for part in [
        "endpoints",
        "use_cases",
        "entities",
        "repositories",
        "tests",
        "unresolved",
    ] {
        assert_eq!(
            sorted(&model[part]),
            sorted(&wanted[part]),
            "{name}: {part}"
        );
    }
}
