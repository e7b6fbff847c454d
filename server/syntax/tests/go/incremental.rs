//! Edited documents must have the facts of fresh ones, and extract no more than what changed.

use proptest::prelude::*;
use syntax::document::Document;
use syntax::language::Language;
use syntax::text::Text;

use crate::EVERYTHING;
use crate::support::incremental::{check, edit, edited_equals_fresh_after, steps};

/// Pieces that change how what follows is read.
const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "\t",
    " ",
    "\u{feff}",
    "🦀",
    "é",
    "\0",
    "\\",
    "'",
    "\"",
    "`",
    "/*",
    "*/",
    "//",
    "// note\n",
    "/* a\n */",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ":",
    ";",
    ",",
    ".",
    "=",
    ":=",
    "++",
    "<-",
    "func f() {\n",
    "func (t *T) g(a int) error {\n",
    "}\n\n",
    "func() {",
    "package a\n",
    "import \"b\"\n",
    "import (\n",
    "type T struct {\n",
    "type (\n",
    "var x = ",
    "const (\n",
    "return x",
    "return",
    "x",
    "1.5e",
    "if x {\n",
    "switch x {\ncase 1:\n",
    "label:\n",
];

const STARTS: &[&str] = &[
    EVERYTHING,
    "",
    "\u{feff}package a\r\n\r\nfunc f() {\r\n\treturn\r\n}\r\n// end",
    "package a\r// note\rfunc f() {\r\tx := 1\r}\rvar y = `a\rb`\r",
    "package a\nfunc f() {\n\tg(\nfunc h() {\n}\nvar x = (\n\nfunc i() {}\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edited_equals_fresh(
        start in prop::sample::select(STARTS),
        steps in steps(PIECES),
    ) {
        edited_equals_fresh_after(Language::Go, start, &steps);
    }
}

/// Makes one edit at the first place of `at` and tells how many items were extracted.
fn extracted(text: &str, at: &str, new: &str) -> usize {
    let mut document = Document::new(Language::Go, Text::from(text));
    let start = text.find(at).unwrap_or(text.len());
    let extracted = document.edit(&[edit(start, start, new)]);
    check(&document);
    extracted.items
}

#[test]
fn an_edit_extracts_what_it_changed() {
    let mut text = String::from("package a\n\n");
    for index in 0..600 {
        text += &format!(
            "// F{index} runs.\nfunc F{index}(a, b int) error {{\n\tif a > b {{\n\t\treturn call(a)\n\t}}\n\treturn nil\n}}\n\n"
        );
    }
    let check = |at: &str, new: &str, expected: usize| {
        assert_eq!(extracted(&text, at, new), expected, "{new:?} before {at:?}");
    };
    check(
        "a, b int) error {\n\tif a > b {\n\t\treturn call(a)\n\t}\n\treturn nil\n}\n\n// F300",
        "x, ",
        1,
    );
    check("// F300", "\n\n", 0);
    check("// F300", "var x = 1\n\n", 1);
    // Broken code spoils only the item it is in.
    check("return nil\n}\n\n// F300", "f(", 1);
    check("return nil\n}\n\n// F300", "if a {\n\t", 1);
    check("return nil\n}\n\n// F300", "\"open ", 1);
}
