//! What declarations say: packages, imports, types, bindings, functions.

#[cfg(test)]
mod tests {
    use syntax::extract;
    use syntax::facts::{ExprKind, FunctionKind, ParamKind};
    use syntax::file::FileFacts;
    use syntax::language::Language;

    use crate::EVERYTHING;
    use crate::support::draw::{draw_type, types};

    fn facts(text: &str) -> FileFacts {
        extract(Language::Go, text)
    }

    /// Checks the type of a variable.
    fn check_type(source: &str, expected: &str) {
        let facts = facts(&format!("var x {source}\n"));
        let item = facts.items.first().unwrap();
        let binding = item.facts.summary.bindings.first().unwrap();
        assert_eq!(
            draw_type(binding.ty.as_ref().unwrap()),
            expected,
            "{source}"
        );
        assert!(item.facts.broken.is_empty(), "{source}");
    }

    #[test]
    fn types_as_written() {
        check_type("int", "int");
        check_type("http.Handler", "http.Handler");
        check_type("*User", "*User");
        check_type("[]*User", "[*User]");
        check_type("[3][n]int", "[[int]]");
        check_type("map[string][]User", "{string: [User]}");
        check_type("chan User", "chan<User>");
        check_type("<-chan User", "chan<User>");
        check_type(
            "func(a, b int, c ...string) (User, error)",
            "(int, int, string) -> tuple(User, error)",
        );
        check_type("func()", "() -> ");
        check_type("func() (err error)", "() -> error");
        check_type("Cache[string, *User]", "Cache<string, *User>");
        check_type("store.Cache[string]", "store.Cache<string>");
        check_type("interface{}", "any");
        check_type("struct { A, b int }", "{A: int, b: int}");
        check_type("(int)", "int");
    }

    #[test]
    fn package_and_imports() {
        let facts = facts(EVERYTHING);
        let items = facts.items.iter().map(|item| &item.facts.summary);
        let package = items.clone().find_map(|summary| summary.package.clone());
        assert_eq!(package.as_deref(), Some("boards"));
        let imports = items.flat_map(|summary| &summary.imports);
        let drawn = imports.map(|import| {
            assert_eq!((import.level, import.conditional), (0, false));
            format!("{:?} {} {}", import.kind, import.module, import.local)
        });
        assert_eq!(
            drawn.collect::<Vec<_>>(),
            [
                "Module context context",
                "Module errors errors",
                "Module fmt fmt",
                "All strings ",
                "Effect github.com/lib/pq ",
                "Module github.com/labstack/echo/v4 echo",
                "Module gopkg.in/yaml.v3 yaml",
                "Module C C",
                "Module os os",
            ]
        );
    }

    #[test]
    fn declared_types() {
        let facts = facts(EVERYTHING);
        let mut drawn = String::new();
        for view in facts.types() {
            let decl = view.decl;
            let alias = decl
                .alias_of
                .as_ref()
                .map(|ty| format!(" = {}", draw_type(ty)));
            let doc = decl.doc.as_ref().map(|doc| format!(" // {}", doc.summary));
            let params = decl.type_params.iter();
            let params = params.map(|param| format!("<{}: {}>", param.name, types(&param.bounds)));
            drawn += &format!(
                "{:?} {}{} [{}]{}{}\n",
                decl.kind,
                view.name,
                params.collect::<String>(),
                types(&decl.bases),
                alias.unwrap_or_default(),
                doc.unwrap_or_default()
            );
            for (_, field) in view.fields() {
                let ty = field.ty.as_ref().map(draw_type).unwrap_or_default();
                let tags = field
                    .tags
                    .iter()
                    .map(|(key, value)| format!(" {key}={value}"));
                drawn += &format!("  {}: {ty}{}\n", field.name, tags.collect::<String>());
            }
            for (_, method) in view.methods() {
                let signature = &method.signature;
                assert!(signature.is_abstract && signature.kind == FunctionKind::Method);
                let doc = signature
                    .doc
                    .as_ref()
                    .map(|doc| format!(" // {}", doc.summary));
                let returns = signature.returns.as_ref().map(draw_type);
                drawn += &format!(
                    "  {}() {}{}\n",
                    signature.name,
                    returns.unwrap_or_default(),
                    doc.unwrap_or_default()
                );
            }
        }
        let expected = "\
Class Color [] = int
Class ID [] = string // ID names a board.
Alias Handler [] = (context.Context, ID) -> tuple(*Board, error) // Handler answers.
Class Visitor [] = (*Board) -> bool
Struct Board [Base, sync.Mutex] // Board is kept.
  Base: Base
  Mutex: sync.Mutex json=-
  ID: ID json=id gorm=primaryKey;size:36 validate=required,uuid
  Title: string json=title,omitempty
  Note: string json=title,omitempty
  Tags: [string]
  Grid: [[int]]
  ByName: {string: *Board}
  Events: chan<Event>
  Done: chan<{}>
  OnSave: (Board) -> error
  Any: any
  Inner: {X: float64, Y: float64}
  cache: *Cache<ID, Board>
Interface Repository [fmt.Stringer]
  Load() tuple(*Board, error) // Load finds one.
  Save() error
  Close() 
Interface Number [(int | int64 | float64), comparable]
Struct Cache<K: comparable><V: any> []
  items: {K: V}
Class List<T: any> [] = [T]
";
        assert_eq!(drawn, expected);
    }

    #[test]
    fn bindings() {
        let facts = facts(EVERYTHING);
        let summaries = facts.items.iter().map(|item| &item.facts.summary);
        let drawn = summaries.flat_map(|summary| {
            summary.bindings.iter().map(|binding| {
                let value = binding.value.map(|id| match &summary.exprs.get(id).kind {
                    ExprKind::Call { callee, .. } => {
                        let path = summary.exprs.path(*callee);
                        path.map(|path| format!("{path}()")).unwrap_or_default()
                    }
                    ExprKind::Function(_) => "function".to_owned(),
                    _ => "value".to_owned(),
                });
                format!(
                    "{}: {} = {} {:?}",
                    binding.name.as_deref().unwrap_or("-"),
                    binding.ty.as_ref().map(draw_type).unwrap_or_default(),
                    value.unwrap_or_default(),
                    binding.visibility
                )
            })
        });
        assert_eq!(
            drawn.collect::<Vec<_>>(),
            [
                "ErrNotFound:  = errors.New() Public",
                "ErrLocked:  = errors.New() Public",
                "timeout:  = value Internal",
                "retries:  = value Internal",
                // One for both results of the call.
                "-:  = newClient() Internal",
                "-: Repository =  Internal",
                "handler:  = function Internal",
                "table:  = value Internal",
                "second:  = value Internal",
                // A group of constants goes on with the type of its first.
                "Red: Color = value Public",
                "Green: Color = value Public",
                "-: Color = value Internal",
                "Blue: Color = value Public",
                "A:  = value Public",
                "B:  = value Public",
                "C1:  = value Public",
                "D:  = value Public",
            ]
        );
    }

    #[test]
    fn functions() {
        let facts = facts(EVERYTHING);
        let functions = facts
            .items
            .iter()
            .flat_map(|item| &item.facts.summary.functions);
        let drawn = functions.map(|function| {
            let signature = &function.signature;
            let params = signature.params.iter().map(|param| {
                let mark = match param.kind {
                    ParamKind::Receiver => "receiver ",
                    ParamKind::Rest => "...",
                    _ => "",
                };
                let ty = param.ty.as_ref().map(draw_type).unwrap_or_default();
                format!("{mark}{} {ty}", param.name)
            });
            format!(
                "{:?} {:?} {}.{}({}) {}",
                signature.visibility,
                signature.kind,
                signature.owner.as_deref().unwrap_or_default(),
                signature.name,
                params.collect::<Vec<_>>().join(", "),
                signature
                    .returns
                    .as_ref()
                    .map(draw_type)
                    .unwrap_or_default()
            )
        });
        assert_eq!(
            drawn.collect::<Vec<_>>(),
            [
                "Private Function .handler(c echo.Context) error",
                "Private Closure .(x int) int",
                "Public Method Repository.Load(ctx context.Context, id ID) tuple(*Board, error)",
                "Public Method Repository.Save( context.Context,  *Board) error",
                "Public Method Repository.Close() ",
                "Public Function .Sum(...xs T) T",
                "Public Method Cache.Get(receiver c *Cache<K, V>, key K) tuple(V, bool)",
                "Public Method Board.Kind(receiver  Board) string",
                "Internal Function .external(a int, b int, _ string) int",
                "Internal Function .literals() ",
                "Internal Function .operators(a int, b int, p *int, xs [int]) ",
                "Internal Function .control(ctx context.Context, ch chan<int>, v any) tuple(int, error)",
                "Public Method Renamer.Rename(receiver r *Renamer, ctx context.Context, id string, title string) tuple(*Board, error)",
            ]
        );
    }

    #[test]
    fn functions_in_functions() {
        let facts = facts(
            "func Routes(app *App) Handler {\n\tapp.Get(\"/\", func(c *Ctx) error { return nil })\n\tlog := func() {}\n\tfunc() { run() }()\n\tdefer func() {}()\n\treturn func(c *Ctx) error { return each(func(x int) {}) }\n}\n",
        );
        let item = facts.items.first().unwrap();
        let function = item.facts.summary.functions.first().unwrap();
        let nested = function.nested.iter();
        let nested = nested.map(|nested| {
            let params = nested.signature.params.len();
            format!(
                "{:?} {:?} {params}",
                nested.signature.kind, nested.signature.name
            )
        });
        // Those called where they stand are nobody else's to call.
        assert_eq!(
            nested.collect::<Vec<_>>(),
            [
                "Closure \"\" 1",
                "Function \"log\" 0",
                "Closure \"\" 1",
                "Closure \"\" 1",
            ]
        );
    }

    #[test]
    fn documentation() {
        let facts = facts(
            "//go:noinline\n// Run runs.\n// More.\n//nolint:all\nfunc Run() {}\n\n// Apart.\n\nfunc walk() {}\n\nfunc jump() {} // behind\n",
        );
        let docs = facts.items.iter().flat_map(|item| {
            item.facts.summary.functions.iter().map(|function| {
                let doc = function.signature.doc.as_ref();
                doc.map(|doc| doc.summary.to_string())
            })
        });
        assert_eq!(
            docs.collect::<Vec<_>>(),
            [Some("Run runs.".to_owned()), None, None]
        );
    }
}
