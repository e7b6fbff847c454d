//! The manners of the engine: what is kept, hidden, shown and offered, and how fixes treat a text.

use std::sync::Arc;

use crate::support::Workspace;
use model::{FileEnv, FileRole};
use rules::check::{ItemResults, check_items};
use rules::config::{Config, Overrides, Profile, Settings, read};
use rules::context::FileCtx;
use rules::edit::apply;
use rules::finding::{Finding, FixKind, Severity};
use rules::fix::{fix_all, safe_edits};
use rules::project::ProjectFacts;
use rules::rule;
use syntax::file::{FileFacts, PlacedItem};
use syntax::language::Language;

fn findings(files: &[(&str, &str)], path: &str) -> Vec<Finding> {
    Workspace::new(files).findings(path)
}

fn codes(files: &[(&str, &str)]) -> Vec<&'static str> {
    let path = files[0].0;
    findings(files, path)
        .iter()
        .map(|finding| finding.rule.code)
        .collect()
}

/// The facts of `text`, with every item that `before` has, too, being the very same object.
fn extracted(text: &str, before: Option<&FileFacts>) -> Arc<FileFacts> {
    let mut facts = syntax::extract(Language::Python, text);
    let known: Vec<&PlacedItem> = before.iter().flat_map(|before| &before.items).collect();
    for item in &mut facts.items {
        if let Some(same) = known.iter().find(|known| known.facts == item.facts) {
            item.facts = Arc::clone(&same.facts);
        }
    }
    Arc::new(facts)
}

fn checked(text: &str, facts: &Arc<FileFacts>, before: Option<&ItemResults>) -> ItemResults {
    let env = FileEnv::new(Arc::clone(facts), None);
    let project = ProjectFacts::default();
    let settings = Settings::of(&Config::default(), "a.py", &project, &Overrides::default());
    let file = FileCtx {
        path: "a.py",
        text,
        facts,
        env: &env,
        role: FileRole::Source,
        settings: &settings,
        project: &project,
    };
    check_items(&file, before, &|| false)
}

#[test]
fn an_edit_in_one_function_checks_that_function_only() {
    let function =
        |name: &str| format!("def {name}(a: int) -> int:\n    b = a\n    return b\n\n\n");
    let names: Vec<_> = (0..50).map(|index| format!("f{index}")).collect();
    let text: String = names.iter().map(|name| function(name)).collect();
    let first = extracted(&text, None);
    let before = checked(&text, &first, None);
    assert_eq!(before.checked, first.items.len());

    let edited = text.replacen("    b = a\n", "    b = a + 1\n", 1);
    let second = extracted(&edited, Some(&first));
    let after = checked(&edited, &second, Some(&before));
    assert_eq!(after.checked, 1);

    let signature = edited
        .replacen("def f7(a: int)", "def f7(a: int, c: int)", 1)
        .replacen(
            "def f9(a: int) -> int:\n    b = a",
            "def f9(a: int) -> int:\n    b = f7(a)",
            1,
        );
    let third = extracted(&signature, Some(&second));
    let both = checked(&signature, &third, Some(&after));
    // The two that were edited, and the one below each.
    assert!(both.checked <= 4, "{}", both.checked);

    let renamed = signature.replacen("def f7(a: int, c: int)", "def f7(a: str, c: int)", 1);
    let fourth = extracted(&renamed, Some(&third));
    let reached = checked(&renamed, &fourth, Some(&both));
    // The one that was edited, the one below it, and the one that calls it.
    assert_eq!(reached.checked, 3);

    let imported = format!("import time\n{renamed}");
    let fifth = extracted(&imported, Some(&fourth));
    let all = checked(&imported, &fifth, Some(&reached));
    assert_eq!(all.checked, fifth.items.len(), "any may use an import");
}

#[test]
fn findings_move_with_their_item() {
    let text = "def f(x) -> None:\n    print(x)\n";
    let first = extracted(text, None);
    let before = checked(text, &first, None);
    let moved = format!("# one\n# two\n\n{text}");
    let second = extracted(&moved, Some(&first));
    let after = checked(&moved, &second, Some(&before));
    let env = FileEnv::new(Arc::clone(&second), None);
    let project = ProjectFacts::default();
    let settings = Settings::of(&Config::default(), "a.py", &project, &Overrides::default());
    let file = FileCtx {
        path: "a.py",
        text: &moved,
        facts: &second,
        env: &env,
        role: FileRole::Source,
        settings: &settings,
        project: &project,
    };
    let found: Vec<_> = after.findings(&file).collect();
    assert_eq!(&moved[found[0].span.range()], "x");
}

#[test]
fn stopping_leaves_the_rest_unchecked_and_says_so() {
    let text = "def f(x) -> None:\n    print(x)\n\n\ndef g(y) -> None:\n    print(y)\n";
    let facts = extracted(text, None);
    let env = FileEnv::new(Arc::clone(&facts), None);
    let project = ProjectFacts::default();
    let settings = Settings::of(&Config::default(), "a.py", &project, &Overrides::default());
    let file = FileCtx {
        path: "a.py",
        text,
        facts: &facts,
        env: &env,
        role: FileRole::Source,
        settings: &settings,
        project: &project,
    };
    let asked = std::cell::Cell::new(0);
    let stop = || {
        asked.set(asked.get() + 1);
        asked.get() > 1
    };
    let results = check_items(&file, None, &stop);
    assert!(results.is_cut_short);
    assert_eq!(results.findings(&file).count(), 1);
    assert_eq!(
        check_items(&file, Some(&results), &|| false)
            .findings(&file)
            .count(),
        2
    );
}

#[test]
fn suppressions_hide_their_line() {
    let sleep = "import time\n\n\nasync def f() -> None:\n";
    for (body, expected) in [
        ("    time.sleep(1)\n", vec!["BM302"]),
        (
            "    time.sleep(1)  # backend-master: ignore[BM302]\n",
            vec![],
        ),
        (
            "    time.sleep(1)  # backend-master: ignore[BM302] a reason\n",
            vec![],
        ),
        (
            "    time.sleep(1)  # backend-master: ignore[blocking-sleep-in-async]\n",
            vec![],
        ),
        (
            "    time.sleep(1)  # noqa  # backend-master: ignore[BM302]\n",
            vec!["BM302"],
        ),
        (
            "    # backend-master: ignore[BM302] a reason\n    time.sleep(1)\n",
            vec![],
        ),
        (
            "    # backend-master: ignore-next-line[BM302]\n    time.sleep(1)\n",
            vec![],
        ),
        (
            "    # backend-master: ignore[BM302]\n    # backend-master: ignore[BM104]\n    time.sleep(1)\n",
            vec!["BM001"],
        ),
        (
            "    time.sleep(1)  # backend-master: ignore[BM302, BM104]\n",
            vec!["BM001"],
        ),
        (
            "    # backend-master: ignore[BM302]\n    print(1)\n    time.sleep(1)\n",
            vec!["BM001", "BM302"],
        ),
        (
            "    time.sleep(1)  # backend-master: ignore[BM3O2]\n",
            vec!["BM302", "BM002"],
        ),
        (
            "    text = \"backend-master: ignore[BM302]\"\n    time.sleep(1)\n",
            vec!["BM302"],
        ),
    ] {
        let text = format!("{sleep}{body}");
        assert_eq!(codes(&[("a.py", &text)]), expected, "{body}");
    }
    let head = format!("# backend-master: ignore-file[BM302] old\n{sleep}    time.sleep(1)\n");
    assert_eq!(codes(&[("a.py", &head)]), [""; 0]);
    let late = format!(
        "{}# backend-master: ignore-file[BM302]\n{sleep}    time.sleep(1)\n",
        "\n".repeat(10)
    );
    assert_eq!(codes(&[("a.py", &late)]), ["BM302"]);
}

#[test]
fn a_reason_is_asked_for_where_the_project_wants_one() {
    let text = "import time\n\n\nasync def f() -> None:\n    time.sleep(1)  # backend-master: ignore[BM302]\n";
    let config = ("backend-master.toml", "require-reason = true\n");
    assert_eq!(codes(&[("a.py", text), config]), ["BM003"]);
    let with_reason = text.replace("[BM302]", "[BM302] start-up");
    assert_eq!(codes(&[("a.py", &with_reason), config]), [""; 0]);
}

#[test]
fn selections_and_severities_apply() {
    let text = "import time\n\n\nasync def f(x) -> None:\n    time.sleep(1)\n";
    for (config, expected) in [
        ("", vec!["BM102", "BM302"]),
        ("ignore = ['BM1']", vec!["BM302"]),
        ("select = ['BM1']", vec!["BM102"]),
        (
            "select = ['BM1', 'blocking-sleep-in-async']",
            vec!["BM102", "BM302"],
        ),
        (
            "ignore = ['BM1', 'BM302']\nextend-select = ['BM102']",
            vec!["BM102"],
        ),
        ("ignore = ['all']", vec![]),
        ("profile = 'relaxed'", vec!["BM302"]),
        ("exclude = ['other']", vec!["BM102", "BM302"]),
        ("[per-path.'*.py']\nignore = ['BM302']", vec!["BM102"]),
        (
            "[per-path.'b.py']\nignore = ['BM302']",
            vec!["BM102", "BM302"],
        ),
        ("severity = { BM302 = 'hint' }\nprofile = 'relaxed'", vec![]),
    ] {
        let found = codes(&[("a.py", text), ("backend-master.toml", config)]);
        assert_eq!(found, expected, "{config}");
    }
    let strict = [
        ("a.py", text),
        ("backend-master.toml", "profile = 'strict'"),
    ];
    assert_eq!(findings(&strict, "a.py")[0].severity, Severity::Warning);
}

#[test]
fn findings_of_peers_are_left_to_them() {
    let text = "import hashlib\n\n\ndef f(x, password: str) -> None:\n    print(x, hash(password), hashlib.md5(b\"x\"))\n";
    let peer = ("ruff.toml", "");
    assert_eq!(codes(&[("a.py", text)]), ["BM102", "BM505", "BM505"]);
    assert_eq!(
        codes(&[("a.py", text), peer]),
        ["BM505"],
        "what ruff does not find stays"
    );
    let named = ("backend-master.toml", "extend-select = ['BM102']");
    assert_eq!(codes(&[("a.py", text), peer, named]), ["BM102", "BM505"]);
    let block = ("backend-master.toml", "extend-select = ['BM1']");
    assert_eq!(codes(&[("a.py", text), peer, block]), ["BM505"]);
    let off = ("backend-master.toml", "defer-to-peers = false");
    assert_eq!(
        codes(&[("a.py", text), peer, off]),
        ["BM102", "BM505", "BM505"]
    );
    let mut workspace = Workspace::new(&[("a.py", text), peer]);
    workspace.overrides.all = true;
    assert_eq!(workspace.findings("a.py").len(), 3);
}

#[test]
fn the_last_two_choices_hide_the_finding() {
    let text = "import time\n\n\nasync def f() -> None:\n    time.sleep(1)\n";
    for config in [
        None,
        Some(("pyproject.toml", "[project]\nname = \"x\"\n")),
        Some(("backend-master.toml", "ignore = ['BM1']\n")),
    ] {
        let mut files = vec![("a.py", text)];
        files.extend(config);
        let workspace = Workspace::new(&files);
        let found = workspace.findings("a.py");
        let [.., ignore, disable] = found[0].fixes.as_slice() else {
            panic!()
        };
        assert_eq!(ignore.kind, FixKind::IgnoreOnLine);
        assert_eq!(disable.kind, FixKind::DisableInProject);
        for request in [ignore, disable] {
            let edits = workspace.edits("a.py", &found[0], request).unwrap();
            let after = workspace.after("a.py", &edits);
            assert_eq!(
                after.findings("a.py").len(),
                0,
                "{} {config:?}",
                request.title
            );
        }
    }
}

#[test]
fn a_suppression_is_a_comment_of_the_language() {
    let text = "async function load() {\n  try {\n    await run();\n  } catch {}\n}\n";
    let workspace = Workspace::new(&[("a.ts", text)]);
    let found = workspace.findings("a.ts");
    let request = found[0]
        .fixes
        .iter()
        .find(|fix| fix.kind == FixKind::IgnoreOnLine)
        .unwrap();
    let edits = workspace.edits("a.ts", &found[0], request).unwrap();
    let after = workspace.after("a.ts", &edits);
    assert!(after.texts["a.ts"].contains("  } catch {} // backend-master: ignore[BM202]\n"));
    assert_eq!(after.findings("a.ts").len(), 0);
}

#[test]
fn a_suppression_finds_a_line_of_its_own_where_the_line_goes_on() {
    let text = "async def f(cursor: object, name: str) -> None:\n    cursor.execute(f\"\"\"SELECT *\n    FROM users WHERE name = '{name}'\"\"\")\n";
    let workspace = Workspace::new(&[("a.py", text)]);
    let found = workspace.findings("a.py");
    let request = found[0]
        .fixes
        .iter()
        .find(|fix| fix.kind == FixKind::IgnoreOnLine)
        .unwrap();
    let edits = workspace.edits("a.py", &found[0], request).unwrap();
    let after = workspace.after("a.py", &edits);
    assert_eq!(after.findings("a.py").len(), 0, "{}", after.texts["a.py"]);
    assert!(after.texts["a.py"].contains("\n    # backend-master: ignore[BM501]\n    cursor"));
}

#[test]
fn fixes_keep_line_ends_and_the_byte_order_mark() {
    let text = "\u{feff}import time\r\n\r\n\r\nasync def f(seen: list[int] = []) -> None:\r\n    time.sleep(1)\r\n    seen.append(1)\r\n";
    let fixed = fixed_all(text);
    assert_eq!(
        fixed,
        "\u{feff}import asyncio\r\n\r\n\r\nasync def f(seen: list[int] | None = None) -> None:\r\n    if seen is None:\r\n        seen = []\r\n    await asyncio.sleep(1)\r\n    seen.append(1)\r\n"
    );
}

/// The text after all safe fixes.
fn fixed_all(text: &str) -> String {
    fixed_all_in("a.py", text)
}

fn fixed_all_in(path: &str, text: &str) -> String {
    let mut round = |text: &str| {
        let workspace = Workspace::new(&[(path, text)]);
        let found = workspace.findings(path);
        workspace.with(path, |ctx| safe_edits(ctx, &found))
    };
    fix_all(text, &mut round, &|_, _| true)
}

#[test]
fn fixing_all_twice_changes_nothing() {
    for rule in rule::RULES {
        let page = rules::page::parse(rule.page).unwrap();
        for block in page.blocks.iter().filter(|block| !block.is_fixed) {
            for section in rules::page::sections(block.text) {
                let text = crate::support::without_markers(section.text);
                let path = match block.language {
                    "javascript" => "a.js",
                    "typescript" => "a.ts",
                    "go" => "a.go",
                    "rust" => "a.rs",
                    _ => "a.py",
                };
                let once = fixed_all_in(path, &text);
                let twice = fixed_all_in(path, &once);
                assert_eq!(twice, once, "{} line {}", rule.name, block.line);
                let before = Workspace::new(&[(path, &text)]).broken(path);
                let after = Workspace::new(&[(path, &once)]).broken(path);
                assert!(after <= before, "{} line {}", rule.name, block.line);
            }
        }
    }
}

#[test]
fn findings_beyond_the_limit_are_counted() {
    let text: String = (0..1200)
        .map(|index| format!("def f{index}(x) -> None:\n    print(x)\n\n\n"))
        .collect();
    let found = findings(&[("a.py", &text)], "a.py");
    assert_eq!(found.len(), 1000);
    assert_eq!(found[0].rule.code, "BM005");
    assert!(found[0].message.contains("201"));
}

#[test]
fn nothing_is_found_in_files_nobody_writes() {
    let text =
        "# Generated by the protocol buffer compiler.  DO NOT EDIT!\nasync def f(x):\n    pass\n";
    assert_eq!(codes(&[("app/x_pb2.py", text)]), [""; 0]);
    assert_eq!(
        codes(&[("node_modules/x/a.py", "def f(x):\n    pass\n")]),
        [""; 0]
    );
}

#[test]
fn deep_nesting_is_harmless() {
    let parens = format!(
        "import time\nasync def f():\n    x = {}time.sleep(1){}\n",
        "(".repeat(5_000),
        ")".repeat(5_000)
    );
    let calls = format!(
        "def f():\n    return {}1{}\n",
        "g(".repeat(5_000),
        ")".repeat(5_000)
    );
    let blocks: String = (0..400)
        .map(|depth| format!("{}if x:\n", " ".repeat(depth)))
        .collect();
    let sums = format!(
        "def f(c, x):\n    c.execute(\"select a from b\" {})\n",
        "+ x ".repeat(5_000)
    );
    for text in [parens, calls, blocks, sums] {
        let _ = findings(&[("a.py", &text)], "a.py");
    }
}

#[test]
fn the_configuration_is_read_before_it_is_believed() {
    let problem = read("profile = 'loud'", false).problems.remove(0);
    let finding = rules::present::configuration(&problem).unwrap();
    assert_eq!(finding.rule.code, "BM007");
    assert_eq!(finding.severity, Severity::Warning);
    assert_eq!(Profile::parse("loud"), None);
}

#[test]
fn insertions_at_one_place_keep_their_order() {
    let text = "import time\n\n\nasync def f() -> None:\n    time.sleep(1)\n    time.sleep(2)\n";
    let fixed = fixed_all(text);
    assert_eq!(fixed.matches("import asyncio").count(), 1);
    assert_eq!(fixed.matches("await asyncio.sleep").count(), 2);
    assert_eq!(apply(text, &[]).as_deref(), Some(text));
}
