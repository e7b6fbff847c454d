//! The language server: carries the protocol between an editor and what `ide` has to offer.
//! Never decides what is wrong in a program, and never reads a file itself.

mod capabilities;
mod client;
mod desk;
mod documents;
mod from_proto;
mod pages;
mod requests;
mod server;
mod session;
mod settings;
#[cfg(test)]
mod testing;
mod to_proto;
#[cfg(test)]
mod transcripts;
mod transport;
mod uris;

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::{Sender, channel};

use tokio::runtime::{Builder, Handle};
use tower_lsp::LspService;

use client::Client;
use server::Server;
use transport::{End, Output, Session};

/// Stack of the threads that work on documents, in bytes.
const STACK_SIZE: usize = 16 << 20;
/// Threads for requests that take longer than a millisecond.
const WORKERS: usize = 4;

/// Serves one client on standard input and output until the session ends.
/// Gives success when the client ended it in order: `shutdown`, then `exit`.
pub fn run_stdio() -> ExitCode {
    log_panics();
    let cache = workspace::cache_folder();
    let served = stdout().and_then(|output| serve(std::io::stdin(), output, cache));
    match served {
        Ok(end) if end.is_orderly() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            tracing::error!("the server cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}

/// `cache` is the folder for what may be made again; without one nothing is written.
fn serve(
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    cache: Option<PathBuf>,
) -> std::io::Result<End> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(WORKERS)
        .thread_stack_size(STACK_SIZE)
        .enable_all()
        .build()?;
    let (ends, ended) = channel();
    end_on_termination(runtime.handle(), ends.clone());
    let output = Output::start(output, ends.clone());
    let client = Client::new(output.clone());
    // The framework's own way to the client waits for the output, so it stays unused.
    let (service, _socket) = LspService::new(|_| Server::new(client.clone(), cache));
    let end = transport::run(Session {
        input,
        output,
        client,
        service,
        runtime: runtime.handle().clone(),
        ends: (ends, ended),
    });
    tracing::info!("the session is over: {end:?}");
    // Work that still runs is of no use to anybody.
    runtime.shutdown_background();
    Ok(end)
}

/// Panics end one request; the log says where, but not what, for the message may quote source text.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!("internal error at {}", place.unwrap_or_default());
    }));
}

#[cfg(unix)]
fn end_on_termination(runtime: &Handle, ends: Sender<End>) {
    use tokio::signal::unix::{SignalKind, signal};
    let _entered = runtime.enter();
    match signal(SignalKind::terminate()) {
        Ok(mut terminations) => {
            runtime.spawn(async move {
                terminations.recv().await;
                let _ = ends.send(End::Terminated);
            });
        }
        // Then the signal has its ordinary effect, which is to end the process as well.
        Err(error) => tracing::warn!("termination is not noticed: {error}"),
    }
}

#[cfg(not(unix))]
fn end_on_termination(_runtime: &Handle, _ends: Sender<End>) {}

/// Standard output without the line buffer that the library puts in front of it.
#[cfg(unix)]
fn stdout() -> std::io::Result<impl Write + Send + 'static> {
    use std::os::fd::AsFd;
    let descriptor = std::io::stdout().as_fd().try_clone_to_owned()?;
    Ok(std::fs::File::from(descriptor))
}

#[cfg(not(unix))]
fn stdout() -> std::io::Result<impl Write + Send + 'static> {
    Ok(std::io::stdout())
}
