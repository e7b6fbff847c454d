//! From our terms to the protocol's.
//! Never offers an edit that could land outside of the workspace or on top of an existing file.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};

use ide::{ConfigFinding, FilePatch, Patch};
use rules::edit::TextEdit;
use rules::finding::{Finding, Related, Severity};
use serde_json::json;
use syntax::span::Span;
use syntax::text::{Encoding, Text};
use tower_lsp::ls_types::{
    CodeDescription, CreateFile, CreateFileOptions, Diagnostic, DiagnosticRelatedInformation,
    DiagnosticSeverity, DiagnosticTag, DocumentChangeOperation, DocumentChanges, Location,
    NumberOrString, OneOf, OptionalVersionedTextDocumentIdentifier, Position, Range, ResourceOp,
    TextDocumentEdit, Uri, WorkspaceEdit,
};

use crate::capabilities::Capabilities;
use crate::desk::View;

/// What every diagnostic names as its source.
pub const SOURCE: &str = "backend-master";

/// The range of bytes of a text.
pub fn range(text: &Text, span: Span, encoding: Encoding) -> Range {
    Range::new(
        position(text, span.start, encoding),
        position(text, span.end, encoding),
    )
}

fn position(text: &Text, offset: u32, encoding: Encoding) -> Position {
    let position = text.position(offset, encoding);
    Position::new(position.line, position.character)
}

/// The findings of a document, as the client takes them.
///
/// `is_over` is asked now and then; once it says yes, they stay incomplete and say so.
pub fn diagnostics(view: &View, is_over: &dyn Fn() -> bool) -> Vec<Diagnostic> {
    if view.project.is_excluded(&view.path) {
        return Vec::new();
    }
    if let Some(checked) = view.project.check_to(&view.path, view.depth, is_over) {
        let findings = checked.findings.iter();
        return findings
            .map(|finding| diagnostic(view, &checked.text, finding))
            .collect();
    }
    let problems = view.project.config_problems();
    let own = problems
        .iter()
        .filter(|problem| *problem.path == *view.path);
    own.map(|problem| configuration(problem, view.capabilities))
        .collect()
}

/// One finding in `text`, which is the text of the view's document.
pub fn diagnostic(view: &View, text: &Text, finding: &Finding) -> Diagnostic {
    let capabilities = &view.capabilities;
    let rule = finding.rule;
    let related = finding
        .related
        .iter()
        .filter_map(|related| place(view, text, related));
    let related: Vec<_> = related.take_while(|_| capabilities.shows_related).collect();
    Diagnostic {
        range: range(text, finding.span, capabilities.encoding),
        severity: Some(severity(finding.severity)),
        code: Some(NumberOrString::String(rule.code.to_owned())),
        code_description: view
            .rule_page(rule.code)
            .map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: finding.message.clone(),
        related_information: (!related.is_empty()).then_some(related),
        tags: finding
            .is_unnecessary
            .then(|| vec![DiagnosticTag::UNNECESSARY]),
        data: capabilities
            .keeps_diagnostic_data
            .then(|| json!({"rule": rule.name, "fixes": finding.fixes.len()})),
    }
}

/// A problem of a configuration file.
pub fn configuration(finding: &ConfigFinding, capabilities: Capabilities) -> Diagnostic {
    Diagnostic {
        range: range(&finding.text, finding.problem.span, capabilities.encoding),
        severity: Some(severity(finding.problem.severity)),
        code: None,
        source: Some(SOURCE.to_owned()),
        message: finding.problem.message.clone(),
        ..Diagnostic::default()
    }
}

/// A number that is equal for equal diagnostics.
pub fn fingerprint(diagnostics: &[Diagnostic]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(&serde_json::to_vec(diagnostics).unwrap_or_default());
    hasher.finish()
}

/// The edit of a patch; nothing where the client cannot take it or it must not be made.
pub fn workspace_edit(view: &View, patch: &Patch) -> Option<WorkspaceEdit> {
    let capabilities = &view.capabilities;
    if !capabilities.versioned_edits {
        return plain_edit(view, patch);
    }
    let mut operations = Vec::new();
    for (path, text) in &patch.new_files {
        let uri = new_file(view, path)?;
        operations.push(creation(uri.clone()));
        let all = Range::default();
        operations.push(edit_of(uri, None, vec![(all, text.clone())]));
    }
    for file in &patch.files {
        let edits = ranged(file, capabilities.encoding);
        operations.push(edit_of(
            view.address(&file.path)?,
            version(view, file)?,
            edits,
        ));
    }
    Some(WorkspaceEdit {
        document_changes: Some(DocumentChanges::Operations(operations)),
        ..WorkspaceEdit::default()
    })
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
        Severity::Hint => DiagnosticSeverity::HINT,
    }
}

fn place(view: &View, text: &Text, related: &Related) -> Option<DiagnosticRelatedInformation> {
    let encoding = view.capabilities.encoding;
    let (uri, range) = match related.file {
        None => (
            view.document.uri.clone(),
            range(text, related.span, encoding),
        ),
        Some(file) => {
            let path = view.project.path_of(file)?;
            let text = Text::from(view.project.text(path)?.as_str());
            (view.address(path)?, range(&text, related.span, encoding))
        }
    };
    Some(DiagnosticRelatedInformation {
        location: Location { uri, range },
        message: related.message.clone(),
    })
}

/// The address of a file that may be created: inside the workspace, and not there yet.
fn new_file(view: &View, path: &str) -> Option<Uri> {
    let root = view.root.as_ref().filter(|_| view.may_create)?;
    let target = match workspace::inside(root, path) {
        Ok(target) => target,
        Err(why) => {
            tracing::warn!("a file is not offered to be created: {why}");
            return None;
        }
    };
    // Some clients empty an existing file when they are told to create it.
    let is_free = target.symlink_metadata().is_err() && !view.addresses.contains_key(path);
    is_free.then(|| view.address(path))?
}

fn creation(uri: Uri) -> DocumentChangeOperation {
    DocumentChangeOperation::Op(ResourceOp::Create(CreateFile {
        uri,
        options: Some(CreateFileOptions {
            overwrite: Some(false),
            ignore_if_exists: Some(true),
        }),
        annotation_id: None,
    }))
}

fn edit_of(uri: Uri, version: Option<i32>, edits: Vec<(Range, String)>) -> DocumentChangeOperation {
    let edits = edits
        .into_iter()
        .map(|(range, new_text)| OneOf::Left(tower_lsp::ls_types::TextEdit { range, new_text }));
    DocumentChangeOperation::Edit(TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.collect(),
    })
}

/// The version to name; the outer nothing where the file is open and edits would not fit its text.
fn version(view: &View, file: &FilePatch) -> Option<Option<i32>> {
    match (
        file.version,
        view.addresses.contains_key(file.path.as_str()),
    ) {
        // An open manifest has a version that the project does not keep.
        (None, true) => None,
        (version, _) => Some(version),
    }
}

/// For clients that know neither versions nor new files.
fn plain_edit(view: &View, patch: &Patch) -> Option<WorkspaceEdit> {
    if !patch.new_files.is_empty() {
        return None;
    }
    let mut changes = HashMap::new();
    for file in &patch.files {
        let edits = ranged(file, view.capabilities.encoding).into_iter();
        let edits =
            edits.map(|(range, new_text)| tower_lsp::ls_types::TextEdit { range, new_text });
        changes.insert(view.address(&file.path)?, edits.collect());
    }
    Some(WorkspaceEdit::new(changes))
}

fn ranged(file: &FilePatch, encoding: Encoding) -> Vec<(Range, String)> {
    let ranged = |edit: &TextEdit| {
        (
            range(&file.text, edit.span, encoding),
            edit.new_text.clone(),
        )
    };
    file.edits.iter().map(ranged).collect()
}
