//! No text may break extraction: not deep, not cut off anywhere, not random.

use proptest::prelude::*;
use syntax::extract;
use syntax::language::Language;

use crate::EVERYTHING;
use crate::support::hostile::{cut_off, survives};

/// Levels of nesting at which a function that calls itself has long overflowed the stack of a test.
const DEPTH: usize = 4_000;

/// Levels that the most common shapes must bear.
const GREAT_DEPTH: usize = 20_000;

fn check(name: &str, text: &str) {
    survives(Language::Go, name, text);
}

/// Levels of nesting, broken into lines that are short enough to be analysed.
fn deep(levels: usize, open: &str, inner: &str, close: &str) -> String {
    let (open, close) = (open.repeat(100) + "\n", close.repeat(100));
    let times = levels / 100;
    // A line may not end before what closes a bracket, unless it ends with a mark.
    let closing = match close.is_empty() {
        true => String::new(),
        false => close.repeat(times.min(150)) + &close.repeat(times.saturating_sub(150)),
    };
    format!("{}{inner}{closing}", open.repeat(times))
}

#[test]
fn great_depth() {
    let check_in = |name: &str, text: &str| {
        check(name, &format!("var x = {text}\n"));
        check(name, &format!("func f() {{\n\tx := {text}\n}}\n"));
    };
    check_in("unclosed brackets", &deep(GREAT_DEPTH, "(", "1", ""));
    check_in("unclosed calls", &deep(GREAT_DEPTH, "f(", "", ""));
    check_in("unclosed braces", &deep(GREAT_DEPTH, "T{", "", ""));
    check_in("binary chain", &deep(GREAT_DEPTH, "1+", "1", ""));
    check_in("unary chain", &deep(GREAT_DEPTH, "!", "a", ""));
    check_in(
        "call chain",
        &format!("a{}", ".b().\nc()".repeat(GREAT_DEPTH / 2)),
    );
    check_in("functions", &"func() {\n".repeat(GREAT_DEPTH));
    check_in(
        "closed functions",
        &format!(
            "{}{}",
            "func() {\n".repeat(GREAT_DEPTH),
            "}\n".repeat(GREAT_DEPTH)
        ),
    );
    check_in(
        "closed braces",
        &format!(
            "{}{}",
            "T{\n".repeat(GREAT_DEPTH),
            "},\n".repeat(GREAT_DEPTH)
        ),
    );
    check_in(
        "closed calls",
        &format!(
            "{}{}",
            "f(\n".repeat(GREAT_DEPTH),
            ",\n)".repeat(GREAT_DEPTH)
        ),
    );
    check(
        "types",
        &format!(
            "var x {}int\n",
            deep(GREAT_DEPTH, "[]", "", "").replace('\n', "*\n")
        ),
    );
    check(
        "blocks",
        &format!(
            "func f() {{\n{}{}}}\n",
            "if a {\n".repeat(GREAT_DEPTH),
            "}\n".repeat(GREAT_DEPTH)
        ),
    );
    check(
        "else-if chain",
        &format!(
            "func f() {{\nif a {{\n}}{}\n}}\n",
            " else if a {\n}".repeat(GREAT_DEPTH)
        ),
    );
}

#[test]
fn unclosed() {
    for open in [
        "(", "[", "{", "f(", "a[", "T{", "[]T{{", "func() {", "map[", "struct {", "<-(",
    ] {
        let text = format!("{open}\n").repeat(DEPTH);
        check(open, &format!("var x = {text}"));
        check(open, &format!("var x {text}"));
        check(open, &format!("func f() {{\n{text}"));
        check(open, &format!("func f({text}"));
    }
}

#[test]
fn blocks() {
    for line in [
        "if a {",
        "for {",
        "for i := range xs {",
        "switch {\ncase a:",
        "select {\ncase <-a:",
        "{",
        "switch x := y.(type) {\ncase T:",
        "go func() {",
        "a:",
        "a := func() {",
        "if a := b; a {",
        "for i := 0; i < 1; i++ {",
        "type T struct {",
        "defer func() {",
    ] {
        let (open, close) = (format!("{line}\n").repeat(DEPTH), "}\n".repeat(DEPTH));
        check(line, &format!("func f() {{\n{open}{close}}}\n"));
        check(line, &format!("func f() {{\n{open}"));
    }
}

#[test]
fn many_declarations_without_their_ends() {
    check("functions", &"func f() {\n".repeat(DEPTH));
    check("methods", &"func (t *T) f() {\n".repeat(DEPTH));
}

#[test]
fn long_lists() {
    let many = |line: &str| line.repeat(DEPTH);
    check(
        "cases",
        &format!(
            "func f() {{\nswitch a {{\n{}}}\n}}\n",
            many("case 1:\nfallthrough\n")
        ),
    );
    check(
        "constants",
        &format!("const (\nA = iota\n{})\n", many("B\n")),
    );
    check(
        "fields",
        &format!("type T struct {{\n{}}}\n", many("A int `json:\"a\"`\n")),
    );
    check(
        "methods",
        &format!("type T interface {{\n{}}}\n", many("A() error\n")),
    );
    check("imports", &format!("import (\n{})\n", many("\"a\"\n")));
    check(
        "returns",
        &format!(
            "func f() error {{\n{}}}\n",
            many("if err := g(); err != nil {\nreturn err\n}\n")
        ),
    );
    check("names", &format!("func f({}) {{}}\n", many("a,\n")));
}

#[test]
fn text_cut_off_at_each_line() {
    cut_off(Language::Go, EVERYTHING);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in "[ \t\r\n'\"`{}()\\[\\]:,.;=<&*/\\\\a-zA-Z0-9_\u{feff}\u{2028}🦀\0]{0,200}") {
        let facts = extract(Language::Go, &text);
        for item in &facts.items {
            prop_assert!(text.get(item.span.range()).is_some());
        }
    }
}
