//! The files a test is derived from and what their names stand for; it never reads a disk.

mod crates;
mod node;

use syntax::facts::{
    BinaryOp, Body, ExprId, ExprKind, Exprs, FunctionId, ImportKind, ItemFacts, ItemKind, Literal,
    Name, Param, ParamKind, SequenceKind, Signature, TypeDecl, TypeDeclKind, TypeKind, TypeRef,
};
use syntax::file::FileFacts;
use syntax::language::Ecosystem;
use syntax::span::Span;

/// How many re-exports and aliases are followed.
const STEPS: usize = 16;

/// One file of the project.
#[derive(Clone, Debug)]
pub struct SourceFile<'a> {
    /// Relative to the project's root, with `/`.
    pub path: &'a str,
    /// The dotted path other files import it by; of a package the package's own.
    pub module: Name,
    /// Whether relative imports start in it rather than beside it.
    pub is_package: bool,
    /// Where imports that name files lead: as written, and the path of the file.
    pub links: Vec<(Name, String)>,
    pub facts: &'a FileFacts,
    pub text: &'a str,
}

/// All files that may be asked for, in any order.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    pub files: &'a [SourceFile<'a>],
}

/// A place for expressions: a body or a summary.
#[derive(Clone, Copy, Debug)]
pub struct Code<'a> {
    pub file: usize,
    /// The index of the item in its file.
    pub item: u32,
    pub exprs: &'a Exprs,
    /// None for code of a summary: values of constants, defaults, decorators.
    pub body: Option<&'a Body>,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug)]
pub enum Definition<'a> {
    Class {
        file: usize,
        item: u32,
        decl: &'a TypeDecl,
    },
    Function(FunctionAt<'a>),
    Value {
        code: Code<'a>,
        value: Option<ExprId>,
        ty: Option<&'a TypeRef>,
    },
    Module(usize),
}

/// A declared function with its code.
#[derive(Clone, Copy, Debug)]
pub struct FunctionAt<'a> {
    pub code: Code<'a>,
    pub signature: &'a Signature,
    pub function: FunctionId,
}

/// A name looked up.
#[derive(Clone, Debug)]
pub enum Resolved<'a> {
    Here(Definition<'a>),
    /// Not of this project: the full dotted path.
    External(Name),
    /// Declared nowhere: a builtin, or nothing.
    Undeclared,
}

impl<'a> Sources<'a> {
    /// The file at a place; a scope of [`Sources::scope`] is one, too.
    #[must_use]
    pub fn file(&self, at: usize) -> Option<&'a SourceFile<'a>> {
        self.files.get(at % self.files.len().max(1))
    }

    /// A file and one of its items as one number: where a type is written, so that its text can be read.
    #[must_use]
    pub fn scope(&self, file: usize, item: u32) -> usize {
        file % self.files.len().max(1) + self.files.len() * (item as usize + 1)
    }

    /// The text of a part of an item; nothing where the scope is a file only.
    #[must_use]
    pub fn written(&self, scope: usize, span: Span) -> &'a str {
        let Some(source) = self.file(scope) else {
            return "";
        };
        let item = (scope / self.files.len().max(1)).checked_sub(1);
        item.and_then(|item| source.facts.items.get(item))
            .and_then(|item| source.text.get(span.shifted(item.span.start).range()))
            .unwrap_or_default()
    }

    /// The code of a summary at a scope; of a file without an item that of its first one.
    #[must_use]
    pub fn code_of(&self, scope: usize) -> Option<Code<'a>> {
        let count = self.files.len().max(1);
        let item = u32::try_from((scope / count).saturating_sub(1)).ok()?;
        let facts = self.facts(scope % count, item)?;
        Some(Code {
            file: scope % count,
            item,
            exprs: &facts.summary.exprs,
            body: None,
        })
    }

    #[must_use]
    pub fn is_script(&self, file: usize) -> bool {
        self.file(file)
            .is_some_and(|file| file.facts.language.ecosystem() == Ecosystem::Node)
    }

    #[must_use]
    pub fn is_rust(&self, file: usize) -> bool {
        self.file(file)
            .is_some_and(|file| file.facts.language.ecosystem() == Ecosystem::Rust)
    }

    #[must_use]
    pub fn at_path(&self, path: &str) -> Option<usize> {
        self.files.iter().position(|file| file.path == path)
    }

    #[must_use]
    pub fn facts(&self, file: usize, item: u32) -> Option<&'a ItemFacts> {
        let placed = self.file(file)?.facts.items.get(item as usize)?;
        Some(&placed.facts)
    }

    /// The span of an item's part in its file.
    #[must_use]
    pub fn span(&self, code: Code<'a>, span: Span) -> Span {
        let start = self
            .files
            .get(code.file)
            .and_then(|file| file.facts.items.get(code.item as usize))
            .map_or(0, |item| item.span.start);
        span.shifted(start)
    }

    /// The code of a function that an item declares.
    #[must_use]
    pub fn function(&self, file: usize, item: u32, name: &str) -> Option<FunctionAt<'a>> {
        let facts = self.facts(file, item)?;
        let summary = facts
            .summary
            .functions
            .iter()
            .rev()
            .find(|function| function.signature.name == name)?;
        let body = facts.body.as_ref()?;
        let function = body.function(summary.function)?;
        Some(FunctionAt {
            code: Code {
                file,
                item,
                exprs: &body.exprs,
                body: Some(body),
            },
            signature: &function.signature,
            function: summary.function,
        })
    }

    /// What a name used in a file stands for.
    #[must_use]
    pub fn resolve(&self, file: usize, name: &str) -> Resolved<'a> {
        self.resolve_within(file, name, STEPS)
    }

    /// What a dotted path used in a file stands for.
    #[must_use]
    pub fn resolve_path(&self, file: usize, path: &str) -> Resolved<'a> {
        if self.is_rust(file) {
            return self.in_crate(file, path, STEPS);
        }
        let mut parts = path.split('.');
        let mut at = self.resolve(file, parts.next().unwrap_or_default());
        for part in parts {
            at = match at {
                Resolved::Here(Definition::Module(module)) if self.is_script(module) => {
                    self.exported(module, part)
                }
                Resolved::Here(Definition::Module(module)) => self.resolve(module, part),
                Resolved::External(path) => {
                    Resolved::External(Name::from(format!("{path}.{part}")))
                }
                _ => return Resolved::Undeclared,
            };
        }
        at
    }

    fn resolve_within(&self, file: usize, name: &str, steps: usize) -> Resolved<'a> {
        if steps == 0 {
            return Resolved::Undeclared;
        }
        let Some(source) = self.file(file) else {
            return Resolved::Undeclared;
        };
        let file = file % self.files.len();
        // The last binding wins, as it does when the module runs.
        for (index, item) in (0u32..)
            .zip(&source.facts.items)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
        {
            if !matches!(
                item.kind,
                ItemKind::Statement | ItemKind::Function | ItemKind::TypeHead
            ) {
                continue;
            }
            let facts: &'a ItemFacts = &item.facts;
            let declares =
                |decl: &&TypeDecl| decl.name == name && decl.kind != TypeDeclKind::Extension;
            if let Some(decl) = facts.types.iter().rev().find(declares) {
                return Resolved::Here(Definition::Class {
                    file,
                    item: index,
                    decl,
                });
            }
            if let Some(function) = self.function(file, index, name) {
                return Resolved::Here(Definition::Function(function));
            }
            if let Some(binding) = facts
                .summary
                .bindings
                .iter()
                .rev()
                .find(|binding| binding.name.as_deref() == Some(name))
            {
                let code = Code {
                    file,
                    item: index,
                    exprs: &facts.summary.exprs,
                    body: None,
                };
                return Resolved::Here(Definition::Value {
                    code,
                    value: binding.value,
                    ty: binding.ty.as_ref(),
                });
            }
            for import in facts.summary.imports.iter().rev() {
                match import.kind {
                    ImportKind::All if self.is_rust(file) => {
                        let path = format!("{}.{name}", import.module);
                        let found = self.in_crate(file, &path, steps - 1);
                        if matches!(found, Resolved::Here(_)) {
                            return found;
                        }
                    }
                    _ if import.local == name && self.is_rust(file) => {
                        return self.used(file, import, steps);
                    }
                    ImportKind::All if self.is_script(file) => {
                        let found = self.handed_on(source, import, name, steps);
                        if !matches!(found, Resolved::Undeclared) {
                            return found;
                        }
                    }
                    ImportKind::All => {
                        let module = self.absolute(source, import.level, &import.module);
                        if let Some(module) = self.module(&module) {
                            let found = self.resolve_within(module, name, steps - 1);
                            if !matches!(found, Resolved::Undeclared) {
                                return found;
                            }
                        }
                    }
                    _ if import.local == name && self.is_script(file) => {
                        return self.linked(source, import, steps);
                    }
                    _ if import.local == name => {
                        let module = self.absolute(source, import.level, &import.module);
                        return self.imported(
                            &module,
                            import.kind,
                            import.name.as_deref(),
                            &import.local,
                            steps,
                        );
                    }
                    _ => {}
                }
            }
        }
        Resolved::Undeclared
    }

    fn imported(
        &self,
        module: &str,
        kind: ImportKind,
        name: Option<&str>,
        local: &str,
        steps: usize,
    ) -> Resolved<'a> {
        if kind == ImportKind::Module {
            // `import a.b` binds `a`; `import a.b as c` binds the module itself.
            let bound = if module.split('.').next() == Some(local) {
                local
            } else {
                module
            };
            return match self.module(bound) {
                Some(module) => Resolved::Here(Definition::Module(module)),
                None => Resolved::External(Name::new(bound)),
            };
        }
        let name = name.unwrap_or(local);
        let full = format!("{module}.{name}");
        if let Some(file) = self.module(module) {
            let found = self.resolve_within(file, name, steps - 1);
            if !matches!(found, Resolved::Undeclared) {
                return found;
            }
        }
        match self.module(&full) {
            Some(module) => Resolved::Here(Definition::Module(module)),
            None => Resolved::External(Name::from(full)),
        }
    }

    fn module(&self, path: &str) -> Option<usize> {
        self.files.iter().position(|file| file.module == path)
    }

    /// The absolute path of a module an import in `source` names.
    #[must_use]
    pub fn absolute(&self, source: &SourceFile<'_>, level: u32, module: &str) -> String {
        if level == 0 {
            return module.to_owned();
        }
        let mut parts: Vec<&str> = source.module.split('.').collect();
        if !source.is_package {
            parts.pop();
        }
        for _ in 1..level {
            parts.pop();
        }
        parts.extend(module.split('.').filter(|part| !part.is_empty()));
        parts.join(".")
    }
}

/// The type that an expression spells out: what stands on the right of an alias.
#[must_use]
pub fn type_of_expr(exprs: &Exprs, id: ExprId) -> Option<TypeRef> {
    type_within(exprs, id, STEPS)
}

fn type_within(exprs: &Exprs, id: ExprId, steps: usize) -> Option<TypeRef> {
    let steps = steps.checked_sub(1)?;
    let expr = exprs.get(id);
    let kind = match &expr.kind {
        ExprKind::Literal(Literal::Null) => TypeKind::Unit,
        ExprKind::Binary {
            op: BinaryOp::BitOr,
            left,
            right,
        } => {
            let left = type_within(exprs, *left, steps)?;
            let right = type_within(exprs, *right, steps)?;
            match (left.kind, right.kind) {
                (TypeKind::Unit, kind) | (kind, TypeKind::Unit) => {
                    TypeKind::Optional(Box::new(TypeRef {
                        span: expr.span,
                        kind,
                    }))
                }
                (left, right) => {
                    let of = |kind| TypeRef {
                        span: expr.span,
                        kind,
                    };
                    TypeKind::Union(vec![of(left), of(right)])
                }
            }
        }
        ExprKind::Index { object, index } => {
            let path = exprs.path(*object)?;
            let args = match &exprs.get(*index).kind {
                ExprKind::Sequence {
                    kind: SequenceKind::Tuple,
                    items,
                } => items.clone(),
                _ => vec![*index],
            };
            match path.rsplit('.').next()? {
                "Callable" => {
                    let [params, returns] = args.as_slice() else {
                        return None;
                    };
                    let params = match &exprs.get(*params).kind {
                        ExprKind::Sequence { items, .. } => Some(
                            items
                                .iter()
                                .map(|item| Some(unnamed(type_within(exprs, *item, steps)?)))
                                .collect::<Option<Vec<_>>>()?,
                        ),
                        _ => None,
                    };
                    let returns = Some(Box::new(type_within(exprs, *returns, steps)?));
                    TypeKind::Function {
                        params,
                        returns,
                        is_async: false,
                    }
                }
                "Literal" => {
                    let literals = args.iter().map(|arg| match &exprs.get(*arg).kind {
                        ExprKind::Literal(literal) => Some(TypeRef {
                            span: expr.span,
                            kind: TypeKind::Literal(literal.clone()),
                        }),
                        _ => None,
                    });
                    TypeKind::Union(literals.collect::<Option<Vec<_>>>()?)
                }
                "Optional" => {
                    TypeKind::Optional(Box::new(type_within(exprs, *args.first()?, steps)?))
                }
                "Annotated" => return type_within(exprs, *args.first()?, steps),
                _ => {
                    let args = args
                        .iter()
                        .map(|arg| type_within(exprs, *arg, steps))
                        .collect::<Option<Vec<_>>>()?;
                    TypeKind::Named { path, args }
                }
            }
        }
        _ => TypeKind::Named {
            path: exprs.path(id)?,
            args: Vec::new(),
        },
    };
    Some(TypeRef {
        span: expr.span,
        kind,
    })
}

fn unnamed(ty: TypeRef) -> Param {
    Param {
        name: Name::default(),
        name_span: ty.span,
        span: ty.span,
        kind: ParamKind::Positional,
        ty: Some(ty),
        default: None,
        optional: false,
        declares_field: false,
        pattern: None,
        decorators: Vec::new(),
    }
}
