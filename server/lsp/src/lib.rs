//! The language server: carries the protocol between an editor and what `ide` has to offer.
//! Never decides what is wrong in a program, and never reads a file itself.

mod capabilities;
mod client;
mod transport;
mod uris;

/// Stack of the threads that work on documents, in bytes.
const STACK_SIZE: usize = 16 << 20;
