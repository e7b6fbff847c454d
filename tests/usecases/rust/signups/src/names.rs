/// The name as it is looked for.
pub fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}
