//! A class with constructor injection, and a factory closure with a result union.

use syntax::facts::{
    BinaryOp, Body, FunctionId, Literal, Param, PatternKind, TypeDecl, TypeDeclKind, TypeKind,
};

use super::builder::{Builder, field, named, optional, param, plain, signature, ty, type_decl};

pub fn rename_board() -> (Body, FunctionId, Vec<TypeDecl>) {
    let b = Builder::default();
    let stmts = vec![
        b.set(
            &["board"],
            b.awaited(b.call("this.boards.load", &[b.path("id")])),
        ),
        b.when(
            b.not(b.path("board")),
            vec![b.raise(b.new_of("BoardNotFound", &[b.path("id")]))],
        ),
        b.when(
            b.path("board.locked"),
            vec![b.raise(b.new_of("BoardLocked", &[b.path("id")]))],
        ),
        b.when(
            b.binary(BinaryOp::Equal, b.path("board.title"), b.path("title")),
            vec![b.ret(&[b.path("board")])],
        ),
        b.set(
            &["renamed"],
            b.map(&[("", b.path("board")), ("title", b.path("title"))]),
        ),
        b.run(b.awaited(b.call("this.boards.save", &[b.path("renamed")]))),
        b.ret(&[b.path("renamed")]),
    ];
    let params = vec![
        param("id", Some(plain("string"))),
        param("title", Some(plain("string"))),
    ];
    let root = b.function(
        signature(
            "execute",
            true,
            params,
            Some(named("Promise", vec![plain("Board")])),
        ),
        stmts,
    );
    let (body, root) = b.done(root);
    let load = signature(
        "load",
        false,
        vec![param("id", Some(plain("string")))],
        Some(named("Promise", vec![optional("Board")])),
    );
    let save = signature(
        "save",
        false,
        vec![param("board", Some(plain("Board")))],
        Some(named("Promise", vec![ty(TypeKind::Unit)])),
    );
    let mut injected = param("boards", Some(plain("BoardRepository")));
    injected.declares_field = true;
    let mut constructor = signature("constructor", false, vec![injected], None);
    constructor.kind = syntax::facts::FunctionKind::Constructor;
    let fields = vec![
        field("id", plain("string")),
        field("title", plain("string")),
        field("locked", plain("boolean")),
    ];
    let types = vec![
        type_decl("Board", TypeDeclKind::Interface, &[], fields, vec![]),
        type_decl(
            "BoardRepository",
            TypeDeclKind::Interface,
            &[],
            vec![],
            vec![load, save],
        ),
        type_decl(
            "BoardNotFound",
            TypeDeclKind::Class,
            &["Error"],
            vec![],
            vec![],
        ),
        type_decl(
            "BoardLocked",
            TypeDeclKind::Class,
            &["Error"],
            vec![],
            vec![],
        ),
        type_decl(
            "RenameBoard",
            TypeDeclKind::Class,
            &[],
            vec![],
            vec![constructor],
        ),
    ];
    (body, root, types)
}

pub fn make_send_digest() -> (Body, FunctionId, Vec<TypeDecl>) {
    let b = Builder::default();
    let stmts = vec![
        b.set(&["lines"], b.awaited(b.call("unread", &[b.path("userId")]))),
        b.when(
            b.binary(BinaryOp::Equal, b.path("lines.length"), b.int(0)),
            vec![b.ret(&[b.map(&[("ok", b.bool(false)), ("error", b.text("NOTHING_UNREAD"))])])],
        ),
        b.set(
            &["count"],
            b.call("Math.min", &[b.path("lines.length"), b.path("max")]),
        ),
        b.try_catch(
            vec![b.run(b.awaited(b.call(
                "deliver",
                &[b.map(&[("to", b.path("to")), ("lines", b.path("count"))])],
            )))],
            vec![b.ret(&[b.map(&[("ok", b.bool(false)), ("error", b.text("RELAY_DOWN"))])])],
        ),
        b.ret(&[b.map(&[("ok", b.bool(true)), ("lines", b.path("count"))])]),
    ];
    let mut max = param("max", None);
    max.default = Some(b.int(10));
    max.optional = true;
    let params = vec![
        param("userId", Some(plain("number"))),
        param("to", Some(plain("string"))),
        max,
    ];
    let returns = named("Promise", vec![plain("DigestResult")]);
    let inner = b.function(signature("", true, params, Some(returns)), stmts);
    let closure = b.expr(syntax::facts::ExprKind::Function(inner));
    // The parameter of the factory is taken apart where it is declared.
    let deps = Param {
        pattern: Some(b.pattern(PatternKind::Map(vec![
            (
                "unread".into(),
                b.pattern(PatternKind::Name("unread".into())),
                None,
            ),
            (
                "deliver".into(),
                b.pattern(PatternKind::Name("deliver".into())),
                None,
            ),
        ]))),
        ..param("", Some(plain("SendDigestDeps")))
    };
    let outer = b.function(
        signature("makeSendDigest", false, vec![deps], None),
        vec![b.ret(&[closure])],
    );
    let (body, _) = b.done(outer);

    let function = |params: Vec<Param>, returns| {
        ty(TypeKind::Function {
            params: Some(params),
            returns: Some(Box::new(returns)),
            is_async: false,
        })
    };
    let lines = named(
        "Promise",
        vec![ty(TypeKind::List(Box::new(plain("string"))))],
    );
    let text = |text: &str| ty(TypeKind::Literal(Literal::Str(text.into())));
    let truth = |value| ty(TypeKind::Literal(Literal::Bool(value)));
    let mut result = type_decl("DigestResult", TypeDeclKind::Alias, &[], vec![], vec![]);
    result.alias_of = Some(ty(TypeKind::Union(vec![
        ty(TypeKind::Object(vec![
            field("ok", truth(true)),
            field("lines", plain("number")),
        ])),
        ty(TypeKind::Object(vec![
            field("ok", truth(false)),
            field(
                "error",
                ty(TypeKind::Union(vec![
                    text("NOTHING_UNREAD"),
                    text("RELAY_DOWN"),
                ])),
            ),
        ])),
    ])));
    let deps = vec![
        field(
            "unread",
            function(vec![param("userId", Some(plain("number")))], lines),
        ),
        field(
            "deliver",
            function(
                vec![param("mail", Some(plain("Mail")))],
                named("Promise", vec![ty(TypeKind::Unit)]),
            ),
        ),
    ];
    let types = vec![
        type_decl(
            "Mail",
            TypeDeclKind::Alias,
            &[],
            vec![
                field("to", plain("string")),
                field("lines", plain("number")),
            ],
            vec![],
        ),
        type_decl("SendDigestDeps", TypeDeclKind::Alias, &[], deps, vec![]),
        result,
    ];
    (body, inner, types)
}
