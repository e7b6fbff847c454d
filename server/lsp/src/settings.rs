//! What the user set in the editor.
//! Never takes a command or a path from there, and of addresses one that findings name and nobody here opens.

use ide::Overrides;
use serde::Deserialize;
use serde_json::Value;

/// The settings we know; everything else is left alone.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(default, rename_all = "camelCase")]
pub struct Settings {
    /// Whether the user trusts the workspace, which holds where nobody asked.
    #[serde(rename = "trusted")]
    pub is_trusted: bool,
    /// Run the rules that have not proved themselves yet.
    pub preview: Option<bool>,
    /// The address of a rule's page, with `{code}` for the code of the rule.
    pub rule_pages: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            is_trusted: true,
            preview: None,
            rule_pages: None,
        }
    }
}

impl Settings {
    /// Reads the options a session starts with; where they make no sense nobody is trusted.
    pub fn of_start(options: Option<&Value>) -> Self {
        match options {
            None | Some(Value::Null) => Self::default(),
            Some(options) => Self::of_editor(options).unwrap_or_else(|| Self {
                is_trusted: false,
                ..Self::default()
            }),
        }
    }

    /// Reads the settings of the editor; nothing where they make no sense.
    pub fn of_editor(values: &Value) -> Option<Self> {
        match serde_json::from_value(values.clone()) {
            Ok(settings) => Some(settings),
            Err(error) => {
                tracing::warn!("the editor's settings are not understood: {error}");
                None
            }
        }
    }

    /// What wins over the configuration files of a workspace.
    pub fn overrides(&self) -> Overrides {
        Overrides {
            preview: self.preview,
            ..Overrides::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_workspace_is_trusted_unless_the_editor_says_otherwise() {
        for (options, expected) in [
            (None, true),
            (Some(json!(null)), true),
            (Some(json!({})), true),
            (Some(json!({"trusted": true, "unknown": [1]})), true),
            (Some(json!({"trusted": false})), false),
            (Some(json!({"trusted": "yes"})), false),
            (Some(json!(5)), false),
        ] {
            assert_eq!(
                Settings::of_start(options.as_ref()).is_trusted,
                expected,
                "{options:?}"
            );
        }
    }

    #[test]
    fn settings_without_sense_change_nothing() {
        assert_eq!(Settings::of_editor(&json!(5)), None);
        assert_eq!(Settings::of_editor(&json!({"preview": "x"})), None);
        let settings = Settings::of_editor(&json!({"preview": true})).unwrap();
        assert_eq!(settings.preview, Some(true));
    }
}
