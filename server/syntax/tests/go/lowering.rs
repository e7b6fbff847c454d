//! What code is lowered to, drawn with every operator's operands in brackets.

#[cfg(test)]
mod tests {
    use syntax::extract;
    use syntax::language::Language;

    use crate::EVERYTHING;
    use crate::support::draw::statements;

    /// Checks the statements of a function.
    fn check(source: &str, expected: &str) {
        let text = format!("func f() {{\n{source}\n}}\n");
        check_function(&text, expected);
    }

    fn check_function(text: &str, expected: &str) {
        let facts = extract(Language::Go, text);
        let item = facts.items.first().unwrap();
        assert_eq!(facts.items.len(), 1, "{text}");
        assert!(item.facts.broken.is_empty(), "{text}");
        let body = item.facts.body.as_ref().unwrap();
        let function = item.facts.summary.functions.first().unwrap().function;
        let function = body.function(function).unwrap();
        assert_eq!(
            statements(body, &function.block).trim_end(),
            expected,
            "{text}"
        );
        // Children stand before their parents.
        for (id, _) in body.exprs.iter() {
            let children = body.exprs.children(id);
            assert!(children.iter().all(|child| *child < id), "{text}");
        }
    }

    #[test]
    fn expressions() {
        check(
            "_ = a + b*-c - ^d",
            "Wildcard = ((a Add (b Multiply (Negate c))) Subtract (Invert d))",
        );
        check("_ = a &^ b", "Wildcard = (a BitAnd (Invert b))");
        check(
            "_ = a < b && !c || d == e",
            "Wildcard = (((a Less b) And (Not c)) Or (d Equal e))",
        );
        check("_ = <-ch", "Wildcard = (Receive ch)");
        check(
            "_ = &a.b[*c]",
            "Wildcard = (Reference a.b[(Dereference c)])",
        );
        check("_ = xs[1:]", "Wildcard = xs[1::]");
        check("_ = xs[:n]", "Wildcard = xs[:n:]");
        check("f(a.b(c)(d), e...)", "f(a.b(c)(d), Sequence e)");
        check("_ = x.(string)", "Wildcard = x as string");
        check("_ = []byte(x)", "Wildcard = x as [byte]");
        check("_ = string(x)", "Wildcard = string(x)");
        check("_ = Map[int](xs)", "Wildcard = Map(xs)");
        check("_ = Map[int, string](xs)", "Wildcard = Map(xs)");
        check("_ = make([]int, n)", "Wildcard = make(unknown(), n)");
    }

    #[test]
    fn literals() {
        check(
            r#"_ = f(1_000, 0x1F, 1.5e-3, 2i, 'a', '\n', "\u00e9\t", `a\n`, true, nil)"#,
            r#"Wildcard = f(1000, 0x1F, 1.5e-3, 2i, 97, 10, "é\t", "a\\n", Bool(true), Null)"#,
        );
        check("_ = []int{1, 2}", "Wildcard = List[1, 2]");
        check("_ = [...]string{2: a}", "Wildcard = {2: a}");
        check("_ = map[string]int{\"a\": 1}", "Wildcard = {\"a\": 1}");
        check(
            "_ = User{ID: 1, Name: n}",
            "Wildcard = User{\"ID\": 1, \"Name\": n}",
        );
        check("_ = User{1, n}", "Wildcard = User{1, n}");
        check("_ = &User{}", "Wildcard = (Reference User{})");
        check("_ = new(User)", "Wildcard = (Reference User{})");
        // A small name cannot be a field of another package's type, but the key of a map.
        check(
            "_ = gin.H{key: 1, \"b\": 2, C: 3}",
            "Wildcard = gin.H{key: 1, \"b\": 2, \"C\": 3}",
        );
        check("_ = []User{{ID: 1}}", "Wildcard = List[User{\"ID\": 1}]");
        check(
            "_ = []*User{{ID: 1}}",
            "Wildcard = List[(Reference User{\"ID\": 1})]",
        );
        check(
            "_ = map[K][]User{k: {{ID: 1}}}",
            "Wildcard = {k: List[User{\"ID\": 1}]}",
        );
        check("_ = map[K]V{{1}: {2}}", "Wildcard = {K{1}: V{2}}");
        check("_ = struct{ A int }{1}", "Wildcard = {A: int}{1}");
    }

    #[test]
    fn assignments() {
        check("a := 1", "let a = 1");
        check("a, err := f()", "let [a, err] = f()");
        check("a.b, c[0] = d, e", "[place a.b, place c[0]] = Tuple[d, e]");
        check("a += 1", "a Add = 1");
        check("a &^= b", "a BitAnd = (Invert b)");
        check("a++", "(Increment a)");
        check("ch <- a", "(ch Send a)");
        check("v, ok := m[k]", "let [v, ok] = m[k]");
        check("v, ok := x.(T)", "let [v, ok] = x as T");
        check("v, ok := <-ch", "let [v, ok] = (Receive ch)");
        check("var a, b int", "let a = b: int");
        check("var a, b = f()", "let [a, b] = f()");
        check(
            "var (\n\ta int = 1\n\tb = 2\n)",
            "let a: int = 1\nlet b = 2",
        );
        check(
            "const (\n\tA T = iota\n\tB\n)",
            "let A: T = iota\nlet B: T = iota",
        );
        check("type T struct{}", "class T");
    }

    #[test]
    fn loops() {
        check("for {\n}", "for");
        check("for a < b {\nf()\n}", "for (a Less b)\n    f()");
        check(
            "for i := 0; i < n; i++ {\nf(i)\n}",
            "block\n    let i = 0\n    for (i Less n)\n        f(i)\n        (Increment i)",
        );
        check("for ; ; i++ {\n}", "for\n    (Increment i)");
        check("for _, x := range xs {\nf(x)\n}", "for x in xs\n    f(x)");
        check("for i := range 10 {\n}", "for {key: i} in 10");
        check("for k, v := range m {\n}", "for {key: k, value: v} in m");
        check("for a.b = range m {\n}", "for {key: place a.b} in m");
        check("for range ch {\n}", "for in ch");
        check(
            "for x := range seq(func() {}) {\n}",
            "for {key: x} in seq(function)",
        );
        check(
            "outer:\nfor {\nfor {\nbreak\ncontinue\nbreak outer\n}\nbreak outer\n}",
            "for\n    for\n        Break\n        Continue\n        unknown\n    Break",
        );
    }

    #[test]
    fn branches() {
        check("if a {\nb()\n}", "if a\n    b()");
        check(
            "if a := f(); a {\nb()\n} else if c {\n} else {\nd()\n}",
            "block\n    let a = f()\n    if a\n        b()\n    else\n        if c\n        else\n            d()",
        );
        check(
            "switch {\ncase a:\nf()\ncase b, c:\ng()\ndefault:\nh()\n}",
            "if a\n    f()\nelse\n    if (b Or c)\n        g()\n    else\n        h()",
        );
        check(
            "switch x := f(); x {\ndefault:\nd()\ncase 1, -2:\na()\nfallthrough\ncase A:\nb()\nbreak\n}",
            "block\n    let x = f()\n    match x\n      case or(Literal(Int(\"1\")), Literal(Int(\"-2\")))\n        a()\n        Empty\n        b()\n        Empty\n      case place A\n        b()\n        Empty\n      case Wildcard\n        d()",
        );
        check(
            "for {\nswitch a {\ncase 1:\nif b {\nbreak\n}\ncontinue\n}\n}",
            "for\n    match a\n      case Literal(Int(\"1\"))\n        if b\n            unknown\n        Continue",
        );
        check(
            "switch e := err.(type) {\ncase nil:\ncase *NotFound, pkg.Locked:\nf(e)\ncase func():\ndefault:\ng(e)\n}",
            "match err\n  case Literal(Null) as e\n  case or(NotFound(), pkg.Locked()) as e\n    f(e)\n  case Unknown as e\n  case e\n    g(e)",
        );
        check(
            "select {\ncase x := <-a:\nf(x)\ncase b <- 1:\ncase <-c:\n}",
            "match unknown()\n  case Unknown\n    let x = (Receive a)\n    f(x)\n  case Unknown\n    (b Send 1)\n  case Wildcard\n    (Receive c)",
        );
    }

    #[test]
    fn ways_out() {
        check_function(
            "func f() (int, error) {\nreturn 1, nil\n}\n",
            "return 1, Null",
        );
        check_function(
            "func f() (n int, _ error) {\nreturn\n}\n",
            "let n: int\nreturn n, _",
        );
        check_function(
            "func f() (err error) {\ndefer func() { err = g() }()\nreturn\n}\n",
            "let err: error\ndefer function()\nreturn err",
        );
        check("go f(x)", "spawn f(x)");
        check("panic(f())", "raise f()");
        check("goto end\nend:\nf()", "unknown\nf()");
        check("end:", "Empty");
    }

    #[test]
    fn nothing_of_the_language_is_broken() {
        let facts = extract(Language::Go, EVERYTHING);
        for item in &facts.items {
            let text = EVERYTHING.get(item.span.range()).unwrap();
            assert!(item.facts.broken.is_empty(), "{text}");
        }
        // Comments, imports on one line, and what stands between empty lines.
        let kinds = facts.items.iter().map(|item| format!("{:?}", item.kind));
        let comments = kinds.filter(|kind| kind == "Comment").count();
        assert_eq!((facts.items.len(), comments), (25, 2));
    }

    /// Draws the broken places of a text as the text in them.
    fn check_broken(source: &str, expected: &[&str]) {
        let facts = extract(Language::Go, source);
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
        check_broken("type A B\n", &[]);
        check_broken(
            "func f() {\n\ta := 1\n\tb := = 2\n\treturn a\n}\n",
            &["b := = 2"],
        );
        check_broken("var x = f(1\n\nfunc g() {\n}\n", &["var x = f(1"]);
        check_broken(
            "func f() {\n\tif a {\n\nfunc g() {\n\treturn\n}\n",
            &["{\n\tif a {"],
        );
        check_broken("func f() {\n\tx.\n}\n\nfunc g() {}\n", &["."]);
        check_broken("var s = \"open\n\nfunc g() {}\n", &["var s = \"open"]);
    }
}
