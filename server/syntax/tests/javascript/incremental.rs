//! Edited documents must have the facts of fresh ones.

use proptest::prelude::*;
use syntax::document::Document;
use syntax::language::Language;
use syntax::text::Text;

use crate::support::incremental::{check, edit, edited_equals_fresh_after, steps};

/// Pieces that change how what follows is read.
const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "\r",
    "\n\n  ",
    " ",
    "\u{feff}",
    "\u{2028}",
    "\u{a0}",
    "🦀",
    "\0",
    "\\",
    "'",
    "\"",
    "`",
    "${",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "</",
    "/>",
    "<a>",
    "/",
    "//",
    "/* ",
    "*/",
    ":",
    ";",
    ",",
    "=",
    "=>",
    "!",
    "?",
    "...",
    "@",
    "@dec()\n",
    "#",
    "#!",
    "// note\n",
    "/** Doc. */\n",
    "export ",
    "\nexport const a = 1\n",
    "import ",
    "\nimport a from 'b'\n",
    "class A {",
    "\n  class B extends A {\n    x = 1\n  }\n",
    "function f() {",
    "async ",
    "else ",
    "\nelse {\n}\n",
    "catch (e) {}",
    "while (x)",
    "if (x)",
    "do ",
    "namespace N {\n",
    "interface I {",
    "enum E {",
    "type T = ",
    "static ",
    "get ",
    "return x",
    "x",
    "x = 1",
    "f(a, b)\n",
    "/a'b/g",
    "case 1:",
    "await ",
    "in ",
    "as ",
    "from ",
    "++",
    "*",
    "|",
];

const STARTS: &[&str] = &[
    include_str!("../fixtures/everything.ts"),
    include_str!("../fixtures/everything.jsx"),
    "",
    "\u{feff}import a from 'a'\r\n\r\nclass A {\r\n  x = 1\r\n  f() {\r\n    return 1\r\n  }\r\n}\r\n// end",
    "class A {\r  x = 1\r  // note\r  f() {}\r}\rfunction g() { return 2 }\r",
    "namespace A {\n  class B {\n    c = 1\n\n    f() {}\n  }\n  const y = 2\n}\n// a\n\n// b\nif (x)\n  y\n// c\nelse\n  z\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edited_equals_fresh(
        language in prop::sample::select(&[Language::JavaScript, Language::TypeScript, Language::Tsx][..]),
        start in prop::sample::select(STARTS),
        steps in steps(PIECES),
    ) {
        edited_equals_fresh_after(language, start, &steps);
    }
}

#[test]
fn an_edit_extracts_what_it_changed() {
    let mut text = String::from("import a from 'a'\n\n");
    for index in 0..300 {
        text += &format!(
            "export function f{index}(a) {{\n  return call(a)\n}}\n\nclass C{index} {{\n  x = {index}\n\n"
        );
        text += "  one(a) {\n    return this.x + a\n  }\n\n  two() {}\n}\n\n";
    }
    let check_count = |at: &str, new: &str, expected: usize| {
        let mut document = Document::new(Language::TypeScript, Text::from(text.as_str()));
        let start = text.find(at).unwrap();
        let extracted = document.edit(&[edit(start, start, new)]);
        check(&document);
        assert_eq!(extracted.items, expected, "{new:?} before {at:?}");
    };
    check_count("call(a)\n}\n\nclass C150", "await ", 1);
    check_count("x = 88", "static ", 1);
    check_count("export function f200", "\n\n", 0);
    check_count("export function f200", "const x = 1\n", 1);
    // Broken code spoils only the item it is in.
    check_count("call(a)\n}\n\nclass C150", "(", 1);
    check_count("x = 88", "y = '", 1);
}
