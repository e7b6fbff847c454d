//! No text may break extraction: not deep, not cut off anywhere, not random.

mod support;

use proptest::prelude::*;
use syntax::extract;
use syntax::language::Language;

use support::hostile::{cut_off, survives};

const EVERYTHING: &str = include_str!("fixtures/everything.py");

/// Levels of nesting at which a function that calls itself has long overflowed the stack of a test.
const DEPTH: usize = 4_000;

/// Levels that the most common shapes must bear.
const GREAT_DEPTH: usize = 20_000;

/// Blocks and functions nest by indentation, so that few make a large text.
const BLOCKS: usize = 1_300;

fn check(name: &str, text: &str) {
    survives(Language::Python, name, text);
}

fn indented(count: usize, line: &str) -> String {
    let lines = (0..count).map(|level| format!("{}{line}\n", " ".repeat(level)));
    lines.collect::<String>() + &" ".repeat(count) + "pass\n"
}

#[test]
fn great_depth() {
    let deep = |open: &str, inner: &str, close: &str| {
        // One line of so many levels would be too long to be analysed.
        let (open, close) = (open.repeat(100) + "\n", close.repeat(100) + "\n");
        let times = GREAT_DEPTH / 100;
        format!(
            "x = (\n{}{inner}{})\n",
            open.repeat(times),
            close.repeat(times)
        )
    };
    check("parentheses", &deep("(", "1", ")"));
    check("brackets", &deep("[", "", "]"));
    check("braces", &deep("{", "", "}"));
    check("unclosed", &deep("(", "", ""));
    check("unclosed braces", &deep("{", "", ""));
    check("binary chain", &deep("1+", "1", ""));
    check("unary chain", &deep("not ", "1", ""));
    check("call chain", &deep("", "a", ".b()"));
    check("nested calls", &deep("f(", "", ")"));
    check("lambdas", &deep("lambda: ", "1", ""));
    check("types", &deep("list[", "int", "]").replace("x = ", "x: "));
    let clauses = "elif x == 1:\n  pass\n".repeat(GREAT_DEPTH);
    check("else-if chain", &format!("if x:\n  pass\n{clauses}"));
}

#[test]
fn unclosed() {
    for open in ["(", "[", "{", "f(", "f'{", "a[", "(yield ", "lambda x=("] {
        let text = format!("{open}\n").repeat(DEPTH);
        check(open, &format!("x = {text}"));
        check(open, &format!("class A:\n  def f():\n    {text}"));
    }
}

#[test]
fn chains() {
    for (first, link) in [
        ("1", "\n+1"),
        ("1", "\n<1"),
        ("1", "\n**1"),
        ("a", "\n.b()"),
        ("a", "\n[0]"),
        ("a", "\n.b"),
        ("a", "\nand a"),
        ("a", "\nif a else a"),
        ("a", "\n|a"),
        ("'a'", "\n'b'"),
        ("a", "\n,a"),
    ] {
        let text = format!("{first}{}", link.repeat(DEPTH));
        check(link, &format!("x = ({text}\n)\n"));
        check(link, &format!("x: ({text}\n)\n"));
        check(link, &format!("def f(x=({text})): pass\n"));
        check(link, &format!("for x in ({text}\n): pass\n"));
        check(link, &format!("match x:\n  case ({text}): pass\n"));
    }
}

#[test]
fn prefixes() {
    for prefix in [
        "not ",
        "-",
        "~",
        "await ",
        "lambda: ",
        "lambda x=",
        "*",
        "yield ",
        "x := ",
        "(x for x in ",
        "[x for x[",
        "{1: ",
        "f(",
        "f'''{",
        "a[",
        "(a, ",
        "list[",
        "Optional[",
        "Annotated[int, ",
        "if x else ",
    ] {
        let text = format!("{prefix}\n").repeat(DEPTH);
        check(prefix, &format!("x = (\n{text}1\n"));
        check(prefix, &format!("x: (\n{text}1\n"));
        check(prefix, &format!("match x:\n  case (\n{text}1): pass\n"));
        check(prefix, &format!("with (\n{text}1) as (\n{text}x): pass\n"));
    }
}

#[test]
fn closed_nests() {
    for (open, close) in [
        ("f(\n", ")"),
        ("list[\n", "]"),
        ("Optional[\n", "]"),
        ("Annotated[int, \n", "]"),
        ("{1: \n", "}"),
        ("(lambda x=\n", ": 1)"),
        ("f'''{\n", "}'''"),
        ("a[b:\n", "]"),
        ("(x := \n", ")"),
        ("[x for x in \n", "]"),
        ("(*\n", ",)"),
        ("Point(x=\n", ")"),
    ] {
        let closing = format!("{close}\n").repeat(DEPTH);
        let text = format!("{}1{closing}", open.repeat(DEPTH));
        check(open, &format!("x = (\n{text})\n"));
        check(open, &format!("x: ({text})\n"));
        check(open, &format!("def f(x: ({text})): pass\n"));
        check(open, &format!("match x:\n  case ({text}): pass\n"));
        check(open, &format!("for ({text}) in x: pass\n"));
        check(open, &format!("@dec({text})\nclass A: pass\n"));
        check(open, &format!("class A(\n{text}): pass\n"));
    }
}

#[test]
fn blocks() {
    for line in [
        "if x:",
        "def f():",
        "class A:",
        "for x in y:",
        "while x:",
        "with x:",
        "try:",
        "async def f():",
        "match x:",
        "@dec",
        "else:",
    ] {
        check(line, &indented(BLOCKS, line));
        check(line, &format!("def f():\n{}", indented(BLOCKS, line)));
    }
}

#[test]
fn long_lists_of_clauses() {
    let clauses = |clause: &str| clause.repeat(DEPTH);
    check(
        "elif",
        &format!("if x:\n  pass\n{}", clauses("elif x == 1:\n  pass\n")),
    );
    check(
        "except",
        &format!("try:\n  pass\n{}", clauses("except A:\n  raise\n")),
    );
    check(
        "case",
        &format!("match x:\n{}", clauses("  case 1:\n    pass\n")),
    );
    check(
        "decorators",
        &format!("{}def f(): pass\n", clauses("@dec(1)\n")),
    );
    check(
        "statements",
        &format!("def f():\n{}", clauses("  x = f(x)\n")),
    );
    check(
        "members",
        &format!("class A:\n{}", clauses("  x: int = 1\n")),
    );
    check(
        "statements on a line",
        &format!("{}\n", "x;\\\n".repeat(DEPTH)),
    );
    check("targets", &format!("{}1\n", "x = \\\n".repeat(DEPTH)));
}

#[test]
fn text_cut_off_at_each_line() {
    cut_off(Language::Python, EVERYTHING);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in "[ \t\r\n'\"{}()\\[\\]:,.=@#\\\\a-zA-Z0-9_\u{feff}\u{2028}🦀\0]{0,200}") {
        let facts = extract(Language::Python, &text);
        for item in &facts.items {
            prop_assert!(text.get(item.span.range()).is_some());
        }
    }
}
