//! No text may break extraction: not deep, not cut off anywhere, not random.

use proptest::prelude::*;
use syntax::extract;
use syntax::language::Language;

use crate::support::hostile::{cut_off, survives};

const DIALECTS: [Language; 3] = [Language::JavaScript, Language::TypeScript, Language::Tsx];

/// Levels of nesting at which a function that calls itself has long overflowed the stack of a test.
const DEPTH: usize = 800;

/// Levels that the most common shapes must bear.
const GREAT_DEPTH: usize = 20_000;

#[test]
fn great_depth() {
    let deep = |open: &str, inner: &str, close: &str| {
        // One line of so many levels would be too long to be analysed.
        let (open, close) = (open.repeat(100) + "\n", close.repeat(100) + "\n");
        let times = GREAT_DEPTH / 100;
        let (open, close) = (open.repeat(times), close.repeat(times));
        format!("x = {open}{inner}{close};\n")
    };
    let language = Language::TypeScript;
    survives(language, "parentheses", &deep("(", "1", ")"));
    survives(language, "brackets", &deep("[", "", "]"));
    survives(language, "braces", &deep("{a:", "1", "}"));
    survives(language, "unclosed", &deep("(", "", ""));
    survives(language, "unclosed braces", &deep("{", "", ""));
    survives(language, "binary chain", &deep("1+", "1", ""));
    survives(language, "unary chain", &deep("!", "1", ""));
    survives(language, "call chain", &deep("", "a", ".b()"));
    survives(language, "nested calls", &deep("f(", "", ")"));
    survives(language, "functions", &deep("()=>", "1", ""));
    survives(language, "templates", &deep("`${", "1", "}`"));
    survives(
        language,
        "types",
        &deep("A<", "B", ">").replace("x = ", "let x: "),
    );
    let clauses = "else if (x) {\n}\n".repeat(GREAT_DEPTH);
    survives(
        language,
        "else-if chain",
        &format!("if (x) {{\n}}\n{clauses}"),
    );
    survives(Language::Tsx, "elements", &deep("<a>", "1", "</a>"));
}

#[test]
fn nests() {
    for (open, close) in [
        ("f(", ")"),
        ("(x = ", ")"),
        ("() => { return ", "}"),
        ("function () { ", "}"),
        ("async ({ a = ", "}) => 1"),
        ("class { x = ", "}"),
        ("class extends ", " {}"),
        ("{ a() { ", "} }"),
        ("`${", "}`"),
        ("tag`${", "}`"),
        ("new ", "()"),
        ("a ? ", " : b"),
        ("a ? b : ", ""),
        ("await ", ""),
        ("<T>", ""),
        ("a?.[", "]"),
        ("[...", "]"),
        ("a = ", ""),
        ("typeof ", ""),
        ("<a b={", "}/>"),
        ("<a>{", "}</a>"),
        ("<a b=", "/>"),
        ("a<", ">()"),
    ] {
        for language in DIALECTS {
            let opened = format!("{open}\n").repeat(DEPTH);
            let closed = format!("{close}\n").repeat(DEPTH);
            for text in [format!("{opened}1{closed}"), opened] {
                survives(language, open, &format!("x = {text}\n"));
                survives(
                    language,
                    open,
                    &format!("class A {{ @b({text})\n c(d = {text}) {{}} }}\n"),
                );
                survives(language, open, &format!("const {{ a = {text} }} = b\n"));
            }
        }
    }
}

#[test]
fn statements() {
    for (open, close) in [
        ("if (x) {", "}"),
        ("if (x)", ""),
        ("function f() {", "}"),
        ("class A { f() {", "} }"),
        ("for (const x of y) {", "}"),
        ("for (;;)", ""),
        ("while (x) {", "}"),
        ("do", " while (x)"),
        ("try {", "} catch (e) {}"),
        ("switch (x) { case 1:", "}"),
        ("namespace A {", "}"),
        ("label:", ""),
        ("{", "}"),
        ("export", ""),
        ("@dec", ""),
        ("let x: { a: ", "}"),
        ("type X = A | (", ")"),
        ("let [[", "]] = x"),
        ("(({ a: ", "}) => 1)"),
    ] {
        for language in DIALECTS {
            let opened = format!("{open}\n").repeat(DEPTH);
            let closed = format!("{close}\n").repeat(DEPTH);
            survives(language, open, &format!("{opened};{closed}"));
            survives(language, open, &opened);
            survives(language, open, &format!("function f() {{\n{opened}"));
        }
    }
}

#[test]
fn long_lists() {
    let times = |text: &str| text.repeat(4_000);
    for text in [
        format!("switch (x) {{ {} }}", times("case 1:\n a()\n")),
        format!("switch (x) {{ {} }}", times("case 1:\n")),
        times("@dec(1)\n") + "class A {}\n",
        format!("class A {{ {} }}", times("x = 1\n")),
        format!("class A {{ {} }}", times("f() {}\n")),
        times("x = \n") + "1",
        times("a,\n") + "b",
        times("x = 1;\n"),
        format!("x = `{}`", times("${a}\n")),
        times("<a b=\n"),
        times("<T>x\n"),
        times("/\n"),
        times("const a = 1, b = () => 2\n"),
        format!("interface A {{ {} }}", times("a(): b\n")),
        format!("type A = {}", times("| B\n")),
    ] {
        for language in DIALECTS {
            survives(language, text.get(..20).unwrap_or_default(), &text);
        }
    }
}

#[test]
fn text_cut_off_anywhere() {
    for (language, text) in [
        (
            Language::TypeScript,
            include_str!("../fixtures/everything.ts"),
        ),
        (
            Language::JavaScript,
            include_str!("../fixtures/everything.jsx"),
        ),
        (Language::Tsx, include_str!("../fixtures/everything.jsx")),
    ] {
        cut_off(language, text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in "[ \t\r\n'\"`${}()\\[\\]:;,.=<>/@#\\\\!?*a-zA-Z0-9_\u{feff}\u{2028}\u{a0}🦀\0]{0,200}") {
        for language in DIALECTS {
            for item in &extract(language, &text).items {
                prop_assert!(text.get(item.span.range()).is_some());
            }
        }
    }
}
