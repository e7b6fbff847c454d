//! What a test of a symbol must show, and the test file that shows it. It runs nothing and asks no language model.

pub mod plan;
mod render;
pub mod sources;
mod style;

use model::Manifests;
use sources::{SourceFile, Sources};
use syntax::span::Span;

/// Tests of one symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The test file, relative to the root, with `/`.
    pub path: String,
    /// The whole text of the file; the same as before where nothing is missing.
    pub text: String,
    /// Whether the file is new.
    pub is_new: bool,
    /// Empty files that have to be made so that the new one is found.
    pub inits: Vec<String>,
    /// Names of the tests that are added.
    pub tests: Vec<String>,
    pub left_out: Vec<LeftOut>,
}

/// An outcome without a test, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Relative to the root.
    pub path: String,
    /// In bytes of the file.
    pub span: Span,
    pub why: String,
}

/// Whether a file holds tests, by its name.
#[must_use]
pub fn is_test(path: &str) -> bool {
    style::is_test(path) || style::script::is_test(path) || style::rust::is_test(path)
}

/// Generates the tests of a function, class or `Class.method` of a file.
///
/// `files` are the files of the project with their bodies; `path` is one of them.
///
/// # Errors
/// What stands in the way of every outcome.
pub fn generate(
    files: &[SourceFile<'_>],
    manifests: &Manifests,
    path: &str,
    symbol: &str,
) -> Result<Generated, LeftOut> {
    let sources = Sources { files };
    let nowhere = |why: String| LeftOut {
        path: path.to_owned(),
        span: Span::default(),
        why,
    };
    let Some(file) = sources.at_path(path) else {
        return Err(nowhere(format!("`{path}` is not a file of the project")));
    };
    let targets = plan::target(sources, file, symbol);
    if targets.is_empty() {
        return Err(nowhere(format!(
            "`{symbol}` is neither a function nor a class with a public method"
        )));
    }
    let mut plans = Vec::new();
    let mut left_out = Vec::new();
    for target in &targets {
        match plan::plan(sources, target) {
            Ok(plan) => {
                left_out.extend(plan.left_out.iter().cloned());
                plans.push(plan);
            }
            Err(reason) => left_out.push(reason),
        }
    }
    let named = |left_out: &plan::LeftOut| LeftOut {
        path: sources
            .file(left_out.file)
            .map(|file| file.path.to_owned())
            .unwrap_or_default(),
        span: left_out.span,
        why: left_out.why.clone(),
    };
    if plans.is_empty() {
        return Err(match left_out.first() {
            Some(first) => named(first),
            None => nowhere(format!("`{symbol}` has no outcome")),
        });
    }
    let (rendered, path, inits) = if sources.is_rust(file) {
        let style = style::rust::of(sources, manifests, &plans);
        let rendered = render::rust::render(sources, &plans, &style);
        (rendered, style.path, Vec::new())
    } else if sources.is_script(file) {
        let style = style::script::of(sources, manifests, file);
        let rendered = render::script::render(sources, file, &plans, &style);
        (rendered, style.path, Vec::new())
    } else {
        let style = style::of(sources, manifests, file);
        let rendered = render::pytest::render(sources, file, &plans, &style);
        (rendered, style.path, style.inits)
    };
    let existing = sources.at_path(&path).and_then(|at| sources.file(at));
    left_out.extend(rendered.left_out);
    left_out.dedup();
    Ok(Generated {
        is_new: existing.is_none(),
        inits: if existing.is_none() {
            inits
        } else {
            Vec::new()
        },
        path,
        text: rendered.text,
        tests: rendered.tests,
        left_out: left_out.iter().map(named).collect(),
    })
}
