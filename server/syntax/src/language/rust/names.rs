//! Names of the standard library and of libraries everybody uses that change how code runs; it never looks at code.

use crate::facts::FailureNames;

/// How code says that it failed by the value it gives back.
pub(super) static FAILURES: FailureNames = FailureNames {
    failed: &["Err", "Result.Err"],
    replacing: &[
        "ok_or",
        "ok_or_else",
        "map_err",
        "change_context",
        "context_err",
    ],
    transparent: &["into", "clone", "to_owned"],
    present: &["Some", "Ok"],
    making: &[],
    wrapping: &[],
    several_results: false,
    by_block: false,
};

/// What a macro does beyond being called with its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Plain,
    /// A list of its arguments.
    Sequence,
    /// Whether the first argument has the shape of the second.
    Matches,
    /// Ends the task: `panic!`.
    Panics,
    /// Leaves the function with the error its arguments describe.
    Fails,
    /// The same unless the first argument holds.
    FailsUnless,
    Asserts,
    AssertsEqual,
    AssertsUnequal,
    AssertsMatch,
}

/// A macro that is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Macro {
    pub(super) effect: Effect,
    /// The position of the argument that is a format string, if any is.
    pub(super) format: Option<FormatAt>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FormatAt {
    Position(usize),
    /// The first string that stands alone, after fields.
    FirstText,
}

/// What is known of the macro with this last name.
pub(super) fn known_macro(name: &str) -> Macro {
    let (effect, format) = match name {
        "format" | "print" | "println" | "eprint" | "eprintln" | "format_args" | "anyhow"
        | "eyre" | "format_err" | "miette" => (Effect::Plain, Some(FormatAt::Position(0))),
        "write" | "writeln" => (Effect::Plain, Some(FormatAt::Position(1))),
        "trace" | "debug" | "info" | "warn" | "error" | "log" | "event" => {
            (Effect::Plain, Some(FormatAt::FirstText))
        }
        "panic" | "todo" | "unimplemented" | "unreachable" => {
            (Effect::Panics, Some(FormatAt::Position(0)))
        }
        "bail" => (Effect::Fails, Some(FormatAt::Position(0))),
        "ensure" => (Effect::FailsUnless, Some(FormatAt::Position(1))),
        "assert" | "debug_assert" => (Effect::Asserts, Some(FormatAt::Position(1))),
        "assert_eq" | "debug_assert_eq" => (Effect::AssertsEqual, Some(FormatAt::Position(2))),
        "assert_ne" | "debug_assert_ne" => (Effect::AssertsUnequal, Some(FormatAt::Position(2))),
        "vec" => (Effect::Sequence, None),
        "matches" => (Effect::Matches, None),
        "assert_matches" | "debug_assert_matches" => (Effect::AssertsMatch, None),
        _ => (Effect::Plain, None),
    };
    Macro { effect, format }
}
