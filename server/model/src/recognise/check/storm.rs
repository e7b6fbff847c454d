//! A storm of edits over the sample backends: what is recognised with what was kept is what a fresh look
//! recognises, and no file is read but the one that was edited.

use std::path::{Path, PathBuf};

use super::workspace::Workspace;
use crate::{Change, Index, ManifestText, Manifests, Recogniser};

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % sides.max(1)
    }
}

#[test]
fn a_storm_of_edits_leaves_the_model_of_a_fresh_look() {
    let projects = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/projects");
    let mut roots: Vec<PathBuf> = std::fs::read_dir(projects)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    roots.sort();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for root in roots {
        storm(&root, &mut dice);
    }
}

fn storm(root: &Path, dice: &mut Dice) {
    let mut workspace = Workspace::of_folder(root);
    let layout = layout(root);
    workspace.index = workspace.index.apply(vec![Change::Layout(layout.clone())]);
    let before = workspace.things();
    assert!(!before.endpoints.is_empty(), "{}", root.display());
    let paths: Vec<String> = workspace.texts.keys().cloned().collect();
    let mut has_changed = false;
    for round in 0..12 {
        let path = &paths[dice.roll(paths.len())];
        let text = edited(&workspace.texts[path], dice);
        let read = workspace.recogniser.files_read();
        workspace.edit(path, &text);
        let grown = workspace.things();
        assert!(
            workspace.recogniser.files_read() <= read + 1,
            "{} round {round}: more than {path} was read",
            root.display()
        );
        let fresh = Workspace::of_texts(workspace.texts.clone());
        let index: Index = fresh.index.apply(vec![Change::Layout(layout.clone())]);
        let wanted = Recogniser::default().recognise(&index);
        assert_eq!(
            grown,
            wanted,
            "{} round {round}: {path}\n{text}",
            root.display()
        );
        has_changed |= grown != before;
    }
    assert!(has_changed, "{}", root.display());
}

/// A line goes, comes twice or changes places with another one, or a word becomes another one.
fn edited(text: &str, dice: &mut Dice) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    if lines.is_empty() {
        return "x\n".to_owned();
    }
    let (one, other) = (dice.roll(lines.len()), dice.roll(lines.len()));
    match dice.roll(4) {
        0 => drop(lines.remove(one)),
        1 => lines.insert(other, lines[one]),
        2 => lines.swap(one, other),
        _ => {
            let is_of_word = |letter: char| letter.is_alphanumeric() || letter == '_';
            let words: Vec<&str> = text
                .split(|letter| !is_of_word(letter))
                .filter(|word| !word.is_empty())
                .collect();
            if !words.is_empty() {
                let (from, to) = (dice.roll(words.len()), dice.roll(words.len()));
                return text.replace(words[from], words[to]);
            }
        }
    }
    lines.join("\n") + "\n"
}

fn layout(root: &Path) -> crate::Layout {
    let mut texts = Vec::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            let relative = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                open.push(path);
            } else if Manifests::is_manifest(&relative)
                && let Ok(text) = std::fs::read_to_string(&path)
            {
                texts.push((relative, text));
            }
        }
    }
    texts.sort();
    let texts: Vec<ManifestText> = texts
        .iter()
        .map(|(path, text)| ManifestText { path, text })
        .collect();
    Manifests::read(&texts).layout()
}
