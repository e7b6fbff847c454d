//! What declarations say: imports, classes with their members and limits, aliases, functions.

mod support;

#[cfg(test)]
mod tests {
    use syntax::extract;
    use syntax::facts::{ArgValue, FunctionKind, TypeDeclKind};
    use syntax::file::FileFacts;
    use syntax::language::Language;

    use crate::support::draw::{draw_type, types};

    const EVERYTHING: &str = include_str!("fixtures/everything.py");

    fn facts(text: &str) -> FileFacts {
        extract(Language::Python, text)
    }

    /// Checks the type of an annotated name.
    fn check_type(annotation: &str, expected: &str) {
        let facts = facts(&format!("x: {annotation}\n"));
        let item = facts.items.first().unwrap();
        let binding = item.facts.summary.bindings.first().unwrap();
        assert_eq!(
            draw_type(binding.ty.as_ref().unwrap()),
            expected,
            "{annotation}"
        );
        assert!(item.facts.broken.is_empty(), "{annotation}");
    }

    #[test]
    fn annotations() {
        check_type("int", "int");
        check_type("a.b.C", "a.b.C");
        check_type("list[a.B]", "list<a.B>");
        check_type("a.b[C, D]", "a.b<C, D>");
        check_type("Optional[A]", "A?");
        check_type("A | None", "A?");
        check_type("None | A | list[B]", "(A | list<B>)?");
        check_type("typing.Union[A, B, None]", "(A | B)?");
        check_type("'A'", "A");
        check_type("'list[A] | None'", "list<A>?");
        check_type("list['A | None']", "list<A?>");
        check_type("tuple[A, B]", "tuple(A, B)");
        check_type("tuple[A, ...]", "tuple<A, Unknown(\"...\")>");
        check_type("Callable[[A, B], C]", "(A, B) -> C");
        check_type("Callable[..., None]", "(...) -> Unit");
        check_type("Annotated[A, B(), C]", "A with 2");
        check_type("conint(gt=1)", "int with 1");
        check_type("Literal['a']", "Literal(Str(\"a\"))");
        check_type(
            "Literal[1, -2]",
            "(Literal(Int(\"1\")) | Literal(Int(\"-2\")))",
        );
        check_type("'not a type'", "Unknown(\"'not a type'\")");
    }

    #[test]
    fn classes() {
        let facts = facts(EVERYTHING);
        let mut drawn = Vec::new();
        for view in facts.types() {
            let fields = view.fields().map(|(_, field)| {
                let ty = field.ty.as_ref().map(draw_type).unwrap_or_default();
                let place = if field.is_static { " static" } else { "" };
                let default = if field.has_default { " =" } else { "" };
                format!(
                    "{}: {ty}{place}{default} {:?}",
                    field.name,
                    view.constraints(field)
                )
            });
            let variants = view
                .variants()
                .map(|(_, variant)| format!("variant {}", variant.name));
            let methods = view.methods().map(|(_, method)| {
                let stub = if method.signature.is_abstract {
                    " stub"
                } else {
                    ""
                };
                format!(
                    "{}(){stub} {:?}",
                    method.signature.name, method.signature.kind
                )
            });
            let alias = view
                .decl
                .alias_of
                .as_ref()
                .map(|ty| format!("= {}", draw_type(ty)));
            drawn.push(format!(
                "{:?} {} {}",
                view.decl.kind,
                view.name,
                types(&view.decl.bases)
            ));
            drawn.extend(
                alias
                    .into_iter()
                    .chain(fields)
                    .chain(variants)
                    .chain(methods),
            );
        }
        let expected = "Alias UserId 
= int
Alias Handler 
= (int, str) -> bool
Alias Json 
= (dict<str, Json> | list<Json> | str)?
Alias Pair 
= tuple(T, T)
Enum Color StrEnum
_ignore_:  static = []
variant RED
variant GREEN
label() Getter
Class User Base, Generic<T>
id: int [Checked(\"__post_init__\")]
email: str with 1 [Pattern(\"^\\\\S+@\\\\S+$\"), MaxLength(320), Checked(\"__post_init__\"), Checked(\"lower\")]
age: int with 1? = [Min { value: \"18\", exclusive: false }, Max { value: \"150\", exclusive: true }]
tags: list<str> = []
score: PositiveInt? = [Min { value: \"0\", exclusive: true }, Min { value: \"1\", exclusive: false }, Max { value: \"10.5\", exclusive: false }]
kind: (Literal(Str(\"a\")) | Literal(Str(\"b\")) | Literal(Int(\"-1\"))) = []
table_name: ClassVar<str> static = []
NAME:  static = []
OTHER:  static = []
__post_init__() Method
lower() ClassMethod
make() stub StaticMethod
newer() Method
newer() Method
Class User.Config 
frozen:  static = []
Class User.Config.Deep 
x:  static = []
Interface Users Protocol
find() stub Method
save() stub Method
Class UserNotFound LookupError
Class Empty ";
        let drawn: Vec<_> = drawn.iter().map(|line| line.trim_end()).collect();
        let expected: Vec<_> = expected.lines().map(str::trim_end).collect();
        assert_eq!(drawn, expected);
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
            let name = import.name.as_deref().unwrap_or("-");
            let marks = [
                (import.type_only, " types"),
                (import.conditional, " maybe"),
                (import.re_exported, " shown"),
            ];
            let marks = marks.iter().filter(|(is_set, _)| *is_set);
            let marks = marks.map(|(_, mark)| *mark).collect::<String>();
            format!("{dots}{} {name} {}{marks}", import.module, import.local)
        });
        let drawn: Vec<_> = drawn
            .filter(|drawn| !drawn.starts_with("typing "))
            .collect();
        assert_eq!(
            drawn,
            [
                "__future__ annotations annotations",
                "os.path - path",
                "sys - sys",
                "dataclasses dataclass dataclass",
                "dataclasses field field",
                ". models models shown",
                "..shared.errors - ",
                ".ports Clock Clock types maybe",
                ".ports Users UserPort types maybe",
                "orjson - json maybe",
                "json - json maybe",
            ]
        );
    }

    #[test]
    fn functions() {
        let facts = facts(
            "class Service:\n    def __init__(self, repo: Repo):\n        self._repo = Repo(1)\n\n    async def run(self, id, *, by=1):\n        user = await self._repo.find(id, name=\"a\")\n        try:\n            self._repo.save(user)\n        except (Missing, db.Locked):\n            raise Failed(id) from None\n        for item in user.items:\n            send(f\"x{item}\")\n        if user.kind == Kind.A:\n            return User(user)\n        return user\n",
        );
        let methods: Vec<_> = facts
            .items
            .iter()
            .flat_map(|item| &item.facts.summary.functions)
            .collect();
        let [constructor, run] = methods.as_slice() else {
            panic!("{} methods", methods.len());
        };
        assert_eq!(constructor.signature.kind, FunctionKind::Constructor);
        let repo = ("self._repo".into(), ArgValue::Call("Repo".into()));
        assert!(
            constructor.locals.contains(&repo),
            "{:?}",
            constructor.locals
        );
        let calls = run.calls.iter().map(|call| {
            let marks = [
                (call.awaited, " awaited"),
                (call.result_used, " used"),
                (call.in_loop, " looped"),
                (!call.caught_by.is_empty(), " caught"),
            ];
            let marks = marks.iter().filter(|(is_set, _)| *is_set);
            call.callee.to_string() + &marks.map(|(_, mark)| *mark).collect::<String>()
        });
        assert_eq!(
            calls.collect::<Vec<_>>(),
            [
                "self._repo.find awaited used",
                "self._repo.save caught",
                "Failed used",
                "send looped",
                "User used",
            ]
        );
        let raise = run.raises.first().unwrap();
        assert_eq!(raise.error.as_deref(), Some("Failed"));
        assert_eq!(raise.handling, ["Missing", "db.Locked"]);
        assert_eq!(run.returns, ["User", "user"]);
        let compared = ("user.kind".into(), ArgValue::Path("Kind.A".into()));
        assert_eq!(run.compared, [compared]);
        let view = facts.types();
        assert_eq!(view.first().unwrap().decl.kind, TypeDeclKind::Class);
    }
}
