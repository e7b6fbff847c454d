//! The program as it is run: what it prints, where, and how it ends.

use std::path::Path;
use std::process::Command;

const GOOD: &str = r#"from app.errors import UserAlreadyExistsError
from app.users import User, UserRepository


async def create_user(email: str, password: str, user_repo: UserRepository) -> User:
    existing = await user_repo.find_by_email(email)
    if existing:
        raise UserAlreadyExistsError(f"User {email} already exists")
    return await user_repo.create(User(email=email, password=hash(password)))
"#;

const BAD: &str = r"async def create_user(email, password, user_repo):
    try:
        return await user_repo.create(email, password)
    except:
        return None
";

struct Ended {
    code: i32,
    out: String,
    problems: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Ended {
    let output = Command::new(env!("CARGO_BIN_EXE_backend-master"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("BACKEND_MASTER_LOG")
        .output()
        .unwrap();
    Ended {
        code: output.status.code().expect("it ended by itself"),
        out: String::from_utf8(output.stdout).unwrap(),
        problems: String::from_utf8(output.stderr).unwrap(),
    }
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn rules(ended: &Ended) -> Vec<String> {
    let rows: serde_json::Value =
        serde_json::from_str(&ended.out).unwrap_or_else(|_| panic!("{}", ended.problems));
    let mut rules: Vec<String> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["rule"].as_str().unwrap().to_owned())
        .collect();
    rules.sort();
    rules
}

#[test]
fn the_good_example_has_hints_only() {
    let folder = folder(&[("good.py", GOOD)]);
    let ended = run(
        folder.path(),
        &["check", "--all", "--format", "json", "good.py"],
    );
    let rows: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    let loud: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["severity"] != "hint")
        .collect();
    assert!(loud.is_empty(), "{loud:#?}");
    assert!(rules(&ended).contains(&"BM505".to_owned()), "{}", ended.out);
}

#[test]
fn the_bad_example_has_exactly_its_findings_each_with_a_fix() {
    let folder = folder(&[("bad.py", BAD)]);
    let ended = run(folder.path(), &["check", "--format", "json", "bad.py"]);
    assert_eq!(ended.code, 1);
    let loud: Vec<String> = rules(&ended)
        .into_iter()
        .filter(|rule| rule != "BM801")
        .collect();
    assert_eq!(
        loud,
        [
            "BM101", "BM102", "BM102", "BM102", "BM201", "BM202", "BM506"
        ]
    );
    let rows: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert!(
        rows.as_array()
            .unwrap()
            .iter()
            .all(|row| row["fix"]["title"].is_string()),
        "{}",
        ended.out
    );
}

#[test]
fn json_rows_have_the_keys_that_programs_rely_on() {
    let folder = folder(&[("app/bad.py", BAD)]);
    let ended = run(folder.path(), &["check", "--format", "json", "."]);
    let rows: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    let bare = rows
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["rule"] == "BM201")
        .unwrap();
    assert_eq!(bare["path"], "app/bad.py");
    assert_eq!((&bare["line"], &bare["column"]), (&4.into(), &5.into()));
    assert_eq!(bare["end_line"], 4);
    assert_eq!(bare["name"], "bare-except");
    assert_eq!(bare["severity"], "warning");
}

#[test]
fn text_shows_the_source_and_concise_one_line() {
    let folder = folder(&[("bad.py", BAD)]);
    let text = run(folder.path(), &["check", "bad.py"]);
    assert!(
        text.out.contains("BM201")
            && text.out.contains("--> bad.py:4:5")
            && text.out.contains("except:"),
        "{}",
        text.out
    );
    let concise = run(folder.path(), &["check", "--format", "concise", "bad.py"]);
    assert!(
        concise
            .out
            .lines()
            .any(|line| line.starts_with("bad.py:4:5: warning BM201 ")),
        "{}",
        concise.out
    );
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_checked() {
    let folder = folder(&[("bad.py", BAD), ("notes.txt", "x"), ("binary.py", "\0\0")]);
    let ended = run(
        folder.path(),
        &[
            "check",
            "--format",
            "concise",
            "missing.py",
            "notes.txt",
            "binary.py",
            "bad.py",
        ],
    );
    assert_eq!(ended.code, 2);
    assert!(ended.out.contains("bad.py:4:5"), "{}", ended.out);
    for word in ["missing.py: ", "notes.txt: ", "binary.py: it is binary"] {
        assert!(ended.problems.contains(word), "{word}: {}", ended.problems);
    }
}

#[cfg(unix)]
#[test]
fn pipes_and_links_in_circles_do_not_stop_a_check() {
    let folder = folder(&[("bad.py", BAD)]);
    let at = |name: &str| folder.path().join(name);
    assert!(
        Command::new("mkfifo")
            .args([at("pipe.py"), at("pyproject.toml"), at(".gitignore")])
            .status()
            .unwrap()
            .success()
    );
    std::os::unix::fs::symlink("circle.py", at("circle.py")).unwrap();
    std::os::unix::fs::symlink(".", at("self")).unwrap();
    let whole = run(folder.path(), &["check", "--format", "concise", "."]);
    assert!(whole.out.contains("bad.py:4:5"), "{}", whole.problems);
    let named = run(folder.path(), &["check", "pipe.py", "circle.py"]);
    assert_eq!(named.code, 2);
    assert!(
        named.problems.contains("pipe.py: it is not a regular file"),
        "{}",
        named.problems
    );
    assert!(named.problems.contains("circle.py: "), "{}", named.problems);
}

#[test]
fn a_broken_configuration_is_told_with_its_place_and_a_suggestion() {
    let folder = folder(&[
        ("bad.py", BAD),
        (
            "backend-master.toml",
            "preview = true\nprofil = \"strict\"\n",
        ),
    ]);
    let ended = run(folder.path(), &["check", "--format", "concise", "."]);
    assert!(
        ended.problems.contains("backend-master.toml:2:1: "),
        "{}",
        ended.problems
    );
    assert!(ended.problems.contains("`profile`"), "{}", ended.problems);
    assert!(ended.out.contains("bad.py:4:5"), "{}", ended.out);
    std::fs::write(folder.path().join("backend-master.toml"), "profile = [\n").unwrap();
    let ended = run(folder.path(), &["check", "--format", "concise", "."]);
    assert_eq!(ended.code, 2, "{}", ended.problems);
    assert!(
        ended.problems.contains("backend-master.toml:"),
        "{}",
        ended.problems
    );
    assert!(ended.out.contains("bad.py:4:5"), "{}", ended.out);
}

#[test]
fn wrong_arguments_are_explained() {
    let folder = folder(&[("bad.py", BAD)]);
    let unknown = run(folder.path(), &["check", "--fromat", "json"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.problems.contains("--format"),
        "{}",
        unknown.problems
    );
    let rule = run(folder.path(), &["check", "--select", "BM99X", "bad.py"]);
    assert_eq!(rule.code, 2);
    assert!(rule.problems.contains("BM99X"), "{}", rule.problems);
    let explained = run(folder.path(), &["explain", "bare-exept"]);
    assert_eq!(explained.code, 2);
    assert!(
        explained.problems.contains("bare-except"),
        "{}",
        explained.problems
    );
}

#[test]
fn a_clean_tree_ends_with_0_and_findings_can_be_let_pass() {
    let folder = folder(&[("clean.py", "LIMIT = 3\n"), ("sub/bad.py", BAD)]);
    assert_eq!(run(folder.path(), &["check", "clean.py"]).code, 0);
    assert_eq!(run(folder.path(), &["check", "sub"]).code, 1);
    assert_eq!(run(folder.path(), &["check", "--exit-zero", "sub"]).code, 0);
}

#[test]
fn safe_fixes_are_written_and_a_second_run_changes_nothing() {
    let source = "import time\n\n\nasync def wait() -> None:\n    time.sleep(1)\n";
    let folder = folder(&[("wait.py", source)]);
    let diff = run(folder.path(), &["check", "--diff", "wait.py"]);
    assert_eq!(diff.code, 1);
    assert!(
        diff.out.contains("+    await asyncio.sleep(1)"),
        "{}",
        diff.out
    );
    assert_eq!(
        std::fs::read_to_string(folder.path().join("wait.py")).unwrap(),
        source
    );
    assert_eq!(run(folder.path(), &["check", "--fix", "wait.py"]).code, 0);
    let fixed = std::fs::read_to_string(folder.path().join("wait.py")).unwrap();
    assert!(
        fixed.contains("    await asyncio.sleep(1)\n") && fixed.contains("import asyncio\n"),
        "{fixed}"
    );
    assert_eq!(run(folder.path(), &["check", "--diff", "wait.py"]).out, "");
}

#[test]
fn rules_are_listed_and_explained() {
    let folder = folder(&[]);
    let list = run(folder.path(), &["rules"]);
    assert!(
        list.out
            .lines()
            .any(|line| line.starts_with("BM302  blocking-sleep-in-async")),
        "{}",
        list.out
    );
    let page = run(folder.path(), &["explain", "BM302"]);
    assert_eq!(page.code, 0);
    assert!(page.out.contains("Why is this bad"), "{}", page.out);
    assert!(
        run(folder.path(), &["version"])
            .out
            .starts_with("backend-master ")
    );
}

#[test]
fn doctor_says_what_was_detected_and_left_out() {
    let long = format!("x = \"{}\"\n", "a".repeat(20_001));
    let project = folder(&[
        (
            "pyproject.toml",
            "[project]\nname = \"shop\"\n\n[tool.ruff]\nline-length = 100\n",
        ),
        (
            "app/api.py",
            "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get(\"/users\")\ndef users() -> list[str]:\n    return []\n",
        ),
        ("app/data.py", &long),
    ]);
    let ended = run(project.path(), &["doctor"]);
    assert_eq!(ended.code, 0, "{}", ended.problems);
    for expected in [
        "language: Python, 2 files, 9 lines, 19 KiB",
        "library: fastapi, in 1 file",
        "manifest: pyproject.toml",
        "deferred to: ruff",
        "not analysed: app/data.py: a line is longer than 20,000 characters",
        "model: 1 endpoint, 0 use cases, 0 entities, 0 repositories, 0 tests, 0 unresolved spots",
    ] {
        let lines: Vec<&str> = ended.out.lines().collect();
        assert!(lines.contains(&expected), "{expected}\n{}", ended.out);
    }
    assert_eq!(run(project.path(), &["doctor", "nowhere"]).code, 2);
}
