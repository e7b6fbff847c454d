//! Builds an index from text, for tests.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::{Change, FileId, FileRole, Index, ManifestText, Manifests, Place, Recogniser, Things};
use syntax::facts::Name;
use syntax::language::Language;

pub struct Workspace {
    pub texts: BTreeMap<String, String>,
    pub manifests: BTreeMap<String, String>,
    pub index: Index,
    pub recogniser: Recogniser,
}

impl Workspace {
    /// Sections begin with `//- path`.
    pub fn of_text(fixture: &str) -> Self {
        let mut texts = BTreeMap::new();
        let mut path = String::new();
        for line in fixture.lines() {
            if let Some(next) = line.trim_start().strip_prefix("//- ") {
                path = next.trim().to_owned();
                texts.insert(path.clone(), String::new());
            } else if let Some(text) = texts.get_mut(&path) {
                text.push_str(line);
                text.push('\n');
            }
        }
        Self::of_texts(texts)
    }

    pub fn of_folder(root: &Path) -> Self {
        let mut texts = BTreeMap::new();
        let mut open = vec![root.to_path_buf()];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(&folder).unwrap().flatten() {
                let path = entry.path();
                let hidden = entry.file_name().to_string_lossy().starts_with('.');
                if path.is_dir() && !hidden {
                    open.push(path);
                } else if Language::of_path(&path.to_string_lossy()).is_some() {
                    let relative = path
                        .strip_prefix(root)
                        .unwrap()
                        .to_string_lossy()
                        .into_owned();
                    if let Ok(text) = std::fs::read_to_string(&path) {
                        texts.insert(relative, text);
                    }
                }
            }
        }
        Self::of_texts(texts)
    }

    /// What is no source is a manifest.
    pub fn of_texts(texts: BTreeMap<String, String>) -> Self {
        let (texts, manifests): (BTreeMap<_, _>, BTreeMap<_, _>) = texts
            .into_iter()
            .partition(|(path, _)| Language::of_path(path).is_some());
        let read: Vec<ManifestText<'_>> = manifests
            .iter()
            .map(|(path, text)| ManifestText { path, text })
            .collect();
        let read = Manifests::read(&read);
        // Ids of sources are counted from 0.
        let schemas = (0u32..).zip(read.schemas());
        let schemas = schemas.map(|(id, schema)| (FileId(u32::MAX - id), schema.clone()));
        let told = [
            Change::Layout(read.layout()),
            Change::Schemas(schemas.collect()),
        ];
        let changes = (0u32..)
            .zip(&texts)
            .map(|(id, (path, text))| change(FileId(id), path, text));
        let changes = told.into_iter().chain(changes).collect();
        Self {
            index: Index::default().apply(changes),
            texts,
            manifests,
            recogniser: Recogniser::default(),
        }
    }

    pub fn edit(&mut self, path: &str, text: &str) {
        let id = self.texts.keys().position(|own| own == path).unwrap();
        self.texts.insert(path.to_owned(), text.to_owned());
        let id = FileId(u32::try_from(id).unwrap());
        self.index = self.index.apply(vec![change(id, path, text)]);
    }

    pub fn things(&self) -> Arc<Things> {
        self.recogniser.recognise(&self.index)
    }

    pub fn locate(&self, place: Place) -> (Name, u32) {
        let path = self.index.path_of(place.file).unwrap().clone();
        let text = match self.texts.get(path.as_str()) {
            Some(text) => text,
            None => &self.manifests[path.as_str()],
        };
        let before = &text[..(place.span.start as usize).min(text.len())];
        (
            path,
            u32::try_from(before.matches('\n').count()).unwrap() + 1,
        )
    }
}

fn change(file: FileId, path: &str, text: &str) -> Change {
    Change::Set {
        file,
        path: Name::new(path),
        role: FileRole::of(path, &text.lines().take(10).collect::<Vec<_>>().join("\n")),
        facts: Arc::new(syntax::extract(Language::of_path(path).unwrap(), text).without_bodies()),
    }
}
