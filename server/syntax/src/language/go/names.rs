//! Names of the language and its standard library that tell how errors are given back; it reads no source.

use crate::facts::FailureNames;

/// See <https://go.dev/blog/error-handling-and-go> and <https://pkg.go.dev/errors>.
pub(super) static FAILURES: FailureNames = FailureNames {
    failed: &[],
    replacing: &[],
    transparent: &[],
    last_result: Some("error"),
    unnamed: &[
        "nil",
        "errors.New",
        "errors.Join",
        "errors.Wrap",
        "errors.Wrapf",
        "errors.WithStack",
        "fmt.Errorf",
    ],
};
