//! Tests of recognition: small projects as text, and the sample backend.

mod answers;
mod catchers;
mod classes;
mod django;
mod endpoints;
mod flask;
mod go;
mod handed;
mod listed;
mod lists;
mod node;
mod node_classes;
mod node_helpers;
mod node_loops;
mod node_params;
mod requests;
mod rust;
mod sanic;
mod scripts;
mod services;
mod shapes;
mod shop;
mod statuses;
mod storm;
mod use_cases;
mod workspace;
