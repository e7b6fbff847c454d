//! The example of the mission: what is found in its good and its bad version, and what the fixes make of it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::support::Workspace;
use rules::finding::{FixKind, Severity};

const GOOD: &str = "\
async def create_user(
    email: str,
    password: str,
    user_repo: UserRepository
) -> User:
    existing = await user_repo.find_by_email(email)
    if existing:
        raise UserAlreadyExistsError(f\"User {email} already exists\")
    return await user_repo.create(User(email=email, password=hash(password)))
";

const BAD: &str = "\
async def create_user(email, password, user_repo):
    try:
        return await user_repo.create(email, password)
    except:
        return None
";

/// The project around the example: its port, entity, errors and hash function.
const PROJECT: &[(&str, &str)] = &[
    ("shop/__init__.py", ""),
    ("shop/domain/__init__.py", ""),
    (
        "shop/domain/entities.py",
        "from dataclasses import dataclass\n\n\n@dataclass\nclass User:\n    email: str\n    password: str\n",
    ),
    (
        "shop/domain/errors.py",
        "class ShopError(Exception):\n    \"\"\"Base of all errors of the shop.\"\"\"\n\n\nclass UserNotCreatedError(ShopError):\n    \"\"\"The user could not be created.\"\"\"\n",
    ),
    (
        "shop/domain/repositories.py",
        "from typing import Protocol\n\nfrom shop.domain.entities import User\n\n\nclass UserRepository(Protocol):\n    async def find_by_email(self, email: str) -> User | None: ...\n\n    async def create(self, email: str, password: str) -> User: ...\n",
    ),
    (
        "shop/security.py",
        "from argon2 import PasswordHasher\n\n\ndef hash_password(password: str) -> str:\n    return PasswordHasher().hash(password)\n",
    ),
    ("shop/use_cases/__init__.py", ""),
];

/// Applies the first repair of the first finding that has one, until none is left.
fn repaired(mut workspace: Workspace, path: &str) -> Workspace {
    for _ in 0..20 {
        let findings = workspace.findings(path);
        let edits = findings.iter().find_map(|finding| {
            let own = finding
                .fixes
                .iter()
                .filter(|fix| matches!(fix.kind, FixKind::Rule { .. }));
            own.into_iter()
                .find_map(|request| workspace.edits(path, finding, request))
        });
        match edits {
            Some(edits) => workspace = workspace.after(path, &edits),
            None => break,
        }
    }
    workspace
}

/// Compares with the file under `tests/golden`; with `UPDATE_GOLDEN` set, writes it.
fn golden(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, expected, "{name}");
}

fn codes(workspace: &Workspace, path: &str) -> BTreeMap<&'static str, usize> {
    let mut codes = BTreeMap::new();
    for finding in workspace.findings(path) {
        *codes.entry(finding.rule.code).or_default() += 1;
    }
    codes
}

fn expected() -> BTreeMap<&'static str, usize> {
    BTreeMap::from([
        ("BM101", 1),
        ("BM102", 3),
        ("BM201", 1),
        ("BM202", 1),
        ("BM506", 1),
    ])
}

#[test]
fn the_good_example_has_hints_only() {
    let workspace = Workspace::new(&[("create_user.py", GOOD)]);
    let findings = workspace.findings("create_user.py");
    assert!(
        findings
            .iter()
            .all(|finding| finding.severity == Severity::Hint),
        "{findings:#?}"
    );
    assert!(findings.iter().any(|finding| finding.rule.code == "BM505"));
}

#[test]
fn the_bad_example_alone() {
    let path = "create_user.py";
    let workspace = Workspace::new(&[(path, BAD)]);
    let mut found = codes(&workspace, path);
    found.retain(|code, _| !code.starts_with("BM8"));
    assert_eq!(found, expected());
    for finding in workspace.findings(path) {
        assert!(
            finding
                .fixes
                .iter()
                .any(|fix| !matches!(fix.kind, FixKind::IgnoreOnLine | FixKind::DisableInProject)),
            "{} has no fix",
            finding.rule.code
        );
    }
    let after = repaired(workspace, path);
    assert_eq!(after.broken(path), 0);
    golden("bad_alone.py", &after.texts[path]);
}

#[test]
fn the_bad_example_in_a_project() {
    let path = "shop/use_cases/create_user.py";
    let mut files = PROJECT.to_vec();
    files.push((path, BAD));
    let workspace = Workspace::new(&files);
    let mut found = codes(&workspace, path);
    found.retain(|code, _| !code.starts_with("BM8"));
    assert_eq!(found, expected());
    let after = repaired(workspace, path);
    assert_eq!(after.broken(path), 0);
    golden("bad_in_project.py", &after.texts[path]);
}
