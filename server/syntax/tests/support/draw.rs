//! Draws facts as text, with every operator's operands in brackets.

use syntax::facts::{
    Block, Body, ExprId, ExprKind, Literal, Pattern, PatternKind, StmtId, StmtKind, TemplatePart,
    Test, TypeKind, TypeRef,
};

pub fn draw(body: &Body, id: ExprId) -> String {
    let many = |ids: &[ExprId]| {
        let drawn = ids.iter().map(|id| draw(body, *id));
        drawn.collect::<Vec<_>>().join(", ")
    };
    match &body.exprs.get(id).kind {
        ExprKind::Name(name) => name.to_string(),
        ExprKind::Literal(Literal::Str(text)) => format!("{text:?}"),
        ExprKind::Literal(Literal::Bytes(text)) => format!("b{text:?}"),
        ExprKind::Literal(Literal::Int(digits) | Literal::Float(digits)) => digits.to_string(),
        ExprKind::Literal(other) => format!("{other:?}"),
        ExprKind::Template { parts, .. } => {
            let parts = parts.iter().map(|part| match part {
                TemplatePart::Text(text) => format!("{text:?}"),
                TemplatePart::Value { value, format } => {
                    format!(
                        "{{{}{}}}",
                        draw(body, *value),
                        format.as_deref().unwrap_or("")
                    )
                }
            });
            format!("template({})", parts.collect::<Vec<_>>().join(" "))
        }
        ExprKind::Member { object, name, .. } => format!("{}.{name}", draw(body, *object)),
        ExprKind::Index { object, index } => {
            format!("{}[{}]", draw(body, *object), draw(body, *index))
        }
        ExprKind::Call { callee, args, .. } => {
            let args = args.iter().map(|arg| {
                let name = arg.name.as_ref().map(|name| format!("{name}="));
                let spread = arg.spread.map(|spread| format!("{spread:?} "));
                let value = draw(body, arg.value);
                name.unwrap_or_default() + &spread.unwrap_or_default() + &value
            });
            let args = args.collect::<Vec<_>>().join(", ");
            format!("{}({args})", draw(body, *callee))
        }
        ExprKind::Unary { op, operand } => format!("({op:?} {})", draw(body, *operand)),
        ExprKind::Binary { op, left, right } => {
            format!("({} {op:?} {})", draw(body, *left), draw(body, *right))
        }
        ExprKind::Conditional {
            test,
            then,
            otherwise,
        } => format!(
            "(if {} then {})",
            draw(body, *test),
            many(&[*then, *otherwise])
        ),
        ExprKind::Assign { target, value } => format!("({})", many(&[*target, *value])),
        ExprKind::Await(value) => format!("(await {})", draw(body, *value)),
        ExprKind::Propagate(value) => format!("({}?)", draw(body, *value)),
        ExprKind::Matches {
            value,
            pattern: shape,
        } => format!("({} is {})", draw(body, *value), pattern(body, shape)),
        ExprKind::Sequence { kind, items } => format!("{kind:?}[{}]", many(items)),
        ExprKind::Spread { value, mapping } => {
            format!(
                "{}{}",
                if *mapping { "**" } else { "*" },
                draw(body, *value)
            )
        }
        ExprKind::Map { entries } => {
            let entries = entries.iter().map(|entry| match entry.key {
                Some(key) => format!("{}: {}", draw(body, key), draw(body, entry.value)),
                None => draw(body, entry.value),
            });
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        ExprKind::Comprehension {
            kind,
            key,
            element,
            clauses,
        } => {
            let clauses = clauses.iter().map(|clause| {
                let target = pattern(body, &clause.target);
                let over = draw(body, clause.iterable);
                format!(" for {target} in {over} if [{}]", many(&clause.conditions))
            });
            let key = key.map(|key| draw(body, key) + ": ").unwrap_or_default();
            let clauses = clauses.collect::<String>();
            format!("{kind:?}[{key}{}{clauses}]", draw(body, *element))
        }
        ExprKind::Slice { start, end, step } => {
            let part = |part: &Option<ExprId>| part.map(|id| draw(body, id)).unwrap_or_default();
            format!("{}:{}:{}", part(start), part(end), part(step))
        }
        ExprKind::Cast { value, ty } => format!("{} as {}", draw(body, *value), draw_type(ty)),
        ExprKind::Record { ty, entries, .. } => {
            let entries = entries.iter().map(|entry| match entry.key {
                Some(key) => format!("{}: {}", draw(body, key), draw(body, entry.value)),
                None => draw(body, entry.value),
            });
            let ty = ty.as_ref().map(draw_type).unwrap_or_default();
            format!("{ty}{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        ExprKind::Function(_) => "function".to_owned(),
        ExprKind::Unknown { children } => format!("unknown({})", many(children)),
        other => format!("{other:?}"),
    }
}

pub fn pattern(body: &Body, drawn: &Pattern) -> String {
    let many = |parts: &[Pattern]| {
        let parts = parts.iter().map(|part| pattern(body, part));
        parts.collect::<Vec<_>>().join(", ")
    };
    match &drawn.kind {
        PatternKind::Name(name) => name.to_string(),
        PatternKind::Place(id) => format!("place {}", draw(body, *id)),
        PatternKind::Sequence(parts) => format!("[{}]", many(parts)),
        PatternKind::Map(parts) => {
            let parts = parts.iter().map(|(key, part, default)| {
                let default = default.map(|default| format!(" = {}", draw(body, default)));
                format!(
                    "{key}: {}{}",
                    pattern(body, part),
                    default.unwrap_or_default()
                )
            });
            format!("{{{}}}", parts.collect::<Vec<_>>().join(", "))
        }
        PatternKind::Or(parts) => format!("or({})", many(parts)),
        PatternKind::Bind { name, inner } => format!("{} as {name}", pattern(body, inner)),
        PatternKind::Type { path, parts } => {
            let parts = parts.iter().map(|(name, part)| {
                let name = name.as_ref().map(|name| format!("{name}="));
                name.unwrap_or_default() + &pattern(body, part)
            });
            format!("{path}({})", parts.collect::<Vec<_>>().join(", "))
        }
        other => format!("{other:?}"),
    }
}

pub fn types(drawn: &[TypeRef]) -> String {
    drawn.iter().map(draw_type).collect::<Vec<_>>().join(", ")
}

pub fn draw_type(ty: &TypeRef) -> String {
    match &ty.kind {
        TypeKind::Named { path, args } if args.is_empty() => path.to_string(),
        TypeKind::Named { path, args } => format!("{path}<{}>", types(args)),
        TypeKind::Optional(inner) => format!("{}?", draw_type(inner)),
        TypeKind::Union(members) => {
            let members = members.iter().map(draw_type);
            format!("({})", members.collect::<Vec<_>>().join(" | "))
        }
        TypeKind::Tuple(members) => format!("tuple({})", types(members)),
        TypeKind::Pointer(inner) => format!("*{}", draw_type(inner)),
        TypeKind::List(inner) => format!("[{}]", draw_type(inner)),
        TypeKind::Map(key, value) => format!("{{{}: {}}}", draw_type(key), draw_type(value)),
        TypeKind::Object(fields) => {
            let fields = fields.iter().map(|field| {
                let ty = field.ty.as_ref().map(draw_type).unwrap_or_default();
                format!("{}: {ty}", field.name)
            });
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        TypeKind::Annotated { inner, metadata } => {
            format!("{} with {}", draw_type(inner), metadata.len())
        }
        TypeKind::Function {
            params, returns, ..
        } => {
            let params = params.as_ref().map(|params| {
                let taken = params.iter().filter_map(|param| param.ty.clone());
                types(&taken.collect::<Vec<_>>())
            });
            let returns = returns.as_ref().map(|ty| draw_type(ty)).unwrap_or_default();
            format!("({}) -> {returns}", params.as_deref().unwrap_or("..."))
        }
        other => format!("{other:?}"),
    }
}

/// Statements, one a line, those of blocks further in.
pub fn statements(body: &Body, block: &Block) -> String {
    let drawn = block.stmts.iter().map(|id| statement(body, *id));
    let lines = drawn.flat_map(|drawn| {
        let lines = drawn.lines().map(|line| format!("{}\n", line.trim_end()));
        lines.collect::<Vec<_>>()
    });
    lines.collect()
}

fn indented(body: &Body, block: &Block) -> String {
    let drawn = statements(body, block);
    let lines = drawn.lines().map(|line| format!("\n    {line}"));
    lines.collect()
}

fn statement(body: &Body, id: StmtId) -> String {
    let many = |ids: &[ExprId]| {
        let drawn = ids.iter().map(|id| draw(body, *id));
        drawn.collect::<Vec<_>>().join(", ")
    };
    let test = |test: &Test| match test {
        Test::Expr(id) => draw(body, *id),
        Test::Pattern {
            value,
            pattern: shape,
        } => {
            format!("{} is {}", draw(body, *value), pattern(body, shape))
        }
    };
    match &body.stmt(id).kind {
        StmtKind::Expr(id) => draw(body, *id),
        StmtKind::Assign {
            targets,
            op,
            ty,
            value,
            declares,
        } => {
            let targets = targets.iter().map(|target| pattern(body, target));
            let ty = ty.as_ref().map(|ty| format!(": {}", draw_type(ty)));
            let value = value.map(|value| format!(" = {}", draw(body, value)));
            format!(
                "{}{}{}{}{}",
                if *declares { "let " } else { "" },
                targets.collect::<Vec<_>>().join(" = "),
                ty.unwrap_or_default(),
                op.map(|op| format!(" {op:?}")).unwrap_or_default(),
                value.unwrap_or_default()
            )
        }
        StmtKind::Branch {
            test: condition,
            then,
            otherwise,
        } => {
            let otherwise = otherwise.as_ref();
            let otherwise = otherwise.map(|block| format!("\nelse{}", indented(body, block)));
            format!(
                "if {}{}{}",
                test(condition),
                indented(body, then),
                otherwise.unwrap_or_default()
            )
        }
        StmtKind::Loop {
            target,
            iterable,
            test: condition,
            body: inner,
            ..
        } => {
            let target = target.as_ref().map(|target| pattern(body, target) + " ");
            let iterable = iterable.map(|id| format!("in {}", draw(body, id)));
            let condition = condition.as_ref().map(test);
            format!(
                "for {}{}{}{}",
                target.unwrap_or_default(),
                iterable.unwrap_or_default(),
                condition.unwrap_or_default(),
                indented(body, inner)
            )
        }
        StmtKind::Match { subject, arms } => {
            let arms = arms.iter().map(|arm| {
                format!(
                    "\n  case {}{}",
                    pattern(body, &arm.pattern),
                    indented(body, &arm.block)
                )
            });
            format!("match {}{}", draw(body, *subject), arms.collect::<String>())
        }
        StmtKind::Try {
            body: inner,
            catches,
            finally,
            ..
        } => {
            let catches = catches.iter().map(|catch| {
                let binding = catch.binding.as_deref().unwrap_or_default();
                let block = indented(body, &catch.block);
                format!("\ncatch {} {binding}{block}", many(&catch.types))
            });
            let catches = catches.collect::<String>();
            let finally = finally.as_ref();
            let finally = finally.map(|block| format!("\nfinally{}", indented(body, block)));
            let inner = indented(body, inner);
            format!("try{inner}{catches}{}", finally.unwrap_or_default())
        }
        StmtKind::Return(ids) => format!("return {}", many(ids)),
        StmtKind::Raise { error, .. } => {
            format!(
                "raise {}",
                error.map(|id| draw(body, id)).unwrap_or_default()
            )
        }
        StmtKind::Defer(id) => format!("defer {}", draw(body, *id)),
        StmtKind::Spawn(id) => format!("spawn {}", draw(body, *id)),
        StmtKind::Function(id) => {
            let function = body.function(*id).unwrap();
            format!(
                "function {}{}",
                function.signature.name,
                indented(body, &function.block)
            )
        }
        StmtKind::Class { name, block } => format!("class {name}{}", indented(body, block)),
        StmtKind::Block(block) => format!("block{}", indented(body, block)),
        StmtKind::Unknown { exprs, blocks } => {
            let blocks = blocks.iter().map(|block| indented(body, block));
            format!("unknown {}{}", many(exprs), blocks.collect::<String>())
        }
        other => format!("{other:?}"),
    }
}
