pub mod names;
pub mod signup;
