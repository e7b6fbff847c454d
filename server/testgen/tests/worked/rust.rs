//! A use case over `Arc<dyn Trait>`, and a generic function with `let else`.

use syntax::facts::{
    BinaryOp, Body, FunctionId, PatternKind, TypeDecl, TypeDeclKind, TypeKind, TypeParam, Variant,
};
use syntax::span::Span;

use super::builder::{Builder, field, named, param, plain, signature, ty, type_decl};

fn variant(name: &str, carries: &[(&str, &str)]) -> Variant {
    Variant {
        name: name.into(),
        span: Span::default(),
        value: None,
        fields: carries
            .iter()
            .map(|(name, ty)| field(name, plain(ty)))
            .collect(),
        decorators: Vec::new(),
    }
}

pub fn rename() -> (Body, FunctionId, Vec<TypeDecl>) {
    let b = Builder::default();
    let loaded = b.propagate(b.awaited(b.call("self.boards.load", &[b.path("id")])));
    let found = b.method(
        loaded,
        "ok_or",
        &[b.call("RenameError.NotFound", &[b.path("id")])],
    );
    let stmts = vec![
        b.set(&["board"], b.propagate(found)),
        b.when(
            b.path("board.locked"),
            vec![b.ret(&[b.call("Err", &[b.path("RenameError.Locked")])])],
        ),
        b.set(&["board.title"], b.call("title.to_string", &[])),
        b.run(b.propagate(b.awaited(b.call(
            "self.boards.save",
            &[b.unary(syntax::facts::UnaryOp::Reference, b.path("board"))],
        )))),
        b.ret(&[b.call("Ok", &[b.path("board")])]),
    ];
    let text = ty(TypeKind::Reference {
        mutable: false,
        inner: Box::new(plain("str")),
    });
    let result = |value| named("Result", vec![value, plain("RenameError")]);
    let params = vec![param("id", Some(plain("u32"))), param("title", Some(text))];
    let root = b.function(
        signature("execute", true, params, Some(result(plain("Board")))),
        stmts,
    );
    let (body, root) = b.done(root);
    let load = signature(
        "load",
        true,
        vec![param("id", Some(plain("u32")))],
        Some(result(named("Option", vec![plain("Board")]))),
    );
    let board = ty(TypeKind::Reference {
        mutable: false,
        inner: Box::new(plain("Board")),
    });
    let save = signature(
        "save",
        true,
        vec![param("board", Some(board))],
        Some(result(ty(TypeKind::Unit))),
    );
    let boards = named("Arc", vec![ty(TypeKind::Dynamic(vec![plain("Boards")]))]);
    let mut error = type_decl("RenameError", TypeDeclKind::Enum, &[], vec![], vec![]);
    error.variants = vec![
        variant("NotFound", &[("0", "u32")]),
        variant("Locked", &[]),
        variant("Storage", &[]),
    ];
    let fields = vec![
        field("id", plain("u32")),
        field("title", plain("String")),
        field("locked", plain("bool")),
    ];
    let types = vec![
        type_decl("Board", TypeDeclKind::Struct, &[], fields, vec![]),
        error,
        type_decl(
            "Boards",
            TypeDeclKind::Trait,
            &["Send", "Sync"],
            vec![],
            vec![load, save],
        ),
        type_decl(
            "Rename",
            TypeDeclKind::Struct,
            &[],
            vec![field("boards", boards)],
            vec![],
        ),
    ];
    (body, root, types)
}

pub fn vote() -> (Body, FunctionId, Vec<TypeDecl>) {
    let b = Builder::default();
    let some = b.pattern(PatternKind::Type {
        path: "Some".into(),
        parts: vec![(None, b.pattern(PatternKind::Name("closes_at".into())))],
    });
    let unknown = b.call(
        "Err",
        &[b.call("VoteError.Unknown", &[b.call("poll.to_string", &[])])],
    );
    let unit = b.expr(syntax::facts::ExprKind::Sequence {
        kind: syntax::facts::SequenceKind::Tuple,
        items: Vec::new(),
    });
    let stmts = vec![
        b.let_else(
            some,
            b.call("polls.closes_at", &[b.path("poll")]),
            vec![b.ret(&[unknown])],
        ),
        b.when(
            b.binary(BinaryOp::GreaterEqual, b.path("now"), b.path("closes_at")),
            vec![b.ret(&[b.call("Err", &[b.path("VoteError.Closed")])])],
        ),
        b.run(b.call("polls.record", &[b.path("poll"), b.path("choice")])),
        b.ret(&[b.call("Ok", &[unit])]),
    ];
    let reference = |mutable, inner: &str| {
        ty(TypeKind::Reference {
            mutable,
            inner: Box::new(plain(inner)),
        })
    };
    let params = vec![
        param("polls", Some(reference(true, "P"))),
        param("poll", Some(reference(false, "str"))),
        param("choice", Some(plain("u8"))),
        param("now", Some(plain("u64"))),
    ];
    let returns = named("Result", vec![ty(TypeKind::Unit), plain("VoteError")]);
    let mut vote = signature("vote", false, params, Some(returns));
    vote.type_params = vec![TypeParam {
        name: "P".into(),
        bounds: vec![plain("Polls")],
    }];
    let root = b.function(vote, stmts);
    let (body, root) = b.done(root);
    let closes_at = signature(
        "closes_at",
        false,
        vec![param("poll", Some(reference(false, "str")))],
        Some(named("Option", vec![plain("u64")])),
    );
    let record = signature(
        "record",
        false,
        vec![
            param("poll", Some(reference(false, "str"))),
            param("choice", Some(plain("u8"))),
        ],
        None,
    );
    let mut error = type_decl("VoteError", TypeDeclKind::Enum, &[], vec![], vec![]);
    error.variants = vec![
        variant("Closed", &[]),
        variant("Unknown", &[("0", "String")]),
    ];
    let types = vec![
        error,
        type_decl(
            "Polls",
            TypeDeclKind::Trait,
            &[],
            vec![],
            vec![closes_at, record],
        ),
    ];
    (body, root, types)
}
