//! Every test of the rules that needs whole files: pages, the manners of the engine, the mission's example.

#[cfg(test)]
mod engine;
#[cfg(test)]
mod example;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod reach;
#[cfg(test)]
mod support;
