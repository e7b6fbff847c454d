//! What the tests of all languages share.

// Each test binary uses a part of it.
#![allow(dead_code)]
#![allow(clippy::unwrap_used, clippy::panic)]

pub mod draw;
pub mod hostile;
pub mod incremental;
