//! One array of objects; its keys are a contract with the programs that read it.

use rules::finding::{Safety, Severity};
use serde::Serialize;

use super::{Reported, spot};
use crate::console::Console;

#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    line: u32,
    end_line: u32,
    column: u32,
    end_column: u32,
    /// The code.
    rule: &'a str,
    name: &'a str,
    severity: Severity,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Fix<'a>>,
}

#[derive(Serialize)]
struct Fix<'a> {
    title: &'a str,
    safety: Safety,
}

pub fn print(reported: &[Reported], console: &mut Console) -> anyhow::Result<()> {
    let rows: Vec<Row<'_>> = reported.iter().flat_map(rows).collect();
    console.json(&rows)
}

fn rows(file: &Reported) -> impl Iterator<Item = Row<'_>> {
    file.findings.iter().map(|finding| {
        let (start, end) = (
            spot(&file.text, finding.span.start),
            spot(&file.text, finding.span.end),
        );
        Row {
            path: &file.path,
            line: start.line,
            end_line: end.line,
            column: start.column,
            end_column: end.column,
            rule: finding.rule.code,
            name: finding.rule.name,
            severity: finding.severity,
            message: &finding.message,
            fix: finding.fixes.first().map(|fix| Fix {
                title: &fix.title,
                safety: fix.safety,
            }),
        }
    })
}
