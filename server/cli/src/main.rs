//! The binary: the language server and the same engine on the command line.
//! Never decides anything itself; it hands on to the other crates.

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("server") => lsp::run_stdio(),
        _ => ExitCode::from(2),
    }
}
