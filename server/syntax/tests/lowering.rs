//! What code is lowered to, drawn with every operator's operands in brackets.

mod support;

#[cfg(test)]
mod tests {
    use syntax::extract;
    use syntax::facts::{ItemFacts, StmtKind};
    use syntax::language::Language;

    use crate::support::draw::{draw, pattern};

    fn item(text: &str) -> std::sync::Arc<ItemFacts> {
        let facts = extract(Language::Python, text);
        facts.items.first().map(|item| item.facts.clone()).unwrap()
    }

    /// Checks the value of an expression statement.
    fn check(source: &str, expected: &str) {
        let facts = item(source);
        let body = facts.body.as_ref().unwrap();
        let id = *body.root.stmts.first().unwrap();
        let StmtKind::Expr(value) = body.stmt(id).kind else {
            panic!("{source} is no expression: {:?}", body.stmt(id).kind);
        };
        assert_eq!(draw(body, value), expected, "{source}");
        assert!(facts.broken.is_empty(), "{source}");
        // Children stand before their parents.
        for (id, _) in body.exprs.iter() {
            assert!(
                body.exprs.children(id).iter().all(|child| *child < id),
                "{source}"
            );
        }
    }

    #[test]
    fn expressions() {
        check("a if b else c", "(if b then a, c)");
        check(
            "a if b else c if d else e",
            "(if b then a, (if d then c, e))",
        );
        check("a < b", "(a Less b)");
        check(
            "a < b <= c != d",
            "(((a Less b) And (b LessEqual c)) And (c NotEqual d))",
        );
        check("a is not b", "(a IsNot b)");
        check("a not in b", "(a NotIn b)");
        check("a or b and not c", "(a Or (b And (Not c)))");
        check("-a ** ~b", "(Negate (a Power (Invert b)))");
        check(
            "(a, *b.c, [*d[0]], {*e()})",
            "Tuple[a, *b.c, List[*d[0]], Set[*e()]]",
        );
        check("f(a, *b.c, k=d, **e)", "f(a, Sequence b.c, k=d, Mapping e)");
        check("f(x for x in y)", "f(Generator[x for x in y if []])");
        check("{a: b, **c}", "{a: b, **c}");
        check(
            "{k: v for k, (v, *_) in a if b if c for d in e}",
            "Map[k: v for [k, [v, Rest(Some(\"_\"))]] in a if [b, c] for d in e if []]",
        );
        check("a[1:, ::2, b]", "a[Tuple[1::, ::2, b]]");
        check("await a.b(c).d", "(await a.b(c).d)");
        check("(a := b)", "(a, b)");
        check("a, b", "Tuple[a, b]");
        check("...", "Ellipsis");
    }

    #[test]
    fn strings() {
        check(r#"'a' "b" 'c\n'"#, r#""abc\n""#);
        check(r"r'\\'", r#""\\\\""#);
        check(r"r'\''", r#""\\'""#);
        check(r"b'\x00a'", r#"b"\0a""#);
        check(
            "f'{{a}} {b!r:>{width}} {c=}'",
            r#"template("{a} " {b!r:>{width}} " c=" {c})"#,
        );
        check("'a' f'{b}' 'c'", r#"template("a" {b} "c")"#);
        check("f'{a['b']}'", r#"template({a["b"]})"#);
        check("'''a\r\nb\rc'''", r#""a\nb\nc""#);
    }

    /// Checks the first target of an assignment, a loop or a `with`, or the patterns of a `match`.
    fn check_pattern(source: &str, expected: &str) {
        let facts = item(source);
        let body = facts.body.as_ref().unwrap();
        let id = *body.root.stmts.first().unwrap();
        let drawn = match &body.stmt(id).kind {
            StmtKind::Assign { targets, .. } => pattern(body, targets.first().unwrap()),
            StmtKind::Loop { target, .. } => pattern(body, target.as_ref().unwrap()),
            StmtKind::With { managers, .. } => {
                let drawn = managers.iter().map(|(value, target)| {
                    let target = target.as_ref().map(|target| pattern(body, target));
                    format!("{} as {}", draw(body, *value), target.unwrap_or_default())
                });
                drawn.collect::<Vec<_>>().join(", ")
            }
            StmtKind::Match { arms, .. } => {
                let drawn = arms.iter().map(|arm| pattern(body, &arm.pattern));
                drawn.collect::<Vec<_>>().join("; ")
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(drawn, expected, "{source}");
    }

    #[test]
    fn patterns() {
        check_pattern(
            "a, (b, *c), d.e, f[0] = x",
            "[a, [b, Rest(Some(\"c\"))], place d.e, place f[0]]",
        );
        check_pattern("for (a) in b: pass", "a");
        check_pattern("for (a,) in b: pass", "[a]");
        check_pattern("type(a).b = c", "place type(a).b");
        check_pattern("type A = c", "A");
        check_pattern(
            "with a as b, c, d as (e, f): pass",
            "a as b, c as , d as [e, f]",
        );
        check_pattern("with (a as b, c as d): pass", "a as b, c as d");
        check_pattern("with a if b else c as d: pass", "(if b then a, c) as d");
        check_pattern(
            "match x:\n    case [1, -2, *r]: pass\n    case A(b, c=D.e) | (None): pass\n    case 'x' as y: pass\n    case _: pass\n",
            "[Literal(Int(\"1\")), Literal(Int(\"-2\")), Rest(Some(\"r\"))]; or(A(b, c=place D.e), Literal(Null)); Literal(Str(\"x\")) as y; Wildcard",
        );
    }

    #[test]
    fn exceptions() {
        let facts = item(
            "try:\n    a()\nexcept (B, c.D) as e:\n    # why\n    raise E(1) from e\nexcept F, G:\n    pass\nexcept* H:  # so\n    pass\n",
        );
        let body = facts.body.as_ref().unwrap();
        let StmtKind::Try { catches, .. } = &body.stmt(*body.root.stmts.first().unwrap()).kind
        else {
            panic!("no try");
        };
        let drawn = catches.iter().map(|catch| {
            let types = catch.types.iter().map(|id| draw(body, *id));
            let types = types.collect::<Vec<_>>().join(", ");
            (types, catch.binding.as_deref(), catch.has_comment)
        });
        assert_eq!(
            drawn.collect::<Vec<_>>(),
            [
                ("B, c.D".to_owned(), Some("e"), true),
                ("F, G".to_owned(), None, false),
                ("H".to_owned(), None, true),
            ]
        );
    }

    #[test]
    fn nothing_of_the_language_is_broken() {
        let source = include_str!("fixtures/everything.py");
        let facts = extract(Language::Python, source);
        for item in &facts.items {
            let text = source.get(item.span.range()).unwrap();
            assert!(item.facts.broken.is_empty(), "{text}");
        }
    }

    /// Draws the broken places of a text as the text in them.
    fn check_broken(source: &str, expected: &[&str]) {
        let facts = extract(Language::Python, source);
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
        check_broken("x = (1\ndef f():\n    return 2\n", &["x = (1"]);
        check_broken(
            "def f():\n    a = 1\n    b = = 2\n    return a\n",
            &["b = = 2"],
        );
        check_broken("def f(a, b=):\n    return a\n", &["def f(a, b=):\n    "]);
        check_broken(
            "class A:\n    x: int = \n    def f(self):\n        pass\n",
            &["x: int ="],
        );
        check_broken("a = 1\n", &[]);
    }
}
