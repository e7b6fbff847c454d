//! `textDocument/diagnostic`: the findings of a document, for clients that pull them.
//! Never answers for a version that is outdated.

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
};

use crate::session::{Session, try_again};

pub async fn diagnostic(
    session: &Session,
    params: DocumentDiagnosticParams,
) -> Result<DocumentDiagnosticReportResult> {
    let view = session.desk.view(&params.text_document.uri).await;
    let Some(view) = view.map_err(|_| try_again())? else {
        return Ok(full(FullDocumentDiagnosticReport::default()));
    };
    let current = view.clone();
    let report = session.work(move |stop| view.report(stop)).await?;
    let report = report
        .filter(|_| !current.is_superseded())
        .ok_or_else(try_again)?;
    let result_id = format!("{:016x}", report.id);
    if params.previous_result_id.as_deref() == Some(result_id.as_str()) {
        return Ok(unchanged(result_id));
    }
    Ok(full(FullDocumentDiagnosticReport {
        result_id: Some(result_id),
        items: report.diagnostics.to_vec(),
    }))
}

fn full(report: FullDocumentDiagnosticReport) -> DocumentDiagnosticReportResult {
    let report = RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: report,
    };
    DocumentDiagnosticReportResult::Report(DocumentDiagnosticReport::Full(report))
}

fn unchanged(result_id: String) -> DocumentDiagnosticReportResult {
    let report = RelatedUnchangedDocumentDiagnosticReport {
        related_documents: None,
        unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
    };
    DocumentDiagnosticReportResult::Report(DocumentDiagnosticReport::Unchanged(report))
}
