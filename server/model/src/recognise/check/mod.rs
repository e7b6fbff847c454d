//! Tests of recognition: small projects as text, and the sample backend.

mod endpoints;
mod shop;
mod workspace;
