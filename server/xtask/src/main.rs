//! The project's own chores, as `cargo xtask COMMAND`. Never part of what users get.

mod editors;
mod extension;
mod generated;
mod install;
mod new_rule;
mod open;
mod query_check;
mod ready;
mod report;
mod setup;
mod shell;
mod test;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's own chores")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the server and open PATH in the first editor found, wired to this build
    Open {
        /// A folder or file; without it, the sample backend
        path: Option<PathBuf>,
    },
    /// Install the server for good, and wire the editors found to it
    Install,
    /// Set up what the tests need in `.setup/`, and run all of them
    Test {
        /// Leave out what needs other runtimes than Rust
        #[arg(long)]
        fast: bool,
    },
    /// Format, lint, check queries, renew generated files, run the fast tests
    Ready,
    /// Compile every query against its grammar
    QueryCheck,
    /// Write the two files of a new rule
    NewRule {
        /// For example `BM301`
        code: String,
        /// For example `blocking-http-in-async`
        name: String,
        /// For example `python`
        #[arg(required = true)]
        languages: Vec<String>,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Open { path } => open::open(path),
        Command::Install => install::install(),
        Command::Test { fast } => test::test(fast),
        Command::Ready => ready::ready(),
        Command::QueryCheck => query_check::query_check(),
        Command::NewRule {
            code,
            name,
            languages,
        } => new_rule::new_rule(&code, &name, &languages),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            shell::complain(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
