//! Findings with the source around them, drawn as the Rust compiler draws its own.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use rules::finding::{Finding, Severity};
use syntax::span::Span;
use syntax::text::Text;

use super::Reported;
use crate::console::Console;

/// Lines shown before and after the first line of a finding.
const CONTEXT: u32 = 1;

/// Longer lines are not drawn: nobody reads them.
const LONGEST_LINE: u32 = 400;

pub fn print(reported: &[Reported], console: &mut Console) -> std::io::Result<()> {
    let renderer = if console.is_coloured {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    for file in reported {
        for finding in &file.findings {
            console.line(&drawn(&renderer, file, finding))?;
            console.line("")?;
        }
    }
    Ok(())
}

/// The word for a severity in the text formats.
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
        Severity::Hint => "hint",
    }
}

fn drawn(renderer: &Renderer, file: &Reported, finding: &Finding) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
        Severity::Hint => Level::HELP,
    };
    let title = level
        .with_name(severity_word(finding.severity))
        .primary_title(finding.message.as_str())
        .id(finding.rule.code);
    let frame = Frame::around(&file.text, finding.span);
    let snippet = Snippet::source(frame.source)
        .line_start(frame.first_line)
        .path(file.path.as_str())
        .annotation(AnnotationKind::Primary.span(frame.marked));
    let mut group = Group::with_title(title).element(snippet);
    if let Some(fix) = finding.fixes.first() {
        group = group.element(Level::HELP.with_name("fix").message(fix.title.as_str()));
    }
    renderer.render(&[group])
}

/// The lines around a finding, with the bytes to mark in them.
struct Frame {
    source: String,
    first_line: usize,
    marked: std::ops::Range<usize>,
}

impl Frame {
    fn around(text: &Text, span: Span) -> Self {
        let line = text.line_of(span.start);
        let own = text.line(line);
        if own.len() > LONGEST_LINE {
            return Self {
                source: "(a long line)".to_owned(),
                first_line: line as usize + 1,
                marked: 0..0,
            };
        }
        let first = line.saturating_sub(CONTEXT);
        let mut source = String::new();
        let mut marked = 0..0;
        for shown in first
            ..=line
                .saturating_add(CONTEXT)
                .min(text.line_count().saturating_sub(1))
        {
            let bytes = text.line(shown);
            if shown == line {
                // Of a finding over several lines the first is marked.
                let start = source.len() + span.start.saturating_sub(bytes.start) as usize;
                let end =
                    source.len() + span.end.min(bytes.end).saturating_sub(bytes.start) as usize;
                marked = start..end.max(start);
            }
            if bytes.len() <= LONGEST_LINE {
                source.push_str(&text.slice(bytes));
            }
            source.push('\n');
        }
        Self {
            source,
            first_line: first as usize + 1,
            marked,
        }
    }
}
