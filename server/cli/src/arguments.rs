//! The command line as it is typed; it never acts on it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Finds, explains and repairs what is wrong with backend code, and writes its tests.
#[derive(Debug, Parser)]
#[command(name = "backend-master", version, propagate_version = true)]
#[command(after_help = "Exit codes: 0 clean, 1 findings, 2 error.")]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Speak the Language Server Protocol on standard input and output
    Server(ServerOptions),
    /// Check files and folders
    Check(CheckOptions),
    /// Check again at every change, live in the terminal
    Watch(WatchOptions),
    /// List the endpoints of a project
    Endpoints(EndpointsOptions),
    /// Show what a project is made of: endpoints, use cases, entities, repositories, tests
    Model(ModelOptions),
    /// Say what was detected in a project, what was left out and why, and how long it took
    Doctor(DoctorOptions),
    /// Generate code that a project lacks
    Generate(GenerateOptions),
    /// List the rules
    Rules(RulesOptions),
    /// Explain a rule
    Explain(ExplainOptions),
    /// Print the version
    Version,
}

#[derive(Debug, Args)]
pub struct ServerOptions {
    /// Accepted because editors pass it; standard input and output are always used
    #[arg(long)]
    pub stdio: bool,
    /// Write the log here instead of to standard error
    #[arg(long, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
    /// How much to log: error, warn, info, debug or trace
    #[arg(
        long,
        value_name = "LEVEL",
        env = "BACKEND_MASTER_LOG",
        default_value = "warn"
    )]
    pub log_level: String,
}

#[derive(Debug, Args)]
pub struct CheckOptions {
    /// Files and folders to check
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub selection: Selection,
    /// How to print findings
    #[arg(long, value_enum, default_value_t)]
    pub format: CheckFormat,
    /// Apply the safe repairs
    #[arg(long)]
    pub fix: bool,
    /// With --fix or --diff, apply repairs that a person must look at, too
    #[arg(long = "unsafe")]
    pub with_unsafe: bool,
    /// Print what --fix would change, and change nothing
    #[arg(long)]
    pub diff: bool,
    /// Exit with 0 even when there are findings
    #[arg(long)]
    pub exit_zero: bool,
}

/// Which rules speak.
#[derive(Clone, Debug, Default, Args)]
pub struct Selection {
    /// Only these rules: codes, prefixes of codes or names
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Not these rules
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Show also what another configured linter reports
    #[arg(long)]
    pub all: bool,
    /// Run the preview rules, too
    #[arg(long)]
    pub preview: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// With the source around each finding
    #[default]
    Text,
    /// One line a finding
    Concise,
    /// One array of objects
    Json,
}

#[derive(Debug, Args)]
pub struct WatchOptions {
    /// Files and folders to check
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub selection: Selection,
}

#[derive(Debug, Args)]
pub struct EndpointsOptions {
    /// The project's folder
    #[arg(default_value = ".")]
    pub root: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    pub format: EndpointsFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum EndpointsFormat {
    #[default]
    Text,
    Json,
    Markdown,
}

#[derive(Debug, Args)]
pub struct ModelOptions {
    /// The project's folder
    #[arg(default_value = ".")]
    pub root: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    pub format: ModelFormat,
    /// Only what could not be told, and why
    #[arg(long)]
    pub unresolved: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ModelFormat {
    #[default]
    Text,
    Json,
    Mermaid,
}

#[derive(Debug, Args)]
pub struct DoctorOptions {
    /// The project's folder
    #[arg(default_value = ".")]
    pub root: PathBuf,
}

#[derive(Debug, Args)]
pub struct GenerateOptions {
    #[command(subcommand)]
    pub what: Generate,
}

#[derive(Debug, Subcommand)]
pub enum Generate {
    /// Tests for the use cases of a file
    Tests(GenerateTestsOptions),
}

#[derive(Debug, Args)]
pub struct GenerateTestsOptions {
    /// The file that declares the use case
    pub file: PathBuf,
    /// Only this one: a function, a class or `Class.method`
    #[arg(long, value_name = "NAME")]
    pub symbol: Option<String>,
    /// Write the tests; existing files are only added to
    #[arg(long, conflicts_with = "diff")]
    pub write: bool,
    /// Print a diff instead of the new text
    #[arg(long)]
    pub diff: bool,
    /// After writing, run the project's own test runner and take out what is not green
    #[arg(long, requires = "write")]
    pub verify: bool,
}

#[derive(Debug, Args)]
pub struct RulesOptions {
    #[arg(long, value_enum, default_value_t)]
    pub format: RulesFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum RulesFormat {
    #[default]
    Text,
    Json,
    Markdown,
}

#[derive(Debug, Args)]
pub struct ExplainOptions {
    /// A code or name: `BM301`, `blocking-http-in-async`
    pub rule: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }
}
