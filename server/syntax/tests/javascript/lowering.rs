//! What code is lowered to, drawn with every operator's operands in brackets.

use std::sync::Arc;

use syntax::extract;
use syntax::facts::{ItemFacts, StmtKind};
use syntax::language::Language;

use crate::support::draw::{draw, pattern, statements};

const DIALECTS: [Language; 3] = [Language::JavaScript, Language::TypeScript, Language::Tsx];

fn item(language: Language, text: &str) -> Arc<ItemFacts> {
    let facts = extract(language, text);
    facts.items.first().map(|item| item.facts.clone()).unwrap()
}

/// Checks the value of an expression statement in one dialect.
fn check_in(language: Language, source: &str, expected: &str) {
    let facts = item(language, source);
    let body = facts.body.as_ref().unwrap();
    let id = *body.root.stmts.first().unwrap();
    let StmtKind::Expr(value) = body.stmt(id).kind else {
        panic!("{source} is no expression: {:?}", body.stmt(id).kind);
    };
    assert_eq!(draw(body, value), expected, "{source}");
    assert!(facts.broken.is_empty(), "{source}");
    // Children stand before their parents.
    for (id, _) in body.exprs.iter() {
        let children = body.exprs.children(id);
        assert!(children.iter().all(|child| *child < id), "{source}");
    }
}

/// Checks the value of an expression statement in every dialect.
fn check(source: &str, expected: &str) {
    for language in DIALECTS {
        check_in(language, source, expected);
    }
}

#[test]
fn expressions() {
    check("a ? b : c ? d : e", "(if a then b, (if c then d, e))");
    check("a === b !== c", "((a Equal b) NotEqual c)");
    check("a && !b || c ?? d", "(((a And (Not b)) Or c) Coalesce d)");
    check("a in b >>> 2", "(a In (b ShiftRight 2))");
    check("typeof a + void -b", "((TypeOf a) Add (Void (Negate b)))");
    check(
        "delete a.b, i++, --j",
        "(((Delete a.b) Comma (Increment i)) Comma (Decrement j))",
    );
    check("a?.b?.[c]?.(d).e", "a.b[c](d).e");
    check("new A.B(c, ...d).e(new F)", "A.B(c, Sequence d).e(F())");
    check("await a.b(c)", "(await a.b(c))");
    check("f(x = y, x += 1)", "f((x, y), (x, (x Add 1)))");
    check("[a, , ...b, this.#c]", "List[a, *b, this.#c]");
    check(
        "({ a, 'b': c, 3: d, [e]: f, ...g })",
        "{\"a\": a, \"b\": c, \"3\": d, e: f, **g}",
    );
    check("undefined", "Null");
    check("import('a')", "import(\"a\")");
    check(
        "/a'\\/[/]b/g.test(c) / 2",
        "(Regex(\"a'\\\\/[/]b\").test(c) Divide 2)",
    );
    check("0xFF_FF + 1_0n + 1e3", "((0xFFFF Add 10) Add 1e3)");
}

#[test]
fn strings() {
    check(r#"'a\n\u{e9}' + "b""#, "(\"a\\né\" Add \"b\")");
    check(
        "`a${b}c${`d${e}`}`",
        "template(\"a\" {b} \"c\" {template(\"d\" {e})})",
    );
    check("`plain`", "\"plain\"");
}

#[test]
fn types_in_expressions() {
    check_in(Language::TypeScript, "a! + (b satisfies C)", "(a Add b)");
    check_in(Language::TypeScript, "f<A>(b)", "f(b)");
}

/// Checks the statements of a function.
fn check_code(source: &str, expected: &str) {
    let facts = item(
        Language::TypeScript,
        &format!("async function* f() {{\n{source}\n}}\n"),
    );
    let body = facts.body.as_ref().unwrap();
    let (_, function) = body.functions().last().unwrap();
    let drawn = statements(body, &function.block);
    let drawn: Vec<_> = drawn.lines().map(str::trim_end).collect();
    let expected: Vec<_> = expected.lines().collect();
    assert_eq!(drawn, expected, "{source}");
    assert!(facts.broken.is_empty(), "{source}");
}

#[test]
fn code() {
    check_code(
        "const { a, b: { c = 1 }, ...d } = e, [f, , g] = h",
        "let {a: a, b: {c: c = 1}, : Rest(Some(\"d\"))} = e
let [f, Wildcard, g] = h",
    );
    check_code(
        "a = b.c = d; a ||= 1",
        "a = place b.c = d
a Or = 1",
    );
    check_code(
        "if (a) b(); else if (c) { d() }",
        "if a
    b()
else
    if c
        d()",
    );
    check_code(
        "for (let i = 0; i < n; i++) { if (i) continue; break }",
        "let i = 0
for (i Less n)
    if i
        Continue
    Break
    (Increment i)",
    );
    check_code(
        "for (const a of b) c(a); for await (const [d] of e) {} for (const k in o) k",
        "for a in b
    c(a)
for [d] in e
for k in unknown(o)
    k",
    );
    check_code(
        "do a(); while (b)",
        "for
    a()
    if (Not b)
        Break",
    );
    check_code(
        "outer: for (;;) { while (a) { break outer } break outer }",
        "for
    for a
        unknown
    Break",
    );
    check_code(
        "switch (a) { case 1: case 'b': c(); case d.E: f(); break; default: if (g) break; return; case -2: { h(); break } }",
        "match a
  case or(Literal(Int(\"1\")), Literal(Str(\"b\")))
    c()
    f()
  case place d.E
    f()
  case Literal(Int(\"-2\"))
    h()
  case Wildcard
    if g
        unknown
    return",
    );
    check_code(
        "try { a() } catch (e) { /* why */ if (e instanceof B) throw e; throw new C(e) } finally { d() }",
        "try
    a()
catch  e
    if (e is B())
        raise
    raise C(e)
finally
    d()",
    );
    check_code("return Promise.reject(new A())", "raise A()");
    check_code(
        "const { a } = await import('b'); const c = require('d').e",
        "Import([Import { span: Span { start: 30, end: 31 }, kind: Name, module: \"b\", level: 0, name: Some(\"a\"), local: \"a\", type_only: false, conditional: true, re_exported: false }])
Import([Import { span: Span { start: 61, end: 79 }, kind: Name, module: \"d\", level: 0, name: Some(\"e\"), local: \"c\", type_only: false, conditional: true, re_exported: false }])",
    );
}

#[test]
fn patterns() {
    let facts = item(
        Language::TypeScript,
        "const { a, b: [c, , d = 1], ['e']: f = 2, ...g } = h\n",
    );
    let body = facts.body.as_ref().unwrap();
    let StmtKind::Assign { targets, .. } = &body.stmt(*body.root.stmts.first().unwrap()).kind
    else {
        panic!("no assignment");
    };
    assert_eq!(
        pattern(body, targets.first().unwrap()),
        "{a: a, b: [c, Wildcard, d], e: f = 2, : Rest(Some(\"g\"))}"
    );
}

#[test]
fn nothing_of_the_language_is_broken() {
    for (language, source) in [
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
        for item in &extract(language, source).items {
            let text = source.get(item.span.range()).unwrap();
            assert!(item.facts.broken.is_empty(), "{text}");
        }
    }
}

/// Draws the broken places of a text as the text in them.
fn check_broken(source: &str, expected: &[&str]) {
    let facts = extract(Language::TypeScript, source);
    let places = facts.items.iter().flat_map(|item| {
        let places = item.facts.broken.iter();
        places.map(|place| place.shifted(item.span.start))
    });
    let drawn: Vec<_> = places
        .map(|place| source.get(place.range()).unwrap())
        .collect();
    assert_eq!(drawn, expected, "{source}");
}

#[test]
fn broken_places_are_small() {
    check_broken("const x = (1\nexport function f() {}\n", &["const x = (1"]);
    check_broken(
        "function f() {\n  a()\n  b = = 2\n  return a\n}\n",
        &["b = = 2"],
    );
    check_broken(
        "class A {\n  x: = 1\n  f() {}\n  g() { return }\n}\n",
        &["x: = 1"],
    );
    check_broken("class A {\n  f(a, b: ) { return 1 }\n}\n", &["f(a, b: ) "]);
    check_broken("class A {\n  f() {\n", &["f() {"]);
    check_broken("const a = 1\n", &[]);
}
