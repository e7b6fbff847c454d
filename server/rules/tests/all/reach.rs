//! Findings kept over edits are the findings of a fresh look, whatever an edit does to names.

use std::sync::Arc;

use model::{FileEnv, FileRole};
use rules::check::{ItemResults, check_items};
use rules::config::{Config, Overrides, Settings};
use rules::context::FileCtx;
use rules::finding::Finding;
use rules::page;
use rules::project::ProjectFacts;
use rules::rule::RULES;
use syntax::document::{Document, Edit};
use syntax::file::FileFacts;
use syntax::language::Language;
use syntax::span::Span;
use syntax::text::Text;

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

fn checked(
    text: &str,
    facts: &Arc<FileFacts>,
    env: &FileEnv,
    before: Option<&ItemResults>,
) -> (ItemResults, Vec<Finding>) {
    let project = ProjectFacts::default();
    let overrides = Overrides {
        preview: Some(true),
        all: true,
        ..Overrides::default()
    };
    let settings = Settings::of(&Config::default(), "app/a.py", &project, &overrides);
    let file = FileCtx {
        path: "app/a.py",
        text,
        facts,
        env,
        role: FileRole::Source,
        settings: &settings,
        project: &project,
    };
    let results = check_items(&file, before, &|| false);
    let findings = results.findings(&file).collect();
    (results, findings)
}

fn words(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = None;
    for (at, byte) in text.bytes().chain([b' ']).enumerate() {
        let is_of_word = byte.is_ascii_alphanumeric() || byte == b'_';
        match (is_of_word, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                spans.push(Span::new(
                    u32::try_from(from).unwrap(),
                    u32::try_from(at).unwrap(),
                ));
                start = None;
            }
            _ => {}
        }
    }
    spans
}

/// One of the things people do to a text: a word becomes another one, a line goes, comes again or is written anew.
fn edit(text: &str, dice: &mut Dice) -> Edit {
    let all = words(text);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line = dice.roll(lines.len());
    let start: usize = lines[..line].iter().map(|line| line.len()).sum();
    let whole = Span::new(
        u32::try_from(start).unwrap(),
        u32::try_from(start + lines[line].len()).unwrap(),
    );
    let before = Span::new(whole.start, whole.start);
    let (span, new) = match dice.roll(6) {
        0 => (whole, ""),
        1 => (before, lines[dice.roll(lines.len())]),
        2 => (before, "import time\n"),
        3 => (before, "def create_user(password: str) -> None: ...\n\n\n"),
        _ => {
            let word = all[dice.roll(all.len())];
            (all[dice.roll(all.len())], &text[word.range()])
        }
    };
    Edit {
        span,
        new: new.to_owned(),
    }
}

#[test]
fn findings_kept_over_edits_are_those_of_a_fresh_look() {
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    let (mut kept, mut all) = (0, 0);
    for rule in RULES {
        let page = page::parse(rule.page).unwrap();
        for language in [
            Language::Python,
            Language::TypeScript,
            Language::Go,
            Language::Rust,
        ] {
            let blocks = page
                .blocks
                .iter()
                .filter(|block| Language::from_id(block.language) == Some(language));
            let source: Vec<&str> = blocks.map(|block| block.text).collect();
            if source.is_empty() {
                continue;
            }
            let mut document = Document::new(language, Text::from(source.join("\n\n").as_str()));
            let mut env = FileEnv::new(Arc::clone(document.facts()), None);
            let text = document.text().to_string();
            let (mut results, _) = checked(&text, document.facts(), &env, None);
            for round in 0..40 {
                let change = edit(&document.text().to_string(), &mut dice);
                document.edit(&[change]);
                let text = document.text().to_string();
                env = env.updated(Arc::clone(document.facts()));
                let (next, found) = checked(&text, document.facts(), &env, Some(&results));
                let fresh = FileEnv::new(Arc::clone(document.facts()), None);
                let (_, wanted) = checked(&text, document.facts(), &fresh, None);
                assert_eq!(found, wanted, "{} round {round}\n{text}", rule.code);
                kept += document.facts().items.len() - next.checked;
                all += document.facts().items.len();
                results = next;
                if text.is_empty() {
                    break;
                }
            }
        }
    }
    assert!(kept * 2 > all, "only {kept} of {all} items were kept");
}
