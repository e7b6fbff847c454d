pub mod board;
pub mod rename;
