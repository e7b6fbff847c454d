//! What declarations say: imports and exports, classes with their members and limits, types, functions.

use syntax::extract;
use syntax::facts::{ArgValue, FunctionKind};
use syntax::file::FileFacts;
use syntax::language::Language;

use crate::support::draw::{draw_type, types};

const EVERYTHING: &str = include_str!("../fixtures/everything.ts");

fn facts(text: &str) -> FileFacts {
    extract(Language::TypeScript, text)
}

/// Checks the type of an annotated name.
fn check_type(annotation: &str, expected: &str) {
    let facts = facts(&format!("let x: {annotation}\n"));
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
    check_type("number", "number");
    check_type("a.b.C<D, E[]>", "a.b.C<D, [E]>");
    check_type("A | null", "A?");
    check_type("undefined | A | B", "(A | B)?");
    check_type("| 'a' | -1", "(Literal(Str(\"a\")) | Literal(Int(\"-1\")))");
    check_type("Promise<void>", "Promise<Unit>");
    check_type("readonly string[]", "[string]");
    check_type("Array<A>", "[A]");
    check_type("[A, b?: B]", "tuple(A, B)");
    check_type("(a: A, ...b: B[]) => C", "(A, [B]) -> C");
    check_type("{ [key: string]: A }", "{string: A}");
    check_type("keyof A", "Unknown(\"keyof A\")");
}

#[test]
fn classes() {
    let facts = facts(EVERYTHING);
    let mut drawn = Vec::new();
    for view in facts.types() {
        let decl = view.decl;
        drawn.push(format!(
            "{:?} {} {:?} {}",
            decl.kind,
            view.name,
            decl.visibility,
            types(&decl.bases)
        ));
        drawn.extend(
            decl.alias_of
                .iter()
                .map(|ty| format!("= {}", draw_type(ty))),
        );
        drawn.extend(view.fields().map(|(_, field)| {
            let ty = field.ty.as_ref().map(draw_type).unwrap_or_default();
            let marks = [
                (field.is_static, " static"),
                (field.is_readonly, " readonly"),
                (field.has_default, " ="),
            ];
            let marks = marks
                .iter()
                .filter(|(is_set, _)| *is_set)
                .map(|(_, mark)| *mark);
            format!(
                "{}: {ty}{} {:?} {:?}",
                field.name,
                marks.collect::<String>(),
                field.visibility,
                view.constraints(field)
            )
        }));
        drawn.extend(
            view.variants()
                .map(|(_, variant)| format!("variant {}", variant.name)),
        );
        drawn.extend(view.methods().map(|(_, method)| {
            let signature = &method.signature;
            let decorators = signature
                .decorators
                .iter()
                .map(|decorator| format!(" @{}", decorator.path));
            let stub = if signature.is_abstract { " stub" } else { "" };
            format!(
                "{}(){stub} {:?}{}",
                signature.name,
                signature.kind,
                decorators.collect::<String>()
            )
        }));
    }
    let drawn: Vec<_> = drawn.iter().map(|line| line.trim_end()).collect();
    let expected: Vec<&str> = EXPECTED_CLASSES.lines().collect();
    assert_eq!(drawn, expected);
}

const EXPECTED_CLASSES: &str = "\
Interface User Public Named, Aged<number>
id: UserId readonly Public []
email: string = Public []
tags: [string]? Public []
find() stub Method
size() stub Getter
Alias UserId Public
= Unknown(\"string & { readonly __brand: unique symbol }\")
Alias Handler Internal
= (Request, Response) -> Promise<Unit>
Alias Shape Internal
= ({kind: Literal(Str(\"circle\")), radius: number} | {kind: Literal(Str(\"square\")), side: (Literal(Int(\"-1\")) | Literal(Int(\"2\")))})
Alias Lookup Internal
= {string: [number]}
Alias Deep Internal
= Unknown(\"T extends Array<infer U> ? U[] : keyof T\")
Alias Pair Internal
= tuple(string, number, [boolean])
Namespace untyped Internal
Interface Window Internal
x: number Public []
Enum Color Public
variant Red
variant Green
variant Blue
Enum Flags Internal
variant None
variant All
Class Base Internal
Class Account Public Base<{a: Literal(Int(\"1\"))}>, Named, Aged<number>
count:  static = Private []
name: string Public [MaxLength(50), MinLength(3)]
age: number = Public [Min { value: \"0\", exclusive: false }]
#secret:  readonly = Private []
ghost: string Public []
quoted: number Public []
handler() Method
constructor() Constructor
total() Getter
total() Setter
find() stub Method
find() stub Method
find() Method @Get @UseGuards
stream() Method
missing() stub Method
delete() Method
Namespace Tools.Inner Internal
two() Function
Class Tools.Inner.Three Public
four() Method";

fn check_imports(language: Language, source: &str, expected: &[&str]) {
    let facts = extract(language, source);
    let imports = facts
        .items
        .iter()
        .flat_map(|item| &item.facts.summary.imports);
    let drawn = imports.map(|import| {
        let name = import.name.as_deref().unwrap_or("-");
        let marks = [
            (import.type_only, " types"),
            (import.conditional, " maybe"),
            (import.re_exported, " shown"),
        ];
        let marks = marks
            .iter()
            .filter(|(is_set, _)| *is_set)
            .map(|(_, mark)| *mark);
        format!(
            "{:?} {} {name} {}{}",
            import.kind,
            import.module,
            import.local,
            marks.collect::<String>()
        )
    });
    assert_eq!(drawn.collect::<Vec<_>>(), expected);
}

#[test]
fn imports() {
    check_imports(
        Language::TypeScript,
        EVERYTHING,
        &[
            "Default express default express",
            "Name express Router Routes",
            "Name express Request Request types",
            "Module fs - fs",
            "Name ./ports.js Clock Clock types",
            "Effect ./side-effects - ",
            "Module ./config - config",
            "All ./errors -  shown",
            "Module ./shapes - shapes shown",
            "Name ./helpers helper default shown",
            "Name ./helpers other other shown",
            "Name ./types Only Only types shown",
            "Name path join join",
            "Name path resolve toPath",
            "Default pino default logger",
        ],
    );
    check_imports(
        Language::JavaScript,
        "const a = require('a')\nconst { b, c: d } = require('b')\nconst e = require('c').f, g = require('d')(1)\nif (x) {\n  var h = require('e')\n}\napp.use(require('./routes'))\nconst { i } = await import('f')\nrequire('g')\n",
        &[
            "Module a - a",
            "Name b b b",
            "Name b c d",
            "Name c f e",
            "Effect d - ",
            "Module e - h maybe",
            "Effect ./routes - ",
            "Name f i i",
            "Effect g - ",
        ],
    );
}

fn check_exports(source: &str, expected: &[&str]) {
    let facts = extract(Language::JavaScript, source);
    let drawn = facts.items.iter().flat_map(|item| {
        let summary = &item.facts.summary;
        summary.exports.iter().map(|export| {
            let value = match summary.exprs.path(export.value) {
                Some(path) => path.to_string(),
                None => format!("{:?}", summary.exprs.get(export.value).kind)
                    .chars()
                    .take(8)
                    .collect(),
            };
            format!("{}={value}", export.name)
        })
    });
    assert_eq!(drawn.collect::<Vec<_>>(), expected, "{source}");
}

#[test]
fn exports() {
    check_exports("export const a = 1\nexport function b() {}\n", &[]);
    check_exports(
        "export { a, b as c, d as default }\n",
        &["a=a", "c=b", "default=d"],
    );
    check_exports("export default class A {\n}\n", &["default=A"]);
    check_exports("export default async () => {}\n", &["default=Function"]);
    check_exports("module.exports = router\n", &["=router"]);
    check_exports(
        "module.exports = { a, b: c.d, e() {}, ...f }\n",
        &["=Map { en", "a=a", "b=c.d", "e=Function"],
    );
    check_exports(
        "exports.a = exports.b = x; module.exports.c = y\n",
        &["a=x", "b=x", "c=y"],
    );
    check_exports("exports = module.exports = create\n", &["=create"]);
    check_exports("other.exports = a; a.module.exports = b\n", &[]);
}

#[test]
fn functions() {
    let source = "export class Service {\n  constructor(private readonly repo: Repo) {}\n\n  async run(id: string, { by = 1 }: Options = {}) {\n    const user = await this.repo.find(id, { name: 'a' })\n    try {\n      this.repo.save(user)\n    } catch (error) {\n      if (error instanceof Locked) throw new Failed(id)\n      throw error\n    }\n    for (const item of user.items) send(`x${item}`)\n    if (user.kind === Kind.A) return new User(user)\n    return user\n  }\n}\n";
    let facts = facts(source);
    let functions = facts
        .items
        .iter()
        .flat_map(|item| &item.facts.summary.functions);
    let functions: Vec<_> = functions.collect();
    let [constructor, run] = functions.as_slice() else {
        panic!("{} methods", functions.len());
    };
    assert_eq!(constructor.signature.kind, FunctionKind::Constructor);
    let injected = constructor.signature.params.first().unwrap();
    assert!(injected.declares_field);
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
            "this.repo.find awaited used",
            "this.repo.save caught",
            "Failed used",
            "send looped",
            "User used"
        ]
    );
    let raises: Vec<_> = run
        .raises
        .iter()
        .map(|raise| raise.error.as_deref())
        .collect();
    assert_eq!(raises, [Some("Failed"), None]);
    assert_eq!(run.returns, ["User", "user"]);
    let compared = ("user.kind".into(), ArgValue::Path("Kind.A".into()));
    assert_eq!(run.compared, [compared]);
}

/// Draws the functions of a text with those in them.
fn check_functions(source: &str, expected: &[&str]) {
    let facts = extract(Language::JavaScript, source);
    let functions = facts
        .items
        .iter()
        .flat_map(|item| &item.facts.summary.functions);
    let drawn = functions.map(|function| {
        let signature = &function.signature;
        let nested = function
            .nested
            .iter()
            .map(|nested| format!(" [{}]", nested.signature.name));
        let owner = signature
            .owner
            .as_deref()
            .map(|owner| format!("{owner}."))
            .unwrap_or_default();
        let marks = [
            (signature.is_async, " async"),
            (signature.is_generator, " generator"),
        ];
        let marks = marks
            .iter()
            .filter(|(is_set, _)| *is_set)
            .map(|(_, mark)| *mark);
        format!(
            "{owner}{} {:?}{}{}",
            signature.name,
            signature.kind,
            marks.collect::<String>(),
            nested.collect::<String>()
        )
    });
    assert_eq!(drawn.collect::<Vec<_>>(), expected, "{source}");
}

#[test]
fn functions_that_are_values() {
    check_functions(
        "const a = async () => {}, b = function* c() {}\n",
        &["a Function async", "b Function generator"],
    );
    check_functions(
        "app.get('/', auth, async (req, res) => {}, function named() {})\n",
        &[" Closure async", "named Closure"],
    );
    check_functions(
        "module.exports = { async create(req) {}, find: () => 1, get x() {} }\n",
        &["create Closure async", " Closure", "x Getter"],
    );
    check_functions(
        "exports.list = (req) => {}; a.b = () => {}\n",
        &["list Function", " Closure"],
    );
    check_functions(
        "function make(x) { const y = () => 1; on('a', () => {}); (() => {})(); return async () => {} }\n",
        &["make Function [y] [] []"],
    );
    check_functions(
        "const A = class { x = () => 1; static y() {} constructor() {} }\n",
        &[
            "A.x Method",
            "A.y StaticMethod",
            "A.constructor Constructor",
        ],
    );
    check_functions("class A { x = () => 1\n}\n", &["x Method"]);
}
