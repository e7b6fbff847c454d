//! Edited documents must have the facts of fresh ones, and extract no more than what changed.

mod support;

use proptest::prelude::*;
use syntax::document::Document;
use syntax::language::Language;
use syntax::limits::Analysis;
use syntax::text::Text;

use support::incremental::{check, edit, edited_equals_fresh_after, steps};

const EVERYTHING: &str = include_str!("fixtures/everything.py");

fn open(text: &str) -> Document {
    Document::new(Language::Python, Text::from(text))
}

/// Pieces that change how what follows is read.
const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "\r",
    "\n\n    ",
    "\n        ",
    "\n\t",
    " ",
    "    ",
    "\u{c}",
    "\u{feff}",
    "\u{2028}",
    "\u{85}",
    "\u{a0}",
    "🦀",
    "é",
    "\0",
    "\\",
    "\\\n",
    "'",
    "\"",
    "'''",
    "\"\"\"",
    "f\"{",
    "f'''{",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ":",
    ";",
    ",",
    "=",
    "#",
    "# note\n",
    "@",
    "@dec\n",
    "else:\n",
    "\nelse:\n    pass\n",
    "elif x:\n",
    "except:\n",
    "finally:\n",
    "class A:",
    "class B(A):\n    ",
    "\n    class C:\n        x = 1\n",
    "def f():",
    "async def g(a, b):\n    ",
    "return x",
    "pass",
    "...",
    "x",
    "x = 1",
    "import a",
    "from a import (b",
    "if x:",
    "try:\n",
    "match x:\n    case ",
    "lambda: ",
    "'doc'",
    "\n    '''Doc.'''\n",
    "`",
    "$",
    "await ",
    "not ",
];

const STARTS: &[&str] = &[
    EVERYTHING,
    "",
    "\u{feff}import a\r\n\r\nclass A:\r\n    '''Doc.'''\r\n    x: int = 1\r\n    def f(self):\r\n        return 1\r\n# end",
    "class A:\r    x = 1\r    # note\r    def f(self):\r        pass\r\rdef g():\r    return 2\r",
    "class A:\n  class B:\n    class C:\n      x = 1\n\n      def f(self): pass\n    y = 2\n  z = 3\n# a\n\n# b\nif x:\n  y\n# c\nelse:\n  z\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edited_equals_fresh(
        start in prop::sample::select(STARTS),
        steps in steps(PIECES),
    ) {
        edited_equals_fresh_after(Language::Python, start, &steps);
    }
}

/// About 6,000 lines: functions, and classes with methods.
fn long_text() -> String {
    let mut text = String::from("import a\n\n");
    for index in 0..300 {
        text += &format!(
            "def function_{index}(a, b):\n    if a:\n        return b\n    return call(a)\n\n\n"
        );
        text +=
            &format!("class Class{index}(Base):\n    \"\"\"Doc.\"\"\"\n\n    x: int = {index}\n\n");
        for method in 0..2 {
            text += &format!(
                "    def method_{method}(self, a):\n        value = self.x + a\n        return value\n\n"
            );
        }
        text += "\n";
    }
    text
}

/// Makes one edit at the first place of `at` and tells how many items were extracted.
fn extracted(text: &str, at: &str, new: &str) -> usize {
    let mut document = open(text);
    let start = text.find(at).unwrap_or(text.len());
    let extracted = document.edit(&[edit(start, start, new)]);
    check(&document);
    extracted.items
}

#[test]
fn an_edit_extracts_what_it_changed() {
    let text = long_text();
    assert!(text.lines().count() > 5_000);
    let check = |at: &str, new: &str, expected: usize| {
        assert_eq!(extracted(&text, at, new), expected, "{new:?} before {at:?}");
    };
    // In the code of a function, in a method, in a header, in the head of a class.
    check("call(a)\n\n\nclass Class150", "await ", 1);
    check("value\n\n\ndef function_151", "1 + ", 1);
    check(
        "a, b):\n    if a:\n        return b\n    return call(a)\n\n\nclass Class77",
        "*, ",
        1,
    );
    check("Base):\n    \"\"\"Doc.\"\"\"\n\n    x: int = 88", "A, ", 1);
    // Broken code spoils only the item it is in.
    check("call(a)\n\n\nclass Class150", "(", 1);
    check("value\n\n\ndef function_151", "f\"{a", 1);
    check("def function_151", "class X(\n", 1);
    // Between items.
    check("def function_200", "\n\n", 0);
    check("def function_200", "# note\n", 1);
    check("def function_200", "x = 1\n", 1);
    // Members of the class before move to the new one.
    check(
        "    def method_0(self, a):\n        value = self.x + a\n        return value\n\n    def method_1",
        "class New:\n",
        1,
    );
}

#[test]
fn several_edits_at_once() {
    let text = long_text();
    let mut document = open(&text);
    let at = |name: &str| text.find(name).unwrap();
    // The later place first, so that the offsets of the other still hold.
    let (late, early) = (at("def function_290"), at("def function_5("));
    let edits = [
        edit(late + 4, late + 4, "x"),
        edit(early + 4, early + 4, "y"),
    ];
    assert_eq!(document.edit(&edits).items, 2);
    check(&document);
}

#[test]
fn untouched_items_are_shared() {
    let text = long_text();
    let before = open(&text);
    let mut after = before.clone();
    after.edit(&[edit(0, 0, "import b\n")]);
    let shared = before
        .facts()
        .items
        .iter()
        .zip(after.facts().items.iter().skip(1));
    for (before, after) in shared {
        assert!(std::sync::Arc::ptr_eq(&before.facts, &after.facts));
        assert_eq!(before.span.shifted(9), after.span);
    }
    assert_eq!(before.text().to_string(), text);
}

#[test]
fn texts_grow_out_of_the_limits_and_back() {
    let mut document = open("x = 1\ny = 2\n");
    let long = "a".repeat(20_001);
    document.edit(&[edit(4, 5, &long)]);
    assert_eq!(document.analysis(), Analysis::LineTooLong);
    check(&document);
    document.edit(&[edit(10, 11, "\n")]);
    assert_eq!(document.analysis(), Analysis::Full);
    check(&document);
    document.edit(&[edit(0, 0, &"b = 2\n".repeat(200_000))]);
    assert_eq!(document.analysis(), Analysis::TooLarge);
    check(&document);
    document.edit(&[edit(0, 1_200_000, ""), edit(0, 0, "c = 3\n")]);
    assert_eq!(document.analysis(), Analysis::Full);
    check(&document);
    assert_eq!(document.facts().items.len(), 4);
}

#[test]
fn joining_lines_may_make_one_too_long() {
    let half = "a".repeat(15_000);
    let mut document = open(&format!("x = {half}\n{half}\n"));
    assert_eq!(document.analysis(), Analysis::Full);
    document.edit(&[edit(15_004, 15_005, "")]);
    assert_eq!(document.analysis(), Analysis::LineTooLong);
    check(&document);
}

#[test]
fn odd_spans_are_moved_back() {
    let mut document = open("x = '🦀'\n");
    document.edit(&[edit(7, 100, "'"), edit(1_000, 2_000, "\ny = 2")]);
    assert_eq!(document.text().to_string(), "x = ''\ny = 2");
    check(&document);
}
