//! `server`: the language server, on standard input and output.

use std::process::ExitCode;

use crate::arguments::ServerOptions;
use crate::console::{Console, Outcome};

/// Serves until the client ends it.
pub fn run(options: &ServerOptions) -> ExitCode {
    if let Err(error) = log(options) {
        Console::standard().problem(&format!("{error:#}"));
        return Outcome::Error.into();
    }
    lsp::run_stdio()
}

/// Logs go to standard error or a file: standard output carries the protocol alone.
fn log(options: &ServerOptions) -> anyhow::Result<()> {
    use anyhow::Context as _;
    let filter = tracing_subscriber::EnvFilter::try_new(&options.log_level)
        .with_context(|| format!("--log-level `{}`", options.log_level))?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false);
    match &options.log_file {
        None => subscriber.with_writer(std::io::stderr).init(),
        Some(path) => {
            let file = std::fs::File::options()
                .create(true)
                .append(true)
                .open(path)
                .with_context(|| path.display().to_string())?;
            subscriber.with_writer(std::sync::Mutex::new(file)).init();
        }
    }
    Ok(())
}
