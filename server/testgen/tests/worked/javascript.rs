//! Express middleware, and a function that throws.

use syntax::facts::{BinaryOp, Body, ExprKind, FunctionId, TypeDecl, TypeDeclKind};

use super::builder::{Builder, param, signature, type_decl};

pub fn require_scope() -> (Body, FunctionId, Vec<TypeDecl>) {
    let b = Builder::default();
    let answer = |status: i64, error: &str| {
        let written = b.call("res.status", &[b.int(status)]);
        b.ret(&[b.method(written, "json", &[b.map(&[("error", b.text(error))])])])
    };
    let stmts = vec![
        b.set(&["header"], b.path("req.headers.authorization")),
        b.when(b.not(b.path("header")), vec![answer(401, "token missing")]),
        b.set(
            &["token"],
            b.awaited(b.call("tokens.verify", &[b.call("header.slice", &[b.int(7)])])),
        ),
        b.when(
            b.not(b.call("token.scopes.includes", &[b.path("scope")])),
            vec![answer(403, "scope missing")],
        ),
        b.set(&["req.userId"], b.path("token.userId")),
        b.ret(&[b.call("next", &[])]),
    ];
    let params = vec![param("req", None), param("res", None), param("next", None)];
    let inner = b.function(signature("", true, params, None), stmts);
    let closure = b.expr(ExprKind::Function(inner));
    let outer = b.function(
        signature(
            "requireScope",
            false,
            vec![param("scope", None), param("tokens", None)],
            None,
        ),
        vec![b.ret(&[closure])],
    );
    let (body, _) = b.done(outer);
    (body, inner, Vec::new())
}

pub fn vote() -> (Body, FunctionId, Vec<TypeDecl>) {
    let b = Builder::default();
    let before = b.expr(ExprKind::Index {
        object: b.path("poll.votes"),
        index: b.path("voterId"),
    });
    let stmts = vec![
        b.set(
            &["poll"],
            b.awaited(b.call("polls.find", &[b.path("pollId")])),
        ),
        b.when(
            b.binary(
                BinaryOp::LessEqual,
                b.path("poll.closesAt"),
                b.call("polls.now", &[]),
            ),
            vec![b.raise(b.new_of("PollClosed", &[b.path("pollId")]))],
        ),
        b.set(&["before"], before),
        b.when(
            b.binary(BinaryOp::Equal, b.path("before"), b.path("choice")),
            vec![b.ret(&[b.bool(false)])],
        ),
        b.run(b.awaited(b.call(
            "polls.record",
            &[b.path("pollId"), b.path("voterId"), b.path("choice")],
        ))),
        b.ret(&[b.bool(true)]),
    ];
    let params = ["pollId", "voterId", "choice", "polls"]
        .map(|name| param(name, None))
        .to_vec();
    let root = b.function(signature("vote", true, params, None), stmts);
    let (body, root) = b.done(root);
    (
        body,
        root,
        vec![type_decl(
            "PollClosed",
            TypeDeclKind::Class,
            &["Error"],
            vec![],
            vec![],
        )],
    )
}
