//! What the desk has read from disk, beside everything else, and what it makes of news of the disk.
//! Never waits for the disk itself.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread;

use tower_lsp::ls_types::{FileChangeType, FileEvent};
use workspace::Changes;

use super::super::disk;
use super::super::folder::{Folder, Survey, place};
use super::super::watch::Watch;
use super::{Job, Keeper};
use crate::uris;

impl Keeper {
    pub(super) fn load(&mut self, number: u32) {
        let Some(folder) = self.folders.get_mut(&number) else {
            return;
        };
        let Some(root) = folder.root.clone() else {
            return;
        };
        folder.begin_loading();
        let (project, desk) = (folder.project.clone(), self.desk.clone());
        in_background(move || desk.post(Job::Loaded(disk::load(root, project))));
    }

    pub(super) fn reread(&mut self, number: u32, paths: Vec<String>) {
        let Some(root) = self
            .folders
            .get(&number)
            .and_then(|folder| folder.root.clone())
        else {
            return;
        };
        let desk = self.desk.clone();
        self.setup.runtime.spawn_blocking(move || {
            desk.post(Job::Updated(disk::reread(root, paths)));
        });
    }

    fn survey(&mut self, number: u32) {
        let Some(folder) = self.folders.get_mut(&number) else {
            return;
        };
        let Some(root) = folder.root.clone() else {
            return;
        };
        if folder.is_loading() || folder.survey != Survey::Idle {
            folder.survey = Survey::Outdated;
            return;
        }
        folder.survey = Survey::Running;
        let (known, desk) = (folder.known(), self.desk.clone());
        in_background(move || desk.post(Job::Updated(disk::survey(root, &known))));
    }

    pub(super) fn survey_if_outdated(&mut self, number: u32) {
        let Some(folder) = self.folders.get_mut(&number) else {
            return;
        };
        let survey = std::mem::take(&mut folder.survey);
        if survey == Survey::Outdated {
            self.survey(number);
        }
    }

    /// Looks for changes on disk, in the folders by turns.
    pub(super) fn look(&mut self) {
        let numbers = self.folders.keys().copied();
        let (later, earlier): (Vec<u32>, Vec<u32>) =
            numbers.partition(|number| *number > self.last_looked);
        for number in later.into_iter().chain(earlier) {
            let folder = self.folders.get_mut(&number);
            let Some((root, mut watch, scope)) = folder.and_then(Folder::send_watch) else {
                continue;
            };
            self.last_looked = number;
            let desk = self.desk.clone();
            in_background(move || {
                let changes = watch.look(&scope);
                desk.post(Job::Looked {
                    root,
                    watch,
                    changes,
                });
            });
            return;
        }
    }

    pub(super) fn looked(&mut self, root: &Path, watch: Watch, changes: Changes) {
        let Some(number) = self.folder_at(root) else {
            return;
        };
        let Some(folder) = self.folders.get_mut(&number) else {
            return;
        };
        let surveys = folder.take_back(watch, changes.has_new);
        let closed = changes.files.into_iter();
        let closed = closed.filter(|path| !folder.addresses.contains_key(path));
        let closed: Vec<String> = closed.map(|path| path.to_string()).collect();
        if !closed.is_empty() {
            self.reread(number, closed);
        }
        if surveys {
            self.survey(number);
        }
    }

    pub(super) fn saved(&mut self) {
        if self.setup.capabilities.watches_files {
            return;
        }
        let numbers: Vec<u32> = self.folders.keys().copied().collect();
        numbers.into_iter().for_each(|number| self.survey(number));
    }

    pub(super) fn watched(&mut self, events: Vec<FileEvent>) {
        let mut changed: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        let mut surveys = BTreeMap::new();
        for event in events {
            let Some(path) = uris::path_of(&event.uri) else {
                continue;
            };
            let Some((number, path)) = place(&self.folders, &path) else {
                continue;
            };
            let Some(folder) = self.folders.get(&number) else {
                continue;
            };
            if folder.addresses.contains_key(path.as_str()) {
                continue;
            }
            if folder.knows(&path) {
                changed.entry(number).or_default().push(path);
            } else if ide::is_taken_in(&path) || event.typ != FileChangeType::CHANGED {
                // It may be a folder, or a file that is ignored: only a look at the whole tells.
                surveys.insert(number, ());
            }
        }
        for (number, paths) in changed {
            self.reread(number, paths);
        }
        for (number, ()) in surveys {
            self.survey(number);
        }
    }
}

/// Runs long work beside everything else, so that no request waits behind it.
fn in_background(work: impl FnOnce() + Send + 'static) {
    let worker = thread::Builder::new()
        .name("disk".into())
        .stack_size(crate::STACK_SIZE);
    if let Err(error) = worker.spawn(work) {
        tracing::error!("the disk is not read: {error}");
    }
}
