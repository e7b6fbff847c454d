//! Whether a call asks or acts, told from its name and from the use of its result; it never looks at the callee.

use serde::Serialize;

/// What a call is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum EffectKind {
    /// It changes something: the result is not used, or the name is a verb of writing.
    Command,
    /// It answers something.
    Query,
}

/// The first word of a method that writes, whatever is done with its result.
const COMMANDS: &[&str] = &[
    "accept",
    "add",
    "append",
    "apply",
    "approve",
    "archive",
    "assign",
    "book",
    "cancel",
    "capture",
    "charge",
    "clear",
    "close",
    "commit",
    "complete",
    "confirm",
    "create",
    "deactivate",
    "debit",
    "decrement",
    "delete",
    "deliver",
    "deposit",
    "disable",
    "dispatch",
    "emit",
    "enable",
    "enqueue",
    "expire",
    "flush",
    "increment",
    "insert",
    "invalidate",
    "invite",
    "issue",
    "lock",
    "log",
    "mark",
    "merge",
    "move",
    "notify",
    "open",
    "pay",
    "persist",
    "place",
    "post",
    "publish",
    "push",
    "put",
    "reactivate",
    "record",
    "refund",
    "register",
    "reject",
    "release",
    "remove",
    "rename",
    "replace",
    "report",
    "reserve",
    "reset",
    "restore",
    "revoke",
    "rollback",
    "save",
    "schedule",
    "send",
    "set",
    "start",
    "stop",
    "store",
    "submit",
    "subscribe",
    "transfer",
    "unlock",
    "unsubscribe",
    "update",
    "upload",
    "upsert",
    "withdraw",
    "write",
];

/// Tells whether a call of `method` acts or asks. `method` is the last part of the callee's path.
#[must_use]
pub fn effect_kind(method: &str, result_used: bool) -> EffectKind {
    if !result_used || COMMANDS.contains(&first_word(method).as_str()) {
        EffectKind::Command
    } else {
        EffectKind::Query
    }
}

/// `saveAll`, `save_all`, `SaveAll` and `_save` all begin with `save`.
fn first_word(method: &str) -> String {
    let mut word = String::new();
    for character in method.trim_start_matches('_').chars() {
        let ends = !word.is_empty() && character.is_uppercase();
        if ends || !character.is_alphanumeric() {
            break;
        }
        word.extend(character.to_lowercase());
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_and_unused_results_are_commands() {
        for (method, result_used, expected) in [
            ("save", true, EffectKind::Command),
            ("saveAll", true, EffectKind::Command),
            ("Save", true, EffectKind::Command),
            ("_publish_now", true, EffectKind::Command),
            ("settings", true, EffectKind::Query),
            ("find_by_email", true, EffectKind::Query),
            ("find_by_email", false, EffectKind::Command),
        ] {
            assert_eq!(effect_kind(method, result_used), expected, "{method}");
        }
    }
}
