//! JavaScript and TypeScript, from their text to their facts.

mod javascript {
    mod declarations;
    mod hostile;
    mod incremental;
    mod lowering;
}
