//! What an action does to the files of a project, whole texts by path; it writes none of them.

use std::collections::BTreeMap;

/// New texts for files, by their path in the project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    pub edited: BTreeMap<String, String>,
    /// Files that are not there yet.
    pub created: BTreeMap<String, String>,
}

impl Change {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edited.is_empty() && self.created.is_empty()
    }

    /// Adds a later change: where both have a file, the later text stays.
    pub fn extend(&mut self, later: Self) {
        for (path, text) in later.edited {
            match self.created.get_mut(&path) {
                Some(created) => *created = text,
                None => drop(self.edited.insert(path, text)),
            }
        }
        self.created.extend(later.created);
    }
}
