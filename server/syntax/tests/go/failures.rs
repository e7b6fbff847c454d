//! Which errors leave a function, and which calls they come from.

#[cfg(test)]
mod tests {
    use syntax::extract;
    use syntax::facts::ArgValue;
    use syntax::language::Language;

    /// Checks the errors that leave a function with these parameters, results and statements.
    fn check_head(head: &str, source: &str, expected: &[&str]) {
        let text = format!("func {head} {{\n{source}\n}}\n");
        let facts = extract(Language::Go, &text);
        let function = facts.items.first().unwrap().facts.summary.functions.first();
        let function = function.unwrap();
        let raises = function.raises.iter().map(|raise| {
            let how = if raise.by_value { "gives" } else { "raises" };
            let place = if raise.nested { " inside" } else { "" };
            format!("{how} {}{place}", raise.error.as_deref().unwrap_or("?"))
        });
        let handed_on = function.calls.iter().filter(|call| call.handed_on);
        let handed_on = handed_on.map(|call| format!("hands on {}", call.callee));
        let drawn: Vec<_> = raises.chain(handed_on).collect();
        assert_eq!(drawn, expected, "{text}");
    }

    fn check(source: &str, expected: &[&str]) {
        check_head("f(x int, given error) (*User, error)", source, expected);
    }

    #[test]
    fn errors_that_are_made() {
        check("return nil, nil", &[]);
        check("return nil, ErrNotFound", &["gives ErrNotFound"]);
        check(
            "return nil, store.ErrNotFound",
            &["gives store.ErrNotFound"],
        );
        check("return nil, &NotFound{ID: x}", &["gives NotFound"]);
        check("return nil, NotFound{x}", &["gives NotFound"]);
        check("return nil, new(NotFound)", &["gives NotFound"]);
        check(
            "return nil, errors.New(\"x\")",
            &["gives errors.New", "hands on errors.New"],
        );
        check(
            "return nil, NewNotFound(x)",
            &["gives NewNotFound", "hands on NewNotFound"],
        );
        check(
            "err := errors.New(\"x\")\nreturn nil, err",
            &["gives errors.New"],
        );
        check("panic(ErrNotFound)", &["raises ErrNotFound"]);
        // What is no error does not leave as one.
        check_head("f() *User", "return ErrNotFound", &[]);
        check_head("f() (error, bool)", "return ErrNotFound, true", &[]);
        check_head("f()", "return", &[]);
    }

    #[test]
    fn errors_that_are_handed_on() {
        check("return nil, given", &["gives ?"]);
        check("return load(x)", &["hands on load"]);
        check("return NewUser(x)", &["hands on NewUser"]);
        check("return nil, save(x)", &["hands on save"]);
        check("u, err := load(x)\nreturn u, err", &["hands on load"]);
        check(
            "if err := save(x); err != nil {\nreturn nil, err\n}\nreturn nil, nil",
            &["hands on save"],
        );
        check(
            "_, err := load(x)\nif err != nil {\nreturn nil, err\n}\n_, err = other(x)\nreturn nil, err",
            &["hands on load", "hands on other"],
        );
        check(
            "_, err := unused(x)\n_, err = load(x)\nif err != nil {\nreturn nil, err\n}\nreturn nil, nil",
            &["hands on load"],
        );
        check(
            "var err error\nif x > 1 {\nerr = one()\n} else {\nerr = two()\n}\nreturn nil, err",
            &["hands on one", "hands on two"],
        );
        check(
            "err := outer()\nif err := inner(); err != nil {\nlog(err)\n}\nreturn nil, err",
            &["hands on outer"],
        );
        check(
            "var err error\nfor x > 1 {\nif err != nil {\nreturn nil, err\n}\nerr = again()\n}\nreturn nil, nil",
            &["hands on again"],
        );
        check(
            "var err error\nswitch x {\ncase 1:\nerr = one()\ncase 2:\nerr = ErrTwo\n}\nreturn nil, err",
            &["gives ErrTwo", "hands on one"],
        );
    }

    #[test]
    fn errors_that_are_wrapped() {
        check(
            "u, err := load(x)\nif err != nil {\nreturn nil, fmt.Errorf(\"load: %w\", err)\n}\nreturn u, nil",
            &["gives fmt.Errorf", "hands on load", "hands on fmt.Errorf"],
        );
        // Its text alone is kept.
        check(
            "u, err := load(x)\nif err != nil {\nreturn nil, fmt.Errorf(\"load: %v\", err)\n}\nreturn u, nil",
            &["gives fmt.Errorf", "hands on fmt.Errorf"],
        );
        check(
            "err := save(x)\nreturn nil, errors.WithStack(err)",
            &["hands on save", "hands on errors.WithStack"],
        );
    }

    #[test]
    fn named_results_and_functions_inside() {
        check_head(
            "f() (err error)",
            "err = save()\nreturn",
            &["hands on save"],
        );
        check_head(
            "f() error",
            "return run(func() error { return ErrInside })",
            &["gives ErrInside inside", "hands on run"],
        );
        check_head(
            "f()",
            "run(func() error {\nif err := save(); err != nil {\nreturn err\n}\nreturn nil\n})",
            &["hands on save"],
        );
    }

    #[test]
    fn names_stand_for_what_calls_give() {
        let facts = extract(
            Language::Go,
            "func f() {\n\tdb, err := open()\n\ta, b := one(), \"two\"\n\tfor k, v := range table {\n\t}\n\tfor _, x := range table {\n\t}\n}\n",
        );
        let function = facts.items.first().unwrap().facts.summary.functions.first();
        let function = function.unwrap();
        let local = |name: &str| {
            let found = function.locals.iter().find(|(local, _)| local == name);
            found.map(|(_, value)| value.clone()).unwrap()
        };
        assert_eq!(local("db"), ArgValue::Call("open".into()));
        assert_eq!(local("err"), ArgValue::Other);
        assert_eq!(local("a"), ArgValue::Call("one".into()));
        assert_eq!(local("b"), ArgValue::Text("two".into()));
        let open = function.calls.first().unwrap();
        assert_eq!(open.bound.as_deref(), Some("db"));
        // A key is no element.
        let loops = function.loops.iter().map(|fact| fact.targets.join(" "));
        assert_eq!(loops.collect::<Vec<_>>(), ["v", "x"]);
    }
}
