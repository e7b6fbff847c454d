//! What a rule reports: findings and the repairs they ask for. It holds no text edits.

use serde::Serialize;
use syntax::facts::Name;
use syntax::span::Span;

use crate::rule::Rule;
use model::FileId;

/// How much a finding matters; the order is from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Hint,
    Info,
    Warning,
    Error,
}

/// What a repair may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// Cannot change behaviour apart from the defect; part of fix-all.
    Safe,
    /// A person must look.
    Unsafe,
    /// Writes tests or files; never part of fix-all.
    Generate,
}

/// One result of a rule. Spans are bytes of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub rule: &'static Rule,
    pub severity: Severity,
    pub span: Span,
    pub message: String,
    /// In order of preference.
    pub fixes: Vec<FixRequest>,
    pub related: Vec<Related>,
    /// The span can go without loss: editors fade it.
    pub is_unnecessary: bool,
    /// Other linters do not report this one, though the rule overlaps with theirs.
    pub beyond_peers: bool,
}

/// A place that helps to understand a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// None for the file of the finding.
    pub file: Option<FileId>,
    pub span: Span,
    pub message: String,
}

/// A repair as small data; [`crate::fix::edits`] computes its text edits when they are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FixRequest {
    /// What an editor shows, as a command: "Add `await`".
    pub title: String,
    pub safety: Safety,
    pub kind: FixKind,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum FixKind {
    /// Understood by the `fix` function of the finding's rule.
    Rule {
        step: &'static str,
        spans: Vec<Span>,
        words: Vec<Name>,
    },
    /// Tests for a symbol, or the one for the outcome that is named by its error.
    GenerateTests { symbol: Name, outcome: Option<Name> },
    /// A suppression comment on the finding's line.
    IgnoreOnLine,
    /// An entry in the project's configuration.
    DisableInProject,
}

impl FixRequest {
    /// A repair that the rule's `fix` function carries out.
    #[must_use]
    pub fn rule(title: impl Into<String>, safety: Safety, step: &'static str) -> Self {
        Self {
            title: title.into(),
            safety,
            kind: FixKind::Rule {
                step,
                spans: Vec::new(),
                words: Vec::new(),
            },
        }
    }

    /// Adds a place the `fix` function needs.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        if let FixKind::Rule { spans, .. } = &mut self.kind {
            spans.push(span);
        }
        self
    }

    /// Adds a word the `fix` function needs.
    #[must_use]
    pub fn with(mut self, word: impl Into<Name>) -> Self {
        if let FixKind::Rule { words, .. } = &mut self.kind {
            words.push(word.into());
        }
        self
    }

    /// The request with its places moved by the bytes that an item begins at.
    #[must_use]
    pub fn moved(mut self, start: u32) -> Self {
        if let FixKind::Rule { spans, .. } = &mut self.kind {
            spans
                .iter_mut()
                .for_each(|span| *span = span.shifted(start));
        }
        self
    }

    /// The step of a rule's own repair.
    #[must_use]
    pub fn step(&self) -> Option<&'static str> {
        match self.kind {
            FixKind::Rule { step, .. } => Some(step),
            _ => None,
        }
    }

    /// The `index`-th place given by [`FixRequest::at`].
    #[must_use]
    pub fn span(&self, index: usize) -> Option<Span> {
        match &self.kind {
            FixKind::Rule { spans, .. } => spans.get(index).copied(),
            _ => None,
        }
    }

    /// The `index`-th word given by [`FixRequest::with`].
    #[must_use]
    pub fn word(&self, index: usize) -> Option<&Name> {
        match &self.kind {
            FixKind::Rule { words, .. } => words.get(index),
            _ => None,
        }
    }
}

/// A finding whose spans are relative to the first byte of its item, so that it can move with it.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemFinding(Finding);

impl ItemFinding {
    /// A finding in bytes of a file, made relative to its item, which begins at the byte `start`.
    pub(crate) fn of(finding: Finding, start: u32) -> Self {
        let back = |span: Span| {
            Span::new(
                span.start.saturating_sub(start),
                span.end.saturating_sub(start),
            )
        };
        let mut finding = finding;
        finding.span = back(finding.span);
        for related in finding
            .related
            .iter_mut()
            .filter(|related| related.file.is_none())
        {
            related.span = back(related.span);
        }
        for fix in &mut finding.fixes {
            if let FixKind::Rule { spans, .. } = &mut fix.kind {
                spans.iter_mut().for_each(|span| *span = back(*span));
            }
        }
        Self(finding)
    }

    /// The finding in a file whose item begins at the byte `start`.
    #[must_use]
    pub fn placed(&self, start: u32) -> Finding {
        let mut finding = self.0.clone();
        finding.span = finding.span.shifted(start);
        for related in &mut finding.related {
            if related.file.is_none() {
                related.span = related.span.shifted(start);
            }
        }
        for fix in &mut finding.fixes {
            if let FixKind::Rule { spans, .. } = &mut fix.kind {
                for span in spans {
                    *span = span.shifted(start);
                }
            }
        }
        finding
    }

    /// In bytes of the item.
    #[must_use]
    pub fn span(&self) -> Span {
        self.0.span
    }
}

/// Where rules put their findings.
#[derive(Debug)]
pub struct Findings {
    rule: &'static Rule,
    list: Vec<Finding>,
}

impl Findings {
    pub(crate) fn of(rule: &'static Rule) -> Self {
        Self {
            rule,
            list: Vec::new(),
        }
    }

    /// Reports a finding with the rule's default severity and gives it back to be completed.
    ///
    /// Rules that see one item give spans relative to it; rules that see the project, bytes of the file.
    pub fn report(&mut self, span: Span, message: impl Into<String>) -> Draft<'_> {
        let index = self.list.len();
        self.list.push(Finding {
            rule: self.rule,
            severity: self.rule.severity,
            span,
            message: message.into(),
            fixes: Vec::new(),
            related: Vec::new(),
            is_unnecessary: false,
            beyond_peers: false,
        });
        Draft {
            finding: self.list.get_mut(index),
        }
    }

    pub(crate) fn into_placed(self) -> Vec<Finding> {
        self.list
    }

    pub(crate) fn into_items(self) -> impl Iterator<Item = ItemFinding> {
        self.list.into_iter().map(ItemFinding)
    }
}

/// A finding that is being completed.
#[derive(Debug)]
pub struct Draft<'a> {
    finding: Option<&'a mut Finding>,
}

impl Draft<'_> {
    #[must_use]
    fn change(mut self, change: impl FnOnce(&mut Finding)) -> Self {
        if let Some(finding) = &mut self.finding {
            change(finding);
        }
        self
    }

    pub fn severity(self, severity: Severity) -> Self {
        self.change(|finding| finding.severity = severity)
    }

    pub fn fix(self, request: FixRequest) -> Self {
        self.change(|finding| finding.fixes.push(request))
    }

    pub fn related(self, file: Option<FileId>, span: Span, message: impl Into<String>) -> Self {
        let message = message.into();
        self.change(|finding| {
            finding.related.push(Related {
                file,
                span,
                message,
            });
        })
    }

    pub fn unnecessary(self) -> Self {
        self.change(|finding| finding.is_unnecessary = true)
    }

    pub fn beyond_peers(self) -> Self {
        self.change(|finding| finding.beyond_peers = true)
    }
}
