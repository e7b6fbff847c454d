//! What a project was found to be: for a person who wonders what the server sees. It judges nothing.

use std::collections::BTreeMap;

use syntax::facts::Name;
use syntax::language::Language;
use syntax::limits::{Analysis, analysis_of};
use syntax::text::Text;

use crate::project::Project;

/// What was read of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    pub languages: BTreeMap<Language, Volume>,
    /// Frameworks and libraries that are known, with the number of files that import them.
    pub frameworks: BTreeMap<Name, usize>,
    /// Paths of manifests and configuration files.
    pub manifests: Vec<String>,
    /// Linters that watch over some file, which findings are left to.
    pub linters: Vec<Name>,
    /// Files whose text is not analysed, and why.
    pub not_analysed: Vec<(String, &'static str)>,
}

/// How much source there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Volume {
    pub files: usize,
    pub lines: usize,
    pub bytes: usize,
}

impl Project {
    #[must_use]
    pub fn survey(&self) -> Survey {
        let mut survey = Survey {
            frameworks: self.index().frameworks(),
            manifests: self.manifests().keys().cloned().collect(),
            linters: self.linters(),
            ..Survey::default()
        };
        for path in self.paths() {
            let (Some(language), Some(file)) = (Language::of_path(&path), self.file(&path)) else {
                continue;
            };
            let text = file.source.text.as_ref().map(Text::to_string);
            let text = text.unwrap_or_default();
            let volume = survey.languages.entry(language).or_default();
            volume.files += 1;
            volume.lines += text.lines().count();
            volume.bytes += text.len();
            let why = match analysis_of(&text) {
                Analysis::Full if self.is_excluded(&path) => "the configuration leaves it out",
                Analysis::Full => continue,
                Analysis::TooLarge => "it is larger than 1 MiB",
                Analysis::LineTooLong => "a line is longer than 20,000 characters",
            };
            survey.not_analysed.push((path.to_string(), why));
        }
        survey
    }
}
