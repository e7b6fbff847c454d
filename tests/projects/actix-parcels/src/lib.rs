//! The parcel service.

pub mod adapters;
pub mod application;
pub mod domain;
pub mod ports;
pub mod settings;
pub mod web;
