//! What the facts of Rust source are, and that no text breaks them.

mod support;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use syntax::document::Document;
    use syntax::extract;
    use syntax::facts::{ArgValue, FunctionSummary, ItemKind, StmtKind};
    use syntax::file::FileFacts;
    use syntax::language::Language;
    use syntax::text::Text;

    use crate::support::draw::{draw, draw_type, pattern, statements, types};
    use crate::support::{hostile, incremental};

    const EVERYTHING: &str = include_str!("fixtures/everything.rs");

    fn facts(text: &str) -> FileFacts {
        extract(Language::Rust, text)
    }

    /// Draws the items of a text: the kind, how deep it stands, and the first words of each.
    fn check_items(text: &str, expected: &[&str]) {
        let facts = facts(text);
        let drawn = facts.items.iter().map(|item| {
            let shown = text.get(item.span.range()).unwrap();
            let shown: Vec<_> = shown.split_whitespace().collect();
            let kind = match item.kind {
                ItemKind::Statement | ItemKind::Function => "",
                ItemKind::TypeHead => "head ",
                ItemKind::Member => "  ",
                ItemKind::TypeEnd => "end ",
                ItemKind::Comment => "comment ",
            };
            format!("{kind}{}", shown.join(" "))
        });
        assert_eq!(drawn.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn items() {
        check_items(
            "#![a]\n#![b]\n//! c\n\nuse d;\n/// e\n#[f]\nfn g<T>() -> [u8; 2] { h }\n",
            &[
                "#![a]",
                "#![b]",
                "comment //! c",
                "use d;",
                "/// e #[f] fn g<T>() -> [u8; 2] { h }",
            ],
        );
        check_items(
            "impl<T> A<{ N }> for B<T> where T: C, { fn d(); const E: u8 = { 1 }; } struct F {}",
            &[
                "head impl<T> A<{ N }> for B<T> where T: C, {",
                "  fn d();",
                "  const E: u8 = { 1 };",
                "end }",
                "struct F {}",
            ],
        );
        check_items(
            "const A: B = B { c: 1 };\nstatic D: E = f! { g };\nuse h::{i, j};\nk! { l }\nm!(n);\nmod o;\n",
            &[
                "const A: B = B { c: 1 };",
                "static D: E = f! { g };",
                "use h::{i, j};",
                "k! { l }",
                "m!(n);",
                "mod o;",
            ],
        );
        check_items(
            "extern \"C\" {\n    fn a();\n}\nextern \"C\" fn b() {}\nextern crate c;\nunsafe impl D for E {}\n",
            &[
                "head extern \"C\" {",
                "  fn a();",
                "end }",
                "extern \"C\" fn b() {}",
                "extern crate c;",
                "head unsafe impl D for E {",
                "end }",
            ],
        );
        // Members that stand no deeper than their head are one item with it.
        check_items(
            "mod a {\nfn b() {}\nfn c() {}\n}\nfn d() {}\n",
            &["mod a { fn b() {} fn c() {} }", "fn d() {}"],
        );
        // What lacks its end spoils only itself.
        check_items("use a\nfn b() {}\n", &["use a", "fn b() {}"]);
        check_items(
            "fn a() -> B<C>\n#[d]\nfn e() {}\n",
            &["fn a() -> B<C>", "#[d] fn e() {}"],
        );
        check_items(
            "fn a() {\n    b(\n}\n\nfn c() {}\n",
            &["fn a() { b( }", "fn c() {}"],
        );
        check_items(
            "impl A {\n    fn b(&self) {\n\nfn c() {}\n",
            &["head impl A {", "  fn b(&self) {", "fn c() {}"],
        );
        check_items(
            "type A =\n    fn(u8);\nfn b() {}\n",
            &["type A = fn(u8);", "fn b() {}"],
        );
    }

    /// Checks the statements of a function that gives something back.
    fn check(code: &str, expected: &str) {
        let text = format!("async fn f() -> R {{ {code} }}");
        let facts = facts(&text);
        let [item] = facts.items.as_slice() else {
            panic!("{code} is no one item");
        };
        assert!(item.facts.broken.is_empty(), "{code}");
        let body = item.facts.body.as_ref().unwrap();
        let function = item.facts.summary.functions.first().unwrap().function;
        let block = &body.function(function).unwrap().block;
        assert_eq!(statements(body, block).trim_end(), expected, "{code}");
        // Children stand before their parents.
        for (id, _) in body.exprs.iter() {
            let children = body.exprs.children(id);
            assert!(children.iter().all(|child| *child < id), "{code}");
        }
    }

    #[test]
    fn expressions() {
        check("a.b().c?.d.await?", "return ((await (a.b().c?).d)?)");
        check(
            "a::b::<C>(d, &e, *g)",
            "return a.b(d, (Reference e), (Dereference g))",
        );
        check("<A as B>::c(None)", "return A.c(Null)");
        check(
            "a && b || !c == d",
            "return ((a And b) Or ((Not c) Equal d))",
        );
        check("a[1..][..][..=2]", "return a[1::][::][unknown(2)]");
        check(
            "(0..a, 1..=b, 2..)",
            "return Tuple[(0 Range a), (1 RangeInclusive b), 2::]",
        );
        check(
            "[[1u8], [0; 2], ()]",
            "return List[List[1], (List[0] Multiply 2), Tuple[]]",
        );
        check("vec![vec![1]; 2]", "return (List[List[1]] Multiply 2)");
        check("-1_000i64", "return (Negate 1000)");
        check("r#\"a\"b\"#", "return \"a\\\"b\"");
        check("b'\\n'", "return b\"\\n\"");
        check("a.0.1", "return a.0.1");
        check("self.r#type", "return self.type");
        check("crate::a::B", "return crate.a.B");
    }

    #[test]
    fn macros() {
        check(
            "format!(\"{a} is {:>5} {0} {{}} {b:?}\", c, b = d)",
            "return format(template({a} \" is \" {c:>5} \" \" {c} \" {} \" {d:?}))",
        );
        check("format!(\"{{}}\")", "return format(\"{}\")");
        check("format!(\"{:.*}\", 2, a)", "return format(\"{:.*}\", 2, a)");
        check(
            "println!(\"a {}\", b.c()?)",
            "return println(template(\"a \" {(b.c()?)}))",
        );
        check(
            "write!(f, \"{}\", self.0)",
            "return write(f, template({self.0}))",
        );
        check(
            "info!(a.b = %c, ?d, \"e {}\", g)",
            "return info(a.b=c, d, template(\"e \" {g}))",
        );
        check(
            "json!({ \"a\": [b, { \"c\": null }], d: e(1) })",
            "return json({\"a\": List[b, {\"c\": null}], d: e(1)})",
        );
        check(
            "matches!(a.b, C | D::E(_) if g)",
            "return ((a.b is or(place C, D.E(Wildcard))) And g)",
        );
        check(
            "sqlx::query_as!(User, \"SELECT 1\", a as i32)",
            "return sqlx.query_as(User, \"SELECT 1\", a as i32)",
        );
        check("a!(b; Vec<c>, 1)", "return a(b, unknown(Vec, c), 1)");
        check(
            "tokio::select! { a = b(c), if d => { e()?; } _ = g => h }",
            "return tokio.select(unknown(b(c), Statement(StmtId(1))), unknown(g, h))",
        );
    }

    #[test]
    fn flow() {
        check(
            "let mut a: u8 = b; a += 1; (c, d.e) = g; h",
            "let a: u8 = b\na Add = 1\n[c, place d.e] = g\nreturn h",
        );
        check(
            "if a { b } else if c { d } else { e }",
            "if a\n    return b\nelse\n    if c\n        return d\n    else\n        return e",
        );
        check("if a { b; } c", "if a\n    b\nreturn c");
        check(
            "if let Some(a) = b && c && let D { e, .. } = g { h; } i",
            "if b is Some(a)\n    if c\n        if g is D(e=e, Rest(None))\n            h\nreturn i",
        );
        check(
            "let Ok(a) = b else { return c; }; d",
            "if b is Ok(a)\nelse\n    return c\nreturn d",
        );
        check(
            "match a { Some(b) if c => b, D::E => { return g } _ => h? }",
            "match a\n  case Some(b)\n    return b\n  case place D.E\n    return g\n  case Wildcard\n    return (h?)",
        );
        check(
            "match a { None | Some(0) => 1, Ok(b @ (2 | 3)) => 2, [c, .., d] => 3, &(e, -1) => 4 }",
            "match a\n  case or(Literal(Null), Some(Literal(Int(\"0\"))))\n    return 1\n  case Ok(or(Literal(Int(\"2\")), Literal(Int(\"3\"))) as b)\n    return 2\n  case [c, Rest(None), d]\n    return 3\n  case [e, Literal(Int(\"-1\"))]\n    return 4",
        );
        check(
            "while let Some(a) = b.next() { continue; } for (c, d) in &e { break; } g",
            "for b.next() is Some(a)\n    Continue\nfor [c, d] in (Reference e)\n    Break\nreturn g",
        );
        check(
            "loop { if a { break b; } }",
            "for\n    if a\n        return b",
        );
        check(
            "let a = loop { break b; }; a",
            "let a = Statement(StmtId(2))\nreturn a",
        );
        check(
            "return match a { _ => b };",
            "match a\n  case Wildcard\n    return b",
        );
        check("unsafe { a } ", "block\n    return a");
        check(
            "if a { return Err(b); } bail!(\"c {d}\"); ensure!(e, g); panic!(\"h\")",
            "if a\n    return Err(b)\nreturn Err(bail(template(\"c \" {d})))\nif (Not e)\n    return Err(g)\nraise panic(\"h\")",
        );
        check(
            "assert_eq!(a, b, \"c\"); d",
            "Assert { test: ExprId(4), message: Some(ExprId(3)) }\nreturn d",
        );
        check(
            "fn g(a: u8) { a } struct H; use i::j; k",
            "function g\n    a\nclass H\nImport([Import { span: Span { start: 52, end: 56 }, kind: Name, module: \"i\", level: 0, name: Some(\"j\"), local: \"j\", type_only: false, conditional: true, re_exported: false }])\nreturn k",
        );
    }

    #[test]
    fn functions_without_a_value_return_none() {
        let facts = facts("fn f() { a(); b() }");
        let body = facts.items.first().unwrap().facts.body.clone().unwrap();
        let (_, function) = body.functions().next().unwrap();
        assert_eq!(statements(&body, &function.block), "a()\nb()\n");
    }

    /// Checks the type of a constant.
    fn check_type(text: &str, expected: &str) {
        let facts = facts(&format!("const A: {text} = b;"));
        let item = facts.items.first().unwrap();
        let binding = item.facts.summary.bindings.first().unwrap();
        assert_eq!(draw_type(binding.ty.as_ref().unwrap()), expected, "{text}");
    }

    #[test]
    fn type_references() {
        check_type("u8", "u8");
        check_type("a::b::C<'a, D, 3>", "a.b.C<D, Literal(Int(\"3\"))>");
        check_type("Option<Vec<A>>", "Option<Vec<A>>");
        check_type("(A, B)", "tuple(A, B)");
        check_type("()", "Unit");
        check_type("!", "!");
        check_type("fn(A, b: B) -> C", "(A, B) -> C");
        check_type(
            "Box<dyn Fn(A) -> B>",
            "Box<Dynamic([TypeRef { span: Span { start: 17, end: 27 }, kind: Function { params: Some([Param { name: \"\", name_span: Span { start: 0, end: 0 }, span: Span { start: 20, end: 21 }, kind: Positional, ty: Some(TypeRef { span: Span { start: 20, end: 21 }, kind: Named { path: \"A\", args: [] } }), default: None, optional: false, declares_field: false, pattern: None, decorators: [] }]), returns: Some(TypeRef { span: Span { start: 26, end: 27 }, kind: Named { path: \"B\", args: [] } }), is_async: false } }])>",
        );
        check_type("<A as B>::C", "A.C");
        check_type(
            "impl Iterator<Item = A> + 'a",
            "Dynamic([TypeRef { span: Span { start: 14, end: 32 }, kind: Named { path: \"Iterator\", args: [TypeRef { span: Span { start: 23, end: 31 }, kind: Named { path: \"Item\", args: [TypeRef { span: Span { start: 30, end: 31 }, kind: Named { path: \"A\", args: [] } }] } }] } }])",
        );
    }

    #[test]
    fn imports() {
        let facts = facts(EVERYTHING);
        let imports = facts
            .items
            .iter()
            .flat_map(|item| &item.facts.summary.imports);
        let drawn = imports.map(|import| {
            let dots = ".".repeat(import.level as usize);
            let marks = [
                (import.conditional, " maybe"),
                (import.re_exported, " shown"),
            ];
            let marks = marks.iter().filter(|(is_set, _)| *is_set);
            let marks = marks.map(|(_, mark)| *mark).collect::<String>();
            let name = import.name.as_deref().unwrap_or("-");
            format!(
                "{:?} {dots}{} {name} {}{marks}",
                import.kind, import.module, import.local
            )
        });
        let expected = "Module alloc - heap
Module std.collections - collections
Name std.collections.hash_map Entry Entry
Name std.collections.hash_map HashMap Map
Name std.collections BTreeMap BTreeMap
All std.fmt - 
Name ..errors AppError AppError
Name ..errors Result Outcome
All . - 
Name crate.users User User
Name self.child Thing 
Name serde Serialize Serialize shown
Name type struct struct shown
Name metrics counter counter maybe
Module self.child child child
Module ./other/place.rs elsewhere elsewhere shown
All . - ";
        let expected: Vec<_> = expected.lines().map(str::trim_end).collect();
        let drawn: Vec<_> = drawn.collect();
        let drawn: Vec<_> = drawn.iter().map(|line| line.trim_end()).collect();
        assert_eq!(drawn, expected);
    }

    #[test]
    fn declared_types() {
        let facts = facts(EVERYTHING);
        let mut drawn = Vec::new();
        for view in facts.types() {
            let params = view.decl.type_params.iter();
            let params = params.map(|param| format!("{}: {}", param.name, types(&param.bounds)));
            let params = params.collect::<Vec<_>>().join("; ");
            let decorators = view
                .decl
                .decorators
                .iter()
                .map(|decorator| decorator.path.as_str());
            drawn.push(format!(
                "{:?} {:?} {} <{params}> {} {:?} {}",
                view.decl.visibility,
                view.decl.kind,
                view.name,
                types(&view.decl.bases),
                decorators.collect::<Vec<_>>(),
                view.decl
                    .doc
                    .as_ref()
                    .map(|doc| doc.summary.as_str())
                    .unwrap_or_default(),
            ));
            drawn.extend(
                view.decl
                    .alias_of
                    .iter()
                    .map(|ty| format!("  = {}", short(&draw_type(ty)))),
            );
            drawn.extend(view.fields().map(|(_, field)| {
                let ty = field.ty.as_ref().map(draw_type).unwrap_or_default();
                format!(
                    "  {:?} {}: {} {:?} {:?}",
                    field.visibility,
                    field.name,
                    short(&ty),
                    field.constraints,
                    field.tags
                )
            }));
            drawn.extend(view.variants().map(|(item, variant)| {
                let fields = variant.fields.iter().map(|field| field.name.as_str());
                let value = variant
                    .value
                    .map(|value| format!("{:?}", item.facts.summary.exprs.get(value).kind));
                format!(
                    "  variant {} {:?} {}",
                    variant.name,
                    fields.collect::<Vec<_>>(),
                    value.unwrap_or_default()
                )
            }));
            drawn.extend(view.methods().map(|(_, method)| {
                let signature = &method.signature;
                let stub = if signature.is_abstract { " stub" } else { "" };
                let doc = signature
                    .doc
                    .as_ref()
                    .map(|doc| doc.summary.as_str())
                    .unwrap_or_default();
                format!(
                    "  {}(){stub} {:?} {:?} {doc}",
                    signature.name, signature.kind, signature.visibility
                )
            }));
        }
        let drawn: Vec<_> = drawn.iter().map(|line| line.trim_end()).collect();
        let expected: Vec<_> = include_str!("fixtures/everything.rs.types")
            .lines()
            .collect();
        assert_eq!(drawn, expected, "{}", drawn.join("\n"));
    }

    fn short(text: &str) -> String {
        text.chars().take(40).collect()
    }

    fn function(facts: &FileFacts, name: &str) -> FunctionSummary {
        let functions = facts
            .items
            .iter()
            .flat_map(|item| &item.facts.summary.functions);
        let mut found = functions.filter(|function| function.signature.name == name);
        found.next().unwrap().clone()
    }

    #[test]
    fn signatures() {
        let facts = facts(EVERYTHING);
        let item = |name: &str| {
            let is_it = |function: &FunctionSummary| function.signature.name == name;
            let mut items = facts.items.iter();
            items
                .find(|item| item.facts.summary.functions.iter().any(is_it))
                .unwrap()
        };
        let handler = function(&facts, "handler").signature;
        assert!(handler.is_async);
        let body = item("handler").facts.body.as_ref().unwrap();
        let params = handler.params.iter().map(|param| {
            let shape = param.pattern.as_ref().map(|shape| pattern(body, shape));
            (
                param.name.to_string(),
                shape.unwrap_or_default(),
                param.decorators.len(),
            )
        });
        assert_eq!(
            params.collect::<Vec<_>>(),
            [
                ("state".to_owned(), "State(state)".to_owned(), 0),
                (String::new(), "Path([id, name])".to_owned(), 0),
                ("extra".to_owned(), String::new(), 1),
            ]
        );
        let bounds = handler.type_params.iter().map(|param| types(&param.bounds));
        assert_eq!(bounds.collect::<Vec<_>>(), ["Store"]);
        let raw = function(&facts, "raw").signature;
        assert_eq!(raw.receiver(), Some("self"));
    }

    #[test]
    fn attributes() {
        let facts = facts(EVERYTHING);
        let items = facts.items.iter();
        let mut drawn = Vec::new();
        for item in items {
            let summary = &item.facts.summary;
            let functions = summary
                .functions
                .iter()
                .map(|function| &function.signature.decorators);
            let types = item.facts.types.iter().map(|decl| &decl.decorators);
            for decorator in functions.chain(types).flatten() {
                let args = decorator.args.as_ref().map(|args| {
                    let args = args.iter().map(|arg| {
                        let name = arg.name.as_ref().map(|name| format!("{name}="));
                        let mut body = syntax::facts::Body::default();
                        body.exprs = summary.exprs.clone();
                        name.unwrap_or_default() + &draw(&body, arg.value)
                    });
                    format!("({})", args.collect::<Vec<_>>().join(", "))
                });
                drawn.push(format!("{}{}", decorator.path, args.unwrap_or_default()));
            }
        }
        assert_eq!(
            drawn,
            [
                "derive(Debug, Clone, serde.Serialize)",
                "serde(rename_all=\"camelCase\", deny_unknown_fields)",
                "diesel(table_name=users, belongs_to(Team))",
                "derive(thiserror.Error)",
                "repr(u8)",
                "async_trait",
                "get(\"/users/{id}\")",
                "utoipa.path(get, path=\"/users/{id}\", responses(Tuple[(status, 200), (body, User)], Tuple[(status, 404)]), params(Tuple[(\"id\", i32), Path]))",
                "tokio.main(flavor=\"multi_thread\", worker_threads=2)",
                "cfg(test)",
                "tokio.test",
            ]
        );
    }

    #[test]
    fn errors() {
        let facts = facts(EVERYTHING);
        let handler = function(&facts, "handler");
        let raised = handler
            .raises
            .iter()
            .map(|raise| raise.error.as_deref().unwrap_or("-"));
        assert_eq!(
            raised.collect::<Vec<_>>(),
            [
                "AppError.NotFound",
                "AppError.Empty",
                "AppError.Invalid",
                "AppError.Timeout",
                "AppError.Database",
                "bail",
                "AppError.Negative",
                "panic",
                "AppError.Denied",
                "AppError.Forbidden",
            ]
        );
        let find = handler
            .calls
            .iter()
            .find(|call| call.callee == "state.repo.find")
            .unwrap();
        assert!(find.awaited && find.result_used && find.handed_on);
        let nested = handler
            .nested
            .iter()
            .map(|nested| (nested.signature.name.to_string(), nested.signature.is_async));
        assert_eq!(
            nested.collect::<Vec<_>>(),
            [
                (String::new(), true),
                (String::new(), false),
                (String::new(), true),
                (String::new(), false),
                ("inner".to_owned(), false),
                ("y".to_owned(), false),
            ]
        );
    }

    #[test]
    fn closures_outside_functions() {
        let facts = facts(
            "static A: Lazy<B> = Lazy::new(|| make());\nconst C: fn() -> u8 = || 1;\nrun!(|x| x);\n",
        );
        let functions = facts
            .items
            .iter()
            .flat_map(|item| &item.facts.summary.functions);
        let drawn =
            functions.map(|function| (function.signature.name.as_str(), function.calls.len()));
        assert_eq!(drawn.collect::<Vec<_>>(), [("", 1), ("C", 0), ("", 0)]);
    }

    #[test]
    fn calls_at_the_top() {
        let facts = facts(EVERYTHING);
        let mut calls = facts.items.iter().flat_map(|item| {
            let summary = &item.facts.summary;
            summary
                .calls
                .iter()
                .filter_map(|call| summary.exprs.call(call.call))
        });
        assert!(calls.any(|(callee, args)| callee == "sqlx.migrate" && args.len() == 1));
        let find = function(&facts, "main");
        let route = find
            .calls
            .iter()
            .find(|call| call.callee.ends_with("route"))
            .unwrap();
        let values: Vec<_> = route.args.iter().map(|arg| arg.value.clone()).collect();
        assert_eq!(
            values,
            [ArgValue::Text("/".into()), ArgValue::Call("get".into())]
        );
    }

    #[test]
    fn nothing_of_the_language_is_broken() {
        for item in &facts(EVERYTHING).items {
            let text = EVERYTHING.get(item.span.range()).unwrap();
            assert!(item.facts.broken.is_empty(), "{text}");
            let body = item.facts.body.iter();
            let stmts = body.flat_map(|body| body.stmts());
            let unknown = stmts.filter(|(_, stmt)| matches!(stmt.kind, StmtKind::Unknown { .. }));
            // Only the block that is left with a value is not told.
            assert!(unknown.count() <= 1, "{text}");
        }
    }

    /// Draws the broken places of a text as the text in them.
    fn check_broken(source: &str, expected: &[&str]) {
        let facts = facts(source);
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
        check_broken("fn f() {\n    let a = ;\n    b();\n}\n", &["let a = ;"]);
        check_broken("impl A {\n    fn f(&self) {}\n}\n", &[]);
        check_broken("impl A for {\n    fn f(&self) {}\n}\n", &["impl A for "]);
        check_broken("use a\nfn b() {}\n", &["use a"]);
    }

    const DEPTH: usize = 20_000;

    fn nested(open: &str, inner: &str, close: &str) -> String {
        // One line of so many levels would be too long to be analysed.
        let lines = |part: &str| (part.repeat(100) + "\n").repeat(DEPTH / 100);
        format!("{}{inner}{}", lines(open), lines(close))
    }

    #[test]
    fn great_depth() {
        for (name, open, inner, close) in [
            ("parentheses", "(", "1", ")"),
            ("brackets", "[", "", "]"),
            ("braces", "{", "", "}"),
            ("unclosed", "(", "", ""),
            ("unclosed braces", "{", "", ""),
            ("binary chain", "1+", "1", ""),
            ("unary chain", "!", "a", ""),
            ("call chain", "", "a", ".b()"),
            ("propagation chain", "", "a", "?"),
            ("nested calls", "f(", "", ")"),
            ("closures", "|| ", "1", ""),
            ("blocks", "if a { ", "1", "} else { 2 }"),
            ("matches", "match a { _ => ", "1", "}"),
            ("macros", "m!(", "1", ")"),
            ("objects", "m!({ a: ", "1", "})"),
            ("references", "&", "1", ""),
            ("loops", "loop { ", "", "}"),
            ("async blocks", "async { ", "", "}"),
        ] {
            hostile::survives(
                Language::Rust,
                name,
                &format!("fn f() -> R {{ {} }}\n", nested(open, inner, close)),
            );
            hostile::survives(
                Language::Rust,
                name,
                &format!("const A: B = {};\n", nested(open, inner, close)),
            );
        }
        let types = nested("Vec<", "u8", ">");
        hostile::survives(Language::Rust, "types", &format!("const A: {types} = 1;"));
        let patterns = nested("Some(", "x", ")");
        hostile::survives(
            Language::Rust,
            "patterns",
            &format!("fn f({patterns}: A) {{ let {patterns} = a; }}"),
        );
        let attributes = nested("a(", "b", ")");
        hostile::survives(
            Language::Rust,
            "attributes",
            &format!("#[{attributes}]\nfn f() {{}}"),
        );
        let uses = nested("a::{", "b", "}");
        hostile::survives(Language::Rust, "uses", &format!("use {uses};"));
        let modules = nested("mod a { ", "", "}");
        hostile::survives(Language::Rust, "modules", &modules);
        let flat = "mod a {\n".repeat(2_000);
        hostile::survives(Language::Rust, "flat modules", &flat);
        let clauses = " else if a { 1 }".repeat(100) + "\n";
        hostile::survives(
            Language::Rust,
            "else-if chain",
            &format!("fn f() {{ if a {{ 1 }} {} }}", clauses.repeat(DEPTH / 100)),
        );
    }

    #[test]
    fn text_cut_off_at_each_line() {
        hostile::cut_off(Language::Rust, EVERYTHING);
    }

    /// Pieces that change how what follows is read.
    const PIECES: &[&str] = &[
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        " ",
        "    ",
        "\t",
        "\u{feff}",
        "\u{2028}",
        "🦀",
        "é",
        "\0",
        "\\",
        "'",
        "\"",
        "r\"",
        "r#\"",
        "\"#",
        "b'",
        "'a",
        "//",
        "///",
        "//!",
        "/*",
        "*/",
        "#",
        "#!",
        "#![a]",
        "#[a]\n",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "<",
        ">",
        "->",
        "=>",
        "::",
        ";",
        ",",
        "=",
        "!",
        "?",
        "fn f() {}",
        "fn f()",
        "\nfn g() {\n    a\n}\n",
        "impl A {",
        "impl A for B {\n    ",
        "trait A {",
        "mod a {",
        "mod a {\n",
        "extern \"C\" {",
        "struct A;",
        "struct A { b: C }",
        "enum A { B }",
        "use a::b;",
        "const A: B = c;",
        "pub ",
        "unsafe ",
        "async ",
        "extern ",
        "crate",
        "self",
        "let a = b;",
        "m!(a)",
        "m! { a }",
        "macro_rules! m {",
        "if a {",
        "match a {",
        "x",
        "1",
        "where T: A,",
    ];

    const STARTS: &[&str] = &[
        EVERYTHING,
        "",
        "\u{feff}use a;\r\n\r\nimpl A {\r\n    fn f(&self) {}\r\n}\r\n// end",
        "mod a {\n  mod b {\n    fn c() {}\n\n    // d\n  }\n  impl E {\n    fn g() {}\n  }\n}\n#[h]\nfn i() {}\n",
        "mod a {\nfn b() {}\n}\nfn c() {}\n",
    ];

    #[test]
    fn an_item_behind_another_on_its_line_starts_no_line() {
        let start = "mod a {\n  mod b {\n    fn c() {}\n\n    // d\n;*/  }\n  fn e() {}\n}\n";
        let mut document = Document::new(Language::Rust, Text::from(start));
        let at = start.find("  fn e").unwrap();
        document.edit(&[incremental::edit(at, at, "\n")]);
        incremental::check(&document);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn edited_equals_fresh(start in prop::sample::select(STARTS), steps in incremental::steps(PIECES)) {
            incremental::edited_equals_fresh_after(Language::Rust, start, &steps);
        }

        #[test]
        fn any_text(text in "[ \t\r\n'\"{}()\\[\\]<>:;,.=!#&|/*\\\\a-zA-Z0-9_\u{feff}\u{2028}🦀\0]{0,200}") {
            let facts = facts(&text);
            for item in &facts.items {
                prop_assert!(text.get(item.span.range()).is_some());
            }
        }
    }
}
