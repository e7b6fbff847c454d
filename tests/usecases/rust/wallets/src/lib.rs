pub mod errors;
pub mod wallet;
pub mod withdraw;
