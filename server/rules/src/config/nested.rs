//! All configurations of a workspace: the nearest one decides for a file. It reads nothing itself.

use std::collections::BTreeMap;

use super::{Config, ConfigProblem, read};
use crate::finding::Severity;

/// The names a configuration file has, the strongest first.
pub const FILE_NAMES: &[&str] = &[
    "backend-master.toml",
    ".backend-master.toml",
    "pyproject.toml",
];

/// The configurations of a workspace, by the folder they stand in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Configs {
    /// Folder (empty for the root, else without a slash at its end), path of the file, and what it says.
    folders: BTreeMap<String, (String, Config)>,
    /// By path; in files without problems there is no entry.
    pub problems: BTreeMap<String, Vec<ConfigProblem>>,
    /// Files named by `extends` whose text was not given.
    pub missing: Vec<String>,
}

impl Configs {
    /// Understands the given files: path in the workspace, with `/`, and text.
    ///
    /// Where a file is broken, what `previous` made of it stays in force.
    #[must_use]
    pub fn new(files: &BTreeMap<String, String>, previous: Option<&Self>) -> Self {
        let mut configs = Self::default();
        for (path, text) in files {
            let (folder, name) = split(path);
            if !FILE_NAMES.contains(&name) {
                continue;
            }
            let found = read(text, name == "pyproject.toml");
            configs.note(path, found.problems);
            let config = match (found.config, found.is_broken) {
                (Some(config), _) => configs.extended(path, config, files),
                (None, true) => previous
                    .and_then(|old| old.at(path))
                    .cloned()
                    .unwrap_or_default(),
                (None, false) => continue,
            };
            configs.insert(folder, path, config);
        }
        configs
    }

    /// The configuration of the file at `path`, and `path` relative to the configuration's folder.
    #[must_use]
    pub fn nearest<'a>(&self, path: &'a str) -> Option<(&Config, &'a str)> {
        let mut folder = split(path).0;
        loop {
            if let Some((_, config)) = self.folders.get(folder) {
                let relative = path.strip_prefix(folder).unwrap_or(path);
                return Some((config, relative.trim_start_matches('/')));
            }
            if folder.is_empty() {
                return None;
            }
            folder = split(folder).0;
        }
    }

    /// The configuration file that decides for the file at `path`.
    #[must_use]
    pub fn nearest_file(&self, path: &str) -> Option<&str> {
        let mut folder = split(path).0;
        loop {
            if let Some((file, _)) = self.folders.get(folder) {
                return Some(file);
            }
            if folder.is_empty() {
                return None;
            }
            folder = split(folder).0;
        }
    }

    /// Whether the file at `path` is left out by `include` or `exclude`.
    #[must_use]
    pub fn is_excluded(&self, path: &str) -> bool {
        let Some((config, relative)) = self.nearest(path) else {
            return false;
        };
        let is_included = config
            .include
            .as_ref()
            .is_none_or(|globs| globs.matches(relative));
        let is_excluded = config
            .exclude
            .as_ref()
            .is_some_and(|globs| globs.matches(relative));
        !is_included || is_excluded
    }

    fn at(&self, path: &str) -> Option<&Config> {
        self.folders
            .values()
            .find(|(file, _)| file == path)
            .map(|(_, config)| config)
    }

    fn insert(&mut self, folder: &str, path: &str, config: Config) {
        let rank = |path: &str| FILE_NAMES.iter().position(|name| *name == split(path).1);
        let is_weaker = self
            .folders
            .get(folder)
            .is_some_and(|(other, _)| rank(other) < rank(path));
        if !is_weaker {
            self.folders
                .insert(folder.to_owned(), (path.to_owned(), config));
        }
    }

    fn note(&mut self, path: &str, problems: Vec<ConfigProblem>) {
        if !problems.is_empty() {
            self.problems
                .entry(path.to_owned())
                .or_default()
                .extend(problems);
        }
    }

    /// The configuration over those it extends, which lie in the workspace and in no circle.
    fn extended(&mut self, path: &str, config: Config, files: &BTreeMap<String, String>) -> Config {
        let mut chain = vec![path.to_owned()];
        let mut result = config;
        let mut at = path.to_owned();
        // What the file itself says; a problem further up is told where this file points there.
        let Some((_, span)) = result.extends.clone() else {
            return result;
        };
        while let Some((target, _)) = result.extends.take() {
            let problem = match resolve(&at, &target) {
                None => {
                    format!("`{target}` lies outside the workspace; `extends` stays inside it.")
                }
                Some(next) if chain.contains(&next) => {
                    format!("`{target}` leads back to a file that is being extended.")
                }
                Some(next) => match files.get(&next) {
                    None => {
                        self.missing.push(next);
                        format!("`{target}` cannot be read.")
                    }
                    Some(text) => {
                        let in_pyproject = split(&next).1 == "pyproject.toml";
                        let base = read(text, in_pyproject).config.unwrap_or_default();
                        let extends = base.extends.clone();
                        result = result.over(base);
                        result.extends = extends;
                        chain.push(next.clone());
                        at = next;
                        continue;
                    }
                },
            };
            self.note(
                path,
                vec![ConfigProblem {
                    span,
                    severity: Severity::Error,
                    message: problem,
                }],
            );
        }
        result
    }
}

/// The folder and the name of a path.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The path that `target` means in the file `from`, or none where it leaves the workspace.
fn resolve(from: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = split(from)
        .0
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    for part in target.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::super::Profile;
    use super::*;

    fn configs(files: &[(&str, &str)]) -> Configs {
        Configs::new(&owned(files), None)
    }

    fn owned(files: &[(&str, &str)]) -> BTreeMap<String, String> {
        files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect()
    }

    fn profile(configs: &Configs, path: &str) -> Option<Profile> {
        configs.nearest(path).and_then(|(config, _)| config.profile)
    }

    #[test]
    fn the_nearest_configuration_wins_whole() {
        let configs = configs(&[
            (
                "pyproject.toml",
                "[tool.backend-master]\nprofile = 'strict'\npreview = true",
            ),
            ("services/a/backend-master.toml", "profile = 'relaxed'"),
            ("services/b/pyproject.toml", "[tool.other]"),
        ]);
        assert_eq!(
            profile(&configs, "services/a/x/y.py"),
            Some(Profile::Relaxed)
        );
        assert_eq!(
            configs.nearest("services/a/x/y.py").unwrap().0.preview,
            None
        );
        assert_eq!(configs.nearest("services/a/x/y.py").unwrap().1, "x/y.py");
        assert_eq!(profile(&configs, "services/b/y.py"), Some(Profile::Strict));
        assert_eq!(
            configs.nearest_file("services/b/y.py"),
            Some("pyproject.toml")
        );
    }

    #[test]
    fn our_own_file_is_stronger_than_the_manifest() {
        let configs = configs(&[
            (".backend-master.toml", "profile = 'relaxed'"),
            ("backend-master.toml", "profile = 'strict'"),
            (
                "pyproject.toml",
                "[tool.backend-master]\nprofile = 'standard'",
            ),
        ]);
        assert_eq!(profile(&configs, "a.py"), Some(Profile::Strict));
    }

    #[test]
    fn extends_stays_inside_the_workspace() {
        let configs = configs(&[
            ("base.toml", "profile = 'strict'\npreview = true"),
            (
                "a/backend-master.toml",
                "extends = '../base.toml'\npreview = false",
            ),
            ("b/backend-master.toml", "extends = '../../base.toml'"),
            ("c/backend-master.toml", "extends = 'backend-master.toml'"),
            ("d/backend-master.toml", "extends = 'none.toml'"),
        ]);
        assert_eq!(profile(&configs, "a/x.py"), Some(Profile::Strict));
        assert_eq!(configs.nearest("a/x.py").unwrap().0.preview, Some(false));
        let problem = |path: &str| configs.problems[path][0].message.clone();
        assert!(problem("b/backend-master.toml").contains("outside"));
        assert!(problem("c/backend-master.toml").contains("leads back"));
        assert!(problem("d/backend-master.toml").contains("cannot be read"));
        assert_eq!(configs.missing, ["d/none.toml"]);
    }

    #[test]
    fn a_broken_file_keeps_the_last_good_configuration() {
        let good = configs(&[("backend-master.toml", "profile = 'strict'")]);
        let broken = owned(&[("backend-master.toml", "profile = 'stri")]);
        let after = Configs::new(&broken, Some(&good));
        assert_eq!(profile(&after, "a.py"), Some(Profile::Strict));
        assert_eq!(after.problems.len(), 1);
        assert_eq!(profile(&Configs::new(&broken, None), "a.py"), None);
    }

    #[test]
    fn files_are_left_out_by_pattern() {
        let configs = configs(&[(
            "x/backend-master.toml",
            "include = ['app']\nexclude = ['app/legacy']",
        )]);
        assert!(!configs.is_excluded("x/app/a.py"));
        assert!(configs.is_excluded("x/app/legacy/a.py"));
        assert!(configs.is_excluded("x/other/a.py"));
        assert!(!configs.is_excluded("other/a.py"));
    }
}
