//! The program as it is run.

#[cfg(test)]
mod command_line;
#[cfg(test)]
mod sample_backend;
