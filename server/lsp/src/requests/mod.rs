//! The requests, one file each: convert in, one call into `ide`, convert out.
//! Never holds anything between two requests.

pub mod code_action;
pub mod code_action_resolve;
pub mod diagnostic;
pub mod execute_command;
pub mod hover;
pub mod navigate;
pub mod symbol;
