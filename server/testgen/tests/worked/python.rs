//! A plain async function, and a class with a clock and an early return.

use syntax::facts::{BinaryOp, Body, FunctionId, TypeDecl, TypeDeclKind, TypeKind};

use super::builder::{Builder, field, optional, param, plain, signature, ty, type_decl};

pub fn create_user() -> (Body, FunctionId, Vec<TypeDecl>) {
    let b = Builder::default();
    let stmts = vec![
        b.set(
            &["existing"],
            b.awaited(b.call("user_repo.find_by_email", &[b.path("email")])),
        ),
        b.when(
            b.path("existing"),
            vec![b.raise(b.call(
                "UserAlreadyExistsError",
                &[b.template("User ", &[(b.path("email"), " already exists")])],
            ))],
        ),
        b.ret(&[b.awaited(b.call(
            "user_repo.create",
            &[b.keyed(
                "User",
                &[
                    ("email", b.path("email")),
                    (
                        "password",
                        b.slice_step(
                            b.path("password"),
                            b.unary(syntax::facts::UnaryOp::Negate, b.int(1)),
                        ),
                    ),
                ],
            )],
        ))]),
    ];
    let params = vec![
        param("email", Some(plain("str"))),
        param("password", Some(plain("str"))),
        param("user_repo", Some(plain("UserRepository"))),
    ];
    let root = b.function(
        signature("create_user", true, params, Some(plain("User"))),
        stmts,
    );
    let (body, root) = b.done(root);
    let find = signature(
        "find_by_email",
        true,
        vec![param("email", Some(plain("str")))],
        Some(optional("User")),
    );
    let create = signature(
        "create",
        true,
        vec![param("user", Some(plain("User")))],
        Some(plain("User")),
    );
    let types = vec![
        type_decl(
            "User",
            TypeDeclKind::Class,
            &[],
            vec![
                field("email", plain("str")),
                field("password", plain("str")),
            ],
            vec![],
        ),
        type_decl(
            "UserAlreadyExistsError",
            TypeDeclKind::Class,
            &["Exception"],
            vec![],
            vec![],
        ),
        type_decl(
            "UserRepository",
            TypeDeclKind::Class,
            &["Protocol"],
            vec![],
            vec![find, create],
        ),
    ];
    (body, root, types)
}

pub fn archive_project() -> (Body, FunctionId, Vec<TypeDecl>) {
    let b = Builder::default();
    let quiet = b.binary(
        BinaryOp::Less,
        b.binary(
            BinaryOp::Subtract,
            b.call("self._now", &[]),
            b.path("project.touched_at"),
        ),
        b.path("self.QUIET"),
    );
    let stmts = vec![
        b.set(
            &["project"],
            b.call("self._projects.get", &[b.path("project_id")]),
        ),
        b.when(
            b.binary(BinaryOp::Is, b.path("project"), b.null()),
            vec![b.raise(b.call("ProjectNotFound", &[b.path("project_id")]))],
        ),
        b.when(
            b.binary(BinaryOp::NotEqual, b.path("project.owner_id"), b.path("by")),
            vec![b.raise(b.call("NotOwner", &[b.path("by")]))],
        ),
        b.when(
            b.binary(BinaryOp::And, b.not(b.path("force")), quiet),
            vec![b.ret(&[b.bool(false)])],
        ),
        b.set(&["project.archived"], b.bool(true)),
        b.run(b.call("self._projects.save", &[b.path("project")])),
        b.ret(&[b.bool(true)]),
    ];
    let mut force = param("force", Some(plain("bool")));
    force.default = Some(b.bool(false));
    force.optional = true;
    let mut receiver = param("self", None);
    receiver.kind = syntax::facts::ParamKind::Receiver;
    let params = vec![
        receiver.clone(),
        param("project_id", Some(plain("int"))),
        param("by", Some(plain("int"))),
        force,
    ];
    let root = b.function(
        signature("execute", false, params, Some(plain("bool"))),
        stmts,
    );
    let (body, root) = b.done(root);
    let get = signature(
        "get",
        false,
        vec![receiver.clone(), param("project_id", Some(plain("int")))],
        Some(optional("Project")),
    );
    let save = signature(
        "save",
        false,
        vec![receiver, param("project", Some(plain("Project")))],
        Some(ty(TypeKind::Unit)),
    );
    let mut archived = field("archived", plain("bool"));
    archived.has_default = true;
    let clock = ty(TypeKind::Function {
        params: Some(vec![]),
        returns: Some(Box::new(plain("datetime"))),
        is_async: false,
    });
    let fields = vec![
        field("id", plain("int")),
        field("owner_id", plain("int")),
        field("touched_at", plain("datetime")),
        archived,
    ];
    let types = vec![
        type_decl("Project", TypeDeclKind::Class, &[], fields, vec![]),
        type_decl(
            "Projects",
            TypeDeclKind::Class,
            &["ABC"],
            vec![],
            vec![get, save],
        ),
        type_decl(
            "ArchiveProject",
            TypeDeclKind::Class,
            &[],
            vec![field("_projects", plain("Projects")), field("_now", clock)],
            vec![],
        ),
    ];
    (body, root, types)
}
