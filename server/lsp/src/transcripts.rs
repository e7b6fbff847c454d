//! Sessions as editors have them, against the whole server.
//! Never tests a rule; that some rule speaks is enough.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::testing::{Editor, PATIENCE};
use crate::uris;

const UNTYPED: &str = "async def create_user(email, password, user_repo):\n    try:\n        return await user_repo.create(email, password)\n    except:\n        return None\n";

/// An editor with a workspace.
struct Session {
    editor: Editor,
    folder: TempDir,
    /// The user's cache folder.
    cache: TempDir,
    version: i64,
}

impl Session {
    fn start(capabilities: Value, options: Value, files: &[(&str, &str)]) -> Self {
        Self::with_cache(capabilities, options, files, |_| {})
    }

    /// `prepare` is given the user's cache folder before the session starts.
    fn with_cache(
        capabilities: Value,
        options: Value,
        files: &[(&str, &str)],
        prepare: impl FnOnce(&Path),
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let cache = tempfile::tempdir().unwrap();
        prepare(cache.path());
        let caches = Some(cache.path().canonicalize().unwrap());
        let mut editor =
            Editor::deaf(move |input, output| crate::serve(input, output, caches).unwrap());
        editor.listen();
        let root = address(&folder.path().canonicalize().unwrap());
        let mut session = Self {
            editor,
            folder,
            cache,
            version: 0,
        };
        session.editor.result(
            "initialize",
            json!({
                "processId": null,
                "capabilities": capabilities,
                "initializationOptions": options,
                "workspaceFolders": [{"uri": root, "name": "w"}],
            }),
        );
        session.editor.note("initialized", json!({}));
        session
    }

    /// An editor that can do everything there is.
    fn able(files: &[(&str, &str)]) -> Self {
        Self::start(able(), Value::Null, files)
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(path)
    }

    fn uri(&self, path: &str) -> String {
        address(&self.path(path))
    }

    fn open(&mut self, path: &str, text: &str) {
        self.version += 1;
        let item = json!({
            "uri": self.uri(path), "languageId": "python", "version": self.version, "text": text,
        });
        self.editor
            .note("textDocument/didOpen", json!({"textDocument": item}));
    }

    fn change(&mut self, path: &str, changes: Value) {
        self.version += 1;
        let document = json!({"uri": self.uri(path), "version": self.version});
        let params = json!({"textDocument": document, "contentChanges": changes});
        self.editor.note("textDocument/didChange", params);
    }

    fn close(&mut self, path: &str) {
        let params = json!({"textDocument": {"uri": self.uri(path)}});
        self.editor.note("textDocument/didClose", params);
    }

    fn pull(&mut self, path: &str, previous: Value) -> Value {
        let params = json!({"textDocument": {"uri": self.uri(path)}, "previousResultId": previous});
        loop {
            let mut answer = self
                .editor
                .request("textDocument/diagnostic", params.clone());
            // The folder may have been read meanwhile, after which the same question has another answer.
            if answer["error"]["code"] != json!(-32802) {
                return answer["result"].take();
            }
        }
    }

    /// Pulls until the findings are as wanted, and gives them; asks again only when the server says there is news.
    fn pull_until(&mut self, path: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            let items = self.pull(path, Value::Null)["items"].take();
            if is_it(&items) {
                return items;
            }
            // Silence fails here.
            let refresh = self
                .editor
                .find(|message| message["method"] == json!("workspace/diagnostic/refresh"));
            self.editor
                .send(json!({"jsonrpc": "2.0", "id": refresh["id"], "result": null}));
        }
    }

    fn pushed(&mut self, path: &str) -> Value {
        let uri = json!(self.uri(path));
        let mut message = self.editor.find(|message| {
            message["method"] == json!("textDocument/publishDiagnostics")
                && message["params"]["uri"] == uri
        });
        message["params"].take()
    }

    /// Asks until there is something in the answer.
    fn until(&mut self, method: &str, params: &Value) -> Value {
        let started = Instant::now();
        loop {
            let answer = self.editor.result(method, params.clone());
            if answer.as_array().is_some_and(|found| !found.is_empty()) {
                return answer;
            }
            assert!(started.elapsed() < PATIENCE, "{method} finds nothing");
        }
    }

    fn actions(&mut self, path: &str, only: Value) -> Vec<Value> {
        let all =
            json!({"start": {"line": 0, "character": 0}, "end": {"line": 1000, "character": 0}});
        let params = json!({
            "textDocument": {"uri": self.uri(path)}, "range": all, "context": {"diagnostics": [], "only": only},
        });
        let actions = self.editor.result("textDocument/codeAction", params);
        actions.as_array().unwrap().clone()
    }
}

fn able() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-8", "utf-16"]},
        "workspace": {
            "applyEdit": true,
            "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create", "rename", "delete"]},
            "diagnostics": {"refreshSupport": true},
            "didChangeWatchedFiles": {"dynamicRegistration": true},
        },
        "textDocument": {
            "diagnostic": {},
            "publishDiagnostics": {"dataSupport": true, "codeDescriptionSupport": true, "relatedInformation": true},
            "codeAction": {
                "isPreferredSupport": true, "dataSupport": true, "resolveSupport": {"properties": ["edit"]},
            },
        },
    })
}

fn address(path: &Path) -> String {
    uris::uri_of(path).unwrap().as_str().to_owned()
}

fn codes(diagnostics: &Value) -> Vec<String> {
    let code = |diagnostic: &Value| diagnostic["code"].as_str().unwrap_or_default().to_owned();
    diagnostics.as_array().unwrap().iter().map(code).collect()
}

#[test]
fn findings_are_pulled_and_named_by_their_content() {
    let mut session = Session::able(&[]);
    session.open("a.py", UNTYPED);
    let first = session.pull("a.py", Value::Null);
    assert_eq!(first["kind"], json!("full"));
    assert!(
        codes(&first["items"]).contains(&"BM102".to_owned()),
        "{first}"
    );
    let again = session.pull("a.py", first["resultId"].clone());
    assert_eq!(
        again,
        json!({"kind": "unchanged", "resultId": first["resultId"]})
    );
    session.change("a.py", json!([{"text": "x = 1\n"}]));
    let clean = session.pull("a.py", first["resultId"].clone());
    assert_eq!(
        (&clean["kind"], &clean["items"]),
        (&json!("full"), &json!([]))
    );
    session.close("a.py");
    assert_eq!(session.pull("a.py", Value::Null)["items"], json!([]));
    let pushes = |message: &Value| message["method"] == json!("textDocument/publishDiagnostics");
    assert!(
        !session.editor.early.iter().any(pushes),
        "pulled and pushed"
    );
}

#[test]
fn findings_are_pushed_with_their_version_where_they_are_not_pulled() {
    // This client could pull, but not be told to pull again.
    let mut session = Session::start(
        json!({"textDocument": {"diagnostic": {}}}),
        Value::Null,
        &[],
    );
    session.open("a.py", UNTYPED);
    let first = session.pushed("a.py");
    assert_eq!(first["version"], json!(1));
    assert!(
        codes(&first["diagnostics"]).contains(&"BM102".to_owned()),
        "{first}"
    );
    session.change("a.py", json!([{"text": "x = 1\n"}]));
    let second = session.pushed("a.py");
    assert_eq!(
        (&second["version"], &second["diagnostics"]),
        (&json!(2), &json!([]))
    );
    session.change("a.py", json!([{"text": UNTYPED}]));
    assert_eq!(session.pushed("a.py")["diagnostics"], first["diagnostics"]);
    session.close("a.py");
    assert_eq!(session.pushed("a.py")["diagnostics"], json!([]));
}

#[test]
fn edits_are_computed_for_the_text_they_are_applied_to() {
    let mut session = Session::able(&[]);
    session.open("a.py", UNTYPED);
    let actions = session.actions("a.py", json!(["quickfix"]));
    let action = actions
        .iter()
        .find(|action| action["isPreferred"] == json!(true))
        .unwrap_or(&actions[0]);
    assert!(
        action.get("edit").is_none() && action["data"].is_object(),
        "{action}"
    );
    let resolved = session.editor.result("codeAction/resolve", action.clone());
    let change = &resolved["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"]["version"], json!(1), "{resolved}");
    // The same text in a later version: the edit is for the later one.
    session.change("a.py", json!([{"text": UNTYPED}]));
    let resolved = session.editor.result("codeAction/resolve", action.clone());
    let change = &resolved["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"]["version"], json!(2), "{resolved}");
    // The finding is somewhere else: the action is not valid any more.
    session.change("a.py", json!([{"text": format!("\n\n{UNTYPED}")}]));
    assert_eq!(
        session.editor.error("codeAction/resolve", action.clone()),
        -32801
    );
}

#[test]
fn a_client_that_cannot_resolve_gets_the_edit_at_once() {
    let mut session = Session::start(json!({}), Value::Null, &[]);
    session.open("a.py", UNTYPED);
    let actions = session.actions("a.py", json!(["quickfix"]));
    let uri = session.uri("a.py");
    assert!(!actions.is_empty());
    for action in actions {
        // Neither versions nor new files were declared.
        assert!(
            action["edit"]["changes"][uri.as_str()].is_array(),
            "{action}"
        );
        assert!(action["edit"].get("documentChanges").is_none(), "{action}");
    }
}

#[test]
fn a_text_we_may_have_wrong_is_not_edited() {
    let mut session = Session::able(&[]);
    session.open("a.py", UNTYPED);
    assert!(!session.actions("a.py", Value::Null).is_empty());
    let nowhere =
        json!({"start": {"line": 900, "character": 0}, "end": {"line": 901, "character": 0}});
    session.change("a.py", json!([{"range": nowhere, "text": ""}]));
    assert!(session.actions("a.py", Value::Null).is_empty());
    session.change("a.py", json!([{"text": UNTYPED}]));
    assert!(!session.actions("a.py", Value::Null).is_empty());
}

#[test]
fn new_files_are_created_gently_and_only_in_trusted_workspaces() {
    let files = [(
        "pyproject.toml",
        "[project]\nname = 'shop'\ndependencies = ['pytest']\n",
    )];
    for (options, trusted) in [(json!({}), true), (json!({"trusted": false}), false)] {
        let mut session = Session::start(able(), options, &files);
        session.open("a.py", UNTYPED);
        for action in session.actions("a.py", Value::Null) {
            let resolved = session.editor.result("codeAction/resolve", action);
            for change in resolved["edit"]["documentChanges"]
                .as_array()
                .into_iter()
                .flatten()
            {
                if change["kind"] == json!("create") {
                    assert!(trusted, "{resolved}");
                    assert_eq!(
                        change["options"],
                        json!({"overwrite": false, "ignoreIfExists": true})
                    );
                }
            }
        }
    }
}

#[test]
fn the_command_without_arguments_fixes_the_latest_document() {
    let mut session = Session::able(&[]);
    session.editor.result(
        "workspace/executeCommand",
        json!({"command": "backendMaster.fixAll"}),
    );
    let message = session
        .editor
        .find(|message| message["method"] == json!("window/showMessage"));
    assert!(message["params"]["message"].is_string());
    session.open("a.py", UNTYPED);
    assert_eq!(
        session
            .editor
            .error("workspace/executeCommand", json!({"command": "unknown"})),
        -32602
    );
}

#[test]
fn problems_of_a_closed_configuration_file_are_pushed_until_they_are_mended() {
    let broken = [("backend-master.toml", "no = such key\n")];
    let mut session = Session::able(&broken);
    let found = session.pushed("backend-master.toml");
    assert!(
        !found["diagnostics"].as_array().unwrap().is_empty(),
        "{found}"
    );
    std::fs::write(session.path("backend-master.toml"), "").unwrap();
    let event = json!({"uri": session.uri("backend-master.toml"), "type": 2});
    session.editor.note(
        "workspace/didChangeWatchedFiles",
        json!({"changes": [event]}),
    );
    assert_eq!(
        session.pushed("backend-master.toml")["diagnostics"],
        json!([])
    );
}

#[test]
fn a_configuration_that_appears_on_disk_changes_the_findings() {
    let mut session = Session::able(&[]);
    session.open("a.py", UNTYPED);
    let first = session.pull("a.py", Value::Null);
    assert!(
        codes(&first["items"]).contains(&"BM102".to_owned()),
        "{first}"
    );
    std::fs::write(
        session.path("backend-master.toml"),
        "ignore = [\"BM102\"]\n",
    )
    .unwrap();
    let event = json!({"uri": session.uri("backend-master.toml"), "type": 1});
    session.editor.note(
        "workspace/didChangeWatchedFiles",
        json!({"changes": [event]}),
    );
    session.pull_until("a.py", |items| !codes(items).contains(&"BM102".to_owned()));
}

/// A client that can do everything but watch files.
fn blind() -> Value {
    let mut capabilities = able();
    capabilities["workspace"]["didChangeWatchedFiles"] = json!({});
    capabilities
}

#[test]
fn a_closed_file_that_changes_on_disk_is_noticed_without_an_event_or_a_save() {
    let use_case =
        "class PayOrder:\n    def execute(self, amount: int) -> bool:\n        return amount > 1\n";
    let other = "def test_nothing() -> None:\n    assert True\n";
    let test = "from use_cases.pay import PayOrder\n\n\ndef test_pays() -> None:\n    assert PayOrder().execute(2)\n";
    let files = [
        (
            "pyproject.toml",
            "[project]\nname = \"shop\"\ndependencies = [\"pytest\"]\n",
        ),
        ("use_cases/__init__.py", ""),
        ("use_cases/pay.py", use_case),
        ("tests/test_pay.py", other),
    ];
    let mut session = Session::start(blind(), Value::Null, &files);
    session.open("use_cases/pay.py", use_case);
    // The finding that no test covers the use case stands and falls with a file that is never opened.
    let says = |items: &Value| codes(items).contains(&"BM801".to_owned());
    session.pull_until("use_cases/pay.py", says);
    std::fs::write(session.path("tests/test_pay.py"), test).unwrap();
    session.pull_until("use_cases/pay.py", |items| !says(items));
    std::fs::remove_file(session.path("tests/test_pay.py")).unwrap();
    session.pull_until("use_cases/pay.py", says);
}

#[test]
fn a_file_that_comes_is_noticed_without_an_event_or_a_save() {
    let mut session = Session::start(blind(), Value::Null, &[("app/a.py", UNTYPED)]);
    session.open("app/a.py", UNTYPED);
    let says = |items: &Value| codes(items).contains(&"BM102".to_owned());
    session.pull_until("app/a.py", says);
    let path = session.path("app/backend-master.toml");
    std::fs::write(path, "ignore = [\"BM102\"]\n").unwrap();
    session.pull_until("app/a.py", |items| !says(items));
}

/// The address of the page that the first finding of this rule names.
fn page_of(session: &mut Session, path: &str, code: &str) -> String {
    let items = session.pull(path, Value::Null)["items"].take();
    let mut found = items.as_array().unwrap().iter();
    let found = found.find(|item| item["code"] == json!(code)).unwrap();
    let href = found["codeDescription"]["href"].as_str();
    href.unwrap_or_else(|| panic!("{found}")).to_owned()
}

#[test]
fn findings_name_the_page_of_their_rule_as_the_client_wants_it() {
    let options = json!({"rulePages": "backend-master:/{code}.md"});
    let mut session = Session::start(able(), options, &[]);
    session.open("a.py", UNTYPED);
    assert_eq!(
        page_of(&mut session, "a.py", "BM102"),
        "backend-master:/BM102.md"
    );
    let shown = session.editor.result(
        "workspace/executeCommand",
        json!({"command": "backendMaster.explain", "arguments": ["BM102"]}),
    );
    let page = rules::rule::find("BM102").unwrap().explanation();
    assert_eq!(shown, json!(page));
}

#[test]
fn findings_name_a_page_in_the_cache_where_the_client_has_none() {
    let mut session = Session::able(&[]);
    session.open("a.py", UNTYPED);
    let href = page_of(&mut session, "a.py", "BM102");
    let path = uris::path_of(&href.parse().unwrap()).unwrap();
    assert!(path.starts_with(session.cache.path().canonicalize().unwrap()));
    let page = rules::rule::find("BM102").unwrap().explanation();
    // It is written while the findings are computed, and there before a person can ask for it.
    let end = Instant::now() + PATIENCE;
    while !path.exists() && Instant::now() < end {
        std::thread::yield_now();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), page);
}

#[test]
fn findings_name_no_page_where_none_can_be_written() {
    let mut session = Session::with_cache(able(), Value::Null, &[], |cache| {
        std::fs::write(cache.join("rules"), "in the way").unwrap();
    });
    session.open("a.py", UNTYPED);
    session.pull_until("a.py", |items| {
        let mut items = items.as_array().unwrap().iter();
        items.all(|item| item.get("codeDescription").is_none())
    });
}

#[test]
fn a_client_that_shows_no_links_gets_none_and_nothing_is_written_for_it() {
    let mut session = Session::start(json!({}), Value::Null, &[]);
    session.open("a.py", UNTYPED);
    let pushed = session.pushed("a.py");
    let found = pushed["diagnostics"].as_array().unwrap();
    assert!(!found.is_empty());
    assert!(
        found
            .iter()
            .all(|item| item.get("codeDescription").is_none())
    );
    assert_eq!(std::fs::read_dir(session.cache.path()).unwrap().count(), 0);
}

#[test]
fn edits_in_any_encoding_lead_to_the_findings_of_a_fresh_document() {
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let mut capabilities = able();
        capabilities["general"]["positionEncodings"] = json!([encoding, "utf-16"]);
        let mut session = Session::start(capabilities, Value::Null, &[]);
        let mut text = format!("# 😀 é\r\n{UNTYPED}");
        session.open("a.py", &text);
        let mut random = 11_u64;
        for _ in 0..60 {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let borders: Vec<usize> = text
                .char_indices()
                .map(|(at, _)| at)
                .filter(|at| sound(&text, *at))
                .collect();
            let start = (random >> 33) as usize % borders.len();
            let end = (start + (random >> 20) as usize % 4).min(borders.len() - 1);
            let (start, end) = (borders[start], borders[end]);
            let pieces = [
                "",
                "é",
                "😀",
                "\r\n",
                "\n",
                "def f(a):\n    pass\n",
                "    ",
                "x",
            ];
            let new = pieces[(random >> 50) as usize % pieces.len()];
            let range = json!({"start": position(&text, start, encoding), "end": position(&text, end, encoding)});
            session.change("a.py", json!([{"range": range, "text": new}]));
            text.replace_range(start..end, new);
        }
        let edited = session.pull("a.py", Value::Null);
        session.close("a.py");
        session.open("a.py", &text);
        let fresh = session.pull("a.py", Value::Null);
        assert_eq!(edited["items"], fresh["items"], "{encoding}\n{text}");
    }
}

/// Not between the two characters of a line end, where no position is.
fn sound(text: &str, at: usize) -> bool {
    !(text[..at].ends_with('\r') && text[at..].starts_with('\n'))
}

/// A position computed by brute force, as the specification says.
fn position(text: &str, at: usize, encoding: &str) -> Value {
    let before = &text[..at];
    let broken = before.replace("\r\n", "\n").replace('\r', "\n");
    let line = broken.matches('\n').count();
    let column = before.rsplit(['\n', '\r']).next().unwrap();
    let character = match encoding {
        "utf-8" => column.len(),
        "utf-16" => column.encode_utf16().count(),
        _ => column.chars().count(),
    };
    json!({"line": line, "character": character})
}

#[test]
fn the_session_ends_in_order() {
    let mut session = Session::able(&[]);
    session.open("a.py", UNTYPED);
    session.editor.result("shutdown", Value::Null);
    session.editor.note("exit", Value::Null);
    assert!(session.editor.end(Duration::from_secs(2)).is_orderly());
}

#[test]
fn requests_of_tests_lead_to_routes_and_back() {
    const API: &str = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get(\"/users/{user_id}\")\nasync def read_user(user_id: int) -> dict:\n    return {}\n";
    const TEST: &str = "from fastapi.testclient import TestClient\n\nfrom api import app\n\nclient = TestClient(app)\n\n\ndef test_read() -> None:\n    assert client.get(\"/users/1\").status_code == 200\n";
    let mut session = Session::able(&[("api.py", API), ("test_api.py", TEST)]);
    session.open("test_api.py", TEST);
    let at = |session: &Session, path: &str, line: u32| {
        json!({
            "textDocument": {"uri": session.uri(path)},
            "position": {"line": line, "character": 24},
            "context": {"includeDeclaration": false},
        })
    };
    // The folder is read beside the first questions.
    let params = at(&session, "test_api.py", 8);
    let definition = session.until("textDocument/definition", &params);
    assert_eq!(definition[0]["uri"], json!(session.uri("api.py")));
    assert_eq!(definition[0]["range"]["start"]["line"], json!(6));
    session.open("api.py", API);
    let params = at(&session, "api.py", 5);
    let references = session.until("textDocument/references", &params);
    assert_eq!(references[0]["uri"], json!(session.uri("test_api.py")));
    assert_eq!(references[0]["range"]["start"]["line"], json!(8));
    let symbols = session.until("workspace/symbol", &json!({"query": "get users"}));
    assert_eq!(symbols[0]["name"], json!("GET /users/{user_id}"));
    assert_eq!(symbols[0]["containerName"], json!("read_user"));
    let params = at(&session, "api.py", 0);
    let nothing = session.editor.result("textDocument/definition", params);
    assert_eq!(nothing, Value::Null);
}
