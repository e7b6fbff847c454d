//! JavaScript and TypeScript, from their text to their facts.

#[cfg(test)]
mod support;

#[cfg(test)]
mod javascript {
    mod declarations;
    mod hostile;
    mod incremental;
    mod lowering;
}
