//! Carries messages between the client and the language service, in order, and ends the session properly.
//! Never waits with reading for a handler, for the output or for an answer of the client.

mod dispatch;
mod frame;
mod message;
mod output;
mod parent;

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use dispatch::{Dispatcher, LanguageService};
#[cfg(test)]
pub use frame::framed;
pub use frame::{Frame, Frames};
pub use output::Output;

use crate::client::Client;

/// How long answers may still be computed and written after the end of the input.
const GRACE: Duration = Duration::from_secs(1);

/// Why a session is over.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum End {
    /// The client said `exit`, after `shutdown` or without it.
    Exit { after_shutdown: bool },
    /// The input has ended.
    InputEnded,
    /// The input is no stream of messages any more.
    Unframed,
    /// The client takes no output.
    OutputFailed,
    /// The process that started us has ended.
    ClientGone,
    /// The operating system asked us to end.
    Terminated,
}

impl End {
    /// Whether this end is the orderly one.
    pub fn is_orderly(self) -> bool {
        self == Self::Exit {
            after_shutdown: true,
        }
    }
}

/// What a session is made of.
pub struct Session<R, S> {
    pub input: R,
    pub output: Output,
    pub client: Client,
    pub service: S,
    pub runtime: Handle,
    /// Where ends are reported, and where they arrive.
    pub ends: (Sender<End>, Receiver<End>),
}

/// Runs a session until it ends and says why it did.
pub fn run<R, S>(session: Session<R, S>) -> End
where
    R: Read + Send + 'static,
    S: LanguageService,
{
    let Session {
        input,
        output,
        client,
        service,
        runtime,
        ends: (ends, ended),
    } = session;
    let unfinished = Unfinished::default();
    let mut dispatcher = Dispatcher::new(
        service,
        client,
        output.clone(),
        runtime,
        ends.clone(),
        unfinished.clone(),
    );
    let reading = move || {
        let end = read(input, &mut dispatcher);
        // The receiver is gone only when the session has ended already.
        // Sent before the service is dropped, which may take a while.
        let _ = ends.send(end);
    };
    // First polls of handlers run on this thread, so it needs their stack.
    let reader = thread::Builder::new()
        .name("input".into())
        .stack_size(crate::STACK_SIZE)
        .spawn(reading);
    if let Err(error) = reader {
        tracing::error!("the input cannot be read: {error}");
        return End::InputEnded;
    }
    let end = ended.recv().unwrap_or(End::InputEnded);
    let deadline = Instant::now() + GRACE;
    if end == End::InputEnded {
        while unfinished.count() > 0 && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(2));
        }
    }
    if end != End::OutputFailed {
        output.drain(deadline);
    }
    end
}

fn read<R: Read, S: LanguageService>(input: R, dispatcher: &mut Dispatcher<S>) -> End {
    let mut frames = Frames::new(input);
    loop {
        let body = match frames.next() {
            Frame::Body(body) => body,
            Frame::End => return End::InputEnded,
            Frame::Broken(why) => {
                tracing::error!("the input is not a stream of messages: {why}");
                return End::Unframed;
            }
        };
        for incoming in message::decode(&body) {
            if let Some(end) = dispatcher.accept(incoming) {
                return end;
            }
        }
    }
}

/// How many requests are being worked on; clones share the number.
#[derive(Clone, Default)]
struct Unfinished(Arc<AtomicUsize>);

/// Counts as one unfinished request until it is dropped.
struct OneUnfinished(Unfinished);

impl Unfinished {
    fn count(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }

    fn one_more(&self) -> OneUnfinished {
        self.0.fetch_add(1, Ordering::AcqRel);
        OneUnfinished(self.clone())
    }
}

impl Drop for OneUnfinished {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests;
