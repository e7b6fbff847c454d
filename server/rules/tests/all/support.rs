//! A workspace made of text, for tests: indexed, recognised and checked as a caller does it.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::{Change, FileId, FileRole, Index, ManifestText, Manifests, Recogniser, Things};
use rules::check::{check_items, check_project};
use rules::config::{Config, Configs, Overrides, Settings};
use rules::context::{FileCtx, FixCtx, ProjectCtx};
use rules::edit::{Edits, apply};
use rules::finding::{Finding, FixRequest};
use rules::present::present;
use rules::project::ProjectFacts;
use syntax::language::Language;

/// Files by path, with what follows from them.
pub struct Workspace {
    pub texts: BTreeMap<String, String>,
    pub index: Index,
    pub things: Things,
    configs: Configs,
    manifests: Manifests,
    pub overrides: Overrides,
}

impl Workspace {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let texts = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect();
        Self::of(texts)
    }

    pub fn of(texts: BTreeMap<String, String>) -> Self {
        let sources = texts
            .iter()
            .filter_map(|(path, text)| Some((Language::of_path(path)?, path, text)));
        let changes = sources
            .zip(0u32..)
            .map(|((language, path, text), id)| Change::Set {
                file: FileId(id),
                path: path.as_str().into(),
                role: FileRole::of(path, text),
                facts: Arc::new(syntax::extract(language, text)),
            });
        let manifests: Vec<_> = texts
            .iter()
            .map(|(path, text)| ManifestText { path, text })
            .collect();
        let manifests = Manifests::read(&manifests);
        let layout = Change::Layout(manifests.layout());
        let index = Index::default().apply(changes.chain([layout]).collect());
        let things = things(&index);
        let configs = Configs::new(&texts, None);
        Self {
            index,
            things,
            configs,
            manifests,
            texts,
            overrides: Overrides::default(),
        }
    }

    /// Calls `look` with everything a rule or fix may see of the file.
    pub fn with<T>(&self, path: &str, look: impl FnOnce(&FixCtx<'_>) -> T) -> T {
        let file = self.index.file_at(path).unwrap();
        let project = ProjectFacts::of(&self.manifests, path);
        let nearest = self.configs.nearest(path);
        let config = nearest.map_or_else(Config::default, |(config, _)| config.clone());
        let relative = nearest.map_or(path, |(_, relative)| relative);
        let settings = Settings::of(&config, relative, &project, &self.overrides);
        let ctx = self.file_ctx(path, &settings, &project);
        let config_file = self.configs.nearest_file(path);
        look(&FixCtx {
            file: &ctx,
            project: Some(ProjectCtx {
                file: &ctx,
                id: file.id,
                index: &self.index,
                things: &self.things,
            }),
            config: &config,
            config_file: config_file.map(|path| (path, self.texts[path].as_str())),
        })
    }

    fn file_ctx<'a>(
        &'a self,
        path: &'a str,
        settings: &'a Settings,
        project: &'a ProjectFacts,
    ) -> FileCtx<'a> {
        let file = self.index.file_at(path).unwrap();
        FileCtx {
            path,
            text: &self.texts[path],
            facts: file.env.facts(),
            env: &file.env,
            role: file.role,
            settings,
            project,
        }
    }

    pub fn findings(&self, path: &str) -> Vec<Finding> {
        self.with(path, |ctx| {
            let items = check_items(ctx.file, None, &|| false);
            let mut findings: Vec<_> = items.findings(ctx.file).collect();
            let project = ctx.project.as_ref().unwrap();
            findings.extend(check_project(
                ctx.file,
                project.id,
                project.index,
                project.things,
            ));
            present(ctx.file, findings, true)
        })
    }

    pub fn edits(&self, path: &str, finding: &Finding, request: &FixRequest) -> Option<Edits> {
        self.with(path, |ctx| rules::fix::edits(ctx, finding, request))
    }

    /// The workspace after the edits of a fix that was made in the file at `path`.
    pub fn after(&self, path: &str, edits: &Edits) -> Self {
        let mut texts = self.texts.clone();
        texts.insert(
            path.to_owned(),
            apply(&self.texts[path], &edits.here).unwrap(),
        );
        for (file, edits) in &edits.elsewhere {
            let other = self.index.file(*file).unwrap().path.to_string();
            let text = apply(&texts[&other], edits).unwrap();
            texts.insert(other, text);
        }
        for (other, edits) in &edits.beside {
            let text = apply(&texts[other], edits).unwrap();
            texts.insert(other.clone(), text);
        }
        texts.extend(edits.new_files.iter().cloned());
        let mut next = Self::of(texts);
        next.overrides = self.overrides.clone();
        next
    }

    pub fn broken(&self, path: &str) -> usize {
        let facts = self.index.file_at(path).unwrap().env.facts();
        facts.items.iter().map(|item| item.facts.broken.len()).sum()
    }
}

fn things(index: &Index) -> Things {
    Recogniser::default().recognise(index).as_ref().clone()
}

/// Line of an offset, counted from 1.
pub fn line_of(text: &str, offset: u32) -> usize {
    text[..offset as usize].split('\n').count()
}

/// The text without the markers of expected findings.
pub fn without_markers(text: &str) -> String {
    text.lines()
        .map(|line| match rules::page::marked(line) {
            Some((code, _)) => code.trim_end(),
            None => line,
        })
        .map(|line| format!("{line}\n"))
        .collect()
}
