//! Gives each message to the language service and sends its answer, exactly one a request.
//! Never lets two messages change places: the first poll of every handler happens here, in order of arrival.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::mpsc::Sender;
use std::task::{Context, Poll, Waker};

use tokio::runtime::Handle;
use tower::Service;
use tower_lsp::ExitedError;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};

use super::message::Incoming;
use super::{End, Output, Unfinished, parent};
use crate::client::Client;

/// A service as the framework builds it.
pub trait LanguageService:
    Service<Request, Response = Option<Response>, Error = ExitedError, Future: Send + 'static>
    + Send
    + 'static
{
}

impl<S> LanguageService for S
where
    S: Service<Request, Response = Option<Response>, Error = ExitedError> + Send + 'static,
    S::Future: Send + 'static,
{
}

/// Where the session stands in its life.
#[derive(Clone, Copy, PartialEq)]
enum Phase {
    Fresh,
    Running,
    ShutDown,
}

pub struct Dispatcher<S> {
    service: S,
    client: Client,
    output: Output,
    runtime: Handle,
    ends: Sender<End>,
    unfinished: Unfinished,
    phase: Phase,
}

impl<S: LanguageService> Dispatcher<S> {
    pub fn new(
        service: S,
        client: Client,
        output: Output,
        runtime: Handle,
        ends: Sender<End>,
        unfinished: Unfinished,
    ) -> Self {
        Self {
            service,
            client,
            output,
            runtime,
            ends,
            unfinished,
            phase: Phase::Fresh,
        }
    }

    /// Acts on one message; gives the reason when the session is over.
    pub fn accept(&mut self, incoming: Incoming) -> Option<End> {
        match incoming {
            Incoming::Call(request) => return self.call(request),
            Incoming::Answer { id, result } => self.client.answered(id, result),
            Incoming::Malformed { id, error } => {
                tracing::warn!("a message is malformed: {error}");
                self.output.send(&Response::from_error(id, error));
            }
        }
        None
    }

    fn call(&mut self, request: Request) -> Option<End> {
        if request.method() == "exit" {
            let after_shutdown = self.phase == Phase::ShutDown;
            return Some(End::Exit { after_shutdown });
        }
        match (refusal(self.phase, &request), request.id()) {
            (Some(error), Some(id)) => self.output.send(&Response::from_error(id.clone(), error)),
            (Some(_), None) => tracing::debug!("ignored out of turn: {}", request.method()),
            (None, _) => self.serve(tidied(request)),
        }
        None
    }

    fn serve(&mut self, request: Request) {
        let id = request.id().cloned();
        let next = match request.method() {
            "initialize" => Some(Phase::Running),
            "shutdown" => Some(Phase::ShutDown),
            _ => None,
        };
        let process = client_process(&request);
        // Entered, so that a handler's first poll can start blocking work and timers.
        let entered = self.runtime.enter();
        let Some(mut handler) = start(&mut self.service, request) else {
            return;
        };
        let outcome = match poll_once(handler.as_mut()) {
            Poll::Ready(outcome) => outcome,
            Poll::Pending if next.is_some() => {
                drop(entered);
                self.runtime
                    .block_on(poll_fn(|cx| poll_caught(handler.as_mut(), cx)))
            }
            Poll::Pending => return self.spawn(handler, id),
        };
        if let (Some(next), Outcome::Answer(response)) = (next, &outcome)
            && response.is_ok()
        {
            self.phase = next;
            if let Some(process) = process {
                parent::watch(process, self.ends.clone());
            }
        }
        send_outcome(&self.output, id, outcome);
    }

    fn spawn(&self, mut handler: Handler<S>, id: Option<Id>) {
        let output = self.output.clone();
        let unfinished = self.unfinished.one_more();
        self.runtime.spawn(async move {
            let outcome = poll_fn(|cx| poll_caught(handler.as_mut(), cx)).await;
            send_outcome(&output, id, outcome);
            drop(unfinished);
        });
    }
}

type Handler<S> = Pin<Box<<S as Service<Request>>::Future>>;

enum Outcome {
    Answer(Response),
    Nothing,
    Panicked,
}

fn refusal(phase: Phase, request: &Request) -> Option<Error> {
    let initialize = request.method() == "initialize";
    match phase {
        Phase::Fresh if !initialize => Some(Error {
            code: ErrorCode::ServerError(-32002),
            message: "Server not initialized".into(),
            data: None,
        }),
        Phase::Running if initialize => Some(Error::invalid_request()),
        Phase::ShutDown => Some(Error::invalid_request()),
        Phase::Fresh | Phase::Running => None,
    }
}

/// Clients differ in what they send where the protocol wants nothing; the framework is strict there.
fn tidied(request: Request) -> Request {
    let (method, id, params) = request.into_parts();
    let params = match method.as_ref() {
        "shutdown" => None,
        "initialized" => Some(serde_json::json!({})),
        _ => params,
    };
    let mut request = Request::build(method);
    if let Some(id) = id {
        request = request.id(id);
    }
    if let Some(params) = params {
        request = request.params(params);
    }
    request.finish()
}

fn client_process(request: &Request) -> Option<u32> {
    let process = request.params()?.get("processId")?.as_u64()?;
    (request.method() == "initialize").then_some(u32::try_from(process).ok()?)
}

/// Gives the handler's future, or nothing when the service has ended.
fn start<S: LanguageService>(service: &mut S, request: Request) -> Option<Handler<S>> {
    let mut cx = Context::from_waker(Waker::noop());
    match service.poll_ready(&mut cx) {
        Poll::Ready(Ok(())) => Some(Box::pin(service.call(request))),
        Poll::Ready(Err(_)) | Poll::Pending => None,
    }
}

fn poll_once<F>(handler: Pin<&mut F>) -> Poll<Outcome>
where
    F: Future<Output = Result<Option<Response>, ExitedError>>,
{
    // Whoever spawns the handler polls it again at once, so no wake-up is lost.
    poll_caught(handler, &mut Context::from_waker(Waker::noop()))
}

fn poll_caught<F>(handler: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<Outcome>
where
    F: Future<Output = Result<Option<Response>, ExitedError>>,
{
    match catch_unwind(AssertUnwindSafe(|| handler.poll(cx))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(Ok(Some(response)))) => Poll::Ready(Outcome::Answer(response)),
        Ok(Poll::Ready(_)) => Poll::Ready(Outcome::Nothing),
        Err(_) => Poll::Ready(Outcome::Panicked),
    }
}

fn send_outcome(output: &Output, id: Option<Id>, outcome: Outcome) {
    match (outcome, id) {
        (Outcome::Answer(response), _) => output.send(&response),
        (Outcome::Panicked, Some(id)) => {
            output.send(&Response::from_error(id, Error::internal_error()));
        }
        // The framework leaves unknown requests that begin with `$/` without an answer.
        (Outcome::Nothing, Some(id)) => {
            output.send(&Response::from_error(id, Error::method_not_found()));
        }
        (Outcome::Nothing | Outcome::Panicked, None) => {}
    }
}
