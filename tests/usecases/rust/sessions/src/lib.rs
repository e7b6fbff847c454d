pub mod session;
pub mod touch;
