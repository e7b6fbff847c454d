//! The findings of one file, whole or as fast as typing wants them. It shows none of them.

use std::sync::Arc;

use model::FileRole;
use rules::carried::ProjectResults;
use rules::check::{check_items, check_project};
use rules::context::FileCtx;
use rules::finding::Finding;
use rules::present;
use syntax::limits::{Analysis, MAX_LINE, MAX_TEXT, analysis_of};
use syntax::text::Text;

use crate::file::File;
use crate::project::Project;

/// The findings of one file.
#[derive(Clone, Debug)]
pub struct Checked {
    pub text: Text,
    /// Of an open document.
    pub version: Option<i32>,
    /// In order of place.
    pub findings: Vec<Finding>,
    /// Whether nothing was put off.
    pub is_whole: bool,
}

/// How much of the work is done at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    Whole,
    /// Findings that need the whole project are taken over from the last whole check, except those of
    /// items that have changed since.
    Quick,
}

impl Project {
    /// All findings of a file whose text is at hand.
    ///
    /// `stop` is asked now and then; once it says yes, the findings stay incomplete and say so.
    #[must_use]
    pub fn check(&self, path: &str, stop: &dyn Fn() -> bool) -> Option<Checked> {
        self.check_to(path, Depth::Whole, stop)
    }

    /// The findings of a file, to the depth wanted.
    #[must_use]
    pub fn check_to(&self, path: &str, depth: Depth, stop: &dyn Fn() -> bool) -> Option<Checked> {
        let file = self.file(path)?;
        let text = file.source.text.clone()?;
        let version = file.open.map(|open| open.version);
        if let Some(note) = self.not_analysed(file, &text) {
            return Some(Checked {
                text,
                version,
                findings: vec![note],
                is_whole: true,
            });
        }
        let (findings, is_whole) =
            self.with_ctx(file, |ctx| self.findings(file, ctx, depth, stop))?;
        Some(Checked {
            text,
            version,
            findings,
            is_whole,
        })
    }

    fn findings(
        &self,
        file: &File,
        ctx: &FileCtx<'_>,
        depth: Depth,
        stop: &dyn Fn() -> bool,
    ) -> (Vec<Finding>, bool) {
        let results = Arc::new(check_items(ctx, file.results().as_deref(), stop));
        file.remember(Some(Arc::clone(&results)));
        let mut findings: Vec<Finding> = results.findings(ctx).collect();
        let carried = file.project_results().filter(|_| depth == Depth::Quick);
        let is_whole = match carried {
            Some(carried) => {
                findings.extend(carried.in_file(ctx).0);
                false
            }
            None => {
                let found = check_project(ctx, file.id, self.index(), self.things());
                file.remember_project(ProjectResults::new(ctx, found.clone()));
                findings.extend(found);
                true
            }
        };
        let mut findings = present::present(ctx, findings, is_whole);
        if results.is_cut_short {
            findings.extend(present::cut_short());
        }
        (findings, is_whole)
    }

    /// Why a file is not analysed, as a finding.
    fn not_analysed(&self, file: &File, text: &Text) -> Option<Finding> {
        let size = u64::from(text.len());
        let limit = self
            .around(file)
            .settings
            .max_file_size
            .min(u64::from(MAX_TEXT));
        // Nobody writes these by hand, so nothing about them is for anybody to mend.
        if matches!(file.role, FileRole::Generated | FileRole::Vendored) {
            return None;
        }
        if size > limit {
            return present::too_large(size, limit);
        }
        // Only a text that is not analysed has no items; so the lines are measured only where that pays.
        if size == 0 || !file.source.facts.items.is_empty() {
            return None;
        }
        let text = text.to_string();
        if analysis_of(&text) != Analysis::LineTooLong {
            return None;
        }
        let limit = MAX_LINE as usize;
        let line = text
            .split(['\n', '\r'])
            .position(|line| line.chars().nth(limit).is_some())?;
        present::too_long_line(line + 1, limit)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use syntax::language::Language;
    use syntax::text::Text;

    use crate::{Overrides, Project, SourceFile};

    const TEXT: &str = "# Reads users.\nimport time\n\n\nasync def read(user_id):\n    time.sleep(1)\n    try:\n        return await load(user_id)\n    except:\n        return None\n";

    #[test]
    fn a_file_kept_without_code_has_the_findings_of_one_with_it() {
        let codes = |is_closed: bool| {
            let facts = syntax::extract(Language::Python, TEXT);
            let source = SourceFile {
                text: Some(Text::from(TEXT)),
                facts: Arc::new(if is_closed {
                    facts.without_bodies()
                } else {
                    facts
                }),
                is_lossy: false,
            };
            let mut project = Project::new(Overrides::default());
            project.load(vec![("users.py".to_owned(), source)], Vec::new());
            let checked = project.check("users.py", &|| false).unwrap();
            let findings = checked.findings.into_iter();
            findings
                .map(|finding| (finding.rule.code, finding.span))
                .collect::<Vec<_>>()
        };
        let whole = codes(false);
        assert!(whole.len() > 2, "{whole:?}");
        assert_eq!(codes(true), whole);
    }
}
