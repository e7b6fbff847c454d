//! The program as it is run.

#[cfg(test)]
mod command_line;
#[cfg(test)]
mod rust_samples;
#[cfg(test)]
mod sample_backend;
#[cfg(test)]
mod script_backends;
