//! Writes messages to the client from a thread of its own.
//! Never makes a sender wait, however slowly the client reads.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::End;
use super::frame::framed;

/// What a client may leave unread, in bytes, before it counts as gone.
const UNREAD_LIMIT: usize = 256 << 20;
/// Up to here waiting messages go out in one write, in bytes.
const WRITE_SIZE: usize = 64 << 10;

/// The queue of messages to the client; clones share it.
#[derive(Clone)]
pub struct Output {
    queue: Sender<Vec<u8>>,
    unread: Arc<AtomicUsize>,
    ends: Sender<End>,
}

impl Output {
    /// Starts the writing thread; a failed write is reported to `ends`.
    pub fn start(writer: impl Write + Send + 'static, ends: Sender<End>) -> Self {
        let (queue, waiting) = channel();
        let unread = Arc::new(AtomicUsize::new(0));
        let output = Self {
            queue,
            unread: unread.clone(),
            ends: ends.clone(),
        };
        let writing = move || {
            if write_all(writer, &waiting, &unread).is_err() {
                // The receiver is gone only when the session has ended already.
                let _ = ends.send(End::OutputFailed);
            }
        };
        if thread::Builder::new()
            .name("output".into())
            .spawn(writing)
            .is_err()
        {
            let _ = output.ends.send(End::OutputFailed);
        }
        output
    }

    /// Queues a message.
    pub fn send(&self, message: &impl Serialize) {
        match serde_json::to_vec(message) {
            Ok(body) => self.send_bytes(&body),
            Err(error) => tracing::error!("a message could not be written as JSON: {error}"),
        }
    }

    /// Queues a message that is JSON already.
    pub fn send_bytes(&self, body: &[u8]) {
        let bytes = framed(body);
        let unread = self.unread.fetch_add(bytes.len(), Ordering::Relaxed);
        if unread > UNREAD_LIMIT {
            let _ = self.ends.send(End::OutputFailed);
            return;
        }
        // Fails only after a failed write, which has ended the session.
        let _ = self.queue.send(bytes);
    }

    /// Waits until everything queued is written, at most until `deadline`.
    pub fn drain(&self, deadline: Instant) {
        while self.unread.load(Ordering::Relaxed) > 0 && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(1));
        }
    }
}

fn write_all(
    mut writer: impl Write,
    waiting: &Receiver<Vec<u8>>,
    unread: &AtomicUsize,
) -> std::io::Result<()> {
    while let Ok(mut bytes) = waiting.recv() {
        while bytes.len() < WRITE_SIZE {
            match waiting.try_recv() {
                Ok(more) => bytes.extend_from_slice(&more),
                Err(_) => break,
            }
        }
        writer.write_all(&bytes)?;
        writer.flush()?;
        unread.fetch_sub(bytes.len(), Ordering::Relaxed);
    }
    Ok(())
}
