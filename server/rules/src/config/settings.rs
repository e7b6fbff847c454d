//! What the configuration means for the rules in one file. It is computed once a file, not a keystroke.

use std::hash::{Hash, Hasher as _};

use rustc_hash::FxHasher;

use super::{Config, Options, PerPath, Profile, Selection, Selector};
use crate::finding::Severity;
use crate::project::ProjectFacts;
use crate::rule::{Check, RULES, Rule, Status};

/// What the command line or an editor sets; it wins over every file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    pub selection: Selection,
    pub profile: Option<Profile>,
    pub preview: Option<bool>,
    /// Show what peers report too, and what the profile leaves out.
    pub all: bool,
}

/// The rules that apply to one file.
#[derive(Clone, Debug)]
pub struct Settings {
    pub profile: Profile,
    pub require_reason: bool,
    /// In bytes.
    pub max_file_size: u64,
    pub options: Options,
    /// Shows what peers report too, and what the profile leaves out.
    pub all: bool,
    /// In the order of [`RULES`].
    rules: Vec<RuleSetting>,
    fingerprint: u64,
}

#[derive(Clone, Copy, Debug, Default, Hash)]
struct RuleSetting {
    is_on: bool,
    /// A peer reports the same, so only what goes beyond it is shown.
    is_deferred: bool,
    severity: Option<Severity>,
}

/// Files above this size are not analysed unless the configuration says so, in bytes.
const DEFAULT_MAX_FILE_SIZE: u64 = 1024 * 1024;

impl Settings {
    /// The settings of the file at `path`, relative to the folder of `config`.
    #[must_use]
    pub fn of(config: &Config, path: &str, project: &ProjectFacts, overrides: &Overrides) -> Self {
        let here: Vec<_> = config
            .per_path
            .iter()
            .filter(|entry| entry.files.matches(path))
            .collect();
        let defers = config.defer_to_peers.unwrap_or(true) && !overrides.all;
        let preview = overrides.preview.or(config.preview).unwrap_or(false);
        let layers = layers(config, &here, overrides);
        let rules: Vec<_> = RULES
            .iter()
            .map(|rule| RuleSetting {
                is_on: is_on(rule, preview, &layers),
                is_deferred: defers && has_peer(rule, project) && !is_named(rule, &layers),
                severity: severity(rule, &layers),
            })
            .collect();
        let profile = overrides.profile.or(config.profile).unwrap_or_default();
        let mut hasher = FxHasher::default();
        (&rules, &config.options, profile).hash(&mut hasher);
        Self {
            profile,
            require_reason: config.require_reason.unwrap_or(false),
            max_file_size: config.max_file_size.unwrap_or(DEFAULT_MAX_FILE_SIZE),
            options: config.options.clone(),
            all: overrides.all,
            rules,
            fingerprint: hasher.finish(),
        }
    }

    /// Whether the rule runs at all.
    #[must_use]
    pub fn is_on(&self, rule: &Rule) -> bool {
        self.setting(rule).is_on
    }

    /// Whether findings that a peer reports too are left out.
    #[must_use]
    pub fn is_deferred(&self, rule: &Rule) -> bool {
        self.setting(rule).is_deferred
    }

    /// The severity the configuration gives the rule, if it does.
    #[must_use]
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        self.setting(rule).severity
    }

    /// Equal for settings under which all rules find the same.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// The same settings with one rule switched off.
    #[must_use]
    pub fn without(&self, rule: &Rule) -> Self {
        let mut settings = self.clone();
        if let Some(setting) = settings.rules.get_mut(rule.index()) {
            setting.is_on = false;
        }
        let mut hasher = FxHasher::default();
        (&settings.rules, &settings.options, settings.profile).hash(&mut hasher);
        settings.fingerprint = hasher.finish();
        settings
    }

    fn setting(&self, rule: &Rule) -> RuleSetting {
        self.rules.get(rule.index()).copied().unwrap_or_default()
    }
}

/// The selections that apply, the strongest last.
fn layers<'a>(
    config: &'a Config,
    here: &[&'a PerPath],
    overrides: &'a Overrides,
) -> Vec<&'a Selection> {
    std::iter::once(&config.selection)
        .chain(here.iter().map(|entry| &entry.selection))
        .chain(std::iter::once(&overrides.selection))
        .collect()
}

/// In each layer the selector that names the rule most closely decides; at the same closeness `ignore` does.
fn is_on(rule: &Rule, preview: bool, layers: &[&Selection]) -> bool {
    if rule.status == Status::Preview && !preview {
        return false;
    }
    let mut is_on = true;
    for layer in layers {
        if let Some(select) = &layer.select {
            is_on = matches!(rule.check, Check::Engine) || closest(rule, select).is_some();
        }
        let wanted = layer.select.iter().flatten().chain(&layer.extend_select);
        let wanted = wanted.filter_map(|selector| selector.closeness(rule)).max();
        match (wanted, closest(rule, &layer.ignore)) {
            (wanted, Some(unwanted)) if wanted.is_none_or(|wanted| unwanted >= wanted) => {
                is_on = false;
            }
            (Some(_), _) => is_on = true,
            _ => {}
        }
    }
    is_on
}

fn closest(rule: &Rule, selectors: &[Selector]) -> Option<usize> {
    selectors
        .iter()
        .filter_map(|selector| selector.closeness(rule))
        .max()
}

fn has_peer(rule: &Rule, project: &ProjectFacts) -> bool {
    rule.overlap.iter().any(|peer| project.has_peer(peer))
}

/// Whether a selection means this very rule, not only its block.
fn is_named(rule: &Rule, layers: &[&Selection]) -> bool {
    layers.iter().any(|layer| {
        let wanted = layer.select.iter().flatten().chain(&layer.extend_select);
        wanted
            .into_iter()
            .any(|selector| matches!(selector, Selector::Rule(named) if **named == *rule))
    })
}

fn severity(rule: &Rule, layers: &[&Selection]) -> Option<Severity> {
    layers.iter().rev().find_map(|layer| {
        let named = layer
            .severity
            .iter()
            .filter_map(|(selector, severity)| Some((selector.closeness(rule)?, *severity)));
        named
            .max_by_key(|(closeness, _)| *closeness)
            .map(|(_, severity)| severity)
    })
}
