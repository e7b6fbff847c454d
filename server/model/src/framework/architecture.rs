//! The names teams give to the parts of a backend; it never looks at code.

use std::sync::LazyLock;

use serde::Deserialize;
use syntax::facts::Name;

/// The table of names.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Architecture {
    pub use_cases: UseCaseNames,
    pub doubles: DoubleNames,
    pub outside: OutsideNames,
    pub aids: AidNames,
    pub repositories: RepositoryNames,
    pub domain: DomainNames,
    pub guards: GuardNames,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuardNames {
    pub words: Vec<Name>,
    pub others: Vec<Name>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseCaseNames {
    pub directories: Vec<Name>,
    pub suffixes: Vec<Name>,
    pub likely_suffixes: Vec<Name>,
    pub functions: Vec<Name>,
    pub entries: Vec<Name>,
    pub carries: Vec<Name>,
    pub not_files: Vec<Name>,
    pub not_directories: Vec<Name>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoubleNames {
    pub words: Vec<Name>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutsideNames {
    pub directories: Vec<Name>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AidNames {
    pub suffixes: Vec<Name>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepositoryNames {
    pub words: Vec<Name>,
    pub suffixes: Vec<Name>,
    pub directories: Vec<Name>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DomainNames {
    pub directories: Vec<Name>,
    pub value_object_directories: Vec<Name>,
    pub value_object_files: Vec<Name>,
    pub not_directories: Vec<Name>,
    pub not_files: Vec<Name>,
    pub not_suffixes: Vec<Name>,
}

impl Architecture {
    #[must_use]
    pub fn get() -> &'static Self {
        static TABLE: LazyLock<Architecture> = LazyLock::new(|| {
            toml::from_str(include_str!("../../../../queries/architecture.toml"))
                .unwrap_or_default()
        });
        &TABLE
    }
}

/// Whether one of the folders of `path` is one of `directories`, which may name several: `models/domain`.
#[must_use]
pub fn lies_in(path: &str, directories: &[Name]) -> bool {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = format!("/{}/", plain(folder));
    directories
        .iter()
        .any(|directory| folder.contains(&format!("/{}/", plain(directory))))
}

/// Whether one of `directories` lies below one of `outer` in `path`: `application/http`.
#[must_use]
pub fn lies_below(path: &str, outer: &[Name], directories: &[Name]) -> bool {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_one = |part: &str, of: &[Name]| of.iter().any(|name| plain(name) == plain(part));
    let mut parts = folder.split('/').skip_while(|part| !is_one(part, outer));
    parts.next().is_some() && parts.any(|part| is_one(part, directories))
}

/// Whether a name has one of `words` in it, as a word of its own: `PostRepositoryPort`.
#[must_use]
pub fn has_word(name: &str, words: &[Name]) -> bool {
    words.iter().any(|word| {
        name.match_indices(word.as_str()).any(|(at, _)| {
            let rest = name.get(at + word.len()..).unwrap_or_default();
            !rest.starts_with(char::is_lowercase)
        })
    })
}

/// Whether the file's own name is one of `names`.
#[must_use]
pub fn is_file_named(path: &str, names: &[Name]) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.split('.').next().unwrap_or(file);
    names.iter().any(|name| name == stem)
}

/// Whether a dotted path sounds as if it asks who is there.
#[must_use]
pub fn sounds_like_guard(path: &str) -> bool {
    let plain = plain(path);
    let words = &Architecture::get().guards.words;
    words.iter().any(|word| plain.contains(word.as_str()))
}

/// Whether the name of a class says that it stands in for another one in tests: `MockMailer`, `UserRepoFake`.
#[must_use]
pub fn is_named_double(name: &str) -> bool {
    let words = &Architecture::get().doubles.words;
    words.iter().any(|word| {
        let begins = name.strip_prefix(word.as_str());
        begins.is_some_and(|rest| !rest.starts_with(char::is_lowercase))
            || name.ends_with(word.as_str())
    })
}

/// Whether a name sounds as if it refuses requests for another reason than who sends them.
#[must_use]
pub fn sounds_like_limit(name: &str) -> bool {
    let plain = plain(name);
    let words = &Architecture::get().guards.others;
    words.iter().any(|word| plain.contains(word.as_str())) && !sounds_like_guard(name)
}

/// The first suffix that `name` ends with, where something stands before it.
#[must_use]
pub fn suffix_of<'a>(name: &str, suffixes: &'a [Name]) -> Option<&'a Name> {
    suffixes
        .iter()
        .find(|suffix| name.len() > suffix.len() && name.ends_with(suffix.as_str()))
}

fn plain(text: &str) -> String {
    text.chars()
        .filter(|letter| !matches!(letter, '_' | '-'))
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_compared_whole() {
        let table = Architecture::get();
        let folders = &table.use_cases.directories;
        assert!(lies_in("src/use-cases/pay.ts", folders));
        assert!(lies_in("shop/UseCases/pay.py", folders));
        assert!(!lies_in("shop/applications.py", folders));
        assert!(!lies_in("use_cases.py", folders));
        assert!(lies_in(
            "app/models/domain/user.py",
            &table.domain.directories
        ));
        assert!(is_file_named("a/dto.py", &table.use_cases.not_files));
        assert_eq!(suffix_of("Repository", &table.repositories.suffixes), None);
    }
}
