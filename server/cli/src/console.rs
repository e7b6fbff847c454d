//! Where the program's words go: results to standard output, problems to standard error.

use std::io::{self, IsTerminal as _, Write};
use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Clean,
    Findings,
    Error,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Clean => 0,
            Outcome::Findings => 1,
            Outcome::Error => 2,
        })
    }
}

/// The two outputs, and what the terminal can show.
pub struct Console {
    out: Box<dyn Write>,
    problems: Box<dyn Write>,
    /// Whether to colour what is printed.
    pub is_coloured: bool,
    /// Whether somebody looks at a terminal.
    pub is_terminal: bool,
}

impl Console {
    /// Standard output and standard error. `NO_COLOR` and `FORCE_COLOR` are respected (<https://no-color.org>).
    pub fn standard() -> Self {
        let is_terminal = io::stdout().is_terminal();
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        Self {
            out: Box::new(io::BufWriter::new(io::stdout())),
            problems: Box::new(io::stderr()),
            is_coloured: !is_set("NO_COLOR") && (is_terminal || is_set("FORCE_COLOR")),
            is_terminal,
        }
    }

    /// Prints a piece of a result as it is.
    pub fn print(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())
    }

    /// Prints a line of a result.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    /// Prints a value as indented JSON.
    pub fn json(&mut self, value: &impl serde::Serialize) -> anyhow::Result<()> {
        serde_json::to_writer_pretty(&mut self.out, value)?;
        Ok(writeln!(self.out)?)
    }

    /// Brings everything printed so far before the reader.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Tells a problem. Where standard error is gone there is nobody to tell, so that is ignored.
    pub fn problem(&mut self, message: &str) {
        let _ = self.out.flush();
        let _ = writeln!(self.problems, "backend-master: {message}");
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        let _ = self.out.flush();
    }
}

/// Whether an error says that nobody reads our output any more.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
            || cause
                .downcast_ref::<serde_json::Error>()
                .is_some_and(|error| error.io_error_kind() == Some(io::ErrorKind::BrokenPipe))
    })
}
