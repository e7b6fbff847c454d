//! What rules may know of the project around a file: dependencies and the linters beside us.
//! It reads no manifest itself; the model does.

use std::collections::{BTreeMap, BTreeSet};

use model::Manifests;
use syntax::facts::Name;
use syntax::language::Language;

use crate::config::Hasher;

/// What is known of the project a file belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectFacts {
    /// Normalised names of the packages it depends on, for running and for developing.
    pub dependencies: BTreeSet<Name>,
    /// The version that the nearest manifest asks for, as written.
    pub versions: BTreeMap<Name, Name>,
    /// Linters and type checkers that watch over the file.
    pub peers: BTreeSet<Name>,
}

impl ProjectFacts {
    /// What the manifests around the file at `path` tell together.
    #[must_use]
    pub fn of(manifests: &Manifests, path: &str) -> Self {
        let folders = manifests.around(path);
        let dependencies: Vec<_> = folders
            .flat_map(|(_, folder)| &folder.dependencies)
            .collect();
        let outwards = dependencies.iter().rev();
        let versions = outwards.map(|own| (own.name.clone(), own.version.clone()));
        Self {
            versions: versions.collect(),
            dependencies: dependencies
                .iter()
                .map(|dependency| dependency.name.clone())
                .collect(),
            peers: manifests
                .linters(path)
                .into_iter()
                .filter(|linter| {
                    Language::of_path(path).is_none_or(|language| linter.reads(language))
                })
                .map(|linter| linter.name.clone())
                .collect(),
        }
    }

    #[must_use]
    pub fn has_peer(&self, peer: &str) -> bool {
        self.peers.contains(peer)
    }

    #[must_use]
    pub fn depends_on(&self, package: &str) -> bool {
        self.dependencies.contains(package)
    }

    /// The first number of the version that is asked for: 4 of `^4.18.2`; none where any version will do.
    #[must_use]
    pub fn major(&self, package: &str) -> Option<u32> {
        let version = self.versions.get(package)?;
        let digits = version.trim_start_matches(|char: char| !char.is_ascii_digit());
        let end = digits.find(|char: char| !char.is_ascii_digit());
        digits.get(..end.unwrap_or(digits.len()))?.parse().ok()
    }

    /// The password hasher among the dependencies.
    #[must_use]
    pub fn hasher(&self) -> Option<Hasher> {
        [
            ("argon2-cffi", Hasher::Argon2),
            ("pwdlib", Hasher::Pwdlib),
            ("passlib", Hasher::Passlib),
            ("bcrypt", Hasher::Bcrypt),
        ]
        .into_iter()
        .find(|(package, _)| self.depends_on(package))
        .map(|(_, hasher)| hasher)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::ManifestText;

    fn facts(path: &str, text: &str) -> ProjectFacts {
        ProjectFacts::of(
            &Manifests::read(&[ManifestText { path, text }]),
            "app/users.py",
        )
    }

    #[test]
    fn the_hasher_is_the_one_the_project_depends_on() {
        let found = facts(
            "pyproject.toml",
            "[project]\ndependencies = ['Argon2_CFFI[dev]>=23']",
        );
        assert_eq!(found.hasher(), Some(Hasher::Argon2));
        assert_eq!(
            facts("requirements.txt", "bcrypt==4.0").hasher(),
            Some(Hasher::Bcrypt)
        );
        assert_eq!(facts("requirements.txt", "flask").hasher(), None);
    }

    #[test]
    fn the_version_is_told_by_its_first_number() {
        let text = "{\"dependencies\": {\"express\": \"^4.18.2\", \"koa\": \"*\"}}";
        let found = facts("package.json", text);
        assert_eq!(found.major("express"), Some(4));
        assert_eq!(found.major("koa"), None);
        assert_eq!(found.major("fastify"), None);
    }

    #[test]
    fn peers_are_those_that_watch_over_the_file() {
        assert!(facts("app/ruff.toml", "").has_peer("ruff"));
        assert!(!facts("other/ruff.toml", "").has_peer("ruff"));
        assert!(!facts(".golangci.yml", "").has_peer("golangci-lint"));
    }
}
