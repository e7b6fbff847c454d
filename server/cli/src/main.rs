//! The `backend-master` program: the language server and the same engine on the command line.
//!
//! It decides nothing about code; it reads arguments, hands them on and prints.

mod arguments;
mod commands;
mod console;
mod output;
mod project;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Command};
use console::{Console, Outcome};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut console = Console::standard();
    let outcome = match &arguments.command {
        Command::Server(options) => return commands::server::run(options),
        Command::Check(options) => commands::check::run(options, &mut console),
        Command::Watch(options) => commands::watch::run(options, &mut console),
        Command::Endpoints(options) => commands::endpoints::run(options, &mut console),
        Command::Model(options) => commands::model::run(options, &mut console),
        Command::Doctor(options) => commands::doctor::run(options, &mut console),
        Command::Generate(options) => commands::generate::run(options, &mut console),
        Command::Rules(options) => commands::rules::list(options, &mut console),
        Command::Explain(options) => commands::rules::explain(options, &mut console),
        Command::Version => commands::version(&mut console),
    };
    match outcome {
        Ok(outcome) => outcome.into(),
        // The reader of our output went away: there is nobody left to tell.
        Err(error) if console::is_broken_pipe(&error) => Outcome::Clean.into(),
        Err(error) => {
            console.problem(&format!("{error:#}"));
            Outcome::Error.into()
        }
    }
}
