//! Tests of recognition: small projects as text, and the sample backend.

mod shop;
mod workspace;
