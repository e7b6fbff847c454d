//! What can be done about findings: repairs as text edits, checked before they are offered.

use std::collections::BTreeMap;

use rules::context::{FileCtx, FixCtx, ProjectCtx};
use rules::edit::{Edits, TextEdit, apply};
use rules::finding::{Finding, FixKind, FixRequest, Safety};
use rules::fix;
use syntax::span::Span;
use syntax::text::Text;

use crate::change::Change;
use crate::file::File;
use crate::project::Project;

/// Something a person can choose.
#[derive(Clone, Debug)]
pub struct Action {
    pub title: String,
    pub kind: ActionKind,
    /// Cannot change behaviour apart from the defect.
    pub is_safe: bool,
    /// The finding it repairs.
    pub finding: Option<Finding>,
    pub patch: Patch,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActionKind {
    /// Repairs one finding.
    QuickFix,
    /// Writes tests.
    GenerateTests,
    /// All safe repairs of a file.
    FixAll,
}

/// Text edits of several files, with the texts they were computed for.
#[derive(Clone, Debug, Default)]
pub struct Patch {
    pub files: Vec<FilePatch>,
    /// Files that are not there yet: path in the project, and text.
    pub new_files: Vec<(String, String)>,
}

/// The edits of one file.
#[derive(Clone, Debug)]
pub struct FilePatch {
    /// In the project.
    pub path: String,
    /// Of an open document.
    pub version: Option<i32>,
    pub text: Text,
    /// In order of place; none overlaps another.
    pub edits: Vec<TextEdit>,
}

impl Patch {
    /// The whole new texts; none where the edits do not fit.
    #[must_use]
    pub fn into_change(self) -> Option<Change> {
        let mut edited = BTreeMap::new();
        for file in self.files {
            edited.insert(file.path, apply(&file.text.to_string(), &file.edits)?);
        }
        Some(Change {
            edited,
            created: self.new_files.into_iter().collect(),
        })
    }
}

/// What [`Project::fix_all_action`] is called.
pub const FIX_ALL_TITLE: &str = "Fix all safe Backend Master problems in this file";

/// Repairs for more findings than this are not computed at once: nobody reads a longer menu.
const MOST_FINDINGS: usize = 100;

/// Repairing a file by hand takes more rounds than there are findings only when two rules undo each other.
const MOST_REPAIRS: usize = 300;

impl Project {
    /// Everything that can be done about what lies in `span` of a file, most wanted first.
    ///
    /// `stop` is asked now and then; once it says yes, the list stays incomplete.
    #[must_use]
    pub fn actions(&self, path: &str, span: Span, stop: &dyn Fn() -> bool) -> Vec<Action> {
        let Some(checked) = self.check(path, stop) else {
            return Vec::new();
        };
        let Some(file) = self.file(path).filter(|file| file.may_be_edited()) else {
            return Vec::new();
        };
        let near = checked
            .findings
            .iter()
            .filter(|finding| finding.span.overlaps(span))
            .take(MOST_FINDINGS);
        let mut actions: Vec<Action> = self
            .with_ctx(file, |ctx| {
                let offered = near.flat_map(|finding| {
                    finding.fixes.iter().map(move |request| (finding, request))
                });
                offered
                    .take_while(|_| !stop())
                    .filter_map(|(finding, request)| {
                        Some(Action {
                            title: request.title.clone(),
                            kind: match request.kind {
                                FixKind::GenerateTests { .. } => ActionKind::GenerateTests,
                                _ => ActionKind::QuickFix,
                            },
                            is_safe: request.safety == Safety::Safe,
                            finding: Some(finding.clone()),
                            patch: self.patch(file, ctx, finding, request)?,
                        })
                    })
                    .collect()
            })
            .unwrap_or_default();
        actions.extend(self.test_actions(file, span, &actions));
        // To silence a finding is the last thing to offer.
        actions.sort_by_key(|action| {
            let finding = action.finding.as_ref();
            finding.is_some_and(|finding| {
                finding
                    .fixes
                    .iter()
                    .any(|fix| silences(fix) && fix.title == action.title)
            })
        });
        actions
    }

    /// Whether [`Project::fix_all_action`] has something to try; far cheaper to tell than to do.
    #[must_use]
    pub fn has_safe_repairs(&self, path: &str, stop: &dyn Fn() -> bool) -> bool {
        let checked = self.check(path, stop);
        let may_be_edited = self.file(path).is_some_and(|file| file.may_be_edited());
        may_be_edited
            && checked.is_some_and(|checked| {
                let mut requests = checked.findings.iter().flat_map(|finding| &finding.fixes);
                requests.any(|request| request.safety == Safety::Safe && !silences(request))
            })
    }

    /// All safe repairs of a file as one action; none where there is nothing to repair.
    #[must_use]
    pub fn fix_all_action(&self, path: &str) -> Option<Action> {
        let file = self.file(path).filter(|file| file.may_be_edited())?;
        let text = file.source.text.clone()?;
        let new = self.safely_fixed(path)?;
        let edits = difference(&text.to_string(), &new);
        let version = file.open.as_ref().map(|open| open.version);
        let files = vec![FilePatch {
            path: path.to_owned(),
            version,
            text,
            edits,
        }];
        Some(Action {
            title: FIX_ALL_TITLE.to_owned(),
            kind: ActionKind::FixAll,
            is_safe: true,
            finding: None,
            patch: Patch {
                files,
                new_files: Vec::new(),
            },
        })
    }

    /// What repairing a file changes. Repairs that a person must look at are made only where asked for.
    #[must_use]
    pub fn fix_all(&self, path: &str, with_unsafe: bool) -> Change {
        let mut project = self.clone();
        let mut all = Change::default();
        if let Some(text) = project.safely_fixed(path) {
            let change = Change {
                edited: BTreeMap::from([(path.to_owned(), text)]),
                ..Change::default()
            };
            project.apply(&change);
            all.extend(change);
        }
        let mut rounds = if with_unsafe { MOST_REPAIRS } else { 0 };
        while rounds > 0 {
            let Some(change) = project.next_repair(path) else {
                break;
            };
            project.apply(&change);
            all.extend(change);
            rounds -= 1;
        }
        all
    }

    /// The text after all safe repairs; none where they change nothing.
    fn safely_fixed(&self, path: &str) -> Option<String> {
        let file = self.file(path).filter(|file| file.may_be_edited())?;
        let text = file.source.text.as_ref()?.to_string();
        let language = file.source.facts.language;
        let fixed = fix::fix_all(
            &text,
            &mut |text| self.with_text(path, text).safe_edits(path),
            &|before, after| {
                fix::broken(&syntax::extract(language, after))
                    <= fix::broken(&syntax::extract(language, before))
            },
        );
        (fixed != text).then_some(fixed)
    }

    fn safe_edits(&self, path: &str) -> Vec<Vec<TextEdit>> {
        let edits = self
            .check(path, &|| false)
            .zip(self.file(path))
            .and_then(|(checked, file)| {
                self.with_ctx(file, |ctx| {
                    fix::safe_edits(&self.fix_ctx(file, ctx), &checked.findings)
                })
            });
        edits.unwrap_or_default()
    }

    /// The first repair of a file that can be made, safe or not.
    fn next_repair(&self, path: &str) -> Option<Change> {
        let checked = self.check(path, &|| false)?;
        let file = self.file(path).filter(|file| file.may_be_edited())?;
        self.with_ctx(file, |ctx| {
            let offered = checked
                .findings
                .iter()
                .filter_map(|finding| Some((finding, finding.fixes.first()?)));
            offered
                .filter(|(_, request)| matches!(request.kind, FixKind::Rule { .. }))
                .find_map(|(finding, request)| {
                    self.patch(file, ctx, finding, request)?.into_change()
                })
        })?
    }

    /// The edits of a repair, if they can be made and leave everything else as sound as it was.
    fn patch(
        &self,
        file: &File,
        ctx: &FileCtx<'_>,
        finding: &Finding,
        request: &FixRequest,
    ) -> Option<Patch> {
        if let FixKind::GenerateTests { symbol, outcome } = &request.kind {
            return self.test_patch(&file.path, symbol, outcome.as_deref());
        }
        let edits = fix::edits(&self.fix_ctx(file, ctx), finding, request)?;
        let language = ctx.facts.language;
        let is_sound = silences(request)
            || fix::verify(ctx, finding, &edits.here, &|text| {
                syntax::extract(language, text)
            });
        if !is_sound {
            return None;
        }
        self.patch_of(file, edits)
    }

    fn patch_of(&self, file: &File, edits: Edits) -> Option<Patch> {
        let mut files = Vec::new();
        if !edits.here.is_empty() {
            files.push(self.file_patch(file, edits.here)?);
        }
        for (id, edits) in edits.elsewhere {
            let other = self
                .file(self.path_of(id)?)
                .filter(|other| other.may_be_edited())?;
            files.push(self.file_patch(other, edits)?);
        }
        for (path, edits) in edits.beside {
            let text = Text::from(self.manifests().get(&path)?.as_str());
            files.push(FilePatch {
                path,
                version: None,
                text,
                edits,
            });
        }
        Some(Patch {
            files,
            new_files: edits.new_files,
        })
    }

    /// Edits of a file, re-parsed: they are given only where nothing breaks.
    fn file_patch(&self, file: &File, mut edits: Vec<TextEdit>) -> Option<FilePatch> {
        let text = file.source.text.clone()?;
        let old = text.to_string();
        let new = apply(&old, &edits)?;
        let language = file.source.facts.language;
        if fix::broken(&syntax::extract(language, &new)) > fix::broken(&file.source.facts) {
            return None;
        }
        edits.sort();
        let version = file.open.as_ref().map(|open| open.version);
        Some(FilePatch {
            path: file.path.to_string(),
            version,
            text,
            edits,
        })
    }

    fn fix_ctx<'a>(&'a self, file: &'a File, ctx: &'a FileCtx<'a>) -> FixCtx<'a> {
        let config_file = self
            .configs()
            .nearest_file(&file.path)
            .and_then(|path| Some((path, self.manifests().get(path)?.as_str())));
        let project = ProjectCtx {
            file: ctx,
            id: file.id,
            index: self.index(),
            things: self.things(),
        };
        FixCtx {
            file: ctx,
            project: Some(project),
            config: &self.around(file).config,
            config_file,
        }
    }

    /// The project with another text for one file.
    fn with_text(&self, path: &str, text: &str) -> Self {
        let mut project = self.clone();
        project.close(path);
        project.apply(&Change {
            edited: BTreeMap::from([(path.to_owned(), text.to_owned())]),
            ..Change::default()
        });
        project
    }
}

fn silences(request: &FixRequest) -> bool {
    matches!(
        request.kind,
        FixKind::IgnoreOnLine | FixKind::DisableInProject
    )
}

/// The one edit that turns `old` into `new`, without what both begin and end with.
fn difference(old: &str, new: &str) -> Vec<TextEdit> {
    let start = old
        .char_indices()
        .zip(new.chars())
        .find(|((_, a), b)| a != b)
        .map_or(old.len().min(new.len()), |((at, _), _)| at);
    let (old_rest, new_rest) = (
        old.get(start..).unwrap_or_default(),
        new.get(start..).unwrap_or_default(),
    );
    let same: usize = old_rest
        .chars()
        .rev()
        .zip(new_rest.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let replaced = Span::new(narrow(start), narrow(old.len() - same));
    let text = new_rest.get(..new_rest.len() - same).unwrap_or_default();
    if replaced.is_empty() && text.is_empty() {
        Vec::new()
    } else {
        vec![TextEdit::replace(replaced, text)]
    }
}

fn narrow(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_the_smallest_edit() {
        for (old, new) in [
            ("abc", "abXc"),
            ("aéb", "aéèb"),
            ("aa", "aaa"),
            ("aaa", "aa"),
            ("", "x"),
            ("x", ""),
            ("x", "x"),
        ] {
            let edits = difference(old, new);
            assert_eq!(apply(old, &edits).as_deref(), Some(new));
            assert!(
                edits.iter().all(|edit| edit.span.len() <= 1),
                "{old} {new} {edits:?}"
            );
        }
    }
}
