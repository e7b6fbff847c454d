//! Path patterns of a configuration. It never touches a disk.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// A set of patterns. They match paths relative to the folder of their configuration, with `/`.
#[derive(Clone, Debug)]
pub struct Globs {
    patterns: Vec<String>,
    set: GlobSet,
}

impl PartialEq for Globs {
    fn eq(&self, other: &Self) -> bool {
        self.patterns == other.patterns
    }
}

impl Globs {
    /// Compiles the patterns. A pattern without `/` matches at any depth, one that names a folder
    /// matches everything in it.
    ///
    /// # Errors
    ///
    /// The index of the first bad pattern, and why it is bad.
    pub fn new(patterns: Vec<String>) -> Result<Self, (usize, String)> {
        let mut builder = GlobSetBuilder::new();
        for (index, pattern) in patterns.iter().enumerate() {
            for variant in variants(pattern) {
                let glob = GlobBuilder::new(&variant)
                    .literal_separator(true)
                    .build()
                    .map_err(|error| (index, error.kind().to_string()))?;
                builder.add(glob);
            }
        }
        let set = builder
            .build()
            .map_err(|error| (0, error.kind().to_string()))?;
        Ok(Self { patterns, set })
    }

    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        self.set.is_match(path)
    }
}

fn variants(pattern: &str) -> [String; 2] {
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    let trimmed = pattern.trim_end_matches('/');
    let anchored = match trimmed.contains('/') {
        true => trimmed.to_owned(),
        false => format!("**/{trimmed}"),
    };
    let inside = format!("{anchored}/**");
    [anchored, inside]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_other_tools() {
        for (pattern, path, expected) in [
            ("migrations", "app/migrations/0001.py", true),
            ("migrations/", "migrations/0001.py", true),
            ("*.pyi", "app/a.pyi", true),
            ("scripts/*.py", "scripts/a.py", true),
            ("scripts/*.py", "app/scripts/a.py", false),
            ("scripts/**", "scripts/a/b.py", true),
            ("**/legacy/**", "a/legacy/b.py", true),
            ("./app", "app/a.py", true),
            ("app", "application/a.py", false),
        ] {
            let globs = Globs::new(vec![pattern.to_owned()]).unwrap();
            assert_eq!(globs.matches(path), expected, "{pattern} {path}");
        }
        assert_eq!(
            Globs::new(vec!["ok".to_owned(), "a[".to_owned()])
                .unwrap_err()
                .0,
            1
        );
    }
}
