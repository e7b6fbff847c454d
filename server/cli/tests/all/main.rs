//! The program as it is run, and as it is spoken to.

#[cfg(test)]
mod command_line;
#[cfg(test)]
mod sample;
