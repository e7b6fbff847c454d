//! Writes facts by hand, with made-up spans; it never reads source.

use std::cell::{Cell, RefCell};

use syntax::facts::{
    Arg, BinaryOp, Block, Body, CallStyle, ExprId, ExprKind, Field, Function, FunctionId,
    FunctionKind, Literal, Name, Param, ParamKind, Pattern, PatternKind, Signature, StmtId,
    StmtKind, TemplatePart, Test, TypeDecl, TypeDeclKind, TypeKind, TypeRef, UnaryOp, Visibility,
};
use syntax::span::Span;

/// Makes one body. Takes `&self` everywhere so that calls nest.
#[derive(Default)]
pub struct Builder {
    body: RefCell<Body>,
    at: Cell<u32>,
}

impl Builder {
    pub fn span(&self) -> Span {
        let at = self.at.get();
        self.at.set(at + 2);
        Span::new(at, at + 1)
    }

    pub fn expr(&self, kind: ExprKind) -> ExprId {
        let span = self.span();
        self.body.borrow_mut().exprs.push(span, kind)
    }

    /// `a.b.c`
    pub fn path(&self, path: &str) -> ExprId {
        let mut parts = path.split('.');
        let mut expr = self.expr(ExprKind::Name(parts.next().unwrap_or_default().into()));
        for part in parts {
            expr = self.member(expr, part);
        }
        expr
    }

    pub fn member(&self, object: ExprId, name: &str) -> ExprId {
        let name_span = self.span();
        self.expr(ExprKind::Member {
            object,
            name: name.into(),
            name_span,
            optional: false,
        })
    }

    pub fn call(&self, path: &str, args: &[ExprId]) -> ExprId {
        let callee = self.path(path);
        self.call_on(callee, args)
    }

    pub fn call_on(&self, callee: ExprId, args: &[ExprId]) -> ExprId {
        let args = args.iter().map(|value| self.arg(None, *value)).collect();
        self.styled(CallStyle::Plain, callee, args)
    }

    /// `object.method(args)`
    pub fn method(&self, object: ExprId, method: &str, args: &[ExprId]) -> ExprId {
        let callee = self.member(object, method);
        self.call_on(callee, args)
    }

    pub fn keyed(&self, path: &str, args: &[(&str, ExprId)]) -> ExprId {
        let callee = self.path(path);
        let args = args
            .iter()
            .map(|(name, value)| self.arg(Some(name), *value))
            .collect();
        self.styled(CallStyle::Plain, callee, args)
    }

    fn styled(&self, style: CallStyle, callee: ExprId, args: Vec<Arg>) -> ExprId {
        let args_span = self.span();
        self.expr(ExprKind::Call {
            style,
            callee,
            args,
            args_span,
        })
    }

    pub fn arg(&self, name: Option<&str>, value: ExprId) -> Arg {
        Arg {
            span: self.span(),
            name: name.map(Name::from),
            spread: None,
            value,
        }
    }

    pub fn awaited(&self, inner: ExprId) -> ExprId {
        self.expr(ExprKind::Await(inner))
    }

    pub fn propagate(&self, inner: ExprId) -> ExprId {
        self.expr(ExprKind::Propagate(inner))
    }

    pub fn not(&self, operand: ExprId) -> ExprId {
        self.expr(ExprKind::Unary {
            op: UnaryOp::Not,
            operand,
        })
    }

    pub fn unary(&self, op: UnaryOp, operand: ExprId) -> ExprId {
        self.expr(ExprKind::Unary { op, operand })
    }

    pub fn binary(&self, op: BinaryOp, left: ExprId, right: ExprId) -> ExprId {
        self.expr(ExprKind::Binary { op, left, right })
    }

    pub fn null(&self) -> ExprId {
        self.expr(ExprKind::Literal(Literal::Null))
    }

    pub fn int(&self, value: i64) -> ExprId {
        self.expr(ExprKind::Literal(Literal::Int(value.to_string().into())))
    }

    pub fn bool(&self, value: bool) -> ExprId {
        self.expr(ExprKind::Literal(Literal::Bool(value)))
    }

    /// Texts and values in turn, beginning with a text.
    pub fn template(&self, first: &str, rest: &[(ExprId, &str)]) -> ExprId {
        let mut parts = vec![TemplatePart::Text(first.into())];
        for (value, text) in rest {
            parts.push(TemplatePart::Value {
                value: *value,
                format: None,
            });
            parts.push(TemplatePart::Text((*text).into()));
        }
        self.expr(ExprKind::Template { tag: None, parts })
    }

    pub fn slice_step(&self, object: ExprId, step: ExprId) -> ExprId {
        let index = self.expr(ExprKind::Slice {
            start: None,
            end: None,
            step: Some(step),
        });
        self.expr(ExprKind::Index { object, index })
    }

    pub fn stmt(&self, kind: StmtKind) -> StmtId {
        let span = self.span();
        self.body.borrow_mut().push_stmt(span, kind)
    }

    pub fn run(&self, expr: ExprId) -> StmtId {
        self.stmt(StmtKind::Expr(expr))
    }

    /// `name = value`, `a, b := value`, `x.y = value`.
    pub fn set(&self, targets: &[&str], value: ExprId) -> StmtId {
        let targets = targets.iter().map(|target| self.target(target)).collect();
        self.stmt(StmtKind::Assign {
            targets,
            op: None,
            ty: None,
            value: Some(value),
            declares: false,
        })
    }

    fn target(&self, target: &str) -> Pattern {
        let kind = if target.contains('.') {
            PatternKind::Place(self.path(target))
        } else {
            PatternKind::Name(target.into())
        };
        self.pattern(kind)
    }

    pub fn pattern(&self, kind: PatternKind) -> Pattern {
        Pattern {
            span: self.span(),
            kind,
        }
    }

    pub fn when(&self, test: ExprId, then: Vec<StmtId>) -> StmtId {
        let then = self.block(then);
        self.stmt(StmtKind::Branch {
            test: Test::Expr(test),
            then,
            otherwise: None,
        })
    }

    pub fn let_else(&self, pattern: Pattern, value: ExprId, otherwise: Vec<StmtId>) -> StmtId {
        let otherwise = Some(self.block(otherwise));
        let then = self.block(Vec::new());
        self.stmt(StmtKind::Branch {
            test: Test::Pattern { value, pattern },
            then,
            otherwise,
        })
    }

    pub fn ret(&self, values: &[ExprId]) -> StmtId {
        self.stmt(StmtKind::Return(values.to_vec()))
    }

    pub fn raise(&self, error: ExprId) -> StmtId {
        self.stmt(StmtKind::Raise {
            error: Some(error),
            cause: None,
        })
    }

    pub fn block(&self, stmts: Vec<StmtId>) -> Block {
        Block {
            span: self.span(),
            stmts,
        }
    }

    pub fn function(&self, signature: Signature, stmts: Vec<StmtId>) -> FunctionId {
        let block = self.block(stmts);
        self.body
            .borrow_mut()
            .push_function(Function { signature, block })
    }

    pub fn done(self, root: FunctionId) -> (Body, FunctionId) {
        let stmt = self.stmt(StmtKind::Function(root));
        let mut body = self.body.into_inner();
        body.root = Block {
            span: Span::default(),
            stmts: vec![stmt],
        };
        (body, root)
    }
}

pub fn signature(
    name: &str,
    is_async: bool,
    params: Vec<Param>,
    returns: Option<TypeRef>,
) -> Signature {
    Signature {
        name: name.into(),
        name_span: Span::default(),
        span: Span::default(),
        owner: None,
        kind: FunctionKind::Function,
        visibility: Visibility::Public,
        is_async,
        is_generator: false,
        is_abstract: false,
        type_params: Vec::new(),
        params,
        params_span: Span::default(),
        returns,
        decorators: Vec::new(),
        doc: None,
        body_span: Span::default(),
    }
}

pub fn param(name: &str, ty: Option<TypeRef>) -> Param {
    Param {
        name: name.into(),
        name_span: Span::default(),
        span: Span::default(),
        kind: ParamKind::Positional,
        ty,
        default: None,
        optional: false,
        declares_field: false,
        pattern: None,
        decorators: Vec::new(),
    }
}

pub fn ty(kind: TypeKind) -> TypeRef {
    TypeRef {
        span: Span::default(),
        kind,
    }
}

/// `User`, `Promise<User | null>` as `named("Promise", [optional("User")])`.
pub fn named(path: &str, args: Vec<TypeRef>) -> TypeRef {
    ty(TypeKind::Named {
        path: path.into(),
        args,
    })
}

pub fn plain(path: &str) -> TypeRef {
    named(path, Vec::new())
}

pub fn optional(path: &str) -> TypeRef {
    ty(TypeKind::Optional(Box::new(plain(path))))
}

pub fn field(name: &str, ty: TypeRef) -> Field {
    Field {
        name: name.into(),
        name_span: Span::default(),
        span: Span::default(),
        ty: Some(ty),
        value: None,
        has_default: false,
        constraints: Vec::new(),
        tags: Vec::new(),
        decorators: Vec::new(),
        visibility: Visibility::Public,
        is_static: false,
        is_readonly: false,
    }
}

pub fn type_decl(
    name: &str,
    kind: TypeDeclKind,
    bases: &[&str],
    fields: Vec<Field>,
    methods: Vec<Signature>,
) -> TypeDecl {
    TypeDecl {
        name: name.into(),
        name_span: Span::default(),
        span: Span::default(),
        kind,
        visibility: Visibility::Public,
        type_params: Vec::new(),
        bases: bases.iter().map(|base| plain(base)).collect(),
        options: Vec::new(),
        decorators: Vec::new(),
        fields,
        variants: Vec::new(),
        methods,
        alias_of: None,
        doc: None,
    }
}
