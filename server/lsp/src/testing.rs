//! The other side of a session, for tests: writes messages, and reads what comes back.
//! Never waits for ever.

use std::collections::VecDeque;
use std::io::{PipeReader, PipeWriter, Write, pipe};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::transport::{End, Frame, Frames, framed};

pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct Editor {
    pub to_server: Option<PipeWriter>,
    pub from_server: Option<PipeReader>,
    messages: Option<Receiver<Value>>,
    /// Messages that came while another one was awaited.
    pub early: VecDeque<Value>,
    ended: Receiver<End>,
}

impl Editor {
    /// Starts a session; nothing is read until `listen`.
    pub fn deaf(serve: impl FnOnce(PipeReader, PipeWriter) -> End + Send + 'static) -> Self {
        let (input, to_server) = pipe().unwrap();
        let (from_server, output) = pipe().unwrap();
        let (end, ended) = channel();
        thread::spawn(move || end.send(serve(input, output)));
        Self {
            to_server: Some(to_server),
            from_server: Some(from_server),
            messages: None,
            early: VecDeque::new(),
            ended,
        }
    }

    pub fn listen(&mut self) {
        let from_server = self.from_server.take().unwrap();
        let (sender, messages) = channel();
        self.messages = Some(messages);
        thread::spawn(move || {
            let mut frames = Frames::new(from_server);
            while let Frame::Body(body) = frames.next() {
                if sender.send(serde_json::from_slice(&body).unwrap()).is_err() {
                    return;
                }
            }
        });
    }

    pub fn write(&mut self, bytes: &[u8]) {
        self.to_server.as_mut().unwrap().write_all(bytes).unwrap();
    }

    pub fn send(&mut self, message: Value) {
        self.write(&framed(message.to_string().as_bytes()));
    }

    pub fn post(&mut self, id: Value, method: &str, params: Value) {
        self.send(json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
    }

    pub fn note(&mut self, method: &str, params: Value) {
        self.send(json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// The next message, whatever it is.
    pub fn next(&mut self) -> Value {
        let messages = self.messages.as_ref().unwrap();
        messages.recv_timeout(PATIENCE).expect("a message in time")
    }

    /// The next message for which `is_it` holds.
    pub fn find(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.early.iter().position(&is_it) {
            return self.early.remove(at).unwrap();
        }
        loop {
            let message = self.next();
            if is_it(&message) {
                return message;
            }
            self.early.push_back(message);
        }
    }

    pub fn answer(&mut self, id: &Value) -> Value {
        self.find(|message| message.get("method").is_none() && message["id"] == *id)
    }

    pub fn ask(&mut self, id: Value, method: &str, params: Value) -> Value {
        self.post(id.clone(), method, params);
        self.answer(&id)
    }

    /// Asks under a number of its own and gives the whole answer.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        static NEXT: AtomicU64 = AtomicU64::new(1_000);
        let id = json!(NEXT.fetch_add(1, Ordering::Relaxed));
        self.ask(id, method, params)
    }

    pub fn error(&mut self, method: &str, params: Value) -> i64 {
        let answer = self.request(method, params);
        answer["error"]["code"]
            .as_i64()
            .unwrap_or_else(|| panic!("{answer}"))
    }

    pub fn result(&mut self, method: &str, params: Value) -> Value {
        let mut answer = self.request(method, params);
        assert!(answer.get("error").is_none(), "{answer}");
        answer["result"].take()
    }

    pub fn end(&self, within: Duration) -> End {
        self.ended.recv_timeout(within).expect("an end in time")
    }
}
