//! A use case struct with sentinels, and a function with a comma-ok port and a struct error.

use syntax::facts::{BinaryOp, Body, FunctionId, TypeDecl, TypeDeclKind, TypeKind, UnaryOp};

use super::builder::{Builder, field, param, plain, pointer, signature, ty, type_decl};

pub fn rename() -> (Body, FunctionId, Vec<TypeDecl>) {
    let b = Builder::default();
    let stmts = vec![
        b.set(
            &["b", "err"],
            b.call("r.repo.Load", &[b.path("ctx"), b.path("id")]),
        ),
        b.when(
            b.binary(BinaryOp::NotEqual, b.path("err"), b.null()),
            vec![b.ret(&[
                b.null(),
                b.call("fmt.Errorf", &[b.text("load: %w"), b.path("err")]),
            ])],
        ),
        b.when(
            b.binary(BinaryOp::Equal, b.path("b"), b.null()),
            vec![b.ret(&[b.null(), b.path("ErrNotFound")])],
        ),
        b.when(
            b.path("b.Locked"),
            vec![b.ret(&[b.null(), b.path("ErrLocked")])],
        ),
        b.set(&["b.Title"], b.path("title")),
        b.ret(&[
            b.path("b"),
            b.call("r.repo.Save", &[b.path("ctx"), b.path("b")]),
        ]),
    ];
    let context = || param("ctx", Some(plain("context.Context")));
    let returns = ty(TypeKind::Tuple(vec![pointer("Board"), plain("error")]));
    let params = vec![
        context(),
        param("id", Some(plain("string"))),
        param("title", Some(plain("string"))),
    ];
    let mut rename = signature("Rename", false, params, Some(returns.clone()));
    rename.owner = Some("Renamer".into());
    let root = b.function(rename, stmts);
    let (body, root) = b.done(root);
    let load = signature(
        "Load",
        false,
        vec![context(), param("id", Some(plain("string")))],
        Some(returns),
    );
    let save = signature(
        "Save",
        false,
        vec![context(), param("b", Some(pointer("Board")))],
        Some(plain("error")),
    );
    let fields = vec![
        field("ID", plain("string")),
        field("Title", plain("string")),
        field("Locked", plain("bool")),
    ];
    let types = vec![
        type_decl("Board", TypeDeclKind::Struct, &[], fields, vec![]),
        type_decl(
            "Repository",
            TypeDeclKind::Interface,
            &[],
            vec![],
            vec![load, save],
        ),
        type_decl(
            "Renamer",
            TypeDeclKind::Struct,
            &[],
            vec![field("repo", plain("Repository"))],
            vec![],
        ),
    ];
    (body, root, types)
}

pub fn rank() -> (Body, FunctionId, Vec<TypeDecl>) {
    let b = Builder::default();
    let outside = b.binary(
        BinaryOp::Or,
        b.binary(BinaryOp::Less, b.path("points"), b.int(0)),
        b.binary(BinaryOp::Greater, b.path("points"), b.path("max")),
    );
    let error = b.unary(
        UnaryOp::Reference,
        b.record(
            plain("RangeError"),
            &[("Got", b.path("points")), ("Max", b.path("max"))],
        ),
    );
    let beaten = b.binary(
        BinaryOp::And,
        b.path("ok"),
        b.binary(BinaryOp::GreaterEqual, b.path("best"), b.path("points")),
    );
    let stmts = vec![
        b.set(&["max"], b.int(1000)),
        b.when(outside, vec![b.ret(&[b.bool(false), error])]),
        b.set(&["best", "ok"], b.call("scores.Best", &[b.path("player")])),
        b.when(beaten, vec![b.ret(&[b.bool(false), b.null()])]),
        b.ret(&[b.bool(true), b.null()]),
    ];
    let params = vec![
        param("scores", Some(plain("Scores"))),
        param("player", Some(plain("string"))),
        param("points", Some(plain("int"))),
    ];
    let returns = ty(TypeKind::Tuple(vec![plain("bool"), plain("error")]));
    let root = b.function(signature("Rank", false, params, Some(returns)), stmts);
    let (body, root) = b.done(root);
    let best = signature(
        "Best",
        false,
        vec![param("player", Some(plain("string")))],
        Some(ty(TypeKind::Tuple(vec![plain("int"), plain("bool")]))),
    );
    let types = vec![
        type_decl(
            "RangeError",
            TypeDeclKind::Struct,
            &[],
            vec![field("Got", plain("int")), field("Max", plain("int"))],
            vec![],
        ),
        type_decl("Scores", TypeDeclKind::Interface, &[], vec![], vec![best]),
    ];
    (body, root, types)
}
