//! Whole sessions over real pipes, with a small service behind them.
//! Never depends on how fast the machine is, save for the limits a client would notice.

use std::io::Write;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::request::WorkspaceFoldersRequest;
use tower_lsp::ls_types::{DidChangeTextDocumentParams, InitializeParams, InitializeResult};
use tower_lsp::{LanguageServer, LspService};

use super::*;
use crate::testing::{Editor, PATIENCE};

/// A service whose only document grows with every change.
struct Growing {
    client: Client,
    text: Mutex<String>,
    dropped: Arc<AtomicBool>,
}

impl LanguageServer for Growing {
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        Ok(InitializeResult::default())
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        for change in params.content_changes {
            self.text.lock().unwrap().push_str(&change.text);
        }
    }
}

impl Growing {
    /// Answers what the text was on arrival, after a while that depends on the argument.
    async fn text(&self, params: (u64,)) -> Result<String> {
        let text = self.text.lock().unwrap().clone();
        for _ in 0..params.0 {
            tokio::task::yield_now().await;
        }
        Ok(text)
    }

    async fn forever(&self) -> Result<()> {
        let _guard = SetOnDrop(self.dropped.clone());
        std::future::pending().await
    }

    async fn panic(&self, params: (bool,)) -> Result<()> {
        if params.0 {
            tokio::task::yield_now().await;
        }
        panic!("on purpose");
    }

    async fn ask(&self) -> Result<bool> {
        Ok(self
            .client
            .request::<WorkspaceFoldersRequest>(())
            .await
            .is_some())
    }

    async fn large(&self) -> Result<String> {
        Ok("a".repeat(1 << 20))
    }
}

struct SetOnDrop(Arc<AtomicBool>);

impl Drop for SetOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// An editor in front of the growing document, and what reaches around the protocol.
struct Growth {
    editor: Editor,
    ends: mpsc::Sender<End>,
    dropped: Arc<AtomicBool>,
}

impl Deref for Growth {
    type Target = Editor;

    fn deref(&self) -> &Editor {
        &self.editor
    }
}

impl DerefMut for Growth {
    fn deref_mut(&mut self) -> &mut Editor {
        &mut self.editor
    }
}

impl Growth {
    fn deaf() -> Self {
        let (ends, receiver) = channel();
        let dropped = Arc::new(AtomicBool::new(false));
        let (flag, reporting) = (dropped.clone(), ends.clone());
        let editor = Editor::deaf(move |input, output| {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(4)
                .enable_time()
                .build()
                .unwrap();
            let output = Output::start(output, reporting.clone());
            let client = Client::new(output.clone());
            let (service, _socket) = LspService::build(|_| Growing {
                client: client.clone(),
                text: Mutex::default(),
                dropped: flag,
            })
            .custom_method("test/text", Growing::text)
            .custom_method("test/forever", Growing::forever)
            .custom_method("test/panic", Growing::panic)
            .custom_method("test/ask", Growing::ask)
            .custom_method("test/large", Growing::large)
            .finish();
            let end = run(Session {
                input,
                output,
                client,
                service,
                runtime: runtime.handle().clone(),
                ends: (reporting, receiver),
            });
            runtime.shutdown_background();
            end
        });
        Self {
            editor,
            ends,
            dropped,
        }
    }

    fn fresh() -> Self {
        let mut growth = Self::deaf();
        growth.listen();
        growth
    }

    fn running() -> Self {
        let mut growth = Self::fresh();
        let answer = growth.ask(json!("init"), "initialize", json!({"capabilities": {}}));
        assert!(answer["result"].is_object(), "{answer}");
        growth
    }

    fn grow(&mut self, text: &str) {
        self.note(
            "textDocument/didChange",
            json!({"textDocument": {"uri": "file:///a", "version": 1}, "contentChanges": [{"text": text}]}),
        );
    }
}

#[test]
fn the_life_of_a_session_is_guarded() {
    let mut editor = Growth::fresh();
    assert_eq!(editor.error("textDocument/hover", json!({})), -32002);
    assert_eq!(editor.error("test/unknown", json!({})), -32002);
    assert_eq!(editor.error("shutdown", Value::Null), -32002);
    editor.grow("lost");
    editor.ask(json!(1), "initialize", json!({"capabilities": {}}));
    assert_eq!(
        editor.error("initialize", json!({"capabilities": {}})),
        -32600
    );
    assert_eq!(editor.error("test/unknown", json!({})), -32601);
    assert_eq!(editor.error("$/unknown", json!({})), -32601);
    assert_eq!(editor.error("test/text", json!({})), -32602);
    editor.note("test/unknown", json!({}));
    editor.note("$/unknown", Value::Null);
    assert_eq!(
        editor.ask(json!(2), "test/text", json!([0]))["result"],
        json!("")
    );
    assert_eq!(
        editor.ask(json!(3), "shutdown", json!({}))["result"],
        Value::Null
    );
    assert_eq!(editor.error("test/text", json!([0])), -32600);
    assert_eq!(editor.error("shutdown", Value::Null), -32600);
    editor.note("exit", Value::Null);
    let end = editor.end(Duration::from_secs(2));
    assert!(end.is_orderly(), "{end:?}");
}

#[test]
fn exit_without_shutdown_is_not_orderly() {
    for mut editor in [Growth::fresh(), Growth::running()] {
        editor.note("exit", Value::Null);
        assert_eq!(
            editor.end(Duration::from_secs(2)),
            End::Exit {
                after_shutdown: false
            }
        );
    }
}

#[test]
fn the_end_of_the_input_lets_answers_out_and_ends_in_time() {
    let mut editor = Growth::running();
    editor.post(json!(1), "test/text", json!([100]));
    editor.post(json!(2), "test/forever", Value::Null);
    editor.to_server = None;
    assert_eq!(editor.end(Duration::from_secs(2)), End::InputEnded);
    assert_eq!(editor.answer(&json!(1))["result"], json!(""));
}

#[test]
fn a_stream_that_is_no_stream_ends_the_session() {
    let mut editor = Growth::running();
    editor.write(b"garbage\r\n\r\n");
    assert_eq!(editor.end(PATIENCE), End::Unframed);
}

#[test]
fn a_client_that_closed_its_end_ends_the_session() {
    let mut editor = Growth::deaf();
    editor.from_server = None;
    editor.post(json!(1), "initialize", json!({"capabilities": {}}));
    assert_eq!(editor.end(PATIENCE), End::OutputFailed);
}

#[test]
fn other_reasons_end_the_session_too() {
    let editor = Growth::running();
    editor.ends.send(End::Terminated).unwrap();
    assert_eq!(editor.end(PATIENCE), End::Terminated);
}

#[test]
fn malformed_messages_are_answered_and_the_session_goes_on() {
    let mut editor = Growth::running();
    for (body, code) in [
        (&b"{no json"[..], -32700),
        (b"\xff\xfe", -32700),
        (b"42", -32600),
        (br#"{"id":null,"method":5}"#, -32600),
    ] {
        editor.write(&framed(body));
        let answer = editor.next();
        assert_eq!(
            (&answer["id"], &answer["error"]["code"]),
            (&Value::Null, &json!(code))
        );
    }
    editor.send(json!([
        {"method": "$/unknown"},
        {"id": "a", "method": "test/text", "params": [3]},
        {"id": "b", "method": "test/text", "params": [0]},
    ]));
    for id in ["a", "b"] {
        assert_eq!(editor.answer(&json!(id))["result"], json!(""));
    }
}

#[test]
fn ten_thousand_messages_keep_their_order() {
    let mut editor = Growth::running();
    let mut random = 7_u64;
    let mut expected = Vec::new();
    let mut text = String::new();
    let mut bytes = Vec::new();
    for id in 0..10_000 {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let message = if random >> 63 == 0 {
            let letter = char::from(b'a' + (random >> 40) as u8 % 26).to_string();
            text.push_str(&letter);
            json!({"method": "textDocument/didChange", "params": {
                "textDocument": {"uri": "file:///a", "version": id}, "contentChanges": [{"text": letter}],
            }})
        } else {
            expected.push((id, text.clone()));
            json!({"id": id, "method": "test/text", "params": [random >> 58 & 15]})
        };
        bytes.extend(framed(message.to_string().as_bytes()));
    }
    let mut to_server = editor.to_server.take().unwrap();
    let writing = thread::spawn(move || {
        to_server.write_all(&bytes).unwrap();
        to_server
    });
    let mut answers = vec![None; 10_000];
    for _ in 0..expected.len() {
        let answer = editor.next();
        let id = answer["id"].as_u64().unwrap() as usize;
        let earlier = answers[id].replace(answer["result"].as_str().unwrap().to_owned());
        assert_eq!(earlier, None, "{id} was answered twice");
    }
    for (id, text) in expected {
        assert_eq!(answers[id].as_ref(), Some(&text), "{id}");
    }
    drop(writing.join().unwrap());
}

#[test]
fn a_cancelled_request_stops_and_is_answered_once() {
    let mut editor = Growth::running();
    editor.post(json!(5), "test/forever", Value::Null);
    editor.note("$/cancelRequest", json!({"id": 5}));
    assert_eq!(editor.answer(&json!(5))["error"]["code"], json!(-32800));
    assert!(editor.dropped.load(Ordering::SeqCst));
    // Whatever is cancelled after its answer, or never existed, changes nothing.
    editor.note("$/cancelRequest", json!({"id": 5}));
    editor.note("$/cancelRequest", json!({"id": "never"}));
    editor.note("$/cancelRequest", json!({"id": {}}));
    editor.ask(json!(6), "test/text", json!([0]));
    assert!(editor.early.is_empty(), "{:?}", editor.early);
}

#[test]
fn a_panic_fails_one_request_only() {
    let mut editor = Growth::running();
    for later in [false, true] {
        assert_eq!(editor.error("test/panic", json!([later])), -32603);
    }
    assert_eq!(
        editor.ask(json!(1), "test/text", json!([1]))["result"],
        json!("")
    );
}

#[test]
fn a_client_that_does_not_read_does_not_hold_back_the_input() {
    let mut editor = Growth::deaf();
    editor.post(json!("init"), "initialize", json!({"capabilities": {}}));
    // Far more than a pipe holds; all of it must be taken in while nothing is read.
    for id in 0..50 {
        editor.post(json!(id), "test/large", Value::Null);
    }
    for _ in 0..5_000 {
        editor.grow("0123456789");
    }
    editor.post(json!("last"), "test/text", json!([0]));
    editor.listen();
    let last = editor.answer(&json!("last"));
    assert_eq!(last["result"].as_str().unwrap().len(), 50_000);
    for id in 0..50 {
        assert_eq!(
            editor.answer(&json!(id))["result"].as_str().unwrap().len(),
            1 << 20
        );
    }
}

#[test]
fn our_requests_get_answers_refusals_or_nothing() {
    let mut editor = Growth::running();
    for (id, fields, expected) in [
        (
            1,
            json!({"result": [{"uri": "file:///w", "name": "w"}]}),
            true,
        ),
        (
            2,
            json!({"error": {"code": -32601, "message": "no"}}),
            false,
        ),
        (3, json!({"result": {"surprise": [1]}}), false),
    ] {
        editor.post(json!(id), "test/ask", Value::Null);
        let question = editor.next();
        assert_eq!(question["method"], json!("workspace/workspaceFolders"));
        let mut answer = fields;
        answer["jsonrpc"] = json!("2.0");
        answer["id"] = question["id"].clone();
        editor.send(answer);
        assert_eq!(editor.answer(&json!(id))["result"], json!(expected), "{id}");
    }
    let start = Instant::now();
    editor.post(json!("silent"), "test/ask", Value::Null);
    editor.send(json!({"jsonrpc": "2.0", "id": 987_654, "result": null}));
    assert_eq!(editor.answer(&json!("silent"))["result"], json!(false));
    assert!(start.elapsed() < Duration::from_secs(15));
}
