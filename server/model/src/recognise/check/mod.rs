//! Tests of recognition: small projects as text, and the sample backend.

mod endpoints;
mod flask;
mod shapes;
mod shop;
mod workspace;
